"""What a note or a comment beside a value says against it: another number, another unit, another year.

In a comment any other number counts; in the column of notes, which is there for explanations, only one that is put in
the value's place ("số đúng là 54,5") or stands alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from tonghop290.model import Words, sayable
from tonghop290.text.measures import is_measure, other_unit
from tonghop290.text.normalize import clean_text, fold_marks
from tonghop290.text.numbers import read_number

__all__ = ["Contradiction", "contradiction", "figures_in", "sender_words", "without_dates"]

OUR_HEADING = sayable("Góp ý của nơi tổng hợp số liệu:")
"""The first line of our own comments (workbook/answer/points.py)."""
_THREAD = re.compile(
    r"^\s*\[[^\]]{4,40}\].*?(?:linkid=870924\S*|newer version of Excel\.(?:\s*Learn more:\s*\S+)?)", re.DOTALL
)
_SPEAKERS = re.compile(r"^\s*(?:Comment|Reply|Chú thích|Nhận xét|Bình luận|Trả lời|Phản hồi):\s*$", re.MULTILINE)
_AUTHOR = re.compile(r"\A[^\n:]{1,60}:[ \t]*\n")
_LONGEST = 600

_NOT_FIGURES = re.compile(
    r"""
    (?:ngày\s+)?\b\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{2,4}\b            # 31/12/2019
    | \bngày\s+\d{1,2}(?:\s*[/.-]\s*\d{1,2}|\s+tháng\s+\d{1,2})?(?:\s*(?:/|năm)\s*\d{4})?
    | \b(?:tháng|quý|kỳ|khoá|khóa|nhiệm\s+kỳ)\s+(?:\d{1,2}|[ivx]+)\b(?:\s*[/.-]\s*\d{2,4}|\s+năm\s+\d{4})?
    | \b(?:0?[1-9]|1[0-2])\s*/\s*(?:19|20)\d{2}\b                           # 12/2019
    | \d{1,2}\s*(?::|h|giờ)\s*\d{0,2}\b                                    # 10h30
    | (?:\+?84|\b0)[\d .]{8,13}\d\b                                        # a telephone
    | \b(?:số\s*)?\d+\s*(?:/\d{4}\s*/|/|-)?\s*(?:-\s*)?(?:qđ|nq|bc|cv|tb|kh|ct|tt|nđ|hd|tw|ubnd|hu|đu|tu)\b[\w/-]*
    | \b(?:quyết\s+định|nghị\s+quyết|nghị\s+định|công\s+văn|thông\s+tư|chỉ\s+thị|kế\s+hoạch|báo\s+cáo|văn\s+bản
      |qđ|nq|cv)\s+(?:số\s+)?\d+[\w/-]*
    | \b(?:ô|dòng|cột|trang|mục|điểm|biểu|bảng|phụ\s+lục|chỉ\s+tiêu|điều|khoản|phần|câu|lần)\s+[a-z]{0,3}\d+(?:\.\d+)*
    | \b[a-z]{1,3}\d{1,4}\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_A_YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d{2}(?![\d]|[.,]\d)")
_FIGURE = re.compile(r"(?<![\w.,/])\d+(?:[.,' ]\d{3})*(?:[.,]\d+)?(?![\d/])")
_UNIT = re.compile(
    r"(?:đơn\s+vị(?:\s+tính)?|đvt|đv\s+tính|tính\s+(?:bằng|theo)|ghi\s+(?:bằng|theo)|quy\s+ra)\s*(?:là\s+|:|=|-)?\s*"
    r"(?P<unit>[^\s.,;:()\n][^.,;:()\n]{0,30})",
    re.IGNORECASE,
)
_CHANGED = r"(?:tang|giam|them|bot|hon|kem|chenh|lech|so voi|trong do|gom|bao gom|moi|con|cong|tru|co|va|cung ky)"
_CHANGE_AHEAD = re.compile(_CHANGED + r"\W+(?:\w+\W+){0,2}?$")
_IN_ITS_PLACE = re.compile(
    r"(?:(?:so|chinh xac|dung|dung ra|thuc te|thuc|sua|sua lai|dinh chinh|dieu chinh|doc|hieu|ghi|ghi dung|thay|"
    r"cap nhat|so moi|so dung|nham|ghi nham|phai|lay so|khong phai|ma) (?:la|thanh|bang)|so dung|so chinh xac|"
    r"chinh xac|sua lai|dinh chinh|thuc te|so moi|so cu|nham|ghi nham|khong phai|sai)"
    r"\W+(?:\w+\W+){0,3}?$"
)
_OF_A_YEAR = re.compile(
    r"(?:(?P<words>(?:(?:day|do|con so|so lieu|so|sl|dan so|thong ke|nien giam|bao cao|nay|tren|la|lay|lai|ghi|theo|"
    r"tinh|dung|tam|moi|van|chi|cua|tai|den|het|cuoi|dau|ca|nham|nham sang|nham voi) )+)(?:nam )?|nam )"
    r"(?P<year>(?:19|20)\d{2})"
    r"(?:\W+(?:chu|vi|do|tam|chua|khong|roi|a|nhe)\b.*)?"
)
_SPEAKS_OF_ITSELF = re.compile(r"\b(?:so|sl|nam)\b")


@dataclass(frozen=True, slots=True)
class Contradiction:
    """``what``: the number, unit or year as it was written. ``factor``: of a unit that converts into the field's."""

    kind: Literal["number", "unit", "year"]
    what: str
    factor: Decimal | None = None


def sender_words(comment: str, words: Words) -> str:
    """A comment without its author's name, what Excel says of threads, and what we wrote ourselves."""
    for heading in words.known(OUR_HEADING):
        comment = comment.partition(heading)[0]
    text = comment[:_LONGEST].replace("\r\n", "\n").replace("\r", "\n")
    text = _SPEAKERS.sub("", _THREAD.sub("", text))
    return clean_text(_AUTHOR.sub("", text.lstrip()))


def contradiction(
    text: str, *, value: float | None, unit: str, years: Collection[int], whole: bool, any_number: bool
) -> Contradiction | None:
    """What the words say against a value; None where nothing.

    ``years``: those the field may speak of; ``any_number``: a comment, in which every other number counts.
    """
    cleaned = unicodedata.normalize("NFC", clean_text(text, keep_lines=False)[:_LONGEST]).strip()
    if not cleaned:
        return None
    return (
        _other_measure(cleaned, unit)
        or _other_number(cleaned, value, unit, whole=whole, any_number=any_number)
        or _other_year(cleaned, years)
    )


def _other_measure(text: str, unit: str) -> Contradiction | None:
    if not unit:
        return None
    alone = text.strip(" .;:()[]")
    measures = [_longest_measure(found["unit"]) for found in _UNIT.finditer(text)]
    for measure in (*measures, alone if len(alone) < 30 and is_measure(alone) else ""):
        other = other_unit(unit, measure) if measure else None
        if other is not None:
            return Contradiction("unit", measure, other.factor)
    return None


def _longest_measure(text: str) -> str:
    """The words at the beginning that are a unit: "nghìn đồng chứ không phải triệu" is "nghìn đồng"."""
    words = text.split()
    return next((joined for n in range(min(len(words), 5), 0, -1) if is_measure(joined := " ".join(words[:n]))), "")


def _other_number(text: str, value: float | None, unit: str, *, whole: bool, any_number: bool) -> Contradiction | None:
    bare = _NOT_FIGURES.sub(lambda found: " " * len(found[0]), text)
    alone = read_number(bare.strip(" .;="), whole=whole, unit=unit) if len(bare) < 40 else None
    if alone is not None and alone.outcome in ("number", "bound", "unit-mismatch", "ambiguous"):
        numbers = alone.candidates or (() if alone.value is None else (alone.value,))
        is_year = bool(_A_YEAR.fullmatch(bare.strip(" .;()")))
        if numbers and not is_year and not _same(value, numbers):
            return Contradiction("number", text)
        return None
    folded = fold_marks(bare)
    aligned = folded if len(folded) == len(bare) else bare.casefold()
    for found in _FIGURE.finditer(bare):
        if _A_YEAR.fullmatch(found[0]):
            continue
        reading = read_number(found[0], whole=whole, unit=unit)
        numbers = reading.candidates or (() if reading.value is None else (reading.value,))
        before = aligned[: found.start()]
        placed = _IN_ITS_PLACE.search(before) is not None
        if numbers and not _same(value, numbers) and (placed or any_number and not _CHANGE_AHEAD.search(before)):
            return Contradiction("number", found[0])
    return None


def _same(value: float | None, numbers: Collection[float]) -> bool:
    return value is not None and any(abs(value - number) <= 1e-9 * max(1.0, abs(value)) for number in numbers)


def _other_year(text: str, years: Collection[int]) -> Contradiction | None:
    found = _OF_A_YEAR.fullmatch(fold_marks(text).strip(" .;:()"))
    if found is None or int(found["year"]) in years or not _SPEAKS_OF_ITSELF.search(found[0]):
        return None
    return Contradiction("year", found["year"])


def without_dates(text: str) -> str:
    """A line without its days, telephone numbers and numbers of documents."""
    return _NOT_FIGURES.sub(" ", unicodedata.normalize("NFC", clean_text(text, keep_lines=False)))


def figures_in(text: str) -> list[str]:
    """The figures a line holds that are neither years, days, telephone numbers nor the numbers of documents."""
    bare = without_dates(text)
    bare = re.sub(r"^\W*\d{1,2}\s*[.)/:-]\s", " ", bare)
    return [found for found in _FIGURE.findall(bare) if not _A_YEAR.fullmatch(found)]
