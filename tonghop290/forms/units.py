"""The list of units, whatever file it is in: one row a unit."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tonghop290.definitions.file_bytes import bytes_of
from tonghop290.forms.parts.level_table import shipped_levels
from tonghop290.forms.unit_lists.headings import COLUMNS, HEAD_ROWS, NUMBER, TITLES, Head, find_head
from tonghop290.forms.unit_lists.rows_of_list import MOST_UNITS, SEPARATORS, Line, Rows, text_of, text_rows
from tonghop290.model import UNITS_SHEET, FormError, Levels, Unit
from tonghop290.spreadsheet.kind import sniff
from tonghop290.spreadsheet.package import Unreadable
from tonghop290.text.legacy import looks_misconverted
from tonghop290.text.nearest import meant
from tonghop290.text.normalize import clean_text, fold_marks, match_key
from tonghop290.text.places import split_name

__all__ = ["COLUMNS", "UnitList", "load_units", "read_units", "units_of", "with_zero", "wrong_address"]

_MOST_BYTES = 20 * 2**20
_WHAT = "danh sách đơn vị"
_ADDRESS = re.compile(r"[A-Za-z0-9._%+'&=-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_SUMS = re.compile(r"tổng (?:cộng|số)\b.*|(?:cộng|tổng)\s*(?:[:\d].*)?")
"""How a row of sums begins; "Cộng Hòa" is a name."""
_QUOTED = re.compile(r'="(.*)"')
_ROUNDED = re.compile(r"([0-9])(?:[.,]([0-9]+))?[eE]\+?([0-9]{1,2})")
_WITH_NOUGHT = re.compile(r"[0-9]+[.,]0+")
_RECODE = "đề nghị mở tệp gốc bằng Excel rồi lưu kiểu “Excel Workbook (.xlsx)” hoặc “CSV UTF-8”"
_ENGLISH = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class UnitList:
    """``units`` by code, in the order of the list; ``places``: code → where it stands; ``faults``: what must be put
    right; ``doubts``: addresses that are none; ``notes``: what was understood otherwise than it is written; ``end``:
    the place below; ``numbered``: no column has codes, running numbers stand for them."""

    units: Mapping[str, Unit]
    places: Mapping[str, str]
    faults: tuple[str, ...]
    doubts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    end: str = ""
    numbered: bool = False


def load_units(path: str | Path, levels: Levels | None = None) -> dict[str, Unit]:
    """The units of a list, by code, in its order: see :func:`read_units`."""
    return dict(read_units(path, levels).units)


def read_units(path: str | Path, levels: Levels | None = None) -> UnitList:
    """The units of a list without faults.

    A text file (UTF-8, UTF-16, Windows-1258; comma, semicolon, tab) or a workbook (.xlsx; its sheet "Đơn vị", else the
    one that has most of our columns). Columns ``code,name,type,parent,email,phone,contact`` under these titles or what
    offices call them, below any other rows; only code and name must be there, the code may be a running number.
    Errors: OSError; :class:`FormError` that lists every bad row by its place.
    """
    path = Path(path)
    levels = levels if levels is not None else shipped_levels()
    data = bytes_of(path, max_bytes=_MOST_BYTES, told=_too_large)
    found = units_of(_rows(path, data, levels), levels)
    if found.faults:
        raise FormError(str(path), found.faults, what=_WHAT)
    return found


def _too_large(error: Unreadable) -> str:
    return f"không đọc được, hoặc lớn hơn {_MOST_BYTES // 2**20} MB"


def _rows(path: Path, data: bytes, levels: Levels) -> Rows:
    """The rows of the file. Errors: FormError."""
    kind = sniff(data[:4096], data)
    if kind in ("zip-xlsx", "zip-xlsm"):
        return _rows_of_book(path, data, levels)
    if kind.startswith(("ole", "zip", "biff", "pdf")):
        told = "đề nghị mở bằng Excel rồi lưu kiểu “Excel Workbook (.xlsx)”"
        raise FormError(str(path), [f"{path.name}: không phải là danh sách .csv hay .xlsx; {told}"], what=_WHAT)
    text, first, named = text_of(path, data)
    if not text.strip():
        return Rows((Line(1, ()),))
    try:
        heads = {one: text_rows(text, one, first=first, most=HEAD_ROWS) for one in ((named,) if named else SEPARATORS)}
        separator = max(heads, key=lambda one: find_head(heads[one], levels).worth)
        return text_rows(text, separator, first=first)
    except csv.Error as error:
        raise FormError(str(path), [str(error)], what=_WHAT) from None


def _rows_of_book(path: Path, data: bytes, levels: Levels) -> Rows:
    from tonghop290.forms.unit_lists.book_rows import OfficeBook

    book = OfficeBook(path, data)
    own = book.named(UNITS_SHEET)
    tried = [book.rows(sheet) for sheet in ((own,) if own else book.sheets)]
    return max(tried, key=lambda rows: find_head(rows, levels).worth) if tried else Rows((Line(1, ()),))


def units_of(rows: Rows, levels: Levels, *, may_be_empty: bool = False) -> UnitList:
    """The units of these rows, and all that is wrong with them."""
    head = find_head(rows, levels)
    faults = list(_faults_of_head(rows, head))
    if faults:
        return UnitList({}, {}, tuple(faults))
    below = [line for line in rows.lines if line.number > head.line and any(map(str.strip, line.cells))]
    if len(below) > MOST_UNITS:
        most = f"{MOST_UNITS:,}".replace(",", ".")
        return UnitList({}, {}, (f"có hơn {most} dòng; đề nghị chỉ để các đơn vị phải gửi biểu của đợt này",))
    reading = _Reading(rows, head, levels)
    for line in below:
        reading.take(line)
    if not reading.units and not reading.faults and not may_be_empty:
        reading.faults.append("chưa có đơn vị nào")
    last = max((line.number for line in below), default=head.line)
    end = rows.place(last + 1, head.columns.get("code"))
    return UnitList(
        units=reading.units,
        places=reading.places,
        faults=tuple(reading.faults),
        doubts=tuple(reading.doubts),
        notes=tuple(reading.notes()),
        end=end,
        numbered="code" not in head.columns,
    )


def _faults_of_head(rows: Rows, head: Head) -> Iterator[str]:
    first = rows.place(head.line)
    spoken = TITLES if rows.sheet or not _is_english(head) else {column: column for column in COLUMNS}
    codes = "code" in head.columns or NUMBER in head.columns
    for column in (*(() if codes else ("code",)), *(() if "name" in head.columns else ("name",))):
        yield f"{first}: còn thiếu cột '{spoken[column]}'"
    for number, (title, column) in head.slips.items():
        yield f"{rows.place(head.line, number)}: không có cột '{title}'{meant(spoken.get(column, 'STT'))}"
    for number, column in head.twice.items():
        title = rows_title(rows, head, number)
        if match_key(title) == match_key(rows_title(rows, head, head.columns[column])):
            yield f"{rows.place(head.line, number)}: cột '{title}' ghi hai lần"


def rows_title(rows: Rows, head: Head, number: int) -> str:
    """The title of a column as it stands in the head."""
    line = next((line for line in rows.lines if line.number == head.line), None)
    return line[number].strip() if line is not None else ""


def _is_english(head: Head) -> bool:
    titles = [*head.others.values(), *(title for title, _ in head.slips.values())]
    return not head.columns or all(map(_ENGLISH.fullmatch, map(str.casefold, titles)))


class _Reading:
    """The rows of a list become units, one by one."""

    def __init__(self, rows: Rows, head: Head, levels: Levels) -> None:
        self._rows, self._head, self._levels, self._words = rows, head, levels, levels.kind_words
        self._coded = "code" in head.columns
        self._width = max((*head.columns.values(), *head.others, *head.twice), default=0) + 1
        self._names: dict[tuple[str, str], str] = {}
        self._longest = self._longest_number() if self._coded else 0
        self.units: dict[str, Unit] = {}
        self.places: dict[str, str] = {}
        self.faults: list[str] = []
        self.doubts: list[str] = []
        self._mended: dict[str, list[tuple[str, str, str]]] = {}

    def notes(self) -> Iterator[str]:
        """What was understood otherwise than it is written: a line for each sort."""
        if not self._coded:
            yield f"{self._rows.place(self._head.line)}: không có cột mã đơn vị; số thứ tự được dùng làm mã"
        for what, mended in self._mended.items():
            place, was, now = mended[0]
            more = f" (và {len(mended) - 1} ô nữa)" if len(mended) > 1 else ""
            yield (
                f"{place}{more}: {what} {was} đã mất số 0 ở đầu, hiểu là {now}; đề nghị định dạng cột là Text rồi ghi "
                "lại đủ số 0"
            )

    def _longest_number(self) -> int:
        """The digits of the longest code that is a number: what Excel takes the zeros off is as long as the others."""
        column = self._head.columns["code"]
        lengths = [len(line[column]) for line in self._rows.lines if column in line.numbers and line[column].isdigit()]
        texts = [len(line[column].strip()) for line in self._rows.lines if line[column].strip().isdigit()]
        return max(texts, default=0) if lengths else 0

    def _at(self, line: Line, column: str) -> str:
        return self._rows.place(line.number, self._head.columns.get(column))

    def _said(self, line: Line, column: str) -> str:
        number = self._head.columns.get(column)
        return clean_text(line[number], keep_lines=False) if number is not None else ""

    def take(self, line: Line) -> None:
        """A row: a unit, or what is wrong with it; a row of sums is passed over."""
        wrong = [
            f"{self._rows.place(line.number, number)}: {told}"
            for number in (self._head.columns.values() if self._rows.faults else ())
            if (told := self._rows.faults.get((line.number, number)))
        ]
        if wrong:
            self.faults += wrong
            return
        if not self._rows.sheet and any(cell.strip() for cell in line.cells[self._width :]):
            self.faults.append(
                f"{self._rows.place(line.number)}: có nhiều ô hơn dòng tiêu đề (tên có dấu phẩy thì đặt trong ngoặc "
                "kép)"
            )
            return
        code, name = self._code(line), self._said(line, "name")
        word, bare = split_name(name, self._words)
        if self._is_no_unit(line, code, name):
            return
        if looks_misconverted(name):
            self.faults.append(f"{self._at(line, 'name')}: tên “{name}” sai bảng mã; {_RECODE}")
        elif _ROUNDED.fullmatch(code):
            self.faults.append(
                f"{self._at(line, 'code')}: mã '{code}' đã bị Excel rút gọn; đề nghị ghi lại đủ các chữ số"
            )
        elif not code or not bare:
            what = "mã đơn vị" if not code and bare else "tên đơn vị" if code else "mã hoặc tên đơn vị"
            place = self._at(line, "name" if code else "code")
            self.faults.append(f"{place}: còn thiếu {'mã hoặc tên đơn vị' if not self._rows.sheet else what}")
        elif code in self.units:
            self.faults.append(self._twice(line, code))
        else:
            kind = self._kind(line) or word or self._levels.usual_word
            self._enter(line, Unit(code=code, name=bare, type=kind, **self._more(line)))

    def _twice(self, line: Line, code: str) -> str:
        before = f"đã có ở dòng trên ({self.units[code].title})"
        if self._rows.sheet:
            before = f"đã có ở {self.places[code].partition(', ')[2]} ({self.units[code].title}); mỗi đơn vị một mã"
        return f"{self._at(line, 'code')}: mã '{code}' {before}"

    def _enter(self, line: Line, unit: Unit) -> None:
        place = self._at(line, "code")
        self.units[unit.code], self.places[unit.code] = unit, place
        same = (match_key(unit.title), match_key(unit.parent))
        if same in self._names:
            self.faults.append(
                f"{self._at(line, 'name') if self._rows.sheet else place}: {unit.title} đã có ở {self._names[same]} "
                "(mã khác)"
            )
        self._names.setdefault(same, place.rpartition(", ")[2])

    def _kind(self, line: Line) -> str:
        """The kind of a unit; one without its marks, or its first letters ("TT."), is the one that is meant."""
        said, words = self._said(line, "type").casefold(), self._words
        if not said or said in words:
            return said
        plain, bare = fold_marks(said).strip(" ."), [fold_marks(word) for word in words]
        known = [
            word
            for word, own in zip(words, bare, strict=True)
            if plain in (own, "".join(part[0] for part in own.split()))
        ]
        return known[0] if len(known) == 1 else said

    def _code(self, line: Line) -> str:
        code = plain_code(self._said(line, "code" if self._coded else NUMBER))
        number = self._head.columns["code"] if self._coded else -1
        short = number in line.numbers and code.isdigit() and len(code) < self._longest
        if short and self._longest >= 5:
            full = code.zfill(self._longest)
            self._mended.setdefault("mã", []).append((self._at(line, "code"), code, full))
            return full
        return code

    def _is_no_unit(self, line: Line, code: str, name: str) -> bool:
        """Whether a row is one of sums, or one without a running number that names a group."""
        said = [cell for cell in map(str.strip, line.cells) if cell]
        if said and not said[0].isdigit() and _SUMS.fullmatch(match_key(said[0])):
            return True
        return not self._coded and bool(name) and not code and len(said) == 1

    def _more(self, line: Line) -> dict[str, str]:
        said = {column: self._said(line, column) for column in COLUMNS[3:]}
        if (wrong := wrong_address(said["email"])) is not None:
            self.doubts.append(f"{self._at(line, 'email')}: {wrong}")
        if (mended := with_zero(said["phone"])) != said["phone"]:
            self._mended.setdefault("số điện thoại", []).append((self._at(line, "phone"), said["phone"], mended))
            said["phone"] = mended
        return said


def plain_code(text: str) -> str:
    """A code without what Excel and people put round it to keep it a text, or what it has become as a number.

    >>> [plain_code(text) for text in ("'00015", '="15877"', "15 877", "15877.0", "1.5877E+04", "2.6E+04", "TH-1")]
    ['00015', '15877', '15877', '15877', '15877', '2.6E+04', 'TH-1']
    """
    code = text.strip().removeprefix("'")
    if quoted := _QUOTED.fullmatch(code):
        code = quoted[1]
    if rounded := _ROUNDED.fullmatch(code):
        whole = rounded[1] + (rounded[2] or "")
        return whole if len(whole) == int(rounded[3]) + 1 else code
    digits = re.sub(r"[ .,]0+$", "", code) if _WITH_NOUGHT.fullmatch(code) else code.replace(" ", "")
    return digits if digits.isdigit() else code


def wrong_address(text: str) -> str | None:
    """What is wrong with a cell of mail addresses, and what to do; None where they are some."""
    if _ADDRESS.fullmatch(text):
        return None
    for part in filter(None, (part.strip() for part in re.split(r"[;,]", text))):
        inner = re.search(r"<([^<>]*)>", part)
        pieces: list[str] = [inner[1]] if inner else part.split()
        if not all(map(_ADDRESS.fullmatch, pieces)):
            return (
                f"“{part}” không phải là địa chỉ thư{' (có dấu cách)' if ' ' in part else ''}; đề nghị ghi như "
                "ten@coquan.gov.vn, nhiều địa chỉ cách nhau bằng dấu phẩy"
            )
    return None


def with_zero(phone: str) -> str:
    """A Vietnamese telephone number that Excel has taken for a number, with its zero again."""
    if not phone:
        return phone
    digits = re.sub(r"[ .-]", "", phone)
    lost = re.fullmatch(r"[35789]\d{8}|2\d{9}", digits) is not None
    return f"0{phone}" if lost else phone
