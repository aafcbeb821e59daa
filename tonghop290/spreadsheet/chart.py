"""A chart on a sheet being written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tonghop290.spreadsheet.refusals import Refused, known_options

__all__ = ["Chart"]

_SERIES = frozenset({"name", "categories", "values", "gap", "line", "fill", "border", "marker", "data_labels"})
_AXIS = frozenset(
    {
        "name",
        "name_font",
        "num_font",
        "num_format",
        "min",
        "line",
        "major_gridlines",
        "date_axis",
        "reverse",
        "interval_unit",
        "visible",
    }
)
_TITLE, _LEGEND = frozenset({"name", "name_font", "overlay"}), frozenset({"position", "font", "none"})


class Chart:
    """A chart being drawn. Only what is known here is passed on: XlsxWriter leaves out what it does not know, with a
    warning."""

    def __init__(self, xlsx: Any) -> None:
        self.xlsx = xlsx
        self.sheets: set[str] = set()
        """The sheets whose cells it draws."""

    def add_series(self, series: Mapping[str, Any]) -> None:
        """``categories`` and ``values``: [sheet, first row, first column, last row, last column], from 0."""
        known_options(series, _SERIES)
        for part in ("categories", "values"):
            if not isinstance(series.get(part), list):
                raise Refused(f"a series needs {part} as a list")
            self.sheets.add(series[part][0])
        before = len(self.xlsx.series)
        self.xlsx.add_series(dict(series))
        if len(self.xlsx.series) == before:
            raise Refused(f"a chart holds no more than {before} series")
        if series.get("marker") and self.xlsx.series[-1]["marker"] is None:
            raise Refused(f"no such marker: {series['marker']}")

    def set_title(self, title: Mapping[str, Any]) -> None:
        self.xlsx.set_title(dict(known_options(title, _TITLE)))

    def set_x_axis(self, axis: Mapping[str, Any]) -> None:
        self.xlsx.set_x_axis(dict(known_options(axis, _AXIS)))

    def set_y_axis(self, axis: Mapping[str, Any]) -> None:
        self.xlsx.set_y_axis(dict(known_options(axis, _AXIS)))

    def set_legend(self, legend: Mapping[str, Any]) -> None:
        self.xlsx.set_legend(dict(known_options(legend, _LEGEND)))
