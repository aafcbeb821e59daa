"""Draw the README's one road, step by step, as the officer has it: the unzipped package, the first questions, the
folder of the round, what each starter says, what is handed over. (``Đợt.xlsx`` and the page: ``draw_images.py``.)

A round of the demonstration's district is opened and gone through on a day of 2019; only the machine's folders are
told as Windows names them. Needs ``chromium`` and ``faketime``. Writes docs/images/buoc_*.png.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from html import escape
from pathlib import Path

import openpyxl

from tonghop290.campaign.desk.starters import STEPS, write_starters
from tonghop290.pipeline.demo import run_demo

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from dev.draw_images import IMAGES
from dev.windows_package import STARTERS

DOCUMENTS, ROUND = "C:\\Users\\Lan\\Documents", "Đợt Huyện Hoằng Hóa"
DAY = "2019-12-20 09:00:00"
WIDTH, LETTERS = 820, 96
"""Of a picture, in pixels; of a line in the window of a starter."""
_STYLE = """
*{box-sizing:border-box}body{margin:0;padding:10px;background:#fff;font:14px/1.45 Roboto,"Noto Sans",sans-serif}
.w{border:1px solid #9aa4b1;border-radius:8px;overflow:hidden;box-shadow:0 2px 6px #0002}
.t{background:#e8edf4;padding:6px 12px;color:#222}.t b{float:right;font-weight:400;color:#555;letter-spacing:8px}
pre{margin:0;padding:10px 12px;background:#0c0c0c;color:#e6e6e6;font:13px/1.5 "DejaVu Sans Mono",Consolas,monospace;
white-space:pre-wrap}pre i{font-style:normal;color:#ffd866}
.f{display:grid;grid-template-columns:repeat(3,1fr);gap:4px 14px;padding:12px;color:#111}
.f span::before{content:"";display:inline-block;width:15px;height:12px;margin-right:8px;border-radius:2px;
background:#8aa0b8}
.f .d::before{background:#f2c14e}.f .c::before{background:#3b6ea5}.f .x::before{background:#217346}
.f .h::before{background:#d2691e}
"""


def picture(name: str, title: str, body: str, height: int, work: Path) -> None:
    """A window with this title and body, photographed."""
    page = work / f"{name}.html"
    page.write_text(
        f'<!doctype html><meta charset="utf-8"><style>{_STYLE}</style><div class=w><div class=t>{escape(title)}'
        f"<b>–□×</b></div>{body}</div>",
        encoding="utf-8",
    )
    quiet = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run")
    target = IMAGES / f"{name}.png"
    window = f"--window-size={WIDTH},{height}", f"--screenshot={target}", f"--user-data-dir={work / 'browser'}"
    subprocess.run(["chromium", *quiet, *window, page.as_uri()], check=True, capture_output=True)
    print(target)


def console(name: str, starter: str, said: str, work: Path) -> None:
    """The window of a starter. ``said``: what is typed stands between \\1 and \\2."""
    said = said.rstrip()
    lines = sum(1 + max(len(line) - 1, 0) // LETTERS for line in said.splitlines())
    shown = escape(said).replace("\1", "<i>").replace("\2", "</i>")
    picture(name, starter, f"<pre>{shown}</pre>", max(76 + 20 * lines, 170), work)


def listing(name: str, title: str, names: Iterable[tuple[str, bool]], work: Path) -> None:
    """A folder. ``names``: with whether it is a folder itself."""
    kinds = {".cmd": "c", ".xlsx": "x", ".html": "h"}
    cells = [
        f'<span class="{"d" if is_folder else kinds.get(Path(one).suffix, "o")}">{escape(one)}</span>'
        for one, is_folder in sorted(names, key=lambda pair: (not pair[1], pair[0].casefold()))
    ]
    picture(name, title, f"<div class=f>{''.join(cells)}</div>", max(92 + 25 * -(-len(cells) // 3), 170), work)


def shown_in(folder: Path) -> list[tuple[str, bool]]:
    return [(path.name, path.is_dir()) for path in folder.iterdir() if not path.name.startswith(".")]


def run(folder: Path, *arguments: str | Path, typed: str = "") -> str:
    """What a command says in its window, its folders as Windows names them."""
    done = subprocess.run(
        [
            "faketime",
            "-f",
            "2019-12-20 09:00:00",
            sys.executable,
            "-X",
            "utf8",
            "-m",
            "tonghop290",
            *map(str, arguments),
        ],
        cwd=folder,
        input=typed.encode(),
        capture_output=True,
        env=os.environ | {"TONGHOP290_KHONG_MO": "1"},
        check=False,
    )
    lines = (done.stderr + done.stdout).decode().splitlines()
    return "\n".join(_as_on_windows(line, folder) for line in lines)


def _as_on_windows(line: str, folder: Path) -> str:
    place = folder if folder.name != ROUND else folder.parent
    before, found, after = line.partition(str(place))
    if not found:
        return line
    end = next((at for at, sign in enumerate(after) if sign in ":;)" or after[at:] == "."), len(after))
    return before + DOCUMENTS + after[:end].replace("/", "\\") + _as_on_windows(after[end:], folder)


def first_questions(work: Path) -> Path:
    """The package, the two questions, the folder they make; its place."""
    names = [(name, False) for name in (*STARTERS, "ĐỌC TRƯỚC.txt")] + [("python", True), ("giay_phep", True)]
    listing("buoc_1", "D:\\Bàn làm việc\\TongHop290", names, work)
    said = run(work, "new", work, typed="hoang hoa\n\n")
    said = said.replace("dấu):    ", "dấu): \1hoang hoa\2\n   ").replace("): Đã", "): \1⏎\2\nĐã")
    root = work / ROUND
    for path in (*root.glob("*.sh"), *root.glob("*.desktop")):
        path.unlink()
    write_starters(root, python="D:\\TongHop290\\python\\python.exe", system="win32")
    names_there = ", ".join(f"{title}.cmd" for title in STEPS.values())
    told = [f"Các tệp để bấm đúp: {names_there}." if line.startswith("Các tệp") else line for line in said.splitlines()]
    console("buoc_2", "Mở đợt mới.cmd", "\n".join(told).replace(".desktop”", ".cmd”"), work)
    listing("buoc_3", f"{DOCUMENTS}\\{ROUND}", shown_in(root), work)
    return root


def fill_desk(root: Path) -> None:
    """``Đợt.xlsx``, filled in by an officer."""
    book = openpyxl.load_workbook(root / "Đợt.xlsx")
    said: dict[str, str | dt.date] = {
        "Người phụ trách đợt": "Nguyễn Thị Lan",
        "Số công văn": "345",
        "Ngày công văn": dt.date(2019, 12, 10),
        "Hạn gửi": dt.date(2020, 1, 15),
        "Nơi nhận biểu": "Ban Dân vận Huyện uỷ",
        "Điện thoại": "0237 386 5000",
        "Thư điện tử": "danvan@huyen.example",
        "Người ký báo cáo chung": "Trần Văn Bình",
    }
    for row in book["Cơ quan"].iter_rows():
        for label, value in said.items():
            if str(row[0].value or "").startswith(label):
                row[1].value = value
    book.save(root / "Đợt.xlsx")


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        list(run_demo(work / "thu"))
        root = first_questions(work)
        fill_desk(root)
        console("buoc_4", f"{STEPS['issue']}.cmd", run(root, "step", "issue"), work)
        for path in sorted((work / "thu/nhan_ve").iterdir()):
            shutil.copy(path, root / "thu_den")
        console("buoc_5", f"{STEPS['receive']}.cmd", run(root, "step", "receive"), work)
        console("buoc_6", f"{STEPS['report']}.cmd", run(root, "step", "report"), work)
        said = run(root, "step", "close", typed="CHOT\n").replace("chốt: ", "chốt: \1CHOT\2\n")
        console("buoc_7", f"{STEPS['close']}.cmd", said, work)
        listing("buoc_8", f"{DOCUMENTS}\\{ROUND}\\ban_giao\\lan_1", shown_in(root / "ban_giao/lan_1"), work)
    return 0


if __name__ == "__main__":
    sys.exit(main())
