"""A template's tree looked at before it runs, and made to count while it runs.

Opens Jinja: to be imported inside of functions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from jinja2 import TemplateSyntaxError, nodes
from jinja2.visitor import NodeTransformer

__all__ = ["PRINTED", "TICK", "WEIGH", "counting", "refusals", "refuse_many"]

DEEPEST_LOOP, DEEPEST_TREE, MOST_NODES = 10, 100, 40_000
MOST_TAGS, LONGEST_TAGS = 20_000, 400_000
"""Tags of a template, and their characters together; the shipped ones have 300 with 7,000."""
PRINTED = 4
"""2**4 printed characters are a step."""
WEIGH, TICK = "·weigh", "·tick"
"""Filters with names that no template can write."""
_TAG = re.compile(r"\{[{%#].*?(?:[}%#]\}|\Z)", re.DOTALL)


def refuse_many(source: str) -> None:
    """Errors: TemplateSyntaxError for more tags, or longer ones, than any report needs."""
    count = length = 0
    for tag in _TAG.finditer(source):
        count, length = count + 1, length + len(tag[0])
        if count > MOST_TAGS or length > LONGEST_TAGS:
            reason = f"có quá {MOST_TAGS} thẻ" if count > MOST_TAGS else f"các thẻ dài quá {LONGEST_TAGS} ký tự"
            raise TemplateSyntaxError(reason, source.count("\n", 0, tag.start()) + 1)


def refusals(tree: nodes.Template) -> Iterator[tuple[int, str]]:
    """What no template may hold, each with its line: other files, loops that call themselves, what is too deep."""
    count, level = 0, list[tuple[nodes.Node, int]]([(tree, 0)])
    for _ in range(DEEPEST_TREE):
        count += len(level)
        for node, loops in level:
            reason = _refused(node, loops)
            if reason:
                yield node.lineno, reason
        level = [
            (child, loops + isinstance(node, nodes.For)) for node, loops in level for child in node.iter_child_nodes()
        ]
        if count + len(level) > MOST_NODES:
            yield level[0][0].lineno, f"mẫu có quá {MOST_NODES} thẻ và phép tính"
            return
    if level:
        yield level[0][0].lineno, f"thẻ lồng nhau quá {DEEPEST_TREE} tầng"


def _refused(node: nodes.Node, loops: int) -> str:
    match node:
        case nodes.Include() | nodes.Import() | nodes.FromImport() | nodes.Extends():
            return "mẫu không được gọi tệp khác"
        case nodes.Block():
            return "mẫu không dùng được {% block %}"
        case nodes.For(recursive=True):
            return "vòng lặp không được gọi lại chính nó (recursive)"
        case nodes.For() if loops >= DEEPEST_LOOP:
            return f"vòng lặp lồng nhau quá {DEEPEST_LOOP} tầng"
    return ""


class _Counting(NodeTransformer):
    """Bodies of loops and macros tick; what is joined, made or compared is weighed."""

    def visit_For(self, node: nodes.For) -> Any:
        return self._ticking(node)

    def visit_Macro(self, node: nodes.Macro) -> Any:
        return self._ticking(node)

    def visit_CallBlock(self, node: nodes.CallBlock) -> Any:
        return self._ticking(node)

    def _ticking(self, node: Any) -> Any:
        cost = _cost(node.body)
        self.generic_visit(node)
        node.body.insert(0, nodes.ExprStmt(_filter(nodes.Const(cost, lineno=node.lineno), TICK), lineno=node.lineno))
        if isinstance(node, nodes.For) and node.test is not None:
            tick = nodes.Not(_filter(nodes.Const(3, lineno=node.lineno), TICK), lineno=node.lineno)
            node.test = nodes.And(tick, node.test, lineno=node.lineno)
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:
        self.generic_visit(node)
        node.nodes = [one if isinstance(one, nodes.Const) else _filter(one, WEIGH) for one in node.nodes]
        return _filter(node, WEIGH)

    def visit_Compare(self, node: nodes.Compare) -> nodes.Node:
        self.generic_visit(node)
        node.expr = _filter(node.expr, WEIGH)
        return node

    def visit_Getitem(self, node: nodes.Getitem) -> nodes.Node:
        self.generic_visit(node)
        return _filter(node, WEIGH) if isinstance(node.arg, nodes.Slice) else node

    def visit_Operand(self, node: nodes.Operand) -> nodes.Node:
        self.generic_visit(node)
        node.expr = _filter(node.expr, WEIGH)
        return node

    def visit_List(self, node: nodes.List) -> nodes.Node:
        return _filter(self.generic_visit(node), WEIGH)

    def visit_Dict(self, node: nodes.Dict) -> nodes.Node:
        return _filter(self.generic_visit(node), WEIGH)

    def visit_Tuple(self, node: nodes.Tuple) -> nodes.Node:
        self.generic_visit(node)
        return _filter(node, WEIGH) if node.ctx == "load" else node


def counting(tree: nodes.Template) -> nodes.Template:
    """The same template, which counts what it does."""
    made: nodes.Template = _Counting().visit(tree)
    return made


def _filter(node: Any, name: str) -> nodes.Filter:
    return nodes.Filter(node, name, [], [], None, None, lineno=node.lineno)


def _cost(body: Iterable[nodes.Node]) -> int:
    """Steps of one passage: nodes, and the text that is printed; loops and macros inside count for themselves."""
    cost, left = 4, [*body]
    while left:
        node = left.pop()
        cost += 1 + (len(node.data) >> PRINTED if isinstance(node, nodes.TemplateData) else 0)
        left += [] if isinstance(node, nodes.For | nodes.Macro) else node.iter_child_nodes()
    return cost
