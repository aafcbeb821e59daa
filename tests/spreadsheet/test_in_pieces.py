"""However a part comes in pieces, and however oddly it is spelled: the same workbook, or the same refusal."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.samples.odd_rows import HEAD, ITEM, REST, ROWS
from tests.samples.packages import MAIN, package, parts, worksheet
from tests.samples.paths import SHARED
from tonghop290.spreadsheet import package as zip_package
from tonghop290.spreadsheet.book import RawBook, read_book
from tonghop290.spreadsheet.package import Unreadable

CORPUS = SHARED / "corpus" / "files"


def outcome(data: bytes) -> RawBook | tuple[str, str]:
    try:
        return read_book(data)
    except Unreadable as error:
        return error.code, str(error.details.get("reason", ""))


def in_pieces(data: bytes, *sizes: int) -> RawBook | tuple[str, str]:
    """What is read, the same however many bytes come at a time."""
    found = outcome(data)
    for size in sizes:
        with patch.object(zip_package, "PIECE", size):
            assert outcome(data) == found
    return found


@given(ROWS, HEAD, REST, st.lists(ITEM, max_size=4).map("".join))
def test_what_is_read_does_not_depend_on_the_pieces_it_comes_in(rows: str, head: str, rest: str, items: str) -> None:
    in_pieces(
        package(
            rows,
            before=head,
            after=rest,
            strings=f'<?xml version="1.0" encoding="UTF-8"?>\n<sst xmlns="{MAIN}" count="3">{items}</sst>',
        ),
        7,
        100,
    )


@pytest.mark.parametrize(
    "spoil",
    [
        lambda part: part.replace(b"UTF-8", b"windows-1252"),
        lambda part: part.replace(b"UTF-8", b"utf-8").replace(b"1.0", b"1.1"),
        lambda part: b"\xef\xbb\xbf" + part,
        lambda part: part.decode().encode("utf-16"),
        lambda part: part.replace("ế".encode(), b"\xff"),
        lambda part: part.replace("ế".encode(), b"\x01"),
        lambda part: part.replace(b"<sst ", b"<s:sst ").replace(b"</sst>", b"</s:sst>").replace(b"xmlns=", b"xmlns:s="),
        lambda part: part + b" ",
        lambda part: part + b"x",
        lambda part: part[:-9],
        lambda part: b"<!DOCTYPE a>" + part,
        lambda part: part.replace(b"<sheetData>", b"<sheetData >"),
        lambda part: part.replace(b"worksheet", b"chartsheet"),
        lambda part: part.replace(b"2006/main", b"2006/other"),
        lambda part: part.replace(b"?>", b"?><!-- x -->", 1),
        lambda part: part.replace(b"<?xml", b" <?xml"),
    ],
    ids=range(16),
)
def test_unusual_spellings_of_a_part_are_read_or_refused_alike(spoil: object) -> None:
    sheet = worksheet(
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>5</v></c><c r="C1" t="str"><f>1</f><v>tiếng</v></c></row>'
    ).encode()
    strings = parts(shared=("<t>tiếng Việt</t>",))["xl/sharedStrings.xml"]
    assert isinstance(strings, str)
    for changed in ({"sheet": spoil(sheet)}, {"strings": spoil(strings.encode())}):  # type: ignore[operator]
        in_pieces(
            package('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', shared=("<t>tiếng Việt</t>",), **changed), 1, 7
        )


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS.exists(), reason=f"the corpus of real workbooks is not there: {CORPUS}")
def test_real_workbooks_are_read_alike_in_small_pieces() -> None:
    read = [
        path.name
        for path in sorted(CORPUS.iterdir())
        if path.stat().st_size < 2**20 and isinstance(in_pieces(path.read_bytes(), 1000), RawBook)
    ]
    assert len(read) > 100


@pytest.mark.parametrize(
    ("root", "of_row", "well_formed"),
    [
        (' xmlns:x14ac="a"', ' x14ac:dyDescent="0.25"', True),
        (' xmlns:x14ac="a" xmlns:r="b"', ' spans="1:2" x14ac:dyDescent="0.25"', True),
        ("", ' x14ac:dyDescent="0.25"', False),
        (' xmlns:x14ac=""', ' x14ac:dyDescent="0.25"', False),
        (' other=" xmlns:x14ac="', ' x14ac:dyDescent="0.25"', False),
        (' xmlns:a="n" xmlns:b="n"', ' a:x="1" b:x="1"', False),
        (' xmlns:a="n" xmlns:b="m"', ' a:x="1" b:x="1"', True),
        ("", ' xml:space="preserve"', True),
        ("", ' ht="1" ht="2"', False),
        ("", ' r="1"', False),
    ],
)
def test_attributes_that_others_write_on_a_row_are_refused_where_expat_refuses_them(
    root: str, of_row: str, well_formed: bool
) -> None:
    sheet = worksheet(f'<row r="1"{of_row}><c r="A1"><v>5</v></c></row>').replace("<worksheet ", f"<worksheet{root} ")
    found = in_pieces(package(sheet=sheet), 7)
    assert isinstance(found, RawBook) == well_formed, found
