"""What is wrong with a document once it is printed: measured on the page, not on its styles.

Lines of the head that wrap, symbols and dates taken apart at the end of a line, a signature alone on its page, a last
page of two lines, a heading at the foot of a page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tonghop290.narrative.profiles import DATE_STYLE, SIGNATURE_STYLES
from tonghop290.narrative.tidy import style_names
from tonghop290.narrative.typeset.binding import Binding
from tonghop290.narrative.typeset.elements import HARD_SPACE, runs_of, text_of, w
from tonghop290.narrative.typeset.head import two_columns
from tonghop290.narrative.verify.last_look import quoted_start
from tonghop290.narrative.verify.page_lines import Page, squashed

__all__ = ["page_faults"]

_FEW = 2
"""Lines that are too few for a page, or above a signature."""
_AROUND = "(“”),;.:"
_SHORTEST = 3


def page_faults(path: Path, pages: Sequence[Page], binding: Binding) -> tuple[str, ...]:
    """What a document has on paper that it should not have. ``pages``: as it is printed."""
    from docx import Document

    document = Document(str(path))
    body, name_of = document.element.body, style_names(document.styles.element)
    if not pages:
        return ()
    found = [
        *_wrapped(body, name_of, pages[0]),
        *_taken_apart(body, pages, binding),
        *_alone(body, name_of, pages),
        *_headings(document, pages),
    ]
    return tuple(dict.fromkeys(found))


def _wrapped(body: Any, name_of: Any, first: Page) -> Iterator[str]:
    """Lines of the head that do not stand on one line; where the document breaks them itself, its pieces."""
    printed = [squashed(line) for line in first.lines]
    for table in body.findall(w("tbl")):
        if two_columns(table) is None or not any(name_of(one) == DATE_STYLE for one in table.iter(w("p"))):
            continue
        for paragraph in table.iter(w("p")):
            pieces = _pieces(paragraph)
            if not all(any(squashed(piece) in line for line in printed) for piece in pieces):
                yield f"Trang 1: {quoted_start(text_of(paragraph))} bị xuống dòng; đề nghị ngắt dòng trước tên."


def _pieces(paragraph: Any) -> list[str]:
    """What of a paragraph has to stand on one line: all of it, or what hard spaces hold together."""
    texts = (text.text or "" for run in runs_of(paragraph) for text in run.iter(w("t")))
    breaks = any(run.find(w("br")) is not None for run in runs_of(paragraph))
    raw = "".join(texts)
    if breaks:
        return [piece for piece in text_of(paragraph).split("\n") if piece.strip()]
    return [piece for piece in (raw.split(" ") if HARD_SPACE in raw else [text_of(paragraph)]) if piece.strip()]


def _taken_apart(body: Any, pages: Sequence[Page], binding: Binding) -> Iterator[str]:
    """Symbols, numbers and days that begin on one line and end on the next."""
    symbols, pairs = _held_together(body, binding)
    for number, page in enumerate(pages, 1):
        for line, after in zip(page.lines, page.lines[1:], strict=False):
            end, begin = (line.split() or [""])[-1].strip(_AROUND), (after.split() or [""])[0].strip(_AROUND)
            if (end, begin) in pairs or _apart(end, squashed(end + begin), symbols):
                yield f"Trang {number}: {quoted_start(f'{end} | {begin}')} bị tách ở cuối dòng."


def _apart(end: str, whole: str, symbols: set[str]) -> bool:
    if len(end) < 2 or not squashed(end).endswith("-"):
        return False
    return any(whole.startswith(symbol) or symbol.startswith(whole) for symbol in symbols)


def _held_together(body: Any, binding: Binding) -> tuple[set[str], set[tuple[str, str]]]:
    """What of the document's words must not be taken apart: symbols, and words with the number behind them."""
    symbols: set[str] = set()
    pairs: set[tuple[str, str]] = set()
    for paragraph in body.iter(w("p")):
        text = text_of(paragraph)
        words = text.split(" ")
        pairs |= {
            (word.strip(_AROUND), after.strip(_AROUND))
            for word, after in zip(words, words[1:], strict=False)
            if word.strip(_AROUND) in binding.before and re.match(r"[\d…]", after)
        }
        if any(True for _ in binding.hyphens(text)):
            symbols |= {one for word in words if "-" in (one := word.strip(_AROUND)) and len(one) > 1}
    return symbols, pairs


def _alone(body: Any, name_of: Any, pages: Sequence[Page]) -> Iterator[str]:
    """A signature without a text above it, a page that holds next to nothing."""
    signs = [squashed(text_of(one)) for one in body.iter(w("p")) if name_of(one) in SIGNATURE_STYLES]
    signature = next((sign for sign in signs if sign), "")
    signed = None
    for number, page in enumerate(pages, 1) if signature else ():
        above = next((count for count, line in enumerate(page.lines) if signature in squashed(line)), None)
        if above is not None:
            signed = number
            if above < _FEW and len(pages) > 1:
                yield f"Trang {number}: chữ ký đứng một mình, không có lời văn ở trên."
            break
    for number, page in enumerate(pages, 1) if len(pages) > 1 else ():
        if len(page.lines) <= _FEW and number != signed:
            lines = f"chỉ có {len(page.lines)} dòng" if page.lines else "không có chữ nào"
            yield f"Trang {number} {lines}."


def _headings(document: Any, pages: Sequence[Page]) -> Iterator[str]:
    """Headings whose text begins on the next page."""
    outlined = {
        style.style_id for style in document.styles if style.element.find(f"{w('pPr')}/{w('outlineLvl')}") is not None
    }
    styles = ((one, one.find(f"{w('pPr')}/{w('pStyle')}")) for one in document.element.body.iter(w("p")))
    names = {squashed(text_of(one)) for one, style in styles if style is not None and style.get(w("val")) in outlined}
    for number, page in enumerate(pages[:-1], 1):
        last = squashed(page.lines[-1]) if page.lines else ""
        if last and any(name.endswith(last) and len(last) > _SHORTEST for name in names):
            yield f"Trang {number}: đề mục {quoted_start(page.lines[-1])} đứng cuối trang."
