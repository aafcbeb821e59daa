"""A form says what it prints: any number of documents, for a unit or for the office, and a plain one without a
template."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest

from tests.samples.communes import a_unit
from tests.samples.forms import HEAD, drawn
from tests.samples.reports import word_lines
from tonghop290.model import Form, FormError, Office
from tonghop290.narrative.papers import documents_of
from tonghop290.narrative.template.build import build_template
from tonghop290.narrative.template.tag_check import lint_template
from tonghop290.pipeline.check import check
from tonghop290.pipeline.documents import write_narratives, write_office_documents
from tonghop290.pipeline.forms import lint_form, words_of_templates
from tonghop290.pipeline.issue import write_blank
from tonghop290.pipeline.report import Report

FIELDS = """
[fields.ten]
type = "text"
filled_by = "register"
[fields.ngay]
type = "date"
total = { how = "latest" }
[fields.so_ho]
type = "integer"
unit = "hộ"
label = "Tổng số hộ"
total = { how = "sum" }
[fields.can_cu]
type = "text"
label = "Căn cứ"
filled_by = "office"
office = "so_van_ban"
[tables.nguyen_nhan]
sheet = "detail"
label = "Theo nguyên nhân"
rows = [{ id = "von", code = "N1", label = "Thiếu vốn" }, { id = "dat", code = "N2", label = "Thiếu đất" }]
[tables.nguyen_nhan.columns]
ho = { label = "Số hộ", type = "integer", unit = "hộ", total = { how = "sum" } }
[tables.y_kien]
sheet = "words"
label = "Ý kiến"
prefilled = [{ noi_dung = "Dân trong xã đồng tình." }]
[tables.y_kien.columns]
noi_dung = { label = "Nội dung", type = "long text" }
[settings.so_van_ban]
label = "Số văn bản"
[settings.danh_xung]
label = "Gọi chung"
default = "bà con"
[together.hai]
label = "Ngày và số hộ"
fields = ["ngay", "Tổng số hộ"]
[phrases.loi_chao]
text = "Kính gửi {{ danh_xung }} {{ loai_don_vi }} & {{ ten_don_vi }}"
for = "unit"
[fitted.xa]
word = "xã"
becomes = "loai_don_vi"
for = "unit"
[fitted.xa_chung]
word = "xã"
becomes = "cap"
for = "office"
"""
DOCUMENTS = """
[documents.bao_cao]
title = "Báo cáo"
for = "unit"
template = "mau.docx"
output = "{code} {title}"
[documents.danh_sach]
title = "Danh sách"
for = "unit"
[documents.chung]
title = "Tổng hợp"
for = "office"
output = "Chung"
table_fields = ["so_ho"]
"""
FIELDS_OF_PAPER = """
[fields.giay]
type = "integer"
unit = "tờ"
blank = "B01"
[phrases.giay_to]
text = "{{ giay }}"
"""
UNITS = {"1": a_unit("1", "An Bình"), "2": a_unit("2", "Bình Minh", "phường")}


def a_form(folder: Path, more: str = "") -> Form:
    (folder / "mau.txt").write_text(
        "{{ loi_chao }}: {{ can_cu }}, {{ so_ho }} hộ; {{ so_van_ban }}\n"
        "{{ nguyen_nhan.tong }} / {{ nguyen_nhan.cong.ho }}{% for d in nguyen_nhan if d.tong.so %} {{ d.nhan }}"
        "{% endfor %}\n{%p for y in y_kien %}\n- {{ y }}\n{%p endfor %}\n",
        encoding="utf-8",
    )
    build_template(folder / "mau.txt", folder / "mau.docx")
    return drawn(FIELDS + more, folder)


def a_report(form: Form, folder: Path, **values: Any) -> Report:
    for number, unit in enumerate(UNITS.values(), 1):
        tables = {
            "nguyen_nhan": [{"row": "dat", "ho": 3 * number}],
            "y_kien": [{"noi_dung": "Dân trong xã đồng tình."}],
        }
        given = {"ngay": dt.date(2020, 1, number), "so_ho": 10 * number} | values
        write_blank(form, folder / f"{unit.code}.xlsx", unit=unit, values=given, tables=tables)
    return check([folder], form, units=UNITS, office=form.office)


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    folder = tmp_path_factory.mktemp("bieu")
    form = a_form(folder, DOCUMENTS)
    report = a_report(form, folder / "nhan_ve")
    office = Office(name="Mẫu", level="huyện", own={"so_van_ban": "12/KH"})
    written = [
        *write_narratives(report, folder / "bc", office=office),
        *write_office_documents(report, folder / "bc", office=office),
    ]
    return {path.name: word_lines(path) for path in written}


def test_every_document_is_printed_under_its_own_name(printed: dict[str, list[str]]) -> None:
    assert sorted(printed) == [
        "1 Báo cáo.docx",
        "1 Xã An Bình - Danh sách.docx",
        "2 Báo cáo.docx",
        "2 Phường Bình Minh - Danh sách.docx",
        "Chung.docx",
    ]


def test_phrases_settings_sums_and_fitted_words_reach_the_template(printed: dict[str, list[str]]) -> None:
    assert printed["2 Báo cáo.docx"] == [
        "Kính gửi bà con phường & Bình Minh: 12/KH, 20 hộ; 12/KH",
        "6 / 6 Thiếu đất",
        "- Dân trong phường đồng tình.",
    ]


def test_without_a_template_labels_sentences_and_tables_are_printed(printed: dict[str, list[str]]) -> None:
    assert printed["1 Xã An Bình - Danh sách.docx"][:10] == [
        "Biểu nhỏ", "Xã An Bình", "I. CHUNG", "- Nhãn ngay: 01/01/2020", "- Tổng số hộ: 10 hộ", "- Căn cứ: 12/KH",
        "Theo nguyên nhân", "Số hộ", "Thiếu vốn", "Thiếu đất",
    ]  # fmt: skip
    office = printed["Chung.docx"]
    assert office[office.index("Thiếu đất") + 1] == "9"  # both units together
    assert "- Căn cứ: 12/KH" in office
    assert "- Dân trong huyện đồng tình." in office
    assert office[office.index("TT") + 1 :][:7] == [
        "Tổng số hộ", "1", "Xã An Bình", "10", "2", "Phường Bình Minh", "20",
    ]  # fmt: skip
    assert office[-1] == "30"


def test_what_is_answered_together_is_one_gap(tmp_path: Path) -> None:
    report = a_report(a_form(tmp_path, DOCUMENTS), tmp_path / "nhan_ve", ngay=None)
    from tonghop290.narrative.words.unit_words import unit_narrative

    narrative = unit_narrative(report.dataset, report.current[0], office=report.office)
    assert narrative.gaps == ("Căn cứ", "Số công văn", "Ngày và số hộ")


def test_a_form_that_declares_nothing_prints_what_lies_beside_it_or_a_plain_paper(tmp_path: Path) -> None:
    form = a_form(tmp_path)
    assert [one.template for one in documents_of(form, "unit")] == [""]
    (tmp_path / "mau.docx").rename(tmp_path / "bao_cao_gi_do.docx")
    assert [(one.id, one.template) for one in documents_of(form, "unit")] == [("bao_cao_gi_do", "bao_cao_gi_do.docx")]
    assert [one.template for one in documents_of(form, "office")] == [""]


def test_what_is_wrong_with_documents_and_phrases_is_told_at_its_place(tmp_path: Path) -> None:
    more = DOCUMENTS.replace('"mau.docx"', '"mua.docx"') + (
        '[phrases.a]\ntext = "{{ b }} {{ so_hoo }}"\n[phrases.b]\ntext = "{{ a }}"\n'
        '[fitted.c]\nword = "c"\nbecomes = "loai_don_v"\nfor = "unit"\n'
    )
    found = lint_form(a_form(tmp_path, more))
    assert [line for line in found if line.startswith(("documents", "phrases", "fitted"))] == [
        "documents.bao_cao.template: không có tệp mua.docx cạnh biểu; ý đồng chí là 'mau.docx'?",
        "phrases.a.text: không có thẻ “so_hoo” (có phải “so_ho”?)",
        "fitted.c.becomes: không có thẻ “loai_don_v” (có phải “loai_don_vi”?)",
    ]


def test_phrases_that_come_back_to_themselves_are_told(tmp_path: Path) -> None:
    form = a_form(tmp_path, '[phrases.a]\ntext = "{{ b }}"\n[phrases.b]\ntext = "{{ a }}"\n')
    assert "phrases.a.text: cụm từ đi vòng: a → b → a" in lint_form(form)
    with pytest.raises(FormError):
        write_narratives(a_report(form, tmp_path / "nhan_ve"), tmp_path / "bc", template=_naming(tmp_path, "a"))


def test_an_offices_own_template_is_used_where_the_form_prints_nothing_of_the_kind(tmp_path: Path) -> None:
    form = a_form(tmp_path, '[documents.chung]\ntitle = "Tổng hợp"\nfor = "office"\n')
    report = a_report(form, tmp_path / "nhan_ve")
    assert write_narratives(report, tmp_path / "khong") == []
    written = write_narratives(report, tmp_path / "bc", template=_naming(tmp_path, "so_ho"))
    assert [word_lines(path) for path in written] == [["10"], ["20"]]


def test_what_a_phrase_prints_is_printed(tmp_path: Path) -> None:
    form = a_form(tmp_path, FIELDS_OF_PAPER)
    assert lint_template(_naming(tmp_path, "giay_to"), form) == ()
    assert lint_template(_naming(tmp_path, "so_ho"), form) == ("Mẫu không in chỉ tiêu “Nhãn giay” (thẻ {{ giay }}).",)


def test_the_words_of_one_document_are_told_alone(tmp_path: Path) -> None:
    form = a_form(tmp_path, DOCUMENTS)
    lines, told = words_of_templates(form, "chung")
    assert [one["id"] for one in told["documents"]] == ["chung"]
    assert "danh_xung\tchữ\tGọi chung\t{{ danh_xung }}" in lines
    with pytest.raises(KeyError, match="bao_cao, danh_sach, chung"):
        words_of_templates(form, "khác")


def _naming(folder: Path, word: str) -> Path:
    (folder / "khac.txt").write_text(f"{{{{ {word} }}}}\n", encoding="utf-8")
    return build_template(folder / "khac.txt", folder / "khac.docx")


def test_a_title_in_capitals_keeps_them(tmp_path: Path) -> None:
    named = {"VILLAGE return": "Báo cáo VILLAGE return", "Kết quả trồng cây": "Báo cáo kết quả trồng cây"}
    for title, printed in named.items():
        head = re.sub('title = ".*"', f'title = "{title}"', HEAD, count=1)
        form = drawn('[fields.tong]\ntype = "integer"\n', tmp_path, head=head)
        assert documents_of(form, "unit")[0].title == printed
