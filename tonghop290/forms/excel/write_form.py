"""A definition written as an author's workbook: what its reader reads back is what was given.

Each value is read back as it is written; what a cell cannot say stands in the sheet "Khác", as TOML says it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields as dataclass_fields
from typing import TYPE_CHECKING, Any

from tonghop290.forms.excel.cell_values import BadCell, holds, open_value, read_cell, read_open, same, written
from tonghop290.forms.excel.list_rows import list_names, row_of_entry
from tonghop290.forms.excel.titles import (
    COLUMNS,
    ENTRIES,
    FIELDS,
    HEAD,
    LISTS,
    MOST_PREFILLED,
    NAMED,
    OTHERS,
    PARAMETERS,
    ROWS,
    RULES,
    SECTION,
    SETTINGS,
    SHEETS,
    TABLES,
    WORDS,
    Column,
)
from tonghop290.forms.toml.toml_written import dotted, literal
from tonghop290.model import FormError, Office
from tonghop290.text.normalize import match_key

if TYPE_CHECKING:
    from openpyxl import Workbook

__all__ = ["Rows", "rows_of", "written_book"]

Rows = dict[str, list[dict[str, Any]]]
"""Sheet → its rows: title of a column → what stands there."""
_SAID_BY_NOTHING = {"number", "help", "unit", "default", "office", "blank", "formula", "source"}
"""Keys of sections, fields, tables and rules whose empty text is the same as none."""
_OWN_SHEETS = {"parameters", "lists", "sections", "fields", "tables", "rules", "words"}
_OWN_SHEETS |= {*ENTRIES.values(), *NAMED.values()}
_EMPTY_SETTINGS = {setting.name for setting in dataclass_fields(Office) if setting.default == ""}


def written_book(content: Mapping[str, Any]) -> Workbook:
    """Errors: :class:`FormError` where a value is longer than any cell."""
    from tonghop290.forms.excel.author_looks import laid_out

    return laid_out(rows_of(content))


def rows_of(content: Mapping[str, Any]) -> Rows:
    """What stands in the sheets. Errors: as :func:`written_book`."""
    return _Writer(content).rows


class _Writer:
    def __init__(self, content: Mapping[str, Any]) -> None:
        self.rows: Rows = {name: [] for name in SHEETS}
        self._lists = list_names(_part(content, "lists"))
        fields = {id: one for id, one in _part(content, "fields").items() if isinstance(one, Mapping)}
        self._names = _names(fields)
        self._codes = {id: str(one["code"]) for id, one in fields.items() if one.get("code")}
        self._settings(content)
        self._parameters(_part(content, "parameters"))
        for id, listed in _part(content, "lists").items():
            self._list(id, listed)
        if "words" in content:
            self._words(content["words"])
        self._fields(fields, _part(content, "sections"))
        for id, one in _part(content, "fields").items():
            if id not in fields:
                self._other(["fields", id], one)
        for id, table in _part(content, "tables").items():
            self._table(id, table)
        for sheet, part, title in (
            (RULES, "rules", "Mã"),
            *((sheet, part, "Mã máy") for sheet, part in ENTRIES.items()),
            *((sheet, part, SHEETS[sheet][0].title) for sheet, part in NAMED.items()),
        ):
            for id, one in _part(content, part).items():
                if isinstance(one, Mapping):
                    self.rows[sheet].append({title: id, **self._row(sheet, [part, id], one)})
                else:
                    self._other([part, id], one)

    # --- one row --------------------------------------------------------------------------------------------------

    def _row(
        self, sheet: str, path: list[str], part: Mapping[str, Any], known: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """The cells of a row; what they do not say goes to "Khác". ``known``: keys the row says by its place."""
        cells: dict[str, Any] = {}
        said: dict[str, Any] = dict(known or {})
        for column in SHEETS[sheet]:
            value = _at(part, column.path) if column.key and column.key not in said else None
            if value is None or column.kind == "high":
                continue
            made = self._range(sheet, column, value) if column.kind == "low" else self._cell(column, value)
            if made:
                cells |= made
                _put(said, column.path, value)
        self._rest(path, part, said)
        return cells

    def _range(self, sheet: str, low: Column, value: Any) -> dict[str, Any]:
        high = next(column for column in SHEETS[sheet] if column.key == low.key and column.kind == "high")
        if (
            not isinstance(value, list)
            or len(value) != 2
            or not all(type(one) is not bool and holds(one) for one in value)
        ):
            return {}
        pair = dict(zip((low.title, high.title), value, strict=True))
        return {} if any(isinstance(one, str) for one in value) else pair

    def _cell(self, column: Column, value: Any) -> dict[str, Any]:
        """The cell that says it, {} where none can."""
        made = self._reads(column, value)
        return {column.title: made} if made is not None else {}

    def _reads(self, column: Column, value: Any) -> Any:
        try:
            made = written(column, value, self._codes)
            if made is not None and holds(made) and same(read_cell(column, made, self._names, self._lists), value):
                return made
        except (BadCell, TypeError, ValueError, IndexError):
            pass
        return None

    def _rest(self, path: list[str], part: Mapping[str, Any], said: Mapping[str, Any]) -> None:
        for key, value in part.items():
            if key not in said and not _says_nothing([*path, key], value):
                self._other([*path, key], value)
            elif isinstance(value, Mapping) and isinstance(said.get(key), Mapping):
                self._rest([*path, key], value, said[key])

    def _other(self, path: list[str], value: Any) -> None:
        key, text = dotted(path, shy=True), literal(value, shy=True)
        if not _in_cell(text) or not _in_cell(key):
            raise FormError(key, [f"{key}: dài quá một ô Excel (32.767 ký tự)"])
        self.rows[OTHERS].append({"Mục": key, "Giá trị": text})

    # --- sheet by sheet -------------------------------------------------------------------------------------------

    def _settings(self, content: Mapping[str, Any]) -> None:
        parts = {key: one for key, one in content.items() if key not in _OWN_SHEETS}
        for setting in SETTINGS:
            self._setting(setting.title, setting, _at(parts, setting.path))
        known = {setting.key for setting in SETTINGS}
        for key, part in parts.items():
            if not isinstance(part, Mapping) or not part and key not in ("form", "period", "texts", "office"):
                self._other([key], part)
                continue
            for name, value in part.items():
                path = f"{key}.{name}"
                asked = known if path in known else ()
                if (
                    not asked
                    and not _says_nothing([key, name], value)
                    and not (self._plain(key) and self._plain(name) and self._open(path, value))
                ):
                    self._other([key, name], value)

    @staticmethod
    def _plain(key: str) -> bool:
        return key.isascii() and key.replace("_", "").replace("-", "").isalnum()

    def _setting(self, title: str, setting: Column, value: Any) -> None:
        rows = self.rows[HEAD]
        if setting.kind == "texts" and isinstance(value, list) and value and all(map(_in_cell, value)):
            rows += [{"Cài đặt": None if n else title, "Giá trị": one} for n, one in enumerate(value)]
            return
        made = None if value is None or setting.kind == "texts" else self._reads(setting, value)
        rows.append({"Cài đặt": title, "Giá trị": made})
        if made is None and value is not None and not _says_nothing(list(setting.path), value):
            self._other(list(setting.path), value)

    def _open(self, path: str, value: Any) -> bool:
        """A setting no column knows; whether it could be written."""
        rows = self.rows[HEAD]
        if isinstance(value, list) and len(value) > 1 and all(_in_cell(one) and read_open_same(one) for one in value):
            rows += [{"Cài đặt": None if n else path, "Giá trị": one} for n, one in enumerate(value)]
            return True
        made = open_value(value)
        if not holds(made) or not read_open_same(made, value):
            return False
        rows.append({"Cài đặt": path, "Giá trị": made})
        return True

    def _parameters(self, parameters: Mapping[str, Any]) -> None:
        value_column = SHEETS[PARAMETERS][1]
        for name, value in parameters.items():
            made = self._reads(value_column, value)
            if made is None or not _in_cell(name):
                self._other(["parameters", name], value)
            else:
                self.rows[PARAMETERS].append({"Tên": name, "Giá trị": made})

    def _list(self, id: str, listed: Any) -> None:
        part = listed if isinstance(listed, Mapping) else {}
        label, entries = part.get("label"), part.get("entries")
        rows = [row_of_entry(entry, self._cell) for entry in entries] if isinstance(entries, list) else []
        named = "label" not in part or _in_cell(label) and label != id
        if not rows or not all(rows) or not named or part.keys() - {"label", "entries"} or not _in_cell(id):
            self._other(["lists", id], listed)
            return
        first = {"Danh sách": label or id, "Mã máy": id}
        self.rows[LISTS] += [row if number else first | row for number, row in enumerate(rows)]

    def _words(self, words: Any) -> None:
        if not isinstance(words, Mapping) or not words:
            self._other(["words"], words)
            return
        for text, said in words.items():
            if _in_cell(text) and _in_cell(said):
                self.rows[WORDS].append({"Chữ in sẵn": text, "Chữ thay": said})
            else:
                self._other(["words", text], said)

    def _fields(self, fields: Mapping[str, Mapping[str, Any]], sections: Mapping[str, Any]) -> None:
        """Sections in their order, fields in theirs; a field below another section says its own."""
        left, open_now = list(sections), ""
        for id, field in fields.items():
            own = field.get("section")
            while own in left:
                open_now = left.pop(0)
                self._section(open_now, sections[open_now])
            known = {"section": own} if own is not None and own == open_now else {}
            self.rows[FIELDS].append({"Mã máy": id, **self._row(FIELDS, ["fields", id], field, known)})
        for id in left:
            self._section(id, sections[id])

    def _section(self, id: str, section: Any) -> None:
        row = {"Mã máy": id, "Kiểu": SECTION}
        part = section if isinstance(section, Mapping) else {}
        said = {key: part[key] for key in ("number", "title") if _in_cell(part.get(key))}
        titles = {"number": "Mã", "title": "Chỉ tiêu"}
        cells = {titles[key]: value for key, value in said.items()}
        column = next(column for column in SHEETS[FIELDS] if column.key == "labels")
        if "titles" in part and (made := self._cell(column, part["titles"])):
            cells, said = cells | made, said | {"titles": part["titles"]}
        self.rows[FIELDS].append(row | cells)
        self._rest(["sections", id], part, said)

    def _table(self, id: str, table: Any) -> None:
        if not isinstance(table, Mapping):
            self._other(["tables", id], table)
            return
        columns = _part(table, "columns")
        for name, column in columns.items():
            if isinstance(column, Mapping):
                row = self._row(COLUMNS, ["tables", id, "columns", name], column)
                self.rows[COLUMNS].append({"Bảng": id, "Mã máy": name, **row})
            else:
                self._other(["tables", id, "columns", name], column)
        known: dict[str, Any] = {"columns": columns} if columns else {}
        for key in ("rows", "prefilled"):
            made = self._listed_rows(id, key, table.get(key), list(columns))
            if made:
                self.rows[ROWS] += made
                known[key] = table[key]
        self.rows[TABLES].append({"Mã máy": id, **self._row(TABLES, ["tables", id], table, known)})

    def _listed_rows(self, table: str, key: str, rows: Any, columns: list[str]) -> list[dict[str, Any]]:
        """The rows of a table as rows of the sheet; [] where one of them cannot be one."""
        titles = {"id": "Mã máy", "code": "Mã", "label": "Tên dòng"}
        if key == "prefilled":
            titles = {name: f"Ghi sẵn {n}" for n, name in enumerate(columns[:MOST_PREFILLED], 1)}
            titles.setdefault("formerly", "Trước đây")
        made = []
        for row in rows if isinstance(rows, list) else ():
            fits = isinstance(row, Mapping) and row and row.keys() <= titles.keys() and all(map(_in_cell, row.values()))
            if not fits or key == "rows" and "id" not in row:
                return []
            made.append({"Bảng": table, **{titles[name]: text for name, text in row.items()}})
        return made


def _names(fields: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """What a cell may call a field: label, code, id, the later first; of two with one code the first, as the reader has
    it. Of two with one label any: what is written by a label is read as an id, so that no cell can say it."""
    backwards = list(fields.items())[::-1]
    called = {match_key(str(one[key])): id for key in ("label", "code") for id, one in backwards if one.get(key)}
    return called | {match_key(id): id for id in fields}


def _says_nothing(path: list[str], value: Any) -> bool:
    """Whether leaving it out means the same."""
    if value != "":
        return False
    return path[-1] in _EMPTY_SETTINGS if path[0] == "office" else path[-1] in _SAID_BY_NOTHING and len(path) > 2


def read_open_same(made: Any, value: Any = None) -> bool:
    try:
        return same(read_open(made), made if value is None else value)
    except BadCell:
        return False


def _in_cell(value: Any) -> bool:
    return isinstance(value, str) and holds(value)


def _part(content: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    part = content.get(key, {})
    return part if isinstance(part, Mapping) else {}


def _at(part: Any, path: tuple[str, ...]) -> Any:
    for key in path:
        part = part.get(key) if isinstance(part, Mapping) else None
    return part


def _put(part: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    for key in path[:-1]:
        part = part.setdefault(key, {})
    part[path[-1]] = value
