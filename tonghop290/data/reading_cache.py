"""A clean return as text, to be kept and taken up again, so that the same file need not be read twice.

What a reading depends on beside the file's content and name is its ``context``: the form, the register and the program
itself. JSON, never pickles: what is kept lies in a folder that goes from hand to hand.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from array import array
from collections.abc import Mapping, Sequence
from typing import Any

from tonghop290.data.clean import CleanReturn
from tonghop290.data.provenance import Places, shared_places, typed_at
from tonghop290.model import CellRef, Finding, Form, Submission, Unit, told_of_json, told_to_json
from tonghop290.version import program

__all__ = ["reading_as_text", "reading_context", "reading_of_text"]

_FINDING = (
    "code",
    "severity",
    "stage",
    "message",
    "fix",
    "field",
    "label",
    "sheet",
    "cell",
    "value",
    "expected",
    "difference",
)
_SUBMISSION = ("sha256", "form_id", "form_version", "issue", "date1904", "saved", "hidden", "explained")


def reading_context(form: Form, units: Mapping[str, Unit], plugins: Sequence[str] = ()) -> str:
    """What every reading of one check depends on, as a digest: other words of it, and nothing kept holds any more.
    ``plugins``: the names of those that read along."""
    register = sorted((unit.code, unit.name, unit.type) for unit in units.values())
    own = [form.hash, form.id, form.version, form.period.mark, form.words.language]
    return hashlib.sha256(json.dumps([own, register, program(), *plugins]).encode()).hexdigest()


def reading_as_text(clean: CleanReturn) -> str:
    """A clean return whose cells have been let go, and what was judged of it."""
    submission = clean.submission
    places = shared_places(clean.places)
    return json.dumps(
        {
            **{name: getattr(submission, name) for name in _SUBMISSION},
            "unit": submission.unit.code if submission.unit else None,
            "claims": dict(submission.unit_claims),
            "said": [_finding_out(finding) for finding in submission.findings],
            "values": {id: _out(value) for id, value in clean.values.items()},
            "states": clean.states,
            "notes": clean.notes,
            "bad": sorted(clean.bad),
            "typed": clean.typed,
            "tables": {
                id: [{name: _out(value) for name, value in row.items()} for row in rows]
                for id, rows in clean.tables.items()
            },
            "places": [list(places.ids), list(places.sheets), array("I", places.numbers).tolist()],
            "texts": dict(clean.texts),
            "findings": [_finding_out(finding) for finding in clean.findings],
            "judged": None if clean.judged is None else [_finding_out(finding) for finding in clean.judged],
            "blank": clean.blank,
        },
        ensure_ascii=False,
        separators=(",", ":"),
        allow_nan=False,
    )


def reading_of_text(text: str, path: str, units: Mapping[str, Unit]) -> CleanReturn:
    """The clean return again, for a file of that path. ``units``: the register it was read with."""
    kept = json.loads(text)
    unit = units[kept["unit"]] if kept["unit"] is not None else None
    places = _places(kept["places"])
    submission = Submission(
        path=path,
        unit=unit,
        unit_claims=kept["claims"],
        findings=tuple(_finding_in(said, path, units) for said in kept["said"]),
        **{name: kept[name] for name in _SUBMISSION},
    )
    return CleanReturn(
        submission=submission,
        values={id: _in(value) for id, value in kept["values"].items()},
        states=kept["states"],
        notes=kept["notes"],
        bad=set(kept["bad"]),
        typed=kept["typed"],
        tables={
            id: [{name: _in(value) for name, value in row.items()} for row in rows]
            for id, rows in kept["tables"].items()
        },
        places=places,
        texts=typed_at(places, kept["texts"]),
        findings=[_finding_in(said, path, units) for said in kept["findings"]],
        judged=None if kept["judged"] is None else [_finding_in(said, path, units) for said in kept["judged"]],
        blank=kept["blank"],
    )


def _places(made_of: list[Any]) -> Places:
    ids, sheets, numbers = made_of
    return shared_places(
        {
            id: CellRef(sheets[sheet], row, column)
            for id, sheet, row, column in zip(ids, *[iter(numbers)] * 3, strict=True)
        }
    )


def _out(value: Any) -> Any:
    return {"date": value.isoformat()} if isinstance(value, dt.date) else value


def _in(value: Any) -> Any:
    return dt.date.fromisoformat(value["date"]) if isinstance(value, dict) else value


def _finding_out(finding: Finding) -> list[Any]:
    known = (told_to_json(getattr(finding, name)) for name in _FINDING)
    return [*known, finding.unit.code if finding.unit else None]


def _finding_in(said: list[Any], path: str, units: Mapping[str, Unit]) -> Finding:
    *known, code = said
    told = dict(zip(_FINDING, map(told_of_json, known), strict=True))
    return Finding(**told, file=path, unit=units[code] if code is not None else None)
