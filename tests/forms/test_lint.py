"""The form lint: what an author gets wrong although every line can be read, with its place and its remedy."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

import tonghop290 as th
from tests.light_word import empty_document
from tests.samples.forms import drawn
from tonghop290.data.search.rule_search import Ground, find_values, rule_facts
from tonghop290.forms.folders import shipped_forms
from tonghop290.forms.lint import lint_form
from tonghop290.pipeline.forms import lint_form as lint_whole_form
from tonghop290.workbook.issue.limits import depth, excel_faults, live_limits

TWO = """
[fields.a]
type = "integer"
hard = [0, 100]
[fields.b]
type = "integer"
hard = [0, 100]
[fields.ten]
type = "text"
"""


@pytest.mark.parametrize("name", shipped_forms())
def test_every_shipped_form_is_clean(name: str) -> None:
    assert lint_whole_form(th.load_form(name)) == ()


@pytest.mark.parametrize(
    ("rules", "faults"),
    [
        (
            '[rules.R]\ntest = "a + b <= 200"\nmessage = "{a} + {b}."\nat = ["a"]\n',
            [
                (
                    "rules.R.test: không tìm được giá trị nào trong các khoảng hard làm sai quy tắc này; "
                    "đề nghị sửa lại phép so sánh hoặc bỏ quy tắc"
                )
            ],
        ),
        (
            '[rules.R]\ntest = "a > 100"\nmessage = "{a}."\nat = ["a"]\n',
            [
                (
                    "rules.R.test: không tìm được giá trị nào giữ đúng quy tắc này cùng các quy tắc khác; "
                    "đề nghị xem lại phép so sánh"
                )
            ],
        ),
        (
            (
                '[rules.R]\ntest = "a > b"\nmessage = "{a}, {b}."\nat = ["a"]\n[rules.S]\ntest = "a < b"\n'
                'message = "{a}, {b}."\nat = ["a"]\n'
            ),
            [
                (
                    f"rules.{id}.test: không tìm được giá trị nào giữ đúng quy tắc này cùng các quy tắc khác; "
                    "đề nghị xem lại phép so sánh"
                )
                for id in "RS"
            ],
        ),
        (
            '[rules.R]\ntest = "not (blank(a) and blank(b))"\nmessage = "Chưa ghi."\nat = ["a"]\n',
            [
                (
                    "rules.R.test: biểu chưa điền đã sai quy tắc này; đề nghị thêm điều kiện, "
                    "ví dụ “… if not blank(…) else True”"
                )
            ],
        ),
        (
            '[rules.R]\ntest = "a + b >= 1"\nmissing = "zero"\nmessage = "{a}, {b}."\nat = ["a"]\n',
            [
                (
                    "rules.R.test: biểu chưa điền đã sai quy tắc này; đề nghị thêm điều kiện, "
                    "ví dụ “… if not blank(…) else True”"
                )
            ],
        ),
        (
            '[rules.R]\ntest = "a <= b"\nmessage = "Chưa đúng."\nat = ["a"]\n',
            ["rules.R.message: thông báo không nêu số nào; đề nghị ghi số của người gửi, ví dụ {a}"],
        ),
        ('[rules.R]\ntest = "blank(a) == blank(b)"\nmessage = "Mới ghi một trong hai."\nat = ["a"]\n', []),
        (
            (
                '[fields.b_cong]\ntype = "integer"\nformula = "b + 1"\n[rules.R]\ntest = "a <= b_cong"\n'
                'message = "{a}."\nat = ["a", "b", "ten"]\n'
            ),
            ["rules.R.at: quy tắc không xét chỉ tiêu 'ten'"],
        ),
        (
            (
                '[rules.R]\ntest = "a <= b"\nmessage = "{a}."\nat = ["a"]\n[rules.S]\ntest = "(a) <= (b)"\n'
                'message = "{b}."\nat = ["b"]\n'
            ),
            ["rules.S.test: giống hệt rules.R; đề nghị bỏ một quy tắc"],
        ),
        ("[parameters]\nthua = 5\n", ["parameters.thua: không quy tắc hay công thức nào dùng; đề nghị bỏ"]),
        (
            f'[fields.dai]\ntype = "integer"\nlabel = "{"Nhãn rất dài " * 3}x"\n',
            ["fields.dai.short: dài 40 ký tự; Excel chỉ hiện 32 ký tự ở đầu khung nhắc, đề nghị ghi short ngắn hơn"],
        ),
        (
            '[fields.hai]\ntype = "integer"\nlabel = "NHÃN a"\nrequired = true\n',
            [
                "fields.hai.label: trùng với fields.a; khi nhận về sẽ không phân biệt được hai dòng theo nhãn",
                "fields.hai.help: còn thiếu lời giải thích cho người điền",
            ],
        ),
    ],
)
def test_each_fault_has_its_place_and_its_remedy(rules: str, faults: list[str], tmp_path: Path) -> None:
    form = drawn(TWO + rules, tmp_path)
    facts = rule_facts(form)
    assert (
        list(
            lint_form(
                form, unbreakable=facts.unbreakable, unkept=facts.unkept, broken_when_blank=facts.broken_when_blank
            )
        )
        == faults
    )
    assert list(lint_whole_form(form)) == faults


@pytest.mark.parametrize("girls", ["", "hard = [0, 500]\nusual = [50, 300]", "required = true\nhelp = '0 – 900'"])
@pytest.mark.parametrize("pupils", ["", ", hard = [0, 200], usual = [10, 60]"])
@pytest.mark.parametrize(
    "rows",
    ["blank_rows = 8", "rows = [" + ",".join(f'{{id="lop_{n}",code="L{n}",label="Lớp {n}"}}' for n in "123") + "]"],
)
def test_figures_that_equal_the_sum_of_a_table_can_be_kept_and_broken(
    girls: str, pupils: str, rows: str, tmp_path: Path
) -> None:
    """One row cannot hold what two figures need, and one cell alone makes a kept rule wrong."""
    form = drawn(
        f"""
[fields.girls]
type = "integer"
{girls}
[fields.boys]
type = "integer"
{girls}
[tables.grades]
sheet = "detail"
{rows}
[tables.grades.columns]
pupils = {{ label = "Pupils", type = "integer"{pupils} }}
[rules.R]
test = "girls + boys == sum(grades)"
message = "{{girls}}, {{boys}}."
at = ["girls"]
""",
        tmp_path,
    )
    facts = rule_facts(form)
    assert (facts.unbreakable, facts.unkept, facts.broken_when_blank) == ((), (), ())


def _chain(rules: int) -> str:
    """Each figure at most the next one."""
    fields = (f'[fields.so_{n}]\ntype = "integer"\nhard = [0, 1000]\n' for n in range(rules + 1))
    tests = (
        f'[rules.R{n}]\ntest = "so_{n} <= so_{n + 1}"\nmessage = "{{so_{n}}}."\nat = ["so_{n}"]\n' for n in range(rules)
    )
    return "".join([*fields, *tests])


def test_a_chain_of_rules_is_tried_in_steps_that_grow_with_its_square_at_most(tmp_path: Path) -> None:
    work = []
    for rules in (20, 40, 80):
        form = drawn(_chain(rules), tmp_path)
        ground = Ground(form)
        kept = find_values(form, ground=ground)
        for rule in form.rules:
            assert find_values(form, breaking=rule.id, start=kept, ground=ground).broken == (rule.id,)
        work.append(ground.work)
    assert work[2] < 4.5 * work[1] < 4.5 * 4.5 * work[0]


def test_rules_that_are_too_much_work_are_told_and_called_nothing_else(tmp_path: Path) -> None:
    form = drawn(_chain(40), tmp_path)
    whole, half, none = (rule_facts(form, most_work=work) for work in (10**9, 2_000, 0))
    assert (whole.untried, whole.unbreakable, whole.unkept) == ((), (), ())
    assert (len(none.untried), none.unbreakable, none.unkept) == (40, (), ())
    assert 0 < len(half.untried) < 40 and half.untried[-1] == "R39" and half.unbreakable == ()
    assert lint_form(form, untried=half.untried)[0] == (
        f"rules: các quy tắc đan vào nhau quá nhiều nên {len(half.untried)} quy tắc chưa được thử xem có giá trị nào "
        f"làm sai (từ {half.untried[0]}); đề nghị bớt hoặc tách quy tắc"
    )


def test_what_nobody_uses_is_told_once_the_documents_are_known(tmp_path: Path) -> None:
    form = drawn(
        TWO
        + """
[fields.c_them]
type = "integer"
total = { how = "sum" }
[fields.e_in]
type = "choice"
choices = ["A"]
[tables.bang]
sheet = "detail"
blank_rows = 2
[tables.bang.columns]
so = { label = "Số", type = "integer" }
[rules.R]
test = "a > 5"
message = "{a}."
at = ["a"]
""",
        tmp_path,
    )
    assert lint_form(form) == ()
    assert lint_form(form, printed={"e_in"}) == (
        "fields.b: không quy tắc, tài liệu hay cách cộng nào dùng đến; đề nghị bỏ chỉ tiêu này",
        "tables.bang: không quy tắc hay tài liệu nào dùng đến; đề nghị bỏ bảng này",
    )


def test_faults_of_templates_and_of_the_workbook_are_passed_on(tmp_path: Path) -> None:
    form = drawn(TWO, tmp_path)
    assert lint_form(
        form, documents={"bao_cao_xa.docx": ("Đoạn 3: không có thẻ “x”.",)}, workbook=("fields.a: quá dài",)
    ) == ("bao_cao_xa.docx: Đoạn 3: không có thẻ “x”.", "fields.a: quá dài")


def test_a_template_s_unknown_tag_is_told_with_the_name_that_was_meant(tmp_path: Path) -> None:
    pytest.importorskip("docx")
    form = drawn(TWO.replace("fields.a]", "fields.ho_2009]"), tmp_path)
    document = empty_document()
    document.add_paragraph("Có {{ ho_209 }} hộ, {{ b }} người.")
    document.save(str(tmp_path / "bao_cao_xa.docx"))
    faults = lint_whole_form(form)
    assert faults[0] == "fields.ho_2009: không quy tắc, tài liệu hay cách cộng nào dùng đến; đề nghị bỏ chỉ tiêu này"
    assert "bao_cao_xa.docx" in faults[1] and "không có thẻ “ho_209”" in faults[1] and "ho_2009" in faults[1]


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("TT", "chữ in ở đầu cột"),
        ("trạng thái", "chữ in ở đầu cột"),
        ("Cái", "một đơn vị tính"),
        ("Nhãn b", "một nhãn"),
        ("2", "số thứ tự của một dòng khác"),
    ],
)
def test_a_code_that_the_workbook_prints_as_another_word_is_told(code: str, what: str, tmp_path: Path) -> None:
    """Every return of such a form failed, or its rows were asked about."""
    form = drawn(TWO.replace("[fields.a]\n", f'[fields.a]\ncode = "{code}"\n'), tmp_path)
    assert lint_whole_form(form) == (
        f"fields.a.code: mã '{code}' trùng với {what} của biểu, khi nhận về dễ nhầm dòng; đề nghị đặt mã khác, "
        "ví dụ 'CT01'",
    )
    own = drawn(TWO.replace("[fields.a]\n", '[fields.a]\ncode = "1"\n'), tmp_path)
    assert lint_whole_form(own) == ()


# --- Excel's limits -----------------------------------------------------------------------------------------------


def test_a_formula_longer_than_excel_takes_is_told(tmp_path: Path) -> None:
    sums = " + ".join(["a * b"] * 30)
    test = " or ".join(f"{sums} > {limit}" for limit in range(200, 208))
    form = drawn(
        TWO + f'[rules.R]\ntest = "{test}"\nmessage = "{{a}}."\nat = ["a"]\n',
        tmp_path,
    )
    (fault,) = excel_faults(form)
    assert fault.startswith("rules.R: công thức trong Excel dài ") and fault.endswith(
        "ký tự, Excel nhận nhiều nhất 8192; đề nghị tách thành nhiều quy tắc hoặc rút gọn"
    )


def test_a_formula_deeper_than_excel_takes_is_told(tmp_path: Path) -> None:
    steps = "".join(
        (
            f'[fields.buoc_{number}]\ntype = "decimal"\n'
            f'formula = "{"abs(" * 15}{"a" if number == 1 else f"buoc_{number - 1}"}{")" * 15}"\n'
        )
        for number in range(1, 6)
    )
    form = drawn(TWO + steps + '[rules.R]\ntest = "buoc_5 > 5"\nmessage = "{a}."\nat = ["a"]\n', tmp_path)
    (fault,) = excel_faults(form)
    assert fault.startswith("rules.R: công thức trong Excel lồng nhau ") and fault.endswith(
        "đề nghị tách thành nhiều quy tắc"
    )


def test_alerts_longer_than_excel_takes_are_told(tmp_path: Path) -> None:
    form = drawn(f'[fields.a]\ntype = "integer"\nunit = "{"cái rất dài " * 15}x"\nhard = [0, 5]\n', tmp_path)
    assert excel_faults(form) == (
        "fields.a: lời nhắc của ô dài 292 ký tự, Excel nhận nhiều nhất 255; đề nghị rút gọn short, unit hoặc help",
    )


@pytest.mark.parametrize(
    ("formula", "levels"), [("1", 0), ("SUM(A1)", 1), ('IF(A1=")(((",(B1),2)', 2), ("((((1))))", 4)]
)
def test_depth_counts_brackets_outside_texts(formula: str, levels: int) -> None:
    assert depth(formula) == levels


def test_what_the_live_check_cannot_see_is_told_to_the_author(tmp_path: Path) -> None:
    form = drawn(
        """
[fields.ty_le]
type = "percent"
decimals = 2
[tables.bang]
sheet = "detail"
blank_rows = 2
[tables.bang.columns]
phan = { label = "Phần", type = "percent" }
ten = { label = "Tên", type = "text", required = true }
loai = { label = "Loại", type = "choice", choices = ["A"] }
""",
        tmp_path,
    )
    assert live_limits(form) == (
        (
            "Ô số, ô ngày gõ bằng chữ (“1.234”, “12 ha”, “không phát sinh”): biểu chỉ ghi “Để cơ quan đọc”; "
            "cơ quan tổng hợp đọc và ghi chú lại, hoặc hỏi lại."
        ),
        "tables.bang.columns.phan: ô bị đổi sang định dạng phần trăm thì biểu thấy 0,0399; "
        "cơ quan tổng hợp đọc là 3,99.",
        "tables.bang.columns.ten: dòng thiếu nội dung này chỉ được nhắc ở cơ quan tổng hợp.",
        "tables.bang.columns.loai: ngoài danh sách thả xuống, cột này chỉ được kiểm tra ở cơ quan tổng hợp.",
    )
    assert live_limits(dataclasses.replace(form, fields={}, tables={})) == ()
