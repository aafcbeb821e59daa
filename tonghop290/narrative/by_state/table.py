"""Each answer a report prints × each of its states × the neighbours that change its sentences → what is printed.

The neighbours are found, not declared: two answers are neighbours where a report says something of them together that
it says of neither alone. Nothing here knows what a sentence means.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import chain, product

from tonghop290.model import Field, Form
from tonghop290.narrative.by_state.plain import PlainText
from tonghop290.narrative.by_state.states import Answer, Way, answers_of, pairs_of, printed_fields, way_of

__all__ = ["Row", "rows_of"]

Told = Callable[[Sequence[Way]], list[list[str]]]
"""What the report says in each of these ways, sentence by sentence."""
Answered = tuple[tuple[Field, Answer], ...]
_CLAUSE = re.compile(r"[,;:()]|\.(?:\s|$)")
_GROUP = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What is printed when these fields are answered so: the sentences that change, and those that are left out."""

    answers: Answered
    sentences: tuple[str, ...]
    left_out: tuple[str, ...] = ()


def rows_of(form: Form, text: PlainText, values: Mapping[str, object], told: Told) -> tuple[Row, ...]:
    """The rows of the report that ``text`` is: those of each field, then of neighbours. ``values``: of a usual
    return."""
    fields = printed_fields(form, text.names)
    answers = {field.id: answers_of(field, values.get(field.id)) for field in fields}
    alone: dict[Answered, list[str]] = {((one, answer),): [] for one in fields for answer in answers[one.id]}
    pairs = list(_pairs(form, fields, text, answers))
    base, *said = told([{}, *map(way_of, alone), *map(way_of, pairs)])
    alone = dict(zip(alone, said, strict=False))
    known, *parts = _clauses_in([base, *said])
    clauses, together = dict(zip(alone, parts, strict=False)), []
    for pair, sentences, now in zip(pairs, said[len(alone) :], parts[len(alone) :], strict=True):
        first, second = clauses[pair[:1]], clauses[pair[1:]]
        if now - known - first - second or (known & first & second) - now:
            together.append(_row(pair, base, sentences))
    groups = list(_groups(fields, answers, together))
    for group, sentences in zip(groups, told([*map(way_of, groups)]), strict=True):
        together.append(_row(group, base, sentences))
    return (*(row for field in fields for row in _of_field(field, answers[field.id], alone)), *together)


def _pairs(
    form: Form, fields: Sequence[Field], text: PlainText, answers: Mapping[str, Sequence[Answer]]
) -> Iterator[Answered]:
    for first, second in pairs_of(form, fields, text.paragraphs):
        for one, other in product(answers[first.id], answers[second.id]):
            if one.turns and other.turns:
                yield (first, one), (second, other)


def _groups(
    fields: Sequence[Field], answers: Mapping[str, Sequence[Answer]], pairs: Sequence[Row]
) -> Iterator[Answered]:
    """Three neighbours and more in the same state at once."""
    groups: list[set[str]] = []
    for pair in dict.fromkeys(tuple(field.id for field, _ in row.answers) for row in pairs):
        joined = [group for group in groups if group & set(pair)]
        groups = [group for group in groups if group not in joined] + [set(pair).union(*joined)]
    for group in groups:
        members = [field for field in fields if field.id in group]
        for state in dict.fromkeys(answer.state for field in members for answer in answers[field.id] if answer.turns):
            alike = [(one, answer) for one in members for answer in answers[one.id] if answer.state == state]
            if len(alike) >= _GROUP:
                yield tuple(alike)


def _of_field(field: Field, answers: Sequence[Answer], alone: Mapping[Answered, list[str]]) -> Iterator[Row]:
    """A row a state; of the usual one whatever changes in any other."""
    (first, usual), *others = ((answer, alone[((field, answer),)]) for answer in answers)
    touched = sorted({number for _, other in others for number in _touched(usual, other)})
    yield Row(answers=((field, first),), sentences=tuple(usual[number] for number in touched))
    for answer, other in others:
        yield _row(((field, answer),), usual, other)


def _row(answers: Answered, usual: list[str], now: list[str]) -> Row:
    said, left_out = [], []
    for kind, first, last, start, end in SequenceMatcher(None, usual, now, autojunk=False).get_opcodes():
        said += now[start:end] if kind in ("replace", "insert") else []
        left_out += usual[first:last] if kind == "delete" else []
    return Row(answers=answers, sentences=tuple(said), left_out=tuple(left_out))


def _touched(usual: list[str], now: list[str]) -> Iterator[int]:
    for kind, first, last, *_ in SequenceMatcher(None, usual, now, autojunk=False).get_opcodes():
        if kind in ("replace", "delete"):
            yield from range(first, last)


def _clauses_in(told: Sequence[Sequence[str]]) -> list[frozenset[str]]:
    """Of each way its clauses; most sentences stand in all of them."""
    of = {one: frozenset(filter(None, map(str.strip, _CLAUSE.split(one)))) for one in {*chain.from_iterable(told)}}
    return [frozenset().union(*(of[sentence] for sentence in sentences)) for sentences in told]
