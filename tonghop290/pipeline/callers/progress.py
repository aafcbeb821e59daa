"""How far a long call is: told as each thing is begun, as (done, total, name)."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from tonghop290.files import INSIDE

if TYPE_CHECKING:
    from tonghop290.workbook.intake.sources import Held, Source

__all__ = ["Progress", "Tally", "must_take_three"]


class Progress(Protocol):
    """Told of each thing of a long call as it is begun.

    ``done``: its number, from 1; ``total``: how many there are, as far as is known by then (what lies in mails and
    archives is counted as they are opened; 0 where nobody knows); ``name``: of the file, or of the unit. A call of
    several parts (all files are stored, then all are checked, then all are answered) counts each part from 1 again.
    An exception it raises ends the call.
    """

    def __call__(self, done: int, total: int, name: str, /) -> None: ...


def must_take_three(progress: Callable[..., None] | None) -> None:
    """Errors: TypeError for a callable that cannot be told (done, total, name), before anything is done."""
    if progress is None:
        return
    try:
        signature = inspect.signature(progress)
    except (TypeError, ValueError):  # of a builtin, which does not say
        return
    try:
        signature.bind(1, 1, "")
    except TypeError:
        raise TypeError(f"progress is told (done, total, name); {progress!r} takes {signature}") from None


class Tally:
    """How many sources there are: those that were found, and the files that were not opened yet."""

    def __init__(self, given: Sequence[Path | Held]) -> None:
        self._files = sum(_lying(one) for one in given)
        self._found, self._opened = 0, set[str]()

    @property
    def total(self) -> int:
        return self._found + max(self._files - len(self._opened), 0)

    def of(self, sources: Iterable[Source]) -> Iterator[Source]:
        """The sources, counted as they are found."""
        for source in sources:
            self._found += 1
            self._opened.add(source.path.partition(INSIDE)[0])
            yield source


def _lying(given: Path | Held) -> int:
    """How many files a path leads to."""
    from tonghop290.workbook.intake.folder_walk import walk

    try:
        return sum(1 for _ in walk(given)) if isinstance(given, Path) and given.is_dir() else 1
    except (OSError, ValueError):
        return 1
