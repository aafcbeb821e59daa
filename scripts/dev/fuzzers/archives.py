"""Archives: returns in zips within zips, under names that climb, clash or act, with structures that lie."""

from __future__ import annotations

import bz2
import gzip
import io
import tarfile
import zipfile
from random import Random

from dev.fuzzers.case import Case
from dev.fuzzers.mutate import Entry, packed, spoil_bytes, spoil_entries
from dev.fuzzers.seeds import Seeds

__all__ = ["a_case"]

_NAMES = (
    "{}.xlsx",
    "thư mục/{}.xlsx",
    "../../{}.xlsx",
    "/tmp/{}.xlsx",
    "C:\\Windows\\{}.xlsx",
    "..\\..\\{}.xlsx",
    "CON.{}.xlsx",
    "{}\u202excod.xlsx",
    "{}\x1b]0;x\x07.xlsx",
    "{}\n.xlsx",
    "{}\x00.exe",
    "{} › b.xlsx",
    "{}" + "x" * 300 + ".xlsx",
    "a/" * 200 + "{}.xlsx",
    "{}",
    "{}.XLSX ",
    "a\u0300{}.xlsx",
    "__macosx/{}.xlsx",
)
_RARE = (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
_NOISE = (b"", b"x", b"%PDF-1.7", b"\xff\xd8\xff\xe0", b"MZ" + bytes(60), b"<html>", b"a;b;c\n1;2;3")


def a_case(dice: Random, seeds: Seeds) -> Case:
    units = dice.sample(sorted(seeds.small_returns), dice.randint(1, 3))
    odd = dice.choice((0.0, 0.2, 0.7))
    entries = [_member(seeds.small_returns[code][0], code, dice, odd) for code in units]
    for _ in range(dice.randrange(3)):
        entries.append(Entry(name=_name(dice, "rac", odd).replace(b".xlsx", b".dat"), data=dice.choice(_NOISE)))
    for _ in range(dice.choice((0, 0, 1, 1, 3, 6))):
        entries = [Entry(name=_name(dice, "trong", odd).replace(b".xlsx", b".zip"), data=packed(entries))]
    if dice.random() < 0.1:
        entries += [Entry(name=f"{number}".encode(), data=b"x") for number in range(dice.choice((300, 6_000)))]
    if dice.random() < 0.1:
        entries.append(Entry(name=b"bom.xlsx", data=bytes(dice.choice((10**6, 80 * 10**6)))))
    data = packed(entries) if dice.random() < 0.6 else spoil_entries(entries, dice)
    if dice.random() < 0.15:
        data = spoil_bytes(data, dice)
    if dice.random() < 0.1:
        data = _otherwise_packed(entries, dice)
    name = dice.choice(("thu.zip", "thu.rar", "thu", "thu.xlsx", "thu.docx"))
    return Case(
        fuzzer="archives",
        files={f"nhan/{name}": data} | seeds.small,
        commands=(("check", "nhan", "--form", "bieu", "--format", "json", "-o", "ra.json", "--annotate", "phan_hoi"),),
        known={code: [values] for code, (_, values) in seeds.small_returns.items()},
        told=1,
        label=f"{len(entries)} members",
    )


def _member(data: bytes, code: str, dice: Random, odd: float) -> Entry:
    return Entry(
        name=_name(dice, code, odd),
        data=data,
        flags=dice.choice((0x800, 0x800, 0)),
        method=dice.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED, *_RARE)),
    )


def _name(dice: Random, stem: str, odd: float) -> bytes:
    if dice.random() > odd:
        return f"{stem}.xlsx".encode()
    return (
        dice.choice(_NAMES)
        .format(stem)
        .encode(dice.choice(("utf-8", "utf-8", "cp437", "cp1258", "utf-16-le")), "replace")
    )


def _otherwise_packed(entries: list[Entry], dice: Random) -> bytes:
    """The same in another kind, which is opened, or named."""
    inner = packed(entries)
    match dice.randrange(5):
        case 0:
            return gzip.compress(inner)
        case 1:
            return bz2.compress(inner)
        case 2:
            stream = io.BytesIO()
            with tarfile.open(fileobj=stream, mode="w") as archive:
                info = tarfile.TarInfo("../../a.zip")
                info.size = len(inner)
                archive.addfile(info, io.BytesIO(inner))
            return stream.getvalue()
        case 3:
            return b"Rar!\x1a\x07\x01\x00" + inner
        case _:
            return b"7z\xbc\xaf\x27\x1c" + inner
