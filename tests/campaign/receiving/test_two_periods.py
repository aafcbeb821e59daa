"""One form, asked for in every quarter: the round says which, and no return of another one is taken for this one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.campaign.test_commands import run
from tests.samples.rounds import (
    GOOD,
    ONE,
    SETTINGS,
    a_round,
    answers,
    body,
    issue_all,
    receive_all,
    standing,
    what,
)
from tonghop290.campaign.settings import Round, load_round
from tonghop290.model import FormError
from tonghop290.workbook.issue.blank import Filling, write_blank


def quarter(root: Path, name: str) -> Round:
    return a_round(root, count=2, settings=SETTINGS.replace('form = "bieu"', f'form = "bieu"\nperiod = "{name}"'))


def fill(of: Round, into: Round, name: str) -> None:
    """A return of a round's own workbook, dropped into the letter box of a round."""
    values = GOOD | {"don_vi": of.units[ONE].title}
    write_blank(of.form, into.folder.inbox / name, unit=of.units[ONE], office=of.office, filling=Filling(values=values))


def test_a_return_of_another_quarter_is_told_so_and_does_not_count(tmp_path: Path) -> None:
    second, third = quarter(tmp_path / "quy2", "quý II/2026"), quarter(tmp_path / "quy3", "quý III/2026")
    assert second.form.hash == third.form.hash
    fill(second, third, "a.xlsx")
    received = receive_all(third)
    assert what(received) == [("a.xlsx", "unreadable", "unreadable")]
    assert {one.unit.code: one.state for one in standing(third)} == {"20001": "unusable", "20002": "not_sent"}
    (letter,) = answers(third)
    told = " ".join(body(third.folder.answers / letter).split())
    assert "Biểu này lập cho quý II năm 2026, không phải cho quý III năm 2026." in told
    assert "Đề nghị gửi biểu của quý III năm 2026." in told
    fill(third, third, "b.xlsx")
    assert what(receive_all(third)) == [("b.xlsx", "first", "clean")]


def test_what_a_round_issues_bears_its_quarter(tmp_path: Path) -> None:
    third = quarter(tmp_path, "quý 3 năm 2026")
    issue_all(third, ONE)
    names = sorted(path.name for path in third.folder.issued.iterdir() if path.is_file())
    assert names == ["20001 Xã Mẫu 1, quý III năm 2026.eml", "20001 Xã Mẫu 1, quý III năm 2026.xlsx"]
    letter = " ".join(body(third.folder.issued / names[0]).split())
    assert "“Biểu nhỏ, quý III năm 2026” của xã Mẫu 1" in letter
    assert "Số liệu tính đến ngày 30/09/2026." in letter


def test_a_round_of_no_period_is_a_fault_of_its_settings(tmp_path: Path) -> None:
    round = quarter(tmp_path, "quý III/2026")
    settings = round.folder.settings
    settings.write_text(settings.read_text(encoding="utf-8").replace("quý III", "quí số 5"), encoding="utf-8")
    with pytest.raises(FormError) as caught:
        load_round(round.folder)
    assert caught.value.faults[0].startswith("round.period: 'quí số 5/2026' không phải là một kỳ báo cáo; ghi như “quý")


def test_the_commands_take_a_period(tmp_path: Path) -> None:
    """``init`` writes it into the settings; ``blank`` and ``check`` name it where there is no round."""
    root = tmp_path / "bieu"
    quarter(root, "quý I/2026")
    form = root / "bieu"
    run(
        "init",
        "dot",
        "--district",
        "Huyện Hoằng Hóa",
        "--form",
        form,
        "--period",
        "tháng 9/2026",
        "--texts",
        cwd=tmp_path,
    )
    assert '\nperiod = "tháng 9/2026" ' in (tmp_path / "dot" / "tonghop290.toml").read_text(encoding="utf-8")
    run("blank", "--form", form, "--period", "quý II/2026", "-o", "a.xlsx", cwd=tmp_path)
    out, _ = run("check", "a.xlsx", "--form", form, "--period", "quý III/2026", cwd=tmp_path, expect=3)
    assert "Biểu này lập cho quý II năm 2026, không phải cho quý III năm 2026." in out
    out, _ = run("check", "a.xlsx", "--form", form, "--period", "quý II năm 2026", cwd=tmp_path, expect=1)
    assert "Biểu chưa được điền" in out
    _, err = run("check", "a.xlsx", "--form", form, "--period", "quý IX", cwd=tmp_path, expect=2)
    assert "--period: 'quý IX' không phải là một kỳ báo cáo" in err
