"""Every way a program writes a mail: the file in it is found, under the name its sender reads."""

from __future__ import annotations

import base64
import email.header
import struct
import urllib.parse
from random import Random

import pytest

from tests.parcels.compound import a_msg, compound_file
from tests.parcels.dialects import ENCODINGS, a_part, a_winmail, a_zip, as_1258, encoded, mail_of
from tests.samples.packages import packed, parts
from tonghop290.parcels.leaves import Leaf, leaves
from tonghop290.spreadsheet.content import Content

BOOK = packed({**parts(), "xl/media/anh.png": Random(290).randbytes(5_000)})
NAME = "15877 Xã Hoằng Xuân.xlsx"
PLAIN = "Content-Type: application/octet-stream; name=a.xlsx"


def opened(data: bytes, name: str = "thu.eml") -> list[Leaf]:
    return list(leaves(name, name, Content(data)))


def found(data: bytes, name: str = "thu.eml") -> list[str]:
    """Where the workbook was found; what else there is by kind or trouble."""
    return [
        leaf.path
        if leaf.content is not None and leaf.content.data == BOOK and leaf.trouble is None
        else f"{leaf.path}: {leaf.trouble.code if leaf.trouble is not None else leaf.kind}"
        for leaf in opened(data, name)
    ]


@pytest.mark.parametrize("how", ENCODINGS)
@pytest.mark.parametrize("kind", ["application/octet-stream", "text/plain", "image/png", "message/rfc822", "x"])
def test_any_type_in_any_transfer_encoding_is_read(how: str, kind: str) -> None:
    part = a_part(BOOK, f"Content-Type: {kind}; name=a.xlsx", how)
    if kind == "message/rfc822" and how == "binary":
        pytest.skip("bytes of a mail that is none")
    assert found(mail_of([part])) == ["thu.eml › a.xlsx"]


def b_words(text: str) -> str:
    return f"=?UTF-8?B?{base64.b64encode(text.encode()).decode()}?="


NAMES: dict[str, bytes] = {
    "RFC 2231": f"filename*=utf-8''{urllib.parse.quote(NAME)}".encode(),
    "RFC 2231 in sections": (
        f"filename*0*=utf-8''{urllib.parse.quote(NAME[:7])};\r\n filename*1*={urllib.parse.quote(NAME[7:])}".encode()
    ),
    "RFC 2231 in 1258": b"filename*=windows-1258''" + urllib.parse.quote(as_1258(NAME)).encode(),
    "RFC 2047": f'filename="{email.header.Header(NAME, "utf-8").encode()}"'.encode(),
    "RFC 2047 without quotes": f"filename={b_words(NAME)}".encode(),
    "RFC 2047, a letter cut in two": (
        "filename==?UTF-8?B?" + base64.b64encode(NAME.encode()[:8]).decode() + "?=\r\n "
        "=?UTF-8?B?" + base64.b64encode(NAME.encode()[8:]).decode() + "?="
    ).encode(),
    "RFC 2047 inside RFC 2231": f"filename*=utf-8''{b_words(NAME)}".encode(),
    "RFC 2047 in sections": f'filename*0="{b_words(NAME[:9])}"; filename*1="{b_words(NAME[9:])}"'.encode(),
    "RFC 2047 in 1258": b"filename==?windows-1258?B?" + base64.b64encode(as_1258(NAME)) + b"?=",
    "RFC 2047 of a false code": b"filename==?bogus?B?" + base64.b64encode(NAME.encode()) + b"?=",
    "percent signs alone": f'filename="{urllib.parse.quote(NAME)}"'.encode(),
    "raw UTF-8": f'filename="{NAME}"'.encode(),
    "raw 1258": b'filename="' + as_1258(NAME) + b'"',
    "raw 1258 without quotes": b"filename=" + as_1258(NAME),
    "UTF-8 taken for Latin-1": f'filename="{NAME.encode().decode("latin-1")}"'.encode(),
    "both ways": f"filename=\"bieu.xlsx\"; filename*=utf-8''{urllib.parse.quote(NAME)}".encode(),
    "quotes never closed": f'filename="{NAME}'.encode(),
}


@pytest.mark.parametrize("way", NAMES)
@pytest.mark.parametrize("header", [b"Content-Disposition: attachment; ", b"Content-Type: application/octet-stream; "])
def test_a_name_is_read_as_it_was_meant(way: str, header: bytes) -> None:
    other = b"" if header.startswith(b"Content-Type") else b"Content-Type: application/octet-stream\r\n"
    written = NAMES[way] if other else NAMES[way].replace(b"filename", b"name")
    assert found(mail_of([a_part(BOOK, other + header + written)])) == [f"thu.eml › {NAME}"]


MAIL = mail_of([a_part(BOOK, PLAIN)])
STARTS: dict[str, bytes] = {
    "as it is": MAIL,
    "User-Agent": b"User-Agent: Microsoft-MacOutlook/16.16.1\r\n" + MAIL,
    "a header nobody knows": b"Solicitation: a\r\nThread-Topic: b\r\n" + MAIL,
    "a header of pages": b"X-Exchange-Antispam: " + b"x" * 9_000 + b"\r\n" + MAIL,
    "From of a mailbox": b"From xa@mau.example Mon Jan  6 08:00:00 2020\r\n" + MAIL,
    ">From": b">From xa@mau.example Mon Jan  6 08:00:00 2020\r\n" + MAIL,
    "empty lines": b"\r\n\r\n" + MAIL,
    "Outlook's line": b"Microsoft Mail Internet Headers Version 2.0\r\n" + MAIL,
    "a mark of UTF-8": b"\xef\xbb\xbf" + MAIL,
    "UTF-16": MAIL.decode().encode("utf-16"),
    "line feeds": MAIL.replace(b"\r\n", b"\n"),
    "carriage returns": MAIL.replace(b"\r\n", b"\r"),
    "Apple's": str(len(MAIL)).encode() + b"  \n" + MAIL + b'<?xml version="1.0"?><plist><dict></dict></plist>',
    "cut at the end": mail_of([a_part(BOOK, PLAIN)], closed=False),
    "no boundary told": MAIL.replace(b'; boundary="=_b0"', b""),
    "another boundary told": MAIL.replace(b'boundary="=_b0"', b'boundary="khac"'),
    "only the headers of its parts": MAIL[MAIL.index(b"Content-Type: multipart") :],
}


@pytest.mark.parametrize("start", STARTS)
def test_a_mail_is_known_however_it_begins(start: str) -> None:
    assert found(STARTS[start], "thu") == ["thu › a.xlsx"]


def test_the_mails_of_a_mailbox_are_opened_each_with_a_verdict_of_its_own() -> None:
    box = b"".join(
        b"From xa@mau.example Mon Jan  6 08:00:00 2020\n" + MAIL.replace(b"\r\n", b"\n") + b"\n" for _ in "ab"
    )
    box += b"From x@y Mon Jan  6 08:00:00 2020\nFrom: x@y\nSubject: kh\xc3\xb4ng\n\nFrom h\xe1\xba\xa1n.\n\nFrom a\n"
    assert found(box, "hòm") == ["hòm › thư 1 › a.xlsx", "hòm › thư 2 › a.xlsx", "hòm › thư 3: mail-empty"]
    assert [leaf.parcel for leaf in opened(box, "hòm")] == ["hòm › thư 1", "hòm › thư 2", "hòm › thư 3"]


FORWARDED: dict[str, bytes] = {
    "a part that is a mail": mail_of([b"Content-Type: message/rfc822\r\n\r\n" + MAIL], mark="=_a"),
    "the same in Base64": mail_of([a_part(MAIL, "Content-Type: message/rfc822")]),
    "a file of no type": mail_of([a_part(MAIL, "Content-Type: application/octet-stream; name=fwd.eml")]),
    "a mail of Outlook": mail_of(
        [a_part(a_msg({"a.xlsx": BOOK}, sender=("", "xa@mau.example")), "Content-Type: x; name=a.msg")]
    ),
    "in a mail of Outlook": a_msg({"thư.eml": MAIL}),
}


@pytest.mark.parametrize("how", FORWARDED)
def test_a_forwarded_mail_is_opened_and_its_writer_known(how: str) -> None:
    (leaf,) = opened(FORWARDED[how])
    assert leaf.content is not None and leaf.content.data == BOOK
    assert leaf.parcel == "thu.eml" and "xa@mau.example" in leaf.heads[-1].get("from") and len(leaf.heads) >= 2


def test_a_mail_of_outlook_gives_its_files_and_those_of_the_mails_in_it() -> None:
    inner = {"files": {NAME: BOOK}, "subject": "Trong", "sender": ("Xã B", "b@mau.example")}
    told = "Message-ID: <1@x>\r\nReply-To: nguoi.khac@mau.example\r\n"
    data = a_msg({"": inner, "ký.pdf": b"%PDF-1.7 " + bytes(9_000)}, sender=("Xã A", "a@mau.example"), headers=told)
    assert found(data, "thư.msg") == [f"thư.msg › {NAME}", "thư.msg › ký.pdf: pdf"]
    heads = [[(head.get("from"), head.get("message-id")) for head in leaf.heads] for leaf in opened(data, "thư.msg")]
    outer = ("Xã A <a@mau.example>", "<1@x>")
    assert heads == [[outer, ("Xã B <b@mau.example>", "")], [outer]]


@pytest.mark.parametrize("long_names", [True, False])
def test_winmail_gives_its_files(long_names: bool) -> None:
    data = a_winmail({NAME: BOOK}, long_names=long_names)
    assert found(data, "winmail.dat") == [f"winmail.dat › {NAME}"]
    assert found(mail_of([a_part(data, "Content-Type: application/ms-tnef; name=winmail.dat")])) == [
        f"thu.eml › winmail.dat › {NAME}"
    ]


def test_a_file_in_lines_of_uuencode_is_found_in_the_text() -> None:
    lines = encoded(BOOK, "x-uuencode", NAME)
    assert found(b"From: a@b.vn\nSubject: x\n\nGui huyen\n\n" + lines + b"\nHet\n") == [f"thu.eml › {NAME}"]


def test_the_twin_a_mac_sends_is_no_file() -> None:
    twin = a_part(b"\x00\x05\x16\x07\x00\x02" + bytes(80), "Content-Type: application/applefile; name=a.xlsx")
    assert found(mail_of([twin, a_part(BOOK, PLAIN)], kind="appledouble")) == ["thu.eml › a.xlsx"]


def test_nothing_that_came_is_passed_over() -> None:
    came = [
        a_part(BOOK, "Content-Type: application/octet-stream; name=.bieu.xlsx"),
        a_part(b"", "Content-Type: application/octet-stream; name=rong.xlsx"),
        a_part(BOOK, "Content-Type: application/octet-stream"),
        a_part(b"%PDF-1.7", "Content-Type: text/plain"),
    ]
    assert found(mail_of(came)) == [
        "thu.eml › .bieu.xlsx",
        "thu.eml › rong.xlsx: empty",
        "thu.eml › 3",
        "thu.eml › 4: pdf",
    ]


def test_a_picture_of_the_text_is_told_from_one_that_was_sent() -> None:
    picture = b"\x89PNG\r\n\x1a\n" + bytes(50)
    shown = mail_of([a_part(picture, "Content-Type: image/png; name=logo.png\r\nContent-ID: <1>")], kind="related")
    sent = mail_of([a_part(picture, "Content-Type: image/png; name=anh.png\r\nContent-ID: <1>")])
    assert [leaf.of_text for mail in (shown, sent) for leaf in opened(mail)] == [True, False]


def test_what_a_mail_without_a_file_says() -> None:
    def text(content: str, kind: str = "plain") -> bytes:
        return f"From: a@b.vn\nSubject: x\nContent-Type: text/{kind}; charset=utf-8\n\n{content}\n".encode()

    link = '<style>a { b: c }</style><p>Biểu: <a href="https://drive.google.com/file/d/1">ở đây</a></p>'
    for mail, trouble in (
        (text("Kính gửi"), "mail-empty ()"),
        (text("Xem https://mau.example/a"), "mail-empty ()"),
        (text("Xem https://1drv.ms/x/s!A"), "mail-link (site=1drv.ms)"),
        (text(link, "html"), "mail-link (site=drive.google.com)"),
        (
            mail_of([b"Content-Type: text/html\r\n\r\n" + link.encode()], text="Xem"),
            "mail-link (site=drive.google.com)",
        ),
    ):
        (leaf,) = opened(mail)
        assert f"{leaf.trouble} ".replace("mail-empty ", "mail-empty ()").strip() == trouble
        assert leaf.heads[0].get("subject") in ("x", "Bao cao")


def test_a_zip_of_mails_has_a_verdict_for_each() -> None:
    data = a_zip({"1.eml": MAIL, "2.msg": a_msg({"b.xlsx": BOOK}), "c.xlsx": BOOK})
    assert [(leaf.path, leaf.parcel) for leaf in opened(data, "g.zip")] == [
        ("g.zip › 1.eml › a.xlsx", "g.zip › 1.eml"),
        ("g.zip › 2.msg › b.xlsx", "g.zip › 2.msg"),
        ("g.zip › c.xlsx", "g.zip"),
    ]


def test_a_saved_web_page_is_no_mail_without_a_file() -> None:
    page = b"Content-Type: text/html\r\nContent-Location: file:///C:/a.htm\r\n\r\n<table><tr><td>CT1</td></tr></table>"
    picture = a_part(b"\x89PNG\r\n\x1a\n", "Content-Type: image/png\r\nContent-Location: file:///C:/a_files/1.png")
    saved = mail_of([page, picture], top="MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n", kind="related")
    assert found(saved, "biểu.mht") == ["biểu.mht: eml"]


def test_a_mail_of_outlook_is_one_whatever_lies_in_it() -> None:
    entry = "Workbook\0".encode("utf-16-le")
    old = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(504)
        + entry.ljust(64, b"\0")
        + bytes([len(entry), 0, 2])
        + bytes(6_000)
    )
    assert found(a_msg({"a.xls": old}), "t.msg") == ["t.msg › a.xls: ole-xls"]


def test_a_name_may_stand_in_the_description() -> None:
    head = f"Content-Type: application/octet-stream\r\nContent-Description: {b_words(NAME)}"
    assert found(mail_of([a_part(BOOK, head)])) == [f"thu.eml › {NAME}"]


def test_what_a_mail_of_outlook_or_a_winmail_without_a_file_says() -> None:
    page = {"__properties_version1.0": bytes(32), "__substg1.0_10130102": b'<a href="https://1drv.ms/x/s!A">a</a>'}
    named = {"__properties_version1.0": bytes(8) + struct.pack("<IIII", 0x37050003, 6, 7, 0)}
    linked = {"__properties_version1.0": bytes(32), "__attach_version1.0_#00000000": named}
    for data, said in (
        (compound_file(page), "thư: mail-link"),
        (compound_file(linked), "thư › 1: file-web-link"),
        (a_msg({}), "thư: mail-empty"),
        (a_winmail({}), "thư: mail-empty"),
    ):
        assert found(data, "thư") == [said]


def test_a_letter_with_a_logo_and_a_link_only_links() -> None:
    logo = a_part(b"\x89PNG\r\n\x1a\n", "Content-Type: image/png; name=logo.png\r\nContent-ID: <1>")
    assert found(mail_of([logo], kind="related", text="https://drive.google.com/a")) == ["thu.eml: mail-link"]
    assert found(mail_of([logo], kind="related")) == ["thu.eml › logo.png: png"]
