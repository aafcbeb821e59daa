"""Who sent a workbook: several witnesses, one answer, and a finding where they disagree; and how old it is."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import PurePath

from tonghop290.messages import finding
from tonghop290.model import Cell, CellRef, Field, Finding, Form, Unit, came_later, not_yet_asked, told_few
from tonghop290.spreadsheet.book import RawBook
from tonghop290.text.legacy import decode_tcvn3, decode_vni, legacy_encoding
from tonghop290.text.normalize import clean_text, fold_marks
from tonghop290.text.numbers import read_plain_number
from tonghop290.workbook.intake.names.place_words import PlaceWords
from tonghop290.workbook.intake.names.unit_names import NameRead, Register
from tonghop290.workbook.plan import HIDDEN, IDENTITY_KEYS

__all__ = ["asked_then", "grown_from", "hidden_identity", "identify_unit", "identity_sheet", "typed_name"]


def identity_sheet(book: RawBook) -> int | None:
    """The index of the sheet of identity (it may come back merely hidden, visible, renamed); None when it is gone."""
    order = sorted(range(len(book.sheets)), key=lambda number: book.sheets[number].name != HIDDEN)
    for number in order:
        first = book.sheets[number].cells.get((1, 1))
        if (
            first is not None
            and first.kind == "s"
            and first.text.strip() == IDENTITY_KEYS[0]
            and (1, 2) in book.sheets[number].cells
        ):
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
            found[key.text.strip()] = (
                _whole(value.text) if value.kind == "n" else clean_text(value.text, keep_lines=False)
            )
    return found


def _whole(digits: str) -> str:
    """A stored number as the digits a person typed: 42.0 and 4.2E1 are 42."""
    number = read_plain_number(digits)
    return str(int(number)) if number is not None and number.is_integer() and abs(number) < 1e15 else digits


@dataclass(frozen=True, slots=True, kw_only=True)
class Identified:
    """``unit`` is None when nobody is believed; the reason is among ``findings``, but for an empty name field."""

    unit: Unit | None
    claims: Mapping[str, str]
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _About:
    """Where a return names its unit, and what it says there."""

    path: str
    at: CellRef | None
    field: Field | None
    claims: Mapping[str, str]

    @property
    def id(self) -> str | None:
        return self.field.id if self.field is not None else None

    @property
    def asked(self) -> str:
        """What should stand there, inside a sentence."""
        label = self.field.label if self.field is not None else "Tên đơn vị"
        return f"{label[0].lower()}{label[1:]}"


def typed_name(cell: Cell | None) -> str:
    """The text of the name field, decoded where it is in an old code; "" for anything but a text."""
    if cell is None or cell.kind != "text":
        return ""
    encoding = legacy_encoding(cell.text, cell.font)
    decoded = (
        cell.text
        if encoding is None
        else decode_vni(cell.text)
        if encoding == "vni"
        else decode_tcvn3(cell.text, capitals=encoding == "tcvn3-capitals")
    )
    return clean_text(decoded, keep_lines=False)


def identify_unit(
    identity: Mapping[str, str],
    name: str,
    name_cell: CellRef | None,
    path: str,
    register: Register | None,
    *,
    words: PlaceWords,
    field: Field | None = None,
) -> Identified:
    """The unit a return speaks for.

    ``identity``: of the hidden sheet. ``name``: what the name field says. Without a register the hidden code and name,
    or the typed name alone, are believed. ``words``: of the form's levels; ``field``: where the name stands.
    """
    claims = {"hidden": identity.get("unit", ""), "name": name, "file": PurePath(path).name}
    about = _About(path=path, at=name_cell, field=field, claims=claims)
    if register is None:
        return _without_register(identity, name, about, words)
    code, printed = identity.get("unit", ""), identity.get("unit_name", "")
    read = register.read_name(name)
    hidden = register.by_code(code)
    of_another_round = bool(code) and hidden is None
    if of_another_round:  # of another round or district: its printed name decides, if it is ours
        hidden = register.by_name(printed)
        if hidden is None and name and printed and not _same_name(name, printed, words):
            return _disagree(about, printed, name)
    if hidden is not None and name and not _is_named(hidden, name, read, words):
        return _disagree(about, hidden.title, name)
    in_file = register.in_file_name(path)
    believed = hidden or read.unit
    unit = believed or (in_file.unit if not name else None)
    if unit is None:
        return _nobody(about, name)
    remarks = _remarks(unit, code, about, strange_code=of_another_round and believed is not None)
    other = in_file.against(unit)
    if other is not None:
        remarks.append(finding("unit-file-name", file=path, unit=unit, other=other.title, unit_title=unit.title))
    return Identified(unit=unit, claims=claims, findings=tuple(remarks))


def _nobody(about: _About, name: str) -> Identified:
    missing = "unit-unknown" if name else "unit-missing"
    told = finding(missing, file=about.path, at=about.at, field=about.id, name=name, asked=about.asked)
    return Identified(unit=None, claims=about.claims, findings=(told,))


def _remarks(unit: Unit, code: str, place: _About, *, strange_code: bool) -> list[Finding]:
    """What is to be said of the code in a workbook: the register has none like it, or has lost the zeros before it."""
    about = {"unit_title": unit.title, "listed": unit.code}
    if strange_code:
        return [finding("unit-code", file=place.path, at=place.at, field=place.id, value=code, facts=about)]
    if code and len(code) > len(unit.code) and code.lstrip("0") == unit.code:
        return [finding("unit-list-zeros", file=place.path, value=code, facts=about)]
    return []


def _is_named(unit: Unit, name: str, read: NameRead, words: PlaceWords) -> bool:
    """Whether a typed name, which names one of the register or none, may be this unit's."""
    if read.unit is not None or unit.code in read.sure:
        return read.unit == unit or read.unit is None and read.may_be(unit)
    return _same_name(name, unit.name, words)


def _without_register(identity: Mapping[str, str], name: str, about: _About, words: PlaceWords) -> Identified:
    hidden = identity.get("unit_name", "")
    if name and hidden and not _same_name(name, hidden, words):
        return _disagree(about, hidden, name)
    word, bare = words.split(hidden or words.variants(name)[-1] if hidden or name else "")
    if not bare and not identity.get("unit"):
        return Identified(unit=None, claims=about.claims)  # the empty name field is a finding of its own
    code = identity.get("unit", "")
    return Identified(unit=Unit(code=code, name=bare or code, type=word or words.usual), claims=about.claims)


def _same_name(name: str, other: str, words: PlaceWords) -> bool:
    """Whether two names may mean one unit: without regard to unit word, marks, and what stands around a name."""
    known = fold_marks(words.split(other)[1])
    return any(fold_marks(words.split(variant)[1]) == known for variant in words.variants(name))


def _disagree(about: _About, hidden: str, name: str) -> Identified:
    told = finding("unit-disagrees", file=about.path, at=about.at, field=about.id, value=name, hidden=hidden, name=name)
    return Identified(unit=None, claims=about.claims, findings=(told,))


def grown_from(identity: Mapping[str, str], form: Form) -> bool:
    """Whether a workbook says that it is of a version the form has grown from: it asks more now, and nothing else."""
    return bool(identity.get("version")) and bool(came_later(form, identity["version"]))


def asked_then(
    identity: Mapping[str, str], form: Form, path: str, missing: Collection[str]
) -> tuple[list[Field], list[Finding]]:
    """The inputs that stood in the form when the workbook was issued, and a note on the others. ``missing``: ids of
    those it has no place for."""
    unasked = not_yet_asked(form, identity.get("version") or None, missing)
    names = told_few([field.short for field in unasked])
    note = [finding("form-lacks", severity="note", file=path, count=str(len(unasked)), names=names)] if unasked else []
    return [field for field in form.inputs if field not in unasked], note
