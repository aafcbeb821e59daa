"""Hold the communes against each other: outliers (R15), and what makes big and small ones comparable.

R15 (reference: the district's own rule) asks for another look at a figure more than five times the median of the
others, or less than a fifth of it; it is there to catch a separator or a unit read a thousand times too large. So that
it tells real mistakes from real differences:

- Only figures somebody typed that are amounts: no derived ones, no percentages (0–100; the rules hold them against
  their own households).
- The median is that of the units with a figure above zero, at least five of them. Zero is an answer ("không phát
  sinh"), never an outlier, and many zeros must not make every honest figure one.
- A big commune is not an outlier for being big: a summed figure must stand out as it is *and* by its base (poor
  households by households, members who studied by members due, the rest by population). A wrong population then
  accuses only itself.
- Units are held against those of their own kind (a phường against phường), where there are five; those of a rarer kind
  against all, and only what is twenty times too large or too small is told of them.
- An area is also told where it alone is small: km² typed for ha is a hundredth, and a sparse commune's stays believable
  by every other figure.
- What differs from unit to unit by its nature (land and money given) is not held against anybody: the form says so.
- Whole numbers closer than ten to the median are chance, not mistakes: 6 complaints beside a median of 1.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from tonghop290.messages import CHANGED_SINCE, finding, unit_beside
from tonghop290.model import Dataset, Earlier, Field, Finding, Form, sayable, told, told_number

__all__ = ["base_of", "changes_since", "compare_units", "scale_by_base"]

TIMES = 5.0
TIMES_OF_OTHER_KINDS = 20.0
LEAST_UNITS = 5
SMALL_COUNT = 10
_MISTAKEN = {"ha": ("km²", 100.0)}
"""Unit of a field → a larger one it is mistaken for, and how much larger."""

R15_FIX = sayable(
    "Đề nghị kiểm tra lại số liệu, dấu chấm, dấu phẩy và đơn vị tính{hint}; "
    "nếu đúng, đề nghị ghi lý do vào cột Ghi chú (hoặc cột Giải trình của trang Cần sửa)."
)


def compare_units(dataset: Dataset, only: Collection[str] | None = None) -> tuple[Finding, ...]:
    """One warning R15 for every figure far from the others, in the order of the returns, then of the form. ``only``: of
    these returns."""
    scaled = scale_by_base(dataset)
    paths = [str(path) for path in dataset.frame.index]
    asked = np.array([only is None or path in only for path in paths], dtype=bool)
    kinds = np.array(
        [unit.kind if (unit := dataset.units.get(path)) is not None else "" for path in paths], dtype=object
    )
    found: list[tuple[int, int, Finding]] = []
    for order, field in enumerate(_amounts(dataset.form)):
        values = dataset.frame[field.id].to_numpy(dtype="float64")
        middle, sides = _sides(values, kinds)
        fair = np.zeros(len(values), dtype=bool)
        if field.id in scaled:
            by_base = scaled[field.id].to_numpy()
            scaled_middle, scaled_sides = _sides(by_base, kinds)
            fair = np.isfinite(by_base) & np.isfinite(scaled_middle.of)
            alone = (sides < 0) & (field.unit in _MISTAKEN)
            sides = np.where(fair & (scaled_sides != sides) & ~alone, 0, sides)
            fair &= scaled_sides == sides
        if field.type == "integer":
            sides = np.where(np.abs(values - middle.of) < SMALL_COUNT, 0, sides)
        for row in map(int, np.flatnonzero((sides != 0) & asked)):
            base = base_of(dataset.form, field.id) if fair[row] else None
            outlier = _outlier(dataset, paths[row], field, float(values[row]), middle.at(row), base=base)
            found.append((row, order, outlier))
    return tuple(outlier for _, _, outlier in sorted(found, key=lambda placed: placed[:2]))


def changes_since(dataset: Dataset, earlier: Earlier, only: Collection[str] | None = None) -> tuple[Finding, ...]:
    """One warning for every figure that has changed since an earlier time by more than its field's ``change_usual``, in
    the order of the returns, then of the form. Whole numbers less than ten apart are chance. ``only``: of these
    returns."""
    asked = [field for field in dataset.form.fields.values() if field.figure and field.change_usual]
    found = []
    for path in map(str, dataset.frame.index if asked else ()):
        if only is not None and path not in only:
            continue
        before = earlier.of(dataset.units.get(path))
        for field in asked:
            figure: Any = dataset.frame.at[path, field.id]
            then, now = before.get(field.id), float(figure)
            if then is None or math.isnan(now) or field.type == "integer" and abs(now - then) < SMALL_COUNT:
                continue
            in_points = field.type == "percent" or "%" in field.unit
            change = now - then if in_points or not then else (now - then) / abs(then) * 100
            if abs(change) > field.change_usual or not then and now:
                found.append(_changed(dataset, path, field, (then, now, change), earlier.period))
    return tuple(found)


def _changed(dataset: Dataset, path: str, field: Field, figures: tuple[float, float, float], period: str) -> Finding:
    """``figures``: then, now, and the change in per cent (of per cents in points, of nothing as it is)."""
    then, now, change = figures
    size = told_number(round(abs(change), 1 if abs(change) < 100 else 0))
    if field.type == "percent" or "%" in field.unit:
        more, less = told("tăng {size} điểm phần trăm", size=size), told("giảm {size} điểm phần trăm", size=size)
    elif then:
        more, less = told("tăng {size}%", size=size), told("giảm {size}%", size=size)
    else:
        more = less = told("trước đó chưa có")
    return finding(
        CHANGED_SINCE,
        file=path,
        unit=dataset.units.get(path),
        at=dataset.places.get((path, field.id)),
        field=field.id,
        label=field.short,
        value=dataset.texts.get((path, field.id), now),
        expected=then,
        facts={
            "now": _told_amount(now, field),
            "then": _told_amount(then, field),
            "period": f" ({period})" if period else "",
            "change": more if change > 0 else less,
        },
    )


def _told_amount(value: float, field: Field) -> str:
    number, unit = told_number(value), unit_beside(value, field)
    if unit == "%":
        return told("{number}%", number=number)
    return told("{number} {unit}", number=number, unit=unit) if unit else number


def base_of(form: Form, id: str) -> str | None:
    """The field that makes a summed field fair between big and small units; None where it is compared as it is.

    The numerator of a ratio has its denominator; other sums have the size of the unit, which is the last field a mean
    is weighted by (the latest population). Sizes, denominators and the natural area are compared as they are.
    """
    field = form.fields[id]
    totals = [field.total for field in form.fields.values()]
    denominators = {total.numerator: total.denominator for total in totals if total.how == "ratio"}
    weights = [total.weight for total in totals if total.how == "mean" and total.weight]
    if field.total.how != "sum" or id in weights or id in denominators.values():
        return None
    return denominators.get(id) or (weights[-1] if weights else None)


def scale_by_base(dataset: Dataset) -> pd.DataFrame:
    """Every summed field that has a base, divided by it: same index as the frame, one column a field, NaN where either
    is missing or the base is 0."""
    columns: dict[str, Any] = {}
    for field in _amounts(dataset.form):
        base = base_of(dataset.form, field.id)
        if base is not None:
            bottom = dataset.frame[base].to_numpy(dtype="float64")
            with np.errstate(all="ignore"):
                columns[field.id] = np.where(
                    bottom > 0, dataset.frame[field.id].to_numpy(dtype="float64") / bottom, np.nan
                )
    return pd.DataFrame(columns, index=dataset.frame.index)


def _amounts(form: Form) -> list[Field]:
    return [
        field
        for field in form.inputs
        if field.type in ("integer", "decimal") and field.total.how in ("sum", "mean") and field.compared
    ]


class _Middle(NamedTuple):
    """What each row is held against: ``of`` the median (NaN: too few), of how many ``units`` and of which ``kind``."""

    of: Any
    units: Any
    kind: Any

    def at(self, row: int) -> _Middle:
        return _Middle(float(self.of[row]), int(self.units[row]), str(self.kind[row]))


def _sides(values: Any, kinds: Any) -> tuple[_Middle, Any]:
    """The median of what is above zero, among a row's own kind or among all, and for each value 1 (far above it),
    −1 (far below) or 0."""
    positive = np.isfinite(values) & (values > 0)
    middle = _Middle(
        np.full(len(values), np.nan), np.zeros(len(values), dtype=int), np.full(len(values), "", dtype=object)
    )
    times = np.full(len(values), TIMES)
    known = list(dict.fromkeys(kinds))
    large = [kind for kind in known if (positive & (kinds == kind)).sum() >= LEAST_UNITS]
    for kind in known:
        own = kinds == kind
        among = positive & own if kind in large else positive
        if among.sum() < LEAST_UNITS:
            continue
        middle.of[own], middle.units[own] = float(np.median(values[among])), int(among.sum())
        middle.kind[own] = kind if len(known) > 1 and kind in large else ""
        times[own] = TIMES if kind in large else TIMES_OF_OTHER_KINDS
    with np.errstate(invalid="ignore"):
        above, below = values > times * middle.of, (values > 0) & (values < middle.of / times)
    return middle, above.astype(int) - below.astype(int)


def _outlier(dataset: Dataset, path: str, field: Field, value: float, middle: _Middle, *, base: str | None) -> Finding:
    ref = dataset.places.get((path, field.id))
    median = middle.of
    decimals = field.decimals if field.type == "decimal" else 0 if median.is_integer() else 1
    times = value / median if value > median else median / value
    factor = told_number(times, 0 if times >= 10 else 1)
    far = told("gấp khoảng {factor} lần", factor=factor)
    if value <= median:
        far = told("chỉ bằng khoảng 1/{factor}", factor=factor)
    fairly = ""
    if base is not None:
        fairly = told("; tính theo {base} cũng chênh lệch như vậy", base=_lower(dataset.form.fields[base].short))
    message = told(
        "{label} là {value}, {far} mức ở giữa của {count} {kind} "
        "có số liệu ({median}: một nửa thấp hơn, một nửa cao hơn){fairly}.",
        label=field.short,
        value=_amount(value, field),
        far=far,
        count=str(middle.units),
        kind=middle.kind or told("đơn vị"),
        median=_amount(round(median, decimals), field),
        fairly=fairly,
    )
    return Finding(
        code="R15",
        severity="warning",
        stage="compare",
        message=message,
        fix=told(R15_FIX, hint=_mistaken(field, value, median)),
        file=path,
        unit=dataset.units.get(path),
        field=field.id,
        label=field.short,
        sheet=ref.sheet if ref else None,
        cell=ref.a1 if ref else None,
        value=dataset.texts.get((path, field.id), value),
        expected=median,
        difference=value - median,
    )


def _mistaken(field: Field, value: float, median: float) -> str:
    """ " (km² hay ha?)" where another unit would bring it among the others."""
    other, factor = _MISTAKEN.get(field.unit, ("", 0.0))
    return (
        told(" ({other} hay {unit}?)", other=other, unit=field.unit)
        if other and median / TIMES <= value * factor
        else ""
    )


def _amount(value: float, field: Field) -> str:
    return told("{value} {unit}", value=told_number(value), unit=field.unit) if field.unit else told_number(value)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
