"""One command at a time: a lock the system itself takes back when a command dies."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from tonghop290.campaign.folder import RoundError, RoundFolder
from tonghop290.campaign.ledger.troubles import database_fault
from tonghop290.files import keep_private

__all__ = ["WAIT", "locked"]

WAIT = 60.0
"""Seconds a command waits for another one to end."""


@contextmanager
def locked(folder: RoundFolder, *, wait: float = WAIT, say: Callable[[str], None] | None = None) -> Iterator[None]:
    """Hold the round's lock for the length of the block, and clear away what a killed command left half-written.

    SQLite's exclusive lock on a file of its own: it works on Windows and Linux alike and dies with its process.
    ``say`` is told once when the round is busy. Errors: RoundError when it is still busy after ``wait`` seconds.
    """
    connection = _connect(folder)
    try:
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            _only_busy(error)
            if say is not None and wait:
                say("Một lệnh khác đang làm việc với đợt này; đang chờ lệnh đó xong…")
            connection.execute(f"PRAGMA busy_timeout = {int(wait * 1000)}")
            try:
                connection.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError as later:
                _only_busy(later)
                raise RoundError(
                    "Một lệnh khác vẫn đang làm việc với đợt này. Đề nghị chờ lệnh đó xong rồi chạy lại."
                ) from None
        folder.sweep()
        yield
        folder.sweep()
    finally:
        connection.close()


def _connect(folder: RoundFolder) -> sqlite3.Connection:
    """The lock file; one that is no database any more can be nobody's lock, and is made anew."""
    with suppress(OSError):
        keep_private(folder.lock)
    connection = sqlite3.connect(folder.lock, timeout=0, isolation_level=None)
    try:
        connection.execute("PRAGMA user_version")
    except sqlite3.OperationalError:
        pass  # busy, or not to be opened: that is said where it is locked
    except sqlite3.DatabaseError:
        connection.close()
        with suppress(OSError):
            folder.lock.unlink()
        connection = sqlite3.connect(folder.lock, timeout=0, isolation_level=None)
    return connection


def _only_busy(error: sqlite3.OperationalError) -> None:
    if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        raise database_fault(error) or error from None
