"""The package of Windows, unzipped into a folder with accents, does what the sources do here: the same files, to the
byte.

What differs, and why, stands in :data:`OTHER`; nothing else may.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from tests import THOROUGH
from tests.samples.paths import ROOT
from tests.windows.wine import FROZEN, Machine, frozen, missing, unzipped
from tonghop290.campaign.ledger.opening import open_ledger

pytestmark = [
    pytest.mark.skipif(not THOROUGH, reason="minutes of Wine: in the job .ci/wine only"),
    pytest.mark.skipif(bool(missing()), reason=missing()),
]
PLACE, ROUND = "Máy của chị Hương & bạn (2)", "Đợt Huyện Hoằng Hóa"
OTHER = {
    r"\d .*\.(cmd|sh|desktop)": "the starters are each system's own",
    r"\.da_doc|\.so_luu/.*": "sealed with a secret of the round",
    r"(.*/)?\.da_ghi": "names the program, and when its sources were written",
    r"so_lieu\.sqlite|ban_giao/lan_1/Sổ của đợt\.sqlite": "holds that secret: compared by what it says",
    r"ban_giao/lan_1/Mục lục\.html": "holds the hash of the ledger: compared without the hashes",
    r"Đợt\.xlsx": "saved by the test",
}
"""Names of files that are not equal by bytes, and why."""
STEPS = (
    ("1 Phát biểu", "", 0),
    ("2 Nhận biểu", "", 1),
    ("3 Tình hình", "", 0),
    ("4 Nhắc", "", 0),
    ("5 Báo cáo và biểu tổng hợp", "", 0),
    ("6 Chốt đợt", "CHOT\n", 0),
)
"""Starter, what is typed, exit code."""


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    machine = Machine(tmp_path_factory.mktemp("windows"))
    yield machine
    machine.stop()


@pytest.fixture(scope="module")
def package(machine: Machine) -> Path:
    return unzipped(machine.home / PLACE)


@pytest.fixture(scope="module")
def demonstrations(machine: Machine, package: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Of here and of there."""
    here = tmp_path_factory.mktemp("here")
    _here(["demo", "chay_thu"], here)
    machine.double_click(package / "Chạy thử.cmd")
    return here / "chay_thu", package / "chay_thu"


def _here(arguments: list[str], folder: Path, typed: str = "", expect: int = 0) -> str:
    command = ["faketime", "-f", FROZEN, sys.executable, "-X", "utf8", "-m", "tonghop290", *arguments]
    done = subprocess.run(
        command,
        cwd=folder,
        input=typed.encode(),
        capture_output=True,
        env=frozen() | {"PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.returncode == expect, done.stderr.decode()
    return done.stdout.decode()


def _files(root: Path) -> dict[str, bytes]:
    """Every file that must be equal, by its name."""
    found = {
        unicodedata.normalize("NFC", path.relative_to(root).as_posix()): path
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }
    return {
        name: path.read_bytes() for name, path in found.items() if not any(re.fullmatch(one, name) for one in OTHER)
    }


def _differ(here: Path, there: Path) -> list[str]:
    ours, theirs = _files(here), _files(there)
    return sorted(name for name in ours.keys() | theirs.keys() if ours.get(name) != theirs.get(name))


def test_the_demonstration_gives_the_same_files(demonstrations: tuple[Path, Path]) -> None:
    here, there = demonstrations
    assert _differ(here, there) == [] and len(_files(there)) > 100


def _filled(desk: Path) -> None:
    """The number, the day and the deadline, as typed in Excel; the moment of saving is the same on both."""
    book = openpyxl.load_workbook(desk)
    said = {"Số công văn": "345", "Ngày công văn": dt.date(2019, 12, 10), "Hạn gửi": dt.date(2019, 12, 31)}
    for row in book["Cơ quan"].iter_rows():
        for label, value in said.items():
            if str(row[0].value or "").startswith(label):
                row[1].value = value
    book.save(desk)


def _post(returned: Path, inbox: Path) -> None:
    for path in sorted(returned.iterdir()):
        shutil.copy(path, inbox)
        os.utime(inbox / path.name, (1_576_742_400,) * 2)


@pytest.fixture(scope="module")
def rounds(machine: Machine, package: Path, demonstrations: tuple[Path, Path]) -> tuple[Path, Path, list[str]]:
    """A round here and one there, from the first question to the hand-over; what was typed up to the workbooks."""
    place = demonstrations[0].parent
    asked = "hoang hoa\n\n"
    _here(["new", str(place)], place, asked)
    machine.double_click(package / "Mở đợt mới.cmd", asked)
    here, there = place / ROUND, machine.documents / ROUND
    for root in (here, there):
        _filled(root / "Đợt.xlsx")
        assert not [*(root / "phat_hanh").glob("*.xlsx")]
    for number, (starter, typed, code) in enumerate(STEPS):
        if number == 1:
            for root in (here, there):
                assert len([*(root / "phat_hanh").glob("*.xlsx")]) == 36
                _post(demonstrations[0] / "nhan_ve", root / "thu_den")
        machine.double_click(there / f"{starter}.cmd", typed, expect=code)
        said = subprocess.run(
            ["faketime", "-f", FROZEN, "sh", f"{starter}.sh"],
            cwd=here,
            input=typed.encode(),
            capture_output=True,
            env=frozen() | {"PYTHONPATH": str(ROOT)},
            check=False,
        )
        assert said.returncode == code, said.stderr.decode()
    return here, there, [asked]


def test_a_round_gives_the_same_files(rounds: tuple[Path, Path, list[str]]) -> None:
    here, there, _ = rounds
    assert _differ(here, there) == [] and len(_files(there)) > 250


def test_its_ledgers_say_the_same(rounds: tuple[Path, Path, list[str]]) -> None:
    said = []
    for root in rounds[:2]:
        now = dt.datetime(2019, 12, 21, tzinfo=dt.UTC)
        with open_ledger(root / "so_lieu.sqlite", now=now, actor="", scratch=True) as ledger:
            said.append([line for line in ledger.dump() if "readings_key" not in line])
    assert said[0] == said[1]
    pages = [(root / "ban_giao/lan_1/Mục lục.html").read_text(encoding="utf-8") for root in rounds[:2]]
    assert len({re.sub("[0-9a-f]{32,64}|[0-9a-f]{8,}…?", "#", page) for page in pages}) == 1


def test_thirty_six_workbooks_are_four_decisions_and_no_command(rounds: tuple[Path, Path, list[str]]) -> None:
    """Two double clicks, part of a name, Enter for the folder: under twenty clicks and keys."""
    clicks, typed = 2 * 2, "".join(rounds[2])
    assert clicks + len(typed) < 20 and typed.count("\n") == 2 and "tonghop290" not in typed


def test_what_is_dragged_onto_a_starter_is_received_once(
    machine: Machine, demonstrations: tuple[Path, Path], rounds: tuple[Path, Path, list[str]]
) -> None:
    """Last: it changes the round that the others compare."""
    sent, there = machine.home / "Xã gửi & phường gửi", rounds[1]
    sent.mkdir()
    shutil.copy(next((demonstrations[0] / "nhan_ve").iterdir()), sent / "tệp (1).xlsx")
    said = machine.double_click(there / "2 Nhận biểu.cmd", "", sent)
    assert "Đã nhận 1 tệp mới" in said
    assert [path.name for path in there.glob("thu_den/Xã gửi*/*")] == ["tệp (1).xlsx"]
