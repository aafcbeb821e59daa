"""The live checks: what the workbook tells the person who is typing, as formulas.

The very hidden sheet carries one row an input, one a table with numbers and one a rule: A id, B section, C usable value
(of a rule: 1 kept, 0 broken) or "", D verdict ("" / "missing" / "error" / "warning" / "office"), E sentence, F what
kind of thing stands in the input, and from G on what an input's number is read as, or the numbers a rule's sentence
shows.
The ``Kiểm tra`` column of ``Số liệu`` and the table on ``Hướng dẫn`` read those rows. Above them stands how the machine
writes decimals and dates, and the line that says so where it is not the Vietnamese way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tonghop290.model import LIVE_OPENINGS, CellRef, Field, Form, Rule, Words, sayable
from tonghop290.workbook.issue.formulas import (
    FormulaWriter,
    filled_cells,
    fraction_cells,
    kept_cells,
    quoted,
    reference,
    table_blocks,
    text_cells,
    word_areas,
)
from tonghop290.workbook.issue.live_cell import FIRST_SLOT, TO_OFFICE, VERDICT, CellCheck, limit_in_words
from tonghop290.workbook.plan import HIDDEN, STATE, Plan, TablePlace

__all__ = [
    "FIRST_SLOT",
    "MISSING",
    "LiveRow",
    "live_rows",
    "row_check",
    "status_counts",
    "table_check",
    "usable_cells",
]

FIRST_LIVE_ROW = 12
MISSING = sayable("Chưa điền.")
_OPENINGS = {"error": LIVE_OPENINGS["error"], "warning": LIVE_OPENINGS["warning"], "office": TO_OFFICE}
_USABLE, _SENTENCE = 3, 5
TEXT_IN_NUMBERS = sayable("bảng có ô số ghi bằng chữ. Nếu được, chỉ ghi số.")
NUMBER_IN_WORDS = sayable("bảng có ô cần chữ nhưng máy đang giữ một số.")
_IMPOSSIBLE = sayable("Bảng có ô không hợp lệ ({wanted}).")
_UNUSUAL = sayable("Bảng có số ngoài mức thường gặp. Đề nghị kiểm tra lại.")


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveRow:
    """One row of the hidden sheet; formulas without ``=``; ``at`` is the field or table beside which the sentence is
    shown."""

    row: int
    id: str
    section: str
    at: str
    usable: str = '""'
    verdict: str
    sentence: str
    kind: str = '""'
    slots: tuple[str, ...] = ()
    echo: str = '""'
    """How the machine has read the input, in words, where nothing is said of it."""

    def cell(self, column: int) -> str:
        return reference(CellRef(HIDDEN, self.row, column))

    @property
    def sentence_cell(self) -> str:
        return self.cell(_SENTENCE)

    @property
    def formulas(self) -> tuple[str, ...]:
        """Every formula of the row, from column C on."""
        return (self.usable, self.verdict, self.sentence, self.kind, *self.slots)


def live_rows(plan: Plan) -> tuple[LiveRow, ...]:
    """Every live check of a form: inputs in form order, tables with numbers, then rules (errors before warnings)."""
    form = plan.form
    row_of = {field.id: FIRST_LIVE_ROW + index for index, field in enumerate(form.inputs)}

    def usable(id: str) -> str:
        return reference(CellRef(HIDDEN, row_of[id], _USABLE))

    rows = [_field_row(plan, field, row_of[field.id]) for field in form.inputs]
    for place in plan.tables.values():
        if table_blocks(place):
            rows.append(_table_row(place, FIRST_LIVE_ROW + len(rows), form.words))
    for rule in sorted(form.rules, key=lambda rule: rule.severity != "error"):
        writer = FormulaWriter(plan, usable, zero_for_missing=rule.missing == "zero")
        rows.append(_rule_row(form, rule, FIRST_LIVE_ROW + len(rows), writer))
    return tuple(rows)


def _field_row(plan: Plan, field: Field, row: int) -> LiveRow:
    place, words = plan.fields[field.id], plan.form.words

    def own(column: int) -> str:
        return reference(CellRef(HIDDEN, row, column))

    check = CellCheck(field, reference(place.value), reference(place.at(STATE)), own, plan)
    sentence = '""'
    for verdict, said in check.sentences.items():
        sentence = f"IF({own(VERDICT)}={quoted(verdict)},{quoted(words.say(_OPENINGS[verdict]))}&{said},{sentence})"
    return LiveRow(
        row=row,
        id=field.id,
        section=field.section,
        at=field.id,
        usable=check.usable,
        verdict=check.verdict,
        sentence=f'IF({own(VERDICT)}="missing",{quoted(words.say(MISSING))},{sentence})',
        kind=check.kind,
        slots=check.slots,
        echo=check.echo,
    )


def _table_row(place: TablePlace, row: int, words: Words) -> LiveRow:
    """Whether every cell of a table's numbers is one within its limits, and none of its words a fraction; C is how many
    cells are filled."""
    table, verdict = place.table, reference(CellRef(HIDDEN, row, VERDICT))
    blocks = table_blocks(place)
    filled = "+".join(filled_cells(area) for area, _ in blocks)
    possible = "+".join(kept_cells(area, column, column.hard) for area, column in blocks)
    usual = "+".join(kept_cells(area, column, column.usual, doubtful=False) for area, column in blocks)
    wanted = "; ".join(dict.fromkeys(_wanted(column, words) for _, column in blocks))
    texts = "+".join(text_cells(area) for area, _ in blocks)
    fractions = "+".join(map(fraction_cells, word_areas(place))) or "0"
    doubt = f'IF({fractions}>0,"office",IF({filled}={usual},"",IF({texts}>0,"office","warning")))'
    to_office = f"IF({fractions}>0,{quoted(words.say(NUMBER_IN_WORDS))},{quoted(words.say(TEXT_IN_NUMBERS))})"
    error, warning, office = (words.say(opening) for opening in _OPENINGS.values())
    impossible, unusual = error + words.say(_IMPOSSIBLE, wanted=wanted), warning + words.say(_UNUSUAL)
    return LiveRow(
        row=row,
        id=table.id,
        section=table.section,
        at=table.id,
        usable=f'IFERROR({filled},"")',
        verdict=f'IFERROR(IF({filled}={possible}+{texts},{doubt},"error"),"error")',
        sentence=f'IF({verdict}="error",{quoted(impossible)},IF({verdict}="warning",{quoted(unusual)},'
        f'IF({verdict}="office",{quoted(office)}&{to_office},"")))',
    )


def _wanted(column: Field, words: Words) -> str:
    kind = words.say("số nguyên") if column.type == "integer" else words.say("số")
    if column.hard is None:
        return words.say("cần {kind}", kind=kind)
    low, high = (limit_in_words(limit, column, words) for limit in (column.hard.low, column.hard.high))
    return words.say("cần {kind} từ {low} đến {high}", kind=kind, low=low, high=high)


def _rule_row(form: Form, rule: Rule, row: int, writer: FormulaWriter) -> LiveRow:
    kept, verdict = reference(CellRef(HIDDEN, row, _USABLE)), reference(CellRef(HIDDEN, row, VERDICT))
    slots = list(dict.fromkeys(rule.message.slots))
    message = writer.message(rule.message, lambda slot: reference(CellRef(HIDDEN, row, FIRST_SLOT + slots.index(slot))))
    return LiveRow(
        row=row,
        id=rule.id,
        section=form.fields[rule.at[0]].section,
        at=rule.at[0],
        usable=f'IFERROR(IF({writer.write(rule.test)},1,0),"")',
        verdict=f'IF(ISNUMBER({kept}),IF({kept}=0,{quoted(rule.severity)},""),"")',
        sentence=f'IF({verdict}="","",{quoted(form.words.say(LIVE_OPENINGS[rule.severity]))}&{message})',
        slots=tuple(map(writer.slot_value, slots)),
    )


def usable_cells(rows: tuple[LiveRow, ...]) -> dict[str, str]:
    """Id → the cell of its usable value, as formula text."""
    return {row.id: row.cell(_USABLE) for row in rows}


def row_check(rows: tuple[LiveRow, ...], field: str) -> str:
    """The formula of the ``Kiểm tra`` cell beside a field: all its sentences, the cell's own first, then errors; where
    there is none, how the machine has read the cell."""
    own = [row for row in rows if row.at == field]
    cells = [row.sentence_cell for row in own]
    said = "TRIM(" + '&" "&'.join(cells) + ")" if cells else '""'
    echo = next((row.echo for row in own if row.echo != '""'), "")
    return f"IF(LEN({'&'.join(cells)})=0,{echo},{said})" if echo else said


def table_check(rows: tuple[LiveRow, ...], table: str) -> str | None:
    """The formula of the sentence below a table; None where nothing is checked."""
    return next((f'{row.sentence_cell}&""' for row in rows if row.at == table), None)


def status_counts(rows: tuple[LiveRow, ...], form: Form) -> dict[str, Mapping[str, str]]:
    """Section id → formulas of the numbers in the status table: to_fill, filled, missing, errors, warnings."""

    def area(column: int) -> str:
        return reference(CellRef(HIDDEN, rows[0].row, column), CellRef(HIDDEN, rows[-1].row, column))

    counts: dict[str, Mapping[str, str]] = {}
    for section in form.sections:
        own = [row for row in rows if row.section == section.id]
        if not own:
            continue
        where = f"{area(2)},{quoted(section.id)}"
        to_fill = sum(field.required for field in form.inputs if field.section == section.id)
        missing = f'COUNTIFS({where},{area(VERDICT)},"missing")'
        counts[section.id] = {
            "to_fill": str(to_fill),
            "filled": f"{to_fill}-{missing}",
            "missing": missing,
            "errors": f'COUNTIFS({where},{area(VERDICT)},"error")',
            "warnings": f'COUNTIFS({where},{area(VERDICT)},"warning")+COUNTIFS({where},{area(VERDICT)},"office")',
        }
    return counts
