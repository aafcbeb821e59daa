"""Typesetting that survives Word: what stays on one line, and how wide lines are."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.samples.reports import an_office, one_return, the_form, write_narrative
from tonghop290.narrative.typeset.binding import bind, binding_of
from tonghop290.narrative.typeset.elements import text_of, w
from tonghop290.text.printing.widths import letters_of
from tonghop290.text.syllables import VIETNAMESE_LETTERS

FONTS = Path("/usr/share/fonts/truetype/liberation2")
# what is written · "~" a space, "=" a hyphen that holds the line together
BOUND = [
    ("Quyết định số 290-QĐ/TW, ngày 25/02/2010 của", "Quyết định số~290=QĐ/TW, ngày~25/02/2010 của"),
    ("Kết luận 62-KL/TW; Quy định 11-QĐi/TW", "Kết luận 62=KL/TW; Quy định 11=QĐi/TW"),
    ("Chỉ thị 16/CT-TTg, 34/2007/PL-UBTVQH11", "Chỉ thị 16/CT=TTg, 34/2007/PL=UBTVQH11"),
    ("Quyết định số ……-QĐ/ĐU, ngày ……", "Quyết định số~……=QĐ/ĐU, ngày~……"),
    ("(Báo cáo số      -BC/HU, ngày      tháng      năm 2020)",
     "(Báo cáo số~~~~~~=BC/HU, ngày~~~~~~tháng~~~~~~năm~2020)"),
    ("ngày 05 tháng 02 năm 2020", "ngày~05 tháng~02 năm~2020"),
    ("khoá XII, lần thứ XI, năm Vĩnh Long", "khoá~XII, lần thứ~XI, năm Vĩnh Long"),
    ("chính trị - xã hội, 2010 - 2015", "chính trị~-~xã hội, 2010~-~2015"),
    ("có 1.234,5 ha, 10.661 người, 3,99 % và 01 đồng chí", "có 1.234,5~ha, 10.661~người, 3,99~% và 01~đồng chí"),
    ("giảm 5,61 điểm phần trăm; 22 triệu đồng", "giảm 5,61~điểm phần trăm; 22~triệu đồng"),
    ("ngày 21-9-2000", "ngày~21=9=2000"),
    ("- Lưu Văn phòng; Phan Rang-Tháp Chàm", "- Lưu Văn phòng; Phan Rang-Tháp Chàm"),
    ("số người 5 lượt; năm nay có 3", "số người 5~lượt; năm nay có 3"),
]  # fmt: skip


def paragraph_of(*runs: str, xml: str = "{}") -> object:
    from lxml import etree  # type: ignore[import-untyped]  # it has no stubs

    inner = "".join(f'<w:r><w:t xml:space="preserve">{run}</w:t></w:r>' for run in runs)
    name = w("p").partition("}")[0][1:]
    return etree.fromstring(f'<w:p xmlns:w="{name}">{xml.format(inner)}</w:p>')


def shown(paragraph: object) -> str:
    """The text with "~" and "=" for what does not break."""
    signs = {w("noBreakHyphen"): "="}
    return "".join(
        (one.text or "").replace("\u00a0", "~") if one.tag == w("t") else signs.get(one.tag, "")
        for one in paragraph.iter()  # type: ignore[attr-defined]  # an element of lxml
    )


@pytest.mark.parametrize(("text", "bound"), BOUND, ids=[text[:30] for text, _ in BOUND])
@pytest.mark.parametrize("cut", [1, 3, 1000], ids=["a run a letter", "runs of three", "one run"])
@pytest.mark.parametrize("xml", ["{}", "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>"], ids=["bare", "in a control"])
def test_what_belongs_together_stays_on_one_line(text: str, bound: str, cut: int, xml: str) -> None:
    paragraph = paragraph_of(*(text[start : start + cut] for start in range(0, len(text), cut)), xml=xml)
    bind(paragraph, binding_of(the_form()))
    assert shown(paragraph) == bound
    assert text_of(paragraph) == text


def test_a_narrow_cell_keeps_its_symbols_whole_and_breaks_at_spaces() -> None:
    paragraph = paragraph_of("Quyết định số 290-QĐ/TW, 5 ha, chính trị - xã hội")
    bind(paragraph, binding_of(the_form()), in_cell=True)
    assert shown(paragraph) == "Quyết định số 290=QĐ/TW, 5 ha, chính trị - xã hội"


def test_every_symbol_of_a_report_is_whole(tmp_path: Path) -> None:
    """No hyphen that breaks stands in a symbol; searched for, each is found."""
    from docx import Document

    path = write_narrative(one_return(), "nhan_ve/001.xlsx", tmp_path / "a.docx", office=an_office())
    body = Document(str(path)).element.body
    texts = [text_of(paragraph) for paragraph in body.iter(w("p"))]
    assert any("Kết luận số 43-KL/TW, ngày 07/01/2019" in text or "43-KL/TW" in text for text in texts)
    broken = [text.text for text in body.iter(w("t")) if any(binding_of(the_form()).hyphens(text.text or ""))]
    assert broken == []
    assert "Quyết định số 290-QĐ/TW" in "".join(paragraph.text for paragraph in Document(str(path)).paragraphs).replace(
        "\u00a0", " "
    )


@pytest.mark.skipif(not FONTS.is_dir(), reason="Liberation Serif is not on this machine")
@pytest.mark.parametrize("cut", ["Regular", "Bold", "Italic", "BoldItalic"])
def test_letters_are_as_wide_as_the_font_draws_them(cut: str) -> None:
    pytest.importorskip("fontTools", reason="fonttools is not installed")
    from scripts.dev.write_widths import widths

    assert widths(FONTS / f"LiberationSerif-{cut}.ttf") == letters_of("Bold" in cut, "Italic" in cut)
    assert {letter for letter in VIETNAMESE_LETTERS if len(letter) > 1} == set()
