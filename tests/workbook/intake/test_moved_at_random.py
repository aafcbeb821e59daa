"""Any sequence of changes people or libraries make: each value is the one that was typed, or null and said."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import examples
from tests.samples.communes import FULL, a_unit
from tests.samples.raw_books import Desk, Page
from tests.workbook.intake.test_moved import assert_right, codes, desk, form, read, row_of, words_of_the_form
from tonghop290.data.clean import clean_submission
from tonghop290.spreadsheet.book import read_book
from tonghop290.workbook.intake.form_words import FormWords
from tonghop290.workbook.intake.locate import agreed, weighed, what_is_said
from tonghop290.workbook.intake.one import read_return
from tonghop290.workbook.intake.witnesses import index_book
from tonghop290.workbook.issue.blank import Filling, write_blank
from tonghop290.workbook.plan import FIGURES, HIDDEN, VALUE

# --- by another library, which moves cells and nothing else ---------------------------------------------------------


def openpyxl_rows(sheet: Any) -> None:
    sheet.insert_rows(row_of("dan_so"), 2)


def openpyxl_columns(sheet: Any) -> None:
    sheet.insert_cols(VALUE)
    sheet.insert_cols(1, 2)


def openpyxl_without_codes(sheet: Any) -> None:
    sheet.delete_cols(1)


@pytest.mark.parametrize(
    ("change", "said"),
    [(openpyxl_rows, ["rows-moved"]), (openpyxl_columns, []), (openpyxl_without_codes, [])],
    ids=lambda change: change.__name__ if callable(change) else "",
)
def test_names_left_behind_by_a_library_do_no_harm(
    change: Callable[[Any], None], said: list[str], tmp_path: Path
) -> None:
    import openpyxl

    path = write_blank(form(), tmp_path / "a.xlsx", unit=a_unit(), filling=Filling(values=FULL))
    book = openpyxl.load_workbook(path)
    for merged in list(book[FIGURES].merged_cells.ranges):
        book[FIGURES].unmerge_cells(str(merged))
    change(book[FIGURES])
    book.save(path)
    book.close()
    submission = read_return(str(path), read_book(path.read_bytes()), form())
    clean = clean_submission(form(), submission)
    assert codes(clean) == said
    assert_right(clean)


def test_a_number_under_the_name_and_another_under_the_heading_is_nobodys_guess() -> None:
    book = desk()
    page = book.page(FIGURES)
    names = dict(book.names)
    book.insert_columns(page, VALUE, 1)
    book.names = names
    page.put(row_of("dan_so"), VALUE, "9999", "n")
    clean = read(book)
    assert codes(clean) == ["column-uncertain"]
    assert_right(clean, but=("dan_so",))


# --- any sequence of changes --------------------------------------------------------------------------------------

Change = Callable[[Desk, random.Random], None]


_CODES = frozenset(one.code for one in form().fields.values())
_LABELS = frozenset(text for one in form().fields.values() for text in (one.label, one.label + " (không bắt buộc)"))


def _figures(book: Desk) -> Page | None:
    """The page that holds the form (whatever it is called now), if it is still there."""
    return next(
        (
            one
            for one in book.pages
            if one.rows_of(3, {"Dân số năm 2019"}) or any(cell.text == "CT09" for cell in one.cells.values())
        ),
        None,
    )


def _field_rows(page: Page) -> list[int]:
    wanted = {one.code for one in form().inputs}
    return sorted({row for (row, _), cell in page.cells.items() if cell.text in wanted})


def _columns_of(page: Page, *texts: str) -> set[int]:
    return {column for (_, column), cell in page.cells.items() if cell.text in texts}


def _on_page(change: Callable[[Desk, Page, random.Random], None]) -> Change:
    def apply(book: Desk, dice: random.Random) -> None:
        page = _figures(book)
        if page is not None:
            change(book, page, dice)

    return apply


def _shuffled(rows: list[int], dice: random.Random) -> list[int]:
    part = rows[(start := dice.randrange(len(rows) - 1)) : start + dice.randrange(2, 12)]
    return dice.sample(part, len(part))


def _sort(book: Desk, page: Page, dice: random.Random) -> None:
    own = _field_rows(page)
    if len(own) > 2:
        book.reorder_rows(page, _shuffled(own, dice), set(range(1, 60)))


def _sort_words_only(book: Desk, page: Page, dice: random.Random) -> None:
    """Codes or labels sorted alone, on rows that still have both: with one kind left, nobody could ever tell."""
    own = {
        row
        for row in _field_rows(page)
        if any(at == row and cell.text in _LABELS for (at, _), cell in page.cells.items())
    }
    if len(own) > 2:
        column = dice.choice(sorted(_columns_of(page, *_CODES) | _columns_of(page, *_LABELS)))
        book.reorder_rows(page, _shuffled(sorted(own), dice), {column})


def _edit(words: str, text: str | None) -> Change:
    def change(_book: Desk, page: Page, dice: random.Random) -> None:
        own = sorted(at for at, cell in page.cells.items() if cell.text in {"code": _CODES, "label": _LABELS}[words])
        if own and text is None:
            page.clear(*dice.choice(own))
        elif own:
            at = dice.choice(own)
            page.put(*at, page.cells[at].text + str(text))

    return _on_page(change)


def _merge(book: Desk, page: Page, dice: random.Random) -> None:
    own = _field_rows(page)
    if own:
        row = dice.choice(own)
        column = next((at for (where, at), cell in page.cells.items() if cell.text == "Số liệu" and where < row), VALUE)
        book.merge(page, (row, column, row + dice.randrange(0, 2), column + dice.randrange(0, 2)))


def _copy_below(_book: Desk, page: Page, _dice: random.Random) -> None:
    last = max(row for row, _ in page.cells)
    if last < 200:
        for (row, column), cell in list(page.cells.items()):
            page.cells[row + last, column] = cell._replace(row=row + last)


CHANGES: dict[str, Change] = {
    "insert rows": _on_page(
        lambda book, page, dice: book.insert_rows(page, dice.randrange(1, 60), dice.randrange(1, 4))
    ),
    "delete a row": _on_page(lambda book, page, dice: book.delete_row(page, dice.randrange(1, 60))),
    "insert columns": _on_page(
        lambda book, page, dice: book.insert_columns(page, dice.randrange(1, 10), dice.randrange(1, 3))
    ),
    "delete a column": _on_page(
        lambda book, page, dice: book.delete_column(page, dice.choice([1, 2, 3, 4, 6, 7, 8, 5]))
    ),
    "move a column": _on_page(
        lambda book, page, dice: book.move_column(page, dice.randrange(1, 9), dice.randrange(1, 9))
    ),
    "sort": _on_page(_sort),
    "rename": _on_page(
        lambda book, page, dice: book.rename(page, f"Trang {dice.randrange(100)}") if len(page.name) < 20 else None
    ),
    "shuffle sheets": lambda book, dice: dice.shuffle(book.pages),
    "duplicate": _on_page(
        lambda book, page, dice: book.duplicate(page, page.name + " (2)") and None if len(book.pages) < 9 else None
    ),
    "break names": lambda book, dice: book.names.update(
        dict.fromkeys(dice.sample(sorted(book.names), len(book.names) // 2))
    ),
    "drop names": lambda book, dice: book.names.clear(),
    "edit a label": _edit("label", " (đã sửa)"),
    "delete a label": _edit("label", None),
    "delete a code": _edit("code", None),
    "edit a header": _on_page(
        lambda book, page, dice: page.clear(
            *next((at for at, cell in page.cells.items() if cell.text == "Số liệu"), (1, 1))
        )
    ),
    "lose the identity": lambda book, dice: (
        [book.delete_page(one) for one in book.pages if one.name == HIDDEN][:0] and None
    ),
    "paste values": _on_page(lambda book, page, dice: book.paste_values(page)),
    "merge": _on_page(_merge),
    "second form below": _on_page(_copy_below),
}


@given(
    names=st.lists(st.sampled_from(sorted(CHANGES)), min_size=1, max_size=5),
    words_sorted=st.booleans(),
    seed=st.integers(0, 2**32),
)
@settings(max_examples=examples(40), deadline=None, suppress_health_check=list(HealthCheck))
def test_after_any_changes_each_value_is_right_or_null_and_said(
    names: list[str], words_sorted: bool, seed: int
) -> None:
    book = desk()
    dice = random.Random(seed)
    for name in names:
        CHANGES[name](book, dice)
    if words_sorted:
        _on_page(_sort_words_only)(book, dice)
    clean = read(book)
    assert read_return("a.xlsx", book.book(), form(), words=words_of_the_form()) == clean.submission
    index = index_book(book.book(), form(), words_of_the_form())
    for field in form().fields.values():  # what all witnesses agree on is what weighing them finds
        said = what_is_said(index, field)
        assert agreed(index, field, said) in (None, weighed(index, field, said))
    findings = [one for one in (*clean.submission.findings, *clean.findings) if one.severity != "note"]
    if not clean.submission.readable:
        assert len(findings) == 1
        return
    whole = {"form-twice", "column-uncertain", "form-blank"} & {one.code for one in findings}
    for id, expected in FULL.items():
        value = clean.values[id]
        if value is None:
            # An empty cell that was found is said by the validation ("required"), which is not asked here.
            found_empty = id in clean.submission.cells and clean.submission.cells[id].kind == "empty"
            assert found_empty or whole or any(one.field == id for one in findings), (id, names)
        else:
            assert value == expected, (id, value, expected, [str(one) for one in findings])


def test_what_a_cell_said_about_a_place_is_asked_of_the_next_book_again() -> None:
    """A column was inserted, the names were left behind: under one is nothing in one book, a number in the next."""
    words = FormWords(form())
    books = []
    for typed in ("", "9999", ""):
        book = desk()
        page, names = book.page(FIGURES), dict(book.names)
        book.insert_columns(page, VALUE, 1)
        book.names = names
        if typed:
            page.put(row_of("dan_so"), VALUE, typed, "n")
        books.append(book.book())
    found = [read_return("a.xlsx", one, form(), words=words).cells.get("dan_so") for one in books]
    assert [one.text if one is not None else None for one in found] == ["10661", None, "10661"]
