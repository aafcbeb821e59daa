"""Blank workbooks go out: one for all, or one a unit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from tonghop290.model import Carried, Earlier, Form, Office, Unit
from tonghop290.outputs import Guard, destination
from tonghop290.pipeline.callers.to_stream import file_or_stream, folder_or_stream
from tonghop290.text.normalize import safe_file_name


def unit_file_name(unit: Unit, suffix: str, form: Form | None = None) -> str:
    """ "15877 Xã Hoằng Xuân.xlsx": a name for a unit's file, safe on Windows.

    With the period of the ``form``, unless that is one of many years: "15877 Xã Hoằng Xuân, quý III năm 2026.xlsx".
    """
    of = "" if form is None or form.period.is_span else ", " + form.named().replace("/", "-")
    return safe_file_name(f"{unit.code} {unit.title}{of}".strip()) + suffix


@file_or_stream(".xlsx")
def write_blank(
    form: Form,
    path: str | Path,
    *,
    unit: Unit | None = None,
    office: Office | None = None,
    issue: str = "",
    values: Mapping[str, Any] | None = None,
    tables: Mapping[str, Sequence[Mapping[str, Any]]] | None = None,
    states: Mapping[str, str] | None = None,
    notes: Mapping[str, str] | None = None,
    filling: Mapping[str, Mapping[str, Any]] | None = None,
    overwrite: bool = False,
) -> Path:
    """The blank workbook of a form, generic or a unit's own; the path of what was written.

    ``values`` (field id → number, date or text), ``states`` and ``notes`` (by field id) and ``tables`` (id → rows,
    {column id: value}; of fixed rows also {"row": row id}) fill it in beforehand. ``filling``: all four in one, as
    :meth:`Report.as_filled` gives them; what is named beside it goes over it. ``overwrite``: also over a file that is
    not ours. Errors: OSError; FillingError for ids, rows, states and types the form does not know, all at once.
    """
    from tonghop290.pipeline.callers.filled_in import plain, refuse_misfits
    from tonghop290.workbook.issue.blank import Filling
    from tonghop290.workbook.issue.blank import write_blank as write

    path = destination(path, suffixes=(".xlsx",), overwrite=overwrite)
    given: dict[str, Mapping[str, Any] | None] = {"values": values, "states": states, "notes": notes, "tables": tables}
    into = {part: {**(filling or {}).get(part, {}), **(own or {})} for part, own in given.items()}
    refuse_misfits(form, **into, unknown=set(filling or {}) - set(given))
    whole = Filling(
        values=plain(into["values"]),
        states=into["states"],
        notes=into["notes"],
        tables={id: [plain(row) for row in rows] for id, rows in into["tables"].items()},
    )
    return write(form, path, unit=unit, office=office, issue=issue, filling=whole)


@folder_or_stream
def write_blanks(
    form: Form,
    folder: str | Path,
    units: Mapping[str, Unit],
    *,
    office: Office | None = None,
    earlier: Earlier | None = None,
    overwrite: bool = False,
) -> list[Path]:
    """One blank workbook per unit, in the order of the units: laid out once, the same bytes as written alone.

    ``earlier``: what the units answered an earlier time, to stand beside their figures. Errors: OSError (OutputRefused
    before anything is written).
    """
    guard, write = Guard(overwrite=overwrite), workbook_series(form, office or form.office, earlier)
    folder = guard.folder(folder)
    places = [guard.file(folder / unit_file_name(unit, ".xlsx", form), (".xlsx",)) for unit in units.values()]
    return [write(path, unit, "", None) for path, unit in zip(places, units.values(), strict=True)]


def workbook_series(
    form: Form, office: Office, earlier: Earlier | None = None
) -> Callable[[Path, Unit, str, Carried | None], Path]:
    """What writes the workbooks of many units (path, unit, issue id, what its workbook of an earlier edition held): the
    blank ones are laid out once. ``earlier``: as in :func:`write_blanks`. Errors of the call: OSError."""
    from tonghop290.workbook.issue.blank import Filling
    from tonghop290.workbook.issue.blank import write_blank as write
    from tonghop290.workbook.issue.series import BlankSeries

    series = BlankSeries(form, office)

    def write_one(path: Path, unit: Unit, issue: str, carried: Carried | None) -> Path:
        if carried is None and earlier is None:
            return series.write(path, unit, issue=issue)
        filling = Filling() if carried is None else Filling.of(carried)
        if earlier is not None:
            filling = replace(filling, before=earlier.of(unit), before_period=earlier.period)
        return write(form, path, unit=unit, office=office, issue=issue, filling=filling)

    return write_one
