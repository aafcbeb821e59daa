"""Workbooks as packages: bytes, zip structure, parts and their XML, cells that lie; .xlsx, .xlsm, .xlsb, .ods, .xls.

Where only bytes, the zip or whole parts were spoiled, the right figures are known: each is read as sent, or spoken of.
"""

from __future__ import annotations

import re
from dataclasses import replace
from random import Random

from dev.fuzzers.case import Case
from dev.fuzzers.mutate import Entry, packed, parts_of, spoil_bytes, spoil_entries, spoil_xml
from dev.fuzzers.seeds import Seeds
from dev.fuzzers.trial import MARK

__all__ = ["a_case"]

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_ACTING = (
    ("externalLinks/externalLink1.xml", "externalLink"),
    ("vbaProject.bin", "vbaProject"),
    ("embeddings/oleObject1.bin", "oleObject"),
    ("activeX/activeX1.xml", "control"),
    ("connections.xml", "connections"),
)
_READ = re.compile(rb"(sheet\d+|workbook|sharedStrings|styles|content|meta)\.(xml|bin)|\.rels$")
_HOSTILE = (
    f'=HYPERLINK("http://{MARK}","x")',
    "+cmd|' /C calc'!A0",
    "\x1b[2J",
    "\u202e123",
    "1.234.56",
    "9" * 400,
    "_x001B_",
    "\ufeff12",
    "½",
    "१२",
)


def a_case(dice: Random, seeds: Seeds) -> Case:
    how = dice.choice(("bytes", "zip", "parts", "xml", "xml", "cells", "acting"))
    kind = dice.choice(("small", "small", "small", "whole", *seeds.other_kinds))
    if kind in seeds.other_kinds:
        data, values, code, end = seeds.other_kinds[kind], seeds.small_returns["20001"][1], "20001", kind
        how = dice.choice(("bytes", "zip", "parts", "xml")) if kind == "ods" else how if how != "cells" else "zip"
        how = "bytes" if kind == "xls" else "xml bytes" if kind == "xlsb" and how == "xml" else how
    else:
        code, (data, values) = dice.choice(list((seeds.whole if kind == "whole" else seeds.small_returns).items()))
        end = dice.choice(("xlsx", "xlsx", "xlsx", "xlsm", "xls"))
    spoiled = _spoiled(data, how, dice)
    known = {code: [values]} if how in ("bytes", "zip", "parts", "acting") and kind != "xls" else {}
    form = () if kind == "whole" else ("--form", "bieu")
    name = f"a.{end}"
    commands = [("check", name, *form, "--format", "json", "-o", "ra.json", "--annotate", "phan_hoi")]
    if dice.random() < 0.25:
        commands.append(("report", name, *form, "-o", "bao_cao"))
    if dice.random() < 0.15:
        commands.append(("summary", name, *form, "-o", "tong_hop.xlsx"))
    files = {name: spoiled} | ({} if kind == "whole" else seeds.small)
    label = f"{kind} {how}"
    return Case(fuzzer="packages", files=files, commands=tuple(commands), known=known, told=1, label=label)


def _spoiled(data: bytes, how: str, dice: Random) -> bytes:
    if how == "bytes":
        return spoil_bytes(data, dice)
    entries = parts_of(data)
    if how == "zip":
        return spoil_entries(entries, dice)
    if how == "parts":
        return packed(_other_parts(entries, dice))
    if how == "acting":
        return packed(_acting(entries, dice))
    read = [number for number, one in enumerate(entries) if _READ.search(one.name)]
    for _ in range(dice.choice((1, 1, 2, 5))):
        at = dice.choice(read if dice.random() < 0.8 else range(len(entries)))
        one = entries[at]
        change = _hostile_cell if how == "cells" else spoil_bytes if how == "xml bytes" else spoil_xml
        entries[at] = replace(one, data=change(one.data, dice))
    return packed(entries)


def _other_parts(entries: list[Entry], dice: Random) -> list[Entry]:
    """One part left out, emptied, renamed, or with what another one holds."""
    at, other = dice.randrange(len(entries)), dice.randrange(len(entries))
    one = entries[at]
    match dice.randrange(5):
        case 0:
            return entries[:at] + entries[at + 1 :]
        case 1:
            made = replace(one, data=b"")
        case 2:
            made = replace(one, name=one.name.upper() if dice.random() < 0.5 else one.name + b".bak")
        case 3:
            made = replace(one, data=entries[other].data)
        case _:
            made = replace(one, data=one.data.decode("utf-8", "replace").encode("utf-16"))
    return entries[:at] + [made] + entries[at + 1 :]


def _acting(entries: list[Entry], dice: Random) -> list[Entry]:
    """A link, a macro or an object put into the workbook of a sender."""
    name, word = dice.choice(_ACTING)
    target = (
        f'<Relationship Id="rId901" Type="{_OFFICE}/{word}" Target="{name}"/>'
        f'<Relationship Id="rId902" Type="{_OFFICE}/hyperlink" Target="http://{MARK}/" TargetMode="External"/>'
    ).encode()
    body = f'<x xmlns:r="{_OFFICE}" r:id="rId1">http://{MARK}/</x>'.encode()
    made = [
        replace(one, data=one.data.replace(b"</Relationships>", target + b"</Relationships>"))
        if one.name.endswith(dice.choice((b"workbook.xml.rels", b"sheet2.xml.rels", b".rels")))
        else one
        for one in entries
    ]
    rels = f'<Relationships xmlns="{_RELATIONS}">{target.decode()}</Relationships>'
    folder, _, last = name.rpartition("/")
    beside = f"xl/{folder + '/' if folder else ''}_rels/{last}.rels"
    return [*made, Entry(name=f"xl/{name}".encode(), data=body), Entry(name=beside.encode(), data=rels.encode())]


def _hostile_cell(xml: bytes, dice: Random) -> bytes:
    """One cell of a sheet given a text, a number or a formula of somebody with ideas."""
    cells = list(re.finditer(rb'<c r="([A-Z]+[0-9]+)"([^>]*?)(?:/>|>.*?</c>)', xml, re.DOTALL))
    if not cells:
        return spoil_xml(xml, dice)
    one = dice.choice(cells)
    text = dice.choice(_HOSTILE).replace("&", "&amp;").replace("<", "&lt;").replace("\x1b", "_x001B_")
    body = dice.choice(
        (
            f't="inlineStr"><is><t>{text}</t></is>',
            f"><v>{text}</v>",
            f't="str"><f>WEBSERVICE("http://{MARK}")</f><v>{text}</v>',
            '><f t="shared" ref="A1:XFD1048576" si="0">A1</f><v>1</v>',
            't="e"><v>#REF!</v>',
            't="b"><v>7</v>',
            't="d"><v>2019-02-30</v>',
        )
    )
    style = re.search(rb' s="\d+"', one[2])
    cell = f'<c r="{one[1].decode()}"{(style[0] if style else b"").decode()} {body}</c>'.replace(" >", ">")
    return xml[: one.start()] + cell.encode() + xml[one.end() :]
