"""A form written in Excel becomes the mapping its TOML file would give, and for every key the cell it stands in."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tonghop290.forms.excel.cell_faults import CellFaults
from tonghop290.forms.excel.cell_values import BadCell, read_cell, read_open, toml_value
from tonghop290.forms.excel.list_rows import ListRows
from tonghop290.forms.excel.named_rows import named_rows
from tonghop290.forms.excel.naming import Proposed, names_of_rows
from tonghop290.forms.excel.sheets import Row, Sheet, open_book, sheets_of
from tonghop290.forms.excel.titles import (
    COLUMNS,
    ENTRIES,
    FIELDS,
    HEAD,
    LISTS,
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
    by_title,
)
from tonghop290.forms.faults import shown
from tonghop290.forms.toml.toml_written import toml_text
from tonghop290.text.nearest import meant, nearest, suggestion
from tonghop290.text.normalize import match_key

if TYPE_CHECKING:
    from openpyxl import Workbook

__all__ = ["read_book", "read_excel", "setting_path"]

_LONGEST_PATH = 300
_SETTINGS_BY_TITLE = by_title(SETTINGS)
_SETTINGS_BY_KEY = {setting.key: setting for setting in SETTINGS}
_PARTS = ("form", "period", "comparison", "texts", "office")


def read_excel(path: Path) -> tuple[dict[str, Any], str, CellFaults]:
    """The definition a workbook holds, its hash, and the list for its faults, which tells them by sheet and cell.

    Errors: FileNotFoundError, PermissionError; :class:`FormError` where the file cannot be read as a workbook.
    """
    book, _ = open_book(path)
    content, faults, _ = read_book(book)
    return content, hashlib.sha256(toml_text(content).encode()).hexdigest(), faults


def read_book(book: Workbook) -> tuple[dict[str, Any], CellFaults, dict[str, Sheet]]:
    """The definition, the list for its faults, and the sheets it stands in, by their own names."""
    sheets = sheets_of(book)
    reader = _Reader(sheets)
    return reader.content(), reader.faults, sheets


def setting_path(said: str) -> str:
    """The path of a setting in the definition, by its name or by itself; "" for one that nobody knows."""
    known = _SETTINGS_BY_TITLE.get(match_key(said))
    return known.key if known is not None else said.strip() if "." in said and said.isascii() else ""


class _Reader:
    def __init__(self, sheets: Mapping[str, Sheet]) -> None:
        self.sheets = {name: sheets.get(name, Sheet(name)) for name in SHEETS}
        self.faults = CellFaults(sheets, self.sheets)
        self.list_rows = ListRows(self.sheets[LISTS])
        self.lists = self.list_rows.names
        self.names: dict[str, str] = {}
        self.tables: dict[str, str] = {}

    def content(self) -> dict[str, Any]:
        content: dict[str, Any] = {}
        self._settings(content)
        self._parameters(content)
        self.list_rows.read(partial(self._fill, LISTS), self.faults.place)
        if self.list_rows.content:
            content["lists"] = self.list_rows.content
        self._fields(content)
        self._tables(content)
        self._columns(content)
        self._rows(content)
        self._rules(content)
        self._words(content)
        self._entries(content)
        self._others(content)
        return content

    # --- what every row does --------------------------------------------------------------------------------------

    def _fill(self, name: str, row: Row, base: str, into: dict[str, Any], skip: Iterable[str] = ()) -> None:
        """The row's cells become keys of ``into``; every key gets its place, the empty ones too."""
        sheet = self.sheets[name]
        self.faults.place(base, sheet, row.number, next(iter(row.cells)))
        for title in sheet.places:
            column = sheet.columns[title]
            if not column.key or title in skip:
                continue
            self.faults.place(f"{base}.{column.key}", sheet, row.number, title)
            if row[title] is not None:
                try:
                    self._put(column, read_cell(column, row[title], self.names, self.lists), into)
                except BadCell as bad:
                    self.faults.unread(f"{base}.{column.key}", str(bad))
                    if column.key == "type":
                        into["type"] = "decimal"  # so that what names it is judged all the same
        self._whole_ranges(sheet, row, base, into)

    @staticmethod
    def _put(column: Column, value: Any, into: dict[str, Any]) -> None:
        *above, last = column.path
        for key in above:
            into = into.setdefault(key, {})
        if column.kind in ("low", "high"):
            ends = into.setdefault(last, [None, None])
            ends[column.kind == "high"] = value
        else:
            into[last] = value

    def _whole_ranges(self, sheet: Sheet, row: Row, base: str, into: dict[str, Any]) -> None:
        for key in ("hard", "usual"):
            ends = into.get(key)
            if ends is not None and None in ends:
                del into[key]
                pair = [column.title for column in sheet.columns.values() if column.key == key]
                empty = pair[ends.index(None)]
                if row[empty] is None:
                    self.faults.place(f"{base}.{key}", sheet, row.number, empty)
                    self.faults.unread(f"{base}.{key}", f"còn thiếu {empty}: một khoảng có đủ hai đầu")

    # --- sheet by sheet -------------------------------------------------------------------------------------------

    def _settings(self, content: dict[str, Any]) -> None:
        sheet, path = self.sheets[HEAD], ""
        for part in _PARTS:
            self.faults.place(part, sheet, sheet.head_row, "Cài đặt")
        for row in sheet.rows:
            more = row["Cài đặt"] is None
            if not more:
                path = self._setting(sheet, row)
            if path and row["Giá trị"] is not None:
                try:
                    self._set(content, path, row["Giá trị"], more=more)
                except BadCell as bad:
                    self.faults.unread(path, str(bad))

    def _setting(self, sheet: Sheet, row: Row) -> str:
        """The path of a setting in the definition; "" for one that nobody knows."""
        said = str(row["Cài đặt"]).strip()
        path = setting_path(said)
        if path:
            self.faults.place(path, sheet, row.number, "Giá trị")
            self.faults.named(path, f"“{said}”")
        elif not said.startswith("#"):
            close = nearest(said[:60], [setting.title for setting in SETTINGS])
            self.faults.at(sheet, row.number, "Cài đặt", f"không có cài đặt {shown(said)}{meant(close)}")
            if close:
                self.faults.told(_SETTINGS_BY_TITLE[match_key(close)].key)
        return path

    def _set(self, content: dict[str, Any], path: str, value: Any, *, more: bool) -> None:
        known = _SETTINGS_BY_KEY.get(path)
        said = read_open(value) if known is None else read_cell(known, value, {}, {})
        part, keys = content, path.split(".")
        for key in keys[:-1]:
            part = part.setdefault(key, {})
            if not isinstance(part, dict):
                raise BadCell(f"{path} nằm trong một giá trị đã ghi ở trên")
        before = part.get(keys[-1])
        if known is not None and known.kind == "texts":
            said = [read_cell(Column("", ""), value, {}, {})]
        if more and before is not None:
            said = [*(before if isinstance(before, list) else [before]), *(said if isinstance(said, list) else [said])]
        elif before is not None:
            raise BadCell("cài đặt này đã ghi ở trên")
        part[keys[-1]] = said

    def _parameters(self, content: dict[str, Any]) -> None:
        for row in self.sheets[PARAMETERS].rows:
            name = str(row["Tên"] or "").strip()
            made: dict[str, Any] = {}
            self._fill(PARAMETERS, row, f"parameters.{name}", made)
            self.faults.place(f"parameters.{name}", self.sheets[PARAMETERS], row.number, "Tên")
            if name in content.setdefault("parameters", {}):
                self.faults.at(self.sheets[PARAMETERS], row.number, "Tên", f"tham số {shown(name)} ghi hai lần")
            elif "value" in made:
                content["parameters"][name] = made["value"]
            elif row["Giá trị"] is None:
                self.faults.at(self.sheets[PARAMETERS], row.number, "Giá trị", "còn thiếu giá trị")

    def _fields(self, content: dict[str, Any]) -> None:
        sheet = self.sheets[FIELDS]
        rows = [(row, _opens(row)) for row in sheet.rows]
        of_sections = Proposed(sheet, "Chỉ tiêu", self.faults, of=_opens)
        of_fields = Proposed(sheet, "Chỉ tiêu", self.faults, of=lambda row: not _opens(row))
        ids = {row.number: (of_sections if opens else of_fields).id_of(row) for row, opens in rows}
        self.names = names_of_rows((row, ids[row.number]) for row, opens in rows if not opens)
        section = ""
        for row, opens in rows:
            id, made = ids[row.number], dict[str, Any]()
            if opens:
                section = id
                self._section(sheet, row, id, content.setdefault("sections", {}))
                continue
            self._fill(FIELDS, row, f"fields.{id}", made)
            self.faults.place(f"fields.{id}", sheet, row.number, "Mã máy" if row["Mã máy"] is not None else "Chỉ tiêu")
            if section:
                made.setdefault("section", section)
            content.setdefault("fields", {})[id] = made

    def _section(self, sheet: Sheet, row: Row, id: str, sections: dict[str, Any]) -> None:
        made = {"number": row["Mã"], "title": row["Chỉ tiêu"]}
        sections[id] = {key: read_cell(Column("", ""), said, {}, {}) for key, said in made.items() if said is not None}
        self._titles(row, id, sections[id])
        for key, title in (("", "Chỉ tiêu"), (".number", "Mã"), (".title", "Chỉ tiêu")):
            self.faults.place(f"sections.{id}{key}", sheet, row.number, title)

    def _titles(self, row: Row, id: str, section: dict[str, Any]) -> None:
        """The title in other languages."""
        sheet, title = self.sheets[FIELDS], "Tiếng khác"
        self.faults.place(f"sections.{id}.titles", sheet, row.number, title)
        if row[title] is not None:
            try:
                section["titles"] = read_cell(sheet.columns[title], row[title], {}, {})
            except BadCell as bad:
                self.faults.unread(f"sections.{id}.titles", str(bad))

    def _tables(self, content: dict[str, Any]) -> None:
        sheet = self.sheets[TABLES]
        proposed = Proposed(sheet, "Bảng", self.faults)
        ids = {row.number: proposed.id_of(row) for row in sheet.rows}
        self.tables = names_of_rows(((row, ids[row.number]) for row in sheet.rows), label="Bảng")
        for row in sheet.rows:
            id, made = ids[row.number], dict[str, Any]()
            self._fill(TABLES, row, f"tables.{id}", made)
            self.faults.place(f"tables.{id}", sheet, row.number, "Mã máy" if row["Mã máy"] is not None else "Bảng")
            content.setdefault("tables", {})[id] = made

    def _of_tables(self, name: str, content: dict[str, Any]) -> Iterable[tuple[Row, str, dict[str, Any]]]:
        """The rows of "Cột" or "Dòng", each with its table."""
        said: Any = None
        for row in self.sheets[name].rows:
            said = row["Bảng"] if row["Bảng"] is not None else said
            id = self.tables.get(match_key(str(said or "")))
            if id is None:
                reason = (
                    f"không có bảng {shown(str(said))}{suggestion(str(said), self.tables.values())}"
                    if said
                    else "còn thiếu tên bảng"
                )
                self.faults.at(self.sheets[name], row.number, "Bảng", reason)
            else:
                yield row, id, content["tables"][id]

    def _columns(self, content: dict[str, Any]) -> None:
        sheet = self.sheets[COLUMNS]
        proposals: dict[str, Proposed] = {}
        for row, table, made in self._of_tables(COLUMNS, content):
            if table not in proposals:
                proposals[table] = Proposed(sheet, "Tên cột", self.faults, of=partial(self._is_of, table))
            id, column = proposals[table].id_of(row), dict[str, Any]()
            base = f"tables.{table}.columns.{id}"
            self._fill(COLUMNS, row, base, column)
            self.faults.place(base, sheet, row.number, "Mã máy" if row["Mã máy"] is not None else "Tên cột")
            made.setdefault("columns", {})[id] = column

    def _is_of(self, table: str, row: Row) -> bool:
        said = None
        for one in self.sheets[COLUMNS].rows:
            said = one["Bảng"] if one["Bảng"] is not None else said
            if one.number == row.number:
                return self.tables.get(match_key(str(said or ""))) == table
        return False

    def _rows(self, content: dict[str, Any]) -> None:
        sheet = self.sheets[ROWS]
        proposed = Proposed(sheet, "Tên dòng", self.faults, among=False)
        for row, table, made in self._of_tables(ROWS, content):
            fixed = any(row[title] is not None for title in ("Mã", "Mã máy", "Tên dòng"))
            rows = made.setdefault("rows" if fixed else "prefilled", [])
            base = f"tables.{table}.{'rows' if fixed else 'prefilled'}[{len(rows) + 1}]"
            one: dict[str, Any] = {}
            self._fill(ROWS, row, base, one)
            said = {key: one.pop(key) for key in [key for key in one if key.isdigit()]}
            if fixed:
                one.setdefault("id", proposed.id_of(row))
            names = list(made.get("columns", ()))
            for key, text in said.items():
                name = names[int(key) - 1] if int(key) <= len(names) else f"cột thứ {key}"
                self.faults.place(f"{base}.{name}", sheet, row.number, f"Ghi sẵn {key}")
                one[name] = text
            rows.append(one)

    def _rules(self, content: dict[str, Any]) -> None:
        sheet = self.sheets[RULES]
        taken = {str(row["Mã"]).strip() for row in sheet.rows if row["Mã"] is not None}
        rules: dict[str, Any] = {}
        for row in sheet.rows:
            id = read_cell(Column("", ""), row["Mã"], {}, {}) if row["Mã"] is not None else ""
            if not id:
                id = next(name for number in range(1, 10_000) if (name := f"R{number}") not in taken)
                taken.add(id)
            elif id in rules:
                self.faults.at(sheet, row.number, "Mã", f"mã '{id}' đã có ở dòng trên")
                continue
            rules[id] = {}
            self._fill(RULES, row, f"rules.{id}", rules[id])
        if rules:
            content["rules"] = rules

    def _words(self, content: dict[str, Any]) -> None:
        sheet = self.sheets[WORDS]
        words: dict[str, str] = {}
        for row in sheet.rows:
            text, said = (str(row[title] or "").strip() for title in ("Chữ in sẵn", "Chữ thay"))
            if not text or text in words:
                reason = f"“{text}” ghi hai lần" if text else "còn thiếu chữ in sẵn"
                self.faults.at(sheet, row.number, "Chữ in sẵn", reason)
            elif row["Chữ thay"] is not None:
                words[text] = said
                self.faults.place(f"words.{text}", sheet, row.number, "Chữ in sẵn")
        if words:
            content["words"] = words

    def _entries(self, content: dict[str, Any]) -> None:
        """The sheets whose rows are entries of a part of their own."""
        for name, part in ENTRIES.items():
            sheet = self.sheets[name]
            proposed = Proposed(sheet, SHEETS[name][1].title, self.faults)
            for row in sheet.rows:
                id, made = proposed.id_of(row), dict[str, Any]()
                self._fill(name, row, f"{part}.{id}", made)
                content.setdefault(part, {})[id] = made
        for name, part in NAMED.items():
            if entries := named_rows(name, part, self.sheets[name], self._fill, self.faults):
                content[part] = entries

    def _others(self, content: dict[str, Any]) -> None:
        sheet = self.sheets[OTHERS]
        for row in sheet.rows:
            path, value = str(row["Mục"] or "").strip(), row["Giá trị"]
            if path.startswith("#") or value is None and not path:
                continue
            try:
                keys = _keys(path)
                self.faults.place(".".join(keys), sheet, row.number, "Giá trị")
                _merge(content, keys, toml_value(value if isinstance(value, str) else repr(value).lower()))
            except BadCell as bad:
                self.faults.at(sheet, row.number, "Giá trị" if value is not None else "Mục", str(bad))


def _opens(row: Row) -> bool:
    """Whether a row of "Chỉ tiêu" opens a section."""
    return match_key(str(row["Kiểu"] or "")) == match_key(SECTION)


def _keys(path: str) -> list[str]:
    try:
        found = tomllib.loads(f"{path} = 1") if 0 < len(path) <= _LONGEST_PATH and "\n" not in path else None
    except (ValueError, RecursionError):
        found = None
    if not found:
        raise BadCell(f"{shown(path)} không phải là tên một mục (ví dụ fields.tong.compared)")
    keys: list[str] = []
    inner: Any = found
    while isinstance(inner, dict):
        key, inner = next(iter(inner.items()))
        keys.append(key)
    return keys


def _merge(content: dict[str, Any], keys: list[str], value: Any) -> None:
    for key in keys[:-1]:
        content = content.setdefault(key, {})
        if not isinstance(content, dict):
            raise BadCell(f"mục {key} đã có giá trị ở trang khác")
    if keys[-1] in content:
        raise BadCell(f"mục {keys[-1]} đã ghi ở trang khác")
    content[keys[-1]] = value
