"""The styles of an .ods: how cells, rows and spans of text look. Source: OpenDocument 1.3 part 3, §16 and §17."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from tonghop290.spreadsheet.other.ods_codes import DataStyle, code_of
from tonghop290.spreadsheet.seen.look import Look, Raised
from tonghop290.spreadsheet.xml import Attributes

__all__ = ["FO", "NUMBER", "OFFICE", "STYLE", "TABLE", "TEXT", "Styles", "local_names"]

_URN = "urn:oasis:names:tc:opendocument:xmlns:"
TABLE, OFFICE, STYLE, TEXT, NUMBER, FO = (
    f"{_URN}{name} "
    for name in ("table:1.0", "office:1.0", "style:1.0", "text:1.0", "datastyle:1.0", "xsl-fo-compatible:1.0")
)
_MOST_PARENTS = 20
_COLOUR = re.compile(r"#([0-9A-Fa-f]{6})").fullmatch
_LENGTH = re.compile(r"([0-9]{0,6}\.?[0-9]{0,9})(in|cm|mm|pt|pc|px)").fullmatch
_POINTS = {"in": 72.0, "cm": 28.35, "mm": 2.835, "pt": 1.0, "pc": 12.0, "px": 0.75}
_PLAIN_CODE = re.compile(r"(?:#,##)?0(\.0+)?").fullmatch


@dataclass(slots=True)
class _Style:
    """One style as written: what it states itself, by the names of properties."""

    parent: str = ""
    data: str = ""
    stated: dict[str, str] = field(default_factory=dict)


class Styles:
    """The styles of both parts of a document, in the making; a later one of a name counts."""

    def __init__(self) -> None:
        self._styles: dict[tuple[str, str], _Style] = {}
        self._data: dict[str, DataStyle] = {}
        self._open: _Style | None = None
        self._open_data: DataStyle | None = None
        self._looks: dict[str, Look] = {}
        self._gnumeric = False
        """Whether Gnumeric wrote it: 1.12.55 leaves decimals out that are shown only where there are some (0.##)."""

    def start(self, name: str, given: Attributes) -> None:
        """An element of the document."""
        own = local_names(given)
        if name.startswith(NUMBER):
            self._start_data(name.removeprefix(NUMBER), own)
        elif name in (STYLE + "style", STYLE + "default-style"):
            named = own.get("name", "") if name == STYLE + "style" else ""
            self._gnumeric = self._gnumeric or named == "Gnumeric-default"
            self._open = _Style(own.get("parent-style-name", ""), own.get("data-style-name", ""))
            self._styles[own.get("family", ""), named] = self._open
        elif name == STYLE + "map" and self._open_data is not None:
            self._open_data.maps.append((own.get("condition", ""), own.get("apply-style-name", "")))
        elif name == STYLE + "text-properties" and self._open_data is not None:
            self._open_data.colour = (_colour(own.get("color", "")) or "").upper()
        elif name.startswith(STYLE) and name.endswith("-properties") and self._open is not None:
            self._open.stated |= own

    def end(self, name: str, text: str) -> None:
        """The end of an element, and the text inside."""
        if name.startswith(NUMBER):
            data = self._open_data
            local = name.removeprefix(NUMBER)
            if local.endswith("-style"):
                self._open_data = None
            elif data is not None and data.pieces and data.pieces[-1][0] == local:
                data.pieces[-1] = (local, data.pieces[-1][1], text)
        elif name in (STYLE + "style", STYLE + "default-style"):
            self._open = None

    def look(self, name: str) -> Look:
        """Of a cell of this style."""
        if name not in self._looks:
            self._looks[name] = self._look(*self._stated("table-cell", name))
        return self._looks[name]

    def span(self, name: str, look: Look) -> Look:
        """Of a span of this style in a cell of this look: what it does not state it has of its cell."""
        stated, _ = self._stated("text", name)
        own = self._look(stated, "")
        return replace(
            look,
            struck=own.struck if any(name.startswith("text-line-through") for name in stated) else look.struck,
            raised=own.raised if "text-position" in stated else look.raised,
            size=own.size if "font-size" in stated else look.size,
            colour=own.colour if {"color", "use-window-font-color"} & stated.keys() else look.colour,
        )

    def is_flat(self, family: str, name: str) -> bool:
        """Whether rows or columns of this style have no height or width."""
        stated, _ = self._stated(family, name)
        return any(_is_flat(stated.get(measure, "1in")) for measure in ("row-height", "column-width"))

    def _start_data(self, local: str, own: Mapping[str, str]) -> None:
        if local.endswith("-style"):
            self._open_data = self._data[own.get("name", "")] = DataStyle(local.removesuffix("-style"))
        elif self._open_data is not None:
            self._open_data.pieces.append((local, own, ""))

    def _stated(self, family: str, name: str) -> tuple[dict[str, str], str]:
        """What a style states with its parents, and its data style."""
        stated: dict[str, str] = {}
        data = ""
        for _ in range(_MOST_PARENTS):
            style = self._styles.get((family, name))
            if style is not None:
                stated = style.stated | stated
                data = data or style.data
            if not name:
                break
            name = style.parent if style is not None else ""
        return stated, data

    def _code(self, style: DataStyle) -> str:
        code = code_of(style, self._data)
        if self._gnumeric and (plain := _PLAIN_CODE(code)):
            return code + ("" if plain[1] else ".") + "#" * 10
        return "0%" if style.kind == "percentage" and "%" not in code else code or ";;;"

    def _look(self, stated: Mapping[str, str], data: str) -> Look:
        style = self._data.get(data)
        line = stated.get("text-line-through-type", stated.get("text-line-through-style", "none"))
        automatic = stated.get("use-window-font-color") == "true"
        return Look(
            number_format="General" if style is None else self._code(style),
            font=stated.get("font-name", stated.get("font-family", "")).strip("'"),
            struck="none" not in (line, stated.get("text-line-through-style", line)),
            raised=_raised(stated.get("text-position", "")),
            colour="" if automatic else _colour(stated.get("color", "")),
            ground=_colour(stated.get("background-color", "")),
            repeated=stated.get("repeat-content") == "true",
            size=_points(stated.get("font-size", "")),
        )


def _points(length: str) -> float:
    found = _LENGTH(length)
    return 0.0 if found is None else float(f"0{found[1]}") * _POINTS[found[2]]


def _is_flat(length: str) -> bool:
    """Whether a height or width leaves nothing to be seen.

    >>> _is_flat("0in"), _is_flat("0.01cm"), _is_flat("0.25in"), _is_flat("auto")
    (True, True, False, False)
    """
    return _LENGTH(length) is not None and _points(length) < 1


def local_names(attributes: Attributes) -> dict[str, str]:
    """Attributes without their namespaces."""
    return {name.rpartition(" ")[2]: value for name, value in attributes.items()}


def _raised(position: str) -> Raised:
    """ "super 58%", "sub 58%", "33% 58%"; "0% 100%" is on the line."""
    first = position.partition(" ")[0]
    if first in ("super", "sub"):
        return "super" if first == "super" else "sub"
    if not first.endswith("%") or first.strip("-0.%") == "":
        return ""
    return "sub" if first.startswith("-") else "super"


def _colour(text: str) -> str:
    found = _COLOUR(text)
    return found[1].upper() if found is not None else ""
