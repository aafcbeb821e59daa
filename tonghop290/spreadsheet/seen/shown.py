"""What a number looks like under a number format: the text as a spreadsheet program shows it, and the number in it.

Own code, for no Python library does this and is kept: of 4,960 pairs of format and number (45 formats of real workbooks
among 160) ssf 0.2.2 of 2020 shows none with the Babel of today, xlfmt 0.1.0, its only release, fails at 160 and
q2numfmt 0.1.1 gives another text than every other program for two thirds. This one gives that of LibreOffice or of
numfmt.js for all but what Excel is known to do otherwise (days before 1900, 1E-07).
"""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from tonghop290.spreadsheet.seen.format_code import Section, Token, sections_of, text_section
from tonghop290.spreadsheet.seen.shown_dates import date_text
from tonghop290.spreadsheet.seen.ways_of_writing import VIETNAMESE, Ways

__all__ = ["Shown", "shown_number", "shown_text"]

_EXACT = Context(prec=1_000, rounding=ROUND_HALF_UP)
_WIDE, _LARGE, _SMALL = 11, Decimal("1e11"), Decimal("1e-4")
_OVERFLOW = "#######"


class Shown(NamedTuple):
    """What is shown. ``text`` is the whole of it.

    ``number`` is the number its digits make, where they stand together (``None``: no digits, or letters between them),
    ``step`` the worth of its last digit, ``before`` and ``after`` what stands around it; a sign belongs to the number.
    ``parts``: of a date, which of "y", "m", "d" are shown and which of "h", "n", "s". ``colour``: the format's own,
    "RRGGBB".
    """

    text: str
    number: Decimal | None = None
    step: Decimal = Decimal(0)
    before: str = ""
    after: str = ""
    parts: frozenset[str] = frozenset()
    colour: str = ""


class _Pieces:
    """A section's text in the making: digits made from the number (True) and all else (False)."""

    def __init__(self) -> None:
        self.made: list[tuple[bool, str]] = []
        self.number, self.step = Decimal(0), Decimal(0)
        self.is_zero = False
        """Whether nothing is left of the number when rounded as shown; a minus then says nothing either."""

    def add(self, text: str, *, digits: bool = False) -> None:
        if text:
            self.made.append((digits, text))

    def shown(self, *, negative: bool) -> Shown:
        text = "".join(piece for _, piece in self.made)
        negative = negative and not self.is_zero
        at = [place for place, (digits, _) in enumerate(self.made) if digits]
        mantissa = "".join(self.made[place][1] for place in at).partition("E")[0]
        if not any(map(str.isdigit, mantissa)) or at[-1] - at[0] != len(at) - 1:
            return Shown("-" * negative + text)
        before = "".join(piece for _, piece in self.made[: at[0]])
        after = "".join(piece for _, piece in self.made[at[-1] + 1 :])
        return Shown("-" * negative + text, -self.number if negative else self.number, self.step, before, after)


@lru_cache(maxsize=4_096)
def shown_number(code: str, number: float, *, date1904: bool = False, ways: Ways = VIETNAMESE) -> Shown:
    """What a finite number looks like under a format's code, written the given way.

    >>> shown_number("#,##0.0", 1234.56).text, shown_number('0"000"', 15).text, shown_number(";;;", 15).text
    ('1.234,6', '15000', '')
    >>> shown_number("0.0%", 0.125)[1:5]
    (Decimal('12.5'), Decimal('0.1'), '', '%')
    """
    section, negative = _choose(sections_of(code), number)
    if section is None:
        return Shown(_OVERFLOW)
    if section.kind == "date":
        text, parts = date_text(section, number, date1904=date1904, ways=ways)
        return Shown(_OVERFLOW if text is None else text, parts=parts, colour=section.colour)
    magnitude = abs(_decimal(number))
    pieces = _Pieces()
    match section.kind:
        case "number":
            _show_number(section, magnitude, pieces, ways)
        case "fraction":
            _show_fraction(section, magnitude, pieces)
        case _:
            for token in section.tokens:
                if token.kind in ("general", "text"):
                    _show_general(magnitude, pieces, ways)
                else:
                    pieces.add(token.text)
    return pieces.shown(negative=negative)._replace(colour=section.colour)


def shown_text(code: str, text: str) -> str:
    """What a text looks like under a format's code.

    >>> shown_text("General", "a"), shown_text('0;0;0;@" ha"', "a"), shown_text(";;;", "a")
    ('a', 'a ha', '')
    """
    section = text_section(sections_of(code))
    if section is None:
        return text
    return "".join(text if token.kind in ("text", "general") else token.text for token in section.tokens)


def _decimal(number: float) -> Decimal:
    """The number as people see it: 15 digits, as Excel keeps them (8401.9999999999991 is 8402)."""
    return Decimal(f"{number:.15g}")


def _choose(sections: tuple[Section, ...], number: float) -> tuple[Section | None, bool]:
    """The section that shows a number (None: none does), and whether a minus is put before it."""
    numbers = sections[:3] if len(sections) == 4 else sections[:-1] if sections[-1].kind == "text" else sections
    numbers = numbers or sections
    negative = number < 0
    if all(section.condition is None for section in numbers):
        if negative and len(numbers) > 1:
            return numbers[1], False
        return numbers[2 if number == 0 and len(numbers) > 2 else 0], negative
    last = len(numbers) - 1
    for place, section in enumerate(numbers):
        if section.condition is not None:
            taken = section.takes(number)
        elif place == last:
            taken = last > 0
        else:
            taken = number > 0 if place == 0 else negative
        if taken:
            own_sign = section.only_negative or place == 1 and section.condition is None and _rest_is_negative(numbers)
            return section, negative and not own_sign
    return None, False


def _rest_is_negative(numbers: tuple[Section, ...]) -> bool:
    """Whether the first section's condition leaves the second nothing but negative numbers."""
    condition = numbers[0].condition
    return len(numbers) > 2 or condition in ((">", 0.0), (">=", 0.0))


# --- digits -------------------------------------------------------------------------------------------------------


def _show_number(section: Section, magnitude: Decimal, pieces: _Pieces, ways: Ways) -> None:
    tokens = section.tokens
    exponent_at = next((place for place, token in enumerate(tokens) if token.kind == "exponent"), len(tokens))
    point_at = next((place for place, token in enumerate(tokens) if token.kind == "point"), exponent_at)
    digits = [place for place, token in enumerate(tokens) if token.kind == "digit"]
    whole = [place for place in digits if place < min(point_at, exponent_at)]
    decimals = [place for place in digits if point_at < place < exponent_at]
    commas = [place for place, token in enumerate(tokens) if token.kind == "comma"]
    grouped = any(whole and whole[0] < place < whole[-1] for place in commas)
    last = max(whole + decimals, default=-1)
    scaled = sum(place > (whole[-1] if whole and place < point_at else last) for place in commas if digits)
    number = _EXACT.scaleb(magnitude, 2 * any(token.kind == "percent" for token in tokens) - 3 * scaled)
    power = 0
    if exponent_at < len(tokens) and number:
        power = _power(number, max(len(whole), 1), len(decimals))
    step = Decimal(1).scaleb(-len(decimals))
    rounded = _EXACT.quantize(_EXACT.scaleb(number, -power), step)
    before_point, _, after_point = f"{rounded:f}".partition(".")
    before_point = before_point.lstrip("0")
    written = _laid_out(tokens, whole, before_point, ways.group if grouped else "")
    written.update(_decimals_laid_out(tokens, decimals, after_point))
    if power or exponent_at < len(tokens):
        last_digits = [place for place in digits if place > exponent_at]
        written.update(_laid_out(tokens, last_digits, str(abs(power)).lstrip("0"), ""))
    for place, token in enumerate(tokens):
        if token.kind == "digit":
            pieces.add(written[place], digits=True)
        elif token.kind == "point" and place == point_at:
            pieces.add("" if whole else before_point, digits=True)
            pieces.add(ways.point, digits=bool(whole + decimals))
        elif place == exponent_at:
            pieces.add("E" + ("-" if power < 0 else "+" if token.text[1] == "+" else ""), digits=True)
        elif token.kind != "comma":
            pieces.add(token.text)
    pieces.number, pieces.step = _EXACT.scaleb(rounded, power), step.scaleb(power)
    pieces.is_zero = bool(digits) and not rounded


def _power(number: Decimal, whole: int, decimals: int) -> int:
    """The power of ten that leaves so many digits before the point, a multiple of their count."""
    power = number.adjusted() // whole * whole if whole > 1 else number.adjusted()
    rounded = _EXACT.quantize(_EXACT.scaleb(number, -power), Decimal(1).scaleb(-decimals))
    return power + whole if rounded.adjusted() >= whole else power


def _laid_out(tokens: tuple[Token, ...], places: list[int], digits: str, group: str) -> dict[int, str]:
    """The digits before the point on their places: too many stand at the first, a missing one is 0, a space or
    nothing."""
    written: dict[int, str] = {}
    for right, place in enumerate(reversed(places)):
        first = right == len(places) - 1
        own = digits[: len(digits) - right] if first else digits[len(digits) - right - 1 : len(digits) - right]
        if right >= len(digits):
            own = {"0": "0", "?": " "}.get(tokens[place].text, "")
        text = ""
        for offset, digit in enumerate(own):
            left = right + len(own) - 1 - offset
            text += digit + (group if left and left % 3 == 0 and digit != " " else "")
        written[place] = text
    return written


def _decimals_laid_out(tokens: tuple[Token, ...], places: list[int], digits: str) -> dict[int, str]:
    """The digits after the point on their places; zeros at the end are left out where they are no "0"."""
    written: dict[int, str] = {}
    at_end = True
    for place, digit in zip(reversed(places), reversed(digits), strict=True):
        at_end = at_end and digit == "0" and tokens[place].text != "0"
        written[place] = ("" if tokens[place].text == "#" else " ") if at_end else digit
    return written


# --- General and fractions ----------------------------------------------------------------------------------------


def _show_general(magnitude: Decimal, pieces: _Pieces, ways: Ways) -> None:
    """As many digits as eleven places hold."""
    if magnitude == 0 or _SMALL <= magnitude < _LARGE:
        step = Decimal(1).scaleb(max(magnitude.adjusted(), 0) - _WIDE + 2)
        number = _EXACT.quantize(magnitude, step if step < 1 else Decimal(1))
        text = f"{number:f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
    else:
        power = _power(magnitude, 1, 5)
        step = Decimal("1e-5").scaleb(power)
        number = _EXACT.quantize(magnitude, step)
        mantissa = f"{_EXACT.scaleb(number, -power):f}".rstrip("0").rstrip(".")
        text = f"{mantissa}E{'-' if power < 0 else '+'}{abs(power):02}"
    pieces.add(text.replace(".", ways.point), digits=not any(digits for digits, _ in pieces.made))  # "@@"
    pieces.number, pieces.step = number, min(step, Decimal(1)) if magnitude < _LARGE else step


def _show_fraction(section: Section, magnitude: Decimal, pieces: _Pieces) -> None:
    """Whole and fraction ("1 1/2"); the number is that of the fraction shown, and has no smaller step than itself."""
    tokens = section.tokens
    at = next(place for place, token in enumerate(tokens) if token.kind == "slash")
    above = [place for place in range(at) if tokens[place].kind == "digit"]
    gap = [place for place in range(at) if above and above[0] < place < above[-1] and not tokens[place].text.strip()]
    below = "".join(token.text for token in tokens[at + 1 :]).strip()
    fixed = int(below) if below.isdigit() and int(below) else 0
    most = 10 ** min(sum(token.kind == "digit" for token in tokens[at + 1 :]), 9) - 1
    whole = int(magnitude) if gap else 0
    rest = Fraction(magnitude) - whole
    fraction = Fraction(round(rest * fixed), fixed) if fixed else rest.limit_denominator(max(most, 1))
    if fraction == 1 and gap:
        whole, fraction = whole + 1, Fraction(0)
    top, bottom = (round(fraction * fixed), fixed) if fixed else fraction.as_integer_ratio()
    written = [str(whole)] if gap and (whole or not top) else []
    if top or not gap:
        written.append(f"{top}/{bottom}")
    for token in tokens[: above[0]]:
        pieces.add(token.text)
    pieces.add(" ".join(written), digits=True)
    value = whole + fraction
    pieces.number, pieces.step = Decimal(value.numerator) / Decimal(value.denominator), Decimal(0)
    if not math.isfinite(pieces.number):
        pieces.number = Decimal(0)
