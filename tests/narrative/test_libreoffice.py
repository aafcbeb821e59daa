"""What LibreOffice prints: the rule is as long as the title, nothing is lost on the way to paper."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.samples.districts import a_district
from tests.samples.reports import an_office, three_communes, word_lines, write_district_narrative, write_narrative
from tonghop290.data.aggregate import add_up
from tonghop290.narrative.pdf import find_libreoffice, write_pdfs

needs_office = pytest.mark.skipif(
    find_libreoffice() is None or not shutil.which("pdftotext") or not shutil.which("pdfinfo"),
    reason="soffice, pdftotext or pdfinfo is not on this machine",
)


@pytest.mark.libreoffice
@needs_office
def test_every_word_reaches_the_paper(tmp_path: Path) -> None:
    dataset = three_communes()
    paths = [
        write_narrative(dataset, file, tmp_path / f"{index}.docx", office=an_office())
        for index, file in enumerate(dataset.frame.index)
    ]
    district, units = a_district(17, seed=3, gaps=0.06, zeros=0.05, states=0.05)
    paths.append(
        write_district_narrative(
            district, add_up(district, expected=len(units)), tmp_path / "huyen.docx", office=an_office()
        )
    )
    write_pdfs(paths)
    for path in paths:
        info = subprocess.run(["pdfinfo", str(path.with_suffix(".pdf"))], check=True, capture_output=True, text=True)
        assert "A4" in info.stdout
        layout = subprocess.run(
            ["pdftotext", "-layout", str(path.with_suffix(".pdf")), "-"], check=True, capture_output=True, text=True
        ).stdout
        pages = layout.rstrip("\f\n").split("\f")
        assert [page.split("\n")[0].strip() for page in pages[1:]] == [
            str(number) for number in range(2, len(pages) + 1)
        ]
        assert "ĐẢNG CỘNG SẢN VIỆT NAM" in pages[0].split("\n")[0]
        assert [
            page
            for page in pages
            if re.fullmatch(
                r"\s*(?:I|II|III|IV)- .*|\s*\d\.(?:\d\.)? .{1,60}|\s*\* .{1,40}:", page.rstrip().split("\n")[-1]
            )
        ] == []
        signed = next(page for page in pages if "T/M BAN THƯỜNG VỤ" in page)
        assert "trân trọng báo cáo." in signed and "- Lưu Văn phòng" in signed
        plain = subprocess.run(
            ["pdftotext", "-raw", str(path.with_suffix(".pdf")), "-"], check=True, capture_output=True, text=True
        ).stdout
        printed = set(re.findall(r"\w+", plain))
        printed |= {word[:-digits] for word in printed if word.isdigit() for digits in (1, 2)}  # the mark of a note
        assert [word for line in word_lines(path) for word in re.findall(r"\w+", line) if word not in printed] == []
