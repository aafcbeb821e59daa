"""A round is closed: one folder under a code, late returns kept and not counted; and opened again, with a reason."""

from __future__ import annotations

import re
import shutil
import zipfile
from pathlib import Path

import pytest

from tests.campaign.test_commands import run
from tests.samples.rounds import WRONG, a_return, a_round, issue_all, opened, receive_all, states
from tonghop290.campaign.folder import find_round
from tonghop290.campaign.settings import Round, load_round

CODE = re.compile(r"mã số liệu ([0-9A-F]{4}-[0-9A-F]{4})\.")
AFTER = ["--who", "Lan"]


def feet(path: Path) -> str:
    """What stands at the foot of a paper's pages."""
    with zipfile.ZipFile(path) as package:
        names = [name for name in package.namelist() if "footer" in name or "worksheets/sheet" in name]
        texts = [package.read(name).decode() for name in names]
    found = [[text] if "<w:ftr" in text else re.findall("<oddFooter>.*?</oddFooter>", text) for text in texts]
    return "\n".join(line for lines in found for line in lines)


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Round, str]:
    """Two of three units have sent; the round is closed. Not to be changed."""
    round = a_round(tmp_path_factory.mktemp("closed") / "r")
    issue_all(round)
    a_return(round, "20001", when=1, saved="2020-01-05T08:00:00")
    a_return(round, "20002", when=2, saved="2020-01-05T09:00:00", **WRONG)
    receive_all(round)
    out, _ = run("close", *AFTER, cwd=round.folder.root)
    found = CODE.search(out)
    assert found is not None and "Đã chốt đợt: biểu của 2/3 đơn vị" in out and "chưa có (1): Xã Mẫu 3" in out
    return round, found[1]


@pytest.fixture
def closed(once: tuple[Round, str], tmp_path: Path) -> tuple[Round, str]:
    """The same, to be worked on."""
    shutil.copytree(once[0].folder.root, tmp_path / "r")
    return load_round(find_round(tmp_path / "r")), once[1]


def test_one_folder_holds_everything_under_one_code(once: tuple[Round, str]) -> None:
    round, code = once
    folder = round.folder.root / "ban_giao" / "lan_1"
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    reports = [name for name in names if name.startswith("bao_cao/")]
    assert len(reports) == 2
    assert {"Mục lục.html", "Sổ của đợt.sqlite", "Tổng hợp.xlsx", "so_lieu.json"} <= set(names)
    figures = (folder / "so_lieu.json").read_text(encoding="utf-8")
    assert '"file": "luu_tru/' in figures and str(round.folder.root) not in figures
    papers = [name for name in names if name.endswith((".docx", ".xlsx"))]
    assert all(code in feet(folder / name) for name in papers), papers
    page = (folder / "Mục lục.html").read_text(encoding="utf-8")
    assert code in page and "Lan" in page and "chưa có: Xã Mẫu 3" in page
    assert all(Path(name).name in page for name in names if name != "Mục lục.html")
    with opened(round) as ledger:
        assert ledger.last_link() in page
    out, _ = run("close", *AFTER, cwd=round.folder.root)
    assert out.startswith("Đợt đã chốt từ trước: biểu của 2/3 đơn vị") and code in out


def test_what_comes_later_is_kept_and_not_counted_until_the_round_is_opened_again(closed: tuple[Round, str]) -> None:
    round, code = closed
    root, before = round.folder.root, states(round)
    a_return(round, "20002", "sửa.xlsx", when=9, saved="2020-01-06T08:00:00")
    a_return(round, "20003", when=9, saved="2020-01-06T08:00:00")
    out, _ = run("receive", cwd=root)
    assert out.count("ĐẾN SAU KHI ĐỢT ĐÃ CHỐT, giữ lại nhưng không tính") == 2 and "đã viết 0 trả lời" in out
    assert states(round) == before
    assert run("status", cwd=root)[0].count("1 biểu đến sau khi chốt, không tính") == 2
    run("report", ".", "-o", "ket_qua/bao_cao", cwd=root)
    assert all(code in feet(path) for path in (root / "ket_qua" / "bao_cao").glob("*.docx"))

    assert run("reopen", *AFTER, cwd=root, expect=2)[1].startswith("Lỗi: Mở lại đợt cần ghi rõ ai mở")
    out, _ = run("reopen", "--why", "bổ sung Xã Mẫu 3", *AFTER, cwd=root)
    assert "Xã Mẫu 2: tính lần 2 (“sửa.xlsx”)." in out and "Xã Mẫu 3: tính lần 1" in out and "Đã viết 2 trả lời" in out
    assert states(round) == {"20001": "clean", "20002": "clean", "20003": "clean"}
    assert "mở lại đợt đã chốt  mã " + code + ": bổ sung Xã Mẫu 3" in run("status", "--history", cwd=root)[0]
    run("report", ".", "-o", "ket_qua/bao_cao", cwd=root)
    assert not any("mã" in feet(path) for path in (root / "ket_qua" / "bao_cao").glob("*.docx"))
    found = CODE.search(run("close", *AFTER, cwd=root)[0])
    assert found is not None and found[1] != code and (root / "ban_giao" / "lan_2" / "Mục lục.html").is_file()


def test_a_closed_round_is_not_worked_on(once: tuple[Round, str]) -> None:
    commands = ["issue", "remind --all", "accept 20002 1 --why x", "enter 20001 a.xlsx --why x", "assign a.xlsx 20001"]
    for command in commands:
        _, err = run(*command.split(), *AFTER, cwd=once[0].folder.root, expect=2)
        assert err.startswith("Lỗi: Đợt đã chốt ngày ") and f"(mã {once[1]}) nên không " in err


def test_other_figures_do_not_bear_the_code(closed: tuple[Round, str]) -> None:
    round, code = closed
    units = round.folder.root / "don_vi.csv"
    units.write_bytes(b"\n".join(units.read_bytes().splitlines()[:-1]) + b"\n")
    _, err = run("summary", ".", "-o", "a.xlsx", cwd=round.folder.root)
    assert f"với mã {code}, nhưng số liệu tính lại bây giờ có mã" in err
    assert code not in feet(round.folder.root / "a.xlsx")


def test_only_a_round_with_returns_is_closed_and_only_a_closed_one_opened(tmp_path: Path) -> None:
    root = a_round(tmp_path / "r").folder.root
    assert run("close", *AFTER, cwd=root, expect=2)[1].startswith("Lỗi: Chưa có biểu nào được tính")
    assert run("reopen", "--why", "x", *AFTER, cwd=root, expect=2)[1].startswith("Lỗi: Đợt chưa chốt")
