"""Fields of words: identifiers a spreadsheet took for numbers, and words that say there is none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from types import MappingProxyType

from tonghop290.data.seeing.reading import Problem, Reading
from tonghop290.data.seeing.reasons import MEANT
from tonghop290.data.seeing.seen_number import number_as_text
from tonghop290.data.slips.decimals import as_shown, decimals_of
from tonghop290.model import Cell, Field, sayable, told, told_number
from tonghop290.text.answer_words import read_word
from tonghop290.text.format import format_number
from tonghop290.text.look_alikes import mended_words
from tonghop290.text.normalize import clean_text, match_key
from tonghop290.text.numbers import read_plain_number

__all__ = [
    "DIGITS_LOST",
    "letters_told",
    "names_nothing",
    "number_as_words",
    "digits_lost",
    "is_phone",
    "phone_of",
    "plain_digits",
    "says_none",
]

DIGITS_LOST = "digits-lost"
_MOST_DIGITS = 15  # that a number cell holds exactly
_PHONE_LABEL = re.compile(r"(?<!\w)(?:điện thoại|di động|đt|sđt|fax|zalo|phone|mobile)(?!\w)")
_BETWEEN_DIGITS = re.compile(r"[ .\-]")
_LOST_ZERO = re.compile(r"[35789][0-9]{8}|2[0-9]{9}|1[2689][0-9]{8}")
"""A mobile number, a fixed one, a mobile one of before 2018, each without its zero."""
_PHONE = re.compile(r"0[0-9]{9,10}|(?:\+|00)?84[0-9]{9,10}|1[89]00[0-9]{4,6}|1[0-9]{2}")
_EXPONENT = re.compile(r"[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]{1,2}")
_WHOLE_WITH_POINT = re.compile(r"[0-9]{1,15}\.0")
_WIDE = {0xFF10 + digit: 0x30 + digit for digit in range(10)}

_NO = re.compile(r"(?:không|ko|k|chưa|kg)(?:[ ,;:.]+(?P<what>.+))?")
_NOTHING_MORE = frozenset(
    """
    có được ra ban hành phát sinh xây dựng triển khai thực hiện gì nào riêng cả hết văn bản mới đồng chí áp dụng
    """.split()  # noqa: SIM905 (a table to be read)
)
_MEANING: Mapping[str, str] = MappingProxyType(
    {
        "zero-word": sayable("không có"),
        "no-data-word": sayable("không có số liệu"),
        "unanswered-word": sayable("chưa trả lời"),
    }
)


def number_as_words(cell: Cell) -> tuple[str, tuple[Problem, ...]]:
    """The text of a number in a field of words, as a person sees it."""
    number = read_plain_number(cell.text)
    if number is None:
        return cell.text, ()
    shown = as_shown(number)
    if abs(shown) >= 10**_MOST_DIGITS:
        return cell.text, (Problem(DIGITS_LOST, cell.text),)
    if not shown.is_integer():
        thousands = round(shown * 1000, 6)
        likely = decimals_of(shown) == 3 and 1 <= shown < 1000 and thousands.is_integer()
        hint = told(MEANT, number=str(int(thousands))) if likely else ""
        return format_number(shown), (Problem("number-as-words", told_number(shown), (("hint", hint),)),)
    return number_as_text(cell), ()


def plain_digits(text: str) -> tuple[str, tuple[Problem, ...]]:
    """A text with wide digits as plain ones, and a whole number without the ".0" of a table program; the note of it."""
    read = text.translate(_WIDE)
    why = told(" (chữ số rộng)")
    if _WHOLE_WITH_POINT.fullmatch(read):
        read, why = read[:-2], told(" (bỏ phần thập phân)")
    facts = (("read", read), ("why", why))
    return read, (Problem("read-as", text, facts),) if read != text else ()


def letters_told(typed: str) -> tuple[Problem, ...]:
    """A note of the letters that only looked Vietnamese and were put right, for all words of a text."""
    words = mended_words(typed)
    if not words:
        return ()
    return (Problem("look-alike-letters", ", ".join(words), (("read", ", ".join(words.values())),)),)


def is_phone(field: Field) -> bool:
    """Whether a field's label asks for a telephone number."""
    return field.type == "text" and _is_phone_label(f"{field.label} {field.short}")


@lru_cache(maxsize=500)
def _is_phone_label(label: str) -> bool:
    return bool(_PHONE_LABEL.search(clean_text(label).casefold()))


def phone_of(text: str, *, stored: bool) -> tuple[str, tuple[Problem, ...]]:
    """A telephone number with the zero a spreadsheet dropped. ``stored``: the cell holds a number, so one that is none
    of a telephone is asked."""
    digits = _BETWEEN_DIGITS.sub("", text)
    if _LOST_ZERO.fullmatch(digits):
        facts = (("read", "0" + text), ("why", told(" (thêm số 0 ở đầu mà máy đã bỏ)")))
        return "0" + text, (Problem("read-as", text, facts),)
    asked = stored and not _PHONE.fullmatch(digits)
    return text, (Problem("phone-odd", text),) if asked else ()


def digits_lost(field: Field, text: str) -> bool:
    """Whether a text is a long number whose digits a spreadsheet let go: 9.12E+08."""
    return field.type == "text" and _EXPONENT.fullmatch(text) is not None


def says_none(field: Field, text: str) -> Reading | None:
    """The reading of a text that says there is none, in a field that is counted where it has one: "không", "0", "-",
    "chưa ban hành", "…". None for an answer, and in any other field."""
    if field.type != "text" or field.total.how != "count":
        return None
    meaning = _meaning_of_none(field, text)
    if not meaning and _NO.fullmatch(_bare_key(text)) is not None:
        meaning = _MEANING["zero-word"]  # "Không, theo Quy chế của huyện"
    return _none(text, meaning) if meaning else None


def names_nothing(column: Field, reading: Reading) -> Reading:
    """The reading of the name in a row that may be added: none where it only says that there is none."""
    meaning = column.type == "text" and isinstance(reading.value, str) and _meaning_of_none(column, reading.value)
    return _none(reading.value, meaning) if meaning else reading


def _meaning_of_none(field: Field, text: str) -> str:
    """What a text says that says no more than that there is none; "" for any other."""
    if not any(sign.isalnum() for sign in text):
        return _MEANING["zero-word" if "-" in text or "–" in text else "unanswered-word"]
    said = read_word(text)
    if said is not None:
        return _MEANING[said]
    if text.strip(" .,;/\\-") in ("0", "00"):
        return _MEANING["zero-word"]
    found = _NO.fullmatch(_bare_key(text))
    own = set(match_key(f"{field.label} {field.short}").split()) | _nothing_more()
    clear = found is not None and all(word in own for word in re.findall(r"\w+", found["what"] or ""))
    return _MEANING["zero-word"] if clear else ""


def _bare_key(text: str) -> str:
    return match_key(text).strip(" .,;!()\"'")


@cache
def _nothing_more() -> frozenset[str]:
    return frozenset(map(match_key, _NOTHING_MORE))


def _none(text: str, meaning: str) -> Reading:
    return Reading(problems=(Problem("read-as", text, (("read", told(meaning)), ("why", ""))),) if text else ())
