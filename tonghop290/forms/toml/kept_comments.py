"""A definition written over a file that a person has written: its comments stay with what they speak of."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from tonghop290.forms.toml.toml_lines import lines_of

__all__ = ["with_comments"]

_OF_WHAT_WENT = "# Ghi chú của những mục không còn:"
_TOKEN = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*+(?:"""|$)|\'\'\'(?:[^\']|\'(?!\'\'))*+(?:\'\'\'|$)'
    r'|"(?:[^"\\\n]|\\.)*+"|\'[^\'\n]*+\'|(?P<comment>#[^\n]*+)|(?P<open>[\[{])|(?P<close>[\]}])',
    re.DOTALL,
)


class _Comment(NamedTuple):
    """``alone``: nothing else stands on its line; ``inside``: it stands in a value of several lines."""

    text: str
    alone: bool
    inside: bool


@dataclass(slots=True)
class _Comments:
    """Those a file begins with, those above and behind each key or head, those below everything."""

    head: list[str] = field(default_factory=list)
    above: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    behind: dict[str, str] = field(default_factory=dict)
    end: list[str] = field(default_factory=list)


def with_comments(new: str, old: str) -> str:
    """The text ``new`` with the comments of ``old``: those above a key stand above it, those behind it behind it.

    Comments in a value of several lines stand above its key; those of what is no longer there below everything.
    """
    kept, places = _comments(old), _places(new)
    lines = new.rstrip("\n").split("\n")
    own_head = next((n for n, line in enumerate(lines) if line.strip() and not line.startswith("#")), 0)
    out = [*kept.head, ""] if kept.head else lines[:own_head]
    for number, line in enumerate(lines[own_head:], own_head + 1):
        for place in places.get(number, ()):
            out += kept.above.pop(place, ())
            behind = kept.behind.pop(place, "")
            if behind and "#" not in line:
                line += f"  {behind}"
            elif behind:
                out.append(behind)
        out.append(line)
    lost = [one for own in kept.above.values() for one in own] + list(kept.behind.values())
    out += ["", *kept.end] if kept.end else []
    out += ["", *[_OF_WHAT_WENT] * (_OF_WHAT_WENT not in kept.end), *lost] if lost else []
    return "\n".join(out) + "\n"


def _comments(text: str) -> _Comments:
    found, places, kept = dict(_by_line(text)), _places(text), _Comments()
    waiting: list[str] = []
    here = ""
    for number, line in enumerate(text.split("\n"), 1):
        if number in places:
            here = places[number][0]
            kept.above[here] += waiting
            waiting = []
        comment = found.get(number)
        if comment is None:
            if not line.strip() and not here and not kept.head:
                kept.head, waiting = waiting, []  # what stands apart at the top speaks of the whole
        elif number in places and not comment.alone:
            kept.behind[here] = comment.text
        elif comment.inside or not comment.alone:
            kept.above[here].append(comment.text)
        else:
            waiting.append(comment.text)
    kept.end = waiting
    return kept


def _by_line(text: str) -> Iterator[tuple[int, _Comment]]:
    line, before, depth = 1, 0, 0
    for token in _TOKEN.finditer(text):
        line, before = line + text.count("\n", before, token.start()), token.start()
        depth += bool(token["open"]) - bool(token["close"])
        if token["comment"]:
            begin = text.rfind("\n", 0, token.start()) + 1
            alone = not text[begin : token.start()].strip()
            yield line, _Comment(token["comment"].rstrip(), alone, inside=depth > 0)


def _places(text: str) -> dict[int, list[str]]:
    """Line → the keys and heads that begin there, the outermost first."""
    found: dict[int, list[str]] = defaultdict(list)
    for place, line in lines_of(text).items():
        found[line].append(place)
    return found
