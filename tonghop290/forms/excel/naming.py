"""Ids proposed from labels, and what people may call a field instead of its id."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable

from tonghop290.forms.excel.cell_faults import CellFaults
from tonghop290.forms.excel.sheets import Row, Sheet
from tonghop290.forms.faults import Faults, Part
from tonghop290.forms.parts.fields import check_id
from tonghop290.text.normalize import fold_marks, match_key

__all__ = ["Proposed", "names_of_rows", "proposed_id"]

_LONGEST = 40
_APART = re.compile(r"[^a-z0-9]+")


def proposed_id(label: str, taken: Iterable[str] = ()) -> str:
    """ "Số hộ nghèo năm 2019" → "so_ho_ngheo_nam_2019": an id that can be, and that nothing else has."""
    id = _APART.sub("_", fold_marks(label)).strip("_")[:_LONGEST].rstrip("_")
    if not id or not id[0].isalpha():
        id = f"muc_{id}".rstrip("_")
    faults = Faults()
    check_id(id, Part("", {}, faults))
    id, taken = f"{id}_muc" if faults.lines else id, set(taken)
    return next(one for number in range(1, 10_000) if (one := id if number == 1 else f"{id}_{number}") not in taken)


class Proposed:
    """The ids of the rows of a sheet: the author's own, and proposals where there is none.

    ``among``: whether an id may stand once; ``of``: the rows that share the names (the columns of one table).
    """

    def __init__(
        self,
        sheet: Sheet,
        label: str,
        faults: CellFaults,
        *,
        among: bool = True,
        of: Callable[[Row], bool] = lambda row: True,
    ) -> None:
        self._sheet, self._label, self._faults, self._among = sheet, label, faults, among
        self._own = {str(row["Mã máy"]).strip() for row in sheet.rows if row["Mã máy"] is not None and of(row)}
        self._given: dict[str, int] = {}

    def id_of(self, row: Row) -> str:
        own = str(row["Mã máy"]).strip() if row["Mã máy"] is not None else ""
        id = own or proposed_id(str(row[self._label] or row["Mã"] or ""), self._own | self._given.keys())
        if self._among and id in self._given:
            self._faults.at(self._sheet, row.number, "Mã máy", f"mã máy '{id}' đã có ở dòng {self._given[id]}")
            id = proposed_id(f"{id}_2", self._own | self._given.keys())
        self._given[id] = row.number
        return id


def names_of_rows(rows: Iterable[tuple[Row, str]], *, label: str = "Chỉ tiêu") -> dict[str, str]:
    """What people call each of them – id, code, label – → its id; a label of two names neither, a code of two the
    first (that it is used twice is told once)."""
    pairs = list(rows)
    names: dict[str, str] = {}
    for title in (label, "Mã"):
        called = [(match_key(str(row[title])), id) for row, id in pairs if row[title] is not None]
        count = Counter(name for name, _ in called)
        names.update({name: id for name, id in reversed(called) if title == "Mã" or count[name] == 1})
    return names | {match_key(id): id for _, id in pairs}
