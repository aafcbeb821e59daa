"""The one door to XlsxWriter: what Excel would not take is refused, and the filters of warnings stay."""

from __future__ import annotations

import ast
import inspect
import textwrap
import warnings
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from tonghop290.spreadsheet import chart, page_breaks, write
from tonghop290.spreadsheet.write import Book, Refused, Sheet, open_book
from tonghop290.spreadsheet.writing import asked, on_paper


def rule(**options: object) -> Callable[[Book, Sheet], None]:
    return lambda book, sheet: sheet.typing_rule(1, 1, {"validate": "list", "source": ["a"], **options})


def series(**options: object) -> Callable[[Book, Sheet], None]:
    ranges = {"categories": ["a", 0, 0, 1, 0], "values": ["a", 0, 1, 1, 1]}
    return lambda book, sheet: book.chart("column").add_series(ranges | options)


REFUSED: dict[str, Callable[[Book, Sheet], object]] = {
    "a prompt's title over 32": rule(input_title="t" * 33),
    "an alert's title over 32": rule(error_title="t" * 33),
    "a prompt over 255": rule(input_message="t" * 256),
    "an alert over 255": rule(error_message="t" * 256),
    "a list over 255": rule(source=["một lựa chọn"] * 20),
    "characters Excel counts twice": rule(input_title="😀" * 17),
    "an option nobody knows": rule(colour="red"),
    "an empty formula": lambda book, sheet: sheet.formula(1, 1, "", None, 0),
    "a row past the last": lambda book, sheet: sheet.text(1_048_577, 1, "a"),
    "a column past the last": lambda book, sheet: sheet.width(16_385, 5),
    "a header over 255": lambda book, sheet: sheet.page(),
    "a scale nobody prints at": lambda book, sheet: sheet.page(scale=7),
    "a name with a space": lambda book, sheet: book.name("hai từ", "a!$A$1"),
    "a name like a cell": lambda book, sheet: book.name("A1", "a!$A$1"),
    "a chart of no kind": lambda book, sheet: book.chart("tròn trịa"),
    "a marker nobody knows": series(marker={"type": "ngôi sao vàng"}),
    "a trendline": series(trendline={"type": "linear"}),
    "values as a text": series(values="=a!A1:A2"),
    "an axis with units nobody checked": lambda book, sheet: book.chart("line").set_x_axis({"display_units": "tỷ"}),
    "a chart over no sheet": lambda book, sheet: (series(values=["b", 0, 1, 1, 1])(book, sheet), book.close()),
    "a hidden first sheet": lambda book, sheet: (sheet.hide_wholly(), book.close()),
}


@pytest.mark.filterwarnings(
    "ignore"
)  # XlsxWriter's own remarks: here its refusal must be an error whatever the filters
@pytest.mark.parametrize("fault", REFUSED)
def test_what_excel_would_not_take_is_refused_and_nothing_is_written(tmp_path: Path, fault: str) -> None:
    notice = "n" * 250 if "header" in fault else ""
    with pytest.raises(Refused), open_book(tmp_path / "a.xlsx", title="", notice=notice) as book:
        REFUSED[fault](book, book.sheet("a"))
    assert list(tmp_path.iterdir()) == []


def test_no_part_is_written_as_text_by_the_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows would end its lines otherwise than Linux: the same figures give the same bytes everywhere."""

    def opened(*given: object, **_: object) -> None:
        raise AssertionError(given)

    monkeypatch.setattr("xlsxwriter.xmlwriter.open", opened, raising=False)
    with open_book(tmp_path / "a.xlsx", title="x") as book:
        book.sheet("A").text(1, 1, "chữ")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as package:
        assert all(b"\r" not in package.read(name) for name in package.namelist())


def test_a_limit_of_excel_is_told_without_a_warning_of_xlsxwriter(tmp_path: Path) -> None:
    with open_book(tmp_path / "a.xlsx", title="") as book:
        sheet = book.sheet("a")
        sheet.text(1, 1, "a")
        for fault in (
            "a prompt's title over 32",
            "an alert over 255",
            "a list over 255",
            "characters Excel counts twice",
        ):
            with pytest.raises(Refused, match="Excel allows"):  # any warning would be an error of this suite
                REFUSED[fault](book, sheet)


def test_workbooks_written_from_threads_leave_the_warnings_filters_alone(tmp_path: Path) -> None:
    seen = set()
    before = list(warnings.filters)

    def write(number: int) -> bytes:
        with open_book(tmp_path / f"{number}.xlsx", title="") as book:
            sheet = book.sheet("a")
            for row in range(1, 300):
                sheet.text(row, 1, f"dòng {row}", book.style(bold=True))
                seen.add(tuple(map(str, warnings.filters)))
        return (tmp_path / f"{number}.xlsx").read_bytes()

    with ThreadPoolExecutor(8) as pool:
        written = set(pool.map(write, range(24)))
    assert len(written) == 1
    assert seen == {tuple(map(str, before))} and warnings.filters == before


WATCHED = {
    "close": "a Book is closed once, by open_book",
    "add_chart": "its None is looked at",
    "protect": "its options are written in write.py alone",
    "set_header": "its length is looked at first",
    "set_footer": "a constant of on_paper.py",
    "filter_column_list": "its column is the last of the filter just set",
    "set_print_scale": "the scale is looked at first",
    "conditional_format": "kinds and criteria are written in write.py alone",
}


def test_every_warning_of_what_we_call_in_xlsxwriter_comes_with_a_number_or_is_watched() -> None:
    """For the next version of XlsxWriter: a new way to leave something out must not stay unseen."""
    called = {
        node.func.attr
        for module in (write, on_paper, page_breaks, chart, asked)
        for node in ast.walk(ast.parse(inspect.getsource(module)))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    unseen = set()
    for kind in (Worksheet, xlsxwriter.Workbook):
        for name in (name for called_name in called for name in (called_name, f"_{called_name}") if name in vars(kind)):
            method = inspect.unwrap(vars(kind)[name])
            tree = ast.parse(textwrap.dedent(inspect.getsource(method)))
            blocks = [getattr(node, part, None) for node in ast.walk(tree) for part in ("body", "orelse")]
            for block in (block for block in blocks if isinstance(block, list) and block):
                for statement, following in zip(block, [*block[1:], None], strict=True):
                    if ast.unparse(statement).startswith("warn(") and not (
                        isinstance(following, ast.Return) and ast.unparse(following).startswith("return -")
                    ):
                        unseen.add(name)
    assert unseen == set(WATCHED)
