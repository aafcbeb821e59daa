"""A format profile read from its file: every fault at once, each with its place.

``extends`` names the profile a file builds on; what it says itself goes before that, key by key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from types import MappingProxyType
from typing import Any, get_args

from tonghop290.definitions.toml_file import merged, read_toml
from tonghop290.model import FormError
from tonghop290.narrative.profiles import Align, Look, Profile, Rule
from tonghop290.shipped import profile_files
from tonghop290.text.nearest import suggestion

__all__ = ["ProfileError", "profile_of"]

_PARTS: Mapping[str, Mapping[str, str]] = MappingProxyType({
    "page": {"top": "length", "bottom": "length", "left": "length", "right": "length", "page_number_top": "length"},
    "text": {"line_range": "pair", "paragraph_gap": "length", "first_indent": "length"},
    "recipients": {"separator": "text"},
    "columns": {"head": "pair", "signature": "pair"},
})  # fmt: skip
_TOP: Mapping[str, str] = MappingProxyType({
    "source": "text", "font": "text", "extends": "text", "forbidden_endings": "texts", "rules": "tables",
    "looks": "table", **dict.fromkeys(_PARTS, "table"),
})  # fmt: skip
_RULE: Mapping[str, str] = MappingProxyType({
    "style": "text", "under": "text", "name": "text", "share": "pair", "length": "length",
})  # fmt: skip
_LOOK: Mapping[str, str] = MappingProxyType({
    "size": "length", "bold": "flag", "italic": "flag", "underline": "flag", "align": "align", "indent": "length",
    "side": "length", "before": "length", "after": "length", "line": "line", "keep_next": "flag", "new_page": "flag",
    "outline": "outline", "sizes": "pair", "text": "text", "pattern": "pattern", "wrong": "text", "needed": "flag",
})  # fmt: skip
_MOST_LENGTH = 2_000
_KINDS = {
    "text": "chữ trong ngoặc kép", "texts": "danh sách chữ", "length": "một số từ 0 trở lên", "flag": "true hoặc false",
    "pair": "hai số, số nhỏ đứng trước", "align": "left, center, right hoặc both", "line": 'một số hoặc "single"',
    "outline": "số cấp, từ 0 đến 8", "pattern": "một biểu thức chính quy", "table": "một bảng", "tables": "các bảng",
}  # fmt: skip


class ProfileError(FormError):
    """A profile that does not exist or cannot be used: every fault."""


def profile_of(name: str, folder: Path | None = None) -> Profile:
    """The profile of that name. ``folder``: of the form, whose own profiles go before the shipped ones.

    Errors: ProfileError (a FormError) that names the profiles there are, or every fault of the file.
    """
    files = profile_files(folder)
    if name not in files:
        raise ProfileError("profile", [f"Không có thể thức “{name}”. Các thể thức: {', '.join(files)}."])
    faults: list[str] = []
    content = _content(name, files, faults, [])
    if not faults:
        faults += _faults(content, name)
    if faults:
        raise ProfileError(str(files[name]), faults)
    return _profile(name, content)


def _content(name: str, files: Mapping[str, Path], faults: list[str], chain: list[str]) -> dict[str, Any]:
    """What a file says on top of those it builds on; the name of each part is the fault's place."""
    path = files[name]
    try:
        content, _ = read_toml(path)
    except FormError as error:
        faults += error.faults
        return {}
    base = content.get("extends", "")
    if not isinstance(base, str) or base and (base not in files or base in (*chain, name)):
        faults.append(f"{path.name}: extends: không có thể thức “{base}” để dựa vào")
        return {}
    return merged(_content(base, files, faults, [*chain, name]), content) if base else content


def _faults(content: Mapping[str, Any], name: str) -> Iterator[str]:
    yield from _wrong(content, _TOP, name)
    for part, kinds in _PARTS.items():
        if isinstance(content.get(part, {}), dict):
            yield from _wrong(content.get(part, {}), kinds, f"{name}: {part}")
    looks = content.get("looks", {})
    for style, look in looks.items() if isinstance(looks, dict) else ():
        if isinstance(look, dict):
            yield from _wrong(look, _LOOK, f"{name}: looks.{style}")
        else:
            yield f"{name}: looks.{style}: cần là một bảng"
    if not looks:
        yield f"{name}: looks: chưa có kiểu trình bày nào"
    yield from _rule_faults(content.get("rules", []), looks, name)


def _rule_faults(rules: Any, looks: Any, name: str) -> Iterator[str]:
    for number, rule in enumerate(rules if isinstance(rules, list) else [], 1):
        place = f"{name}: rules, mục {number}"
        if not isinstance(rule, dict):
            yield f"{place}: cần là một bảng"
            continue
        yield from _wrong(rule, _RULE, place)
        for key in ("style", "under"):
            if rule.get(key) not in looks:
                yield f"{place}: {key}: không có kiểu “{rule.get(key, '')}” trong looks"


def _wrong(content: Mapping[str, Any], kinds: Mapping[str, str], place: str) -> Iterator[str]:
    for key, value in content.items():
        if key not in kinds:
            yield f"{place}: {key}: không có mục này{suggestion(key, kinds)}"
        elif not _is(kinds[key], value):
            yield f"{place}: {key}: {str(value)[:60]!r} không dùng được, cần {_KINDS[kinds[key]]}"


def _is(kind: str, value: Any) -> bool:
    match kind:
        case "text":
            return isinstance(value, str)
        case "texts":
            return isinstance(value, list) and all(isinstance(text, str) for text in value)
        case "flag":
            return isinstance(value, bool)
        case "length":
            return _is_length(value)
        case "line":
            return value == "single" or _is_length(value)
        case "pair":
            return isinstance(value, list) and len(value) == 2 and all(map(_is_length, value)) and _ordered(value)
        case "align":
            return value in get_args(Align)
        case "outline":
            return type(value) is int and 0 <= value <= 8
        case "pattern":
            return isinstance(value, str) and _compiles(value)
    return isinstance(value, dict if kind == "table" else list)


def _is_length(value: Any) -> bool:
    return type(value) in (int, float) and 0 <= value <= _MOST_LENGTH


def _ordered(pair: list[float]) -> bool:
    return pair[0] <= pair[1] or sum(pair) > 100  # two columns of a page stand in their own order


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True


def _profile(name: str, content: Mapping[str, Any]) -> Profile:
    text, columns = content.get("text", {}), content.get("columns", {})
    return Profile(
        id=name,
        source=content.get("source", name),
        recipient_separator=content.get("recipients", {}).get("separator", ""),
        forbidden_endings=tuple(content.get("forbidden_endings", ())),
        rules=tuple(Rule(**_settled(rule)) for rule in content.get("rules", ())),
        looks=MappingProxyType({style: _look(look) for style, look in content["looks"].items()}),
        **({"font": content["font"]} if "font" in content else {}),
        **_settled(content.get("page", {})),
        **_settled(text),
        **_settled(columns),
    )


def _look(content: Mapping[str, Any]) -> Look:
    given = _settled(content)
    if given.get("line") == "single":
        given["line"] = None
    return Look(**{field.name: given[field.name] for field in fields(Look) if field.name in given})


def _settled(content: Mapping[str, Any]) -> dict[str, Any]:
    """Lists as tuples: a profile is a value."""
    return {key: tuple(value) if isinstance(value, list) else value for key, value in content.items()}
