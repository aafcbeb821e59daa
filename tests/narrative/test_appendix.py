"""The appendices alone: landscape pages in the report's own look, to lie behind a report written by hand."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.narrative.test_office_words import RATES, three, totals_of
from tests.samples.communes import a_unit
from tests.samples.reports import an_office, word_lines, write_district_narrative
from tonghop290.narrative.verify.differences import verify_docx


@pytest.fixture(scope="module", params=["hd36-2018", "hd05-2026"])
def written(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The whole report and its appendices alone, in one profile."""
    folder, dataset = tmp_path_factory.mktemp("phu_luc"), three(dan_so=None)
    whole, alone = (
        write_district_narrative(
            dataset,
            totals_of(dataset, 4, **RATES),
            folder / name,
            office=an_office(signer="Trần Văn C"),
            profile=request.param,
            missing_units=[a_unit("4", "Hoằng Trạch")],
            appendix_only=name == "phu_luc.docx",
        )
        for name in ("bao_cao.docx", "phu_luc.docx")
    )
    return whole, alone


def opened(path: Path) -> Any:
    from docx import Document

    return Document(str(path))


def test_the_appendices_alone_are_those_of_the_report(written: tuple[Path, Path]) -> None:
    whole, alone = (word_lines(path) for path in written)
    assert alone == whole[whole.index("PHỤ LỤC 1") :]
    assert [line for line in alone if line.startswith("PHỤ LỤC")] == ["PHỤ LỤC 1", "PHỤ LỤC 2"]


def test_they_lie_across_the_page_with_the_profile_s_margins_and_a_page_number(written: tuple[Path, Path]) -> None:
    (section,) = opened(written[1]).sections
    assert [
        round(length.mm)
        for length in (
            section.page_width,
            section.page_height,
            section.top_margin,
            section.bottom_margin,
            section.left_margin,
            section.right_margin,
        )
    ] == [297, 210, 20, 20, 30, 15]
    assert "PAGE" in section.header._element.xml and not section.different_first_page_header_footer


def test_headings_are_repeated_and_no_row_is_torn_apart(written: tuple[Path, Path]) -> None:
    tables = opened(written[1]).tables
    assert len(tables) == 2
    for table in tables:
        assert "w:tblHeader" in table.rows[0]._tr.xml
        assert [row for row in table.rows if "w:cantSplit" not in row._tr.xml] == []
        assert round(sum(column.width.mm for column in table.columns)) == 297 - 30 - 15


def test_every_style_is_the_profile_s(written: tuple[Path, Path], request: pytest.FixtureRequest) -> None:
    whole, alone = (opened(path) for path in written)
    looks = [
        {style.name: re.sub(r"<w:rsid.*?>", "", style.element.xml) for style in document.styles}
        for document in (whole, alone)
    ]
    assert looks[0] == looks[1]
    assert verify_docx(written[0], request.node.callspec.params["written"]) == ()


def test_the_appendices_are_named_as_such_and_bear_no_author(written: tuple[Path, Path]) -> None:
    properties = opened(written[1]).core_properties
    assert properties.title.startswith("Phụ lục báo cáo tổng kết 10 năm") and (
        properties.author,
        properties.last_modified_by,
    ) == ("", "")


def test_a_template_without_appendices_is_refused(tmp_path: Path) -> None:
    from tonghop290.narrative.template.build import build_template

    dataset = three()
    source = tmp_path / "bao_cao_huyen.txt"
    text = (dataset.form.folder / "bao_cao_huyen.txt").read_text(encoding="utf-8")
    source.write_text(text.partition("[ngang]")[0], encoding="utf-8")
    template = build_template(source, tmp_path / "mau.docx")
    with pytest.raises(ValueError, match="Mẫu báo cáo không có phụ lục"):
        write_district_narrative(
            dataset, totals_of(dataset), tmp_path / "a.docx", office=an_office(), template=template, appendix_only=True
        )
    assert not (tmp_path / "a.docx").exists()
