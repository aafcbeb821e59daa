"""A program that is killed: it runs ``receive`` again and again and dies at a chosen effect, as in a power cut.

``python -m tests.samples.killed_round FOLDER kill KILLS SEED`` prints what it did as JSON. Effects are counted by the
interpreter's own audit events (files opened, moved and removed, folders made) and by the statements SQLite is given;
the process sends itself SIGKILL right before the chosen one. ``python -m tests.samples.killed_round FOLDER fill
BYTES…`` runs with limits on the size of files instead.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tests.samples.rounds import dump, receive_all, tree
from tonghop290.campaign.folder import RoundError, find_round
from tonghop290.campaign.settings import load_round

EFFECTS = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "shutil.rmtree", "sqlite3.connect"}


class Counter:
    """Counts effects, and kills its process right before number ``at``. 0: never."""

    def __init__(self, at: int) -> None:
        self.at, self.count = at, 0

    def install(self) -> None:
        connect = sqlite3.connect

        def traced(*arguments: Any, **options: Any) -> sqlite3.Connection:
            connection = connect(*arguments, **options)
            connection.set_trace_callback(lambda _: self.step())
            return connection

        sqlite3.connect = traced  # type: ignore[assignment]
        sys.addaudithook(lambda event, _: self.step() if event in EFFECTS else None)

    def step(self) -> None:
        self.count += 1
        if self.count == self.at:
            os.kill(os.getpid(), signal.SIGKILL)


def run(folder: Path) -> None:
    receive_all(load_round(find_round(folder)))


def in_child(act: Callable[[], str]) -> str | None:
    """What an act says, done in a child of its own; None when it was killed."""
    read, write = os.pipe()
    child = os.fork()
    if not child:
        code = 1
        try:
            os.close(read)
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


def effects_of(folder: Path, at: int = 0) -> int:
    """Run in a child; how many effects it had, or -1 when it was killed before number ``at``."""

    def act() -> str:
        counter = Counter(at)
        counter.install()
        run(folder)
        return str(counter.count)

    said = in_child(act)
    return -1 if said is None else int(said)


def differences(folder: Path, expected: tuple[dict[str, str], list[str]]) -> list[str]:
    found = tree(folder), dump(load_round(find_round(folder)))
    files = [f"file {name}" for name in sorted(set(found[0].items()) ^ set(expected[0].items()))]
    return (
        files
        + [f"ledger {line}" for line in sorted(set(found[1]) ^ set(expected[1]))]
        + ["order"] * (found[1] != expected[1])
    )


def undisturbed(fresh: Path) -> tuple[tuple[dict[str, str], list[str]], int]:
    """Files and ledger after one run of a copy, and how many effects it had."""
    whole = fresh.with_name("undisturbed")
    shutil.copytree(fresh, whole)
    run(whole)  # in this process: what is imported now need not be again
    shutil.rmtree(whole)
    shutil.copytree(fresh, whole)
    effects = effects_of(whole)
    return (tree(whole), dump(load_round(find_round(whole)))), effects


def kill_many(fresh: Path, kills: int, seed: int) -> dict[str, Any]:
    """Kill runs at random effects, up to ten in a row, then let one end; compare with the undisturbed run."""
    rng = random.Random(seed)
    expected, effects = undisturbed(fresh)
    done: list[int] = []
    wrong: list[str] = []
    while len(done) < kills:
        folder = fresh.with_name("chain")
        shutil.copytree(fresh, folder)
        for _ in range(min(10, kills - len(done))):
            at = rng.randint(1, effects // rng.choice((1, 1, 2, 5)))
            if effects_of(folder, at) >= 0:
                break
            done.append(at)
        run_in_child(folder)
        wrong += differences(folder, expected)
        run_in_child(folder)
        wrong += differences(folder, expected)
        shutil.rmtree(folder)
    return {"effects": effects, "kills": sorted(done), "wrong": wrong[:20]}


def run_in_child(folder: Path) -> None:
    def act() -> str:
        run(folder)
        return ""

    in_child(act)


def fill_disks(fresh: Path, limits: Sequence[int]) -> dict[str, Any]:
    """Run with each limit on the size of files, then without; what was said, what differs from the undisturbed run."""
    expected, _ = undisturbed(fresh)
    said: dict[int, str | None] = {}
    wrong: list[str] = []
    for limit in limits:
        folder = fresh.with_name("full")
        shutil.copytree(fresh, folder)
        said[limit] = in_child(lambda folder=folder, limit=limit: limited(folder, limit))  # type: ignore[misc]
        run_in_child(folder)
        wrong += differences(folder, expected)
        shutil.rmtree(folder)
    return {"said": said, "wrong": wrong[:20]}


def limited(folder: Path, at_most: int) -> str:
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (at_most, at_most))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        run(folder)
    except RoundError as error:
        return str(error)
    return ""


if __name__ == "__main__":
    folder, task, *numbers = sys.argv[1:]
    values = [int(number) for number in numbers]
    result = kill_many(Path(folder), *values) if task == "kill" else fill_disks(Path(folder), values)
    print(json.dumps(result, ensure_ascii=False))
