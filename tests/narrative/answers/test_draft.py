"""A unit's report is a draft if and only if it names what is missing, or tells of errors; what it leaves blank it
names."""

from __future__ import annotations

import itertools
import random
from collections.abc import Mapping
from typing import Any

from tests.samples.communes import FULL
from tests.samples.reports import an_office, one_return, text_of, the_form
from tonghop290.model import STATE_NO_DATA
from tonghop290.narrative.controls.told import BLANK
from tonghop290.narrative.words.unit_words import Narrative, unit_narrative

ASKED = [field.id for field in the_form().inputs if field.id in FULL and field.id != "don_vi"]


def drawn() -> list[tuple[dict[str, Any], dict[str, str]]]:
    """Nothing missing; an answer missing, alone; many missing, said to have no data, or nought, at random."""
    dice, figures = random.Random(17), [id for id in ASKED if the_form().fields[id].figure]
    made: list[tuple[dict[str, Any], dict[str, str]]] = [({}, {}), *(({id: None}, {}) for id in ASKED[::5])]
    for _ in range(6):
        gone = dict.fromkeys(dice.sample(ASKED, dice.randrange(8)))
        nought = dict.fromkeys(dice.sample(figures, dice.randrange(6)), 0)
        unknown = [id for id in dice.sample(figures, dice.randrange(6)) if the_form().fields[id].no_data]
        made.append((nought | gone | dict.fromkeys(unknown), dict.fromkeys(unknown, STATE_NO_DATA)))
    return made


def narrative_of(values: Mapping[str, Any], states: Mapping[str, str], open_points: int) -> tuple[Narrative, str]:
    dataset, office = one_return(states=states, **values), an_office()
    told = unit_narrative(dataset, str(dataset.frame.index[0]), office=office, open_points=open_points)
    return told, text_of(dataset, office, open_points)


def test_a_draft_names_what_is_missing_and_nothing_else_is_a_draft() -> None:
    for (values, states), open_points in zip(drawn(), itertools.cycle((0, 0, 0, 2))):
        told, text = narrative_of(values, states, open_points)
        named = "; còn thiếu: " in text
        assert told.words["du_thao"] == ("Bản dự thảo" in text) == (named or open_points > 0), (values, states)
        assert named == bool(told.gaps) and all(gap in text for gap in told.gaps[:5]), (values, states)
        assert named or BLANK not in text, (values, states)
        labels = {the_form().fields[id].label for id in values if values[id] is None and id not in states}
        required = {field.label for field in the_form().inputs if field.required and field.filled_by == "sender"}
        assert labels & required <= {*told.gaps}, (values, states)
