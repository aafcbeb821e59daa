"""A compound file as Outlook writes its mails (.msg), small enough for a test. Source: [MS-CFB], [MS-OXMSG]."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import Any

__all__ = ["a_msg", "compound_file"]

_SECTOR, _SMALL = 512, 4096
_END, _FREE, _FAT, _NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF
_LONG_NAME, _DATA, _SUBJECT, _SENDER, _SENDER_SMTP, _BODY, _HEADERS = (
    "3707",
    "3701",
    "0037",
    "0C1A",
    "5D01",
    "1000",
    "007D",
)


def compound_file(tree: Mapping[str, Any]) -> bytes:
    """A compound file of these storages (mappings) and streams (bytes); every stream in whole sectors, none small."""
    entries: list[list[Any]] = [["Root Entry", 5, _NONE, b""]]

    def add(inner: Mapping[str, Any]) -> int:
        """The chain of the entries of a storage, each the right neighbour of the one before it."""
        first, before = _NONE, None
        for name in sorted(inner, key=lambda name: (len(name), name.upper())):
            number = len(entries)
            content = inner[name]
            storage = isinstance(content, Mapping)
            entries.append([name, 1 if storage else 2, _NONE, b"" if storage else content, _NONE])
            if storage:
                entries[number][2] = add(content)
            if before is None:
                first = number
            else:
                entries[before][4] = number
            before = number
        return first

    entries[0][2] = add(tree)
    entries[0].append(_NONE)
    directory_sectors = -(-len(entries) * 128 // _SECTOR)
    streams = [entry[3].ljust(_SMALL, b"\0") if entry[3] else b"" for entry in entries]
    sizes = [max(len(entry[3]), 0) for entry in entries]
    counts = [-(-len(stream) // _SECTOR) for stream in streams]
    total = directory_sectors + sum(counts)
    tables = 1
    while tables * (_SECTOR // 4) < total + tables:
        tables += 1
    table, starts, at = [_FAT] * tables, [], tables
    for count in (directory_sectors, *counts):
        starts.append(at if count else _END)
        table += [*range(at + 1, at + count), _END] if count else []
        at += count
    table += [_FREE] * (tables * (_SECTOR // 4) - len(table))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    head += struct.pack("<IIIIIIIII", tables, starts[0], 0, 0, _END, 0, _END, 0, 0)[:-4]
    head += struct.pack("<109I", *range(tables), *[_FREE] * (109 - tables))
    rows = b"".join(
        _directory_entry(
            entry[0], entry[1], entry[2], entry[4], start, size if size >= _SMALL else (_SMALL if size else 0)
        )
        for entry, start, size in zip(entries, starts[1:], sizes, strict=True)
    )
    body = rows.ljust(directory_sectors * _SECTOR, b"\0") + b"".join(
        stream.ljust(-(-len(stream) // _SECTOR) * _SECTOR, b"\0") for stream in streams
    )
    return head + struct.pack(f"<{len(table)}I", *table) + body


def a_msg(
    files: Mapping[str, Any], *, subject: str = "Nộp biểu", sender: tuple[str, str] = ("Xã Mẫu", ""), headers: str = ""
) -> bytes:
    """A mail of Outlook; a file that is a mapping is a mail in it: its files under "files", its subject and sender."""
    return compound_file(_message(files, subject, sender, headers))


def _message(files: Mapping[str, Any], subject: str, sender: tuple[str, str], headers: str) -> dict[str, Any]:
    tree: dict[str, Any] = {
        "__properties_version1.0": bytes(32),
        "__nameid_version1.0": {"__substg1.0_00020102": b"x"},
        _text(_SUBJECT): _wide(subject),
        _text(_SENDER): _wide(sender[0]),
        _text(_BODY): _wide("Kính gửi huyện, xã gửi biểu."),
    }
    if sender[1]:
        tree[_text(_SENDER_SMTP)] = _wide(sender[1])
    if headers:
        tree[_text(_HEADERS)] = _wide(headers)
    for number, (name, content) in enumerate(files.items()):
        own: dict[str, Any] = {"__properties_version1.0": bytes(8)}
        if name:
            own[_text(_LONG_NAME)] = _wide(name)
        if isinstance(content, bytes):
            own[f"__substg1.0_{_DATA}0102"] = content
        else:
            inner = _message(content["files"], content.get("subject", ""), content.get("sender", ("", "")), "")
            own[f"__substg1.0_{_DATA}000D"] = inner
        tree[f"__attach_version1.0_#{number:08X}"] = own
    return tree


def _text(key: str) -> str:
    return f"__substg1.0_{key}001F"


def _wide(text: str) -> bytes:
    return text.encode("utf-16-le")


def _directory_entry(name: str, kind: int, child: int, right: int, start: int, size: int) -> bytes:
    stored = (name + "\0").encode("utf-16-le")
    return (
        stored.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(stored), kind, 1, _NONE, right, child)
        + bytes(36)
        + struct.pack("<IQ", start if size else (0 if kind == 5 else _END if kind == 2 else 0), size)
    )
