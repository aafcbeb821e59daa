"""The office's figures and the units' words as the words its own report is made of."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tonghop290.model import Dataset, Document, Field, Form, Levels, Office, Totals, Unit, sayable
from tonghop290.model import Words as Said
from tonghop290.narrative.controls.marks import wrap
from tonghop290.narrative.controls.told import Told
from tonghop290.narrative.words.gathered_words import NAMED_SENTENCES, Returns, gathered, named_sentences
from tonghop290.narrative.words.level_words import levels_of_office, office_name
from tonghop290.narrative.words.names import unit_of
from tonghop290.narrative.words.office_figures import office_figures, reported
from tonghop290.narrative.words.one_return import OneReturn, returns_of
from tonghop290.narrative.words.over_units import some_names
from tonghop290.narrative.words.phrase_words import PhraseBook
from tonghop290.narrative.words.phrases import BLANK, Figure, Words, a_figure, count_text, named, no_figure
from tonghop290.narrative.words.table_rows import printed_cell, printed_tables, summed_tables
from tonghop290.narrative.words.unit_words import Narrative, drafted, own_texts, shared_words
from tonghop290.text.format import rounded

__all__ = ["office_narrative", "returns_in_order"]

_REPORT_OF = sayable("Báo cáo của {unit}")
_ALL_UNITS, _SOME_UNITS = sayable("các {units}"), sayable("{count} {units} có báo cáo")


def office_narrative(
    dataset: Dataset,
    totals: Totals,
    *,
    office: Office,
    open_points: int = 0,
    missing_units: Sequence[Unit] = (),
    document: Document | None = None,
    book: PhraseBook | None = None,
) -> Narrative:
    """The words of the office's report. ``missing_units``: units without a return; ``document``: which of the form's
    it is; ``book``: the phrases of its template, by default all of the form's."""
    form, returns = dataset.form, returns_in_order(dataset)
    office = form.office_of(office)
    book = book or PhraseBook(form, "office")
    units = [*(unit for _, unit in returns), *missing_units]
    code = _check_code(dataset)
    words = own_texts(form, office) | shared_words(form, office)
    heads, unsaid = _heads(office, form)
    words |= heads | _units_words(units, totals, missing_units, form.levels, form.words)
    kinds = words["cac_don_vi"]
    fields = office_figures(form, totals, returns, office, kinds=kinds, scope=words["pham_vi"])
    words |= _unit_by_unit(form, totals, returns, fields, document) | fields
    words |= _rows_of_all(returns, dataset, totals)
    words |= book.fill(words)
    found = {
        table.id: gathered(returns, table, form, office, book, words)
        for table in form.tables.values()
        if table.sheet == "words"
    }
    words |= {id: [one.told(kinds, form.words) for one in written] or [BLANK] for id, written in found.items()}
    words[NAMED_SENTENCES] = named_sentences(found, form)
    gaps = [form.words.say(_REPORT_OF, unit=unit.full_name) for unit in missing_units]
    gaps += [form.tables[id].label for id, written in found.items() if not written and id in book.needed]
    gaps += _unanswered(form, fields, book)
    gaps += [form.words.say(label) for name, label in unsaid.items() if name in book.needed]
    words |= drafted(form, gaps, open_points, code)
    names = [office.name, office.party_body, office.place, office.signer]
    names += [name for unit in units for name in (unit.name, unit.parent)]
    return Narrative(words=words, gaps=tuple(gaps), names=tuple(filter(None, names)), code=code)


def _unanswered(form: Form, fields: Mapping[str, Figure | Words], book: PhraseBook) -> list[str]:
    """The labels of the figures the report prints although nobody has one."""
    return [
        one.label
        for id, one in form.fields.items()
        if id in book.needed and (one.required or one.derived)
        if isinstance(figure := fields[id], Figure) and figure.chua_tra_loi
    ]


def _rows_of_all(returns: Returns, dataset: Dataset, totals: Totals) -> dict[str, Any]:
    """Table id → the rows of all units, in the register's order, and what they add up to."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for own, unit in returns:
        for id, printed in printed_tables(own, dataset.form, unit).items():
            rows.setdefault(id, []).extend(printed)
    return {**summed_tables(dataset.form, totals, rows)}


def returns_in_order(dataset: Dataset) -> list[tuple[OneReturn, Unit]]:
    """The returns in the order of the dataset, which is the register's, with the units as they are named."""
    asked = dataset.form.unit_field
    return [
        (own, unit_of(own.unit, own.values.get(asked.id) if asked is not None else None, dataset.form.levels))
        for own in returns_of(dataset).values()
    ]


def _units_words(
    units: Sequence[Unit], totals: Totals, missing_units: Sequence[Unit], levels: Levels, said: Said
) -> dict[str, Words]:
    """What the units are called, how many there are, and who is missing. ``units``: with those missing."""
    kinds = ", ".join(levels.in_order(filter(None, (unit.type for unit in units)))) or levels.usual_word
    scope = said.say(_SOME_UNITS, count=wrap(count_text(totals.units, said), "so_don_vi"), units=kinds)
    if totals.units == 1 and len(units) > len(missing_units):
        scope = units[0].full_name
    missing = [unit.full_name for unit in missing_units]
    words = {
        "cac_don_vi": kinds,
        "so_don_vi": count_text(totals.units, said),
        "tong_don_vi": count_text(max(totals.expected, len(units)), said),
        "so_don_vi_thieu": count_text(len(missing), said),
        "don_vi_thieu": ", ".join(missing),
        "don_vi_thieu_gon": some_names(missing, said),
    }
    figures = {name: Told.of(wrap(words[name], name)) for name in ("so_don_vi", "tong_don_vi")}
    every = totals.units >= totals.expected and totals.units != 1
    figures["pham_vi"] = Told.of(said.say(_ALL_UNITS, units=kinds) if every else scope)
    return {name: Words(word) for name, word in words.items()} | figures


def _unit_by_unit(
    form: Form, totals: Totals, returns: Returns, fields: Mapping[str, Figure | Words], document: Document | None
) -> dict[str, Any]:
    """The table of all units, its totals, and on how many units those rest."""
    shown = document.table_fields if document is not None and document.table_fields else tuple(form.fields)
    places = {id: _decimals_of(id, one, returns, fields) for id, one in form.fields.items() if one.figure}
    totals_shown = {id: _plain(fields[id], one, form.words, places.get(id)) for id, one in form.fields.items()}
    return {
        "dong": [_line(form, own, unit, number, places) for number, (own, unit) in enumerate(returns, 1)],
        "cong": {id: named(total, f"cong.{id}") for id, total in totals_shown.items()},
        "co_so": _rests_on(form, totals, shown),
    }


def _decimals_of(id: str, field: Field, returns: Returns, fields: Mapping[str, Figure | Words]) -> int:
    """How many decimals a column of the table of all units has: as many as one of its figures needs."""
    total = fields[id]
    known = [own.values[id] for own, _ in returns] + ([total.so] if isinstance(total, Figure) else [])
    figures = [rounded(value, field.decimals) for value in known if isinstance(value, float)]
    enough = (most for most in range(field.decimals) if all(rounded(one, most) == one for one in figures))
    return next(enough, field.decimals)


def _line(form: Form, own: OneReturn, unit: Unit, number: int, places: Mapping[str, int]) -> dict[str, Any]:
    """One unit's row."""
    place = f"dong[{unit.code or unit.name}]"
    printed = {
        id: printed_cell(own.values[id], one, form.words, places=places.get(id)) for id, one in form.fields.items()
    }
    cells = {id: named(cell, f"{place}.{id}") for id, cell in printed.items()}
    return cells | {"tt": Words(number), "ten": Words(unit.title)}


def _plain(total: Figure | Words, field: Field, said: Said, places: int | None) -> Figure | Words:
    """A total as a table prints it: never in two digits, and nothing where there is none."""
    if not isinstance(total, Figure):
        return total
    return no_figure() if total.so is None else a_figure(total.so, decimals=field.decimals, places=places, said=said)


def _rests_on(form: Form, totals: Totals, ids: Iterable[str]) -> dict[str, str]:
    """On how many units every total shown rests; nothing at all where each rests on all that reported."""
    columns = {id: totals.fields[id] for id in ids if id in totals.fields}
    rests = {
        id: Told.of(wrap(str(total.units) if total.units < reported(totals, total) else "", f"co_so.{id}"))
        for id, total in columns.items()
    }
    return dict.fromkeys(form.fields, "") | rests if any(rests.values()) else {}


def _check_code(dataset: Dataset) -> str:
    digest = hashlib.sha256("".join(sorted(dataset.hashes.values())).encode()).hexdigest()
    return f"TH-{digest[:8].upper()}"


def _heads(office: Office, form: Form) -> tuple[dict[str, Words], dict[str, str]]:
    """Who reports, above whom it stands, who signs; and word → label of what nobody has said of them."""
    name = office_name(office, form.levels)
    above, unsaid_above = levels_of_office(office, form)
    words = {
        "dia_danh": office.place or name or BLANK,
        "ten_nguoi_ky": office.signer or BLANK,
        "chuc_vu_nguoi_ky": office.signer_title,
        **above,
    }
    unsaid = {} if name else {"ten_co_quan": sayable("Tên cơ quan tổng hợp")}
    unsaid |= {} if office.signer else {"ten_nguoi_ky": sayable("Người ký")}
    return {name: Words(word) for name, word in words.items()}, unsaid | unsaid_above
