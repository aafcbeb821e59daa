"""What Excel takes, held against a form's workbook before it is written; and what a live check cannot see.

Sources: Microsoft's "Excel specifications and limits" and "Data validation" pages.
"""

from __future__ import annotations

from collections.abc import Iterator

from tonghop290.excel import MESSAGE_LENGTH, TITLE_LENGTH
from tonghop290.model import Field, Form, Words
from tonghop290.text.normalize import match_key
from tonghop290.workbook.issue.live import live_rows, row_check
from tonghop290.workbook.issue.typing_rules import validation
from tonghop290.workbook.plan import FIGURE_HEADERS, Plan, plan_workbook

__all__ = ["FORMULA_LENGTH", "excel_faults", "live_limits"]

FORMULA_LENGTH, FORMULA_DEPTH = 8192, 64
_ROOM = 0.9
"""Of a limit: moved rows make addresses longer."""


def excel_faults(form: Form) -> tuple[str, ...]:
    """Formulas, prompts and alerts of the form's workbook that Excel would refuse, each with its place in the
    definition."""
    return tuple(_faults(form))


def _faults(form: Form) -> Iterator[str]:
    yield from _code_faults(form)
    plan = plan_workbook(form)
    rows = live_rows(plan)
    for live in rows:
        yield from _formula_faults(f"{_kind(live.id, form)}.{live.id}", *live.formulas.values())
    for id in form.fields:
        yield from _formula_faults(f"fields.{id}", row_check(rows, id))
    yield from _offer_faults(form, plan)
    for field in form.inputs:
        yield from _prompt_faults(f"fields.{field.id}", field, form.words)
    for table in form.tables.values():
        for column in table.columns:
            if column.figure or column.type in ("date", "choice"):
                yield from _prompt_faults(f"tables.{table.id}.columns.{column.id}", column, form.words)


def _offer_faults(form: Form, plan: Plan) -> Iterator[str]:
    """Drop-downs whose formula is too long for the rule of a cell."""
    offers = [(f"fields.{field.id}", plan.offered(field)) for field in form.inputs]
    for place in plan.tables.values():
        id = f"tables.{place.table.id}.columns"
        offers += [(f"{id}.{one.id}", plan.offered(one, place, place.last_row)) for one in place.table.columns]
    for where, formula in offers:
        if len(formula) > MESSAGE_LENGTH:
            yield (
                f"{where}.depends_on: công thức của danh sách thả xuống dài {len(formula)} ký tự, Excel nhận nhiều "
                f"nhất {MESSAGE_LENGTH}; đề nghị đặt mã máy ngắn hơn cho chỉ tiêu mà cột này phụ thuộc"
            )


def _code_faults(form: Form) -> Iterator[str]:
    """Codes that the workbook also prints as another word: rows are found again by their codes."""
    printed = {match_key(word): "chữ in ở đầu cột" for header in FIGURE_HEADERS for word in form.words.known(header)}
    columns = [column for table in form.tables.values() for column in table.columns]
    for field in (*form.fields.values(), *columns):
        printed |= {match_key(field.unit): "một đơn vị tính"} if field.unit else {}
        printed |= {match_key(field.label): "một nhãn"}
    for table in form.tables.values():
        labels = (table.label, *(row.label for row in table.rows))
        printed |= {match_key(label): "một nhãn" for label in labels}
    numbers = {match_key(field.number): field.id for field in form.fields.values()}
    codes = [(f"fields.{field.id}", field.id, field.code) for field in form.fields.values()]
    for table in form.tables.values():
        codes.append((f"tables.{table.id}", table.id, table.code))
        codes += [(f"tables.{table.id}.rows[{place}]", row.id, row.code) for place, row in enumerate(table.rows, 1)]
    for place, id, code in codes:
        key = match_key(code)
        what = printed.get(key) or ("số thứ tự của một dòng khác" if numbers.get(key, id) != id else "")
        if what:
            yield (
                f"{place}.code: mã '{code}' trùng với {what} của biểu, khi nhận về dễ nhầm dòng; đề nghị đặt mã khác, "
                "ví dụ 'CT01'"
            )


def _kind(id: str, form: Form) -> str:
    """The part of the definition a live check comes from."""
    if id in form.fields:
        return "fields"
    return "rules" if any(rule.id == id for rule in form.rules) else "tables"


def _prompt_faults(place: str, field: Field, words: Words) -> Iterator[str]:
    options = validation(field, words)
    for part, limit in (("message", MESSAGE_LENGTH), ("title", TITLE_LENGTH)):
        for kind in ("input", "error"):
            length = len(options.get(f"{kind}_{part}", ""))
            if length > limit:
                yield (
                    f"{place}: lời nhắc của ô dài {length} ký tự, Excel nhận nhiều nhất {limit}; "
                    "đề nghị rút gọn short, unit hoặc help"
                )


def _formula_faults(place: str, *formulas: str) -> Iterator[str]:
    longest, deepest = max(map(len, formulas)), max(map(depth, formulas))
    if longest > FORMULA_LENGTH * _ROOM:
        yield (
            f"{place}: công thức trong Excel dài {longest} ký tự, Excel nhận nhiều nhất {FORMULA_LENGTH}; "
            "đề nghị tách thành nhiều quy tắc hoặc rút gọn"
        )
    if deepest > FORMULA_DEPTH * _ROOM:
        yield (
            f"{place}: công thức trong Excel lồng nhau {deepest} tầng, Excel nhận nhiều nhất {FORMULA_DEPTH}; "
            "đề nghị tách thành nhiều quy tắc"
        )


def depth(formula: str) -> int:
    """How many brackets stand inside one another (texts left out)."""
    deepest = now = 0
    for number, piece in enumerate(formula.split('"')):
        if number % 2 == 0:
            for character in piece:
                now += (character == "(") - (character == ")")
                deepest = max(deepest, now)
    return deepest


def live_limits(form: Form) -> tuple[str, ...]:
    """Where the workbook cannot say what the office's check will say: for the author to know, nothing to mend."""
    return tuple(_limits(form))


def _limits(form: Form) -> Iterator[str]:
    if any(field.figure or field.type == "date" for field in form.inputs):
        yield (
            "Ô số, ô ngày gõ bằng chữ (“1.234”, “12 ha”, “không phát sinh”): biểu chỉ ghi “Để cơ quan đọc”; "
            "cơ quan tổng hợp đọc và ghi chú lại, hoặc hỏi lại."
        )
    for table in form.tables.values():
        for column in table.columns:
            place = f"tables.{table.id}.columns.{column.id}"
            if column.type == "percent":
                yield f"{place}: ô bị đổi sang định dạng phần trăm thì biểu thấy 0,0399; cơ quan tổng hợp đọc là 3,99."
            elif column.type in ("choice", "date"):
                yield f"{place}: ngoài danh sách thả xuống, cột này chỉ được kiểm tra ở cơ quan tổng hợp."
            elif column.required and not column.figure:
                yield f"{place}: dòng thiếu nội dung này chỉ được nhắc ở cơ quan tổng hợp."
