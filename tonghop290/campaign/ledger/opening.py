"""The ledger file of a round: its tables, and how it is opened."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tonghop290.campaign.folder import ARCHIVE, RoundError
from tonghop290.campaign.ledger.deeds import Ledger
from tonghop290.campaign.ledger.troubles import database_fault

__all__ = ["open_ledger"]

_VERSION = 1

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


@contextmanager
def open_ledger(
    path: Path, *, now: dt.datetime, actor: str, make: bool = False, scratch: bool = False
) -> Iterator[Ledger]:
    """The ledger of a round. ``make``: a new one. ``scratch``: a copy in memory, so that nothing done to it is kept.

    Errors: RoundError when it is missing, damaged or of a later version of the program, or when the disk is full.
    """
    if not make and not path.is_file():
        raise RoundError(f"Không tìm thấy sổ {path.name} của đợt.")
    try:
        connection = sqlite3.connect(path, isolation_level=None, timeout=10)
        if scratch:
            copy = sqlite3.connect(":memory:", isolation_level=None)
            connection.backup(copy)
            connection.close()
            connection = copy
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
        found = connection.execute("PRAGMA user_version").fetchone()[0]
        if make and not found:
            connection.executescript(f"BEGIN;{_SCHEMA}PRAGMA user_version = {_VERSION};COMMIT;")
        elif found != _VERSION:
            connection.close()
            raise RoundError(
                f"Sổ {path.name} thuộc phiên bản khác của chương trình ({found}; chương trình này đọc được {_VERSION})."
            )
    except sqlite3.OperationalError as error:
        raise database_fault(error) from error
    except sqlite3.DatabaseError as error:
        raise RoundError(
            f"Sổ {path.name} bị hỏng ({error}). "
            f"Đề nghị lấy lại bản sao gần nhất; các biểu gốc vẫn còn nguyên trong {ARCHIVE}."
        ) from error
    ledger = Ledger(connection, now=now, actor=actor)
    try:
        yield ledger
    finally:
        ledger.close()
