"""The sentence a figure brings to the report: ``{tong}`` in it is a figure of the return, by its id, code or label, and
``{ky}`` the period."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from tonghop290.forms.faults import Part
from tonghop290.forms.glossary import Glossary
from tonghop290.forms.parts.period_part import SENTENCE_WORDS
from tonghop290.model import Field
from tonghop290.text.nearest import suggestion

__all__ = ["with_sentences"]

_SLOT = re.compile(r"\{([^{}]*)\}")


def with_sentences(fields: Mapping[str, Field], part: Part, names: Glossary) -> dict[str, Field]:
    """The fields, each sentence naming ids alone; what it names that is not there becomes a fault."""
    return {id: _with_sentence(field, fields, part, names) for id, field in fields.items()}


def _with_sentence(field: Field, fields: Mapping[str, Field], part: Part, names: Glossary) -> Field:
    if not field.sentence:
        return field
    key = f"{field.id}.sentence"
    for name in _SLOT.findall(field.sentence):
        if names.id_of(name.strip()) not in fields and name.strip() not in SENTENCE_WORDS:
            close = suggestion(name.strip(), (*fields, *names.known))
            part.fault(key, f"không có chỉ tiêu '{name.strip()}'{close}")
    if set(_SLOT.sub("", field.sentence)) & {"{", "}"} or "\n" in field.sentence:
        part.fault(key, "mỗi chỉ tiêu đặt trong một cặp ngoặc nhọn, như {tong}; câu viết trên một dòng")
    named = _SLOT.sub(lambda slot: f"{{{names.id_of(slot[1].strip())}}}", field.sentence)
    return replace(field, sentence=named)
