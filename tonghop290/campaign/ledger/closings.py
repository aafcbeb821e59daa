"""What the ledger is asked of a round that is closed."""

from __future__ import annotations

import sqlite3

from tonghop290.campaign.ledger.entries import Event

__all__ = ["Closings"]


class Closings:
    """Questions over an open connection with ``sqlite3.Row`` rows."""

    _connection: sqlite3.Connection

    def closed(self) -> Event | None:
        """The deed that closed the round: who, when, under which code (``said``); None while it is open."""
        query = (
            "SELECT * FROM events WHERE id = (SELECT max(id) FROM events INDEXED BY events_by_kind "
            "WHERE kind IN ('closed', 'reopened')) AND kind = 'closed'"
        )
        row = self._connection.execute(query).fetchone()
        return Event(**dict(zip(row.keys(), row, strict=True))) if row is not None else None

    def times_closed(self) -> int:
        """How often the round was closed."""
        return int(self._connection.execute("SELECT count(*) FROM events WHERE kind = 'closed'").fetchone()[0])

    def last_link(self) -> str:
        """The last link of the journal's chain."""
        row = self._connection.execute("SELECT link FROM chain ORDER BY event DESC LIMIT 1").fetchone()
        return str(row[0]) if row is not None else ""

    def late(self, since: int = 0) -> set[str]:
        """The contents that came when the round was closed, behind the deed of this number."""
        rows = self._connection.execute("SELECT sha256 FROM events WHERE kind = 'late' AND id > ?", (since,))
        return {row[0] for row in rows}
