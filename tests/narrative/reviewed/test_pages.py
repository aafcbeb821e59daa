"""The printed page measured: what wraps, what is taken apart, what stands alone; and on paper for real."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.samples.communes import a_unit
from tests.samples.reports import an_office, one_return, the_form, write_narrative
from tonghop290.narrative.pdf import find_libreoffice
from tonghop290.narrative.typeset.binding import binding_of
from tonghop290.narrative.typeset.elements import text_of, w
from tonghop290.narrative.verify.page_lines import Page
from tonghop290.narrative.verify.printed_page import page_faults
from tonghop290.narrative.verify.rendered import measure_pages

HEAD = ("ĐẢNG BỘ HUYỆN HOẰNG HÓA ĐẢNG CỘNG SẢN VIỆT NAM", "ĐẢNG UỶ XÃ HOẰNG XUÂN", "* Số      -BC/ĐU",
        "Hoằng Xuân, ngày      tháng      năm 2020")  # fmt: skip
TEXT = tuple(f"Dòng {number} của báo cáo" for number in range(5))
END = ("trân trọng báo cáo.", "Nơi nhận: T/M BAN THƯỜNG VỤ", "BÍ THƯ", "Nguyễn Văn A")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_narrative(
        one_return(), "nhan_ve/001.xlsx", tmp_path_factory.mktemp("p") / "a.docx", office=an_office()
    )


def taken_apart(what: str) -> list[str]:
    return [f"Trang 1: “{what}” bị tách ở cuối dòng."]


# what the pages hold · what is said
PAGES: list[tuple[str, list[tuple[str, ...]], list[str]]] = [
    ("a right one", [HEAD + TEXT, TEXT + END], []),
    ("one page", [HEAD + END], []),
    ("the date wraps", [HEAD[:3] + ("Hoằng Xuân, ngày      tháng      năm", "2020") + TEXT, TEXT + END],
     ["Trang 1: “Hoằng Xuân, ngày      tháng      năm 2020” bị xuống dòng; đề nghị ngắt dòng trước tên.",
      *taken_apart("năm | 2020")]),
    ("the issuer wraps", [HEAD[:1] + ("ĐẢNG UỶ XÃ HOẰNG", "XUÂN") + HEAD[2:] + TEXT, TEXT + END],
     ["Trang 1: “ĐẢNG UỶ XÃ HOẰNG XUÂN” bị xuống dòng; đề nghị ngắt dòng trước tên."]),
    ("a symbol is taken apart", [HEAD + ("theo Kết luận số 114-", "KL/TW ngày 14") + TEXT, TEXT + END],
     taken_apart("114- | KL/TW")),
    ("a symbol is taken apart behind its slash", [HEAD + ("Chỉ thị số 16/CT-", "TTg, ngày") + TEXT, TEXT + END],
     taken_apart("16/CT- | TTg")),
    ("a number without its word", [HEAD + ("Quyết định số", "290-QĐ/TW, ngày") + TEXT, TEXT + END],
     taken_apart("số | 290-QĐ/TW")),
    ("a day without its word", [HEAD + ("Quyết định số 290-QĐ/TW, ngày", "25/02/2010 của") + TEXT, TEXT + END],
     taken_apart("ngày | 25/02/2010")),
    ("a dash at the end of a line", [HEAD + ("kinh tế -", "xã hội") + TEXT, TEXT + END], []),
    ("cells of a table", [HEAD + ("Số đơn vị có số", "34/36 34/36") + TEXT, TEXT + END], []),
    ("a signature alone", [HEAD + TEXT, END[1:]], ["Trang 2: chữ ký đứng một mình, không có lời văn ở trên."]),
    ("a line and the signature", [HEAD + TEXT, END], ["Trang 2: chữ ký đứng một mình, không có lời văn ở trên."]),
    ("a last page of two lines", [HEAD + TEXT, TEXT + END, TEXT[:2]], ["Trang 3 chỉ có 2 dòng."]),
    ("an empty page", [HEAD + TEXT, TEXT + END, ()], ["Trang 3 không có chữ nào."]),
    ("a heading at the foot", [(*HEAD, *TEXT, "II- KẾT QUẢ THỰC HIỆN"), TEXT + END],
     ["Trang 1: đề mục “II- KẾT QUẢ THỰC HIỆN” đứng cuối trang."]),
]  # fmt: skip


@pytest.mark.parametrize(("pages", "said"), [row[1:] for row in PAGES], ids=[row[0] for row in PAGES])
def test_what_a_page_should_not_hold_is_found(report: Path, pages: list[tuple[str, ...]], said: list[str]) -> None:
    printed = [Page(lines=lines) for lines in pages]
    assert list(page_faults(report, printed, binding_of(the_form()))) == said


def test_without_libreoffice_it_is_said_why(report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tonghop290.narrative.verify.rendered.find_libreoffice", lambda: None)
    measured = measure_pages([report], binding_of(the_form()))
    assert (measured.count, measured.found) == (0, {})
    assert measured.left == "Chưa đo trên trang in: máy này chưa cài LibreOffice."


def test_nobody_waits_longer_than_the_limit(report: Path) -> None:
    ticks = iter([0.0, 400.0])
    measured = measure_pages(
        [report], binding_of(the_form()), libreoffice=Path("soffice"), clock=lambda: next(ticks), seconds=300
    )
    assert (measured.count, measured.left) == (0, "Chưa đo trên trang in 1 văn bản: quá 5 phút.")


# --- on paper -----------------------------------------------------------------------------------------------------


def _plainly(document: Any) -> None:
    """As a hand types it: hyphens and spaces that break."""
    for hyphen in list(document.element.body.iter(w("noBreakHyphen"))):
        text = hyphen.makeelement(w("t"))
        text.text = "-"
        hyphen.addprevious(text)
        hyphen.getparent().remove(hyphen)
    for text in document.element.body.iter(w("t")):
        text.text = (text.text or "").replace("\u00a0", " ")


def _wide_name(document: Any) -> None:
    runs = [run for cell in document.tables[0].rows[0].cells for one in cell.paragraphs for run in one.runs]
    next(run for run in runs if "HOẰNG XUÂN" in run.text).text = "ĐẢNG UỶ PHƯỜNG VĂN MIẾU - QUỐC TỬ GIÁM"


def _room_before_the_signature(document: Any) -> None:
    table = next(one for one in document.tables if "T/M BAN THƯỜNG VỤ" in one.rows[0].cells[1].text)
    before = table._tbl.getprevious()
    for one in [before, before.getprevious()]:
        for kept in list(one.iter(w("keepNext"))):
            kept.getparent().remove(kept)
    style = document.styles["Lời kết"].element
    for kept in list(style.iter(w("keepNext"))):
        kept.getparent().remove(kept)
    first = table.rows[0].cells[0].paragraphs[0]
    first.paragraph_format.page_break_before = True


ON_PAPER: list[tuple[str, Callable[[Any], None], str]] = [
    ("symbols and dates typed by hand", _plainly, "bị tách ở cuối dòng."),
    ("a name too long for its column", _wide_name, "bị xuống dòng; đề nghị ngắt dòng trước tên."),
    ("a signature pushed to a page of its own", _room_before_the_signature, "chữ ký đứng một mình"),
]


@pytest.mark.libreoffice
@pytest.mark.skipif(find_libreoffice() is None, reason="soffice is not on this machine")
def test_on_paper_every_planted_fault_is_found_and_nothing_else(report: Path, tmp_path: Path) -> None:
    from docx import Document

    right = [shutil.copy(report, tmp_path / "right.docx")]
    for number, name in enumerate(("Văn Miếu - Quốc Tử Giám", "Nguyễn Thị Minh Khai")):
        unit = a_unit(str(number), name, "phường")
        right.append(
            write_narrative(one_return(unit=unit), "nhan_ve/001.xlsx", tmp_path / f"r{number}.docx", office=an_office())
        )
    wrong = []
    for number, (_, change, _) in enumerate(ON_PAPER):
        document = Document(str(report))
        change(document)
        document.save(str(tmp_path / f"{number}.docx"))
        wrong.append(tmp_path / f"{number}.docx")
    measured = measure_pages([*right, *wrong], binding_of(the_form()))
    assert (measured.count, measured.left) == (len(right) + len(wrong), "")
    for path, (name, _, said) in zip(wrong, ON_PAPER, strict=True):
        assert any(said in line for line in measured.found.get(path, ())), (name, measured.found.get(path))
    assert set(measured.found) == set(wrong)
    assert "62-KL/TW" in "\n".join(text_of(one) for one in Document(str(report)).element.body.iter(w("p")))
