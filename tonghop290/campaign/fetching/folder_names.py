"""The names of mail folders as servers write them: "modified UTF-7" (RFC 3501 §5.1.3), or raw bytes of any code.

>>> folder_bytes("Biểu 290 & công văn")
b'Bi&HsM-u 290 &- c&APQ-ng v&AQM-n'
>>> folder_name(folder_bytes("Biểu 290 & công văn"))
'Biểu 290 & công văn'
"""

from __future__ import annotations

import binascii
import re
import unicodedata

from tonghop290.parcels.code_pages import read_name

__all__ = ["folder_bytes", "folder_name"]

_PLAIN = re.compile(r"[^ -~]+|&")
_CODED = re.compile(rb"&([A-Za-z0-9+,]*)-")


def folder_bytes(name: str) -> bytes:
    """A name as RFC 3501 wants it."""
    return _PLAIN.sub(lambda found: _coded(found[0]), unicodedata.normalize("NFC", name)).encode("ascii")


def _coded(text: str) -> str:
    if text == "&":
        return "&-"
    packed = binascii.b2a_base64(text.encode("utf-16-be"), newline=False).rstrip(b"=").replace(b"/", b",")
    return f"&{packed.decode('ascii')}-"


def folder_name(raw: bytes) -> str:
    """A name as people read it; what is no UTF-7 stays as it is written."""
    if not raw.isascii():
        return read_name(raw)
    return unicodedata.normalize("NFC", _CODED.sub(_plain, raw).decode("utf-8", "replace"))


def _plain(found: re.Match[bytes]) -> bytes:
    if not found[1]:
        return b"&"
    packed = found[1].replace(b",", b"/")
    try:
        text = binascii.a2b_base64(packed + b"=" * (-len(packed) % 4)).decode("utf-16-be")
    except ValueError:
        return found[0]
    return text.encode()
