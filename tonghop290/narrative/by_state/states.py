"""The states an answer can be in, and which answers of a form stand beside each other in a report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from tonghop290.expressions.tree import names_of
from tonghop290.model import STATE_ESTIMATE, STATE_NO_DATA, STATE_NOT_APPLICABLE, Field, Form
from tonghop290.narrative.words.phrase_words import through_phrases

__all__ = ["Answer", "Way", "answers_of", "pairs_of", "printed_fields", "way_of"]

Way = Mapping[str, tuple[Any, str]]
"""Field id → (value, state)."""
_MOST_CHOICES = 4
_UNANSWERED = "chưa trả lời"


@dataclass(frozen=True, slots=True)
class Answer:
    """A field in one of its states. ``said``: what the sender chose beside it; ``turns``: it may change what is said of
    others."""

    state: str
    value: Any
    said: str = ""
    turns: bool = False


def answers_of(field: Field, usual: Any) -> list[Answer]:
    """The states a field can be in; the first is the usual one."""
    unanswered = Answer(_UNANSWERED, None, turns=True)
    if 0 < len(field.choices) <= _MOST_CHOICES and not field.other_allowed:
        first = usual if usual in field.choices else field.choices[0]
        others = [Answer(f"“{choice}”", choice, turns=True) for choice in field.choices if choice != first]
        return [Answer(f"“{first}”", first), *others, unanswered]
    if not field.figure:
        return [Answer("có trả lời", usual), unanswered]
    usual = usual or _many(field)
    made = [Answer("nhiều", usual)]
    if field.hard is None or field.hard.numbers[0] <= 1 <= field.hard.numbers[1]:
        made.append(Answer("1", 1.0))
    if field.may_be_zero:
        made.append(Answer("0", 0.0, turns=True))
    for state in field.states:
        value = usual if state == STATE_ESTIMATE else None
        made.append(Answer(state.lower(), value, state, turns=state in (STATE_NO_DATA, STATE_NOT_APPLICABLE)))
    return [*made, Answer(_UNANSWERED, None)]  # a gap, whatever stands beside it


def _many(field: Field) -> float:
    """Of what the usual return has none."""
    limits = field.usual or field.hard
    low, high = limits.numbers if limits is not None else (0.0, float("inf"))
    return min(high, max(low, 12.0))


def way_of(answers: Iterable[tuple[Field, Answer]]) -> Way:
    """These fields answered so."""
    return {field.id: (answer.value, answer.said) for field, answer in answers}


def printed_fields(form: Form, names: Iterable[str]) -> list[Field]:
    """The inputs a report prints, itself or through a phrase or a derived figure."""
    named = _resting_on(frozenset(names), form)
    return [field for field in form.inputs if field.id in named and field is not form.unit_field]


def pairs_of(form: Form, fields: Sequence[Field], paragraphs: Iterable[frozenset[str]]) -> list[tuple[Field, Field]]:
    """Those of the fields that one paragraph names."""
    together = [_resting_on(names, form) for names in paragraphs]
    return [
        (first, second)
        for first, second in combinations(fields, 2)
        if any(first.id in names and second.id in names for names in together)
    ]


def _resting_on(names: frozenset[str], form: Form) -> frozenset[str]:
    named = through_phrases(names, form)
    derived = (field.formula for field in form.derived if field.id in named and field.formula is not None)
    return named.union(*(names_of(formula) for formula in derived))
