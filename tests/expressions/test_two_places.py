"""The two compilers of the rule language agree: random expressions over random values, in LibreOffice and in arrays."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path
from typing import Any

import pytest

import tonghop290 as th
from tests import THOROUGH
from tests.samples.forms import drawn
from tests.samples.recalculate import ERROR_VALUE, recalculate
from tests.workbook.issue.test_live_agrees import Return, disagreements, judged
from tonghop290.expressions.tree import (
    Binary,
    Call,
    Choose,
    Compare,
    Date,
    Logic,
    Name,
    Node,
    Number,
    TableColumn,
    Truth,
    Unary,
    names_of,
    source_of,
    walk,
)
from tonghop290.model import CellRef, Form
from tonghop290.workbook.issue.fill import IssuedWorkbook
from tonghop290.workbook.plan import STATE, plan_workbook

RULES, WORKBOOKS = 150, 24 if THOROUGH else 14
NUMBERS = ("a", "b", "d", "e", "tong")

FORM = """
[parameters]
nguong = 2.5
am = -3

[fields.a]
type = "decimal"
decimals = 2
[fields.b]
type = "decimal"
decimals = 2
hard = [-1000, 1000.5]
[fields.e]
type = "integer"
[fields.d]
type = "percent"
decimals = 1
usual = [5, 50.5]
[fields.tong]
type = "decimal"
decimals = 2
formula = "a * 2 - b / e"
[fields.ngay]
type = "date"
[fields.ngay_sau]
type = "date"
hard = [2000-01-01, 2030-12-31]
[fields.ghi_chu]
type = "text"

[tables.bang]
sheet = "detail"
rows = [
    { id = "mot", code = "B1", label = "Một" },
    { id = "hai", code = "B2", label = "Hai" },
    { id = "ba", code = "B3", label = "Ba" },
]
[tables.bang.columns]
x = { label = "X", type = "integer", hard = [0, 500] }
y = { label = "Y", type = "integer", hard = [0, 500] }
z = { label = "Z", type = "decimal", decimals = 2 }

[tables.ke]
sheet = "detail"
blank_rows = 3
[tables.ke.columns]
ten = { label = "Tên", type = "text" }
so = { label = "Số", type = "decimal", decimals = 1, hard = [0.5, 1234567.5] }
"""


class Author:
    """Writes random expressions of a wanted kind, none deeper than it may be."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)

    def number(self, depth: int) -> Node:
        pick = self.rng.random()
        if depth == 0 or pick < 0.25:
            leaf = self.rng.choice((*NUMBERS, *NUMBERS, "nguong", "am", 0, 1, 2, 0.5, 100, 1e-7, 123456.75))
            return Name(leaf) if isinstance(leaf, str) else Number(float(leaf))
        if pick < 0.6:
            return Binary(self.rng.choice("+-*/"), self.number(depth - 1), self.number(depth - 1))
        if pick < 0.68:
            return Unary("-", self.number(depth - 1))
        if pick < 0.75:
            return Choose(self.truth(depth - 1), self.number(depth - 1), self.number(depth - 1))
        if pick < 0.85:
            function = self.rng.choice(("abs", "round", "min", "max"))
            if function == "round":
                return Call(
                    "round",
                    (self.number(depth - 1), *self.rng.choice(((), (Number(2.0),), (Unary("-", Number(1.0)),)))),
                )
            return Call(
                function,
                tuple(self.number(depth - 1) for _ in range(1 if function == "abs" else self.rng.randint(2, 3))),
            )
        if pick < 0.93:
            table = self.rng.choice(
                (Name("bang"), TableColumn("bang", "x"), TableColumn("bang", "z"), Name("ke"), TableColumn("ke", "so"))
            )
            return Call(self.rng.choice(("sum", "count", "min", "max")), (table,))
        if pick < 0.96:
            return Call("typed", (Name("tong"),))
        if pick < 0.98:
            return Binary("-", self.date(0), self.date(0))
        return Call("year", (self.date(depth - 1),))

    def date(self, depth: int) -> Node:
        pick = self.rng.random()
        if depth <= 0 or pick < 0.6:
            return self.rng.choice((Name("ngay"), Name("ngay_sau"), Date(dt.date(2015, 6, 30))))
        if pick < 0.8:
            return Binary(self.rng.choice("+-"), self.date(0), Number(float(self.rng.randint(0, 400))))
        if pick < 0.9:
            return Call(self.rng.choice(("min", "max")), (self.date(0), self.date(0)))
        return Choose(self.truth(depth - 1), self.date(0), self.date(0))

    def truth(self, depth: int) -> Node:
        pick = self.rng.random()
        if depth == 0 or pick < 0.5:
            side = self.date if self.rng.random() < 0.2 else self.number
            return Compare(
                self.rng.choice(("==", "!=", "<", "<=", ">", ">=")), side(max(depth - 1, 0)), side(max(depth - 1, 0))
            )
        if pick < 0.72:
            return Logic(
                self.rng.choice(("and", "or")), tuple(self.truth(depth - 1) for _ in range(self.rng.randint(2, 3)))
            )
        if pick < 0.82:
            return Unary("not", self.truth(depth - 1))
        if pick < 0.9:
            return Call("blank", (Name(self.rng.choice(("a", "b", "ngay", "ghi_chu"))),))
        if pick < 0.95:
            return Choose(self.truth(depth - 1), self.truth(depth - 1), self.truth(depth - 1))
        return Compare(self.rng.choice(("==", "!=")), self.truth(depth - 1), Truth(self.rng.random() < 0.5))


def a_form(folder: Path, seed: int) -> Form:
    author = Author(seed)
    rules: list[str] = []
    while len(rules) < RULES:
        test = author.truth(4)
        if not set(names_of(test)) - {"nguong", "am"} or len(source_of(test)) > 900:
            continue
        slots = [
            node
            for node in walk(test)
            if isinstance(node, Binary | Call | Name)
            and not (isinstance(node, Name) and node.id in ("bang", "ke", "ghi_chu"))
            and not (isinstance(node, Call) and node.function == "blank")
        ][:3]
        message = "; ".join(f"{{{source_of(slot)}{author.rng.choice(('', ':0', ':1', ':3'))}}}" for slot in slots)
        missing, severity = author.rng.choice(("skip", "skip", "zero")), author.rng.choice(("error", "warning"))
        rules.append(f"""[rules.Q{len(rules)}]\ntest = "{source_of(test)}"\nat = ["a"]\nmissing = "{missing}"
severity = "{severity}"\nmessage = "So sánh: {message}"\n""")
    return drawn(FORM + "".join(rules), folder)


def a_filling(form: Form, rng: random.Random) -> Return:
    plan, cells = plan_workbook(form), dict[CellRef, Any]()
    for one in form.inputs:
        value: Any = None
        if one.figure:
            value = rng.choice(
                (
                    0,
                    1,
                    2,
                    0.1,
                    0.2,
                    0.3,
                    -4,
                    2.5,
                    7.25,
                    1000.5,
                    1000.51,
                    12345.678,
                    1e9,
                    None,
                    None,
                    "mười",
                    ERROR_VALUE,
                    rng.randint(0, 50),
                )
            )
            value = round(value) if one.type == "integer" and isinstance(value, float) and rng.random() < 0.9 else value
            if value is None and rng.random() < 0.5:
                cells[plan.fields[one.id].at(STATE)] = "Không có số liệu"
        elif one.type == "date":
            value = rng.choice(
                (
                    None,
                    "hôm qua",
                    dt.date(2015, 6, 30),
                    dt.date(2015, 7, 1),
                    dt.date(2031, 1, 1),
                    dt.date(2016, 2, 29) + dt.timedelta(rng.randrange(900)),
                    42000.6,
                )
            )
        else:
            value = rng.choice((None, " ", "có"))
        cells[plan.fields[one.id].value] = value
    if rng.random() < 0.4:
        cells[plan.fields["tong"].value] = rng.choice((3, -1.5, None, "chưa tính"))
    for table in plan.tables.values():
        for row in range(1, table.last_row - table.first_row + 2):
            for column in table.table.columns:
                if rng.random() < 0.4:
                    wild = rng.random() < 0.04
                    cells[table.cell(row, column.id)] = (
                        rng.choice(("bốn", 501, 2.5, ERROR_VALUE, " "))
                        if wild
                        else rng.choice((0, 1, 2, 3, 500))
                        if column.type == "integer"
                        else 1.5
                        if column.figure
                        else "Hố rác"
                    )
    return Return(cells)


@pytest.mark.libreoffice
def test_random_rules_get_the_same_verdict_in_the_workbook_and_at_the_office(tmp_path: Path) -> None:
    rng = random.Random(7)
    form = a_form(tmp_path / "form", seed=11)
    plan, blank = plan_workbook(form), IssuedWorkbook(th.write_blank(form, tmp_path / "blank.xlsx"))
    returns = [a_filling(form, rng) for _ in range(WORKBOOKS)]
    paths = [blank.fill(tmp_path / f"{number:03}.xlsx", one.cells) for number, one in enumerate(returns)]
    judged(form, paths, returns)
    books = recalculate(paths, tmp_path)
    assert [
        f"{path.name}: {line}"
        for path, one in zip(paths, returns, strict=True)
        for line in disagreements(form, plan, one, books[path.stem])
    ] == []
    verdicts = [value for one in returns for value in one.verdicts.values()]
    assert min(verdicts.count(1.0), verdicts.count(0.0)) > RULES * WORKBOOKS / 10
