"""Writing a file whole or not at all: beside its place, then moved there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["INSIDE", "whole_file", "write_whole"]

INSIDE = " › "
"""Between an archive and a file in it, as people are told of them: "thu.zip › a.xlsx"."""


@contextmanager
def whole_file(path: str | Path) -> Iterator[Path]:
    """A draft beside ``path`` to write to; it takes its place when the block ends well and is removed when it does not.

    The folder is made when it is missing. Errors: OSError; what the block raises.
    """
    path = Path(path)
    if not path.parent.is_dir():
        path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{os.getpid()}-{path.name[-60:]}.tmp")  # a long name must not become too long
    try:
        yield draft
        os.replace(draft, path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def write_whole(path: str | Path, data: bytes) -> Path:
    """Put these bytes at ``path``. Errors: OSError."""
    with whole_file(path) as draft:
        draft.write_bytes(data)
    return Path(path)
