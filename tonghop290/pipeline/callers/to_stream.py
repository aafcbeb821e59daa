"""What is written to a path is written to a stream as well: a file as it is, a folder as one .zip of its files.

So a web endpoint hands out ``io.BytesIO`` and keeps no folder. What was written is logged (INFO).
"""

from __future__ import annotations

import functools
import logging
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, BinaryIO, Concatenate, ParamSpec, Protocol, TypeVar, cast, overload

from tonghop290.file_names import WRITTEN
from tonghop290.files import no_place

__all__ = ["FileWriter", "FolderWriter", "file_or_stream", "folder_or_stream", "log_written"]

P = ParamSpec("P")
S = TypeVar("S", contravariant=True)
R = TypeVar("R", covariant=True)
_log = logging.getLogger("tonghop290.pipeline")


class FileWriter(Protocol[S, P]):
    """Writes one file: to a path, which it returns, or into a binary stream."""

    @overload
    def __call__(self, of: S, path: str | os.PathLike[str], /, *args: P.args, **options: P.kwargs) -> Path: ...
    @overload
    def __call__(self, of: S, path: BinaryIO, /, *args: P.args, **options: P.kwargs) -> None: ...


class FolderWriter(Protocol[S, P, R]):
    """Writes files: into a folder, or into a binary stream as one .zip."""

    @overload
    def __call__(self, of: S, folder: str | os.PathLike[str], /, *args: P.args, **options: P.kwargs) -> R: ...
    @overload
    def __call__(self, of: S, folder: BinaryIO, /, *args: P.args, **options: P.kwargs) -> None: ...


def file_or_stream(
    suffix: str,
) -> Callable[[Callable[Concatenate[S, str | Path, P], Path]], FileWriter[S, P]]:
    """For a function that writes one file whose name ends in ``suffix``."""

    def of(write: Callable[Concatenate[S, str | Path, P], Path]) -> FileWriter[S, P]:
        return cast("FileWriter[S, P]", _or_stream(write, f"tonghop290{suffix}", Path.read_bytes))

    return of


def folder_or_stream(write: Callable[Concatenate[S, str | Path, P], R]) -> FolderWriter[S, P, R]:
    """For a function that writes files into a folder."""
    return cast("FolderWriter[S, P, R]", _or_stream(write, "", _zipped))


def _or_stream(write: Callable[..., Any], name: str, taken: Callable[[Path], bytes]) -> Callable[..., Any]:
    """The same, and what a stream gets: whatever ``taken`` takes of what was written nowhere, under that name."""

    @functools.wraps(write)
    def either(of: Any, target: Any, *args: Any, **options: Any) -> Any:
        if not _is_stream(target):
            written = write(of, target, *args, **options)
            log_written(write.__name__, written)
            return written
        with no_place() as folder:
            place = folder / name
            write(of, place, *args, **options)
            target.write(taken(place))
        return None

    return either


def _is_stream(target: object) -> bool:
    return not isinstance(target, str | os.PathLike) and callable(getattr(target, "write", None))


def log_written(what: str, written: object) -> None:
    """What was written and where, at INFO."""
    if isinstance(written, Path):
        _log.info("%s: %s", what, written)
    elif isinstance(written, Iterable):
        paths = [*written]
        _log.info("%s: %d files, %s", what, len(paths), paths[0].parent if paths else "")


def _zipped(folder: Path) -> bytes:
    from tonghop290.spreadsheet.zip_out import pack, packed

    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != WRITTEN)
    return packed(pack(path.relative_to(folder).as_posix(), path.read_bytes()) for path in files)
