"""A template prepared once gives, byte for byte, what filling it from the beginning gives."""

from __future__ import annotations

import io
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import examples
from tests.samples.communes import FULL, a_unit
from tests.samples.reports import (
    MODELS,
    SUPERVISION,
    an_office,
    one_return,
    prefilled,
    refused,
    short_document,
    template_with,
    the_document,
    the_form,
    three_communes,
    word_lines,
    write_narrative,
)
from tonghop290.model import Office
from tonghop290.narrative import docx
from tonghop290.narrative.controls.memory import Copy
from tonghop290.narrative.docx import write_narratives
from tonghop290.narrative.paragraphs import TidiedParagraphs
from tonghop290.narrative.profile_file import profile_of
from tonghop290.narrative.template.prepared import Prepared
from tonghop290.narrative.tidy import tidy_body
from tonghop290.narrative.words.unit_words import Narrative, unit_narrative
from tonghop290.spreadsheet.zip_out import in_order, pack, packed

LOOK = profile_of("hd36-2018")
NOTE_STYLE = "Ghi chú bảng"
WORDS = st.lists(
    st.sampled_from(
        ["Địa bàn  rộng;", "- Thiếu kinh phí", "Hòa Thuỷ < 5 & > 3.", "……", "Một\nHai", "{{ 7 }}", "Vì “sao”?"]
    ),
    max_size=3,
)


def quickly(prepared: Prepared, narrative: Narrative) -> bytes:
    body = prepared.fill(narrative.words, narrative.names)
    prepared.finish(body, LOOK, narrative.names)
    whole = prepared.package(body, copy_of(narrative))
    assert prepared.fill_and_tidy(narrative.words, narrative.names, LOOK, copy_of(narrative)) == whole
    return whole


def plainly(prepared: Prepared, narrative: Narrative) -> bytes:
    document = prepared.fill_plainly(narrative.words, narrative.names, copy_of(narrative))
    tidy_body(document.element.body, LOOK, prepared.name_of, prepared.binding)
    return prepared.package_of(document, copy_of(narrative))


def copy_of(narrative: Narrative) -> Copy:
    return Copy(about="unit", unit=narrative.unit, document="", profile=LOOK.id, code=narrative.code)


def members(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


@cache
def prepared_for(office: Office) -> Prepared:
    """One for each style of tone marks, used by all examples: what one report leaves behind must not reach the next."""
    return Prepared(the_form().folder / "bao_cao_xa.docx", the_form(), office, title="Báo cáo")


@settings(max_examples=examples(5), deadline=None)
@given(
    changes=st.dictionaries(st.sampled_from(sorted(FULL)), st.sampled_from([None, 0, 1]), max_size=20), words=WORDS,
    models=st.integers(0, 5),
    unit=st.sampled_from(
        [a_unit(), a_unit("", "Hòa Thuỷ"), a_unit("<&>", "7", "phường"), a_unit("9", "Uỷ", "đặc khu")]
    ),
    tone=st.sampled_from(["giu_nguyen", "uy_cu", "uy_moi"]), open_points=st.integers(0, 2),
)  # fmt: skip
def test_the_quick_way_is_the_plain_way(
    changes: dict[str, Any], words: list[str], models: int, unit: Any, tone: str, open_points: int
) -> None:
    texts = {id: None if value is None else "Hoà Thủy" for id, value in changes.items() if isinstance(FULL[id], str)}
    dates = {
        id: FULL[id] if value else None for id, value in changes.items() if not isinstance(FULL[id], int | float | str)
    }
    tables = prefilled(
        kho_khan=[{"noi_dung": text} for text in words],
        mo_hinh=(MODELS * 3)[:models],
        giam_sat_theo_to_chuc=SUPERVISION,
    )
    office = an_office(tone_style=tone)
    narrative = unit_narrative(
        one_return(unit, tables, **{**changes, **texts, **dates}),
        "nhan_ve/001.xlsx",
        office=office,
        open_points=open_points,
    )
    first, second = members(quickly(prepared_for(office), narrative)), members(plainly(prepared_for(office), narrative))
    assert list(first) == list(second)
    assert {name: content for name, content in first.items() if content != second[name]} == {}


def test_what_one_report_keeps_as_it_stands_the_next_does_not(tmp_path: Path) -> None:
    """The tone marks of a word that is a unit's name stay in its report, and in no other's."""
    template, office = template_with(tmp_path, "Thuỷ lợi của {{ ten_don_vi }}"), an_office(tone_style="uy_cu")
    units = [a_unit(), a_unit("9", "Thuỷ", "đặc khu"), a_unit()]
    narratives = [unit_narrative(one_return(unit), "nhan_ve/001.xlsx", office=office) for unit in units]
    one, *alone = (Prepared(template, the_form(), office, title="Báo cáo") for _ in range(4))
    made = [quickly(one, narrative) for narrative in narratives]
    assert made == [quickly(own, narrative) for own, narrative in zip(alone, narratives, strict=True)]
    said = []
    for report in made:
        (tmp_path / "a.docx").write_bytes(report)
        said.append(next(line[:4] for line in word_lines(tmp_path / "a.docx") if "lợi của" in line))
    assert said == ["Thủy", "Thuỷ", "Thủy"]


def test_many_reports_together_are_the_same_as_one_by_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docx, "Prepared", Prepared)  # the others' own, not one that was kept
    dataset, office = three_communes(), an_office(tone_style="uy_cu")
    together = write_narratives(
        dataset,
        {file: tmp_path / f"{index}.docx" for index, file in enumerate(dataset.frame.index)},
        the_form().folder / "bao_cao_xa.docx",
        office=office,
        title=the_document("unit").title,
        open_points={str(dataset.frame.index[1]): 2},
    )
    for index, (file, path) in enumerate(zip(dataset.frame.index, together, strict=True)):
        alone = write_narrative(
            dataset, file, tmp_path / "alone.docx", office=office, open_points=2 if index == 1 else 0
        )
        assert path.read_bytes() == alone.read_bytes()


def test_tags_outside_of_the_body_are_filled_too(tmp_path: Path) -> None:
    from docx import Document

    document = short_document()
    document.save(str(tmp_path / "without.docx"))
    document.sections[0].footer.paragraphs[0].text = "Đảng uỷ {{ xa }} {{ ten_don_vi }}"
    document.save(str(tmp_path / "mau.docx"))
    assert not Prepared(tmp_path / "mau.docx", the_form(), an_office(), title="Báo cáo").fills_quickly
    dataset = three_communes()
    paths = write_narratives(
        dataset,
        {file: tmp_path / f"{index}.docx" for index, file in enumerate(dataset.frame.index)},
        tmp_path / "mau.docx",
        office=an_office(),
        title="Báo cáo",
    )
    footers = [Document(str(path)).sections[0].footer.paragraphs[0].text for path in paths]
    assert footers == ["Đảng uỷ xã Hoằng Xuân", "Đảng uỷ xã Hoằng Thành", "Đảng uỷ phường 7"]
    plain = write_narrative(
        dataset,
        str(dataset.frame.index[0]),
        tmp_path / "plain.docx",
        office=an_office(),
        template=tmp_path / "without.docx",
    )
    assert word_lines(paths[0]) == word_lines(plain)


def changed_template(folder: Path, change: Any, *, whole: bool = False) -> Path:
    """The beginning of the shipped template with a change; without one, or where that is asked for, the whole of it."""
    from docx import Document

    source = the_form().folder / the_document("unit").template
    if change is None:
        return source
    document = Document(str(source)) if whole else short_document()
    change(document)
    document.save(str(folder / "mau.docx"))
    return folder / "mau.docx"


def with_a_picture(document: Any) -> None:
    from docx.shared import Mm

    pixel = bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
        "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
    )
    for _ in range(2):
        document.add_paragraph("{{ dan_so }}").add_run().add_picture(io.BytesIO(pixel), width=Mm(5))


def with_a_repeated_header(document: Any) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    table = document.add_table(rows=5, cols=2)
    table.rows[0]._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
    table.cell(1, 0).text = "{{ chi_bo }}"


def with_a_note_below(document: Any) -> None:
    with_a_repeated_header(document)
    document.add_paragraph("Ghi chú: {{ dan_so }}", style=NOTE_STYLE)


def with_a_note_below_nothing(document: Any) -> None:
    with_a_repeated_header(document)
    document.add_paragraph("{% if dan_so %}Có{% endif %}")
    document.add_paragraph("Ghi chú", style=NOTE_STYLE)


def with_empty_paragraphs(document: Any) -> None:
    for text in ("", "  ", "{{ '' }}", "a  b   {{ dan_so }} "):
        document.add_paragraph(text)
    document.add_table(rows=1, cols=1).cell(0, 0).text = "{% if false %}x{% endif %}"


def with_empty_paragraphs_of_word(document: Any) -> None:
    with_empty_paragraphs(document)
    for paragraph in document.paragraphs[-4:]:
        paragraph._p.set(qn("w:rsidR"), "00A1B2C3")


def with_more_recipients(document: Any) -> None:
    for text in ("- Như trên;", "{% if dan_so %}- Thêm một nơi.{% endif %}"):
        document.add_paragraph(text, style="Danh sách nơi nhận")


@pytest.mark.parametrize(
    "change",
    [
        None,
        with_a_picture,
        with_a_repeated_header,
        with_a_note_below,
        with_a_note_below_nothing,
        with_empty_paragraphs,
        with_empty_paragraphs_of_word,
        with_more_recipients,
    ],
)
def test_any_template_is_put_together_as_it_is_tidied_whole(tmp_path: Path, change: Any) -> None:
    prepared = Prepared(changed_template(tmp_path, change), the_form(), an_office(), title="Báo cáo")
    for values in ({}, {"dan_so": None, "chi_bo": 0}, {"don_vi": "A < B & “C”"}, {}):
        quickly(
            prepared,
            unit_narrative(one_return(a_unit(), prefilled(), **values), "nhan_ve/001.xlsx", office=an_office()),
        )
    returned = one_return(a_unit("1", "Hoằng Xuân Thượng Trung Hạ"), prefilled())
    quickly(prepared, unit_narrative(returned, "nhan_ve/001.xlsx", office=an_office()))


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (None, "Hoằng Xuân"),
        (None, "Hoằng Xuân Thượng Trung Hạ"),
        (with_a_note_below, "7"),
        (with_empty_paragraphs_of_word, "7"),
        (with_more_recipients, "7"),
    ],
)
def test_a_usual_template_is_put_together_from_its_paragraphs(tmp_path: Path, change: Any, name: str) -> None:
    prepared = Prepared(changed_template(tmp_path, change, whole=True), the_form(), an_office(), title="Báo cáo")
    narrative = unit_narrative(one_return(a_unit("1", name)), "nhan_ve/001.xlsx", office=an_office())
    paragraphs = TidiedParagraphs(LOOK, prepared.name_of, prepared.binding, prepared._frame)
    fitted: list[Any] = []
    assert paragraphs.pieces(prepared._filled(narrative.words, narrative.names), fitted.append) is not None
    assert len(fitted) == (len(name) > 20)  # a head too wide for its columns


@settings(max_examples=examples(30), deadline=None)
@given(st.dictionaries(st.text("abc/.[]ệ", min_size=1, max_size=12), st.binary(max_size=300), max_size=5))
def test_packages_are_what_the_standard_library_packs(contents: dict[str, bytes]) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in in_order(contents):
            member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            member.compress_type, member.external_attr, member.create_system = zipfile.ZIP_DEFLATED, 0o600 << 16, 0
            target.writestr(member, contents[name])
    assert packed(pack(name, contents[name]) for name in in_order(contents)) == buffer.getvalue()


@pytest.mark.parametrize(
    "error",
    ["{{ 1 // 0 }}", "{{ dan_so - ten_don_vi }}", "{{ khong_co }}", "{{ so_sanh(1, 2) }}", "{{ '%(a)s' % {} }}"],
)
def test_a_template_that_fails_while_filling_is_a_fault_of_the_template(tmp_path: Path, error: str) -> None:
    found = refused(template_with(tmp_path, error))
    assert [fault.partition(" “")[0] for fault in found if not fault.startswith("Mẫu không in")] == ["Đoạn 2"]
