"""One worksheet part, read in one pass: the cells that hold something, merges, hidden rows and columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from tonghop290.workbook.cells import MAX_COLUMN, Range, RawCell, locate_range
from tonghop290.workbook.ooxml import MAIN_NAMESPACES, Attributes, Remarks, feed, guarded_parser, is_true, to_the_end
from tonghop290.workbook.package import Package, Unreadable
from tonghop290.workbook.plain_rows import ROWS_END, find_rows, read_plain_merges, read_plain_rows
from tonghop290.workbook.rows import EndHandler, SheetContext, StartHandler, row_handlers

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
    package: Package, part: str, *, name: str, state: str, context: SheetContext, wanted: frozenset[str] | None = None
) -> RawSheet:
    """Read a worksheet part; raises `Unreadable` only for what makes the whole part unbelievable.

    `wanted`: keep the cells of these columns (letters) only.
    """
    remarks = context.remarks
    cells: dict[tuple[int, int], RawCell] = {}
    merges: list[Range] = []
    hidden_rows: set[int] = set()
    hidden_columns: set[int] = set()
    spills: list[Range] = []
    depth = 0
    has_rows = False
    prefix = rows_tag = merge_tag = column_tag = ""
    parser = guarded_parser(part)
    buffer: list[str] = []

    def start(tag: str, attributes: Attributes) -> None:
        nonlocal depth, prefix, rows_tag, merge_tag, column_tag
        depth += 1
        if depth > _MOST_DEPTH:
            raise Unreadable("file-bomb", part=part)
        if tag == merge_tag:
            keep_merge(attributes.get("ref", ""))
        elif tag == rows_tag and depth == 2:
            begin_rows()
        elif tag == column_tag:
            if is_true(attributes.get("hidden")):
                hidden_columns.update(_column_span(attributes))
        elif depth == 1:
            local = tag.rpartition(" ")[2]
            prefix = tag[: len(tag) - len(local)]
            rows_tag, merge_tag, column_tag = prefix + "sheetData", prefix + "mergeCell", prefix + "col"
            if local != "worksheet":
                raise Unreadable("file-damaged", part=part, reason="not-a-worksheet")
            if prefix[:-1] not in MAIN_NAMESPACES:
                remarks.add("unknown-namespace", name)

    def end(_tag: str) -> None:
        nonlocal depth
        depth -= 1

    def keep_merge(reference: str) -> None:
        merged = locate_range(reference)
        if merged is None:
            remarks.add("bad-merge", f"{name}!{reference[:40]}")
        elif len(merges) < _MOST_MERGES:
            merges.append(merged)
        else:
            raise Unreadable("file-too-large", part=part)

    def begin_rows() -> None:
        nonlocal has_rows
        has_rows = True
        if whole:  # who reads the rows is settled when the bytes before them are through
            handle(None, None)
        else:
            read_rows()

    def read_rows() -> None:
        handle(*row_handlers(
            prefix, name, part=part, buffer=buffer, cells=cells, hidden=hidden_rows, spills=spills, context=context, leave=leave_rows, wanted=wanted))

    def leave_rows() -> None:
        nonlocal depth
        depth -= 1
        handle(start, end)

    def handle(starts: StartHandler | None, ends: EndHandler | None) -> None:
        parser.StartElementHandler, parser.EndElementHandler = starts, ends
        parser.CharacterDataHandler = buffer.append if starts else None

    def guard() -> None:
        if len(cells) > context.cells_left:
            raise Unreadable("file-too-large", part=part, cells=len(cells))
        if len(buffer) > 16:  # one text that never ends: keep what the cap can use
            kept = "".join(buffer)[: context.max_text * 7 + 7]
            buffer.clear()
            buffer.append(kept)

    def around_rows() -> Iterator[bytes]:
        """A part of usual size, its rows apart: where they are plain they are taken from the bytes, and expat only looks at them."""
        nonlocal whole
        content = b"".join(package.pieces(part))
        begin, stop = find_rows(content) or (0, 0)
        if begin:
            yield content[:begin]
        whole = False
        if not has_rows:
            yield from to_the_end(content[begin:], context.limits)
            return
        columns = None if wanted is None else frozenset(letters.encode() for letters in wanted)
        plain = read_plain_rows(content[begin:stop], context, wanted=columns)
        if plain is None:
            read_rows()
            yield from to_the_end(content[begin:], context.limits)
            return
        cells.update(plain[0])
        hidden_rows.update(plain[1])
        plain_merges = read_plain_merges(content[stop + len(ROWS_END):])
        if plain_merges is None:
            yield content[begin:stop]
            handle(start, end)
            yield from to_the_end(content[stop:], context.limits)
            return
        for reference in plain_merges:
            keep_merge(reference)
        yield from to_the_end(content[begin:], context.limits)

    whole = package.size(part) <= package.limits.whole
    pieces = around_rows() if whole else package.pieces(part)
    handle(start, end)
    feed(parser, pieces, part=part, limits=context.limits, after_piece=guard)
    if not has_rows:  # a sheet without even an empty list of rows is not what it seems
        remarks.add("no-rows", name)
    _mark_spills(cells, spills, name, remarks)
    return RawSheet(
        name=name,
        state=state,
        cells=cells,
        merges=tuple(merges),
        hidden_rows=frozenset(hidden_rows),
        hidden_columns=frozenset(hidden_columns),
    )


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
