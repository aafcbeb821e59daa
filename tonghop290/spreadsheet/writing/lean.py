"""A workbook XlsxWriter has written, packed as small as it goes: it is mailed by the hundred, over poor lines.

Left out is what says nothing: all but the skeleton of a theme no cell takes a colour or a font from (ECMA-376 part 1,
20.1.6.9 says what has to be there), and the list of all names among the properties of the file.
"""

from __future__ import annotations

import io
import re
import zipfile

from tonghop290.spreadsheet.zip_out import SMALLEST, Member, pack

__all__ = ["lean_members"]

_THEME, _APP, _STYLES = "xl/theme/theme1.xml", "docProps/app.xml", "xl/styles.xml"
_LISTED = re.compile(rb"<(HeadingPairs|TitlesOfParts)>.*?</\1>|<Company></Company>", re.DOTALL)
_OF_THEME = re.compile(rb'<color theme="[0-9]+"/>|<scheme val="\w+"/>')
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
        parts = [(info.filename, package.read(info)) for info in package.infolist()]
    return [pack(name, _lean(name, part), level=SMALLEST) for name, part in parts]


def _lean(name: str, part: bytes) -> bytes:
    if name == _THEME:
        return _SKELETON.encode()
    if name == _STYLES:
        return _OF_THEME.sub(b"", part)
    return _LISTED.sub(b"", part) if name == _APP else part
