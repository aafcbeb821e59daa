"""Reports made by several processes are those made by one: the same bytes, in the same order, the same errors."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from tests.samples.reports import an_office, short_template, template_with, the_document, the_form, three_communes
from tonghop290.model import FormError
from tonghop290.narrative.docx import UnitPapers, papers_printer
from tonghop290.narrative.shared_work import shared_work
from tonghop290.narrative.words.one_return import returns_of
from tonghop290.spreadsheet.child_process import Fault, Worker

PIECES = [(f"{number:04}",) for number in range(1_000)]
SERVING = "tests.narrative.shared.shared_handler:handler"


def slowly(piece: str) -> str:
    time.sleep(0.02)
    return piece


@pytest.mark.parametrize("what", ["give back", "end", "take too much"])
def test_what_is_made_comes_in_order_whatever_becomes_of_another_process(what: str, tmp_path: Path) -> None:
    begun, came, last = tmp_path / "begun", list[str](), ""
    for piece in shared_work(PIECES, slowly, serving=SERVING, setup=(what, begun), others=1):
        came.append(piece)
        last = last or (begun.read_text() if begun.exists() else "")
        if last and piece > f"{int(last) + 5:04}":
            break
    assert came == [piece for (piece,) in PIECES[: len(came)]]
    assert last


def test_a_fault_in_another_process_is_raised_in_its_turn(tmp_path: Path) -> None:
    came = list[str]()
    with pytest.raises(Fault) as fault:
        for piece in shared_work(PIECES, slowly, serving=SERVING, setup=("fail", tmp_path / "begun"), others=1):
            came.append(piece)
    assert str(fault.value).startswith("Traceback")
    assert f"ZeroDivisionError: {len(came):04}" in str(fault.value)


def test_reports_shared_with_another_process_are_those_made_alone(tmp_path: Path) -> None:
    dataset, template, title = three_communes(), short_template(tmp_path / "mau.docx"), the_document("unit").title
    paths = {file: tmp_path / f"{number}.docx" for number, file in enumerate(dataset.frame.index)}
    told: list[tuple[int, int, str]] = []
    papers = UnitPapers(template, the_form(), office=an_office(), title=title, document="bao_cao_xa")
    papers.write(dataset, paths, others=1, progress=lambda *of: told.append(of))
    assert told == [(number, 3, str(path)) for number, path in enumerate(paths.values(), 1)]
    worker = Worker("tonghop290.narrative.docx:papers_printer", memory=2**30)
    try:
        worker.ask((*papers.given, "hd36-2018"))
        for file, own in returns_of(dataset).items():
            assert worker.ask((own, 0, ())) == paths[file].read_bytes()
    finally:
        worker.close()


def test_a_template_that_fails_at_one_report_is_told_behind_those_before_it(tmp_path: Path) -> None:
    dataset, template = three_communes(), template_with(tmp_path, "{{ 1 // tiep_dan.so }}")
    paths = {file: tmp_path / f"{number}.docx" for number, file in enumerate(dataset.frame.index)}
    papers = UnitPapers(template, the_form(), office=an_office(), title="Báo cáo")
    with pytest.raises(FormError) as error:
        papers.write(dataset, paths, others=1)
    assert [path.exists() for path in paths.values()] == [True, True, False]
    answer = papers_printer()
    answer(*papers.given, "hd36-2018")
    made: list[Any] = [answer(own, 0, ()) for own in returns_of(dataset).values()]
    assert [type(one) for one in made] == [bytes, bytes, FormError]
    assert made[2].faults == error.value.faults
