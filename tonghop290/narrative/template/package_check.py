"""A template of the office looked at as a package before it is opened: bombs, DTDs, and what acts or fetches.

A report goes to others under the office's name. What a template would make their Word fetch, start or run (fields such
as INCLUDETEXT and DDE, linked pictures, objects, macros, parts of other documents) is refused with its place; the link
to another template, which Word itself writes, is dropped. Ordinary links, which only open when clicked, stay.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tonghop290.model import FormError
from tonghop290.spreadsheet.package import Limits, Package, Unreadable, open_package, read_file
from tonghop290.spreadsheet.xml import Attributes, feed, guarded_parser, to_the_end

__all__ = ["ATTACHED_TEMPLATE", "checked_package", "package_notes"]

ATTACHED_TEMPLATE = "attachedTemplate"
_LIMITS = Limits(members=2_000, inflated=100 * 2**20, small=8 * 2**20)
_MOST_BYTES, _MOST_DEPTH = 30 * 2**20, 200
_MOST_PARAGRAPHS, _MOST_LETTERS = 10_000, 1_000_000
"""Of one part: about 300 pages of text."""
_DOCUMENT = "word/document.xml"
_FETCHED = frozenset({"hyperlink", ATTACHED_TEMPLATE.lower()})
"""Relations to the outside that fetch nothing by themselves, or are dropped."""
_ACTING = {
    "vbaproject": "macro",
    "wordvbadata": "macro",
    "attachedtoolbars": "thanh công cụ riêng",
    "keymapcustomizations": "phím tắt riêng",
    "extensibility": "thanh lệnh riêng",
    "webextension": "phần bổ trợ từ mạng",
    "webextensiontaskpanes": "phần bổ trợ từ mạng",
    "taskpanes": "phần bổ trợ từ mạng",
    "oleobject": "đối tượng nhúng",
    "package": "tệp nhúng",
    "control": "nút điều khiển (ActiveX)",
    "activexcontrolbinary": "nút điều khiển (ActiveX)",
    "afchunk": "văn bản khác chèn vào",
    "subdocument": "văn bản con",
}
"""Kinds of relations whose parts act, or bring in another document."""
_FIELDS = frozenset(
    [
        "=",
        "ADVANCE",
        "AUTHOR",
        "AUTONUM",
        "AUTONUMLGL",
        "AUTONUMOUT",
        "BIBLIOGRAPHY",
        "CITATION",
        "COMMENTS",
        "COMPARE",
        "CREATEDATE",
        "DATE",
        "DOCPROPERTY",
        "DOCVARIABLE",
        "EDITTIME",
        "EQ",
        "FILENAME",
        "FILESIZE",
        "FORMCHECKBOX",
        "FORMDROPDOWN",
        "FORMTEXT",
        "HYPERLINK",
        "IF",
        "INDEX",
        "INFO",
        "KEYWORDS",
        "LASTSAVEDBY",
        "LISTNUM",
        "MERGEFIELD",
        "NOTEREF",
        "NUMCHARS",
        "NUMPAGES",
        "NUMWORDS",
        "PAGE",
        "PAGEREF",
        "PRINTDATE",
        "QUOTE",
        "REF",
        "REVNUM",
        "SAVEDATE",
        "SECTION",
        "SECTIONPAGES",
        "SEQ",
        "SET",
        "STYLEREF",
        "SUBJECT",
        "SYMBOL",
        "TA",
        "TC",
        "TEMPLATE",
        "TIME",
        "TITLE",
        "TOA",
        "TOC",
        "USERADDRESS",
        "USERINITIALS",
        "USERNAME",
        "XE",
    ]
)
"""Fields that print what stands in the document itself. INCLUDETEXT, LINK, DDE, DATABASE, MACROBUTTON … are none."""
_PARTS = (
    (r"word/document\.xml", "Thân mẫu"),
    (r"word/header\d*\.xml", "Đầu trang"),
    (r"word/footer\d*\.xml", "Chân trang"),
    (r"word/footnotes\.xml", "Chú thích"),
)
_SAID: Mapping[str, str] = {
    "file-dtd": "có khai báo DTD (lấy nội dung từ nơi khác hoặc nhân bản vô hạn)",
    "file-bomb": "nén quá mức, hoặc quá lớn khi mở ra",
    "file-duplicate-members": "nằm hai lần trong tệp",
    "file-encrypted": "có mật khẩu",
    "file-too-large": "quá lớn",
    "template-too-long": f"quá dài (hơn {_MOST_PARAGRAPHS} đoạn hoặc {_MOST_LETTERS} ký tự)",
}
_READ = ["="]
"""In place of the instruction of a field whose result is being read."""
_LOOKED_AT = {"Relationship", "Override", "Default", "fldSimple", "fldChar"}
"""The elements whose attributes say something."""
_AGAIN = "đề nghị mở bằng Word và lưu lại kiểu Word Document (.docx)"


def checked_package(path: Path) -> bytes:
    """The bytes of a template that may be opened.

    Errors: :class:`FormError` with everything that is refused, each with its place; OSError.
    """
    data, found = _looked_at(path)
    if found.faults:
        raise FormError(str(path), dict.fromkeys(found.faults))
    return data


def package_notes(path: Path) -> tuple[str, ...]:
    """What of a template is left out of the reports, for the office to know; () for one that cannot be read."""
    try:
        return tuple(dict.fromkeys(_looked_at(path)[1].notes))
    except FormError:
        return ()


@dataclass(slots=True)
class _Found:
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def _looked_at(path: Path) -> tuple[bytes, _Found]:
    found = _Found()
    try:
        data = read_file(path, max_bytes=_MOST_BYTES)
        package = open_package(data, limits=_LIMITS)
        for name in package.names:
            first = next(package.pieces(name), b"")
            if name.endswith((".xml", ".rels")) or first.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
                _Part(name, found).read(package)
    except Unreadable as error:
        raise FormError(str(path), [_said(path, error)]) from None
    return data, found


def _said(path: Path, error: Unreadable) -> str:
    part = str(error.details.get("part", ""))
    place = _place(part) if part else path.name
    if error.code in _SAID:
        size = int(error.details.get("size", 0))
        large = f" ({size / 2**20:.0f} MB)" if size > 2**20 else ""
        return f"{place}: {_SAID[error.code]}{large}; {_AGAIN}."
    if part and error.details.get("reason") == "xml":
        return f"{place}: XML bị hỏng ở dòng {error.details.get('line', 1)}; {_AGAIN}."
    return f"{path.name} không phải là văn bản Word (.docx); mẫu cần lưu bằng Word, kiểu Word Document (.docx)."


def _place(name: str) -> str:
    part = name.replace("_rels/", "").removesuffix(".rels")
    return next((title for pattern, title in _PARTS if re.fullmatch(pattern, part)), f"Phần {part or name}")


class _Part:
    """One XML part, read once: its relations, fields and objects."""

    def __init__(self, name: str, found: _Found) -> None:
        self.name, self.found = name, found
        self.depth = self.paragraphs = self.letters = 0
        self.fields: list[list[str]] = []
        self.loose: list[str] = []
        """The instructions of the fields that are open, one in another."""
        self.listening = False

    def read(self, package: Package) -> None:
        parser = guarded_parser(self.name)
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._text
        content = package.read(self.name)
        feed(parser, to_the_end(content, package.limits), part=self.name, limits=package.limits)

    def _fault(self, what: str) -> None:
        place = f"Đoạn {self.paragraphs}" if self.name == _DOCUMENT and self.paragraphs else _place(self.name)
        self.found.faults.append(f"{place}: {what}.")

    def _start(self, full_name: str, attributes: Attributes) -> None:
        self.depth += 1
        if self.depth > _MOST_DEPTH:
            raise Unreadable("file-bomb", part=self.name)
        name = full_name.rpartition(" ")[2]
        given = {key.rpartition(" ")[2]: value for key, value in attributes.items()} if name in _LOOKED_AT else {}
        match name:
            case "p":
                self.paragraphs += 1
            case "Relationship":
                self._relation(given)
            case "Override" | "Default" if "macroenabled" in given.get("ContentType", "").lower():
                self._fault("tệp có macro; đề nghị lưu lại kiểu Word Document (.docx), không có macro")
            case "fldSimple":
                self._instruction(given.get("instr", ""))
            case "instrText" | "delInstrText":
                self.listening = True
            case "fldChar":
                self._mark(given.get("fldCharType", ""))
        for key, address in attributes.items():
            if key.endswith(("src", "href")) and key.rpartition(" ")[2] in ("src", "href"):
                self._address(address)

    def _address(self, address: str) -> None:
        if "://" in address or address.startswith(("\\\\", "//", "file:")):
            self._fault(f"hình lấy từ nơi khác ({address[:60]}); đề nghị chèn hình vào mẫu")

    def _end(self, full_name: str) -> None:
        self.depth -= 1
        self.listening = False
        if self.loose:  # an instruction of no field: judged as one all the same
            self._instruction("".join(self.loose))
            self.loose.clear()

    def _text(self, text: str) -> None:
        self.letters += len(text)
        if self.letters > _MOST_LETTERS or self.paragraphs > _MOST_PARAGRAPHS:
            raise Unreadable("template-too-long", part=self.name)
        if self.listening:
            (self.fields[-1] if self.fields else self.loose).append(text)

    def _mark(self, kind: str) -> None:
        if kind == "begin":
            self.fields.append([])
        elif kind in ("separate", "end") and self.fields:
            if self.fields[-1] != _READ:
                self._instruction("".join(self.fields[-1]))
            self.fields[-1] = list(_READ)
            if kind == "end":
                self.fields.pop()

    def _instruction(self, text: str) -> None:
        word = re.match(r"\s*(=|[^\s\\\"]*)", text)
        name = word[1].upper() if word else ""
        if name not in _FIELDS:
            shown = name[:40] or "không rõ tên"
            self._fault(f"trường {shown} lấy hoặc chạy nội dung từ nơi khác; đề nghị bỏ trường này")

    def _relation(self, given: Mapping[str, str]) -> None:
        kind = given.get("Type", "").rstrip("/").rpartition("/")[2]
        target, external = given.get("Target", "")[:80], given.get("TargetMode", "").lower() == "external"
        if kind.lower() == ATTACHED_TEMPLATE.lower():
            self.found.notes.append(f"bỏ liên kết tới tệp mẫu khác ({target})")
        elif external and kind.lower() not in _FETCHED:
            self._fault(f"{_kind_said(kind)} nằm ngoài tệp ({target}); đề nghị chèn hẳn vào mẫu hoặc bỏ đi")
        elif kind.lower() in _ACTING:
            self._fault(f"có {_ACTING[kind.lower()]} ({target}); đề nghị bỏ đi")


def _kind_said(kind: str) -> str:
    return {"image": "hình"}.get(kind.lower()) or _ACTING.get(kind.lower()) or f"nội dung ({kind[:30]})"
