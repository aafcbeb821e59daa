"""A filled form damaged in every way we could think of: bytes, zip, XML, cells, names, rows and sheets.

    for damage in damages(original)["cells"]:
        damage.name, damage.make(), damage.may

``may`` lists the fields the damage itself gives another value, with the values that are then right; None alone: no
value is right. Every other field has its own value, or none and a finding. The same damages every time.
"""

from __future__ import annotations

import io
import random
import re
import struct
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.samples.packages import MAIN, STRICT

FIGURES_PART = "xl/worksheets/sheet2.xml"
READ = (
    "[Content_Types].xml",
    "_rels/.rels",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
    FIGURES_PART,
    "xl/worksheets/sheet3.xml",
    "xl/worksheets/sheet5.xml",
)
Parts = dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Damage:
    """One damaged form. ``blank``: fields whose cell is gone or empty, which is no finding of reading."""

    name: str
    make: Callable[[], bytes]
    may: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    blank: frozenset[str] = frozenset()


def damages(data: bytes, rows: Mapping[str, int], values: Mapping[str, Any]) -> dict[str, list[Damage]]:
    """By kind. ``rows``: the row of each field in ``Số liệu`` (values in column E); ``values``: what the form holds."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    form = _Form(data, parts, rows, values)
    return {kind: list(make(form)) for kind, make in KINDS.items()}


@dataclass(frozen=True, slots=True)
class _Form:
    data: bytes
    parts: Parts
    rows: Mapping[str, int]
    values: Mapping[str, Any]

    @property
    def sheet(self) -> str:
        return self.parts[FIGURES_PART].decode()

    def with_part(self, name: str, content: bytes | str) -> Callable[[], bytes]:
        stored = content.encode() if isinstance(content, str) else content
        return lambda: stored_package({**self.parts, name: stored})

    def with_sheet(self, pattern: str, new: str, *, count: int = 1) -> Callable[[], bytes]:
        xml, found = re.subn(pattern, lambda _: new, self.sheet, count=count)
        assert found, pattern
        return self.with_part(FIGURES_PART, xml)


def stored_package(parts: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name), content)
    return stream.getvalue()


# --- the bytes of the file ----------------------------------------------------------------------------------------


def _bytes(form: _Form) -> Iterator[Damage]:
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


def _zip(form: _Form) -> Iterator[Damage]:
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


def _xml(form: _Form) -> Iterator[Damage]:
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


# --- what a cell stores -------------------------------------------------------------------------------------------

NOTHING = (None,)
STORED = [  # the cell's attributes and content → what a number field may then say
    ('t="n"', "<v>12</v>", (12,)),
    ('t="str"', "<v>12</v>", (12,)),
    ('t="inlineStr"', "<is><t>12</t></is>", (12,)),
    ("", "<v> 12\n</v>", (12,)),
    ("", "<v>+12</v>", (12,)),
    ("", "<v>12.</v>", (12,)),
    ("", "<v>1.2e1</v>", (12,)),
    ("", "<v>12.000000000000002</v>", (12, 12.000000000000002)),
    ("", "<v>1&#50;</v>", (12,)),
    ("", "<v><![CDATA[12]]></v>", (12,)),
    ("", "<v>1<!-- 5 -->2</v>", (12,)),
    ("", "<v>1<?a 5?>2</v>", (12,)),
    ('s="9999"', "<v>12</v>", (12,)),
    ('s="-1"', "<v>12</v>", (12,)),
    ('s="x"', "<v>12</v>", (12,)),
    ("", "<f>6*2</f><v>12</v>", (12,)),
    ("", "<f>[1]A!A1</f><v>12</v>", (12,)),
    ("", '<f t="shared" si="99"/><v>12</v>', (12,)),
    ('cm="7" vm="7"', "<v>12</v>", (12,)),
    ('t="str"', "<f>A1</f><v>12</v>", (12,)),
    ("", '<v>12</v><extLst><ext uri="x"><v>5</v></ext></extLst>', (12, None)),
    ("", "<is><t>5</t></is><v>12</v>", (12, None)),
    ('t="inlineStr"', "<is><r><t>1</t></r><r><t>2</t></r></is>", (12,)),
    ('t="inlineStr"', '<is><t>12</t><rPh sb="0" eb="1"><t>9</t></rPh></is>', (12,)),
    ('t="str"', "<v>_x0031_2</v>", (12,)),
    ('t="str"', "<v>１２</v>", (12,)),
    ('t="str"', "<v>\u200b12\u00a0</v>", (12,)),
    ('t="str"', "<v>12\u202e</v>", (12,)),
    ('t="s"', "<v>12</v>", NOTHING),
    ('t="s"', "<v>99999</v>", NOTHING),
    ('t="s"', "<v>-1</v>", NOTHING),
    ('t="s"', "<v>1.0</v>", NOTHING),
    ('t="b"', "<v>1</v>", NOTHING),
    ('t="b"', "<v>12</v>", NOTHING),
    ('t="e"', "<v>#REF!</v>", NOTHING),
    ('t="e"', "<v>12</v>", NOTHING),
    ('t="d"', "<v>2019-12-31</v>", NOTHING),
    ('t="d"', "<v>12</v>", NOTHING),
    ('t="zzz"', "<v>12</v>", NOTHING),
    ('t="N"', "<v>12</v>", NOTHING),
    ("", "<v>NaN</v>", NOTHING),
    ("", "<v>INF</v>", NOTHING),
    ("", "<v>1e999</v>", NOTHING),
    ("", "<v>1_2</v>", NOTHING),
    ("", "<v>1,2</v>", NOTHING),
    ("", "<v>0x12</v>", NOTHING),
    ("", "<v>1 2</v>", NOTHING),
    ("", "<v>١٢</v>", NOTHING),
    ("", "<v>１２</v>", NOTHING),
    ("", "<v>12</v><v>13</v>", NOTHING),
    ("", "<v>1<b/>2</v>", (12, None)),
    ("", "<f>6*2</f>", NOTHING),
    ("", "<f>6*2</f><v></v>", NOTHING),
    ("", "<v>--12</v>", NOTHING),
    ('t="str"', "<v>1e5</v>", (100000, None)),
    ('t="str"', "<v>=6*2</v>", NOTHING),
    ('t="str"', "<v>12/2019</v>", NOTHING),
    ('t="str"', "<v>khoảng 12</v>", NOTHING),
]
LIED_ABOUT = ("dan_so", "thu_nhap_2019", "giam_sat")


def _cells(form: _Form) -> Iterator[Damage]:
    for id in LIED_ABOUT:
        at = f"E{form.rows[id]}"
        cell = rf'<c r="{at}"[^>]*?(?:/>|[^/]>.*?</c>)'
        for attributes, content, right in STORED:
            style = "" if "s=" in attributes else ' s="0"'
            yield Damage(
                f"{id}: {attributes} {content}",
                form.with_sheet(cell, f'<c r="{at}"{style} {attributes}>{content}</c>'),
                {id: right},
            )
        for what, new, right in (
            ("said twice, the same", f'<c r="{at}"><v>12</v></c><c r="{at}"><v>12</v></c>', (12, None)),
            ("said twice", f'<c r="{at}"><v>12</v></c><c r="{at}"><v>13</v></c>', NOTHING),
            ("said twice, by case", f'<c r="{at}"><v>12</v></c><c r="{at.lower()}"><v>13</v></c>', NOTHING),
            ("without its place", "<c><v>12</v></c>", (12,)),
            ("in small letters", f'<c r="{at.lower()}"><v>12</v></c>', (12, None)),
            ("with dollars", f'<c r="$E${form.rows[id]}"><v>12</v></c>', (12, None)),
            ("inside another", f'<c r="{at}"><c r="{at}"><v>12</v></c></c>', (12, None)),
        ):
            yield Damage(f"{id}: {what}", form.with_sheet(cell, new), {id: right})
        for place in ("E0", "E99999999", "XFE1", "A", "", "E-5", "ZZZZ9"):
            yield Damage(
                f"{id}: at {place!r}",
                form.with_sheet(cell, f'<c r="{place}"><v>12</v></c>'),
                {id: (12, None)},
                frozenset({id}),
            )
        yield Damage(f"{id}: gone", form.with_sheet(cell, ""), {id: NOTHING}, frozenset({id}))


# --- defined names ------------------------------------------------------------------------------------------------


def _names(form: _Form) -> Iterator[Damage]:
    book = form.parts["xl/workbook.xml"].decode()
    ids = [id for id in form.values if f'name="{id}"' in book]
    for place, id in enumerate(ids):
        old = re.search(rf'<definedName name="{id}">(.*?)</definedName>', book)
        assert old is not None
        other = ids[(place + 1) % len(ids)]
        changes = {
            "#REF!": "#REF!",
            "its neighbour's cell": f"'Số liệu'!$E${form.rows[other]}",
            "the state beside it": f"'Số liệu'!$F${form.rows[id]}",
            "another sheet": f"'Nội dung'!$E${form.rows[id]}",
            "another book": "'[1]Số liệu'!$E$9",
            "the whole column": "'Số liệu'!$E:$E",
            "nonsense": "=1+",
            "a number": "5",
        }
        for what, target in list(changes.items())[
            place % 2 :: 2
        ]:  # every other one, so that each is done to every other field
            yield Damage(
                f"{id} points to {what}",
                form.with_part(
                    "xl/workbook.xml", book.replace(old[0], f'<definedName name="{id}">{target}</definedName>')
                ),
            )
    first = book.index("<definedName")
    for what, changed in {
        "no names": re.sub(r"<definedNames>.*</definedNames>", "", book),
        "all names one row down": re.sub(r"\$E\$(\d+)", lambda row: f"$E${int(row[1]) + 1}", book),
        "all names one column aside": book.replace("!$E$", "!$F$"),
        "a name twice": book[:first] + "<definedName name=\"dan_so\">'Số liệu'!$E$17</definedName>" + book[first:],
        "a local name": book[:first]
        + '<definedName name="dan_so" localSheetId="1">\'Số liệu\'!$E$17</definedName>'
        + book[first:],
    }.items():
        yield Damage(what, form.with_part("xl/workbook.xml", changed))


# --- rows, sheets and texts ---------------------------------------------------------------------------------------


def _places(form: _Form) -> Iterator[Damage]:
    xml, book, strings = form.sheet, form.parts["xl/workbook.xml"].decode(), form.parts["xl/sharedStrings.xml"].decode()
    lines = {int(row[1]): row[0] for row in re.finditer(r'<row r="(\d+)".*?</row>', xml)}
    numbers = sorted(set(form.rows.values()))
    figures = [id for id, row in form.rows.items() if re.search(rf'<c r="E{row}" s="\d+"><v>', lines.get(row, ""))]
    row_of = {row: id for id, row in form.rows.items()}
    for one, two in zip(numbers, numbers[1:], strict=False):
        swapped = (
            xml.replace(lines[one], "@1")
            .replace(lines[two], _renumbered(lines[one], two))
            .replace("@1", _renumbered(lines[two], one))
        )
        yield Damage(f"rows {one} and {two} change places", form.with_part(FIGURES_PART, swapped))
        if {row_of.get(one), row_of.get(two)} <= set(figures):
            labels = re.compile(rf'<c r="C({one}|{two})".*?</c>')
            found = [match[0] for match in labels.finditer(xml)]
            twisted = (
                xml.replace(found[0], "@1")
                .replace(found[1], found[0].replace(f"C{one}", f"C{two}"))
                .replace("@1", found[1].replace(f"C{two}", f"C{one}"))
            )
            yield Damage(f"labels of rows {one} and {two} change places", form.with_part(FIGURES_PART, twisted))
    for row in numbers[::3]:
        down = re.sub(
            r'<row r="(\d+)".*?</row>',
            lambda line, row=row: _renumbered(line[0], int(line[1]) + 1) if int(line[1]) >= row else line[0],
            xml,
        )
        yield Damage(f"from row {row} all one down, names and formulas stay", form.with_part(FIGURES_PART, down))
        yield Damage(
            f"row {row} without its number", form.with_part(FIGURES_PART, xml.replace(f'<row r="{row}"', "<row", 1))
        )
        yield Damage(
            f"row {row} says it is row {row + 1}",
            form.with_part(FIGURES_PART, xml.replace(f'<row r="{row}"', f'<row r="{row + 1}"', 1)),
        )
        yield Damage(
            f"row {row} hidden",
            form.with_part(FIGURES_PART, xml.replace(f'<row r="{row}"', f'<row r="{row}" hidden="1"', 1)),
        )
        merged = xml.replace(
            "</sheetData>", f'</sheetData><mergeCells count="1"><mergeCell ref="E{row}:E{row + 1}"/></mergeCells>', 1
        )
        yield Damage(f"E{row} merged with the cell below", form.with_part(FIGURES_PART, merged))
        yield Damage(
            f"row {row} gone", form.with_part(FIGURES_PART, xml.replace(lines[row], "")), blank=frozenset({row_of[row]})
        )
        twice = xml.replace(lines[row], lines[row] + lines[row].replace("<v>1", "<v>2"))
        yield Damage(
            f"row {row} twice, otherwise",
            form.with_part(FIGURES_PART, twice),
            {row_of[row]: NOTHING} if "<v>1" in lines[row] else {},
        )
    items = re.findall(r"<si>.*?</si>", strings)
    for place in range(0, len(items), 25):
        yield Damage(
            f"text {place} gone from the list",
            form.with_part("xl/sharedStrings.xml", strings.replace(items[place], "", 1)),
        )
    yield Damage(
        "the list of texts one down",
        form.with_part("xl/sharedStrings.xml", strings.replace("<si>", "<si><t>x</t></si><si>", 1)),
    )
    yield Damage("the list of texts one up", form.with_part("xl/sharedStrings.xml", strings.replace(items[0], "", 1)))
    sheets = re.findall(r"<sheet [^>]*/>", book)
    for sheet in sheets:
        yield Damage(f"gone: {sheet}", form.with_part("xl/workbook.xml", book.replace(sheet, "")))
        yield Damage(f"twice: {sheet}", form.with_part("xl/workbook.xml", book.replace(sheet, sheet * 2)))
        yield Damage(
            f"hidden: {sheet}",
            form.with_part(
                "xl/workbook.xml",
                book.replace(
                    sheet, sheet.replace("<sheet ", "<sheet state='hidden' ") if "state" not in sheet else sheet
                ),
            ),
        )
        yield Damage(
            f"renamed: {sheet}",
            form.with_part("xl/workbook.xml", book.replace(sheet, re.sub(r'name="[^"]*"', 'name="Trang 9"', sheet))),
        )
        yield Damage(
            f"nowhere: {sheet}",
            form.with_part("xl/workbook.xml", book.replace(sheet, re.sub(r'r:id="[^"]*"', 'r:id="rId99"', sheet))),
        )
    yield Damage(
        "sheets the other way round",
        form.with_part("xl/workbook.xml", book.replace("".join(sheets), "".join(reversed(sheets)))),
    )
    turned = book.replace('r:id="rId2"', "@").replace('r:id="rId3"', 'r:id="rId2"').replace("@", 'r:id="rId3"')
    yield Damage("names of two sheets change places", form.with_part("xl/workbook.xml", turned))


def _renumbered(line: str, row: int) -> str:
    return re.sub(r'(<c r="[A-Z]+)\d+"', rf'\g<1>{row}"', re.sub(r'<row r="\d+"', f'<row r="{row}"', line))


KINDS: dict[str, Callable[[_Form], Iterator[Damage]]] = {
    "bytes": _bytes,
    "zip": _zip,
    "xml": _xml,
    "cells": _cells,
    "names": _names,
    "places": _places,
}
