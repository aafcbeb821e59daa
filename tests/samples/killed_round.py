"""A round whose commands are killed: each runs again and again and dies at a chosen effect, as in a power cut.

:func:`disturb` takes the folder of a fresh round (see :func:`tests.campaign.test_killed.filled`) through its life and
tells what came of each command that was killed, or ran out of room. Effects are counted by the interpreter's own audit
events (files opened, moved and removed, folders made) and by the statements SQLite is given; the process sends itself
SIGKILL right before the chosen one.

A command that writes is added to :data:`COMMANDS`, and is killed with the others from then on.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import random
import re
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tonghop290.cli.round_folder
from tests import THOROUGH
from tests.child import in_child, open_everything
from tests.light_word import empty_document
from tests.samples.rounds import NOON, tree
from tonghop290.campaign.folder import RoundError, RoundFolder
from tonghop290.campaign.ledger.kept_states import Copies
from tonghop290.campaign.ledger.opening import open_ledger
from tonghop290.campaign.ledger.proof import in_memory
from tonghop290.cli.main import _run

EFFECTS = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "shutil.rmtree", "sqlite3.connect"}
PAGE = 4096


def spoil(folder: Path) -> None:
    """A damaged ledger, and a newest copy that knows less than it: what came after it must be found again."""
    ledger, copies = folder / "so_lieu.sqlite", Copies(RoundFolder(folder))
    data = ledger.read_bytes()
    for path in copies.paths()[:-2]:
        path.unlink()
    for path in (path for path in (folder / "thu_den").iterdir() if path.is_file()):
        path.unlink()
    ledger.write_bytes(data[: PAGE * 3] + bytes(PAGE) + data[PAGE * 4 :])


@dataclass(frozen=True)
class Command:
    """A command of a round's life: how it is typed ("{round}" for its folder), what is made ready before it."""

    name: str
    typed: tuple[str, ...]
    ready: Callable[[Path], None] = lambda folder: None

    def run(self, folder: Path) -> tuple[int, str]:
        """Its exit code and what it said."""
        said = io.StringIO()
        words = [word.replace("{round}", str(folder)) for word in self.typed]
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            code = _run([*words, "--who", "Lan"] if self.name not in ("status", "report", "summary") else words)
        return code, said.getvalue()


IN = ("-C", "{round}")
COMMANDS = (
    Command("init", ("init", "{round}", "--district", "Huyện Hoằng Hóa"), shutil.rmtree),
    Command("issue", ("issue", *IN)),
    Command("receive", ("receive", *IN)),
    Command("answer", ("answer", "--no-pdf", *IN)),
    Command("remind", ("remind", "--all", *IN)),
    Command("accept", ("accept", "20007", "1", "--why", "đúng", *IN)),
    Command("assign", ("assign", "lạ.xlsx", "20004", "--why", "đã hỏi", *IN)),
    Command("assign again", ("assign", "lạ.xlsx", "20005", "--why", "nhầm", *IN)),
    Command("choose", ("accept", "20007", "--return", "2", "--why", "đúng", *IN)),
    Command("status", ("status", "-o", "{round}/ket_qua/a.xlsx", "-o", "{round}/ket_qua/a.html", *IN)),
    Command("report", ("report", "{round}", "-o", "{round}/ket_qua/bc", "--template", "{round}/mau.docx")),
    Command("summary", ("summary", "{round}", "-o", "{round}/ket_qua/tong_hop.xlsx")),
    Command("repair", ("repair", *IN), spoil),
    Command("receive again", ("receive", *IN)),
)
"""In the order of a round's life; the ledger and files that one leaves are the next one's beginning."""


FETCHED = (Command("fetch", ("fetch", *IN)), COMMANDS[2])
"""Where a mail server is: what it has, then ``receive``."""


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


State = tuple[dict[str, str], list[str]]
"""Files and ledger."""
DRAFT = re.compile(r"(.*/)?\.[0-9]+-[^/]+\.tmp")
"""What a killed command leaves beside an output; swept away by later ones."""


def state(folder: Path) -> State:
    files = {name: hash for name, hash in tree(folder).items() if not DRAFT.fullmatch(name)}
    for path in folder.glob("*.desktop"):  # it names its own place
        files[path.name] = hashlib.sha256(path.read_bytes().replace(os.fsencode(folder), b"")).hexdigest()
    with open_ledger(folder / "so_lieu.sqlite", now=NOON, actor="", scratch=True) as ledger:
        return files, [line for line in ledger.dump() if "'readings_key'" not in line]


class Killed:
    """One command of a round: the folder before it, and what an undisturbed run leaves."""

    def __init__(self, round: Path, command: Command) -> None:
        """``round`` is where the command is run undisturbed; what is disturbed is run in copies of what it was."""
        apart = round.with_name(f"work {command.name}")
        self.before, self.work, self.command = apart / "before", round, command
        apart.mkdir()
        if round.is_dir():
            shutil.copytree(round, self.before)
        self.effects = self.effects_of(0)
        self.expected = state(round)
        self.work = apart / round.name

    def copy(self) -> None:
        shutil.rmtree(self.work, ignore_errors=True)
        if self.before.is_dir():
            shutil.copytree(self.before, self.work)

    def effects_of(self, at: int) -> int:
        """Run in a child; how many effects it had, or -1 when it was killed before number ``at``."""

        def act() -> str:
            counter = Counter(at)
            counter.install()
            code, said = self.command.run(self.work)
            assert code in (0, 1, 3), said
            return str(counter.count)

        said = in_child(act)
        return -1 if said is None else int(said)

    def run_on(self) -> list[str]:
        """Run to the end; what is wrong afterwards."""
        told = in_child(lambda: json.dumps(self.command.run(self.work))) or '[70, "killed"]'
        code, said = json.loads(told)
        return ([] if code in (0, 1, 2, 3) and "Traceback" not in said else [said]) + self.differences()

    def differences(self) -> list[str]:
        try:
            found = state(self.work)
        except RoundError as error:
            return [str(error)]
        files = [f"file {name}" for name in sorted(set(found[0].items()) ^ set(self.expected[0].items()))]
        lines = [f"ledger {line}" for line in sorted(set(found[1]) ^ set(self.expected[1]))]
        for path, data in Copies(RoundFolder(self.work)).contents():
            in_memory(data).close()
            assert path.is_file()
        return files + lines + ["order"] * (found[1] != self.expected[1])

    def kill_many(self, kills: int, rng: random.Random) -> dict[str, Any]:
        """Kill runs at random effects, up to three in a row, then let one end (in the thorough job one more as well);
        compare after each."""
        done: list[int] = []
        wrong: list[str] = []
        while len(done) < kills:
            self.copy()
            for _ in range(min(rng.choice((1, 1, 2, 3)), kills - len(done))):
                at = rng.randint(1, max(1, self.effects // rng.choice((1, 1, 2, 5))))
                if self.effects_of(at) >= 0:
                    break
                done.append(at)
            wrong += [f"killed at {done[-3:]}: {one}" for _ in range(1 + THOROUGH) for one in self.run_on()]
        return {"effects": self.effects, "kills": sorted(done), "wrong after a kill": wrong[:20]}

    def fill(self, limits: Sequence[int]) -> dict[str, Any]:
        """Run with each limit on the size of files, then without; how it ended, what was said, what is wrong then."""
        ended: dict[int, Any] = {}
        wrong: list[str] = []
        for limit in limits:
            self.copy()
            told = in_child(lambda limit=limit: self.limited(limit))  # type: ignore[misc]
            ended[limit] = json.loads(told or '[70, "killed"]')
            wrong += [f"at {limit}: {one}" for one in self.run_on()]
        return {"ended": ended, "wrong on a full disk": wrong[:20]}

    def limited(self, at_most: int) -> str:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (at_most, at_most))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        return json.dumps(self.command.run(self.work))


def disturb(
    fresh: Path, *names: str, kills: int = 0, seed: int = 290, limits: Callable[[str], Sequence[int]] = lambda _: ()
) -> dict[str, Any]:
    """Each of these commands (all, when none is named) run in the round, and in copies of it killed so often, and with
    ``limits`` of the command on the size of files: name → what came of it."""

    def act() -> str:
        _stop_the_clock()
        rng = random.Random(seed)
        return json.dumps(
            _through_its_life(fresh, names, lambda one: one.kill_many(kills, rng) | one.fill(limits(one.command.name)))
        )

    open_everything()
    return dict(json.loads(in_child(act) or "{}"))


def _stop_the_clock() -> None:
    """Every command of this process is run at noon."""
    moment = tonghop290.cli.round_folder.moment
    for module in [*sys.modules.values()]:
        if vars(module).get("moment") is moment:
            module.moment = lambda: NOON


def _through_its_life(fresh: Path, names: Sequence[str], act: Callable[[Killed], dict[str, Any]]) -> dict[str, Any]:

    template = empty_document()
    template.add_paragraph("Dân số {{ dan_so }}.")
    template.save(str(fresh / "mau.docx"))
    found: dict[str, Any] = {}
    life = FETCHED if "fetch" in names else COMMANDS
    last = max(number for number, command in enumerate(life) if not names or command.name in names)
    for command in life[: last + 1]:
        named, place = not names or command.name in names, fresh
        if command.name == "init":  # a round of its own
            if not named:
                continue
            place = fresh.with_name("opened")
            place.mkdir()
        command.ready(place)
        if not named:
            command.run(place)
            continue
        killed = Killed(place, command)
        found[command.name] = act(killed)
        shutil.rmtree(killed.before.parent)
    return found
