"""A frozen value is in everything what the standard library's own would be."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from tonghop290.frozen import dataclass

WAYS = (dataclasses.dataclass, dataclass)


def made(decorator: Callable[..., Any], *, kw_only: bool) -> Any:
    @decorator(frozen=True, slots=True, kw_only=kw_only)
    class Kept:
        """What is kept."""

        name: str
        size: int = 3
        parts: list[int] = dataclasses.field(default_factory=list)
        aside: str = dataclasses.field(default="", compare=False)
        hidden: str = dataclasses.field(default="", repr=False)
        found: dict[str, str] = dataclasses.field(default_factory=dict, hash=False)

    return Kept


def outcome(act: Callable[[], object]) -> object:
    try:
        return act()
    except (TypeError, AttributeError) as error:
        return type(error), str(error)


ACTS: dict[str, Callable[[Any], object]] = {
    "signature": lambda kind: str(inspect.signature(kind)),
    "fields": lambda kind: [(one.name, one.type, one.kw_only, one.repr) for one in dataclasses.fields(kind)],
    "shown": lambda kind: repr(kind(name="a", hidden="b")),
    "by place": lambda kind: repr(kind("a", 4)),
    "without its name": lambda kind: kind(),
    "with another": lambda kind: kind(name="a", other=1),
    "equal": lambda kind: (kind(name="a", aside="x") == kind(name="a"), kind(name="a") == kind(name="b")),
    "never another kind": lambda kind: kind(name="a") == ("a", 3, [], "", "", {}),
    "counted": lambda kind: hash(kind(name="a", parts=(), aside="x")) == hash(kind(name="a", parts=())),
    "not to be counted": lambda kind: hash(kind(name="a")),
    "its own list": lambda kind: kind(name="a").parts is kind(name="a").parts,
    "set": lambda kind: setattr(kind(name="a"), "size", 4),
    "deleted": lambda kind: delattr(kind(name="a"), "size"),
    "replaced": lambda kind: repr(dataclasses.replace(kind(name="a"), size=9)),
    "as a dict": lambda kind: dataclasses.asdict(kind(name="a")),
    "copied": lambda kind: repr(copy.deepcopy(kind(name="a", parts=[1]))),
    "matched": lambda kind: kind.__match_args__,
    "slots": lambda kind: (kind.__slots__, hasattr(kind(name="a"), "__dict__")),
    "told": lambda kind: kind.__doc__,
}


@pytest.mark.parametrize("kw_only", [True, False], ids=["by name", "by place"])
@pytest.mark.parametrize("act", ACTS)
def test_it_does_what_the_standard_one_does(act: str, kw_only: bool) -> None:
    theirs, ours = (outcome(partial(ACTS[act], made(way, kw_only=kw_only))) for way in WAYS)
    assert ours == theirs


@dataclass(frozen=True, slots=True)
class Alone:
    only: int

    def __repr__(self) -> str:
        return "its own"


def test_it_travels_and_keeps_its_own_methods() -> None:
    value = pickle.loads(pickle.dumps(Alone(1)))
    assert (value, repr(value), hash(value)) == (Alone(1), "its own", hash(Alone(1)))


@pytest.mark.parametrize("way", WAYS, ids=["standard", "ours"])
def test_another_frozen_class_may_extend_it(way: Callable[..., Any]) -> None:
    @way(frozen=True, slots=True)
    class More(Alone):
        more: int = 2

    with pytest.raises(dataclasses.FrozenInstanceError):
        More(1).more = 3  # type: ignore[misc]
    assert (More(1).only, More(1) == More(1, 2)) == (1, True)
