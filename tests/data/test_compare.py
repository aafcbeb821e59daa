"""Holding communes against each other: R15, ranks, quartiles, bases."""

from __future__ import annotations

from typing import Any

import pytest

from tests.samples.communes import FULL, a_dataset, a_unit
from tests.samples.forms import shipped_form
from tonghop290.data.compare import base_of, compare_units, scale_by_base
from tonghop290.model import Dataset, Finding, Unit

FORM = shipped_form()


def communes(count: int, *changes: tuple[int, str, Any]) -> Dataset:
    """So many equal communes, with (which, field, value) changed."""
    rows = [dict(FULL) for _ in range(count)]
    for which, id, value in changes:
        rows[which][id] = value
    return a_dataset(FORM, rows)


def found(dataset: Dataset) -> list[tuple[str, str | None]]:
    return [(finding.file, finding.field) for finding in compare_units(dataset)]


def test_equal_communes_raise_nothing() -> None:
    assert compare_units(communes(17)) == ()


def test_a_figure_a_thousand_times_too_large_is_told_with_its_place_and_the_median() -> None:
    assert compare_units(communes(6, (3, "thu_nhap_2019", 38200))) == (
        Finding(
            code="R15",
            severity="warning",
            stage="compare",
            unit=a_unit("00004", "Mẫu 4"),
            file="nhan_ve/004.xlsx",
            field="thu_nhap_2019",
            label="Thu nhập bình quân 2019",
            sheet="Số liệu",
            cell="E41",
            value="38200",
            expected=38.2,
            difference=38161.8,
            message=(
                "Thu nhập bình quân 2019 là 38.200 triệu đồng/người/năm, gấp khoảng 1.000 lần mức ở giữa của 6 đơn vị "
                "có số liệu (38,2 triệu đồng/người/năm: một nửa thấp hơn, một nửa cao hơn)."
            ),
            fix=(
                "Đề nghị kiểm tra lại số liệu, dấu chấm, dấu phẩy và đơn vị tính; "
                "nếu đúng, đề nghị ghi lý do vào cột Ghi chú (hoặc cột Giải trình của trang Cần sửa)."
            ),
        ),
    )


def test_a_figure_far_too_small_is_told_against_its_base_too() -> None:
    (finding,) = compare_units(communes(5, (0, "y_kien_gop_y", 30)))
    assert finding.message == (
        "Lượt ý kiến góp ý là 30 lượt ý kiến, chỉ bằng khoảng 1/7,7 mức ở giữa của 5 đơn vị có số liệu "
        "(230 lượt ý kiến: một nửa thấp hơn, một nửa cao hơn); tính theo dân số năm 2019 cũng chênh lệch như vậy."
    )


BIG = {
    id: FULL[id] * 8
    for id in ("dan_so", "dan_so_2009", "ho_2009", "ho_2019", "dang_vien", "tiep_dan", "ho_ngheo_2009", "giam_sat")
}


@pytest.mark.parametrize(
    "what, changes, expected",
    [
        ("a wrong population accuses only itself", [(2, "dan_so", 10661000)], ["dan_so"]),
        ("wrong households accuse only themselves", [(2, "ho_2009", 2)], ["ho_2009"]),
        (
            "a big commune is big in its sizes, not in what it did",
            [(2, id, value) for id, value in BIG.items()],
            ["dan_so_2009", "dan_so", "ho_2009", "ho_2019"],
        ),
        ("zero is an answer", [(2, "tiep_dan", 0), (3, "ho_ngheo_2019", 0)], []),
        ("small counts are chance", [(2, "don_to_cao", 13), (3, "chi_bo_khac", 9)], []),
        ("counts that are not small are told", [(2, "don_khieu_nai", 300)], ["don_khieu_nai"]),
        ("land and money given differ by nature", [(2, "dat_hien", 900000), (3, "tien_gop", 4000)], []),
        ("percentages are left to the rules", [(2, "ty_le_ngheo_2019", 60)], []),
        ("exactly five times is still near", [(2, "thu_nhap_2019", 38.2 * 5)], []),
        (
            "without a population, the figure itself is compared",
            [(2, "dan_so", None), (2, "tiep_dan", 85500)],
            ["tiep_dan"],
        ),
    ],
)
def test_what_is_an_outlier(what: str, changes: list[tuple[int, str, Any]], expected: list[str]) -> None:
    assert found(communes(9, *changes)) == [("nhan_ve/003.xlsx", id) for id in expected], what


def test_many_zeros_do_not_make_every_honest_figure_an_outlier() -> None:
    received = [0, 0, 0, 0, 0, 0, 900, 1000, 1100, 1200, 100000]
    assert found(communes(11, *((which, "tiep_dan", value) for which, value in enumerate(received)))) == [
        ("nhan_ve/011.xlsx", "tiep_dan")
    ]


def test_fewer_than_five_units_are_not_compared() -> None:
    assert found(communes(4, (0, "dan_so", 10661000))) == []
    assert found(communes(6, (0, "dan_so", 10661000), (1, "dan_so", None), (2, "dan_so", None))) == []


def test_bases_come_from_the_form() -> None:
    assert {
        id: base_of(FORM, id)
        for id in ("ho_ngheo_2009", "dang_vien_da_hoc", "tiep_dan", "dan_so", "ho_2019", "thu_nhap_2009")
    } == {
        "ho_ngheo_2009": "ho_2009",
        "dang_vien_da_hoc": "dang_vien_phai_hoc",
        "tiep_dan": "dan_so",
        "dan_so": None,
        "ho_2019": None,
        "thu_nhap_2009": None,
    }


def test_scaling_by_a_missing_or_empty_base_is_missing() -> None:
    scaled = scale_by_base(communes(3, (1, "dan_so", None), (2, "dan_so", 0)))
    assert scaled["tiep_dan"].round(6).tolist()[:1] == [round(512 / 10661, 6)]
    assert scaled["tiep_dan"].isna().tolist() == [False, True, True]


KINDS = ["xã"] * 6 + ["phường"] * 5 + ["đặc khu"]


def mixed(*areas: float) -> Dataset:
    units = [Unit(code=f"{number:05}", name=f"Mẫu {number}", type=kind) for number, kind in enumerate(KINDS, 1)]
    return a_dataset(FORM, [{**FULL, "dien_tich": area} for area in areas], units=units)


@pytest.mark.parametrize(
    ("what", "areas", "expected"),
    [
        ("phường are small beside phường only", [30000.0] * 6 + [90.0] * 5 + [2000.0], []),
        ("km² for ha among its own kind", [30000.0] * 5 + [1113.79] + [90.0] * 5 + [2000.0], ["006"]),
        ("a lone đặc khu stands for itself", [3000.0] * 6 + [90.0] * 5 + [230.0], []),
        ("and is told where it is a hundredth", [3000.0] * 6 + [900.0] * 5 + [7.8], ["012"]),
    ],
)
def test_units_are_held_against_their_own_kind(what: str, areas: list[float], expected: list[str]) -> None:
    assert [(one.file[-8:-5], one.field) for one in compare_units(mixed(*areas))] == [
        (number, "dien_tich") for number in expected
    ], what


def test_an_area_in_square_kilometres_is_asked_beside_the_other_communes() -> None:
    (finding,) = compare_units(mixed(*[30000.0] * 5, 300.5, *[90.0] * 5, 2000.0))
    assert str(finding) == (
        "Diện tích tự nhiên (trang “Số liệu”, ô E17) là 300,5 ha, chỉ bằng khoảng 1/100 mức ở giữa của 6 xã có số liệu "
        "(30.000 ha: một nửa thấp hơn, một nửa cao hơn); tính theo dân số năm 2019 cũng chênh lệch như vậy. Đề nghị "
        "kiểm tra lại số liệu, dấu chấm, dấu phẩy và đơn vị tính (km² hay ha?); nếu đúng, đề nghị ghi lý do vào cột "
        "Ghi chú (hoặc cột Giải trình của trang Cần sửa)."
    )
