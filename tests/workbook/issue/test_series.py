"""Laid out once for all units: the same bytes as each written alone."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tonghop290 as th
from tests import examples
from tests.samples.forms import shipped_form
from tonghop290.workbook.issue.series import BlankSeries

names = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Co", "Cn", "Zl", "Zp", "Zs")), min_size=1, max_size=20
)


@pytest.fixture(scope="module")
def form() -> th.Form:
    return shipped_form()


@settings(max_examples=examples(6), deadline=None)
@given(
    name=names,
    type=st.sampled_from(["xã", "phường", "thị trấn"]),
    code=st.from_regex(r"[0-9]{5}", fullmatch=True),
    issue=st.sampled_from(["", "A1B2", "<&>"]),
)
def test_a_copy_has_the_bytes_of_the_workbook_written_alone(
    form: th.Form, tmp_path_factory: pytest.TempPathFactory, name: str, type: str, code: str, issue: str
) -> None:
    office = dataclasses.replace(form.office, name="Hoằng Hóa", letter_number="345", notice="SỐ LIỆU BỊA & <thử>")
    unit = th.Unit(code=code, name=name, type=type)
    alone = th.write_blank(form, tmp_path_factory.mktemp("alone") / "a.xlsx", unit=unit, office=office, issue=issue)
    assert BlankSeries(form, office).bytes_for(unit, issue=issue) == alone.read_bytes()


def test_a_series_writes_a_readable_workbook_for_each_unit(form: th.Form, tmp_path: Path) -> None:
    units = {
        code: th.Unit(code=code, name=name, type="xã")
        for code, name in (("15877", "Hoằng Xuân"), ("15880", "Hoằng Giang"))
    }
    written = th.write_blanks(form, tmp_path, units)
    assert [path.name for path in written] == ["15877 Xã Hoằng Xuân.xlsx", "15880 Xã Hoằng Giang.xlsx"]
    report = th.check(written, form, units=units)
    assert [(file.unit, [one.code for one in file.findings]) for file in report.files] == [
        (unit, ["form-blank"]) for unit in units.values()
    ]
