"""The live checks: what the workbook tells the person who is typing, as formulas.

The very hidden sheet carries one row a field and one row a rule: A id, B section, C usable value (or ""), D verdict
("" / "missing" / "error" / "warning"), E sentence, F 1 when answered. The ``Kiểm tra`` column of ``Số liệu`` and the
table on ``Hướng dẫn`` read those rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tonghop290.model import FIGURE_TYPES, STATE_NO_DATA, CellRef, Field, Form, Rule
from tonghop290.text.write import format_number
from tonghop290.workbook.formulas import FormulaWriter, quoted, reference
from tonghop290.workbook.layout import FIGURES, HIDDEN, STATE, Plan

__all__ = ["ERROR", "LiveRow", "MISSING", "WARNING", "live_rows", "row_check", "status_counts"]

FIRST_LIVE_ROW = 12
ERROR, WARNING, MISSING = "Lỗi: ", "Lưu ý: ", "Chưa điền."
_USABLE, _VERDICT, _SENTENCE, _ANSWERED = 3, 4, 5, 6


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveRow:
    """One row of the hidden sheet; formulas without ``=``; ``at`` is the field whose row shows the sentence."""

    row: int
    id: str
    section: str
    at: str
    severity: str
    usable: str = '""'
    verdict: str
    sentence: str
    answered: str = "0"

    def cell(self, column: int) -> str:
        return reference(CellRef(HIDDEN, self.row, column))

    @property
    def sentence_cell(self) -> str:
        return self.cell(_SENTENCE)


def live_rows(plan: Plan) -> tuple[LiveRow, ...]:
    """Every live check of a form: inputs first, in form order, then rules (errors before warnings)."""
    form = plan.form
    row_of = {field.id: FIRST_LIVE_ROW + index for index, field in enumerate(form.inputs)}

    def usable(id: str) -> str:
        return reference(CellRef(HIDDEN, row_of[id], _USABLE))

    rows = [_field_row(plan, field, row_of[field.id]) for field in form.inputs]
    next_row = FIRST_LIVE_ROW + len(rows)
    ordered = sorted(form.rules, key=lambda rule: rule.severity != "error")
    for row, rule in enumerate(ordered, next_row):
        writer = FormulaWriter(plan, usable, zero_for_missing=rule.missing == "zero")
        rows.append(_rule_row(form, rule, row, writer))
    return tuple(rows)


def _field_row(plan: Plan, field: Field, row: int) -> LiveRow:
    place = plan.fields[field.id]
    value, verdict = reference(place.value), reference(CellRef(HIDDEN, row, _VERDICT))
    empty = '"missing"' if field.required else '""'
    if field.type not in FIGURE_TYPES and field.type != "date":
        return LiveRow(
            row=row, id=field.id, section=field.section, at=field.id, severity="", verdict=f"IF(LEN(TRIM({value}))=0,{empty},\"\")",
            sentence=f'IF({verdict}="missing",{quoted(MISSING)},"")', answered=f"IF(LEN(TRIM({value}))=0,0,1)",
        )
    whole = f",{value}=INT({value})" if field.type == "integer" else ""
    hard, usual = _within(field, value, "hard"), _within(field, value, "usual")
    judged = f'IF(AND({hard}{whole}),IF({usual},"","warning"),"error")'
    verdict_formula = f'IF(LEN({value})=0,{empty},IF(ISNUMBER({value}),{judged},"error"))'
    answered = f"IF(LEN({value})=0,0,1)"
    usable_value = f'IF(ISNUMBER({value}),IF(AND({hard}{whole}),{value},""),"")'
    not_kind = "Ô này cần một ngày, ví dụ 31/12/2019." if field.type == "date" else "Ô này cần một số, không kèm chữ."
    wrong = f"IF(ISNUMBER({value}),{quoted(ERROR + _hard_sentence(field))},{quoted(ERROR + not_kind)})"
    if field.figure:
        state = reference(place.at(STATE))
        none = f"TRIM({state})={quoted(STATE_NO_DATA)}"
        conflict = "Đã chọn “Không có số liệu” thì ô số liệu để trống."
        wrong = f"IF({none},{quoted(ERROR + conflict)},{wrong})"
        verdict_formula = f'IF({none},IF(LEN({value})=0,"","error"),{verdict_formula})'
        answered = f"IF({none},1,{answered})"
        usable_value = f'IF({none},"",{usable_value})'
    sentence = (f'IF({verdict}="missing",{quoted(MISSING)},IF({verdict}="error",{wrong},'
                f'IF({verdict}="warning",{quoted(WARNING + _usual_sentence(field))},"")))')
    return LiveRow(row=row, id=field.id, section=field.section, at=field.id, severity="", usable=usable_value,
                   verdict=verdict_formula, sentence=sentence, answered=answered)


def _within(field: Field, value: str, which: str) -> str:
    limits = field.hard if which == "hard" else field.usual
    if limits is None:
        return "TRUE"
    if field.type == "date":
        low, high = (f"DATE({limit.year},{limit.month},{limit.day})" for limit in (limits.low, limits.high))  # type: ignore[union-attr]
    else:
        low, high = (repr(float(limit)).removesuffix(".0") for limit in (limits.low, limits.high))  # type: ignore[arg-type]
    return f"AND({value}>={low},{value}<={high})"


def _shown(field: Field, limit: object) -> str:
    return limit.strftime("%d/%m/%Y") if field.type == "date" else format_number(float(limit))  # type: ignore[attr-defined, arg-type]


def _hard_sentence(field: Field) -> str:
    whole = "Cần số nguyên" if field.type == "integer" else "Cần giá trị"
    if field.hard is None:
        return f"{whole}."
    return f"{whole} từ {_shown(field, field.hard.low)} đến {_shown(field, field.hard.high)}."


def _usual_sentence(field: Field) -> str:
    if field.usual is None:
        return ""
    return f"Thường từ {_shown(field, field.usual.low)} đến {_shown(field, field.usual.high)}. Đề nghị kiểm tra lại."


def _rule_row(form: Form, rule: Rule, row: int, writer: FormulaWriter) -> LiveRow:
    verdict_cell = reference(CellRef(HIDDEN, row, _VERDICT))
    prefix = ERROR if rule.severity == "error" else WARNING
    return LiveRow(
        row=row, id=rule.id, section=form.fields[rule.at[0]].section, at=rule.at[0], severity=rule.severity,
        usable=f'IFERROR({writer.write(rule.test)},"")',
        verdict=f'IFERROR(IF({reference(CellRef(HIDDEN, row, _USABLE))}=FALSE,{quoted(rule.severity)},""),"")',
        sentence=f'IF({verdict_cell}={quoted(rule.severity)},IFERROR({quoted(prefix)}&{writer.message(rule.message)},{quoted(prefix + rule.fix)}),"")',
    )


def row_check(rows: tuple[LiveRow, ...], field: str) -> str:
    """The formula of the ``Kiểm tra`` cell beside a field: all its sentences, errors first."""
    cells = [row.sentence_cell for row in rows if row.at == field]
    return "TRIM(" + '&" "&'.join(cells) + ")" if cells else '""'


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
        counts[section.id] = {
            "to_fill": str(sum(field.required for field in form.inputs if field.section == section.id)),
            "filled": f"SUMIFS({area(_ANSWERED)},{where})",
            "missing": f'COUNTIFS({where},{area(_VERDICT)},"missing")',
            "errors": f'COUNTIFS({where},{area(_VERDICT)},"error")',
            "warnings": f'COUNTIFS({where},{area(_VERDICT)},"warning")',
        }
    return counts
