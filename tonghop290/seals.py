"""The seal our own outputs carry, so that three states can be told: as we wrote it, changed by hand since, not ours.

    .xlsx .docx         a custom property of the document over the names, sums and sizes of all other members: Word,
                        Excel and LibreOffice keep it when a person saves
    marked copies       a last comment in the part of the sheet that is ours (the rest is the sender's)
    .html               a meta tag               .json      a last key ``seal`` over the content, however laid out
    .txt .pdf           a last line, a comment   .sqlite    application_id, and user_version over all other bytes
    .csv .parquet       none of their own: their hash in the ``datapackage.json`` beside them

A file of another kind, or without a seal, is not ours. The seal proves nothing against intent: it tells what a person
has worked on since, so that it is not written over.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal

__all__ = [
    "APPLICATION_ID",
    "Kind",
    "NAME",
    "SEAL_KEY",
    "content_hash",
    "digest_of_members",
    "is_sealed",
    "last_comment",
    "property_value",
    "seal_database",
    "sealed_json",
    "sealed_lines",
    "sealed_page",
]

NAME = "tonghop290"
"""What the seal is called, wherever it stands."""
SEAL_KEY = "seal"
APPLICATION_ID = 0x54483239
""" "TH29", in the head of a database of ours."""

Kind = Literal["own", "form"]
"""What is sealed: a result, or a form to be filled in, which may come back to us as it went out."""

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


def seal_database(path: Path) -> None:
    """Seal an SQLite file that nobody has open. Errors: OSError."""
    data = bytearray(path.read_bytes())
    data[_ID_AT : _ID_AT + 4] = APPLICATION_ID.to_bytes(4, "big")
    data[_VERSION_AT : _VERSION_AT + 4] = _database_digest(data)
    path.write_bytes(data)


def _database_digest(data: bytes | bytearray) -> bytes:
    return bytes.fromhex(_digest(bytes(data[:_VERSION_AT]), bytes(4), bytes(data[_VERSION_AT + 4 :]))[:8])
