"""One cause told once: findings in the order they are told in, those that say the same of many cells as one line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from tonghop290.model.finding import Finding
from tonghop290.model.printed_words import sayable
from tonghop290.model.severity import SEVERITY_ORDER

MANY = 3
"""So many cells that say the same are one line; of empty ones already :data:`_EMPTY_CELLS`."""
_EMPTY_CELLS = 2
_EMPTY = ("required", "required-text")
_TOGETHER = ("structure", "type")
_MARK = "\0"
_EXAMPLE = sayable(", ví dụ ")


def in_told_order(findings: Iterable[Finding]) -> list[Finding]:
    """Errors, then warnings, then notes; what is said of the whole file first, then as given, the same causes side by
    side. A finding's place in it is the number of its point, wherever people read one."""
    by_weight = sorted(findings, key=lambda one: (SEVERITY_ORDER[one.severity], one.field is not None))
    first: dict[object, int] = {}
    for number, one in enumerate(by_weight):
        first.setdefault(_cause(one), number)
    return sorted(by_weight, key=lambda one: first[_cause(one)])


def gathered(findings: Sequence[Finding]) -> list[tuple[Finding, ...]]:
    """Findings in told order, those that tell one cause of :data:`MANY` cells together."""
    groups: list[tuple[Finding, ...]] = []
    for _, members in groupby(findings, key=_cause):
        group = tuple(members)
        many = _EMPTY_CELLS if group[0].code in _EMPTY else MANY
        groups += [group] if len(group) >= many else [(one,) for one in group]
    return groups


def numbers_of(numbers: Sequence[int]) -> str:
    """ "3", or "3–34" for a line that tells several points."""
    return _runs(numbers)


def _cause(finding: Finding) -> object:
    """Equal for findings that say the same of different cells."""
    if finding.stage not in _TOGETHER or not finding.label:
        return id(finding)
    return finding.severity, finding.code, finding.sheet, finding.message.replace(finding.label, _MARK)


def as_one(group: Sequence[Finding]) -> Finding:
    """The finding that speaks for a group: "Các chỉ tiêu 8–22, 26 (trang “Số liệu”, các ô E15–E29, E33) ghi “a”…"."""
    first = group[0]
    if len(group) == 1 or not first.label:
        return first
    if not first.message.startswith(first.label):  # Không tìm thấy bảng “A”, “B” …
        quoted = f"“{first.label}”"
        names = ", ".join(f"“{one.label}”" for one in group)
        return replace(first, message=first.message.replace(quoted, names), label=None, number="", cell=None)
    said = _head(group) + first.message[len(first.label) :]
    return replace(first, message=said, fix=_shared_fix(group), label=None, number="", sheet=None, cell=None)


def _shared_fix(group: Sequence[Finding]) -> str:
    """What to do in all the cells: an example of one is none for the others."""
    fix = group[0].fix
    if all(one.fix == fix for one in group):
        return fix
    example = re.compile(rf"{re.escape(group[0].words.say(_EXAMPLE))}[^.;]+")
    return example.sub("", fix)


def _head(group: Sequence[Finding]) -> str:
    words = group[0].words
    cells = [words.say("các ô {cells}", cells=places_of(group))] if all(one.cell for one in group) else []
    where = ", ".join([*words.where(group[0].sheet or "", ""), *cells])
    if all(one.number.isdigit() for one in group):
        numbers = _runs(sorted({int(one.number) for one in group}))
        name = words.say("Các chỉ tiêu {numbers}", numbers=numbers)
    else:
        name = "; ".join(dict.fromkeys(str(one.label) for one in group))
    return f"{name} ({where})" if where else name


def places_of(group: Sequence[Finding]) -> str:
    """ "E15–E29, E33": the cells of a group on its sheet, column by column."""
    columns: dict[str, list[int]] = {}
    for one in group:
        letters = (one.cell or "").rstrip("0123456789")
        if letters:
            columns.setdefault(letters, []).append(int((one.cell or "")[len(letters) :]))
    return ", ".join(_runs(sorted(set(rows)), letters) for letters, rows in columns.items())


def _runs(numbers: Sequence[int], before: str = "") -> str:
    """ "8–22, 26"."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][-1] + 1:
            parts[-1].append(number)
        else:
            parts.append([number])
    return ", ".join(
        f"{before}{part[0]}" if len(part) == 1 else f"{before}{part[0]}–{before}{part[-1]}" for part in parts
    )
