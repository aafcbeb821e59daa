# pyright: basic  (pandera leaves parts of its own types unknown)
"""A team that has its own pandera: the form's schema, with a check of theirs on top."""

from __future__ import annotations

import pandas as pd
import pandera.errors
import pandera.pandas as pa

import tonghop290 as th


def own_schema(form: th.Form) -> pa.DataFrameSchema:
    """The form's schema, and no commune above 9,000 people."""
    schema: pa.DataFrameSchema = th.schema(form)
    return schema.update_column("dan_so", checks=[*schema.columns["dan_so"].checks, pa.Check.le(9_000)])


def broken(form: th.Form, frame: pd.DataFrame) -> list[str]:
    """The columns that break it; ``rule.R07`` is a rule between fields."""
    try:
        own_schema(form).validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as error:
        return sorted({str(column) for column in error.failure_cases["column"]})
    return []
