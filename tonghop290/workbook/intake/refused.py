"""What is said of a file that gives no form: what it really is, and the way out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tonghop290.messages import finding
from tonghop290.model import Submission
from tonghop290.spreadsheet.package import Unreadable

__all__ = ["KIND_NAMES", "listed", "unreadable"]

KIND_NAMES: Mapping[str, str] = {
    "ole-xls": ".xls, Excel 97–2003",
    "biff-xls": ".xls rất cũ",
    "xml-2003": "XML Spreadsheet 2003",
    "zip-xlsb": ".xlsb",
    "zip-ods": ".ods, LibreOffice",
    "ole-doc": "văn bản Word cũ (.doc)",
    "ole-other": "tệp Office cũ không phải bảng tính",
    "zip-docx": "văn bản Word (.docx)",
    "zip-pptx": "bản trình chiếu (.pptx)",
    "zip-other": "tệp nén .zip",
    "zip-odf": "văn bản LibreOffice (.odt, .odp)",
    "zip-numbers": "tệp của máy Apple (.numbers, .pages)",
    "pdf": "tệp PDF",
    "png": "ảnh PNG",
    "jpeg": "ảnh JPEG",
    "gif": "ảnh GIF",
    "heic": "ảnh HEIC",
    "webp": "ảnh WebP",
    "tiff": "ảnh TIFF",
    "bmp": "ảnh BMP",
    "html": "trang web (HTML)",
    "rtf": "văn bản RTF",
    "csv": "tệp CSV",
    "text": "tệp chữ thường",
    "eml": "thư điện tử",
    "mbox": "hộp thư điện tử",
    "ole-msg": "thư Outlook (.msg)",
    "tnef": "tệp winmail.dat của Outlook",
    "p7-signed": "tệp có chữ ký số",
    "p7-compressed": "thư nén",
    "p7-encrypted": "thư mã hoá",
    "pgp": "thư mã hoá",
    "signature": "chữ ký số, không được kiểm tra",
    "lnk": "lối tắt",
    "web-link": "liên kết mạng",
    "rar": "tệp nén .rar",
    "7z": "tệp nén .7z",
    "gzip": "tệp nén .gz",
    "bzip2": "tệp nén .bz2",
    "xz": "tệp nén .xz",
    "zstd": "tệp nén .zst",
    "cab": "tệp nén .cab",
    "tar": "tệp .tar",
    "zip": "tệp nén .zip",
    "zip-split": "một phần của tệp nén .zip",
    "empty": "tệp rỗng",
    "unknown": "tệp không rõ loại",
}
_MOST_LISTED = 8


def unreadable(path: str, error: Unreadable, *, sha256: str = "") -> Submission:
    """The Submission of a file that gives no form: one finding that names the real kind and the way out."""
    facts: dict[str, Any] = {key: str(value) for key, value in error.details.items()}
    facts["kind"] = KIND_NAMES.get(facts.get("kind", "unknown"), KIND_NAMES["unknown"])
    facts.setdefault("reason", "")
    return Submission(path=path, sha256=sha256, readable=False, findings=(finding(error.code, file=path, **facts),))


def listed(files: Iterable[tuple[str, str]]) -> str:
    """Files by name and kind, as they are told of together: "ký.pdf (tệp PDF), IMG_1.heic (ảnh HEIC)"."""
    told = [f"{name} ({what})" if (what := _what(kind)) else name for name, kind in files]
    rest = len(told) - _MOST_LISTED
    return ", ".join(told[:_MOST_LISTED]) + (f" và {rest} tệp khác" if rest > 0 else "")


def _what(kind: str) -> str:
    if kind in ("zip-xlsx", "zip-xlsm"):
        return "bảng tính khác, không phải biểu này"
    return KIND_NAMES.get(kind, "")
