"""What people get wrong in a definition: each mistake is one fault, at its place and line, with the way out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.samples.forms import HEAD, completed, drawn, faults_of
from tonghop290.expressions.spelling import excel_spelling
from tonghop290.expressions.tree import source_of
from tonghop290.forms.load import load_form
from tonghop290.forms.toml.toml_lines import lines_of
from tonghop290.model import FormError

GOOD = """
[fields.dan_so]
code = "CT15"
label = "Dân số"
type = "integer"
hard = [0, 50000]
usual = [500, 20000]
total = { how = "sum" }
[fields.nam_gioi]
code = "CT16"
label = "Nam giới"
type = "integer"
total = { how = "sum" }
[fields.nu_gioi]
code = "CT17"
label = "Nữ giới"
type = "integer"
total = { how = "mean", weight = "dan_so" }
[fields.ty_le]
code = "CT18"
label = "Tỷ lệ nữ"
type = "percent"
decimals = 1
formula = "nu_gioi / dan_so * 100"
[fields.ngay_lap]
code = "CT19"
label = "Ngày lập"
type = "date"
hard = [2015-01-01, 2020-12-31]
[fields.khu_vuc]
code = "CT20"
label = "Khu vực"
type = "choice"
choices = ["Miền núi", "Đồng bằng"]
[tables.theo_thon]
code = "B1"
label = "Theo thôn"
sheet = "detail"
blank_rows = 3
[tables.theo_thon.columns]
ten = { label = "Tên thôn", type = "text" }
nguoi = { label = "Số người", type = "integer" }
[rules.R1]
test = "dan_so >= nam_gioi"
message = "Dân số {dan_so}, nam {nam_gioi}."
at = ["dan_so"]
"""
TEST, FORMULA = "dan_so >= nam_gioi", "nu_gioi / dan_so * 100"
MISTAKES = {
    # --- conditions ---
    "=>": (
        TEST,
        "dan_so => nam_gioi",
        "rules.R1.test: cột 8: '=>' không có trong ngôn ngữ quy tắc; ý đồng chí là '>='?",
    ),
    "=<": (
        TEST,
        "dan_so =< nam_gioi",
        "rules.R1.test: cột 8: '=<' không có trong ngôn ngữ quy tắc; ý đồng chí là '<='?",
    ),
    "&&": (
        TEST,
        "dan_so > 1 && nam_gioi > 1",
        "rules.R1.test: cột 12: '&&' không có trong ngôn ngữ quy tắc; ý đồng chí là 'AND' (VÀ)?",
    ),
    "a label without brackets": (
        TEST,
        "Dân số >= nam_gioi",
        "rules.R1.test: cột 5: giữa 'Dân số' thiếu phép tính; nhãn có dấu cách thì đặt trong ngoặc vuông, ví dụ "
        "[Dân số]",
    ),
    "an id misspelt": (TEST, "danso >= nam_gioi", "rules.R1.test: không có chỉ tiêu 'danso'; ý đồng chí là 'dan_so'?"),
    "a code misspelt": (TEST, "[CT155] >= [CT16]", "rules.R1.test: không có chỉ tiêu 'CT155'; ý đồng chí là 'CT15'?"),
    "a label misspelt": (
        TEST,
        "[Nam giói] <= [CT15]",
        "rules.R1.test: không có chỉ tiêu 'Nam giói'; ý đồng chí là 'Nam giới'?",
    ),
    "a cell of the sheet": (
        TEST,
        "E12 >= nam_gioi",
        "rules.R1.test: không có chỉ tiêu 'E12'; ở đây ghi mã chỉ tiêu, không ghi địa chỉ ô",
    ),
    "a range of cells": (
        TEST,
        "dan_so = SUM(CT16:CT17)",
        "rules.R1.test: cột 18: không dùng dấu ':'; một dải ô thì cộng từng chỉ tiêu hoặc ghi sum(bảng.cột), phép chia "
        "ghi '/'",
    ),
    "a date in quotes": (
        TEST,
        "ngay_lap > '31/12/2019'",
        "rules.R1.test: cột 12: ngày không đặt trong dấu nháy; ghi 31/12/2019",
    ),
    "a bracket not closed": (TEST, "(dan_so >= nam_gioi", "rules.R1.test: cột 1: dấu ngoặc '(' chưa đóng"),
    "thousands or decimals": (
        TEST,
        "dan_so >= 12.500",
        "rules.R1.test: cột 11: '12.500' đọc được hai cách; ghi 12500 nếu là hàng nghìn, 12,5000 nếu là số lẻ",
    ),
    "a table without a column": (
        TEST,
        "dan_so >= theo_thon",
        "rules.R1.test: 'theo_thon' là bảng; chỉ dùng trong sum, count, min, max, ví dụ sum(theo_thon.nguoi)",
    ),
    "a column that is not there": (
        TEST,
        "dan_so >= sum(theo_thon.so_nguoi)",
        "rules.R1.test: bảng 'theo_thon' không có cột 'so_nguoi'; ý đồng chí là 'nguoi'?",
    ),
    "a column of words": (
        TEST,
        "dan_so >= sum(theo_thon.ten)",
        "rules.R1.test: cột 'theo_thon.ten' không phải là số",
    ),
    "a sum of one figure": (
        TEST,
        "SUM(dan_so) >= 1",
        "rules.R1.test: 'dan_so' là một chỉ tiêu, không phải bảng; cộng nhiều chỉ tiêu thì ghi a + b",
    ),
    "a choice compared": (
        TEST,
        "khu_vuc = 'Miền núi'",
        "rules.R1.test: cột 11: 'Miền núi' là một lựa chọn; quy tắc chỉ tính với số và ngày, chưa so được với chữ",
    ),
    "a percent of a percent": (
        TEST,
        "ty_le <= 60%",
        "rules.R1.test: cột 7: chỉ tiêu ở vế kia đã ghi theo phần trăm (15 là 15%); ghi 60, không ghi %",
    ),
    "a figure alone": (TEST, "dan_so", "rules.R1.test: quy tắc phải là một phép so sánh, ví dụ [CT1] <= [CT2]"),
    "IF without its third part": (
        TEST,
        "IF(dan_so > 1; nam_gioi > 1)",
        "rules.R1.test: cột 1: IF(…) có 2 phần, phải đủ ba: điều kiện; khi đúng; khi sai (quy tắc chỉ xét khi điều "
        "kiện đúng thì phần ba ghi TRUE)",
    ),
    "a formula of itself": (
        FORMULA,
        "ty_le / dan_so",
        "fields.ty_le.formula: công thức đi vòng: ty_le → ty_le; đề nghị sửa một trong các công thức này",
    ),
    "an unknown function": (
        FORMULA,
        "AVERAG(nu_gioi)",
        "fields.ty_le.formula: cột 1: không có hàm 'AVERAG' (có: date abs round min max sum count year blank typed if "
        "and or not)",
    ),
    # --- messages and what they point to ---
    "an unknown placeholder": (
        "{nam_gioi}",
        "{so_nam}",
        "rules.R1.message: không có chỉ tiêu 'so_nam'",
    ),
    "a brace not closed": ("{nam_gioi}.", "{nam_gioi.", "rules.R1.message: cột 22: dấu ngoặc nhọn chưa đóng"),
    "a severity in words": (
        '[rules.R1]\n',
        '[rules.R1]\nseverity = "cảnh báo"\n',
        "rules.R1.severity: 'cảnh báo' không có trong: error, warning; ý đồng chí là 'warning'?",
    ),
    "at a table": (
        'at = ["dan_so"]',
        'at = ["theo_thon"]',
        "rules.R1.at: 'theo_thon' là bảng; thông báo chỉ vào được chỉ tiêu",
    ),
    "at a label nobody has": (
        'at = ["dan_so"]',
        'at = ["Dân sô"]',
        "rules.R1.at: không có chỉ tiêu 'Dân sô'; ý đồng chí là 'Dân số'?",
    ),
    # --- fields ---
    "a type in words": (
        'label = "Nam giới"\ntype = "integer"',
        'label = "Nam giới"\ntype = "số nguyên"\nhard = [0, 9]',
        "fields.nam_gioi.type: 'số nguyên' không có trong: integer, decimal, percent, date, choice, text, long text; ý "
        "đồng chí là 'integer'?",
    ),
    "a range in words": (
        "hard = [0, 50000]",
        'hard = "0 - 50.000"',
        "fields.dan_so.hard: '0 - 50.000' phải là [thấp nhất, cao nhất]; ý đồng chí là [0, 50000]?",
    ),
    "a range of texts": (
        "hard = [0, 50000]",
        'hard = ["0", "50000"]',
        "fields.dan_so.hard: [0, 50000] phải là [thấp nhất, cao nhất]; ý đồng chí là [0, 50000]?",
    ),
    "dates in quotes": (
        "hard = [2015-01-01, 2020-12-31]",
        'hard = ["2015-01-01", "2020-12-31"]',
        "fields.ngay_lap.hard: [2015-01-01, 2020-12-31] phải là [2010-02-25, 2030-12-31]: hai ngày, không đặt "
        "trong nháy",
    ),
    "the least above the most": (
        "hard = [0, 50000]",
        "hard = [50000, 0]",
        "fields.dan_so.hard: 50000 lớn hơn 0: đầu khoảng lớn hơn cuối khoảng",
    ),
    "usual beyond possible": (
        "usual = [500, 20000]",
        "usual = [-5, 60000]",
        "fields.dan_so.usual: -5 nhỏ hơn 0, 60000 lớn hơn 50000 của khoảng hard",
    ),
    "a weight nobody has": (
        'weight = "dan_so"',
        'weight = "Dân sô"',
        "fields.nu_gioi.total.weight: không có chỉ tiêu số 'Dân sô'; ý đồng chí là 'Dân số'?",
    ),
    "a derived field required": (
        "decimals = 1",
        "decimals = 1\nrequired = true",
        "fields.ty_le.required: chỉ tiêu tự tính không có mục này (cần thì viết một quy tắc)",
    ),
    "no choices": (
        'choices = ["Miền núi", "Đồng bằng"]',
        "choices = []",
        "fields.khu_vuc.choices: còn thiếu danh sách lựa chọn",
    ),
    "a code twice": (
        'code = "CT16"',
        'code = "CT15"',
        "fields.nam_gioi.code: mã 'CT15' đã dùng ở fields.dan_so; mỗi dòng một mã",
    ),
    "a unit of words": (
        'code = "CT20"',
        'code = "CT20"\nunit = "người"',
        "fields.khu_vuc.unit: kiểu choice không có đơn vị tính; chỉ tiêu là số thì đổi type, là chữ thì bỏ unit",
    ),
    "a section nobody has": (
        'code = "CT19"',
        'code = "CT19"\nsection = "chungg"',
        "fields.ngay_lap.section: không có phần 'chungg'; ý đồng chí là 'chung'?",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MISTAKES)
def test_each_mistake_is_one_fault_at_its_place_with_the_way_out(name: str, tmp_path: Path) -> None:
    right, wrong, fault = MISTAKES[name]
    assert GOOD.count(right) >= 1
    assert faults_of(GOOD.replace(right, wrong, 1), tmp_path) == [fault]


def test_the_definition_without_mistakes_has_none_and_no_mistake_is_told_in_english(tmp_path: Path) -> None:
    assert faults_of(GOOD, tmp_path) == []
    words = {word for _, _, fault in MISTAKES.values() for word in re.findall(r"[a-z]{3,}", fault)}
    assert not words & {"the", "must", "invalid", "expected", "missing", "unknown", "with", "syntax", "line", "found"}


def test_a_definition_without_sections_is_one_fault(tmp_path: Path) -> None:
    assert faults_of(GOOD, tmp_path, head=HEAD.partition("[sections]")[0]) == [
        'sections: biểu chưa có phần nào; ghi ví dụ [sections] rồi chung = { number = "I", title = "CHUNG" }'
    ]


def test_every_fault_is_told_with_the_line_it_stands_on(tmp_path: Path) -> None:
    for right, wrong, _ in MISTAKES.values():
        damaged = HEAD + completed(GOOD.replace(right, wrong, 1))
        (tmp_path / "form.toml").write_text(damaged, encoding="utf-8")
        with pytest.raises(FormError) as caught:
            load_form(tmp_path)
        (fault,) = caught.value.faults
        number, place = fault.removeprefix("dòng ").split(": ")[:2]
        assert place.rpartition(".")[2] in damaged.splitlines()[int(number) - 1], fault


@given(st.data())
def test_every_key_of_a_toml_file_has_its_line(data: st.DataObject) -> None:
    """Tables, dotted keys, lists over many lines, texts with brackets and quotes in them: a key is where it is."""
    keys = [f"k{number}" for number in range(data.draw(st.integers(1, 8)))]
    values = st.sampled_from(
        [
            '"a [b] = {"',
            "'x = 1'",
            '"""\n[no]\nx = 1\n"""',
            "[1, 2]",
            "[\n  1,\n  2, # x = [\n]",
            "{ in = 1, of = [2] }",
        ]
    )
    text, wanted, table = "", {}, ""
    for key in keys:
        if data.draw(st.booleans()):
            table = f"t_{key}.of"
            text += f"# a [comment] = {{\n[{table}]\n"
        wanted[f"{table}.{key}".lstrip(".")] = text.count("\n") + 1
        text += f"{key} = {data.draw(values)}\n"
    lines = lines_of(text)
    assert {place: lines[place] for place in wanted} == wanted


def test_entries_of_a_list_have_lines_of_their_own() -> None:
    assert lines_of('[tables.b]\nrows = [\n  { id = "m" },\n  { id = "n",\n    code = "2" },\n]\n[[x.y]]\na = 1\n') == {
        "tables.b": 1,
        "tables.b.rows": 2,
        "tables.b.rows[1]": 3,
        "tables.b.rows[1].id": 3,
        "tables.b.rows[2]": 4,
        "tables.b.rows[2].id": 4,
        "tables.b.rows[2].code": 5,
        "x.y[1]": 7,
        "x.y[1].a": 8,
    }


# --- codes, labels and ids ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("test", "read"),
    [
        ("[CT15] = [CT16] + [CT17]", "(dan_so == (nam_gioi + nu_gioi))"),
        ("CT15 = CT16 + CT17", "(dan_so == (nam_gioi + nu_gioi))"),
        ("[Dân số] >= “nam giới”", "(dan_so >= nam_gioi)"),
        ("=AND([CT15]>0;[CT16]<=[CT15]*60%)", "((dan_so > 0) and (nam_gioi <= (dan_so * 0.6)))"),
        ("SUM([Theo thôn].[Số người]) <= [CT15]", "(sum(theo_thon.nguoi) <= dan_so)"),
        ("SUM([Theo thôn.Số người]) <= [CT15]", "(sum(theo_thon.nguoi) <= dan_so)"),
        ("SUM([theo_thon.nguoi]) <= [CT15]", "(sum(theo_thon.nguoi) <= dan_so)"),
        ("TỔNG(B1[Số người]) <= dan_so", "(sum(theo_thon.nguoi) <= dan_so)"),
        (
            "NẾU(TRỐNG([CT19]); ĐÚNG; [Ngày lập] <= 31/12/2019)",
            "(True if blank(ngay_lap) else (ngay_lap <= date(2019, 12, 31)))",
        ),
        ("dan_so >= 1.000", "(dan_so >= 1000)"),
    ],
)  # fmt: skip
def test_a_rule_may_use_codes_labels_and_ids(test: str, read: str, tmp_path: Path) -> None:
    form = drawn(GOOD.replace(TEST, test), tmp_path)
    assert source_of(form.rules[0].test) == read
    again = excel_spelling(form.rules[0].test, form.code_of, form.column_label)
    assert drawn(GOOD.replace(TEST, again), tmp_path).rules[0].test == form.rules[0].test


def test_messages_places_and_weights_may_use_them_too(tmp_path: Path) -> None:
    definition = (
        GOOD.replace("{dan_so}", "{[Dân số]:0}")
        .replace("{nam_gioi}", "{CT16}")
        .replace('at = ["dan_so"]', 'at = ["CT15", "[Nam giới]"]')
        .replace('weight = "dan_so"', 'weight = "Dân số"')
    )
    form = drawn(definition, tmp_path)
    assert [source_of(slot.expression) for slot in form.rules[0].message.slots] == ["dan_so", "nam_gioi"]
    assert form.rules[0].at == ("dan_so", "nam_gioi")
    assert form.fields["nu_gioi"].total.weight == "dan_so"


def test_a_label_of_two_fields_is_asked_where_it_is_used(tmp_path: Path) -> None:
    two = GOOD.replace('label = "Nữ giới"', 'label = "Nam giới"')
    assert faults_of(two, tmp_path) == []
    assert faults_of(two.replace(TEST, "dan_so >= [Nam giới]"), tmp_path) == [
        "rules.R1.test: cột 11: 'Nam giới' là tên của hơn một mục (nam_gioi, nu_gioi); ghi mã máy, không ghi trong "
        "ngoặc"
    ]
