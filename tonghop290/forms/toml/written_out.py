"""How large an expression becomes where its derived fields are written out, as Excel's formulas write them.

A derived field that names another twice doubles it; forty of them in a row are a text no computer holds. The count is
made without writing anything out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from tonghop290.expressions.tree import Name, Node, children

__all__ = ["Size", "beyond", "size_of"]

MOST_PARTS, MOST_LEVELS = 2_000, 100
"""Far beyond what a formula of Excel holds (8,192 characters, 64 levels); lint tells what lies between."""


class Size(NamedTuple):
    """``parts``: names, numbers and operations; ``levels``: how deep they stand in one another."""

    parts: int
    levels: int


def size_of(node: Node, derived: Mapping[str, Size]) -> Size:
    """The size of an expression; ``derived``: the sizes of the derived fields it may name."""
    parts = levels = 0
    for depth, one in _levels(node):
        own = derived.get(one.id, Size(1, 1)) if isinstance(one, Name) else Size(1, 1)
        parts, levels = parts + own.parts, max(levels, depth + own.levels)
    return Size(parts, levels)


def beyond(size: Size) -> str:
    """What is too large about it, as a fault says it; "" where it can be written out."""
    if size.parts > MOST_PARTS:
        return f"viết đầy đủ các chỉ tiêu tự tính thành {_told(size.parts)} phép và tên, nhiều nhất {MOST_PARTS}"
    if size.levels > MOST_LEVELS:
        return f"viết đầy đủ các chỉ tiêu tự tính thì lồng nhau {size.levels} tầng, nhiều nhất {MOST_LEVELS}"
    return ""


def _told(count: int) -> str:
    return str(count) if count < 10**9 else "hơn một tỷ"


def _levels(node: Node) -> Iterator[tuple[int, Node]]:
    left = [(0, node)]
    while left:
        depth, one = left.pop()
        yield depth, one
        left += [(depth + 1, child) for child in children(one)]
