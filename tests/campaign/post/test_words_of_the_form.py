"""A round of any office: its letters, settings and tables say what its own form calls people, and nothing else."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tests.samples.communes import LEVELS
from tonghop290.campaign.new.first_settings import first_office, settings_text
from tonghop290.campaign.new.register import Area
from tonghop290.campaign.post.letters import issue_letter
from tonghop290.forms.parts.level_table import shipped_levels
from tonghop290.model import Office, Unit, settled
from tonghop290.tables.notes import attached_to

STATE = Office(
    level="tỉnh",
    name="Thanh Hóa",
    committee="Uỷ ban nhân dân tỉnh",
    letter_symbol="UBND-VX",
    report_symbol="BC-UBND",
    signer_title="CHỦ TỊCH",
    profile="nd30-2020",
)
UNIT = Unit(code="1", name="An Bình", type="xã")
PARTY_WORDS = ("Đảng", "ĐẢNG", "BÍ THƯ", "Tỉnh uỷ", "Ban Thường vụ", "CV/TU", "Dân vận")


@pytest.mark.parametrize(
    ("addressee", "said"),
    [("{unit}", "Kính gửi: xã An Bình,"), ("Đảng uỷ {unit}", "Kính gửi: Đảng uỷ xã An Bình,"),
     ("UBND {unit}", "Kính gửi: UBND xã An Bình,")],
)  # fmt: skip
def test_a_letter_greets_as_the_office_does(addressee: str, said: str) -> None:
    letter = issue_letter(UNIT, Office(addressee=addressee), Path("a.xlsx"), form_title="Biểu", again=False)
    assert letter.body.startswith(said)


def test_the_settings_of_a_state_office_hold_no_word_of_the_party() -> None:
    area = Area(units=[], name="", level="tỉnh", place="Thanh Hóa")
    levels, today = shipped_levels("nha-nuoc"), dt.date(2026, 11, 29)
    for own in (STATE, Office()):
        office = first_office(own, levels, area, today=today)
        text = settings_text(form="/a/bieu", office=office, levels=levels)
        assert 'committee = "Uỷ ban nhân dân tỉnh"' in text and f'letter_symbol = "{own.letter_symbol}"' in text
        assert [word for word in PARTY_WORDS if word in text] == []


def test_the_tables_are_attached_to_what_the_office_itself_says() -> None:
    assert attached_to(STATE).endswith("của Uỷ ban nhân dân tỉnh Thanh Hóa)")
    party = settled(Office(name="Hoằng Hóa", level="huyện"), LEVELS)
    assert attached_to(party).endswith("của Ban Thường vụ Huyện uỷ Hoằng Hóa)")


NUMBERS = (
    (Office(letter_number="345", letter_symbol="CV/HU", report_symbol="BC/HU"), "345-CV/HU", "-BC/HU"),
    (Office(letter_number="345", letter_symbol="VP", report_symbol="BC-VP", number_mark="/"), "345/VP", "/BC-VP"),
    (Office(letter_number="345"), "345", ""),
    (Office(letter_number="345", number_mark="/"), "345", ""),
)


@pytest.mark.parametrize(("office", "letter", "report"), NUMBERS)
def test_a_number_without_a_symbol_ends_in_no_mark(office: Office, letter: str, report: str) -> None:
    assert (office.letter_name, office.report_ending) == (letter, report)
    assert f"Báo cáo số      {report}, ngày" in attached_to(office)
