"""The scripts: short recipes over the public API, each runnable as its help says."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import tonghop290 as th
from tests.samples.communes import FULL, a_unit
from tests.samples.paths import ROOT

SCRIPTS = ROOT / "scripts"
RECIPES = ("make_blanks.py", "check_returns.py", "build_reports.py")


def run(script: str, *arguments: str | Path, expect: int = 0) -> str:
    done = subprocess.run(
        [sys.executable, "-X", "utf8", SCRIPTS / script, *arguments], capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == expect, done.stderr
    return done.stdout


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_is_short_and_uses_the_public_api_only(name: str) -> None:
    text = (SCRIPTS / name).read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 40
    modules = {alias.name for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Import) for alias in node.names}
    froms = {node.module for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ImportFrom)}
    assert "tonghop290" in modules
    assert not [module for module in froms if module and module.startswith("tonghop290")]
    public = set(th.__all__)
    used = {
        node.attr
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "th"
    }
    assert used <= public


@pytest.mark.parametrize("name", [*RECIPES, "demo.py"])
def test_every_script_has_help(name: str) -> None:
    assert "usage:" in run(name, "--help")


def test_the_recipes_carry_a_district_from_the_list_to_the_tables(tmp_path: Path) -> None:
    units = tmp_path / "don_vi.csv"
    units.write_text("code,name\n15877,Xã Hoằng Xuân\n15880,Xã Hoằng Giang\n", encoding="utf-8")
    made = run("make_blanks.py", units, tmp_path / "gửi").splitlines()
    assert [Path(line).name for line in made] == ["15877 Xã Hoằng Xuân.xlsx", "15880 Xã Hoằng Giang.xlsx"]

    form = th.load_form()
    th.write_blank(form, tmp_path / "nhận" / "a.xlsx", unit=a_unit(), values={**FULL, "chi_bo": 21})
    said = run("check_returns.py", tmp_path / "nhận", "--units", units, expect=1).splitlines()
    assert [line.split("\t")[0] for line in said] == ["error", "missing"]
    assert said[0].endswith(
        "Số liệu!E22: Tổng số chi bộ là 21, nhưng nông thôn 15 + trường học 4 + khác 1 = 20 (lệch 1). "
        "Đề nghị kiểm tra lại bốn ô số chi bộ."
    )

    built = run("build_reports.py", tmp_path / "nhận", tmp_path / "ra", "--units", units).splitlines()
    assert [Path(line).name for line in built] == ["15877 Xã Hoằng Xuân.docx", "bao_cao_chung.docx", "tong_hop.xlsx"]
    assert all(Path(line).stat().st_size > 5_000 for line in built)
