"""One of each output that Excel opens, held against Excel's law and against the rules of Office 2007 to 365."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from xml.sax.saxutils import unescape

import pytest

import tonghop290 as th
from tests import THOROUGH
from tests.samples import rounds
from tests.samples.forms import shipped_form
from tests.samples.mistakes import FORM, SMALL, UNIT, a_return, findings, parts
from tonghop290.campaign.new.new_round import init_round
from tonghop290.campaign.status_page import write_status_workbook
from tonghop290.model import Carried, NotCarried
from tonghop290.pipeline.authoring import begin_form, mark_faults, write_as_excel
from tonghop290.spreadsheet.law.judged import faults_of
from tonghop290.tables.mailing_list import write_mailing_list
from tonghop290.workbook.answer.marked import write_marked
from tonghop290.workbook.issue import blank

TEXT_CODE = re.compile(r"\bTEXT\((?:[^()\"]|\([^()]*\))*,(\"[^\"]*\")\)")
LEFT = NotCarried(kind="gone", label="Ô cũ", said="1", why="nay không hỏi")
FORMS_AS = (("", " in Excel"), ("blank of ", ""))
OF_OPENPYXL = ("Excel will move every inline string", "/font[")
"""What openpyxl writes and Excel reads as it stands: texts in their cells, the parts of a font in an order of its
own."""


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    folder = tmp_path_factory.mktemp("outputs")
    wrong = a_return(folder / "wrong.xlsx")
    report = th.check([wrong], FORM, units={UNIT.code: UNIT})
    round = rounds.a_round(folder / "dot")
    rounds.issue_all(round)
    rounds.a_return(round, next(iter(round.units)))
    rounds.receive_all(round)
    return {
        "a unit's own": th.write_blank(SMALL, folder / "own.xlsx", unit=UNIT, issue="A1"),
        "filled": a_return(folder / "filled.xlsx", {}),
        "marked": write_marked(wrong, folder / "marked.xlsx", findings(wrong), form=FORM, unit=UNIT),
        "findings": th.write_findings(report, folder / "findings.xlsx"),
        "tables": th.write_summary(report, folder / "tables.xlsx"),
        "status": write_status_workbook(folder / "status.xlsx", round, rounds.standing(round), rounds.TODAY),
        "mailing list": write_mailing_list(folder / "mailing.xlsx", (("Thư", 260), ("Số", 90)), [("=1+1", 2)]),
        "roll-up": _roll_up(report, folder),
        **_earlier(folder),
        **_forms(folder),
        **_desk(folder / "desk"),
        **{path.name: path for path in (folder / "dot").rglob("*.xlsx") if "phat_hanh" in path.parts},
    }


def _roll_up(report: th.Report, folder: Path) -> Path:
    th.write_tables(report, folder / "a district", format="json")
    return th.write_roll_up(th.read_results([folder / "a district"], FORM), folder / "roll-up.xlsx")


def _earlier(folder: Path) -> dict[str, Path]:
    """A workbook that shows an earlier round's figures, and one that carries an earlier edition's answers."""
    carried = Carried(name="cu.xlsx", version="1.0", kept=1, values={"ho_ngheo": 78}, left=(LEFT,))
    fillings = {
        "beside": blank.Filling(before={"ho_ngheo": 70.0}, before_period="2019"),
        "carried": blank.Filling.of(carried),
    }
    return {name: blank.write_blank(SMALL, folder / f"{name}.xlsx", filling=one) for name, one in fillings.items()}


def _forms(folder: Path) -> dict[str, Path]:
    """Forms as an officer writes them in Excel, and the blank of each form we ship."""
    made = {"a form in Excel": begin_form(folder / "form.xlsx")}
    made["a form with faults"] = mark_faults(begin_form(folder / "faults.xlsx"), ["fields.dan_so: nhãn bỏ trống"])
    for name, _ in th.shipped_forms():
        excel, blank_one = (f"{before}{name}{after}" for before, after in FORMS_AS)
        made[excel] = write_as_excel(name, folder / f"{name}.form.xlsx")[0]
        made[blank_one] = th.write_blank(shipped_form(name), folder / f"{name}.xlsx")
    return made


def _desk(folder: Path) -> dict[str, Path]:
    folder.mkdir()
    init_round(folder, rounds.some_units(3), form=FORM.id, office=FORM.office, now=rounds.NOON, actor=rounds.ACTOR)
    return {"desk": folder / "Đợt.xlsx"}


def test_every_output_keeps_excels_law(outputs: Mapping[str, Path]) -> None:
    assert {name: faults for name, path in outputs.items() if (faults := faults_of(path.read_bytes()))} == {}


def test_every_output_keeps_the_rules_of_office(outputs: Mapping[str, Path]) -> None:
    """Of the shipped forms the one with most in it; the others in the thorough job."""
    if not THOROUGH:
        again = {f"{kind}{name}{more}" for name, _ in th.shipped_forms() if name != FORM.id for kind, more in FORMS_AS}
        assert again < set(outputs)
        outputs = {name: path for name, path in outputs.items() if name not in again}
    audit = pytest.importorskip("openxml_audit").OpenXmlValidator()
    said = {name: [str(error) for error in audit.validate(str(path)).errors] for name, path in outputs.items()}
    faults = {
        name: [text for text in texts if not any(known in text for known in OF_OPENPYXL)]
        for name, texts in said.items()
    }
    assert {name: texts for name, texts in faults.items() if texts} == {}


def locale_bound(formulas: Iterable[str]) -> list[str]:
    """Formulas whose TEXT has a format that another language of Excel reads otherwise: all but digits."""
    return [one for one in formulas for code in TEXT_CODE.findall(one) if not re.fullmatch('"0+"', code)]


def test_no_formula_asks_for_a_text_that_depends_on_the_machines_language(outputs: Mapping[str, Path]) -> None:
    formulas = [
        unescape(formula, {"&quot;": '"'})
        for path in outputs.values()
        for name, content in parts(path).items()
        if name.startswith("xl/worksheets/")
        for formula in re.findall(r"<f\b[^>]*>([^<]+)</f>", content.decode())
    ]
    assert len(formulas) > 1000 and locale_bound(formulas) == []
    planted = ['TEXT(A1,"dd/mm/yyyy")', 'IF(A1>0,TEXT(B2,"#,##0.00"),"")']
    assert locale_bound([*planted, 'TEXT(DAY(A1),"00")']) == planted
