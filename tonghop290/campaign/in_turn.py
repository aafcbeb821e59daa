"""Many things one after the other: told of as they begin, and in groups that are entered together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Protocol, TypeVar

from tonghop290.pipeline.callers.progress import Progress

__all__ = ["PartTold", "Telling", "in_groups", "told_of", "untold"]


class PartTold(Progress, Protocol):
    """Told of each thing of a part as it is begun, and when all are done."""

    def cleared(self) -> None: ...


Telling = Callable[[str, int], PartTold | None]
"""Makes what is told of a part, by what is done in it and of how many things (0: nobody knows)."""


def untold(_done: str, _total: int) -> PartTold | None:
    """Nobody is told."""
    return None


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


def told_of(items: Sequence[N], progress: PartTold | None) -> Iterator[N]:
    """Each of them, when ``progress`` has been told of it."""
    for number, one in enumerate(items, 1):
        if progress is not None:
            progress(number, len(items), one.name)
        yield one
    if progress is not None:
        progress.cleared()
