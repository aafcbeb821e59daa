"""A process of one's own without a new start: a forked child has all that its parent has imported already.

What a child changes (folder, environment, modules, limits) ends with it. Whoever tests how the program *starts* starts
it (``subprocess``).
"""

from __future__ import annotations

import gc
import importlib
import io
import os
import pkgutil
import runpy
import signal
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import IO

import tonghop290

CAN_FORK = hasattr(os, "fork")


@cache
def open_everything() -> None:
    """Import what any command imports: once here, not in every child."""
    for module in pkgutil.walk_packages(tonghop290.__path__, "tonghop290."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    for library in ("pandas", "pandera.pandas", "docxtpl", "xlsxwriter"):
        importlib.import_module(library)
    judge_nothing()


def judge_nothing() -> None:
    """pandera loads a hundred modules with its first verdict (Hypothesis too, where it is installed)."""
    import pandas
    import pandera.pandas

    pandera.pandas.DataFrameSchema({}).validate(pandas.DataFrame())


def in_child(act: Callable[[], str]) -> str | None:
    """What an act says, done in a child of its own; None when it was killed."""
    read, write = os.pipe()
    child = os.fork()
    if not child:
        code = 1
        try:
            os.close(read)
            gc.freeze()  # a collection here would look through, and copy, all that the parent has
            os.write(write, act().encode())
            code = 0
        except BaseException:  # noqa: BLE001 (whatever it is, a forked child must not go on as its parent)
            traceback.print_exc()
        finally:
            os._exit(code)
    os.close(write)
    with os.fdopen(read, encoding="utf-8") as stream:
        said = stream.read()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return None
    if status:
        raise SystemExit(f"the run ended with {status}")
    return said


def run_python(
    program: str | Path,
    *arguments: str | Path,
    cwd: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run a file of Python, or a text of it ("-c"), as ``python -X utf8`` would, with these words behind it.

    Where no process can be forked, a new one is started.
    """
    words = [str(word) for word in arguments]
    if not CAN_FORK:
        start = [program] if isinstance(program, Path) else ["-c", program]
        return subprocess.run(
            [sys.executable, "-X", "utf8", *start, *words],
            cwd=cwd,
            env={**os.environ, **(environment or {})},
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
    open_everything()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        sys.stdout.flush()
        sys.stderr.flush()
        child = os.fork()
        if not child:
            code = 1
            try:
                code = _run_as_main(program, words, cwd, environment or {}, out, err)
            finally:
                os._exit(code)
        _, status = os.waitpid(child, 0)
        said = []
        for stream in (out, err):
            stream.seek(0)
            said.append(stream.read().decode("utf-8"))
    return subprocess.CompletedProcess([str(program), *words], os.waitstatus_to_exitcode(status), *said)


def _run_as_main(
    program: str | Path,
    words: list[str],
    cwd: Path | None,
    environment: Mapping[str, str],
    out: IO[bytes],
    err: IO[bytes],
) -> int:
    gc.freeze()
    os.chdir(cwd or Path.cwd())
    os.environ.update(environment)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(out.fileno(), 1)
    os.dup2(err.fileno(), 2)
    sys.stdin = io.TextIOWrapper(io.FileIO(0, closefd=False), encoding="utf-8")
    sys.stdout, sys.stderr = (
        io.TextIOWrapper(io.FileIO(number, "w", closefd=False), encoding="utf-8", write_through=True)
        for number in (1, 2)
    )
    try:
        if isinstance(program, Path):
            sys.argv, sys.path = [str(program), *words], [str(program.parent), *sys.path]
            runpy.run_path(str(program), run_name="__main__")
        else:
            sys.argv = ["-c", *words]
            exec(compile(program, "<string>", "exec"), {"__name__": "__main__"})
    except SystemExit as ended:
        if ended.code is None or isinstance(ended.code, int):
            return ended.code or 0
        print(ended.code, file=sys.stderr)
        return 1
    except BaseException:  # noqa: BLE001 (told as the interpreter tells it)
        traceback.print_exc()
        return 1
    return 0
