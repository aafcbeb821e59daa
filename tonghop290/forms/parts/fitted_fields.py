"""What is called otherwise in the workbooks of each kind of unit and each level: fields, sections, tables, pre-filled
sentences. A reader knows all of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from tonghop290.model import FITTED_IN_WORKBOOKS, Field, Fit, Levels, Section, Table, refit

__all__ = ["OtherNames"]


class OtherNames:
    """What the texts of a form become wherever it is sent."""

    def __init__(self, fits: tuple[Fit, ...], levels: Levels) -> None:
        self._fits = tuple(fit for fit in fits if fit.in_workbook)
        self._meant = [
            {fit.id: words[fit.in_workbook] for fit in self._fits}
            for kind in levels.kind_words
            for words in (levels.in_workbooks(kind, tier) for tier in levels.office_words or ("",))
        ]

    def told(
        self, sections: Sequence[Section], fields: Mapping[str, Field], tables: Mapping[str, Table]
    ) -> dict[str, Any]:
        """The same, with what their titles, labels and units become; a pre-filled sentence that comes back in the words
        of a unit is read as the form's."""
        return {
            "sections": tuple(replace(one, called=self._others(one.title)) for one in sections),
            "fields": {id: _named(field, self._fits, self._meant) for id, field in fields.items()},
            "tables": {id: self._of_table(table) for id, table in tables.items()},
        }

    def _of_table(self, table: Table) -> Table:
        sentences = dict.fromkeys(text for row in table.prefilled for text in row.values())
        there = {other: text for text in sentences for other in self._others(text)}
        formerly = {**there, **dict(table.formerly)}
        return replace(table, called=self._others(table.label), formerly=tuple(formerly.items()))

    def _others(self, text: str) -> tuple[str, ...]:
        if not any(fit.word in text or fit.word.capitalize() in text for fit in self._fits):
            return ()
        made = dict.fromkeys(refit(text, self._fits, words) for words in self._meant)
        return tuple(other for other in made if other != text)


def _named(field: Field, fits: tuple[Fit, ...], meant: list[dict[str, str]]) -> Field:
    texts = {key: getattr(field, key) for key in FITTED_IN_WORKBOOKS if key != "help"}
    if not any(fit.word in text for fit in fits for text in texts.values()):
        return field
    made = {key: dict.fromkeys(refit(text, fits, words) for words in meant) for key, text in texts.items()}
    others = [text for key in ("label", "short") for text in made[key] if text not in (field.label, field.short)]
    units = tuple(text for text in made["unit"] if text != field.unit)
    return replace(field, called=tuple(dict.fromkeys(others)), measured=units)
