"""The values of a round in one column are judged as the schema, with its column a field, judges them."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pandas as pd
import pandera.pandas as pa
import pytest

import tonghop290 as th
from tonghop290.data.schema import failed_checks, form_schema
from tonghop290.model import Field


def any_values(field: Field, rows: int, draw: random.Random) -> Any:
    """Values at, inside and outside the ends of a field's ranges, and none."""
    if field.figure:
        numbers = [np.nan, 0.0, 0.5, -1.0, draw.uniform(0, 1e5)]
        for limits in filter(None, [field.hard, field.usual_of(""), *(one for _, one in field.usual_for)]):
            numbers += [end + step for end in limits.numbers if np.isfinite(end) for step in (-1, 0, 1)]
        return np.array(draw.choices(numbers, k=rows), dtype="float64")
    if field.type == "date":
        days = [None, "2019-12-31"] + ([field.hard.days[0].isoformat()] if field.hard is not None else [])
        return pd.Series(draw.choices(days, k=rows)).astype("datetime64[ns]").to_numpy()
    return np.array(draw.choices([None, "khác hẳn", *field.choices], k=rows), dtype="object")


@pytest.mark.parametrize("id", [id for id, _ in th.shipped_forms()])
def test_values_in_one_column_are_judged_as_the_columns_of_the_schema_judge_them(id: str) -> None:
    form, draw, rows = th.load_form(id), random.Random(id), 60
    values = {field.id: any_values(field, rows, draw) for field in form.inputs}
    for table in form.tables.values():
        for column in table.columns:
            if column.figure:
                values |= {f"{table.id}.{row}.{column.id}": any_values(column, rows, draw) for row in ("1", "2")}
    judged = pd.DataFrame(values, index=[f"{number}.xlsx" for number in range(rows)])
    words = [kind.word for kind in form.levels.kinds] + [""]
    of_kinds = {name: draw.choice(words) for name in judged.index}
    for kinds in ({}, of_kinds) if form.kinds else ({},):
        with pytest.raises(pa.errors.SchemaErrors) as caught:
            form_schema(form, kinds).validate(judged, lazy=True)
        cases = caught.value.failure_cases
        expected = set(zip(cases["index"], cases["column"], cases["check"], strict=True))
        own = failed_checks(form, judged, kinds)
        assert {(path, column, check) for (path, column), checks in own.items() for check in checks} == expected
