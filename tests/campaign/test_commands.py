"""A whole round through the commands, as an officer types them."""

from __future__ import annotations

import contextlib
import io
import json
import re
from pathlib import Path

import click
import openpyxl
import pytest

from tests.samples.paths import ROOT
from tests.samples.rounds import (
    DOUBTFUL,
    WRONG,
    a_return,
    a_round,
    dump,
    states,
    tree,
)
from tonghop290.campaign.settings import Round
from tonghop290.cli.main import cli, main

COMMANDS = ("init", "issue", "fetch", "receive", "enter", "answer", "status", "remind", "diff", "accept", "repair")


def run(*arguments: str | Path, cwd: Path, expect: int = 0, whole: bool = False) -> tuple[str, str]:
    """One command in this process: what it printed, and on standard error. ``whole``: with what comes next."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    with (
        contextlib.chdir(cwd),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        pytest.raises(SystemExit) as ended,
    ):
        main(list(map(str, arguments)))
    said = tuple(stream.buffer.getvalue().decode() for stream in (out, err))  # type: ignore[attr-defined]
    assert ended.value.code == expect, said
    out, err = said if whole else (_without_next(text) for text in said)
    return out, err


def _without_next(said: str) -> str:
    """What every command of a round says last is looked at in its own tests."""
    return "".join(line for line in said.splitlines(keepends=True) if not line.startswith("Việc tiếp theo: "))


@pytest.fixture
def round(tmp_path: Path) -> Round:
    return a_round(tmp_path / "đợt một")


@pytest.mark.parametrize("command", COMMANDS)
def test_help_is_in_vietnamese(command: str, tmp_path: Path) -> None:
    out, err = run(command, "--help", cwd=tmp_path)
    assert err == "" and out.startswith(f"Cách dùng: tonghop290 {command}")
    assert not [word for word in ("Usage", "Options", "Show this", "default:", "[required]") if word in out]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["receive"], "Lỗi: “.” không phải là thư mục của một đợt thu thập"),
        (["init", "x"], "Lỗi: Cần --district hoặc --province"),
        (
            ["init", "x", "--district", "Hoằng"],
            "Lỗi: Không tìm thấy huyện, quận, thị xã, thành phố “Hoằng” trong danh mục. Có phải là: Huyện Hoằng Hóa?",
        ),
        (["init", "x", "--province", "Hà Nội", "--form", "khac"], "Lỗi: Không tìm thấy biểu mẫu “khac”."),
        (["recieve"], "Lỗi: Không có lệnh recieve. Ý đồng chí là: tonghop290 receive?"),
        (["intt"], "Lỗi: Không có lệnh intt. Ý đồng chí là: tonghop290 init?"),
        (["init", "x", "--huyen", "y"], "Lỗi: Không có tuỳ chọn --huyen. Ý đồng chí là --district?"),
        (["init", "x", "--distric", "y"], "Lỗi: Không có tuỳ chọn --distric. Ý đồng chí là --district?"),
        (["issue", "--again"], "Lỗi: --again cần nêu tên"),
        (["issue", "x", "--again", "--all"], "Lỗi: --again cần nêu tên"),
        (["accept", "x"], "Lỗi: Cần ghi số thứ tự các điểm được chấp nhận, hoặc --return LẦN."),
        (["status", "-o", "a.pdf"], "Lỗi: a.pdf: chỉ ghi được tệp .xlsx hoặc .html."),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_wrong_call_ends_with_2_and_one_sentence(arguments: list[str], sentence: str, tmp_path: Path) -> None:
    out, err = run(*arguments, cwd=tmp_path, expect=2)
    assert (out, list(tmp_path.iterdir())) == ("", [])
    assert err.startswith(sentence)


def test_every_command_of_the_officers_page_exists() -> None:
    page = (ROOT / "docs" / "dot_thu_thap.md").read_text(encoding="utf-8")
    calls = re.findall(r"tonghop290 ([a-z]+)((?: [^`\n]*)?)", page)
    assert {command for command, _ in calls} >= set(COMMANDS)
    unknown = []
    for command, rest in calls:
        found = cli.get_command(click.Context(cli), command)
        assert found is not None, command
        options = {option for parameter in found.params for option in parameter.opts}
        unknown += [f"{command} {option}" for option in re.findall(r"(?<!\S)--?[a-z-]+", rest) if option not in options]
    assert unknown == []


def test_a_round_is_opened_with_a_list_that_is_there(tmp_path: Path) -> None:
    """Schools of no register, a form in another language: the list is the office's own, nobody's place is guessed."""
    lines = ["code,name,type,parent", "1,Hill Road,school,Westland", "2,Lake,school,Westland"]
    (tmp_path / "schools.csv").write_text("\n".join(lines), encoding="utf-8")
    out, _ = run("init", "đợt", "--units", "schools.csv", "--form", "school-return", "--texts", cwd=tmp_path)
    assert "2 đơn vị của Westland" in out
    assert "1,Hill Road,school,Westland" in (tmp_path / "đợt" / "don_vi.csv").read_text(encoding="utf-8-sig")
    settings = (tmp_path / "đợt" / "tonghop290.toml").read_text(encoding="utf-8")
    assert 'name = "Westland"' in settings and 'period = "năm 2026"' in settings
    assert "Đảng" not in settings and "xã" not in settings


def test_a_round_is_opened_from_the_register(tmp_path: Path) -> None:
    out, _ = run("init", "đợt", "--district", "Huyện Hoằng Hóa", "--dry-run", cwd=tmp_path)
    assert out.startswith("Sẽ tạo") and list(tmp_path.iterdir()) == []
    out, _ = run("init", "đợt", "--district", "Huyện Hoằng Hóa", cwd=tmp_path)
    assert out.startswith("Đã tạo đợt thu thập ở đợt với 36 đơn vị của Huyện Hoằng Hóa")
    assert run("status", "-C", "đợt", cwd=tmp_path)[0].splitlines()[-3:] == [
        "Cộng 36 đơn vị – chưa gửi: 36.",
        "Cấu hình còn thiếu, đề nghị ghi ở trang “Cơ quan” của tệp Đợt.xlsx: Số công văn; Người ký báo cáo chung.",
        "Cấp huyện không còn sau ngày 30/06/2025; đề nghị kiểm tra lại Cấp và các ngày ở tệp Đợt.xlsx.",
    ]
    _, err = run("init", "đợt", "--district", "Huyện Hoằng Hóa", cwd=tmp_path, expect=2)
    assert "đã có một đợt thu thập" in err


def test_a_round_from_first_letter_to_last_corrected_return(round: Round) -> None:
    root = round.folder.root
    assert run("issue", cwd=root)[0].startswith("Đã phát hành 3 biểu")
    a_return(round, "20001", when=1)
    a_return(round, "20002", when=2, **WRONG)
    a_return(round, "20003", when=3, **DOUBTFUL)
    out, _ = run("receive", "--who", "Lan", cwd=root, expect=1)
    assert out.splitlines() == [
        "Xã Mẫu 1 – 20001.xlsx: nhận lần đầu; đạt",
        "Xã Mẫu 2 – 20002.xlsx: nhận lần đầu; có lỗi",
        "Xã Mẫu 3 – 20003.xlsx: nhận lần đầu; có điểm cần xem lại",
        f"Đã nhận 3 tệp mới; đã viết 3 trả lời vào {round.folder.answers}.",
    ]
    a_return(round, "20002", "sửa.xlsx", when=4)
    assert run("receive", cwd=root)[0].startswith("Xã Mẫu 2 – sửa.xlsx: bản sửa, được tính; đạt")
    assert "Đã sửa: 1" in run("diff", "Xã Mẫu 2", cwd=root)[0]
    number = next(
        line.split(".")[0].strip() for line in run("status", "20003", cwd=root)[0].splitlines() if "XEM LẠI" in line
    )
    run("accept", "20003", number, "--why", "xã mới sáp nhập", "--who", "Lan", cwd=root)
    out, _ = run("status", "-o", "ket_qua/a.xlsx", "-o", "ket_qua/a.html", cwd=root)
    assert "Cộng 3 đơn vị – đạt: 3." in out
    assert set(states(round).values()) == {"clean"}
    assert (
        run("check", ".", cwd=root)[1] == "Dùng biểu mới nhất dùng được của 3/3 đơn vị (xem từng biểu: thêm --used).\n"
    )
    out, err = run("summary", ".", "-o", "ket_qua/tổng hợp.xlsx", "--used", cwd=root)
    assert (
        "Dùng biểu mới nhất dùng được của 3/3 đơn vị:" in err and "Xã Mẫu 2: lần 2," in err and "tệp “sửa.xlsx”" in err
    )
    assert openpyxl.load_workbook(round.folder.results / "tổng hợp.xlsx").sheetnames
    files = json.loads(run("check", ".", "--format", "json", cwd=root)[0])["files"]
    assert [file["unit"]["code"] for file in files] == ["20001", "20002", "20003"]
    assert run("remind", "--all", cwd=root)[0].startswith("Đã viết 0 thư nhắc")


def test_all_units_are_issued_to_again_once_the_settings_change(round: Round) -> None:
    root = round.folder.root
    run("issue", cwd=root)
    round.folder.settings.write_text(
        round.folder.settings.read_text(encoding="utf-8").replace("2020-01-15", "2020-01-31"), encoding="utf-8"
    )
    assert "3 đơn vị có biểu phát hành trước khi tonghop290.toml được sửa." in run("issue", cwd=root)[0]
    assert run("issue", "--again", "--all", cwd=root)[0].startswith("Đã phát hành 3 biểu")
    assert len(run("issue", cwd=root)[0].splitlines()) == 1


@pytest.mark.parametrize(
    "command",
    [
        ("issue",),
        ("issue", "20001", "--again"),
        ("receive",),
        ("remind", "--all"),
        ("accept", "20002", "1", "--why", "x"),
        ("accept", "20002", "--return", "1", "--why", "x"),
    ],
    ids=" ".join,
)
def test_a_rehearsal_changes_no_file(round: Round, command: tuple[str, ...]) -> None:
    a_return(round, "20002", dang_vien=4500, dan_so=4000)
    run("receive", cwd=round.folder.root, expect=1)
    a_return(round, "20001", when=5)
    before = tree(round.folder), dump(round)
    assert "ẽ " in run(*command, "--dry-run", cwd=round.folder.root)[0]
    assert (tree(round.folder), dump(round)) == before


def test_a_folder_that_may_not_be_read_is_said_and_stops_nothing(round: Round) -> None:
    a_return(round, "20001")
    (round.folder.inbox / "gãy.xlsx").symlink_to("không có")
    out, err = run("receive", cwd=round.folder.root, expect=3)
    assert "Xã Mẫu 1 – 20001.xlsx: nhận lần đầu; đạt" in out
    assert "gãy.xlsx: Không tìm thấy tệp." in err
