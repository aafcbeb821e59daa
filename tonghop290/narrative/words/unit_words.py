"""One unit's figures as the words its report is made of.

The wording stands in the Word template; here every blank becomes a value that prints itself (``phrases``), the lists of
the unit become bullets, and what is still missing is counted. A field or a table of the form goes before a word of the
program of the same name (``word_list``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
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
    sayable,
)
from tonghop290.model import Words as Said
from tonghop290.narrative.words.free_text import fitted_answer
from tonghop290.narrative.words.level_words import levels_of_unit, levels_said, office_name
from tonghop290.narrative.words.names import period_words, persons_of, place_name, unit_of
from tonghop290.narrative.words.one_return import OneReturn, returns_of
from tonghop290.narrative.words.over_units import MOST_NAMES
from tonghop290.narrative.words.phrase_words import PhraseBook
from tonghop290.narrative.words.phrases import BLANK, OWN_WORDS, Figure, Words, a_figure, count_text, named, short_date
from tonghop290.narrative.words.table_rows import printed_tables
from tonghop290.text.bullets import bullet_sentences
from tonghop290.text.format import party_date, tone_style
from tonghop290.text.normalize import match_key

_MORE_GAPS = sayable("{names} và {count} chỗ khác")
_GAPS_LEFT, _ERRORS_LEFT = sayable("{count} chỗ chưa có thông tin"), sayable("{count} lỗi chưa được xử lý")
_LEFT = sayable("còn {parts}")
__all__ = [
    "Narrative",
    "bullets",
    "drafted",
    "narrative_of",
    "own_texts",
    "prefilled_keys",
    "shared_words",
    "typed_sentences",
    "unit_narrative",
    "what_is_left",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrative:
    """What a template is filled with. ``gaps``: the labels of what nobody answered. ``names``: words whose spelling is
    kept; ``code``: of the copy; ``unit``: the code of whose it is."""

    words: Mapping[str, Any]
    gaps: tuple[str, ...]
    names: tuple[str, ...]
    code: str = ""
    unit: str = ""


def unit_narrative(
    dataset: Dataset, file: str, *, office: Office, open_points: int = 0, book: PhraseBook | None = None
) -> Narrative:
    """The words of one unit's report. Errors: KeyError for a file the dataset does not hold."""
    own = returns_of(dataset, [file])[file]
    return narrative_of(own, dataset.form, office=office, open_points=open_points, book=book)


def narrative_of(
    own: OneReturn, form: Form, *, office: Office, open_points: int = 0, book: PhraseBook | None = None
) -> Narrative:
    """The words of the report of one return. ``book``: the phrases of its template, by default all of the form's."""
    office, levels = form.office_of(office), form.levels
    book = book or PhraseBook(form, "unit")
    asked = form.unit_field
    unit = unit_of(own.unit, own.values.get(asked.id) if asked is not None else None, levels)
    persons = persons_of(form, office)
    words = own_texts(form, office) | shared_words(form, office) | _unit_words(form, office, unit, persons)
    words |= {field.id: named(_answer(own, field, office, form), field.id) for field in form.fields.values()}
    words |= printed_tables(own, form)
    words |= book.fill(words)
    sentences = {
        table.id: bullets(own, table, book, words, office) for table in form.tables.values() if table.sheet == "words"
    }
    words |= {id: own_sentences or [BLANK] for id, own_sentences in sentences.items()}
    gaps = _gaps(own, form, unit, words, book.needed)
    gaps += [form.tables[id].label for id, written in sentences.items() if list(written) in ([], [BLANK])]
    code = "-".join(filter(None, (unit.code, own.sha256[:8]))).upper()
    words |= drafted(form, gaps, open_points, code)
    signers = [str(own.values.get(field.id) or "") for field in form.fields.values() if field.role == "signer"]
    names = (unit.name, unit.parent, office.name, office.party_body, *signers)
    return Narrative(
        words=words, gaps=tuple(gaps), names=tuple(filter(None, names)), code=code, unit=unit.code or unit.name
    )


def drafted(form: Form, gaps: Sequence[str], open_points: int, code: str) -> dict[str, Any]:
    """Whether it is still a draft, what is left to do, what is missing by name, and – of a draft, no paper to sign –
    the code of the copy."""
    draft = bool(gaps or open_points)
    made = {
        "du_thao": draft,
        "con_lai": what_is_left(len(gaps), open_points, form.words),
        "con_thieu": _named(gaps, form.words),
        "ma_doi_chieu": code if draft else "",
    }
    return {name: word for name, word in made.items() if name not in form.fields and name not in form.tables}


def _named(gaps: Sequence[str], said: Said) -> Words:
    """What is missing, the first five by name."""
    if len(gaps) <= MOST_NAMES:
        return Words("; ".join(gaps))
    told = "; ".join(gaps[:MOST_NAMES])
    return Words(said.say(_MORE_GAPS, names=told, count=count_text(len(gaps) - MOST_NAMES, said)))


def _gaps(own: OneReturn, form: Form, unit: Unit, words: Mapping[str, Any], needed: Collection[str]) -> list[str]:
    """The labels of what nobody answered: the sender's first, then the office's, then what goes together."""
    ours = [field for field in form.inputs if field.filled_by == "office"]
    gaps = [
        field.label
        for field in form.inputs
        if field.required and not own.answered[field.id]
        if field not in ours and not (unit.name and field is form.unit_field)
    ]
    gaps += [field.label for field in ours if (field.required or field.office) and words[field.id] == BLANK]
    letter = {"so_cong_van": sayable("Số công văn"), "ky_hieu_cong_van": sayable("Ký hiệu công văn")}
    gaps += [form.words.say(label) for name, label in letter.items() if words.get(name) == BLANK and name in needed]
    return gaps + [group.label for group in form.paper.together if len({bool(words[id]) for id in group.fields}) > 1]


def _unit_words(form: Form, office: Office, unit: Unit, persons: Collection[str]) -> dict[str, Any]:
    """What the unit and its place are called, what stands above it, and the letter that asks it."""
    words = {
        "loai_don_vi": unit.type,
        "ten_don_vi": unit.name or BLANK,
        "dia_danh": place_name(unit, office, form.levels, persons),
        "so_cong_van": office.letter_number or BLANK,
        "ngay_cong_van": short_date(office.letter_date, form.words) if office.letter_date else "",
    }
    return {name: Words(word) for name, word in (words | levels_of_unit(office, unit, form.levels)).items()}


def shared_words(form: Form, office: Office) -> dict[str, Any]:
    """What is the same in every report of a round: years, the office, the levels."""
    words = {
        "luu_y": office.notice,
        "co_quan": office.in_words("{committee} {name}"),
        "co_quan_tren": office.in_words("{committee} {name}"),
        "ten_co_quan": office_name(office, form.levels) or BLANK,
        "co_quan_ban_hanh": tone_style(office.committee, office.tone_style, keep=[office.name]),
        "ngay_van_ban": party_date(None, year=office.report_year, writing=form.words.writing),
        **period_words(form),
        "nam_bao_cao": str(office.report_year or ""),
    }
    return {name: Words(word) for name, word in (words | levels_said(office, form.levels)).items()}


def own_texts(form: Form, office: Office) -> dict[str, Any]:
    """The form's texts under their own names, lists and records too, and the settings only it knows."""
    texts = {id: _as_words(value) for id, value in form.texts.items()}
    own = {id: Words(office.own.get(id) or one.default) for id, one in form.paper.settings.items()}
    return texts | own


def _as_words(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(name): Words(text) for name, text in value.items()}
    return [Words(line) for line in value] if isinstance(value, list) else Words(value)


def what_is_left(gaps: int, open_points: int, said: Said = OWN_WORDS) -> str:
    """ "còn 05 chỗ chưa có thông tin, 02 lỗi chưa được xử lý"; "" when nothing is left."""
    parts = [
        said.say(pattern, count=count_text(count, said))
        for pattern, count in ((_GAPS_LEFT, gaps), (_ERRORS_LEFT, open_points))
        if count
    ]
    return said.say(_LEFT, parts=", ".join(parts)) if parts else ""


def bullets(own: OneReturn, table: Table, book: PhraseBook, words: Mapping[str, Any], office: Office) -> list[str]:
    """The sentences of a one-column table, tidied: one space, a full stop at the end, no mark of their own in front.

    A sentence the form had pre-filled is the office's, so it is fitted to whose report it is and its tone marks follow
    the office; all others stay as typed.
    """
    ours = prefilled_keys(table)
    return [
        book.fitted(sentence, words, office.tone_style) if match_key(sentence) in ours else sentence
        for sentence in typed_sentences(own, table)
    ]


def prefilled_keys(table: Table) -> frozenset[str]:
    """The keys of the sentences a form has pre-filled a table with."""
    texts = (text for row in table.prefilled for text in row.values())
    return frozenset(match_key(sentence) for text in texts for sentence in bullet_sentences(text))


def typed_sentences(own: OneReturn, table: Table) -> list[str]:
    """The sentences of a one-column table as they came."""
    column = table.columns[0].id
    typed = (row[column] for row in own.rows(table.id) if row[column] is not None)
    return [sentence for text in typed for sentence in bullet_sentences(str(text))]


def _answer(own: OneReturn, field: Field, office: Office, form: Form) -> Figure | Words:
    """One answer as it is printed; what the office answers and the workbook does not say is as the office says now."""
    value, said = _value(own, field, form), form.words
    if field.filled_by == "office" and own.values[field.id] is None:
        given = office.setting(field.office) if field.office else ""
        if given or field.office:
            return Words(short_date(given, said) if isinstance(given, dt.date) else given or BLANK)
    return value


def _value(own: OneReturn, field: Field, form: Form) -> Figure | Words:
    """One answer as it is printed."""
    value, said = own.values[field.id], form.words
    if field.figure:
        operands = names_of(field.formula) if field.formula is not None else (field.id,)
        states = {own.states.get(name, "") for name in operands}
        answered = all(own.answered.get(name, True) for name in operands)
        return a_figure(
            value if isinstance(value, float) else None,
            decimals=field.decimals,
            share=field.is_share,
            counted=field.counted,
            no_data=STATE_NO_DATA in states and answered,
            not_applicable=STATE_NOT_APPLICABLE in states and answered,
            estimate=STATE_ESTIMATE in states,
            said=said,
        )
    if value is None:
        return Words(BLANK if field.required else "")
    if isinstance(value, dt.date):
        return Words(short_date(value, said))
    return Words(fitted_answer(field, str(value), form))
