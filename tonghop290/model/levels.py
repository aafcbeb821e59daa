"""Kinds of units and levels of offices, as a form names them: what they are called, and what follows from that."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tonghop290.model.unit_and_office import Office
from tonghop290.text.places import split_name

__all__ = [
    "ASKED_OF_LEVELS",
    "PLAIN",
    "PLAIN_PROFILE",
    "Levels",
    "OfficeLevel",
    "UnitKind",
    "bare",
    "filled",
    "settled",
]

ASKED_OF_LEVELS = (
    "committee", "party_body", "parent_committee", "letter_symbol", "report_symbol", "number_mark", "reports_to",
    "department", "parent_department", "addressee", "speaker", "authority", "signer_title", "profile",
)  # fmt: skip
"""The settings of an office that its level answers where they say nothing; ``tiers`` is the list among them."""
PLAIN_PROFILE = "plain"
"""The format profile of an office whose level says none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitKind:
    """A kind of unit. ``word``: "thị trấn"; ``short``: how people shorten it ("tt"); ``numbered``: "P1" is its first.

    ``parts``: what it is made of in the country ("thôn"), ``town_parts``: in a town ("tổ dân phố"); ``area``: what its
    land is called ("nông thôn"), ``cells``: what its cells of the country are called, "" for after its parts;
    ``authority`` and ``signer_title``: what stands over the signature on what it sends.
    """

    word: str
    short: tuple[str, ...] = ()
    numbered: bool = False
    parts: str = ""
    town_parts: str = ""
    area: str = ""
    cells: str = ""
    authority: str = ""
    signer_title: str = ""

    @property
    def made_of(self) -> str:
        """ "thôn", "tổ dân phố", or both."""
        return ", ".join(filter(None, (self.parts, self.town_parts)))


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeLevel:
    """A level of offices. ``name``: "thành phố thuộc tỉnh"; ``word``: as it stands before a place ("thành phố").

    ``under``: the names of the levels it may lie under, () for none above it. ``says``: setting of an office → its
    value, with ``{name}``, ``{word}``, ``{above}``, ``{committee}`` … in it; ``changes``: what is said otherwise from a
    day on, in the order of days. ``tiers``: whose papers come down to a unit, the centre's first. ``asks``: setting →
    what it may be, where no source is sure. ``needs``: settings without which the units' reports have gaps;
    ``own_needs``: without which its own has.
    """

    name: str
    word: str
    short: tuple[str, ...] = ()
    numbered: bool = False
    under: tuple[str, ...] = ()
    since: dt.date | None = None
    until: dt.date | None = None
    says: Mapping[str, str] = field(default_factory=dict)
    changes: tuple[tuple[dt.date, Mapping[str, str]], ...] = ()
    tiers: tuple[str, ...] = ()
    asks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    own_needs: tuple[str, ...] = ()

    def there(self, day: dt.date | None) -> bool:
        """Whether there are offices of this level on that day."""
        return day is None or (self.since or day) <= day <= (self.until or day)

    def said(self, day: dt.date | None) -> dict[str, str]:
        """What it says on that day."""
        said = dict(self.says)
        for first, changed in self.changes:
            if day is not None and first <= day:
                said |= changed
        return said


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """The kinds of units and levels of offices of a form, in the order in which offices name them.

    ``file``: the name of the shipped table they build on. ``bodies``, ``after``: words that people write before and
    behind the name of a unit and that are no part of it; ``titles``: those before a person's.
    """

    file: str = ""
    kinds: tuple[UnitKind, ...] = ()
    offices: tuple[OfficeLevel, ...] = ()
    bodies: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()

    @property
    def kind_words(self) -> tuple[str, ...]:
        return tuple(kind.word for kind in self.kinds)

    @property
    def office_words(self) -> tuple[str, ...]:
        """The words before places above a unit, each once."""
        return tuple(dict.fromkeys(level.word for level in self.offices))

    @property
    def usual_word(self) -> str:
        """The kind of a unit of which nothing is said: the first one; "" where there is none."""
        return self.kinds[0].word if self.kinds else ""

    def kind(self, word: str) -> UnitKind:
        """The kind of that word; one of which nothing more is known where there is none."""
        key = " ".join(word.casefold().split())
        return next((kind for kind in self.kinds if kind.word.casefold() == key), UnitKind(word=word))

    def in_workbooks(self, kind: str, tier: str) -> dict[str, str]:
        """What :attr:`Fit.in_workbook` may be, for a unit of that kind ("" for one not known) under a level of that
        word."""
        own = self.kind(kind)
        return {"word": own.word, "parts": own.made_of, "cells": own.cells or own.made_of, "tier": tier}

    def called(self, level: str, day: dt.date | None = None) -> tuple[OfficeLevel, ...]:
        """The levels of that name, or else of that word that are there on that day."""
        key = " ".join(level.casefold().split())
        named = tuple(one for one in self.offices if one.name.casefold() == key)
        if named:
            return named
        alike = tuple(one for one in self.offices if one.word.casefold() == key)
        return tuple(one for one in alike if one.there(day)) or alike

    def level(self, name: str, day: dt.date | None = None) -> OfficeLevel:
        """The first of :meth:`called`; one of which nothing more is known where there is none."""
        return next(iter(self.called(name, day)), OfficeLevel(name=name, word=name.lower()))

    def of(self, office: Office) -> OfficeLevel:
        return self.level(office.level, office.day)

    def above(self, office: Office) -> OfficeLevel | None:
        """The level of the office above; None at the top."""
        under = self.of(office).under
        return self.level(office.parent_level or under[0], office.day) if under else None

    def lacking(self, office: Office, *, own_report: bool = True) -> list[str]:
        """The settings that its level needs and nobody has filled in. ``own_report``: also for the office's own."""
        level = self.of(office)
        needed = (*level.needs, *(level.own_needs if own_report else ()), *level.asks)
        return [key for key in dict.fromkeys(needed) if not getattr(office, key)]

    def in_order(self, words: Iterable[str]) -> list[str]:
        """Words of kinds and levels, each once, in their order; others by name at the end."""
        said = set(words) - {""}
        known = [word for word in dict.fromkeys((*self.kind_words, *self.office_words)) if word in said]
        return [*known, *sorted(said - set(known))]


PLAIN = Levels()


def settled(office: Office, levels: Levels) -> Office:
    """The office with what its level says wherever its settings say nothing. Settling it again changes nothing.

    A name with the word of its level before it ("Huyện Hoằng Hóa") loses the word, which is printed before it anyway.
    """
    office = replace(office, name=split_name(office.name, [levels.of(office).word] if office.level else [])[1])
    said, tiers = _said(office, levels)
    said.setdefault("profile", PLAIN_PROFILE)
    more: dict[str, Any] = {key: value for key, value in said.items() if value and not getattr(office, key)}
    return replace(office, **more, tiers=office.tiers or tiers)


def bare(office: Office, levels: Levels) -> Office:
    """The office without what only its level says: what is left when it moves to another one."""
    said, tiers = _said(office, levels)
    less: dict[str, Any] = {key: "" for key, value in said.items() if getattr(office, key) == value}
    return replace(office, **less, tiers=() if office.tiers == tiers else office.tiers)


def _said(office: Office, levels: Levels) -> tuple[dict[str, str], tuple[str, ...]]:
    level, above = levels.of(office), levels.above(office)
    said = level.said(office.day)
    names = {"word": level.word, "above": above.word if above is not None else ""}
    names["above_committee"] = above.said(office.day).get("committee", "") if above is not None else ""
    names["name"] = split_name(office.name, levels.office_words)[1]
    for key in ("committee", "parent_committee", "department"):
        said[key] = filled(said.get(key, ""), **names)
        names[key] = getattr(office, key) or said[key]
    later = ("addressee", "speaker")  # their names are filled in where they are printed
    made = {key: value if key in later else filled(value, **names) for key, value in said.items()}
    if not office.name:
        made.pop("party_body", None)
    return made, tuple(filled(tier, **names) for tier in level.tiers)


def filled(pattern: str, **names: str) -> str:
    """A pattern of the table of levels with these names in it."""
    for name, word in names.items():
        pattern = pattern.replace("{" + name + "}", word)
    return " ".join(pattern.split())
