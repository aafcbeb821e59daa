"""Any tree of mails and archives, written in any way, spoiled anywhere: the file is found or it is said why."""

from __future__ import annotations

import os
from collections.abc import Callable
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.parcels.compound import a_msg
from tests.parcels.dialects import ENCODINGS, a_part, a_tar, a_winmail, a_zip, as_1258, mail_of, single
from tests.parcels.test_mails import BOOK
from tonghop290.files import INSIDE
from tonghop290.parcels.inside import MOST_DEPTH
from tonghop290.parcels.leaves import Leaf, leaves
from tonghop290.spreadsheet.content import Content
from tonghop290.text.normalize import without_controls

quick = settings(deadline=None, suppress_health_check=list(HealthCheck))

NAMES = st.sampled_from(["Xã Hoằng Xuân.xlsx", "a.xlsx", ".xlsx", "a/b.xlsx", "../a.xlsx", "con.xlsx", "x" * 90, "b"])
WAYS = st.sampled_from(("mail", "forwarded", "part", "zip", "lzma", "tar", "gz", "tnef", "msg", "two"))


def wrapped(how: str, data: bytes, name: str, named: bytes, coding: str, mark: str) -> bytes:
    """The data in one more mail or archive, under this name."""
    if how == "mail":
        return mail_of([a_part(data, named, coding)], mark=mark)
    if how == "part":
        return mail_of([b'Content-Type: multipart/x; boundary="q"\r\n\r\n--q\r\n' + a_part(data, named)], mark=mark)
    if how == "forwarded":
        inner = mail_of([a_part(data, named, coding)], mark=mark)
        return mail_of([b"Content-Type: message/rfc822\r\n\r\n" + inner], mark=mark + "f")
    if how == "two":
        return mail_of([a_part(data, named), a_part(BOOK, b"Content-Type: application/x; name=khac.xlsx")], mark=mark)
    if how in ("zip", "lzma"):
        return a_zip({name: data}, 14 if how == "lzma" else 8)
    if how == "gz":
        return single(data, "gz")
    makers: dict[str, Callable[[dict[str, bytes]], bytes]] = {"tar": a_tar, "tnef": a_winmail, "msg": a_msg}
    return makers[how]({name: data})


@st.composite
def trees(draw: st.DrawFn) -> tuple[bytes, int]:
    """A file with workbooks in it, packed up to six times; how many."""
    data, count = BOOK, 1
    for depth in range(draw(st.integers(1, 6))):
        name, how, coding = draw(NAMES), draw(WAYS), draw(st.sampled_from(ENCODINGS))
        head = draw(st.sampled_from(("application/octet-stream", "application/zip", "x/y", "application/ms-excel")))
        raw = as_1258(name) if draw(st.booleans()) else name.encode()
        named = f"Content-Type: {head}; name=".encode() + b'"' + raw + b'"'
        data = wrapped(how, data, name, named, coding, f"=_{depth}")
        count += how == "two"
    return data, count


def opened(data: bytes) -> list[Leaf]:
    found = list(leaves("thư", "thư", Content(data)))
    for leaf in found:
        assert without_controls(leaf.path) == leaf.path and leaf.path.split(INSIDE)[0] == "thư"
        assert leaf.content is not None or leaf.trouble is not None
    return found


@quick
@given(trees())
def test_a_workbook_is_found_however_it_was_packed(tree: tuple[bytes, int]) -> None:
    data, count = tree
    found = opened(data)
    books = [leaf for leaf in found if leaf.content is not None and leaf.content.data.startswith(BOOK)]
    deep = [leaf for leaf in found if leaf.trouble is not None and leaf.trouble.code == "archive-deep"]
    assert len(books) == count or deep, [leaf.path for leaf in found]
    assert all(leaf.path.count(INSIDE) >= MOST_DEPTH // 2 for leaf in deep)


@quick
@given(trees(), st.integers(0, 2**32), st.integers(1, 12))
def test_whatever_is_spoiled_something_is_said(tree: tuple[bytes, int], seed: int, hits: int) -> None:
    dice, data = Random(seed), bytearray(tree[0])
    for _ in range(hits):
        at = dice.randrange(len(data))
        if dice.random() < 0.5:
            data[at] = dice.randrange(256)
        elif dice.random() < 0.5:
            del data[at : at + dice.randrange(1, 40)]
        else:
            data[at:at] = bytes(dice.choices(b"\r\n-=; \x00PKFrom:", k=dice.randrange(1, 20)))
    assert opened(bytes(data)) or bytes(data[:4]) == b"\x00\x05\x16\x07"


@quick
@given(
    st.binary(max_size=3_000),
    st.sampled_from((b"From: a\nTo: b\n", b"PK\3\4", b"\x78\x9f\x3e\x22\1\0", b"0\x80\6\t*", b"")),
)
def test_no_bytes_are_too_odd(data: bytes, start: bytes) -> None:
    assert opened(start + data)
    assert os.getcwd()  # nothing was opened by a name
