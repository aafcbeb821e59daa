"""The letters of a PDF from outside, page by page, as they are read.

pypdf can be made to run long and to take much memory, so it reads in a process of its own, within limits; whatever it
stumbles over is a file that cannot be read. Left out are numbers of pages, raised small numbers (marks of footnotes)
and what is drawn invisibly (the letters a scanner has guessed under its picture); notes at the foot of pages follow
behind all pages, so that a sentence goes on over the page.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Any, Self

from tonghop290.spreadsheet.child_process import Died, Worker
from tonghop290.spreadsheet.content import Content
from tonghop290.spreadsheet.package import Unreadable

__all__ = ["Letters", "PdfReader", "PdfText", "may_hold_letters", "reader"]

_READER = "tonghop290.narrative.returned.pdf_text:reader"
_MOST_PAGES, _MOST_LETTERS, _LONGEST_SUBJECT = 200, 2_000_000, 250
_SIGNS_OF_LETTERS = re.compile(rb"/(?:Font|ObjStm)")
"""What stands in the bytes of a PDF that draws letters: a font, or packed objects, where it may be; a process is not
started for a picture of pages."""
_INVISIBLE = 3
_RAISED = 0.75
"""How large a mark of a footnote is at most, to the text it stands in."""
_NOTES = 0.9
_SAME_LINE = 0.1
_DIGIT, _LETTER = 0.5, 0.45
"""How wide they are about, to the size of the font."""
_PAGE_NUMBER = re.compile(r"[-–—\s]*[0-9]{1,4}[-–—\s]*")

Letters = tuple[tuple[int, str], ...]
"""Pieces of text in the order they are read, each with the number of its page (from 1)."""


@dataclass(frozen=True, slots=True)
class PdfText:
    """``letters``: those one can see, () for none; ``subject``: what the file's properties say it is about."""

    letters: Letters = ()
    subject: str = ""


@dataclass(frozen=True, slots=True)
class _Word:
    x: float
    y: float
    size: float
    text: str


def may_hold_letters(content: Content) -> bool:
    """Whether a PDF is worth a process that reads it."""
    return _SIGNS_OF_LETTERS.search(content.data) is not None


class PdfReader:
    """A process of its own for the PDFs of one run, started when the first is read, and again after one that ended it.
    What it fails on behind others it reads once more in a new one, so that none suffers from those before it."""

    def __init__(self) -> None:
        self._worker: Worker | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def read(self, content: Content) -> PdfText:
        """Errors: Unreadable."""
        is_new = self._worker is None
        self._worker = self._worker or Worker(_READER)
        try:
            text: PdfText = self._worker.ask((content.data,))
        except Died:
            trouble = Unreadable("file-crash")
        except Unreadable as error:
            if error.code == "file-damaged":
                raise
            trouble = error
        else:
            return text
        self._end()
        if is_new or trouble.code == "file-timeout":
            raise trouble
        return self.read(content)

    def _end(self) -> None:
        if self._worker is not None:
            self._worker.close()
        self._worker = None


def reader() -> Callable[[bytes], PdfText]:
    """The handler of a child process."""
    return _text


def _text(data: bytes) -> PdfText:
    from pypdf import PdfReader

    try:
        file = PdfReader(io.BytesIO(data))
        words = [_words(page) for _, page in zip(range(_MOST_PAGES), file.pages, strict=False)]
        subject = str((file.metadata and file.metadata.subject) or "")[:_LONGEST_SUBJECT]
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - another house's code on a hostile file
        raise Unreadable("file-damaged", kind="pdf", reason=type(error).__name__) from None
    split = [_without_notes(_without_number(own)) for own in words]
    pieces = [(number, "".join(_with_gaps(own[part]))) for part in (0, 1) for number, own in enumerate(split, 1)]
    return PdfText(tuple((number, text) for number, text in pieces if text.strip()), subject)


def _words(page: Any) -> list[_Word]:
    """What is drawn, in the order it is drawn: a text goes on in it, and what lies over it comes apart."""
    words: list[_Word] = []
    shown, left = [True], _MOST_LETTERS

    def before(operator: bytes, operands: Sequence[Any], *_: Any) -> None:
        if operator == b"Tr" and operands:
            shown[0] = operands[0] != _INVISIBLE

    def visit(text: str, matrix: Sequence[float], placed: Sequence[float], _: Any, size: float) -> None:
        nonlocal left
        left -= len(text)
        if words and text and not text.strip():
            words[-1] = replace(words[-1], text=words[-1].text + " ")
        elif text and shown[0] and left > 0:
            x, y = placed[4] * matrix[0] + matrix[4], placed[5] * matrix[3] + matrix[5]
            words.append(_Word(x, y, abs(size * placed[3] * matrix[3]), text.strip("\n")))

    page.extract_text(visitor_text=visit, visitor_operand_before=before)
    return words


def _without_number(words: Sequence[_Word]) -> list[_Word]:
    """Without the number of the page: one by itself on the highest or the lowest line."""
    if len(words) < 2:
        return [*words]
    ends = max(word.y for word in words), min(word.y for word in words)
    return [
        word
        for word in words
        if word.y not in ends
        or not _PAGE_NUMBER.fullmatch(word.text)
        or sum(abs(other.y - word.y) <= word.size / 2 for other in words) > 1
    ]


def _without_notes(words: Sequence[_Word]) -> tuple[list[_Word], list[_Word]]:
    """The text without marks of footnotes, and the notes below it, which are smaller."""
    if not words:
        return [], []
    usual = median(word.size for word in words for _ in word.text)
    foot = min((word.y for word in words if word.size > _NOTES * usual), default=0.0)
    text, notes = list[_Word](), list[_Word]()
    before: _Word | None = None
    for word in words:
        if before is None or not _is_mark(word, before):
            (notes if word.y < foot and word.size <= _NOTES * usual else text).append(word)
            before = word
    return text, notes


def _is_mark(word: _Word, before: _Word) -> bool:
    raised = 0 < word.y - before.y < before.size
    return raised and word.size <= _RAISED * before.size and word.text.strip().isdigit() and len(word.text.strip()) <= 3


def _with_gaps(words: Sequence[_Word]) -> Iterator[str]:
    for number, word in enumerate(words):
        before = words[number - 1] if number else None
        if before is not None and not _goes_on(before, word):
            yield " "
        yield word.text


def _goes_on(before: _Word, word: _Word) -> bool:
    """Whether a word stands close behind another on its line."""
    if abs(before.y - word.y) > _SAME_LINE * before.size:
        return False
    digits = before.text.strip("- ").replace(".", "").replace(",", "").isdigit()
    end = before.x + before.size * len(before.text) * (_DIGIT if digits else _LETTER)
    room = before.size * (0.2 if digits else 1.5 + 0.15 * len(before.text))
    return before.x <= word.x <= end + room
