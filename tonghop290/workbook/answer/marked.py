"""The sender's own workbook, marked: wrong cells coloured and commented, and a sheet ``Cần sửa`` to work through.

The package is edited in place (:mod:`splice`), not read into a library and written anew, because an answer must not
change what the sender sent. Measured on 173 real workbooks, openpyxl 3.1.5 cannot load 21 and cannot save 4; of the
other 148, load and save lose the stored results of formulas in 29 (so the copy reads back as "not calculated", and
previews show nothing), printer settings in 15, formatting inside a text in 9, drawings or charts in 16, extensions (x14
drop-downs and conditional formats, sparklines) in 6, pictures in 5, custom XML in 3, threaded comments in 2, form
controls in 1. All of them stay here. What would act or reach outside does not travel: links out of the workbook are
cut, and a workbook with macros, embedded objects or figures taken from elsewhere is not marked (see :func:`can_mark`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

from tonghop290.files import write_whole
from tonghop290.model import (
    SEVERITY_COLOURS,
    SEVERITY_ORDER,
    CellRef,
    Finding,
    Form,
    Severity,
    Unit,
    Words,
    gathered,
    in_told_order,
    numbers_of,
)
from tonghop290.spreadsheet.book import RawBook, read_book
from tonghop290.spreadsheet.cell import locate
from tonghop290.spreadsheet.content import Content
from tonghop290.spreadsheet.edit.acting import ActingParts, Acts, acting_relations, what_acts
from tonghop290.spreadsheet.edit.comments import write_comments
from tonghop290.spreadsheet.edit.fills import SheetPart, StylePart, opaque, solid_fill
from tonghop290.spreadsheet.edit.links import cut_links, cut_links_of_the_document
from tonghop290.spreadsheet.edit.parts import Rewriting
from tonghop290.spreadsheet.edit.showing import shown
from tonghop290.spreadsheet.edit.splice import CannotMark
from tonghop290.spreadsheet.edit.workbook_part import SheetEntry, WorkbookPart
from tonghop290.spreadsheet.law.judged import new_faults
from tonghop290.spreadsheet.package import Unreadable
from tonghop290.spreadsheet.sheet import RawSheet
from tonghop290.workbook.answer.corrected import Kept, changed, corrected
from tonghop290.workbook.answer.guide_counts import Shown, counts_on_guide, section_of, with_counts
from tonghop290.workbook.answer.points import comment_of, line_of, sheet_of, signature
from tonghop290.workbook.answer.right_grounds import let_marks_show
from tonghop290.workbook.answer.still_open import HEADER_ROW, OLD_FILL_COLUMN, OLD_PLACE_COLUMN, Line
from tonghop290.workbook.answer.to_fix import to_fix_sheet
from tonghop290.workbook.intake.left_behind import left_behind
from tonghop290.workbook.plan import HIDDEN, TO_FIX
from tonghop290.workbook.to_fix_sheet import explanations_in, is_to_fix

__all__ = ["CannotMark", "can_mark", "marked_copy", "write_marked"]

_SELECTED = re.compile(rb"(<(?:\w+:)?sheetView\b[^>]*?)\s+tabSelected\s*=\s*[\"'](?:1|true)[\"']")
_FILLS: dict[Severity, str] = {
    severity: opaque(colour) for severity, colour in SEVERITY_COLOURS.items() if severity != "note"
}
"""Notes mark no cell."""

_TRIAL = Finding(code="-", severity="error", stage="file", message="-", cell="A1")

Place = tuple[int, int]


def write_marked(
    source: Path | bytes | Content,
    path: Path,
    findings: Sequence[Finding],
    *,
    form: Form,
    unit: Unit | None = None,
    explanations: Mapping[str, str] | Literal["own"] | None = None,
    numbers: Mapping[str, int] | None = None,
) -> Path:
    """Write a marked copy of a return (:func:`marked_copy`); the source is only read, the copy appears whole or not at
    all. Errors: OSError; those of :func:`marked_copy`."""
    path = Path(path)
    if isinstance(source, Path) and path.exists() and path.samefile(source):
        raise ValueError(f"{path}: the copy would replace its own source")
    copy = marked_copy(source, findings, form=form, unit=unit, explanations=explanations, numbers=numbers)
    return write_whole(path, copy, private=True)


def marked_copy(
    source: Path | bytes | Content,
    findings: Sequence[Finding],
    *,
    form: Form,
    unit: Unit | None = None,
    explanations: Mapping[str, str] | Literal["own"] | None = None,
    numbers: Mapping[str, int] | None = None,
) -> bytes:
    """A return with its points marked.

    Errors fill their cell red and warnings amber; each marked cell gets a comment, below the sender's own. Notes only
    stand at the end of the sheet ``Cần sửa``. ``explanations``: key (``Finding.key``) → what the sender wrote, put back
    into ``Giải trình`` ("own": what stands there). A copy that was marked before is marked anew: what is no longer a
    point loses its mark.
    ``numbers``: key → the number its point has elsewhere (without: from 1, the most important first).

    Errors: Unreadable; CannotMark (see :func:`can_mark`).
    """
    marking = _Marking(Content.of(source), form, unit)
    explained = explanations_in(marking.raw, marking.words) if explanations == "own" else explanations or {}
    return marking.mark(findings, explained, numbers or {})


def can_mark(source: Path | bytes | Content) -> bool:
    """Whether :func:`write_marked` can mark this file without harm.

    False for everything but .xlsx (no .xlsm, .xls, .xlsb, .ods), for what holds parts or formulas that act or take
    figures from elsewhere (:class:`ActingParts`), and for those that are digitally signed (any edit
    voids the signature), shared for common editing with a history of changes, saved as Strict Open XML (it has no place
    for the boxes of comments), not in UTF-8, or without a style sheet; also when the copy would not read back the same,
    or break a law of Excel's that the file itself keeps (:mod:`tonghop290.spreadsheet.law`).
    """
    try:
        marking = _Marking(Content.of(source), None, None)
        marking.mark([replace(_TRIAL, sheet=sheet.name) for sheet in marking.raw.sheets], {}, {})
    except (CannotMark, Unreadable):
        return False
    return True


class _Marking:
    """One workbook on its way to a marked copy."""

    def __init__(self, content: Content, form: Form | None, unit: Unit | None) -> None:
        self.form, self.unit = form, unit
        self.words = form.words if form is not None else Words()
        self.ours = signature(self.words)
        _refuse_what_acts(content)
        self.content = content
        self.raw: RawBook = read_book(content, words_only=HIDDEN)
        self.book = Rewriting(content)
        self.index = WorkbookPart(self.book)
        self.styles = StylePart(self.book.read(self.index.styles), self.index.styles)
        self.earlier = next((sheet for sheet in self.raw.sheets if is_to_fix(sheet)), None)
        self.old_fills: dict[str, str] = {}
        self.cut = False
        self.shown: set[str] = set()
        """Sheets that were hidden, and hold a point."""
        self.counted: Mapping[str, Mapping[Place, Shown]] = {}
        self.lines: list[Line] = []
        self.own_name = ""

    def mark(self, findings: Sequence[Finding], explanations: Mapping[str, str], numbers: Mapping[str, int]) -> bytes:
        findings = sorted(findings, key=self._place_order)
        marks, earlier = self._marks(findings), self._earlier_marks()
        for entry in self.index.sheets:
            if entry.kind == "worksheet" and (self.earlier is None or entry.name != self.earlier.name):
                self._mark_sheet(entry, marks.get(entry.name, {}), earlier.get(entry.name, {}))
            elif entry.kind in ("chartsheet", "dialogsheet"):
                self.book.write(entry.part, _SELECTED.sub(rb"\1", self.book.read(entry.part)))
        cut_links_of_the_document(self.book)
        self.shown = {sheet.name for sheet in self.raw.sheets if sheet.state == "hidden" and sheet.name in marks}
        if self.shown:
            self.index.show(self.shown)
        said = {finding.code for finding in findings}
        notes = [one.retold(self.words) for one in left_behind({"links"}, "", said=said)] if self.cut else []
        own = self._write_list([*findings, *notes], explanations, numbers)
        self._count_on_guide()
        self.book.write(self.styles.part, self.styles.done())
        self.book.forget_document_types()
        copy = self.book.done(sealed=own)
        self._compare(Content(copy))
        broken = new_faults(self.content.data, copy, shared=len(self.raw.shared[0]))
        if broken:
            raise CannotMark(f"Excel would not open the copy: {broken[0]}")
        return copy

    def _place_order(self, finding: Finding) -> tuple[int, int, int, int]:
        """Errors first, then by place: sheets in their order, rows from the top."""
        own = sheet_of(finding, self.raw)
        sheet = next((number for number, sheet in enumerate(self.raw.sheets) if sheet is own), -1)
        row, column = (locate(finding.cell) if finding.cell else None) or (0, 0)
        return SEVERITY_ORDER[finding.severity], sheet, row, column

    # --- cells ----------------------------------------------------------------------------------------------------

    def _marks(self, findings: Sequence[Finding]) -> dict[str, dict[Place, list[Finding]]]:
        """The cells to mark, sheet by sheet, and what was found there."""
        marks: dict[str, dict[Place, list[Finding]]] = {}
        for finding in findings:
            place = locate(finding.cell) if finding.cell else None
            sheet = sheet_of(finding, self.raw)
            if finding.severity != "note" and place is not None and sheet is not None:
                marks.setdefault(sheet.name, {}).setdefault(place, []).append(finding)
        return marks

    def _mark_sheet(
        self, entry: SheetEntry, marks: Mapping[Place, Sequence[Finding]], earlier: Mapping[Place, str]
    ) -> None:
        data = self.book.read(entry.part)
        raw = next(sheet for sheet in self.raw.sheets if sheet.name == entry.name)
        if marks or earlier or any(self.ours.heading in text for text in raw.comments.values()):
            sheet = SheetPart(data, entry.part, {*marks, *earlier})
            styles = self._give_back(sheet, earlier)
            for place, found in marks.items():
                own = sheet.style(*place)
                before = earlier[place] if place in styles else self.styles.fill_of(own)
                self.old_fills[str(CellRef(entry.name, *place))] = before
                styles[place] = self.styles.with_fill(own, solid_fill(_FILLS[found[0].severity]))
            sheet.set_styles(styles)
            let_marks_show(sheet, {place: changed(raw, place) for place in marks})
            comments = {place: comment_of(found, self.words) for place, found in marks.items()}
            write_comments(self.book, sheet, comments, self.ours)
            data = sheet.done()
            rows, columns = ({place[axis] for place in marks} for axis in (0, 1))
            data = shown(data, entry.part, rows & raw.hidden_rows, columns & raw.hidden_columns)
        bare = cut_links(self.book, entry.part, data)
        self.cut, data = self.cut or bare != data, bare
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

    # --- the list and the whole -----------------------------------------------------------------------------------

    def _write_list(
        self, findings: Sequence[Finding], explanations: Mapping[str, str], numbers: Mapping[str, int]
    ) -> str:
        """Put the sheet ``Cần sửa`` first, or where an earlier one stands; it alone is selected. Its part."""
        title = str(self.form.texts.get("workbook_title", self.form.title)) if self.form else ""
        told, kept = in_told_order(findings), Kept()
        order = {id(one): numbers.get(one.key, place) for place, one in enumerate(told, 1)}
        if numbers:
            told.sort(key=lambda one: (SEVERITY_ORDER[one.severity], order[id(one)]))
        lines = [
            replace(
                line_of(group, self.raw, self.form, explanations, numbers_of([order[id(one)] for one in group])),
                section=section_of(self.form, group[0]),
                corrected=corrected(group, self.raw, self.form, kept),
            )
            for group in gathered(told)
        ]
        self.lines = [line for line in lines if line.severity != "note"]
        xml = to_fix_sheet(
            self.styles,
            self.lines,
            [line for line in lines if line.severity == "note"],
            title=title,
            unit=self.unit.title if self.unit else "",
            old_fills=self.old_fills,
            kept=kept.texts,
            words=self.words,
        )
        self.own_name = self.earlier.name if self.earlier is not None else self._free_name()
        if self.earlier is not None:
            return self.index.replace_sheet(self.own_name, xml.encode())
        return self.index.insert_first(self.own_name, xml.encode(), titles_row=HEADER_ROW)

    def _count_on_guide(self) -> None:
        """The table on ``Hướng dẫn`` counts what the list does."""
        if self.form is None:
            return
        self.counted = counts_on_guide(self.raw, self.form, self.lines, self.own_name)
        for entry in self.index.sheets:
            shown = self.counted.get(entry.name)
            if shown:
                self.book.write(entry.part, with_counts(self.book.read(entry.part), entry.part, shown))

    def _free_name(self) -> str:
        taken = {sheet.name.casefold() for sheet in self.index.sheets}
        own = self.words.say(TO_FIX)
        names = (own if number == 1 else f"{own} ({number})" for number in range(1, 10_000))
        return next(name for name in names if name.casefold() not in taken)

    def _compare(self, copy: Content) -> None:
        """Read the copy back: every sheet of the sender's holds the same cells, or the copy is not given out. A sheet
        whose part is as it came, as the shared texts are, needs no reading."""
        as_it_came = {entry.name for entry in self.index.sheets if self.book.is_as_it_came(entry.part)}
        again = read_book(copy, leave_out=as_it_came, sharing=self.raw)
        hidden_changed = any(entry.name == HIDDEN for entry in self.index.sheets) and HIDDEN not in as_it_came
        before = read_book(self.content) if hidden_changed else self.raw
        ours, theirs = ([sheet for sheet in book.sheets if not is_to_fix(sheet)] for book in (again, before))
        same = len(ours) == len(theirs) and all(
            own.name == other.name
            and own.state == ("visible" if own.name in self.shown else other.state)
            and (own.name in as_it_came or (own.merges, self._kept(own)) == (other.merges, self._kept(other)))
            for own, other in zip(ours, theirs, strict=True)
        )
        if (
            not same
            or (again.names, again.date1904) != (self.raw.names, self.raw.date1904)
            or len(again.sheets) != len(theirs) + 1
        ):
            raise CannotMark("the copy does not read back the same")
        acts = what_acts(copy.open())
        if acts:
            raise ActingParts(acts)

    def _kept(self, sheet: RawSheet) -> dict[Place, tuple[object, ...]]:
        """What marking leaves of each cell: all but the ground it paints, what can be seen on it, and the counts."""
        looks = {look: replace(look, ground="") for look in {cell.look for cell in sheet.cells.values()}}
        counted = self.counted.get(sheet.name, {})
        return {
            place: (cell.kind, cell.text, cell.formula, looks[cell.look])
            for place, cell in sheet.cells.items()
            if place not in counted
        }


def _refuse_what_acts(content: Content) -> None:
    """Errors: ActingParts, as soon as the package's relations or its kind tell; Unreadable."""
    acts: set[Acts] = set(acting_relations(content.open()) - {"links"}) if content.is_package else set()
    if content.kind == "zip-xlsm":
        acts.add("programs")
    if acts:
        raise ActingParts(frozenset(acts))
