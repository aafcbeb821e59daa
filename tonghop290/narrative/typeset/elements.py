"""What the XML of a Word document is called, and what a paragraph says: its runs wherever they stand in it (in a link,
a content control, an insertion), without those of a text box.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

__all__ = ["HARD_SPACE", "StyleName", "read_plainly", "runs_of", "text_of", "texts_of", "w"]

StyleName = Callable[[Any], str]
"""The name of a paragraph's style."""
HARD_SPACE, _HARD_HYPHEN = "\u00a0", "\u2011"


def w(name: str) -> str:
    """The full name of an element or attribute of WordprocessingML."""
    return "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}" + name


_R, _T, _P, _TEXT_BOX, _DELETED = (w(name) for name in ("r", "t", "p", "txbxContent", "del"))
_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_SIGNS: Mapping[str, str] = {w("tab"): "\t", w("br"): "\n", w("cr"): "\n", w("noBreakHyphen"): "-"}


def runs_of(paragraph: Any) -> Iterator[Any]:
    """The runs a paragraph prints, in order; what a revision has deleted is not printed."""
    for run in paragraph.iter(_R):
        parent = next(run.iterancestors(_P, _TEXT_BOX, _DELETED))
        if parent is paragraph:
            yield run


def text_of(paragraph: Any) -> str:
    """What a paragraph prints, as it is searched for."""
    signs = (child for run in runs_of(paragraph) for child in run)
    return read_plainly("".join((sign.text or "") if sign.tag == _T else _SIGNS.get(sign.tag, "") for sign in signs))


def texts_of(part: bytes) -> list[str]:
    """What every paragraph of a part of a package says, of Word or of a drawing; in a part without any its texts."""
    from lxml import etree  # type: ignore[import-untyped]  # it has no stubs

    try:
        root = etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return []
    found = [text_of(paragraph) for paragraph in root.iter(_P)]
    drawn = root.iter(_DRAWN + "p")
    found += ["".join(text.text or "" for text in paragraph.iter(_DRAWN + "t")) for paragraph in drawn]
    return found or [text.strip() for text in root.itertext() if text.strip()]


def read_plainly(text: str) -> str:
    """A text as it is searched for: with spaces and hyphens that may break.

    >>> read_plainly("số\\u00a062\\u2011KL/TW")
    'số 62-KL/TW'
    """
    return text.replace(HARD_SPACE, " ").replace(_HARD_HYPHEN, "-")
