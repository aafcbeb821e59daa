"""A definition becomes a form, or one error with every fault and its place."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

import tonghop290 as th
from tests.samples.forms import HEAD, drawn, faults_of
from tonghop290.expressions.tree import source_of
from tonghop290.forms.folders import find_form, shipped_forms
from tonghop290.model import FormError, Range, Total

GOOD = """
[fields.tong]
type = "integer"
required = true
hard = [0, 100]
usual = [5, 50]
[fields.phan]
type = "integer"
total = { how = "sum" }
[fields.ty_le]
type = "percent"
decimals = 2
formula = "phan / tong * 100"
total = { how = "ratio", numerator = "phan", denominator = "tong", scale = 100 }
[fields.ngay]
type = "date"
hard = [2015-01-01, 2020-12-31]
[rules.R1]
test = "phan <= tong"
message = "{phan} nhiều hơn {tong}."
at = ["phan"]
"""


def test_a_drawn_form_is_what_its_definition_says(tmp_path: Path) -> None:
    form = drawn(GOOD, tmp_path)
    assert (form.id, form.first_year, form.last_year, form.sections[0].items) == (
        "nho",
        2015,
        2020,
        ("tong", "phan", "ty_le", "ngay"),
    )
    assert [
        (one.id, one.number, one.type, one.required, one.hard, one.usual, one.total.how) for one in form.fields.values()
    ] == [
        ("tong", "1", "integer", True, Range(low=0.0, high=100.0), Range(low=5.0, high=50.0), "none"),
        ("phan", "2", "integer", False, None, None, "sum"),
        ("ty_le", "3", "percent", False, None, None, "ratio"),
        ("ngay", "4", "date", False, Range(low=dt.date(2015, 1, 1), high=dt.date(2020, 12, 31)), None, "none"),
    ]
    assert form.fields["ty_le"].total == Total(how="ratio", numerator="phan", denominator="tong", scale=100.0)
    assert [(rule.id, source_of(rule.test), rule.at, rule.missing) for rule in form.rules] == [
        ("R1", "(phan <= tong)", ("phan",), "skip")
    ]


def test_every_shipped_form_loads(tmp_path: Path) -> None:
    assert "qd290-10-nam" in shipped_forms()
    for name in shipped_forms():
        assert th.load_form(name) == th.load_form(find_form(name).parent) == th.load_form(find_form(name))


def test_a_form_that_is_not_there_names_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="Không tìm thấy biểu mẫu “qd29O”. Các biểu mẫu có sẵn: .*qd290-10-nam"):
        th.load_form("qd29O")


def test_a_broken_definition_lists_all_its_faults_at_once(tmp_path: Path) -> None:
    assert faults_of(
        """
[fields.dan_so]
type = "integer"
hard = [100, 20000]
usual = [1500, 25000]
total = { how = "mean", weight = "ho" }
[fields.ho_2009]
type = "integr"
decimals = 2
[fields.a1]
type = "choice"
hard = [1, 2]
[fields.Ten]
type = "text"
choices = ["A"]
mau = "đỏ"
[tables.bang]
sheet = "detail"
[rules.R1]
test = "dan_so >= ho_2019 * 2 and tong(bang) > 1"
message = "Có {dan_so} người, {ho_2008} hộ."
at = ["dan_so", "danso"]
severity = "loi"
""",
        tmp_path,
    ) == [
        "fields.dan_so.usual: 25000 lớn hơn 20000 của khoảng hard",
        (
            "fields.ho_2009.type: 'integr' không có trong: integer, decimal, percent, date, choice, text, "
            "long text; ý đồng chí là 'integer'?"
        ),
        "fields.a1: Excel không nhận 'a1' làm tên vì giống địa chỉ ô",
        "fields.a1.hard: kiểu choice không có khoảng giá trị",
        "fields.a1.choices: còn thiếu danh sách lựa chọn",
        "fields.Ten: mã 'Ten' chỉ được gồm chữ thường không dấu, chữ số và dấu _, bắt đầu bằng chữ",
        "fields.Ten.choices: chỉ dùng cho kiểu choice, không dùng cho kiểu text",
        "fields.Ten.mau: không có mục này",
        "tables.bang.columns: bảng chưa có cột nào",
        "tables.bang.blank_rows: bảng cần từ 1 đến 500 dòng, kể cả dòng ghi sẵn",
        "fields.dan_so.total.weight: không có chỉ tiêu số 'ho'",
        "rules.R1.severity: 'loi' không có trong: error, warning; ý đồng chí là 'error'?",
        "rules.R1.at: không có chỉ tiêu 'danso'; ý đồng chí là 'dan_so'?",
        "rules.R1.test: cột 27: không có hàm 'tong'; ý đồng chí là 'tổng'?",
    ]


FIELD = '[fields.x]\ntype = "integer"\n'


@pytest.mark.parametrize(
    ("definition", "faults"),
    [
        # --- ids ---
        ('[fields.date]\ntype = "text"\n', ["fields.date: 'date' là từ dành riêng"]),
        ('[fields.sum]\ntype = "text"\n', ["fields.sum: 'sum' là từ dành riêng"]),
        ('[fields.if]\ntype = "text"\n', ["fields.if: 'if' là từ dành riêng"]),
        ('[fields.r1c1]\ntype = "text"\n', ["fields.r1c1: Excel không nhận 'r1c1' làm tên vì giống địa chỉ ô"]),
        ('[fields.c]\ntype = "text"\n', ["fields.c: Excel không nhận 'c' làm tên vì giống địa chỉ ô"]),
        (
            FIELD
            + '[tables.x]\nsheet = "detail"\nblank_rows = 1\n[tables.x.columns]\na = { label = "A", type = "text" }\n',
            ["tables.x: trùng mã với một chỉ tiêu"],
        ),
        (
            FIELD
            + (
                '[tables.typed]\nsheet = "detail"\nblank_rows = 1\n[tables.typed.columns]\n'
                'row = { label = "A", type = "text" }\n'
            ),
            ["tables.typed: 'typed' là từ dành riêng", "tables.typed.columns.row: 'row' là từ dành riêng"],
        ),
        (FIELD + "[parameters]\nx = 1\n", ["parameters.x: trùng mã với một chỉ tiêu hoặc một bảng"]),
        (
            FIELD + "[parameters]\nA = 1\nb = 'hai'\n",
            [
                "parameters.b: 'hai' không phải là số",
                "parameters.A: mã 'A' chỉ được gồm chữ thường không dấu, chữ số và dấu _, bắt đầu bằng chữ",
            ],
        ),
        (FIELD + "[parameters]\nvo_cung = inf\n", ["parameters.vo_cung: inf không phải là số"]),
        (
            FIELD + '[fields.y]\ntype = "integer"\ncode = "M01"\n',
            ["fields.y.code: mã 'M01' đã dùng ở fields.x; mỗi dòng một mã"],
        ),
        # --- fields ---
        ('[fields.x]\ntype = "integer"\nunit = ""\n', ["fields.x.unit: còn thiếu đơn vị tính"]),
        (FIELD + "hard = [5, 1]\n", ["fields.x.hard: 5 lớn hơn 1: đầu khoảng lớn hơn cuối khoảng"]),
        (FIELD + "hard = [1, inf]\n", ["fields.x.hard: [1, inf] phải là [thấp nhất, cao nhất]"]),
        (
            FIELD + "hard = [1]\nusual = 5\n",
            ["fields.x.hard: [1] phải là [thấp nhất, cao nhất]", "fields.x.usual: 5 phải là [thấp nhất, cao nhất]"],
        ),
        ('[fields.x]\ntype = "date"\nhard = [1, 2]\n', ["fields.x.hard: [1, 2] phải là [2010-02-25, 2030-12-31]"]),
        (
            '[fields.x]\ntype = "date"\nhard = [2010-02-25, 2009-01-01]\n',
            ["fields.x.hard: 2010-02-25 lớn hơn 2009-01-01: đầu khoảng lớn hơn cuối khoảng"],
        ),
        (
            FIELD + "hard = [5, 50]\nusual = [1, 60]\n",
            ["fields.x.usual: 1 nhỏ hơn 5, 60 lớn hơn 50 của khoảng hard"],
        ),
        (FIELD + f'help = "{"a" * 256}"\n', ["fields.x.help: dài 256 ký tự; Excel chỉ hiện 255"]),
        (
            FIELD + 'label = "  "\n',
            [
                "fields.x.label: có dấu cách thừa hoặc xuống dòng",
                "fields.x.label: để trống",
                "fields.x.short: có dấu cách thừa hoặc xuống dòng",
            ],
        ),
        (
            FIELD + "other_allowed = true\n",
            ["fields.x.other_allowed: chỉ dùng cho kiểu choice, không dùng cho kiểu integer"],
        ),
        (
            '[fields.x]\ntype = "choice"\nchoices = ["Đông", "Tây"]\n'
            'spellings = ["phía đông = Đông", "TÂY = Đông", "Phía Đông = Tây", "T = Tay"]\n',
            [
                "fields.x.spellings: 'TÂY = Đông': cách ghi này đã có",
                "fields.x.spellings: 'Phía Đông = Tây': cách ghi này đã có",
                "fields.x.spellings: 'T = Tay' phải là 'cách ghi khác = lựa chọn'; ý đồng chí là 'Tây'?",
            ],
        ),
        (
            '[fields.x]\ntype = "choice"\nchoices = ["A, B", "A ", "a "]\n',
            [
                "fields.x.choices: 'A ' để trống hoặc có dấu cách thừa",
                "fields.x.choices: 'a ' để trống hoặc có dấu cách thừa",
                "fields.x.choices: có lựa chọn ghi hai lần",
            ],
        ),
        (
            f'[fields.x]\ntype = "choice"\nchoices = ["{"a" * 256}"]\n',
            ["fields.x.choices: dài 256 ký tự; danh sách thả xuống chỉ hiện 255"],
        ),
        (
            FIELD + 'section = "chug"\n',
            [
                "fields.x.section: không có phần 'chug'; ý đồng chí là 'chung'?",
            ],
        ),
        (FIELD + "requird = true\n", ["fields.x.requird: không có mục này; ý đồng chí là 'required'?"]),
        (FIELD + 'required = "có"\n', ["fields.x.required: 'có' không phải là true hoặc false"]),
        # --- adding up ---
        (FIELD + 'total = { how = "mean" }\n', ["fields.x.total.weight: còn thiếu chỉ tiêu làm trọng số"]),
        (
            FIELD + 'total = { how = "ratio", numerator = "x" }\n',
            ["fields.x.total: tỷ lệ cần cả numerator và denominator"],
        ),
        (FIELD + 'total = { how = "latest" }\n', ["fields.x.total.how: latest chỉ dùng cho ngày"]),
        ('[fields.x]\ntype = "text"\ntotal = { how = "sum" }\n', ["fields.x.total.how: kiểu text không cộng được"]),
        (FIELD + 'total = { how = "sum", weight = "x" }\n', ["fields.x.total.weight: không dùng cho cách cộng sum"]),
        # --- derived fields ---
        (
            FIELD + 'formula = "x + 1"\n',
            ["fields.x.formula: công thức đi vòng: x → x; đề nghị sửa một trong các công thức này"],
        ),
        (FIELD + '[fields.y]\ntype = "integer"\nformula = "x > 1"\n', ["fields.y.formula: công thức phải cho một số"]),
        (
            FIELD + '[fields.y]\ntype = "text"\nformula = "x + * 1"\n',
            ["fields.y.formula: cột 5: sau '+' thiếu một số hoặc một chỉ tiêu (lại đến '*')"],
        ),
        (
            FIELD + '[fields.y]\ntype = "integer"\nformula = "x + 1"\nrequired = true\nhard = [0, 1]\n',
            [
                "fields.y.required: chỉ tiêu tự tính không có mục này (cần thì viết một quy tắc)",
                "fields.y.hard: chỉ tiêu tự tính không có mục này (cần thì viết một quy tắc)",
            ],
        ),
        # --- tables ---
        (
            FIELD
            + (
                '[tables.b]\nsheet = "detail"\ntotals = true\nblank_rows = 2\n[tables.b.columns]\n'
                'a = { label = "A", type = "text", formula = "x" }\n'
            ),
            [
                "tables.b.columns.a.formula: chỉ dùng cho chỉ tiêu là số",
                "tables.b.columns.a.formula: cột của bảng không có công thức",
                "tables.b.totals: chỉ bảng có dòng cố định mới có dòng tổng",
            ],
        ),
        (
            FIELD + '[tables.b]\nsheet = "detail"\nblank_rows = 2\n'
            'rows = [{ id = "a.b", code = "B1", label = "A" }, { id = "m", code = "B2", label = "M" }, { id = "m", '
            'code = "B2", label = "M" }]\n'
            '[tables.b.columns]\na = { label = "A", type = "text" }\n',
            [
                "tables.b.rows[1]: mã 'a.b' chỉ được gồm chữ thường không dấu, chữ số và dấu _, bắt đầu bằng chữ",
                "tables.b.rows[3].id: 'm' dùng hơn một lần",
                "tables.b: bảng có dòng cố định thì không có blank_rows hay prefilled",
                "tables.b.columns: bảng có dòng cố định chỉ gồm cột số",
                "tables.b.rows[3].code: mã 'B2' đã dùng ở tables.b.rows[2]; mỗi dòng một mã",
            ],
        ),
        # --- rules ---
        (
            FIELD + '[rules.R1]\ntest = "x"\nat = ["x"]\n',
            ["rules.R1.test: quy tắc phải là một phép so sánh, ví dụ [CT1] <= [CT2]"],
        ),
        (FIELD + '[rules.R1]\ntest = "1 < 2"\nat = ["x"]\n', ["rules.R1.test: quy tắc không xét chỉ tiêu nào"]),
        (FIELD + '[rules.R1]\ntest = "x > 1"\n', ["rules.R1.at: còn thiếu chỉ tiêu mà thông báo chỉ vào"]),
        (
            FIELD
            + (
                '[rules.R-1]\ntest = "x > 1"\nat = ["x", "x"]\nlabel = "R"\nmessage = "M"\nfix = "F"\n'
                'severity = "error"\n'
            ),
            [
                "rules.R-1.at: có chỉ tiêu ghi hai lần",
                "rules.R-1: mã quy tắc 'R-1' chỉ được gồm chữ không dấu, chữ số và dấu _, bắt đầu bằng chữ",
            ],
        ),
        (
            FIELD + '[rules.R1]\ntest = "x > y and x and sum(x) > 1"\nat = ["x"]\n',
            [
                "rules.R1.test: không có chỉ tiêu 'y'",
                "rules.R1.test: 'x' là một chỉ tiêu, không phải bảng; cộng nhiều chỉ tiêu thì ghi a + b",
            ],
        ),
        (
            FIELD + '[rules.R1]\ntest = "x and x > 1"\nat = ["x"]\n',
            ["rules.R1.test: (x and (x > 1)): and, or, not chỉ nối các phép so sánh"],
        ),
        (
            FIELD + '[rules.R1]\ntest = "x > 1"\nmessage = "{y} {x > 1} {value:9}"\nat = ["x"]\n',
            ["rules.R1.message: cột 13: sau dấu hai chấm là số chữ số thập phân (0 – 6), hoặc year"],
        ),
        (
            FIELD + '[rules.R1]\ntest = "x > 1"\nmessage = "{x > 1}"\nat = ["x"]\n',
            ["rules.R1.message: {(x > 1)} không phải là số hay ngày"],
        ),
        (
            FIELD + '[fields.t]\ntype = "text"\n[rules.R1]\ntest = "t == x and typed(x) > 1 and x.y > 1"\nat = ["x"]\n',
            [
                "rules.R1.test: 't' là chữ; quy tắc chỉ tính với số và ngày (hoặc dùng blank(t))",
                "rules.R1.test: typed chỉ dùng cho chỉ tiêu tự tính, 'x' là ô nhập",
                "rules.R1.test: 'x.y' chỉ dùng trong sum, count, min, max",
            ],
        ),
        # --- the whole ---
        ("", ["fields: biểu chưa có chỉ tiêu nào"]),
        (FIELD + "[mau]\n", ["mau: không có mục này"]),
        (
            FIELD + '[texts]\nhow_to = "một dòng"\nsubtitle = 5\n',
            ["texts.how_to: phải là danh sách chữ", "texts.subtitle: phải là chữ (trong ngoặc kép)"],
        ),
        (
            FIELD + '[office]\ndeadline = "mai"\nprofile = "hd37"\nlevle = "tỉnh"\n',
            [
                "office.deadline: 'mai' không phải là ngày (viết 2020-02-05, không có ngoặc kép)",
                "office.profile: 'hd37' không có trong: hd05-2026, hd36-2018, nd30-2020, plain",
                "office.levle: không có mục này; ý đồng chí là 'level'?",
            ],
        ),
        (
            FIELD
            + '[fields.y]\ntype = "text"\nfilled_by = "register"\n[fields.z]\ntype = "text"\nfilled_by = "register"\n',
            ['fields: chỉ một chỉ tiêu được ghi filled_by = "register" (tên đơn vị)'],
        ),
    ],
)
def test_each_fault_has_its_place_and_its_remedy(definition: str, faults: list[str], tmp_path: Path) -> None:
    assert faults_of(definition, tmp_path) == faults


@pytest.mark.parametrize(
    ("head", "faults"),
    [
        (
            HEAD.replace('title = "Biểu nhỏ"\n', "").replace("2020", "2010"),
            ["form.title: còn thiếu", "period.first_year: 2015 lớn hơn năm cuối 2010"],
        ),
        (
            "form = 3\n" + HEAD.partition("[period]")[2].join(("[period]", "")),
            [
                "form: phải là một bảng (bảng TOML)",
                "form.id: còn thiếu",
                "form.title: còn thiếu",
                "form.version: còn thiếu",
            ],
        ),
        (
            HEAD.replace('id = "nho"', 'id = "../thoát"'),
            ["form.id: '../thoát' chỉ được gồm chữ, số, dấu - và _ (tên tệp, thư mục được đặt theo mã này)"],
        ),
        (
            HEAD.replace('title = "CHUNG"', 'tile = "CHUNG"'),
            ["sections.chung.title: còn thiếu", "sections.chung.tile: không có mục này; ý đồng chí là 'title'?"],
        ),
    ],
)
def test_faults_of_the_head(head: str, faults: list[str], tmp_path: Path) -> None:
    assert faults_of(FIELD, tmp_path, head=head) == faults


@pytest.mark.parametrize("content", [b"[form\n", b"\xff\xfe", b'[form]\nid = "a"\n[form]\n'])
def test_what_is_no_toml_is_one_fault(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "form.toml").write_bytes(content)
    with pytest.raises(FormError) as caught:
        th.load_form(tmp_path)
    (fault,) = caught.value.faults
    assert fault.startswith("form.toml: không đọc được TOML (")


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('label = "Dân \\u001B[2Jsố"', "fields.a.label: có ký tự không nhìn thấy (U+001B); đề nghị xoá, gõ lại"),
        ('help = "Ghi \\u202E21"', "fields.a.help: có ký tự không nhìn thấy (U+202E); đề nghị xoá, gõ lại"),
        ('"\\u0000" = 1', "fields.a.: không có mục này"),
        ('help = "Hai\\ndòng\\tvà tab"', None),
    ],
)
def test_nothing_of_a_definition_acts_on_the_screen(line: str, fault: str | None, tmp_path: Path) -> None:
    """Found by the fuzzer of definitions: faults were printed with the characters they complained of."""
    faults = faults_of(f'[fields.a]\ntype = "integer"\n{line}\n', tmp_path)
    assert faults == ([fault] if fault else [])


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    form = drawn(GOOD, tmp_path)
    definition = tmp_path / "form.toml"
    definition.write_bytes(b"\xef\xbb\xbf" + definition.read_bytes())
    assert dataclasses.replace(th.load_form(tmp_path), hash="") == dataclasses.replace(form, hash="")
