"""A figure that may be 0 never gets the words of one that nobody counted."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from tests.samples.reports import template_with, the_form
from tonghop290.model import Phrase
from tonghop290.narrative.template.tag_check import lint_phrases, lint_template

# what the template says · the figure · the word it prints of none at all
REFUSED = [
    ('{{ y_kien_gop_y.cau("# ý kiến", khac="nhiều ý kiến") }}', "y_kien_gop_y", "“nhiều ý kiến”"),
    ('{{ y_kien_gop_y.cau("# ý kiến", khac="chưa thống kê được") }}', "y_kien_gop_y", "“chưa thống kê được”"),
    ('{{ y_kien_gop_y.cau("# ý kiến", khac="nhiều ý kiến", chua="") }}', "y_kien_gop_y", "“nhiều ý kiến”"),
    ('{{ y_kien_gop_y.cau("# ý kiến", khac="nhiều " ~ xa) }}', "y_kien_gop_y", "cùng một câu"),
    ("{{ giam_sat | default('một số') }} cuộc", "giam_sat", "“một số”"),
    ("{{ giam_sat.so | default('nhiều', true) }} cuộc", "giam_sat", "“nhiều”"),
    ("{{ giam_sat.so or 'nhiều' }} cuộc", "giam_sat", "“nhiều”"),
    ("{{ giam_sat if giam_sat.so else 'nhiều' }} cuộc", "giam_sat", "“nhiều”"),
    ("{% if giam_sat.so %}{{ giam_sat }} cuộc{% else %}nhiều cuộc{% endif %}", "giam_sat", "“nhiều cuộc”"),
    ("{{ giam_ngheo.cau('giảm #', khac='có giảm') }}", "giam_ngheo", "“có giảm”"),
]
ALLOWED = [
    '{{ y_kien_gop_y.cau("# ý kiến", khac="") }}',
    '{{ y_kien_gop_y.cau("# ý kiến", khong="chưa có ý kiến", khac="chưa thống kê được") }}',
    '{{ dang_vien.cau("# đảng viên", khac="chưa rõ") }}',  # there are at least 3
    "{{ huong | default('Đông') }}",  # no figure
    "{% if giam_sat.so %}{{ giam_sat }} cuộc{% endif %}",
    "{% if giam_sat.so %}{{ giam_sat }} cuộc{% else %}{{ giam_sat.cau('', khong='chưa') }} xong{% endif %}",
    "{% if giam_sat.so %}{{ giam_sat }}{% elif giam_sat.bang_khong %}chưa{% else %}chưa rõ{% endif %}",
    "{% if giam_sat.so or y_kien_gop_y.so %}có{% else %}chưa{% endif %}",
]


@pytest.mark.parametrize(("tag", "name", "word"), REFUSED, ids=[tag for tag, *_ in REFUSED])
def test_a_default_word_is_refused_where_zero_has_a_meaning(tag: str, name: str, word: str, tmp_path: Path) -> None:
    faults = [fault for fault in lint_template(template_with(tmp_path, tag), the_form()) if "Mẫu không in" not in fault]
    assert len(faults) == 1 and faults[0].startswith("Đoạn 2 ")
    assert faults[0].endswith(
        f"“{name}” bằng 0 cũng in {word} như khi chưa có số liệu; cần viết riêng: "
        f'{{{{ {name}.cau("…#…", khong="…", chua="…", trong="…") }}}}.'
    )


@pytest.mark.parametrize("tag", ALLOWED)
def test_words_for_each_state_are_not(tag: str, tmp_path: Path) -> None:
    faults = lint_template(template_with(tmp_path, tag), the_form(), about="unit")
    assert [fault for fault in faults if "Mẫu không in" not in fault] == []


def test_a_phrase_of_the_form_is_asked_the_same() -> None:
    form = the_form()
    phrase = Phrase(id="cau", text="{{ giam_sat.cau('# cuộc', khac='nhiều cuộc') }}")
    faults = lint_phrases(dataclasses.replace(form, paper=dataclasses.replace(form.paper, phrases=(phrase,), fits=())))
    assert len(faults) == 1 and faults[0].startswith("phrases.cau.text: “giam_sat” bằng 0 cũng in “nhiều cuộc” như")
