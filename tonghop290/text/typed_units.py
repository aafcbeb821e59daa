"""Units people type into a number's cell, and which of them a field accepts.

Only km² → ha and tỷ → triệu are converted; every other foreign unit is refused, with the value it would give where
that is beyond doubt. Sào, mẫu and công đất have a different size in every region (sào: 360 m² in the North, about 500
in the Centre; công đất: 1.000 m² in the South) and are always refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Literal

from tonghop290.text.normalize import clean_text, match_key

# kind: the spellings people use for it
_SPELLINGS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "ha": ("ha", "hecta", "héc ta", "hec ta", "héc-ta", "hec-ta", "hécta", "hectare"),
    "km2": ("km2", "km vuông", "kilômét vuông", "ki lô mét vuông", "ki-lô-mét vuông", "cây số vuông"),
    "m2": ("m2", "mét vuông", "m vuông"),
    "người": ("người", "nhân khẩu", "khẩu", "người dân", "ng"),
    "đảng viên": ("đảng viên", "đv", "đồng chí đảng viên"),
    "đồng chí": ("đồng chí", "đ/c", "đc"),
    "chi bộ": ("chi bộ", "cb"),
    "tổ": ("tổ",),
    "tổ dân vận": ("tổ dân vận", "tdv"),
    "thành viên": ("thành viên", "tv"),
    "hộ": ("hộ", "hộ dân", "hộ gia đình"),
    "%": ("%", "phần trăm", "điểm %", "điểm phần trăm"),
    "‰": ("‰", "phần nghìn", "phần ngàn"),
    "triệu": (
        "triệu đồng", "triệu", "trđ", "tr.đ", "tr đ", "tr", "tr.đồng", "tr đồng", "triệu đ", "triệu vnđ", "triệu vnd",
    ),
    "tỷ": ("tỷ đồng", "tỷ", "tỉ đồng", "tỉ", "tỷ đ", "tỷ vnđ"),
    "nghìn đồng": ("nghìn đồng", "ngàn đồng", "nghìn", "ngàn", "nghìn đ", "ngđ", "k"),
    "đồng": ("đồng", "đ", "vnđ", "vnd", "₫"),
    "usd": ("usd", "$", "đô la", "đô"),
    "ngày công": ("ngày công", "công lao động", "ngày công lao động", "ngày công lđ"),
    "công": ("công",),
    "ngày": ("ngày",),
    "buổi": ("buổi",),
    "giờ": ("giờ", "giờ công"),
    "lượt người": ("lượt người", "lượt công dân"),
    "lượt": ("lượt",),
    "đơn": ("đơn", "lá đơn", "đơn thư"),
    "vụ": ("vụ", "vụ việc", "việc"),
    "cuộc": ("cuộc",),
    "lần": ("lần", "đợt"),
    "lượt ý kiến": ("lượt ý kiến",),
    "ý kiến": ("ý kiến",),
    "kiến nghị": ("kiến nghị",),
    "thôn": (
        "thôn", "xóm", "bản", "ấp", "buôn", "làng", "khu phố", "tổ dân phố", "khóm", "khu dân cư", "sóc", "phum",
        "tiểu khu",
    ),
    "mô hình": ("mô hình",),
    "km": ("km", "ki lô mét", "cây số"),
    "m": ("m", "mét"),
    "m3": ("m3", "mét khối"),
    "kg": ("kg", "ki lô gam"),
    "tạ": ("tạ",),
    "tấn": ("tấn",),
    "năm": ("năm",),
    "tháng": ("tháng",),
})  # fmt: skip

YEAR_UNITS = ("năm", "year")
"""Of a figure that is a year."""

_REFUSED = (
    "sào", "sào đất", "sào bắc bộ", "sào trung bộ", "sào ruộng", "mẫu", "mẫu đất", "mẫu ta", "mẫu bắc bộ", "mẫu ruộng",
    "công đất", "công ruộng", "công tầm lớn", "công tầm nhỏ", "thước", "thước đất",
)  # fmt: skip

_SIGNS = ("%", "‰")
_ONE = Decimal(1)
_BILLION = {"triệu": _ONE, "tỷ": Decimal(1000)}

# field's unit: the kinds it accepts, with the factor into the field's unit
_ACCEPTED: Mapping[str, Mapping[str, Decimal]] = MappingProxyType({
    "ha": {"ha": _ONE, "km2": Decimal(100)},
    "m²": {"m2": _ONE},
    "người": {"người": _ONE},
    "đảng viên": {"đảng viên": _ONE, "đồng chí": _ONE, "người": _ONE},
    "chi bộ": {"chi bộ": _ONE},
    "tổ": {"tổ": _ONE, "tổ dân vận": _ONE},
    "thành viên": {"thành viên": _ONE, "đồng chí": _ONE, "người": _ONE},
    "hộ": {"hộ": _ONE},
    "%": {"%": _ONE},
    "triệu đồng": _BILLION,
    "triệu đồng/người/năm": _BILLION,
    "ngày công": {"ngày công": _ONE, "công": _ONE, "ngày": _ONE},
    "lượt người": {"lượt người": _ONE, "lượt": _ONE},
    "đơn": {"đơn": _ONE},
    "cuộc": {"cuộc": _ONE},
    "lượt ý kiến": {"lượt ý kiến": _ONE, "ý kiến": _ONE, "lượt": _ONE},
    "ý kiến": {"ý kiến": _ONE, "lượt ý kiến": _ONE},
    "kiến nghị": {"kiến nghị": _ONE},
    "thôn": {"thôn": _ONE},
})  # fmt: skip

# what a refused unit would give in the field's unit, to show the sender
_WOULD_BE: Mapping[str, Mapping[str, Decimal]] = MappingProxyType({
    "ha": {"m2": Decimal("0.0001")},
    "m²": {"ha": Decimal(10_000), "km2": Decimal(1_000_000)},
    "triệu đồng": {"đồng": Decimal("0.000001"), "nghìn đồng": Decimal("0.001")},
    "triệu đồng/người/năm": {"đồng": Decimal("0.000001"), "nghìn đồng": Decimal("0.001")},
})  # fmt: skip

_AREA_FIELDS = frozenset({"ha", "m²"})
_PER_HEAD = frozenset({"người", "khẩu", "nhân khẩu", "đầu người", "ng", "năm", "người.năm", "1 người", "1 năm"})
_PER_OTHER = frozenset({"tháng", "ngày", "hộ", "vụ", "quý", "lao động", "ha", "sào"})
_SPACED_MARK = re.compile(r" *([/.]) *")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitReading:
    """What the text after a number is to a field. ``factor`` goes into the field's unit (None: no way there)."""

    outcome: Literal["none", "same", "percent-sign", "converted", "mismatch", "refused", "unknown"]
    factor: Decimal | None


def read_unit(typed: str, field_unit: str) -> UnitReading:
    """Weigh the text that follows a number against the unit of its field ("ha", "triệu đồng/người/năm" …; "" for
    none)."""
    key = _unit_key(typed)
    if not key:
        return UnitReading(outcome="none", factor=_ONE)
    field = "m²" if _unit_key(field_unit) == "m2" else clean_text(field_unit)
    kind, per = _kind_and_rate(key)
    if kind in _refused_keys() or kind == "công" and field in _AREA_FIELDS:
        return UnitReading(outcome="refused", factor=None)
    field_key = _unit_key(field)
    if key == field_key or kind in _SPELLINGS and (kind, per) == _kind_and_rate(field_key):
        return UnitReading(outcome="percent-sign" if key == "%" else "same", factor=_ONE)
    factor = _ACCEPTED.get(field, {}).get(kind)
    if factor is not None and (per == "" or per == "head" and field == "triệu đồng/người/năm"):
        return UnitReading(outcome="same" if factor == 1 else "converted", factor=factor)
    if kind in _SPELLINGS:
        return UnitReading(outcome="mismatch", factor=None if per else _WOULD_BE.get(field, {}).get(kind))
    # "28,6% triệu đồng/người/năm": two units, neither can be trusted
    if "%" in key:
        return UnitReading(outcome="mismatch", factor=None)
    return UnitReading(outcome="unknown", factor=None)


def kind_of(typed: str) -> str:
    """The kind of a unit without a rate, "" for none: "hécta" is "ha"."""
    return _kinds_by_key().get(_unit_key(typed), "")


def is_unit(typed: str) -> bool:
    """Whether the text is a unit people use, in any field."""
    kind, _ = _kind_and_rate(_unit_key(typed))
    return kind in _SPELLINGS or kind in _refused_keys()


@cache
def unit_words() -> frozenset[str]:
    """The first words of the units people use, as they are written out ("ha", "triệu", "lượt"); no short forms."""
    written = (kind for kind in _SPELLINGS if kind.isalpha() or " " in kind or kind in _SIGNS)
    return frozenset({kind.split()[0] for kind in written} | {"m²", "km²", "m³"})


def _kind_and_rate(key: str) -> tuple[str, Literal["", "head", "other"]]:
    kinds = _kinds_by_key()
    if key in kinds:
        return kinds[key], ""
    base, *rates = key.split("/")
    if not rates or base not in kinds:
        return key, ""
    if all(rate in _keys_of(_PER_HEAD) for rate in rates):
        return kinds[base], "head"
    return (kinds[base], "other") if all(rate in _keys_of(_PER_HEAD | _PER_OTHER) for rate in rates) else (key, "")


def _unit_key(typed: str) -> str:
    key = match_key(typed).replace("²", "2").replace("³", "3").replace("％", "%")
    if key.startswith("(") and key.endswith(")"):
        key = key[1:-1]
    return _SPACED_MARK.sub(r"\1", key).strip(" .;,")


@cache
def _kinds_by_key() -> Mapping[str, str]:
    return {_unit_key(spelling): kind for kind, spellings in _SPELLINGS.items() for spelling in spellings}


@cache
def _refused_keys() -> frozenset[str]:
    return frozenset(map(_unit_key, _REFUSED))


@cache
def _keys_of(words: frozenset[str]) -> frozenset[str]:
    return frozenset(map(_unit_key, words))
