"""Two figures of one thing, of two years or of the beginning and the end: which comes first, and what a swap draws."""

from __future__ import annotations

import pytest

import tonghop290 as th
from tonghop290.data.search.rule_search import Ground, find_values
from tonghop290.forms.load import load_form

FORMS = tuple(id for id, _ in th.shipped_forms())
_GROWS, _MOST_WORK = 1.2, 100_000


@pytest.mark.parametrize("id", FORMS)
def test_the_earlier_of_two_figures_stands_first_and_a_swap_draws_a_question(id: str) -> None:
    form = load_form(id)
    places = list(form.fields)
    pairs = [(before, after) for before, after in form.pairs if not before.derived and not after.derived]
    assert all(places.index(before.id) < places.index(after.id) for before, after in form.pairs)
    if not pairs:
        return
    ground = Ground(form, most_work=_MOST_WORK)
    usual = find_values(form, ground=ground)
    for before, after in pairs:
        kept = usual
        if kept.values[before.id] == kept.values[after.id]:
            first = kept.values[before.id]
            then = round(first * _GROWS, before.decimals) if before.decimals else int(first * _GROWS)
            kept = find_values(form, pinned={before.id: first, after.id: then}, start=usual, ground=ground)
        one, other = kept.values[before.id], kept.values[after.id]
        assert one != other and kept.broken == (), (before.id, one, other, kept.broken)
        figures = {id: value for id, value in kept.values.items() if not isinstance(value, str)}
        asked = find_values(form, pinned={**figures, before.id: other, after.id: one}, ground=ground)
        told = {id for rule in form.rules if rule.id in asked.broken for id in rule.at} | set(asked.unusual)
        assert told & {before.id, after.id}, (before.id, after.id, one, other)
