"""The district's workbook: the tables, who has sent what, and where every figure comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from tonghop290.model import Dataset, Finding, Office, Totals, Unit
from tonghop290.report.summary_board import set_up_board
from tonghop290.report.summary_notes import mark_fields
from tonghop290.report.summary_received import write_received
from tonghop290.report.summary_sheet import a1, open_book
from tonghop290.report.summary_sources import SOURCES, place_sources, write_sources
from tonghop290.report.summary_tables import by_unit_cell, write_by_indicator, write_by_unit

__all__ = ["write_summary"]

BY_INDICATOR, BY_UNIT, RECEIVED = "Biểu 1", "Biểu 2", "Tình hình nộp"


def write_summary(
    dataset: Dataset, totals: Totals, path: Path, *, office: Office, findings: Sequence[Finding] = (), units: Mapping[str, Unit] | None = None,
    received: Sequence[Mapping[str, str]] = (), accepted: Sequence[Mapping[str, str]] = (),
) -> Path:
    """Write the summary workbook; gives its path.

    ``dataset``: one current return per unit; ``totals``: its figures added up. ``units``: the register, all that should report, by
    code. ``received``: one row per file received {file, unit (code or name), status, when}. ``accepted``: warnings the office accepted
    {unit, field or label, cell, message, reason, by, when}. The file appears whole or not at all; same input, same bytes.
    Errors: OSError.
    """
    path = Path(path)
    board = set_up_board(dataset, totals, office=office, findings=findings, units=units)
    marks, sources = mark_fields(board), place_sources(board)
    with open_book(path, title=dataset.form.title) as book:
        sheets = {name: book.sheet(name) for name in (BY_INDICATOR, BY_UNIT, RECEIVED, SOURCES)}
        write_by_indicator(sheets[BY_INDICATOR], board, marks, sources)
        write_by_unit(sheets[BY_UNIT], board, marks, sources)
        write_received(sheets[RECEIVED], board, received, accepted)
        back = {(sender.path, field.id): f"internal:'{BY_UNIT}'!{a1(*by_unit_cell(board, line, column))}"
                for line, sender in enumerate(board.senders) if sender.path is not None for column, field in enumerate(board.fields)}
        write_sources(sheets[SOURCES], board, sources, path, back)
    return path
