"""Workbooks as Excel, LibreOffice, Google, WPS, Gnumeric, Numbers and libraries spell them: the same cells from all."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.samples.programs import PROGRAMS, spelled
from tests.spreadsheet.test_corpus import EMPTY, by_calamine, by_openpyxl, ours
from tonghop290.spreadsheet.book import RawBook, read_book
from tonghop290.spreadsheet.cell import RawCell
from tonghop290.spreadsheet.content import Content
from tonghop290.spreadsheet.kind import sniff
from tonghop290.spreadsheet.seen.look import Look
from tonghop290.spreadsheet.sheet import RawSheet

GENERAL, DAY = "General", "dd/mm/yyyy"


def sheet_of(*cells: RawCell, name: str = "Số liệu", state: str = "visible") -> RawSheet:
    return RawSheet(name=name, state=state, cells={(cell.row, cell.column): cell for cell in cells})


BOOK = RawBook(
    sheets=(
        replace(
            sheet_of(
                RawCell(1, 1, "s", "Chỉ tiêu", Look(GENERAL, "Times New Roman"), None),
                RawCell(1, 2, "s", "10 năm <2010 & 2019>", Look(GENERAL, "Times New Roman"), None),
                RawCell(2, 1, "s", "  hai đầu trống ", Look(GENERAL, "Calibri"), None),
                RawCell(2, 2, "n", "10661", Look(GENERAL, "Calibri"), None),
                RawCell(2, 3, "n", "1442.75", Look("#,##0.00", "Calibri"), None),
                RawCell(2, 4, "n", "1.5E-3", Look("0%", "Calibri"), None),
                RawCell(4, 2, "n", "45292", Look(DAY, "Calibri"), None),
                RawCell(4, 3, "b", "1", Look(GENERAL, "Calibri"), None),
                RawCell(4, 4, "b", "0", Look(GENERAL, "Calibri"), None),
                RawCell(4, 5, "e", "#N/A", Look(GENERAL, "Calibri"), None),
                RawCell(5, 2, "n", "12103.75", Look(GENERAL, "Calibri"), "SUM(B2:C2)"),
                RawCell(5, 3, "s", "đạt yêu cầu", Look(GENERAL, "Calibri"), 'IF(B5>1,"đạt yêu cầu","")'),
                RawCell(5, 4, "u", "", Look(GENERAL, "Calibri"), "NOW()"),
                RawCell(9, 1, "s", "§¶n vÞ", Look(GENERAL, ".VnTime"), None),
                RawCell(9, 27, "s", "dòng một\ndòng hai", Look("@", "Calibri"), None),
            ),
            merges=((2, 1, 3, 1),),
            hidden_columns=frozenset({5}),
        ),
        sheet_of(RawCell(1, 1, "s", "290", Look(GENERAL, "Calibri"), None), name="_mã", state="hidden"),
    ),
    names={"dan_so": "'Số liệu'!$B$2"},
)


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_same_cells_however_a_program_spells_them(program: str) -> None:
    assert read_book(spelled(BOOK, PROGRAMS[program])) == BOOK


@pytest.mark.parametrize("program", PROGRAMS)
def test_days_are_counted_from_1904_where_the_workbook_says_so(program: str) -> None:
    assert read_book(spelled(replace(BOOK, date1904=True), PROGRAMS[program])) == replace(BOOK, date1904=True)


@pytest.mark.parametrize("program", PROGRAMS)
def test_it_is_one_workbook_and_no_archive(program: str) -> None:
    data = spelled(BOOK, PROGRAMS[program])
    assert (sniff(data[:4096], data), Content(data).is_document) == ("zip-xlsx", True)


@pytest.mark.parametrize("program", PROGRAMS)
def test_other_readers_give_the_same_values(program: str) -> None:
    """Where openpyxl and calamine agree, ours agrees; at least one of them reads what each program writes."""
    data = spelled(BOOK, PROGRAMS[program])
    for sheet in read_book(data).sheets:
        readings = [
            values[sheet.name] for values in (by_openpyxl(data), by_calamine(data)) if sheet.name in (values or ())
        ]
        assert readings
        for place in sorted(set(sheet.cells).union(*readings)):
            told = {values.get(place, EMPTY) for values in readings}
            mine = ours(sheet.cells.get(place))
            assert mine in told or len(told) > 1 or mine[0] == "e", (sheet.name, place, told, mine)


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=12)
NUMBERS = st.integers(-(10**9), 10**9).map(str) | st.floats(-1e6, 1e6).map(repr)
VALUES = st.tuples(st.just("s"), WORDS) | st.tuples(st.just("n"), NUMBERS)


@given(
    st.dictionaries(st.tuples(st.integers(1, 9), st.integers(1, 5)), VALUES, min_size=1, max_size=12),
    st.sampled_from(sorted(PROGRAMS)),
)
def test_any_texts_and_numbers_come_back(values: dict[tuple[int, int], tuple[str, str]], program: str) -> None:
    cells = [RawCell(*place, *value, Look(GENERAL, "Calibri"), None) for place, value in sorted(values.items())]
    book = RawBook(sheets=(sheet_of(*cells),))
    assert read_book(spelled(book, PROGRAMS[program])) == book
