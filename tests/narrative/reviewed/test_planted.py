"""Faults of every kind planted in a right report, one at a time: verifying finds each, and nothing in what is right."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree  # type: ignore[import-untyped]  # it has no stubs

from tests.narrative.reviewed.test_revisions import gone, new, p, t
from tests.samples.districts import a_district
from tests.samples.reports import (
    an_office,
    one_return,
    short_template,
    the_form,
    three_communes,
    write_district_narrative,
)
from tests.samples.reports import write_narrative as write
from tonghop290.data.aggregate import add_up
from tonghop290.narrative.profile_file import profile_of
from tonghop290.narrative.verify.differences import differences, verify_docx
from tonghop290.narrative.verify.last_look import foreign_letters
from tonghop290.narrative.verify.narrow_cells import narrow_cells

Change = Callable[[dict[str, str]], None]
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
WORDS = "application/vnd.openxmlformats-officedocument.wordprocessingml"
BOX = (
    '<w:r><w:pict xmlns:v="urn:schemas-microsoft-com:vml"><v:shape><v:textbox><w:txbxContent>{}</w:txbxContent>'
    "</v:textbox></v:shape></w:pict></w:r>"
)


@pytest.fixture(scope="module")
def right(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(one_return(), "nhan_ve/001.xlsx", tmp_path_factory.mktemp("v") / "a.docx", office=an_office())


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Head, first sentences and signature of a right report."""
    folder = tmp_path_factory.mktemp("b")
    template = short_template(folder / "mau.docx")
    path = write(one_return(), "nhan_ve/001.xlsx", folder / "a.docx", office=an_office(), template=template)
    assert verify_docx(path, "hd36-2018", form=the_form()) == ()
    return path


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> Path:
    three = three_communes()
    return write_district_narrative(
        three, add_up(three), tmp_path_factory.mktemp("d") / "huyen.docx", office=an_office()
    )


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, float]]:
    """An office's report, and what its figures add up to in the tables."""
    drawn, units = a_district(9, seed=3, gaps=0.06, zeros=0.05, states=0.05)
    totals = add_up(drawn, expected=len(units))
    path = tmp_path_factory.mktemp("n") / "huyen.docx"
    sums = {id: float(one.value) for id, one in totals.fields.items() if isinstance(one.value, int | float)}
    write_district_narrative(drawn, totals, path, office=an_office())
    assert differences(path, profile_of("hd36-2018"), the_form(), sums) == ()
    return path, sums


def body(xml: str) -> Change:
    """XML at the end of the body."""

    def change(parts: dict[str, str]) -> None:
        text = parts["word/document.xml"]
        at = text.rindex("<w:sectPr")
        parts["word/document.xml"] = text[:at] + xml + text[at:]

    return change


def story(name: str, root: str, xml: str) -> Change:
    """A part of its own that holds this paragraph."""

    def change(parts: dict[str, str]) -> None:
        inner = f'<w:{root[:-1]} w:id="5">{xml}</w:{root[:-1]}>' if root.endswith("s") else xml
        parts[f"word/{name}.xml"] = f'<w:{root} xmlns:w="{W}">{inner}</w:{root}>'
        override = f'<Override PartName="/word/{name}.xml" ContentType="{WORDS}.{name.rstrip("9")}+xml"/></Types>'
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace("</Types>", override)

    return change


def said(old: str, new_text: str) -> Change:
    def change(parts: dict[str, str]) -> None:
        assert old in parts["word/document.xml"]
        parts["word/document.xml"] = parts["word/document.xml"].replace(old, new_text, 1)

    return change


def tracking(parts: dict[str, str]) -> None:
    parts["word/settings.xml"] = parts["word/settings.xml"].replace(
        "<w:defaultTabStop", "<w:trackRevisions/><w:defaultTabStop"
    )


TAG = "Còn thẻ hoặc chữ của máy: “{{ dan_so }}”"
# what was planted · where · what is said
PLANTED: list[tuple[str, Change, str]] = [
    ("a tag in the body", body(p(t("{{ dan_so }}"))), TAG),
    ("a tag in a header", story("header9", "hdr", p(t("{{ dan_so }}"))), TAG),
    ("a tag in a footer", story("footer9", "ftr", p(t("{{ dan_"), t("so }}"))), TAG),
    ("a tag in a footnote", story("footnotes", "footnotes", p(t("{{ dan_so }}"))), TAG),
    ("a tag in a note at the end", story("endnotes", "endnotes", p(t("{{ dan_so }}"))), TAG),
    ("a tag in a balloon", story("comments", "comments", p(t("{{ dan_so }}"))), TAG),
    ("a tag in a text box", body(p(BOX.format(p(t("{{ dan_so }}"))))), TAG),
    ("a tag in a control", body(p(f"<w:sdt><w:sdtContent>{t('{{ dan_so }}')}</w:sdtContent></w:sdt>")), TAG),
    ("half a tag", body(p(t("{{ dan_so"))), "Còn thẻ hoặc chữ của máy: “{{ dan_so”"),
    ("a condition", body(p(t("{% if a %}"))), "Còn thẻ hoặc chữ của máy: “{% if a %}”"),
    ("an insertion", body(p(t("Dân số "), new("tăng"))), "Đoạn “Dân số tăng” còn sửa đổi của Lê B chưa chấp nhận."),
    ("a deletion", body(p(t("Dân số"), gone(" giảm"))), "Đoạn “Dân số” còn sửa đổi của Lê B chưa chấp nhận."),
    ("a change in a footer", story("footer9", "ftr", p(t("Trang"), new(" 1"))),
     "Chân trang: đoạn “Trang 1” còn sửa đổi của Lê B chưa chấp nhận."),
    ("a balloon", story("comments", "comments", p(t("Số này sai?"))), "Còn nhận xét trong tệp: “Số này sai?”"),
    ("changes are being tracked", tracking, "Tệp đang bật theo dõi sửa đổi (Track Changes)."),
    ("Cyrillic", said("Đảng bộ", "Đảng bộ nхân"), "Có chữ tiếng Việt không có (х)"),
    ("a Latin look-alike", said("Đảng bộ", "Ðảng bộ"), "Có chữ tiếng Việt không có (Ð)"),
    ("Chinese", body(p(t("Dân 人"))), "Có chữ tiếng Việt không có (人): “Dân 人”"),
    ("a mark without its letter", body(p(t("D\u0301ân"))), "Có chữ tiếng Việt không có (\u0301)"),
    ("a lost letter", body(p(t("D\ufffdn"))), "Có chữ tiếng Việt không có (\ufffd): “D\ufffdn”"),
    ("a letter of a private font", body(p(t("D\ue123n"))), "Có chữ tiếng Việt không có (U+E123): “D\ue123n”"),
    ("a number that is a letter", body(p(t("khoá Ⅻ"))), "Có chữ tiếng Việt không có (Ⅻ): “khoá Ⅻ”"),
    ("wide digits", body(p(t("１２ hộ"))), "Có chữ tiếng Việt không có (１, ２): “１２ hộ”"),
    ("an invisible sign", body(p(t("Dân\u200bsố"))), "Có chữ tiếng Việt không có (U+200B)"),
    ("a formula", body(p(t('=DISPIMG("a",1)'))), "Còn công thức hoặc lỗi của bảng tính"),
]  # fmt: skip


def changed(path: Path, folder: Path, change: Change) -> Path:
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name).decode() for name in package.namelist()}
    change(parts)
    with zipfile.ZipFile(folder / "b.docx", "w") as made:
        for name, text in parts.items():
            made.writestr(name, text)
    return folder / "b.docx"


@pytest.mark.parametrize(("change", "finding"), [row[1:] for row in PLANTED], ids=[row[0] for row in PLANTED])
def test_what_is_planted_is_found(short: Path, tmp_path: Path, change: Change, finding: str) -> None:
    found = verify_docx(changed(short, tmp_path, change), "hd36-2018", form=the_form())
    assert [line for line in found if finding in line] != [], found


def test_what_is_right_has_no_finding(right: Path, district: Path) -> None:
    assert verify_docx(right, "hd36-2018", form=the_form()) == ()
    assert verify_docx(district, "hd36-2018", form=the_form()) == ()


def figure(tag: str, old: str, number: str) -> Change:
    """Another figure in the first control of that tag."""

    def change(parts: dict[str, str]) -> None:
        text = parts["word/document.xml"]
        start = text.index(f'<w:tag w:val="{tag}@')
        at = text.index(f">{old}<", start)
        parts["word/document.xml"] = text[:at] + f">{number}<" + text[at + len(old) + 2 :]

    return change


IN_TEXT, IN_TOTAL, IN_ROWS = "lời văn", "dòng tổng của phụ lục", "các dòng của phụ lục cộng lại"
FIGURES = [
    ("in the text", figure("dan_so", "31.983", "31.893"), f"{IN_TEXT} 31.893; {IN_TOTAL} 31.983."),
    ("in the total of the appendix", figure("cong.dan_so", "31.983", "31.893"),
     f"{IN_TEXT} 31.983; {IN_TOTAL} 31.893; {IN_ROWS} 31.983."),
    ("in a row", figure("dong[15880].dan_so", "10.661", "10.616"),
     f"{IN_TEXT} 31.983; {IN_TOTAL} 31.983; {IN_ROWS} 31.938."),
]  # fmt: skip


def test_a_figure_wider_than_its_cell_is_found(district: Path, tmp_path: Path) -> None:
    found = verify_docx(
        changed(district, tmp_path, figure("cong.dan_so", "31.983", "131.983.000")), "hd36-2018", form=the_form()
    )
    assert "Bảng: số “131.983.000” rộng hơn ô, sẽ bị tách làm hai dòng." in found


def test_a_mark_counts_as_wide_as_it_is_printed(tmp_path: Path) -> None:
    """A figure with the tenth mark of a report does not fit where one with the ninth does, and does without margins."""
    cell = '<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{margins}</w:tcPr>'
    cell += "<w:p><w:r><w:t>35,11</w:t></w:r>{marks}</w:p></w:tc>"
    mark = '<w:r><w:footnoteReference w:id="1"/></w:r>'
    rules, narrow = profile_of("hd36-2018"), '<w:tcMar><w:left w:w="0"/><w:right w:w="20"/></w:tcMar>'

    def told(width: int, *, margins: str = "", before: int = 0) -> int:
        row = cell.format(width=width, margins=margins, marks=mark)
        text = f'<w:body xmlns:w="{W}">{mark * before}<w:tbl><w:tblPr><w:tblCellMar><w:left w:w="60"/>'
        text += f'<w:right w:w="60"/></w:tblCellMar></w:tblPr><w:tr>{row}</w:tr></w:tbl></w:body>'
        return len([*narrow_cells(etree.fromstring(text), rules, lambda _: "Ô bảng tổng")])

    assert [told(737), told(737, before=9), told(737, before=9, margins=narrow)] == [0, 1, 0]


@pytest.mark.parametrize(("change", "finding"), [row[1:] for row in FIGURES], ids=[row[0] for row in FIGURES])
def test_a_figure_that_differs_is_found(district: Path, tmp_path: Path, change: Change, finding: str) -> None:
    found = verify_docx(changed(district, tmp_path, change), "hd36-2018", form=the_form())
    assert f"“Dân số năm 2019” không khớp: {finding}" in found


def any_figure(tag: str) -> Change:
    """The first figure of a control whose tag begins so, ten times as much."""

    def change(parts: dict[str, str]) -> None:
        text = parts["word/document.xml"]
        found = re.search(rf'<w:tag w:val="{re.escape(tag)}.*?<w:t[^>]*>[^<0-9]*([0-9][0-9.]*)', text, re.DOTALL)
        assert found is not None
        parts["word/document.xml"] = f"{text[: found.start(1)]}1{text[found.start(1) :]}"

    return change


# what is ten times too much · what it does not agree with
RECKONED = [
    ("a mean in the total of the appendix", any_figure("cong.thu_nhap_2019@"), "dòng tổng của phụ lục"),
    ("a ratio in the text", any_figure("ty_le_hoc_tap@"), "tính từ các số in cạnh đó"),
    ("a difference", any_figure("hieu(ty_le_ngheo_2019.truoc,ty_le_ngheo_2019.nay)@"), "tính từ các số in cạnh đó"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "finding"), [row[1:] for row in RECKONED], ids=[row[0] for row in RECKONED])
def test_means_ratios_and_differences_are_held_against_each_other(
    counted: tuple[Path, dict[str, float]], tmp_path: Path, change: Change, finding: str
) -> None:
    path, sums = counted
    found = differences(changed(path, tmp_path, change), profile_of("hd36-2018"), the_form(), sums)
    assert [line for line in found if "không khớp" in line and finding in line] != [], found


LANGUAGES = [
    ("vi", "Đảng uỷ xã H'Đrông, 5 m², “a” – b…", ()),
    ("vi", "Niño", ("ñ",)),
    ("en", "Café Niño, 5 m² at €3", ()),
    ("en", "Сafe", ("С",)),
    ("en", "ﬁle", ("ﬁ",)),
    ("en", "Nguyễn", ()),
    ("lo", "ພາສາລາວ", ()),
    ("lo", "a\ufffd", ("\ufffd",)),
]


@pytest.mark.parametrize(("language", "text", "found"), LANGUAGES)
def test_letters_are_judged_by_the_language_of_the_form(language: str, text: str, found: tuple[str, ...]) -> None:
    assert foreign_letters(text, language) == found
