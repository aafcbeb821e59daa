"""The kinds of units and levels of offices of a form: a shipped table by its name, and what the form adds to it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import fields as dataclass_fields
from dataclasses import replace
from pathlib import Path
from typing import Any

from tonghop290.definitions.toml_file import merged, read_toml
from tonghop290.forms.faults import Faults, Part, shown
from tonghop290.model import ASKED_OF_LEVELS, Field, FormError, Levels, Office, OfficeLevel, Rule, Table, UnitKind
from tonghop290.shipped import level_files, profile_files
from tonghop290.text.nearest import suggestion

__all__ = ["read_levels", "shipped_levels", "with_kinds"]

ADMINISTRATIVE = "hanh-chinh"
"""The table of the words alone, which the registers of communes are written in."""
_NAMES = (
    "name", "word", "above", "above_committee", "committee", "parent_committee", "department", "unit", "level",
)  # fmt: skip
"""What may stand in braces in a setting of a level."""
_IN_BRACES = re.compile(r"\{([^{}]*)\}")

_OF_KINDS = ("parts", "town_parts", "area", "cells", "authority", "signer_title")
"""What is said of a kind of unit, a line each."""


def shipped_levels(name: str = ADMINISTRATIVE) -> Levels:
    """A shipped table by its name. Errors: KeyError; FormError with every fault of the file."""
    faults = Faults()
    levels = _levels(name, Part("", _shipped(name), faults), form_folder=None)
    if faults.lines:
        raise FormError(str(level_files()[name]), faults.lines)
    return levels


def read_levels(whole: Part, name: str, *, form_folder: Path | None = None) -> Levels:
    """``[units]`` and ``[levels]`` of a definition, on top of the shipped table of that name ("" for none)."""
    own = {key: whole.part(key).content for key in ("units", "levels", "names") if key in whole.content}
    if not own and not name:
        return Levels()
    content = merged(_shipped(name), own) if name in level_files() else own
    return _levels(name, Part("", content, whole.faults), form_folder=form_folder)


def with_kinds(
    levels: Levels, fields: Mapping[str, Field], tables: Mapping[str, Table], rules: tuple[Rule, ...], faults: Faults
) -> Levels:
    """The levels, with the kinds that ranges and rules name where the form lists none; a strange one is a fault."""
    columns = {f"tables.{table.id}.columns.{one.id}": one for table in tables.values() for one in table.columns}
    places = {f"fields.{field.id}": field for field in fields.values()} | columns
    named = [(f"{place}.usual_for", kind) for place, one in places.items() for kind, _ in one.usual_for]
    named += [(f"rules.{rule.id}.for", kind) for rule in rules for kind in rule.kinds]
    if not levels.kinds:
        return replace(levels, kinds=tuple(UnitKind(word=kind) for kind in dict.fromkeys(kind for _, kind in named)))
    for place, kind in named:
        if kind not in levels.kind_words:
            close = suggestion(kind, levels.kind_words)
            faults.add(place, f"không có loại đơn vị {shown(kind)} ở bảng các cấp hoặc ở [units]{close}")
    return levels


def _shipped(name: str) -> dict[str, Any]:
    """What a shipped table says, on top of the one it builds on."""
    content = dict(read_toml(level_files()[name])[0])
    base = content.pop("extends", "")
    return merged(_shipped(base), content) if base else content


def _levels(name: str, whole: Part, *, form_folder: Path | None) -> Levels:
    units, levels, names = whole.part("units"), whole.part("levels"), whole.part("names")
    kinds = tuple(_kind(word, units.part(word), units) for word in units.content)
    offices = tuple(_level(level, levels.part(level), tuple(levels.content), form_folder) for level in levels.content)
    around = {key: tuple(" ".join(names.texts(key)).split()) for key in ("bodies", "after")}
    around["titles"] = names.texts("titles")
    for part in (names, whole):
        part.no_more()
    return Levels(file=name, kinds=kinds, offices=offices, **around)


def _kind(word: str, part: Part, whole: Part) -> UnitKind:
    if not word or word != " ".join(word.casefold().split()):
        whole.fault(word, f"{shown(word)} không phải là loại đơn vị viết thường, như trong danh sách đơn vị")
    texts: dict[str, Any] = {key: part.line(key) for key in _OF_KINDS}
    lists: dict[str, Any] = {key: part.texts(key) for key in ("short",)}
    numbered = part.truth("numbered")
    part.no_more()
    return UnitKind(word=word, numbered=numbered, **texts, **lists)


def _level(name: str, part: Part, all: tuple[str, ...], form_folder: Path | None) -> OfficeLevel:
    under = part.texts("under")
    for number, other in enumerate(under, 1):
        if other not in all:
            part.fault(f"under[{number}]", f"không có cấp {shown(other)}{suggestion(other, all)}")
    since, until = _day(part, "since"), _day(part, "until")
    if since and until and since > until:
        part.fault("until", f"{until} đứng trước since {since}")
    level = OfficeLevel(
        name=name,
        word=part.line("word", name),
        short=part.texts("short"),
        numbered=part.truth("numbered"),
        under=tuple(other for other in under if other in all),
        since=since,
        until=until,
        says=_says(part, form_folder),
        changes=_changes(part, form_folder),
        tiers=_tiers(part),
        asks=_asks(part),
        needs=_needs(part, "needs", part.texts("needs")),
        own_needs=_needs(part, "own_needs", part.texts("own_needs")),
    )
    part.no_more()
    return level


def _says(part: Part, form_folder: Path | None) -> Mapping[str, str]:
    said = {key: part.line(key) for key in ASKED_OF_LEVELS if key in part.content}
    part.known.update(ASKED_OF_LEVELS)
    for key, pattern in said.items():
        _check_names(part, key, pattern)
    if "profile" in said:
        part.one_of("profile", profile_files(form_folder), "")
    return said


def _check_names(part: Part, key: str, pattern: str) -> None:
    for name in _IN_BRACES.findall(pattern):
        if name not in _NAMES:
            part.fault(key, f"không có {shown('{' + name + '}')}{suggestion(name, _NAMES)}")


def _changes(part: Part, form_folder: Path | None) -> tuple[tuple[dt.date, Mapping[str, str]], ...]:
    changes = []
    for inner in part.parts("changes"):
        first = _day(inner, "from", required=True)
        said = _says(inner, form_folder)
        inner.no_more()
        if first is not None:
            changes.append((first, said))
    return tuple(sorted(changes, key=lambda change: change[0]))


def _tiers(part: Part) -> tuple[str, ...]:
    tiers = part.texts("tiers")
    for tier in tiers:
        _check_names(part, "tiers", tier)
    return tiers


def _asks(part: Part) -> Mapping[str, tuple[str, ...]]:
    inner = part.part("asks")
    asked = {key: inner.texts(key) for key in _needs(inner, "", inner.content)}
    inner.known.update(inner.content)
    return asked


def _needs(part: Part, key: str, needed: Iterable[str]) -> tuple[str, ...]:
    """Names of settings; those that are none are faults."""
    known = [setting.name for setting in dataclass_fields(Office)]
    for name in needed:
        if name not in known:
            part.fault(key or name, f"không có mục {shown(name)} trong cấu hình của cơ quan{suggestion(name, known)}")
    return tuple(name for name in needed if name in known)


def _day(part: Part, key: str, *, required: bool = False) -> dt.date | None:
    value = part.raw(key)
    if value is None and required:
        part.fault(key, "còn thiếu")
    if value is None or type(value) is dt.date:
        return value
    part.fault(key, f"{shown(value)} không phải là ngày (viết 2025-06-30, không có ngoặc kép)")
    return None
