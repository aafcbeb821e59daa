"""Every byte is looked at once: a file is read, hashed and its directory parsed once, whatever is done with it."""

from __future__ import annotations

import hashlib
import io
import os
import pickle
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.samples.communes import FULL, a_unit
from tests.samples.forms import shipped_form
from tonghop290.pipeline.answer import annotate
from tonghop290.pipeline.arrivals import arrivals, identity_of
from tonghop290.pipeline.check import check
from tonghop290.spreadsheet import book, package
from tonghop290.spreadsheet.content import Content
from tonghop290.workbook.intake.child import ReturnsReader
from tonghop290.workbook.intake.sources import find_sources
from tonghop290.workbook.issue.blank import Filling, write_blank

FORM = shipped_form()
UNITS = {unit.code: unit for unit in (a_unit(), a_unit("15880", "Hoằng Giang"), a_unit("15883", "Hoằng Phú"))}


class Looks:
    """How often each content was read from the disk, hashed and opened as a package, by its name here."""

    def __init__(self, contents: dict[str, bytes], patch: pytest.MonkeyPatch) -> None:
        self._names = {data: name for name, data in contents.items()}
        self.reads, self.hashes, self.directories = Counter[str](), Counter[str](), Counter[str]()
        patch.setattr(os, "open", self._opening(os.open))
        patch.setattr(io, "open", self._opening(io.open))
        patch.setattr(hashlib, "sha256", self._counted(hashlib.sha256, self.hashes))
        patch.setattr(package, "_entries", self._counted(package._entries, self.directories))

    def _opening(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def opened(path: Any, mode: Any = "r", *others: Any, **named: Any) -> Any:
            reading = "r" in mode if isinstance(mode, str) else not mode & (os.O_WRONLY | os.O_RDWR)
            if isinstance(path, str | Path) and reading and Path(path).suffix in (".xlsx", ".zip", ".pdf"):
                with io.FileIO(path) as stream:
                    self._count(self.reads, stream.read())
            return real(path, mode, *others, **named)

        return opened

    def _counted(self, real: Callable[..., Any], seen: Counter[str]) -> Callable[..., Any]:
        def called(data: bytes = b"", *others: Any, **named: Any) -> Any:
            self._count(seen, data)
            return real(data, *others, **named)

        return called

    def _count(self, seen: Counter[str], data: bytes) -> None:
        if data in self._names:
            seen[self._names[data]] += 1

    def of(self, names: Iterable[str]) -> list[tuple[int, int, int]]:
        return [(self.reads[name], self.hashes[name], self.directories[name]) for name in names]


@pytest.fixture(scope="module")
def contents(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Three returns as files, one of them with a mistake, and a fourth inside an archive."""
    where = tmp_path_factory.mktemp("tra_lai")
    for number, unit in enumerate(UNITS.values(), 1):
        values = {**FULL, "dan_so": 12} if number == 2 else FULL
        write_blank(FORM, where / f"{number}.xlsx", unit=unit, filling=Filling(values=values))
    write_blank(FORM, where / "trong.xlsx", unit=a_unit("15886", "Hoằng Quỳ"), filling=Filling(values=FULL))
    with zipfile.ZipFile(where / "thu.zip", "w") as archive:
        archive.write(where / "trong.xlsx", "a.xlsx")
    return {path.name: path.read_bytes() for path in sorted(where.iterdir())}


@pytest.fixture
def folder(contents: dict[str, bytes], tmp_path: Path) -> Path:
    where = tmp_path / "nhan_ve"
    where.mkdir()
    for name, data in contents.items():
        if name != "trong.xlsx":
            (where / name).write_bytes(data)
    return where


FILES = ("1.xlsx", "2.xlsx", "3.xlsx")


def test_a_check_reads_hashes_and_opens_each_file_once(
    folder: Path, contents: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = Looks(contents, monkeypatch)
    report = check([folder], FORM, units=UNITS)
    assert looks.of(FILES) == [(1, 1, 1)] * 3
    assert looks.of(["thu.zip", "trong.xlsx"]) == [(1, 0, 1), (0, 1, 1)]  # nobody asks for the hash of an archive
    assert len(report.files) == 4


def test_what_was_read_already_is_not_read_for_a_check(
    folder: Path, contents: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = Looks(contents, monkeypatch)
    known = {path: Content.read(path) for path in sorted(folder.iterdir())}
    given = check(list(known), FORM, units=UNITS, contents=known)
    assert looks.of(FILES) == [(1, 1, 1)] * 3
    assert given.to_dict() == check(list(known), FORM, units=UNITS).to_dict()


def test_the_copies_of_a_check_cost_one_more_look(
    folder: Path, contents: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = check([folder], FORM, units=UNITS)
    looks = Looks(contents, monkeypatch)
    assert "2.xlsx" in [path.name for path in annotate(report, tmp_path / "tra_lai")]
    assert looks.of(FILES) == [(1, 1, 1)] * 3


def test_a_marked_copy_costs_one_reading_and_one_of_what_was_changed(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = check([folder / "2.xlsx"], FORM, units=UNITS)
    read: list[str] = []

    def counted(real: Callable[..., Any]) -> Callable[..., Any]:
        def called(package: Any, part: str, *others: Any, **named: Any) -> Any:
            read.append(part.removeprefix("xl/").removeprefix("worksheets/").removesuffix(".xml"))
            return real(package, part, *others, **named)

        return called

    for name in ("read_sheet", "read_shared_strings"):
        monkeypatch.setattr(book, name, counted(getattr(book, name)))
    assert len(annotate(report, tmp_path / "tra_lai")) == 1
    sheets = [f"sheet{number}" for number in range(1, 8)]
    assert read == ["sharedStrings", *sheets, "sheetTh1", "sheet1", "sheet2"]


def test_what_arrives_is_looked_at_once_until_it_is_judged(
    folder: Path, contents: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = Looks(contents, monkeypatch)
    came = list(arrivals(folder))
    known = {folder / one.name: one.content for one in came if one.content is not None and one.holder is None}
    said = [identity_of(content, FORM).unit for content in known.values()]
    check(list(known), FORM, units=UNITS, contents=known)
    assert said == list(UNITS)
    assert looks.of(FILES) == [(1, 1, 1)] * 3


def test_the_child_of_a_pool_only_hashes_what_its_parent_found(
    folder: Path, contents: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = Looks(contents, monkeypatch)
    sent = [pickle.dumps(source.content) for source in find_sources([folder / name for name in FILES])]
    assert looks.of(FILES) == [(1, 0, 1)] * 3
    reader = ReturnsReader()
    reader("form", FORM, None, None)
    assert all(reader("return", name, pickle.loads(one)).readable for name, one in zip(FILES, sent, strict=True))
    assert looks.of(FILES) == [(1, 1, 1)] * 3
