"""What lies under the given paths: files one by one, folders searched, mails and archives opened in memory.

About what comes in one mail or one archive there is one verdict: what of it could be a return is a Source, everything
else came beside it. Nothing is ever written. Names inside are only shown, never used as paths.
"""

from __future__ import annotations

import dataclasses
import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tonghop290.files import INSIDE
from tonghop290.model import Form
from tonghop290.parcels.inside import MailHead
from tonghop290.parcels.large_box import is_box, mails_of_large_box
from tonghop290.parcels.leaves import SIGNATURE, Known, Leaf, leaves
from tonghop290.parcels.leftovers import LOCKS, shown_path
from tonghop290.parcels.pdf_pages import pdf_pages
from tonghop290.spreadsheet.content import Content
from tonghop290.spreadsheet.package import Unreadable
from tonghop290.workbook.intake.folder_walk import Found, walk
from tonghop290.workbook.intake.refused import listed

__all__ = ["TEXT_KINDS", "Beside", "Held", "Source", "find_sources", "mails_in", "saved_from_form", "sources_in"]

_WORKBOOK_ENDS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
TEXT_KINDS = ("csv", "text", "html", "eml")
_RESULT = "result"
_NO_RETURN = frozenset(
    {
        "pdf", "png", "jpeg", "gif", "heic", "webp", "tiff", "bmp", "avif", "jp2", "jxl", "svg", "psd", "wmf", "djvu",
        "video", "postscript", "onenote", "rtf", "zip-docx", "zip-xps", "ole-doc", "zip-pptx", "zip-odf", "eml",
        _RESULT, SIGNATURE,
    }
)  # fmt: skip
"""Kinds that no return is of, whatever is in them."""
_UNTOLD = ("unknown", "empty", "ole-other")
"""Kinds that may be a return that was broken, where the name speaks of a workbook."""
_NO_RETURN_CODES = ("mail-empty", "mail-link", "file-shortcut", "file-web-link", "archive-empty")
_UNOPENED_CODES = (
    "archive-kind", "archive-encrypted", "archive-split", "archive-method", "archive-deep", "mail-encrypted",
)  # fmt: skip
"""What may hold anything, also a return."""
_WORD = re.compile(r"[A-Za-z]{1,6}[0-9]{1,4}")
_LEAST_WORDS = 8
"""So many different codes a text holds that was saved from a form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """A file that came in one mail or archive with others and is no return. ``unopened``: what is in it nobody
    knows."""

    path: str
    name: str
    kind: str
    content: Content | None = None
    unopened: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """A file that lies on no disk. ``name``: how it is told to people; never used as a path."""

    name: str
    content: Content | Unreadable


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One file to read. ``path``: how it is named to people ("thu.zip › a.xlsx" inside an archive).

    ``content`` is None once it was let go, and where nothing could be taken in; ``trouble`` says why it could not be
    read. ``modified``: seconds since 1970 of the file on disk (an archive's own for what is inside). ``parcel``: the
    path of the mail or archive it came in, "" for none; ``beside``: what else came in it, told of its first source.
    ``heads``: of the mails it lies in, the outermost first.
    """

    path: str
    name: str = ""
    kind: str = ""
    content: Content | None = None
    trouble: Unreadable | None = None
    modified: float = 0.0
    parcel: str = ""
    beside: tuple[Beside, ...] = ()
    heads: tuple[MailHead, ...] = ()

    def let_go(self) -> Source:
        """The same without what it holds."""
        beside = tuple(dataclasses.replace(one, content=None) for one in self.beside)
        return dataclasses.replace(self, content=None, beside=beside)


def find_sources(
    given: Iterable[str | Path | Held],
    *,
    contents: Mapping[Path, Content] | None = None,
    known: Known | None = None,
) -> Iterator[Source]:
    """Every file under the paths, each once and under a name of its own, folders in the order of their names.

    A path that is named outright is never skipped unless it is a lock file; a missing one is a Source with ``trouble``.
    Files are read one by one, as they are asked for; what was read before (``contents``, by path) is not read again.
    ``known``: knows more kinds of files that may be returns.
    """
    seen: set[str] = set()
    names: set[str] = set()
    asked = [one if isinstance(one, Held) else Path(one) for one in given]
    roots = [os.path.realpath(path) for path in asked if isinstance(path, Path)]
    for path in asked:
        if isinstance(path, Held):
            for source in _open_held(path, known):
                yield _named_once(source, names)
            continue
        if path.name.startswith(LOCKS):
            continue
        for found in walk(path, roots) if _is_folder(path) else (Found(path, os.path.realpath(path)),):
            if found.real not in seen:
                seen.add(found.real)
                for source in _open(found, (contents or {}).get(found.path), known):
                    yield _named_once(source, names)


def _open_held(held: Held, known: Known | None) -> Iterator[Source]:
    shown = shown_path(held.name)
    if isinstance(held.content, Unreadable):
        yield Source(path=shown, trouble=held.content)
    else:
        yield from sources_in(shown, re.split(r"[\\/]", held.name)[-1], held.content, 0.0, known)


def _named_once(source: Source, names: set[str]) -> Source:
    """Two attachments may bear one name: the second is shown as "a.xlsx (2)"."""
    name, number = source.path, 1
    while name in names:
        number += 1
        name = f"{source.path} ({number})"
    names.add(name)
    return source if name == source.path else dataclasses.replace(source, path=name)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _open(found: Found, content: Content | None, known: Known | None) -> Iterator[Source]:
    path, shown, modified = found.path, shown_path(found.path), 0.0
    if found.trouble is not None:
        yield Source(path=shown, trouble=found.trouble)
        return
    try:
        status = os.stat(path)
        modified = status.st_mtime
        if stat.S_ISDIR(status.st_mode) and not os.access(path, os.R_OK | os.X_OK):
            yield Source(path=shown, trouble=Unreadable("file-no-permission"), modified=modified)
            return
    except (OSError, ValueError):
        pass  # reading it says why
    try:
        content = content or Content.read(path)
    except Unreadable as error:
        if error.code != "file-too-large" or not is_box(path):
            yield Source(path=shown, trouble=error, modified=modified)
            return
        for label, mail in mails_in(path):
            if isinstance(mail, Unreadable):
                yield Source(path=f"{shown}{INSIDE}{label}", trouble=mail, modified=modified)
            else:
                yield from sources_in(f"{shown}{INSIDE}{label}", "", mail, modified, known)
        return
    yield from sources_in(shown, path.name, content, modified, known)


def mails_in(box: Path) -> Iterator[tuple[str, Content | Unreadable]]:
    """The mails of a mailbox that is too large to be read at once, as they are named; one that is too large itself by
    what is said of it."""
    for number, mail in enumerate(mails_of_large_box(box), 1):
        yield f"thư {number}", mail if isinstance(mail, Unreadable) else Content(mail)


def sources_in(
    shown: str, name: str, content: Content, modified: float, known: Known | None = None
) -> Iterator[Source]:
    """The sources of one file. ``shown``: how it is named to people, ``name``: its own."""
    parcels: dict[str, list[Leaf]] = {}
    for leaf in leaves(shown, name, content, known):
        parcels.setdefault(leaf.parcel or leaf.path, []).append(leaf)
    for parcel, own in parcels.items():
        yield from _one_parcel(parcel, own, modified)


def _one_parcel(parcel: str, own: Sequence[Leaf], modified: float) -> Iterator[Source]:
    """The sources of one mail or archive: what could be a return, else results of offices below, else what cannot
    be told, else all of it as one."""
    sent = [leaf for leaf in own if not leaf.of_text] or own
    chosen = (
        [leaf for leaf in sent if not _is_no_return(leaf) and not _is_unopened(leaf)]
        or [leaf for leaf in sent if leaf.kind == _RESULT]
        or [leaf for leaf in sent if _is_unopened(leaf)]
        or (sent if len(sent) == 1 else [])
    )
    taken = {id(leaf) for leaf in chosen}
    beside = tuple(_beside(leaf) for leaf in sent if id(leaf) not in taken)
    if not chosen:
        trouble = Unreadable("parcel-no-return", count=len(sent), places=listed((one.name, one.kind) for one in beside))
        yield Source(
            path=parcel,
            name=parcel.rpartition(INSIDE)[2],
            content=own[0].holder,
            trouble=trouble,
            modified=modified,
            parcel=parcel,
            beside=beside,
            heads=own[0].heads,
        )
    for leaf in chosen:
        yield Source(
            path=leaf.path,
            name=leaf.name,
            kind=leaf.kind,
            content=leaf.content,
            trouble=leaf.trouble,
            modified=modified,
            parcel=leaf.parcel,
            beside=beside if leaf is chosen[0] else (),
            heads=leaf.heads,
        )


def _beside(leaf: Leaf) -> Beside:
    name, kind = leaf.name or leaf.path.rpartition(INSIDE)[2], leaf.kind
    if kind == "pdf" and leaf.content is not None and (pages := pdf_pages(leaf.content.data)):
        kind = f"pdf-{pages}"
    return Beside(path=leaf.path, name=name, kind=kind, content=leaf.content, unopened=_is_unopened(leaf))


def _is_unopened(leaf: Leaf) -> bool:
    return leaf.trouble is not None and leaf.trouble.code in _UNOPENED_CODES


def _is_no_return(leaf: Leaf) -> bool:
    """Whether what came in a mail or archive cannot be a return."""
    if not leaf.parcel:
        return False
    if leaf.trouble is not None:
        return leaf.trouble.code in _NO_RETURN_CODES
    if leaf.kind in _UNTOLD:
        return not leaf.name.casefold().rstrip(". ").endswith(_WORKBOOK_ENDS)
    if leaf.kind in TEXT_KINDS and leaf.content is not None:
        return leaf.kind in _NO_RETURN or len(_codes_in(leaf.content.data)) < _LEAST_WORDS
    return leaf.kind in _NO_RETURN


def _codes_in(data: bytes) -> set[str]:
    """The words of a text that may be codes of indicators."""
    head = data[: 4 * 2**20]
    text = head.decode("utf-16", "ignore") if head[:2] in (b"\xff\xfe", b"\xfe\xff") else head.decode("latin-1")
    return {word.upper() for word in _WORD.findall(text)}


def saved_from_form(data: bytes, form: Form) -> bool:
    """Whether a text (CSV, HTML, a web archive) was saved from this form: a good part of its codes stand in it."""
    words = _codes_in(data)
    codes = [field.code.upper() for field in form.inputs]
    return sum(code in words for code in codes) >= max(2, len(codes) // 4)
