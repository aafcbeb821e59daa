"""Jinja as somebody else's template may use it: what it may call, and how much it may compute.

Work is counted, never seconds, so that no healthy template is refused on a slow machine: the passages of loops, the
calls, the size of every text and list that is made. What goes beyond ends in :class:`TooMuch`. Opens Jinja: to be
imported inside of functions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, nodes, pass_context
from jinja2.exceptions import SecurityError, UndefinedError
from jinja2.parser import Parser
from jinja2.sandbox import ImmutableSandboxedEnvironment

from tonghop290.narrative.sandbox.counting import PRINTED, TICK, WEIGH, counting, refusals, refuse_many
from tonghop290.narrative.sandbox.jinja_words import jinja_words
from tonghop290.narrative.sandbox.sizes import Scales, TooMuch

__all__ = ["MORE_WORK", "MOST_WORK", "Sandbox", "line_of", "reason_of"]

MOST_WORK, MORE_WORK = 3_000_000, 2_000
"""Steps of one part of a report, and how many more for each entry of the lists it is given.

The shipped report of a district takes 900 steps a commune, which stands in four lists or more.
"""
_CALL, DEEPEST_CALL = 40, 20
"""Steps of a call; how deep macros call one another."""
_FILTERS = frozenset(
    {
        "abs",
        "attr",
        "batch",
        "capitalize",
        "center",
        "count",
        "d",
        "default",
        "dictsort",
        "e",
        "escape",
        "first",
        "float",
        "format",
        "groupby",
        "indent",
        "int",
        "items",
        "join",
        "last",
        "length",
        "list",
        "lower",
        "map",
        "max",
        "min",
        "reject",
        "rejectattr",
        "replace",
        "reverse",
        "round",
        "safe",
        "select",
        "selectattr",
        "slice",
        "sort",
        "string",
        "sum",
        "title",
        "trim",
        "truncate",
        "unique",
        "upper",
        "wordcount",
    }
)
_TEXT_METHODS = frozenset(
    {
        "capitalize",
        "casefold",
        "count",
        "endswith",
        "find",
        "index",
        "isalnum",
        "isalpha",
        "isdecimal",
        "isdigit",
        "islower",
        "isnumeric",
        "isspace",
        "istitle",
        "isupper",
        "join",
        "lower",
        "lstrip",
        "partition",
        "removeprefix",
        "removesuffix",
        "replace",
        "rfind",
        "rindex",
        "rpartition",
        "rsplit",
        "rstrip",
        "split",
        "splitlines",
        "startswith",
        "strip",
        "swapcase",
        "title",
        "upper",
    }
)
_LIST_METHODS = frozenset({"count", "get", "index", "items", "keys", "values"})


class _Report(Template):
    """A template whose renderings each begin with a whole budget."""

    def render(self, *words: Any, **named: Any) -> str:
        given = dict(*words, **named)
        self.environment.begin(given.values())  # type: ignore[attr-defined]  # a Sandbox's
        return super().render(given)


class Sandbox(ImmutableSandboxedEnvironment):
    """One template after the other: a budget of work that begins anew with each, and the source of the last."""

    template_class = _Report
    intercepted_binops = frozenset({"+", "*", "%", "**"})

    def __init__(self, functions: Mapping[str, Any], filters: Mapping[str, Callable[..., Any]]) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined, finalize=self._printed)
        self.source = ""
        self.begin()
        self.globals = dict(functions)
        kept = {name: one for name, one in self.filters.items() if name in _FILTERS} | dict(filters)
        self.filters = {name: self._guarded(name, one) for name, one in kept.items()}
        self.filters |= {WEIGH: self.weigh, TICK: pass_context(lambda _, cost: self.spend(cost))}
        tests: dict[str, Any] = self.tests
        self.tests = {name: self._guarded("", one) for name, one in tests.items()}

    def begin(self, given: Iterable[Any] = ()) -> None:
        """A whole budget again: larger where more is given to print."""
        self.scales = Scales(given)
        self.left, self.depth = MOST_WORK + self.scales.entries * MORE_WORK, 0

    # --- counting -------------------------------------------------------------------------------------------------

    def spend(self, steps: int) -> None:
        self.left -= steps
        if self.left < 0:
            raise TooMuch("mẫu tính toán quá nhiều; đề nghị bỏ bớt vòng lặp lồng nhau")

    def weigh(self, value: Any) -> Any:
        """The value; its size is counted, and a text or a list that is too large is refused."""
        if value is None or type(value) is str and len(value) < 64:
            self.left -= 1
        elif isinstance(value, str):
            self.spend(1 + (self.scales.fitting(len(value)) >> 6))
        else:
            self.spend(1 + (self.scales.size_of(value) >> 2))
        return value

    def _printed(self, value: Any) -> Any:
        if isinstance(value, str):
            self.spend(len(value) >> PRINTED)
        return self.weigh(value)

    def _guarded(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """A filter or a test whose operands and result are weighed."""
        first = int(hasattr(function, "jinja_pass_arg"))

        @wraps(function)  # with the mark that says what Jinja hands to it first
        def run(*operands: Any, **named: Any) -> Any:
            operands = tuple(self.weigh(self.scales.held(one)) for one in operands)
            named = {key: self.weigh(self.scales.held(one)) for key, one in named.items()}
            if name in self.scales.of_filters:
                self.scales.of_filters[name](*operands[first:], **named)
            return self.weigh(function(*operands, **named))

        return run

    # --- what a template may do -----------------------------------------------------------------------------------

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        ours = type(obj).__module__.startswith("tonghop290.") and not attr.startswith("_") and attr in vars(type(obj))
        if isinstance(obj, str):
            return attr in _TEXT_METHODS or ours
        if isinstance(obj, list | tuple | dict):
            return attr in _LIST_METHODS or ours
        return not isinstance(obj, int | float | bytes) and super().is_safe_attribute(obj, attr, value)

    def wrap_str_format(self, value: Any) -> None:
        """``"…".format`` is looked up as any other method of a text, and is none of those there are."""

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        self.scales.check_operation(operator, self.weigh(left), self.weigh(right))
        return self.weigh(super().call_binop(context, operator, left, right))

    def call(__self, __context: Any, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805 - named as Jinja's own
        args = tuple(__self.weigh(__self.scales.held(one)) for one in args)
        kwargs = {key: __self.weigh(__self.scales.held(one)) for key, one in kwargs.items()}
        text = getattr(__obj, "__self__", None)
        if isinstance(text, str):
            __self.scales.check_method(text, __obj.__name__, *args, **kwargs)
        __self.spend(_CALL)
        __self.depth += 1
        try:
            if __self.depth > DEEPEST_CALL:
                raise TooMuch(f"macro gọi lẫn nhau quá {DEEPEST_CALL} tầng")
            return __self.weigh(super().call(__context, __obj, *args, **kwargs))
        finally:
            __self.depth -= 1

    # --- from a text to a program ---------------------------------------------------------------------------------

    def from_string(self, source: Any, *more: Any, **named: Any) -> Template:
        self.source = source
        self.begin()
        return super().from_string(source, *more, **named)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        parser: Parser | None = None
        refuse_many(source)
        try:
            parser = Parser(self, source, name, filename)
            return parser.parse()
        except (RecursionError, ValueError) as error:  # ValueError: a number of more digits than Python reads
            reason = "số quá dài" if isinstance(error, ValueError) else "lồng nhau quá nhiều tầng"
            raise TemplateSyntaxError(reason, parser.stream.current.lineno if parser else 1) from None

    def _generate(self, source: nodes.Template, *more: Any, **named: Any) -> str:
        for line, reason in refusals(source):
            raise TemplateSyntaxError(reason, line)
        return super()._generate(self._watched(source), *more, **named)

    def _watched(self, tree: nodes.Template) -> nodes.Template:
        """The tree as it runs."""
        return counting(tree)

    def _compile(self, source: str, filename: str) -> Any:
        try:
            return super()._compile(source, filename)
        except (SyntaxError, RecursionError, MemoryError):
            raise TemplateSyntaxError("lồng nhau quá nhiều tầng", 1) from None


def line_of(error: BaseException) -> int | None:
    """The line of the template an error came from (from 1)."""
    line: int | None = getattr(error, "lineno", None)
    step = error.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_filename == "<template>":
            line = step.tb_lineno
        step = step.tb_next
    return line


def reason_of(error: Exception) -> str:
    """Why a template cannot be filled, in Vietnamese."""
    match error:
        case TooMuch():
            return str(error)
        case TemplateSyntaxError():
            return f"thẻ viết chưa đúng ({jinja_words(error.message)})"
        case SecurityError():
            return f"mẫu không được dùng cách viết này ({error})"
        case UndefinedError():
            return f"có tên không dùng được ({error})"
    return f"thẻ không tính được ({error})"
