"""What lies in the letter box: mails, archives, names of every kind; nothing is written outside the folder."""

from __future__ import annotations

import os
import shutil
import unicodedata
from pathlib import Path

import pytest

from tests.campaign.test_commands import run
from tests.samples.rounds import (
    ONE,
    TWO,
    WRONG,
    a_mail,
    a_return,
    a_round,
    answers,
    kept_names,
    opened,
    originals,
    receive_all,
    return_bytes,
    what,
    zipped,
)
from tonghop290.campaign.settings import Round


@pytest.fixture
def round(tmp_path: Path) -> Round:
    return a_round(tmp_path / "đợt 1")


def test_archives_and_mails_are_opened_and_kept(round: Round) -> None:
    inner = zipped({"thư mục/b.xlsx": return_bytes(round, TWO)})
    (round.folder.inbox / "thư.eml").write_bytes(
        a_mail("Xã 1 <xa1@mau.example>", {"a.xlsx": return_bytes(round, ONE, **WRONG), "nén.zip": inner})
    )
    assert sorted(name for name, *_ in what(receive_all(round))) == [
        "thư.eml › a.xlsx",
        "thư.eml › nén.zip › thư mục/b.xlsx",
    ]
    assert kept_names(round) == ["a.xlsx", "b.xlsx", "thư.eml"]
    with opened(round) as ledger:
        assert [one.sender for one in ledger.returns_of(ONE)] == ["xa1@mau.example"]


HOSTILE = [
    "../../../thoat.xlsx",
    "/etc/thoat.xlsx",
    "C:\\Windows\\thoat.xlsx",
    "..\\..\\thoat.xlsx",
    "con.xlsx",
    "a:b?.xlsx",
    "x" * 300 + ".xlsx",
    "\u202excod.xlsx",
]


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("carrier", ["zip", "eml"])
def test_no_name_writes_outside_the_folder(round: Round, name: str, carrier: str) -> None:
    data = {name: return_bytes(round, ONE, **WRONG)}
    (round.folder.inbox / f"goi.{carrier}").write_bytes(
        zipped(data) if carrier == "zip" else a_mail("kẻ lạ <la@example.com>", data)
    )
    outside = set(round.folder.root.parent.rglob("*")) - set(round.folder.root.rglob("*"))
    receive_all(round)
    assert set(round.folder.root.parent.rglob("*")) - set(round.folder.root.rglob("*")) == outside
    kept = originals(round)
    assert all(
        path.parent.parent == round.folder.archive and len(path.name) <= 120 and not set(path.name) & set('<>:"/\\|?*')
        for path in kept
    )
    assert {path.name.partition(".")[0].casefold() for path in kept}.isdisjoint({"con", "nul", "aux", "prn"})


NAMES = [
    unicodedata.normalize("NFC", "Xã Hoà Bình – số liệu (sửa).xlsx"),
    unicodedata.normalize("NFD", "Xã Hoà Bình – số liệu (sửa).xlsx"),
    "ă" * 100 + ".xlsx",
    "Biểu  mẫu  .xlsx",
    "tên có 'nháy' và %20 & #.xlsx",
    "không đuôi",
]


@pytest.mark.parametrize("name", NAMES)
def test_any_name_comes_through(round: Round, name: str) -> None:
    a_return(round, ONE, name, **WRONG)
    assert [(kind, status) for _, kind, status in what(receive_all(round))] == [("first", "errors")]
    assert what(receive_all(round)) == []
    assert answers(round) == ["20001 Xã Mẫu 1 - lần 1.eml", "20001 Xã Mẫu 1 - lần 1.xlsx"]


def test_a_name_of_200_letters_in_an_archive_comes_through(round: Round) -> None:
    (round.folder.inbox / "a.zip").write_bytes(zipped({"Đ" * 200 + ".xlsx": return_bytes(round, ONE)}))
    assert [kind for _, kind, _ in what(receive_all(round))] == ["first"]


def test_the_same_name_in_nfc_and_nfd_is_one_arrival(round: Round) -> None:
    for form in ("NFC", "NFD"):
        a_return(round, ONE, unicodedata.normalize(form, "Hoà.xlsx"))  # type: ignore[arg-type]
    assert [kind for _, kind, _ in what(receive_all(round))] == ["first"]


def test_what_is_damaged_inside_an_archive_is_kept_and_said(round: Round) -> None:
    data = bytearray(zipped({"a.xlsx": return_bytes(round, ONE), "b.xlsx": return_bytes(round, TWO)}))
    data[200:260] = bytes(60)
    (round.folder.inbox / "hỏng.zip").write_bytes(data)
    kinds = {name: kind for name, kind, _ in what(receive_all(round))}
    assert kinds == {"hỏng.zip › a.xlsx": "unreadable", "hỏng.zip › b.xlsx": "first"}
    assert "hỏng.zip" in [path.name for path in originals(round)]


@pytest.mark.skipif(os.name != "posix", reason="names that are no Unicode exist on POSIX only")
def test_a_name_that_is_no_text_is_told_and_the_file_stays(round: Round) -> None:
    path = a_return(round, ONE, **WRONG)
    named = os.path.join(os.fsencode(round.folder.inbox), b"x\xff\x1b[31m.xlsx")
    os.rename(path, named)
    got = receive_all(round)
    assert what(got) == []
    assert [name for name, _ in got.troubles] == ["x�[31m.xlsx"]
    assert os.path.exists(named)


@pytest.mark.skipif(os.name != "posix", reason="links are made without rights on POSIX only")
def test_what_cannot_be_opened_is_told_once_and_stands_in_the_history(round: Round, tmp_path: Path) -> None:
    root = round.folder.root
    (tmp_path / "ngoài.xlsx").write_bytes(b"x")
    (round.folder.inbox / "a.xlsx").symlink_to(tmp_path / "ngoài.xlsx")
    for expect, out, err in (
        (3, "Sẽ nhận 0 tệp mới.\n", "a.xlsx: "),  # a rehearsal tells, and forgets
        (3, f"Đã nhận 0 tệp mới; đã viết 0 trả lời vào {round.folder.answers}.\n", "a.xlsx: "),
        (
            0,
            "1 tệp đã báo từ lần trước vẫn chưa mở được (xem: tonghop290 status --history).\n"
            f"Đã nhận 0 tệp mới; đã viết 0 trả lời vào {round.folder.answers}.\n",
            "",
        ),
    ):
        said = run("receive", *(["--dry-run"] if "Sẽ" in out else []), cwd=root, expect=expect)
        assert (said[0], said[1][:8]) == (out, err)
    assert "không mở được tệp  a.xlsx: " in run("status", "--history", cwd=root)[0]
    (round.folder.inbox / "b.xlsx").symlink_to(tmp_path / "ngoài.xlsx")
    assert run("receive", cwd=root, expect=3)[1].startswith("b.xlsx: ")


def test_an_empty_or_missing_letter_box_is_no_trouble(round: Round) -> None:
    assert what(receive_all(round)) == []
    shutil.rmtree(round.folder.inbox)
    assert what(receive_all(round)) == []


def test_system_files_are_passed_over(round: Round) -> None:
    for name in ("~$a.xlsx", ".~lock.a.xlsx#", "Thumbs.db", "a.xlsx.part", "._a.xlsx"):
        (round.folder.inbox / name).write_bytes(b"x")
    assert what(receive_all(round)) == []
