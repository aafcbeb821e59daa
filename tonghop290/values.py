"""Frozen values as :func:`dataclasses.dataclass` makes them, without compiling each method of each kind.

A command defines a hundred kinds of values before it does anything, and the standard library compiles seven methods of
each from text: a fifth of the processor time of ``status``. Here ``__init__`` alone is compiled, when the first value
is made; the other methods are the same functions for all kinds.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass"]

_standard = dataclasses.dataclass
_KEY, _HASHED, _SHOWN = "__value_key__", "__value_hashed__", "__value_shown__"
"""What of a value is compared, what of that is hashed, and the names of what is shown."""

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(**asked: bool) -> Callable[[Any], Any]:
        """As the standard library's; which makes what is asked for otherwise than ``frozen=True, slots=True``, inherits
        or looks at itself when made."""

        def make(kind: Any) -> Any:
            usual = asked.get("frozen") and asked.get("slots") and not asked.keys() - {"frozen", "slots", "kw_only"}
            if not usual or hasattr(kind, "__post_init__") or any(map(dataclasses.is_dataclass, kind.__mro__[1:])):
                return _standard(**asked)(kind)
            return _made(kind, kw_only=asked.get("kw_only", False))

        return make


def _made(kind: Any, *, kw_only: bool) -> Any:
    """The kind anew, with places for its fields alone and the methods of a frozen value."""
    kind.__doc__ = kind.__doc__ or kind.__name__  # without one, its signature is worked out
    kind = _standard(init=False, repr=False, eq=False, kw_only=kw_only)(kind)
    params, fields = kind.__dataclass_params__, dataclasses.fields(kind)
    params.init = params.repr = params.eq = params.frozen = True
    places = tuple(field.name for field in fields)
    compared = [field.name for field in fields if field.compare]
    hashed = [field.name for field in fields if (field.compare if field.hash is None else field.hash)]
    body = {
        "__init__": _first_init,
        "__repr__": _repr,
        "__eq__": _eq,
        "__hash__": _hash,
        **{name: own for name, own in vars(kind).items() if name not in (*places, "__dict__", "__weakref__")},
        "__slots__": places,
        "__setattr__": _no_setting,
        "__delattr__": _no_deleting,
        "__getstate__": _state,
        "__setstate__": _set_state,
        _KEY: staticmethod(attrgetter(*compared) if compared else type),
        _HASHED: staticmethod(attrgetter(*hashed) if hashed else type),
        _SHOWN: tuple(field.name for field in fields if field.repr),
    }
    made = type(kind)(kind.__name__, kind.__bases__, body)
    made.__qualname__ = kind.__qualname__
    return made


def _first_init(self: Any, /, *given: Any, **named: Any) -> None:
    """Stands in for ``__init__`` until the first value of a kind is made."""
    kind = next(kind for kind in type(self).__mro__ if vars(kind).get("__init__") is _first_init)
    init = _init_of(kind)
    setattr(kind, "__init__", init)  # noqa: B010 - mypy holds that an instance is meant
    init(self, *given, **named)


def _init_of(kind: Any) -> Any:
    """``__init__`` of a kind, compiled of its fields: each is set as the place of that name is."""
    fields: Sequence[dataclasses.Field[Any]] = dataclasses.fields(kind)
    known: dict[str, Any] = {"missing": dataclasses.MISSING}
    head, named, lines = ["self"], list[str](), list[str]()
    for number, field in enumerate(fields):
        usual = field.default
        if field.default_factory is not dataclasses.MISSING:
            usual, known[f"make{number}"] = known["missing"], field.default_factory
            lines.append(f"if {field.name} is missing: {field.name} = make{number}()")
        known[f"usual{number}"], known[f"set{number}"] = usual, vars(kind)[field.name].__set__
        has_usual = field.default is not field.default_factory  # both are missing where there is none
        said = f"{field.name}=usual{number}" if has_usual else field.name
        (named if field.kw_only else head).append(said)
        lines.append(f"set{number}(self, {field.name})")
    heads = ", ".join([*head, *(["*", *named] if named else [])])
    exec(f"def __init__({heads}):\n " + "\n ".join(lines or ["pass"]), known)  # noqa: S102 - names of our own fields
    made = known["__init__"]
    made.__qualname__ = f"{kind.__qualname__}.__init__"
    return made


def _repr(self: Any) -> str:
    shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in getattr(self, _SHOWN))
    return f"{type(self).__qualname__}({shown})"


def _eq(self: Any, other: object) -> Any:
    key = getattr(self, _KEY)
    return key(self) == key(other) if other.__class__ is self.__class__ else NotImplemented


def _hash(self: Any) -> int:
    return hash(getattr(self, _HASHED)(self))


def _no_setting(self: Any, name: str, _: object) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _no_deleting(self: Any, name: str) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[Any]:
    return [getattr(self, name) for name in type(self).__slots__]


def _set_state(self: Any, state: Sequence[Any]) -> None:
    for name, value in zip(type(self).__slots__, state, strict=True):
        object.__setattr__(self, name, value)
