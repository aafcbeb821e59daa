"""The letter box as it was left: a file that was taken in and was not touched since is not opened again.

What was seen is kept among the readings, which may be thrown away; what counts is the ledger: all that came in the file
must be there, and its original in its place.
"""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

from tonghop290.campaign.archive import Archive
from tonghop290.campaign.folder import RoundFolder
from tonghop290.campaign.ledger.questions import Questions
from tonghop290.campaign.ledger.readings import Readings

__all__ = ["LetterBox"]

_BOX = "thu_den"
"""In place of a hash: these entries are known by the names of files."""
_SETTLED = 2.0
"""Seconds after which a file system surely gives a change another time."""


class LetterBox:
    """For one command; the readings are written when it has ended well."""

    def __init__(self, folder: RoundFolder, ledger: Questions, archive: Archive, kept: Readings) -> None:
        self._folder, self._archive, self._kept = folder, archive, kept
        self._arrived, self._originals = ledger.arrived(), ledger.originals()
        self._marks: dict[Path, str] = {}
        self._held: dict[Path, list[tuple[str, str]]] = {}

    def is_known(self, path: Path) -> bool:
        """Whether all that is in a file has been taken in before."""
        self._marks[path] = mark = _mark(path)
        said = self._kept.find(_BOX, self._folder.relative(path), mark) if mark else None
        return said is not None and all(self._is_kept(name, sha256) for name, sha256 in json.loads(said))

    def _is_kept(self, name: str, sha256: str) -> bool:
        return (name, sha256) in self._arrived and self._archive.has(*self._originals[sha256])

    def came(self, path: Path, arrival: tuple[str, str]) -> None:
        """Note what a file held: name and hash."""
        self._held.setdefault(path, []).append(arrival)

    def remember(self) -> None:
        """Keep what was noted, for the next command."""
        for path, held in self._held.items():
            if mark := self._marks.get(path):
                self._kept.keep(_BOX, self._folder.relative(path), mark, json.dumps(held))


def _mark(path: Path) -> str:
    """What changes with every change of a file; "" where that was just now, or cannot be told."""
    try:
        seen = os.stat(path)
    except (OSError, ValueError):
        return ""
    if max(seen.st_mtime, seen.st_ctime) > time.time() - _SETTLED:
        return ""
    return f"{seen.st_size} {seen.st_mtime_ns} {seen.st_ctime_ns} {seen.st_ino}"
