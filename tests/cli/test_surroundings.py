"""Any environment: the same command says and writes the same wherever it runs, or says in a sentence why it cannot."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests import THOROUGH
from tests.child import in_child, open_everything
from tests.samples.paths import ROOT
from tests.samples.rounds import ONE, TWO, WRONG, a_return, a_round, issue_all
from tonghop290.cli.main import main
from tonghop290.cli.round_folder import actor
from tonghop290.cli.surroundings import open_streams

pytestmark = pytest.mark.skipif(os.name != "posix", reason="locales, descriptors and users are POSIX")
if os.name == "posix":
    from tests.cli.full_disk import run
SMALL = ("--form", "bieu")
COMMANDS: dict[str, tuple[str, ...]] = {
    "blank": ("blank", *SMALL, "--units", "dot/don_vi.csv", "-o", "ra"),
    "check": ("check", "dot/thu_den", *SMALL, "-o", "ra/Kết quả.txt", "--annotate", "ra/đánh dấu"),
    "receive": ("receive", "-C", "dot"),
    "init": ("init", "ra", "--district", "Hoằng Hóa"),
}
ASCII_NAMES: dict[str, str | None] = {"PYTHONUTF8": "0", "LC_ALL": "C", "LANG": "C", "PYTHONCOERCECLOCALE": "0"}
NOBODY: dict[str, str | None] = dict.fromkeys(("HOME", "USER", "LOGNAME", "USERNAME")) | {"TMPDIR": "/nonexistent"}
ODD_TERMINAL: dict[str, str | None] = {
    "COLUMNS": "1",
    "PYTHONIOENCODING": "cp1258",
    "TZ": "XYZ-13:37",
    "USER": "Đặng Thị Ý",
    "HOME": "/nonexistent/Ý",
}
WITHOUT_DOCSTRINGS: dict[str, str | None] = {"PYTHONOPTIMIZE": "2"}
"""All libraries are compiled anew for it: with the quickest command, and in the thorough job with each."""
ENVIRONMENTS: dict[str, dict[str, str | None]] = {
    "nobody at home, ascii names": NOBODY | ASCII_NAMES,
    "an odd terminal": ODD_TERMINAL,
}
if THOROUGH:
    ENVIRONMENTS |= {"ascii names": ASCII_NAMES, "nobody at home": NOBODY, "no docstrings": WITHOUT_DOCSTRINGS}


def started(
    arguments: tuple[str, ...], folder: Path, changed: Mapping[str, str | None], **options: Any
) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **changed}
    return subprocess.run(
        [sys.executable, "-m", "tonghop290", *arguments],
        cwd=folder,
        env={key: value for key, value in environment.items() if value is not None},
        encoding="utf-8",
        check=False,
        **{"capture_output": True, **options},
    )


ONE_AFTER_ANOTHER = """
import gc, json, os, sys
from tonghop290.cli.main import main
from tonghop290.cli.surroundings import begin_in_utf8
begin_in_utf8()
import openpyxl, pandera.pandas, sqlite3, xlsxwriter
from tests.child import judge_nothing
judge_nothing()
gc.freeze()  # a child need not look through, and copy, all that is there
codes = []
for folder, arguments, *streams in json.loads(sys.argv[1]):
    child = os.fork()
    if not child:
        os.chdir(folder)
        for number, stream in enumerate(streams, 1):
            os.dup2(stream, number)
        try:
            main(arguments)
        except SystemExit as ended:
            sys.stdout.flush(), sys.stderr.flush()
            os._exit(ended.code)
    codes.append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
print(codes)
"""
Said = tuple[int, str, str]


def said_by_each(folders: Mapping[str, Path], changed: Mapping[str, str | None], **options: Any) -> dict[str, Said]:
    """Code, output and errors of each command in its folder, in that environment.

    The first, the quickest, is started as a user starts it, and so is each in the thorough job; the others are children
    of one Python: of this one, where nothing that is changed changes how a Python begins, nor who runs it.
    """
    alone = list(folders) if THOROUGH else list(folders)[:1]
    done = {name: started(COMMANDS[name], folders[name], changed, **options) for name in alone}
    said = {name: (one.returncode, one.stdout, one.stderr) for name, one in done.items()}
    others = {name: folder for name, folder in folders.items() if name not in said}
    if options or changed.keys() & {"PYTHONUTF8", "PYTHONOPTIMIZE"}:
        return said | (_in_children(others, changed, **options) if others else {})
    return said | {name: _forked(COMMANDS[name], folder, changed) for name, folder in others.items()}


def _forked(arguments: tuple[str, ...], folder: Path, changed: Mapping[str, str | None]) -> Said:
    """A command in a child of this process."""

    def act() -> str:
        for name, value in changed.items():
            os.environ.pop(name, None)
            os.environ.update({name: value} if value is not None else {})
        time.tzset()
        tempfile.tempdir = None
        os.chdir(folder)
        encoding = os.environ.get("PYTHONIOENCODING", "utf-8")
        sys.stdout, sys.stderr = streams = [io.TextIOWrapper(io.BytesIO(), encoding=encoding) for _ in range(2)]
        try:
            main(list(arguments))
        except SystemExit as ended:
            code = ended.code
        sys.stdout.flush(), sys.stderr.flush()
        return json.dumps([code, *(stream.buffer.getvalue().decode() for stream in streams)])

    open_everything()
    said = in_child(act)
    assert said is not None
    code, out, err = json.loads(said)
    return code, out, err


def _in_children(folders: Mapping[str, Path], changed: Mapping[str, str | None], **options: Any) -> dict[str, Said]:
    with ExitStack() as stack:
        files = [[stack.enter_context(tempfile.TemporaryFile()) for _ in ("out", "err")] for _ in folders]
        numbers = [[file.fileno() for file in pair] for pair in files]
        each = [
            (str(folder), COMMANDS[name], *pair) for (name, folder), pair in zip(folders.items(), numbers, strict=True)
        ]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), **changed}
        done = subprocess.run(
            [sys.executable, "-c", ONE_AFTER_ANOTHER, json.dumps(each)],
            env={key: value for key, value in environment.items() if value is not None},
            pass_fds=[number for pair in numbers for number in pair],
            capture_output=True,
            check=False,
            **options,
        )
        assert done.returncode == 0, done.stderr.decode(errors="replace")
        said = []
        for pair in files:
            for file in pair:
                file.seek(0)
            said.append(tuple(file.read().decode() for file in pair))
    return {name: (code, *one) for name, code, one in zip(folders, json.loads(done.stdout), said, strict=True)}


def names(folder: Path) -> list[str]:
    """A copy of the ledger without its day, which is another one where the clock is hours ahead."""
    found = (path.relative_to(folder).as_posix() for path in folder.rglob("*"))
    return sorted(re.sub(r"\d{4}-\d\d-\d\d(?=\.sqlite\.gz$)", "DAY", name) for name in found)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("môi trường")
    round = a_round(base / "dot")
    issue_all(round, ONE)
    a_return(round, TWO, "Xã Mẫu 2.xlsx", **WRONG)
    shutil.copytree(round.form.folder, base / "bieu")
    return base


def copies(prepared: Path, folder: Path) -> dict[str, Path]:
    """The prepared folder once for each command."""
    return {name: Path(shutil.copytree(prepared, folder / name / "đây")) for name in COMMANDS}


def given(folders: Mapping[str, Path], said: Mapping[str, Said]) -> dict[str, Any]:
    """What a command said, without the name of its folder, and the files that lie there after it."""
    return {
        name: (code, out.replace(str(folders[name]), ""), err, names(folders[name]))
        for name, (code, out, err) in said.items()
    }


@pytest.fixture(scope="module")
def usual(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What each command gives in the environment of the tests."""
    open_everything()
    folders = copies(prepared, tmp_path_factory.mktemp("thường"))
    return given(folders, {name: run(COMMANDS[name], folder) for name, folder in folders.items()})


@pytest.mark.parametrize("environment", ENVIRONMENTS.values(), ids=ENVIRONMENTS)
def test_the_same_is_said_and_written_everywhere(
    environment: dict[str, str | None], prepared: Path, usual: dict[str, Any], tmp_path: Path
) -> None:
    folders = copies(prepared, tmp_path)
    assert given(folders, said_by_each(folders, environment)) == usual


def test_without_docstrings_a_command_does_the_same(prepared: Path, usual: dict[str, Any], tmp_path: Path) -> None:
    folder = Path(shutil.copytree(prepared, tmp_path / "đây"))
    done = started(COMMANDS["init"], folder, WITHOUT_DOCSTRINGS)
    assert given({"init": folder}, {"init": (done.returncode, done.stdout, done.stderr)})["init"] == usual["init"]


def closing(*streams: int) -> Callable[[], None]:
    def close() -> None:
        for number in streams:
            os.close(number)

    return close


@pytest.mark.parametrize("closed", [(1,), (2,)], ids=str)
def test_without_a_standard_stream_the_work_is_done_all_the_same(
    closed: tuple[int, ...], prepared: Path, tmp_path: Path
) -> None:
    done = started(("blank", *SMALL, "-o", str(tmp_path / "a.xlsx")), prepared, {}, preexec_fn=closing(*closed))
    assert (done.returncode, (tmp_path / "a.xlsx").is_file()) == (0, True)


def test_without_standard_streams_the_result_is_written_and_the_code_says_it(prepared: Path, tmp_path: Path) -> None:
    command = ("check", "dot/thu_den", *SMALL, "-o", str(tmp_path / "a.txt"))
    done = started(command, prepared, {}, preexec_fn=closing(0, 1, 2))
    assert (done.returncode, "1 có lỗi" in (tmp_path / "a.txt").read_text(encoding="utf-8")) == (1, True)


def test_streams_that_are_none_lead_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(sys, name, None)
    open_streams()
    print("nowhere", file=sys.stderr)
    assert sys.stdin.read() == "" and not sys.stdout.isatty()
    sys.stdin.close()


def test_a_reader_that_goes_ends_the_program_as_a_shell_has_it(prepared: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = started(("form", "fields"), prepared, {}, capture_output=False, stdout=writing, stderr=subprocess.PIPE)
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (141, "")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is always full")
def test_output_that_cannot_be_printed_is_said(prepared: Path) -> None:
    with open("/dev/full", "w") as full:
        done = started(("form", "fields"), prepared, {}, capture_output=False, stdout=full, stderr=subprocess.PIPE)
    assert (done.returncode, done.stderr.startswith("Lỗi: Ổ đĩa đã đầy")) == (2, True)
    assert "Exception ignored" not in done.stderr


def test_a_folder_that_is_gone_is_said(prepared: Path, tmp_path: Path) -> None:
    program = "import os, sys; os.rmdir(os.getcwd()); from tonghop290.cli.main import main; main(sys.argv[1:])"
    (tmp_path / "mất").mkdir()
    done = subprocess.run(
        [sys.executable, "-c", program, "blank", "--form", str(prepared / "bieu"), "-o", "x.xlsx"],
        cwd=tmp_path / "mất",
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
    )
    assert (done.returncode, done.stderr[:5], len(done.stderr.splitlines())) == (2, "Lỗi: ", 1), done.stderr


@pytest.fixture(scope="module")
def read_only(prepared: Path) -> Iterator[Path]:
    """The prepared folder where everybody may read it, and only its owner write."""
    folder = Path(tempfile.mkdtemp())
    shutil.copytree(prepared, folder / "đọc")
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    yield folder / "đọc"
    shutil.rmtree(folder)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root may become somebody without rights")
def test_a_folder_one_may_only_read_is_said(read_only: Path) -> None:
    before = names(read_only)
    somebody = {"user": 54321, "group": 54321, "extra_groups": []}
    try:
        able = started(("--version",), read_only, NOBODY, **somebody)
    except PermissionError:  # an environment that only links to a Python in root's own folder
        pytest.skip("nobody else may run this Python")
    if able.returncode:
        pytest.skip(f"nobody else may run this Python: {able.stderr[-100:]}")
    for name, (code, _, err) in said_by_each(dict.fromkeys(COMMANDS, read_only), NOBODY, **somebody).items():
        assert (code, err[:5], len(err.splitlines())) == (2, "Lỗi: ", 1), (name, err)
        assert "chạy lại" in err and names(read_only) == before, name


def test_nobody_logged_in_is_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    import getpass

    def refuse() -> str:
        raise ImportError("No module named 'pwd'")  # Windows without USERNAME

    monkeypatch.setattr(getpass, "getuser", refuse)
    assert (actor(""), actor("Lan")) == ("", "Lan")


def test_a_command_ends_without_looking_for_garbage() -> None:
    """What the libraries loaded is left to the end of the process; that is a tenth of a second with pandera."""
    program = (
        "import atexit, gc; from tonghop290.cli.surroundings import collect_seldom;"
        "atexit.register(lambda: print(gc.get_freeze_count() > 0)); collect_seldom()"  # the last that came goes first
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout == "True\n"
