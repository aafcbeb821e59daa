"""The printed pages of a PDF as lines of words, from top to bottom."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["Page", "pages_of", "squashed"]

_SAME_LINE = 2.0
"""Points by which the words of one line may stand higher or lower."""
_LIKE_TIMES = re.compile(r"times|liberation ?serif|tinos", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """``lines``: as printed, without the number of the page; ``as_meant``: in a font as wide as the one asked for."""

    lines: tuple[str, ...]
    as_meant: bool = True


def squashed(text: str) -> str:
    """A text without its spaces, which a PDF keeps or not, and with hyphens of one kind."""
    return re.sub(r"[\s\u00a0]", "", text).replace("\u2011", "-").replace("\u2010", "-")


def pages_of(path: Path) -> tuple[Page, ...]:
    """The pages; none of what is no PDF. Errors: ValueError for a PDF that cannot be read."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    data = path.read_bytes()
    try:
        return tuple(_page(page) for page in PdfReader(io.BytesIO(data)).pages) if data.startswith(b"%PDF-") else ()
    except (PyPdfError, KeyError, TypeError) as error:
        raise ValueError(f"{path.name}: không đọc được bản PDF") from error


def _page(page: Any) -> Page:
    words: list[tuple[float, float, str]] = []

    def visit(text: str, matrix: Sequence[float], placed: Sequence[float], font: Any, size: float) -> None:
        if text.strip():
            x, y = placed[4] * matrix[0] + matrix[4], placed[5] * matrix[3] + matrix[5]
            words.append((y, x, text))

    page.extract_text(visitor_text=visit)
    lines = _lines(words)
    if lines and re.fullmatch(r"\s*\d{1,4}\s*", lines[0]):
        lines = lines[1:]
    return Page(lines=tuple(lines), as_meant=_as_meant(page))


def _lines(words: list[tuple[float, float, str]]) -> list[str]:
    rows: list[tuple[float, list[tuple[float, str]]]] = []
    for y, x, text in sorted(words, key=lambda word: -word[0]):
        if not rows or rows[-1][0] - y > _SAME_LINE:
            rows.append((y, []))
        rows[-1][1].append((x, text))
    return [" ".join(text for _, text in sorted(row, key=lambda word: word[0])) for _, row in rows]


def _as_meant(page: Any) -> bool:
    fonts = (page.get("/Resources") or {}).get("/Font") or {}
    names = [str(fonts[name].get_object().get("/BaseFont", "")) for name in fonts]
    return not names or any(_LIKE_TIMES.search(name) for name in names)
