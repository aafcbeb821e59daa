"""A workbook as one program or another spells it, so that no test needs their files: ``spelled(book, PROGRAMS[name])``.

Each dialect is what real files of that program show: prefixes, places left out, runs, attributes nobody needs, where
texts stand, how the parts are named and packed. The cells are the same in all of them.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from tests.samples.packages import HEAD, MAIN, OFFICE, OFFICE_STRICT, STRICT, packed, relations
from tonghop290.excel import column_letters
from tonghop290.spreadsheet.book import RawBook
from tonghop290.spreadsheet.cell import RawCell
from tonghop290.spreadsheet.sheet import RawSheet

Parts = dict[str, str | bytes]
X14AC = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"
COMPATIBLE = (
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="x14ac"'
    f' xmlns:x14ac="{X14AC}"'
)
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
VIEW = '<sheetViews><sheetView workbookViewId="0"/></sheetViews>'
NO_STYLE = ("General", "Calibri")
BUILT_IN = {"General": 0, "0": 1, "0%": 9, "0.00%": 10, "mm-dd-yy": 14, "@": 49}


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """How a program writes. Attributes begin with a space; ``row`` has {first}, {last}: columns of the row's cells."""

    declaration: str = HEAD
    prefix: str = ""
    namespace: str = MAIN
    office: str = OFFICE
    root: str = ""
    ahead: str = ""
    behind: str = ""
    row: str = ""
    cell: str = ""
    formula: str = ""
    text: str = ""
    texts: str = "shared"
    runs: bool = False
    places: bool = True
    absolute: bool = False
    style_always: bool = False
    true: str = "1"
    sheet_file: str = "xl/worksheets/sheet{number}.xml"
    pack: Callable[[Parts], bytes] = packed


def streamed(parts: Parts) -> bytes:
    """Written without looking back, as web services do: sizes and checksums follow the content they belong to."""

    class OneWay(io.RawIOBase):
        def __init__(self) -> None:
            self.data = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, piece: object) -> int:
            self.data += bytes(piece)  # type: ignore[call-overload]  # whatever has bytes
            return len(bytes(piece))  # type: ignore[call-overload]  # the same

    out = OneWay()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return bytes(out.data)


def stored(parts: Parts) -> bytes:
    return packed(parts, method=zipfile.ZIP_STORED)


PROGRAMS = {
    "Excel": Dialect(
        root=COMPATIBLE,
        ahead=f'{VIEW}<sheetFormatPr defaultRowHeight="14.25" x14ac:dyDescent="0.2"/>',
        row=' spans="{first}:{last}" x14ac:dyDescent="0.2"',
        behind='<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>',
        runs=True,
    ),
    "Excel, strict": Dialect(namespace=STRICT, office=OFFICE_STRICT, root=COMPATIBLE, row=' spans="{first}:{last}"'),
    "LibreOffice": Dialect(
        ahead='<sheetPr filterMode="false"><pageSetUpPr fitToPage="false"/></sheetPr>' + VIEW,
        row=' customFormat="false" ht="12.8" hidden="false" customHeight="false" outlineLevel="0" collapsed="false"',
        formula=' aca="false"',
        text=' xml:space="preserve"',
        style_always=True,
    ),
    "Google Sheets": Dialect(
        declaration='<?xml version="1.0" encoding="UTF-8" standalone="yes"?>',
        root=(
            ' xmlns:mx="http://schemas.microsoft.com/office/mac/excel/2008/main"'
            ' xmlns:mv="urn:schemas-microsoft-com:mac:vml"' + COMPATIBLE.replace(' mc:Ignorable="x14ac"', "")
        ),
        ahead=VIEW + '<sheetFormatPr customHeight="1" defaultColWidth="12.63" defaultRowHeight="15.75"/>',
        style_always=True,
        pack=streamed,
    ),
    "WPS": Dialect(
        root=' xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"' + COMPATIBLE,
        ahead=VIEW + '<sheetFormatPr defaultColWidth="9" defaultRowHeight="15"/>',
        row=' spans="{first}:{last}"',
        behind='<pageMargins left="0.75" right="0.75" top="1" bottom="1" header="0.5" footer="0.5"/><headerFooter/>',
        runs=True,
    ),
    "Gnumeric": Dialect(
        declaration='<?xml version="1.0" encoding="UTF-8"?>\n',
        ahead='<sheetPr><pageSetUpPr fitToPage="0"/></sheetPr>' + VIEW,
        row=' spans="{first}:{last}"',
        style_always=True,
    ),
    "Open XML SDK": Dialect(  # ClosedXML and whatever else is built on it
        declaration='<?xml version="1.0" encoding="utf-8"?>', prefix="x:", absolute=True, runs=True
    ),
    "SheetJS": Dialect(texts="str", cell=' xml:space="default"'),
    "openspout": Dialect(declaration='\ufeff<?xml version="1.0" encoding="UTF-8"?>', texts="inline", style_always=True),
    "fastexcel": Dialect(texts="inline", true="true", pack=stored),
    "Numbers": Dialect(sheet_file="xl/worksheets/sheet{number}-1.xml", row=' ht="18" customHeight="1"', absolute=True),
    "a writer of its own": Dialect(places=False, row=' customHeight="0"'),
}


def spelled(book: RawBook, dialect: Dialect) -> bytes:
    """The book as that program writes it. Comments, links and macros stay behind."""
    strings: dict[str, int] = {}
    looks = {(cell.number_format, cell.font) for sheet in book.sheets for cell in sheet.cells.values()}
    styles = {look: number for number, look in enumerate([NO_STYLE, *sorted(looks - {NO_STYLE})])}
    files = [dialect.sheet_file.format(number=number) for number in range(1, len(book.sheets) + 1)]
    sheets: Parts = {
        file: _sheet(sheet, dialect, strings, styles) for file, sheet in zip(files, book.sheets, strict=True)
    }
    shown = (lambda file: f"/{file}") if dialect.absolute else (lambda file: file.removeprefix("xl/"))
    top = "/xl/workbook.xml" if dialect.absolute else "xl/workbook.xml"
    parts: Parts = {
        "_rels/.rels": relations(("rId1", "officeDocument", top), kind=dialect.office),
        "xl/workbook.xml": _workbook(book, dialect),
        "xl/_rels/workbook.xml.rels": relations(
            *((f"rId{number}", "worksheet", shown(file)) for number, file in enumerate(files, 1)),
            ("rId901", "styles", shown("xl/styles.xml")),
            *([("rId902", "sharedStrings", shown("xl/sharedStrings.xml"))] if strings else []),
            kind=dialect.office,
        ),
        **sheets,
        "xl/styles.xml": _styles(list(styles), dialect),
    }
    if strings:
        parts["xl/sharedStrings.xml"] = _strings(list(strings), dialect)
    parts["[Content_Types].xml"] = _types(files, strings=bool(strings))
    return dialect.pack(parts)


def _element(dialect: Dialect, name: str, attributes: str, inside: str) -> str:
    return f"<{name}{attributes}>{inside}</{name}>".replace("<", f"<{dialect.prefix}").replace(
        f"<{dialect.prefix}/", f"</{dialect.prefix}"
    )


def _document(dialect: Dialect, name: str, inside: str, more: str = "") -> str:
    prefix = f":{dialect.prefix[:-1]}" if dialect.prefix else ""
    spaces = f' xmlns{prefix}="{dialect.namespace}" xmlns:r="{dialect.office}"{more}'
    return dialect.declaration + _element(dialect, name, spaces, inside)


def _types(files: list[str], *, strings: bool) -> str:
    kinds = {"/xl/workbook.xml": "sheet.main", "/xl/styles.xml": "styles"}
    kinds |= {f"/{file}": "worksheet" for file in files} | (
        {"/xl/sharedStrings.xml": "sharedStrings"} if strings else {}
    )
    lines = "".join(
        f'<Override PartName="{part}" ContentType="{SPREADSHEET}.{kind}+xml"/>' for part, kind in kinds.items()
    )
    return (
        f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{lines}</Types>'
    )


def _workbook(book: RawBook, dialect: Dialect) -> str:
    lines = "".join(
        f'<sheet name={quoteattr(sheet.name)} sheetId="{number}"'
        + (f' state="{sheet.state}"' if sheet.state != "visible" else "")
        + f' r:id="rId{number}"/>'
        for number, sheet in enumerate(book.sheets, 1)
    )
    names = "".join(
        f"<definedName name={quoteattr(name)}>{escape(to)}</definedName>" for name, to in book.names.items()
    )
    inside = (f'<workbookPr date1904="{int(book.date1904)}"/>' if book.date1904 else "<workbookPr/>") + (
        f"<sheets>{lines}</sheets>" + (f"<definedNames>{names}</definedNames>" if names else "")
    )
    return _document(dialect, "workbook", inside)


def _styles(looks: list[tuple[str, str]], dialect: Dialect) -> str:
    own = {code: 164 + place for place, code in enumerate(sorted({code for code, _ in looks} - BUILT_IN.keys()))}
    fonts = sorted({font for _, font in looks})
    formats = "".join(f'<numFmt numFmtId="{number}" formatCode={quoteattr(code)}/>' for code, number in own.items())
    names = "".join(f"<font><name val={quoteattr(font)}/></font>" for font in fonts)
    lines = "".join(
        f'<xf numFmtId="{(BUILT_IN | own)[code]}" fontId="{fonts.index(font)}" fillId="0" borderId="0"/>'
        for code, font in looks
    )
    inside = (f'<numFmts count="{len(own)}">{formats}</numFmts>' if own else "") + (
        f'<fonts count="{len(fonts)}">{names}</fonts>'
        '<fills count="1"><fill><patternFill patternType="none"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        f'<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="{len(looks)}">{lines}</cellXfs>'
    )
    return _document(dialect, "styleSheet", inside)


def _strings(texts: list[str], dialect: Dialect) -> str:
    items = "".join(f"<si>{_text(text, dialect)}</si>" for text in texts)
    return _document(dialect, "sst", items, f' count="{len(texts)}" uniqueCount="{len(texts)}"')


def _text(text: str, dialect: Dialect) -> str:
    """A text, in two runs with a reading aid behind them where the program writes runs and the text has two words."""
    first, space, rest = text.partition(" ")
    if dialect.runs and space and rest:
        runs = (("<rPr><b/></rPr>", first + space), ("<rPr><i/></rPr>", rest))
        return "".join(f"<r>{look}{_plain_text(run, dialect)}</r>" for look, run in runs) + (
            '<rPh sb="0" eb="1"><t>không đọc</t></rPh><phoneticPr fontId="0"/>'
        )
    return _plain_text(text, dialect)


def _plain_text(text: str, dialect: Dialect) -> str:
    keep = ' xml:space="preserve"' if text != text.strip() and not dialect.text else ""
    return f"<t{dialect.text}{keep}>{_spelled_text(text)}</t>"


def _spelled_text(text: str) -> str:
    return escape(text).replace("\r", "_x000D_")


def _sheet(sheet: RawSheet, dialect: Dialect, strings: dict[str, int], styles: dict[tuple[str, str], int]) -> str:
    rows: dict[int, list[RawCell]] = {}
    for cell in sorted(sheet.cells.values()):
        rows.setdefault(cell.row, []).append(cell)
    columns = "".join(f'<col min="{at}" max="{at}" width="9" hidden="1"/>' for at in sorted(sheet.hidden_columns))
    merges = "".join(
        f'<mergeCell ref="{column_letters(left)}{top}:{column_letters(right)}{bottom}"/>'
        for top, left, bottom, right in sheet.merges
    )
    inside = (
        dialect.ahead
        + (f"<cols>{columns}</cols>" if columns else "")
        + f"<sheetData>{''.join(_rows(rows, dialect, strings, styles))}</sheetData>"
        + (f'<mergeCells count="{len(sheet.merges)}">{merges}</mergeCells>' if merges else "")
        + dialect.behind
    )
    return _document(dialect, "worksheet", inside, dialect.root)


def _rows(
    rows: dict[int, list[RawCell]], dialect: Dialect, strings: dict[str, int], styles: dict[tuple[str, str], int]
) -> list[str]:
    """The rows; where the program leaves places out, empty rows and cells stand in between."""
    made, last_row = [], 0
    for row, cells in rows.items():
        written = [_cell(cell, dialect, strings, styles) for cell in cells]
        if not dialect.places:
            made.append("<row/>" * (row - last_row - 1))
            filled = dict(zip((cell.column for cell in cells), written, strict=True))
            written = [filled.get(column, "<c/>") for column in range(1, cells[-1].column + 1)]
        place = f' r="{row}"' if dialect.places else ""
        attributes = dialect.row.format(first=cells[0].column, last=cells[-1].column)
        made.append(f"<row{place}{attributes}>{''.join(written)}</row>")
        last_row = row
    return made


def _cell(cell: RawCell, dialect: Dialect, strings: dict[str, int], styles: dict[tuple[str, str], int]) -> str:
    style = styles[cell.number_format, cell.font]
    place = f' r="{column_letters(cell.column)}{cell.row}"' if dialect.places else ""
    head = place + (f' s="{style}"' if style or dialect.style_always else "") + dialect.cell
    formula = f"<f{dialect.formula}>{escape(cell.formula)}</f>" if cell.formula is not None else ""
    value = f"<v>{_spelled_text(cell.text)}</v>"
    match cell.kind:
        case "u":
            return f"<c{head}>{formula}</c>"
        case "n":
            return f"<c{head}>{formula}{value}</c>"
        case "b":
            return f'<c{head} t="b">{formula}<v>{dialect.true if cell.text == "1" else "0"}</v></c>'
        case "s" if not formula and dialect.texts == "shared":
            return f'<c{head} t="s"><v>{strings.setdefault(cell.text, len(strings))}</v></c>'
        case "s" if not formula and dialect.texts == "inline":
            return f'<c{head} t="inlineStr"><is>{_text(cell.text, dialect)}</is></c>'
        case "s":
            return f'<c{head} t="str">{formula}{value}</c>'
    return f'<c{head} t="{cell.kind}">{formula}{value}</c>'
