"""What a file is, told from its bytes."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from contextlib import suppress

import pytest

from tests.samples.packages import package, packed, parts
from tests.samples.paths import CORPUS, CORPUS_FILES
from tonghop290.spreadsheet.book import read_book
from tonghop290.spreadsheet.content import Content
from tonghop290.spreadsheet.kind import is_document, sniff
from tonghop290.spreadsheet.package import Unreadable, open_package

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0")
LOCK = bytes([4]) + b"Tuan".ljust(54) + bytes([4, 0]) + ("Tuan".ljust(54)).encode("utf-16-le")


def stream(name: str) -> bytes:
    """A compound file whose directory lists one stream."""
    stored = (name + "\0").encode("utf-16-le")
    return OLE + stored.ljust(64, b"\0") + bytes([len(stored), 0, 2]) + bytes(61)


def typed(content_type: str) -> bytes:
    return packed(
        {**parts(), "[Content_Types].xml": f"<Types><Override ContentType='application/{content_type}+xml'/></Types>"}
    )


# what the file begins with or holds                                        kind             why it is refused
KINDS = [
    (b"", "empty", "file-empty"),
    (package(), "zip-xlsx", None),
    (typed("vnd.ms-excel.sheet.macroEnabled.main"), "zip-xlsm", None),
    (typed("vnd.ms-excel.sheet.binary.macroEnabled.main"), "zip-xlsb", "file-other-format"),
    (typed("vnd.openxmlformats-officedocument.wordprocessingml.document.main"), "zip-docx", "file-not-workbook"),
    (typed("vnd.openxmlformats-officedocument.presentationml.presentation.main"), "zip-pptx", "file-not-workbook"),
    (packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "zip-ods", "file-other-format"),
    (packed({"mimetype": "application/vnd.oasis.opendocument.text"}), "zip-odf", "file-not-workbook"),
    (packed({"Index/Document.iwa": b"x", "preview.jpg": b"x"}), "zip-numbers", "file-not-workbook"),
    (packed({"anh.jpg": b"\xff\xd8\xff"}), "zip-other", "file-not-workbook"),
    (packed({}), "zip-other", "file-not-workbook"),
    (package()[:-9], "zip-xlsx", "file-truncated"),
    (stream("Workbook"), "ole-xls", "file-old-format"),
    (stream("BOOK"), "ole-xls", "file-old-format"),
    (stream("EncryptedPackage"), "ole-encrypted", "file-encrypted"),
    (stream("WordDocument"), "ole-doc", "file-not-workbook"),
    (stream("Contents"), "ole-other", "file-not-workbook"),
    (OLE + b"...." + stream("Workbook")[512:], "ole-other", "file-not-workbook"),
    (b"\x09\x08\x10\x00\x00\x06\x05\x00", "biff-xls", "file-old-format"),
    (b"%PDF-1.7\n", "pdf", "file-not-workbook"),
    (b"\x89PNG\r\n\x1a\n", "png", "file-not-workbook"),
    (b"\xff\xd8\xff\xe0", "jpeg", "file-not-workbook"),
    (b"GIF89a", "gif", "file-not-workbook"),
    (b"{\\rtf1\\ansi", "rtf", "file-not-workbook"),
    (b"Rar!\x1a\x07\x01\x00", "rar", "file-not-workbook"),
    (b"7z\xbc\xaf\x27\x1c", "7z", "file-not-workbook"),
    (gzip.compress(b"x"), "gzip", "file-not-workbook"),
    (b"<html><table><tr><td>1</td></tr></table>", "html", "file-not-workbook"),
    (b"\xef\xbb\xbf\r\n<!DOCTYPE html>", "html", "file-not-workbook"),
    ("<html><body>chữ".encode("utf-16"), "html", "file-not-workbook"),
    (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "xml-2003", "file-old-format"),
    (b'<?xml version="1.0"?><note/>', "text", "file-not-workbook"),
    ("Xã;Dân số\nHùng Sơn;12000\nĐại Từ;9000\n".encode(), "csv", "file-not-workbook"),
    ("Xã\tDân số\r\nHùng Sơn\t12000\r\n".encode("utf-16"), "csv", "file-not-workbook"),
    ("Kính gửi Huyện uỷ\nBáo cáo, kết quả\nthực hiện\n".encode(), "text", "file-not-workbook"),
    (b"From: a@b.vn\r\nTo: c@d.vn\r\nSubject: Bao cao\r\n\r\nx", "eml", "file-not-workbook"),
    (b"\0\0\0\x1cftypavif", "avif", "file-not-workbook"),
    (b"\0\0\0\x1cftypheic", "heic", "file-not-workbook"),
    (b"\0\0\0\x18ftypmp42", "video", "file-not-workbook"),
    (b"RIFF\0\0\0\0WAVEfmt ", "video", "file-not-workbook"),
    (b"\xff\x0a\0\0", "jxl", "file-not-workbook"),
    (b"\x01\0\0\0".ljust(40, b"\0") + b" EMF", "wmf", "file-not-workbook"),
    (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "svg", "file-not-workbook"),
    (b"%!PS-Adobe-3.0\n", "postscript", "file-not-workbook"),
    (b"\0\x01\0\0Standard ACE DB\0", "database", "file-not-workbook"),
    (packed({"[Content_Types].xml": "<Types/>", "FixedDocSeq.fdseq": "<x/>"}), "zip-xps", "file-not-workbook"),
    (packed({f"15877/{name}": part for name, part in parts().items()}), "zip-repacked", "file-not-workbook"),
    (LOCK, "unknown", "file-lock"),
    (b"\0\1\2\3" * 99, "unknown", "file-not-workbook"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "kind", "code"), KINDS, ids=[f"{kind}-{n}" for n, (_, kind, _) in enumerate(KINDS)])
def test_a_file_is_known_by_its_bytes(data: bytes, kind: str, code: str | None) -> None:
    assert sniff(data[:4096], data) == kind
    try:
        read_book(data)
    except Unreadable as refusal:
        assert refusal.code == code
    else:
        assert code is None


def test_the_head_alone_tells_what_it_can() -> None:
    assert [sniff(data[:4096]) for data in (stream("Workbook"), b"%PDF-1.4", package())] == [
        "ole-xls", "pdf", "zip-xlsx",
    ]  # fmt: skip


# what the corpus' own list says, where the bytes say something closer
CLOSER = {
    "xlsx": {"zip-xlsx", "zip-xlsm"},
    "xls": {"ole-xls"},
    "xlsb": {"zip-xlsb"},
    "ods": {"zip-ods"},
    "slk": {"text"},
    "text": {"text", "csv"},
    "xml2003": {"xml-2003"},
    "ole": {"ole-other"},
    "ooxml-encrypted": {"ole-encrypted"},
    "empty": {"empty"},
    "binary-other": {"unknown"},
    "docx": {"zip-xlsx"},  # the list is wrong: exported by Numbers, with a workbook part
    "zip-other": {"ole-xls", "zip-ods", "zip-xlsx"},  # a compound file, an ods without mimetype, a package in pieces
}


@pytest.mark.corpus
def test_every_file_of_the_corpus_is_of_the_kind_its_list_says() -> None:
    with open(CORPUS / "MANIFEST.tsv", encoding="utf-8", newline="") as lines:
        listed = {row["file"]: row["kind"] for row in csv.DictReader(lines, delimiter="\t")}
    found = {
        name: sniff((CORPUS_FILES / name).read_bytes()[:4096], (CORPUS_FILES / name).read_bytes()) for name in listed
    }
    assert {name: kind for name, kind in found.items() if kind not in CLOSER[listed[name]]} == {}


# --- one document, or an archive ----------------------------------------------------------------------------------


def stored(members: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


@pytest.mark.parametrize(
    ("data", "one_document"),
    [
        (package(), True),
        (typed("vnd.openxmlformats-officedocument.wordprocessingml.document.main"), True),
        (stored({"thu/a.xlsx": package(), "b.xlsx": package()}), False),
        (stored({"mở ra/[Content_Types].xml": b"x", "mở ra/xl/workbook.xml": b"x"}), False),
        (stored({"[Content_Types].xml.txt": b"x", "a.xlsx": package()}), False),
        (b"thu den" + stored({"a.xlsx": package()}), False),
        (b"PK\3\4" + stored({"a.xlsx": package()}), False),
        (package()[:-30], False),
        (b"PK\3\4", False),
        (b"", False),
    ],
    ids=range(10),
)
def test_an_office_document_is_told_from_an_archive_by_its_directory(data: bytes, one_document: bool) -> None:
    assert Content(data).is_document == one_document


@pytest.mark.corpus
def test_no_archive_is_taken_for_an_office_document() -> None:
    told = 0
    for path in sorted(CORPUS_FILES.iterdir()):
        data = path.read_bytes()
        if Content(data).is_document:
            told += 1
            with suppress(Unreadable):  # it says so itself when it is read
                assert is_document(open_package(data)), path.name
    assert told > 150
