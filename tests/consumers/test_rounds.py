"""A collection round driven by a program over the public names, as the commands drive it."""

from __future__ import annotations

import asyncio
import logging
import pickle
from pathlib import Path

import pytest

import tonghop290 as th
from tests.samples.rounds import ACTOR, NOON, ONE, THREE, TWO, a_round, return_bytes


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return a_round(tmp_path / "đợt").folder.root


def test_a_round_from_its_workbooks_to_its_close(
    tmp_path: Path, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="tonghop290")
    told: list[tuple[int, int, str]] = []
    round = th.open_round(folder, who=ACTOR, now=NOON)
    assert [*round.units] == [ONE, TWO, THREE] and round.form.id and round.office.name
    workbooks = round.issue(progress=lambda *step: told.append(step))
    assert (len(workbooks), all(path.is_file() for path in workbooks), told[0][:2]) == (3, True, (1, 3))
    assert {one.state for one in round.status()} == {"not_sent"}

    own = a_round(tmp_path / "khác")
    good, wrong = return_bytes(own, ONE), return_bytes(own, TWO, dan_so=99)
    (tmp_path / "a.xlsx").write_bytes(good)
    came = round.receive([tmp_path / "a.xlsx", ("b.xlsx", wrong)], progress=lambda *step: told.append(step))
    assert [(one.what, one.unit and one.unit.code, one.status) for one in came.files] == [
        ("first", ONE, "clean"),
        ("first", TWO, "errors"),
    ]
    assert came.exit_code == 1 and came.answers and all(path.parent.name == "phan_hoi" for path in came.answers)
    assert round.receive().files == ()
    states = {one.unit.code: one for one in round.status()}
    assert [states[code].state for code in (ONE, TWO, THREE)] == ["clean", "errors", "not_sent"]

    [(number, sentence)] = states[TWO].points
    assert round.accept(TWO, [number], why="đã hỏi lại") == (sentence,)
    report = round.report()
    assert len(report.current) == 2 and report.ok
    assert round.summary(tmp_path / "tổng hợp.xlsx").is_file()
    assert th.write_tables(report, tmp_path / "số liệu", format="json")
    closed = round.close()
    assert (closed.used, closed.expected, len(closed.missing), closed.folder.is_dir()) == (2, 3, 1, True)
    with pytest.raises(th.RoundError, match="đã chốt"):
        round.issue()
    round.reopen(why="thêm biểu")
    assert (folder / "Tình hình.html").is_file()
    said = [record.getMessage() for record in caplog.records if record.levelno == logging.INFO]
    assert [
        line for line in said if line.startswith(("issue: 3", "receive: 2 new files", f"close: code {closed.code}"))
    ]


def test_a_round_is_made_for_units_and_worked_in_from_tasks(tmp_path: Path) -> None:
    units = {code: th.Unit(code=code, name=f"Đơn vị {code}") for code in ("1", "2")}
    round = th.new_round(tmp_path / "đợt", units, form="school-return", now=NOON)
    assert [*round.units] == ["1", "2"]

    async def both() -> list[tuple[th.UnitStatus, ...]]:
        return [*await asyncio.gather(asyncio.to_thread(round.status), asyncio.to_thread(round.status))]

    one, other = asyncio.run(both())
    assert one == other and {unit.state for unit in one} == {"not_sent"}
    with pytest.raises(th.RoundError):
        th.new_round(tmp_path / "đợt", units, form="school-return", now=NOON)


def test_what_is_wrong_is_a_sentence_for_the_officer(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(th.RoundError) as caught:
        th.open_round(tmp_path / "không có")
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)
    round = th.open_round(folder, now=NOON)
    with pytest.raises(th.RoundError, match="Không tìm thấy"):
        round.receive(tmp_path / "không có.xlsx")
    with pytest.raises(th.RoundError, match="Không có đúng một đơn vị"):
        round.issue(["nơi nào"])
    with pytest.raises(TypeError, match="progress is told"):
        round.issue(progress=lambda number, name: None)  # type: ignore[arg-type]  # as progress was told before
