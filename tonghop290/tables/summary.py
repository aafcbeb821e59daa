"""The district's workbook: the tables, who has sent what, and where every figure comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tonghop290.model import Dataset, Finding, Office, ResultFile, Totals, Unit, sayable
from tonghop290.spreadsheet.write import Sheet, open_book
from tonghop290.tables.board import Board, set_up_board
from tonghop290.tables.charts.drawn import write_charts
from tonghop290.tables.notes import mark_fields
from tonghop290.tables.sheets.by_indicator import write_by_indicator
from tonghop290.tables.sheets.by_unit import unit_table, write_by_unit
from tonghop290.tables.sheets.comparison import write_comparison
from tonghop290.tables.sheets.districts import Groups, groups_of, write_groups
from tonghop290.tables.sheets.earlier_units import write_earlier_units
from tonghop290.tables.sheets.fixed_tables import fixed_tables, write_fixed_table
from tonghop290.tables.sheets.received import FIRST_ROW as FIRST_UNIT
from tonghop290.tables.sheets.received import write_received
from tonghop290.tables.sheets.results_received import COMPLETENESS, write_completeness, write_results_received
from tonghop290.tables.sheets.words import free_tables, write_models, write_words
from tonghop290.tables.sources.result_sources import place_results, write_result_sources
from tonghop290.tables.sources.shared_places import MOST_FIGURES, SharedPlaces, place_shared, write_shared_places
from tonghop290.tables.sources.source_list import (
    SOURCES,
    NoSources,
    Sources,
    file_target,
    place_sources,
    write_sources,
)

__all__ = ["write_roll_up", "write_summary"]

BY_INDICATOR = sayable("Biểu 1", "summary sheet")
BY_UNIT = sayable("Biểu 2", "summary sheet")
EARLIER_UNITS = sayable("So kỳ trước", "summary sheet")
RECEIVED = sayable("Tình hình nộp", "summary sheet")
COMPARISON = sayable("So sánh", "summary sheet")
CHARTS = sayable("Biểu đồ", "summary sheet")
WORDS = sayable("Nội dung", "summary sheet")
MODELS = sayable("Mô hình", "summary sheet")
_TABLE = sayable("Biểu {number}")


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

    ``dataset``: one current return per unit; ``totals``: its figures added up. ``units``: the register, all that should
    report, by code. ``received``: one row per file received {file, unit (code or name), status, when}. ``accepted``:
    warnings the office accepted {unit, field or label, cell, message, reason, by, when}. ``earlier``: the totals of an
    earlier round to compare with; ``earlier_units``: its figures, code or name of a unit → field id → figure.
    ``by_parent``: the totals by ``Unit.parent`` ("" for none), where units of several districts stand together. Of more
    units than a province has (:attr:`Board.large`) only the tables with one row a unit or a district are written. The
    file appears whole or not at all; same input, same bytes. Errors: OSError.
    """
    path = Path(path)
    board = set_up_board(dataset, totals, office=office, findings=findings, units=units)
    groups = groups_of(board, by_parent or {})
    if board.large:
        return _write_large(path, board, groups, received, accepted)
    sources = _placed(board)
    before = [BY_INDICATOR, BY_UNIT, *([groups.name] if groups else []), *([EARLIER_UNITS] if earlier_units else [])]
    with _opened(path, board, before, sources, received, earlier) as sheets:
        targets = _targets(board, path)
        if groups:
            write_groups(sheets[groups.name], board, groups, mark_fields(board), unit_table(board, board.say(BY_UNIT)))
        if earlier_units:
            write_earlier_units(sheets[EARLIER_UNITS], board, unit_table(board, board.say(BY_UNIT)), earlier_units)
        write_received(sheets[RECEIVED], board, received, accepted, targets)
        _write_origins(sheets[SOURCES], board, sources, targets)
    return path


def _placed(board: Board) -> Sources:
    """Where each figure is told to come from: in a row of its own, in a large round in that of its indicator."""
    shown = {field.id for field in board.fields}
    if sum(id in shown for _, id in board.figures) <= MOST_FIGURES:
        return place_sources(board)
    return place_shared(board, board.say(SOURCES), board.say(RECEIVED), FIRST_UNIT)


def _write_origins(sheet: Sheet, board: Board, sources: Sources, targets: Mapping[str, str]) -> None:
    if isinstance(sources, SharedPlaces):
        write_shared_places(sheet, board, sources)
    else:
        write_sources(sheet, board, sources, targets, _back(board))


def _write_large(
    path: Path,
    board: Board,
    groups: Groups | None,
    received: Sequence[Mapping[str, str]],
    accepted: Sequence[Mapping[str, str]],
) -> Path:
    """The tables of a whole country: a row for every unit, subtotals by district; no column for every unit, no row for
    every figure."""
    marks, targets, tables = mark_fields(board), _targets(board, path), fixed_tables(board)
    table_names = [board.say(_TABLE, number=number) for number, _ in enumerate(tables, 3)]
    names = [BY_UNIT, *([groups.name] if groups else []), *table_names, RECEIVED]
    with open_book(path, title=board.form.title, notice=board.office.notice, say=board.form.words.retell) as book:
        book.foot = board.office.frozen
        sheets = {name: book.sheet(board.say(name)) for name in names}
        write_by_unit(sheets[BY_UNIT], board, marks, NoSources())
        if groups:
            write_groups(sheets[groups.name], board, groups, marks, unit_table(board, board.say(BY_UNIT)))
        for name, table in zip(table_names, tables, strict=True):
            write_fixed_table(sheets[name], board, table, targets)
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

    ``dataset``: one row a result file, its totals as figures; ``totals``: those merged; ``results``: the files by path.
    ``units``: the offices that should send one. Otherwise as :func:`write_summary`.
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
    """The workbook with all its sheets in order, those both kinds of summary share already written. ``before``: the
    first sheets."""
    marks, by_unit, targets = mark_fields(board), unit_table(board, board.say(BY_UNIT)), _targets(board, path)
    tables, bullets, models = fixed_tables(board), free_tables(board, bullets=True), free_tables(board, bullets=False)
    table_names = [board.say(_TABLE, number=number) for number, _ in enumerate(tables, 3)]
    models_named = board.say(MODELS)
    model_names = [models_named if len(models) == 1 else f"{models_named} {table.code}" for table in models]
    names = [*before, *table_names, RECEIVED, COMPARISON, CHARTS, *([WORDS] if bullets else []), *model_names, SOURCES]
    with open_book(path, title=board.form.title, notice=board.office.notice, say=board.form.words.retell) as book:
        book.foot = board.office.frozen
        sheets = {name: book.sheet(board.say(name)) for name in names}
        write_by_indicator(sheets[BY_INDICATOR], board, marks, sources)
        write_by_unit(sheets[BY_UNIT], board, marks, sources)
        matrices = [
            matrix
            for name, table in zip(table_names, tables, strict=True)
            for matrix in write_fixed_table(sheets[name], board, table, targets)
        ]
        write_comparison(sheets[COMPARISON], board, by_unit, earlier)
        write_charts(sheets[CHARTS], board, by_unit, matrices, received)
        if bullets:
            write_words(sheets[WORDS], board, bullets)
        for name, table in zip(model_names, models, strict=True):
            write_models(sheets[name], board, table)
        yield sheets


def _targets(board: Board, path: Path) -> dict[str, str]:
    """Path of a return → the link to it."""
    return {sender.path: file_target(sender.path, path) for sender in board.returned if sender.path is not None}


def _back(board: Board) -> dict[tuple[str, str], str]:
    """Figure → the link to its cell in Biểu 2."""
    place = unit_table(board, board.say(BY_UNIT))
    return {
        (sender.path, field.id): place.link(line, field.id)
        for line, sender in enumerate(board.senders)
        if sender.path is not None
        for field in board.fields
    }
