"""What is wrong with a Word template, before anything is printed with it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from tonghop290.model import Form, FormError
from tonghop290.narrative.office_words import OFFICE_WORDS
from tonghop290.narrative.phrases import FUNCTIONS, Figure, Words, environment
from tonghop290.narrative.template.opened import Places, bearing_parts, lined, open_template, place
from tonghop290.narrative.template.trial import endless
from tonghop290.narrative.unit_words import UNIT_WORDS

__all__ = ["broken_tags", "lint_template", "printed_names"]

Kind = Literal["figure", "text", "list", "other"]

_LISTS = ("giam_sat_chi_tiet", "dong", "mo_hinh")
_RECORDS = ("van_ban", "cong", "co_so", "loop")
_STANDS_FOR = {"don_vi": "ten_don_vi"}
_ATTRIBUTES: Mapping[Kind, frozenset[str]] = {
    "figure": frozenset(name for name in dir(Figure) if not name.startswith("_")),
    "text": frozenset(name for name in dir(Words) if not name.startswith("_")),
    "list": frozenset(),
}
_PAIRS = (("{{", "}}"), ("{%", "%}"))
_PARAGRAPH_TAG = re.compile(r"\{%(?:p|tr|tc)\s")


def lint_template(path: Path, form: Form, *, district: bool | None = None) -> tuple[str, ...]:
    """The faults of a template, each with the paragraph it stands in; empty when there are none.

    Broken and unknown tags, unknown functions, a list printed as a figure or a figure used as a list, and blanks of the
    form that the template never prints. ``district``: a district's template (default: by the tags it uses, then by the
    file's name). Errors: FileNotFoundError.
    """
    from jinja2 import TemplateSyntaxError

    from tonghop290.narrative.sandbox.counting import refusals

    path = Path(path)
    try:
        template = open_template(path)
    except FormError as error:
        return error.faults
    parts = bearing_parts(template)
    faults = [fault for title, root in parts for fault in _broken(title, root)]
    if faults:
        return tuple(faults)
    jinja, trees = environment(), []
    for _, root in parts:
        source = lined(template, root)
        places = Places(source)
        try:
            tree = jinja.parse(source)
        except TemplateSyntaxError as error:
            return (f"{places.at(error.lineno)}: thẻ viết chưa đúng ({error.message}).",)
        faults += [f"{places.at(line)}: {reason}." for line, reason in refusals(tree)]
        trees.append((source, tree, places))
    if faults:
        return tuple(dict.fromkeys(faults))
    of_district = _speaks_of_a_district(trees[0][1], path) if district is None else district
    for _, tree, places in trees:
        faults += _unknown(tree, jinja, form, of_district, places)
    faults = faults or list(_too_much([source for source, _, _ in trees], form, of_district))
    return tuple(dict.fromkeys((*faults, *_unused([tree for _, tree, _ in trees], form, of_district))))


def broken_tags(template: Any) -> list[str]:
    """Tags that Word or a hand has broken, in every part that may hold tags."""
    return [fault for title, root in bearing_parts(template) for fault in _broken(title, root)]


def printed_names(path: Path) -> frozenset[str]:
    """The names a template uses (fields, tables, words); none for a template that cannot be read (:func:`lint_template`
    says why)."""
    from jinja2 import TemplateSyntaxError, nodes

    try:
        template = open_template(Path(path))
        sources = [lined(template, root) for _, root in bearing_parts(template)] if not broken_tags(template) else []
        trees = [environment().parse(source) for source in sources]
    except (FormError, TemplateSyntaxError):
        return frozenset()
    return frozenset(node.name for tree in trees for node in tree.find_all(nodes.Name))


def _speaks_of_a_district(tree: Any, path: Path) -> bool:
    from jinja2 import nodes

    names = {node.name for node in tree.find_all(nodes.Name)}
    district, commune = (
        len(names & set(own) - set(other)) for own, other in ((OFFICE_WORDS, UNIT_WORDS), (UNIT_WORDS, OFFICE_WORDS))
    )
    return "huyen" in path.stem.casefold() if district == commune else district > commune


def _too_much(sources: list[str], form: Form, district: bool) -> Iterator[str]:
    """What computes without end, tried out with plenty of words."""
    sentences = [table.id for table in form.tables.values() if table.sheet == "words"]
    for source, line, reason in endless(sources, _kinds(form, district), sentences):
        yield f"{Places(source).at(line)}: {reason}."


def _broken(title: str, root: Any) -> Iterator[str]:
    """Tags that do not begin and end in one paragraph: Word or a hand has broken them."""
    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    for number, paragraph in enumerate(root.iter(f"{w}p"), 1):
        text = "".join(part.text or "" for part in paragraph.iter(f"{w}t"))
        at = place(f"{title}, đoạn" if title else "Đoạn", number, text)
        for opening, closing in _PAIRS:
            if text.count(opening) != text.count(closing):
                opened, closed = text.count(opening), text.count(closing)
                yield f"{at}: thẻ bị hỏng, có {opened} dấu {opening} và {closed} dấu {closing}."
        if re.search(r"\{\s+[{%]|[}%]\s+\}", text):
            yield f"{at}: thẻ bị hỏng, có dấu cách giữa hai dấu ngoặc."
        if _PARAGRAPH_TAG.search(text) and not re.fullmatch(r"\s*\{%.*?%\}\s*", text):
            yield f"{at}: thẻ {{%p … %}} hoặc {{%tr … %}} phải đứng một mình trong đoạn."


def _unknown(tree: Any, jinja: Any, form: Form, district: bool, places: Places) -> Iterator[str]:
    from jinja2 import meta, nodes

    kinds = _kinds(form, district)
    for node in tree.find_all((nodes.Filter, nodes.Test)):
        known = jinja.filters if isinstance(node, nodes.Filter) else jinja.tests
        if node.name not in known:
            yield f"{places.at(node.lineno)}: không có cách viết “{node.name}”{_perhaps(node.name, known)}."
            known[node.name] = str
    free = meta.find_undeclared_variables(tree)
    for node in tree.find_all(nodes.Name):
        if node.name in free and node.name not in kinds and node.name not in FUNCTIONS:
            yield f"{places.at(node.lineno)}: không có thẻ “{node.name}”{_perhaps(node.name, kinds)}."
    for node in tree.find_all(nodes.Getattr):
        kind = (
            kinds.get(node.node.name, "other")
            if isinstance(node.node, nodes.Name) and node.node.name in free
            else "other"
        )
        if kind in _ATTRIBUTES and node.attr not in _ATTRIBUTES[kind]:
            near = _perhaps(node.attr, _ATTRIBUTES[kind])
            yield f"{places.at(node.lineno)}: “{node.node.name}” không có “.{node.attr}”{near}."
    for node in tree.find_all(nodes.For):
        if (
            isinstance(node.iter, nodes.Name)
            and node.iter.name in free
            and kinds.get(node.iter.name) in ("figure", "text")
        ):
            yield f"{places.at(node.lineno)}: “{node.iter.name}” không phải là danh sách, không dùng được sau “in”."
    for output in tree.find_all(nodes.Output):
        for node in output.nodes:
            if isinstance(node, nodes.Name) and node.name in free and kinds.get(node.name) == "list":
                lines = f"{{%p for y in {node.name} %}}"
                yield f"{places.at(node.lineno)}: “{node.name}” là danh sách, cần in từng dòng ({lines})."


def _unused(trees: list[Any], form: Form, district: bool) -> Iterator[str]:
    """Blanks of the report that the template never prints (a commune's template only)."""
    from jinja2 import nodes

    if district:
        return
    used = {node.name for tree in trees for node in tree.find_all(nodes.Name)}
    for field in form.fields.values():
        if field.blank_number and not used & {field.id, _STANDS_FOR.get(field.id, field.id)}:
            yield f"Mẫu không in chỉ tiêu “{field.label}” (thẻ {{{{ {field.id} }}}})."


def _kinds(form: Form, district: bool) -> dict[str, Kind]:
    kinds: dict[str, Kind] = dict.fromkeys(_RECORDS, "other")
    kinds |= {
        name: "text"
        for name in (OFFICE_WORDS if district else UNIT_WORDS)
        if name not in (*_LISTS, *_RECORDS, "du_thao")
    }
    kinds["du_thao"] = "other"
    for field in form.fields.values():
        counted = district and field.total.how == "count"
        kinds[field.id] = "figure" if field.figure or counted else "text"
    kinds |= dict.fromkeys(form.tables, "list")
    return kinds | {
        name: "list" for name in _LISTS if name in (OFFICE_WORDS if district else UNIT_WORDS) or name in form.tables
    }


def _perhaps(word: str, known: Any) -> str:
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f" (có phải “{near[0]}”?)" if near else ""
