"""Marked figures of a paragraph as content controls of Word (``w:sdt``, at the level of runs: ISO/IEC 29500-1, 17.5.2).

A control is plain text; what it is called is filled in once for the whole document (``controls.as_printed``). One with
a look of its own is not said to be plain text (``w:text``): LibreOffice 7.4 would print it without the yellow ground of
a blank, without the bold of a total. (It forgets the names of such a control when it saves: ``controls.refresh``.)
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from tonghop290.narrative.controls.marks import ANY_MARK

__all__ = ["UNNAMED", "make_controls"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R, _T, _RPR, _SDT, _PR, _CONTENT = (f"{_W}{name}" for name in ("r", "t", "rPr", "sdt", "sdtPr", "sdtContent"))
_VAL, _SPACE = f"{_W}val", "{http://www.w3.org/XML/1998/namespace}space"
UNNAMED = "0"
"""The id of a control that has not been given its own."""


def make_controls(paragraph: Any) -> None:
    """Put every marked figure into a control, in place; runs inside controls of the template stay in those."""
    if not any(ANY_MARK.search(text.text or "") for text in paragraph.iter(_T)):
        return
    for parent in {run.getparent(): None for run in paragraph.iter(_R)}:
        _in_parent(parent, plain=parent.tag == _CONTENT or not _whole(parent))


def _whole(parent: Any) -> bool:
    """Whether every figure that begins there ends there, and none in another."""
    texts = "".join(text.text or "" for run in parent.findall(_R) for text in run.findall(_T))
    ends = [not mark[1] for mark in ANY_MARK.finditer(texts)]
    return len(ends) % 2 == 0 and ends == [False, True] * (len(ends) // 2)


def _in_parent(parent: Any, *, plain: bool) -> None:
    """``plain``: its figures get no controls of their own."""
    content: Any = None
    made: list[Any] = []
    for child in list(parent):
        if child.tag != _R or not any(ANY_MARK.search(text.text or "") for text in child.findall(_T)):
            if content is not None:
                content.append(child)
            continue
        for kind, piece in _pieces(child):
            if kind == "open":
                content = None if plain else _control(child, piece)
                made += [] if plain else [content]
            elif kind == "close":
                content = None
            elif content is not None:
                content.append(piece)
            else:
                child.addprevious(piece)
        parent.remove(child)
    for control in [one for one in parent.findall(_SDT) if len(one[-1]) == 0]:
        parent.remove(control)
    for content in made:
        if not any(len(look) for look in content.iter(_RPR)):
            content.getprevious().append(content.makeelement(f"{_W}text"))


def _control(before: Any, name: str) -> Any:
    """A new control before a run: the element its content goes into."""
    control = before.makeelement(_SDT)
    properties, content = control.makeelement(_PR), control.makeelement(_CONTENT)
    for tag, value in (("alias", name), ("tag", name), ("id", UNNAMED)):
        properties.append(properties.makeelement(f"{_W}{tag}", {_VAL: value}))
    control.extend((properties, content))
    before.addprevious(control)
    return content


def _pieces(run: Any) -> Iterator[tuple[str, Any]]:
    """A run apart at its marks: ("open", name), ("close", None), ("run", another run with the same look)."""
    look, inside = run.find(_RPR), list[Any]()
    for child in run:
        if child.tag == _RPR:
            continue
        if child.tag != _T:
            inside.append(child)
            continue
        at, text = 0, child.text or ""
        for mark in ANY_MARK.finditer(text):
            inside += _text(child, text[at : mark.start()])
            if inside:
                yield "run", _with(run, look, inside)
            inside, at = [], mark.end()
            yield ("open", mark[1]) if mark[1] else ("close", None)
        inside += _text(child, text[at:])
    if inside:
        yield "run", _with(run, look, inside)


def _text(like: Any, text: str) -> list[Any]:
    if not text:
        return []
    made = like.makeelement(_T, {_SPACE: "preserve"})
    made.text = text
    return [made]


def _with(run: Any, look: Any, children: list[Any]) -> Any:
    made = run.makeelement(_R, dict(run.attrib))
    if look is not None:
        made.append(deepcopy(look))
    made.extend(children)
    return made
