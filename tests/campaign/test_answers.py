"""The answer to a return, and what its sender explains in it."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import openpyxl
import pytest

from tests.samples.rounds import (
    DOUBTFUL,
    NOON,
    ONE,
    THREE,
    TWO,
    WRONG,
    a_return,
    a_round,
    answers,
    body,
    mail,
    receive_all,
    standing,
    states,
)
from tonghop290.campaign.settings import Round

LATER = NOON + dt.timedelta(days=2)


@pytest.fixture
def round(tmp_path: Path) -> Round:
    return a_round(tmp_path / "đợt 1")


def test_the_answer_lists_this_units_points_and_no_others(round: Round) -> None:
    a_return(round, ONE, **WRONG)
    a_return(round, TWO, **DOUBTFUL)
    receive_all(round)
    letter = body(round.folder.answers / "20001 Xã Mẫu 1 - lần 1.eml")
    assert "trang “Số liệu”, ô E" in letter and "ghi “mười hai”, không phải là số" in letter
    assert "25.000" not in letter and "Mẫu 2" not in letter
    message = mail(round.folder.answers / "20001 Xã Mẫu 1 - lần 1.eml")
    assert (message["To"], message["X-Unsent"]) == ("xa1@mau.example", "1")
    (attached,) = message.iter_attachments()
    assert attached.get_filename() == "20001 Xã Mẫu 1 - lần 1.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(attached.get_payload(decode=True)))  # type: ignore[arg-type]
    assert book.sheetnames[0] == "Cần sửa"


def test_nobody_is_asked_to_send_before_a_day_that_is_past(round: Round) -> None:
    a_return(round, ONE, **WRONG)
    receive_all(round)
    a_return(round, TWO, **WRONG)
    receive_all(round, now=NOON + dt.timedelta(days=6))
    said = [
        next(line for line in body(round.folder.answers / f"{name} - lần 1.eml").splitlines() if "15/01/2020" in line)
        for name in ("20001 Xã Mẫu 1", "20002 Xã Mẫu 2")
    ]
    assert said == [
        "Đề nghị gửi lại chậm nhất là hết ngày 15/01/2020.",
        "Hạn gửi (ngày 15/01/2020) đã qua, đề nghị gửi lại sớm.",
    ]


def test_a_clean_return_is_thanked_for(round: Round) -> None:
    a_return(round, ONE)
    receive_all(round)
    assert answers(round) == ["20001 Xã Mẫu 1 - lần 1.eml"]
    assert "Số liệu đã đầy đủ, hợp lệ." in body(round.folder.answers / "20001 Xã Mẫu 1 - lần 1.eml")


def explain(path: Path, target: Path, text: str) -> None:
    """Type into every open ``Giải trình`` of a marked workbook, as a sender would."""
    book = openpyxl.load_workbook(path)
    sheet = book["Cần sửa"]
    header = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "Giải trình")
    for row in range(header.row + 1, sheet.max_row + 1):
        if sheet.cell(row, 1).value and "|" in str(sheet.cell(row, 1).value):
            sheet.cell(row, header.column).value = text
    book.save(target)  # says it was saved today, years after the day of this round: a clock nobody believes


def test_an_explained_warning_is_answered_and_an_error_is_not(round: Round) -> None:
    a_return(round, ONE, **DOUBTFUL)
    a_return(round, TWO, **WRONG)
    receive_all(round)
    assert states(round) == {ONE: "waiting", TWO: "errors", THREE: "not_sent"}
    for code, name in ((ONE, "20001 Xã Mẫu 1"), (TWO, "20002 Xã Mẫu 2")):
        explain(
            round.folder.answers / f"{name} - lần 1.xlsx",
            round.folder.inbox / f"{code} trả lời.xlsx",
            "Xã mới sáp nhập",
        )
    receive_all(round, now=LATER)
    assert states(round) == {ONE: "clean", TWO: "errors", THREE: "not_sent"}
    first = standing(round)[0]
    assert [(point.severity, point.explained) for point in first.points if point.severity == "warning"] == [
        ("warning", "Xã mới sáp nhập")
    ]


def test_an_explanation_holds_as_long_as_the_same_value_stands(round: Round) -> None:
    a_return(round, ONE, **DOUBTFUL)
    receive_all(round)
    explain(round.folder.answers / "20001 Xã Mẫu 1 - lần 1.xlsx", round.folder.inbox / "2.xlsx", "Xã mới sáp nhập")
    receive_all(round)
    a_return(round, ONE, "3.xlsx", **(DOUBTFUL | {"chi_bo": 13}))
    receive_all(round)
    assert states(round)[ONE] == "clean"
    a_return(round, ONE, "4.xlsx", **(DOUBTFUL | {"dan_so": 26000}))
    receive_all(round)
    assert states(round)[ONE] == "waiting"


def test_words_that_stayed_in_their_box_explain_no_other_number(round: Round) -> None:
    a_return(round, ONE, **DOUBTFUL)
    receive_all(round)
    answer = round.folder.answers / "20001 Xã Mẫu 1 - lần 1.xlsx"
    explain(answer, round.folder.inbox / "2.xlsx", "Xã mới sáp nhập")
    receive_all(round)
    assert states(round)[ONE] == "clean"
    for number, (text, state) in enumerate(
        (
            ("Xã mới sáp nhập", "waiting"),
            ("Xã mới sáp nhập", "waiting"),
            ("Đã kiểm tra lại, đúng 250 người hơn", "clean"),
        ),
        3,
    ):
        place = round.folder.inbox / f"{number}.xlsx"
        explain(answer, place, text)
        book = openpyxl.load_workbook(place)
        (cell,) = [cell for row in book["Số liệu"].iter_rows() for cell in row if cell.value == DOUBTFUL["dan_so"]]
        cell.value, book.properties.title = 25_250, place.name  # each a file of its own
        book.save(place)
        receive_all(round)
        assert states(round)[ONE] == state, number


def test_a_reason_in_the_notes_explains_as_well_as_one_in_its_box(round: Round) -> None:
    path = a_return(round, TWO, **DOUBTFUL)
    book = openpyxl.load_workbook(path)
    sheet = book["Số liệu"]
    row = next(row for row in range(1, 20) if sheet.cell(row, 5).value == DOUBTFUL["dan_so"])
    sheet.cell(row, 7).value = "Xã mới sáp nhập"
    book.save(path)
    receive_all(round)
    points = next(one for one in standing(round) if one.unit.code == TWO).points
    warnings = [point for point in points if point.severity == "warning"]
    assert [(point.finding["field"], point.explained, point.open) for point in warnings] == [
        ("dan_so", "Xã mới sáp nhập", False)
    ]
