"""What an office's level brings to a report: the levels above, the body that stands over it, the one it reports to."""

from __future__ import annotations

from typing import Any

from tonghop290.model import Form, Office, Unit
from tonghop290.narrative.words.names import above_line
from tonghop290.narrative.words.phrases import BLANK
from tonghop290.text.format import tone_style
from tonghop290.text.places import ABOVE_WORDS, split_name

__all__ = ["levels_of_office", "levels_of_unit", "levels_said", "office_name"]


def levels_said(office: Office, unit: Unit) -> dict[str, str]:
    """The levels from the highest down to the office's, and those above the unit, as a report lists them."""
    level = office.level.lower()
    is_province = level == "tỉnh" or level == "thành phố" and not unit.parent.casefold().startswith("thành phố")
    below_province = () if is_province else (level,)
    return {
        "cac_cap": ", ".join(("Trung ương", "tỉnh", *below_province)),
        "cac_cap_tren": ", của ".join(("tỉnh", *below_province)),
    }


def levels_of_unit(office: Office, unit: Unit) -> dict[str, str]:
    """What stands above a unit's own report."""
    return {"dong_cap_tren": above_line(office, unit)}


def office_name(office: Office) -> str:
    """The office's name proper, "" where nobody has said it."""
    return split_name(office.name, ABOVE_WORDS)[1]


def levels_of_office(office: Office, form: Form) -> tuple[dict[str, Any], dict[str, str]]:
    """What stands above the office's own report; and word → label of what nobody has said."""
    province = office.parent_body or str(form.texts.get("van_ban", {}).get("dang_bo_tinh", ""))
    highest = office.level.lower() == "tỉnh"
    own_province = split_name(province, ("đảng bộ tỉnh", *ABOVE_WORDS))[1] or BLANK
    above = "" if highest else f"Đảng bộ tỉnh {own_province}"
    words = {
        "dong_cap_tren": above.upper(),
        "cap_tren": tone_style("Trung ương" if highest else "Tỉnh uỷ", office.tone_style),
    }
    return words, {} if highest or province else {"dong_cap_tren": "Tên Đảng bộ cấp trên"}
