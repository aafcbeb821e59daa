"""The period of a definition, and its words where the definition's own texts name it.

``[period]``: ``name = "quý III/2026"``, or ``year`` with ``half``, ``quarter``, ``month``, or ``first_year`` and
``last_year``, or ``from`` and ``to`` – one of these; beside days, ``name`` is what the period is called.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Any

from tonghop290.forms.faults import Part, shown
from tonghop290.model import PERIOD_DAYS, Period
from tonghop290.text.format import format_date
from tonghop290.text.periods import FIRST_YEAR, LAST_YEAR

__all__ = ["EXAMPLES", "SENTENCE_WORDS", "in_words_of", "period_named", "read_period"]

EXAMPLES = "“quý III/2026”, “tháng 9/2026”, “6 tháng đầu năm 2026”, “năm 2026”, “giai đoạn 2009 – 2019”"
_PARTS = {"half": (2, 6), "quarter": (4, 3), "month": (12, 1)}
"""Part of a year → how many there are, and the months of each."""
_WAYS: Mapping[tuple[str, ...], str] = {
    ("from", "to"): "ngày đầu và ngày cuối",
    ("first_year", "last_year"): "năm đầu và năm cuối",
    ("year", *_PARTS): "năm, nửa năm, quý hoặc tháng",
    ("name",): "tên kỳ",
}
"""The keys of each way to say a period, and what it is called; the first that is there holds."""
_ANY = Period.of_years(2000, 2000)
_SAID_IN = ("form", "comparison", "texts", "sections", "fields", "tables", "rules", "documents")
_SAID_LATER = ("test", "formula", "sentence")
"""Conditions name days, and a sentence becomes part of a template that is kept from period to period."""
_WORD = re.compile(r"(?<!\{)\{([A-Za-z_]+)\}(?!\})")
SENTENCE_WORDS = ("ky", "Ky", "KY", "ky_truoc", "cung_ky", "ky_tu_ngay", "ky_den_ngay", "nam_dau", "nam_cuoi")
"""What a sentence of the report may name of the period."""


def read_period(part: Part) -> Period:
    """The ``[period]`` part; where it has faults, some period."""
    part.known |= {key for way in _WAYS for key in way}
    part.no_more()
    given = next((way for way in _WAYS if any(key in part.content for key in way)), ())
    for key in part.content:
        if key in part.known and key not in (*given, "name"):
            part.fault(key, f"kỳ báo cáo đã ghi bằng {_WAYS[given]}; chỉ ghi một cách")
    called = part.line("name")
    if not given:
        if not part.content:
            part.fault("", f"còn thiếu kỳ báo cáo, ví dụ {EXAMPLES}")
        return _ANY
    readers: Mapping[str, Callable[[Part], Period | None]] = {
        "from": _of_days,
        "first_year": _of_years,
        "year": _of_a_part,
    }
    if given != ("name",):
        period = readers[given[0]](part)
        return _ANY if period is None else Period(first=period.first, last=period.last, called=called)
    return period_named(called, lambda told: part.fault("name", told)) if called else _missing(part)


def _missing(part: Part) -> Period:
    if part.content.get("name") == "":
        part.fault("name", f"để trống; ghi ví dụ {EXAMPLES}")
    return _ANY


def period_named(name: str, fault: Callable[[str], None]) -> Period:
    """The period of a name; what is none goes to ``fault``, and some period is given."""
    period = Period.read(name)
    if period is None:
        fault(f"{shown(name)} không phải là một kỳ báo cáo; ghi như {EXAMPLES}")
    return period or _ANY


def _of_days(part: Part) -> Period | None:
    days = [_day(part, key) for key in ("from", "to")]
    first, last = days
    if first is None or last is None:
        return None
    if first > last:
        part.fault("from", f"{format_date(first)} sau ngày cuối kỳ {format_date(last)}")
        return None
    return Period(first=first, last=last)


def _day(part: Part, key: str) -> dt.date | None:
    if key not in part.content:
        part.fault(key, "còn thiếu")
        return None
    value = part.raw(key)
    if type(value) is not dt.date or not FIRST_YEAR <= value.year <= LAST_YEAR:
        part.fault(key, f"{shown(value)} không phải là ngày (viết 2026-01-31, không có ngoặc kép)")
        return None
    return value


def _of_years(part: Part) -> Period | None:
    first, last = (_year(part, key) for key in ("first_year", "last_year"))
    if first is None or last is None:
        return None
    if first > last:
        part.fault("first_year", f"{first} lớn hơn năm cuối {last}")
        return None
    return Period.of_years(first, last)


def _year(part: Part, key: str) -> int | None:
    before = len(part.faults.lines)
    year = part.whole(key, required=True)
    if len(part.faults.lines) > before:
        return None
    if not FIRST_YEAR <= year <= LAST_YEAR:
        part.fault(key, f"{year} không phải là một năm từ {FIRST_YEAR} đến {LAST_YEAR}")
        return None
    return year


def _of_a_part(part: Part) -> Period | None:
    year, period = _year(part, "year"), None
    named = [key for key in _PARTS if key in part.content]
    for key in named[1:]:
        part.fault(key, "chỉ ghi một trong ba: nửa năm, quý hoặc tháng")
    if not named:
        return None if year is None else Period.of_years(year, year)
    count, months = _PARTS[named[0]]
    before = len(part.faults.lines)
    number = part.whole(named[0])
    if len(part.faults.lines) == before and not 1 <= number <= count:
        part.fault(named[0], f"{number} không phải là số từ 1 đến {count}")
    elif len(part.faults.lines) == before and year is not None:
        first = dt.date(year, (number - 1) * months + 1, 1)
        last = dt.date(year + number * months // 12, number * months % 12 + 1, 1) - dt.timedelta(days=1)
        period = Period(first=first, last=last)
    return period


def in_words_of(period: Period, content: Mapping[str, Any], say: Callable[[str], str]) -> dict[str, Any]:
    """The definition with the period's words in its texts: ``{ky}``, ``{Ky}`` and ``{KY}`` (quý III năm 2026, Quý III
    năm 2026, QUÝ III NĂM 2026), ``{ky_truoc}``, ``{cung_ky}``, ``{nam_dau}``, ``{nam_cuoi}`` and the days.

    A name that the definition gives to something of its own is that. ``say``: the form's own words.
    """
    own = {id for part in ("fields", "tables", "parameters") for id in _part(content, part)}
    words = {word: text for word, text in _words_of(period, say).items() if word not in own}

    def said(value: Any) -> Any:
        if isinstance(value, str):
            return _WORD.sub(lambda found: words.get(found[1], found[0]), value) if "{" in value else value
        if isinstance(value, list):
            return [said(one) for one in value]
        if isinstance(value, dict):
            return {key: one if key in _SAID_LATER else said(one) for key, one in value.items()}
        return value

    return {key: said(part) if key in _SAID_IN else part for key, part in content.items()}


def _words_of(period: Period, say: Callable[[str], str]) -> dict[str, str]:
    named = {"ky": period, "ky_truoc": period.before, "cung_ky": period.year_before}
    words = {word: one.named(say) for word, one in named.items() if one is not None}
    for word, text in list(words.items()):
        words |= {word.capitalize(): text[:1].upper() + text[1:], word.upper(): text.upper()}
    words |= {"nam_dau": str(period.first.year), "nam_cuoi": str(period.last.year)}
    return words | {name: format_date(day) for name, day in period.days.items() if name in PERIOD_DAYS}


def _part(content: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    part = content.get(key)
    return part if isinstance(part, Mapping) else {}
