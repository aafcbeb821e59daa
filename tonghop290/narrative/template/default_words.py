"""Words a template prints for a figure that may be 0 as if nobody had counted: "nhiều ý kiến" of none at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tonghop290.model import Field
from tonghop290.narrative.template.opened import Places

__all__ = ["default_words"]

_SAID = "cau"
_OWN, _REST = "khong", "khac"
_NUMBER = "so"


def default_words(tree: Any, figures: Mapping[str, Field], places: Places) -> Iterator[str]:
    """For each figure that may be 0 and gets the same words when it is 0 as when nothing is known of it: the paragraph
    and the way out. Of ``figures`` those the template means (a name it sets itself is not among them)."""
    from jinja2 import nodes

    kinds = (nodes.Call, nodes.Filter, nodes.Or, nodes.CondExpr, nodes.If)
    for node in tree.find_all(kinds):
        name, word = _found(node)
        field = figures.get(name)
        if field is not None and field.may_be_zero and word is not None:
            shown = f"“{word}”" if word else "cùng một câu"
            yield (
                f"{places.at(node.lineno)}: “{name}” bằng 0 cũng in {shown} như khi chưa có số liệu; cần viết riêng: "
                f'{{{{ {name}.cau("…#…", khong="…", chua="…", trong="…") }}}}.'
            )


def _found(node: Any) -> tuple[str, str | None]:
    """The figure and the default word it gets there ("" for words that are made); None where it gets none."""
    from jinja2 import nodes

    match node:
        case nodes.Call(node=nodes.Getattr(node=nodes.Name(name=name), attr=attr)) if attr == _SAID:
            given = {keyword.key: keyword.value for keyword in node.kwargs}
            return name, _word(given[_REST]) if _REST in given and _OWN not in given else None
        case nodes.Filter(name="default" | "d") if node.args:
            return _figure(node.node), _word(node.args[0])
        case nodes.Or():
            return _figure(node.left), _word(node.right, made=False)
        case nodes.CondExpr() if node.expr2 is not None:
            return _figure(node.test), _word(node.expr2, made=False)
        case nodes.If() if node.else_ and not node.elif_:
            name = _figure(node.test)
            named = {one.name for part in node.else_ for one in _names(part)}
            text = "".join(data.data for part in node.else_ for data in part.find_all(nodes.TemplateData))
            return name, None if name in named or not text.strip() else " ".join(text.split())
    return "", None


def _names(part: Any) -> Iterator[Any]:
    from jinja2 import nodes

    if isinstance(part, nodes.Name):
        yield part
    yield from part.find_all(nodes.Name)


def _figure(node: Any) -> str:
    """The name of a figure, or of the number behind it: both are nothing when it is 0."""
    from jinja2 import nodes

    if isinstance(node, nodes.Getattr) and node.attr == _NUMBER:
        node = node.node
    return node.name if isinstance(node, nodes.Name) else ""


def _word(node: Any, *, made: bool = True) -> str | None:
    """The word of a default; None for nothing (``""``), "" for one that is made there (where ``made`` ones count)."""
    from jinja2 import nodes

    if isinstance(node, nodes.Const):
        return str(node.value).strip() or None if isinstance(node.value, str) else None
    return "" if made else None
