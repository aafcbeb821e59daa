"""Docs that cannot drift: what the code knows is written by a script, and every example runs."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest

import tonghop290 as th
from tests.child import run_python
from tests.house.sources import tree_of
from tests.samples.communes import FULL, a_unit
from tests.samples.forms import shipped_form
from tests.samples.paths import ROOT
from tonghop290.messages import CATALOGUE, finding
from tonghop290.narrative.by_state import table
from tonghop290.narrative.by_state.states import printed_fields
from tonghop290.pipeline.authoring import sentences_by_state

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_written_pages_are_what_the_code_says() -> None:
    done = run_python(ROOT / "scripts" / "dev" / "write_docs.py", "--check")
    assert done.returncode == 0, done.stdout + "to accept: python scripts/dev/write_docs.py"


def test_the_page_of_sentences_says_of_some_fields_what_the_report_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of every eighth field; of all, and of neighbours, in the thorough job (:mod:`tests.messages.test_examples`)."""
    monkeypatch.setattr(table, "printed_fields", lambda form, names: printed_fields(form, names)[::8])
    monkeypatch.setattr(table, "_pairs", lambda *_: [])
    _, *parts = sentences_by_state(shipped_form()).rstrip().split("\n## ")
    page = (ROOT / "docs" / "cau_theo_trang_thai.md").read_text(encoding="utf-8")
    assert len(parts) > 5
    assert [part for part in parts if f"\n## {part}\n" not in page] == [], "to accept: scripts/dev/write_docs.py"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")) if "://" not in link]
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_a_page_names_is_there_and_has_what_it_names(page: Path) -> None:
    """``path.py`` and ``path.py: name``; paths count from the package, from the top, or are the end of such a path."""
    named = re.findall(r"`([\w/.-]+\.py)(?:: (\w+))?`", page.read_text(encoding="utf-8"))
    assert [
        f"{path}: {name}" for path, name in named if not any(name in names_of(file) for file in files_at(path))
    ] == []


def test_every_promise_of_the_page_of_threats_names_its_tests() -> None:
    """That these tests are there is seen above, as of every page."""
    page = (ROOT / "docs" / "de_doa.md").read_text(encoding="utf-8")
    rows = [line for line in page.partition("## Giới hạn")[0].splitlines() if line.startswith("| **")]
    assert len(rows) >= 14
    assert [row for row in rows if not re.search(r"`tests/[\w/]+\.py: test_\w+`", row)] == []


def files_at(path: str) -> list[Path]:
    """The files this path may mean: below the package, below the top, or ending so."""
    exact = [folder / path for folder in (ROOT / "tonghop290", ROOT) if (folder / path).is_file()]
    return exact or [
        file for file in (ROOT / "tonghop290").rglob(Path(path).name) if file.as_posix().endswith(f"/{path}")
    ]


def names_of(file: Path) -> set[str]:
    """What stands at the top of a file, and "" for the file itself."""
    names = {""}
    for node in tree_of(file).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names |= {target.id for target in targets if isinstance(target, ast.Name)}
    return names


def test_the_four_journeys_are_walked_step_by_step() -> None:
    page = (ROOT / "docs" / "ARCHITECTURE.md").read_text(encoding="utf-8")
    journeys = re.split(r"^### ", page, flags=re.MULTILINE)[1:]
    assert len(journeys) == 4
    for journey in journeys:
        steps = re.findall(r"^\d+\. .*(?:\n {3}.*)*", journey, re.MULTILINE)
        assert len(steps) >= 5 and all(re.search(r"`[\w/]+\.py: \w+`", step) for step in steps), journey


def test_the_library_example_of_the_readme_runs(tmp_path: Path) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    (tmp_path / "don_vi.csv").write_text("code,name\n15877,Xã Hoằng Xuân\n15880,Xã Hoằng Giang\n", encoding="utf-8")
    th.write_blank(shipped_form(), tmp_path / "nhan_ve" / "a.xlsx", unit=a_unit(), values={**FULL, "chi_bo": 21})
    done = run_python(example, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert {path.name for path in tmp_path.iterdir()} == {
        "don_vi.csv",
        "nhan_ve",
        "mau.xlsx",
        "phan_hoi",
        "bao_cao",
        "tong_hop.xlsx",
    }


def test_every_command_named_in_the_readme_exists() -> None:
    page = (ROOT / "docs" / "lenh.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^tonghop290 ([a-z]+)", README, re.MULTILINE))
    assert named and {command for command in named if f"## tonghop290 {command}\n" not in page} == set()


def test_every_key_of_a_definition_stands_in_the_docs() -> None:
    """A definition's keys are read by name: ``part.text("label")``, ``part.parts("rows")`` …"""
    read = re.compile(
        r"\b(?:part|whole|inner|own|where|head|by_kind|names|levels)\."
        r'(?:text|line|truth|whole|texts|one_of|number|day|parts?|range)\(\s*"([a-z_]+)"'
    )
    sources = [*(ROOT / "tonghop290" / "forms").rglob("*.py"), *(ROOT / "tonghop290" / "definitions").rglob("*.py")]
    keys = {key for path in sources for key in read.findall(path.read_text(encoding="utf-8"))}
    pages = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    coded = set(re.findall(r"[\w-]+", " ".join(re.findall(r"`([^`\n]+)`", pages))))
    assert len(keys) > 70
    assert sorted(keys - coded) == []


def test_every_sentence_of_the_catalogue_can_be_said_politely() -> None:
    for code, sentence in CATALOGUE.items():
        facts = set(re.findall(r"{(\w+)}", sentence.message + sentence.fix)) - {"label", "value"}
        said = finding(code, file="a.xlsx", label="Dân số", value="1,5", **dict.fromkeys(facts, "Xã"))
        assert "{" not in said.message + said.fix
        assert said.message[0].isupper() or said.message[0] in "“1D", code
        assert said.message.endswith(".") and (not said.fix or said.fix.endswith((".", "?"))), code
        assert sentence.severity == "note" or sentence.fix, f"{code} says no way out"


def test_the_json_page_names_every_key() -> None:
    page = (ROOT / "docs" / "json.md").read_text(encoding="utf-8")
    keys = th.check([], shipped_form()).to_dict()
    assert [key for key in keys if f"`{key}`" not in page] == []
    from tonghop290.pipeline.report import FINDING_KEYS

    assert [key for key in FINDING_KEYS if f"`{key}`" not in page] == []
    assert json.dumps(keys)
