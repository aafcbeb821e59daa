"""A number with words after it, certain all the same: taken with a note, or asked where the words count less."""

from __future__ import annotations

from tonghop290.data.seeing.reading import Problem
from tonghop290.model import Field, told, told_number
from tonghop290.text.counted_words import read_counted

__all__ = ["certain_number"]


def certain_number(field: Field, text: str) -> tuple[float, Problem] | None:
    """The number of a text such as "15 chi bộ xóm" or "12.", and what is said of it; None where none is certain."""
    own = f"{field.label} {field.short} {field.unit}"
    found = read_counted(
        text, whole=field.type == "integer", unit=field.unit, percent=field.type == "percent", label=own
    )
    if found is None or found.number.value is None:
        return None
    read = told_number(found.number.value)
    if found.narrower:
        return found.number.value, Problem("counted-less", text, (("read", read), ("word", found.narrower)))
    why = told(" (bỏ chữ ghi kèm)") if found.words else told(" (bỏ dấu chấm ở cuối)")
    return found.number.value, Problem("read-as", text, (("read", read), ("why", why)))
