"""Gnumeric opens a filled form and saves it in its own ways: the same values come back, or it is said why not."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import tonghop290 as th
from tests.samples.communes import FULL, a_unit
from tests.samples.forms import shipped_form
from tonghop290.model import Form
from tonghop290.workbook.issue.blank import Filling, write_blank
from tonghop290.workbook.plan import FIGURES, VALUE, plan_workbook

WRITERS = {
    "xlsx": "Gnumeric_Excel:xlsx",
    "xls": "Gnumeric_Excel:excel_biff8",
    "xls-7": "Gnumeric_Excel:excel_biff7",
    "ods": "Gnumeric_OpenCalc:odf",
    "csv": "Gnumeric_stf:stf_csv",
    "html": "Gnumeric_html:html40",
}

pytestmark = [
    pytest.mark.libreoffice,  # starts first: it waits for a program of others
    pytest.mark.skipif(shutil.which("ssconvert") is None, reason="Gnumeric (ssconvert) is not on this machine"),
]


@cache
def form() -> Form:
    return shipped_form()


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    filling = Filling(
        values=FULL, states={"tien_gop": "Ước tính"}, tables={"mo_hinh": [{"ten": "Hố rác gia đình", "nam": 2015}]}
    )
    return write_blank(form(), tmp_path_factory.mktemp("form") / "a.xlsx", unit=a_unit(), filling=filling)


def by_gnumeric(source: Path, target: Path, kind: str) -> Path:
    subprocess.run(
        ["ssconvert", "-T", WRITERS[kind], str(source), str(target)], check=True, capture_output=True, timeout=600
    )
    return target


def checked(path: Path) -> tuple[dict[str, Any], dict[str, Any], dict[str, str], list[tuple[str, str | None]]]:
    """(values, tables, states, findings as code and field) of one file."""
    report = th.check([path], form())
    file = report.to_dict()["files"][0]
    return file["values"], file["tables"], file["states"], [(one.code, one.field) for one in report.findings]


as_it_was = cache(checked)


@pytest.mark.parametrize(
    ("kind", "said"), [("xlsx", []), ("ods", [("other-kind", None)]), ("xls", [("other-kind", None)])]
)
def test_what_gnumeric_saves_gives_the_same_values_and_tables(
    filled: Path, tmp_path: Path, kind: str, said: list[tuple[str, str | None]]
) -> None:
    values, tables, states, _ = as_it_was(filled)
    assert (values["dan_so"], tables["mo_hinh"][0]["ten"], states) == (
        10661,
        "Hố rác gia đình",
        {"tien_gop": "Ước tính"},
    )
    assert checked(by_gnumeric(filled, tmp_path / "b.xlsx", kind)) == (values, tables, states, said)


def test_an_xls_of_excel_95_has_lost_the_vietnamese_letters_and_nothing_is_guessed_from_it(
    filled: Path, tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(filled, data_only=True)
    book.save(tmp_path / "a.xlsx")
    values, _, states, findings = checked(by_gnumeric(tmp_path / "a.xlsx", tmp_path / "b.xls", "xls-7"))
    assert (set(values.values()), states) == ({None}, {})
    assert [code for code, _ in findings][:2] == ["other-kind", "column-uncertain"]


def test_an_xls_of_excel_95_with_our_long_formulas_ends_its_reader_and_is_told(filled: Path, tmp_path: Path) -> None:
    """calamine panics at a formula of BIFF7 that is longer than a record; a later one may read it, as above."""
    values, _, states, findings = checked(by_gnumeric(filled, tmp_path / "b.xls", "xls-7"))
    assert (set(values.values()), states) in (({None}, {}), (set(), {}))
    assert [code for code, _ in findings][:2] in (["file-crash"], ["other-kind", "column-uncertain"])


FORMATTED = [  # field, what its cell holds and how it is shown               → what is read, and said of it
    ("ty_le_ngheo_2009", 0.15, "0%", 15.0, ["read-as"]),
    ("ty_le_ngheo_2019", 0.0399, "0.00%", 3.99, ["read-as"]),
    ("thu_nhap_2009", 8.5, "0.0", 8.5, []),
    ("dien_tich", 1442.75, '#,##0.00" ha"', 1442.75, []),
    ("tien_gop", 85.5, "General", 85.5, []),
    ("thu_nhap_2019", 0.382, "0.0%", None, ["percent-format"]),
    ("dan_so", 10661, "0.0%", None, ["percent-format"]),
    ("quyet_dinh_ngay", 40334, "d/m/yyyy", "2010-06-05", []),
]


@pytest.fixture(scope="module")
def formatted(filled: Path) -> Path:
    book = openpyxl.load_workbook(filled)
    for field, value, number_format, _, _ in FORMATTED:
        cell = book[FIGURES].cell(plan_workbook(form()).fields[field].row, VALUE)
        cell.value, cell.number_format = value, number_format
    book.save(filled.with_name("formatted.xlsx"))
    return filled.with_name("formatted.xlsx")


@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_percents_numbers_and_days_are_told_apart_in_what_gnumeric_saves(
    formatted: Path, tmp_path: Path, kind: str
) -> None:
    """Its .xls gives its own formats the numbers of East Asian dates: without them half the figures would be days."""
    values, _, _, findings = checked(by_gnumeric(formatted, tmp_path / "b.xlsx", kind))
    assert [(field, values[field], [code for code, at in findings if at == field]) for field, *_ in FORMATTED] == [
        (field, right, said) for field, _, _, right, said in FORMATTED
    ]


def test_its_texts_are_recognised_and_refused_with_the_way_out(filled: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(filled)
    for name in [one for one in book.sheetnames if one != FIGURES]:
        del book[name]
    book.save(tmp_path / "one.xlsx")
    for kind in ("csv", "html"):
        said = checked(by_gnumeric(tmp_path / "one.xlsx", tmp_path / f"{kind}.xls", kind))[3]
        assert said == [("file-saved-as-text", None)], kind
