"""What LibreOffice prints: the rule is as long as the title, nothing is lost on the way to paper."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.narrative_samples import an_office, three_communes, word_lines
from tonghop290.report.docx import write_narrative

needs_office = pytest.mark.skipif(not (shutil.which("soffice") and shutil.which("pdftotext")), reason="soffice or pdftotext is not on this machine")


@pytest.mark.libreoffice
@needs_office
def test_every_word_reaches_the_paper(tmp_path: Path) -> None:
    dataset = three_communes()
    paths = [write_narrative(dataset, file, tmp_path / f"{index}.docx", office=an_office()) for index, file in enumerate(dataset.frame.index)]
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), *map(str, paths)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    for path in paths:
        layout = subprocess.run(["pdftotext", "-layout", str(path.with_suffix(".pdf")), "-"], check=True, capture_output=True, text=True).stdout
        pages = layout.rstrip("\f\n").split("\f")
        assert [page.split("\n")[0].strip() for page in pages[1:]] == [str(number) for number in range(2, len(pages) + 1)]
        assert "ĐẢNG CỘNG SẢN VIỆT NAM" in pages[0].split("\n")[0]
        assert not re.fullmatch(r"\s*(?:I|II|III|IV)- .*|\s*\d\. .{1,60}", pages[0].rstrip().split("\n")[-1])
        plain = subprocess.run(["pdftotext", "-raw", str(path.with_suffix(".pdf")), "-"], check=True, capture_output=True, text=True).stdout
        printed = set(re.findall(r"\w+", plain))
        assert [word for line in word_lines(path) for word in re.findall(r"\w+", line) if word not in printed] == []
