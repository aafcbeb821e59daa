"""Every code that can be said stands in the docs with an example and the way out, and each is what it says."""

from __future__ import annotations

import html
import re

import pytest

from tests import THOROUGH
from tests.child import run_python
from tests.messages.examples import BESIDE, NOTHING_TO_DO
from tests.samples.paths import ROOT
from tonghop290.messages import CATALOGUE

PAGE = (ROOT / "docs" / "ket_qua_kiem_tra.md").read_text(encoding="utf-8")
ROW = re.compile(r'^\| <a id="(?P<id>[\w-]+)"></a>`(?P<code>[\w-]+)` <br>(?P<severity>[\w ]+) \| ', re.MULTILINE)
TRIAL = "-"
"""The code of the finding that a marked copy is tried with; nobody sees it."""


def rows() -> dict[str, list[str]]:
    """Code → what was done, what is said, what is to be done; as people see it."""
    found = {}
    for line in PAGE.splitlines():
        if head := ROW.match(line):
            assert head["id"] == head["code"]
            cells = re.split(r"(?<!\\) \| ", line[head.end() :].removesuffix(" |"))
            found[head["code"]] = [plain(cell) for cell in cells]
    return found


def plain(cell: str) -> str:
    shown = re.sub(r"^<small>.*?</small> ", "", cell)
    return html.unescape(re.sub(r"\\([\\|*_`\[\]])", r"\1", shown))


def said_by(template: str, said: str) -> bool:
    """Whether a sentence can be of this entry: its own words, with anything where it names facts."""
    parts = re.split(r"\{\w+\}", " ".join(template.split()))
    return re.fullmatch(".*".join(map(re.escape, parts)), said) is not None


def test_every_code_stands_there_once_with_an_example_and_the_way_out() -> None:
    assert sorted(ROW.findall(PAGE)) == sorted({(code, code, severity) for code, _, severity in ROW.findall(PAGE)})
    assert set(rows()) == {*CATALOGUE, *BESIDE}
    for code, cells in rows().items():
        assert len(cells) == 3 and all(cells), code


def test_no_finding_is_made_with_a_code_that_is_not_there() -> None:
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "tonghop290").rglob("*.py")]
    made = {code for text in sources for code in re.findall(r'\b[Ff]inding\(\s*(?:code=)?"([^"]+)"', text)}
    assert len(made) > 40
    assert made - {TRIAL} <= set(rows())


@pytest.mark.parametrize("part", ["message", "fix"])
def test_each_sentence_is_still_what_the_catalogue_says(part: str) -> None:
    column = {"message": 1, "fix": 2}[part]
    other = {
        code: said[column]
        for code, said in rows().items()
        if code in CATALOGUE and not said_by(getattr(CATALOGUE[code], part) or NOTHING_TO_DO, said[column])
    }
    assert other.keys() - SAID_OTHERWISE == set(), "to accept: python scripts/dev/write_docs.py"


SAID_OTHERWISE = {"required"}
"""Sentences the code words by the field: a figure every unit has is not answered by “Không có số liệu”."""


@pytest.mark.skipif(not THOROUGH, reason="eleven seconds of small returns: in the thorough job only")
def test_the_page_is_what_the_program_says_today() -> None:
    done = run_python(ROOT / "scripts" / "dev" / "write_docs.py", "--check", "--all")
    assert done.returncode == 0, done.stdout + "to accept: python scripts/dev/write_docs.py"
