"""Rows, columns, sheets and tables moved, copied, deleted; words of the form typed over."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import tonghop290 as th
from tests.messages.examples.example import Example, drawn
from tests.messages.examples.small_form import good_book, place, the_form, the_plan
from tests.samples.raw_books import Desk, Page
from tonghop290.data.clean import clean_submission
from tonghop290.pipeline.check import named
from tonghop290.workbook.intake.form_words import FormWords
from tonghop290.workbook.intake.one import read_return
from tonghop290.workbook.plan import DETAIL, FIGURES, HEADER_ROW, LABEL, UNIT, VALUE, WORDS, TablePlace


def table(id: str) -> TablePlace:
    return the_plan().tables[id]


def row(id: str) -> int:
    return place(id).row


def figures(desk: Desk) -> Page:
    return desk.page(FIGURES)


def rows() -> list[int]:
    return [spot.row for spot in the_plan().fields.values()]


# --- the sheet of figures -----------------------------------------------------------------------------------------


def without_figures(desk: Desk) -> None:
    desk.delete_page(figures(desk))


def without_a_row(desk: Desk) -> None:
    desk.delete_row(figures(desk), row("dan_so"))


def words_sorted(desk: Desk) -> None:
    desk.reorder_rows(figures(desk), [row(id) for id in ("ho", "dan_so")], {1, 2, 3, 4})


def sorted_whole(desk: Desk) -> None:
    desk.reorder_rows(figures(desk), rows()[::-1], set(range(1, 9)))


def second_heading(desk: Desk) -> None:
    page = figures(desk)
    page.put(HEADER_ROW, VALUE, "")
    desk.names = {}
    for (at, column), cell in list(page.cells.items()):
        if column > VALUE or (at, column) == (HEADER_ROW, VALUE):
            page.clear(at, column)
        elif column == VALUE:
            page.put(at, VALUE + 1, cell.text, cell.kind)


def twice(desk: Desk) -> None:
    desk.duplicate(figures(desk), "Số liệu (2)").put(row("dan_so"), VALUE, "10700", "n")


def copied(desk: Desk) -> None:
    desk.duplicate(figures(desk), "Số liệu (2)")


def copied_empty(desk: Desk) -> None:
    copy = desk.duplicate(figures(desk), "Số liệu (2)")
    for id in the_form().fields:
        copy.clear(row(id), VALUE)


def merged(desk: Desk) -> None:
    desk.merge(figures(desk), (row("dan_so"), VALUE, row("ho"), VALUE))


def relabelled(id: str, text: str, column: int = LABEL) -> Callable[[Desk], None]:
    return lambda desk: figures(desk).put(row(id), column, text)


def all_relabelled(desk: Desk) -> None:
    for id in the_form().fields:
        figures(desk).put(row(id), LABEL, f"chỉ tiêu thứ {row(id)}")


def another_heading(desk: Desk) -> None:
    figures(desk).put(HEADER_ROW, VALUE, "Số liệu năm 2018")


def a_line(desk: Desk) -> None:
    figures(desk).put(4, 5, "Đơn vị tính: nghìn đồng")


def renamed(desk: Desk) -> None:
    desk.rename(figures(desk), "Số liệu 2018")


def a_row_between(desk: Desk) -> None:
    page, at = figures(desk), row("dang_vien") + 1
    desk.insert_rows(page, at, 1)
    page.put(at, LABEL, "Trong đó: nữ")
    page.put(at, VALUE, "120", "n")


# --- tables -------------------------------------------------------------------------------------------------------


def without_a_table(desk: Desk) -> None:
    desk.delete_page(desk.page(DETAIL))


def another_column(desk: Desk) -> None:
    place = table("giam_sat")
    desk.page(DETAIL).put(place.header_row, place.columns["nam_2018"], "Năm 2013")


def column_twice(desk: Desk) -> None:
    place = table("giam_sat")
    desk.page(DETAIL).put(place.header_row, place.columns["nam_2019"], "Năm 2018")


def without_end(desk: Desk) -> None:
    desk.delete_row(desk.page(WORDS), table("kien_nghi").end_row)


def without_ends(desk: Desk) -> None:
    page, next_one = desk.page(WORDS), table("kho_khan")
    for at in (next_one.header_row, next_one.title_row, table("kien_nghi").end_row):
        desk.delete_row(page, at)


def table_twice(desk: Desk) -> None:
    copy = desk.duplicate(desk.page(WORDS), "Nội dung (2)")
    copy.put(table("kien_nghi").first_row, 3, "Ý khác.")


def labels_sorted(desk: Desk) -> None:
    first = table("giam_sat").first_row
    desk.reorder_rows(desk.page(DETAIL), [first + 1, first], {3})


def below_the_end(desk: Desk) -> None:
    desk.page(WORDS).put(table("kien_nghi").end_row + 1, 3, "Một ý nữa")


def too_long(desk: Desk) -> None:
    page, end = desk.page(WORDS), table("kien_nghi").end_row
    desk.insert_rows(page, end, 1100)
    for at in range(end, end + 1100):
        page.put(at, 3, f"Ý {at}")


def other_words(desk: Desk) -> None:
    place = table("giam_sat")
    desk.page(DETAIL).put(place.first_row, 3, "Mặt trận Tổ quốc và đoàn thể huyện")


def emptied(desk: Desk) -> None:
    for id in the_form().fields:
        figures(desk).clear(row(id), VALUE)
    for id in ("mo_hinh", "giam_sat", "kien_nghi"):
        place = table(id)
        for at in range(place.first_row, place.end_row):
            for column in place.columns.values():
                desk.page(place.sheet).clear(at, column)


DONE: Sequence[tuple[str, str, Callable[[Desk], None]]] = [
    ("form-blank", "gửi lại biểu trắng", emptied),
    ("sheet-missing", "xoá trang Số liệu", without_figures),
    ("row-missing", "xoá dòng Dân số", without_a_row),
    ("row-uncertain", "sắp xếp cột mã và tên mà không sắp xếp cột số liệu", words_sorted),
    ("column-uncertain", "xoá tiêu đề cột và dời cột số liệu", second_heading),
    ("rows-moved", "sắp xếp lại cả các dòng", sorted_whole),
    ("form-twice", "chép trang Số liệu rồi sửa một bản", twice),
    ("form-copied", "chép trang Số liệu", copied),
    ("form-copy-empty", "chép trang Số liệu rồi xoá số ở một bản", copied_empty),
    ("merged-cells", "trộn ô Dân số với ô dưới", merged),
    ("label-year", "sửa nhãn thành “Dân số năm 2018”", relabelled("dan_so", "Dân số năm 2018")),
    ("label-other", "sửa nhãn thành “Số hộ năm 2019”", relabelled("dan_so", "Số hộ năm 2019")),
    ("label-differs", "sửa nhãn thành “Dân số nữ năm 2019”", relabelled("dan_so", "Dân số nữ năm 2019")),
    ("labels-differ", "gõ đè hết các nhãn", all_relabelled),
    ("unit-differs", "sửa đơn vị tính của Dân số thành “hộ”", relabelled("dan_so", "hộ", UNIT)),
    ("unit-converts", "sửa đơn vị tính của Diện tích thành “km²”", relabelled("dien_tich", "km²", UNIT)),
    ("heading-differs", "sửa tiêu đề cột thành “Số liệu năm 2018”", another_heading),
    ("line-differs", "thêm dòng “Đơn vị tính: nghìn đồng”", a_line),
    ("sheet-name-differs", "đổi tên trang thành “Số liệu 2018”", renamed),
    ("figures-unread", "chèn dòng “Trong đó: nữ”, ghi 120", a_row_between),
    ("table-missing", "xoá trang Biểu chi tiết", without_a_table),
    ("table-column-missing", "sửa tiêu đề “Năm 2018” thành “Năm 2013”", another_column),
    ("table-column-twice", "hai cột cùng tên “Năm 2018”", column_twice),
    ("table-open", "xoá dòng “Hết bảng”", without_end),
    ("table-uncertain", "xoá các dòng giữa hai bảng", without_ends),
    ("table-twice", "chép trang Nội dung rồi sửa một bản", table_twice),
    ("table-row-uncertain", "đổi chỗ tên hai tổ chức mà không đổi mã", labels_sorted),
    ("table-stray", "ghi thêm dưới dòng “Hết bảng”", below_the_end),
    ("table-too-long", "dán 1.100 dòng vào bảng", too_long),
    ("table-words", "gõ đè tên một dòng của bảng", other_words),
]


def examples() -> Iterator[Example]:
    words = FormWords(the_form())
    for code, done, change in DONE:
        change(desk := Desk.of(good_book()))
        read = read_return("a.xlsx", desk.book(), the_form(), words=words)
        cleaned: Sequence[th.Finding] = clean_submission(the_form(), read).findings if read.readable else ()
        yield drawn(code, done, named(the_form(), [*read.findings, *cleaned], read.unit))
