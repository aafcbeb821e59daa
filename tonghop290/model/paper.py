"""What a form prints and with which words: its documents, settings of its own, phrases for its templates.

All of it is data of the form; no template word that means something to one form only is known to the program.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

About = Literal["unit", "office"]
"""Whose figures a document prints: one unit's, or all of them together."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """All that a form says of what it prints. ``documents`` is empty where it says nothing of them."""

    documents: tuple[Document, ...] = ()
    settings: Mapping[str, OwnSetting] = field(default_factory=dict)
    phrases: tuple[Phrase, ...] = ()
    together: tuple[Together, ...] = ()
    fits: tuple[Fit, ...] = ()
