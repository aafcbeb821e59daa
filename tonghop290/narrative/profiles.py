"""Format profiles of Party documents: paper, margins and the look of every component, by style name.

Sources: Hướng dẫn 36-HD/VPTW, 03/4/2018, and Hướng dẫn 05-HD/VPTW, 27/5/2026. Lengths are in millimetres, sizes and
spacings in points. Where the guidance is silent (headings of a report, the gap for the signature) the choice is the
office's habit.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

from tonghop290.model import PROFILE_2018, PROFILE_2026

Align = Literal["left", "center", "right", "both"]
FONT = "Times New Roman"
PARTY_TITLE = "ĐẢNG CỘNG SẢN VIỆT NAM"
SEPARATOR = "-----"
RULE_STYLE = "Kẻ dưới tiêu đề"
BODY_STYLES = ("Nội dung", "Gạch đầu dòng", "Lời kết")
RECIPIENT_STYLE = "Danh sách nơi nhận"
TAG_STYLE = "Thẻ mẫu"
PAGE_NUMBER_STYLE = "Số trang"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a component looks. ``line``: exact line spacing in points, None for single; ``indent``: first line,
    ``side``: left and right of a centred block, mm."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A guidance on the form of documents. ``line_range``: allowed exact line spacing of the text, points."""

    id: str
    source: str
    top: float = 20
    bottom: float = 20
    left: float = 30
    right: float = 15
    page_number_top: float = 10
    recipient_separator: str = ","
    line_range: tuple[float, float] = (18, 1000)
    paragraph_gap: float = 6
    first_indent: float = 10
    looks: Mapping[str, Look]

    @property
    def text_width(self) -> float:
        """Millimetres between the side margins of A4."""
        return 210 - self.left - self.right


_LOOKS: Mapping[str, Look] = MappingProxyType({
    "Cơ quan cấp trên": Look(align="center", keep_next=True),
    "Cơ quan ban hành": Look(bold=True, align="center"),
    "Dấu sao": Look(align="center", line=14),
    "Số và ký hiệu": Look(align="center"),
    "Dự thảo": Look(italic=True, align="center"),
    "Tiêu đề Đảng": Look(size=15, bold=True, align="center"),
    RULE_STYLE: Look(size=6, align="center", line=10, before=1),
    "Địa danh và ngày": Look(italic=True, align="center", before=4),
    "Ghi chú dự thảo": Look(size=12, italic=True, align="right", before=6),
    "Tên loại": Look(size=16, bold=True, align="center", before=18, line=20, keep_next=True),
    "Trích yếu": Look(bold=True, align="center", side=6, keep_next=True),
    "Ngăn cách": Look(align="center", after=12),
    "Nội dung": Look(align="both", indent=10, before=6),
    "Gạch đầu dòng": Look(align="both", indent=10, before=6),
    "Lời kết": Look(align="both", indent=10, before=6, keep_next=True),
    "Mục lớn": Look(bold=True, align="left", indent=10, before=12, keep_next=True, outline=0),
    "Mục": Look(bold=True, align="left", indent=10, before=6, keep_next=True, outline=1),
    "Mục nhỏ": Look(bold=True, align="left", indent=10, before=6, keep_next=True, outline=2),
    "Ý nhấn": Look(italic=True, bold=True, align="left", indent=10, before=6, keep_next=True),
    "Tên bảng": Look(bold=True, align="center", before=6, after=6, keep_next=True),
    "Tên phụ lục": Look(bold=True, align="center", keep_next=True, new_page=True),
    "Kèm theo": Look(italic=True, align="center", after=8, keep_next=True),
    "Ghi chú bảng": Look(size=12, italic=True, align="both", before=6, line=15),
    "Đầu bảng": Look(size=12, bold=True, align="center", before=1, after=1, line=None, keep_next=True),
    "Ô bảng": Look(size=12, align="left", before=1, after=1, line=None),
    "Ô bảng giữa": Look(size=12, align="center", before=1, after=1, line=None),
    "Ô bảng số": Look(size=12, align="right", before=1, after=1, line=None),
    "Ô bảng tổng": Look(size=12, bold=True, align="right", before=1, after=1, line=None, keep_next=True),
    "Sau bảng": Look(size=6, line=6),
    "Nơi nhận": Look(underline=True, before=12, keep_next=True),
    RECIPIENT_STYLE: Look(size=12, line=15, keep_next=True),
    "Quyền hạn ký": Look(bold=True, align="center", before=12, keep_next=True),
    "Chức vụ": Look(align="center", keep_next=True),
    "Chỗ ký": Look(align="center", line=80, keep_next=True),
    "Họ tên": Look(bold=True, align="center", keep_next=True),
    "Mã đối chiếu": Look(size=8, before=6, line=None),
    PAGE_NUMBER_STYLE: Look(align="center", line=None),
})  # fmt: skip

HD36 = Profile(id=PROFILE_2018, source="Hướng dẫn 36-HD/VPTW, ngày 03/4/2018", looks=_LOOKS)
HD05 = replace(
    HD36, id=PROFILE_2026, source="Hướng dẫn 05-HD/VPTW, ngày 27/5/2026", recipient_separator=";", line_range=(18, 22)
)
PROFILES: Mapping[str, Profile] = MappingProxyType({profile.id: profile for profile in (HD36, HD05)})

COLUMN_WIDTHS: Mapping[str, tuple[float, float]] = MappingProxyType({"head": (79, 86), "signature": (86, 79)})
"""Left and right columns, mm, of the two tables without borders; each adds up to the text width."""

_ADVANCE_BOLD = MappingProxyType({
    "A": 1479, "B": 1366, "C": 1479, "D": 1479, "Đ": 1479, "E": 1366, "G": 1593, "H": 1593, "I": 797, "K": 1593,
    "L": 1366, "M": 1933, "N": 1479, "O": 1593, "P": 1251, "Q": 1593, "R": 1479, "S": 1139, "T": 1366, "U": 1479,
    "V": 1479, "X": 1479, "Y": 1479, "Ư": 1630, "Ơ": 1593, " ": 512,
})  # fmt: skip
"""Advance widths of Times New Roman Bold in 1/2048 em (its hmtx table); an accented capital is as wide as its base
letter."""


def profile_of(id: str) -> Profile:
    """The profile of that name. Errors: ValueError that names the profiles there are."""
    if id not in PROFILES:
        raise ValueError(f"Không có thể thức “{id}”. Các thể thức: {', '.join(PROFILES)}.")
    return PROFILES[id]


def title_width(size: float) -> float:
    """The printed width of ĐẢNG CỘNG SẢN VIỆT NAM in bold Times New Roman, in points.

    >>> round(title_width(15), 1)
    206.7
    """
    bases = [letter if letter in _ADVANCE_BOLD else unicodedata.normalize("NFD", letter)[0] for letter in PARTY_TITLE]
    return sum(_ADVANCE_BOLD[base] for base in bases) * size / 2048
