"""Sixty mails through fetch and receive: every return at its unit, every mail answered once in its thread, nothing
lost; the same when the commands are killed (some of the mails once each; all of them as often as TONGHOP290_KILLS)."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.campaign.fetching.dovecot import CERTIFICATE, MISSING, PASSWORD, Dovecot, serving
from tests.campaign.fetching.sixty import Mailed, Post
from tests.campaign.test_commands import run
from tests.samples.killed_round import disturb
from tests.samples.rounds import SETTINGS, a_round, mail, opened
from tonghop290.campaign.ledger.entries import CURRENT, STRANGE
from tonghop290.campaign.settings import INBOX_PASSWORD_VARIABLE, Round

pytestmark = pytest.mark.skipif(bool(MISSING), reason=MISSING)
KILLS = int(os.environ.get("TONGHOP290_KILLS", "0"))


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    with serving() as dovecot:
        yield dovecot


@pytest.fixture
def posted(server: Dovecot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Round, list[Mailed]]]:
    """A round, and the sixty mails of its units; nothing lies in the mail box yet."""
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    monkeypatch.setenv(INBOX_PASSWORD_VARIABLE, PASSWORD)
    inbox = f'[inbox]\nhost = "127.0.0.1"\nport = {server.port}\nuser = "danvan"\n'
    round = a_round(tmp_path / "đợt", count=52, settings=SETTINGS + inbox)
    yield round, list(Post(round).sixty())
    for path in sorted(server.mail.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()


def test_every_mail_is_fetched_once_and_answered_once_in_its_thread(
    posted: tuple[Round, list[Mailed]], server: Dovecot
) -> None:
    round, mails = posted
    assert len(mails) == 60
    for one in mails:
        server.deliver(one.data)
    out, _ = run("fetch", cwd=round.folder.root)
    twice = len(mails) - len({one.id for one in mails})
    assert f"Đã lấy {60 - twice} thư mới; {twice} thư khác không lấy lại." in out
    run("receive", cwd=round.folder.root, expect=3)
    with opened(round) as ledger:
        returns = ledger.returns()
        counting = {own.unit for own in returns if own.standing == CURRENT}
        waiting = [own for own in returns if own.standing == STRANGE]
    assert counting == {unit for one in mails for unit in one.units}
    assert len(waiting) == 2
    drafts = [mail(path) for path in round.folder.answers.glob("*.eml")]
    answered = Counter(str(draft["In-Reply-To"]) for draft in drafts)
    assert answered == Counter({one.id: one.answers for one in mails if one.answers})
    assert all(str(draft["Subject"]).startswith("Re: ") and draft["To"] for draft in drafts)
    kept = {path.read_bytes() for path in round.folder.archive.rglob("*") if path.is_file()}
    assert {path.read_bytes() for path in round.folder.fetched.iterdir()} <= kept
    again = run("fetch", cwd=round.folder.root)[0] + run("receive", cwd=round.folder.root)[0]
    assert "Đã lấy 0 thư mới." in again and "Đã nhận 0 tệp mới; đã viết 0 trả lời" in again


@pytest.mark.skipif(os.name != "posix", reason="kills by signal are POSIX")
def test_killed_at_any_moment_it_ends_as_undisturbed(
    posted: tuple[Round, list[Mailed]], server: Dovecot, tmp_path: Path
) -> None:
    round, mails = posted
    for one in mails if KILLS else mails[2::9]:
        server.deliver(one.data)
    shutil.copytree(round.folder.root, tmp_path / "work" / "đợt")
    said = disturb(tmp_path / "work" / "đợt", "fetch", "receive", kills=max(1, KILLS // 2), seed=KILLS + 290)
    assert {name: result["wrong after a kill"] for name, result in said.items()} == {"fetch": [], "receive": []}
    assert all(result["effects"] > 60 for result in said.values()), said
