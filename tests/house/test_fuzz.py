"""The fuzzers: each still makes cases and finds nothing in one; the judge sees everything it says it sees."""

from __future__ import annotations

import importlib
import json
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.child import run_python
from tests.samples.paths import ROOT

sys.path.insert(0, str(ROOT / "scripts"))
from dev.fuzzers.case import Case, load_case, save_case  # noqa: E402
from dev.fuzzers.seeds import Seeds  # noqa: E402

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the fuzzers need a system with fork")

FUZZERS = ("packages", "mails", "archives", "templates", "definitions", "ledgers")


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Seeds:
    return Seeds(tmp_path_factory.mktemp("seeds"), office=False)


def test_each_fuzzer_tries_a_case_and_finds_nothing(tmp_path: Path) -> None:
    """That it still runs; minutes of cases are the nightly job's (``.ci/fuzz``)."""
    few = ("--cases", "1", "--seed", "290", "--no-office")
    done = run_python(ROOT / "scripts" / "dev" / "fuzz.py", *few, "--folder", tmp_path)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert [line.split(" in ")[0] for line in done.stdout.splitlines()] == [f"{name}: 1 cases" for name in FUZZERS]


@pytest.mark.parametrize("fuzzer", FUZZERS)
def test_one_seed_gives_one_case_and_a_kept_case_is_the_same(fuzzer: str, seeds: Seeds, tmp_path: Path) -> None:
    make = importlib.import_module(f"dev.fuzzers.{fuzzer}").a_case
    cases = [make(Random(f"x {number}"), seeds) for number in (1, 1, 2)]
    assert (cases[0] == cases[1], cases[1] == cases[2]) == (True, False)
    assert load_case(save_case(cases[0], tmp_path / "a.zip")) == cases[0]


# --- the judge: what a command does wrong is seen -----------------------------------------------------------------


def stands_in(act: Callable[[], Any]) -> Callable[[list[str]], None]:
    def main(arguments: list[str]) -> None:
        code = act()
        raise SystemExit(code if isinstance(code, int) else 0)

    return main


def answer(**changes: Any) -> Callable[[], None]:
    """The JSON of a check of one return that was read, with something else in it."""
    one = {
        "path": "a.xlsx",
        "unit": {"code": "1"},
        "status": "clean",
        "values": {"dan_so": 5},
        "states": {},
        "findings": [],
    }
    return lambda: print(Path("ra.json").write_text(json.dumps({"files": [one | changes]}), encoding="utf-8"))


def raises() -> None:
    raise KeyError("x")


def spins() -> None:
    while True:
        pass


def links_out() -> None:
    import zipfile

    with zipfile.ZipFile("a.docx", "w") as package:
        package.writestr("word/_rels/document.xml.rels", '<Relationship Target="http://ke-xau.example/"/>')


def calls() -> None:
    import socket

    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", 9), timeout=0.1)


@pytest.mark.parametrize(
    ("act", "seen"),
    [
        (lambda: 0, []),
        (answer(), []),
        (lambda: 70, ["exit 70 check"]),
        (raises, ["traceback ? KeyError"]),
        (spins, ["too much work check"]),
        (lambda: bytearray(3 * 10**9), ["traceback ? MemoryError"]),
        (lambda: Path("../../x").write_text(""), ["outside: open ....x"]),
        (lambda: os.mkdir("../../y"), ["outside: os.mkdir ....y"]),
        (lambda: Path("a.xlsx").unlink(), ["input changed .xlsx"]),
        (lambda: Path("a.xlsx").write_text("y"), ["input changed .xlsx"]),
        (lambda: Path(os.environ["TMPDIR"], "x").write_text(""), ["left in temp"]),
        (lambda: Path(".1-x.tmp").write_text(""), ["half a file"]),
        (lambda: Path("b.xlsx").write_text("half"), ["not whole .xlsx"]),
        (lambda: print("\x1b[2J"), ["acts on the screen"]),
        (calls, ["network: socket.connect", "network: socket.getaddrinfo"]),
        (links_out, ["travels .docx .rels"]),
        (answer(values={"dan_so": 6}), ["wrong figure dan_so"]),
        (answer(values={"dan_so": None}), ["figure lost"]),
        (answer(values={"dan_so": None}, findings=[{"field": "dan_so", "stage": "type"}]), []),
        (lambda: print(Path("ra.json").write_text('{"files": []}')), ["return lost"]),
    ],
)
def test_the_judge_sees(
    act: Callable[[], Any], seen: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dev.fuzzers.trial import try_case

    from tonghop290.cli import main as front_door

    monkeypatch.setattr(front_door, "main", stands_in(act))
    case = Case(
        fuzzer="x", files={"a.xlsx": b"x"}, commands=(("check", "a.xlsx"),), known={"1": [{"dan_so": 5}]}, told=1
    )
    quiet = case if "return lost" in seen else replace(case, told=0)
    found = [one.key for one in try_case(quiet, tmp_path / "in" / "a", seconds=1)]
    assert [key[: len(one)] for key, one in zip(found, seen, strict=False)] == seen and len(found) == len(seen), found
