"""A commune's report that comes back as PDF: each figure that differs is told with its page, and what is not found."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from tests.narrative.returned.pdfs import LARGE, a_pdf, pages_of_text
from tests.samples.communes import a_unit
from tests.samples.reports import an_office, one_return, the_form, word_lines, write_narrative
from tonghop290.narrative.returned.on_pages import OnPages, held_against_pages
from tonghop290.narrative.returned.pdf_text import Letters, PdfReader, reader
from tonghop290.spreadsheet.content import Content
from tonghop290.spreadsheet.package import Unreadable

VALUES: Mapping[str, Any] = dict(one_return(a_unit()).frame.iloc[0])


@cache
def the_report() -> tuple[Content, str]:
    """The report of a return as Word file, and its text."""
    dataset = one_return(a_unit())
    with TemporaryDirectory() as folder:
        path = write_narrative(dataset, str(dataset.frame.index[0]), Path(folder, "a.docx"), office=an_office())
        return Content(path.read_bytes()), "\n".join(word_lines(path))


def held(text: str, letters: Letters | None = None) -> OnPages:
    return held_against_pages(letters or ((1, text),), the_report()[0], the_form(), VALUES)


def told(found: OnPages) -> tuple[list[tuple[str, str, int]], list[str]]:
    """Field, text, page of each difference; the texts of what is lost."""
    return [(one.field, one.text, one.page) for one in found.differences], [one.text for one in found.lost]


def printed(text: str, **how: bool) -> Letters:
    return reader()(a_pdf(pages_of_text(text), **how)).letters


# what a hand does to the text → what is said: field and text of each difference · the figures that are not found
HANDS: dict[str, tuple[dict[str, str], list[tuple[str, str]], list[str]]] = {
    "nothing": ({}, [], []),
    "one figure": ({"10.661 người": "10.616 người"}, [("dan_so", "10.616")], []),
    "the last of a sentence": ({"04 đơn tố cáo": "40 đơn tố cáo"}, [("don_to_cao", "40")], []),
    "one that is reckoned": ({"đạt 97,89%": "đạt 98,79%"}, [("ty_le_hoc_tap", "98,79")], []),
    "two side by side": (
        {"(372/380 đảng viên)": "(37/38 đảng viên)"},
        [("dang_vien_da_hoc", "37"), ("dang_vien_phai_hoc", "38")],
        [],
    ),
    "a word before a figure": ({"512 lượt": "khoảng 520 lượt"}, [("tiep_dan", "520")], []),
    "a word before a figure that is right": ({"512 lượt": "khoảng 512 lượt"}, [], []),
    "hyphens, ligatures, marks of another program": (
        {"kinh tế - xã hội": "kinh tế – xã hội", "fi": "\ufb01", "“": '"', "-": "\u2011", "10.661": "10.661 "},
        [],
        [],
    ),
    "a sentence reworded about its figures": (
        {"Đảng bộ xã có 393 đảng viên, đang sinh hoạt ở 20 chi bộ": "Đảng bộ hiện nay có 395 đảng viên ở 20 chi bộ"},
        [],
        ["393"],
    ),
    "a figure spelled out": ({"640 ngày công": "sáu trăm ngày công"}, [], ["640"]),
    "a sentence taken out": (
        {"sau giám sát đã ban hành 11 kiến nghị với các cơ quan liên quan; ": ""},
        [],
        ["11"],
    ),
    "a sentence that stands there twice": (
        {"UBND xã tiếp nhận": "UBND xã tiếp nhận và xử lý 23 đơn khiếu nại, 04 đơn tố cáo. UBND xã tiếp nhận"},
        [],
        ["04"],
    ),
    "the same figure in new words": (
        {"dân số 10.661 người": "với số dân trong năm 2019 vừa qua là 10.661 người"},
        [],
        [],
    ),
}


@pytest.mark.parametrize("name", HANDS)
def test_what_a_hand_has_changed_is_told_and_what_cannot_be_found_too(name: str) -> None:
    changes, differences, lost = HANDS[name]
    text = the_report()[1]
    for old, new in changes.items():
        text = text.replace(old, new)
    assert told(held(text)) == ([(*one, 1) for one in differences], lost)


def test_a_pdf_tells_the_page() -> None:
    text = the_report()[1]
    assert told(held("", printed(text))) == ([], [])
    changed = text.replace("10.661", "10.666").replace("512 lượt", "521 lượt").replace("24 cuộc", "42 cuộc")
    found, lost = told(held("", printed(changed)))
    assert ([one[:2] for one in found], lost) == (
        [("dan_so", "10.666"), ("tiep_dan", "521"), ("giam_sat", "42")],
        [],
    )
    assert [one[2] for one in found] == sorted(one[2] for one in found) and found[0][2] < found[2][2]


def test_figures_of_a_table_s_row_stay_apart_and_marks_of_notes_are_no_digits() -> None:
    row = [(85.0, 700.0, LARGE, "Xã"), (200.0, 700.0, LARGE, "15"), (300.0, 700.0, LARGE, "20")]
    text = [(85.0, 600.0, LARGE, "có 393"), (128.0, 605.0, 8.0, "1"), (134.0, 600.0, LARGE, " đảng viên")]
    note = [(85.0, 60.0, 8.0, "1"), (95.0, 60.0, 8.0, "số cuối năm")]
    number = [(300.0, 810.0, LARGE, "2")]
    letters = reader()(a_pdf([[*number, *row, *note, *text]])).letters
    assert [(page, re.sub(" +", " ", words).strip()) for page, words in letters] == [
        (1, "Xã 15 20 có 393 đảng viên"),
        (1, "1 số cuối năm"),
    ]


def test_a_scan_with_guessed_letters_has_none() -> None:
    assert printed("Dân số 10.661 người.", invisible=True) == ()


def test_what_cannot_be_read_or_ends_the_process_takes_nothing_along() -> None:
    sound = Content(a_pdf([[(100.0, 700.0, LARGE, "15 xã")]]))
    with PdfReader() as process:
        for data in (b"%PDF-1.7\n", b"%PDF-1.7\nBT (x) Tj ET" + bytes(200)):
            with pytest.raises(Unreadable):
                process.read(Content(data))
        said = process.read(sound)
        assert said.letters
        assert process._worker is not None
        process._worker.process.kill()
        assert process.read(sound) == said
