"""The totals as the office's report prints them, with the units behind each and what it is compared with."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from tonghop290.model import (
    STATE_NO_DATA,
    STATE_NOT_APPLICABLE,
    Field,
    FieldTotal,
    Form,
    Office,
    Totals,
    parts_of,
)
from tonghop290.model import Words as Said
from tonghop290.narrative.controls.marks import wrap
from tonghop290.narrative.words.gathered_words import Returns
from tonghop290.narrative.words.over_units import OverUnits
from tonghop290.narrative.words.phrases import Figure, Words, a_figure, named, short_date
from tonghop290.narrative.words.table_rows import printed_cell

__all__ = ["office_figures", "reported"]


def office_figures(
    form: Form, totals: Totals, returns: Returns, office: Office, *, kinds: str, scope: str
) -> dict[str, Figure | Words]:
    """Field id → its total; what does not add up is a day, what the office itself says, or nothing.

    ``kinds``: what the units are called ("xã, thị trấn"), ``scope``: how all that reported are.
    """
    of = _OfOffice(form, totals, returns, OverUnits(said=form.words, kinds=kinds, scope=scope))
    return {field.id: named(of.total(field, office), field.id) for field in form.fields.values()}


def reported(totals: Totals, total: FieldTotal) -> int:
    """How many of the units that reported can have a figure: all but those it does not apply to."""
    return totals.units - (totals.expected - total.expected)


class _OfOffice:
    def __init__(self, form: Form, totals: Totals, returns: Returns, units: OverUnits) -> None:
        self._form, self._totals, self._returns, self._units = form, totals, returns, units
        self._earlier = {last.id: first for first, last in form.pairs}

    def total(self, field: Field, office: Office) -> Figure | Words:
        """A total as the report prints it."""
        total = self._totals.fields.get(field.id) or FieldTotal(field=field.id, how=field.total.how, value=None)
        value, counts = total.value, field.id in self._totals.fields and total.how == "count"
        said = self._form.words
        if not field.figure and not counts:
            value = value or (office.setting(field.office) if field.office else None)
            return Words(short_date(value, said) if isinstance(value, dt.date) else value or "")
        return self._figure(field, total, over=self._over(field, said), pair=self._pair(field))

    def _figure(
        self,
        field: Field,
        total: FieldTotal,
        over: OverUnits | None = None,
        pair: tuple[Figure, Figure] | None = None,
    ) -> Figure:
        value, counts = total.value, total.how == "count"
        divided = total.how == "ratio" and bool(total.bottom)
        given = reported(self._totals, total)
        return a_figure(
            None if value is None or isinstance(value, dt.date) else float(value),
            decimals=field.decimals,
            share=field.is_share,
            counted=field.counted or not field.figure,
            units=given if counts else total.units,
            returned=given,
            expected=total.expected,
            estimate=bool(total.estimates),
            no_data=self._nobody(field, STATE_NO_DATA),
            not_applicable=self._nobody(field, STATE_NOT_APPLICABLE),
            said=self._form.words,
            top=total.top if divided else None,
            bottom=total.bottom if divided else None,
            over=over,
            pair=pair,
        )

    def _pair(self, field: Field) -> tuple[Figure, Figure] | None:
        """What it is compared with, and itself, over the units that have both."""
        first = self._earlier.get(field.id)
        if first is None:
            return None
        fields = self._totals.fields
        known = first.id in fields and field.id in fields
        pair = self._totals.pairs.get(field.id) or ((fields[first.id], fields[field.id]) if known else None)
        return None if pair is None else (self._figure(first, pair[0]), self._figure(field, pair[1]))

    def _over(self, field: Field, said: Said) -> OverUnits:
        figures: dict[str, tuple[str, float]] = {}
        lacking = []
        for own, unit in self._returns:
            value, sign = own.values[field.id], "%" if field.unit == "%" else ""
            if field.figure and isinstance(value, float):
                printed = printed_cell(value, field, said)
                told = wrap(str(printed), f"dong[{unit.code or unit.name}].{field.id}")
                figures[unit.full_name] = (f"{told}{sign}", printed.so)
                lacking += [] if printed.so else [unit.full_name]
            elif not field.figure and value not in (None, ""):
                figures[unit.full_name] = (str(value), 1.0)
            elif not field.figure:
                lacking.append(unit.full_name)
        return replace(self._units, figures=figures, lacking=lacking)

    def _nobody(self, field: Field, state: str) -> bool:
        """Whether all returns say so of it."""
        parts = parts_of(self._form, field.id)
        return bool(self._returns) and all(
            any(own.states.get(part) == state for part in parts) for own, _ in self._returns
        )
