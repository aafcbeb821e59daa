"""A number format's code, taken apart: its sections, each with its condition, and what each shows piece by piece.

Source: ECMA-376 part 1, 18.8.30 and 18.8.31; what they leave open is as LibreOffice and Excel do it.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Literal, NamedTuple

__all__ = ["Section", "Token", "sections_of", "text_section"]

TokenKind = Literal["literal", "digit", "point", "comma", "percent", "exponent", "slash", "general", "text", "date"]
SectionKind = Literal["number", "fraction", "general", "date", "text"]

_MOST_CODE = 255
"""Excel takes no longer one."""
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.?)|_(?P<space>.?)|\*(?P<fill>.?)|\[(?P<bracket>[^\]]*)\]?'
    r"|(?P<general>general)|(?P<date>am/pm|a/p|(?P<letter>[ymdhs])(?P=letter)*|e+(?![+-])|[bg]+)"
    r"|(?P<exponent>e[+-])(?=[0#?])|(?P<digit>[0#?])|(?P<point>\.)|(?P<comma>,)|(?P<percent>%)|(?P<slash>/)"
    r"|(?P<text>@)|(?P<end>;)|(?P<plain>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*([+-]?[0-9.]+(?:e[+-]?[0-9]+)?)", re.IGNORECASE)
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_CURRENCY = re.compile(r"\$(?P<sign>[^-]*)(?:-.*)?", re.DOTALL)
_COMPARE: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq, "<>": operator.ne,
}  # fmt: skip
_COLOURS = {
    "black": "000000", "white": "FFFFFF", "red": "FF0000", "green": "00FF00",
    "blue": "0000FF", "yellow": "FFFF00", "magenta": "FF00FF", "cyan": "00FFFF",
}  # fmt: skip
_NUMBERED = dict(enumerate(_COLOURS.values(), 1))
_DATE_LETTERS = frozenset("ymdhs")


class Token(NamedTuple):
    """One piece of a section. A "literal" shows its own text; a "digit" is one of 0 # ?; a "date" is "yyyy", "am/pm",
    "[h]" …"""

    kind: TokenKind
    text: str


class Section(NamedTuple):
    """One section: what it shows, in which colour ("RRGGBB", "" where it does not say), and for which numbers where it
    says so itself."""

    kind: SectionKind
    tokens: tuple[Token, ...]
    condition: tuple[str, float] | None = None
    colour: str = ""

    def takes(self, number: float) -> bool:
        """Whether the number meets the section's own condition."""
        return self.condition is not None and _COMPARE[self.condition[0]](number, self.condition[1])

    @property
    def only_negative(self) -> bool:
        """Whether its own condition leaves it negative numbers alone, whose sign it then writes itself."""
        return self.condition is not None and (
            self.condition[0] in ("<", "<=") and self.condition[1] <= 0 and self.condition != ("<=", 0.0)
        )


@lru_cache(maxsize=1_000)
def sections_of(code: str) -> tuple[Section, ...]:
    """The sections of a format's code, at least one and at most four.

    >>> [section.kind for section in sections_of('[<1000]0;#,##0," nghìn"')], sections_of("dd/mm")[0].kind
    (['number', 'number'], 'date')
    """
    found: list[Section] = []
    tokens: list[Token] = []
    condition: tuple[str, float] | None = None
    colour = ""
    for match in _TOKEN.finditer(code[:_MOST_CODE]):
        kind = match.lastgroup if match.lastgroup != "letter" else "date"
        if kind == "end":
            found.append(_section(tokens, condition, colour))
            tokens, condition, colour = [], None, ""
        elif kind == "bracket":
            colour = _colour(match["bracket"]) or colour
            condition = _bracket(match["bracket"], tokens) or condition
        else:
            _add(tokens, kind or "plain", match)
    found.append(_section(tokens, condition, colour))
    return tuple(found[:4])


def text_section(sections: tuple[Section, ...]) -> Section | None:
    """The section that shows texts: the fourth, or a last one with "@"; None where texts are shown as they are."""
    return sections[-1] if len(sections) == 4 or sections[-1].kind == "text" else None


def _bracket(inside: str, tokens: list[Token]) -> tuple[str, float] | None:
    """What stands in brackets: a condition (returned), hours that do not end at 24, a currency; colours and locales
    show nothing."""
    condition = _CONDITION.fullmatch(inside.strip())
    if condition is not None:
        try:
            return condition[1], float(condition[2])
        except ValueError:
            return None
    if _ELAPSED.fullmatch(inside):
        tokens.append(Token("date", f"[{inside.lower()}]"))
    elif currency := _CURRENCY.fullmatch(inside):
        tokens.append(Token("literal", currency["sign"]))
    return None


def _colour(inside: str) -> str:
    """The colour in brackets: by its name, or one of the first eight by its number."""
    name = inside.strip().casefold()
    number = name.removeprefix("color").strip()
    return _COLOURS.get(name, "") or (_NUMBERED.get(int(number), "") if name != number and number.isdecimal() else "")


def _add(tokens: list[Token], kind: str, match: re.Match[str]) -> None:
    match kind:
        case "quoted" | "escaped":
            tokens.append(Token("literal", match[kind]))
        case "space":
            tokens.append(Token("literal", " "))
        case "fill":
            if match[kind].isdigit():  # 0*0 is a 15 with as many zeros as the cell is wide
                tokens.append(Token("literal", match[kind] * 3))
        case "plain":
            tokens.append(Token("literal", match[0]))
        case "date":
            tokens.append(Token("date", match[0].lower()))
        case "digit" | "point" | "comma" | "percent" | "exponent" | "slash" | "general" | "text":
            tokens.append(Token(kind, match[0]))


def _section(tokens: list[Token], condition: tuple[str, float] | None, colour: str) -> Section:
    kinds = {token.kind for token in tokens}
    letters = {token.text.strip("[]")[:1] for token in tokens if token.kind == "date"}
    if "text" in kinds and "digit" not in kinds:
        kind: SectionKind = "text"
    elif letters & _DATE_LETTERS and not kinds & {"general"}:
        kind = "date"
        tokens = _as_date(tokens)
    else:
        kind = "general" if "general" in kinds else "fraction" if _is_fraction(tokens) else "number"
        tokens = [Token("literal", token.text) if token.kind in ("date", "text") else token for token in tokens]
    if kind not in ("fraction", "date"):
        tokens = [Token("literal", token.text) if token.kind == "slash" else token for token in tokens]
    return Section(kind, tuple(tokens), condition, colour)


def _is_fraction(tokens: list[Token]) -> bool:
    """Whether digits stand on both sides of a stroke, or a fixed number below it."""
    at = next((place for place, token in enumerate(tokens) if token.kind == "slash"), None)
    if at is None:
        return False
    below = next((token for token in tokens[at + 1 :] if token.text.strip()), None)
    return (
        any(token.kind == "digit" for token in tokens[:at]) and below is not None and below.text[:1] in "0#?123456789"
    )


def _as_date(tokens: list[Token]) -> list[Token]:
    """The tokens of a date: an m beside hours or seconds is a minute ("n"), digits after a point parts of a second, and
    all else literal."""
    made: list[Token] = []
    for token in tokens:
        if token.kind == "digit" and made and made[-1].kind == "date" and made[-1].text.startswith("."):
            made[-1] = Token("date", made[-1].text + "0")
        elif token.kind == "digit" and token.text == "0" and made and made[-1] == Token("literal", "."):
            made[-1] = Token("date", ".0")
        else:
            made.append(token if token.kind == "date" else Token("literal", token.text))
    dates = [place for place, token in enumerate(made) if token.kind == "date" and token.text[0] != "."]
    for order, place in enumerate(dates):
        text = made[place].text
        if text in ("m", "mm") or text.startswith("[m"):
            before = made[dates[order - 1]].text.strip("[]")[:1] if order else ""
            after = made[dates[order + 1]].text.strip("[]")[:1] if order + 1 < len(dates) else ""
            if before == "h" or after == "s" or text[0] == "[":
                made[place] = Token("date", text.replace("m", "n"))
    return made
