"""The live checks: what the workbook tells the person who is typing, as formulas.

The very hidden sheet carries a row an input – the row the input has on ``Số liệu`` –, and below them one a table with
numbers and one a rule, section by section: C the usable value of an input (of a table 0), or an error value; D verdict
("" / "missing" / "error" / "warning" / "office"; of a rule that is not broken "kept", of one not evaluated ""); E
sentence, of an input with those of its rules; from F on what an input's formulas need, or the numbers a rule's sentence
shows.
The ``Kiểm tra`` column of ``Số liệu`` and the table on ``Hướng dẫn`` read those rows. In columns A and B stands, above,
whose workbook it is, how the machine writes decimals and dates, and the line that says so where it is not the
Vietnamese way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tonghop290.expressions.message import AS_YEAR, Slot
from tonghop290.expressions.operators import FUNCTIONS
from tonghop290.expressions.tree import Binary, Call, Choose, Compare, Logic, Name, Node, Unary
from tonghop290.model import CellRef, Field, Form, Rule, Words, sayable
from tonghop290.workbook.issue.checks.live_cell import (
    ASIDE,
    KIND,
    MISSING,
    OPENINGS,
    RULES,
    SENTENCE,
    VERDICT,
    DateCheck,
    WordsCheck,
    in_words,
    limit_in_words,
    with_rules,
)
from tonghop290.workbook.issue.checks.live_figure import ROW, facts_of, facts_of_words, fetched, formulas_of_rows
from tonghop290.workbook.issue.formulas import (
    SHOWN_DECIMALS,
    USABLE,
    FormulaWriter,
    fraction_cells,
    quoted,
    reference,
    table_blocks,
    text_cells,
    unusual_cells,
    word_areas,
    wrong_cells,
)
from tonghop290.workbook.plan import BEFORE_ROW, HIDDEN, Plan, TablePlace

__all__ = [
    "KEPT",
    "MISSING",
    "LiveRow",
    "live_places",
    "live_rows",
    "row_check",
    "status_counts",
    "table_check",
    "usable_cells",
]

KEPT = "kept"
_JOIN = '&" "&'
_COUNTED = range(KIND, KIND + 3)
"""Of a table's row: how many cells are no number as the form takes it, how many of them texts, how many words are
fractions."""
TEXT_IN_NUMBERS = sayable("bảng có ô số ghi bằng chữ. Nếu được, chỉ ghi số.")
NUMBER_IN_WORDS = sayable("bảng có ô cần chữ nhưng máy đang giữ một số.")
_IMPOSSIBLE = sayable("Bảng có ô không hợp lệ ({wanted}).")
_UNUSUAL = sayable("Bảng có số ngoài mức thường gặp. Đề nghị kiểm tra lại.")


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveRow:
    """One row of the hidden sheet; ``at`` is the field or table beside which the sentence is shown. ``formulas``
    (without ``=``) and ``facts``, which they refer to, by column."""

    row: int
    id: str
    section: str
    at: str
    formulas: Mapping[int, str]
    facts: Mapping[int, str | float] = field(default_factory=dict)

    def cell(self, column: int) -> str:
        return reference(CellRef(HIDDEN, self.row, column))

    @property
    def sentence_cell(self) -> str:
        return self.cell(SENTENCE)


def live_rows(plan: Plan) -> tuple[LiveRow, ...]:
    """Every live check of a form: inputs in form order, tables with numbers, then rules (errors before warnings)."""
    form = plan.form
    tables, rules = _below(plan)
    of_rows, said = formulas_of_rows(plan), _said_beside(rules)
    rows = [_field_row(plan, field, of_rows, said.get(field.id, "")) for field in form.inputs]
    rows += [_table_row(place, row, form.words) for place, row in tables]
    usable = usable_cells(rows).__getitem__
    for rule, row in rules:
        rows.append(_rule_row(plan, rule, row, FormulaWriter(plan, usable, zero_for_missing=rule.missing == "zero")))
    return tuple(rows)


def live_places(plan: Plan) -> dict[str, int]:
    """The rows of :func:`live_rows`, by their ids: no formula is made."""
    tables, rules = _below(plan)
    return {
        **{field.id: plan.fields[field.id].row for field in plan.form.inputs},
        **{place.table.id: row for place, row in tables},
        **{rule.id: row for rule, row in rules},
    }


def _below(plan: Plan) -> tuple[list[tuple[TablePlace, int]], list[tuple[Rule, int]]]:
    """The tables and the rules that have a check, each with its row below the inputs."""
    tables = [place for place in plan.tables.values() if table_blocks(place)]
    rules = sorted(plan.form.rules, key=lambda rule: rule.severity != "error")
    sections = [*[place.table.section for place in tables], *[_section(plan.form, rule) for rule in rules]]
    below = _rows_below(plan, sections)
    return list(zip(tables, below, strict=False)), list(zip(rules, below[len(tables) :], strict=True))


def _rows_below(plan: Plan, sections: Sequence[str]) -> list[int]:
    """The rows of checks of these sections: below the inputs, those of a section together."""
    order = {section.id: number for number, section in enumerate(plan.form.sections)}
    first = max([BEFORE_ROW, *(place.row for place in plan.fields.values())]) + 1
    ordered = sorted(range(len(sections)), key=lambda number: order[sections[number]])
    rows = {number: row for row, number in enumerate(ordered, first)}
    return [rows[number] for number in range(len(sections))]


def _section(form: Form, rule: Rule) -> str:
    return form.fields[rule.at[0]].section


def _said_beside(rules: Sequence[tuple[Rule, int]]) -> dict[str, str]:
    """Field → the formula text of what its rules say, in their order; each rule with its row."""
    cells: dict[str, list[str]] = {}
    for rule, row in rules:
        cells.setdefault(rule.at[0], []).append(reference(CellRef(HIDDEN, row, SENTENCE)))
    return {id: one[0] if len(one) == 1 else f"TRIM({_JOIN.join(one)})" for id, one in cells.items()}


def _field_row(plan: Plan, field: Field, of_rows: Mapping[int, str], said: str) -> LiveRow:
    """``said``: what the rules say beside it."""
    row = plan.fields[field.id].row
    formulas = {column: formula.replace(ROW, str(row)) for column, formula in of_rows.items()}
    if field.figure:
        facts = facts_of(field)
    elif formulas and in_words(field, plan):
        facts = facts_of_words(field)
    else:
        columns = ASIDE if formulas else {}
        check = DateCheck(field, plan, columns) if field.type == "date" else WordsCheck(field, plan, columns)
        formulas |= {columns.get(column, column): formula for column, formula in check.formulas.items()}
        facts = check.facts
    if said and not of_rows:
        formulas[SENTENCE] = with_rules(formulas[SENTENCE], *(check.own(column) for column in (VERDICT, RULES)))
    formulas |= {RULES: said} if said else {}
    formulas |= fetched(field, plan) if of_rows else {}
    return LiveRow(row=row, id=field.id, section=field.section, at=field.id, formulas=formulas, facts=facts)


def _table_row(place: TablePlace, row: int, words: Words) -> LiveRow:
    """Whether every cell of a table's numbers is one within its limits, and none of its words a fraction."""
    table, blocks = place.table, table_blocks(place)
    verdict, wrong, texts, fractions = (reference(CellRef(HIDDEN, row, column)) for column in (VERDICT, *_COUNTED))
    wanted = "; ".join(dict.fromkeys(_wanted(column, words) for _, column in blocks))
    unusual = "+".join(filter(None, (unusual_cells(area, column) for area, column in blocks)))
    doubt = f'IF({unusual}>0,"warning","")' if unusual else '""'
    error, warning, office = (quoted(words.say(opening)) for opening in OPENINGS.values())
    told = f"IF({fractions}>0,{quoted(words.say(NUMBER_IN_WORDS))},{quoted(words.say(TEXT_IN_NUMBERS))})"
    sentence = f'IF({verdict}="office",{office}&{told},"")'
    sentence = f'IF({verdict}="warning",{warning}&{quoted(words.say(_UNUSUAL))},{sentence})'
    sentence = f'IF({verdict}="error",{error}&{quoted(words.say(_IMPOSSIBLE, wanted=wanted))},{sentence})'
    counts = (
        "+".join(wrong_cells(area, column) for area, column in blocks),
        "+".join(text_cells(area) for area, _ in blocks),
        "+".join(map(fraction_cells, word_areas(place))) or "0",
    )
    return LiveRow(
        row=row,
        id=table.id,
        section=table.section,
        at=table.id,
        formulas={
            USABLE: f"IF({wrong}=0,0,NA())",
            VERDICT: f'IFERROR(IF({wrong}>{texts},"error",IF({fractions}+{texts}>0,"office",{doubt})),"error")',
            SENTENCE: sentence,
            **dict(zip(_COUNTED, counts, strict=True)),
        },
    )


def _wanted(column: Field, words: Words) -> str:
    kind = words.say("số nguyên") if column.type == "integer" else words.say("số")
    if column.hard is None:
        return words.say("cần {kind}", kind=kind)
    low, high = (limit_in_words(limit, column, words) for limit in (column.hard.low, column.hard.high))
    return words.say("cần {kind} từ {low} đến {high}", kind=kind, low=low, high=high)


def _rule_row(plan: Plan, rule: Rule, row: int, writer: FormulaWriter) -> LiveRow:
    """What a rule says. The numbers its sentence shows stand in cells of the row, but those of inputs, whose texts
    stand in their own rows."""
    form, verdict = plan.form, reference(CellRef(HIDDEN, row, VERDICT))
    as_typed = {} if writer.zero_for_missing else {slot: _input_of(form, slot) for slot in rule.message.slots}
    slots = [slot for slot in dict.fromkeys(rule.message.slots) if as_typed.get(slot) is None]

    sure = _needed(rule.test)

    def text(slot: Slot) -> str:
        field = as_typed.get(slot)
        if field is not None:
            return writer.text_of(plan.fields[field.id].row, sure=field.id in sure)
        return writer.slot_text(slot, reference(CellRef(HIDDEN, row, KIND + slots.index(slot))))

    opening = quoted(form.words.say(OPENINGS[rule.severity]))
    return LiveRow(
        row=row,
        id=rule.id,
        section=_section(form, rule),
        at=rule.at[0],
        formulas={
            VERDICT: f'IFERROR(IF({writer.write(rule.test)},"{KEPT}",{quoted(rule.severity)}),"")',
            SENTENCE: f'IF({verdict}={quoted(rule.severity)},{opening}&{writer.message(rule.message, text)},"")',
            **{column: writer.slot_value(slot) for column, slot in enumerate(slots, KIND)},
        },
    )


def _input_of(form: Form, slot: Slot) -> Field | None:
    """The input whose number a slot shows as it was typed."""
    field = form.fields.get(slot.expression.id) if isinstance(slot.expression, Name) else None
    if field is None or field.derived:
        return None
    if field.type == "date":
        return field if slot.decimals is None else None
    as_typed = slot.decimals == AS_YEAR if field.is_year else slot.decimals is None and field.decimals <= SHOWN_DECIMALS
    return field if field.figure and as_typed else None


def _needed(node: Node) -> set[str]:
    """The names without whose numbers a test is not evaluated."""
    match node:
        case Name(id):
            return {id}
        case Unary(_, operand):
            return _needed(operand)
        case Binary(_, left, right) | Compare(_, left, right):
            return _needed(left) | _needed(right)
        case Logic(_, operands):
            return set().union(*map(_needed, operands))
        case Choose(condition, _, _):
            return _needed(condition)
        case Call(function, arguments) if FUNCTIONS[function].takes == "numbers":
            return set().union(*map(_needed, arguments))
    return set()


def usable_cells(rows: Sequence[LiveRow]) -> dict[str, str]:
    """Id → the cell of its usable value, as formula text."""
    return {row.id: row.cell(USABLE) for row in rows}


def row_check(rows: tuple[LiveRow, ...], field: str) -> str:
    """The formula of the ``Kiểm tra`` cell beside a field: all its sentences, the cell's own first, then errors; where
    there is none, how the machine has read the cell."""
    own = next((row for row in rows if row.id == field), None)
    if own is not None:
        return own.sentence_cell
    others = [row.sentence_cell for row in rows if row.at == field]
    return f"TRIM({_JOIN.join(others)})" if others else '""'


def table_check(rows: tuple[LiveRow, ...], table: str) -> str | None:
    """The formula of the sentence below a table; None where nothing is checked."""
    return next((f'{row.sentence_cell}&""' for row in rows if row.at == table), None)


def status_counts(rows: Sequence[LiveRow], form: Form) -> dict[str, Mapping[str, str]]:
    """Section id → formulas of the numbers in the status table: to_fill, filled, missing, errors, warnings."""
    counts: dict[str, Mapping[str, str]] = {}
    for section in form.sections:
        own = [row for row in rows if row.section == section.id]
        inputs = [row for row in own if row.id in form.fields]
        checks = sorted((row for row in own if row.id not in form.fields), key=lambda row: row.row)
        if not own:
            continue
        to_fill = sum(form.fields[row.id].required for row in inputs)
        missing = _counted([inputs], "missing") if to_fill else "0"
        counts[section.id] = {
            "to_fill": str(to_fill),
            "filled": f"{to_fill}-{missing}",
            "missing": missing,
            "errors": _counted([inputs, checks], "error"),
            "warnings": _counted([inputs, checks], "warning", "office"),
        }
    return counts


def _counted(blocks: Sequence[Sequence[LiveRow]], *verdicts: str) -> str:
    """How many of these rows, each block in one piece, have one of the verdicts."""
    areas = [
        reference(CellRef(HIDDEN, block[0].row, VERDICT), CellRef(HIDDEN, block[-1].row, VERDICT))
        for block in blocks
        if block
    ]
    return "+".join(f"COUNTIF({area},{quoted(verdict)})" for area in areas for verdict in verdicts)
