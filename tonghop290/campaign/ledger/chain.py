"""The journal is a chain: the link of a deed is the hash of the link before it and of all that the deed says.

A row that is edited, taken out or put in by hand no longer follows from the one before it, and shows. Ledgers from
before there was a chain get their links as they are opened for writing.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence

__all__ = ["TABLE", "altered", "append", "link_all"]

TABLE = "CREATE TABLE chain (event INTEGER PRIMARY KEY, link TEXT NOT NULL) STRICT"
_SAYS = "id, at, actor, kind, unit, sha256, form_hash, said"
_LAST = "SELECT event, link FROM chain ORDER BY event DESC LIMIT 1"


def append(connection: sqlite3.Connection, id: int) -> None:
    """Link the deed of this number, which was entered last."""
    last = connection.execute(_LAST).fetchone()
    row = connection.execute(f"SELECT {_SAYS} FROM events WHERE id = ?", (id,)).fetchone()
    _enter(connection, last[1] if last else "", [row])


def link_all(connection: sqlite3.Connection) -> None:
    """Link what stands behind the last link: the deeds of an earlier version of the program."""
    last = connection.execute(_LAST).fetchone()
    rows = connection.execute(f"SELECT {_SAYS} FROM events WHERE id > ? ORDER BY id", (last[0] if last else 0,))
    _enter(connection, last[1] if last else "", rows.fetchall())


def _enter(connection: sqlite3.Connection, link: str, rows: Sequence[Sequence[object]]) -> None:
    links = []
    for row in rows:
        link = _link(link, row)
        links.append((row[0], link))
    alone = bool(links) and not connection.in_transaction
    if alone:  # otherwise each of them would wait for the disk
        connection.execute("BEGIN IMMEDIATE")
    connection.executemany("INSERT INTO chain VALUES (?, ?)", links)
    if alone:
        connection.execute("COMMIT")


def _link(before: str, row: Sequence[object]) -> str:
    said = json.dumps([before, *row], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()


def altered(connection: sqlite3.Connection) -> list[int]:
    """The numbers of the deeds that are not what was chained: edited, taken out, put in. None in a ledger that has no
    links yet."""
    there = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'chain'").fetchone()
    links = {row[0]: row[1] for row in connection.execute("SELECT event, link FROM chain")} if there else {}
    return list(_altered(connection.execute(f"SELECT {_SAYS} FROM events"), links)) if links else []


def _altered(rows: Iterable[Sequence[object]], links: Mapping[int, str]) -> Iterator[int]:
    there, before = {int(str(row[0])): row for row in rows}, ""
    for id in sorted({*there, *links}):
        link = links.get(id)
        if id not in there or link != _link(before, there[id]):
            yield id
        before = link or before
