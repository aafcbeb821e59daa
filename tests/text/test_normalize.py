"""Cleaning, matching and naming text: what stays, what goes, what counts as the same."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tonghop290.text import normalize
from tonghop290.text.normalize import clean_text, fold_marks, match_key, safe_file_name, without_controls

VIETNAMESE = st.text(
    alphabet=" aàáảãạăằắâầấeèéẹêềếiìíoòóọôồốơờớuùúụưừứyỳýđĐhHtTnNgGqQ-–'\u0301\u0323\u0302\u00a0\u200b", max_size=20
)
ANY_TEXT = st.one_of(st.text(), VIETNAMESE)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("  Xã  Thanh   Hà ", "Xã Thanh Hà"),
        ("Hoa\u0300 Bi\u0300nh", "Hoà Bình"),  # NFD
        ("Xã\u00a0Thanh\u2003Hà\u3000", "Xã Thanh Hà"),
        ("Thanh\u200b H\u200dà\ufeff\u00ad", "Thanh Hà"),
        ("a\u200b\u0301", "á"),
        ("\u202eThanh\u2066 Hà\u2069", "Thanh Hà"),
        ("Ðảng uỷ, ðảng viên", "Đảng uỷ, đảng viên"),
        ("một\r\nhai\rba\u2028bốn\x0bnăm", "một\nhai\nba\nbốn\nnăm"),
        (" một \t\n\n  hai ", "một\n\nhai"),
        ("\x1b[31mđỏ\x00\x85\ud800", "[31mđỏ"),
        ("\u3164\u2800", ""),
        ("5.000 m²", "5.000 m²"),
        ("👍 tốt", "👍 tốt"),
    ],
)
def test_clean_text_keeps_what_is_seen(raw: str, clean: str) -> None:
    assert clean_text(raw) == clean


def test_lines_can_be_joined_and_text_cut() -> None:
    assert clean_text("một \n\n hai", keep_lines=False) == "một hai"
    assert clean_text("một hai", max_length=4) == "một"
    assert clean_text("q\u0323q\u0323", max_length=3) == "q\u0323"
    assert clean_text("một", max_length=0) == ""


@given(ANY_TEXT, st.booleans(), st.none() | st.integers(min_value=0, max_value=12))
def test_cleaning_twice_changes_nothing(text: str, keep_lines: bool, max_length: int | None) -> None:
    once = clean_text(text, keep_lines=keep_lines, max_length=max_length)
    assert clean_text(once, keep_lines=keep_lines, max_length=max_length) == once
    assert unicodedata.is_normalized("NFC", once)
    assert max_length is None or len(once) <= max_length
    once.encode()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hoà Bình", "Hòa Bình"),
        ("Đảng uỷ", "ĐẢNG ỦY"),
        ("Thuý", "Thúy"),
        ("khoẻ", "khỏe"),
        ("qúy", "quý"),
        ("gìa", "già"),
        ("muà", "mùa"),
        ("Ðắk Lắk", "đắk lắk"),
        ("Hoài Châu", unicodedata.normalize("NFD", "hoài  châu")),
        ("Phú Yên – Sơn Hà", "Phú Yên-Sơn Hà"),
        ("Ea H’leo", "EA H'LEO"),
        ("Số\u00a0liệu\u200b", "số liệu"),
        ("ĐẶC KHU PHÚ QUÝ", "Đặc khu Phú Quý"),
    ],
)
def test_two_spellings_of_one_name_match(one: str, other: str) -> None:
    assert match_key(one) == match_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hoa", "hòa"),
        ("Hòa An", "Hoà Ân"),
        ("Tân", "Tấn"),
        ("Đông", "Dông"),
        ("Phú 1", "Phú 2"),
        ("Thanh Hà", "Thanh"),
        ("toàn", "toán"),
    ],
)
def test_two_names_do_not_match(one: str, other: str) -> None:
    assert match_key(one) != match_key(other)


@given(VIETNAMESE)
def test_match_key_knows_neither_form_nor_case(text: str) -> None:
    key = match_key(text)
    assert match_key(unicodedata.normalize("NFD", text)) == match_key(unicodedata.normalize("NFC", text)) == key
    assert match_key(text.upper()) == match_key(text.lower()) == key


@given(ANY_TEXT)
def test_a_key_is_its_own_key(text: str) -> None:
    assert match_key(match_key(text)) == match_key(text)


@given(
    st.sampled_from(["o{}a", "oa{}", "o{}e", "oe{}", "u{}y", "uy{}"]),
    st.sampled_from("\u0300\u0301\u0303\u0309\u0323"),
    st.sampled_from(["h", "kh", "th", ""]),
)
def test_match_key_does_not_see_where_the_tone_stands(rhyme: str, tone: str, onset: str) -> None:
    other = rhyme.replace("{}", "")
    assert match_key(onset + rhyme.format(tone)) == match_key(onset + other + tone) != match_key(onset + other)


def test_fold_marks_leaves_plain_letters() -> None:
    assert fold_marks("ĐẢNG UỶ xã Thanh  Hà – Ưng Hoà") == "dang uy xa thanh ha – ung hoa"
    assert fold_marks(unicodedata.normalize("NFD", "Nghĩa Đàn")) == "nghia dan"


def test_nothing_reaches_a_terminal_but_text() -> None:
    assert without_controls("Xã\x1b[2J Hà\r\nx\u202egnp\u200b\x07\x9b1m\ud800") == "Xã[2J Hà  xgnp1m"


@given(st.text())
def test_what_reaches_a_terminal_is_printable(text: str) -> None:
    shown = without_controls(text)
    assert not any(unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp") for char in shown)
    assert without_controls(shown) == shown


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("02461 Xã Hoa\u0300 Bình.xlsx", "02461 Xã Hoà Bình.xlsx"),
        ("Báo cáo 290-QĐ/TW: lần 2?.docx", "Báo cáo 290-QĐ_TW_ lần 2_.docx"),
        ('<a>|"b"*\\c', "_a_b_c"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("Com1 .x", "_Com1.x"),
        ("LPT9.tar.gz", "_LPT9.tar.gz"),
        ("Consular", "Consular"),
        ("tên. . ", "tên"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("...", "khong-ten"),
        (" \u200b\n", "khong-ten"),
        ("a\x00b\x1b\nc", "ab c"),
        ("x" * 200 + ".xlsx", "x" * 115 + ".xlsx"),
        ("ệ" * 200 + ".docx", "ệ" * 78 + ".docx"),
    ],
)
def test_a_file_name_every_system_takes(name: str, safe: str) -> None:
    assert safe_file_name(name) == safe


@given(
    st.one_of(
        st.text(), st.sampled_from(["con", "aux.", "COM¹", "prn .x.y"]), st.text(alphabet="./ \\aệ:", max_size=150)
    )
)
def test_a_safe_name_stays_as_it_is(name: str) -> None:
    safe = safe_file_name(name)
    assert safe_file_name(safe) == safe
    assert 1 <= len(safe) <= 120 and len(safe.encode()) <= 255
    assert (
        not set(safe) & set('<>:"/\\|?*')
        and safe[-1] not in ". "
        and safe.split(".")[0].strip().upper() not in ("CON", "NUL", "AUX", "PRN")
    )


def test_what_is_taken_for_clean_is_what_cleaning_leaves_alone() -> None:
    """Every character there is, alone between letters: the short way says clean only of what the long way leaves."""
    taken = [
        char
        for char in map(chr, range(sys.maxunicode + 1))
        if normalize._is_clean(f"x{char}x") and not unicodedata.combining(char)
    ]
    assert 100_000 < len(taken) < 400_000
    text = "x" + "x".join(taken) + "x"
    assert normalize._cleaned(text, keep_lines=True) == text == without_controls(text)


@given(st.text(alphabet=st.sampled_from("a ộộò\u0323\u0300Ðđ\u200b\xa0\u3000\n\r\t\u034f\ufe0f.–")), st.booleans())
def test_clean_text_is_the_same_the_short_and_the_long_way(text: str, keep_lines: bool) -> None:
    assert clean_text(text, keep_lines=keep_lines) == normalize._cleaned(text, keep_lines=keep_lines)
