"""What in a workbook would act or reach outside when it is opened: told, so that it does not travel in an answer.

Of relations only the known and inert kinds are passed; whatever else a package holds counts as acting. Formulas act
when they name another workbook, a program (DDE) or a function that fetches, runs or links.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from typing import Literal
from xml.parsers import expat

from tonghop290.spreadsheet.edit.links import LEADS_OUT
from tonghop290.spreadsheet.edit.splice import CannotMark
from tonghop290.spreadsheet.package import Package, Unreadable, part_key
from tonghop290.spreadsheet.xml import Attributes, Relation, feed, guarded_parser, read_relations

__all__ = ["ActingParts", "Acts", "acting_formulas", "acting_relations", "what_acts"]

Acts = Literal["links", "references", "programs"]
"""Links to the web or to files; figures taken from elsewhere; what runs, is embedded, or is not known to be inert."""


class ActingParts(CannotMark):
    """A workbook that is not marked because of what it would bring along: ``acts``."""

    def __init__(self, acts: frozenset[Acts]) -> None:
        super().__init__("acting parts: " + ", ".join(sorted(acts)))
        self.acts = acts


INERT = frozenset(
    """
    officeDocument core-properties extended-properties extendedProperties custom-properties metadataFile thumbnail
    classificationlabels customXml customXmlProps worksheet chartsheet styles theme themeOverride sharedStrings
    calcChain sheetMetadata drawing vmlDrawing image chart chartUserShapes chartStyle chartColorStyle chartEx comments
    threadedComment person printerSettings table tableSingleCells pivotTable pivotCacheDefinition pivotCacheRecords
    ctrlProp cellImage cellimages customProperty richValueRel rdRichValue rdRichValueStructure rdRichValueTypes
    rdArray rdSupportingPropertyBag rdSupportingPropertyBagStructure richStyles featurePropertyBag FeaturePropertyBag
    diagramData diagramLayout diagramQuickStyle diagramColors diagramDrawing origin signature
    revisionHeaders revisionLog usernames namedSheetView documenttask documenttasks wsSortMap
    workbookmetadata
    """.split()  # noqa: SIM905
)
_REFERENCE_KINDS = ("externalLink", "connections", "queryTable", "xmlMaps", "oleObjectLink", "volatileDependencies")
_CALLED_BACKWARDS = re.compile(r"\(\s*+([\w.]++)")
"""A name before a bracket, in a text read from its end: four times as fast as looking at every name."""
_BEFORE_A_NAME = re.compile(r"(?:_XLFN\.|_XLWS\.|_XLPM\.|COM\.(?:\w+\.)*)+")
_FETCHING = re.compile(
    r"WEBSERVICE|FILTERXML|IMPORT\w+|IMAGE|RTD|STOCKHISTORY|CUBE\w+|SQL\.REQUEST|GOOGLE\w+|FIELDVALUE|TRANSLATE"
    r"|DETECTLANGUAGE|COPILOT|LABS\.[\w.]+"
)
_RUNNING = re.compile(
    r"DDE|CALL|REGISTER(?:\.ID)?|UNREGISTER|EXEC|EVALUATE|RUN|FORMULA(?:\.\w+)?|PY|_XL(?:L|UDF)\.[\w.]+|_XLDUDF_[\w.]+"
)
_ACTING = re.compile(f"HYPERLINK|INDIRECT|{_FETCHING.pattern}|{_RUNNING.pattern}")
_INSIDE = re.compile(r'HYPERLINK(?<!\wHYPERLINK)\(("#"&)')
"""A link to a place of the workbook itself, as our own workbooks have them: whatever follows "#" stays in it. A pattern
that begins with its word is looked for ten times as fast as one that begins with a border."""
_SIGNS_OF_ELSEWHERE = ("[", "|", "\\", "://")
_NEXT = "\0"
"""What parts formulas that are looked at together: it stands in none."""
_TEXT_OR_SHEET = re.compile(r"\"[^\"\0]*+\"|('[^'\0]*+')")
"""A text, or the name of a sheet, which may hold the marks that texts stand in. One with doubled marks is several."""
_ELSEWHERE = re.compile(
    r"\[[^\[\]]+\][^\s\[\](),;+*/^&<>=\"']*!"  # [1]Sheet1!A1
    r"|'(?:[^']|'')*[\[\]\\/|](?:[^']|'')*'\s*!"  # '[b.xlsx]Sheet 1'!A1, 'C:\x\[b.xlsx]S'!A1
    r"|\\\\|\|"  # \\server\…; cmd|' /C calc'!A0
    r"|\b(?:file|https?|ftp)://|#\$?'?file",  # LibreOffice: 'file:///C:/b.ods'#$S.A1
    re.IGNORECASE,
)
_BUILT = re.compile(r"INDIRECT\s*\([^)]*\"[^\"]*[\[\\|]", re.IGNORECASE)
_FORMULA_TAGS = frozenset(("f", "formula", "formula1", "formula2", "calculatedColumnFormula", "totalsRowFormula"))
_NAMED = "definedName"
_FORMULA_ATTRIBUTES = frozenset({"textlink", "fmlaLink", "fmlaRange", "fmlaTxbx", "fmlaGroup"})
_RUNNING_ATTRIBUTES = frozenset(
    {"macro", "fmlaMacro", "onAction", "onLoad", "onload", "onclick", "vbProcedure", "xlm", "autoLoad"}
)
_OWN_PLACE = "absPath"
"""Where Excel itself has saved the workbook, in every workbook since 2013; nobody follows it."""
_ADDRESSES = frozenset({"href", "hlinkHref", "destinationFile", "htmlRef", "url"})
_RUNNING_TAGS = frozenset(
    {"script", "FmlaMacro", "oleObject", "OLEObject", "oleLink", "ddeLink", "customUI", "DataMashup"}
)
_TOLD_TAGS = _RUNNING_TAGS | _FORMULA_TAGS | {_NAMED}
_JUDGED = _FORMULA_ATTRIBUTES | _RUNNING_ATTRIBUTES | _ADDRESSES | {"name", "location"}
_TOLD = _TOLD_TAGS | _JUDGED - {"name"}
"""What in a part tells anything; a name does of what is named."""
_FORMULA = re.compile(
    rb"<(?:[^\s<>/:\"']++:)?(?:%s)(?:\s(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+)?>([^<]*+)"
    % "|".join(sorted(_FORMULA_TAGS)).encode()
)
_ESCAPED = (("&quot;", '"'), ("&apos;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
_AUTOMATIC = re.compile(r"(?:_xlnm\.)?auto_?(?:open|close|activate|deactivate|exec)\b", re.IGNORECASE)
_IMAGES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".wmf", ".emf", ".bin", ".psmdcp", ".xen", ".hmac")
_DOCUMENT_PARTS = ("[content_types].xml", "mimetype")
_OF_GOOGLE = re.compile(r"xl/(?:metadata|commentsmeta\d*)")
"""What Google Sheets keeps for itself, no XML; only a relation of an inert kind leads to it."""
_SIGNATURES = "_xmlsignatures/"
"""Never edited, and refused as such."""


def what_acts(package: Package) -> frozenset[Acts]:
    """All that acts in a package, wherever it stands. Errors: Unreadable."""
    found: set[Acts] = set(acting_relations(package))
    for name in package.names:
        low = part_key(name)
        if not low.endswith((*_IMAGES, ".rels")) and not _OF_GOOGLE.fullmatch(low):
            found |= _acting_part(b"".join(package.pieces(name)), name, package)
    return frozenset(found)


def acting_relations(package: Package) -> frozenset[Acts]:
    """What the relations of all parts tell, and parts that nothing is related to. Errors: Unreadable."""
    found: set[Acts] = set()
    reached = set(_DOCUMENT_PARTS)
    for relation in _relations(package):
        if relation.kind == "hyperlink":
            found.add("links")
        elif relation.external:
            found.add("references")
        elif relation.kind not in INERT:
            found.add("references" if relation.kind.startswith(_REFERENCE_KINDS) else "programs")
        else:
            reached.add(part_key(relation.target))
    for name in map(part_key, package.names):
        unknown = name not in reached and not name.endswith(".rels") and not name.startswith(_SIGNATURES)
        if unknown or name.endswith(".svg"):
            found.add("programs")
    return frozenset(found)


def acting_formulas(formulas: Iterable[str]) -> frozenset[Acts]:
    """What these formulas would do beyond counting.

    >>> sorted(acting_formulas(["SUM(A1:A3)", "Bảng1[Cột 1]", "'Số liệu'!E2&\\"[1]\\""]))
    []
    >>> sorted(acting_formulas(['HYPERLINK("#"&A1,"Ô tiếp theo")']))
    []
    >>> sorted(acting_formulas(["[1]Sheet1!A1", "hyperlink(A1)", "cmd|' /C calc'!A0"]))
    ['links', 'references']
    """
    joined = _NEXT.join(formulas)
    if "HYPERLINK" in joined:
        joined = _INSIDE.sub(r"(\1", joined)
    # Looked at with their texts first, which can only add to what is found: nearly all formulas are done with that.
    if not any(map(_ACTING.fullmatch, _called(joined))):
        signs = [sign for sign in _SIGNS_OF_ELSEWHERE if sign in joined]
        if not signs:
            return frozenset()
        joined = _NEXT.join([one for sign in signs for one in joined.split(_NEXT) if sign in one])
    bare = "".join('""' if piece is None else piece for piece in _TEXT_OR_SHEET.split(joined))
    called = _called(bare)
    found: set[Acts] = set()
    if "HYPERLINK" in called:
        found.add("links")
    if any(map(_FETCHING.fullmatch, called)) or "INDIRECT" in called and _BUILT.search(joined):
        found.add("references")
    if any(map(_RUNNING.fullmatch, called)):
        found.add("programs")
    if any(sign in bare for sign in _SIGNS_OF_ELSEWHERE) and any(map(_ELSEWHERE.search, bare.split(_NEXT))):
        found.add("references")
    return frozenset(found)


def _called(formulas: str) -> set[str]:
    """The functions that formulas call, in capitals, without what Excel writes before the younger ones."""
    names = {name[::-1] for name in set(_CALLED_BACKWARDS.findall(formulas[::-1]))}
    return {_BEFORE_A_NAME.sub("", name.upper()) for name in names}


def _relations(package: Package) -> Iterator[Relation]:
    for name in package.names:
        folder, last = posixpath.split(name.replace("\\", "/").lstrip("/"))
        if last.lower().endswith(".rels"):
            yield from read_relations(package, posixpath.join(posixpath.dirname(folder), last[:-5])).values()


def _acting_part(data: bytes, name: str, package: Package) -> set[Acts]:
    """What the elements and attributes of one XML part tell; a part that is no XML counts as acting."""
    try:
        told = _names_in(data, name, package) & _TOLD
        if not told:
            return set()
        formulas = _formulas_in(data) if told <= _FORMULA_TAGS else None
        return _told_by_elements(data, name, package) if formulas is None else {*acting_formulas(formulas)}
    except (Unreadable, expat.ExpatError):
        return {"programs"}


def _names_in(data: bytes, name: str, package: Package) -> set[str]:
    """The local names of its elements and attributes."""
    parser = guarded_parser(name)
    parser.StartElementHandler = dict[str, Attributes]().setdefault  # any function that takes both: none is as cheap
    feed(parser, [data], part=name, limits=package.limits)
    return {known.rpartition(" ")[2] for known in parser.intern}


def _formulas_in(data: bytes) -> list[str] | None:
    """The formulas of a part, by a pattern: a parser takes three times as long to tell of every element. None where
    that is not all that stands between elements."""
    if data.count(b"<?") != data.startswith(b"<?xml") or any(sign in data for sign in (b"\0", b"<!", b"&#")):
        return None
    try:
        text = _NEXT.encode().join(_FORMULA.findall(data)).decode()
    except UnicodeDecodeError:
        return None
    for escaped, meant in _ESCAPED:
        text = text.replace(escaped, meant)
    return text.split(_NEXT) if text else []


def _told_by_elements(data: bytes, name: str, package: Package) -> set[Acts]:
    found: set[Acts] = set()
    formulas: list[str] = []
    text: list[str] = []
    plain, passed = set[str](), set[str]()
    parser = guarded_parser(name)

    def start(tag: str, attributes: Attributes) -> None:
        if tag in plain and passed.issuperset(attributes):
            return
        local = tag.rpartition(" ")[2]
        if local not in _TOLD_TAGS:
            plain.add(tag)
        if local in _RUNNING_TAGS:
            found.add("programs")
        if local in _FORMULA_TAGS or local == _NAMED:
            text.clear()
            parser.EndElementHandler, parser.CharacterDataHandler = end, text.append
        for key in attributes:
            if key in passed:
                continue
            if (bare := key.rpartition(" ")[2]) in _JUDGED:
                _judge(local, bare, attributes[key], found, formulas)
            else:
                passed.add(key)

    def end(_tag: str) -> None:
        formulas.append("".join(text))
        parser.EndElementHandler = parser.CharacterDataHandler = None

    parser.StartElementHandler = start
    feed(parser, [data], part=name, limits=package.limits)
    return found | acting_formulas(formulas)


def _judge(tag: str, key: str, value: str, found: set[Acts], formulas: list[str]) -> None:
    """One attribute of one element."""
    if key in _FORMULA_ATTRIBUTES:
        formulas.append(value)
    elif key in _RUNNING_ATTRIBUTES and value.strip().lower() not in ("", "0", "false"):
        found.add("programs")
    elif key in _ADDRESSES and tag != _OWN_PLACE and value and not value.startswith("#"):
        found.add("links")
    elif tag == _NAMED and key == "name" and _AUTOMATIC.match(value):
        found.add("programs")
    elif tag == "hyperlink" and key == "location" and LEADS_OUT.search(value):
        found.add("links")
