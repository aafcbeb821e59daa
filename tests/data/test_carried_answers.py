"""The answers of an older edition in the workbook of the present one: what is kept, and that nothing is lost unsaid."""

from __future__ import annotations

import datetime as dt
import functools
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.samples.communes import FULL
from tests.samples.forms import HEAD, drawn, shipped_form
from tonghop290.model import Carried, Form, Unit
from tonghop290.pipeline.check import check
from tonghop290.pipeline.editions import carried_answers, carried_lines
from tonghop290.pipeline.report import Report
from tonghop290.workbook.issue.blank import Filling, write_blank

OLD = """
[fields.don_vi]
type = "text"
filled_by = "register"
[fields.dan_so]
label = "Dân số"
type = "integer"
unit = "người"
hard = [1, 9000]
[fields.dien_tich]
label = "Diện tích"
type = "decimal"
decimals = 2
unit = "km2"
[fields.ho]
label = "Số hộ"
type = "integer"
unit = "hộ"
not_applicable = true
[fields.ngay]
label = "Ngày ban hành"
type = "date"
[fields.huong]
label = "Hướng"
type = "choice"
choices = ["Bắc", "Nam"]
[fields.sai]
label = "Số thôn"
type = "integer"
unit = "thôn"
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
prefilled = [{ noi_dung = "Câu in sẵn." }]
[tables.y_kien.columns]
noi_dung = { label = "Nội dung", type = "text" }
"""
UNIT = Unit(code="1", name="Mẫu")
FILLING = Filling(
    values={"dan_so": 6000, "dien_tich": 12.25, "ngay": dt.date(2019, 5, 6), "huong": "Nam", "sai": "mười hai"},
    states={"dan_so": "Ước tính", "ho": "Không áp dụng"},
    notes={"dien_tich": "theo bản đồ"},
    tables={
        "to_chuc": [{"row": "hoi", "nam_1": 1, "nam_2": 2}, {"row": "doan", "nam_1": 3}],
        "y_kien": [{"noi_dung": f"Ý kiến thứ {number}."} for number in ("nhất", "nhì", "ba", "tư")],
    },
)
ALL = {"dan_so", "dien_tich", "ho", "ngay", "huong", "to_chuc", "y_kien"}
UNREAD = ("changed", "Số thôn", "mười hai", "chưa đọc được")


@functools.cache
def filled(definition: str = OLD, filling: Any = None) -> Report:
    """A return of the definition, through a workbook and back."""
    with tempfile.TemporaryDirectory() as folder:
        form = drawn(definition, Path(folder))
        path = write_blank(form, Path(folder) / "a.xlsx", unit=UNIT, filling=filling or FILLING)
        return check([path], form)


def carried(report: Report, form: Form, **more: Any) -> Carried:
    (path,) = report.dataset.frame.index
    said = more.pop("explained", {})
    return carried_answers(report, path, form, name="a.xlsx", unit=UNIT, office=form.office, explained=said, **more)


def edition(folder: Path, *changes: tuple[str, str], head: str = HEAD) -> Form:
    definition = OLD
    for old, new in changes:
        assert old in definition
        definition = definition.replace(old, new)
    return drawn(definition, folder, head=head)


def left(made: Carried) -> list[tuple[str, str, str, str]]:
    return [(one.kind, one.label, one.said, one.why) for one in made.left]


def kept(made: Carried) -> set[str]:
    return {*made.values, *made.states, *made.notes, *made.tables}


RANGE = "nằm ngoài khoảng cho phép (từ 1 đến 5.000)"
CASES: list[tuple[list[tuple[str, str]], str, list[tuple[str, str, str, str]]]] = [
    ([], "", []),
    ([('label = "Dân số"', 'label = "DÂN SỐ:"')], "", []),
    (
        [('label = "Dân số"', 'label = "Dân số nữ"')],
        "dan_so",
        [("changed", "Dân số nữ", "6.000 [Ước tính]", "tên cũ là “Dân số”")],
    ),
    (
        [('unit = "người"', 'unit = "nghìn người"')],
        "dan_so",
        [
            (
                "changed",
                "Dân số",
                "6.000 [Ước tính]",
                "biểu mới hỏi số nguyên (nghìn người), biểu cũ là số nguyên (người)",
            )
        ],
    ),
    ([("hard = [1, 9000]", "hard = [1, 5000]")], "dan_so", [("changed", "Dân số", "6.000 [Ước tính]", RANGE)]),
    (
        [("decimals = 2", "decimals = 1")],
        "dien_tich",
        [
            (
                "changed",
                "Diện tích",
                "12,25 (ghi chú: theo bản đồ)",
                "biểu mới nhận nhiều nhất 1 chữ số thập phân",
            )
        ],
    ),
    ([("decimals = 2", "decimals = 3")], "", []),
    (
        [("not_applicable = true\n", "")],
        "ho",
        [("changed", "Số hộ", "[Không áp dụng]", "biểu mới không nhận trạng thái này")],
    ),
    (
        [('type = "date"', 'type = "text"')],
        "ngay",
        [("changed", "Ngày ban hành", "06/05/2019", "biểu mới hỏi chữ, biểu cũ là ngày tháng")],
    ),
    (
        [('["Bắc", "Nam"]', '["Bắc", "Đông"]')],
        "huong",
        [("changed", "Hướng", "Nam", "biểu mới không còn mục chọn này")],
    ),
    (
        [("[fields.ngay]", "[fields.ngay_moi]"), ("Ngày ban hành", "Ngày ban hành mới")],
        "ngay",
        [
            ("gone", "Ngày ban hành", "06/05/2019", "biểu mới không hỏi nữa"),
            ("new", "Ngày ban hành mới", "", ""),
        ],
    ),
    (
        [('unit = "người"\nhard = [1, 9000]', 'unit = "người"\nformula = "ho * 4"')],
        "dan_so",
        [("gone", "Dân số", "6.000 [Ước tính]", "biểu mới tự tính")],
    ),
    (
        [('{ id = "doan", code = "T2", label = "Đoàn" }', '{ id = "doan_tn", code = "T2", label = "Đoàn TN" }')],
        "",
        [("gone", "Tổ chức", "Đoàn: 3", "dòng đã đổi"), ("new", "Tổ chức – Đoàn TN", "", "")],
    ),
    (
        [
            (
                'nam_1 = { label = "Năm 1", type = "integer", unit = "cuộc" }',
                'nam_1 = { label = "Năm 1", type = "integer", unit = "lượt" }',
            )
        ],
        "",
        [
            (
                "changed",
                "Tổ chức – Năm 1",
                "Hội: 1; Đoàn: 3",
                "biểu mới hỏi số nguyên (lượt), biểu cũ là số nguyên (cuộc)",
            )
        ],
    ),
    (
        [("[tables.y_kien", "[tables.y_khac")],
        "y_kien",
        [
            (
                "gone",
                "Ý kiến",
                "dòng 1: Ý kiến thứ nhất.; dòng 2: Ý kiến thứ nhì.; dòng 3: Ý kiến thứ ba.; dòng 4: Ý kiến thứ tư.",
                "biểu mới không hỏi nữa",
            ),
            ("new", "bảng “Ý kiến”", "", ""),
        ],
    ),
]


@pytest.mark.parametrize(("changes", "lost", "said"), CASES)
def test_what_changed_is_left_empty_and_listed(
    tmp_path: Path, changes: list[tuple[str, str]], lost: str, said: list[tuple[str, str, str, str]]
) -> None:
    made = carried(filled(), edition(tmp_path, *changes))
    assert kept(made) == ALL - {lost}
    assert sorted(left(made)) == sorted([UNREAD, *said])


ANSWERED = ALL | {"sai"}
LABELS = {
    "dan_so": "Dân số", "dien_tich": "Diện tích", "ho": "Số hộ", "ngay": "Ngày ban hành", "huong": "Hướng",
    "sai": "Số thôn", "to_chuc": "Tổ chức", "y_kien": "Ý kiến",
}  # fmt: skip


@settings(max_examples=settings.default.max_examples // 2)
@given(st.sets(st.sampled_from(range(len(CASES)))))
def test_whatever_changes_no_answer_is_lost_in_silence(
    tmp_path_factory: pytest.TempPathFactory, chosen: set[int]
) -> None:
    """Each answer is kept or listed, and what is kept is what the sender said."""
    definition = OLD
    for number in sorted(chosen):
        for old, new in CASES[number][0]:
            definition = definition.replace(old, new)
    made = carried(filled(), drawn(definition, tmp_path_factory.mktemp("e")))
    before = as_read(filled())
    listed = " ".join(one.label + one.why for one in made.left if one.kind in ("changed", "gone")).casefold()
    assert [id for id in ANSWERED if id not in kept(made) and LABELS[id].casefold() not in listed] == []
    assert all(before["values"][id] == value for id, value in made.values.items())
    assert all(before["states"][id] == state for id, state in made.states.items())
    said = {id: [tuple(row.items()) for row in rows] for id, rows in before["tables"].items()}
    for id, rows in made.tables.items():
        for row in rows:
            assert any(set(row.items()) <= set(whole) for whole in said[id])


def test_another_period_keeps_nothing_and_lists_everything(tmp_path: Path) -> None:
    made = carried(filled(), edition(tmp_path, head=HEAD.replace("last_year = 2020", "last_year = 2021")))
    assert (made.kept, kept(made)) == (0, set())
    assert {one.why for one in made.left} == {"kỳ báo cáo của biểu cũ là giai đoạn 2015 – 2020"} and len(made.left) == 8


def test_a_value_the_office_lets_stand_is_kept(tmp_path: Path) -> None:
    form, report = edition(tmp_path, ("hard = [1, 9000]", "hard = [1, 5000]")), filled()
    (path,) = report.dataset.frame.index
    assert carried(report, form, accepted={(path, "dan_so")}).values["dan_so"] == 6000


@pytest.mark.parametrize(("rows", "stands"), [([], []), ([{"noi_dung": "câu in sẵn."}], None)])
def test_sentences_of_the_form_are_answers_only_once_they_were_changed(
    tmp_path: Path, rows: list[dict[str, str]], stands: list[Any] | None
) -> None:
    form = edition(tmp_path)
    report = check([write_blank(form, tmp_path / "a.xlsx", filling=Filling(tables={"y_kien": rows}))], form)
    made = carried(report, edition(tmp_path / "b", ("Câu in sẵn.", "Câu khác.")))
    assert made.tables.get("y_kien") == stands


def as_read(report: Report) -> dict[str, Any]:
    (path,) = report.dataset.frame.index
    return report.as_filled(path)


def test_the_carried_workbook_reads_back_the_same(tmp_path: Path) -> None:
    form, sentences = edition(tmp_path), [f"Ý kiến “{number}”." for number in range(1, 12)]  # more than it has room for
    made = carried(filled(), form)
    made = replace(made, tables={**made.tables, "y_kien": [{"noi_dung": sentence} for sentence in sentences]})
    again = check([write_blank(form, tmp_path / "b.xlsx", unit=UNIT, filling=Filling.of(made))], form)
    before, after = as_read(filled()), as_read(again)
    del before["values"]["sai"]
    assert [row["noi_dung"] for row in after["tables"].pop("y_kien")] == sentences
    del before["tables"]["y_kien"]
    assert after == before and again.findings == ()


def test_a_whole_return_of_the_shipped_form_is_carried_without_a_word(tmp_path: Path) -> None:
    form = shipped_form()
    report = check(
        [write_blank(form, tmp_path / "a.xlsx", unit=UNIT, filling=Filling(values=FULL | {"don_vi": UNIT.title}))], form
    )
    made = carried(report, form)
    again = check([write_blank(form, tmp_path / "b.xlsx", unit=UNIT, filling=Filling.of(made))], form)
    assert as_read(again) == as_read(report) and made.left == ()


def test_what_is_left_is_said_in_the_words_of_the_form(tmp_path: Path) -> None:
    form = edition(
        tmp_path,
        ("hard = [1, 9000]", "hard = [1, 5000]"),
        head=HEAD.replace('version = "1"', 'version = "2"\nlanguage = "en"'),
    )
    made = carried(filled(), form)
    lines = carried_lines(made, form.words)
    assert [line for line in lines if "Dân số" in line] == [
        "To fill in again: Dân số, the old form said “6,000 [Estimate]” "
        "(it is outside the possible range (from 1 to 5,000))"
    ]
