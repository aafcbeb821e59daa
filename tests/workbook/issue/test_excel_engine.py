"""Engines that keep to Excel say of a dozen filled workbooks what the office says of them, on machines that write
decimals with a comma and with a point: verdicts, sentences, the status page, as displayed.

IronCalc counts them in the suite (0.02 seconds a workbook); Formulon, whose tables of Excel's functions are the more
complete, in the thorough job (5 seconds a workbook).
"""

from __future__ import annotations

import random
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

import tonghop290 as th
from tests import THOROUGH
from tests.samples.communes import FULL
from tests.samples.packages import packed
from tests.samples.recalculate import Rows
from tests.workbook.issue.test_live_agrees import Return, a_return, disagreements, for_each_rule, judged
from tests.workbook.issue.test_one_judge import _formulon
from tonghop290.model import Form
from tonghop290.workbook.issue.fill import IssuedWorkbook
from tonghop290.workbook.plan import plan_workbook

ROWS, COLUMNS = 112, 20
COMMA_AND_POINT = ("de", "en")
"""How IronCalc calls a machine of either kind; of Vietnam it knows none."""
PROFILES = ("win-365-pt_BR", "win-365-en_US")
"""And Formulon: Brazil writes decimals and dates as Vietnam does."""
TEXT_OF_A_FIGURE = re.compile(r'(<c r="G7"[^>]*><f t="shared" ref="[A-Z0-9:]+" si="[0-9]+">)[^<]+(</f>)')


class Dozen(NamedTuple):
    form: Form
    paths: list[Path]
    returns: list[Return]

    def wrong(self, number: int, book: Mapping[str, Rows]) -> list[str]:
        """Where a workbook says something else than the office."""
        found = disagreements(self.form, plan_workbook(self.form), self.returns[number], book)
        return [f"{self.paths[number].name}: {line}" for line in found]


@pytest.fixture(scope="module")
def dozen(tmp_path_factory: pytest.TempPathFactory) -> Dozen:
    folder, form, rng = tmp_path_factory.mktemp("dozen"), th.load_form().of_kind(""), random.Random(5)
    plan, blank = plan_workbook(form), IssuedWorkbook(th.write_blank(form, folder / "blank.xlsx"))
    returns = list(for_each_rule(plan, every=6))[:6]
    returns += [a_return(plan, FULL, rng, busy=busy) for busy in (0.0, 0.05, 0.2, 0.3, 0.6, 0.6)]
    paths = [blank.fill(folder / f"{number:02}.xlsx", one.cells) for number, one in enumerate(returns)]
    judged(form, paths, returns)
    return Dozen(form, paths, returns)


@pytest.mark.parametrize("machine", COMMA_AND_POINT)
def test_an_engine_says_of_a_dozen_workbooks_what_the_office_says(dozen: Dozen, machine: str) -> None:
    wrong = [dozen.wrong(number, counted_by_ironcalc(path, machine)) for number, path in enumerate(dozen.paths)]
    assert len(wrong) == 12 and sum(wrong, []) == []


def test_a_text_bound_to_a_language_is_caught(dozen: Dozen, tmp_path: Path) -> None:
    """The gate itself: a formula that asks for a text in a format of one language."""
    with zipfile.ZipFile(dozen.paths[6]) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    bound = r"\1TEXT('Số liệu'!$E7,&quot;#,##0.##&quot;)\2"
    sheets = {name: part.decode() for name, part in parts.items() if name.startswith("xl/worksheets/")}
    (hidden,) = (name for name, sheet in sheets.items() if TEXT_OF_A_FIGURE.search(sheet))
    parts[hidden] = TEXT_OF_A_FIGURE.sub(bound, sheets[hidden]).encode()
    (path := tmp_path / "a.xlsx").write_bytes(packed(parts))
    assert [machine for machine in COMMA_AND_POINT if dozen.wrong(6, counted_by_ironcalc(path, machine))] != []


def counted_by_ironcalc(path: Path, machine: str) -> dict[str, Rows]:
    """Every sheet's cells as they are shown, counted anew."""
    ironcalc = pytest.importorskip("ironcalc")
    model = ironcalc.load_from_xlsx(str(path), machine, "UTC", "en")
    model.evaluate()
    return {
        sheet["name"]: [
            [model.get_formatted_cell_value(number, row, column) for column in range(1, COLUMNS + 1)]
            for row in range(1, ROWS + 1)
        ]
        for number, sheet in enumerate(model.get_worksheets_properties())
    }


@pytest.mark.skipif(not THOROUGH, reason="two minutes of processor time: in the thorough job only")
def test_another_engine_says_of_a_dozen_workbooks_what_the_office_says(dozen: Dozen) -> None:
    wrong = [
        f"{profile}: {line}"
        for number, path in enumerate(dozen.paths)
        for profile, book in counted_by_formulon(path)
        for line in dozen.wrong(number, book)
    ]
    assert wrong == []


def counted_by_formulon(path: Path) -> Iterator[tuple[str, dict[str, Rows]]]:
    """For each profile, every sheet's cells as they are shown; to read the file takes longest."""
    with _formulon().Workbook.load(path.read_bytes()) as workbook:
        for profile in PROFILES:
            workbook.set_excel_profile_id(profile)
            workbook.recalc()
            yield (
                profile,
                {
                    workbook.sheet_name(sheet): [
                        [workbook.get_display_text(sheet, row, column)[0] for column in range(COLUMNS)]
                        for row in range(ROWS)
                    ]
                    for sheet in range(workbook.sheet_count())
                },
            )
