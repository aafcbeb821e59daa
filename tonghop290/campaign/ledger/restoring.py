"""A damaged ledger put aside, and the newest good copy in its place."""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from tonghop290.campaign.folder import LEDGER, RoundError, RoundFolder
from tonghop290.campaign.ledger.chain import link_all
from tonghop290.campaign.ledger.deeds import Ledger
from tonghop290.campaign.ledger.entries import Event
from tonghop290.campaign.ledger.kept_states import Copies
from tonghop290.campaign.ledger.opening import add_tables, open_ledger, prepared
from tonghop290.campaign.ledger.proof import in_memory
from tonghop290.campaign.ledger.troubles import DamagedLedger

__all__ = ["Restoring"]

_BESIDE = ("-journal", "-wal", "-shm")


class Restoring:
    """What is wrong with a round's ledger, and the copy that may take its place. Under the lock.

    ``why``: "" for a whole one; ``copy``: then None. Errors: RoundError when it is damaged and no copy is good, when it
    is of a later version, or when another program holds it.
    """

    def __init__(self, folder: RoundFolder, *, now: dt.datetime, actor: str) -> None:
        self._folder, self._now, self._actor = folder, now, actor
        self.why = self._fault()
        self.copy: Path | None = None
        if self.why:
            self.copy, self._data = self._newest_good()

    def _fault(self) -> str:
        if not self._folder.ledger.is_file():
            return "không còn tệp"
        try:
            with open_ledger(self._folder.ledger, now=self._now, actor=self._actor, scratch=True):
                return ""
        except DamagedLedger as damaged:
            return damaged.why

    def _newest_good(self) -> tuple[Path, bytes]:
        for path, data in Copies(self._folder).contents():
            with suppress(RoundError):
                in_memory(data).close()
                return path, data
        places = self._folder.copies.name, self._folder.archive.name, self._folder.inbox.name
        raise RoundError(
            f"Sổ {LEDGER} bị hỏng ({self.why}) mà trong {places[0]} không có bản sao nào dùng được. Các biểu gốc vẫn "
            f"còn trong {places[1]}. Đề nghị lấy lại {LEDGER} từ bản sao lưu của cả thư mục; nếu không có thì mở đợt "
            f"mới ở thư mục khác (tonghop290 init), chép các tệp trong {places[1]} vào {places[2]} của đợt mới rồi "
            "chạy: tonghop290 receive"
        )

    @contextmanager
    def believed(self) -> Iterator[Ledger]:
        """A scratch ledger of what can be believed: of the file itself, or of the copy."""
        if not self.why:
            with open_ledger(self._folder.ledger, now=self._now, actor=self._actor, scratch=True) as ledger:
                yield ledger
            return
        with closing(prepared(in_memory(self._data))) as connection:
            add_tables(connection)
            link_all(connection)
            yield Ledger(connection, now=self._now, actor=self._actor)

    def lost(self) -> Iterator[Event]:
        """What the damaged ledger says was done after the copy, as far as it can still be read."""
        if not self.why or not self._folder.ledger.is_file():
            return
        with self.believed() as ledger:
            last = max((event.id for event in ledger.events()), default=0)
        place = f"{self._folder.ledger.as_uri()}?mode=ro&immutable=1"  # its journal is no longer to be believed
        with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(place, uri=True)) as damaged:
            for row in prepared(damaged).execute("SELECT * FROM events WHERE id > ? ORDER BY id", (last,)):
                yield Event(**dict(zip(row.keys(), row, strict=True)))

    def restore(self) -> Path | None:
        """Put the damaged ledger aside and the copy in its place; where the damaged one lies now.

        Errors: RoundError when the disk is full; OSError.
        """
        assert self.copy is not None
        with self.believed() as ledger:
            with ledger.deed():
                ledger.event("repaired", said=f"lấy lại sổ từ bản sao {self.copy.name}")
            data = ledger.serialize()
        with self._folder.draft(self._folder.ledger) as draft:
            with open(draft, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            return self._set_aside()  # only when there is something to take its place

    def _set_aside(self) -> Path | None:
        """Move the damaged ledger, and what SQLite keeps beside it, to a name that says so; None where there is none.

        The ledger first: its journal must never meet another one.
        """
        there, ledger = self._folder.ledger.is_file(), self._folder.ledger
        aside, number = ledger.with_name(f"{LEDGER}.hong-{self._now:%Y%m%d-%H%M%S}"), 1
        while aside.exists():
            number += 1
            aside = ledger.with_name(f"{LEDGER}.hong-{self._now:%Y%m%d-%H%M%S}-{number}")
        for suffix in ("", *_BESIDE):
            with suppress(FileNotFoundError):
                os.replace(f"{ledger}{suffix}", f"{aside}{suffix}")
        return aside if there else None
