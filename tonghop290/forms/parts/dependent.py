"""Choices that follow another answer: ``depends_on = "huyen"``, each entry of the list with its ``parent``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from tonghop290.forms.faults import Part, shown
from tonghop290.forms.glossary import Glossary
from tonghop290.model import Codelist, Field, Table
from tonghop290.text.nearest import suggestion
from tonghop290.text.normalize import match_key

__all__ = ["Dependents"]

Known = Mapping[str, Field]
_MOST_PAIRS = 20_000


class Dependents:
    """Joins choices to what they depend on; what cannot be is a fault, each told once."""

    def __init__(self, lists: Mapping[str, Codelist], names: Glossary) -> None:
        self._lists, self._names = lists, names
        self._told: set[str] = set()

    def of_fields(self, fields: Known, part: Part) -> dict[str, Field]:
        """The fields, each knowing which of its choices belongs to which answer."""
        made = {id: self._joined(field, fields, part.part(id), fields) for id, field in fields.items()}
        _check_circles(made, part)
        return made

    def of_tables(self, tables: Mapping[str, Table], fields: Known, part: Part) -> dict[str, Table]:
        """The tables, their columns joined to one another or to fields of the form."""
        return {id: self._of_table(table, fields, part.part(id).part("columns")) for id, table in tables.items()}

    def _of_table(self, table: Table, fields: Known, part: Part) -> Table:
        own = {column.id: column for column in table.columns}
        columns = {id: self._joined(column, {**fields, **own}, part.part(id), own) for id, column in own.items()}
        _check_circles(columns, part)
        return replace(table, columns=tuple(columns.values()))

    def _joined(self, field: Field, known: Known, part: Part, own: Known) -> Field:
        if not field.codelist or not field.depends_on:
            self._check_one_each(field, part)
            return field
        above = self._id_of(field.depends_on, known, own)
        if above not in known:
            close = suggestion(field.depends_on, known)
            part.fault("depends_on", f"không có chỉ tiêu {shown(field.depends_on)}{close}")
            return field
        if known[above].type != "choice" or known[above] is field:
            what = "chính nó" if known[above] is field else f"{shown(above)}, không phải là một lựa chọn"
            part.fault("depends_on", f"không phụ thuộc được vào {what}")
            return field
        return replace(field, depends_on=above, belongs=self._pairs(field, known[above], part))

    def _id_of(self, written: str, known: Known, own: Known) -> str:
        """Of a table: its own columns come first."""
        called = {match_key(name): id for id, one in own.items() for name in (one.label, one.code, id) if name}
        return written if written in known else called.get(match_key(written)) or self._names.id_of(written)

    def _check_one_each(self, field: Field, part: Part) -> None:
        """Without ``depends_on`` an entry is known by its label alone."""
        entries = self._lists[field.codelist].entries if field.codelist else ()
        if len({entry.label for entry in entries}) < len(entries):
            part.fault("depends_on", "còn thiếu: danh sách có mục cùng tên, chỉ khác parent")

    def _pairs(self, field: Field, above: Field, part: Part) -> tuple[tuple[str, str], ...]:
        """Every (choice, answer above) that belongs together, in the order of the answers above."""
        called = {match_key(other): choice for other, choice in above.spellings}
        called |= {match_key(choice): choice for choice in above.choices}
        at: dict[str, list[str]] = {choice: [] for choice in above.choices}
        anywhere: list[str] = []
        for number, entry in enumerate(self._lists[field.codelist].entries, 1):
            parent = called.get(match_key(entry.parent))
            if not entry.parent:
                anywhere.append(entry.label)
            elif parent is not None:
                at[parent].append(entry.label)
            elif above.choices:  # without them their own fault is told
                place = f"lists.{field.codelist}.entries[{number}].parent"
                said = f"không có {shown(entry.parent)} trong lựa chọn của '{above.id}'{suggestion(entry.parent, at)}"
                if place + said not in self._told:
                    self._told.add(place + said)
                    part.faults.add(place, said)
        if len(at) * len(anywhere) > _MOST_PAIRS:
            part.fault("depends_on", "quá nhiều mục không ghi parent; đề nghị bỏ depends_on")
            return ()
        return tuple((label, parent) for parent, labels in at.items() for label in (*labels, *anywhere))


def _check_circles(fields: Known, part: Part) -> None:
    told: set[str] = set()
    for id in fields:
        way = [id]
        while (above := fields[way[-1]].depends_on) in fields and above not in way:
            way.append(above)
        if above == id and len(way) > 1 and told.isdisjoint(way):
            part.fault(f"{id}.depends_on", f"phụ thuộc đi vòng: {' → '.join([*way, id])}")
            told.update(way)
