"""The walls of the house: floors and circles hold, each library has one owner, the front hall opens no heavy door.

Floors and circles are contracts in ``setup.cfg`` (``[importlinter]``), run by the guards; here they are seen to break.
"""

from __future__ import annotations

import ast
import configparser
import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.house.sources import nodes_of
from tests.samples.paths import ROOT

PACKAGE = ROOT / "tonghop290"
OWNERS = {  # library → the rooms and files that may import it
    "click": ("cli/",),
    "difflib": ("text/nearest.py",),  # what is meant is said by one owner
    "xlsxwriter": ("spreadsheet/write.py", "spreadsheet/writing/"),
    "openpyxl": ("forms/",),  # Excel files that people of the office write, and that get their faults back
    "python_calamine": ("spreadsheet/other/",),
    "olefile": ("parcels/outlook.py",),
    "asn1crypto": ("parcels/signed.py",),
    "pandera": ("data/",),
    "pandas": ("data/", "tables/"),
    "numpy": ("data/", "tables/"),
    "docx": ("narrative/",),
    "docxtpl": ("narrative/",),
    "jinja2": ("narrative/",),
    "lxml": ("narrative/",),
    "pypdf": ("narrative/verify/", "narrative/returned/"),
}
NAMED_IN_TYPES = {"pandas": ("pipeline/", "model/", "narrative/"), "pandera": ("pipeline/",)}
"""Who hands a library's values on without opening it: imports for type checkers only."""
HEAVY = {
    "pandas", "pandera", "numpy", "openpyxl", "xlsxwriter", "docx", "docxtpl", "jinja2", "lxml", "python_calamine",
    "olefile", "asn1crypto", "pypdf",
}  # fmt: skip


@cache
def imports(path: Path) -> tuple[tuple[str, bool], ...]:
    """Every imported module, and whether it is for type checkers only."""
    typing_only = {
        id(inner)
        for node in nodes_of(path)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }
    found = []
    for node in nodes_of(path):
        if isinstance(node, ast.Import):
            found += [(alias.name, id(node) in typing_only) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: a relative import"
            found.append((node.module or "", id(node) in typing_only))
    return tuple(found)


def test_each_library_is_used_by_its_owners_only() -> None:
    wrong = [
        f"{place} → {module}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for module, typing_only in imports(path)
        if (library := module.split(".")[0]) not in sys.stdlib_module_names | {"tonghop290"}
        and not (place := path.relative_to(PACKAGE).as_posix()).startswith(OWNERS.get(library, ()))
        and not (typing_only and place.startswith(NAMED_IN_TYPES.get(library, ())))
    ]
    assert wrong == []


def test_every_library_is_asked_for_in_the_settings() -> None:
    """What comes with another library is told by it: jinja2 with docxtpl, lxml with python-docx, numpy with pandas."""
    settings = configparser.ConfigParser()
    settings.read(ROOT / "setup.cfg", encoding="utf-8")
    asked = {re.split(r"[>=\[<]", line)[0] for line in settings["options"]["install_requires"].split()}
    used = {library for path in PACKAGE.rglob("*.py") for library in (name.split(".")[0] for name, _ in imports(path))}
    names = {"python_calamine": "python-calamine", "docx": "python-docx"}
    brought = {"jinja2", "lxml", "numpy", "difflib"}
    assert {names.get(library, library) for library in used & set(OWNERS)} - brought <= asked


# --- floors and circles: the contracts break ----------------------------------------------------------------------


@pytest.fixture
def copied_house(tmp_path: Path) -> Path:
    shutil.copytree(PACKAGE, tmp_path / "tonghop290", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "setup.cfg", tmp_path)
    return tmp_path


def lint_imports(folder: Path) -> tuple[int, str]:
    """Run the import contracts on the house in this folder: the exit code, and what was said."""
    program = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
    done = subprocess.run(
        [sys.executable, "-c", program, "--no-cache"],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(folder), "PYTHONUTF8": "1", "COLUMNS": "200"},
    )
    return done.returncode, done.stdout + done.stderr


def test_the_house_keeps_its_contracts(copied_house: Path) -> None:
    code, said = lint_imports(copied_house)
    assert (code, "0 broken" in said) == (0, True), said


FORBIDDEN = {  # file → what is added, and what is then said
    "data/clean.py": (  # another room, inside a function
        "def added() -> None:\n    from tonghop290.tables import summary\n",
        "tonghop290.data is not allowed to import tonghop290.tables",
    ),
    "spreadsheet/package.py": (  # upwards, for types only
        "if TYPE_CHECKING:\n    from tonghop290.model import Form\n",
        "tonghop290.spreadsheet is not allowed to import tonghop290.model",
    ),
    "text/normalize.py": (  # a circle, inside a function
        "def added() -> None:\n    from tonghop290.text import numbers\n",
        "No cycles are allowed in tonghop290.text",
    ),
}


def test_each_forbidden_import_breaks_the_contracts(copied_house: Path) -> None:
    for file, (added, _) in FORBIDDEN.items():
        head = "from typing import TYPE_CHECKING\n" if "TYPE_CHECKING" in added else ""
        with (copied_house / "tonghop290" / file).open("a", encoding="utf-8") as stream:
            stream.write("\n\n" + head + added)
    code, said = lint_imports(copied_house)
    assert (code, [named for _, named in FORBIDDEN.values() if named not in said]) == (1, []), said


def test_a_new_room_breaks_the_contracts(copied_house: Path) -> None:
    (copied_house / "tonghop290" / "attic").mkdir()
    (copied_house / "tonghop290" / "attic" / "__init__.py").touch()
    code, said = lint_imports(copied_house)
    assert (code, "tonghop290.attic" in said) == (1, True), said


# --- what is opened when ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "opened"),
    [
        ("import tonghop290", set()),
        ("import tonghop290.cli.main", set()),
        ("import tonghop290 as th; th.load_form()", set()),
        (
            "import tonghop290 as th, tempfile; th.write_blank(th.load_form(), tempfile.mkdtemp() + '/a.xlsx')",
            {"xlsxwriter"},
        ),
        ("import tonghop290 as th; th.check([], th.load_form())", {"numpy", "pandas"}),
    ],
)
def test_nothing_heavy_is_imported_before_it_is_needed(statement: str, opened: set[str]) -> None:
    program = f"{statement}\nimport sys\nprint(*sorted(set(m.split('.')[0] for m in sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert HEAVY & set(done.stdout.split()) == opened
    assert ("click" in done.stdout.split()) == ("cli" in statement)


WRITES = re.compile(r"""\.(write_text|write_bytes|touch)\(|\bopen\([^)]*["'][wax]b?\+?["']|\bcopyfile\(""")
WRITERS = {  # what writes to the disk by itself; everything else asks files.py, so that it is whole or not at all
    "files.py", "campaign/folder.py", "campaign/ledger/restoring.py", "seals.py",
    "data/exports/export.py", "narrative/pdf.py", "campaign/callers/letter_drop.py",  # into a draft of files.py
    "spreadsheet/other/calamine.py",  # a copy to look at, in a folder of its own
    "spreadsheet/child_process.py",  # its standard streams
}  # fmt: skip


def test_every_file_is_written_by_those_who_write_it_whole() -> None:
    found = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if WRITES.search(path.read_text(encoding="utf-8"))
    }
    assert found - WRITERS == set()
