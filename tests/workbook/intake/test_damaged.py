"""Over six hundred damaged forms: each value right, or none and a finding, or the file refused with one sentence."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import tonghop290 as th
from tests import THOROUGH
from tests.samples.communes import FULL, a_unit
from tests.samples.damages import KINDS, Damage, damages
from tests.samples.forms import shipped_form
from tests.workbook.intake.test_fuzz import assert_harmless
from tonghop290.data.clean import clean_submission
from tonghop290.model import Form
from tonghop290.spreadsheet.content import Content
from tonghop290.workbook.intake.one import read_submission
from tonghop290.workbook.issue.blank import Filling, write_blank
from tonghop290.workbook.plan import plan_workbook

EVERY = 1 if THOROUGH else 8
"""In the thorough job all; in the suite every eighth, from a place that moves on with the kind."""
ABOUT_ALL = {"form-twice", "column-uncertain"}
"""Findings that take the values of many fields and are said once."""
COUNTED = [
    {"row": id, "nam_2014": place + 4, "nam_2019": place}
    for place, id in enumerate(("mttq", "nong_dan", "phu_nu", "cuu_chien_binh", "doan_thanh_nien"))
]


@cache
def form() -> Form:
    return shipped_form()


@cache
def all_damages() -> dict[str, list[Damage]]:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        filling = Filling(values=FULL, states={"tien_gop": "Ước tính"}, tables={"giam_sat_theo_to_chuc": COUNTED})
        data = write_blank(form(), Path(folder) / "a.xlsx", unit=a_unit(), filling=filling).read_bytes()
    places = plan_workbook(form()).fields
    return damages(data, {id: places[id].row for id in FULL}, FULL)


def faults(damage: Damage) -> list[str]:
    """What is wrong with how a damaged form is read."""
    submission = read_submission("a.xlsx", form(), content=Content(damage.make()))
    for one in submission.findings:
        assert_harmless(one)
    if not submission.readable:
        return (
            []
            if len(submission.findings) == 1
            else [f"{damage.name}: refused with {len(submission.findings)} findings"]
        )
    clean = clean_submission(form(), submission)
    findings = [*submission.findings, *clean.findings]
    for one in findings:
        assert_harmless(one)
    said = {one.field for one in findings} | ({*FULL} if ABOUT_ALL & {one.code for one in findings} else set())
    garbled = {one.field for one in findings if one.code == "misconverted-text"}  # shown as it is, and said
    found = [
        f"{damage.name}: {id} is {clean.values[id]!r} in silence"
        for id in FULL
        if not right(damage, id, clean.values[id], said) and id not in damage.blank | garbled
    ]
    return found + _table_faults(damage, clean.tables.get("giam_sat_theo_to_chuc", []), findings)


def right(damage: Damage, id: str, value: Any, said: set[str | None]) -> bool:
    if value is None:
        return id in said
    return value in damage.may.get(id, (FULL[id],))


def _table_faults(damage: Damage, rows: list[dict[str, Any]], findings: list[th.Finding]) -> list[str]:
    """A table's cell holds its own value or none, and where one is gone, something is said of the table."""
    read = {row["row"]: row for row in rows}
    wrong = lost = 0
    for row in COUNTED:
        for column in ("nam_2014", "nam_2019"):
            value = read.get(row["row"], {}).get(column)
            lost += value is None
            wrong += value is not None and value != row[column]
    said = any(
        one.code.startswith("table") or (one.field or "").startswith("giam_sat_theo_to_chuc") for one in findings
    )
    return [f"{damage.name}: {wrong} cells of the table are wrong"] * bool(wrong) + [
        f"{damage.name}: {lost} cells of the table are lost in silence"
    ] * (lost and not said)


@pytest.mark.parametrize("kind", KINDS)
def test_a_damaged_form_gives_the_right_value_or_says_why_not(kind: str) -> None:
    chosen = all_damages()[kind][list(KINDS).index(kind) % EVERY :: EVERY]
    assert [fault for damage in chosen for fault in faults(damage)] == []


def test_there_are_over_six_hundred_damages_of_every_kind() -> None:
    counted = {kind: len(made) for kind, made in all_damages().items()}
    assert sum(counted.values()) >= 600
    assert min(counted.values()) >= 50
    assert len({damage.name for made in all_damages().values() for damage in made}) == sum(counted.values())


def test_a_form_that_is_not_damaged_has_every_value() -> None:
    whole = Damage("nothing", all_damages()["zip"][0].make)
    plain = next(one for one in all_damages()["zip"] if one.name == "the other way round")
    assert faults(Damage(whole.name, plain.make)) == []
    clean = clean_submission(form(), read_submission("a.xlsx", form(), content=Content(plain.make())))
    assert {id: clean.values[id] for id in FULL} == FULL
    assert isinstance(clean.values["ngay_chot"], dt.date)
