"""The law of cells: their order, types and values, and the limits of formulas."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from tonghop290.spreadsheet.cell import locate
from tonghop290.spreadsheet.law.law_parts import Fault, Node, number_of

__all__ = ["cell_faults"]

_ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA"})
_NEWER_ERRORS = frozenset({"#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!", "#CONNECT!", "#BUSY!", "#UNKNOWN!"})
_TYPES = frozenset({"", "n", "s", "str", "b", "e", "d", "inlineStr"})
_LONGEST_FORMULA, _LONGEST_CONSTANT, _LONGEST_TEXT = 8192, 255, 32_767
_CONSTANT = re.compile(r'"((?:[^"]|"")*)"')
_QUOTED = re.compile(r"""\"(?:[^"]|"")*"|'(?:[^']|'')*'""")
_BRACES = re.compile(r"\{[^{}]*\}")


def cell_faults(root: Node, part: str, styles: int, shared: int) -> Iterator[Fault]:
    known_styles = set(map(str, range(max(1, styles))))
    last_row = 0
    for row in root.inside("sheetData"):
        number = number_of(row.get("r")) or last_row + 1
        if number <= last_row:
            yield Fault("order of rows", part, str(number))
        last_row, last_column = number, 0
        for cell in row.all("c"):
            said = cell.get("r")
            place = locate(said) if said else (number, last_column + 1)
            if place is None or place[0] != number or place[1] <= last_column:
                yield Fault("order of cells", part, said)
            last_column = place[1] if place is not None else last_column + 1
            at = said or f"R{number}C{last_column}"
            style = cell.get("s", "0")
            if style not in known_styles and (number_of(style) or 0) >= max(1, styles):
                yield Fault("unknown style of a cell", part, at)
            if cell.nodes or cell.get("t") not in _TYPES:
                yield from _value_faults(cell, part, at, shared)
                yield from _formula_faults(cell, part, at)


def _value_faults(cell: Node, part: str, at: str, shared: int) -> Iterator[Fault]:
    kind, node = cell.get("t"), cell.first("v")
    value = node.text if node is not None else ""
    if kind not in _TYPES:
        yield Fault("unknown type of a cell", part, at)
    elif node is None:
        return
    elif kind == "s" and not 0 <= _index(value) < shared:
        yield Fault("no such shared text", part, at)
    elif kind == "b" and value not in ("0", "1"):
        yield Fault("neither true nor false", part, at)
    elif kind == "e" and value not in _ERRORS | _NEWER_ERRORS:
        yield Fault("unknown error value", part, at)
    elif kind in ("", "n") and not _is_number(value):
        yield Fault("no number", part, at)
    elif kind == "str" and len(value) > _LONGEST_TEXT:
        yield Fault("text too long", part, at)


def _index(value: str) -> int:
    number = number_of(value)
    return number if number is not None else -1


def _is_number(value: str) -> bool:
    try:
        return math.isfinite(float(value))
    except ValueError:
        return False


def _formula_faults(cell: Node, part: str, at: str) -> Iterator[Fault]:
    node = cell.first("f")
    formula = node.text if node is not None else ""
    if not formula:
        return
    if len(formula) > _LONGEST_FORMULA:
        yield Fault("formula too long", part, at)
    if len(formula) > _LONGEST_CONSTANT and any(len(text) > _LONGEST_CONSTANT for text in _CONSTANT.findall(formula)):
        yield Fault("text in a formula too long", part, at)
    if formula.startswith("=") or ";" in formula and ";" in _BRACES.sub("", _QUOTED.sub("", formula)):
        yield Fault("no formula as files have it", part, at)
    if node is not None and node.get("t") == "shared" and "!" in _CONSTANT.sub("", formula):
        yield Fault("shared formula over another sheet", part, at)  # [MS-XLSB] 2.5.98.98
