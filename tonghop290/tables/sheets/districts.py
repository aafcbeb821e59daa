"""``Theo huyện``: subtotals where the units of a register lie in several districts, live over the rows of Biểu 2."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tonghop290.model import Field, Totals, told
from tonghop290.spreadsheet.write import Sheet, a1
from tonghop290.tables.board import NO_WORD, Board
from tonghop290.tables.figure_cells import PALE, cell_text, grid, header_style, width_of
from tonghop290.tables.notes import Marks, footnotes
from tonghop290.tables.pages import finish_paper, plan_pages, write_across, write_heading
from tonghop290.tables.sheets.by_unit import UnitTable
from tonghop290.tables.sheets.total_cells import adds_up, write_total
from tonghop290.tables.total_formulas import total_formula
from tonghop290.tables.unit_notes import NO_REMARKS
from tonghop290.text.places import split_name

__all__ = ["Group", "Groups", "groups_of", "write_groups"]

LEFT = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The units of one district: places in ``board.senders`` from 0, both included."""

    name: str
    first: int
    last: int
    totals: Totals


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """``name``: of the sheet, by what the districts are called."""

    name: str
    groups: tuple[Group, ...]


def groups_of(board: Board, totals: Mapping[str, Totals]) -> Groups | None:
    """The districts of the board (its senders lie district by district); None where there is but one. ``totals``: by
    ``Unit.parent``."""
    parents = [sender.unit.parent if sender.unit is not None else "" for sender in board.senders]
    names = list(dict.fromkeys(parents))
    if len(names) < 2 or set(names) != set(totals):
        return None
    found = [
        Group(
            name=name or board.say("Chưa rõ địa bàn"),
            first=parents.index(name),
            last=len(parents) - 1 - parents[::-1].index(name),
            totals=totals[name],
        )
        for name in names
    ]
    words = {split_name(name, board.form.levels.office_words)[0] for name in names if name}
    word = words.pop() if len(words) == 1 else ""
    return Groups(name=board.say("Theo {word}", word=word or board.say("địa bàn")), groups=tuple(found))


def write_groups(sheet: Sheet, board: Board, groups: Groups, marks: Marks, by_unit: UnitTable) -> None:
    """One row a district, one column an indicator, and the row of all from Biểu 2."""
    widths = [34, width_of([group.name for group in groups.groups], least=150, most=230), 70]
    widths += [_width(board, groups, field) for field in board.fields]
    plan = plan_pages(widths, left=LEFT)
    sheet.widths(widths)
    head = write_heading(sheet, board, told("BIỂU 2a. TỔNG HỢP {name}", name=groups.name.upper()), plan)
    _header(sheet, board, head, marks)
    first, after = head + 3, head + 3 + len(groups.groups)
    columns = {field.id: column for column, field in enumerate(board.fields, LEFT + 1)}
    for row, group in enumerate(groups.groups, first):
        _group_row(sheet, row, row - first + 1, board, group, by_unit, columns)
    _all_row(sheet, after, board, by_unit, columns)
    heading, *notes = footnotes(board, replace(marks, remarks=NO_REMARKS))
    italics = told("Số in nghiêng, gạch chân: chưa đủ số liệu của các đơn vị trên địa bàn.")
    sheet.freeze(first, LEFT + 1)
    finish_paper(sheet, board, plan, after, [heading, italics, *notes], header=(head, head + 2), left=LEFT)


def _header(sheet: Sheet, board: Board, head: int, marks: Marks) -> None:
    style = header_style(sheet.book)
    small = grid(sheet.book, italic=True, align="center", text_wrap=True, font_size=8)
    for column, label in enumerate((told("STT"), told("Địa bàn"), told("Đơn vị có số liệu")), 1):
        sheet.merge(head, column, head + 1, column, label, style)
        sheet.text(head + 2, column, "ABC"[column - 1], small)
    for column, field in enumerate(board.fields, LEFT + 1):
        sheet.text(head, column, field.short + marks.of.get(field.id, ""), style)
        sheet.text(head + 1, column, field.unit.replace("/", "/\n", 1), small)
        sheet.text(head + 2, column, f"({column - LEFT})", small)
    sheet.height(head, 66)
    sheet.height(head + 1, 24)


def _group_row(
    sheet: Sheet, row: int, number: int, board: Board, group: Group, by_unit: UnitTable, columns: Mapping[str, int]
) -> None:
    senders = board.senders[group.first : group.last + 1]
    expected, returned = len(senders), sum(sender.path is not None for sender in senders)
    sheet.number(row, 1, number, grid(sheet.book, align="center"))
    sheet.text(row, 2, group.name, grid(sheet.book, text_wrap=True))
    sheet.text(row, 3, f"{returned}/{expected}", grid(sheet.book, align="center", bold=returned < expected))
    for field in board.fields:
        total = group.totals.fields[field.id]
        partial = total.units < expected and field.total.how != "count"
        formula = total_formula(
            board.form, field, lambda id: by_unit.part(id, group.first, group.last), lambda id: a1(row, columns[id])
        )
        link, column = by_unit.link(group.first, field.id), columns[field.id]
        write_total(sheet, row, column, field, total, formula, link=link, bold=False, partial=partial)
    sheet.height(row, 30 if len(group.name) > 28 else 18)


def _all_row(sheet: Sheet, row: int, board: Board, by_unit: UnitTable, columns: Mapping[str, int]) -> None:
    bold = grid(sheet.book, bold=True, align="center", bg_color=PALE)
    write_across(sheet, row, (1, 2), told("TỔNG CỘNG"), bold)
    sheet.text(row, 3, f"{len(board.returned)}/{board.expected}", bold)
    for field in board.fields:
        total, formula = board.totals.fields[field.id], by_unit.total(field.id)
        link, estimate = f"internal:{formula.replace('$', '')}", field.id in board.estimated
        write_total(sheet, row, columns[field.id], field, total, formula, link=link, estimate=estimate)
    sheet.height(row, 22)


def _width(board: Board, groups: Groups, field: Field) -> int:
    values = [group.totals.fields[field.id].value for group in groups.groups] + [board.totals.fields[field.id].value]
    unit = board.say(NO_WORD) if field.total.how == "count" else ""
    texts = [f"{cell_text(value, field)} {unit}" for value in values if value is not None and adds_up(field)]
    return width_of([*texts, *field.short.split()], least=58, most=140)
