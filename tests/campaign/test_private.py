"""Files that name people are written for their user alone, whatever the umask says."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import tonghop290 as th
from tests.campaign.test_commands import run
from tests.samples.rounds import DOUBTFUL, WRONG, a_return, a_round, issue_all, some_units
from tonghop290.files import keep_private, whole_file, write_whole

pytestmark = pytest.mark.skipif(os.name == "nt", reason="modes of POSIX")


@pytest.fixture(params=[0o000, 0o022], ids=["umask 000", "umask 022"])
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def open_to_others(folder: Path) -> list[str]:
    return sorted(
        str(path.relative_to(folder)) for path in (folder, *folder.rglob("*")) if os.lstat(path).st_mode & 0o077
    )


def test_a_round_keeps_everything_it_knows_for_its_user(tmp_path: Path, umask: int) -> None:
    root = tmp_path / "đợt"
    round = a_round(root, units=some_units(3))  # made here, under this mask
    issue_all(round)
    a_return(round, "20001", "một.xlsx", **WRONG)
    a_return(round, "20002", "hai.xlsx", **DOUBTFUL)
    for path in (round.folder.inbox).iterdir():
        path.chmod(0o600)  # what a sender's file allows is not ours
    run("receive", cwd=root, expect=1)
    run("remind", cwd=root)
    for name in ("tinh_hinh.html", "tinh_hinh.xlsx"):
        run("status", "-o", str(root / name), cwd=root)
    told = [name for name in open_to_others(root) if not name.startswith(("bieu", "tonghop290.toml"))]
    assert told == [".", "ket_qua"]  # the folder was there before
    assert {path.name for path in root.iterdir()} >= {".da_doc", ".khoa", "so_lieu.sqlite", "luu_tru", "phan_hoi"}


def test_the_list_of_units_is_the_users_own(tmp_path: Path, umask: int) -> None:
    run("init", "đợt", "--district", "Hoằng Hóa", cwd=tmp_path)
    assert open_to_others(tmp_path / "đợt") == ["ket_qua"]


def test_exports_with_telephone_numbers_are_private_and_tables_without_are_not(tmp_path: Path, umask: int) -> None:
    from tests.samples.mistakes import FORM
    from tests.samples.mistakes import a_return as a_book

    a_book(tmp_path / "a.xlsx")
    report = th.check([tmp_path / "a.xlsx"], FORM)
    private = [*th.annotate(report, tmp_path / "ra" / "x"), *th.write_tables(report, tmp_path / "bang", format="json")]
    assert not [path for path in private if path.stat().st_mode & 0o077]
    assert (tmp_path / "ra" / "x").stat().st_mode & 0o777 == 0o700
    summary = th.write_summary(report, tmp_path / "tong_hop.xlsx")
    assert summary.stat().st_mode & 0o777 == 0o666 & ~umask


def test_a_private_file_is_never_open_on_its_way(tmp_path: Path, umask: int) -> None:
    with whole_file(tmp_path / "a" / "b.txt", private=True) as draft:
        assert draft.stat().st_mode & 0o777 == 0o600
        draft.write_text("x", encoding="utf-8")
    assert (tmp_path / "a" / "b.txt").stat().st_mode & 0o777 == 0o600
    write_whole(tmp_path / "c.txt", b"x").chmod(0o666)
    keep_private(tmp_path / "c.txt")
    assert ((tmp_path / "c.txt").read_bytes(), (tmp_path / "c.txt").stat().st_mode & 0o777) == (b"x", 0o600)


def test_a_disk_that_knows_no_modes_is_written_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    (tmp_path / "a.txt").write_bytes(b"x")
    (tmp_path / "a.txt").chmod(0o644)
    monkeypatch.setattr(Path, "chmod", refuse)
    keep_private(tmp_path / "a.txt")
    assert write_whole(tmp_path / "a.txt", b"y", private=True).read_bytes() == b"y"
