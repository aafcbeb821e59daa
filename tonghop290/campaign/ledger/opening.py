"""The ledger file of a round: its tables, and how it is opened."""

from __future__ import annotations

import datetime as dt
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from tonghop290.campaign.folder import RoundError, RoundFolder
from tonghop290.campaign.ledger.chain import TABLE, link_all
from tonghop290.campaign.ledger.deeds import Ledger
from tonghop290.campaign.ledger.kept_states import Copies
from tonghop290.campaign.ledger.proof import APPLICATION, HEADER, VERSION, changes, content_of, prove, unpacked
from tonghop290.campaign.ledger.questions import READINGS_KEY
from tonghop290.campaign.ledger.troubles import DamagedLedger, ledger_faults

__all__ = ["add_tables", "known_units", "open_ledger", "prepared", "readings_key"]

_WAIT = 10.0
"""Seconds a command waits for another program that holds the ledger."""

# This text stands in every ledger as it is here: a line too long for the page goes on behind a backslash.
_SCHEMA = """
CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE units (code TEXT PRIMARY KEY, title TEXT NOT NULL) STRICT;
CREATE TABLE issues (
    id TEXT PRIMARY KEY, unit TEXT NOT NULL, number INTEGER NOT NULL, made TEXT NOT NULL, \
workbook TEXT NOT NULL, sha256 TEXT NOT NULL,
    draft TEXT NOT NULL, form_hash TEXT NOT NULL, settings_hash TEXT NOT NULL, UNIQUE (unit, number)
) STRICT;
CREATE TABLE post (
    issue TEXT PRIMARY KEY REFERENCES issues (id), state TEXT NOT NULL CHECK (state IN ('sending', 'sent', 'refused')),
    recipient TEXT NOT NULL, at TEXT NOT NULL, said TEXT NOT NULL
) STRICT;
CREATE TABLE originals (sha256 TEXT PRIMARY KEY, place TEXT NOT NULL, name TEXT NOT NULL, \
size INTEGER NOT NULL, stored TEXT NOT NULL) STRICT;
CREATE TABLE arrivals (
    name TEXT NOT NULL, sha256 TEXT NOT NULL REFERENCES originals (sha256), holder TEXT, sender TEXT NOT NULL, \
arrived TEXT NOT NULL,
    PRIMARY KEY (name, sha256)
) STRICT;
CREATE TABLE returns (
    id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE REFERENCES originals (sha256), name TEXT NOT NULL, \
unit TEXT, guess TEXT,
    sender TEXT NOT NULL, version INTEGER, issue TEXT NOT NULL, form_version TEXT NOT NULL, \
form_hash TEXT NOT NULL, saved TEXT,
    status TEXT NOT NULL, standing TEXT NOT NULL, supersedes INTEGER REFERENCES returns (id), received TEXT NOT NULL,
    compared INTEGER NOT NULL, verdict TEXT NOT NULL, UNIQUE (unit, version)
) STRICT;
CREATE UNIQUE INDEX one_counts ON returns (unit) WHERE standing = 'current';
CREATE TABLE findings (
    return INTEGER NOT NULL REFERENCES returns (id), number INTEGER NOT NULL, key TEXT NOT NULL, \
severity TEXT NOT NULL, finding TEXT NOT NULL,
    PRIMARY KEY (return, number)
) STRICT;
CREATE TABLE explanations (return INTEGER NOT NULL REFERENCES returns (id), key TEXT NOT NULL, \
said TEXT NOT NULL, PRIMARY KEY (return, key)) STRICT;
CREATE TABLE acceptances (
    unit TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, who TEXT NOT NULL, why TEXT NOT NULL, at TEXT NOT NULL,
    return INTEGER NOT NULL REFERENCES returns (id), PRIMARY KEY (unit, key, value)
) STRICT;
CREATE TABLE answers (return INTEGER PRIMARY KEY REFERENCES returns (id), at TEXT NOT NULL, \
workbook TEXT NOT NULL, draft TEXT NOT NULL, sha256 TEXT NOT NULL) STRICT;
CREATE TABLE events (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, kind TEXT NOT NULL, unit TEXT, sha256 TEXT, \
form_hash TEXT, said TEXT NOT NULL
) STRICT;
"""

_ADDED = {
    "threads": """
CREATE TABLE threads (
    return INTEGER PRIMARY KEY REFERENCES returns (id), message TEXT NOT NULL, refs TEXT NOT NULL, \
subject TEXT NOT NULL, writer TEXT NOT NULL
) STRICT
""",
    "letters": """
CREATE TABLE letters (
    draft TEXT PRIMARY KEY, state TEXT NOT NULL CHECK (state IN ('sending', 'sent', 'refused')),
    recipient TEXT NOT NULL, at TEXT NOT NULL, said TEXT NOT NULL
) STRICT
""",
    "fetched": """
CREATE TABLE fetched (
    box TEXT NOT NULL, validity INTEGER NOT NULL, uid INTEGER NOT NULL, mail TEXT NOT NULL, place TEXT NOT NULL, \
at TEXT NOT NULL, PRIMARY KEY (box, validity, uid)
) STRICT
""",
    "chain": TABLE,
    "events_by_kind": "CREATE INDEX events_by_kind ON events (kind, sha256)",
    "arrivals_by_holder": "CREATE INDEX arrivals_by_holder ON arrivals (holder)",
}
"""Tables and indexes that ledgers from before them get as they are opened; an earlier program passes them over."""


@contextmanager
def open_ledger(
    path: Path, *, now: dt.datetime, actor: str, make: bool = False, scratch: bool = False
) -> Iterator[Ledger]:
    """The ledger of a round, proven. ``make``: a new one. ``scratch``: a copy in memory, so that nothing done to it is
    kept.

    Before it is written to, and after that went well, what stands in it is kept as a copy (:mod:`kept_states`).

    Errors: RoundError when it is missing, damaged, of a later version of the program or held by another program for
    ten seconds, or when the disk is full.
    """
    if not make and not path.is_file():
        raise RoundError(f"Không tìm thấy sổ {path.name} của đợt.")
    copies = Copies(RoundFolder(path.parent))
    with ledger_faults():
        as_written, connection, data = _made(path) if make else _proven(path, copies)
        if scratch:
            connection.close()
            connection = unpacked(data)
            add_tables(connection)
        with closing(connection):
            if not (make or scratch):
                if not as_written:  # else the newest copy is of these bytes
                    copies.keep(data, now.date())
                connection.execute("COMMIT")
                _mark(connection)
            before = changes(data) if as_written else None
            del data  # as large as the ledger
            ledger = Ledger(prepared(connection), now=now, actor=actor)
            if not as_written:
                ledger.look_at_the_chain()
            link_all(connection)
            ledger.note_altered()
            yield ledger
            if not (make or scratch):
                _keep_written(connection, path, copies, now.date(), before)


def _keep_written(
    connection: sqlite3.Connection, path: Path, copies: Copies, day: dt.date, before: bytes | None
) -> None:
    """What was written, proven and kept. ``before``: what was counted of the ledger the newest copy is of, None where
    none is; where it counts the same nothing was."""
    _read(connection)
    with open(path, "rb") as file:
        now = changes(file.read(HEADER))
    if before is None or now != before:
        prove(connection)
        copies.keep(content_of(connection, path), day)


def known_units(path: Path) -> tuple[set[str], dict[str, str]]:
    """The codes of the units a round knows, and code → title of those it has made a workbook for; none where its
    ledger cannot be read, which is told when it is opened."""
    with suppress(sqlite3.Error, OSError, ValueError):
        place = f"{path.absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(place, uri=True, timeout=_WAIT)) as connection:
            issued = {str(code): str(title) for code, title in connection.execute("SELECT code, title FROM units")}
            senders = connection.execute("SELECT DISTINCT unit FROM returns WHERE unit IS NOT NULL")
            return {*issued, *(str(code) for (code,) in senders)}, issued
    return set(), {}


def readings_key(path: Path) -> bytes:
    """The key of what is kept beside a ledger (:mod:`readings`); empty where the ledger cannot be read."""
    with suppress(sqlite3.Error, OSError, ValueError):
        place = f"{path.absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(place, uri=True, timeout=_WAIT)) as connection:
            row = connection.execute("SELECT value FROM settings WHERE key = ?", (READINGS_KEY,)).fetchone()
            return bytes.fromhex(str(row[0])) if row is not None else b""
    return b""


def prepared(connection: sqlite3.Connection) -> sqlite3.Connection:
    """The connection as :class:`Ledger` wants it. Text that a damage made unreadable is text all the same: what is
    wrong with it is told by its unit.
    """
    connection.row_factory = sqlite3.Row
    connection.text_factory = lambda data: data.decode("utf-8", "replace")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def _made(path: Path) -> tuple[bool, sqlite3.Connection, bytes]:
    connection = sqlite3.connect(path, isolation_level=None, timeout=_WAIT)
    connection.executescript(f"BEGIN;{_SCHEMA}PRAGMA user_version = {VERSION};COMMIT;")
    _mark(connection)
    return True, connection, b""


def add_tables(connection: sqlite3.Connection) -> None:
    """The tables a ledger from before them does not have."""
    there = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    for name, made in _ADDED.items():
        if name not in there:
            connection.execute(made)


def _proven(path: Path, copies: Copies) -> tuple[bool, sqlite3.Connection, bytes]:
    """The ledger file, read under a lock that nobody writes through; whether it is as our last command left it, and
    what it holds."""
    data = b""

    def unchanged() -> bool | None:
        nonlocal data
        data = content_of(connection, path)
        return copies.unchanged(data)

    connection = sqlite3.connect(path, isolation_level=None, timeout=_WAIT)
    try:
        _read(connection)
        as_written = prove(connection, unchanged)
    except BaseException:
        connection.close()
        raise
    return as_written, connection, data


def _read(connection: sqlite3.Connection) -> None:
    """Begin to read, as soon as no other program is writing: what waits for a lock later would wait for ever."""
    connection.execute("BEGIN")
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except UnicodeDecodeError:  # SQLite's own sentence holds bytes of the damage
        raise DamagedLedger("có trang không đọc được") from None


def _mark(connection: sqlite3.Connection) -> None:
    """What tells our ledgers, and the key to what is kept beside them; earlier ledgers get both."""
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION:
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
    if connection.execute("SELECT 1 FROM settings WHERE key = ?", (READINGS_KEY,)).fetchone() is None:
        connection.execute("INSERT INTO settings VALUES (?, ?)", (READINGS_KEY, secrets.token_hex(32)))
    add_tables(connection)
