"""A sandbox whose text has its figures marked: whatever a template makes of a figure keeps the figure's name.

Texts that are compared, measured or looked up stay as they are read; beside each goes the same with marks, made by the
same operation. What gives another text ("10.661" without its dot) or another number (a sum, a length) is a figure of
its own, named for how it was made. Opens Jinja: to be imported inside of functions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import wraps
from typing import Any

from jinja2 import nodes
from jinja2.runtime import markup_join
from jinja2.visitor import NodeTransformer

from tonghop290.narrative.controls.marks import spans, unmarked, wrap
from tonghop290.narrative.controls.told import Told, Words, marked, origin_of
from tonghop290.narrative.sandbox.jinja import Sandbox

__all__ = ["Marking"]

_JOIN = "·join"
"""A filter with a name that no template can write."""
_SILENT = frozenset({"list", "select", "selectattr", "reject", "rejectattr", "sort", "string", "safe", "reverse"})
"""Filters that are no part of a name: what is counted or added up is the table's all the same."""


class _Count(int):
    """A whole number made of figures."""

    _origin: str

    @property
    def _marked(self) -> str:
        return wrap(str(int(self)), self._origin)


class _Amount(float):
    """A number made of figures."""

    _origin: str

    @property
    def _marked(self) -> str:
        return wrap(str(float(self)), self._origin)


class _Rows(list[Any]):
    """Rows of a table, chosen or put in order."""

    _origin: str


class Marking(Sandbox):
    """The same budget, the same rules; see the module."""

    def __init__(self, functions: Mapping[str, Any], filters: Mapping[str, Callable[..., Any]]) -> None:
        super().__init__(functions, filters)
        own: dict[str, Any] = self.filters
        own[_JOIN] = lambda parts: self.weigh(_joined(parts))

    def _printed(self, value: Any) -> Any:
        value = super()._printed(value)
        return marked(value) if origin_of(value) or isinstance(value, Told) else value

    def _guarded(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        plain = super()._guarded(name, function)
        if not name:
            return plain
        first = int(hasattr(function, "jinja_pass_arg"))

        @wraps(function)
        def run(*operands: Any, **named: Any) -> Any:
            operands = tuple(self.scales.held(one) for one in operands)
            result = plain(*operands, **named)

            def again(*own: Any, **others: Any) -> Any:
                return function(*operands[:first], *own, **others)

            return self._kept(result, again, operands[first:], named, name, "{origin}|{name}")

        return run

    def call(__self, __context: Any, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805 - named as Jinja's own
        result = super().call(__context, __obj, *args, **kwargs)
        owner, name = getattr(__obj, "__self__", None), getattr(__obj, "__name__", "")
        if isinstance(owner, str):

            def again(own: Any, *others: Any, **named: Any) -> Any:
                return getattr(str(own), name)(*others, **named)

            return __self._kept(result, again, (owner, *args), kwargs, name, "{origin}.{name}")
        return __self._kept(result, __obj, args, kwargs, name, "{name}({origin})")

    intercepted_binops = Sandbox.intercepted_binops | {"-", "/", "//"}

    def getattr(self, obj: Any, attribute: str) -> Any:
        value = super().getattr(obj, attribute)
        return _renamed(value, f"{origin_of(obj)}.{attribute}") if isinstance(obj, str) and origin_of(obj) else value

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        result = super().call_binop(context, operator, left, right)

        def again(first: Any, second: Any) -> Any:
            return first % second if operator == "%" else first + second

        name = "".join((origin_of(left) or str(left), operator, origin_of(right) or str(right)))
        return self._kept(result, again, (left, right), {}, name, "{name}")

    def _watched(self, tree: nodes.Template) -> nodes.Template:
        return super()._watched(_Joining().visit(tree))

    def _kept(
        self,
        result: Any,
        again: Callable[..., Any],
        operands: Iterable[Any],
        named: Mapping[str, Any],
        name: str,
        how: str,
    ) -> Any:
        """The result of an operation with the names of its operands. ``again``: does it on marked texts; ``how``: what
        the result is called where it is a figure of its own."""
        carriers = [one for one in _all_of((*operands, *named.values())) if origin_of(one) or isinstance(one, Told)]
        if not carriers or result is None or isinstance(result, bool | Told) or origin_of(result):
            return result
        origin = ",".join(dict.fromkeys(found for one in carriers if (found := origin_of(one) or _only(one))))
        if origin and name not in _SILENT:
            origin = how.format(origin=origin, name=name)
        if type(result) not in (str, Words):
            return _renamed(self.scales.held(result), origin)
        text = _again(again, operands, named)
        if text is not None and unmarked(text) == result and {*spans(text)} <= {*_figures(carriers)}:
            return Told.of(text) if text != result else result
        return Told.of(wrap(result, origin)) if origin and len(carriers) == 1 else result


class _Joining(NodeTransformer):
    """Texts joined by ``~`` are joined with their marks."""

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:
        self.generic_visit(node)
        parts = nodes.List(node.nodes, lineno=node.lineno)
        return nodes.Filter(parts, _JOIN, [], [], None, None, lineno=node.lineno)


def _joined(parts: Iterable[Any]) -> Any:
    parts = list(parts)
    if any(hasattr(part, "__html__") for part in parts):
        return markup_join([marked(part) if not hasattr(part, "__html__") else part for part in parts])
    text = "".join(map(marked, parts))
    plain = unmarked(text)
    return Told.of(text) if text != plain else plain


def _all_of(values: Iterable[Any]) -> Iterator[Any]:
    """The values, and what lies in lists among them."""
    for value in values:
        yield value
        if isinstance(value, list | tuple):
            yield from (one for one in value if isinstance(one, str))


def _figures(carriers: Iterable[Any]) -> Iterator[tuple[str, str]]:
    for one in carriers:
        yield from spans(marked(one)) if not isinstance(one, list) else ()


def _only(value: Any) -> str:
    """The name of the figure a text is, as a whole; "" for any other."""
    found = [*spans(marked(value))] if isinstance(value, Told) else []
    return found[0][0] if len(found) == 1 and found[0][1] == value else ""


def _marked_too(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return type(value)(map(_marked_too, value)) if type(value) in (list, tuple) else [*map(_marked_too, value)]
    return marked(value) if isinstance(value, str) or origin_of(value) else value


def _again(again: Callable[..., Any], operands: Iterable[Any], named: Mapping[str, Any]) -> str | None:
    """The marked text of an operation; None where it is none for marked texts."""
    try:
        made = again(*map(_marked_too, operands), **{key: _marked_too(one) for key, one in named.items()})
    except Exception:  # noqa: BLE001 - a template's own functions: whatever they cannot do, they cannot do it marked
        return None
    return made if isinstance(made, str) else None


def _renamed(value: Any, origin: str) -> Any:
    """A number, a number in words, or rows, under a name."""
    if not origin or isinstance(value, bool):
        return value
    if isinstance(value, str) and getattr(value, "_origin", None) == "":
        value._origin = origin  # type: ignore[attr-defined]  # a figure that nobody has named
        return value
    made: Any
    if type(value) is list:
        made = _Rows(value)
    elif isinstance(value, int):
        made = _Count(value)
    elif isinstance(value, float):
        made = _Amount(value)
    elif type(value) is str:
        return Told.of(wrap(value, origin))
    else:
        return value
    made._origin = origin
    return made
