"""No signature alone on a page, nor the last line of a paper that nobody signs: the end of the text goes with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tonghop290.narrative.profiles import SIGNATURE_STYLES
from tonghop290.narrative.typeset.elements import StyleName, text_of, w

__all__ = ["WITH_SIGNATURE", "Ending", "before_signature", "ending_of", "keep_signatures", "keep_with_next"]

WITH_SIGNATURE = 2
"""Paragraphs of the text that stay on the page of the signature, with at least two lines of the first."""
_P, _TBL, _TR, _SECTION = w("p"), w("tbl"), w("tr"), w("sectPr")
Ending = tuple[list[Any], list[Any]]
"""Of a body: its last paragraphs, from the last one back, and those of the last rows of the table right before them."""


def keep_with_next(paragraph: Any) -> None:
    """Keep a paragraph on the page of the next one."""
    properties = paragraph.find(w("pPr"))
    if properties is None:
        properties = paragraph.makeelement(w("pPr"))
        paragraph.insert(0, properties)
    if properties.find(w("keepNext")) is None:
        style = properties.find(w("pStyle"))
        properties.insert(0 if style is None else 1, properties.makeelement(w("keepNext")))


def before_signature(table: Any) -> Iterator[Any]:
    """The paragraphs right before a table, from the last one back to the beginning of a page of their own."""
    for element in table.itersiblings(preceding=True):
        if element.tag != _P or element.find(f"{w('pPr')}/{w('sectPr')}") is not None:
            return
        yield element


def ending_of(body: Any) -> Ending:
    """What its last page ends with."""
    last = next((one for one in reversed(body) if one.tag != _SECTION), None)
    if last is None or last.tag != _P:
        return [], []
    paragraphs = [last, *before_signature(last)]
    table = paragraphs[-1].getprevious()
    rows = table.findall(_TR)[-WITH_SIGNATURE:] if table is not None and table.tag == _TBL else []
    return paragraphs, [paragraph for row in rows for paragraph in row.iter(_P)]


def keep_signatures(body: Any, name_of: StyleName) -> None:
    """The last paragraphs before every signature of a filled body are kept with it, in place; of a body that nobody
    signs those before its last line."""
    signed = [
        table
        for table in body.findall(_TBL)
        if any(name_of(paragraph) in SIGNATURE_STYLES for paragraph in table.iter(_P))
    ]
    if not signed:
        _keep_the_end(*ending_of(body))
    for table in signed:
        said = 0
        for paragraph in before_signature(table):
            keep_with_next(paragraph)
            said += bool(text_of(paragraph).strip())
            if said == WITH_SIGNATURE:
                break


def _keep_the_end(paragraphs: list[Any], rows: list[Any]) -> None:
    """An empty last line makes a page as well."""
    said = [number for number, one in enumerate(paragraphs) if text_of(one).strip()]
    whole = len(said) > WITH_SIGNATURE
    kept = paragraphs[1 : said[WITH_SIGNATURE] + 1 if whole else None]
    for paragraph in kept if whole else [*kept, *rows]:
        keep_with_next(paragraph)
