"""The appendices of the district's report alone: the same pages, from the same template, without the report before
them."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from tonghop290.narrative.tidy import StyleName

__all__ = ["APPENDIX_STYLE", "keep_appendices"]

APPENDIX_STYLE = "Tên phụ lục"


def keep_appendices(body: Any, name_of: StyleName) -> None:
    """Take out everything before the first appendix; its section keeps the page number of the one before.

    Errors: ValueError when the document has no appendix (a paragraph in the style "Tên phụ lục").
    """
    from docx.oxml.ns import qn

    paragraphs, references = body.iterchildren(qn("w:p")), (qn("w:headerReference"), qn("w:footerReference"))
    first = next((paragraph for paragraph in paragraphs if name_of(paragraph) == APPENDIX_STYLE), None)
    if first is None:
        raise ValueError(f"Mẫu báo cáo không có phụ lục (không có đoạn kiểu “{APPENDIX_STYLE}”).")
    headers = [deepcopy(header) for header in next(body.iter(qn("w:sectPr"))).iterchildren(*references)]
    for element in list(first.itersiblings(preceding=True)):
        body.remove(element)
    section = next(body.iter(qn("w:sectPr")))
    own = {(header.tag, header.get(qn("w:type"))) for header in section.iterchildren(*references)}
    for header in reversed(headers):
        if (header.tag, header.get(qn("w:type"))) not in own:
            section.insert(0, header)
