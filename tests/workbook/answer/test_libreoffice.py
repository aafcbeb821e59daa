"""An answer in the hands of LibreOffice: it opens, is saved, and is still the sender's workbook."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

import tonghop290 as th
from tests.looked_at import looked_at
from tests.samples.libreoffice import missing, shared
from tests.samples.mistakes import FORM, UNIT, a_return, findings, with_belongings, without_file
from tonghop290.workbook.answer.explanations import read_explanations
from tonghop290.workbook.answer.marked import write_marked
from tonghop290.workbook.answer.points import OURS

RED, AMBER = "FFFFC7CE", "FFFFD27F"

pytestmark = pytest.mark.libreoffice
EXPLANATIONS = {"unusual-high|thu_nhap_2019": "=1+1: có nhà máy mới"}
COUNTS = {*(f"{column}{row}" for column in "FG" for row in range(9, 18)), "B18"}
"""Of the points on ``Hướng dẫn``: in a marked copy as many as its list has."""


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with answers and, in ``out``, what LibreOffice made of them."""
    if missing():
        pytest.skip(missing())
    folder = tmp_path_factory.mktemp("answers")
    for source in (a_return(folder / "plain.xlsx"), with_belongings(a_return(folder / "x.xlsx"), folder / "full.xlsx")):
        write_marked(
            source, folder / f"marked-{source.name}", findings(source), form=FORM, unit=UNIT, explanations=EXPLANATIONS
        )
    out = folder / "out"
    out.mkdir()
    with shared() as desk:
        for name in ("marked-plain.xlsx", "marked-full.xlsx", "plain.xlsx"):
            desk.save_as(desk.open(folder / name), out / name, "xlsx")
        doc = desk.open(folder / "marked-plain.xlsx")
        for kind in ("ods", "pdf"):
            desk.save_as(doc, out / f"marked-plain.{kind}", kind)
    return folder


@pytest.mark.parametrize("name", ["marked-plain.xlsx", "marked-full.xlsx"])
def test_saved_by_libreoffice_it_reads_back_the_same(saved: Path, name: str) -> None:
    before, after = (without_file(th.check([folder / name], FORM)) for folder in (saved, saved / "out"))
    assert after[1]["values"] == before[1]["values"]
    assert [(one.code, one.place, one.message) for one in after[0]] == [
        (one.code, one.place, one.message) for one in before[0]
    ]


def test_drop_downs_protection_names_and_live_checks_are_still_there(saved: Path) -> None:
    plain, answer = (looked_at(saved / "out" / name) for name in ("plain.xlsx", "marked-plain.xlsx"))
    assert answer.sheetnames == ["Cần sửa", *plain.sheetnames]
    assert set(plain.defined_names) <= set(answer.defined_names)
    for name in plain.sheetnames:
        old, new = plain[name], answer[name]
        assert (new.protection.sheet, new.sheet_state) == (old.protection.sheet, old.sheet_state)
        assert sorted(str(one.sqref) for one in new.data_validations.dataValidation) == sorted(
            str(one.sqref) for one in old.data_validations.dataValidation
        )
        before, after = (
            {cell.coordinate: cell.value for row in sheet.iter_rows() for cell in row if cell.data_type == "f"}
            for sheet in (old, new)
        )
        assert before.keys() == after.keys()
        counts = {cell for cell in before if before[cell] != after[cell]}
        assert counts <= (COUNTS if name == "Hướng dẫn" else set())
        # a marked cell leaves the rule that paints right answers white, and gets one of its own
        assert len(new.conditional_formatting) >= len(old.conditional_formatting)


def test_colours_comments_links_and_explanations_survive(saved: Path) -> None:
    book = looked_at(saved / "out" / "marked-full.xlsx")
    wrong = [one for one in findings(saved / "full.xlsx") if one.severity != "note"]
    for one in wrong:
        cell = book[str(one.sheet)][str(one.cell)]
        assert cell.fill.fgColor.rgb == (RED if one.severity == "error" else AMBER)
        assert OURS.heading in cell.comment.text
        assert one.message in cell.comment.text
    assert book["Số liệu"]["E17"].comment.text.startswith("Số này <Ủy ban> & xã cấp")
    assert book["Tính toán"]["C1"].comment.text == "Ghi chú riêng của tôi"
    links = [cell.hyperlink.location for row in book["Cần sửa"].iter_rows() for cell in row if cell.hyperlink]
    assert len(links) == len(findings(saved / "full.xlsx"))
    assert {one.key for one in wrong} >= set(EXPLANATIONS)
    for name in ("marked-full.xlsx", "marked-plain.xlsx", "marked-plain.ods"):
        assert read_explanations(saved / "out" / name) == EXPLANATIONS


def test_an_answer_saved_by_libreoffice_is_marked_anew_without_traces(saved: Path, tmp_path: Path) -> None:
    again = looked_at(write_marked(saved / "out" / "marked-full.xlsx", tmp_path / "a.xlsx", [], form=FORM, unit=UNIT))
    assert again.sheetnames.count("Cần sửa") == 1
    cells = [cell for sheet in again if sheet.title != "Cần sửa" for row in sheet.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.fill.fgColor.rgb in (RED, AMBER)] == []
    assert sorted(cell.comment.text for cell in cells if cell.comment) == [
        "Ghi chú riêng của tôi",
        "Số này <Ủy ban> & xã cấp",
    ]


def test_the_list_prints_on_landscape_a4_pages_as_wide_as_the_list(saved: Path) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not on this machine")
    pdf = saved / "out" / "marked-plain.pdf"
    text = subprocess.run(
        ["pdftotext", "-f", "1", "-l", "1", "-layout", str(pdf), "-"], check=True, capture_output=True, timeout=60
    ).stdout.decode()
    header = next(line for line in text.splitlines() if "STT" in line)
    assert header.split("  ")[0] == "STT" or header.strip().startswith("STT")
    assert header.strip().endswith("Kết quả")
    info = subprocess.run(["pdfinfo", str(pdf)], check=True, capture_output=True, timeout=300).stdout.decode()
    assert "841" in next(line for line in info.splitlines() if line.startswith("Page size")).split("x")[0]
