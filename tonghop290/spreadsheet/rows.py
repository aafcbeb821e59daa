"""The rows of a worksheet: the one loop of the reader that must be fast.

expat calls the two handlers made here for every tag between `<sheetData>` and its end. Names come interned
from expat, text goes straight into a list, and nothing is worked out for a cell that holds nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from tonghop290.spreadsheet.cell import MAX_ROW, Range, RawCell, column_letters, locate, locate_range, settle
from tonghop290.spreadsheet.package import Limits, Unreadable
from tonghop290.spreadsheet.styles import CellFormat
from tonghop290.spreadsheet.xml import Attributes, Remarks, decode_text, is_true

PLAIN_NUMBER = r"[+-]?[0-9]{1,40}(?:\.[0-9]{1,40})?(?:[eE][+-]?[0-9]{1,2})?"
"""Always finite, so that nobody need convert; anything longer goes the slow way."""
NO_LOOK = ("General", "")
_MOST_DEPTH = 200
_NUMBERS = tuple(map(str, range(2_000)))

StartHandler = Callable[[str, Attributes], None]
EndHandler = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetContext:
    """What a worksheet part needs from its workbook.

    `shared` are its shared strings; `texts` those of them that are not empty and within the cap, by their index as a cell writes it;
    `looks` number format and font by the style as a cell writes it; `cells_left` is what the cell limit still allows.
    """

    shared: tuple[str, ...]
    texts: Mapping[str, str]
    looks: Mapping[str, tuple[str, str]]
    cells_left: int
    max_text: int
    limits: Limits
    remarks: Remarks


def sheet_context(
    shared: tuple[str, ...], formats: Sequence[CellFormat], *, max_text: int, limits: Limits, remarks: Remarks
) -> SheetContext:
    """The context of a workbook's sheets, of which none has been read yet."""
    texts = {
        written: text
        for written, text in zip(_written(len(shared)), shared, strict=False)
        if text and len(text) <= max_text
    }
    looks = {
        written: (one.number_format, one.font) for written, one in zip(_written(len(formats)), formats, strict=False)
    }
    return SheetContext(
        shared=shared,
        texts=texts,
        looks=looks,
        cells_left=limits.cells,
        max_text=max_text,
        limits=limits,
        remarks=remarks,
    )


def _written(count: int) -> Iterable[str]:
    """0, 1, … as written, at least so many."""
    return _NUMBERS if count <= len(_NUMBERS) else map(str, range(count))


def row_handlers(
    prefix: str,
    sheet: str,
    *,
    part: str,
    buffer: list[str],
    cells: dict[tuple[int, int], RawCell],
    hidden: set[int],
    spills: list[Range],
    context: SheetContext,
    leave: Callable[[], None],
) -> tuple[StartHandler, EndHandler]:
    """The start and end handlers that fill `cells`, `hidden` and `spills` from the tags of `<sheetData>`.

    `buffer` is the list expat appends text to, `leave` is called at the end of the rows.
    """
    row_tag, cell_tag, value_tag, formula_tag = prefix + "row", prefix + "c", prefix + "v", prefix + "f"
    text_tag, inline_tag, phonetic_tag, closing_tag = prefix + "t", prefix + "is", prefix + "rPh", prefix + "sheetData"
    shared, remarks, max_text = context.shared, context.remarks, context.max_text
    by_index = context.texts  # a longer one goes the slow way, which cuts it and says so
    plain_number = re.compile(PLAIN_NUMBER).fullmatch
    formats = context.looks
    default = formats.get("0", NO_LOOK)
    columns: dict[str, int] = {}
    make = tuple.__new__

    row = 0
    row_text = last = ""  # the row's number as written; the reference of the cell before
    in_cell = in_value = False
    attributes: Attributes = {}
    value: str | None = None
    formula: str | None = None
    inline: list[str] | None = None
    phonetic = depth = 0
    text_left = context.limits.text

    def start(tag: str, given: Attributes) -> None:
        nonlocal in_cell, in_value, attributes, value, formula, inline, last, phonetic, depth
        if tag == cell_tag:
            if in_cell:
                raise Unreadable("file-damaged", part=part, reason="nested-cell")
            in_cell = True
            attributes = given
            value = formula = inline = None
            if "r" in given:
                last = given["r"]
            else:
                last = following()
        elif tag == value_tag:
            if in_value or value is not None:
                second_value()
            in_value = True
            buffer.clear()
        elif tag == row_tag:
            begin_row(given)
        else:
            depth += 1
            if depth > _MOST_DEPTH:
                raise Unreadable("file-bomb", part=part)
            if tag == formula_tag:
                buffer.clear()
                if "ref" in given and given.get("t") in ("array", "dataTable"):
                    note_spill(given["ref"])
            elif tag == text_tag:
                buffer.clear()
            elif tag == inline_tag:
                inline = []
            elif tag == phonetic_tag:
                phonetic += 1
            elif not tag.startswith(prefix) and tag.rpartition(" ")[2] in ("row", "c", "v"):
                remarks.add("unknown-namespace", sheet)

    def end(tag: str) -> None:
        nonlocal in_cell, in_value, value, formula, phonetic, depth
        if tag == value_tag:
            in_value = False
            value = buffer[0] if len(buffer) == 1 else "".join(buffer)
        elif tag == cell_tag:
            in_cell = False
            if value is None:
                if formula is not None or inline is not None:
                    keep_other()
                return
            stored_type = attributes.get("t", "n")
            if inline is not None:
                keep_other()
            elif stored_type == "n" and plain_number(value):
                keep("n", value)
            elif stored_type == "s" and value in by_index:
                keep("s", by_index[value])
            else:
                keep_other()
        elif tag == row_tag:
            pass
        elif tag == closing_tag:
            leave()
        else:
            depth -= 1
            if tag == formula_tag:
                formula = decode_text("".join(buffer)[:max_text])
            elif tag == text_tag:
                if inline is not None and not phonetic:
                    inline.append("".join(buffer))
            elif tag == phonetic_tag:
                phonetic -= 1

    def keep(kind: str, text: str) -> None:
        column = columns.get(last[: -len(row_text)]) if last.endswith(row_text) else None
        if column:
            placed = (row, column)
        else:
            unusual = place()
            if unusual is None:
                return
            placed = unusual
        style = formats.get(attributes.get("s", "0")) or default_style()
        if placed in cells:
            remarks.add("duplicate-cell", f"{sheet}!{last}")
        cells[placed] = make(RawCell, (*placed, kind, text, *style, formula))

    def default_style() -> tuple[str, str]:
        if "s" in attributes and formats:
            remarks.add("bad-style", f"{sheet}!{last[:40]}")
        return default

    def keep_other() -> None:
        nonlocal text_left
        joined = None if inline is None else "".join(inline)
        kind, text = settle(attributes.get("t"), value, joined, shared)
        if not text and formula is None:
            return
        text_left -= len(text)
        if text_left < 0:
            raise Unreadable("file-too-large", part=part)
        kind = kind or "u"
        if kind == "x":
            remarks.add("bad-cell", f"{sheet}!{last[:40]}")
        if len(text) > max_text:
            text = text[:max_text]
            remarks.add("long-text", f"{sheet}!{last[:40]}")
        keep(kind, text)

    def place() -> tuple[int, int] | None:
        """The slow way to a cell's place: the first of a column, or anything unusual."""
        found = locate(last)
        if found is None:
            remarks.add("bad-cell", f"{sheet}!{last[:40]}")
        elif found[0] != row:
            remarks.add("misplaced-cell", f"{sheet}!{last[:40]}")
        elif last.endswith(row_text):
            columns[last[: -len(row_text)]] = found[1]
        return found

    def second_value() -> None:
        if in_value:
            raise Unreadable("file-damaged", part=part, reason="nested-value")
        remarks.add("bad-cell", f"{sheet}!{last[:40]}")

    def begin_row(given: Attributes) -> None:
        nonlocal row, row_text, last
        written = given.get("r", "")
        if written.isascii() and written.isdigit() and len(written) < 9 and 0 < int(written) <= MAX_ROW:
            row = int(written)
        else:
            row += 1
            if written:
                remarks.add("bad-row", f"{sheet}!{row}")
        row_text = str(row)
        last = ""
        if is_true(given.get("hidden")):
            hidden.add(row)

    def following() -> str:
        """The reference of a cell that does not say its own: the next column of this row."""
        before = locate(last) if last else (row, 0)
        return f"{column_letters(before[1] + 1)}{row_text}" if before else ""

    def note_spill(reference: str) -> None:
        spill = locate_range(reference)
        if spill is not None and spill[:2] != spill[2:]:
            spills.append(spill)

    return start, end
