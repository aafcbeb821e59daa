"""What a unit's own workbook says is in the words of its kind and of the office's level, and are read so."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path

import pytest

import tonghop290 as th
from tests.looked_at import looked_at
from tests.samples.communes import FULL, a_unit
from tests.samples.forms import shipped_form
from tonghop290.forms.load import load_form
from tonghop290.model import AsTyped, Fit, refit, told, told_fitted
from tonghop290.workbook.intake.printed import labels_of
from tonghop290.workbook.issue.contents import Filling, contents_of
from tonghop290.workbook.plan import FIGURES, LABEL, UNIT, plan_workbook

FORM = shipped_form()


def labels(path: Path) -> dict[str, tuple[str, str]]:
    sheet = looked_at(path)[FIGURES]
    places = plan_workbook(FORM).fields
    return {
        id: (sheet.cell(place.row, LABEL).value or "", sheet.cell(place.row, UNIT).value or "")
        for id, place in places.items()
    }


@pytest.mark.parametrize(("kind", "level", "thon", "cells", "place", "name"), [
    ("xã", "huyện", ("Số thôn", "thôn"), "Trong đó: chi bộ nông thôn", "của xã trong huyện", "Tên xã"),
    ("phường", "thành phố thuộc tỉnh", ("Số tổ dân phố", "tổ dân phố"), "Trong đó: chi bộ tổ dân phố",
     "của phường trong thành phố", "Tên phường"),
    ("thị trấn", "huyện", ("Số tổ dân phố", "tổ dân phố"), "Trong đó: chi bộ tổ dân phố",
     "của thị trấn trong huyện", "Tên thị trấn"),
    ("đặc khu", "tỉnh", ("Số thôn, tổ dân phố", "thôn, tổ dân phố"), "Trong đó: chi bộ nông thôn",
     "của đặc khu trong tỉnh", "Tên đặc khu"),
])  # fmt: skip
def test_labels_fit_and_the_return_is_read(
    kind: str, level: str, thon: tuple[str, str], cells: str, place: str, name: str, tmp_path: Path
) -> None:
    unit = a_unit(type=kind)
    office = replace(FORM.office, level=level, name="Hoằng Hóa", deadline=dt.date(2020, 1, 15))
    values = {**FULL, "dien_tich": 1442.75}
    path = th.write_blank(FORM, tmp_path / "a.xlsx", unit=unit, office=office, values=values)
    said = labels(path)
    assert (said["thon"], said["chi_bo_nong_thon"][0], said["don_vi"][0]) == (thon, cells, name)
    assert place in said["huong"][0] and f"công an {kind}, Ban Chỉ huy Quân sự {kind}" in said["ngay_cong"][0]
    report = th.check([path], FORM, units={unit.code: unit})
    assert [one.message for one in report.findings if one.stage == "structure" and one.severity != "note"] == []
    [file] = report.to_dict()["files"]
    assert file["values"]["thon"] == FULL["thon"] and file["values"]["chi_bo_nong_thon"] == FULL["chi_bo_nong_thon"]


def test_a_workbook_of_nobody_keeps_the_labels_of_the_form(tmp_path: Path) -> None:
    said = labels(th.write_blank(FORM, tmp_path / "a.xlsx"))
    assert {id: label.removesuffix(" (không bắt buộc)") for id, (label, _) in said.items()} == {
        id: field.label for id, field in FORM.fields.items()
    }


def test_every_label_there_may_be_is_known_to_the_reader() -> None:
    for kind in ("", *FORM.levels.kind_words):
        for level in FORM.levels.offices:
            office = replace(FORM.office, level=level.name)
            form = contents_of(FORM, None, office, "", Filling(), kind).form
            for id, field in form.fields.items():
                own = FORM.fields[id]
                assert field.label in labels_of(own, FORM.words) and field.unit in (own.unit, *own.measured)
            for id, table in form.tables.items():
                known = {**dict(FORM.tables[id].formerly)}, [*FORM.tables[id].prefilled]
                sentences = [text for row in table.prefilled for text in row.values()]
                meant = [known[0].get(text, text) for text in sentences]
                assert meant == [text for row in known[1] for text in row.values()]


def test_titles_sentences_and_rules_are_in_the_words_of_the_unit_and_read_so(tmp_path: Path) -> None:
    text = (FORM.folder / "form.toml").read_text(encoding="utf-8")
    section, table = FORM.sections[0].title, "Các mô hình, cách làm hay về công tác dân vận"
    text = text.replace(f'"{section}"', f'"{section} của xã"').replace(f'"{table} (không', f'"{table} của xã (không')
    (tmp_path / "form.toml").write_text(text, encoding="utf-8")
    form, unit = load_form(tmp_path), a_unit("15880", "Bút Sơn", "phường")
    path = th.write_blank(form, tmp_path / "a.xlsx", unit=unit, values={**FULL, "don_vi": unit.title})
    sheets = looked_at(path).worksheets
    said = [str(cell) for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    whole = "\n".join(said)
    assert f"{table} của phường" in whole and f"{section} của phường".upper() in whole.upper()
    assert "cán bộ, đảng viên và nhân dân trong phường" in whole and "thôn, tổ dân phố" not in whole
    assert re.findall(r"\bxã\b(?! hội)|(?<!nông )\bthôn\b", whole) == []
    report = th.check([path], form, units={unit.code: unit})
    assert [one.message for one in report.findings if one.stage == "structure" and one.severity != "note"] == []
    returned = report.dataset.tables["thuan_loi"]["noi_dung"].tolist()
    assert returned == [row["noi_dung"] for row in FORM.tables["thuan_loi"].prefilled]


FITS = (
    Fit(id="both", word="thôn, tổ dân phố", becomes="x"),
    Fit(id="one", word="thôn", becomes="x", not_after=("nông",)),
    Fit(id="xa", word="xã", becomes="x", not_after=("hợp tác",)),
)


@pytest.mark.parametrize(("sentence", "meant", "printed"), [
    ("Số thôn, tổ dân phố", {"both": "tổ dân phố", "one": "tổ dân phố"}, "Số tổ dân phố"),
    ("Thôn, tổ dân phố; nông thôn", {"both": "thôn, tổ dân phố", "one": "khu"}, "Thôn, tổ dân phố; nông thôn"),
    ("Xã và xã, hợp tác xã", {"xa": "phường"}, "Phường và phường, hợp tác xã"),
    ("các thôn", {"one": r"a\1"}, r"các a\1"), ("các thôn", {"one": ""}, "các thôn"),
])  # fmt: skip
def test_what_is_fitted_is_not_fitted_again(sentence: str, meant: dict[str, str], printed: str) -> None:
    assert refit(sentence, FITS, meant) == printed


def test_what_is_found_speaks_as_the_workbook_does(tmp_path: Path) -> None:
    """Labels, units and rules are in the words of the unit; what the sender typed stays as typed."""
    units = [a_unit("15880", "Bút Sơn", "phường"), a_unit("15881", "Hoằng Xuân", "xã")]
    for unit in units:
        values = {**FULL, "don_vi": unit.title, "thon": 2, "to_dan_van": 30, "tiep_dan": AsTyped("của mấy thôn")}
        th.write_blank(FORM, tmp_path / f"{unit.code}.xlsx", unit=unit, values=values)
    report = th.check([tmp_path], FORM, units={unit.code: unit for unit in units}, compare=False)
    found = {one.unit.type: {said.field: said for said in one.findings} for one in report.files if one.unit}
    ruled = {kind: said["to_dan_van"] for kind, said in found.items()}
    assert {kind: (said.code, said.message, said.fix) for kind, said in ruled.items()} == {
        "phường": (
            "rule-R3c",
            "Có 30 Tổ dân vận nhưng chỉ có 2 tổ dân phố.",
            "Đề nghị kiểm tra lại số Tổ dân vận và số tổ dân phố.",
        ),
        "xã": ("rule-R3c", "Có 30 Tổ dân vận nhưng chỉ có 2 thôn.", "Đề nghị kiểm tra lại số Tổ dân vận và số thôn."),
    }
    assert found["phường"]["thon"].label == "Tổ dân phố"
    assert "“của mấy thôn”" in found["phường"]["tiep_dan"].message


def test_a_sentence_is_fitted_where_it_names_the_form_and_nowhere_else() -> None:
    amount = told("{value} {unit}", value="1 thôn", unit="thôn")
    said = told("{label} ghi “{value}”, là {read}.", label="Số thôn", value="thôn", read=amount)
    assert told_fitted(said, lambda text: text.replace("thôn", "khu"), ("label", "unit")) == (
        "Số khu ghi “thôn”, là 1 thôn khu."
    )
