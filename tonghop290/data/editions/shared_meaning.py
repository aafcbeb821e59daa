"""What two editions of a form share: the fields and columns of one id that mean alike.

Two fields mean alike when type and unit are the same, or every value of the earlier type is one of the present: a whole
number where a decimal is asked, a line where a long text is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from tonghop290.model import Field, Form, Table
from tonghop290.text.normalize import match_key

__all__ = ["Shared", "asks_alike", "columns_of_table", "input_ids", "means_alike", "same_period", "shared_between"]

_WIDER = {("integer", "decimal"), ("text", "long text")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """``fields``: ids of inputs. ``columns``: table id → ids of columns, for the tables that both have."""

    fields: frozenset[str]
    columns: Mapping[str, tuple[str, ...]]

    @property
    def keys(self) -> frozenset[str]:
        """Field ids and "table.column"."""
        return self.fields.union(f"{id}.{column}" for id, columns in self.columns.items() for column in columns)


def means_alike(old: Field, new: Field) -> bool:
    """Whether a value of the one is, as it stands, a value of the other; ranges and labels are not looked at."""
    return old.unit == new.unit and (old.type == new.type or (old.type, new.type) in _WIDER)


def same_period(old: Form, new: Form) -> bool:
    """Whether both ask about the same period; otherwise nothing is shared."""
    return old.period.is_same(new.period)


def shared_between(old: Form, new: Form) -> Shared:
    """What a return of the old form tells the new one."""
    if not same_period(old, new):
        return Shared(fields=frozenset(), columns={})
    known = input_ids(old)
    return Shared(
        fields=frozenset(
            field.id for field in new.inputs if field.id in known and means_alike(old.fields[field.id], field)
        ),
        columns={
            id: _shared_columns(old.tables[id], table)
            for id, table in new.tables.items()
            if id in old.tables and old.tables[id].fixed == table.fixed
        },
    )


def _shared_columns(old: Table, new: Table) -> tuple[str, ...]:
    known = columns_of_table(old)
    return tuple(
        column.id for column in new.columns if column.id in known and means_alike(old.column(column.id), column)
    )


def input_ids(form: Form) -> frozenset[str]:
    return frozenset(field.id for field in form.inputs)


def columns_of_table(table: Table) -> frozenset[str]:
    return frozenset(column.id for column in table.columns)


def asks_alike(old: Field | Table, new: Field | Table) -> bool:
    """Whether two labels say the same, but for capitals, punctuation and the place of tone marks.

    A word more or less may be another question ("hộ nghèo", "hộ cận nghèo"): nobody but the sender can tell.
    """
    return _words(old.label) == _words(new.label)


def _words(label: str) -> list[str]:
    return re.findall(r"\w+|%", match_key(label))
