"""Docs that cannot drift: what the code knows is written by a script, and every example runs."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import tonghop290 as th
from tests.samples.communes import FULL, a_unit
from tests.samples.paths import ROOT
from tonghop290.messages import CATALOGUE, finding

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_written_pages_are_what_the_code_says() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "utf8", ROOT / "scripts" / "dev" / "write_docs.py", "--check"],
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout + "to accept: python scripts/dev/write_docs.py"


def test_every_link_of_the_readme_leads_somewhere() -> None:
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in link]
    assert links and [link for link in links if not (ROOT / link).exists()] == []


def test_the_library_example_of_the_readme_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "don_vi.csv").write_text("code,name\n15877,Xã Hoằng Xuân\n15880,Xã Hoằng Giang\n", encoding="utf-8")
    th.write_blank(th.load_form(), tmp_path / "nhan_ve" / "a.xlsx", unit=a_unit(), values={**FULL, "chi_bo": 21})
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", example], cwd=tmp_path, capture_output=True, text=True, encoding="utf-8"
    )
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
    keys = th.check([], th.load_form()).to_dict()
    assert [key for key in keys if f"`{key}`" not in page] == []
    from tonghop290.pipeline.report import FINDING_KEYS

    assert [key for key in FINDING_KEYS if f"`{key}`" not in page] == []
    assert json.dumps(keys)
