"""The folder of a round: one place for everything, to be handed on as it is.

    Đợt.xlsx                          what the office writes, in Excel
    tonghop290.toml  don_vi.csv       the same as texts, for those who like it; Đợt.xlsx wins
    phat_hanh/                        issued: a workbook and a draft mail for each unit
    thu_den/                          the letter box: drop returns here
    luu_tru/                          originals, by content, for ever; bieu_mau/ in it: the definitions of the form
    phan_hoi/                         answers
    ket_qua/                          reports and tables
    so_lieu.sqlite                    the ledger

Every file appears whole or not at all: it is written in ``.tam`` and moved to its place. ``.khoa`` is the lock,
``.da_doc`` holds what was read of the originals; both may be thrown away. ``.so_luu`` keeps copies of the ledger.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tonghop290.files import hide, keep_private, make_folder
from tonghop290.messages.on_the_disk import disk_fault
from tonghop290.model import (
    ANSWERS_FOLDER,
    ARCHIVE,
    DESK_FILE,
    INBOX,
    ISSUED_FOLDER,
    LEDGER,
    LOCK,
    READINGS,
    SETTINGS_FILE,
    UNITS_FILE,
)
from tonghop290.outputs import place_told
from tonghop290.text.normalize import fold_marks

__all__ = ["ARCHIVE", "LEDGER", "RoundError", "RoundFolder", "desk_of", "find_round", "is_round", "ledger_is_gone"]

_FEW = 4
"""Files that are made lasting one by one."""
_RESULTS, _FORMS, _REMINDERS, _DRAFTS, _COPIES = "ket_qua", "bieu_mau", "don_doc", ".tam", ".so_luu"
_HANDED_OVER = "ban_giao"
_FETCHED, _ENTERED = "thu", "nhap_thay"


class RoundError(Exception):
    """Something an officer must put right before the round can go on; its text is a Vietnamese sentence or two."""


@dataclass(frozen=True, slots=True)
class RoundFolder:
    """The places of a round. ``root`` is its folder."""

    root: Path

    @property
    def desk(self) -> Path:
        """Where the office's workbook lies, or would lie."""
        return desk_of(self.root) or self.root / DESK_FILE

    @property
    def toml(self) -> Path:
        return self.root / SETTINGS_FILE

    @property
    def csv(self) -> Path:
        return self.root / UNITS_FILE

    @property
    def settings(self) -> Path:
        """The file that people look into for the settings."""
        return desk_of(self.root) or self.toml

    @property
    def units(self) -> Path:
        """The file that people look into for the units."""
        return desk_of(self.root) or self.csv

    @property
    def ledger(self) -> Path:
        return self.root / LEDGER

    @property
    def issued(self) -> Path:
        return self.root / ISSUED_FOLDER

    @property
    def inbox(self) -> Path:
        return self.root / INBOX

    @property
    def fetched(self) -> Path:
        """The mails that were fetched: a folder of the letter box."""
        return self.inbox / _FETCHED

    @property
    def entered(self) -> Path:
        """What the office has filled in itself: a folder of the letter box."""
        return self.inbox / _ENTERED

    @property
    def archive(self) -> Path:
        return self.root / ARCHIVE

    @property
    def forms(self) -> Path:
        """The definitions of the form the round has worked with (see :mod:`editions`)."""
        return self.archive / _FORMS

    @property
    def answers(self) -> Path:
        return self.root / ANSWERS_FOLDER

    @property
    def results(self) -> Path:
        return self.root / _RESULTS

    @property
    def handed_over(self) -> Path:
        """What a closed round hands over, a folder for each time it was closed."""
        return self.root / _HANDED_OVER

    @property
    def reminders(self) -> Path:
        return self.issued / _REMINDERS

    @property
    def lock(self) -> Path:
        return self.root / LOCK

    @property
    def readings(self) -> Path:
        return self.root / READINGS

    @property
    def copies(self) -> Path:
        """Earlier states of the ledger (see :mod:`kept_states`)."""
        return self.root / _COPIES

    @property
    def drafts(self) -> Path:
        """Where files are written before they are moved to their place; emptied before each command."""
        return self.root / _DRAFTS

    def relative(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()

    def make(self) -> None:
        for folder in (self.issued, self.entered, self.archive, self.answers):
            make_folder(folder, private=True)
        make_folder(self.results)

    def hide_own(self) -> None:
        """What the program keeps for itself does not stand among what the officer opens."""
        for own in (self.lock, self.readings, self.copies):
            hide(own)

    def sweep(self) -> None:
        """Throw away the half-written files of a command that was killed. Only under the lock."""
        shutil.rmtree(self.drafts, ignore_errors=True)

    def put(self, path: Path, data: bytes, *, lasting: bool = True) -> Path:
        """Put a file in place whole or not at all. ``lasting``: the disk has it then; else :meth:`make_last` is to
        come. Errors: RoundError with what the disk refused."""
        with self.draft(path) as draft, open(draft, "wb") as stream:
            stream.write(data)
            stream.flush()
            if lasting:
                os.fsync(stream.fileno())
        return path

    def put_beside(self, path: Path, data: bytes, *, lasting: bool = True) -> Path:
        """The same; a file that a person has changed is left, told of, and the new one goes beside it. Its place."""
        return self.put(place_told(path), data, lasting=lasting)

    def make_last(self, paths: Sequence[Path]) -> None:
        """Wait until the disk has these files, before the ledger tells of them: for many of them once, where the system
        can do that. Errors: RoundError with what the disk refused."""
        if len(paths) > _FEW and sys.platform == "linux":  # elsewhere it returns before that is done
            os.sync()
            return
        for path in paths:
            with disk_faults(path), open(path, "r+b") as stream:
                os.fsync(stream.fileno())

    @contextmanager
    def draft(self, path: Path) -> Iterator[Path]:
        """A place to write what is to stand at ``path`` when the block ends; nothing appears there when it fails.

        What a round keeps names people: its files are for the user alone.

        Errors: RoundError with what the disk refused.
        """
        draft = self.drafts / path.name
        with disk_faults(path):
            make_folder(path.parent, private=True)
            make_folder(self.drafts, private=True)
            try:
                yield draft
                keep_private(draft)
                os.replace(draft, path)
            finally:
                with suppress(OSError):
                    draft.unlink()


@contextmanager
def disk_faults(path: Path) -> Iterator[None]:
    """What the disk refuses while ``path`` is made, as a RoundError: in words an officer can act upon."""
    try:
        yield
    except OSError as error:
        other = Path(os.fsdecode(error.filename)) if error.filename is not None else path
        fault = disk_fault(error, path.name if other.name == path.name else other)
        raise RoundError(
            f"{fault.what} Không tệp nào bị mất; các biểu đã nhận vẫn còn nguyên. {fault.fix}".rstrip()
        ) from None


def desk_of(folder: Path) -> Path | None:
    """The office's workbook in a folder, however its name came through mails and archives; None where there is none."""
    own = folder / DESK_FILE
    if own.is_file():
        return own
    called = fold_marks(DESK_FILE)
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.casefold().endswith(".xlsx") and fold_marks(entry.name) == called and entry.is_file():
                return folder / entry.name
    return None


def is_round(path: Path) -> bool:
    """Whether a path is the folder of a round."""
    return (path / LEDGER).is_file() and _has_settings(path)


def _has_settings(path: Path) -> bool:
    return (path / SETTINGS_FILE).is_file() or desk_of(path) is not None


def find_round(path: Path, *, to_repair: bool = False) -> RoundFolder:
    """The round of a folder. ``to_repair``: also one whose ledger is gone.

    Errors: RoundError when it is none, or when its ledger is gone.
    """
    if is_round(path):
        return RoundFolder(path.resolve())
    if not ledger_is_gone(path):
        raise RoundError(
            f"“{path}” không phải là thư mục của một đợt thu thập (không có {DESK_FILE} và {LEDGER}). "
            "Đề nghị tạo bằng lệnh: tonghop290 init"
        )
    if not to_repair:
        raise RoundError(
            f"Thư mục “{path}” không còn sổ {LEDGER} của đợt, nhưng còn bản sao của sổ trong {_COPIES}. "
            "Đề nghị chạy: tonghop290 repair"
        )
    return RoundFolder(path.resolve())


def ledger_is_gone(path: Path) -> bool:
    """Whether a folder is that of a round whose ledger is not there any more, though copies of it are."""
    return _has_settings(path) and (path / _COPIES).is_dir() and not (path / LEDGER).is_file()
