"""What changed between two returns of a unit: corrected, still wrong, newly wrong, and changed without being asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from tonghop290.campaign.folder import RoundError
from tonghop290.campaign.ledger import Ledger, Point, Return
from tonghop290.campaign.settings import Round
from tonghop290.model import Field, Form, Unit
from tonghop290.text.format import format_number

__all__ = ["Change", "Difference", "compare_returns"]

Part = TypeVar("Part")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A value that changed. ``before`` and ``after`` as they are shown; "" for nothing. ``in_both``: both editions of the form ask for it."""

    field: str
    label: str
    before: str
    after: str
    in_both: bool = True


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


def compare_returns(
    round: Round, ledger: Ledger, unit: Unit, *, before: int | None = None, after: int | None = None
) -> Difference:
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
    points = [ledger.points(one) for one in (first, second)]
    old, new = map(_told, points)
    forms = [round.editions.judging(one.verdict) for one in (first, second)]
    asked = {field for point in old.values() if (field := point.finding["field"])} | _partners(forms[0], old)
    changed = tuple(_changes(*forms, first.verdict, second.verdict, [_unread(own) for own in points]))
    return Difference(
        before=first,
        after=second,
        corrected=tuple(point for key, point in old.items() if key not in new),
        still=tuple(point for key, point in new.items() if key in old),
        new=tuple(point for key, point in new.items() if key not in old),
        changed=changed,
        unasked=tuple(
            one for one in changed if one.in_both and one.field not in asked and one.field.split(".")[0] not in asked
        ),
    )


def _told(points: list[Point]) -> dict[tuple[str, str], Point]:
    return {
        (point.key, str(point.finding["cell"]) if not point.finding["field"] else ""): point
        for point in points
        if point.severity != "note"
    }


def _unread(points: Sequence[Point]) -> dict[str, str]:
    """What stands in cells that give no value: by field, as it was typed."""
    return {
        one["field"]: f"“{one['value']}”"
        for point in points
        if (one := point.finding)["field"] and one["value"] is not None and point.still_missing
    }


def _partners(form: Form, points: Mapping[tuple[str, str], Point]) -> set[str]:
    """The fields a broken rule speaks of: to mend any of them was asked for."""
    codes = {key.partition("|")[0] for key, _ in points}
    return {id for rule in form.rules if f"rule-{rule.id}" in codes for id in rule.at}


def _changes(
    old: Form, new: Form, before: Mapping[str, Any], after: Mapping[str, Any], unread: Sequence[Mapping[str, str]]
) -> Iterator[Change]:
    """Cell by cell, each return's values by its own edition of the form; ``unread``: what stands where there is no value."""
    for one, fields in _either({field.id: field for field in old.inputs}, {field.id: field for field in new.inputs}):
        values = [
            _shown(verdict["values"].get(one.id), verdict["states"].get(one.id, ""), field)
            for verdict, field in zip((before, after), fields, strict=True)
        ]
        yield from _change(one.id, one.label, values, fields, unread)
    for table, tables in _either(old.tables, new.tables):
        rows = [_rows(verdict["tables"].get(table.id, [])) for verdict in (before, after)]
        labels = {row.id: row.label for own in tables if own is not None for row in own.rows}
        columns = [{column.id: column for column in own.columns} if own is not None else {} for own in tables]
        for id in dict.fromkeys([*rows[0], *rows[1]]):
            for column, pair in _either(*columns):
                values = [_shown(own.get(id, {}).get(column.id), "", one) for own, one in zip(rows, pair, strict=True)]
                yield from _change(
                    f"{table.id}.{id}.{column.id}",
                    f"{table.label} – {labels.get(id, f'dòng {id}')} – {column.label}",
                    values,
                    pair,
                    unread,
                )


def _either(old: Mapping[str, Part], new: Mapping[str, Part]) -> Iterator[tuple[Part, tuple[Part | None, Part | None]]]:
    """The parts of the new edition, then those only the old one has: the part, and what it is in both."""
    for id in dict.fromkeys([*new, *old]):
        yield new[id] if id in new else old[id], (old.get(id), new.get(id))


def _rows(given: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """The rows of a table by their id; those of a free table by their number."""
    return {str(row.get("row", number)): row for number, row in enumerate(given, 1)}


def _change(
    id: str, label: str, values: Sequence[str], fields: Sequence[Field | None], unread: Sequence[Mapping[str, str]]
) -> Iterator[Change]:
    """A change, if it is one; where the unit has changed, both are shown with theirs."""
    values = [value or typed.get(id, "") for value, typed in zip(values, unread, strict=True)]
    units = {field.unit for field in fields if field is not None}
    if len(units) > 1:
        values = [
            f"{value} {field.unit}".strip() if value and field is not None else value
            for value, field in zip(values, fields, strict=True)
        ]
    if values[0] != values[1]:
        yield Change(field=id, label=label, before=values[0], after=values[1], in_both=None not in fields)


def _shown(value: Any, state: str, field: Field | None) -> str:
    if value is None or field is None:
        return state
    shown = (
        format_number(value)
        if isinstance(value, int | float)
        else "/".join(reversed(value.split("-")))
        if field.type == "date"
        else str(value)
    )
    return f"{shown} ({state.lower()})" if state else shown
