"""“Không áp dụng”, the third state of a figure: from the drop-down to the totals, where the form allows it."""

from __future__ import annotations

from pathlib import Path

import pytest

import tonghop290 as th
from tests.looked_at import looked_at
from tests.samples.communes import FULL, a_unit, figures_of_its_own
from tests.samples.forms import shipped_form
from tonghop290.model import STATE_NOT_APPLICABLE, Unit
from tonghop290.pipeline.documents import write_narratives, write_summary
from tonghop290.pipeline.report import Report
from tonghop290.workbook.issue.blank import Filling, write_blank
from tonghop290.workbook.plan import FIGURES, STATE, plan_workbook

FORM = shipped_form()
UNITS = [a_unit(f"0000{number}", f"Mẫu {number}") for number in (1, 2, 3)]


def one(folder: Path, unit: Unit, *none: str, **states: str) -> None:
    values = {**FULL, **figures_of_its_own(int(unit.code)), "don_vi": unit.title, **dict.fromkeys(none)}
    write_blank(FORM, folder / f"{unit.code}.xlsx", unit=unit, filling=Filling(values=values, states=states))


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """Of three units one has no HĐND and calls its population a matter that does not apply; one typed a figure too."""
    folder = tmp_path_factory.mktemp("nhận")
    one(folder, UNITS[0])
    one(folder, UNITS[1], "tiep_xuc_cu_tri", "dan_so", tiep_xuc_cu_tri=STATE_NOT_APPLICABLE, dan_so="không áp dụng")
    one(folder, UNITS[2], y_kien_cu_tri=STATE_NOT_APPLICABLE)
    return th.check([folder], FORM, units={unit.code: unit for unit in UNITS})


def test_it_is_an_answer_where_the_form_allows_it_and_asked_where_not(report: Report) -> None:
    assert [(finding.code, finding.field, finding.cell) for finding in report.files[1].findings] == [
        ("state-not-allowed", "dan_so", "F17"),
        ("required", "dan_so", "E17"),
    ]
    assert [finding.message for finding in report.files[2].findings] == [
        "Ý kiến cử tri đã chọn “Không áp dụng” nhưng ô số liệu vẫn ghi “420”."
    ]
    assert [file["states"] for file in report.to_dict()["files"]] == [
        {},
        {"tiep_xuc_cu_tri": STATE_NOT_APPLICABLE},
        {},
    ]


def test_it_is_neither_missing_nor_in_a_denominator(report: Report) -> None:
    from tonghop290.data.aggregate import add_up

    totals = add_up(report.usable(), expected=report.expected).fields
    assert [(totals[id].units, totals[id].expected) for id in ("tiep_xuc_cu_tri", "y_kien_cu_tri", "dan_so")] == [
        (2, 2),
        (2, 3),
        (2, 3),
    ]


def test_tables_and_reports_say_that_it_does_not_apply(report: Report, tmp_path: Path) -> None:
    book = looked_at(write_summary(report, tmp_path / "tong_hop.xlsx"))
    texts = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert "x Không áp dụng ở đơn vị đó; không tính vào tổng, không tính là thiếu." in texts and "x" in texts
    assert len(list(write_narratives(report, tmp_path / "bao_cao"))) == 3


def test_the_drop_down_offers_it_where_the_form_allows_it(tmp_path: Path) -> None:
    sheet = looked_at(write_blank(FORM, tmp_path / "a.xlsx"))[FIGURES]
    plan = plan_workbook(FORM)
    offered = {
        id: next(
            rule.formula1
            for rule in sheet.data_validations.dataValidation
            if plan.fields[id].at(STATE).a1 in rule.sqref
        )
        for id in ("tiep_xuc_cu_tri", "tiep_dan", "dan_so")
    }
    assert offered == {
        "tiep_xuc_cu_tri": '"Ước tính,Không có số liệu,Không áp dụng"',
        "tiep_dan": '"Ước tính,Không có số liệu"',
        "dan_so": '"Ước tính"',
    }
