"""The Excel meaning of the rule language: a syntax tree becomes a formula over the workbook's own cells.

A missing operand is Excel's own error value inside the formula (``NA()``), which every operator passes on, AND and OR
included, and IF leaves behind in the branch not taken: the same three values as the array meaning. The outermost
IFERROR turns it into "not evaluated". Only functions of Excel 2007 are used.
"""

from __future__ import annotations

from collections.abc import Callable

from tonghop290.expressions import (
    AS_YEAR, FUNCTIONS, LOGIC, OPERATORS, Binary, Call, Choose, Compare, Date, Logic, Message, Name, Node, Number, Slot,
    TableColumn, Truth, Unary,
)
from tonghop290.model import FIGURE_TYPES, CellRef, Field, Form
from tonghop290.workbook.layout import Plan

__all__ = ["STRING_LIMIT", "FormulaWriter", "quoted", "reference"]

STRING_LIMIT = 255  # Excel: the longest text constant in a formula


def reference(ref: CellRef, last: CellRef | None = None) -> str:
    """``'Số liệu'!$E$12``, or a range up to ``last`` on the same sheet."""
    letters = "".join(character for character in ref.a1 if character.isalpha())
    text = f"'{ref.sheet}'!${letters}${ref.row}"
    if last is not None:
        letters = "".join(character for character in last.a1 if character.isalpha())
        text += f":${letters}${last.row}"
    return text


def quoted(text: str) -> str:
    """A text constant; longer ones are joined from pieces Excel accepts."""
    pieces = [text[start:start + 200] for start in range(0, len(text), 200)] or [""]
    return "&".join('"' + piece.replace('"', '""') + '"' for piece in pieces)


class FormulaWriter:
    """Writes expressions of one form over one plan.

    ``usable``: gives the cell (as formula text) that holds a field's usable value or "" (see ``workbook/live.py``).
    """

    def __init__(self, plan: Plan, usable: Callable[[str], str], *, zero_for_missing: bool = False) -> None:
        self.plan, self.form, self.usable = plan, plan.form, usable
        self.zero_for_missing = zero_for_missing

    def write(self, node: Node) -> str:
        """The formula text (without ``=``) of an expression; its error values mean "missing"."""
        match node:
            case Number(value):
                return repr(int(value)) if value.is_integer() else repr(value)
            case Date(value):
                return f"DATE({value.year},{value.month},{value.day})"
            case Truth(value):
                return "TRUE" if value else "FALSE"
            case Name(id):
                return self._name(id)
            case Unary("not", operand):
                return f"NOT({self.write(operand)})"
            case Unary(_, operand):
                return f"(-({self.write(operand)}))"
            case Binary(operator, left, right) | Compare(operator, left, right):
                return OPERATORS[operator].excel(self.write(left), self.write(right))
            case Logic(operator, operands):
                return f"{LOGIC[operator][0]}({','.join(map(self.write, operands))})"
            case Choose(condition, then, otherwise):
                return f"IF({self.write(condition)},{self.write(then)},{self.write(otherwise)})"
            case Call(function, arguments):
                return self._call(function, arguments)
        raise AssertionError(f"a table outside a function: {node}")

    def _name(self, id: str) -> str:
        form: Form = self.form
        if id not in form.fields:
            return repr(form.parameters[id]).removesuffix(".0")
        field = form.fields[id]
        if field.formula is not None:
            return f"({self.write(field.formula)})"
        cell = self.usable(id)
        return f"IF(ISNUMBER({cell}),{cell},{0 if self.zero_for_missing and field.figure else 'NA()'})"

    def _call(self, function: str, arguments: tuple[Node, ...]) -> str:
        meaning = FUNCTIONS[function]
        if meaning.takes == "field":
            (argument,) = arguments
            assert isinstance(argument, Name)
            field = self.form.fields[argument.id]
            return meaning.excel([self._blank(field) if function == "blank" else self._typed(field)])
        if meaning.takes == "table" and len(arguments) == 1:
            return self._over_table(function, arguments[0])
        return meaning.excel([self.write(argument) for argument in arguments])

    def _blank(self, field: Field) -> str:
        cell = reference(self.plan.fields[field.id].value)
        if field.type in FIGURE_TYPES or field.type == "date":
            return f"IF(LEN({cell})=0,TRUE,IF(ISNUMBER({self.usable(field.id)}),FALSE,NA()))"
        return f"(LEN(TRIM({cell}))=0)"

    def _typed(self, field: Field) -> str:
        cell = reference(self.plan.fields[field.id].value)
        return f"IF(ISNUMBER({cell}),{cell},NA())"

    def _over_table(self, function: str, argument: Node) -> str:
        ranges = self.table_ranges(argument)
        joined = ",".join(range for range, _ in ranges)
        good = "+".join(f"COUNTIFS({range},\">={column.hard.low:g}\",{range},\"<={column.hard.high:g}\")" if column.hard else f"COUNT({range})"
                        for range, column in ranges)
        return f"IF(COUNTA({joined})={good},{FUNCTIONS[function].excel([joined])},NA())"

    def table_ranges(self, argument: Node) -> list[tuple[str, Field]]:
        """The ranges of numbers a table, or a table's column, stands for."""
        table_id = argument.table if isinstance(argument, TableColumn) else argument.id  # type: ignore[union-attr]
        place = self.plan.tables[table_id]
        wanted = [column for column in place.table.columns
                  if column.type in FIGURE_TYPES and (not isinstance(argument, TableColumn) or column.id == argument.column)]
        count = place.last_row - place.first_row + 1
        return [(reference(place.cell(1, column.id), place.cell(count, column.id)), column) for column in wanted]

    def message(self, message: Message) -> str:
        """The formula text of a sentence with its numbers in it."""
        return "&".join(quoted(part) if isinstance(part, str) else self._slot(part) for part in message.parts) or '""'

    def _slot(self, slot: Slot) -> str:
        number = self.write(slot.expression)
        if isinstance(slot.expression, Date) or isinstance(slot.expression, Name) and self._is_date(slot.expression.id):
            return f'(TEXT(DAY({number}),"00")&"/"&TEXT(MONTH({number}),"00")&"/"&YEAR({number}))'
        if slot.decimals == AS_YEAR:
            return f'(INT({number})&"")'
        if slot.decimals is not None:
            return f"FIXED({number},{slot.decimals},FALSE)"
        return f'IF(ROUND({number},2)=INT({number}),FIXED({number},0,FALSE),ROUND({number},2)&"")'

    def _is_date(self, id: str) -> bool:
        return id in self.form.fields and self.form.fields[id].type == "date"
