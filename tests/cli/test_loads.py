"""What each command opens: nothing that it does not need, so that every command answers at once."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

import tonghop290 as th
from tests.samples.communes import a_unit
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
    "email.headerregistry",
    "tonghop290.spreadsheet.book",
}
"""And the two rooms of ours that cost most: what reads workbooks, what writes mails (by its library)."""
FRAMES = {"numpy", "pandas"}
READER, MAILS = "tonghop290.spreadsheet.book", "email.headerregistry"
WORD = {"docx", "docxtpl", "jinja2", "lxml"}
FORM = "ra-soat-ho-ngheo"
SMALL = f"--form {FORM}"
"""A form with reports that is soon read: what a command opens does not depend on it."""
CHECKED = f"check {SMALL} a.xlsx"
OPENED: list[tuple[str, str, set[str]]] = [  # where, the command, the libraries it opens beside click
    (".", "--help", set()),
    (".", "check --help", set()),
    (".", "form list", set()),
    (".", "form fields", set()),
    (".", "form lint --form school-return", FRAMES | WORD),
    (".", f"blank {SMALL} -o b.xlsx", {"xlsxwriter"}),
    (".", CHECKED, FRAMES | {"pandera", READER}),
    (".", "init dot --district 'Hoằng Hóa'", {"sqlite3", "openpyxl", "lxml", "numpy"}),  # the last two by openpyxl
    ("dot", "status", {"sqlite3"}),  # what `init` read is kept
    ("dot", "issue --dry-run", {"sqlite3", MAILS}),
    ("dot", "receive", {"sqlite3", MAILS}),
    ("dot", "remind --all --dry-run", {"sqlite3", MAILS}),
]
BEYOND_CHECK: list[tuple[str, str, set[str]]] = [  # beside what `check` has opened, which they need as well
    (".", f"{CHECKED} --format xlsx -o c.xlsx", {"xlsxwriter"}),
    (".", f"report {SMALL} a.xlsx -o bao_cao", WORD),
    (".", f"summary {SMALL} a.xlsx -o tong_hop.xlsx", {"xlsxwriter"}),
]
PROGRAM = """
import gc, json, os, shlex, sys
from tonghop290.cli.main import main

def opened(folder, command, then=()):
    reading, writing = os.pipe()
    if not os.fork():
        os.chdir(folder)
        try:
            main(shlex.split(command))
        except SystemExit:
            pass
        found = [sorted(sys.modules), *(opened(*one) for one in then)]
        os.write(writing, json.dumps(found).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as told:
        found = json.load(told)
    os.wait()
    return found

gc.freeze()
each, behind, checked = json.loads(sys.argv[1])
told = [opened(folder, command, behind if command == checked else ()) for folder, command in each]
with open("opened.json", "w") as file:
    json.dump(told, file)
"""


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """What each command opens: children of one Python that has opened what the program begins with, in a folder with a
    return of one figure (a blank one makes no report)."""
    folder = tmp_path_factory.mktemp("opened")
    form = shipped_form(FORM)
    figure = next(field.id for field in form.inputs if field.figure)
    th.write_blank(form, folder / "a.xlsx", unit=a_unit(), values={figure: 21})
    each, behind = ([(where, command) for where, command, _ in table] for table in (OPENED, BEYOND_CHECK))
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", PROGRAM, json.dumps([each, behind, CHECKED])],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    found: dict[str, set[str]] = {}
    for (_, command), (libraries, *others) in zip(each, json.loads((folder / "opened.json").read_text()), strict=True):
        found[command] = set(libraries) & LIBRARIES - {"click"}
        for (_, other), (more,) in zip(behind, others, strict=False):
            found[other] = set(more) & LIBRARIES - {"click"} - found[command]
    return found


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no process can be forked here")
@pytest.mark.parametrize(("where", "command", "libraries"), OPENED + BEYOND_CHECK)
def test_a_command_opens_what_it_needs(
    where: str, command: str, libraries: set[str], opened: dict[str, set[str]]
) -> None:
    assert opened[command] == libraries
