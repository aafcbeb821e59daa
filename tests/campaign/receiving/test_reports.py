"""The report a unit sends back is kept with its return and held against it, whatever it is called."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from tests.campaign.test_commands import run
from tests.narrative.returned.pdfs import a_pdf, pages_of_text
from tests.samples.packages import packed
from tests.samples.reports import word_lines
from tests.samples.rounds import (
    GOOD,
    ONE,
    TWO,
    a_mail,
    a_round,
    body,
    dump,
    opened,
    originals,
    receive_all,
    return_bytes,
    tree,
    what,
)
from tonghop290.campaign.settings import Round
from tonghop290.pipeline.check import check
from tonghop290.pipeline.documents import write_narratives
from tonghop290.spreadsheet.content import Content

BODY = "word/document.xml"


@pytest.fixture
def round(tmp_path: Path) -> Round:
    return a_round(tmp_path / "đợt")


def a_report(round: Round, folder: Path, unit: str = ONE, **values: object) -> bytes:
    """The report the office prints from a return."""
    folder.mkdir(exist_ok=True)
    (folder / "a.xlsx").write_bytes(return_bytes(round, unit, **values))
    found = check([folder / "a.xlsx"], round.form, units=round.units, office=round.office)
    return write_narratives(found, folder / "bao_cao")[0].read_bytes()


def edited(report: bytes, *changes: tuple[str, str]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(report)) as package:
        content = {name: package.read(name) for name in package.namelist()}
    text = content[BODY].decode()
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return packed({**content, BODY: text.encode()})


def told(round: Round, unit: str = ONE) -> list[tuple[str, str, str]]:
    """What is said of the report of the return that counts: field, cell, message."""
    with opened(round) as ledger:
        current = ledger.current_of(unit)
        assert current is not None
        found = [one for _, one in ledger.findings(current) if one["code"].startswith("report-figure")]
    return [(one["field"], one["cell"], one["message"]) for one in found]


def printed(report: bytes, folder: Path, *changes: tuple[str, str], keeps: bool = True) -> bytes:
    """The report as somebody prints it to PDF. ``keeps``: what it is about, as Word and LibreOffice do."""
    (folder / "r.docx").write_bytes(report)
    text = "\n".join(word_lines(folder / "r.docx"))
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return a_pdf(pages_of_text(text), subject=Content(report).subject() if keeps else "")


def put(round: Round, name: str, data: bytes) -> None:
    (round.folder.inbox / name).write_bytes(data)


CHANGES = (">6.000<", ">6.100<"), (">300<", ">299<")


def test_each_figure_changed_in_the_report_of_a_mail_is_one_finding_with_its_place(
    round: Round, tmp_path: Path
) -> None:
    report = edited(a_report(round, tmp_path / "in"), *CHANGES)
    files = {"biểu.xlsx": return_bytes(round, ONE), "Văn bản 1.docx": report, "ký.pdf": b"%PDF-1.7\n" + bytes(300)}
    put(round, "thư.eml", a_mail("Xã <xa1@mau.example>", files))
    got = receive_all(round)
    assert what(got) == [("thư.eml › biểu.xlsx", "first", "warnings")]
    assert [(field, cell) for field, cell, _ in told(round)] == [("dan_so", "E8"), ("dang_vien", "E9")]
    assert told(round)[0][2].endswith("“Dân số (người)” ghi là 6.100; số của biểu là 6.000.")
    assert "thư.eml" in {path.name for path in originals(round)}
    assert any("Văn bản 1.docx" in line for line in dump(round))
    assert "6.100" in body(next(round.folder.answers.glob("*.eml")))
    before = tree(round.folder)
    assert (what(receive_all(round)), tree(round.folder) == before) == ([], True)


def test_a_report_printed_to_pdf_is_held_against_its_return_too(round: Round, tmp_path: Path) -> None:
    own = a_report(round, tmp_path / "in")
    without_code = printed(own, tmp_path, ("6.000", "6.100"), ("300", "200"), keeps=False)
    files = {"a.xlsx": return_bytes(round, ONE), "ký.pdf": without_code}
    put(round, "thư.eml", a_mail("Xã <xa1@mau.example>", files))
    got = receive_all(round)
    assert what(got) == [("thư.eml › a.xlsx", "first", "warnings")]
    assert told(round) == [
        ("dan_so", "E8", "Báo cáo “ký.pdf”, trang 1: “Dân số (người)” ghi là 6.100; số của biểu là 6.000."),
        ("dang_vien", "E9", "Báo cáo “ký.pdf”, trang 1: “Số đảng viên” ghi là 200; số của biểu là 300."),
    ]
    assert any("ký.pdf (báo cáo PDF, đã so số với biểu)" in line for line in dump(round))


# where the code of a PDF stands that comes by itself
CODES = {"in its properties": ("", True), "on paper, as on drafts and older prints": ("\n{code}", False)}


@pytest.mark.parametrize("name", CODES)
def test_a_pdf_that_comes_later_finds_its_return_by_its_code(name: str, round: Round, tmp_path: Path) -> None:
    own, (line, keeps) = a_report(round, tmp_path / "in"), CODES[name]
    put(round, "a.xlsx", return_bytes(round, ONE))
    receive_all(round)
    last = line.format(code=Content(own).subject())
    put(round, "ký.pdf", printed(own, tmp_path, ("300", "ba trăm" + last), keeps=keeps))
    put(round, "thư khác.pdf", a_pdf(pages_of_text("Kính gửi Ban Dân vận, xã xin nộp biểu.")))
    got = receive_all(round)
    assert what(got) == [("ký.pdf", "report", "warnings"), ("thư khác.pdf", "unreadable", "unreadable")]
    assert [message for _, _, message in told(round)] == [
        "Báo cáo “ký.pdf”: chưa tìm thấy trong văn bản số của “Số đảng viên” (300)."
    ]


def test_a_word_file_that_forgot_its_printing_is_known_by_its_properties(round: Round, tmp_path: Path) -> None:
    put(round, "a.xlsx", return_bytes(round, ONE))
    receive_all(round)
    with zipfile.ZipFile(io.BytesIO(a_report(round, tmp_path / "in"))) as package:
        kept = {name: package.read(name) for name in package.namelist() if "customXml" not in name}
    put(round, "b.docx", packed(kept))
    assert what(receive_all(round)) == [("b.docx", "report", "clean")] and told(round) == []


def test_a_report_that_says_the_same_is_kept_and_nothing_is_asked(round: Round, tmp_path: Path) -> None:
    report = edited(a_report(round, tmp_path / "in"), ("</w:body>", "<!-- sửa --></w:body>"))
    put(round, "thư.eml", a_mail("Xã <xa1@mau.example>", {"a.xlsx": return_bytes(round, ONE), "b.docx": report}))
    assert what(receive_all(round)) == [("thư.eml › a.xlsx", "first", "clean")] and told(round) == []


def test_a_report_that_comes_later_by_itself_finds_its_return(round: Round, tmp_path: Path) -> None:
    put(round, "a.xlsx", return_bytes(round, ONE))
    receive_all(round)
    put(round, "không tên.docx", edited(a_report(round, tmp_path / "in"), *CHANGES))
    got = receive_all(round)
    assert (what(got), got.exit_code) == ([("không tên.docx", "report", "warnings")], 0)
    assert [field for field, _, _ in told(round)] == ["dan_so", "dang_vien"]
    again = receive_all(round)
    assert (what(again), len(told(round))) == ([], 2)
    assert "Mẫu 1" in run("status", cwd=round.folder.root)[0]


def test_a_report_and_its_workbook_side_by_side_in_the_letter_box_go_together(round: Round, tmp_path: Path) -> None:
    put(round, "z.docx", edited(a_report(round, tmp_path / "in"), *CHANGES))
    put(round, "a.xlsx", return_bytes(round, ONE))
    assert what(receive_all(round)) == [("a.xlsx", "first", "warnings")] and len(told(round)) == 2


def test_a_mail_with_nothing_but_a_report_and_its_scan_finds_its_return(round: Round, tmp_path: Path) -> None:
    put(round, "a.xlsx", return_bytes(round, ONE))
    receive_all(round)
    files = {"r.docx": edited(a_report(round, tmp_path / "in"), *CHANGES), "r.pdf": b"%PDF-1.7\n" + bytes(300)}
    put(round, "thư.eml", a_mail("Xã <xa1@mau.example>", files))
    got = receive_all(round)
    assert ([kind for _, kind, _ in what(got)], got.exit_code, len(told(round))) == (["report"], 0, 2)


# which report came with the return of the first unit · what is told of it
OTHERS = {
    "of another unit": (TWO, GOOD, []),
    "of other figures, as it was printed": (ONE, {**GOOD, "chi_bo": 13}, ["chi_bo"]),
}


@pytest.mark.parametrize("name", OTHERS)
def test_only_the_unit_s_own_report_is_held_against_its_figures(name: str, round: Round, tmp_path: Path) -> None:
    unit, values, wanted = OTHERS[name]
    report = a_report(round, tmp_path / "in", unit, **values)
    put(round, "thư.eml", a_mail("Xã <xa1@mau.example>", {"a.xlsx": return_bytes(round, ONE), "b.docx": report}))
    receive_all(round)
    assert [field for field, _, _ in told(round)] == wanted


def test_while_there_is_no_return_a_report_is_asked_about_as_any_other_file(round: Round, tmp_path: Path) -> None:
    put(round, "r.docx", a_report(round, tmp_path / "in"))
    assert [(kind, status) for _, kind, status in what(receive_all(round))] == [("unreadable", "unreadable")]
