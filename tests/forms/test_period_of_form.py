"""``[period]`` of a definition: said in one of five ways, named in its own texts, known to its conditions."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from tests.samples.forms import HEAD, drawn, faults_of
from tonghop290.forms.excel.author_looks import as_bytes
from tonghop290.forms.excel.write_form import written_book
from tonghop290.forms.load import content_of, load_form
from tonghop290.model import FormError, Period
from tonghop290.narrative.template.plain_words import plain_template

FIELD = '[fields.tong]\ntype = "integer"\n'
EXAMPLES = "“quý III/2026”, “tháng 9/2026”, “6 tháng đầu năm 2026”, “năm 2026”, “giai đoạn 2009 – 2019”"


def head(period: str) -> str:
    return HEAD.replace("first_year = 2015\nlast_year = 2020\n", period)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("first_year = 2015\nlast_year = 2020\n", "giai đoạn 2015 – 2020"),
        ('name = "quý III/2026"\n', "quý III năm 2026"),
        ("year = 2026\nquarter = 4\n", "quý IV năm 2026"),
        ("year = 2026\nhalf = 2\n", "6 tháng cuối năm 2026"),
        ("year = 2026\nmonth = 12\n", "tháng 12/2026"),
        ("year = 2026\n", "năm 2026"),
        ("from = 2026-01-01\nto = 2026-09-30\n", "9 tháng đầu năm 2026"),
        ('from = 2025-09-01\nto = 2026-05-31\nname = "năm học 2025 – 2026"\n', "năm học 2025 – 2026"),
    ],
)
def test_a_period_is_said_in_one_of_five_ways(said: str, name: str, tmp_path: Path) -> None:
    """In TOML and in Excel."""
    own = drawn(FIELD, tmp_path, head=head(said))
    book = tmp_path / "bieu.xlsx"
    book.write_bytes(as_bytes(written_book(content_of(tmp_path / "form.toml"))))
    assert own.period.name == name
    assert content_of(book) == content_of(tmp_path / "form.toml") and load_form(book).period == own.period


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ("quý 5/2026", f"'quý 5/2026' không phải là một kỳ báo cáo; ghi như {EXAMPLES}"),
        (None, f"còn thiếu kỳ báo cáo, ví dụ {EXAMPLES}"),
    ],
)
def test_a_fault_of_a_period_stands_at_its_cell(value: str | None, fault: str, tmp_path: Path) -> None:
    drawn(FIELD, tmp_path, head=head('name = "quý III/2026"\n'))
    book = written_book(content_of(tmp_path / "form.toml"))
    cell = next(row[1] for row in book["Biểu"].iter_rows() if row[0].value == "Kỳ báo cáo")
    cell.value = value
    (tmp_path / "bieu.xlsx").write_bytes(as_bytes(book))
    with pytest.raises(FormError) as caught:
        load_form(tmp_path / "bieu.xlsx")
    assert caught.value.faults == (f"Biểu!{cell.coordinate if value else 'A1'}: {fault}",)


@pytest.mark.parametrize(
    ("said", "faults"),
    [
        ("", [f"period: còn thiếu kỳ báo cáo, ví dụ {EXAMPLES}"]),
        ('name = "quý 5/2026"\n', [f"period.name: 'quý 5/2026' không phải là một kỳ báo cáo; ghi như {EXAMPLES}"]),
        ('name = ""\n', [f"period.name: để trống; ghi ví dụ {EXAMPLES}"]),
        ("nam = 2026\n", ["period.nam: không có mục này; ý đồng chí là 'name'?"]),
        ("year = 2026\nquater = 3\n", ["period.quater: không có mục này; ý đồng chí là 'quarter'?"]),
        ("quarter = 3\n", ["period.year: còn thiếu"]),
        ("year = 26\nmonth = 13\n", ["period.year: 26 không phải là một năm từ 1901 đến 9998",
                                     "period.month: 13 không phải là số từ 1 đến 12"]),
        ("year = 2026\nquarter = 3\nmonth = 9\n", ["period.month: chỉ ghi một trong ba: nửa năm, quý hoặc tháng"]),
        ("first_year = 2015\n", ["period.last_year: còn thiếu"]),
        ("first_year = 2015\nlast_year = 2010\n", ["period.first_year: 2015 lớn hơn năm cuối 2010"]),
        ("first_year = 2015\nlast_year = 2020\nquarter = 1\n",
         ["period.quarter: kỳ báo cáo đã ghi bằng năm đầu và năm cuối; chỉ ghi một cách"]),
        ("from = 2026-02-01\nto = 2026-01-01\n", ["period.from: 01/02/2026 sau ngày cuối kỳ 01/01/2026"]),
        ('from = "2026"\n', ["period.from: '2026' không phải là ngày (viết 2026-01-31, không có ngoặc kép)",
                             "period.to: còn thiếu"]),
    ],
)  # fmt: skip
def test_each_fault_of_a_period_has_its_place(said: str, faults: list[str], tmp_path: Path) -> None:
    assert faults_of(FIELD, tmp_path, head=head(said)) == faults


QUARTERLY = """
[texts]
workbook_title = "RÀ SOÁT {KY}"
subtitle = "{Ky}, so với {ky_truoc} và {cung_ky}"
[fields.tong]
type = "integer"
label = "Số hộ đến ngày {ky_den_ngay}"
[fields.ngay]
type = "date"
office = "figures_date"
[rules.R1]
test = "ngay >= ky_tu_ngay and ngay <= ky_den_ngay"
message = "Ngày {ngay} không thuộc {ky} (từ {ky_tu_ngay}); tổng {tong}."
at = ["ngay"]
"""


def test_a_form_names_its_period_and_is_asked_for_another(tmp_path: Path) -> None:
    own = drawn(QUARTERLY, tmp_path, head=head('name = "quý III/2026"\n'))
    assert own.texts["workbook_title"] == "RÀ SOÁT QUÝ III NĂM 2026"
    assert own.texts["subtitle"] == "Quý III năm 2026, so với quý II năm 2026 và quý III năm 2025"
    assert own.fields["tong"].label == "Số hộ đến ngày 30/09/2026"
    assert own.rules[0].message.parts[2] == " không thuộc quý III năm 2026 (từ 01/07/2026); tổng "
    assert own.parameters == {"ky_tu_ngay": 46204.0, "ky_den_ngay": 46295.0}
    later = load_form(tmp_path, period=Period.read("quý IV/2026"))
    assert (later.texts["workbook_title"], later.hash) == ("RÀ SOÁT QUÝ IV NĂM 2026", own.hash)
    assert [str(form.office.figures_date) for form in (own, later)] == ["2026-09-30", "2026-12-31"]


def test_a_word_of_the_form_is_its_own(tmp_path: Path) -> None:
    """A field, a table or a parameter called so stands for itself; the days of the period cannot be called anew."""
    definition = FIELD.replace("tong", "ky") + (
        '[rules.R1]\ntest = "ky < 3"\nmessage = "{ky} lớn, {nam_cuoi}."\nat = ["ky"]\n'
    )
    form = drawn(definition, tmp_path)
    assert form.rules[0].message.parts[1] == " lớn, 2020."
    taken = faults_of(FIELD.replace("tong", "ky_den_ngay"), tmp_path)
    assert taken == [
        "fields.ky_den_ngay: 'ky_den_ngay' là tên có sẵn của một ngày trong kỳ báo cáo; đề nghị đặt mã khác"
    ]


def test_a_form_names_its_period_in_its_own_words(tmp_path: Path) -> None:
    words = '[words]\n"quý III năm {year}" = "Q3 {year}"\n"quý II năm {year}" = "Q2 {year}"\n'
    own = words + '[texts]\nsubtitle = "{ky} against {ky_truoc}"\n'
    form = drawn(own + FIELD, tmp_path, head=head('name = "quý III/2026"\n'))
    assert form.texts["subtitle"] == "Q3 2026 against Q2 2026"
    assert form.of_period("Survey") == "Survey, Q3 2026" and form.of_period("Survey of q3 2026") == "Survey of q3 2026"


def test_a_sentence_names_the_period_of_its_day(tmp_path: Path) -> None:
    """It becomes a part of a template that is kept: the period is put in when a report is written."""
    said = 'sentence = "{Ky}, so với {ky_truoc}: {tong} hộ; {{ky}}."\n'
    assert faults_of(FIELD + said, tmp_path) == [
        "fields.tong.sentence: mỗi chỉ tiêu đặt trong một cặp ngoặc nhọn, như {tong}; câu viết trên một dòng"
    ]
    form = drawn(FIELD + said.replace("; {{ky}}", ""), tmp_path, head=head('name = "quý III/2026"\n'))
    assert form.fields["tong"].sentence == "{Ky}, so với {ky_truoc}: {tong} hộ."
    document = docx.Document(str(plain_template(form, tmp_path / "a.docx")))
    assert "{{ ky[:1] | upper }}{{ ky[1:] }}, so với {{ ky_truoc }}: {{ tong }} hộ." in [
        paragraph.text for paragraph in document.paragraphs
    ]
