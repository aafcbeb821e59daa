"""The blank workbook that is e-mailed to a commune (and, for demonstrations, one already filled in).

The same form, unit, office and filling give the same bytes.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from tonghop290.files import write_whole
from tonghop290.model import Form, Office, Unit
from tonghop290.workbook.issue.carried_sheet import write_carried
from tonghop290.workbook.issue.contents import Contents, Filling, contents_of
from tonghop290.workbook.issue.figures_sheet import write_figures
from tonghop290.workbook.issue.formulas import reference
from tonghop290.workbook.issue.guide_sheet import write_guide
from tonghop290.workbook.issue.identity_sheet import write_identity
from tonghop290.workbook.issue.looks import Looks
from tonghop290.workbook.issue.sheets.lists_sheet import write_lists
from tonghop290.workbook.issue.sheets.sign_sheet import write_sign_sheet
from tonghop290.workbook.issue.sheets.terms_sheet import write_terms
from tonghop290.workbook.issue.tables_sheet import write_tables
from tonghop290.workbook.plan import CARRIED, DETAIL, FIGURES, GUIDE, HIDDEN, LISTS, SIGN, TERMS, WORDS, Plan

if TYPE_CHECKING:
    from tonghop290.spreadsheet.write import Book

__all__ = ["Filling", "blank_bytes", "write_blank"]


def write_blank(
    form: Form,
    path: str | Path,
    *,
    unit: Unit | None = None,
    office: Office | None = None,
    issue: str = "",
    filling: Filling | None = None,
) -> Path:
    """Write the workbook of a form: generic, or a unit's own (name and code filled in and locked).

    The file appears whole or not at all. Errors: OSError; what Excel would not take is a fault of ours and raised.
    """
    return write_whole(path, blank_bytes(form, unit=unit, office=office, issue=issue, filling=filling))


def blank_bytes(
    form: Form,
    *,
    unit: Unit | None = None,
    office: Office | None = None,
    issue: str = "",
    filling: Filling | None = None,
    kind: str | None = None,
) -> bytes:
    """The bytes of such a workbook. ``kind``: of the unit it is for, where ``unit`` does not say it."""
    from tonghop290.spreadsheet.write import Made, book_into

    office = office or form.office
    contents = contents_of(form, unit, office, issue, filling or Filling(), kind)
    made, day = io.BytesIO(), office.letter_date or office.opened
    by = Made(by=f"{office.committee} {office.name}".strip(), on=day, language=form.words.writing.tag)
    with book_into(made, title=contents.title, own_font=False, kind="form", by=by) as book:
        _write_sheets(book, contents)
        _name_cells(book, contents.plan)
    return made.getvalue()


def _write_sheets(book: Book, contents: Contents) -> None:
    plan, looks, carried = contents.plan, Looks(book), contents.filling.carried
    names = (plan.sheets[0], *[plan.named(CARRIED)] * (carried is not None), *plan.sheets[1:])
    sheets = {name: book.sheet(name) for name in names}
    hidden = book.sheet(HIDDEN)
    write_guide(sheets[plan.named(GUIDE)], looks, contents)
    if carried is not None:
        write_carried(sheets[plan.named(CARRIED)], looks, contents, carried)
    write_figures(sheets[plan.named(FIGURES)], looks, contents)
    for name in map(plan.named, (DETAIL, WORDS)):
        if name in sheets:
            write_tables(sheets[name], looks, contents)
    write_sign_sheet(sheets[plan.named(SIGN)], looks, contents)
    if plan.named(TERMS) in sheets:
        write_terms(sheets[plan.named(TERMS)], looks, contents)
    if plan.named(LISTS) in sheets:
        write_lists(book, sheets[plan.named(LISTS)], looks, contents.plan)
    write_identity(hidden, contents)
    for sheet in sheets.values():
        sheet.protect()
    first = CARRIED if carried is not None and carried.left else FIGURES
    if contents.unit is None and carried is None:
        first = GUIDE
    sheets[plan.named(first)].open_first()


def _name_cells(book: Book, plan: Plan) -> None:
    """Each input cell and each table's body carries the id of its field or table as a name of the workbook."""
    for place in plan.fields.values():
        if not place.field.derived:
            book.name(place.field.id, reference(place.value))
    for table in plan.tables.values():
        columns = table.table.columns
        corner = table.cell(table.last_row - table.first_row + 1, columns[-1].id)
        book.name(table.table.id, reference(table.cell(1, columns[0].id), corner))
