"""What a form's author gets wrong although every single line is right: found by looking at the whole definition.

Faults that make a definition unusable are found on loading (``forms/load.py``); these are the rest. What cannot be
known from the definition alone (what the rules do, what the Word templates print, how long Excel's formulas become)
comes in as values.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from tonghop290.excel import TITLE_LENGTH
from tonghop290.expressions.kinds import kind_of
from tonghop290.expressions.tree import columns_of, comparison_sides, names_of, principal_comparison, source_of
from tonghop290.model import Field, Form, Rule
from tonghop290.text.nearest import suggestion

__all__ = ["lint_form"]


def lint_form(
    form: Form,
    *,
    unbreakable: Collection[str] = (),
    unkept: Collection[str] = (),
    broken_when_blank: Collection[str] = (),
    untried: Sequence[str] = (),
    printed: Collection[str] | None = None,
    documents: Mapping[str, Sequence[str]] | None = None,
    workbook: Sequence[str] = (),
) -> tuple[str, ...]:
    """Every fault with its place and its remedy, in the order of the definition; empty when there is none.

    ``unbreakable``, ``unkept``, ``broken_when_blank``: ids of rules that no value breaks, that are broken by every
    value found, that an unanswered form breaks; ``untried``: of those nobody has tried. ``printed``: names the Word
    templates use (None: not known, nothing is called unused). ``documents``: template → its faults. ``workbook``:
    faults of the workbook (Excel's limits).
    """
    lines = [line for rule in form.rules for line in _rule(form, rule, unbreakable, unkept, broken_when_blank)]
    if untried:
        lines.append(
            f"rules: các quy tắc đan vào nhau quá nhiều nên {len(untried)} quy tắc chưa được thử xem có giá trị nào "
            f"làm sai (từ {untried[0]}); đề nghị bớt hoặc tách quy tắc"
        )
    lines += _labels(form)
    lines += (*_parameters(form), *_lists(form))
    if printed is not None:
        lines += _unused(form, printed)
    for name, faults in (documents or {}).items():
        lines += [f"{name}: {fault}" for fault in faults]
    return tuple(dict.fromkeys((*lines, *workbook)))


def _rule(
    form: Form, rule: Rule, unbreakable: Collection[str], unkept: Collection[str], broken_when_blank: Collection[str]
) -> Iterator[str]:
    place = f"rules.{rule.id}"
    if rule.id in unbreakable:
        yield (
            f"{place}.test: không tìm được giá trị nào trong các khoảng hard làm sai quy tắc này; đề nghị sửa lại phép "
            "so sánh hoặc bỏ quy tắc"
        )
    if rule.id in unkept:
        yield (
            f"{place}.test: không tìm được giá trị nào giữ đúng quy tắc này cùng các quy tắc khác; đề nghị xem lại "
            "phép so sánh"
        )
    if rule.id in broken_when_blank:
        yield (
            f"{place}.test: biểu chưa điền đã sai quy tắc này; đề nghị thêm điều kiện, ví dụ “… if not blank(…) else "
            "True”"
        )
    comparison = principal_comparison(rule.test)
    arithmetic = comparison is not None and all(
        kind_of(side, form.is_date) != "truth" for side in comparison_sides(comparison)
    )
    if arithmetic and not rule.message.slots:
        named = next((name for name in names_of(rule.test) if name in form.fields), "…")
        yield f"{place}.message: thông báo không nêu số nào; đề nghị ghi số của người gửi, ví dụ {{{named}}}"
    known = _looked_at(form, rule)
    for id in rule.at:
        if id not in known:
            close = suggestion(id, [name for name in known if name in form.fields])
            yield f"{place}.at: quy tắc không xét chỉ tiêu '{id}'{close}"
    twin = next(
        (other for other in form.rules if other.id != rule.id and source_of(other.test) == source_of(rule.test)), None
    )
    if twin is not None and form.rules.index(twin) < form.rules.index(rule):
        yield f"{place}.test: giống hệt rules.{twin.id}; đề nghị bỏ một quy tắc"


def _looked_at(form: Form, rule: Rule) -> tuple[str, ...]:
    """Everything a rule rests on: fields, derived fields and what they are derived from, tables, parameters."""
    found: list[str] = [column.table for column in columns_of(rule.test)]
    left = list(names_of(rule.test))
    while left:
        name = left.pop(0)
        if name not in found:
            found.append(name)
            formula = form.fields[name].formula if name in form.fields else None
            left += names_of(formula) if formula is not None else ()
    return tuple(found)


def _labels(form: Form) -> Iterator[str]:
    """Labels are a witness when a return is read, and the titles of Excel's own messages."""
    seen: dict[str, Field] = {}
    for field in form.fields.values():
        same = seen.setdefault(field.label.casefold(), field)
        if same is not field:
            yield (
                f"fields.{field.id}.label: trùng với fields.{same.id}; khi nhận về sẽ không phân biệt được hai dòng "
                "theo nhãn"
            )
        if len(field.short) > TITLE_LENGTH and not field.derived:
            yield (
                f"fields.{field.id}.short: dài {len(field.short)} ký tự; Excel chỉ hiện {TITLE_LENGTH} ký tự ở đầu "
                "khung nhắc, đề nghị ghi short ngắn hơn"
            )
        if field.required and not field.help:
            yield f"fields.{field.id}.help: còn thiếu lời giải thích cho người điền"


def _parameters(form: Form) -> Iterator[str]:
    expressions = [
        *(rule.test for rule in form.rules),
        *(slot.expression for rule in form.rules for slot in rule.message.slots),
        *(field.formula for field in form.derived if field.formula is not None),
    ]
    used = {name for expression in expressions for name in names_of(expression)}
    for name in form.parameters:
        if name not in used:
            yield f"parameters.{name}: không quy tắc hay công thức nào dùng; đề nghị bỏ"


def _lists(form: Form) -> Iterator[str]:
    """Lists nobody chooses from, and answers after which there is nothing to choose."""
    choosing = [(f"fields.{field.id}", field, form.above(field)) for field in form.fields.values()]
    for table in form.tables.values():
        place = f"tables.{table.id}.columns"
        choosing += [(f"{place}.{column.id}", column, form.above(column, table)) for column in table.columns]
    for id in form.lists:
        if all(field.codelist != id for _, field, _ in choosing):
            yield f"lists.{id}: không chỉ tiêu nào dùng danh sách này; đề nghị bỏ"
    for place, field, above in choosing:
        parents = {parent for _, parent in field.belongs}
        for choice in above.choices if above is not None and parents else ():
            if choice not in parents:
                yield (
                    f"{place}.depends_on: chọn '{choice}' thì không còn mục nào; đề nghị thêm vào danh sách "
                    f"{field.codelist} mục thuộc '{choice}'"
                )


def _unused(form: Form, printed: Collection[str]) -> Iterator[str]:
    """Figures, dates, choices and tables that no rule looks at, no document prints and nothing is added up with.

    Words are for people to read: who filled in the form, whom to ring up.
    """
    used = {name for rule in form.rules for name in _looked_at(form, rule)} | set(printed)
    for field in form.fields.values():
        used |= {part for part in (field.total.weight, field.total.numerator, field.total.denominator) if part}
        used |= {field.compared_with, field.id} if field.compared_with or field.change_usual else set()
        used |= set(names_of(field.formula)) if field.formula is not None else set()
    for field in form.fields.values():
        if field.id not in used and field.type not in ("text", "long text") and field.total.how == "none":
            yield f"fields.{field.id}: không quy tắc, tài liệu hay cách cộng nào dùng đến; đề nghị bỏ chỉ tiêu này"
    for table in form.tables.values():
        if table.id not in used and all(column.total.how == "none" for column in table.columns):
            yield f"tables.{table.id}: không quy tắc hay tài liệu nào dùng đến; đề nghị bỏ bảng này"
