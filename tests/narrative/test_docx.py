"""The Word file of a report: its whole text, its format, its bytes, and what it does with a stranger's words."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.samples.communes import a_unit
from tests.samples.paths import GOLDEN
from tests.samples.reports import (
    MODELS,
    SUPERVISION,
    an_office,
    one_return,
    prefilled,
    short_document,
    text_of,
    the_form,
    three_communes,
    word_lines,
    write_narrative,
)
from tonghop290.model import FormError
from tonghop290.narrative.verify.differences import verify_docx

REPORT = GOLDEN / "bao_cao_xa.txt"
FILES = ("nhan_ve/001.xlsx", "nhan_ve/002.xlsx", "nhan_ve/003.xlsx")
COMMUNES = dict(zip(("filled", "half", "zeros"), FILES, strict=True))


@pytest.fixture(scope="module")
def communes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder, dataset = tmp_path_factory.mktemp("bao_cao"), three_communes()
    return {
        name: write_narrative(dataset, file, folder / f"{name}.docx", office=an_office())
        for name, file in COMMUNES.items()
    }


@cache
def the_dataset() -> Any:
    return one_return(tables=prefilled(giam_sat_theo_to_chuc=SUPERVISION, mo_hinh=MODELS * 2))


def test_the_whole_text_of_one_report_is_as_reviewed(tmp_path: Path) -> None:
    lines = word_lines(write_narrative(the_dataset(), FILES[0], tmp_path / "a.docx", office=an_office()))
    made = "\n".join(lines) + "\n"
    if not REPORT.exists() or REPORT.read_text(encoding="utf-8") != made:
        new = tmp_path / "bao_cao_xa.txt"
        new.write_text(made, encoding="utf-8")
        pytest.fail(
            f"The report's text changed. Read the difference:\n  diff {REPORT} {new}\n"
            f"If it is right, accept it:\n  cp {new} {REPORT}"
        )


def test_word_says_what_the_text_says(communes: dict[str, Path]) -> None:
    """The quick rendering of the other tests and the Word file have the same sentences."""
    dataset = one_return()
    quick = [
        line
        for line in text_of(dataset).split("\n")
        if "|" not in line and not line.startswith(("Số ", "ĐẢNG", "- Lưu"))
    ]
    lines = word_lines(
        write_narrative(dataset, FILES[0], communes["filled"].with_name("same.docx"), office=an_office())
    )
    assert [
        line for line in quick if re.sub(" {2,}", " ", line) not in [re.sub(" {2,}", " ", other) for other in lines]
    ] == []


@pytest.mark.parametrize("name", COMMUNES)
def test_reports_keep_the_format_of_the_guidance(communes: dict[str, Path], name: str) -> None:
    assert verify_docx(communes[name], "hd36-2018") == ()


@pytest.mark.parametrize("name", COMMUNES)
def test_no_trace_of_the_machine_is_printed(communes: dict[str, Path], name: str) -> None:
    lines = word_lines(communes[name])
    text = "\n".join(lines)
    assert unicodedata.is_normalized("NFC", text)
    assert re.findall(r"None|\bnan\b|NaT|\{\{|\}\}|\{%|%\}|\./\.", text) == []
    assert [line for line in lines if re.search(r"\S {2,}\S", line) and not re.match(r"Số  |.*, ngày  ", line)] == []


def test_blanks_are_seen_and_nothing_else_is_highlighted(communes: dict[str, Path]) -> None:
    highlighted = _highlighted(communes["half"])
    assert set(highlighted) == {"……"} and len(highlighted) == "\n".join(word_lines(communes["half"])).count("……") > 10
    assert _highlighted(communes["filled"]) == []


def test_drafts_are_marked_until_nothing_is_open(communes: dict[str, Path], tmp_path: Path) -> None:
    assert "Dự thảo" in word_lines(communes["half"])
    assert "Dự thảo" not in word_lines(communes["filled"])
    open_error = write_narrative(one_return(), FILES[0], tmp_path / "a.docx", office=an_office(), open_points=1)
    assert "(Bản dự thảo do máy lập: còn 01 lỗi chưa được xử lý.)" in word_lines(open_error)


@pytest.mark.parametrize(
    ("profile", "ends"), [("hd36-2018", [",", ",", ",", ",", "."]), ("hd05-2026", [";", ";", ";", ";", "."])]
)
def test_recipients_are_parted_as_the_profile_says(tmp_path: Path, profile: str, ends: list[str]) -> None:
    path = write_narrative(one_return(), FILES[0], tmp_path / "a.docx", office=an_office(), profile=profile)
    assert [
        line[-1]
        for line in word_lines(path)
        if line.startswith(("- Ban ", "- Các đồng chí Uỷ viên", "- Khối", "- Lưu"))
    ] == ends
    assert verify_docx(path, profile) == ()


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = (
        write_narrative(three_communes(), FILES[1], tmp_path / name, office=an_office()).read_bytes()
        for name in ("a.docx", "b.docx")
    )
    assert first == second


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    bad = _template(tmp_path, "{{ khong_co_the_nay }}")
    with pytest.raises(FormError, match="không có thẻ “khong_co_the_nay”"):
        write_narrative(one_return(), FILES[0], tmp_path / "out" / "a.docx", office=an_office(), template=bad)
    assert not (tmp_path / "out").exists()
    with pytest.raises(FileNotFoundError, match="Không tìm thấy mẫu báo cáo"):
        write_narrative(
            one_return(), FILES[0], tmp_path / "a.docx", office=an_office(), template=tmp_path / "none.docx"
        )
    with pytest.raises(ValueError, match="Không có thể thức “hd99”"):
        write_narrative(one_return(), FILES[0], tmp_path / "a.docx", office=an_office(), profile="hd99")
    assert [path.name for path in tmp_path.iterdir()] == [bad.name]


@pytest.mark.parametrize(
    "attack",
    ["{{ dan_so.__class__.__mro__ }}", "{{ ''.__class__ }}", "{% include 'x' %}", "{{ dan_so.cau.__globals__ }}"],
)
def test_a_strangers_template_cannot_reach_the_program(tmp_path: Path, attack: str) -> None:
    with pytest.raises(FormError):
        write_narrative(
            one_return(), FILES[0], tmp_path / "a.docx", office=an_office(), template=_template(tmp_path, attack)
        )


def test_a_communes_words_are_never_a_program(tmp_path: Path) -> None:
    typed = ["Thu nhập < 5 triệu & nợ > 3 triệu", "{{ 7 * 7 }} và {% if %}", "<w:p>", "Một\x07hai"]
    path = write_narrative(
        one_return(tables=prefilled(kho_khan=[{"noi_dung": text} for text in typed])),
        FILES[0],
        tmp_path / "a.docx",
        office=an_office(),
    )
    lines = word_lines(path)
    start = lines.index("* Khó khăn:")
    assert lines[start + 1:start + 5] == [
        "- Thu nhập < 5 triệu & nợ > 3 triệu.", "- {{ 7 * 7 }} và {% if %}.", "- <w:p>.", "- Mộthai.",
    ]  # fmt: skip


def test_tone_marks_follow_the_office_but_never_in_names(tmp_path: Path) -> None:
    own = [{"noi_dung": "Vùng Hoà Thuỷ và Hòa Thủy xa trung tâm."}]
    dataset = one_return(unit=a_unit("1", "Hòa Thuỷ"), tables=prefilled(kho_khan=own), nguoi_ky="Lê Thuý Hòa")
    old = "\n".join(
        word_lines(write_narrative(dataset, FILES[0], tmp_path / "cu.docx", office=an_office(tone_style="uy_cu")))
    )
    new = "\n".join(
        word_lines(write_narrative(dataset, FILES[0], tmp_path / "moi.docx", office=an_office(tone_style="uy_moi")))
    )
    for text in (old, new):
        for kept in (
            "XÃ HÒA THUỶ",
            "Hòa Thuỷ là xã",
            "Lê Thuý Hòa",
            "Vùng Hoà Thuỷ và Hòa Thủy xa trung tâm.",
            "HUYỆN HOẰNG HÓA",
        ):
            assert kept in text
    assert (
        "Đảng ủy xã" in old
        and "khóa XI" in old
        and "của Huyện ủy về" in old
        and "Cấp ủy, chính quyền, các tổ chức trong" in old
    )
    assert re.findall(r"(?<!Th)uỷ|hoá\b|khoá", old) == []
    assert "Đảng uỷ xã" in new and "khoá XI" in new


def test_styles_of_the_office_survive(tmp_path: Path) -> None:
    from docx import Document
    from docx.shared import Pt

    document = Document(str(the_form().folder / "bao_cao_xa.docx"))
    document.styles["Nội dung"].paragraph_format.line_spacing = Pt(19)
    own = tmp_path / "mau.docx"
    document.save(str(own))
    path = write_narrative(one_return(), FILES[0], tmp_path / "a.docx", office=an_office(), template=own)
    assert Document(str(path)).styles["Nội dung"].paragraph_format.line_spacing == Pt(19)
    assert verify_docx(path, "hd36-2018") == ()


def test_the_file_says_nothing_about_who_made_it(communes: dict[str, Path]) -> None:
    with zipfile.ZipFile(communes["filled"]) as package:
        core = package.read("docProps/core.xml").decode()
        assert {member.date_time for member in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert "python" not in core.casefold()
    assert "15877-00000000" in core


def test_model_tables_appear_only_when_there_are_many(communes: dict[str, Path]) -> None:
    from docx import Document

    counts = {name: [len(table.rows) for table in Document(str(path)).tables] for name, path in communes.items()}
    assert counts == {"filled": [1, 7, 1], "half": [1, 1], "zeros": [1, 1]}


def _highlighted(path: Path) -> list[str]:
    from docx import Document
    from docx.text.paragraph import Paragraph
    from docx.text.run import Run

    document = Document(str(path))
    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    runs = (Run(element, Paragraph(element.getparent(), document)) for element in document.element.body.iter(f"{w}r"))
    return [run.text for run in runs if run.font.highlight_color is not None]


def _template(folder: Path, text: str) -> Path:
    document = short_document()
    document.add_paragraph(text)
    path = folder / "mau_rieng.docx"
    document.save(str(path))
    return path


@pytest.mark.parametrize("name", ["bao_cao_xa", "bao_cao_huyen"])
def test_the_title_breaks_at_sensible_places_only(name: str) -> None:
    from docx import Document

    title = next(
        paragraph.text
        for paragraph in Document(str(the_form().folder / f"{name}.docx")).paragraphs
        if paragraph.style.name == "Trích yếu"
    )
    assert re.sub(r"\{\{ | \}\}", "", title).split(" ") == [
        "tổng\u00a0kết\u00a0so_nam\u00a0năm", "thực\u00a0hiện", "Quyết\u00a0định\u00a0số\u00a0290-QĐ/TW,",
        "ngày\u00a025/02/2010", "của\u00a0Bộ\u00a0Chính\u00a0trị",
        "(khoá\u00a0X)", "về\u00a0việc", "ban\u00a0hành", "Quy\u00a0chế", "công\u00a0tác\u00a0dân\u00a0vận",
        "của\u00a0hệ\u00a0thống\u00a0chính\u00a0trị",
    ]  # fmt: skip


def test_headings_signature_and_last_rows_stay_with_what_they_belong_to(communes: dict[str, Path]) -> None:
    from docx import Document
    from docx.oxml.ns import qn

    document = Document(str(communes["filled"]))
    for style in (
        "Mục lớn",
        "Mục",
        "Mục nhỏ",
        "Ý nhấn",
        "Tên bảng",
        "Lời kết",
        "Nơi nhận",
        "Danh sách nơi nhận",
        "Quyền hạn ký",
        "Chức vụ",
        "Chỗ ký",
        "Họ tên",
    ):
        assert document.styles[style].paragraph_format.keep_with_next, style
    models = document.tables[1]
    kept = [
        all(paragraph.paragraph_format.keep_with_next for cell in row.cells for paragraph in cell.paragraphs)
        for row in models.rows
    ]
    assert kept == [
        False,
        False,
        False,
        False,
        True,
        True,
        False,
    ]  # the header's style keeps it; the last three rows hold together
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for table in document.tables for row in table.rows)
