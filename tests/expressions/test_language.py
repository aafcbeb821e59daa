"""The rule language: what can be said, and every fault of what cannot."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tonghop290.expressions.kinds import kind_of, misfits
from tonghop290.expressions.message import AS_YEAR, Message, Slot, parse_message
from tonghop290.expressions.parse import ExpressionFault, parse_expression
from tonghop290.expressions.spelling import excel_spelling
from tonghop290.expressions.tree import (
    Binary,
    Call,
    Choose,
    Compare,
    Date,
    Logic,
    Name,
    Node,
    Number,
    TableColumn,
    Truth,
    Unary,
    columns_of,
    comparison_sides,
    names_of,
    principal_comparison,
    source_of,
    walk,
)

A, B = Name("a"), Name("b")


# --- parsing ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("a == b + 1", Compare("==", A, Binary("+", B, Number(1.0)))),
        ("a - b * 2 / 3", Binary("-", A, Binary("/", Binary("*", B, Number(2.0)), Number(3.0)))),
        ("-a", Unary("-", A)),
        ("1 <= a < b", Logic("and", (Compare("<=", Number(1.0), A), Compare("<", A, B)))),
        (
            "not a > 1 or b > 1 and True",
            Logic(
                "or",
                (Unary("not", Compare(">", A, Number(1.0))), Logic("and", (Compare(">", B, Number(1.0)), Truth(True)))),
            ),
        ),
        ("a if a > 0 else 0", Choose(Compare(">", A, Number(0.0)), A, Number(0.0))),
        ("sum(t.x) == max(t)", Compare("==", Call("sum", (TableColumn("t", "x"),)), Call("max", (Name("t"),)))),
        ("min(a, b, 3)", Call("min", (A, B, Number(3.0)))),
        ("round(a, -2)", Call("round", (A, Unary("-", Number(2.0))))),
        ("date(2010, 2, 25)", Date(dt.date(2010, 2, 25))),
        ("  a\n  + b  ", Binary("+", A, B)),
        ("số_hộ > 0", Compare(">", Name("số_hộ"), Number(0.0))),
        # --- Excel's spelling ---
        ("=[a] = [b] + 1", Compare("==", A, Binary("+", B, Number(1.0)))),
        ("a <> b", Compare("!=", A, B)),
        ("a ≠ b", Compare("!=", A, B)),
        ("a ≤ b × 2", Compare("<=", A, Binary("*", B, Number(2.0)))),
        ("AND(a > 1; b > 1; TRUE)", parse_expression("a > 1 and b > 1 and True")),
        ("VÀ(a > 1; HOẶC(b > 1; KHÔNG(a = b)))", parse_expression("a > 1 and (b > 1 or (not a == b))")),
        ("a > 1 và b > 1", parse_expression("a > 1 and b > 1")),
        ("IF(a > 1; b; 2)", parse_expression("b if a > 1 else 2")),
        ("NẾU(a > 1, b > 1, ĐÚNG)", parse_expression("b > 1 if a > 1 else True")),
        ("SUM(a; b; 1) = SUM(t)", parse_expression("a + b + 1 == sum(t)")),
        ("TỔNG(t.x) > 0", parse_expression("sum(t.x) > 0")),
        ("SUM(t[x]) > SUM([t].[x])", parse_expression("sum(t.x) > sum(t.x)")),
        ("ISBLANK([a])", parse_expression("blank(a)")),
        ("a <= b * 15%", Compare("<=", A, Binary("*", B, Number(0.15)))),
        ("a <= b * 0,15", Compare("<=", A, Binary("*", B, Number(0.15)))),
        ("a <= 7%", Compare("<=", A, Number(0.07))),
        ("a > 1.000", Compare(">", A, Number(1000.0))),
        ("a > 1.250.000", Compare(">", A, Number(1250000.0))),
        ("a > 1.250.000,5", Compare(">", A, Number(1250000.5))),
        ("a > 0.125", Compare(">", A, Number(0.125))),
        ("a > 1.1250", Compare(">", A, Number(1.125))),
        ("max(1,5; a) > max(1, 5)", parse_expression("max(1.5, a) > max(1, 5)")),
        ("abs(a - 1,5) < 2", parse_expression("abs(a - 1.5) < 2")),
        ("a > 31/12/2019", Compare(">", A, Date(dt.date(2019, 12, 31)))),
        ("a > 2019-12-31", Compare(">", A, Date(dt.date(2019, 12, 31)))),
        ("a > DATE(2019;12;31)", Compare(">", A, Date(dt.date(2019, 12, 31)))),
        ("a > date(2019,12,31)", Compare(">", A, Date(dt.date(2019, 12, 31)))),
        ("[Số hộ nghèo] > “Dân số”", Compare(">", Name("Số hộ nghèo"), Name("Dân số"))),
    ],
)
def test_what_can_be_said(text: str, node: Node) -> None:
    assert parse_expression(text) == node


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("", ["cột 1: biểu thức để trống"]),
        ("a +", ["cột 4: sau '+' thiếu một số hoặc một chỉ tiêu (không còn gì)"]),
        ("a ** 2", ["cột 3: '**' không có trong ngôn ngữ quy tắc; không có phép luỹ thừa, ghi a * a"]),
        (
            "a % 2 == 0 and b // 2 > 1",
            [
                "cột 18: '//' không có trong ngôn ngữ quy tắc; không có phép chia lấy phần nguyên; chia ghi '/'",
                "cột 3: không có phép chia lấy phần dư; dấu % chỉ đứng sau một số, ví dụ 15%",
            ],
        ),
        (
            "a in b",
            ["cột 3: giữa 'a in' thiếu phép tính; nhãn có dấu cách thì đặt trong ngoặc vuông, ví dụ [a in]"],
        ),
        ("summ(t)", ["cột 1: không có hàm 'summ'; ý đồng chí là 'sum'?"]),
        (
            "khong_co(t)",
            ["cột 1: không có hàm 'khong_co' (có: date abs round min max sum count year blank typed if and or not)"],
        ),
        ("abs(a, b) > round()", ["cột 1: hàm abs không nhận 2 tham số", "cột 13: hàm round không nhận 0 tham số"]),
        ("blank(a + 1)", ["cột 1: hàm blank nhận tên của một chỉ tiêu"]),
        ("sum(a + 1)", ["cột 1: hàm sum với một tham số nhận một bảng hoặc một cột của bảng"]),
        ("round(a, b)", ["cột 1: số chữ số thập phân của round là một số nguyên từ -9 đến 9"]),
        ("round(a, 0.5)", ["cột 1: số chữ số thập phân của round là một số nguyên từ -9 đến 9"]),
        ("a > date(2010, 2, 30)", ["cột 5: ngày viết là 25/02/2010 hoặc date(2010, 2, 25), từ năm 1901"]),
        ("a > date(2010, b, 1)", ["cột 5: ngày viết là 25/02/2010 hoặc date(2010, 2, 25), từ năm 1901"]),
        ("a > date(1850, 1, 1)", ["cột 5: ngày viết là 25/02/2010 hoặc date(2010, 2, 25), từ năm 1901"]),
        ("a > 1e400", ["cột 5: số quá lớn"]),
        ("a > " + "9" * 400, ["cột 5: số quá lớn"]),
        ("số_hộ > a # 2", ["cột 11: không hiểu ký tự '#'"]),
        ("a.b.c > 1", ["cột 1: 'a.b.…' có quá nhiều dấu chấm; ghi bảng.cột"]),
        (
            "lambda: a",
            ["cột 7: không dùng dấu ':'; một dải ô thì cộng từng chỉ tiêu hoặc ghi sum(bảng.cột), phép chia ghi '/'"],
        ),
        ("+".join("a" * 60), ["cột 1: biểu thức lồng nhau quá 40 tầng"]),
        ("-" * 500 + "a", ["cột 1: biểu thức lồng nhau quá 40 tầng"]),
        ("(" * 900 + "a", ["cột 1: biểu thức lồng nhau quá 40 tầng"]),
        ("a + " * 600 + "a", ["cột 1: biểu thức dài 2401 ký tự, nhiều nhất 2000"]),
        ("a\0b", ["cột 2: không hiểu ký tự '\\x00'"]),
        # --- what people write who know Excel, or another language ---
        ("a => b", ["cột 3: '=>' không có trong ngôn ngữ quy tắc; ý đồng chí là '>='?"]),
        ("a =< b", ["cột 3: '=<' không có trong ngôn ngữ quy tắc; ý đồng chí là '<='?"]),
        ("a > = b", ["cột 3: '> =' không có trong ngôn ngữ quy tắc; viết liền '>='"]),
        ("a >< b", ["cột 3: '><' không có trong ngôn ngữ quy tắc; ý đồng chí là '<>'?"]),
        ("a > 1 && b > 1", ["cột 7: '&&' không có trong ngôn ngữ quy tắc; ý đồng chí là 'AND' (VÀ)?"]),
        ("a > 1 || b > 1", ["cột 7: '||' không có trong ngôn ngữ quy tắc; ý đồng chí là 'OR' (HOẶC)?"]),
        ("!(a > 1)", ["cột 1: '!' không có trong ngôn ngữ quy tắc; ý đồng chí là 'NOT' (KHÔNG)?"]),
        (
            "SUM(CT16:CT18) > 1",
            ["cột 9: không dùng dấu ':'; một dải ô thì cộng từng chỉ tiêu hoặc ghi sum(bảng.cột), phép chia ghi '/'"],
        ),
        ('a > "31/12/2019"', ["cột 5: ngày không đặt trong dấu nháy; ghi 31/12/2019"]),
        ('a > "15"', ["cột 5: số không đặt trong dấu nháy; ghi 15"]),
        ("a > 31/02/2019", ["cột 5: không có ngày 31/02/2019; ngày ghi ngày/tháng/năm, từ năm 1901"]),
        (
            "a > 31/12/19",
            ["cột 5: năm của '31/12/19' phải đủ bốn chữ số, ví dụ 31/12/2019 (phép chia thì để cách quanh dấu /)"],
        ),
        ("a > (b + 1", ["cột 5: dấu ngoặc '(' chưa đóng"]),
        ("a > b + 1)", ["cột 10: thừa dấu ngoặc ')'"]),
        ("[a > b", ["cột 1: dấu ngoặc vuông '[' chưa đóng"]),
        ('a = "b', ["cột 5: dấu nháy chưa đóng"]),
        ('a = ""', ['cột 5: trong "" chưa có tên chỉ tiêu; xét ô để trống thì ghi TRỐNG([mã])']),
        (
            "IF(a > 1; b > 1)",
            [
                "cột 1: IF(…) có 2 phần, phải đủ ba: điều kiện; khi đúng; khi sai (quy tắc chỉ xét khi điều kiện đúng "
                "thì phần ba ghi TRUE)"
            ],
        ),
        ("a > 1 if b > 1", ["cột 7: sau if … thiếu else …; hoặc ghi IF(điều kiện; khi đúng; khi sai)"]),
        ("a > 1; b", ["cột 6: dấu ';' chỉ ngăn các phần trong ngoặc của một hàm"]),
        ("a% > 1", ["cột 2: dấu % chỉ đứng sau một số, ví dụ 15%; muốn chia cho 100 thì ghi '/ 100'"]),
        ("a > 12.500", ["cột 5: '12.500' đọc được hai cách; ghi 12500 nếu là hàng nghìn, 12,5000 nếu là số lẻ"]),
        ("a > 1,000", ["cột 5: '1,000' đọc được hai cách; ghi 1000 nếu là hàng nghìn, 1,0000 nếu là số lẻ"]),
        ("a > 1.2.3", ["cột 5: '1.2.3' không phải là một số; ghi ví dụ 1234,5 (không có dấu ngăn hàng nghìn)"]),
        ("a > 1,234.5", ["cột 5: '1,234.5' không phải là một số; ghi ví dụ 1234,5 (không có dấu ngăn hàng nghìn)"]),
        (
            "max(1,5) > a",
            [
                "cột 5: '1,5' trong max(…) đọc được hai cách; ghi '1; 5' nếu là nhiều số, '1.5' nếu là số lẻ (hoặc "
                "ngăn các phần bằng dấu chấm phẩy)"
            ],
        ),
        ("a > 5 người", ["cột 7: trước 'người' thiếu phép tính hoặc phép so sánh"]),
        ("a > 5tr", ["cột 5: '5tr' không phải là số, cũng không phải là tên"]),
        ("a >", ["cột 4: sau '>' thiếu một số hoặc một chỉ tiêu (không còn gì)"]),
        ("> a", ["cột 1: '>' đứng đầu biểu thức"]),
    ],
)
def test_every_fault_is_told_with_its_column(text: str, faults: list[str]) -> None:
    with pytest.raises(ExpressionFault) as caught:
        parse_expression(text)
    assert list(caught.value.faults) == faults


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        node = parse_expression(text)
    except ExpressionFault as error:
        assert error.faults
    else:
        assert parse_expression(source_of(node)) == node


names = st.sampled_from(["a", "b", "ho_2009", "x1"]).map(Name)
numbers = st.one_of(
    names,
    st.integers(0, 10**12).map(lambda value: Number(float(value))),
    st.floats(0, 1e9, allow_nan=False).map(Number),
    st.sampled_from([Call("sum", (TableColumn("t", "x"),)), Call("count", (Name("t"),)), Call("typed", (A,))]),
    st.dates(dt.date(1901, 1, 1), dt.date(2100, 1, 1)).map(lambda day: Call("year", (Date(day),))),
)
truths = st.one_of(
    st.booleans().map(Truth),
    st.just(Call("blank", (A,))),
    st.tuples(st.sampled_from(["==", "<", ">="]), names, numbers).map(lambda parts: Compare(*parts)),
)


def grown(children: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    pair = st.tuples(children, children)
    return st.one_of(
        st.tuples(st.sampled_from("+-*/"), children, children).map(lambda parts: Binary(*parts)),
        st.tuples(st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), children, children).map(
            lambda parts: Compare(*parts)
        ),
        st.tuples(st.sampled_from(["and", "or"]), st.lists(children, min_size=2, max_size=3).map(tuple)).map(
            lambda parts: Logic(*parts)
        ),
        st.tuples(st.sampled_from(["-", "not"]), children).map(lambda parts: Unary(*parts)),
        st.tuples(children, children, children).map(lambda parts: Choose(*parts)),
        pair.map(lambda parts: Call("min", parts)),
        children.map(lambda one: Call("abs", (one,))),
    )


trees = st.recursive(st.one_of(numbers, truths), grown, max_leaves=12)


@given(trees)
def test_a_tree_written_out_reads_as_the_same_tree_in_both_spellings(node: Node) -> None:
    assert parse_expression(source_of(node)) == node
    assert parse_expression(excel_spelling(node)) == node
    assert parse_expression(excel_spelling(node).casefold()) == node
    assert excel_spelling(parse_expression(excel_spelling(node))) == excel_spelling(node)


# --- looking at trees ---------------------------------------------------------------------------------------------


def test_names_are_found_once_in_reading_order() -> None:
    node = parse_expression("b + a > sum(t.x) + a if blank(c) else count(t) > 0")
    assert names_of(node) == ("c", "b", "a", "t")
    assert columns_of(node) == (TableColumn("t", "x"),)
    assert sum(1 for _ in walk(node)) == 15


@pytest.mark.parametrize(
    ("test", "sides"),
    [
        ("a == b + 1", ("a", "(b + 1)")),
        ("abs(a - b) <= 0.1", ("a", "b")),
        ("abs(a - b) <= 1 or abs(a - b) > 2", ("a", "b")),
        ("a < 1 and b > 2", ("a", "1")),
        ("not (a > 0 and b == 0)", ("a", "0")),
        ("(a >= 3 * b) if a > b else True", ("a", "(3 * b)")),
        ("True if a > b else b == 7", ("b", "7")),
        ("blank(a)", None),
    ],
)
def test_a_finding_shows_the_two_sides_of_the_comparison_a_rule_is_about(
    test: str, sides: tuple[str, str] | None
) -> None:
    comparison = principal_comparison(parse_expression(test))
    assert (None if comparison is None else tuple(map(source_of, comparison_sides(comparison)))) == sides


def is_date(name: str) -> bool:
    return name.startswith("ngay")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("a + 1", "number"),
        ("ngay + 1", "date"),
        ("1 + ngay", "date"),
        ("ngay - 7", "date"),
        ("ngay - ngay_b", "number"),
        ("date(2010, 2, 25)", "date"),
        ("year(ngay)", "number"),
        ("a > 1", "truth"),
        ("blank(a)", "truth"),
        ("not blank(a)", "truth"),
        ("min(ngay, ngay_b)", "date"),
        ("max(a, 1)", "number"),
        ("ngay if a > 1 else ngay_b", "date"),
        ("sum(t)", "number"),
        ("-a", "number"),
    ],
)
def test_every_expression_is_a_number_a_date_or_a_truth(text: str, kind: str) -> None:
    node = parse_expression(text)
    assert (kind_of(node, is_date), list(misfits(node, is_date))) == (kind, [])


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("a and b > 1", ["(a and (b > 1)): and, or, not chỉ nối các phép so sánh"]),
        ("not a", ["(not a): and, or, not chỉ nối các phép so sánh"]),
        ("1 if a else 2", ["(1 if a else 2): sau if phải là một phép so sánh"]),
        ("ngay if a > 1 else 2", ["(ngay if (a > 1) else 2): hai nhánh của if … else khác loại (số, ngày, đúng/sai)"]),
        ("a > ngay", ["(a > ngay): hai vế khác loại (số, ngày, đúng/sai)"]),
        ("blank(a) < blank(b)", ["(blank(a) < blank(b)): đúng/sai chỉ so sánh bằng == hoặc !="]),
        ("(a > 1) + 1 > 2", ["((a > 1) + 1): không tính toán được với đúng/sai"]),
        (
            "ngay * 2 > ngay",
            [
                "((ngay * 2) > ngay): hai vế khác loại (số, ngày, đúng/sai)",
                "(ngay * 2): không tính toán được như vậy với ngày",
            ],
        ),
        ("ngay + ngay_b > 2", ["(ngay + ngay_b): không tính toán được như vậy với ngày"]),
        ("abs(ngay) > 2", ["abs(ngay): chỉ tính với số"]),
        ("year(a) > 2", ["year(a): year chỉ nhận một ngày"]),
        ("max(a, ngay) > 2", ["max(a, ngay): các tham số phải cùng là số hoặc cùng là ngày"]),
    ],
)
def test_what_does_not_fit_together_is_told(text: str, faults: list[str]) -> None:
    assert list(misfits(parse_expression(text), is_date)) == faults


# --- messages -----------------------------------------------------------------------------------------------------


def test_a_message_is_pieces_and_numbers_in_turn() -> None:
    comparison = Compare("==", A, Binary("+", B, Number(1.0)))
    assert parse_message(
        "Là {a}, {{không}} {expected:1} (lệch {difference}), năm {b:year}.", comparison=comparison
    ) == Message(
        (
            "Là ",
            Slot(A),
            ", {không} ",
            Slot(Binary("+", B, Number(1.0)), 1),
            " (lệch ",
            Slot(Call("abs", (Binary("-", A, Binary("+", B, Number(1.0))),))),
            "), năm ",
            Slot(B, AS_YEAR),
            ".",
        )
    )


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("Là {a", ["cột 4: dấu ngoặc nhọn chưa đóng"]),
        (
            "{a:x} và {b:12}",
            [
                "cột 1: sau dấu hai chấm là số chữ số thập phân (0 – 6), hoặc year",
                "cột 10: sau dấu hai chấm là số chữ số thập phân (0 – 6), hoặc year",
            ],
        ),
        (
            "{a + * b} {b ** 2}",
            [
                "{a + * b}: cột 5: sau '+' thiếu một số hoặc một chỉ tiêu (lại đến '*')",
                "{b ** 2}: cột 3: '**' không có trong ngôn ngữ quy tắc; không có phép luỹ thừa, ghi a * a",
            ],
        ),
    ],
)
def test_every_fault_of_a_message_is_told(text: str, faults: list[str]) -> None:
    with pytest.raises(ExpressionFault) as caught:
        parse_message(text)
    assert list(caught.value.faults) == faults
