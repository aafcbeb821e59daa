"""On A4: no heading at a foot without its rows, no row alone on a page, one page to sign; of every shipped form."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from openpyxl.worksheet.worksheet import Worksheet

import tonghop290 as th
from tests import THOROUGH
from tests.looked_at import looked_at
from tests.samples import libreoffice
from tests.samples.forms import shipped_form
from tonghop290.data.search.sample_figures import sample_figures
from tonghop290.spreadsheet.page_breaks import Block, ends_of_pages
from tonghop290.workbook.issue.blank import Filling, write_blank
from tonghop290.workbook.plan import DETAIL, FIGURES, GUIDE, HEADER_ROW, SIGN, WORDS, Plan, plan_workbook

FORMS = tuple(id for id, _ in th.shipped_forms())
LEAST_ROWS = 4


def ends_on(sheet: Worksheet) -> list[int]:
    return [one.id for one in sheet.row_breaks.brk]


def headings(plan: Plan, sheet: str) -> set[int]:
    """Rows that must not be the last of a page."""
    rows = {row for name, row in plan.section_rows if name == sheet}
    for place in plan.tables.values():
        if place.sheet == sheet:
            rows |= {place.title_row, place.header_row, place.first_row}
    return rows | {*range(1, HEADER_ROW + 1)} if sheet == plan.named(FIGURES) else rows


@pytest.mark.parametrize("id", FORMS)
def test_no_page_ends_with_a_heading_and_none_holds_a_row_alone(id: str, tmp_path: Path) -> None:
    form = shipped_form(id)
    plan, (values, tables) = plan_workbook(form), sample_figures(form)
    for filling in (Filling(), Filling(values=values, tables=tables)):
        book = looked_at(write_blank(form, tmp_path / "a.xlsx", filling=filling))
        for name in (plan.named(one) for one in (FIGURES, DETAIL, WORDS) if plan.named(one) in plan.sheets):
            ends, last = ends_on(book[name]), plan.last_rows[name]
            assert not headings(plan, name) & set(ends), name
            for first, end in zip([0, *ends], [*ends, last], strict=True):
                assert end - first >= LEAST_ROWS or end == last <= LEAST_ROWS, (name, first, end)
            for place in plan.tables.values():
                assert place.sheet != name or not {place.last_row - 1, place.last_row} & set(ends), place.table.id
        assert book[plan.named(SIGN)].page_setup.fitToHeight in (None, 1, "1")
        assert book[plan.named(GUIDE)].page_setup.fitToHeight in (None, 1, "1")


@pytest.mark.parametrize(("heights", "blocks", "ends"), [
    ({}, [], []),
    ({}, [Block(1, 1, 6)], []),
    ({}, [Block(1, 1, 30)], [19]),
    ({}, [Block(1, 1, 17), Block(18, 19, 30)], [17]),  # two of the headings' rows would fit, none of theirs
    ({}, [Block(1, 1, 22)], [18]),  # the last four stay together
    ({5: 300}, [Block(1, 1, 10)], [4, 5]),  # higher than a page
    ({}, [Block(1, 1, 18), Block(19, 19, 40)], [18, 36]),
])  # fmt: skip
def test_pages_end_between_blocks_where_they_can(
    heights: dict[int, float], blocks: list[Block], ends: list[int]
) -> None:
    assert ends_of_pages(heights, blocks, room=300) == ends


@pytest.mark.libreoffice
@pytest.mark.skipif(not THOROUGH, reason="the thorough job prints every form")
@pytest.mark.parametrize("id", FORMS)
def test_libreoffice_prints_just_these_pages(id: str, tmp_path: Path) -> None:
    if libreoffice.missing():
        pytest.skip(libreoffice.missing())
    pypdf = pytest.importorskip("pypdf")
    form = shipped_form(id)
    plan, path = plan_workbook(form), write_blank(form, tmp_path / "a.xlsx")
    with libreoffice.shared() as desk:
        printed = desk.save_as(desk.open(path), tmp_path / "a.pdf", "pdf")
    texts = [page.extract_text() for page in pypdf.PdfReader(printed).pages]
    book = looked_at(path)
    for name in plan.sheets:
        pages = sum(bool(re.search(rf"{re.escape(name)} – \w+ \d+/\d+", text)) for text in texts)
        assert pages == len(ends_on(book[name])) + 1, name
