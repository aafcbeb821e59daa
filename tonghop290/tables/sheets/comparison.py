"""``So sánh``: how each figure is spread over the units, first year against last, outliers, and a ranking by any
indicator."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tonghop290.messages import CHANGED_SINCE
from tonghop290.model import Field, Finding, Totals, sayable, told
from tonghop290.spreadsheet.write import A4, Sheet, Style, a1
from tonghop290.tables.board import Board
from tonghop290.tables.figure_cells import grid, header_style, number_format, write_header
from tonghop290.tables.pages import plan_pages, write_across, write_heading
from tonghop290.tables.sheets.by_unit import UnitTable
from tonghop290.tables.sheets.change import Change
from tonghop290.tables.sheets.earlier_totals import write_earlier_totals
from tonghop290.tables.sheets.ranking import RANKING_WIDTHS, write_ranking
from tonghop290.tables.total_formulas import paired_formula

__all__ = ["figure_pairs", "rests_on_both", "write_comparison"]

_BOTH = sayable("tính trên {units} đơn vị có cả hai số")
_BOTH_BELOW = sayable("tính trên {units} {member_words} có cả hai số")
_LEFT_OVER = ("năm", "quý", "tháng", "kỳ", "(năm", "–", "-")
COLUMNS = (
    (told("Chỉ tiêu"), 200),
    (told("Đơn vị tính"), 96),
    (told("Số đơn vị có số liệu"), 62),
    (told("Thấp nhất"), 80),
    (told("Đơn vị thấp nhất"), 128),
    (told("Tứ phân vị dưới"), 80),
    (told("Trung vị"), 80),
    (told("Tứ phân vị trên"), 80),
    (told("Cao nhất"), 80),
    (told("Đơn vị cao nhất"), 128),
)


def figure_pairs(board: Board) -> list[tuple[Field, Field]]:
    """The pairs of the form that add up: the figure before, the one after."""
    known = {field.id for field in board.fields}
    return [pair for pair in board.form.pairs if known.issuperset(field.id for field in pair)]


def rests_on_both(totals: Totals, first: Field, last: Field) -> bool:
    """Whether the two totals rest on the units that have both figures and on no others, as far as it is known."""
    pair = totals.pairs.get(last.id)
    both = (totals.fields[first.id], totals.fields[last.id])
    return pair is None or all(one.units == total.units for one, total in zip(pair, both, strict=True))


def pair_label(first: Field, last: Field) -> str:
    """What two figures have in common: their names without the words in which they differ, and without "năm" left over
    at the end."""
    words = [word for word in first.short.split() if word in last.short.split()]
    while words and words[-1] in _LEFT_OVER:
        words.pop()
    return " ".join(words) or last.short


def write_comparison(sheet: Sheet, board: Board, by_unit: UnitTable, earlier: Totals | None = None) -> None:
    """``earlier``: the totals of an earlier round, when they are known."""
    figures = [field for field in board.fields if field.figure]
    widths = [*(width for _, width in COLUMNS), *RANKING_WIDTHS]
    sheet.widths(widths)
    title = told("SO SÁNH GIỮA CÁC {unit_words}", unit_words=board.unit_words.upper())
    head = write_heading(sheet, board, title, plan_pages(widths, left=0), inside=True)
    header = header_style(sheet.book)
    write_header(sheet, head, (label for label, _ in COLUMNS), header)
    sheet.height(head, 34)
    for row, field in enumerate(figures, head + 1):
        _spread_row(sheet, row, board, field, by_unit)
    write_ranking(sheet, head, board, figures, by_unit)
    row = _write_years(sheet, head + len(figures) + 2, board, by_unit, header)
    if earlier is not None:
        row = write_earlier_totals(sheet, row, board, earlier, by_unit, header)
    compared = [finding for finding in board.findings if finding.stage == "compare"]
    changed = [finding for finding in compared if finding.code == CHANGED_SINCE]
    outliers = [finding for finding in compared if finding.code != CHANGED_SINCE]
    row = _write_found(sheet, row, board, told("SỐ LIỆU KHÁC XA CÁC ĐƠN VỊ KHÁC (đề nghị kiểm tra lại)"), outliers)
    if changed:
        _write_found(sheet, row, board, told("SỐ LIỆU THAY ĐỔI NHIỀU SO VỚI KỲ TRƯỚC (đề nghị kiểm tra lại)"), changed)
    sheet.freeze(head + 1, 2)
    sheet.page(paper=A4)


# --- spread -------------------------------------------------------------------------------------------------------


def _spread_row(sheet: Sheet, row: int, board: Board, field: Field, by_unit: UnitTable) -> None:
    book, over = sheet.book, by_unit.over(field.id)
    figure = grid(book, align="right", num_format=number_format(field))
    text = grid(book, text_wrap=True, indent=1)
    sheet.text(row, 1, field.short, grid(book, text_wrap=True))
    sheet.text(row, 2, field.unit, grid(book, align="center", shrink=True))
    numbers = sorted((value, order) for order, value in enumerate(board.numbers(field)) if value is not None)
    values = [value for value, _ in numbers]
    sheet.formula(row, 3, f"COUNT({over})", grid(book, align="center"), len(values))
    formulas = ((4, "MIN", 0.0), (6, "QUARTILE", 0.25), (7, "MEDIAN", 0.5), (8, "QUARTILE", 0.75), (9, "MAX", 1.0))
    for column, function, part in formulas:
        call = f"{function}({over},{int(part * 4)})" if function == "QUARTILE" else f"{function}({over})"
        sheet.formula(row, column, f'IF(C{row}=0,"",{call})', figure, _quantile(values, part) if values else "")
    for column, beside, extreme in ((5, 4, values[:1]), (10, 9, values[-1:])):
        apart = values[:1] != values[-1:]  # where all are equal, nobody is the lowest
        at = next((order for value, order in numbers if apart and [value] == extreme), None)
        name = f'IF(OR(C{row}=0,D{row}=I{row}),"",INDEX({by_unit.names},MATCH({a1(row, beside)},{over},0)))'
        sheet.formula(row, column, name, text, "" if at is None else board.senders[at].label)


def _quantile(values: Sequence[float], part: float) -> float:
    """As Excel's QUARTILE: between the two nearest, inclusive. ``values`` sorted, at least one."""
    place = (len(values) - 1) * part
    low, high = math.floor(place), math.ceil(place)
    return values[low] + (values[high] - values[low]) * (place - low)


# --- first year and last, outliers --------------------------------------------------------------------------------


def _write_years(sheet: Sheet, row: int, board: Board, by_unit: UnitTable, header: Style) -> int:
    """The block from this row on; gives the next free row."""
    pairs, names = figure_pairs(board), board.form.comparison
    if not pairs:
        return row
    title = board.say("{whole}: {before} và {after}", whole=board.whole, before=names.before, after=names.after).upper()
    write_across(sheet, row, (1, 10), title, sheet.book.style(bold=True, font_size=12))
    labels = (
        told("Chỉ tiêu"),
        told("Đơn vị tính"),
        "",
        names.before,
        "",
        names.after,
        told("Tăng, giảm"),
        told("Gấp (lần)"),
    )
    write_header(sheet, row + 1, labels, header)
    for line, (first, last) in enumerate(pairs, row + 2):
        _year_row(sheet, line, board, by_unit, first, last)
    return row + len(pairs) + 3


def _year_row(sheet: Sheet, row: int, board: Board, by_unit: UnitTable, first: Field, last: Field) -> None:
    book = sheet.book
    totals = [board.totals.fields[field.id] for field in (first, last)]
    pair = board.totals.pairs.get(last.id)
    partial = not rests_on_both(board.totals, first, last)
    if pair is not None and partial:
        totals, units = [*pair], pair[1].units
        said = told(_BOTH_BELOW, units=units, member_words=board.member_words) if board.results else None
        write_across(sheet, row, (9, 10), said or told(_BOTH, units=units), grid(book, italic=True, font_size=9))
    before, after = (total.value if isinstance(total.value, float) else None for total in totals)
    figure = grid(book, align="right", num_format=number_format(last))
    sheet.text(row, 1, pair_label(first, last), grid(book))
    sheet.text(row, 2, last.unit, grid(book, align="center", shrink=True))
    for column in (3, 5):
        sheet.blank(row, column, figure)
    for column, field, other, value in ((4, first, last, before), (6, last, first, after)):
        if partial and board.results:  # the figures of the units themselves stand in no sheet
            _write_number(sheet, row, column, value, figure)
            continue
        both = paired_formula(board.form, field, other, by_unit.over) if partial else None
        sheet.formula(row, column, both or by_unit.total(field.id), figure, "" if value is None else value)
    both = f"COUNT(D{row},F{row})<2"
    decimals = max(first.decimals, last.decimals)
    change = Change(then=f"D{row}", now=f"F{row}", before=before, after=after, decimals=decimals)
    change.write_more(sheet, row, 7, figure)
    times = after / before if before and after is not None else ""
    two_digits = grid(book, align="right", num_format="#,##0.00")
    sheet.formula(row, 8, f'IF({both},"",IF(D{row}=0,"",F{row}/D{row}))', two_digits, times)


def _write_number(sheet: Sheet, row: int, column: int, value: float | None, style: Style) -> None:
    if value is None:
        sheet.blank(row, column, style)
    else:
        sheet.number(row, column, value, style)


def _write_found(sheet: Sheet, row: int, board: Board, title: str, found: Sequence[Finding]) -> int:
    """The block from this row on; gives the next free row."""
    header = header_style(sheet.book)
    write_across(sheet, row, (1, 10), title, sheet.book.style(bold=True, font_size=12))
    if not found:
        write_across(sheet, row + 1, (1, 10), told("Không có."), sheet.book.style(italic=True))
        return row + 3
    names = {sender.path: sender.name for sender in board.returned}
    for columns, label in (((1, 1), told("Đơn vị")), ((2, 2), told("Ô")), ((3, 10), told("Nội dung"))):
        write_across(sheet, row + 1, columns, label, header)
    text = grid(sheet.book, text_wrap=True)
    for line, finding in enumerate(found, row + 2):
        name = finding.unit.title if finding.unit is not None else finding.file
        sheet.text(line, 1, names.get(finding.file, name), text)
        sheet.text(line, 2, finding.cell or "", grid(sheet.book, align="center"))
        write_across(sheet, line, (3, 10), finding.message, text)
        sheet.height(line, 30)
    return row + len(found) + 3
