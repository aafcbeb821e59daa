"""One worksheet part, read in one pass: the cells that hold something, merges, hidden rows and columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tonghop290.spreadsheet.cell import MAX_COLUMN, Range, RawCell, locate_range
from tonghop290.spreadsheet.package import Package, Unreadable
from tonghop290.spreadsheet.plain_rows import ROWS_END, find_rows, read_plain_merges, read_plain_rows, read_plain_words
from tonghop290.spreadsheet.rows import EndHandler, SheetContext, StartHandler, row_handlers
from tonghop290.spreadsheet.xml import MAIN_NAMESPACES, Attributes, Remarks, feed, guarded_parser, is_true, to_the_end

_MOST_DEPTH = 200
_MOST_MERGES = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RawSheet:
    """A worksheet: `state` is "visible", "hidden" or "veryHidden"; `cells` and `comments` by (row, column).

    Cells with neither value nor formula are not kept. `merges` are (first row, first column, last row,
    last column).
    """

    name: str
    state: str = "visible"
    cells: dict[tuple[int, int], RawCell] = field(default_factory=dict)
    merges: tuple[Range, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    comments: dict[tuple[int, int], str] = field(default_factory=dict)


def read_sheet(
    package: Package, part: str, *, name: str, state: str, context: SheetContext, words_only: bool = False
) -> RawSheet:
    """Read a worksheet part; raises `Unreadable` only for what makes the whole part unbelievable.

    `words_only`: where it is plain, give no more than :func:`read_plain_words` does.
    """
    reading = _Reading(package, part, name, context, words_only)
    reading.read()
    if not reading.has_rows:  # a sheet without even an empty list of rows is not what it seems
        context.remarks.add("no-rows", name)
    _mark_spills(reading.cells, reading.spills, name, context.remarks)
    return RawSheet(
        name=name,
        state=state,
        cells=reading.cells,
        merges=tuple(reading.merges),
        hidden_rows=frozenset(reading.hidden_rows),
        hidden_columns=frozenset(reading.hidden_columns),
    )


class _Reading:
    """One worksheet part in the making. The parser holds the methods only as long as it is fed."""

    def __init__(self, package: Package, part: str, name: str, context: SheetContext, words_only: bool) -> None:
        self._package, self._part, self._name, self._context, self._words_only = (
            package,
            part,
            name,
            context,
            words_only,
        )
        self.cells: dict[tuple[int, int], RawCell] = {}
        self.merges: list[Range] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.spills: list[Range] = []
        self.has_rows = False
        self._depth = 0
        self._prefix = self._rows_tag = self._merge_tag = self._column_tag = ""
        self._buffer: list[str] = []
        self._parser = guarded_parser(part)
        self._whole = package.size(part) <= context.limits.whole

    def read(self) -> None:
        pieces: Iterable[bytes] = self._package.pieces(self._part)
        if self._whole:
            content = b"".join(pieces)
            words = read_plain_words(content, self._context) if self._words_only else None
            if words is not None:
                self.cells, self.has_rows = words, True
                return
            pieces = self._around_rows(content)
        self._handle(self._start, self._end)
        feed(self._parser, pieces, part=self._part, limits=self._context.limits, after_piece=self._guard)

    # --- tag by tag ---

    def _start(self, tag: str, attributes: Attributes) -> None:
        self._depth += 1
        if self._depth > _MOST_DEPTH:
            raise Unreadable("file-bomb", part=self._part)
        if tag == self._merge_tag:
            self._keep_merge(attributes.get("ref", ""))
        elif tag == self._rows_tag and self._depth == 2:
            self._begin_rows()
        elif tag == self._column_tag:
            if is_true(attributes.get("hidden")):
                self.hidden_columns.update(_column_span(attributes))
        elif self._depth == 1:
            self._begin(tag)

    def _end(self, _tag: str) -> None:
        self._depth -= 1

    def _begin(self, tag: str) -> None:
        local = tag.rpartition(" ")[2]
        self._prefix = prefix = tag[: len(tag) - len(local)]
        self._rows_tag, self._merge_tag, self._column_tag = prefix + "sheetData", prefix + "mergeCell", prefix + "col"
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
        self.has_rows = True
        if self._whole:  # who reads the rows is settled when the bytes before them are through
            self._handle(None, None)
        else:
            self._read_rows()

    def _read_rows(self) -> None:
        self._handle(
            *row_handlers(
                self._prefix,
                self._name,
                part=self._part,
                buffer=self._buffer,
                cells=self.cells,
                hidden=self.hidden_rows,
                spills=self.spills,
                context=self._context,
                leave=self._leave_rows,
            )
        )

    def _leave_rows(self) -> None:
        self._depth -= 1
        self._handle(self._start, self._end)

    def _handle(self, starts: StartHandler | None, ends: EndHandler | None) -> None:
        parser = self._parser
        parser.StartElementHandler, parser.EndElementHandler = starts, ends
        parser.CharacterDataHandler = self._buffer.append if starts else None

    def _guard(self) -> None:
        if len(self.cells) > self._context.cells_left:
            raise Unreadable("file-too-large", part=self._part, cells=len(self.cells))
        if len(self._buffer) > 16:  # one text that never ends: keep what the cap can use
            kept = "".join(self._buffer)[: self._context.max_text * 7 + 7]
            self._buffer.clear()
            self._buffer.append(kept)

    # --- by pattern ---

    def _around_rows(self, content: bytes) -> Iterator[bytes]:
        """A part of usual size, its rows apart: where they are plain they are taken from the bytes, and expat looks only at what is left."""
        context = self._context
        begin, stop = find_rows(content) or (0, 0)
        if begin:
            yield content[:begin]
        self._whole = False
        if not self.has_rows:
            yield from to_the_end(content[begin:], context.limits)
            return
        plain = read_plain_rows(content[begin:stop], context, content[:begin])
        if plain is None:
            self._read_rows()
            yield from to_the_end(content[begin:], context.limits)
            return
        self.cells, self.hidden_rows = plain.cells, plain.hidden
        merges = read_plain_merges(content[stop + len(ROWS_END) :])
        if merges is None:
            if not plain.sound:
                yield content[begin:stop]
            self._handle(self._start, self._end)
            yield from to_the_end(content[stop:], context.limits)
            return
        for reference in merges:
            self._keep_merge(reference)
        yield from to_the_end(content[stop if plain.sound else begin :], context.limits)


def _column_span(attributes: Attributes) -> range:
    first, last = attributes.get("min", ""), attributes.get("max", "")
    if not (_is_count(first) and _is_count(last)):
        return range(0)
    return range(max(1, int(first)), min(MAX_COLUMN, int(last)) + 1)


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 9


def _mark_spills(cells: dict[tuple[int, int], RawCell], spills: list[Range], name: str, remarks: Remarks) -> None:
    """Give the results an array formula or a data table left in other cells the formula "": nobody typed them."""
    effort = 4_000_000
    for top, left, bottom, right in spills:
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
