"""One worksheet part, read in one pass: the cells that hold something, merges, hidden rows and columns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from tonghop290.spreadsheet.cell import MAX_COLUMN, Dropped, Range, RawCell, locate_range
from tonghop290.spreadsheet.package import Package, Unreadable
from tonghop290.spreadsheet.rows import RowReader, Rows, SheetContext, is_flat
from tonghop290.spreadsheet.words_only import read_words
from tonghop290.spreadsheet.xml import (
    MAIN_NAMESPACES,
    MOST_DEPTH,
    Attributes,
    Remarks,
    feed,
    guarded_parser,
    is_true,
)

StartHandler = Callable[[str, Attributes], None]
EndHandler = Callable[[str], None]
_MOST_MERGES = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RawSheet:
    """A worksheet: `state` is "visible", "hidden" or "veryHidden"; `cells` and `comments` by (row, column).

    Cells with neither value nor formula are not kept. `merges` are (first row, first column, last row,
    last column). Rows and columns without height or width count as hidden. `zeros_hidden`: a cell that holds 0 looks
    empty. `dropped`: values whose place cannot be made out, the first fifty.
    """

    name: str
    state: str = "visible"
    cells: dict[tuple[int, int], RawCell] = field(default_factory=dict)
    merges: tuple[Range, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    comments: dict[tuple[int, int], str] = field(default_factory=dict)
    zeros_hidden: bool = False
    dropped: tuple[Dropped, ...] = ()


def read_sheet(
    package: Package, part: str, *, name: str, state: str, context: SheetContext, words_only: bool = False
) -> RawSheet:
    """Read a worksheet part; raises `Unreadable` only for what makes the whole part unbelievable.

    `words_only`: where it is plain, give no more than :func:`read_words` does.
    """
    words = read_words(package, part, context) if words_only else None
    if words is not None:
        return RawSheet(name=name, state=state, cells=words)
    reading = _Reading(part, name, context)
    reading.read(package)
    if not reading.has_rows:  # a sheet without even an empty list of rows is not what it seems
        context.remarks.add("no-rows", name)
    _mark_spills(reading.rows, name, context.remarks)
    return RawSheet(
        name=name,
        state=state,
        cells=reading.rows.cells,
        merges=tuple(reading.merges),
        hidden_rows=frozenset(reading.rows.hidden),
        hidden_columns=frozenset(reading.hidden_columns),
        zeros_hidden=reading.zeros_hidden,
        dropped=tuple(reading.rows.dropped),
    )


class _Reading:
    """One worksheet part in the making. The parser holds the methods only as long as it is fed."""

    def __init__(self, part: str, name: str, context: SheetContext) -> None:
        self._part, self._name, self._context = part, name, context
        self.rows = Rows()
        self.has_rows = False
        self.merges: list[Range] = []
        self.hidden_columns: set[int] = set()
        self.zeros_hidden = False
        self._depth = 0
        self._prefix = self._rows_tag = self._merge_tag = self._column_tag = self._format_tag = self._view_tag = ""
        self._wanted: set[str] = set()
        self._buffer: list[str] = []
        self._parser = guarded_parser(part)

    def read(self, package: Package) -> None:
        self._handle(self._start, self._end)
        feed(
            self._parser,
            package.pieces(self._part),
            part=self._part,
            limits=self._context.limits,
            after_piece=self._guard,
        )

    def _handle(self, starts: StartHandler, ends: EndHandler) -> None:
        self._parser.StartElementHandler, self._parser.EndElementHandler = starts, ends
        self._parser.CharacterDataHandler = self._buffer.append

    def _start(self, tag: str, attributes: Attributes) -> None:
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise Unreadable("file-bomb", part=self._part)
        if self._depth == 1:
            self._begin(tag)
        elif tag in self._wanted:
            self._take(tag, attributes)

    def _take(self, tag: str, attributes: Attributes) -> None:
        """One of the elements that say something beside the rows, or where the rows begin."""
        if tag == self._merge_tag:
            self._keep_merge(attributes.get("ref", ""))
        elif tag == self._rows_tag:
            if self._depth == 2:
                self._begin_rows()
        elif tag == self._column_tag:
            if is_true(attributes.get("hidden")) or is_flat(attributes.get("width")):
                self.hidden_columns.update(_column_span(attributes))
        elif tag == self._format_tag:
            self.rows.flat = is_flat(attributes.get("defaultRowHeight"))
        elif tag == self._view_tag:
            self.zeros_hidden = self.zeros_hidden or attributes.get("showZeros", "1").strip() in ("0", "false")

    def _end(self, _tag: str) -> None:
        self._depth -= 1

    def _begin(self, tag: str) -> None:
        local = tag.rpartition(" ")[2]
        self._prefix = prefix = tag[: len(tag) - len(local)]
        self._rows_tag, self._merge_tag, self._column_tag = prefix + "sheetData", prefix + "mergeCell", prefix + "col"
        self._format_tag, self._view_tag = prefix + "sheetFormatPr", prefix + "sheetView"
        self._wanted = {self._rows_tag, self._merge_tag, self._column_tag, self._format_tag, self._view_tag}
        if local != "worksheet":
            raise Unreadable("file-damaged", part=self._part, reason="not-a-worksheet")
        if prefix[:-1] not in MAIN_NAMESPACES:
            self._context.remarks.add("unknown-namespace", self._name)

    def _keep_merge(self, reference: str) -> None:
        merged = locate_range(reference)
        if merged is None:
            self._context.remarks.add("bad-merge", f"{self._name}!{reference[:40]}")
        elif len(self.merges) < _MOST_MERGES:
            self.merges.append(merged)
        else:
            raise Unreadable("file-too-large", part=self._part)

    def _begin_rows(self) -> None:
        """Hand the tags over to a reader of rows, until it gives them back."""
        self.has_rows = True
        reader = RowReader(
            self._prefix,
            self._name,
            part=self._part,
            rows=self.rows,
            buffer=self._buffer,
            context=self._context,
            leave=self._leave_rows,
        )
        self._handle(reader.start, reader.end)

    def _leave_rows(self) -> None:
        self._depth -= 1
        self._handle(self._start, self._end)

    def _guard(self) -> None:
        if len(self.rows.cells) > self._context.cells_left:
            raise Unreadable("file-too-large", part=self._part, cells=len(self.rows.cells))
        if len(self._buffer) > 16:  # one text that never ends: keep what the cap can use
            kept = "".join(self._buffer)[: self._context.max_text * 7 + 7]
            self._buffer.clear()
            self._buffer.append(kept)


def _column_span(attributes: Attributes) -> range:
    first, last = attributes.get("min", ""), attributes.get("max", "")
    if not (_is_count(first) and _is_count(last)):
        return range(0)
    return range(max(1, int(first)), min(MAX_COLUMN, int(last)) + 1)


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 9


def _mark_spills(rows: Rows, name: str, remarks: Remarks) -> None:
    """Give the results an array formula or a data table left in other cells the formula "": nobody typed them."""
    effort, cells = 4_000_000, rows.cells
    for top, left, bottom, right in rows.spills:
        area = (bottom - top + 1) * (right - left + 1)
        effort -= min(area, len(cells))
        if effort < 0:
            remarks.add("too-many-arrays", name)
            return
        if area <= len(cells):
            inside = [(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]
        else:
            inside = [key for key in cells if top <= key[0] <= bottom and left <= key[1] <= right]
        for key in inside:
            cell = cells.get(key)
            if cell is not None and cell.formula is None:
                cells[key] = cell._replace(formula="")
