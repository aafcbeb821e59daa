"""Whatever a file is: one clear sentence about it, and the other files are still done."""

from __future__ import annotations

import ast
import base64
import dataclasses
import os
import zipfile
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import pytest

import tonghop290 as th
from tests.samples.communes import FULL, a_unit
from tests.samples.forms import shipped_form
from tests.samples.packages import package, packed, parts, spaces, with_raw_part
from tests.samples.paths import CORPUS_FILES
from tests.samples.programs import PROGRAMS, spelled
from tonghop290.messages import CATALOGUE
from tonghop290.spreadsheet import kind as kinds
from tonghop290.spreadsheet.book import RawBook, read_book
from tonghop290.spreadsheet.cell import RawCell
from tonghop290.spreadsheet.package import Limits, Unreadable
from tonghop290.spreadsheet.seen.look import ORDINARY
from tonghop290.spreadsheet.sheet import RawSheet
from tonghop290.workbook.intake.one import RETURN_LIMITS
from tonghop290.workbook.intake.refused import KIND_NAMES, unreadable
from tonghop290.workbook.intake.sources import find_sources
from tonghop290.workbook.issue.blank import Filling, write_blank

form = shipped_form()
ROOM = Path(th.__file__).parent
WAY_OUT = "Đề nghị mở tệp bằng Excel, chọn File › Save As › Excel Workbook (.xlsx) rồi gửi lại."
RESEND = "Đề nghị gửi lại tệp biểu mẫu .xlsx."


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = write_blank(form, tmp_path_factory.mktemp("form") / "a.xlsx", unit=a_unit(), filling=Filling(values=FULL))
    return path.read_bytes()


def said(folder: Path) -> dict[str, tuple[str, list[str]]]:
    """File (below the folder) → status and sentences."""
    report = th.check([folder], form)
    return {
        os.path.relpath(file.path, folder): (file.status, [str(one) for one in file.findings]) for file in report.files
    }


def old_doc() -> bytes:
    """A compound file with a stream WordDocument, as far as anybody looks: a directory entry of 128 bytes."""
    name = "WordDocument\0".encode("utf-16-le")
    entry = name.ljust(64, b"\0") + len(name).to_bytes(2, "little") + b"\2" + bytes(61)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + entry + bytes(384)


def test_every_other_thing_in_the_folder_is_one_sentence_and_the_return_is_read(full: bytes, tmp_path: Path) -> None:
    contents = {
        "01 rỗng.xlsx": b"",
        "02 đứt.xlsx": full[: len(full) // 2],
        "03 khác.xlsx": package(),
        "04 cũ.doc": old_doc(),
        "05 ảnh.xlsx": b"\x89PNG\r\n\x1a\n" + bytes(200),
        "06.pdf": b"%PDF-1.7\n",
        "07 chữ.xlsx": "Kính gửi".encode(),
        "~$08.xlsx": full,
        ".~lock.09.xlsx#": b"x",
        "Thumbs.db": b"x",
        "._10.xlsx": b"\x00\x05\x16\x07",
        "11.tmp": b"x",
        "13 tốt.xlsx": full,
    }
    for name, data in contents.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "12 thư mục.xlsx").mkdir()
    (tmp_path / "12 thư mục.xlsx" / "bên trong.pdf").write_bytes(b"%PDF-1.7\n")
    assert said(tmp_path) == {
        "01 rỗng.xlsx": ("unreadable", [f"Tệp rỗng (0 byte). {RESEND}"]),
        "02 đứt.xlsx": ("unreadable", ["Tệp bị đứt giữa chừng, chưa tải hết hoặc hỏng khi gửi. Đề nghị gửi lại tệp."]),
        "03 khác.xlsx": ("unreadable", [f"Bảng tính này không phải là biểu mẫu đã phát hành. {RESEND}"]),
        "04 cũ.doc": ("unreadable", [f"Đây không phải là bảng tính Excel mà là văn bản Word cũ (.doc). {RESEND}"]),
        "05 ảnh.xlsx": ("unreadable", [f"Đây không phải là bảng tính Excel mà là ảnh PNG. {RESEND}"]),
        "06.pdf": ("unreadable", [f"Đây không phải là bảng tính Excel mà là tệp PDF. {RESEND}"]),
        "07 chữ.xlsx": ("unreadable", [f"Đây không phải là bảng tính Excel mà là tệp chữ thường. {RESEND}"]),
        "12 thư mục.xlsx": ("unreadable", ["Đây là thư mục, không phải tệp. Đề nghị kiểm tra lại tên."]),
        "12 thư mục.xlsx/bên trong.pdf": ("unreadable", [f"Đây không phải là bảng tính Excel mà là tệp PDF. {RESEND}"]),
        "13 tốt.xlsx": ("clean", []),
    }


def test_a_lock_file_named_outright_is_skipped_and_a_missing_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "~$a.xlsx").write_bytes(b"x")
    report = th.check([tmp_path / "~$a.xlsx", tmp_path / "b.xlsx"], form)
    assert [(Path(file.path).name, [str(one) for one in file.findings]) for file in report.files] == [
        ("b.xlsx", ["Không tìm thấy tệp. Đề nghị kiểm tra lại đường dẫn."])
    ]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="a superuser may read every file")
def test_a_file_and_a_folder_nobody_may_read(full: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(full)
    (tmp_path / "a.xlsx").chmod(0)
    (tmp_path / "trong").mkdir(mode=0)
    no = "Máy không cho phép đọc tệp này. Đề nghị kiểm tra quyền đọc, hoặc đóng chương trình đang mở tệp."
    assert said(tmp_path) == {"a.xlsx": ("unreadable", [no]), "trong": ("unreadable", [no])}


def test_what_the_system_refuses_to_open_is_said_without_its_words() -> None:
    found = unreadable("a.xlsx", Unreadable("file-no-permission"))
    assert [str(one) for one in found.findings] == [
        "Máy không cho phép đọc tệp này. Đề nghị kiểm tra quyền đọc, hoặc đóng chương trình đang mở tệp."
    ]


def zipped(**members: bytes) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/"), data)
    return stream.getvalue()


def mail(*attachments: tuple[str, str, bytes]) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "xa@example.vn", "huyen@example.vn", "Báo cáo"
    message.set_content("Kính gửi các đồng chí")
    for name, kind, data in attachments:
        main, _, sub = kind.partition("/")
        message.add_attachment(data, maintype=main, subtype=sub, filename=name)
    return message.as_bytes()


def test_archives_and_mails_are_opened_inside_each_other(full: bytes, tmp_path: Path) -> None:
    sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    (tmp_path / "thư.eml").write_bytes(
        mail(
            ("Biểu số liệu xã.xlsx", sheet, full),
            ("Biểu số liệu xã.xlsx", sheet, full),
            ("logo.png", "image/png", b"\x89PNG\r\n\x1a\n"),
            ("gói.zip", "application/zip", zipped(a__b=b"", x__một=full)),
        )
    )
    (tmp_path / "trống.eml").write_bytes(mail())
    (tmp_path / "lẻ.zip").write_bytes(
        zipped(**{"../ngoài.xlsx": full, "__MACOSX/._a.xlsx": b"\x00\x05\x16\x07", "b.xlsx": full})
    )
    names = [
        (
            os.path.relpath(one.path, tmp_path),
            one.trouble.code if one.trouble else len(one.content.data if one.content else b""),
        )
        for one in find_sources([tmp_path])
    ]
    assert names == [
        ("lẻ.zip › ../ngoài.xlsx", len(full)),  # a name is a hint, and never a path
        ("lẻ.zip › b.xlsx", len(full)),
        ("thư.eml › Biểu số liệu xã.xlsx", len(full)),
        ("thư.eml › Biểu số liệu xã.xlsx (2)", len(full)),
        ("thư.eml › gói.zip › x/một", len(full)),
        ("trống.eml", "mail-empty"),
    ]
    told = said(tmp_path)
    assert told["trống.eml"] == (
        "unreadable",
        ["Thư không có tệp nào gửi kèm. Đề nghị gửi kèm chính tệp biểu mẫu .xlsx."],
    )
    assert told["thư.eml › Biểu số liệu xã.xlsx"][1][0] == (
        "Gửi kèm: logo.png (ảnh PNG), a/b (tệp rỗng). Đã giữ lại, không lấy số liệu từ đó."
    )


@pytest.mark.parametrize(
    ("head", "named"),
    [
        ("Content-Type: application/octet-stream", "thư.eml › 1"),
        ("Content-Type: image/png", "thư.eml › 1"),
        ("Content-Type: text/plain; name=biểu", "thư.eml › biểu"),
        ("một dòng không là đầu thư\nContent-Type: application/x; name=a.dat", "thư.eml › a.dat"),
        ("Content-Type: message/rfc822", "thư.eml › 1"),
        ('Content-Type: message/rfc822\nContent-Disposition: attachment; filename="a.dat"', "thư.eml › a.dat"),
    ],
)
def test_a_return_in_a_mail_is_found_by_its_content(head: str, named: str, full: bytes, tmp_path: Path) -> None:
    """Without a name, or said to be a picture, a text or a mail: found by the fuzzer of mails."""
    coded = base64.encodebytes(full).decode()
    text = f"From: a\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nKính gửi\n--x\n{head}\n"
    (tmp_path / "thư.eml").write_text(f"{text}Content-Transfer-Encoding: base64\n\n{coded}\n--x--\n")
    (one,) = find_sources([tmp_path])
    assert (os.path.relpath(one.path, tmp_path), one.content and one.content.data == full) == (named, True)


def test_a_document_of_many_parts_is_one_file_and_one_sentence(tmp_path: Path) -> None:
    for name, members in {
        "a.odt": {
            "mimetype": b"application/vnd.oasis.opendocument.text",
            "content.xml": b"<x/>",
            "styles.xml": b"<x/>",
        },
        "b.numbers": {"Index/Document.iwa": b"x", "Index/Tables/Tile.iwa": b"x", "preview.jpg": b"\xff\xd8\xff"},
        "c.vsdx": {"[Content_Types].xml": b"<Types/>", "visio/document.xml": b"<x/>", "docProps/thumbnail.emf": b"x"},
    }.items():
        (tmp_path / name).write_bytes(packed(dict(members)))
    assert said(tmp_path) == {
        "a.odt": (
            "unreadable",
            [f"Đây không phải là bảng tính Excel mà là văn bản LibreOffice (.odt, .odp). {RESEND}"],
        ),
        "b.numbers": (
            "unreadable",
            [f"Đây không phải là bảng tính Excel mà là tệp của máy Apple (.numbers, .pages). {RESEND}"],
        ),
        "c.vsdx": ("unreadable", [f"Đây không phải là bảng tính Excel mà là tệp của một chương trình khác. {RESEND}"]),
    }


def test_a_hostile_archive_is_refused_within_one_budget(tmp_path: Path) -> None:
    bomb = with_raw_part(zipped(a=b"x"), "b.xlsx", spaces(200), size=200 * 2**20)
    (tmp_path / "1.zip").write_bytes(bomb)
    nest = b"x"
    for _ in range(12):
        nest = zipped(**{"trong.zip": nest})
    (tmp_path / "2.zip").write_bytes(nest)
    (tmp_path / "3.eml").write_bytes(
        b"From: a\nTo: b\nContent-Type: multipart/mixed; boundary=x\n\n"
        + b"--x\nContent-Type: multipart/mixed; boundary=x\n\n" * 2000
    )
    report = th.check([tmp_path], form)
    assert [(os.path.relpath(file.path, tmp_path), [one.code for one in file.findings]) for file in report.files] == [
        ("1.zip › b.xlsx", ["beside", "file-too-large"]),
        ("2.zip" + " › trong.zip" * 8, ["archive-deep"]),
        ("3.eml", ["mail-empty"]),
    ]


def test_links_are_followed_once(full: bytes, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.xlsx").write_bytes(full)
    try:
        (tmp_path / "b").symlink_to(tmp_path / "a", target_is_directory=True)
        (tmp_path / "a" / "vòng").symlink_to(tmp_path, target_is_directory=True)
    except OSError:
        pytest.skip("no links here")
    assert [
        os.path.relpath(one.path, tmp_path)
        for one in find_sources([tmp_path, tmp_path / "b", tmp_path / "a" / "x.xlsx"])
    ] == ["a/x.xlsx"]


def rows(count: int, cells: str = "") -> str:
    return "".join(f'<row r="{number}" s="1" customFormat="1">{cells}</row>' for number in range(1, count + 1))


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("many styled rows", lambda: package(rows(50_000)), "file-not-our-form"),  # a million: test_hostile_parts.py
        ("a claimed dimension", lambda: package(before='<dimension ref="A1:XFD1048576"/>'), "file-not-our-form"),
        (
            "ten megabytes of text",
            lambda: package('<row r="1"><c r="A1" t="inlineStr"><is><t>' + "ă" * 5_000_000 + "</t></is></c></row>"),
            "file-bomb",
        ),
        ("too many cells", lambda: package(rows(41_000, "<c><v>1</v></c>" * 5)), "file-too-large"),
        (
            "a gigabyte of spaces",
            lambda: with_raw_part(packed(parts()), "xl/worksheets/sheet2.xml", spaces(1024), size=2**30),
            "file-bomb",
        ),
        ("billion laughs", lambda: package(sheet='<!DOCTYPE a [<!ENTITY b "c">]><worksheet/>'), "file-dtd"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_what_is_too_much_is_refused_or_read_within_the_limits(
    name: str,
    data: object,
    code: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Without the limit of time, which a busy machine may reach: what a file is must not depend on that here.
    monkeypatch.setattr(
        "tonghop290.workbook.intake.one.RETURN_LIMITS", dataclasses.replace(RETURN_LIMITS, seconds=None)
    )
    (tmp_path / "a.xlsx").write_bytes(data())  # type: ignore[operator]
    assert [one.code for one in th.check([tmp_path], form).findings] == [code], name


def test_reading_ends_when_its_time_is_over(full: bytes) -> None:
    with pytest.raises(Unreadable, match="file-timeout"):
        read_book(full, limits=Limits(seconds=-1.0))
    assert read_book(full, limits=RETURN_LIMITS) == read_book(full)


MORE = {"count": 2, "places": "a.pdf (tệp PDF), b.jpg (ảnh JPEG)", "site": "drive.google.com"}


def test_every_refusal_has_its_sentence() -> None:
    raised = {
        node.args[0].value
        for room in ("parcels", "spreadsheet", "workbook")
        for path in ROOM.glob(f"{room}/**/*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") == "Unreadable"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    raised |= {
        "file-empty",
        "file-old-format",
        "file-other-format",
        "file-lock",
        "file-not-workbook",
        "file-encrypted",
        "file-truncated",
    }
    assert raised <= set(CATALOGUE)
    for code in sorted(raised):
        for kind in (*KIND_NAMES, "a kind nobody knows"):
            (one,) = unreadable("a.xlsx", Unreadable(code, kind=kind, part="x", size=3, **MORE)).findings
            assert one.message.endswith((".", ").")) and "{" not in str(one) and one.fix, code


def test_every_kind_that_is_told_has_a_name() -> None:
    """A kind without one would be “tệp không rõ loại”."""
    read = {"zip-xlsx", "zip-xlsm", "ole-encrypted", "rpmsg"}
    tables = (kinds._MAGIC, kinds._OLE_STREAMS, kinds._CONTENT_TYPES, kinds._PART_NAMES, kinds._P7_TYPES)
    told = {name for table in tables for _, name in table} | {*kinds._IMAGE_BRANDS.values(), *kinds._RIFFS.values()}
    assert told - read - set(KIND_NAMES) == set()


SOMEBODY_S_BOOK = RawBook(
    sheets=(RawSheet(name="Sheet1", cells={(1, 1): RawCell(1, 1, "s", "Danh sách khách mời", ORDINARY, None)}),)
)


def test_each_workbook_of_others_is_one_sentence_whatever_program_wrote_it(tmp_path: Path) -> None:
    for name, dialect in PROGRAMS.items():
        (tmp_path / f"{name}.xlsx").write_bytes(spelled(SOMEBODY_S_BOOK, dialect))
    report = th.check([tmp_path], form)
    assert len(report.files) == len(PROGRAMS)
    assert {(file.status, *(one.code for one in file.findings)) for file in report.files} == {
        ("unreadable", "file-not-our-form")
    }


@pytest.mark.corpus
def test_each_real_workbook_of_others_is_one_sentence() -> None:
    report = th.check([CORPUS_FILES], form)
    assert {Path(file.path).name for file in report.files} == {path.name for path in CORPUS_FILES.iterdir()}
    assert [file.path for file in report.files if len(file.findings) != 1 or file.status != "unreadable"] == []
    encrypted = sorted(Path(one.file).name for one in report.findings if one.code == "file-encrypted")
    assert encrypted == [
        "PhpSpreadsheet__pwtest.xls",
        "PhpSpreadsheet__pwtest2.xls",
        "excelize__encryptAES.xlsx",
        "excelize__encryptSHA1.xlsx",
        "excelize__encryptSHA512.xlsx",
        "msoffcrypto-tool__rc4cryptoapi_password.xls",
        "python-calamine__password.ods",
        "python-calamine__password.xls",
        "python-calamine__password.xlsx",
        "roo__encrypted-letmein.ods",
    ]
    assert {one.code for one in report.findings} == {
        "file-damaged",
        "file-dtd",
        "file-empty",
        "file-encrypted",
        "file-lock",
        "file-not-our-form",
        "file-not-workbook",
        "file-old-format",
        "file-too-large",
    }
