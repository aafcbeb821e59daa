"""Measure a Word report against a format profile and say in Vietnamese what differs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tonghop290.narrative.last_look import other_texts, quoted_start, strange_words
from tonghop290.narrative.profiles import (
    BODY_STYLES,
    FONT,
    PAGE_NUMBER_STYLE,
    PARTY_TITLE,
    RECIPIENT_STYLE,
    RULE_STYLE,
    SEPARATOR,
    Look,
    Profile,
    profile_of,
    title_width,
)
from tonghop290.text.format import format_number

__all__ = ["verify_docx"]

_ALIGN_NAMES = {"left": "trái", "center": "giữa", "right": "phải", "both": "đều hai bên"}
_MM, _PT = 36000, 12700
_RULE_TOLERANCE = 2.0
_NUMBER = re.compile(r"Số (?: {5,}|(?:0[1-9]|[1-9]\d+))-[A-ZĐ]+/[A-ZĐ]+")
_DATE = re.compile(r".+, ngày(?: {4,}| \d{2} )tháng(?: {4,}| (?P<month>\d{1,2}) )năm(?: \d{4})?")
_SPACED = ("Số và ký hiệu", "Địa danh và ngày", "Kèm theo")
_NEEDED = (
    "Cơ quan ban hành", "Dấu sao", "Số và ký hiệu", "Tiêu đề Đảng", RULE_STYLE, "Địa danh và ngày", "Tên loại",
    "Trích yếu", "Ngăn cách", "Nội dung", "Nơi nhận", RECIPIENT_STYLE, "Quyền hạn ký", "Chức vụ", "Họ tên",
)  # fmt: skip


def verify_docx(path: Path, profile: str) -> tuple[str, ...]:
    """What differs from the profile; empty when all is right.

    Errors: FileNotFoundError; ValueError (no such profile, not a Word document).
    """
    document, rules = _open(Path(path)), profile_of(profile)
    paragraphs = [
        paragraph
        for paragraph in _all_paragraphs(document)
        if paragraph.text.strip() or paragraph.style.name == RULE_STYLE
    ]
    found = [
        *_page(document, rules),
        *_components(paragraphs, rules),
        *_texts(paragraphs, rules),
        *_rule(document, paragraphs),
    ]
    around = (words for text in other_texts(Path(path)) for words in strange_words(text))
    return tuple(dict.fromkeys((*found, *around)))


def _open(path: Path) -> Any:
    import zipfile

    from docx import Document
    from docx.opc.exceptions import OpcError

    if not path.is_file():
        raise FileNotFoundError(2, "No such file", str(path))
    try:
        return Document(str(path))
    except (OpcError, ValueError, KeyError, zipfile.BadZipFile):
        raise ValueError(f"{path.name} không phải là văn bản Word (.docx).") from None


def _all_paragraphs(document: Any) -> Iterator[Any]:
    from docx.text.paragraph import Paragraph

    for element in document.element.body.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p"):
        yield Paragraph(element, document._body)


# --- page ---------------------------------------------------------------------------------------------------------


def _page(document: Any, rules: Profile) -> Iterator[str]:
    for number, section in enumerate(document.sections, 1):
        sides = sorted((section.page_width or 0, section.page_height or 0))
        if [round(side / _MM) for side in sides] != [210, 297]:
            yield f"Phần {number}: khổ giấy không phải A4."
        sides_wanted = (
            ("trên", section.top_margin, rules.top),
            ("dưới", section.bottom_margin, rules.bottom),
            ("trái", section.left_margin, rules.left),
            ("phải", section.right_margin, rules.right),
        )
        for name, value, wanted in sides_wanted:
            if abs((value or 0) / _MM - wanted) > 0.3:
                yield f"Phần {number}: lề {name} {_mm(value)} mm, cần {_mm(wanted * _MM)} mm."
        top, wanted = section.header_distance, rules.page_number_top
        if abs((top or 0) / _MM - wanted) > 0.3:
            yield f"Phần {number}: số trang cách mép trên {_mm(top)} mm, cần {_mm(wanted * _MM)} mm."
    yield from _page_numbers(document, rules)


def _page_numbers(document: Any, rules: Profile) -> Iterator[str]:
    first = document.sections[0]
    if not first.different_first_page_header_footer:
        yield "Trang 1 phải không có số trang."
    elif "PAGE" in first.first_page_header._element.xml:
        yield "Trang 1 đang in số trang; cần bỏ."
    numbers = [paragraph for paragraph in first.header.paragraphs if "PAGE" in paragraph._p.xml]
    if not numbers:
        yield "Chưa có số trang ở đầu trang (từ trang 2)."
    for paragraph in numbers:
        yield from _compare(paragraph, "Số trang", rules.looks[PAGE_NUMBER_STYLE], rules)


# --- components ---------------------------------------------------------------------------------------------------


def _components(paragraphs: list[Any], rules: Profile) -> Iterator[str]:
    used = {paragraph.style.name for paragraph in paragraphs}
    for name in _NEEDED:
        if name not in used:
            yield f"Thiếu thành phần “{name}” (không có đoạn nào mang kiểu này)."
    for paragraph in paragraphs:
        name = paragraph.style.name
        look = rules.looks.get(name)
        if look is None:
            yield f"Kiểu “{name}” không có trong thể thức: {quoted_start(paragraph.text)}"
        else:
            yield from _compare(paragraph, name, look, rules)


def _compare(paragraph: Any, name: str, look: Look, rules: Profile) -> Iterator[str]:
    align = {None: "left", 0: "left", 1: "center", 2: "right", 3: "both"}.get(_format(paragraph, "alignment"), "?")
    if align != look.align:
        yield f"{name}: căn {_ALIGN_NAMES.get(align, align)}, cần căn {_ALIGN_NAMES[look.align]}."
    if name in BODY_STYLES:
        yield from _compare_spacing(paragraph, name, rules)
    for run in paragraph.runs:
        if run.text.strip():
            yield from _compare_run(run, paragraph, name, look)


def _compare_spacing(paragraph: Any, name: str, rules: Profile) -> Iterator[str]:
    """First line, gaps and line spacing of the text proper."""
    indent, before = _format(paragraph, "first_line_indent") or 0, _format(paragraph, "space_before") or 0
    gap, needed = before + (_format(paragraph, "space_after") or 0), rules.paragraph_gap
    if abs(indent / _MM - rules.first_indent) > 0.5:
        yield f"{name}: thụt đầu dòng {_mm(indent)} mm, cần {_mm(rules.first_indent * _MM)} mm."
    if gap / _PT < needed:
        yield f"{name}: khoảng cách giữa hai đoạn {_pt(gap)} pt, cần ít nhất {_pt(needed * _PT)} pt."
    spacing = _format(paragraph, "line_spacing")
    points = spacing / _PT if isinstance(spacing, int) else 0.0
    low, high = rules.line_range
    if _format(paragraph, "line_spacing_rule") != 4 or not low <= points <= high:
        wanted = f"{_pt(low * _PT)} pt trở lên" if high > 100 else f"từ {_pt(low * _PT)} đến {_pt(high * _PT)} pt"
        yield f"{name}: giãn dòng chưa đúng, cần Exactly {wanted}."


def _compare_run(run: Any, paragraph: Any, name: str, look: Look) -> Iterator[str]:
    font, size = _font(run, paragraph, "name"), _font(run, paragraph, "size")
    if font != FONT:
        yield f"{name}: phông chữ {font or 'mặc định'}, cần {FONT}."
    if size is None or abs(size / _PT - look.size) > 0.01 and not _size_allowed(name, size / _PT):
        yield f"{name}: cỡ chữ {_pt(size)}, cần {_pt(look.size * _PT)}."
    for attribute, word in (("bold", "đậm"), ("italic", "nghiêng")):
        if bool(_font(run, paragraph, attribute)) != getattr(look, attribute):
            yield f"{name}: {'cần' if getattr(look, attribute) else 'không'} in {word}."
    if name == "Nơi nhận" and not _font(run, paragraph, "underline"):
        yield "Nơi nhận: cần gạch chân."


def _size_allowed(name: str, size: float) -> bool:
    """The guidance gives a span for these: 14–15 for the text, 15–16 for BÁO CÁO."""
    if name == "Tên loại":
        return 15 <= size <= 16
    return name in (*BODY_STYLES, "Trích yếu", "Mục lớn", "Mục", "Mục nhỏ", "Ý nhấn") and 14 <= size <= 15


def _format(paragraph: Any, attribute: str) -> Any:
    """A paragraph's property, from itself or the nearest style that has it."""
    value = getattr(paragraph.paragraph_format, attribute)
    style = paragraph.style
    while value is None and style is not None:
        value, style = getattr(style.paragraph_format, attribute), style.base_style
    return value


def _font(run: Any, paragraph: Any, attribute: str) -> Any:
    value = getattr(run.font, attribute)
    style = paragraph.style
    while value is None and style is not None:
        value, style = getattr(style.font, attribute), style.base_style
    return value


# --- words --------------------------------------------------------------------------------------------------------


def _texts(paragraphs: list[Any], rules: Profile) -> Iterator[str]:
    for paragraph in paragraphs:
        yield from _letters(paragraph.text, paragraph.style.name)
        yield from _component_text(paragraph.text, paragraph.style.name)
    yield from _endings(paragraphs, rules)


def _letters(text: str, name: str) -> Iterator[str]:
    """What no text may hold."""
    if name not in _SPACED and re.search(r"\S {2,}\S", text):
        yield f"Có hai dấu cách liền nhau: {quoted_start(text)}"
    if unicodedata.normalize("NFC", text) != text:
        yield f"Chữ chưa ở dạng dựng sẵn (NFC): {quoted_start(text)}"
    yield from strange_words(text)
    if text.rstrip().endswith("./."):
        yield "Kết thúc văn bản bằng dấu chấm, không dùng “./.”."


def _component_text(text: str, name: str) -> Iterator[str]:
    """What the text of a component must be."""
    words = text.strip()
    if name == "Tiêu đề Đảng" and words != PARTY_TITLE:
        yield f"Tiêu đề phải là {PARTY_TITLE}."
    if name == "Dấu sao" and words != "*":
        yield "Dưới tên cơ quan ban hành phải là dấu sao (*)."
    if name == "Ngăn cách" and words != SEPARATOR:
        yield f"Dưới trích yếu phải là năm dấu gạch nối ({SEPARATOR})."
    if name == "Số và ký hiệu" and not _NUMBER.fullmatch(words):
        form = "“Số 05-BC/ĐU” (không có dấu hai chấm, số dưới 10 có số 0 phía trước)"
        yield f"Số và ký hiệu “{words}” chưa đúng mẫu {form}."
    if name == "Địa danh và ngày":
        yield from _date(words)
    if name == "Quyền hạn ký" and not re.match(r"(T/M|K/T|T/L) ", text):
        yield f"Quyền hạn ký “{words}” phải viết T/M, K/T hoặc T/L."


def _endings(paragraphs: list[Any], rules: Profile) -> Iterator[str]:
    """With what the recipients and the closing words end."""
    recipients = [paragraph.text.strip() for paragraph in paragraphs if paragraph.style.name == RECIPIENT_STYLE]
    for text in recipients[:-1]:
        if not text.endswith(rules.recipient_separator):
            yield f"Nơi nhận {quoted_start(text)} phải kết thúc bằng dấu “{rules.recipient_separator}”."
    if recipients and not recipients[-1].endswith("."):
        yield "Dòng cuối của Nơi nhận phải kết thúc bằng dấu chấm."
    closing = [paragraph.text.strip() for paragraph in paragraphs if paragraph.style.name == "Lời kết"]
    if closing and not closing[-1].endswith("."):
        yield "Lời kết phải kết thúc bằng dấu chấm."


def _date(text: str) -> Iterator[str]:
    found = _DATE.fullmatch(text)
    if found is None:
        yield f"Địa danh và ngày “{text}” chưa đúng mẫu “Thanh Hà, ngày 05 tháng 02 năm 2020”."
    elif found["month"] and (len(found["month"]) == 2) != (int(found["month"]) <= 2 or int(found["month"]) >= 10):
        yield f"Địa danh và ngày “{text}”: tháng 1, 2 viết 01, 02; các tháng khác không thêm số 0."


def _rule(document: Any, paragraphs: list[Any]) -> Iterator[str]:
    """The rule's length is what the indents leave of its column; it should be the printed title's."""
    from docx.oxml.ns import qn

    titles = (paragraph for paragraph in paragraphs if paragraph.style.name == "Tiêu đề Đảng" and paragraph.runs)
    title = next(titles, None)
    for paragraph in paragraphs:
        if paragraph.style.name != RULE_STYLE:
            continue
        properties = paragraph._p.pPr
        if properties is None or properties.find(qn("w:pBdr")) is None:
            yield "Dưới tiêu đề chưa có đường kẻ liền."
            continue
        cell = next((parent for parent in paragraph._p.iterancestors(qn("w:tc"))), None)
        width = cell.width if cell is not None else None
        indents = (_format(paragraph, "left_indent") or 0) + (_format(paragraph, "right_indent") or 0)
        size = _font(title.runs[0], title, "size") if title is not None else None
        if width is None or size is None:
            continue
        drawn, wanted = (width - indents) / _PT, title_width(size / _PT)
        if abs(drawn - wanted) > _RULE_TOLERANCE:
            lengths = f"dài {_pt(drawn * _PT)} pt, tiêu đề dài {_pt(wanted * _PT)} pt"
            yield f"Đường kẻ dưới tiêu đề {lengths}; hai độ dài phải bằng nhau."


def _mm(value: float | None) -> str:
    return format_number(round((value or 0) / _MM, 1))


def _pt(value: float | None) -> str:
    return format_number(round((value or 0) / _PT, 1))
