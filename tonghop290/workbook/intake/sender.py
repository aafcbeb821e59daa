"""Who sent a workbook: several witnesses, one answer, and a finding where they disagree."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath

from tonghop290.messages import finding
from tonghop290.model import Cell, CellRef, Finding, Unit
from tonghop290.spreadsheet.book import RawBook
from tonghop290.text.legacy import decode_tcvn3, decode_vni, legacy_encoding
from tonghop290.text.normalize import clean_text, fold_marks
from tonghop290.text.numbers import read_plain_number
from tonghop290.text.places import COMMUNE_WORDS, SHORT_WORDS, split_name
from tonghop290.workbook.intake.unit_names import NameRead, Register
from tonghop290.workbook.plan import HIDDEN, IDENTITY_KEYS

__all__ = ["hidden_identity", "identify_unit", "identity_sheet", "typed_name"]

_UNIT_WORD = re.compile(rf"(?<!\w)({'|'.join(COMMUNE_WORDS)}|t\.?t\.?|p\.|x\.|đ\.?k\.?)(?= |(?<=\.))", re.IGNORECASE)
_TAIL = re.compile(r" *(?:[,(;]| [-–—] ).*| +(?:huyện|thị xã|thành phố|tỉnh|tp\.?|tx\.?) .*", re.IGNORECASE)


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


def name_variants(name: str) -> list[str]:
    """A unit's name as typed, then without what people write around it.

    >>> name_variants("UBND xã Hoằng Xuân, huyện Hoằng Hóa")
    ['UBND xã Hoằng Xuân, huyện Hoằng Hóa', 'UBND xã Hoằng Xuân', 'xã Hoằng Xuân']
    """
    whole = clean_text(name, keep_lines=False).strip(" .,;:")
    found = [whole, _TAIL.sub("", whole).strip(" .,;:")]
    if unit := _UNIT_WORD.search(found[1]):
        word = SHORT_WORDS.get(unit[1].casefold().rstrip(". "), unit[1])
        found.append(f"{word} {found[1][unit.end() :].strip()}")
    return list(dict.fromkeys(variant for variant in found if variant))


@dataclass(frozen=True, slots=True, kw_only=True)
class Identified:
    """``unit`` is None when nobody is believed; the reason is among ``findings``, but for an empty name field."""

    unit: Unit | None
    claims: Mapping[str, str]
    findings: tuple[Finding, ...] = ()


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
) -> Identified:
    """The unit a return speaks for.

    ``identity``: of the hidden sheet. ``name``: what the name field says. Without a register the hidden code and name,
    or the typed name alone, are believed.
    """
    claims = {"hidden": identity.get("unit", ""), "name": name, "file": PurePath(path).name}
    if register is None:
        return _without_register(identity, name, name_cell, path, claims)
    code, printed = identity.get("unit", ""), identity.get("unit_name", "")
    read = register.read_name(name)
    hidden = register.by_code(code)
    of_another_round = bool(code) and hidden is None
    if of_another_round:  # of another round or district: its printed name decides, if it is ours
        hidden = register.by_name(printed)
        if hidden is None and name and printed and not _same_name(name, printed):
            return _disagree(claims, printed, name, name_cell, path)
    if hidden is not None and name and not _is_named(hidden, name, read):
        return _disagree(claims, hidden.title, name, name_cell, path)
    in_file = register.in_file_name(path)
    believed = hidden or read.unit
    unit = believed or (in_file.unit if not name else None)
    if unit is None:
        missing = "unit-unknown" if name else "unit-missing"
        told = finding(missing, file=path, at=name_cell, field="don_vi", name=name)
        return Identified(unit=None, claims=claims, findings=(told,))
    remarks = _remarks(unit, code, path, name_cell, strange_code=of_another_round and believed is not None)
    other = in_file.against(unit)
    if other is not None:
        remarks.append(finding("unit-file-name", file=path, unit=unit, other=other.title, unit_title=unit.title))
    return Identified(unit=unit, claims=claims, findings=tuple(remarks))


def _remarks(unit: Unit, code: str, path: str, at: CellRef | None, *, strange_code: bool) -> list[Finding]:
    """What is to be said of the code in a workbook: the register has none like it, or has lost the zeros before it."""
    about = {"unit_title": unit.title, "listed": unit.code}
    if strange_code:
        return [finding("unit-code", file=path, at=at, field="don_vi", value=code, facts=about)]
    if code and len(code) > len(unit.code) and code.lstrip("0") == unit.code:
        return [finding("unit-list-zeros", file=path, value=code, facts=about)]
    return []


def _is_named(unit: Unit, name: str, read: NameRead) -> bool:
    """Whether a typed name, which names one of the register or none, may be this unit's."""
    if read.unit is not None or unit.code in read.sure:
        return read.unit == unit or read.unit is None and read.may_be(unit)
    return _same_name(name, unit.name)


def _without_register(
    identity: Mapping[str, str], name: str, at: CellRef | None, path: str, claims: Mapping[str, str]
) -> Identified:
    hidden = identity.get("unit_name", "")
    if name and hidden and not _same_name(name, hidden):
        return _disagree(claims, hidden, name, at, path)
    word, bare = split_name(hidden or name_variants(name)[-1] if hidden or name else "")
    if not bare and not identity.get("unit"):
        return Identified(unit=None, claims=claims)  # the empty name field is a finding of its own
    return Identified(
        unit=Unit(code=identity.get("unit", ""), name=bare or identity.get("unit", ""), type=word or "xã"),
        claims=claims,
    )


def _same_name(name: str, other: str) -> bool:
    """Whether two names may mean one unit: without regard to unit word, marks, and what stands around a name."""
    known = fold_marks(split_name(other)[1])
    return any(fold_marks(split_name(variant)[1]) == known for variant in name_variants(name))


def _disagree(claims: Mapping[str, str], hidden: str, name: str, at: CellRef | None, path: str) -> Identified:
    return Identified(
        unit=None,
        claims=claims,
        findings=(finding("unit-disagrees", file=path, at=at, field="don_vi", value=name, hidden=hidden, name=name),),
    )
