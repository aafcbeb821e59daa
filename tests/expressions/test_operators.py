"""The operators on arrays of figures: three values of truth, decimals as people compare them, missing operands."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tonghop290.expressions.operators import FUNCTIONS, LOGIC, OPERATORS

# --- the array meaning --------------------------------------------------------------------------------------------

three = st.sampled_from([0.0, 1.0, np.nan])
values = st.one_of(st.just(np.nan), st.floats(-1e6, 1e6, allow_nan=False))


def one(operation: Any, *operands: float) -> float:
    return float(operation(np, *(np.array([operand]) for operand in operands))[0])


def logic(operator: str, *operands: float) -> float:
    return float(LOGIC[operator][1](np, [np.array([operand]) for operand in operands])[0])


def same(left: float, right: float) -> bool:
    return left == right or np.isnan(left) and np.isnan(right)


@given(three, three, three)
def test_and_and_or_know_nothing_where_a_part_is_missing(a: float, b: float, c: float) -> None:
    parts = (a, b, c)
    missing = any(np.isnan(part) for part in parts)
    assert same(logic("and", *parts), np.nan if missing else float(all(parts)))
    assert same(logic("or", *parts), np.nan if missing else float(any(parts)))
    assert same(logic("and", a, b), logic("and", b, a))
    assert same(logic("or", a, logic("or", b, c)), logic("or", logic("or", a, b), c))


@given(three, three)
def test_not_of_and_is_or_of_nots(a: float, b: float) -> None:
    def negated(part: float) -> float:
        return np.nan if np.isnan(part) else 1.0 - part

    assert same(negated(logic("and", a, b)), logic("or", negated(a), negated(b)))


@pytest.mark.parametrize("sign", OPERATORS)
@given(value=values)
def test_an_operator_of_something_missing_is_missing(sign: str, value: float) -> None:
    operator = OPERATORS[sign].arrays
    assert np.isnan(one(operator, np.nan, value)) and np.isnan(one(operator, value, np.nan))


@given(values, values)
def test_exactly_one_of_less_equal_and_greater_holds(a: float, b: float) -> None:
    known = not (np.isnan(a) or np.isnan(b))
    results = [one(OPERATORS[sign].arrays, a, b) for sign in ("<", "==", ">")]
    assert sum(results) == 1 if known else all(map(np.isnan, results))
    for sign, opposite in (("==", "!="), ("<", ">="), (">", "<=")):
        assert same(one(OPERATORS[sign].arrays, a, b), 1 - one(OPERATORS[opposite].arrays, a, b))


@pytest.mark.parametrize(
    ("sign", "a", "b", "result"),
    [
        ("==", 0.1 + 0.2, 0.3, 1.0),
        ("<=", 0.1 + 0.2, 0.3, 1.0),
        ("<", 0.3, 0.1 + 0.2, 0.0),
        ("==", 1.0, 1.000001, 0.0),
        ("==", 1.0, 1.0000004, 1.0),
        ("/", 1.0, 0.0, np.nan),
        ("/", 0.0, 0.0, np.nan),
        ("*", 1e200, 1e200, np.nan),
        ("-", 1.5, 2.0, -0.5),
        ("+", 1e308, 1e308, np.nan),
    ],
)
def test_decimals_compare_as_people_do_and_the_impossible_is_missing(
    sign: str, a: float, b: float, result: float
) -> None:
    assert same(one(OPERATORS[sign].arrays, a, b), result)


@pytest.mark.parametrize(
    ("function", "arguments", "result"),
    [
        ("round", (2.5,), 3.0),
        ("round", (-2.5,), -3.0),
        ("round", (2.675, 2.0), 2.68),
        ("round", (1.005, 2.0), 1.01),
        ("round", (1250.0, -2.0), 1300.0),
        ("round", (np.nan,), np.nan),
        ("abs", (-1.5,), 1.5),
        ("min", (2.0, 1.0, 3.0), 1.0),
        ("max", (2.0, np.nan), np.nan),
        ("year", (40234.0,), 2010.0),
        ("year", (43830.9,), 2019.0),
        ("year", (np.nan,), np.nan),
    ],
)
def test_functions_of_numbers(function: str, arguments: tuple[float, ...], result: float) -> None:
    assert same(one(FUNCTIONS[function].arrays, *arguments), result)


@pytest.mark.parametrize(
    ("function", "cells", "result"),
    [
        ("sum", [1.0, np.nan, 2.5], 3.5),
        ("sum", [np.nan, np.nan], np.nan),
        ("count", [1.0, np.nan, 0.0], 2.0),
        ("count", [np.nan], 0.0),
        ("min", [3.0, np.nan, 2.0], 2.0),
        ("max", [np.nan], np.nan),
        ("max", [-1.0, -2.0], -1.0),
    ],
)
def test_functions_of_tables_skip_empty_cells(function: str, cells: list[float], result: float) -> None:
    assert same(float(FUNCTIONS[function].arrays(np, np.array([cells]))[0]), result)


def test_every_operator_and_function_has_both_meanings() -> None:
    for entry in (*OPERATORS.values(), *FUNCTIONS.values()):
        assert callable(entry.arrays) and callable(entry.excel)
    assert [
        function
        for function, entry in FUNCTIONS.items()
        if not isinstance(entry.excel(["A1", "2"][: entry.most or 2]), str)
    ] == []
