"""One mail, one verdict, one letter: what comes beside a return neither harms it nor is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.campaign.test_commands import run
from tests.samples.packages import package
from tests.samples.rounds import (
    ONE,
    THREE,
    TWO,
    WRONG,
    a_mail,
    a_round,
    answers,
    body,
    dump,
    kept_names,
    mail,
    opened,
    receive_all,
    return_bytes,
    states,
    tree,
    what,
    zipped,
)
from tonghop290.campaign.ledger.deeds import Ledger
from tonghop290.campaign.receiving.entering import Taken, enter
from tonghop290.campaign.receiving.incoming import Incoming
from tonghop290.campaign.receiving.receive import Received
from tonghop290.campaign.repair import _put_back
from tonghop290.campaign.settings import Round

PDF, PHOTO = b"%PDF-1.7\n" + bytes(300), b"\xff\xd8\xff\xe0" + bytes(200)
RAR = b"Rar!\x1a\x07\x01\x00" + bytes(60)


@pytest.fixture
def round(tmp_path: Path) -> Round:
    return a_round(tmp_path / "đợt 1")


def came(round: Round, name: str, sender: str, files: dict[str, bytes]) -> None:
    (round.folder.inbox / name).write_bytes(a_mail(sender, files))


def along(received: Received) -> dict[str, tuple[str, ...]]:
    return {one.name: one.along for one in received.taken if one.along}


def notes(round: Round, unit: str) -> list[tuple[str, str]]:
    with opened(round) as ledger:
        current = ledger.current_of(unit)
        assert current is not None
        return [
            (told["code"], told["value"]) for _, told in ledger.findings(current) if told["code"].startswith("beside")
        ]


def test_thirty_six_mails_each_with_its_signed_scan_are_answered_once_each(tmp_path: Path) -> None:
    round = a_round(tmp_path / "đợt", count=36)
    for number, code in enumerate(round.units, 1):
        files = {f"{code}.xlsx": return_bytes(round, code), f"{code} ký.pdf": PDF + code.encode()}
        came(round, f"thư {number}.eml", f"Xã <xa{number}@mau.example>", files)
    got = receive_all(round)
    assert got.exit_code == 0 and {(kind, status) for _, kind, status in what(got)} == {("first", "clean")}
    assert len(answers(round)) == 36 and {path.split(" - ")[1] for path in answers(round)} == {"lần 1.eml"}
    assert all("đầy đủ, hợp lệ" in body(round.folder.answers / name) for name in answers(round))
    assert notes(round, ONE) == [("beside", f"{ONE} ký.pdf (tệp PDF)")]
    assert sum(name.endswith(".pdf") for name in kept_names(round)) == 36
    before = tree(round.folder)
    assert (what(receive_all(round)), tree(round.folder) == before) == ([], True)


def test_three_returns_of_one_mail_are_three_each_with_what_is_named_like_it(round: Round) -> None:
    files = {f"{code}.xlsx": return_bytes(round, code) for code in (ONE, TWO, THREE)}
    came(round, "cụm.eml", "Cụm <cum@mau.example>", {**files, f"{TWO}.pdf": PDF, "công văn.docx": PHOTO})
    got = receive_all(round)
    assert what(got) == [(f"cụm.eml › {code}.xlsx", "first", "clean") for code in (ONE, TWO, THREE)]
    assert along(got) == {f"cụm.eml › {ONE}.xlsx": ("công văn.docx",), f"cụm.eml › {TWO}.xlsx": (f"{TWO}.pdf",)}
    assert len(answers(round)) == 3 and got.exit_code == 0


def test_what_could_not_be_opened_is_asked_about_in_the_one_letter(round: Round) -> None:
    came(round, "thư.eml", "Xã <xa1@mau.example>", {"a.xlsx": return_bytes(round, ONE), "a.rar": RAR})
    got = receive_all(round)
    assert (what(got), got.exit_code) == ([("thư.eml › a.xlsx", "first", "warnings")], 0)
    assert notes(round, ONE) == [("beside-unopened", "a.rar (tệp nén .rar)")]
    (draft,) = [name for name in answers(round) if name.endswith(".eml")]
    assert "Gửi kèm tệp không mở được: a.rar (tệp nén .rar)." in body(round.folder.answers / draft)


def test_another_workbook_beside_a_return_only_came_along(round: Round) -> None:
    came(round, "thư.eml", "Xã <xa1@mau.example>", {"phụ lục.xlsx": package(), "biểu.xlsx": return_bytes(round, ONE)})
    got = receive_all(round)
    assert what(got) == [("thư.eml › biểu.xlsx", "first", "clean")]
    assert notes(round, ONE) == [("beside", "phụ lục.xlsx (bảng tính khác, không phải biểu này)")]
    assert set(kept_names(round)) == {"thư.eml", "biểu.xlsx", "phụ lục.xlsx"}
    assert what(receive_all(round)) == []


def test_a_broken_workbook_beside_a_return_may_be_another_return_and_is_told(round: Round) -> None:
    half = return_bytes(round, TWO)[:3_000]
    came(round, "thư.eml", "Xã <xa1@mau.example>", {"a.xlsx": return_bytes(round, ONE), "b.xlsx": half, "c.pdf": PDF})
    got = receive_all(round)
    assert {name: kind for name, kind, _ in what(got)} == {
        "thư.eml › a.xlsx": "first",
        "thư.eml › b.xlsx": "unreadable",
    }
    assert got.exit_code == 3 and along(got) == {"thư.eml › a.xlsx": ("c.pdf",)}


@pytest.mark.parametrize("carrier", ["eml", "zip"])
def test_only_pictures_and_papers_are_one_letter_that_says_what_is_needed(round: Round, carrier: str) -> None:
    files = {"1.jpg": PHOTO, "2.jpg": PHOTO + b"2", "Báo cáo ký.pdf": PDF}
    data = a_mail("Xã 2 <xa2@mau.example>", files) if carrier == "eml" else zipped(files)
    (round.folder.inbox / f"{TWO}.{carrier}").write_bytes(data)
    got = receive_all(round)
    assert (what(got), got.exit_code) == ([(f"{TWO}.{carrier}", "unreadable", "unreadable")], 3)
    assert states(round)[TWO] == "unusable"
    (name,) = answers(round)
    said = body(round.folder.answers / name)
    listed = "1.jpg (ảnh JPEG), 2.jpg (ảnh JPEG), Báo cáo ký.pdf (tệp PDF)"
    assert f"- Gửi 3 tệp nhưng không có tệp biểu mẫu .xlsx: {listed}." in said
    assert (
        "nhập số liệu vào biểu mẫu .xlsx đã phát hành" in said
        and mail(round.folder.answers / name)["To"] == "xa2@mau.example"
    )
    assert set(kept_names(round)) == {*files, f"{TWO}.{carrier}"}
    assert what(receive_all(round)) == []


def test_a_scan_sent_after_the_return_is_kept_and_asks_for_nothing(round: Round) -> None:
    came(round, "1.eml", "Xã 1 <xa1@mau.example>", {"a.xlsx": return_bytes(round, ONE)})
    receive_all(round)
    came(round, "2.eml", "Xã 1 <xa1@mau.example>", {f"{ONE} ký.pdf": PDF, "IMG_1.jpg": PHOTO})
    came(round, "3.eml", "Xã 1 <xa1@mau.example>", {f"{ONE} bản ký.pdf": PDF + b"3"})
    assert [kind for _, kind, _ in what(receive_all(round))] == ["unreadable", "unreadable"]
    assert answers(round) == ["20001 Xã Mẫu 1 - lần 1.eml"] and states(round)[ONE] == "clean"


def test_the_result_of_an_office_below_is_kept_and_no_bad_return(round: Round) -> None:
    came(round, "1.eml", "Xã 1 <xa1@mau.example>", {"so_lieu.json": b'{"totals": {}, "so_lieu_rong": []}'})
    (round.folder.inbox / "so_lieu.json").write_bytes(b'{"totals": {"fields": {}}, "so_lieu_rong": []}')
    got = receive_all(round)
    assert ([kind for _, kind, _ in what(got)], got.exit_code) == (["unreadable"] * 2, 0)
    assert "so_lieu.json" not in run("status", cwd=round.folder.root)[0]
    assert (answers(round), states(round)[ONE]) == ([], "not_sent")
    assert kept_names(round)


def test_the_same_return_in_a_second_mail_brings_its_scan(round: Round) -> None:
    same = return_bytes(round, ONE)
    came(round, "1.eml", "Xã 1 <xa1@mau.example>", {"a.xlsx": same})
    receive_all(round)
    came(round, "2.eml", "Xã 1 <xa1@mau.example>", {"a.xlsx": same, "ký.pdf": PDF})
    got = receive_all(round)
    assert (what(got), got.exit_code) == ([("2.eml › a.xlsx", "identical", "clean")], 0)
    assert along(got) == {"2.eml › a.xlsx": ("ký.pdf",)} and len(answers(round)) == 1
    assert "giữ tệp gửi kèm" in run("status", "--history", cwd=round.folder.root)[0]


def test_a_killed_run_ends_as_an_undisturbed_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = (a_round(tmp_path / name) for name in ("một", "hai"))
    files = {"z phụ lục.xlsx": package(), "b.xlsx": return_bytes(one, ONE, **WRONG), "c.pdf": PDF}
    came(one, "thư.eml", "Xã <xa1@mau.example>", {**files, "d.xlsx": return_bytes(one, TWO)})
    (other.folder.inbox / "thư.eml").write_bytes((one.folder.inbox / "thư.eml").read_bytes())
    receive_all(one)
    done: list[str] = []

    def killed(ledger: Ledger, new: Incoming, *others: Any) -> Taken:
        if done:
            raise KeyboardInterrupt
        done.append(new.name)
        return enter(ledger, new, *others)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("tonghop290.campaign.receiving.receive.enter", killed)
        receive_all(other)
    receive_all(other)
    assert [line for line in dump(one) if "_key" not in line] == [line for line in dump(other) if "_key" not in line]


def test_what_came_along_is_told_on_the_screen(round: Round) -> None:
    came(round, "thư.eml", "Xã <xa1@mau.example>", {"a.xlsx": return_bytes(round, ONE), "ký\x1b[2J.pdf": PDF})
    out, _ = run("receive", cwd=round.folder.root)
    assert "Xã Mẫu 1 – thư.eml › a.xlsx: nhận lần đầu; đạt\n    gửi kèm: ký[2J.pdf\n" in out


def test_what_came_along_lies_in_its_mail_and_is_not_put_back_beside_it(round: Round) -> None:
    came(round, "thư.eml", "Xã <xa1@mau.example>", {"a.xlsx": return_bytes(round, ONE), "ký.pdf": PDF})
    receive_all(round)
    (round.folder.inbox / "thư.eml").unlink()
    with opened(round) as ledger:
        known = ledger.known_contents()
    assert list(_put_back(round.folder, known, dry_run=True)) == []
    assert list(_put_back(round.folder, set(), dry_run=True)) == ["thư.eml"]
