"""Mails: trees of parts, transfer encodings, headers and boundaries as no mail program writes them; returns in them."""

from __future__ import annotations

import base64
import binascii
import email.header
import quopri
import urllib.parse
from random import Random

from dev.fuzzers.case import Case
from dev.fuzzers.mutate import Entry, packed, spoil_bytes
from dev.fuzzers.seeds import Seeds

__all__ = ["a_case"]

_TYPES = (
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/octet-stream",
    "application/zip",
    "text/plain; charset=windows-1258",
    "image/png",
    "message/rfc822",
    "",
    "x",
    "multipart/mixed",
    "application/ms-tnef",
)
_SOUND = ("base64", "base64", "base64;", "base64  ", "Base64", '"base64"')
"""Ways to write what is read as Base64."""
_STARTS = (
    "",
    "",
    "\r\n\r\n",
    "From xa1@mau.example Mon Jan  6 08:00:00 2020\r\n",
    "Microsoft Mail Internet Headers Version 2.0\r\n",
    "User-Agent: x\r\n",
)
_BESIDE = (
    ("application/pdf; name=ky.pdf", b"%PDF-1.7\n" + bytes(200)),
    ("image/heic; name=IMG_1.heic", b"\0\0\0\x18ftypheic" + bytes(90)),
    ("application/pkcs7-signature; name=smime.p7s", bytes.fromhex("3080060929864886f70d010702")),
    ("application/applefile; name=a.xlsx", b"\x00\x05\x16\x07" + bytes(80)),
    ("application/octet-stream; name=rong.dat", b""),
)
_ENCODINGS = ("quoted-printable", "binary", "8bit", "x-uuencode", "BASE64 ", "7bit", "x")
_MARKS = ("x" * 200, "a'()+_,-./:=?", "--", " lạ ")
_NAMES = (
    "{}.xlsx",
    "Biểu thu thập {}.xlsx",
    "../../{}.xlsx",
    "{}",
    "{}.dat",
    "{}\x1b[2J.xlsx",
    "{}\u202excod.xlsx",
    "a" * 300 + "{}.xlsx",
)
_HEADERS = (
    "Subject: =?utf-8?B?{}?=",
    "Subject: =?bogus?Q?=41=?=",
    "Subject: " + "á" * 3_000,
    'From: "x" <xa1@mau.example>, <x@y>',
    "From: =?utf-8?q?=1b]0;x=07?= <x@y>",
    "Date: hôm qua",
    "Date: Thu, 99 Foo 9999 99:99:99 +9999",
    "To: " + ", ".join(f"x{number}@y" for number in range(500)),
    "Content-Type: text/plain",
    "MIME-Version: 9.9",
    "Received: " + "(" * 2_000,
    "Message-ID: <" + "<" * 500,
    "x",
    ": y",
    "Content-Disposition: attachment; filename*0*=utf-8''a; filename*2=b",
)


def a_case(dice: Random, seeds: Seeds) -> Case:
    units = dice.sample(sorted(seeds.small_returns), dice.randint(1, 3))
    odd = dice.choice((0.0, 0.1, 0.4))
    leaves = [_leaf(seeds.small_returns[code][0], code, dice, odd) for code in units]
    body = _entity("Content-Type: text/html; charset=utf-8", b"<b>K\xc3\xadnh g\xe1\xbb\xadi</b>", dice, odd)
    for kind, data in dice.sample(_BESIDE, dice.choice((0, 0, 1, 2))):
        head = f"Content-Type: {kind}\r\nContent-Transfer-Encoding: base64"
        leaves.insert(dice.randrange(len(leaves) + 1), _entity(head, base64.encodebytes(data), dice, odd))
    mail = _tree([body, *leaves], dice, odd, depth=0)
    top = [line.format("!") for line in dice.sample(_HEADERS, dice.randrange(4))] if dice.random() < odd else []
    start = dice.choice(_STARTS) + "\r\n".join(["From: xa1@mau.example", *top, ""])
    mail = start.encode("utf-8", "surrogateescape") + mail
    how = dice.choice(("as it is", "line ends", "spoiled head", "spoiled", "cut"))
    if how == "line ends":
        mail = mail.replace(b"\r\n", dice.choice((b"\n", b"\r")))
    elif how == "spoiled head":
        mail = spoil_bytes(mail[:1_500], dice, hits=2) + mail[1_500:]
    elif how == "spoiled":
        mail = spoil_bytes(mail, dice)
    elif how == "cut":
        mail = mail[: dice.randrange(len(mail))]
    name = dice.choice(("thu.eml", "thu.eml", "thu.txt", "thu"))
    return Case(
        fuzzer="mails",
        files={f"nhan/{name}": mail} | seeds.small,
        commands=(("check", "nhan", "--form", "bieu", "--format", "json", "-o", "ra.json", "--annotate", "phan_hoi"),),
        known={code: [values] for code, (_, values) in seeds.small_returns.items()},
        told=len(units) if how == "as it is" else 1,
        label=how,
    )


def _leaf(data: bytes, code: str, dice: Random, odd: float) -> bytes:
    """One return as a part: some way to encode it, some way to name it."""
    if dice.random() < 0.15:
        data = packed([Entry(name=f"{code}.xlsx".encode(), data=data)])
    encoding = dice.choice(_SOUND) if dice.random() > odd else dice.choice(_ENCODINGS)
    if encoding.strip(' ;"').lower() == "base64":
        coded = base64.encodebytes(data)
        coded = coded.replace(b"\n", b"") if dice.random() < 0.1 else coded.replace(b"\n", b"\r\n")
    elif encoding == "quoted-printable":
        coded = quopri.encodestring(data)
    elif encoding == "x-uuencode":
        lines = (binascii.b2a_uu(data[at : at + 45]) for at in range(0, len(data), 45))
        coded = b"begin 644 a\n" + b"".join(lines) + b" \nend\n"
    else:
        coded = data
    named = _named((dice.choice(_NAMES) if dice.random() < odd else "Biểu thu thập {}.xlsx").format(code), dice, odd)
    kind = dice.choice(_TYPES) if dice.random() < odd else _TYPES[dice.randrange(2)]
    head = "\r\n".join((f"Content-Type: {kind}{named[0]}", f"Content-Transfer-Encoding: {encoding}", *named[1:]))
    return _entity(head, coded, dice, odd)


def _named(name: str, dice: Random, odd: float) -> tuple[str, ...]:
    """The name as parameter of the type, of the disposition or of neither, in one of the ways it may be written."""
    match dice.randrange(5 if dice.random() < odd else 4):
        case 0:
            code = dice.choice(("utf-8", "utf-8", "cp1258"))
            written = f'="{name.encode(code, "replace").decode("utf-8", "surrogateescape")}"'
        case 1:
            written = f'="{email.header.Header(name, "utf-8").encode()}"'
        case 2:
            written = f"*=utf-8''{urllib.parse.quote(name)}"
        case 3:
            written = f"*0*=utf-8''{urllib.parse.quote(name[:3])}; filename*1*={urllib.parse.quote(name[3:])}"
        case _:
            return ("", "Content-Disposition: attachment")
    if dice.random() < 0.3:
        return (f"; name{written}",)
    return ("", f"Content-Disposition: {dice.choice(('attachment', 'inline', 'x'))}; filename{written}")


def _entity(head: str, body: bytes, dice: Random, odd: float) -> bytes:
    if dice.random() < odd / 2:
        head = dice.choice(_HEADERS).format("!") + "\r\n" + head
    return head.encode("utf-8", "surrogateescape") + b"\r\n\r\n" + body


def _tree(parts: list[bytes], dice: Random, odd: float, depth: int) -> bytes:
    """The parts in a multipart, some of them first wrapped again: in another one, or as a forwarded mail."""
    mark = (dice.choice(_MARKS) if dice.random() < odd else "=_x") + str(depth)
    if len(parts) > 1 and depth < dice.choice((0, 1, 2, 60)):
        at = dice.randrange(len(parts))
        inner = _tree(parts[at:], dice, odd, depth + 1)
        if dice.random() < 0.4:
            inner = b"Content-Type: message/rfc822\r\n\r\nSubject: Fwd\r\n" + inner
        parts = [*parts[:at], inner]
    kind = dice.choice(("mixed", "mixed", "related", "alternative", "signed", "x"))
    said = f'; boundary="{mark}"' if dice.random() > odd / 4 else ""
    lines = [f"Content-Type: multipart/{kind}{said}\r\n".encode()]
    for one in parts:
        lines += [f"\r\n--{mark}\r\n".encode(), one]
    if dice.random() > odd / 2:
        lines.append(f"\r\n--{mark}--\r\n".encode())
    return b"".join(lines)
