"""A real client fills the form in, rearranges it, saves it in its own kinds: the same values, or a word why not."""

from __future__ import annotations

import datetime as dt
import random
from functools import cache
from pathlib import Path

import pytest

import tonghop290 as th
from tests import THOROUGH
from tests.samples import libreoffice
from tests.samples.communes import FULL, a_unit
from tests.samples.forms import shipped_form
from tests.samples.libreoffice import Desk, OfficeDied, office
from tonghop290.model import Form
from tonghop290.spreadsheet.content import Content
from tonghop290.workbook.intake.many import read_many
from tonghop290.workbook.intake.sources import Source
from tonghop290.workbook.issue.blank import write_blank
from tonghop290.workbook.plan import DETAIL, FIGURES, HIDDEN, VALUE, WORDS, plan_workbook

pytestmark = [pytest.mark.libreoffice, pytest.mark.skipif(bool(libreoffice.missing()), reason=libreoffice.missing())]


@cache
def form() -> Form:
    return shipped_form()


def row(id: str) -> int:
    return plan_workbook(form()).fields[id].row


def typed(id: str) -> str:
    """What a clerk with Vietnamese settings types: 1442,75 and 31/12/2019."""
    value = FULL[id]
    if isinstance(value, dt.date):
        return value.strftime("%d/%m/%Y")
    return str(value).replace(".", ",") if isinstance(value, float) else str(value)


@pytest.fixture(scope="module")
def filled(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> int:
    """A unit's blank workbook, filled in by typing; the document stays open for all tests, which save copies of it."""
    path = write_blank(form(), tmp_path_factory.mktemp("form") / "15877.xlsx", unit=a_unit())
    doc = desk.open(path)
    for id in FULL:
        if id != "don_vi":
            desk.type_in(doc, FIGURES, f"E{row(id)}", typed(id))
    desk.type_in(doc, FIGURES, f"F{row('tien_gop')}", "Ước tính")
    desk.type_in(doc, FIGURES, f"G{row('tien_gop')}", "chưa quyết toán")
    first = plan_workbook(form()).tables["giam_sat_theo_to_chuc"].first_row
    for down, count in enumerate((4, 5, 6, 7, 2)):
        desk.type_in(doc, DETAIL, f"D{first + down}", str(count))
    desk.type_in(doc, DETAIL, f"C{plan_workbook(form()).tables['mo_hinh'].first_row}", "Hố rác gia đình")
    desk.recalculate(doc)
    return doc


def checked(path: Path) -> tuple[dict[str, object], dict[str, object], list[tuple[str, str]]]:
    """(values, the first column of the table of supervision and the models, findings) of one file."""
    report = th.check([path], form())
    file = report.to_dict()["files"][0]
    tables = {
        "gs": [one["nam_2014"] for one in file["tables"]["giam_sat_theo_to_chuc"]],
        "mh": [one["ten"] for one in file["tables"]["mo_hinh"]],
        "tl": len(file["tables"]["thuan_loi"]),
    }
    assert file["states"] == {"tien_gop": "Ước tính"}
    return {id: file["values"][id] for id in FULL}, tables, [(one.code, one.place) for one in report.findings]


EXPECTED = {id: value.isoformat() if isinstance(value, dt.date) else value for id, value in FULL.items()}
TABLES = {"gs": [4, 5, 6, 7, 2], "mh": ["Hố rác gia đình"], "tl": 3}


def test_what_was_typed_in_libreoffice_is_read_without_loss(desk: Desk, filled: int, tmp_path: Path) -> None:
    assert checked(desk.save_as(filled, tmp_path / "a.xlsx", "xlsx")) == (EXPECTED, TABLES, [])


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_its_other_kinds_give_the_same_values(desk: Desk, filled: int, tmp_path: Path, kind: str) -> None:
    # The name does not matter: what a file is, its bytes tell.
    assert checked(desk.save_as(filled, tmp_path / "a.xlsx", kind)) == (EXPECTED, TABLES, [("other-kind", "")])


def test_rows_a_column_and_sheets_moved_change_neither_values_nor_the_place_of_a_finding(
    desk: Desk, filled: int, tmp_path: Path
) -> None:
    doc = desk.open(desk.save_as(filled, tmp_path / "a.xlsx", "xlsx"))
    desk.insert_rows(doc, FIGURES, row("dan_so"), 3)
    desk.insert_columns(doc, FIGURES, VALUE, 1)
    desk.insert_rows(doc, DETAIL, 6, 1)
    desk.rename_sheet(doc, FIGURES, "Biểu của xã")
    desk.rename_sheet(doc, WORDS, "chữ")
    desk.move_sheet(doc, "Biểu của xã", 0)
    assert checked(desk.save_as(doc, tmp_path / "b.xlsx", "xlsx")) == (EXPECTED, TABLES, [])
    desk.set(doc, "Biểu của xã", f"F{row('dan_so') + 3}", "mười nghìn")
    values, tables, findings = checked(desk.save_as(doc, tmp_path / "c.xlsx", "xlsx"))
    assert (values, tables) == ({**EXPECTED, "dan_so": None}, TABLES)
    assert findings == [("not-a-number", f"Biểu của xã!F{row('dan_so') + 3}")]
    desk.close(doc)


def test_sorted_rows_are_found_again_by_their_live_checks(desk: Desk, filled: int, tmp_path: Path) -> None:
    doc = desk.open(desk.save_as(filled, tmp_path / "a.xlsx", "xlsx"))
    desk.sort_rows(doc, FIGURES, f"A{row('dien_tich')}:H{row('thanh_vien_to_dan_van')}", 3)
    assert checked(desk.save_as(doc, tmp_path / "b.xlsx", "xlsx")) == (EXPECTED, TABLES, [("rows-moved", "")])
    desk.close(doc)


def test_words_sorted_away_from_their_numbers_are_not_believed(desk: Desk, filled: int, tmp_path: Path) -> None:
    doc = desk.open(desk.save_as(filled, tmp_path / "a.xlsx", "xlsx"))
    desk.sort_rows(doc, FIGURES, f"A{row('dan_so')}:D{row('ho_2019')}", 3, descending=True)
    values, _, findings = checked(desk.save_as(doc, tmp_path / "b.xlsx", "xlsx"))
    moved = [id for id in ("dan_so", "dan_so_2009", "ho_2009", "ho_2019") if values[id] is None]
    assert len(moved) >= 2
    assert values == {**EXPECTED, **dict.fromkeys(moved)}
    assert [code for code, _ in findings] == ["row-uncertain"] * len(moved)
    desk.close(doc)


def copied_into_a_book(filled: Path, target: Path, tries: int = 5) -> Path:
    """LibreOffice (7.4) crashes now and then while it saves such a copy: at a desk of its own, it tries again."""
    with office() as own:
        try:
            return own.save_as(own.copy_to_new_book(own.open(filled), FIGURES), target, "xlsx")
        except OfficeDied:
            if tries == 1:
                raise
    return copied_into_a_book(filled, target, tries - 1)


def test_what_a_crashed_libreoffice_had_open_is_opened_by_the_next(desk: Desk, filled: int, tmp_path: Path) -> None:
    path = desk.save_as(filled, tmp_path / "a.xlsx", "xlsx")
    with office() as first:
        first.open(path)
        first.crash()
        with pytest.raises(OfficeDied):
            first.open(path)
    with office() as second:
        assert second.open(path) == 1


def test_one_sheet_copied_into_another_book_is_read_by_code_and_label(desk: Desk, filled: int, tmp_path: Path) -> None:
    report = th.check(
        [copied_into_a_book(desk.save_as(filled, tmp_path / "filled.xlsx", "xlsx"), tmp_path / "a.xlsx")], form()
    )
    values = report.to_dict()["files"][0]["values"]
    assert {id: values[id] for id in FULL} == EXPECTED
    assert {one.code for one in report.findings} == {
        "external-links",
        "left-programs",
        "left-references",
        "table-missing",
    }  # the live checks still look into the old book: what an answer leaves behind is told


def test_a_duplicated_sheet_and_a_deleted_identity_are_said_and_read(desk: Desk, filled: int, tmp_path: Path) -> None:
    doc = desk.open(desk.save_as(filled, tmp_path / "a.xlsx", "xlsx"))
    desk.copy_sheet(doc, FIGURES, "Số liệu_2", 0)
    desk.delete_sheet(doc, HIDDEN)
    values, tables, findings = checked(desk.save_as(doc, tmp_path / "b.xlsx", "xlsx"))
    assert (values, tables, findings) == (EXPECTED, TABLES, [("form-copied", "")])
    desk.close(doc)


@pytest.mark.parametrize("kind", ["csv", "html"])
def test_the_form_saved_as_text_is_recognised_and_refused_with_the_way_out(
    desk: Desk, filled: int, tmp_path: Path, kind: str
) -> None:
    doc = desk.open(desk.save_as(filled, tmp_path / "a.xlsx", "xlsx"))
    desk.move_sheet(doc, FIGURES, 0)
    for sheet in desk.sheets(doc)[1:]:
        desk.delete_sheet(doc, sheet)
    report = th.check([desk.save_as(doc, tmp_path / "a.xls", kind)], form())
    names = {"csv": "tệp CSV", "html": "trang web (HTML)"}
    assert [str(one) for one in report.findings] == [
        (
            f"Đây là {names[kind]} lưu ra từ biểu mẫu, không còn là bảng tính. "
            "Đề nghị mở lại biểu mẫu .xlsx đã điền, chọn File › Save As › Excel Workbook (.xlsx) rồi gửi lại."
        )
    ]
    desk.close(doc)


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_days_counted_from_1904_are_the_same_days(desk: Desk, filled: int, tmp_path: Path, kind: str) -> None:
    doc = desk.open(desk.save_as(filled, tmp_path / "a.xlsx", "xlsx"))
    desk.count_days_from_1904(doc)
    for id in ("ngay_chot", "quyet_dinh_ngay"):
        desk.type_in(doc, FIGURES, f"E{row(id)}", typed(id))
    desk.recalculate(doc)
    values, _, _ = checked(desk.save_as(doc, tmp_path / f"b.{kind}", kind))
    assert values == EXPECTED
    desk.close(doc)


def test_percents_and_dates_typed_as_such_are_told_apart_where_the_kind_can(
    desk: Desk, filled: int, tmp_path: Path
) -> None:
    doc = desk.open(desk.save_as(filled, tmp_path / "a.xlsx", "xlsx"))
    desk.set(doc, FIGURES, f"E{row('ty_le_ngheo_2019')}", 0.0399)
    desk.set(doc, FIGURES, f"E{row('dan_so')}", "=10000+661")
    for kind, said in (
        (
            "xlsx",
            [("read-formula", "dan_so"), ("percent-fraction", "ty_le_ngheo_2019"), ("rule-R4d", "ty_le_ngheo_2019")],
        ),
        (
            "xls",
            [
                ("other-kind", None),
                ("read-formula", "dan_so"),
                ("percent-fraction", "ty_le_ngheo_2019"),
                ("rule-R4d", "ty_le_ngheo_2019"),
            ],
        ),
        ("ods", [("other-kind", None), ("percent-fraction", "ty_le_ngheo_2019"), ("rule-R4d", "ty_le_ngheo_2019")]),
    ):
        desk.recalculate(doc)
        report = th.check([desk.save_as(doc, tmp_path / f"b.{kind}", kind)], form())
        assert [(one.code, one.field) for one in report.findings] == said, kind
        assert report.to_dict()["files"][0]["values"]["dan_so"] == 10661
    desk.close(doc)


def test_a_damaged_xls_never_takes_the_program_with_it(desk: Desk, filled: int, tmp_path: Path) -> None:
    data = desk.save_as(filled, tmp_path / "a.xls", "xls").read_bytes()
    dice = random.Random(290)
    sources = []
    for number in range(60 if THOROUGH else 12):
        damaged = bytearray(data)
        for _ in range(dice.randrange(1, 20)):
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
        sources.append(
            Source(
                path=f"{number:02}.xls",
                content=Content(bytes(damaged[: dice.randrange(len(damaged) // 2, len(damaged) + 1)])),
            )
        )
    read = [submission for _, submission in read_many(sources, form(), workers=0)]
    assert [one.path for one in read] == [source.path for source in sources]
    assert all(one.readable or len(one.findings) == 1 for one in read)
    assert {one.findings[0].code for one in read if not one.readable} <= {
        "file-damaged",
        "file-crash",
        "file-too-large",
        "file-not-our-form",
        "file-not-workbook",
    }
