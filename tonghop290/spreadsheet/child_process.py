"""A process of its own for reading: what it dies of, or never ends with, is one file's trouble.

Parent and child speak in pickles over the child's standard streams, each with its length before it. The child is
started by this module's name, so that it works alike on Windows and needs nothing of the caller's main script; what it
serves is given to it by name ("module:function", a function that makes a handler), so that nothing above this room is
known here.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import io
import os
import pickle
import queue
import struct
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from tonghop290.spreadsheet.package import Unreadable

__all__ = ["MEMORY", "SECONDS", "Died", "Fault", "Worker", "processes_at_once", "serve"]

SECONDS = 20.0
"""How long one file may take."""
MEMORY = 280 * 2**20
"""How much address space a child may take (bytes, where the system can limit it); about a tenth is Python itself.

calamine takes 32 bytes for every cell between the first and the last that hold something: with these it reads about six
million.
"""
_START_SECONDS = 60.0
_MOST_PROCESSES = 8
_THIS = "tonghop290.spreadsheet.child_process"
_LENGTH = struct.Struct("<Q")
_COLLECT_FROM = 50_000
"""New objects after which a child looks for garbage: a return makes a few thousand, and leaves none behind that it
would find."""

_MALLOC = {"MALLOC_MMAP_THRESHOLD_": str(16 * 2**20), "MALLOC_TRIM_THRESHOLD_": str(32 * 2**20)}
"""For glibc: a part of a workbook is held in memory that is used again, not asked of the system and given back each
time."""


def processes_at_once() -> int:
    """How many processes work at once: one a processor, of which no more than eight are asked for."""
    return min(os.cpu_count() or 1, _MOST_PROCESSES)


class Died(Exception):
    """The child ended before it answered."""


class Fault(RuntimeError):
    """An exception of ours in the child; its text is the child's traceback."""


class Worker:
    """One child process, a thread that brings it its requests, and one that collects its answers into ``answers`` as
    (worker, answer).

    ``serving`` names what makes the child's handler, "module:function". An answer is ("ready", None), ("done", value),
    ("unreadable", (code, details)), ("fault", traceback) or ("died", None). Whoever sends never waits for a child that
    is busy.
    """

    def __init__(
        self, serving: str, answers: queue.Queue[tuple[Worker, tuple[str, Any]]] | None = None, *, memory: int = MEMORY
    ) -> None:
        root = str(Path(__file__).parents[2])
        environment = {
            **os.environ,
            **_MALLOC,
            "PYTHONPATH": os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH", "")))),
            "PYTHONUTF8": "1",
        }
        # A console program started from a windowed one would flash a black window on Windows.
        flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)
        self.answers = queue.Queue() if answers is None else answers
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", _THIS, serving, str(memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            creationflags=flags,
        )
        self._requests: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._threads = [threading.Thread(target=work, daemon=True) for work in (self._bring, self._collect)]
        for thread in self._threads:
            thread.start()

    def _bring(self) -> None:
        assert self.process.stdin is not None
        with contextlib.suppress(OSError):  # the collecting thread says so
            while (request := self._requests.get()) is not None:
                _write(self.process.stdin, request)

    def _collect(self) -> None:
        assert self.process.stdout is not None
        while True:
            try:
                answer = _receive(self.process.stdout)
            except (EOFError, OSError, ValueError):
                self.answers.put((self, ("died", None)))
                return
            self.answers.put((self, answer))

    def send(self, request: tuple[Any, ...]) -> None:
        """Give the child something to do; a dead child is noticed by its answer."""
        self._requests.put(pickle.dumps(request))

    def ask(self, request: tuple[Any, ...], *, seconds: float = SECONDS) -> Any:
        """Send one request and wait for its answer; raises `Unreadable`. For a worker with its own ``answers`` only."""
        self.send(request)
        wait = _START_SECONDS + seconds
        while True:
            try:
                _, (word, value) = self.answers.get(timeout=wait)
            except queue.Empty:
                self.close()
                raise Unreadable("file-timeout") from None
            if word == "ready":
                wait = seconds
            elif word == "died":
                raise Died
            elif word == "unreadable":
                raise Unreadable(value[0], **value[1])
            elif word == "fault":
                raise Fault(value)
            else:
                return value

    def close(self) -> None:
        """End the child, whatever it is doing."""
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.kill()
        self.process.wait()
        self._requests.put(None)
        for thread in self._threads:
            thread.join()
        self.process.stdout.close()
        with contextlib.suppress(OSError):  # what it had not read yet
            self.process.stdin.close()


def _send(stream: BinaryIO | Any, value: Any) -> None:
    _write(stream, pickle.dumps(value))


def _write(stream: BinaryIO | Any, made: bytes) -> None:
    stream.write(_LENGTH.pack(len(made)))
    stream.write(made)
    stream.flush()


def _receive(stream: BinaryIO | Any) -> Any:
    return pickle.loads(_read(stream))


def _read(stream: BinaryIO | Any) -> bytes:
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(head)
    body: bytes = stream.read(length)
    if len(body) < length:
        raise EOFError
    return body


# --- the child ----------------------------------------------------------------------------------------------------


def serve(serving: str, memory: int) -> None:
    """Answer requests until the input ends, each by the handler that ``serving`` ("module:function") makes."""
    gc.set_threshold(_COLLECT_FROM)
    requests = io.BufferedReader(io.FileIO(os.dup(0)))
    answers = io.BufferedWriter(io.FileIO(os.dup(1), "w"))
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # whatever prints must not speak into the answers
    _limit_memory(memory)
    module, _, name = serving.partition(":")
    handle: Callable[..., Any] = getattr(importlib.import_module(module), name)()
    _send(answers, ("ready", None))
    while True:
        try:
            request = _read(requests)
        except EOFError:
            return
        try:
            answer = handle(*pickle.loads(request))
            made = pickle.dumps(("done", answer))
        except Unreadable as error:
            made = pickle.dumps(("unreadable", (error.code, error.details)))
        except MemoryError:
            made = pickle.dumps(("unreadable", ("file-too-large", {})))
        except Exception:  # noqa: BLE001 - a fault of ours travels to the parent, which raises it
            made = pickle.dumps(("fault", traceback.format_exc()))
        _write(answers, made)


def _limit_memory(memory: int) -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (memory if most == resource.RLIM_INFINITY else min(memory, most), most))


if __name__ == "__main__":
    # The module under its own name, not as __main__: what is pickled must be found by the parent.
    importlib.import_module(_THIS).serve(sys.argv[1], int(sys.argv[2]))
