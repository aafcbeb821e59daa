"""The sender's own workbook, marked: wrong cells coloured and commented, and a sheet ``Cần sửa`` to work through.

The package is edited in place (:mod:`splice`), not read into a library and written anew, because an answer must not change
what the sender sent. Measured on 173 real workbooks, openpyxl 3.1.5 cannot load 21 and cannot save 4; of the other 148, load
and save lose the stored results of formulas in 29 (so the copy reads back as "not calculated", and previews
show nothing), printer settings in 15, formatting inside a text in 9, drawings or charts in 16, extensions (x14 drop-downs and
conditional formats, sparklines) in 6, pictures in 5, custom XML in 3, threaded comments in 2, form controls in 1. All of
them stay here, macros too; 13 of the corpus cannot be marked (see :func:`can_mark`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tonghop290.excel import column_letters
from tonghop290.files import write_whole
from tonghop290.model import SEVERITY_COLOURS, SEVERITY_ORDER, SEVERITY_WORDS, Finding, Form, Severity, Unit, is_key
from tonghop290.spreadsheet.book import RawBook, RawSheet, read_book
from tonghop290.spreadsheet.cell import locate
from tonghop290.spreadsheet.content import Content
from tonghop290.spreadsheet.edit.comments import HEADING, write_comments
from tonghop290.spreadsheet.edit.fills import SheetPart, StylePart, opaque, solid_fill
from tonghop290.spreadsheet.edit.parts import Rewriting
from tonghop290.spreadsheet.edit.splice import CannotMark, Splice, attribute, find_elements, retag
from tonghop290.spreadsheet.other.calamine import OTHER_KINDS, read_apart
from tonghop290.spreadsheet.package import Unreadable
from tonghop290.spreadsheet.xml import decode_text
from tonghop290.text.normalize import match_key
from tonghop290.workbook.answer.points import a_comment, a_line, sheet_of
from tonghop290.workbook.answer.to_fix import (
    EXPLANATION,
    HEADER_ROW,
    KEY_COLUMN,
    OLD_FILL_COLUMN,
    OLD_PLACE_COLUMN,
    to_fix_sheet,
)
from tonghop290.workbook.intake.one import RETURN_LIMITS
from tonghop290.workbook.plan import TO_FIX, TO_FIX_MARK

__all__ = ["CannotMark", "can_mark", "explanations_in", "read_explanations", "write_marked"]

_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
_SELECTED = re.compile(rb"(<(?:\w+:)?sheetView\b[^>]*?)\s+tabSelected\s*=\s*[\"'](?:1|true)[\"']")
_LONGEST_NAME = 255
"""Of a sheet's name the reader keeps so many characters."""
_FILLS: dict[Severity, str] = {
    severity: opaque(colour) for severity, colour in SEVERITY_COLOURS.items() if severity != "note"
}
"""Notes mark no cell."""

Place = tuple[int, int]


def write_marked(
    source: Path | bytes | Content,
    path: Path,
    findings: Sequence[Finding],
    *,
    form: Form,
    unit: Unit | None = None,
    explanations: Mapping[str, str] | None = None,
) -> Path:
    """Write a marked copy of a return; the source is only read, the copy appears whole or not at all.

    Errors fill their cell red and warnings amber; each marked cell gets a comment, below the sender's own. Notes only
    stand at the end of the sheet ``Cần sửa``. ``explanations``: key (``Finding.key``) → what the sender wrote, put back
    into ``Giải trình``. A copy that was marked before is marked anew: what is no longer a point loses its mark.

    Errors: OSError; Unreadable; CannotMark (see :func:`can_mark`).
    """
    path = Path(path)
    if isinstance(source, Path) and path.exists() and path.samefile(source):
        raise ValueError(f"{path}: the copy would replace its own source")
    content = Content.of(source)
    return write_whole(path, _Marking(content, form, unit).mark(findings, explanations or {}))


def can_mark(source: Path | bytes | Content) -> bool:
    """Whether :func:`write_marked` can mark this file without harm.

    False for everything but .xlsx and .xlsm (no .xls, .xlsb, .ods), and for those that are digitally signed (any edit voids the
    signature), shared for common editing with a history of changes, saved as Strict Open XML (it has no place for the
    boxes of comments), not in UTF-8, or without a style sheet; also when the copy would not read back the same.
    """
    try:
        marking = _Marking(Content.of(source), None, None)
        marking.mark(
            [
                Finding(code="-", severity="error", stage="file", message="-", sheet=sheet.name, cell="A1")
                for sheet in marking.raw.sheets
            ],
            {},
        )
    except (CannotMark, Unreadable):
        return False
    return True


def read_explanations(source: Path | bytes | Content) -> dict[str, str]:
    """What the sender typed into ``Giải trình``: key → text. {} without such a sheet, or for a file that cannot be read.

    An answer that came back as .xls, .xlsb or .ods is read too. What stands beside an error is no explanation.
    """
    try:
        return explanations_in(_read_any(Content.of(source)))
    except Unreadable:
        return {}


def explanations_in(book: RawBook) -> dict[str, str]:
    """As :func:`read_explanations`, of a book that has been read."""
    found: dict[str, str] = {}
    for sheet in filter(is_to_fix, book.sheets):
        header = next(
            (
                (row, column)
                for (row, column), cell in sheet.cells.items()
                if cell.kind == "s" and match_key(cell.text) == match_key(EXPLANATION)
            ),
            None,
        )
        if header is None:
            continue
        for (row, column), cell in sorted(sheet.cells.items()):
            if column != KEY_COLUMN or row <= header[0] or cell.kind != "s" or not is_key(cell.text):
                continue
            said, severity = sheet.cells.get((row, header[1])), sheet.cells.get((row, KEY_COLUMN + 2))
            is_open = severity is None or match_key(severity.text) != match_key(SEVERITY_WORDS["error"])
            text = said.text.strip() if said is not None and said.kind in "sn" else ""
            if text and is_open:
                before = found.get(cell.text)
                found[cell.text] = text if before in (None, text) else f"{before}\n{text}"
    return found


def _read_any(content: Content) -> RawBook:
    if content.kind not in OTHER_KINDS:
        return read_book(content)
    return read_apart(content, limits=RETURN_LIMITS)


def is_to_fix(sheet: RawSheet) -> bool:
    """Whether this is the sheet ``Cần sửa`` of an answer of ours, whatever its name."""
    first = sheet.cells.get((1, KEY_COLUMN))
    return first is not None and first.text == TO_FIX_MARK


@dataclass(frozen=True, slots=True, kw_only=True)
class _SheetEntry:
    """A sheet as the workbook lists it."""

    name: str
    part: str
    kind: str


class _Marking:
    """One workbook on its way to a marked copy."""

    def __init__(self, content: Content, form: Form | None, unit: Unit | None) -> None:
        self.form, self.unit = form, unit
        self.raw: RawBook = read_book(content)
        self.book = Rewriting(content)
        relations = self.book.relations(self.book.workbook)
        if _STRICT in self.book.read(self.book.workbook)[:4096]:
            raise CannotMark("Strict Open XML")
        if any(one.kind.startswith("revision") for one in relations.values()):
            raise CannotMark("shared, with a history of changes")
        styles = next(
            (one.target for one in relations.values() if one.kind == "styles" and one.target in self.book), ""
        )
        if not styles:
            raise CannotMark("no style sheet")
        self.styles = StylePart(self.book.read(styles), styles)
        self.sheets = self._list_sheets()
        self.earlier = next((sheet for sheet in self.raw.sheets if is_to_fix(sheet)), None)
        self.old_fills: dict[str, str] = {}

    def _list_sheets(self) -> list[_SheetEntry]:
        part, relations = self.book.workbook, self.book.relations(self.book.workbook)
        listed = []
        for one in find_elements(
            self.book.read(part), part, lambda path, _: list(path) == ["workbook", "sheets", "sheet"]
        ):
            relation = relations.get(
                next((value for name, value in one.attributes.items() if name.endswith(" id")), "")
            )
            known = relation is not None and not relation.external and relation.target in self.book
            name = decode_text(one.attributes.get("name", ""))[:_LONGEST_NAME]  # as the reader knows it
            listed.append(
                _SheetEntry(
                    name=name,
                    part=relation.target if relation and known else "",
                    kind=relation.kind if relation and known else "",
                )
            )
        if len({one.name.casefold() for one in listed}) < len(listed):
            raise CannotMark("two sheets of one name")
        return listed

    # --- the copy -------------------------------------------------------------------------------------------------

    def mark(self, findings: Sequence[Finding], explanations: Mapping[str, str]) -> bytes:
        findings = sorted(findings, key=self._place_order)
        marks: dict[str, dict[Place, list[Finding]]] = {}
        for one in findings:
            place = locate(one.cell) if one.cell else None
            sheet = sheet_of(one, self.raw)
            if one.severity != "note" and place is not None and sheet is not None:
                marks.setdefault(sheet.name, {}).setdefault(place, []).append(one)
        earlier = self._earlier_marks()
        for entry in self.sheets:
            if entry.kind == "worksheet" and (self.earlier is None or entry.name != self.earlier.name):
                self._mark_sheet(entry, marks.get(entry.name, {}), earlier.get(entry.name, {}))
        title = str(self.form.texts.get("workbook_title", self.form.title)) if self.form else ""
        lines = [a_line(one, self.raw, self.form, explanations.get(one.key, "")) for one in findings]
        xml = to_fix_sheet(
            self.styles,
            [line for line in lines if line.severity != "note"],
            [line for line in lines if line.severity == "note"],
            title=title,
            unit=self.unit.title if self.unit else "",
            old_fills=self.old_fills,
        )
        self._place_sheet(xml.encode())
        self.book.write(self.styles.part, self.styles.done())
        copy = self.book.done()
        self._compare(copy)
        return copy

    def _place_order(self, one: Finding) -> tuple[int, int, int, int]:
        """Errors first, then by place: sheets in their order, rows from the top."""
        sheet = next((number for number, sheet in enumerate(self.raw.sheets) if sheet is sheet_of(one, self.raw)), -1)
        row, column = (locate(one.cell) if one.cell else None) or (0, 0)
        return SEVERITY_ORDER[one.severity], sheet, row, column

    def _mark_sheet(
        self, entry: _SheetEntry, marks: Mapping[Place, Sequence[Finding]], earlier: Mapping[Place, str]
    ) -> None:
        data = self.book.read(entry.part)
        has_ours = any(
            HEADING in text
            for text in next(sheet for sheet in self.raw.sheets if sheet.name == entry.name).comments.values()
        )
        if marks or earlier or has_ours:
            sheet = SheetPart(data, entry.part, {*marks, *earlier})
            styles = self._give_back(sheet, earlier)
            for place, found in marks.items():
                own = sheet.style(*place)
                self.old_fills[f"{entry.name}!{_a1(place)}"] = (
                    earlier[place] if place in styles else self.styles.fill_of(own)
                )
                styles[place] = self.styles.with_fill(own, solid_fill(_FILLS[found[0].severity]))
            sheet.set_styles(styles)
            write_comments(self.book, sheet, {place: a_comment(found) for place, found in marks.items()})
            data = sheet.done()
        head = data.find(b"sheetData")
        self.book.write(entry.part, _SELECTED.sub(rb"\1", data[:head]) + data[head:])

    def _earlier_marks(self) -> dict[str, dict[Place, str]]:
        """The cells an earlier answer coloured, sheet by sheet, and the fill each had before."""
        found: dict[str, dict[Place, str]] = {}
        if self.earlier is None:
            return found
        for (row, column), cell in self.earlier.cells.items():
            fill = self.earlier.cells.get((row, OLD_FILL_COLUMN))
            if column == OLD_PLACE_COLUMN and fill is not None:
                sheet, _, cell_name = cell.text.rpartition("!")
                place = locate(cell_name)
                if place is not None:
                    found.setdefault(sheet, {})[place] = fill.text.removeprefix("-")
        return found

    def _give_back(self, sheet: SheetPart, earlier: Mapping[Place, str]) -> dict[Place, int]:
        """The styles of cells that still carry our colour, with the fill they had before it."""
        styles = {}
        for place, fill in earlier.items():
            own = sheet.style(*place)
            if any(colour in self.styles.fill_of(own) for colour in _FILLS.values()):
                styles[place] = self.styles.with_fill(own, fill)
        return styles

    # --- the book -------------------------------------------------------------------------------------------------

    def _place_sheet(self, xml: bytes) -> None:
        """Put the sheet first, or where an earlier one stands; it alone is selected."""
        part = self.book.workbook
        if self.earlier is not None:
            target = next(entry.part for entry in self.sheets if entry.name == self.earlier.name)
            self.book.write(target, xml)
            number = next(index for index, entry in enumerate(self.sheets) if entry.name == self.earlier.name)
            self._write_index(number, None)
            return
        target = self.book.add_part("xl/worksheets/sheetTh{}.xml", _SHEET_TYPE, xml)
        self._write_index(0, self.book.add_relation(part, "worksheet", target))

    def _write_index(self, active: int, relation: str | None) -> None:
        """The workbook part: the new sheet (unless there is none), names bound to sheets by number, and which sheet is open."""
        part = self.book.workbook
        splice = Splice(self.book.read(part))
        wanted = (
            ["sheets"],
            ["sheets", "sheet"],
            ["bookViews", "workbookView"],
            ["definedNames"],
            ["definedNames", "definedName"],
            ["functionGroups"],
            ["externalReferences"],
        )
        elements = find_elements(splice.data, part, lambda path, _: list(path[1:]) in wanted)
        by_name = {one.name: one for one in elements if len(one.path) == 2}
        for one in elements:
            if one.name == "workbookView":
                splice.replace(one.start, one.inner, retag(splice.tag(one), activeTab=str(active), firstSheet=None))
            elif (
                one.name == "definedName" and relation is not None and one.attributes.get("localSheetId", "").isdigit()
            ):
                splice.replace(
                    one.start,
                    one.inner,
                    retag(splice.tag(one), localSheetId=str(int(one.attributes["localSheetId"]) + 1)),
                )
        if relation is not None:
            sheets = [one for one in elements if one.name == "sheet"]
            name = _free_name({entry.name.casefold() for entry in self.sheets})
            number = 1 + max(int(one.attributes.get("sheetId", "0")) for one in sheets)
            prefix = by_name["sheets"].prefix
            splice.insert(
                by_name["sheets"].inner,
                (
                    f'<{prefix}sheet name="{attribute(name)}" sheetId="{number}" xmlns:rth="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
                    f'rth:id="{relation}"/>'
                ),
            )
            titles = f'<definedName name="_xlnm.Print_Titles" localSheetId="0">\'{name}\'!${HEADER_ROW}:${HEADER_ROW}</definedName>'
            if "definedNames" in by_name:
                splice.append_to(by_name["definedNames"], titles)
            else:
                after = max(
                    by_name[one].end for one in ("sheets", "functionGroups", "externalReferences") if one in by_name
                )
                splice.insert(after, re.sub(r"<(/?)(?=d)", rf"<\1{prefix}", f"<definedNames>{titles}</definedNames>"))
        self.book.write(part, splice.done())

    def _compare(self, copy: bytes) -> None:
        """Read the copy back: every sheet of the sender's holds the same cells, or the copy is not given out."""
        again = read_book(copy)
        ours, theirs = ([sheet for sheet in book.sheets if not is_to_fix(sheet)] for book in (again, self.raw))
        same = len(ours) == len(theirs) and all(
            (one.name, one.state, one.merges) == (other.name, other.state, other.merges) and one.cells == other.cells
            for one, other in zip(ours, theirs, strict=True)
        )
        if (
            not same
            or (again.names, again.date1904) != (self.raw.names, self.raw.date1904)
            or len(again.sheets) != len(theirs) + 1
        ):
            raise CannotMark("the copy does not read back the same")


def _free_name(taken: Iterable[str]) -> str:
    names = (TO_FIX if number == 1 else f"{TO_FIX} ({number})" for number in range(1, 10_000))
    return next(name for name in names if name.casefold() not in set(taken))


def _a1(place: Place) -> str:
    return f"{column_letters(place[1])}{place[0]}"
