"""The house at a glance: folders one can take in, files and functions one can hold in mind, one name a file."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.sources import nodes_of, tree_of
from tests.samples.paths import ROOT

PACKAGE = ROOT / "tonghop290"
FILES_A_FOLDER, LINES_A_FILE, LINES_A_FUNCTION, COLUMNS, SHARE_OF_A_ROOM = 16, 400, 40, 120, 0.18
LONG_FUNCTIONS: dict[str, str] = {}
"""``file: function`` → why it is longer than the others; at most three."""


def sources(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def lines_of(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def long_functions(path: Path) -> Iterator[str]:
    for node in nodes_of(path):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None:
            lines = node.end_lineno - node.lineno + 1
            if lines > LINES_A_FUNCTION:
                yield f"{place(path)}: {node.name}"


@pytest.mark.parametrize("top", ["tonghop290", "tests", "scripts"])
def test_a_folder_holds_what_one_can_take_in_at_a_glance(top: str) -> None:
    files = Counter(place(path.parent) for path in sources(top) if path.name != "__init__.py")
    assert {folder: count for folder, count in files.items() if count > FILES_A_FOLDER} == {}


def test_a_file_stays_below_the_length_one_can_hold_in_mind() -> None:
    lengths = {place(path): len(lines_of(path)) for path in sources("tonghop290", "tests", "scripts")}
    assert {name: lines for name, lines in lengths.items() if lines > LINES_A_FILE} == {}


def test_a_line_fits_on_the_screen() -> None:
    """Ruff passes over the end of a line that speaks to a type checker; the screen does not."""
    long = [
        f"{place(path)}:{number}"
        for path in sources("tonghop290", "tests", "scripts")
        for number, line in enumerate(lines_of(path), 1)
        if len(line) > COLUMNS
    ]
    assert long == []


def test_a_function_fits_on_the_screen_but_a_few_with_their_reasons() -> None:
    found = [name for path in sources("tonghop290", "scripts") for name in long_functions(path)]
    assert sorted(found) == sorted(LONG_FUNCTIONS)
    assert len(LONG_FUNCTIONS) <= 3 and all(LONG_FUNCTIONS.values())


def test_no_room_outgrows_the_others() -> None:
    lines: Counter[str] = Counter()
    for path in sources("tonghop290"):
        lines[path.relative_to(PACKAGE).parts[0]] += len(lines_of(path))
    rooms = {name: round(count / lines.total(), 3) for name, count in lines.items()}
    assert {name: share for name, share in rooms.items() if share > SHARE_OF_A_ROOM} == {}


def test_no_two_files_bear_one_name() -> None:
    names = Counter(path.name for path in sources("tonghop290") if path.name != "__init__.py")
    assert {name for name, count in names.items() if count > 1} == set()


def test_every_file_says_what_it_makes_or_knows() -> None:
    said = {place(path): ast.get_docstring(tree_of(path)) for path in sources("tonghop290")}
    assert [name for name, text in said.items() if not text or "TODO" in text] == []


def test_nothing_is_left_to_do() -> None:
    assert [
        f"{place(path)}:{number}"
        for path in sources("tonghop290", "scripts")
        for number, line in enumerate(lines_of(path), 1)
        if any(word in line for word in ("TODO", "FIXME", "XXX"))
    ] == []


def test_no_output_is_written_as_text_without_saying_how_its_lines_end() -> None:
    """On Windows they would end otherwise, and the bytes be others."""
    written = re.compile(r"""\.write_text\(|\bopen\([^)]*["'][wax]t?["']""")
    assert [
        f"{place(path)}:{number}"
        for path in sources("tonghop290")
        for number, line in enumerate(lines_of(path), 1)
        if written.search(line) and "newline=" not in line
    ] == []
