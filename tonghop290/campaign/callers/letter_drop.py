"""Files of other programs put into the letter box of a round, under names that are free."""

from __future__ import annotations

import os
import shutil
from pathlib import Path, PurePath

from tonghop290.campaign.folder import RoundError, RoundFolder
from tonghop290.files import INSIDE, whole_file, write_whole
from tonghop290.outputs import free_place
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
            write_whole(free_place(folder.inbox / name), one.content.data, private=True)
        else:
            raise RoundError(f"“{one.name}” không đưa được vào {folder.inbox.name} ({one.content.code}).")


def put_path_in_letter_box(path: Path, folder: RoundFolder) -> None:
    """A file or a folder. Errors: RoundError; OSError."""
    if not path.exists():
        raise RoundError(f"Không tìm thấy {path}.")
    inbox, given = folder.inbox.resolve(), path.resolve()
    if given in inbox.parents:
        raise RoundError(f"{path} là thư mục chứa đợt này. Đề nghị chỉ đưa vào các tệp đơn vị gửi.")
    if inbox in (given, *given.parents):
        return
    target = free_place(folder.inbox / path.name)
    if path.is_dir():
        shutil.copytree(path, target, copy_function=_copy)
    else:
        _copy(path, target)


def _copy(source: str | Path, target: str | Path) -> None:
    """The content and its time; not what Windows hangs on a file that was downloaded, as ``shutil.copy2`` does there
    (and Wine cannot)."""
    times = os.stat(source)
    with whole_file(target, private=True) as draft:
        shutil.copyfile(source, draft)
        os.utime(draft, ns=(times.st_atime_ns, times.st_mtime_ns))
