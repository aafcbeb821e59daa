"""The two ways through a part, by pattern and tag by tag: never anything but the same workbook, or the same refusal."""

from __future__ import annotations

import io
import tempfile
import zipfile
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tonghop290 as th
from tests.samples import libreoffice
from tests.samples.communes import FULL, a_unit
from tests.samples.packages import MAIN, package, parts, worksheet
from tests.samples.paths import SHARED
from tonghop290.spreadsheet.book import RawBook, read_book
from tonghop290.spreadsheet.package import Limits, Unreadable, open_package
from tonghop290.spreadsheet.plain_rows import find_rows, read_plain_merges, read_plain_rows
from tonghop290.spreadsheet.rows import sheet_context
from tonghop290.spreadsheet.strings import _plain_strings
from tonghop290.spreadsheet.styles import CellFormat
from tonghop290.spreadsheet.xml import Remarks
from tonghop290.workbook.issue.blank import Filling, write_blank
from tonghop290.workbook.plan import HIDDEN

CORPUS = SHARED / "corpus" / "files"
TAG_BY_TAG = Limits(whole=0)


def outcome(data: bytes, limits: Limits) -> RawBook | tuple[str, str]:
    try:
        return read_book(data, limits=limits)
    except Unreadable as error:
        return error.code, str(error.details.get("reason", ""))


def both_ways(data: bytes) -> RawBook | tuple[str, str]:
    found = outcome(data, Limits())
    assert found == outcome(data, TAG_BY_TAG)
    return found


# --- the property -------------------------------------------------------------------------------------------------

TEXT = st.sampled_from(
    [
        "1",
        "0",
        "12.5",
        "-3",
        "1e5",
        "1e999",
        "NaN",
        "1_000",
        "",
        " 7 ",
        "2",
        "99",
        "007",
        "abc",
        "Đảng uỷ",
        "a &amp; b",
        "&lt;b&gt;",
        "&#65;",
        "&#0000065;",
        "&#x110;",
        "&#13;",
        "&quot;",
        "_x000D_",
        "_x005F_x0041_",
        "a\r\nb",
        "x" * 40,
        "&bad;",
        "&#0;",
        "&#xD800;",
        "&",
        "]]>",
        "a>b",
        "\t",
        "\x01",
        "\ufffe",
        "\uffff",
        "\ufffd",
        "&lt",
        "&nbsp;",
        "2019-12-31",
        "TRUE",
        "#REF!",
    ]
)
REFERENCE = st.sampled_from(
    ["A1", "B1", "A2", "B2", "C2", "XFD2", "XFE2", "ZZZ1", "a1", "$A$1", "A0", "A01", "A1048577", "", "11", "A"]
)
ATTRIBUTE = st.sampled_from(
    [
        "",
        ' s="1"',
        ' s="0"',
        ' s="3"',
        ' s="9"',
        ' s="01"',
        ' t="s"',
        ' t="str"',
        ' t="b"',
        ' t="e"',
        ' t="d"',
        ' t="inlineStr"',
        ' t="n"',
        ' t="weird"',
        ' s="2" t="s"',
        ' t="s" s="2"',
        ' cm="1"',
        " s='1'",
        ' xml:space="preserve"',
        ' s="1"  t="s"',
        ' t="&#115;"',
        f' xmlns="{MAIN}"',
        ' xmlns="other"',
    ]
)
FORMULA = st.builds(
    lambda attributes, text: f"<f{attributes}>{text}</f>" if text is not None else f"<f{attributes}/>",
    st.sampled_from(
        [
            "",
            ' t="shared" si="0"',
            ' t="shared" ref="A1:A9" si="0"',
            ' t="array" ref="A1:B2"',
            ' t="&#97;rray" ref="A1:B2"',
            ' aca="false"',
            ' t="dataTable" ref="A1:A2"',
            " ref='A1'",
            ' si="0" si="1"',
            ' ref="A1" t="n" ref="A2"',
        ]
    ),
    st.none() | TEXT,
)
VALUE = st.builds("<v{}>{}</v>".format, st.sampled_from(["", "", "", ' xml:space="preserve"']), TEXT) | st.just("<v/>")
INSIDE = st.sampled_from(
    [
        "",
        "<is><t>chữ</t></is>",
        "<!-- <v>1</v> -->",
        "<extLst/>",
        "<x:v xmlns:x='other'>5</x:v>",
        "<v>8</v>",
        "<![CDATA[<v>9</v>]]>",
    ]
)
CELL = st.builds(
    lambda place, attributes, formula, value, inside, lone: (
        f'<c r="{place}"{attributes}/>' if lone else f'<c r="{place}"{attributes}>{formula}{value}{inside}</c>'
    ),
    REFERENCE,
    ATTRIBUTE,
    st.just("") | FORMULA,
    st.just("") | VALUE,
    st.just("") | INSIDE,
    st.booleans(),
)
PLAIN_CELL = st.builds(
    lambda column, attributes, formula, value: f'<c r="{column}@"{attributes}>{formula}<v>{value}</v></c>',
    st.sampled_from(["A", "B", "C", "XFD"]),
    st.sampled_from(["", ' s="1"', ' s="2"', ' t="s"', ' s="1" t="str"', ' t="b"', ' t="e"']),
    st.sampled_from(["", "<f>1+1</f>", "<f/>", "<f></f>", '<f aca="false">"a"&amp;"b"&gt;1</f>']),
    TEXT,
)
ROW_ATTRIBUTE = st.sampled_from(
    [
        "",
        ' spans="1:8"',
        ' hidden="1"',
        ' hidden="0"',
        ' hidden=" true "',
        ' hidden="&#49;"',
        ' ht="15" customHeight="1"',
        f' xmlns="{MAIN}"',
        ' xmlns="other"',
        ' x="a>b"',
        " hidden='1'",
        ' a="1" a="2"',
        ' r="1"',
        ' spans="1:8" spans="1:8"',
        ' 1a="2"',
        ' :a="1"',
        ' a:="1"',
        ' a:b:c="1"',
        ' xml:space="preserve"',
        ' x:a="1"',
        ' xmlns:x="other" x:a="1"',
        ' a="]]&gt;"',
    ]
)
ROW = st.builds(
    lambda number, attributes, cells: f'<row r="{number}"{attributes}>{"".join(cells).replace("@", str(number))}</row>',
    st.sampled_from(["1", "2", "3", "02", "0", "1048577", "x"]) | st.integers(1, 4).map(str),
    ROW_ATTRIBUTE,
    st.lists(PLAIN_CELL | CELL, max_size=4),
)
PLAIN_ROW = st.builds(
    lambda number, cells: f'<row r="{number}">{"".join(cells).replace("@", str(number))}</row>',
    st.integers(1, 3),
    st.lists(PLAIN_CELL, max_size=3),
)
BETWEEN = st.sampled_from(
    [
        "",
        "",
        "\n",
        "chữ",
        '<c r="A3"><v>5</v></c>',
        '<!--<row r="3">-->',
        "<!--<row r='3'></row>-->",
        '<?php <row r="2"> ?>',
        '<![CDATA[<row r="2">]]>',
        "<row/>",
        "<foo/>",
        "</row>",
        '<row r="3">',
        '<row r="3" hidden="1"/>',
        "&lt;",
        "]]>",
        "\x01",
        "\ufffe",
        " ",
        '<row r="2"/>',
        '<x:row xmlns:x="%s" r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row>' % MAIN,
        "<sheetData>",
        "</sheetData>",
        "</sheetData><sheetData>",
    ]
)
ROWS = st.lists(st.one_of(PLAIN_ROW, PLAIN_ROW, ROW, BETWEEN), max_size=6).map("".join)
REST = st.lists(
    st.sampled_from(
        [
            '<mergeCells count="1"><mergeCell ref="A1:B2"/></mergeCells>',
            '<mergeCells><mergeCell ref="B2:A1"/><mergeCell ref="#"/></mergeCells>',
            "<mergeCell ref='C1:C2'/>",
            '<!--<mergeCells><mergeCell ref="A1:B2"/></mergeCells>-->',
            '<x:mergeCells xmlns:x="%s"><x:mergeCell ref="A5:A6"/></x:mergeCells>' % MAIN,
            '<cols><col min="2" max="3" hidden="1"/></cols>',
            '<x:cols xmlns:x="%s"><x:col min="4" max="5" hidden="1"/></x:cols>' % MAIN,
            '<extLst xmlns="other"><mergeCells><mergeCell ref="A1:B2"/></mergeCells></extLst>',
            '<sheetData><row r="9"><c r="A9"><v>1</v></c></row></sheetData>',
            "<colBreaks/>",
            "&amp;",
            '<mergeCells count="1"><mergeCell ref="A1&#58;B2"/></mergeCells>',
            "<a>",
        ]
    ),
    max_size=3,
).map("".join)
HEAD = st.sampled_from(
    [
        "",
        '<cols><col min="1" max="2" hidden="1"/></cols>',
        "<!-- <sheetData> -->",
        '<sheetData x="1"/>',
        "<dimension ref='A1:XFD1048576'/>",
    ]
)
ITEM = st.builds(
    "<si>{}</si>".format,
    st.one_of(
        st.builds("<t>{}</t>".format, TEXT),
        st.builds('<t xml:space="preserve">{}</t>'.format, TEXT),
        st.sampled_from(
            [
                "<t/>",
                "",
                "<r><t>a</t></r><r><t>b</t></r>",
                "<t>a</t><rPh><t>x</t></rPh>",
                "<!--<t>x</t>--><t>y</t>",
                "<t>z</t><t>w</t>",
            ]
        ),
    ),
)


@given(ROWS, HEAD, REST, st.lists(ITEM, max_size=4).map("".join))
def test_what_is_read_by_pattern_is_what_is_read_tag_by_tag(rows: str, head: str, rest: str, items: str) -> None:
    both_ways(
        package(
            rows,
            before=head,
            after=rest,
            strings=f'<?xml version="1.0" encoding="UTF-8"?>\n<sst xmlns="{MAIN}" count="3">{items}</sst>',
        )
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
        both_ways(package('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', shared=("<t>tiếng Việt</t>",), **changed))


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS.exists(), reason=f"the corpus of real workbooks is not there: {CORPUS}")
def test_real_workbooks_are_read_alike_by_pattern_and_tag_by_tag() -> None:
    read = [
        path.name
        for path in sorted(CORPUS.iterdir())
        if path.stat().st_size < 2**20 and isinstance(both_ways(path.read_bytes()), RawBook)
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
    found = both_ways(package(sheet=sheet))
    assert isinstance(found, RawBook) == well_formed, found


# --- that the short way is taken ----------------------------------------------------------------------------------


@cache
def filled() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        form = th.load_form("qd290-10-nam")
        return write_blank(form, Path(folder) / "a.xlsx", unit=a_unit(), filling=Filling(values=FULL)).read_bytes()


def saved_by_libreoffice() -> bytes:
    with libreoffice.office() as desk, tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "a.xlsx").write_bytes(filled())
        return desk.save_as(desk.open(Path(folder) / "a.xlsx"), Path(folder) / "b.xlsx", "xlsx").read_bytes()


def ways(data: bytes) -> dict[str, bool]:
    """Part → whether it is plain: the rows, what follows them, and the shared strings."""
    found = {}
    package_ = open_package(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            if name.startswith("xl/worksheets/sheet"):
                begin, end = find_rows(content) or (0, 0)
                context = sheet_context(
                    ("x",) * 5000, (CellFormat(),) * 500, max_text=32_767, limits=package_.limits, remarks=Remarks()
                )
                found[name] = (
                    begin > 0
                    and read_plain_rows(content[begin:end], context) is not None
                    and read_plain_merges(content[end + 12 :]) is not None
                )
            elif name == "xl/sharedStrings.xml":
                found[name] = _plain_strings(content) is not None
    return found


def test_an_issued_form_is_plain_in_every_part() -> None:
    assert ways(filled()) == {
        **{f"xl/worksheets/sheet{number}.xml": True for number in range(1, 6)},
        "xl/sharedStrings.xml": True,
    }


@pytest.mark.libreoffice
@pytest.mark.skipif(bool(libreoffice.missing()), reason=libreoffice.missing())
def test_a_form_saved_by_libreoffice_is_plain_in_every_part() -> None:
    saved = saved_by_libreoffice()
    assert ways(saved) == ways(filled())
    hidden = next(sheet for sheet in read_book(saved, words_only=HIDDEN).sheets if sheet.name == HIDDEN)
    assert (hidden.state, {column for _, column in hidden.cells}) == (
        "hidden",
        {1, 2},
    )  # it knows no very hidden sheets


def words_of(data: bytes, *, words_only: str) -> dict[tuple[int, int], tuple[str, str]]:
    """Kind and text of the first two columns of the hidden sheet."""
    hidden = next(sheet for sheet in read_book(data, words_only=words_only).sheets if sheet.name == HIDDEN)
    return {at: (cell.kind, cell.text) for at, cell in hidden.cells.items() if at[1] <= 2}


@pytest.mark.libreoffice
@pytest.mark.skipif(bool(libreoffice.missing()), reason=libreoffice.missing())
def test_the_words_of_the_hidden_sheet_are_the_same_when_nothing_else_of_it_is_read() -> None:
    for data in (filled(), saved_by_libreoffice()):
        words = words_of(data, words_only=HIDDEN)
        assert words == words_of(data, words_only="") and words[1, 1] == ("s", "form") and len(words) > 100


HIDDEN_ROW = st.builds(
    lambda number, cells: f'<row r="{number}">{"".join(cells).replace("@", str(number))}</row>',
    st.integers(1, 3),
    st.lists(PLAIN_CELL | PLAIN_CELL.map(lambda cell: cell.replace(' s="', ' cm="')), max_size=3),
)


@given(st.lists(HIDDEN_ROW, max_size=4).map("".join), st.booleans())
def test_where_only_words_are_wanted_they_are_those_of_the_whole_sheet(rows: str, hidden: bool) -> None:
    data = package(
        rows,
        shared=("<t>chữ</t>", "<t>hai</t>", "<t></t>"),
        workbook=(
            f'<workbook xmlns="{MAIN}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
            f'<sheet name="x" sheetId="1" r:id="rId1" state="{"hidden" if hidden else "visible"}"/></sheets></workbook>'
        ),
    )
    try:
        whole = read_book(data)
    except Unreadable:
        return  # not well-formed: of the words nothing is promised
    words = read_book(data, words_only="x")
    if not hidden or any(remark.startswith(("duplicate-cell", "bad-cell")) for remark in whole.remarks):
        assert not hidden or words.sheets[0].cells.keys() <= whole.sheets[0].cells.keys()
        return
    wanted = {at: (cell.kind, cell.text) for at, cell in whole.sheets[0].cells.items() if at[1] <= 2}
    found = {at: (cell.kind, cell.text) for at, cell in words.sheets[0].cells.items() if at[1] <= 2}
    assert found == wanted


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS.exists(), reason=f"the corpus of real workbooks is not there: {CORPUS}")
@pytest.mark.parametrize(
    "name", ["PhpSpreadsheet__dataValidationTest.xlsx", "readxl__vietnamese-utf8.xlsx", "ClosedXML__text-results.xlsx"]
)
def test_a_workbook_saved_by_excel_is_plain_in_every_part(name: str) -> None:
    found = ways((CORPUS / name).read_bytes())
    assert found and all(found.values()), found
