"""Fuzz what comes from outside: ``python scripts/dev/fuzz.py [--minutes 5] [--only mails] [--seed 7]``.

Six fuzzers (packages, mails, archives, templates, definitions, ledgers) each run for that long. Every case is made from
its seed and number, run in a child with limits on work and memory, and judged (``fuzzers/trial.py`` says what counts).
What was found is kept once of each kind in ``.fuzz/found`` and tried first the next time; ``--replay FILE`` runs one
again and tells where its files and what it said lie. Exit code 1 when something was found. Not for Windows.
"""

from __future__ import annotations

import argparse
import importlib
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from dev.fuzzers.case import Case, Finding, load_case, save_case  # noqa: E402
from dev.fuzzers.seeds import Seeds  # noqa: E402
from dev.fuzzers.trial import try_case  # noqa: E402

FUZZERS = ("packages", "mails", "archives", "templates", "definitions", "ledgers")
FOLDER = ROOT / ".fuzz"


def make_case(fuzzer: str, seed: int, number: int, seeds: Seeds) -> Case:
    case: Case = importlib.import_module(f"dev.fuzzers.{fuzzer}").a_case(Random(f"{fuzzer} {seed} {number}"), seeds)
    return case


def load_everything(seeds: Seeds) -> None:
    """Import what a command imports, so that the children find it there."""
    import pkgutil

    import tonghop290

    for module in pkgutil.walk_packages(tonghop290.__path__, "tonghop290."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    for library in ("pandas", "pandera.pandas", "docxtpl", "xlsxwriter", "openpyxl"):
        importlib.import_module(library)
    importlib.import_module("tests.child").judge_nothing()


class Hunt:
    """One run of one fuzzer: counts its cases, keeps each kind of finding once."""

    def __init__(self, fuzzer: str, seed: int, folder: Path, seeds: Seeds) -> None:
        self.fuzzer, self.seed, self.folder, self.seeds = fuzzer, seed, folder, seeds
        self.cases, self.found = 0, Counter[str]()
        self.labels = Counter[str]()

    def run(self, *, seconds: float, cases: int) -> Iterator[str]:
        """Try what was kept, then new cases until time or number is up; a line for each new kind of finding."""
        for path in sorted((self.folder / "found").glob(f"{self.fuzzer} *.zip")):
            yield from self._judge(load_case(path), path)
        end, number = time.monotonic() + seconds, 0
        while time.monotonic() < end and (not cases or number < cases):
            number += 1
            yield from self._judge(make_case(self.fuzzer, self.seed, number, self.seeds), None, number)

    def _judge(self, case: Case, kept: Path | None, number: int = 0) -> Iterator[str]:
        self.cases += 1
        self.labels[case.label] += 1
        for one in try_case(case, self.folder / "work" / self.fuzzer):
            self.found[one.key] += 1
            if self.found[one.key] == 1:
                yield self._line(one, kept or self._keep(case, one, number))

    def _keep(self, case: Case, one: Finding, number: int) -> Path:
        name = re.sub(r"[^\w.]+", "-", one.key)[:80].strip("-")
        return save_case(case, self.folder / "found" / f"{self.fuzzer} {name} {self.seed}-{number}.zip")

    def _line(self, one: Finding, path: Path) -> str:
        return f"{self.fuzzer}: {one.text}\n    replay: python scripts/dev/fuzz.py --replay {str(path)!r}"


def replay(path: Path, folder: Path) -> int:
    case = load_case(path)
    place = folder / "work" / "replay"
    found = try_case(case, place)
    for number, command in enumerate(case.commands):
        print(f"{place / str(number)}.out .err: tonghop290 {' '.join(command)}")
    print(*(f"found: {one.text}" for one in found), sep="\n") if found else print("nothing found")
    return 1 if found else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--minutes", type=float, default=5.0, help="for each fuzzer")
    parser.add_argument("--cases", type=int, default=0, help="at most so many for each fuzzer")
    parser.add_argument("--only", action="append", choices=FUZZERS, help="may be given again")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="default: another one each time")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where findings and seeds are kept")
    parser.add_argument("--no-office", action="store_true", help="without the kinds only LibreOffice writes")
    parser.add_argument("--replay", type=Path, metavar="FILE", help="run a kept case again")
    options = parser.parse_args()
    folder = options.folder.resolve()
    seeds = Seeds(folder, office=not options.no_office)
    load_everything(seeds)
    if options.replay:
        return replay(options.replay, folder)
    total = 0
    for fuzzer in options.only or FUZZERS:
        hunt, start = Hunt(fuzzer, options.seed, folder, seeds), time.monotonic()
        for line in hunt.run(seconds=options.minutes * 60, cases=options.cases):
            print(line, flush=True)
        total += len(hunt.found)
        took = time.monotonic() - start
        print(
            f"{fuzzer}: {hunt.cases} cases in {took:.0f} s, seed {options.seed}, {len(hunt.found)} kinds found",
            flush=True,
        )
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main())
