"""A place of the registers found by a part of its name, with or without accents."""

from __future__ import annotations

import csv
import gzip
from dataclasses import dataclass
from pathlib import Path

from tonghop290.text.nearest import Named
from tonghop290.text.normalize import fold_marks, match_key

__all__ = ["Place", "areas_like"]

_AT_MOST = 15


@dataclass(frozen=True, slots=True)
class Place:
    """A district of a province, or (``district`` "") a province."""

    district: str
    province: str

    @property
    def name(self) -> str:
        return self.district or self.province

    def has(self, part: str) -> bool:
        """Whether this stands in its name, with or without accents."""
        return _plain(part) in _plain(self.name)

    @property
    def title(self) -> str:
        return f"{self.district} ({self.province})" if self.district else self.province


def areas_like(folder: Path, part: str) -> list[Place]:
    """The places whose name has this part, whole names before parts of them, else those nearly of that name; at most
    fifteen. Errors: OSError."""
    wanted = _plain(part)
    if not wanted:
        return []
    places = _places(folder)
    found = [place for place in places if f" {wanted}" in f" {_plain(place.name)}"]
    if not found:
        by_title = {place.title: place for place in places}
        near = Named({title: (place.name, *_bare(place.name)) for title, place in by_title.items()}).find(part)[0]
        return [by_title[title] for title in near[:_AT_MOST]]
    whole = [place for place in found if _plain(place.name) == wanted or _plain(place.name).endswith(f" {wanted}")]
    return (whole or found)[:_AT_MOST]


def _places(folder: Path) -> list[Place]:
    """The provinces of July 2025, then the districts of March 2025."""
    rows = {year: _rows(folder / f"administrative_units_{year}.csv.gz") for year in ("2025-03", "2025-07")}
    provinces = dict.fromkeys(Place("", row["province_name"]) for row in rows["2025-07"])
    districts = dict.fromkeys(Place(row["district_name"], row["province_name"]) for row in rows["2025-03"])
    return [*provinces, *districts]


def _rows(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def _bare(name: str) -> list[str]:
    """The name without the word of its level, be that one word or two."""
    words = name.split()
    return [" ".join(words[count:]) for count in (1, 2) if len(words) > count + 1]


def _plain(name: str) -> str:
    return fold_marks(match_key(name)).replace("đ", "d")
