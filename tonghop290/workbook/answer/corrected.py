"""Whether a point has been corrected, as a formula: what the list ``Cần sửa`` says while its sender works through it.

What the live checks see themselves – a range, a rule, an empty cell – is corrected when they no longer see it. Of what
only the office saw it is known that the cell holds something else now, and that the live check has nothing against it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from tonghop290.excel import column_letters
from tonghop290.model import CellRef, Finding, Form
from tonghop290.spreadsheet.book import RawBook, RawSheet
from tonghop290.spreadsheet.cell import RawCell, locate
from tonghop290.workbook.answer.points import sheet_of
from tonghop290.workbook.answer.still_open import KEPT_COLUMN
from tonghop290.workbook.issue.checks.live_cell import VERDICT
from tonghop290.workbook.issue.formulas import constant, quoted, reference
from tonghop290.workbook.issue.identity_sheet import HASH_DIGITS
from tonghop290.workbook.issue.live import KEPT, live_places
from tonghop290.workbook.plan import HIDDEN, plan_workbook

__all__ = ["Kept", "changed", "corrected"]

_SEEN_LIVE = frozenset(
    ("required", "required-text", "below-range", "above-range", "unusual-low", "unusual-high", "state-conflict")
    + ("not-whole", "no-data-not-allowed", "percent-fraction")
)
"""Findings that the live check gives as well, to the letter (``tests/workbook/issue/test_live_agrees.py``)."""
_MOST_CELLS = 30
_LONGEST_KEPT = 32_000
_TOLD = re.compile(
    r"[^\W_](?:[^\W_]|[ \u0300-\u036f.,;%()/+@~–…“”-]|:(?=[ \d])){0,148}"  # words and figures
    r"|[+~-][\d.,; %]{0,148}"
)
"""Texts of a sender that may stand in a formula of ours: words and figures; nothing of a command, link or formula."""


class Kept:
    """The texts of a sender that the list keeps in cells of its own, to hold what stands there later against them: a
    text is never part of a formula, for what it might ask of the program."""

    def __init__(self) -> None:
        self._rows: dict[str, int] = {}

    def cell(self, text: str) -> str:
        """Where a text is kept, on the list."""
        return f"${column_letters(KEPT_COLUMN)}${self._rows.setdefault(text, len(self._rows) + 1)}"

    @property
    def texts(self) -> tuple[str, ...]:
        """From the first row down."""
        return tuple(self._rows)


def corrected(group: Sequence[Finding], book: RawBook, form: Form | None, kept: Kept) -> str:
    """The formula text, for the list, of whether all points of a group are corrected; "" where no formula can tell."""
    if len(group) > _MOST_CELLS:
        return ""
    live = _live_rows(book, form) if form is not None else {}
    tests = [_corrected(one, book, live, kept) for one in group]
    if not all(tests):
        return ""
    return tests[0] if len(tests) == 1 else f"AND({','.join(dict.fromkeys(tests))})"


def _corrected(finding: Finding, book: RawBook, live: Mapping[str, int], kept: Kept) -> str:
    rule = live.get(finding.code.removeprefix("rule-")) if finding.stage == "rule" else None
    if rule is not None:
        return f"{reference(CellRef(HIDDEN, rule, VERDICT))}={quoted(KEPT)}"
    sheet, place = sheet_of(finding, book), locate(finding.cell) if finding.cell else None
    if sheet is None or place is None:
        return ""
    row = live.get((finding.field or "").partition(".")[0])
    if row is None:
        return changed(sheet, place, kept)
    verdict = reference(CellRef(HIDDEN, row, VERDICT))
    if finding.code in _SEEN_LIVE and "." not in (finding.field or ""):
        return f'{verdict}=""' if finding.severity == "warning" else f'OR({verdict}="",{verdict}="warning")'
    return f'AND({changed(sheet, place, kept)},OR({verdict}="",{verdict}="warning"))'


def _live_rows(book: RawBook, form: Form) -> Mapping[str, int]:
    """Id of an input, table or rule → its row on the very hidden sheet, where one of this edition has come back."""
    sheet = next((sheet for sheet in book.sheets if sheet.name == HIDDEN), None)
    said = set() if sheet is None else {cell.text for cell in sheet.cells.values() if cell.column <= 2}
    # before November 2026 the rows were told by their ids, and laid out otherwise
    if form.hash[:HASH_DIGITS] not in said or not said.isdisjoint(form.fields):
        return {}
    return live_places(plan_workbook(form))


def changed(sheet: RawSheet, place: tuple[int, int], kept: Kept | None = None) -> str:
    """Whether a cell holds something else than it came with; "FALSE" where that cannot be told. Without ``kept``: for a
    formula on the cell's own sheet, which sees of an odd text only how long it is."""
    ref, cell = CellRef(sheet.name, *place), sheet.cells.get(place)
    at = ref.a1 if kept is None else reference(ref)
    return f"IFERROR({_differs(at, cell, kept)},FALSE)"


def _differs(at: str, cell: RawCell | None, kept: Kept | None) -> str:
    if cell is None or cell.kind == "s" and not cell.text.strip():
        return f"LEN(TRIM({at}))>0"
    if cell.kind == "n":
        return f"{at}<>{constant(float(cell.text))}"
    if cell.kind == "s":
        if kept is not None and _is_kept_whole(cell.text):
            same = f"EXACT({at},{kept.cell(cell.text)})"
        else:
            told = _TOLD.fullmatch(cell.text)
            same = f"EXACT({at},{quoted(cell.text)})" if told else f"LEN({at})={len(cell.text)}"
        return f"OR(ISNUMBER({at}),NOT({same}))"
    if cell.kind == "b":
        return f"NOT(ISLOGICAL({at}))"
    return f"NOT(ISERROR({at}))" if cell.kind == "e" else "FALSE"


def _is_kept_whole(text: str) -> bool:
    """Whether a cell of ours can hold a text as it came: a file has no control characters, nor texts without end."""
    return len(text) < _LONGEST_KEPT and all(letter >= " " or letter == "\n" for letter in text)
