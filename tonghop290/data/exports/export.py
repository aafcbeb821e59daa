"""The figures for other tools: long and wide frames, written as CSV, JSON, SQLite or Parquet with a Table Schema beside
them.

Source of the schema: Frictionless Data Package and Table Schema (``unit`` and ``x-total`` are ours).
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import math
import re
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from tonghop290.data.exports.data_package import PACKAGE_FILE, package_of
from tonghop290.files import whole_file, write_whole
from tonghop290.model import (
    RESULT_FILE,
    STATES_WITHOUT_FIGURE,
    Dataset,
    Field,
    FieldTotal,
    Form,
    Office,
    Table,
    TableFormat,
    Totals,
    Unit,
)
from tonghop290.outputs import Guard
from tonghop290.seals import sealed_database, sealed_json
from tonghop290.text.wording import years_in

__all__ = ["RESULT_VERSION", "long_frame", "record_frame", "table_frames", "total_frame", "wide_frame", "write_tables"]

RESULT_VERSION = "1"
SQLITE_FILE = "bang_so_lieu.sqlite"
"""Not ``so_lieu.sqlite``: that is the ledger of a round."""
_FILES = {"sqlite": SQLITE_FILE, "json": RESULT_FILE}
"""Kinds that hold all frames in one file."""

UNIT_COLUMNS = ("unit_code", "unit_name", "file")
LONG_COLUMNS = (
    *UNIT_COLUMNS,
    "field",
    "label",
    "year",
    "value",
    "text",
    "measure",
    "state",
    "typed",
    "sheet",
    "cell",
    "note",
)
_years_named = lru_cache(maxsize=4096)(years_in)
# Where a spreadsheet begins a formula: at the start of a text; and in its middle, when it splits the file at semicolons
# (as Excel does with Vietnamese settings), after a semicolon or in a new line, the quotes being letters to it then.
_FORMULA_START = re.compile(r"^(?=[\t\r]|\s*[=+\-@])|(?<=[;\n])(?=[ \t]*(?:[=@]|[+\-]\S))")


def long_frame(dataset: Dataset) -> pd.DataFrame:
    """One row an answer, fixed tables included: who, which field, which year, what, in which state, where it stood.

    Columns ``LONG_COLUMNS``: ``value`` float64 (NaN for words, dates and "no data"), ``text`` words and ISO dates,
    ``year`` Int64: the one its label names, else the form's last. ``field`` of a table's cell is "table.row.column".
    Index 0, 1, ….
    """
    rows: list[dict[str, Any]] = []
    for path in map(str, dataset.frame.index):
        for field in dataset.form.fields.values():
            state = str(dataset.states.at[path, field.id]) if field.id in dataset.states else ""
            rows += _answer(dataset, path, field.id, field, dataset.frame.at[path, field.id], state)
        for table in dataset.form.tables.values():
            if table.fixed and table.id in dataset.tables:
                rows += _table_answers(dataset, path, table)
    frame = pd.DataFrame(rows, columns=list(LONG_COLUMNS))
    return frame.astype({"value": "float64", "year": "Int64"})


def _table_answers(dataset: Dataset, path: str, table: Table) -> list[dict[str, Any]]:
    """The rows of one return's answers in a table with fixed rows."""
    frame, labels = dataset.tables[table.id], {row.id: row.label for row in table.rows}
    rows: list[dict[str, Any]] = []
    for row in frame[frame["file"] == path].to_dict("records"):
        for column in table.columns:
            id = f"{table.id}.{row['row']}.{column.id}"
            label = f"{table.label}: {labels[row['row']]}, {column.label}"
            rows += _answer(dataset, path, id, column, row[column.id], "", label=label)
    return rows


def wide_frame(dataset: Dataset) -> pd.DataFrame:
    """One row a unit: code, name and file, then one column a field. Index 0, 1, …."""
    paths = [str(path) for path in dataset.frame.index]
    who = pd.DataFrame([_who(dataset, path) for path in paths], columns=list(UNIT_COLUMNS))
    return pd.concat([who, dataset.frame.reset_index(drop=True)], axis=1)


def table_frames(dataset: Dataset) -> dict[str, pd.DataFrame]:
    """Every table of the form: code, name and file of the unit, the row, then its columns."""
    frames = {}
    for id, frame in dataset.tables.items():
        who = pd.DataFrame([_who(dataset, path) for path in frame["file"]], columns=list(UNIT_COLUMNS))
        frames[id] = pd.concat([who, frame.drop(columns="file").reset_index(drop=True)], axis=1)
    return frames


def record_frame(records: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> pd.DataFrame:
    """Records as a frame, one row each, with these columns in this order even where there is no record."""
    return pd.DataFrame(records, columns=list(columns))


def total_frame(totals: Totals, form: Form) -> pd.DataFrame:
    """One row a total: field, label, measure, how, value, text, top, bottom, units, expected. ``text`` holds dates and
    counts of choices."""
    rows = []
    for total in totals:
        field = form.fields[total.field]
        rows.append({"field": total.field, "label": field.label, "measure": field.unit} | _total_values(total))
    for (table, row, column), total in totals.cells.items():
        whole = form.tables[table]
        rows.append(
            {"field": f"{table}.{row}.{column}", "label": whole.label, "measure": whole.column(column).unit}
            | _total_values(total)
        )
    columns = ["field", "label", "measure", "how", "value", "text", "top", "bottom", "units", "expected"]
    return pd.DataFrame(rows, columns=columns).astype({"value": "float64"})


def write_tables(
    dataset: Dataset,
    totals: Totals,
    folder: Path,
    *,
    format: TableFormat,
    office: Office | None = None,
    missing: Sequence[Unit] = (),
    never: Iterable[object] = (),
    below: str = "",
    overwrite: bool = False,
) -> tuple[Path, ...]:
    """Write all frames into a folder, and ``datapackage.json`` that names, types, measures and labels every column; the
    paths written.

    csv, parquet: a file each (CSV in UTF-8 with BOM, as Excel wants; text that begins like a formula gets an
    apostrophe). json, sqlite: one file. JSON also holds who added up (``office``, ``missing``: units without a return)
    and the totals that :mod:`tonghop290.data.result_files` takes back. ``below``: a folder, as it is told; the files in
    it are told from there on. Errors: OSError; ImportError for Parquet without pyarrow.
    """
    frames = {name: _told_below(below, frame) for name, frame in _all_frames(dataset, totals).items()}
    files, package, left = _places(frames, folder, format, Guard(never, overwrite=overwrite))
    folder.mkdir(parents=True, exist_ok=True)
    if format == "sqlite":
        _write_sqlite(frames, next(iter(files.values())))
    elif format == "json":
        said = {
            "ket_qua": _identity(dataset, office, missing),
            **{name: _records(frame) for name, frame in frames.items()},
            "totals": _totals_json(totals),
        }
        _write_json(said, next(iter(files.values())))
    else:
        for name, frame in frames.items():
            with whole_file(files[name], private=True) as draft:
                _write_csv(frame, draft) if format == "csv" else frame.to_parquet(draft, index=False)
    _write_json(package_of(frames, files, dataset.form, left), package)
    return (*dict.fromkeys(files.values()), package)


def _told_below(folder: str, frame: pd.DataFrame) -> pd.DataFrame:
    if not folder or "file" not in frame:
        return frame
    return frame.assign(file=[file.removeprefix(f"{folder}/") for file in frame["file"]])


def _places(
    frames: Iterable[str], folder: Path, format: TableFormat, guard: Guard
) -> tuple[dict[str, Path], Path, list[str]]:
    """Where each frame and their description go, and the names of files of ours that stay because a person has changed
    them."""
    folder = guard.folder(folder)
    wanted = {name: folder / _FILES.get(format, f"{name}.{format}") for name in frames}
    places = {path: guard.file(path) for path in dict.fromkeys(wanted.values())}
    left = sorted(path.name for path, place in places.items() if place != path)
    return {name: places[path] for name, path in wanted.items()}, guard.file(folder / PACKAGE_FILE), left


def _all_frames(dataset: Dataset, totals: Totals) -> dict[str, pd.DataFrame]:
    """What a folder of exports holds, by the names of its files."""
    form = dataset.form
    return {
        "so_lieu_dai": long_frame(dataset),
        "so_lieu_rong": _with_whole_numbers(wide_frame(dataset), form.fields.values()),
        "tong_hop": total_frame(totals, form),
        **{id: _with_whole_rows(frame, form.tables.get(id)) for id, frame in table_frames(dataset).items()},
    }


def _with_whole_rows(frame: pd.DataFrame, table: Table | None) -> pd.DataFrame:
    """The same of a table; the rows of a free one are numbers."""
    typed = _with_whole_numbers(frame, table.columns if table is not None else ())
    return typed if table is None or table.fixed else typed.astype({"row": "Int64"})


def _with_whole_numbers(frame: pd.DataFrame, fields: Iterable[Field]) -> pd.DataFrame:
    """With the integer fields as integers (Int64), a column with a figure that is none as it is."""
    whole = {
        field.id: "Int64"
        for field in fields
        if field.type == "integer" and frame[field.id].dtype.kind == "f" and not (frame[field.id] % 1 > 0).any()
    }
    return frame.astype(whole)


# --- rows ---------------------------------------------------------------------------------------------------------


def _who(dataset: Dataset, path: str) -> dict[str, str | None]:
    unit = dataset.units.get(path)
    return {"unit_code": unit.code if unit else None, "unit_name": unit.title if unit else None, "file": path}


def _answer(
    dataset: Dataset, path: str, id: str, field: Field, value: Any, state: str, *, label: str = ""
) -> list[dict[str, Any]]:
    """The row of one answer; none where nothing was answered."""
    number, text = math.nan, None
    if isinstance(value, float) and math.isfinite(value):
        number = value
    elif isinstance(value, dt.date) and not pd.isna(value):
        text = value.strftime("%Y-%m-%d")
    elif isinstance(value, str) and value:
        text = value
    elif state not in STATES_WITHOUT_FIGURE:
        return []
    key = (path, id)
    ref = dataset.places.get(key)
    return [
        _who(dataset, path)
        | {
            "field": id,
            "label": label or field.label,
            "year": _year_of(dataset.form, field),
            "value": number,
            "text": text,
            "measure": field.unit,
            "state": state,
            "typed": dataset.texts.get(key),
            "sheet": ref.sheet if ref else None,
            "cell": ref.a1 if ref else None,
            "note": dataset.notes.get(key),
        }
    ]


def _year_of(form: Form, field: Field) -> int:
    """The year a figure is of: the one its label names, else the last of the period."""
    named = _years_named(field.label)
    return next(iter(named)) if len(named) == 1 else form.last_year


def _total_values(total: FieldTotal) -> dict[str, Any]:
    text = (
        total.value.isoformat()
        if isinstance(total.value, dt.date)
        else "; ".join(f"{choice}: {count}" for choice, count in total.choices.items()) or None
    )
    return {
        "how": total.how,
        "value": total.value if isinstance(total.value, float) else None,
        "text": text,
        "top": total.top,
        "bottom": total.bottom,
        "units": total.units,
        "expected": total.expected,
    }


# --- files --------------------------------------------------------------------------------------------------------


def _write_csv(frame: pd.DataFrame, path: Path) -> None:
    safe = frame.copy()
    for name in safe.columns:
        if safe[name].dtype.kind not in "fiuMb":
            safe[name] = [_FORMULA_START.sub("'", value) if isinstance(value, str) else value for value in safe[name]]
    safe.to_csv(path, index=False, encoding="utf-8-sig", date_format="%Y-%m-%d", lineterminator="\n")


def _write_sqlite(frames: Mapping[str, pd.DataFrame], path: Path) -> None:
    with contextlib.closing(sqlite3.connect(":memory:")) as database:
        for name, frame in frames.items():
            dated: dict[str, Any] = {
                str(column): frame[column].dt.strftime("%Y-%m-%d")
                for column in frame
                if frame[column].dtype.kind == "M"
            }
            frame.assign(**dated).to_sql(name, database, index=False)
        database.commit()
        write_whole(path, sealed_database(database.serialize()), private=True)


def _write_json(content: Mapping[str, Any], path: Path) -> None:
    text = json.dumps(sealed_json(content), ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    with whole_file(path, private=True) as draft:
        draft.write_bytes(text.encode())  # as text its lines would end otherwise on Windows


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): _json_value(value) for name, value in row.items()} for row in frame.to_dict("records")]


def _json_value(value: Any) -> Any:
    if value is None or value is pd.NA or value != value or value in (math.inf, -math.inf):
        return None
    return value.strftime("%Y-%m-%d") if isinstance(value, dt.date) else value


def _identity(dataset: Dataset, office: Office | None, missing: Sequence[Unit]) -> dict[str, Any]:
    """Who added up what, for the office above."""
    form, types = dataset.form, [unit.type for unit in (*dataset.units.values(), *missing) if unit is not None]
    return {
        "schema_version": RESULT_VERSION,
        "form": {"id": form.id, "version": form.version},
        **({} if form.period.is_span else {"period": form.period.mark}),
        "office": {"level": form.levels.of(office).word if office else "", "name": office.name if office else ""},
        "unit_types": sorted(set(types)),
        "missing": [{"code": unit.code, "name": unit.title} for unit in missing],
    }


def _totals_json(totals: Totals) -> dict[str, Any]:
    def saved(total: FieldTotal) -> dict[str, Any]:
        values = asdict(total)
        return values | {
            "value": {"date": total.value.isoformat()} if isinstance(total.value, dt.date) else total.value
        }

    return {
        "units": totals.units,
        "expected": totals.expected,
        "fields": {id: saved(total) for id, total in totals.fields.items()},
        "cells": {".".join(key): saved(total) for key, total in totals.cells.items()},
    }
