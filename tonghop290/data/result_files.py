"""A district's ``so_lieu.json`` taken back by the province: its totals, who is in them, and what the communes wrote.

The file comes from outside. Its figures are believed only as far as they hold: every sum must be the sum of the rows
beside it, means, ratios and derived figures are computed again from their two sums, and the seal, where there is one
(files of earlier versions carry none), must still fit the content.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any

import numpy as np
import pandas as pd

from tonghop290.data.aggregate import add_up_pairs, merge
from tonghop290.model import (
    STATE_ESTIMATE,
    Dataset,
    Earlier,
    Field,
    FieldTotal,
    Form,
    Period,
    ResultFile,
    Totals,
    Unit,
    came_later,
    parts_of,
)
from tonghop290.seals import is_sealed
from tonghop290.spreadsheet.kind import UTF_16, is_result
from tonghop290.text.places import split_name

__all__ = ["figures_of", "read_earlier_figures", "read_figures", "read_result", "results_dataset"]

TOLERANCE = 1e-6
_AGAIN = "Đề nghị cơ quan gửi xuất lại tệp."


def read_result(content: bytes, path: str, form: Form, *, earlier: bool = False) -> ResultFile:
    """The result file of an office below, or of an ``earlier`` round. Errors: ValueError with a sentence for the
    officer."""
    if not _is_utf_8(content):
        raise ValueError(
            f"{path}: tệp không còn ở bảng mã UTF-8, có lẽ đã được lưu lại bằng chương trình khác. {_AGAIN}"
        )
    try:
        whole = _parsed(content)
        other = _text(whole["ket_qua"]["form"]["id"])
        if other != form.id:
            raise ValueError(f"{path}: là kết quả của biểu “{other}”, không phải của biểu “{form.id}”.")
        _check_period(_text(whole["ket_qua"].get("period", "")), path, form, earlier=earlier)
        rows = _rows(whole["so_lieu_rong"])
        version = _text(whole["ket_qua"]["form"].get("version", ""))
        later = frozenset(field.id for field in came_later(form, version) if field.id not in whole["totals"]["fields"])
        result = _result(whole, rows, form, path, hashlib.sha256(content).hexdigest(), later)
    except (KeyError, TypeError, AttributeError, OverflowError):
        raise ValueError(f"{path}: không phải là tệp kết quả của biểu này, hoặc tệp đã hỏng.") from None
    fault = _disagreement(result, rows, form, later)
    if not fault and is_sealed(whole) is False:
        fault = "nội dung không còn như khi xuất ra."
    if fault:
        raise ValueError(f"{path}: {fault} Tệp đã bị sửa hoặc hỏng; {_AGAIN[0].lower()}{_AGAIN[1:]}")
    return result


def _check_period(mark: str, path: str, form: Form, *, earlier: bool) -> None:
    """Errors: ValueError for the results of another period, or of one that is not earlier."""
    period = Period.read(mark) if mark else None
    if period is None:
        return
    if earlier and period.last >= form.period.last:
        raise ValueError(f"{path}: là kết quả của {period.name}, không phải của một kỳ trước {form.period.name}.")
    if not earlier and not period.is_same(form.period):
        raise ValueError(f"{path}: là kết quả của {period.name}, không phải của {form.period.name}.")


def _result(
    whole: Mapping[str, Any],
    rows: Sequence[Mapping[str, Any]],
    form: Form,
    path: str,
    sha256: str,
    later: frozenset[str],
) -> ResultFile:
    """What the parts of a result file say together. ``rows``: its wide table, a row a unit; ``later``: the fields that
    came into the form after it."""
    said = whole["ket_qua"]
    level, name = _text(said["office"]["level"]), _text(said["office"]["name"])
    name_of_file = PurePath(path).parent.name or PurePath(path).name
    return ResultFile(
        path=path,
        sha256=sha256,
        totals=_totals(whole["totals"], rows, form, later),
        unit=_office(form, level, name) if name else Unit(code="", name=name_of_file),
        unit_words=", ".join(form.levels.in_order(map(_text, said["unit_types"]))) or "đơn vị",
        missing=tuple(_text(unit["name"]) for unit in said["missing"]),
        members=tuple(_text(row["unit_code"] or row["unit_name"] or row["file"]) for row in rows),
        estimated=frozenset(
            _text(row["field"]) for row in _rows(whole["so_lieu_dai"]) if row["state"] == STATE_ESTIMATE
        ),
        words={
            table.id: tuple(_words(row, table.columns) for row in _rows(whole[table.id]))
            for table in form.tables.values()
            if not table.fixed
        },
    )


def _office(form: Form, level: str, name: str) -> Unit:
    """The office as a line of the tables: "Huyện A", also where its settings say "Huyện A" of a huyện."""
    word = form.levels.level(level).word
    return Unit(code="", name=split_name(name, [word] if word else [])[1], type=word)


def figures_of(frame: pd.DataFrame, form: Form) -> dict[str, dict[str, float]]:
    """The wide frame as plain values: code (or name) of the unit → field id → figure; missing ones left out."""
    figures = [field.id for field in form.fields.values() if field.figure and field.id in frame]
    return {
        str(row["unit_code"] or row["unit_name"]): {
            id: float(row[id]) for id in figures if isinstance(row[id], int | float) and math.isfinite(row[id])
        }
        for row in frame.to_dict("records")
        if row["unit_code"] or row["unit_name"]
    }


def read_figures(content: bytes, form: Form) -> dict[str, dict[str, float]]:
    """The figures of every unit of a result file that :func:`read_result` has taken."""
    return figures_of(pd.DataFrame(_rows(_parsed(content)["so_lieu_rong"]), dtype="object"), form)


def read_earlier_figures(content: bytes, path: str, form: Form) -> Earlier:
    """What the units of a result file of an earlier round answered, as far as the present form means the same by it: a
    figure of the same unit of measure. Errors: ValueError with a sentence for the officer."""
    if not is_result(content):
        raise ValueError(f"{path}: không phải là tệp kết quả của một đợt trước.")
    try:
        whole = _parsed(content)
        said, found = whole["ket_qua"], dict[str, dict[str, float]]()
        other, period = _text(said["form"]["id"]), _text(said.get("period", ""))
        for row in _rows(whole["so_lieu_dai"]):
            field = form.fields.get(_text(row["field"]))
            if field is not None and field.figure and row["measure"] == field.unit and row["value"] is not None:
                who = _text(row["unit_code"] or row["unit_name"] or "")
                found.setdefault(who, {})[field.id] = _number(row["value"])
    except (KeyError, TypeError, AttributeError, OverflowError):
        raise ValueError(f"{path}: không phải là tệp kết quả của biểu này, hoặc tệp đã hỏng.") from None
    if other != form.id:
        raise ValueError(f"{path}: là kết quả của biểu “{other}”, không phải của biểu “{form.id}”.")
    if is_sealed(whole) is False:
        raise ValueError(f"{path}: nội dung không còn như khi xuất ra. Tệp đã bị sửa hoặc hỏng. {_AGAIN}")
    _check_period(period, path, form, earlier=True)
    read = Period.read(period) if period else None
    return Earlier(figures=found, period="" if read is None else form.named(read))


def results_dataset(results: Sequence[ResultFile], form: Form) -> Dataset:
    """The results as a Dataset: one row an office, its totals as the figures; index = path of the result file.

    A counted field holds how many units have it. ``states``: "Ước tính" where some figure of the total is. The free
    tables carry one more column, ``unit_name``: who wrote the row.
    """
    paths = [result.path for result in results]
    columns: dict[str, Any] = {}
    for field in form.fields.values():
        values = [result.totals.fields[field.id].value for result in results]
        if field.figure or field.total.how == "count":
            columns[field.id] = np.array(
                [value if isinstance(value, float) else np.nan for value in values], dtype="float64"
            )
        elif field.type == "date":
            columns[field.id] = pd.to_datetime(pd.Series(values, index=paths, dtype="object"))
        else:
            columns[field.id] = pd.Series([None] * len(paths), index=paths, dtype="object")
    index = pd.Index(paths, name="file", dtype="object")
    frame = pd.DataFrame(columns, index=index)
    figures = [field.id for field in form.fields.values() if field.figure]
    states = pd.DataFrame(
        {id: [STATE_ESTIMATE if id in result.estimated else "" for result in results] for id in figures}, index=index
    )
    return Dataset(
        form=form,
        frame=frame,
        states=states,
        answered=frame.notna(),
        tables=_tables(results, form),
        units={result.path: result.unit for result in results},
        hashes={result.path: result.sha256 for result in results},
        places={},
        texts={},
        notes={},
    )


def _tables(results: Sequence[ResultFile], form: Form) -> dict[str, pd.DataFrame]:
    frames = {}
    for table in form.tables.values():
        ids, rows = [column.id for column in table.columns], []
        for result in results:
            if table.fixed:
                for row in table.rows:
                    cells = {id: result.totals.cells[table.id, row.id, id].value for id in ids}
                    rows += (
                        [{"file": result.path, "row": row.id, **cells}]
                        if any(value is not None for value in cells.values())
                        else []
                    )
            else:
                rows += [
                    {"file": result.path, "row": number, **row}
                    for number, row in enumerate(result.words.get(table.id, ()), 1)
                ]
        extra = [] if table.fixed else ["unit_name"]
        frames[table.id] = pd.DataFrame(rows, columns=["file", "row", *extra, *ids], dtype="object")
    return frames


# --- what the file says -------------------------------------------------------------------------------------------


def _parsed(content: bytes) -> Any:
    """The JSON as it was written: no key twice, no number that is none. Errors: TypeError."""
    text = content.decode("utf-16" if content.startswith(UTF_16) else "utf-8-sig", "replace")
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_text_of_no_number, parse_float=_finite)
    except (ValueError, RecursionError) as error:  # not JSON, a number too long, nested without end
        raise TypeError("not JSON") from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys stand once each: of two, one would be passed over in silence."""
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError("a key twice")
    return made


def _text_of_no_number(name: str) -> Any:
    raise ValueError(name)


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(digits)
    return number


def _is_utf_8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return content.startswith(UTF_16)
    return True


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _rows(value: Any) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise TypeError(value)
    return value


def _number(value: Any) -> float:
    """A finite number. (JSON read by Python also knows NaN, Infinity and true.)"""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise TypeError(value)
    return float(value)


def _day(value: Any) -> dt.date:
    try:
        return dt.date.fromisoformat(_text(value))
    except ValueError:
        raise TypeError(value) from None


def _count(value: Any) -> int:
    number = _number(value)
    if number < 0 or not number.is_integer():
        raise TypeError(value)
    return int(number)


def _words(row: Mapping[str, Any], columns: Sequence[Field]) -> dict[str, Any]:
    """One row of a free table: numbers and texts as they are, nothing else."""
    values = {"unit_name": row["unit_name"]} | {column.id: row[column.id] for column in columns}
    for value in values.values():
        if value is not None and not isinstance(value, str):
            _number(value)
    return values


def _totals(saved: Mapping[str, Any], rows: Sequence[Mapping[str, Any]], form: Form, later: frozenset[str]) -> Totals:
    """The totals with every value computed again from its two sums; of what was never asked, none. What is compared is
    added up from the rows over the units that have both figures: no version of the file says it."""
    expected = _count(saved["expected"])
    fields = {
        field.id: FieldTotal(field=field.id, how=field.total.how, value=None, expected=expected)
        if field.id in later
        else _total(saved["fields"][field.id], field)
        for field in form.fields.values()
    }
    cells = {
        (table.id, row.id, column.id): _total(saved["cells"][f"{table.id}.{row.id}.{column.id}"], column)
        for table in form.tables.values()
        for row in table.rows
        for column in table.columns
    }
    pairs = add_up_pairs(_compared(rows, form), expected)
    units = _count(saved["units"])
    return merge([Totals(fields=fields, cells=cells, units=units, expected=expected, pairs=pairs)], form)


def _compared(rows: Sequence[Mapping[str, Any]], form: Form) -> Dataset:
    """The units' figures that are compared, with what they are weighed or divided by; what is no number is none here,
    and told by :func:`_disagreement`."""

    def figure(value: Any) -> float:
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else math.nan

    ids = {part: None for pair in form.pairs for field in pair for part in parts_of(form, field.id)}
    frame = pd.DataFrame({id: [figure(row.get(id)) for row in rows] for id in ids}, dtype="float64")
    return Dataset(
        form=form,
        frame=frame,
        states=pd.DataFrame(index=frame.index),
        answered=frame.notna(),
        tables={},
        units={},
        hashes={},
        places={},
        texts={},
        notes={},
    )


def _total(saved: Mapping[str, Any], field: Field) -> FieldTotal:
    value = saved["value"]
    date = _day(value["date"]) if isinstance(value, Mapping) and field.total.how == "latest" else None
    return FieldTotal(
        field=field.id,
        how=field.total.how,
        value=date,
        top=_number(saved["top"]),
        bottom=_number(saved["bottom"]),
        units=_count(saved["units"]),
        expected=_count(saved["expected"]),
        choices={_text(choice): _count(count) for choice, count in saved["choices"].items()},
    )


def _disagreement(result: ResultFile, rows: Sequence[Mapping[str, Any]], form: Form, later: frozenset[str]) -> str:
    """Where the totals are not those of the rows beside them; "" when they are."""
    if len(rows) != result.totals.units:
        return f"tệp ghi {result.totals.units} đơn vị nhưng có số liệu của {len(rows)} đơn vị."
    for field in form.fields.values():
        if field.total.how == "sum" and field.id not in later:
            try:
                values = [_number(row[field.id]) for row in rows if row[field.id] is not None]
            except (KeyError, TypeError):
                return f"không đọc được các số “{field.label}”."
            total = result.totals.fields[field.id]
            if len(values) != total.units or abs(math.fsum(values) - total.top) > max(
                TOLERANCE, abs(total.top) * 1e-12
            ):
                return f"tổng “{field.label}” không bằng tổng các đơn vị trong tệp."
    return ""
