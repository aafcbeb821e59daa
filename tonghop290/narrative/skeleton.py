"""The emptiest Word document there is: what every paper of ours is built on, and nothing of another program's.

Page, a theme without a colour, four styles Word cannot do without, the settings of Word 2013 and later (compatibility
mode 15), one language.
Source: ECMA-376 part 1, 17.7 (styles), 17.15 (settings); [MS-DOCX] 2.3.1 (compatibilityMode).
"""

from __future__ import annotations

import io
import zipfile
from typing import Any

from tonghop290.text.format import VIETNAMESE, Writing

__all__ = ["APPLICATION", "bare_document", "drop_unused_styles", "is_own", "name_document", "set_language"]

APPLICATION = "tonghop290"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES = f"""<Types xmlns="{_PACKAGE}/content-types">\
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
<Default Extension="xml" ContentType="application/xml"/>\
<Override PartName="/word/document.xml" ContentType="{_KIND}.wordprocessingml.document.main+xml"/>\
<Override PartName="/word/styles.xml" ContentType="{_KIND}.wordprocessingml.styles+xml"/>\
<Override PartName="/word/settings.xml" ContentType="{_KIND}.wordprocessingml.settings+xml"/>\
<Override PartName="/word/fontTable.xml" ContentType="{_KIND}.wordprocessingml.fontTable+xml"/>\
<Override PartName="/word/theme/theme1.xml" ContentType="{_KIND}.theme+xml"/>\
<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>\
<Override PartName="/docProps/app.xml" ContentType="{_KIND}.extended-properties+xml"/></Types>"""
_ROOT = f"""<Relationships xmlns="{_PACKAGE}/relationships">\
<Relationship Id="rId1" Type="{_R}/officeDocument" Target="word/document.xml"/>\
<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>\
<Relationship Id="rId3" Type="{_R}/extended-properties" Target="docProps/app.xml"/></Relationships>"""
_RELATIONS = f"""<Relationships xmlns="{_PACKAGE}/relationships">\
<Relationship Id="rId1" Type="{_R}/styles" Target="styles.xml"/>\
<Relationship Id="rId2" Type="{_R}/settings" Target="settings.xml"/>\
<Relationship Id="rId3" Type="{_R}/fontTable" Target="fontTable.xml"/>\
<Relationship Id="rId4" Type="{_R}/theme" Target="theme/theme1.xml"/></Relationships>"""
_DOCUMENT = f"""<w:document xmlns:w="{_W}" xmlns:r="{_R}"><w:body><w:sectPr>\
<w:pgSz w:w="11906" w:h="16838"/>\
<w:pgMar w:top="1134" w:right="851" w:bottom="1134" w:left="1701" w:header="567" w:footer="567" w:gutter="0"/>\
</w:sectPr></w:body></w:document>"""
_STYLES = f"""<w:styles xmlns:w="{_W}"><w:docDefaults><w:rPrDefault><w:rPr>\
<w:rFonts w:ascii="{{font}}" w:hAnsi="{{font}}" w:eastAsia="{{font}}" w:cs="{{font}}"/><w:sz w:val="28"/>\
<w:szCs w:val="28"/><w:lang w:val="{{tag}}" w:eastAsia="{{tag}}" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>\
<w:pPrDefault/></w:docDefaults>\
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>\
<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">\
<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/><w:unhideWhenUsed/></w:style>\
<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>\
<w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>\
<w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>\
<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>\
<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/><w:uiPriority w:val="99"/>\
<w:semiHidden/><w:unhideWhenUsed/></w:style></w:styles>"""
_OF_WORD = "http://schemas.microsoft.com/office/word"
_NEWER = ("overrideTableStyleFontSizeAndJustification", "enableOpenTypeFeatures", "doNotFlipMirrorIndents")
_SETTINGS = f"""<w:settings xmlns:w="{_W}"><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>\
<w:characterSpacingControl w:val="doNotCompress"/><w:compat>\
<w:compatSetting w:name="compatibilityMode" w:uri="{_OF_WORD}" w:val="15"/>\
{"".join(f'<w:compatSetting w:name="{name}" w:uri="{_OF_WORD}" w:val="1"/>' for name in _NEWER)}\
<w:compatSetting w:name="differentiateMultirowTableHeaders" w:uri="{_OF_WORD}" w:val="1"/></w:compat>\
<w:themeFontLang w:val="{{tag}}"/><w:decimalSymbol w:val="{{decimal}}"/><w:listSeparator w:val="{{between}}"/>\
</w:settings>"""
_FONTS = f"""<w:fonts xmlns:w="{_W}"><w:font w:name="{{font}}"><w:family w:val="roman"/><w:pitch w:val="variable"/>\
</w:font></w:fonts>"""
_COLOURS = {
    "dk1": "000000", "lt1": "FFFFFF", "dk2": "1F1F1F", "lt2": "F2F2F2", "accent1": "404040", "accent2": "595959",
    "accent3": "737373", "accent4": "8C8C8C", "accent5": "A6A6A6", "accent6": "BFBFBF", "hlink": "0000FF",
    "folHlink": "800080",
}  # fmt: skip
_FILL = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
_LINE, _EFFECT = f'<a:ln w="6350">{_FILL}</a:ln>', "<a:effectStyle><a:effectLst/></a:effectStyle>"
_FACES = '<a:latin typeface="{font}"/><a:ea typeface=""/><a:cs typeface=""/>'
_THEME = f"""<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="{APPLICATION}">\
<a:themeElements><a:clrScheme name="{APPLICATION}">\
{"".join(f'<a:{name}><a:srgbClr val="{colour}"/></a:{name}>' for name, colour in _COLOURS.items())}</a:clrScheme>\
<a:fontScheme name="{APPLICATION}"><a:majorFont>{_FACES}</a:majorFont><a:minorFont>{_FACES}</a:minorFont>\
</a:fontScheme><a:fmtScheme name="{APPLICATION}"><a:fillStyleLst>{_FILL * 3}</a:fillStyleLst>\
<a:lnStyleLst>{_LINE * 3}</a:lnStyleLst><a:effectStyleLst>{_EFFECT * 3}</a:effectStyleLst>\
<a:bgFillStyleLst>{_FILL * 3}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>"""
"""Black, white and grey, and the one font: a validator asks for a theme where Word does not."""
_APP = f"""<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">\
<Application>{APPLICATION}</Application></Properties>"""
_CORE = f"""<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" \
xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title></dc:title><dc:subject></dc:subject>\
<dc:language></dc:language></cp:coreProperties>"""
_NEEDED = ("Normal", "DefaultParagraphFont", "TableNormal", "NoList")


def bare_document(font: str, writing: Writing = VIETNAMESE) -> Any:
    """A document without a paragraph, as python-docx opens it."""
    from docx import Document

    between = ";" if writing.decimal == "," else ","
    said = {"font": font, "tag": writing.tag, "decimal": writing.decimal, "between": between}
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _ROOT,
        "docProps/app.xml": _APP,
        "docProps/core.xml": _CORE,
        "word/_rels/document.xml.rels": _RELATIONS,
        "word/document.xml": _DOCUMENT,
        "word/fontTable.xml": _FONTS.format(**said),
        "word/settings.xml": _SETTINGS.format(**said),
        "word/styles.xml": _STYLES.format(**said),
        "word/theme/theme1.xml": _THEME.format(**said),
    }
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as package:
        for name, text in parts.items():
            package.writestr(name, _HEAD + text)
    return Document(data)


def name_document(document: Any, title: str, *, subject: str = "", writing: Writing = VIETNAMESE) -> None:
    """Set the properties of the file: its title, subject and language; no author, program or day of a template's."""
    properties = document.core_properties
    for child in list(properties._element):
        properties._element.remove(child)
    properties.title, properties.subject, properties.language = title[:250], subject, writing.tag


def is_own(document: Any) -> bool:
    """Whether a document stands on this skeleton, and no other program has saved it since."""
    apps = (part.blob for part in document.part.package.iter_parts() if part.partname == "/docProps/app.xml")
    return any(f"<Application>{APPLICATION}<".encode() in blob for blob in apps)


def set_language(document: Any, writing: Writing) -> None:
    """The language Word checks the spelling in, and the marks it reads numbers by."""
    settings = document.settings.element
    between = ";" if writing.decimal == "," else ","
    values = {"themeFontLang": writing.tag, "decimalSymbol": writing.decimal, "listSeparator": between}
    for name, value in values.items():
        for element in settings.iter(f"{{{_W}}}{name}"):
            element.set(f"{{{_W}}}val", value)
    for element in document.styles.element.iter(f"{{{_W}}}lang"):
        element.set(f"{{{_W}}}val", writing.tag)
        element.set(f"{{{_W}}}eastAsia", writing.tag)


def drop_unused_styles(document: Any, *, kept: tuple[str, ...] = (), never: tuple[str, ...] = ()) -> None:
    """Leave only the styles the document uses, and what those build on. ``kept``: names of others that stay;
    ``never``: ids of those that go although it uses them."""
    styles = {style.get(f"{{{_W}}}styleId"): style for style in document.styles.element.iter(f"{{{_W}}}style")}
    used = {*_NEEDED, *(id for id, style in styles.items() if _name(style) in kept)}
    for root in _stories(document):
        for name in ("pStyle", "rStyle", "tblStyle"):
            used |= {element.get(f"{{{_W}}}val") for element in root.iter(f"{{{_W}}}{name}")}
    used -= {*never}
    for id in [*used]:
        while id in styles and (base := styles[id].find(f"{{{_W}}}basedOn")) is not None:
            id = base.get(f"{{{_W}}}val")
            used.add(id)
    for id, style in styles.items():
        if id not in used:
            style.getparent().remove(style)


def _name(style: Any) -> str:
    name = style.find(f"{{{_W}}}name")
    return "" if name is None else str(name.get(f"{{{_W}}}val"))


def _stories(document: Any) -> list[Any]:
    """The parts with paragraphs, parsed."""
    from docx.oxml import parse_xml

    roots = [document.element]
    for part in document.part.package.iter_parts():
        kind = part.content_type.rpartition(".")[2]
        if kind in ("header+xml", "footer+xml", "footnotes+xml", "endnotes+xml"):
            roots.append(parse_xml(part.blob))
    return roots
