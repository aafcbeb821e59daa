"""A perfect form shows that it is one, and the list of a return that is corrected shows every point as corrected: of
every shipped form, of many kinds of mistakes, as LibreOffice counts them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from itertools import count, takewhile
from pathlib import Path
from typing import Any

import pytest

import tonghop290 as th
from tests.samples import libreoffice
from tests.samples.forms import shipped_form
from tonghop290.data.search.sample_figures import sample_figures
from tonghop290.excel import column_letters
from tonghop290.model import CellRef, Field, Form
from tonghop290.spreadsheet.book import read_book
from tonghop290.workbook.answer.marked import write_marked
from tonghop290.workbook.answer.still_open import DONE_COLUMN, FIRST_COLUMN, HEADER_ROW
from tonghop290.workbook.issue.blank import Filling, write_blank
from tonghop290.workbook.plan import CHECK, FIGURES, TO_FIX, Plan, plan_workbook

FORMS = tuple(id for id, _ in th.shipped_forms())
ODD = ("=1+1 <“x”>", "@SUM(1)*cmd|' /C calc'!A0", "dài " * 200, "a\nb\n\tc", "'trích", "[1]S!A1", "https://a.vn/?b=1&c")
"""Texts of senders that no formula of ours may hold."""
NUMBERS = (1e12, "mười nghìn", None, "12 sào", -7, "1.2.3", 0.5, "=1/0")
DAYS = (dt.date(1951, 2, 3), "khoảng tháng 6", None)


def mistaken(form: Form, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values, every second one mistaken in another way."""
    wrong = dict(values)
    for number, field in enumerate(field for field in form.inputs if field.id in values):
        if number % 2 == 0:
            ways = NUMBERS if field.figure else DAYS if field.type == "date" else (None, "Sai rồi", *ODD)
            wrong[field.id] = ways[number // 2 % len(ways)]
    return wrong


def set_right(desk: libreoffice.Desk, doc: int, plan: Plan, field: Field, value: Any) -> None:
    place = plan.fields[field.id].value
    if isinstance(value, dt.date):
        desk.type_in(doc, place.sheet, place.a1, value.isoformat())
    else:
        desk.set(doc, place.sheet, place.a1, value)


@pytest.mark.libreoffice
@pytest.mark.parametrize("id", FORMS)
def test_a_perfect_form_is_told_so_and_a_corrected_one_has_no_point_left(
    id: str, desk: libreoffice.Desk, tmp_path: Path
) -> None:
    form = shipped_form(id)
    plan, (values, rows_of) = plan_workbook(form), sample_figures(form)
    tables = {id: rows for id, rows in rows_of.items() if form.tables[id].fixed or form.tables[id].prefilled}
    perfect = write_blank(form, tmp_path / "a.xlsx", filling=Filling(values=values, tables=tables))
    doc = desk.open(perfect)
    desk.recalculate(doc)
    own = plan.named(FIGURES)
    said = {
        id: str(desk.get(doc, own, place.at(CHECK).a1)["text"])
        for id, place in plan.fields.items()
        if values.get(id) is not None
    }
    assert {id: text for id, text in said.items() if not text.startswith("✓")} == {}
    assert str(desk.get(doc, own, CellRef(own, 1, CHECK).a1)["text"]) == form.words.say("ĐỦ ĐIỀU KIỆN GỬI.")
    desk.close(doc)

    wrong = mistaken(form, values)
    source = write_blank(form, tmp_path / "b.xlsx", filling=Filling(values=wrong, tables=tables))
    points = th.check([source], form).findings
    copy = write_marked(source, tmp_path / "c.xlsx", points, form=form)
    cells = read_book(copy.read_bytes()).sheets[0].cells
    listed = count(HEADER_ROW + 1)
    rows = list(takewhile(lambda row: (row, FIRST_COLUMN) in cells and cells[row, FIRST_COLUMN].text, listed))
    assert len(rows) >= len(form.inputs) // 4
    doc, to_fix = desk.open(copy), form.words.say(TO_FIX)
    for field in form.inputs:
        if field.id in values:
            set_right(desk, doc, plan, field, values[field.id])
    desk.recalculate(doc)
    done = column_letters(DONE_COLUMN)
    told = {cells[row, FIRST_COLUMN + 2].text: str(desk.get(doc, to_fix, f"{done}{row}")["text"]) for row in rows}
    assert {place: text for place, text in told.items() if not text.startswith("✓")} == {}
    desk.close(doc)
