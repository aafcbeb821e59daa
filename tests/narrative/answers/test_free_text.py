"""Any way of writing a free answer fits its sentence, and nothing is lost that is not known."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import examples
from tests.samples.reports import one_return, prefilled, text_of, the_form
from tonghop290.narrative.words.free_text import fitted_answer, in_one_line, person_name, unframed
from tonghop290.narrative.words.text_filters import thuong_dau, trong_ngoac
from tonghop290.text.normalize import match_key

FORM = the_form()
DIRECTIONS = FORM.fields["huong"].choices
TITLES = FORM.levels.titles


def place(typed: str) -> str:
    """What the report says of where the unit lies."""
    found = re.search(r"nằm ở (.*?), có tổng diện tích", text_of(one_return(huong=typed)))
    assert found, typed
    return found[1]


@pytest.mark.parametrize(("typed", "printed"), [
    ("Nằm ở phía Tây huyện", "phía Tây của huyện"), ("phía Tây của huyện.", "phía Tây của huyện"),
    ("TÂY BẮC", "phía Tây Bắc của huyện"), ("Hướng đông", "phía Đông của huyện"),
    ("Xã nằm về phía Nam huyện;", "phía Nam của huyện"), ("Trung tâm huyện", "trung tâm của huyện"),
    ("Nằm ở trung tâm", "trung tâm của huyện"),
    ("Nằm ở phía Tây huyện, giáp huyện Thiệu Hóa", "phía Tây huyện, giáp huyện Thiệu Hóa"),
    ("Phía Tây, giáp Thiệu Hóa", "phía Tây, giáp Thiệu Hóa"), ("Ven biển", "ven biển"),
])  # fmt: skip
def test_where_it_lies(typed: str, printed: str) -> None:
    assert place(typed) == printed


@pytest.mark.parametrize(("typed", "printed"), [
    ("Đ/c ThS. TRẦN VĂN A", "Trần Văn A"), ("đồng chí Đ/c Nguyễn Văn A", "Nguyễn Văn A"),
    ("Đ/C: Lê Thị B.", "Lê Thị B"), ("Thượng tá PGS.TS Hoàng Văn Thụ", "Hoàng Văn Thụ"),
    ("Nguyễn Văn A - Bí thư Đảng uỷ", "Nguyễn Văn A"), ("NGUYỄN VĂN A (Bí thư)", "Nguyễn Văn A"),
    ("Bí thư Nguyễn Văn Mẫu", "Nguyễn Văn Mẫu"), ("PHÓ BÍ THƯ: Lê Thị B", "Lê Thị B"), ("Bí thư", "Bí thư"),
    ("Đ/c Phó Bí thư Thường trực Lê Văn Bí", "Lê Văn Bí"), ("Phó Đức Chính", "Phó Đức Chính"),
    ("Nguyễn Văn Mẫu (đã ký)", "Nguyễn Văn Mẫu"), ("Nguyễn Văn Mẫu - Đã ký", "Nguyễn Văn Mẫu"),
    ("trần văn an", "Trần Văn An"), ("Anh Đức", "Đức"), ("Ông", "Ông"), ("H’Hen Niê", "H’Hen Niê"),
    ("Nguyễn Văn A - thường trú tại thôn 5", "Nguyễn Văn A - thường trú tại thôn 5"),
])  # fmt: skip
def test_a_person_is_a_name(typed: str, printed: str) -> None:
    assert fitted_answer(FORM.fields["nguoi_ky"], typed, FORM) == printed


@pytest.mark.parametrize(("name", "who", "result", "printed"), [
    ("““5 không 3 sạch””", "của Hội Liên hiệp Phụ nữ xã.", "Hầu hết các hộ tham gia.",
     "mô hình “5 không 3 sạch” của Hội Liên hiệp Phụ nữ xã (hầu hết các hộ tham gia)."),
    ("Mô hình: \"Hố rác gia đình\";", "Do Hội Nông dân thực hiện", "- 5 hộ;\n- 10 hộ.",
     "mô hình “Hố rác gia đình” của Hội Nông dân (5 hộ; 10 hộ)."),
    ("Câu lạc bộ “Nông dân”", "Hội Nông dân", "Hà Nội khen thưởng",
     "mô hình Câu lạc bộ “Nông dân” của Hội Nông dân (Hà Nội khen thưởng)."),
    ("Con đường hoa", "ĐOÀN THANH NIÊN", "UBND xã nhân rộng",
     "mô hình “Con đường hoa” của ĐOÀN THANH NIÊN (UBND xã nhân rộng)."),
])  # fmt: skip
def test_a_model_is_told_in_one_sentence(name: str, who: str, result: str, printed: str) -> None:
    rows = [{"ten": name, "don_vi_thuc_hien": who, "nam": None, "ket_qua": result}]
    assert f"cách làm mới như {printed}" in text_of(one_return(tables=prefilled(mo_hinh=rows)))


_FRAMES = FORM.fields["huong"].drops
_AFTER = FORM.fields["huong"].drops_after
_MARKS = st.sampled_from(["", ".", ";", " ", ",", "…", ":", "- "])


@settings(max_examples=examples(60), deadline=None)
@given(
    core=st.sampled_from(DIRECTIONS),
    before=st.lists(st.sampled_from(_FRAMES), max_size=3),
    behind=st.lists(st.sampled_from(_AFTER), max_size=2),
    mark=_MARKS,
    bullet=st.sampled_from(["", "- ", "• ", "1. "]),
    case=st.sampled_from([str, str.upper, str.lower, str.capitalize]),
)
def test_a_listed_answer_is_found_in_any_frame(
    core: str, before: list[str], behind: list[str], mark: str, bullet: str, case: Callable[[str], str]
) -> None:
    typed = bullet + case(" ".join([*before, core, *behind])) + mark.strip("…")
    assert fitted_answer(FORM.fields["huong"], typed, FORM) == core


_LETTERS = st.text(alphabet='aăbcđêghKLMôưẢ“”"-•;.,:()\n 19', max_size=40)


@settings(max_examples=examples(100), deadline=None)
@given(text=_LETTERS)
def test_no_word_is_lost_and_nothing_is_doubled(text: str) -> None:
    words = re.findall(r"\w+", text)
    line = in_one_line(text)
    kept = re.findall(r"\w+", line)
    assert [word for word in words if word not in kept and not word.isdigit()] == []
    assert "\n" not in line and not re.search('[“”"]{2}', line)
    bare = unframed(line, ["nằm ở", "ba"], ["huyện"])
    lost = [word for word in kept if word not in re.findall(r"\w+", bare)]
    assert {word.lower() for word in lost} <= {"nằm", "ở", "ba", "huyện"}
    assert unframed(bare, ["nằm ở", "ba"], ["huyện"]) == bare
    assert match_key(thuong_dau(line)) == match_key(line) and trong_ngoac(trong_ngoac(line)) == trong_ngoac(line)


@settings(max_examples=examples(60), deadline=None)
@given(
    titles=st.lists(st.sampled_from(TITLES), max_size=3),
    name=st.lists(st.sampled_from(["Nguyễn", "Văn", "Anh", "Thị", "Ba", "Đức", "H’Hen"]), min_size=2, max_size=4),
    dots=st.sampled_from([" ", ". ", ": "]),
)
def test_titles_alone_are_dropped_from_a_name(titles: list[str], name: list[str], dots: str) -> None:
    whole = " ".join(name)
    made = person_name(dots.join([*titles, whole]), TITLES)
    assert whole.endswith(made) and made
    assert {word.lower() for word in name[: len(name) - len(made.split())]} <= {title.lower() for title in TITLES}
