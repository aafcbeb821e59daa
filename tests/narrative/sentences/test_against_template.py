"""A filled report against the office's own template: every difference is a row of ``docs/sua_mau.md``, with its reason
and how sure it is.

The template is the office's own document (``tests/samples/commune_report_template.txt``); the rows of the last part of
the page are applied to it one after the other, and what comes out is the report, to the letter.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from functools import cache
from pathlib import Path

import pytest

from tests.samples.paths import ROOT, SHARED
from tests.samples.reports import one_return, text_of
from tonghop290.text.format import tone_style

TEMPLATE = ROOT / "tests" / "samples" / "commune_report_template.txt"
MENDS = ROOT / "docs" / "sua_mau.md"
LEVELS = {"A", "B", "C", "D", "–"}


def plain(text: str) -> str:
    """Without what the office's settings decide: one spelling of tone marks, one space, no empty lines."""
    text = tone_style(unicodedata.normalize("NFC", text), "uy_moi")
    lines = (re.sub(r"[ \t\u00a0]+", " ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


@cache
def rows() -> tuple[tuple[str, ...], ...]:
    """Number, part, what stood, what stands, why, how sure."""
    part = MENDS.read_text(encoding="utf-8").partition("## 7.")[2]
    cells = (line.strip().strip("|").split("|") for line in part.splitlines() if line.startswith("| Đ"))
    return tuple(tuple(cell.strip() for cell in row) for row in cells)


def the_report() -> str:
    text = plain(text_of(one_return()))
    return text[text.index("BÁO CÁO\n") : text.index("\nNơi nhận:")]


def test_every_difference_from_the_template_is_a_row_for_the_leadership() -> None:
    mended, unused = plain(TEMPLATE.read_text(encoding="utf-8")), []
    for number, _, old, new, *_ in rows():
        unused += [] if old in mended else [f"{number}: {old}"]
        mended = mended.replace(old, new)
    assert unused == []
    if mended != the_report():
        told = "\n".join(_differences(mended, the_report()))
        pytest.fail(f"The report differs from its template where docs/sua_mau.md (mục 7) has no row:\n{told}")


def _differences(mended: str, report: str) -> list[str]:
    """Each with the words around it, as a row would have them."""
    ours, theirs = (re.findall(r"\S+|\n", text) for text in (mended, report))
    made = []
    for kind, first, last, start, end in difflib.SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if kind != "equal":
            old, new = ours[max(0, first - 2) : last + 1], theirs[max(0, start - 2) : end + 1]
            made.append(f"| Đ… | | {' '.join(old)} | {' '.join(new)} | | |")
    return made


def test_every_row_says_why_and_how_sure() -> None:
    assert len(rows()) > 100 and len({row[0] for row in rows()}) == len(rows())
    assert [row[0] for row in rows() if len(row) != 6 or not row[4] or row[5].split(" ")[0] not in LEVELS] == []
    assert [row[0] for row in rows() if row[2] == row[3]] == []


@pytest.mark.skipif(not (SHARED / "reference").is_dir(), reason="the office's own document is not beside the house")
def test_the_template_here_is_the_offices_own() -> None:
    own = Path(SHARED / "reference" / "commune_report_template.txt")
    assert TEMPLATE.read_bytes() == own.read_bytes()
