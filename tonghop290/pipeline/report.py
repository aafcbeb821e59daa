"""What ``check`` gives: every file, every finding, the clean figures, and their JSON."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tonghop290.model import AsTyped, Dataset, Finding, Form, Office, Status, Unit
from tonghop290.pipeline.arrivals import Identity
from tonghop290.plugged import Plugin
from tonghop290.seals import sealed_json

if TYPE_CHECKING:
    import pandas

    from tonghop290.workbook.intake.sources import Held

__all__ = ["FINDING_KEYS", "FileReport", "Report", "SCHEMA_VERSION", "finding_as_dict", "status_of"]

SCHEMA_VERSION = "1"
_STATUS_ORDER = ("clean", "warnings", "errors", "unreadable")
FINDING_KEYS = (
    "code",
    "severity",
    "stage",
    "field",
    "number",
    "label",
    "sheet",
    "cell",
    "value",
    "expected",
    "difference",
    "message",
    "fix",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReport:
    """What ``check`` says of one file. ``current``: this is the return that counts for its unit."""

    path: str
    sha256: str
    unit: Unit | None
    status: Status
    current: bool
    modified: float
    findings: tuple[Finding, ...]

    def __repr__(self) -> str:
        return f"<FileReport {self.path!r}: {self.status}, {len(self.findings)} findings>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What ``check`` gives: every file, every finding, and the clean figures.

    ``findings``: all of them, file by file, in the order of reading. ``ok``: no error and every file was read.
    ``dataset``: all readable returns; ``current``: the paths of the one return of each unit that counts.
    ``accepted``: (path, field id or "table.row.column") of the values the office lets stand although they lie outside
    their hard range; they are added up and printed. ``shared``: the paths of many returns that have the same figures,
    group by group. ``identities``: what each workbook says of itself, by its path. ``given``: what was checked, paths
    as they were named and files that lie on no disk. ``plugins``: those that were asked; what one read or said is a
    finding that names it.
    """

    form: Form
    units: Mapping[str, Unit] | None
    office: Office
    files: tuple[FileReport, ...]
    dataset: Dataset
    current: tuple[str, ...]
    accepted: frozenset[tuple[str, str]] = frozenset()
    shared: tuple[tuple[str, ...], ...] = ()
    identities: Mapping[str, Identity] = field(default_factory=dict)
    given: tuple[Path | Held, ...] = ()
    plugins: tuple[Plugin, ...] = ()

    def __repr__(self) -> str:
        told = ", ".join(f"{count} {what}" for what, count in self.counts().items() if count and what in _STATUS_ORDER)
        return f"<Report on {self.form.id}: {told or 'no files'}; {len(self.findings)} findings>"

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files and folders on disk that were checked, as they were named."""
        return tuple(one for one in self.given if isinstance(one, Path))

    @property
    def findings(self) -> tuple[Finding, ...]:
        return tuple(finding for file in self.files for finding in file.findings)

    @property
    def ok(self) -> bool:
        return all(file.status in ("clean", "warnings") for file in self.files)

    @property
    def missing_units(self) -> tuple[Unit, ...]:
        """The units of the register without a readable return."""
        if self.units is None:
            return ()
        here = {unit.code for path in self.current if (unit := self.dataset.units[path]) is not None}
        return tuple(unit for code, unit in self.units.items() if code not in here)

    @property
    def expected(self) -> int:
        """How many units should report: the register's number, or without one how many did."""
        return len(self.units) if self.units is not None else len(self.current)

    def counts(self) -> dict[str, int]:
        """Files by status, findings by severity, units expected and missing."""
        by_status, by_severity = (
            Counter[str](file.status for file in self.files),
            Counter(finding.severity for finding in self.findings),
        )
        return {
            "files": len(self.files),
            **{status: by_status[status] for status in _STATUS_ORDER},
            "error_findings": by_severity["error"],
            "warning_findings": by_severity["warning"],
            "note_findings": by_severity["note"],
            "units": len(self.current),
            "units_expected": self.expected,
            "units_missing": len(self.missing_units),
        }

    def exit_code(self, *, require_all: bool = False) -> int:
        """0 clean or warnings only, 1 errors, 3 a file that could not be read or is not ours, 4 units missing (asked
        for)."""
        code = 0
        if any(file.status == "errors" for file in self.files):
            code = 1
        if any(file.status == "unreadable" for file in self.files):
            code = 3
        return 4 if require_all and self.missing_units else code

    def usable(self) -> Dataset:
        """The figures that are added up and printed: one return a unit, without values that are impossible.

        Made anew at each call (about 40 ms for 700 returns): whoever needs it twice keeps it.
        """
        from tonghop290.data.dataset import usable

        return usable(self.dataset, self.current, accepted=self.accepted)

    def open_points(self) -> dict[str, int]:
        """How many errors of each file are still open, by its path."""
        return {file.path: sum(finding.severity == "error" for finding in file.findings) for file in self.files}

    def to_frame(self) -> pandas.DataFrame:
        """The findings as a frame, one row each, columns as in the JSON plus file and unit."""
        from tonghop290.data.exports.export import record_frame

        rows = [
            {"file": finding.file, "unit": finding.unit.code if finding.unit else None, **finding_as_dict(finding)}
            for finding in self.findings
        ]
        return record_frame(rows, ["file", "unit", *FINDING_KEYS])

    def to_dict(self) -> dict[str, Any]:
        """The object of ``check --format json`` (documented in docs/json.md)."""
        figures = _Figures(self.dataset, self.form)
        return {
            "schema_version": SCHEMA_VERSION,
            "form": {"id": self.form.id, "version": self.form.version, "title": self.form.title},
            "files": [self._file_dict(file, figures) for file in self.files],
            "counts": self.counts(),
            **({"plugins": [_plugin_dict(plugin) for plugin in self.plugins]} if self.plugins else {}),
        }

    def to_json(self, *, sealed: bool = False) -> str:
        """``sealed``: for a file of ours, with the key ``seal`` at its end (see :mod:`tonghop290.seals`)."""
        content = sealed_json(self.to_dict()) if sealed else self.to_dict()
        return json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False)

    def _file_dict(self, file: FileReport, figures: _Figures) -> dict[str, Any]:
        return {
            "path": file.path,
            "sha256": file.sha256,
            "unit": {"code": file.unit.code, "name": file.unit.title} if file.unit else None,
            "status": file.status,
            **figures.of(file.path),
            "findings": [finding_as_dict(finding) for finding in file.findings],
        }

    def as_filled(self, path: str) -> dict[str, Any]:
        """One return as ``write_blank`` fills it in: clean values, and as typed what could not be read.

        Keys: ``values``, ``states``, ``notes`` by field id, ``tables`` by table id (dates are dates, missing ones left
        out).
        """
        texts, notes = self.dataset.texts, self.dataset.notes
        row = self.dataset.frame.loc[path]
        values = {field.id: _cell_value(row[field.id], texts.get((path, field.id))) for field in self.form.inputs}
        tables: dict[str, list[dict[str, Any]]] = {}
        for table in self.form.tables.values():
            frame = self.dataset.tables[table.id]
            tables[table.id] = [
                {
                    "row": own["row"],
                    **{
                        column.id: _cell_value(
                            own[column.id], texts.get((path, f"{table.id}.{own['row']}.{column.id}"))
                        )
                        for column in table.columns
                    },
                }
                for own in frame[frame["file"] == path].to_dict("records")
            ]
        return {
            "values": {id: value for id, value in values.items() if value is not None},
            "states": {str(id): state for id, state in self.dataset.states.loc[path].items() if state},
            "notes": {field.id: notes[path, field.id] for field in self.form.inputs if (path, field.id) in notes},
            "tables": tables,
        }


class _Figures:
    """The figures of all returns as JSON writes them, taken out of the frames once; looked up by path."""

    def __init__(self, dataset: Dataset, form: Form) -> None:
        self._form = form
        self._place = {path: number for number, path in enumerate(dataset.frame.index)}
        self._values = {id: dataset.frame[id].tolist() for id in form.fields} if self._place else {}
        self._states = {str(id): dataset.states[id].tolist() for id in dataset.states} if self._place else {}
        self._rows: dict[tuple[str, str], list[dict[str, Any]]] = {}
        for table in form.tables:
            for row in dataset.tables[table].to_dict("records"):
                self._rows.setdefault((row["file"], table), []).append({str(key): row[key] for key in row})

    def of(self, path: str) -> dict[str, Any]:
        """The keys ``values``, ``states`` and ``tables`` of one file; empty ones where it was not read."""
        place = self._place.get(path)
        if place is None:
            return {
                "values": dict.fromkeys(self._form.fields),
                "states": {},
                "tables": {id: [] for id in self._form.tables},
            }
        return {"values": self._values_at(place), "states": self._states_at(place), "tables": self._tables_of(path)}

    def _values_at(self, place: int) -> dict[str, Any]:
        return {
            id: _json_value(self._values[id][place], field.type == "integer") for id, field in self._form.fields.items()
        }

    def _states_at(self, place: int) -> dict[str, str]:
        """In the words of the form."""
        return {id: self._form.words.say(said[place]) for id, said in self._states.items() if said[place]}

    def _tables_of(self, path: str) -> dict[str, list[dict[str, Any]]]:
        return {
            table.id: [
                {
                    **({"row": row["row"]} if table.fixed else {}),
                    **{column.id: _json_value(row[column.id], column.type == "integer") for column in table.columns},
                }
                for row in self._rows.get((path, table.id), ())
            ]
            for table in self._form.tables.values()
        }


def _json_value(value: Any, whole: bool) -> Any:
    """A value of a frame for JSON: NaN, NaT and None are null; whole numbers are integers; dates ISO text."""
    if value is None or value != value:
        return None
    if isinstance(value, dt.date) or hasattr(value, "isoformat"):
        return value.isoformat()[:10]
    if isinstance(value, str):
        return value
    return int(value) if whole and float(value).is_integer() else round(float(value), 10)


def status_of(severities: Iterable[str], *, readable: bool = True) -> Status:
    """The status of a file with findings of these severities; what could not be read is "unreadable", whatever was
    found."""
    if not readable:
        return "unreadable"
    found = set(severities)
    return "errors" if "error" in found else "warnings" if "warning" in found else "clean"


def _plugin_dict(plugin: Plugin) -> dict[str, str]:
    return {"id": plugin.id, "package": plugin.package, "version": plugin.version}


def finding_as_dict(finding: Finding) -> dict[str, Any]:
    """A finding as JSON writes it."""
    return {key: getattr(finding, key) for key in FINDING_KEYS}


def _cell_value(value: Any, typed: str | None) -> Any:
    """A value of a frame for a cell: a date, a number or text; where it is missing, what was typed."""
    if value is None or value != value:
        return None if typed is None else AsTyped(typed)
    return (
        value.date() if isinstance(value, dt.datetime) else value if isinstance(value, str | dt.date) else float(value)
    )
