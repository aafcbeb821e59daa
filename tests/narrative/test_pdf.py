"""PDF beside each report: who prints it, what comes out, what is said when nobody can."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.cli.test_commands import run
from tests.samples.communes import FULL, a_unit
from tests.samples.forms import shipped_form
from tests.samples.reports import short_document, short_template
from tonghop290.cli.main import main
from tonghop290.file_names import WRITTEN
from tonghop290.narrative.pdf import PdfError, find_libreoffice, write_pdfs
from tonghop290.pipeline.issue import write_blank

PRINTER = """#!/bin/sh
out=""; seen=""
for one in "$@"; do
  if [ "$seen" = "--outdir" ]; then out="$one"; mkdir -p "$out"; fi
  case "$one" in *lost*) ;; *.docx) printf 'PDF of %s' "$one" > "$out/$(basename "$one" .docx).pdf" ;; esac
  seen="$one"
done
all="$*"
printf '%s\\n' "${#all}" >> "$(dirname "$0")/calls"
"""


@pytest.fixture
def printer(tmp_path: Path) -> Path:
    """A program that is called as LibreOffice is; it prints no document whose name has "lost" in it."""
    program = tmp_path / "bin" / "soffice"
    program.parent.mkdir()
    program.write_text(PRINTER, encoding="utf-8")
    program.chmod(0o755)
    return program


def documents(folder: Path, *names: str) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{name}.docx" for name in names]
    for path in paths:
        path.write_bytes(b"x")
    return paths


def test_a_pdf_stands_beside_each_document(tmp_path: Path, printer: Path) -> None:
    paths = [*documents(tmp_path / "a", "15877 Xã Hoằng Xuân", "2"), *documents(tmp_path / "b", "2")]
    assert write_pdfs(paths, libreoffice=printer) == [path.with_suffix(".pdf") for path in paths]
    assert [path.with_suffix(".pdf").read_text() for path in paths] == [f"PDF of {path}" for path in paths]
    assert sorted(path.name for path in (tmp_path / "a").iterdir()) == [
        "15877 Xã Hoằng Xuân.docx",
        "15877 Xã Hoằng Xuân.pdf",
        "2.docx",
        "2.pdf",
    ]


def test_the_documents_of_a_folder_are_printed_in_one_call(tmp_path: Path, printer: Path) -> None:
    write_pdfs(documents(tmp_path / "a", *map(str, range(30))), libreoffice=printer)
    assert len((printer.parent / "calls").read_text().splitlines()) == 1


def test_a_command_line_never_grows_past_what_windows_takes(tmp_path: Path, printer: Path) -> None:
    paths = documents(tmp_path / "a", *(f"{number:03} {'x' * 190}" for number in range(200)))
    assert len(write_pdfs(paths, libreoffice=printer)) == 200
    lengths = [int(line) for line in (printer.parent / "calls").read_text().splitlines()]
    assert 1 < len(lengths) < 5 and max(lengths) < 32_767


def test_one_document_that_cannot_be_printed_costs_no_other(tmp_path: Path, printer: Path) -> None:
    paths = documents(tmp_path / "a", "1", "lost", "3")
    with pytest.raises(PdfError, match=r"LibreOffice không tạo được bản PDF của: lost\.docx\.") as caught:
        write_pdfs(paths, libreoffice=printer)
    assert caught.value.written == (paths[0].with_suffix(".pdf"), paths[2].with_suffix(".pdf"))
    assert all(path.is_file() for path in caught.value.written)


def test_a_printer_that_cannot_start_prints_nothing(tmp_path: Path) -> None:
    with pytest.raises(PdfError, match=r"không tạo được bản PDF của: 1\.docx\."):
        write_pdfs(documents(tmp_path / "a", "1"), libreoffice=tmp_path / "none")


def test_no_documents_need_no_libreoffice() -> None:
    assert write_pdfs([]) == []


@pytest.mark.parametrize(("platform", "place"), [
    ("win32", "Program Files/LibreOffice/program/soffice.com"),
    ("win32", "Program Files/LibreOffice 5/program/soffice.exe"),
    ("darwin", "Applications/LibreOffice.app/Contents/MacOS/soffice"),
])  # fmt: skip
def test_libreoffice_is_found_where_installers_put_it(tmp_path: Path, platform: str, place: str) -> None:
    environment = {"PATH": "", "ProgramFiles": str(tmp_path / "Program Files"), "HOME": str(tmp_path)}
    assert find_libreoffice(environment, "win32") is None
    (tmp_path / place).parent.mkdir(parents=True)
    (tmp_path / place).touch()
    assert find_libreoffice(environment, platform) == tmp_path / place


def test_the_path_comes_first(printer: Path) -> None:
    assert find_libreoffice({"PATH": str(printer.parent)}) == printer


@pytest.fixture(scope="module")
def a_return(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_blank(shipped_form(), tmp_path_factory.mktemp("nhan_ve") / "1.xlsx", unit=a_unit(), values=FULL)


def test_without_libreoffice_one_sentence_says_so_and_the_reports_are_written(
    tmp_path: Path,
    a_return: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    import urllib.request  # noqa: F401 - looked for elsewhere, once the name of the system is another

    import docxtpl  # noqa: F401 - as above
    import pandas  # noqa: F401 - as above

    if Path("/Applications/LibreOffice.app").exists():
        pytest.skip("LibreOffice stands at its usual place of macOS")
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(SystemExit) as left:
        main(["report", str(a_return), "-o", str(tmp_path / "ra"), "--pdf"])
    out, err = capsys.readouterr()
    assert (left.value.code, out) == (0, f"Đã ghi 1 báo cáo vào {tmp_path / 'ra'}\n")
    assert "\nMáy này chưa cài LibreOffice nên chưa tạo được bản PDF; các tệp .docx đã ghi đầy đủ." in err


def test_the_command_line_prints_reports_and_the_districts_together(
    tmp_path: Path, a_return: Path, printer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{printer.parent}:/usr/bin:/bin")
    template = ("--template", short_template(tmp_path / "mau.docx"))
    code, out, _ = run("report", a_return, "-o", tmp_path / "ra", "--district", *template, "--verify", "--pdf")
    assert (code, out.splitlines()) == (0, [
        f"Đã ghi 1 báo cáo vào {tmp_path / 'ra'}", f"Đã ghi {tmp_path / 'ra' / 'Báo cáo tổng hợp.docx'}",
        "Thể thức hd36-2018: 2/2 văn bản đúng.", "Chưa đo trên trang in 2 văn bản: LibreOffice không in được.",
        "Đã tạo 2 bản PDF",
    ])  # fmt: skip
    assert sorted(path.name for path in (tmp_path / "ra").iterdir()) == [
        WRITTEN, "15877 Xã Hoằng Xuân.docx", "15877 Xã Hoằng Xuân.pdf", "Báo cáo tổng hợp.docx",
        "Báo cáo tổng hợp.pdf"]  # fmt: skip


def test_verify_names_the_document_and_what_differs(
    tmp_path: Path, a_return: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tonghop290.narrative.verify.rendered.find_libreoffice", lambda: None)

    document = short_document()
    document.sections[0].left_margin = 25 * 36000
    document.save(str(tmp_path / "mau.docx"))
    code, out, _ = run("report", a_return, "-o", tmp_path / "ra", "--template", tmp_path / "mau.docx", "--verify")
    assert (code, out.splitlines()[1:]) == (
        0,
        [
            "15877 Xã Hoằng Xuân.docx: Phần 1: lề trái 25 mm, cần 30 mm.",
            "Thể thức hd36-2018: 0/1 văn bản đúng.",
            "Chưa đo trên trang in: máy này chưa cài LibreOffice.",
        ],
    )
