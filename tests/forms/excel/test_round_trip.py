"""A definition goes through TOML and Excel and is what it was: every shipped form, and whatever can be said."""

from __future__ import annotations

import dataclasses
import datetime as dt
import tomllib
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tonghop290.definitions.toml_file import read_toml
from tonghop290.forms.excel.author_looks import as_bytes
from tonghop290.forms.excel.read_form import read_excel
from tonghop290.forms.excel.write_form import written_book
from tonghop290.forms.folders import find_form, shipped_forms
from tonghop290.forms.load import load_form
from tonghop290.forms.toml.toml_written import toml_text


def read_sheets(book: Any) -> dict[str, Any]:
    """The definition of a workbook as it is read back."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "bieu.xlsx")
        path.write_bytes(as_bytes(book))
        content, _, faults = read_excel(path)
    assert [fault for fault in faults.lines if "còn thiếu trang" not in fault] == []
    return content


@pytest.mark.parametrize("name", shipped_forms())
def test_a_shipped_form_is_the_same_form_out_of_excel(name: str, tmp_path: Path) -> None:
    content, _ = read_toml(find_form(name))
    book = tmp_path / "bieu.xlsx"
    book.write_bytes(as_bytes(written_book(content)))
    back, _, faults = read_excel(book)
    (tmp_path / "form.toml").write_text(toml_text(back), encoding="utf-8")
    in_excel, in_toml, own = load_form(book), load_form(tmp_path / "form.toml"), load_form(name)
    assert faults.lines == []
    assert in_excel.hash == in_toml.hash
    kept = {"folder": own.folder, "file": own.file, "hash": own.hash}
    assert dataclasses.replace(in_excel, **kept) == dataclasses.replace(in_toml, **kept) == own
    assert [list(part) for part in (in_excel.fields, in_excel.tables)] == [list(own.fields), list(own.tables)]


LISTS: dict[str, Any] = {
    "dan_toc": {"label": "Dân tộc", "entries": ["Kinh", {"code": "02", "label": "Tày", "spellings": ["Thổ", "Tay"]}]},
    "xa": {"entries": [{"label": "Yên Lạc", "labels": {"en": "Yen Lac", "fr": "Y L"}, "parent": "Kinh"}, "Nơi khác"]},
}


def test_a_list_has_a_row_an_entry_and_is_chosen_from_by_its_name() -> None:
    fields = {"a": {"type": "choice", "choices": "@dan_toc"}, "b": {"choices": "@xa", "depends_on": "a"}}
    book = written_book({"lists": LISTS, "fields": fields})
    assert list(book["Danh sách"].values)[1:] == [
        ("Dân tộc", "dan_toc", None, "Kinh", None, None, None),
        (None, None, "02", "Tày", "Thổ; Tay", None, None),
        ("xa", "xa", None, "Yên Lạc", None, "Kinh", "en: Yen Lac; fr: Y L"),
        (None, None, None, "Nơi khác", None, None, None),
    ]
    assert list(book["Khác"].values)[1:] == []
    for row, name in ((2, "Dân tộc"), (3, "XA")):
        next(cell for cell in book["Chỉ tiêu"][row] if str(cell.value).startswith("@")).value = name
    content = read_sheets(book)
    assert (content["lists"], content["fields"]) == (LISTS, fields)


def test_a_field_named_by_its_label_or_by_a_code_of_two_stays_named_so() -> None:
    fields = {
        "truoc": {"code": "1", "label": "Số hộ"},
        "khac": {"code": "1", "label": "Số hộ nghèo"},
        "sau": {"label": "Số hộ năm nay", "compared_with": "Số hộ"},
        "nay": {"label": "Năm nay", "compared_with": "khac"},
        "nua": {"label": "Nửa năm", "compared_with": "truoc"},
    }
    book = written_book({"fields": fields})
    assert read_sheets(book)["fields"] == fields
    told = [("fields.sau.compared_with", '"Số hộ"'), ("fields.nay.compared_with", '"khac"')]
    assert list(book["Khác"].values)[1:] == told


# --- whatever can be said -----------------------------------------------------------------------------------------

NASTY = [
    "=SUM(A1)",
    "#N/A",
    "có; không",
    "_x000D_",
    "'1",
    "1.234",
    "31/12/2019",
    "[1]",
    '"',
    "TRUE",
    " ",
    "a\nb",
    "lỗi",
]
words = st.one_of(st.sampled_from(NASTY), st.text(st.characters(codec="utf-8"), max_size=12), st.just("Số hộ"))
ids = st.from_regex(r"[a-z][a-z_]{2,8}", fullmatch=True)
numbers = st.one_of(st.integers(-(10**16), 10**16), st.floats(allow_nan=False, allow_infinity=False))
days = st.dates(dt.date(1800, 1, 1), dt.date(9999, 12, 31))
anything = st.recursive(
    st.one_of(words, numbers, days, st.booleans()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=4,
)
ends = st.lists(numbers | days, min_size=2, max_size=2)
KEYS: dict[str, st.SearchStrategy[Any]] = {
    "code": words,
    "label": words,
    "type": st.sampled_from(["integer", "percent", "date", "choice", "số"]),
    "unit": words,
    "decimals": numbers,
    "required": st.booleans(),
    "hard": ends,
    "usual": ends | anything,
    "usual_for": st.dictionaries(words, ends, max_size=2),
    "choices": st.lists(words, max_size=4) | st.sampled_from(["@ds", "@so_ho", "Số hộ"]),
    "depends_on": ids,
    "labels": st.dictionaries(words, words, max_size=2),
    "helps": st.dictionaries(words, words, max_size=2),
    "formula": words,
    "total": st.fixed_dictionaries(
        {}, optional={"how": st.sampled_from(["sum", "x"]), "weight": ids, "scale": numbers}
    ),
    "filled_by": st.sampled_from(["sender", "office", "?"]),
    "compared": st.booleans(),
    "compared_with": ids | words,
    "change_usual": numbers,
    "help": words,
    "of_tomorrow": anything,
}
fields = st.fixed_dictionaries({}, optional=KEYS)
a_row = st.fixed_dictionaries({"id": ids}, optional={"code": words, "label": words, "labels": KEYS["labels"]})
tables = st.fixed_dictionaries(
    {"columns": st.dictionaries(ids, fields, min_size=1, max_size=2)},
    optional={
        "code": words,
        "labels": KEYS["labels"],
        "sheet": st.sampled_from(["detail", "words", "x"]),
        "rows": st.lists(a_row, max_size=3),
        "prefilled": st.lists(st.dictionaries(ids, words, max_size=2), max_size=2),
        "blank_rows": numbers,
    },
)
rules = st.fixed_dictionaries(
    {},
    optional={
        "test": words,
        "severity": st.sampled_from(["error", "x"]),
        "message": words,
        "at": st.lists(ids, max_size=3),
        "for": st.lists(words, max_size=2),
    },
)


entries = st.one_of(
    words,
    st.fixed_dictionaries(
        {"label": words},
        optional={
            "code": words,
            "spellings": st.lists(words, max_size=2),
            "labels": st.dictionaries(words, words, max_size=2),
            "parent": words,
            "x": anything,
        },
    ),
)
lists = st.fixed_dictionaries({"entries": st.lists(entries, max_size=4)}, optional={"label": words, "x": words})


PERIOD = {"name": words, "first_year": numbers, "quarter": numbers, "from": days, "to": days | words}


@st.composite
def definitions(draw: st.DrawFn) -> dict[str, Any]:
    sections = draw(
        st.dictionaries(
            ids,
            st.fixed_dictionaries({}, optional={"number": words, "title": words, "titles": KEYS["labels"]}),
            max_size=3,
        )
    )
    content: dict[str, Any] = {
        "form": draw(st.dictionaries(st.sampled_from(["id", "title", "version", "x"]), words, max_size=3)),
        "period": draw(st.fixed_dictionaries({}, optional=PERIOD).filter(bool)),
        "comparison": draw(st.dictionaries(st.sampled_from(["before", "after", "x"]), words, min_size=1)),
        "texts": draw(st.dictionaries(st.sampled_from(["how_to", "subtitle", "y"]), anything, min_size=1)),
        "lists": draw(st.dictionaries(ids, lists, max_size=2)),
        "sections": sections,
        "fields": draw(st.dictionaries(ids, fields, min_size=1, max_size=4)),
        "tables": draw(st.dictionaries(ids, tables, max_size=2)),
        "rules": draw(st.dictionaries(ids, rules, max_size=2)),
        "parameters": draw(st.dictionaries(ids, numbers, max_size=2)),
    }
    for field in content["fields"].values():
        field["section"] = draw(st.sampled_from([*sections, "nowhere"]))  # below a section a field is of it
    if draw(st.booleans()):
        content["words"] = draw(anything)
    return content


@settings(max_examples=settings.default.max_examples // 2)  # each is a workbook written and read
@given(definitions())
def test_whatever_a_definition_says_comes_back(
    tmp_path_factory: pytest.TempPathFactory, content: dict[str, Any]
) -> None:
    """What Excel cannot hold stands in the sheet "Khác"; nothing is lost, nothing moves, no value changes its kind."""
    text = toml_text(content)
    assert tomllib.loads(text) == content
    book = tmp_path_factory.mktemp("round") / "bieu.xlsx"
    book.write_bytes(as_bytes(written_book(content)))
    back, _, faults = read_excel(book)
    assert faults.lines == []
    assert lost(plain(content), plain(back)) == []
    for part in ("sections", "fields", "tables", "rules"):
        assert list(back.get(part, {})) == list(content[part])


def plain(value: Any, key: str = "") -> Any:
    """Without what says nothing: parts and texts that are empty where none means the same."""
    if isinstance(value, dict):
        return {name: plain(one, name) for name, one in value.items() if not _empty(name, one)}
    return (type(value).__name__, value) if isinstance(value, bool | str) else value


def lost(one: Any, other: Any, place: str = "") -> list[str]:
    if isinstance(one, dict) and isinstance(other, dict):
        keys = {**one, **other}
        return [line for key in keys for line in lost(one.get(key), other.get(key), f"{place}/{key}")]
    return [] if one == other else [f"{place}: {one!r} → {other!r}"]


def _empty(name: str, value: Any) -> bool:
    if name in ("form", "texts", "lists", "sections", "tables", "rules", "parameters"):
        return value == {}
    return value == "" and name in ("number", "help", "unit", "formula")


UNITS = {"trường": {"short": ["tr"], "numbered": True, "area": "đô thị"}, "điểm lẻ": {"parts": "lớp"}}
LEVELS: dict[str, Any] = {
    "phòng": {"word": "quận", "under": ["sở"], "committee": "Phòng Giáo dục", "until": dt.date(2025, 6, 30)},
    "sở": {
        "tiers": ["Bộ", "sở"],
        "report_symbol": "BC-SGD",
        "needs": ["letter_number"],
        "changes": [{"from": dt.date(2026, 1, 1), "department": "Văn phòng"}],
    },
}


def test_kinds_of_units_and_levels_have_a_row_each() -> None:
    content = {"form": {"levels": "hanh-chinh"}, "units": UNITS, "levels": LEVELS}
    book = written_book(content)
    assert [row[0] for row in book["Loại đơn vị"].values] == ["Loại đơn vị", "trường", "điểm lẻ"]
    assert [row[0] for row in book["Cấp"].values] == ["Cấp", "phòng", "sở"]
    assert [row[0] for row in book["Khác"].values] == ["Mục", 'levels."sở".needs', 'levels."sở".changes']
    book["Loại đơn vị"].append(["trường"])
    with TemporaryDirectory() as folder:
        path = Path(folder, "bieu.xlsx")
        path.write_bytes(as_bytes(book))
        back, _, faults = read_excel(path)
    assert {part: back[part] for part in content} == content
    assert [fault for fault in faults.lines if "còn thiếu trang" not in fault] == [
        "Loại đơn vị!A4: 'trường' ghi hai lần"
    ]
