"""What a file really is, told from its bytes; the name is never asked."""

from __future__ import annotations

import re

from tonghop290.spreadsheet.package import Package, Unreadable, open_package

_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"{\\rtf", "rtf"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b\x08", "gzip"),
    # BOF records of BIFF 2, 3, 4 and of a BIFF 5/8 stream outside its compound file
    (b"\x09\x00\x04\x00", "biff-xls"),
    (b"\x09\x02\x06\x00", "biff-xls"),
    (b"\x09\x04\x06\x00", "biff-xls"),
    (b"\x09\x08\x08\x00", "biff-xls"),
    (b"\x09\x08\x10\x00", "biff-xls"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS = (
    ("EncryptedPackage", "ole-encrypted"),
    ("Workbook", "ole-xls"),
    ("Book", "ole-xls"),
    ("WordDocument", "ole-doc"),
)
ZIP_STARTS = (b"PK\3\4", b"PK\5\6")
_CONTENT_TYPES = (
    (b"ms-excel.sheet.binary", "zip-xlsb"),
    (b"ms-excel.sheet.macroenabled.main", "zip-xlsm"),
    (b"ms-excel.template.macroenabled.main", "zip-xlsm"),
    (b"ms-excel.addin.macroenabled.main", "zip-xlsm"),
    (b"spreadsheetml.sheet.main", "zip-xlsx"),
    (b"spreadsheetml.template.main", "zip-xlsx"),
    (b"wordprocessingml.document.main", "zip-docx"),
    (b"wordprocessingml.template.main", "zip-docx"),
    (b"ms-word.document.macroenabled.main", "zip-docx"),
    (b"presentationml.presentation.main", "zip-pptx"),
    (b"presentationml.slideshow.main", "zip-pptx"),
)
_PART_NAMES = (
    (b"xl/workbook.bin", "zip-xlsb"),
    (b"xl/vbaproject.bin", "zip-xlsm"),
    (b"xl/workbook.xml", "zip-xlsx"),
    (b"xl/worksheets/", "zip-xlsx"),
    (b"word/document.xml", "zip-docx"),
    (b"ppt/presentation.xml", "zip-pptx"),
    (b"application/vnd.oasis.opendocument.spreadsheet", "zip-ods"),
)
_HTML = re.compile(r"<(!doctype\s+html|html|head|body|table|meta|style|div|center)\b", re.IGNORECASE)
_MAIL_LINE = re.compile(
    r"(from|to|cc|date|subject|received|return-path|mime-version|message-id|delivered-to|reply-to|sender|"
    r"content-type|content-transfer-encoding|dkim-signature|authentication-results|arc-[a-z-]+|x-[\w-]+):",
    re.IGNORECASE,
)
_HEAD = 4096


def sniff(head: bytes, data: bytes | None = None) -> str:
    """The kind of a file, such as "zip-xlsx", "ole-encrypted", "pdf" or "unknown".

    `head` is the first 4 KiB or more; with `data`, the whole file, the zip and OLE containers are told
    apart by what they hold, without it by what the head shows of it.
    """
    whole = head if data is None else data
    if not whole:
        return "empty"
    if head.startswith(ZIP_STARTS):
        return _zip_kind(whole)
    if head.startswith(_OLE):
        return _ole_kind(whole)
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if b"%PDF-" in head[:1024]:
        return "pdf"
    return _text_kind(head[:_HEAD])


def is_lock_file(data: bytes) -> bool:
    """Whether these are the bytes Office leaves in a `~$…` file while a document is open.

    Such a file holds one name twice: its length and 54 bytes, then UTF-16 (165 bytes for Excel, 162 for Word).
    """
    return len(data) in (162, 165) and 0 < data[0] < 55 and data[55] == data[0]


def package_kind(package: Package) -> str:
    """The kind of an opened zip package: by its declared types, else by its parts' names.

    Raises `Unreadable` where the part that declares the types is itself broken.
    """
    return (
        _open_document_kind(package)
        or _declared_kind(package)
        or ("zip-numbers" if _is_iwork(package) else "zip-other")
    )


def _zip_kind(data: bytes) -> str:
    try:
        return package_kind(open_package(data))
    except Unreadable:
        return kind_by_names(data)


def kind_by_names(data: bytes) -> str:
    """The kind of a broken or hostile package: names stand uncompressed in its headers, which tells enough."""
    lowered = data.lower()
    return next((kind for name, kind in _PART_NAMES if name in lowered), "zip-other")


def _open_document_kind(package: Package) -> str | None:
    """OpenDocument says what it is in a part `mimetype`, and once more in its manifest."""
    for part in ("mimetype", "META-INF/manifest.xml"):
        if part in package and b"application/vnd.oasis.opendocument.spreadsheet" in package.read(part):
            return "zip-ods"
    if "mimetype" in package and package.read("mimetype").startswith(b"application/vnd.oasis.opendocument."):
        return "zip-odf"
    return None


def is_document(package: Package) -> bool:
    """Whether the package is one document of many parts (ECMA-376 part 2, OpenDocument, Apple's iWork), not an archive
    of files."""
    return "[Content_Types].xml" in package or "mimetype" in package or _is_iwork(package)


def _is_iwork(package: Package) -> bool:
    return any(name.lower().endswith(".iwa") or name.lower().endswith(".numbers/index.zip") for name in package.names)


def _declared_kind(package: Package) -> str | None:
    """By the content type of the main part, or by the parts' names where no type is declared."""
    if "[Content_Types].xml" in package:
        declared = package.read("[Content_Types].xml").replace(b"\0", b"").lower()
        for content_type, kind in _CONTENT_TYPES:
            if content_type in declared:
                return kind
    names = "\n".join(package.names).replace("\\", "/").lower().encode()
    return next((kind for name, kind in _PART_NAMES if name in names), None)


def _ole_kind(data: bytes) -> str:
    """By the streams of the compound file, found as directory entries (128 bytes, name first, MS-CFB §2.6.1)."""
    for name, kind in _OLE_STREAMS:
        pattern = re.compile(re.escape((name + "\0").encode("utf-16-le")), re.IGNORECASE)
        for found in pattern.finditer(data):
            entry = data[found.start() : found.start() + 128]
            if found.start() % 128 == 0 and len(entry) > 66 and entry[64] == len(found[0]) and entry[66] == 2:
                return kind
    return "ole-other"


def _text_kind(head: bytes) -> str:
    text = _decoded(head)
    if text is None:
        return "unknown"
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith("<"):
        if "urn:schemas-microsoft-com:office:spreadsheet" in start or 'progid="Excel.Sheet"' in start:
            return "xml-2003"
        return "html" if _HTML.search(start[:1024]) else "text"
    lines = [line for line in start.splitlines() if line.strip()]
    if len(lines) > 1 and all(_MAIL_LINE.match(line) for line in lines[:1]):
        headers = sum(1 for line in lines[:40] if _MAIL_LINE.match(line))
        if headers > 1:
            return "eml"
    return "csv" if _is_csv(lines) else "text"


def _decoded(head: bytes) -> str | None:
    """The head as text, or None where it is no text in any coding met in Vietnam (UTF-8, UTF-16, 8-bit)."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[: len(head) // 2 * 2].decode("utf-16", "replace")
    if any(byte < 9 or 13 < byte < 27 for byte in head):
        return None
    return head.decode("utf-8", "replace")


def _is_csv(lines: list[str]) -> bool:
    """The first lines (the last one may be cut) hold the same delimiter equally often."""
    sample = lines[:-1][:5] if len(lines) > 1 else lines
    for delimiter in "\t;,":
        counts = {line.count(delimiter) for line in sample}
        if counts and 0 not in counts and (len(counts) == 1 or '"' in "".join(sample)):
            return True
    return False
