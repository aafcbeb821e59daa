"""Copies of the ledger, kept beside it: ``.so_luu/<number> <day>.sqlite.gz``, the highest number the newest.

Each is proven before it is kept, and appears whole or not at all. The last five stay, and of earlier days the last one
of each of thirty.
"""

from __future__ import annotations

import datetime as dt
import gzip
import os
import re
import struct
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from tonghop290.campaign.folder import RoundFolder
from tonghop290.campaign.ledger.proof import changes

__all__ = ["Copies"]

_LAST, _DAYS = 5, 30
_NAME = re.compile(r"(\d{6,}) (\d{4}-\d\d-\d\d)\.sqlite\.gz")


class Copies:
    """The copies of a round's ledger."""

    def __init__(self, folder: RoundFolder) -> None:
        self._folder = folder

    def paths(self) -> list[Path]:
        """The newest first."""
        if not self._folder.copies.is_dir():
            return []
        found = [path for path in self._folder.copies.iterdir() if _NAME.fullmatch(path.name)]
        return sorted(found, key=lambda path: (_number(path), path.name), reverse=True)

    def contents(self) -> Iterator[tuple[Path, bytes]]:
        """What can be unpacked, the newest first."""
        for path in self.paths():
            data = _unpacked(path)
            if data is not None:
                yield path, data

    def unchanged(self, data: bytes) -> bool | None:
        """Whether a ledger is as the newest copy has it; None when it has been written since.

        False is damage: other bytes, though no transaction was made.
        """
        for path in self.paths():
            if _sum_of(path) == (zlib.crc32(data), len(data)):
                return True
            kept = _unpacked(path)
            if kept is not None:
                return False if changes(data) == changes(kept) is not None else None
        return None

    def keep(self, data: bytes, day: dt.date) -> None:
        """Keep these bytes of a proven ledger, unless the newest copy holds them already. Under the lock.

        Errors: RoundError when the disk is full; OSError.
        """
        paths = self.paths()
        if paths and _sum_of(paths[0]) == (zlib.crc32(data), len(data)) and _unpacked(paths[0]) == data:
            return
        number = _number(paths[0]) + 1 if paths else 1
        place = self._folder.copies / f"{number:06d} {day.isoformat()}.sqlite.gz"
        self._folder.put(place, gzip.compress(data, 1, mtime=0))
        self._rotate([place, *paths])

    def _rotate(self, paths: list[Path]) -> None:
        """Remove what is neither of the last ones nor the last of its day."""
        of_days: dict[str, Path] = {}
        for path in paths:
            of_days.setdefault(path.name.split()[1], path)
        kept = {*paths[:_LAST], *list(of_days.values())[:_DAYS]}
        for path in paths:
            if path not in kept:
                with suppress(OSError):
                    path.unlink()


def _number(path: Path) -> int:
    return int(path.name.partition(" ")[0])


def _sum_of(path: Path) -> tuple[int, int] | None:
    """CRC-32 and length of what a copy was made of, as its last bytes say."""
    try:
        with open(path, "rb") as stream:
            stream.seek(-8, os.SEEK_END)
            found: tuple[int, int] = struct.unpack("<LL", stream.read())
    except (OSError, struct.error):
        return None
    return found


def _unpacked(path: Path) -> bytes | None:
    """None for a copy that is damaged itself."""
    try:
        return gzip.decompress(path.read_bytes())
    except (OSError, EOFError, zlib.error):
        return None
