"""Down to the leaves: one file opened, and what is packed in it, within one budget; what it is, its bytes say.

Nothing is ever written. Names inside are hints and only shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from tonghop290.files import INSIDE
from tonghop290.parcels.archives import holds_a_document, single_content, tar_parts, zip_parts
from tonghop290.parcels.cloud_links import cloud_site
from tonghop290.parcels.inside import MOST_DEPTH, Budget, Inside, MailHead
from tonghop290.parcels.leftovers import is_passed_over, shown_path
from tonghop290.parcels.mime import entity_parts, mail_parts, mails_of_box
from tonghop290.parcels.outlook import outlook_parts
from tonghop290.parcels.signed import signed_content
from tonghop290.parcels.tnef import tnef_parts
from tonghop290.spreadsheet.content import Content
from tonghop290.spreadsheet.package import Unreadable
from tonghop290.text.normalize import without_controls

__all__ = ["SIGNATURE", "Known", "Leaf", "leaves"]

SIGNATURE = "signature"
"""The kind of a signature that lies beside, or around, what it signs."""
_MAILS = ("eml", "ole-msg")
_ARCHIVES = ("zip", "tar")
_SINGLE = ("gzip", "bzip2", "xz")
_OURS = frozenset(
    {*_MAILS, "mbox", "tnef", "zip-xlsx", "zip-xlsm", "zip-xlsb", "zip-ods", "ole-xls", "biff-xls", "ole-encrypted"}
)
"""Workbooks and mails: of what kind these are nobody else is asked."""
_CONTAINERS = ("zip-", "ole-", "biff-")
"""How the kinds begin of what is looked at under any name."""
_APPLE_DOUBLE = b"\x00\x05\x16\x07"
_APPLES = "__macosx/"
_WEB_PAGE = re.compile(rb"(?im)^(?:content-location|snapshot-content-location|x-document-type):")
_SPLIT = re.compile(r"\.(?:z[0-9]{2}|[0-9]{3}|r[0-9]{2}|part[0-9]+\.rar)$", re.IGNORECASE)
_NOT_WHOLE = ("unknown", "7z", "rar", "zip-other")
_NOT_OPENED = {
    "rar": "archive-kind",
    "7z": "archive-kind",
    "cab": "archive-kind",
    "zstd": "archive-kind",
    "zip-split": "archive-split",
    "lnk": "file-shortcut",
    "web-link": "file-web-link",
    "pgp": "mail-encrypted",
    "rpmsg": "mail-encrypted",
    "p7-encrypted": "mail-encrypted",
}
"""Kinds that have a sentence of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One file as it was sent. ``path``: as it is named to people ("thu.zip › a.xlsx"); ``name``: its own, "" for none.

    ``content`` is None where it could not be taken out; then, and where it is of a kind that has its own way out,
    ``trouble`` says why. ``parcel``: the path of the mail or the archive it came in, about which there is one verdict
    ("" for a file that came by itself); ``holder``: what that holds. ``heads``: of the mails it lies in, the outermost
    first. ``of_text``: a picture the text of a mail shows.
    """

    path: str
    name: str = ""
    kind: str = ""
    content: Content | None = None
    trouble: Unreadable | None = None
    parcel: str = ""
    holder: Content | None = None
    heads: tuple[MailHead, ...] = ()
    of_text: bool = False


Known = Callable[[str, Content], str]
"""By the name and the content of a file that is neither a workbook nor a mail: its kind, "" where it is not known.
Errors: Unreadable."""


def leaves(shown: str, name: str, content: Content, known: Known | None = None) -> Iterator[Leaf]:
    """Every file in this one, which is itself the only leaf where nothing is packed in it. ``known``: knows more kinds
    of files, which are not opened."""
    yield from _Walk(known).open(_Place(shown, name), content)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the walk is. ``in_mail``: the parcel is a mail already, whatever mails lie in it."""

    path: str
    name: str
    parcel: str = ""
    holder: Content | None = None
    depth: int = 0
    in_mail: bool = False
    heads: tuple[MailHead, ...] = ()
    of_text: bool = False

    def inside(self, label: str, one: Inside, opened: Content, *, mail: bool) -> _Place:
        """The place of something in this, which holds ``opened``."""
        anew = mail and not self.in_mail or not self.parcel
        return replace(
            self,
            path=f"{self.path}{INSIDE}{label}",
            name=one.name,
            parcel=self.path if anew else self.parcel,
            holder=opened if anew else self.holder,
            depth=self.depth + 1,
            in_mail=self.in_mail or mail,
            heads=(*self.heads, *one.heads),
            of_text=one.of_text,
        )


class _Walk:
    def __init__(self, known: Known | None = None) -> None:
        self.budget, self.known = Budget(), known

    def open(self, at: _Place, content: Content, *, is_mail: bool = False) -> Iterator[Leaf]:
        kind, trouble = ("eml", None) if is_mail else self._known(at, content)
        opener = self._opener(at, content, kind) if trouble is None else None
        if opener is None:
            yield self._leaf(at, content, kind, trouble)
            return
        if at.depth >= MOST_DEPTH:
            yield self._leaf(at, content, kind, Unreadable("archive-deep"))
            return
        try:
            parts = opener()
        except Unreadable as error:
            yield self._leaf(at, content, kind, error)
            return
        if kind == "mbox" and len(parts) == 1:
            yield from self.open(at, Content(parts[0].data), is_mail=True)
            return
        mail = kind in _MAILS
        real = (one for one in parts if one.name or one.data or one.trouble or one.kind)
        inner = [(one, Content(one.data, coded=one.coded)) for one in real]
        names = frozenset(_last(one.name) for one, _ in inner)
        files = [(one, content) for one, content in inner if not _is_leftover(one, content, names)]
        if all(one.of_text for one, _ in files) and _linked(parts):
            files = []
        if not files:
            there = replace(at, heads=(*at.heads, *(parts[-1].heads if parts else ())))
            if mail and at.parcel and not at.in_mail:
                there = replace(there, parcel=at.path, holder=content)
            yield self._leaf(there, content, kind, _emptiness(content.data, parts, mail=kind not in _ARCHIVES))
        for number, (one, held) in enumerate(files, 1):
            label = f"thư {number}" if kind == "mbox" else _label(one.name) or str(number)
            there = at.inside(label, one, content, mail=mail)
            if one.kind == SIGNATURE:
                yield self._leaf(replace(there, path=at.path, name=at.name), content, SIGNATURE)
            elif one.trouble is not None:
                yield self._leaf(there, held if one.data else None, "", one.trouble)
            else:
                yield from self.open(there, held, is_mail=one.is_mail)

    def _known(self, at: _Place, content: Content) -> tuple[str, Unreadable | None]:
        """The kind of a file, also by who knows more kinds; why that cannot be told."""
        if self.known is not None and content.kind not in _OURS:
            try:
                kind = self.known(at.name, content)
            except Unreadable as error:
                return content.kind, error
            if kind:
                content.taken_as(kind)
                return kind, None
        return _kind(content), None

    def _opener(self, at: _Place, content: Content, kind: str) -> Callable[[], Sequence[Inside]] | None:
        """How what is packed in it is taken out; None for a leaf."""
        data, budget = content.data, self.budget
        openers: dict[str, Callable[[], Sequence[Inside]]] = {
            "eml": lambda: self._paid(mail_parts(data)),
            "zip": lambda: list(zip_parts(data, budget)),
            "mbox": lambda: self._paid([Inside(data=one, is_mail=True) for one in mails_of_box(data)]),
            "ole-msg": lambda: self._paid(outlook_parts(data)),
            "tnef": lambda: self._paid(tnef_parts(data)),
            "tar": lambda: list(tar_parts(data, budget)),
            **dict.fromkeys(_SINGLE, lambda: [single_content(data, kind, at.name, budget)]),
            **dict.fromkeys(("p7-signed", "p7-compressed"), lambda: self._signed(at, data)),
        }
        return openers.get(kind)

    def _paid(self, parts: Sequence[Inside] | Iterator[Inside]) -> list[Inside]:
        """The parts, each paid for; what goes beyond is the last one, and said."""
        found: list[Inside] = []
        for one in parts:
            try:
                self.budget.take(len(one.data), members=bool(one.data))
            except Unreadable as error:
                return [*found, Inside(name=one.name, trouble=error)]
            found.append(one)
        return found

    def _signed(self, at: _Place, data: bytes) -> list[Inside]:
        """What was signed, and the signature, of which only that it is one is known."""
        content, signature = signed_content(data), Inside(name=at.name, kind=SIGNATURE)
        if content is None:
            return [signature]
        if re.match(rb"(?i)(?:content-[a-z-]+|mime-version)[ \t]*:", content):
            return [*self._paid(entity_parts(content))[:-1], signature]
        name = re.sub(r"\.p7[mscz]$", "", at.name, flags=re.IGNORECASE)
        return [*self._paid([Inside(name=name, data=content)]), signature]

    def _leaf(self, at: _Place, content: Content | None, kind: str, trouble: Unreadable | None = None) -> Leaf:
        cut = kind in _NOT_WHOLE if trouble is None else trouble.code == "file-truncated"
        if cut and _SPLIT.search(at.name):
            trouble = Unreadable("archive-split")
        if trouble is None and kind in _NOT_OPENED:
            trouble = Unreadable(_NOT_OPENED[kind], kind=kind)
        return Leaf(
            path=at.path,
            name=at.name,
            kind=kind,
            content=content,
            trouble=trouble,
            parcel=at.parcel,
            holder=at.holder,
            heads=at.heads,
            of_text=at.of_text,
        )


def _kind(content: Content) -> str:
    """What a file is; "zip" for an archive, also one the strict reader of workbooks refuses."""
    kind = content.kind
    if not content.is_package or content.is_document:
        return kind
    return "zip" if kind == "zip-other" or _is_refused(content) and not holds_a_document(content.data) else kind


def _is_refused(content: Content) -> bool:
    try:
        content.open()
    except Unreadable:
        return True
    return False


def _emptiness(data: bytes, parts: Sequence[Inside], *, mail: bool) -> Unreadable | None:
    """What is said of a mail or an archive without a file; nothing of a web page that was saved like a mail."""
    if not mail:
        return Unreadable("archive-empty")
    if _WEB_PAGE.search(data, 0, 65_536):
        return None
    site = _linked(parts)
    return Unreadable("mail-link", site=site) if site else Unreadable("mail-empty")


def _linked(parts: Sequence[Inside]) -> str:
    """The site that a mail's text leads to for its file."""
    return next((site for one in parts for head in one.heads if (site := cloud_site(head.text))), "")


def _is_leftover(one: Inside, content: Content, names: frozenset[str]) -> bool:
    """What nobody sent: as in a folder, and the shadows an Apple machine adds; but never a workbook. ``names``: of all
    that lies beside it."""
    last = _last(one.name)
    if one.data.startswith(_APPLE_DOUBLE):
        return True
    if content.kind.startswith(_CONTAINERS) and not last.startswith("~$"):
        return False
    if one.name.replace("\\", "/").lower().startswith(_APPLES) and last.startswith("._"):
        return True
    return bool(last) and is_passed_over(last, lambda: one.data[:64] if one.trouble is None else b"?", names)


def _last(name: str) -> str:
    return re.split(r"[/\\]", name)[-1]


def _label(name: str) -> str:
    return without_controls(shown_path(name)) if name else ""
