"""Files, archives and mails that are no return, or hold none."""

from __future__ import annotations

import csv
import io
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import tonghop290 as th
from tests.messages.examples.example import Example, checked, drawn, repacked
from tests.messages.examples.small_form import form_of, good, good_book, place, returned, the_form
from tests.parcels.compound import compound_file
from tests.parcels.dialects import a_part, a_zip, mail_of
from tests.samples.packages import package, spaces, with_raw_part
from tests.workbook.answer.test_tricks import BOOK, SHEET, hyperlink, relation
from tonghop290.spreadsheet.book import read_book
from tonghop290.spreadsheet.package import Unreadable
from tonghop290.workbook.intake.one import read_return
from tonghop290.workbook.intake.refused import unreadable
from tonghop290.workbook.plan import FIGURES

XML_2003 = (
    b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
    b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
)
PDF, RAR = b"%PDF-1.7\n" + bytes(300), b"Rar!\x1a\x07\x01\x00" + bytes(90)


def mail(text: str = "Kính gửi", **files: bytes) -> bytes:
    return mail_of(
        [
            a_part(data, f"Content-Type: application/octet-stream; name={name.replace('__', '.')}")
            for name, data in files.items()
        ],
        text=text,
    )


def saved_as_csv() -> bytes:
    page = next(sheet for sheet in good_book().sheets if sheet.name == FIGURES)
    out = io.StringIO()
    lines = csv.writer(out)
    for row in sorted({row for row, _ in page.cells}):
        lines.writerow([page.cells[row, at].text if (row, at) in page.cells else "" for at in range(1, 8)])
    return out.getvalue().encode()


def twin() -> bytes:
    """A package with a part whose name differs in its capitals alone."""
    return repacked(lambda parts: {SHEET.upper(): parts[SHEET]})


def nested() -> bytes:
    data = good()
    for _ in range(10):
        data = a_zip({"trong.zip": data})
    return data


def locked(data: bytes) -> bytes:
    return a_zip({"biểu.xlsx".encode(): data}, flags=0x801)


def of_method(data: bytes, method: int) -> bytes:
    """An archive whose directory names a method nobody has."""
    made = bytearray(a_zip({"a.xlsx": data}, 0))
    at = made.rindex(b"PK\1\2")
    made[8:10] = made[at + 10 : at + 12] = method.to_bytes(2, "little")
    return bytes(made)


def of_another_period() -> bytes:
    period = ("[period]\nfirst_year = 2009\nlast_year = 2019", '[period]\nname = "{}"')
    return returned(form_of((period[0], period[1].format("quý II/2026"))))


def changed(*changes: Callable[[dict[str, bytes]], object]) -> bytes:
    """The good return after these changes of its parts."""

    def change(parts: dict[str, bytes]) -> dict[str, bytes]:
        for do in changes:
            do(parts)
        return parts

    return repacked(change)


def in_sheet(pattern: str, new: str, part: str = SHEET) -> Callable[[dict[str, bytes]], None]:
    def change(parts: dict[str, bytes]) -> None:
        text, found = re.subn(pattern, new, parts[part].decode(), count=1, flags=re.DOTALL)
        assert found, pattern
        parts[part] = text.encode()

    return change


def related(kind: str, target: str, content: bytes = b"<a/>", of: str = BOOK) -> Callable[[dict[str, bytes]], None]:
    def change(parts: dict[str, bytes]) -> None:
        relation(parts, of, kind, "/" + target, external=False)
        parts[target] = content

    return change


def formula(text: str) -> Callable[[dict[str, bytes]], None]:
    """A formula where the number of inhabitants stands."""
    cell = place("dan_so").a1
    return in_sheet(rf'(<c r="{cell}"[^>]*>).*?</c>', rf"\1<f>{text}</f><v>10661</v></c>")


def files() -> dict[str, tuple[str, str, bytes]]:
    """Name → code, what was sent, its bytes."""
    whole = good()
    return {
        "01.xlsx": ("file-empty", "tệp 0 byte", b""),
        "02.xlsx": ("file-truncated", "tệp tải về dở chừng", whole[: len(whole) // 2]),
        "03.xlsx": ("file-damaged", "tệp hỏng ở giữa", changed(in_sheet("<sheets>", "<sheets><<", BOOK))),
        "04.xlsx": ("file-duplicate-members", "gói có hai phần cùng tên", twin()),
        "05.xlsx": (
            "file-dtd",
            "trong tệp có <!DOCTYPE>",
            changed(in_sheet("<workbook", "<!DOCTYPE a><workbook", BOOK)),
        ),
        "06.xlsx": (
            "file-bomb",
            "phần 200 MB nén còn vài KB",
            with_raw_part(whole, "xl/a.xml", spaces(200), size=200 * 2**20),
        ),
        "07.xlsx": ("file-encrypted", "tệp đặt mật khẩu mở", compound_file({"EncryptedPackage": b"x" * 5000})),
        "08.xml": ("file-old-format", "lưu thành XML Spreadsheet 2003", XML_2003),
        "09.pdf": ("file-not-workbook", "gửi bản PDF thay cho biểu", PDF),
        "36.json": (
            "file-is-result",
            "kiểm tra tệp so_lieu.json của cơ quan cấp dưới",
            b'{"totals": {}, "so_lieu_rong": []}',
        ),
        "10.csv": ("file-saved-as-text", "lưu biểu thành CSV", saved_as_csv()),
        "11.xlsx": ("file-not-our-form", "gửi một bảng tính khác", package()),
        "12.xlsx": (
            "file-other-form",
            "gửi biểu của việc khác",
            returned(form_of(('id = "vi-du"', 'id = "viec-khac"'))),
        ),
        "13.xlsx": ("file-other-period", "gửi biểu của kỳ khác", of_another_period()),
        "14.rar": ("archive-kind", "nén thành .rar", RAR),
        "15.zip": ("archive-encrypted", "nén .zip có mật khẩu", locked(whole)),
        "16.zip.001": ("archive-split", "tệp nén bị chia nhỏ, chỉ gửi phần đầu", a_zip({"a.xlsx": whole}, 0)[:4000]),
        "17.zip": ("archive-method", "nén .zip bằng cách riêng của một phần mềm", of_method(whole, 98)),
        "18.zip": ("archive-empty", "tệp .zip không có gì bên trong", a_zip({})),
        "19.zip": ("archive-deep", "mười lớp .zip lồng nhau", nested()),
        "20.eml": ("mail-empty", "thư quên đính kèm", mail()),
        "21.eml": ("mail-link", "thư chỉ có đường dẫn Google Drive", mail("Xem https://drive.google.com/file/d/1")),
        "22.asc": ("mail-encrypted", "thư mã hoá PGP", b"-----BEGIN PGP MESSAGE-----\n\nhQ==\n"),
        "23.xlsx.lnk": ("file-shortcut", "gửi lối tắt trên màn hình", b"\x4c\0\0\0\x01\x14\x02\0" + bytes(90)),
        "24.url": (
            "file-web-link",
            "gửi tệp liên kết mạng (.url)",
            b"[InternetShortcut]\r\nURL=https://mau.example/a\r\n",
        ),
        "25.eml": (
            "parcel-no-return",
            "thư chỉ có bản quét và ảnh",
            mail(ky__pdf=PDF, anh__png=b"\x89PNG\r\n\x1a\n" + bytes(50)),
        ),
        "26.eml": ("beside", "thư có biểu và bản quét có ký", mail(bieu__xlsx=whole, ky__pdf=PDF)),
        "27.xlsx": ("file-lock", "gửi tệp mà Excel tạo khi đang mở biểu", b"\x05Nguyen".ljust(55) + b"\x05".ljust(110)),
        "28.xlsm": ("macros", "biểu lưu thành .xlsm", changed(related("vbaProject", "xl/vbaProject.bin", b"x"))),
        "29.xlsx": (
            "external-links",
            "trong biểu có công thức lấy số từ tệp khác",
            changed(related("externalLink", "xl/externalLinks/externalLink1.xml")),
        ),
        "30.xlsx": (
            "left-references",
            "trong biểu có công thức WEBSERVICE",
            changed(formula("_xlfn.WEBSERVICE(&quot;https://mau.example&quot;)")),
        ),
        "31.xlsx": ("left-links", "dán một đường dẫn mạng vào ô", changed(hyperlink("https://mau.example/a"))),
        "32.xlsx": (
            "left-programs",
            "nhúng một tệp Word vào biểu",
            changed(related("package", "xl/embeddings/a.docx", b"x", SHEET)),
        ),
        "33.xlsx": (
            "file-lost-parts",
            "một ô được ghi hai lần, do chương trình khác lưu",
            changed(in_sheet(r"(<c [^>]*>[^<]*<v>.*?</c>)", r"\1\1", "xl/worksheets/sheet1.xml")),
        ),
        "34.xlsx": (
            "value-dropped",
            "số liệu nằm ở ô không có thật",
            changed(in_sheet("</row>", '<c r="E99999999"><v>12</v></c></row>')),
        ),
        "35.xlsx": (
            "file-odd-parts",
            "vùng gộp ô ghi sai, do chương trình khác lưu",
            changed(in_sheet('<mergeCell ref="', '<mergeCell ref="?')),
        ),
    }


def examples() -> Iterator[Example]:
    sent = files()
    said = checked({name: data for name, (*_, data) in sent.items()})
    for name, (code, done, _) in sent.items():
        found = [one for path, findings in said.items() if path.startswith(name) for one in findings]
        yield drawn(code, done, found)
    yield from in_a_folder()
    yield from by_the_machine()


def in_a_folder() -> Iterator[Example]:
    """What lies there and is no file to be read."""
    with tempfile.TemporaryDirectory() as above:
        folder = Path(above) / "nhan_ve"
        (folder / "Xã.xlsx").mkdir(parents=True)
        (folder / "Xã.xlsx" / "a.pdf").write_bytes(PDF)
        (folder / ".biểu.xlsx").write_bytes(good())
        (folder / "...").write_bytes(good())
        (Path(above) / "b.xlsx").write_bytes(good())
        (folder / "c.xlsx").symlink_to(Path(above) / "b.xlsx")
        (folder / "d.xlsx").symlink_to(folder / "d.xlsx")
        os.mkfifo(folder / "e.xlsx")
        with (folder / "f.xlsx").open("wb") as large:
            large.truncate(51 * 2**20)
        sources = [folder, folder / "không có.xlsx"]
        said = th.check(sources, the_form(), compare=False).findings
    yield drawn("file-is-folder", "thư mục mang tên như tệp", said)
    yield drawn("file-hidden", "tệp “.biểu.xlsx”", said)
    yield drawn("file-name", "tệp tên là “...”", said)
    yield drawn("file-link-outside", "liên kết tới tệp ở thư mục khác", said)
    yield drawn("file-unreachable", "liên kết trỏ vào chính nó, hoặc ổ đĩa, ổ mạng hỏng", said)
    yield drawn("file-not-regular", "ống dữ liệu (FIFO) mang tên như tệp", said)
    yield drawn("file-too-large", "tệp 51 MB", said)
    yield drawn("file-missing", "ghi sai đường dẫn trong lệnh", said)


def by_the_machine() -> Iterator[Example]:
    """What a small file cannot bring about: the refusal itself, said of a file."""
    for code, done in {
        "file-no-permission": "tệp người khác để quyền riêng, hoặc đang mở trong chương trình khác",
        "file-path-long": "thư mục lồng nhau quá sâu",
        "file-timeout": "tệp làm ra để máy đọc mãi không xong",
        "file-crash": "tệp .xls hỏng làm chương trình đọc dừng",
        "file-other-format": "tệp .xlsb, .ods hỏng, không đọc được như bảng tính",
    }.items():
        kind = {"kind": "zip-xlsb"} if code == "file-other-format" else {}
        yield drawn(code, done, unreadable("a.xlsx", Unreadable(code, **kind)).findings)
    told = read_return("a.ods", read_book(good()), the_form(), other_kind="zip-ods").findings
    yield drawn("other-kind", "lưu biểu thành .ods", told)
