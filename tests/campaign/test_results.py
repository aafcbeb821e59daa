"""What the officer accepted is added up and printed: a value outside its range, in a round's tables and reports."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.campaign.test_commands import run
from tests.looked_at import looked_at
from tests.samples.communes import FULL, a_dataset
from tests.samples.forms import shipped_form
from tests.samples.reports import word_lines
from tests.samples.rounds import (
    ACTOR,
    GOOD,
    NOON,
    SETTINGS,
    a_return,
    a_round,
    an_office,
    opened,
    receive_all,
    some_units,
    standing,
)
from tonghop290.campaign.decide import accept_points
from tonghop290.campaign.folder import find_round
from tonghop290.campaign.new.new_round import init_round
from tonghop290.campaign.results import check_round
from tonghop290.campaign.settings import Round, load_round
from tonghop290.data.dataset import usable
from tonghop290.pipeline.documents import totals_by_parent
from tonghop290.pipeline.issue import write_blank

TOO_MANY = 360_000  # the form of the small round takes 150.000 at most, the shipped one 300.000


def accept(round: Round, code: str, *, of: str) -> None:
    """Accept the one open point of that code."""
    own = next(one for one in standing(round) if one.unit.code == code)
    (number,) = [point.number for point in own.open_points if point.finding["code"] == of]
    with opened(round) as ledger:
        accept_points(ledger, round.units[code], [number], "theo niên giám thống kê")


def used(round: Round, field: str) -> list[Any]:
    """The figures that are added up, in the order of the units; None where there is none."""
    with opened(round) as ledger:
        report = check_round(round, ledger).report
    return [None if value != value else value for value in report.usable().frame[field]]


def test_a_value_outside_its_range_is_added_up_once_it_is_accepted(tmp_path: Path) -> None:
    round = a_round(tmp_path / "r", count=2)
    a_return(round, "20001", dan_so=TOO_MANY)
    a_return(round, "20002")
    receive_all(round)
    assert used(round, "dan_so") == [None, GOOD["dan_so"]]
    accept(round, "20001", of="above-range")
    assert used(round, "dan_so") == [TOO_MANY, GOOD["dan_so"]]
    with opened(round) as ledger:
        report = check_round(round, ledger).report
    assert [file.status for file in report.files] == ["clean", "clean"]
    assert usable(report.dataset, report.current).frame["dan_so"].isna().sum() == 1
    assert totals_by_parent(report.usable(), report) == {}


def test_the_acceptance_ends_with_the_value(tmp_path: Path) -> None:
    round = a_round(tmp_path / "r", count=1)
    a_return(round, "20001", saved="2020-01-08T03:00:00Z", dan_so=TOO_MANY)
    receive_all(round)
    accept(round, "20001", of="above-range")
    a_return(round, "20001", "sửa.xlsx", saved="2020-01-09T03:00:00Z", dan_so=TOO_MANY + 1)
    receive_all(round)
    assert used(round, "dan_so") == [None]


def test_an_accepted_outlier_stays_accepted_when_others_come_in(tmp_path: Path) -> None:
    round = a_round(tmp_path / "r", count=9)
    form = round.form.folder / "form.toml"
    form.write_text(
        form.read_text(encoding="utf-8").replace(
            'label = "Số đảng viên"\n', 'label = "Số đảng viên"\ntotal = { how = "sum" }\n'
        ),
        encoding="utf-8",
    )
    round = load_round(round.folder)
    codes = list(round.units)
    for number, code in enumerate(codes[:6]):
        a_return(round, code, when=number, dang_vien=4800 if not number else 300 + number)
    receive_all(round)
    accept(round, codes[0], of="R15")
    for number, code in enumerate(codes[6:], 10):
        a_return(round, code, when=number, dang_vien=500)  # the middle moves
    receive_all(round)
    with opened(round) as ledger:
        found = check_round(round, ledger)
    assert [one.code for one in found.report.findings] == [] and [one["reason"] for one in found.accepted] == [
        "theo niên giám thống kê"
    ]
    a_return(round, codes[0], "2.xlsx", when=30, dang_vien=4800, chi_bo=13)
    receive_all(round)
    (own,) = [one for one in standing(round) if one.unit.code == codes[0]]
    assert (own.state, own.rounds) == ("clean", 2)


def test_an_accepted_cell_without_a_figure_stays_missing_and_the_officer_is_told(tmp_path: Path) -> None:
    round = a_round(tmp_path / "r", count=1)
    a_return(round, "20001", chi_bo="mười hai")
    receive_all(round)
    (point,) = standing(round)[0].open_points
    out, _ = run("accept", "20001", str(point.number), "--why", "sẽ hỏi lại", cwd=round.folder.root)
    assert (
        out.splitlines()[1].strip()
        == "Chấp nhận điểm này không đem lại số: chỉ tiêu vẫn là chưa có số liệu trong báo cáo, biểu tổng hợp."
    )
    assert used(round, "chi_bo") == [None]


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Round]:
    """A round of the shipped form: a commune with an impossible population, one with an impossible row, a good one."""
    root = tmp_path_factory.mktemp("đợt") / "đợt"
    root.mkdir()
    (root / "tonghop290.toml").write_text(SETTINGS.replace('form = "bieu"', 'form = "qd290-10-nam"'), encoding="utf-8")
    init_round(root, some_units(2), form="qd290-10-nam", office=an_office("Mẫu"), now=NOON, actor=ACTOR)
    round = load_round(find_round(root))
    for number, unit in enumerate(round.units.values()):
        values = FULL | {"don_vi": unit.title} | ({"dan_so": TOO_MANY} if not number else {})
        written = write_blank(round.form, root.parent / f"{unit.code}.xlsx", unit=unit, values=values)
        path = written.rename(round.folder.inbox / written.name)
        os.utime(path, (1_578_000_000 + number,) * 2)
    receive_all(round)
    yield round


def test_of_a_table_only_the_accepted_cell_stands() -> None:
    form = shipped_form()
    table = form.tables["giam_sat_theo_to_chuc"]
    column = table.columns[0]
    assert column.hard is not None and isinstance(column.hard.high, int | float)
    over = column.hard.high + 1
    dataset = a_dataset(form, [FULL], tables=[{table.id: [{"row": row.id, column.id: over} for row in table.rows[:2]]}])
    (path,) = dataset.frame.index
    for accepted, expected in (
        ((), [None, None]),
        ([(path, f"{table.id}.{table.rows[1].id}.{column.id}")], [None, over]),
    ):
        found = usable(dataset, [path], accepted=accepted).tables[table.id][column.id]
        assert [None if value != value else value for value in found] == expected


def test_derived_figures_rest_on_what_was_accepted_too() -> None:
    form = shipped_form()
    limits = form.fields["dang_vien_phai_hoc"].hard
    assert limits is not None and isinstance(limits.high, int | float)
    dataset = a_dataset(form, [FULL | {"dang_vien_phai_hoc": limits.high * 2, "dang_vien_da_hoc": limits.high}])
    (path,) = dataset.frame.index
    assert usable(dataset, [path]).frame["ty_le_hoc_tap"].isna().all()
    found = usable(dataset, [path], accepted=[(path, "dang_vien_phai_hoc")])
    assert list(found.frame["ty_le_hoc_tap"]) == [50] and list(found.frame.columns) == list(dataset.frame.columns)


def figures(path: Path, sheet: str, label: str) -> list[Any]:
    """The figures in the line of that label."""
    for row in looked_at(path, values=True)[sheet].iter_rows(values_only=True):
        if label in row:
            return [value for value in row if isinstance(value, int | float)]
    raise LookupError(label)


def words(path: Path) -> str:
    return "\n".join(word_lines(path))


def test_tables_and_reports_carry_what_was_accepted(district: Round) -> None:
    root = district.folder.root
    label = district.form.fields["dan_so"].label
    run("summary", ".", "-o", "ket_qua/trước.xlsx", cwd=root)
    accept(district, "20001", of="above-range")
    run("summary", ".", "-o", "ket_qua/sau.xlsx", cwd=root)
    run("report", ".", "-o", "ket_qua/sau", "--district", cwd=root)
    results = district.folder.results
    table = "Biểu 1"
    assert TOO_MANY not in figures(results / "trước.xlsx", table, label)
    assert {TOO_MANY, FULL["dan_so"], TOO_MANY + FULL["dan_so"]} <= set(figures(results / "sau.xlsx", table, label))
    for name in ("20001 Xã Mẫu 1.docx", "Báo cáo tổng hợp.docx"):
        shown = "360.000" if name.startswith("2") else "370.661"
        assert shown in words(results / "sau" / name), name
