"""Every kind of archive: opened where it can be, else named with its own way out; within one budget."""

from __future__ import annotations

import shutil
import struct
import subprocess
import time
import zipfile
from pathlib import Path

import pytest

from tests.parcels.dialects import a_part, a_tar, a_zip, as_1258, mail_of, single, unicode_path_zip
from tests.parcels.test_mails import BOOK, MAIL, NAME, found, opened
from tonghop290.parcels.code_pages import as_read, read_name
from tonghop290.spreadsheet.content import Content
from tonghop290.spreadsheet.kind import sniff


@pytest.mark.parametrize("method", [0, 8, 12, 14])
def test_a_zip_of_any_method_is_read(method: int) -> None:
    assert found(a_zip({NAME: BOOK}, method), "g.zip") == [f"g.zip › {NAME}"]


def renamed(data: bytes, old: bytes, new: bytes, *, local: bool) -> bytes:
    at = data.index(old) if local else data.rindex(old)
    return data[:at] + new + data[at + len(old) :]


ZIPS: dict[str, tuple[bytes, list[str]]] = {
    "1258": (a_zip({as_1258(NAME): BOOK}), [NAME]),
    "437": (a_zip({"Xã Hà Lâm.xlsx".replace("ã", "a").encode("cp437"): BOOK}), ["Xa Hà Lâm.xlsx"]),
    "UTF-8 without its mark": (a_zip({NAME.encode(): BOOK}), [NAME]),
    "1258 under the mark of UTF-8": (a_zip({as_1258(NAME): BOOK}, flags=0x800), [NAME]),
    "Info-ZIP": (unicode_path_zip("15877 Xa.xlsx", NAME, BOOK), [NAME]),
    "UTF-8 taken for 437": (a_zip({NAME.encode().decode("cp437"): BOOK}), [NAME]),
    "two names": (renamed(a_zip({"aaaa.xlsx": BOOK}, 0), b"aaaa", b"bbbb", local=True), ["aaaa.xlsx"]),
    "one name twice": (
        renamed(a_zip({"aaaa.xlsx": BOOK, "bbbb.xlsx": BOOK}, 0), b"bbbb", b"aaaa", local=False),
        ["aaaa.xlsx", "aaaa.xlsx"],
    ),
    "bytes behind it": (a_zip({"a.xlsx": BOOK}) + b"\r\n--=_b0--", ["a.xlsx"]),
    "a folder and the leavings of a Mac": (
        a_zip({"xã/": b"", f"xã/{NAME}": BOOK, "__MACOSX/xã/._a.xlsx": b"\0\5\x16\7", "xã/.DS_Store": b"Bud1"}),
        [f"xã/{NAME}"],
    ),
    "a name that climbs": (a_zip({"../../a.xlsx": BOOK}), ["../../a.xlsx"]),
}


@pytest.mark.parametrize("how", ZIPS)
def test_a_zip_is_read_whatever_its_names(how: str) -> None:
    data, names = ZIPS[how]
    assert found(data, "g.zip") == [f"g.zip › {name}" for name in names]


def test_a_tar_and_files_packed_alone_are_read() -> None:
    inside = "thư mục/Biểu xã.xlsx"
    assert found(a_tar({inside: BOOK}), "g.tar") == [f"g.tar › {inside}"]
    for mode, name in (("w:gz", "g.tgz"), ("w:bz2", "g.tar.bz2"), ("w:xz", "g.txz")):
        assert found(a_tar({inside: BOOK}, mode), name) == [f"{name} › g.tar › {inside}"]
    for end in ("gz", "bz2", "xz"):
        assert found(single(BOOK, end), f"biểu.xlsx.{end}") == [f"biểu.xlsx.{end} › biểu.xlsx"]


WHOLE = a_zip({"a.xlsx": BOOK}, 0)
END = WHOLE.rindex(b"PK\5\6")
LOCKED = a_zip({"a.xlsx": BOOK}, flags=1)
NAMED: dict[str, tuple[str, bytes, str]] = {
    "rar": ("a.rar", b"Rar!\x1a\x07\x01\x00" + bytes(90), "archive-kind"),
    "7z": ("a.7z", b"7z\xbc\xaf\x27\x1c" + bytes(90), "archive-kind"),
    "a password": ("a.zip", LOCKED, "archive-encrypted"),
    "AES": ("a.zip", LOCKED.replace(struct.pack("<HH", 1, 8), struct.pack("<HH", 1, 99)), "archive-encrypted"),
    "its first piece": ("a.zip.001", WHOLE[:4_000], "archive-split"),
    "its second piece": ("a.zip.002", WHOLE[1_000:2_000], "archive-split"),
    "a spanned piece": ("a.z01", b"PK\7\x08" + WHOLE[:4_000], "archive-split"),
    "its last piece": ("a.zip", WHOLE[: END + 4] + b"\1" + WHOLE[END + 5 :], "archive-split"),
    "a piece of a rar": ("a.part2.rar", b"Rar!\x1a\x07\x01\x00" + bytes(90), "archive-split"),
    "nothing": ("a.zip", a_zip({}), "archive-empty"),
    "cut": ("a.zip", a_zip({"a.xlsx": BOOK})[:-30], "file-truncated"),
    "a shortcut": ("a.xlsx.lnk", b"\x4c\0\0\0\x01\x14\x02\0" + bytes(90), "file-shortcut"),
    "a link of Windows": ("a.url", b"[InternetShortcut]\r\nURL=https://mau.example/a\r\n", "file-web-link"),
    "a link of a Mac": (
        "a.webloc",
        b'<?xml version="1.0"?>\n<plist version="1.0"><dict><key>URL</key><string>https://x</string></dict></plist>',
        "file-web-link",
    ),
    "a link of Drive": ("a.gsheet", b'{"":"WARNING!","doc_id":"1x","email":"a@b.vn"}', "file-web-link"),
    "a mail in cipher": ("a.asc", b"-----BEGIN PGP MESSAGE-----\n\nhQ==\n", "mail-encrypted"),
    "a picture": ("a.heic", b"\0\0\0\x18ftypheic" + bytes(90), "heic"),
    "a picture of the web": ("a.webp", b"RIFF\x10\0\0\0WEBPVP8 " + bytes(90), "webp"),
    "a scan": ("a.tif", b"MM\0*" + bytes(90), "tiff"),
    "a bitmap": ("a.bmp", b"BM" + struct.pack("<IHHI", 144, 0, 0, 54) + bytes(90), "bmp"),
}


@pytest.mark.parametrize("what", NAMED)
def test_what_is_not_opened_is_named(what: str) -> None:
    name, data, code = NAMED[what]
    assert found(data, name) == [f"{name}: {code}"]
    assert found(mail_of([a_part(data, f"Content-Type: application/octet-stream; name={name}")])) == [
        f"thu.eml › {name}: {code}"
    ]


def test_members_with_a_password_are_named_and_the_others_read() -> None:
    both = bytearray(a_zip({"a.xlsx": BOOK, "b.xlsx": BOOK}))
    at = both.index(b"PK\1\2")
    both[at + 8] |= 1
    assert found(bytes(both), "g.zip") == ["g.zip › a.xlsx: archive-encrypted", "g.zip › b.xlsx"]


def test_what_grows_too_much_is_refused_whatever_packed_it() -> None:
    many = bytes(8 * 2**20)
    for method in (8, 12, 14):
        assert found(a_zip({"a.xlsx": many}, method), "g.zip") == ["g.zip › a.xlsx: file-bomb"]
    for end in ("gz", "bz2", "xz"):
        assert found(single(many, end), f"a.xlsx.{end}") == [f"a.xlsx.{end} › a.xlsx: file-bomb"]
    nest = BOOK
    for _ in range(12):
        nest = a_zip({"g.zip": nest})
    assert found(nest, "g.zip") == ["g.zip" + " › g.zip" * 8 + ": archive-deep"]
    crowd = a_zip({f"{number}": b"" for number in range(5_100)}, 0)
    assert found(crowd, "g.zip")[-1].endswith(": file-bomb") and len(opened(crowd)) <= 5_001


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if shutil.which("openssl") is None:
        pytest.skip("needs openssl")
    folder = tmp_path_factory.mktemp("keys")
    subject = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=xa"]
    command = ["openssl", *subject, "-keyout", "k.pem", "-out", "c.pem", "-days", "2"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return folder


def cms(keys: Path, data: bytes, *how: str) -> bytes:
    (keys / "in").write_bytes(data)
    signer = ["-signer", "c.pem", "-inkey", "k.pem"] if how[0] == "-sign" else []
    command = ["openssl", "cms", how[0], "-binary", *how[1:], "-in", "in", *signer, "-out", "out"]
    subprocess.run(command + ["c.pem"] * (how[0] == "-encrypt"), cwd=keys, check=True, capture_output=True)
    return (keys / "out").read_bytes()


def test_signed_mails_are_opened_both_ways_and_the_signature_is_told(keys: Path) -> None:
    inner = MAIL[MAIL.index(b"Content-Type: multipart") :]
    head = "Content-Type: application/pkcs7-mime; name=smime.p7m"
    for how in ("-outform DER", "-stream -outform DER", "-outform PEM"):
        around = mail_of([a_part(cms(keys, inner, "-sign", "-nodetach", *how.split()), head)], mark="=_a")
        assert found(around) == ["thu.eml › smime.p7m › a.xlsx", "thu.eml › smime.p7m: signature"]
    beside = b"From: a@b.vn\r\nSubject: x\r\n" + cms(keys, inner, "-sign", "-outform", "SMIME")
    assert found(beside) == ["thu.eml › a.xlsx", "thu.eml › smime.p7s: signature"]
    assert found(cms(keys, BOOK, "-sign", "-nodetach", "-outform", "DER"), "a.xlsx.p7m")[0] == "a.xlsx.p7m › a.xlsx"
    locked = mail_of([a_part(cms(keys, inner, "-encrypt", "-outform", "DER"), head)])
    assert found(locked) == ["thu.eml › smime.p7m: mail-encrypted"]


@pytest.mark.parametrize("name", [NAME, "ĐẢNG BỘ XÃ.xlsx", "Phụ lục số 3 (TT. Bút Sơn) – sửa.xls", "năm 2019.xlsx"])
def test_a_name_is_read_from_any_code_page(name: str) -> None:
    for raw in (name.encode(), as_1258(name)):
        assert [read_name(raw, otherwise=code) for code in ("cp1252", "cp437")] == [name, name]
    assert [as_read(name.encode().decode(code)) for code in ("latin-1", "cp437")] == [name, name]


def test_a_kind_is_told_by_bytes_alone() -> None:
    texts = {b"Date;To\n1;2\n": "csv", b"Subject: x\nmot dong": "text", "Kính gửi: A\nTừ: B\n".encode(): "text"}
    assert [sniff(text, text) for text in texts] == list(texts.values())
    assert Content(b"BZh-khong phai").kind == "text" and zipfile.ZIP_BZIP2 == 12


def test_hostile_mails_cost_little() -> None:
    head = b"From: a@b.vn\nSubject: x\n"
    tags = head + b"Content-Type: text/html\n\n" + b"<style<" * 200_000
    nested = head + b"".join(f'Content-Type: multipart/mixed; boundary="{n}"\n\n--{n}\n'.encode() for n in range(400))
    names = mail_of([a_part(b"x", "Content-Type: x/y; name=" + "=?utf-8?B?4bqh?= " * 20_000)])
    parts = mail_of([b"Content-Type: text/html\n\n" + b"<script" * 5_000] * 100)
    started = time.process_time()
    for data in (tags, nested + bytes(10**6), names, parts, head + b"begin 644 a\n" * 50_000):
        assert opened(data)
    assert time.process_time() - started < 10  # each takes a part of a second
