"""Figures of one document held against each other, and against what the tables say: by the controls they stand in.

The same figure says the same wherever it is printed; a total of the appendix is the sum of its rows and the figure of
the text, a mean and a ratio too; a difference is that of the two figures beside it, a ratio that of its two sums; and
all are what the tables add up to.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tonghop290.model import Form
from tonghop290.narrative.controls.figure_tags import TOTAL, figure_name
from tonghop290.narrative.typeset.elements import read_plainly, w
from tonghop290.text.format import VIETNAMESE, Writing, format_number

__all__ = ["other_figures"]

_SUM, _ROW = "cong.", re.compile(r"dong\[[^\]]*\]\.(\w+)")
_NUMBER = re.compile(r"-?\d(?:[\d.,\s]*\d)?")
_DIFFERENCE = re.compile(r"hieu\(([\w.]+),([\w.]+)\)")
_LEAST = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """A figure as it stands in a control. ``label``: what people call it."""

    tag: str
    label: str
    text: str


def other_figures(body: Any, form: Form | None = None, sums: Mapping[str, float] | None = None) -> tuple[str, ...]:
    """What does not agree, a sentence each. ``form``: says which figures add up; ``sums``: field id → what the tables
    add up to."""
    shown = list(_shown(body))
    found = [*_twice(shown, form.words.writing if form is not None else VIETNAMESE)]
    if form is not None:
        found += _added_up(shown, form, sums or {})
    return tuple(dict.fromkeys(found))


def _shown(body: Any) -> Iterator[_Shown]:
    for control in body.iter(w("sdt")):
        tag, label = (control.find(f"{w('sdtPr')}/{w(name)}") for name in ("tag", "alias"))
        content = control.find(w("sdtContent"))
        if tag is not None and content is not None:
            text = read_plainly("".join(one.text or "" for one in content.iter(w("t"))))
            yield _Shown(
                tag=tag.get(w("val"), ""), label=(tag if label is None else label).get(w("val"), ""), text=text
            )


def _twice(shown: list[_Shown], writing: Writing) -> Iterator[str]:
    first: dict[str, _Shown] = {}
    for one in shown:
        before = first.setdefault(one.tag, one)
        if before.text.strip() != one.text.strip() and _bare(before.text, writing) != _bare(one.text, writing):
            yield f"“{one.label}” in hai số khác nhau: {before.text.strip()} và {one.text.strip()}."


def _added_up(shown: list[_Shown], form: Form, sums: Mapping[str, float]) -> Iterator[str]:
    rows: dict[str, dict[str, float]] = defaultdict(dict)
    totals: dict[str, float] = {}
    told: dict[str, float] = {}
    writing = form.words.writing
    for one in shown:
        name, number = figure_name(one.tag), _number(one.text, writing)
        if number is None or f"@{TOTAL}/" not in one.tag:
            continue
        if row := _ROW.fullmatch(name):
            rows[row[1]][one.tag] = number
        elif name.startswith(_SUM):
            totals[name.removeprefix(_SUM)] = number
        else:
            told[name] = number
    yield from _reckoned(told, form)
    for id, field in form.fields.items():
        if field.total.how not in ("sum", "mean", "ratio") or not field.figure:
            continue
        known = {"lời văn": told.get(id), "dòng tổng của phụ lục": totals.get(id), "biểu tổng hợp": sums.get(id)}
        least = 0.51 * 10**-field.decimals
        added = sum(rows[id].values())
        adds = field.total.how == "sum" and id in totals
        if adds and abs(added - totals[id]) > (least * len(rows[id]) if field.decimals else _LEAST):
            known["các dòng của phụ lục cộng lại"] = added
        found = {name: value for name, value in known.items() if value is not None}
        yield from _compared(field.label, found, least if field.decimals else _LEAST, writing)


def _reckoned(told: Mapping[str, float], form: Form) -> Iterator[str]:
    """Differences and ratios that are not those of the figures printed for them."""
    writing = form.words.writing
    for name, value in told.items():
        if found := _DIFFERENCE.fullmatch(name):
            own, decimals = [told.get(one) for one in found.groups()], _decimals(form, found[1])
            made = abs(own[0] - own[1]) if own[0] is not None and own[1] is not None else None
        elif (field := form.fields.get(name)) is not None and field.total.how == "ratio":
            own, decimals = [told.get(f"{name}.{part}") for part in ("tu_so", "mau_so")], field.decimals
            made = field.total.scale * own[0] / own[1] if own[0] is not None and own[1] else None
        else:
            continue
        if made is not None:
            label = form.fields[found[1].partition(".")[0]].label if found else form.fields[name].label
            known = {"in trong lời văn": value, "tính từ các số in cạnh đó": made}
            yield from _compared(label, known, 0.51 * 10**-decimals, writing)


def _decimals(form: Form, name: str) -> int:
    field = form.fields.get(name.partition(".")[0])
    return field.decimals if field is not None else 0


def _compared(label: str, known: Mapping[str, float], least: float, writing: Writing) -> Iterator[str]:
    if len(known) > 1 and max(known.values()) - min(known.values()) > least:
        said = "; ".join(f"{name} {format_number(value, writing=writing)}" for name, value in known.items())
        yield f"“{label}” không khớp: {said}."


def _bare(text: str, writing: Writing) -> tuple[float | None, str]:
    """A figure with its words, however many decimals it has."""
    return _number(text, writing), "".join(_NUMBER.sub("", text, count=1).split())


def _number(text: str, writing: Writing) -> float | None:
    found = _NUMBER.search(text)
    if found is None:
        return None
    plain = re.sub(r"\s", "", found[0]).replace(writing.thousands, "").replace(writing.decimal, ".")
    try:
        return float(plain)
    except ValueError:
        return None
