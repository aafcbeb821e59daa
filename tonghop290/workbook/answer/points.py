"""A finding in the words of an answer: the line of the list, and the comment on the cell."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence

from tonghop290.expressions.tree import Compare, Logic, Node, Number, comparison_sides
from tonghop290.messages import CHANGED_SINCE, choices_of
from tonghop290.model import (
    FIGURE_TYPES,
    SEVERITY_OPENINGS,
    Cell,
    Field,
    Finding,
    Form,
    Range,
    Words,
    as_one,
    places_of,
    sayable,
)
from tonghop290.spreadsheet.book import RawBook, RawSheet
from tonghop290.spreadsheet.cell import locate
from tonghop290.spreadsheet.edit.comments import Signature
from tonghop290.text.normalize import without_controls
from tonghop290.workbook.answer.still_open import Line
from tonghop290.workbook.intake.around.note_words import OUR_HEADING
from tonghop290.workbook.intake.cells import as_cell
from tonghop290.workbook.to_fix_sheet import KEYS_PARTED

__all__ = ["OURS", "comment_of", "line_of", "sheet_of", "signature"]

_COMPARED = {
    "==": "{limit}",
    "<=": sayable("Không quá {limit}"),
    "<": sayable("Nhỏ hơn {limit}"),
    ">=": sayable("Ít nhất {limit}"),
    ">": sayable("Lớn hơn {limit}"),
}
_WHOLE_FILE = sayable("Cả tệp")
_ROW_SHOWN = sayable("(Dòng này đang bị ẩn hoặc lọc; tệp này hiện lại.)")
_SHEET_SHOWN = sayable("(Trang này đang bị ẩn; tệp này hiện lại.)")
_COLUMN_SHOWN = sayable("(Cột này đang bị ẩn; tệp này hiện lại.)")
_LONGEST_SHOWN = 300
_MOST_DECIMALS, _HAIR = 2, 1e-9


def signature(words: Words) -> Signature:
    """By what our own comments are known."""
    return Signature(author="tonghop290", heading=words.say(OUR_HEADING))


OURS = signature(Words())
"""The same, of a form without words of its own."""


def sheet_of(finding: Finding, book: RawBook) -> RawSheet | None:
    """The sheet a finding speaks of; findings name sheets without control characters."""
    return next((sheet for sheet in book.sheets if finding.sheet in (sheet.name, without_controls(sheet.name))), None)


def comment_of(found: Sequence[Finding], words: Words) -> str:
    """Our comment on a cell: the heading, then a line a point."""
    openings = {severity: words.say(opening) for severity, opening in SEVERITY_OPENINGS.items()}
    lines = (f"{openings[finding.severity]}{finding.message} {finding.fix}".rstrip() for finding in found)
    return "\n".join([signature(words).heading, *dict.fromkeys(lines)])


def line_of(
    group: Sequence[Finding], book: RawBook, form: Form | None, explanations: Mapping[str, str], number: str
) -> Line:
    """The line of the list ``Cần sửa``: where, what stands there, what is expected, what to do.

    A group is one cause of many cells: its line names them all, links to the first, and its box explains all of them.
    """
    finding, told, words = group[0], as_one(group), form.words if form is not None else Words()
    field, sheet = _field(finding, form), sheet_of(finding, book)
    target = ""
    if sheet is not None:
        quoted = sheet.name.replace("'", "''")
        target = f"'{quoted}'!{finding.cell or 'A1'}"
    alone = len(group) == 1
    wanted = {_wanted(one, form, _field(one, form)) for one in group}
    keys = list(dict.fromkeys(one.key for one in group))
    return Line(
        number=number,
        key=KEYS_PARTED.join(keys),
        counts=len(group),
        severity=finding.severity,
        place=(finding.place if alone else f"{finding.sheet or ''}!{places_of(group)}".strip("!"))
        or words.say(_WHOLE_FILE),
        target=target,
        label=(finding.label or (field.short if field else ""))
        if alone
        else words.say("{count} chỗ như nhau", count=str(len(group))),
        now=_now(finding, book, sheet, field, words),
        wanted=wanted.pop() if len(wanted) == 1 else "",
        task=f"{told.message} {finding.fix} {_was_hidden(group, book, words)}".strip(),
        explanation="\n".join(dict.fromkeys(explanations[key] for key in keys if explanations.get(key))),
    )


def _was_hidden(group: Sequence[Finding], book: RawBook, words: Words) -> str:
    """What is said of rows and columns that come back in sight ("" of none)."""
    for finding in group:
        sheet, place = sheet_of(finding, book), locate(finding.cell) if finding.cell else None
        if sheet is None or place is None or finding.severity == "note":
            continue
        if sheet.state == "hidden":
            return words.say(_SHEET_SHOWN)
        if place[0] in sheet.hidden_rows:
            return words.say(_ROW_SHOWN)
        if place[1] in sheet.hidden_columns:
            return words.say(_COLUMN_SHOWN)
    return ""


def _field(finding: Finding, form: Form | None) -> Field | None:
    """The field, or the column of a table ("table.row.column"), a finding is about."""
    if form is None or finding.field is None:
        return None
    table, _, rest = finding.field.partition(".")
    if rest and table in form.tables:
        return next((column for column in form.tables[table].columns if column.id == rest.rpartition(".")[2]), None)
    return form.fields.get(finding.field)


# --- what stands there --------------------------------------------------------------------------------------------


def _now(finding: Finding, book: RawBook, sheet: RawSheet | None, field: Field | None, words: Words) -> str:
    """What stands in the cell as the sender sees it; of a rule, the value it compared."""
    place = locate(finding.cell) if finding.cell else None
    compared = isinstance(finding.value, float | int) and (field is None or field.type != "date")
    if sheet is not None and place is not None and not compared:
        return _as_seen(as_cell(sheet, *place, sheet.cells.get(place), date1904=book.date1904), field, words)
    if finding.value is None or isinstance(finding.value, str):
        return finding.value or ""
    return _number(finding.value, field, words)


def _as_seen(cell: Cell, field: Field | None, words: Words) -> str:
    """A cell's content as its reader sees it, near enough: 1.442,75; 31/12/2019."""
    if cell.kind == "empty":
        return words.say("(để trống)")
    if cell.kind == "date":
        try:
            return words.date(dt.date.fromisoformat(cell.text[:10]))
        except ValueError:  # a time of day, as some programs store it
            return cell.text
    if cell.kind == "number":
        percent = words.say(" (định dạng phần trăm)") if "%" in cell.number_format else ""
        return _number(float(cell.text), field, words) + percent
    if cell.kind == "uncalculated":
        return words.say("(công thức chưa tính)")
    if cell.kind == "bool":
        return "TRUE" if cell.text == "1" else "FALSE"
    return cell.text if len(cell.text) <= _LONGEST_SHOWN else cell.text[: _LONGEST_SHOWN - 1] + "…"


def _number(value: float, field: Field | None, words: Words) -> str:
    """1.442,75; a year without its point."""
    return words.number(float(value), grouped=field is None or not field.is_year)


# --- what should stand there --------------------------------------------------------------------------------------


def _wanted(finding: Finding, form: Form | None, field: Field | None) -> str:
    """What the rule expects, or what the field takes; "" where only the sentence can say it."""
    words = form.words if form is not None else Words()
    if finding.stage == "rule":
        return _by_rule(finding, form, field, words)
    if finding.expected is not None:
        expected = finding.expected
        if not isinstance(expected, str):
            expected = _sane(expected, field, "==", words)
        if finding.code == CHANGED_SINCE:
            return words.say("Kỳ trước: {expected}", expected=expected)
        if finding.stage == "compare":
            return words.say("Mức ở giữa của các đơn vị khác: {expected}", expected=expected)
        return expected
    if field is None or finding.stage not in ("type", "range"):
        return ""
    if finding.code in ("unusual-low", "unusual-high"):
        usual = field.usual_of(finding.unit.kind if finding.unit is not None else "")
        return words.say("Thường {between}", between=_between(usual, field, words))
    if field.type in FIGURE_TYPES:
        kind = words.say("Số nguyên") if field.type == "integer" else words.say("Số")
        unit = f"({field.unit})" if field.unit and not field.is_year else ""
        return " ".join(filter(None, (kind, _between(field.hard, field, words), unit)))
    if field.type == "date":
        return " ".join(filter(None, (words.say("Ngày/tháng/năm"), _between(field.hard, field, words))))
    if field.choices:
        return words.say("Một trong: {choices}", choices=words.retell(choices_of(field)))
    return words.say("Nội dung bằng chữ")


def _by_rule(finding: Finding, form: Form | None, field: Field | None, words: Words) -> str:
    """ "20 (lệch 1)", "Không quá 18", "Khoảng 1,78; chênh không quá 1"; "" where only the sentence can say it."""
    rule = next((rule for rule in form.rules if f"rule-{rule.id}" == finding.code), None) if form is not None else None
    decided = _decided(rule.test) if rule is not None else None
    if decided is None or finding.expected is None or decided.operator not in _COMPARED:
        return ""
    if isinstance(finding.expected, str) or field is not None and field.type == "date":
        return ""
    if comparison_sides(decided) != (decided.left, decided.right):  # abs(a - b) <= t
        if not isinstance(decided.right, Number) or decided.operator not in ("<=", "<"):
            return ""
        about, most = _sane(finding.expected, field, "==", words), words.number(decided.right.value)
        return words.say("Khoảng {about}; chênh không quá {most}", about=about, most=most)
    limit = _sane(finding.expected, field, decided.operator, words)
    text = words.say(_COMPARED[decided.operator], limit=limit)
    if not finding.difference or decided.operator != "==":
        return text
    difference = _sane(abs(finding.difference), field, "==", words)
    return words.say("{text} (lệch {difference})", text=text, difference=difference)


def _decided(test: Node) -> Compare | None:
    """The comparison whose sides a finding of the rule carries, where the test alone tells it."""
    while isinstance(test, Logic) and test.operator == "or":
        test = test.operands[0]
    return test if isinstance(test, Compare) else None


def _sane(value: float, field: Field | None, operator: str, words: Words) -> str:
    """A computed number with no more decimals than people write; a whole number's limit is whole."""
    if field is not None and field.type == "integer" and operator in ("<=", "<", ">=", ">"):
        limit = math.floor(value + _HAIR) if operator in ("<=", ">") else math.ceil(value - _HAIR)
        return _number(limit, field, words)
    return _number(round(value, _MOST_DECIMALS), field, words)


def _between(limits: Range | None, field: Field, words: Words) -> str:
    if limits is None:
        return ""
    ends = ((words.say("từ"), limits.low), (words.say("đến"), limits.high))
    return " ".join(
        f"{word} {words.date(limit) if isinstance(limit, dt.date) else _number(limit, field, words)}"
        for word, limit in ends
        if limit is not None
    )
