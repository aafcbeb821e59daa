"""The law of the workbook part: sheets, names, what is open; and of its styles."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from tonghop290.spreadsheet.law.law_parts import Fault, Node, Parts, number_of

__all__ = ["style_counts", "style_faults", "workbook_faults"]

_NAME = re.compile(r"(?:[^\W\d]|[_\\])[\w.\\?]{0,254}")
_LIKE_A_CELL = re.compile(r"[A-Za-z]{1,3}[1-9][0-9]{0,6}|[Rr][0-9]*[Cc][0-9]*|[Rr][0-9]*|[Cc][0-9]*")
_LONGEST_NAME, _LONGEST_FORMAT = 31, 255
_BUILT_IN_FORMATS = frozenset(range(164))
_SELECTED = re.compile(rb"<(?:\w+:)?sheetView\b[^>]*?\stabSelected\s*=\s*[\"'](?:1|true)[\"']")
_GROUPS = ("fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "dxfs")


def workbook_faults(parts: Parts) -> Iterator[Fault]:
    root, part = parts.tree(parts.workbook), parts.workbook
    if root is None:
        yield Fault("no workbook", part)
        return
    sheets = [node for node, _ in parts.sheets]
    yield from _sheet_faults(parts, part)
    yield from _view_faults(root, part, sheets)
    yield from _name_faults(root, part, len(sheets))
    selected = [
        target for _, target in parts.sheets if target in parts and _SELECTED.search(parts.beginning(target, 20_000))
    ]
    if len(selected) > 1:
        yield Fault("several sheets selected", part, ", ".join(selected))


def _sheet_faults(parts: Parts, part: str) -> Iterator[Fault]:
    sheets = [node for node, _ in parts.sheets]
    for node, target in parts.sheets:
        name = node.get("name")
        if not 0 < len(name) <= _LONGEST_NAME or re.search(r"[\[\]:*?/\\]|^'|'$", name) or name.lower() == "history":
            yield Fault("name of a sheet", part, name)
        if target not in parts:
            yield Fault("sheet without a part", part, name)
    for count in (
        Counter(node.get("name").casefold() for node in sheets),
        Counter(node.get("sheetId") for node in sheets),
    ):
        for said, times in count.items():
            if times > 1:
                yield Fault("sheet twice", part, said)


def _view_faults(root: Node, part: str, sheets: list[Node]) -> Iterator[Fault]:
    hidden = [node.get("state", "visible") != "visible" for node in sheets]
    if sheets and all(hidden):
        yield Fault("no sheet to be seen", part)
    for view in root.inside("bookViews"):
        number = number_of(view.get("activeTab", "0"))
        if number is None or number >= len(sheets):
            yield Fault("no such sheet to open", part, view.get("activeTab"))
        elif hidden[number]:
            yield Fault("opens on a hidden sheet", part)


def _name_faults(root: Node, part: str, sheets: int) -> Iterator[Fault]:
    known: set[tuple[str, str]] = set()
    for node in root.inside("definedNames"):
        name, local = node.get("name"), node.get("localSheetId")
        key = name.casefold(), local
        if key in known:
            yield Fault("name twice", part, name)
        known.add(key)
        if not name.startswith("_xlnm.") and (not _NAME.fullmatch(name) or _LIKE_A_CELL.fullmatch(name)):
            yield Fault("name of a range", part, name)
        number = number_of(local) if local else 0
        if number is None or number >= sheets:
            yield Fault("name of no sheet", part, name)


def style_counts(parts: Parts) -> dict[str, int]:
    """How many of each kind the style sheet has."""
    root = parts.tree(parts.related(parts.workbook, "styles"))
    if root is None:
        return {}
    return {group: len(root.inside(group)) for group in _GROUPS}


def style_faults(parts: Parts) -> Iterator[Fault]:
    part = parts.related(parts.workbook, "styles")
    root, counts = parts.tree(part), style_counts(parts)
    if root is None:
        return
    for node in root.nodes:
        if (
            node.get("count")
            and node.name in (*_GROUPS, "numFmts", "cellStyles")
            and node.get("count") != str(len(node.nodes))
        ):
            yield Fault("count of styles", part, node.name)
    formats = [number_of(node.get("numFmtId")) for node in root.inside("numFmts")]
    if len(set(formats)) < len(formats):
        yield Fault("number format twice", part)
    if any(len(node.get("formatCode")) > _LONGEST_FORMAT for node in root.inside("numFmts")):
        yield Fault("number format too long", part)
    known = _BUILT_IN_FORMATS | set(formats)
    for group in ("cellXfs", "cellStyleXfs"):
        for number, node in enumerate(root.inside(group)):
            if number_of(node.get("numFmtId", "0")) not in known:
                yield Fault("unknown number format", part, f"{group} {number}")
            for attribute, of in (
                ("fontId", "fonts"),
                ("fillId", "fills"),
                ("borderId", "borders"),
                ("xfId", "cellStyleXfs"),
            ):
                told = number_of(node.get(attribute, "0"))
                if told is None or told >= max(1, counts[of]):
                    yield Fault("unknown style", part, f"{group} {number} {attribute}")
