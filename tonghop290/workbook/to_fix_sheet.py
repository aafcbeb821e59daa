"""The sheet ``Cần sửa`` of an answer that comes back: how it is known, and what its sender wrote into ``Giải
trình``."""

from __future__ import annotations

from collections.abc import Iterator

from tonghop290.model import SEVERITY_WORDS, Words, is_key, sayable
from tonghop290.spreadsheet.book import RawBook, RawSheet
from tonghop290.text.normalize import match_key
from tonghop290.workbook.plan import TO_FIX_MARK

__all__ = ["EXPLANATION", "KEYS_PARTED", "KEY_COLUMN", "SEVERITY_COLUMN", "explanations_in", "is_to_fix"]

EXPLANATION = sayable("Giải trình", "column of the list")
KEY_COLUMN, SEVERITY_COLUMN = 1, 3
KEYS_PARTED = "\n"


def explanations_in(book: RawBook, words: Words | None = None) -> dict[str, str]:
    """What the sender typed into ``Giải trình``: key → text. {} without such a sheet. What stands beside an error is no
    explanation. ``words``: of the form it is an answer on."""
    found: dict[str, str] = {}
    for sheet in filter(is_to_fix, book.sheets):
        for key, text in _written(sheet, words or Words()):
            before = found.get(key)
            found[key] = text if before in (None, text) else f"{before}\n{text}"
    return found


def _written(sheet: RawSheet, words: Words) -> Iterator[tuple[str, str]]:
    """Key and explanation of each line that has one."""
    heads = set(map(match_key, words.known(EXPLANATION)))
    errors = set(map(match_key, words.known(SEVERITY_WORDS["error"])))
    header = next(
        (place for place, cell in sheet.cells.items() if cell.kind == "s" and match_key(cell.text) in heads),
        None,
    )
    if header is None:
        return
    for (row, column), cell in sorted(sheet.cells.items()):
        if column != KEY_COLUMN or row <= header[0] or cell.kind != "s" or not is_key(cell.text):
            continue
        said, severity = sheet.cells.get((row, header[1])), sheet.cells.get((row, SEVERITY_COLUMN))
        is_open = severity is None or match_key(severity.text) not in errors
        text = said.text.strip() if said is not None and said.kind in "sn" else ""
        if text and is_open:
            yield from ((key, text) for key in cell.text.split(KEYS_PARTED) if is_key(key))


def is_to_fix(sheet: RawSheet) -> bool:
    """Whether this is the sheet ``Cần sửa`` of an answer of ours, whatever its name."""
    first = sheet.cells.get((1, KEY_COLUMN))
    return first is not None and first.text == TO_FIX_MARK
