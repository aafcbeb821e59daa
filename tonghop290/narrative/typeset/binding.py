"""What stays on one line: the symbol of a document, a number and the word it belongs to, a dash and the words around.

A hyphen that does not break is Word's own ``w:noBreakHyphen`` and no U+2011: it is drawn in the font of its run (Times
New Roman has no glyph for U+2011 before Windows 8, its likes have none at all), Word copies and saves it as "-", and
readers give it as "-" (python-docx) or as U+2011 (LibreOffice). A space that does not break is U+00A0, in place.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tonghop290.model import Form
from tonghop290.narrative.typeset.elements import HARD_SPACE, runs_of, w
from tonghop290.text.typed_units import unit_words

__all__ = ["Binding", "bind", "binding_of"]

_T = w("t")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_WORD = re.compile(r"(?<![^\s\u00a0])[^\s\u00a0-]*-[^\s\u00a0]*")
_TOKEN = re.compile(r"[^\s\u00a0]*[^\W_]-[^\W_][^\s\u00a0]*|-[^\W\d_]+/[^\s\u00a0]+|(?<=…)-[^\W_][^\s\u00a0]*")
_JOINT = re.compile(r"(?<=[^\W_])-(?=[^\W_])|^-(?=[^\W\d_]+/)|(?<=…)-(?=[^\W_])")
_DASH = re.compile(r"(?<=\S) - (?=\S)|(?<=\S) – (?=\S)")
_NUMBER = r"(?:\d[\d.,/]*|%)"


@dataclass(frozen=True, slots=True)
class Binding:
    """``before``: words a number stays with ("số", "ngày"); ``after``: words that stay with the number before them
    ("ha", "người")."""

    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()

    def spaces(self, text: str) -> Iterator[int]:
        """Where a space must not break the line."""
        for found in _DASH.finditer(text) if " - " in text or " – " in text else ():
            yield from (found.start(), found.end() - 1)
        for needed, pattern in _patterns(self):
            for found in pattern.finditer(text) if needed in text else ():
                yield from range(found.start() + len(found[0].rstrip(" ")), found.end())

    @staticmethod
    def hyphens(text: str) -> Iterator[int]:
        """Where a hyphen must not break the line: inside of what has a digit or a slash ("62-KL/TW", "-BC/ĐU")."""
        for word in _WORD.finditer(text):
            for token in _TOKEN.finditer(text, *word.span()):
                if any(sign.isdigit() or sign in "/…" for sign in token[0]):
                    yield from (token.start() + found.start() for found in _JOINT.finditer(token[0]))


@lru_cache(maxsize=64)
def _patterns(binding: Binding) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Each with what stands in whatever it finds."""
    patterns = []
    if binding.before:
        words = rf"(?<![^\W_])(?:{_any_of(binding.before)})"
        patterns.append((" ", re.compile(rf"{words} (?=[\d…]|[IVXL]+(?![^\W_]))")))
        patterns.append(("  ", re.compile(rf"{words} {{2,}}(?=[-/\w])")))  # a number that is written by hand
    if binding.after:
        after = rf"(?=(?:{_any_of(binding.after)})(?![^\W_])(?! [\d…]))"
        patterns.append((" ", re.compile(rf"(?<![^\W_]){_NUMBER} {after}")))
    return tuple(patterns)


def _any_of(words: Collection[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))


def binding_of(form: Form) -> Binding:
    """What a form's papers hold together: the words of its language, the units of its figures."""
    fields = [*form.fields.values(), *(column for table in form.tables.values() for column in table.columns)]
    named = {re.split(r"[\s/]", field.unit)[0] for field in fields if field.unit}
    return Binding(form.words.writing.before_numbers, tuple(sorted({*named, *unit_words(), "%"} - {""})))


def bind(paragraph: Any, binding: Binding, *, in_cell: bool = False) -> None:
    """Hold together what a paragraph's words say, in place; in a cell of a table the symbols only (it is narrow)."""
    texts = [text for run in runs_of(paragraph) for text in run.findall(_T) if text.text]
    whole = "".join(text.text for text in texts)
    spaces = [] if in_cell else sorted(set(binding.spaces(whole.replace(HARD_SPACE, " "))))
    hyphens = sorted(set(binding.hyphens(whole))) if "-" in whole else []
    if not spaces and not hyphens:
        return
    start = 0
    for text in texts:
        end = start + len(text.text)
        if held := _between(spaces, start, end):
            text.text = HARD_SPACE.join(_pieces(text.text, held))
        if held := _between(hyphens, start, end):
            _break_at(text, held)
        start = end


def _between(places: list[int], start: int, end: int) -> list[int]:
    """Those of sorted places that lie there, counted from its start."""
    return [place - start for place in places[bisect_left(places, start) : bisect_left(places, end)]]


def _pieces(text: str, places: list[int]) -> list[str]:
    """A text without the signs at these places: what stands between them."""
    return [text[start + 1 : end] for start, end in zip((-1, *places), (*places, len(text)), strict=True)]


def _break_at(text: Any, places: list[int]) -> None:
    """Put a hyphen that does not break in place of those of a run's text."""
    pieces = _pieces(text.text, places)
    text.text = pieces[0]
    at = text
    for piece in pieces[1:]:
        hyphen = text.makeelement(w("noBreakHyphen"))
        at.addnext(hyphen)
        at = hyphen
        if piece:
            more = text.makeelement(_T, {_SPACE: "preserve"})
            more.text = piece
            at.addnext(more)
            at = more
    text.set(_SPACE, "preserve")
    if not pieces[0]:
        text.getparent().remove(text)
