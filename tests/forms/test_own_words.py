"""The words of a form: what it may replace, and what is said where it may not."""

from __future__ import annotations

import datetime as dt
import pickle
import tomllib
from pathlib import Path

import pytest

from scripts.dev.write_words import LANGUAGES, catalogue, missing
from tests.samples.forms import HEAD, completed
from tonghop290.forms.excel.write_form import written_book
from tonghop290.forms.load import load_form
from tonghop290.forms.parts.own_words import groups_of_texts, known_texts, slots_of
from tonghop290.model import FormError, Words, told, told_date, told_list, told_number
from tonghop290.text.format import Writing


def form_with(tmp_path: Path, words: str) -> Path:
    small = completed('[fields.tong]\ntype = "integer"\n')
    (tmp_path / "form.toml").write_text(f"{HEAD}{small}\n[words]\n{words}\n", encoding="utf-8")
    return tmp_path / "form.toml"


def faults_of(path: Path) -> list[str]:
    with pytest.raises(FormError) as raised:
        load_form(path)
    return [fault.partition(": ")[2] for fault in raised.value.faults]


def test_a_form_that_says_nothing_replaces_nothing(tmp_path: Path) -> None:
    form = load_form(form_with(tmp_path, ""))
    assert (form.words, bool(form.words)) == (Words(), False)


def test_a_form_says_its_own_words(tmp_path: Path) -> None:
    """Spaces around a text are the program's, whoever types it; a pattern is filled after it was replaced."""
    form = load_form(
        form_with(tmp_path, '"Số liệu" = "Bảng số"\n"Lưu ý:" = "Chú ý:"\n"Tệp có macro; macro không được chạy." = "M."')
    )
    assert form.words.say("Số liệu") == "Bảng số"
    assert form.words.say("Lưu ý: ") == "Chú ý: "
    assert form.words.known("Số liệu") == ("Bảng số", "Số liệu")
    assert form.words.say("Hướng dẫn") == "Hướng dẫn"


def test_a_sentence_quotes_a_state_as_the_form_calls_it(tmp_path: Path) -> None:
    """Also in another language; a sentence the form says itself stays as it is."""
    own = '"Không có số liệu" = "Unknown"\n"Đề nghị xoá số, hoặc xoá trạng thái." = "Not “No data”."'
    path = form_with(tmp_path, own)
    sentence = "Đã chọn “Không có số liệu” thì ô số liệu để trống."
    assert load_form(path).words.say(sentence) == "Đã chọn “Unknown” thì ô số liệu để trống."
    path.write_text(path.read_text("utf-8").replace("[form]", '[form]\nlanguage = "en"', 1), encoding="utf-8")
    words = load_form(path).words
    assert words.say(sentence) == "“Unknown” is chosen: leave the data cell empty."
    assert words.say("Đề nghị xoá số, hoặc xoá trạng thái.") == "Not “No data”."


@pytest.mark.parametrize(
    ("words", "faults"),
    [
        ('"Số lệu" = "A"', ["words.Số lệu: không có chữ in sẵn này; ý đồng chí là 'Số liệu'?"]),
        ('"zzzz" = "A"', ["words.zzzz: không có chữ in sẵn này"]),
        ('"Số liệu" = 5', ["words.Số liệu: 5 không phải là chữ (trong ngoặc kép)"]),
        (
            '"Số liệu" = "Hướng dẫn"',
            ["words.Số liệu: “Hướng dẫn” cũng là chữ thay của “Hướng dẫn”; hai chữ này phải khác nhau"],
        ),
        (
            '"Ước tính" = "không áp dụng"',
            ["words.Ước tính: “không áp dụng” cũng là chữ thay của “Không áp dụng”; hai chữ này phải khác nhau"],
        ),
        ('"Nội dung" = "A/B"', ["words.Nội dung: “A/B” không làm được tên trang tính: có ký tự /"]),
        (
            f'"Nội dung" = "{"a" * 32}"',
            [
                f"words.Nội dung: “{'a' * 32}” không làm được tên trang tính: dài 32 ký tự, Excel nhận nhiều nhất 31",
            ],
        ),
        ('"Nội dung" = " "', ["words.Nội dung: để trống"]),
        (
            '"Bảng “{label}” thiếu cột “{column}”." = "Table {label} {row}"',
            [
                "words.Bảng “{label}” thiếu cột “{column}”.: thiếu {column}",
                "words.Bảng “{label}” thiếu cột “{column}”.: không có chỗ điền nào tên {row}",
            ],
        ),
        ('"Số liệu" = "{"', ["words.Số liệu: ngoặc nhọn chỉ dùng cho chỗ điền, như {count}"]),
    ],
)
def test_what_cannot_be_said_is_told_at_its_line(tmp_path: Path, words: str, faults: list[str]) -> None:
    assert faults_of(form_with(tmp_path, words)) == faults


def test_words_are_written_in_excel_as_well(tmp_path: Path) -> None:
    """The sheet "Từ ngữ"; a fault stands at its cell."""
    content = tomllib.loads(form_with(tmp_path, '"Số liệu" = "Bảng số"\n"Ước tính" = "Tạm tính"').read_text("utf-8"))
    content["form"]["language"] = "vi"
    book = written_book(content)
    book.save(tmp_path / "bieu.xlsx")
    form = load_form(tmp_path / "bieu.xlsx")
    assert (form.words.say("Số liệu"), form.words.say("Ước tính")) == ("Bảng số", "Tạm tính")
    book["Từ ngữ"]["B3"] = "Không áp dụng"
    book.save(tmp_path / "bieu.xlsx")
    with pytest.raises(FormError) as raised:
        load_form(tmp_path / "bieu.xlsx")
    told = "“Không áp dụng” cũng là chữ thay của “Không áp dụng”; hai chữ này phải khác nhau"
    assert raised.value.faults == (f"Từ ngữ!A3: {told}",)


def test_an_unknown_language_is_told(tmp_path: Path) -> None:
    path = form_with(tmp_path, "")
    path.write_text(path.read_text("utf-8").replace("[form]", '[form]\nlanguage = "fr"', 1), encoding="utf-8")
    assert faults_of(path) == ["form.language: 'fr' không có trong: en, vi"]


def test_the_catalogue_is_that_of_the_code() -> None:
    """In both directions; write it anew with ``python scripts/dev/write_words.py``."""
    assert (LANGUAGES / "vi.toml").read_text(encoding="utf-8") == catalogue()


def test_english_says_every_text_of_the_catalogue() -> None:
    """With the same braces and spaces, and no word of Vietnamese; the names that must stay apart do."""
    told = tomllib.loads((LANGUAGES / "en.toml").read_text(encoding="utf-8"))["words"]
    assert missing("en") == []
    assert [text for text in told if text not in known_texts()] == []
    assert [text for text, said in told.items() if slots_of(text) != slots_of(said)] == []
    ends = [(text, said) for text, said in told.items() if (text[:1] == " ") != (said[:1] == " ")]
    assert ends == []
    strange = [said for said in told.values() if any(one.isalpha() and not one.isascii() for one in said)]
    assert [said for said in strange if "đồng" not in said] == []
    for group, texts in groups_of_texts().items():
        assert len({told[text].casefold() for text in texts}) == len(texts), group


def test_a_sentence_is_retold_from_what_it_was_made_of() -> None:
    """Also after it went through another process; what was not told by us stays as it is."""
    words = Words(said={"{label} là {value}.": "{value} is {label}.", "cao": "high"})
    said = told("{label} là {value}.", label=told_list("; ", ["cao", told("cao")]), value=told_number(1234.5, 2))
    assert said == "cao; cao là 1.234,50."
    assert words.retell(pickle.loads(pickle.dumps(said))) == "1.234,50 is cao; high."
    assert Words().retell(said) is said
    assert words.retell("cao") == "cao"


def test_numbers_and_days_are_written_as_the_language_writes_them() -> None:
    words = Words(writing=Writing(decimal=".", thousands=",", day="{year}-{month:02}-{day:02}"))
    said = [words.number(one) for one in (1234.5, 1250.0, -0.0, -1234567.25)]
    assert said == ["1,234.5", "1,250", "0", "-1,234,567.25"]
    assert words.retell(told_date(dt.date(2020, 2, 5))) == "2020-02-05"
    assert words.retell(told("đến {day}", day=told_date(dt.date(2020, 2, 5)))) == "đến 2020-02-05"


def test_a_form_speaks_to_people_as_its_office_does(tmp_path: Path) -> None:
    path = form_with(tmp_path, "")
    path.write_text(path.read_text(encoding="utf-8").replace("[form]", '[form]\nsalutation = "quý đơn vị"'), "utf-8")
    form = load_form(path)
    assert form.words.say("đồng chí") == "quý đơn vị"
    assert form.words.say(" (đồng chí {name})", name="Lan") == " (Lan)"
    assert [text for text in known_texts() if "đồng chí" in form.words.say(text)] == []
