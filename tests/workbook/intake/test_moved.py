"""Whatever people do to rows, columns, sheets and names, one change at a time: the value typed, or null and said."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tests.samples.communes import FULL, a_unit
from tests.samples.forms import shipped_form
from tests.samples.raw_books import Desk, Page
from tonghop290.data.clean import CleanReturn, clean_submission
from tonghop290.model import Form
from tonghop290.spreadsheet.book import RawBook, read_book
from tonghop290.workbook.intake.form_words import FormWords
from tonghop290.workbook.intake.one import read_return
from tonghop290.workbook.issue.blank import Filling, write_blank
from tonghop290.workbook.plan import FIGURES, HEADER_ROW, HIDDEN, LABEL, VALUE, WORDS, plan_workbook


@cache
def form() -> Form:
    return shipped_form()


@cache
def words_of_the_form() -> FormWords:
    """Made once for many returns, as a check does."""
    return FormWords(form())


@cache
def filled() -> RawBook:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = write_blank(
            form(),
            Path(folder) / "a.xlsx",
            unit=a_unit(),
            filling=Filling(values=FULL, states={"tien_gop": "Ước tính"}),
        )
        return read_book(path.read_bytes())


def desk() -> Desk:
    return Desk.of(filled())


def read(book: Desk) -> CleanReturn:
    submission = read_return("a.xlsx", book.book(), form())
    if not submission.readable:
        return CleanReturn(submission=submission)
    return clean_submission(form(), submission)


def codes(clean: CleanReturn) -> list[str]:
    """Codes of all findings of reading and cleaning, automatic readings left out."""
    return [
        one.code for one in (*clean.submission.findings, *clean.findings) if one.code not in ("read-as", "read-formula")
    ]


def rows() -> list[int]:
    """The rows of the fields."""
    return [place.row for place in plan_workbook(form()).fields.values()]


def row_of(id: str) -> int:
    return plan_workbook(form()).fields[id].row


def assert_right(clean: CleanReturn, *, but: tuple[str, ...] = ()) -> None:
    """Every value is the typed one; those in ``but`` are null."""
    expected = {id: None if id in but else value for id, value in FULL.items()}
    assert {id: clean.values.get(id) for id in FULL} == expected


# --- one change, by name ------------------------------------------------------------------------------------------


def insert_rows(book: Desk) -> None:
    book.insert_rows(book.page(FIGURES), row_of("dan_so"), 3)
    book.insert_rows(book.page(FIGURES), HEADER_ROW, 1)


def insert_columns(book: Desk) -> None:
    book.insert_columns(book.page(FIGURES), VALUE, 2)
    book.insert_columns(book.page(FIGURES), 1, 1)
    book.page(FIGURES).put(row_of("dan_so"), VALUE + 1, "99999", "n")


def move_value_column_first(book: Desk) -> None:
    book.move_column(book.page(FIGURES), VALUE, 1)


def sort_whole_rows(book: Desk) -> None:
    book.reorder_rows(book.page(FIGURES), rows()[::-1], set(range(1, 9)))


def rename_and_reorder_sheets(book: Desk) -> None:
    book.rename(book.page(FIGURES), "Sheet1 (sửa)")
    book.rename(book.page(WORDS), "ND")
    book.pages.reverse()


def unhide_and_rename_identity(book: Desk) -> None:
    book.rename(book.page(HIDDEN), "Sheet5")
    book.page("Sheet5").state = "visible"


def delete_identity(book: Desk) -> None:
    book.delete_page(book.page(HIDDEN))


def duplicate_sheet(book: Desk) -> None:
    book.duplicate(book.page(FIGURES), "Số liệu (2)")


def copy_sheet_into_another_book(book: Desk) -> None:
    book.pages = [Page("Sheet1", "visible", {}, []), book.page(FIGURES)]
    book.names = {}


def break_names(book: Desk) -> None:
    book.names = dict.fromkeys(book.names)


def delete_code_column(book: Desk) -> None:
    book.delete_column(book.page(FIGURES), 1)
    book.delete_column(book.page(WORDS), 1)


def delete_header_row(book: Desk) -> None:
    book.delete_row(book.page(FIGURES), HEADER_ROW)


def edit_header(book: Desk) -> None:
    book.page(FIGURES).put(HEADER_ROW, VALUE, "Số liệu năm 2019")


def edit_labels(book: Desk) -> None:
    for id in FULL:
        book.page(FIGURES).put(row_of(id), LABEL, "chỉ tiêu thứ " + str(row_of(id)))


def paste_values(book: Desk) -> None:
    for page in book.pages:
        book.paste_values(page)


def second_form_below(book: Desk) -> None:
    page = book.page(FIGURES)
    last = max(row for row, _ in page.cells)
    for (row, column), cell in list(page.cells.items()):
        page.cells[row + last, column] = cell._replace(row=row + last)


def second_form_aside(book: Desk) -> None:
    page = book.page(FIGURES)
    for (row, column), cell in list(page.cells.items()):
        page.cells[row, column + 9] = cell._replace(column=column + 9)


def empty_copy_first(book: Desk) -> None:
    copy = book.duplicate(book.page(FIGURES), "Số liệu (2)")
    original = book.page(FIGURES)
    for id in FULL:
        if id != "don_vi":
            original.clear(row_of(id), VALUE)
    assert copy.cells[row_of("dan_so"), VALUE].text == "10661"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (insert_rows, []),
        (insert_columns, ["figures-unread"]),
        (move_value_column_first, []),
        (sort_whole_rows, ["rows-moved"]),
        (rename_and_reorder_sheets, []),
        (unhide_and_rename_identity, []),
        (delete_identity, []),
        (duplicate_sheet, ["form-copied"]),
        (copy_sheet_into_another_book, ["table-missing"] * 7),
        (break_names, []),
        (delete_code_column, []),
        (delete_header_row, []),
        (edit_header, []),
        (edit_labels, ["labels-differ"]),
        (paste_values, []),
        (second_form_below, ["form-copied"]),
        (second_form_aside, ["form-copied"]),
        (empty_copy_first, ["form-copy-empty"]),
    ],
    ids=lambda change: change.__name__ if callable(change) else "",
)
def test_a_change_that_harms_nothing_changes_no_value(change: Callable[[Desk], None], said: list[str]) -> None:
    book = desk()
    change(book)
    clean = read(book)
    assert codes(clean) == said
    assert_right(clean)
    assert clean.states.get("tien_gop", "") == ("" if change is delete_header_row else "Ước tính")


# --- changes that hide or contradict ------------------------------------------------------------------------------


def test_a_deleted_row_is_missing_and_nothing_else() -> None:
    book = desk()
    book.delete_row(book.page(FIGURES), row_of("dan_so"))
    clean = read(book)
    assert codes(clean) == ["row-missing"]
    assert_right(clean, but=("dan_so",))


def test_codes_and_labels_sorted_away_from_their_numbers_are_not_believed() -> None:
    book = desk()
    own = [row_of(id) for id in ("dan_so", "dan_so_2009", "ho_2009", "ho_2019")]
    book.reorder_rows(book.page(FIGURES), own[::-1], {1, 2, 3, 4})
    clean = read(book)
    assert codes(clean) == ["row-uncertain"] * 4
    assert_right(clean, but=("dan_so", "dan_so_2009", "ho_2009", "ho_2019"))


@pytest.mark.parametrize("columns", [{1}, {3}, {3, 4, 5}, {5, 6, 7, 8}, {1, 2, 3, 4}, {1, 2, 3, 4, 5}])
@pytest.mark.parametrize("names", [True, False])
def test_half_a_sort_is_never_read_as_if_nothing_happened(columns: set[int], names: bool) -> None:
    book = desk()
    own = [row_of(id) for id in ("dan_so", "dan_so_2009", "ho_2009", "ho_2019")]
    book.reorder_rows(book.page(FIGURES), own[::-1], columns)
    if not names:
        book.names = {}
    clean = read(book)
    for id in ("dan_so", "dan_so_2009", "ho_2009", "ho_2019"):
        assert clean.values[id] in (FULL[id], None)
        assert clean.values[id] is not None or any(one.field == id for one in clean.submission.findings), id


@pytest.mark.parametrize("columns", [set(range(1, 9)), {1, 2, 3, 4}])
def test_without_live_checks_nobody_can_say_whether_the_numbers_moved_with_their_words(columns: set[int]) -> None:
    book = desk()
    book.paste_values(book.page(FIGURES))
    own = [row_of(id) for id in ("dan_so", "dan_so_2009", "ho_2009", "ho_2019")]
    book.reorder_rows(book.page(FIGURES), own[::-1], columns)
    clean = read(book)
    assert codes(clean) == ["row-uncertain"] * 4
    assert_right(clean, but=("dan_so", "dan_so_2009", "ho_2009", "ho_2019"))


def test_two_forms_that_differ_are_one_error_and_only_the_differing_fields_are_null() -> None:
    book = desk()
    copy = book.duplicate(book.page(FIGURES), "Số liệu (2)")
    copy.put(row_of("dan_so"), VALUE, "10700", "n")
    clean = read(book)
    assert codes(clean) == ["form-twice"]
    assert str(clean.submission.findings[0]) == (
        f"Trang “Số liệu”, ô E{row_of('dan_so')}: Biểu có hai lần và số liệu hai lần khác nhau ở 1 chỉ tiêu (ví dụ "
        "“Dân số năm 2019”). Đề nghị chỉ giữ lại một biểu đúng trong tệp."
    )
    assert_right(clean, but=("dan_so",))


def test_an_older_copy_that_lacks_an_answer_and_contradicts_another_is_not_mixed_in() -> None:
    book = desk()
    copy = book.duplicate(book.page(FIGURES), "Số liệu (2)")
    copy.put(row_of("dan_so"), VALUE, "10700", "n")
    book.page(FIGURES).clear(row_of("thon"), VALUE)
    clean = read(book)
    assert codes(clean) == ["form-twice"]
    assert_right(clean, but=("dan_so", "thon"))


def test_cells_merged_over_two_rows_are_both_refused() -> None:
    book = desk()
    book.merge(book.page(FIGURES), (row_of("ho_2009"), VALUE, row_of("ho_2019"), VALUE))
    clean = read(book)
    assert codes(clean) == ["merged-cells"] * 2
    assert_right(clean, but=("ho_2009", "ho_2019"))


def test_cells_merged_along_the_row_are_read() -> None:
    book = desk()
    book.merge(book.page(FIGURES), (row_of("dan_so"), VALUE, row_of("dan_so"), VALUE + 1))
    assert_right(read(book))


def test_without_header_names_and_column_nothing_is_guessed() -> None:
    book = desk()
    book.delete_row(book.page(FIGURES), HEADER_ROW)
    book.names = {}
    clean = read(book)
    assert codes(clean) == ["column-uncertain"]
    assert_right(clean, but=tuple(FULL))


def test_the_value_column_deleted_is_said_once() -> None:
    book = desk()
    book.delete_column(book.page(FIGURES), VALUE)
    clean = read(book)
    assert codes(clean) == ["column-uncertain"]
    assert_right(clean, but=tuple(FULL))


def test_the_figures_deleted_is_one_sentence() -> None:
    book = desk()
    book.delete_page(book.page(FIGURES))
    clean = read(book)
    assert not clean.submission.readable
    assert codes(clean) == ["sheet-missing"]


def test_a_code_typed_as_a_note_does_not_move_a_field() -> None:
    book = desk()
    book.page(FIGURES).put(row_of("thon"), 7, "CT09")
    clean = read(book)
    assert_right(clean, but=tuple(id for id in ("thon",) if clean.values[id] is None))
    assert clean.values["dan_so"] == 10661
    assert clean.values["thon"] == 15 or "row-uncertain" in codes(clean)


def test_a_finding_points_at_the_cell_the_sender_sees() -> None:
    book = desk()
    page = book.page(FIGURES)
    page.put(row_of("dan_so"), VALUE, "mười nghìn")
    insert_rows(book)
    insert_columns(book)
    rename_and_reorder_sheets(book)
    seen = next(cell for cell in book.page("Sheet1 (sửa)").cells.values() if cell.text == "mười nghìn")
    clean = read(book)
    assert [(one.code, one.sheet, one.cell) for one in clean.findings if one.code != "read-as"] == [
        ("not-a-number", "Sheet1 (sửa)", f"H{seen.row}")
    ]
