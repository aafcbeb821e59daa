"""Formulon, an engine that keeps to Excel, says of a dozen filled workbooks what the office says of them, on machines
that write decimals with a comma and with a point: verdicts, sentences, the status page, as displayed."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

import tonghop290 as th
from tests import THOROUGH
from tests.samples.communes import FULL
from tests.samples.recalculate import Rows
from tests.workbook.issue.test_live_agrees import Return, a_return, disagreements, for_each_rule, judged
from tests.workbook.issue.test_one_judge import _formulon
from tonghop290.model import Form
from tonghop290.workbook.issue.fill import IssuedWorkbook
from tonghop290.workbook.plan import plan_workbook

ROWS, COLUMNS = 112, 20


@pytest.fixture(scope="module")
def dozen(tmp_path_factory: pytest.TempPathFactory) -> tuple[Form, list[Path], list[Return]]:
    folder, form, rng = tmp_path_factory.mktemp("dozen"), th.load_form().of_kind(""), random.Random(5)
    plan, blank = plan_workbook(form), IssuedWorkbook(th.write_blank(form, folder / "blank.xlsx"))
    returns = list(for_each_rule(plan))[::6][:6]
    returns += [a_return(plan, FULL, rng, busy=busy) for busy in (0.0, 0.05, 0.2, 0.3, 0.6, 0.6)]
    paths = [blank.fill(folder / f"{number:02}.xlsx", one.cells) for number, one in enumerate(returns)]
    judged(form, paths, returns)
    return form, paths, returns


@pytest.mark.skipif(not THOROUGH, reason="a minute of processor time: in the thorough job only")
@pytest.mark.parametrize("profile", ["win-365-pt_BR", "win-365-en_US"])
def test_excel_says_of_a_dozen_workbooks_what_the_office_says(
    dozen: tuple[Form, list[Path], list[Return]], profile: str
) -> None:
    """Brazil writes decimals and dates as Vietnam does; of Vietnam there is no profile."""
    form, paths, returns = dozen
    wrong = []
    for path, one in zip(paths, returns, strict=True):
        book = displayed(path, profile)
        wrong += [f"{path.name}: {line}" for line in disagreements(form, plan_workbook(form), one, book)]
    assert wrong == []


def displayed(path: Path, profile: str) -> dict[str, Rows]:
    """Every sheet's cells as they are shown, counted anew."""
    with _formulon().Workbook.load(path.read_bytes()) as workbook:
        workbook.set_excel_profile_id(profile)
        workbook.recalc()
        return {
            workbook.sheet_name(sheet): [
                [workbook.get_display_text(sheet, row, column)[0] for column in range(COLUMNS)] for row in range(ROWS)
            ]
            for sheet in range(workbook.sheet_count())
        }
