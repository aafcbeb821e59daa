"""What the ground of a cell says while a person types: yellow to fill in, white right, red wrong, amber doubtful, grey
not asked. All of it are rules over whole areas, so that a row put in or a cell pasted over takes part in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from tonghop290.excel import column_letters
from tonghop290.model import LIVE_OPENINGS, Field
from tonghop290.workbook.issue.checks.live_cell import TICK, TO_OFFICE, UNASKED
from tonghop290.workbook.issue.contents import Contents
from tonghop290.workbook.issue.formulas import constant, quoted
from tonghop290.workbook.issue.looks import Looks
from tonghop290.workbook.plan import BRIEF, CHECK, HEADER_ROW, VALUE, TablePlace

if TYPE_CHECKING:
    from tonghop290.spreadsheet.write import Sheet

__all__ = ["colour_answers", "colour_table", "runs_of", "whole_as_whole"]


def colour_answers(sheet: Sheet, looks: Looks, contents: Contents, last_row: int, open_rows: Iterable[int]) -> None:
    """The values of ``Số liệu`` and what is said beside them; ``open_rows``: those whose value the sender types."""
    check, first = contents.plan.column(CHECK), HEADER_ROW + 1
    said = f"${column_letters(check)}{first}"
    error, warning = (contents.say(LIVE_OPENINGS[severity]) for severity in ("error", "warning"))
    wrong = f"ISNUMBER(FIND({quoted(error.strip())},{said}))"
    doubts = (_begins(said, text.strip()) for text in dict.fromkeys((warning, contents.say(TO_OFFICE))))
    doubtful, right = f"OR({','.join(doubts)})", _begins(said, TICK)
    values, checks = (first, VALUE, last_row, VALUE), (first, check, last_row, check)
    sheet.colour_where(values, wrong, looks.ground("wrong"))
    sheet.colour_where(values, doubtful, looks.ground("doubtful"))
    runs, letters = list(runs_of(open_rows)), column_letters(VALUE)
    if runs:
        typed = " ".join(f"{letters}{low}:{letters}{high}".removesuffix(f":{letters}{low}") for low, high in runs)
        beside = _begins(f"${column_letters(check)}{runs[0][0]}", TICK)
        sheet.colour_where((runs[0][0], VALUE, last_row, VALUE), beside, looks.ground("right"), also=typed)
    sheet.colour_where(checks, wrong, looks.red())
    sheet.colour_where(checks, doubtful, looks.amber())
    unasked, brief = _begins(said, contents.say(UNASKED)), f"$A$1={quoted(contents.say(BRIEF))}"
    sheet.colour_where(checks, f"AND({brief},OR({right},{unasked}))", looks.unseen())
    sheet.colour_where(checks, f"AND(NOT({brief}),{right})", looks.green())
    sheet.colour_where(checks, f"AND(NOT({brief}),{unasked})", looks.grey())


def _begins(cell: str, text: str) -> str:
    return f"LEFT({cell},{len(text)})={quoted(text)}"


def runs_of(rows: Iterable[int]) -> Iterator[tuple[int, int]]:
    """(First, last) of rows that follow one another."""
    for _, run in groupby(enumerate(sorted(rows)), lambda pair: pair[1] - pair[0]):
        numbers = [row for _, row in run]
        yield numbers[0], numbers[-1]


def colour_table(sheet: Sheet, looks: Looks, place: TablePlace) -> None:
    """The body of a table; of one with free rows down to its end row, so that a row put in above that is inside."""
    table = place.table
    last = place.last_row if table.fixed else place.end_row
    row = place.first_row
    columns = [(column, place.columns[column.id]) for column in table.columns]
    for column, number in columns:
        cell = f"{column_letters(number)}{row}"
        area = (row, number, last, number)
        if column.figure:
            sheet.colour_where(area, _wrong(column, cell), looks.ground("wrong"))
            sheet.colour_where(area, f"ISTEXT({cell})*(LEN(TRIM({cell}))>0)", looks.ground("doubtful"))
        if column.required and not table.fixed:
            beside = ",".join(f"${column_letters(other)}{row}" for one, other in columns if one is not column)
            if beside:
                asked = f"(LEN({cell})=0)*(COUNTA({beside})>0)"
                sheet.colour_where(area, asked, looks.ground("asked"))
    first_column, last_column = columns[0][1], columns[-1][1]
    filled = f"LEN(TRIM({column_letters(first_column)}{row}))>0"
    sheet.colour_where((row, first_column, last, last_column), filled, looks.ground("right"))


def _wrong(column: Field, cell: str) -> str:
    tests = [f"{cell}<>ROUND({cell},0)"] * (column.type == "integer")
    if column.hard is not None:
        low, high = column.hard.low, column.hard.high
        assert isinstance(low, float) and isinstance(high, float)
        tests += [f"{cell}<{constant(low)}", f"{cell}>{constant(high)}"]
    return f"IF(ISNUMBER({cell}),OR({','.join(tests)}))" if tests else f"ISERROR({cell})"


def whole_as_whole(sheet: Sheet, looks: Looks, cells: Sequence[tuple[int, int]]) -> None:
    """Whole numbers in these cells are shown as such: under "#,##0.##" Excel shows 300 as "300,"."""
    named = [f"{column_letters(column)}{row}" for row, column in cells]
    for (row, column), cell in zip(cells[:1], named, strict=False):
        also = " ".join(named)
        sheet.colour_where((row, column, row, column), f"{cell}=ROUND({cell},0)", looks.whole(), also=also)
