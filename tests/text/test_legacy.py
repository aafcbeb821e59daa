"""TCVN3 and VNI text: decoded in full, recognised with care; misconverted text noticed."""

from __future__ import annotations

import csv
import gzip
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.samples.paths import ROOT
from tonghop290.text.legacy import TCVN3, decode_tcvn3, decode_vni, legacy_encoding, looks_misconverted
from tonghop290.text.normalize import clean_text, match_key
from tonghop290.text.syllables import is_syllable

SMALL = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđ"
ALL_LETTERS = SMALL + SMALL.upper()

# TCVN 5712:1993, by code
TCVN3_BY_CODE = {
    0xA1: "ĂÂÊÔƠƯĐ", 0xA8: "ăâêôơưđ", 0xB5: "àảãáạ", 0xBB: "ằẳẵắ", 0xC6: "ặầẩẫấậè", 0xCE: "ẻẽéẹềểễếệìỉ", 0xDC: "ĩíịò",
    0xE1: "ỏõóọồổỗốộờởỡớợù", 0xF1: "ủũúụừửữứựỳỷỹýỵ",
}  # fmt: skip


def to_vni(text: str) -> str:
    """VNI by its rule, the other way round: letter, then one sign for shape and tone together."""
    signs = {"": "øùûõï", "\u0302": "àáåãä", "\u0306": "èéúüë"}
    out = ""
    for char in unicodedata.normalize("NFC", text):
        base, *marks = unicodedata.normalize("NFD", char)
        tone = next((m for m in marks if m in "\u0300\u0301\u0309\u0303\u0323"), "")
        shape = next((m for m in marks if m in "\u0302\u0306\u031b"), "")
        small = {"đ": "ñ", "ỉ": "æ", "ĩ": "ó", "ị": "ò", "ỵ": "î", "í": "í", "ì": "ì"}.get(char.lower())
        if small is None:
            letter = {"o": "ô", "u": "ö"}[base.lower()] if shape == "\u031b" else base.lower()
            kind = "" if shape == "\u031b" else shape
            sign = (
                signs[kind]["\u0300\u0301\u0309\u0303\u0323".index(tone)]
                if tone
                else {"\u0302": "â", "\u0306": "ê"}.get(kind, "")
            )
            small = letter + sign
        out += small.upper() if char.isupper() else small
    return out


def to_tcvn3(text: str) -> str:
    codes = {letter: code for code, letter in TCVN3.items()}
    return "".join(codes.get(char, char) for char in text)


def test_the_tcvn3_table_is_that_of_the_standard() -> None:
    standard = {chr(first + i): letter for first, letters in TCVN3_BY_CODE.items() for i, letter in enumerate(letters)}
    assert dict(TCVN3) == standard
    assert len(TCVN3) == 67 + 7


@pytest.mark.parametrize("letter", SMALL + "ĂÂÊÔƠƯĐ")
def test_every_letter_survives_tcvn3(letter: str) -> None:
    assert decode_tcvn3(to_tcvn3(letter)) == letter


@pytest.mark.parametrize("letter", SMALL)
def test_every_capital_survives_the_capital_fonts(letter: str) -> None:
    assert decode_tcvn3(to_tcvn3(letter), capitals=True) == letter.upper()


@pytest.mark.parametrize("letter", ALL_LETTERS)
def test_every_letter_survives_vni(letter: str) -> None:
    assert decode_vni(to_vni(letter)) == letter


@given(st.text(alphabet=SMALL + "bcghklmnpqrstvx ,.0123456789", max_size=40))
def test_any_vietnamese_text_survives_tcvn3(text: str) -> None:
    assert decode_tcvn3(to_tcvn3(text)) == text


SENTENCES = [
    "Uỷ ban nhân dân xã",
    "Cộng hoà xã hội chủ nghĩa Việt Nam",
    "Đảng ủy xã Thanh Lâm",
    "Mặt trận Tổ quốc và các đoàn thể nhân dân",
    "Tỷ lệ hộ nghèo giảm nhưng chưa bền vững, đời sống của đồng bào còn khó khăn",
    "Kết quả giám sát, phản biện xã hội",
    "mô hình “Dân vận khéo” – 05 tập thể…",
    "Xã Minh Long",
    "quỹ vì người nghèo, giữ gìn trật tự, uống nước nhớ nguồn, khuyến khích, loẹt xoẹt, thuở xưa",
]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_legacy_text_is_recognised_without_its_font(sentence: str) -> None:
    assert (legacy_encoding(to_tcvn3(sentence)), decode_tcvn3(to_tcvn3(sentence))) == ("tcvn3", sentence)
    assert (legacy_encoding(to_vni(sentence)), decode_vni(to_vni(sentence))) == ("vni", sentence)


def test_raw_text_seen_in_the_wild_is_decoded() -> None:
    assert decode_tcvn3("Uû ban nh©n d©n") == "Uỷ ban nhân dân"
    assert decode_vni("Uyû ban nhaân daân xaõ") == "Uỷ ban nhân dân xã"
    assert decode_vni("ÑAÛNG UÛY XAÕ") == "ĐẢNG ỦY XÃ"
    assert decode_tcvn3("®¶ng bé huyÖn", capitals=True) == "ĐẢNG BỘ HUYỆN"


NOT_LEGACY = [
    *SENTENCES,
    "",
    "Thanh Ha",
    "hoà toán hoá",
    "Thôn 1",
    "có",
    "Nông thôn mới",
    "xã Hà Nam, 5000 m², 22,6 km²",
    "25°C; ½; § 3; © 2010; ± 5; «đề án»; 10 µm",
    "Đắk Lắk, Krông Pắc, Cư M'gar, Ea H'leo",
    "Kon Plông",
    "Plei Kô",
    "naïve café, résumé, coöperate, façade",
    "où va la France",
    "Où est la bibliothèque de la cité universitaire ?",
    "haï",
    "où",
    "« C'est déjà l'été, Noël à Orléans », dit-il",
    "für die schöne Straße in Köln, Größe und Übung",
    "El niño mañana en España",
    "Microsoft® Excel™",
    "x1y©",
    unicodedata.normalize("NFD", "Uỷ ban nhân dân"),
]


@pytest.mark.parametrize("text", NOT_LEGACY)
def test_text_of_today_is_not_taken_for_legacy(text: str) -> None:
    assert legacy_encoding(text) is None


@pytest.mark.parametrize(
    ("text", "font", "code"),
    [
        ("Uû ban", ".VnTime", "tcvn3"),
        ("®¶ng uû", ".VnTimeH", "tcvn3-capitals"),
        ("®¶ng uû", ".VnArialH", "tcvn3-capitals"),
        ("®¶ng uû", ".vntime", "tcvn3"),
        ("x·", ".VnArial", "tcvn3"),
        ("thanh ha", ".VnTimeH", "tcvn3-capitals"),
        ("xaõ", "VNI-Times", "vni"),
        ("xaõ", "VNI-Helve-Condense", "vni"),
        ("xaõ", "Times New Roman", None),
        ("Đảng uỷ xã", ".VnTime", None),  # Unicode typed into a cell with an old font left over
        ("Thôn Hà", ".VnTime", None),
        ("Thôn Hoà", "VNI-Times", None),
    ],
)
def test_the_font_speaks_first_but_not_against_the_text(text: str, font: str, code: str | None) -> None:
    assert legacy_encoding(text, font) == code


@pytest.mark.parametrize("text", ["công tác dân vận", *SENTENCES])
def test_text_converted_without_need_is_noticed(text: str) -> None:
    wrong = decode_vni(text)
    assert not looks_misconverted(text)
    assert looks_misconverted(wrong) or all(is_syllable(word) for word in re.findall(r"[^\W\d]+", wrong))


@pytest.mark.parametrize("code", ["latin-1", "windows-1252"])
@pytest.mark.parametrize(
    "name", ["Xã Hoằng Xuân", "Lê Thị B", "Nguyễn Văn Ạ", "BÍ THƯ", "Tây Bắc", "99/2019/NQ-HĐND", "Đường", "ở"]
)
def test_bytes_taken_for_letters_are_noticed(name: str, code: str) -> None:
    assert looks_misconverted(clean_text(name.encode().decode(code, "ignore")))
    assert not looks_misconverted(name)


@pytest.mark.parametrize(
    ("text", "misconverted"),
    [
        ("cơng tác", True),
        ("cĩ", True),
        ("phịng", True),
        ("Nơng nghiệp", True),
        ("KHƠNG", True),
        ("nhĩm", True),
        ("thơn 3", True),
        ("trịng", False),
        ("trịng, hịng", True),
        ("sơn, tín nhiệm, thịnh, đơn vị, nghĩa, kĩ sư, mười", False),
        ("Hơ Moong", False),
        ("Krơng", False),
        ("Kơng", False),
        ("Xã Kông Lơng Khơng", False),
        ("company, công ty", False),
    ],
)
def test_misconverted_text_is_told_from_names(text: str, misconverted: bool) -> None:
    assert looks_misconverted(text) is misconverted


SYLLABLES = """
    ủy uỷ quý quốc quyết quỳnh giếng gì giữ gìn già giúp nghĩa nghiêng ghế khuỷu khuya thuở huế xoong
    ý yêu yên yến Mỹ kỹ kĩ lý tỷ đồng ĐẢNG rượu hươu uống ướt oai ngoằn ngoèo xoẹt tuýp huýt hoặc loắt choắt quản quạt
    quét quăn quẩn uyên uých Hòa Hoà
    phòng pin ấp ôm ương iu
"""
OTHERS = "cơng cĩ phịng nơng kơng cê ka ngê ghá quu hoàá tờc bap đặch straße word xyz Krông w bb ing nguye"
IN_PLACE = "hòa hoà thủy thuỷ hoàn thoải quý quỳnh già gì giếng cửa được cứu người của mùa tiếu khuỷu xão"
OUT_OF_PLACE = "xaõ cuả hòan qúy ngừơi đựơc toản̉ mưà"


@pytest.mark.parametrize("word", SYLLABLES.split())
def test_vietnamese_words_are_syllables(word: str) -> None:
    assert is_syllable(word)
    assert is_syllable(unicodedata.normalize("NFD", word))


@pytest.mark.parametrize("word", [*OTHERS.split(), ""])
def test_other_words_are_not(word: str) -> None:
    assert not is_syllable(word)


@pytest.mark.parametrize("word", IN_PLACE.split())
def test_a_tone_mark_in_its_place(word: str) -> None:
    assert is_syllable(word, tone_in_place=True)


@pytest.mark.parametrize("word", OUT_OF_PLACE.split())
def test_a_tone_mark_out_of_place(word: str) -> None:
    assert not is_syllable(word, tone_in_place=True)


@given(st.text())
def test_no_text_breaks_the_legacy_readers(text: str) -> None:
    (
        decode_tcvn3(text),
        decode_vni(text),
        legacy_encoding(text),
        legacy_encoding(text, ".VnTime"),
        looks_misconverted(text),
    )


@given(st.lists(st.sampled_from(re.findall(r"[^\W\d]+", " ".join(SENTENCES))), min_size=1, max_size=6))
def test_true_vietnamese_is_never_decoded(words: list[str]) -> None:
    assert legacy_encoding(" ".join(words)) is None


REGISTER = ROOT / "workbook_templates" / "registers" / "administrative_units_2025-03.csv.gz"


def test_every_commune_of_the_country_is_told_right() -> None:
    with gzip.open(REGISTER, "rt", encoding="utf-8-sig", newline="") as register:
        rows = list(csv.DictReader(register))
    names = {row["commune_name"] for row in rows}
    assert [name for name in names if legacy_encoding(name) or looks_misconverted(name)] == []
    assert len({(row["district_code"], match_key(row["commune_name"])) for row in rows}) == len(rows)
    assert [name for name in names if decode_vni(to_vni(name)) != name] == []
    toned_capitals = set(SMALL.upper()) - set("AĂÂEÊIOÔƠUƯYĐ")
    assert [name for name in names if not set(name) & toned_capitals and decode_tcvn3(to_tcvn3(name)) != name] == []
    found = [
        (legacy_encoding(to_tcvn3(name)), legacy_encoding(to_vni(name))) for name in names if not to_vni(name).isascii()
    ]
    assert {tcvn3 for tcvn3, _ in found} == {"tcvn3", None} and {vni for _, vni in found} == {"vni", None}
    # Names of the Highlands are no Vietnamese syllables: there only the font can tell.
    assert sum(pair == ("tcvn3", "vni") for pair in found) > 0.94 * len(found)
