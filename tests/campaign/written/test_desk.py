"""``Đợt.xlsx``: written by ``init``, read as it was saved, and the only word where it says something."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from tests.campaign.test_commands import run
from tests.campaign.written.desks import a_desk, fill
from tests.looked_at import looked_at
from tests.samples.libreoffice import missing, shared
from tests.samples.rounds import DOUBTFUL, SETTINGS, a_return, a_round, issue_all, receive_all
from tonghop290.campaign.folder import find_round
from tonghop290.campaign.new.register import units_csv
from tonghop290.campaign.settings import Round, load_round


def known(round: Round) -> tuple[object, ...]:
    mail = replace(round.mail, file="")
    return round.office, dict(round.units), mail, round.inbox, round.officer, round.hash, round.form.hash


def test_what_the_office_types_is_what_the_round_knows(tmp_path: Path) -> None:
    round = a_desk(tmp_path / "đợt")
    fill(
        round.folder,
        {
            "Ngày công văn": dt.datetime(2019, 12, 10),
            "Hạn gửi biểu": dt.datetime(2020, 1, 15),
            "Máy chủ gửi thư": "smtp.mau.example",
            "Cách đặt dấu thanh": "ủy",
            "Văn bản của các cấp": "Trung ương; tỉnh; huyện",
            "Điện thoại": 237000000,
            "Đơn vị!F2": 912345678,
            "Đơn vị!G2": "Lê B",
        },
    )
    round = load_round(round.folder)
    office = round.office
    assert (office.letter_number, office.letter_date, office.deadline, office.report_year) == (
        "345", dt.date(2019, 12, 10), dt.date(2020, 1, 15), 2020,
    )  # fmt: skip
    assert (office.tone_style, office.tiers, office.party_body, office.signer) == (
        "uy_cu", ("Trung ương", "tỉnh", "huyện"), "Đảng bộ huyện Mẫu", "Trần Văn B",
    )  # fmt: skip
    assert (round.mail.host, round.mail.port, round.mail.sender, round.officer) == (
        "smtp.mau.example", 587, "danvan@mau.example", "Nguyễn Thị Lan",
    )  # fmt: skip
    assert [(unit.code, unit.title, unit.phone, unit.contact) for unit in round.units.values()] == [
        ("20001", "Xã Mẫu 1", "0912345678", "Lê B"),
        ("20002", "Xã Mẫu 2", "0912345678", ""),
        ("20003", "Xã Mẫu 3", "0912345678", ""),
    ]
    assert round.notes == (
        "trang “Đơn vị”, ô F2: số điện thoại 912345678 đã mất số 0 ở đầu, hiểu là 0912345678; đề nghị định dạng cột là "
        "Text rồi ghi lại đủ số 0",
    )


def test_saving_it_again_is_no_change_of_the_settings(tmp_path: Path) -> None:
    round = a_desk(tmp_path / "đợt")
    fill(round.folder, {"Đơn vị!E2": "moi@mau.example", "Người phụ trách đợt": "Trần C"})
    assert load_round(round.folder).hash == round.hash
    fill(round.folder, {"Hạn gửi biểu": dt.datetime(2020, 2, 1)})
    assert load_round(round.folder).hash != round.hash


def test_the_same_round_gets_the_same_workbook(tmp_path: Path) -> None:
    first, second = (a_desk_as_made(tmp_path / name) for name in "ab")
    assert first == second


def a_desk_as_made(root: Path) -> bytes:
    run("init", root, "--province", "Cao Bằng", cwd=root.parent)
    return (root / "Đợt.xlsx").read_bytes()


def test_what_stands_in_braces_is_explained_and_titles_fit_their_rows(tmp_path: Path) -> None:
    sheet = looked_at(a_desk_as_made(tmp_path / "a"))["Cơ quan"]
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=6) if row[3].value}
    speaker = "ai báo cáo; khi in, {committee} là mục Cơ quan ban hành, {name} là mục Tên nơi"
    assert rows["Ai báo cáo"][3].value == speaker
    for title, row in rows.items():
        told = " ".join(str(row[3].value).split("là mục"))
        explained = [name for name in re.findall(r"\{\w+\}", str(row[1].value or "")) if name not in told]
        height = sheet.row_dimensions[row[0].row].height
        assert not explained and height >= 16 * -(-len(title) // 34), title


@pytest.mark.parametrize("name", [unicodedata.normalize("NFD", "Đợt.xlsx"), "dot.xlsx", "Dot.XLSX"])
def test_the_workbook_is_found_however_its_name_came_through(tmp_path: Path, name: str) -> None:
    round = a_desk(tmp_path / "đợt")
    (tmp_path / "đợt" / "Đợt.xlsx").rename(tmp_path / "đợt" / name)
    moved = load_round(find_round(tmp_path / "đợt"))
    assert known(moved) == known(round) and moved.settings_name == name


def test_the_workbook_wins_over_the_texts_and_says_so(tmp_path: Path) -> None:
    round = a_desk(tmp_path / "đợt")
    (tmp_path / "đợt" / "tonghop290.toml").write_text(SETTINGS + '[mail]\nhost = "smtp.toml"\n', encoding="utf-8")
    (tmp_path / "đợt" / "don_vi.csv").write_bytes(units_csv([]))
    both = load_round(round.folder)
    assert (both.office.contact, both.office.letter_date, both.mail.host) == (
        "Ban Dân vận", dt.date(2019, 12, 10), "smtp.toml",
    )  # fmt: skip
    assert [note for note in both.notes if "toml" in note or "csv" in note] == [
        "trang “Cơ quan”, ô B12: dùng “Ban Dân vận”, không dùng “Ban Dân vận Huyện uỷ Mẫu” (tonghop290.toml, contact)",
        "trang “Cơ quan”, ô B13: dùng “0237000000”, không dùng “0237 000 000” (tonghop290.toml, phone)",
        "don_vi.csv không dùng nữa (danh sách lấy ở trang “Đơn vị”)",
    ]


def test_a_list_beside_it_is_used_where_its_own_sheet_is_empty(tmp_path: Path) -> None:
    round = a_desk(tmp_path / "đợt")
    (tmp_path / "đợt" / "don_vi.csv").write_bytes(units_csv([*round.units.values()][:1]))
    book = openpyxl.load_workbook(round.folder.desk)
    book["Đơn vị"].delete_rows(2, 9)
    book.save(round.folder.desk)
    assert list(load_round(round.folder).units) == ["20001"]


def test_a_list_is_pasted_over_it_as_it_is(tmp_path: Path) -> None:
    """Titles of its own, rows above the head, a merged cell, running numbers, numbers for codes."""
    round = a_desk(tmp_path / "đợt")
    book = openpyxl.load_workbook(round.folder.desk)
    sheet = book["Đơn vị"]
    sheet.delete_rows(1, 9)
    for row in (
        ["DANH SÁCH CÁC XÃ"],
        [],
        ["STT", "Huyện", "Tên xã, thị trấn", "Mã số", "Họ và tên cán bộ", "Số ĐT (Zalo)", "Hộp thư", "Ghi chú"],
        [1, "Huyện Mẫu", "Xã Mẫu 1", 20001, "Lê B", 912345678, "xa1@mau.example", "xa"],
        [2, None, "Thị trấn Mẫu 2", 20002, None, None, None, None],
        ["Cộng: 2 đơn vị"],
    ):
        sheet.append(row)
    sheet.merge_cells("B4:B5")
    book.save(round.folder.desk)
    found = load_round(round.folder).units
    assert [(unit.code, unit.title, unit.parent, unit.phone, unit.contact) for unit in found.values()] == [
        ("20001", "Xã Mẫu 1", "Huyện Mẫu", "0912345678", "Lê B"),
        ("20002", "Thị trấn Mẫu 2", "Huyện Mẫu", "", ""),
    ]


def test_the_officer_is_who_acts_where_nobody_else_is_named(tmp_path: Path) -> None:
    round = a_desk(tmp_path / "đợt", count=1)
    issue_all(round)
    a_return(round, "20001", **DOUBTFUL)
    receive_all(round)
    root = round.folder.root
    run("accept", "Mẫu 1", "1", "--why", "theo biên bản", cwd=root)
    out, _ = run("status", "20001", cwd=root)
    assert "→ Nguyễn Thị Lan chấp nhận ngày" in out


def test_rounds_of_texts_stay_what_they_were(tmp_path: Path) -> None:
    round = a_round(tmp_path / "đợt")
    assert {path.name for path in round.folder.root.iterdir()} >= {"tonghop290.toml", "don_vi.csv"}
    assert not round.folder.desk.exists() and round.notes == () and round.settings_name == "tonghop290.toml"


@pytest.mark.libreoffice
def test_what_libreoffice_saves_is_read_the_same(tmp_path: Path) -> None:
    """Filled in through its own interface, as typed, and saved as .xlsx by it."""
    if missing():
        pytest.skip(missing())
    round = a_desk(tmp_path / "đợt")
    typed = {
        "Ngày công văn": "10/12/2019",
        "Hạn gửi biểu": "15/01/2020",
        "Số công văn": "0512",
        "Điện thoại": "0237111",
    }
    book = openpyxl.load_workbook(round.folder.desk)
    rows = {cell.value: f"B{cell.row}" for cell in book["Cơ quan"]["A"] if cell.value}
    with shared() as desk:
        doc = desk.open(round.folder.desk)
        desk.type_all(doc, "Cơ quan", {rows[title]: text for title, text in typed.items()})
        desk.type_all(doc, "Đơn vị", {"F2": "0987654321", "A5": "00204", "B5": "Xã Mẫu 4", "E5": "xa4@mau.example"})
        desk.recalculate(doc)
        left = desk.get(doc, "Cơ quan", "A3")["text"]
        desk.save_as(doc, tmp_path / "lưu.xlsx", "xlsx")
    (tmp_path / "lưu.xlsx").replace(round.folder.desk)
    saved = load_round(round.folder)
    office = replace(
        round.office,
        letter_number="0512", phone="0237111", letter_date=dt.date(2019, 12, 10), deadline=dt.date(2020, 1, 15),
        report_year=2020,
    )  # fmt: skip
    assert (saved.office, saved.notes, left) == (office, (), "Đã đủ các mục bắt buộc.")
    assert [(unit.code, unit.phone, unit.email) for unit in saved.units.values()][::3] == [
        ("20001", "0987654321", "xa1@mau.example"),
        ("00204", "", "xa4@mau.example"),
    ]
