"""The sheet ``Cần sửa``: one line a point, with a link to its cell and a box for the sender's explanation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tonghop290.excel import column_letters
from tonghop290.model import SEVERITY_COLOURS, SEVERITY_WORDS, Words, sayable
from tonghop290.spreadsheet.edit.fills import StylePart, opaque, solid_fill
from tonghop290.spreadsheet.edit.splice import attribute, escape
from tonghop290.workbook.answer.still_open import (
    DONE_COLUMN,
    FIRST_COLUMN,
    HEADER_ROW,
    HEADERS,
    KEPT_COLUMN,
    LAST_COLUMN,
    OLD_FILL_COLUMN,
    OLD_PLACE_COLUMN,
    OPEN_COLUMN,
    Line,
    left_formula,
    left_now,
    open_points,
)
from tonghop290.workbook.issue.formulas import quoted
from tonghop290.workbook.issue.looks import HEAD, OPEN, PALE, PANEL
from tonghop290.workbook.plan import TO_FIX_MARK, page_of
from tonghop290.workbook.to_fix_sheet import KEY_COLUMN

__all__ = ["to_fix_sheet"]

_DONE = sayable("Kết quả", "column of the list")
_CORRECTED, _EXPLAINED = sayable("✓ đã sửa"), sayable("✓ đã giải trình")
WIDTHS = (5, 9, 15, 25, 15, 18, 42, 27)
DONE_WIDTH = 14


@dataclass(slots=True)
class _Sheet:
    """Rows of cells in the making."""

    words: Words
    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    heights: dict[int, float] = field(default_factory=dict)
    merges: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)

    def text(self, row: int, column: int, text: str, style: int) -> None:
        where = f'r="{column_letters(column)}{row}" s="{style}"'
        cell = (
            f'<c {where} t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'
            if text
            else f"<c {where}/>"
        )
        self.rows.setdefault(row, {})[column] = cell

    def number(self, row: int, column: int, value: int, style: int) -> None:
        self.rows.setdefault(row, {})[column] = f'<c r="{column_letters(column)}{row}" s="{style}"><v>{value}</v></c>'

    def formula(self, row: int, column: int, formula: str, value: str | int, style: int) -> None:
        kind = ' t="str"' if isinstance(value, str) else ""
        where = f'r="{column_letters(column)}{row}" s="{style}"{kind}'
        self.rows.setdefault(row, {})[column] = f"<c {where}><f>{escape(formula)}</f><v>{escape(str(value))}</v></c>"

    def merged(self, row: int, first: int, last: int, text: str, style: int, *, height: float | None = None) -> None:
        for column in range(first, last + 1):
            self.text(row, column, text if column == first else "", style)
        self.merges.append(f"{column_letters(first)}{row}:{column_letters(last)}{row}")
        if height is not None:
            self.heights[row] = height

    def link(self, row: int, column: int, target: str, shown: str, tip: str) -> None:
        self.links.append(
            f'<hyperlink ref="{column_letters(column)}{row}" location="{attribute(target)}" '
            f'display="{attribute(shown)}" tooltip="{attribute(tip)}"/>'
        )


class _Looks:
    def __init__(self, styles: StylePart) -> None:
        self._styles = styles
        line = '<{0} style="thin"><color rgb="FF7F7F7F"/></{0}>'
        self._box = styles.add(
            "borders",
            "<border>"
            + "".join(line.format(side) for side in ("left", "right", "top", "bottom"))
            + "<diagonal/></border>",
        )
        self._bare = styles.add("borders", "<border><left/><right/><top/><bottom/><diagonal/></border>")

    def make(
        self,
        *,
        size: float = 12,
        bold: bool = False,
        italic: bool = False,
        colour: str = "FF000000",
        underline: bool = False,
        fill: str = "",
        align: str = "left",
        valign: str = "center",
        box: bool = True,
        open: bool = False,
        text: bool = False,
    ) -> int:
        font = self._styles.add(
            "fonts",
            "<font>"
            + "<b/>" * bold
            + "<i/>" * italic
            + "<u/>" * underline
            + (f'<sz val="{size}"/><color rgb="{colour}"/><name val="Times New Roman"/><family val="1"/></font>'),
        )
        fill_id = self._styles.add("fills", solid_fill(fill)) if fill else 0
        lock = '<protection locked="0"/>' if open else ""
        indent = ' indent="1"' if align == "left" and valign == "center" else ""
        return self._styles.add(
            "cellXfs",
            (
                f'<xf numFmtId="{49 if text else 0}" fontId="{font}" fillId="{fill_id}" '
                f'borderId="{self._box if box else self._bare}" xfId="0" '
                'applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1" '
                'applyProtection="1">'
                f'<alignment horizontal="{align}" vertical="{valign}" wrapText="1"{indent}/>{lock}</xf>'
            ),
        )


def to_fix_sheet(
    styles: StylePart,
    lines: Sequence[Line],
    notes: Sequence[Line],
    *,
    title: str,
    unit: str,
    old_fills: Mapping[str, str],
    kept: Sequence[str],
    words: Words,
) -> str:
    """The XML of the whole sheet. ``old_fills``: marked cell ("Số liệu!E12") → its fill before, to give it back one
    day. ``kept``: texts for :data:`KEPT_COLUMN`."""
    sheet, looks = _Sheet(words), _Looks(styles)
    _head(sheet, looks, lines, title, unit)
    for column, head in enumerate(HEADERS, FIRST_COLUMN):
        sheet.text(HEADER_ROW, column, words.say(head), looks.make(bold=True, fill=opaque(HEAD), align="center"))
    sheet.text(HEADER_ROW, DONE_COLUMN, words.say(_DONE), looks.make(bold=True, fill=opaque(HEAD), align="center"))
    sheet.heights[HEADER_ROW] = 24
    row = HEADER_ROW + 1
    for line in lines:
        _line(sheet, looks, row, line)
        row += 1
    if not lines:
        none, look = words.say("Không có điểm nào cần sửa."), looks.make(italic=True, align="center")
        sheet.merged(row, FIRST_COLUMN, LAST_COLUMN, none, look, height=24)
        row += 1
    if notes:
        _notes(sheet, looks, row + 1, notes)
    _out_of_sight(sheet, looks.make(size=8, box=False, text=True, valign="top"), lines, old_fills, kept)
    return _xml(sheet)


def _out_of_sight(
    sheet: _Sheet, hidden: int, lines: Sequence[Line], old_fills: Mapping[str, str], kept: Sequence[str]
) -> None:
    """The hidden columns: what the sheet is, and what its formulas and the next answer need."""
    for number, (place, fill) in enumerate(sorted(old_fills.items()), 1):
        sheet.text(number, OLD_PLACE_COLUMN, place, hidden)
        sheet.text(number, OLD_FILL_COLUMN, fill or "-", hidden)
    for number, text in enumerate(kept, 1):
        sheet.text(number, KEPT_COLUMN, text, hidden)
    for number, line in enumerate(lines, HEADER_ROW + 1):
        sheet.text(number, KEY_COLUMN, line.key, hidden)
        done = f"{column_letters(DONE_COLUMN)}{number}"
        sheet.formula(number, OPEN_COLUMN, f'IF({done}="",{line.counts},0)', open_points(line), hidden)
    sheet.text(1, KEY_COLUMN, TO_FIX_MARK, hidden)


def _head(sheet: _Sheet, looks: _Looks, lines: Sequence[Line], title: str, unit: str) -> None:
    first, last, words = FIRST_COLUMN, LAST_COLUMN, sheet.words
    sheet.merged(
        1,
        first,
        last,
        words.say("CÁC ĐIỂM CẦN SỬA, CẦN XEM LẠI"),
        looks.make(size=16, bold=True, align="center", box=False),
        height=30,
    )
    sheet.merged(
        2, first, last, title, looks.make(italic=True, align="center", box=False), height=_height(title, 180, 18)
    )
    plain, bold = looks.make(box=False, fill=opaque(PANEL)), looks.make(box=False, bold=True, fill=opaque(PANEL))
    whose = words.say("Đơn vị: {unit}", unit=unit) if unit else words.say("Đơn vị: (chưa xác định)")
    sheet.merged(3, first, last, whose, bold, height=22)
    sheet.merged(4, first, last, left_now(lines, words), bold, height=22)
    if lines:
        sheet.formula(4, first, left_formula(lines, words), left_now(lines, words), bold)
    how = words.say(
        "Bấm vào tên ô ở cột “Ô” để đến đúng chỗ. Lỗi: sửa ngay tại ô số liệu. "
        "Điểm “Xem lại”: nếu số đã đúng thì ghi lý do vào cột “Giải trình” "
        "(ô màu vàng), nếu chưa đúng thì sửa số. Làm xong, lưu tệp này và gửi lại."
    )
    sheet.merged(5, first, last, how, plain, height=_height(how, sum(WIDTHS), 18) + 4)
    sheet.heights[6] = 8


def _line(sheet: _Sheet, looks: _Looks, row: int, line: Line) -> None:
    error = line.severity == "error"
    if line.number.isdigit():
        sheet.number(row, FIRST_COLUMN, int(line.number), looks.make(align="center"))
    else:
        sheet.text(row, FIRST_COLUMN, line.number, looks.make(align="center"))
    words = sheet.words
    texts = (words.say(SEVERITY_WORDS[line.severity]), line.place, line.label, line.now, line.wanted, line.task)
    styles = (
        looks.make(bold=True, align="center", fill=opaque(SEVERITY_COLOURS[line.severity])),
        looks.make(underline=True, colour="FF0563C1", align="center") if line.target else looks.make(align="center"),
        looks.make(),
        looks.make(text=True),
        looks.make(text=True),
        looks.make(),
    )
    for column, (text, style) in enumerate(zip(texts, styles, strict=True), FIRST_COLUMN + 1):
        sheet.text(row, column, text, style)
    if line.target:
        tip = words.say("Bấm để đến ô {place}", place=line.place)
        sheet.link(row, FIRST_COLUMN + 2, line.target, line.place, tip)
    _write_done(sheet, looks, row, line)
    if error:
        grey = looks.make(italic=True, colour="FF7F7F7F", fill=opaque(PALE), align="center")
        sheet.text(row, LAST_COLUMN, words.say("Phải sửa"), grey)
    else:
        sheet.text(row, LAST_COLUMN, line.explanation, looks.make(fill=opaque(OPEN), open=True, text=True))
    sheet.heights[row] = max(
        [
            22.0,
            *(
                _height(text, width, 16.5) + 6
                for text, width in zip((*texts, "" if error else line.explanation), WIDTHS[1:], strict=True)
            ),
        ]
    )


def _write_done(sheet: _Sheet, looks: _Looks, row: int, line: Line) -> None:
    """Whether the point is done, live: corrected, or explained where that will do."""
    words, green = sheet.words, looks.make(bold=True, colour="FF1E7B34", align="center")
    formula = f'IFERROR(IF({line.corrected},{quoted(words.say(_CORRECTED))},""),"")' if line.corrected else '""'
    now = ""
    if line.severity != "error":
        box = f"{column_letters(LAST_COLUMN)}{row}"
        formula = f"IF(LEN(TRIM({box}))>0,{quoted(words.say(_EXPLAINED))},{formula})"
        now = words.say(_EXPLAINED) if line.explanation else ""
    if formula == '""':
        sheet.text(row, DONE_COLUMN, "", green)
    else:
        sheet.formula(row, DONE_COLUMN, formula, now, green)


def _notes(sheet: _Sheet, looks: _Looks, row: int, notes: Sequence[Line]) -> None:
    words = sheet.words
    head = words.say("Ghi nhận thêm (máy đã tự hiểu như dưới đây; không phải sửa, chỉ sửa nếu máy hiểu sai)")
    sheet.merged(
        row, FIRST_COLUMN, LAST_COLUMN, head, looks.make(size=11, bold=True, italic=True, box=False), height=22
    )
    small, middle = looks.make(size=11), looks.make(size=11, align="center")
    link = looks.make(size=11, underline=True, colour="FF0563C1", align="center")
    for number, note in enumerate(notes, 1):
        row += 1
        sheet.number(row, FIRST_COLUMN, number, middle)
        sheet.text(row, FIRST_COLUMN + 1, words.say(SEVERITY_WORDS["note"]), middle)
        sheet.text(row, FIRST_COLUMN + 2, note.place, link if note.target else middle)
        sheet.text(row, FIRST_COLUMN + 3, note.label, small)
        sheet.merged(row, FIRST_COLUMN + 4, LAST_COLUMN, note.task, small)
        if note.target:
            tip = words.say("Bấm để đến ô {place}", place=note.place)
            sheet.link(row, FIRST_COLUMN + 2, note.target, note.place, tip)
        sheet.heights[row] = (
            max(
                _height(note.task, sum(WIDTHS[4:]), 15),
                _height(note.label, WIDTHS[3], 15),
                _height(note.place, WIDTHS[2], 15),
            )
            + 5
        )


def _height(text: str, width: float, line: float) -> float:
    """The height in points of wrapped text in a column; Vietnamese Times New Roman 12 takes about 0.95 column units a
    letter, and each cell is indented."""
    return line * sum(1 + int(len(part) * 0.98 / max(width - 2, 1)) for part in text.split("\n"))


def _xml(sheet: _Sheet) -> str:
    merges = "".join(f'<mergeCell ref="{area}"/>' for area in sheet.merges)
    links = f"<hyperlinks>{''.join(sheet.links)}</hyperlinks>" if sheet.links else ""
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<sheetPr><tabColor rgb="FFC00000"/><pageSetUpPr fitToPage="1"/></sheetPr>'
        '<sheetViews><sheetView showGridLines="0" tabSelected="1" workbookViewId="0">'
        f'<pane ySplit="{HEADER_ROW}" topLeftCell="A{HEADER_ROW + 1}" activePane="bottomLeft" state="frozen"/>'
        f'<selection pane="bottomLeft" activeCell="D{HEADER_ROW + 1}" sqref="D{HEADER_ROW + 1}"/>'
        "</sheetView></sheetViews>"
        f'<sheetFormatPr defaultRowHeight="15.75"/><cols>{_columns()}</cols><sheetData>{_rows(sheet)}</sheetData>'
        '<sheetProtection sheet="1" objects="1" scenarios="1" formatColumns="0" formatRows="0"/>'
        f'<mergeCells count="{len(sheet.merges)}">{merges}</mergeCells>{links}'
        '<printOptions horizontalCentered="1"/>'
        '<pageMargins left="0.4" right="0.4" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
        '<headerFooter><oddFooter>&amp;C&amp;"Times New Roman,Regular"&amp;10&amp;A'
        f" – {escape(page_of(sheet.words))}</oddFooter>"
        "</headerFooter></worksheet>"
    )


def _columns() -> str:
    hidden = ' hidden="1"'
    widths = [
        (KEY_COLUMN, 2.0, hidden),
        *((column, width, "") for column, width in enumerate(WIDTHS, FIRST_COLUMN)),
        (DONE_COLUMN, DONE_WIDTH, ""),
        *((column, 2.0, hidden) for column in (OLD_PLACE_COLUMN, OLD_FILL_COLUMN, OPEN_COLUMN, KEPT_COLUMN)),
    ]
    return "".join(
        f'<col min="{column}" max="{column}" width="{width + 0.71:.2f}" customWidth="1"{hide}/>'
        for column, width, hide in widths
    )


def _rows(sheet: _Sheet) -> str:
    rows = []
    for row in sorted({*sheet.heights, *sheet.rows}):
        height = sheet.heights.get(row)
        size = f' ht="{min(height, 400):.1f}" customHeight="1"' if height else ""
        cells = "".join(cell for _, cell in sorted(sheet.rows.get(row, {}).items()))
        rows.append(f'<row r="{row}"{size}>{cells}</row>')
    return "".join(rows)
