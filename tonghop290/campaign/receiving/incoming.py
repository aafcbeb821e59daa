"""What is new in the letter box: stored by its content, with what it says of itself."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tonghop290.campaign.archive import Archive
from tonghop290.campaign.ledger.deeds import Ledger
from tonghop290.campaign.receiving.letterheads import Letterhead, letterheads
from tonghop290.campaign.settings import Round
from tonghop290.pipeline.arrivals import Arrival, Identity, arrivals, identity_of, outer_name

__all__ = ["Incoming", "keep_new"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A file that is not in the ledger under this name: stored, not yet entered.

    ``holder``: the content of the mail or archive it came in, by its hash; ``sender``: the address an answer to that
    mail goes to; ``heads``: of the mail, and of those forwarded in it, the innermost first.
    ``modified``: seconds since 1970 of the file on disk.
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

    @property
    def order(self) -> tuple[float, str, str]:
        """The order of receipt: the file's time on disk, then when it was saved, then its name."""
        return self.modified, self.identity.saved.isoformat() if self.identity.saved else "", self.name


def keep_new(round: Round, ledger: Ledger, archive: Archive) -> tuple[list[Incoming], list[tuple[str, str]]]:
    """Store everything that lies in the letter box; what is new, in the order of receipt.

    And what cannot be read from the disk: name and why.
    Errors: RoundError when the disk is full; OSError.
    """
    known = ledger.arrived()
    new: dict[tuple[str, str], Incoming] = {}
    troubles: list[tuple[str, str]] = []
    for arrival in arrivals(round.folder.inbox):
        if arrival.content is None:
            troubles.append((arrival.name, arrival.trouble))
            continue
        if arrival.holder is not None:
            archive.store(arrival.holder, outer_name(arrival.name))
        place = archive.store(arrival.content, arrival.file_name)
        key = arrival.name, arrival.content.sha256
        if key not in known and key not in new:
            heads = _heads(arrival)
            new[key] = Incoming(
                name=arrival.name,
                sha256=arrival.content.sha256,
                place=place,
                size=len(arrival.content.data),
                holder=arrival.holder.sha256 if arrival.holder is not None else None,
                sender=next((address for head in reversed(heads) for address in head.addresses), ""),
                modified=arrival.modified,
                identity=identity_of(arrival.content, round.form),
                heads=heads,
            )
    return sorted(new.values(), key=lambda came: came.order), troubles


def _heads(arrival: Arrival) -> tuple[Letterhead, ...]:
    """The heads of the mail a file came by; () for what came by none."""
    outer = arrival.holder or arrival.content
    if outer is None or arrival.content is None:
        return ()
    is_mail = outer_name(arrival.name).casefold().endswith(".eml") or outer.kind == "eml"
    return letterheads(outer.data, arrival.content.sha256) if is_mail else ()
