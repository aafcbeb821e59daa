"""Lists of choices by name: ``[lists.dan_toc]`` with its ``entries``, each a text or a table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from tonghop290.forms.faults import Faults, Part, shown
from tonghop290.model import Codelist, Entry
from tonghop290.text.normalize import match_key

__all__ = ["LANGUAGE", "LONGEST_CHOICE", "check_choice", "read_labels", "read_lists"]

LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-zA-Z]{2,8})?")
LONGEST_CHOICE = 255
"""Characters of a cell that Excel still shows in a drop-down."""
_MOST = 5_000


def read_lists(part: Part) -> dict[str, Codelist]:
    return {id: _list(id, part.part(id)) for id in part.content}


def _list(id: str, part: Part) -> Codelist:
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,60}", id):
        part.fault("", f"mã '{id}' chỉ được gồm chữ thường không dấu, chữ số và dấu _, bắt đầu bằng chữ")
    label = part.line("label", id)
    written = part.raw("entries")
    entries: list[Entry] = []
    if not isinstance(written, list) or not written:
        part.fault("entries", 'còn thiếu các mục của danh sách, ví dụ entries = ["Kinh", "Mường"]')
    elif len(written) > _MOST:
        part.fault("entries", f"có {len(written)} mục, nhiều nhất {_MOST}")
    else:
        entries = [_entry(one, f"{part.place}.entries[{number}]", part.faults) for number, one in enumerate(written, 1)]
        _check_apart(part, entries)
    part.no_more()
    return Codelist(id=id, label=label, entries=tuple(entries))


def _entry(written: object, place: str, faults: Faults) -> Entry:
    part = Part(place, written if isinstance(written, Mapping) else {"label": written}, faults)
    label = part.text("label", required=True)
    if "label" in part.content and isinstance(part.content["label"], str):
        check_choice(part, "label", label)
    entry = Entry(
        label=label,
        code=part.line("code"),
        spellings=part.texts("spellings"),
        labels=read_labels(part),
        parent=part.line("parent"),
    )
    part.no_more()
    return entry


def read_labels(part: Part, key: str = "labels") -> tuple[tuple[str, str], ...]:
    """Language → words, as ``labels = { en = "Households" }`` says them."""
    inner = part.part(key)
    for language in inner.content:
        if not LANGUAGE.fullmatch(language):
            inner.fault(language, f"{shown(language)} không phải là mã ngôn ngữ, ví dụ en")
    return tuple((language, inner.line(language, required=True)) for language in inner.content)


def check_choice(part: Part, key: str, choice: str) -> None:
    if not choice or choice != " ".join(choice.split()):
        part.fault(key, f"{shown(choice)} để trống hoặc có dấu cách thừa")
    if len(choice) > LONGEST_CHOICE:
        part.fault(key, f"dài {len(choice)} ký tự; danh sách thả xuống chỉ hiện {LONGEST_CHOICE}")


def _check_apart(part: Part, entries: Iterable[Entry]) -> None:
    """An entry stands once under its parent; a code, a spelling, a label of another language means one choice."""
    seen: dict[tuple[str, str], int] = {}
    labels: dict[str, str] = {}
    for number, entry in enumerate(entries, 1):
        key = match_key(entry.label), match_key(entry.parent)
        if key[0] and seen.setdefault(key, number) != number:
            part.fault(f"entries[{number}]", f"{shown(entry.label)} đã có ở mục {seen[key]}")
        labels.setdefault(key[0], entry.label)
    meant: dict[str, str] = {key: key for key in labels}
    codes: dict[str, int] = {}
    for number, entry in enumerate(entries, 1):
        if entry.code and codes.setdefault(match_key(entry.code), number) != number:
            part.fault(f"entries[{number}].code", f"mã {shown(entry.code)} đã có ở mục {codes[match_key(entry.code)]}")
            continue
        own = match_key(entry.label)
        for other in entry.others:
            key_ = match_key(other)
            if meant.setdefault(key_, own) != own:
                part.fault(f"entries[{number}]", f"cách ghi {shown(other)} đã là của {shown(labels[meant[key_]])}")
            if not key_:
                part.fault(f"entries[{number}]", f"{shown(other)} không có chữ nào")
