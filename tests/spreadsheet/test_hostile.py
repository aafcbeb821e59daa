"""Broken and hostile files: the reader gives a book or says why not, and spends little on either."""

from __future__ import annotations

import io
import os
import random
import stat
import struct
import subprocess
import sys
import warnings
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.samples.packages import (
    HEAD,
    MAIN,
    NAMES,
    OFFICE,
    package,
    packed,
    parts,
    relations,
    spaces,
    with_raw_part,
    worksheet,
)
from tests.samples.paths import ROOT
from tonghop290.spreadsheet.book import RawBook, RawCell, read_book
from tonghop290.spreadsheet.package import PIECE, Limits, Unreadable, open_package, read_file

ONE = {(1, 1): RawCell(1, 1, "n", "1", "General", "Times New Roman", None)}


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


# --- XML -----------------------------------------------------------------------------------------------------------

LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" t="str"><v>&b;</v></c></row></sheetData></worksheet>'
)


@pytest.mark.parametrize("part", ["sheet", "workbook", "workbook_relations", "package_relations", "styles", "strings"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_doctype_is_refused_in_every_part_that_is_read(part: str, encoding: str) -> None:
    assert replaced(**{part: LAUGHS.encode(encoding)}) == f"file-dtd (part={NAMES[part]})"


@pytest.mark.parametrize(
    ("sheet", "reason"),
    [
        (worksheet("<row r='1'><c r='A1'><v>1</v></row>"), "xml, line=2"),
        (worksheet("<row r='1'><c r='A1'><c r='B1'/></c></row>"), "nested-cell"),
        (worksheet("<row r='1'><c r='A1'><v><v>1</v></v></c></row>"), "nested-value"),
        (worksheet("").replace("UTF-8", "EBCDIC"), "encoding"),
        (worksheet("").replace("UTF-8", "iso-8859-12"), "encoding"),
        (f"<chartsheet xmlns='{MAIN}'/>", "not-a-worksheet"),
        ("", "xml, line=1"),
    ],
)
def test_a_part_that_is_no_worksheet_is_refused(sheet: str, reason: str) -> None:
    found = replaced(sheet=sheet)
    assert found == f"file-damaged (part=xl/worksheets/sheet1.xml, reason={reason})"


@pytest.mark.parametrize(
    "rows",
    [
        "<a>" * 300 + "</a>" * 300,
        "<f>" * 300 + "</f>" * 300,
        "".join(f"<n{n}/>" for n in range(30_000)),
    ],
    ids=["deep", "deep-known", "names"],
)
def test_a_flood_of_tags_is_refused(rows: str) -> None:
    assert replaced(sheet=worksheet(rows)) == "file-bomb (part=xl/worksheets/sheet1.xml)"


def test_an_endless_attribute_is_refused() -> None:
    noise = random.Random(290).randbytes(300_000).hex()
    data = packed(parts(f"<row r='1' spans='{noise}'/>"))
    assert outcome(data, limits=Limits(token=100_000)) == "file-bomb (part=xl/worksheets/sheet1.xml)"


def test_a_lying_dimension_costs_nothing() -> None:
    book = outcome(package(before="<dimension ref='A1:XFD1048576'/>"))
    assert isinstance(book, RawBook)
    assert book.sheets[0].cells == ONE


def test_too_many_cells_are_refused() -> None:
    rows = "".join(f"<row r='{row}'><c r='A{row}'><v>1</v></c></row>" for row in range(1, 202))
    assert outcome(package(rows), limits=Limits(cells=200)) == (
        "file-too-large (part=xl/worksheets/sheet1.xml, cells=201)"
    )


@pytest.mark.parametrize("where", ["shared", "inline", "value"])
def test_a_text_of_ten_megabytes_is_cut_with_a_remark(where: str) -> None:
    text = random.Random(290).randbytes(5 * 2**20).hex()
    stored = {
        "shared": "<c r='A1' t='s'><v>0</v></c>",
        "inline": f"<c r='A1' t='inlineStr'><is><t>{text}</t></is></c>",
        "value": f"<c r='A1' t='str'><v>{text}</v></c>",
    }
    data = package(f"<row r='1'>{stored[where]}</row>", shared=(f"<t>{text}</t>",) if where == "shared" else ())
    book = read_book(data)
    assert book.sheets[0].cells[1, 1].text == text[:32_767]
    assert book.remarks == ("long-text: Số liệu!A1",)


def test_more_text_than_a_workbook_may_hold_is_refused() -> None:
    data = package("<row r='1'><c r='A1' t='str'><v>12345</v></c><c r='B1' t='str'><v>67890</v></c></row>")
    assert outcome(data, limits=Limits(text=9)) == "file-too-large (part=xl/worksheets/sheet1.xml)"
    data = package(shared=("<t>12345</t>", "<t>67890</t>"))
    assert outcome(data, limits=Limits(text=9)) == "file-too-large (part=xl/sharedStrings.xml)"


MILLION_ROWS = """
import resource, sys
from tests.samples.packages import package
from tonghop290.spreadsheet.book import read_book
rows = "".join([f'<row r="{n}" s="1" customFormat="1"/>' for n in range(1, 1_000_001)])
data = package(rows)
del rows
with open("/proc/self/clear_refs", "w") as reset:  # forget the peak of the making
    reset.write("5")
book = read_book(data)
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(len(book.sheets[0].cells), book.remarks, int(peak.split()[1]) < 300 * 1024)
"""


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="peak memory is told by /proc only")
def test_a_million_styled_empty_rows_take_little_memory() -> None:
    done = subprocess.run(
        [sys.executable, "-c", MILLION_ROWS],
        capture_output=True, text=True, timeout=120, cwd=ROOT, check=False,
    )  # fmt: skip
    assert (done.stdout, done.stderr) == ("0 () True\n", "")


# --- the workbook's own order --------------------------------------------------------------------------------------


def test_a_sheet_that_is_not_there_is_remarked_and_the_others_are_read() -> None:
    workbook = str(parts()[NAMES["workbook"]]).replace("</sheets>", "<sheet name='Thiếu' r:id='rId8'/></sheets>")
    links = str(parts()[NAMES["workbook_relations"]])
    gone = links.replace(
        "</Relationships>",
        f"<Relationship Id='rId8' Type='{OFFICE}/worksheet' Target='worksheets/x.xml'/></Relationships>",
    )
    for relation_part in (links, gone):
        book = replaced(workbook=workbook, workbook_relations=relation_part)
        assert isinstance(book, RawBook)
        assert ([sheet.name for sheet in book.sheets], book.remarks) == (["Số liệu"], ("missing-sheet: Thiếu",))


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({"workbook_relations": None}, "file-damaged (part=xl/workbook.xml, reason=no-worksheet)"),
        ({"workbook": None}, "file-damaged (part=xl/workbook.xml, reason=part-missing)"),
        ({"sheet": None}, "file-damaged (part=xl/workbook.xml, reason=no-worksheet)"),
        (
            {"types": None, "workbook": None, "package_relations": None},
            "file-damaged (part=xl/workbook.xml, reason=part-missing)",
        ),
        ({"workbook": f"{HEAD}<document xmlns='urn:x'/>"}, "file-not-workbook (part=xl/workbook.xml)"),
    ],
)
def test_a_broken_workbook_is_never_an_empty_one(changed: dict[str, None], found: str) -> None:
    assert replaced(**changed) == found


def test_a_workbook_without_its_first_relation_is_found_with_a_remark() -> None:
    book = replaced(package_relations=None)
    assert isinstance(book, RawBook)
    assert (book.sheets[0].cells, book.remarks) == (ONE, ("workbook-part-guessed",))


@pytest.mark.parametrize(
    "target",
    ["/xl/worksheets/sheet1.xml", "Worksheets/SHEET1.xml", "./x/../worksheets/sheet1.xml", "worksheets\\sheet1.xml"],
)
def test_a_target_is_found_however_it_is_written(target: str) -> None:
    book = replaced(workbook_relations=relations(("rId1", "worksheet", target), ("rId2", "styles", "styles.xml")))
    assert isinstance(book, RawBook)
    assert (book.sheets[0].cells, book.remarks) == (ONE, ())


def test_a_target_above_the_package_stays_inside_it() -> None:
    assert replaced(workbook_relations=relations(("rId1", "worksheet", "../../../etc/passwd"))) == (
        "file-damaged (part=xl/workbook.xml, reason=no-worksheet)"
    )


def test_two_sheets_of_one_name_are_both_read_and_remarked() -> None:
    workbook = str(parts()[NAMES["workbook"]]).replace("</sheets>", "<sheet name='SỐ LIỆU' r:id='rId1'/></sheets>")
    book = replaced(workbook=workbook)
    assert isinstance(book, RawBook)
    assert [(sheet.name, sheet.cells) for sheet in book.sheets] == [("Số liệu", ONE), ("SỐ LIỆU", ONE)]
    assert book.remarks == ("duplicate-sheet: SỐ LIỆU",)


def test_hidden_sheets_macros_links_and_charts_are_told() -> None:
    workbook = str(parts()[NAMES["workbook"]]).replace(
        "</sheets>",
        "<sheet name='ẩn' state='veryHidden' r:id='rId1'/><sheet name='vẽ' r:id='rId5'/></sheets>",
    )
    links = relations(
        ("rId1", "worksheet", "worksheets/sheet1.xml"),
        ("rId5", "chartsheet", "styles.xml"),
        ("rId6", "vbaProject", "vbaProject.bin"),
        ("rId7", "externalLink", "externalLinks/externalLink1.xml"),
    )
    book = replaced(workbook=workbook, workbook_relations=links)
    assert isinstance(book, RawBook)
    assert [(sheet.name, sheet.state) for sheet in book.sheets] == [("Số liệu", "visible"), ("ẩn", "veryHidden")]
    assert (book.has_macros, book.external_links) == (True, True)
    assert book.remarks == ("not-a-worksheet: vẽ (chartsheet)", "macros", "external-links")


def test_endless_sheets_are_refused() -> None:
    many = "".join(f"<sheet name='{n}' r:id='rId1'/>" for n in range(9))
    workbook = str(parts()[NAMES["workbook"]]).replace("</sheets>", many + "</sheets>")
    assert outcome(packed(parts(workbook=workbook)), limits=Limits(sheets=5)) == (
        "file-too-large (part=xl/workbook.xml, sheets=6)"
    )


# --- whatever comes ------------------------------------------------------------------------------------------------

WHOLE = package(
    "<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' s='1'><f>A1</f><v>2</v></c></row>", shared=("<t>chữ</t>",)
)
PLAIN = packed(
    parts("<row r='1'><c r='A1' t='s'><v>0</v></c></row>", shared=("<t>chữ</t>",)), method=zipfile.ZIP_STORED
)
FLIPS = st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 255)), min_size=1, max_size=8)


@given(st.sampled_from([WHOLE, PLAIN]), FLIPS)
@example(WHOLE, [(0, 1)])
def test_flipped_bits_give_a_book_or_a_refusal(data: bytes, flips: list[tuple[int, int]]) -> None:
    spoiled = bytearray(data)
    for place, change in flips:
        spoiled[place % len(spoiled)] ^= change
    assert isinstance(outcome(bytes(spoiled)), RawBook | str)


@given(st.sampled_from(sorted(set(NAMES) - {"types"})), FLIPS)
def test_flipped_bits_inside_a_sound_package_give_a_book_or_a_refusal(part: str, flips: list[tuple[int, int]]) -> None:
    content = parts("<row r='1'><c r='A1' t='s'><v>0</v></c></row>", shared=("<t>chữ</t>",), names="<definedNames/>")
    spoiled = bytearray(str(content[NAMES[part]]).encode())
    for place, change in flips:
        spoiled[place % len(spoiled)] ^= change
    content[NAMES[part]] = bytes(spoiled)
    assert isinstance(outcome(packed(content, method=zipfile.ZIP_STORED)), RawBook | str)


TAGS = st.sampled_from(["row", "c", "v", "f", "is", "t", "r", "rPh", "sheetData", "mergeCell", "x"])
ATTRIBUTES = st.dictionaries(
    st.sampled_from(["r", "s", "t", "ref", "hidden"]),
    st.sampled_from(
        ["1", "A1", "B2", "A1:C3", "XFD1048576", "s", "str", "inlineStr", "b", "e", "d", "array", "-1", ""]
    ),
    max_size=3,
)


def element(tag: str, attributes: dict[str, str], inside: str) -> str:
    written = "".join(f" {key}='{value}'" for key, value in attributes.items())
    return f"<{tag}{written}>{inside}</{tag}>"


TREES = st.recursive(
    st.sampled_from(["", "1", "x", "0", "_x0041_", " "]),
    lambda inner: st.lists(
        st.builds(
            element,
            TAGS,
            ATTRIBUTES,
            inner,
        ),
        max_size=4,
    ).map("".join),
    max_leaves=20,
)


@given(TREES)
def test_any_tree_of_known_tags_gives_a_book_or_a_refusal(rows: str) -> None:
    assert isinstance(replaced(sheet=worksheet(rows)), RawBook | str)


@given(st.binary(max_size=300))
def test_any_bytes_are_refused(data: bytes) -> None:
    assert isinstance(outcome(data), str)
    assert isinstance(outcome(b"PK\3\4" + data), str)
    assert isinstance(outcome(b"PK\3\4" + data + b"PK\5\6" + data[:18].ljust(18, b"\0")), str)


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
