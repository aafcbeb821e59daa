"""No signature stands alone on a page: what is kept with it, and that a page of LibreOffice has it so."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.samples.reports import an_office, one_return, write_narrative
from tonghop290.narrative.template.build import build_template
from tonghop290.narrative.typeset.elements import text_of, w


def test_the_end_of_the_text_is_kept_with_the_signature(tmp_path: Path) -> None:
    from docx import Document

    path = write_narrative(one_return(), "nhan_ve/001.xlsx", tmp_path / "a.docx", office=an_office())
    document = Document(str(path))
    signature = next(table for table in document.tables if "T/M BAN THƯỜNG VỤ" in table.rows[0].cells[1].text)
    before = list(signature._tbl.itersiblings(w("p"), preceding=True))
    kept = [one.find(f"{w('pPr')}/{w('keepNext')}") is not None or "trân trọng" in text_of(one) for one in before[:3]]
    assert kept == [True, True, False]
    assert text_of(before[0]).endswith("trân trọng báo cáo.")
    inside = [one.style.paragraph_format.keep_with_next for cell in signature.rows[0].cells for one in cell.paragraphs]
    assert set(inside) == {True}


# the end of a paper nobody signs, no draft: an empty last line · which of its lines are kept with the next
PLAIN = "plain"
UNSIGNED = {
    "lines": ("Một.\nHai.\nBa.\nBốn.\n[Mã đối chiếu] {{ ma_doi_chieu }}", ["Hai.", "Ba.", "Bốn."]),
    "a table": ("Một.\n[bảng 40 40] Cột | Số\n[bảng] x | 1\n[bảng] y | 2\n[Mã đối chiếu] {{ ma_doi_chieu }}",
                ["x", "1", "y", "2"]),
    "a line below a table": ("Một.\n[bảng 40 40] Cột | Số\n[bảng] x | 1\n[Mã đối chiếu] {{ ma_doi_chieu }}",
                             ["Cột", "Số", "x", "1"]),
}  # fmt: skip


@pytest.mark.parametrize("name", UNSIGNED)
def test_the_last_line_of_what_nobody_signs_stands_with_two_others(name: str, tmp_path: Path) -> None:
    from docx import Document

    text, wanted = UNSIGNED[name]
    (tmp_path / "m.txt").write_text(text + "\n", encoding="utf-8")
    template = build_template(tmp_path / "m.txt", tmp_path / "m.docx", profile="plain")
    found = []
    for more in ("", "du_thao"):  # put together of what was tidied before, and tidied as a whole
        source = Document(str(template))
        source.sections[0].header.paragraphs[0].text = "{{ du_thao }}" if more else ""
        source.save(str(template))
        path = write_narrative(
            one_return(), "nhan_ve/001.xlsx", tmp_path / "a.docx", office=an_office(), template=template, profile=PLAIN
        )
        body = Document(str(path)).element.body
        kept = [one for one in body.iter(w("p")) if one.find(f"{w('pPr')}/{w('keepNext')}") is not None]
        found.append([text_of(one) for one in kept])
    assert found[0] == found[1] and [one for one in found[0] if one in wanted] == wanted
    assert "Một." not in found[0]
