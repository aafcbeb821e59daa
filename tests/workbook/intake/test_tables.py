"""Tables that were sorted, widened, cut, copied and overrun: every row read, or said."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tests.samples.communes import FULL, a_unit
from tests.samples.forms import shipped_form
from tests.samples.raw_books import Desk, Page
from tonghop290.data.clean import clean_submission
from tonghop290.model import Form
from tonghop290.spreadsheet.book import RawBook, read_book
from tonghop290.workbook.intake.one import read_return
from tonghop290.workbook.issue.blank import Filling, write_blank
from tonghop290.workbook.plan import DETAIL, WORDS, TablePlace, plan_workbook

YEARS = tuple(f"nam_{year}" for year in range(2014, 2020))
GS = [
    {"row": id, **{year: float(10 * number + place) for place, year in enumerate(YEARS)}}
    for number, id in enumerate(("mttq", "nong_dan", "phu_nu", "cuu_chien_binh", "doan_thanh_nien"), 1)
]
MH = [
    {"ten": "Hố rác gia đình", "don_vi_thuc_hien": "Hội Phụ nữ", "nam": 2015.0, "ket_qua": "120 hộ tham gia"},
    {"ten": "Ngày thứ bảy", "don_vi_thuc_hien": "Đoàn xã", "nam": 2017.0, "ket_qua": None},
]
TL = ["Ý một", "Ý hai"]


@cache
def form() -> Form:
    return shipped_form()


@cache
def filled() -> RawBook:
    import tempfile

    tables = {
        "giam_sat_theo_to_chuc": GS,
        "mo_hinh": MH,
        "thuan_loi": [{"noi_dung": text} for text in TL],
        "kho_khan": [{"noi_dung": "Khó"}],
    }
    with tempfile.TemporaryDirectory() as folder:
        path = write_blank(form(), Path(folder) / "a.xlsx", unit=a_unit(), filling=Filling(values=FULL, tables=tables))
        return read_book(path.read_bytes())


def read(book: Desk) -> tuple[dict[str, list[dict[str, object]]], list[tuple[str, str]]]:
    """Table id → rows without their numbers, and (code, place) of the findings about tables."""
    clean = clean_submission(form(), read_return("a.xlsx", book.book(), form()))
    tables = {
        id: [
            row if form().tables[id].fixed else {key: value for key, value in row.items() if key != "row"}
            for row in rows
        ]
        for id, rows in clean.tables.items()
    }
    return tables, [
        (one.code, one.place)
        for one in (*clean.submission.findings, *clean.findings)
        if one.code not in ("read-as", "tidied-text")
    ]


def place(id: str) -> TablePlace:
    return plan_workbook(form()).tables[id]


def insert_rows(book: Desk) -> None:
    detail = book.page(DETAIL)
    book.insert_rows(detail, place("mo_hinh").end_row, 3)
    book.insert_rows(detail, place("giam_sat_theo_to_chuc").first_row + 2, 2)


def insert_columns(book: Desk) -> None:
    book.insert_columns(book.page(DETAIL), 5, 1)
    book.insert_columns(book.page(WORDS), 1, 2)


def swap_columns(book: Desk) -> None:
    book.move_column(book.page(DETAIL), 6, 4)


def sort_rows(book: Desk) -> None:
    first = place("giam_sat_theo_to_chuc").first_row
    book.reorder_rows(book.page(DETAIL), list(range(first, first + 5))[::-1], set(range(1, 12)))


def delete_code_columns(book: Desk) -> None:
    book.delete_column(book.page(DETAIL), 1)
    book.delete_column(book.page(WORDS), 1)


def duplicate_sheets(book: Desk) -> None:
    book.duplicate(book.page(DETAIL), "Biểu chi tiết (2)")
    book.duplicate(book.page(WORDS), "Nội dung (2)")


def code_typed_as_content(book: Desk) -> None:
    book.page(WORDS).put(1, 3, "TL")


@pytest.mark.parametrize(
    "change",
    [
        insert_rows,
        insert_columns,
        swap_columns,
        sort_rows,
        delete_code_columns,
        duplicate_sheets,
        code_typed_as_content,
    ],
    ids=lambda change: change.__name__,
)
def test_a_change_that_harms_nothing_changes_no_row(change: Callable[[Desk], None]) -> None:
    book = Desk.of(filled())
    change(book)
    tables, findings = read(book)
    assert findings == []
    assert tables["giam_sat_theo_to_chuc"] == GS
    assert tables["mo_hinh"] == MH
    assert tables["thuan_loi"] == [{"noi_dung": text} for text in TL]


def delete_end(book: Desk) -> None:
    book.delete_row(book.page(WORDS), place("thuan_loi").end_row)


def delete_last_end(book: Desk) -> None:
    book.delete_row(book.page(DETAIL), place("mo_hinh").end_row)


def type_below_the_end(book: Desk) -> None:
    book.page(WORDS).put(place("thuan_loi").end_row + 1, 3, "Ý ba")


def type_beside(book: Desk) -> None:
    page = book.page(DETAIL)
    page.merges.clear()
    page.put(place("mo_hinh").first_row, 8, "thêm kết quả")


def extra_row_in_fixed_table(book: Desk) -> None:
    page, own = book.page(DETAIL), place("giam_sat_theo_to_chuc")
    book.insert_rows(page, own.end_row, 1)
    page.put(own.end_row, 3, "Hội Chữ thập đỏ")
    page.put(own.end_row, 4, "7", "n")


def edit_header(book: Desk) -> None:
    book.page(DETAIL).put(place("giam_sat_theo_to_chuc").header_row, 4, "Năm 2013")


def same_header_twice(book: Desk) -> None:
    book.page(DETAIL).put(place("giam_sat_theo_to_chuc").header_row, 5, "2014")


def copy_that_differs(book: Desk) -> None:
    book.duplicate(book.page(WORDS), "Nội dung (2)").put(place("thuan_loi").first_row, 3, "Ý khác")


def sort_labels_only(book: Desk) -> None:
    first = place("giam_sat_theo_to_chuc").first_row
    book.reorder_rows(book.page(DETAIL), [first + 1, first], {3})


def merge_two_rows(book: Desk) -> None:
    first = place("giam_sat_theo_to_chuc").first_row
    book.merge(book.page(DETAIL), (first, 4, first + 1, 4))


def ends_and_next_header_deleted(book: Desk) -> None:
    page = book.page(WORDS)
    for row in (place("kho_khan").header_row, place("kho_khan").title_row, place("thuan_loi").end_row):
        book.delete_row(page, row)


NO_2014 = [{**row, "nam_2014": None} for row in GS]


@pytest.mark.parametrize(
    ("change", "table", "rows", "said"),
    [
        (delete_end, "thuan_loi", [{"noi_dung": text} for text in TL], [("table-open", "Nội dung")]),
        (delete_last_end, "mo_hinh", MH, [("table-open", "Biểu chi tiết")]),
        (
            type_below_the_end,
            "thuan_loi",
            [{"noi_dung": text} for text in TL],
            [("table-stray", f"Nội dung!C{place('thuan_loi').end_row + 1}")],
        ),
        (type_beside, "mo_hinh", MH, [("table-stray", f"Biểu chi tiết!H{place('mo_hinh').first_row}")]),
        (
            extra_row_in_fixed_table,
            "giam_sat_theo_to_chuc",
            GS,
            [("table-stray", f"Biểu chi tiết!D{place('giam_sat_theo_to_chuc').end_row}")],
        ),
        (edit_header, "giam_sat_theo_to_chuc", NO_2014, [("table-column-missing", "Biểu chi tiết")]),
        (
            same_header_twice,
            "giam_sat_theo_to_chuc",
            [{**row, "nam_2015": None} for row in NO_2014],
            [("table-column-twice", "Biểu chi tiết"), ("table-column-missing", "Biểu chi tiết")],
        ),
        (copy_that_differs, "thuan_loi", [], [("table-twice", "Nội dung")]),
        (sort_labels_only, "giam_sat_theo_to_chuc", GS[2:], [("table-row-uncertain", "Biểu chi tiết")] * 2),
        (
            merge_two_rows,
            "giam_sat_theo_to_chuc",
            [{**row, "nam_2014": None} for row in GS[:2]] + GS[2:],
            [
                ("merged-cells", f"Biểu chi tiết!D{place('giam_sat_theo_to_chuc').first_row}"),
                ("merged-cells", f"Biểu chi tiết!D{place('giam_sat_theo_to_chuc').first_row + 1}"),
            ],
        ),
        (ends_and_next_header_deleted, "thuan_loi", [], [("table-uncertain", "Nội dung"), ("table-missing", "")]),
    ],
    ids=lambda one: one.__name__ if callable(one) else "",
)
def test_what_cannot_be_read_is_said(
    change: Callable[[Desk], None],
    table: str,
    rows: list[dict[str, object]],
    said: list[tuple[str, str]],
) -> None:
    book = Desk.of(filled())
    change(book)
    tables, findings = read(book)
    assert findings == said
    assert tables[table] == rows


def test_a_table_without_end_does_not_swallow_the_next_one() -> None:
    book = Desk.of(filled())
    page = book.page(WORDS)
    for at, cell in list(page.cells.items()):
        if cell.text == "Hết bảng" or cell.text.endswith("-hết"):
            page.clear(*at)
    tables, findings = read(book)
    assert tables["thuan_loi"] == [{"noi_dung": text} for text in TL]
    assert tables["kho_khan"] == [{"noi_dung": "Khó"}]
    assert {code for code, _ in findings} == {"table-open"}


def test_more_rows_than_anybody_needs_are_cut_and_said() -> None:
    book = Desk.of(filled())
    page: Page = book.page(WORDS)
    book.insert_rows(page, place("thuan_loi").end_row, 1500)
    for row in range(place("thuan_loi").end_row, place("thuan_loi").end_row + 1500):
        page.put(row, 3, f"Ý {row}")
    tables, findings = read(book)
    assert len(tables["thuan_loi"]) == 1000
    assert findings == [("table-too-long", "Nội dung")]
