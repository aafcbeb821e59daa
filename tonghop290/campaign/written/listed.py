"""The units of a round, from the workbook's list or from ``don_vi.csv``, under the codes the round knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from tonghop290.campaign.folder import RoundFolder
from tonghop290.campaign.ledger.opening import known_units
from tonghop290.campaign.written.settings_read import Written
from tonghop290.campaign.written.sound import vanished_units
from tonghop290.model import UNITS_FILE, UNITS_SHEET, Form, Unit
from tonghop290.pipeline.forms import listed_units, read_units

__all__ = ["Listed", "listed_of"]


@dataclass(frozen=True, slots=True)
class Listed:
    """``lost_zeros``: codes as the list writes them now → as the round knows them; the units bear the latter."""

    units: Mapping[str, Unit]
    lost_zeros: Mapping[str, str]
    faults: Sequence[str]
    notes: Sequence[str]


def listed_of(folder: RoundFolder, written: Written, form: Form, *, withdrawn: Iterable[str]) -> Listed:
    """The units that have to report, without those ``withdrawn``. Errors: OSError; FormError of don_vi.csv."""
    own = listed_units(written.desk, form) if written.desk is not None else None
    faults: list[str] = []
    if own is None and written.desk is not None and not folder.csv.is_file():
        faults.append(f"trang “{UNITS_SHEET}”: chưa có đơn vị nào; đề nghị ghi hoặc dán danh sách (Mã, Tên) vào đó")
        return Listed({}, {}, faults, ())
    found = own if own is not None else read_units(folder.csv, form)
    codes, issued = known_units(folder.ledger) if folder.ledger.is_file() else (set(), {})
    lost = _lost_zeros(found.units, codes)
    gone = {str(code) for code in withdrawn}
    units = {lost.get(code, code): _with_zeros(unit, lost) for code, unit in found.units.items()}
    places = {lost.get(code, code): place for code, place in found.places.items()}
    vanished = list(vanished_units(issued, units, places, found.end, gone))
    if own is not None:
        doubts: tuple[str, ...] = ()
        faults += [*own.faults, *own.doubts, *([] if own.faults else vanished)]
        vanished = []
    else:
        doubts = found.doubts
    both = own is not None and folder.csv.is_file()
    beside = [f"{UNITS_FILE} không dùng nữa (danh sách lấy ở trang “{UNITS_SHEET}”)"] if both else []
    kept = {code: unit for code, unit in units.items() if code not in gone}
    notes = () if lost else found.notes  # what lost its zeros is one remark then
    return Listed(kept, lost, faults, [*notes, *doubts, *vanished, *beside])


def _lost_zeros(units: Mapping[str, Unit], known: set[str]) -> dict[str, str]:
    """The codes of a list that Excel has opened and saved (00015 became 15) → the codes the round knows."""
    by_number: dict[str, list[str]] = {}
    for code in known - set(units):
        by_number.setdefault(code.lstrip("0"), []).append(code)
    found = {code: by_number.get(code, []) for code in units if code not in known}
    return {code: codes[0] for code, codes in found.items() if len(codes) == 1}


def _with_zeros(unit: Unit, lost: Mapping[str, str]) -> Unit:
    """A unit under the code the round knows; its telephone with the zero that was lost with the code's."""
    if unit.code not in lost:
        return unit
    short = unit.phone.isdigit() and len(unit.phone) in (9, 10) and not unit.phone.startswith("0")
    return replace(unit, code=lost[unit.code], phone=f"0{unit.phone}" if short else unit.phone)
