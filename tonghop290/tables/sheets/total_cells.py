"""What Biểu 1, Biểu 2 and Theo huyện share: cells of units, live totals, and on how many units those rest."""

from __future__ import annotations

from tonghop290.model import STATE_ESTIMATE, Field, FieldTotal, told
from tonghop290.spreadsheet.write import Sheet, Style
from tonghop290.tables.board import NO_WORD, Board
from tonghop290.tables.figure_cells import cell_number, figure_style, grid, write_figure
from tonghop290.tables.notes import Marks
from tonghop290.tables.senders import Sender
from tonghop290.tables.sources.source_list import Sources

__all__ = ["NOT_RETURNED", "adds_up", "rests_on", "write_coverage", "write_total", "write_unit_figure"]

NOT_RETURNED = told("(chưa có số liệu)")


def write_unit_figure(
    sheet: Sheet, row: int, column: int, board: Board, sender: Sender, field: Field, sources: Sources, marks: Marks
) -> None:
    """One unit's figure, or the cell that waits for it."""
    figure, mark = board.figure(sender, field), marks.remarks.of.get((sender.path or "", field.id), "")
    if figure is None or sender.path is None or board.results and (field.total.how, field.type) == ("count", "choice"):
        sheet.text(row, column, mark, figure_style(sheet.book, field, absent=sender.path is None))
        return
    source, link = sources.value_of(sender.path, field.id), sources.link_to(sender.path, field.id)
    write_figure(sheet, row, column, figure, field, source=source, link=link, mark=mark)


def adds_up(field: Field) -> bool:
    """Whether the total of a field is a number that says something by itself."""
    return field.total.how != "latest" and (field.total.how, field.type) != ("count", "choice")


def write_total(
    sheet: Sheet,
    row: int,
    column: int,
    field: Field,
    total: FieldTotal,
    formula: str | None,
    *,
    link: str,
    tip: str = "",
    bold: bool = True,
    partial: bool = False,
    estimate: bool = False,
) -> None:
    """A total: the live formula with the library's own result, linked to its parts. Nothing where a number would mean
    nothing: the units' answers to a choice and the latest of their days are told below the table.

    A total of nothing has no link: LibreOffice shows the link's target in a linked cell that is empty.
    """
    if not adds_up(field):
        sheet.blank(row, column, grid(sheet.book))
        return
    state = STATE_ESTIMATE if estimate else ""
    style: Style = figure_style(sheet.book, field, state=state, bold=bold, partial=partial)
    if field.total.how == "count":
        units = sheet.book.say(NO_WORD).replace('"', "")
        style = grid(sheet.book, align="center", num_format=f'#,##0" {units}"')
    if link and total.value is not None:
        sheet.link(row, column, link, style, tip or told("Xem các số cộng thành"))
    value = None if total.value is None else cell_number(total.value)
    if formula is not None:
        sheet.formula(row, column, formula, style, "" if value is None else value)
    elif value is None:
        sheet.text(row, column, "–", style)
    else:
        sheet.number(row, column, value, style)


def rests_on(board: Board) -> str:
    """The heading of how many units a total rests on."""
    return (
        told("Số {member_words} có số liệu", member_words=board.member_words)
        if board.results
        else told("Số đơn vị có số liệu")
    )


def write_coverage(sheet: Sheet, row: int, column: int, board: Board, field: Field, counted: str, style: Style) -> None:
    """ "14/17" beside a total that rests on fewer units, nothing beside a whole one."""
    if field.total.how == "count":
        sheet.blank(row, column, style)
        return
    units, expected = board.totals.fields[field.id].units, board.expected_of(field)
    formula = f'IF({counted}<{expected},{counted}&"/{expected}","")'
    sheet.formula(row, column, formula, style, f"{units}/{expected}" if units < expected else "")
