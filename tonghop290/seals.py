"""The seal our own outputs carry, so that three states can be told: as we wrote it, changed by hand since, not ours.

    .xlsx .docx         a custom property of the document over the names, sums and sizes of all other members: Word,
                        Excel and LibreOffice keep it when a person saves
    marked copies       a last comment in the part of the sheet that is ours (the rest is the sender's)
    .html               a meta tag               .json      a last key ``seal`` over the content, however laid out
    .txt .pdf           a last line, a comment   .sqlite    application_id, and user_version over all other bytes
    .csv .parquet       none of their own: their hash in the ``datapackage.json`` beside them
    .eml                a first header over all other bytes

A file of another kind, or without a seal, is not ours. The seal proves nothing against intent: it tells what a person
has worked on since, so that it is not written over.
"""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Literal

__all__ = [
    "APPLICATION_ID",
    "AS_WRITTEN",
    "CHANGED",
    "KEPT_KEY",
    "Kind",
    "MAIL_HEADER",
    "NAME",
    "SEAL_KEY",
    "State",
    "CARRIED_MARK",
    "SIGN_MARK",
    "TERMS_MARK",
    "TO_FIX_MARK",
    "content_hash",
    "digest_of_members",
    "is_sealed",
    "last_comment",
    "property_of",
    "property_value",
    "sealed_database",
    "sealed_json",
    "sealed_lines",
    "sealed_mail",
    "sealed_page",
    "state_of",
]

NAME = "tonghop290"
"""What the seal is called, wherever it stands."""
SEAL_KEY = "seal"
APPLICATION_ID = 0x54483239
""" "TH29", in the head of a database of ours."""

Kind = Literal["own", "form"]
"""What is sealed: a result, or a form to be filled in, which may come back to us as it went out."""

State = Literal["own", "form", "changed", "filled", "foreign"]
"""As we wrote it (a result, a form), changed since (a result, a form), not ours."""
AS_WRITTEN: tuple[State, ...] = ("own", "form")
CHANGED: tuple[State, ...] = ("changed", "filled")

TO_FIX_MARK = f"{NAME}:can-sua"
CARRIED_MARK = f"{NAME}:tu-bieu-cu"
SIGN_MARK = f"{NAME}:ban-ky"
TERMS_MARK = f"{NAME}:tu-ngu"
"""Stands in the first cell of a sheet of ours that nobody fills in."""
KEPT_KEY = "x-changed-by-hand"
"""In a ``datapackage.json``: files of ours that were left because a person has changed them."""

MAIL_HEADER = f"X-{NAME}"
"""The header of a draft letter that holds its seal; nothing that leaves carries it."""

_ID_AT, _VERSION_AT = 68, 60
"""Where SQLite keeps application_id and user_version (4 bytes each; sqlite.org/fileformat.html, 1.3)."""


def _digest(*pieces: bytes) -> str:
    made = hashlib.blake2b(digest_size=16, person=NAME.encode())
    for piece in pieces:
        made.update(piece)
    return made.hexdigest()


def content_hash(data: bytes) -> str:
    """The hash of a file beside its ``datapackage.json``, as the Data Package has it."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


# --- JSON ---------------------------------------------------------------------------------------------------------


def sealed_json(content: Mapping[str, Any]) -> dict[str, Any]:
    """The content with its seal as the last key; keys are texts. Spaces, lines and the order of keys do not count."""
    bare = {key: value for key, value in content.items() if key != SEAL_KEY}
    return bare | {SEAL_KEY: _json_digest(bare)}


def is_sealed(content: Mapping[str, Any]) -> bool | None:
    """Whether parsed JSON is as it was sealed; None when it carries no seal."""
    if SEAL_KEY not in content:
        return None
    return bool(content[SEAL_KEY] == _json_digest({key: value for key, value in content.items() if key != SEAL_KEY}))


def _json_digest(bare: Mapping[str, Any]) -> str:
    text = json.dumps(bare, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return _digest(text.encode("utf-8", "surrogatepass"))


# --- packages -----------------------------------------------------------------------------------------------------


def digest_of_members(members: Iterable[tuple[str, int, int]], own: bytes = b"") -> str:
    """Over the members of a package: name, checksum and size of each, in any order. ``own``: more bytes."""
    lines = sorted(f"{name}\0{checksum:08x}\0{size}\n" for name, checksum, size in members)
    return _digest("".join(lines).encode("utf-8", "surrogatepass"), own)


def property_value(kind: Kind, members: Iterable[tuple[str, int, int]]) -> str:
    """The value of the custom property over all other members."""
    return f"{kind}-{digest_of_members(members)}"


def last_comment(part: bytes, members: Iterable[tuple[str, int, int]]) -> bytes:
    """The comment after a part of ours in a package of somebody else. ``members``: all but this part."""
    return f"<!--{NAME} {digest_of_members(members, part)}-->".encode()


# --- text, pages, databases ---------------------------------------------------------------------------------------


def sealed_lines(data: bytes, mark: str = "#") -> bytes:
    """A text with a last line of ours. ``mark``: what a comment begins with ("%" in PDF)."""
    body = data if data.endswith(b"\n") else data + b"\n"
    return body + f"{mark} {NAME} {_digest(body)}\n".encode()


def sealed_page(page: str) -> str:
    """An HTML page with our meta tag at the beginning of its head."""
    return page.replace("<head>", f'<head><meta name="{NAME}" content="{_digest(page.encode())}">', 1)


def sealed_mail(mail: bytes) -> bytes:
    """A draft letter with our header as its first."""
    return f"{MAIL_HEADER}: {_digest(mail)}\r\n".encode() + mail


def sealed_database(database: bytes) -> bytes:
    """An SQLite file, sealed."""
    data = bytearray(database)
    data[_ID_AT : _ID_AT + 4] = APPLICATION_ID.to_bytes(4, "big")
    data[_VERSION_AT : _VERSION_AT + 4] = _database_digest(data)
    return bytes(data)


def _database_digest(data: bytes | bytearray) -> bytes:
    return bytes.fromhex(_digest(bytes(data[:_VERSION_AT]), bytes(4), bytes(data[_VERSION_AT + 4 :]))[:8])


# --- what stands there --------------------------------------------------------------------------------------------


def state_of(path: Path) -> State:
    """What the file at a path is to us; "foreign" also for what cannot be read."""
    reader = _READERS.get(path.suffix.casefold())
    try:
        return reader(path) if reader is not None else "foreign"
    except (OSError, ValueError, KeyError, EOFError, RecursionError, NotImplementedError, RuntimeError):
        return "foreign"
    except (zipfile.BadZipFile, zlib.error):
        return "foreign"


def _of_json(path: Path) -> State:
    content = json.loads(path.read_bytes().decode("utf-8-sig"))
    sealed = is_sealed(content) if isinstance(content, dict) else None
    return "foreign" if sealed is None else "own" if sealed else "changed"


_LINE = re.compile(rb"^(?:#|%) " + NAME.encode() + rb" ([0-9a-f]{32})\r?$", re.MULTILINE)


def _of_lines(path: Path) -> State:
    data = path.read_bytes()
    found = list(_LINE.finditer(data))
    if not found:
        return "foreign"
    last = found[-1]
    whole = last.end() + 1 == len(data) and last[1].decode() == _digest(data[: last.start()])
    return "own" if whole else "changed"


def _of_text(path: Path) -> State:
    with path.open("rb") as stream:
        begin = stream.read(1)
    return _of_json(path) if begin == b"{" else _of_lines(path)


_META = re.compile(f'<meta name="{NAME}" content="([0-9a-f]{{32}})">')


def _of_page(path: Path) -> State:
    page = path.read_bytes().decode("utf-8")
    found = _META.search(page)
    if found is None:
        return "foreign"
    return "own" if found[1] == _digest((page[: found.start()] + page[found.end() :]).encode()) else "changed"


_HEADER = re.compile(rb"^" + MAIL_HEADER.encode() + rb": ([0-9a-f]{32})\r?\n", re.MULTILINE)


def _of_mail(path: Path) -> State:
    data = path.read_bytes()
    found = _HEADER.search(data)
    if found is None:
        return "foreign"
    return "own" if found[1].decode() == _digest(data[: found.start()], data[found.end() :]) else "changed"


def _of_database(path: Path) -> State:
    data = path.read_bytes()
    if not data.startswith(b"SQLite format 3\0") or data[_ID_AT : _ID_AT + 4] != APPLICATION_ID.to_bytes(4, "big"):
        return "foreign"
    waiting = [path.with_name(path.name + end) for end in ("-wal", "-journal")]
    as_written = data[_VERSION_AT : _VERSION_AT + 4] == _database_digest(data)
    return "own" if as_written and not any(file.exists() for file in waiting) else "changed"


def _of_table(path: Path) -> State:
    """By the description beside it."""
    for description in sorted(path.parent.glob("datapackage*.json")):
        content = json.loads(description.read_bytes())
        if path.name in content.get(KEPT_KEY, ()):
            return "changed"
        for resource in content["resources"]:
            if resource["path"] == path.name and "hash" in resource:
                return "own" if resource["hash"] == content_hash(path.read_bytes()) else "changed"
    return "foreign"


# --- what stands there: packages ----------------------------------------------------------------------------------

_RELATION = re.compile(r"<(?:\w+:)?Relationship\b[^>]*>")
_PROPERTY = re.compile(
    rf'<(?:\w+:)?property\b[^>]*\bname="{NAME}"[^>]*>\s*<(\w+):lpwstr\b[^>]*>(own|form)-([0-9a-f]{{32}})</\1:lpwstr>'
)
_COMMENT = re.compile(rb"<!--" + NAME.encode() + rb" ([0-9a-f]{32})-->$")
_SMALL, _LARGE = 1 << 20, 1 << 26
"""Bytes of a part looked into: those that list things, and sheets."""


def property_of(relations: str) -> str | None:
    """The part of the custom properties, by the text of ``_rels/.rels``; None when there is none."""
    for tag in _RELATION.findall(relations):
        if re.search(r'Type="[^"]*/custom-properties"', tag) and (found := re.search(r'Target="/?([^"]+)"', tag)):
            return found[1]
    return None


def _of_package(path: Path) -> State:
    with zipfile.ZipFile(path) as package:
        members = {info.filename: (info.filename, info.CRC, info.file_size) for info in package.infolist()}
        if len(members) < len(package.infolist()):
            return "foreign"
        part = property_of(_small(package, "_rels/.rels").decode())
        found = _PROPERTY.search(_small(package, part).decode()) if part in members and part else None
        if found and found[3] == digest_of_members(member for name, member in members.items() if name != part):
            return "own" if found[2] == "own" else "form"
        if found is not None and found[2] == "own":
            return "changed"
        return _of_marked_copy(package, members) or ("filled" if found else "foreign")


def _of_marked_copy(package: zipfile.ZipFile, members: Mapping[str, tuple[str, int, int]]) -> State | None:
    """None for a package without a list of ours."""
    ours = False
    for name, (_, _, size) in members.items():
        if size <= _LARGE and name.casefold().startswith(("xl/worksheets/", "xl/sharedstrings")):
            data = package.read(name)
            comment = _COMMENT.search(data[-100:])
            ours = ours or comment is not None or TO_FIX_MARK.encode() in data
            if comment is not None:
                rest = (member for other, member in members.items() if other != name)
                body = data[: len(data) - len(comment[0])]
                if comment[1].decode() == digest_of_members(rest, body):
                    return "form"
    return "filled" if ours else None


def _small(package: zipfile.ZipFile, name: str) -> bytes:
    with package.open(name) as stream:
        return stream.read(_SMALL)


_READERS: Mapping[str, Callable[[Path], State]] = {
    ".xlsx": _of_package,
    ".xlsm": _of_package,
    ".docx": _of_package,
    ".html": _of_page,
    ".eml": _of_mail,
    ".json": _of_json,
    "": _of_text,
    ".txt": _of_lines,
    ".log": _of_lines,
    ".md": _of_lines,
    ".pdf": _of_lines,
    ".sqlite": _of_database,
    ".csv": _of_table,
    ".parquet": _of_table,
}
