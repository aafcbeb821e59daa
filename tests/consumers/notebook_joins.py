"""A notebook: clean figures joined with a register of the user's own, and a figure a head of the population."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

import tonghop290 as th


def by_head(returns: Path, units_file: Path, own: pd.DataFrame) -> pd.DataFrame:
    """One row a unit. ``own``: unit_code, budget."""
    form = th.load_form("qd290-10-nam")
    units: dict[str, th.Unit] = th.load_units(units_file)
    report = th.check(returns, form, units=units)
    wide: pd.DataFrame = th.wide_frame(report)
    joined = wide.merge(own, on="unit_code", how="left", validate="one_to_one")
    joined["a_head"] = joined["budget"] / joined["dan_so"]
    return joined[["unit_code", "unit_name", "dan_so", "budget", "a_head"]]


def where(report: th.Report, field: str) -> dict[str, str]:
    """Path → the cell an answer stood in."""
    places: dict[str, str] = {}
    for (path, id), cell in report.dataset.places.items():
        place: th.CellRef = cell
        if id == field:
            places[path] = str(place)
    return places
