"""What lies in a letter box: files, and the files inside archives and mails; what a workbook says of itself."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tonghop290.files import INSIDE
from tonghop290.model import Form, Submission
from tonghop290.text.normalize import clean_text

if TYPE_CHECKING:
    from tonghop290.parcels.inside import MailHead
    from tonghop290.parcels.leaves import Known
    from tonghop290.spreadsheet.content import Content
    from tonghop290.spreadsheet.package import Unreadable
    from tonghop290.workbook.intake.folder_walk import Found
    from tonghop290.workbook.intake.sources import Beside, Source

__all__ = [
    "Arrival",
    "Identity",
    "arrivals",
    "arrivals_of",
    "identity_in",
    "identity_of",
    "inner_name",
    "lying_in",
    "outer_name",
    "saved_of",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One file that came. ``name``: as people know it ("thu.zip › a.xlsx"), below the letter box; ``file_name``: its
    last part; ``path``: of the file on disk.

    ``content`` is None, and ``trouble`` says why, when it cannot be read at all. ``holder``: the content of the mail or
    archive it came in, None for what lies in the letter box itself. ``modified``: seconds since 1970 of the file on
    disk. ``parcel``: the name of the mail or archive about which there is one verdict, "" for none; ``beside``: what
    came in it besides what could be a return, told of its first arrival. ``heads``: of the mails it lies in, the
    outermost first.
    """

    name: str
    path: Path
    file_name: str
    content: Content | None
    trouble: str = ""
    holder: Content | None = None
    modified: float = 0.0
    kind: str = ""
    parcel: str = ""
    beside: tuple[Beside, ...] = ()
    heads: tuple[MailHead, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What a workbook says of itself; "" and None where it does not. ``period``: its days ("2026-07-01/2026-09-30").

    ``saved``: when a program last saved it (UTC). ``explained``: what its sender typed into ``Giải trình`` of an answer
    that came back, "code|field" → text.
    """

    unit: str = ""
    issue: str = ""
    version: str = ""
    form_hash: str = ""
    period: str = ""
    saved: dt.datetime | None = None
    explained: Mapping[str, str] = field(default_factory=dict)


def lying_in(folder: Path, *, passed_over: Callable[[Path], bool] = lambda _: False) -> list[Found]:
    """The files of a folder, folders in the order of their names; lock files and half-finished downloads are passed
    over, and the files that ``passed_over`` says."""
    from tonghop290.workbook.intake.folder_walk import walk

    found = walk(folder) if folder.exists() else ()
    return [lying for lying in found if lying.trouble is not None or not passed_over(lying.path)]


def arrivals(folder: Path, known: Known | None = None) -> Iterator[Arrival]:
    """Everything in a folder. ``known``: knows more kinds of files that may be returns."""
    for lying in lying_in(folder):
        yield from arrivals_of(lying, folder, known)


def arrivals_of(lying: Found, folder: Path, known: Known | None = None) -> Iterator[Arrival]:
    """A file of a folder, or everything in the mail or archive it is."""
    from tonghop290.parcels.large_box import is_box
    from tonghop290.parcels.leftovers import shown_path
    from tonghop290.spreadsheet.content import Content
    from tonghop290.spreadsheet.package import Unreadable
    from tonghop290.workbook.intake.sources import find_sources

    path = lying.path
    shown = shown_path(path)
    top = shown.removeprefix(shown_path(folder)).lstrip("/\\").replace("\\", "/") or "."
    named = partial(_below, top, shown)
    try:
        if lying.trouble is not None:
            raise lying.trouble
        holder = Content.read(path)
    except Unreadable as error:
        if error.code == "file-too-large" and is_box(path):
            yield from _of_large_box(path, shown, named, known)
        else:
            yield _untaken(clean_text(top, keep_lines=False), path, error)
        return
    for source in find_sources([path], contents={path: holder}, known=known):
        yield _arrival(source, holder, path, named)


def _untaken(name: str, path: Path, error: Unreadable) -> Arrival:
    from tonghop290.workbook.intake.refused import unreadable

    told = str(unreadable(name, error).findings[0])
    return Arrival(name=name, file_name=path.name, content=None, trouble=told, path=path)


def _of_large_box(path: Path, shown: str, named: Callable[[str], str], known: Known | None) -> Iterator[Arrival]:
    """What came in the mails of a mailbox that is too large to be kept whole: each mail is kept by itself."""
    from tonghop290.spreadsheet.content import Content
    from tonghop290.workbook.intake.sources import mails_in, sources_in

    modified = path.stat().st_mtime
    for label, mail in mails_in(path):
        inner, own = f"{shown}{INSIDE}{label}", path.with_name(f"{label}.eml")
        if not isinstance(mail, Content):
            yield _untaken(named(inner), path, mail)
            continue
        for source in sources_in(inner, "", mail, modified, known):
            yield dataclasses.replace(_arrival(source, mail, own, named), path=path)


def _below(top: str, shown: str, name: str) -> str:
    """How a path is named below the letter box."""
    return clean_text(top + name.removeprefix(shown), keep_lines=False)


def _arrival(source: Source, holder: Content, path: Path, named: Callable[[str], str]) -> Arrival:
    name = named(source.path)
    itself = source.content is holder or source.content is None
    # Of what is damaged inside an archive, the archive is all there is to keep.
    return Arrival(
        name=name,
        path=path,
        file_name=path.name if itself else _last(name),
        content=holder if itself else source.content,
        holder=None if itself else holder,
        modified=source.modified,
        kind=source.kind,
        parcel=named(source.parcel) if source.parcel else "",
        beside=tuple(dataclasses.replace(one, path=named(one.path)) for one in source.beside),
        heads=source.heads,
    )


def inner_name(name: str) -> str:
    """The file itself: "a.xlsx" of "hòm/thu.zip › a.xlsx"."""
    return name.rpartition(INSIDE)[2].rpartition("/")[2]


def outer_name(name: str) -> str:
    """The file in the letter box: "thu.zip" of "hòm/thu.zip › a.xlsx"."""
    return name.partition(INSIDE)[0].rpartition("/")[2]


def _last(name: str) -> str:
    return re.split(r"[/\\]", name.rpartition(INSIDE)[2])[-1]


def identity_of(content: Content, form: Form) -> Identity:
    """What the hidden sheet and the document properties of a workbook say; an empty Identity for anything else.

    The time of saving is None where it is the moment of creation: then no program has saved it since it was issued.
    """
    from tonghop290.spreadsheet.book import read_book
    from tonghop290.spreadsheet.other.calamine import OTHER_KINDS, read_apart
    from tonghop290.spreadsheet.package import Unreadable
    from tonghop290.workbook.intake.one import RETURN_LIMITS
    from tonghop290.workbook.intake.sender import hidden_identity
    from tonghop290.workbook.plan import HIDDEN
    from tonghop290.workbook.to_fix_sheet import explanations_in

    other = content.kind in OTHER_KINDS
    try:
        book = (
            read_apart(content, limits=RETURN_LIMITS)
            if other
            else read_book(content, limits=RETURN_LIMITS, words_only=HIDDEN)
        )
    except Unreadable:
        return Identity()
    return _identity(hidden_identity(book), explanations_in(book, form.words), saved_of(content))


def saved_of(content: Content) -> dt.datetime | None:
    """When a program last saved it (UTC); None where it does not say."""
    from tonghop290.spreadsheet.package import Unreadable

    try:
        return content.saved() if content.is_package else None
    except Unreadable:
        return None


def identity_in(submission: Submission) -> Identity:
    """The same of a return that has been read."""
    saved = dt.datetime.fromisoformat(submission.saved) if submission.saved else None
    return _identity(submission.hidden, submission.explained, saved)


def _identity(said: Mapping[str, str], written: Mapping[str, str], saved: dt.datetime | None) -> Identity:
    explained = {key: clean_text(typed, max_length=2000) for key, typed in written.items()}
    return Identity(
        unit=said.get("unit", ""),
        issue=said.get("issue", ""),
        version=said.get("version", ""),
        form_hash=said.get("hash", ""),
        period=said.get("period", ""),
        saved=saved,
        explained={key: text for key, text in explained.items() if text},
    )
