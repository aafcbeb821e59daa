"""The catalogue: every stable code with its severity, stage and sentences; and a finding made from an entry."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from tonghop290.messages.on_parcels import ON_PARCELS
from tonghop290.messages.on_slips import ON_SLIPS
from tonghop290.messages.on_the_file import ON_THE_FILE
from tonghop290.messages.on_the_range import ON_THE_RANGE
from tonghop290.messages.on_the_structure import ON_THE_STRUCTURE
from tonghop290.messages.on_what_is_seen import ON_WHAT_IS_SEEN
from tonghop290.messages.on_what_is_typed import ON_WHAT_IS_TYPED
from tonghop290.messages.on_what_surrounds import ON_WHAT_SURROUNDS
from tonghop290.messages.sentence import Sentence
from tonghop290.model import CellRef, Finding, Severity, Unit, told
from tonghop290.text.normalize import without_controls

__all__ = ["CATALOGUE", "VALUE_SHOWN", "clip_value", "finding"]

VALUE_SHOWN = 60
"""So many characters of a value are quoted in a sentence."""
_VALUE_KEPT = 2_000
_LIST_SHOWN = 400

CATALOGUE: Mapping[str, Sentence] = MappingProxyType(
    {
        **ON_THE_FILE,
        **ON_PARCELS,
        **ON_THE_STRUCTURE,
        **ON_WHAT_SURROUNDS,
        **ON_WHAT_IS_TYPED,
        **ON_SLIPS,
        **ON_WHAT_IS_SEEN,
        **ON_THE_RANGE,
    }
)


def clip_value(text: str) -> str:
    """A value as it may stand in a message: one line, no control characters, cut at :data:`VALUE_SHOWN`.

    What remembers its making (``told``) is left whole.
    """
    if type(text) is not str:
        return text
    one_line = " ".join(without_controls(text).split())
    return one_line if len(one_line) <= VALUE_SHOWN else one_line[: VALUE_SHOWN - 1] + "…"


def _shown(key: str, fact: str) -> str:
    """A fact as it may stand in a sentence; a list of places may be longer."""
    if type(fact) is not str:
        return fact
    one_line = clip_value(fact) if key != "places" else " ".join(without_controls(fact).split())[:_LIST_SHOWN]
    return " " * fact.startswith(" ") + one_line


def finding(
    code: str,
    *,
    file: str,
    unit: Unit | None = None,
    at: CellRef | None = None,
    sheet: str | None = None,
    field: str | None = None,
    label: str | None = None,
    value: str | float | None = None,
    expected: str | float | None = None,
    severity: Severity | None = None,
    facts: Mapping[str, str] = MappingProxyType({}),
    **more_facts: str,
) -> Finding:
    """A finding of the catalogue; ``facts``, what else is named, label and value fill the braces of its sentences.

    Errors: KeyError for an unknown code or a missing fact (a fault of ours).
    """
    sentence = CATALOGUE[code]
    given = {
        "label": label or "",
        "value": clip_value(value if isinstance(value, str) else str(value)) if value is not None else "",
        **{key: _shown(key, fact) for key, fact in {**facts, **more_facts}.items()},
    }
    return Finding(
        code=code,
        severity=severity or sentence.severity,
        stage=sentence.stage,
        message=told(sentence.message, **given),
        fix=told(sentence.fix, **given) if sentence.fix else "",
        file=file,
        unit=unit,
        field=field,
        label=label,
        sheet=at.sheet if at else sheet,
        cell=at.a1 if at else None,
        value=without_controls(value)[:_VALUE_KEPT] if type(value) is str else value,
        expected=expected,
    )
