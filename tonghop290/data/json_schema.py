"""A form's values as a JSON Schema (2020-12), for tools that are not written in Python."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tonghop290.model import Field, Form

__all__ = ["values_schema"]

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def values_schema(form: Form) -> dict[str, Any]:
    """The schema of the ``values`` object in ``check --format json`` (see
    :meth:`tonghop290.pipeline.forms.json_schema`)."""
    return {
        "$schema": DIALECT,
        "$id": f"urn:tonghop290:{form.id}:{form.version}",
        "title": form.title,
        "type": "object",
        "properties": {field.id: _property(field) for field in form.fields.values()},
        "required": list(form.fields),
        "additionalProperties": False,
        **({"allOf": pairs} if (pairs := list(_pairs(form))) else {}),
    }


def _pairs(form: Form) -> Iterator[dict[str, Any]]:
    """Of choices that depend on another answer: those that go with each answer."""
    for field in form.inputs:
        above = form.above(field)
        if above is None or field.other_allowed:
            continue
        for answer in above.choices:
            own = [choice for choice, parent in field.belongs if parent == answer]
            yield {
                "if": {"properties": {above.id: {"const": answer}}},
                "then": {"properties": {field.id: {"enum": [*own, *([] if field.required else [None])]}}},
            }


def _property(field: Field) -> dict[str, Any]:
    made: dict[str, Any] = {"title": field.label}
    if field.help:
        made["description"] = field.help
    kind = "integer" if field.type == "integer" else "number" if field.figure else "string"
    nullable = field.figure or not field.required  # a figure may be missing on purpose ("Không có số liệu")
    made["type"] = [kind, "null"] if nullable else kind
    if field.type == "date":
        made["format"] = "date"
    elif field.type == "choice" and not field.other_allowed:
        made["enum"] = [*field.choices, *([None] if nullable else [])]
    elif field.choices:
        made["examples"] = list(field.choices)
    elif not field.figure and field.required:
        made["minLength"] = 1
    if field.codelist:
        made["x-list"] = field.codelist
    if field.unit:
        made["x-unit"] = field.unit
    for name, limits in (("", field.hard), ("x-usual-", field.usual_of(""))):
        if limits is not None:
            prefix = "x-" if field.type == "date" and not name else name  # the dialect knows no limits of dates
            made[f"{prefix}minimum"], made[f"{prefix}maximum"] = _json_value(limits.low), _json_value(limits.high)
    if field.derived:
        made["readOnly"] = True
    return made


def _json_value(limit: float | dt.date | None) -> Any:
    if isinstance(limit, dt.date):
        return limit.isoformat()
    return int(limit) if limit is not None and limit.is_integer() else limit
