"""A ledger proves itself before anything is believed of it: it is ours, of a version we know, and whole."""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

from tonghop290.campaign.folder import LEDGER, RoundError
from tonghop290.campaign.ledger.entries import CURRENT, STALE, STRANGE, SUPERSEDED, UNREADABLE
from tonghop290.campaign.ledger.questions import READINGS_KEY
from tonghop290.campaign.ledger.troubles import DamagedLedger, database_fault
from tonghop290.model.severity import SEVERITY_HEADS

__all__ = ["APPLICATION", "HEADER", "VERSION", "changes", "content_of", "in_memory", "prove", "unpacked"]

VERSION = 1
"""Of the tables (``PRAGMA user_version``)."""
APPLICATION = int.from_bytes(b"T290")
"""``PRAGMA application_id`` of our ledgers; those made before it was set have 0."""
_TABLES = frozenset(
    ("settings", "units", "issues", "post", "originals", "arrivals", "returns", "findings", "explanations")
    + ("acceptances", "answers", "events")
)
_MOMENTS = (
    ("issues", "made"), ("post", "at"), ("originals", "stored"), ("arrivals", "arrived"), ("returns", "received"),
    ("returns", "saved"), ("acceptances", "at"), ("answers", "at"), ("events", "at"),
)  # fmt: skip
_WORDS = (
    ("returns", "standing", (CURRENT, SUPERSEDED, STALE, STRANGE, UNREADABLE)),
    ("findings", "severity", SEVERITY_HEADS),
)  # fmt: skip
"""What every row must be able to say; what it says beyond that is told by its unit."""
HEADER = 100
"""Bytes with which a ledger's file tells of itself."""
_MODES = slice(18, 20)
"""Where the header says how the file is written; 2: with a log beside it, whose transactions are not counted."""
_NO_LOG = b"\1\1"


def prove(connection: sqlite3.Connection, unchanged: Callable[[], bool | None] = lambda: None) -> bool:
    """See whose it is and look at every page; whether it is as we wrote it.

    ``unchanged``: :meth:`Copies.unchanged` of what it holds; every page of what is as we wrote it was looked at then.

    Errors: DamagedLedger; RoundError for a later version's ledger, or one held by another program.
    """
    try:
        _is_ours(connection)
        state = unchanged()
        if state is not True and [row[0] for row in connection.execute("PRAGMA quick_check(1)")] != ["ok"]:
            raise DamagedLedger("có trang không đọc được")
        if state is not True:
            _rows_can_be_read(connection)
    except UnicodeDecodeError:  # SQLite's own sentence holds bytes of the damage
        raise DamagedLedger("có trang không đọc được") from None
    except sqlite3.DatabaseError as error:
        raise database_fault(error) or DamagedLedger(str(error)) from error
    if state is False:
        raise DamagedLedger("nội dung đã đổi mà không phải do chương trình ghi")
    return state is True


def _is_ours(connection: sqlite3.Connection) -> None:
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not tables and not version:
        raise DamagedLedger("trong tệp không có gì")
    if application not in (0, APPLICATION) or not tables & _TABLES:
        raise DamagedLedger("đó là tệp của một chương trình khác")
    if version > VERSION:
        raise RoundError(
            f"Sổ {LEDGER} do phiên bản mới hơn của chương trình ghi (sổ kiểu {version}; chương trình này đọc được "
            f"đến kiểu {VERSION}). Đề nghị cài phiên bản mới của tonghop290 rồi chạy lại."
        )
    if version != VERSION or not tables >= _TABLES:
        raise DamagedLedger("thiếu bảng, hoặc không ghi đúng kiểu sổ")


def _rows_can_be_read(connection: sqlite3.Connection) -> None:
    """Moments that are some, words that are known: another program may have entered anything else."""
    for table, column in _MOMENTS:
        for (said,) in connection.execute(f"SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL"):
            if not _is_moment(said):
                raise DamagedLedger(f"bảng {table} có ngày giờ không đọc được")
    for table, column, known in _WORDS:
        marks = ", ".join("?" * len(known))
        if connection.execute(f"SELECT 1 FROM {table} WHERE {column} NOT IN ({marks})", tuple(known)).fetchone():
            raise DamagedLedger(f"bảng {table} có dòng không đọc được")
    for (key,) in connection.execute("SELECT value FROM settings WHERE key = ?", (READINGS_KEY,)):
        if not re.fullmatch("[0-9a-f]{64}", key):
            raise DamagedLedger("bảng settings có dòng không đọc được")


def _is_moment(said: object) -> bool:
    try:
        return isinstance(said, str) and dt.datetime.fromisoformat(said).tzinfo is not None
    except ValueError:
        return False


def changes(data: bytes) -> bytes | None:
    """What SQLite counts up with every transaction; None where it does not."""
    return None if b"\2" in data[_MODES] else data[24:28]


def content_of(connection: sqlite3.Connection, path: Path) -> bytes:
    """What a ledger holds, under a lock that nobody writes through: the bytes of its file, taken in half the time
    SQLite needs for them, where no log lies beside it and nothing behind it."""
    data = path.read_bytes()
    ((size,), (pages,)) = (connection.execute(f"PRAGMA {what}").fetchone() for what in ("page_size", "page_count"))
    return data if data[_MODES] == _NO_LOG and len(data) == size * pages else connection.serialize()


def unpacked(data: bytes) -> sqlite3.Connection:
    """The bytes of a ledger, opened in memory, whatever they are worth."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    if data and data[_MODES] != _NO_LOG:
        data = data[: _MODES.start] + _NO_LOG + data[_MODES.stop :]  # no log beside a memory
    if data:
        connection.deserialize(data)
    return connection


def in_memory(data: bytes) -> sqlite3.Connection:
    """The bytes of a ledger, opened in memory and proven. Errors: as :func:`prove`."""
    connection = unpacked(data)
    try:
        prove(connection)
    except BaseException:
        connection.close()
        raise
    return connection
