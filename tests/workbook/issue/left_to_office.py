"""What the live checks leave to the office, told from what was typed alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tests.samples.recalculate import ERROR_VALUE
from tonghop290.model import STATES, CellRef, Field
from tonghop290.workbook.plan import STATE, Plan

__all__ = ["left_to_office"]

MOST_DAYS = 2_958_465
"""The last day Excel counts."""


def left_to_office(plan: Plan, cells: Mapping[CellRef, Any]) -> Iterator[str]:
    """What the live check leaves to the office: its verdict is "office", and its rules are not evaluated."""
    for id, place in plan.fields.items():
        typed, state = cells.get(place.value), cells.get(place.at(STATE))
        if place.field.derived or typed is ERROR_VALUE:
            continue
        words = isinstance(typed, str) and typed.strip()
        if place.field.type == "date" and isinstance(typed, int | float) and typed > MOST_DAYS:
            yield id  # it may be digits typed without separators
        elif place.field.type == "date" or place.field.figure:
            if words or place.field.figure and left_by_its_number(place.field, typed, state):
                yield id
        elif isinstance(typed, int | float) or words and unlisted(place.field, str(typed)):
            yield id
    for id, table in plan.tables.items():
        typed = [
            (column, cells.get(table.cell(row, column.id)))
            for column in table.table.columns
            for row in range(1, table.last_row - table.first_row + 2)
        ]
        if any(
            isinstance(value, str) and value.strip()
            if column.figure
            else column.type == "text" and isinstance(value, float) and not value.is_integer()
            for column, value in typed
        ):
            yield id


def left_by_its_number(one: Field, typed: Any, state: Any) -> bool:
    """Whether the state is typed otherwise, or the number has more decimals than the form takes."""
    known = state is None or not str(state).strip() or str(state).strip() in STATES
    fine = isinstance(typed, int | float) and one.type != "integer" and round(typed, one.decimals) != round(typed, 9)
    return not known or fine


def unlisted(one: Field, typed: str) -> bool:
    listed = {choice.casefold() for choice in one.choices}
    return one.type == "choice" and not one.other_allowed and typed.strip().casefold() not in listed
