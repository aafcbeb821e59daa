"""A number that is printed as text reckons as a number: ``{% if dan_so > 8000 %}``, ``{{ nam + nu }}``."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

__all__ = ["Reckoned"]


class Reckoned(str):
    """Text with a number behind it, ``so``; with another or with a plain number it is compared and reckoned by that.

    With a text it is text. What is not known is neither more nor less than anything, and gives no result: a blank.
    """

    __slots__ = ()
    so: float | None

    def _made(self, value: float | None, other: Any) -> Reckoned:
        """The result of a sum, as it is printed."""
        raise NotImplementedError

    def __eq__(self, other: object) -> bool:
        if _is_plain(other):
            return self.so is not None and self.so == other
        return str.__eq__(self, other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = str.__hash__

    def __lt__(self, other: Any) -> bool:
        return self._than(other, operator.lt)

    def __le__(self, other: Any) -> bool:
        return self._than(other, operator.le)

    def __gt__(self, other: Any) -> bool:
        return self._than(other, operator.gt)

    def __ge__(self, other: Any) -> bool:
        return self._than(other, operator.ge)

    def __add__(self, other: Any) -> Any:
        return self._sum(other, operator.add) if _is_number(other) else str.__add__(self, other)

    def __radd__(self, other: Any) -> Any:
        return self._sum(other, operator.add) if _is_plain(other) else NotImplemented

    def __sub__(self, other: Any) -> Any:
        return self._sum(other, operator.sub)

    def __rsub__(self, other: Any) -> Any:
        return self._sum(other, lambda own, first: first - own)

    def __mul__(self, other: Any) -> Any:
        return self._sum(other, operator.mul)

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Any:
        return self._sum(other, _divided)

    def __rtruediv__(self, other: Any) -> Any:
        return self._sum(other, lambda own, first: _divided(first, own))

    def _than(self, other: Any, compare: Callable[[Any, Any], bool]) -> bool:
        if not _is_number(other):
            return compare(str(self), other)
        known = _number(other)
        return self.so is not None and known is not None and compare(self.so, known)

    def _sum(self, other: Any, reckon: Callable[[float, float], float | None]) -> Any:
        if not _is_number(other):
            return NotImplemented
        known = _number(other)
        return self._made(None if self.so is None or known is None else reckon(self.so, known), other)


def _divided(one: float, by: float) -> float | None:
    return one / by if by else None


def _is_plain(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_number(value: object) -> bool:
    return isinstance(value, Reckoned) or _is_plain(value)


def _number(value: Any) -> float | None:
    return value.so if isinstance(value, Reckoned) else float(value)
