"""Originals, by content, for ever: ``luu_tru/<first 16 digits of the SHA-256>/<name>``.

A mail is kept as it came. What is attached to it is not kept a second time: in place of ``<name>`` lies a small file
that says where in the mail it stands, and it is taken out of there, by its hash.
"""

from __future__ import annotations

import binascii
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tonghop290.campaign.folder import ARCHIVE, RoundError, RoundFolder
from tonghop290.campaign.ledger.entries import Return
from tonghop290.campaign.remarks import returns_named
from tonghop290.campaign.settings import Round
from tonghop290.spreadsheet.content import Content
from tonghop290.text.normalize import safe_file_name

__all__ = ["Archive"]

_MOST_KEPT = 64 * 2**20
"""Bytes of contents one command keeps in memory; what is more is read again where it is needed again."""


_POINTER = "trong-thu.json"
_HEAD = 60
"""Letters by which an attachment is looked for in a mail."""
_MOST_ALIKE = 100


class Contents(Mapping[Path, Content]):
    """What is known of the originals, by their places: what was read, and what can be taken out of a mail."""

    def __init__(self, folders: Sequence[RoundFolder]) -> None:
        self._folders = folders
        self._held: dict[Path, Content] = {}
        self._left = _MOST_KEPT

    def __getitem__(self, place: Path) -> Content:
        if place in self._held:
            return self._held[place]
        name, content = self.out_of_mail(_pointer(place))
        if content is None or name != place.name:
            raise KeyError(place)
        return content

    def __iter__(self) -> Iterator[Path]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)

    def hold(self, place: Path, content: Content) -> None:
        """Keep it in memory, as long as there is room."""
        if len(content.data) <= self._left:
            self._left -= len(content.data)
            self._held[place] = content

    def out_of_mail(self, pointer: Path) -> tuple[str, Content | None]:
        """What a pointer leads to, and the name it came with; None where there is none, or the mail is gone."""
        try:
            said = json.loads(pointer.read_bytes())
            start, end = int(said["from"]), int(said["to"])
            for folder in self._folders:
                mail = folder.root / said["mail"]
                if mail.is_file() and mail.parent.parent == folder.archive:
                    with open(mail, "rb") as stream:
                        stream.seek(start)
                        return str(said["name"]), Content(binascii.a2b_base64(stream.read(end - start)))
        except (OSError, ValueError, KeyError, TypeError):
            pass
        return "", None


class Archive:
    """Where the originals lie, for one command: what it has stored or read is not read again.

    ``behind``: another round folder that is read too (a rehearsal writes beside the real one). ``contents``: what is
    known of the originals by now, by their places.
    """

    def __init__(self, folder: RoundFolder, *, behind: RoundFolder | None = None) -> None:
        self.folder, self._folders = folder, (folder, behind) if behind is not None else (folder,)
        self.contents = Contents(self._folders)
        self._places: dict[str, Path] = {}
        self._put: list[Path] = []

    def find(self, sha256: str) -> Path | None:
        """The original of this content, None when there is none or it is no longer what it was. Errors: OSError."""
        if sha256 in self._places:
            return self._places[sha256]
        for path in self._files(sha256):
            name, inside = self.contents.out_of_mail(path) if path.name == _POINTER else ("", None)
            content = inside or Content(path.read_bytes())
            if content.sha256 == sha256:
                return self._known(content, path.with_name(name or path.name))
        return None

    def has(self, place: str, size: int) -> bool:
        """Whether an original seems to lie where the ledger says, by its size alone."""
        path = os.path.join(self.folder.root, place)  # no Path for each of many
        try:
            return os.stat(path).st_size == size
        except OSError:
            return _pointer(Path(path)).is_file()

    def store(self, content: Content, name: str, *, read_again: bool = True, holder: Content | None = None) -> Path:
        """Keep a content under the name it came with (made safe; the first name stays); its place. ``holder``: the mail
        or archive it came in, which is kept already.

        ``read_again``: it is kept in memory for what follows. It is to be made lasting yet.
        Errors: RoundError when the disk is full; OSError.
        """
        found = self.find(content.sha256)
        if found is not None:
            return found
        place = self.folder.archive / content.sha256[:16] / safe_file_name(name)
        span = _span(holder.data, content.coded) if holder is not None and holder is not content else None
        content.coded = b""
        if span is not None and holder is not None and (mail := self._places.get(holder.sha256)) is not None:
            said = {"name": place.name, "mail": self._relative(mail), "from": span[0], "to": span[1]}
            self._put.append(
                self.folder.put(_pointer(place), json.dumps(said, ensure_ascii=False).encode(), lasting=False)
            )
        else:
            self._put.append(self.folder.put(place, content.data, lasting=False))
        return self._known(content, place, read_again=read_again)

    def make_last(self) -> None:
        """Have the disk hold what was stored. Errors: RoundError when the disk is full."""
        self.folder.make_last(self._put)
        self._put.clear()

    def places_of(self, round: Round, used: Sequence[Return]) -> dict[Path, Return]:
        """Where the originals of these returns lie. Errors: RoundError that names all that are gone."""
        places = {own.id: self.find(own.sha256) for own in used}
        gone = [own for own in used if places[own.id] is None]
        if gone:
            raise RoundError(
                f"Không tìm thấy bản gốc {returns_named(round, gone)} trong {ARCHIVE} (bản gốc không còn), hoặc tệp đã "
                "bị sửa. Đề nghị lấy lại từ bản sao lưu, hoặc bỏ lại tệp đó vào "
                f"{round.folder.inbox.name} rồi chạy: tonghop290 receive"
            )
        return {place: own for own in used if (place := places[own.id]) is not None}

    def _files(self, sha256: str) -> Iterator[Path]:
        for folder in self._folders:
            place = folder.archive / sha256[:16]
            if place.is_dir():
                yield from (path for path in sorted(place.iterdir()) if path.is_file())

    def _known(self, content: Content, place: Path, *, read_again: bool = True) -> Path:
        self._places[content.sha256] = place
        if read_again:
            self.contents.hold(place, content)
        return place

    def _relative(self, place: Path) -> str:
        return next(folder.relative(place) for folder in self._folders if folder.root in place.parents)


def _pointer(place: Path) -> Path:
    return place.with_name(_POINTER)


def _span(mail: bytes, coded: bytes) -> tuple[int, int] | None:
    """Where in a mail a content stands that is written in it so; None where it does not, or much stands that begins
    alike."""
    coded = coded.strip()
    start = -1
    for _ in range(_MOST_ALIKE if len(coded) >= _HEAD else 0):
        start = mail.find(coded[:_HEAD], start + 1)
        if start < 0:
            break
        if mail.startswith(coded, start):
            return start, start + len(coded)
    return None
