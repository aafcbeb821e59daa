"""What Excel accepts while a person types: drop-downs, limits, prompts and alerts, in plain Vietnamese."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tonghop290.model import Field, Range
from tonghop290.text.format import format_date, format_number

__all__ = ["TITLE_LIMIT", "validation"]

TITLE_LIMIT = 32  # Excel: title of a prompt or an alert
_OPEN_DATES = Range(low=dt.date(1945, 1, 1), high=dt.date(2099, 12, 31))
_OPEN_NUMBERS = Range(low=0.0, high=1e12)


def validation(field: Field) -> dict[str, Any]:
    """XlsxWriter's options for a field's cell. A choice that allows other words only informs; the rest stops."""
    title = field.short if len(field.short) <= TITLE_LIMIT else field.short[: TITLE_LIMIT - 1] + "…"
    options: dict[str, Any] = {"ignore_blank": True, "input_title": title, "error_title": title}
    if field.help:
        options["input_message"] = field.help
    if field.type == "choice":
        options |= {
            "validate": "list",
            "source": list(field.choices),
            "error_message": "Đề nghị chọn trong danh sách."
            if not field.other_allowed
            else "Mục này không có trong danh sách.",
        }
        if field.other_allowed:
            options["error_type"] = "information"
    elif field.type == "date":
        limits = field.hard or _OPEN_DATES
        low, high = _day(limits.low), _day(limits.high)
        options |= {
            "validate": "date",
            "criteria": "between",
            "minimum": low,
            "maximum": high,
            "error_message": f"Ô này cần một ngày từ {format_date(low)} đến {format_date(high)}, ví dụ 31/12/2019.",
        }
    elif field.figure:
        limits = field.hard or _OPEN_NUMBERS
        low_number, high_number = limits.low, limits.high
        kind = "số nguyên" if field.type == "integer" else "số"
        unit = f" {field.unit}" if field.unit else ""
        options |= {
            "validate": "integer" if field.type == "integer" else "decimal",
            "criteria": "between",
            "minimum": _plain(low_number),
            "maximum": _plain(high_number),
            "error_message": f"Ô này cần một {kind} từ {format_number(low_number)} đến "
            f"{format_number(high_number)}{unit}. "  # type: ignore[arg-type]
            "Không có số liệu thì để trống và chọn “Không có số liệu” ở cột Trạng thái.",
        }
    else:
        options |= {
            "validate": "length",
            "criteria": "<=",
            "value": 2000,
            "error_message": "Nội dung dài quá 2.000 ký tự.",
        }
    return options


def _plain(limit: Any) -> float:
    return int(limit) if float(limit).is_integer() else float(limit)


def _day(limit: Any) -> dt.date:
    assert isinstance(limit, dt.date)
    return limit
