"""The guard of outputs: no command and no writer writes over an input, what a round keeps, or a stranger's file.

Every output option of the commands and every public writer stands in the tables below; a new one without its row fails.
"""

from __future__ import annotations

import inspect
import os
import shutil
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tonghop290 as th
from tests import examples
from tests.samples.communes import FULL, a_unit
from tests.samples.forms import shipped_form
from tonghop290.cli import main as front_door
from tonghop290.outputs import Guard, OutputRefused

FORM = shipped_form()
STRANGE = b"somebody else's"


def run(*arguments: object, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """A command: its exit code and what it said of trouble."""
    with pytest.raises(SystemExit) as ended:
        front_door.main([str(argument) for argument in arguments])
    return int(ended.value.code or 0), capsys.readouterr().err


@pytest.fixture(scope="module")
def one_return(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return th.write_blank(
        FORM, tmp_path_factory.mktemp("nhan") / "biểu xã.xlsx", unit=a_unit(), values={**FULL, "chi_bo": 21}
    )


@pytest.fixture(scope="module")
def report(one_return: Path) -> th.Report:
    return th.check([one_return], FORM)


# --- every command, every writer ----------------------------------------------------------------------------------

COMMANDS: dict[str, tuple[Sequence[str], str]] = {  # command → its call ("in" the input, "out" the output), suffix
    "blank -o": (("blank", "-o", "out"), ".xlsx"),
    "check -o": (("check", "in", "-o", "out"), ".txt"),
    "check --annotate": (("check", "in", "--annotate", "folder"), ".xlsx"),
    "report -o": (("report", "in", "-o", "folder"), ".docx"),
    "summary -o": (("summary", "in", "-o", "out"), ".xlsx"),
    "status -o": (("status", "-o", "out"), ".xlsx"),
}


def test_every_output_option_of_the_commands_stands_in_the_table() -> None:
    found = set()
    context = click.Context(front_door.cli)
    for name in front_door.cli.list_commands(context):
        command = front_door.cli.get_command(context, name)
        assert command is not None
        for option in command.params:
            if isinstance(option, click.Option) and {"-o", "--output", "--annotate"} & set(option.opts):
                found.add(f"{name} {option.opts[0]}")
        if any(f"{name} -o" == key for key in found):
            assert any("--overwrite" in option.opts for option in command.params), name
    assert found == set(COMMANDS)


WRITERS: dict[str, tuple[Callable[[th.Report, Path, bool], object], str]] = {  # writer → its call, suffix of its file
    "annotate": (lambda report, path, over: th.annotate(report, path.parent, overwrite=over), ""),
    "write_appendix": (lambda report, path, over: th.write_appendix(report, path, overwrite=over), ".docx"),
    "write_blank": (lambda report, path, over: th.write_blank(FORM, path, overwrite=over), ".xlsx"),
    "write_blanks": (lambda report, path, over: th.write_blanks(FORM, path.parent, UNITS, overwrite=over), ""),
    "write_district_narrative": (
        lambda report, path, over: th.write_district_narrative(report, path, overwrite=over),
        ".docx",
    ),
    "write_findings": (lambda report, path, over: th.write_findings(report, path, overwrite=over), ".xlsx"),
    "write_narratives": (lambda report, path, over: th.write_narratives(report, path.parent, overwrite=over), ""),
    "write_office_documents": (
        lambda report, path, over: th.write_office_documents(report, path.parent, overwrite=over),
        "",
    ),
    "write_pdfs": (lambda report, path, over: th.write_pdfs([path.with_suffix(".docx")], overwrite=over), ".pdf"),
    "write_roll_up": (
        lambda report, path, over: th.write_roll_up(results(report, path), path, overwrite=over),
        ".xlsx",
    ),
    "write_summary": (lambda report, path, over: th.write_summary(report, path, overwrite=over), ".xlsx"),
    "write_tables": (lambda report, path, over: th.write_tables(report, path.parent, overwrite=over), ""),
}
UNITS = {"15877": a_unit()}
OWN_NAMES = {  # writers into a folder → a file they write there
    "annotate": "biểu xã.xlsx",
    "write_blanks": "15877 Xã Hoằng Xuân.xlsx",
    "write_narratives": "15877 Xã Hoằng Xuân.docx",
    "write_office_documents": "Báo cáo tổng hợp.docx",
    "write_tables": "so_lieu_dai.csv",
}


def results(report: th.Report, path: Path) -> Any:
    folder = path.parent / "huyện"
    th.write_tables(report, folder, format="json")
    return th.read_results([folder], FORM)


def test_every_public_writer_stands_in_the_table_and_can_be_told_to_overwrite() -> None:
    public = {name for name in th.__all__ if name.startswith(("write_", "annotate")) and name != "annotated"}
    assert public == set(WRITERS)
    assert [name for name in public if "overwrite" not in inspect.signature(getattr(th, name)).parameters] == []


@pytest.mark.parametrize("name", sorted(WRITERS))
def test_no_writer_writes_over_a_strangers_file(name: str, report: th.Report, tmp_path: Path) -> None:
    call, suffix = WRITERS[name]
    path = tmp_path / OWN_NAMES.get(name, f"ra{suffix}")
    path.write_bytes(STRANGE)
    with pytest.raises(OutputRefused, match="không phải do chương trình ghi"):
        call(report, path, False)
    assert path.read_bytes() == STRANGE
    assert [one.name for one in tmp_path.iterdir() if one.suffix not in ("", ".json")] == [path.name]


@pytest.mark.parametrize("name", sorted(WRITERS))
def test_no_writer_writes_into_what_a_round_keeps(name: str, report: th.Report, tmp_path: Path) -> None:
    (tmp_path / "so_lieu.sqlite").write_bytes(b"the ledger")
    call, suffix = WRITERS[name]
    for place in ("thu_den", "Thu_Den", "luu_tru/a", "phan_hoi", "phat_hanh"):
        path = tmp_path / place / f"ra{suffix}"
        with pytest.raises(OutputRefused, match="thuộc phần đợt thu thập tự giữ"):
            call(report, path, True)
        assert not [one for one in tmp_path.rglob("*") if one.suffix in (".xlsx", ".docx", ".csv", ".pdf")]


def test_no_writer_writes_over_its_input(report: th.Report, one_return: Path, tmp_path: Path) -> None:
    before = one_return.read_bytes()
    linked = tmp_path / "nối.xlsx"
    os.link(one_return, linked)
    for path in (one_return, linked, one_return.with_name(one_return.name.upper().replace("XLSX", "xlsx"))):
        with pytest.raises(OutputRefused):
            th.write_summary(report, path, overwrite=True)
    whole = th.write_tables(report, tmp_path / "huyện", format="json")[0]
    found = th.read_results([whole], FORM)
    assert found is not None
    with pytest.raises(OutputRefused):
        th.write_roll_up(found, whole, overwrite=True)
    assert one_return.read_bytes() == before


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_no_command_writes_over_a_strangers_file_or_an_input(
    name: str, one_return: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    call, suffix = COMMANDS[name]
    sent = tmp_path / "nhận" / "biểu.xlsx"
    sent.parent.mkdir()
    shutil.copy(one_return, sent)
    (tmp_path / "ra").mkdir()
    strange = tmp_path / "ra" / (f"15877 Xã Hoằng Xuân{suffix}" if name == "report -o" else f"biểu{suffix}")
    strange.write_bytes(STRANGE)
    words = {"in": sent, "out": strange, "folder": strange.parent}
    code, said = run(*(words.get(word, word) for word in call), capsys=capsys)
    assert (code, strange.read_bytes()) == (2, STRANGE)
    assert "Traceback" not in said
    if "in" in call and "out" in call:
        before = sent.read_bytes()
        for output in (sent, sent.with_name("BIỂU.xlsx"), sent.with_name(unicodedata.normalize("NFD", sent.name))):
            words = {"in": sent.parent, "out": output}
            code, said = run(*(words.get(word, word) for word in call), "--overwrite", capsys=capsys)
            assert (code, "không ghi đè lên tệp của người gửi" in said) == (2, True), said
        assert sent.read_bytes() == before and [one.name for one in sent.parent.iterdir()] == [sent.name]


@pytest.mark.parametrize(
    "call",
    [
        ("summary", "thu_den", "-o", "thu_den/x.xlsx"),
        ("blank", "-o", "thu_den/x.xlsx"),
        ("check", "thu_den", "--format", "xlsx", "-o", "thu_den/x.xlsx"),
        ("check", "thu_den", "-o", "thu_den/x.txt"),
        ("check", "thu_den", "--annotate", "phan_hoi"),
        ("status", "-o", "thu_den/x.xlsx"),
        ("status", "-o", "luu_tru/x.html"),
        ("summary", "thu_den", "-o", "so_lieu.sqlite"),
        ("summary", "thu_den", "-o", "so_lieu.sqlite-wal"),
        ("check", "thu_den", "-o", "don_vi.csv"),
        ("check", "thu_den", "-o", "tonghop290.toml"),
        ("check", "thu_den", "-o", ".khoa"),
        ("summary", "thu_den", "--format", "csv", "-o", "thu_den"),
        ("report", "thu_den", "-o", "luu_tru/bc"),
        ("summary", "thu_den", "-o", "x.xls"),
        ("summary", "thu_den", "-o", "x"),
        ("summary", "thu_den", "--format", "docx", "-o", "x.doc"),
        ("blank", "-o", "x.xlsm"),
        ("check", "thu_den", "--format", "json", "-o", "x.xlsx"),
        ("check", "thu_den", "-o", "/dev/null"),
        ("summary", "thu_den", "-o", "ống.xlsx"),
        ("summary", "thu_den", "-o", "thư mục.xlsx"),
        ("blank", "-o", "con.xlsx"),
    ],
    ids=" ".join,
)
def test_what_a_round_keeps_and_names_of_another_kind_are_refused_with_a_sentence(
    call: Sequence[str],
    one_return: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for folder in ("thu_den", "luu_tru", "phan_hoi", "thư mục.xlsx"):
        (tmp_path / folder).mkdir()
    for file in ("thu_den/x.xlsx", "so_lieu.sqlite", "don_vi.csv", "tonghop290.toml", ".khoa"):
        (tmp_path / file).write_bytes(STRANGE)
    os.mkfifo(tmp_path / "ống.xlsx")
    before = set(tmp_path.rglob("*"))
    monkeypatch.chdir(tmp_path)
    code, said = run(*call, "--overwrite", capsys=capsys)
    assert (code, said.startswith("Lỗi: "), "Traceback" in said) == (2, True, False), said
    assert set(tmp_path.rglob("*")) == before
    assert all(path.read_bytes() == STRANGE for path in before if path.is_file())


# --- an input is never allowed ------------------------------------------------------------------------------------

NAMES = st.text("aăâeêỗĐđßſKﬁİı. 1", min_size=1, max_size=8).map(lambda name: f"x{name}x.xlsx")


def spellings(name: str) -> st.SearchStrategy[str]:
    """The names some file system takes for this one."""
    return st.sampled_from(
        [
            change(form)
            for form in (unicodedata.normalize("NFC", name), unicodedata.normalize("NFD", name))
            for change in (str, str.upper, str.casefold, str.swapcase)
        ]
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=examples(20), deadline=None)
@given(name=NAMES, data=st.data())
def test_no_spelling_link_or_way_to_an_input_is_allowed(name: str, data: st.DataObject, tmp_path: Path) -> None:
    root = Path(str(tmp_path)) / str(abs(hash(name)) % 10**9)
    shutil.rmtree(root, ignore_errors=True)
    folder = root / "Nhận về" / "Xã A"
    folder.mkdir(parents=True)
    sent = folder / name
    sent.write_bytes(STRANGE)
    (root / "lối tắt").symlink_to(root / "Nhận về")
    os.link(sent, root / "liên kết.xlsx")
    (root / "trỏ.xlsx").symlink_to(sent)
    ways = [
        folder / data.draw(spellings(name)),
        root / data.draw(spellings("Nhận về")) / data.draw(spellings("Xã A")) / data.draw(spellings(name)),
        root / "lối tắt" / "Xã A" / data.draw(spellings(name)),
        root / "lối tắt" / ".." / "Nhận về" / "Xã A" / name,
        root / "liên kết.xlsx",
        root / "trỏ.xlsx",
    ]
    guard = Guard([data.draw(st.sampled_from([sent, folder, root / "Nhận về", root / "lối tắt"]))], overwrite=True)
    for way in ways:
        with pytest.raises(OutputRefused):
            guard.file(way)
