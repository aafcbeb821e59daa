"""A kind of values made by ``values.dataclass`` is one of the standard library's, but for how it is compiled."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from collections.abc import Callable
from dataclasses import field
from typing import Any

import pytest

from tonghop290 import values


def kinds_of(dataclass: Callable[..., Any]) -> list[type]:
    """The same kinds of values, made by either."""

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Named:
        """With everything a field may say."""

        a: int
        b: str = "x"
        c: tuple[int, ...] = field(default_factory=lambda: (1, 2), repr=False)
        d: float = field(default=0.5, compare=False)
        e: dict[str, int] = field(default_factory=dict, hash=False)

    @dataclass(frozen=True, slots=True)
    class Given:
        a: int
        b: str = "x"

        @property
        def both(self) -> str:
            return f"{self.a}{self.b}"

    @dataclass(frozen=True, slots=True)
    class Checked:
        a: int

        def __post_init__(self) -> None:
            if self.a < 0:
                raise ValueError(self.a)

        def __str__(self) -> str:
            return "own"

    @dataclass(frozen=True, slots=True)
    class Empty:
        """Nothing."""

    return [Named, Given, Checked, Empty]


OURS, THEIRS = kinds_of(values.dataclass), kinds_of(dataclasses.dataclass)
Named, Given, Checked, Empty = OURS
TRIED: list[tuple[int, tuple[Any, ...], dict[str, Any]]] = [
    (0, (), {"a": 1}),
    (0, (), {"a": 1, "b": "y", "c": (), "d": 2.0}),
    (0, (), {"b": "y"}),
    (0, (1,), {}),
    (0, (), {"a": 1, "f": 2}),
    (0, (), {"a": 1, "e": {"b": 2}}),
    (1, (1,), {}),
    (1, (1, "y"), {}),
    (1, (1,), {"b": "y"}),
    (1, (), {}),
    (1, (1, 2, 3), {}),
    (2, (1,), {}),
    (2, (-1,), {}),
    (3, (), {}),
]


def seen(kinds: list[type], number: int, given: tuple[Any, ...], named: dict[str, Any]) -> Any:
    try:
        value = kinds[number](*given, **named)
    except (TypeError, ValueError) as error:
        return type(error)
    twin = kinds[number](*given, **named)
    for name in ("a", "nothing"):
        with pytest.raises((AttributeError, TypeError)):
            setattr(value, name, 1)
        with pytest.raises((AttributeError, TypeError)):
            delattr(value, name)
    return (
        repr(value).replace("kinds_of.<locals>.", ""),
        str(value),
        hash(value) == hash(twin),
        value == twin,
        value == 1,
        value != kinds[number - 1],
        dataclasses.astuple(value),
        [one.name for one in dataclasses.fields(value)],
        dataclasses.asdict(value),
        dataclasses.replace(value, **named) == value if not given else None,
        copy.copy(value) == value,
        kinds[number].__slots__,  # type: ignore[attr-defined]  # both have places alone
        kinds[number].__match_args__,  # type: ignore[attr-defined]
        hasattr(value, "__dict__"),
    )


@pytest.mark.parametrize(("number", "given", "named"), TRIED, ids=repr)
def test_a_value_is_what_the_standard_library_makes(number: int, given: tuple[Any, ...], named: dict[str, Any]) -> None:
    assert seen(OURS, number, given, named) == seen(THEIRS, number, given, named)


def test_what_is_compared_is_what_fields_say() -> None:
    assert Named(a=1, d=1.0) == Named(a=1, d=2.0) != Named(a=2)
    assert len({Named(a=1), Named(a=1, d=3.0), Given(1), Given(2)}) == 3


def test_values_of_ours_travel_between_processes() -> None:
    from tonghop290.model import Range, Unit

    unit = Unit(code="1", name="A")
    assert pickle.loads(pickle.dumps([unit, Range(low=1, high=2)])) == [unit, Range(low=1, high=2)]


def test_what_is_asked_otherwise_the_standard_library_makes() -> None:
    @values.dataclass(slots=True)
    class Open:
        a: int

    one = Open(1)
    one.a = 2
    assert one == Open(2)
