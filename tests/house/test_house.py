"""The house holds what its plan says."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.samples.paths import ROOT

PACKAGE = ROOT / "tonghop290"
ROOMS = ("forms", "workbook", "data", "report")
GROUND = ("expressions", "files", "json_schema", "messages", "model", "operators", "text")
OWNERS = {
    "click": ("cli/",),
    "xlsxwriter": ("workbook/blank.py", "report/"),
    "openpyxl": ("workbook/feedback",),
    "python_calamine": ("workbook/",),
    "pandera": ("data/",),
    "pandas": ("data/", "results.py", "report/exports"),
    "numpy": ("data/",),
    "docx": ("report/",),
    "docxtpl": ("report/",),
    "jinja2": ("report/",),
    "lxml": ("report/",),
}
STEPS_UP = {("model.py", "tonghop290.data.schema")}
"""The one step up from the ground floor: Form.schema() is a contract of the API (design, "Command line and API")."""


def sources() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def place(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def floor_of(module: str) -> str:
    """ "tonghop290.data.clean" → "data"."""
    return module.split(".")[1] if "." in module else ""


def imports(path: Path) -> Iterator[tuple[str, bool]]:
    """Every imported module, and whether it is for type checkers only."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, id(node) in typing_only
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module or "", id(node) in typing_only
            for alias in node.names:
                if node.module == "tonghop290":
                    yield f"tonghop290.{alias.name}", id(node) in typing_only
        elif isinstance(node, ast.ImportFrom):
            raise AssertionError(f"{place(path)}:{node.lineno}: relative import")


def test_rooms_never_import_each_other() -> None:
    wrong = [
        f"{place(path)} → {module}"
        for path in sources()
        for module, _ in imports(path)
        if (room := place(path).split("/")[0]) in ROOMS
        and module.startswith("tonghop290.")
        and floor_of(module) not in (room, *GROUND)
    ]
    assert wrong == []


def test_the_ground_floor_rests_on_the_standard_library_and_itself() -> None:
    allowed = sys.stdlib_module_names | {"tonghop290"}
    wrong = [
        f"{place(path)} → {module}"
        for path in sources()
        for module, typing_only in imports(path)
        if place(path).split("/")[0].removesuffix(".py") in GROUND
        and not typing_only
        and (module.split(".")[0] not in allowed or module.startswith("tonghop290.") and floor_of(module) not in GROUND)
        and (place(path), module) not in STEPS_UP
    ]
    assert wrong == []


def test_each_library_is_used_by_its_owners_only() -> None:
    wrong = [
        f"{place(path)} → {module}"
        for path in sources()
        for module, typing_only in imports(path)
        if (library := module.split(".")[0]) in OWNERS
        and not typing_only
        and not place(path).startswith(OWNERS[library])
    ]
    assert wrong == []


def test_nobody_imports_the_front_door_but_the_demonstration() -> None:
    wrong = [
        f"{place(path)} → {module}"
        for path in sources()
        for module, _ in imports(path)
        if floor_of(module) == "cli" and not place(path).startswith(("cli/", "demo.py", "__main__.py"))
    ]
    assert wrong == []


def test_a_round_stands_on_the_hallway_and_knows_no_room() -> None:
    allowed = ("campaign", "pipeline", "results", "returns", *GROUND)
    wrong = [
        f"{place(path)} → {module}"
        for path in sources()
        for module, _ in imports(path)
        if place(path).startswith("campaign/")
        and (
            module.split(".")[0] not in sys.stdlib_module_names | {"tonghop290"}
            or module.startswith("tonghop290.")
            and floor_of(module) not in allowed
        )
    ]
    upside_down = [
        f"{place(path)} → {module}"
        for path in sources()
        for module, _ in imports(path)
        if floor_of(module) == "campaign" and not place(path).startswith(("campaign/", "cli/"))
    ]
    assert (wrong, upside_down) == ([], [])


def test_modules_do_not_import_in_circles() -> None:
    names = {place(path).removesuffix(".py").removesuffix("/__init__").replace("/", "."): path for path in sources()}
    top_level: dict[str, set[str]] = {}
    for name, path in names.items():
        body = ast.parse(path.read_text(encoding="utf-8")).body
        found = {node.module or "" for node in body if isinstance(node, ast.ImportFrom)}
        top_level[name] = {
            module.removeprefix("tonghop290.") for module in found if module.removeprefix("tonghop290.") in names
        }
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " → ".join((*trail, name))
        if name not in done:
            for other in sorted(top_level[name]):
                visit(other, (*trail, name))
            done.add(name)

    for name in names:
        visit(name, ())


def test_a_file_stays_below_the_length_one_can_hold_in_mind() -> None:
    long = {
        place(path): lines for path in sources() if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 500
    }
    assert long == {}


@pytest.mark.parametrize(
    ("statement", "forbidden"),
    [
        (
            "import tonghop290",
            {
                "pandas",
                "pandera",
                "numpy",
                "openpyxl",
                "xlsxwriter",
                "docx",
                "docxtpl",
                "jinja2",
                "click",
                "python_calamine",
            },
        ),
        (
            "import tonghop290.cli.main",
            {"pandas", "pandera", "numpy", "openpyxl", "xlsxwriter", "docx", "docxtpl", "jinja2", "python_calamine"},
        ),
        (
            "import tonghop290 as th; th.load_form()",
            {"pandas", "pandera", "numpy", "openpyxl", "xlsxwriter", "docx", "docxtpl", "jinja2", "python_calamine"},
        ),
        (
            "import tonghop290 as th, tempfile; th.write_blank(th.load_form(), tempfile.mkdtemp() + '/a.xlsx')",
            {"pandas", "pandera", "numpy", "openpyxl", "docx", "docxtpl", "jinja2", "python_calamine"},
        ),
        (
            "import tonghop290 as th; th.check([], th.load_form())",
            {"pandera", "openpyxl", "xlsxwriter", "docx", "docxtpl", "jinja2", "python_calamine"},
        ),
    ],
)
def test_nothing_heavy_is_imported_before_it_is_needed(statement: str, forbidden: set[str]) -> None:
    program = f"{statement}\nimport sys\nprint(*sorted(set(m.split('.')[0] for m in sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert forbidden & set(done.stdout.split()) == set()
