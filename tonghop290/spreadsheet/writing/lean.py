"""A workbook XlsxWriter has written, packed as small as it goes: it is mailed by the hundred, over poor lines.

Left out is what says nothing: all but the skeleton of a theme no cell takes a colour or a font from (ECMA-376 part 1,
20.1.6.9 says what has to be there), how far rows reach (``spans``), prefixes and properties nobody uses, cells of a
merge that have neither a border nor a ground of their own. Cells keep their references (``r``), a seventh of the
file: openpyxl, IronCalc and Access do not read a cell without.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

from tonghop290.excel import column_letters
from tonghop290.spreadsheet.cell import locate_range
from tonghop290.spreadsheet.zip_out import SMALLEST, Member, pack

__all__ = ["lean_members"]

_THEME, _APP, _STYLES, _SHEETS = "xl/theme/theme1.xml", "docProps/app.xml", "xl/styles.xml", "xl/worksheets/"
_SAYS_NOTHING = re.compile(
    rb"<(HeadingPairs|TitlesOfParts)>.*?</\1>|<Company></Company>|<DocSecurity>0</DocSecurity>|<(\w+)>false</\2>",
    re.DOTALL,
)
_OF_THEME = re.compile(rb'<color theme="[0-9]+"/>|<scheme val="\w+"/>')
_SPANS = re.compile(rb' spans="[0-9:]*"')
_RELATIONS = b' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_EMPTY_CELL = re.compile(rb'<c r="([A-Z]+[0-9]+)" s="([0-9]+)"/>')
_MERGE = re.compile(rb'<mergeCell ref="([A-Z0-9:]+)"/>')
_CELL_STYLES = re.compile(rb"<cellXfs .*</cellXfs>", re.DOTALL)
_CELL_STYLE = re.compile(rb"<xf ([^>]*)>")
_COLOURS = {
    "dk1": "000000",
    "lt1": "FFFFFF",
    "dk2": "1F497D",
    "lt2": "EEECE1",
    "accent1": "4F81BD",
    "accent2": "C0504D",
    "accent3": "9BBB59",
    "accent4": "8064A2",
    "accent5": "4BACC6",
    "accent6": "F79646",
    "hlink": "0000FF",
    "folHlink": "800080",
}
_FONT = "".join(f'<a:{script} typeface="{name}"/>' for script, name in (("latin", "Arial"), ("ea", ""), ("cs", "")))
_PLAIN = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>' * 3
_SKELETON = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="Office"><a:themeElements>'
    '<a:clrScheme name="Office">'
    + "".join(f'<a:{name}><a:srgbClr val="{colour}"/></a:{name}>' for name, colour in _COLOURS.items())
    + '</a:clrScheme><a:fontScheme name="Office">'
    f"<a:majorFont>{_FONT}</a:majorFont><a:minorFont>{_FONT}</a:minorFont></a:fontScheme>"
    f'<a:fmtScheme name="Office"><a:fillStyleLst>{_PLAIN}</a:fillStyleLst><a:lnStyleLst>{"<a:ln/>" * 3}</a:lnStyleLst>'
    f"<a:effectStyleLst>{'<a:effectStyle><a:effectLst/></a:effectStyle>' * 3}</a:effectStyleLst>"
    f"<a:bgFillStyleLst>{_PLAIN}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>"
)


def lean_members(data: bytes) -> list[Member]:
    """The members of a package of ours that has no charts."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {info.filename: package.read(info) for info in package.infolist()}
    plain = _plain_styles(parts[_STYLES])
    return [pack(name, _lean(name, part, plain), level=SMALLEST) for name, part in parts.items()]


def _lean(name: str, part: bytes, plain: frozenset[bytes]) -> bytes:
    if name.startswith(_SHEETS) and name.endswith(".xml"):
        return _without_fillers(_SPANS.sub(b"", part if b" r:" in part else part.replace(_RELATIONS, b"", 1)), plain)
    if name == _THEME:
        return _SKELETON.encode()
    if name == _STYLES:
        return _OF_THEME.sub(b"", part)
    return _SAYS_NOTHING.sub(b"", part) if name == _APP else part


def _plain_styles(styles: bytes) -> frozenset[bytes]:
    """The numbers of the styles that show nothing in an empty cell, as cells write them."""
    found = _CELL_STYLES.search(styles)
    every = _CELL_STYLE.findall(found[0]) if found is not None else []
    return frozenset(
        b"%d" % number for number, style in enumerate(every) if b'fillId="0"' in style and b'borderId="0"' in style
    )


def _without_fillers(sheet: bytes, plain: frozenset[bytes]) -> bytes:
    hidden = frozenset(cell for merge in _MERGE.findall(sheet) for cell in _covered(merge.decode()))
    return _EMPTY_CELL.sub(lambda cell: b"" if cell[2] in plain and cell[1] in hidden else cell[0], sheet)


def _covered(merge: str) -> Iterator[bytes]:
    """The cells of a merge but its first."""
    top, left, bottom, right = locate_range(merge) or (1, 1, 1, 1)
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            if (row, column) != (top, left):
                yield f"{column_letters(column)}{row}".encode()
