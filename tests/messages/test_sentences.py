"""What a sender is told: the indicator by its name and place, an example it takes, a guess that can be meant."""

from __future__ import annotations

import dataclasses
import string
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

import tonghop290 as th
from tests.samples.communes import FULL, a_unit
from tests.samples.forms import shipped_form
from tonghop290.data.read_cell import read_value
from tonghop290.messages import CATALOGUE, example_of, scale_hint, unit_beside
from tonghop290.model import Cell, CellRef, Field, Finding, Unit, as_one, gathered, in_told_order
from tonghop290.pipeline.report import Report
from tonghop290.pipeline.report_text import report_lines
from tonghop290.workbook.issue.blank import Filling, write_blank

FORM = shipped_form()
FIELDS = [*FORM.inputs, *(column for table in FORM.tables.values() for column in table.columns)]
OF_SEVERAL_CELLS = {"hidden-rows", "hidden-column", "hidden-sheet", "hidden-zeros"}


def said_of(returns: Sequence[tuple[Unit, Mapping[str, object]]], folder: Path) -> list[Report]:
    """What ``check`` finds in each of these returns; all are checked at once, and not held against each other."""
    for number, (unit, typed) in enumerate(returns):
        values = {**FULL, "don_vi": unit.title, **typed}
        write_blank(FORM, folder / f"{number:03}.xlsx", unit=unit, filling=Filling(values=values))
    report = th.check([folder], FORM, compare=False)
    return [dataclasses.replace(report, files=(file,)) for file in report.files]


def printed(report: Report) -> list[str]:
    """What ``check`` prints of a return, without its head and its sums."""
    return [line.strip() for line in report_lines(report, notes=True) if line.startswith("    ")]


SAID = [
    (
        {"chi_bo_nong_thon": "mười lăm"},
        "LỖI      Chỉ tiêu 16 – Chi bộ nông thôn (trang “Số liệu”, ô E23) ghi “mười lăm”, không phải là số. "
        "Đề nghị nhập chữ số, ví dụ 15.",
    ),
    (
        {"thu_nhap_2019": "33.500.000đ"},
        "LỖI      Chỉ tiêu 32 – Thu nhập bình quân 2019 (trang “Số liệu”, ô E42) ghi “33.500.000đ”, khác đơn vị tính "
        "của chỉ tiêu (triệu đồng/người/năm). Đề nghị ghi lại theo triệu đồng/người/năm (có phải 33,5 không?).",
    ),
    (
        {"thu_nhap_2019": 33500000},
        "LỖI      Chỉ tiêu 32 – Thu nhập bình quân 2019 (trang “Số liệu”, ô E42) là 33.500.000 triệu đồng/người/năm, "
        "lớn hơn mức cao nhất có thể (400). Đề nghị kiểm tra lại: đồng hay triệu đồng? (có phải 33,5 triệu đồng "
        "không?).",
    ),
    (
        {"dien_tich": 14.4275},
        "XEM LẠI  Chỉ tiêu 8 – Diện tích tự nhiên (trang “Số liệu”, ô E15) là 14,4275 ha, thấp hơn mức thường gặp (từ "
        "50 đến 50.000). Đề nghị kiểm tra lại: km² hay ha? (14,4275 km² = 1.442,75 ha).",
    ),
    (
        {"quyet_dinh_ngay": "tháng 6/2010"},
        "LỖI      Chỉ tiêu 25 – Quyết định ngày (trang “Số liệu”, ô E33) ghi “tháng 6/2010”, mới có tháng và năm. Đề "
        "nghị ghi đủ ngày/tháng/năm, ví dụ 31/12/2019.",
    ),
    (
        {"chuc_vu_ky": "Chủ tịch"},
        "LỖI      Chỉ tiêu 6 – Chức vụ của người ký (trang “Số liệu”, ô E12) ghi “Chủ tịch”, không có trong danh sách: "
        "BÍ THƯ, PHÓ BÍ THƯ, PHÓ BÍ THƯ THƯỜNG TRỰC. Đề nghị chọn một mục trong danh sách.",
    ),
    (
        {"dan_so": None},
        "LỖI      Chỉ tiêu 10 – Dân số năm 2019 (trang “Số liệu”, ô E17) chưa có số liệu. Đề nghị ghi số (không có thì "
        "ghi 0; ước tính thì ghi số và chọn “Ước tính”).",
    ),
    (
        {"tiep_dan": None},
        "LỖI      Chỉ tiêu 28 – Tiếp công dân (trang “Số liệu”, ô E38) chưa có số liệu. Đề nghị ghi số (không phát "
        "sinh thì ghi 0), hoặc chọn “Không có số liệu” ở cột Trạng thái.",
    ),
    (
        {"chi_bo": 21},
        "LỖI      Chỉ tiêu 15 – Tổng số chi bộ (trang “Số liệu”, ô E22) là 21, nhưng nông thôn 15 + trường học 4 + "
        "khác 1 = 20 (lệch 1). Đề nghị kiểm tra lại bốn ô số chi bộ.",
    ),
]


def test_a_message_names_the_indicator_its_sheet_and_its_cell(tmp_path: Path) -> None:
    for (typed, said), report in zip(SAID, said_of([(a_unit(), typed) for typed, _ in SAID], tmp_path), strict=True):
        assert said in printed(report), typed


def test_many_cells_with_one_cause_are_one_line_and_many_findings(tmp_path: Path) -> None:
    figures = [field.id for field in FORM.inputs if field.figure]
    (report,) = said_of([(a_unit(), dict.fromkeys(figures, "abc"))], tmp_path)
    assert sum(one.code == "not-a-number" for one in report.findings) == len(figures) == 32
    (line,) = [line for line in printed(report) if "abc" in line]
    assert line == (
        "LỖI      Các chỉ tiêu 8–22, 26–36, 38–40, 42–44 (trang “Số liệu”, các ô E15–E27, E29–E30, E35–E36, "
        "E38–E46, E49–E51, E54–E56) ghi “abc”, không phải là số. Đề nghị nhập chữ số."
    )


def test_errors_are_told_first_and_the_file_before_its_cells() -> None:
    def told(severity: str, field: str | None, code: str = "x") -> Finding:
        return Finding(code=code, severity=severity, stage="rule", message=code, field=field)  # type: ignore[arg-type]

    given = [told("note", None), told("warning", "a"), told("error", "b"), told("error", None), told("warning", None)]
    assert [(one.severity, one.field) for one in in_told_order(given)] == [
        ("error", None),
        ("error", "b"),
        ("warning", None),
        ("warning", "a"),
        ("note", None),
    ]


def test_tables_that_are_missing_are_one_sentence() -> None:
    missing = [
        Finding(
            code="table-missing", severity="warning", stage="structure", field=name, label=name,
            message=f"Không tìm thấy bảng “{name}”.", fix="Đề nghị dùng lại biểu mẫu.",
        )
        for name in ("Thuận lợi", "Khó khăn", "Kiến nghị")
    ]  # fmt: skip
    (group,) = gathered(in_told_order(missing))
    assert str(as_one(group)) == "Không tìm thấy bảng “Thuận lợi”, “Khó khăn”, “Kiến nghị”. Đề nghị dùng lại biểu mẫu."


# --- every entry, every field ---------------------------------------------------------------------------------------


def test_every_entry_about_one_cell_names_its_indicator() -> None:
    silent = [
        code
        for code, sentence in CATALOGUE.items()
        if sentence.stage in ("type", "range")
        and code not in OF_SEVERAL_CELLS
        and "label" not in {name for _, name, _, _ in string.Formatter().parse(sentence.message)}
    ]
    assert silent == []


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.id)
def test_the_example_is_taken_by_the_field_itself(field: Field) -> None:
    example = example_of(field)
    if not example:
        assert field.type in ("text", "long text")
        return
    reading = read_value(field, Cell(ref=CellRef("Số liệu", 1, 5), kind="text", text=example))
    assert not reading.bad and all(CATALOGUE[one.code].severity == "note" for one in reading.problems), example
    for limits in (field.hard, field.usual):
        if limits is not None and field.figure:
            assert limits.numbers[0] <= reading.value <= limits.numbers[1], example


# --- guesses --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("id", "value", "hint"),
    [
        ("ty_le_ngheo_2019", 75, ""),
        ("ty_le_ngheo_2019", 3990, ""),
        ("dien_tich", 22.6, ": km² hay ha? (22,6 km² = 2.260 ha)"),
        ("dan_so", 10661000, " (có phải 10.661 không?)"),
        ("dan_so", 10, " (có phải 10.000 không?)"),
        ("tiep_dan", 2, ""),
        ("chi_bo", 500, ""),
        ("thu_nhap_2019", 33500000, ": đồng hay triệu đồng? (có phải 33,5 triệu đồng không?)"),
        ("thu_nhap_2019", 38200, ": đồng, nghìn đồng hay triệu đồng? (có phải 38,2 triệu đồng không?)"),
        ("thu_nhap_2019", 90, ""),
        ("tien_gop", 1200, ": đồng, nghìn đồng hay triệu đồng?"),
        ("tien_gop", 5500000, ": đồng hay triệu đồng? (có phải 5,5 triệu đồng không?)"),
    ],
)
def test_a_guess_is_made_only_where_it_can_be_meant(id: str, value: float, hint: str) -> None:
    field = FORM.fields[id]
    assert scale_hint(field, float(value), field.usual_of("xã")) == hint


# --- communes as they are -------------------------------------------------------------------------------------------

BIG_WARD = {
    "dien_tich": 1500, "dan_so": 126062, "dan_so_2009": 98000, "ho_2009": 25000, "ho_2019": 33000, "thon": 110,
    "dang_vien": 5200, "chi_bo": 150, "chi_bo_nong_thon": 110, "chi_bo_truong_hoc": 18, "chi_bo_khac": 22,
    "to_dan_van": 110, "thanh_vien_to_dan_van": 990, "dang_vien_phai_hoc": 5000, "dang_vien_da_hoc": 4900,
    "tiep_dan": 9000, "thu_nhap_2009": 25, "thu_nhap_2019": 90, "ho_ngheo_2009": 500, "ty_le_ngheo_2009": 2,
    "ho_ngheo_2019": 66, "ty_le_ngheo_2019": 0.2,
}  # fmt: skip
ISLAND = {
    "dan_so": 20, "dan_so_2009": 0, "ho_2019": 6, "ho_2009": 0, "thon": 0, "dang_vien": 12, "chi_bo": 2,
    "chi_bo_nong_thon": 0, "chi_bo_truong_hoc": 0, "chi_bo_khac": 2,
}  # fmt: skip


COMMUNES: list[tuple[str, str, dict[str, float], list[str]]] = [
    ("a phường of 126.062", "phường", {**BIG_WARD, "ho_ngheo_2019": 495, "ty_le_ngheo_2019": 1.5}, []),
    ("a phường of 7 ha", "phường", {"dien_tich": 7, "thon": 20}, ["unusual-low dien_tich"]),
    ("the same as a xã", "xã", {"dien_tich": 7, "thon": 20}, ["unusual-low dien_tich"]),
    ("an island of six households", "đặc khu", ISLAND, ["rule-R2b dang_vien"]),
    (
        "km² in a commune of some thôn",
        "xã",
        {"dien_tich": 64.1, "dan_so": 3000, "dan_so_2009": 2950, "thon": 16},
        ["rule-R8e dien_tich"],
    ),
    ("km² by the density", "xã", {"dien_tich": 140}, ["rule-R8b dien_tich"]),
    ("a dense phường", "phường", {"dien_tich": 20, "dan_so": 15200}, []),
    ("no xã is as dense", "xã", {"dien_tich": 200, "dan_so": 15200}, ["rule-R8a dien_tich"]),
    ("nor this phường", "phường", {"dien_tich": 20, "dan_so": 19000}, ["rule-R8c dien_tich"]),
    ("nor a thị trấn", "thị trấn", {"dien_tich": 100, "dan_so": 30000}, ["rule-R8d dien_tich"]),
]


def test_communes_as_they_are_draw_no_doubt_and_square_kilometres_do(tmp_path: Path) -> None:
    returns = [(dataclasses.replace(a_unit(), type=kind), typed) for _, kind, typed, _ in COMMUNES]
    about = ("dien_tich", "dan_so", "chi_bo", "dang_vien", "thon", "thu_nhap_2019")
    for (what, _, _, codes), report in zip(COMMUNES, said_of(returns, tmp_path), strict=True):
        assert [f"{one.code} {one.field}" for one in report.findings if one.field in about] == codes, what


def test_a_fault_that_a_third_of_the_units_share_is_told_to_the_office_as_the_forms_own(tmp_path: Path) -> None:
    for number in range(9):
        values = {**FULL, "tiep_dan": None if number < 5 else 512}
        unit = a_unit(f"0000{number}", f"Mẫu {number}")
        write_blank(
            FORM, tmp_path / f"{number}.xlsx", unit=unit, filling=Filling(values={**values, "don_vi": unit.title})
        )
    (told,) = [line for line in report_lines(th.check([tmp_path], FORM), notes=False) if "chính biểu mẫu" in line]
    assert told == (
        "Có thể do chính biểu mẫu: 5/9 biểu cùng mắc một điểm, ví dụ: Chỉ tiêu 28 – Tiếp công dân (trang “Số liệu”, ô "
        "E38) chưa có số liệu. Đề nghị ghi số (không phát sinh thì ghi 0), hoặc chọn “Không có số liệu” ở cột Trạng "
        "thái. Nơi tổng hợp nên xem lại chỉ tiêu này trong biểu mẫu."
    )


@pytest.mark.parametrize(("value", "id", "beside"), [
    (0, "y_kien_gop_y", ""), (30, "y_kien_gop_y", "lượt ý kiến"),  # Lượt ý kiến góp ý
    (0, "dan_so", "người"), (0, "dang_vien", ""), (0, "quyet_dinh_so", ""),
])  # fmt: skip
def test_a_figure_of_nothing_does_not_repeat_the_unit_its_label_says(value: float, id: str, beside: str) -> None:
    assert unit_beside(value, FORM.fields[id]) == beside
