"""The head of every unit there is: no line wraps, and where two are needed the name begins the second."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import THOROUGH
from tests.samples.communes import a_unit
from tests.samples.reports import an_office, one_return, write_narrative
from tonghop290.forms.parts.level_table import shipped_levels
from tonghop290.narrative.profile_file import profile_of
from tonghop290.narrative.typeset.elements import text_of, w
from tonghop290.narrative.typeset.head import Line, columns_of, line_of
from tonghop290.shipped import shipped_folder
from tonghop290.text.places import split_name

MM = 72 / 25.4
WORDS = (*shipped_levels("hanh-chinh").kind_words, *shipped_levels("hanh-chinh").office_words)
WIDEST_DAY = "ngày      tháng      năm 2020"
# profile · the line of the body above, of the body itself, what stands in the right column
HEADS = {
    "hd36-2018": ("ĐẢNG BỘ {above}", "ĐẢNG UỶ {unit}", "Tiêu đề Đảng"),
    "nd30-2020": ("UỶ BAN NHÂN DÂN {above}", "UỶ BAN NHÂN DÂN {unit}", "Quốc hiệu"),
}


LONGEST = {"TRUNG TỰ", "QUỐC TỬ GIÁM"}
HALVED = {"hd36-2018": {*LONGEST, "VIỆT LÂM", "MINH KHAI"}, "nd30-2020": LONGEST}
"""How names end that are so long that they take two lines themselves, so that the day stays on the line of its
place."""


def registers() -> Iterator[tuple[str, str]]:
    """Every unit of both registers, and the one above it."""
    for file in sorted((shipped_folder() / "registers").glob("administrative_units_*.csv.gz")):
        with gzip.open(file, "rt", encoding="utf-8", newline="") as rows:
            for row in csv.DictReader(rows):
                yield row["commune_name"], row.get("district_name") or row["province_name"]


def tried_units() -> list[tuple[str, str]]:
    """All of them in the thorough job; every tenth and the five hundred longest names in the suite."""
    every = list(registers())
    assert len(every) == 10_035 + 3_321
    if THOROUGH:
        return every
    return list(dict.fromkeys([*every[::10], *sorted(every, key=lambda one: -max(map(len, one)))[:500]]))


def broken_by(program: str, lines: list[Line], width: float) -> tuple[list[str], list[str]]:
    """The lines that do not fit however they break, and what the last piece of the others is."""
    wide = [line for line in lines if line.width > width]
    ends = [line.best_break(width) for line in wide]
    lost = [f"{program}: {line.text}" for line, at in zip(wide, ends, strict=True) if not at]
    return lost, [line.text[at[-1] + 1 :] for line, at in zip(wide, ends, strict=True) if at]


@pytest.mark.parametrize("profile", HEADS)
def test_no_line_of_the_head_of_any_unit_wraps(profile: str) -> None:
    """10,035 units of old and 3,321 of now; a day to be written by hand is the widest."""
    rules, (above_line, unit_line, title) = profile_of(profile), HEADS[profile]
    columns = (rules.head[0] * MM, rules.head[1] * MM)
    lost, second, dates = [], set(), set()
    for unit, above in tried_units():
        bare, bare_above = split_name(unit, WORDS)[1], split_name(above, WORDS)[1]
        place = unit if " " not in bare else bare
        left = [
            line_of(above_line.format(above=above).upper(), "Cơ quan cấp trên", rules, {bare_above, above}),
            line_of(unit_line.format(unit=unit).upper(), "Cơ quan ban hành", rules, {bare, unit}),
            line_of("Số      -BC/ĐU", "Số và ký hiệu", rules, ()),
        ]
        right = [line_of(rules.looks[title].text, title, rules, ()),
                 line_of(f"{place}, {WIDEST_DAY}", "Địa danh và ngày", rules, ())]  # fmt: skip
        made = columns_of(columns, left, right)
        (lost_left, names), (lost_right, days) = (
            broken_by(profile, lines, width) for lines, width in zip((left, right), made, strict=True)
        )
        lost += [*lost_left, *lost_right]
        second |= set(names) - {name.upper() for name in (bare, unit, bare_above, above)}
        dates |= {place for _ in days}
        assert sum(made) == pytest.approx(sum(columns)) and min(made) > 0
    assert lost == []
    assert second == HALVED[profile]
    assert dates == set()


# unit · what stands in the columns, "/" where a line breaks
PAPERS = [
    (a_unit("1", "Hoằng Xuân"), "ĐẢNG UỶ XÃ HOẰNG XUÂN", "Hoằng Xuân, ngày      tháng      năm 2020"),
    (a_unit("2", "Nông Trường Việt Lâm", "thị trấn"), "ĐẢNG UỶ THỊ TRẤN/NÔNG TRƯỜNG/VIỆT LÂM",
     "Nông Trường Việt Lâm, ngày      tháng      năm 2020"),
    (a_unit("3", "Nguyễn Thị Minh Khai", "phường"), "ĐẢNG UỶ/PHƯỜNG/NGUYỄN THỊ/MINH KHAI",
     "Phường Nguyễn Thị Minh Khai, ngày      tháng      năm 2020"),
]  # fmt: skip


@pytest.mark.parametrize(("unit", "issuer", "date"), PAPERS, ids=[unit.name for unit, *_ in PAPERS])
def test_a_long_name_is_fitted_into_the_head(unit: object, issuer: str, date: str, tmp_path: Path) -> None:
    from docx import Document

    path = write_narrative(
        one_return(unit=unit),
        "nhan_ve/001.xlsx",
        tmp_path / "a.docx",
        office=an_office(),  # type: ignore[arg-type]
    )
    table = Document(str(path)).tables[0]
    left, right = table.rows[0].cells
    lines = {paragraph.style.name: paragraph for cell in (left, right) for paragraph in cell.paragraphs}
    shown = lines["Cơ quan ban hành"].text
    assert (shown.replace(" ", "/") if "\u00a0" in shown else shown).replace("\u00a0", " ") == issuer
    assert text_of(lines["Địa danh và ngày"]._p) == date
    assert left.width + right.width == pytest.approx(165 * 36000, abs=2000)
    assert [round(column.width / 36000) for column in table.columns] == [
        round(cell.width / 36000) for cell in (left, right)
    ]
    rule = next(one for one in right.paragraphs if one._p.find(f"{w('pPr')}/{w('pBdr')}") is not None)
    drawn = right.width - rule.paragraph_format.left_indent - rule.paragraph_format.right_indent
    assert drawn / 12700 == pytest.approx(206.7, abs=1)
