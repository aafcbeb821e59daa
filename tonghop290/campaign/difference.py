"""What changed between two returns of a unit: corrected, still wrong, newly wrong, and changed without being asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tonghop290.campaign.folder import RoundError
from tonghop290.campaign.ledger import Ledger, Point, Return
from tonghop290.model import Field, Form, Unit
from tonghop290.text.write import format_number

__all__ = ["Change", "Difference", "compare_returns"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A value that changed. ``before`` and ``after`` as they are shown; "" for nothing."""

    field: str
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Points by what became of them (errors and warnings; a point is the same where code and field are), and changed values.

    ``unasked``: values that changed though no point of the earlier return was about them.
    """

    before: Return
    after: Return
    corrected: tuple[Point, ...]
    still: tuple[Point, ...]
    new: tuple[Point, ...]
    changed: tuple[Change, ...]
    unasked: tuple[Change, ...]


def compare_returns(form: Form, ledger: Ledger, unit: Unit, *, before: int | None = None, after: int | None = None) -> Difference:
    """Two returns of a unit by their numbers; without them, the last two. Errors: RoundError."""
    own = {one.version: one for one in ledger.returns("unit = ?", unit.code)}
    numbers = sorted(number for number in own if number is not None)
    if len(numbers) < 2:
        raise RoundError(f"{unit.title} mới gửi {len(numbers)} lần nên chưa so sánh được.")
    after = after or numbers[-1]
    before = before or max((number for number in numbers if number < after), default=0)
    for number in (before, after):
        if number not in own:
            raise RoundError(f"{unit.title} không có lần gửi {number}; có các lần: {', '.join(map(str, numbers))}.")
    first, second = own[before], own[after]
    old, new = _told(ledger.points(first)), _told(ledger.points(second))
    asked = {field for point in old.values() if (field := point.finding["field"])} | _partners(form, old)
    changed = tuple(_changes(form, first.verdict, second.verdict))
    return Difference(
        before=first, after=second, corrected=tuple(point for key, point in old.items() if key not in new),
        still=tuple(point for key, point in new.items() if key in old), new=tuple(point for key, point in new.items() if key not in old),
        changed=changed, unasked=tuple(one for one in changed if one.field not in asked and one.field.split(".")[0] not in asked))


def _told(points: list[Point]) -> dict[tuple[str, str], Point]:
    return {(point.key, str(point.finding["cell"]) if not point.finding["field"] else ""): point for point in points if point.severity != "note"}


def _partners(form: Form, points: Mapping[tuple[str, str], Point]) -> set[str]:
    """The fields a broken rule speaks of: to mend any of them was asked for."""
    codes = {key.partition("|")[0] for key, _ in points}
    return {id for rule in form.rules if f"rule-{rule.id}" in codes for id in rule.at}


def _changes(form: Form, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    for one in form.inputs:
        pair = [_shown(verdict["values"].get(one.id), verdict["states"].get(one.id, ""), one) for verdict in (before, after)]
        if pair[0] != pair[1]:
            yield Change(field=one.id, label=one.label, before=pair[0], after=pair[1])
    for table in form.tables.values():
        rows = [verdict["tables"].get(table.id, []) for verdict in (before, after)]
        for number in range(max(map(len, rows))):
            cells = [own[number] if number < len(own) else {} for own in rows]
            for column in table.columns:
                pair = [_shown(cell.get(column.id), "", column) for cell in cells]
                if pair[0] != pair[1]:
                    row = next((row.label for row in table.rows if row.id == (cells[0] or cells[1]).get("row")), f"dòng {number + 1}")
                    yield Change(field=f"{table.id}.{number + 1}.{column.id}", label=f"{table.label} – {row} – {column.label}", before=pair[0], after=pair[1])


def _shown(value: Any, state: str, field: Field) -> str:
    if value is None:
        return state
    shown = format_number(value) if isinstance(value, int | float) else "/".join(reversed(value.split("-"))) if field.type == "date" else str(value)
    return f"{shown} ({state.lower()})" if state else shown
