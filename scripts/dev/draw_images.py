"""Draw the README's pictures from the program's own output: runs the demonstration, prints four pages.

Needs ``soffice`` and ``pdftoppm``. Writes docs/images/*.png.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from tonghop290.pipeline.demo import run_demo

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"
DOTS_PER_INCH = 92
ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>vi-VN</value></prop></item></oor:items>"""

# picture: file of the demonstration, page, and the part of the page in points (x, y, width, height)
PICTURES = {
    "bieu": ("nhan_ve/15886 Xã Hoằng Quỳ.xlsx", 2, (20, 20, 800, 480)),
    "tra_lai": ("phan_hoi/15979 Xã Hoằng Châu.xlsx", 1, (0, 20, 842, 260)),
    "bao_cao": ("ket_qua/bao_cao/15907 Xã Hoằng Cát.docx", 1, (0, 20, 595, 600)),
    "tong_hop": ("ket_qua/Tổng hợp.xlsx", 1, (0, 0, 1190, 560)),
}


def as_pdf(source: Path, work: Path) -> Path:
    """The file printed by LibreOffice, its formulas calculated anew."""
    profile = work / "profile"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(ALWAYS_RECALCULATE, encoding="utf-8")
    client = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless"]
    subprocess.run([*client, "--convert-to", "pdf", "--outdir", work, source], check=True, capture_output=True)
    return work / f"{source.stem}.pdf"


def cut_out(pdf: Path, page: int, part: tuple[int, int, int, int], target: Path) -> Path:
    """A part (x, y, width, height in points) of a page, as a PNG."""
    window = [
        word
        for option, points in zip(("-x", "-y", "-W", "-H"), part, strict=True)
        for word in (option, str(round(points * DOTS_PER_INCH / 72)))
    ]
    one_page = ["-f", str(page), "-l", str(page), "-singlefile", "-png", "-r", str(DOTS_PER_INCH)]
    subprocess.run(["pdftoppm", *one_page, *window, pdf, target], check=True)
    return target.with_suffix(".png")


def main() -> int:
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        list(run_demo(work / "thu"))
        for name, (source, page, part) in PICTURES.items():
            print(cut_out(as_pdf(work / "thu" / source, work), page, part, IMAGES / name))
    return 0


if __name__ == "__main__":
    sys.exit(main())
