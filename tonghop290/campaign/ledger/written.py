"""What is written in the ledger as JSON, and read again only if it is what we wrote."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

__all__ = ["EDITION_ALONE", "EDITION_AND_VALUES", "as_text", "finding_of", "lost_finding", "part_of", "verdict_of"]

_VERDICT = {"form": str, "values": dict, "states": dict, "tables": dict}
_IS_VERDICT = " AND ".join(
    f"json_type(verdict, '$.{name}') = '{'text' if kind is str else 'object'}'" for name, kind in _VERDICT.items()
)
_OF_VERDICT = (
    f"CASE WHEN json_valid(verdict) THEN CASE WHEN {_IS_VERDICT} THEN json_extract(verdict, {{0}}) END END AS {{1}}"
)
EDITION_ALONE = _OF_VERDICT.format("'$.form'", "edition")
EDITION_AND_VALUES = _OF_VERDICT.format("'$.form', '$.values'", "parts")
"""In SQL, in place of a verdict, most of a ledger, what :func:`part_of` makes a verdict of without the rest."""
_FINDING = frozenset(
    ("code", "severity", "stage", "field", "label", "sheet", "cell", "value", "expected", "difference")
    + ("message", "fix", "number")
)
_LATER = frozenset(("number",))
"""What findings do not have that an earlier version of the program entered."""


def as_text(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)


def verdict_of(text: str) -> Mapping[str, Any] | None:
    """None for what is no verdict of ours."""
    found = _object(text)
    whole = found is not None and all(isinstance(found.get(name), kind) for name, kind in _VERDICT.items())
    return found if whole else None


def part_of(row: dict[str, Any]) -> Mapping[str, Any] | None:
    """The same of what SQLite took out of it, which goes from the row."""
    edition, parts = row.pop("edition", None), row.pop("parts", None)
    if parts is not None:
        return dict(zip(("form", "values"), json.loads(parts), strict=True))
    return {"form": edition} if edition is not None else None


def finding_of(text: str) -> Mapping[str, Any] | None:
    """None for what is no finding of ours."""
    found = _object(text)
    whole = (
        found is not None
        and found.keys() | _LATER == _FINDING
        and all(isinstance(found[name], str) for name in ("code", "severity", "stage", "message"))
    )
    return found if whole else None


def lost_finding(severity: str) -> Mapping[str, Any]:
    """What stands for a finding that can no longer be read: a point that stays open until it is mended."""
    return {
        **dict.fromkeys(_FINDING),
        "code": "ledger-damaged",
        "severity": severity,
        "stage": "structure",
        "message": "Điểm này trong sổ của đợt bị hỏng, không đọc được nội dung.",
        "fix": "Đề nghị chạy: tonghop290 repair",
    }


def _object(text: str) -> dict[str, Any] | None:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
