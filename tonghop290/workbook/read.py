"""Reading a returned workbook: a file becomes a Submission, read and not judged.

Nothing here raises for bad data: a file that gives no form is a Submission with ``readable`` False and one finding.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from tonghop290.messages import finding
from tonghop290.model import Cell, CellRef, Field, Finding, Form, Submission
from tonghop290.text.normalize import clean_text
from tonghop290.workbook.cells_read import as_cell
from tonghop290.workbook.identify import Register, hidden_identity, identify_unit
from tonghop290.workbook.locate import Index, Located, Place, index_book, locate_field
from tonghop290.workbook.package import Unreadable, read_file
from tonghop290.workbook.read_tables import read_table
from tonghop290.workbook.xlsx import RawBook, RawSheet, read_book

__all__ = ["KIND_NAMES", "read_submission", "unreadable"]

KIND_NAMES: Mapping[str, str] = {
    "ole-xls": ".xls, Excel 97–2003", "biff-xls": ".xls rất cũ", "xml-2003": "XML Spreadsheet 2003", "zip-xlsb": ".xlsb", "zip-ods": ".ods, LibreOffice",
    "ole-doc": "văn bản Word cũ (.doc)", "ole-other": "tệp Office cũ không phải bảng tính", "zip-docx": "văn bản Word (.docx)",
    "zip-pptx": "bản trình chiếu (.pptx)", "zip-other": "tệp nén .zip", "pdf": "tệp PDF", "png": "ảnh PNG", "jpeg": "ảnh JPEG", "gif": "ảnh GIF",
    "html": "trang web (HTML)", "rtf": "văn bản RTF", "csv": "tệp CSV", "text": "tệp chữ thường", "eml": "thư điện tử", "rar": "tệp nén .rar",
    "7z": "tệp nén .7z", "gzip": "tệp nén .gz", "empty": "tệp rỗng", "unknown": "tệp không rõ loại",
}


def read_submission(path: str | Path, form: Form, *, register: Register | None = None, data: bytes | None = None) -> Submission:
    """Read one return.

    ``path`` names the file in findings; ``data`` (when given) is its content, else it is read from disk once.
    """
    name = str(path)
    try:
        content = read_file(Path(path)) if data is None else data
    except Unreadable as error:
        return unreadable(name, error)
    sha256 = hashlib.sha256(content).hexdigest()
    try:
        book = read_book(content)
    except Unreadable as error:
        return unreadable(name, error, sha256=sha256)
    return _submission(name, sha256, book, form, register)


def unreadable(path: str, error: Unreadable, *, sha256: str = "") -> Submission:
    """The Submission of a file that gives no form: one finding that names the real kind and the way out."""
    facts = {key: str(value) for key, value in error.details.items()}
    facts["kind"] = KIND_NAMES.get(facts.get("kind", "unknown"), KIND_NAMES["unknown"])
    facts.setdefault("reason", "")
    return Submission(path=path, sha256=sha256, readable=False, findings=(finding(error.code, file=path, **facts),))


def _submission(path: str, sha256: str, book: RawBook, form: Form, register: Register | None) -> Submission:
    identity = hidden_identity(book)
    index = index_book(book, form)
    located = {one.id: locate_field(index, one) for one in form.fields.values()}
    if identity.get("form", form.id) != form.id:
        other = finding("file-other-form", file=path, other=identity["form"], form=form.id)
        return Submission(path=path, sha256=sha256, readable=False, form_id=identity["form"], findings=(other,))
    inputs_found = sum(located[one.id].place is not None for one in form.inputs)
    if inputs_found < max(1, len(form.inputs) // 4):
        return Submission(path=path, sha256=sha256, readable=False, findings=(finding("file-not-our-form", file=path),))
    findings: list[Finding] = []
    if identity.get("version", form.version) != form.version:
        findings.append(finding("form-version", file=path, found=identity["version"], current=form.version))
    if book.has_macros:
        findings.append(finding("macros", file=path))
    if book.external_links:
        findings.append(finding("external-links", file=path))
    cells, states, notes, found_by = _fields(index, form, located, path, book, findings)
    tables, row_ids = {}, {}
    for table in form.tables.values():
        reading = read_table(index, form, table, file=path, date1904=book.date1904)
        findings += reading.findings
        tables[table.id], row_ids[table.id] = reading.rows, reading.row_ids
    name_cell = next((cells[one.id] for one in form.inputs if one.filled_by == "register" and one.id in cells), None)
    name = clean_text(name_cell.text, keep_lines=False) if name_cell is not None and name_cell.kind == "text" else ""
    who = identify_unit(identity, name, name_cell.ref if name_cell else None, path, register)
    findings += who.findings
    return Submission(
        path=path, sha256=sha256, form_id=identity.get("form", ""), form_version=identity.get("version", ""), issue=identity.get("issue", ""),
        date1904=book.date1904, unit=who.unit, unit_claims=who.claims, cells=cells, states=states, notes=notes, tables=tables,
        row_ids=row_ids, found_by=found_by, findings=tuple(findings),
    )


def _fields(
    index: Index, form: Form, located: Mapping[str, Located], path: str, book: RawBook, findings: list[Finding],
) -> tuple[dict[str, Cell], dict[str, Cell], dict[str, Cell], dict[str, tuple[str, ...]]]:
    cells: dict[str, Cell] = {}
    states: dict[str, Cell] = {}
    notes: dict[str, Cell] = {}
    found_by: dict[str, tuple[str, ...]] = {}
    rows_of: dict[Place, str] = {place.place: id for id, place in located.items() if place.place is not None}
    twice: list[tuple[Field, CellRef]] = []
    copies, moved = 0, 0
    for one in form.fields.values():
        where = located[one.id]
        if where.place is None or not where.value_column or where.disputed:
            if not one.derived:
                findings.append(_not_found(one, where, book, path))
            continue
        sheet, row = book.sheets[where.place[0]], where.place[1]
        merged = _merged_over_rows(sheet, where.place, where.value_column, rows_of)
        if merged and not one.derived:
            findings.append(finding("merged-cells", file=path, at=CellRef(sheet.name, row, where.value_column), field=one.id, label=one.short))
            continue
        cell = _cell(sheet, row, where.value_column, book)
        found_by[one.id] = where.found_by
        moved += where.moved
        if where.others and not one.derived:
            copies += 1
            if any(_differs(cell, _twin(index, book, other)) for other in where.others):
                twice.append((one, cell.ref))
                continue
        cells[one.id] = cell
        if where.header is not None and where.header.state and one.figure:
            states[one.id] = _cell(sheet, row, where.header.state, book)
        if where.header is not None and where.header.note:
            notes[one.id] = _cell(sheet, row, where.header.note, book)
    if twice:
        first, at = twice[0]
        findings.append(finding("form-twice", file=path, at=at, field=first.id, label=first.short, count=str(len(twice))))
    elif copies:
        findings.append(finding("form-copied", file=path))
    if moved:
        findings.append(finding("rows-moved", file=path, count=str(moved)))
    return cells, states, notes, found_by


def _cell(sheet: RawSheet, row: int, column: int, book: RawBook) -> Cell:
    """The cell, or the one that carries its value when it lies in a cell merged along the row."""
    if (row, column) not in sheet.cells:
        for top, left, bottom, right in sheet.merges:
            if top == row == bottom and left <= column <= right:
                return as_cell(sheet, row, left, sheet.cells.get((row, left)), date1904=book.date1904)
    return as_cell(sheet, row, column, sheet.cells.get((row, column)), date1904=book.date1904)


def _merged_over_rows(sheet: RawSheet, place: Place, column: int, rows_of: Mapping[Place, str]) -> bool:
    for top, left, bottom, right in sheet.merges:
        if top <= place[1] <= bottom and left <= column <= right and top != bottom:
            return any((place[0], row) in rows_of for row in range(top, min(bottom, top + 1000) + 1) if row != place[1])
    return False


def _twin(index: Index, book: RawBook, place: Place) -> Cell | None:
    headers = [header for header in index.headers.get(place[0], ()) if header.row < place[1]]
    if not headers:
        return None
    sheet = book.sheets[place[0]]
    return as_cell(sheet, place[1], headers[-1].value, sheet.cells.get((place[1], headers[-1].value)), date1904=book.date1904)


def _differs(cell: Cell, twin: Cell | None) -> bool:
    return twin is not None and twin.kind != "empty" and (cell.kind, cell.text) != (twin.kind, twin.text)


def _not_found(one: Field, where: Located, book: RawBook, path: str) -> Finding:
    if where.place is None or not where.disputed:
        return finding("row-missing", file=path, field=one.id, label=one.label)
    places = [where.place, *where.disputed]
    named = ", ".join(f"{book.sheets[sheet].name} dòng {row}" for sheet, row in places)
    return finding("row-uncertain", file=path, field=one.id, label=one.label, sheet=book.sheets[where.place[0]].name, places=named)
