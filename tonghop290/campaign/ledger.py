"""The ledger of a round: an embedded database, written in transactions that each carry all of one deed.

Times are ISO text with their offset, as they were given; contents are named by SHA-256; places are relative to the round's folder.
"""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tonghop290.campaign.folder import RoundError
from tonghop290.model import Finding, Unit

__all__ = ["Ledger", "Point", "Return", "as_finding", "database_fault", "finding_key", "open_ledger", "what_stands"]

VERSION = 1
CURRENT, SUPERSEDED, STALE, STRANGE, UNREADABLE = "current", "superseded", "stale", "strange", "unreadable"
"""Where a return stands: the one that counts; an earlier one; one older than what was in already; of nobody known; no form."""

OUTSIDE = ("below-range", "above-range", "form-range")
"""Findings about a value outside its range: it is not added up until it is corrected, or accepted."""

NOT_TAKEN = ("form-lacks", "form-meaning", "form-choice", "form-period")
"""Findings about what a return on an earlier edition of the form does not give the present one."""

_FULL = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}

_SCHEMA = """
CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE units (code TEXT PRIMARY KEY, title TEXT NOT NULL) STRICT;
CREATE TABLE issues (
    id TEXT PRIMARY KEY, unit TEXT NOT NULL, number INTEGER NOT NULL, made TEXT NOT NULL, workbook TEXT NOT NULL, sha256 TEXT NOT NULL,
    draft TEXT NOT NULL, form_hash TEXT NOT NULL, settings_hash TEXT NOT NULL, UNIQUE (unit, number)
) STRICT;
CREATE TABLE post (
    issue TEXT PRIMARY KEY REFERENCES issues (id), state TEXT NOT NULL CHECK (state IN ('sending', 'sent', 'refused')),
    recipient TEXT NOT NULL, at TEXT NOT NULL, said TEXT NOT NULL
) STRICT;
CREATE TABLE originals (sha256 TEXT PRIMARY KEY, place TEXT NOT NULL, name TEXT NOT NULL, size INTEGER NOT NULL, stored TEXT NOT NULL) STRICT;
CREATE TABLE arrivals (
    name TEXT NOT NULL, sha256 TEXT NOT NULL REFERENCES originals (sha256), holder TEXT, sender TEXT NOT NULL, arrived TEXT NOT NULL,
    PRIMARY KEY (name, sha256)
) STRICT;
CREATE TABLE returns (
    id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE REFERENCES originals (sha256), name TEXT NOT NULL, unit TEXT, guess TEXT,
    sender TEXT NOT NULL, version INTEGER, issue TEXT NOT NULL, form_version TEXT NOT NULL, form_hash TEXT NOT NULL, saved TEXT,
    status TEXT NOT NULL, standing TEXT NOT NULL, supersedes INTEGER REFERENCES returns (id), received TEXT NOT NULL,
    compared INTEGER NOT NULL, verdict TEXT NOT NULL, UNIQUE (unit, version)
) STRICT;
CREATE UNIQUE INDEX one_counts ON returns (unit) WHERE standing = 'current';
CREATE TABLE findings (
    return INTEGER NOT NULL REFERENCES returns (id), number INTEGER NOT NULL, key TEXT NOT NULL, severity TEXT NOT NULL, finding TEXT NOT NULL,
    PRIMARY KEY (return, number)
) STRICT;
CREATE TABLE explanations (return INTEGER NOT NULL REFERENCES returns (id), key TEXT NOT NULL, said TEXT NOT NULL, PRIMARY KEY (return, key)) STRICT;
CREATE TABLE acceptances (
    unit TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, who TEXT NOT NULL, why TEXT NOT NULL, at TEXT NOT NULL,
    return INTEGER NOT NULL REFERENCES returns (id), PRIMARY KEY (unit, key, value)
) STRICT;
CREATE TABLE answers (return INTEGER PRIMARY KEY REFERENCES returns (id), at TEXT NOT NULL, workbook TEXT NOT NULL, draft TEXT NOT NULL, sha256 TEXT NOT NULL) STRICT;
CREATE TABLE events (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, kind TEXT NOT NULL, unit TEXT, sha256 TEXT, form_hash TEXT, said TEXT NOT NULL
) STRICT;
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """A workbook that came. ``version``: the unit's first, second …; ``verdict``: of its object of ``check --format json`` the
    values, states and tables, and under "form" the hash of the edition it was judged by (``form_hash`` is what the workbook says).

    ``unit`` is a code, None when nobody knows; ``guess`` is then whose it may be. ``saved``: ISO time in UTC, or None.
    """

    id: int
    sha256: str
    name: str
    unit: str | None
    guess: str | None
    sender: str
    version: int | None
    issue: str
    form_version: str
    form_hash: str
    saved: str | None
    status: str
    standing: str
    supersedes: int | None
    received: str
    compared: int
    verdict: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One finding of a return and what has become of it. ``finding``: its object of ``check --format json``.

    ``explained``: what the sender said of a warning; ``accepted``: (who, why, when) of the officer.
    """

    number: int
    key: str
    severity: str
    finding: Mapping[str, Any]
    explained: str = ""
    accepted: tuple[str, str, str] | None = None

    @property
    def open(self) -> bool:
        """Errors stay open until corrected or accepted; warnings also end when they are explained; notes are never open."""
        return self.severity in ("error", "warning") and self.accepted is None and not self.explained

    @property
    def still_missing(self) -> bool:
        """Whether accepting it brings no figure: the cell holds nothing that can be read as one, or nothing the present form can take."""
        return (
            self.finding["code"] in NOT_TAKEN
            or self.severity == "error"
            and self.finding["stage"] in ("structure", "type")
        )

    @property
    def text(self) -> str:
        """Place, message, what to do, as the sender reads it."""
        one = self.finding
        place = (
            f"{one['sheet']}!{one['cell']}: "
            if one["sheet"] and one["cell"]
            else f"{one['sheet']}: "
            if one["sheet"]
            else ""
        )
        return f"{place}{one['message']} {one['fix']}".strip()


def as_finding(finding: Mapping[str, Any], unit: Unit | None, file: str) -> Finding:
    """A Finding again, of its JSON object."""
    return Finding(**finding, unit=unit, file=file)


def finding_key(finding: Finding) -> str:
    """ "code|field": how a point is called in the ledger and in the answers."""
    return f"{finding.code}|{finding.field or ''}"


def what_stands(finding: Mapping[str, Any]) -> str:
    """What an acceptance or an explanation holds for: it ends when something else stands in the cell.

    What a rule expects is part of it (another cell of the rule has changed); the middle of the other units is not: it moves with every return.
    """
    return json.dumps(
        [finding["value"], None if finding["stage"] == "compare" else finding["expected"]], ensure_ascii=False
    )


class Ledger:
    """The ledger, opened. Reading methods give plain values; everything is written inside :meth:`deed`."""

    def __init__(self, connection: sqlite3.Connection, *, now: dt.datetime, actor: str) -> None:
        aware = now if now.tzinfo else now.astimezone()
        self._connection, self.at, self.actor = connection, aware.isoformat(timespec="seconds"), actor

    def close(self) -> None:
        self._connection.close()

    @contextmanager
    def deed(self) -> Iterator[None]:
        """All of it or nothing. Errors: RoundError when the disk is full."""
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.rollback()
                raise
            self._connection.commit()
        except sqlite3.OperationalError as error:
            raise database_fault(error) from error

    def rows(self, query: str, *values: Any) -> list[sqlite3.Row]:
        return self._connection.execute(query, values).fetchall()

    def one(self, query: str, *values: Any) -> sqlite3.Row | None:
        row: sqlite3.Row | None = self._connection.execute(query, values).fetchone()
        return row

    def insert(self, table: str, **values: Any) -> int:
        """Insert a row (inside a deed); its number."""
        names = ", ".join(f'"{name}"' for name in values)
        marks = ", ".join("?" * len(values))
        done = self._connection.execute(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', tuple(values.values()))
        return done.lastrowid or 0

    def change(self, query: str, *values: Any) -> None:
        """Change rows (inside a deed)."""
        self._connection.execute(query, values)

    def event(
        self,
        kind: str,
        *,
        unit: str | None = None,
        sha256: str | None = None,
        form_hash: str | None = None,
        said: str = "",
    ) -> None:
        self.insert(
            "events", at=self.at, actor=self.actor, kind=kind, unit=unit, sha256=sha256, form_hash=form_hash, said=said
        )

    # --- what is known --------------------------------------------------------------------------------------------

    def setting(self, key: str) -> str:
        row = self.one("SELECT value FROM settings WHERE key = ?", key)
        return row["value"] if row is not None else ""

    def returns(self, where: str = "1", *values: Any) -> list[Return]:
        return [_return(row) for row in self.rows(f"SELECT * FROM returns WHERE {where} ORDER BY id", *values)]

    def current(self) -> dict[str, Return]:
        """The return that counts, by unit."""
        return {one.unit or "": one for one in self.returns("standing = 'current'")}

    def points(self, of: Return) -> list[Point]:
        """The findings of a return, with what the sender explained and the officer accepted."""
        accepted = {
            (row["key"], row["value"]): (row["who"], row["why"], row["at"])
            for row in self.rows("SELECT * FROM acceptances WHERE unit = ?", of.unit)
        }
        said = self._explained(of)
        points = []
        for row in self.rows("SELECT * FROM findings WHERE return = ? ORDER BY number", of.id):
            finding = json.loads(row["finding"])
            place = row["key"], what_stands(finding)
            explained = said.get(place, "") if row["severity"] == "warning" else ""
            points.append(
                Point(
                    number=row["number"],
                    key=row["key"],
                    severity=row["severity"],
                    finding=finding,
                    explained=explained,
                    accepted=accepted.get(place),
                )
            )
        return points

    def _explained(self, of: Return) -> dict[tuple[str, str], str]:
        """What was said of each warning: (key, its value) → text, by this return or an earlier one of the unit.

        It holds as long as the same value stands. The same words beside another value say nothing of that one: they may have
        stayed in their box while the number was changed.
        """
        said: dict[tuple[str, str], str] = {}
        rows = self.rows(
            "SELECT e.key, e.said, f.finding FROM explanations e JOIN findings f ON f.return = e.return AND f.key = e.key JOIN returns r ON r.id = e.return "
            "WHERE r.unit IS ? AND r.id <= ? AND f.severity = 'warning' ORDER BY r.id, f.number",
            of.unit,
            of.id,
        )
        for row in rows:
            place = row["key"], what_stands(json.loads(row["finding"]))
            left_over = any(key == row["key"] and text == row["said"] for (key, _), text in said.items())
            if place in said or not left_over:
                said[place] = row["said"]
        return said

    def accept(self, of: Return, point: Point, why: str) -> None:
        """The officer's acceptance of one finding, as long as the same value stands there (inside a deed)."""
        self.insert(
            "acceptances",
            unit=of.unit,
            key=point.key,
            value=what_stands(point.finding),
            who=self.actor,
            why=why,
            at=self.at,
            **{"return": of.id},
        )

    def dump(self) -> list[str]:
        """The whole ledger as SQL, for comparison and for hands without the program."""
        return list(self._connection.iterdump())


def _return(row: sqlite3.Row) -> Return:
    return Return(**{name: json.loads(row[name]) if name == "verdict" else row[name] for name in row.keys()})  # noqa: SIM118 (a Row iterates over its values)


def database_fault(error: sqlite3.OperationalError) -> RoundError:
    """A fault of the database in words an officer can act upon."""
    if error.sqlite_errorcode & 0xFF in _FULL:
        return RoundError(
            "Ổ đĩa đã đầy (hoặc không ghi được) nên chưa ghi được sổ của đợt. Không có gì bị mất: phần đã ghi vẫn còn, phần đang ghi dở đã được huỷ. "
            "Đề nghị dọn bớt chỗ trên ổ đĩa rồi chạy lại đúng lệnh này."
        )
    return RoundError(
        f"Không ghi được sổ của đợt ({error}). Đề nghị đóng các chương trình đang mở so_lieu.sqlite rồi chạy lại."
    )


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
            connection.executescript(f"BEGIN;{_SCHEMA}PRAGMA user_version = {VERSION};COMMIT;")
        elif found != VERSION:
            connection.close()
            raise RoundError(
                f"Sổ {path.name} thuộc phiên bản khác của chương trình ({found}; chương trình này đọc được {VERSION})."
            )
    except sqlite3.OperationalError as error:
        raise database_fault(error) from error
    except sqlite3.DatabaseError as error:
        raise RoundError(
            f"Sổ {path.name} bị hỏng ({error}). Đề nghị lấy lại bản sao gần nhất; các biểu gốc vẫn còn nguyên trong luu_tru."
        ) from error
    ledger = Ledger(connection, now=now, actor=actor)
    try:
        yield ledger
    finally:
        ledger.close()
