"""The Excel meaning of the rule language: a syntax tree becomes a formula over the workbook's own cells.

A missing operand is Excel's own error value inside the formula (``NA()``), which every operator passes on, AND and OR
included, and IF leaves behind in the branch not taken: the same three values as the array meaning. The outermost
IFERROR turns it into "not evaluated". Only functions of Excel 2007 are used.
"""

from __future__ import annotations

from collections.abc import Callable
from string import Formatter

from tonghop290.expressions.kinds import kind_of
from tonghop290.expressions.message import AS_YEAR, Message, Slot
from tonghop290.expressions.operators import FUNCTIONS, LOGIC, OPERATORS
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
)
from tonghop290.model import FIGURE_TYPES, CellRef, Field, Range, printed_formula
from tonghop290.text.format import VIETNAMESE, Writing
from tonghop290.workbook.plan import HIDDEN, Plan, TablePlace

__all__ = [
    "MACHINE_MARK",
    "MISSING_SLOT",
    "SHOWN_DECIMALS",
    "WHOLE_TOLERANCE",
    "FormulaWriter",
    "constant",
    "filled_in",
    "fraction_cells",
    "quoted",
    "reference",
    "sheet_name",
    "date_text",
    "fixed_text",
    "number_text",
    "party_date_text",
    "text_cells",
    "table_blocks",
    "unusual_cells",
    "word_areas",
    "wrong_cells",
]

USABLE, TEXT = 3, 7
"""Columns of the very hidden sheet (``live_cell.py``)."""
MISSING_SLOT = "…"
SHOWN_DECIMALS = 2
WHOLE_TOLERANCE = "0.000000001"
_PIECE = 200  # of a text constant; Excel takes 255


def reference(ref: CellRef, last: CellRef | None = None) -> str:
    """``'Số liệu'!$E$12``, or a range up to ``last`` on the same sheet."""
    text = f"{sheet_name(ref.sheet)}!{_absolute(ref)}"
    return text if last is None else f"{text}:{_absolute(last)}"


def sheet_name(name: str) -> str:
    """A sheet's name as formulas write it."""
    return f"'{name.replace(chr(39), chr(39) * 2)}'"


def _absolute(ref: CellRef) -> str:
    letters = ref.a1.rstrip("0123456789")
    return f"${letters}${ref.row}"


MACHINE_MARK = reference(CellRef(HIDDEN, 8, 2))
"""The cell that holds the mark of decimals of this machine (``machine_line.py``)."""


def quoted(text: str) -> str:
    """A text constant; longer ones are joined from pieces Excel accepts (255 characters each)."""
    pieces = [text[start : start + _PIECE] for start in range(0, len(text), _PIECE)] or [""]
    return "&".join('"' + piece.replace('"', '""') + '"' for piece in pieces)


def constant(value: float) -> str:
    """A number as a formula writes it, in brackets when it is negative."""
    text = repr(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(float(value)).upper()
    return f"({text})" if value < 0 else text


def filled_in(pattern: str, **formulas: str) -> str:
    """The formula text of a sentence with braces, a formula in the place of each."""
    parts = []
    for text, name, _, _ in Formatter().parse(pattern):
        parts += [quoted(text)] if text else []
        parts += [formulas[name]] if name else []
    return "&".join(parts) or '""'


def number_text(cell: str, most: int, writing: Writing = VIETNAMESE) -> str:
    """The text of the number in a cell, 1.442,75, with as many decimals as it has, at most ``most``."""
    return fixed_text(cell, f"MAX(0,LEN(ROUND(ABS({cell})-INT(ABS({cell})),{most}))-2)", writing)


def fixed_text(cell: str, decimals: int | str, writing: Writing = VIETNAMESE) -> str:
    """The text of the number in a cell with just so many decimals, the form's way in any client: FIXED writes the
    client's own separators, the mark of decimals is the one found on this machine."""
    text = f'SUBSTITUTE(FIXED({cell},{decimals},FALSE),{MACHINE_MARK},"|")'
    if writing.thousands == ",":
        text = f'SUBSTITUTE({text},".",",")'
    else:
        text = f'SUBSTITUTE({text},",",{quoted(writing.thousands)})'
    return f'SUBSTITUTE({text},"|",{quoted(writing.decimal)})'


def date_text(cell: str, writing: Writing = VIETNAMESE) -> str:
    """The text of the date in a cell, 25/02/2010, whatever the client's language (TEXT's "yyyy" is translated)."""
    return _day_in(writing.day, cell, writing)


def party_date_text(cell: str, writing: Writing = VIETNAMESE) -> str:
    """The text of the date in a cell as documents write it (``text.format.party_date``)."""
    if writing.long_day:
        return _day_in(writing.long_day, cell, writing)
    month = f'IF(MONTH({cell})<3,"0","")&MONTH({cell})'
    return f'"ngày "&TEXT(DAY({cell}),"00")&" tháng "&{month}&" năm "&YEAR({cell})'


def _day_in(pattern: str, cell: str, writing: Writing) -> str:
    parts = []
    for text, name, digits, _ in Formatter().parse(pattern):
        parts += [quoted(text)] if text else []
        if name == "month_name":
            parts.append(f"CHOOSE(MONTH({cell}),{','.join(map(quoted, writing.months))})")
        elif name:
            part = f"{name.upper()}({cell})"
            parts.append(f'TEXT({part},"00")' if digits == "02" else part)
    return "&".join(parts)


# --- numbers in tables --------------------------------------------------------------------------------------------


def table_blocks(place: TablePlace, column_id: str | None = None) -> list[tuple[str, Field]]:
    """The cells of a table's numbers (or of one column): ranges, each with the column whose limits they share.

    In a table with free rows they end at the end row, so that a row inserted above it, as the form asks, is inside.
    """
    last = place.last_row if place.table.fixed else place.end_row
    wanted = [column for column in place.table.columns if column.figure and column_id in (None, column.id)]
    blocks: list[tuple[list[int], Field]] = []
    for column in wanted:
        number = place.columns[column.id]
        if blocks and blocks[-1][0][-1] == number - 1 and _alike(blocks[-1][1], column):
            blocks[-1][0].append(number)
        else:
            blocks.append(([number], column))
    return [
        (reference(CellRef(place.sheet, place.first_row, numbers[0]), CellRef(place.sheet, last, numbers[-1])), column)
        for numbers, column in blocks
    ]


def word_areas(place: TablePlace) -> list[str]:
    """The cells of a table's words, column by column."""
    last = place.last_row if place.table.fixed else place.end_row
    return [
        reference(CellRef(place.sheet, place.first_row, number), CellRef(place.sheet, last, number))
        for column in place.table.columns
        if column.type == "text" and (number := place.columns.get(column.id)) is not None
    ]


def _alike(column: Field, other: Field) -> bool:
    return (column.type, column.hard, column.usual) == (other.type, other.hard, other.usual)


# An area that holds numbers only is counted by COUNT, COUNTA and COUNTIF, which every program understands of an area;
# an array comes in only where something else stands in it. (LibreOffice takes "?*" for numbers too.)


def _plain(area: str, plain: str, otherwise: str) -> str:
    return f"IF(COUNTA({area})=COUNT({area}),{plain},{otherwise})"


def text_cells(area: str) -> str:
    """How many cells of an area hold a text that is more than spaces; an error value where one holds an error."""
    return _plain(area, "0", f"SUMPRODUCT(ISTEXT({area})*(LEN(TRIM({area}))>0))")


def fraction_cells(area: str) -> str:
    """How many cells of an area hold a number that is not whole."""
    return f"IF(COUNT({area})=0,0,{_fractions(area)})"


def _fractions(area: str) -> str:
    marks = "*".join(f'ISERROR(FIND("{mark}",{area}&""))' for mark in ".,")
    return _plain(area, _uneven(area), f"SUMPRODUCT(ISNUMBER({area})*(1-{marks}))")


def _uneven(area: str) -> str:
    """How many numbers of an area that holds nothing else are not whole; none where a program does not round arrays
    (Gnumeric): the office sees them."""
    return f"IFERROR(SUMPRODUCT(--(ROUND({area},0)<>ROUND({area},9))),0)"


def wrong_cells(area: str, column: Field) -> str:
    """How many cells of an area hold anything, but no number of the column's type within its limits; an error value
    where one holds an error."""
    outside = "+".join(filter(None, [_uneven(area) if column.type == "integer" else "", _outside(area, column.hard)]))
    tests = [f"ISNUMBER({area})", f"(1-ISLOGICAL({area}))"]
    if column.type == "integer":
        # no arithmetic: a cell of spaces would make all of it an error
        tests += [f'ISERROR(FIND("{mark}",{area}&""))' for mark in ".,"]
    if column.hard is not None:
        low, high = _ends(column.hard)
        tests += [f"({area}>={low})", f"({area}<={high})"]
    return _plain(area, outside or "0", f"SUMPRODUCT(--(LEN(TRIM({area}))>0))-SUMPRODUCT({'*'.join(tests)})")


def unusual_cells(area: str, column: Field) -> str:
    """How many cells of an area hold a number out of the usual, or a percent that may be a fraction (0.0399); "" where
    nothing is unusual."""
    fractions = f'COUNTIFS({area},">0",{area},"<1")' if column.type == "percent" else ""
    return "+".join(filter(None, (_outside(area, column.usual), fractions)))


def _outside(area: str, limits: Range | None) -> str:
    """How many numbers of an area are outside of limits; "" where there are none."""
    if limits is None:
        return ""
    low, high = _ends(limits)
    return f'COUNTIF({area},"<"&{low})+COUNTIF({area},">"&{high})'


def _ends(limits: Range) -> tuple[str, str]:
    low, high = limits.numbers
    return constant(low), constant(high)


class FormulaWriter:
    """Writes expressions of one form over one plan.

    ``usable``: gives the cell (as formula text) that holds a field's usable value, of a table 0 where all of its
    numbers are usable, or an error value (``issue/live.py``).
    """

    def __init__(self, plan: Plan, usable: Callable[[str], str], *, zero_for_missing: bool = False) -> None:
        self.plan, self.form, self.usable = plan, plan.form, usable
        self.zero_for_missing = zero_for_missing

    def write(self, node: Node) -> str:
        """The formula text (without ``=``) of an expression, one operand as it stands; its error values mean
        "missing"."""
        match node:
            case Number(value):
                return constant(value)
            case Date(value):
                return f"DATE({value.year},{value.month},{value.day})"
            case Truth(value):
                return "TRUE" if value else "FALSE"
            case Name(id):
                return self._name(id)
            case Unary("not", operand):
                return f"NOT({self.write(operand)})"
            case Unary(_, operand):
                return f"(-{self.write(operand)})"
            case Binary(operator, left, right) | Compare(operator, left, right):
                return OPERATORS[operator].excel(self.write(left), self.write(right))
            case Logic(operator, operands):
                return f"{LOGIC[operator][0]}({','.join(map(self.write, operands))})"
            case Choose(condition, then, otherwise):
                return f"IF({self.write(condition)},{self.write(then)},{self.write(otherwise)})"
            case Call(function, arguments):
                return self._call(function, arguments)
        raise AssertionError(f"a table outside a function: {node}")

    def derived(self, field: Field) -> str:
        """The formula text of a derived figure, as it is computed everywhere."""
        formula = printed_formula(self.form, field)
        assert formula is not None
        return self.write(formula)

    def _name(self, id: str) -> str:
        if id not in self.form.fields:
            return constant(self.form.parameters[id])
        field = self.form.fields[id]
        if field.formula is not None:
            return self.derived(field)
        cell = self.usable(id)
        if self.zero_for_missing and field.figure:
            return f"IF(LEN(TRIM({reference(self.plan.fields[id].value)}))=0,0,{cell})"
        return cell

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
            return f"IF(LEN(TRIM({cell}))=0,TRUE,IF(ISNUMBER({self.usable(field.id)}),FALSE,NA()))"
        return f"IF(ISLOGICAL({cell}),NA(),LEN(TRIM({cell}))=0)"

    def _typed(self, field: Field) -> str:
        """A number typed over a derived cell; where its formula stands, that formula gives the derived value again."""
        cell = reference(self.plan.fields[field.id].value)
        return f"IF(ISNUMBER({cell}),{cell},{self._name(field.id)})"

    def _over_table(self, function: str, argument: Node) -> str:
        if isinstance(argument, TableColumn):
            id, column = argument.table, argument.column
        else:
            assert isinstance(argument, Name)
            id, column = argument.id, None
        blocks, all_blocks = (table_blocks(self.plan.tables[id], wanted) for wanted in (column, None))
        result = FUNCTIONS[function].excel([",".join(area for area, _ in blocks)])
        if blocks == all_blocks:
            return f"IF({self.usable(id)}=0,{result},NA())"
        wrong = "+".join(wrong_cells(area, column) for area, column in blocks)
        return f"IF({wrong}=0,{result},NA())"

    # --- sentences ------------------------------------------------------------------------------------------------

    def slot_value(self, slot: Slot) -> str:
        """The number of a slot, rounded as it is shown; "" where it is missing."""
        number = self.write(slot.expression)
        if slot.decimals == AS_YEAR or kind_of(slot.expression, self.form.is_date) == "date":
            return f'IFERROR(INT({number}),"")'
        return f'IFERROR(ROUND({number},{SHOWN_DECIMALS if slot.decimals is None else slot.decimals})+0,"")'

    def slot_text(self, slot: Slot, cell: str) -> str:
        """The text of a slot whose :meth:`slot_value` stands in ``cell``."""
        if kind_of(slot.expression, self.form.is_date) == "date":
            text = date_text(cell, self.form.words.writing)
        elif slot.decimals == AS_YEAR:
            text = f'{cell}&""'
        elif slot.decimals is not None:
            text = fixed_text(cell, slot.decimals, self.form.words.writing)
        else:
            text = number_text(cell, SHOWN_DECIMALS, self.form.words.writing)
        return f"IF(ISNUMBER({cell}),{text},{quoted(MISSING_SLOT)})"

    def text_of(self, row: int, *, sure: bool) -> str:
        """The text of the number that was typed in a row of ``Số liệu``, if it is a usable one (``sure``: it is)."""
        usable, text = (reference(CellRef(HIDDEN, row, column)) for column in (USABLE, TEXT))
        return text if sure else f"IF(ISNUMBER({usable}),{text},{quoted(MISSING_SLOT)})"

    def message(self, message: Message, text_of: Callable[[Slot], str]) -> str:
        """The formula text of a sentence; ``text_of`` gives that of each slot's text."""
        parts = (quoted(part) if isinstance(part, str) else text_of(part) for part in message.parts)
        return "&".join(parts) or '""'
