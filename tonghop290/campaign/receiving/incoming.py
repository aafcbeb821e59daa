"""What is new in the letter box: stored by its content, with what it says of itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from tonghop290.campaign.archive import Archive
from tonghop290.campaign.in_turn import Telling, told_of, untold
from tonghop290.campaign.ledger.deeds import Ledger
from tonghop290.campaign.ledger.entries import Thread
from tonghop290.campaign.ledger.readings import Readings
from tonghop290.campaign.receiving.letter_box import LetterBox
from tonghop290.campaign.receiving.letterheads import Letterhead, letterheads, thread_of
from tonghop290.campaign.settings import Round
from tonghop290.pipeline.arrivals import Arrival, Identity, arrivals_of, lying_in, outer_name, saved_of
from tonghop290.pipeline.edited_papers.returned_reports import is_blank
from tonghop290.pipeline.plugged_in.find_plugins import active_plugins, kinds_known

__all__ = ["Along", "Incoming", "Parcel", "keep_new"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Along:
    """A file that came in a mail or archive with others and is no return. ``path``: as people know it, ``name``: its
    own; ``unopened``: nobody knows what is in it; ``blank``: a PDF no letter of which can be read. ``sha256`` and
    ``place``: of what is stored, "" and None where nothing could be taken out."""

    path: str
    name: str
    kind: str
    unopened: bool = False
    blank: bool = False
    sha256: str = ""
    place: Path | None = None
    size: int = 0


@dataclass(slots=True)
class Parcel:
    """A mail or archive about which there is one verdict: the names and contents of what could be a return in it, in
    their order, whether it is new or was taken in before; and what came along."""

    members: list[tuple[str, str]] = field(default_factory=list)
    along: list[Along] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A file that is not in the ledger under this name: stored, not yet entered.

    ``holder``: the content of the mail or archive it came in, by its hash; ``sender``: the address an answer to that
    mail goes to; ``heads``: of the mail, and of those forwarded in it, the innermost first.
    ``modified``: seconds since 1970 of the file on disk. ``parcel``: the name of the mail or archive about which there
    is one verdict, "" for none; ``along``: what is to be told with it of what came along. ``identity``: when it was
    saved, until it is read.
    """

    name: str
    sha256: str
    place: Path
    size: int
    holder: str | None
    sender: str
    modified: float
    identity: Identity
    heads: tuple[Letterhead, ...] = ()
    thread: Thread | None = None
    kind: str = ""
    parcel: str = ""
    along: tuple[Along, ...] = ()

    @property
    def order(self) -> tuple[float, str, str]:
        """The order of receipt: the file's time on disk, then when it was saved, then its name."""
        return self.modified, self.identity.saved.isoformat() if self.identity.saved else "", self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """``new``: in the order of receipt; ``parcels``: all mails and archives with something new, by their names;
    ``troubles``: what cannot be read from the disk, name and why."""

    new: list[Incoming]
    parcels: Mapping[str, Parcel]
    troubles: list[tuple[str, str]]

    def read(self, identities: Mapping[str, Identity]) -> Kept:
        """The same, with what the workbooks say of themselves, by their hashes."""
        new = [replace(came, identity=identities.get(came.sha256, came.identity)) for came in self.new]
        return replace(self, new=sorted(new, key=lambda came: came.order))


def keep_new(
    round: Round, ledger: Ledger, archive: Archive, kept: Readings, *, only: str = "", telling: Telling = untold
) -> Kept:
    """Store everything that lies in the letter box, or the one file of this name below it. What was taken in before and
    was not touched since is not opened. Errors: RoundError when the disk is full; OSError."""
    known = ledger.arrived()
    box = LetterBox(round.folder, ledger, archive, kept)
    new: dict[tuple[str, str], Incoming] = {}
    parcels: dict[str, Parcel] = {}
    troubles: list[tuple[str, str]] = []
    waiting = lying_in(round.folder.inbox, passed_over=box.is_known)
    told = told_of(waiting, telling("Lưu bản gốc", len(waiting)))
    known_kinds = kinds_known(active_plugins())
    for arrival in (arrival for lying in told for arrival in arrivals_of(lying, round.folder.inbox, known_kinds)):
        if only and arrival.name != only:
            continue
        if arrival.content is None:
            troubles.append((arrival.name, arrival.trouble))
            continue
        if arrival.holder is not None:
            archive.store(arrival.holder, outer_name(arrival.name), read_again=False)
        place = archive.store(arrival.content, arrival.file_name, holder=arrival.holder)
        key = arrival.name, arrival.content.sha256
        box.came(arrival.path, key)
        if arrival.parcel:
            parcel = parcels.setdefault(arrival.parcel, Parcel())
            parcel.members.append(key)
            parcel.along.extend(_along(arrival, archive))
        if key not in known and key not in new:
            new[key] = _incoming(round, arrival, place)
    archive.make_last()
    if not only:
        box.remember()
    with_new = {came.parcel for came in new.values()}
    return Kept(
        new=sorted(new.values(), key=lambda came: came.order),
        parcels={name: parcel for name, parcel in parcels.items() if name in with_new},
        troubles=troubles,
    )


def _along(arrival: Arrival, archive: Archive) -> Iterator[Along]:
    """What came along, stored too."""
    for one in arrival.beside:
        along = Along(path=one.path, name=one.name, kind=one.kind, unopened=one.unopened)
        if one.content is not None and one.content.data:
            place = archive.store(one.content, one.name, read_again=False, holder=arrival.holder)
            along = replace(
                along,
                sha256=one.content.sha256,
                place=place,
                size=len(one.content.data),
                blank=is_blank(one.content, one.kind),
            )
        yield along


def _incoming(round: Round, arrival: Arrival, place: Path) -> Incoming:
    assert arrival.content is not None
    heads = letterheads(arrival.heads)
    return Incoming(
        name=arrival.name,
        sha256=arrival.content.sha256,
        place=place,
        size=len(arrival.content.data),
        holder=arrival.holder.sha256 if arrival.holder is not None else None,
        sender=next((address for head in reversed(heads) for address in head.addresses), ""),
        modified=arrival.modified,
        identity=Identity(saved=saved_of(arrival.content)),
        heads=heads,
        thread=thread_of(arrival.heads, round.is_ours),
        kind=arrival.kind,
        parcel=arrival.parcel,
    )
