"""A definition that nests, grows or computes without end is one error that names its place, before it costs time.

All rows are loaded by one child process that has 20 seconds: what hangs fails every row.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.samples.forms import HEAD, completed, drawn, shipped_form
from tonghop290.definitions.toml_file import read_toml
from tonghop290.expressions.kinds import misfits
from tonghop290.expressions.message import parse_message
from tonghop290.expressions.parse import parse_expression
from tonghop290.forms.faults import suggestion

FIELD = '[fields.so]\ntype = "integer"\n'


def rule(test: str = "so > 1", message: str = "{so} quá ít.", at: str = '["so"]') -> str:
    return f'{FIELD}[rules.R1]\ntest = "{test}"\nmessage = "{message}"\nat = {at}\n'


def derived(*formulas: str) -> str:
    """Fields so_a, so_b, … with these formulas."""
    return FIELD + "".join(
        f'[fields.so_{number:03}]\ntype = "decimal"\nformula = "{formula}"\n' for number, formula in enumerate(formulas)
    )


def file(text: str) -> str:
    """A whole file, after the head."""
    return completed(FIELD) + text


TABLE = '[tables.bang]\ncolumns = { noi_dung = { type = "text", label = "Nội dung" } }\n'
DOUBLED = ["so + so", *(f"so_{number:03} + so_{number:03}" for number in range(60))]
SUMMED = ["so + 1", "so_000 + 1", *(f"so_{number:03} + so_{number + 1:03}" for number in range(60))]
LONG_CHAIN = ["so + 1", *(f"so_{number:03} + 1" for number in range(120))]

# what somebody wrote · the first fault, and how many there are
FORMS = {
    "a product of texts": (
        rule("'a' * 10**10 > so"),
        "rules.R1.test: cột 9: '**' không có trong ngôn ngữ quy tắc; không có phép luỹ thừa, ghi a * a",
        1,
    ),
    "a tower of powers": (
        rule("10**10**10 > so"),
        "rules.R1.test: cột 3: '**' không có trong ngôn ngữ quy tắc; không có phép luỹ thừa, ghi a * a",
        1,
    ),
    "an integer of 1,900 digits": (rule("so > " + "9" * 1900), "rules.R1.test: cột 6: số quá lớn", 1),
    "an integer of 10,000 digits": (
        rule("so > " + "9" * 10_000),
        "rules.R1.test: cột 1: biểu thức dài 10005 ký tự, nhiều nhất 2000",
        1,
    ),
    "a date of 1,900 digits": (
        rule("so > date(" + "9" * 1900 + ", 1, 1)"),
        "rules.R1.test: cột 11: số quá lớn",
        1,
    ),
    "signs in signs": (rule("-" * 1900 + "so > 1"), "rules.R1.test: cột 1: biểu thức lồng nhau quá 40 tầng", 1),
    "functions in functions": (
        rule("min(so, " * 45 + "so" + ")" * 45 + " > 1"),
        "rules.R1.test: cột 1: biểu thức lồng nhau quá 40 tầng",
        1,
    ),
    "a message of 3,000 numbers": (
        rule(message="{so}" * 3000),
        "rules.R1.message: cột 1: thông báo dài 12000 ký tự, nhiều nhất 2000",
        1,
    ),
    "a message of 3,000 braces": (
        rule(message="{" * 3000),
        "rules.R1.message: cột 1: thông báo dài 3000 ký tự, nhiều nhất 2000",
        1,
    ),
    "a message of 10 million letters": (
        rule(message="x" * 10_000_000),
        "form.toml: tệp lớn 9.5 MB, nhiều nhất 1 MB",
        1,
    ),
    "a number printed on a thousand million places": (
        rule(message="{so:999999999d}"),
        "rules.R1.message: cột 1: sau dấu hai chấm là số chữ số thập phân (0 – 6), hoặc year",
        1,
    ),
    "derived fields that double 60 times": (
        derived(*DOUBLED),
        "fields.so_009.formula: viết đầy đủ các chỉ tiêu tự tính thành 2047 phép và tên, nhiều nhất 2000",
        6,
    ),
    "derived fields that add up their two forerunners": (derived(*SUMMED), None, None),
    "derived fields in a chain of 120": (
        derived(*LONG_CHAIN),
        "fields.so_099.formula: viết đầy đủ các chỉ tiêu tự tính thì lồng nhau 101 tầng, nhiều nhất 100",
        1,
    ),
    "a circle of derived fields": (
        derived("so_001 + 1", "so_000 + 1"),
        "fields.so_000.formula: công thức đi vòng: so_000 → so_001 → so_000; đề nghị sửa một trong các công thức này",
        1,
    ),
    "a derived field of itself": (
        derived("so_000 + 1"),
        "fields.so_000.formula: công thức đi vòng: so_000 → so_000; đề nghị sửa một trong các công thức này",
        1,
    ),
    "a message that writes much out": (
        derived(*DOUBLED[:9])
        + '[rules.R1]\ntest = "so > 1"\nat = ["so"]\nmessage = "'
        + "{so_008}" * 3
        + '"\n',
        "rules.R1.message: viết đầy đủ các chỉ tiêu tự tính thành 3069 phép và tên, nhiều nhất 2000",
        1,
    ),
    "brackets in brackets": (
        file("x = " + "[" * 100_000),
        "form.toml: dòng 17: ngoặc lồng nhau quá 32 tầng",
        1,
    ),
    "tables in tables": (
        file("x = " + "{a = " * 5000 + "1" + "}" * 5000),
        "form.toml: dòng 17: ngoặc lồng nhau quá 32 tầng",
        1,
    ),
    "a name of 5,000 parts": (
        file("x" + ".a" * 5000 + " = 1"),
        "form.toml: dòng 17: tên mục có quá 32 phần nối bằng dấu chấm",
        1,
    ),
    "a table of 5,000 parts": (
        file("[x" + ' . "a"' * 5000 + "]"),
        "form.toml: dòng 17: tên mục có quá 32 phần nối bằng dấu chấm",
        1,
    ),
    "a year of 10,000 digits": (
        file("x = " + "9" * 10_000),
        "form.toml: dòng 17: số (hoặc tên mục) dài 10000 ký tự, nhiều nhất 100",
        1,
    ),
    "a hexadecimal of a million digits": (
        file("x = 0x" + "f" * 1_000_000),
        "form.toml: dòng 17: số (hoặc tên mục) dài 1000002 ký tự, nhiều nhất 100",
        1,
    ),
    "a whole number beyond all numbers": (
        FIELD + "decimals = " + "9" * 90 + "\n",
        "fields.so.decimals: " + "9" * 59 + "… không phải là số nguyên",
        1,
    ),
    "a file of 300 MB": (None, "form.toml: tệp lớn 300.0 MB, nhiều nhất 1 MB", 1),
    "a list of 250,000": (
        file("[texts]\nhow_to = [" + '"",' * 250_000 + "]"),
        "texts.how_to: có 250000 mục, nhiều nhất 2000",
        1,
    ),
    "a text of a million letters": (
        FIELD + f'help = "{"A" * 1_000_000}"\n',
        "fields.so.help: chữ dài 1000000 ký tự, nhiều nhất 32767",
        1,
    ),
    "a name of a million letters": (
        file(f'"{"A" * 1_000_000}" = 1'),
        f"fields.so.{'A' * 40}…: tên mục dài 1000000 ký tự, nhiều nhất 100",
        1,
    ),
    "a type of 30,000 letters": (
        '[fields.so]\ntype = "' + "A" * 30_000 + '"\n',
        "fields.so.type: '" + "A" * 58 + "… không có trong: integer, decimal, percent, date, choice, text, long text",
        1,
    ),
    "a table of a thousand million rows": (
        f"{FIELD}{TABLE}blank_rows = 1000000000\n",
        "tables.bang.blank_rows: bảng cần từ 1 đến 500 dòng, kể cả dòng ghi sẵn",
        1,
    ),
    "20,000 fields": (
        "".join(f'[fields.so_{number}]\ntype = "integer"\n' for number in range(20_000)),
        "form.toml: tệp lớn 2.0 MB, nhiều nhất 1 MB",
        1,
    ),
    "2,000 wrong names in a rule": (
        rule(at="[" + '"aaaaaaaaaaaaaaaaaaaaaaaaa",' * 2000 + "]"),
        "rules.R1.at: không có chỉ tiêu 'aaaaaaaaaaaaaaaaaaaaaaaaa'",
        501,
    ),
}  # fmt: skip
CHILD = """
import json, pathlib, re, sys
from tonghop290.forms.load import load_form
from tonghop290.model import FormError
said = {}
for folder in pathlib.Path(sys.argv[1]).iterdir():
    try:
        load_form(folder)
        said[folder.name] = []
    except FormError as error:
        said[folder.name] = [re.sub("^dòng [0-9]+: ", "", fault) for fault in error.faults]
print(json.dumps(said))
"""


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What loading each definition says, by its number."""
    root = tmp_path_factory.mktemp("forms")
    for number, (definition, _, _) in enumerate(FORMS.values()):
        folder = root / str(number)
        folder.mkdir()
        text = HEAD + (definition if definition is not None else FIELD)
        (folder / "form.toml").write_text(text if "[fields.so]\ncode" in text else HEAD + completed(text[len(HEAD) :]))
        if definition is None:
            with (folder / "form.toml").open("r+b") as stream:
                stream.truncate(300 * 2**20)
    done = subprocess.run([sys.executable, "-c", CHILD, str(root)], capture_output=True, text=True, timeout=20)
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, list[str]] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("name", FORMS)
def test_what_has_no_end_is_named_with_its_place(name: str, said: dict[str, list[str]]) -> None:
    found = said[str(list(FORMS).index(name))]
    _, first, count = FORMS[name]
    if first is None:
        assert "viết đầy đủ các chỉ tiêu tự tính" in found[0]
    else:
        assert (found[0], len(found)) == (first, count)
    assert sum(map(len, found)) < 60_000


def test_a_large_form_is_no_fault(tmp_path: Path) -> None:
    """300 fields and 300 rules: six times the shipped form."""
    fields = "".join(f'[fields.so_{number:03}]\ntype = "integer"\n' for number in range(300))
    rules = "".join(
        f'[rules.R{number}]\ntest = "so_{number:03} >= 0"\nmessage = "{{so_{number:03}}}"\nat = ["so_{number:03}"]\n'
        for number in range(300)
    )
    form = drawn(fields + rules, tmp_path)
    assert (len(form.fields), len(form.rules)) == (300, 300)


def test_the_settings_are_read_as_carefully(tmp_path: Path) -> None:
    from tonghop290.forms.parts.office import load_office
    from tonghop290.model import FormError, Office

    (tmp_path / "tonghop290.toml").write_text("[office]\nname = " + "[" * 5000)
    with pytest.raises(FormError, match="tonghop290.toml: dòng 2: ngoặc lồng nhau quá 32 tầng"):
        load_office(tmp_path / "tonghop290.toml", Office())


def test_looking_for_what_was_meant_is_bounded_work() -> None:
    known = ["a" * 59 + f"{number:04}" for number in range(2000)]
    assert suggestion("a" * 60, known) == "" and suggestion("ho_2009", ["ho_2019", *known[:20]]) != ""


def test_every_part_of_an_expression_is_judged_once() -> None:
    """Work, not time: the deepest and widest expression asks for the kind of each of its names once."""
    asked: list[str] = []

    def is_date(name: str) -> bool:
        asked.append(name)
        return False

    expression = parse_expression("(" * 38 + "a" + " + a + a)" * 19 + ")" * 19)
    assert list(misfits(expression, is_date)) == [] and len(asked) == 39


def test_a_message_may_hold_as_many_numbers_as_it_has_room_for() -> None:
    assert len(parse_message("{so}" * 500).slots) == 500


def test_shipped_definitions_stay_far_below_the_limits() -> None:
    form = shipped_form()
    _, data = read_toml(form.folder / "form.toml")
    assert len(data) < 2**20 / 10 and len(form.fields) < 200
