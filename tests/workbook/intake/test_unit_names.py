"""A unit is known by whatever people write of it: in a name cell, a file's name, a subject; or it is asked."""

from __future__ import annotations

import pytest

from tests.samples.communes import LEVELS, a_unit
from tonghop290.model import Unit
from tonghop290.workbook.intake.names.unit_names import Register

NAMES = {
    unit.code: unit
    for unit in (
        a_unit(),
        a_unit("15880", "Hoằng Giang"),
        a_unit("15878", "Hoằng Xuân Đông"),
        a_unit("15865", "Bút Sơn", "thị trấn"),
        a_unit("15902", "Tân Tiến"),
        a_unit("15903", "Tân Tiến", "thị trấn"),
        Unit(code="16001", name="Ba Đình", type="phường", parent="Thị xã Bỉm Sơn"),
        Unit(code="16002", name="Nga Tân", type="xã", parent="Huyện Nga Sơn"),
        Unit(code="16003", name="Tân Tiến", type="xã", parent="Huyện Nga Sơn"),
        Unit(code="16004", name="1", type="phường", parent="Quận 3"),
        Unit(code="16005", name="Ea H'leo", type="xã", parent="Huyện Ea H'leo"),
        Unit(code="16008", name="Nguyễn Trãi", type="phường", parent="Thành phố Hà Giang"),
        Unit(code="16009", name="Nguyễn Trãi", type="phường", parent="Thị xã Mẫu"),
        Unit(code="16006", name="Tam Quan", type="xã", parent="Tỉnh Mẫu"),
        Unit(code="16007", name="Tâm Quán", type="xã", parent="Tỉnh Mẫu"),
    )
}


# What a person writes for a unit → whose it is; None: asked, never another's.
@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("ĐẢNG UỶ XÃ HOẰNG XUÂN - HUYỆN HOẰNG HOÁ", "15877"),
        ("ĐẢNG UỶ XÃ HOẰNG XUÂN-HUYỆN HOẰNG HOÁ", "15877"),
        ("X. Hoằng Xuân", "15877"),
        ("X.Hoằng Xuân", "15877"),
        ("BCH Đảng bộ xã Hoằng Xuân", "15877"),
        ("Ban Chấp hành Đảng bộ xã Hoằng Xuân khoá 25", "15877"),
        ("Ủy ban MTTQ Việt Nam xã Hoằng Xuân", "15877"),
        ("Thường trực HĐND xã Hoằng Xuân", "15877"),
        ("TT Đảng uỷ xã Hoằng Xuân (Hoằng Hóa)", "15877"),
        ("Trạm y tế xã Hoằng Xuân", "15877"),
        ("Đảng uỷ Hoằng Xuân", "15877"),
        ("Huyện Hoằng Hóa – xã Hoằng Xuân", "15877"),
        ("xã Hoằng Xuân, H. Hoằng Hóa, T. Thanh Hóa", "15877"),
        ("Đảng bộ xã Hoằng Xuân năm 2019", "15877"),
        ("Hoang Xuan - Hoang Hoa", "15877"),
        ("hoang xuan hoang hoa", "15877"),
        ("XA HOANG XUAN", "15877"),
        ("Хã Нoằng Хuân", "15877"),  # Cyrillic letters among them
        ("xã Hoang Xuan", "15877"),
        ("Xã Hoằng Xuân Đông", "15878"),
        ("Hoang Xuan Dong", "15878"),
        ("TT. Bút Sơn", "15865"),
        ("T.T Bút Sơn", "15865"),
        ("TT But Son, Hoang Hoa", "15865"),
        ("P. Ba Đình", "16001"),
        ("Phường Ba Đình, TX. Bỉm Sơn", "16001"),
        ("Đảng uỷ phường Ba Đình, thị xã Bỉm Sơn, tỉnh Thanh Hóa", "16001"),
        ("P.1", "16004"),
        ("P1 Q3", "16004"),
        ("Phường 01, Quận 3", "16004"),
        ("Xã Ea H’Leo", "16005"),
        ("xã Ea H' leo, huyện Ea H'leo", "16005"),
        ("Thị trấn Tân Tiến", "15903"),
        ("Xã Tân Tiến, huyện Nga Sơn", "16003"),
        ("Tân Tiến (Nga Sơn)", "16003"),
        ("xã Tam Quan", "16006"),
        ("Phường Nguyễn Trãi, thành phố Hà Giang, tỉnh Hà Giang", "16008"),
        # asked
        ("Phường Nguyễn Trãi, tỉnh Hà Giang", None),
        ("Xã Tân Tiến", None),
        ("Tân Tiến", None),
        ("Xã Hoằng Xuân 2", None),
        ("Xã Hoằng Xuân Tây", None),
        ("Xã Hoàng Xuân", None),
        ("Xã Ba Đình", None),
        ("Xã Hoằng Xuân, huyện Nga Sơn", None),
        ("Hoằng Xuân - Nga Sơn", None),
        ("Xã Hoằng Xuân, huyện Nơi Khác", None),
        ("Xã Hoằng Xuân và xã Hoằng Giang", None),
        ("Đảng bộ xã Hoằng Xuân gửi xã Hoằng Giang", None),
        ("Phường Ba Đình, quận Ba Đình", None),
        ("Đảng bộ Hoằng Xuân mới", "15877"),
        ("giáp Hoằng Xuân", None),
        ("Phường 11", None),
        ("xa tam quan", None),
    ],
)
def test_a_unit_is_known_by_whatever_name_or_asked(written: str, unit: str | None) -> None:
    found = Register(NAMES, LEVELS).by_name(written)
    assert (found.code if found else None) == unit


@pytest.mark.parametrize(
    ("file", "unit", "against"),
    [
        ("Thi tran But Son.pdf", "15865", "15865"),
        ("thị trấn Bút Sơn.pdf", "15865", "15865"),
        ("15865.pdf", "15865", "15865"),
        ("bc_15877_lan2.xlsx", "15877", None),
        ("15877 Xã Hoằng Xuân - lần 1.xlsx", "15877", None),
        ("15877 Xã Hoằng Giang.xlsx", None, "15880"),  # its code and its name are two units
        ("Hoằng Xuân gửi Hoằng Giang.xlsx", None, None),
        ("HoangXuan.xlsx", None, None),
        ("bieu so lieu Hoang Hoa.xlsx", None, None),
        ("huyện Nga Sơn - xã Tân Tiến.xlsx", "16003", "16003"),
        ("Xa Tan Tien.xlsx", None, "15902"),
        ("bieu moi.xlsx", None, None),
        ("Phường 1.xlsx", "16004", "16004"),
        ("bieu 1.xlsx", None, None),
        ("Hoang Xuan 2.xlsx", "15877", None),
        ("Hoàng Xuân.xlsx", None, None),
        ("Ea H'leo.xlsx", None, None),  # the district is called so too
    ],
)
def test_a_files_name_speaks_of_units(file: str, unit: str | None, against: str | None) -> None:
    """``against``: of which other unit it speaks, where the workbook is of 15877."""
    claim = Register(NAMES, LEVELS).in_file_name(f"nhan_ve/{file}")
    other = claim.against(NAMES["15877"])
    assert (claim.unit.code if claim.unit else None, other.code if other else None) == (unit, against)
