"""A mail is kept as it came and what is attached to it is found inside; what was taken in is not opened again."""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

import pytest

from tests.samples.rounds import GOOD, NOON, ONE, a_mail, a_round, opened, originals, receive_all, return_bytes, states
from tonghop290.campaign.archive import Archive
from tonghop290.campaign.results import check_round
from tonghop290.campaign.settings import Round
from tonghop290.spreadsheet.content import Content

PAPER = b"%PDF-1.4\n" + random.Random(290).randbytes(200_000)


@pytest.fixture
def round(tmp_path: Path) -> Round:
    """A round with a mail for each unit, written a while ago."""
    one = a_round(tmp_path)
    for code in one.units:
        put(one, f"{code}.eml", {f"{code}.xlsx": return_bytes(one, code, **GOOD), "ký.pdf": PAPER})
    return one


def put(round: Round, name: str, files: dict[str, bytes]) -> Path:
    path = round.folder.inbox / name
    path.write_bytes(a_mail("ai@mau.example", files))
    return path


def rested(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Some time has gone by since the files were written; the files that are read from now on."""
    monkeypatch.setattr("tonghop290.campaign.receiving.letter_box._SETTLED", -60.0)
    read: list[Path] = []
    whole = Content.read
    monkeypatch.setattr(Content, "read", lambda path: read.append(path) or whole(path))
    return read


def test_what_is_attached_is_found_in_the_mail(round: Round) -> None:
    receive_all(round)
    box = sum(path.stat().st_size for path in round.folder.inbox.iterdir())
    assert sum(path.stat().st_size for path in originals(round)) < 1.05 * box
    with opened(round) as ledger:
        for own in ledger.returns():
            archive = Archive(round.folder)
            place = archive.find(own.sha256)
            assert place is not None and not place.exists()
            assert archive.contents[place].data == return_bytes(round, own.unit or "", **GOOD)
        round.folder.readings.unlink()
        report = check_round(round, ledger).report
    assert [file.status for file in report.files] == ["clean"] * 3


def test_a_paper_no_letter_of_which_can_be_read_is_taken_out_and_looked_at_once(
    round: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: Counter[str] = Counter()
    places = "workbook.intake.sources", "pipeline.edited_papers.returned_reports"
    for name in ("binascii.a2b_base64", *(f"tonghop290.{place}.pdf_pages" for place in places)):
        before = resolve_name(name)

        def counting(data: bytes, _before: Any = before) -> Any:
            done[_before.__name__] += len(data) >= len(PAPER)
            return _before(data)

        monkeypatch.setattr(name, counting)
    receive_all(round)
    assert done == {"a2b_base64": 3, "pdf_pages": 3}


def test_a_mail_that_is_gone_or_changed_gives_nothing(round: Round) -> None:
    receive_all(round)
    for path in originals(round):
        if path.suffix == ".eml":
            path.write_bytes(path.read_bytes().replace(b"A", b"B"))
    with opened(round) as ledger:
        assert [Archive(round.folder).find(own.sha256) for own in ledger.returns()] == [None] * 3
    receive_all(round)  # the mails still lie in the letter box, but are not opened for that
    for path in filter(Path.is_file, list(round.folder.inbox.iterdir())):
        data = path.read_bytes()
        path.unlink()
        path.write_bytes(data)
    receive_all(round)
    with opened(round) as ledger:
        assert None not in [Archive(round.folder).find(own.sha256) for own in ledger.returns()]


def test_what_was_taken_in_is_not_opened_again(round: Round, monkeypatch: pytest.MonkeyPatch) -> None:
    read = rested(monkeypatch)
    receive_all(round)
    assert len(read) == 3
    read.clear()
    assert receive_all(round).taken == [] and read == []
    late = put(round, "sau.eml", {"sửa.xlsx": return_bytes(round, ONE, saved="2020-01-09T03:00:00Z", dan_so=6100)})
    assert [one.what for one in receive_all(round).taken] == ["correction"]
    assert read == [late]
    os.utime(late, (NOON.timestamp(),) * 2)
    receive_all(round)
    assert read == [late, late]


def test_where_times_are_told_in_parts_of_seconds_a_file_soon_rests(
    round: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In whole seconds, as memory sticks tell them, a change just now may have the time of what was read."""
    read = rested(monkeypatch)
    monkeypatch.setattr("tonghop290.campaign.receiving.letter_box._SETTLED", 3600.0)
    path = round.folder.inbox / f"{ONE}.eml"
    os.utime(path, ns=(0, path.stat().st_mtime_ns // 10**9 * 10**9))
    time.sleep(0.15)
    receive_all(round)
    read.clear()
    receive_all(round)
    assert read == [path]


def test_a_file_in_the_place_of_another_is_opened(round: Round, monkeypatch: pytest.MonkeyPatch) -> None:
    rested(monkeypatch)
    receive_all(round)
    path = round.folder.inbox / f"{ONE}.eml"
    before = path.stat()
    data = path.read_bytes()
    path.unlink()
    path.write_bytes(data.replace(b"ai@mau.example", b"xa@mau.example"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    assert [one.what for one in receive_all(round).taken] == ["identical"] or states(round)[ONE] == "clean"


def test_an_original_that_is_gone_is_stored_again(round: Round, monkeypatch: pytest.MonkeyPatch) -> None:
    read = rested(monkeypatch)
    receive_all(round)
    kept = originals(round)
    for path in kept:
        path.unlink()
    read.clear()
    receive_all(round)
    assert len(read) == 3 and originals(round) == kept
