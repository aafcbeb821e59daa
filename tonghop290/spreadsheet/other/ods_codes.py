"""The number formats of an .ods as the codes an .xlsx would have. Source: OpenDocument 1.3 part 3, §16.29 (styles of
data)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["DataStyle", "code_of"]

_CONDITION = re.compile(r"\s*value\(\)\s*(<=|>=|!=|<>|=|<|>)\s*(-?[0-9.]+)\s*")
_PLAIN = frozenset("/-. :,")
"""Literals that a date's code shows without quotes."""
_DAYS = {
    "day": ("d", "dd"),
    "day-of-week": ("ddd", "dddd"),
    "year": ("yy", "yyyy"),
    "hours": ("h", "hh"),
    "minutes": ("m", "mm"),
    "seconds": ("s", "ss"),
    "am-pm": ("AM/PM", "AM/PM"),
}
_COLOURS = {
    "000000": "[Black]", "FFFFFF": "[White]", "FF0000": "[Red]", "00FF00": "[Green]", "0000FF": "[Blue]",
    "FFFF00": "[Yellow]", "FF00FF": "[Magenta]", "00FFFF": "[Cyan]",
}  # fmt: skip


@dataclass(slots=True)
class DataStyle:
    """One data style: its kind ("number", "percentage", "currency", "date", "time", "text", "boolean"), its pieces
    as (name of the element, attributes without namespaces, text), and the styles it gives way to, with conditions."""

    kind: str
    pieces: list[tuple[str, Mapping[str, str], str]] = field(default_factory=list)
    maps: list[tuple[str, str]] = field(default_factory=list)
    colour: str = ""
    title: str = ""


def code_of(style: DataStyle, others: Mapping[str, DataStyle]) -> str:
    """The code of a style, with its sections; ``others``: the styles by name that it may give way to."""
    own = _section(style)
    sections: list[tuple[str, str, str]] = []
    for condition, name in style.maps:
        found = _CONDITION.fullmatch(condition)
        if found is not None and name in others:
            sections.append((found[1], found[2], _section(others[name])))
    usual = [(sign, float(number)) for sign, number, _ in sections]
    if usual in ([(">=", 0.0)], [(">", 0.0), ("<", 0.0)], [(">", 0.0), ("<", 0.0), ("=", 0.0)]):
        return ";".join((*(code for *_, code in sections), own))
    return ";".join((*(f"[{sign.replace('!=', '<>')}{number}]{code}" for sign, number, code in sections), own))


def _section(style: DataStyle) -> str:
    if style.kind == "boolean":
        return "General"
    inside = {_count(given.get("position"), 0): text for name, given, text in style.pieces if name == "embedded-text"}
    return _COLOURS.get(style.colour, "") + "".join(
        _with_texts(_piece(style, *piece), inside) if piece[0] == "number" else _piece(style, *piece)
        for piece in style.pieces
        if piece[0] != "embedded-text"
    )


def _with_texts(digits: str, texts: Mapping[int, str]) -> str:
    """The digits with the texts that stand among them, each by the number of digits right of it, before the point.

    >>> _with_texts("0000000000", {6: " ", 3: " "}), _with_texts("0.0", {3: "."})
    ('0000" "000" "000', '#"."##0.0')
    """
    if not texts or digits == "General":
        return digits
    whole, point, decimals = digits.partition(".")
    made, right = "", 0
    for digit in reversed(whole.rjust(max(texts) + 1, "#")):
        made = digit + made
        right += digit in "0#"
        if right in texts and digit in "0#":
            made = _quoted(texts[right]) + made
    return made + point + decimals


def _piece(style: DataStyle, name: str, given: Mapping[str, str], text: str) -> str:
    match name:
        case "number":
            return _number(given)
        case "scientific-number":
            return f"{_number({'min-integer-digits': '1', 'decimal-places': '2', **given})}E+00"
        case "fraction":
            return "# ?/?"
        case "text-content":
            return "@"
        case "month":
            return ("mmm" if given.get("textual") == "true" else "m") + "m" * (given.get("style") == "long")
        case "text" | "currency-symbol":
            return _literal(text, style.kind)
    return _DAYS[name][given.get("style") == "long"] if name in _DAYS else ""


def _literal(text: str, kind: str) -> str:
    if kind == "percentage":
        before, sign, after = text.partition("%")
        return f"{_quoted(before)}{sign}{_quoted(after)}"
    return text if kind in ("date", "time") and _PLAIN.issuperset(text) else _quoted(text)


def _quoted(text: str) -> str:
    r"""A literal of a code.

    >>> _quoted('5" '), _quoted("")
    ('"5"\\"" "', '')
    """
    return '\\"'.join(f'"{part}"' if part else "" for part in text.split('"'))


def _number(given: Mapping[str, str]) -> str:
    """The digits of a number; without decimals said it is shown as General shows it."""
    least, grouped = _count(given.get("min-integer-digits"), 0), given.get("grouping") == "true"
    scale = "," * _thousands(given.get("display-factor", "1"))
    if "decimal-places" not in given and not grouped and not scale and least <= 1:
        return "General"
    digits = "0" * least
    if grouped:
        digits = digits.rjust(4, "#")
        digits = ",".join(re.findall(r".{1,3}", digits[::-1]))[::-1]
    elif not digits:
        digits = "#"
    most = _count(given.get("decimal-places"), 0)
    sure = most if "decimal-replacement" not in given else 0
    sure = min(_count(given.get("min-decimal-places"), sure), most)
    return digits + ("." + "0" * sure + "#" * (most - sure) if most else "") + scale


def _thousands(factor: str) -> int:
    """How often a number is divided by a thousand before it is shown."""
    try:
        return {1e3: 1, 1e6: 2, 1e9: 3}.get(float(factor), 0)
    except ValueError:
        return 0


def _count(text: str | None, otherwise: int) -> int:
    return min(int(text), 30) if text is not None and text.isascii() and text.isdigit() and len(text) < 4 else otherwise
