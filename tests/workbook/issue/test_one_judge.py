"""One workbook, one judge: over what people type, the live check says what the office says, or leaves it to the office.

Some 560 variants over every type of field are typed into one workbook (a field a variant) as a person would, in a
Vietnamese and in an American LibreOffice; what the workbook then says is compared with what the office makes of the
saved file. Formulon, an engine that keeps to Excel, calculates the same workbooks under profiles of both kinds.
"""

from __future__ import annotations

import dataclasses
import zipfile
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import tonghop290 as th
from tests import THOROUGH
from tests.samples import libreoffice
from tests.samples.forms import drawn
from tests.samples.packages import packed
from tests.samples.recalculate import at, recalculate
from tonghop290.data.clean import clean_submission
from tonghop290.data.dataset import make_dataset
from tonghop290.data.validate import validate
from tonghop290.model import Cell, CellRef, Finding, Form
from tonghop290.spreadsheet.book import read_book
from tonghop290.workbook.intake.one import read_submission
from tonghop290.workbook.issue.fill import IssuedWorkbook
from tonghop290.workbook.issue.live import live_rows
from tonghop290.workbook.plan import CHECK, FIGURES, GUIDE, HIDDEN, STATE, plan_workbook

KINDS = {
    "people": 'type = "integer"\nunit = "người"\nrequired = true\nhard = [0, 150000]\nusual = [10, 30000]',
    "few": 'type = "integer"\nunit = "chi bộ"\nhard = [0, 150]',
    "in_year": 'type = "integer"\nunit = "năm"\nhard = [1990, 2030]',
    "area": 'type = "decimal"\nunit = "ha"\ndecimals = 2\nrequired = true\nhard = [0.5, 130000]\nusual = [200, 15000]',
    "money": 'type = "decimal"\nunit = "triệu đồng"\ndecimals = 1',
    "rate": 'type = "percent"\nunit = "%"\ndecimals = 2\nhard = [0, 100]\nusual = [0, 70]',
    "day": 'type = "date"\nrequired = true\nhard = [2010-02-25, 2030-12-31]',
    "any_day": 'type = "date"',
    "post": 'type = "choice"\nrequired = true\nchoices = ["BÍ THƯ", "PHÓ BÍ THƯ"]',
    "side": 'type = "choice"\nother_allowed = true\nchoices = ["Đông", "Đông Bắc"]',
    "nation": 'type = "choice"\nchoices = "@dan_toc"',
    "name": 'type = "text"\nrequired = true',
    "story": 'type = "long text"',
}

LISTS = """[lists.dan_toc]
entries = [{ code = "01", label = "Kinh" }, { code = "02", label = "Tày", spellings = ["Thổ"] }, "Khác (*)"]
"""

NUMBERS = """
|0|1|7|9.99|12|20,5|20.5|03|'03|150|151|-1|1.200|1,200|1.234|1,234|1234,5|1234.5|7.845|'7.845|'7845|1 234|1.234.567
1,234,567|1.234,5|1,234.5|1.442,75|1,442.75|10.661|10,661|10661 người|352 đ/c|12 ha|22,6 km2|461,46ha|15 chi bộ
08 thôn bản|8 triệu|33.500.000đ|1,5 sào|năm 2019|2014|2019 |3,99|3.99|3,99%|3.99%|150%|0,5%|0.5%|0,5|0.5|0,0399|100|100%
75|101|1.655|1,655|2,3456|1e5|1E+20|=1+1|=10/4|=12/7|=1/0|="12"|TRUE|không|không phát sinh|không có số liệu
chưa thống kê|-|…|?|trên 36|~20|198/221|1/2|5/6/2010|31/12/2019|2019-12-31|12:30|mười|' |'  12|12 |+5|(5)|−5|1.000.000
1'234|１２|30000|15000|15000,01|200000|$12|12 đ|₫12|1,5 m2|12.|,5|.5|1.2.3|00|-0|2,0000000001|12,10|12,123456789
"""
DATES = """
|31/12/2019|12/31/2019|5/6/2010|05/06/2010|2010-06-05|2019-12-31|31-12-2019|31.12.2019|31/12/19|1/1/20
ngày 5 tháng 6 năm 2010|ngày 05 tháng 02 năm 2010|tháng 6 năm 2010|6/2010|12/2019|2019|31122019|20191231|311219
'31/12/2019|'5/6/2010|'2019-12-31|30/2/2019|00/00/2019|24/02/2010|25/02/2010|01/01/2031|31/12/2030|43830|43830,5|20000
5|-5|0|61|70000|3000000|31/12/2919|31/12/2019 8:00|2019-12-31 08:00|31 Dec 2019|không|…|abc|TRUE|=1/0|=43830|1/2
Ngày 31/12/2019|31 / 12 / 2019|31-Dec-19|2019/12/31
"""
CHOICES = """
|BÍ THƯ|Bí thư|bí thư|BI THU|BÍ THƯ |BÍ  THƯ|Bí thư Đảng uỷ|PHÓ BÍ THƯ|Phó Bí thư|PHÓ BÍ THƯ THƯỜNG TRỰC|Phó Bí thư TT
P. Bí thư|PBT|Chủ tịch|1|TRUE|=1/0|="BÍ THƯ"|đông|ĐÔNG|Đông bắc|Đông-Bắc|Tây|…|không|-|Bí thư chi bộ|'BÍ THƯ|BÍ THƯ.
"""
WORDS = """
|Nguyễn Văn A|0912345678|'0912345678|912345678|15|12/5|31/12/2019|TRUE|=1/0|="chữ"|…|-|không|?|.|0|x|12-QĐ/ĐU|'=A1|<b>
NGUYỄN VĂN Á|Nguyeãn Vaên A|' |1,5|3,99%
"""
TYPED = {
    **dict.fromkeys(("people", "area", "rate"), NUMBERS),
    "few": "|03|'03|12|15 chi bộ|04 chi bộ chuyên|151|12,0|1,5|1.5|300%|31/12/2019",
    "in_year": "|2014|2.014|2,014|năm 2014|2031|14|31/12/2014|2014.0|'2014",
    "money": "|0|1,55|1.55|1,5|1.5|8 triệu|2 tỷ|-1|1e12|12:30|=1/3",
    **dict.fromkeys(("day", "any_day"), DATES),
    "post": CHOICES,
    "side": "|Đông|đông|ĐÔNG BẮC|Đông-Bắc|Giáp sông Mã|15|TRUE|=1/0|…",
    "nation": '|Kinh|KINH |kinh|01|02|1|2|Thổ|Tay|Hoa|*|K*|Khác (*)|TRUE|=1/0|="Kinh"',
    "name": WORDS,
    "story": "|Không có gì|15|TRUE|=1/0|…|- Một\n- Hai",
}
Verdicts = Mapping[str, tuple[str, str]]
"""Field → its verdict ("", "missing", "error", "warning", "office") and what is said."""

STATES = ("Ước tính", "ước tính", "Ước", "Uớc tính", "Không có số liệu", "không có số liệu.", "Ko có số liệu", "*")
WITH_STATE = ("", "12", "mười", "-1", "=1/0", "3,99%", "không có số liệu", "20,5", "'12")


@dataclasses.dataclass(frozen=True)
class Variant:
    """One field of the big form: its kind, what is typed into its cell and into its state."""

    id: str
    kind: str
    typed: str
    state: str = ""

    def __str__(self) -> str:
        return f"{self.kind} {self.typed!r}" + (f" ({self.state})" if self.state else "")


def _variants() -> Iterator[tuple[str, str, str]]:
    for kind, block in TYPED.items():
        lines = block.strip("\n").split("\n") if kind not in ("story",) else [block]
        for text in dict.fromkeys(text for line in lines for text in line.split("|")):
            yield kind, text, ""
    for state in STATES:
        for typed in WITH_STATE:
            yield "people", typed, state


VARIANTS = tuple(Variant(f"typed_{number:04}", *one) for number, one in enumerate(_variants()))


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Form:
    """A form with a field a variant."""
    own = (f'[fields.{one.id}]\nlabel = "Ô thử"\ncode = "{one.id}"\n{KINDS[one.kind]}' for one in VARIANTS)
    return drawn(LISTS + "\n".join(own), tmp_path_factory.mktemp("big"))


@pytest.fixture(scope="module")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> Form:
    """A form with a field a kind, to judge as many returns as there are variants of one; ``filled`` is never empty."""
    own = (f"[fields.{kind}]\n{definition}" for kind, definition in KINDS.items())
    return drawn("\n".join([LISTS, *own, '[fields.filled]\ntype = "text"']), tmp_path_factory.mktemp("kinds"))


@pytest.fixture(scope="module")
def typed(form: Form, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """Locale → the workbook with every variant typed in, saved by a LibreOffice of that locale."""
    if libreoffice.missing():
        pytest.skip(libreoffice.missing())
    folder = tmp_path_factory.mktemp("typed")
    blank, places = th.write_blank(form, folder / "mau.xlsx"), plan_workbook(form).fields
    texts = {places[one.id].value.a1: one.typed for one in VARIANTS if one.typed}
    states = {places[one.id].at(STATE).a1: one.state for one in VARIANTS if one.state}
    saved = {}
    for locale in ("vi-VN", "en-US"):
        with libreoffice.shared() if locale == "vi-VN" else libreoffice.office(locale) as desk:
            doc = desk.open(blank)
            desk.type_all(doc, FIGURES, texts | states)
            saved[locale] = desk.save_as(doc, folder / f"{locale}.xlsx", "xlsx")
    return saved


@pytest.fixture(scope="module")
def live(form: Form, typed: Mapping[str, Path]) -> Mapping[str, Verdicts]:
    return {locale: live_verdicts(path, form) for locale, path in typed.items()}


@pytest.fixture(scope="module")
def office(form: Form, kinds: Form, typed: Mapping[str, Path]) -> Mapping[str, Verdicts]:
    return {locale: office_verdicts(path, form, kinds) for locale, path in typed.items()}


def live_verdicts(path: Path, form: Form) -> Verdicts:
    """Field → verdict and what stands in ``Kiểm tra``, as the client calculated them."""
    sheets = {sheet.name: sheet.cells for sheet in read_book(path.read_bytes()).sheets}
    places = plan_workbook(form).fields

    def text(sheet: str, row: int, column: int) -> str:
        cell = sheets[sheet].get((row, column))
        return "" if cell is None else cell.text

    return {
        live.id: (text(HIDDEN, live.row, 4), text(FIGURES, places[live.id].row, CHECK))
        for live in live_rows(plan_workbook(form))
    }


def office_verdicts(path: Path, form: Form, kinds: Form) -> Verdicts:
    """Field → the office's verdict and its sentences. Variants of different kinds are put together into small returns:
    a frame of 500 columns would take pandera minutes."""
    whole = read_submission(path, form)
    filled = Cell(ref=CellRef(FIGURES, 1, 1), kind="text", text="x")
    by_kind = {kind: [one for one in VARIANTS if one.kind == kind] for kind in KINDS}
    returns = []
    for number in range(max(map(len, by_kind.values()))):
        own = [of_kind[number] for of_kind in by_kind.values() if number < len(of_kind)]
        cells = {one.kind: whole.cells[one.id] for one in own} | {"filled": filled}
        states = {one.kind: whole.states[one.id] for one in own if one.id in whole.states}
        small = dataclasses.replace(whole, path=str(number), cells=cells, states=states, tables={})
        returns.append(clean_submission(kinds, small))
    judged = validate(kinds, make_dataset(kinds, returns), returns)
    found = {item.submission.path: [*item.findings, *judged[item.submission.path]] for item in returns}
    return {
        one.id: verdict([finding for finding in found[str(number)] if finding.field == kind])
        for kind, own in by_kind.items()
        for number, one in enumerate(own)
    }


def verdict(found: list[Finding]) -> tuple[str, str]:
    severities = {finding.severity for finding in found}
    if any(finding.code in ("required", "required-text") for finding in found):
        return "missing", ""
    worst = "error" if "error" in severities else "warning" if "warning" in severities else ""
    return worst, " ".join(finding.message for finding in found if finding.severity == worst)


def contradictions(live: Verdicts, office: Verdicts) -> list[tuple[str, tuple[str, str], tuple[str, str]]]:
    return [
        (str(one), live[one.id], office[one.id])
        for one in VARIANTS
        if live[one.id][0] not in ("office", office[one.id][0])
    ]


@pytest.mark.libreoffice
@pytest.mark.parametrize("locale", ["vi-VN", "en-US"])
def test_live_and_office_never_contradict_each_other(
    live: Mapping[str, Verdicts], office: Mapping[str, Verdicts], locale: str
) -> None:
    assert len(VARIANTS) >= 500
    assert contradictions(live[locale], office[locale]) == []
    left = [one for one in VARIANTS if live[locale][one.id][0] == "office"]
    assert len(left) < 0.6 * len(VARIANTS), "what can be judged is judged"


TEXT = "Để cơ quan đọc: ô này là chữ, máy chưa tính được. Nếu được, đồng chí chỉ ghi số."
TEXT_DATE = "Để cơ quan đọc: ô này là chữ, máy chưa nhận ra ngày. Cách ghi máy nào cũng hiểu: 2019-12-31."


@pytest.mark.libreoffice
@pytest.mark.parametrize(
    ("locale", "kind", "what", "said"),
    [
        ("vi-VN", "people", "352 đ/c", TEXT),
        ("vi-VN", "few", "03", "✓ 3 chi bộ"),
        ("vi-VN", "few", "'03", TEXT),
        ("vi-VN", "area", "'7.845", TEXT),
        ("vi-VN", "area", "7.845", "✓ 7.845 ha"),
        ("en-US", "area", "7.845", "Để cơ quan đọc: số có nhiều hơn 2 chữ số thập phân."),
        ("vi-VN", "area", "1.442,75", "✓ 1.442,75 ha"),
        ("en-US", "area", "1,442.75", "✓ 1.442,75 ha"),
        ("en-US", "area", "1.442,75", TEXT),
        ("vi-VN", "people", "20,5", "Lỗi: Ô thử ghi 20,5, không phải là số nguyên (tính theo người)."),
        ("en-US", "people", "20.5", "Lỗi: Ô thử ghi 20,5, không phải là số nguyên (tính theo người)."),
        ("en-US", "people", "200000", "Lỗi: Ô thử là 200.000 người, lớn hơn mức cao nhất có thể (150.000)."),
        ("vi-VN", "rate", "3,99", "✓ 3,99 %"),
        ("vi-VN", "rate", "3,99%", "Để cơ quan đọc: số có nhiều hơn 2 chữ số thập phân."),  # it keeps 0,0399
        ("vi-VN", "rate", "150%", "✓ 1,5 %"),  # what LibreOffice made of it, and shows
        ("vi-VN", "money", "1,5", "✓ 1,5 triệu đồng"),
        ("vi-VN", "day", "31/12/2019", "✓ ngày 31 tháng 12 năm 2019"),
        ("en-US", "day", "31/12/2019", TEXT_DATE),
        ("vi-VN", "day", "5/6/2010", "✓ ngày 05 tháng 6 năm 2010"),
        ("en-US", "day", "5/6/2010", "✓ ngày 06 tháng 5 năm 2010"),
        ("en-US", "day", "2019-12-31", "✓ ngày 31 tháng 12 năm 2019"),
        ("vi-VN", "day", "2019-12-31", "✓ ngày 31 tháng 12 năm 2019"),
        ("vi-VN", "day", "ngày 5 tháng 6 năm 2010", TEXT_DATE),
        ("vi-VN", "post", "BÍ THƯ", "✓"),
        ("vi-VN", "post", "Phó Bí thư", "✓"),
        ("vi-VN", "nation", "01", "✓"),
        ("vi-VN", "nation", "K*", "Để cơ quan đọc: K* không có trong danh sách (Kinh, Tày, Khác (*))."),
        ("vi-VN", "post", "PBT", "Để cơ quan đọc: PBT không có trong danh sách (BÍ THƯ, PHÓ BÍ THƯ)."),
    ],
)
def test_what_is_said_beside_the_cell(
    live: Mapping[str, Verdicts], locale: str, kind: str, what: str, said: str
) -> None:
    one = next(one for one in VARIANTS if (one.kind, one.typed, one.state) == (kind, what, ""))
    assert live[locale][one.id][1] == said


FORMATS = """
[fields.rate]
type = "percent"
decimals = 3
hard = [0, 100]
[fields.too_much]
type = "percent"
decimals = 3
hard = [0, 100]
[fields.a_day]
type = "decimal"
decimals = 4
[fields.a_share]
type = "decimal"
decimals = 5
"""
SHOWN = {"#,##0.###": "0.00%", "#,##0.####": "dd/mm/yyyy", "#,##0.#####": "0%"}


@pytest.mark.libreoffice
def test_a_number_under_a_format_of_percents_or_dates_is_read_as_shown_or_left(tmp_path: Path) -> None:
    form = drawn(FORMATS, tmp_path / "form")
    th.write_blank(form, tmp_path / "mau.xlsx")
    with zipfile.ZipFile(tmp_path / "mau.xlsx") as package:
        parts = {name: package.read(name) for name in package.namelist()}
    for own, other in SHOWN.items():
        code = b'formatCode="%s"'
        parts["xl/styles.xml"] = parts["xl/styles.xml"].replace(code % own.encode(), code % other.encode())
    (tmp_path / "khac.xlsx").write_bytes(packed(parts))
    places = plan_workbook(form).fields
    numbers = {"rate": 0.0399, "too_much": 1.5, "a_day": 43830, "a_share": 3}
    cells = {places[id].value: number for id, number in numbers.items()}
    IssuedWorkbook(tmp_path / "khac.xlsx").fill(tmp_path / "a.xlsx", cells)
    rows = recalculate([tmp_path / "a.xlsx"], tmp_path)["a"][FIGURES]
    left = "Để cơ quan đọc: ô có định dạng phần trăm hoặc ngày tháng."
    assert {id: at(rows, places[id].row, CHECK) for id in numbers} == {
        "rate": "✓ 3,99 cái",
        "too_much": "Lỗi: Nhãn too_much là 150 cái, lớn hơn mức cao nhất có thể (100).",
        "a_day": left,
        "a_share": left,
    }
    said = {found.field: found.code for found in th.check([tmp_path / "a.xlsx"], form).findings}
    assert said == {
        "rate": "read-as",
        "too_much": "above-range",
        "a_day": "date-in-number",
        "a_share": "percent-format",
    }


LINE = (
    "Máy này ghi số lẻ bằng dấu chấm: gõ 1.5 (không gõ 1,5), không gõ dấu ngăn hàng nghìn. "
    "Máy này đọc ngày theo thứ tự khác: gõ 2019-12-31 thì máy nào cũng hiểu."
)


@pytest.mark.libreoffice
@pytest.mark.parametrize(("locale", "line"), [("vi-VN", ""), ("en-US", LINE)])
def test_a_machine_that_writes_otherwise_says_so_on_top(typed: Mapping[str, Path], locale: str, line: str) -> None:
    sheets = {sheet.name: sheet.cells for sheet in read_book(typed[locale].read_bytes()).sheets}
    assert [sheets[FIGURES][4, 2].text, sheets[GUIDE][3, 2].text] == [line, line]


@pytest.mark.libreoffice
@pytest.mark.skipif(not THOROUGH, reason="20 seconds of processor time: in the thorough job only")
@pytest.mark.parametrize(("locale", "profile"), [("vi-VN", "win-365-pt_BR"), ("en-US", "win-365-en_US")])
def test_an_engine_that_keeps_to_excel_says_the_same(
    form: Form, office: Mapping[str, Verdicts], typed: Mapping[str, Path], locale: str, profile: str
) -> None:
    """Brazil writes decimals and dates as Vietnam does; of Vietnam there is no profile."""
    workbook = _formulon().Workbook.load(typed[locale].read_bytes())
    with workbook:
        workbook.set_excel_profile_id(profile)
        workbook.recalc()
        hidden = 2
        assert workbook.sheet_name(hidden) == HIDDEN
        live = {
            row.id: tuple(str(workbook.get_value(hidden, row.row - 1, column).to_python() or "") for column in (3, 4))
            for row in live_rows(plan_workbook(form))
        }
    assert contradictions(live, office[locale]) == []


@cache
def _formulon() -> Any:
    """Formulon, its WebAssembly compiled without optimizing: half a minute less."""
    wasmtime = pytest.importorskip("wasmtime")
    engine, settings = wasmtime.Engine, wasmtime.Config()
    settings.cranelift_opt_level = "none"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wasmtime, "Engine", lambda: engine(settings))
        formulon = pytest.importorskip("formulon")
        formulon.eval_formula("=1+1")
    return formulon
