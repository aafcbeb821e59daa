"""What all searches over one form rest on: its variables, what each rule rests on, and what rules have said."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping

from tonghop290.data.search.rule_variables import Variable, cells_of, pinned_variable, variables_of
from tonghop290.expressions.tree import Node, columns_of, names_of, walk
from tonghop290.model import Form, Rule

__all__ = ["Ground"]


class Ground:
    """What all searches over one form rest on: its variables, what each rule rests on, and what rules have said.

    ``more``: variables beside those that rules name. ``most_work``: where searches end, counted in operations (of up to
    five hundred candidates at once) and in rules passed over.
    """

    def __init__(self, form: Form, more: Mapping[str, Variable] | None = None, *, most_work: float = math.inf) -> None:
        self.work, self.most_work, self.rows = 0, most_work, 1
        self.form, self.variables = form, variables_of(form) | dict(more or {})
        self.inputs: dict[str, tuple[str, ...]] = {}
        self.sizes: dict[str, int] = {}
        for rule in form.rules:
            self.inputs[rule.id], self.sizes[rule.id] = self._inputs_of(rule)
        self.known: dict[tuple[object, ...], tuple[float, float]] = {}
        """Rule, whether it is to be broken, and the values it rests on → its cost and verdict."""

    @property
    def spent(self) -> bool:
        return self.work > self.most_work

    def with_cells(self, keys: Collection[str]) -> Ground:
        """This, or another that also knows cells of tables no rule looks at."""
        more = {key: pinned_variable(self.form, key) for key in keys if key not in self.variables}
        return Ground(self.form, more) if more else self

    def widen(self, rows: int) -> bool:
        """Know so many rows of the tables rules look at; False where rules look at none, or at no more rows."""
        cells = cells_of(self.form, rows=rows)
        if rows > self.rows > 1 and len(cells) == len(cells_of(self.form, rows=self.rows)):
            return False
        self.rows = rows
        more = {cell.key: cell for cell in cells if cell.key not in self.variables}
        if more:
            self.variables |= more
            self.known.clear()
            for rule in self.form.rules:
                self.inputs[rule.id], self.sizes[rule.id] = self._inputs_of(rule)
        return bool(cells)

    def judge(self, rule: Rule, candidates: int) -> None:
        """Count the work of judging them by a rule."""
        self.work += self.sizes[rule.id] * (1 + candidates // 500)

    def _inputs_of(self, rule: Rule) -> tuple[tuple[str, ...], int]:
        """The variables a rule rests on, and how many operations it takes."""
        keys, size = self._below(rule.test)
        return tuple(dict.fromkeys(keys)), size

    def behind(self, node: Node) -> list[str]:
        """The variables a part of a rule rests on."""
        return list(dict.fromkeys(self._below(node)[0]))

    def _below(self, node: Node) -> tuple[list[str], int]:
        """What it rests on, through derived fields and tables, and how many operations that is."""
        found: list[str] = []
        size = len(list(walk(node)))
        left = [*names_of(node), *(f"{column.table}.*.{column.column}" for column in columns_of(node))]
        while left:
            name = left.pop(0)
            table, _, column = name.partition(".*.")
            formula = self.form.fields[name].formula if name in self.form.fields else None
            if formula is not None:
                left += names_of(formula)
                size += len(list(walk(formula)))
                found += [key for key in (f"typed.{name}",) if key in self.variables]
            elif name in self.variables:
                found.append(name)
            elif table in self.form.tables:
                found += [key for key in self.variables if key.startswith(table + ".") and key.endswith(column)]
        return found, size
