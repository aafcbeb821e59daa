"""A workbook issued before the form asked more is read; what it was never asked is no fault of its sender."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from tests.samples.communes import FULL, a_unit
from tests.samples.forms import shipped_form
from tests.samples.paths import SHARED
from tests.samples.raw_books import Desk
from tonghop290.forms.load import load_form
from tonghop290.model import Form, FormError, came_later, not_yet_asked
from tonghop290.spreadsheet.book import read_book
from tonghop290.workbook.intake.one import read_return
from tonghop290.workbook.issue.blank import Filling, write_blank


def as_first_issued(form: Form) -> Form:
    """The form as it was before it asked what came later."""
    kept = {id: field for id, field in form.fields.items() if not field.since}
    sections = (
        replace(one, items=tuple(id for id in one.items if id in {**kept, **form.tables})) for one in form.sections
    )
    return replace(form, version="1.0", fields=kept, sections=tuple(one for one in sections if one.items))


@cache
def desk_of(version: str) -> Desk:
    import tempfile

    form = shipped_form() if version == "1.1" else as_first_issued(shipped_form())
    with tempfile.TemporaryDirectory() as folder:
        values = {id: value for id, value in FULL.items() if id in form.fields}
        path = write_blank(form, Path(folder, "a.xlsx"), unit=a_unit(), filling=Filling(values=values))
        return Desk.of(read_book(path.read_bytes()))


def found(desk: Desk) -> dict[str, str]:
    submission = read_return("a.xlsx", desk.book(), shipped_form())
    assert submission.readable
    return {one.code: one.severity for one in submission.findings}


def test_a_workbook_of_an_earlier_version_is_read_with_two_notes() -> None:
    desk = desk_of("1.0")
    submission = read_return("a.xlsx", desk.book(), shipped_form())
    assert found(desk) == {"form-version": "note", "form-lacks": "note"}
    old = as_first_issued(shipped_form())
    assert {id for id, cell in submission.cells.items() if cell.kind != "empty"} >= set(FULL) & set(old.fields)
    assert "16" in next(one.message for one in submission.findings if one.code == "form-lacks")


HELPS = "", "Ghi theo mẫu – mỗi dòng một việc", "Số liệu luỹ kế đến 31/12/2018; đơn vị tính: nghìn người."


@pytest.mark.parametrize("help", HELPS)
def test_what_an_earlier_version_said_to_help_draws_no_question(help: str, tmp_path: Path) -> None:
    form = as_first_issued(shipped_form())
    old = replace(
        form,
        tables={id: replace(one, help=help) for id, one in form.tables.items()},
        fields={id: replace(one, help=help) for id, one in form.fields.items()},
    )
    values = {id: value for id, value in FULL.items() if id in old.fields}
    desk = Desk.of(read_book(write_blank(old, tmp_path / "a.xlsx", filling=Filling(values=values)).read_bytes()))
    assert {code for code, severity in found(desk).items() if severity != "note"} <= {"unit-missing", "missing"}
    table = next(iter(shipped_form().tables.values()))
    page, place = next(
        (page, at) for page in desk.pages for at, cell in page.cells.items() if cell.text.startswith(table.label)
    )
    page.put(*place, f"{table.label} năm 2005")
    assert "table-words" in found(desk)


def test_rows_that_stood_in_another_order_draw_no_question(tmp_path: Path) -> None:
    form = shipped_form()
    later, earlier = (form.fields[id] for id in ("dan_so", "dan_so_2009"))
    numbers = {later.id: earlier.number, earlier.id: later.number}
    swapped = {later.id: earlier.id, earlier.id: later.id}
    fields = {id: replace(form.fields[id], number=numbers.get(id, form.fields[id].number)) for id in form.fields}
    old = replace(
        form,
        hash="an earlier one",
        fields={swapped.get(id, id): fields[swapped.get(id, id)] for id in fields},
        sections=tuple(replace(one, items=tuple(swapped.get(id, id) for id in one.items)) for one in form.sections),
    )
    path = write_blank(old, tmp_path / "a.xlsx", unit=a_unit(), filling=Filling(values=FULL))
    desk = Desk.of(read_book(path.read_bytes()))
    submission = read_return("a.xlsx", desk.book(), form)
    assert {one.code for one in submission.findings if one.severity != "note"} == set()
    assert [submission.cells[id].text for id in ("dan_so_2009", "dan_so")] == ["9800", "10661"]


@pytest.mark.skipif(not (SHARED / "cases").is_dir(), reason="the workbooks issued in version 1.0 are not here")
def test_a_workbook_really_issued_in_the_first_version_draws_no_question() -> None:
    path = SHARED / "cases" / "base.xlsx"
    submission = read_return(path.name, read_book(path.read_bytes()), shipped_form())
    assert {one.code for one in submission.findings if one.severity != "note"} == set()


def test_a_workbook_that_says_nothing_of_itself_was_older_only_if_all_of_it_is_missing() -> None:
    form = shipped_form()
    later = {field.id for field in came_later(form, "1.0")}
    assert {field.id for field in not_yet_asked(form, None, later)} == later
    assert not not_yet_asked(form, None, later - {"mot_cua"}) and not not_yet_asked(form, "1.1", later)
    assert [field.id for field in not_yet_asked(form, "1.0", {"mot_cua", "dan_so"})] == ["mot_cua"]


@pytest.mark.parametrize(("since", "told"), [("1.2", "1.2"), ("mới", "mới"), ("1.1", "")])
def test_a_field_comes_with_a_version_there_has_been(since: str, told: str, tmp_path: Path) -> None:
    text = (shipped_form().folder / "form.toml").read_text(encoding="utf-8")
    (tmp_path / "form.toml").write_text(text.replace('since = "1.1"', f'since = "{since}"', 1), encoding="utf-8")
    if not told:
        assert load_form(tmp_path / "form.toml")
        return
    with pytest.raises(FormError, match=rf"chuong_trinh_hanh_dong.since.*{told}"):
        load_form(tmp_path / "form.toml")
