"""A form's definition becomes a Form, or one FormError with all its faults."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from tonghop290.definitions.toml_file import read_toml
from tonghop290.excel import day_number
from tonghop290.expressions.kinds import kind_of
from tonghop290.expressions.tree import Node, names_of
from tonghop290.forms.faults import Faults, Part, TooManyFaults, shown
from tonghop290.forms.folders import find_form, is_excel
from tonghop290.forms.glossary import Glossary
from tonghop290.forms.parts.comparisons import read_comparison, with_comparisons
from tonghop290.forms.parts.dependent import Dependents
from tonghop290.forms.parts.field_sentences import with_sentences
from tonghop290.forms.parts.fields import check_id, read_field, read_table
from tonghop290.forms.parts.fitted_fields import OtherNames
from tonghop290.forms.parts.languages import in_languages
from tonghop290.forms.parts.level_table import read_levels, with_kinds
from tonghop290.forms.parts.lists import read_labels, read_lists
from tonghop290.forms.parts.office import read_office
from tonghop290.forms.parts.own_words import read_words
from tonghop290.forms.parts.paper_part import read_own_settings, read_paper
from tonghop290.forms.parts.period_part import in_words_of, read_period
from tonghop290.forms.parts.rules import Vocabulary, read_rule
from tonghop290.forms.parts.terms import read_terms
from tonghop290.forms.toml.toml_lines import LineFaults
from tonghop290.forms.toml.toml_written import toml_text
from tonghop290.model import (
    DEFAULT_FORM,
    OWN_LANGUAGE,
    PERIOD_DAYS,
    Codelist,
    Field,
    Form,
    FormError,
    OwnSetting,
    Period,
    Rule,
    Section,
    Table,
    Words,
    version_key,
)
from tonghop290.shipped import language_files, level_files
from tonghop290.text.nearest import suggestion

__all__ = ["content_of", "definition_of", "load_form"]

_SHOWN_TEXTS = ("workbook_title", "subtitle")
_LISTED_TEXTS = ("how_to", "known_limits")


_ID = re.compile(r"\w[\w.-]*")


def load_form(name: str | Path = DEFAULT_FORM, *, period: Period | None = None) -> Form:
    """The form of that name (shipped), in that folder, or of that ``form.toml`` or Excel file.

    ``period``: the one it is asked for now, instead of its own.
    Errors: FileNotFoundError (no such form); :class:`FormError` with every fault and its place.
    """
    path = find_form(name)
    content, hash, faults = _of_excel(path) if is_excel(path) else _of_toml(path)
    form = None
    with suppress(TooManyFaults):
        form = in_languages(_form(content, path, hash, faults, period), content, faults)
    if form is None or faults.lines:
        raise FormError(str(path), faults.lines)
    return form


def content_of(path: Path) -> dict[str, Any]:
    """What a definition says, in whichever file it stands. Errors: as :func:`load_form`."""
    if not is_excel(path):
        return read_toml(path)[0]
    content, _, faults = _of_excel(path)
    if faults.lines:
        raise FormError(str(path), faults.lines)
    return content


def definition_of(path: Path) -> bytes:
    """The definition as TOML, whose hash is the form's. Errors: as :func:`load_form`."""
    return toml_text(content_of(path)).encode() if is_excel(path) else path.read_bytes()


def _of_excel(path: Path) -> tuple[dict[str, Any], str, Faults]:
    from tonghop290.forms.excel.read_form import read_excel

    return read_excel(path)


def _of_toml(path: Path) -> tuple[dict[str, Any], str, Faults]:
    content, data = read_toml(path)
    return content, hashlib.sha256(data).hexdigest(), LineFaults(data)


def _form(content: dict[str, Any], path: Path, hash: str, faults: Faults, asked: Period | None) -> Form:
    quiet = Part("", content, Faults())  # what is wrong there is told below
    period = asked or read_period(quiet.part("period"))
    whole = Part("", in_words_of(period, content, _own_words(quiet, quiet.part("form")).say), faults)
    head = _head(whole, path.parent, period)
    parameters, settings = _parameters(whole.part("parameters")), read_own_settings(whole.part("settings"))
    fields_part, tables_part = whole.part("fields"), whole.part("tables")
    names, lists = Glossary(content), read_lists(whole.part("lists"))
    fields = _fields(fields_part, names, lists, settings)
    tables = {name: read_table(name, tables_part.part(name), lists) for name in tables_part.content}
    unsure = [id for id, field in fields.items() if fields_part.part(id).content.get("type") != field.type]
    words = Vocabulary(fields, tables, parameters | _days_of(period), names, unsure=unsure)
    _check_totals(fields, fields_part, names.known)
    for table in tables.values():
        _check_totals({column.id: column for column in table.columns}, tables_part.part(table.id).part("columns"), ())
    dependents = Dependents(lists, names)
    fields = with_sentences(dependents.of_fields(fields, fields_part), fields_part, names)
    fields = with_comparisons(fields, fields_part, names)
    tables = dependents.of_tables(tables, fields, tables_part)
    _check_formulas(fields, fields_part, words)
    _check_unique(fields, tables, parameters, faults)
    _check_since(fields, fields_part, head["version"])
    rules, sections = _rules(whole.part("rules"), words), _sections(whole.part("sections"), fields, tables, faults)
    head |= _office_and_levels(whole, head["levels"], period, settings, path.parent)
    texts, paper = _texts(whole.part("texts")), read_paper(whole, fields, tables, settings, names, path.parent)
    terms = read_terms(whole.part("terms"))
    whole.no_more()
    return Form(
        **head | {"levels": with_kinds(head["levels"], fields, tables, rules, faults)},
        texts=texts,
        paper=paper,
        **OtherNames(paper.fits, head["levels"]).told(sections, _numbered(fields, sections), tables),
        rules=rules,
        parameters=parameters | _named_days(period, fields, rules),
        folder=path.parent,
        file=path.name,
        hash=hash,
        lists=lists,
        terms=terms,
    )


def _fields(part: Part, names: Glossary, lists: Mapping[str, Codelist], settings: Iterable[str]) -> dict[str, Field]:
    given = tuple(settings)
    return {name: read_field(name, part.part(name), names=names, lists=lists, given=given) for name in part.content}


def _rules(part: Part, words: Vocabulary) -> tuple[Rule, ...]:
    return tuple(filter(None, (read_rule(name, part.part(name), words) for name in part.content)))


def _head(whole: Part, folder: Path, period: Period) -> dict[str, Any]:
    """What the form is, and the period it is asked for."""
    head = whole.part("form")
    id, title = head.text("id", folder.name, required=True), head.text("title", required=True)
    version = head.text("version", required=True)
    if id and not _ID.fullmatch(id):
        head.fault("id", f"{shown(id)} chỉ được gồm chữ, số, dấu - và _ (tên tệp, thư mục được đặt theo mã này)")
    head.known |= {"language", "second_language"}
    words = _own_words(whole, head)
    levels = head.one_of("levels", level_files() if "levels" in head.content else [""], "")
    head.no_more()
    read_period(whole.part("period"))  # for its faults
    comparison = read_comparison(whole.part("comparison"), period, words)
    said = {"id": id, "title": title, "version": version, "levels": levels}
    return {**said, "words": words, "period": period, "comparison": comparison}


def _own_words(whole: Part, head: Part) -> Words:
    """What it prints otherwise than others."""
    language = head.one_of("language", language_files(), OWN_LANGUAGE)
    return read_words(whole.part("words"), language, salutation=head.line("salutation"))


def _days_of(period: Period) -> dict[str, float]:
    """The days of the period as conditions know them."""
    return {name: day_number(day) for name, day in period.days.items()}


def _named_days(period: Period, fields: Mapping[str, Field], rules: Iterable[Rule]) -> dict[str, float]:
    """Those that some condition names."""
    expressions: list[Node] = [field.formula for field in fields.values() if field.formula is not None]
    for rule in rules:
        expressions += (rule.test, *(slot.expression for slot in rule.message.slots))
    named = {name for expression in expressions for name in names_of(expression)}
    return {name: day for name, day in _days_of(period).items() if name in named}


def _office_and_levels(
    whole: Part, name: str, period: Period, settings: Mapping[str, OwnSetting], folder: Path
) -> dict[str, Any]:
    """The levels of the table of that name, and the office. The figures of a period are those of its last day, where
    nothing else is said; one of many years says it."""
    levels = read_levels(whole, name, form_folder=folder)
    office = read_office(whole.part("office"), levels=levels, form_folder=folder, settings=settings)
    if not office.figures_date and not period.is_span:
        office = replace(office, figures_date=period.last)
    return {"levels": levels, "office": office}


def _parameters(part: Part) -> dict[str, float]:
    parameters = {name: part.number(name) for name in part.content}
    for name in parameters:
        check_id(name, part.inside(name))
    return parameters


def _texts(part: Part) -> dict[str, Any]:
    """The office's texts: lines, lists of lines and tables of lines; unknown keys stay (the Word templates may use
    them)."""
    for key, value in part.content.items():
        if isinstance(value, dict) and key not in (*_SHOWN_TEXTS, *_LISTED_TEXTS):
            inner = Part(f"{part.place}.{key}", value, part.faults)
            for name in value:
                inner.line(name)
            continue
        listed = isinstance(value, list) and all(isinstance(line, str) for line in value)
        if key in _SHOWN_TEXTS and not isinstance(value, str):
            part.fault(key, "phải là chữ (trong ngoặc kép)")
        elif key in _LISTED_TEXTS and not listed:
            part.fault(key, "phải là danh sách chữ")
        elif not listed and not isinstance(value, str):
            part.fault(key, "phải là chữ hoặc danh sách chữ")
    return dict(part.content)


def _check_totals(fields: dict[str, Field], part: Part, names: Iterable[str]) -> None:
    for field in fields.values():
        total = field.total
        for key in ("weight", "numerator", "denominator"):
            name = getattr(total, key)
            if name is not None and (name not in fields or not fields[name].figure):
                part.fault(
                    f"{field.id}.total.{key}", f"không có chỉ tiêu số '{name}'{suggestion(name, (*fields, *names))}"
                )


def _check_formulas(fields: dict[str, Field], part: Part, words: Vocabulary) -> None:
    earlier: set[str] = set()
    circling: set[str] = set()
    for field in fields.values():
        if field.formula is not None:
            inner = part.part(field.id)
            before = len(inner.faults.lines)
            words.check(field.formula, inner, "formula")
            if len(inner.faults.lines) == before and kind_of(field.formula, words.is_date) != "number":
                inner.fault("formula", "công thức phải cho một số")
            _check_order(field, fields, earlier, circling, inner)
            words.write_out(field.id, field.formula, inner)
            earlier.add(field.id)


def _check_order(field: Field, fields: dict[str, Field], earlier: set[str], circling: set[str], part: Part) -> None:
    """A formula rests on what stands before it; one that comes back to itself is told once, with its whole way."""
    named = names_of(field.formula) if field.formula is not None else ()
    later = [name for name in named if name in fields and fields[name].derived and name not in earlier]
    way = _way_back(field.id, fields) if later else []
    if way:
        if circling.isdisjoint(way):
            part.fault("formula", f"công thức đi vòng: {' → '.join(way)}; đề nghị sửa một trong các công thức này")
        circling.update(way)
        return
    for name in later:
        if name not in circling:
            part.fault("formula", f"'{name}' phải đứng trước chỉ tiêu này")


def _way_back(id: str, fields: dict[str, Field]) -> list[str]:
    """The ids a formula goes through until it comes back to itself; [] where it does not."""
    left, came_from = [id], {id: ""}
    while left:
        here = left.pop(0)
        formula = fields[here].formula
        for name in names_of(formula) if formula is not None else ():
            if name == id:
                way = [here]
                while way[0] != id:
                    way.insert(0, came_from[way[0]])
                return [*way, id]
            if name in fields and name not in came_from:
                came_from[name] = here
                left.append(name)
    return []


def _check_unique(
    fields: dict[str, Field], tables: dict[str, Table], parameters: dict[str, float], faults: Faults
) -> None:
    codes = [(f"fields.{field.id}", field.code) for field in fields.values()]
    for table in tables.values():
        codes.append((f"tables.{table.id}", table.code))
        codes += [(f"tables.{table.id}.rows[{number}]", row.code) for number, row in enumerate(table.rows, 1)]
    if not fields:
        faults.add("fields", "biểu chưa có chỉ tiêu nào")
    if sum(field.filled_by == "register" for field in fields.values()) > 1:
        faults.add("fields", 'chỉ một chỉ tiêu được ghi filled_by = "register" (tên đơn vị)')
    first: dict[str, str] = {}
    for place, code in codes:
        if code and first.setdefault(code, place) != place:
            faults.add(f"{place}.code", f"mã '{code}' đã dùng ở {first[code]}; mỗi dòng một mã")
    for name in sorted(fields.keys() & tables.keys()):
        faults.add(f"tables.{name}", "trùng mã với một chỉ tiêu")
    for name in sorted(parameters.keys() & (fields.keys() | tables.keys())):
        faults.add(f"parameters.{name}", "trùng mã với một chỉ tiêu hoặc một bảng")
    for part, names in (("fields", fields), ("tables", tables), ("parameters", parameters)):
        for name in sorted(names.keys() & set(PERIOD_DAYS)):
            faults.add(f"{part}.{name}", f"'{name}' là tên có sẵn của một ngày trong kỳ báo cáo; đề nghị đặt mã khác")


def _check_since(fields: dict[str, Field], part: Part, version: str) -> None:
    """A field has come in with a version there has been."""
    for field in fields.values():
        if field.since and not () < version_key(field.since) <= version_key(version):
            told = f"'{field.since}' không phải một phiên bản đến nay của biểu (hiện hành: {version})"
            part.fault(f"{field.id}.since", told)


def _sections(part: Part, fields: dict[str, Field], tables: dict[str, Table], faults: Faults) -> tuple[Section, ...]:
    known = tuple(part.content)
    things: Iterable[Field | Table] = (*fields.values(), *tables.values())
    if not known and things:
        part.fault("", 'biểu chưa có phần nào; ghi ví dụ [sections] rồi chung = { number = "I", title = "CHUNG" }')
        return ()
    for thing in things:
        if thing.section and thing.section not in known:
            place = "fields" if isinstance(thing, Field) else "tables"
            faults.add(
                f"{place}.{thing.id}.section", f"không có phần '{thing.section}'{suggestion(thing.section, known)}"
            )
    sections = []
    for id in known:
        inner = part.part(id)
        items = tuple(thing.id for thing in things if thing.section == id)
        sections.append(
            Section(
                id=id,
                number=inner.text("number"),
                title=inner.text("title", required=True),
                titles=read_labels(inner, "titles"),
                items=items,
            )
        )
        if not items and things and all(thing.section in known for thing in things):
            inner.fault("", "phần này chưa có chỉ tiêu nào")
        inner.no_more()
    return tuple(sections)


def _numbered(fields: dict[str, Field], sections: tuple[Section, ...]) -> dict[str, Field]:
    """Fields in the order of the sections, numbered 1, 2, … unless they carry a number of their own."""
    ordered = [fields[id] for section in sections for id in section.items if id in fields]
    return {field.id: replace(field, number=field.number or str(index)) for index, field in enumerate(ordered, 1)}
