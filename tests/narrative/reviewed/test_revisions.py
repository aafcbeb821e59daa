"""A template that reviewers have written in: reports print it as accepted, without balloons, and the office is told."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from tests.cli.test_commands import run
from tests.samples.forms import drawn
from tests.samples.reports import (
    an_office,
    one_return,
    short_template,
    template_with,
    the_form,
    word_lines,
    write_narrative,
)
from tonghop290.narrative.template.opened import review_notes
from tonghop290.narrative.template.tag_check import lint_template

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
BY = 'w:id="91" w:author="Lê B" w:date="2026-01-01T00:00:00Z"'


def t(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def gone(text: str) -> str:
    return f'<w:del {BY}><w:r><w:delText xml:space="preserve">{text}</w:delText></w:r></w:del>'


def new(text: str) -> str:
    return f"<w:ins {BY}>{t(text)}</w:ins>"


def p(*inner: str, mark: str = "") -> str:
    properties = f"<w:pPr><w:rPr><w:{mark} {BY}/></w:rPr></w:pPr>" if mark else ""
    return f"<w:p>{properties}{''.join(inner)}</w:p>"


LOOK = f"<w:rPr><w:b/><w:rPrChange {BY}><w:rPr/></w:rPrChange></w:rPr>"
CELL = "<w:tc><w:tcPr/>{}</w:tc>"
BALLOON = '<w:commentRangeStart w:id="7"/>{}<w:commentRangeEnd w:id="7"/><w:r><w:commentReference w:id="7"/></w:r>'
MOVED = (
    f"<w:moveFrom {BY}>{t('THỬ {{ dan_so }} sau')}</w:moveFrom>",
    f"<w:moveTo {BY}>{t('THỬ {{ dan_so }}')}</w:moveTo>",
)
# what a reviewer did · what is printed of it
REVIEWED: list[tuple[str, str, list[str]]] = [
    ("a figure replaced", p(t("THỬ "), gone("{{ dan_so_2009 }}"), new("{{ dan_so }}")), ["THỬ 10.661"]),
    ("half a tag replaced", p(t("THỬ {{ dan_"), gone("so_2009"), new("so"), t(" }}")), ["THỬ 10.661"]),
    ("a tag inserted in pieces", p(t("THỬ "), new("{{ dan"), new("_so }}")), ["THỬ 10.661"]),
    ("a paragraph deleted", p(gone("THỬ {{ dan_so }}"), mark="del") + p(t("THỬ sau")), ["THỬ sau"]),
    ("a paragraph inserted", p(new("THỬ {{ dan_so }}"), mark="ins") + p(t("THỬ sau")), ["THỬ 10.661", "THỬ sau"]),
    ("two paragraphs joined", p(t("THỬ {{ dan_so }} "), mark="del") + p(t("người")), ["THỬ 10.661 người"]),
    ("a sentence moved", p(MOVED[0]) + p(MOVED[1]), ["THỬ 10.661"]),
    ("a look changed", p(f"<w:r>{LOOK}<w:t>THỬ {{{{ dan_so }}}}</w:t></w:r>"), ["THỬ 10.661"]),
    ("a condition deleted", p(gone("{%p if khong_co %}"), mark="del") + p(t("THỬ {{ dan_so }}")), ["THỬ 10.661"]),
    ("a row deleted",
     f"<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid><w:tr><w:trPr><w:del {BY}/></w:trPr>"
     f"{CELL.format(p(gone('THỬ cũ')))}</w:tr><w:tr>{CELL.format(p(t('THỬ {{ dan_so }}')))}</w:tr></w:tbl>",
     ["THỬ 10.661"]),
    ("a balloon", p(BALLOON.format(t("THỬ {{ dan_so }}"))), ["THỬ 10.661"]),
    ("an insertion inside of a control",
     p(f"<w:sdt><w:sdtContent>{t('THỬ ')}{gone('xã')}{new('{{ dan_so }}')}</w:sdtContent></w:sdt>"), ["THỬ 10.661"]),
]  # fmt: skip
COMMENTS = (
    f'<w:comments xmlns:w="{W}"><w:comment {BY.replace("91", "7")}>{p(t("Số này của ai? {{ dan_so }}"))}</w:comment>'
    "</w:comments>"
)


def reviewed_template(folder: Path, xml: str, part: str = "word/document.xml", *, source: Path | None = None) -> Path:
    """The shipped template's beginning with this XML behind it, balloons and the order to track changes."""
    source, path = source or short_template(folder / "goc.docx"), folder / "mau.docx"
    with zipfile.ZipFile(source) as package, zipfile.ZipFile(path, "w") as made:
        for name in package.namelist():
            text = package.read(name).decode(errors="surrogateescape")  # a thumbnail is no text
            if name == "word/document.xml" and part == name:
                at = text.rindex("<w:sectPr")
                text = text[:at] + xml + text[at:]
            if name == part != "word/document.xml":
                text = text.replace("</w:p></w:hdr>", f"</w:p>{xml}</w:hdr>")
            if name == "word/settings.xml":
                text = text.replace("<w:defaultTabStop", "<w:trackRevisions/><w:defaultTabStop")
            if name == "word/_rels/document.xml.rels":
                kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
                relation = f'<Relationship Id="rId77" Type="{kind}" Target="comments.xml"/></Relationships>'
                text = text.replace("</Relationships>", relation)
            if name == "[Content_Types].xml":
                kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
                override = f'<Override PartName="/word/comments.xml" ContentType="{kind}"/></Types>'
                text = text.replace("</Types>", override)
            made.writestr(name, text.encode(errors="surrogateescape"))
        made.writestr("word/comments.xml", COMMENTS)
    return path


def everything(path: Path) -> str:
    with zipfile.ZipFile(path) as package:
        assert not [name for name in package.namelist() if "comment" in name or "people" in name]
        return "".join(package.read(name).decode() for name in package.namelist() if name.endswith(".xml"))


MARKS = re.compile(r"<w:(?:ins|del|moveFrom|moveTo|comment\w*|trackRevisions|\w+Change)[ />]|delText|Lê B|của ai")


@pytest.mark.parametrize(("xml", "printed"), [row[1:] for row in REVIEWED], ids=[row[0] for row in REVIEWED])
def test_a_report_prints_what_is_accepted_and_nothing_of_the_review(
    xml: str, printed: list[str], tmp_path: Path
) -> None:
    template = reviewed_template(tmp_path, xml)
    assert [fault for fault in lint_template(template, the_form()) if not fault.startswith("Mẫu không in")] == []
    notes = review_notes(template)
    assert notes and all(note.startswith("Đoạn ") for note in notes)
    path = write_narrative(one_return(), "nhan_ve/001.xlsx", tmp_path / "a.docx", office=an_office(), template=template)
    lines = word_lines(path)
    first = next(number for number, line in enumerate(lines) if line.startswith("THỬ"))
    assert lines[first:] == printed
    assert MARKS.findall(everything(path)) == []


def test_a_change_in_a_header_is_accepted_too(tmp_path: Path) -> None:
    template = reviewed_template(tmp_path, p(gone("2009"), new("THỬ đầu trang")), "word/header1.xml")
    assert [note for note in review_notes(template) if note.startswith("Đầu trang")] == [
        "Đầu trang, đoạn 2 “THỬ đầu trang”: có sửa đổi của Lê B chưa chấp nhận; báo cáo in chữ như đã chấp nhận"
    ]
    path = write_narrative(one_return(), "nhan_ve/001.xlsx", tmp_path / "a.docx", office=an_office(), template=template)
    assert MARKS.findall(everything(path)) == []
    assert "THỬ đầu trang" in everything(path)


def test_lint_tells_the_office_of_the_review(tmp_path: Path) -> None:
    drawn(
        '[fields.dan_so]\ntype = "integer"\nrequired = true\nhard = [1, 99999]\nhelp = "Ghi số người."\n',
        tmp_path / "bieu",
    )
    plain = template_with(tmp_path).rename(tmp_path / "goc.docx")
    template = reviewed_template(tmp_path, REVIEWED[0][1] + REVIEWED[10][1], source=plain)
    code, _, said = run("form", "lint", "--form", tmp_path / "bieu", "--template", template)
    assert code == 0
    assert [line.rpartition(": ")[2] for line in said.splitlines() if line.startswith("mau.docx: Đoạn")] == [
        "có sửa đổi của Lê B chưa chấp nhận; báo cáo in chữ như đã chấp nhận.",
        "có nhận xét của người góp ý; báo cáo không in nhận xét.",
    ]


def test_a_template_nobody_reviewed_has_no_notes() -> None:
    assert [review_notes(path) for path in sorted(the_form().folder.glob("*.docx"))] == [(), ()]
