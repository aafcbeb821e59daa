"""What comes next is said by one owner; starters hold no step; the page's card says "–" where nothing can be said."""

from __future__ import annotations

import datetime as dt
import os
import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from tests.campaign.test_commands import run
from tests.cli.test_commands import run as run_whole
from tests.samples.rounds import NOON, TODAY, WRONG, a_return, a_round, issue_all, opened, receive_all, standing
from tonghop290.campaign.desk.after_step import page_of
from tonghop290.campaign.desk.choosing import areas_like
from tonghop290.campaign.desk.next_step import next_step
from tonghop290.campaign.desk.quality import UNKNOWN, quality
from tonghop290.campaign.desk.starters import STEPS, starters, write_starters
from tonghop290.campaign.settings import Round
from tonghop290.cli.desk.starter_commands import dragged_paths
from tonghop290.pipeline.forms import registers_folder

LATE = TODAY + dt.timedelta(days=30)


def coming(round: Round, today: dt.date = TODAY) -> str:
    with opened(round) as ledger:
        return next_step(round, ledger, standing(round, today=today), today).line


def test_one_owner_says_what_comes_next_from_the_first_letter_to_the_hand_over(tmp_path: Path) -> None:
    round = a_round(tmp_path / "r")
    root, said = round.folder.root, [coming(round)]
    write_starters(root, python="/usr/bin/python3", system="linux")
    issue_all(round, "20001")
    said.append(coming(round))
    issue_all(round)
    said.append(coming(round))
    a_return(round, "20001", when=1)
    a_return(round, "20002", when=2, **WRONG)
    a_return(round, "20003", when=3)
    said.append(coming(round))
    receive_all(round)
    said += [coming(round), coming(round, LATE)]
    a_return(round, "20002", "sửa.xlsx", when=9)
    out, _ = run("receive", cwd=root, whole=True)
    said.append(out.splitlines()[-1])
    told = run_whole("summary", ".", "-o", "ket_qua/Tổng hợp.xlsx", cwd=root)[2]
    said.append(told.splitlines()[-1])
    assert coming(round) == said[-1]
    out, _ = run("close", "--who", "Lan", cwd=root, whole=True)
    said.append(out.splitlines()[-1])
    assert said == [
        "Việc tiếp theo: phát biểu cho 3 đơn vị: tonghop290 issue",
        "Việc tiếp theo: phát biểu cho 2 đơn vị – bấm đúp “1 Phát biểu.desktop” (lệnh: tonghop290 issue).",
        "Việc tiếp theo: gửi các thư chưa gửi trong phat_hanh, chờ 3 đơn vị chưa xong (hạn gửi ngày 15/01/2020); có "
        "biểu mới thì bỏ vào thu_den rồi nhận – bấm đúp “2 Nhận biểu.desktop” (lệnh: tonghop290 receive).",
        "Việc tiếp theo: nhận 3 tệp mới trong thu_den – bấm đúp “2 Nhận biểu.desktop” (lệnh: tonghop290 receive).",
        "Việc tiếp theo: gửi các thư chưa gửi trong phan_hoi, chờ 1 đơn vị chưa xong (hạn gửi ngày 15/01/2020); có "
        "biểu mới thì bỏ vào thu_den rồi nhận – bấm đúp “2 Nhận biểu.desktop” (lệnh: tonghop290 receive).",
        "Việc tiếp theo: nhắc 1 đơn vị quá hạn chưa xong – bấm đúp “4 Nhắc.desktop” (lệnh: tonghop290 remind).",
        "Việc tiếp theo: mọi đơn vị đã đạt, lập báo cáo và biểu tổng hợp – bấm đúp “5 Báo cáo và biểu tổng "
        'hợp.desktop” (lệnh: tonghop290 summary . -o "ket_qua/Tổng hợp.xlsx").',
        "Việc tiếp theo: xem lại báo cáo, biểu tổng hợp trong ket_qua rồi chốt đợt – bấm đúp “6 Chốt đợt.desktop” "
        "(lệnh: tonghop290 close).",
        "Việc tiếp theo: bàn giao thư mục ban_giao/lan_1 (mở trước: Mục lục.html).",
    ]
    page = (root / "Tình hình.html").read_text(encoding="utf-8")
    assert "ban_giao/lan_1" in page and "Đợt đã chốt ngày" in page


def test_a_round_made_or_put_right_ends_with_the_same_words(tmp_path: Path) -> None:
    first = run("init", "đợt", "--district", "hoang hoa", cwd=tmp_path, whole=True)[0].splitlines()[-1]
    again = run("repair", cwd=tmp_path / "đợt", whole=True)[0].splitlines()[-1]
    assert (first, (tmp_path / "đợt/Tình hình.html").is_file()) == (again, True)
    assert first.startswith(
        "Việc tiếp theo: ghi số công văn, hạn gửi vào Đợt.xlsx, trang Cơ quan; ghi thư điện tử của các đơn vị vào "
        "trang Đơn vị; rồi phát biểu cho 36 đơn vị – bấm đúp “1 Phát biểu."
    )


@pytest.mark.parametrize(
    ("mails", "asked"),
    [
        (("a@xa.vn", "b@xa.vn"), ""),
        (("", "b@xa.vn"), "; ghi thư điện tử của 1 đơn vị còn thiếu vào trang Đơn vị"),
        (("", ""), "; ghi thư điện tử của các đơn vị vào trang Đơn vị"),
    ],
)
def test_what_stands_there_already_is_not_asked_for(mails: tuple[str, str], asked: str, tmp_path: Path) -> None:
    rows = "".join(f"{code},{name},{mail}\n" for code, name, mail in zip("12", ("An", "Bình"), mails, strict=True))
    (tmp_path / "a.csv").write_text(f"code,name,email\n{rows}", encoding="utf-8")
    said = run("init", "đợt", "--units", "a.csv", cwd=tmp_path, whole=True)[0].splitlines()[-1]
    assert said.startswith(
        f"Việc tiếp theo: ghi số công văn, hạn gửi vào Đợt.xlsx, trang Cơ quan{asked}; rồi phát biểu cho 2 đơn vị – "
    )


@pytest.mark.parametrize(
    ("names", "codes", "said"),
    [
        (
            ("Xã Hoằng Quỳ", "Xã Hoằng Xuân"),
            ["15886", "15877"],
            "mã lấy theo tên trong danh mục đơn vị hành chính, Huyện Hoằng Hóa (Tỉnh Thanh Hóa).",
        ),
        (("Xã Hoằng Quỳ", "Xã Không Có"), ["1", "2"], "nên số thứ tự được dùng làm mã; có mã riêng thì ghi vào cột Mã"),
    ],
    ids=["all are there", "one is not"],
)
def test_a_list_without_codes_is_held_against_the_register(
    names: tuple[str, str], codes: list[str], said: str, tmp_path: Path
) -> None:
    listed = "".join(f"{number},{name}\n" for number, name in enumerate(names, 1))
    (tmp_path / "a.csv").write_text(f"STT,Tên đơn vị\n{listed}", encoding="utf-8")
    _, err = run("init", "đợt", "--units", "a.csv", "--texts", cwd=tmp_path)
    rows = (tmp_path / "đợt/don_vi.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    assert [row.partition(",")[0] for row in rows] == codes and said in err


def test_the_card_says_nothing_where_nothing_can_be_said(tmp_path: Path) -> None:
    round = a_round(tmp_path / "r")
    with opened(round) as ledger:
        before = [one.value for one in quality(round, ledger, standing(round))]
        nobody = [one.value for one in quality(replace(round, units={}), ledger, [])]
    a_return(round, "20001", when=1)
    a_return(round, "20002", when=2, **WRONG)
    receive_all(round)
    without = replace(round, office=replace(round.office, deadline=None))
    early = replace(round, office=replace(round.office, deadline=NOON.date() - dt.timedelta(days=1)))
    with opened(round) as ledger:
        after, undated, late = (
            [one.value for one in quality(of, ledger, standing(of))] for of in (round, without, early)
        )
    assert (before, nobody) == ([UNKNOWN, "0%", UNKNOWN, UNKNOWN], [UNKNOWN] * 4)
    assert after == ["100%", "67%", "50%", "1,0"]
    assert (undated[0], late[0]) == (UNKNOWN, "0%")


@pytest.mark.parametrize("system", ["win32", "linux", "darwin"])
def test_starters_call_one_step_each_and_hold_any_path(system: str, tmp_path: Path) -> None:
    made = dict(starters(tmp_path, python="D:\\Tổng hợp 100%\\it's python.exe", system=system))
    endings = {"win32": [".cmd"], "linux": [".desktop", ".sh"], "darwin": [".sh"]}[system]
    assert sorted(made) == sorted(title + ending for title in STEPS.values() for ending in endings)
    for step, title in STEPS.items():
        if system == "win32":
            text = made[f"{title}.cmd"].decode()
            assert text.count("\r\n") == text.count("\n") and text.index("chcp 65001") < text.index("Tổng hợp")
            assert "100%%\\it's python.exe" in text and f"tonghop290 step {step} %*" in text
            assert 'cd /d "D:\\" 2>nul\r\n  for /d %%D in (T?ng?h?p?100??) do cd "%%~D" 2>nul\r\n' in text
            assert text.rstrip().endswith("pause\r\nexit %TONGHOP290_CODE%")
        else:
            assert f"-m tonghop290 step {step} " in made[f"{title}.sh"].decode()


def test_a_starter_runs_from_a_folder_with_accents_and_receives_what_is_dragged(tmp_path: Path) -> None:
    root = tmp_path / "đợt của 'xã' & phường"
    root.mkdir()
    python = tmp_path / "chương trình"
    python.write_text('#!/bin/sh\npwd\nfor one in "$@"; do echo "[$one]"; done\nexit 3\n', encoding="utf-8")
    python.chmod(0o755)
    write_starters(root, python=str(python), system="linux")
    done = subprocess.run(
        [str(root / "2 Nhận biểu.sh"), "a b.xlsx", "c&d.xlsx"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    lines = done.stdout.decode().splitlines()
    given = ["-m", "tonghop290", "step", "receive", "a b.xlsx", "c&d.xlsx"]
    assert (lines, done.returncode) == ([str(root), *(f"[{one}]" for one in given)], 3)


def test_a_starter_waits_for_a_key_where_somebody_sits(tmp_path: Path) -> None:
    pty = pytest.importorskip("pty")
    write_starters(tmp_path, python="/bin/true", system="linux")
    keyboard, terminal = pty.openpty()
    with subprocess.Popen(["/bin/sh", str(tmp_path / "4 Nhắc.sh")], stdin=terminal, stdout=subprocess.PIPE) as begun:
        assert begun.stdout is not None and begun.stdout.read(20)
        assert begun.poll() is None
        os.write(keyboard, b"\n")
        assert begun.wait(60) == 0
    os.close(keyboard), os.close(terminal)


@pytest.mark.parametrize(
    ("line", "paths"),
    [
        (r'''cmd /c ""D:\đợt\2 Nhận biểu.cmd" D:\a&b.xlsx"''', [r"D:\a&b.xlsx"]),
        (
            r'''cmd /c ""D:\đợt\2 Nhận biểu.cmd" "D:\c d.xlsx" E:\e.eml "F:\f g!.zip""''',
            [r"D:\c d.xlsx", r"E:\e.eml", r"F:\f g!.zip"],
        ),
        (r'''cmd /c ""D:\đợt\2 Nhận biểu.cmd" "''', []),
        (r'"C:\Windows\system32\cmd.exe"', []),
    ],
)
def test_what_windows_hands_over_is_taken_apart(line: str, paths: list[str]) -> None:
    assert [str(path) for path in dragged_paths(line, "2 Nhận biểu.cmd")] == paths


def test_a_step_says_three_lines_and_takes_in_what_was_dragged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TONGHOP290_KHONG_MO", "1")
    round = a_round(tmp_path / "r")
    issue_all(round)
    sent = a_return(round, "20001", when=1).rename(tmp_path / "xã 1.xlsx")
    folder = tmp_path / "từ xã"
    folder.mkdir()
    a_return(round, "20002", when=2).rename(folder / "b.xlsx")
    out, _ = run("step", "receive", sent, folder, cwd=round.folder.root, whole=True)
    assert [line.split(" vào ")[0] for line in out.splitlines()] == [
        "Đã nhận 2 tệp mới; đã viết 2 trả lời",
        "Cộng 3 đơn vị – chưa gửi: 1; đạt: 2.",
        out.splitlines()[2].split(" vào ")[0],
    ]
    assert out.splitlines()[2].startswith("Việc tiếp theo: ") and sent.is_file()
    _, err = run("step", "receive", tmp_path, cwd=round.folder.root, expect=2)
    assert "là thư mục chứa đợt này" in err
    monkeypatch.setattr("tonghop290.cli.desk.starter_commands._dragged", lambda: iter([sent]))
    run("step", "receive", tmp_path / "nửa tên & không có", cwd=round.folder.root)
    assert sorted(path.name for path in round.folder.inbox.glob("*.xlsx")) == ["xã 1 (2).xlsx", "xã 1.xlsx"]
    for step, done in (("status", "Hạn gửi: "), ("report", "Đã ghi ")):
        out, err = run("step", step, cwd=round.folder.root, whole=True)
        done_line, counts, coming = out.splitlines()
        assert done_line.startswith(done) and counts == "Cộng 3 đơn vị – chưa gửi: 1; đạt: 2."
        assert coming.startswith("Việc tiếp theo: ") and "Việc tiếp theo" not in err and "--used" not in err


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("hoang hoa", ["Huyện Hoằng Hóa (Tỉnh Thanh Hóa)"]),
        ("Hoằng Hoá", ["Huyện Hoằng Hóa (Tỉnh Thanh Hóa)"]),
        ("da nang", ["Tp Đà Nẵng"]),
        ("không có nơi này", []),
        ("hoang hao", ["Huyện Hoằng Hóa (Tỉnh Thanh Hóa)"]),
    ],
)
def test_a_place_is_found_by_a_part_of_its_name(typed: str, found: list[str]) -> None:
    assert [place.title for place in areas_like(registers_folder(), typed)] == found


def test_many_tiles_stand_in_groups_that_bear_the_states_in_them(tmp_path: Path) -> None:
    round = a_round(tmp_path / "r")
    a_return(round, "20002", when=1)
    receive_all(round)
    with opened(round) as ledger:
        bare, clean, _ = standing(round)
        few, many = (page_of(round, ledger, units, TODAY) for units in ([bare] * 180, [bare] * 180 + [clean] * 2))
    assert '<div class="units g' not in few and few.count("<article class=n>") == 180
    assert re.findall(r'<div class="units g ([^"]*)">', many) == ["g-n"] * 3 + ["g-c"]
    assert many.count("<article") == 182 and many.count("</div>") == few.count("</div>") + 4
