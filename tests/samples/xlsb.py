"""A workbook written as .xlsb (BIFF12), which no free program writes: sheets, cells, looks, runs, merges, what is
hidden.

Source: [MS-XLSB] 2.1.4 (records), 2.5.169 and 2.5.171 (strings), 2.4 (the records named below).
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from itertools import accumulate

from tests.samples.packages import HEAD, packed, relations
from tonghop290.spreadsheet.book import RawBook
from tonghop290.spreadsheet.cell import RawCell
from tonghop290.spreadsheet.seen.look import ORDINARY, Look, Raised, Run
from tonghop290.spreadsheet.sheet import RawSheet

# The numbers of the records, as [MS-XLSB] 2.3.2 lists them.
ROW, BLANK, ERROR, BOOL, REAL, TEXT, SHARED = 0, 1, 3, 4, 5, 6, 7
SHARED_ITEM, FONT, FORMAT, FILL, XF, COLUMN, COLUMNS, COLUMNS_END = 19, 43, 44, 45, 47, 60, 390, 391
VIEWS, VIEWS_END, VIEW, VIEW_END, FILLS, FILLS_END = 133, 134, 137, 138, 603, 604
SHEET, SHEET_END, BOOK, BOOK_END, SHEETS, SHEETS_END = 129, 130, 131, 132, 143, 144
DATA, DATA_END, DIMENSION, BOOK_PROPERTIES, SHEET_LINE, STRINGS, STRINGS_END = 145, 146, 148, 153, 156, 159, 160
MERGE, MERGES, MERGES_END = 176, 177, 178
STYLES, STYLES_END, FONTS, FONTS_END, FORMATS, FORMATS_END, XFS, XFS_END = 278, 279, 611, 612, 615, 616, 617, 618
BUILT_IN = {"General": 0, "0": 1, "0%": 9, "0.00%": 10, "mm-dd-yy": 14, "@": 49}
ERRORS = {"#NULL!": 0x00, "#DIV/0!": 0x07, "#VALUE!": 0x0F, "#REF!": 0x17, "#NAME?": 0x1D, "#NUM!": 0x24, "#N/A": 0x2A}
RUN_FONTS: list[tuple[bool, Raised, bool]] = [
    (struck, raised, unseen)
    for struck in (False, True)
    for raised in ("", "super", "sub", "small")
    for unseen in (False, True)
]
Strings = dict[tuple[str, tuple[Run, ...] | None], int]
MAIN_TYPE = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"


def record(number: int, data: bytes = b"") -> bytes:
    """Number and size in 7-bit pieces, the lowest first, then the data."""
    return _pieces(number) + _pieces(len(data)) + data


def _pieces(number: int) -> bytes:
    made = bytearray()
    while number > 0x7F:
        made.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*made, number])


def wide(text: str) -> bytes:
    coded = text.encode("utf-16-le", "surrogatepass")
    return struct.pack("<I", len(coded) // 2) + coded


def xlsb(book: RawBook, *, shared: bool = True) -> bytes:
    """The book as .xlsb; what a formula last gave is a plain value. ``shared``: texts in a list, or in their cells."""
    looks = [ORDINARY, *{cell.look: None for sheet in book.sheets for cell in sheet.cells.values()}]
    styles = {look: number for number, look in reversed(list(enumerate(looks)))}
    strings: Strings | None = {} if shared else None
    made: dict[str, str | bytes] = {
        "[Content_Types].xml": (
            f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            f'<Override PartName="/xl/workbook.bin" ContentType="{MAIN_TYPE}"/></Types>'
        ),
        "_rels/.rels": relations(("rId1", "officeDocument", "xl/workbook.bin")),
        "xl/workbook.bin": _workbook(book),
        "xl/_rels/workbook.bin.rels": relations(
            *(
                (f"rId{number}", "worksheet", f"worksheets/sheet{number}.bin")
                for number in range(1, len(book.sheets) + 1)
            ),
            ("rId901", "styles", "styles.bin"),
            ("rId902", "sharedStrings", "sharedStrings.bin"),
        ),
        "xl/styles.bin": _styles(looks),
    }
    for number, sheet in enumerate(book.sheets, 1):
        made[f"xl/worksheets/sheet{number}.bin"] = _sheet(sheet, styles, strings)
    items = b"".join(record(SHARED_ITEM, _string(text, runs, len(looks))) for text, runs in strings or ())
    made["xl/sharedStrings.bin"] = (
        record(STRINGS, struct.pack("<II", len(strings or ()), len(strings or ()))) + items + record(STRINGS_END)
    )
    return packed(made)


def _workbook(book: RawBook) -> bytes:
    states = {"visible": 0, "hidden": 1, "veryHidden": 2}
    lines = (
        record(SHEET_LINE, struct.pack("<II", states[sheet.state], number) + wide(f"rId{number}") + wide(sheet.name))
        for number, sheet in enumerate(book.sheets, 1)
    )
    properties = record(BOOK_PROPERTIES, struct.pack("<III", int(book.date1904), 0, 0))
    return record(BOOK) + properties + record(SHEETS) + b"".join(lines) + record(SHEETS_END) + record(BOOK_END)


def _string(text: str, runs: tuple[Run, ...] | None, first: int) -> bytes:
    """A shared text; ``first``: the number of the first of the fonts of runs."""
    begins = list(accumulate((len(run.text) for run in runs or ()), initial=0))
    made = b"".join(
        struct.pack("<HH", at, first + RUN_FONTS.index((run.struck, run.raised, run.unseen)))
        for at, run in zip(begins, runs or (), strict=False)
    )
    count = struct.pack("<I", len(runs)) if runs else b""
    return bytes([bool(runs)]) + wide(text) + count + made


def _font(look: Look) -> bytes:
    colour = struct.pack("<BBh", 5, 0, 0) + bytes.fromhex(look.colour) + b"\xff" if look.colour else bytes(8)
    raised = ("", "super", "sub", "small").index(look.raised) % 3
    height = 120 if look.raised == "small" else round(20 * (look.size or 11))
    return record(
        FONT, struct.pack("<HHHHI", height, 8 * look.struck, 400, raised, 0) + colour + b"\0" + wide(look.font)
    )


def _fill(look: Look) -> bytes:
    colour = struct.pack("<BBh", 5, 0, 0) + bytes.fromhex(look.ground) + b"\xff" if look.ground else bytes(8)
    return record(FILL, struct.pack("<I", 1 if look.ground else 0) + colour + bytes(52))


def _styles(looks: Sequence[Look]) -> bytes:
    """A font, a fill and a cell style for every look; a format that is none of Excel's own gets a number from 164 on.
    Behind the fonts of cells stand those of runs."""
    codes = list(dict.fromkeys(look.number_format for look in looks))
    numbers = {code: BUILT_IN.get(code, 164 + place) for place, code in enumerate(codes)}
    own = [record(FORMAT, struct.pack("<H", numbers[code]) + wide(code)) for code in codes if code not in BUILT_IN]
    xfs = [
        record(
            XF,
            struct.pack("<HHHHHBBI", 0xFFFF, numbers[look.number_format], place, place, 0, 0, 0, 4 * look.repeated),
        )
        for place, look in enumerate(looks)
    ]
    fonts = [_font(look) for look in looks]
    fonts += [_font(Look("", "", struck, raised, "FFFFFF" if unseen else "")) for struck, raised, unseen in RUN_FONTS]
    return (
        record(STYLES)
        + record(FONTS, struct.pack("<I", len(fonts)))
        + b"".join(fonts)
        + record(FONTS_END)
        + record(FILLS, struct.pack("<I", len(looks)))
        + b"".join(map(_fill, looks))
        + record(FILLS_END)
        + record(FORMATS, struct.pack("<I", len(own)))
        + b"".join(own)
        + record(FORMATS_END)
        + record(XFS, struct.pack("<I", len(xfs)))
        + b"".join(xfs)
        + record(XFS_END)
        + record(STYLES_END)
    )


def _sheet(sheet: RawSheet, styles: dict[Look, int], strings: Strings | None) -> bytes:
    rows: dict[int, list[RawCell]] = {}
    for cell in sorted(sheet.cells.values()):
        rows.setdefault(cell.row, []).append(cell)
    last_row, last_column = max(rows, default=1), max((cell.column for cell in sheet.cells.values()), default=1)
    made = [record(SHEET), record(DIMENSION, struct.pack("<IIII", 0, last_row - 1, 0, last_column - 1))]
    view = struct.pack("<H", 0x38C | 0x10 * (not sheet.zeros_hidden)) + bytes(28)
    made += [record(VIEWS), record(VIEW, view), record(VIEW_END), record(VIEWS_END)]
    columns = [record(COLUMN, struct.pack("<IIIIH", at - 1, at - 1, 2304, 0, 1)) for at in sorted(sheet.hidden_columns)]
    if columns:
        made += [record(COLUMNS), *columns, record(COLUMNS_END)]
    made.append(record(DATA))
    for row, cells in rows.items():
        made.append(record(ROW, struct.pack("<IIHBBBI", row - 1, 0, 300, 0, 0x10 * (row in sheet.hidden_rows), 0, 0)))
        made += [_cell(cell, styles, strings) for cell in cells]
    made.append(record(DATA_END))
    if sheet.merges:
        places = b"".join(
            record(MERGE, struct.pack("<IIII", top - 1, bottom - 1, left - 1, right - 1))
            for top, left, bottom, right in sheet.merges
        )
        made.append(record(MERGES, struct.pack("<I", len(sheet.merges))) + places + record(MERGES_END))
    return b"".join([*made, record(SHEET_END)])


def _cell(cell: RawCell, styles: dict[Look, int], strings: Strings | None) -> bytes:
    head = struct.pack("<II", cell.column - 1, styles[cell.look])
    match cell.kind:
        case "n":
            return record(REAL, head + struct.pack("<d", float(cell.text)))
        case "b":
            return record(BOOL, head + bytes([cell.text == "1"]))
        case "e" if cell.text in ERRORS:
            return record(ERROR, head + bytes([ERRORS[cell.text]]))
        case "s" if strings is not None:
            return record(SHARED, head + struct.pack("<I", strings.setdefault((cell.text, cell.runs), len(strings))))
        case "s":
            return record(TEXT, head + wide(cell.text))
        case "u":
            return record(BLANK, head)
    raise ValueError(f"a cell of kind {cell.kind!r} cannot stand in this .xlsb")
