"""The plainest template of a form: its title, its sections with the sentences its figures bring, its tables; no one
drew it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from tonghop290.files import write_whole
from tonghop290.model import About, Field, Form, Table, Words, sayable
from tonghop290.narrative.template.build import build_template
from tonghop290.narrative.words.phrase_words import sentence_source
from tonghop290.narrative.words.table_rows import LABEL_WORD, UNIT_WORD

__all__ = ["plain_template"]

_PLAIN = "plain"
_NUMBER, _UNIT = sayable("TT"), sayable("Đơn vị")
_WIDTH, _LABEL_WIDTH, _NUMBER_WIDTH = 165, 60, 12
"""Millimetres of a table, of its column of labels, of the running number."""


def plain_template(form: Form, path: Path, about: About = "unit", table_fields: Sequence[str] = ()) -> Path:
    """Write it. A figure without a sentence is printed beside its label, where no figure of the form has one.

    ``table_fields``: of the office's table of all units.
    """
    lines = [f"[Trích yếu] {form.title}", f"[Trích yếu] {_NAMES[about]}", *_draft()]
    told = any(field.sentence for field in form.fields.values())
    for section in form.sections:
        body: list[str] = []
        for id in section.items:
            if id in form.fields:
                body += _field(form.fields[id], form, told)
            else:
                body += _table(form.tables[id], about, form.words)
        if body:
            lines += [f"[Mục lớn] {section.number}. {section.title}".replace(" . ", " "), *body]
    lines += _of_units([form.fields[id] for id in table_fields], form.words) if about == "office" else ()
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "cau.txt")
        write_whole(source, ("\n".join([*lines, "[Mã đối chiếu] {{ ma_doi_chieu }}"]) + "\n").encode())
        return build_template(source, path, profile=_PLAIN, writing=form.words.writing)


_NAMES: dict[About, str] = {
    "unit": "{% if loai_don_vi %}{{ loai_don_vi | capitalize }} {% endif %}{{ ten_don_vi }}",
    "office": "{{ co_quan }}",
}


def _draft() -> list[str]:
    left = "{{ con_lai }}{% if con_thieu %}; {{ con_thieu }}{% endif %}"
    return ["{%p if du_thao %}", f"[Ghi chú dự thảo] ({left})", "{%p endif %}"]


def _field(field: Field, form: Form, told: bool) -> Iterator[str]:
    if field.sentence:
        yield f"[Nội dung] {sentence_source(field.sentence)}"
    elif not told and field is not form.unit_field:
        unit = f"{'' if field.unit == '%' else ' '}{field.unit}" if field.unit else ""
        yield f"- {field.label}: {{{{ {field.id} }}}}{unit}"


def _table(table: Table, about: About, said: Words) -> Iterator[str]:
    """Sentences one by one; rows as a table, in the office's document the fixed ones added up."""
    if table.sheet == "words":
        yield f"[Ý nhấn] {table.label}:"
        yield from (f"{{%p for y in {table.id} %}}", "- {{ y }}", "{%p endfor %}")
        return
    heads, cells = [], []
    if table.fixed:
        heads, cells = [""], [f"{{{{ d.{LABEL_WORD} }}}}"]
    else:
        heads, cells = [said.say(_NUMBER)], ["^{{ loop.index }}"]
        if about == "office":
            heads, cells = [*heads, said.say(_UNIT)], [*cells, f"{{{{ d.{UNIT_WORD} }}}}"]
    for column in table.columns:
        heads.append(column.label + (f" ({column.unit})" if column.unit and column.unit not in column.label else ""))
        cells.append(f"{'>' if column.figure else ''}{{{{ d.{column.id} }}}}")
    rows = f"{table.id}.tong_hop" if about == "office" and table.fixed else table.id
    yield f"{{%p if {rows} %}}"
    yield f"[Tên bảng] {table.label}"
    yield f"[bảng {' '.join(_widths(len(heads), table.fixed))}] {' | '.join(map(_in_cell, heads))}"
    yield f"[bảng] {{%tr for d in {rows} %}}"
    yield f"[bảng] {' | '.join(cells)}"
    yield "[bảng] {%tr endfor %}"
    yield "{%p endif %}"


def _of_units(fields: Sequence[Field], said: Words) -> Iterator[str]:
    """The table of all units with its total."""
    if not fields:
        return
    heads = [one.short + (f" ({one.unit})" if one.unit and one.unit not in one.short else "") for one in fields]
    widths = [_NUMBER_WIDTH, 40, *[(_WIDTH - _NUMBER_WIDTH - 40) / len(fields)] * len(fields)]
    sizes = " ".join(f"{one:.0f}" for one in widths)
    yield f"[bảng {sizes}] {said.say(_NUMBER)} |  | {' | '.join(map(_in_cell, heads))}"
    yield "[bảng] {%tr for d in dong %}"
    yield f"[bảng] ^{{{{ d.tt }}}} | {{{{ d.ten }}}} | {' | '.join(f'>{{{{ d.{one.id} }}}}' for one in fields)}"
    yield "[bảng] {%tr endfor %}"
    yield f"[bảng] | | {' | '.join(f'={{{{ cong.{one.id} }}}}' for one in fields)}"


def _widths(columns: int, fixed: bool) -> list[str]:
    first = _LABEL_WIDTH if fixed else _NUMBER_WIDTH
    return [str(first), *([f"{(_WIDTH - first) / max(columns - 1, 1):.0f}"] * (columns - 1))]


def _in_cell(text: str) -> str:
    return text.replace("|", "/")
