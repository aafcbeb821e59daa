"""Rules of a definition, and the check of every expression against the fields it names."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from tonghop290.expressions.kinds import kind_of, misfits
from tonghop290.expressions.message import parse_message
from tonghop290.expressions.operators import FUNCTIONS
from tonghop290.expressions.parse import parse_expression
from tonghop290.expressions.tree import (
    Call,
    Name,
    Node,
    TableColumn,
    children,
    columns_of,
    names_of,
    principal_comparison,
    source_of,
)
from tonghop290.forms.faults import Part, parsed
from tonghop290.forms.glossary import Glossary
from tonghop290.forms.parts.fields import check_kind
from tonghop290.forms.toml.written_out import Size, beyond, size_of
from tonghop290.model import FIGURE_TYPES, PERIOD_DAYS, Field, Rule, Table
from tonghop290.text.nearest import suggestion

__all__ = ["Vocabulary", "read_rule"]

SEVERITY_WORDS = {
    "lỗi": "error",
    "loi": "error",
    "sai": "error",
    "nặng": "error",
    "cảnh báo": "warning",
    "canh bao": "warning",
    "nhắc": "warning",
    "nhẹ": "warning",
}
_RULE_ID = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,30}")


class Vocabulary:
    """What an expression may name."""

    def __init__(
        self,
        fields: Mapping[str, Field],
        tables: Mapping[str, Table],
        parameters: Mapping[str, float],
        names: Glossary,
        *,
        unsure: Collection[str] = (),
    ) -> None:
        """``names``: what codes and labels stand for; ``unsure``: fields whose type is a fault of its own."""
        self.fields, self.tables, self.parameters, self.names = fields, tables, parameters, names
        self.unsure = frozenset(unsure)
        self._written_out: dict[str, Size] = {}

    def check(self, node: Node, part: Part, key: str) -> None:
        """Every unknown or unfitting name in the expression, and every sum of apples and pears, becomes a fault at
        ``key``."""
        before = len(part.faults.lines)
        self._seen: set[tuple[str, str]] = set()
        self._check(node, part, key, inside="")
        if len(part.faults.lines) == before and self.unsure.isdisjoint(names_of(node)):
            for misfit in dict.fromkeys(misfits(node, self.is_date)):
                part.fault(key, misfit)

    def write_out(self, id: str, formula: Node, part: Part) -> None:
        """A derived field can be written out where it is named; where it cannot, it is a fault, told once."""
        size = size_of(formula, self._written_out)
        too_large = beyond(size)
        if too_large:
            part.fault("formula", too_large)
        else:
            self._written_out[id] = size

    def check_size(self, part: Part, key: str, *expressions: Node) -> None:
        """What stands at ``key`` can be written out in Excel."""
        sizes = [size_of(one, self._written_out) for one in expressions]
        too_large = beyond(Size(sum(one.parts for one in sizes), max((one.levels for one in sizes), default=0)))
        if too_large:
            part.fault(key, too_large)

    def is_date(self, name: str) -> bool:
        return self.fields[name].type == "date" if name in self.fields else name in PERIOD_DAYS

    def _check(self, node: Node, part: Part, key: str, inside: str) -> None:
        match node:
            case Name(name):
                if (name, inside) not in self._seen:
                    self._seen.add((name, inside))
                    self._name(name, part, key, inside)
            case TableColumn(table, column):
                self._column(table, column, part, key, inside)
            case Call(function, arguments):
                takes = FUNCTIONS[function].takes
                single_table = takes == "table" and len(arguments) == 1
                for argument in arguments:
                    self._check(argument, part, key, "table" if single_table else function if takes == "field" else "")
            case _:
                for child in children(node):
                    self._check(child, part, key, "")

    def close(self, name: str, ids: Iterable[str]) -> str:
        """ "; ý đồng chí là '…'?" among ids, or codes and labels."""
        return suggestion(name, (*ids, *self.names.known))

    def _name(self, name: str, part: Part, key: str, inside: str) -> None:
        if name in self.unsure and inside != "table":
            return
        if inside == "table":
            if name in self.fields:
                part.fault(key, f"'{name}' là một chỉ tiêu, không phải bảng; cộng nhiều chỉ tiêu thì ghi a + b")
            elif name not in self.tables:
                part.fault(key, f"không có bảng '{name}'{self.close(name, self.tables)}")
            elif not any(column.type in FIGURE_TYPES for column in self.tables[name].columns):
                part.fault(key, f"bảng '{name}' không có cột số nào")
            return
        if name in self.tables:
            column = next((one.id for one in self.tables[name].columns if one.type in FIGURE_TYPES), "cột")
            part.fault(key, f"'{name}' là bảng; chỉ dùng trong sum, count, min, max, ví dụ sum({name}.{column})")
            return
        field = self.fields.get(name)
        if field is None:
            if name not in self.parameters or inside:
                known = [*self.fields, *([] if inside else self.parameters)]
                part.fault(key, f"không có chỉ tiêu '{name}'{self.close(name, known) or _cell_like(name)}")
            return
        if inside == "typed" and not field.derived:
            part.fault(key, f"typed chỉ dùng cho chỉ tiêu tự tính, '{name}' là ô nhập")
        if inside == "blank" and field.derived:
            part.fault(key, f"blank chỉ dùng cho ô nhập, '{name}' là chỉ tiêu tự tính")
        if not inside and field.type not in (*FIGURE_TYPES, "date"):
            part.fault(key, f"'{name}' là chữ; quy tắc chỉ tính với số và ngày (hoặc dùng blank({name}))")

    def _column(self, table: str, column: str, part: Part, key: str, inside: str) -> None:
        if inside != "table":
            part.fault(key, f"'{table}.{column}' chỉ dùng trong sum, count, min, max")
        elif table not in self.tables:
            part.fault(key, f"không có bảng '{table}'{suggestion(table, self.tables)}")
        else:
            names = {known.id: known for known in self.tables[table].columns}
            if column not in names:
                part.fault(key, f"bảng '{table}' không có cột '{column}'{suggestion(column, names)}")
            elif names[column].type not in FIGURE_TYPES:
                part.fault(key, f"cột '{table}.{column}' không phải là số")


def _cell_like(name: str) -> str:
    """The way out for who named a cell of the sheet."""
    return "; ở đây ghi mã chỉ tiêu, không ghi địa chỉ ô" if re.fullmatch(r"[A-Z]{1,3}[1-9][0-9]{0,6}", name) else ""


def read_rule(id: str, part: Part, words: Vocabulary) -> Rule | None:
    """One rule, or None when its test cannot be read (the faults say why)."""
    severity = part.one_of("severity", ("error", "warning"), "error", required=True, words=SEVERITY_WORDS)
    missing = part.one_of("missing", ("skip", "zero"), "skip")
    test_text, message_text = part.text("test", "True", required=True), part.text("message", required=True)
    at = _pointed_at(part, words)
    kinds = tuple(check_kind(part, "for", kind) for kind in part.texts("for"))
    if not _RULE_ID.fullmatch(id):
        part.fault("", f"mã quy tắc '{id}' chỉ được gồm chữ không dấu, chữ số và dấu _, bắt đầu bằng chữ")
    label, fix, source = part.text("label", required=True), part.text("fix", required=True), part.text("source")
    part.no_more()
    test = parsed(part, "test", lambda: parse_expression(test_text, words.names))
    if test is None:
        return None
    _check_test(test, part, words)
    comparison = principal_comparison(test)
    message = parsed(part, "message", lambda: parse_message(message_text, comparison=comparison, names=words.names))
    if message is None:
        return None
    words.check_size(part, "message", *(slot.expression for slot in message.slots))
    for slot in message.slots:
        words.check(slot.expression, part, "message")
        if kind_of(slot.expression, words.is_date) == "truth":
            part.fault("message", f"{{{source_of(slot.expression)}}} không phải là số hay ngày")
    return Rule(
        id=id,
        label=label,
        test=test,
        severity=severity,
        message=message,
        fix=fix,
        at=at,
        missing=missing,
        source=source,
        kinds=kinds,
    )


def _pointed_at(part: Part, words: Vocabulary) -> tuple[str, ...]:
    """The fields whose cells the message points to."""
    at = tuple(words.names.id_of(name) for name in part.texts("at"))
    if not at and part.content.get("at", []) == []:
        part.fault("at", "còn thiếu chỉ tiêu mà thông báo chỉ vào")
    for name in at:
        if name in words.tables:
            part.fault("at", f"'{name}' là bảng; thông báo chỉ vào được chỉ tiêu")
        elif name not in words.fields:
            part.fault("at", f"không có chỉ tiêu '{name}'{words.close(name, words.fields)}")
    if len(set(at)) < len(at):
        part.fault("at", "có chỉ tiêu ghi hai lần")
    return at


def _check_test(test: Node, part: Part, words: Vocabulary) -> None:
    before = len(part.faults.lines)
    words.check(test, part, "test")
    if len(part.faults.lines) > before:
        return
    words.check_size(part, "test", test)
    if kind_of(test, words.is_date) != "truth":
        part.fault("test", "quy tắc phải là một phép so sánh, ví dụ [CT1] <= [CT2]")
    elif not set(names_of(test)) - set(words.parameters) and not columns_of(test):
        part.fault("test", "quy tắc không xét chỉ tiêu nào")
