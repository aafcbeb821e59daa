"""Killed at any moment, run twice at once, or out of disk: the next run ends where an undisturbed one ends."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests import THOROUGH
from tests.samples.killed_round import COMMANDS, disturb
from tests.samples.rounds import (
    DOUBTFUL,
    WRONG,
    a_return,
    a_round,
    issue_all,
    opened,
    receive_all,
    states,
)
from tonghop290.campaign.folder import RoundError
from tonghop290.campaign.ledger.lock import locked
from tonghop290.campaign.settings import Round, load_round

ENVIRONMENT = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
LIMITS = (0, 6_000, 20_000, 2**30)
"""Bytes that no file may grow above; all four of every command in the thorough job."""
EACH = max(1, -(-int(os.environ.get("TONGHOP290_KILLS", "0")) // len(COMMANDS)))
WITHOUT_LOCK = {"status", "report", "summary"}
"""Commands that write no ledger."""
posix = pytest.mark.skipif(os.name != "posix", reason="kills by signal and limits on files are POSIX")


@pytest.fixture(scope="module")
def memory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder in memory where there is one: what is tested is the order of effects, not the speed of a disk."""
    shared = Path("/dev/shm")
    if not (shared.is_dir() and os.access(shared, os.W_OK)):
        yield tmp_path_factory.mktemp("memory")
        return
    folder = Path(tempfile.mkdtemp(dir=shared))
    yield folder
    shutil.rmtree(folder)


def filled(root: Path, count: int) -> Round:
    """A round with so many units and returns: wrong, doubtful, a copy, a correction, an older one, a picture,
    some on an earlier form.
    """
    first = a_round(root, count=count - 4)
    codes = list(first.units)
    issue_all(first, *codes[:2])
    definition = root / "bieu" / "form.toml"
    definition.write_text(
        definition.read_text(encoding="utf-8").replace('version = "1"', 'version = "2"'), encoding="utf-8"
    )
    round = load_round(first.folder)
    earlier = replace(round, form=round.editions.find(first.form.hash) or round.form)
    assert earlier.form.version == "1"
    for number, code in enumerate(codes):
        values = WRONG if number % 9 == 3 else DOUBTFUL if number % 9 == 6 else {"dan_so": 5000 + number}
        a_return(earlier if number % 5 == 1 else round, code, when=number, saved="2020-01-08T03:00:00Z", **values)
    a_return(round, codes[3], "sửa.xlsx", when=100, saved="2020-01-09T03:00:00Z")
    a_return(round, codes[6], "cũ.xlsx", when=101, saved="2020-01-07T03:00:00Z")
    a_return(round, codes[0], "chép.xlsx", when=102, saved="2020-01-08T03:00:00Z", dan_so=5000)
    a_return(round, codes[4], "lạ.xlsx", when=103, saved="2020-01-09T03:00:00Z", don_vi="Xã Mẫu 4")
    (round.folder.inbox / "ảnh.xlsx").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(60))
    return round


def limits_of(name: str) -> Sequence[int]:
    """Of every command all in the thorough job; in the suite one of some, as ``tests/cli`` fills disks too."""
    return (
        LIMITS if THOROUGH else LIMITS[: {"receive": 2, "init": 1, "issue": 1, "report": 1, "repair": 1}.get(name, 0)]
    )


@pytest.fixture(scope="module")
def disturbed(memory: Path) -> dict[str, Any]:
    """Every command that writes, killed once each, and some run with hardly any room; what came of it.

    TONGHOP290_KILLS gives how many kills in all (300 in the thorough job).
    """
    filled(memory / "round", 11)
    return disturb(memory / "round", kills=EACH, limits=limits_of)


def wrong(disturbed: dict[str, Any], when: str) -> dict[str, list[str]]:
    return {name: result[f"wrong {when}"] for name, result in disturbed.items() if result[f"wrong {when}"]}


@posix
def test_killed_at_any_moment_the_next_run_ends_as_an_undisturbed_one(disturbed: dict[str, Any]) -> None:
    assert set(disturbed) == {command.name for command in COMMANDS}
    assert wrong(disturbed, "after a kill") == {}
    assert {len(result["kills"]) for result in disturbed.values()} == {EACH}
    assert all(result["effects"] > 40 for result in disturbed.values())


@posix
def test_many_files_killed_at_any_moment_are_taken_in_once(memory: Path) -> None:
    filled(memory / "many", 30)
    kills = 3 if THOROUGH else 1
    said = disturb(memory / "many", "receive", kills=kills)
    assert wrong(said, "after a kill") == {} and len(said["receive"]["kills"]) == kills


@posix
def test_a_full_disk_is_said_at_every_command_and_loses_nothing(disturbed: dict[str, Any]) -> None:
    assert wrong(disturbed, "on a full disk") == {}
    ended = {(name, int(limit)): end for name, result in disturbed.items() for limit, end in result["ended"].items()}
    assert {place for place, (code, _) in ended.items() if code not in (0, 1, 2, 3)} == set()
    for (name, limit), (code, text) in ended.items():
        assert "Traceback" not in text
        if code == 2:
            assert limit < 2**30 and text.splitlines()[-1].startswith("Lỗi: "), (name, limit)
    tried = {name for name, _ in ended}
    assert tried == {name for name in disturbed if limits_of(name)}
    assert {name for (name, limit), (code, _) in ended.items() if limit == 0 and code == 2} == tried
    for name in tried - WITHOUT_LOCK:
        assert "chạy lại đúng lệnh này" in ended[name, 0][1]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root may mount a small disk")
def test_a_small_disk_that_fills_up_loses_nothing(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=500k", "none", disk], check=False, capture_output=True
    ).returncode:
        pytest.skip("mounting a small disk is not allowed here")
    try:
        round = filled(disk / "round", 11)
        with pytest.raises(RoundError, match="Ổ đĩa đã đầy"):
            receive_all(round)
        subprocess.run(["mount", "-o", "remount,size=20m", disk], check=True, capture_output=True)
        assert len(receive_all(round).troubles) == 0
        assert set(states(round).values()) == {"clean", "waiting"}
    finally:
        subprocess.run(["umount", disk], check=True, capture_output=True)


def test_a_second_command_waits_or_says_so(tmp_path: Path) -> None:
    round = a_round(tmp_path / "r")
    heard: list[str] = []
    with (
        opened(round),
        pytest.raises(RoundError, match="vẫn đang làm việc với đợt này"),
        locked(round.folder, wait=0.05, say=heard.append),
    ):
        pass
    assert heard == ["Một lệnh khác đang làm việc với đợt này; đang chờ lệnh đó xong…"]


def test_two_receives_at_once_take_each_file_once(tmp_path: Path) -> None:
    round = a_round(tmp_path / "r")
    for number, code in enumerate(round.units):
        a_return(round, code, when=number)
    command = [
        sys.executable,
        "-X",
        "utf8",
        "-m",
        "tonghop290",
        "receive",
        "--who",
        "Lan",
        "-C",
        str(round.folder.root),
    ]
    both = [
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8", env=ENVIRONMENT
        )
        for _ in range(2)
    ]
    said = [process.communicate() for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert sorted(out.splitlines()[-2].partition(" tệp mới")[0] for out, _ in said) == ["Đã nhận 0", "Đã nhận 3"]
    with opened(round) as ledger:
        assert [(one.unit, one.version) for one in ledger.returns()] == [("20001", 1), ("20002", 1), ("20003", 1)]
