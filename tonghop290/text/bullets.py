"""A sender's words as the points of a report: one sentence a line, obvious slips tidied, and what was tidied."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from tonghop290.text.format import end_sentence
from tonghop290.text.normalize import clean_text

__all__ = ["LEADING_MARK", "Tidying", "bullet_sentences", "bullet_tidyings"]

Tidying = Literal["spaces", "mark", "end", "full stop", "split"]
"""spaces: two in a row · mark: a dash or number of its own in front · end: a comma or semicolon at the end · full stop:
none at the end · split: several lines in one cell."""

LEADING_MARK = re.compile(r"^(?:[-–—+*•●▪·○]+|\d{1,2}[.)])\s+")
_TWO_SPACES = re.compile(r"\S[ \t\xa0]{2,}\S")
_KEPT = 1000
"""Up to this length (characters) what was found of a text is kept: many communes send the same sentence."""


def bullet_sentences(text: str) -> list[str]:
    """The sentences of a cell, one a line: single spaces, a full stop at the end, no mark of their own in front.

    A line of nothing but dots and marks gives none, except "……" itself, the blank of the form.

    >>> bullet_sentences("- Địa bàn  rộng;\\n2. Thiếu kinh phí")
    ['Địa bàn rộng.', 'Thiếu kinh phí.']
    """
    return list(_sentences(text) if len(text) <= _KEPT else _sentences.__wrapped__(text))


@lru_cache(maxsize=4096)
def _sentences(text: str) -> tuple[str, ...]:
    sentences = (end_sentence(LEADING_MARK.sub("", line)) for line in clean_text(text).split("\n"))
    return tuple(sentence for sentence in sentences if any(map(str.isalnum, sentence)) or sentence == "……")


def bullet_tidyings(text: str) -> tuple[Tidying, ...]:
    """What :func:`bullet_sentences` mended in a text as it was typed; spaces around a line and empty lines are nobody's
    slip.

    >>> bullet_tidyings("- Địa bàn  rộng;")
    ('spaces', 'mark', 'end')
    """
    return _tidyings(text) if len(text) <= _KEPT else _tidyings.__wrapped__(text)


@lru_cache(maxsize=4096)
def _tidyings(text: str) -> tuple[Tidying, ...]:
    found: dict[Tidying, None] = {}
    if _TWO_SPACES.search(text):
        found["spaces"] = None
    for line in (line for line in clean_text(text).split("\n") if any(map(str.isalnum, line))):
        bare = LEADING_MARK.sub("", line)
        if bare != line:
            found["mark"] = None
        if end_sentence(bare) != bare:
            found["end" if bare.endswith((",", ";")) else "full stop"] = None
    if len(bullet_sentences(text)) > 1:
        found["split"] = None
    return tuple(found)
