"""Anything in any cell, any damage to the file: a finding or the right value, no exception, nothing that acts."""

from __future__ import annotations

import io
import json
import random
import re
import unicodedata
import zipfile
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tonghop290 as th
from tests import examples
from tests.samples.communes import FULL, a_unit
from tests.samples.forms import shipped_form
from tests.samples.raw_books import Desk
from tonghop290.data.clean import clean_submission
from tonghop290.model import Finding, Form
from tonghop290.spreadsheet.book import RawBook, read_book
from tonghop290.spreadsheet.cell import RawCell
from tonghop290.spreadsheet.content import Content
from tonghop290.spreadsheet.seen.look import Look
from tonghop290.text.numbers import read_plain_number
from tonghop290.workbook.intake.one import read_return, read_submission
from tonghop290.workbook.issue.blank import Filling, write_blank
from tonghop290.workbook.plan import FIGURES, NOTE, STATE, VALUE, WORDS, plan_workbook

many = settings(deadline=None, suppress_health_check=list(HealthCheck))


@cache
def form() -> Form:
    return shipped_form()


@cache
def content() -> bytes:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        return write_blank(form(), Path(folder) / "a.xlsx", unit=a_unit(), filling=Filling(values=FULL)).read_bytes()


@cache
def book() -> RawBook:
    return read_book(content())


HOSTILE = st.sampled_from(
    [
        '=HYPERLINK("http://x","y")',
        "+cmd|' /C calc'!A0",
        "@SUM(1)",
        "-1+1",
        "\x1b[2J\x1b]0;x\x07",
        "\u202e123\u202c",
        "{0}%s%n",
        "\ud800",
        "_x001B_[31m",
        "1" * 400,
        "9" * 15 + ",5",
        "1.234.56",
        "٣٤٥",
        "１２．５",
        "½",
        "0x1F",
        "1e999",
        "−5",
        "\ufeff12",
        "12\x00",
        "=",
        "'",
        "\n\n",
        "…",
        "CT09",
        "GS",
        "TL-hết",
        "Hết bảng",
        "Số liệu",
        "Trạng thái",
        "Dân số năm 2019",
        "form",
    ]
)
TEXT = st.one_of(HOSTILE, st.text(max_size=40), st.from_regex(r"[-+0-9.,' %/a-zđ²]{1,12}", fullmatch=True))
NUMBER = st.one_of(
    st.integers(-(10**18), 10**18).map(str),
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.decimals(-(10**6), 10**6, places=3, allow_nan=False).map(str),
)
FORMATS = st.sampled_from(
    [
        "General",
        "",
        "0%",
        "0.00%",
        "dd/mm/yyyy",
        "m/d/yy",
        "h:mm",
        "[h]:mm:ss",
        "@",
        "#,##0",
        '0" ha"',
        "[Red]0;[Blue]-0",
    ]
)
CELL = st.one_of(
    st.tuples(st.just("s"), TEXT),
    st.tuples(st.just("n"), NUMBER),
    st.tuples(st.just("b"), st.sampled_from("01")),
    st.tuples(st.just("e"), st.sampled_from(["#REF!", "#N/A", "x\x1by"])),
    st.tuples(st.just("u"), st.just("")),
    st.tuples(st.just("x"), TEXT),
    st.tuples(
        st.just("d"), st.sampled_from(["2019-12-31", "2019-02-30", "12:30:00", "T12:30", "2019-12-31T10:00:00Z"])
    ),
)
PLACES = (
    [
        (FIGURES, place.row, column)
        for place in plan_workbook(form()).fields.values()
        for column in (3, VALUE, VALUE, VALUE, STATE, NOTE)
    ]
    + [
        (table.sheet, row, column)
        for table in plan_workbook(form()).tables.values()
        for row in range(table.title_row, table.end_row + 1)
        for column in (1, *table.columns.values())
    ]
    + [(WORDS, 1, 3), (FIGURES, 5, 5), (FIGURES, 90, 5)]
)
FORMULA = st.one_of(st.none(), st.sampled_from(["", "SUM(A1)", "[1]Sheet1!A1", 'HYPERLINK("http://x")', "\x1b"]))


def unsafe(text: str) -> list[str]:
    return [c for c in text if unicodedata.category(c) in ("Cc", "Cf", "Cs") and c not in "\n"]


def assert_harmless(one: Finding) -> None:
    shown = str(one)
    assert not unsafe(shown) and "\n" not in shown, ascii(shown)
    assert not unsafe(str(one.value)), ascii(one.value)
    assert shown[0] not in "=+-@", shown
    assert not re.search(r"\{(?:value|label|unit|read|why|hint|places|count|name)\}", shown), shown


@given(st.lists(st.tuples(st.sampled_from(PLACES), CELL, FORMATS, FORMULA), min_size=1, max_size=8))
@settings(many, max_examples=examples(20))
def test_whatever_stands_in_a_cell_is_read_right_or_said(
    changes: list[tuple[tuple[str, int, int], tuple[str, str], str, str | None]],
) -> None:
    desk = Desk.of(book())
    touched = set()
    for (sheet, row, column), (kind, text), number_format, formula in changes:
        desk.page(sheet).cells[row, column] = RawCell(row, column, kind, text, Look(number_format), formula)
        touched.add((sheet, row))
    submission = read_return("a.xlsx", desk.book(), form())
    clean = clean_submission(form(), submission) if submission.readable else None
    findings = [*submission.findings, *(clean.findings if clean else ())]
    for one in findings:
        assert_harmless(one)
    if clean is None:
        return
    for id in clean.bad & set(clean.values):
        assert clean.values[id] is None
        assert any(one.field == id or one.code in ("form-twice", "column-uncertain") for one in findings), id
    for text in [
        *clean.notes.values(),
        *clean.texts.values(),
        *(value for value in clean.values.values() if isinstance(value, str)),
    ]:
        assert not unsafe(text), ascii(text)
    for id, place in plan_workbook(form()).fields.items():
        if (
            id in FULL
            and not place.field.derived
            and (FIGURES, place.row) not in touched
            and clean.values[id] is not None
        ):
            assert clean.values[id] == FULL[id], id
        cell = submission.cells.get(id)
        if (
            cell is not None
            and cell.kind == "number"
            and place.field.type == "integer"
            and clean.values.get(id) is not None
        ):
            assert clean.values[id] == pytest.approx(
                read_plain_number(cell.text), abs=1e-9
            )  # a stored number is never another one


def with_cells(texts: dict[str, str]) -> bytes:
    """The filled workbook with these texts in cells of ``Số liệu``, as a hostile program would store them."""
    source = zipfile.ZipFile(io.BytesIO(content()))
    stream = io.BytesIO()
    with source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "xl/worksheets/sheet2.xml":
                xml = data.decode()
                for a1, text in texts.items():
                    stored = "".join(
                        c
                        if c in "\t\n" or " " <= c < "\ud800" or "\ue000" <= c < "\ufffe"
                        else f"_x{ord(c) & 0xFFFF:04X}_"
                        for c in text
                    )
                    cell = f'<c r="{a1}" t="inlineStr"><is><t xml:space="preserve">{escape(stored)}</t></is></c>'
                    xml, found = re.subn(rf'<c r="{a1}"[^>]*?(?:/>|[^/]>.*?</c>)', lambda _, cell=cell: cell, xml)
                    assert found == 1, a1
                data = xml.encode()
            target.writestr(name, data)
    return stream.getvalue()


ADDRESSES = [
    f"{column}{place.row}"
    for place in plan_workbook(form()).fields.values()
    if not place.field.derived
    for column in "EFG"
    if column != "F" or place.field.figure
]


@given(st.dictionaries(st.sampled_from(ADDRESSES), TEXT, min_size=1, max_size=12))
@settings(many, max_examples=examples(4))
def test_nothing_of_a_return_acts_in_the_report(texts: dict[str, str]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        path.write_bytes(with_cells(texts))
        report = th.check([path], form())
        for one in report.findings:
            assert_harmless(one)
        made = json.loads(report.to_json())
        values: list[Any] = [
            *made["files"][0]["values"].values(),
            *(one["value"] for one in made["files"][0]["findings"]),
        ]
        assert [ascii(text) for text in values if isinstance(text, str) and unsafe(text)] == []


def test_formulas_and_links_typed_as_text_stay_text_in_every_document(tmp_path: Path) -> None:
    evil = '=HYPERLINK("http://ke-xau.example","bấm")'
    rows = {
        id: plan_workbook(form()).fields[id].row
        for id in ("nguoi_lap", "dien_thoai", "nguoi_ky", "huong", "quyet_dinh_so")
    }
    returned = tmp_path / "a.xlsx"
    returned.write_bytes(
        with_cells(
            {f"E{row}": evil for row in rows.values()} | {f"G{row}": "+cmd|' /C calc'!A0" for row in rows.values()}
        )
    )
    report = th.check([returned], form())
    assert report.dataset.frame.loc[str(returned), "nguoi_ky"] is None
    assert {one.field for one in report.findings if one.code == "formula-text"} == set(rows)
    written = [
        *th.write_narratives(report, tmp_path / "bao_cao"),
        th.write_summary(report, tmp_path / "tong_hop.xlsx"),
        *th.annotate(report, tmp_path / "phan_hoi"),
    ]
    for path in written:
        with zipfile.ZipFile(path) as package:
            parts = {
                name: package.read(name).decode("utf-8", "replace")
                for name in package.namelist()
                if name.endswith((".xml", ".rels"))
            }
        assert not any("ke-xau" in xml for name, xml in parts.items() if name.endswith(".rels")), path
        assert not any(re.search(r"<f[^>]*>[^<]*(?:ke-xau|cmd\|)", xml) for xml in parts.values()), path


@given(st.integers(0, 2**32), st.integers(1, 6))
@settings(many, max_examples=examples(20))
def test_a_damaged_file_gives_each_value_right_or_says_why_not(seed: int, hits: int) -> None:
    data, dice = bytearray(content()), random.Random(seed)
    for _ in range(hits):
        match dice.randrange(4):
            case 0:
                data[dice.randrange(len(data))] = dice.randrange(256)
            case 1:
                del data[dice.randrange(len(data)) :][: dice.randrange(1, 200)]
            case 2:
                at = dice.randrange(len(data))
                data[at:at] = bytes(dice.randrange(1, 50))
            case _:
                at = dice.randrange(max(len(data) - 4000, 1), len(data))  # the directory at the end
                data[at] ^= 1 << dice.randrange(8)
    submission = read_submission("a.xlsx", form(), content=Content(bytes(data)))
    for one in submission.findings:
        assert_harmless(one)
    if submission.readable:
        clean = clean_submission(form(), submission)
        said = {one.field for one in (*submission.findings, *clean.findings)}
        assert {id: clean.values[id] for id in FULL if clean.values[id] is not None or id not in said} == {
            id: FULL[id] for id in FULL if clean.values[id] is not None or id not in said
        }
    else:
        assert len(submission.findings) == 1
