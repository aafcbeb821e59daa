"""The documentation is a site that builds without a warning, and nothing public is missing from it."""

from __future__ import annotations

import importlib.metadata
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import tonghop290 as th
from tests import THOROUGH

ROOT = Path(__file__).parents[2]
CONFIG = ROOT / "scripts" / "dev" / "mkdocs.yml"


def _documented() -> list[str]:
    return re.findall(r"^::: tonghop290\.(\w+)$", (ROOT / "docs" / "reference.md").read_text("utf-8"), re.MULTILINE)


def test_the_reference_names_every_public_name_once() -> None:
    assert sorted(_documented()) == sorted(th.__all__)


def test_every_public_function_and_class_says_what_it_is() -> None:
    bare = [name for name in th.__all__ if callable(found := getattr(th, name)) and not found.__doc__]
    assert [name for name in bare if name not in ("Severity", "Stage", "State", "Status", "UnitState")] == []


def test_every_page_stands_in_the_site_once() -> None:
    named = re.findall(r"(\S+\.md)$", CONFIG.read_text("utf-8"), re.MULTILINE)
    assert sorted(named) == sorted(path.name for path in (ROOT / "docs").glob("*.md"))


@pytest.mark.skipif(not THOROUGH, reason="six seconds of mkdocs: in the thorough job only")
def test_the_site_builds_without_a_warning(tmp_path: Path) -> None:
    pytest.importorskip("mkdocs")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-q", "-f", str(CONFIG), "-d", str(tmp_path)]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert (done.returncode, done.stderr.strip()) == (0, "")
    page = (tmp_path / "reference.html").read_text("utf-8")
    assert all(f'id="tonghop290.{name}"' in page for name in ("check", "Report", "write_summary"))


def test_every_library_is_named_with_its_licence() -> None:
    page = (ROOT / "docs" / "licences.md").read_text("utf-8").casefold()
    named = set(re.findall(r"^\| ([\w.-]+)", page, re.MULTILINE))
    wanted, seen = ["tonghop290"], set[str]()
    while wanted:
        for text in importlib.metadata.requires(wanted.pop()) or ():
            asked = Requirement(text)
            if asked.name.casefold() in seen or (asked.marker and not asked.marker.evaluate({"extra": ""})):
                continue
            seen.add(asked.name.casefold())
            wanted.append(asked.name)
    assert len(seen) > 15
    assert {name.replace("_", "-") for name in seen} - {name.replace("_", "-") for name in named} == set()
