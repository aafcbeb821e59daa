"""What is written in the ledger: deed by deed, each all or nothing."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from tonghop290.campaign.ledger.chain import append
from tonghop290.campaign.ledger.entries import CURRENT, STRANGE, SUPERSEDED, Answer, Issue, Return, Thread
from tonghop290.campaign.ledger.outcomes import Point, what_stands
from tonghop290.campaign.ledger.questions import ALTERED, Questions
from tonghop290.campaign.ledger.troubles import ledger_faults
from tonghop290.campaign.ledger.written import as_text
from tonghop290.model import Earlier, finding_key

__all__ = ["Ledger"]


class Ledger(Questions):
    """The ledger, opened. Questions give values; everything is written inside :meth:`deed`.

    ``at``: the time of the command, ISO text with its offset; ``actor``: who gives it.
    """

    def __init__(self, connection: sqlite3.Connection, *, now: dt.datetime, actor: str) -> None:
        super().__init__(connection)
        aware = now if now.tzinfo else now.astimezone()
        self.at, self.actor = aware.isoformat(timespec="seconds"), actor
        self._together = False

    @contextmanager
    def deed(self) -> Iterator[None]:
        """All of it or nothing. Errors: RoundError when the disk is full, or another program holds the ledger."""
        if self._together:
            yield
            return
        with ledger_faults():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.commit()
            except BaseException:
                self._connection.rollback()
                raise

    @contextmanager
    def together(self) -> Iterator[None]:
        """Many deeds as one: all of them or none, and the disk is waited for once."""
        with self.deed():
            self._together = True
            try:
                yield
            finally:
                self._together = False

    def event(
        self,
        kind: str,
        *,
        unit: str | None = None,
        sha256: str | None = None,
        form_hash: str | None = None,
        said: str = "",
    ) -> None:
        """Note that something was done: the next link of the chain."""
        about = {"unit": unit, "sha256": sha256, "form_hash": form_hash, "said": said}
        append(self._connection, self._insert("events", at=self.at, actor=self.actor, kind=kind, **about))

    def note_setting(self, key: str, value: str) -> None:
        """Note something about the round itself."""
        self._insert("settings", key=key, value=value)

    def note_altered(self) -> None:
        """Note, once, which deeds of the journal were changed by other hands."""
        new = sorted(self.altered - self._noted_as_altered())
        if new:
            with self.deed():
                numbers = ", ".join(map(str, sorted(self.altered)))
                self._change("INSERT OR REPLACE INTO settings VALUES (?, ?)", ALTERED, numbers)
                self.event("altered", said=f"dòng {', '.join(map(str, new))}")

    def note_earlier(self, earlier: Earlier) -> None:
        """Note what the units answered an earlier time, in the place of what was noted before."""
        self._change("INSERT OR REPLACE INTO settings VALUES (?, ?)", "earlier", earlier.as_text())

    # --- what went out --------------------------------------------------------------------------------------------

    def note_unit(self, code: str, title: str) -> None:
        """Note a unit that is issued to, under its present title."""
        self._change(
            "INSERT INTO units VALUES (?, ?) ON CONFLICT (code) DO UPDATE SET title = excluded.title", code, title
        )

    def note_issue(self, issue: Issue) -> None:
        """Note what was issued; an id that is there already was made again, its number, unit and places stay."""
        self._change(
            "INSERT INTO issues (id, unit, number, made, workbook, sha256, draft, form_hash, settings_hash) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET made = excluded.made, "
            "sha256 = excluded.sha256, form_hash = excluded.form_hash, settings_hash = excluded.settings_hash",
            issue.id,
            issue.unit,
            issue.number,
            issue.made,
            issue.workbook,
            issue.sha256,
            issue.draft,
            issue.form_hash,
            issue.settings_hash,
        )

    def note_post(self, issue: str, state: str, *, to: str, said: str) -> None:
        """Note what has become of the mail of an issue; what stood there before is replaced."""
        self._change("INSERT OR REPLACE INTO post VALUES (?, ?, ?, ?, ?)", issue, state, to, self.at, said)

    def note_letter(self, draft: str, state: str, *, to: str, said: str) -> None:
        """The same of another letter, by the hash of its draft."""
        self._change("INSERT OR REPLACE INTO letters VALUES (?, ?, ?, ?, ?)", draft, state, to, self.at, said)

    def note_answer(self, answer: Answer) -> None:
        """Note the answer to a return."""
        self._insert(
            "answers",
            at=answer.at,
            workbook=answer.workbook,
            draft=answer.draft,
            sha256=answer.sha256,
            **{"return": answer.of},
        )

    # --- what came in ---------------------------------------------------------------------------------------------

    def note_original(self, sha256: str, *, place: str, name: str, size: int) -> None:
        """Note where a content is kept, unless that is known already."""
        self._change("INSERT OR IGNORE INTO originals VALUES (?, ?, ?, ?, ?)", sha256, place, name, size, self.at)

    def note_arrival(self, name: str, sha256: str, *, holder: str | None, sender: str) -> None:
        """Note that a content came under this name."""
        self._insert("arrivals", name=name, sha256=sha256, holder=holder, sender=sender, arrived=self.at)

    def note_along(self, name: str, sha256: str, *, holder: str | None, sender: str) -> None:
        """Note what came with a return in one mail or archive, unless that is known already."""
        self._change("INSERT OR IGNORE INTO arrivals VALUES (?, ?, ?, ?, ?)", name, sha256, holder, sender, self.at)

    def add_return(self, values: Mapping[str, Any], verdict: Mapping[str, Any]) -> int:
        """Add a return, not compared yet; its number. ``values``: the other fields of :class:`Return`."""
        return self._insert("returns", **values, received=self.at, compared=0, verdict=as_text(verdict))

    def note_thread(self, id: int, thread: Thread) -> None:
        """Note the mail that brought the return of this number."""
        self._insert(
            "threads",
            message=thread.message,
            refs=thread.refs,
            subject=thread.subject,
            writer=thread.writer,
            **{"return": id},
        )

    def note_fetched(self, box: str, validity: int, uid: int, *, mail: str, place: str) -> None:
        """Note a mail that was fetched."""
        self._insert("fetched", box=box, validity=validity, uid=uid, mail=mail, place=place, at=self.at)

    def add_findings(self, id: int, findings: Sequence[Mapping[str, Any]], *, first: int = 1) -> None:
        """Add findings to the return of this number, numbered from ``first``."""
        for number, told in enumerate(findings, first):
            self._insert(
                "findings",
                number=number,
                key=finding_key(told["code"], told["field"]),
                severity=told["severity"],
                finding=as_text(told),
                **{"return": id},
            )

    def add_explanation(self, id: int, key: str, said: str) -> None:
        """Add what the sender said of a point of the return of this number."""
        self._insert("explanations", key=key, said=said, **{"return": id})

    def mark_compared(self) -> None:
        """Mark every return as held against the others."""
        self._change("UPDATE returns SET compared = 1 WHERE compared = 0")

    def mark_doubtful(self, of: Return) -> None:
        """A return that was clean has warnings now."""
        self._change("UPDATE returns SET status = 'warnings' WHERE id = ?", of.id)

    def withdraw(self, of: Return) -> None:
        """A return is taken from its unit: it counts no more, what was answered, accepted or compared of it is void."""
        self._change("UPDATE returns SET standing = ?, unit = NULL, version = NULL WHERE id = ?", STRANGE, of.id)
        self._change("DELETE FROM answers WHERE return = ?", of.id)
        self._change("DELETE FROM acceptances WHERE return = ?", of.id)
        for number, finding in self.findings(of):
            if finding["stage"] == "compare":
                self._change("DELETE FROM findings WHERE return = ? AND number = ?", of.id, number)

    def void_answer(self, of: Return) -> None:
        """What was answered to a return no longer says all: it is answered again."""
        self._change("DELETE FROM answers WHERE return = ?", of.id)

    def place(
        self, of: Return, *, unit: str | None, guess: str | None, standing: str, supersedes: Return | None = None
    ) -> None:
        """Let a return that was withdrawn stand somewhere else, to be held against the others once more."""
        self._change(
            "UPDATE returns SET unit = ?, guess = ?, version = ?, standing = ?, supersedes = ?, compared = 0 "
            "WHERE id = ?",
            unit,
            guess,
            self.next_version(unit) if unit is not None else None,
            standing,
            supersedes.id if supersedes is not None else None,
            of.id,
        )

    def mend_return(self, of: Return, verdict: Mapping[str, Any], findings: Sequence[Mapping[str, Any]]) -> None:
        """Write a damaged return anew. ``findings``: what its own verdict says; what the others say of it is compared
        once more.
        """
        self._change("UPDATE returns SET verdict = ?, compared = 0 WHERE id = ?", as_text(verdict), of.id)
        self._change("DELETE FROM findings WHERE return = ?", of.id)
        self.add_findings(of.id, findings)

    # --- what counts, and what is accepted ------------------------------------------------------------------------

    def supersede(self, earlier: Return) -> None:
        """A return counts no more: a later one does."""
        self._change("UPDATE returns SET standing = ? WHERE id = ?", SUPERSEDED, earlier.id)

    def let_count(self, chosen: Return) -> None:
        """Of the returns of its unit this one counts, and no other."""
        self._change(
            "UPDATE returns SET standing = ? WHERE unit = ? AND standing = ?", SUPERSEDED, chosen.unit, CURRENT
        )
        self._change("UPDATE returns SET standing = ? WHERE id = ?", CURRENT, chosen.id)

    def compare_again(self, of: Return) -> None:
        """Hold a return against the others once more."""
        self._change("UPDATE returns SET compared = 0 WHERE id = ?", of.id)

    def accept(self, of: Return, point: Point, why: str) -> None:
        """The officer's acceptance of one finding, as long as the same value stands there."""
        self._insert(
            "acceptances",
            unit=of.unit,
            key=point.key,
            value=what_stands(point.finding),
            who=self.actor,
            why=why,
            at=self.at,
            **{"return": of.id},
        )

    # --- how it is written ----------------------------------------------------------------------------------------

    def _insert(self, table: str, **values: Any) -> int:
        """Insert a row; its number."""
        names = ", ".join(f'"{name}"' for name in values)
        marks = ", ".join("?" * len(values))
        done = self._connection.execute(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', tuple(values.values()))
        return done.lastrowid or 0

    def _change(self, query: str, *values: Any) -> None:
        self._connection.execute(query, values)
