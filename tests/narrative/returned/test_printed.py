"""Reports that were edited, stamped and printed to PDF by LibreOffice: as many differences as figures typed over."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

import tonghop290 as th
from tests.narrative.controls.test_returned_figures import BODY, typed_over
from tests.samples.communes import a_unit
from tests.samples.libreoffice import missing, shared
from tests.samples.packages import packed
from tests.samples.reports import an_office, one_return, the_form, write_narrative
from tonghop290.data.search.sample_figures import sample_figures
from tonghop290.model import Form
from tonghop290.narrative.returned.on_pages import held_against_pages
from tonghop290.narrative.returned.pdf_text import reader
from tonghop290.pipeline.documents import write_unit_documents
from tonghop290.spreadsheet.content import Content
from tonghop290.workbook.issue.blank import Filling, write_blank

needs_office = pytest.mark.skipif(bool(missing()), reason=missing())
_ANY = re.compile(r'(<w:tag w:val="[^"]*"/>.*?<w:t[^>]*>)([0-9][^<]*)(</w:t>)', re.DOTALL)
OVER_IT = (
    '<w:r><w:pict xmlns:v="urn:schemas-microsoft-com:vml"><v:rect fillcolor="red" style="position:absolute;'
    'margin-left:40pt;margin-top:4pt;width:160pt;height:60pt;z-index:5"><v:textbox><w:txbxContent><w:p><w:r>'
    "<w:t>Ký bởi: Nguyễn Văn A 31 12 2019</w:t></w:r></w:p></w:txbxContent></v:textbox></v:rect></w:pict></w:r></w:p>"
)


def stamped(report: bytes, about: str) -> bytes:
    """With a signature and a red seal over the paragraph that says this."""
    path = Content(report).open()
    content = {name: path.read(name) for name in path.names}
    body = content[BODY].decode()
    end = body.index("</w:p>", body.index(about))
    content[BODY] = (body[:end] + OVER_IT + body[end + len("</w:p>") :]).encode()
    return packed(content)


def of_another_form(name: str, folder: Path) -> tuple[Form, dict[str, object], Path]:
    """A unit's report of a shipped form, from invented figures: the form, the figures, the report."""
    form, unit = th.load_form(name), a_unit("00001", "An Bình")
    values, tables = sample_figures(form)
    named = {form.unit_field.id: unit.title} if form.unit_field is not None else {}
    write_blank(form, folder / "a.xlsx", unit=unit, filling=Filling(values=values | named, tables=tables))
    report = th.check([folder / "a.xlsx"], form, units={unit.code: unit}, compare=False)
    return form, report.to_dict()["files"][0]["values"], write_unit_documents(report, folder).popitem()[0]


def three_typed_over(report: Path) -> bytes:
    with zipfile.ZipFile(report) as package:
        content = {name: package.read(name) for name in package.namelist()}
    body = content[BODY].decode()
    found = list(_ANY.finditer(body))
    for figure in reversed([found[1], found[len(found) // 2], found[-1]]):
        body = f"{body[: figure.start(2)]}7{body[figure.start(2) :]}"
    return packed({**content, BODY: body.encode()})


@pytest.mark.libreoffice
@needs_office
def test_three_figures_typed_over_are_three_differences_on_paper(tmp_path: Path) -> None:
    dataset = one_return(a_unit())
    own = write_narrative(dataset, str(dataset.frame.index[0]), tmp_path / "own.docx", office=an_office())
    form, values, other = of_another_form("school-return", tmp_path)
    changed = {"dan_so", "tiep_dan", "giam_sat"}
    papers = {
        "same": own.read_bytes(),
        "three": stamped(stamped(typed_over(own, changed), "1.442,75"), ">640<"),
        "other": three_typed_over(other),
    }
    found = {}
    with shared() as desk:
        for name, data in papers.items():
            (tmp_path / f"{name}.docx").write_bytes(data)
            doc = desk.open(tmp_path / f"{name}.docx")
            printed = desk.save_as(doc, tmp_path / f"{name}.pdf", "docx-pdf").read_bytes()
            desk.close(doc)
            with_values = (values, form, other) if name == "other" else (dict(dataset.frame.iloc[0]), the_form(), own)
            expected = Content(with_values[2].read_bytes())
            paper = reader()(printed)
            assert paper.subject == expected.subject() != "", "the code that tells whose it is"
            found[name] = held_against_pages(paper.letters, expected, with_values[1], with_values[0])
    assert {name: [one.text for one in held.lost] for name, held in found.items()} == {name: [] for name in papers}
    assert {name: len(held.differences) for name, held in found.items()} == {"same": 0, "three": 3, "other": 3}
    assert {one.field for one in found["three"].differences} == changed
