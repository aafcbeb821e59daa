"""The list of the words of templates is what a report is filled with, and all of it is told to who writes one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.narrative.test_office_words import three, totals_of
from tests.samples.reports import an_office, one_return, template_with, the_form
from tonghop290.model import About
from tonghop290.narrative.template.tag_check import lint_phrases, lint_template
from tonghop290.narrative.words.office_words import office_narrative
from tonghop290.narrative.words.phrases import FILTERS, FUNCTIONS, Figure, Words
from tonghop290.narrative.words.table_rows import PrintedTable
from tonghop290.narrative.words.told_words import AFTER_THE_DOT, WAYS_OF_WRITING, word_lines
from tonghop290.narrative.words.unit_words import unit_narrative
from tonghop290.narrative.words.word_list import Kind, words_of


def test_a_report_is_filled_with_the_words_of_the_list_and_no_others() -> None:
    unit = unit_narrative(one_return(), "nhan_ve/001.xlsx", office=an_office())
    dataset = three()
    office = office_narrative(dataset, totals_of(dataset), office=an_office())
    assert sorted(unit.words) == sorted(words_of(the_form(), "unit"))
    assert sorted(office.words) == sorted(words_of(the_form(), "office"))


def test_whatever_a_word_answers_is_told() -> None:
    public: dict[Kind, type] = {"figure": Figure, "text": Words, "table": PrintedTable}
    for kind, owner in public.items():
        assert {name for name in vars(owner) if not name.startswith("_")} == {*AFTER_THE_DOT[kind]}
    assert {*FUNCTIONS, *FILTERS} == {*WAYS_OF_WRITING}


@pytest.mark.parametrize("about", ["unit", "office"])
def test_every_word_works_as_it_is_told(about: About, tmp_path: Path) -> None:
    lines = []
    for word in words_of(the_form(), about).values():
        for line in word.example.replace("{%tr", "\n{%p").replace("%} {{ d", "%}\n{{ d").split("\n"):
            lines += line.replace("%} {{ y }} {%", "%}\n{{ y }}\n{%").replace("%} … {%", "%}\n…\n{%").split("\n")
    template = template_with(tmp_path, *(line.strip() for line in lines if line.strip()))
    found = lint_template(template, the_form(), about=about)
    assert [line for line in found if not line.startswith("Mẫu không in")] == []


def test_a_column_no_row_has_is_told_with_the_one_that_was_meant(tmp_path: Path) -> None:
    template = template_with(
        tmp_path, "{% for m in mo_hinh %}{{ m.cau }}{{ m.ket_quaa }}{% endfor %}{{ van_ban.kl62 }}"
    )
    found = lint_template(template, the_form(), about="unit")
    assert [line.partition("”: ")[2] for line in found if line.startswith("Đoạn")] == [
        "“van_ban” không có “.kl62” (có phải “ngay_kl62”?).",
        "bảng “mo_hinh” không có cột “cau”.",
        "bảng “mo_hinh” không có cột “ket_quaa” (có phải “ket_qua”?).",
    ]


def test_the_list_is_printed_with_the_columns_of_tables() -> None:
    (document,) = [one for one in the_form().paper.documents if one.about == "office"]
    lines = word_lines(the_form(), {document: frozenset()})
    assert "dan_so\tsố\tDân số năm 2019\t{{ dan_so }}" in lines
    at = lines.index(
        "mo_hinh\tbảng\tCác mô hình, cách làm hay về công tác dân vận (không bắt buộc)\t"
        "{%tr for d in mo_hinh %} {{ d.ten }} | {{ d.don_vi_thuc_hien }} | {{ d.nam }} {%tr endfor %}"
    )
    assert lines[at + 1 : at + 6] == [
        "  .ten\t\tTên mô hình\t",
        "  .don_vi_thuc_hien\t\tĐơn vị thực hiện\t",
        "  .nam\t\tNăm bắt đầu\t",
        "  .ket_qua\t\tKết quả\t",
        "  .don_vi_bao_cao\t\tĐơn vị của dòng\t",
    ]
    assert not [line for line in lines if line.startswith("ban_dan_van")]  # shared, and not used here


def test_the_phrases_of_the_shipped_form_have_no_fault() -> None:
    assert lint_phrases(the_form()) == ()
