"""Draw the pictures of the README, the clerk's pages and the gallery from the program's own output.

Runs the demonstration and a round with its returns, prints pages by LibreOffice and photographs the round's page by
Chromium. Needs ``soffice``, ``pdftoppm``, ``chromium`` and ImageMagick's ``convert``. Writes docs/images/*.png, each
with a small palette. ``python scripts/dev/draw_images.py [PICTURE …]``.
"""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import tonghop290 as th
from tonghop290.pipeline.demo import run_demo

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"
DOTS_PER_INCH = 92
COLOURS = "96"
DISTRICT = "Huyện Hoằng Hóa"
OFFICE = """
name = "Hoằng Hóa"
level = "huyện"
letter_number = "345"
letter_date = 2019-12-10
deadline = {deadline}
contact = "Ban Dân vận Huyện uỷ Hoằng Hóa"
phone = "0900 000 000"
email = "danvan@mau.example"
signer = "Nguyễn Văn Mẫu"
notice = "SỐ LIỆU MINH HOẠ, TỰ BỊA – KHÔNG PHẢI SỐ LIỆU THẬT"
"""
ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>vi-VN</value></prop></item></oor:items>"""

# picture: file, page, and the part of the page in points (x, y, width, height)
PICTURES = {
    "bieu_trong": ("thu/phat_hanh/15886 Xã Hoằng Quỳ.xlsx", 2, (20, 20, 800, 300)),
    "bieu_dang_dien": ("dang_dien.xlsx", 2, (20, 20, 800, 485)),
    "bieu": ("thu/nhan_ve/15886 Xã Hoằng Quỳ.xlsx", 2, (20, 20, 800, 480)),
    "huong_dan": ("thu/phat_hanh/15886 Xã Hoằng Quỳ.xlsx", 1, (20, 20, 800, 480)),
    "tra_lai": ("thu/phan_hoi/15979 Xã Hoằng Châu.xlsx", 1, (0, 20, 842, 330)),
    "tra_lai_so_lieu": ("thu/phan_hoi/15979 Xã Hoằng Châu.xlsx", 5, (20, 20, 800, 480)),
    "bao_cao": ("thu/ket_qua/bao_cao/15907 Xã Hoằng Cát.docx", 1, (0, 20, 595, 600)),
    "bao_cao_chung": ("thu/ket_qua/Báo cáo tổng hợp.docx", 1, (0, 20, 595, 600)),
    "tong_hop": ("thu/ket_qua/Tổng hợp.xlsx", 1, (0, 0, 1190, 560)),
    "tong_hop_nop": ("thu/ket_qua/Tổng hợp.xlsx", 13, (0, 0, 1190, 560)),
    "bieu_do": ("thu/ket_qua/Tổng hợp.xlsx", 18, (0, 0, 1190, 800)),
    "dot": ("dot/Đợt.xlsx", 1, (0, 0, 842, 480)),
}
PAGE = "tinh_hinh"
"""The picture of the round's page."""


def half_filled(work: Path) -> None:
    """The blank as it stands half way, one figure of it wrong."""
    form = th.load_form()
    report = th.check([work / "thu" / "nhan_ve" / "15886 Xã Hoằng Quỳ.xlsx"], form)
    values = {id: value for id, value in report.to_dict()["files"][0]["values"].items() if value is not None}
    known = list(values)[: len(values) // 5]
    days = {field.id for field in form.inputs if field.type == "date"}
    half = {id: values[id] for id in known if id not in days and not form.fields[id].derived}
    slips = {"dan_so": 3_973_000, "dien_tich": 20}
    th.write_blank(form, work / "dang_dien.xlsx", unit=report.files[0].unit, values={**half, **slips})


def a_round(work: Path) -> None:
    """A round of the district in which the demonstration's returns came in."""
    round = work / "dot"
    run("init", round, "--district", DISTRICT, "--texts")
    settings = round / "tonghop290.toml"
    head, _, rest = settings.read_text("utf-8").partition("[office]")
    office = OFFICE.format(deadline=dt.date.today() - dt.timedelta(days=2))
    own = {line.split(" = ")[0] for line in OFFICE.split("\n")}
    kept = "\n".join(line for line in rest.split("\n") if line.split(" = ")[0] not in own)
    settings.write_text(f"{head}[office]{office}{kept}", "utf-8")
    run("issue", cwd=round)
    for path in (work / "thu" / "nhan_ve").iterdir():
        shutil.copy(path, round / "thu_den")
    run("receive", cwd=round, good=(0, 1, 3))
    desk = work / "dot_moi"
    run("init", desk, "--district", DISTRICT)
    shutil.copy(desk / "Đợt.xlsx", round)


def run(*words: str | Path, cwd: Path | None = None, good: tuple[int, ...] = (0,)) -> None:
    done = subprocess.run([sys.executable, "-m", "tonghop290", *words], cwd=cwd, check=False, capture_output=True)
    if done.returncode not in good:
        raise SystemExit(f"{words[0]}: {done.stdout.decode()}{done.stderr.decode()}")


def as_pdf(source: Path, work: Path) -> Path:
    """The file printed by LibreOffice, its formulas calculated anew."""
    profile = work / "profile"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(ALWAYS_RECALCULATE, encoding="utf-8")
    client = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless"]
    folder = Path(tempfile.mkdtemp(dir=work))
    subprocess.run([*client, "--convert-to", "pdf", "--outdir", folder, source], check=True, capture_output=True)
    return folder / f"{source.stem}.pdf"


def cut_out(pdf: Path, page: int, part: tuple[int, int, int, int], target: Path) -> Path:
    """A part (x, y, width, height in points) of a page, as a PNG of few colours."""
    window = [
        word
        for option, points in zip(("-x", "-y", "-W", "-H"), part, strict=True)
        for word in (option, str(round(points * DOTS_PER_INCH / 72)))
    ]
    one_page = ["-f", str(page), "-l", str(page), "-singlefile", "-png", "-r", str(DOTS_PER_INCH)]
    subprocess.run(["pdftoppm", *one_page, *window, pdf, target], check=True)
    return small(target.with_suffix(".png"))


def photograph(page: Path, target: Path) -> Path:
    """A page as a browser shows it, 1100 pixels wide."""
    shot = ["chromium", "--headless", "--no-sandbox", "--hide-scrollbars", "--window-size=1100,620"]
    subprocess.run([*shot, f"--screenshot={target}", page.as_uri()], check=True, capture_output=True)
    return small(target)


def small(picture: Path) -> Path:
    subprocess.run(
        [
            "convert",
            picture,
            "-trim",
            "-bordercolor",
            "white",
            "-border",
            "14",
            "+dither",
            "-colors",
            COLOURS,
            f"PNG8:{picture}",
        ],
        check=True,
    )
    return picture


def main() -> int:
    wanted = sys.argv[1:] or [*PICTURES, PAGE]
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        list(run_demo(work / "thu"))
        half_filled(work)
        a_round(work)
        printed: dict[str, Path] = {}
        for name in wanted:
            if name == PAGE:
                print(photograph(work / "dot" / "Tình hình.html", IMAGES / f"{name}.png"))
                continue
            source, page, part = PICTURES[name]
            if source not in printed:
                printed[source] = as_pdf(work / source, work)
            print(cut_out(printed[source], page, part, IMAGES / name))
    return 0


if __name__ == "__main__":
    sys.exit(main())
