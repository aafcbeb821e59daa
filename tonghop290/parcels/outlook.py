"""Mails of Outlook (.msg): their attached files, also of the mails in them. Source: [MS-OXMSG], [MS-OXPROPS]."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tonghop290.parcels.code_pages import as_read, read_name
from tonghop290.parcels.headers import read_head, words
from tonghop290.parcels.inside import Inside, MailHead
from tonghop290.spreadsheet.package import Unreadable
from tonghop290.text.normalize import clean_text

if TYPE_CHECKING:
    from olefile import OleFileIO

__all__ = ["outlook_parts"]

_HEADERS, _SUBJECT, _BODY, _PAGE, _ID, _REPLY_TO_ID = 0x007D, 0x0037, 0x1000, 0x1013, 0x1035, 0x1042
_SENDER_NAME, _SENDER_SMTP, _SENDER_ADDRESS, _ON_BEHALF_SMTP = 0x0C1A, 0x5D01, 0x0C1F, 0x5D02
_LONG_NAME, _SHORT_NAME, _DISPLAY_NAME, _DATA = 0x3707, 0x3704, 0x3001, 0x3701
_METHOD, _HIDDEN = 0x37050003, 0x7FFE000B
_BY_LINK = (2, 3, 4, 7)
"""Ways an attachment is only named: by the place where its file lies."""
_EMBEDDED = "__substg1.0_3701000D"
_OBJECT_STREAMS = ("Package", "CONTENTS", "Workbook")
_MOST_DEPTH, _MOST_TEXT = 8, 20_000
_FAULTS = (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, struct.error, RecursionError)
"""What olefile raises over a compound file that is not one."""
_KEPT = ("from", "reply-to", "sender", "to", "subject", "date", "message-id", "in-reply-to", "references")


def outlook_parts(data: bytes) -> Iterator[Inside]:
    """The files of a mail, as :func:`mail_parts` gives them. Errors: Unreadable."""
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as opened:
            yield from _Message(opened, ()).parts(())
    except _FAULTS:
        raise Unreadable("file-damaged", reason="msg") from None


class _Message:
    """One mail in a compound file; ``place``: the storage it lies in."""

    def __init__(self, opened: OleFileIO, place: tuple[str, ...]) -> None:
        self.opened, self.place = opened, place
        self._entries = [tuple(entry) for entry in opened.listdir(streams=True, storages=True)]

    def parts(self, outer: tuple[MailHead, ...]) -> Iterator[Inside]:
        heads = (*outer, self._head())
        depth = len(self.place)
        attached = dict.fromkeys(
            entry[: depth + 1]
            for entry in self._entries
            if entry[:depth] == self.place and len(entry) > depth and entry[depth].startswith("__attach_version1.0_")
        )
        for place in attached:
            yield from self._attached(place, heads)
        if not outer:
            yield Inside(heads=heads)

    def _attached(self, place: tuple[str, ...], heads: tuple[MailHead, ...]) -> Iterator[Inside]:
        told = self._numbers(place, 8)
        name = next(filter(None, (self._text(place, key) for key in (_LONG_NAME, _SHORT_NAME, _DISPLAY_NAME))), "")
        inner = (*place, _EMBEDDED)
        data = self._bytes((*place, f"__substg1.0_{_DATA:04X}0102"))
        if data is None and (*inner, "__properties_version1.0") in self._entries and len(heads) < _MOST_DEPTH:
            yield from _Message(self.opened, inner).parts(heads)
            return
        if data is None:
            streams = (self._bytes((*inner, stream)) for stream in _OBJECT_STREAMS)
            data = next((one for one in streams if one is not None), None)
        if data is None:
            code = "file-web-link" if told.get(_METHOD) in _BY_LINK else "file-empty"
            yield Inside(name=name, trouble=Unreadable(code), heads=heads)
            return
        yield Inside(name=name, data=data, of_text=bool(told.get(_HIDDEN, 0) & 0xFF), heads=heads)

    def _head(self) -> MailHead:
        """The headers it came with; what Outlook keeps besides, where there are none."""
        said = read_head(self._text(self.place, _HEADERS).encode())
        told = {name: clean_text(words(value), keep_lines=False) for name, value in reversed(said.fields)}
        own = {
            "from": self._sender(),
            "subject": self._text(self.place, _SUBJECT),
            "message-id": self._text(self.place, _ID),
            "in-reply-to": self._text(self.place, _REPLY_TO_ID),
        }
        both = {**{name: clean_text(value, keep_lines=False) for name, value in own.items()}, **told}
        return MailHead(
            headers={name: both[name] for name in _KEPT if both.get(name)},
            text=self._body()[:_MOST_TEXT],
        )

    def _body(self) -> str:
        """Its text; behind it, where it has one, the beginning of its page, for the links in it."""
        page = self._bytes((*self.place, f"__substg1.0_{_PAGE:04X}0102")) or b""
        return self._text(self.place, _BODY)[: _MOST_TEXT // 2] + "\n" + page[:_MOST_TEXT].decode("utf-8", "replace")

    def _sender(self) -> str:
        name = self._text(self.place, _SENDER_NAME)
        found = (self._text(self.place, key) for key in (_SENDER_SMTP, _ON_BEHALF_SMTP, _SENDER_ADDRESS))
        address = next((one for one in found if "@" in one), "")
        return f"{name} <{address}>" if address else name

    def _text(self, place: tuple[str, ...], key: int) -> str:
        wide = self._bytes((*place, f"__substg1.0_{key:04X}001F"))
        if wide is not None:
            return as_read(wide.decode("utf-16-le", "replace").rstrip("\0"))
        narrow = self._bytes((*place, f"__substg1.0_{key:04X}001E"))
        return read_name(narrow.rstrip(b"\0")) if narrow is not None else ""

    def _numbers(self, place: tuple[str, ...], head: int) -> dict[int, int]:
        """The properties of fixed length of a storage: tag → the first four bytes of their value."""
        stream = self._bytes((*place, "__properties_version1.0")) or b""
        return {
            tag: value
            for tag, _, value, _ in struct.iter_unpack("<IIII", stream[head : head + (len(stream) - head) // 16 * 16])
        }

    def _bytes(self, stream: tuple[str, ...]) -> bytes | None:
        if stream not in self._entries:
            return None
        with self.opened.openstream(list(stream)) as found:
            content: bytes = found.read()
        return content
