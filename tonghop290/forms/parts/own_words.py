"""The words of a form: those of its language, replaced by its own ``[words]`` (text of ours → what it prints)."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from tonghop290.forms.faults import Part
from tonghop290.model import OWN_LANGUAGE, Words
from tonghop290.shipped import language_files
from tonghop290.text.format import VIETNAMESE, Writing
from tonghop290.text.nearest import meant, nearest
from tonghop290.text.normalize import match_key

__all__ = ["groups_of_texts", "known_texts", "read_words", "slots_of"]

_SLOT = re.compile(r"\{(\w+)\}")
_SHEET_NAME, _NOT_IN_SHEETS = 31, "[]:*?/\\"
_SALUTATION = "đồng chí"
_LOOKED_AT = 30
"""Texts that share most words with a mistyped one; the closest of them is proposed."""


def read_words(part: Part, language: str, *, salutation: str = "") -> Words:
    """What the form says; every word it does not replace is its language's. ``salutation``: how it speaks to people."""
    shipped = _language(language)
    own = list(_own(part))
    own += _spoken_to(salutation, {text for _, text, _ in own}) if language == OWN_LANGUAGE else ()
    if language == OWN_LANGUAGE and not own:
        return Words()
    said = {} if language == OWN_LANGUAGE else dict(shipped["words"])
    words = Words(
        said=_requoted(said | {text: printed for _, text, printed in own}, {text for _, text, _ in own}, said),
        language=language,
        writing=_writing(shipped),
        answers=dict(shipped.get("answers", {})),
    )
    _check_groups(part, words, {text: key for key, text, _ in own})
    return words


def _requoted(said: Mapping[str, str], own: Collection[str], shipped: Mapping[str, str]) -> dict[str, str]:
    """Where a sentence quotes a sheet, a column or a state that the form calls otherwise, it quotes that."""
    named = {text for texts in groups_of_texts().values() for text in texts} & set(own)
    quotes = {f"“{shipped.get(text, text).strip()}”": f"“{said[text].strip()}”" for text in named}
    made = dict(said)
    for text in known_texts() if quotes else ():
        printed = said.get(text, text)
        for before, now in quotes.items() if text not in own and "“" in printed else ():
            if before in printed:
                printed = made[text] = printed.replace(before, now)
    return made


def _own(part: Part) -> Iterator[tuple[str, str, str]]:
    """Key as written, a text it stands for, what is printed instead. Spaces around and between words do not matter."""
    known: dict[str, list[str]] = defaultdict(list)
    for text in known_texts() if part.content else ():
        known[_key(text)].append(text)
    for key in part.content:
        texts, said = known.get(_key(key), []), part.text(key)
        if not texts:
            part.fault(key, f"không có chữ in sẵn này{_meant(key, list(known))}")
        elif part.content[key] == said and _fills(part, key, texts[0], said):
            yield from ((key, text, _spaced_as(text, said)) for text in texts)


def _spoken_to(salutation: str, own: Collection[str]) -> Iterator[tuple[str, str, str]]:
    """Every text that speaks to somebody and that the form does not say itself; before a name it says nothing."""
    for text in known_texts() if salutation else ():
        if _SALUTATION in text and text not in own:
            yield "", text, text.replace(f"{_SALUTATION} {{", "{").replace(_SALUTATION, salutation)


def _key(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _fills(part: Part, key: str, text: str, said: str) -> bool:
    """Whether the replacement has the braces of the text; what it has not is told."""
    wrong = [
        (slots_of(text) - slots_of(said), "thiếu"),
        (slots_of(said) - slots_of(text), "không có chỗ điền nào tên"),
    ]
    for names, told in wrong:
        if names:
            part.fault(key, f"{told} {', '.join(f'{{{name}}}' for name in sorted(names))}")
    if set(_SLOT.sub("", said)) & {"{", "}"}:
        part.fault(key, "ngoặc nhọn chỉ dùng cho chỗ điền, như {count}")
        return False
    return not any(names for names, _ in wrong)


def slots_of(text: str) -> set[str]:
    """The names in braces."""
    return set(_SLOT.findall(text))


def _spaced_as(text: str, said: str) -> str:
    """With the spaces around it that the text has: they part it from what stands beside it."""
    bare = text.strip()
    before = text[: len(text) - len(text.lstrip())]
    return f"{before}{said.strip()}{text[len(before) + len(bare) :]}"


def _meant(key: str, known: Sequence[str]) -> str:
    asked = set(match_key(key).split())
    shared = sorted(known, key=lambda text: -_alike(asked, set(match_key(text).split())))[:_LOOKED_AT]
    folded = {match_key(text): text for text in reversed(shared)}
    return meant(folded.get(nearest(match_key(key)[:200], folded), ""))


def _alike(one: set[str], other: set[str]) -> float:
    return len(one & other) / (len(one | other) or 1)


def _check_groups(part: Part, words: Words, keys: Mapping[str, str]) -> None:
    """Texts of one group must stay apart; a name of a sheet must be one. A text of two groups has one fault."""
    keys = dict(keys)
    for group, texts in groups_of_texts().items():
        first: dict[str, str] = {}
        for text in sorted(texts, key=lambda text: text in keys):
            said = words.say(text).strip()
            same = first.setdefault(match_key(said), text)
            wrong = _no_sheet_name(said) if group.endswith("sheet") else ""
            fault = f"“{said}” không làm được tên trang tính: {wrong}" if wrong else ""
            if same != text:
                fault = f"“{said}” cũng là chữ thay của “{same}”; hai chữ này phải khác nhau"
            if text in keys and (fault or not said):
                part.fault(keys.pop(text), fault if said else "để trống")


def _no_sheet_name(said: str) -> str:
    forbidden = sorted(set(said) & set(_NOT_IN_SHEETS))
    if len(said) > _SHEET_NAME:
        return f"dài {len(said)} ký tự, Excel nhận nhiều nhất {_SHEET_NAME}"
    if forbidden:
        return f"có ký tự {' '.join(forbidden)}"
    return "bắt đầu hoặc kết thúc bằng dấu nháy" if said[:1] == "'" or said[-1:] == "'" else ""


# --- the shipped files --------------------------------------------------------------------------------------------


@cache
def _language(name: str) -> Mapping[str, Any]:
    return tomllib.loads(language_files()[name].read_text(encoding="utf-8"))


def known_texts() -> tuple[str, ...]:
    """Every text of the program that a form may say otherwise, in the order of the catalogue."""
    return tuple(_language(OWN_LANGUAGE)["words"])


def groups_of_texts() -> Mapping[str, list[str]]:
    """Group → the texts that must stay apart."""
    groups: Mapping[str, list[str]] = _language(OWN_LANGUAGE)["groups"]
    return groups


def _writing(shipped: Mapping[str, Any]) -> Writing:
    said: dict[str, Any] = shipped.get("writing", {})
    lists = {name: tuple(said.get(name, ())) for name in ("months", "before_numbers")}
    return Writing(**said | lists) if said else VIETNAMESE
