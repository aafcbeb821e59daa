"""The rows of a worksheet: the one loop of the reader that must be fast.

expat calls two methods of :class:`RowReader` for every tag between `<sheetData>` and its end. Names come interned
from expat, text goes straight into a list, and nothing is worked out for a cell that holds nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tonghop290.excel import column_letters
from tonghop290.spreadsheet.cell import MAX_ROW, Dropped, Range, RawCell, locate, locate_range, settle
from tonghop290.spreadsheet.package import Limits, Unreadable
from tonghop290.spreadsheet.seen.look import ORDINARY, Look
from tonghop290.spreadsheet.seen.runs import RichText, Spans, runs_of
from tonghop290.spreadsheet.xml import MOST_DEPTH, Attributes, Remarks, decode_text, is_true

_NUMBERS = tuple(map(str, range(2_000)))
_ROW_NUMBERS = {written: number for number, written in enumerate(_NUMBERS) if number}
_PLAIN_NUMBER = re.compile(r"[+-]?[0-9]{1,40}(?:\.[0-9]{1,40})?(?:[eE][+-]?[0-9]{1,2})?").fullmatch
"""Always finite, so that nobody need convert; anything longer goes the slow way."""
_SHOWN = 40
"""Characters of a reference that is none, in a remark."""
_MOST_DROPPED = 50
_FLAT = 1.0
"""Below this height or width nothing of a value can be made out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetContext:
    """What a worksheet part needs from its workbook.

    `shared` are its shared strings; `texts` those of them that are not empty and within the cap, by their index as a
    cell writes it, and of one look; `spans` are of those that are not; `looks` by the style as a cell writes it;
    `cells_left` is what the cell limit still allows.
    """

    shared: tuple[str, ...]
    texts: Mapping[str, str]
    spans: Mapping[int, Spans]
    looks: Mapping[str, Look]
    cells_left: int
    max_text: int
    limits: Limits
    remarks: Remarks


def sheet_context(
    shared: tuple[str, ...],
    looks: Sequence[Look],
    spans: Mapping[int, Spans],
    *,
    max_text: int,
    limits: Limits,
    remarks: Remarks,
) -> SheetContext:
    """The context of a workbook's sheets, of which none has been read yet."""
    texts = {
        written: text
        for written, text in zip(_written(len(shared)), shared, strict=False)
        if text and len(text) <= max_text
    }
    for place in spans:
        texts.pop(str(place), None)
    return SheetContext(
        shared=shared,
        texts=texts,
        spans=spans,
        looks=dict(zip(_written(len(looks)), looks, strict=False)),
        cells_left=limits.cells,
        max_text=max_text,
        limits=limits,
        remarks=remarks,
    )


def _written(count: int) -> Iterable[str]:
    """0, 1, … as written, at least so many."""
    return _NUMBERS if count <= len(_NUMBERS) else map(str, range(count))


@dataclass(slots=True)
class Rows:
    """What the rows of a sheet hold, in the making: cells by place, hidden rows, the areas that array formulas
    fill, values that stand nowhere. `flat`: a row that states no height has none."""

    cells: dict[tuple[int, int], RawCell] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    spills: list[Range] = field(default_factory=list)
    flat: bool = False
    dropped: list[Dropped] = field(default_factory=list)


def is_flat(measure: str | None) -> bool:
    """Whether a height (in points) or a width (in letters) leaves nothing to be seen.

    >>> is_flat("0"), is_flat("0.75"), is_flat("15.75"), is_flat("much"), is_flat(None)
    (True, True, False, False, False)
    """
    try:
        return measure is not None and float(measure) < _FLAT
    except ValueError:
        return False


class RowReader:
    """Fills `rows` from the tags of `<sheetData>`.

    `start` and `end` are expat's handlers; `buffer` is the list it appends text to; `leave` is called at the end of the
    rows. One row and one cell are in the making at a time, and what is known of them stands in the attributes below.
    """

    __slots__ = (
        "_attributes",
        "_buffer",
        "_cell_tag",
        "_cells",
        "_columns",
        "_context",
        "_default",
        "_depth",
        "_formula",
        "_formula_tag",
        "_in_cell",
        "_in_text",
        "_in_value",
        "_inline",
        "_inline_tag",
        "_last",
        "_leave",
        "_looks",
        "_part",
        "_phonetic",
        "_phonetic_tag",
        "_prefix",
        "_row",
        "_row_tag",
        "_row_text",
        "_rows",
        "_rows_tag",
        "_sheet",
        "_text_left",
        "_text_tag",
        "_texts",
        "_value",
        "_value_tag",
    )

    def __init__(
        self,
        prefix: str,
        sheet: str,
        *,
        part: str,
        rows: Rows,
        buffer: list[str],
        context: SheetContext,
        leave: Callable[[], None],
    ) -> None:
        self._rows, self._cells = rows, rows.cells
        self._prefix, self._sheet, self._part = prefix, sheet, part
        self._row_tag, self._cell_tag, self._value_tag = prefix + "row", prefix + "c", prefix + "v"
        self._formula_tag, self._text_tag, self._inline_tag = prefix + "f", prefix + "t", prefix + "is"
        self._phonetic_tag, self._rows_tag = prefix + "rPh", prefix + "sheetData"
        self._buffer, self._context, self._leave = buffer, context, leave
        self._texts, self._looks = context.texts, context.looks
        self._default = context.looks.get("0", ORDINARY)
        self._text_left = context.limits.text
        self._columns: dict[str, int] = {}  # those met, by their letters
        self._depth = 0  # of elements that are neither row, cell nor value
        # the row in the making: its number, also as written
        self._row, self._row_text = 0, ""
        # the cell in the making: its reference (at a row's beginning "") and what it holds
        self._last = ""
        self._in_cell = self._in_value = self._in_text = False
        self._attributes: Attributes = {}
        self._value: str | None = None
        self._formula: str | None = None
        self._inline: RichText | None = None
        self._phonetic = 0

    def start(self, tag: str, given: Attributes) -> None:
        """expat's handler of a tag's beginning."""
        if tag == self._cell_tag:
            if self._in_cell:
                raise Unreadable("file-damaged", part=self._part, reason="nested-cell")
            self._in_cell = True
            self._attributes = given
            self._value = self._formula = self._inline = None
            self._last = given["r"] if "r" in given else self._following()
        elif tag == self._value_tag:
            if self._in_value or self._value is not None:
                self._second_value()
            self._in_value = True
            self._buffer.clear()
        elif tag == self._row_tag:
            self._begin_row(given)
        else:
            self._start_other(tag, given)

    def end(self, tag: str) -> None:
        """expat's handler of a tag's end."""
        if tag == self._cell_tag:
            self._in_cell = False
            value = self._value
            if value is None or self._inline is not None:
                if self._formula is not None or self._inline is not None:
                    self._keep_other()
                return
            kind = self._attributes.get("t", "n")
            if kind == "n" and _PLAIN_NUMBER(value):
                self._keep("n", value)
            elif kind == "s" and value in self._texts:  # a longer one goes the slow way, which cuts it and says so
                self._keep("s", self._texts[value])
            else:
                self._keep_other()
        elif tag == self._value_tag:
            self._in_value = False
            buffer = self._buffer
            self._value = buffer[0] if len(buffer) == 1 else "".join(buffer)
        elif tag != self._row_tag:
            self._end_other(tag)

    def _begin_row(self, given: Attributes) -> None:
        written = given.get("r", "")
        if written in _ROW_NUMBERS:
            self._row, self._row_text = _ROW_NUMBERS[written], written
        else:
            self._row = self._number_of(written)
            self._row_text = str(self._row)
        self._last = ""
        flat = is_flat(given["ht"]) if "ht" in given else self._rows.flat
        if flat or "hidden" in given and is_true(given["hidden"]):
            self._rows.hidden.add(self._row)

    def _number_of(self, written: str) -> int:
        """The slow way to a row's number: an unusual one, or that of the following row."""
        if written.isascii() and written.isdigit() and len(written) < 9 and 0 < int(written) <= MAX_ROW:
            return int(written)
        if written:
            self._remark("bad-row", written[:_SHOWN])
        return self._row + 1

    def _start_other(self, tag: str, given: Attributes) -> None:
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise Unreadable("file-bomb", part=self._part)
        if self._in_value or self._in_text:
            self._remark("bad-cell", self._last[:_SHOWN])
        if tag == self._formula_tag:
            self._buffer.clear()
            if "ref" in given and given.get("t") in ("array", "dataTable"):
                self._note_spill(given["ref"])
        elif tag == self._text_tag:
            self._in_text = True
            self._buffer.clear()
        elif tag == self._inline_tag:
            self._inline = RichText()
        elif tag == self._phonetic_tag:
            self._phonetic += 1
        elif self._inline is not None:
            self._inline.start(tag, given)
        elif not tag.startswith(self._prefix) and tag.rpartition(" ")[2] in ("row", "c", "v"):
            self._context.remarks.add("unknown-namespace", self._sheet)

    def _end_other(self, tag: str) -> None:
        if tag == self._rows_tag:
            self._leave()
            return
        self._depth -= 1
        if tag == self._formula_tag:
            self._formula = decode_text("".join(self._buffer)[: self._context.max_text])
        elif tag == self._text_tag:
            self._in_text = False
            if self._inline is not None and not self._phonetic:
                self._inline.add("".join(self._buffer))
        elif tag == self._phonetic_tag:
            self._phonetic -= 1

    def _keep(self, kind: str, text: str, spans: Spans | None = None) -> None:
        column = self._columns.get(self._last.removesuffix(self._row_text))
        place = (self._row, column) if column is not None else self._place()
        if place is None:
            self._drop(text)
            return
        look = self._looks.get(self._attributes.get("s", "0")) or self._default_look()
        if place in self._cells:
            self._remark("duplicate-cell", self._last)
        self._cells[place] = _make(RawCell, (*place, kind, text, look, self._formula, spans and runs_of(spans, look)))

    def _keep_other(self) -> None:
        """The slow way to what a cell holds: anything but a usual number or a usual shared text."""
        inline, spans = (None, None) if self._inline is None else self._inline.take()
        if inline and (self._value or "").strip():  # a value here and another there
            self._remark("bad-cell", self._last[:_SHOWN])
        kind, text = settle(self._attributes.get("t"), self._value, inline, self._context.shared)
        if not text and self._formula is None:
            return
        self._text_left -= len(text)
        if self._text_left < 0:
            raise Unreadable("file-too-large", part=self._part)
        if kind == "x":
            self._remark("bad-cell", self._last[:_SHOWN])
        if len(text) > self._context.max_text:
            text = text[: self._context.max_text]
            self._remark("long-text", self._last[:_SHOWN])
        if kind == "s" and self._attributes.get("t") == "s" and self._context.spans:
            spans = self._context.spans.get(int(self._value or ""))
        self._keep(kind or "u", text, spans)

    def _default_look(self) -> Look:
        if "s" in self._attributes and self._looks:
            self._remark("bad-style", self._last[:_SHOWN])
        return self._default

    def _place(self) -> tuple[int, int] | None:
        """The slow way to a cell's place: the first of a column, or anything unusual."""
        found = locate(self._last)
        if found is None:
            self._remark("bad-cell", self._last[:_SHOWN])
        elif found[0] != self._row:
            self._remark("misplaced-cell", self._last[:_SHOWN])
        elif self._last.endswith(self._row_text):
            self._columns[self._last[: -len(self._row_text)]] = found[1]
        return found

    def _following(self) -> str:
        """The reference of a cell that does not say its own: the next column of this row."""
        before = locate(self._last) if self._last else (self._row, 0)
        return f"{column_letters(before[1] + 1)}{self._row_text}" if before else ""

    def _second_value(self) -> None:
        if self._in_value:
            raise Unreadable("file-damaged", part=self._part, reason="nested-value")
        self._remark("bad-cell", self._last[:_SHOWN])

    def _note_spill(self, reference: str) -> None:
        spill = locate_range(reference)
        if spill is not None and spill[:2] != spill[2:]:
            self._rows.spills.append(spill)

    def _drop(self, text: str) -> None:
        """Keep what a cell holds that stands nowhere."""
        if len(self._rows.dropped) < _MOST_DROPPED:
            self._rows.dropped.append(Dropped(self._last[:_SHOWN], text))

    def _remark(self, code: str, place: str) -> None:
        self._context.remarks.add(code, f"{self._sheet}!{place}")


_make = tuple.__new__
"""Of a named tuple whose parts are known to be right, at a third of its own price."""
