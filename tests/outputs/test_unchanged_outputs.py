"""What an output would be made of again stands beside it: what would be the same is left, whatever else is written."""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import tonghop290 as th
from tests.samples.communes import a_unit
from tonghop290.cli import main as front_door
from tonghop290.file_names import WRITTEN
from tonghop290.narrative import docx
from tonghop290.pipeline.documents import look_over_documents, write_office_documents, write_unit_documents
from tonghop290.written_before import WrittenBefore, key_of

FORM = th.load_form("ra-soat-ho-ngheo")
UNITS = {unit.code: unit for unit in (a_unit(), dataclasses.replace(a_unit(), code="15880", name="Hoằng Lưu"))}
TWO = ["15877 Xã Hoằng Xuân, quý I năm 2026.docx", "15880 Xã Hoằng Lưu, quý I năm 2026.docx"]
ALL = [*TWO, "Báo cáo tổng hợp.docx"]
TABLE = next(table for table in FORM.tables.values() if not table.fixed)
ROW = {column.id: 1 if column.figure else "Hoằng Xuân" for column in TABLE.columns}
FIGURE = next(field.id for field in FORM.inputs if field.figure)


@pytest.fixture(scope="module")
def returns(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("nhan")
    for code, unit in UNITS.items():
        th.write_blank(FORM, folder / f"{code}.xlsx", unit=unit, values={FIGURE: 21}, tables={TABLE.id: [ROW]})
    return folder


@pytest.fixture(scope="module")
def report(returns: Path) -> th.Report:
    return th.check([returns], FORM, units=UNITS)


@pytest.fixture(scope="module")
def as_written(report: th.Report, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bao_cao")
    write(report, folder)
    return folder


@pytest.fixture
def folder(as_written: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(as_written, tmp_path / "bao_cao"))


def write(report: th.Report, folder: Path, **how: Any) -> list[str]:
    """The papers of the units and of the office; the names of those that were written."""
    papers = write_unit_documents(report, folder, **how)
    more = write_office_documents(report, folder, **{key: how[key] for key in how if key != "template"})
    return [path.name for path in (*papers, *more) if path not in papers.left | more.left]


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.name != WRITTEN}


def times(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in sorted(folder.iterdir())}


def nothing_may_be_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docx, "Prepared", lambda *_, **__: pytest.fail("a template was opened"))


# --- what is left -------------------------------------------------------------------------------------------------


def test_what_would_be_the_same_is_not_made_again(
    report: th.Report, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing_may_be_printed(monkeypatch)
    before = times(folder)
    assert write(report, folder) == []
    assert times(folder) == before


def of_one_value(report: th.Report) -> th.Report:
    frame = report.dataset.frame.copy()
    frame.loc[report.current[1], FIGURE] = 22
    return dataclasses.replace(report, dataset=dataclasses.replace(report.dataset, frame=frame))


def of_one_note(report: th.Report) -> th.Report:
    notes = {**report.dataset.notes, (report.current[1], FIGURE): "tính cả chi bộ ghép"}
    return dataclasses.replace(report, dataset=dataclasses.replace(report.dataset, notes=notes))


def of_form(**what: Any) -> Callable[[th.Report], th.Report]:
    def changed(report: th.Report) -> th.Report:
        form = dataclasses.replace(report.form, **what)
        return dataclasses.replace(report, form=form, dataset=dataclasses.replace(report.dataset, form=form))

    return changed


def of_settings(**what: Any) -> Callable[[th.Report], th.Report]:
    return lambda report: dataclasses.replace(report, office=dataclasses.replace(report.office, **what))


def of_a_name(report: th.Report) -> th.Report:
    units = dict(report.dataset.units)
    units[report.current[1]] = dataclasses.replace(UNITS["15880"], name="Hoằng Lộc")
    return dataclasses.replace(report, dataset=dataclasses.replace(report.dataset, units=units))


def of_an_open_point(report: th.Report) -> th.Report:
    first, second = report.files
    error = th.check([Path(__file__)], FORM).files[0].findings[0]
    return dataclasses.replace(report, files=(first, dataclasses.replace(second, findings=(error,))))


CHANGES: dict[str, tuple[Callable[[th.Report], th.Report], dict[str, Any], list[str]]] = {
    # what is another → how, what is asked for, what is written anew
    "one figure": (of_one_value, {}, [TWO[1], ALL[2]]),
    "one note": (of_one_note, {}, [TWO[1]]),
    "an error still open": (of_an_open_point, {}, [TWO[1], ALL[2]]),
    "a unit's name in the register": (of_a_name, {}, ["15880 Xã Hoằng Lộc, quý I năm 2026.docx", ALL[2]]),
    "the day it was closed": (of_settings(frozen="Số liệu chốt ngày 01/04/2026, mã 7B3C-91E4"), {}, ALL),
    "who signs": (of_settings(signer="Lê Thị Hoa"), {}, ALL[2:]),
    "the settings": (of_settings(notice="SỐ LIỆU MINH HOẠ"), {}, ALL),
    "the definition alone": (of_form(hash="0" * 64), {}, []),
    "the format": (lambda report: report, {"profile": "hd05-2026"}, ALL),
    "nothing": (lambda report: report, {}, []),
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_has_changed_is_as_if_nothing_had_been_there(
    what: str, report: th.Report, folder: Path, tmp_path: Path
) -> None:
    changed, how, new = CHANGES[what]
    before = times(folder)
    assert write(changed(report), folder, **how) == new
    if what != "nothing":  # the same was written a moment ago
        write(changed(report), tmp_path / "mới", **how)
        assert files(folder).items() >= files(tmp_path / "mới").items()
    touched = {name for name, time in times(folder).items() if before.get(name) != time}
    assert touched - {WRITTEN} == set(new)


def test_a_round_that_was_moved_is_the_same_round(
    returns: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved = th.check([shutil.copytree(returns, tmp_path / "nơi khác")], FORM, units=UNITS)
    nothing_may_be_printed(monkeypatch)
    assert write(moved, folder) == []


def test_another_template_is_used(report: th.Report, folder: Path, tmp_path: Path) -> None:
    template = tmp_path / "mau.docx"
    shutil.copy(FORM.folder / FORM.paper.documents[0].template, template)
    write(report, folder, template=template)
    with zipfile.ZipFile(template) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts["word/document.xml"] = parts["word/document.xml"].replace("Nơi nhận".encode(), "Nơi gửi".encode())
    with zipfile.ZipFile(template, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)
    assert write(report, folder, template=template) == TWO


def test_a_file_that_is_gone_or_damaged_is_written_again(report: th.Report, folder: Path) -> None:
    whole, before = files(folder), times(folder)
    (folder / TWO[0]).unlink()
    data = bytearray(whole[TWO[1]])
    data[200] ^= 1  # inside of a part: its directory still says what we wrote
    (folder / TWO[1]).write_bytes(data)
    assert write(report, folder) == TWO
    assert files(folder) == whole
    assert times(folder)[ALL[2]] == before[ALL[2]]


def edit(path: Path) -> bytes:
    """A person's hand in a report of ours."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts["word/document.xml"] = parts["word/document.xml"].replace(b"</w:body>", b"<!-- --></w:body>")
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return path.read_bytes()


def test_what_a_person_has_changed_is_never_replaced_and_told_every_time(
    report: th.Report, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    edited = edit(folder / TWO[0])
    beside = TWO[0].replace(".docx", " (2).docx")
    for new in ([beside], []):  # the one beside it is left in its turn
        caplog.clear()
        assert write(report, folder) == new
        assert (folder / TWO[0]).read_bytes() == edited
        assert [record.message.partition(" đã được")[0] for record in caplog.records] == [str(folder / TWO[0])]


@pytest.mark.parametrize("kept", [None, b'{"files": {"a": 1}}'])
def test_a_list_that_is_lost_costs_time_and_nothing_else(report: th.Report, folder: Path, kept: bytes | None) -> None:
    before = times(folder)
    (folder / WRITTEN).unlink()
    if kept is not None:
        (folder / WRITTEN).write_bytes(kept)
    assert write(report, folder) == []
    assert {**times(folder), WRITTEN: 0} == {**before, WRITTEN: 0}
    assert set(json.loads((folder / WRITTEN).read_bytes())["files"]) == set(ALL)


def test_a_list_that_cannot_be_written_is_no_fault(report: th.Report, tmp_path: Path) -> None:
    (tmp_path / WRITTEN).mkdir()
    assert write(report, tmp_path) == ALL
    assert write(report, tmp_path) == []


def test_what_was_said_of_a_report_is_said_again(report: th.Report, folder: Path, tmp_path: Path) -> None:
    paths = [folder / name for name in TWO]
    before, key = WrittenBefore(), key_of("said")
    before.write(paths[0], paths[0].read_bytes(), key)
    before.note_said(paths[0], ["Có chữ lạ"])
    before.keep()
    assert look_over_documents(paths, FORM) == {paths[0]: ("Có chữ lạ",), paths[1]: ()}
    edit(paths[0])
    assert look_over_documents(paths, FORM) == {paths[0]: (), paths[1]: ()}


def test_keys_tell_values_and_the_program_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    assert key_of("a", "b") == key_of("a", "b")
    assert len({key_of(), key_of(1), key_of("1"), key_of(1.0), key_of("a", "b"), key_of("ab"), key_of(("a", "b"))}) == 7
    before = key_of("a")
    monkeypatch.setattr("tonghop290.written_before.program", lambda: ("0.2.0", ""))
    assert key_of("a") != before


def test_a_key_sees_into_values_that_tell_themselves_in_short() -> None:
    id, first = next(iter(FORM.fields.items()))
    other = dataclasses.replace(FORM, fields={**FORM.fields, id: dataclasses.replace(first, help="khác")})
    assert repr(other) == repr(FORM)
    assert len({key_of(FORM), key_of(other), key_of(dataclasses.replace(FORM, hash="0")), key_of([other])}) == 4


# --- what is said of it -------------------------------------------------------------------------------------------


def test_the_command_says_how_many_are_new(
    returns: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    def said() -> list[str]:
        with pytest.raises(SystemExit) as ended:
            front_door.main(["report", str(returns), "--form", FORM.id, "-o", "bao_cao", "--district"])
        assert ended.value.code == 0
        return capsys.readouterr().out.splitlines()

    office = os.path.join("bao_cao", ALL[2])
    assert said() == ["Đã ghi 2 báo cáo vào bao_cao", f"Đã ghi {office}"]
    Path("bao_cao", TWO[0]).unlink()
    assert said() == ["Báo cáo trong bao_cao: 1 mới, 1 giữ nguyên", f"Giữ nguyên {office}"]
