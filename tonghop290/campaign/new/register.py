"""The shipped registers of communes, and the ``don_vi.csv`` made of them."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tonghop290.campaign.folder import RoundError
from tonghop290.model import Levels, Office, OfficeLevel, Unit
from tonghop290.text.nearest import Named
from tonghop290.text.normalize import fold_marks, match_key
from tonghop290.text.places import split_name

__all__ = ["REGISTERS", "Area", "coded_by_register", "find_area", "listed_area", "units_csv"]

_COLUMNS = ("code", "name", "type", "parent", "email", "phone", "contact")
_WITH_DISTRICTS, _WITHOUT_DISTRICTS = REGISTERS = ("2025-03", "2025-07")


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """Units of one office. ``name``: "Huyện Hoằng Hóa", with its ``level`` and ``place``; ``above``: the level of the
    office above and its place ("tỉnh", "Thanh Hóa"), "" where there is none or the register does not say."""

    units: list[Unit]
    name: str
    level: str
    place: str
    above: tuple[str, str] = ("", "")


def find_area(folder: Path, words: Levels, *, district: str = "", province: str = "", register: str = "") -> Area:
    """The units of a district (March 2025) or of a province (July 2025, unless ``register`` says "2025-03").

    Names match with or without the word of their level, whatever the case and the place of the tone mark, also
    without accents or with a slip where only one place can be meant.
    ``words``: of the registers. Errors: RoundError when there is none or more than one of that name; OSError.
    """
    register = register or (_WITH_DISTRICTS if district else _WITHOUT_DISTRICTS)
    top, below = (tuple(one for one in words.offices if bool(one.under) == under) for under in (False, True))
    if district and register == _WITHOUT_DISTRICTS:
        raise RoundError(
            f"Danh mục từ tháng 7/2025 không còn cấp {below[0].word}. Đề nghị chỉ ghi {top[0].word}, hoặc dùng "
            f"danh mục {_WITH_DISTRICTS}."
        )
    rows = _rows(folder / f"administrative_units_{register}.csv.gz")
    if province:
        rows = _of(rows, "province_name", province, top)
    if district:
        rows = _of(rows, "district_name", district, below)
        provinces = sorted({row["province_name"] for row in rows})
        if len(provinces) > 1:
            raise RoundError(
                f"Có {len(provinces)} nơi cùng tên “{district}”: {', '.join(provinces)}. Đề nghị ghi thêm --province."
            )
    parent = "district_name" if district else "province_name"
    units = []
    for row in rows:
        word, name = split_name(row["commune_name"], words.kind_words)
        units.append(Unit(code=row["commune_code"], name=name, type=word or words.usual_word, parent=row[parent]))
    name, own = rows[0][parent], _level_and_place(rows[0][parent], below if district else top)
    above = _level_and_place(rows[0]["province_name"], top) if district else ("", "")
    return Area(units=units, name=name, level=own[0], place=own[1], above=above)


def listed_area(units: Sequence[Unit], office: Office, levels: Levels) -> Area:
    """The units of a list that the office has: of what they all lie in, where the form does not name its office."""
    parents = {unit.parent for unit in units}
    name = office.name or (parents.pop() if len(parents) == 1 else "")
    level, place = _level_and_place(name, levels.offices) if levels.offices and name else (office.level, name)
    return Area(units=list(units), name=name or place, level=level or office.level, place=place)


def coded_by_register(folder: Path, units: Sequence[Unit]) -> tuple[list[Unit], str]:
    """The units of a list without codes under those of the register, where all of them are communes of one place there;
    that place.

    As they are, and "", where they are not, or where the registers have other codes for them: other bodies than
    communes have no register. Errors: OSError.
    """
    names = [match_key(unit.title) for unit in units]
    found: dict[tuple[str, ...], str] = {}
    for register in REGISTERS:
        places = _codes_by_place(folder / f"administrative_units_{register}.csv.gz")
        for place, codes in sorted(places.items(), key=lambda one: len(one[1])):
            if all(len(codes.get(name, ())) == 1 for name in names):
                found.setdefault(tuple(codes[name][0] for name in names), place)
    (codes_of_all, place), *others = [*found.items()] or [((), "")]
    if others or len(set(codes_of_all)) != len(units):
        return list(units), ""
    return [replace(unit, code=code) for unit, code in zip(units, codes_of_all, strict=True)], place


def _codes_by_place(path: Path) -> dict[str, dict[str, list[str]]]:
    """District or province → what a commune is called, without its looks → the codes of those called so."""
    places: dict[str, dict[str, list[str]]] = {}
    for row in _rows(path):
        province = row["province_name"]
        district = f"{row['district_name']} ({province})" if row.get("district_name") else ""
        for place in filter(None, (district, province)):
            places.setdefault(place, {}).setdefault(match_key(row["commune_name"]), []).append(row["commune_code"])
    return places


def _rows(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def _of(rows: Sequence[dict[str, str]], column: str, name: str, levels: Sequence[OfficeLevel]) -> list[dict[str, str]]:
    whole = [row for row in rows if match_key(row[column]) == match_key(name)]
    found = whole or [row for row in rows if _bare(row[column], levels) == _bare(name, levels)]
    if not found:
        places = {row[column] for row in rows}
        named = Named({place: (place, _bare(place, levels)) for place in places})
        alike = named.find(name)[0] or named.find(_bare(name, levels))[0]
        if len(alike) == 1:
            return [row for row in rows if row[column] == alike[0]]
        near = sorted(alike) or sorted(place for place in places if _bare(name, levels) in _bare(place, levels))
        near = near or sorted(place for place in places if fold_marks(name) in fold_marks(place))
        near = near[:8]
        hint = f" Có phải là: {', '.join(near)}?" if near else ""
        what = ", ".join(dict.fromkeys(level.word for level in levels))
        raise RoundError(f"Không tìm thấy {what} “{name}” trong danh mục.{hint}")
    return found


def _bare(name: str, levels: Sequence[OfficeLevel]) -> str:
    """The name without its word, unless nothing but a number would be left ("Quận 1")."""
    key = match_key(name)
    shorts = (form for level in levels for short in level.short if len(short) > 1 for form in (f"{short}.", short))
    for word in map(match_key, (*(level.word for level in levels), *shorts)):
        if key.startswith(word + " ") and not key.removeprefix(word + " ").isdigit():
            return key.removeprefix(word + " ")
    return key


def _level_and_place(name: str, levels: Sequence[OfficeLevel]) -> tuple[str, str]:
    """The level of a place and its name proper; the first level where no word tells."""
    level = next((one for one in levels if name.casefold().startswith(one.word + " ")), None)
    return (level.name, name[len(level.word) :].strip()) if level is not None else (levels[0].name, name)


def units_csv(units: Sequence[Unit]) -> bytes:
    """``don_vi.csv`` with a byte order mark, so that Excel opens it as UTF-8."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    writer.writerows([getattr(unit, column) for column in _COLUMNS] for unit in units)
    return out.getvalue().encode("utf-8-sig")
