"""The workbook a round begins with: everything its level says, filled in; what is not sure, as a question."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from tonghop290.campaign.new.first_settings import OF_THE_LEVEL, dated_settings
from tonghop290.messages.on_settings import SETTING_LABELS
from tonghop290.model import Levels, Office, OwnSetting, Unit
from tonghop290.pipeline.forms import desk_bytes

__all__ = ["first_desk"]


def first_desk(
    units: Sequence[Unit],
    *,
    form: str,
    office: Office,
    levels: Levels,
    own: Mapping[str, OwnSetting],
    period: str = "",
    day: dt.date,
) -> bytes:
    """The bytes of a fresh ``Đợt.xlsx``: as :func:`settings_text`, for who works in Excel."""
    dated = dated_settings(office, levels)
    said: dict[str, Any] = {"round.form": form, "round.period": period, "office.opened": office.opened}
    hints: dict[str, str] = {}
    level = levels.of(office)
    for key in OF_THE_LEVEL:
        value = str(getattr(office, key))
        if key in dated:
            hints[f"office.{key}"] = f"{SETTING_LABELS[key]}; để trống thì theo ngày của đợt (hiện là: {value})"
        elif value:
            said[f"office.{key}"] = value
        elif key in level.asks:
            may_be = " hay ".join(f"“{one}”" for one in level.asks[key])
            hints[f"office.{key}"] = f"{SETTING_LABELS[key]}: chưa chắc, có thể là {may_be}; đề nghị hỏi văn phòng"
    if office.tiers:
        said["office.tiers"] = list(office.tiers)
    needed = [f"office.{key}" for key in dict.fromkeys((*level.needs, *level.own_needs, *level.asks))]
    return desk_bytes(said, units, levels, own=own, hints=hints, needed=needed, day=day)
