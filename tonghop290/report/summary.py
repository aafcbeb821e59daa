"""The district's workbook: the tables, who has sent what, and where every figure comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from tonghop290.model import Dataset, Finding, Office, Totals, Unit
from tonghop290.report.summary_board import set_up_board
from tonghop290.report.summary_charts import write_charts
from tonghop290.report.summary_comparison import ByUnit, write_comparison
from tonghop290.report.summary_detail import fixed_tables, write_detail
from tonghop290.report.summary_notes import mark_fields
from tonghop290.report.summary_received import write_received
from tonghop290.report.summary_sheet import a1, open_book
from tonghop290.report.summary_sources import SOURCES, file_target, place_sources, write_sources
from tonghop290.report.summary_tables import BY_UNIT_FIRST_ROW, by_unit_cell, write_by_indicator, write_by_unit
from tonghop290.report.summary_words import free_tables, write_models, write_words

__all__ = ["write_summary"]

BY_INDICATOR, BY_UNIT, RECEIVED, COMPARISON, CHARTS, WORDS, MODELS = (
    "Biểu 1", "Biểu 2", "Tình hình nộp", "So sánh", "Biểu đồ", "Nội dung", "Mô hình")


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
    details, bullets, models = fixed_tables(board), free_tables(board, bullets=True), free_tables(board, bullets=False)
    detail_names = [f"Biểu {number}" for number, _ in enumerate(details, 3)]
    model_names = [MODELS if len(models) == 1 else f"{MODELS} {table.code}" for table in models]
    lines = len(board.senders)
    by_unit = ByUnit(sheet=BY_UNIT, first=BY_UNIT_FIRST_ROW, last=BY_UNIT_FIRST_ROW + max(1, lines) - 1,
                     columns={field.id: by_unit_cell(0, column)[1] for column, field in enumerate(board.fields)})
    with open_book(path, title=dataset.form.title, notice=office.notice) as book:
        names = [BY_INDICATOR, BY_UNIT, *detail_names, RECEIVED, COMPARISON, CHARTS, *([WORDS] if bullets else []), *model_names, SOURCES]
        sheets = {name: book.sheet(name) for name in names}
        write_by_indicator(sheets[BY_INDICATOR], board, marks, sources)
        write_by_unit(sheets[BY_UNIT], board, marks, sources)
        targets = {sender.path: file_target(sender.path, path) for sender in board.returned if sender.path is not None}
        matrices = [write_detail(sheets[name], board, table, targets) for name, table in zip(detail_names, details, strict=True)]
        write_received(sheets[RECEIVED], board, received, accepted, targets)
        write_comparison(sheets[COMPARISON], board, by_unit)
        write_charts(sheets[CHARTS], board, by_unit, matrices, received)
        if bullets:
            write_words(sheets[WORDS], board, bullets)
        for name, table in zip(model_names, models, strict=True):
            write_models(sheets[name], board, table)
        back = {(sender.path, field.id): f"internal:'{BY_UNIT}'!{a1(*by_unit_cell(line, column))}"
                for line, sender in enumerate(board.senders) if sender.path is not None for column, field in enumerate(board.fields)}
        write_sources(sheets[SOURCES], board, sources, targets, back)
    return path
