"""One case run in a child of its own, with limits, and what counts as a finding.

A finding is: a traceback, an exit code that is not one of ours, too much work or memory, anything written or removed
outside the working folder, an address asked for, an input file changed, something left in the folder for temporary
files, a figure that no sender wrote, a return nobody speaks of, a link or macro of a sender in a file of ours, and
characters that act on the screen. Needs a system with ``fork``.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import re
import resource
import shutil
import signal
import sys
import time
import traceback
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dev.fuzzers.case import Case, Finding

__all__ = ["CPU_SECONDS", "MEMORY", "MARK", "try_case"]

CPU_SECONDS, WALL_SECONDS, MEMORY = 40, 240, 1200 * 2**20
"""What a case may take: seconds of work for all its commands, seconds by the clock, bytes of address space it adds."""

MARK = "ke-xau.example"
"""An address the fuzzers put into what they send: it must never lead anywhere from a file of ours."""

_CODES = {0, 1, 2, 3, 4}
_FRAME = re.compile(r'File "[^"]*?((?:tonghop290|workbook_templates)/[^"]*)", line (\d+), in (\S+)')
_OUTWARD = (
    "socket.connect",
    "socket.getaddrinfo",
    "socket.bind",
    "urllib.Request",
    "ftplib.connect",
    "smtplib.connect",
)
_CHANGING = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate", "os.chmod"}
_PARENT_DIES = 1  # PR_SET_PDEATHSIG


def try_case(case: Case, folder: Path, *, seconds: int = CPU_SECONDS) -> list[Finding]:
    """Run a case in ``folder`` (made anew); what was found, one of each kind."""
    shutil.rmtree(folder, ignore_errors=True)
    work = folder / "work"
    for side in ("work", "home", "temp"):
        (folder / side).mkdir(parents=True)
    for name, data in case.files.items():
        path = work / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    status, usage = _run_apart(case, folder, seconds)
    found: dict[str, Finding] = {}
    for one in (*_of_the_end(case, folder, status, usage), *_of_the_files(case, folder)):
        found.setdefault(one.key, one)
    return list(found.values())


# --- the child ----------------------------------------------------------------------------------------------------


def _run_apart(case: Case, folder: Path, seconds: int) -> tuple[int, Any]:
    child = os.fork()
    if not child:
        try:
            _be_the_child(case, folder, seconds)
        except BaseException:  # noqa: BLE001 (a forked child must not go on as its parent)
            (folder / "broken").write_text(traceback.format_exc(), encoding="utf-8")
        finally:
            os._exit(0)
    end = time.monotonic() + WALL_SECONDS
    while time.monotonic() < end:
        done, status, usage = os.wait4(child, os.WNOHANG)
        if done:
            _kill_group(child)
            return status, usage
        time.sleep(0.005)
    _kill_group(child)
    _, status, usage = os.wait4(child, 0)
    return status, usage


def _kill_group(child: int) -> None:
    """Whatever the child has started and left behind."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child, signal.SIGKILL)


def _be_the_child(case: Case, folder: Path, seconds: int) -> None:
    os.setpgid(0, 0)
    ctypes.CDLL(None).prctl(_PARENT_DIES, signal.SIGKILL)
    os.chdir(folder / "work")
    os.environ.update(HOME=str(folder / "home"), TMPDIR=str(folder / "temp"), TONGHOP290_MAT_KHAU="mat-khau")
    import tempfile

    tempfile.tempdir = None
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, used + MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    spent = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
    resource.setrlimit(resource.RLIMIT_CPU, (int(spent) + seconds, int(spent) + seconds + 5))
    _without_libreoffice()
    _watch(folder)
    for number, command in enumerate(case.commands):
        _run_command(command, folder, number)


def _without_libreoffice() -> None:
    """On a machine that has none: nothing is printed to be measured."""
    from tonghop290.narrative import pdf

    pdf.find_libreoffice = lambda *_, **__: None


def _watch(folder: Path) -> None:
    """Note every write outside the case's own folders, every address asked for, every program started."""
    own, notes = os.path.realpath(folder), folder / "notes"
    inside = False

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal inside
        if inside:
            return
        inside = True
        try:
            if said := _outside(event, arguments, own):
                with notes.open("a", encoding="utf-8") as stream:
                    stream.write(said + "\n")
        finally:
            inside = False

    sys.addaudithook(hook)


def _outside(event: str, arguments: tuple[Any, ...], own: str) -> str:
    if event in _OUTWARD:
        return f"network: {event} {arguments[1:]!r}"
    if event == "subprocess.Popen" and os.fsdecode(arguments[0]) != sys.executable:
        return f"program: {arguments[0]!r}"
    if event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
        paths = arguments[:1]
    elif event in _CHANGING or event == "sqlite3.connect":
        paths = tuple(one for one in arguments[:2] if isinstance(one, str | bytes | os.PathLike))
    else:
        return ""
    for path in paths:
        if isinstance(path, int) or os.fsdecode(path).startswith((":memory:", "/dev/", "file:")):
            continue
        if not os.path.realpath(os.fsdecode(path)).startswith(own + os.sep):
            return f"outside: {event} {os.fsdecode(path)!r}"
    return ""


def _run_command(command: tuple[str, ...], folder: Path, number: int) -> None:
    """Run one command with its own output files; note that it began, and how it ended."""
    from tonghop290.cli.main import main

    log = folder / "log"
    for own, name in ((1, "out"), (2, "err")):
        target = os.open(folder / f"{number}.{name}", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(target, own)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    sys.stdin = os.fdopen(os.dup(0), encoding="utf-8")
    sys.stdout, sys.stderr = (os.fdopen(os.dup(one), "w", encoding="utf-8", errors="replace") for one in (1, 2))
    with log.open("a", encoding="utf-8") as stream:
        stream.write(json.dumps([number, None]) + "\n")
    code: Any = None
    try:
        main(list(command))
    except SystemExit as end:
        code = end.code
    except BaseException as error:  # noqa: BLE001 (whatever comes out of the front door is a finding)
        traceback.print_exc()
        code = type(error).__name__
    sys.stdout.flush()
    sys.stderr.flush()
    with log.open("a", encoding="utf-8") as stream:
        stream.write(json.dumps([number, code]) + "\n")


# --- the judgement ------------------------------------------------------------------------------------------------


def _of_the_end(case: Case, folder: Path, status: int, usage: Any) -> Iterator[Finding]:
    """How the child ended, and what each command said and gave."""
    if (folder / "broken").exists():
        yield Finding(key="fuzzer broken", text=(folder / "broken").read_text(encoding="utf-8"))
    log = [json.loads(line) for line in (folder / "log").read_text().splitlines()] if (folder / "log").exists() else []
    if os.WIFSIGNALED(status) and log:
        by = signal.Signals(os.WTERMSIG(status)).name
        command = case.commands[log[-1][0]]
        what = "too much work" if by == "SIGXCPU" else "hangs" if by == "SIGKILL" else "dies"
        yield Finding(key=f"{what} {command[0]}", text=f"{what} ({by}) in {' '.join(command)}")
    if usage.ru_maxrss * 1024 > MEMORY:
        yield Finding(key="memory", text=f"{usage.ru_maxrss // 1024} MB in {case.commands}")
    for number, code in log:
        name = " ".join(case.commands[number])
        out, err = ((folder / f"{number}.{end}").read_text("utf-8", "replace") for end in ("out", "err"))
        if "Traceback (most recent call last)" in err:
            frames, last = _FRAME.findall(err), err[: err.find("Đây là lỗi")].strip().splitlines()[-1]
            at = f"{frames[-1][0]} {frames[-1][2]}" if frames else "?"
            yield Finding(key=f"traceback {at} {last.split(':')[0]}", text=f"{at}: {last[:200]} in {name}")
        elif code is not None and code not in _CODES:
            yield Finding(key=f"exit {code} {case.commands[number][0]}", text=f"exit {code}: {err[-200:]} in {name}")
        if acting := {
            one for one in out + err if unicodedata.category(one) in ("Cc", "Cf", "Cs") and one not in "\n\t"
        }:
            yield Finding(key="acts on the screen", text=f"{ascii(sorted(acting))} said by {name}")


def _of_the_files(case: Case, folder: Path) -> Iterator[Finding]:
    """What was written where, what was changed, and what the written files say."""
    if (folder / "notes").exists():
        for line in sorted(set((folder / "notes").read_text(encoding="utf-8").splitlines())):
            yield Finding(key=re.sub(r"[^a-z: ._]", "", line)[:60], text=line)
    work = folder / "work"
    for name, data in case.files.items():
        path = work / name
        if name not in case.ours and (not path.is_file() or path.read_bytes() != data):
            yield Finding(key=f"input changed {Path(name).suffix}", text=f"{name} is no longer what it was")
    for side in ("home", "temp"):
        if left := sorted(path.name for path in (folder / side).iterdir()):
            yield Finding(key=f"left in {side}", text=f"{left[:5]} left in {side}")
    made = [path for path in work.rglob("*") if path.is_file() and str(path.relative_to(work)) not in case.files]
    for path in made:
        if path.suffix == ".tmp":
            yield Finding(key="half a file", text=f"{path.name} was left")
        if path.suffix in (".xlsx", ".xlsm", ".docx"):
            yield from _of_a_package(path)
        if path.suffix == ".json":
            yield from _of_the_figures(case, json.loads(path.read_text(encoding="utf-8")))


def _of_a_package(path: Path) -> Iterator[Finding]:
    """A link, a formula, a field or a macro that would act when a file of ours is opened."""
    try:
        with zipfile.ZipFile(path) as package:
            parts = {name: package.read(name) for name in package.namelist()}
    except (zipfile.BadZipFile, zipfile.zlib.error) as error:  # type: ignore[attr-defined]
        yield Finding(key=f"not whole {path.suffix}", text=f"{path.name}: {error}")
        return
    for name, part in parts.items():
        if MARK.encode() in part and (
            name.endswith(".rels") or re.search(rb"<(?:f|instrText|\w+:instrText)\b[^<]*" + MARK.encode(), part)
        ):
            yield Finding(key=f"travels {path.suffix} {Path(name).suffix}", text=f"{MARK} acts in {path.name}, {name}")
        if re.search(r"(?i)vbaproject|activex|oleobject|externallink", name):
            yield Finding(key=f"travels {path.suffix} {Path(name).name}", text=f"{name} came into {path.name}")


def _of_the_figures(case: Case, said: Any) -> Iterator[Finding]:
    """Figures nobody wrote, and returns nobody speaks of: in the JSON of ``check``, and of ``summary``."""
    for row in said.get("so_lieu_rong", []):
        yield from _of_one(case, row.get("unit_code"), row, row.get("file", ""))
    if "files" not in said:
        return
    units = set()
    for one in said["files"]:
        code = (one["unit"] or {}).get("code")
        units.add(code or one["path"])
        yield from _of_one(case, code, one["values"], one["path"])
        spoken = {finding["field"] for finding in one["findings"]} | {
            id for id, state in one["states"].items() if state
        }
        of_the_whole = any(finding["stage"] in ("file", "structure") for finding in one["findings"])
        for id in sorted({id for values in case.known.get(code or "", []) for id in values} - spoken):
            if one["values"].get(id) is None and not of_the_whole:
                yield Finding(key="figure lost", text=f"{one['path']}: {id} is lost without a word")
    if len(units) < case.told and all(one["status"] != "unreadable" for one in said["files"]):
        yield Finding(key="return lost", text=f"{len(units)} of {case.told} returns are spoken of")


def _of_one(case: Case, code: str | None, values: Any, place: str) -> Iterator[Finding]:
    sets = case.known.get(code or "", [])
    for id in sorted({id for known in sets for id in known}):
        value, right = values.get(id), [known.get(id) for known in sets]
        if value is not None and value not in right:
            yield Finding(key=f"wrong figure {id}", text=f"{place}: {id} is {value!r}, sent was {right}")
