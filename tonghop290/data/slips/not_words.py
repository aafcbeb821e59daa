"""What stands in a cell but is nobody's word: a picture, a formula left as text, the name of an error, a mark of
typing."""

from __future__ import annotations

import dataclasses
import re

from tonghop290.data.seeing.reading import Problem, Reading, unread
from tonghop290.model import Cell, told

__all__ = ["errors_inside", "left_over", "of_google_sheets", "without_apostrophe"]

_PICTURE = re.compile(r"\s*[=@+]?\s*(?:_xlfn\.|_xlws\.)*(DISPIMG|IMAGE)\s*\(", re.IGNORECASE)
_PREFIXED = re.compile(r"_xlfn\.|_xlws\.|_xlpm\.|__xludf\.|_xludf\.|_xll\.")
_FUNCTION = re.compile(r"\s*[=@]\s*[+-]?\s*[A-Z][A-Z0-9.]+\(")
_REFERENCE = re.compile(r"\s*=\s*[+-]?(?:(?:'[^']+'|[\w.]+)!)?\$?[A-Z]{1,3}\$?[1-9][0-9]*(?![\w]).*", re.DOTALL)
_ERROR = re.compile(
    r"\s*(?:#(?:REF!|N/A|NAME\?|VALUE!|DIV/0!|NULL!|NUM!|SPILL!|CALC!|BLOCKED!|FIELD!|BUSY!|CONNECT!|UNKNOWN!|ERROR!)"
    r"|Err:[0-9]{3}|Loading\.\.\.|Đang tải\.\.\.)\s*"
)
_INSIDE = re.compile(
    r"#(?:REF!|N/A|NAME\?|VALUE!|DIV/0!|NULL!|NUM!)|=(?:DISPIMG|IMAGE|IMPORTRANGE)\(|&nbsp;|&#[0-9]{2,5};"
)
_MARKS = "'\u2018\u2019\u02bc\u2032`\u00b4"
_APOSTROPHE = re.compile(rf"\s*[{_MARKS}]+(?=[^\s{_MARKS}])")
_CLOSED = re.compile(rf"[{_MARKS}](?=[\s.,;:)]|$)")
_QUOTED = 60


def left_over(cell: Cell) -> Reading | None:
    """The refusal of a cell that holds no word of its sender; None for any other."""
    looked_at = cell.formula or (cell.text if cell.kind == "text" else "")
    picture = _PICTURE.match(looked_at) if looked_at else None
    if picture:  # where the picture lies tells a person nothing, and an address does not travel
        return unread("picture-in-cell", cell, f"={picture[1].upper()}(…)")
    if cell.kind != "text":
        return None
    if _ERROR.fullmatch(cell.text):
        return unread("error-cell", cell, cell.text.strip())
    is_formula = _PREFIXED.search(cell.text) or _FUNCTION.match(cell.text) or _REFERENCE.fullmatch(cell.text)
    return unread("formula-text", cell) if is_formula else None


def errors_inside(text: str) -> tuple[Problem, ...]:
    """What is said of the name of an error, or of a formula, in the middle of words."""
    found = _INSIDE.search(text)
    return (Problem("error-in-words", _cut(text[max(0, found.start() - 20) :])),) if found else ()


def without_apostrophe(cell: Cell) -> tuple[Cell, tuple[Problem, ...]]:
    """The cell without the apostrophe typed before its text to keep a spreadsheet from reading it, and the note that
    says so."""
    found = _APOSTROPHE.match(cell.text) if cell.kind == "text" else None
    if found is None or _CLOSED.search(cell.text, found.end()):
        return cell, ()
    rest = cell.text[found.end() :]
    facts = (("read", f"“{_cut(rest)}”"), ("why", told(" (bỏ dấu nháy ở đầu)")))
    return dataclasses.replace(cell, text=rest), (Problem("read-as", _cut(cell.text.strip()), facts),)


def of_google_sheets(formula: str) -> bool:
    """Whether a formula stands for one only Google Sheets knows, most often figures of another sheet of the web."""
    return "__xludf.dummyfunction" in formula.casefold()


def _cut(text: str) -> str:
    return text if len(text) <= _QUOTED else text[: _QUOTED - 1] + "…"
