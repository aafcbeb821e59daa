"""The ledger proves itself at every opening: ours, of a known version, every page whole; who holds it is waited for."""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.campaign.test_commands import run
from tests.samples.rounds import ACTOR, NOON, ONE, WRONG, a_return, a_round, issue_all, opened, receive_all
from tonghop290.campaign.folder import RoundError, find_round
from tonghop290.campaign.ledger import opening
from tonghop290.campaign.ledger.opening import open_ledger
from tonghop290.campaign.settings import Round, load_round

DAMAGED = "Sổ so_lieu.sqlite của đợt bị hỏng ({}), nên lệnh dừng lại."
REPAIR = "Đề nghị chạy: tonghop290 repair"
PAGE = 4096


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    one = a_round(tmp_path_factory.mktemp("begun") / "r", count=8)
    issue_all(one)
    a_return(one, ONE, **WRONG)
    receive_all(one)
    return one.folder.root


@pytest.fixture
def round(tmp_path: Path, begun: Path) -> Round:
    return load_round(find_round(Path(shutil.copytree(begun, tmp_path / "r"))))


def said_at_opening(path: Path, *, scratch: bool) -> str:
    with pytest.raises(RoundError) as error, open_ledger(path, now=NOON, actor=ACTOR, scratch=scratch):
        pass
    return str(error.value)


def sql(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        for statement in statements:
            database.execute(statement)


def another_program(path: Path) -> None:
    path.unlink()
    sql(path, "CREATE TABLE books (title TEXT)", "PRAGMA user_version = 1")


FOREIGN: dict[str, tuple[Callable[[Path], object], str]] = {
    "no database": (lambda path: path.write_bytes(b"not a database at all" * 100), "tệp không phải là cơ sở dữ liệu"),
    "a few bytes": (lambda path: path.write_bytes(b"?"), "trong tệp không có gì"),
    "empty": (lambda path: path.write_bytes(b""), "trong tệp không có gì"),
    "an empty database": (lambda path: (path.unlink(), sql(path, "VACUUM")), "trong tệp không có gì"),
    "another program's": (another_program, "đó là tệp của một chương trình khác"),
    "marked by another": (lambda path: sql(path, "PRAGMA application_id = 7"), "đó là tệp của một chương trình khác"),
    "a table gone": (lambda path: sql(path, "DROP TABLE answers"), "thiếu bảng"),
    "half of it": (lambda path: path.write_bytes(path.read_bytes()[: PAGE * 4]), "có trang không đọc được"),
    "a page of a sync program": (
        lambda path: path.write_bytes(path.read_bytes()[: PAGE * 2] + bytes(PAGE) + path.read_bytes()[PAGE * 3 :]),
        "có trang không đọc được",
    ),
}


@pytest.mark.parametrize("scratch", [True, False], ids=["a reader", "a writer"])
@pytest.mark.parametrize("kind", FOREIGN)
def test_what_is_no_whole_ledger_of_ours_is_told_with_the_way_out(round: Round, kind: str, scratch: bool) -> None:
    spoil, why = FOREIGN[kind]
    spoil(round.folder.ledger)
    said = said_at_opening(round.folder.ledger, scratch=scratch)
    assert said.startswith("Sổ so_lieu.sqlite của đợt bị hỏng (" + why) and REPAIR in said


def test_a_later_versions_ledger_is_refused(round: Round) -> None:
    sql(round.folder.ledger, "PRAGMA user_version = 2")
    assert said_at_opening(round.folder.ledger, scratch=True) == (
        "Sổ so_lieu.sqlite do phiên bản mới hơn của chương trình ghi (sổ kiểu 2; chương trình này đọc được "
        "đến kiểu 1). Đề nghị cài phiên bản mới của tonghop290 rồi chạy lại."
    )


def test_a_ledger_from_before_our_mark_is_opened_and_marked(round: Round) -> None:
    sql(round.folder.ledger, "PRAGMA application_id = 0", "DELETE FROM settings WHERE key = 'readings_key'")
    with opened(round) as ledger:
        assert len(ledger.issues()) == 8 and len(ledger.setting("readings_key")) == 64
    with closing(sqlite3.connect(round.folder.ledger)) as database:
        assert database.execute("PRAGMA application_id").fetchone() == (0x54323930,)


def pages(path: Path) -> Iterator[tuple[int, bytes]]:
    """The ledger with one page after the other overwritten, by noise and by nothing."""
    data = path.read_bytes()
    noise = bytes((number * 73 + 41) % 256 for number in range(PAGE))
    for at in range(0, len(data), PAGE):
        for filling in (noise, bytes(PAGE)):
            yield at // PAGE, data[:at] + filling + data[at + PAGE :]


def test_a_damaged_byte_is_never_believed(round: Round) -> None:
    """SQLite itself sees no difference in a figure; the copy of what was last written does."""
    data = round.folder.ledger.read_bytes()
    at = data.rindex(b'"dang_vien": 4500')
    round.folder.ledger.write_bytes(data[:at] + data[at:].replace(b"4500", b"4600", 1))
    for scratch in (True, False):
        said = said_at_opening(round.folder.ledger, scratch=scratch)
        assert said.startswith(DAMAGED.format("nội dung đã đổi mà không phải do chương trình ghi"))


def test_what_another_program_enters_is_no_damage(round: Round) -> None:
    sql(round.folder.ledger, "UPDATE events SET actor = 'Hoa' WHERE id = 1")
    with opened(round) as ledger:
        assert ledger.events()[0].actor == "Hoa"


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("UPDATE events SET at = 'hôm qua'", "bảng events có ngày giờ không đọc được"),
        ("UPDATE events SET at = '0000-01-01T00:00:00+07:00'", "bảng events có ngày giờ không đọc được"),
        ("UPDATE returns SET received = '2020-01-10'", "bảng returns có ngày giờ không đọc được"),
        ("UPDATE settings SET value = 'x' WHERE key = 'readings_key'", "bảng settings có dòng không đọc được"),
        ("UPDATE returns SET standing = 'x'", "bảng returns có dòng không đọc được"),
        ("UPDATE findings SET severity = 'ERROR'", "bảng findings có dòng không đọc được"),
    ],
)
def test_a_row_that_cannot_be_read_is_told_before_a_command_begins(round: Round, statement: str, why: str) -> None:
    """Found by the fuzzer of ledgers: another program had entered what nothing of ours enters."""
    sql(round.folder.ledger, statement)
    assert said_at_opening(round.folder.ledger, scratch=True).startswith(DAMAGED.format(why))


def test_a_damage_that_is_no_text_is_told(round: Round) -> None:
    """SQLite's own sentence then holds its bytes: found by the fuzzer of ledgers."""
    data = round.folder.ledger.read_bytes()
    round.folder.ledger.write_bytes(
        data.replace(b"CREATE TABLE settings", b"CREATE TABLE \xe3\xe3\xe3\xe3\xe3\xe3\xe3\xe3")
    )
    assert said_at_opening(round.folder.ledger, scratch=True).startswith("Sổ so_lieu.sqlite của đợt bị hỏng (")


def test_a_damaged_page_is_never_believed_and_never_a_traceback(round: Round) -> None:
    """Whatever page it is: the opening tells, or what is read is what stood there."""
    with open_ledger(round.folder.ledger, now=NOON, actor=ACTOR, scratch=True) as ledger:
        whole = ledger.dump()
    passed = []
    for number, data in list(pages(round.folder.ledger)):
        round.folder.ledger.write_bytes(data)
        try:
            with open_ledger(round.folder.ledger, now=NOON, actor=ACTOR, scratch=True) as ledger:
                passed.append((number, ledger.dump() == whole))
        except RoundError as error:
            assert REPAIR in str(error)
    assert [number for number, same in passed if not same] == []


@pytest.mark.parametrize(
    "command",
    ["issue", "receive", "status", "remind", "diff 20001", "accept 20001 1 --why x", "summary . -o a.xlsx",
     "report . -o b", "check ."],
)  # fmt: skip
def test_a_damaged_page_stops_every_command_with_one_sentence(round: Round, command: str) -> None:
    data = round.folder.ledger.read_bytes()
    damaged = data[: PAGE * 3] + bytes(PAGE) + data[PAGE * 4 :]
    round.folder.ledger.write_bytes(damaged)
    out, err = run(*command.split(), cwd=round.folder.root, expect=2)
    assert out == "" and err.count("\n") == 1 and REPAIR in err
    assert round.folder.ledger.read_bytes() == damaged


@pytest.mark.parametrize("command", ["status", "issue", "receive --dry-run"])
def test_a_ledger_another_program_holds_is_waited_for_then_told(
    round: Round, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert opening._WAIT == 10
    monkeypatch.setattr(opening, "_WAIT", 0.3)
    with closing(sqlite3.connect(round.folder.ledger, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        start = time.monotonic()
        _, err = run(*command.split(), cwd=round.folder.root, expect=2)
        assert time.monotonic() - start >= 0.3
    assert err == (
        "Lỗi: Sổ so_lieu.sqlite đang bị một chương trình khác giữ (đã chờ mà chưa được). Đề nghị đóng chương trình "
        "đang mở tệp đó, hoặc chờ phần mềm đồng bộ chép xong, rồi chạy lại đúng lệnh này.\n"
    )


def test_a_writer_stopped_by_a_reader_enters_nothing(round: Round, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "_WAIT", 0.3)
    with closing(sqlite3.connect(round.folder.ledger, isolation_level=None)) as other, opened(round) as ledger:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM events").fetchone()
        with pytest.raises(RoundError, match="đang bị một chương trình khác giữ"), ledger.deed():
            ledger.event("accepted")
        assert [event.kind for event in ledger.events() if event.kind == "accepted"] == []
        other.execute("COMMIT")


def test_a_lock_file_that_is_no_database_stops_nobody(round: Round) -> None:
    round.folder.lock.write_bytes(b"no lock at all" * 100)
    with opened(round) as ledger:
        assert len(ledger.issues()) == 8
