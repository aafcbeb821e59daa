"""Giving cells another fill and leaving all else as it is: number format, font, border, lock, value."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tonghop290.excel import column_letters
from tonghop290.spreadsheet.cell import locate
from tonghop290.spreadsheet.edit.parts import RELATIONS
from tonghop290.spreadsheet.edit.splice import CannotMark, Element, Splice, Wanted, find_elements, prefixed, retag
from tonghop290.spreadsheet.xml import Attributes

__all__ = ["Geometry", "SheetPart", "StylePart", "opaque", "solid_fill"]

_CONTAINERS = ("fonts", "fills", "borders", "cellXfs")
_SAFE_FILL = re.compile(
    r"<fill>(?:<(?:patternFill|fgColor|bgColor|gradientFill|stop|color)(?: [A-Za-z]+=\"[A-Za-z0-9.-]*\")*/?>"
    r"|</(?:patternFill|gradientFill|stop)>)*</fill>"
)
_MOST_STYLES = 64_000


def opaque(colour: str) -> str:
    """A colour of six hexadecimal digits with its alpha before it."""
    return f"FF{colour}"


def solid_fill(colour: str) -> str:
    """The XML of a plain fill. ``colour``: eight hexadecimal digits, alpha first."""
    return (
        f'<fill><patternFill patternType="solid"><fgColor rgb="{colour}"/><bgColor indexed="64"/></patternFill></fill>'
    )


class StylePart:
    """The styles of a workbook under edit; what is added twice is kept once."""

    def __init__(self, data: bytes, part: str) -> None:
        self.part = part
        self._splice = Splice(data)
        elements = find_elements(data, part, _of_a_container)
        self._containers: dict[str, Element] = {}
        self._xfs: list[Element] = []
        self._fills: list[Element] = []
        sizes: dict[str, int] = dict.fromkeys(_CONTAINERS, 0)
        for element in elements:
            if len(element.path) == 2:
                self._containers[element.name] = element
                continue
            sizes[element.path[1]] += 1
            if element.path[1:] == ("cellXfs", "xf"):
                self._xfs.append(element)
            elif element.path[1:] == ("fills", "fill"):
                self._fills.append(element)
        if (
            set(self._containers) != set(_CONTAINERS)
            or not self._xfs
            or any(container.empty for container in self._containers.values())
        ):
            raise CannotMark(f"{part}: not a whole style sheet")
        self._sizes = sizes
        self._added: dict[str, dict[str, int]] = {name: {} for name in _CONTAINERS}

    def add(self, container: str, xml: str) -> int:
        """The index of an element written without prefixes, added if we have not yet."""
        added = self._added[container]
        if xml not in added:
            if container == "cellXfs" and self._sizes[container] + len(added) >= _MOST_STYLES:
                raise CannotMark(f"{self.part}: too many styles")
            added[xml] = self._sizes[container] + len(added)
        return added[xml]

    def fill_of(self, style: int) -> str:
        """The fill of a cell style as XML without prefixes; "" when it is none or cannot be told."""
        number = self._attribute(style, "fillId")
        if not number.isdigit() or not 0 < int(number) < len(self._fills):
            return ""
        fill = self._fills[int(number)]
        return _plain_fill(_without_prefix(self._splice.text(fill.start, fill.end), fill.prefix))

    def with_fill(self, style: int, fill: str) -> int:
        """The index of a style like this one with another fill ("": none). ``fill`` must be plain, else it is none."""
        number = self.add("fills", fill) if _SAFE_FILL.fullmatch(fill) else 0
        own = self._xfs[style if style < len(self._xfs) else 0]
        tag = retag(self._splice.tag(own), fillId=str(number), applyFill="1")
        return self.add("cellXfs", _without_prefix(tag + self._splice.text(own.inner, own.end), own.prefix))

    def _attribute(self, style: int, name: str) -> str:
        return self._xfs[style].attributes.get(name, "") if style < len(self._xfs) else ""

    def done(self) -> bytes:
        for name, element in self._containers.items():
            added = self._added[name]
            if added:
                total = self._sizes[name] + len(added)
                self._splice.replace(element.start, element.inner, retag(self._splice.tag(element), count=str(total)))
                self._splice.insert(element.close, prefixed("".join(added), element.prefix))
        return self._splice.done()


def _of_a_container(path: Sequence[str], _: Attributes) -> Wanted:
    if len(path) == 3:
        return "alone" if path[1] in _CONTAINERS else "passed"
    return len(path) == 2 and path[1] in _CONTAINERS


def _without_prefix(xml: str, prefix: str) -> str:
    return re.sub(rf"<(/?){re.escape(prefix)}", r"<\1", xml) if prefix else xml


def _plain_fill(xml: str) -> str:
    """A fill without spaces between its tags, if it is one we would write back."""
    xml = re.sub(r">\s+<", "><", re.sub(r"\s+(/?>)", r"\1", re.sub(r"<fill\s[^>]*>", "<fill>", xml)))
    return xml if _SAFE_FILL.fullmatch(xml) else ""


@dataclass(slots=True, kw_only=True)
class Geometry:
    """Sizes on screen in pixels at 100 %: a column's width, a row's height."""

    columns: list[tuple[int, int, int]] = field(default_factory=list)
    rows: dict[int, int] = field(default_factory=dict)
    usual_width: int = 64
    usual_height: int = 20

    def width(self, column: int) -> int:
        return next((width for first, last, width in self.columns if first <= column <= last), self.usual_width)

    def height(self, row: int) -> int:
        return self.rows.get(row, self.usual_height)


class SheetPart:
    """A worksheet part under edit: the fills of some cells, and its tail (``legacyDrawing``).

    ``rules``: its conditional formats, with all that is inside them; ``splice``: takes edits of them.
    """

    def __init__(self, data: bytes, part: str, cells: set[tuple[int, int]]) -> None:
        self.part = part
        self.splice = Splice(data)
        self.rules: list[Element] = []
        self.geometry = Geometry()
        self._rows: list[tuple[int, int]] = []
        self._cells: dict[tuple[int, int], Element] = {}
        self._marked_rows: dict[int, Element] = {}
        self._column_styles: list[tuple[int, int, int]] = []
        self._tail: dict[str, Element] = {}
        self._walk(data, cells)
        if "sheetData" not in self._tail:
            raise CannotMark(f"{part}: no rows")

    def _walk(self, data: bytes, cells: set[tuple[int, int]]) -> None:
        wanted_rows = {row for row, _ in cells}
        row = 0

        def want(path: Sequence[str], attributes: Attributes) -> Wanted:
            nonlocal row
            match path:
                case ["worksheet", "sheetData", "row"]:
                    row = _whole(attributes.get("r", ""), row + 1)
                    return row in wanted_rows or "alone"
                case ["worksheet", "sheetData", "row", "c"]:
                    return "alone"
                case ["worksheet", _] | ["worksheet", "cols", "col"] | ["worksheet", "conditionalFormatting", *_]:
                    return True
            return False

        number = 0
        own_cells: list[Element] = []  # elements come in the order of their ends: a row after its cells
        for element in find_elements(data, self.part, want):
            attributes = element.attributes
            match element.path:
                case (_, "sheetData", "row", "c"):
                    own_cells.append(element)
                case (_, "sheetData", "row"):
                    number = _whole(attributes.get("r", ""), number + 1)
                    self._row(number, element, own_cells, wanted=number in wanted_rows)
                    own_cells = []
                case (_, "cols", "col"):
                    self._column(attributes)
                case (_, "sheetFormatPr"):
                    self.geometry.usual_height = round(_real(attributes.get("defaultRowHeight", ""), 15) * 4 / 3)
                    self.geometry.usual_width = round(_real(attributes.get("defaultColWidth", ""), 8.43) * 7 + 5)
                case (_, name, *_):
                    if name == "conditionalFormatting":
                        self.rules.append(element)
                    if len(element.path) == 2:
                        self._tail.setdefault(name, element)

    def _row(self, number: int, row: Element, cells: Sequence[Element], *, wanted: bool) -> None:
        self._rows.append((number, row.start))
        if row.attributes.get("hidden") in ("1", "true"):
            self.geometry.rows[number] = 0
        elif "ht" in row.attributes:
            self.geometry.rows[number] = round(_real(row.attributes["ht"], 15) * 4 / 3)
        if wanted and number not in self._marked_rows:
            self._marked_rows[number] = row
            column = 0
            for cell in cells:
                place = locate(cell.attributes.get("r", ""))
                column = place[1] if place else column + 1
                self._cells[number, column] = cell

    def _column(self, attributes: Mapping[str, str]) -> None:
        first, last = _whole(attributes.get("min", ""), 0), _whole(attributes.get("max", ""), 0)
        hidden = attributes.get("hidden") in ("1", "true")
        self.geometry.columns.append(
            (first, last, 0 if hidden else round(_real(attributes.get("width", ""), 8.43) * 7))
        )
        if "style" in attributes:
            self._column_styles.append((first, last, _whole(attributes["style"], 0)))

    def style(self, row: int, column: int) -> int:
        """The index of the style a cell is shown with, its row's or column's where it has none of its own."""
        cell = self._cells.get((row, column))
        if cell is not None:
            return _whole(cell.attributes.get("s", ""), 0)
        own_row = self._marked_rows.get(row)
        if own_row is not None and own_row.attributes.get("customFormat") in ("1", "true"):
            return _whole(own_row.attributes.get("s", ""), 0)
        return next((style for first, last, style in self._column_styles if first <= column <= last), 0)

    def set_styles(self, styles: Mapping[tuple[int, int], int]) -> None:
        """Show these cells (all named when the part was opened) with these styles; cells that do not exist are made,
        empty."""
        by_row: dict[int, dict[int, int]] = {}
        for (row, column), style in sorted(styles.items()):
            by_row.setdefault(row, {})[column] = style
        for row, columns in by_row.items():
            element = self._marked_rows.get(row)
            if element is None:
                self._new_row(
                    row,
                    "".join(f'<c r="{column_letters(column)}{row}" s="{style}"/>' for column, style in columns.items()),
                )
                continue
            appended = ""
            own = sorted((column, cell) for (number, column), cell in self._cells.items() if number == row)
            for column, style in columns.items():
                cell = self._cells.get((row, column))
                if cell is not None:
                    self.splice.replace(cell.start, cell.inner, retag(self.splice.tag(cell), s=str(style)))
                    continue
                xml = f'<c r="{column_letters(column)}{row}" s="{style}"/>'
                after = next((other for number, other in own if number > column), None)
                if after is None:
                    appended += xml
                else:
                    self.splice.insert(after.start, prefixed(xml, element.prefix))
            if appended:
                self.splice.append_to(element, appended)

    def _new_row(self, row: int, cells: str) -> None:
        data = self._tail["sheetData"]
        xml = f'<row r="{row}">{cells}</row>'
        after = next((start for number, start in self._rows if number > row), None)
        if after is None:
            self.splice.append_to(data, xml)
        else:
            self.splice.insert(after, prefixed(xml, data.prefix))

    @property
    def legacy_drawing(self) -> str:
        """The id of the relation to the drawing that holds the comments' boxes, "" when there is none."""
        drawing = self._tail.get("legacyDrawing")
        attributes = drawing.attributes if drawing is not None else {}
        return next((value for name, value in attributes.items() if name.endswith(" id")), "")

    def set_legacy_drawing(self, relation: str) -> None:
        """Name the drawing of the comments' boxes in a sheet that has none. Its place: ECMA-376 part 1 §18.3.1.99."""
        later = ("legacyDrawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst")
        starts = [element.start for name, element in self._tail.items() if name in later]
        alternate = self._tail.get("AlternateContent")
        if alternate is not None and alternate.start > self._tail["sheetData"].end:
            starts.append(alternate.start)
        prefix = self._tail["sheetData"].prefix
        xml = f'<{prefix}legacyDrawing xmlns:rth="{RELATIONS}" rth:id="{relation}"/>'
        self.splice.insert(min(starts) if starts else self._end(), xml)

    def _end(self) -> int:
        return max(element.end for element in self._tail.values())

    def done(self) -> bytes:
        return self.splice.done()


def _whole(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else otherwise


def _real(text: str, otherwise: float) -> float:
    return float(text) if re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,20})?", text) else otherwise
