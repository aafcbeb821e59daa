"""Of the hidden sheet only the words are read: the same as when it is read whole."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.samples import libreoffice
from tests.samples.communes import FULL, a_unit
from tests.samples.forms import shipped_form
from tests.samples.odd_rows import PLAIN_CELL
from tests.samples.packages import MAIN, OFFICE, package
from tonghop290.spreadsheet.book import read_book
from tonghop290.spreadsheet.package import Unreadable
from tonghop290.workbook.issue.blank import Filling, write_blank
from tonghop290.workbook.plan import HIDDEN, IDENTITY_KEYS


@cache
def filled() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        form = shipped_form()
        return write_blank(form, Path(folder) / "a.xlsx", unit=a_unit(), filling=Filling(values=FULL)).read_bytes()


def saved_by_libreoffice() -> bytes:
    with libreoffice.shared() as desk, tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "a.xlsx").write_bytes(filled())
        return desk.save_as(desk.open(Path(folder) / "a.xlsx"), Path(folder) / "b.xlsx", "xlsx").read_bytes()


@pytest.mark.libreoffice
@pytest.mark.skipif(bool(libreoffice.missing()), reason=libreoffice.missing())
def test_libreoffice_leaves_two_columns_in_the_hidden_sheet_and_shows_it_hidden() -> None:
    hidden = next(
        sheet for sheet in read_book(saved_by_libreoffice(), words_only=HIDDEN).sheets if sheet.name == HIDDEN
    )
    assert (hidden.state, {column for _, column in hidden.cells}) == (
        "hidden",
        {1, 2},
    )  # it knows no very hidden sheets


def test_the_hidden_sheet_of_an_issued_form_is_read_for_its_words() -> None:
    hidden = next(sheet for sheet in read_book(filled(), words_only=HIDDEN).sheets if sheet.name == HIDDEN)
    whole = next(sheet for sheet in read_book(filled()).sheets if sheet.name == HIDDEN)
    assert {column for _, column in hidden.cells} == {1, 2} < {column for _, column in whole.cells}


def words_of(data: bytes, *, words_only: str) -> dict[tuple[int, int], tuple[str, str]]:
    """Kind and text of the first two columns of the hidden sheet."""
    hidden = next(sheet for sheet in read_book(data, words_only=words_only).sheets if sheet.name == HIDDEN)
    return {at: (cell.kind, cell.text) for at, cell in hidden.cells.items() if at[1] <= 2}


@pytest.mark.libreoffice
@pytest.mark.skipif(bool(libreoffice.missing()), reason=libreoffice.missing())
def test_the_words_of_the_hidden_sheet_are_the_same_when_nothing_else_of_it_is_read() -> None:
    for data in (filled(), saved_by_libreoffice()):
        words = words_of(data, words_only=HIDDEN)
        assert words == words_of(data, words_only="") and words[1, 1] == ("s", "form")
        assert {text for (_, column), (_, text) in words.items() if column == 1} >= {*IDENTITY_KEYS} - {
            "period",
            "before",
        }


HIDDEN_ROW = st.builds(
    lambda number, cells: f'<row r="{number}">{"".join(cells).replace("@", str(number))}</row>',
    st.integers(1, 3),
    st.lists(PLAIN_CELL | PLAIN_CELL.map(lambda cell: cell.replace(' s="', ' cm="')), max_size=3),
)


@given(st.lists(HIDDEN_ROW, max_size=4).map("".join), st.booleans())
def test_where_only_words_are_wanted_they_are_those_of_the_whole_sheet(rows: str, hidden: bool) -> None:
    data = package(
        rows,
        shared=("<t>chữ</t>", "<t>hai</t>", "<t></t>"),
        workbook=(
            f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
            f'<sheet name="x" sheetId="1" r:id="rId1" state="{"hidden" if hidden else "visible"}"/></sheets></workbook>'
        ),
    )
    try:
        whole = read_book(data)
    except Unreadable:
        return  # not well-formed: of the words nothing is promised
    words = read_book(data, words_only="x")
    if not hidden or any(remark.startswith(("duplicate-cell", "bad-cell")) for remark in whole.remarks):
        assert not hidden or words.sheets[0].cells.keys() <= whole.sheets[0].cells.keys()
        return
    wanted = {at: (cell.kind, cell.text) for at, cell in whole.sheets[0].cells.items() if at[1] <= 2}
    found = {at: (cell.kind, cell.text) for at, cell in words.sheets[0].cells.items() if at[1] <= 2}
    assert found == wanted
