"""Originals, by content, for ever: ``luu_tru/<first 16 digits of the SHA-256>/<name>``."""

from __future__ import annotations

import hashlib
from pathlib import Path

from tonghop290.campaign.folder import RoundFolder
from tonghop290.text.normalize import safe_file_name

__all__ = ["Archive"]


class Archive:
    """Where the originals lie. ``behind``: another round folder that is read too (a rehearsal writes beside the real one)."""

    def __init__(self, folder: RoundFolder, *, behind: RoundFolder | None = None) -> None:
        self.folder, self._folders = folder, (folder, behind) if behind is not None else (folder,)

    def find(self, sha256: str) -> Path | None:
        """The original of this content, None when there is none or it is no longer what it was."""
        for folder in self._folders:
            place = folder.archive / sha256[:16]
            if place.is_dir():
                for path in sorted(place.iterdir()):
                    if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256:
                        return path
        return None

    def store(self, data: bytes, name: str) -> tuple[str, Path]:
        """Keep a content under the name it came with (made safe; the first name stays); its SHA-256 and its place.

        Errors: RoundError when the disk is full; OSError.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        found = self.find(sha256)
        return sha256, found or self.folder.put(self.folder.archive / sha256[:16] / safe_file_name(name), data)
