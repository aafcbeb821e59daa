"""A disk without room: commands run in children of their own, on a small disk or with a limit on the size of files."""

from __future__ import annotations

import contextlib
import gc
import hashlib
import io
import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.child import in_child
from tonghop290.cli.main import main

BLOCK = 4096


def run(arguments: Sequence[str | Path], folder: Path, *, files_of: int | None = None) -> tuple[int, str, str]:
    """A command in a child of this process: exit code, output, errors (with what the interpreter says by itself).

    ``files_of``: the size no file may grow above; None: as the system has it.
    """

    def act() -> str:
        out, err = io.StringIO(), io.StringIO()
        os.chdir(folder)
        if files_of is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (files_of, files_of))
        code: object = None
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                main(list(map(str, arguments)))
            except SystemExit as ended:
                code = ended.code
            gc.collect()
        return json.dumps([code, out.getvalue(), err.getvalue()])

    said = in_child(act)
    assert said is not None
    code, out, err = json.loads(said)
    return code, out, err


def hashes(folder: Path) -> dict[str, str]:
    """Every file below a folder, hidden ones too, and the hash of its content."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@contextlib.contextmanager
def small_disk(folder: Path, size: int) -> Iterator[bool]:
    """A disk of so many bytes mounted there, where the system lets us; whether it did."""
    folder.mkdir(parents=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(folder)]
    if sys.platform != "linux" or subprocess.run(command, check=False, capture_output=True).returncode:
        yield False
        return
    try:
        yield True
    finally:
        subprocess.run(["umount", str(folder)], check=True, capture_output=True)


@contextlib.contextmanager
def room_for(disk: Path, size: int) -> Iterator[None]:
    """Leave so many bytes on a disk for the length of the block."""
    filler = disk / "đầy"
    free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
    with open(filler, "wb") as stream:
        os.posix_fallocate(stream.fileno(), 0, max(BLOCK, free - size))
    try:
        yield
    finally:
        filler.unlink()
