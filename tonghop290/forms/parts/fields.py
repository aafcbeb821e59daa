"""Fields and tables of a definition."""

from __future__ import annotations

import datetime as dt
import keyword
import re
from collections.abc import Iterable, Mapping
from typing import Any, get_args

from tonghop290.expressions.operators import FUNCTIONS
from tonghop290.expressions.parse import ExpressionFault, parse_expression
from tonghop290.expressions.tree import Node, Number
from tonghop290.forms.faults import Part, is_number, parsed, shown
from tonghop290.forms.glossary import Glossary
from tonghop290.forms.parts.choices import read_choices
from tonghop290.forms.parts.comparisons import comparison_keys
from tonghop290.forms.parts.lists import read_labels
from tonghop290.model import FIGURE_TYPES, AddUp, Codelist, Field, FieldType, Range, Table, TableRow, Total

__all__ = ["check_kind", "read_field", "read_table"]

_ID = re.compile(r"[a-z][a-z0-9_]{0,60}")
_CELL_LIKE = re.compile(r"[a-z]{1,3}[0-9]{1,7}|[rc][0-9]*|r[0-9]*c[0-9]*")
PROMPT_LIMIT = 255  # Excel: a data-validation prompt or message
OFFICE_SETTINGS = ("figures_date",)
"""What of the office's settings a field can be filled in with beforehand, beside those only the form knows."""
ROLES = ("", "signer", "signer title", "preparer")
TYPE_WORDS = {
    "số nguyên": "integer",
    "số": "decimal",
    "number": "decimal",
    "số thập phân": "decimal",
    "số lẻ": "decimal",
    "phần trăm": "percent",
    "tỷ lệ": "percent",
    "%": "percent",
    "ngày": "date",
    "lựa chọn": "choice",
    "danh sách": "choice",
    "chữ": "text",
    "chữ dài": "long text",
}
_RESERVED = {"value", "expected", "difference", "date", "true", "false", *FUNCTIONS, *keyword.kwlist}
_RESERVED_TABLES = {"rule", "typed", "unreadable", "broken"}  # prefixes of the judged frame's own columns
_RESERVED_COLUMNS = {"row", "file"}
MOST_ROWS = 500
_FORMERLY = "formerly"


def read_field(
    id: str,
    part: Part,
    *,
    column: bool = False,
    names: Glossary | None = None,
    lists: Mapping[str, Codelist] | None = None,
    given: Iterable[str] = (),
) -> Field:
    """One field (or, with ``column``, one column of a table); faults go to the part's list.

    ``given``: the settings only this form knows.
    """
    check_id(id, part, _RESERVED_COLUMNS if column else ())
    kind: FieldType = part.one_of("type", get_args(FieldType), "decimal", required=True, words=TYPE_WORDS)
    by_kind = part if part.content.get("type") == kind else part.unheard()
    hard, usual, usual_for = _ranges(by_kind, kind)
    _check_fitting(by_kind, kind, column, formula := _formula(part, names))
    field = Field(
        id=id,
        **_called(id, part, column),
        unit=_unit(by_kind, kind, column),
        type=kind,
        section=part.text("section", required=not column),
        decimals=_decimals(by_kind, kind),
        required=part.truth("required"),
        hard=hard,
        usual=usual,
        usual_for=usual_for,
        **read_choices(by_kind, kind, lists or {}),
        **_filled(part, given, column),
        total=_total(part, kind if by_kind is part else "", names),
        formula=formula,
        **_ways(part),
        sentence="" if column else part.text("sentence"),
        **({} if column else comparison_keys(by_kind, kind)),
        blank_number=part.text("blank"),
    )
    part.no_more()
    return field


def _called(id: str, part: Part, column: bool) -> dict[str, Any]:
    """What people know it by."""
    label = part.line("label", id, required=True)
    return {
        "code": part.line("code", required=not column),
        "number": part.text("number"),
        "label": label,
        "short": part.line("short", label),
        "help": _help(part),
        "labels": read_labels(part),
        "helps": read_labels(part, "helps"),
    }


def _filled(part: Part, given: Iterable[str], column: bool) -> dict[str, Any]:
    """Who fills it in, with what, since when, and what it is to the report."""
    return {
        "drops": part.texts("drops"),
        "drops_after": part.texts("drops_after"),
        "since": "" if column else part.line("since"),
        "role": "" if column else part.one_of("role", ROLES, ""),
        "default": part.text("default"),
        "filled_by": part.one_of("filled_by", ("sender", "office", "register"), "sender"),
        "office": part.one_of("office", ("", *OFFICE_SETTINGS, *given), ""),
    }


def _ways(part: Part) -> dict[str, Any]:
    """How its answers are taken: answered by "Không áp dụng" or "Không có số liệu", held against others, counted in
    words."""
    asked = {"not_applicable": False, "no_data": True, "compared": True, "counted": False}
    return {key: part.truth(key, default) for key, default in asked.items()}


def _unit(part: Part, kind: str, column: bool) -> str:
    unit = part.line("unit")
    if unit and kind in ("text", "long text", "choice"):
        part.fault("unit", f"kiểu {kind} không có đơn vị tính; chỉ tiêu là số thì đổi type, là chữ thì bỏ unit")
    if kind in FIGURE_TYPES and not unit and not column:
        part.fault("unit", "còn thiếu đơn vị tính")
    return unit


def _help(part: Part) -> str:
    help = part.text("help")
    if len(help) > PROMPT_LIMIT:
        part.fault("help", f"dài {len(help)} ký tự; Excel chỉ hiện {PROMPT_LIMIT}")
    return help


def _decimals(part: Part, kind: str) -> int:
    decimals = part.whole("decimals", 0)
    if decimals and kind not in ("decimal", "percent") or not 0 <= decimals <= 6:
        part.fault("decimals", f"{decimals} không dùng được cho kiểu {kind}")
        return 0
    return decimals


def _check_fitting(part: Part, kind: str, column: bool, formula: Node | None) -> None:
    """Settings that only some kinds of fields have."""
    if formula is not None:
        _check_derived(part, kind, column)
    if kind not in FIGURE_TYPES or column or formula is not None:
        told = {"not_applicable": part.content.get("not_applicable"), "no_data": part.content.get("no_data") is False}
        for key in (key for key, said in told.items() if said):
            part.fault(key, "chỉ dùng cho chỉ tiêu là số, có cột Trạng thái")
    if part.content.get("other_allowed") and kind != "choice":
        part.fault("other_allowed", f"chỉ dùng cho kiểu choice, không dùng cho kiểu {kind}")


def _check_derived(part: Part, kind: str, column: bool) -> None:
    if kind not in FIGURE_TYPES:
        part.fault("formula", "chỉ dùng cho chỉ tiêu là số")
    if column:
        part.fault("formula", "cột của bảng không có công thức")
    for key in ("required", "hard", "usual", "usual_for", "default"):
        if part.content.get(key):
            part.fault(key, "chỉ tiêu tự tính không có mục này (cần thì viết một quy tắc)")


def check_name(id: str, part: Part) -> None:
    """A name of what is never a name in Excel: small ASCII letters, digits and _."""
    if not _ID.fullmatch(id):
        part.fault("", f"mã '{id}' chỉ được gồm chữ thường không dấu, chữ số và dấu _, bắt đầu bằng chữ")
    elif keyword.iskeyword(id):
        part.fault("", f"'{id}' là từ dành riêng")


def check_id(id: str, part: Part, reserved: Iterable[str] = ()) -> None:
    """An id becomes a defined name in Excel: small ASCII letters, digits and _, and nothing that looks like a cell."""
    if not _ID.fullmatch(id):
        check_name(id, part)
    elif _CELL_LIKE.fullmatch(id):
        part.fault("", f"Excel không nhận '{id}' làm tên vì giống địa chỉ ô")
    elif id in _RESERVED or id in reserved:
        part.fault("", f"'{id}' là từ dành riêng")


def _ranges(part: Part, kind: str) -> tuple[Range | None, Range | None, tuple[tuple[str, Range], ...]]:
    """``hard``, ``usual`` and ``usual_for``; what is usual lies inside what is possible."""
    hard, usual, usual_for = _range(part, "hard", kind), _range(part, "usual", kind), _usual_for(part, kind)
    for place, one in (("usual", usual), *((f"usual_for.{unit}", range) for unit, range in usual_for)):
        if hard and one:
            _inside(part, place, hard, one)
    return hard, usual, usual_for


def _usual_for(part: Part, kind: str) -> tuple[tuple[str, Range], ...]:
    """Kind of unit → its usual range."""
    inner = part.part("usual_for")
    ranges = ((check_kind(inner, unit, unit), _range(inner, unit, kind)) for unit in inner.content)
    return tuple((unit, range) for unit, range in ranges if range is not None)


def check_kind(part: Part, key: str, kind: str) -> str:
    """The word a kind of unit is known by ("phường"): small letters, as in the list of units."""
    if not kind or kind != " ".join(kind.casefold().split()):
        part.fault(key, f"{shown(kind)} không phải là loại đơn vị viết thường, như trong danh sách đơn vị")
    return kind


def _range(part: Part, key: str, kind: str) -> Range | None:
    value = part.raw(key)
    if value is None:
        return None
    if kind not in (*FIGURE_TYPES, "date"):
        part.fault(key, f"kiểu {kind} không có khoảng giá trị")
        return None
    fits = _is_day if kind == "date" else is_number
    if not isinstance(value, list) or len(value) != 2 or not all(map(fits, value)):
        what = "[2010-02-25, 2030-12-31]" if kind == "date" else "[thấp nhất, cao nhất]"
        part.fault(key, f"{_listed(value)} phải là {what}{_unquoted(value, kind)}")
        return None
    low, high = value
    if low > high:
        part.fault(key, f"{_as_text(low)} lớn hơn {_as_text(high)}: đầu khoảng lớn hơn cuối khoảng")
        return None
    return Range(low=low, high=high) if kind == "date" else Range(low=float(low), high=float(high))


def _unquoted(value: Any, kind: str) -> str:
    """The way out for a range in words ("0-100", ["0", "1.000"], ["31/12/2019", …])."""
    texts = re.split(r"\s*(?:-|–|÷|;|\.\.+|đến|tới)\s*", value) if isinstance(value, str) else value
    if not isinstance(texts, list):
        return ""
    if not any(isinstance(one, str) for one in texts):
        return ""
    if kind == "date" or len(texts) != 2:
        return f": hai {'ngày' if kind == 'date' else 'số'}, không đặt trong nháy"
    try:
        made = [parse_expression(str(one)) for one in texts]
    except ExpressionFault:
        return ": hai số, không đặt trong nháy"
    numbers = [f"{one.value:g}" for one in made if isinstance(one, Number)]
    return f"; ý đồng chí là [{', '.join(numbers)}]?" if len(numbers) == 2 else ": hai số, không đặt trong nháy"


def _is_day(value: object) -> bool:
    return type(value) is dt.date and value.year > 1900


def _listed(value: Any) -> str:
    if isinstance(value, list) and len(value) < 8:
        return f"[{', '.join(str(one)[:30] for one in value)}]"
    return shown(value)


def _inside(part: Part, key: str, hard: Range, usual: Range) -> None:
    (low, high), (lowest, highest) = _limits(usual), _limits(hard)
    found = []
    if low < lowest:
        found.append(f"{_as_text(usual.low)} nhỏ hơn {_as_text(hard.low)}")
    if high > highest:
        found.append(f"{_as_text(usual.high)} lớn hơn {_as_text(hard.high)}")
    if found:
        part.fault(key, f"{', '.join(found)} của khoảng hard")


def _limits(range: Range) -> tuple[Any, Any]:
    return range.days if isinstance(range.low, dt.date) else range.numbers


def _as_text(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) and abs(value) < 1e6 else str(value)


def _formula(part: Part, names: Glossary | None) -> Node | None:
    text = part.text("formula")
    return parsed(part, "formula", lambda: parse_expression(text, names)) if text else None


def _total(part: Part, kind: str, names: Glossary | None) -> Total:
    """How a field adds up; ``kind`` "": not known, and nothing is said of it."""
    inner = part.part("total")
    if not inner.content:
        return Total()
    how: AddUp = inner.one_of("how", get_args(AddUp), "none", required=True)
    total = Total(
        how=how,
        weight=_named(inner, "weight", names),
        numerator=_named(inner, "numerator", names),
        denominator=_named(inner, "denominator", names),
        scale=inner.number("scale", 1.0),
    )
    inner.no_more()
    for key, hows in (
        ("weight", ("mean",)),
        ("numerator", ("ratio",)),
        ("denominator", ("ratio",)),
        ("scale", ("ratio",)),
    ):
        if key in inner.content and how not in hows:
            inner.fault(key, f"không dùng cho cách cộng {how}")
    if how == "mean" and not total.weight:
        inner.fault("weight", "còn thiếu chỉ tiêu làm trọng số")
    if how == "ratio" and not (total.numerator and total.denominator):
        inner.fault("", "tỷ lệ cần cả numerator và denominator")
    if how in ("sum", "mean", "ratio") and kind not in ("", *FIGURE_TYPES):
        inner.fault("how", f"kiểu {kind} không cộng được")
    if how == "latest" and kind not in ("", "date"):
        inner.fault("how", "latest chỉ dùng cho ngày")
    return total


def _named(part: Part, key: str, names: Glossary | None) -> str | None:
    """A field by its id, its code or its label."""
    written = part.text(key)
    return (names.id_of(written) if names else written) or None


def read_table(id: str, part: Part, lists: Mapping[str, Codelist]) -> Table:
    """One table; its columns are read like fields, with faults at ``tables.x.columns.y``."""
    check_id(id, part, _RESERVED_TABLES)
    columns_part = part.part("columns")
    columns = tuple(
        read_field(name, columns_part.part(name), column=True, lists=lists) for name in columns_part.content
    )
    if not columns:
        part.fault("columns", "bảng chưa có cột nào")
    rows, (prefilled, formerly) = _rows(part), _prefilled(part, columns)
    table = Table(
        id=id,
        code=part.line("code", required=True),
        number=part.text("number"),
        label=part.line("label", required=True),
        labels=read_labels(part),
        help=part.text("help"),
        helps=read_labels(part, "helps"),
        section=part.text("section", required=True),
        sheet=part.one_of("sheet", ("detail", "words"), "detail"),
        columns=columns,
        rows=rows,
        blank_rows=part.whole("blank_rows"),
        prefilled=prefilled,
        formerly=formerly,
        totals=part.truth("totals"),
        columns_apart=part.truth("columns_apart"),
    )
    if rows and (prefilled or table.blank_rows):
        part.fault("", "bảng có dòng cố định thì không có blank_rows hay prefilled")
    if not rows and not 0 < len(prefilled) + table.blank_rows <= MOST_ROWS:
        part.fault("blank_rows", f"bảng cần từ 1 đến {MOST_ROWS} dòng, kể cả dòng ghi sẵn")
    if not rows and table.totals:
        part.fault("totals", "chỉ bảng có dòng cố định mới có dòng tổng")
    if rows and any(column.type not in FIGURE_TYPES for column in columns):
        part.fault("columns", "bảng có dòng cố định chỉ gồm cột số")
    part.no_more()
    return table


def _rows(part: Part) -> tuple[TableRow, ...]:
    """The rows whose labels are printed."""
    rows: list[TableRow] = []
    for row in part.parts("rows"):
        made = TableRow(
            id=row.text("id", required=True),
            code=row.line("code", required=True),
            label=row.line("label", required=True),
            labels=read_labels(row),
        )
        check_id(made.id, row)
        if made.id in {other.id for other in rows}:
            row.fault("id", f"'{made.id}' dùng hơn một lần")
        rows.append(made)
        row.no_more()
    return tuple(rows)


def _prefilled(
    part: Part, columns: tuple[Field, ...]
) -> tuple[tuple[dict[str, str], ...], tuple[tuple[str, str], ...]]:
    """The rows that stand in a free table beforehand: column id → text; and what some of them were before."""
    names = {column.id for column in columns}
    prefilled, formerly = [], []
    for row in part.parts("prefilled"):
        prefilled.append({name: row.text(name) for name in row.content if name in names})
        row.known |= names
        if _FORMERLY not in names and (before := row.text(_FORMERLY)):
            formerly.append((before, prefilled[-1].get(columns[0].id, "") if columns else ""))
            if len(columns) != 1:
                row.fault(_FORMERLY, "chỉ dùng cho bảng có một cột")
        row.no_more()
    return tuple(prefilled), tuple(formerly)
