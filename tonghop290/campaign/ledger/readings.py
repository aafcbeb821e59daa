"""What was read of the originals, kept so that no return is read twice: the file ``.da_doc`` of a round.

It may be thrown away at any time: then everything is read once more. It is no part of the ledger, so nothing hangs on
it: one that is damaged, locked by another command or on a full disk is passed over without a word.

A reading is believed for the content, name and context it was made of, and only if it bears the seal of the round: a
digest made with a key that stands in the ledger. It is asked for with the content of the original at hand, never
without one.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import sqlite3
from contextlib import suppress
from types import TracebackType
from typing import Self

from tonghop290.campaign.folder import RoundFolder
from tonghop290.files import keep_private

__all__ = ["Readings"]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS readings (
    sha256 TEXT NOT NULL, name TEXT NOT NULL, context TEXT NOT NULL, digest TEXT NOT NULL, reading TEXT NOT NULL,
    PRIMARY KEY (sha256, name)
) STRICT
"""


class Readings:
    """The kept readings of a round, for one command.

    ``key``: of the round's seal; without one nothing is kept or believed. ``write``: also keep new ones; they are there
    when the block has ended well.

    Of each original one reading is kept, the newest: those of an earlier program, form or register are of no more use.
    """

    def __init__(self, folder: RoundFolder, key: bytes, *, write: bool = True) -> None:
        self._path, self._key, self._write = folder.readings, key, write
        self._connection: sqlite3.Connection | None = None

    def __enter__(self) -> Self:
        if not self._key or not self._write and not self._path.is_file():
            return self
        try:
            if self._write:
                with suppress(OSError):
                    keep_private(self._path)
            self._connection = sqlite3.connect(self._path, isolation_level=None, timeout=0)
            self._connection.execute("PRAGMA synchronous = OFF")
            if self._write:
                self._begin(self._connection)
        except sqlite3.DatabaseError as error:
            self._give_up(damaged=not isinstance(error, sqlite3.OperationalError))
        return self

    def _begin(self, connection: sqlite3.Connection) -> None:
        try:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(_SCHEMA)
        except (
            sqlite3.OperationalError
        ):  # another command is writing, or the folder cannot be written: what is there may still be read
            self._write = False

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._connection is not None:
            if kind is None and self._write:
                with suppress(sqlite3.DatabaseError):
                    self._connection.commit()
            self._connection.close()

    def find(self, sha256: str, name: str, context: str) -> str | None:
        """The reading of an original under the name it has there; None without one of this context that is whole."""
        if self._connection is None:
            return None
        try:
            row = self._connection.execute(
                "SELECT digest, reading FROM readings WHERE sha256 = ? AND name = ? AND context = ?",
                (sha256, name, context),
            ).fetchone()
        except sqlite3.DatabaseError as error:
            self._give_up(damaged=not isinstance(error, sqlite3.OperationalError))
            return None
        if row is None or not hmac.compare_digest(row[0], self._seal(sha256, name, context, row[1])):
            return None
        return str(row[1])

    def keep(self, sha256: str, name: str, context: str, reading: str) -> None:
        """Keep a reading in place of an earlier one."""
        if self._connection is None or not self._write:
            return
        try:
            self._connection.execute(
                "INSERT OR REPLACE INTO readings VALUES (?, ?, ?, ?, ?)",
                (sha256, name, context, self._seal(sha256, name, context, reading), reading),
            )
        except sqlite3.DatabaseError:
            self._give_up(damaged=False)

    def _seal(self, *parts: str) -> str:
        return hmac.new(self._key, json.dumps(parts).encode(), hashlib.sha256).hexdigest()

    def _give_up(self, *, damaged: bool) -> None:
        if self._connection is not None:
            with suppress(sqlite3.DatabaseError):
                self._connection.close()
            self._connection = None
        if damaged and self._write:
            with suppress(OSError):
                self._path.unlink()
