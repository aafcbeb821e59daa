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
- Whole numbers closer than ten to the median are chance, not mistakes: 6 complaints beside a median of 1.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from tonghop290.model import Dataset, Field, Finding, Form
from tonghop290.text.format import format_number

__all__ = ["base_of", "compare_units", "scale_by_base"]

TIMES = 5.0
LEAST_UNITS = 5
SMALL_COUNT = 10

R15_FIX = (
    "Đề nghị kiểm tra lại số liệu, dấu chấm, dấu phẩy và đơn vị tính; nếu đúng, đề nghị ghi rõ lý do ở cột Ghi chú."
)


def compare_units(dataset: Dataset) -> tuple[Finding, ...]:
    """One warning R15 for every figure far from the others, in the order of the returns, then of the form."""
    scaled = scale_by_base(dataset)
    paths = [str(path) for path in dataset.frame.index]
    found: list[tuple[int, int, Finding]] = []
    for order, field in enumerate(_amounts(dataset.form)):
        values = dataset.frame[field.id].to_numpy(dtype="float64")
        median, sides = _sides(values)
        if median is None:
            continue
        fair = np.zeros(len(values), dtype=bool)
        if field.id in scaled:
            by_base = scaled[field.id].to_numpy()
            scaled_median, scaled_sides = _sides(by_base)
            fair = np.isfinite(by_base) & (scaled_median is not None)
            sides = np.where(fair & (scaled_sides != sides), 0, sides)
        if field.type == "integer":
            sides = np.where(np.abs(values - median) < SMALL_COUNT, 0, sides)
        units = int((values > 0).sum())
        for row in map(int, np.flatnonzero(sides)):
            base = base_of(dataset.form, field.id) if fair[row] else None
            outlier = _outlier(dataset, paths[row], field, float(values[row]), median, units, base=base)
            found.append((row, order, outlier))
    return tuple(outlier for _, _, outlier in sorted(found, key=lambda placed: placed[:2]))


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
        field for field in form.inputs if field.type in ("integer", "decimal") and field.total.how in ("sum", "mean")
    ]


def _sides(values: Any) -> tuple[float | None, Any]:
    """The median of what is above zero, and for each value 1 (far above it), −1 (far below) or 0; median None: too
    few."""
    positive = values[np.isfinite(values) & (values > 0)]
    if len(positive) < LEAST_UNITS:
        return None, np.zeros(len(values), dtype=int)
    median = float(np.median(positive))
    with np.errstate(invalid="ignore"):
        above, below = values > TIMES * median, (values > 0) & (values < median / TIMES)
    return median, above.astype(int) - below.astype(int)


def _outlier(
    dataset: Dataset, path: str, field: Field, value: float, median: float, units: int, *, base: str | None
) -> Finding:
    ref = dataset.places.get((path, field.id))
    decimals = field.decimals if field.type == "decimal" else 0 if median.is_integer() else 1
    times = value / median if value > median else median / value
    factor = format_number(times, 0 if times >= 10 else 1)
    far = f"gấp khoảng {factor} lần" if value > median else f"chỉ bằng khoảng 1/{factor}"
    fairly = (
        f"; tính theo {_lower(dataset.form.fields[base].short)} cũng chênh lệch như vậy" if base is not None else ""
    )
    message = (
        f"{field.short} là {_amount(value, field, None)}, {far} mức giữa (trung vị) {_amount(median, field, decimals)} "
        f"của {units} đơn vị có số liệu{fairly}."
    )
    return Finding(
        code="R15",
        severity="warning",
        stage="compare",
        message=message,
        fix=R15_FIX,
        file=path,
        unit=dataset.units.get(path),
        field=field.id,
        label=field.label,
        sheet=ref.sheet if ref else None,
        cell=ref.a1 if ref else None,
        value=dataset.texts.get((path, field.id), value),
        expected=median,
        difference=value - median,
    )


def _amount(value: float, field: Field, decimals: int | None) -> str:
    return f"{format_number(value, decimals)} {field.unit}".rstrip()


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
