"""Measure a Word report against a format profile and say in Vietnamese what differs."""

from __future__ import annotations

import errno
import os
import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tonghop290.model import OWN_LANGUAGE, Form
from tonghop290.narrative.profile_file import profile_of
from tonghop290.narrative.profiles import (
    BODY_STYLES,
    CLOSING_STYLE,
    DATE_STYLE,
    PAGE_NUMBER_STYLE,
    RECIPIENT_STYLE,
    Look,
    Profile,
    Rule,
)
from tonghop290.narrative.tidy import style_names
from tonghop290.narrative.typeset.elements import runs_of, text_of
from tonghop290.narrative.verify.last_look import look_over, quoted_start
from tonghop290.narrative.verify.narrow_cells import narrow_cells
from tonghop290.narrative.verify.printed_figures import other_figures
from tonghop290.narrative.verify.written_parts import left_in
from tonghop290.text.format import format_number
from tonghop290.text.printing.widths import width_of

__all__ = ["differences", "verify_docx"]

_ALIGN_NAMES = {"left": "trái", "center": "giữa", "right": "phải", "both": "đều hai bên"}
_MM, _PT = 36000, 12700
_RULE_TOLERANCE = 2.0
_DATE = re.compile(r".+, ngày(?: {4,}| \d{2} )tháng(?: {4,}| (?P<month>\d{1,2}) )năm(?: \d{4})?")
_SPACED = ("Số và ký hiệu", DATE_STYLE, "Kèm theo")


def verify_docx(path: Path, profile: str, folder: Path | None = None, form: Form | None = None) -> tuple[str, ...]:
    """What differs from the profile; empty when all is right. ``folder``: of a form with profiles of its own;
    ``form``: it is of.

    Errors: FileNotFoundError; ValueError (no such profile, not a Word document).
    """
    return differences(Path(path), profile_of(profile, folder), form)


def differences(
    path: Path, rules: Profile, form: Form | None = None, sums: Mapping[str, float] | None = None
) -> tuple[str, ...]:
    """What differs from a profile already read, and what no report should hold in any of its parts. ``form``: it is
    of; ``sums``: of an office's document what its figures add up to. Errors: FileNotFoundError; ValueError (not a Word
    document).
    """
    document = _open(path)
    paragraphs = [
        paragraph
        for paragraph in _all_paragraphs(document)
        if _text(paragraph).strip() or rules.rule(paragraph.style.name) is not None
    ]
    found = [
        *_page(document, rules),
        *_components(paragraphs, rules),
        *_texts(paragraphs, rules),
        *_rules(paragraphs, rules),
    ]
    found += narrow_cells(document.element.body, rules, style_names(document.styles.element))
    language = form.words.language if form is not None else OWN_LANGUAGE
    found += [*look_over(path, language), *left_in(path), *other_figures(document.element.body, form, sums)]
    return tuple(dict.fromkeys(found))


def _open(path: Path) -> Any:
    import zipfile

    from docx import Document
    from docx.opc.exceptions import OpcError

    if not path.is_file():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
    try:
        return Document(str(path))
    except (OpcError, ValueError, KeyError, zipfile.BadZipFile):
        raise ValueError(f"{path.name} không phải là văn bản Word (.docx).") from None


def _all_paragraphs(document: Any) -> Iterator[Any]:
    from docx.text.paragraph import Paragraph

    for element in document.element.body.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p"):
        yield Paragraph(element, document._body)


def _text(paragraph: Any) -> str:
    return text_of(paragraph._p)


def _runs(paragraph: Any) -> list[Any]:
    """Its runs, also those in links and content controls."""
    from docx.text.run import Run

    return [Run(run, paragraph) for run in runs_of(paragraph._p)]


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
    for name in (name for name, look in rules.looks.items() if look.needed):
        if name not in used:
            yield f"Thiếu thành phần “{name}” (không có đoạn nào mang kiểu này)."
    for paragraph in paragraphs:
        name = paragraph.style.name
        look = rules.looks.get(name)
        if look is None:
            yield f"Kiểu “{name}” không có trong thể thức: {quoted_start(_text(paragraph))}"
        else:
            yield from _compare(paragraph, name, look, rules)


def _compare(paragraph: Any, name: str, look: Look, rules: Profile) -> Iterator[str]:
    align = {None: "left", 0: "left", 1: "center", 2: "right", 3: "both"}.get(_format(paragraph, "alignment"), "?")
    if align != look.align:
        yield f"{name}: căn {_ALIGN_NAMES.get(align, align)}, cần căn {_ALIGN_NAMES[look.align]}."
    if name in BODY_STYLES:
        yield from _compare_spacing(paragraph, name, rules)
    for run in _runs(paragraph):
        if run.text.strip():
            yield from _compare_run(run, paragraph, name, look, rules.font)


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


def _compare_run(run: Any, paragraph: Any, name: str, look: Look, wanted: str) -> Iterator[str]:
    font, size = _font(run, paragraph, "name"), _font(run, paragraph, "size")
    if font != wanted:
        yield f"{name}: phông chữ {font or 'mặc định'}, cần {wanted}."
    low, high = look.sizes or (look.size, look.size)
    if size is None or not low - 0.01 <= size / _PT <= high + 0.01:
        yield f"{name}: cỡ chữ {_pt(size)}, cần {_pt(look.size * _PT)}."
    for attribute, word in (("bold", "đậm"), ("italic", "nghiêng")):
        if bool(_font(run, paragraph, attribute)) != getattr(look, attribute):
            yield f"{name}: {'cần' if getattr(look, attribute) else 'không'} in {word}."
    if look.underline and not _font(run, paragraph, "underline"):
        yield f"{name}: cần gạch chân."


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
        yield from _letters(_text(paragraph), paragraph.style.name, rules)
        yield from _component_text(_text(paragraph), paragraph.style.name, rules)
    yield from _endings(paragraphs, rules)


def _letters(text: str, name: str, rules: Profile) -> Iterator[str]:
    """What no text may hold."""
    if name not in _SPACED and re.search(r"\S {2,}\S", text):
        yield f"Có hai dấu cách liền nhau: {quoted_start(text)}"
    if unicodedata.normalize("NFC", text) != text:
        yield f"Chữ chưa ở dạng dựng sẵn (NFC): {quoted_start(text)}"
    for ending in rules.forbidden_endings:
        if text.rstrip().endswith(ending):
            yield f"Kết thúc văn bản bằng dấu chấm, không dùng “{ending}”."


def _component_text(text: str, name: str, rules: Profile) -> Iterator[str]:
    """What the text of a component must be."""
    words, look = text.strip(), rules.looks.get(name)
    if look is not None and (
        (look.text and words != look.text) or (look.pattern and not re.fullmatch(look.pattern, words))
    ):
        yield (look.wrong or f"{name}: “{{chu}}” chưa đúng mẫu.").replace("{chu}", words)
    if name == DATE_STYLE and look is not None and look.needed:
        yield from _date(words)


def _endings(paragraphs: list[Any], rules: Profile) -> Iterator[str]:
    """With what the recipients and the closing words end."""
    recipients = [_text(paragraph).strip() for paragraph in paragraphs if paragraph.style.name == RECIPIENT_STYLE]
    for text in recipients[:-1] if rules.recipient_separator else ():
        if not text.endswith(rules.recipient_separator):
            yield f"Nơi nhận {quoted_start(text)} phải kết thúc bằng dấu “{rules.recipient_separator}”."
    if recipients and rules.recipient_separator and not recipients[-1].endswith("."):
        yield "Dòng cuối của Nơi nhận phải kết thúc bằng dấu chấm."
    closing = [_text(paragraph).strip() for paragraph in paragraphs if paragraph.style.name == CLOSING_STYLE]
    if closing and rules.recipient_separator and not closing[-1].endswith("."):
        yield "Lời kết phải kết thúc bằng dấu chấm."


def _date(text: str) -> Iterator[str]:
    found = _DATE.fullmatch(text)
    if found is None:
        yield f"Địa danh và ngày “{text}” chưa đúng mẫu “Thanh Hà, ngày 05 tháng 02 năm 2020”."
    elif found["month"] and (len(found["month"]) == 2) != (int(found["month"]) <= 2 or int(found["month"]) >= 10):
        yield f"Địa danh và ngày “{text}”: tháng 1, 2 viết 01, 02; các tháng khác không thêm số 0."


def _rules(paragraphs: list[Any], rules: Profile) -> Iterator[str]:
    """Every rule's length is what the indents leave of its column; it should be that of the words above it."""
    for paragraph in paragraphs:
        rule = rules.rule(paragraph.style.name)
        if rule is not None:
            yield from _rule(paragraph, rule, _above(paragraphs, rule, rules), rules)


def _above(paragraphs: list[Any], rule: Rule, rules: Profile) -> float | None:
    """The printed width of the words a rule stands under, points."""
    found = (line for line in paragraphs if line.style.name == rule.under and _runs(line))
    words = next(found, None)
    size = _font(_runs(words)[0], words, "size") if words is not None else None
    if words is None or size is None:
        return None
    return width_of(rules.looks[rule.under].text or _text(words).strip(), size / _PT, bold=True)


def _rule(paragraph: Any, rule: Rule, words: float | None, rules: Profile) -> Iterator[str]:
    from docx.oxml.ns import qn

    name = f"Đường kẻ dưới {_name(rule)}"
    properties = paragraph._p.pPr
    if properties is None or properties.find(qn("w:pBdr")) is None:
        yield f"Dưới {_name(rule)} chưa có đường kẻ liền."
        return
    cell = next((parent for parent in paragraph._p.iterancestors(qn("w:tc"))), None)
    width = cell.width if cell is not None else rules.text_width * _MM
    indents = (_format(paragraph, "left_indent") or 0) + (_format(paragraph, "right_indent") or 0)
    if width is None or words is None:
        return
    drawn, (low, high) = (width - indents) / _PT, rule.share
    words = min(words, width / _PT) if low < high else words  # words in two lines are as long as their column
    if low == high and abs(drawn - words * low) > _RULE_TOLERANCE:
        lengths = f"dài {_pt(drawn * _PT)} pt, {_name(rule)} dài {_pt(words * _PT)} pt"
        yield f"{name} {lengths}; hai độ dài phải bằng nhau."
    elif low < high and not words * low - _RULE_TOLERANCE <= drawn <= words * high + _RULE_TOLERANCE:
        span = f"từ {_pt(words * low * _PT)} đến {_pt(words * high * _PT)} pt"
        yield f"{name} dài {_pt(drawn * _PT)} pt, cần {span}."


def _name(rule: Rule) -> str:
    """A component as it stands inside a sentence."""
    return rule.name or rule.under[:1].lower() + rule.under[1:]


def _mm(value: float | None) -> str:
    return format_number(round((value or 0) / _MM, 1))


def _pt(value: float | None) -> str:
    return format_number(round((value or 0) / _PT, 1))
