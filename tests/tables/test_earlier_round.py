"""This round beside an earlier one: indicators, and each unit beside itself."""

from __future__ import annotations

from pathlib import Path

import tonghop290 as th
from tests.looked_at import looked_at
from tests.samples.communes import FULL, a_dataset
from tests.samples.districts import FORM, OFFICE
from tonghop290.data.aggregate import add_up
from tonghop290.data.exports.export import write_tables
from tonghop290.model import FieldTotal, Totals, Unit
from tonghop290.tables.summary import write_summary

# --- against an earlier round -------------------------------------------------------------------------------------


def test_an_earlier_round_stands_beside_this_one(tmp_path: Path) -> None:
    dataset = a_dataset(FORM, [FULL, FULL | {"don_to_cao": None}])
    before = a_dataset(FORM, [FULL | {"dan_so": 8000, "ho_ngheo_2019": 206, "tien_gop": 0, "don_to_cao": None}])
    path = write_summary(
        dataset, add_up(dataset), tmp_path / "a.xlsx", office=OFFICE, earlier=add_up(before, expected=2)
    )
    sheet = looked_at(path, values=True)["So sánh"]
    start = next(row for row in range(1, 200) if str(sheet.cell(row, 1).value).startswith("TOÀN HUYỆN: KỲ TRƯỚC"))
    assert sheet.cell(start, 1).value == "TOÀN HUYỆN: KỲ TRƯỚC (1/2 xã) VÀ KỲ NÀY (2/2 xã)"
    lines = {
        row[0].value: [cell.value if not isinstance(cell.value, float) else round(cell.value, 6) for cell in row[2:9]]
        for row in sheet.iter_rows(min_row=start + 2, max_row=start + 40)
    }
    assert lines["Dân số năm 2019"] == ["1/2", 8000, "2/2", 21322, 13322, 166.525, "hai kỳ khác số đơn vị"]
    assert lines["Tỷ lệ hộ nghèo 2019"] == [
        "1/2",
        round(206 / 25.79, 6),
        "2/2",
        round(103 / 25.79, 6),
        -4,
        "điểm %",
        "hai kỳ khác số đơn vị",
    ]
    assert lines["Tiền đóng góp (LLVT)"] == ["1/2", 0, "2/2", 171, 171, None, "hai kỳ khác số đơn vị"]
    assert lines["Đơn tố cáo"] == ["0/2", None, "1/2", 4, None, None, "hai kỳ khác số đơn vị"]


def test_without_an_earlier_round_nothing_is_said_of_one(tmp_path: Path) -> None:
    dataset = a_dataset(FORM, [FULL])
    book = looked_at(write_summary(dataset, add_up(dataset), tmp_path / "a.xlsx", office=OFFICE))
    assert [cell.value for row in book["So sánh"].iter_rows() for cell in row if "KỲ TRƯỚC" in str(cell.value)] == []


def test_an_indicator_the_earlier_round_did_not_have_is_left_out(tmp_path: Path) -> None:
    dataset = a_dataset(FORM, [FULL])
    earlier = Totals(
        fields={"dan_so": FieldTotal(field="dan_so", how="sum", value=5.0, units=1, expected=1)},
        cells={},
        units=1,
        expected=1,
    )
    book = looked_at(
        write_summary(dataset, add_up(dataset), tmp_path / "a.xlsx", office=OFFICE, earlier=earlier), values=True
    )
    assert [row[3].value for row in book["So sánh"].iter_rows() if row[0].value == "Dân số năm 2019"][-1] == 5
    assert len([row for row in book["So sánh"].iter_rows() if row[0].value == "Dân số năm 2009"]) == 1


def test_each_unit_stands_beside_itself_of_an_earlier_round(tmp_path: Path) -> None:
    units = {str(number): Unit(code=str(number), name=f"Mẫu {number}", type="xã") for number in range(1, 4)}
    before = a_dataset(
        FORM, [FULL | {"thu_nhap_2019": 20}, FULL | {"thu_nhap_2019": None}], units=[units["1"], units["2"]]
    )
    write_tables(before, add_up(before), tmp_path, format="json")
    earlier, figures = th.read_earlier(tmp_path / "so_lieu.json", FORM)
    assert (
        earlier == add_up(before) and figures["1"]["dan_so"] == FULL["dan_so"] and "thu_nhap_2019" not in figures["2"]
    )
    now = a_dataset(FORM, [FULL | {"thu_nhap_2019": 25}, FULL], units=[units["1"], units["2"]])
    path = write_summary(
        now,
        add_up(now, expected=3),
        tmp_path / "a.xlsx",
        office=OFFICE,
        units=units,
        earlier=earlier,
        earlier_units=figures,
    )
    sheet = looked_at(path, values=True)["So kỳ trước"]
    assert sheet["C7"].value == "Thu nhập bình quân 2019"
    assert [[cell.value or None for cell in row][:6] for row in sheet.iter_rows(min_row=9, max_row=12)] == [
        ["STT", "Đơn vị", "Kỳ trước", "Kỳ này", "Tăng, giảm", "Tăng, giảm (%)"],
        [1, "Xã Mẫu 1", 20, 25, 5, 25],
        [2, "Xã Mẫu 2", None, 38.2, None, None],
        [3, "Xã Mẫu 3", None, None, None, None],
    ]
    labels = [cell.value for cell in sheet[9]][7:]
    assert [str(rule.sqref) for rule in sheet.data_validations.dataValidation] == ["C7"] and "Dân số năm 2019" in labels
    assert sheet.cell(10, 8 + labels.index("Dân số năm 2019")).value == FULL["dan_so"]
