"""The words of an expression, in Excel's spelling or in ours: names, numbers, dates, signs, each with its column.

Two readings of one number are never chosen between in silence. A dot or a comma before two digits is a decimal mark;
``1.000`` is a thousand (Luật Kế toán 2003, art. 12(2); nobody writes a one so), ``1.125`` is asked, ``1.250.000`` is
clear. ``max(1,5)`` is asked, ``max(1; 5)``, ``max(1, 5)`` and ``max(1,5; 2)`` are clear.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from tonghop290.expressions.keywords import KEYWORDS
from tonghop290.expressions.operators import FUNCTIONS

__all__ = ["FIRST_DATE", "FUNCTION_WORDS", "Token", "tokens_of"]

FIRST_DATE = dt.date(1901, 1, 1)
FUNCTION_WORDS = {name: name for name in ("date", *FUNCTIONS)} | {
    "isblank": "blank",
    "trống": "blank",
    "tổng": "sum",
    "đếm": "count",
    "năm": "year",
    "ngày": "date",
}
"""What a function is called, in small letters → its name in the language."""
_SAME = {"=": "==", "<>": "!=", "≠": "!=", "≤": "<=", "≥": ">=", "×": "*", "÷": "/", "−": "-", "–": "-"}
_MEANT = {
    "=>": (">=", "ý đồng chí là '>='?"),
    "=<": ("<=", "ý đồng chí là '<='?"),
    "><": ("!=", "ý đồng chí là '<>'?"),
    "===": ("==", "ý đồng chí là '='?"),
    ":=": ("==", "ý đồng chí là '='?"),
    "> =": (">=", "viết liền '>='"),
    "< =": ("<=", "viết liền '<='"),
    "< >": ("!=", "viết liền '<>'"),
    "! =": ("!=", "viết liền '!='"),
    "= =": ("==", "viết liền '=='"),
    "&&": ("and", "ý đồng chí là 'AND' (VÀ)?"),
    "||": ("or", "ý đồng chí là 'OR' (HOẶC)?"),
    "&": ("and", "ý đồng chí là 'AND' (VÀ)?"),
    "|": ("or", "ý đồng chí là 'OR' (HOẶC)?"),
    "!": ("not", "ý đồng chí là 'NOT' (KHÔNG)?"),
    "**": ("*", "không có phép luỹ thừa, ghi a * a"),
    "^": ("*", "không có phép luỹ thừa, ghi a * a"),
    "//": ("/", "không có phép chia lấy phần nguyên; chia ghi '/'"),
}
"""Signs of other languages: what they are taken for, so that the rest is looked at too, and the way out."""
_RAW = re.compile(
    r"""(?P<space>\s+)
    |(?P<date>[0-9]{1,2}(?P<mark>[/.-])[0-9]{1,2}(?P=mark)[0-9]{4}(?![\w/])|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?!\w))
    |(?P<short>[0-9]{1,2}/[0-9]{1,2}/[0-9]{2}(?![\w/.,]))
    |(?P<number>(?:[0-9]+(?:[.,][0-9]+)*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?(?!\w))
    |(?P<wrong>[0-9]\w*)
    |(?P<name>[^\W\d]\w*)
    |(?P<label>\[[^\[\]]*\]|"[^"]*"|[“”„][^“”"]*[“”"]|[‘’][^‘’']*[‘’']|'[^']*')
    |(?P<sign>===|\*\*|//|&&|\|\||:=|[<>=!]\s+=|<\s+>|=[<>]|><|[<>=!]=|<>|[-+*/<>=(),;%.:&|!^≤≥≠×÷−–])
    |(?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
_OPEN = {"[": "dấu ngoặc vuông '[' chưa đóng", "]": "thừa dấu ngoặc vuông ']'"} | dict.fromkeys(
    "\"'“”„‘’", "dấu nháy chưa đóng"
)


@dataclass(frozen=True, slots=True)
class Token:
    """``kind``: number, date, name, label (in brackets or quotes), a keyword, a sign itself, or end.

    ``value``: of a number or date; ``apart``: a space stands before it.
    """

    kind: str
    text: str
    column: int
    value: Any = None
    apart: bool = False


def tokens_of(text: str, faults: list[str]) -> list[Token]:
    """The tokens, an end last; what is wrong goes to ``faults`` ("cột 3: …"), and something fitting stands for it."""
    made = [*_signs_read(_raw(text, faults), faults)]
    return [*_numbers_read(made, faults), Token("end", "", len(text) + 1)]


def _raw(text: str, faults: list[str]) -> Iterator[Token]:
    apart = False
    for found in _RAW.finditer(text):
        kind, said, column = found.lastgroup or "other", found.group(), found.start() + 1
        if kind == "mark":
            kind = "date"
        if kind == "space":
            apart = True
            continue
        if kind == "other":
            faults.append(f"cột {column}: {_OPEN.get(said, f'không hiểu ký tự {said!r}')}")
            return
        if kind == "wrong":
            faults.append(f"cột {column}: '{said}' không phải là số, cũng không phải là tên")
            kind = "number"
        yield Token(kind, said, column, apart=apart)
        apart = False


def _signs_read(raw: Iterator[Token], faults: list[str]) -> Iterator[Token]:
    told: set[str] = set()
    for token in raw:
        if token.kind == "sign":
            sign = " ".join(token.text.split())
            if sign in _MEANT:
                said = sign
                sign, reason = _MEANT[sign]
                if said not in told:
                    faults.append(f"cột {token.column}: '{token.text}' không có trong ngôn ngữ quy tắc; {reason}")
                told.add(said)
            yield replace(token, kind=_SAME.get(sign, sign))
        elif token.kind == "name":
            said = unicodedata.normalize("NFC", token.text)
            yield replace(token, kind=KEYWORDS.get(said.casefold(), "name"), text=said)
        elif token.kind == "label":
            yield _label(token, faults)
        elif token.kind in ("date", "short"):
            yield _date(token, faults)
        else:
            yield token


def _label(token: Token, faults: list[str]) -> Token:
    said = " ".join(token.text[1:-1].split())
    if token.text[0] != "[":
        found = _RAW.fullmatch(said)
        if found is not None and found["date"]:
            faults.append(f"cột {token.column}: ngày không đặt trong dấu nháy; ghi {said}")
            return Token("date", said, token.column, FIRST_DATE)
        if found is not None and found["number"]:
            faults.append(f"cột {token.column}: số không đặt trong dấu nháy; ghi {said}")
            return Token("number", said, token.column, 0.0)
    if not said:
        faults.append(
            f"cột {token.column}: trong {token.text} chưa có tên chỉ tiêu; xét ô để trống thì ghi TRỐNG([mã])"
        )
    if '"' in said and ("[" in said or "]" in said):
        faults.append(f"cột {token.column}: tên {said} có cả dấu nháy và ngoặc vuông; ghi mã chỉ tiêu")
    return replace(token, text=said)


def _date(token: Token, faults: list[str]) -> Token:
    parts = [int(part) for part in re.split(r"[/.-]", token.text)]
    year, month, day = parts if parts[0] > 31 else reversed(parts)
    value = FIRST_DATE
    try:
        if token.kind == "short":
            value = dt.date(2000 + year, month, day)
            faults.append(
                f"cột {token.column}: năm của '{token.text}' phải đủ bốn chữ số, ví dụ {value:%d/%m/%Y} "
                "(phép chia thì để cách quanh dấu /)"
            )
        else:
            value = dt.date(year, month, day)
            if value < FIRST_DATE:
                raise ValueError
    except ValueError:
        faults.append(f"cột {token.column}: không có ngày {token.text}; ngày ghi ngày/tháng/năm, từ năm 1901")
    return replace(token, kind="date", value=value)


# --- numbers ------------------------------------------------------------------------------------------------------


def _numbers_read(tokens: list[Token], faults: list[str]) -> Iterator[Token]:
    """Numbers by what stands around them: in the list of a function a comma may part two of them."""
    listed = _listed(tokens)
    for token, function in zip(tokens, listed, strict=True):
        if token.kind != "number" or token.value is not None:
            yield token
        elif "," in token.text and function == "date":
            yield from _parted(token)
        elif "," in token.text and function:
            one, other = token.text.replace(",", "; ", 1), token.text.split(",", 1)
            faults.append(
                f"cột {token.column}: '{token.text}' trong {function}(…) đọc được hai cách; ghi '{one}' nếu là "
                f"nhiều số, '{other[0]}.{other[1]}' nếu là số lẻ (hoặc ngăn các phần bằng dấu chấm phẩy)"
            )
            yield from _parted(token)
        else:
            yield replace(token, value=_number(token, faults))


def _listed(tokens: list[Token]) -> list[str]:
    """Of each token the function in whose list, parted by commas if at all, it stands; "" elsewhere."""
    parts: dict[int, bool] = {}
    opened: list[int] = []
    inside: list[int] = []
    for index, token in enumerate(tokens):
        if token.kind == ")" and opened:
            opened.pop()
        inside.append(opened[-1] if opened else -1)
        if token.kind == "(":
            opened.append(index)
        elif token.kind == ";" and opened:
            parts[opened[-1]] = True
    return [
        "" if at < 1 or parts.get(at) else _of_many(tokens[at - 1], tokens[at - 2] if at > 1 else None) for at in inside
    ]


def _of_many(called: Token, before: Token | None) -> str:
    """The name of what stands before a bracket, when it takes more than one argument."""
    operand = before is not None and before.kind in ("name", "number", "label", "date", ")", "%", "true", "false")
    if called.kind in ("and", "or", "if") and not operand:
        return called.text
    if called.kind != "name":
        return ""
    name = FUNCTION_WORDS.get(called.text.casefold(), called.text)
    return "" if name in FUNCTIONS and FUNCTIONS[name].most == 1 and name != "sum" else name


def _parted(token: Token) -> Iterator[Token]:
    column = token.column
    for index, part in enumerate(token.text.split(",")):
        if index:
            yield Token(",", ",", column - 1)
        yield Token("number", part, column, float(part) if part.isdigit() else 0.5)
        column += len(part) + 1


def _number(token: Token, faults: list[str]) -> float:
    text = token.text
    if text[0].isdigit() and not re.fullmatch(r"[0-9.,]+(?:[eE][+-]?[0-9]+)?", text):
        return 0.0  # told already
    value, other = _value(text)
    if value is None:
        faults.append(f"cột {token.column}: '{text}' {other}")
        return 0.0
    if not math.isfinite(value):
        faults.append(f"cột {token.column}: số quá lớn")
        return 0.0
    return value


def _value(text: str) -> tuple[float | None, str]:
    """The one reading of a number; or None, and what to write instead."""
    dots, commas = text.count("."), text.count(",")
    groups = re.split("[.,]", text)
    threes = 1 <= len(groups[0]) <= 3 and groups[0][:1] not in ("", "0") and all(len(one) == 3 for one in groups[1:])
    if dots + commas == 0 or "e" in text.casefold() and dots + commas <= 1:
        return float(text.replace(",", ".")), ""
    if dots + commas == 1 and not (threes and all(map(str.isdigit, groups))):
        return float(text.replace(",", ".")), ""
    if dots + commas == 1 and dots and groups[1] == "000":
        return float("".join(groups)), ""
    if dots + commas == 1:
        whole, decimal = "".join(groups), ",".join(groups)
        return None, f"đọc được hai cách; ghi {whole} nếu là hàng nghìn, {decimal}0 nếu là số lẻ"
    if not commas and threes:
        return float("".join(groups)), ""
    whole, _, decimals = text.partition(",")
    if commas == 1 and decimals.isdigit() and re.fullmatch(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+", whole):
        return float(whole.replace(".", "") + "." + decimals), ""
    return None, "không phải là một số; ghi ví dụ 1234,5 (không có dấu ngăn hàng nghìn)"
