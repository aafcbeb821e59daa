"""The letter box as it was left: a file that was taken in and was not touched since is not opened again.

What was seen is kept among the readings, which may be thrown away; what counts is the ledger: all that came in the file
must be there, and its original in its place.
"""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

from tonghop290.campaign.archive import Archive
from tonghop290.campaign.folder import RoundFolder
from tonghop290.campaign.ledger.questions import Questions
from tonghop290.campaign.ledger.readings import Readings

__all__ = ["LetterBox"]

_BOX = "thu_den"
"""In place of a hash, a name and a context: the entry that holds what was seen of all files."""
_SETTLED, _SETTLED_IN_PARTS = 2.0, 0.1
"""Seconds after which a file system surely gives a change another time: any one, and one that tells parts of seconds
(it counts in hundredths at least)."""


class LetterBox:
    """For one command; the readings are written when it has ended well."""

    def __init__(self, folder: RoundFolder, ledger: Questions, archive: Archive, kept: Readings) -> None:
        self._folder, self._archive, self._kept = folder, archive, kept
        self._arrived, self._originals = ledger.arrived(), ledger.originals()
        self._before: dict[str, list[Any]] = json.loads(kept.find(_BOX, _BOX, _BOX) or "{}")
        self._marks: dict[str, str] = {}
        self._held: dict[str, list[tuple[str, str]]] = {}

    def is_known(self, path: Path) -> bool:
        """Whether all that is in a file has been taken in before."""
        place = self._folder.relative(path)
        self._marks[place] = mark = _mark(path)
        before, held = self._before.get(place, ("", ()))
        return bool(mark) and before == mark and all(self._is_kept(name, sha256) for name, sha256 in held)

    def _is_kept(self, name: str, sha256: str) -> bool:
        return (name, sha256) in self._arrived and self._archive.has(*self._originals[sha256])

    def came(self, path: Path, arrival: tuple[str, str]) -> None:
        """Note what a file held: name and hash."""
        self._held.setdefault(self._folder.relative(path), []).append(arrival)

    def remember(self) -> None:
        """Keep what was noted of the files that lie there, for the next command."""
        now = {place: self._before[place] for place, mark in self._marks.items() if self._is_as_before(place, mark)}
        now |= {place: [mark, held] for place, held in self._held.items() if (mark := self._marks.get(place))}
        if now != self._before:
            self._kept.keep(_BOX, _BOX, _BOX, json.dumps(now))

    def _is_as_before(self, place: str, mark: str) -> bool:
        return bool(mark) and self._before.get(place, [""])[0] == mark


def _mark(path: Path) -> str:
    """What changes with every change of a file; "" where that was just now, or cannot be told."""
    try:
        seen = os.stat(path)
    except (OSError, ValueError):
        return ""
    in_parts = all(moment % 1_000_000_000 for moment in (seen.st_mtime_ns, seen.st_ctime_ns))
    if max(seen.st_mtime, seen.st_ctime) > time.time() - (min(_SETTLED, _SETTLED_IN_PARTS) if in_parts else _SETTLED):
        return ""
    return f"{seen.st_size} {seen.st_mtime_ns} {seen.st_ctime_ns} {seen.st_ino}"
