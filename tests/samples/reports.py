"""Reports for tests: a commune's text without Word (the same tags and words, quickly), and the text of a Word file."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from tests.light_word import empty_document
from tests.samples.communes import FULL, a_dataset, a_unit
from tests.samples.forms import shipped_form
from tonghop290.model import Dataset, Document, Form, FormError, Office, Totals, Unit
from tonghop290.narrative import docx
from tonghop290.narrative.template.build import read_source
from tonghop290.narrative.words.gathered_words import gathered
from tonghop290.narrative.words.phrase_words import PhraseBook
from tonghop290.narrative.words.phrases import environment
from tonghop290.narrative.words.unit_words import own_texts, shared_words, unit_narrative

SUPERVISION = [{"row": row, "nam_2014": count} for row, count in (
    ("mttq", 10), ("nong_dan", 5), ("phu_nu", 4), ("cuu_chien_binh", 3), ("doan_thanh_nien", 2))]  # fmt: skip
MODELS = [
    {
        "ten": "Mô hình hố rác gia đình",
        "don_vi_thuc_hien": "Hội Liên hiệp Phụ nữ xã",
        "nam": 2014,
        "ket_qua": "420 hộ tham gia",
    },
    {"ten": "Tuyến đường tự quản", "don_vi_thuc_hien": "Hội Cựu chiến binh xã", "nam": 2016, "ket_qua": None},
]


@cache
def the_form() -> Form:
    return shipped_form()


def an_office(**changes: Any) -> Office:
    """The office of the shipped form; its own settings ("hamlet_word") are told as the others."""
    own = {id: changes.pop(id) for id in the_form().paper.settings if id in changes}
    return replace(
        the_form().office,
        name="Hoằng Hóa",
        party_body="Đảng bộ huyện Hoằng Hóa",
        letter_number="345",
        letter_date=dt.date(2019, 12, 10),
        own={**the_form().office.own, **own},
        **changes,
    )


def write_narrative(
    dataset: Dataset, file: str, path: Path, *, office: Office, template: Path | None = None, **more: Any
) -> Path:
    """One unit's report from the shipped template, or another."""
    document = the_document("unit")
    points = {file: more.pop("open_points", 0)}
    if template is None and dataset.form is the_form() and set(more) <= {"profile"}:
        return _shipped_papers(office).write(dataset, {file: path}, open_points=points, **more)[0]
    template = template or dataset.form.folder / document.template
    return docx.write_narratives(
        dataset, {file: path}, template, office=office, title=document.title, open_points=points, **more
    )[0]


@cache
def _shipped_papers(office: Office) -> docx.UnitPapers:
    """The shipped template made ready once, as for all units of an office."""
    document = the_document("unit")
    template = the_form().folder / document.template
    return docx.UnitPapers(template, the_form(), office=office, title=document.title)


def write_district_narrative(
    dataset: Dataset, totals: Totals, path: Path, *, office: Office, template: Path | None = None, **more: Any
) -> Path:
    """The office's own report from the shipped template, or another."""
    document = the_document("office")
    title = document.title if not more.get("appendix_only") else f"Phụ lục b{document.title[1:]}"
    template = template or dataset.form.folder / document.template
    return docx.write_office_narrative(
        dataset, totals, path, template, office=office, title=title, document=document, **more
    )


def gathered_of(returns: Any, table: str, office: Office) -> list[str]:
    """The units' sentences of a table of the shipped form, as its office's report tells them."""
    words = own_texts(the_form(), office) | shared_words(the_form(), office)
    form, book = the_form(), PhraseBook(the_form(), "office", ())
    found = gathered(returns, form.tables[table], form, office, book, words)
    return [one.told("xã, thị trấn", form.words) for one in found]


def the_document(about: str) -> Document:
    return next(one for one in the_form().paper.documents if one.about == about)


def prefilled(**changes: list[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    """The bullet tables as the form pre-fills them."""
    lists = {
        table.id: [dict(row) for row in table.prefilled]
        for table in the_form().tables.values()
        if table.sheet == "words"
    }
    return lists | changes


def one_return(
    unit: Unit | None = None,
    tables: Mapping[str, list[Mapping[str, Any]]] | None = None,
    states: Mapping[str, str] | None = None,
    **changes: Any,
) -> Dataset:
    """A full return with some fields changed (None: not answered)."""
    return a_dataset(
        the_form(),
        [{**FULL, **changes}],
        units=[unit or a_unit()],
        tables=[prefilled() if tables is None else tables],
        states=[states or {}],
    )


def text_of(dataset: Dataset, office: Office | None = None, open_points: int = 0) -> str:
    """One commune's report as text, a paragraph a line, without Word."""
    book = _phrases() if dataset.form is the_form() else None
    words = unit_narrative(
        dataset, str(dataset.frame.index[0]), office=office or an_office(), open_points=open_points, book=book
    ).words
    text = _the_text().render(words).replace("\u00a0", " ")
    lines = (re.sub(" {2,}", " ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


@cache
def _phrases() -> PhraseBook:
    """All phrases of the shipped form, compiled once, as for all units of an office."""
    return PhraseBook(the_form(), "unit")


@cache
def _the_text() -> Any:
    source = "\n".join(line.text for line in read_source(the_form().folder / "bao_cao_xa.txt"))
    return environment().from_string(re.sub(r"\{%(?:p|tr) ", "{% ", source))


def the_sentence(text: str, about: str) -> str:
    """The sentence of the text that says this (as far as the full stop)."""
    found = re.search(rf"[^.\n]*{re.escape(about)}.*?(?:\.(?=\s|$)|$)", text, re.MULTILINE)
    return found[0].strip() if found else ""


def word_lines(path: Path) -> list[str]:
    """The text of a Word file, every paragraph that is not empty, in the order of the page (columns one after the
    other); spaces and hyphens that do not break are spaces and hyphens.
    """
    from docx import Document

    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    body = Document(str(path)).element.body
    said = {f"{w}t": lambda text: text.text or "", f"{w}noBreakHyphen": lambda _: "-"}
    lines = ("".join(said[one.tag](one) for one in paragraph.iter(*said)) for paragraph in body.iter(f"{w}p"))
    return [line.replace("\u00a0", " ") for line in lines if line.strip()]


def rows_of(table: Any) -> list[list[str]]:
    """The texts of a Word table's cells, those in content controls too."""
    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    return [
        ["".join(text.text or "" for text in cell.iter(f"{w}t")) for cell in row.findall(f"{w}tc")]
        for row in table._tbl.findall(f"{w}tr")
    ]


def three_communes() -> Dataset:
    """All filled; half filled; a ward with zeros."""
    half = {id: value for index, (id, value) in enumerate(FULL.items()) if index % 2 == 0}
    nothing = (
        "chi_bo_nong_thon", "to_dan_van", "thanh_vien_to_dan_van", "tiep_dan", "don_khieu_nai", "don_to_cao",
        "ho_ngheo_2019", "ty_le_ngheo_2019",
        "ngay_cong", "dat_hien", "tien_gop", "giam_sat", "kien_nghi_sau_giam_sat", "y_kien_gop_y",
    )  # fmt: skip
    zeros: dict[str, Any] = {
        **FULL,
        **dict.fromkeys(nothing, 0),
        "quyet_dinh_so": None,
        "quyet_dinh_ngay": None,
        "chuc_vu_ky": "PHÓ BÍ THƯ",
    }
    tables: Sequence[Mapping[str, list[Mapping[str, Any]]]] = [
        prefilled(giam_sat_theo_to_chuc=SUPERVISION, mo_hinh=MODELS * 3),
        prefilled(kien_nghi=[]),
        prefilled(mo_hinh=MODELS),
    ]
    return a_dataset(
        the_form(),
        [FULL, half, zeros],
        units=[a_unit(), a_unit("15880", "Hoằng Thành"), a_unit("15900", "7", "phường")],
        tables=tables,
        states=[{}, {"thu_nhap_2009": "Không có số liệu"}, {}],
    )


def template_with(folder: Path, *texts: str) -> Path:
    """A small template with these paragraphs after its first."""

    document = empty_document()
    for text in ("BÁO CÁO", *texts):
        document.add_paragraph(text)
    document.save(str(folder / "mau.docx"))
    return folder / "mau.docx"


def short_document(about: str = "unit") -> Any:
    """The shipped template as python-docx opens it, up to its first sentences and, of a unit, from its last: styles,
    head, header, footer and signature are all there, and it is made ready in a fifth of the time."""
    from docx import Document

    return Document(io.BytesIO(_short(about)))


@cache
def _short(about: str) -> bytes:
    from docx import Document

    document = Document(str(the_form().folder / the_document(about).template))
    paragraphs = document.paragraphs
    first = next(number for number, one in enumerate(paragraphs) if one.text.startswith("I- "))
    body, last = document.element.body, paragraphs[first + 1]._p
    kept = {one._p for one in paragraphs if one.style.name == "Lời kết"} if about == "unit" else set()
    for element in [*last.itersiblings()]:
        if element in kept or element.tag.endswith("}sectPr"):
            break
        body.remove(element)
    if not kept:
        for element in [*last.itersiblings()]:
            if not element.tag.endswith("}sectPr"):
                body.remove(element)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def short_template(path: Path, about: str = "unit") -> Path:
    path.write_bytes(_short(about))
    return path


def refused(template: Path) -> tuple[str, ...]:
    """What the report says of a template; () where it can be written."""
    try:
        write_narrative(
            one_return(), "nhan_ve/001.xlsx", template.parent / "a.docx", office=an_office(), template=template
        )
    except FormError as error:
        return error.faults
    return ()
