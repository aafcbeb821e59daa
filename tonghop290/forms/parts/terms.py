"""``[terms]``: words that people ask about, each with what it means here; the workbook has a sheet of them."""

from __future__ import annotations

from collections.abc import Mapping

from tonghop290.forms.faults import Part
from tonghop290.text.normalize import match_key

__all__ = ["read_terms"]

_LONGEST_TERM, _LONGEST_MEANING = 60, 600


def read_terms(part: Part) -> Mapping[str, str]:
    """Term → what it means, in the order of the definition: ``"Điểm %" = { meaning = "…" }``."""
    terms: dict[str, str] = {}
    seen: dict[str, str] = {}
    for term in part.content:
        inner = part.part(term)
        meaning = inner.line("meaning", required=True)
        same = seen.setdefault(match_key(term), term)
        if same != term:
            inner.fault("", f"cùng từ với '{same}' ở trên")
        elif not term.strip() or len(term) > _LONGEST_TERM:
            inner.fault("", f"một từ ngữ có từ 1 đến {_LONGEST_TERM} ký tự")
        elif len(meaning) > _LONGEST_MEANING:
            inner.fault("meaning", f"dài {len(meaning)} ký tự, nhiều nhất {_LONGEST_MEANING}")
        inner.no_more()
        terms[term] = meaning
    return terms
