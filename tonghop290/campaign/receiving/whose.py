"""Whose a file is: every witness weighed, none ignored.

The workbook (its hidden code and its name, weighed when it was read), the name of the file, the mail it came by (its
address where ``don_vi.csv`` has it, the name of its writer, its subject), and what the unit sent before. Where they
disagree the file waits: it counts for nobody and replaces nothing until its sender or the officer has said whose it is.

No disagreement: an address nobody knows or the office's own; a mail that brings the workbooks of several units; a
subject that says for whom it was sent on; an address that sent the unit's returns before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tonghop290.campaign.ledger.deeds import Ledger
from tonghop290.campaign.ledger.entries import Return
from tonghop290.campaign.post.addresses import addresses
from tonghop290.campaign.receiving.incoming import Incoming
from tonghop290.campaign.receiving.verdicts import Verdict
from tonghop290.campaign.settings import Round
from tonghop290.files import INSIDE
from tonghop290.messages import finding
from tonghop290.model import Finding, Unit
from tonghop290.pipeline.arrivals import inner_name, outer_name
from tonghop290.text.normalize import match_key
from tonghop290.workbook.intake.names.unit_names import Claim, Register

__all__ = ["Whose", "Witnesses", "claimed"]

_LEAST_COMPARED = 8
"""Figures two returns must have in common before it means anything that half of them differ."""
_REFUSED = "unit-file-name"
"""What is a remark where one file is checked, and a reason to wait where files are taken in."""
_OUR_SUBJECT = match_key("biểu số liệu của")


@dataclass(frozen=True, slots=True, kw_only=True)
class Whose:
    """``unit``: the code of whose it is, None while that is not clear; then ``guess`` is whose it may be. ``doubts``:
    what speaks against the unit the workbook names, beside its own findings."""

    unit: str | None
    guess: str | None
    doubts: tuple[Finding, ...] = ()


def claimed(verdict: Mapping[str, Any]) -> str | None:
    """The code of the unit a workbook speaks for, whoever it is believed to be of."""
    unit = verdict.get("unit")
    return unit["code"] if isinstance(unit, Mapping) else None


class Witnesses:
    """The witnesses of one run. ``new``: what came; ``verdicts``: what the workbooks among it say, by their hashes."""

    def __init__(self, round: Round, ledger: Ledger, new: Sequence[Incoming], verdicts: Mapping[str, Verdict]) -> None:
        self.round, self.ledger = round, ledger
        self._of_mails: dict[str, set[str]] = {}
        for came in new:
            code = claimed(verdicts.get(came.sha256, {}))
            if came.holder and code:
                self._of_mails.setdefault(came.parcel or came.holder, set()).add(code)

    @cached_property
    def register(self) -> Register:
        """Asked for what mails say and for what nobody can read alone."""
        return Register(self.round.units, self.round.form.levels)

    @cached_property
    def _by_address(self) -> Mapping[str, list[Unit]]:
        found: dict[str, list[Unit]] = {}
        for unit in self.round.units.values():
            for address in addresses(unit.email):
                found.setdefault(address.casefold(), []).append(unit)
        return found

    def weigh(self, came: Incoming, verdict: Verdict) -> Whose:
        """Whose a file is."""
        unit = self.round.units.get(claimed(verdict) or "")
        readable = verdict["status"] != "unreadable"
        if unit is None or not readable:
            return Whose(unit=None, guess=self._guess(came, readable=readable))
        entered = self.ledger.on_behalf(came.sha256)
        if entered is not None and entered.unit == unit.code:  # the officer's word stands above every witness
            return Whose(unit=unit.code, guess=None)
        doubts = tuple(self._doubts(came, unit, verdict))
        if doubts or any(told["code"] == _REFUSED for told in verdict["findings"]):
            return Whose(unit=None, guess=self._guess(came, readable=True), doubts=doubts)
        return Whose(unit=unit.code, guess=None)

    def title(self, own: Return) -> str:
        """What the unit of a return is called."""
        unit = self.round.units.get(own.unit or "")
        return unit.title if unit is not None else own.unit or ""

    def sender(self, came: Incoming) -> str:
        """The address an answer goes to: of the unit that wrote, else of who handed it on, but never our own."""
        known = next((address for address, _ in self._writers(came)), "")
        others = [
            address for head in reversed(came.heads) for address in head.addresses if not self.round.is_ours(address)
        ]
        return known or next(iter(others), "") or came.sender

    def _doubts(self, came: Incoming, unit: Unit, verdict: Verdict) -> Iterator[Finding]:
        about = {"unit_title": unit.title}
        writers, subject = list(self._writers(came)), " / ".join(filter(None, (head.subject for head in came.heads)))
        said = self.register.in_text(subject) if subject else Claim()
        others = [(address, own) for address, own in writers if own != unit]
        if not self._brings_several(came):
            if others and len(others) == len(writers) and not self._sent_on(subject, unit, came):
                address, own = others[0]
                yield finding("unit-mail", file=came.name, value=address, address=address, other=own.title, facts=about)
            elif (other := said.against(unit)) is not None:
                yield finding(
                    "unit-subject", file=came.name, value=subject, subject=subject, other=other.title, facts=about
                )
        current = self.ledger.current_of(unit.code)
        if (
            current is not None
            and self.ledger.on_behalf(current.sha256) is None
            and (much := changed_much(self.ledger, current, verdict))
        ):
            count, among = much
            yield finding(
                "unit-changed",
                file=came.name,
                value=f"{count}/{among}",
                facts={**about, "count": str(count), "among": str(among), "version": str(current.version)},
            )

    def _writers(self, came: Incoming) -> Iterator[tuple[str, Unit]]:
        """Who wrote the mail and the mails forwarded in it, as far as they are units: address, unit. Of an address that
        several share each is meant; of one that nobody knows the writer's name speaks."""
        for head in came.heads:
            known = [
                (address, unit) for address in head.addresses for unit in self._by_address.get(address.casefold(), ())
            ]
            yield from known
            if not known and not any(map(self.round.is_ours, head.addresses)):
                for name in head.names:
                    for unit in self.register.in_text(name, with_word=True).named:
                        yield next(iter(head.addresses), ""), unit

    def _brings_several(self, came: Incoming) -> bool:
        """Whether the same mail brought the workbooks of several units: somebody collected them."""
        if came.holder is None:
            return False
        codes = set(self._of_mails.get(came.parcel or came.holder, ()))
        if INSIDE not in came.parcel:  # of a mailbox or an archive of mails each mail is one
            there = self.ledger.returns_in(came.holder)
            codes |= {code for own in there if (code := claimed(own.verdict) or own.unit)}
        return len(codes) > 1

    def _sent_on(self, subject: str, unit: Unit, came: Incoming) -> bool:
        """Whether the writer knows whose workbook it is: names it in words of their own, or sent it before."""
        own_words = _OUR_SUBJECT not in match_key(subject) and unit in self.register.in_text(subject).named
        current = self.ledger.current_of(unit.code)
        return own_words or current is not None and bool(came.heads) and current.sender == self.sender(came) != ""

    def _guess(self, came: Incoming, *, readable: bool) -> str | None:
        """Whose a file of nobody may be. What can be read: of who sent it, else of whom it was made for; what cannot:
        of whom its name speaks, else of who sent it."""
        writers = list({unit.code: unit for _, unit in self._writers(came)}.values())
        writer = writers[0] if len(writers) == 1 else None
        named = self.register.in_file_name(inner_name(came.name)).unit
        said = self.register.in_text(" / ".join((outer_name(came.name), *(head.subject for head in came.heads)))).unit
        hidden = self.register.by_code(came.identity.unit)
        order = (writer, hidden, named, said) if readable else (named, writer, hidden, said)
        return next((unit.code for unit in order if unit is not None), None)


def changed_much(ledger: Ledger, current: Return, verdict: Verdict) -> tuple[int, int] | None:
    """How many figures of a return that counts are others in a new one, among how many; None where it is less than half
    of them, or where too few can be compared. What was asked about, or estimated, may change."""
    if current.damaged or current.verdict.get("form") != verdict.get("form"):
        return None
    asked = {point.finding["field"] for point in ledger.points(current)}
    before, after = current.verdict["values"], verdict["values"]
    common = [
        id
        for id, value in before.items()
        if isinstance(value, int | float)
        and isinstance(after.get(id), int | float)
        and (value or after[id])
        and id not in asked
        and not current.verdict["states"].get(id)
    ]
    changed = sum(before[id] != after[id] for id in common)
    return (changed, len(common)) if len(common) >= _LEAST_COMPARED and 2 * changed >= len(common) else None
