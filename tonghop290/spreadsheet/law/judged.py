"""The law over a whole workbook, and over a copy of one: what the copy breaks that its source did not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tonghop290.spreadsheet.law.law_parts import Fault, Parts
from tonghop290.spreadsheet.law.notes_law import shape_numbers
from tonghop290.spreadsheet.law.package_law import package_faults
from tonghop290.spreadsheet.law.sheet_law import sheet_faults
from tonghop290.spreadsheet.law.workbook_law import style_counts, style_faults, workbook_faults

__all__ = ["faults_of", "new_faults"]


def faults_of(data: bytes) -> list[Fault]:
    """Everything in a workbook that Excel would repair, refuse or misread."""
    return sorted(_faults(Parts(data), set()))


def new_faults(source: bytes, copy: bytes, *, shared: int | None = None) -> list[Fault]:
    """What a copy of a workbook breaks more often than its source did, part by part.

    Parts that are the same in both are not looked into: what is wrong in them was wrong before. ``shared``: how many
    texts the sheets of both share, where that is known.
    """
    before, after = Parts(source), Parts(copy)
    same = {name for name in after.names if name in before and before.checksum(name) == after.checksum(name)}
    found = list(_faults(after, same, shared))
    if not found:
        return []
    known = Counter((fault.rule, fault.part) for fault in _faults(before, same, shared))
    return [fault for fault in found if not _taken(known, fault)]


def _taken(known: Counter[tuple[str, str]], fault: Fault) -> bool:
    """Whether the source had such a fault too; each of its faults excuses one of the copy's."""
    key = fault.rule, fault.part
    if known[key] <= 0:
        return False
    known[key] -= 1
    return True


def _faults(parts: Parts, passed_over: set[str], shared: int | None = None) -> Iterator[Fault]:
    yield from package_faults(parts, passed_over)
    if not parts.workbook:
        yield Fault("no workbook", "")
        return
    yield from workbook_faults(parts)
    yield from style_faults(parts)
    styles = style_counts(parts)
    if shared is None:
        shared = parts.count(parts.related(parts.workbook, "sharedStrings"), "si")
    boxes: Counter[str] = Counter()
    for _, part in parts.sheets:
        boxes.update(set(shape_numbers(parts, part)) if part in parts else ())
        if part and part not in passed_over:
            yield from sheet_faults(parts, part, styles, shared)
    for number, times in boxes.items():
        if times > 1:
            yield Fault("box on two sheets", "", number)
