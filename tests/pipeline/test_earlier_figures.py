"""What a unit answered an earlier time stands beside what it answers now: seen, locked, and nobody's answer."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import tonghop290 as th
from tests.campaign.test_commands import run
from tests.looked_at import looked_at
from tests.samples.forms import HEAD, drawn
from tests.samples.rounds import SETTINGS, a_round, body
from tonghop290.model import CellRef, Earlier, Form, Unit
from tonghop290.pipeline.check import check
from tonghop290.pipeline.exports import earlier_of
from tonghop290.pipeline.issue import write_blanks
from tonghop290.workbook.issue.fill import IssuedWorkbook, StoredCell

QUARTER = HEAD.replace("first_year = 2015\nlast_year = 2020", 'name = "quý III/2026"')
FORM = """
[fields.don_vi]
type = "text"
filled_by = "register"
[fields.ho]
type = "integer"
unit = "hộ"
required = true
change_usual = 50
[fields.ngheo]
type = "integer"
unit = "hộ"
required = true
[fields.ty_le]
type = "percent"
unit = "%"
decimals = 2
formula = "ngheo / ho * 100"
[fields.y_kien]
type = "text"
"""
UNITS = {code: Unit(code=code, name=f"Mẫu {code[-1]}", type="xã") for code in ("20001", "20002")}
VALUE, BEFORE, CHANGE = "E", "F", "G"


def a_form(folder: Path, period: str = "quý III/2026", **changed: str) -> Form:
    definition = FORM
    for old, new in changed.items():
        definition = definition.replace(old, new)
    drawn(definition, folder, head=QUARTER)
    return th.load_form(folder, period=period)


def returned(form: Form, folder: Path, **values: Any) -> Path:
    """A return of the first unit, on a plain workbook of its own."""
    folder.mkdir()
    return th.write_blank(form, folder / "a.xlsx", unit=UNITS["20001"], values=values)


def before(folder: Path, form: Form) -> Path:
    """The results of quarter II, as other programs get them."""
    then = th.load_form(form.folder, period="quý II/2026")
    report = th.check([returned(then, folder / "quy2", ho=1000, ngheo=100)], then, units=UNITS)
    th.write_tables(report, folder / "kq", format="json")
    return folder / "kq"


def issued(folder: Path, form: Form, earlier: Earlier) -> tuple[Path, Path]:
    one, two = write_blanks(form, folder / "bieu", UNITS, earlier=earlier)
    return one, two


def row_of(path: Path, label: str) -> int:
    sheet = looked_at(path)["Số liệu"]
    return next(row for row in range(1, 40) if str(sheet.cell(row, 3).value).startswith(label))


def filled(path: Path, into: Path, cells: Mapping[str, Any]) -> Path:
    places = {CellRef("Số liệu", int(at[1:]), ord(at[0]) - 64): value for at, value in cells.items()}
    return IssuedWorkbook(path).fill(into, places)


def test_the_earlier_figure_and_the_change_stand_beside_the_cell(tmp_path: Path) -> None:
    form = a_form(tmp_path / "f")
    one, two = issued(tmp_path, form, earlier_of(before(tmp_path, form), form))
    sheet = looked_at(one)["Số liệu"]
    assert [sheet.cell(5, column).value for column in range(5, 11)] == [
        "Số liệu", "Kỳ trước\n(quý II năm 2026)", "Thay đổi", "Trạng thái", "Ghi chú", "Kiểm tra",
    ]  # fmt: skip
    rows = {id: row_of(one, f"Nhãn {id}") for id in ("ho", "ngheo", "ty_le", "y_kien")}
    assert {id: sheet[f"{BEFORE}{row}"].value for id, row in rows.items()} == {
        "ho": 1000, "ngheo": 100, "ty_le": 10, "y_kien": None,
    }  # fmt: skip
    row = rows["ho"]
    assert f"COUNT('Số liệu'!$E${row},'Số liệu'!$F${row})<2" in str(sheet[f"{CHANGE}{row}"].value)
    assert "điểm %" in sheet[f"{CHANGE}{rows['ty_le']}"].number_format
    assert all(sheet[f"{column}{row}"].protection.locked for column in (BEFORE, CHANGE))
    other = looked_at(two)["Số liệu"]
    assert [other[f"{BEFORE}{row}"].value for row in rows.values()] == [None] * 4
    assert sheet.print_area == f"'Số liệu'!$A$1:$J${rows['y_kien']}"


def test_what_stands_beside_is_never_read_nor_asked_about(tmp_path: Path) -> None:
    form = a_form(tmp_path / "f")
    one, _ = issued(tmp_path, form, earlier_of(before(tmp_path, form), form))
    ho, ngheo = row_of(one, "Nhãn ho"), row_of(one, "Nhãn ngheo")
    full = filled(one, tmp_path / "b.xlsx", {f"E{ho}": 1200, f"E{ngheo}": 110})
    report = th.check([full], form, units=UNITS)
    assert [str(one) for one in report.findings] == []
    assert dict(report.dataset.frame.loc[str(full), ["ho", "ngheo"]]) == {"ho": 1200.0, "ngheo": 110.0}
    pasted = {f"G{ho}": StoredCell("", "<v>200</v>"), f"G{ngheo}": StoredCell("", "<v>10</v>")}
    as_values = filled(full, tmp_path / "c.xlsx", pasted)
    assert [str(one) for one in th.check([as_values], form, units=UNITS).findings] == []


def test_an_answer_typed_into_the_column_of_before_is_told(tmp_path: Path) -> None:
    form = a_form(tmp_path / "f")
    one, _ = issued(tmp_path, form, earlier_of(before(tmp_path, form), form))
    ho, ngheo = row_of(one, "Nhãn ho"), row_of(one, "Nhãn ngheo")
    beside = filled(one, tmp_path / "b.xlsx", {f"F{ho}": 1200, f"E{ngheo}": 110})
    found = {one.code: one for one in th.check([beside], form, units=UNITS).findings}
    assert sorted(found) == ["figures-unread", "required"]
    assert f"Số liệu!F{ho}" in found["figures-unread"].message and "1200" in found["figures-unread"].message


def test_a_figure_of_another_unit_shows_nothing(tmp_path: Path) -> None:
    form = a_form(tmp_path / "f")
    results = before(tmp_path, form)
    people = {'[fields.ho]\ntype = "integer"\nunit = "hộ"': '[fields.ho]\ntype = "integer"\nunit = "người"'}
    changed = a_form(tmp_path / "g", **people)
    assert earlier_of(results, changed).figures == {"20001": {"ngheo": 100.0, "ty_le": 10.0}}


def test_a_folder_of_returns_is_read_as_of_its_own_period(tmp_path: Path) -> None:
    form = a_form(tmp_path / "f")
    before(tmp_path, form)
    earlier = earlier_of(tmp_path / "quy2", form, units=UNITS)
    assert earlier == Earlier(
        figures={"20001": {"ho": 1000.0, "ngheo": 100.0, "ty_le": 10.0}}, period="quý II năm 2026"
    )
    assert Earlier.of_text(earlier.as_text()) == earlier and Earlier.of_text("{}") is None


@pytest.mark.parametrize("period", ["quý II/2026", "quý I/2026"])
def test_what_is_not_earlier_is_refused(period: str, tmp_path: Path) -> None:
    form = a_form(tmp_path / "f")
    results = before(tmp_path, form)
    now = th.load_form(form.folder, period=period)
    with pytest.raises(ValueError, match=f"là kết quả của quý II năm 2026, không phải của một kỳ trước {now.named()}"):
        earlier_of(results, now)


def test_blank_takes_an_earlier_round(tmp_path: Path) -> None:
    form = a_form(tmp_path / "f")
    before(tmp_path, form)
    (tmp_path / "don_vi.csv").write_text("code,name,type\n20001,Mẫu 1,xã\n", encoding="utf-8")
    options = ["--form", form.folder, "--units", "don_vi.csv", "-o", "di"]
    run("blank", *options, "--earlier", "kq", cwd=tmp_path)
    sheet = looked_at(tmp_path / "di" / "20001 Xã Mẫu 1, quý III năm 2026.xlsx")["Số liệu"]
    assert sheet["F5"].value == "Kỳ trước\n(quý II năm 2026)"
    _, err = run("blank", "--form", form.folder, "-o", "a.xlsx", "--earlier", "kq", cwd=tmp_path, expect=2)
    assert "--earlier cần có --units" in err
    _, err = run("blank", *options, "--earlier", "khong_co", cwd=tmp_path, expect=2)
    assert "Không tìm thấy kết quả đợt trước khong_co." in err


@pytest.mark.parametrize(
    ("then", "now", "said"),
    [
        (1000, 1400, None),
        (1000, 1600, "Nhãn ho là 1.600 hộ, kỳ trước (quý II năm 2026) là 1.000 hộ: tăng 60%."),
        (1000, 333, "Nhãn ho là 333 hộ, kỳ trước (quý II năm 2026) là 1.000 hộ: giảm 66,7%."),
        (4, 12, None),
        (0, 40, "Nhãn ho là 40 hộ, kỳ trước (quý II năm 2026) là 0 hộ: trước đó chưa có."),
        (None, 40, None),
    ],
)
def test_what_changes_by_more_than_the_form_says_is_asked(
    then: float | None, now: float, said: str | None, tmp_path: Path
) -> None:
    form = a_form(tmp_path / "f")
    own = {} if then is None else {"ho": float(then)}
    earlier = Earlier(figures={"20001": own}, period="quý II năm 2026")
    report = check([returned(form, tmp_path / "b", ho=now, ngheo=1)], form, units=UNITS, earlier=earlier)
    assert [(one.code, one.stage, one.message) for one in report.findings] == (
        [("figure-changed", "compare", said)] if said else []
    )


def test_what_has_changed_is_told_apart_from_outliers(tmp_path: Path) -> None:
    form = a_form(tmp_path / "f")
    earlier = Earlier(figures={"20001": {"ho": 1000.0}}, period="quý II năm 2026")
    report = check([returned(form, tmp_path / "b", ho=1600, ngheo=1)], form, units=UNITS, earlier=earlier)
    (marked,) = th.annotate(report, tmp_path / "mk")
    words = {cell.value for row in looked_at(marked)["Cần sửa"].iter_rows() for cell in row}
    assert "Kỳ trước: 1.000" in words
    sheet = looked_at(th.write_summary(report, tmp_path / "th.xlsx"))["So sánh"]
    lines = [sheet.cell(row, 1).value for row in range(1, 40) if sheet.cell(row, 1).value]
    assert lines[-5:] == [
        "SỐ LIỆU KHÁC XA CÁC ĐƠN VỊ KHÁC (đề nghị kiểm tra lại)",
        "Không có.",
        "SỐ LIỆU THAY ĐỔI NHIỀU SO VỚI KỲ TRƯỚC (đề nghị kiểm tra lại)",
        "Đơn vị",
        "Xã Mẫu 1",
    ]


def test_a_percent_changes_by_points_wherever_it_is_worked_out(tmp_path: Path) -> None:
    form = a_form(tmp_path / "f", **{"decimals = 2": "decimals = 2\nchange_usual = 5", "change_usual = 50\n": ""})
    earlier = Earlier(figures={"20001": {"ho": 100.0, "ty_le": 10.0}})
    report = check([returned(form, tmp_path / "b", ho=100, ngheo=22)], form, units=UNITS, earlier=earlier)
    assert [one.message for one in report.findings] == ["Nhãn ty_le là 22%, kỳ trước là 10%: tăng 12 điểm phần trăm."]


def test_a_round_is_held_against_the_one_before(tmp_path: Path) -> None:
    """What ``issue --earlier`` was given once stands in every workbook issued later, and is judged with."""
    form = a_form(tmp_path / "f")
    before(tmp_path, form)
    settings = SETTINGS.replace('form = "bieu"', f'form = "{form.folder.as_posix()}"\nperiod = "quý III/2026"')
    root = a_round(tmp_path / "dot", settings=settings, units=list(UNITS.values())).folder.root
    run("issue", "--earlier", "../kq", cwd=root)
    again = root / "phat_hanh" / "20001 Xã Mẫu 1, quý III năm 2026.xlsx"
    ho, ngheo = row_of(again, "Nhãn ho"), row_of(again, "Nhãn ngheo")
    filled(again, root / "thu_den" / "a.xlsx", {f"E{ho}": 2000, f"E{ngheo}": 110})
    run("receive", cwd=root)
    told = "là 2.000 hộ, kỳ trước (quý II năm 2026) là 1.000 hộ: tăng 100%."
    (letter,) = (root / "phan_hoi").glob("*.eml")
    assert told in " ".join(body(letter).split())
    out, _ = run("check", ".", cwd=root)
    assert told in out
    run("issue", "--again", "20002", cwd=root)
    (second,) = (root / "phat_hanh").glob("20002*(lần 2).xlsx")
    assert looked_at(second)["Số liệu"]["F5"].value == "Kỳ trước\n(quý II năm 2026)"
