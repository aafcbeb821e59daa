"""A template that computes without end is one sentence with its place, told by lint and by the report alike.

Work is counted, so that no row waits for a clock.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document

from tests import THOROUGH
from tests.cli.test_commands import run
from tests.light_word import empty_document
from tests.samples.reports import refused, template_with, the_form
from tonghop290.narrative.sandbox import jinja
from tonghop290.narrative.sandbox.jinja import MORE_WORK, MOST_WORK
from tonghop290.narrative.sandbox.sizes import TooMuch
from tonghop290.narrative.template.tag_check import lint_template
from tonghop290.narrative.words.phrases import environment

TOO_LARGE = "kết quả quá lớn"
TOO_MANY = "mẫu tính toán quá nhiều; đề nghị bỏ bớt vòng lặp lồng nhau"
TOO_DEEP = "thẻ viết chưa đúng (lồng nhau quá nhiều tầng)"


def times(count: int, text: str) -> str:
    return text * count


# what somebody wrote · the reason
COMPUTING = {
    "a product of a text": ('{{ "a" * 10**10 }}', TOO_LARGE),
    "a tower of powers": ("{{ 9**9**9**9**9**9 }}", "số quá lớn (hơn 1200 chữ số)"),
    "a product of products": ("{% set a = 99 %}" + times(20, "{% set a = a * a %}"), "số quá lớn (hơn 1200 chữ số)"),
    "a wide number": ('{{ "%999999999d" | format(1) }}', "chỗ in quá rộng (%999999999), nhiều nhất 1000 ký tự"),
    "a wide number by an operator": (
        '{{ "%0999999999d" % 1 }}',
        "chỗ in quá rộng (%0999999999), nhiều nhất 1000 ký tự",
    ),
    "a wide column": ('{{ "a" | center(999999999) }}', "số quá lớn, nhiều nhất 1000"),
    "a deep indent": ('{{ "a" | indent(999999999) }}', "số quá lớn, nhiều nhất 1000"),
    "a text that doubles": ('{% set a = "aaaa" %}' + times(60, "{% set a = a ~ a %}") + "{{ a }}", TOO_LARGE),
    "a sum that doubles": ('{% set a = "aaaa" %}' + times(60, "{% set a = a + a %}") + "{{ a }}", TOO_LARGE),
    "a list that doubles": ("{% set a = [1] %}" + times(60, "{% set a = [a, a] %}") + "{{ a }}", TOO_LARGE),
    "a replacement that grows": (
        '{% set a = "aaaaaaaaaa" %}' + times(12, '{% set a = a.replace("a", "aaaaaaaaaa") %}'),
        TOO_LARGE,
    ),
    "a text joined by itself": ('{% set a = "a" * 900000 %}{{ a | join(a) }}', TOO_LARGE),
    "lists in lists": ("{{ ([[1]] * 1000) | sum(start=[]) }}", "sum chỉ cộng số"),
    "a loop over the letters of a million": (
        '{% for a in "a" * 900000 %}' + "Một đoạn dài. " * 20 + "{% endfor %}",
        TOO_MANY,
    ),
    "eight loops in one another": (times(8, '{% for a in "aaaaaaaaaa" %}') + "x" + times(8, "{% endfor %}"), TOO_MANY),
    "a loop that takes nothing": (
        '{% for b in "a" * 900 %}{% for a in "a" * 900000 if false %}{% endfor %}{% endfor %}',
        TOO_MANY,
    ),
    "a search through a large text": (
        '{% set x = "a" * 900000 %}{% for a in "a" * 90000 %}{% if "b" in x %}b{% endif %}{% endfor %}',
        TOO_MANY,
    ),
    "a macro that calls itself": (
        "{% macro m(x) %}{{ m(x) }}{% endmacro %}{{ m(1) }}",
        "macro gọi lẫn nhau quá 20 tầng",
    ),
    "a macro handed to itself": (
        "{% macro m(f) %}{{ f(f) }}{% endmacro %}{{ m(m) }}",
        "macro gọi lẫn nhau quá 20 tầng",
    ),
    "a macro that calls itself twice": (
        "{% macro m(x) %}{% if x %}{{ m(x - 1) }}{{ m(x - 1) }}{% endif %}{% endmacro %}{{ m(19) }}",
        TOO_MANY,
    ),
    "a loop that calls itself": (
        "{% for a in mo_hinh recursive %}{{ loop(mo_hinh) }}{% endfor %}",
        "vòng lặp không được gọi lại chính nó (recursive)",
    ),
    "a block that prints itself": ("{% block a %}{{ self.a() }}{% endblock %}", "mẫu không dùng được {% block %}"),
    "another file": ('{% include "mau.docx" %}', "mẫu không được gọi tệp khác"),
    "thirty loops in one another": (
        times(30, '{% for a in "a" %}') + times(30, "{% endfor %}"),
        "vòng lặp lồng nhau quá 10 tầng",
    ),
    "brackets in brackets": ("{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}", TOO_DEEP),
    "conditions in conditions": (times(2000, "{% if 1 %}") + times(2000, "{% endif %}"), TOO_DEEP),
    "a chain of filters": ("{{ 1" + " | string" * 3000 + " }}", "thẻ lồng nhau quá 100 tầng"),
    "a long sum": ("{{ 1" + " + 1" * 3000 + " }}", "thẻ lồng nhau quá 100 tầng"),
    "an integer of 10,000 digits": ("{{ " + "9" * 10_000 + " }}", "thẻ viết chưa đúng (số quá dài)"),
    "20,001 tags": (times(20_001, "{{1}}"), "thẻ viết chưa đúng (có quá 20000 thẻ)"),
    "one tag of 400,001 letters": (
        '{{ "' + "a" * 400_001 + '" }}',
        "thẻ viết chưa đúng (các thẻ dài quá 400000 ký tự)",
    ),
}


@pytest.fixture
def small_budget(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """An end that is reached sooner is told the same; the whole way to it is gone in the thorough job, and by what
    doubles: the work is enough for it to become too large."""
    if not THOROUGH and "doubles" not in request.node.name:
        monkeypatch.setattr(jinja, "MOST_WORK", MOST_WORK // 50)
        monkeypatch.setattr(jinja, "MORE_WORK", MORE_WORK // 50)


@pytest.mark.parametrize("name", COMPUTING)
def test_what_computes_without_end_is_named_with_its_paragraph(name: str, tmp_path: Path, small_budget: None) -> None:
    text, reason = COMPUTING[name]
    template = template_with(tmp_path, text)
    shown = f"{text[:57]}…" if len(text) > 60 else text
    for found in (lint_template(template, the_form()), refused(template)):
        assert found[0].partition(" “")[0] == "Đoạn 2" and found[0].partition(" “")[2] in (
            f"{shown}”: {reason}.",
            f"{' '.join(shown.split())}”: {reason}.",
        )
    assert not (tmp_path / "a.docx").exists()


@pytest.mark.parametrize(
    "tag",
    [
        '{{ "a".ljust(999999999) }}',
        '{{ "{:999999999}".format(1) }}',
        '{{ "a" | attr("zfill") }}',
        '{{ (1).to_bytes(999999999, "big") }}',
        "{{ mo_hinh.append(1) }}",
        '{{ "".__class__ }}',
        '{{ [""] | map(attribute="format") | first }}',
    ],
)
def test_what_a_text_may_not_be_asked_is_refused(tag: str, tmp_path: Path) -> None:
    (fault, *_) = refused(template_with(tmp_path, tag))
    assert fault.startswith("Đoạn 2 “")
    assert "mẫu không được dùng cách viết này" in fault or "“mo_hinh” không có “.append”" in fault


@pytest.mark.parametrize("tag", ["{% for a in range(99999999) %}x{% endfor %}", "{{ lipsum(99999) }}"])
def test_what_jinja_brings_itself_is_not_there(tag: str, tmp_path: Path) -> None:
    assert "không có thẻ “" in lint_template(template_with(tmp_path, tag), the_form())[0]


def test_loops_over_all_models_in_one_another_are_tried_out_by_lint(tmp_path: Path, small_budget: None) -> None:
    """The return at hand has two models; a hundred to the fourth would not end."""
    tag = times(4, "{% for a in mo_hinh %}") + "{{ a.ten }}" + times(4, "{% endfor %}")
    assert lint_template(template_with(tmp_path, tag), the_form())[0].endswith(f"”: {TOO_MANY}.")


def test_an_endless_tag_in_a_footer_is_named_there(tmp_path: Path) -> None:
    document = empty_document()
    document.sections[0].footer.paragraphs[0].text = '{{ "a" * 10**9 }}'
    document.save(str(tmp_path / "mau.docx"))
    for found in (lint_template(tmp_path / "mau.docx", the_form()), refused(tmp_path / "mau.docx")):
        assert found[0] == f'Chân trang, đoạn 1 “{{{{ "a" * 10**9 }}}}”: {TOO_LARGE}.'


def test_macros_and_wide_tables_of_a_healthy_template_are_no_fault(tmp_path: Path) -> None:
    template = template_with(
        tmp_path,
        '{% macro muc(x, sau="") %}{{ x | upper }}{{ sau }}{% endmacro %}{{ muc("một", sau="; ") }}{{ muc("hai") }}',
        '{% set dai = "Nội dung. " * 2000 %}{{ dai | truncate(255) }}{{ dai.replace(".", ";") | length }}',
        '{{ "%05.1f" % 1.5 }} {{ "%-20s" | format("a") }} {{ [1, 2, 3] | join("; ") }} {{ dan_so.replace(".", "") }}',
        "{% for a in mo_hinh %}{% for b in mo_hinh %}{{ loop.index }}{{ b.ten }}{% endfor %}{% endfor %}",
    )
    assert [line for line in lint_template(template, the_form()) if line.startswith("Đoạn")] == []
    assert refused(template) == ()
    texts = [paragraph.text for paragraph in Document(str(tmp_path / "a.docx")).paragraphs]
    assert texts[1] == "MỘT; HAI"


def test_a_country_of_10_000_communes_stays_within_the_budget() -> None:
    """The budget grows with what is given, so that what grows with it in step is never refused."""
    engine = environment()
    row = "<w:tr>" + "<w:tc><w:p><w:r><w:t>{{ d.ten }}</w:t></w:r></w:p></w:tc>" * 15 + "</w:tr>"
    more = '{{ mo_hinh | length }}{{ mo_hinh | map(attribute="cau") | join("; ") }}'
    text = engine.from_string("{% for d in dong %}" + row + "{% endfor %}" + more).render(
        dong=[{"ten": "Xã Mẫu"}] * 10_000, mo_hinh=[{"cau": "mô hình " * 20}] * 20_000
    )
    assert len(text) > 9_000_000 and engine.left > MOST_WORK


def test_every_rendering_has_a_budget_of_its_own(small_budget: None) -> None:
    letters = 30_000 if THOROUGH else 600
    program = environment().from_string('{% for a in "a" * ' + str(letters) + " %}{{ a }}{% endfor %}")
    assert {len(program.render()) for _ in range(5)} == {letters}
    with pytest.raises(TooMuch):
        environment().from_string('{% for a in "a" * 900000 %}{{ a }}{{ a }}{{ a }}{% endfor %}').render()


# --- the command line ---------------------------------------------------------------------------------------------


def test_the_commands_end_with_one_sentence_and_exit_2(tmp_path: Path) -> None:
    template = template_with(tmp_path, '{{ "a" * 10**10 }}')
    code, out, err = run("form", "lint", "--form", "school-return", "--template", template)
    assert (code, err) == (2, "")
    assert f'mau.docx: Đoạn 2 “{{{{ "a" * 10**10 }}}}”: {TOO_LARGE}.' in out
