"""What a number looks like under a format for dates and times."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from tonghop290.excel import excel_serial_to_date
from tonghop290.spreadsheet.seen.format_code import Section
from tonghop290.spreadsheet.seen.ways_of_writing import Ways

__all__ = ["date_text"]

_DAY = 86_400
_LAST_DAY = 2_958_466
_SECONDS = {"h": 3600, "n": 60, "s": 1}


def date_text(section: Section, number: float, *, date1904: bool, ways: Ways) -> tuple[str | None, frozenset[str]]:
    """The text (None where Excel has no such day) and the parts of a date it shows: "y", "m", "d", "h", "n", "s"."""
    parts = frozenset(
        _part(token.text) for token in section.tokens if token.kind == "date" and token.text[0] != "."
    ) - {"a"}
    if not 0 <= number < _LAST_DAY:
        return None, parts
    seconds = _seconds(section, number)
    day = _day(seconds // _DAY, date1904)
    if day is None:
        return None, parts
    year, month, date, weekday = day
    of_day = seconds % _DAY
    half_days = any(token.text in ("am/pm", "a/p") for token in section.tokens if token.kind == "date")
    hour = int(of_day // 3600)
    values: dict[str, int] = {
        "y": year,
        "m": month,
        "d": date,
        "h": (hour % 12 or 12) if half_days else hour,
        "n": int(of_day // 60) % 60,
        "s": int(of_day) % 60,
    }
    made = []
    for token in section.tokens:
        text = token.text
        if token.kind != "date":
            made.append(text)
        elif text[0] == "[":
            made.append(f"{int(seconds // _SECONDS[text[1]]):0{len(text) - 2}}")
        elif text[0] == ".":
            made.append(f"{seconds % 1:.{len(text) - 1}f}"[1:].replace(".", ways.point))
        elif text in ("am/pm", "a/p"):
            made.append((text.upper().split("/"))[hour >= 12])
        else:
            made.append(_written(_part(text), len(text), values, weekday, ways))
    return "".join(made), parts


def _part(text: str) -> str:
    """Which part of a date a token shows; "w" is the day of the week."""
    letter = text.strip("[]")[0]
    if letter == "d" and len(text) > 2:
        return "w"
    return "y" if letter in "eb" else letter


def _seconds(section: Section, number: float) -> Decimal:
    """The number in seconds, rounded to what is shown of them."""
    shown = max(
        (len(token.text) - 1 for token in section.tokens if token.kind == "date" and token.text[0] == "."), default=0
    )
    return (Decimal(f"{number:.15g}") * _DAY).quantize(Decimal(1).scaleb(-shown), rounding=ROUND_HALF_UP)


def _day(serial: Decimal, date1904: bool) -> tuple[int, int, int, int] | None:
    """Year, month, day, and day of the week from Monday; with the days only Excel has, 0/1/1900 and 29/2/1900."""
    if not date1904 and serial in (0, 60):
        return (1900, 1, 0, 5) if serial == 0 else (1900, 2, 29, 2)
    day = excel_serial_to_date(float(serial), date1904=date1904)
    if day is None:
        return None
    weekday = day.weekday() if date1904 else int(serial + 5) % 7  # Excel's own before its 29/2/1900
    return day.year, day.month, day.day, weekday


def _written(part: str, length: int, values: dict[str, int], weekday: int, ways: Ways) -> str:
    match part:
        case "y":
            return f"{values['y']:04}" if length > 2 else f"{values['y'] % 100:02}"
        case "m" if length >= 3:
            short, long = ways.months[values["m"] - 1]
            return long if length == 4 else long[:1] if length == 5 else short
        case "w":
            return ways.days[weekday][length > 3]
        case "g":
            return ""
    return f"{values[part]:02}" if length > 1 else str(values[part])
