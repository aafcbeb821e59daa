"""The blank fits a small screen and cuts off no text; its rules hold for whole tables and say the right thing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

import tonghop290 as th
from tests.looked_at import looked_at
from tests.samples.forms import shipped_form
from tonghop290.text.printing.wrapping import column_points, lines_in, row_height
from tonghop290.workbook.issue.contents import Filling, contents_of
from tonghop290.workbook.issue.sheets.row_heights import longest_sentences
from tonghop290.workbook.issue.typing_rules import validation
from tonghop290.workbook.plan import BRIEF, CHECK, FIGURES, IN_FULL, UNIT, VALUE, plan_workbook

FORMS = tuple(id for id, _ in th.shipped_forms())
SCREEN, BESIDES = 1366, 56
"""Pixels of a small screen, and what a window has beside its columns: row numbers and the bar to scroll."""
LOOSE = 1.08
"""Our measure leaves some room; a text is cut off where it does not fit without it."""


@pytest.fixture(scope="module", params=FORMS)
def blank(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[th.Form, Path]:
    form = shipped_form(request.param)
    return form, th.write_blank(form, tmp_path_factory.mktemp("fits") / "a.xlsx")


def width_of(sheet: Worksheet, column: int) -> float:
    for letters, dimension in sheet.column_dimensions.items():
        first, last = dimension.min or 0, dimension.max or 0
        if first <= column <= last or letters == get_column_letter(column):
            return 0.0 if dimension.hidden else float(dimension.width) - 0.71
    return 8.43


def cut_off(sheet: Worksheet) -> Iterator[str]:
    """Cells whose wrapped text is higher than their row."""
    spans = {(area.min_row, area.min_col): area.max_col for area in sheet.merged_cells.ranges}
    for cell in (cell for row in sheet.iter_rows() for cell in row):
        text = cell.value
        if not isinstance(text, str) or text.startswith("=") or not cell.alignment.wrap_text:
            continue
        last = spans.get((cell.row, cell.column), cell.column)
        width = sum(width_of(sheet, column) for column in range(cell.column, last + 1))
        points = column_points(width, int(cell.alignment.indent)) * LOOSE
        lines = lines_in(text, points, cell.font.size, bold=bool(cell.font.bold))
        height = sheet.row_dimensions[cell.row].height
        if height is not None and row_height(lines, cell.font.size) > height * LOOSE + 2:
            yield f"{sheet.title}!{cell.coordinate}: {lines} lines, {height} points: {text[:60]}"


def test_no_wrapped_text_is_higher_than_its_row(blank: tuple[th.Form, Path]) -> None:
    book = looked_at(blank[1])
    assert [fault for sheet in book if sheet.sheet_state == "visible" for fault in cut_off(sheet)] == []


def test_what_the_live_check_may_say_fits_beside_its_cell(blank: tuple[th.Form, Path]) -> None:
    form, path = blank
    contents = contents_of(form, None, form.office, "", Filling())
    sheet = looked_at(path)[contents.plan.named(FIGURES)]
    points = column_points(width_of(sheet, CHECK), 1) * LOOSE
    for place in contents.plan.fields.values():
        for said in longest_sentences(contents, place.field):
            lines = lines_in(said, points, 10)
            assert row_height(lines, 10) <= sheet.row_dimensions[place.row].height + 1, (place.field.id, said)


def test_no_word_of_a_unit_of_measure_is_torn(blank: tuple[th.Form, Path]) -> None:
    """LibreOffice broke "triệu đồng/người/năm" before its last letter."""
    form, path = blank
    sheet = looked_at(path)[contents_of(form, None, form.office, "", Filling()).plan.named(FIGURES)]
    words = {word for field in form.fields.values() for word in field.unit.split()}
    torn = {word for word in words if lines_in(word, column_points(width_of(sheet, UNIT), 0), 12) > 1}
    assert torn == set()


def test_every_column_stands_on_a_small_screen_and_the_frozen_part_leaves_room(blank: tuple[th.Form, Path]) -> None:
    form, path = blank
    book = looked_at(path)
    for sheet in (sheet for sheet in book if sheet.sheet_state == "visible"):
        if sheet.title in map(form.words.say, ("Danh sách", "Bản ký")):
            continue
        pixels = sum(int(width_of(sheet, column) * 7) + 5 for column in range(1, sheet.max_column + 1))
        assert pixels <= SCREEN - BESIDES, (sheet.title, pixels)
    sheet = book[form.words.say(FIGURES)]
    assert sheet.freeze_panes == "D6"
    assert sum(sheet.row_dimensions[row].height or 15 for row in range(1, 6)) < 150
    asked = [place.row for place in plan_workbook(form).fields.values() if place.field.required]
    assert sheet.sheet_view.selection[-1].activeCell == f"{get_column_letter(VALUE)}{min(asked)}"


def test_a_row_put_into_a_table_is_inside_its_rules(blank: tuple[th.Form, Path]) -> None:
    form, path = blank
    book = looked_at(path)
    for place in plan_workbook(form).tables.values():
        sheet = book[place.sheet]
        last = place.last_row if place.table.fixed else place.end_row
        areas = {str(rule.sqref) for rule in sheet.data_validations.dataValidation}
        painted = {str(area.sqref) for area in sheet.conditional_formatting}
        first, end = (
            get_column_letter(place.columns[one.id]) for one in (place.table.columns[0], place.table.columns[-1])
        )
        assert {f"{first}{place.first_row}:{end}{last}", f"{first}{place.first_row}"} & painted
        for column in place.table.columns:
            letters = get_column_letter(place.columns[column.id])
            if column.figure or column.type in ("date", "choice"):
                assert {f"{letters}{place.first_row}:{letters}{last}"} & areas or place.first_row == last


def test_alerts_speak_of_years_as_years_and_of_states_only_where_there_are_any() -> None:
    form = shipped_form()
    year = form.tables["mo_hinh"].column("nam")
    said = "Ô này cần một số nguyên từ 1990 đến 2030. Không có thì để trống."
    assert validation(year, form.words, stated=False)["error_message"] == said
    prompt = "Đơn vị là triệu đồng/người/năm, ví dụ 8,5. Máy ghi số lẻ bằng dấu chấm thì gõ 8.5."
    assert validation(form.fields["thu_nhap_2009"], form.words)["input_message"] == prompt


def test_who_knows_the_form_may_have_less_said_and_nobody_reads_that_as_an_answer(
    blank: tuple[th.Form, Path], tmp_path: Path
) -> None:
    form, path = blank
    book = openpyxl.load_workbook(path)
    sheet, full, brief = book[form.words.say(FIGURES)], form.words.say(IN_FULL), form.words.say(BRIEF)
    assert sheet["A1"].value == full and not sheet["A1"].protection.locked
    (rule,) = [one for one in sheet.data_validations.dataValidation if "A1" in str(one.sqref).split()]
    assert (rule.type, rule.formula1) == ("list", f'"{full},{brief}"')
    said = [
        rule.formula[0] for area in sheet.conditional_formatting for rule in area.rules if "$A$1" in rule.formula[0]
    ]
    assert len(said) == 3 and [f'NOT($A$1="{brief}")' in formula for formula in said].count(True) == 2
    before = [(one.code, one.field) for one in th.check([path], form).findings]
    sheet["A1"] = brief
    book.save(tmp_path / "b.xlsx")
    assert [(one.code, one.field) for one in th.check([tmp_path / "b.xlsx"], form).findings] == before
    assert not sheet.protection.formatColumns  # 0: columns may be hidden
