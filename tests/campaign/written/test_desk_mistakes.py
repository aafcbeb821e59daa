"""What is wrong with ``Đợt.xlsx`` is told all at once, by sheet and cell with its remedy, before anything is done."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from tests.campaign.test_commands import run
from tests.campaign.written.desks import a_desk, fill
from tests.samples.rounds import issue_all, tree
from tonghop290.campaign.settings import load_round
from tonghop290.model import FormError

OFFICE, UNITS = "trang “Cơ quan”, ô ", "trang “Đơn vị”, ô "
AN_ADDRESS = "đề nghị ghi như ten@coquan.gov.vn, nhiều địa chỉ cách nhau bằng dấu phẩy"
TOGETHER: list[tuple[dict[str, Any], str]] = [
    (
        {"Ngày công văn": "15/12/2019"},
        f"{OFFICE}B9: Ngày công văn là chữ “15/12/2019”, không phải ngày; đề nghị xoá ô, gõ lại 15/12/2019 (Excel vẫn "
        "để thành chữ thì gõ 2019-12-15) và xem lại các ngày khác trên trang này",
    ),
    (
        {"Số liệu tính đến ngày": "cuối năm"},
        f"{OFFICE}B11: Số liệu tính đến ngày là “cuối năm”, không phải ngày; đề nghị ghi ngày/tháng/năm, ví dụ "
        "31/12/2026",
    ),
    (
        {"Ký hiệu công văn": dt.datetime(2019, 3, 12)},
        f"{OFFICE}B28: Ký hiệu công văn đã bị Excel đổi thành ngày giờ (12/03/2019); đề nghị định dạng ô là Text rồi "
        "gõ lại",
    ),
    (
        {"Cách đặt dấu thanh": "giữ nguyê"},
        f"{OFFICE}B37: Cách đặt dấu thanh là “giữ nguyê”, phải là một trong: giữ nguyên, ủy, uỷ; ý đồng chí là 'giữ "
        "nguyên'?",
    ),
    (
        {"Năm ghi trên báo cáo": "hai nghìn"},
        f"{OFFICE}B43: Năm ghi trên báo cáo là “hai nghìn”, phải là một năm, ví dụ 2026",
    ),
    ({"Cổng gửi thư": "năm"}, f"{OFFICE}B47: Cổng gửi thư là “năm”, phải là một số, ví dụ 587"),
    ({"Mã hoá khi lấy": "none"}, f"{OFFICE}B55: Mã hoá khi lấy là “none”, phải là một trong: ssl, starttls"),
    ({"Cơ quan!A12": "Nơi nhận bieu"}, f"{OFFICE}B12: không có mục “Nơi nhận bieu”; ý đồng chí là 'Nơi nhận biểu'?"),
    ({"Người ký báo cáo chung": "#N/A"}, f"{OFFICE}B15: Người ký báo cáo chung – ô báo lỗi #N/A; đề nghị gõ lại"),
    ({"Địa danh": "=A1"}, f"{OFFICE}B27: Địa danh – công thức chưa có kết quả; đề nghị mở bằng Excel rồi lưu lại, "
     "hoặc gõ thẳng giá trị"),
    ({"Số công văn": "512-CV/HU"}, f"{OFFICE}B8: số công văn “512-CV/HU” có cả ký hiệu; chỉ ghi 512, ký hiệu “CV/HU” "
     f"đã có ở {OFFICE}B28"),
    ({"Thư điện tử": "dan van@mau.example"}, f"{OFFICE}B14: thư điện tử “dan van@mau.example” không phải là địa chỉ "
     f"thư (có dấu cách); {AN_ADDRESS}"),
    ({"Đơn vị!A3": "20001"}, f"{UNITS}A3: mã '20001' đã có ở ô A2 (Xã Mẫu 1); mỗi đơn vị một mã"),
    ({"Đơn vị!E4": "xa 3@mau.example"}, f"{UNITS}E4: “xa 3@mau.example” không phải là địa chỉ thư (có dấu cách); "
     f"{AN_ADDRESS}"),
    ({"Đơn vị!B5": "Xã Mới"}, f"{UNITS}A5: còn thiếu mã đơn vị"),
    ({"Đơn vị!A6": "20006"}, f"{UNITS}B6: còn thiếu tên đơn vị"),
    ({"Đơn vị!A7": "20007", "Đơn vị!B7": "Mẫu 1", "Đơn vị!C7": "xã", "Đơn vị!D7": "Huyện Mẫu"},
     f"{UNITS}B7: Xã Mẫu 1 đã có ở ô A2 (mã khác)"),
    ({"Đơn vị!A8": "20008", "Đơn vị!B8": "#REF!"}, f"{UNITS}B8: ô báo lỗi #REF!; đề nghị gõ lại"),
]  # fmt: skip
ALONE: list[tuple[dict[str, Any], str]] = [
    (
        {"Ngày công văn": dt.datetime(2020, 1, 20), "Hạn gửi biểu": dt.datetime(2020, 1, 15)},
        f"{OFFICE}B10: hạn gửi 15/01/2020 trước ngày công văn 20/01/2020 ({OFFICE}B9); đề nghị sửa một trong hai ngày",
    ),
    (
        {"Hạn gửi biểu": dt.datetime(2009, 12, 15)},
        f"{OFFICE}B10: hạn gửi 15/12/2009 cách ngày mở đợt 10/01/2020 quá xa; đề nghị xem lại năm",
    ),
    ({"Mã hoá khi gửi": "none", "Tên đăng nhập gửi thư": "a"}, f"{OFFICE}B48: “none” không mã hoá nên không được gửi "
     "kèm tên và mật khẩu; đề nghị dùng “starttls” hoặc “ssl”"),
    ({"Đơn vị!B1": "Ghi chú"}, "trang “Đơn vị”, dòng 1: còn thiếu cột 'Tên'"),
    ({"Đơn vị!E1": "Emial"}, f"{UNITS}E1: không có cột 'Emial'; ý đồng chí là 'Email'?"),
    ({"Cơ quan!B5": "Trị giá"}, "trang “Cơ quan”: không còn dòng tiêu đề “Mục”, “Giá trị”; đề nghị ghi lại dòng đó"),
    ({"Thể thức": "hd36"}, f"{OFFICE}B36: 'hd36' không có trong: "),
    ({"Kỳ báo cáo": "quý 5/2020"}, f"{OFFICE}B41: "),
]  # fmt: skip


def faults_of(root: Path, cells: dict[str, Any]) -> list[str]:
    round = a_desk(root)
    fill(round.folder, cells)
    with pytest.raises(FormError) as caught:
        load_round(round.folder)
    return list(caught.value.faults)


def test_every_mistake_is_told_at_once_with_its_cell(tmp_path: Path) -> None:
    cells = {name: value for wrong, _ in TOGETHER for name, value in wrong.items()}
    told = faults_of(tmp_path / "đợt", cells)
    assert sorted(told) == sorted(line for _, line in TOGETHER)


@pytest.mark.parametrize(("cells", "line"), [*ALONE, TOGETHER[10]], ids=lambda value: str(value)[:40])
def test_a_mistake_is_one_line(tmp_path: Path, cells: dict[str, Any], line: str) -> None:
    told = faults_of(tmp_path / "đợt", cells)
    assert len(told) == 1 and told[0].startswith(line), told


def test_with_a_mistake_nothing_is_done(tmp_path: Path) -> None:
    round = a_desk(tmp_path / "đợt")
    fill(round.folder, {"Đơn vị!E4": "xa 3@mau.example", "Hạn gửi biểu": "15/12/2019"})
    before = tree(round.folder)
    for command in (("issue",), ("receive",), ("status",), ("remind", "--all"), ("answer",)):
        out, err = run(*command, cwd=round.folder.root, expect=2)
        assert (out, tree(round.folder)) == ("", before)
        assert "2 lỗi trong cấu hình và danh sách của đợt (chưa làm gì; sửa, lưu lại rồi chạy lại)" in err
        assert [line[2:30] for line in err.splitlines()[1:3]] == [
            "trang “Cơ quan”, ô B10: Hạn ",
            "trang “Đơn vị”, ô E4: “xa 3@",
        ]


def test_a_unit_that_vanished_is_told_until_it_is_withdrawn(tmp_path: Path) -> None:
    round = a_desk(tmp_path / "đợt")
    issue_all(round)
    fill(round.folder, {f"Đơn vị!{column}4": None for column in "ABCDEFG"} | {"Đơn vị!A3": "20022"})
    with pytest.raises(FormError) as caught:
        load_round(round.folder)
    assert caught.value.faults == (
        f"{UNITS}A3: Xã Mẫu 2 đã được phát biểu với mã 20002, nay ghi mã 20022; đề nghị ghi lại mã 20002",
        f"{UNITS}A4: không còn Xã Mẫu 3 (mã 20003), đơn vị đã được phát biểu; đề nghị ghi lại mã và tên, hoặc ghi mã "
        "đó vào mục “Đơn vị không phải gửi nữa”",
    )
    fill(round.folder, {"Đơn vị!A3": "20002", "Đơn vị không phải gửi nữa": "20003"})
    assert list(load_round(round.folder).units) == ["20001", "20002"]
