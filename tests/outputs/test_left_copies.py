"""Marked copies that would be made of the same again are left; what goes into them makes them anew."""

from __future__ import annotations

import dataclasses
import logging
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import tonghop290 as th
from tests.cli.test_commands import run
from tests.outputs.test_changed_by_hand import save_by_hand
from tests.samples.mistakes import SMALL, UNIT, a_small_return, with_parts
from tonghop290.file_names import WRITTEN
from tonghop290.model import Words
from tonghop290.workbook.answer import answers

NAMES = ["a.xlsx", "b.xlsx", "ký.xlsx"]
"""Two returns, and one that is signed: its answer is a fresh form."""


@pytest.fixture(scope="module")
def returns(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("nhận")
    source = a_small_return(folder / "a.xlsx")
    with_parts(source, folder / "b.xlsx", lambda every: every.update({"docProps/app.xml": b"<Properties/>"}))
    with_parts(source, folder / "ký.xlsx", lambda every: every.update({"_xmlsignatures/origin.sigs": b""}))
    return folder


def checked(folder: Path) -> th.Report:
    return th.check([folder], SMALL, units={UNIT.code: UNIT})


@pytest.fixture(scope="module")
def report(returns: Path) -> th.Report:
    return checked(returns)


@pytest.fixture(scope="module")
def as_written(report: th.Report, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ra")
    assert [path.name for path in th.annotate(report, folder)] == NAMES
    return folder


@pytest.fixture
def folder(as_written: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(as_written, tmp_path / "ra"))


def times(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in folder.iterdir() if path.name != WRITTEN}


def touched(report: th.Report, folder: Path) -> list[str]:
    """The copies that were written, of all that are given."""
    before = times(folder)
    given = [path.name for path in th.annotate(report, folder)]
    return [name for name in given if before.get(name) != times(folder)[name]]


def test_what_would_be_the_same_is_not_marked_again(
    returns: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved = checked(shutil.copytree(returns, tmp_path / "nơi khác"))
    marked: list[str] = []

    def counted(source: object, *others: object, **named: object) -> bytes:
        marked.append(type(source).__name__)
        return real(source, *others, **named)  # type: ignore[arg-type]

    real = answers.marked_copy
    monkeypatch.setattr(answers, "marked_copy", counted)
    assert touched(moved, folder) == []
    assert marked == ["Content"] * 2, "the signed one is tried, and answered with the same fresh form"


def of_findings(change: Callable[[th.Finding], th.Finding]) -> Callable[[th.Report], th.Report]:
    """Another finding of the second return."""

    def changed(report: th.Report) -> th.Report:
        first, second, third = report.files
        findings = (change(second.findings[0]), *second.findings[1:])
        return dataclasses.replace(report, files=(first, dataclasses.replace(second, findings=findings), third))

    return changed


def of_words(report: th.Report) -> th.Report:
    return dataclasses.replace(report, form=dataclasses.replace(SMALL, words=Words({"Giải trình": "Nói thêm"})))


def of_a_name(report: th.Report) -> th.Report:
    files = tuple(dataclasses.replace(one, unit=dataclasses.replace(UNIT, name="Hoằng Lộc")) for one in report.files)
    return dataclasses.replace(report, files=files)


CHANGES: dict[str, tuple[Callable[[th.Report], th.Report], list[str]]] = {
    "a sentence of a finding": (of_findings(lambda one: dataclasses.replace(one, message="Khác.")), [NAMES[1]]),
    "how grave it is": (of_findings(lambda one: dataclasses.replace(one, severity="note")), [NAMES[1]]),
    "the form's words": (of_words, NAMES),
    "the unit's name": (of_a_name, NAMES),
    "who writes to the unit": (
        lambda report: dataclasses.replace(report, office=dataclasses.replace(report.office, contact="Bà Hoa, 0912")),
        NAMES[2:],
    ),
    "nothing": (lambda report: report, []),
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_has_changed_is_as_if_nothing_had_been_there(
    what: str, report: th.Report, folder: Path, tmp_path: Path
) -> None:
    change, new = CHANGES[what]
    assert touched(change(report), folder) == new
    for path in th.annotate(change(report), tmp_path / "mới"):
        assert path.read_bytes() == (folder / path.name).read_bytes()


def test_a_return_that_came_again_otherwise_is_marked_anew(returns: Path, folder: Path, tmp_path: Path) -> None:
    again = shutil.copytree(returns, tmp_path / "lần hai")
    company = b"<Properties><Company>X</Company></Properties>"
    with_parts(again / NAMES[1], again / NAMES[1], lambda every: every.update({"docProps/app.xml": company}))
    assert touched(checked(again), folder) == [NAMES[1]]


def test_a_copy_that_is_gone_or_damaged_is_written_again(report: th.Report, folder: Path) -> None:
    whole = {name: (folder / name).read_bytes() for name in NAMES}
    (folder / NAMES[0]).unlink()
    damaged = bytearray(whole[NAMES[1]])
    damaged[200] ^= 1  # inside of a part: its directory still says what we wrote
    (folder / NAMES[1]).write_bytes(damaged)
    assert touched(report, folder) == NAMES[:2]
    assert {name: (folder / name).read_bytes() for name in NAMES} == whole


def test_what_a_person_has_changed_is_left_and_told_every_time(
    report: th.Report, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    save_by_hand(folder / NAMES[0])
    edited = (folder / NAMES[0]).read_bytes()
    for new in (["a (2).xlsx"], []):
        caplog.clear()
        with caplog.at_level(logging.WARNING, "tonghop290"):
            assert touched(report, folder) == new
        assert [message.rpartition(": ")[2] for message in caplog.messages] == ["a (2).xlsx"]
        assert (folder / NAMES[0]).read_bytes() == edited


def test_the_command_says_how_many_were_left(returns: Path, tmp_path: Path) -> None:
    ra, said = tmp_path / "ra", []
    for _ in range(2):
        _, _, err = run("check", returns, "--form", SMALL.id, "--annotate", ra)
        said.append(err.splitlines()[-1])
        (ra / NAMES[0]).unlink()
    assert said == [f"Đã ghi 3 bản đánh dấu vào {ra}", f"Bản đánh dấu trong {ra}: 1 mới, 2 giữ nguyên"]
