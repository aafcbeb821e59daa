"""Kinds of units and levels of offices: a shipped table or a form's own; what is wrong is told at its place."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from tests.samples.forms import HEAD, drawn, faults_of
from tonghop290.forms.parts.level_table import shipped_levels
from tonghop290.messages.on_settings import settings_left
from tonghop290.model import Levels, Office, Unit, bare, settled
from tonghop290.shipped import level_files

FIELD = '[fields.tong]\ntype = "integer"\nunit = "người"\n'
WITH = HEAD.replace('version = "1"', 'version = "1"\nlevels = "{}"')


@pytest.mark.parametrize("name", level_files())
def test_a_shipped_table_is_whole(name: str) -> None:
    """Every level says the same things, names an existing one above it, and its changes follow one another."""
    levels = shipped_levels(name)
    assert levels.kind_words == ("xã", "phường", "thị trấn", "đặc khu")
    assert levels.office_words == ("huyện", "quận", "thị xã", "thành phố", "tỉnh")
    asked = [{*level.says, *level.asks} for level in levels.offices]
    assert all(keys == asked[0] for keys in asked)
    assert all(level.tiers[0] == "Trung ương" and level.tiers[-1] == level.word for level in levels.offices)
    assert {level.name: level.until for level in levels.offices if not level.under} == {
        "tỉnh": None,
        "thành phố trực thuộc trung ương": None,
    }
    assert {level.until for level in levels.offices if level.under} == {dt.date(2025, 6, 30)}


@pytest.mark.parametrize(
    ("definition", "faults"),
    [
        (
            '[units."Phường"]\n',
            ["units.Phường: 'Phường' không phải là loại đơn vị viết thường, như trong danh sách đơn vị"],
        ),
        ("[units.ward]\npart = 5\n", ["units.ward.part: không có mục này; ý đồng chí là 'parts'?"]),
        (
            '[levels."sở"]\nunder = ["cụmm"]\n[levels."cụm"]\n',
            ["levels.sở.under[1]: không có cấp 'cụmm'; ý đồng chí là 'cụm'?"],
        ),
        (
            '[levels."sở"]\ncommitee = "Sở"\nprofile = "nd30"\nsince = "2025"\n',
            [
                "levels.sở.since: '2025' không phải là ngày (viết 2025-06-30, không có ngoặc kép)",
                "levels.sở.profile: 'nd30' không có trong: hd05-2026, hd36-2018, nd30-2020, plain; "
                "ý đồng chí là 'nd30-2020'?",
                "levels.sở.commitee: không có mục này; ý đồng chí là 'committee'?",
            ],
        ),
        (
            '[levels."sở"]\nparty_body = "Sở {nam}"\nneeds = ["leter_number"]\nasks = { signr = ["A"] }\n'
            'changes = [{ department = "B" }]\n',
            [
                "levels.sở.party_body: không có '{nam}'; ý đồng chí là 'name'?",
                "levels.sở.changes[1].from: còn thiếu",
                "levels.sở.asks.signr: không có mục 'signr' trong cấu hình của cơ quan; ý đồng chí là 'signer'?",
                "levels.sở.needs: không có mục 'leter_number' trong cấu hình của cơ quan; "
                "ý đồng chí là 'letter_number'?",
            ],
        ),
        (
            '[units.ward]\n[rules.R1]\ntest = "tong > 0"\nseverity = "error"\nmessage = "sai"\nat = ["tong"]\n'
            'for = ["wards"]\n',
            ["rules.R1.for: không có loại đơn vị 'wards' ở bảng các cấp hoặc ở [units]; ý đồng chí là 'ward'?"],
        ),
    ],
)
def test_what_is_wrong_is_told_at_its_place(definition: str, faults: list[str], tmp_path: Path) -> None:
    told = faults_of(FIELD + definition, tmp_path)
    assert sorted(told) == sorted(faults)


def test_a_table_nobody_ships_is_a_fault_with_the_way_out(tmp_path: Path) -> None:
    assert faults_of(FIELD, tmp_path, head=WITH.replace("{}", "dan")) == [
        "form.levels: 'dan' không có trong: dang, hanh-chinh, nha-nuoc; ý đồng chí là 'dang'?"
    ]


def test_a_form_adds_to_a_shipped_table_and_says_otherwise(tmp_path: Path) -> None:
    own = '[units."trường"]\n[levels."tỉnh"]\ncommittee = "Sở Giáo dục"\n[office]\nlevel = "tỉnh"\nname = "Mẫu"\n'
    form = drawn(FIELD + own, tmp_path, head=WITH.replace("{}", "nha-nuoc"))
    assert form.levels.kind_words == ("xã", "phường", "thị trấn", "đặc khu", "trường")
    assert (form.office.committee, form.office.reports_to, form.office.profile) == (
        "Sở Giáo dục", "Chính phủ", "nd30-2020",
    )  # fmt: skip


def test_a_form_that_names_none_is_plain(tmp_path: Path) -> None:
    """Its units are what it calls them; no committee, symbol or title comes from anywhere."""
    form = drawn(FIELD + "[units.ward]\n[units.school]\n", tmp_path)
    assert (form.levels.kind_words, form.levels.usual_word) == (("ward", "school"), "ward")
    nothing = Office(profile="plain")
    assert replace(form.office, figures_date=None) == nothing
    assert Unit(code="1", name="North").title == "North"
    assert settled(Office(level="district", name="Mẫu"), form.levels) == replace(nothing, level="district", name="Mẫu")
    assert settings_left(form.office, form.levels, "x") == []


def test_settling_an_office_twice_changes_nothing_and_moving_it_leaves_nothing_behind() -> None:
    levels = shipped_levels("dang")
    for day in (dt.date(2020, 1, 1), dt.date(2026, 7, 1)):
        offices = [settled(Office(level=level.name, name="Mẫu", deadline=day), levels) for level in levels.offices]
        for office in offices:
            assert settled(office, levels) == office
            assert bare(office, levels) == Office(level=office.level, name="Mẫu", deadline=day)
            for other in offices:
                assert settled(replace(bare(office, levels), level=other.level), levels) == other


# level · said in the settings · what status and report list
LEFT = [
    ("huyện", {}, ["letter_number (số công văn)", "name (tên nơi, không ghi chữ chỉ cấp)",
                   "signer (người ký báo cáo chung)", "parent_body (dòng đầu trong báo cáo của chính cơ quan này)"]),
    ("tỉnh", {"letter_number": "1", "name": "X"}, ["signer (người ký báo cáo chung)"]),
    ("quận", {"letter_number": "1", "name": "X", "signer": "A", "parent_body": "B"},
     ["letter_symbol (ký hiệu công văn yêu cầu báo cáo)", "report_symbol (ký hiệu báo cáo)"]),
    ("tỉnh", {"letter_number": "1", "name": "X", "signer": "A"}, []),
]  # fmt: skip


@pytest.mark.parametrize(("level", "said", "left"), LEFT, ids=[row[0] + str(len(row[1])) for row in LEFT])
def test_what_is_missing_is_listed_with_its_place(level: str, said: dict[str, str], left: list[str]) -> None:
    levels = shipped_levels("dang")
    office = settled(Office(level=level, report_year=2020, **said), levels)  # type: ignore[arg-type]
    where = "Cấu hình còn thiếu, đề nghị ghi ở mục [office] của tệp dot/tonghop290.toml: "
    assert settings_left(office, levels, "dot/tonghop290.toml") == ([f"{where}{'; '.join(left)}."] if left else [])


def test_a_level_that_is_gone_or_has_two_meanings_is_told() -> None:
    levels = shipped_levels("dang")
    whole = Office(letter_number="1", name="X", signer="A", parent_body="B", letter_symbol="C", report_symbol="D")
    gone = settings_left(replace(whole, level="huyện", deadline=dt.date(2026, 1, 1)), levels, "x")
    two = settings_left(replace(whole, level="thành phố", deadline=dt.date(2020, 1, 1)), levels, "x")
    assert gone == ["Cấp huyện không còn sau ngày 30/06/2025; đề nghị kiểm tra lại level và các ngày ở tệp x."]
    assert two == [
        "Cấp “thành phố” có nhiều nghĩa; đề nghị ghi level = một trong: “thành phố thuộc tỉnh”, “thành phố trực thuộc "
        "trung ương”, ở tệp x."
    ]
    assert levels.level("thành phố", dt.date(2026, 1, 1)).name == "thành phố trực thuộc trung ương"
    assert Levels().level("Cụm").word == "cụm"
