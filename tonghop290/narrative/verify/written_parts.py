"""All that is written in a Word file, wherever it stands: body, headers, footers, notes, text boxes, balloons,
drawings, properties; and what reviewers have left in it.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tonghop290.narrative.template.revisions import left_by_reviewers
from tonghop290.narrative.typeset.elements import text_of, texts_of, w

__all__ = ["every_text", "left_in"]

_TITLES = (
    (r"word/document\.xml", ""),
    (r"word/header\d*\.xml", "Đầu trang"),
    (r"word/footer\d*\.xml", "Chân trang"),
    (r"word/footnotes\.xml", "Chú thích"),
    (r"word/endnotes\.xml", "Chú thích cuối"),
    (r"word/comments\w*\.xml", "Nhận xét"),
    (r"word/(?:charts|diagrams|drawings)/.*", "Hình vẽ"),
    (r"word/glossary/document\.xml", "Khối dựng sẵn"),
    (r"docProps/core\.xml", "Thuộc tính tệp"),
)
_SHOWN = 40


def every_text(path: Path) -> Iterator[tuple[str, str]]:
    """Every paragraph of the file that says something: where it stands ("" for the body), and its words."""
    for title, part in _parts(path):
        yield from ((title, text) for text in texts_of(part) if text.strip())


def _parts(path: Path) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            found = next((title for pattern, title in _TITLES if re.fullmatch(pattern, name)), None)
            if found is not None:
                yield found, package.read(name)


def left_in(path: Path) -> tuple[str, ...]:
    """Changes that are not accepted and balloons that are still there, each with its paragraph."""
    told = []
    for title, part in _parts(path):
        if title == "Nhận xét":
            told += [f"Còn nhận xét trong tệp: {_quoted(text)}" for text in texts_of(part) if text.strip()]
            continue
        root = _root(part) if b"<w:" in part else None
        for paragraph, what in left_by_reviewers(root) if root is not None else ():
            at = f"{title}: đoạn" if title else "Đoạn"
            if what != "nhận xét":
                told.append(f"{at} {_quoted(text_of(paragraph))} còn {what} chưa chấp nhận.")
    with zipfile.ZipFile(path) as package:
        settings = package.read("word/settings.xml") if "word/settings.xml" in package.namelist() else b""
    if (root := _root(settings)) is not None and root.find(w("trackRevisions")) is not None:
        told.append("Tệp đang bật theo dõi sửa đổi (Track Changes).")
    return tuple(dict.fromkeys(told))


def _root(part: bytes) -> Any:
    from lxml import etree  # type: ignore[import-untyped]  # it has no stubs

    try:
        return etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return None


def _quoted(text: str) -> str:
    text = text.strip()
    return f"“{text[:_SHOWN]}…”" if len(text) > _SHOWN else f"“{text}”"
