"""The answers of one return of an earlier edition, taken over into the workbook of the present one.

An answer is taken over where the present form asks the same in the same way and can take what was said. Everything else
is listed with what stood there: nothing is converted, and nothing is lost in silence.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tonghop290.data.editions.carried_findings import new_parts
from tonghop290.data.editions.in_words import as_printed, is_inside, kind_of, meaning_of
from tonghop290.data.editions.shared_meaning import asks_alike, columns_of_table, input_ids, means_alike, same_period
from tonghop290.model import (
    STATES_WITHOUT_FIGURE,
    Carried,
    Dataset,
    Field,
    Finding,
    Form,
    NotCarried,
    Table,
    known_value,
    sayable,
    told,
    told_list,
)
from tonghop290.text.normalize import match_key

__all__ = ["carry_answers"]

_TABLES_UNREAD = ("table-missing", "table-twice", "table-uncertain")
_NOT_FOUND, _GONE = sayable("không đọc được ở biểu cũ"), sayable("biểu mới không hỏi nữa")


def carry_answers(
    dataset: Dataset,
    path: str,
    form: Form,
    *,
    name: str,
    given: Collection[str] = (),
    accepted: Collection[tuple[str, str]] = (),
    findings: Sequence[Finding] = (),
    explained: Sequence[tuple[str, str]] = (),
) -> Carried:
    """The answers of one return of ``dataset``, and what is not taken over.

    ``name``: of the file, as people know it. ``given``: fields of ``form`` that the register or the office fills in.
    ``accepted``: (path, field id or "table.row.column") of the values the office lets stand outside their range.
    ``findings``: of this return. ``explained``: (what was asked, what the sender wrote beside it).
    """
    unread = frozenset(told.label or "" for told in findings if told.code in _TABLES_UNREAD)
    one = _Return(dataset, path, form, frozenset(id for own, id in accepted if own == path), unread)
    for old in dataset.form.inputs:
        one.carry_field(old, given)
    for table in dataset.form.tables.values():
        one.carry_table(table)
    one.left += [NotCarried(kind="new", id=id, label=label) for id, label in _asked_besides(dataset.form, form, given)]
    one.left += [NotCarried(kind="explained", label=label, said=said) for label, said in explained]
    return Carried(
        name=name,
        version=dataset.form.version,
        kept=one.kept,
        values=one.values,
        states=one.states,
        notes=one.notes,
        tables=one.tables,
        left=tuple(one.left),
    )


def _asked_besides(old: Form, form: Form, given: Collection[str]) -> Iterator[tuple[str, str]]:
    """Id and label of what only the present form asks."""
    known = input_ids(old)
    yield from ((one.id, one.label) for one in form.inputs if one.id not in known and one.id not in given)
    yield from (("", part) for part in new_parts(old, form))


@dataclass(slots=True)
class _Return:
    """One return being taken over."""

    dataset: Dataset
    path: str
    form: Form
    accepted: frozenset[str]
    unread: frozenset[str]
    kept: int = 0
    values: dict[str, Any] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    left: list[NotCarried] = field(default_factory=list)

    # --- fields ---------------------------------------------------------------------------------------------------

    def carry_field(self, old: Field, given: Collection[str]) -> None:
        value = known_value(self.dataset.frame.at[self.path, old.id])
        typed = self.dataset.texts.get((self.path, old.id), "")
        state = str(self.dataset.states.at[self.path, old.id]) if old.figure else ""
        note = self.dataset.notes.get((self.path, old.id), "")
        said, new = _said(value, typed, state, note), self.form.fields.get(old.id)
        lost = (self.path, old.id) not in self.dataset.places
        if not (said or lost) or (old.id in given and not note):
            return
        if new is None:
            self.left.append(NotCarried(kind="gone", label=old.label, said=said, why=told(_GONE)))
        elif new.derived:
            self.left.append(NotCarried(kind="gone", label=old.label, said=said, why=told("biểu mới tự tính")))
        elif (
            why := (told(_NOT_FOUND) if lost else "")
            or self._against(old, new)
            or self._not_taken(old, new, old.id, value, typed, state)
        ):
            self.left.append(NotCarried(kind="changed", id=new.id, label=new.label, said=said, why=why))
        else:
            self._keep(new.id, None if new.id in given else value, state, note)

    def _keep(self, id: str, value: Any, state: str, note: str) -> None:
        self.kept += 1
        for place, said in ((self.values, value), (self.states, state), (self.notes, note)):
            if said not in (None, ""):
                place[id] = said

    def _against(self, old: Field | Table, new: Field | Table) -> str:
        """Why no answer to the one is an answer to the other; "" where it is."""
        if not same_period(self.dataset.form, self.form):
            return told("kỳ báo cáo của biểu cũ là {period}", period=self.dataset.form.period.name)
        if isinstance(old, Table) and isinstance(new, Table) and old.fixed != new.fixed:
            return told("biểu mới là {now}, biểu cũ là {before}", now=kind_of(new), before=kind_of(old))
        if isinstance(old, Field) and isinstance(new, Field) and not means_alike(old, new):
            return told("biểu mới hỏi {now}, biểu cũ là {before}", now=meaning_of(new), before=meaning_of(old))
        return "" if asks_alike(old, new) else told("tên cũ là “{label}”", label=old.label)

    def _not_taken(self, old: Field, new: Field, id: str, value: Any, typed: str, state: str) -> str:
        """Why the present form cannot take this answer although it asks the same; "" where it can."""
        if state and state not in new.states:
            return told("biểu mới không nhận trạng thái này")
        if value is None:
            return told("chưa đọc được") if typed and state not in STATES_WITHOUT_FIGURE else ""
        if new.type == "choice" and not new.other_allowed and value not in new.choices:
            return told("biểu mới không còn mục chọn này")
        if new.figure and new.decimals < old.decimals and round(value, new.decimals) != value:
            return told("biểu mới nhận nhiều nhất {count} chữ số thập phân", count=str(new.decimals))
        outside = next((one for one in (old, new) if not is_inside(value, one)), None)
        if outside is None or outside.hard is None or id in self.accepted:
            return ""
        low, high = as_printed(outside.hard.low), as_printed(outside.hard.high)
        return told("nằm ngoài khoảng cho phép (từ {low} đến {high})", low=low, high=high)

    # --- tables ---------------------------------------------------------------------------------------------------

    def carry_table(self, old: Table) -> None:
        frame = self.dataset.tables[old.id]
        records: list[Any] = frame[frame["file"] == self.path].to_dict("records")
        rows: list[dict[str, Any]] = [row for row in records if self._cells(old, row)]
        new = self.form.tables.get(old.id)
        if old.label in self.unread:
            self.left.append(
                NotCarried(kind="changed", id=old.id if new else "", label=old.label, why=told(_NOT_FOUND))
            )
            return
        why = told(_GONE) if new is None else self._against(old, new)
        if not rows or not old.fixed and _as_issued(old, rows):
            if new is not None and not (rows or why or new.fixed):
                self.tables[new.id] = []  # its sentences were deleted
            return
        if new is None or why:
            kind = "gone" if new is None else "changed"
            self._leave(kind, "" if new is None else new.id, old.label, self._cells_of(old, rows), why)
            return
        known = {row.id: row.label for row in new.rows}
        here = [row for row in rows if not new.fixed or _same_row(old, row["row"], known)]
        self._leave(
            "gone", "", old.label, self._cells_of(old, [row for row in rows if row not in here]), told("dòng đã đổi")
        )
        kept: list[dict[str, Any]] = [{"row": row["row"]} for row in here]
        for column in old.columns:
            self._carry_column(old, new, column, here, kept)
        if rows_kept := [row for row in kept if len(row) > 1]:
            self.tables[new.id] = rows_kept

    def _carry_column(
        self, old: Table, new: Table, column: Field, rows: Sequence[dict[str, Any]], kept: Sequence[dict[str, Any]]
    ) -> None:
        """One column of a table that both have, into the rows that are kept."""
        label = f"{old.label} – {column.label}" if len(old.columns) > 1 else old.label
        if column.id not in columns_of_table(new):
            cells = self._cells_of(old, rows, only=column.id)
            self._leave("gone", "", label, cells, told(_GONE))
            return
        present = new.column(column.id)
        against = self._against(column, present)
        for row, place in zip(rows, kept, strict=True):
            value, id = known_value(row[column.id]), f"{old.id}.{row['row']}.{column.id}"
            typed = self.dataset.texts.get((self.path, id), "")
            why = against or self._not_taken(column, present, id, value, typed, "")
            if why:
                self._leave("changed", new.id, label, self._cells_of(old, [row], only=column.id), why)
            elif value is not None:
                self.kept += 1
                place[column.id] = value

    def _leave(self, kind: Any, id: str, label: str, cells: Sequence[tuple[str, str]], why: str) -> None:
        """List cells of a table that are not taken over for one reason, as one thing."""
        before = self.left[-1] if self.left else None
        said = told_list("; ", [told("{row}: {text}", row=row, text=text) for row, text in cells])
        if not cells:
            return
        if before is not None and (before.kind, before.label, before.why) == (kind, label, why):
            said = told_list("; ", [before.said, said])
            self.left.pop()
        self.left.append(NotCarried(kind=kind, id=id, label=label, said=said, why=why))

    def _cells_of(
        self, table: Table, rows: Sequence[Mapping[str, Any]], *, only: str | None = None
    ) -> list[tuple[str, str]]:
        """Which row, and what stands in it, for the rows that hold something."""
        labels = {row.id: row.label for row in table.rows}
        found = []
        for row in rows:
            cells = self._cells(table, row)
            texts = [text for id, text in cells.items() if only in (None, id)]
            if texts:
                found.append(
                    (labels.get(row["row"]) or told("dòng {row}", row=str(row["row"])), told_list(" | ", texts))
                )
        return found

    def _cells(self, table: Table, row: Mapping[str, Any]) -> dict[str, str]:
        """Column id → what stands in a row, as people write it; empty cells left out."""
        texts = {}
        for column in table.columns:
            typed = self.dataset.texts.get((self.path, f"{table.id}.{row['row']}.{column.id}"), "")
            texts[column.id] = _said(known_value(row[column.id]), typed, "", "")
        return {id: text for id, text in texts.items() if text}


def _same_row(old: Table, id: Any, known: Mapping[str, str]) -> bool:
    """Whether a printed row is there still and says the same."""
    before = next(row.label for row in old.rows if row.id == id)
    return id in known and match_key(known[id]) == match_key(before)


def _as_issued(table: Table, rows: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the sentences of a table are those the form itself began with: nobody has answered anything."""
    stands = [[match_key(str(known_value(row[one.id]) or "")) for one in table.columns] for row in rows]
    return stands == [[match_key(row.get(one.id, "")) for one in table.columns] for row in table.prefilled]


def _said(value: Any, typed: str, state: str, note: str) -> str:
    """ "6.000 [Ước tính] (ghi chú: …)": an answer as people write it."""
    shown = as_printed(value) if isinstance(value, dt.date | float | int) else str(value or typed)
    stated = told("[{state}]", state=told(state)) if state else ""
    noted = told("(ghi chú: {note})", note=note) if note else ""
    return told_list(" ", [part for part in (shown, stated, noted) if part])
