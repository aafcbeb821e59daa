"""Which column of a list is which, and where its head stands: under titles of any spelling, below any other rows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from tonghop290.forms.unit_lists.rows_of_list import Line, Rows
from tonghop290.model import Levels
from tonghop290.text.nearest import nearest
from tonghop290.text.normalize import fold_marks

__all__ = ["COLUMNS", "HEAD_ROWS", "TITLES", "Head", "find_head"]

COLUMNS = ("code", "name", "type", "parent", "email", "phone", "contact")
TITLES: Mapping[str, str] = {
    "code": "Mã",
    "name": "Tên",
    "type": "Loại",
    "parent": "Trực thuộc",
    "email": "Email",
    "phone": "Điện thoại",
    "contact": "Người phụ trách",
}
"""A column → what it is called where we write it."""
NUMBER = "stt"
"""The column of running numbers."""
_SPELLINGS: Mapping[str, str] = {
    NUMBER: "stt tt so tt|so thu tu|so t t|no",
    "code": "ma|ma so|ma don vi|ma dv|ma dvhc|ma hanh chinh|ma don vi hanh chinh|ma co quan|unit code",
    "name": "ten|ten don vi|don vi|ten co quan|co quan|ten dvhc|don vi hanh chinh|ten don vi hanh chinh|don vi bao cao"
    "|unit|unit name|ten goi|ten dv",
    "type": "loai|loai don vi|loai hinh|cap|kieu|cap hanh chinh|loai dvhc|kind",
    "parent": "truc thuoc|thuoc|don vi cap tren|cap tren|dia ban|thuoc don vi|under",
    "email": "e-mail|mail|thu dien tu|hop thu|dia chi email|dia chi thu|dia chi thu dien tu|dia chi mail"
    "|hom thu|email cong vu|thu cong vu|dia chi e-mail|hop thu dien tu",
    "phone": "dien thoai|so dien thoai|sdt|dt|so dt|di dong|so di dong|dtdd|tel|telephone|mobile|so may|zalo|lien lac",
    "contact": "nguoi phu trach|nguoi lien he|can bo phu trach|can bo|ho ten|ho va ten|dau moi|can bo dau moi"
    "|nguoi lien lac|phu trach|lien he|dau moi lien he|ho va ten can bo|ho ten nguoi phu trach|ho ten can bo"
    "|can bo lien he|contact person|nguoi nhan",
}
"""What a column is called, without marks."""
_KNOWN = {spelling: column for column, said in _SPELLINGS.items() for spelling in said.split("|")}
_KNOWN |= {"stt": NUMBER, "tt": NUMBER} | {column: column for column in COLUMNS}
HEAD_ROWS = 30
_ALIKE = 0.8
_WORDS = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Head:
    """``line``: of the head; ``columns``: column of the list → its number (from 0); ``others``: number → a title that
    is none of ours; ``slips``: number → (title, what was meant); ``twice``: number → column it repeats; ``sure``:
    whether a title stands there that nothing but a head holds ("xã" may be a cell)."""

    line: int
    columns: Mapping[str, int]
    others: Mapping[int, str]
    slips: Mapping[int, tuple[str, str]]
    twice: Mapping[int, str]
    sure: bool = False

    @property
    def worth(self) -> tuple[bool, int]:
        """How much it is a head: with a name, with how many columns."""
        return self.sure and "name" in self.columns, (len(self.columns) + len(self.slips)) * self.sure


def find_head(rows: Rows, levels: Levels) -> Head:
    """The head among the first rows: the one with most columns; the first row where none has any."""
    words = _Words(levels)
    first = best = None
    for line in islice(rows.lines, HEAD_ROWS):
        if any(map(str.strip, line.cells)):
            titles = _Titles(line, words)
            if best is None or titles.at_most > best.worth:
                head = titles.head()
                first = first or head
                best = head if best is None or head.worth > best.worth else best
    if first is None or best is None:
        return Head(1, {}, {}, {}, {})
    return best if best.columns else first


class _Words:
    """What kinds of units and the levels above them are called, without marks, whole and by their first letters."""

    def __init__(self, levels: Levels) -> None:
        self.kinds = _called([kind.word for kind in levels.kinds], [s for kind in levels.kinds for s in kind.short])
        above = [*levels.office_words]
        self.above = _called(above, [short for level in levels.offices for short in level.short])

    def column(self, title: str) -> str:
        """The column of a title in folded letters; "" for none."""
        if title in _KNOWN:
            return _KNOWN[title]
        said, _, rest = title.partition(" ")
        if said in ("ma", "ten") and rest:
            what = "code" if said == "ma" else "name"
            return what if _made_of(rest, self.kinds) else ""
        if _made_of(title, self.kinds):
            return "name"
        return "parent" if _made_of(title, self.above) else ""


def _called(words: Sequence[str], shorts: Sequence[str]) -> frozenset[str]:
    folded = [fold_marks(word) for word in (*words, *shorts)]
    initials = {"".join(part[0] for part in word.split()) for word in folded}
    return frozenset({*folded, *initials} - {""})


def _made_of(title: str, words: frozenset[str]) -> bool:
    """Whether nothing but these words, or their first letters together, stands there: "xã, phường", "PX"."""
    rest = " ".join(_WORDS.findall(title))
    initials = {word for word in words if len(word) == 1}
    if rest.isalpha() and 2 <= len(rest) <= 3 and set(rest) <= initials:
        return True
    found = False
    while rest:
        word = max((word for word in words if rest == word or rest.startswith(word + " ")), key=len, default="")
        if not word:
            return False
        rest, found = rest[len(word) :].strip(), True
    return found


class _Titles:
    """The cells of a row, as the titles of columns."""

    def __init__(self, line: Line, words: _Words) -> None:
        self.line = line.number
        self.columns: dict[str, int] = {}
        self.others: dict[int, str] = {}
        self.twice: dict[int, str] = {}
        self.titles = {number: " ".join(cell.split()) for number, cell in enumerate(line.cells) if cell.strip()}
        for number, title in self.titles.items():
            column = words.column(_folded(title))
            if not column:
                self.others[number] = title
            elif column in self.columns:
                self.twice[number] = column
            else:
                self.columns[column] = number

    @property
    def at_most(self) -> tuple[bool, int]:
        """What the head of this row can be worth (:attr:`Head.worth`), before looking for slips, which is dear."""
        return "name" in self.columns, len(self.titles)

    def head(self) -> Head:
        slips = {}
        open_titles = [title for title, column in _KNOWN.items() if column not in self.columns]
        for number, title in self.others.items():
            meant = nearest(_folded(title), open_titles, cutoff=_ALIKE) if len(title) > 3 else ""
            if meant:
                slips[number] = (title, _KNOWN[meant])
        sure = any(_folded(title) in _KNOWN for title in self.titles.values()) or bool(slips)
        others = {number: title for number, title in self.others.items() if number not in slips}
        return Head(self.line, self.columns, others, slips, self.twice, sure)


def _folded(title: str) -> str:
    """ "Số ĐT (Zalo)" → "so dt"."""
    return " ".join(re.sub(r"\(.*?\)|[.:*/–]", " ", fold_marks(title)).split())
