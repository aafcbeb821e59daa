"""A definition written as TOML: what tomllib reads back is what was given.

Parts two levels deep are tables of their own (``[fields.dan_so]``), what lies in them stands on one line each.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

__all__ = ["dotted", "literal", "toml_text"]

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r", "\b": "\\b", "\f": "\\f"}
_WIDTH = 110
_APART = ("lists", "fields", "tables", "rules")


def dotted(path: Iterable[str], *, shy: bool = False) -> str:
    """Keys as TOML joins them: ``fields.dan_so.usual_for."phường"``."""
    return ".".join(
        key if _BARE.fullmatch(key) and not (shy and "_x" in key) else _quoted(key, shy=shy) for key in path
    )


def _quoted(text: str, *, shy: bool = False) -> str:
    """``shy``: in signs that every program keeps, the rest as escapes."""
    return '"' + "".join(_escaped(sign, shy) for sign in text) + '"'


def _escaped(sign: str, shy: bool) -> str:
    if sign in _ESCAPES:
        return _ESCAPES[sign]
    if sign.isprintable() and not (shy and (sign == "_" or not sign.isalnum() and not sign.isascii())):
        return sign
    number = ord(sign)
    return f"\\u{number:04X}" if number < 0x10000 else f"\\U{number:08X}"


def literal(value: Any, *, shy: bool = False) -> str:
    """A value on one line. Errors: TypeError for what TOML does not know."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _quoted(value, shy=shy)
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, Mapping):
        return _braced(
            (f"{dotted([key], shy=shy)} = {literal(one, shy=shy)}" for key, one in value.items()), "{ ", " }"
        )
    if isinstance(value, Sequence):
        return _braced((literal(one, shy=shy) for one in value), "[", "]")
    raise TypeError(f"TOML has no {type(value).__name__}")


def _braced(parts: Iterable[str], start: str, end: str) -> str:
    inner = ", ".join(parts)
    return f"{start}{inner}{end}" if inner else start.strip() + end.strip()


def toml_text(content: Mapping[str, Any], head: Sequence[str] = ()) -> str:
    """The whole file. ``head``: lines of comment above it."""
    lines = [f"# {line}".rstrip() for line in head]
    lines += [_entry(key, value) for key, value in content.items() if not isinstance(value, Mapping)]
    for key, part in content.items():
        if isinstance(part, Mapping):
            lines += ["", *_table([key], part)]
    return "\n".join(lines).lstrip("\n") + "\n"


def _table(path: list[str], part: Mapping[str, Any]) -> list[str]:
    """``[fields.x]`` for the parts of what people look for by name, one line for everything else."""
    apart = (
        path[0] in ("fields", "tables", "rules", "lists") and len(path) == 1 or len(path) == 2 and path[0] == "tables"
    )
    inner = {
        key: value
        for key, value in part.items()
        if apart and isinstance(value, Mapping) and (len(path) == 1 or key == "columns")
    }
    own = [_entry(key, value) for key, value in part.items() if key not in inner]
    lines = [f"[{dotted(path)}]", *own] if own or not inner else []
    for key, value in inner.items():
        lines += [*([""] if lines or len(path) == 1 else []), *_table([*path, key], value)]
    return lines


def _entry(key: str, value: Any) -> str:
    line = f"{dotted([key])} = {literal(value)}"
    if len(line) <= _WIDTH or not isinstance(value, list) or not value:
        return line
    return "\n".join([f"{dotted([key])} = [", *(f"  {literal(one)}," for one in value), "]"])
