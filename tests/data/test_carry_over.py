"""One return seen by another edition of its form: what both know, what not, and nothing left out without a word."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.samples.forms import HEAD, drawn
from tonghop290.data.dataset import make_dataset
from tonghop290.data.editions.carry_over import carry_over, join_datasets
from tonghop290.data.editions.shared_meaning import means_alike
from tonghop290.model import Dataset, Finding, Form, Unit
from tonghop290.pipeline.check import check
from tonghop290.pipeline.issue import write_blank

OLD = """
[fields.don_vi]
type = "text"
filled_by = "register"
[fields.dan_so]
label = "Dân số"
type = "integer"
unit = "người"
[fields.dien_tich]
label = "Diện tích"
type = "integer"
unit = "km2"
[fields.ngay]
label = "Ngày ban hành"
type = "date"
[fields.huong]
label = "Hướng"
type = "choice"
choices = ["Bắc", "Nam"]
[fields.mat_do]
label = "Mật độ"
type = "decimal"
unit = "người/km2"
formula = "dan_so / dien_tich"
[tables.to_chuc]
label = "Tổ chức"
sheet = "detail"
rows = [{ id = "hoi", code = "T1", label = "Hội" }, { id = "doan", code = "T2", label = "Đoàn" }]
[tables.to_chuc.columns]
nam_1 = { label = "Năm 1", type = "integer", unit = "cuộc" }
nam_2 = { label = "Năm 2", type = "integer", unit = "cuộc" }
[tables.y_kien]
label = "Ý kiến"
sheet = "words"
blank_rows = 3
[tables.y_kien.columns]
noi_dung = { label = "Nội dung", type = "text" }
"""
VALUES: dict[str, Any] = {"dan_so": 6000, "dien_tich": 12, "ngay": dt.date(2019, 5, 6), "huong": "Nam"}
TABLES = {
    "to_chuc": [{"row": "hoi", "nam_1": 1, "nam_2": 2}, {"row": "doan", "nam_1": 3, "nam_2": 4}],
    "y_kien": [{"noi_dung": "một"}, {"noi_dung": "hai"}],
}


@functools.cache
def filled(definition: str = OLD) -> Dataset:
    """A return of the definition, through a workbook and back."""
    with tempfile.TemporaryDirectory() as folder:
        form = drawn(definition, Path(folder))
        path = write_blank(
            form, Path(folder) / "a.xlsx", unit=Unit(code="1", name="Mẫu", type="xã"), values=VALUES, tables=TABLES
        )
        dataset = check([path], form).dataset
    assert len(dataset.frame) == 1
    return dataset


def seen(tmp_path: Path, *changes: tuple[str, str], head: str = HEAD) -> tuple[Form, Dataset, list[Finding]]:
    """The return as an edition with these changes sees it."""
    definition = OLD
    for old, new in changes:
        assert old in definition
        definition = definition.replace(old, new)
    form = drawn(definition, tmp_path, head=head)
    dataset, said = carry_over(filled(), form)
    (findings,) = said.values()
    return form, dataset, findings


def value(dataset: Dataset, id: str) -> Any:
    (found,) = dataset.frame[id]
    return None if found is None or found != found else found


def told(findings: list[Finding]) -> list[tuple[str, str, str | None]]:
    return [(one.severity, one.code, one.field) for one in findings if one.code != "form-earlier"]


def test_the_same_definition_carries_everything(tmp_path: Path) -> None:
    _, dataset, findings = seen(tmp_path)
    before = filled()
    assert [one.message for one in findings] == [
        (
            "Biểu làm trên bản phát hành trước của phiên bản 1, phiên bản hiện hành là 1; "
            "đã đọc và kiểm tra theo đúng bản mà đơn vị đã điền."
        )
    ]
    assert (
        dataset.frame.equals(before.frame)
        and dataset.states.equals(before.states)
        and dataset.answered.equals(before.answered)
    )
    assert {id: frame.to_dict("list") for id, frame in dataset.tables.items()} == {
        id: frame.to_dict("list") for id, frame in before.tables.items()
    }
    assert (dataset.places, dataset.texts, dataset.notes) == (before.places, before.texts, before.notes)


@pytest.mark.parametrize(
    ("changes", "lost", "expected"),
    [
        ([('unit = "km2"\n', 'unit = "ha"\n')], "dien_tich", [("warning", "form-meaning", "dien_tich")]),
        (
            [('type = "integer"\nunit = "km2"', 'type = "percent"\nunit = "km2"')],
            "dien_tich",
            [("warning", "form-meaning", "dien_tich")],
        ),
        ([('type = "date"', 'type = "text"')], "ngay", [("warning", "form-meaning", "ngay")]),
        ([('"Bắc", "Nam"', '"Bắc", "Đông"')], "huong", [("warning", "form-choice", "huong")]),
        (
            [('type = "date"', 'type = "date"\nhard = [2020-01-01, 2021-01-01]')],
            None,
            [("warning", "form-range", "ngay")],
        ),
        (
            [("[fields.dien_tich]", "[fields.dien_tich_dat]"), ("/ dien_tich", "/ dien_tich_dat")],
            "dien_tich_dat",
            [("note", "form-lacks", None), ("note", "form-dropped", None)],
        ),
        (
            [("[fields.ngay]\n", '[fields.moi]\ntype = "text"\nrequired = true\n[fields.ngay]\n')],
            "moi",
            [("warning", "form-lacks", None)],
        ),
        (
            [
                (
                    'type = "decimal"\nunit = "người/km2"\nformula = "dan_so / dien_tich"',
                    'type = "decimal"\nunit = "người/km2"',
                )
            ],
            "mat_do",
            [("note", "form-lacks", None)],
        ),
        ([('unit = "người"\n', 'unit = "người"\nformula = "dien_tich * 2"\n')], None, [("note", "form-dropped", None)]),
        ([('label = "Diện tích"\ntype = "integer"', 'label = "Diện tích đất"\ntype = "decimal"')], None, []),
    ],
    ids=[
        "unit",
        "type",
        "type of another kind",
        "choices",
        "range of a date",
        "renamed",
        "new and asked for",
        "was derived",
        "is derived now",
        "wider",
    ],
)
def test_a_field_that_cannot_be_carried_over_is_missing_and_said(
    tmp_path: Path,
    changes: list[tuple[str, str]],
    lost: str | None,
    expected: list[tuple[str, str, str | None]],
) -> None:
    form, dataset, findings = seen(tmp_path, *changes)
    assert told(findings) == expected
    kept = [id for id in VALUES if id in form.fields and id != lost]
    assert [value(dataset, id) is not None for id in kept] == [True] * len(kept)
    if lost is not None:
        assert value(dataset, lost) is None


def test_a_choice_that_is_called_otherwise_now_is_taken_over(tmp_path: Path) -> None:
    renamed = '[lists.huong]\nentries = ["Bắc", { label = "Phía Nam", spellings = ["Nam"] }]\n[fields.huong]'
    _, dataset, findings = seen(
        tmp_path, ('choices = ["Bắc", "Nam"]', 'choices = "@huong"'), ("[fields.huong]", renamed)
    )
    assert (value(dataset, "huong"), told(findings)) == ("Phía Nam", [])


def test_derived_figures_are_those_of_the_present_form(tmp_path: Path) -> None:
    assert value(filled(), "mat_do") == 500
    assert (
        value(seen(tmp_path / "a", ('formula = "dan_so / dien_tich"', 'formula = "dan_so * 2"'))[1], "mat_do") == 12_000
    )
    assert value(seen(tmp_path / "b", ('unit = "km2"\n', 'unit = "ha"\n'))[1], "mat_do") is None


@pytest.mark.parametrize(
    ("change", "led"),
    [
        (('label = "Dân số"', 'label = "Số dân"'), True),
        (('formula = "dan_so / dien_tich"', 'formula = "dan_so * 2"'), False),
        (('unit = "km2"\n', 'unit = "ha"\n'), False),
        (('unit = "người/km2"', 'unit = "người trên km2"'), False),
    ],
)
def test_a_derived_figure_leads_to_its_cell_only_where_that_shows_the_same(
    tmp_path: Path, change: tuple[str, str], led: bool
) -> None:
    (place,) = [one for one in filled().places if one[1] == "mat_do"]
    dataset = seen(tmp_path, change)[1]
    assert (place in dataset.places) is led and (place[0], "dan_so") in dataset.places


def test_a_sum_over_a_table_leads_to_its_cell_only_where_the_rows_are_the_same(tmp_path: Path) -> None:
    total = '[fields.tong]\nlabel = "Tổng"\ntype = "integer"\nunit = "cuộc"\nformula = "sum(to_chuc.nam_1)"\n'
    own = OLD.replace("[tables.to_chuc]\n", f"{total}[tables.to_chuc]\n")
    before = filled(own)
    for old, new, led in (
        ('label = "Năm 1"', 'label = "Năm đầu"', True),
        (', { id = "doan", code = "T2", label = "Đoàn" }', "", False),
    ):
        assert old in own
        form = drawn(own.replace(old, new), tmp_path / str(led))
        dataset = carry_over(before, form)[0]
        assert [id for _, id in dataset.places if id == "tong"] == ["tong"] * led


def test_rows_and_columns_of_tables_are_taken_by_their_ids(tmp_path: Path) -> None:
    _, dataset, findings = seen(
        tmp_path,
        ('{ id = "hoi", code = "T1", label = "Hội" }', '{ id = "chi_hoi", code = "T9", label = "Chi hội" }'),
        ('nam_2 = { label = "Năm 2"', 'nam_3 = { label = "Năm 3"'),
        ("noi_dung = {", "tom_tat = {"),
    )
    rows = dataset.tables["to_chuc"].drop(columns="file").to_dict("records")
    assert [{key: one for key, one in row.items() if one == one} for row in rows] == [{"row": "doan", "nam_1": 3.0}]
    assert dataset.tables["y_kien"]["tom_tat"].isna().all()
    assert [(one.code, one.message.rpartition(": ")[2]) for one in findings if one.code != "form-earlier"] == [
        ("form-lacks", "Tổ chức – Chi hội; Tổ chức – Năm 3 và 1 mục khác."),
        ("form-dropped", "Tổ chức – Hội; Tổ chức – Năm 2 và 1 mục khác."),
    ]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            (
                'nam_1 = { label = "Năm 1", type = "integer", unit = "cuộc" }',
                'nam_1 = { label = "Năm 1", type = "integer", unit = "lượt" }',
            ),
            (
                "Tổ chức – Năm 1 ở biểu này là số nguyên (cuộc), ở biểu mẫu hiện hành là số nguyên (lượt); "
                "“2 ô” chưa được đưa vào tổng hợp."
            ),
        ),
        (
            (
                'rows = [{ id = "hoi", code = "T1", label = "Hội" }, { id = "doan", code = "T2", label = "Đoàn" }]',
                "blank_rows = 2",
            ),
            (
                "Tổ chức ở biểu này là bảng có dòng in sẵn, ở biểu mẫu hiện hành là bảng tự thêm dòng; "
                "“bảng này” chưa được đưa vào tổng hợp."
            ),
        ),
    ],
    ids=["unit of a column", "kind of rows"],
)
def test_a_table_that_cannot_be_carried_over_is_said(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    _, dataset, findings = seen(tmp_path, change)
    assert [one.message for one in findings if one.code == "form-meaning"] == [said]
    assert (
        dataset.tables["to_chuc"].get("nam_1", dataset.tables["to_chuc"]["row"]).isna().all()
        or dataset.tables["to_chuc"].empty
    )


def test_a_cell_of_a_table_outside_the_present_range_is_said_with_its_place(tmp_path: Path) -> None:
    _, _, findings = seen(
        tmp_path,
        ('nam_1 = { label = "Năm 1", type = "integer"', 'nam_1 = { label = "Năm 1", type = "integer", hard = [0, 2]'),
    )
    assert [(one.code, one.field, bool(one.cell)) for one in findings if one.code == "form-range"] == [
        ("form-range", "to_chuc.doan.nam_1", True)
    ]


def test_another_period_carries_nothing(tmp_path: Path) -> None:
    _, dataset, findings = seen(tmp_path, head=HEAD.replace("last_year = 2020", "last_year = 2021"))
    assert [one.message for one in findings if one.severity == "error"] == [
        (
            "Biểu này lập cho giai đoạn 2015 – 2020, biểu mẫu hiện hành cho giai đoạn 2015 – 2021; "
            "số liệu chưa được đưa vào tổng hợp."
        )
    ]
    assert dataset.frame.isna().all(axis=None) and all(frame.empty for frame in dataset.tables.values())


def test_editions_are_joined_in_the_present_form(tmp_path: Path) -> None:
    form, dataset, _ = seen(tmp_path, ('type = "integer"\nunit = "km2"', 'type = "decimal"\nunit = "km2"'))
    other = dataclasses.replace(
        dataset,
        frame=dataset.frame.rename(index=lambda _: "b.xlsx"),
        states=dataset.states.rename(index=lambda _: "b.xlsx"),
    )
    joined = join_datasets([dataset, other])
    assert list(joined.frame.columns) == list(form.fields) and len(joined.frame) == 2
    assert joined.frame.dtypes.equals(dataset.frame.dtypes)


FIELD = filled().form.fields["dan_so"]


@given(
    st.sampled_from(["integer", "decimal", "percent", "date", "choice", "text", "long text"]),
    st.sampled_from(["người", "hộ"]),
    st.sampled_from(["integer", "decimal", "percent", "date", "choice", "text", "long text"]),
    st.sampled_from(["người", "hộ"]),
)
def test_only_the_same_unit_and_no_narrower_type_mean_alike(old: Any, old_unit: str, new: Any, new_unit: str) -> None:
    alike = means_alike(
        dataclasses.replace(FIELD, type=old, unit=old_unit), dataclasses.replace(FIELD, type=new, unit=new_unit)
    )
    assert alike == (
        old_unit == new_unit and (old == new or (old, new) in (("integer", "decimal"), ("text", "long text")))
    )


def test_an_edition_without_a_readable_return_joins_the_others(tmp_path: Path) -> None:
    form, dataset, _ = seen(tmp_path, ('type = "integer"\nunit = "km2"', 'type = "decimal"\nunit = "km2"'))
    empty, said = carry_over(make_dataset(filled().form, []), form)
    assert said == {} and len(empty.frame) == 0
    for joined in (join_datasets([empty, dataset]), join_datasets([dataset, empty])):
        assert joined.frame.equals(dataset.frame) and joined.frame.dtypes.equals(dataset.frame.dtypes)
        assert joined.states.equals(dataset.states)
        assert {id: len(table) for id, table in joined.tables.items()} == {
            id: len(table) for id, table in dataset.tables.items()
        }
        assert [table.dtypes.to_dict() for table in joined.tables.values()] == [
            table.dtypes.to_dict() for table in dataset.tables.values()
        ]
