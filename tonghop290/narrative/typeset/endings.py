"""No signature alone on a page: the end of the text goes with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tonghop290.narrative.profiles import SIGNATURE_STYLES
from tonghop290.narrative.typeset.elements import StyleName, text_of, w

__all__ = ["WITH_SIGNATURE", "before_signature", "keep_signatures", "keep_with_next"]

WITH_SIGNATURE = 2
"""Paragraphs of the text that stay on the page of the signature, with at least two lines of the first."""
_P, _TBL = w("p"), w("tbl")


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


def keep_signatures(body: Any, name_of: StyleName) -> None:
    """The last paragraphs before every signature of a filled body are kept with it, in place."""
    for table in body.findall(_TBL):
        if any(name_of(paragraph) in SIGNATURE_STYLES for paragraph in table.iter(_P)):
            said = 0
            for paragraph in before_signature(table):
                keep_with_next(paragraph)
                said += bool(text_of(paragraph).strip())
                if said == WITH_SIGNATURE:
                    break
