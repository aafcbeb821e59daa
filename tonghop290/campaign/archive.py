"""Originals, by content, for ever: ``luu_tru/<first 16 digits of the SHA-256>/<name>``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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


class Archive:
    """Where the originals lie, for one command: what it has stored or read is not read again.

    ``behind``: another round folder that is read too (a rehearsal writes beside the real one). ``contents``: what is
    known of the originals by now, by their places.
    """

    def __init__(self, folder: RoundFolder, *, behind: RoundFolder | None = None) -> None:
        self.folder, self._folders = folder, (folder, behind) if behind is not None else (folder,)
        self.contents: dict[Path, Content] = {}
        self._places: dict[str, Path] = {}
        self._put: list[Path] = []
        self._left = _MOST_KEPT

    def find(self, sha256: str) -> Path | None:
        """The original of this content, None when there is none or it is no longer what it was. Errors: OSError."""
        if sha256 in self._places:
            return self._places[sha256]
        for path in self._files(sha256):
            content = Content(path.read_bytes())
            if content.sha256 == sha256:
                return self._known(content, path)
        return None

    def store(self, content: Content, name: str, *, read_again: bool = True) -> Path:
        """Keep a content under the name it came with (made safe; the first name stays); its place.

        ``read_again``: it is kept in memory for what follows. It is to be made lasting yet.
        Errors: RoundError when the disk is full; OSError.
        """
        found = self.find(content.sha256)
        if found is not None:
            return found
        place = self.folder.archive / content.sha256[:16] / safe_file_name(name)
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
        if read_again and len(content.data) <= self._left:
            self._left -= len(content.data)
            self.contents[place] = content
        return place
