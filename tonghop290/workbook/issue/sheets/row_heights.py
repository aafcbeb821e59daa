"""How high the rows of the blank are, so that nothing in them is cut off: neither what stands there nor the sentences
that the live check may show beside it."""

from __future__ import annotations

from collections.abc import Iterator

from tonghop290.messages import CATALOGUE, VALUE_SHOWN, choices_of
from tonghop290.model import LIVE_OPENINGS, Field
from tonghop290.text.printing.wrapping import column_points, lines_in, row_height
from tonghop290.workbook.issue.checks.live_cell import (
    CONFLICT_OF_EITHER,
    NOT_LISTED,
    TEXT_DATE,
    TO_OFFICE,
    limit_in_words,
)
from tonghop290.workbook.issue.checks.live_figure import TEXT_NUMBER
from tonghop290.workbook.issue.contents import Contents

__all__ = ["CHECK_SIZE", "SIZE", "TWO_LINES", "check_height", "height_of", "longest_sentences"]

SIZE, CHECK_SIZE = 12, 10
"""Of the letters of a sheet, and of what the live check says."""
TWO_LINES = "\n"
"""In place of the name of a unit: the workbooks of a series differ in nothing but their names."""
_MOST_LINES = 4
"""For two sentences at once."""
_A_NUMBER = "1.234.567,89"


def height_of(text: str, letters: float, *, size: float = SIZE, indent: int = 0, bold: bool = False) -> float:
    """Points of a row for a text in a column of that width."""
    return row_height(lines_in(text, column_points(letters, indent), size, bold=bold), size)


def check_height(contents: Contents, field: Field, letters: float) -> float:
    """Points for what may be said beside a field: its longest sentence, and most pairs of them."""
    points, said = column_points(letters, 1), sorted(longest_sentences(contents, field), key=len)
    alone = lines_in(said[-1], points, CHECK_SIZE)
    both = lines_in(" ".join(said[-2:]), points, CHECK_SIZE)
    return row_height(max(alone, min(_MOST_LINES, both)), CHECK_SIZE)


def longest_sentences(contents: Contents, field: Field) -> Iterator[str]:
    """The longest of what the cell itself may draw, and one of each rule that speaks beside it."""
    own = list(_own(contents, field))
    yield max(own, key=len) if own else ""
    for rule in contents.form.rules:
        if rule.at[0] == field.id:
            parts = (part if isinstance(part, str) else _A_NUMBER for part in rule.message.parts)
            yield contents.say(LIVE_OPENINGS[rule.severity]) + "".join(parts)


def _own(contents: Contents, field: Field) -> Iterator[str]:
    if field.derived:
        return
    words, error = contents.form.words, contents.say(LIVE_OPENINGS["error"])
    to_office = contents.say(TO_OFFICE)
    if field.type == "choice":
        listed = "" if field.other_allowed else words.retell(choices_of(field))
        yield to_office + "x" * min(VALUE_SHOWN, 20) + contents.say(NOT_LISTED, listed=listed)
    if field.type == "date":
        yield to_office + contents.say(TEXT_DATE)
    if field.figure:
        yield to_office + contents.say(TEXT_NUMBER)
        yield error + contents.say(CONFLICT_OF_EITHER)
    unit = f" {field.unit}" if field.unit and not field.is_year else ""
    if field.hard is not None:
        limit = limit_in_words(field.hard.high, field, words)
        yield error + _told(contents, "above-range", field, value=_A_NUMBER + unit, limit=limit)
    if field.usual is not None:
        low, high = (limit_in_words(end, field, words) for end in (field.usual.low, field.usual.high))
        warning = contents.say(LIVE_OPENINGS["warning"])
        yield warning + _told(contents, "unusual-high", field, value=_A_NUMBER + unit, low=low, high=high)


def _told(contents: Contents, code: str, field: Field, **facts: str) -> str:
    return contents.say(CATALOGUE[code].message).format(label=field.short, **facts)
