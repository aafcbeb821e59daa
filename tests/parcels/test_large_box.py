"""A mailbox larger than what is read at once gives each of its mails, one at a time."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.samples.rounds import ONE, TWO, a_mail, a_round, answers, receive_all, return_bytes, what
from tonghop290.parcels import large_box
from tonghop290.parcels.large_box import is_box, mails_of_large_box
from tonghop290.parcels.mime import mails_of_box
from tonghop290.pipeline.check import check
from tonghop290.spreadsheet.package import read_file

LINE = b"From a@b.example Fri Jan 10 08:00:00 2020\n"


def a_box(*mails: bytes) -> bytes:
    return b"\n\n".join(LINE + mail.strip() for mail in mails) + b"\n\n"


MAILS = st.lists(
    st.builds(
        lambda head, body: b"Subject: " + head + b"\n\n" + body,
        st.sampled_from([b"a", b"b"]),
        st.lists(st.sampled_from([b"x\n", b"From here\n", b"\nFrom b\n", b"\n\n", b"y" * 3000 + b"\n"])).map(b"".join),
    ),
    min_size=1,
    max_size=5,
)


@given(MAILS, st.sampled_from([512, 1_500, 5_000]))
def test_read_piecewise_it_gives_the_same_mails(
    tmp_path_factory: pytest.TempPathFactory, mails: list[bytes], at_once: int
) -> None:
    path = tmp_path_factory.mktemp("box") / "a.mbox"
    path.write_bytes(a_box(*mails))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(large_box, "_AT_ONCE", at_once)
        found = [one for one in mails_of_large_box(path) if isinstance(one, bytes)]
    assert found == [one for one in mails_of_box(path.read_bytes()) if one.strip()]
    assert is_box(path)


def test_a_mail_that_is_too_large_hides_none_after_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large_box, "MOST_ONE", 20_000)
    monkeypatch.setattr(large_box, "_AT_ONCE", 5_000)
    path = tmp_path / "a.mbox"
    path.write_bytes(a_box(b"Subject: a\n\n1", b"Subject: b\n\n" + b"x" * 79 * 1000, b"Subject: c\n\n3"))
    found = [one if isinstance(one, bytes) else one.code for one in mails_of_large_box(path)]
    assert found[1] == "file-too-large" and len(found) == 3
    assert isinstance(found[2], bytes) and b"Subject: c" in found[2]


def test_a_mailbox_beyond_the_limit_is_received_and_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    round = a_round(tmp_path / "đợt")
    filler = a_mail("Xã 3 <xa3@mau.example>", {}).replace(b"\r\n", b"\n") + b"y" * 40_000
    mails = [a_mail(f"Xã <xa{code[-1]}@mau.example>", {"a.xlsx": return_bytes(round, code)}) for code in (ONE, TWO)]
    path = round.folder.inbox / "hòm thư"
    path.write_bytes(a_box(mails[0], *[filler + b"%d" % n for n in range(5)], mails[1]))
    monkeypatch.setitem(read_file.__kwdefaults__, "max_bytes", 150_000)
    assert path.stat().st_size > 150_000
    report = check([path], round.form, units=round.units)
    assert sorted(file.unit.code for file in report.files if file.unit is not None) == [ONE, TWO]
    got = {name: kind for name, kind, _ in what(receive_all(round))}
    assert (got["hòm thư › thư 1 › a.xlsx"], got["hòm thư › thư 7 › a.xlsx"]) == ("first", "first")
    assert {name[:5] for name in answers(round) if "lần 1" in name} == {ONE, TWO}
    assert max(path.stat().st_size for path in round.folder.archive.rglob("*") if path.is_file()) < 150_000
    assert what(receive_all(round)) == []
