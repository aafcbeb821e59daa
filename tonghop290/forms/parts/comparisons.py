"""Figures held against one another: pairs of a form (two years, plan and result), and a figure against the one of the
period before.

``compared_with`` of a field names the one that stands before it in the table of pairs; ``[comparison]`` says what the
two columns are called. ``change_usual``: by how much a figure may change from one period to the next before it is asked
about.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tonghop290.forms.faults import Part
from tonghop290.forms.glossary import Glossary
from tonghop290.model import FIGURE_TYPES, Comparison, Field, Period, Words
from tonghop290.text.nearest import suggestion

__all__ = ["comparison_keys", "read_comparison", "with_comparisons"]


def comparison_keys(part: Part, kind: str) -> dict[str, Any]:
    """``compared_with``, as written, and ``change_usual`` of a field."""
    with_what, usual = part.text("compared_with"), part.number("change_usual")
    for key in ("compared_with", "change_usual"):
        if part.content.get(key) and kind not in FIGURE_TYPES:
            part.fault(key, f"chỉ dùng cho chỉ tiêu là số, không dùng cho kiểu {kind}")
    if "change_usual" in part.content and usual <= 0 and type(part.content["change_usual"]) in (int, float):
        part.fault("change_usual", f"{usual:g} phải lớn hơn 0, ví dụ 50: thay đổi quá 50% thì đề nghị kiểm tra lại")
    return {"compared_with": with_what, "change_usual": usual}


def read_comparison(part: Part, period: Period, words: Words) -> Comparison:
    """``[comparison]``; of a form over many years the columns are its first and its last year."""
    names = (words.say("Số so sánh"), words.say("Số kỳ này"))
    if period.is_span:
        years = (str(period.first.year), str(period.last.year))
        names = (words.say("Năm {year}", year=years[0]), words.say("Năm {year}", year=years[1]))
    made = Comparison(before=part.line("before", names[0]), after=part.line("after", names[1]))
    part.no_more()
    return made


def with_comparisons(fields: Mapping[str, Field], part: Part, names: Glossary) -> dict[str, Field]:
    """The fields, each naming what it is compared with by its id; what cannot be compared becomes a fault."""
    return {
        id: replace(field, compared_with=_compared_with(field, fields, part.part(id), names))
        if field.compared_with
        else field
        for id, field in fields.items()
    }


def _compared_with(field: Field, fields: Mapping[str, Field], part: Part, names: Glossary) -> str:
    id, key = names.id_of(field.compared_with), "compared_with"
    other = fields.get(id)
    if not field.figure:
        return ""
    if other is None or not other.figure:
        part.fault(key, f"không có chỉ tiêu số '{field.compared_with}'{suggestion(id, (*fields, *names.known))}")
    elif other is field:
        part.fault(key, "chỉ tiêu so với chính nó")
    elif other.unit != field.unit:
        part.fault(key, f"'{id}' tính bằng {other.unit}, chỉ tiêu này tính bằng {field.unit}")
    else:
        return id
    return ""
