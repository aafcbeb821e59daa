"""Many things one after the other: told of as they begin, and in groups that are entered together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Protocol, TypeVar

__all__ = ["Progress", "in_groups", "told_of"]

Progress = Callable[[int, str], None] | None
"""Told the number (from 1) and name of each thing as it is begun."""
_MOST_TOGETHER = 100


class _Named(Protocol):
    @property
    def name(self) -> str: ...


T = TypeVar("T")
N = TypeVar("N", bound=_Named)


def in_groups(items: Iterable[T]) -> Iterator[list[T]]:
    """So many at a time as are entered together: what a killed command does again is not more than that."""
    waiting = iter(items)
    while group := list(islice(waiting, _MOST_TOGETHER)):
        yield group


def told_of(items: Iterable[N], progress: Progress) -> Iterator[N]:
    """Each of them, when ``progress`` has been told of it."""
    for number, one in enumerate(items, 1):
        if progress is not None:
            progress(number, one.name)
        yield one
