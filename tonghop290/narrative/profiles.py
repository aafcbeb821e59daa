"""Format profiles: paper, margins and the look of every component of a document, by the name of its style.

A profile is a file (``workbook_templates/profiles``, or ``profiles`` in the folder of a form), read by
:mod:`~tonghop290.narrative.profile_file`. Lengths are in millimetres, sizes and spacings in points.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Align = Literal["left", "center", "right", "both"]
BODY_STYLES = ("Nội dung", "Gạch đầu dòng", "Lời kết")
RECIPIENT_STYLE = "Danh sách nơi nhận"
CLOSING_STYLE = "Lời kết"
DATE_STYLE = "Địa danh và ngày"
TAG_STYLE = "Thẻ mẫu"
PAGE_NUMBER_STYLE = "Số trang"
LATER_STYLES = ("Chú thích", "footnote text", "footnote reference", "Footnote Text", "Footnote Reference")
"""Styles of what is added when a document is written: they stay although the template itself does not use them."""
SIGNATURE_STYLES = ("Quyền hạn ký", "Chức vụ", "Họ tên")


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a component looks and what it says. ``line``: exact line spacing in points, None for single; ``indent``:
    first line, ``side``: left and right of a centred block, mm; ``sizes``: the sizes a document may have it in.

    ``text``: what it must say; ``pattern``: a regular expression it must match; ``wrong``: what is told where it does
    not ("{chu}" is what stands there); ``needed``: every document has it.
    """

    size: float = 14
    bold: bool = False
    italic: bool = False
    underline: bool = False
    align: Align = "left"
    indent: float = 0
    side: float = 0
    before: float = 0
    after: float = 0
    line: float | None = 18
    keep_next: bool = False
    new_page: bool = False
    outline: int | None = None
    sizes: tuple[float, float] | None = None
    text: str = ""
    pattern: str = ""
    wrong: str = ""
    needed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A line drawn under a component: ``style`` of the paragraph that bears it, ``under`` the component's style.

    ``share``: how long it may be, in lengths of the printed words; ``length``: how long it is drawn, mm, where the
    words are not known beforehand; ``name``: what the component is called in a sentence.
    """

    style: str
    under: str
    name: str = ""
    share: tuple[float, float] = (1, 1)
    length: float = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A guidance on the form of documents. ``line_range``: allowed exact line spacing of the text, points;
    ``head``, ``signature``: columns of the two tables without borders, mm."""

    id: str
    source: str
    font: str = "Times New Roman"
    top: float = 20
    bottom: float = 20
    left: float = 30
    right: float = 15
    page_number_top: float = 10
    recipient_separator: str = ""
    line_range: tuple[float, float] = (12, 1000)
    paragraph_gap: float = 6
    first_indent: float = 10
    head: tuple[float, float] = (79, 86)
    signature: tuple[float, float] = (86, 79)
    forbidden_endings: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    looks: Mapping[str, Look]

    @property
    def text_width(self) -> float:
        """Millimetres between the side margins of A4."""
        return 210 - self.left - self.right

    def rule(self, style: str) -> Rule | None:
        """The rule that paragraphs of this style bear."""
        return next((rule for rule in self.rules if rule.style == style), None)
