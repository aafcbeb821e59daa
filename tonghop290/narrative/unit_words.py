"""One commune's figures as the words its report is made of.

The wording stands in the Word template; here every blank becomes a value that prints itself (``phrases``), the lists of
the commune become bullets, and what is still missing is counted.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from tonghop290.expressions.tree import names_of
from tonghop290.model import (
    STATE_ESTIMATE,
    STATE_NO_DATA,
    STATE_NOT_APPLICABLE,
    Dataset,
    Field,
    Form,
    Office,
    Table,
    Unit,
    Value,
)
from tonghop290.narrative.names import (
    HAMLET,
    PERIOD_WORDS,
    above_line,
    cells_word,
    parts_word,
    period_words,
    persons_of,
    place_name,
    unit_of,
)
from tonghop290.narrative.one_return import OneReturn, returns_of
from tonghop290.narrative.phrases import BLANK, Figure, Words, a_figure, short_date
from tonghop290.narrative.table_rows import printed_tables
from tonghop290.text.bullets import bullet_sentences
from tonghop290.text.format import format_count, party_date, tone_style
from tonghop290.text.normalize import clean_text, match_key

__all__ = [
    "UNIT_WORDS",
    "DOUBTFUL",
    "Narrative",
    "bullets",
    "unit_narrative",
    "fitted",
    "models",
    "narrative_of",
    "shared_words",
    "what_is_left",
]

DOUBTFUL: Mapping[str, str] = MappingProxyType({
    "ngay_kl62": "",
    "co_quan_kl43": "",
    "chi_thi_16": "16/CT-TTg, ngày 16/5/2018",
    "so_nq_tw4": "",
    "nam_giam_sat": "2014",
})  # fmt: skip
"""What one source alone says about the documents cited, with the cautious choice; the form's ``[texts.van_ban]``
replaces it."""

UNIT_WORDS = (
    "xa", "ten_don_vi", "thon_pho", "khu_vuc", "dia_danh", "ngay_van_ban", "dang_bo_cap_tren", "huyen", "cap_uy",
    "cac_cap", "cac_cap_tren", "ban_dan_van", "so_cong_van", "ky_hieu_cong_van", "ngay_cong_van",
    *PERIOD_WORDS, "nam_giam_sat", "van_ban", "giam_sat_chi_tiet", "du_thao", "con_lai", "ma_doi_chieu", "luu_y",
    "co_quan_tren",
)  # fmt: skip
"""The names a commune's template may use beside the ids of the form's fields and tables."""

_THE_COMMUNE = re.compile(r"(?<![-\w])\bxã\b(?! hội)")
_THE_HAMLET = re.compile(r"(?<!nông )\bthôn\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrative:
    """What a template is filled with. ``gaps``: the labels of what nobody answered. ``names``: words whose spelling is
    kept."""

    words: Mapping[str, Any]
    gaps: tuple[str, ...]
    names: tuple[str, ...]


def unit_narrative(dataset: Dataset, file: str, *, office: Office, open_points: int = 0) -> Narrative:
    """The words of one commune's report. Errors: KeyError for a file the dataset does not hold."""
    return narrative_of(returns_of(dataset, [file])[file], dataset.form, office=office, open_points=open_points)


def narrative_of(own: OneReturn, form: Form, *, office: Office, open_points: int = 0) -> Narrative:
    """The words of the report of one return."""
    unit = unit_of(own.unit, own.values.get("don_vi"))
    words: dict[str, Any] = {field.id: _value(own, field) for field in form.fields.values()}
    sentences = {
        table.id: bullets(own, table, office, unit) for table in form.tables.values() if table.sheet == "words"
    }
    gaps = _gaps(own, form, unit, office, words, sentences)
    if words.get("nghi_quyet_che_do") == "":
        words["nghi_quyet_che_do"] = Words(office.allowance_resolution or BLANK)
    words |= {id: own_sentences or [BLANK] for id, own_sentences in sentences.items()}
    words |= printed_tables(own, form)
    words |= {"mo_hinh": models(own), "giam_sat_chi_tiet": _supervision(own, form)}
    words |= shared_words(form, office, unit) | _unit_words(form, office, unit)
    words |= {
        "du_thao": bool(gaps or open_points),
        "con_lai": what_is_left(len(gaps), open_points),
        "ma_doi_chieu": "-".join(filter(None, (unit.code, own.sha256[:8]))).upper(),
    }
    names = (unit.name, unit.parent, office.name, office.party_body, str(own.values.get("nguoi_ky") or ""))
    return Narrative(words=words, gaps=tuple(gaps), names=tuple(filter(None, names)))


def _gaps(
    own: OneReturn,
    form: Form,
    unit: Unit,
    office: Office,
    words: Mapping[str, Any],
    sentences: Mapping[str, Sequence[str]],
) -> list[str]:
    """The labels of what nobody answered, the sender's first, then the office's, then the lists without a sentence."""
    fields = form.fields
    gaps = [field.label for field in form.inputs if field.required and not own.answered[field.id]]
    if unit.name and "don_vi" in fields and fields["don_vi"].label in gaps:
        gaps.remove(fields["don_vi"].label)
    if words.get("nghi_quyet_che_do") == "" and not office.allowance_resolution:
        gaps.append(fields["nghi_quyet_che_do"].label)
    if not office.letter_number:
        gaps.append("Số công văn")
    if bool(words.get("quyet_dinh_so")) != bool(words.get("quyet_dinh_ngay")):
        gaps.append("Quyết định của Đảng uỷ")
    return gaps + [form.tables[id].label for id, written in sentences.items() if list(written) in ([], [BLANK])]


def _unit_words(form: Form, office: Office, unit: Unit) -> dict[str, str]:
    """What the unit, its place, its parts and the body above it are called."""
    return {
        "xa": unit.type,
        "ten_don_vi": unit.name or BLANK,
        "dia_danh": place_name(unit, office, persons_of(form, office)),
        "thon_pho": parts_word(unit.type, office),
        "khu_vuc": cells_word(unit.type, office),
        "dang_bo_cap_tren": above_line(office, unit),
    }


def shared_words(form: Form, office: Office, unit: Unit) -> dict[str, Any]:
    """What is the same in every report of a round: years, the letter, the level above, the doubtful documents."""
    doubtful = {**DOUBTFUL, **{name: str(value) for name, value in form.texts.get("van_ban", {}).items()}}
    level = office.level.lower()
    is_province = level == "tỉnh" or level == "thành phố" and not unit.parent.casefold().startswith("thành phố")
    below_province = () if is_province else (level,)
    return {
        "luu_y": office.notice,
        "co_quan_tren": office.in_words("{committee} {name}"),
        "huyen": level,
        "cap_uy": tone_style(office.committee, office.tone_style, keep=[office.name]),
        "cac_cap": ", ".join(("Trung ương", "tỉnh", *below_province)),
        "cac_cap_tren": ", của ".join(("tỉnh", *below_province)),
        "ban_dan_van": "Ban Tuyên giáo và Dân vận" if (office.report_year or 0) >= 2025 else "Ban Dân vận",
        "so_cong_van": office.letter_number or BLANK,
        "ky_hieu_cong_van": office.letter_symbol,
        "ngay_cong_van": short_date(office.letter_date) if office.letter_date else "",
        "ngay_van_ban": party_date(None, year=office.report_year),
        **period_words(form),
        "nam_giam_sat": doubtful["nam_giam_sat"],
        "van_ban": doubtful,
    }


def what_is_left(gaps: int, open_points: int) -> str:
    """ "còn 05 chỗ chưa có thông tin, 02 lỗi chưa được xử lý"; "" when nothing is left."""
    parts = []
    if gaps:
        parts.append(f"{format_count(gaps)} chỗ chưa có thông tin")
    if open_points:
        parts.append(f"{format_count(open_points)} lỗi chưa được xử lý")
    return "còn " + ", ".join(parts) if parts else ""


def bullets(own: OneReturn, table: Table, office: Office, unit: Unit) -> list[str]:
    """The sentences of a one-column table, tidied: one space, a full stop at the end, no mark of their own in front.

    A sentence the form had pre-filled is the office's, so its tone marks follow the office and "xã", "thôn" become the
    unit's own words; all others stay as typed.
    """
    column = table.columns[0].id
    ours = {
        match_key(sentence) for row in table.prefilled for text in row.values() for sentence in bullet_sentences(text)
    }
    typed = (row[column] for row in own.rows(table.id) if row[column] is not None)
    sentences = (sentence for text in typed for sentence in bullet_sentences(str(text)))
    return [fitted(sentence, office, unit) if match_key(sentence) in ours else sentence for sentence in sentences]


def fitted(sentence: str, office: Office, unit: Unit) -> str:
    """A sentence of the form in the office's spelling and for this kind of unit."""
    part_word = parts_word(unit.type, office)
    if unit.type != "xã":
        sentence = _THE_COMMUNE.sub(unit.type, sentence)
    if part_word != HAMLET:
        sentence = _THE_HAMLET.sub(part_word, sentence)
    return tone_style(sentence, office.tone_style)


def _value(own: OneReturn, field: Field) -> Figure | Words:
    """One answer as it is printed."""
    value = own.values[field.id]
    if field.figure:
        operands = names_of(field.formula) if field.formula is not None else (field.id,)
        states = {own.states.get(name, "") for name in operands}
        answered = all(own.answered.get(name, True) for name in operands)
        return a_figure(
            value if isinstance(value, float) else None,
            decimals=field.decimals,
            counted=field.counted,
            no_data=STATE_NO_DATA in states and answered,
            not_applicable=STATE_NOT_APPLICABLE in states and answered,
            estimate=STATE_ESTIMATE in states,
        )
    if value is None:
        return Words(BLANK if field.required else "")
    if isinstance(value, dt.date):
        return Words(short_date(value))
    return Words(clean_text(str(value), keep_lines=False))


def models(own: OneReturn) -> list[dict[str, str]]:
    """The commune's models, each with its cells and as one phrase (``cau``)."""
    models = []
    for row in own.rows("mo_hinh"):
        cells = {name: row.get(name) for name in ("ten", "don_vi_thuc_hien", "ket_qua")}
        model = {name: "" if cell is None else clean_text(str(cell), keep_lines=False) for name, cell in cells.items()}
        year = row.get("nam")
        model["nam"] = f"{year:.0f}" if isinstance(year, float) else ""
        if model["ten"]:
            models.append(model | {"cau": _model_phrase(model)})
    return models


def _model_phrase(model: Mapping[str, str]) -> str:
    name = model["ten"].strip(" .,;")
    name = name if name.startswith(("“", '"')) else f"“{_without_word(name, 'mô hình')}”"
    by = f" của {model['don_vi_thuc_hien'].strip(' .,;')}" if model["don_vi_thuc_hien"] else ""
    since, result = f"từ năm {model['nam']}" if model["nam"] else "", _lower_first(model["ket_qua"].strip(" .,;"))
    more = ", ".join(filter(None, (since, result)))
    return f"mô hình {name}{by}{f' ({more})' if more else ''}"


def _supervision(own: OneReturn, form: Form) -> list[dict[str, str]]:
    """The organisations with their supervision counts, when the table was used and adds up to the total."""
    table, total = form.tables.get("giam_sat_theo_to_chuc"), own.values.get("giam_sat")
    if table is None or total is None:
        return []
    years = [column.id for column in table.columns]
    counts = {row["row"]: _sum_of(row, years) for row in own.rows(table.id)}
    if not total or sum(counts.values()) != total:
        return []
    return [
        {"ten": row.label, "cau": f"{row.label} {format_count(counts[row.id])} cuộc"}
        for row in table.rows
        if counts.get(row.id)
    ]


def _sum_of(row: Mapping[str, Value], columns: Sequence[str]) -> float:
    return sum(value for column in columns if isinstance(value := row[column], float))


def _without_word(text: str, word: str) -> str:
    return text[len(word) :].strip() if text.casefold().startswith(word + " ") else text


def _lower_first(text: str) -> str:
    """The text with a small letter in front, unless its first word is in capitals."""
    first, _, rest = text.partition(" ")
    if not first or len(first) > 1 and first.isupper():
        return text
    return f"{first[0].lower()}{first[1:]}{' ' if rest else ''}{rest}"
