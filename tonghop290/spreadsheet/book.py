"""The strict reader of .xlsx and .xlsm: everything a workbook stores, as stored, or a reason why not.

It judges nothing about forms and converts nothing; what it cannot make sense of it remarks upon. What it
does where other readers differ stands in docs/reader.md.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from tonghop290.spreadsheet.cell import RawCell, locate
from tonghop290.spreadsheet.content import Content
from tonghop290.spreadsheet.kind import is_lock_file
from tonghop290.spreadsheet.package import Limits, Package, Unreadable
from tonghop290.spreadsheet.rows import SheetContext, sheet_context
from tonghop290.spreadsheet.seen.look import Look
from tonghop290.spreadsheet.seen.runs import Spans
from tonghop290.spreadsheet.seen.styles import read_looks
from tonghop290.spreadsheet.seen.text_boxes import read_text_boxes
from tonghop290.spreadsheet.sheet import RawSheet, read_sheet
from tonghop290.spreadsheet.strings import read_comments, read_shared_strings, read_threads
from tonghop290.spreadsheet.xml import (
    MAIN_NAMESPACES,
    MOST_DEPTH,
    Attributes,
    Relation,
    Remarks,
    decode_text,
    feed,
    guarded_parser,
    is_true,
    read_relations,
    relation_id,
)

__all__ = ["RawBook", "RawCell", "RawSheet", "parse_reference", "read_book"]

_REFUSALS = {
    "empty": "file-empty",
    "ole-encrypted": "file-encrypted",
    "ole-xls": "file-old-format",
    "biff-xls": "file-old-format",
    "xml-2003": "file-old-format",
    "zip-xlsb": "file-other-format",
    "zip-ods": "file-other-format",
    "result": "file-is-result",
}
_STATES = ("visible", "hidden", "veryHidden")
_QUOTED = re.compile(r"'((?:[^'\[\]:*?/\\]|'')+)'!(\$?[A-Za-z]{1,3}\$?[0-9]{1,7})")
_BARE = re.compile(r"([^\s'\[\]:*?/\\!#$&(),;=<>+\-^%{}\"]+)!(\$?[A-Za-z]{1,3}\$?[0-9]{1,7})")
_BESIDE = {"comments": read_comments, "threadedComment": read_threads, "drawing": read_text_boxes}
"""What a sheet's relations lead to beside its cells, by their kind."""
_MOST_NAMES = 100_000
_LONGEST_NAME = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class RawBook:
    """A workbook as stored. `sheets` are its worksheets in their order.

    `names` are the workbook-wide defined names with their formulas as stored ("Sheet1!$E$12"), built-in
    ones left out; of two names that differ by case alone the first is kept. `remarks` are "code" or
    "code: place" with stable codes (docs/reader.md lists them).
    """

    sheets: tuple[RawSheet, ...]
    names: dict[str, str] = field(default_factory=dict)
    date1904: bool = False
    has_macros: bool = False
    external_links: bool = False
    remarks: tuple[str, ...] = ()
    shared: tuple[tuple[str, ...], Mapping[int, Spans]] = field(default=((), {}), compare=False, repr=False)
    """The texts its cells share, with the looks within them."""


def read_book(
    source: Content | bytes,
    *,
    limits: Limits | None = None,
    max_text: int = 32_767,
    words_only: str = "",
    leave_out: Collection[str] = (),
    sharing: RawBook | None = None,
) -> RawBook:
    """Read a whole .xlsx or .xlsm from its content; raises `Unreadable` and nothing else.

    Texts are cut at `max_text` characters (Excel's own limit for a cell) with a remark. `words_only`: the name of
    a sheet of which, where it is hidden, :func:`read_words` will do. `leave_out`: sheets that are listed and not read.
    `sharing`: a book whose part of shared texts is the same.
    """
    package, kind = _open(Content.of(source), limits or Limits())
    remarks = _remarks_of(package)
    part = _workbook_part(package, kind, remarks)
    index = _read_index(package, part, remarks)
    relations = read_relations(package, part)
    macros, links = _macros_and_links(package, {relation.kind for relation in relations.values()})
    shared = sharing.shared if sharing is not None else _shared(package, relations, max_text=max_text, remarks=remarks)
    context = _context(package, relations, shared, max_text=max_text, remarks=remarks)
    sheets, macro_sheets = _read_sheets(package, index, relations, context, words_only=words_only, leave_out=leave_out)
    if macros or macro_sheets:
        remarks.add("macros")
    if links:
        remarks.add("external-links")
    if not sheets:
        raise Unreadable("file-damaged", part=part, reason="no-worksheet")
    return RawBook(
        sheets=sheets,
        names=index.names,
        date1904=index.date1904,
        has_macros=macros or macro_sheets,
        external_links=links,
        remarks=remarks.lines(),
        shared=shared,
    )


@lru_cache(maxsize=4_096)
def parse_reference(text: str) -> tuple[str, int, int] | None:
    """The (sheet, row, column) a defined name points at; None for ranges, #REF! and other books.
    Remembered, for the names of a form are the same in all returns.

    >>> parse_reference("'Số liệu'!$E$12")
    ('Số liệu', 12, 5)
    >>> parse_reference("Sheet1!$A$1:$B$2"), parse_reference("[1]Sheet1!$A$1"), parse_reference("#REF!$A$1")
    (None, None, None)
    """
    text = text.strip().removeprefix("=")
    found = _QUOTED.fullmatch(text) or _BARE.fullmatch(text)
    place = locate(found[2]) if found else None
    if found is None or place is None:
        return None
    return found[1].replace("''", "'"), *place


@dataclass(slots=True, kw_only=True)
class _Index:
    """What workbook.xml says, in the making."""

    sheets: list[tuple[str, str, str]] = field(default_factory=list)  # name, state, relation id
    names: dict[str, str] = field(default_factory=dict)
    date1904: bool = False


def _open(content: Content, limits: Limits) -> tuple[Package, str]:
    """The package and its kind, if it may hold a workbook of ours."""
    if content.is_package:
        package, kind = content.open(limits), content.package_kind()
        if kind in ("zip-xlsx", "zip-xlsm", "zip-other"):
            return package, kind
    else:
        kind = content.kind
    code = "file-lock" if is_lock_file(content.data) else _REFUSALS.get(kind, "file-not-workbook")
    raise Unreadable(code, kind=kind)


def _workbook_part(package: Package, kind: str, remarks: Remarks) -> str:
    """The workbook part the package's own relations name; where they fail, the usual place, with a remark."""
    for relation in read_relations(package, "").values():
        if relation.kind == "officeDocument" and not relation.external and relation.target in package:
            return relation.target
    if "xl/workbook.xml" in package and kind != "zip-other":
        remarks.add("workbook-part-guessed")
        return "xl/workbook.xml"
    if kind == "zip-other":
        raise Unreadable("file-not-workbook", kind=kind)
    raise Unreadable("file-damaged", part="xl/workbook.xml", reason="part-missing")


def _read_index(package: Package, part: str, remarks: Remarks) -> _Index:
    """Sheets, defined names and the date system."""
    reader = _IndexReader(part, package.limits, remarks)
    parser = guarded_parser(part)
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.buffer.append
    feed(parser, package.pieces(part, most=package.limits.small), part=part, limits=package.limits)
    return reader.index


class _IndexReader:
    """The handlers of the workbook part. Names are compared without regard to case, as Excel does."""

    def __init__(self, part: str, limits: Limits, remarks: Remarks) -> None:
        self.index = _Index()
        self.buffer: list[str] = []
        self._part, self._limits, self._remarks = part, limits, remarks
        self._seen_names: set[str] = set()
        self._open_name = ""
        self._depth = 0
        self._sheet_tag = self._settings_tag = self._name_tag = ""

    def start(self, tag: str, attributes: Attributes) -> None:
        self._depth += 1
        if self._depth == 1:
            self._begin(tag)
        elif self._depth > MOST_DEPTH:
            raise Unreadable("file-bomb", part=self._part)
        elif tag == self._sheet_tag:
            self._list_sheet(attributes)
        elif tag == self._settings_tag:
            self.index.date1904 = is_true(attributes.get("date1904"))
        elif tag == self._name_tag:
            self.buffer.clear()
            name = attributes.get("name", "")
            builtin = name.lower().startswith("_xlnm.")
            wanted = "localSheetId" not in attributes and not builtin and len(name) <= _LONGEST_NAME
            self._open_name = name if wanted else ""

    def end(self, tag: str) -> None:
        self._depth -= 1
        if tag == self._name_tag and self._open_name:
            self._keep_name(self._open_name)
            self._open_name = ""

    def _begin(self, tag: str) -> None:
        local = tag.rpartition(" ")[2]
        prefix = tag[: len(tag) - len(local)]
        self._sheet_tag, self._settings_tag, self._name_tag = (
            prefix + name for name in ("sheet", "workbookPr", "definedName")
        )
        if local != "workbook":
            raise Unreadable("file-not-workbook", part=self._part)
        if prefix[:-1] not in MAIN_NAMESPACES:
            self._remarks.add("unknown-namespace", self._part)

    def _list_sheet(self, attributes: Attributes) -> None:
        state = attributes.get("state", "visible")
        if state not in _STATES:
            self._remarks.add("bad-sheet-state", attributes.get("name", ""))
            state = "visible"
        name = decode_text(attributes.get("name", ""))
        if len(name) > _LONGEST_NAME:
            self._remarks.add("long-sheet-name", name[:_LONGEST_NAME])
        self.index.sheets.append((name[:_LONGEST_NAME], state, relation_id(attributes)))
        if len(self.index.sheets) > self._limits.sheets:
            raise Unreadable("file-too-large", part=self._part, sheets=len(self.index.sheets))

    def _keep_name(self, name: str) -> None:
        if name.casefold() in self._seen_names:
            self._remarks.add("duplicate-name", name)
        elif len(self._seen_names) >= _MOST_NAMES:
            raise Unreadable("file-too-large", part=self._part)
        else:
            self._seen_names.add(name.casefold())
            self.index.names[name] = "".join(self.buffer).strip()[:8192]


def _read_sheets(
    package: Package,
    index: _Index,
    relations: Mapping[str, Relation],
    context: SheetContext,
    *,
    words_only: str,
    leave_out: Collection[str],
) -> tuple[tuple[RawSheet, ...], bool]:
    """Every worksheet the workbook lists, and whether a macro sheet is among the others. Each other is remarked."""
    remarks, max_text = context.remarks, context.max_text
    sheets: list[RawSheet] = []
    seen: set[str] = set()
    macro_sheets = False
    for name, state, identifier in index.sheets:
        if name.casefold() in seen:
            remarks.add("duplicate-sheet", name)
        seen.add(name.casefold())
        relation = relations.get(identifier)
        if relation is None or relation.external or relation.target not in package:
            remarks.add("missing-sheet", name)
        elif relation.kind != "worksheet":
            macro_sheets = macro_sheets or "macrosheet" in relation.kind.lower()
            remarks.add("not-a-worksheet", f"{name} ({relation.kind})")
        elif name in leave_out:
            sheets.append(RawSheet(name=name, state=state))
        else:
            words = name == words_only and state != "visible"  # LibreOffice knows no very hidden sheets
            sheet = read_sheet(package, relation.target, name=name, state=state, context=context, words_only=words)
            sheet.comments.update(_sheet_comments(package, relation.target, name, max_text, remarks))
            context = replace(context, cells_left=context.cells_left - len(sheet.cells))
            sheets.append(sheet)
    return tuple(sheets), macro_sheets


def _remarks_of(package: Package) -> Remarks:
    remarks = Remarks()
    for odd in package.odd_names:
        remarks.add("odd-member", odd[:100])
    return remarks


def _macros_and_links(package: Package, kinds: Collection[str]) -> tuple[bool, bool]:
    """Whether there are any. ``kinds``: of the workbook's relations."""
    macros = "vbaProject" in kinds or any(name.lower().endswith("vbaproject.bin") for name in package.names)
    return macros, any(kind.startswith("externalLink") for kind in kinds)


def _part_of(package: Package, relations: Mapping[str, Relation], kind: str, remarks: Remarks) -> str:
    """The part of this kind, "" where there is none."""
    targets = {relation.kind: relation.target for relation in relations.values() if not relation.external}
    if kind not in targets:
        return ""
    if targets[kind] not in package:
        remarks.add("missing-part", targets[kind])
        return ""
    return targets[kind]


def _shared(
    package: Package, relations: Mapping[str, Relation], *, max_text: int, remarks: Remarks
) -> tuple[tuple[str, ...], Mapping[int, Spans]]:
    part = _part_of(package, relations, "sharedStrings", remarks)
    return read_shared_strings(package, part, max_text=max_text) if part else ((), {})


def _context(
    package: Package,
    relations: Mapping[str, Relation],
    shared: tuple[tuple[str, ...], Mapping[int, Spans]],
    *,
    max_text: int,
    remarks: Remarks,
) -> SheetContext:
    """What the sheets need of the workbook: its shared texts, and its looks as far as they are there."""
    part = _part_of(package, relations, "styles", remarks)
    looks: tuple[Look, ...] = read_looks(package, part) if part else ()
    return sheet_context(shared[0], looks, shared[1], max_text=max_text, limits=package.limits, remarks=remarks)


def _sheet_comments(
    package: Package, part: str, name: str, max_text: int, remarks: Remarks
) -> dict[tuple[int, int], str]:
    """The comments of a sheet, with what is said in the thread of a cell: its comment is but a placeholder there; and
    what is written over its cells."""
    found: dict[tuple[int, int], str] = {}
    for relation in sorted(read_relations(package, part).values(), key=lambda relation: relation.kind):
        read = _BESIDE.get(relation.kind)
        if read is None or relation.external:
            continue
        if relation.target not in package:
            remarks.add("missing-part", relation.target)
            continue
        try:
            texts = read(package, relation.target, max_text=max_text)
        except Unreadable as error:
            if read is not read_text_boxes or error.code != "file-damaged":
                raise
            remarks.add("bad-drawing", name)  # pictures, for the most part: the cells are there
            continue
        for reference, text in texts.items():
            place = locate(reference)
            if place is None:
                remarks.add("bad-comment", f"{name}!{reference[:40]}")
            else:
                found[place] = "\n".join(dict.fromkeys((*filter(None, (found.get(place),)), text)))
    return found
