"""What the control of a figure is called: a tag for programs, a title for people.

The name of a figure is how a template reaches it ("dan_so", "giam_sat_theo_to_chuc[mttq].tong|dem"); its tag says also
whose it is and of which period: ``dan_so@14758/2010-2019``.
"""

from __future__ import annotations

import hashlib
import re

from tonghop290.model import Form, Period

__all__ = ["TOTAL", "Naming", "figure_name", "period_code"]

LONGEST = 64
"""Characters of a tag and of a title; Word takes a document with longer ones for damaged."""
TOTAL = "tong"
"""Whose a figure of the office's own document is."""
_ID = re.compile(r"[^\W\d]\w*")
_ROW = re.compile(r"(\w+)\[([^\]]*)\](?:\.(\w+))?")


def period_code(period: Period) -> str:
    """The period in few letters: "2010-2019", "202607-202609"."""
    if period.is_span or (period.first.month, period.last.month) == (1, 12):
        first, last = str(period.first.year), str(period.last.year)
    else:
        first, last = period.first.strftime("%Y%m"), period.last.strftime("%Y%m")
    return first if first == last else f"{first}-{last}"


def figure_name(tag: str) -> str:
    """The name of a figure, by its tag."""
    return tag.rpartition("@")[0] or tag


class Naming:
    """Of the figures of one document. ``unit``: its code, :data:`TOTAL` for the office's own."""

    def __init__(self, form: Form, unit: str) -> None:
        self._form, self._of = form, f"@{unit}/{period_code(form.period)}"

    def tag(self, name: str) -> str:
        """``name``: without what its state adds."""
        room = LONGEST - len(self._of)
        if room < 16:  # the code of a unit that is a whole name
            return self._short(name + self._of, LONGEST)
        return self._short(name, room) + self._of

    @staticmethod
    def _short(text: str, most: int) -> str:
        digest = hashlib.blake2b(text.encode(), digest_size=4).hexdigest()
        return text if len(text) <= most else f"{text[: most - 9]}~{digest}"

    def title(self, name: str) -> str:
        """What people read when they click on it: the label of what is asked, the row and the column of a table."""
        found = self._of_row(name) or self._label(name)
        return found if len(found) <= LONGEST else f"{found[: LONGEST - 1].rstrip()}…"

    def _of_row(self, name: str) -> str:
        row = _ROW.search(name)
        if row is not None and row[1] not in self._form.tables:
            return f"{row[2]}: {self._label(row[3] or '')}"
        if row is None:
            return ""
        table = self._form.tables[row[1]]
        labels = {fixed.id: fixed.label for fixed in table.rows}
        columns = {column.id: column.label for column in table.columns}
        parts = (labels.get(row[2].rpartition("/")[2], ""), columns.get(row[3] or "", ""), table.label)
        return ": ".join(filter(None, parts))

    def _label(self, name: str) -> str:
        fields, tables = self._form.fields, self._form.tables
        earlier = {f"{last.id}.truoc": first.id for first, last in self._form.pairs}
        for id in _ID.findall(earlier.get(name, name)):
            if id in fields:
                one = fields[id]
                has_unit = one.unit and one.unit not in one.label and "(" not in name  # what is reckoned has another
                measure = f" ({one.unit})" if has_unit else ""
                return f"{one.label}{measure}"
            if id in tables:
                return tables[id].label
        return name
