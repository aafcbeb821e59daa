"""Files of other programs put into the letter box of a round, under names that are free."""

from __future__ import annotations

import shutil
from pathlib import Path, PurePath

from tonghop290.campaign.folder import RoundError, RoundFolder
from tonghop290.files import INSIDE, write_whole
from tonghop290.pipeline.callers.given import Sources, all_given
from tonghop290.spreadsheet.content import Content
from tonghop290.text.normalize import safe_file_name

__all__ = ["put_in_letter_box", "put_path_in_letter_box"]


def put_in_letter_box(sources: Sources, folder: RoundFolder) -> None:
    """Copy what is given into the letter box; never over what lies there, and not what lies there already.

    Errors: RoundError for a path that is not there, and for what is too large; OSError; TypeError.
    """
    for one in all_given(sources):
        if isinstance(one, Path):
            put_path_in_letter_box(one, folder)
        elif isinstance(one.content, Content):
            name = safe_file_name(PurePath(one.name.rpartition(INSIDE)[2].replace("\\", "/")).name)
            write_whole(_free(folder.inbox / name), one.content.data, private=True)
        else:
            raise RoundError(f"“{one.name}” không đưa được vào {folder.inbox.name} ({one.content.code}).")


def put_path_in_letter_box(path: Path, folder: RoundFolder) -> None:
    """A file or a folder. Errors: RoundError; OSError."""
    if not path.exists():
        raise RoundError(f"Không tìm thấy {path}.")
    if folder.inbox.resolve() not in (path.resolve(), *path.resolve().parents):
        (shutil.copytree if path.is_dir() else shutil.copy2)(path, _free(folder.inbox / path.name))


def _free(place: Path) -> Path:
    target, number = place, 2
    while target.exists():
        target, number = place.with_name(f"{place.stem} ({number}){place.suffix}"), number + 1
    return target
