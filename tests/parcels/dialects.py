"""Mails and archives as programs write them, in all their ways, around any content."""

from __future__ import annotations

import base64
import binascii
import bz2
import gzip
import io
import lzma
import struct
import tarfile
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Mapping

from tonghop290.text.syllables import TONE_MARKS

__all__ = [
    "ENCODINGS",
    "a_part",
    "a_tar",
    "a_winmail",
    "a_zip",
    "as_1258",
    "encoded",
    "mail_of",
    "single",
    "unicode_path_zip",
]

ENCODINGS = ("base64", "base64;", "base64  ", "BASE64", "quoted-printable", "x-uuencode", "binary", "", "7bit (base64)")
"""Ways to write a transfer encoding; in the last two the lines are Base64 and are not said to be."""


def encoded(data: bytes, how: str, name: str = "a.xlsx") -> bytes:
    """The lines of a part whose transfer encoding is written so."""
    if how.startswith("quoted"):
        return binascii.b2a_qp(data, istext=False).replace(b"\n", b"\r\n")
    if how == "x-uuencode":
        lines = b"".join(binascii.b2a_uu(data[at : at + 45]) for at in range(0, len(data), 45))
        return b"begin 644 " + name.encode() + b"\n" + lines + b"`\nend\n"
    if how == "binary":
        return data
    return base64.encodebytes(data).replace(b"\n", b"\r\n")


def a_part(data: bytes, head: str | bytes, how: str = "base64") -> bytes:
    """A part: its headers without the transfer encoding, and its content."""
    raw = head.encode() if isinstance(head, str) else head
    told = f"\r\nContent-Transfer-Encoding: {how}".encode() if how else b""
    return raw + told + b"\r\n\r\n" + encoded(data, how)


def mail_of(
    parts: Iterable[bytes],
    *,
    top: str = "From: Xa Mau <xa@mau.example>\r\nSubject: Bao cao\r\nMIME-Version: 1.0\r\n",
    mark: str = "=_b0",
    text: str = "Kính gửi huyện",
    closed: bool = True,
    kind: str = "mixed",
) -> bytes:
    """A mail with a text and these parts."""
    lines = [f'{top}Content-Type: multipart/{kind}; boundary="{mark}"\r\n\r\n'.encode()]
    for part in (b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + text.encode(), *parts):
        lines.append(f"--{mark}\r\n".encode() + part + b"\r\n")
    return b"".join(lines) + (f"--{mark}--\r\n".encode() if closed else b"")


def as_1258(name: str) -> bytes:
    """A name in the code page of a Vietnamese Windows: letters, and tones behind them."""
    out = b""
    for char in unicodedata.normalize("NFC", name):
        try:
            out += char.encode("cp1258")
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", char)
            letter = unicodedata.normalize("NFC", "".join(one for one in parts if one not in TONE_MARKS))
            out += (letter + "".join(one for one in parts if one in TONE_MARKS)).encode("cp1258")
    return out


def a_zip(files: Mapping[str | bytes, bytes], method: int = zipfile.ZIP_DEFLATED, *, flags: int | None = None) -> bytes:
    """A zip; names given as bytes stand in it as they are, without the mark of UTF-8."""
    out = io.BytesIO()
    raw_names: list[tuple[bytes, bytes]] = []
    with zipfile.ZipFile(out, "w", method) as archive:
        for number, (name, data) in enumerate(files.items()):
            if isinstance(name, bytes):
                stand_in = f"{number:04}".ljust(len(name), "x")[: len(name)]
                raw_names.append((stand_in.encode(), name))
                name = stand_in
            archive.writestr(zipfile.ZipInfo(name), data, method)
    written = out.getvalue()
    for stand_in_bytes, raw in raw_names:
        written = written.replace(stand_in_bytes, raw)
    if flags is not None:
        at = written.find(b"PK\1\2")
        while at >= 0:
            written = written[: at + 8] + struct.pack("<H", flags) + written[at + 10 :]
            at = written.find(b"PK\1\2", at + 1)
    return written


def unicode_path_zip(stored: str, meant: str, data: bytes) -> bytes:
    """A zip of Info-ZIP's: the name in some code page, and beside it the true one."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo(stored)
        told = b"\1" + struct.pack("<I", zlib.crc32(stored.encode())) + meant.encode()
        info.extra = struct.pack("<HH", 0x7075, len(told)) + told
        archive.writestr(info, data)
    return out.getvalue()


def a_tar(files: Mapping[str, bytes], mode: str = "w:") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]  # any of its modes
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def single(data: bytes, kind: str) -> bytes:
    """A file packed alone."""
    if kind == "gz":
        return gzip.compress(data, mtime=0)
    return bz2.compress(data) if kind == "bz2" else lzma.compress(data)


def a_winmail(files: Mapping[str, bytes], *, long_names: bool = True) -> bytes:
    """What Outlook sends to other programs."""

    def attribute(level: int, id: int, value: bytes) -> bytes:
        return struct.pack("<BII", level, id, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)

    out = struct.pack("<IH", 0x223E9F78, 1) + attribute(1, 0x00089006, struct.pack("<I", 0x10000))
    for name, data in files.items():
        out += attribute(2, 0x00069002, bytes(14)) + attribute(2, 0x0006800F, data)
        out += attribute(2, 0x00018010, as_1258(name) + b"\0")
        if long_names:
            wide = (name + "\0").encode("utf-16-le")
            told = struct.pack("<IHHI", 2, 0x0003, 0x3705, 1) + struct.pack("<HHII", 0x1F, 0x3707, 1, len(wide))
            out += attribute(2, 0x00069005, told + wide + bytes(-len(wide) % 4))
    return out
