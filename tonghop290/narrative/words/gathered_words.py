"""The units' sentences under one heading, each once: who wrote it, in few words, and the whole list for an appendix."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tonghop290.model import Form, Office, Table, Unit, sayable
from tonghop290.model import Words as Said
from tonghop290.narrative.words.one_return import OneReturn
from tonghop290.narrative.words.over_units import MOST_NAMES, count_of, joined, some_names
from tonghop290.narrative.words.phrase_words import PhraseBook
from tonghop290.narrative.words.phrases import BLANK, Words
from tonghop290.narrative.words.unit_words import prefilled_keys, typed_sentences
from tonghop290.text.normalize import match_key

__all__ = ["NAMED_SENTENCES", "Sentence", "gathered", "named_sentences"]

NAMED_SENTENCES = "y_nhieu_don_vi"
"""The word for the sentences whose units are too many to be named where they stand."""
_MOST = sayable("đa số các {units}")
Returns = Sequence[tuple[OneReturn, Unit]]
"""The returns that count, each with its unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """What one or more units wrote. ``names``: of those; ``all``: how many reported."""

    text: str
    names: Sequence[str]
    all: int

    @property
    def named_elsewhere(self) -> bool:
        """Whether not all of its units are named where it stands."""
        return MOST_NAMES < len(self.names) < self.all

    def told(self, kinds: str, said: Said) -> str:
        """As it stands in the report: of all units bare, of most so called, of others with up to five names."""
        text = self.text.rstrip(".")
        if len(self.names) == self.all:
            return f"{text}."
        if self.named_elsewhere and 2 * len(self.names) > self.all:
            return f"{text} ({said.say(_MOST, units=kinds)})."
        return f"{text} ({some_names(self.names, said)})."


def gathered(
    returns: Returns, table: Table, form: Form, office: Office, book: PhraseBook, words: Mapping[str, Any]
) -> list[Sentence]:
    """The sentences of one table: those most units wrote first, then as the units stand in the register."""
    ours, sentences = prefilled_keys(table), dict[str, tuple[str, list[str]]]()
    for own, unit in returns:
        for sentence in dict.fromkeys(typed_sentences(own, table)):
            key = match_key(sentence)
            if sentence != BLANK:
                told = book.fitted(sentence, words, office.tone_style) if key in ours else sentence
                names = sentences.setdefault(key, (told, []))[1]
                if unit.full_name not in names:
                    names.append(unit.full_name)
    ordered = sorted(sentences.values(), key=lambda found: -len(found[1]))
    return [Sentence(text=text, names=names, all=len(returns)) for text, names in ordered]


def named_sentences(found: Mapping[str, Sequence[Sentence]], form: Form) -> list[dict[str, Words]]:
    """The rows of the appendix: heading, sentence, how many units, which."""
    return [
        {
            "muc": Words(form.tables[id].label),
            "y": Words(sentence.text),
            "so_don_vi": Words(count_of(len(sentence.names), form.words)),
            "don_vi": Words(joined(sentence.names, form.words)),
        }
        for id, sentences in found.items()
        for sentence in sentences
        if sentence.named_elsewhere
    ]
