"""Mails: their parts by the boundaries between them, their files by what they hold.

A mail is cut by patterns over its bytes, which costs a hundredth of reading it line by line. Types, names and transfer
encodings are hints: a part that is said to be a text and holds a workbook is one. Sources: RFC 5322, RFC 2045–2046.
"""

from __future__ import annotations

import binascii
import quopri
import re
from collections.abc import Iterator

from tonghop290.parcels.headers import Head, base64_bytes, plain_base64, read_head, words
from tonghop290.parcels.inside import Inside, MailHead
from tonghop290.spreadsheet.kind import sniff
from tonghop290.text.normalize import clean_text

__all__ = ["entity_parts", "mail_parts", "mails_of_box", "next_mail"]

_KNOWN_HEADERS = ("from", "reply-to", "sender", "to", "subject", "date", "message-id", "in-reply-to", "references")
_STARTS = re.compile(
    rb"(?:\xef\xbb\xbf|>?From [^\r\n]*(?:\r\n|\n|\r)|Microsoft Mail Internet Headers[^\r\n]*(?:\r\n|\n|\r)|"
    rb"[ \t]*(?:\r\n|\n|\r))*",
    re.IGNORECASE,
)
_SIZE_LINE = re.compile(rb"[0-9]{1,10} *(?:\r\n|\n|\r)")
_BOX_LINE = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))From [^\r\n]{0,300}\r?\n(?=[!-9;-~]{1,76}:|>From )")
_AFTER_DELIMITER = re.compile(rb"(--)?[ \t]*(?:\r\n|\n|\r|\Z)")
_ANY_DELIMITER = re.compile(rb"(?:\A|[\r\n])--([^\r\n]{1,200}?)[ \t]*[\r\n]+(?=content-)", re.IGNORECASE)
_UU_BEGIN = re.compile(rb"(?:\A|[\r\n])begin [0-7]{3,4} ([^\r\n]{1,255})[\r\n]+")
_UU_END = re.compile(rb"[\r\n]+end[ \t]*(?:[\r\n]|\Z)")
_MOST_DEPTH, _MOST_TEXT, _MOST_HEADER = 50, 20_000, 4_000
_MOST_TEXTS = 20
"""Texts of one mail that are looked at for links and for who wrote."""
_MOST_COPIED = 256 * 2**20
"""Bytes of parts in parts, each counted in every part it lies in."""
_CONTAINERS = ("zip-", "ole-", "biff-", "pdf", "rar", "7z", "gzip", "tnef", "p7-")
"""How the kinds begin of what no program takes for the text of a mail, whatever is said of it."""
_BASE64_STARTS = (b"UEsDB", b"0M8R4KGxGuE", b"JVBERi0", b"UmFyIRo", b"N3q8ryc", b"eJ8+Ig")
_LINES_OF_BASE64 = re.compile(rb"(?:[A-Za-z0-9+/]{60,80}\s+)+(?:[A-Za-z0-9+/]{1,80}={0,2}\s*)?").fullmatch
_RAW_STARTS = (b"PK\3\4", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-")
_TAGS = re.compile(r"<[^<>]{0,2000}>")
_UNSEEN = (("<style", "</style"), ("<script", "</script"), ("<!--", "-->"))
"""What of a page nobody reads: how it begins, how it ends."""
_LINKS_IN_TAGS = re.compile(r"""href\s*=\s*["']?(https?://[^"'\s>]{1,2000})""", re.IGNORECASE)


def mail_parts(data: bytes) -> list[Inside]:
    """The files of a mail, each with the heads of the mails it lies in; and last, nameless and empty, the mail's own
    text, so that a mail without files has a head too."""
    return _Mail(_as_bytes(data)).parts()


def entity_parts(data: bytes) -> list[Inside]:
    """The files of what was signed: a part with its own headers, no mail by itself."""
    return _Mail(data, is_mail=False).parts()


def next_mail(data: bytes, at: int) -> int:
    """Where, from ``at`` on, the next mail of a mailbox begins; -1 where none does."""
    while (at := data.find(b"From ", at)) >= 0 and _BOX_LINE.match(data, at) is None:
        at += 1
    return at


def mails_of_box(data: bytes) -> list[bytes]:
    """The mails of a mailbox, one after the other."""
    starts = [at] if (at := next_mail(data, 0)) >= 0 else [0]
    while (at := next_mail(data, starts[-1] + 1)) >= 0:
        starts.append(at)
    return [data[start:end] for start, end in zip(starts, [*starts[1:], len(data)], strict=True)]


def _as_bytes(data: bytes) -> bytes:
    """The mail without what stands before it; one that was saved as UTF-16 as the lines it was, one of Apple's
    without what follows it."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = data.decode("utf-16", "replace").encode()
    sized = _SIZE_LINE.match(data)
    if sized is not None:
        data = data[sized.end() : sized.end() + int(sized[0])]
    started = _STARTS.match(data)
    return data[started.end() :] if started is not None else data


class _Mail:
    """The reading of one mail: what is found, by the number of the mail it lies in."""

    def __init__(self, data: bytes, *, is_mail: bool = True) -> None:
        self.heads: list[Head] = []
        self.outer: list[int | None] = []
        self.texts: list[str] = []
        self.texts_left, self.bytes_left = _MOST_TEXTS, _MOST_COPIED
        self.found: list[tuple[int | None, Inside]] = []
        self._read(data, None, depth=0, is_mail=is_mail)

    def parts(self) -> list[Inside]:
        chains: list[tuple[MailHead, ...]] = []
        for head, outer, text in zip(self.heads, self.outer, self.texts, strict=True):
            chains.append((*(chains[outer] if outer is not None else ()), _mail_head(head, text)))
        files = [
            Inside(
                name=one.name,
                data=one.data,
                coded=one.coded,
                of_text=one.of_text,
                is_mail=one.is_mail,
                heads=chains[mail] if mail is not None else (),
            )
            for mail, one in self.found
        ]
        return [*files, Inside(heads=chains[0] if chains else ())]

    def _read(self, data: bytes, mail: int | None, *, depth: int, is_mail: bool) -> None:
        """A part with its headers; ``is_mail``: a mail of its own, in the mail of this number."""
        head = read_head(data)
        if is_mail:
            self.heads.append(head)
            self.outer.append(mail)
            self.texts.append("")
            mail = len(self.heads) - 1
        self._part(head, data[head.body :], mail, depth, related=False)

    def _part(self, head: Head, body: bytes, mail: int | None, depth: int, *, related: bool) -> None:
        kind = head.content_type
        self.bytes_left -= len(body)
        if depth < _MOST_DEPTH and self.bytes_left > 0 and (kind.startswith("multipart/") or head.boundary):
            pieces = _pieces(body, head.boundary) or _pieces(_decoded(body, head)[0], head.boundary)
            for piece in pieces:
                inner = read_head(piece)
                self._part(inner, piece[inner.body :], mail, depth + 1, related=related or kind.endswith("/related"))
            if pieces:
                return
        content, coded = _decoded(body, head)
        if kind in ("message/rfc822", "message/global", "message/news") and depth < _MOST_DEPTH and self.bytes_left > 0:
            inner_mail = _as_bytes(content)
            if read_head(inner_mail).fields and not sniff(content[:8192]).startswith(_CONTAINERS):
                self._read(inner_mail, mail, depth=depth + 1, is_mail=True)
                return
        self._leaf(head, content, coded, mail, related=related)

    def _leaf(self, head: Head, content: bytes, coded: bytes, mail: int | None, *, related: bool) -> None:
        kind, name = head.content_type, head.name
        attached = bool(name) or head.disposition == "attachment"
        is_text = not kind or kind.startswith(("text/", "message/", "multipart/"))
        if is_text and not attached and not sniff(content[:8192], content).startswith(_CONTAINERS):
            self._text(head, content, mail)
            return
        if not name and (not content or related and head.raw("content-location")):
            return  # a part of a saved web page
        shown = kind.startswith("image/") and related and bool(head.raw("content-id"))
        self.found.append((mail, Inside(name=name, data=content, coded=coded, of_text=shown)))

    def _text(self, head: Head, content: bytes, mail: int | None) -> None:
        """The text of a mail, which may hold files as old programs wrote them (uuencode)."""
        for name, data in _uuencoded(content):
            self.found.append((mail, Inside(name=name, data=data)))
        self.texts_left -= 1
        if mail is None or self.texts_left < 0 or len(self.texts[mail]) >= _MOST_TEXT:
            return
        text = _in_words(content[: 2 * _MOST_TEXT], head.charset)
        if head.content_type == "text/html":
            links = " ".join(_LINKS_IN_TAGS.findall(text))
            text = _TAGS.sub(" ", _seen(text)) + " " + links if not self.texts[mail].strip() else links
        self.texts[mail] = f"{self.texts[mail]}\n{text}"[:_MOST_TEXT]


def _seen(page: str) -> str:
    """A page without what nobody reads of it."""
    for begin, end in _UNSEEN:
        low, pieces, at = page.lower(), [], 0
        while (start := low.find(begin, at)) >= 0 and (stop := low.find(end, start)) >= 0:
            pieces.append(page[at:start])
            at = stop
        page = "".join([*pieces, page[at:]])
    return page


def _in_words(content: bytes, code: str) -> str:
    try:
        return content.decode(code, "replace")
    except (LookupError, ValueError):
        return content.decode("utf-8", "replace")


def _mail_head(head: Head, text: str) -> MailHead:
    told = {
        name: clean_text(words(value[:_MOST_HEADER]), keep_lines=False)
        for name, value in reversed(head.fields)
        if name in _KNOWN_HEADERS
    }
    return MailHead(headers=told, text=text)


def _pieces(body: bytes, boundary: bytes) -> list[bytes]:
    """The parts of a body; where the boundary told is not there, the one that is."""
    found = _cut(body, boundary) if boundary else []
    if not found:
        other = _ANY_DELIMITER.search(body)
        found = _cut(body, other[1]) if other is not None else []
    return found


def _cut(body: bytes, boundary: bytes) -> list[bytes]:
    marks = [*_marks(body, b"--" + boundary)]
    pieces = []
    for number, (_, begin, closes) in enumerate(marks):
        last = number + 1 == len(marks)
        if not (last and closes):
            end = len(body) if last else marks[number + 1][0]
            end -= body[end - 2 : end] == b"\r\n"  # a line break before a boundary is part of it
            pieces.append(body[begin : max(end - (not last), begin)])
    return pieces


def _marks(body: bytes, delimiter: bytes) -> Iterator[tuple[int, int, bool]]:
    """Where each line of a delimiter begins and ends, and whether it is the last one."""
    at = body.find(delimiter)
    while at >= 0:
        line = _AFTER_DELIMITER.match(body, at + len(delimiter))
        if line is not None and (at == 0 or body[at - 1] in b"\r\n"):
            yield at, line.end(), line[1] is not None
        at = body.find(delimiter, at + 1 if line is None else line.end())


def _decoded(body: bytes, head: Head) -> tuple[bytes, bytes]:
    """The content of a part: by the transfer encoding that is told, or by the one its bytes show; and the part itself
    where it is nothing but that, in Base64."""
    word = re.search(rb"[a-z0-9-]+", head.transfer_encoding.lower())
    how = word[0] if word is not None else b""
    start = body[:64].lstrip()
    if start.startswith(_RAW_STARTS):
        return body[len(body) - len(body.lstrip()) :] if how == b"base64" else body, b""
    if how.startswith(b"base64") or start.startswith(_BASE64_STARTS):
        return _of_base64(body)
    if how.startswith(b"quoted"):
        return quopri.decodestring(body), b""
    if b"uue" in how:
        return next((data for _, data in _uuencoded(body)), body), b""
    is_base64 = not head.content_type.startswith("text/") and _LINES_OF_BASE64(body)
    return _of_base64(body) if is_base64 else (body, b"")


def _of_base64(body: bytes) -> tuple[bytes, bytes]:
    plain = plain_base64(body)
    return (plain, body) if plain is not None else (base64_bytes(body), b"")


def _uuencoded(text: bytes) -> Iterator[tuple[str, bytes]]:
    """Name and content of files that stand in a text as lines of uuencode."""
    at = 0
    while (begin := _UU_BEGIN.search(text, at)) is not None:
        end = _UU_END.search(text, begin.end() - 1)
        at = end.start() if end is not None else len(text)
        lines = re.split(rb"\r\n|\n|\r", text[begin.end() : at])
        try:
            data = b"".join(map(_uu_line, filter(None, lines)))
        except binascii.Error:
            continue
        if data:
            yield words(begin[1].strip()), data


def _uu_line(line: bytes) -> bytes:
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:  # some programs write more than they count
        return binascii.a2b_uu(line[: (((line[0] - 32) & 63) * 4 + 5) // 3])
