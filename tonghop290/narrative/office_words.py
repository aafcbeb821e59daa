"""The district's figures and the communes' words as the words its own report is made of."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Any

from tonghop290.model import Dataset, Field, FieldTotal, Office, Table, Totals, Unit, Value, known_value
from tonghop290.narrative.names import PERIOD_WORDS, parts_word, unit_of
from tonghop290.narrative.one_return import OneReturn, returns_of
from tonghop290.narrative.phrases import BLANK, Figure, Words, a_figure, short_date
from tonghop290.narrative.table_rows import printed_tables, row_tables
from tonghop290.narrative.unit_words import Narrative, bullets, fitted, models, shared_words, what_is_left
from tonghop290.text.format import format_count, tone_style
from tonghop290.text.normalize import match_key
from tonghop290.text.places import ABOVE_WORDS, COMMUNE_WORDS, join_words, split_name

__all__ = ["OFFICE_WORDS", "appendix_figures", "office_narrative", "gathered"]

OFFICE_WORDS = (
    "ten_huyen", "dia_danh", "ngay_van_ban", "dang_bo_cap_tren", "huyen", "cap_uy", "cac_cap", "cac_cap_tren",
    "ban_dan_van", "thon_pho", *PERIOD_WORDS, "nam_giam_sat", "van_ban", "ky_hieu_bao_cao",
    "cap_uy_tren", "cac_don_vi", "so_don_vi", "tong_don_vi", "don_vi_thieu", "giam_sat_chi_tiet", "dong", "cong",
    "co_so", "du_thao", "con_lai", "ma_doi_chieu", "luu_y", "ten_nguoi_ky", "chuc_vu_nguoi_ky",
    "co_quan_tren",
)  # fmt: skip
"""The names a district's template may use beside the ids of the form's fields and tables."""

_ANY = Unit(code="", name="")
"""The unit whose words the form's own sentences are in: a xã without a name."""
_ONE_LEVEL_UP = re.compile(r"\b(trong|địa bàn) xã\b(?! hội)")
APPENDIX = (
    "dien_tich", "dan_so", "dang_vien", "chi_bo", "to_dan_van", "tiep_dan", "don_khieu_nai", "don_to_cao",
    "thu_nhap_2009", "thu_nhap_2019", "ty_le_ngheo_2009", "ty_le_ngheo_2019", "giam_sat", "y_kien_gop_y",
)  # fmt: skip


def office_narrative(
    dataset: Dataset,
    totals: Totals,
    *,
    office: Office,
    open_points: int = 0,
    missing_units: Sequence[Unit] = (),
) -> Narrative:
    """The words of the district's report. ``missing_units``: communes without a return."""
    form, returns = dataset.form, _in_order(dataset)
    words: dict[str, Any] = {field.id: _total(totals, field) for field in form.fields.values()}
    gaps = [f"Báo cáo của {unit.full_name}" for unit in missing_units]
    for table in form.tables.values():
        if table.sheet == "words":
            words[table.id] = gathered(returns, table, office) or [BLANK]
            gaps += [table.label] if words[table.id] == [BLANK] else []
    words |= _rows_of_all(returns, dataset)
    words["mo_hinh"] = [model | {"xa": unit.title} for own, unit in returns for model in models(own)]
    words["giam_sat_chi_tiet"] = _supervision(dataset, totals)
    words |= shared_words(form, office, Unit(code="", name=office.name, parent=""))
    words |= _heads(office, dataset, gaps) | {"thon_pho": parts_word("đặc khu", office)}
    units = [*(unit for _, unit in returns), *missing_units]
    words |= _units_words(units, totals, missing_units) | _appendix(dataset, totals, returns, words)
    words |= {
        "du_thao": bool(gaps or open_points),
        "con_lai": what_is_left(len(gaps), open_points),
        "ma_doi_chieu": _check_code(dataset),
    }
    names = [office.name, office.party_body, office.place, office.signer]
    names += [name for unit in units for name in (unit.name, unit.parent)]
    return Narrative(words=words, gaps=tuple(gaps), names=tuple(filter(None, names)))


def _rows_of_all(returns: Sequence[tuple[OneReturn, Unit]], dataset: Dataset) -> dict[str, Any]:
    """Table id → the rows of all units, in the register's order."""
    rows: dict[str, Any] = {table.id: [] for table in row_tables(dataset.form)}
    for own, unit in returns:
        for id, printed in printed_tables(own, dataset.form, unit).items():
            rows[id] += printed
    return rows


def _in_order(dataset: Dataset) -> list[tuple[OneReturn, Unit]]:
    """The returns as their units stand in the register."""
    returns = [(own, unit_of(own.unit, own.values.get("don_vi"))) for own in returns_of(dataset).values()]
    return sorted(returns, key=lambda pair: (pair[1].code, pair[1].name, pair[0].file))


def _units_words(units: Sequence[Unit], totals: Totals, missing_units: Sequence[Unit]) -> dict[str, str]:
    """What the units are called, how many there are, and who is missing. ``units``: with those missing."""
    return {
        "cac_don_vi": join_words({unit.type for unit in units}.intersection(COMMUNE_WORDS)) or "xã",
        "so_don_vi": format_count(totals.units),
        "tong_don_vi": format_count(max(totals.expected, len(units))),
        "don_vi_thieu": ", ".join(unit.full_name for unit in missing_units),
    }


def _appendix(
    dataset: Dataset, totals: Totals, returns: Sequence[tuple[OneReturn, Unit]], words: Mapping[str, Any]
) -> dict[str, Any]:
    """The rows of the appendix, its totals, and on how many units those rest."""
    ids, fields = appendix_figures(dataset), dataset.form.fields
    return {
        "dong": [_line(dataset, own.file, unit, number) for number, (own, unit) in enumerate(returns, 1)],
        "cong": {id: _cell_text(words[id].so, fields[id]) for id in ids},
        "co_so": _rests_on(totals, ids),
    }


def _check_code(dataset: Dataset) -> str:
    digest = hashlib.sha256("".join(sorted(dataset.hashes.values())).encode()).hexdigest()
    return f"TH-{digest[:8].upper()}"


def gathered(returns: Sequence[tuple[OneReturn, Unit]], table: Table, office: Office) -> list[str]:
    """The communes' sentences under one heading, the same sentence once, with the names of all who wrote it.

    Order: the sentences most communes wrote first, then as the communes stand in the register.
    """
    prefilled = {match_key(fitted(text, office, _ANY)) for row in table.prefilled for text in row.values()}
    sentences: dict[str, tuple[str, list[str]]] = {}
    for own, unit in returns:
        for sentence in dict.fromkeys(bullets(own, table, office, _ANY)):
            if sentence != BLANK:
                key = match_key(sentence)
                ours = _ONE_LEVEL_UP.sub(rf"\1 {office.level.lower()}", sentence) if key in prefilled else sentence
                sentences.setdefault(key, (ours, []))[1].append(unit.full_name)
    ordered = sorted(sentences.values(), key=lambda gathered: -len(gathered[1]))
    return [f"{sentence.rstrip('.')} ({_who(names, len(returns))})." for sentence, names in ordered]


def appendix_figures(dataset: Dataset) -> tuple[str, ...]:
    """The fields of the appendix that this form has, in the order of its columns."""
    return tuple(id for id in APPENDIX if id in dataset.form.fields)


def _who(names: Sequence[str], all: int) -> str:
    if len(names) == all > 3:
        return f"{format_count(all)}/{format_count(all)} đơn vị"
    return f"{format_count(len(names))} đơn vị: {', '.join(names)}" if len(names) > 3 else ", ".join(names)


def _total(totals: Totals, field: Field) -> Figure | Words:
    """A total as the report prints it; what does not add up is a day or nothing."""
    total = totals.fields.get(field.id) or FieldTotal(field=field.id, how=field.total.how, value=None)
    value, counts = total.value, field.id in totals.fields and total.how == "count"
    if not field.figure and not counts:
        return Words(short_date(value) if isinstance(value, dt.date) else "")
    divided = total.how == "ratio" and bool(total.bottom)
    return a_figure(
        None if value is None or isinstance(value, dt.date) else float(value),
        decimals=field.decimals,
        counted=field.counted or not field.figure,
        units=total.units,
        returned=0 if counts else totals.units,
        expected=total.expected,
        top=total.top if divided else None,
        bottom=total.bottom if divided else None,
    )


def _supervision(dataset: Dataset, totals: Totals) -> list[dict[str, str]]:
    """The organisations with their supervision counts, when the detailed tables add up to the district's total."""
    table, total = dataset.form.tables.get("giam_sat_theo_to_chuc"), totals.fields.get("giam_sat")
    if table is None or total is None or not total.value:
        return []
    counts = {row.id: sum(_cell(totals, table.id, row.id, column.id) for column in table.columns) for row in table.rows}
    if sum(counts.values()) != total.value:
        return []
    return [
        {"ten": row.label, "cau": f"{row.label} {format_count(counts[row.id])} cuộc"}
        for row in table.rows
        if counts[row.id]
    ]


def _cell(totals: Totals, table: str, row: str, column: str) -> float:
    total = totals.cells.get((table, row, column))
    return float(total.value) if total is not None and isinstance(total.value, int | float) else 0.0


def _heads(office: Office, dataset: Dataset, gaps: list[str]) -> dict[str, Any]:
    """Who reports, above whom it stands, who signs."""
    name = split_name(office.name, ABOVE_WORDS)[1]
    province = office.parent_body or str(dataset.form.texts.get("van_ban", {}).get("dang_bo_tinh", ""))
    level = office.level.lower()
    needed = {"Tên cơ quan tổng hợp": name, "Người ký": office.signer} | (
        {} if level == "tỉnh" else {"Tên Đảng bộ cấp trên": province}
    )
    gaps += [label for label, value in needed.items() if not value]
    own_province = split_name(province, ("đảng bộ tỉnh", *ABOVE_WORDS))[1] or BLANK
    above = "" if level == "tỉnh" else f"Đảng bộ tỉnh {own_province}"
    return {
        "ten_huyen": name or BLANK,
        "dang_bo_cap_tren": above.upper(),
        "dia_danh": office.place or name or BLANK,
        "ky_hieu_bao_cao": office.report_symbol,
        "ten_nguoi_ky": office.signer or BLANK,
        "chuc_vu_nguoi_ky": office.signer_title,
        "cap_uy_tren": tone_style("Trung ương" if level == "tỉnh" else "Tỉnh uỷ", office.tone_style),
    }


def _line(dataset: Dataset, file: str, unit: Unit, number: int) -> dict[str, str]:
    """One commune's row of the appendix."""
    row = {"tt": str(number), "ten": unit.title}
    for id in appendix_figures(dataset):
        row[id] = _cell_text(known_value(dataset.frame.at[file, id]), dataset.form.fields[id])
    return row


def _rests_on(totals: Totals, ids: Sequence[str]) -> dict[str, str]:
    """ "14/17" under every total of the appendix that rests on fewer units; nothing at all where none does."""
    columns = {id: totals.fields[id] for id in ids}
    rests = {
        id: f"{total.units}/{total.expected}" if total.units < total.expected else "" for id, total in columns.items()
    }
    return rests if any(rests.values()) else {}


def _cell_text(value: Value, field: Field) -> str:
    return str(a_figure(value, decimals=field.decimals)) if isinstance(value, float) else ""
