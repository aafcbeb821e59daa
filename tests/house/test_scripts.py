"""The scripts: short recipes over the public API, each runnable as its help says."""

from __future__ import annotations

import ast
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

import tonghop290 as th
from tests.child import run_python
from tests.samples.communes import FULL, a_unit
from tests.samples.forms import shipped_form
from tests.samples.paths import ROOT

SCRIPTS = ROOT / "scripts"
sys.path.insert(0, str(SCRIPTS))
RECIPES = ("make_blanks.py", "check_returns.py", "build_reports.py")
USER_PROGRAM = ROOT / "tests" / "house" / "user_program.py"
UNITS = "code,name\n15877,Xã Hoằng Xuân\n15880,Xã Hoằng Giang\n"
KINDS = ("issue", "check", "report")


def run(script: str | Path, *arguments: str | Path, expect: int = 0) -> str:
    done = run_python(SCRIPTS / script, *arguments)
    assert done.returncode == expect, done.stderr
    return done.stdout


@pytest.mark.parametrize("path", [SCRIPTS / name for name in RECIPES] + [USER_PROGRAM], ids=lambda path: path.name)
def test_a_recipe_is_short_and_uses_the_public_api_only(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 55
    nodes = list(ast.walk(ast.parse(text)))
    whole = {(alias.name, alias.asname) for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    parts = {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
    assert {name for name in whole if name[0].startswith("tonghop290")} == {("tonghop290", "th")}
    assert not [module for module in parts if module and module.startswith("tonghop290")]
    used = {
        node.attr
        for node in nodes
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "th"
    }
    assert used <= set(th.__all__)


def test_only_the_project_s_own_tools_look_behind_the_public_names() -> None:
    """Beside the recipes there are only the two that set up an environment and start a program in it."""
    assert {path.name for path in SCRIPTS.glob("*.py")} == {*RECIPES, "demo.py", "test.py", "environment.py"}
    for name in ("demo.py", "test.py", "environment.py"):
        assert "tonghop290" not in {
            alias.name.split(".")[0]
            for node in ast.walk(ast.parse((SCRIPTS / name).read_text(encoding="utf-8")))
            if isinstance(node, ast.Import)
            for alias in node.names
        }


def test_what_is_compiled_beforehand_is_what_pytest_takes(tmp_path: Path) -> None:
    """With its asserts rewritten; where pytest has changed, the step saves nothing any more and this says so."""
    from _pytest.assertion import rewrite
    from dev.compiled import test_files, write_rewritten

    source = tmp_path / "test_a.py"
    source.write_text("def test_a():\n    one = 1\n    assert one == 2\n", encoding="utf-8")
    target = write_rewritten(source)
    assert target is not None and target.name.endswith(rewrite.PYC_TAIL) and Path(__file__) in test_files()
    program, names = rewrite._read_pyc(source, target), dict[str, Any]()
    assert program is not None
    exec(program, names)
    with pytest.raises(AssertionError, match="assert 1 == 2"):
        names["test_a"]()


def test_a_program_of_somebody_else_does_what_it_says(tmp_path: Path) -> None:
    """The guards check its types (``mypy --strict``); here it runs."""
    units = tmp_path / "don_vi.csv"
    units.write_text(UNITS, encoding="utf-8")
    th.write_blank(shipped_form(), tmp_path / "nhận" / "a.xlsx", unit=a_unit(), values={**FULL, "chi_bo": 21})
    said = run(USER_PROGRAM, "qd290-10-nam", units, tmp_path / "nhận", tmp_path / "ra", expect=1).splitlines()
    assert said == [
        "2 1 1 tables.xlsx 1 True 53 60",
        "15877",
        "Xã Hoằng Xuân",
        "$id $schema additionalProperties properties required title type",
    ]


@pytest.mark.skipif("TONGHOP290_BENCHMARK" not in os.environ, reason="twelve processes: in the thorough job only")
def test_the_benchmark_still_measures(tmp_path: Path) -> None:
    run(SCRIPTS / "dev" / "benchmark.py", "--units", "2", "--sample", "1", "--rounds", "1", "--json", tmp_path / "m")
    measured = json.loads((tmp_path / "m").read_text(encoding="utf-8"))
    assert {name: step["files"] for name, step in measured["steps"].items()} == {
        f"{who}_{kind}": 2 if who == "ours" else 1 for who in ("plain", "ours", "floor") for kind in KINDS
    } | {"ours_summary": 2}


def test_broken_guards_are_named_and_the_whole_ones_are_not(tmp_path: Path) -> None:
    """Each guard is run even when one before it has found something; tools that only exit stand for the real ones."""
    for tool, code in (("ruff", 0), ("lint-imports", 1), ("mypy", 2)):
        (tmp_path / tool).write_text(f"#!/bin/sh\nexit {code}\n")
        (tmp_path / tool).chmod(0o755)
    program = (
        "import sys, pathlib; sys.path.insert(0, sys.argv[1])\n"
        "from dev.guards import broken_guards\n"
        "print(*broken_guards(pathlib.Path(sys.argv[2])), sep='\\n')"
    )
    done = run_python(program, SCRIPTS, tmp_path)
    assert done.stdout.splitlines() == [
        "Guard broken: floors and circles (lint-imports --no-logo)",
        "Guard broken: types (mypy)",
    ]


@pytest.mark.parametrize("name", [*RECIPES, "demo.py"])
def test_every_script_has_help(name: str) -> None:
    assert "usage:" in run(name, "--help")


def test_the_recipes_carry_a_district_from_the_list_to_the_tables(tmp_path: Path) -> None:
    units = tmp_path / "don_vi.csv"
    units.write_text(UNITS, encoding="utf-8")
    made = run("make_blanks.py", units, tmp_path / "gửi").splitlines()
    assert [Path(line).name for line in made] == ["15877 Xã Hoằng Xuân.xlsx", "15880 Xã Hoằng Giang.xlsx"]

    form = shipped_form()
    th.write_blank(form, tmp_path / "nhận" / "a.xlsx", unit=a_unit(), values={**FULL, "chi_bo": 21})
    said = run("check_returns.py", tmp_path / "nhận", "--units", units, expect=1).splitlines()
    assert [line.split("\t")[0] for line in said] == ["error", "missing"]
    assert said[0].endswith(
        "Chỉ tiêu 15 – Tổng số chi bộ (trang “Số liệu”, ô E22) là 21, nhưng nông thôn 15 + trường học 4 + khác 1 = 20 "
        "(lệch 1). "
        "Đề nghị kiểm tra lại bốn ô số chi bộ."
    )

    built = run("build_reports.py", tmp_path / "nhận", tmp_path / "ra", "--units", units).splitlines()
    assert [Path(line).name for line in built] == ["15877 Xã Hoằng Xuân.docx", "bao_cao_chung.docx", "tong_hop.xlsx"]
    assert all(Path(line).stat().st_size > 5_000 for line in built)
