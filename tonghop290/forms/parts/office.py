"""The office's settings: the form's defaults, replaced by ``tonghop290.toml`` where there is one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import fields as dataclass_fields
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, get_args

from tonghop290.definitions.toml_file import read_toml
from tonghop290.forms.faults import Faults, Part, TooManyFaults, shown
from tonghop290.model import PLAIN, FormError, Levels, Office, OwnSetting, bare, settled
from tonghop290.shipped import profile_files
from tonghop290.text.format import ToneStyle

__all__ = ["load_office", "office_of", "read_office"]

_NOT_SAID = ("own", "frozen")
_DATES = ("letter_date", "deadline", "figures_date", "opened")
_TONES = get_args(ToneStyle)


def read_office(
    part: Part,
    base: Office | None = None,
    *,
    levels: Levels = PLAIN,
    form_folder: Path | None = None,
    settings: Mapping[str, OwnSetting] | None = None,
) -> Office:
    """The ``[office]`` part of a definition or of the settings; what it does not say stays as in ``base``, or follows
    from the level it names.

    ``form_folder``: of a form that may bring format profiles of its own; ``settings``: those only the form knows.
    """
    base, settings = bare(base or Office(), levels), settings or {}
    own = {id: part.text(id) or base.own.get(id, "") or one.default for id, one in settings.items()}
    values: dict[str, Any] = {"own": own}
    choices: dict[str, tuple[str, ...]] = {"profile": tuple(profile_files(form_folder)), "tone_style": _TONES}
    for setting in dataclass_fields(Office):
        if setting.name in _NOT_SAID:
            continue
        if setting.name not in part.content:
            part.known.add(setting.name)
        elif setting.name in _DATES:
            value = part.raw(setting.name)
            if type(value) is dt.date:
                values[setting.name] = value
            else:
                part.fault(setting.name, f"{shown(value)} không phải là ngày (viết 2020-02-05, không có ngoặc kép)")
        elif setting.name == "report_year":
            values[setting.name] = part.whole(setting.name)
        elif setting.name == "tiers":
            values[setting.name] = part.texts(setting.name)
        elif setting.name in choices:
            values[setting.name] = part.one_of(setting.name, choices[setting.name], getattr(base, setting.name))
        else:
            values[setting.name] = part.text(setting.name)
    part.no_more()
    return settled(replace(base, **_with_year(values)), levels)


def _with_year(values: dict[str, Any]) -> dict[str, Any]:
    """With the year of its days, where none is said: a round's papers are not dated by the form."""
    dated = next((values[key] for key in ("deadline", "letter_date", "opened") if key in values), None)
    return values if dated is None else {"report_year": dated.year, **values}


def load_office(
    path: str | Path,
    base: Office,
    *,
    levels: Levels = PLAIN,
    form_folder: Path | None = None,
    settings: Mapping[str, OwnSetting] | None = None,
) -> Office:
    """The office of a settings file (``[office]``), on top of the form's defaults.

    Errors: OSError; :class:`FormError` with every fault.
    """
    path = Path(path)
    content, _ = read_toml(path)
    faults: list[str] = []
    office = office_of(content, base, levels=levels, form_folder=form_folder, settings=settings, faults=faults)
    if faults:
        raise FormError(str(path), faults)
    return office


def office_of(
    content: Mapping[str, Any],
    base: Office,
    *,
    levels: Levels = PLAIN,
    form_folder: Path | None = None,
    settings: Mapping[str, OwnSetting] | None = None,
    places: Mapping[str, str] = MappingProxyType({}),
    faults: list[str],
) -> Office:
    """The office of the content of settings. ``places``: key → where it stands; what is wrong goes to ``faults``."""
    found = _PlacedFaults(places)
    office = base
    with suppress(TooManyFaults):
        part = Part("office", content.get("office", {}), found)
        office = read_office(part, base, levels=levels, form_folder=form_folder, settings=settings)
    faults += found.lines
    return office


class _PlacedFaults(Faults):
    """Each fault at the place where people look for its key."""

    def __init__(self, places: Mapping[str, str]) -> None:
        super().__init__()
        self._places = places

    def add(self, place: str, reason: str) -> None:
        super().add(self._places.get(place, place), reason)
