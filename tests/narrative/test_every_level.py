"""A report of every level before and after 7/2025, and of every kind of unit: head, letter, recipients, signature."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from tests.samples.communes import LEVELS, a_unit
from tests.samples.reports import one_return, text_of, the_form
from tonghop290.campaign.new.first_settings import first_office
from tonghop290.campaign.new.register import Area
from tonghop290.data.aggregate import add_up
from tonghop290.model import Office
from tonghop290.narrative.template.build import read_source
from tonghop290.narrative.words.office_words import office_narrative
from tonghop290.narrative.words.phrases import environment

OLD, NEW = dt.date(2020, 1, 10), dt.date(2026, 7, 10)
CITY, TO_SIGN = "thành phố trực thuộc trung ương", ["T/M BAN THƯỜNG VỤ", "BÍ THƯ"]
OF_THE_PARTY = "ĐẢNG CỘNG SẢN VIỆT NAM"

# level, word · above · committee, symbol · line above · led by · tiers of the office · reports to · department above
LEVELS_OF_OFFICES = [
    ("huyện", "huyện", ("tỉnh", "Thanh Hóa"), "Huyện uỷ", "HU", "ĐẢNG BỘ TỈNH THANH HÓA",
     "Tỉnh uỷ", "Trung ương, tỉnh", "Ban Thường vụ Tỉnh uỷ", "Tỉnh uỷ"),
    ("huyện", "huyện", (CITY, "Hà Nội"), "Huyện uỷ", "HU", "ĐẢNG BỘ THÀNH PHỐ HÀ NỘI",
     "Thành uỷ", "Trung ương, thành phố", "Ban Thường vụ Thành uỷ", "Thành uỷ"),
    ("quận", "quận", (CITY, "Hà Nội"), "Quận uỷ", "", "ĐẢNG BỘ THÀNH PHỐ HÀ NỘI",
     "Thành uỷ", "Trung ương, thành phố", "Ban Thường vụ Thành uỷ", "Thành uỷ"),
    ("thị xã", "thị xã", ("tỉnh", "Thanh Hóa"), "Thị uỷ", "", "ĐẢNG BỘ TỈNH THANH HÓA",
     "Tỉnh uỷ", "Trung ương, tỉnh", "Ban Thường vụ Tỉnh uỷ", "Tỉnh uỷ"),
    ("thành phố thuộc tỉnh", "thành phố", ("tỉnh", "Quảng Ninh"), "Thành uỷ", "", "ĐẢNG BỘ TỈNH QUẢNG NINH",
     "Tỉnh uỷ", "Trung ương, tỉnh", "Ban Thường vụ Tỉnh uỷ", "Tỉnh uỷ"),
    ("tỉnh", "tỉnh", ("", ""), "Tỉnh uỷ", "TU", "",
     "Trung ương", "Trung ương", "Bộ Chính trị, Ban Bí thư", "Trung ương"),
    (CITY, "thành phố", ("", ""), "Thành uỷ", "TU", "",
     "Trung ương", "Trung ương", "Bộ Chính trị, Ban Bí thư", "Trung ương"),
]  # fmt: skip
# day · year · department · profile
TIMES = [
    (OLD, "2020", "Ban Dân vận", "hd36-2018"),
    (NEW, "2026", "Ban Tuyên giáo và Dân vận", "hd05-2026"),
]


@cache
def the_text() -> Any:
    source = "\n".join(line.text for line in read_source(the_form().folder / "bao_cao_huyen.txt"))
    return environment().from_string(re.sub(r"\{%(?:p|tr) ", "{% ", source))


def of_the_office(office: Office) -> list[str]:
    """The office's own report as lines, without Word."""
    dataset = one_return()
    words = office_narrative(dataset, add_up(dataset), office=office).words
    lines = (re.sub(" {2,}", " ", line).strip() for line in the_text().render(words).replace("\u00a0", " ").split("\n"))
    return [line for line in lines if line]


def a_new_office(level: str, above: tuple[str, str], today: dt.date) -> Office:
    area = Area(units=[], name="", level=level, place="Mẫu Sơn", above=above)
    office = first_office(the_form().office, LEVELS, area, today=today)
    return replace(office, letter_number="345", signer="Lê Văn B")


def one(lines: list[str], start: str) -> str:
    return next(line for line in lines if line.startswith(start))


@pytest.mark.parametrize("when", TIMES, ids=[when[1] for when in TIMES])
@pytest.mark.parametrize("row", LEVELS_OF_OFFICES, ids=[f"{row[0]}, {row[2][1]}" for row in LEVELS_OF_OFFICES])
def test_a_report_of_each_level_before_and_after_the_merger(row: tuple[Any, ...], when: tuple[Any, ...]) -> None:
    level, word, above, committee, symbol, line_above, led_by, tiers, reports_to, department_of = row
    day, year, department, profile = when
    office = a_new_office(level, above, day)
    lines = of_the_office(office)
    number = f"Số -BC/{symbol}" if symbol else "Số -……"
    draft = [] if symbol else ["Dự thảo"]
    missing = "(Bản dự thảo do máy lập: còn 01 chỗ chưa có thông tin; còn thiếu: Ký hiệu báo cáo.)"
    left = [] if symbol else [missing]
    issuer = f"{committee} Mẫu Sơn"
    assert lines[: lines.index("BÁO CÁO")] == [
        *filter(None, [line_above]), issuer.upper(), "*", number, *draft,
        OF_THE_PARTY, f"Mẫu Sơn, ngày tháng năm {year}", *left,
    ]  # fmt: skip
    assert one(lines, "Thực hiện chỉ đạo").startswith(f"Thực hiện chỉ đạo của {led_by} về việc tổng kết 10 năm")
    assert f", Ban Thường vụ {issuer} báo cáo" in one(lines, "Thực hiện chỉ đạo")
    assert f"văn bản lãnh đạo, chỉ đạo của {tiers}, {committee} đã chỉ đạo" in one(lines, "Ngay sau khi")
    assert lines[lines.index("Nơi nhận:") + 1 :][:8] == [
        f"- {reports_to} (để báo cáo),", f"- {department} {department_of},",
        f"- Các đồng chí Uỷ viên BCH Đảng bộ {word},", "- Đảng uỷ các xã,", f"- Lưu Văn phòng {committee}.",
        *TO_SIGN, "Lê Văn B",
    ]  # fmt: skip
    assert office.profile == profile


@pytest.mark.parametrize("when", TIMES, ids=[when[1] for when in TIMES])
@pytest.mark.parametrize("row", LEVELS_OF_OFFICES, ids=[f"{row[0]}, {row[2][1]}" for row in LEVELS_OF_OFFICES])
def test_a_units_report_to_each_level_before_and_after_the_merger(row: tuple[Any, ...], when: tuple[Any, ...]) -> None:
    level, word, above, committee, symbol, _, _, tiers, _, _ = row
    day, year, department, _ = when
    lines = text_of(one_return(), a_new_office(level, above, day)).split("\n")
    draft = [] if symbol else ["Dự thảo"]
    left = [] if symbol else ["(Bản dự thảo do máy lập: còn 01 chỗ chưa có thông tin; còn thiếu: Ký hiệu công văn.)"]
    code = [] if symbol else ["15877-00000000"]
    assert lines[: lines.index("BÁO CÁO")] == [
        f"Đảng bộ {word} Mẫu Sơn".upper(), "ĐẢNG UỶ XÃ HOẰNG XUÂN", "*", "Số -BC/ĐU", *draft,
        OF_THE_PARTY, f"Hoằng Xuân, ngày tháng năm {year}", *left,
    ]  # fmt: skip
    letter = f"345-CV/{symbol}" if symbol else "345-……"
    assert one(lines, "Thực hiện").startswith(f"Thực hiện Công văn số {letter} của {committee} về việc tổng kết")
    assert f"là xã nằm ở phía Tây Bắc của {word}," in one(lines, "Hoằng Xuân là")
    tiers = f"{tiers}, {word}"
    assert f"chỉ đạo của {tiers}, Ban Chấp hành Đảng bộ đã tổ chức" in one(lines, "Ngay sau khi")
    assert lines[lines.index("Nơi nhận:") + 1 :] == [
        f"- Ban Thường vụ {committee} (để báo cáo),", f"- {department} {committee},",
        "- Các đồng chí Uỷ viên BCH Đảng bộ xã,", "- Khối dân vận, MTTQ và các đoàn thể xã,",
        "- Lưu Văn phòng Đảng uỷ.", *TO_SIGN, "Nguyễn Văn A", *code,
    ]  # fmt: skip


@pytest.mark.parametrize("level", ["huyện", "tỉnh"])
@pytest.mark.parametrize(("kind", "cells", "parts"), [
    ("xã", "nông thôn", "thôn"), ("phường", "tổ dân phố", "tổ dân phố"), ("thị trấn", "tổ dân phố", "tổ dân phố"),
    ("đặc khu", "nông thôn", "thôn, tổ dân phố"),
])  # fmt: skip
def test_a_report_of_each_kind_of_unit(kind: str, cells: str, parts: str, level: str) -> None:
    office = a_new_office(level, ("tỉnh", "Thanh Hóa") if level == "huyện" else ("", ""), NEW)
    lines = text_of(one_return(unit=a_unit(type=kind)), office).split("\n")
    assert lines[: lines.index("BÁO CÁO")] == [
        f"ĐẢNG BỘ {level.upper()} MẪU SƠN", f"ĐẢNG UỶ {kind.upper()} HOẰNG XUÂN", "*", "Số -BC/ĐU",
        OF_THE_PARTY, "Hoằng Xuân, ngày tháng năm 2026",
    ]  # fmt: skip
    assert one(lines, "Hoằng Xuân là").startswith(f"Hoằng Xuân là {kind} nằm ở phía Tây Bắc của {level},")
    assert f"15 chi bộ {cells}" in one(lines, "Hoằng Xuân là")
    text = "\n".join(lines)
    assert f"Tổ dân vận ở các {parts} " in text and f"không chuyên trách ở cấp {kind}, ở {parts}" in text
    assert lines[lines.index("Nơi nhận:") + 3 :][:3] == [
        f"- Các đồng chí Uỷ viên BCH Đảng bộ {kind},", f"- Khối dân vận, MTTQ và các đoàn thể {kind},",
        "- Lưu Văn phòng Đảng uỷ.",
    ]  # fmt: skip
    left = re.sub(r"xã hội|ở xã, phường, thị trấn", "", text)
    assert kind == "xã" or not re.search(r"\bxã\b", left)
