"""What the ledger is asked. Every question has a name, and is answered with values."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from tonghop290.campaign.ledger.chain import altered
from tonghop290.campaign.ledger.closings import Closings
from tonghop290.campaign.ledger.entries import (
    CURRENT,
    Answer,
    Event,
    Issue,
    Posted,
    Return,
    Thread,
)
from tonghop290.campaign.ledger.outcomes import NO_WORKBOOK, Point, numbered, what_stands
from tonghop290.campaign.ledger.written import (
    EDITION_ALONE,
    EDITION_AND_VALUES,
    finding_of,
    lost_finding,
    part_of,
    verdict_of,
)
from tonghop290.model import Earlier
from tonghop290.pipeline.one_verdict import IS_RESULT

__all__ = ["ALTERED", "READINGS_KEY", "Questions"]

READINGS_KEY = "readings_key"
"""The setting that holds the key of :mod:`readings`."""
ALTERED = "altered"
"""The setting that lists the deeds other hands have changed."""


_COLUMNS = ", ".join(field.name for field in fields(Return) if field.name not in ("damaged", "verdict"))


class Questions(Closings):
    """The reading half of the ledger, over an open connection with ``sqlite3.Row`` rows."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.damaged: dict[int, Return] = {}
        """The returns of which a row was met that is not what we wrote, by their numbers."""
        self.altered: frozenset[int] = self._noted_as_altered()
        """The deeds that are known not to be what was written."""

    def look_at_the_chain(self) -> frozenset[int]:
        """Go along the whole journal; its deeds that are not what was written are known then."""
        self.altered = self._noted_as_altered() | frozenset(altered(self._connection))
        return self.altered

    def _noted_as_altered(self) -> frozenset[int]:
        return frozenset(int(number) for number in self.setting(ALTERED).split(", ") if number.isdigit())

    def close(self) -> None:
        self._connection.close()

    def setting(self, key: str) -> str:
        """What was noted when the round was opened ("round", "form", "made"); "" where there is nothing."""
        return str(self._first("SELECT value FROM settings WHERE key = ?", key) or "")

    def earlier(self) -> Earlier | None:
        """What the units answered an earlier time; None where the round has nothing to be held against."""
        return Earlier.of_text(self.setting("earlier"))

    def events(self) -> list[Event]:
        """Everything that was done, in its order."""
        return [Event(**_named(row)) for row in self._rows("SELECT * FROM events ORDER BY id")]

    @property
    def readings_key(self) -> bytes:
        """The key of :mod:`readings`; empty in a ledger from before there was one, which no command has written to."""
        return bytes.fromhex(self.setting(READINGS_KEY))

    def last_event(self) -> Event | None:
        """What was done last."""
        row = self._row("SELECT * FROM events ORDER BY id DESC LIMIT 1")
        return Event(**_named(row)) if row is not None else None

    def serialize(self) -> bytes:
        """The whole ledger, as its file holds it."""
        return self._connection.serialize()

    def dump(self) -> list[str]:
        """The whole ledger as SQL, for comparison and for hands without the program."""
        return list(self._connection.iterdump())

    # --- what went out --------------------------------------------------------------------------------------------

    def issues(self) -> list[Issue]:
        """Everything that was issued, unit by unit, in the order of the numbers."""
        return [Issue(**_named(row)) for row in self._rows("SELECT * FROM issues ORDER BY unit, number")]

    def issue(self, id: str) -> Issue | None:
        """The issue of this id."""
        return _issue(self._row("SELECT * FROM issues WHERE id = ?", id))

    def last_issue_of(self, unit: str) -> Issue | None:
        """The newest issue of a unit."""
        return _issue(self._row("SELECT * FROM issues WHERE unit = ? ORDER BY number DESC LIMIT 1", unit))

    def issue_before(self, unit: str, number: int) -> Issue | None:
        """The issue of a unit before the one of this number."""
        query = "SELECT * FROM issues WHERE unit = ? AND number < ? ORDER BY number DESC LIMIT 1"
        return _issue(self._row(query, unit, number))

    def issue_numbers(self, unit: str) -> dict[str, int]:
        """The numbers of a unit's issues, by their ids."""
        return {row["id"]: row["number"] for row in self._rows("SELECT id, number FROM issues WHERE unit = ?", unit)}

    def issue_counts(self) -> Counter[str]:
        """How many issues each unit got."""
        return Counter(row["unit"] for row in self._rows("SELECT unit FROM issues"))

    def units_issued_before_form(self, form_hash: str) -> set[str]:
        """The units none of whose issues is of this edition of the form."""
        return self._codes("SELECT unit FROM issues GROUP BY unit HAVING max(form_hash = ?) = 0", form_hash)

    def units_issued_before_settings(self, settings_hash: str) -> set[str]:
        """The units none of whose issues is of these settings."""
        return self._codes("SELECT unit FROM issues GROUP BY unit HAVING max(settings_hash = ?) = 0", settings_hash)

    def post_of(self, issue: str) -> Posted | None:
        """What became of the mail of an issue; None where none was to be sent."""
        row = self._row("SELECT * FROM post WHERE issue = ?", issue)
        return Posted(**_named(row)) if row is not None else None

    def letter_post(self, draft: str) -> Posted | None:
        """What became of another letter, by the hash of its draft; None where it was not to be sent yet."""
        row = self._row("SELECT draft AS issue, state, recipient, at, said FROM letters WHERE draft = ?", draft)
        return Posted(**_named(row)) if row is not None else None

    def thread_of(self, of: Return) -> Thread | None:
        """The mail that brought a return; None where it came by none that is known."""
        row = self._row("SELECT message, refs, subject, writer FROM threads WHERE return = ?", of.id)
        return Thread(**_named(row)) if row is not None else None

    def fetched(self, box: str, validity: int) -> set[int]:
        """The numbers (UID) of the mails of a mail folder that were fetched; ``validity``: since they count."""
        query = "SELECT uid FROM fetched WHERE box = ? AND validity = ?"
        return {row["uid"] for row in self._rows(query, box, validity)}

    def fetched_mails(self) -> dict[str, str]:
        """Every mail that was fetched, from whatever folder, by what tells it from others; its file's place."""
        return {row["mail"]: row["place"] for row in self._rows("SELECT mail, place FROM fetched")}

    def letters_written(self, kind: str) -> list[Event]:
        """The letters of a kind ("reminded", "reported") that were written: ``said`` is the draft, ``sha256`` its
        hash."""
        rows = self._rows("SELECT * FROM events WHERE kind = ? ORDER BY id", kind)
        return [Event(**_named(row)) for row in rows]

    def last_post(self) -> dict[str, str]:
        """What became of the mail of each unit's newest issue that was to be sent."""
        query = "SELECT i.unit, p.state FROM post p JOIN issues i ON i.id = p.issue ORDER BY i.number"
        return {row["unit"]: row["state"] for row in self._rows(query)}

    def answers(self) -> dict[int, Answer]:
        """The answers that were given, by the number of the return."""
        rows = self._rows("SELECT return AS of, at, workbook, draft, sha256 FROM answers")
        return {row["of"]: Answer(**_named(row)) for row in rows}

    def has_answered(self) -> bool:
        """Whether any answer was given."""
        return self._first("SELECT 1 FROM answers LIMIT 1") is not None

    def answer_to(self, of: Return) -> Answer | None:
        """The answer that was given to a return."""
        row = self._row("SELECT return AS of, at, workbook, draft, sha256 FROM answers WHERE return = ?", of.id)
        return Answer(**_named(row)) if row is not None else None

    def known_contents(self) -> set[str]:
        """The hash of everything that came, and of the mails and archives it came in."""
        rows = self._rows("SELECT sha256 FROM originals UNION SELECT holder FROM arrivals WHERE holder IS NOT NULL")
        return {row["sha256"] for row in rows}

    def damaged_findings(self, of: Return) -> set[int]:
        """The numbers of the findings of a return that are not what we wrote."""
        rows = self._rows("SELECT number, finding FROM findings WHERE return = ?", of.id)
        return {row["number"] for row in rows if finding_of(row["finding"]) is None}

    def was_reminded(self, draft: str) -> bool:
        """Whether the reminder of this place was written."""
        return self._row("SELECT id FROM events WHERE kind = 'reminded' AND said = ?", draft) is not None

    def was_told(self, trouble: str) -> bool:
        """Whether it was said before of a file that it cannot be read from the disk."""
        return self._row("SELECT id FROM events WHERE kind = 'untaken' AND said = ?", trouble) is not None

    # --- what came in ---------------------------------------------------------------------------------------------

    def arrived(self) -> set[tuple[str, str]]:
        """Name and content of every file that came."""
        return {(row["name"], row["sha256"]) for row in self._rows("SELECT name, sha256 FROM arrivals")}

    def originals(self) -> dict[str, tuple[str, int]]:
        """Where each content was kept, and its size."""
        rows = self._rows("SELECT sha256, place, size FROM originals")
        return {row["sha256"]: (row["place"], row["size"]) for row in rows}

    def returns(self) -> list[Return]:
        """Every return, in the order of receipt; their verdicts tell the edition alone."""
        return self._returns("1", told=EDITION_ALONE)

    def returns_of(self, unit: str) -> list[Return]:
        """The returns of a unit, in the order of receipt."""
        return self._returns("unit = ?", unit)

    def returns_in(self, holder: str) -> list[Return]:
        """The returns that came in this mail or archive."""
        return self._returns("sha256 IN (SELECT sha256 FROM arrivals WHERE holder = ?)", holder)

    def returns_standing(self, *standings: str) -> list[Return]:
        """The returns that stand so, in the order of receipt; their verdicts tell the edition alone."""
        return self._returns(f"standing IN ({', '.join('?' * len(standings))})", *standings, told=EDITION_ALONE)

    def returns_to_compare(self) -> list[Return]:
        """The returns that were not held against the others yet; their verdicts tell the edition alone."""
        return self._returns("compared = 0", told=EDITION_ALONE)

    def return_numbered(self, id: int) -> Return:
        """The return of this number, which must be there."""
        (found,) = self._returns("id = ?", id)
        return found

    def return_with(self, sha256: str) -> Return | None:
        """The return of this content."""
        return next(iter(self._returns("sha256 = ?", sha256)), None)

    def version_of(self, unit: str, version: int) -> Return | None:
        """A unit's first, second … return."""
        return next(iter(self._returns("unit = ? AND version = ?", unit, version)), None)

    def current(self, *, values: bool = False) -> dict[str, Return]:
        """The return that counts, by unit. Their verdicts tell the edition alone, or the ``values`` too."""
        told = EDITION_AND_VALUES if values else EDITION_ALONE
        return {own.unit or "": own for own in self._returns("standing = ?", CURRENT, told=told)}

    def units_that_count(self) -> set[str]:
        """The units a return of which counts."""
        return self._codes("SELECT unit FROM returns WHERE standing = ?", CURRENT)

    def current_of(self, unit: str) -> Return | None:
        """The return of a unit that counts."""
        return next(iter(self._returns("standing = ? AND unit = ?", CURRENT, unit)), None)

    def first_returns(self) -> list[tuple[int, str, str]]:
        """Of the first return of each unit that could be read the number, the unit and when it was received."""
        rows = self._rows("SELECT id, unit, received FROM returns WHERE version = 1 AND status != 'unreadable'")
        return [(row["id"], row["unit"], row["received"]) for row in rows]

    def next_version(self, unit: str) -> int:
        """The number of a unit's next return."""
        return int(self._first("SELECT coalesce(max(version), 0) + 1 FROM returns WHERE unit = ?", unit))

    def findings(self, of: Return) -> list[tuple[int, Mapping[str, Any]]]:
        """The findings of a return that can be read, with their numbers."""
        rows = self._rows("SELECT number, finding FROM findings WHERE return = ? ORDER BY number", of.id)
        return [(row["number"], told) for row in rows if (told := finding_of(row["finding"])) is not None]

    def is_result(self, of: Return) -> bool:
        """Whether it is the totals of an office below, and no return."""
        return any(told["code"] == IS_RESULT for _, told in self.findings(of))

    def asks_for_nothing(self, of: Return) -> bool:
        """Whether it is no workbook at all, and its unit's return is in: a scan sent after it, a word of thanks; or the
        totals of an office below."""
        codes = {told["code"] for _, told in self.findings(of)}
        if IS_RESULT in codes:
            return True
        return bool(codes) and codes <= NO_WORKBOOK and of.guess is not None and self.current_of(of.guess) is not None

    def on_behalf(self, sha256: str) -> Event | None:
        """Who has entered this content on behalf of a unit (``unit``), when and why; None where nobody has."""
        return self.all_on_behalf().get(sha256)

    def all_on_behalf(self) -> dict[str, Event]:
        """The same of every content that was entered so."""
        rows = self._rows("SELECT * FROM events WHERE kind = 'entered' ORDER BY id")
        return {row["sha256"]: Event(**_named(row)) for row in rows}

    def assignments(self) -> dict[str, Event]:
        """The last time each content was given to a unit, or taken back, by the officer."""
        rows = self._rows("SELECT * FROM events WHERE kind = 'assigned' ORDER BY id")
        return {row["sha256"]: Event(**_named(row)) for row in rows}

    def was_assigned(self, of: Return, unit: str) -> bool:
        """Whether the officer gave this content to this unit, and to no other since."""
        return (last := self.assignments().get(of.sha256)) is not None and last.unit == unit

    def error_counts(self) -> dict[int, int]:
        """How many errors were found of each return that has some."""
        rows = self._rows("SELECT return AS of, count(*) AS n FROM findings WHERE severity = 'error' GROUP BY return")
        return {row["of"]: row["n"] for row in rows}

    def last_finding(self, of: Return) -> int:
        """The highest number of a finding of a return, 0 for none."""
        return int(self._first("SELECT coalesce(max(number), 0) FROM findings WHERE return = ?", of.id))

    def with_findings(self) -> set[int]:
        """The numbers of the returns that have any."""
        return {row[0] for row in self._rows("SELECT DISTINCT return FROM findings")}

    def points(self, of: Return) -> list[Point]:
        """The findings of a return, most important first, with what the sender explained and the officer accepted."""
        accepted = self._accepted(of)
        said = self._explained(of)
        points = []
        for row in self._rows("SELECT * FROM findings WHERE return = ? ORDER BY number", of.id):
            finding = finding_of(row["finding"])
            if finding is None:
                self.damaged[of.id] = of
                finding = lost_finding(row["severity"])
            place = row["key"], what_stands(finding)
            points.append(
                Point(
                    number=row["number"],
                    key=row["key"],
                    severity=row["severity"],
                    finding=finding,
                    explained=said.get(place, "") if row["severity"] == "warning" else "",
                    accepted=accepted.get(place),
                )
            )
        return numbered(points)

    def _accepted(self, of: Return) -> dict[tuple[str, str], tuple[str, str, str]]:
        """What was accepted of the unit: (key, its value) → who, why, when."""
        rows = self._rows("SELECT * FROM acceptances WHERE unit = ?", of.unit)
        return {(row["key"], row["value"]): (row["who"], row["why"], row["at"]) for row in rows}

    def _explained(self, of: Return) -> dict[tuple[str, str], str]:
        """What was said of each warning: (key, its value) → text, by this return or an earlier one of the unit.

        It holds as long as the same value stands. The same words beside another value say nothing of that one: they
        may have stayed in their box while the number was changed.
        """
        said: dict[tuple[str, str], str] = {}
        rows = self._rows(
            "SELECT e.key, e.said, f.finding FROM explanations e "
            "JOIN findings f ON f.return = e.return AND f.key = e.key JOIN returns r ON r.id = e.return "
            "WHERE r.unit IS ? AND r.id <= ? AND f.severity = 'warning' ORDER BY r.id, f.number",
            of.unit,
            of.id,
        )
        for row in rows:
            finding = finding_of(row["finding"])
            if finding is None:
                continue
            place = row["key"], what_stands(finding)
            left_over = any(key == row["key"] and text == row["said"] for (key, _), text in said.items())
            if place in said or not left_over:
                said[place] = row["said"]
        return said

    def _rows(self, query: str, *values: Any) -> list[sqlite3.Row]:
        return self._connection.execute(query, values).fetchall()

    def _row(self, query: str, *values: Any) -> sqlite3.Row | None:
        row: sqlite3.Row | None = self._connection.execute(query, values).fetchone()
        return row

    def _first(self, query: str, *values: Any) -> Any:
        """The first cell of the first row, None when there is no row."""
        row = self._row(query, *values)
        return row[0] if row is not None else None

    def _codes(self, query: str, *values: Any) -> set[str]:
        return {row["unit"] for row in self._rows(query, *values)}

    def _returns(self, where: str, *values: Any, told: str = "verdict") -> list[Return]:
        """``told``: what is taken up of the verdicts."""
        found = []
        rows = self._rows(f"SELECT {_COLUMNS}, {told} FROM returns WHERE {where} ORDER BY id", *values)
        names = rows[0].keys() if rows else []
        for row in rows:
            named: dict[str, Any] = dict(zip(names, row, strict=True))
            verdict = verdict_of(named["verdict"]) if told == "verdict" else part_of(named)
            named["verdict"] = {"form": named["form_hash"]} if verdict is None else verdict
            own = Return(**named, damaged=verdict is None)
            if own.damaged:
                self.damaged[own.id] = own
            found.append(own)
        return found


def _named(row: sqlite3.Row) -> dict[str, Any]:
    return dict(zip(row.keys(), row, strict=True))


def _issue(row: sqlite3.Row | None) -> Issue | None:
    return Issue(**_named(row)) if row is not None else None
