"""How values are printed for Vietnamese readers and in Party documents."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Literal

from tonghop290.text.syllables import TONE_MARKS

ToneStyle = Literal["giu_nguyen", "uy_cu", "uy_moi"]

_MOST_DECIMALS = 6
_WHOLE = 10**15
_ALL = 100.0
_SPACES = re.compile("[ \t\xa0]{2,}")
_SENTENCE_ENDS = (".", "…", "?", "!", ":")
_BLANK = "…………"
"""Where a day is filled in by hand."""
_CLOSERS = "\"'”’»)]"


@dataclass(frozen=True, slots=True)
class Writing:
    """How a language writes numbers and days; patterns name {day}, {month}, {year}, {month_name}."""

    decimal: str = ","
    thousands: str = "."
    day: str = "{day:02}/{month:02}/{year:04}"
    long_day: str = ""
    months: tuple[str, ...] = ()
    """The names of the months, where ``long_day`` asks for them."""
    before_numbers: tuple[str, ...] = (
        "số", "Số", "ngày", "Ngày", "tháng", "Tháng", "năm", "Năm", "quý", "Quý", "khoá", "khóa", "Khoá", "Khóa", "thứ",
        "Điều", "Khoản", "khoản", "Điểm", "Phụ lục", "Biểu",
    )  # fmt: skip
    """Words that stay on one line with the number behind them."""
    tag: str = "vi-VN"
    """The name of the language as files give it (BCP 47)."""


VIETNAMESE = Writing()


def format_number(value: float, decimals: int | None = None, *, writing: Writing = VIETNAMESE) -> str:
    """Print a number as "1.234,5": a dot after thousands, a comma before decimals; half rounds away from zero, on the
    digits one sees.

    ``decimals`` None prints as many as the value has, at most 6, without zeros at the end. NaN and infinity raise
    ValueError.

    >>> format_number(1234.5), format_number(2.675, 2), format_number(-0.0)
    ('1.234,5', '2,68', '0')
    """
    if -_WHOLE < value < _WHOLE and value == int(value):  # most are: a tenth of the time
        whole = f"{int(value):,}".replace(",", writing.thousands)
        return whole + (writing.decimal + "0" * decimals if decimals else "")
    number = Decimal(repr(float(value))) if not isinstance(value, int) else Decimal(value)
    if not number.is_finite():
        raise ValueError(f"{value!r} is not a number to print")
    places = _MOST_DECIMALS if decimals is None else decimals
    with localcontext() as context:
        context.prec = 400  # the longest float has 309 digits before the point
        digits = f"{number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP):,f}"
    whole, _, fraction = digits.partition(".")
    if decimals is None:
        fraction = fraction.rstrip("0")
    text = whole.replace(",", writing.thousands) + (writing.decimal + fraction if fraction else "")
    return text if set(text) & set("123456789") else text.removeprefix("-")


def rounded(value: float, decimals: int) -> float:
    """The number one reads where ``format_number`` prints this many decimals."""
    if value == round(value):
        return float(value)
    return float(format_number(value, decimals).replace(".", "").replace(",", "."))


def as_told(value: float, decimals: int, *, share: bool = False) -> float:
    """The number a sentence tells: ``rounded``, with as many decimals more (at most 6) as it takes that something is
    not told as nothing, nor, of a ``share`` in per cent, a part as the whole.

    >>> as_told(1.168, 2), as_told(0.0033, 2), as_told(99.9967, 2, share=True)
    (1.17, 0.003, 99.997)
    """
    told = rounded(value, decimals)
    for more in range(decimals + 1, _MOST_DECIMALS + 1):
        if told and not (share and value < _ALL <= told):
            break
        told = rounded(value, more)
    return told


def format_count(value: float) -> str:
    """A count in Party prose: 0 → "0", 1 to 9 → "01" to "09", above as any number. A fraction is printed as it is."""
    text = format_number(value)
    return f"0{text}" if len(text) == 1 and text != "0" else text


def format_date(date: datetime.date, *, writing: Writing = VIETNAMESE) -> str:
    """Print a date as "25/02/2010"."""
    if writing is VIETNAMESE:
        return f"{date.day:02}/{date.month:02}/{date.year:04}"
    return writing.day.format(day=date.day, month=date.month, year=date.year, month_name=_month(date, writing))


def _month(date: datetime.date, writing: Writing) -> str:
    return writing.months[date.month - 1] if writing.months else str(date.month)


def party_date(date: datetime.date | None, *, year: int | None = None, writing: Writing = VIETNAMESE) -> str:
    """Write "ngày 05 tháng 02 năm 2020": a zero before days 1–9 and months 1–2 only; None leaves blanks to fill by
    hand.

    Source: Hướng dẫn 36-HD/VPTW.
    """
    if writing.long_day:
        if date is None:
            return f"{_BLANK} {'' if year is None else year}".strip()
        return writing.long_day.format(day=date.day, month=date.month, year=date.year, month_name=_month(date, writing))
    if date is None:
        return "ngày      tháng      năm " + ("       " if year is None else str(year))
    month = f"{date.month:02}" if date.month <= 2 else str(date.month)
    return f"ngày {date.day:02} tháng {month} năm {date.year}"


def tone_style(text: str, style: ToneStyle, *, keep: Iterable[str] = ()) -> str:
    """Place the tone mark of open oa, oe, uy as an office likes it: "uy_cu" ủy, hóa, khỏe; "uy_moi" uỷ, hoá, khoẻ.

    Words and names in ``keep`` (as written, or in capitals) are never touched, nor is "quý", where u belongs to q.
    "giu_nguyen" returns the text as it is; the others return NFC.
    """
    if style == "giu_nguyen":
        return text
    text = unicodedata.normalize("NFC", text)
    kept = [match.span() for match in _kept_words(keep).finditer(text)] if keep else []

    def place(found: re.Match[str]) -> str:
        if any(start < found.end() and found.start() < end for start, end in kept):
            return found[0]
        return _with_tone(found[0], on_first=style == "uy_cu")

    return _OPEN_RHYME.sub(place, text)


def end_sentence(text: str) -> str:
    """The sentence with single spaces and a full stop at its end; "…", "?", "!", ":" stay, "," and ";" give way to
    it."""
    text = _SPACES.sub(" ", text).strip()
    text = text.rstrip(" ,;")
    return text if not text or text.rstrip(_CLOSERS).endswith(_SENTENCE_ENDS) else f"{text}."


def _letters(base: str) -> str:
    return "".join(
        unicodedata.normalize("NFC", letter + tone) for letter in base + base.upper() for tone in ("", *TONE_MARKS)
    )


_OPEN_RHYME = re.compile(
    rf"[{_letters('o')}][{_letters('ae')}](?!\w)|(?<![qQ])[{_letters('u')}][{_letters('y')}](?!\w)"
)


def _with_tone(rhyme: str, *, on_first: bool) -> str:
    letters = unicodedata.normalize("NFD", rhyme)
    tones = [c for c in letters if c in TONE_MARKS]
    if len(tones) != 1:
        return rhyme
    first, second = (c for c in letters if c not in TONE_MARKS)
    return unicodedata.normalize("NFC", first + tones[0] + second if on_first else first + second + tones[0])


def _kept_words(keep: Iterable[str]) -> re.Pattern[str]:
    words = {unicodedata.normalize("NFC", word).strip() for word in keep} - {""}
    forms = sorted(words | {word.upper() for word in words}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, forms))})(?!\w)" if forms else r"(?!)")
