"""The one guard of every output: whether a file may be written at a path, and where the new one goes.

Refused: an input of the same command, what a round keeps (its letter box, originals, answers, issued workbooks, ledger,
lists), a name of another kind of file, a folder or a device, and a file that is not ours unless it may be overwritten.
A file of ours that a person has changed since (:mod:`tonghop290.seals`) is left, and the new one goes beside it.

Names are compared as a file system that folds case and Unicode forms would: Windows, macOS, a memory stick.
"""

from __future__ import annotations

import logging
import os
import stat
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

from tonghop290.file_names import (
    ANSWERS_FOLDER,
    ARCHIVE,
    DESK_FILE,
    INBOX,
    ISSUED_FOLDER,
    LEDGER,
    SETTINGS_FILE,
    UNITS_FILE,
)
from tonghop290.seals import AS_WRITTEN, CHANGED, State, state_of
from tonghop290.written_before import WrittenBefore

__all__ = [
    "Guard",
    "OutputRefused",
    "destination",
    "free_place",
    "is_beside",
    "place_beside",
    "place_told",
    "round_around",
]

_KEPT_FOLDERS = frozenset({INBOX, ARCHIVE, ANSWERS_FOLDER, ISSUED_FOLDER})
_KEPT_FILES = frozenset({DESK_FILE.casefold(), SETTINGS_FILE, UNITS_FILE})
_DRAFTS = ".tam"
"""The one hidden place of a round that is written to: by its own commands, on the way to the files' places."""
_REFRESH = ". Nếu chỉ cần cập nhật số trong bản đã sửa: report … --refresh"
_DEVICES = {"con", "prn", "aux", "nul", *(f"{name}{number}" for name in ("com", "lpt") for number in range(1, 10))}
"""Names that Windows takes for devices, whatever follows the dot."""

Key = tuple[str, ...]


class OutputRefused(OSError):
    """Nothing is written there; its text is a sentence for the officer: what stands there, what to do."""


def destination(
    path: str | Path, *, suffixes: Sequence[str] = (), never: Iterable[object] = (), overwrite: bool = False
) -> Path:
    """Where one file may be written: see :class:`Guard`."""
    return Guard(never, overwrite=overwrite).file(path, suffixes)


class Guard:
    """Decides about the outputs of one call. ``never``: its inputs, files and folders; what is no path is passed over.

    In a folder of inputs only new files may be written, and results of ours replaced. ``overwrite``: also over files
    that are not ours; never over an input, over what a round keeps, over what a person has changed. ``before``: what
    the outputs there were made of.
    """

    def __init__(self, never: Iterable[object] = (), *, overwrite: bool = False) -> None:
        self._overwrite, self.before = overwrite, WrittenBefore()
        self._folders: dict[Key, Path] = {}
        self._files: dict[Key, Path] = {}
        for real in (_real(Path(given)) for given in never if isinstance(given, str | os.PathLike)):
            if not real.is_dir():
                self._files[_key(real)] = real
            elif not _is_round(real):
                self._folders[_key(real)] = real
        self._rounds: dict[Path, Path | None] = {}
        self._names: dict[Path, dict[str, list[Path]]] = {}
        self._given: set[Key] = set()

    # --- what may be asked ----------------------------------------------------------------------------------------

    def file(self, path: str | Path, suffixes: Sequence[str] = ()) -> Path:
        """The path to write to: the one given, or one beside it where a person has changed what we wrote.

        ``suffixes``: what the name may end in ("" for none), () for anything. Errors: OutputRefused.
        """
        path = Path(path)
        if self._judged(path, suffixes) not in CHANGED:
            self._given.add(_key(_real(path)))
            return path
        new = next(beside for beside in _beside(path) if self._free(beside, suffixes))
        self._given.add(_key(_real(new)))
        _say_left(path, new)
        return new

    def folder(self, path: str | Path, *, apart: bool = False) -> Path:
        """A folder files may be written into. ``apart``: no folder of inputs. Errors: OutputRefused."""
        path = Path(path)
        if apart:
            self._refuse_input(path)
        self._refuse_kept(path / "-")
        if path.exists() and not path.is_dir():
            raise OutputRefused(f"{path} là tệp; cần tên một thư mục.")
        return path

    def edited(self, path: str | Path) -> Path:
        """A file of ours that is to be changed where it lies, whatever a person has done to it; its place.

        Errors: OutputRefused for an input, and for what a round keeps.
        """
        path = Path(path)
        self._refuse_input(path)
        self._refuse_kept(path)
        return path

    def refuse(self, path: Path, suffixes: Sequence[str] = ()) -> None:
        """Errors: OutputRefused where no file of such a name may be written."""
        self._judged(path, suffixes)

    def _judged(self, path: Path, suffixes: Sequence[str]) -> State | None:
        """What stands there, None for nothing. Errors: as :meth:`refuse`."""
        self._refuse_input(path)
        self._refuse_kept(path)
        _refuse_name(path, suffixes)
        if not path.exists():
            return None
        if not path.is_file():
            raise OutputRefused(f"{path} không phải là tệp thường; không ghi vào đó. Đề nghị ghi tên một tệp.")
        state: State = "own" if self.before.is_as_noted(path) else state_of(path)
        if state == "foreign" and not self._overwrite:
            raise OutputRefused(
                f"{path} đã có và không phải do chương trình ghi (hoặc do bản cũ ghi); không ghi đè. "
                "Đề nghị chọn tên khác, hoặc thêm --overwrite nếu chắc chắn muốn ghi đè."
            )
        return state

    def _free(self, path: Path, suffixes: Sequence[str]) -> bool:
        if _key(_real(path)) in self._given or (path.exists() and state_of(path) not in AS_WRITTEN):
            return False
        try:
            self.refuse(path, suffixes)
        except OutputRefused:
            return False
        return True

    # --- inputs ---------------------------------------------------------------------------------------------------

    def _refuse_input(self, path: Path) -> None:
        real = _real(path)
        key = _key(real)
        if key in self._files or key in self._folders:
            what = "thư mục" if path.is_dir() else "tệp"
            raise OutputRefused(
                f"{path} là {what} nhận về; không ghi đè lên tệp của người gửi.\nĐề nghị chọn tên khác, nơi khác."
            )
        if any(self._is_sent(real, found) for found in self._inside(key)) or self._is_linked(real):
            raise OutputRefused(
                f"{path} nằm trong số tệp nhận về; không ghi đè lên tệp của người gửi.\nĐề nghị chọn nơi khác."
            )

    def _inside(self, key: Key) -> Iterator[Path]:
        """The files in the folders of inputs that a file system may take for this one."""
        for folder, real in self._folders.items():
            if key[: len(folder)] == folder:
                found = [real]
                for name in key[len(folder) :]:
                    found = [entry for place in found for entry in self._entries(place).get(name, ())]
                yield from found

    def _entries(self, folder: Path) -> dict[str, list[Path]]:
        if folder not in self._names:
            entries: dict[str, list[Path]] = {}
            if folder.is_dir():
                for entry in folder.iterdir():
                    entries.setdefault(_fold(entry.name), []).append(entry)
            self._names[folder] = entries
        return self._names[folder]

    @staticmethod
    def _is_sent(wanted: Path, found: Path) -> bool:
        """Whether a file in a folder of inputs may have been sent: everything but results of ours, and what is left
        anyway."""
        if found.is_dir():
            return False
        return found.name != wanted.name or state_of(found) not in ("own", "changed")

    def _is_linked(self, real: Path) -> bool:
        """Whether the file is one of the inputs under another name (a hard link)."""
        try:
            own = os.stat(real)
        except OSError:
            return False
        if own.st_nlink < 2 or not stat.S_ISREG(own.st_mode):
            return False
        sent = (*self._files.values(), *(file for folder in self._folders.values() for file in folder.rglob("*")))
        return any(os.path.samestat(own, other.stat()) for other in sent if other.is_file() and other != real)

    # --- rounds ---------------------------------------------------------------------------------------------------

    def _refuse_kept(self, path: Path) -> None:
        real = _real(path)
        root = self._round_above(real.parent)
        if root is None:
            return
        first, *inside = (_fold(part) for part in real.relative_to(root).parts)
        hidden = first.startswith(".") and first != _DRAFTS
        if first in _KEPT_FOLDERS or hidden or (not inside and (first in _KEPT_FILES or first.startswith(LEDGER))):
            raise OutputRefused(
                f"{path} thuộc phần đợt thu thập tự giữ ({', '.join(sorted(_KEPT_FOLDERS))}, {LEDGER}…); không ghi vào "
                "đó. Đề nghị ghi vào ket_qua hoặc nơi khác."
            )

    def _round_above(self, folder: Path) -> Path | None:
        """The round this folder lies in; the innermost."""
        if folder not in self._rounds:
            self._rounds[folder] = (
                folder if _is_round(folder) else self._round_above(folder.parent) if folder.parent != folder else None
            )
        return self._rounds[folder]


def round_around(folder: Path) -> Path | None:
    """The folder of the round that a folder lies in."""
    real = _real(folder)
    return next(filter(_is_round, (real, *real.parents)), None)


def is_beside(path: Path) -> bool:
    """Whether a file stands beside one of its name, as what would have gone there does."""
    stem, _, number = path.stem.rpartition(" (")
    return number.endswith(")") and number[:-1].isdigit() and path.with_name(stem + path.suffix).exists()


def free_place(path: Path) -> Path:
    """The path, or the first beside it where nothing lies."""
    return next(place for place in chain((path,), _beside(path)) if not place.exists())


def place_beside(path: Path) -> Path:
    """Where a round writes a file of its own: the path, or the first beside it that holds nothing but what we wrote.

    What a person has changed, or saved in a program that drops our seal, is left; an empty file is nobody's work.
    """
    return next(
        place
        for place in chain((path,), _beside(path))
        if not place.exists() or not place.stat().st_size or state_of(place) in AS_WRITTEN
    )


def place_told(path: Path) -> Path:
    """The same, and the officer is told of what is left."""
    place = place_beside(path)
    if place != path:
        _say_left(path, place)
    return place


def _say_left(path: Path, new: Path) -> None:
    more = _REFRESH if path.suffix.casefold() == ".docx" else ""
    logging.getLogger("tonghop290").warning(
        "%s đã được sửa tay nên được giữ nguyên; bản mới: %s%s", path, new.name, more, stacklevel=3
    )


def _is_round(folder: Path) -> bool:
    return (folder / LEDGER).exists()


def _refuse_name(path: Path, suffixes: Sequence[str]) -> None:
    wanted = next((suffix for suffix in suffixes if suffix), "")
    if path.is_dir():
        raise OutputRefused(f"{path} là thư mục; cần tên một tệp {wanted}".rstrip() + ".")
    if suffixes and path.suffix.casefold() not in suffixes:
        raise OutputRefused(
            f"{path}: nội dung sẽ ghi là tệp {wanted}, tên phải kết thúc bằng {wanted}. "
            f"Đề nghị ghi: {path.with_suffix(wanted).name}"
        )
    if _fold(path.name).partition(".")[0] in _DEVICES:
        raise OutputRefused(f"{path} là tên một thiết bị của Windows; đề nghị chọn tên khác.")


def _beside(path: Path) -> Iterator[Path]:
    """ "a (2).docx", "a (3).docx" …"""
    for number in range(2, 1_000_000):
        yield path.with_name(f"{path.stem} ({number}){path.suffix}")


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))


def _key(real: Path) -> Key:
    return tuple(map(_fold, real.parts))


def _fold(name: str) -> str:
    """A name as the file systems see it that fold the most."""
    plain = unicodedata.normalize("NFC", unicodedata.normalize("NFD", name).upper().casefold())
    return plain.rstrip(" .") or plain
