"""What units noted and estimated stands at the foot of the pages, in real footnotes of Word."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.narrative.controls.test_content_controls import FILE
from tests.samples.communes import FULL, a_dataset, a_unit
from tests.samples.reports import an_office, one_return, template_with, the_form, write_narrative
from tonghop290.data.aggregate import add_up
from tonghop290.model import PROFILE_2018, STATE_ESTIMATE, Dataset
from tonghop290.narrative.controls.foot_notes import FootNote, mark_figures, with_foot_notes
from tonghop290.narrative.controls.refresh import Fresh, refreshed
from tonghop290.narrative.docx import write_office_narrative
from tonghop290.narrative.papers import documents_of, template_of
from tonghop290.narrative.verify.differences import verify_docx
from tonghop290.spreadsheet.content import Content
from tonghop290.spreadsheet.zip_out import pack

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NOTES = {(FILE, "dan_so"): "  số của công an\nxã & <thử> ", (FILE, "chi_bo"): "đến 31/12", (FILE, "tiep_dan"): "\u200b"}


def part(path: Path, name: str) -> str:
    return zipfile.ZipFile(path).read(name).decode()


def noted(path: Path) -> list[tuple[str, str]]:
    """(What stands before the mark, the text of the note), in the order of the document."""
    if "word/footnotes.xml" not in zipfile.ZipFile(path).namelist():
        return []
    notes = {
        note.get(f"{W}id"): "".join(text.text or "" for text in note.iter(f"{W}t")).strip()
        for note in ElementTree.fromstring(part(path, "word/footnotes.xml"))
    }
    found = []
    for paragraph in ElementTree.fromstring(part(path, "word/document.xml")).iter(f"{W}p"):
        before = ""
        for element in paragraph.iter():
            if element.tag == f"{W}t":
                before = element.text or ""
            elif element.tag == f"{W}footnoteReference":
                found.append((before, notes[element.get(f"{W}id")]))
    return found


def report(folder: Path, *texts: str, notes: Any = NOTES, **states: str) -> Path:
    own = replace(one_return(states=states), notes=notes)
    template = template_with(folder, *texts)
    return write_narrative(own, FILE, folder / "a.docx", office=an_office(), template=template, profile="plain")


def test_a_figure_has_its_note_where_it_stands_first(tmp_path: Path) -> None:
    path = report(tmp_path, "Có {{ dan_so }} người, {{ chi_bo }} chi bộ", "và {{ dan_so }}", chi_bo=STATE_ESTIMATE)
    assert noted(path) == [
        ("10.661", "Số của công an xã & <thử>."),
        ("khoảng 20", "Số liệu ước tính. Đến 31/12."),
    ]
    text = part(path, "word/document.xml")
    assert "10.661" in text and "()" not in "".join(re.findall(r"<w:t[^>]*>([^<]*)", text))


def test_the_package_says_everywhere_that_there_are_notes(tmp_path: Path) -> None:
    path = report(tmp_path, "Có {{ dan_so }} người")
    assert "wordprocessingml.footnotes+xml" in part(path, "[Content_Types].xml")
    assert part(path, "word/_rels/document.xml.rels").count("relationships/footnotes") == 1
    settings = part(path, "word/settings.xml")
    assert settings.index("<w:footnotePr>") < settings.index("<w:compat>")
    ids = re.findall(r'<w:footnote [^>]*w:id="(-?[0-9]+)"', part(path, "word/footnotes.xml"))
    assert ids == ["-1", "0", "1"]
    for name in zipfile.ZipFile(path).namelist():
        if name.endswith((".xml", ".rels")):
            ElementTree.fromstring(part(path, name))
    styles = part(path, "word/styles.xml")
    assert styles.count('"footnote reference"') == styles.count('"footnote text"') == 1


def test_without_notes_the_bytes_are_those_of_a_report_without_them(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    nothing = report(tmp_path / "a", "Có {{ dan_so }}", notes={}).read_bytes()
    elsewhere = {(FILE, "chi_bo"): "không in", ("khac.xlsx", "dan_so"): "của đơn vị khác"}
    assert report(tmp_path / "b", "Có {{ dan_so }}", notes=elsewhere).read_bytes() == nothing


def test_a_form_can_leave_them_out(tmp_path: Path) -> None:
    form = the_form()
    papers = tuple(replace(one, without_notes=True) for one in form.paper.documents)
    silent = replace(form, paper=replace(form.paper, documents=papers))
    assert [noted(office_report(tmp_path, of_three(one))) == [] for one in (form, silent)] == [False, True]


def of_three(form: Any) -> Dataset:
    units = [a_unit(str(number), name) for number, name in enumerate(("Xuân", "Giang", "Kim"), 1)]
    states = [{"dan_so": STATE_ESTIMATE}, {}, {"dan_so": STATE_ESTIMATE, "ho_ngheo_2019": STATE_ESTIMATE}]
    return a_dataset(form, [FULL] * 3, units=units, states=states)


def office_report(folder: Path, dataset: Dataset) -> Path:
    [document] = documents_of(dataset.form, "office")[:1]
    with template_of(document, dataset.form, None) as source:
        return write_office_narrative(
            dataset,
            add_up(dataset),
            folder / "huyen.docx",
            source,
            office=an_office(),
            title=document.title,
            document=document,
        )


def test_a_total_says_whose_estimates_are_in_it_and_the_paper_is_right(tmp_path: Path) -> None:
    path = office_report(tmp_path, of_three(the_form()))
    both, one = (f"Trong đó có số liệu ước tính của {names}." for names in ("xã Xuân và xã Kim", "xã Kim"))
    said = [(before.replace("khoảng ", ""), text) for before, text in noted(path)]
    assert ("31.983", both) in said
    assert {text for _, text in said} == {both, one}
    assert verify_docx(path, PROFILE_2018) == ()


CONTROL = (
    '<w:sdt><w:sdtPr><w:tag w:val="{name}@1/2019"/></w:sdtPr><w:sdtContent><w:r>{look}<w:t>5</w:t></w:r></w:sdtContent>'
    "</w:sdt>"
)


@pytest.mark.parametrize(
    "text, marks",
    [
        (CONTROL.format(name="a", look=""), 1),
        (CONTROL.format(name="a|dem", look=""), 1),
        (CONTROL.format(name="b", look=""), 0),
        (CONTROL.format(name="a", look="") * 2, 1),
        (f"<w:txbxContent>{CONTROL.format(name='a', look='')}</w:txbxContent>", 0),
        ("<w:sdt><w:sdtContent><w:p/></w:sdtContent></w:sdt>" + CONTROL.format(name="a", look=""), 1),
    ],
)
def test_marks_stand_behind_the_first_control_of_the_name_and_never_in_a_text_box(text: str, marks: int) -> None:
    marked, texts = mark_figures(text, [FootNote(names=("a",), text="x")], 1, "Arial")
    assert (marked.count("<w:footnoteReference"), len(texts)) == (marks, marks)


def test_a_mark_looks_like_the_figure_before_it_but_raised_and_not_coloured() -> None:
    look = '<w:rPr><w:b/><w:sz w:val="28"/><w:highlight w:val="yellow"/><w:lang w:val="vi-VN"/></w:rPr>'
    marked, _ = mark_figures(CONTROL.format(name="a", look=look), [FootNote(names=("a",), text="x")], 7, "")
    raised = '<w:rPr><w:b/><w:sz w:val="28"/><w:vertAlign w:val="superscript"/><w:lang w:val="vi-VN"/></w:rPr>'
    assert marked.endswith(f'<w:r>{raised}<w:footnoteReference w:id="7"/></w:r>')


RELATIONS = (
    '<Relationships><Relationship Id="rId1" Target="{target}" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"/></Relationships>'
)


@pytest.mark.parametrize("target, prefix, ids", [("footnotes.xml", "w", ["3"]), ("/word/n.xml", "w", ["3"]),
                                                 ("footnotes.xml", "x", [])])  # fmt: skip
def test_notes_of_the_template_stay_and_ours_follow(target: str, prefix: str, ids: list[str]) -> None:
    name = "word/" + target.rpartition("/")[2]
    notes = '<w:footnote w:id="-1"/><w:footnote w:id="2"><w:p/></w:footnote>'
    there = f"<w:footnotes>{notes}</w:footnotes>".replace("w:", f"{prefix}:")
    relations = RELATIONS.format(target=target)
    members = [pack(name, there.encode()), pack("word/_rels/document.xml.rels", relations.encode())]
    own = CONTROL.format(name="a", look="")
    marked, changed = with_foot_notes(own, members, [FootNote(names=("a",), text="x")], "Arial")
    assert re.findall(r'<w:footnoteReference w:id="([0-9]+)"/>', marked) == ids
    assert list(changed) == [name] * len(ids)


def test_a_refresh_leaves_marks_and_notes_as_they_are_and_tells_what_they_would_say(tmp_path: Path) -> None:
    for name in ("then", "now"):
        (tmp_path / name).mkdir()
    before = report(tmp_path / "then", "Có {{ dan_so }} người, {{ chi_bo }} chi bộ.")
    own = one_return(dan_so=11000)
    template = template_with(tmp_path / "now", "Có {{ dan_so }} người, {{ chi_bo }} chi bộ.")
    now = write_narrative(
        own, FILE, tmp_path / "now" / "a.docx", office=an_office(), template=template, profile="plain"
    )
    outcome = refreshed(Content.of(before), Fresh.of(Content.of(now)))
    assert [(one.before, one.now) for one in outcome.updated] == [("10.661", "11.000")]
    assert outcome.sentences == [] and outcome.data is not None
    assert sorted((one.title, one.now, one.fresh) for one in outcome.notes) == [
        ("Dân số năm 2019 (người)", "Số của công an xã & <thử>.", ""),
        ("Tổng số chi bộ", "Đến 31/12.", ""),
    ]
    before.write_bytes(outcome.data)
    assert noted(before) == [("11.000", "Số của công an xã & <thử>."), ("20", "Đến 31/12.")]


def test_a_template_that_is_filled_plainly_has_notes_too(tmp_path: Path) -> None:
    from docx import Document

    template = template_with(tmp_path, "Có {{ dan_so }} người.")
    document = Document(str(template))
    document.sections[0].header.paragraphs[0].text = "{{ chi_bo }} chi bộ"
    document.save(str(template))
    own = replace(one_return(), notes=NOTES)
    path = write_narrative(own, FILE, tmp_path / "a.docx", office=an_office(), template=template, profile="plain")
    assert noted(path) == [("10.661", "Số của công an xã & <thử>.")]


@pytest.mark.parametrize(("name", "own", "gives_way"), [
    ("cong.dan_so", '<w:vAlign w:val="center"/>', True), ("cong.dan_so", "", True),
    ("cong.dan_so", '<w:shd w:val="clear"/>', False),  # whose look is somebody's own stays
    ("dan_so", "", False),  # no figure of a row
])  # fmt: skip
def test_the_margins_of_a_cell_give_way_to_a_mark(name: str, own: str, gives_way: bool) -> None:
    control = f'<w:sdt><w:sdtPr><w:tag w:val="{name}@tong/2009-2019"/></w:sdtPr><w:t>7</w:t></w:sdt>'
    cells = [f'<w:tc><w:tcPr><w:tcW w:w="737"/>{own}</w:tcPr>{text}</w:tc>' for text in ("x", control, "y")]
    made, _ = mark_figures("".join(cells), [FootNote(names=(name,), text="a")], 1, "")
    margins = '<w:tcMar><w:left w:w="0" w:type="dxa"/><w:right w:w="20" w:type="dxa"/></w:tcMar>'
    assert [margins in cell for cell in made.split("</w:tc>")] == [False, gives_way, False, False]
    assert made.replace(margins, "").startswith(f"{cells[0]}{cells[1][:-14]}")
