"""Drafts of letters: ready to send, the same bytes each time, no heading that can be smuggled in."""

from __future__ import annotations

import email
import email.policy
import tempfile
from dataclasses import replace
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.campaign.test_commands import run
from tests.samples.rounds import (
    NOON,
    a_round,
    dump,
    opened,
    some_units,
    tree,
)
from tonghop290.campaign.new.register import units_csv
from tonghop290.campaign.post.addresses import addresses
from tonghop290.campaign.post.issuing import issue
from tonghop290.campaign.post.mail import Letter, as_mail, as_sent
from tonghop290.campaign.settings import MailSettings, Round, choose_units
from tonghop290.model import Unit

# --- drafts -------------------------------------------------------------------------------------------------------


def parsed(data: bytes) -> EmailMessage:
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, EmailMessage) and not message.defects
    return message


def issued(round: Round, *names: str, again: bool = False) -> list[Path]:
    with opened(round) as ledger:
        return [one.draft for one in issue(round, ledger, choose_units(round, names), again=again, now=NOON)]


def test_an_issue_draft_opens_ready_to_send(tmp_path: Path) -> None:
    round = a_round(tmp_path / "r")
    data = issued(round, "Xã Mẫu 2")[0].read_bytes()
    message = parsed(data)
    assert [(key, message[key]) for key in ("X-Unsent", "To", "From", "Subject")] == [
        ("X-Unsent", "1"),
        ("To", "xa2@mau.example"),
        ("From", "Ban Dân vận Huyện uỷ Mẫu <danvan@mau.example>"),
        ("Subject", "Biểu số liệu của xã Mẫu 2 (hạn 15/01/2020)"),
    ]
    assert b"filename*" in data and b"\r\n" in data and b"\n" not in data.replace(b"\r\n", b"")
    (attached,) = message.iter_attachments()
    assert attached.get_filename() == "20002 Xã Mẫu 2.xlsx"
    assert attached.get_payload(decode=True) == (round.folder.issued / "20002 Xã Mẫu 2.xlsx").read_bytes()
    text = message.get_body()
    assert text is not None
    for said in (
        "Kính gửi: xã Mẫu 2,",
        "Thực hiện Công văn số 345-CV/HU, ngày 10/12/2019",
        "Hạn gửi: chậm nhất là hết ngày 15/01/2020.",
        "điện thoại 0237 000 000",
    ):
        assert said in text.get_content()


def test_the_same_issue_gives_the_same_bytes(tmp_path: Path) -> None:
    one, two = a_round(tmp_path / "a"), a_round(tmp_path / "b")
    issued(one), issued(two)
    assert tree(one.folder) == tree(two.folder)
    first, second = ([line for line in dump(round) if "readings_key" not in line] for round in (one, two))
    assert first == second  # but for the key of the readings, which is drawn by lot


def test_issuing_again_keeps_what_was_issued(tmp_path: Path) -> None:
    round = a_round(tmp_path / "r", count=2)
    issued(round)
    before = tree(round.folder)
    issued(round)
    assert tree(round.folder) == before
    (draft,) = issued(round, "20001", again=True)
    assert draft.name == "20001 Xã Mẫu 1 (lần 2).eml"
    assert tree(round.folder).items() >= before.items()
    with opened(round) as ledger:
        ids = [issue.id for issue in ledger.issues()]
    assert len(set(ids)) == 3 and [id.split("-")[1:3] for id in ids] == [["20001", "1"], ["20001", "2"], ["20002", "1"]]


def test_an_address_written_down_later_is_put_into_the_draft(tmp_path: Path) -> None:
    root = a_round(tmp_path / "r", units=[replace(unit, email="") for unit in some_units(2)]).folder.root
    run("issue", cwd=root)
    before = tree(root)
    units = root / "don_vi.csv"
    units.write_bytes(
        units_csv(
            [
                replace(one, email="xa1@mau.example; vp1@mau.example")
                if one.code == "20001"
                else replace(one, email="")
                for one in some_units(2)
            ]
        )
    )
    out, _ = run("issue", "--dry-run", cwd=root)
    assert "Sẽ ghi lại địa chỉ trong 1 thư nháp theo don_vi.csv." in out and tree(root) == before | {
        "don_vi.csv": tree(root)["don_vi.csv"]
    }
    assert "Đã ghi lại địa chỉ trong 1 thư nháp theo don_vi.csv." in run("issue", cwd=root)[0]
    assert {name for name, hash in tree(root).items() if before.get(name) != hash} == {
        "don_vi.csv",
        "phat_hanh/20001 Xã Mẫu 1.eml",
        "Tình hình.html",
    }
    assert parsed((root / "phat_hanh" / "20001 Xã Mẫu 1.eml").read_bytes())["To"] == "xa1@mau.example, vp1@mau.example"
    assert "lại địa chỉ" not in run("issue", cwd=root)[0]


def test_issued_files_that_have_gone_are_made_again_under_their_id(tmp_path: Path) -> None:
    round = a_round(tmp_path / "r", count=2)
    issued(round)
    before = tree(round.folder)
    (round.folder.issued / "20001 Xã Mẫu 1.xlsx").unlink()
    (round.folder.issued / "20002 Xã Mẫu 2.eml").unlink()
    issued(round)
    assert tree(round.folder) == before
    with opened(round) as ledger:
        assert [(issue.unit, issue.number) for issue in ledger.issues()] == [
            ("20001", 1),
            ("20002", 1),
        ]


def _as_a_person_saves(draft: Path, how: str) -> bytes:
    """A draft with a sentence more; ``how``: by an editor of texts, or by a mail program that drops our header."""
    data = draft.read_bytes().replace(b"X-Unsent: 1", b"X-Unsent: 1\r\nReply-To: lan@mau.example")
    if how == "mail program":
        data = b"\n".join(line for line in data.splitlines() if not line.startswith(b"X-tonghop290"))
    draft.write_bytes(data)
    return data


@pytest.mark.parametrize("how", ["editor", "mail program"])
def test_a_draft_a_person_has_changed_is_left_when_the_address_changes(tmp_path: Path, how: str) -> None:
    root = a_round(tmp_path / "r", count=1).folder.root
    run("issue", cwd=root)
    draft, beside = (root / "phat_hanh" / f"20001 Xã Mẫu 1{end}.eml" for end in ("", " (2)"))
    by_hand = _as_a_person_saves(draft, how)
    assert run("issue", cwd=root)[1] == "" and not beside.exists()  # the address is the one it has
    (root / "don_vi.csv").write_bytes(units_csv([replace(some_units(1)[0], email="moi@mau.example")]))
    said = f"{draft} đã được sửa tay nên được giữ nguyên; bản mới: {beside.name}"
    assert said in " ".join(run("issue", cwd=root)[1].split())
    assert (draft.read_bytes(), parsed(beside.read_bytes())["To"]) == (by_hand, "moi@mau.example")
    before = tree(root)
    assert run("issue", cwd=root)[1] == "" and tree(root) == before  # told once
    beside.unlink()
    (root / "phat_hanh" / "20001 Xã Mẫu 1.xlsx").unlink()  # what has gone is made again, what was changed is left
    assert said in " ".join(run("issue", cwd=root)[1].split())
    assert {name for name in tree(root) if name.startswith("phat_hanh")} == {
        name for name in before if name.startswith("phat_hanh")
    }
    assert draft.read_bytes() == by_hand


@pytest.mark.parametrize("how", ["editor", "mail program"])
def test_what_leaves_carries_no_seal_and_the_words_of_the_officer(tmp_path: Path, how: str) -> None:
    (draft,) = issued(a_round(tmp_path / "r", count=1))
    assert draft.read_bytes().startswith(b"X-tonghop290: ")
    _as_a_person_saves(draft, how)
    mail = MailSettings(sender="danvan@mau.example", sender_name="Ban Dân vận", host="")
    leaving = parsed(as_sent(draft.read_bytes(), mail, to=["a@mau.example"], moment=NOON))
    assert "X-tonghop290" not in leaving and "X-Unsent" not in leaving
    assert (leaving["To"], leaving["Reply-To"]) == ("a@mau.example", "lan@mau.example")


def test_a_rehearsed_issue_writes_nothing(tmp_path: Path) -> None:
    round = a_round(tmp_path / "r", count=2)
    before = tree(round.folder), dump(round)
    with opened(round) as ledger:
        assert [one.is_new for one in issue(round, ledger, choose_units(round, []), now=NOON, dry_run=True)] == [
            True,
            True,
        ]
    assert (tree(round.folder), dump(round)) == before


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("xa1@mau.example", ("xa1@mau.example",)),
        ("A <a@mau.example>; b@mau.example", ("a@mau.example", "b@mau.example")),
        ("", ()),
        ("chưa có", ()),
        ("a@mau.example\nBcc: la@example.com", ("a@mau.example", "la@example.com")),
        ("xã@mau.example", ()),
        ("a@b", ()),
    ],
)
def test_only_addresses_are_taken_for_addresses(typed: str, found: tuple[str, ...]) -> None:
    assert addresses(typed) == found


def test_no_header_can_be_smuggled_in(tmp_path: Path) -> None:
    unit = Unit(code="1", type="xã", name="Mẫu\r\nBcc: la@example.com", email="xa@mau.example", contact="A\nB")
    letter = Letter(to=addresses(unit.email), subject=f"Biểu của {unit.title}", body="x")
    message = parsed(
        as_mail(letter, MailSettings(sender="a@mau.example", sender_name="B\r\nBcc: c@example.com"), moment=NOON)
    )
    assert message["Bcc"] is None
    assert message["Subject"] == "Biểu của Xã Mẫu Bcc: la@example.com"


WORDS = st.lists(
    st.sampled_from(
        [
            "Biểu",
            "số",
            "liệu",
            "của",
            "thị",
            "trấn",
            "Bút",
            "Sơn",
            "xã",
            "Hoằng",
            "Quỳ",
            "(hạn",
            "20/11/2026)",
            "Đảng",
            "uỷ",
            "a",
            "“x”",
            "–",
        ]
    ),
    min_size=1,
    max_size=30,
)


@given(WORDS, WORDS, WORDS)
@example(["Biểu", "số", "liệu", "của", "thị", "trấn", "Bút", "Sơn", "(hạn", "20/11/2026)"], ["Ban"], ["a"])
def test_no_space_of_a_heading_is_lost_on_the_way(subject: list[str], sender: list[str], file: list[str]) -> None:
    title, name = " ".join(subject), " ".join(sender)
    with tempfile.TemporaryDirectory() as folder:
        attached = Path(folder) / (" ".join(file).replace("/", "-")[:100] + ".xlsx")
        attached.write_bytes(b"x")
        letter = Letter(to=("xa@mau.example",), subject=title, body="x", attachments=(attached,))
        data = as_mail(letter, MailSettings(sender="a@mau.example", sender_name=name), moment=NOON)
    message = parsed(data)
    assert all(
        len(line) <= 78
        for line in data.partition(b"\r\n\r\n")[0].split(b"\r\n")
        if line.startswith((b"Subject", b"From", b" "))
    )
    older = email.message_from_bytes(data)  # Python 3.11's newer reader puts a space into a long name of a sender
    assert (str(message["Subject"]), str(make_header(decode_header(older["Subject"])))) == (title, title)
    encoded, address = parseaddr(older["From"])
    assert (str(make_header(decode_header(encoded))), address) == (name, "a@mau.example")
    assert [part.get_filename() for part in message.iter_attachments()] == [attached.name]
