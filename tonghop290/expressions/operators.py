"""One table of the rule language's operators and functions, each with its two meanings side by side.

The array meaning works on float64 arrays, one number a return, NaN "missing"; it receives the array module as its first
argument, so that the ground floor needs no library. The Excel meaning joins formula texts; an error value is "missing".
Adding a function to the language is one line in :data:`FUNCTIONS` (and its kind in ``kinds.py`` when it gives no
number).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tonghop290.excel import EXCEL_EPOCH

__all__ = ["COMPARED_DECIMALS", "EXCEL_EPOCH", "FUNCTIONS", "Function", "LOGIC", "OPERATORS", "Operator"]

COMPARED_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Operator:
    """``excel`` joins two formula texts; ``arrays`` takes the array module and two float arrays (NaN = missing).

    Every formula text stands for one operand already: a number, a cell, a call, or something in brackets.
    """

    excel: Callable[[str, str], str]
    arrays: Callable[[Any, Any, Any], Any]


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the language. ``takes`` says what its arguments are:

    ``numbers`` expressions; ``table`` one table or table column (or, for min and max, two or more expressions);
    ``field`` the name of one field. For tables ``arrays`` gets the cells of the column as one 2-d float array
    (returns × cells, NaN where empty); for fields the array the evaluator prepared for this function.
    """

    least: int
    most: int | None
    takes: str
    excel: Callable[[list[str]], str]
    arrays: Callable[..., Any]


def _arithmetic(operate: Callable[[Any, Any], Any]) -> Callable[[Any, Any, Any], Any]:
    """What gives no finite number is missing, as Excel's #DIV/0! and #NUM! are."""

    def calculate(np: Any, a: Any, b: Any) -> Any:
        with np.errstate(all="ignore"):
            result = operate(a, b)
        return np.where(np.isfinite(result), result, np.nan)

    return calculate


def _compared(test: Callable[[Any, Any], Any]) -> Callable[[Any, Any, Any], Any]:
    def compare(np: Any, a: Any, b: Any) -> Any:
        with np.errstate(all="ignore"):
            gap = a - b
        gap = np.where(np.abs(gap) < 0.5 / 10**COMPARED_DECIMALS, 0.0, gap)
        return np.where(np.isfinite(gap), test(np, gap), np.nan)

    return compare


def _excel_compare(sign: str) -> Callable[[str, str], str]:
    return lambda a, b: f"(ROUND({a}-{b},{COMPARED_DECIMALS}){sign}0)"


def _round_half_away(np: Any, x: Any, digits: Any = 0.0) -> Any:
    scale = 10.0**digits
    with np.errstate(all="ignore"):
        scaled = np.abs(x) * scale
        return np.sign(x) * np.floor(scaled + 0.5 + 1e-12 * np.maximum(scaled, 1.0)) / scale


def _over_cells(np: Any, cells: Any, reduce: str) -> Any:
    """Reduce a (returns × cells) array along its cells; a return without any number there is missing."""
    known = ~np.isnan(cells)
    some = known.any(axis=1)
    if reduce == "sum":
        result = np.where(known, cells, 0.0).sum(axis=1)
    elif reduce == "min":
        result = np.where(known, cells, np.inf).min(axis=1, initial=np.inf)
    else:
        result = np.where(known, cells, -np.inf).max(axis=1, initial=-np.inf)
    return np.where(some, result, np.nan)


def _extreme(reduce: str) -> Callable[..., Any]:
    def extreme(np: Any, *operands: Any) -> Any:
        if len(operands) == 1:
            return _over_cells(np, operands[0], reduce)
        pick = np.minimum if reduce == "min" else np.maximum
        result = operands[0]
        for operand in operands[1:]:
            result = pick(result, operand)
        return result

    return extreme


def _excel_extreme(name: str) -> Callable[[list[str]], str]:
    def extreme(arguments: list[str]) -> str:
        inside = ",".join(arguments)
        if len(arguments) == 1:
            return f"IF(COUNT({inside})=0,NA(),{name}({inside}))"
        return f"{name}({inside})"

    return extreme


def _year(np: Any, serial: Any) -> Any:
    known = ~np.isnan(serial)
    days = np.where(known, serial, 0.0).astype("int64")
    years = (np.datetime64(EXCEL_EPOCH, "D") + days).astype("datetime64[Y]").astype("int64") + 1970
    return np.where(known, years.astype("float64"), np.nan)


def _logic(np: Any, operands: list[Any], all_of: bool) -> Any:
    stacked = np.vstack(operands)
    missing = np.isnan(stacked).any(axis=0)
    truth = (stacked != 0).all(axis=0) if all_of else (stacked != 0).any(axis=0)
    return np.where(missing, np.nan, truth)


OPERATORS: dict[str, Operator] = {
    "+": Operator(lambda a, b: f"({a}+{b})", _arithmetic(lambda a, b: a + b)),
    "-": Operator(lambda a, b: f"({a}-{b})", _arithmetic(lambda a, b: a - b)),
    "*": Operator(lambda a, b: f"({a}*{b})", _arithmetic(lambda a, b: a * b)),
    "/": Operator(lambda a, b: f"({a}/{b})", _arithmetic(lambda a, b: a / b)),
    "==": Operator(_excel_compare("="), _compared(lambda np, gap: gap == 0)),
    "!=": Operator(_excel_compare("<>"), _compared(lambda np, gap: gap != 0)),
    "<": Operator(_excel_compare("<"), _compared(lambda np, gap: gap < 0)),
    "<=": Operator(_excel_compare("<="), _compared(lambda np, gap: gap <= 0)),
    ">": Operator(_excel_compare(">"), _compared(lambda np, gap: gap > 0)),
    ">=": Operator(_excel_compare(">="), _compared(lambda np, gap: gap >= 0)),
}

LOGIC: dict[str, tuple[str, Callable[[Any, list[Any]], Any]]] = {
    "and": ("AND", lambda np, operands: _logic(np, operands, True)),
    "or": ("OR", lambda np, operands: _logic(np, operands, False)),
}

FUNCTIONS: dict[str, Function] = {
    "abs": Function(1, 1, "numbers", lambda a: f"ABS({a[0]})", lambda np, x: np.abs(x)),
    "round": Function(1, 2, "numbers", lambda a: f"ROUND({a[0]},{a[1] if len(a) > 1 else 0})", _round_half_away),
    "min": Function(1, None, "table", _excel_extreme("MIN"), _extreme("min")),
    "max": Function(1, None, "table", _excel_extreme("MAX"), _extreme("max")),
    "sum": Function(
        1,
        1,
        "table",
        lambda a: f"IF(COUNT({a[0]})=0,NA(),SUM({a[0]}))",
        lambda np, cells: _over_cells(np, cells, "sum"),
    ),
    "count": Function(
        1, 1, "table", lambda a: f"COUNT({a[0]})", lambda np, cells: (~np.isnan(cells)).sum(axis=1).astype("float64")
    ),
    "year": Function(1, 1, "numbers", lambda a: f"YEAR({a[0]})", _year),
    "blank": Function(1, 1, "field", lambda a: a[0], lambda np, prepared: prepared),
    "typed": Function(1, 1, "field", lambda a: a[0], lambda np, prepared: prepared),
}
