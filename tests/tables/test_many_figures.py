"""Of a large round the workbook grows by the figures alone: no link, formula or row of sources for each, and yet each
can be traced to its file, sheet and cell."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.looked_at import LookedAt, looked_at
from tests.samples.districts import FORM, OFFICE, a_district
from tonghop290.data.aggregate import add_up
from tonghop290.model import STATE_ESTIMATE, CellRef, Dataset, Unit
from tonghop290.tables import summary
from tonghop290.tables.sheets import words

BY_INDICATOR, BY_UNIT, SOURCES = "Biểu 1", "Biểu 2", "Nguồn số liệu"
ODD = "nhan_ve/002.xlsx"
"""The return with more to tell."""


def a_round(count: int) -> tuple[Dataset, dict[str, Unit]]:
    """Returns that say what the tables say; but of one unit a figure stands elsewhere, one is written otherwise, one is
    an estimate and one has a note."""
    dataset, units = a_district(count)
    states = dataset.states.copy()
    states.loc[ODD, "tiep_dan"] = STATE_ESTIMATE
    return replace(
        dataset,
        states=states,
        texts={key: typed for key, typed in dataset.texts.items() if FORM.fields[key[1]].figure}
        | {(ODD, "dan_so"): "khoảng 9.000 người"},
        places=dataset.places | {(ODD, "ho_2019"): CellRef("Trang khác", 7, 3)},
        notes={(ODD, "dien_tich"): "theo kiểm kê 2019"},
    ), units


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[int, tuple[Path, Dataset]]:
    """Rounds of so many units, written as large ones."""
    folder, made = tmp_path_factory.mktemp("many"), {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(summary, "MOST_FIGURES", 0)
        patch.setattr(words, "MOST_REPEATED", 0)
        for count in (4, 10):
            dataset, units = a_round(count)
            path = folder / f"{count}.xlsx"
            made[count] = summary.write_summary(dataset, add_up(dataset), path, office=OFFICE, units=units), dataset
    return made


def weights(path: Path, sheet: str) -> tuple[int, int, int]:
    """Links, formulas and rows of a sheet."""
    with zipfile.ZipFile(path) as package:
        names = re.findall(r'<sheet name="([^"]*)"', package.read("xl/workbook.xml").decode())
        part = package.read(f"xl/worksheets/sheet{names.index(sheet) + 1}.xml")
    return part.count(b"<hyperlink "), part.count(b"<f>"), part.count(b"<row ")


def test_what_a_unit_more_adds_is_its_figures_and_one_link_a_table(written: dict[int, tuple[Path, Dataset]]) -> None:
    few, many = written[4][0], written[10][0]
    for sheet, rows in ((BY_INDICATOR, 0), (BY_UNIT, 6)):
        before, after = weights(few, sheet), weights(many, sheet)
        assert tuple(b - a for a, b in zip(before, after, strict=True)) == (6, 0, rows), sheet
    assert weights(few, SOURCES) == weights(many, SOURCES)


def test_each_figure_is_traced_to_its_file_sheet_and_cell(written: dict[int, tuple[Path, Dataset]]) -> None:
    path, dataset = written[4]
    book = looked_at(path)
    table, by_indicator = book[BY_UNIT], book[BY_INDICATOR]
    traced, last = 0, 10 + len(dataset.frame)
    for number, file in enumerate(dataset.frame.index):
        name, links = (
            str(table.cell(11 + number, 2).value),
            (table.cell(11 + number, 1), by_indicator.cell(8, 6 + number)),
        )
        assert {file_at(book, cell.hyperlink.location) for cell in links} == {(name, Path(file).name)}
        for column in range(3, table.max_column + 1):
            heading = table.cell(8, column)
            field = next(one for one in FORM.fields.values() if heading.value.rstrip("⁰¹²³⁴⁵⁶⁷⁸⁹") == one.short)
            if field.derived or table.cell(11 + number, column).value is None:
                continue
            link = table.cell(10, column).hyperlink or table.cell(last + 1, column).hyperlink
            place = place_of(book[SOURCES], link.location, name)
            expected = dataset.places[file, field.id]
            assert place == (expected.sheet, expected.a1), (file, field.id)
            traced += 1
    assert traced > 180


def file_at(book: LookedAt, location: str) -> tuple[object, object]:
    """Unit and file in the line a link leads to."""
    sheet, _, cell = location.replace("'", "").rpartition("!")
    row = book[sheet][cell].row
    return book[sheet].cell(row, 3).value, book[sheet].cell(row, 5).value


def place_of(sources: Worksheet, location: str, unit: str) -> tuple[object, object]:
    """Sheet and cell of a unit's figure, as the reader is told to look it up."""
    first = sources[location.rpartition("!")[2]].row
    row = first + 1
    while sources.cell(row, 1).value == sources.cell(first, 1).value:
        if sources.cell(row, 2).value == unit:
            return sources.cell(row, 9).value, sources.cell(row, 10).value
        row += 1
    return sources.cell(first, 9).value, sources.cell(first, 10).value


def test_what_the_tables_do_not_show_has_a_row_of_its_own(written: dict[int, tuple[Path, Dataset]]) -> None:
    path, dataset = written[4]
    rows = list(looked_at(path)[SOURCES].iter_rows(min_row=5, values_only=True))
    own = {row[0]: row for row in rows if row[7] == "002.xlsx"}
    short = {id: FORM.fields[id].short for id in ("dan_so", "ho_2019", "dien_tich", "tiep_dan")}
    assert set(own) == set(short.values())
    assert own[short["dan_so"]][5] == "khoảng 9.000 người"
    assert own[short["ho_2019"]][8:10] == ("Trang khác", "C7")
    assert own[short["dien_tich"]][6] == "theo kiểm kê 2019"
    assert own[short["tiep_dan"]][4] == STATE_ESTIMATE
    assert {row[10] for row in own.values()} == {dataset.hashes[ODD][:12]}
    assert [row[1] for row in rows if row[0] == short["dien_tich"]] == ["3 đơn vị khác", "Xã Hoằng Giang"]


def test_a_sentence_left_as_printed_is_told_once_with_the_number_of_its_units(
    written: dict[int, tuple[Path, Dataset]],
) -> None:
    path, dataset = written[10]
    rows = list(looked_at(path)["Nội dung"].iter_rows(min_row=5, max_col=5, values_only=True))
    kept = [row for row in rows if row[4] == "câu mẫu"]
    frame = dataset.tables["thuan_loi"]
    assert [row[1] for row in kept] == [f"{frame['file'].nunique()} đơn vị"]
    assert len([row for row in rows if row[4] == "viết riêng"]) == frame["file"].nunique()
