"""Texts that know which of their words are figures, and what else carries the name of a figure."""

from __future__ import annotations

from typing import Any

from tonghop290.narrative.controls.marks import unmarked

__all__ = ["BLANK", "Told", "Words", "marked", "origin_of"]

BLANK = "……"
"""An unanswered blank as it stands in the document (highlighted by ``docx``)."""


class Words(str):
    """A text of the return; "" prints as nothing (a blank that must be seen is :data:`BLANK`)."""

    __slots__ = ()

    @property
    def thuong(self) -> str:
        """In lower case, to compare with."""
        return self.lower()

    @property
    def trong(self) -> bool:
        """Nothing stands there."""
        return not self or self == BLANK


class Told(Words):
    """A text with figures in it; it knows which of its words they are."""

    __slots__ = ("_marked",)
    _marked: str
    thuong, trong = Words.thuong, Words.trong  # a template reaches what a class itself has

    @classmethod
    def of(cls, text: str) -> Told:
        """The words of a marked text."""
        made = cls(unmarked(text))
        made._marked = text
        return made


def marked(value: Any) -> str:
    """A value as it is printed, its figures marked with their names."""
    own = getattr(value, "_marked", None)
    return own if isinstance(own, str) else str(value)


def origin_of(value: Any) -> str:
    """The name of a figure, a count or a table; "" for anything else, and for what nobody has named."""
    return "" if type(value) is str else str(getattr(value, "_origin", ""))
