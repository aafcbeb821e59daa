"""A report is a value: replace its parts and the figures follow; checking and adding up leave the process alone."""

from __future__ import annotations

import dataclasses
import gc
import warnings
from pathlib import Path

import pytest

import tonghop290 as th
from tests.samples.reports import the_form

IMPOSSIBLE = 10_000_000


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> th.Report:
    """One return with a figure far outside its hard range."""
    path = tmp_path_factory.mktemp("bieu") / "mau.xlsx"
    unit = th.Unit(code="1", name="Hoằng Xuân", type="xã")
    th.write_blank(the_form(), path, unit=unit, values={"dan_so": IMPOSSIBLE, "dang_vien": 270})
    return th.check([path], the_form(), units={"1": unit})


def test_accepting_a_value_changes_the_totals(report: th.Report) -> None:
    (path,) = report.current
    assert th.totals(report).fields["dan_so"].value is None
    accepted = dataclasses.replace(report, accepted=frozenset({(path, "dan_so")}))
    assert th.totals(accepted).fields["dan_so"].value == IMPOSSIBLE
    assert th.wide_frame(accepted)["dan_so"].tolist() == [IMPOSSIBLE]
    assert th.totals(report).fields["dan_so"].value is None


def test_other_figures_give_other_totals(report: th.Report) -> None:
    assert th.totals(report).fields["dang_vien"].value == 270
    dataset = dataclasses.replace(report.dataset, frame=report.dataset.frame.assign(dang_vien=271.0))
    assert th.totals(dataclasses.replace(report, dataset=dataset)).fields["dang_vien"].value == 271


def test_checking_and_summing_up_leave_the_process_as_it_was(
    report: th.Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(*_: object) -> None:
        raise AssertionError("changed for the whole process")

    monkeypatch.setattr(gc, "set_threshold", forbidden)
    filters = list(warnings.filters)
    again = th.check([report.files[0].path], report.form, units=report.units)
    th.write_summary(again, tmp_path / "tong_hop.xlsx")
    assert warnings.filters == filters
