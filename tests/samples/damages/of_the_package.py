"""Damages below the cells: by bytes, in the zip, in the XML of each part that is read."""

from __future__ import annotations

import random
import re
import struct
from collections.abc import Iterator

from tests.samples.damages.filled_form import FIGURES_PART, READ, Damage, FilledForm, Parts, stored_package
from tests.samples.packages import MAIN, STRICT

# --- the bytes of the file ----------------------------------------------------------------------------------------


def damaged_bytes(form: FilledForm) -> Iterator[Damage]:
    data, size, dice = form.data, len(form.data), random.Random(290)
    for part in range(40):
        yield Damage(f"cut after {part}/40", lambda part=part: data[: size * part // 40])
    for part in range(60):
        at, bit = size * part // 60, 1 << dice.randrange(8)
        yield Damage(
            f"byte {at} flipped",
            lambda at=at, bit=bit: data[:at] + bytes([data[at] ^ bit]) + data[at + 1 :],
        )
    for part in range(20):
        at = size * part // 20 // 512 * 512
        yield Damage(f"sector at {at} zero", lambda at=at: data[:at] + bytes(512) + data[at + 512 :])
        yield Damage(f"sector at {at} twice", lambda at=at: data[: at + 512] + data[at:])
        yield Damage(f"sector at {at} gone", lambda at=at: data[:at] + data[at + 512 :])
        other = dice.randrange(size - 512)
        yield Damage(
            f"sector at {at} from elsewhere",
            lambda at=at, other=other: data[:at] + data[other : other + 512] + data[at + 512 :],
        )
    for name, change in {
        "line ends for Windows": lambda: data.replace(b"\n", b"\r\n"),
        "line ends for Unix": lambda: data.replace(b"\r\n", b"\n"),
        "seven bits": lambda: bytes(byte & 127 for byte in data),
        "as UTF-8": lambda: data.decode("latin-1").encode(),
        "zeros after it": lambda: data + bytes(4096),
        "words after it": lambda: data + b"\r\n--mail--\r\n",
        "words before it": lambda: b"From: a\r\n\r\n" + data,
        "twice in one file": lambda: data + data,
        "backwards": lambda: data[::-1],
        "all zeros": lambda: bytes(size),
        "every end record": lambda: data.replace(b"PK\5\6", b"PK\5\7"),
        "a comment": lambda: data[:-2] + struct.pack("<H", 4) + b"PK\5\6",
    }.items():
        yield Damage(name, change)


# --- the zip ------------------------------------------------------------------------------------------------------


def damaged_zips(form: FilledForm) -> Iterator[Damage]:
    data, parts = form.data, form.parts
    for name in parts:
        entry, local = _entry(data, name)
        yield Damage(
            f"{name} left out",
            lambda name=name: stored_package({key: value for key, value in parts.items() if key != name}),
        )
        yield Damage(
            f"{name} in capitals",
            lambda name=name: stored_package(
                {key.upper() if key == name else key: value for key, value in parts.items()}
            ),
        )
        yield Damage(f"{name} empty", form.with_part(name, b""))
        yield Damage(f"{name} twice", lambda name=name: _twice(parts, name, parts[name]))
        yield Damage(f"{name} twice, by case", lambda name=name: stored_package({**parts, name.swapcase(): b"<x/>"}))
        for what, at, size, value in (
            ("size", 24, "L", 7),
            ("packed size", 20, "L", 7),
            ("sum", 16, "L", 7),
            ("method", 10, "H", 0),
            ("method 12", 10, "H", 12),
            ("password", 8, "H", 1),
            ("place", 42, "L", 0),
            ("place far away", 42, "L", len(data)),
        ):
            yield Damage(
                f"{what} of {name} is a lie",
                lambda at=entry + at, size=size, value=value: _packed_into(data, at, size, value),
            )
        yield Damage(
            f"{name} has another name before its content",
            lambda local=local: _packed_into(data, local + 30, "B", ord("Z")),
        )
    ends = data.rindex(b"PK\5\6")
    for what, at, size, value in (
        ("fewer members", 10, "H", 3),
        ("more members", 10, "H", 99),
        ("a directory elsewhere", 16, "L", 5),
        ("two discs", 4, "H", 1),
    ):
        yield Damage(what, lambda at=ends + at, size=size, value=value: _packed_into(data, at, size, value))
    yield Damage("backslashes", lambda: stored_package({name.replace("/", "\\"): part for name, part in parts.items()}))
    yield Damage("the other way round", lambda: stored_package(dict(reversed(parts.items()))))
    yield Damage("in a folder", lambda: stored_package({f"a/{name}": part for name, part in parts.items()}))
    yield Damage(
        "two forms in one",
        lambda: _twice(parts, FIGURES_PART, parts[FIGURES_PART].replace(b"<v>10661</v>", b"<v>1</v>")),
    )


def _entry(data: bytes, name: str) -> tuple[int, int]:
    """Where the directory's entry of a member stands, and its local header."""
    at = data.rindex(name.encode()) - 46
    while data[at : at + 4] != b"PK\1\2":
        at = data.rindex(name.encode(), 0, at + 46) - 46
    return at, struct.unpack_from("<L", data, at + 42)[0]


def _packed_into(data: bytes, at: int, size: str, value: int) -> bytes:
    made = bytearray(data)
    struct.pack_into("<" + size, made, at, value)
    return bytes(made)


def _twice(parts: Parts, name: str, content: bytes) -> bytes:
    first = stored_package({**parts, name[:-1] + "\1": content})
    return first.replace((name[:-1] + "\1").encode(), name.encode())


# --- the XML of each part that is read ----------------------------------------------------------------------------


def damaged_xml(form: FilledForm) -> Iterator[Damage]:
    for name in READ:
        xml = form.parts[name].decode()
        head, body = xml.split("?>", 1)
        middle = len(xml) // 2
        start, end = xml.index(">", middle) + 1, xml.rindex("</")
        for what, content in {
            "a DTD": f'{head}?><!DOCTYPE x [<!ENTITY a "1">]>{body}',
            "a DTD from outside": f'{head}?><!DOCTYPE x SYSTEM "file:///etc/passwd">{body}',
            "an unknown entity": xml[:start] + "&a;" + xml[start:],
            "a bare &": xml[:start] + "&" + xml[start:],
            "a bare <": xml[:start] + "<" + xml[start:],
            "cut in two": xml[:middle],
            "its last tag gone": xml[:end],
            "two roots": xml + body,
            "text after it": xml + "x",
            "no declaration": body.lstrip(),
            "white space before it": " " + xml,
            "a comment in it": xml[:start] + "<!-- 1 -->" + xml[start:],
            "a comment that never ends": xml[:start] + "<!-- " + xml[start:],
            "an instruction in it": xml[:start] + "<?a b?>" + xml[start:],
            "a forbidden character": xml[:start] + "\1" + xml[start:],
            "another root": re.sub(r"<(/?)(worksheet|workbook|sst|styleSheet|Relationships|Types)\b", r"<\1x", xml),
            "strict names": xml.replace(MAIN, STRICT),
            "unknown names": xml.replace(MAIN, "urn:x"),
            "no names": re.sub(r' xmlns(:\w+)?="[^"]*"', "", xml),
            "XML 1.1": xml.replace('version="1.0"', 'version="1.1"', 1),
            "an end tag too many": xml[:end] + "</c>" + xml[end:],
            "tags without end": xml[:end] + "<a>" * 400 + xml[end:],
            "Windows line ends": xml.replace("\n", "\r\n"),
        }.items():
            yield Damage(f"{name}: {what}", form.with_part(name, content))
        raw = form.parts[name]
        for what, coded in {
            "UTF-16": xml.replace("UTF-8", "UTF-16").encode("utf-16"),
            "UTF-16 that says UTF-8": xml.encode("utf-16"),
            "a mark of UTF-8": b"\xef\xbb\xbf" + raw,
            "Latin-1 by its own word": raw.replace(b"UTF-8", b"ISO-8859-1", 1),
            "Windows 1258": raw.replace(b"UTF-8", b"windows-1258", 1),
            "half a letter": raw[:start] + b"\xc3" + raw[start:],
            "zeros in it": raw[:middle] + bytes(16) + raw[middle:],
            "twice encoded": raw.decode("latin-1").encode(),
        }.items():
            yield Damage(f"{name}: {what}", form.with_part(name, coded))
