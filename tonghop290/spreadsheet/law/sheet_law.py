"""The law of a worksheet: what stands in it, in which order, and that what it points at is there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from tonghop290.spreadsheet.cell import locate
from tonghop290.spreadsheet.law.areas import Area, area_of, overlapping
from tonghop290.spreadsheet.law.cells_law import cell_faults
from tonghop290.spreadsheet.law.law_parts import Fault, Node, Parts, number_of
from tonghop290.spreadsheet.law.notes_law import note_faults

__all__ = ["sheet_faults"]

_ORDER = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
    "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
    "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins",
    "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors",
    "smartTags", "drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls",
    "webPublishItems", "tableParts", "extLst",
)  # fmt: skip
"""ECMA-376 part 1, 18.3.1.99: the elements of a worksheet, in this order."""
_MANY = {"conditionalFormatting"}
_COUNTED = {"mergeCells": "mergeCell", "dataValidations": "dataValidation", "tableParts": "tablePart"}
_LONGEST = {"promptTitle": 32, "errorTitle": 32, "prompt": 255, "error": 225}
_LONGEST_RULE, _LONGEST_PAGE_TEXT, _WIDEST = 255, 255, 255
_LOCATION = re.compile(r"(?:'((?:[^']|'')+)'|([^\W\d][\w.]*))!(?:\$?[A-Z]{1,3}\$?[0-9]+(?::\$?[A-Z]{1,3}\$?[0-9]+)?)")


def sheet_faults(parts: Parts, part: str, styles: Mapping[str, int], shared: int) -> Iterator[Fault]:
    """``styles``: how many of each kind there are; ``shared``: how many shared texts."""
    root = parts.tree(part)
    if root is None or root.name != "worksheet":
        return
    yield from _order_faults(root, part)
    yield from cell_faults(root, part, styles.get("cellXfs", 0), shared)
    merges = [area_of(node.get("ref")) for node in root.inside("mergeCells")]
    yield from _merge_faults(merges, part)
    yield from _rule_faults(root, part)
    yield from _format_faults(root, part, styles.get("dxfs", 0))
    yield from _link_faults(parts, root, part)
    yield from _table_faults(parts, root, part, merges)
    yield from _page_faults(root, part)
    yield from note_faults(parts, part, root)


def _order_faults(root: Node, part: str) -> Iterator[Fault]:
    names = [node.name for node in root.nodes if node.name in _ORDER]
    if names != sorted(names, key=_ORDER.index):
        yield Fault("order of a sheet's elements", part)
    for name, count in Counter(names).items():
        if count > 1 and name not in _MANY:
            yield Fault("element twice", part, name)
    for name, inside in _COUNTED.items():
        node = root.first(name)
        if node is not None and (not node.nodes or node.get("count", str(len(node.nodes))) != str(len(node.nodes))):
            yield Fault("count of elements", part, name)
        if node is not None and any(one.name != inside for one in node.nodes):
            yield Fault("strange element", part, name)


def _merge_faults(merges: list[Area | None], part: str) -> Iterator[Fault]:
    for area in merges:
        if area is None or area.cells == 1:
            yield Fault("merge of one cell", part, str(area))
    for one, other in overlapping([area for area in merges if area is not None]):
        yield Fault("merges overlap", part, f"{one} {other}")


def _rule_faults(root: Node, part: str) -> Iterator[Fault]:
    areas: list[Area] = []
    for node in root.inside("dataValidations"):
        for attribute, longest in _LONGEST.items():
            if len(node.get(attribute)) > longest:
                yield Fault("text of a typing rule too long", part, f"{node.get('sqref')} {attribute}")
        for formula in node.nodes:
            if len(formula.text) > _LONGEST_RULE + 2 * formula.text.startswith('"'):
                yield Fault("typing rule too long", part, node.get("sqref"))
        areas += [area for ref in node.get("sqref").split() if (area := area_of(ref)) is not None]
    for one, other in overlapping(areas):
        yield Fault("typing rules overlap", part, f"{one} {other}")


def _format_faults(root: Node, part: str, formats: int) -> Iterator[Fault]:
    rules = [rule for node in root.all("conditionalFormatting") for rule in node.nodes if rule.name == "cfRule"]
    for rule in rules:
        number = number_of(rule.get("dxfId", "0"))
        if rule.get("dxfId") and (number is None or number >= formats):
            yield Fault("unknown style of a condition", part, rule.get("priority"))
        if not rule.get("priority"):
            yield Fault("condition without priority", part)
    if any(not node.nodes for node in root.all("conditionalFormatting")):
        yield Fault("no condition", part)


def _link_faults(parts: Parts, root: Node, part: str) -> Iterator[Fault]:
    relations = {relation.id for relation in parts.relations(part)}
    names = {node.get("name").casefold() for node, _ in parts.sheets}
    for node in parts.naming(part):
        if node.get("r:id") not in relations:
            yield Fault("no such relation", part, node.name)
    for node in root.inside("hyperlinks"):
        location = node.get("location")
        found = _LOCATION.fullmatch(location)
        if location and not node.get("r:id") and "!" in location:
            sheet = (found[1] or found[2]).replace("''", "'") if found else ""
            if sheet.casefold() not in names:
                yield Fault("link to nowhere", part, location)
        if len(node.get("tooltip")) > 255:
            yield Fault("tip of a link too long", part, node.get("ref"))


def _table_faults(parts: Parts, root: Node, part: str, merges: list[Area | None]) -> Iterator[Fault]:
    targets = {relation.id: relation.target for relation in parts.relations(part)}
    for node in root.inside("tableParts"):
        target = targets.get(node.get("r:id"), "")
        table = parts.tree(target)
        if table is None:
            continue
        columns = [column.get("name").casefold() for column in table.inside("tableColumns")]
        area = area_of(table.get("ref"))
        if len(set(columns)) < len(columns):
            yield Fault("column of a table twice", target)
        if area is None or area.last_column - area.column + 1 != len(columns):
            yield Fault("columns of a table", target)
        elif any(merge is not None and merge.meets(area) for merge in merges):
            yield Fault("merge inside a table", part)


def _page_faults(root: Node, part: str) -> Iterator[Fault]:
    for node in root.inside("headerFooter"):
        if len(node.text) > _LONGEST_PAGE_TEXT:
            yield Fault("head or foot of a page too long", part, node.name)
    setup = root.first("pageSetup")
    if setup is not None and not 10 <= (number_of(setup.get("scale", "100")) or 0) <= 400:
        yield Fault("scale of a page", part)
    last = 0
    for node in root.inside("cols"):
        first = number_of(node.get("min")) or 0
        if first <= last or float(node.get("width", "8")) > _WIDEST:
            yield Fault("columns overlap", part, node.get("min"))
        last = number_of(node.get("max")) or last
    for view in root.inside("sheetViews"):
        for node in view.all("selection"):
            if node.get("activeCell") and locate(node.get("activeCell")) is None:
                yield Fault("active cell", part, node.get("activeCell"))
