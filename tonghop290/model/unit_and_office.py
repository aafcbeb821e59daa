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
    """A commune of the register. ``name`` is without the unit word ("Hoằng Xuân"), ``type`` is it ("xã")."""

    code: str
    name: str
    type: str = "xã"
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
    Hoằng Hóa" (the line above the commune's own name); ``letter_symbol``: "CV/HU".
    """

    level: str = "huyện"
    name: str = ""
    committee: str = "Huyện uỷ"
    party_body: str = ""
    parent_body: str = ""
    """What stands above ``party_body`` in the office's own report: "Đảng bộ tỉnh Thanh Hóa"."""
    letter_symbol: str = "CV/HU"
    report_symbol: str = "BC/HU"
    letter_number: str = ""
    letter_date: dt.date | None = None
    deadline: dt.date | None = None
    figures_date: dt.date | None = None
    report_year: int | None = None
    contact: str = ""
    phone: str = ""
    email: str = ""
    place: str = ""
    signer: str = ""
    signer_title: str = "BÍ THƯ"
    profile: str = PROFILE_2018
    tone_style: ToneStyle = "giu_nguyen"
    addressee: str = "{unit}"
    """Who a letter to a unit is addressed to: "Đảng uỷ {unit}"."""
    speaker: str = "{committee} {name}"
    """Who reports, as the tables' notes say it: "Ban Thường vụ {committee} {name}"."""
    authority: str = ""
    """The line over the signer's title: "T/M BAN THƯỜNG VỤ"."""
    notice: str = ""
    """A line printed on every workbook, report and table, such as "SỐ LIỆU MINH HOẠ"."""
    own: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Settings only the form knows (its ``[settings]``): id → what the office says, or the form's default."""

    def setting(self, name: str) -> Any:
        """A setting by its name, the form's own ones among them; "" where there is none."""
        return self.own[name] if name in self.own else getattr(self, name, "")

    def in_words(self, pattern: str, **more: str) -> str:
        """A phrase of the settings with its names: ``{committee}``, ``{name}``, ``{level}`` and those in ``more``."""
        names = {"committee": self.committee, "name": self.name, "level": self.level, **more}
        for name, words in names.items():
            pattern = pattern.replace("{" + name + "}", words)
        return " ".join(pattern.split())
