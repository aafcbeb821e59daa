"""The folder of a round: registers of communes, settings, files that appear whole."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

import tonghop290 as th
from tests.samples.communes import LEVELS
from tests.samples.rounds import (
    ACTOR,
    NOON,
    SETTINGS,
    WRONG,
    a_return,
    a_round,
    an_office,
    dump,
    receive_all,
    some_units,
    states,
    tree,
)
from tonghop290.campaign.folder import RoundError, RoundFolder, find_round
from tonghop290.campaign.new.first_settings import settings_text
from tonghop290.campaign.new.new_round import init_round
from tonghop290.campaign.new.register import find_area, units_csv
from tonghop290.campaign.settings import choose_units, load_round
from tonghop290.model import FormError
from tonghop290.pipeline.forms import register_words, registers_folder

SUMMER = dt.date(2026, 7, 1)
REGISTERS, WORDS = registers_folder(), register_words()


# --- registers ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "count", "first"),
    [
        ({"district": "Huyện Hoằng Hóa"}, 36, ("15865", "thị trấn", "Bút Sơn", "Huyện Hoằng Hóa")),
        ({"district": "Hoang Hoa"}, 36, ("15865", "thị trấn", "Bút Sơn", "Huyện Hoằng Hóa")),
        ({"district": "huyện hoằng hoa"}, 36, ("15865", "thị trấn", "Bút Sơn", "Huyện Hoằng Hóa")),
        ({"district": "Hoanng Hoa"}, 36, ("15865", "thị trấn", "Bút Sơn", "Huyện Hoằng Hóa")),
        ({"province": "tinh thanh hoa"}, 166, None),
        ({"district": "hoằng hoá"}, 36, ("15865", "thị trấn", "Bút Sơn", "Huyện Hoằng Hóa")),
        ({"district": "Quận 1", "province": "Thành phố Hồ Chí Minh"}, 10, ("26734", "phường", "Tân Định", "Quận 1")),
        ({"district": "Huyện Châu Thành", "province": "Tiền Giang"}, None, None),
        ({"province": "Tỉnh Thanh Hóa"}, 166, None),
        ({"province": "Thành phố Cần Thơ"}, 103, None),
        ({"province": "Hà Nội"}, 126, ("00070", "phường", "Hoàn Kiếm", "Thành phố Hà Nội")),
        ({"province": "Kiên Giang", "register": "2025-03"}, None, None),
    ],
    ids=str,
)
def test_a_register_gives_the_communes_of_a_place(
    asked: dict[str, str], count: int | None, first: tuple[str, ...] | None
) -> None:
    units = find_area(REGISTERS, WORDS, **asked).units  # type: ignore[arg-type]
    assert count is None or len(units) == count
    assert first is None or (units[0].code, units[0].type, units[0].name, units[0].parent) == first
    assert len({unit.code for unit in units}) == len(units) > 5
    assert all(unit.type in ("xã", "phường", "thị trấn", "đặc khu") and unit.name for unit in units)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"district": "Huyện Xyz"}, "Không tìm thấy huyện, quận, thị xã, thành phố “Huyện Xyz”"),
        ({"district": "phu ninh"}, "Có phải là: Huyện Phù Ninh, Huyện Phú Ninh?"),
        ({"district": "Hoằng"}, "Có phải là: Huyện Hoằng Hóa?"),
        ({"district": "Huyện Châu Thành"}, "Đề nghị ghi thêm --province."),
        ({"district": "Huyện Hoằng Hóa", "register": "2025-07"}, "không còn cấp huyện"),
        ({"province": "Kiên Giang"}, "Không tìm thấy tỉnh, thành phố “Kiên Giang”"),
    ],
    ids=str,
)
def test_a_place_that_is_not_one_is_said(asked: dict[str, str], sentence: str) -> None:
    with pytest.raises(RoundError) as error:
        find_area(REGISTERS, WORDS, **asked)  # type: ignore[arg-type]
    assert sentence in str(error.value)


@pytest.mark.parametrize(("register", "communes", "provinces"), [("2025-03", 10035, 63), ("2025-07", 3321, 34)])
def test_the_registers_are_whole(register: str, communes: int, provinces: int) -> None:
    import csv
    import gzip

    with gzip.open(
        REGISTERS / f"administrative_units_{register}.csv.gz", "rt", encoding="utf-8-sig", newline=""
    ) as stream:
        rows = list(csv.DictReader(stream))
    assert (len(rows), len({row["province_name"] for row in rows}), len({row["commune_code"] for row in rows})) == (
        communes,
        provinces,
        communes,
    )


def test_the_registers_say_where_they_come_from() -> None:
    said = (REGISTERS / "NGUON.md").read_text(encoding="utf-8")
    for line in (
        "ThangLeQuoc/vietnamese-provinces-database",
        "dvhcvn",
        "1027/CTK-CSCL",
        "MIT",
        "Permission is hereby granted",
    ):
        assert line in said


def test_units_go_out_and_come_back_the_same(tmp_path: Path) -> None:
    units = find_area(REGISTERS, WORDS, district="Huyện Hoằng Hóa").units
    (tmp_path / "don_vi.csv").write_bytes(units_csv(units))
    assert list(th.load_units(tmp_path / "don_vi.csv").values()) == units


# --- init ---------------------------------------------------------------------------------------------------------


def test_a_fresh_round_can_be_used_at_once(tmp_path: Path) -> None:
    root = tmp_path / "đợt"
    made = init_round(root, some_units(2), form="qd290-10-nam", office=an_office("Hoằng Hóa"), now=NOON, actor=ACTOR)
    assert made == ["Đợt.xlsx", "so_lieu.sqlite"]
    assert {path.name for path in root.iterdir()} == {*made, "phat_hanh", "thu_den", "luu_tru", "phan_hoi", "ket_qua"}
    round = load_round(find_round(root))
    assert (round.office.party_body, round.office.profile, round.form.id, len(round.units)) == (
        "Đảng bộ huyện Hoằng Hóa",
        "hd36-2018",
        "qd290-10-nam",
        2,
    )


def test_the_settings_of_a_province_opened_in_summer_2026_are_those_of_2026(tmp_path: Path) -> None:
    (tmp_path / "tonghop290.toml").write_text(
        settings_text(form="qd290-10-nam", office=an_office('Thanh "Hóa\\', "tỉnh", SUMMER), levels=LEVELS),
        encoding="utf-8",
    )
    office = th.load_office(tmp_path / "tonghop290.toml", th.load_form())
    assert (office.committee, office.letter_symbol, office.profile, office.name) == (
        "Tỉnh uỷ",
        "CV/TU",
        "hd05-2026",
        "Thanh Hóa",
    )


def test_a_commented_setting_is_a_right_setting(tmp_path: Path) -> None:
    text = settings_text(form="qd290-10-nam", office=an_office("Hoằng Hóa"), levels=LEVELS)
    lines = [line.removeprefix("# ") if line.startswith("# ") and " = " in line else line for line in text.splitlines()]
    root = tmp_path / "r"
    texts = init_round(
        root, some_units(1), form="qd290-10-nam", office=an_office("x"), now=NOON, actor=ACTOR, as_texts=True
    )
    assert texts == ["tonghop290.toml", "don_vi.csv", "so_lieu.sqlite"]
    (root / "tonghop290.toml").write_text("\n".join(lines), encoding="utf-8")
    round = load_round(find_round(root))
    assert round.office.deadline == dt.date(2020, 2, 9)
    assert (round.mail.host, round.mail.port, round.mail.security) == ("smtp.example.vn", 587, "starttls")


def test_a_round_is_never_made_over_another(tmp_path: Path) -> None:
    a_round(tmp_path / "r")
    before = tree(tmp_path)
    with pytest.raises(RoundError, match="đã có một đợt thu thập"):
        init_round(tmp_path / "r", some_units(1), form="bieu", office=an_office("x"), now=NOON, actor=ACTOR)
    assert tree(tmp_path) == before


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('[mail]\npassword = "x"', "không ghi mật khẩu vào tệp này"),
        ('[mail]\nsecurity = "none"\nuser = "a"', "“none” không mã hoá"),
        ('[mail]\nsecurity = "tls"', "mail.security: 'tls' không có trong: starttls, ssl, none"),
        ("[mail]\nport = 99999", "mail.port: 99999 không phải là cổng"),
        ('[mail]\nport = "25"', "mail.port: '25' phải là số"),
        ("[mail]\nhots = 1", "mail.hots: không có mục này"),
        ("[thu]\na = 1", "thu: không có mục này"),
        ("[mail\n", "không đọc được TOML"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, line: str, fault: str) -> None:
    round = a_round(tmp_path / "r")
    round.folder.settings.write_text(f"{SETTINGS}\n{line}\n", encoding="utf-8")
    with pytest.raises(FormError) as error:
        load_round(round.folder)
    assert fault in str(error.value)


def test_units_are_chosen_by_code_or_name(tmp_path: Path) -> None:
    round = a_round(tmp_path / "r")
    assert [unit.code for unit in choose_units(round, ["20002", "xã mẫu 1", "MẪU 3"])] == ["20002", "20001", "20003"]
    with pytest.raises(RoundError, match="Không có đúng một đơn vị “Mẫu”"):
        choose_units(round, ["Mẫu"])
    told: list[str] = []
    assert [unit.code for unit in choose_units(round, ["xa mau 2", "Mẫu 3"], say=told.append)] == ["20002", "20003"]
    assert told == ["Hiểu “xa mau 2” là Xã Mẫu 2 (20002)."]


def test_a_slip_finds_the_one_unit_near_it_and_lists_several(tmp_path: Path) -> None:
    names = ("Hoằng Giang", "Hoằng Xuân", "Hoằng Xuyên")
    units = [replace(unit, name=name) for unit, name in zip(some_units(3), names, strict=True)]
    round = a_round(tmp_path / "r", units=units)
    assert [unit.name for unit in choose_units(round, ["hoang giangg"])] == ["Hoằng Giang"]
    with pytest.raises(RoundError, match=r"Có phải là: Xã Hoằng Xuân \(20002\), Xã Hoằng Xuyên \(20003\)\?"):
        choose_units(round, ["hoang xuyn"])
    with pytest.raises(RoundError, match=r"Có phải là: Xã Hoằng Giang \(20001\)\?"):
        choose_units(round, ["hoang giangg"], slips=False)


# --- files and the ledger -----------------------------------------------------------------------------------------


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    folder = RoundFolder(tmp_path)
    target = tmp_path / "phan_hoi" / "a.xlsx"
    folder.put(target, b"1")
    with pytest.raises(ZeroDivisionError), folder.draft(target) as draft:
        draft.write_bytes(b"22")
        raise ZeroDivisionError
    assert {
        path.relative_to(tmp_path).as_posix(): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()
    } == {"phan_hoi/a.xlsx": b"1"}


def test_the_folder_can_be_handed_on(tmp_path: Path) -> None:
    round = a_round(tmp_path / "cũ")
    a_return(round, "20001", **WRONG)
    receive_all(round)
    (tmp_path / "cũ").rename(tmp_path / "mới")
    moved = load_round(find_round(tmp_path / "mới"))
    assert states(moved)["20001"] == "errors"
    before = tree(moved.folder)
    assert (receive_all(moved).taken, tree(moved.folder)) == ([], before)
    assert str(tmp_path) not in "".join(dump(moved))


def test_a_folder_that_is_no_round_is_said(tmp_path: Path) -> None:
    with pytest.raises(RoundError, match="không phải là thư mục của một đợt thu thập"):
        find_round(tmp_path)
