"""Values as they are printed for Vietnamese readers."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tonghop290.text.format import (
    as_told,
    end_sentence,
    format_count,
    format_date,
    format_number,
    party_date,
    tone_style,
)
from tonghop290.text.normalize import match_key


@pytest.mark.parametrize(
    ("value", "decimals", "printed"),
    [
        (0, None, "0"),
        (-0.0, None, "0"),
        (-0.0000001, None, "0"),
        (-0.4, 0, "0"),
        (5, None, "5"),
        (1234, None, "1.234"),
        (1234567.5, None, "1.234.567,5"),
        (-1234.5, None, "-1.234,5"),
        (461.46, None, "461,46"),
        (0.1 + 0.2, None, "0,3"),
        (1 / 3, None, "0,333333"),
        (100.0, None, "100"),
        (2.675, 2, "2,68"),  # 2.67499… in binary
        (1.005, 2, "1,01"),
        (-2.5, 0, "-3"),
        (0.5, 0, "1"),
        (95.565, 2, "95,57"),
        (12, 2, "12,00"),
        (999.995, 2, "1.000,00"),
        (1e15, None, "1.000.000.000.000.000"),
        (1e22, 0, "10.000.000.000.000.000.000.000"),
        (10**30, None, "1" + ".000" * 10),
    ],
)
def test_numbers_are_printed_the_vietnamese_way(value: float, decimals: int | None, printed: str) -> None:
    assert format_number(value, decimals) == printed


@pytest.mark.parametrize(
    ("value", "decimals", "share", "told"),
    [
        (1.168, 2, True, 1.17),
        (0.0033, 2, True, 0.003),
        (0.04, 1, False, 0.04),
        (-0.0049, 2, False, -0.005),
        (99.9967, 2, True, 99.997),
        (99.9967, 2, False, 100.0),
        (99.5, 0, True, 99.5),
        (100.0, 2, True, 100.0),
        (0.0, 2, True, 0.0),
        (5.5e-17, 2, False, 0.0),  # 0.1 + 0.2 - 0.3
        (99.99999999999999, 2, True, 100.0),
    ],
)
def test_something_is_never_told_as_nothing_nor_a_part_as_the_whole(
    value: float, decimals: int, share: bool, told: float
) -> None:
    assert as_told(value, decimals, share=share) == told


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_no_report_prints_nan(value: float) -> None:
    with pytest.raises(ValueError, match="not a number to print"):
        format_number(value)


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(min_value=0, max_value=6))
def test_a_printed_number_is_within_half_a_digit(value: float, decimals: int) -> None:
    printed = format_number(value, decimals)
    read = Decimal(printed.replace(".", "").replace(",", "."))
    assert abs(read - Decimal(repr(value))) <= Decimal(1).scaleb(-decimals) / 2
    assert not printed.startswith("-") or read != 0


@pytest.mark.parametrize(
    ("value", "printed"), [(0, "0"), (1, "01"), (9.0, "09"), (10, "10"), (1234, "1.234"), (4.5, "4,5"), (-3, "-3")]
)
def test_counts_below_ten_have_a_zero_in_front(value: float, printed: str) -> None:
    assert format_count(value) == printed


@pytest.mark.parametrize(
    ("date", "slashes", "prose"),
    [
        ("2010-02-25", "25/02/2010", "ngày 25 tháng 02 năm 2010"),
        ("2020-02-05", "05/02/2020", "ngày 05 tháng 02 năm 2020"),
        ("2020-03-09", "09/03/2020", "ngày 09 tháng 3 năm 2020"),
        ("2019-12-10", "10/12/2019", "ngày 10 tháng 12 năm 2019"),
    ],
)
def test_dates_follow_the_party_style(date: str, slashes: str, prose: str) -> None:
    day = datetime.date.fromisoformat(date)
    assert (format_date(day), party_date(day)) == (slashes, prose)


def test_a_missing_date_leaves_room_for_the_pen() -> None:
    assert party_date(None, year=2020) == "ngày      tháng      năm 2020"
    assert party_date(None) == "ngày      tháng      năm        "


TONES = """
uy_cu        | uy_moi       | as it is
ủy           | uỷ           |
Ủy ban       | Uỷ ban       |
ĐẢNG ỦY      | ĐẢNG UỶ      |
khóa         | khoá         |
HÒA          | HOÀ          |
khỏe         | khoẻ         |
thúy lũy     | thuý luỹ     |
ngọa xõa     | ngoạ xoã     |
hòa.         | hoà.         |
"""
UNTOUCHED = "quý quỳ Quỹ QUÝ hoàn thuở khuỷu toán thoải hoạch chuyển của mùa loại Huế tuỳnh hoa qua già"


@pytest.mark.parametrize("row", TONES.strip().splitlines()[1:])
def test_the_tone_mark_goes_where_the_office_wants_it(row: str) -> None:
    old, new = (cell.strip() for cell in row.split("|")[:2])
    assert [tone_style(text, style) for style in ("uy_cu", "uy_moi") for text in (old, new)] == [old, old, new, new]
    assert [tone_style(text, "giu_nguyen") for text in (old, new)] == [old, new]


def test_other_rhymes_and_qu_are_left_alone() -> None:
    assert tone_style(UNTOUCHED, "uy_cu") == tone_style(UNTOUCHED, "uy_moi") == UNTOUCHED


def test_names_are_never_rewritten() -> None:
    text = "Đảng ủy xã Hòa Bình: đồng chí Lê Thùy, LÊ THÙY; thùy, hòa bình, Hòa Bình Đông"
    assert (
        tone_style(text, "uy_moi", keep=["Thùy", "Hòa Bình"])
        == "Đảng uỷ xã Hòa Bình: đồng chí Lê Thùy, LÊ THÙY; thuỳ, hoà bình, Hòa Bình Đông"
    )
    assert tone_style("Hòa", "uy_moi", keep=(name for name in ("Hòa",))) == "Hòa"
    assert tone_style("Hòa", "uy_moi", keep=["", "  "]) == "Hoà"


@given(st.text(alphabet="hkqtgu ỳýỷỹỵyoòóỏõọaàáảãạeèéẻnỦUYÝQ.", max_size=20))
def test_tone_style_changes_places_only(text: str) -> None:
    for style in ("uy_cu", "uy_moi"):
        styled = tone_style(text, style)  # type: ignore[arg-type]
        assert match_key(styled) == match_key(text)
        assert tone_style(styled, style) == styled  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Nội dung", "Nội dung."),
        ("Nội  dung.  ", "Nội dung."),
        ("Nội dung;", "Nội dung."),
        ("Nội dung ,", "Nội dung."),
        ("và nhiều việc khác…", "và nhiều việc khác…"),
        ("và nhiều việc khác...", "và nhiều việc khác..."),
        ("Vì sao?", "Vì sao?"),
        ("Tốt!", "Tốt!"),
        ("như sau:", "như sau:"),
        ("phong trào “Dân vận khéo”", "phong trào “Dân vận khéo”."),
        ("(Xem phụ lục.)", "(Xem phụ lục.)"),
        ("khác…;", "khác…"),
        ("dòng một\ndòng  hai", "dòng một\ndòng hai."),
        (" ; ", ""),
        ("", ""),
    ],
)
def test_a_sentence_ends_with_its_mark(text: str, sentence: str) -> None:
    assert end_sentence(text) == sentence
    assert end_sentence(sentence) == sentence
