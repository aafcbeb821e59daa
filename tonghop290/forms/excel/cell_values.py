"""One cell of a definition: what its author wrote becomes the definition's value, and back.

Both ways are one table of kinds; whatever does not come back as it was has its home in the sheet "Khác" instead.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Mapping
from typing import Any

from tonghop290.forms.excel.titles import Column
from tonghop290.forms.faults import shown
from tonghop290.forms.parts.choices import LIST_MARK
from tonghop290.forms.toml.toml_written import literal
from tonghop290.text.dates import read_date
from tonghop290.text.format import format_date, format_number
from tonghop290.text.nearest import suggestion
from tonghop290.text.normalize import match_key
from tonghop290.text.numbers import read_number

__all__ = ["BadCell", "Names", "holds", "open_value", "read_cell", "read_open", "same", "toml_value", "written"]

LONGEST = 32_767
"""Characters of a cell."""
_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
_LIST_MARK, _RANGE_MARK = ";", re.compile(r"\s+(?:đến|–|-)\s+|\.\.")
_OPENERS = ("[", "{", '"')
_TRUTHS = {"co": True, "có": True, "x": True, "true": True, "đúng": True, "không": False, "false": False, "sai": False}
Names = Mapping[str, str]
"""What people call a field (its code, its label) → its id."""


class BadCell(ValueError):
    """A cell that cannot be what its column asks for; the text says why, in Vietnamese."""


def read_cell(column: Column, value: Any, names: Names, lists: Names) -> Any:
    """What the cell says. ``value`` is not empty; ``lists``: what lists are called → their ids. Errors:
    :class:`BadCell`."""
    kind = column.kind
    if kind == "text":
        return _text(value)
    if kind == "formula":
        return _text(value).removeprefix("=").strip()
    if kind == "number":
        return _number(value)
    if kind in ("low", "high"):
        return _limit(value)
    if kind == "date":
        return _day(value)
    if kind in ("truth", "word"):
        return _word(column, value)
    if kind == "ranges":
        return _ranges(_text(value))
    if kind == "labels":
        return _labels(_text(value))
    parts = [part.strip() for part in re.split(r"[;\n]", _text(value))]
    parts = [part for part in parts if part]
    if kind == "choices" and len(parts) == 1:
        key = match_key(parts[0].removeprefix(LIST_MARK))
        return f"{LIST_MARK}{lists[key]}" if key in lists else parts[0] if parts[0].startswith(LIST_MARK) else parts
    if kind in ("texts", "choices"):
        return parts
    ids = [names.get(match_key(part), part) for part in parts]
    return ids if kind == "refs" else ids[0]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime):
        return format_date(value.date())
    return str(value).strip()


def _number(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float):
        reading = read_number(_text(value), whole=False)
        if reading.outcome == "ambiguous":
            told = " hay ".join(format_number(one) for one in reading.candidates)
            raise BadCell(f"{shown(value)} không rõ là {told}; đề nghị gõ lại thành số")
        if reading.outcome != "number" or reading.value is None:
            raise BadCell(f"{shown(value)} không phải là số")
        value = reading.value
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 1e15 else value


def _day(value: Any) -> dt.date:
    if isinstance(value, dt.datetime):
        return value.date()
    day = read_date(_text(value)).value
    if day is None:
        raise BadCell(f"{shown(value)} không phải là ngày (viết 31/12/2019)")
    return day


def _limit(value: Any) -> Any:
    """An end of a range: a number, or a day."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, str) and (day := read_date(value)).outcome == "date" and not value.strip().isdigit():
        return day.value
    return _number(value)


def _word(column: Column, value: Any) -> Any:
    said = match_key(_text(value))
    if column.kind == "truth" and said in _TRUTHS:
        return _TRUTHS[said]
    for word, meant in column.words.items():
        if said in (match_key(word), meant):
            return meant
    known = list(column.words)
    raise BadCell(f"{shown(_text(value))} không có trong: {', '.join(known)}{suggestion(said, known)}")


def _ranges(text: str) -> dict[str, list[Any]]:
    """ "loại một: 20 đến 100; loại hai: 5 đến 12"."""
    ranges = {}
    for part in filter(None, (part.strip() for part in re.split(r"[;\n]", text))):
        kind, mark, limits = part.rpartition(":")
        ends = _RANGE_MARK.split(limits.strip())
        if not mark or len(ends) != 2:
            raise BadCell(f"{shown(part)} phải viết như: loại: 20 đến 100")
        ranges[kind.strip()] = [_limit(end) for end in ends]
    return ranges


def _labels(text: str) -> dict[str, str]:
    """ "en: Household; fr: Ménage"."""
    labels = {}
    for part in filter(None, (part.strip() for part in re.split(r"[;\n]", text))):
        language, mark, label = (piece.strip() for piece in part.partition(":"))
        if not mark or not label:
            raise BadCell(f"{shown(part)} phải viết như: en: Household")
        labels[language] = label
    return labels


def read_open(value: Any) -> Any:
    """A value of a setting that no column knows: text as it stands, or a TOML value that opens with [, { or a quote.

    Errors: :class:`BadCell`.
    """
    if isinstance(value, str):
        return toml_value(value) if value.strip().startswith(_OPENERS) else value.strip()
    if isinstance(value, dt.datetime):
        return value.date() if value.time() == dt.time() else value
    return value if isinstance(value, bool) else _number(value)


def toml_value(text: str) -> Any:
    """Errors: :class:`BadCell`."""
    try:
        return tomllib.loads(f"v = {text.strip()}")["v"]
    except (ValueError, RecursionError):
        raise BadCell(
            f"{shown(text)} không phải là giá trị TOML (chữ đặt trong nháy kép, số thập phân ghi 1.5)"
        ) from None


# --- back ---------------------------------------------------------------------------------------------------------


def written(column: Column, value: Any, codes: Names) -> Any:
    """What stands in the cell for a value of the definition; None where the column cannot say it."""
    kind = column.kind
    if kind in ("truth", "word"):
        key = {True: "true", False: "false"}.get(value) if isinstance(value, bool) else value
        return next((word for word, meant in column.words.items() if meant == key), None)
    if kind in ("low", "high", "date", "number"):
        return value
    if kind == "ranges" and isinstance(value, Mapping):
        return "; ".join(f"{unit}: {_end(low)} đến {_end(high)}" for unit, (low, high) in value.items())
    if kind == "labels" and isinstance(value, Mapping):
        return "; ".join(f"{language}: {label}" for language, label in value.items())
    if kind in ("texts", "choices", "refs") and isinstance(value, list):
        return f"{_LIST_MARK} ".join(codes.get(one, one) if kind == "refs" else one for one in value)
    return codes.get(value, value) if kind == "ref" else value


def _end(value: Any) -> str:
    return format_date(value) if isinstance(value, dt.date) else repr(value).replace(".", ",")


def open_value(value: Any) -> Any:
    """What stands in a cell that :func:`read_open` reads."""
    if isinstance(value, list | dict) or isinstance(value, str) and value.strip().startswith(_OPENERS):
        return literal(value, shy=True)
    return value


def holds(value: Any) -> bool:
    """Whether a cell keeps it through Excel and back."""
    if isinstance(value, str):
        return bool(value) and value == value.strip() and len(value) <= LONGEST and not _UNSAFE.search(value)
    if isinstance(value, bool) or type(value) in (int, float):
        return bool(abs(value) < 1e15 and float(f"{value:.15g}") == value)  # the digits Excel keeps
    return type(value) is dt.date and 1901 <= value.year <= 9998


def same(one: object, other: object) -> bool:
    """Equal, and of one kind (1 is not True)."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    return isinstance(one, str) == isinstance(other, str) and bool(one == other)
