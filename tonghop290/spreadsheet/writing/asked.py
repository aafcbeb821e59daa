"""What may be typed into the cells of a sheet being written: one rule of the file for all cells of which the same is
asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tonghop290.excel import LIST_LENGTH, MESSAGE_LENGTH, TITLE_LENGTH
from tonghop290.spreadsheet.refusals import done, fitting

__all__ = ["Asked"]


class Asked:
    """The rules of one worksheet of XlsxWriter's."""

    def __init__(self, xlsx: Any) -> None:
        self._xlsx = xlsx
        self._cells: dict[str, list[list[int]]] = {}

    def ask(self, row: int, column: int, options: Mapping[str, Any], *, last_row: int = 0) -> None:
        """Of a cell (counted from 1; down to ``last_row``); options of XlsxWriter's ``data_validation``. Errors:
        Refused."""
        for part, limit in (("title", TITLE_LENGTH), ("message", MESSAGE_LENGTH)):
            for kind in ("input", "error"):
                fitting(options.get(f"{kind}_{part}") or "", limit, f"{kind} {part}")
        source = options.get("source")
        if isinstance(source, list):
            fitting(",".join(map(str, source)), LIST_LENGTH, "list of choices")
        place = [row - 1, column - 1, (last_row or row) - 1, column - 1]
        alike = repr(sorted(options.items()))
        known = self._cells.get(alike)
        if known is None:
            done(self._xlsx.data_validation(*place, dict(options)))
            self._cells[alike] = self._xlsx.validations[-1]["cells"]
        elif known[-1][1:] == [column - 1, row - 2, column - 1]:
            known[-1][2] = place[2]  # one cell farther down
        else:
            known.append(place)
