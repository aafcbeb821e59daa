"""What is new is held against what is kept of the others; the ledger says what holding all against all would say."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.samples.rounds import GOOD, NOON, a_return, a_round, dump, opened
from tonghop290.campaign.archive import Archive
from tonghop290.campaign.ledger.deeds import Ledger
from tonghop290.campaign.ledger.readings import Readings
from tonghop290.campaign.receiving import receive as receiving
from tonghop290.campaign.receiving.comparing import _newly_repeated
from tonghop290.campaign.receiving.entering import explained_beside, tell
from tonghop290.campaign.results import assigned_senders
from tonghop290.campaign.settings import Round, load_round

FIGURES: list[dict[str, Any]] = [
    {"dan_so": 5100, "dang_vien": 211, "chi_bo": 11},
    {"dan_so": 5320, "dang_vien": 223, "chi_bo": 13},
    {"dan_so": 5730, "dang_vien": 237, "chi_bo": 12},
    {"dan_so": 53200, "dang_vien": 2230, "chi_bo": 131},  # ten times the others
    {"dan_so": 6110, "dang_vien": 24, "chi_bo": 112},
    {"dan_so": "6.110 người", "dang_vien": 251, "chi_bo": 2},
    {"dan_so": 6110, "dang_vien": 24, "chi_bo": 112},  # a neighbour's figures
    {"dan_so": 500000, "dang_vien": 261, "chi_bo": 14},  # impossible
    GOOD,
]


SUMMED = {
    f'label = "{label}"\n': f'label = "{label}"\ntotal = {{ how = "sum" }}\n' for label in ("Số đảng viên", "Số chi bộ")
}


def changed(round: Round, exchanged: Mapping[str, str]) -> Round:
    """The round when its form has been changed by hand."""
    definition = round.form.folder / "form.toml"
    text = definition.read_text(encoding="utf-8")
    for old, new in exchanged.items():
        text = text.replace(old, new)
    definition.write_text(text, encoding="utf-8")
    return load_round(round.folder)


def compare_all(round: Round, ledger: Ledger, archive: Archive, kept: Readings, _judged: object = None) -> list[Any]:
    """As it was done before: every return that counts is judged and held against all the others anew."""
    fresh = {came.sha256: came for came in ledger.returns_to_compare()}
    current = {place: own for own in ledger.current().values() if (place := archive.find(own.sha256)) is not None}
    report = round.editions.check(
        {place: round.editions.judging(own.verdict) for place, own in current.items()},
        units=round.units,
        office=round.office,
        kept=kept,
        contents=archive.contents,
        senders=assigned_senders(round, ledger, current),
        earlier=ledger.earlier(),
    )
    counting = {own.sha256: own for own in current.values()}
    with ledger.deed():
        for file in report.to_dict()["files"] if fresh else ():
            own = counting.get(file["sha256"])
            found = [told for told in file["findings"] if told["stage"] == "compare"]
            if own is not None and own.sha256 not in fresh:
                found = _newly_repeated(ledger, own, found)
            if own is not None and found:
                tell(ledger, own, found)
                notes = {id: note for (path, id), note in report.dataset.notes.items() if path == file["path"]}
                for key, said in explained_beside(found, notes).items():
                    ledger.add_explanation(own.id, key, said)
        ledger.mark_compared()
    return []


@pytest.mark.parametrize("seed", range(2))
def test_any_order_and_batching_says_what_the_whole_comparison_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr("tonghop290.data.repeats.LEAST_TELLING", 2)  # a form of three figures
    monkeypatch.setattr("tonghop290.data.repeats._LEAST_IN_PART", 1)
    monkeypatch.setattr("tonghop290.data.repeats.MOST_CHANGED", 0)
    said = []
    for way in (receiving.enter_outliers, compare_all):
        monkeypatch.setattr(receiving, "enter_outliers", way)
        round = changed(a_round(tmp_path / way.__name__, count=len(FIGURES)), SUMMED)
        said.append(in_batches(round, random.Random(seed)))
    assert said[0] == said[1]
    assert "R15" in said[0] and "figures-repeated" in said[0]


def in_batches(round: Round, rng: random.Random) -> str:
    """What the ledger says after the returns came in some order, some together; the form changed in between."""
    arriving: list[tuple[str, Mapping[str, Any]]] = list(zip(round.units, FIGURES, strict=True))
    rng.shuffle(arriving)
    turn = rng.randrange(len(arriving))
    while arriving:
        size = rng.randint(1, 4)
        for code, values in arriving[:size]:
            a_return(round, code, **values)
        arriving = arriving[size:]
        with opened(round, now=NOON) as ledger:
            receiving.receive(round, ledger)
        if len(arriving) <= turn < len(arriving) + size:
            round = changed(round, {'version = "1"': 'version = "2"'})
    rows = [line for line in dump(round) if line.startswith('INSERT INTO "findings"')]
    return "\n".join(sorted(rows))
