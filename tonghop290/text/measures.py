"""Two units of measure held against each other: the same one, one that converts, or another.

A unit is a multiplier, a kind and what it is counted per: "nghìn đồng/người/tháng" is a thousand of money, per head
and per month. Which spellings are one kind stands in :mod:`typed_units`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from types import MappingProxyType

from tonghop290.text.normalize import clean_text, fold_marks, match_key
from tonghop290.text.typed_units import is_unit, kind_of, read_unit

__all__ = ["OtherUnit", "is_measure", "other_unit"]


@dataclass(frozen=True, slots=True)
class OtherUnit:
    """A unit that is not the form's. ``factor``: by which a number in it is multiplied to be in the form's; None: no
    way there that is beyond doubt."""

    factor: Decimal | None


_TIMES: Mapping[str, Decimal] = MappingProxyType({
    "chục": Decimal(10), "trăm": Decimal(100), "nghìn": Decimal(1000), "ngàn": Decimal(1000), "vạn": Decimal(10_000),
    "triệu": Decimal(1_000_000), "tr": Decimal(1_000_000), "tỷ": Decimal(1_000_000_000), "tỉ": Decimal(1_000_000_000),
    "k": Decimal(1000), "ng": Decimal(1000),
})  # fmt: skip
_SCALES: Mapping[str, tuple[str, Decimal]] = MappingProxyType({
    "m2": ("area", Decimal(1)), "ha": ("area", Decimal(10_000)), "km2": ("area", Decimal(1_000_000)),
    "đồng": ("money", Decimal(1)), "nghìn đồng": ("money", Decimal(1000)), "triệu": ("money", Decimal(1_000_000)),
    "tỷ": ("money", Decimal(1_000_000_000)),
    "m": ("length", Decimal(1)), "km": ("length", Decimal(1000)),
    "kg": ("mass", Decimal(1)), "tạ": ("mass", Decimal(100)), "tấn": ("mass", Decimal(1000)),
    "%": ("share", Decimal(1)), "‰": ("share", Decimal("0.1")),
})  # fmt: skip
_MORE_KINDS = {"yến": ("mass", Decimal(10)), "g": ("mass", Decimal("0.001")), "gam": ("mass", Decimal("0.001")),
               "cm": ("length", Decimal("0.01")), "dm": ("length", Decimal("0.1")), "mm": ("length", Decimal("0.001")),
               "dam2": ("area", Decimal(100)), "a": ("area", Decimal(100)), "cm2": ("area", Decimal("0.0001")),
               "dm2": ("area", Decimal("0.01"))}  # fmt: skip
_PERIODS = {"năm": 1, "quý": 4, "tháng": 12, "tuần": 52, "ngày": 365}
_NOT_EXACT = {"tuần", "ngày"}
_HEADS = {"người", "khẩu", "nhân khẩu", "đầu người", "ng", "người dân"}
_NUMBER_AHEAD = re.compile(r"(?P<number>1[0. ]*0)\s*(?P<rest>\D.*)")
_RATE_WORDS = re.compile(r"(?<=\w)\s+(?:trên|mỗi|một|hằng|hàng|bình quân|bq|theo)\s+(?:một |mỗi |1 )?(?=năm|quý|tháng|"
                         r"tuần|ngày|người|khẩu|hộ)")  # fmt: skip
_ONE = re.compile(r"^(?:1|một|mỗi)\s*")
_ANNOUNCED = re.compile(r"^\W*(?:đơn vị tính|đơn vị|đvt|đv tính|đv)\s*[:.=]\s*", re.IGNORECASE)
_SPLIT = re.compile(r"\s*[/.]\s*(?=\D)|\s*/\s*")


@dataclass(frozen=True, slots=True)
class _Measure:
    """``kind``: a dimension for what converts, else the folded name; ``period``: the part of a year it is counted
    per."""

    kind: str
    scale: Decimal
    period: str
    per: frozenset[str]


def is_measure(text: str) -> bool:
    """Whether the text is a unit people use, also with a multiplier or a rate."""
    found = _measure(text)
    return found is not None


def other_unit(printed: str, typed: str) -> OtherUnit | None:
    """How a unit a sender wrote differs from the form's; None where it is the same in other words.

    >>> other_unit("ha", "km²").factor, other_unit("triệu đồng", "nghìn đồng").factor
    (Decimal('100'), Decimal('0.001'))
    >>> other_unit("triệu đồng/người/năm", "tr.đ/ng/năm"), other_unit("đảng viên", "Đ/c")
    (None, None)
    """
    if _plain(printed) == _plain(typed) or not _plain(typed):
        return None
    typed = _ANNOUNCED.sub("", typed)
    listed = [one for one in re.split(r"\s*[,;]\s*", typed) if one]
    if len(listed) > 1:
        return next((other for one in listed if (other := other_unit(printed, one)) is not None), None)
    if read_unit(typed, printed).outcome == "same":
        return None
    own, theirs = _measure(printed), _measure(typed)
    if own is None or theirs is None:
        return None if _stripped(printed) == _stripped(typed) else OtherUnit(None)
    if theirs.kind in ("", "times") and theirs.kind != own.kind:  # "nghìn", "triệu": of the form's own kind
        return _by_multiplier(own, theirs)
    if own.kind != theirs.kind:
        return OtherUnit(None)
    if own.per - theirs.per and theirs.per or theirs.per - own.per:
        return OtherUnit(None)
    factor = theirs.scale / own.scale
    if theirs.period and theirs.period != own.period:
        if not own.period or {own.period, theirs.period} & _NOT_EXACT:
            return OtherUnit(None)
        factor = factor * _PERIODS[theirs.period] / _PERIODS[own.period]
    return None if factor == 1 else OtherUnit(factor.normalize())


def _by_multiplier(own: _Measure, theirs: _Measure) -> OtherUnit | None:
    factor = theirs.scale / own.scale if own.kind == "money" else theirs.scale
    if theirs.period and theirs.period != own.period:
        return OtherUnit(None)
    return None if factor == 1 else OtherUnit(factor.normalize())


@lru_cache(maxsize=1024)
def _measure(text: str) -> _Measure | None:
    """What a unit says; None for what is no unit we know."""
    key = _RATE_WORDS.sub(
        "/", match_key(_ANNOUNCED.sub("", text)).replace("²", "2").replace("³", "3").replace("％", "%")
    )
    key = key.strip(" .;,:()[]").replace("tr.đ", "trđ").replace("đ.c", "đ/c")
    whole = kind_of(key)
    base, *rates = (key,) if whole else _SPLIT.split(key)
    period, per = "", set()
    for rate in rates:
        rate = _ONE.sub("", rate)
        if rate in _PERIODS:
            period = rate
        elif rate in _HEADS:
            per.add("người")
        elif rate:
            per.add(kind[0] if (kind := _kind(rate)) else rate)
    found = _kind(base)
    return None if found is None else _Measure(*found, period, frozenset(per))


def _kind(base: str) -> tuple[str, Decimal] | None:
    """The kind of a base and its scale, a multiplier in front included."""
    base = base.strip()
    if base in _TIMES and base not in ("k", "ng"):
        return "times", _TIMES[base]
    kind = kind_of(base)
    if kind in _SCALES:
        return _SCALES[kind]
    if base in _MORE_KINDS:
        return _MORE_KINDS[base]
    times, rest = _multiplier(base)
    if times is not None:
        if not rest:
            return "times", times
        inner = _kind(rest)
        return None if inner is None else (inner[0], inner[1] * times)
    if kind or is_unit(base):
        return kind or base, Decimal(1)
    return None


def _multiplier(base: str) -> tuple[Decimal | None, str]:
    if found := _NUMBER_AHEAD.fullmatch(base + " x"):
        number = Decimal(re.sub(r"[. ]", "", found["number"]))
        return (number, base[len(found["number"]) :].strip()) if number > 1 else (None, base)
    first, _, rest = base.partition(" ")
    return (
        (_TIMES[first], rest.strip()) if first in _times_keys() and (rest or first not in ("k", "ng")) else (None, "")
    )


@cache
def _times_keys() -> frozenset[str]:
    return frozenset(_TIMES)


def _plain(text: str) -> str:
    return match_key(text).replace("²", "2").replace("³", "3").strip(" .;,:()[]")


def _stripped(text: str) -> str:
    return re.sub(r"[\W_]", "", fold_marks(clean_text(text, keep_lines=False)))
