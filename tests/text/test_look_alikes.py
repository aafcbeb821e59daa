"""Letters that only look like Vietnamese ones: read as what they show, where that is beyond doubt."""

from __future__ import annotations

import gzip
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.samples.paths import ROOT
from tonghop290.text.look_alikes import mended_words
from tonghop290.text.normalize import clean_text, match_key

SENTENCE = "Đảng uỷ xã Hoằng Lưu lãnh đạo, chỉ đạo nhân dân cũng như cán bộ thực hiện tốt năm 2019"


@pytest.mark.parametrize(
    ("typed", "read", "said"),
    [
        ("Xã Hoằng Lƣu", "Xã Hoằng Lưu", {"Lƣu": "Lưu"}),
        ("lƣợng đƣợc tăng", "lượng được tăng", {"lƣợng": "lượng", "đƣợc": "được"}),
        ("LƢƠNG", "LƯƠNG", {"LƢƠNG": "LƯƠNG"}),
        ("Ɖảng ủy", "Đảng ủy", {"Ɖảng": "Đảng"}),
        ("Ðảng ủy", "Đảng ủy", {}),  # looks the same to anybody
        ("nǎm", "năm", {"nǎm": "năm"}),
        ("dȃn vận", "dân vận", {"dȃn": "dân"}),
        ("cŭng nghĭ", "cũng nghĩ", {"cŭng": "cũng", "nghĭ": "nghĩ"}),
        ("₫ảng ủy góp 50 ₫", "đảng ủy góp 50 ₫", {"₫ảng": "đảng"}),
        ("хã Hоà Bình", "xã Hoà Bình", {"хã": "xã", "Hоà": "Hoà"}),  # а, о, х of Cyrillic
        ("ΤRẦΝ", "TRẦN", {"ΤRẦΝ": "TRẦN"}),  # of Greek
        ("UBND Ｘã 𝐇oằng", "UBND Xã Hoằng", {"Ｘã": "Xã", "𝐇oằng": "Hoằng"}),
        ("e\u0301\u0302m", "ếm", {"é\u0302m": "ếm"}),  # the tone before the hat
        ("Việ ̣t", "Việt", {"Việ ̣t": "Việt"}),
        ("Viê ̣t Nam", "Việt Nam", {"Viê ̣t": "Việt"}),  # the tone after a space
        ("Nguyêñ Hoang̀", "Nguyễn Hoàng", {"Nguyêñ": "Nguyễn", "Hoang̀": "Hoàng"}),  # the tone on the consonant
        ("đo̕n", "đơn", {"đo̕n": "đơn"}),
    ],
)
def test_letters_are_read_as_what_they_show(typed: str, read: str, said: dict[str, str]) -> None:
    assert clean_text(typed) == read
    assert match_key(typed) == match_key(read)
    assert not said or mended_words(typed) == said


@pytest.mark.parametrize(
    "text",
    ["Москва", "ναι", "α = 0,5", "µg", "Ea Bŏk", "Čư M'gar", "Nürnberg", "España", "Niño", "Toruń", "50 ₫", "H’Đrông"],
)
def test_what_other_languages_write_stays(text: str) -> None:
    assert (clean_text(text), mended_words(text)) == (text, {})


def test_no_name_of_the_registers_is_touched() -> None:
    for register in sorted((ROOT / "workbook_templates" / "registers").glob("*.gz")):
        with gzip.open(register, "rt", encoding="utf-8") as lines:
            text = lines.read()
        assert mended_words(text) == {} and clean_text(text) == clean_text(text.replace("Ð", "Đ"))


ALIKE = dict(zip("ưƯđĐăâũaoxH", ["ƣ", "Ƣ", "ðɖ₫", "ÐƉ", "ǎ", "ȃ", "ŭǔ", "аɑ", "oο", "х", "НΗ"], strict=True))


@given(st.lists(st.sampled_from(SENTENCE.split()), min_size=1, max_size=8), st.data())
def test_any_word_with_any_of_them_is_the_word(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words)
    typed = "".join(data.draw(st.sampled_from(ALIKE.get(letter, "") + letter)) for letter in text)
    assert clean_text(typed) == text
    assert match_key(typed) == match_key(text)
    assert clean_text(unicodedata.normalize("NFD", typed)) == text
