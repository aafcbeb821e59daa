"""Every figure of a report stands in a content control named for it; nothing else does."""

from __future__ import annotations

import dataclasses
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from lxml import etree

from tests.samples.reports import (
    MODELS,
    SUPERVISION,
    an_office,
    one_return,
    prefilled,
    template_with,
    the_form,
    word_lines,
    write_narrative,
)
from tonghop290.narrative.controls.content_controls import make_controls
from tonghop290.narrative.controls.marks import wrap
from tonghop290.narrative.controls.memory import memory_in
from tonghop290.narrative.controls.printed_paragraphs import PrintedParagraphs

FILE = "nhan_ve/001.xlsx"
_CONTROL = re.compile(
    r'<w:sdt><w:sdtPr><w:alias w:val="([^"]*)"/><w:tag w:val="([^"]*)"/><w:id w:val="([0-9]+)"/>'
    r"(?:<w:text/>)?</w:sdtPr>"
    r"<w:sdtContent>(.*?)</w:sdtContent></w:sdt>"
)


def controls(path: Path, part: str = "word/document.xml") -> list[tuple[str, str, str]]:
    """Of each control: its name (whose it is left out), its title, its text."""
    xml = zipfile.ZipFile(path).read(part).decode()
    found = _CONTROL.findall(xml)
    assert len(found) == xml.count("<w:sdt>")
    return [
        (tag.replace("@15877/2009-2019", ""), title, "".join(re.findall(r"<w:t[^>]*>([^<]*)", content)))
        for title, tag, _, content in found
    ]


def filled(folder: Path, *texts: str, tables: Any = None, states: Any = None, **values: Any) -> Path:
    """A unit's report of a template of these paragraphs."""
    template = template_with(folder, *texts)
    own = one_return(tables=tables, states=states, **values)
    return write_narrative(own, FILE, folder / "a.docx", office=an_office(), template=template, profile="plain")


TABLES = prefilled(giam_sat_theo_to_chuc=SUPERVISION, mo_hinh=MODELS)

# what a template says · values · the controls of it: name and text
FIGURES: dict[str, tuple[str, Mapping[str, Any], list[tuple[str, str]]]] = {
    "a figure": ("Dân số {{ dan_so }} người, năm 2019", {}, [("dan_so", "10.661")]),
    "two of them": ("{{ dan_so }} và {{ chi_bo }}", {}, [("dan_so", "10.661"), ("chi_bo", "20")]),
    "in a sentence": ("{{ dan_so.cau('có # người') }}.", {}, [("dan_so", "10.661")]),
    "joined": ("{{ 'có ' ~ dan_so ~ ' người, ' ~ chi_bo }}", {}, [("dan_so", "10.661"), ("chi_bo", "20")]),
    "added to a text": ("{{ 'có ' + dan_so }}", {}, [("dan_so", "10.661")]),
    "in a list": ("{{ liet_ke(chi_bo, dan_so.cau('# dân')) }}", {}, [("chi_bo", "20"), ("dan_so", "10.661")]),
    "joined by a filter": ("{{ [chi_bo, dan_so] | join(' và ') }}", {}, [("chi_bo", "20"), ("dan_so", "10.661")]),
    "put into a pattern": ("{{ '%s người' | format(dan_so) }}", {}, [("dan_so", "10.661")]),
    "put in place of a sign": ("{{ '# người' | replace('#', dan_so) }}", {}, [("dan_so", "10.661")]),
    "in capitals": ("{{ dan_so.cau('có # người') | upper }}", {}, [("dan_so", "10.661")]),
    "kept in a name": ("{% set x = dan_so %}{{ x }} người", {}, [("dan_so", "10.661")]),
    "kept as a block": ("{% set x %}có {{ dan_so }}{% endset %}{{ x }} người", {}, [("dan_so", "10.661")]),
    "by a macro": ("{% macro m(x) %}có {{ x }}{% endmacro %}{{ m(dan_so) }}", {}, [("dan_so", "10.661")]),
    "written otherwise": ("{{ dan_so | replace('.', ' ') }}", {}, [("dan_so|replace", "10 661")]),
    "by a method": ("{{ dan_so.replace('.', '') }}", {}, [("dan_so.replace", "10661")]),
    "without its sign": ("{{ so_duong(giam_ngheo) }}", {"ty_le_ngheo_2019": 20}, [("so_duong(giam_ngheo)", "5")]),
    "the number behind it": ("{{ dan_so.so | round | int }}", {}, [("dan_so.so|round|int", "10661")]),
    "reckoned": ("{{ (chi_bo.so - 5) | dem }}", {}, [("chi_bo.so-5|dem", "15")]),
    "a length": ("{{ mo_hinh | selectattr('ten') | list | length | dem }}", {}, [("mo_hinh|length|dem", "02")]),
    "of a row": (
        "{% for d in giam_sat_theo_to_chuc if d.tong.so %}{{ d.nhan }}: {{ d.tong | dem }} {% endfor %}",
        {},
        [
            (f"giam_sat_theo_to_chuc[{row}].tong|dem", text)
            for row, text in zip(
                ("mttq", "nong_dan", "phu_nu", "cuu_chien_binh", "doan_thanh_nien"),
                ("10", "05", "04", "03", "02"),
                strict=True,
            )
        ],
    ),
    "a figure made of two": ("{{ phan_tram(thu_nhap_2009, thu_nhap_2019) }}%", {},
                              [("phan_tram(thu_nhap_2009,thu_nhap_2019)", "349,4")]),
    "of a whole table": ("{{ giam_sat_theo_to_chuc.tong }}", {}, [("giam_sat_theo_to_chuc.tong", "24")]),
    "an estimate": ("có {{ dan_so }} người", {"states": {"dan_so": "Ước tính"}}, [("dan_so", "khoảng 10.661")]),
    "no data": ("có {{ dan_so }}", {"dan_so": None, "states": {"dan_so": "Không có số liệu"}},
                [("dan_so", "(chưa có số liệu)")]),
    "nobody answered": ("có {{ dan_so }} người", {"dan_so": None}, [("dan_so", "……")]),
    "the words of a zero": ("{{ tiep_dan.cau('có #', khong='không có ai,') }} và", {"tiep_dan": 0},
                            [("tiep_dan", "không có ai")]),
    "the words of no data": ("{{ dan_so.cau('#', chua=', chưa rõ') }}",
                             {"dan_so": None, "states": {"dan_so": "Không có số liệu"}}, [("dan_so", "chưa rõ")]),
    "nothing where nothing is printed": ("{{ tiep_dan.cau('có #', khong='') }}", {"tiep_dan": 0}, []),
    "no figure of the data": ("Năm 2019: 5 {{ nam_cuoi }} {{ ten_don_vi }} {{ 2 + 3 }} {{ quyet_dinh_so }}", {}, []),
    "compared as it is read": ("{% if dan_so == '10.661' and 'có ' ~ dan_so == 'có 10.661' %}x{% endif %}", {}, []),
    "measured as it is read": ("{% if ('có ' ~ chi_bo) | length == 5 and (chi_bo ~ '').endswith('0') %}x{% endif %}",
                               {}, []),
}  # fmt: skip


@pytest.mark.parametrize("name", FIGURES)
def test_whatever_a_template_makes_of_a_figure_stands_in_a_control_named_for_it(name: str, tmp_path: Path) -> None:
    text, values, wanted = FIGURES[name]
    path = filled(tmp_path, text, tables=TABLES, **values)
    assert [(tag, shown) for tag, _, shown in controls(path)] == wanted
    if "{% if" in text:
        assert word_lines(path)[1] == "x"


def test_titles_are_read_and_neither_they_nor_tags_are_too_long_for_word(tmp_path: Path) -> None:
    loop = "{% for d in giam_sat_theo_to_chuc %}{{ d.tong | dem | replace('0', '') | replace('1', '2') }}{% endfor %}"
    path = filled(tmp_path, f"{{{{ dan_so }}}} {loop}", tables=TABLES)
    xml = zipfile.ZipFile(path).read("word/document.xml").decode()
    found = _CONTROL.findall(xml)
    assert (found[0][0], found[0][1]) == ("Dân số năm 2019 (người)", "dan_so@15877/2009-2019")
    assert found[1][0].startswith("Uỷ ban MTTQ")
    assert max(len(title) for title, *_ in found) <= 64 >= max(len(tag) for _, tag, *_ in found)
    assert len({id for _, _, id, _ in found}) == len(found)


def test_a_control_with_a_look_of_its_own_is_not_said_to_be_plain_text(tmp_path: Path) -> None:
    """LibreOffice 7.4 prints a control of plain text without the yellow ground of a blank."""
    xml = zipfile.ZipFile(filled(tmp_path, "{{ dan_so }} người, {{ chi_bo }} chi bộ", dan_so=None)).read(
        "word/document.xml"
    )
    blank, figure = re.findall(rb"<w:sdt>.*?</w:sdt>", xml)
    assert b'<w:highlight w:val="yellow"/>' in blank and b"<w:text/>" not in blank
    assert b"<w:rPr>" not in figure and b"<w:text/>" in figure


def test_a_figure_in_a_footer_has_its_control(tmp_path: Path) -> None:
    from docx import Document

    document = Document(str(template_with(tmp_path, "{{ dan_so }}")))
    document.sections[0].footer.paragraphs[0].text = "{{ chi_bo }} chi bộ"
    document.save(str(tmp_path / "chan.docx"))
    path = write_narrative(
        one_return(), FILE, tmp_path / "a.docx", office=an_office(), template=tmp_path / "chan.docx", profile="plain"
    )
    parts = [name for name in zipfile.ZipFile(path).namelist() if name.startswith("word/footer")]
    assert [shown for part in parts for _, _, shown in controls(path, part)] == ["20"]
    assert [shown for _, _, shown in controls(path)] == ["10.661"]


def test_a_report_remembers_whose_it_is_and_what_it_printed(tmp_path: Path) -> None:
    path = filled(tmp_path, "Có {{ dan_so }} người. Có {{ chi_bo }} chi bộ; hết")
    memory = memory_in(path)
    assert memory is not None
    assert (memory.form, memory.unit, memory.about) == ("qd290-10-nam", "15877", "unit")
    assert [(one.tag, one.text, one.state) for one in memory.figures] == [
        ("dan_so@15877/2009-2019", "10.661", ""),
        ("chi_bo@15877/2009-2019", "20", ""),
    ]
    first, second = (one.sentence for one in memory.figures)
    assert first != second and {first, second} < memory.sentences
    other = memory_in(filled(tmp_path, "Có {{ dan_so }} người. Có {{ chi_bo }} chi bộ; hết", dan_so=5))
    assert other is not None and other.sentences == memory.sentences


def test_no_mark_is_left_in_any_part(tmp_path: Path) -> None:
    from docx import Document

    document = Document(str(template_with(tmp_path, "{{ dan_so }}")))
    document.core_properties.title = "{{ dan_so }}"
    document.save(str(tmp_path / "ten.docx"))
    path = write_narrative(
        one_return(), FILE, tmp_path / "a.docx", office=an_office(), template=tmp_path / "ten.docx", profile="plain"
    )
    package = zipfile.ZipFile(path)
    for name in package.namelist():
        text = package.read(name).decode("utf-8", "ignore") if name.endswith((".xml", ".rels")) else ""
        assert not re.search("[\U000f0000-\U0010ffff]", text), name


def test_a_label_with_quotation_marks_is_the_title_of_its_control_as_any_other() -> None:
    form = the_form()
    field = dataclasses.replace(form.fields["dan_so"], label="Số \"dân\" của 'xã' <&>")
    paragraphs = PrintedParagraphs(dataclasses.replace(form, fields={**form.fields, "dan_so": field}))
    element = parse_xml(f"<w:p {nsdecls('w')}><w:r><w:t>Có {wrap('12', 'dan_so')} người.</w:t></w:r></w:p>")
    make_controls(element)
    part, figures, sentences = paragraphs.named(["", etree.tostring(element, encoding="unicode"), ""], "1")
    assert [(one.title, one.text, {one.sentence}) for one in figures] == [(f"{field.label} (người)", "12", sentences)]
    assert parse_xml(part).find(f".//{qn('w:alias')}").get(qn("w:val")) == figures[0].title
