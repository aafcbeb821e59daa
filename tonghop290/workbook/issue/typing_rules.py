"""What Excel accepts while a person types: drop-downs, limits, prompts and alerts, in plain Vietnamese.

The office reads dates and choices in more ways than Excel does ("ngày 5 tháng 6 năm 2010", "Bí thư Đảng uỷ"): there the
alert asks, and lets the person go on. In the cell of a number it stops: a bare number is what the form asks for.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from tonghop290.excel import MESSAGE_LENGTH, TITLE_LENGTH
from tonghop290.model import Field, Range, Words, sayable

__all__ = ["validation"]

_OPEN_DATES = Range(low=dt.date(1945, 1, 1), high=dt.date(2099, 12, 31))
_OPEN_NUMBERS = Range(low=0.0, high=1e12)
_LONGEST_TEXT = 2000
_ASKED = sayable(
    "Ô này cần một {kind} từ {low} đến {high}{unit}. "
    "Không có số liệu thì để trống và chọn “Không có số liệu” ở cột Trạng thái."
)
_ASKED_OF_ALL = sayable("Ô này cần một {kind} từ {low} đến {high}{unit}. Chưa có số chính thức thì ghi số ước tính.")
_ASKED_IN_TABLE = sayable("Ô này cần một {kind} từ {low} đến {high}{unit}. Không có thì để trống.")
_OTHER_MARKS = {
    ",": (".", sayable("Máy ghi số lẻ bằng dấu chấm thì gõ {example}.")),
    ".": (",", sayable("Máy ghi số lẻ bằng dấu phẩy thì gõ {example}.")),
}
"""The form's mark of decimals → the other one, and how its example is typed where a machine has that."""
_ANY_MACHINE = sayable("Cách ghi máy nào cũng hiểu: 2019-12-31.")


def validation(field: Field, words: Words, drop_down: str = "", *, stated: bool = True) -> dict[str, Any]:
    """XlsxWriter's options for a field's cell. A choice that allows other words only informs; dates and other choices
    warn; the rest stops. ``drop_down``: the formula of its list, where that stands on a sheet. ``stated``: whether a
    state may be chosen beside it."""
    title = field.short if len(field.short) <= TITLE_LENGTH else field.short[: TITLE_LENGTH - 1] + "…"
    options: dict[str, Any] = {"ignore_blank": True, "input_title": title, "error_title": title}
    prompt, any_machine = (
        field.help,
        words.say(_ANY_MACHINE) if field.type == "date" else _typed_elsewhere(field, words),
    )
    if any_machine and len(prompt) + len(any_machine) < MESSAGE_LENGTH:
        prompt = f"{prompt} {any_machine}".lstrip()
    if prompt:
        options["input_message"] = prompt
    return {**options, **_accepted(field, words, drop_down, stated=stated)}


def _typed_elsewhere(field: Field, words: Words) -> str:
    """How the example of a prompt (8,5) is typed on a machine of the other mark of decimals; "" without one."""
    mark, (other, told) = words.writing.decimal, _OTHER_MARKS.get(words.writing.decimal, ("", ""))
    example = re.search(rf"[0-9]+{re.escape(mark)}[0-9]+", field.help) if field.decimals and other else None
    return words.say(told, example=example[0].replace(mark, other)) if example else ""


def _accepted(field: Field, words: Words, drop_down: str, *, stated: bool) -> Mapping[str, Any]:
    if field.type == "choice":
        return _one_of(field, words, drop_down)
    if field.type == "date":
        return _date_within(field.hard or _OPEN_DATES, words)
    if field.figure:
        return _number_within(field, field.hard or _OPEN_NUMBERS, words, stated=stated)
    return {
        "validate": "length",
        "criteria": "<=",
        "value": _LONGEST_TEXT,
        "error_message": words.say("Nội dung dài quá {count} ký tự.", count=words.number(_LONGEST_TEXT)),
    }


def _one_of(field: Field, words: Words, drop_down: str) -> Mapping[str, Any]:
    if field.other_allowed:
        alert = {"error_message": words.say("Mục này không có trong danh sách."), "error_type": "information"}
    else:
        asked = words.say("Mục này không có trong danh sách. Vẫn giữ như đã ghi?")
        alert = {"error_message": asked, "error_type": "warning"}
    return {"validate": "list", "source": f"={drop_down}" if drop_down else list(field.choices), **alert}


def _date_within(limits: Range, words: Words) -> Mapping[str, Any]:
    low, high = limits.low, limits.high
    assert isinstance(low, dt.date) and isinstance(high, dt.date)
    return {
        "validate": "date",
        "criteria": "between",
        "minimum": low,
        "maximum": high,
        "error_message": words.say(
            "Ô này cần một ngày từ {low} đến {high}. {any_machine} Vẫn giữ như đã ghi?",
            low=words.date(low),
            high=words.date(high),
            any_machine=words.say(_ANY_MACHINE),
        ),
        "error_type": "warning",
    }


def _number_within(field: Field, limits: Range, words: Words, *, stated: bool) -> Mapping[str, Any]:
    low, high = (_bare_number(limit) for limit in (limits.low, limits.high))
    kind = words.say("số nguyên") if field.type == "integer" else words.say("số")
    unit = f" {field.unit}" if field.unit and not field.is_year else ""
    asked = (_ASKED if field.no_data else _ASKED_OF_ALL) if stated else _ASKED_IN_TABLE
    return {
        "validate": "integer" if field.type == "integer" else "decimal",
        "criteria": "between",
        "minimum": low,
        "maximum": high,
        "error_message": words.say(
            asked,
            kind=kind,
            low=words.number(low, grouped=not field.is_year),
            high=words.number(high, grouped=not field.is_year),
            unit=unit,
        ),
    }


def _bare_number(limit: float | dt.date | None) -> float:
    """1950 rather than 1950.0, as the file stores it."""
    assert isinstance(limit, int | float)
    return int(limit) if float(limit).is_integer() else float(limit)
