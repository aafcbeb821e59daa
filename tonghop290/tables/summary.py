"""The district's workbook: the tables, who has sent what, and where every figure comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tonghop290.model import Dataset, Finding, Office, ResultFile, Totals, Unit
from tonghop290.spreadsheet.write import Sheet, a1, open_book
from tonghop290.tables.board import Board, ByUnit, set_up_board
from tonghop290.tables.notes import mark_fields
from tonghop290.tables.sheets.charts import write_charts
from tonghop290.tables.sheets.comparison import write_comparison
from tonghop290.tables.sheets.districts import Groups, groups_of, write_groups
from tonghop290.tables.sheets.earlier_round import write_earlier_units
from tonghop290.tables.sheets.fixed_tables import fixed_tables, write_detail
from tonghop290.tables.sheets.received import write_received
from tonghop290.tables.sheets.roll_up import (
    COMPLETENESS,
    place_results,
    write_completeness,
    write_result_sources,
    write_results_received,
)
from tonghop290.tables.sheets.source_list import SOURCES, NoSources, Sources, file_target, place_sources, write_sources
from tonghop290.tables.sheets.units_and_indicators import (
    BY_UNIT_FIRST_ROW,
    by_unit_cell,
    write_by_indicator,
    write_by_unit,
)
from tonghop290.tables.sheets.words import free_tables, write_models, write_words

__all__ = ["write_roll_up", "write_summary"]

BY_INDICATOR, BY_UNIT, EARLIER_UNITS, RECEIVED, COMPARISON, CHARTS, WORDS, MODELS = (
    "Biểu 1",
    "Biểu 2",
    "So kỳ trước",
    "Tình hình nộp",
    "So sánh",
    "Biểu đồ",
    "Nội dung",
    "Mô hình",
)


def write_summary(
    dataset: Dataset,
    totals: Totals,
    path: Path,
    *,
    office: Office,
    findings: Sequence[Finding] = (),
    units: Mapping[str, Unit] | None = None,
    received: Sequence[Mapping[str, str]] = (),
    accepted: Sequence[Mapping[str, str]] = (),
    earlier: Totals | None = None,
    earlier_units: Mapping[str, Mapping[str, float]] | None = None,
    by_parent: Mapping[str, Totals] | None = None,
) -> Path:
    """Write the summary workbook; gives its path.

    ``dataset``: one current return per unit; ``totals``: its figures added up. ``units``: the register, all that should report, by
    code. ``received``: one row per file received {file, unit (code or name), status, when}. ``accepted``: warnings the office accepted
    {unit, field or label, cell, message, reason, by, when}. ``earlier``: the totals of an earlier round to compare with;
    ``earlier_units``: its figures, code or name of a unit → field id → figure. ``by_parent``: the totals by ``Unit.parent`` ("" for none),
    where units of several districts stand together. Of more units than a province has (:attr:`Board.large`) only the tables with one
    row a unit or a district are written. The file appears whole or not at all; same input, same bytes. Errors: OSError.
    """
    path = Path(path)
    board = set_up_board(dataset, totals, office=office, findings=findings, units=units)
    groups = groups_of(board, by_parent or {})
    if board.large:
        return _write_large(path, board, groups, received, accepted)
    sources = place_sources(board)
    before = [BY_INDICATOR, BY_UNIT, *([groups.name] if groups else []), *([EARLIER_UNITS] if earlier_units else [])]
    with _opened(path, board, before, sources, received, earlier) as sheets:
        targets = _targets(board, path)
        if groups:
            write_groups(sheets[groups.name], board, groups, mark_fields(board), _by_unit(board))
        if earlier_units:
            write_earlier_units(sheets[EARLIER_UNITS], board, _by_unit(board), earlier_units)
        write_received(sheets[RECEIVED], board, received, accepted, targets)
        write_sources(sheets[SOURCES], board, sources, targets, _back(board))
    return path


def _write_large(
    path: Path,
    board: Board,
    groups: Groups | None,
    received: Sequence[Mapping[str, str]],
    accepted: Sequence[Mapping[str, str]],
) -> Path:
    """The tables of a whole country: a row for every unit, subtotals by district; no column for every unit, no row for every figure."""
    marks, targets, details = mark_fields(board), _targets(board, path), fixed_tables(board)
    names = [
        BY_UNIT,
        *([groups.name] if groups else []),
        *(f"Biểu {number}" for number, _ in enumerate(details, 3)),
        RECEIVED,
    ]
    with open_book(path, title=board.form.title, notice=board.office.notice) as book:
        sheets = {name: book.sheet(name) for name in names}
        write_by_unit(sheets[BY_UNIT], board, marks, NoSources())
        if groups:
            write_groups(sheets[groups.name], board, groups, marks, _by_unit(board))
        for number, table in enumerate(details, 3):
            write_detail(sheets[f"Biểu {number}"], board, table, targets)
        write_received(sheets[RECEIVED], board, received, accepted, targets)
    return path


def write_roll_up(
    dataset: Dataset,
    totals: Totals,
    path: Path,
    *,
    office: Office,
    results: Mapping[str, ResultFile],
    units: Mapping[str, Unit] | None = None,
    findings: Sequence[Finding] = (),
    earlier: Totals | None = None,
) -> Path:
    """Write the workbook of an office over the results of the offices below; gives its path.

    ``dataset``: one row a result file, its totals as figures; ``totals``: those merged; ``results``: the files by path. ``units``: the offices
    that should send one. Otherwise as :func:`write_summary`.
    """
    path = Path(path)
    board = set_up_board(dataset, totals, office=office, findings=findings, units=units, results=results)
    sources = place_results(board)
    with _opened(path, board, [BY_INDICATOR, BY_UNIT, COMPLETENESS], sources, (), earlier) as sheets:
        targets = _targets(board, path)
        write_completeness(sheets[COMPLETENESS], board)
        write_results_received(sheets[RECEIVED], board, targets)
        write_result_sources(sheets[SOURCES], board, sources, targets, _back(board))
    return path


@contextmanager
def _opened(
    path: Path,
    board: Board,
    before: Sequence[str],
    sources: Sources,
    received: Sequence[Mapping[str, str]],
    earlier: Totals | None,
) -> Iterator[dict[str, Sheet]]:
    """The workbook with all its sheets in order, those both kinds of summary share already written. ``before``: the first sheets."""
    marks, by_unit, targets = mark_fields(board), _by_unit(board), _targets(board, path)
    details, bullets, models = fixed_tables(board), free_tables(board, bullets=True), free_tables(board, bullets=False)
    detail_names = [f"Biểu {number}" for number, _ in enumerate(details, 3)]
    model_names = [MODELS if len(models) == 1 else f"{MODELS} {table.code}" for table in models]
    names = [*before, *detail_names, RECEIVED, COMPARISON, CHARTS, *([WORDS] if bullets else []), *model_names, SOURCES]
    with open_book(path, title=board.form.title, notice=board.office.notice) as book:
        sheets = {name: book.sheet(name) for name in names}
        write_by_indicator(sheets[BY_INDICATOR], board, marks, sources)
        write_by_unit(sheets[BY_UNIT], board, marks, sources)
        matrices = [
            write_detail(sheets[name], board, table, targets) for name, table in zip(detail_names, details, strict=True)
        ]
        write_comparison(sheets[COMPARISON], board, by_unit, earlier)
        write_charts(sheets[CHARTS], board, by_unit, matrices, received)
        if bullets:
            write_words(sheets[WORDS], board, bullets)
        for name, table in zip(model_names, models, strict=True):
            write_models(sheets[name], board, table)
        yield sheets


def _by_unit(board: Board) -> ByUnit:
    return ByUnit(
        sheet=BY_UNIT,
        first=BY_UNIT_FIRST_ROW,
        last=BY_UNIT_FIRST_ROW + max(1, len(board.senders)) - 1,
        columns={field.id: by_unit_cell(0, column)[1] for column, field in enumerate(board.fields)},
    )


def _targets(board: Board, path: Path) -> dict[str, str]:
    return {sender.path: file_target(sender.path, path) for sender in board.returned if sender.path is not None}


def _back(board: Board) -> dict[tuple[str, str], str]:
    return {
        (sender.path, field.id): f"internal:'{BY_UNIT}'!{a1(*by_unit_cell(line, column))}"
        for line, sender in enumerate(board.senders)
        if sender.path is not None
        for column, field in enumerate(board.fields)
    }
