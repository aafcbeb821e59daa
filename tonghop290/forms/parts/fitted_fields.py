"""What fields are called in the workbooks of each kind of unit and each level: a reader knows all of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from tonghop290.model import FITTED_IN_WORKBOOKS, Field, Fit, Levels, refit

__all__ = ["with_other_names"]


def with_other_names(fields: Mapping[str, Field], fits: tuple[Fit, ...], levels: Levels) -> dict[str, Field]:
    """The fields, with what their labels and units become wherever the form is sent."""
    own = tuple(fit for fit in fits if fit.in_workbook)
    if not own:
        return dict(fields)
    tiers = levels.office_words or ("",)
    meant = [
        {fit.id: words[fit.in_workbook] for fit in own}
        for kind in levels.kind_words
        for words in (levels.in_workbooks(kind, tier) for tier in tiers)
    ]
    return {id: _named(field, own, meant) for id, field in fields.items()}


def _named(field: Field, fits: tuple[Fit, ...], meant: list[dict[str, str]]) -> Field:
    texts = {key: getattr(field, key) for key in FITTED_IN_WORKBOOKS if key != "help"}
    if not any(fit.word in text for fit in fits for text in texts.values()):
        return field
    made = {key: dict.fromkeys(refit(text, fits, words) for words in meant) for key, text in texts.items()}
    others = [text for key in ("label", "short") for text in made[key] if text not in (field.label, field.short)]
    units = tuple(text for text in made["unit"] if text != field.unit)
    return replace(field, called=tuple(dict.fromkeys(others)), measured=units)
