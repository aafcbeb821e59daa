"""A form in English, from the blank to the report: language is data, and nothing that is made speaks Vietnamese."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import tonghop290 as th
from tests.samples.languages.english import DEFINITION, english_form
from tonghop290.model import Form, Unit
from tonghop290.pipeline.report import Report
from tonghop290.workbook.issue.blank import Filling, write_blank

UNITS = {code: Unit(code=code, name=name, type="village") for code, name in (("01", "Ash"), ("02", "Birch"))}
_LETTERS = re.compile("[ăâđêôơưàáãèéìíòóõùúýĩũ\u1ea0-\u1ef9]", re.IGNORECASE)
_STYLES = "word/styles.xml"
"""The names of a profile's styles are those of the profile."""


def vietnamese(data: bytes) -> list[str]:
    """The pieces of text in a file of ours that hold a letter of Vietnamese, or one of its words without marks."""
    return [
        piece.strip()[:120]
        for text in texts(data)
        for piece in re.split(r"[<>\n]", unicodedata.normalize("NFC", text))
        if _LETTERS.search(piece) or re.search(r"(?<![\w-])(?:trang|theo|trong|xem|ghi|cho|khi|STT|TT)(?![\w-])", piece)
    ]


def texts(data: bytes) -> Iterator[str]:
    if not data.startswith(b"PK"):
        yield data.decode("utf-8")
        return
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            if name.endswith((".xml", ".rels")) and name != _STYLES:
                yield package.read(name).decode("utf-8")


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Form:
    return english_form(tmp_path_factory.mktemp("english"))


def filled(form: Form, folder: Path) -> list[Path]:
    """A good return, and one with everything wrong."""
    right = Filling(
        values={
            "books": 1234,
            "shelf": "1,234.5",
            "opened": "5 February 1990",
            "kind": "Public",
            "loans": 5000,
            "renewals": "none",
        },
        states={"shelf": "Ước tính"},
        tables={
            "readers": [{"row": "young", "women": 3, "men": 4}, {"row": "old", "women": 30, "men": 44}],
            "wishes": [{"wish": "More light", "cost": 12.5}],
        },
    )
    wrong = Filling(
        values={
            "books": "1.234",
            "shelf": 12345.678,
            "opened": "1/2/1990",
            "kind": "Zoo",
            "loans": 50,
            "renewals": 4000,
        },
        states={"loans": "Không có số liệu", "renewals": "roughly"},
        tables={"readers": [{"row": "young", "women": "3 or 4"}]},
    )
    pairs = (("01", right), ("02", wrong))
    return [write_blank(form, folder / f"{code}.xlsx", unit=UNITS[code], filling=filling) for code, filling in pairs]


@pytest.fixture(scope="module")
def report(form: Form, tmp_path_factory: pytest.TempPathFactory) -> Report:
    return th.check(filled(form, tmp_path_factory.mktemp("returns")), form, units=UNITS)


def test_the_return_comes_back_as_it_was_filled_in(report: Report) -> None:
    """Numbers and days as English writes them, words for nothing, states in the form's own words."""
    said = report.to_dict()["files"][0]
    assert said["values"] | {"unit_name": ""} == {
        "unit_name": "",
        "books": 1234,
        "shelf": 1234.5,
        "opened": "1990-02-05",
        "kind": "Public",
        "loans": 5000,
        "renewals": 0,
        "renewed": 0.0,
    }
    assert said["states"] == {"shelf": "Estimate"}
    assert [one["row"] for one in said["tables"]["readers"]] == ["young", "old"]


def test_what_is_wrong_is_told_in_english(report: Report) -> None:
    told = {finding.code: str(finding) for finding in report.files[1].findings}
    assert told["ambiguous-number"] == (
        "Indicator 2 – Books (sheet “Figures”, cell E8) says “1.234”, which may be 1,234 or 1.234. "
        "Please write it clearly: a dot before decimals, no mark between thousands."
    )
    assert told["above-range"] == (
        "Indicator 3 – Shelves (sheet “Figures”, cell E9) is 12,345.678 m, above the highest possible value (5,000). "
        "Please check."
    )
    assert told["ambiguous-date"].startswith("Indicator 4 – Opened (sheet “Figures”, cell E10) says “1/2/1990”")
    assert told["state-conflict"].startswith("Indicator 6 – Loans (sheet “Figures”, cell E13) has the status “No data”")


def test_nothing_that_is_made_of_it_speaks_vietnamese(form: Form, report: Report, tmp_path: Path) -> None:
    """The blank, a unit's own, the check as JSON and as a workbook, the marked copies, the tables, the reports."""
    made = {
        "blank": th.write_blank(form, tmp_path / "blank.xlsx"),
        "own": th.write_blank(form, tmp_path / "own.xlsx", unit=UNITS["01"]),
        "summary": th.write_summary(report, tmp_path / "summary.xlsx"),
    }
    for folder, write in (("marked", th.annotate), ("reports", th.write_narratives)):
        write(report, tmp_path / folder)
        made |= {path.name + folder: path for path in (tmp_path / folder).iterdir()}
    made["check"] = tmp_path / "check.json"
    made["check"].write_text(json.dumps(report.to_dict(), ensure_ascii=False), encoding="utf-8")
    assert {name: found for name, path in made.items() if (found := vietnamese(path.read_bytes()))} == {}


def test_a_workbook_issued_before_the_form_spoke_english_is_read(form: Form, tmp_path: Path) -> None:
    """Its sheets, headings, states and the ends of its tables are Vietnamese."""
    older = tmp_path / "older"
    older.mkdir()
    (older / "form.toml").write_text(DEFINITION.replace('language = "en"\n', ""), encoding="utf-8")
    values = {"books": 1234, "opened": dt.date(1990, 2, 5), "kind": "School", "loans": 50, "renewals": 4}
    filling = Filling(
        values=values, states={"shelf": "Không có số liệu"}, tables={"wishes": [{"wish": "More light.", "cost": 2.5}]}
    )
    path = write_blank(th.load_form(older), tmp_path / "a.xlsx", unit=UNITS["01"], filling=filling)
    said = th.check([path], form, units=UNITS).to_dict()["files"][0]
    assert [found["code"] for found in said["findings"] if found["severity"] == "error"] == []
    assert {id: said["values"][id] for id in values} == values | {"opened": "1990-02-05"}
    assert said["states"] == {"shelf": "No data"}
    assert [row["wish"] for row in said["tables"]["wishes"]] == ["More light."]


def test_a_form_calls_its_sheets_columns_and_states_as_it_likes(tmp_path: Path) -> None:
    """Formulas, drop-downs and the reader follow."""
    words = """
[words]
"Số liệu" = "Data's"
"Chỉ tiêu" = "Question"
"Trạng thái" = "State"
"Ước tính" = "Roughly"
"Hết bảng" = "The end"
"""
    (tmp_path / "form.toml").write_text(DEFINITION + words, encoding="utf-8")
    form = th.load_form(tmp_path)
    values = {"books": 1234, "shelf": 100.5, "kind": "School", "loans": 50, "renewals": 4}
    filling = Filling(values=values, states={"shelf": "Ước tính"}, tables={"wishes": [{"wish": "More light."}]})
    path = write_blank(form, tmp_path / "a.xlsx", unit=UNITS["01"], filling=filling)
    said = th.check([path], form, units=UNITS).to_dict()["files"][0]
    assert {id: said["values"][id] for id in values} == values
    assert said["states"] == {"shelf": "Roughly"}
    assert said["tables"]["wishes"][0]["wish"] == "More light."
    assert b"Data&apos;s" in zipfile.ZipFile(path).read("xl/workbook.xml") or b"Data's" in zipfile.ZipFile(path).read(
        "xl/workbook.xml"
    )
