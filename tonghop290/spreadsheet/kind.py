"""What a file really is, told from its bytes; the name is never asked."""

from __future__ import annotations

import re

from tonghop290.spreadsheet.package import Package, Unreadable, open_package

_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"II+\0", "tiff"),
    (b"MM\0+", "tiff"),
    (b"{\\rtf", "rtf"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"PK\7\x08PK\3\4", "zip-split"),
    (b"\x1f\x8b\x08", "gzip"),
    (b"\xfd7zXZ\0", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"MSCF\0\0\0\0", "cab"),
    (b"\x78\x9f\x3e\x22", "tnef"),
    (b"\x4c\0\0\0\x01\x14\x02\0", "lnk"),
    (b"book\0\0\0\0mark", "lnk"),
    (b"-----BEGIN PGP MESSAGE-----", "pgp"),
    (b"\x76\xe8\x04\x60\xc4\x11\xe3\x86", "rpmsg"),
    (b"\0\0\0\x0cjP  \r\n", "jp2"),
    (b"AT&TFORM", "djvu"),
    (b"\xff\x0a", "jxl"),
    (b"\0\0\0\x0cJXL \r\n", "jxl"),
    (b"8BPS\0", "psd"),
    (b"\xd7\xcd\xc6\x9a", "wmf"),
    (b"\x1a\x45\xdf\xa3", "video"),
    (b"ID3\x02", "video"),
    (b"ID3\x03", "video"),
    (b"ID3\x04", "video"),
    (b"OggS\0", "video"),
    (b"%!PS", "postscript"),
    (b"\0\x01\0\0Standard ", "database"),
    (b"SQLite format 3\0", "database"),
    (b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d\xae\xb1\x53\x78\xd0\x29\x96\xd3", "onenote"),
    (b"MZ\x90\0", "exe"),
    (b"MZP\0", "exe"),
    (b"-----BEGIN PGP SIGNATURE-----", "signature"),
    # BOF records of BIFF 2, 3, 4 and of a BIFF 5/8 stream outside its compound file
    (b"\x09\x00\x04\x00", "biff-xls"),
    (b"\x09\x02\x06\x00", "biff-xls"),
    (b"\x09\x04\x06\x00", "biff-xls"),
    (b"\x09\x08\x08\x00", "biff-xls"),
    (b"\x09\x08\x10\x00", "biff-xls"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS = (
    ("__properties_version1.0", "ole-msg"),  # first: a mail holds its files, with all their streams
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
    (b".fdseq", "zip-xps"),
    (b"application/vnd.oasis.opendocument.spreadsheet", "zip-ods"),
)
_HTML = re.compile(r"<(!doctype\s+html|html|head|body|table|meta|style|div|center)\b", re.IGNORECASE)
_SVG = re.compile(r"<svg[\s>]")
_FIELD_NAME = re.compile(r"[!-9;-~]{1,76}[ \t]*:")
"""How any header of a mail begins (RFC 5322 §3.6.8)."""
_MAIL_LINE = re.compile(
    r"(from|to|cc|bcc|date|subject|received|return-path|mime-version|message-id|delivered-to|reply-to|sender|"
    r"in-reply-to|references|content-type|content-transfer-encoding|dkim-signature|authentication-results|"
    r"arc-[a-z-]+|user-agent|list-[a-z-]+|x-[\w-]+)[ \t]*:",
    re.IGNORECASE,
)
_MAIL_STARTS = re.compile(r"(?:>?From [^\n]*\n|Microsoft Mail Internet Headers[^\n]*\n|[ \t]*\n)+", re.IGNORECASE)
"""What may stand before the headers of a mail: the line of a mailbox, of Outlook, empty ones."""
_PARTS = re.compile(r"content-type[ \t]*:[ \t]*multipart/", re.IGNORECASE)
"""What the parts of a signed mail begin with where its program kept nothing else."""
_SIZE_LINE = re.compile(r"[0-9]{1,10} *\n")
"""The first line of a mail of Apple's (.emlx): its length."""
_WEB_LINK = re.compile(
    r"\[(?:InternetShortcut|\{000214A0-[0-9A-F-]+\}|Desktop Entry)\]|"
    r"<plist\b.{0,200}<key>URL</key>|"
    r'\{\s*(?:"[^"]*"\s*:\s*"[^"]*"\s*,\s*)*"(?:url|doc_id|resource_id)"\s*:\s*"',
    re.IGNORECASE | re.DOTALL,
)
_WEB_LINK_MOST = 8192
"""Bytes of a file that only leads to a page; what is longer says something itself."""
_IMAGE_BRANDS = {
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"), "heic"),
    **dict.fromkeys((b"avif", b"avis"), "avif"),
}
_RIFFS = {b"WEBP": "webp", b"AVI ": "video", b"WAVE": "video"}
_P7_TYPES = (
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02", "p7-signed"),
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03", "p7-encrypted"),
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x17", "p7-encrypted"),
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x09", "p7-compressed"),
)
"""The object identifiers a message of S/MIME begins with (RFC 8551, RFC 5083, RFC 3274)."""
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_NO_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a]")
_HEAD = 4096
_MAIL_HEAD = 65_536
"""Bytes: gateways write headers of pages before those everybody knows."""


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
    return _kind_by_mark(head, whole) or _text_kind(head[:_HEAD], whole)


def is_result(content: bytes) -> bool:
    """Whether this is what an office below has added up, as this program wrote it for the office above, whole or cut
    short."""
    if content.startswith(UTF_16):
        content = content.decode("utf-16", "ignore").encode("ascii", "ignore")
    start = content.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start.startswith(b"{"):
        return False
    return start[1:64].lstrip().startswith(b'"ket_qua"') or b'"totals"' in content and b'"so_lieu_rong"' in content


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
    names = [name.replace("\\", "/").lower().lstrip("/") for name in package.names]
    if any(name.endswith("/xl/workbook.xml") for name in names) and not is_document(package):
        return "zip-repacked"
    joined = "\n".join(names).encode()
    return next((kind for name, kind in _PART_NAMES if name in joined), None)


def _ole_kind(data: bytes) -> str:
    """By the streams of the compound file, found as directory entries (128 bytes, name first, MS-CFB §2.6.1)."""
    for name, kind in _OLE_STREAMS:
        pattern = re.compile(re.escape((name + "\0").encode("utf-16-le")), re.IGNORECASE)
        for found in pattern.finditer(data):
            entry = data[found.start() : found.start() + 128]
            if found.start() % 128 == 0 and len(entry) > 66 and entry[64] == len(found[0]) and entry[66] == 2:
                return kind
    return "ole-other"


def _kind_by_mark(head: bytes, whole: bytes) -> str | None:
    """By a mark that does not stand at the very beginning, or not alone."""
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head[4:8] == b"ftyp":
        return _IMAGE_BRANDS.get(head[8:12], "video")
    if head.startswith(b"RIFF") and head[8:12] in _RIFFS:
        return _RIFFS[head[8:12]]
    if head.startswith(b"\x01\0\0\0") and head[40:44] == b" EMF":
        return "wmf"
    if head.startswith(b"BZh") and head[4:10] in (b"1AY&SY", b"\x17\x72\x45\x38\x50\x90"):
        return "bzip2"
    if head.startswith(b"BM") and head[6:10] == bytes(4) and len(head) > 17:
        return "bmp"
    if head.startswith(b"bplist00") and b"NSURLNameKey" in whole[:_WEB_LINK_MOST]:
        return "web-link"  # what iCloud leaves of a file that was not fetched
    if _is_tar(head):
        return "tar"
    return _p7_kind(head)


def _is_tar(head: bytes) -> bool:
    """By the sum of the first header (POSIX ustar §4), which old archives without a mark have too."""
    block = head[:512]
    if len(block) < 512 or not block[0]:
        return False
    said = block[148:156].strip(b" \0")
    counted = sum(block[:148]) + 8 * 32 + sum(block[156:])
    return said.isdigit() and len(said) < 8 and set(said) <= set(b"01234567") and int(said, 8) == counted


def _p7_kind(head: bytes) -> str | None:
    """A message of S/MIME: a sequence that begins with the object identifier of what it is, or the same in Base64."""
    if re.match(rb"-----BEGIN (?:PKCS7|CMS|PKCS #7 SIGNED DATA)-----", head):
        return "p7-signed"
    if head[:1] != b"\x30":
        return None
    start = head[:24]
    return next((kind for mark, kind in _P7_TYPES if b"\x06" + bytes([len(mark)]) + mark in start), None)


def _text_kind(head: bytes, whole: bytes) -> str:
    text = _decoded(head)
    if text is None:
        return _mail_kind(whole) or "unknown"
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith("{") and is_result(whole):
        return "result"
    if start.startswith("<"):
        if "urn:schemas-microsoft-com:office:spreadsheet" in start or 'progid="Excel.Sheet"' in start:
            return "xml-2003"
        if len(whole) <= _WEB_LINK_MOST and _WEB_LINK.search(start):
            return "web-link"
        return "html" if _HTML.search(start[:1024]) else "svg" if _SVG.search(start[:1024]) else "text"
    mail = _mail_kind(whole)
    if mail is not None:
        return mail
    if len(whole) <= _WEB_LINK_MOST and _WEB_LINK.match(start):
        return "web-link"
    lines = [line for line in start.splitlines() if line.strip()]
    return "csv" if _is_csv(lines) else "text"


def _mail_kind(data: bytes) -> str | None:
    """ "eml" for a mail, "mbox" for mails one after the other as they lie in a mailbox; None for anything else.

    A mail begins with headers of any name, of which two are those of a mail, or with the one that says it has parts.
    """
    text = (_decoded(data[:_MAIL_HEAD], anything=True) or "").lstrip("\ufeff")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    sized = _SIZE_LINE.match(text)
    text = text[sized.end() if sized else 0 :]
    before = _MAIL_STARTS.match(text)
    head = text[before.end() if before else 0 :].partition("\n\n")[0].splitlines()
    if not head or not _FIELD_NAME.match(head[0]):
        return None
    if sum(1 for line in head if _MAIL_LINE.match(line)) < 2 and not _PARTS.match(head[0]):
        return None
    return "mbox" if before and before[0].lstrip("\n \t").startswith("From ") else "eml"


def _decoded(head: bytes, *, anything: bool = False) -> str | None:
    """The head as text, or None where it is no text in any coding met in Vietnam (UTF-8, UTF-16, 8-bit).

    ``anything``: also what holds bytes that no text does, as a mail may whose attachments were not encoded.
    """
    if head.startswith(UTF_16):
        return head[: len(head) // 2 * 2].decode("utf-16", "replace")
    if not anything and _NO_TEXT.search(head):
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
