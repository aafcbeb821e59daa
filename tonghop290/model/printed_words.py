"""What a form prints instead of the words that are printed by themselves: the Vietnamese text in the code is the key.

``sayable`` marks a text that is said later; ``told`` makes a sentence that remembers what it was made of, so that it
can be retold in the words of a form. ``scripts/dev/write_words.py`` gathers all of them into the shipped catalogue.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from tonghop290.text.answer_words import WordOutcome
from tonghop290.text.format import VIETNAMESE, Writing, format_date, format_number, party_date

__all__ = [
    "OWN_LANGUAGE",
    "Told",
    "Words",
    "sayable",
    "told",
    "told_date",
    "told_few",
    "told_fitted",
    "told_list",
    "told_number",
    "told_of_json",
    "told_to_json",
]

OWN_LANGUAGE = "vi"
_FEW, _FEW_LETTERS = 4, 40


def sayable(text: str, *groups: str) -> str:
    """The text itself; it stands in the catalogue. ``groups``: of texts that must stay apart ("state", "… sheet")."""
    return text


_SHEET, _CELL = sayable("trang “{sheet}”"), sayable("ô {cell}")


class Told(str):
    """A text that remembers the pattern and the facts it was made of; facts may be such texts themselves."""

    __slots__ = ("facts", "pattern")
    pattern: str
    facts: Mapping[str, str]

    def __new__(cls, pattern: str, facts: Mapping[str, str]) -> Told:
        made = super().__new__(cls, pattern.format(**facts))
        made.pattern, made.facts = pattern, facts
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return Told, (self.pattern, dict(self.facts))

    def retold(self, words: Words) -> str:
        return words.say(self.pattern, **{name: words.retell(fact) for name, fact in self.facts.items()})


class _Number(str):
    __slots__ = ("decimals", "grouped", "value")
    value: float
    decimals: int | None
    grouped: bool

    def __new__(cls, value: float, decimals: int | None, grouped: bool) -> _Number:
        made = super().__new__(cls, Words().number(value, decimals, grouped=grouped))
        made.value, made.decimals, made.grouped = value, decimals, grouped
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return _Number, (self.value, self.decimals, self.grouped)


class _Date(str):
    __slots__ = ("day",)
    day: dt.date

    def __new__(cls, day: dt.date) -> _Date:
        made = super().__new__(cls, format_date(day))
        made.day = day
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return _Date, (self.day,)


def told(pattern: str, /, **facts: object) -> str:
    """The pattern with its facts, as it is printed where no form says otherwise."""
    return Told(pattern, {name: fact if isinstance(fact, str) else str(fact) for name, fact in facts.items()})


def told_fitted(text: str, fitted: Callable[[str], str], named: Sequence[str]) -> str:
    """A sentence with the facts of these names said otherwise, also within facts that are sentences; nothing else of
    it."""
    if not isinstance(text, Told):
        return text
    facts = {
        name: fitted(fact) if name in named and not isinstance(fact, Told) else told_fitted(fact, fitted, named)
        for name, fact in text.facts.items()
    }
    return text if facts == text.facts else Told(text.pattern, facts)


def told_to_json(text: Any) -> Any:
    """What JSON keeps of a text, with what it remembers; of another value that value."""
    if isinstance(text, Told):
        return {"said": text.pattern, "facts": {name: told_to_json(fact) for name, fact in text.facts.items()}}
    if isinstance(text, _Number):
        return {"number": text.value, "decimals": text.decimals, "grouped": text.grouped}
    return {"day": text.day.isoformat()} if isinstance(text, _Date) else text


def told_of_json(kept: Any) -> Any:
    """The text again, of what :func:`told_to_json` gave."""
    if not isinstance(kept, dict):
        return kept
    if "said" in kept:
        return Told(kept["said"], {name: told_of_json(fact) for name, fact in kept["facts"].items()})
    if "number" in kept:
        return _Number(kept["number"], kept["decimals"], kept["grouped"])
    return _Date(dt.date.fromisoformat(kept["day"]))


def told_number(value: float, decimals: int | None = None, *, grouped: bool = True) -> str:
    """As :func:`format_number`, remembering the number; without marks between thousands where not ``grouped``."""
    return _Number(value, decimals, grouped)


def told_date(day: dt.date) -> str:
    """As :func:`format_date`, remembering the day."""
    return _Date(day)


def told_list(mark: str, parts: list[str]) -> str:
    """Parts joined by a mark, each of them to be retold."""
    return Told(mark.join(f"{{p{n}}}" for n in range(len(parts))), {f"p{n}": part for n, part in enumerate(parts)})


def told_few(names: Sequence[str]) -> str:
    """The first of some names, and how many more there are: short enough to be shown whole in a sentence."""
    first: list[str] = []
    for name in names:
        if first and (len(first) == _FEW or len("; ".join([*first, name])) > _FEW_LETTERS):
            more = str(len(names) - len(first))
            return told("{named} và {count} mục khác", named=told_list("; ", first), count=more)
        first.append(name)
    return told_list("; ", first)


@dataclass(frozen=True, slots=True)
class Words:
    """``said``: text in the code → what the form prints. ``writing``: how its language writes numbers and days."""

    said: Mapping[str, str] = field(default_factory=dict)
    language: str = OWN_LANGUAGE
    writing: Writing = VIETNAMESE
    answers: Mapping[str, WordOutcome] = field(default_factory=dict)
    """What people write for nothing and for no data, in small letters."""

    def __bool__(self) -> bool:
        """Whether anything is said otherwise."""
        return bool(self.said) or self.writing is not VIETNAMESE and self.writing != VIETNAMESE

    def say(self, text: str, /, **facts: object) -> str:
        """What stands for the text; a pattern is looked up as it is written, its braces are filled afterwards."""
        text = self.said.get(text, text)
        return text.format(**facts) if facts else text

    def retell(self, text: str) -> str:
        """A text that remembers what it was made of, in these words; any other as it is."""
        if type(text) is str or not self:
            return text
        if isinstance(text, Told):
            return text.retold(self)
        if isinstance(text, _Number):
            return self.number(text.value, text.decimals, grouped=text.grouped)
        return self.date(text.day) if isinstance(text, _Date) else text

    def where(self, sheet: str, cell: str) -> list[str]:
        """ "trang “Số liệu”", "ô E23"; what is not known is left out."""
        named = [self.say(_SHEET, sheet=sheet)] if sheet else []
        return [*named, self.say(_CELL, cell=cell)] if cell else named

    def answer(self, text: str) -> WordOutcome | Literal[""]:
        """What a typed text says where it says no number: nothing, or no data; "" for any other."""
        return self.answers.get(text.casefold().strip(" .;,!()\"'"), "") if self.answers else ""

    def known(self, text: str) -> tuple[str, ...]:
        """What a text may read like in a workbook of this form: its own word, and the one of old."""
        return tuple(dict.fromkeys((self.say(text), text)))

    def number(self, value: float, decimals: int | None = None, *, grouped: bool = True) -> str:
        text = format_number(value, decimals, writing=self.writing)
        return text if grouped else text.replace(self.writing.thousands, "")

    def date(self, day: dt.date) -> str:
        return format_date(day, writing=self.writing)

    def long_date(self, day: dt.date) -> str:
        """The day as documents write it."""
        return party_date(day, writing=self.writing)
