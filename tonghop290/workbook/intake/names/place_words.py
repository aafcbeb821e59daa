"""The words around names of units – kinds, levels, bodies – as people write and shorten them: from a form's levels."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from tonghop290.model import Levels
from tonghop290.text.normalize import clean_text, fold_marks, match_key
from tonghop290.text.places import split_name

__all__ = ["PlaceWords", "Token", "plain_of"]

_WORD = re.compile(r"[^\W_]+")
_APOSTROPHES = re.compile(" *['‘’‛ʼʹ′´`＇] *")
_SEPARATORS = frozenset(",;:()[]/|+&-–—‒―")
LEAST_CODE = 4


class Token(NamedTuple):
    """A word: as a key of comparison, without its marks, and whether a separator stands before it."""

    key: str
    plain: str
    parted: bool


class PlaceWords:
    """What the words of some levels look like in names. All without marks but ``kind_words``.

    ``bodies``: what stands before a name and says whose body it is, not whose unit; ``after``: what stands behind it;
    ``below``: words of levels that lie under others only, ``top``: of those that lie under none; ``usual``: the kind
    of a unit of which nothing is said.
    """

    def __init__(self, levels: Levels) -> None:
        self.kind_words, self.level_words, self.usual = levels.kind_words, levels.office_words, levels.usual_word
        self.bodies = frozenset(map(fold_marks, levels.bodies))
        self.after = frozenset(map(fold_marks, levels.after))
        self.kinds = {fold_marks(kind.word): kind.word for kind in levels.kinds}
        self.kinds |= {form: kind.word for kind in levels.kinds for form in _folded_forms(kind.short)}
        self.levels = {fold_marks(level.word): level.word for level in levels.offices}
        self._short_levels = {
            fold_marks(short): fold_marks(level.word) for level in levels.offices for short in level.short
        }
        below = {fold_marks(level.word) for level in levels.offices if level.under}
        top = {fold_marks(level.word) for level in levels.offices if not level.under}
        self.below, self.top, self.both = frozenset(below - top), frozenset(top - below), frozenset(below & top)
        numbered = [short for kind in levels.kinds if kind.numbered for short in kind.short]
        numbered += [short for level in levels.offices if level.numbered for short in level.short]
        self._numbered = re.compile(rf"({_one_of(map(match_key, numbered))})\.?(\d{{1,2}})") if numbered else None
        self._shorts = {short.casefold(): kind.word for kind in levels.kinds for short in kind.short}
        self._kind = re.compile(
            rf"(?<!\w)({_one_of(self.kind_words, *map(_dotted, self._shorts))})(?= |(?<=\.))", re.IGNORECASE
        )
        shorter = (rf"{re.escape(short)}\.?" for level in levels.offices for short in level.short if len(short) > 1)
        tail = rf"| +(?:{_one_of(self.level_words, *dict.fromkeys(shorter))}) .*" if self.level_words else ""
        self._tail = re.compile(rf" *(?:[,(;]| [-–—] ).*{tail}", re.IGNORECASE)

    def split(self, name: str) -> tuple[str, str]:
        """The kind of a unit and its name proper; the kind is "" where none stands there."""
        return split_name(name, self.kind_words)

    def variants(self, name: str) -> list[str]:
        """A unit's name as typed, then without what people write around it."""
        whole = clean_text(name, keep_lines=False).strip(" .,;:")
        found = [whole, self._tail.sub("", whole).strip(" .,;:")]
        if self.kinds and (unit := self._kind.search(found[1])):
            word = self._shorts.get(unit[1].casefold().replace(".", "").strip(), unit[1])
            found.append(f"{word} {found[1][unit.end() :].strip()}")
        return list(dict.fromkeys(variant for variant in found if variant))

    def tokens(self, text: str) -> list[Token]:
        """The words of a text. Apostrophes join ("Ea H' leo" = "Ea H'leo"); a number is what it counts ("01" = "1")."""
        clean = _APOSTROPHES.sub("", clean_text(text, keep_lines=False))
        found: list[Token] = []
        end = 0
        for match in _WORD.finditer(clean):
            parted = bool(found) and not _SEPARATORS.isdisjoint(clean[end : match.start()])
            end = match.end()
            key = match_key(match[0])
            numbered = self._numbered.fullmatch(key) if self._numbered else None
            for part in (numbered[1], numbered[2]) if numbered else (key,):
                digits = part.lstrip("0") if part.isdigit() and len(part) < LEAST_CODE else part
                found.append(Token(digits or part, fold_marks(digits or part), parted))
                parted = False
        return found

    def unit_word(self, words: Sequence[Token], end: int) -> tuple[str, int]:
        """The word for a unit that ends before a place, and where it begins; "" and the place itself for none."""
        if plain_of(words[max(end - 2, 0) : end]) in self.levels:
            return "", end  # the xã of thị xã
        for size in (2, 1):
            start = end - size
            if start >= 0 and not any(word.parted for word in words[start + 1 : end]):
                kind = self.kinds.get(plain_of(words[start:end]), "")
                if kind and all(map(_spelled, words[start:end], kind.split())):
                    return kind, start
        return "", end

    def names_a_unit(self, words: Sequence[Token]) -> bool:
        """Whether the word for a unit stands somewhere among them."""
        return any(self.unit_word(words, end)[0] for end in range(1, len(words) + 1))

    def level_word(self, words: Sequence[Token], end: int) -> tuple[str, int]:
        """The word for a level above that ends before a place, without marks, and where it begins."""
        for size in (2, 1):
            if end >= size:
                plain = plain_of(words[end - size : end])
                word = plain if plain in self.levels else self._short_levels.get(plain, "")
                if word:
                    return word, end - size
        return "", end

    def places_above(self, words: Sequence[Token]) -> Iterator[tuple[int, int, str]]:
        """Where places above a unit are named by their words: first, last, the word."""
        first = 0
        while first < len(words):
            word, size = next(
                (
                    (found, size)
                    for size in (2, 1)
                    if first + size < len(words)
                    and (found := self.level_word(words, first + size)[0])
                    and self.level_word(words, first + size)[1] == first
                ),
                ("", 1),
            )
            if word:
                last = first + size + 1
                while last < len(words) and not words[last].parted and not self.level_word(words, last + 1)[0]:
                    last += 1
                yield first, last, word
                first = last
            else:
                first += 1


def plain_of(words: Sequence[Token]) -> str:
    return " ".join(word.plain for word in words)


def _spelled(word: Token, own: str) -> bool:
    """Whether a word is spelled as it should be, without marks, or shortened."""
    return word.key == word.plain or word.key == match_key(own) or len(word.key) <= 2


def _folded_forms(shorts: Iterable[str]) -> Iterator[str]:
    """ "tt" and "t t", without marks."""
    for short in shorts:
        yield fold_marks(short)
        yield fold_marks(" ".join(short))


def _dotted(short: str) -> str:
    """ "T.T." of "tt"; a single letter has its full stop."""
    letters = map(re.escape, short)
    return rf"{next(letters)}\." if len(short) == 1 else "".join(rf"{letter}\.?" for letter in letters)


def _one_of(words: Iterable[str], *patterns: str) -> str:
    return "|".join([*map(re.escape, words), *patterns])
