"""A commune's full report that comes back with figures typed over: one difference a figure, whatever the report says of
it."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from tests.samples.communes import a_unit
from tests.samples.packages import packed
from tests.samples.reports import an_office, one_return, the_form, write_narrative
from tonghop290.narrative.controls.compared import differences_from
from tonghop290.narrative.controls.edited import Edited
from tonghop290.spreadsheet.content import Content

BODY = "word/document.xml"
_CONTROL = re.compile(r'(<w:tag w:val="(\w+)@[^"]*"/>.*?<w:t[^>]*>)([^<]*)(</w:t>)', re.DOTALL)
_FIGURES = [field.id for field in the_form().inputs if field.figure]


def typed_over(report: Path, ids: set[str]) -> bytes:
    """The report with the first figure of each of these fields made another one."""
    with zipfile.ZipFile(report) as package:
        content = {name: package.read(name) for name in package.namelist()}
    left = set(ids)

    def other(control: re.Match[str]) -> str:
        if control[2] not in left:
            return control[0]
        left.discard(control[2])
        return f"{control[1]}7{control[3]}{control[4]}"

    body = _CONTROL.sub(other, content[BODY].decode())
    assert not left
    return packed({**content, BODY: body.encode()})


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    dataset = one_return(a_unit())
    return write_narrative(
        dataset, str(dataset.frame.index[0]), tmp_path_factory.mktemp("in") / "ra.docx", office=an_office()
    )


@pytest.mark.parametrize("changed", [(), (1,), (0, 5, 9), (2, 7, 11, 12, 13)], ids=str)
def test_as_many_figures_typed_over_as_many_differences(changed: tuple[int, ...], report: Path) -> None:
    values = dict(one_return(a_unit()).frame.iloc[0])
    whole = Edited(Content(report.read_bytes()))
    said = [control.tag.partition("@")[0] for control in whole.controls]
    printed = [id for id in _FIGURES if id in said]
    assert len(printed) >= 20
    ids = {printed[number] for number in changed}
    assert whole.memory is not None
    edited = Edited(Content(typed_over(report, ids)))
    found = [one.field for one in differences_from(edited, the_form(), values, whole.memory.code)]
    assert sorted(found) == sorted(ids)
