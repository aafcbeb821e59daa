"""Reading many files: the same results, the same order, however done; what kills or blocks a process is one finding."""

from __future__ import annotations

import gc
import os
from collections import deque
from pathlib import Path
from typing import Any

import pytest

import tonghop290 as th
from tests import THOROUGH
from tests.acts import Trap, cannot_travel, dawdle, dies_or_dawdles, file_name
from tests.samples.communes import FULL, LEVELS, a_unit
from tests.samples.forms import shipped_form
from tonghop290.model import Submission
from tonghop290.spreadsheet.child_process import Died, Fault, Worker
from tonghop290.spreadsheet.content import Content
from tonghop290.spreadsheet.other.calamine import CALAMINE
from tonghop290.spreadsheet.package import Unreadable
from tonghop290.workbook.intake import many
from tonghop290.workbook.intake.child import RETURNS
from tonghop290.workbook.intake.many import read_many
from tonghop290.workbook.intake.names.unit_names import Register
from tonghop290.workbook.intake.one import RETURN_LIMITS
from tonghop290.workbook.intake.sources import Source, find_sources
from tonghop290.workbook.issue.blank import Filling, write_blank

form = shipped_form()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("nhan_ve")
    full = write_blank(form, where / "05.xlsx", unit=a_unit(), filling=Filling(values=FULL)).read_bytes()
    write_blank(
        form, where / "03.xlsx", unit=a_unit("15880", "Hoằng Giang"), filling=Filling(values={**FULL, "dan_so": 12})
    )
    for name, data in {"01.xlsx": full[:2000], "02.pdf": b"%PDF-1.4", "04.xlsx": b"", "06.xlsx": full}.items():
        (where / name).write_bytes(data)
    return where


def read(sources: list[Source], **options: Any) -> list[Submission]:
    return [submission for _, submission in read_many(sources, form, **options)]


@pytest.mark.parametrize("workers", [1, 3] if THOROUGH else [2])
def test_a_pool_gives_the_same_in_the_same_order(folder: Path, workers: int) -> None:
    register = Register({unit.code: unit for unit in (a_unit(), a_unit("15880", "Hoằng Giang"))}, LEVELS)
    alone: list[tuple[int, str]] = []
    together: list[tuple[int, str]] = []
    missing = folder / "không có.xlsx"
    one_by_one = read(
        list(find_sources([folder, missing])), register=register, workers=0, progress=lambda *step: alone.append(step)
    )
    pooled = read(
        list(find_sources([folder, missing])),
        register=register,
        workers=workers,
        progress=lambda *step: together.append(step),
    )
    assert pooled == one_by_one
    assert [Path(one.path).name for one in pooled] == [
        "01.xlsx",
        "02.pdf",
        "03.xlsx",
        "04.xlsx",
        "05.xlsx",
        "06.xlsx",
        "không có.xlsx",
    ]
    assert alone == together == [(number, one.path) for number, one in enumerate(pooled, 1)]


@pytest.fixture
def no_clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A pool that gives a file up when it has said that it will dawdle, not when some seconds are over.

    It says so by a file "<its name>.begun" lying here: what a busy machine does in two seconds, nobody knows.
    """

    def overdue(pool: many._Pool, _now: float) -> list[Worker]:
        begun = {path.stem for path in tmp_path.glob("*.begun")}
        return [
            worker
            for worker, hands in pool._hands.items()
            if hands.files and Path(pool._given[hands.files[0]].path).stem in begun
        ]

    monkeypatch.setattr(many._Pool, "_overdue", overdue)
    return tmp_path


def test_a_file_is_overdue_when_its_time_is_over() -> None:
    pool = many._Pool((form, None, None), 3, 20.0, 0, None)
    late, early, idle = (object.__new__(Worker) for _ in range(3))
    pool._hands = {
        late: many._Hands(files=deque([1]), deadline=5.0),
        early: many._Hands(files=deque([2]), deadline=7.0),
        idle: many._Hands(deadline=5.0),
    }
    assert [pool._overdue(now) for now in (4.9, 5.0, 7.0)] == [[], [late], [late, early]]


def test_what_ends_or_blocks_a_process_is_that_files_finding_and_no_others(folder: Path, no_clock: Path) -> None:
    good = (folder / "05.xlsx").read_bytes()
    dawdler = Trap(dawdle, str(no_clock / "3 treo.begun"))
    sources = [
        Source(path="1 tốt.xlsx", content=Content(good)),
        Source(path="2 chết.xlsx", content=Content(Trap(os._exit, 1))),  # type: ignore[arg-type]
        Source(path="3 treo.xlsx", content=Content(dawdler)),  # type: ignore[arg-type]
        Source(path="4 tốt.xlsx", content=Content(good)),
        Source(path="5 phình.xlsx", content=Content(Trap(bytearray, 64 * 2**30))),  # type: ignore[arg-type]
        Source(path="6 hỏng.xlsx", trouble=Unreadable("file-no-permission")),
        Source(path="7 tốt.xlsx", content=Content(good)),
    ]
    assert [
        (one.path, one.readable, [found.code for found in one.findings])
        for one in read(sources, workers=2, timeout=0.05)
    ] == [
        ("1 tốt.xlsx", True, []),
        ("2 chết.xlsx", False, ["file-crash"]),
        ("3 treo.xlsx", False, ["file-timeout"]),
        ("4 tốt.xlsx", True, []),
        ("5 phình.xlsx", False, ["file-too-large"]),
        ("6 hỏng.xlsx", False, ["file-no-permission"]),
        ("7 tốt.xlsx", True, []),
    ]


def test_a_fault_of_ours_is_raised_with_its_traceback_and_blamed_on_no_file() -> None:
    worker = Worker(RETURNS)
    try:
        with pytest.raises(Fault, match="(?s)Traceback.*form is not None"):
            worker.ask(("return", "a.xlsx", b""))
    finally:
        worker.close()


def test_processes_that_do_not_start_are_a_fault_of_ours_and_no_files(folder: Path) -> None:
    with pytest.raises(Fault, match="does not start"):
        read(list(find_sources([folder])), workers=2, memory=2**20)


@pytest.mark.parametrize("workers", [0, 1])
def test_what_is_made_of_a_return_is_made_where_it_was_read(folder: Path, workers: int) -> None:
    made = [
        one if isinstance(one, str) else [found.code for found in one.findings]
        for one in read(list(find_sources([folder])), workers=workers, then=file_name)
    ]
    assert made == [
        ["file-truncated"],
        ["file-not-workbook"],
        "qd290-10-nam: 03.xlsx",
        ["file-empty"],
        "qd290-10-nam: 05.xlsx",
        "qd290-10-nam: 06.xlsx",
    ]


def test_what_cannot_travel_is_a_fault_of_ours(folder: Path) -> None:
    with pytest.raises(Fault, match="(?s)Traceback.*this cannot travel"):
        read(list(find_sources([folder])), workers=1, then=cannot_travel)


def test_a_dead_process_says_so() -> None:
    worker = Worker(CALAMINE)
    try:
        with pytest.raises(Died):
            worker.ask((Trap(os._exit, 0), "ole-xls", RETURN_LIMITS))
    finally:
        worker.close()


def test_data_is_let_go_once_read(folder: Path) -> None:
    for workers in (0, 1):
        assert [source.content for source, _ in read_many(find_sources([folder]), form, workers=workers)] == [None] * 6


@pytest.mark.parametrize("workers", [1, 2, 3] if THOROUGH else [2])
def test_what_waited_behind_a_file_that_ended_or_blocked_its_process_is_read_by_another(
    folder: Path, workers: int, no_clock: Path
) -> None:
    for number in range(1, 8):
        (no_clock / f"{number:02}.xlsx").write_bytes((folder / "05.xlsx").read_bytes())
    made = read(list(find_sources([no_clock])), workers=workers, timeout=0.05, then=dies_or_dawdles)
    assert [one if isinstance(one, str) else one.findings[0].code for one in made] == [
        "01",
        "file-crash",
        "file-crash",
        "04",
        "file-timeout",
        "06",
        "07",
    ]


@pytest.mark.parametrize("workers", [0, 1])
def test_a_file_that_goes_while_it_waits_was_read_already(folder: Path, tmp_path: Path, workers: int) -> None:
    for number in range(1, 5):
        (tmp_path / f"{number}.xlsx").write_bytes((folder / "05.xlsx").read_bytes())
    sources = list(find_sources([tmp_path]))
    (tmp_path / "3.xlsx").unlink()
    assert [[found.code for found in one.findings] for one in read(sources, workers=workers)] == [[], [], [], []]


def test_a_check_leaves_the_garbage_collector_as_it_was(folder: Path) -> None:
    before = gc.get_threshold()

    def stop(done: int, total: int, name: str) -> None:
        assert gc.get_threshold() == before
        raise InterruptedError(name)

    th.check([folder], form)
    with pytest.raises(InterruptedError):
        th.check([folder], form, progress=stop)
    assert gc.get_threshold() == before
