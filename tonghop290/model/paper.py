"""What a form prints and with which words: its documents, settings of its own, phrases for its templates.

All of it is data of the form; no template word that means something to one form only is known to the program.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Literal

About = Literal["unit", "office"]
"""Whose figures a document prints: one unit's, or all of them together."""
_PLACE, _FIRST_PLACE = "\ue2a0", 0xE2B0
"""Private letters that hold the place of a word until all are fitted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One paper of a form: printed for each unit, or once for the office.

    ``template``: the Word file beside the definition; "" for the plain paper that is made from the form itself.
    ``output``: the name of the file, where ``{unit}``, ``{code}``, ``{name}``, ``{title}`` and ``{period}`` stand for
    the unit's and the document's; "" for the usual one. ``profile``: its format, "" for the office's.
    ``table_fields``: the fields of the office's table of all units; () for all. ``without_notes``: what units noted
    beside their figures is not printed as footnotes.
    """

    id: str
    title: str
    about: About
    template: str = ""
    profile: str = ""
    output: str = ""
    table_fields: tuple[str, ...] = ()
    without_notes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnSetting:
    """A setting of the office that only this form knows: a text, which fields and templates may name.

    ``adds_to``: a list of ``[texts]`` its value (names parted by commas) is added to.
    """

    id: str
    label: str
    default: str = ""
    adds_to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A word of the form's templates that is written in other words: what stands in a template may stand here.

    ``office``: how it is written in the office's documents, "" for the same; ``about``: whose documents know it, "" for
    all.
    """

    id: str
    text: str
    office: str = ""
    label: str = ""
    about: str = ""
    shared: bool = False
    """Shipped for any form, and not this one's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """Fields that are answered all or none; ``label`` names the gap where only some of them are."""

    id: str
    label: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """A word of pre-filled sentences that becomes another one in a report: "xã" the unit's own word.

    ``becomes``: a word of the templates. ``after``, ``not_after``, ``not_before``: the words it stands (or does not)
    beside; ``about``: in whose documents, "" for all.
    """

    id: str
    word: str
    becomes: str
    after: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()
    not_before: tuple[str, ...] = ()
    about: str = ""
    in_workbook: Literal["", "word", "parts", "cells", "tier"] = ""
    """What it is in the labels of a unit's own workbook: the word of its kind, what units of the kind are made of, what
    their cells are called, the word of the office's level; "" where it stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerTag:
    """A tag as templates made for earlier editions of the form write it, and the tags it is read as."""

    id: str
    was: str
    becomes: str


FITTED_IN_WORKBOOKS = ("label", "short", "help", "unit")
"""The texts of a field that are fitted to whose workbook it is."""


def refit(sentence: str, fits: Collection[Fit], meant: Mapping[str, str]) -> str:
    """A sentence with other words in the place of those fitted. ``meant``: id of a fit → the word, "" for as it is.

    What has been fitted is not looked at again: "thôn, tổ dân phố" may become words that hold "thôn".
    """
    put: list[str] = []
    for fit in fits:
        word = meant.get(fit.id, "")
        for own, said in ((fit.word, word), (_capital(fit.word), _capital(word))):
            if word and own in sentence:
                place = f"{_PLACE}{chr(_FIRST_PLACE + len(put))}"
                sentence = _pattern(fit, own).sub(rf"\g<before>{place}", sentence)
                put.append(said)
    for number, word in enumerate(put):
        sentence = sentence.replace(f"{_PLACE}{chr(_FIRST_PLACE + number)}", word)
    return sentence


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _pattern(fit: Fit, word: str) -> re.Pattern[str]:
    before = f"(?P<before>(?:{_any((*fit.after, *map(_capital, fit.after)))}) )" if fit.after else "(?P<before>)"
    apart = "".join(f"(?<!{re.escape(word)} )" for word in fit.not_after)
    behind = f"(?! (?:{_any(fit.not_before)}))" if fit.not_before else ""
    start = r"\b" if fit.after else ""
    return re.compile(rf"{start}{before}{apart}(?<![-\w]){re.escape(word)}\b{behind}")


def _any(words: Collection[str]) -> str:
    return "|".join(map(re.escape, words))


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """All that a form says of what it prints. ``documents`` is empty where it says nothing of them."""

    documents: tuple[Document, ...] = ()
    settings: Mapping[str, OwnSetting] = field(default_factory=dict)
    phrases: tuple[Phrase, ...] = ()
    together: tuple[Together, ...] = ()
    fits: tuple[Fit, ...] = ()
    former_tags: tuple[FormerTag, ...] = ()
