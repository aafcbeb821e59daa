"""``So sánh``: how each figure is spread over the units, first year against last, outliers, and a ranking by any indicator."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tonghop290.model import Field, Totals
from tonghop290.spreadsheet.write import A4, Sheet, Style, a1
from tonghop290.tables.board import Board, ByUnit, Sender
from tonghop290.tables.pages import PALE, grid, number_format, plan_pages, write_heading
from tonghop290.tables.sheets.earlier_round import write_earlier

__all__ = ["ByUnit", "write_comparison", "year_pairs"]

COLUMNS = (
    ("Chỉ tiêu", 200),
    ("Đơn vị tính", 96),
    ("Số đơn vị có số liệu", 62),
    ("Thấp nhất", 80),
    ("Đơn vị thấp nhất", 128),
    ("Tứ phân vị dưới", 80),
    ("Trung vị", 80),
    ("Tứ phân vị trên", 80),
    ("Cao nhất", 80),
    ("Đơn vị cao nhất", 128),
)
RANKING = 12
"""The column of the ranking: rank, unit, value; then two hidden columns that count it."""

COLUMN_NUMBERS = RANKING + 5
"""Hidden, beside each figure's spread: the number of its column in Biểu 2. (LibreOffice's CHOOSE takes only 30 choices.)"""

RANK_ROWS = 4
"""Indicator, divisor, factor and heading above the first rank."""


def year_pairs(board: Board) -> list[tuple[Field, Field]]:
    """Figures of the first year and their like of the last: ``x_2009`` with ``x_2019``, or with ``x``."""
    form, pairs = board.form, []
    for field in board.fields:
        stem = field.id.removesuffix(f"_{form.first_year}")
        if stem != field.id and field.figure:
            last = form.fields.get(f"{stem}_{form.last_year}") or form.fields.get(stem)
            if last is not None and last.figure:
                pairs.append((field, last))
    return pairs


def write_comparison(sheet: Sheet, board: Board, by_unit: ByUnit, earlier: Totals | None = None) -> None:
    """``earlier``: the totals of an earlier round, when they are known."""
    figures = [field for field in board.fields if field.figure]
    widths = [*(width for _, width in COLUMNS), 20, 66, 180, 100]
    sheet.widths(widths)
    plan = plan_pages(widths, left=0)
    head = write_heading(sheet, board, f"SO SÁNH GIỮA CÁC {board.unit_words.upper()}", plan)
    header = grid(sheet.book, bold=True, align="center", text_wrap=True, bg_color=PALE)
    for column, (label, _) in enumerate(COLUMNS, 1):
        sheet.text(head, column, label, header)
    sheet.height(head, 34)
    for row, field in enumerate(figures, head + 1):
        _spread_row(sheet, row, board, field, by_unit)
    _ranking(sheet, head, board, figures, by_unit)
    row = _years(sheet, head + len(figures) + 2, board, by_unit, header)
    if earlier is not None:
        row = write_earlier(
            sheet, row, board, earlier, {field.id: by_unit.total(field.id) for field in board.fields}, header
        )
    _outliers(sheet, row, board, header)
    sheet.freeze(head + 1, 2)
    sheet.page(paper=A4)


# --- spread -------------------------------------------------------------------------------------------------------


def _spread_row(sheet: Sheet, row: int, board: Board, field: Field, by_unit: ByUnit) -> None:
    book, over = sheet.book, by_unit.over(field.id)
    figure = grid(book, align="right", num_format=number_format(field))
    text = grid(book, text_wrap=True, indent=1)
    sheet.text(row, 1, field.short, grid(book, text_wrap=True))
    sheet.text(row, 2, field.unit, grid(book, align="center", shrink=True))
    numbers = sorted((value, order) for order, value in enumerate(_values(board, field)) if value is not None)
    values = [value for value, _ in numbers]
    sheet.formula(row, 3, f"COUNT({over})", grid(book, align="center"), len(values))
    formulas = ((4, "MIN", 0.0), (6, "QUARTILE", 0.25), (7, "MEDIAN", 0.5), (8, "QUARTILE", 0.75), (9, "MAX", 1.0))
    for column, function, part in formulas:
        call = f"{function}({over},{int(part * 4)})" if function == "QUARTILE" else f"{function}({over})"
        sheet.formula(row, column, f'IF(C{row}=0,"",{call})', figure, _quantile(values, part) if values else "")
    for column, beside, extreme in ((5, 4, values[:1]), (10, 9, values[-1:])):
        at = next((order for value, order in numbers if [value] == extreme), None)
        sheet.formula(
            row,
            column,
            f'IF(C{row}=0,"",INDEX({by_unit.names},MATCH({a1(row, beside)},{over},0)))',
            text,
            "" if at is None else board.senders[at].label,
        )


def _values(board: Board, field: Field) -> list[float | None]:
    figures = [board.figure(sender, field) for sender in board.senders]
    return [figure.value if figure is not None and isinstance(figure.value, float) else None for figure in figures]


def _quantile(values: Sequence[float], part: float) -> float:
    """As Excel's QUARTILE: between the two nearest, inclusive. ``values`` sorted, at least one."""
    place = (len(values) - 1) * part
    low, high = math.floor(place), math.ceil(place)
    return values[low] + (values[high] - values[low]) * (place - low)


# --- first year and last, outliers --------------------------------------------------------------------------------


def _years(sheet: Sheet, row: int, board: Board, by_unit: ByUnit, header: Style) -> int:
    pairs = year_pairs(board)
    if not pairs:
        return row
    form = board.form
    sheet.merge(
        row,
        1,
        row,
        10,
        f"{board.whole.upper()}: NĂM {form.first_year} VÀ NĂM {form.last_year}",
        sheet.book.style(bold=True, font_size=12),
    )
    labels = (
        "Chỉ tiêu",
        "Đơn vị tính",
        "",
        f"Năm {form.first_year}",
        "",
        f"Năm {form.last_year}",
        "Tăng, giảm",
        "Gấp (lần)",
    )
    for column, label in enumerate(labels, 1):
        sheet.text(row + 1, column, label, header)
    for line, (first, last) in enumerate(pairs, row + 2):
        totals = [board.totals.fields[field.id].value for field in (first, last)]
        values = [value for value in totals if isinstance(value, float)]
        known = len(values) == 2
        figure = grid(sheet.book, align="right", num_format=number_format(last))
        sheet.text(line, 1, first.short.replace(str(form.first_year), "").replace("năm", "").strip(), grid(sheet.book))
        sheet.text(line, 2, last.unit, grid(sheet.book, align="center", shrink=True))
        for column in (3, 5):
            sheet.blank(line, column, figure)
        for column, field, value in ((4, first, totals[0]), (6, last, totals[1])):
            sheet.formula(line, column, by_unit.total(field.id), figure, value if isinstance(value, float) else "")
        both = f"COUNT(D{line},F{line})<2"
        sheet.formula(line, 7, f'IF({both},"",F{line}-D{line})', figure, values[1] - values[0] if known else "")
        times = values[1] / values[0] if known and values[0] else ""
        sheet.formula(
            line,
            8,
            f'IF({both},"",IF(D{line}=0,"",F{line}/D{line}))',
            grid(sheet.book, align="right", num_format="#,##0.00"),
            times,
        )
    return row + len(pairs) + 3


def _outliers(sheet: Sheet, row: int, board: Board, header: Style) -> None:
    found = [finding for finding in board.findings if finding.stage == "compare"]
    sheet.merge(
        row,
        1,
        row,
        10,
        "SỐ LIỆU KHÁC XA CÁC ĐƠN VỊ KHÁC (đề nghị kiểm tra lại)",
        sheet.book.style(bold=True, font_size=12),
    )
    if not found:
        sheet.merge(row + 1, 1, row + 1, 10, "Không có.", sheet.book.style(italic=True))
        return
    names = {sender.path: sender.name for sender in board.returned}
    for column, last, label in ((1, 1, "Đơn vị"), (2, 2, "Ô"), (3, 10, "Nội dung")):
        sheet.merge(row + 1, column, row + 1, last, label, header)
    text = grid(sheet.book, text_wrap=True)
    for line, finding in enumerate(found, row + 2):
        name = finding.unit.title if finding.unit is not None else finding.file
        sheet.text(line, 1, names.get(finding.file, name), text)
        sheet.text(line, 2, finding.cell or "", grid(sheet.book, align="center"))
        sheet.merge(line, 3, line, 10, finding.message, text)
        sheet.height(line, 30)


# --- ranking ------------------------------------------------------------------------------------------------------


def _ranking(sheet: Sheet, head: int, board: Board, figures: Sequence[Field], by_unit: ByUnit) -> None:
    """A live ranking: the reader picks the indicator, and another to divide it by (per head, per household, per cell)."""
    if not figures or not board.senders:
        return
    book, left = sheet.book, RANKING
    first, last = head + RANK_ROWS, head + RANK_ROWS + len(board.senders) - 1
    labels = f"$A${head + 1}:$A${head + len(figures)}"
    label, pick = grid(book, bold=True, bg_color=PALE), grid(book, bold=True, bg_color="#FFF2CC", text_wrap=True)
    chosen = next((field for field in reversed(figures) if field.total.how == "mean"), figures[0])
    for row, words, value in ((head, "Xếp theo", chosen.short), (head + 1, "chia cho", ""), (head + 2, "nhân với", "")):
        sheet.text(row, left, words, label)
        sheet.merge(row, left + 1, row, left + 2, value, pick)
    sheet.number(head + 2, left + 1, 1, pick)
    for row in (head, head + 1):
        sheet.choices(
            row,
            left + 1,
            labels,
            "Chọn chỉ tiêu trong danh sách"
            if row == head
            else "Để trống, hoặc chọn chỉ tiêu để chia: dân số, số hộ, chi bộ…",
        )
    header = grid(book, bold=True, align="center", bg_color=PALE)
    for column, words in enumerate(("Hạng", "Đơn vị", "Giá trị"), left):
        sheet.text(head + 3, column, words, header)
    columns = list(by_unit.columns.values())
    block = (
        f"'{by_unit.sheet}'!{a1(by_unit.first, min(columns), fixed=True)}:{a1(by_unit.last, max(columns), fixed=True)}"
    )
    for row, field in enumerate(figures, head + 1):
        sheet.number(row, COLUMN_NUMBERS, by_unit.columns[field.id] - min(columns) + 1, book.style(font_size=8))
    picked = [_picked(row, left + 1, head, figures) for row in (head, head + 1)]
    sheet.formula(
        head,
        left + 3,
        f"IFERROR({picked[0]},0)",
        book.style(font_size=8),
        by_unit.columns[chosen.id] - min(columns) + 1,
    )
    sheet.formula(
        head + 1, left + 3, f'IF({a1(head + 1, left + 1)}="",0,IFERROR({picked[1]},0))', book.style(font_size=8), 0
    )
    _hidden_counts(sheet, head, left, _values(board, chosen), block, first, last)
    ranked = [
        (value, sender)
        for value, sender in zip(_values(board, chosen), board.senders, strict=True)
        if value is not None
    ]
    _rank_rows(sheet, left, by_unit, sorted(ranked, key=lambda one: -one[0]), first, last)


def _picked(row: int, column: int, head: int, figures: Sequence[Field]) -> str:
    """The number, within the block of figures, of the column a choice stands for (see the hidden column beside the figures)."""
    first, last = head + 1, head + len(figures)
    return f"INDEX({a1(first, COLUMN_NUMBERS, fixed=True)}:{a1(last, COLUMN_NUMBERS, fixed=True)},MATCH({a1(row, column, fixed=True)},$A${first}:$A${last},0))"


def _hidden_counts(
    sheet: Sheet, head: int, left: int, values: Sequence[float | None], block: str, first: int, last: int
) -> None:
    """Beside the ranking, hidden: each unit's value and its own place, equals in the order of the register."""
    plain, column, places = sheet.book.style(font_size=8), left + 3, left + 4
    order = sorted((-value, index) for index, value in enumerate(values) if value is not None)
    place_of = {index: place for place, (_, index) in enumerate(order, 1)}
    top, bottom, factor = (
        a1(head, column, fixed=True),
        a1(head + 1, column, fixed=True),
        a1(head + 2, left + 1, fixed=True),
    )
    over = f"{a1(first, column, fixed=True)}:{a1(last, column, fixed=True)}"
    for index, row in enumerate(range(first, last + 1)):
        value, cell = f"INDEX({block},{index + 1},{top})", a1(row, column)
        base = f"INDEX({block},{index + 1},{bottom})"
        sheet.formula(
            row,
            column,
            _value_formula(value, base, top, bottom, factor),
            plain,
            "" if (known := values[index]) is None else known,
        )
        sheet.formula(
            row,
            places,
            f'IF(ISNUMBER({cell}),RANK({cell},{over})+COUNTIF({a1(first, column, fixed=True)}:{cell},{cell})-1,"")',
            plain,
            place_of.get(index, ""),
        )
    sheet.hide(column, COLUMN_NUMBERS)


def _value_formula(value: str, base: str, top: str, bottom: str, factor: str) -> str:
    divided = f'IF(ISNUMBER({base}),IF({base}=0,"",{value}/{base}*N({factor})),"")'
    return f'IF({top}=0,"",IF(ISNUMBER({value}),IF({bottom}=0,{value},{divided}),""))'


def _rank_rows(
    sheet: Sheet, left: int, by_unit: ByUnit, ranked: Sequence[tuple[float, Sender]], first: int, last: int
) -> None:
    book = sheet.book
    values = f"{a1(first, left + 3, fixed=True)}:{a1(last, left + 3, fixed=True)}"
    places = f"{a1(first, left + 4, fixed=True)}:{a1(last, left + 4, fixed=True)}"
    centre, text, figure = grid(book, align="center"), grid(book), grid(book, align="right", num_format="#,##0.00")
    rank: int | str = ""
    for place, row in enumerate(range(first, last + 1), 1):
        value, sender = ranked[place - 1] if place <= len(ranked) else (None, None)
        if value is None:
            rank = ""
        elif place == 1 or value != ranked[place - 2][0]:
            rank = place
        line = f"MATCH({place},{places},0)"
        sheet.formula(row, left, f'IFERROR(RANK({a1(row, left + 2)},{values}),"")', centre, rank)
        sheet.formula(row, left + 1, f'IFERROR(INDEX({by_unit.names},{line}),"")', text, sender.label if sender else "")
        sheet.formula(row, left + 2, f'IFERROR(INDEX({values},{line}),"")', figure, "" if value is None else value)
