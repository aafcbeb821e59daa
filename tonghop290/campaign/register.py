"""The shipped registers of communes, and the ``don_vi.csv`` made of them."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Sequence
from pathlib import Path

from tonghop290.campaign.folder import RoundError
from tonghop290.model import Unit
from tonghop290.text.normalize import match_key
from tonghop290.text.places import ABOVE_WORDS, split_name

__all__ = ["REGISTERS", "find_units", "level_and_place", "units_csv"]

_COLUMNS = ("code", "name", "type", "parent", "email", "phone", "contact")
_WITH_DISTRICTS, _WITHOUT_DISTRICTS = REGISTERS = ("2025-03", "2025-07")
_CITY, _SHORT_CITY = "thành phố", "tp"


def find_units(folder: Path, *, district: str = "", province: str = "", register: str = "") -> list[Unit]:
    """The communes of a district (March 2025) or of a province (July 2025, unless ``register`` says "2025-03").

    Names match with or without "Huyện", "Tỉnh" …, and whatever the case and the place of the tone mark.
    Errors: RoundError when there is none or more than one of that name; OSError.
    """
    register = register or (_WITH_DISTRICTS if district else _WITHOUT_DISTRICTS)
    if district and register == _WITHOUT_DISTRICTS:
        raise RoundError(
            "Danh mục từ tháng 7/2025 không còn cấp huyện. Đề nghị chỉ ghi tỉnh, hoặc dùng danh mục 2025-03."
        )
    rows = _rows(folder / f"administrative_units_{register}.csv.gz")
    if province:
        rows = _of(rows, "province_name", province, "tỉnh, thành phố")
    if district:
        rows = _of(rows, "district_name", district, "huyện")
        provinces = sorted({row["province_name"] for row in rows})
        if len(provinces) > 1:
            raise RoundError(
                f"Có {len(provinces)} nơi cùng tên “{district}”: {', '.join(provinces)}. Đề nghị ghi thêm --province."
            )
    parent = "district_name" if district else "province_name"
    units = []
    for row in rows:
        word, name = split_name(row["commune_name"])
        units.append(Unit(code=row["commune_code"], name=name, type=word or "xã", parent=row[parent]))
    return units


def _rows(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def _of(rows: Sequence[dict[str, str]], column: str, name: str, what: str) -> list[dict[str, str]]:
    whole = [row for row in rows if match_key(row[column]) == match_key(name)]
    found = whole or [row for row in rows if _bare(row[column]) == _bare(name)]
    if not found:
        near = sorted({row[column] for row in rows if _bare(name) in _bare(row[column])})[:8]
        hint = f" Có phải là: {', '.join(near)}?" if near else ""
        raise RoundError(f"Không tìm thấy {what} “{name}” trong danh mục.{hint}")
    return found


def _bare(name: str) -> str:
    """The name without its word, unless nothing but a number would be left ("Quận 1")."""
    key = match_key(name)
    for word in map(match_key, (*ABOVE_WORDS, _SHORT_CITY + ".", _SHORT_CITY)):
        if key.startswith(word + " ") and not key.removeprefix(word + " ").isdigit():
            return key.removeprefix(word + " ")
    return key


def level_and_place(parent: str) -> tuple[str, str]:
    """The level of an office and its place, a district where no word tells: ("huyện", "Hoằng Hóa")."""
    for word in (*ABOVE_WORDS, _SHORT_CITY):
        if parent.casefold().startswith(word + " "):
            return _CITY if word == _SHORT_CITY else word, parent[len(word) :].strip()
    return "huyện", parent


def units_csv(units: Sequence[Unit]) -> bytes:
    """``don_vi.csv`` with a byte order mark, so that Excel opens it as UTF-8."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    writer.writerows([getattr(unit, column) for column in _COLUMNS] for unit in units)
    return out.getvalue().encode("utf-8-sig")
