"""A template tried out with invented words: does it come to an end?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tonghop290.narrative.words.phrases import Words, a_figure, environment

__all__ = ["endless"]

_ROWS = 100
"""Of every list: more than a commune writes, as many as a district has communes."""


class _Anything(dict[str, str]):
    """A row or a record that has whatever is asked for."""

    def __missing__(self, key: str) -> str:
        return "x"


class _Rows(list[Any]):
    """The rows of a table, with what it adds up to."""

    @property
    def cong(self) -> Any:
        return _Anything()

    @property
    def tong(self) -> Any:
        return a_figure(1234.0)

    @property
    def tong_hop(self) -> Any:
        return list(self)


def endless(sources: Iterable[str], kinds: Mapping[str, str], rows_of_text: Iterable[str]) -> tuple[Any, ...]:
    """For each source that computes too much, or asks for what is closed: the source, the line and the reason.

    ``kinds``: name → "figure", "text", "list" or "other"; ``rows_of_text``: the lists of sentences. What else goes
    wrong with invented words says nothing.
    """
    from jinja2 import TemplateError
    from jinja2.exceptions import SecurityError

    from tonghop290.narrative.sandbox.jinja import line_of, reason_of
    from tonghop290.narrative.sandbox.sizes import TooMuch

    words = _words(kinds, frozenset(rows_of_text))
    found = []
    for source in sources:
        try:
            environment().from_string(source).render(words)
        except (TooMuch, SecurityError) as error:
            found.append((source, line_of(error), reason_of(error)))
        except (TypeError, AttributeError, ValueError, LookupError, ArithmeticError, RecursionError, TemplateError):
            continue
    return tuple(found)


def _words(kinds: Mapping[str, str], rows_of_text: frozenset[str]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, kind in kinds.items():
        if kind == "figure":
            made[name] = a_figure(1234.0)
        elif kind == "list":
            made[name] = _Rows(Words("Nội dung.") if name in rows_of_text else _Anything() for _ in range(_ROWS))
        else:
            made[name] = Words("x") if kind == "text" else _Anything()
    return made | {"du_thao": True}
