"""The lines above a mail or a part of one, however its program wrote them; names and words decoded.

Sources: RFC 5322 (lines), RFC 2045 and 2231 (parameters), RFC 2047 (encoded words); what programs write besides – raw
bytes of any code page, encoded words inside quotes and inside RFC 2231, percent signs alone – is read as it was meant.
"""

from __future__ import annotations

import binascii
import re
import urllib.parse
from collections.abc import Mapping
from contextlib import suppress
from typing import NamedTuple

from tonghop290.parcels.code_pages import as_read, read_name

__all__ = ["Head", "base64_bytes", "plain_base64", "read_head", "words"]

_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\n|\r|\Z)")
_FIELD = re.compile(rb"([!-9;-~]{1,76})[ \t]*:")
_EMPTY_LINE = re.compile(rb"(?:\A|\r\n|\n|\r)[ \t]*(?:\r\n|\n|\r)")
_OF_A_PART = re.compile(rb"(?im)^content-[a-z-]+[ \t]*:")
_MOST_LINES, _MOST_ODD, _FAR = 5_000, 16, 8_192
_LONGEST, _LONGEST_NAME = 65_536, 1_000
"""Bytes of a header, characters of a name."""
_PARAMETER = re.compile(rb';\s*([^\s=;"]{1,60})\s*=\s*("(?:\\.|[^"\\])*"?|[^;]*)', re.DOTALL)
_LOOSE_NAME = re.compile(rb'(?i)\b((?:file)?name)\s*=\s*("(?:\\.|[^"\\])*"?|[^;]*)', re.DOTALL)
_SECTION = re.compile(r"([^*]+)(?:\*(\d{1,3}))?(\*)?")
_ENCODED = re.compile(rb"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_ENCODED_RUN = re.compile(_ENCODED.pattern + rb"(?:\s*" + _ENCODED.pattern + rb")*")
_LIKE_A_NAME = re.compile(r"\S\.[A-Za-z0-9]{2,5}$")
_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2}){2}")
_BASE64 = bytes(set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="))


class Head(NamedTuple):
    """The headers of a mail or a part: name in small letters and raw value, in their order; ``body``: where its body
    begins."""

    fields: tuple[tuple[str, bytes], ...]
    body: int

    def raw(self, name: str) -> bytes:
        """The first value of a header, b"" where there is none."""
        return next((value for known, value in self.fields if known == name), b"")

    @property
    def content_type(self) -> str:
        """ "text/plain", in small letters; "" where none is told."""
        return self.raw("content-type").partition(b";")[0].strip().decode("ascii", "replace").lower()

    @property
    def transfer_encoding(self) -> bytes:
        return self.raw("content-transfer-encoding")

    @property
    def charset(self) -> str:
        """The code of a text, "utf-8" where none is told."""
        return _parameters(self.raw("content-type")).get("charset", "").strip() or "utf-8"

    @property
    def disposition(self) -> str:
        return self.raw("content-disposition").partition(b";")[0].strip().decode("ascii", "replace").lower()

    @property
    def boundary(self) -> bytes:
        """What parts the parts of this one, b"" where nothing is told."""
        found = {name.lower(): value for name, value in _PARAMETER.findall(self.raw("content-type"))}
        return _unquoted(found.get(b"boundary", b"")).rstrip()

    @property
    def name(self) -> str:
        """The name of an attached file, as its sender reads it; "" where it has none."""
        for field, parameter in (("content-disposition", "filename"), ("content-type", "name")):
            told = _parameters(self.raw(field))
            name = told.get(parameter) or told.get("filename") or told.get("name") or ""
            if name.strip():
                return name.strip()[:_LONGEST_NAME]
        described = words(self.raw("content-description")).strip()
        return described[:_LONGEST_NAME] if _LIKE_A_NAME.search(described) else ""


def read_head(data: bytes, at: int = 0) -> Head:
    """The headers from ``at`` on. A line that is none ends them, unless headers of a part follow before an empty
    line."""
    fields: list[tuple[str, list[bytes]]] = []
    odd = 0
    for _ in range(_MOST_LINES):
        line = _LINE.match(data, at)
        assert line is not None  # it matches anywhere, also nothing
        text = line[0].rstrip(b"\r\n")
        field = _FIELD.match(text)
        if not text or at >= len(data):
            at = line.end()
            break
        if text[:1] in b" \t" and fields:
            fields[-1][1].append(text)
        elif field is not None:
            fields.append((field[1].decode("ascii").lower(), [text[field.end() :]]))
        else:
            odd += 1
            if odd > _MOST_ODD or not _goes_on(data, line.end()):
                break
        at = line.end()
    return Head(tuple((name, b" ".join(part.strip() for part in parts)[:_LONGEST]) for name, parts in fields), at)


def _goes_on(data: bytes, at: int) -> bool:
    """Whether headers of a part follow before the next empty line."""
    ahead = data[at : at + _FAR]
    end = _EMPTY_LINE.search(ahead)
    return _OF_A_PART.search(ahead, 0, end.start() + 1 if end else len(ahead)) is not None


def _unquoted(value: bytes) -> bytes:
    value = value.strip()
    if value[:1] == b'"':
        value = re.sub(rb'\\(["\\])', rb"\1", value[1:].removesuffix(b'"'))
    return value


def _parameters(value: bytes) -> Mapping[str, str]:
    """The parameters of a header, decoded; those in sections (RFC 2231) put together."""
    found: dict[str, list[tuple[int, bool, bytes]]] = {}
    for raw_name, raw in _PARAMETER.findall(value) or _LOOSE_NAME.findall(value):
        section = _SECTION.fullmatch(raw_name.decode("ascii", "replace").lower())
        if section is not None:
            found.setdefault(section[1], []).append((int(section[2] or -1), section[3] is not None, _unquoted(raw)))
    return {name: _joined(sections) for name, sections in found.items()}


def _joined(sections: list[tuple[int, bool, bytes]]) -> str:
    """A value from its sections; the plain one only counts where there is no other."""
    extended = sorted((one for one in sections if one[0] >= 0 or one[1]), key=lambda one: one[0])
    if not extended:
        return words(sections[0][2])
    code = ""
    value = b""
    for place, (_, percent, raw) in enumerate(extended):
        if percent and place == 0 and raw.count(b"'") >= 2:
            told, _, raw = raw.split(b"'", 2)
            code = told.decode("ascii", "replace")
        value += urllib.parse.unquote_to_bytes(raw) if percent or b"%" in raw and code else raw
    return words(value, code)


def words(raw: bytes, code: str = "") -> str:
    """A value as people read it: encoded words decoded, other bytes by ``code``, or by the one that gives
    Vietnamese."""
    pieces: list[str] = []
    at = 0
    for run in _ENCODED_RUN.finditer(raw):
        pieces += [_by_code(raw[at : run.start()], code), *_decoded_run(run[0])]
        at = run.end()
    pieces.append(_by_code(raw[at:], code))
    text = "".join(pieces)
    if not pieces[:-1] and _PERCENT.search(text):
        plain = urllib.parse.unquote_to_bytes(text)
        text = read_name(plain) if not plain.isascii() and _is_utf8(plain) else text
    return as_read(text)


def _decoded_run(run: bytes) -> list[str]:
    """Encoded words that stand together: bytes of one code are joined first, as a letter may be cut between them."""
    joined: list[tuple[str, bytes]] = []
    for code, how, coded in _ENCODED.findall(run):
        name = code.decode("ascii", "replace").partition("*")[0].lower()
        plain = base64_bytes(coded) if how in b"bB" else binascii.a2b_qp(coded, header=True)
        if joined and joined[-1][0] == name:
            joined[-1] = (name, joined[-1][1] + plain)
        else:
            joined.append((name, plain))
    return [_by_code(plain, name) for name, plain in joined]


def _by_code(raw: bytes, code: str) -> str:
    if code and not raw.isascii():
        try:
            return as_read(raw.decode(code))
        except (LookupError, ValueError):
            pass
    return raw.decode("ascii") if raw.isascii() else read_name(raw)


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def base64_bytes(coded: bytes) -> bytes:
    """What lines of Base64 hold, whatever stands between them; several ends are several pieces."""
    plain = plain_base64(coded)
    if plain is not None:
        return plain
    pieces = []
    for piece in filter(None, coded.translate(None, _BASE64).split(b"=")):
        whole = len(piece) // 4 * 4
        left = len(piece) - whole
        if left == 1:
            piece = piece[:whole]
        pieces.append(binascii.a2b_base64(piece + b"=" * (-len(piece) % 4)))
    return b"".join(pieces)


def plain_base64(coded: bytes) -> bytes | None:
    """The same of lines that end once and come out even; None for others."""
    end = coded.find(b"=")
    if end < 0 or not coded[end:].strip(b"=\r\n"):
        with suppress(binascii.Error):
            return binascii.a2b_base64(coded)
    return None
