"""The empty Word document of the tests: python-docx's own without its table styles and what Word 2010 has twice.

Every part of a template is looked at before it is opened, and 18,000 elements of styles nobody uses are most of it.
"""

from __future__ import annotations

import io
from functools import cache

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE

_KEPT = {"Normal Table", "Table Grid"}


@cache
def _light() -> bytes:
    document = docx.Document()
    for style in [*document.styles]:
        if style.type == WD_STYLE_TYPE.TABLE and style.name not in _KEPT:
            style.delete()
    part = document.part
    for id, relation in [*part.rels.items()]:
        if relation.reltype.endswith("stylesWithEffects"):
            part.drop_rel(id)
            part.rels.pop(id, None)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def empty_document() -> Document:
    return docx.Document(io.BytesIO(_light()))
