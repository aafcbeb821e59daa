"""What a form prints into its workbook, worked out once: every text as it stands there, and its labels to compare."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import cached_property

from tonghop290.model import Field, Form, Table, Words
from tonghop290.spreadsheet.book import RawBook
from tonghop290.spreadsheet.sheet import RawSheet
from tonghop290.text.normalize import match_key
from tonghop290.text.wording import Wording
from tonghop290.workbook.plan import (
    BRIEF,
    COUNTED,
    DETAIL_TITLE,
    EARLIER_HOW_TO,
    END_SUFFIX,
    FIGURE_HEADERS,
    FIGURES_HOW_TO,
    HELP,
    HOW_TO_TITLE,
    IN_FULL,
    OPTIONAL,
    REPORTING_UNIT,
    ROW_HEADER,
    TABLE_END,
    TABLES_HOW_TO,
    TOTAL_LABEL,
    WORDS_TITLE,
    end_codes,
    period_line,
)

__all__ = ["Printed", "in_first_language", "labels_of", "titles_of"]

_ELSEWHERE = (
    ROW_HEADER, TOTAL_LABEL, TABLE_END, DETAIL_TITLE, WORDS_TITLE, HOW_TO_TITLE, FIGURES_HOW_TO, TABLES_HOW_TO,
    *EARLIER_HOW_TO, IN_FULL, BRIEF,
)  # fmt: skip
GUIDE = (*COUNTED[:4], HOW_TO_TITLE, REPORTING_UNIT)


class Printed:
    """Of one form."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self.of_field: Mapping[str, frozenset[str]] = {
            field.id: frozenset(_of_row(field, form.words)) for field in form.fields.values()
        }
        """Field id → the texts of its row, as the form writes them."""
        self.numbers = frozenset(field.number for field in form.fields.values())
        """What the rows are counted by."""
        self.texts = frozenset(_all(form))
        self.header_texts = frozenset(word for text in FIGURE_HEADERS for word in form.words.known(text))
        self.guide_texts = frozenset(word for text in GUIDE for word in form.words.known(text))
        """What only the sheet of instructions says."""
        codes = (*(field.code for field in form.fields.values()), *(table.code for table in form.tables.values()))
        alternatives = "|".join(re.escape(code) for code in codes if code and not code.isdigit()) or r"(?!)"
        self.is_code = re.compile(
            rf"(?:{alternatives})(?:[0-9]{{0,3}}|{'|'.join(map(re.escape, form.words.known(END_SUFFIX)))})",
            re.IGNORECASE,
        ).fullmatch
        """Whether a text is a code of the form: of a field, a table, a table's row or a table's end."""

    @cached_property
    def keys(self) -> frozenset[str]:
        """The match keys of all texts of the form."""
        return frozenset(map(match_key, self.texts))

    @cached_property
    def keys_of_field(self) -> Mapping[str, frozenset[str]]:
        """Field id → the match keys of the texts of its row."""
        return {id: frozenset(map(match_key, texts)) for id, texts in self.of_field.items()}

    @cached_property
    def seconds(self) -> frozenset[str]:
        """The match keys of what it says in its second language."""
        return frozenset(map(match_key, _seconds(self._form))) - {""}

    @cached_property
    def counting(self) -> frozenset[str]:
        """The match keys of the headings of columns that count rows or add them up."""
        texts = (FIGURE_HEADERS[1], TOTAL_LABEL)
        return frozenset(match_key(word) for text in texts for word in self._form.words.known(text))

    @cached_property
    def labels(self) -> Mapping[str, Wording]:
        """Field id → its label, also in its short form."""
        return {field.id: Wording(field.label, field.short, *field.called) for field in self._form.fields.values()}

    @cached_property
    def headers(self) -> tuple[Wording, ...]:
        """The headings of ``Số liệu`` by column, from 0."""
        return tuple(Wording(*self._form.words.known(header)) for header in FIGURE_HEADERS)

    @cached_property
    def titles(self) -> Mapping[str, Wording]:
        """Table id → its title."""
        return {table.id: Wording(*reversed(titles_of(table))) for table in self._form.tables.values()}

    @cached_property
    def heads(self) -> Mapping[str, Mapping[str, Wording]]:
        """Table id → column id → its label, also as it is said in sentences."""
        return {
            table.id: {column.id: Wording(column.label, column.short) for column in table.columns}
            for table in self._form.tables.values()
        }

    @cached_property
    def row_labels(self) -> Mapping[str, Mapping[str, Wording]]:
        """Table id → row id → its label."""
        return {table.id: {row.id: Wording(row.label) for row in table.rows} for table in self._form.tables.values()}


def labels_of(field: Field, words: Words) -> tuple[str, ...]:
    """A field's label as it may stand in its row, with or without the word that it may be left out."""
    named = (field.label, *field.called)
    return (*named, *(label + optional for label in named for optional in words.known(OPTIONAL)))


def titles_of(table: Table) -> tuple[str, ...]:
    """The title of a table as it may stand in its title row, with or without its help."""
    helped = tuple(f"{label}{HELP}{table.help}" for label in (table.label, *table.called) if table.help)
    return (table.label, *table.called, *helped)


def _of_row(field: Field, words: Words) -> Iterator[str]:
    yield from (field.code, field.number, *labels_of(field, words), field.unit, *field.measured)


def _sections(form: Form) -> Iterator[str]:
    for section in form.sections:
        for title in (section.title, *section.called):
            yield f"{section.number}. {title}" if section.number else title


def _of_table(table: Table, words: Words) -> Iterator[str]:
    yield from (table.code, *end_codes(table, words), table.number, *titles_of(table))
    for row in table.rows:
        yield from (row.code, row.label)
    yield from (f"{table.code}{number}" for number in range(1, len(table.prefilled) + table.blank_rows + 1))
    yield from (column.label for column in table.columns)
    for prefilled in table.prefilled:
        yield from prefilled.values()
    yield from dict(table.formerly)


def _all(form: Form) -> Iterator[str]:
    """Every text of the workbook that is the form's own."""
    for text in (*FIGURE_HEADERS, *_ELSEWHERE, *GUIDE):
        yield from form.words.known(text)
    yield from _sections(form)
    for text in form.texts.values():
        lines = (text,) if isinstance(text, str) else text
        yield from lines
        yield from (f"{number}. {line}" for number, line in enumerate(lines, 1))
    yield form.title
    yield period_line(form)
    for field in form.fields.values():
        yield from _of_row(field, form.words)
    for table in form.tables.values():
        yield from _of_table(table, form.words)


# --- a second language --------------------------------------------------------------------------------------------


def in_first_language(book: RawBook, printed: Printed) -> RawBook:
    """The book, what it prints in two languages in the first one alone, as the form knows it."""
    if not printed.seconds:
        return book
    return replace(book, sheets=tuple(_of_first(sheet, printed.seconds) for sheet in book.sheets))


def _of_first(sheet: RawSheet, below: Collection[str]) -> RawSheet:
    cells = {}
    for place, cell in sheet.cells.items():
        first, line, second = cell.text.partition("\n") if cell.kind == "s" else ("", "", "")
        both = line and match_key(second) in below
        cells[place] = cell._replace(text=first.rstrip("\r")) if both else cell
    return replace(sheet, cells=cells)


def _seconds(form: Form) -> Iterator[str]:
    yield from (section.second for section in form.sections)
    yield from (field.second for field in form.fields.values())
    for table in form.tables.values():
        yield table.second
        yield from (row.second for row in table.rows)
        yield from (column.second for column in table.columns)
