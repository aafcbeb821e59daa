"""The words around the district's tables: titles, marks and footnotes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tonghop290.expressions.tree import Binary, Call, Compare, Name, Node, Number, Unary, names_of
from tonghop290.model import (
    STATE_ESTIMATE,
    STATE_NO_DATA,
    STATE_NOT_APPLICABLE,
    Field,
    Form,
    Office,
    Words,
    parts_of,
    sayable,
    told,
    told_date,
    told_number,
)
from tonghop290.tables.board import NOT_APPLICABLE_MARK, Board
from tonghop290.tables.senders import Sender
from tonghop290.tables.unit_notes import NO_REMARKS, Remarks, remarks_of
from tonghop290.text.format import party_date

__all__ = [
    "Marks",
    "attached_to",
    "column_hints",
    "coverage_line",
    "footnotes",
    "issuer",
    "mark_fields",
    "place_and_date",
]

MOST_NAMES = 30
"""So many missing units are named above a table; all are listed in Tình hình nộp."""

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class Marks:
    """How totals were made, where it is not a plain sum: field id → raised number, and the footnotes in that order."""

    of: Mapping[str, str]
    notes: tuple[str, ...]
    remarks: Remarks = NO_REMARKS
    """What the units noted beside their figures."""


def issuer(office: Office) -> str:
    """ "HUYỆN UỶ HOẰNG HOÁ"."""
    return f"{office.committee} {office.name}".strip().upper()


def attached_to(office: Office, words: Words | None = None, date: dt.date | None = None) -> str:
    """ "(Kèm theo Báo cáo số      -BC/HU, ngày …)": the number and the date are written by hand when it is signed."""
    number, speaker = office.report_ending, office.speaker or "{committee} {name}"
    words = words or Words()
    day = party_date(date, year=office.report_year, writing=words.writing)
    facts = {"number": number, "date": day, "speaker": office.in_words(speaker)}
    return words.say("(Kèm theo Báo cáo số      {number}, {date} của {speaker}", **facts).rstrip() + ")"


def place_and_date(office: Office, words: Words) -> str:
    day = party_date(None, year=office.report_year, writing=words.writing)
    return ", ".join(part for part in (office.place or office.name, day) if part)


def coverage_line(board: Board) -> str:
    """What a reader must know before trusting a total: how many units it rests on, and which are missing."""
    line = board.say("Đã tổng hợp {coverage}", coverage=board.coverage)
    if not board.partial:
        return line + "."
    names = [sender.name for sender in board.absent]
    unnamed = board.expected - len(board.returned) - len(names)
    names += [name for sender in board.returned for name in _missing_below(board, sender)]
    if len(names) > MOST_NAMES:
        unnamed, names = unnamed + len(names) - MOST_NAMES, names[:MOST_NAMES]
    if unnamed > 0:
        names.append(board.say("{count} đơn vị khác", count=unnamed))
    return board.say(
        "SỐ LIỆU CHƯA ĐẦY ĐỦ: {line}; chưa có số liệu của: {names}.",
        line=f"{line[0].lower()}{line[1:]}",
        names=", ".join(names),
    )


def _missing_below(board: Board, sender: Sender) -> list[str]:
    """The units an office below has no figures of, each with the name of that office."""
    result = board.results.get(sender.path or "")
    if result is None or result.totals.units >= result.totals.expected:
        return []
    names = list(result.missing) or [board.say("{count} đơn vị", count=result.totals.expected - result.totals.units)]
    return [f"{name} ({sender.name})" for name in names]


def mark_fields(board: Board) -> Marks:
    """Number the ways of adding up other than Σ, in the order of the form; equal notes share a number."""
    of: dict[str, str] = {}
    notes: list[str] = []
    for field in board.fields:
        note = _how_added(board, field)
        if note:
            if note not in notes:
                notes.append(note)
            of[field.id] = str(notes.index(note) + 1).translate(_RAISED)
    return Marks(
        of,
        tuple(
            told("{mark} {note}", mark=str(number).translate(_RAISED), note=note)
            for number, note in enumerate(notes, 1)
        ),
        remarks_of(board),
    )


def _how_added(board: Board, field: Field) -> str:
    form, total = board.form, board.totals.fields[field.id]
    match field.total.how:
        case "mean" if field.total.weight:
            return told(
                "{whole}: bình quân gia quyền theo {weight}.",
                whole=board.whole,
                weight=_short(form, field.total.weight),
            )
        case "ratio":
            parts = [_short(form, part) for part in parts_of(form, field.id)]
            return told(
                "{whole}: tỷ lệ tính từ hai tổng ({top} : {bottom}), không phải trung bình các tỷ lệ.",
                whole=board.whole,
                top=parts[0],
                bottom=parts[1],
            )
        case "latest":
            if not isinstance(total.value, dt.date):
                return ""
            return told("{whole}: ngày muộn nhất là {day}.", whole=board.whole, day=told_date(total.value))
        case "count":
            return _how_counted(board, field)
    if field.formula is None or total.value is None:
        return ""
    formula = expression_words(field.formula, lambda id: _short(form, id))
    note = told(
        "{whole}: tính lại từ số liệu {all} ({formula}).",
        whole=board.whole,
        all=board.whole.lower(),
        formula=formula,
    )
    rests = {board.totals.fields[name].units for name in names_of(field.formula) if name in form.fields}
    if len(rests) > 1:
        units = ", ".join(map(str, sorted(rests)))
        more = told(" Các số hạng dựa trên số đơn vị khác nhau ({units}), chỉ để tham khảo.", units=units)
        note = told("{note}{more}", note=note, more=more)
    return note


def _how_counted(board: Board, field: Field) -> str:
    """How many units have it; of a choice, how many gave each answer."""
    if field.type != "choice":
        return told("{whole}: số đơn vị có.", whole=board.whole)
    choices, number = board.totals.fields[field.id].choices, board.form.words.number
    listed = "; ".join(f"{choice}: {number(count)}" for choice, count in choices.items())
    return told("{whole}: số đơn vị theo câu trả lời ({listed}).", whole=board.whole, listed=listed) if listed else ""


def _short(form: Form, id: str) -> str:
    text = form.fields[id].short
    return text[:1].lower() + text[1:]


_ESTIMATE = sayable("* Số liệu ước tính; số {whole} có dấu này là tổng có số liệu ước tính.")
_NOT_APPLICABLE = sayable("{mark} Không áp dụng ở đơn vị đó; không tính vào tổng, không tính là thiếu.")
_INCOMPLETE = sayable("Chỉ tiêu chưa đủ số liệu của {count} {units} có ghi số đơn vị mà số {whole} dựa vào.")
_WITHOUT = sayable("Số phải nộp chưa kể các {units} của: {names}.")
_PARTIAL = sayable("Số in nghiêng, gạch chân: chưa đủ số liệu của các {units} trong đơn vị; xem trang Độ đầy đủ.")
_LARGE = sayable(
    "Với {count} đơn vị, tệp này không có Biểu 1, trang So sánh, Biểu đồ, Nội dung, Mô hình và Nguồn số liệu. Đề nghị "
    "lập biểu riêng cho từng nơi; nguồn của mọi số liệu lấy bằng lệnh summary với --format csv hoặc sqlite."
)


def footnotes(board: Board, marks: Marks) -> list[str]:
    """What stands under a table, one line each."""
    states, units = board.states(), board.member_words
    lines = [told("Ghi chú:")]
    if STATE_ESTIMATE in states:
        lines.append(
            told("* Tổng có số liệu ước tính.") if board.results else told(_ESTIMATE, whole=board.whole.lower())
        )
    if STATE_NO_DATA in states:
        lines.append(told("… Đơn vị trả lời không có số liệu; không tính vào tổng."))
    if STATE_NOT_APPLICABLE in states:
        lines.append(told(_NOT_APPLICABLE, mark=NOT_APPLICABLE_MARK))
    lines.append(told("Ô để trống: chưa có số liệu. Số 0: không phát sinh."))
    if any(total.units < board.expected_of(board.form.fields[total.field]) for total in board.totals):
        lines.append(told(_INCOMPLETE, count=board.expected_members, units=units, whole=board.whole.lower()))
    if board.results and board.absent:
        lines.append(told(_WITHOUT, units=units, names=", ".join(sender.name for sender in board.absent)))
    if any(figure.partial for figure in board.figures.values()):
        lines.append(told(_PARTIAL, units=units))
    if any(figure.faulty for figure in board.figures.values()):
        lines.append(told("Ô nền xám, chữ nghiêng: số liệu còn lỗi, đã đề nghị đơn vị kiểm tra lại."))
    if board.large:
        lines.append(told(_LARGE, count=told_number(len(board.senders))))
    said = [told("Giải trình, ghi chú của đơn vị:"), *marks.remarks.lines] if marks.remarks.lines else []
    return [*lines, *marks.notes, *(f"- {text}" for text in board.form.texts.get("known_limits", ())), *said]


# --- "(8)=(9)+(10)+(11)" ------------------------------------------------------------------------------------------


def column_hints(form: Form, numbers: Mapping[str, int]) -> dict[str, str]:
    """Under which column stands what it must equal: rules of equality that are errors, and derived figures.

    ``numbers``: field id → the number of its column. A hint is given only where every field of it has a column.
    """
    hints: dict[str, str] = {}
    equalities = [
        (rule.test.left.id, rule.test.right)
        for rule in form.rules
        if rule.severity == "error"
        and isinstance(rule.test, Compare)
        and rule.test.operator == "=="
        and isinstance(rule.test.left, Name)
    ]
    derived = [(field.id, field.formula) for field in form.derived if field.formula is not None]
    for id, node in equalities + derived:
        if id in numbers and names_of(node) and all(name in numbers for name in names_of(node)):
            words = expression_words(node, lambda name: f"({numbers[name]})", tight=True)
            if words:
                hints.setdefault(id, f"({numbers[id]})={words}")
    return hints


def expression_words(node: Node, word: Callable[[str], str], *, tight: bool = False) -> str:
    """A sum, difference, product or quotient as a reader writes it; "" for anything else."""
    space = "" if tight else " "
    signs = {"+": "+", "-": "−", "*": "×", "/": ":"}
    match node:
        case Name(id):
            return word(id)
        case Number(value):
            return told_number(value)
        case Unary("-", operand):
            return f"−{expression_words(operand, word, tight=tight)}"
        case Binary(operator, left, right):
            sides = [expression_words(side, word, tight=tight) for side in (left, right)]
            if not all(sides):
                return ""
            if isinstance(right, Binary) and operator != "+":
                sides[1] = f"[{sides[1]}]"
            if isinstance(left, Binary) and operator in "*/" and left.operator in "+-":
                sides[0] = f"[{sides[0]}]"
            return f"{sides[0]}{space}{signs[operator]}{space}{sides[1]}"
        case Call():
            return ""
    return ""
