"""Signed mails and files: what lies inside the signature, which nobody verifies here. Source: RFC 5652, RFC 8551."""

from __future__ import annotations

import re
import zlib

from tonghop290.parcels.headers import base64_bytes
from tonghop290.parcels.inside import MOST_ONE
from tonghop290.spreadsheet.package import Unreadable

__all__ = ["signed_content"]

_ARMOUR = re.compile(rb"-----BEGIN [^-]+-----(.*?)-----END", re.DOTALL)


def signed_content(data: bytes) -> bytes | None:
    """What was signed (or only packed); None for a signature that lies beside what it signs. Errors: Unreadable."""
    from asn1crypto.cms import ContentInfo

    armoured = _ARMOUR.search(data)
    try:
        info = ContentInfo.load(base64_bytes(armoured[1]) if armoured is not None else data)
        kind = str(info["content_type"].native)
        content = None if "enveloped" in kind else info["content"]["encap_content_info"]["content"].native
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise Unreadable("file-damaged", reason="pkcs7") from None
    if "enveloped" in kind:
        raise Unreadable("mail-encrypted")
    if not isinstance(content, bytes):
        return None
    if kind != "compressed_data":
        return content
    try:
        return zlib.decompressobj().decompress(content, MOST_ONE)
    except zlib.error:
        raise Unreadable("file-damaged", reason="pkcs7") from None
