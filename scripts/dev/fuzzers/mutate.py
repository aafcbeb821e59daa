"""Bytes, XML, lines and zips spoiled by dice: known things swapped, left out, doubled, lied about; and plain flips."""

from __future__ import annotations

import bz2
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from dev.fuzzers.trial import MARK

__all__ = ["Entry", "packed", "parts_of", "spoil_bytes", "spoil_entries", "spoil_lines", "spoil_xml"]

NUMBERS = ("0", "-1", "1e999", "9" * 400, "NaN", "1048577", "65535", "4294967296", "-2147483649", "0x1F", "١٢", "")
WORDS = (
    "",
    "\u202e12\u202c",
    "\x1b]0;x\x07",
    "=1+1",
    "../../../x",
    "CON",
    "%s{0}{value}",
    "a" * 40_000,
    "\ufeff",
    "\ud83d\ude00",
)
XML_ADDED = (
    b"<x/>",
    b"<!-- x -->",
    b"<![CDATA[x]]>",
    b"<?x y?>",
    b"&#0;",
    b"&#xD800;",
    b"&lol;",
    b"\x00",
    b"\xff\xfe",
    b"<a>" * 3_000 + b"</a>" * 3_000,
    b"<a b='" + b"x" * 300_000 + b"'/>",
)
DOCTYPES = (
    b'<!DOCTYPE x [<!ENTITY lol "ha"><!ENTITY lol2 "' + b"&lol;" * 50 + b'">]>',
    b'<!DOCTYPE x [<!ENTITY lol SYSTEM "file:///etc/passwd">]>',
    b'<!DOCTYPE x SYSTEM "http://' + MARK.encode() + b'/x.dtd">',
)
_TAG = re.compile(rb"<[^<>?!]+>")
_ATTRIBUTE = re.compile(rb'([\w:]+)="([^"]*)"')


def spoil_bytes(data: bytes, dice: Random, *, hits: int = 0) -> bytes:
    """A few hits: bytes changed, left out, put in, doubled, cut off."""
    made = bytearray(data)
    for _ in range(hits or dice.choice((1, 1, 2, 3, 8, 30))):
        at, size = dice.randrange(len(made) + 1), dice.choice((1, 2, 4, 16, 100, 512))
        match dice.randrange(7):
            case 0 | 1:
                made[at : at + 1] = bytes([dice.randrange(256)])
            case 2:
                del made[at : at + size]
            case 3:
                made[at:at] = bytes(size)
            case 4:
                made[at:at] = made[(other := dice.randrange(len(made) + 1)) : other + size]
            case 5:
                made[at : at + 4] = dice.choice((b"\xff\xff\xff\xff", bytes(4), b"\x7f\xff\xff\xff"))
            case _ if dice.random() < 0.3:
                del made[at:]
    return bytes(made)


def spoil_xml(xml: bytes, dice: Random) -> bytes:
    """One tag, attribute or text changed in a way the format knows, or does not."""
    tags = list(_TAG.finditer(xml))
    if not tags:
        return spoil_bytes(xml, dice, hits=1)
    one, other = dice.choice(tags), dice.choice(tags)
    start, end = one.span()
    match dice.randrange(9):
        case 0:
            return xml[:start] + xml[end:]
        case 1:
            return xml[:end] + one[0] * dice.choice((1, 3, 2_000)) + xml[end:]
        case 2:
            return xml[:start] + other[0] + xml[end:]
        case 3 | 4:
            return xml[:start] + _with_attribute(one[0], dice) + xml[end:]
        case 5:
            return xml[:end] + dice.choice((*NUMBERS, *WORDS)).encode("utf-8", "surrogatepass") + xml[end:]
        case 6:
            return xml[:end] + dice.choice(XML_ADDED) + xml[end:]
        case 7:
            head = re.match(rb"\s*(<\?[^>]*\?>)?", xml)
            at = head.end() if head else 0
            return xml[:at] + dice.choice(DOCTYPES) + xml[at:]
        case _:
            low, high = sorted((one.span(), other.span()))
            return (
                xml[: low[0]]
                + xml[slice(*high)]
                + xml[low[1] : high[0]]
                + xml[slice(*low)]
                + xml[max(high[1], low[1]) :]
            )


def _with_attribute(tag: bytes, dice: Random) -> bytes:
    """The tag with one attribute changed, left out, renamed or given twice."""
    attributes = list(_ATTRIBUTE.finditer(tag))
    if not attributes:
        return tag[:-1].rstrip(b"/") + b' r="A1" s="999" t="s"' + tag[-2:] if tag.endswith(b"/>") else b"<x>"
    one = dice.choice(attributes)
    value = dice.choice((*NUMBERS, *WORDS, "A99999999", "XFE1", "s", "str", "rId1", f"http://{MARK}/")).encode(
        "utf-8", "surrogatepass"
    )
    value = value.replace(b"<", b"").replace(b'"', b"")
    changed = dice.choice((b'%b="%b"' % (one[1], value), b"", one[0] + b" " + one[0], b'x%b="%b"' % (one[1], one[2])))
    return tag[: one.start()] + changed + tag[one.end() :]


def spoil_lines(text: str, dice: Random, values: Sequence[str] = ()) -> str:
    """Lines of a definition swapped, left out, doubled, cut, or with another value behind their equals sign."""
    lines = text.split("\n")
    for _ in range(dice.choice((1, 1, 2, 4))):
        at, other = dice.randrange(len(lines)), dice.randrange(len(lines))
        match dice.randrange(7):
            case 0:
                lines[at], lines[other] = lines[other], lines[at]
            case 1:
                lines[at] = ""
            case 2:
                lines.insert(other, lines[at])
            case 3:
                lines[at] = lines[at][: dice.randrange(len(lines[at]) + 1)]
            case _:
                settable = [number for number, line in enumerate(lines) if " = " in line]
                if settable:
                    at = dice.choice(settable)
                    key, value = lines[at].split(" = ", 1)
                    others = [lines[number].split(" = ", 1)[1] for number in settable]
                    alike = [one for one in (*others, *values) if _shape(one) == _shape(value)]
                    lines[at] = f"{key} = {dice.choice(alike if dice.random() < 0.6 else (*others, *values))}"
    return "\n".join(lines)


def _shape(value: str) -> str:
    """The kind of a TOML value, by its first character."""
    return "digit" if value[:1].isdigit() else value[:1]


# --- zips ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A member of a zip. ``lies``: what its heads say otherwise: size, packed, sum, method, flags, place."""

    name: bytes
    data: bytes
    flags: int = 0x800
    method: int = zipfile.ZIP_DEFLATED
    lies: Mapping[str, int] | None = None
    local_name: bytes | None = None


def parts_of(data: bytes) -> list[Entry]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return [Entry(name=name.encode(), data=package.read(name)) for name in package.namelist()]


def packed(entries: Sequence[Entry], *, before: bytes = b"", comment: bytes = b"", count: int | None = None) -> bytes:
    """The bytes of a zip that says of its members what they say of themselves."""
    body, directory = bytearray(before), bytearray()
    for one in entries:
        raw = one.data
        if one.method == zipfile.ZIP_DEFLATED:
            squeeze = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
            raw = squeeze.compress(one.data) + squeeze.flush()
        elif one.method == zipfile.ZIP_BZIP2:
            raw = bz2.compress(one.data)
        elif one.method == zipfile.ZIP_LZMA:
            press = zipfile.LZMACompressor()  # type: ignore[attr-defined]  # left out of the stubs
            raw = press.compress(one.data) + press.flush()
        said = {
            "flags": one.flags,
            "method": one.method,
            "sum": zlib.crc32(one.data),
            "packed": len(raw),
            "size": len(one.data),
            "place": len(body),
            **(one.lies or {}),
        }
        name, local = one.name, one.name if one.local_name is None else one.local_name
        head = struct.pack(
            "<HHHHIII", said["flags"], said["method"], 0, 0x21, said["sum"], said["packed"], said["size"]
        )
        body += b"PK\3\4" + struct.pack("<H", 20) + head + struct.pack("<HH", len(local), 0) + local + raw
        directory += (
            b"PK\1\2"
            + struct.pack("<HH", 20, 20)
            + head
            + struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, said["place"])
        )
        directory += name
    many = len(entries) if count is None else count
    end = struct.pack("<HHHHIIH", 0, 0, many, many, len(directory), len(body), len(comment))
    return bytes(body + directory + b"PK\5\6" + end + comment)


def spoil_entries(entries: Sequence[Entry], dice: Random) -> bytes:
    """The zip again with one or two things wrong with its structure, none of them in what a member holds."""
    made = list(entries)
    for _ in range(dice.choice((1, 1, 2))):
        at, other = dice.randrange(len(made)), dice.randrange(len(made))
        one = made[at]
        match dice.randrange(7):
            case 0:
                made[at] = _lying(one, dice)
            case 1:
                twins = (one, replace(one, name=one.name.swapcase()), replace(one, data=b"<x/>"))
                made.insert(other, dice.choice(twins))
            case 2:
                names = (one.name.replace(b"/", b"\\"), b"/" + one.name, one.name + b" ", b"../" + one.name)
                made[at] = replace(one, name=dice.choice(names))
            case 3:
                made[at] = replace(one, local_name=dice.choice((b"", b"x", made[other].name)))
            case 4:
                made[at], made[other] = made[other], made[at]
            case 5:
                made[at] = replace(one, method=zipfile.ZIP_STORED)
            case _ if dice.random() < 0.5:
                return packed(made, before=dice.choice((b"MZ", b"PK\3\4", b"From: a\r\n\r\n")))
            case _:
                comment = dice.choice((b"x", b"PK\5\6" + bytes(18)))
                return packed(made, comment=comment, count=len(made) + dice.choice((-1, 1, 5)))
    return packed(made)


def _lying(one: Entry, dice: Random) -> Entry:
    """The member with heads that say one thing otherwise."""
    what = dice.choice(("size", "packed", "sum", "method", "flags", "place"))
    lies = (0, 1, 7, 8, 12, 99, 0xFFFF) if what in ("method", "flags") else (0, 7, 10**6, 2**32 - 1)
    return replace(one, lies={**(one.lies or {}), what: dice.choice(lies)})
