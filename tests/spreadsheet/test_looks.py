"""What a cell's style, the runs of its text and its sheet say of the seeing of its value."""

from __future__ import annotations

import pytest

from tests.samples.packages import HEAD, MAIN, package
from tonghop290.spreadsheet.book import read_book
from tonghop290.spreadsheet.seen.look import Look, Run
from tonghop290.spreadsheet.sheet import RawSheet

# the inside of the font                                             what is told of it
FONTS = [
    ("", Look()),
    ("<b/><sz val='14'/><name val='Times New Roman'/>", Look(font="Times New Roman", size=14)),
    ("<strike/>", Look(struck=True)),
    ("<strike val='0'/>", Look()),
    ("<strike val='true'/>", Look(struck=True)),
    ("<vertAlign val='superscript'/>", Look(raised="super")),
    ("<vertAlign val='subscript'/>", Look(raised="sub")),
    ("<vertAlign val='baseline'/>", Look()),
    ("<color rgb='FFFFFFFF'/>", Look(colour="FFFFFF")),
    ("<color theme='0'/>", Look(colour="FFFFFF")),
    ("<color theme='0' tint='-0.0499893185216834'/>", Look(colour="F2F2F2")),
    ("<color indexed='9'/>", Look(colour="FFFFFF")),
    ("<color auto='1'/>", Look()),
    ("<color rgb='red'/>", Look()),
]
# the fill                                                                             its ground
FILLS = [
    ("<patternFill patternType='solid'><fgColor rgb='FFFFFF00'/><bgColor indexed='64'/></patternFill>", "FFFF00"),
    ("<patternFill patternType='solid'><fgColor theme='1'/></patternFill>", "000000"),
    ("<patternFill patternType='solid'/>", ""),
    ("<patternFill patternType='gray125'><fgColor rgb='FFFFFF00'/></patternFill>", ""),
    ("<gradientFill><stop position='0'><color rgb='FFFFFF00'/></stop></gradientFill>", ""),
]


def styles(fonts: str = "<font/>", fills: str = "<fill/>", formats: str = "<xf/>") -> str:
    return (
        f"{HEAD}<styleSheet xmlns='{MAIN}'><fonts>{fonts}</fonts><fills>{fills}</fills><cellXfs>{formats}</cellXfs>"
        "<dxfs><dxf><font><strike/></font></dxf></dxfs></styleSheet>"
    )


def read_sheet(row: str, **others: object) -> RawSheet:
    return read_book(package(f"<row r='1'>{row}</row>", **others)).sheets[0]


def look_of(style_part: str) -> Look:
    return read_sheet("<c r='A1' s='0'><v>19</v></c>", styles=style_part).cells[1, 1].look


@pytest.mark.parametrize(("font", "look"), FONTS)
def test_a_font_says_how_its_cells_look(font: str, look: Look) -> None:
    assert look_of(styles(fonts=f"<font>{font}</font>", formats="<xf fontId='0'/>")) == look


@pytest.mark.parametrize(("fill", "ground"), FILLS)
def test_only_a_solid_fill_is_a_ground(fill: str, ground: str) -> None:
    assert look_of(styles(fills=f"<fill>{fill}</fill>", formats="<xf fillId='0'/>")) == Look(ground=ground)


def test_a_style_says_whether_its_value_is_repeated_or_typed_with_an_apostrophe() -> None:
    assert look_of(styles(formats="<xf quotePrefix='1'><alignment horizontal='fill'/></xf>")) == Look(
        repeated=True, quoted=True
    )


@pytest.mark.parametrize(
    ("colour", "ground", "unseen"),
    [
        ("", "", False),
        ("FFFFFF", "", True),
        ("F2F2F2", "", True),
        ("D9D9D9", "", False),
        ("FFFFFF", "4472C4", False),
        ("FFFF00", "FFFF00", True),
        ("", "000000", True),
        ("FFFFFF", "FFF2CC", True),  # of a cell of our form
        ("FFFF99", "FFF2CC", True),
        ("E0E0E0", "FFF2CC", True),
        ("FF0000", "FFF2CC", False),
        ("A5A5A5", "FFF2CC", False),
        ("FF0000", "008000", False),
        ("0000FF", "800000", False),
    ],
)
def test_a_text_in_the_colour_of_its_ground_is_unseen(colour: str, ground: str, unseen: bool) -> None:
    assert Look(colour=colour, ground=ground).unseen is unseen


# the text as stored                                                               its runs
TEXTS = [
    ("<t>19</t>", None),
    ("<r><t>1</t></r><r><t>9</t></r>", None),
    ("<r><rPr><b/><rFont val='Arial'/><color rgb='FFFF0000'/></rPr><t>19</t></r><r><t> hộ</t></r>", None),
    ("<r><t>32</t></r><r><rPr><vertAlign val='superscript'/></rPr><t>1</t></r>", (Run("32"), Run("1", raised="super"))),
    ("<r><rPr><sz val='14'/></rPr><t>323</t></r><r><rPr><sz val='8'/></rPr><t>1</t></r>",
     (Run("323"), Run("1", raised="small"))),
    ("<r><rPr><sz val='14'/></rPr><t>3</t></r><r><rPr><sz val='11'/></rPr><t>1</t></r>", None),
    ("<r><rPr><sz val='x'/></rPr><t>3</t></r><r><rPr><sz val='-1'/></rPr><t>1</t></r>", None),
    ("<r><rPr><strike/></rPr><t>1</t></r><r><t>9</t></r>", (Run("1", struck=True), Run("9"))),
    ("<r><rPr><strike/></rPr><t>1</t></r><r><rPr><strike/><b/></rPr><t>9</t></r>", (Run("19", struck=True),)),
    ("<r><rPr><color theme='0'/></rPr><t>1</t></r><r><t>9</t></r>", (Run("1", unseen=True), Run("9"))),
    ("<r><t>H</t></r><r><rPr><vertAlign val='subscript'/></rPr><t>2</t></r><r><rPr><b/></rPr><t>O</t></r>",
     (Run("H"), Run("2", raised="sub"), Run("O"))),
    ("<r><t>5</t></r><r><rPr><strike/></rPr><t/></r><r><t>_x0031_</t></r>", None),
    ("<r><rPr><strike/></rPr></r><r><t>19</t></r>", None),
]  # fmt: skip


@pytest.mark.parametrize(("stored", "runs"), TEXTS)
def test_the_runs_of_a_text_are_told_where_they_look_otherwise_than_the_cell(
    stored: str, runs: tuple[Run, ...] | None
) -> None:
    cells = read_sheet(
        f"<c r='A1' t='s'><v>0</v></c><c r='B1' t='inlineStr'><is>{stored}</is></c>", shared=(stored,)
    ).cells
    assert [cells[1, column].runs for column in (1, 2)] == [runs, runs]
    assert cells[1, 1].text == cells[1, 2].text
    assert runs is None or "".join(run.text for run in runs) == cells[1, 1].text


def test_a_run_without_a_text_says_nothing_of_the_next_text() -> None:
    shared = ("<r><t>1</t></r><r><rPr><strike/></rPr></r>", "<t>9</t>")
    row = "<c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>1</v></c>"
    assert [(cell.text, cell.runs) for cell in read_sheet(row, shared=shared).cells.values()] == [
        ("1", None),
        ("9", None),
    ]


def test_a_run_that_states_a_look_does_not_take_the_cells_own() -> None:
    stored = "<r><t>1</t></r><r><rPr><b/></rPr><t>9</t></r>"
    struck = styles(fonts="<font><strike/></font>", formats="<xf fontId='0'/>")
    cell = read_sheet("<c r='A1' t='s'><v>0</v></c>", shared=(stored,), styles=struck).cells[1, 1]
    assert (cell.look.struck, cell.runs) == (True, (Run("1", struck=True), Run("9")))


def test_rows_that_state_no_height_are_hidden_where_the_sheets_own_is_none() -> None:
    rows = "<c r='A1'><v>1</v></c></row><row r='2' ht='15'/><row r='3'>"
    assert read_sheet(rows, before="<sheetFormatPr defaultRowHeight='0'/>").hidden_rows == {1, 3}
    assert read_sheet(rows, before="<sheetFormatPr defaultRowHeight='15'/>").hidden_rows == set()


def test_a_sheet_that_hides_its_zeros_says_so() -> None:
    views = "<sheetViews><sheetView showZeros='0' workbookViewId='0'/></sheetViews>"
    assert [read_sheet("", before=before).zeros_hidden for before in ("", views)] == [False, True]
