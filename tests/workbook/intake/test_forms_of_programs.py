"""A filled form as each program spells it: the same values, tables and states, and nothing to say about it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import tonghop290 as th
from tests.samples.communes import FULL, a_unit
from tests.samples.forms import shipped_form
from tests.samples.programs import PROGRAMS, spelled
from tonghop290.spreadsheet.book import read_book
from tonghop290.workbook.issue.blank import Filling, write_blank

FORM = shipped_form()


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    filling = Filling(values=FULL, states={"tien_gop": "Ước tính"}, tables={"mo_hinh": [{"ten": "Hố rác gia đình"}]})
    return write_blank(FORM, tmp_path_factory.mktemp("form") / "a.xlsx", unit=a_unit(), filling=filling)


def checked(path: Path) -> tuple[dict[str, Any], dict[str, Any], dict[str, str], list[str]]:
    """Values, tables, states, sentences of one file."""
    report = th.check([path], FORM)
    file = report.to_dict()["files"][0]
    return file["values"], file["tables"], file["states"], [str(finding) for finding in report.findings]


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_form_of_each_program_gives_what_the_issued_one_gives(program: str, filled: Path, tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(spelled(read_book(filled.read_bytes()), PROGRAMS[program]))
    values, tables, states, said = checked(tmp_path / "a.xlsx")
    assert (values, tables, states, said) == checked(filled)
    assert (values["dan_so"], tables["mo_hinh"][0]["ten"]) == (FULL["dan_so"], "Hố rác gia đình")
    assert (states["tien_gop"], said) == ("Ước tính", [])
