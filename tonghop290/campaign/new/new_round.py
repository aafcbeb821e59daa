"""A round is opened: its folder, its settings, its units, an empty ledger."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from tonghop290.campaign.folder import LEDGER, RoundError, RoundFolder
from tonghop290.campaign.ledger.deeds import Ledger
from tonghop290.campaign.ledger.opening import open_ledger
from tonghop290.campaign.new.first_desk import first_desk
from tonghop290.campaign.new.first_settings import settings_text
from tonghop290.campaign.new.register import units_csv
from tonghop290.model import PLAIN, Levels, Office, OwnSetting, Unit

__all__ = ["init_round"]


def init_round(
    root: Path,
    units: Sequence[Unit],
    *,
    form: str,
    office: Office,
    now: dt.datetime,
    actor: str,
    levels: Levels = PLAIN,
    own: Mapping[str, OwnSetting] = MappingProxyType({}),
    period: str = "",
    as_texts: bool = False,
    dry_run: bool = False,
) -> list[str]:
    """Make the folder of a round: settings, units, empty places, an empty ledger; the names of what was made.

    Settings and units are one workbook, ``Đợt.xlsx``; with ``as_texts``, or where ``tonghop290.toml`` lies there
    already, two texts. A ``don_vi.csv`` that lies there is the list.

    ``office``: of the round, at a level of the form's ``levels``; ``own``: settings only the form knows; ``period``:
    what the round is for, where it says so. What is there already stays as it is.
    Errors: RoundError when there is a round already; OSError.
    """
    folder = RoundFolder(root)
    _refuse_another(folder)
    wanted = _wanted(folder, units, form, office, levels, own, period, as_texts, now.date())
    made = [path.name for path in wanted if not path.exists()]
    if dry_run:
        return [*made, LEDGER]
    folder.sweep()  # what a killed one left half-written
    folder.make()
    for path, data in wanted.items():
        if not path.exists():
            folder.put(path, data)
    told = "|".join((now.isoformat(), office.name, form, str(len(units)), *filter(None, (period,))))
    mark = hashlib.sha256(told.encode()).hexdigest()[:6]
    with folder.draft(folder.ledger) as draft, open_ledger(draft, now=now, actor=actor, make=True) as ledger:
        _begin(ledger, {"round": mark, "form": form, "made": ledger.at}, len(units))
    folder.sweep()
    return [*made, LEDGER]


def _wanted(
    folder: RoundFolder,
    units: Sequence[Unit],
    form: str,
    office: Office,
    levels: Levels,
    own: Mapping[str, OwnSetting],
    period: str,
    as_texts: bool,
    day: dt.date,
) -> dict[Path, bytes]:
    """The files of settings and units, as far as they are not there in another shape."""
    if as_texts or folder.toml.exists():
        text = settings_text(form=form, office=office, levels=levels, own=own, period=period)
        return {folder.toml: text.encode(), folder.csv: units_csv(units)}
    listed = () if folder.csv.exists() else units
    made = first_desk(listed, form=form, office=office, levels=levels, own=own, period=period, day=day)
    return {folder.desk: made}


def _refuse_another(folder: RoundFolder) -> None:
    if folder.ledger.exists():
        raise RoundError(f"Thư mục {folder.root} đã có một đợt thu thập ({LEDGER}).")
    if folder.copies.is_dir():
        raise RoundError(
            f"Thư mục {folder.root} là của một đợt thu thập không còn sổ {LEDGER}, nhưng còn bản sao của sổ trong "
            f"{folder.copies.name}. Đề nghị chạy: tonghop290 repair"
        )


def _begin(ledger: Ledger, settings: Mapping[str, str], units: int) -> None:
    with ledger.deed():
        for key, value in settings.items():
            ledger.note_setting(key, value)
        ledger.event("init", said=f"{units} đơn vị")
