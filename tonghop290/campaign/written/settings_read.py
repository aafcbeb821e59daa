"""The settings of a round, from ``Đợt.xlsx``, from ``tonghop290.toml``, or from both: the workbook wins."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tonghop290.campaign.folder import RoundFolder, desk_of
from tonghop290.campaign.ledger.opening import readings_key
from tonghop290.campaign.ledger.readings import Readings
from tonghop290.definitions.toml_file import merged, read_toml
from tonghop290.model import DESK_FILE, SETTINGS_FILE, Form, FormError
from tonghop290.pipeline.forms import open_desk
from tonghop290.text.format import format_date
from tonghop290.version import __version__

if TYPE_CHECKING:
    from tonghop290.forms.desk.read_desk import Desk

__all__ = ["WHAT", "Written", "read_written"]

WHAT = "cấu hình và danh sách của đợt (chưa làm gì; sửa, lưu lại rồi chạy lại)"
"""What the faults of an office's workbook are in."""
_KEYED = re.compile(r"(?s)([a-z_]+\.[a-z_]+): (.*)")
_READ_BY = f"{__version__}, desk 1"
_OF_PAPERS = ("form", "period")


@dataclass(frozen=True, slots=True)
class Written:
    """``content``: part → name → value; ``source``: the file that faults are told of; ``desk``: the workbook, where
    there is one; ``beside``: what the settings file says, where there are both; ``bytes_hash``: of the settings file.
    """

    source: str
    content: Mapping[str, Any]
    desk: Desk | None
    beside: Mapping[str, Any] = field(default_factory=dict)
    bytes_hash: str = ""

    def with_own(self, form: Form) -> _Known:
        """What it says, once the form's own settings are known."""
        if self.desk is None:
            return _Known(self.content, {}, [], [])
        said = self.desk.said(form.paper.settings)
        places = dict(_places_beside(self.beside)) | said.places
        return _Known(
            merged(self.beside, said.content), places, said.faults, [*said.notes, *_otherwise(self.beside, said)]
        )

    def raise_faults(self, faults: Iterable[str], places: Mapping[str, str]) -> None:
        """Errors: FormError with these faults, each at its place, where there are any."""
        told = list(dict.fromkeys(_placed(fault, places) for fault in faults))
        if told and self.desk is not None:
            raise FormError(self.source, told, what=WHAT)
        if told:
            raise FormError(self.source, told)

    @property
    def hash(self) -> str:
        """Of what the papers of the units depend on."""
        if self.desk is None:
            return self.bytes_hash
        round = self.content.get("round", {})
        papers = {"office": self.content.get("office", {}), "round": {key: round.get(key) for key in _OF_PAPERS}}
        return hashlib.sha256(json.dumps(papers, sort_keys=True, default=str).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Known:
    content: Mapping[str, Any]
    places: Mapping[str, str]
    faults: list[str]
    notes: list[str]


def read_written(folder: RoundFolder) -> Written:
    """What the office wrote. Errors: OSError; FormError where a file is none."""
    place = desk_of(folder.root)
    if place is None:
        content, data = read_toml(folder.toml)
        return Written(str(folder.toml), content, None, bytes_hash=hashlib.sha256(data).hexdigest())
    beside = read_toml(folder.toml)[0] if folder.toml.is_file() else {}
    desk = _desk(folder, place)
    return Written(str(place), merged(beside, desk.said().content), desk, beside)


def _desk(folder: RoundFolder, place: Path) -> Desk:
    """The workbook, opened once for each state of it: what was read is kept as the originals' readings are."""
    key = readings_key(folder.ledger) if folder.ledger.is_file() else b""

    def find(digest: str) -> str | None:
        with Readings(folder, key, write=False) as kept:
            return kept.find(digest, DESK_FILE, _READ_BY)

    def keep(digest: str, text: str) -> None:
        with Readings(folder, key) as kept:
            kept.keep(digest, DESK_FILE, _READ_BY, text)

    return open_desk(place, find, keep)


def _places_beside(beside: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for part, said in beside.items():
        for name in said if isinstance(said, Mapping) else ():
            yield f"{part}.{name}", f"{SETTINGS_FILE}, {part}.{name}"


def _otherwise(beside: Mapping[str, Any], said: Any) -> Iterator[str]:
    """What the settings file says otherwise than the workbook, which wins."""
    for part, names in said.content.items():
        other = beside.get(part)
        for name, value in names.items():
            if isinstance(other, Mapping) and name in other and other[name] != value:
                place = said.places[f"{part}.{name}"]
                yield f"{place}: dùng “{_told(value)}”, không dùng “{_told(other[name])}” ({SETTINGS_FILE}, {name})"


def _told(value: Any) -> str:
    return (
        format_date(value)
        if hasattr(value, "isoformat")
        else "; ".join(value)
        if isinstance(value, list)
        else str(value)
    )


def _placed(fault: str, places: Mapping[str, str]) -> str:
    """A fault that begins with its key, at the place of the key."""
    found = _KEYED.fullmatch(fault)
    return f"{places[found[1]]}: {found[2]}" if found is not None and found[1] in places else fault
