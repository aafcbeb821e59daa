"""Nothing of one form, of the Party or of communes in the program: that is data of a form, or of what is shipped.

Looked at are names and texts of the code, not its remarks. ``ALLOWED`` is what still stands, each file with the reason;
it only ever shrinks.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.house.sources import nodes_of

ROOT = Path(__file__).resolve().parents[2]
CODE = ROOT / "tonghop290"
SHARED_NAMES = {"don_vi"}
"""What is an id of the form and a usual name as well: the file of the units."""
WORDS = re.compile(
    r"\bQĐ ?290|qd290|Đảng|ĐẢNG|BÍ THƯ|Bí thư|Thường vụ|THƯỜNG VỤ|[Dd]ân vận|[Cc]ấp [Uu]ỷ|[Hh]uyện [Uu]ỷ|[Tt]ỉnh [Uu]ỷ|"
    r"\b[Cc]hi bộ|\b[Xx]ã\b|\b[Hh]uyện\b|(?<!nông )\b[Tt]hôn\b|\b[Pp]hường\b|\b[Tt]hị trấn\b"
)
ALLOWED = {
    "cli/round_out.py": "the shipped register is of provinces, districts and communes",
    "file_names.py": "the form that is meant where none is named, once",
    "text/counted_words.py": "Vietnamese: words that make another word of a unit",
    "text/typed_units.py": "Vietnamese: how units are written",
    "text/wording.py": "Vietnamese: words that change nothing in a label",
}


@cache
def ids_of_the_form() -> frozenset[str]:
    content = tomllib.loads((ROOT / "workbook_templates/qd290-10-nam/form.toml").read_text(encoding="utf-8"))
    return frozenset({*content["fields"], *content["tables"], *content["settings"]} - SHARED_NAMES)


@cache
def said(path: Path) -> frozenset[str]:
    """The names and the texts of a file of code, without its docstrings."""
    remarks = {id(node.value) for node in nodes_of(path) if isinstance(node, ast.Expr)}
    found: set[str] = set()
    for node in nodes_of(path):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in remarks:
            found.add(node.value)
        elif isinstance(node, ast.Name | ast.Attribute | ast.keyword | ast.arg):
            found.add(getattr(node, "id", None) or getattr(node, "attr", None) or getattr(node, "arg", None) or "")
    return frozenset(found)


def files() -> Iterator[tuple[str, Path]]:
    return ((path.relative_to(CODE).as_posix(), path) for path in sorted(CODE.rglob("*.py")))


def test_no_field_of_a_form_is_named() -> None:
    found = {name: sorted(ids_of_the_form() & {*re.findall(r"\w+", " ".join(said(path)))}) for name, path in files()}
    assert {name: ids for name, ids in found.items() if ids} == {}


def test_no_word_of_the_party_or_of_communes_is_printed() -> None:
    found = {name: sorted({one for text in said(path) for one in WORDS.findall(text)}) for name, path in files()}
    assert {name: words for name, words in found.items() if words and name not in ALLOWED} == {}
