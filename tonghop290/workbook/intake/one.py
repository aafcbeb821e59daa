"""Reading a returned workbook: a file becomes a Submission, read and not judged.

Nothing here raises for bad data: a file that gives no form is a Submission with ``readable`` False and one finding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from tonghop290.messages import finding
from tonghop290.model import Cell, CellRef, Field, Finding, Form, Period, Severity, Submission, told, told_list
from tonghop290.plugged import FileKinds, is_plugged
from tonghop290.spreadsheet.book import RawBook, RawSheet, read_book
from tonghop290.spreadsheet.cell import Range, RawCell, locate
from tonghop290.spreadsheet.content import Content
from tonghop290.spreadsheet.other.calamine import OTHER_KINDS
from tonghop290.spreadsheet.package import Limits, Unreadable
from tonghop290.text.normalize import without_controls
from tonghop290.workbook.intake.around.look_around import look_around
from tonghop290.workbook.intake.cells import MergesByRow, as_cell, place_of
from tonghop290.workbook.intake.copies import Candidate, settle_copies
from tonghop290.workbook.intake.form_words import FormWords
from tonghop290.workbook.intake.left_behind import acts_of, left_behind
from tonghop290.workbook.intake.locate import Located, Spot, locate_fields
from tonghop290.workbook.intake.names.unit_names import Register
from tonghop290.workbook.intake.printed import in_first_language
from tonghop290.workbook.intake.refused import KIND_NAMES, unreadable
from tonghop290.workbook.intake.sender import asked_then, grown_from, hidden_identity, identify_unit, typed_name
from tonghop290.workbook.intake.sources import TEXT_KINDS, saved_from_form
from tonghop290.workbook.intake.tables import read_tables
from tonghop290.workbook.intake.witnesses import Index, index_book
from tonghop290.workbook.plan import CARRIED_MARK, HIDDEN, SIGN_MARK, TERMS_MARK, TO_FIX_MARK
from tonghop290.workbook.plan_lists import LIST_NAMES
from tonghop290.workbook.to_fix_sheet import explanations_in

__all__ = ["RETURN_LIMITS", "read_return", "read_submission"]

RETURN_LIMITS = Limits(inflated=128 * 2**20, cells=200_000, text=16 * 2**20, sheets=200, small=16 * 2**20, seconds=4.0)
"""What a filled form may need at most, a hundred times what it does: far less than what a workbook may."""

_CONTRADICTIONS = frozenset({"bad-cell", "duplicate-cell", "misplaced-cell"})


def read_submission(
    path: str | Path,
    form: Form,
    *,
    register: Register | None = None,
    content: Content | None = None,
    by_calamine: Callable[[Content], RawBook] | None = None,
    kinds: FileKinds | None = None,
    words: FormWords | None = None,
) -> Submission:
    """Read one return.

    ``path`` names the file in findings; ``content``, when given, is what it holds, else it is read from disk once.
    ``by_calamine`` reads .xls, .xlsb and .ods; without it a process is started for such a file. ``words``: of
    this form, made once by who reads many. ``kinds``: those that plug-ins read.
    """
    name = str(path)
    try:
        content = content or Content.read(Path(path))
    except Unreadable as error:
        return unreadable(name, error)
    sha256, kind = content.sha256, content.kind
    try:
        if kinds is not None and is_plugged(kind):
            book = kinds.read(content, RETURN_LIMITS)
        elif kind in OTHER_KINDS:
            book = (by_calamine or _in_own_process)(content)
        elif kind in TEXT_KINDS and saved_from_form(content.data, form):
            raise Unreadable("file-saved-as-text", kind=kind)
        else:
            book = read_book(content, limits=RETURN_LIMITS, words_only=HIDDEN)  # its live checks are half of a form
    except Unreadable as error:
        return unreadable(name, error, sha256=sha256)
    other_kind = kind if kind in OTHER_KINDS else ""
    read = read_return(name, book, form, sha256=sha256, register=register, other_kind=other_kind, words=words)
    acts = acts_of(content, book) if read.readable and not other_kind and not is_plugged(kind) else frozenset()
    explained = explanations_in(book, form.words)
    read = replace(read, saved=_saved(content), hidden=hidden_identity(book), explained=explained)
    said = (*left_behind(acts, name), *_read_with(kinds, kind, name))
    return replace(read, findings=(*read.findings, *said)) if said else read


def _read_with(kinds: FileKinds | None, kind: str, path: str) -> Iterator[Finding]:
    """The note on which plug-in read a file of its kind."""
    if kinds is not None and is_plugged(kind):
        plugin, label = kinds.of(kind)
        yield finding("plugin-kind", file=path, kind=label, by=plugin.told)


def _saved(content: Content) -> str:
    try:
        saved = content.saved() if content.is_package else None
    except Unreadable:
        return ""
    return saved.isoformat() if saved is not None else ""


def _in_own_process(content: Content) -> RawBook:
    from tonghop290.spreadsheet.other.calamine import read_apart

    return read_apart(content, limits=RETURN_LIMITS)


def _without_answer(book: RawBook, words: FormWords) -> RawBook:
    """The book without the sheets of ours that nobody fills in: the ``Cần sửa`` of an answer that came back and the
    list of what an earlier edition held, which name fields but hold none; the page to sign; what words mean; the lists
    of choices."""
    marks = (TO_FIX_MARK, CARRIED_MARK, SIGN_MARK, TERMS_MARK)
    named = (target for name, target in book.names.items() if name.startswith(LIST_NAMES))
    names = words.not_filled_in | {target.rpartition("!")[0].strip("'") for target in named}
    own = tuple(
        sheet
        for sheet in book.sheets
        if sheet.name not in names and ((first := sheet.cells.get((1, 1))) is None or first.text not in marks)
    )
    return book if len(own) == len(book.sheets) else replace(book, sheets=own)


def _without_doubt(book: RawBook) -> RawBook:
    """The book, its cells that contradict themselves (two values, two places) marked as broken. Errors: Unreadable when
    there are too many."""
    doubted: dict[str, dict[tuple[int, int], RawCell]] = {}
    sheets = {sheet.name: sheet for sheet in book.sheets}
    for remark in book.remarks:
        code, _, where = remark.partition(": ")
        if code not in _CONTRADICTIONS:
            continue
        name, _, reference = where.rpartition("!")
        if not name:
            raise Unreadable("file-damaged", reason=code)
        place = locate(reference)
        if place is not None and name in sheets and place in sheets[name].cells:
            doubted.setdefault(name, {})[place] = sheets[name].cells[place]._replace(kind="x")
    if not doubted:
        return book
    return replace(
        book,
        sheets=tuple(
            replace(sheet, cells={**sheet.cells, **doubted[sheet.name]}) if sheet.name in doubted else sheet
            for sheet in book.sheets
        ),
    )


def read_return(
    path: str,
    book: RawBook,
    form: Form,
    *,
    sha256: str = "",
    register: Register | None = None,
    other_kind: str = "",
    words: FormWords | None = None,
) -> Submission:
    """The return a book holds, or a Submission that says why it holds none. ``other_kind``: what the file was, if no
    .xlsx."""
    words = words or FormWords(form)
    try:
        book = _without_doubt(in_first_language(_without_answer(book, words), words.printed))
    except Unreadable as error:
        return unreadable(path, error, sha256=sha256)
    identity = hidden_identity(book)
    if identity.get("form", form.id) != form.id:
        return _without_form(
            path, sha256, identity, finding("file-other-form", file=path, other=identity["form"], form=form.id)
        )
    period = Period.read(identity["period"]) if identity.get("period") else None
    if period is not None and not period.is_same(form.period):
        told = finding("file-other-period", file=path, found=form.named(period), current=form.named())
        return _without_form(path, sha256, identity, told)
    index = index_book(book, form, words)
    located = locate_fields(index, form)
    inputs_found = sum(located[field.id].trouble != "missing" for field in form.inputs)
    if inputs_found < max(1, len(form.inputs) // 4):
        code = "sheet-missing" if identity else "file-not-our-form"
        return _without_form(path, sha256, identity, finding(code, file=path))
    findings = _about_the_book(book, form, identity, path, other_kind)
    asked, unasked = asked_then(
        identity, form, path, [id for id, where in located.items() if where.trouble == "missing"]
    )
    findings += unasked
    reading = _Fields(index, form, located, path, findings, asked)
    return _submission(reading, identity, sha256, register)


def _submission(reading: _Fields, identity: Mapping[str, str], sha256: str, register: Register | None) -> Submission:
    """What was read of the fields, with the tables and the sender."""
    index, form, path, cells = reading.index, reading.form, reading.path, reading.cells
    tables = read_tables(index, form, file=path, merges=reading.merges)
    around = look_around(
        index,
        form,
        reading.located,
        cells=cells,
        notes=reading.notes,
        tables=tables.rows,
        row_ids=tables.row_ids,
        areas=tables.areas,
        file=path,
        same_edition=identity.get("version", form.version) == form.version or grown_from(identity, form),
    )
    field = next((field for field in form.inputs if field.filled_by == "register"), None)
    name_cell = cells.get(field.id) if field is not None else None
    at = name_cell.ref if name_cell else None
    who = identify_unit(identity, typed_name(name_cell), at, path, register, words=index.words.places, field=field)
    return Submission(
        path=path,
        sha256=sha256,
        form_id=identity.get("form", ""),
        form_version=identity.get("version", ""),
        issue=identity.get("issue", ""),
        date1904=index.book.date1904,
        unit=who.unit,
        unit_claims=who.claims,
        cells=around.cells,
        states=reading.states,
        notes=reading.notes,
        tables=around.tables,
        row_ids=tables.row_ids,
        found_by=reading.found_by,
        findings=(*reading.findings, *tables.findings, *around.findings, *who.findings),
    )


def _without_form(path: str, sha256: str, identity: Mapping[str, str], said: Finding) -> Submission:
    """The Submission of a workbook that holds another form, or too little of this one."""
    return Submission(path=path, sha256=sha256, readable=False, form_id=identity.get("form", ""), findings=(said,))


def _about_the_book(
    book: RawBook, form: Form, identity: Mapping[str, str], path: str, other_kind: str
) -> list[Finding]:
    findings: list[Finding] = []
    if other_kind:
        findings.append(finding("other-kind", file=path, kind=told(KIND_NAMES[other_kind])))
    if identity.get("version", form.version) != form.version:
        known: Severity | None = "note" if grown_from(identity, form) else None
        found, current = identity["version"], form.version
        findings.append(finding("form-version", file=path, severity=known, found=found, current=current))
    if book.has_macros:
        findings.append(finding("macros", file=path))
    if book.external_links:
        findings.append(finding("external-links", file=path))
    return findings


class _Fields:
    """The cells of the form's fields in one book; what cannot be believed is left out and said in ``findings``."""

    def __init__(
        self,
        index: Index,
        form: Form,
        located: Mapping[str, Located],
        path: str,
        findings: list[Finding],
        asked: Sequence[Field],
    ) -> None:
        """``asked``: the inputs that stood in the form when the workbook was issued."""
        self.index, self.book, self.form, self.located, self.path, self.findings = (
            index,
            index.book,
            form,
            located,
            path,
            findings,
        )
        self.cells: dict[str, Cell] = {}
        self.states: dict[str, Cell] = {}
        self.notes: dict[str, Cell] = {}
        self.found_by: dict[str, tuple[str, ...]] = {}
        self.merges = MergesByRow(self.book.sheets)
        self._report_places(asked)
        self._read()

    def _report_places(self, asked: Sequence[Field]) -> None:
        """What is wrong with rows and columns; a column that is not known is said once, whatever it hides."""
        columns = []
        for field in asked:
            where = self.located[field.id]
            if where.trouble == "column":
                columns.append(field)
            elif where.trouble == "missing":
                self.findings.append(finding("row-missing", file=self.path, field=field.id, label=field.label))
            elif where.trouble:
                named = told_list(", ", [self._row_named(sheet, row) for sheet, row in where.places[:6]])
                self.findings.append(
                    finding(
                        "row-uncertain",
                        file=self.path,
                        field=field.id,
                        label=field.label,
                        sheet=self._name(where.places[0][0]),
                        places=named,
                    )
                )
        if columns:
            sheet = self.located[columns[0].id].places[0][0]
            self.findings.append(
                finding(
                    "column-uncertain",
                    file=self.path,
                    sheet=self._name(sheet),
                    field=columns[0].id,
                    label=columns[0].short,
                    count=str(len(columns)),
                )
            )

    def _read(self) -> None:
        rows = {(spot.sheet, spot.row) for where in self.located.values() for spot in where.spots}
        candidates: dict[str, list[Candidate]] = {}
        for field in self.form.fields.values():
            where = self.located[field.id]
            if not where.spots:
                continue
            spot = where.spots[0]
            if self._merged_away(spot, rows):
                if not field.derived:
                    self._tell("merged-cells", field, at=place_of(self.book.sheets[spot.sheet], spot.row, spot.value))
                continue
            spots = where.spots[:1] if field.derived else where.spots
            candidates[field.id] = [self._candidate(spot) for spot in spots]
        settled = settle_copies(candidates)
        for id, chosen in settled.chosen.items():
            self._keep(self.form.fields[id], chosen)
        if settled.differing:
            first = self.form.fields[settled.differing[0]]
            at = candidates[first.id][0].value.ref
            self._tell("form-twice", first, at=at, count=str(len(settled.differing)))
        elif settled.copies:
            self.findings.append(finding("form-copy-empty" if settled.fuller else "form-copied", file=self.path))
        moved = sum(self.located[id].moved for id in self.cells)
        if moved:
            self.findings.append(finding("rows-moved", file=self.path, count=str(moved)))

    def _keep(self, field: Field, chosen: Candidate) -> None:
        self.cells[field.id] = chosen.value
        self.found_by[field.id] = self.located[field.id].found_by
        if chosen.state is not None and field.figure:
            self.states[field.id] = chosen.state
        if chosen.note is not None:
            self.notes[field.id] = chosen.note

    def _tell(self, code: str, field: Field, *, at: CellRef, **facts: Any) -> None:
        self.findings.append(finding(code, file=self.path, at=at, field=field.id, label=field.short, **facts))

    def _row_named(self, sheet: int, row: int) -> str:
        return told("{sheet} dòng {row}", sheet=self._name(sheet), row=str(row))

    def _name(self, sheet: int) -> str:
        return without_controls(self.book.sheets[sheet].name)

    def _candidate(self, spot: Spot) -> Candidate:
        sheet, merges = self.book.sheets[spot.sheet], self.merges.of(spot.sheet, spot.row)
        return Candidate(
            spot=spot,
            value=self._cell(sheet, spot, spot.value, merges),
            state=self._beside(sheet, spot, spot.state, merges),
            note=self._beside(sheet, spot, spot.note, merges),
        )

    def _beside(self, sheet: RawSheet, spot: Spot, column: int | None, merges: tuple[Range, ...]) -> Cell | None:
        """The state or the note of a value, None where nothing stands; a cell merged with the value's own says nothing
        of its own."""
        if column is None or (spot.row, column) not in sheet.cells and not merges:
            return None
        shared = merges and any(
            left <= min(column, spot.value) and max(column, spot.value) <= right for _, left, _, right in merges
        )
        return None if shared else self._cell(sheet, spot, column, merges)

    def _cell(self, sheet: RawSheet, spot: Spot, column: int, merges: tuple[Range, ...]) -> Cell:
        """The cell, or the one that carries its value when it lies in a cell merged along the row."""
        row = spot.row
        if (row, column) not in sheet.cells:
            for top, left, bottom, right in merges:
                if top == row == bottom and left <= column <= right:
                    column = left
                    break
        raw = sheet.cells.get((row, column))
        return as_cell(sheet, row, column, raw, date1904=self.book.date1904, merges=merges)

    def _merged_away(self, spot: Spot, rows: set[tuple[int, int]]) -> bool:
        """Whether the value's cell is merged with cells of other rows, so that its number may be lost or another's."""
        for top, left, bottom, right in self.merges.of(spot.sheet, spot.row):
            if left <= spot.value <= right and top != bottom:
                others = any(
                    (spot.sheet, row) in rows for row in range(top, min(bottom, top + 1000) + 1) if row != spot.row
                )
                return others or (top, left) != (spot.row, spot.value)
        return False
