"""Untouched outputs are replaced, changed ones left: the new one goes beside them, and it is said."""

from __future__ import annotations

import logging
import re
import sqlite3
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tonghop290 as th
from tests.samples.communes import a_unit
from tests.samples.forms import shipped_form
from tests.samples.libreoffice import missing, shared
from tests.samples.packages import packed
from tonghop290.outputs import destination
from tonghop290.seals import sealed_lines, sealed_page, state_of

FORM = shipped_form("ra-soat-ho-ngheo")
FIGURE = next(field.id for field in FORM.inputs if field.figure)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> th.Report:
    path = th.write_blank(FORM, tmp_path_factory.mktemp("nhan") / "a.xlsx", unit=a_unit(), values={FIGURE: 21})
    return th.check([path], FORM)


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def save_by_hand(path: Path, *, part: str = "", more: bytes = b"<!-- x -->") -> None:
    """As a program of a person saves it: one part is another one, all the others stay."""
    content = parts(path)
    name = part or next(name for name in content if name.endswith(("document.xml", "sheet1.xml")))
    path.write_bytes(packed({**content, name: content[name] + more}))


WRITERS: dict[str, Callable[[th.Report, Path], Path]] = {
    "bao_cao.docx": lambda report, path: th.write_district_narrative(report, path),
    "tong_hop.xlsx": lambda report, path: th.write_summary(report, path),
    "mau.xlsx": lambda _, path: th.write_blank(FORM, path),
    "15877 Xã Hoằng Xuân, quý I năm 2026.docx": lambda report, path: th.write_narratives(report, path.parent)[0],
    "15877 Xã Hoằng Xuân, quý I năm 2026.xlsx": lambda _, path: th.write_blanks(FORM, path.parent, {"15877": a_unit()})[
        0
    ],
    "a.xlsx": lambda report, path: th.annotate(report, path.parent)[0],
}


@pytest.mark.parametrize("name", sorted(WRITERS))
def test_what_a_person_has_changed_is_left_and_the_new_one_goes_beside_it(
    name: str, report: th.Report, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write, path = WRITERS[name], tmp_path / name
    second, third = (path.with_name(f"{path.stem} ({number}){path.suffix}") for number in (2, 3))
    assert write(report, path) == path
    fresh = path.read_bytes()
    seen = (one for one in tmp_path.iterdir() if not one.name.startswith("."))
    assert (write(report, path), path.read_bytes(), list(seen)) == (path, fresh, [path])
    save_by_hand(path)
    changed = path.read_bytes()
    with caplog.at_level(logging.WARNING, "tonghop290"):
        assert write(report, path) == second
    way_out = ". Nếu chỉ cần cập nhật số trong bản đã sửa: report … --refresh" if path.suffix == ".docx" else ""
    assert caplog.messages == [f"{path} đã được sửa tay nên được giữ nguyên; bản mới: {second.name}{way_out}"]
    assert write(report, path) == second  # nobody has changed it
    assert (path.read_bytes(), second.read_bytes()) == (changed, fresh)
    save_by_hand(second)
    assert write(report, path) == third
    assert (path.read_bytes(), third.read_bytes()) == (changed, fresh)


def test_a_clock_set_wrong_changes_no_byte(report: th.Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A ZIP holds days of 1980 to 2107 only."""
    written = {}
    for year in (0, 1971, 2150):
        if year:
            monkeypatch.setattr(time, "localtime", lambda *_, of=year: time.struct_time((of, 3, 1, 10, 0, 0, 0, 60, 0)))
        (tmp_path / str(year)).mkdir()
        written[year] = {
            name: write(report, tmp_path / str(year) / name).read_bytes() for name, write in WRITERS.items()
        }
    assert [
        (year, name) for year, made in written.items() for name, content in made.items() if content != written[0][name]
    ] == []


@pytest.mark.parametrize("name", ["bao_cao.docx", "tong_hop.xlsx", "a.xlsx"])
def test_a_change_of_any_one_part_is_seen(name: str, report: th.Report, tmp_path: Path) -> None:
    path = WRITERS[name](report, tmp_path / name)
    whole, state = path.read_bytes(), state_of(path)
    content = parts(path)
    left = []
    for part in content:
        for other in ({**content, part: content[part] + b" "}, {one: content[one] for one in content if one != part}):
            path.write_bytes(packed(other))
            if state_of(path) == state and part != "docProps/custom.xml":
                left.append(part)
    path.write_bytes(packed({**content, "xl/worksheets/sheet99.xml": b"<a/>"}))
    assert (left, state_of(path) == state) == ([], False)
    path.write_bytes(packed(content))  # the same parts, deflated by another program
    assert state_of(path) == state
    path.write_bytes(whole)


@pytest.mark.libreoffice
@pytest.mark.skipif(bool(missing()), reason=missing())
def test_what_libreoffice_saves_is_known_as_changed_and_left(report: th.Report, tmp_path: Path) -> None:
    """The seal is a custom property, which it keeps; so do Word and Excel."""
    with shared() as desk:
        for name in ("bao_cao.docx", "tong_hop.xlsx", "mau.xlsx"):
            path = WRITERS[name](report, tmp_path / name)
            saved = desk.save_as(desk.open(path), tmp_path / f"lưu {name}", path.suffix[1:])
            saved.replace(path)
            assert state_of(path) == ("filled" if name == "mau.xlsx" else "changed"), name
            assert WRITERS[name](report, path).name == f"{path.stem} (2){path.suffix}"


TEXTS: dict[str, Callable[[bytes], bytes]] = {
    "a.txt": sealed_lines,
    "a.pdf": lambda data: sealed_lines(b"%PDF-1.7\n" + data, "%"),
    "a.html": lambda data: sealed_page("<html><head></head>" + data.hex() + "</html>").encode(),
}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(data=st.binary(max_size=60), at=st.floats(0, 1), byte=st.integers(1, 255), name=st.sampled_from(sorted(TEXTS)))
def test_texts_pages_and_pdfs_of_ours_are_known_and_one_byte_breaks_the_seal(
    data: bytes, at: float, byte: int, name: str, tmp_path: Path
) -> None:
    path, whole = tmp_path / name, TEXTS[name](data)
    path.write_bytes(whole)
    assert state_of(path) == "own"
    number = min(int(at * len(whole)), len(whole) - 1)
    path.write_bytes(whole[:number] + bytes([whole[number] ^ byte]) + whole[number + 1 :])
    assert state_of(path) in ("changed", "foreign")
    path.write_bytes(whole + b"more\n")
    assert state_of(path) == "changed"


@pytest.mark.parametrize("format", ["csv", "json", "sqlite"])
def test_tables_that_a_person_has_changed_are_left(format: Any, report: th.Report, tmp_path: Path) -> None:
    first = th.write_tables(report, tmp_path, format=format)
    fresh = {path: path.read_bytes() for path in first}
    assert th.write_tables(report, tmp_path, format=format) == first
    assert {path: path.read_bytes() for path in first} == fresh
    changed = first[0]
    match format:
        case "sqlite":
            database = sqlite3.connect(changed)
            with database:
                database.execute("UPDATE so_lieu_dai SET value = 1 WHERE value = 21")
            database.close()
        case "json":
            changed.write_text(re.sub(rf'"{FIGURE}": 21\b', f'"{FIGURE}": 22', changed.read_text("utf-8")), "utf-8")
        case _:
            changed.write_bytes(changed.read_bytes() + b"1,2,3\n")
    edited = changed.read_bytes()
    assert edited != fresh[changed]
    second = changed.with_name(f"{changed.stem} (2){changed.suffix}")
    for _ in range(3):
        written = th.write_tables(report, tmp_path, format=format)
        assert (written[0], changed.read_bytes() == edited) == (second, True)
        assert {path.name for path in tmp_path.iterdir()} == {path.name for path in (*first, second)}


def test_properties_of_the_offices_own_template_stay(report: th.Report, tmp_path: Path) -> None:
    """A template that has custom properties keeps them, and the seal stands beside them once."""
    template = WRITERS["bao_cao.docx"](report, tmp_path / "mẫu.docx")
    own = parts(FORM.folder / next(one.template for one in FORM.paper.documents if one.about == "office"))
    sealed = parts(template)
    theirs = sealed["docProps/custom.xml"].replace(b'name="tonghop290"', b'name="So"')
    template.write_bytes(
        packed(
            {
                **own,
                "[Content_Types].xml": own["[Content_Types].xml"].replace(
                    b"</Types>",
                    b'<Override PartName="/docProps/custom.xml" ContentType="application/vnd.'
                    b'openxmlformats-officedocument.custom-properties+xml"/></Types>',
                ),
                "_rels/.rels": own["_rels/.rels"].replace(
                    b"</Relationships>",
                    b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
                    b'relationships/custom-properties" Target="docProps/custom.xml"/></Relationships>',
                ),
                "docProps/custom.xml": theirs,
            }
        )
    )
    path = th.write_district_narrative(report, tmp_path / "ra.docx", template=template)
    custom = parts(path)["docProps/custom.xml"].decode()
    assert (custom.count('name="So"'), custom.count('name="tonghop290"'), state_of(path)) == (1, 1, "own")
    assert sorted(re.findall(r'pid="(\d+)"', custom)) == ["2", "3"]
    assert destination(path) == path
