"""What the sender of an answer has written into it, of a file that nobody has read yet."""

from __future__ import annotations

from pathlib import Path

from tonghop290.model import Words
from tonghop290.spreadsheet.book import read_book
from tonghop290.spreadsheet.content import Content
from tonghop290.spreadsheet.other.calamine import OTHER_KINDS, read_apart
from tonghop290.spreadsheet.package import Unreadable
from tonghop290.workbook.intake.one import RETURN_LIMITS
from tonghop290.workbook.to_fix_sheet import explanations_in

__all__ = ["read_explanations"]


def read_explanations(source: Path | bytes | Content, words: Words | None = None) -> dict[str, str]:
    """What the sender typed into ``Giải trình``: key → text. {} without such a sheet, or for a file that cannot be
    read.

    ``words``: of the form it is an answer on.

    An answer that came back as .xls, .xlsb or .ods is read too.
    """
    content = None
    try:
        content = Content.of(source)
        other = content.kind in OTHER_KINDS
        book = read_apart(content, limits=RETURN_LIMITS) if other else read_book(content)
    except Unreadable:
        return {}
    return explanations_in(book, words)
