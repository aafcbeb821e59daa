"""Archives: their members one after the other. Names are as their senders read them, and are never used as paths."""

from __future__ import annotations

import bz2
import io
import lzma
import tarfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from typing import IO

from tonghop290.parcels.code_pages import read_name
from tonghop290.parcels.inside import Budget, Inside
from tonghop290.parcels.zip_entries import zip_entries
from tonghop290.spreadsheet.package import Unreadable

__all__ = ["SINGLE_ENDS", "holds_a_document", "single_content", "tar_parts", "zip_parts"]

SINGLE_ENDS = {"gzip": (".gz", ".gzip"), "bzip2": (".bz2", ".bz"), "xz": (".xz", ".lzma")}
"""How the names of files end that were packed one by one, by their kind."""
_TAR_ENDS = (".tgz", ".tbz", ".tbz2", ".txz")
_OF_A_DOCUMENT = ("[content_types].xml", "xl/workbook.xml", "mimetype", "meta-inf/manifest.xml")


def zip_parts(data: bytes, budget: Budget) -> Iterator[Inside]:
    """The members of a zip. Errors: Unreadable, where its directory cannot be read or all of it has a password."""
    entries = [entry for entry in zip_entries(data) if not entry.is_folder]
    if entries and all(entry.is_encrypted for entry in entries):
        raise Unreadable("archive-encrypted")
    for entry in sorted(entries, key=lambda entry: entry.name):
        try:
            yield Inside(name=entry.name, data=entry.read(data, budget))
        except Unreadable as error:
            yield Inside(name=entry.name, trouble=error)
            if budget.is_spent:
                return


def holds_a_document(data: bytes) -> bool:
    """Whether a zip is one document of many parts, as far as its names tell."""
    try:
        names = {entry.name.replace("\\", "/").lstrip("/").lower() for entry in zip_entries(data)}
    except Unreadable:
        return False
    return not names.isdisjoint(_OF_A_DOCUMENT)


def tar_parts(data: bytes, budget: Budget) -> Iterator[Inside]:
    """The files of a tar; links in it lead nowhere and are left out. Errors: Unreadable."""
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:", errors="surrogateescape") as archive:
            for member in archive:
                name = read_name(member.name.encode("utf-8", "surrogateescape"))
                if member.isfile():
                    yield _of_tar(archive, member, name, budget)
    except (tarfile.TarError, OSError, EOFError, ValueError, OverflowError):
        raise Unreadable("file-damaged", reason="tar") from None


def _of_tar(archive: tarfile.TarFile, member: tarfile.TarInfo, name: str, budget: Budget) -> Inside:
    try:
        budget.refuse(member.size, member.size)
        budget.take(member.size)
        opened: IO[bytes] | None = archive.extractfile(member)
        content = opened.read(member.size) if opened is not None else b""
    except Unreadable as error:
        return Inside(name=name, trouble=error)
    if len(content) < member.size:
        return Inside(name=name, trouble=Unreadable("file-truncated"))
    return Inside(name=name, data=content)


def single_content(data: bytes, kind: str, name: str, budget: Budget) -> Inside:
    """The one file in a .gz, .bz2 or .xz, under the name it had before it was packed."""
    try:
        content = b"".join(_unpacked(data, kind, budget))
    except Unreadable as error:
        return Inside(name=_unpacked_name(name, kind), trouble=error)
    return Inside(name=_told_name(data, kind) or _unpacked_name(name, kind), data=content)


def _unpacked(data: bytes, kind: str, budget: Budget) -> Iterator[bytes]:
    makers: dict[str, Callable[[], zlib._Decompress | bz2.BZ2Decompressor | lzma.LZMADecompressor]] = {
        "gzip": lambda: zlib.decompressobj(16 + zlib.MAX_WBITS),
        "bzip2": bz2.BZ2Decompressor,
        "xz": lambda: lzma.LZMADecompressor(memlimit=2**27),
    }
    budget.take(0)
    inflate, size, rest = makers[kind](), 0, data
    try:
        while not inflate.eof:
            piece = inflate.decompress(rest, 64 * 1024)
            rest = getattr(inflate, "unconsumed_tail", b"")
            if not piece and not rest:
                break
            size += len(piece)
            budget.take(len(piece), members=0)
            budget.refuse(size, len(data))
            yield piece
    except (zlib.error, OSError, EOFError, ValueError, lzma.LZMAError):
        raise Unreadable("file-damaged", reason=kind) from None
    if not inflate.eof:
        raise Unreadable("file-truncated")


def _told_name(data: bytes, kind: str) -> str:
    """The name a .gz keeps of what it holds (RFC 1952)."""
    if kind != "gzip" or len(data) < 12 or not data[3] & 8:
        return ""
    start = 10 + (2 + int.from_bytes(data[10:12], "little") if data[3] & 4 else 0)
    end = data.find(b"\0", start, start + 1000)
    return read_name(data[start:end]) if end > start else ""


def _unpacked_name(name: str, kind: str) -> str:
    low = name.lower()
    if low.endswith(_TAR_ENDS):
        return name.rpartition(".")[0] + ".tar"
    ends: Sequence[str] = SINGLE_ENDS[kind]
    return next((name[: -len(end)] for end in ends if low.endswith(end)), name)
