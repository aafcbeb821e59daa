"""Hostile packages and files: the reader gives a book or says why not, and spends little on either."""

from __future__ import annotations

import io
import os
import random
import stat
import struct
import warnings
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.samples.packages import (
    NAMES,
    packed,
    parts,
    spaces,
    with_raw_part,
)
from tonghop290.spreadsheet.book import RawBook, RawCell, read_book
from tonghop290.spreadsheet.package import PIECE, Limits, Unreadable, open_package, read_file
from tonghop290.spreadsheet.seen.look import Look

ONE = {(1, 1): RawCell(1, 1, "n", "1", Look("General", "Times New Roman"), None)}


def outcome(data: bytes, *, limits: Limits | None = None) -> RawBook | str:
    """The book, or what `Unreadable` says."""
    try:
        return read_book(data, limits=limits)
    except Unreadable as refusal:
        return str(refusal)


def replaced(**changed: str | bytes | None) -> RawBook | str:
    return outcome(packed(parts(**changed)))  # type: ignore[arg-type]


def with_parts(**added: str | bytes) -> dict[str, str | bytes]:
    return {**parts(), **{NAMES.get(name, name): part for name, part in added.items()}}


# --- the package ---------------------------------------------------------------------------------------------------


def test_a_gigabyte_of_spaces_is_refused_before_it_is_inflated() -> None:
    honest = with_raw_part(packed(parts(strings=None)), "xl/sharedStrings.xml", spaces(1024), size=2**30)
    assert outcome(honest) == f"file-bomb (size={sum(_sizes(honest))})"


def test_a_large_part_of_a_suspicious_ratio_is_refused() -> None:
    bomb = with_raw_part(packed(parts(strings=None)), "xl/sharedStrings.xml", spaces(100), size=100 * 2**20)
    assert outcome(bomb) == f"file-bomb (part=xl/sharedStrings.xml, size={100 * 2**20})"


def test_a_part_larger_than_it_claims_is_cut_off() -> None:
    liar = with_raw_part(packed(parts(strings=None)), "xl/sharedStrings.xml", spaces(1024), size=1000)
    assert outcome(liar) == "file-damaged (part=xl/sharedStrings.xml, reason=size)"


def _sizes(data: bytes) -> list[int]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [member.file_size for member in archive.infolist()]


@pytest.mark.parametrize("twin", ["xl/styles.xml", "XL/Styles.xml", "xl\\styles.xml", "/xl/styles.xml"])
def test_two_members_of_one_name_are_refused(twin: str) -> None:
    with_twin = packed(parts())
    assert outcome(_added(with_twin, twin)) == f"file-duplicate-members (part={twin})"


def _added(data: bytes, name: str, content: bytes = b"<x/>") -> bytes:
    import io

    stream = io.BytesIO(data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # zipfile's own remark on a duplicate name
        with zipfile.ZipFile(stream, "a") as archive:
            archive.writestr(zipfile.ZipInfo(name), content)
    return stream.getvalue()


@pytest.mark.parametrize("name", ["../../etc/passwd", "xl/../../x", "..\\x", "C:\\x", "xl/\x07.xml"])
def test_a_member_that_leaves_the_package_is_never_a_part(name: str) -> None:
    book = outcome(_added(packed(parts()), name))
    assert isinstance(book, RawBook)
    assert book.sheets[0].cells == ONE
    assert book.remarks == (f"odd-member: {name}",)
    assert name not in open_package(_added(packed(parts()), name))


def test_backslashes_and_capitals_in_member_names_do_no_harm() -> None:
    windows = {name.replace("/", "\\").upper(): part for name, part in parts().items()}
    assert outcome(packed(windows)) == outcome(packed(parts()))


def test_bytes_before_the_package_and_stored_members_do_no_harm() -> None:
    assert outcome(packed(parts(), method=zipfile.ZIP_STORED)) == outcome(packed(parts()))
    assert open_package(b"mail" * 9 + packed(parts())).read("xl/styles.xml") == str(parts()["xl/styles.xml"]).encode()


def test_a_flipped_content_byte_fails_the_checksum() -> None:
    data = bytearray(packed(parts(), method=zipfile.ZIP_STORED))
    data[data.index(b"<v>1</v>") + 3] = ord("9")
    assert outcome(bytes(data)) == "file-damaged (part=xl/worksheets/sheet1.xml, reason=crc)"


def test_an_unknown_compression_is_refused() -> None:
    assert outcome(packed(parts(), method=zipfile.ZIP_BZIP2)) == (
        "file-damaged (part=[Content_Types].xml, reason=compression)"
    )


def test_an_encrypted_member_is_refused() -> None:
    data = bytearray(packed(parts()))
    entry = data.index(b"PK\1\2")
    data[entry + 8] |= 1
    assert outcome(bytes(data)) == "file-encrypted (part=[Content_Types].xml)"


def test_members_sharing_bytes_are_refused() -> None:
    data = bytearray(packed(parts()))
    entry = data.index(b"PK\1\2", data.index(b"PK\1\2") + 1)
    struct.pack_into("<L", data, entry + 42, 0)
    assert outcome(bytes(data)).startswith("file-bomb")  # type: ignore[union-attr]


def test_too_many_members_are_refused() -> None:
    assert outcome(packed(parts()), limits=Limits(members=5)) == "file-bomb (members=7)"


@pytest.mark.parametrize("tenth", range(10))
def test_a_truncated_file_is_refused(tenth: int) -> None:
    data = packed(parts())
    found = outcome(data[: len(data) * tenth // 10])
    assert found == ("file-empty (kind=empty)" if tenth == 0 else "file-truncated")


@given(
    st.integers(0, 300_000) | st.integers(1, 8).map(lambda pieces: pieces * PIECE),
    st.sampled_from([b" ", b"ab", b"\0\1\2"]),
)
def test_every_part_is_inflated_to_its_last_byte(size: int, pattern: bytes) -> None:
    content = (pattern * (size // len(pattern) + 1))[:size]
    assert open_package(packed({"a": content})).read("A") == content


def test_the_last_bytes_come_out_wherever_a_piece_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tonghop290.spreadsheet.package.PIECE", 64)
    source = random.Random(290)
    wanted = {
        f"{n}": bytes(source.choices(range(4), k=64 * source.randint(1, 4) + source.randint(0, 2))) for n in range(300)
    }
    found = open_package(packed(wanted))
    assert {name: found.read(name) for name in wanted} == wanted


def test_a_package_with_wide_sizes_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 100)  # as some writers do for every size
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 1)
    wide = packed(parts())
    assert b"PK\6\6" in wide
    assert outcome(wide) == replaced()


# --- the file ------------------------------------------------------------------------------------------------------


def refusal(path: Path, **limits: int) -> str:
    try:
        read_file(path, **limits)
    except Unreadable as unreadable:
        return str(unreadable)
    return "read"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes and devices are no files on this system")
def test_only_a_regular_file_of_a_bearable_size_is_read(tmp_path: Path) -> None:
    (tmp_path / "ten").write_bytes(b"0123456789")
    (tmp_path / "link").symlink_to("ten")
    (tmp_path / "device").symlink_to("/dev/zero")
    (tmp_path / "loop").symlink_to("loop")
    os.mkfifo(tmp_path / "pipe")
    found = {
        name: refusal(tmp_path / name, max_bytes=10)
        for name in ("ten", "link", "device", "pipe", "loop", "none", "a\0b")
    }
    assert read_file(tmp_path / "ten", max_bytes=10) == b"0123456789"
    assert found == {
        "ten": "read",
        "link": "read",
        "device": "file-not-regular",
        "pipe": "file-not-regular",
        "loop": "file-unreachable (reason=ELOOP)",
        "none": "file-missing",
        "a\0b": "file-missing",
    }
    assert refusal(tmp_path) == "file-is-folder"
    assert refusal(tmp_path / "ten", max_bytes=9) == "file-too-large (size=10, limit=9)"


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="file permissions are of another kind on this system")
def test_a_file_one_may_not_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "closed.xlsx"
    path.write_bytes(b"PK")
    path.chmod(stat.S_IWUSR)
    root = os.geteuid() == 0
    if root:  # the superuser may read anything, so step down for a moment
        os.seteuid(65_534)
    try:
        assert refusal(path) == "file-no-permission"
    finally:
        if root:
            os.seteuid(0)


def test_the_deflate_stream_of_the_tests_is_what_it_says() -> None:
    assert zlib.decompress(spaces(2), -zlib.MAX_WBITS) == b" " * 2 * 2**20
