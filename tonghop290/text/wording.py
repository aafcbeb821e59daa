"""Two wordings of one label held against each other: retyped, or saying something else.

What a clerk does harmlessly is passed over: case, accents and tone marks, spaces and line breaks, punctuation and
numbering, abbreviations of the same words ("ĐV", "TDP"), words that say nothing ("số", "của"), a tail left out, a slip
of one letter. What is left is another year, another number, a word that narrows or one that is gone.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from tonghop290.text.legacy import decode_tcvn3, decode_vni, legacy_encoding
from tonghop290.text.normalize import clean_text, fold_marks

__all__ = ["Difference", "Wording", "years_in"]

Kind = Literal["year", "number", "added", "dropped"]

_SAYS_NOTHING = frozenset(
    """
    số tổng của các là có được do và với theo tại ở toàn xã phường thị trấn địa bàn phương hiện chung tất cả thuộc
    những về trong đó đến tính cuối hết ngày năm cộng thời điểm gồm bao thống kê thực tế như sau
    lượng
    """.split()  # noqa: SIM905 (a list to be read)
)
"""Words that change nothing in a label."""
_NARROWING = frozenset(
    """
    nữ nam dân tộc thiểu dtts dự bị chính thức luỹ lũy kế cộng dồn đầu quý kỳ tháng không chưa ngoài trừ riêng chỉ
    mới tăng giảm thêm ước kiến hoạch huyện tỉnh trung nghìn triệu
    """.split()  # noqa: SIM905
)
"""Words that make another group, period or measure of the same label."""
_BARE_SAYS_NOTHING = frozenset(map(fold_marks, _SAYS_NOTHING)) - {"tinh", "luong", "ca", "thi", "cong", "ban"}
"""The same typed without accents, but for those that are other words too."""
_MEN = "nam!"
"""How "nam" is kept where it is not the year's "năm"."""
_NO_ABBREVIATIONS = frozenset({"nu", "nam", _MEN})
_OPTIONAL = re.compile(r"\(?\s*(?:không\s+)?bắt\s+buộc\s*\)?", re.IGNORECASE)
_NUMBERING = re.compile(
    r"^\s*(?:[-+–—•*·]+|\(?(?:[IVX]{1,5}|[0-9]{1,2}(?:\.[0-9]{1,2})*|[a-hđ])\s*[.):/-]+(?!\d)"
    r"|[A-Z]{2}\d{1,3}\b[.:)]?)\s*"
)
_FOOTNOTE = re.compile(r"\s*(?:\(\s*(?:[0-9]|\*+)\s*\)|[*†‡]+|[¹²³](?<![mM][²³]))\s*$")
_DATE = re.compile(r"\b(?:31\s*[/.-]\s*12|0?1\s*[/.-]\s*0?1)\s*[/.-]\s*(?P<year>(?:19|20)[0-9]{2})\b")
_YEAR = re.compile(r"(?<![\d.,/-])(?:19|20)[0-9]{2}(?![\d]|[.,]\d)")
_SHORT_YEAR = re.compile(r"(?<=năm )[’'‘]?(?P<last>[0-2][0-9])(?!\d)|[’'‘](?P<other>[0-2][0-9])(?!\d)")
_TOKEN = re.compile(r"[0-9]+(?:[.,/][0-9]+)*|[^\W\d_]+|%|‰")
_HOUSEHOLDS = re.compile(r"(?<!\w)(hộ|người) (?:dân|gia đình)(?!\w)")
_RAISED = str.maketrans({"²": "2", "³": "3"})
_TYPO_LENGTH = 4


@dataclass(frozen=True, slots=True)
class Difference:
    """What a wording says that the form's does not. ``words``: the words or years it hangs on."""

    kind: Kind
    words: tuple[str, ...]

    @property
    def narrows(self) -> bool:
        """Whether it speaks of another year or number, of a group, a period, a plan or of the contrary, whatever else
        may have been reworded."""
        return self.kind in ("year", "number") or not _NARROWING.isdisjoint(self.words)

    @staticmethod
    def of(text: str) -> Difference:
        """All words of a text, as if they had been added to a label."""
        return Difference("added", tuple(word.typed for word in _words(text)))


@dataclass(frozen=True, slots=True)
class _Word:
    folded: str
    typed: str

    @property
    def is_number(self) -> bool:
        return self.folded[0].isdigit()

    @property
    def says_nothing(self) -> bool:
        return (
            self.typed in _SAYS_NOTHING
            and self.folded != _MEN
            or self.folded in _BARE_SAYS_NOTHING
            and (self.typed.isascii())
        )


def years_in(text: str) -> frozenset[int]:
    """The years a text names, "năm 18" and "'18" among them."""
    return frozenset(_years(clean_text(text, keep_lines=False)))


class Wording:
    """A label as the form prints it. ``forms``: all the ways it does."""

    def __init__(self, *forms: str) -> None:
        self.forms = forms

    @cached_property
    def _words(self) -> tuple[tuple[_Word, ...], ...]:
        return tuple(_words(form) for form in self.forms)

    @cached_property
    def years(self) -> frozenset[int]:
        """The years of the label itself."""
        return years_in(self.forms[0])

    def difference(self, typed: str, *, font: str = "") -> Difference | None:
        """How a sender's wording differs from each of ours; None where it says the same."""
        text = _unicode(typed, font)
        theirs = _words(text)
        if not theirs:
            return None
        found = [_compare(own, theirs, text, form) for form, own in zip(self.forms, self._words, strict=True)]
        return None if None in found else found[0]

    def distance(self, typed: str, *, font: str = "") -> int:
        """How many telling words the two do not share."""
        theirs = Counter(word.folded for word in _words(_unicode(typed, font)) if not word.says_nothing)
        own = Counter(word.folded for word in self._words[0] if not word.says_nothing)
        return sum(((theirs - own) + (own - theirs)).values())


def _compare(own: Sequence[_Word], theirs: Sequence[_Word], text: str, printed: str) -> Difference | None:
    if _joined(own).startswith(_joined(theirs)):  # the same, or its end cut off
        return _accents(own, theirs)
    if (years := _other_years(text, printed)) is not None:
        return years
    added, dropped, tail = _left_over(own, theirs)
    years_said = _years(text)
    numbers = [word for word in added if word.is_number and not _is_one_of(word, years_said)]
    if numbers:
        return Difference("number", tuple(word.typed for word in numbers))
    words = [word for word in added if not word.is_number and not word.says_nothing]
    if words:
        return Difference("added", tuple(word.typed for word in words))
    gone = [word for word in dropped if not word.says_nothing and not _is_one_of(word, _years(printed))]
    if gone and not tail:
        return Difference("dropped", tuple(word.typed for word in gone))
    return _accents(own, theirs)


def _other_years(text: str, printed: str) -> Difference | None:
    said, ours = _years(text), _years(printed)
    if not said or said == ours:
        return None
    return Difference("year", tuple(map(str, sorted(set(said) - set(ours)) or sorted(said))))


def _is_one_of(word: _Word, years: Collection[int]) -> bool:
    last = re.split(r"\D", word.folded)[-1]
    return word.is_number and any(str(year).endswith(last) for year in years)


def _left_over(own: Sequence[_Word], theirs: Sequence[_Word]) -> tuple[list[_Word], list[_Word], bool]:
    """The words of theirs and of ours that have no counterpart, and whether ours are but the tail of the label."""
    ours, left = list(own), list(theirs)
    matched = [False] * len(ours)
    left = _without_spelled_out(left, ours, matched)
    left = _without_abbreviations(left, ours, matched)
    left = _without_same(left, ours, matched)
    left = _without_slips(left, ours, matched)
    gone = [word for word, found in zip(ours, matched, strict=True) if not found]
    cut = any(word.is_number and not matched[i] and any(matched[i + 1 : i + 2]) for i, word in enumerate(ours))
    telling = [found for word, found in zip(ours, matched, strict=True) if not word.says_nothing]
    tail = not telling or telling == sorted(telling, reverse=True) and telling[0]
    return left, gone, tail and not cut


def _without_same(left: list[_Word], ours: Sequence[_Word], matched: list[bool]) -> list[_Word]:
    """What is left when equal words have been taken off, and single letters for the words they begin ("đ.viên")."""
    kept = []
    for word in left:
        alike = [i for i, mine in enumerate(ours) if not matched[i] and mine.folded == word.folded]
        if not alike and len(word.folded) == 1 and not word.is_number:
            alike = [i for i, mine in enumerate(ours) if not matched[i] and mine.folded[0] == word.folded]
        if alike:
            matched[alike[0]] = True
        else:
            kept.append(word)
    return kept


def _without_abbreviations(left: list[_Word], ours: Sequence[_Word], matched: list[bool]) -> list[_Word]:
    """What is left when "ĐV" has been taken for "đảng viên": the first letters of words of ours that follow one
    another."""
    kept, known = [], {mine.folded for mine in ours}
    for word in left:
        run = None if word.folded in known else _run_of(word.folded, [mine.folded for mine in ours], matched)
        if run is None:
            kept.append(word)
        else:
            matched[run[0] : run[1]] = [True] * (run[1] - run[0])
    return kept


def _run_of(short: str, words: Sequence[str], matched: Sequence[bool]) -> tuple[int, int] | None:
    """Where the words stand whose first letters an abbreviation is made of, best those not yet matched."""
    if len(short) < 2 or short in _NO_ABBREVIATIONS or short[0].isdigit():
        return None
    runs = [
        (start, start + len(short))
        for start in range(len(words) - len(short) + 1)
        if "".join(word[0] for word in words[start : start + len(short)]) == short
    ]
    if short == "ng" and "nguoi" in words:
        runs.append((words.index("nguoi"), words.index("nguoi") + 1))
    return next((run for run in runs if not any(matched[slice(*run)])), next(iter(runs), None))


def _without_spelled_out(left: list[_Word], ours: Sequence[_Word], matched: list[bool]) -> list[_Word]:
    """What is left when words of theirs have been taken for an abbreviation of ours: "Mặt trận Tổ quốc"."""
    for place, mine in enumerate(ours):
        if len(mine.folded) < 2 or mine.is_number or any(word.folded == mine.folded for word in left):
            continue
        for start in range(len(left) - len(mine.folded) + 1):
            run = left[start : start + len(mine.folded)]
            if "".join(word.folded[0] for word in run) == mine.folded:
                matched[place] = True
                left = left[:start] + left[start + len(run) :]
                break
    return left


def _without_slips(left: list[_Word], ours: Sequence[_Word], matched: list[bool]) -> list[_Word]:
    """What is left when slips of one letter have been passed over."""
    kept = []
    for word in left:
        place = next((i for i, mine in enumerate(ours) if not matched[i] and _is_slip(word.folded, mine.folded)), None)
        if place is None:
            kept.append(word)
        else:
            matched[place] = True
    return kept


def _is_slip(one: str, other: str) -> bool:
    """Whether two words of some length differ in one letter, or in the order of two."""
    if min(len(one), len(other)) < _TYPO_LENGTH or one[0].isdigit() or abs(len(one) - len(other)) > 1:
        return False
    if len(one) == len(other):
        wrong = [i for i in range(len(one)) if one[i] != other[i]]
        swapped = len(wrong) == 2 and wrong[1] - wrong[0] == 1
        return len(wrong) == 1 or swapped and one[wrong[0]] == other[wrong[1]] and one[wrong[1]] == other[wrong[0]]
    short, long = sorted((one, other), key=len)
    return any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


def _accents(own: Sequence[_Word], theirs: Sequence[_Word]) -> Difference | None:
    """The one word that accents alone make another: "nam", men, where the form says "năm", in a text with accents."""
    if not any(_has_marks(word.typed) for word in theirs):
        return None
    more = Counter(word.typed for word in theirs)["nam"] - Counter(word.typed for word in own)["nam"]
    return Difference("added", ("nam",)) if more > 0 else None


def _has_marks(text: str) -> bool:
    return not text.isascii()


def _joined(words: Iterable[_Word]) -> str:
    return "".join(word.folded for word in words)


def _unicode(typed: str, font: str) -> str:
    coded = legacy_encoding(typed, font)
    if coded is None:
        return typed
    return decode_vni(typed) if coded == "vni" else decode_tcvn3(typed, capitals=coded == "tcvn3-capitals")


def _words(text: str) -> tuple[_Word, ...]:
    """The words and numbers of a label, its numbering, footnote marks and dates of a year's end left out."""
    text = clean_text(text, keep_lines=False)
    bare = _FOOTNOTE.sub("", _NUMBERING.sub("", _OPTIONAL.sub(" ", text)))
    bare = _DATE.sub(lambda found: found["year"], (bare.strip() or text)).translate(_RAISED)
    typed = _HOUSEHOLDS.sub(r"\1", unicodedata.normalize("NFC", bare.casefold()))
    found = _TOKEN.findall(typed)
    return tuple(
        _Word(_MEN if word == "nam" and not _beside_number(found, place) else fold_marks(word).replace("y", "i"), word)
        for place, word in enumerate(found)
    )


def _beside_number(words: Sequence[str], place: int) -> bool:
    return any(word[0].isdigit() for word in words[max(0, place - 1) : place + 2])


def _years(text: str) -> list[int]:
    text = _OPTIONAL.sub(" ", text)
    plain = unicodedata.normalize("NFC", text)
    years = {int(year) for year in _YEAR.findall(_DATE.sub(lambda found: found["year"], plain))}
    years |= {int(found) for found in re.findall(r"[-/.](?:0?[1-9]|1[0-2])[-/.]((?:19|20)[0-9]{2})\b", plain)}
    years |= {int(found) for found in re.findall(r"(?:19|20)[0-9]{2}(?=\s*[-–—/]\s*(?:19|20)[0-9]{2})", plain)}
    years |= {int(found) for found in re.findall(r"(?<=\d[-–—/])(?:19|20)[0-9]{2}(?!\d)", plain)}
    short = {found["last"] or found["other"] for found in _SHORT_YEAR.finditer(plain.casefold())}
    return sorted(years | {2000 + int(last) for last in short})
