"""A paper of ours holds what it needs and nothing of another program's; a validator has nothing to say of it."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from tests.samples.reports import an_office, one_return, three_communes, write_district_narrative, write_narrative
from tonghop290.data.aggregate import add_up
from tonghop290.narrative.profiles import LATER_STYLES
from tonghop290.narrative.typeset.elements import w
from tonghop290.shipped import shipped_folder

TEMPLATES = sorted(shipped_folder().glob("*/*.docx"))
PARTS = {
    "[Content_Types].xml", "_rels/.rels", "docProps/app.xml", "docProps/core.xml", "docProps/custom.xml",
    "word/_rels/document.xml.rels", "word/document.xml", "word/fontTable.xml", "word/settings.xml", "word/styles.xml",
    "word/theme/theme1.xml", "word/header1.xml", "word/header2.xml",
}  # fmt: skip
FOREIGN = ("microsoft macintosh", "python-docx", "office/mac", "thumbnail", "stylesWithEffects", "latentStyles")


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder, three = tmp_path_factory.mktemp("papers"), three_communes()
    made = {
        profile: write_narrative(
            one_return(), "nhan_ve/001.xlsx", folder / f"{profile}.docx", office=an_office(), profile=profile
        )
        for profile in ("hd36-2018", "hd05-2026")
    }
    made["district"] = write_district_narrative(three, add_up(three), folder / "huyen.docx", office=an_office())
    return made | {f"{path.parent.name}/{path.name}": path for path in TEMPLATES}


def texts(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name).decode() for name in package.namelist()}


def test_nothing_of_another_program_is_in_a_paper(reports: dict[str, Path]) -> None:
    found = {}
    for name, path in reports.items():
        parts = texts(path)
        wrong = [part for part in parts if part not in PARTS and not re.search("foot|customXml|header", part)]
        wrong += [word for word in FOREIGN for text in parts.values() if word.casefold() in text.casefold()]
        found[name] = wrong
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_a_report_has_the_styles_of_its_template_and_no_other(reports: dict[str, Path]) -> None:
    from docx import Document

    xa, huyen = (f"qd290-10-nam/{name}.docx" for name in ("bao_cao_xa", "bao_cao_huyen"))
    for name, template in (("hd36-2018", xa), ("hd05-2026", xa), ("district", huyen)):
        styles = [style for style in Document(str(reports[name])).styles if style.name not in LATER_STYLES]
        used, in_template = (
            set(re.findall(r'<w:(?:pStyle|rStyle|tblStyle) w:val="([^"]+)"', "".join(stories(reports[one]))))
            for one in (name, template)
        )
        there = {style.style_id for style in styles}
        assert used <= there, name
        assert there - in_template <= {"Normal", "DefaultParagraphFont", "TableNormal", "NoList"}, name
        assert not {"TheMau", "TheDieuKien"} & there


def stories(path: Path) -> list[str]:
    return [text for part, text in texts(path).items() if re.match(r"word/(document|header)", part)]


@pytest.mark.parametrize(("template", "language"), [("qd290-10-nam/bao_cao_xa.docx", "vi-VN"),
                                                    ("school-return/school_report.docx", "en-GB")])  # fmt: skip
def test_a_paper_says_its_language_and_no_older_word(template: str, language: str, reports: dict[str, Path]) -> None:
    parts = texts(reports[template])
    settings = parts["word/settings.xml"]
    assert 'w:zoom w:percent="100"' in settings
    assert 'w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"' in settings
    assert f'<w:themeFontLang w:val="{language}"/>' in settings
    assert f'<w:lang w:val="{language}"' in parts["word/styles.xml"]
    assert f"<dc:language>{language}</dc:language>" in parts["docProps/core.xml"]
    assert re.findall(r"<(?:dcterms|cp):\w+", parts["docProps/core.xml"]) == ["<cp:coreProperties"]


def test_no_paragraph_is_empty_but_those_that_draw_a_line_or_leave_room(reports: dict[str, Path]) -> None:
    from docx import Document

    body = Document(str(reports["hd36-2018"])).element.body
    empty = {
        paragraph.find(f"{w('pPr')}/{w('pStyle')}").get(w("val"))
        for paragraph in body.iter(w("p"))
        if not "".join(text.text or "" for text in paragraph.iter(w("t"))).strip()
    }
    assert empty <= {"KeDuoiTieuDe", "ChoKy", "SauBang", "MaDoiChieu"}  # the code stands on drafts only


@pytest.mark.parametrize("name", ["hd36-2018", "district", "ra-soat-ho-ngheo/bao_cao_chung.docx",
                                  "school-return/school_report.docx"])  # fmt: skip
def test_the_validator_is_content(name: str, reports: dict[str, Path]) -> None:
    audit = pytest.importorskip("openxml_audit", reason="openxml-audit is not installed")
    result = audit.OpenXmlValidator().validate(str(reports[name]))
    assert [str(error) for error in result.errors] == []
