"""The counts on ``Hướng dẫn`` of a marked copy: those of the list in front of it, as the office found them.

The live checks count what a formula sees; the list counts what a reader found. Two numbers for one thing would leave
the sender to guess, so the copy's table of errors and warnings counts the list's points that are still open. What is
filled and what is empty stays live.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tonghop290.model import CellRef, Finding, Form, Words, sayable
from tonghop290.spreadsheet.book import RawBook, RawSheet
from tonghop290.spreadsheet.cell import locate
from tonghop290.spreadsheet.edit.splice import Splice, Wanted, attribute, escape, find_elements, prefixed
from tonghop290.workbook.answer.still_open import LEFT_PLACE, Line, left_now, open_formula, open_points
from tonghop290.workbook.issue.contents import heading
from tonghop290.workbook.issue.formulas import quoted, reference
from tonghop290.workbook.plan import COUNTED, TOTAL_LABEL

__all__ = ["Shown", "counts_on_guide", "section_of", "with_counts"]

Place = tuple[int, int]
Shown = tuple[str, int | str]
"""A formula, and what it gives when the copy is written."""
_OFFICE = sayable("Cơ quan tổng hợp (trang “{sheet}”): ")
_ERRORS, _WARNINGS = COUNTED.index("Lỗi"), COUNTED.index("Lưu ý")


def counts_on_guide(
    book: RawBook, form: Form, lines: Sequence[Line], to_fix: str
) -> Mapping[str, Mapping[Place, Shown]]:
    """Sheet → what its cells are to show, as formulas over the open points of the list on the sheet ``to_fix``: the
    table of counts, where it has come back, and the cells that repeat its sentence."""
    for sheet in book.sheets:
        head = _head(sheet, form.words)
        if head is not None:
            own = _shown(sheet, head, form, lines, to_fix)
            return {**_repeated(book, sheet, own), sheet.name: own}
    return {}


def _repeated(book: RawBook, guide: RawSheet, own: Mapping[Place, Shown]) -> dict[str, Mapping[Place, Shown]]:
    """Where other sheets repeat the sentence: the formula as it is, with what it gives now."""
    said = {f'{reference(CellRef(guide.name, *place))}&""': now for place, (_, now) in own.items()}
    found: dict[str, Mapping[Place, Shown]] = {}
    for sheet in book.sheets:
        cells = {
            place: (cell.formula, said[cell.formula])
            for place, cell in sheet.cells.items()
            if cell.formula and cell.formula in said
        }
        if cells and sheet is not guide:
            found[sheet.name] = cells
    return found


def section_of(form: Form | None, finding: Finding) -> str:
    """Id of the section a finding counts in, "" for none."""
    id = (finding.field or "").partition(".")[0]
    place = (form.fields.get(id) or form.tables.get(id)) if form is not None else None
    return place.section if place is not None else ""


def _head(sheet: RawSheet, words: Words) -> Place | None:
    """Where the table's first heading stands."""
    heads = [words.known(label) for label in COUNTED]
    for (row, column), cell in sheet.cells.items():
        if cell.text in heads[0] and all(
            (other := sheet.cells.get((row, column + number))) is not None and other.text in known
            for number, known in enumerate(heads)
        ):
            return row, column
    return None


def _shown(sheet: RawSheet, head: Place, form: Form, lines: Sequence[Line], to_fix: str) -> dict[Place, Shown]:
    row, column = head
    sections = {heading(section): section.id for section in form.sections}
    shown: dict[Place, Shown] = {}
    while (cell := sheet.cells.get((row := row + 1, column))) is not None:
        total = cell.text in form.words.known(TOTAL_LABEL)
        section = sections.get(cell.text)
        for offset, severity in ((_ERRORS, "error"), (_WARNINGS, "warning")):
            if total or section is not None:
                own = [line for line in lines if line.severity == severity and (total or line.section == section)]
                shown[row, column + offset] = open_formula(own, lines, to_fix), sum(map(open_points, own))
        if total:
            shown[row + 1, column] = _sentence(lines, to_fix, form.words)
            return shown
    return {}


def _sentence(lines: Sequence[Line], to_fix: str, words: Words) -> Shown:
    """What the list says on top."""
    before, now = words.say(_OFFICE, sheet=to_fix), left_now(lines, words)
    return f"{quoted(before)}&{reference(CellRef(to_fix, *LEFT_PLACE))}", before + now


def with_counts(data: bytes, part: str, shown: Mapping[Place, Shown]) -> bytes:
    """The part of that sheet with these cells' formulas, and what they give; a cell that is not there is left out."""
    splice = Splice(data)
    rows = {row for row, _ in shown}

    def place(attributes: Mapping[str, str]) -> Place:
        return locate(attributes.get("r", "")) or (0, 0)

    def want(path: Sequence[str], attributes: Mapping[str, str]) -> Wanted:
        if path[-1] == "row":
            number = attributes.get("r", "")
            return "passed" if number.isdecimal() and int(number) not in rows else False
        return path[-1] == "c" and path[-2:-1] == ["row"] and place(attributes) in shown

    for cell in find_elements(data, part, want):
        formula, now = shown[place(cell.attributes)]
        kind = ' t="str"' if isinstance(now, str) else ""
        kept = "".join(
            f' {name}="{attribute(cell.attributes[name])}"' for name in ("r", "s") if name in cell.attributes
        )
        xml = f"<c{kept}{kind}><f>{escape(formula)}</f><v>{escape(str(now))}</v></c>"
        splice.replace(cell.start, cell.end, prefixed(xml, cell.prefix))
    return splice.done()
