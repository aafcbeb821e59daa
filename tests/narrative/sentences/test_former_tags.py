"""A template an office made of an earlier one prints as it did; what the earlier one claimed unasked it claims no
more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from docx import Document

from tests.samples.reports import an_office, one_return, the_form, write_narrative
from tonghop290.narrative.by_state.plain import PlainText
from tonghop290.narrative.template.build import build_template
from tonghop290.narrative.template.tag_check import lint_template, printed_names
from tonghop290.narrative.typeset.elements import text_of

# what the earlier template wrote · what was answered · what is printed
FORMER = [
    ('Có {{ tiep_xuc_cu_tri.cau("# cuộc", khac="các cuộc") }}.', {"tiep_xuc_cu_tri": 79.0}, "Có 79 cuộc."),
    ('Có {{ tiep_xuc_cu_tri.cau("# cuộc", khac="các cuộc") }}.', {"tiep_xuc_cu_tri": 0.0}, "Có 0 cuộc."),
    ('Có {{ tiep_xuc_cu_tri.cau("# cuộc", khac="các cuộc") }}.', {"tiep_xuc_cu_tri": None}, "Có …… cuộc."),
    ('Có {{y_kien_cu_tri.cau("# ý kiến",khac="nhiều ý kiến")}}.', {"y_kien_cu_tri": 0.0}, "Có 0 ý kiến."),
    ("Có{% if giam_sat_chi_tiet %} chi tiết{% endif %}.", {"giam_sat": None}, "Có."),
]  # fmt: skip


def printed(said: str, folder: Path, **answers: Any) -> list[str]:
    (folder / "cu.txt").write_text(f"THỬ: {said}\n", encoding="utf-8")
    template = build_template(folder / "cu.txt", folder / "cu.docx", profile="hd36-2018")
    assert [fault for fault in lint_template(template, the_form()) if "THỬ" in fault] == []
    dataset = one_return(**answers)
    path = write_narrative(
        dataset, str(dataset.frame.index[0]), folder / "ra.docx", office=an_office(), template=template
    )
    lines = [text_of(paragraph._p) for paragraph in Document(str(path)).paragraphs]
    return [line.removeprefix("THỬ: ").strip() for line in lines if line.strip().startswith("THỬ: ")]


@pytest.mark.parametrize(("said", "answers", "meant"), FORMER)
def test_a_tag_of_an_earlier_template_is_read_as_that_of_today(
    said: str, answers: dict[str, Any], meant: str, tmp_path: Path
) -> None:
    assert printed(said, tmp_path, **answers) == [meant]


class Former:
    """A figure that knows only how it is told today."""

    def cau(self, pattern: str, **how: str) -> str:
        assert how == {"khong": "# cuộc", "khac": "…… cuộc"}  # as the tag is written today
        return pattern.replace("#", "79")


def test_who_reads_a_template_without_printing_it_knows_its_former_tags_too(tmp_path: Path) -> None:
    said = FORMER[0][0]
    (tmp_path / "cu.txt").write_text(f"{said}\n", encoding="utf-8")
    template = build_template(tmp_path / "cu.txt", tmp_path / "cu.docx", profile="hd36-2018")
    former = the_form().paper.former_tags
    assert "tiep_xuc_cu_tri" in printed_names(template, former)
    assert PlainText(template, former).names == printed_names(template, former)
    assert PlainText(template, former).sentences({"tiep_xuc_cu_tri": Former()}) == ["Có 79 cuộc."]
