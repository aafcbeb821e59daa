"""``annotate``: every return that needs one gets its answer, under a name of its own."""

from __future__ import annotations

import email.message
import shutil
import unicodedata
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import tonghop290 as th
from tests.looked_at import looked_at
from tests.samples.communes import FULL
from tests.samples.mistakes import FORM, SMALL, UNIT, WRONG, a_return, a_small_return, with_parts, without_file
from tonghop290.file_names import WRITTEN
from tonghop290.model import Finding
from tonghop290.spreadsheet.content import Content
from tonghop290.workbook.answer.answers import write_fresh
from tonghop290.workbook.intake.one import read_submission
from tonghop290.workbook.issue.blank import Filling, write_blank
from tonghop290.workbook.plan import plan_workbook

PLAN = plan_workbook(FORM)


def signed(source: Path, path: Path) -> Path:
    """A copy that must not be edited in place."""
    return with_parts(source, path, lambda every: every.update({"_xmlsignatures/origin.sigs": b""}))


def names(written: list[Path]) -> list[str]:
    return [path.name for path in written]


def test_every_return_with_points_is_answered_and_the_others_are_not(tmp_path: Path) -> None:
    folder = tmp_path / "nhan_ve"
    folder.mkdir()
    a_return(folder / "loi.xlsx")
    a_return(folder / "dat.xlsx", {"nguoi_ky": "Nguyễn Văn C"})
    (folder / "hong.xlsx").write_bytes(b"PK\x03\x04")
    (folder / "anh.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    report = th.check([folder], FORM, compare=False)
    points = {
        file.path: {one.severity for one in file.findings} for file in report.files if file.status != "unreadable"
    }
    written = th.annotate(report, tmp_path / "phan_hoi")
    assert names(written) == [
        Path(path).name for path, severities in points.items() if severities & {"error", "warning"}
    ]
    assert "loi.xlsx" in names(written)
    assert all(path.parent == tmp_path / "phan_hoi" for path in written)


def test_returns_in_archives_and_mails_are_answered_each_under_its_own_name(tmp_path: Path) -> None:
    source = a_small_return(tmp_path / "a.xlsx")
    inbox = tmp_path / "den"
    inbox.mkdir()
    with zipfile.ZipFile(inbox / "1.zip", "w") as archive:
        archive.write(source, "xã/Hoằng Xuân.xlsx")
        archive.write(source, unicodedata.normalize("NFD", "sub/Hoằng Xuân.xlsx"))
        archive.write(source, "x" * 180 + ".xlsx")
    mail = email.message.EmailMessage()
    mail["From"], mail["Subject"] = "xa@example.vn", "Gửi biểu"
    mail.set_content("Kính gửi")
    mail.add_attachment(source.read_bytes(), maintype="application", subtype="octet-stream", filename="HOẰNG XUÂN.XLSX")
    (inbox / "2.eml").write_bytes(mail.as_bytes())
    (inbox / "3 › lạ.xlsx").write_bytes(source.read_bytes())
    written = th.annotate(th.check([inbox], SMALL), tmp_path / "out")
    assert len(written) == 5
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted([WRITTEN, *names(written)])
    assert len({name.casefold() for name in names(written)}) == 5
    assert all(
        len(name) <= 120 and name.casefold().endswith(".xlsx") and name == unicodedata.normalize("NFC", name)
        for name in names(written)
    )
    assert {"Hoằng Xuân.xlsx", "Hoằng Xuân (2).xlsx", "HOẰNG XUÂN (3).xlsx", "lạ.xlsx"} <= set(names(written))


@pytest.mark.parametrize(
    "name",
    ["../../ngoài.xlsx", "..\\..\\ngoài.xlsx", "/tuyệt đối.xlsx", "C:\\x.xlsx", "CON.xlsx", "a?b*c|d.xlsx", "....xlsx"],
)
def test_no_name_writes_outside_the_folder(tmp_path: Path, name: str) -> None:
    from tonghop290.workbook.answer.answers import Answers

    source = a_small_return(tmp_path / "a.xlsx")
    answers = Answers(SMALL, SMALL.office, tmp_path / "out")
    path = answers.write(f"thu.zip › {name}", Content(source.read_bytes()), [], unit=UNIT, filled=dict)
    assert path.parent == tmp_path / "out"
    assert [entry.name for entry in (tmp_path / "out").iterdir()] == [path.name]
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["a.xlsx", "out"]


def test_a_return_is_never_written_over(tmp_path: Path) -> None:
    source = a_small_return(tmp_path / "a.xlsx")
    before = source.read_bytes()
    one = th.annotate(th.check([source], SMALL), tmp_path)
    two = th.annotate(th.check([tmp_path], SMALL), tmp_path)
    assert names(one) == ["a (2).xlsx"]
    assert source.read_bytes() == before
    assert not {"a.xlsx", "a (2).xlsx"} & set(names(two))


def test_a_file_changed_after_the_check_is_told_and_the_others_are_written(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        a_small_return(tmp_path / name)
    report = th.check([tmp_path / "a.xlsx", tmp_path / "b.xlsx"], SMALL)
    a_return(tmp_path / "a.xlsx")
    with pytest.raises(OSError, match=r"đã thay đổi.*a\.xlsx$"):
        th.annotate(report, tmp_path / "out")
    assert sorted(entry.name for entry in (tmp_path / "out").iterdir()) == [WRITTEN, "b.xlsx"]


def test_what_cannot_be_marked_is_answered_with_a_fresh_form_of_the_same_values(tmp_path: Path) -> None:
    report = th.check([signed(a_return(tmp_path / "a.xlsx"), tmp_path / "b.xlsx")], FORM)
    (path,) = th.annotate(report, tmp_path / "out")
    back = th.check([path], FORM)
    old, new = without_file(report)[1], without_file(back)[1]
    assert (new["values"], new["tables"], new["unit"]) == (old["values"], old["tables"], old["unit"])
    points = [
        [(one.code, one.place, one.value) for one in each.findings if one.severity != "note"] for each in (report, back)
    ]
    assert points[0] == points[1]
    assert read_submission(path, FORM).issue == "2020-01"
    assert looked_at(path)["Số liệu"]["E17"].value == "mười nghìn"
    assert looked_at(path)["Cần sửa"]["D9"].value == "Số liệu!E17"


def test_findings_move_to_the_cells_of_the_fresh_form(tmp_path: Path) -> None:
    def one(field: str | None, cell: str | None = "X1") -> Finding:
        return Finding(
            code="c",
            severity="error",
            stage="type",
            message="Sai.",
            sheet="Trang cũ" if cell else None,
            cell=cell,
            field=field,
        )

    rows = [{"ten": f"Mô hình {number}", "nam": 2014, "ket_qua": f"Kết quả {number}"} for number in range(1, 61)]
    found = [
        one("dan_so"),
        one("mo_hinh.2.nam"),
        one("mo_hinh.60.nam"),
        one("giam_sat_theo_to_chuc.mttq.2014"),
        one("không có"),
        one(None, None),
    ]
    first_row = FORM.tables["giam_sat_theo_to_chuc"].rows[0].id
    first_column = FORM.tables["giam_sat_theo_to_chuc"].columns[0].id
    found[3] = one(f"giam_sat_theo_to_chuc.{first_row}.{first_column}")
    path = write_fresh(
        tmp_path / "a.xlsx", found, form=FORM, unit=UNIT, filled={"values": FULL, "tables": {"mo_hinh": rows}}
    )
    sheet = looked_at(path)["Cần sửa"]
    place = PLAN.tables["mo_hinh"]
    last = place.last_row - place.first_row + 1
    expected = [
        PLAN.fields["dan_so"].value,
        place.cell(2, "nam"),
        place.cell(last, "nam"),
        PLAN.tables["giam_sat_theo_to_chuc"].cell(1, first_column),
    ]
    assert sorted(str(sheet.cell(row, 4).value) for row in range(8, 14)) == sorted(
        [*map(str, expected), "Cả tệp", "Cả tệp"]
    )
    read = read_submission(path, FORM).tables["mo_hinh"]
    assert len(read) == last
    assert "\n".join(row["ket_qua"].text for row in read) == "\n".join(f"Kết quả {number}" for number in range(1, 61))


def test_explanations_stay_in_the_next_answer(tmp_path: Path) -> None:
    source = a_return(tmp_path / "a.xlsx")
    (first,) = th.annotate(th.check([source], FORM), tmp_path / "1")
    book = openpyxl.load_workbook(first)
    book["Cần sửa"]["I16"] = "Có nhà máy mới"
    book.save(tmp_path / "b.xlsx")
    (second,) = th.annotate(th.check([tmp_path / "b.xlsx"], FORM), tmp_path / "2")
    assert looked_at(second)["Cần sửa"]["I16"].value == "Có nhà máy mới"


def test_a_round_of_corrections_ends_clean(tmp_path: Path) -> None:
    """Answer, correct what the list says, answer again: in the end nothing is marked and nothing was lost."""
    right: dict[str, Any] = {id: FULL[id] for id in WRONG}
    path = a_return(tmp_path / "a.xlsx")
    for step, fields in enumerate(
        (["dan_so", "dien_tich", "chi_bo"], [id for id in WRONG if id not in ("dan_so", "dien_tich", "chi_bo")]), 1
    ):
        (path,) = th.annotate(th.check([path], FORM), tmp_path / f"{step}")
        book = openpyxl.load_workbook(path)
        for id in fields:
            book["Số liệu"][PLAN.fields[id].value.a1] = right[id]
        book["Biểu chi tiết"]["E16"] = 2014
        book.save(path)
    shutil.copy(path, tmp_path / "cuoi.xlsx")
    clean = write_blank(FORM, tmp_path / "sach.xlsx", unit=UNIT, filling=Filling(values=FULL))
    last, wanted = th.check([tmp_path / "cuoi.xlsx"], FORM), th.check([clean], FORM)
    assert [one for one in last.findings if one.severity == "error"] == []
    assert last.to_dict()["files"][0]["values"] == wanted.to_dict()["files"][0]["values"]
