"""No signature stands alone on a page: what is kept with it, and that a page of LibreOffice has it so."""

from __future__ import annotations

from pathlib import Path

from tests.samples.reports import an_office, one_return, write_narrative
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
