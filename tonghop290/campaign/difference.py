"""What changed between two returns of a unit: corrected, still wrong, newly wrong, and changed without being asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from tonghop290.campaign.folder import RoundError
from tonghop290.campaign.ledger.deeds import Ledger
from tonghop290.campaign.ledger.entries import Return
from tonghop290.campaign.ledger.outcomes import Point
from tonghop290.campaign.settings import Round
from tonghop290.model import SEVERITY_HEADS, Field, Form, Unit, split_key
from tonghop290.text.format import format_number
from tonghop290.text.normalize import without_controls

__all__ = ["Change", "Difference", "compare_returns", "difference_lines"]

_Part = TypeVar("_Part")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A value that changed. ``before`` and ``after`` as they are shown; "" for nothing.

    ``in_both``: both editions of the form ask for it.
    """

    field: str
    label: str
    before: str
    after: str
    in_both: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Points by what became of them, and changed values. A point (an error or a warning) is the same where code and
    field are.

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
    first, second = _two_returns(ledger, unit, before, after)
    earlier, later = _Side.of(round, ledger, first), _Side.of(round, ledger, second)
    old, new = _told(earlier.points), _told(later.points)
    asked = {field for point in old.values() if (field := point.finding["field"])} | _partners(earlier.form, old)
    changed = tuple(_changes(earlier, later))
    return Difference(
        before=first,
        after=second,
        corrected=tuple(point for key, point in old.items() if key not in new),
        still=tuple(point for key, point in new.items() if key in old),
        new=tuple(point for key, point in new.items() if key not in old),
        changed=changed,
        unasked=tuple(
            change
            for change in changed
            if change.in_both and change.field not in asked and change.field.split(".")[0] not in asked
        ),
    )


def difference_lines(unit: Unit, found: Difference) -> Iterator[str]:
    """What changed, for the screen."""
    yield f"{unit.code} {unit.title}: lần {found.before.version} → lần {found.after.version}"
    for title, points in (("Đã sửa", found.corrected), ("Còn nguyên", found.still), ("Mới phát sinh", found.new)):
        yield f"{title}: {len(points)}"
        for point in points:
            yield without_controls(f"    {SEVERITY_HEADS[point.severity]} {point.text}")
    for title, changes in (("Số liệu đã đổi", found.changed), ("Trong đó đổi dù không được yêu cầu", found.unasked)):
        yield f"{title}: {len(changes)}"
        for change in changes:
            yield without_controls(f"    {change.label}: {change.before or '(trống)'} → {change.after or '(trống)'}")


def _two_returns(ledger: Ledger, unit: Unit, before: int | None, after: int | None) -> tuple[Return, Return]:
    own = {came.version: came for came in ledger.returns_of(unit.code)}
    numbers = sorted(number for number in own if number is not None)
    if len(numbers) < 2:
        raise RoundError(f"{unit.title} mới gửi {len(numbers)} lần nên chưa so sánh được.")
    after = after or numbers[-1]
    before = before or max((number for number in numbers if number < after), default=0)
    for number in (before, after):
        if number not in own:
            raise RoundError(f"{unit.title} không có lần gửi {number}; có các lần: {', '.join(map(str, numbers))}.")
        if own[number].damaged:
            raise RoundError(
                f"Dòng ghi lần gửi {number} của {unit.title} trong sổ bị hỏng nên chưa so sánh được. "
                "Đề nghị chạy: tonghop290 repair"
            )
    return own[before], own[after]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Side:
    """One of the two returns.

    ``form``: the edition it was judged by; ``unread``: what stands where there is no value, by field.
    """

    form: Form
    points: Sequence[Point]
    verdict: Mapping[str, Any]
    unread: Mapping[str, str]

    @classmethod
    def of(cls, round: Round, ledger: Ledger, came: Return) -> _Side:
        points = ledger.points(came)
        return cls(
            form=round.editions.judging(came.verdict), points=points, verdict=came.verdict, unread=_unread(points)
        )


def _told(points: Sequence[Point]) -> dict[tuple[str, str], Point]:
    return {
        (point.key, str(point.finding["cell"]) if not point.finding["field"] else ""): point
        for point in points
        if point.severity != "note"
    }


def _unread(points: Sequence[Point]) -> dict[str, str]:
    """What stands in cells that give no value: by field, as it was typed."""
    return {
        told["field"]: f"“{told['value']}”"
        for point in points
        if (told := point.finding)["field"] and told["value"] is not None and point.still_missing
    }


def _partners(form: Form, points: Mapping[tuple[str, str], Point]) -> set[str]:
    """The fields a broken rule speaks of: to mend any of them was asked for."""
    codes = {split_key(key)[0] for key, _ in points}
    return {id for rule in form.rules if f"rule-{rule.id}" in codes for id in rule.at}


def _changes(before: _Side, after: _Side) -> Iterator[Change]:
    """Cell by cell, each return's values by its own edition of the form."""
    sides = before, after
    unread = before.unread, after.unread
    inputs = [{field.id: field for field in side.form.inputs} for side in sides]
    for field, pair in _either(*inputs):
        values = [
            _as_text(side.verdict["values"].get(field.id), side.verdict["states"].get(field.id, ""), own)
            for side, own in zip(sides, pair, strict=True)
        ]
        yield from _change(field.id, field.label, values, pair, unread)
    for table, tables in _either(before.form.tables, after.form.tables):
        rows = [_rows(side.verdict["tables"].get(table.id, [])) for side in sides]
        labels = {row.id: row.label for own in tables if own is not None for row in own.rows}
        columns = [{column.id: column for column in own.columns} if own is not None else {} for own in tables]
        for id in dict.fromkeys([*rows[0], *rows[1]]):
            for column, both in _either(*columns):
                cells = [own.get(id, {}).get(column.id) for own in rows]
                yield from _change(
                    f"{table.id}.{id}.{column.id}",
                    f"{table.label} – {labels.get(id, f'dòng {id}')} – {column.label}",
                    [_as_text(value, "", own) for value, own in zip(cells, both, strict=True)],
                    both,
                    unread,
                )


def _either(
    old: Mapping[str, _Part], new: Mapping[str, _Part]
) -> Iterator[tuple[_Part, tuple[_Part | None, _Part | None]]]:
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


def _as_text(value: Any, state: str, field: Field | None) -> str:
    """A value of a verdict as it is shown; "" for nothing, the state alone where it stands in place of a value."""
    if value is None or field is None:
        return state
    if isinstance(value, int | float):
        text = format_number(value)
    elif field.type == "date":
        text = "/".join(reversed(value.split("-")))
    else:
        text = str(value)
    return f"{text} ({state.lower()})" if state else text
