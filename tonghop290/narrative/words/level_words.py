"""What an office's level brings to a report: the levels above, the body that stands over it, the one it reports to."""

from __future__ import annotations

from typing import Any

from tonghop290.model import Form, Levels, Office, Unit, filled, sayable
from tonghop290.narrative.words.names import above_line
from tonghop290.narrative.words.phrases import BLANK
from tonghop290.text.format import tone_style
from tonghop290.text.places import split_name

__all__ = ["levels_of_office", "levels_of_unit", "levels_said", "office_name"]


def levels_said(office: Office, levels: Levels) -> dict[str, str]:
    """The levels from the highest down to the office's, those above the unit, and those above the office, as a report
    lists them; what the office's own level is called, and its department."""
    level, tiers = levels.of(office), office.tiers
    return {
        "cap": level.word,
        "cac_cap": ", ".join(tiers),
        "cac_cap_tren": ", của ".join(tiers[1:]),
        "cac_cap_chi_dao": ", ".join(tiers[:-1]),
        "co_quan_tham_muu": tone_style(office.department, office.tone_style),
        "ky_hieu_cong_van": office.letter_symbol or (BLANK if "letter_symbol" in level.asks else ""),
    }


def levels_of_unit(office: Office, unit: Unit, levels: Levels) -> dict[str, str]:
    """What stands above a unit's own report, and what a unit of its kind is made of."""
    kind = levels.kind(unit.type)
    return {
        "dong_cap_tren": above_line(office, unit, levels),
        "gom_nong_thon": kind.parts,
        "gom_do_thi": kind.town_parts,
        "khu_vuc_don_vi": kind.area,
        "goi_khu_vuc": kind.cells,
    }


def office_name(office: Office, levels: Levels) -> str:
    """The office's name proper, "" where nobody has said it."""
    return split_name(office.name, levels.office_words)[1]


def levels_of_office(office: Office, form: Form) -> tuple[dict[str, Any], dict[str, str]]:
    """What stands above the office's own report; and word → label of what nobody has said."""
    levels = form.levels
    level = levels.of(office)
    asked = "parent_body" in level.own_needs and not office.parent_body
    words = {
        "dong_cap_tren": (office.parent_body or (_unnamed_above(office, levels) if asked else "")).upper(),
        "cap_tren": tone_style(office.parent_committee, office.tone_style),
        "noi_nhan_tren": tone_style(office.reports_to, office.tone_style),
        "tham_muu_cap_tren": tone_style(office.parent_department, office.tone_style),
        "ky_hieu_bao_cao": office.report_symbol or (BLANK if "report_symbol" in level.asks else ""),
        "gom_nong_thon": next((kind.parts for kind in levels.kinds if kind.parts), ""),
        "gom_do_thi": next((kind.town_parts for kind in levels.kinds if kind.town_parts), ""),
    }
    unsaid = {"dong_cap_tren": sayable("Tên cơ quan cấp trên")} if asked else {}
    return words, unsaid | (
        {"ky_hieu_bao_cao": sayable("Ký hiệu báo cáo")} if words["ky_hieu_bao_cao"] == BLANK else {}
    )


def _unnamed_above(office: Office, levels: Levels) -> str:
    """The line above the office's own where its place is not known."""
    above = levels.above(office)
    pattern = above.said(office.day).get("party_body", "") if above is not None else ""
    return filled(pattern, name=BLANK)
