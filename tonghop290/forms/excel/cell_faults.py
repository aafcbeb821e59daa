"""The faults of a form written in Excel: told by sheet and cell, each cause once."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tonghop290.forms.excel.sheets import Sheet
from tonghop290.forms.excel.titles import FIELDS, HEAD
from tonghop290.forms.faults import Faults
from tonghop290.text.nearest import suggestion

__all__ = ["CellFaults", "split_fault"]

_FOLLOWS = (
    "unit",
    "decimals",
    "hard",
    "usual",
    "usual_for",
    "choices",
    "other_allowed",
    "spellings",
    "formula",
    "total",
    "office",
)
"""What cannot be judged of a field whose type was not understood."""
_FAULT = re.compile(r"(?s)(?P<sheet>.+?)!(?P<cell>[A-Z]{1,3}[0-9]+): (?P<reason>.*)")


class CellFaults(Faults):
    """``place`` says where a key stands; a key that could not be read as its column asks is told once, by it."""

    def __init__(self, found: Mapping[str, Sheet], sheets: Mapping[str, Sheet]) -> None:
        super().__init__()
        self._places: dict[str, str] = {}
        self._titles: dict[str, str] = {}
        self._unread: set[str] = set()
        self._first: dict[str, str] = {
            part: f"{sheets[name].title}!A1"
            for part, name in (("", HEAD), ("fields", FIELDS), ("sections", FIELDS), ("period", HEAD), ("form", HEAD))
        }
        for name in (HEAD, FIELDS):
            if name not in found or not found[name].places:
                close = suggestion(name, found)
                self.lines.append(f"{name}!A1: còn thiếu trang “{name}” (hoặc dòng tiêu đề của nó){close}")
                self._unread |= {"form", "period"} if name == HEAD else {"fields", "sections"}
        for sheet in found.values():
            self.lines += [f"{sheet.title}!{cell}: {reason}" for cell, reason in sheet.faults]

    def place(self, key: str, sheet: Sheet, row: int, title: str) -> None:
        """Where a key stands, or would stand."""
        place = f"{sheet.title}!{sheet.cell(row, title)}"
        self._places[key] = place
        self._titles[key] = title
        above = key.rpartition(".")[0]
        if above.endswith(".total"):
            self._places.setdefault(above, place)

    def row_of(self, key: str) -> int | None:
        """The row a key stands in; None where it has no place of its own."""
        place = self._places.get(key)
        return int(place.rpartition("!")[2].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) if place is not None else None

    def at(self, sheet: Sheet, row: int, title: str, reason: str) -> None:
        """A fault of a cell that stands for no key."""
        super().add(f"{sheet.title}!{sheet.cell(row, title)}", reason)

    def unread(self, key: str, reason: str) -> None:
        """A cell that is not what its column asks for; nothing more is said of its key."""
        super().add(self.where(key), reason)
        self._unread.add(key)

    def told(self, key: str) -> None:
        """Nothing more is said of a key: its cause has been told."""
        self._unread.add(key)

    def add(self, place: str, reason: str) -> None:
        if any(place == key or place.startswith(f"{key}.") for key in self._unread):
            return
        field, _, key = place.rpartition(".")
        owner = field.removesuffix(".total")
        if f"{owner}.type" in self._unread and (key in _FOLLOWS or owner != field):
            return
        named = f"{reason} {self._titles[place]}" if reason == "còn thiếu" and place in self._titles else reason
        super().add(self.where(place), named)

    def named(self, key: str, title: str) -> None:
        """What people call a key, where it is not the title of its column."""
        self._titles[key] = title

    def where(self, place: str) -> str:
        """Sheet and cell of a key, or of what it stands in."""
        while place:
            if place in self._places:
                return self._places[place]
            if place in self._first:
                return self._first[place]
            place = place[: max(place.rfind("."), place.rfind("["), 0)]
        return self._first[""]


def split_fault(fault: str) -> tuple[str, str, str] | None:
    """Sheet, cell and reason of a fault as :class:`CellFaults` tells it."""
    found = _FAULT.fullmatch(fault)
    return (found["sheet"], found["cell"], found["reason"]) if found else None
