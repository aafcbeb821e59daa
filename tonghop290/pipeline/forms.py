"""A form, its units and its office are loaded; what a form holds, and what is wrong with it, is told."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tonghop290.model import (
    DEFAULT_FORM,
    About,
    Form,
    FormError,
    Levels,
    Office,
    OwnSetting,
    Period,
    SchemaFailure,
    Unit,
)

if TYPE_CHECKING:
    import pandas
    import pandera.pandas

    from tonghop290.expressions.tree import Node
    from tonghop290.forms.desk.read_desk import Desk
    from tonghop290.forms.units import UnitList


def load_form(name: str | Path = DEFAULT_FORM, *, period: Period | str | None = None) -> Form:
    """A form by its shipped name, its folder, its ``form.toml`` or its Excel file.

    ``period``: what it is asked for this time ("quý III/2026"), instead of its own.
    Errors: FileNotFoundError; FormError with all faults; ValueError for what is no period.
    """
    from tonghop290.forms.load import load_form as load

    return load(name, period=period_of(period) if isinstance(period, str) else period)


def period_of(name: str) -> Period:
    """The period of a name ("quý III/2026"). Errors: ValueError with a sentence for the officer."""
    from tonghop290.forms.parts.period_part import period_named

    told: list[str] = []
    period = period_named(name, told.append)
    if told:
        raise ValueError(told[0])
    return period


def period_in_settings(path: str | Path) -> Period | None:
    """The period settings name for their round; None where they name none. Errors: OSError; FormError."""
    from tonghop290.definitions.toml_file import read_toml

    path = Path(path)
    said = open_desk(path).said().content.get("round") if is_desk(path) else read_toml(path)[0].get("round")
    name = said.get("period") if isinstance(said, dict) else None
    if not isinstance(name, str):
        return None
    try:
        return period_of(name)
    except ValueError as error:
        raise FormError(str(path), [f"round.period: {error}"]) from None


def definition_of(form: Form) -> bytes:
    """The definition a form was read from, as TOML; of one in ``form.toml`` its very bytes. Errors: OSError;
    FormError."""
    from tonghop290.forms.load import definition_of as bytes_of

    return bytes_of(form.folder / form.file)


def load_units(path: str | Path, form: Form | None = None) -> dict[str, Unit]:
    """The units of a list by code (``don_vi.csv``, ``Đợt.xlsx``, any list with a head); their kinds by the words of the
    form, or of the shipped registers.

    Errors: OSError; FormError with every bad row.
    """
    from tonghop290.forms.units import load_units as load

    return load(path, form.levels if form is not None else None)


def load_office(path: str | Path, form: Form) -> Office:
    """The office of a ``tonghop290.toml`` or ``Đợt.xlsx``, on top of the form's own defaults. Errors: OSError;
    FormError."""
    from tonghop290.forms.parts.office import load_office as load

    path, own = Path(path), form.paper.settings
    if is_desk(path):
        said = open_desk(path).said(own)
        office = office_of(said.content, form, said.places, said.faults)
        if said.faults:
            raise FormError(str(path), said.faults, what="cấu hình của đợt")
        return office
    return load(path, form.office, levels=form.levels, form_folder=form.folder, settings=own)


def is_desk(path: Path) -> bool:
    """Whether settings of that name are a workbook."""
    return path.suffix.casefold() == ".xlsx"


def open_desk(
    path: Path, find: Callable[[str], str | None] | None = None, keep: Callable[[str, str], None] | None = None
) -> Desk:
    """The office's workbook. ``find``: gives what was kept of these bytes, by their hash; ``keep``: keeps it.

    Errors: OSError; FormError where it is no workbook.
    """
    from tonghop290.forms.desk.read_desk import Desk, desk_data
    from tonghop290.forms.desk.read_desk import open_desk as opened

    data = desk_data(path)
    digest = hashlib.sha256(data).hexdigest()
    kept = find(digest) if find is not None else None
    if kept is not None:
        return Desk.of_text(path, kept)
    desk = opened(path, data)
    if keep is not None:
        keep(digest, desk.as_text())
    return desk


def office_of(content: Mapping[str, Any], form: Form, places: Mapping[str, str], faults: list[str]) -> Office:
    """The office of what settings say, on top of the form's own. ``places``: key → its place; ``faults`` grows."""
    from tonghop290.forms.parts.office import office_of as read

    return read(
        content,
        form.office,
        levels=form.levels,
        form_folder=form.folder,
        settings=form.paper.settings,
        places=places,
        faults=faults,
    )


def listed_units(desk: Desk, form: Form) -> UnitList | None:
    """The units of its list, and what is wrong with them; None where nothing is listed there."""
    from tonghop290.forms.units import units_of

    if desk.units is None:
        return None
    found = units_of(desk.units, form.levels, may_be_empty=True)
    return found if found.units or found.faults else None


def read_units(path: Path, form: Form | None = None) -> UnitList:
    """A list of units, and what was understood of it. Errors: OSError; FormError with every bad row."""
    from tonghop290.forms.units import read_units as read

    return read(path, form.levels if form is not None else None)


def wrong_address(text: str) -> str | None:
    """What is wrong with a cell of mail addresses, and what to do; None where they are some."""
    from tonghop290.forms.units import wrong_address as wrong

    return wrong(text)


def desk_bytes(
    said: Mapping[str, Any],
    units: Sequence[Unit],
    levels: Levels,
    *,
    own: Mapping[str, OwnSetting],
    hints: Mapping[str, str],
    needed: Sequence[str],
    day: dt.date,
) -> bytes:
    """A fresh workbook: see :func:`tonghop290.forms.desk.write_desk.desk_bytes`."""
    from tonghop290.forms.desk.write_desk import desk_bytes as made

    return made(said, units, levels, own=own, hints=hints, needed=needed, day=day)


def shipped_forms() -> list[tuple[str, str]]:
    """The shipped forms: name and title."""
    from tonghop290.forms.folders import shipped_forms as names

    return [(name, load_form(name).title) for name in names()]


def field_lines(form: Form) -> list[str]:
    """The fields of a form as tab-separated lines: code, id, label, unit, hard range, how it adds up."""
    from tonghop290.text.format import format_date, format_number

    lines = ["Mã\tMã máy\tChỉ tiêu\tĐơn vị tính\tKhoảng cho phép\tCách cộng"]
    for field in form.fields.values():
        limits = ""
        if field.hard is not None:
            low, high = (
                format_date(limit) if isinstance(limit, dt.date) else format_number(limit or 0.0)
                for limit in (field.hard.low, field.hard.high)
            )
            limits = f"{low} – {high}"
        lines.append("\t".join((field.code, field.id, field.label, field.unit, limits, field.total.how)))
    return lines


def rule_lines(form: Form) -> list[str]:
    """Formulas and rules as they were understood, in Excel's spelling: id, severity, condition, sentence."""
    from tonghop290.expressions.spelling import excel_spelling

    def told(node: Node) -> str:
        return excel_spelling(node, form.code_of, form.column_label)

    lines = ["Mã\tMức\tĐiều kiện hoặc công thức\tTên"]
    lines += [f"{one.code}\t\t[{one.code}] = {told(one.formula)}\t{one.label}" for one in form.derived if one.formula]
    severities = {"error": "lỗi", "warning": "cảnh báo"}
    return lines + [f"{one.id}\t{severities[one.severity]}\t{told(one.test)}\t{one.label}" for one in form.rules]


def lint_form(form: Form, *, template: str | Path | None = None) -> tuple[str, ...]:
    """What is wrong with a form although it loads: its definition, its rules tried out, its workbook held against
    Excel's limits, and the Word templates beside it (or the office's own ``template``).

    Errors: FileNotFoundError for a template that is not there.
    """
    from tonghop290.data.search.rule_search import rule_facts
    from tonghop290.forms.lint import lint_form as lint
    from tonghop290.narrative.papers import documents_of, missing_template
    from tonghop290.narrative.template.tag_check import lint_phrases, lint_template, printed_names
    from tonghop290.narrative.words.phrase_words import through_phrases
    from tonghop290.narrative.words.word_list import OTHER_SENTENCES
    from tonghop290.workbook.issue.limits import excel_faults

    papers = [*documents_of(form, "unit"), *documents_of(form, "office")]
    missing = [fault for one in papers if (fault := missing_template(one, form))]
    beside: dict[Path, About | None] = {
        form.folder / one.template: one.about
        for one in papers
        if one.template and (form.folder / one.template).is_file()
    }
    documents = {Path(template): None} if template is not None else beside
    printed = (
        through_phrases(frozenset().union(*(printed_names(one, form.paper.former_tags) for one in documents)), form)
        if documents and template is None
        else None
    )
    if printed is not None and OTHER_SENTENCES in printed:
        printed |= {field.id for field in form.fields.values() if field.sentence}
    facts = rule_facts(form)
    return lint(
        form,
        unbreakable=facts.unbreakable,
        unkept=facts.unkept,
        broken_when_blank=facts.broken_when_blank,
        untried=facts.untried,
        printed=printed,
        documents={document.name: lint_template(document, form, about=about) for document, about in documents.items()},
        workbook=(*missing, *lint_phrases(form), *excel_faults(form)),
    )


def words_of_templates(form: Form, document: str | None = None) -> tuple[list[str], dict[str, Any]]:
    """Every word the form's Word templates may use, as lines and as one value; of one ``document`` by its id.

    Errors: KeyError, whose argument names the documents there are.
    """
    from tonghop290.narrative.papers import documents_of
    from tonghop290.narrative.template.tag_check import printed_names
    from tonghop290.narrative.words.told_words import told_words, word_lines

    papers = (*documents_of(form, "unit"), *documents_of(form, "office"))
    if document is not None and document not in [one.id for one in papers]:
        raise KeyError(", ".join(dict.fromkeys(one.id for one in papers)))
    asked = {
        one: printed_names(path, form.paper.former_tags)
        if one.template and (path := form.folder / one.template).is_file()
        else frozenset()
        for one in papers
        if document in (None, one.id)
    }
    return word_lines(form, asked), told_words(form, asked)


def register_words() -> Levels:
    """The kinds of units and levels the shipped registers are written in."""
    from tonghop290.forms.parts.level_table import shipped_levels

    return shipped_levels()


def registers_folder() -> Path:
    """Where the shipped registers of communes lie. Errors: FileNotFoundError."""
    from tonghop290.shipped import shipped_folder

    return shipped_folder() / "registers"


def schema(form: Form) -> pandera.pandas.DataFrameSchema:
    """The pandera schema of a form's main frame: one row a return, one column a field.

    Shapes: numbers float64 with NaN, dates datetime64, text and choices str with None. Imports pandera (about 1 s).
    """
    from tonghop290.data.schema import form_schema

    return form_schema(form)


def schema_failures(schema: pandera.pandas.DataFrameSchema, frame: pandas.DataFrame) -> tuple[SchemaFailure, ...]:
    """All that a frame breaks of a schema (of :func:`schema`, or one with checks of the caller's own); () for nothing.

    pandera's own ``validate`` raises an error whose cases have no types; this gives them as values. Errors: TypeError
    of pandera for columns that are not of the types named there.
    """
    from tonghop290.data.schema import schema_failures as failures

    return failures(schema, frame)


def json_schema(form: Form) -> dict[str, Any]:
    """The JSON Schema (2020-12) of the ``values`` object that ``check --format json`` writes for a return without
    mistakes.

    Every field is a property and must be there; types, hard ranges, closed lists of choices, titles and descriptions
    stand in the dialect's own words, units and usual ranges (and the limits of dates) under ``x-…``. What need not be
    answered may be null, and so may every figure: the sender may have said that there is none.
    """
    from tonghop290.data.json_schema import values_schema

    return values_schema(form)
