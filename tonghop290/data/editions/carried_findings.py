"""What is said of a return of an earlier edition: what the present form asks besides, what it no longer asks, and every
value that is not taken over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pandas as pd

from tonghop290.data.editions.in_words import as_printed, is_inside, kind_of, meaning_of
from tonghop290.data.editions.shared_meaning import columns_of_table, input_ids, means_alike, same_period
from tonghop290.data.slips.choice_called import choice_called
from tonghop290.messages import finding
from tonghop290.model import Dataset, Field, Finding, Form, Table, told, told_few

__all__ = ["edition_findings", "new_parts"]


def edition_findings(path: str, before: Dataset, own: Dataset, form: Form) -> Iterator[Finding]:
    """What to say of one return of an earlier edition, seen by ``form``.

    ``before``: as the sender gave it; ``own``: without what lies outside its own range (that has its finding).
    """
    old = before.form
    say = partial(finding, file=path, unit=before.units[path])
    found = (
        told("phiên bản {version}", version=old.version)
        if old.version != form.version
        else told("bản phát hành trước của phiên bản {version}", version=old.version)
    )
    yield say("form-earlier", found=found, current=form.version)
    if not same_period(old, form):
        yield say("form-period", found=form.named(old.period), current=form.named())
        return
    yield from _added_and_dropped(say, old, form)
    for field in form.inputs:
        if field.id in input_ids(old):
            yield from _of_field(path, before, own, old.fields[field.id], field)
    for table in form.tables.values():
        if table.id in old.tables:
            yield from _of_table(path, own, old.tables[table.id], table)


def _added_and_dropped(say: Callable[..., Finding], old: Form, form: Form) -> Iterator[Finding]:
    """Fields, tables, rows and columns that only one of the two has."""
    new = [field for field in form.inputs if field.id not in input_ids(old)]
    names = [*(field.short for field in new), *new_parts(old, form)]
    if names:
        severity = "warning" if any(field.required for field in new) else "note"
        yield say("form-lacks", severity=severity, count=str(len(names)), names=told_few(names))
    gone = [*(field.short for field in old.inputs if field.id not in input_ids(form)), *new_parts(form, old)]
    if gone:
        yield say("form-dropped", count=str(len(gone)), names=told_few(gone))


def new_parts(old: Form, new: Form) -> list[str]:
    """Tables, rows and columns of the one that the other has not."""
    parts = []
    for table in new.tables.values():
        if table.id not in old.tables:
            parts.append(told("bảng “{label}”", label=table.label))
            continue
        before = old.tables[table.id]
        rows = {row.id for row in before.rows}
        lost = [row.label for row in table.rows if before.fixed and row.id not in rows] + [
            column.short for column in table.columns if column.id not in columns_of_table(before)
        ]
        parts += [f"{table.label} – {label}" for label in lost]
    return parts


def _of_field(path: str, before: Dataset, own: Dataset, old: Field, new: Field) -> Iterator[Finding]:
    value: Any = before.frame.at[path, new.id]
    typed = before.texts.get((path, new.id), "")
    state = str(before.states.at[path, old.id]) if old.figure else ""
    say = partial(
        finding,
        file=path,
        unit=before.units[path],
        at=before.places.get((path, new.id)),
        field=new.id,
        label=new.short,
    )
    if not means_alike(old, new):
        if typed or state or not pd.isna(value):
            read = typed or state if pd.isna(value) or isinstance(value, str) else as_printed(value)
            yield say("form-meaning", value=typed or state, read=read, found=meaning_of(old), current=meaning_of(new))
        return
    kept: Any = own.frame.at[path, new.id]
    if pd.isna(kept):
        return
    if new.type == "choice" and not new.other_allowed and not choice_called(new, str(value))[0]:
        yield say("form-choice", value=str(value), choices="; ".join(new.choices))
    elif not is_inside(value, new):
        yield _outside(say, new, value)


def _of_table(path: str, own: Dataset, old: Table, new: Table) -> Iterator[Finding]:
    rows = own.tables[new.id]
    rows = rows[rows["file"] == path]
    say = partial(finding, file=path, unit=own.units[path])
    if old.fixed != new.fixed:
        if len(rows) and rows[[column.id for column in old.columns]].notna().to_numpy().any():
            unlike = partial(say, "form-meaning", field=new.id, label=new.label)
            yield unlike(read=told("bảng này"), found=kind_of(old), current=kind_of(new))
        return
    for column in new.columns:
        if column.id in columns_of_table(old):
            given = zip(rows["row"], rows[column.id], strict=True)
            values = {row: value for row, value in given if not pd.isna(value)}
            label = f"{new.label} – {column.short}"
            if values and not means_alike(old.column(column.id), column):
                unlike = partial(say, "form-meaning", field=new.id, label=label)
                found, current = meaning_of(old.column(column.id)), meaning_of(column)
                yield unlike(read=told("{count} ô", count=str(len(values))), found=found, current=current)
                continue
            for row, value in values.items():
                id = f"{new.id}.{row}.{column.id}"
                if not is_inside(value, column):
                    at = own.places.get((path, id))
                    yield _outside(partial(say, at=at, field=id, label=label), column, value)


def _outside(say: Callable[..., Finding], bounds: Field, value: Any) -> Finding:
    assert bounds.hard is not None
    low, high = (as_printed(limit) for limit in (bounds.hard.low, bounds.hard.high))
    bare = value.date().isoformat() if isinstance(value, dt.datetime) else float(value) if bounds.figure else str(value)
    return say("form-range", value=bare, read=as_printed(value), low=low, high=high)
