"""The words of each table, held against the form's: its title and the labels of its fixed rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tonghop290.messages import finding
from tonghop290.model import Cell, Finding, Form, Table
from tonghop290.spreadsheet.book import RawCell, RawSheet
from tonghop290.text.normalize import match_key
from tonghop290.text.wording import Wording
from tonghop290.workbook.intake.around.row_words import unit_in
from tonghop290.workbook.intake.around.unowned import Area
from tonghop290.workbook.intake.cells import place_of
from tonghop290.workbook.intake.printed import Printed
from tonghop290.workbook.intake.sender import hidden_identity
from tonghop290.workbook.intake.witnesses import Index
from tonghop290.workbook.plan import HELP

__all__ = ["what_tables_say"]

_NEAR = 3


def what_tables_say(
    index: Index,
    form: Form,
    areas: Sequence[Area],
    rows: Mapping[str, tuple[Mapping[str, Cell], ...]],
    row_ids: Mapping[str, tuple[str, ...]],
    file: str,
) -> Iterator[Finding]:
    """Where the title of a table or the label of one of its rows says something else than the form's.

    What another edition of the form says behind the title, to help, is no matter of its figures.
    """
    printed, version = index.words.printed, hidden_identity(index.book).get("version", "")
    for area in {area.table: area for area in reversed(areas)}.values():
        id = area.table
        table, sheet = form.tables[id], index.book.sheets[area.sheet]
        title = _title(index, area, sheet)
        helped = version != form.version and title is not None and _helps(title.text, table.label, known=bool(version))
        if (
            title is not None
            and not helped
            and (unit_in(title.text, table.label) or _differs(printed.titles[id], title))
        ):
            yield _tell(table, sheet, title, table.label, file, field=id)
        for row_id, row in zip(row_ids.get(id, ()), rows.get(id, ()), strict=False):
            label = next(one.label for one in table.rows if one.id == row_id)
            first = min((cell.ref.column for cell in row.values()), default=1)
            at_row = next((cell.ref.row for cell in row.values()), 0)
            for cell in _odd_texts(printed, sheet, at_row, first):
                if unit_in(cell.text, label) or _differs(printed.row_labels[id][row_id], cell):
                    yield _tell(table, sheet, cell, label, file, field=f"{id}.{row_id}")


def _helps(title: str, label: str, *, known: bool) -> bool:
    """Whether a title is the label with something behind it; where nobody ``known`` has written that, no unit."""
    whole, own = title.split(HELP), len(label.split(HELP))
    behind = HELP.join(whole[own:])
    return match_key(HELP.join(whole[:own])) == match_key(label) and (known or not unit_in(behind))


def _differs(wording: Wording, cell: RawCell) -> bool:
    return wording.difference(cell.text, font=cell.font) is not None


def _title(index: Index, area: Area, sheet: RawSheet) -> RawCell | None:
    """The text above a table's header that is none of the form's, where its title should stand."""
    keys = index.words.printed.keys
    for row in range(area.first - 1, max(0, area.first - _NEAR - 1), -1):
        cells = [cell for column in range(1, 8) if (cell := sheet.cells.get((row, column))) is not None]
        texts = [cell for cell in cells if cell.kind == "s" and cell.formula is None and cell.text.strip()]
        if texts:
            return texts[0] if all(match_key(cell.text) not in keys for cell in texts) else None
    return None


def _odd_texts(printed: Printed, sheet: RawSheet, row: int, first: int) -> Iterator[RawCell]:
    """The typed texts left of a row's first figure that the form does not print."""
    for column in range(1, first):
        cell = sheet.cells.get((row, column))
        if cell is None or cell.kind != "s" or cell.formula is not None or cell.text in printed.texts:
            continue
        if len(cell.text.strip()) > 2 and match_key(cell.text) not in printed.keys:
            yield cell


def _tell(table: Table, sheet: RawSheet, cell: RawCell, label: str, file: str, *, field: str) -> Finding:
    at = place_of(sheet, cell.row, cell.column)
    facts = {"printed": label, "where": at.a1}
    return finding("table-words", file=file, at=at, field=field, label=table.label, value=cell.text, facts=facts)
