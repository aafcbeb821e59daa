"""A mail server that drops, dribbles, lies or never ends holds nothing up and loses nothing; the next run goes on."""

from __future__ import annotations

import re
import socket
import ssl
import threading
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.campaign.fetching.dovecot import CERTIFICATE, trusting
from tests.samples.rounds import a_round, dump, opened, tree
from tonghop290.campaign.fetching.fetch import fetch_mails
from tonghop290.campaign.fetching.folder_names import folder_bytes, folder_name
from tonghop290.campaign.fetching.mailbox import MOST_MAIL, open_mailbox
from tonghop290.campaign.folder import RoundError
from tonghop290.campaign.post.conversation import Patience
from tonghop290.campaign.settings import InboxSettings, Round

SHORT = Patience(connection=1.0, reply=0.6, mail=0.8, rate=10**9, leaving=0.2)
MAILS = {
    7: b"From: xa1@mau.example\r\nMessage-ID: <1@a.example>\r\n\r\none",
    9: b"From: xa2@mau.example\r\nMessage-ID: <2@a.example>\r\n\r\ntwo",
}
Say = Callable[["Faulty", str, str], bytes | None]


class Faulty:
    """Speaks as an IMAP server does, but for what ``say`` answers instead: bytes, or None as usual."""

    def __init__(self, say: Say, *, encrypted: bool = True) -> None:
        self.say, self.over, self.heard = say, threading.Event(), list[str]()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) if encrypted else None
        if self.context is not None:
            self.context.load_cert_chain(CERTIFICATE)
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        with suppress(OSError, ValueError):
            plain, _ = self.listener.accept()
            with plain, self.context.wrap_socket(plain, server_side=True) if self.context else plain as self.line:
                self._talk()

    def _talk(self) -> None:
        with self.line.makefile("rb") as said:
            self._send(self.say(self, "hello", "") or b"* OK ready\r\n")
            for command in said:
                tag, _, rest = command.decode("utf-8", "replace").strip().partition(" ")
                self.heard.append(rest)
                words = rest.upper().split()
                verb = words[1] if words[:1] == ["UID"] else words[0] if words else ""
                answer = self.say(self, verb, tag)
                self._send(self._usual(verb, rest, tag) if answer is None else answer)

    def _send(self, data: bytes) -> None:
        self.line.sendall(data)

    def dribble(self, data: bytes) -> bytes:
        for byte in data * 200:
            if self.over.wait(0.05):
                break
            self._send(bytes([byte]) if byte not in b"\r\n" else b"-")
        return b""

    def endless(self, data: bytes) -> bytes:
        while not self.over.is_set():
            self._send(data)
        return b""

    def _usual(self, verb: str, rest: str, tag: str) -> bytes:
        done = f"{tag} OK done\r\n".encode()
        match verb:
            case "CAPABILITY":
                return b"* CAPABILITY IMAP4rev1 AUTH=LOGIN\r\n" + done
            case "EXAMINE":
                return b"* 2 EXISTS\r\n* OK [UIDVALIDITY 5] fine\r\n" + done
            case "SEARCH":
                return b"* SEARCH " + b" ".join(b"%d" % number for number in MAILS) + b"\r\n" + done
            case "FETCH":
                asked = [int(one) for one in rest.split()[2].split(",")]
                return b"".join(self._mail(number, "BODY" in rest) for number in asked) + done
            case _:
                return done

    @staticmethod
    def _mail(number: int, body: bool) -> bytes:
        data = MAILS[number]
        if not body:
            return b"* 1 FETCH (UID %d RFC822.SIZE %d)\r\n" % (number, len(data))
        return b"* 1 FETCH (UID %d BODY[] {%d}\r\n%s)\r\n" % (number, len(data), data)


@contextmanager
def faulty(say: Say, *, encrypted: bool = True) -> Iterator[tuple[Faulty, InboxSettings]]:
    server = Faulty(say, encrypted=encrypted)
    try:
        yield server, InboxSettings(host="127.0.0.1", port=server.port, user="danvan")
    finally:
        server.over.set()
        server.listener.close()
        server.thread.join(5)


def fetch(round: Round, settings: InboxSettings) -> list[str]:
    with (
        opened(round) as ledger,
        open_mailbox(settings, "mat-khau", context=trusting(), patience=SHORT) as box,
    ):
        return [one.what for one in fetch_mails(round, ledger, box)]


@pytest.fixture
def round(tmp_path: Path) -> Round:
    return a_round(tmp_path / "đợt", count=1)


def usual(server: Faulty, verb: str, tag: str) -> bytes | None:
    return None


def at(verb: str, answer: Callable[[Faulty, str], bytes], *, time: int = 1) -> Say:
    """At the so-many-th command of this kind something else is answered."""
    seen = [0]

    def say(server: Faulty, word: str, tag: str) -> bytes | None:
        seen[0] += word == verb
        return answer(server, tag) if word == verb and seen[0] == time else None

    return say


def drop(server: Faulty, tag: str) -> bytes:
    server.line.shutdown(socket.SHUT_RDWR)
    return b""


def half(server: Faulty, tag: str) -> bytes:
    server._send(b"* 1 FETCH (UID 9 BODY[] {500}\r\nFrom: xa2@mau.exam")
    return drop(server, tag)


FAULTS: dict[str, tuple[Say, str]] = {
    "drops before it speaks": (at("hello", drop), "Không kết nối an toàn được"),
    "speaks slowly": (at("hello", lambda server, _: server.dribble(b"* OK ready\r\n")), "quá chậm"),
    "is no mail server": (at("hello", lambda *_: b"HTTP/1.1 400 Bad Request\r\n\r\n"), "Không kết nối an toàn được"),
    "refuses": (at("LOGIN", lambda _, tag: f"{tag} NO no\r\n".encode()), "không nhận tên hoặc mật khẩu của danvan"),
    "drops at the login": (at("LOGIN", drop), "Không kết nối an toàn được"),
    "drops at the folder": (at("EXAMINE", drop), "ngắt kết nối hoặc trả lời sai"),
    "dribbles the folder": (at("EXAMINE", lambda server, tag: server.dribble(b"* 2 EXISTS\r\n")), "quá chậm"),
    "never ends the list": (
        at("SEARCH", lambda server, _: server.endless(b"* 1 EXPUNGE\r\n" * 999)),
        "nhiều dữ liệu|quá chậm",
    ),
    "a line without end": (at("SEARCH", lambda server, _: server.endless(b"1 " * 50_000)), "trả lời sai"),
    "drops at the second mail": (at("FETCH", drop, time=3), "ngắt kết nối hoặc trả lời sai"),
    "drops within a mail": (at("FETCH", half, time=3), "ngắt kết nối hoặc trả lời sai"),
    "a literal of 100 GB": (
        at("FETCH", lambda *_: b"* 1 FETCH (UID 9 BODY[] {99999999999}\r\nabc", time=3),
        "nhiều dữ liệu hơn đã báo",
    ),
    "says goodbye": (at("FETCH", lambda *_: b"* BYE too busy\r\n", time=3), "ngắt kết nối hoặc trả lời sai"),
    "dribbles a mail": (
        at("FETCH", lambda server, _: server.dribble(b"* 1 FETCH (UID 9 BODY[] {40}\r\n"), time=3),
        "quá chậm",
    ),
    "answers with an error": (at("FETCH", lambda _, tag: f"{tag} BAD what\r\n".encode(), time=3), "trả lời sai"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_ends_with_one_sentence_and_the_next_run_goes_on(round: Round, name: str) -> None:
    say, sentence = FAULTS[name]
    began = time.monotonic()
    with faulty(say) as (server, settings), pytest.raises(RoundError, match=sentence) as caught:
        fetch(round, settings)
    assert time.monotonic() - began < 10
    assert "mat-khau" not in str(caught.value) + "".join(dump(round))
    there = len(list(round.folder.fetched.glob("*"))) if round.folder.fetched.is_dir() else 0
    with faulty(usual) as (server, settings):
        assert fetch(round, settings) == ["taken"] * (2 - there if there else 2) or there
    assert sorted(path.read_bytes() for path in round.folder.fetched.iterdir()) == sorted(MAILS.values())
    assert [word.split()[0] for word in server.heard].count("SELECT") == 0
    assert all("BODY[" not in word or "BODY.PEEK[" in word for word in server.heard)


def said(text: bytes) -> Say:
    return at("FETCH", lambda _, tag: text + f"{tag} OK done\r\n".encode(), time=2)


DIALECTS = {
    "quoted": b'* 1 FETCH (BODY[] "From: a@b.example \\"x\\"" UID 7)\r\n',
    "the number last": b'* 1 FETCH (BODY[] {20}\r\nFrom: a@b.example "x" UID 7)\r\n'.replace(b"{20}", b"{22}"),
    "news between": b"* 5 FETCH (FLAGS (\\Seen))\r\n* 3 EXISTS\r\n"
    b'* 1 FETCH (UID 7 FLAGS () BODY[] {21}\r\nFrom: a@b.example "x")\r\n',
    "another mail first": b"* 2 FETCH (UID 8 BODY[] {3}\r\nxyz)\r\n"
    b'* 1 FETCH (UID 7 BODY[] {21}\r\nFrom: a@b.example "x")\r\n',
}


@pytest.mark.parametrize("name", ["quoted", "news between", "another mail first"])
def test_a_mail_is_found_however_a_server_writes_it(round: Round, name: str) -> None:
    with faulty(said(DIALECTS[name])) as (_, settings):
        assert fetch(round, settings) == ["taken", "taken"]
    found = [path.read_bytes() for path in round.folder.fetched.iterdir()]
    assert b'From: a@b.example "x"' in [data.strip() for data in found]


def test_a_mail_that_is_too_large_is_told_once_and_the_others_come(round: Round) -> None:
    sizes = b"* 1 FETCH (UID 7 RFC822.SIZE %d)\r\n* 2 FETCH (UID 9 RFC822.SIZE 60)\r\n" % (MOST_MAIL + 1)
    large = at("FETCH", lambda _, tag: sizes + f"{tag} OK done\r\n".encode())
    with faulty(large) as (_, settings):
        assert fetch(round, settings) == ["too-large", "taken"]
    again = at("FETCH", lambda _, tag: sizes + f"{tag} OK done\r\n".encode())
    with faulty(again) as (_, settings):
        assert fetch(round, settings) == []


def test_a_mail_that_has_gone_meanwhile_is_no_fault(round: Round) -> None:
    with faulty(said(b"")) as (_, settings):
        assert fetch(round, settings) == ["gone", "taken"]


def test_no_word_is_said_without_encryption(round: Round) -> None:
    before = tree(round.folder)
    with faulty(usual, encrypted=False) as (server, settings), pytest.raises(RoundError, match="an toàn"):
        fetch(round, settings)
    assert [word for word in server.heard if "danvan" in word] == [] and tree(round.folder) == before


@pytest.mark.parametrize(
    "raw", ["Biểu mẫu".encode(), folder_bytes("Biểu mẫu"), unicodedata.normalize("NFD", "Biểu mẫu").encode()]
)
def test_folders_in_raw_bytes_are_found_too(round: Round, raw: bytes) -> None:
    listed = b'* LIST (\\HasNoChildren) "." {%d}\r\n%s\r\n' % (len(raw), raw)

    def say(server: Faulty, verb: str, tag: str) -> bytes | None:
        if verb == "LIST":
            return listed + f"{tag} OK done\r\n".encode()
        fails = verb == "EXAMINE" and len([word for word in server.heard if "EXAMINE" in word]) == 1
        return f"{tag} NO none such\r\n".encode() if fails else None

    with faulty(say) as (server, settings):
        own = InboxSettings(host=settings.host, port=settings.port, user="danvan", folder="biểu MẪU")
        assert fetch(round, own) == ["taken", "taken"]


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=40))
@example("INBOX/Biểu & 😀")
def test_a_name_of_a_folder_comes_back(name: str) -> None:
    coded = folder_bytes(name)
    assert re.fullmatch(rb"[ -~]*", coded) and folder_name(coded) == unicodedata.normalize("NFC", name)


@given(st.binary(max_size=60))
@example(b"Q\x97")
def test_any_name_of_a_folder_can_be_read(raw: bytes) -> None:
    assert isinstance(folder_name(raw), str)
