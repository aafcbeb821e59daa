"""A team that has its own pandera: the form's schema, with a check of theirs on top."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa

import tonghop290 as th


def small(population: pd.Series[float]) -> pd.Series[bool]:
    return population <= 9_000


def own_schema(form: th.Form) -> pa.DataFrameSchema:
    """The form's schema, and no commune above 9,000 people; each call makes a schema of its own."""
    schema: pa.DataFrameSchema = th.schema(form)
    population: pa.Column = schema.columns["dan_so"]
    population.checks = [*population.checks, pa.Check(small, ignore_na=True, name="small")]
    return schema


def broken(form: th.Form, frame: pd.DataFrame) -> list[str]:
    """The columns that break it; ``rule.R07`` is a rule between fields."""
    found: tuple[th.SchemaFailure, ...] = th.schema_failures(own_schema(form), frame)
    return sorted({failure.column for failure in found})
