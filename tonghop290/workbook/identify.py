"""Who sent a workbook: several witnesses, one answer, and a finding where they disagree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath

from tonghop290.messages import finding
from tonghop290.model import CellRef, Finding, Unit
from tonghop290.text.normalize import clean_text, fold_marks, match_key
from tonghop290.text.numbers import read_plain_number
from tonghop290.text.places import split_unit_name
from tonghop290.workbook.layout import HIDDEN, IDENTITY_KEYS
from tonghop290.workbook.xlsx import RawBook

__all__ = ["Register", "hidden_identity", "identify_unit", "identity_sheet"]


def identity_sheet(book: RawBook) -> int | None:
    """The index of the sheet of identity (it may come back merely hidden, visible, renamed); None when it is gone."""
    order = sorted(range(len(book.sheets)), key=lambda number: book.sheets[number].name != HIDDEN)
    for number in order:
        first = book.sheets[number].cells.get((1, 1))
        if first is not None and first.kind == "s" and first.text.strip() == IDENTITY_KEYS[0] and (1, 2) in book.sheets[number].cells:
            return number
    return None


def hidden_identity(book: RawBook) -> dict[str, str]:
    """What the sheet of identity says; {} when it is gone.

    A code that came back as a number (42.0 for 00042) is given as digits without the fraction.
    """
    number = identity_sheet(book)
    if number is None:
        return {}
    cells = book.sheets[number].cells
    found: dict[str, str] = {}
    for row in range(1, len(IDENTITY_KEYS) + 6):
        key, value = cells.get((row, 1)), cells.get((row, 2))
        if key is not None and value is not None and key.text.strip() in IDENTITY_KEYS:
            found[key.text.strip()] = _whole(value.text) if value.kind == "n" else clean_text(value.text, keep_lines=False)
    return found


def _whole(digits: str) -> str:
    """A stored number as the digits a person typed: 42.0 and 4.2E1 are 42."""
    number = read_plain_number(digits)
    return str(int(number)) if number is not None and number.is_integer() and abs(number) < 1e15 else digits


class Register:
    """The units that should report, to be found by code, by name, or inside a file name."""

    def __init__(self, units: Mapping[str, Unit]) -> None:
        self.units = units
        self._by_number = {code.lstrip("0"): unit for code, unit in units.items()}
        self._by_title: dict[str, list[Unit]] = {}
        self._by_name: dict[str, list[Unit]] = {}
        for unit in units.values():
            self._by_title.setdefault(match_key(unit.title), []).append(unit)
            self._by_name.setdefault(match_key(unit.name), []).append(unit)

    def by_code(self, code: str) -> Unit | None:
        return self.units.get(code) or self._by_number.get(code.lstrip("0")) if code else None

    def by_name(self, name: str) -> Unit | None:
        """A unit by its name, with or without the unit word; None when there is none or more than one."""
        key = match_key(clean_text(name, keep_lines=False))
        found = self._by_title.get(key) or self._by_name.get(key) or []
        if not found:
            word, bare = split_unit_name(clean_text(name, keep_lines=False))
            found = [unit for unit in self._by_name.get(match_key(bare), []) if word]
        return found[0] if len(found) == 1 else None

    def in_file_name(self, path: str) -> Unit | None:
        """The one unit whose code or name stands in the file's name; None when there is none or more than one."""
        stem = " " + " ".join("".join(c if c.isalnum() else " " for c in fold_marks(PurePath(path).stem)).split()) + " "
        found = [unit for unit in self.units.values() if len(unit.code) >= 4 and f" {unit.code} " in stem]
        if not found:
            names = [(fold_marks(unit.name), unit) for unit in self.units.values()]
            found = [unit for name, unit in names if f" {name} " in stem]
            longest = max((len(fold_marks(unit.name)) for unit in found), default=0)
            found = [unit for unit in found if len(fold_marks(unit.name)) == longest]
        return found[0] if len(found) == 1 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Identified:
    unit: Unit | None
    claims: Mapping[str, str]
    findings: tuple[Finding, ...] = ()


def identify_unit(
    identity: Mapping[str, str], name: str, name_cell: CellRef | None, path: str, register: Register | None,
) -> Identified:
    """The unit a return speaks for.

    ``identity``: of the hidden sheet. ``name``: what the name field says. Without a register the hidden code and name, or
    the typed name alone, are believed.
    """
    claims = {"hidden": identity.get("unit", ""), "name": name, "file": PurePath(path).name}
    if register is None:
        if identity.get("unit") or identity.get("unit_name"):
            word, bare = split_unit_name(identity.get("unit_name") or name)
            if name and identity.get("unit_name") and match_key(name) != match_key(identity["unit_name"]) and match_key(name) != match_key(bare):
                return _disagree(claims, identity["unit_name"], name, name_cell, path)
            return Identified(unit=Unit(code=identity.get("unit", ""), name=bare, type=word or "xã"), claims=claims)
        word, bare = split_unit_name(name)
        if bare:
            return Identified(unit=Unit(code="", name=bare, type=word or "xã"), claims=claims)
        return Identified(unit=None, claims=claims)  # the empty name field is a finding of its own
    hidden = register.by_code(identity.get("unit", ""))
    named = register.by_name(name) if name else None
    in_file = register.in_file_name(path)
    if hidden and name and (named is not None and named != hidden or named is None and _is_other_name(name, hidden)):
        return _disagree(claims, hidden.title, name, name_cell, path)
    unit = hidden or named or (in_file if not name else None)
    if unit is None:
        code = "unit-unknown" if name else "unit-missing"
        return Identified(unit=None, claims=claims, findings=(finding(code, file=path, at=name_cell, field="don_vi", name=name),))
    findings: tuple[Finding, ...] = ()
    if in_file is not None and in_file != unit:
        findings = (finding("unit-file-name", file=path, unit=unit, other=in_file.title, unit_title=unit.title),)
    return Identified(unit=unit, claims=claims, findings=findings)


def _is_other_name(name: str, unit: Unit) -> bool:
    """Whether a typed name that the register does not know is far from the unit's own."""
    bare = split_unit_name(clean_text(name, keep_lines=False))[1]
    return fold_marks(bare) != fold_marks(unit.name)


def _disagree(claims: Mapping[str, str], hidden: str, name: str, at: CellRef | None, path: str) -> Identified:
    return Identified(unit=None, claims=claims, findings=(finding("unit-disagrees", file=path, at=at, field="don_vi", value=name, hidden=hidden, name=name),))
