"""How the tables fall on pages: the notes and the signatures are never alone on one."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.looked_at import looked_at
from tests.samples.communes import a_dataset
from tests.samples.districts import FORM, OFFICE, a_district, a_register
from tonghop290.data.aggregate import add_up
from tonghop290.spreadsheet.page_breaks import rows_on_pages
from tonghop290.tables.pages import ROOM
from tonghop290.tables.summary import write_summary


def test_rows_fill_pages_and_headings_come_again() -> None:
    heights = {1: 30.0, 2: 10.0, 3: 20.0, 4: 20.0, 5: 20.0, 6: 20.0}
    assert rows_on_pages(heights, 6, room=60) == [0, 1, 1, 1, 2, 2, 2]
    assert rows_on_pages(heights, 6, room=60, header=(1, 2)) == [0, 1, 1, 1, 2, 3, 4]


def pages_of(sheet: Worksheet, last: int) -> list[int]:
    """The page each row prints on, breaks of our own among them."""
    header = [int(part.strip("$")) for part in sheet.print_title_rows.split(":")]
    heights = {row: size.height for row, size in sheet.row_dimensions.items() if size.height}
    room, breaks = ROOM[int(sheet.page_setup.paperSize)], {brk.id + 1 for brk in sheet.row_breaks.brk}
    scale = sheet.page_setup.scale or 100
    if not breaks:
        widths = sum(one.width * (one.max - one.min + 1) for one in sheet.column_dimensions.values())
        scale = min(scale, 100 * (1047 if room < 600 else 1512) / (widths * 7))
    pages, page, first = [0], 0, 1
    starts = [1, *sorted(breaks), last + 1]
    for first, after in zip(starts, starts[1:], strict=False):
        own = {row - first + 1: heights.get(row, 15.0) for row in range(first, after)}
        again = sum(heights.get(row, 15.0) for row in range(header[0], header[1] + 1)) if first > 1 else 0
        found = rows_on_pages(own, after - first, room=room / scale * 100 - again)
        pages += [page + one for one in found[1:]]
        page = pages[-1]
    return pages


@pytest.mark.parametrize("count", [0, 1, 9, 14, 22, 30])
def test_notes_and_signatures_stay_with_the_last_rows_of_the_table(tmp_path: Path, count: int) -> None:
    dataset, units = a_district(count, gaps=0.1, states=0.1) if count else (a_dataset(FORM, []), a_register(3))
    path = write_summary(dataset, add_up(dataset, expected=len(units)), tmp_path / "a.xlsx", office=OFFICE, units=units)
    book = looked_at(path, values=True)
    for name in ("Biểu 1", "Biểu 2", "Biểu 3"):
        if name not in book.sheetnames:
            continue
        sheet = book[name]
        signed = max(cell.row for row in sheet.iter_rows() for cell in row if cell.value == OFFICE.signer)
        pages = pages_of(sheet, signed)
        table = [cell.row for row in sheet.iter_rows() for cell in row if cell.border.left.style]
        assert pages[max(table)] == pages[signed], (name, count)


def test_what_is_looked_at_a_sheet_at_a_time_is_what_is_opened_whole(tmp_path: Path) -> None:
    dataset, units = a_district(2)
    path = write_summary(dataset, add_up(dataset), tmp_path / "a.xlsx", office=OFFICE, units=units)
    whole, book = openpyxl.load_workbook(path), looked_at(path)

    def told(sheet: Worksheet) -> list[object]:
        cells = [(one.coordinate, one.value, one.number_format, one.font.b) for row in sheet.iter_rows() for one in row]
        return [cells, sheet.print_title_rows, sheet.print_area, sheet.sheet_state, sorted(sheet.defined_names)]

    assert book.sheetnames == whole.sheetnames and dict(book.defined_names) == dict(whole.defined_names)
    for name in reversed(book.sheetnames):
        assert told(book[name]) == told(whole[name]), name


@pytest.mark.parametrize("name", ["Tình hình nộp", "So sánh"])
def test_what_stays_in_the_house_belongs_to_no_report(tmp_path: Path, name: str) -> None:
    dataset, units = a_district(2)
    path = write_summary(dataset, add_up(dataset), tmp_path / "a.xlsx", office=OFFICE, units=units)
    book = looked_at(path)
    attached = [sheet.title for sheet in book if any("Kèm theo" in str(cell.value) for cell in sheet[4])]
    assert attached == ["Biểu 1", "Biểu 2", *([] if "Biểu 3" not in book.sheetnames else ["Biểu 3"])]
    assert not any("NGƯỜI LẬP BIỂU" in str(cell.value) for row in book[name].iter_rows() for cell in row)
