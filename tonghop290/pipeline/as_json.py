"""The figures of returns as ``check --format json`` writes them: taken out of the frames once for all returns."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tonghop290.model import Dataset, Form

__all__ = ["Figures"]


class Figures:
    """The figures of all returns of a dataset, each looked up by its path."""

    def __init__(self, dataset: Dataset, form: Form) -> None:
        self._form = form
        self._place = {path: number for number, path in enumerate(dataset.frame.index)}
        self._values = {id: dataset.frame[id].tolist() for id in form.fields} if self._place else {}
        self._states = {str(id): dataset.states[id].tolist() for id in dataset.states} if self._place else {}
        self._rows: dict[tuple[str, str], list[dict[str, Any]]] = {}
        for table in form.tables:
            for row in dataset.tables[table].to_dict("records"):
                self._rows.setdefault((row["file"], table), []).append({str(key): row[key] for key in row})

    def of(self, path: str) -> dict[str, Any]:
        """The keys ``values``, ``states`` and ``tables`` of one file; empty ones where it was not read."""
        place = self._place.get(path)
        if place is None:
            return {
                "values": dict.fromkeys(self._form.fields),
                "states": {},
                "tables": {id: [] for id in self._form.tables},
            }
        return {"values": self._values_at(place), "states": self._states_at(place), "tables": self._tables_of(path)}

    def _values_at(self, place: int) -> dict[str, Any]:
        return {
            id: _json_value(self._values[id][place], field.type == "integer") for id, field in self._form.fields.items()
        }

    def _states_at(self, place: int) -> dict[str, str]:
        """In the words of the form."""
        return {id: self._form.words.say(said[place]) for id, said in self._states.items() if said[place]}

    def _tables_of(self, path: str) -> dict[str, list[dict[str, Any]]]:
        return {
            table.id: [
                {
                    **({"row": row["row"]} if table.fixed else {}),
                    **{column.id: _json_value(row[column.id], column.type == "integer") for column in table.columns},
                }
                for row in self._rows.get((path, table.id), ())
            ]
            for table in self._form.tables.values()
        }


def _json_value(value: Any, whole: bool) -> Any:
    """A value of a frame for JSON: NaN, NaT and None are null; whole numbers are integers; dates ISO text."""
    if value is None or value != value:
        return None
    if isinstance(value, dt.date) or hasattr(value, "isoformat"):
        return value.isoformat()[:10]
    if isinstance(value, str):
        return value
    return int(value) if whole and float(value).is_integer() else round(float(value), 10)
