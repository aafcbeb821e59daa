"""Links out of a workbook, cut where they stand; what they were put on keeps its value and its look."""

from __future__ import annotations

import re

from tonghop290.spreadsheet.edit.parts import Rewriting
from tonghop290.spreadsheet.edit.splice import Element, Splice, find_elements

__all__ = ["LEADS_OUT", "cut_links", "cut_links_of_the_document"]

LEADS_OUT = re.compile(r"[\[\\/|]")
"""In the place a link of a workbook leads to: signs that no sheet's name may hold."""
_OF_THE_DOCUMENT = ("HyperlinkBase", "HLinks")


def cut_links(book: Rewriting, part: str, data: bytes) -> bytes:
    """A sheet's part without the links that lead out of the workbook; their relations go with them."""
    if not any(relation.kind == "hyperlink" for relation in book.relations(part).values()) and b"hyperlink" not in data:
        return data
    found = find_elements(
        data, part, lambda path, _: path[-1] in ("hyperlink", "hyperlinks") or path[-1] == "row" and "passed"
    )
    links = [element for element in found if element.name == "hyperlink"]
    out = [element for element in links if _leads_out(element)]
    splice = Splice(data)
    for element in out:
        splice.replace(element.start, element.end, "")
    if out and len(out) == len(links):  # an empty list of links is none to Excel
        splice = Splice(data)
        for element in found:
            if element.name == "hyperlinks":
                splice.replace(element.start, element.end, "")
    book.drop_relations(part, "hyperlink")
    return splice.done()


def _leads_out(link: Element) -> bool:
    return any(name.endswith(" id") for name in link.attributes) or bool(
        LEADS_OUT.search(link.attributes.get("location", ""))
    )


def cut_links_of_the_document(book: Rewriting) -> None:
    """The addresses of links that Excel lists once more among the properties of the document."""
    for relation in book.relations("").values():
        if relation.kind.lower() in ("extended-properties", "extendedproperties") and relation.target in book:
            part = relation.target
            splice = Splice(book.read(part))
            for element in find_elements(splice.data, part, lambda path, _: path[-1] in _OF_THE_DOCUMENT):
                splice.replace(element.start, element.end, "")
            book.write(part, splice.done())
