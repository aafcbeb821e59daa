"""What is said of a file that gives no form: what it really is, and the way out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tonghop290.messages import clip_value, finding
from tonghop290.model import Submission, sayable, told, told_list
from tonghop290.spreadsheet.package import Unreadable

__all__ = ["KIND_NAMES", "listed", "unreadable"]

KIND_NAMES: Mapping[str, str] = {
    "ole-xls": sayable(".xls, Excel 97–2003"),
    "biff-xls": sayable(".xls rất cũ"),
    "xml-2003": "XML Spreadsheet 2003",
    "zip-xlsb": ".xlsb",
    "zip-ods": ".ods, LibreOffice",
    "ole-doc": sayable("văn bản Word cũ (.doc)"),
    "ole-other": sayable("tệp Office cũ không phải bảng tính"),
    "zip-docx": sayable("văn bản Word (.docx)"),
    "zip-pptx": sayable("bản trình chiếu (.pptx)"),
    "zip-other": sayable("tệp của một chương trình khác"),
    "zip-xps": sayable("bản in XPS"),
    "zip-repacked": sayable("các phần của một tệp Excel đã giải nén rồi nén lại"),
    "zip-odf": sayable("văn bản LibreOffice (.odt, .odp)"),
    "zip-numbers": sayable("tệp của máy Apple (.numbers, .pages)"),
    "pdf": sayable("tệp PDF"),
    "pdf-scan": sayable("bản quét PDF, có bản ký"),
    "pdf-report": sayable("báo cáo PDF, đã so số với biểu"),
    "pdf-text": sayable("tệp PDF có chữ, chưa so được số với biểu"),
    "png": sayable("ảnh PNG"),
    "jpeg": sayable("ảnh JPEG"),
    "gif": sayable("ảnh GIF"),
    "heic": sayable("ảnh HEIC"),
    "avif": sayable("ảnh AVIF"),
    "jp2": sayable("ảnh JPEG 2000"),
    "jxl": sayable("ảnh JPEG XL"),
    "svg": sayable("ảnh SVG"),
    "psd": sayable("ảnh Photoshop"),
    "wmf": sayable("ảnh EMF, WMF"),
    "djvu": sayable("bản quét DjVu"),
    "video": sayable("tệp phim hoặc ghi âm"),
    "webp": sayable("ảnh WebP"),
    "tiff": sayable("ảnh TIFF"),
    "bmp": sayable("ảnh BMP"),
    "html": sayable("trang web (HTML)"),
    "rtf": sayable("văn bản RTF"),
    "csv": sayable("tệp CSV"),
    "text": sayable("tệp chữ thường"),
    "result": sayable("kết quả của cấp dưới"),
    "eml": sayable("thư điện tử"),
    "mbox": sayable("hộp thư điện tử"),
    "ole-msg": sayable("thư Outlook (.msg)"),
    "tnef": sayable("tệp winmail.dat của Outlook"),
    "p7-signed": sayable("tệp có chữ ký số"),
    "p7-compressed": sayable("thư nén"),
    "p7-encrypted": sayable("thư mã hoá"),
    "pgp": sayable("thư mã hoá"),
    "signature": sayable("chữ ký số, không được kiểm tra"),
    "lnk": sayable("lối tắt"),
    "web-link": sayable("liên kết mạng"),
    "rar": sayable("tệp nén .rar"),
    "7z": sayable("tệp nén .7z"),
    "gzip": sayable("tệp nén .gz"),
    "bzip2": sayable("tệp nén .bz2"),
    "xz": sayable("tệp nén .xz"),
    "zstd": sayable("tệp nén .zst"),
    "cab": sayable("tệp nén .cab"),
    "tar": sayable("tệp .tar"),
    "zip": sayable("tệp nén .zip"),
    "zip-split": sayable("một phần của tệp nén .zip"),
    "exe": sayable("tệp chương trình (.exe)"),
    "database": sayable("cơ sở dữ liệu"),
    "onenote": sayable("sổ ghi chép OneNote"),
    "postscript": sayable("bản in PostScript"),
    "empty": sayable("tệp rỗng"),
    "unknown": sayable("tệp không rõ loại"),
}
_MOST_LISTED = 8


def unreadable(path: str, error: Unreadable, *, sha256: str = "") -> Submission:
    """The Submission of a file that gives no form: one finding that names the real kind and the way out."""
    facts: dict[str, Any] = {
        key: value if isinstance(value, str) else str(value) for key, value in error.details.items()
    }
    facts["kind"] = told(KIND_NAMES.get(facts.get("kind", "unknown"), KIND_NAMES["unknown"]))
    facts.setdefault("reason", "")
    return Submission(path=path, sha256=sha256, readable=False, findings=(finding(error.code, file=path, **facts),))


def listed(files: Iterable[tuple[str, str]]) -> str:
    """Files by name and kind, as they are told of together: "ký.pdf (tệp PDF), IMG_1.heic (ảnh HEIC)"."""
    named = [
        told("{name} ({kind})", name=clip_value(name), kind=what) if (what := _what(kind)) else clip_value(name)
        for name, kind in files
    ]
    rest, first = len(named) - _MOST_LISTED, told_list(", ", named[:_MOST_LISTED])
    return told("{first} và {count} tệp khác", first=first, count=str(rest)) if rest > 0 else first


def _what(kind: str) -> str:
    if kind in ("zip-xlsx", "zip-xlsm"):
        return told("bảng tính khác, không phải biểu này")
    return told(KIND_NAMES.get(kind, ""))
