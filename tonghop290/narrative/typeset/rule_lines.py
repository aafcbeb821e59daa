"""Lines under components whose words are known only when a document is filled: as long as the profile asks."""

from __future__ import annotations

from typing import Any

from tonghop290.narrative.profiles import Profile, Rule
from tonghop290.narrative.typeset.elements import StyleName, text_of, w
from tonghop290.text.printing.widths import width_of

__all__ = ["fit_rules", "has_open_rules"]

_TWIPS = 20
"""Twentieths of a point, in which Word counts lengths."""
_MM = 72 / 25.4


def has_open_rules(profile: Profile) -> bool:
    """Whether some line follows the words of the document."""
    return any(_is_open(rule) for rule in profile.rules)


def fit_rules(body: Any, profile: Profile, name_of: StyleName) -> None:
    """Every such line of a filled body, made as long as the middle of what is allowed, where it is not within it."""
    texts: dict[str, str] = {}
    for paragraph in body.iter(w("p")):
        style = name_of(paragraph)
        rule = profile.rule(style)
        if rule is None or not _is_open(rule):
            texts[style] = text_of(paragraph).strip()
        elif texts.get(rule.under):
            _fit(paragraph, rule, texts[rule.under], profile)


def _is_open(rule: Rule) -> bool:
    return rule.share[0] < rule.share[1]


def _fit(paragraph: Any, rule: Rule, words: str, profile: Profile) -> None:
    indent = paragraph.find(f"{w('pPr')}/{w('ind')}")
    if indent is None:
        return
    width = _width(paragraph, profile)
    length = min(
        width_of(words, profile.looks[rule.under].size, bold=True), width
    )  # words in two lines fill their column
    low, high = (share * length for share in rule.share)
    drawn = width - sum(float(indent.get(w(side), 0)) for side in ("left", "right")) / _TWIPS
    if not low <= drawn <= high:
        side = str(round((width - (low + high) / 2) / 2 * _TWIPS))
        indent.set(w("left"), side)
        indent.set(w("right"), side)


def _width(paragraph: Any, profile: Profile) -> float:
    """The column a paragraph stands in, points."""
    cell = next(paragraph.iterancestors(w("tc")), None)
    told = cell.find(f"{w('tcPr')}/{w('tcW')}") if cell is not None else None
    return profile.text_width * _MM if told is None else float(told.get(w("w"), 0)) / _TWIPS
