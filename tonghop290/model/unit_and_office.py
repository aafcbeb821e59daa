"""Who reports, and to whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tonghop290.text.format import ToneStyle

PROFILE_2018, PROFILE_2026 = "hd36-2018", "hd05-2026"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A unit that reports. ``name`` is without the unit word ("Hoằng Xuân"), ``type`` is it ("xã", "ward")."""

    code: str
    name: str
    type: str = ""
    parent: str = ""
    email: str = ""
    phone: str = ""
    contact: str = ""

    @property
    def kind(self) -> str:
        """What sort of unit it is, as forms name it ("xã", "phường", "thị trấn").

        "" where only its typed name is known: the workbook it filled in was nobody's own either.
        """
        return " ".join(self.type.casefold().split()) if self.code else ""

    @property
    def full_name(self) -> str:
        """ "xã Hoằng Xuân", "thị trấn Bút Sơn": as it stands inside a sentence."""
        return f"{self.type} {self.name}".strip()

    @property
    def title(self) -> str:
        """ "Xã Hoằng Xuân": as it stands in a list."""
        full = self.full_name
        return full[:1].upper() + full[1:]


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """The collecting office and what it prints on every workbook and report; all of it is data, never code.

    ``level``: "huyện" or "tỉnh" … ; ``name``: "Hoằng Hóa"; ``committee``: "Huyện uỷ"; ``party_body``: "Đảng bộ huyện
    Hoằng Hóa" (the line above the unit's own name); ``letter_symbol``: "CV/HU". What is empty here and follows from the
    level is filled in by ``model.levels.settled``.
    """

    level: str = ""
    name: str = ""
    committee: str = ""
    party_body: str = ""
    parent_level: str = ""
    """The level of the office above, where there is more than one it may be."""
    parent_body: str = ""
    """What stands above ``party_body`` in the office's own report: "Đảng bộ tỉnh Thanh Hóa"."""
    parent_committee: str = ""
    """Who leads the office: "Tỉnh uỷ"."""
    reports_to: str = ""
    """Who its own report goes to: "Ban Thường vụ Tỉnh uỷ"."""
    department: str = ""
    """Its office that the report is about, ``parent_department`` that of the level above: "Ban Dân vận"."""
    parent_department: str = ""
    tiers: tuple[str, ...] = ()
    """Whose papers come down to a unit, the centre's first and the office's own last."""
    letter_symbol: str = ""
    report_symbol: str = ""
    number_mark: str = ""
    """What stands between a number and its symbol ("": a hyphen)."""
    letter_number: str = ""
    letter_date: dt.date | None = None
    deadline: dt.date | None = None
    figures_date: dt.date | None = None
    report_year: int | None = None
    opened: dt.date | None = None
    """When its round was opened."""
    contact: str = ""
    phone: str = ""
    email: str = ""
    place: str = ""
    signer: str = ""
    signer_title: str = ""
    profile: str = ""
    tone_style: ToneStyle = "giu_nguyen"
    addressee: str = ""
    """Who a letter to a unit is addressed to: "Đảng uỷ {unit}" ("": the unit)."""
    speaker: str = ""
    """Who reports, as the tables' notes say it: "Ban Thường vụ {committee} {name}" ("": the committee and name)."""
    authority: str = ""
    """The line over the signer's title: "T/M BAN THƯỜNG VỤ"."""
    notice: str = ""
    """A line printed on every workbook, report and table, such as "SỐ LIỆU MINH HOẠ"."""
    frozen: str = ""
    """A line at the foot of every paper of a round that is closed: of which day its figures are, under which code. No
    setting: the round says it."""
    own: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Settings only the form knows (its ``[settings]``): id → what the office says, or the form's default."""

    def setting(self, name: str) -> Any:
        """A setting by its name, the form's own ones among them; "" where there is none."""
        return self.own[name] if name in self.own else getattr(self, name, "")

    @property
    def day(self) -> dt.date | None:
        """Whose names and rules its papers follow: of the deadline, the letter, the end of the report's year."""
        year = dt.date(self.report_year, 12, 31) if self.report_year and 1 <= self.report_year <= 9999 else None
        return self.deadline or self.letter_date or year or self.opened

    @property
    def letter_name(self) -> str:
        """ "345-CV/HU": the letter's number and symbol; "345" without a symbol."""
        return self.letter_number + self._marked(self.letter_symbol)

    @property
    def report_ending(self) -> str:
        """ "-BC/HU": what follows the number of its report, which is written by hand; "" without a symbol."""
        return self._marked(self.report_symbol)

    def _marked(self, symbol: str) -> str:
        return f"{self.number_mark or '-'}{symbol}" if symbol else ""

    def in_words(self, pattern: str, **more: str) -> str:
        """A phrase of the settings with its names: ``{committee}``, ``{name}``, ``{level}`` and those in ``more``."""
        names = {"committee": self.committee, "name": self.name, "level": self.level, **more}
        for name, words in names.items():
            pattern = pattern.replace("{" + name + "}", words)
        return " ".join(pattern.split())
