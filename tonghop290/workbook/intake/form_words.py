"""The words by which a form is found again in a workbook: its codes, labels, titles and headings, made once for many
returns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from tonghop290.model import Form
from tonghop290.text.normalize import match_key
from tonghop290.workbook.intake.names.place_words import PlaceWords
from tonghop290.workbook.intake.printed import Printed, labels_of, titles_of
from tonghop290.workbook.plan import (
    FIGURE_HEADERS,
    NOTE,
    SIGN,
    STATE,
    TABLE_END,
    TERMS,
    VALUE,
    end_codes,
    plan_workbook,
)
from tonghop290.workbook.plan_lists import LISTS, has_lists

__all__ = ["FormWords", "Role", "labels_of", "titles_of"]

LONGEST_LABEL = 600


class Role(NamedTuple):
    """What a text may be in a form's workbook. ``code`` and ``label``: whether it is some code or some label of the
    form; ``fields``: the fields it names for certain; ``header``: the column of ``Số liệu`` it heads, 0 for none."""

    key: str
    code: bool
    label: bool
    fields: tuple[str, ...]
    header: int


class FormWords:
    """Of one form. ``code_keys`` and ``label_keys``: field id → match keys; ``own_labels``: the label keys that name
    no other field."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.printed = Printed(form)
        self.places = PlaceWords(form.levels)
        self.code_keys = {field.id: match_key(field.code) for field in form.fields.values()}
        self.label_keys = {
            field.id: tuple(dict.fromkeys(map(match_key, labels_of(field, form.words))))
            for field in form.fields.values()
        }
        tables = form.tables.values()
        self._code_owner = {key: id for id, key in self.code_keys.items()}
        self._codes = {
            *self._code_owner,
            *(
                match_key(code)
                for table in tables
                for code in (table.code, *end_codes(table, form.words), *(row.code for row in table.rows))
            ),
        }
        self._label_owners: dict[str, list[str]] = defaultdict(list)
        for id, keys in self.label_keys.items():
            for key in keys:
                self._label_owners[key].append(id)
        self._labels = {*self._label_owners, *map(match_key, (*form.words.known(TABLE_END), *_of_tables(form)))}
        self._headers = {
            match_key(word): column
            for column in (VALUE, STATE, NOTE)
            for word in reversed(form.words.known(FIGURE_HEADERS[column - 1]))
        }
        self.own_labels = {
            id: tuple(key for key in keys if len(self._label_owners[key]) == 1) for id, keys in self.label_keys.items()
        }
        self._roles = {key: self._role(key) for key in self._codes | self._labels | self._headers.keys()}
        self._of_digits = {
            key: role for key, role in self._roles.items() if key.isascii() and key.replace(".", "").isdigit()
        }

    @cached_property
    def of_printed(self) -> dict[str, Role | None]:
        """What the texts of the form are, as it writes them: most of what a return holds."""
        return {text: self.role(text) for text in self.printed.texts}

    @cached_property
    def not_filled_in(self) -> set[str]:
        """The names of the sheets of ours that nobody fills in: the page to sign, what words mean, the lists."""
        form, known = self.form, self.form.words.known
        return {*known(SIGN), *(known(LISTS) if has_lists(form) else ()), *(known(TERMS) if form.terms else ())}

    @cached_property
    def issued_rows(self) -> dict[int, str]:
        """Row on ``Số liệu`` as it is issued → the field that stands there."""
        return {place.value.row: id for id, place in plan_workbook(self.form).fields.items()}

    def role_of_number(self, text: str) -> Role | None:
        """What a stored number may be: a code or label of digits alone."""
        return self._of_digits.get(text)

    def role(self, text: str) -> Role | None:
        """What a cell's text may be; None for what the form does not know."""
        return self._roles.get(match_key(text)) if len(text) <= LONGEST_LABEL else None

    def _role(self, key: str) -> Role:
        owners = self._label_owners.get(key, ())
        fields = (*((self._code_owner[key],) if key in self._code_owner else ()), *(owners if len(owners) == 1 else ()))
        return Role(key, key in self._codes, key in self._labels, fields, self._headers.get(key, 0))


def _of_tables(form: Form) -> Iterator[str]:
    """The titles of the tables, and the labels of their rows and columns."""
    for table in form.tables.values():
        yield from titles_of(table)
        yield from (row.label for row in table.rows)
        yield from (column.label for column in table.columns)
