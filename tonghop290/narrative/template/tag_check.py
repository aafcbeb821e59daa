"""What is wrong with a Word template, before anything is printed with it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from tonghop290.model import About, Form, FormError, FormerTag
from tonghop290.narrative.sandbox.jinja_words import jinja_words
from tonghop290.narrative.template.default_words import default_words
from tonghop290.narrative.template.opened import Places, bearing_parts, lined, open_template, place, unfilled_tags
from tonghop290.narrative.template.trial import endless
from tonghop290.narrative.words.phrase_words import PhraseBook, names_in, source_of, through_phrases
from tonghop290.narrative.words.phrases import FUNCTIONS, Figure, Words, environment
from tonghop290.narrative.words.table_rows import PrintedTable
from tonghop290.narrative.words.word_list import OTHER_SENTENCES, Kind, Word, words_of
from tonghop290.text.nearest import nearest

__all__ = ["about_of", "broken_tags", "lint_phrases", "lint_template", "printed_names"]

_NAME_OF_UNIT = "ten_don_vi"
_ATTRIBUTES: Mapping[Kind, frozenset[str]] = {
    "figure": frozenset(name for name in dir(Figure) if not name.startswith("_")),
    "text": frozenset(name for name in dir(Words) if not name.startswith("_")),
    "list": frozenset(),
    "table": frozenset(name for name in vars(PrintedTable) if not name.startswith("_")),
}
_RECORD_METHODS = ("get", "items", "keys", "values")
_TRIED_AS = {"figure": "figure", "text": "text", "list": "list", "table": "list"}
_NAMES_OF_OFFICES = ("huyen", "tong_hop", "chung")
"""What the name of an office's own template says, where its words do not tell."""
_PAIRS = (("{{", "}}"), ("{%", "%}"))
_LIKE_A_TAG = re.compile(r"(?:[«｛]{1,2}|<<|(?<!\{)\{)\s*([a-z]\w*)\s*(?:[»｝]{1,2}|>>|\}(?!\}))")
"""Fields of a mail merge, one brace, full-width ones."""
_PARAGRAPH_TAG = re.compile(r"\{%(?:p|tr|tc)\s")


def lint_template(path: Path, form: Form, *, about: About | None = None) -> tuple[str, ...]:
    """The faults of a template, each with the paragraph it stands in; empty when there are none.

    Broken and unknown tags, unknown functions, a list printed as a figure or a figure used as a list, and blanks of the
    form that the template never prints. ``about``: whose document it is (default: by the words it uses, then by the
    file's name). Errors: FileNotFoundError.
    """
    from jinja2 import TemplateSyntaxError

    from tonghop290.narrative.sandbox.counting import refusals

    path = Path(path)
    try:
        template = open_template(path, form.paper.former_tags)
    except FormError as error:
        return error.faults
    parts = bearing_parts(template)
    faults = [*(fault for title, root in parts for fault in _broken(title, root)), *unfilled_tags(template)]
    if faults:
        return tuple(faults)
    jinja, trees = environment(), []
    for _, root in parts:
        source = lined(template, root)
        places = Places(source)
        try:
            tree = jinja.parse(source)
        except TemplateSyntaxError as error:
            return (f"{places.at(error.lineno)}: thẻ viết chưa đúng ({jinja_words(error.message)}).",)
        faults += [f"{places.at(line)}: {reason}." for line, reason in refusals(tree)]
        trees.append((source, tree, places))
    if faults:
        return tuple(dict.fromkeys(faults))
    words = words_of(form, _about_of([tree for _, tree, _ in trees], path, form) if about is None else about)
    for _, tree, places in trees:
        faults += _unknown(tree, jinja, words, places)
        faults += default_words(tree, form.fields, places)
    faults += [fault for title, root in parts for fault in _no_tags(title, root, words)]
    faults = faults or list(_too_much([source for source, _, _ in trees], words))
    return tuple(dict.fromkeys((*faults, *_unused([tree for _, tree, _ in trees], form, words))))


def lint_phrases(form: Form) -> tuple[str, ...]:
    """The faults of the form's own phrases and fitted words, each with its place in the definition."""
    from jinja2 import TemplateSyntaxError

    from tonghop290.narrative.sandbox.counting import refusals

    faults = []
    for phrase in form.paper.phrases:
        for about in _abouts(phrase.about) if not phrase.shared else ():
            key = f"phrases.{phrase.id}.{'office' if about == 'office' and phrase.office else 'text'}"
            source, jinja = source_of(phrase, about), environment()
            try:
                tree = jinja.parse(source)
            except TemplateSyntaxError as error:
                faults.append(f"{key}: thẻ viết chưa đúng ({jinja_words(error.message)})")
                continue
            found = [*(f"{reason}." for _, reason in refusals(tree))]
            told = (*_unknown(tree, jinja, words_of(form, about), Places(source)),)
            told += (*default_words(tree, form.fields, Places(source)),)
            found += [fault.split(": ", 1)[1] for fault in told]
            faults += [f"{key}: {fault.rstrip('.')}" for fault in found]
    for fit in form.paper.fits:
        for about in _abouts(fit.about):
            words = words_of(form, about)
            if fit.becomes not in words:
                faults.append(f"fitted.{fit.id}.becomes: không có thẻ “{fit.becomes}”{_perhaps(fit.becomes, words)}")
    for about in () if faults else _abouts(""):
        try:
            PhraseBook(form, about)
        except FormError as error:
            faults += error.faults
    return tuple(dict.fromkeys(faults))


def _abouts(about: str) -> tuple[About, ...]:
    return tuple(one for one in ("unit", "office") if about in ("", one))


def about_of(path: Path, form: Form) -> About:
    """Whose document a template is, by the words it uses, then by the file's name; a unit's where nothing tells."""
    names = printed_names(path, form.paper.former_tags)
    return _told_by(names, path, form)


def broken_tags(template: Any) -> list[str]:
    """Tags that Word or a hand has broken, in every part that may hold tags."""
    faults = [fault for title, root in bearing_parts(template) for fault in _broken(title, root)]
    return [*faults, *unfilled_tags(template)]


def printed_names(path: Path, former: Collection[FormerTag] = ()) -> frozenset[str]:
    """The names a template uses (fields, tables, words), its ``former`` ones as what they mean; none for a template
    that cannot be read (:func:`lint_template` says why)."""
    try:
        template = open_template(Path(path), former)
    except FormError:
        return frozenset()
    sources = [lined(template, root) for _, root in bearing_parts(template)] if not broken_tags(template) else []
    return frozenset().union(*map(names_in, sources))


def _about_of(trees: list[Any], path: Path, form: Form) -> About:
    from jinja2 import nodes

    return _told_by({node.name for tree in trees for node in tree.find_all(nodes.Name)}, path, form)


def _told_by(names: Collection[str], path: Path, form: Form) -> About:
    unit, office = (words_of(form, about).keys() for about in _abouts(""))
    of_office, of_unit = len({*names} & (office - unit)), len({*names} & (unit - office))
    if of_office == of_unit:
        return "office" if any(word in path.stem.casefold() for word in _NAMES_OF_OFFICES) else "unit"
    return "office" if of_office > of_unit else "unit"


def _too_much(sources: list[str], words: Mapping[str, Word]) -> Iterator[str]:
    """What computes without end, tried out with plenty of words."""
    kinds = {name: _TRIED_AS.get(word.kind, "other") for name, word in words.items()}
    sentences = [name for name, word in words.items() if word.kind == "list"]
    for source, line, reason in endless(sources, kinds, sentences):
        yield f"{Places(source).at(line)}: {reason}."


def _paragraphs(title: str, root: Any) -> Iterator[tuple[str, str]]:
    """Every paragraph's place and text."""
    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    for number, paragraph in enumerate(root.iter(f"{w}p"), 1):
        text = "".join(part.text or "" for part in paragraph.iter(f"{w}t"))
        yield place(f"{title}, đoạn" if title else "Đoạn", number, text), text


def _no_tags(title: str, root: Any, words: Mapping[str, Word]) -> Iterator[str]:
    """Words of the template in brackets that make no tag: they would be printed as they stand."""
    for at, text in _paragraphs(title, root):
        for found in _LIKE_A_TAG.finditer(text):
            if found[1] in words:
                yield f"{at}: “{found[0].strip()}” không phải là thẻ; thẻ viết {{{{ {found[1]} }}}}."


def _broken(title: str, root: Any) -> Iterator[str]:
    """Tags that do not begin and end in one paragraph: Word or a hand has broken them."""
    for at, text in _paragraphs(title, root):
        for opening, closing in _PAIRS:
            if text.count(opening) != text.count(closing):
                opened, closed = text.count(opening), text.count(closing)
                yield f"{at}: thẻ bị hỏng, có {opened} dấu {opening} và {closed} dấu {closing}."
        if re.search(r"\{\s+[{%]|[}%]\s+\}", text):
            yield f"{at}: thẻ bị hỏng, có dấu cách giữa hai dấu ngoặc."
        if _PARAGRAPH_TAG.search(text) and not re.fullmatch(r"\s*\{%.*?%\}\s*", text):
            yield f"{at}: thẻ {{%p … %}} hoặc {{%tr … %}} phải đứng một mình trong đoạn."


def _unknown(tree: Any, jinja: Any, words: Mapping[str, Word], places: Places) -> Iterator[str]:
    from jinja2 import meta, nodes

    for node in tree.find_all((nodes.Filter, nodes.Test)):
        known = jinja.filters if isinstance(node, nodes.Filter) else jinja.tests
        if node.name not in known:
            yield f"{places.at(node.lineno)}: không có cách viết “{node.name}”{_perhaps(node.name, known)}."
            known[node.name] = str
    free = meta.find_undeclared_variables(tree)
    for node in tree.find_all(nodes.Name):
        if node.name in free and node.name not in words and node.name not in FUNCTIONS:
            yield f"{places.at(node.lineno)}: không có thẻ “{node.name}”{_perhaps(node.name, words)}."
    for node in tree.find_all(nodes.Getattr):
        word = words.get(node.node.name) if isinstance(node.node, nodes.Name) and node.node.name in free else None
        allowed = _after_the_dot(word) if word is not None else None
        if allowed is not None and node.attr not in allowed:
            near = _perhaps(node.attr, allowed)
            yield f"{places.at(node.lineno)}: “{node.node.name}” không có “.{node.attr}”{near}."
    yield from _misused_lists(tree, {name: words[name] for name in free if name in words}, places)


def _after_the_dot(word: Word) -> Collection[str] | None:
    """What may stand after a word's dot; None for anything."""
    return (*word.inside, *_RECORD_METHODS) if word.kind == "record" else _ATTRIBUTES.get(word.kind)


def _misused_lists(tree: Any, words: Mapping[str, Word], places: Places) -> Iterator[str]:
    """Figures looped over, lists printed whole, columns that the rows of a table do not have."""
    from jinja2 import nodes

    for node in tree.find_all(nodes.For):
        word = words.get(node.iter.name) if isinstance(node.iter, nodes.Name) else None
        if word is not None and word.kind in ("figure", "text"):
            yield f"{places.at(node.lineno)}: “{word.name}” không phải là danh sách, không dùng được sau “in”."
        if word is not None and word.kind == "table" and isinstance(node.target, nodes.Name):
            yield from _unknown_columns(node, word, places)
    for output in tree.find_all(nodes.Output):
        for node in output.nodes:
            word = words.get(node.name) if isinstance(node, nodes.Name) else None
            if word is not None and word.kind in ("list", "table"):
                lines = f"{{%p for y in {node.name} %}}"
                yield f"{places.at(node.lineno)}: “{node.name}” là danh sách, cần in từng dòng ({lines})."


def _unknown_columns(loop: Any, table: Word, places: Places) -> Iterator[str]:
    from jinja2 import nodes

    for used in loop.find_all(nodes.Getattr):
        of_row = isinstance(used.node, nodes.Name) and used.node.name == loop.target.name
        if of_row and used.attr not in (*table.inside, *_RECORD_METHODS):
            near = _perhaps(used.attr, table.inside)
            yield f"{places.at(used.lineno)}: bảng “{table.name}” không có cột “{used.attr}”{near}."


def _unused(trees: list[Any], form: Form, words: Mapping[str, Word]) -> Iterator[str]:
    """Blanks of the report that the template never prints (a unit's template only)."""
    from jinja2 import nodes

    if _NAME_OF_UNIT not in words:
        return
    named = {node.name for tree in trees for node in tree.find_all(nodes.Name)}
    used = through_phrases(named, form)
    if OTHER_SENTENCES in used:
        used |= {field.id for field in form.fields.values() if field.sentence}
    for field in form.fields.values():
        stands_for = {_NAME_OF_UNIT} if field is form.unit_field else set()
        if field.blank_number and not used & {field.id, *stands_for}:
            yield f"Mẫu không in chỉ tiêu “{field.label}” (thẻ {{{{ {field.id} }}}})."


def _perhaps(word: str, known: Any) -> str:
    near = nearest(word, known)
    return f" (có phải “{near}”?)" if near else ""
