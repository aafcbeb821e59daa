"""Decimals a form does not take: a dot of thousands that an English machine took for a decimal point, or too many
digits.

"1.655" typed where the dot is a decimal point is stored as 1,655. In a field of whole numbers it can only be 1655; in
one of one decimal it may be either, and the ranges of the field tell how far.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from tonghop290.data.seeing.reading import Problem
from tonghop290.model import Field, Range, told_number

__all__ = [
    "as_shown",
    "asked_of_decimals",
    "asked_of_typed",
    "can_be",
    "decimals_of",
    "meant_thousands",
    "only_possible",
]

_EXACT = 1e15
_DIGITS = 15  # of an IEEE double that a person can have typed, and all that Excel shows
_MOST_TYPED = 6
"""More decimals come from a division: 25/1234×100."""
_THOUSAND_IN_FORMULA = re.compile(r"(?<![\w.,$])[1-9][0-9]{0,2}\.[0-9]{3}(?![\w.,(])")


def as_shown(value: float) -> float:
    """A stored number without the noise of binary fractions, as every spreadsheet shows it.

    >>> as_shown(8401.9999999999991), as_shown(1097.9999999999998), as_shown(0.1 + 0.2)
    (8402.0, 1098.0, 0.3)
    """
    return value if value.is_integer() and abs(value) < _EXACT else float(f"{value:.{_DIGITS}g}")


def decimals_of(value: float) -> int:
    """How many decimals a number has, as shown."""
    if value.is_integer():
        return 0
    exponent = Decimal(repr(as_shown(value))).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def can_be(field: Field, value: float) -> bool:
    """Whether a field may hold this number: its hard range, and km² typed for ha."""
    low, high = (field.hard or Range()).numbers
    return low <= value <= high or field.unit == "ha" and low <= value * 100 <= high


def only_possible(field: Field, candidates: Iterable[float]) -> float | None:
    """The one of several readings that the field's range leaves; None where it leaves several, or none."""
    left = [value for value in dict.fromkeys(candidates) if can_be(field, value)]
    return left[0] if len(left) == 1 else None


def meant_thousands(field: Field, value: float, formula: str | None = None) -> float | None:
    """1655 of 1,655: the number meant where a dot of thousands was taken for a decimal point; None where none can be.

    ``formula``: constants in it are looked at too ("=1.655+2.345" gives 4).
    """
    if formula is None and value.is_integer():
        return None
    thousands = round(value * 1000, 6)
    in_formula = formula is not None and _THOUSAND_IN_FORMULA.search(formula) is not None
    with_point = field.decimals < decimals_of(value) <= 3 and 1 <= abs(as_shown(value)) < 1000
    if not thousands.is_integer() or not (in_formula or with_point):
        return None
    low, high = (field.hard or Range()).numbers
    return thousands if low <= thousands <= high else None


def asked_of_decimals(field: Field, value: float, formula: str | None) -> tuple[bool, Problem | None]:
    """(whether the number can be taken, what is asked of it) for a stored number of a field with decimals.

    A number outside the hard range is left to the check of ranges, one typed over a formula of the form to its rules.
    """
    if field.derived:
        return True, None
    thousands = meant_thousands(field, value, formula)
    if thousands is None or not _within_hard(field, value):
        return True, next(iter(asked_of_typed(field, value)), None)
    facts = (("hint", told_number(thousands)),)
    return False, Problem("number-misread", told_number(as_shown(value)), facts)


def asked_of_typed(field: Field, value: float) -> tuple[Problem, ...]:
    """What is asked of a number with more decimals than the form takes; those of a quotient are nobody's writing."""
    if not field.decimals < decimals_of(value) <= _MOST_TYPED or not _within_hard(field, value):
        return ()
    rounded = told_number(round(as_shown(value), field.decimals))
    facts = (("places", str(field.decimals)), ("hint", rounded))
    return (Problem("many-decimals", told_number(as_shown(value)), facts),)


def _within_hard(field: Field, value: float) -> bool:
    low, high = (field.hard or Range()).numbers
    return low <= value <= high
