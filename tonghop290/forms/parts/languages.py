"""A form in more than one language: ``labels = { en = "Households" }`` beside a label, ``helps``, ``titles``.

The form prints what its ``language`` has, else what stands there; ``second_language`` is printed below it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tonghop290.forms.faults import Faults, Part, shown
from tonghop290.model import OWN_LANGUAGE, Codelist, Entry, Field, Form, Section, Table

__all__ = ["in_languages"]

Labels = tuple[tuple[str, str], ...]


def in_languages(form: Form, content: Mapping[str, Any], faults: Faults) -> Form:
    """The form as it is printed. ``content``: its definition, whose ``second_language`` must be one that something is
    said in."""
    head = content.get("form")
    part = Part("form", head if isinstance(head, Mapping) else {}, faults)
    second = part.text("second_language")
    if second and second == form.words.language:
        part.fault("second_language", f"{shown(second)} đã là ngôn ngữ của biểu")
        return form
    said = {language for one in _labels(form) for language, _ in one}
    if second and second not in (*said, OWN_LANGUAGE):
        part.fault("second_language", f"chưa mục nào có nhãn bằng ngôn ngữ {shown(second)} (ghi ở labels)")
    if not said:
        return form
    printed = _Printed(form.words.language, second)
    return replace(
        form,
        sections=tuple(map(printed.section, form.sections)),
        lists={id: printed.codelist(one) for id, one in form.lists.items()},
        fields={id: printed.field(one, form.above(one), form.lists) for id, one in form.fields.items()},
        tables={id: printed.table(one, form) for id, one in form.tables.items()},
    )


def _labels(form: Form) -> list[Labels]:
    columns = [column for table in form.tables.values() for column in table.columns]
    return [
        *(section.titles for section in form.sections),
        *(field.labels for field in (*form.fields.values(), *columns)),
        *(table.labels for table in form.tables.values()),
        *(row.labels for table in form.tables.values() for row in table.rows),
        *(entry.labels for one in form.lists.values() for entry in one.entries),
    ]


class _Printed:
    """Says everything in one language, with a second below it ("" for none)."""

    def __init__(self, language: str, second: str) -> None:
        self.language, self.second_language = language, second

    def said(self, text: str, labels: Labels) -> str:
        return dict(labels).get(self.language, text)

    def second(self, text: str, labels: Labels) -> str:
        """What stands below, "" where that is nothing else."""
        known = {OWN_LANGUAGE: text, **dict(labels)} if self.said(text, labels) != text else dict(labels)
        return known.get(self.second_language, "")

    def section(self, section: Section) -> Section:
        title = self.said(section.title, section.titles)
        return replace(section, title=title, second=self.second(section.title, section.titles))

    def table(self, table: Table, form: Form) -> Table:
        rows = (
            replace(row, label=self.said(row.label, row.labels), second=self.second(row.label, row.labels))
            for row in table.rows
        )
        return replace(
            table,
            label=self.said(table.label, table.labels),
            second=self.second(table.label, table.labels),
            help=self.said(table.help, table.helps),
            rows=tuple(rows),
            columns=tuple(self.field(one, form.above(one, table), form.lists) for one in table.columns),
        )

    def field(self, field: Field, above: Field | None, lists: Mapping[str, Codelist]) -> Field:
        label = self.said(field.label, field.labels)
        return replace(
            self._choosing(field, above, lists),
            label=label,
            short=field.short if label == field.label else label,
            second=self.second(field.label, field.labels),
            help=self.said(field.help, field.helps),
        )

    def codelist(self, listed: Codelist) -> Codelist:
        return replace(listed, entries=tuple(map(self._entry, listed.entries)))

    def _entry(self, entry: Entry) -> Entry:
        label = self.said(entry.label, entry.labels)
        spellings = entry.spellings if label == entry.label else (*entry.spellings, entry.label)
        return replace(entry, label=label, spellings=spellings)

    def _choosing(self, field: Field, above: Field | None, lists: Mapping[str, Codelist]) -> Field:
        """The choices as they are printed; whatever else they are called is another way of writing them."""
        own, others = self._renamed(field, lists), self._renamed(above, lists) if above is not None else {}
        if not own and not others:
            return field
        spellings = {spelling: own.get(choice, choice) for spelling, choice in field.spellings}
        spellings |= own
        return replace(
            field,
            choices=tuple(own.get(choice, choice) for choice in field.choices),
            default=own.get(field.default, field.default),
            spellings=tuple((spelling, choice) for spelling, choice in spellings.items() if spelling != choice),
            belongs=tuple((own.get(one, one), others.get(answer, answer)) for one, answer in field.belongs),
        )

    def _renamed(self, field: Field, lists: Mapping[str, Codelist]) -> dict[str, str]:
        entries = lists[field.codelist].entries if field.codelist else ()
        printed = ((entry.label, self.said(entry.label, entry.labels)) for entry in entries)
        return {label: other for label, other in printed if label != other}
