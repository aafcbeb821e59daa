"""The counts on ``Hướng dẫn`` of a marked copy: those of the list in front of it, as the office found them.

The live checks count what a formula sees; the list counts what a reader found. Two numbers for one thing would leave
the sender to guess, so the copy's table of errors and warnings holds the list's, as formulas (the workbook's chain of
calculation names their cells). What is filled and what is empty stays live.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from tonghop290.model import Finding, Form, Words
from tonghop290.spreadsheet.book import RawBook, RawSheet
from tonghop290.spreadsheet.cell import locate
from tonghop290.spreadsheet.edit.splice import Splice, attribute, escape, find_elements, prefixed
from tonghop290.workbook.issue.contents import heading
from tonghop290.workbook.issue.formulas import quoted
from tonghop290.workbook.plan import COUNTED, TO_FIX, TOTAL_LABEL

__all__ = ["counts_on_guide", "with_counts"]

Place = tuple[int, int]
_ERRORS, _WARNINGS = COUNTED.index("Lỗi"), COUNTED.index("Lưu ý")


def counts_on_guide(book: RawBook, form: Form, findings: Sequence[Finding]) -> tuple[str, Mapping[Place, int | str]]:
    """The sheet whose table of counts has come back, and what its cells are to show; ("", {}) where it has not."""
    for sheet in book.sheets:
        head = _head(sheet, form.words)
        if head is not None:
            return sheet.name, _shown(sheet, head, form, findings)
    return "", {}


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


def _shown(sheet: RawSheet, head: Place, form: Form, findings: Sequence[Finding]) -> dict[Place, int | str]:
    row, column = head
    counts = Counter((_section(form, finding), finding.severity) for finding in findings)
    errors, warnings = (sum(finding.severity == severity for finding in findings) for severity in ("error", "warning"))
    sections = {heading(section): section.id for section in form.sections}
    shown: dict[Place, int | str] = {}
    while (cell := sheet.cells.get((row := row + 1, column))) is not None:
        if cell.text in form.words.known(TOTAL_LABEL):
            shown[row, column + _ERRORS], shown[row, column + _WARNINGS] = errors, warnings
            shown[row + 1, column] = _sentence(errors, warnings, form.words)
            return shown
        section = sections.get(cell.text)
        if section is not None:
            shown[row, column + _ERRORS] = counts[section, "error"]
            shown[row, column + _WARNINGS] = counts[section, "warning"]
    return {}


def _section(form: Form, finding: Finding) -> str:
    id = (finding.field or "").partition(".")[0]
    place = form.fields.get(id) or form.tables.get(id)
    return place.section if place is not None else ""


def _sentence(errors: int, warnings: int, words: Words) -> str:
    counted = [words.say("{count} lỗi phải sửa", count=str(errors))] * bool(errors)
    counted += [words.say("{count} điểm đề nghị xem lại", count=str(warnings))] * bool(warnings)
    if not counted:
        return words.say("Cơ quan tổng hợp: không còn điểm nào.")
    left, sheet = "; ".join(counted), words.say(TO_FIX)
    return words.say("Cơ quan tổng hợp: còn {left} (trang “{sheet}”).", left=left, sheet=sheet)


def with_counts(data: bytes, part: str, shown: Mapping[Place, int | str]) -> bytes:
    """The part of that sheet with these cells' formulas, and what they give; a cell that is not there is left out."""
    splice = Splice(data)
    for cell in find_elements(data, part, lambda path, _: path[-2:] == ["row", "c"]):
        value = shown.get(locate(cell.attributes.get("r", "")) or (0, 0))
        if value is None:
            continue
        formula, kind = (quoted(value), ' t="str"') if isinstance(value, str) else (str(value), "")
        kept = "".join(
            f' {name}="{attribute(cell.attributes[name])}"' for name in ("r", "s") if name in cell.attributes
        )
        xml = f"<c{kept}{kind}><f>{escape(formula)}</f><v>{escape(str(value))}</v></c>"
        splice.replace(cell.start, cell.end, prefixed(xml, cell.prefix))
    return splice.done()
