"""Names of units as people write them: in a cell, in a file's name, in the subject of a mail.

A name is believed only if the whole text can be accounted for: a body ("UBND", "BCH Đảng bộ"), the unit word, the name
proper, the district behind it. What stands there beside that makes it a name that may be meant, never one that is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import NamedTuple

from tonghop290.model import Levels, Unit, UnitKind
from tonghop290.text.normalize import clean_text, fold_marks, match_key
from tonghop290.text.places import split_name
from tonghop290.workbook.intake.names.place_words import LEAST_CODE, PlaceWords, Token, plain_of

__all__ = ["Claim", "NameRead", "Register"]

CERTAIN, NAMED, UNSURE, DENIED = 3, 2, 1, 0
"""How sure a text is of a unit: its district is named too; it is named; something is not accounted for; another place
or kind is named."""


class NameRead(NamedTuple):
    """What a text says of who it is: ``unit``, the one that is named, if one is; ``sure``: code → how sure it is of
    each unit that may be meant."""

    unit: Unit | None
    sure: Mapping[str, int]

    def may_be(self, unit: Unit) -> bool:
        """Whether the text, which names no other unit, can mean this one."""
        return self.sure.get(unit.code, DENIED) > DENIED


@dataclass(frozen=True, slots=True)
class Claim:
    """The units a file's name or a subject speaks of. ``coded``: by their codes; ``named``: by their names."""

    coded: tuple[Unit, ...] = ()
    named: tuple[Unit, ...] = ()

    @property
    def unit(self) -> Unit | None:
        """The one unit it can only mean; None when there is none or more than one."""
        both = [unit for unit in self.named if unit in self.coded] if self.coded and self.named else None
        found = both if both is not None else [*self.coded, *self.named]
        return found[0] if len(found) == 1 else None

    def against(self, unit: Unit) -> Unit | None:
        """Another unit that is meant where this one should be; None when nothing speaks against it."""
        said = self.named or self.coded
        return None if not said or unit in said else said[0]


class Register:
    """The units that should report, to be found by code, by name, or inside a file name."""

    def __init__(self, units: Mapping[str, Unit], levels: Levels) -> None:
        self.units = units
        self.words = PlaceWords(_with_kinds_of(units, levels))
        self._by_number: dict[str, list[Unit]] = {}
        self._named: dict[str, list[tuple[Unit, tuple[str, ...]]]] = {}
        above = dict.fromkeys(unit.parent for unit in units.values())
        self._parents = {parent: _Parent.of(parent, self.words) for parent in above}
        for code, unit in units.items():
            self._by_number.setdefault(code.lstrip("0"), []).append(unit)
            words = self.words.tokens(unit.name)
            self._named.setdefault(plain_of(words), []).append((unit, tuple(word.key for word in words)))
        self._codes_in_files = {match_key(unit.code): unit for unit in units.values() if len(unit.code) >= LEAST_CODE}
        self._most_words = max((name.count(" ") + 1 for name in self._named), default=0)

    def by_code(self, code: str) -> Unit | None:
        """A unit by its code, also without the zeros a spreadsheet drops in front."""
        if not code:
            return None
        return self.units.get(code) or _only(self._by_number.get(code.lstrip("0"), []))

    def by_name(self, name: str) -> Unit | None:
        """The unit a name can only mean; None when there is none or more than one."""
        return self.read_name(name).unit

    def read_name(self, name: str) -> NameRead:
        """What a typed name says, with what people write around it: the body, the unit word, the district."""
        words = self.words.tokens(name)
        sure: dict[str, int] = {}
        for first, last in self._spans(words):
            for unit in self._meant(words, first, last):
                sure[unit.code] = max(sure.get(unit.code, DENIED), self._sure(words, first, last, unit))
        best = max(sure.values(), default=DENIED)
        found = [self.units[code] for code, how in sure.items() if how == best]
        return NameRead(_only(found) if best >= NAMED else None, sure)

    def in_file_name(self, path: str) -> Claim:
        """Whose code or name stands in the last part of a path."""
        return self.in_text(PurePath(path).stem)

    def in_text(self, text: str, *, with_word: bool = False) -> Claim:
        """Whose code or name stands somewhere in a text. A name of one word only after its unit word, all of them
        ``with_word``: a person may be called like a commune."""
        words = self.words.tokens(text)
        coded = {unit.code: unit for word in words if (unit := self._codes_in_files.get(word.key)) is not None}
        named: dict[str, Unit] = {}
        taken: set[int] = set()
        for first, last in sorted(self._spans(words), key=lambda span: span[0] - span[1]):
            if taken.isdisjoint(range(first, last)) and (found := self._spoken_of(words, first, last, with_word)):
                taken.update(range(first, last))
                named |= {unit.code: unit for unit in found}
        return Claim(tuple(coded.values()), tuple(named.values()))

    def _spans(self, words: Sequence[Token]) -> Iterator[tuple[int, int]]:
        """Where the names of units stand in a text, none inside another."""
        end = 0
        for first in range(len(words)):
            for last in range(min(first + self._most_words, len(words)), max(first, end), -1):
                if plain_of(words[first:last]) in self._named:
                    yield first, last
                    end = last
                    break

    def _meant(self, words: Sequence[Token], first: int, last: int) -> list[Unit]:
        """The units a name may mean: spelled so, or spelled without some of the marks where none is spelled so."""
        known = self._named[plain_of(words[first:last])]
        spelled = tuple(word.key for word in words[first:last])
        if any(word.key != word.plain for word in words):
            exact = [unit for unit, keys in known if keys == spelled]
            if exact:
                return exact
        return [unit for unit, keys in known if _written(words[first:last], keys)]

    def _sure(self, words: Sequence[Token], first: int, last: int, unit: Unit) -> int:
        kind, start = self.words.unit_word(words, first)
        if any(word.parted for word in words[first + 1 : last]) and "-" not in unit.name:
            return UNSURE
        parent = self._parents[unit.parent]
        if kind and kind != unit.type.casefold():
            return UNSURE
        before, after = self._before(words[:start], parent, bool(kind)), self._after(words[last:], parent)
        if DENIED in (before, after):
            return DENIED
        return UNSURE if UNSURE in (before, after) else max(before, after)

    def _before(self, words: Sequence[Token], parent: _Parent, kind: bool) -> int:
        """How what stands before a unit's word or name fits: a body, a district."""
        sure, left = parent.weigh(words)
        rest = _beside(left, self.words.bodies, digits=kind)
        if not rest or sure == DENIED:
            return sure
        strange = not kind or self.words.names_a_unit(words)
        return UNSURE if strange or any(True for _ in self._spans(rest)) else sure

    def _after(self, words: Sequence[Token], parent: _Parent) -> int:
        """How what stands behind a name fits: the district and what is above it."""
        if words and words[0].plain.isdigit() and not words[0].parted:
            return UNSURE  # a number is part of a name: Hoằng Xuân 2
        sure, left = parent.weigh(words)
        rest = _beside(left, self.words.after, digits=True)
        if sure in (CERTAIN, DENIED) and not self.words.names_a_unit(words):
            return sure
        other = any(own.is_named(rest) for own in self._parents.values() if own is not parent)
        return DENIED if rest and other else UNSURE if rest else sure

    def _spoken_of(self, words: Sequence[Token], first: int, last: int, with_word: bool) -> list[Unit]:
        """The units that a name inside a longer text speaks of; none where it is a district's."""
        kind, start = self.words.unit_word(words, first)
        if (last - first == 1 or with_word) and not kind or first == start and self.words.level_word(words, first)[0]:
            return []
        found = [unit for unit in self._meant(words, first, last) if not kind or kind == unit.type.casefold()]
        if not kind:
            found = [unit for unit in found if not self._parents[unit.parent].is_named(words[first:last])]
        rest = [*words[:start], *words[last:]]
        nearer = [unit for unit in found if self._parents[unit.parent].is_named(rest)]
        return nearer or found


class _Parent(NamedTuple):
    """What stands above a unit: its word without marks ("" for none) and its name."""

    word: str
    keys: tuple[str, ...]
    plain: tuple[str, ...]
    around: PlaceWords

    @classmethod
    def of(cls, parent: str, around: PlaceWords) -> _Parent:
        word, bare = split_name(clean_text(parent, keep_lines=False), around.level_words)
        words = around.tokens(bare)
        return cls(fold_marks(word), tuple(one.key for one in words), tuple(one.plain for one in words), around)

    def is_named(self, words: Sequence[Token]) -> bool:
        return bool(self._places(words))

    def _places(self, words: Sequence[Token]) -> list[int]:
        size = len(self.plain)
        return [
            first
            for first in range(len(words) - size + 1)
            if size
            and plain_of(words[first : first + size]) == " ".join(self.plain)
            and all(
                word.key in (own, word.plain) for word, own in zip(words[first : first + size], self.keys, strict=True)
            )
        ]

    def weigh(self, words: Sequence[Token]) -> tuple[int, list[Token]]:
        """Whether the words name this place (CERTAIN), another of its level (DENIED) or none; what is left."""
        left, sure = list(words), NAMED
        for first in reversed(self._places(words)):
            word, start = self.around.level_word(words, first)
            two = bool(word and self.word) and word != self.word
            of_another_level = two and not self.around.top.isdisjoint((word, self.word))
            if not self.around.unit_word(words, first)[0] and not of_another_level:
                left, sure = [*left[:start], *left[first + len(self.plain) :]], CERTAIN
        for start, end, word in reversed(list(self.around.places_above(left))):
            left = [*left[:start], *left[end:]]
            if sure != CERTAIN and self.word:
                sure = min(sure, self._against(word))
        return sure, left

    def _against(self, word: str) -> int:
        """What another place says against this one, by its word: a city may be a province."""
        both = {word, self.word}
        if word == self.word or both <= self.around.below:
            return DENIED
        return UNSURE if both <= self.around.below | self.around.both else NAMED


def _beside(words: Sequence[Token], known: frozenset[str], *, digits: bool) -> list[Token]:
    """What is neither a known word nor a year, nor any number where ``digits`` say nothing."""
    numbers = [word.plain.isdigit() for word in words] + [False]
    return [
        word
        for place, word in enumerate(words)
        if word.plain not in known
        and not (digits and numbers[place])
        and not (word.plain == "nam" and numbers[place + 1])
    ]


def _written(words: Sequence[Token], keys: Sequence[str], plain: Sequence[str] = ()) -> bool:
    """Whether words are those of a name, each spelled as it is or without any mark. ``plain``: where even that is to
    be compared."""
    if plain and plain_of(words) != " ".join(plain):
        return False
    return all(word.key in (own, word.plain) for word, own in zip(words, keys, strict=True))


def _with_kinds_of(units: Mapping[str, Unit], levels: Levels) -> Levels:
    """With the kinds that only the list of units knows."""
    more = {unit.type.casefold() for unit in units.values()} - {"", *map(str.casefold, levels.kind_words)}
    return replace(levels, kinds=(*levels.kinds, *(UnitKind(word=word) for word in sorted(more)))) if more else levels


def _only(found: Sequence[Unit]) -> Unit | None:
    return found[0] if len(found) == 1 else None
