"""What each command opens: nothing that it does not need, so that every command answers at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import tonghop290 as th
from tests.samples.forms import shipped_form

LIBRARIES = {
    "click",
    "pandas",
    "pandera",
    "numpy",
    "xlsxwriter",
    "openpyxl",
    "docx",
    "docxtpl",
    "jinja2",
    "lxml",
    "python_calamine",
    "sqlite3",
    "smtplib",
}
FRAMES = {"numpy", "pandas"}
WORD = {"docx", "docxtpl", "jinja2", "lxml"}
PROGRAM = """
import sys
from tonghop290.cli.main import main
try:
    main()
finally:
    print(*sorted({name.split(".")[0] for name in sys.modules}), file=open(%r, "w"))
"""


def opened(folder: Path, *command: str) -> set[str]:
    """The libraries a command opens beside click, which reads its words."""
    told = folder / "opened.txt"
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM % str(told), *command],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert "Traceback" not in done.stderr, done.stderr
    return set(told.read_text(encoding="utf-8").split()) & LIBRARIES - {"click"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a return of one figure (a blank one makes no report), and a round that is open."""
    folder = tmp_path_factory.mktemp("opened")
    assert opened(folder, "blank", "-o", "a.xlsx") == {"xlsxwriter"}
    th.write_blank(
        shipped_form(), folder / "a.xlsx", values={"don_vi": "Xã Hoằng Xuân", "dan_so": 10661}, overwrite=True
    )
    by_excel = {"openpyxl", "lxml", "numpy"}  # the last two by the first
    assert opened(folder, "init", "dot", "--district", "Huyện Hoằng Hóa") == {"sqlite3"} | by_excel
    assert opened(folder / "dot", "status") == {"sqlite3"}  # what `init` read is kept
    return folder


@pytest.mark.parametrize(
    ("command", "libraries"),
    [
        ("--help", set()),
        ("check --help", set()),
        ("form list", set()),
        ("form fields", set()),
        ("form lint --form school-return", FRAMES | WORD),
        ("check a.xlsx", FRAMES | {"pandera"}),
        ("check a.xlsx --format xlsx -o b.xlsx", FRAMES | {"pandera", "xlsxwriter"}),
        ("report a.xlsx -o bao_cao", FRAMES | WORD | {"pandera"}),
        ("summary a.xlsx -o tong_hop.xlsx", FRAMES | {"pandera", "xlsxwriter"}),
    ],
)
def test_a_command_opens_what_it_needs(folder: Path, command: str, libraries: set[str]) -> None:
    assert opened(folder, *command.split()) == libraries


@pytest.mark.parametrize("command", ["issue --dry-run", "receive", "status", "remind --all --dry-run"])
def test_a_command_of_a_round_opens_the_ledger_and_nothing_else(folder: Path, command: str) -> None:
    assert opened(folder / "dot", *command.split()) == {"sqlite3"}
