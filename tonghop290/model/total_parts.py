"""What the total of a field rests on."""

from __future__ import annotations

from tonghop290.expressions.tree import names_of
from tonghop290.model.form import Field, Form


def parts_of(form: Form, id: str) -> tuple[str, ...]:
    """The fields a unit must have for the total of ``id`` to rest on it.

    A sum: itself. A weighted mean: itself and its weight. A ratio: its two fields. A derived figure that has no way of
    adding up of its own: the parts of all its operands.
    """
    field = form.fields[id]
    if field.formula is not None and field.total.how == "none":
        return tuple(
            dict.fromkeys(
                part for name in names_of(field.formula) if name in form.fields for part in parts_of(form, name)
            )
        )
    return own_parts(field)


def own_parts(field: Field) -> tuple[str, ...]:
    """Of a field that adds up in its own way, or of a table's column."""
    total = field.total
    if total.how == "mean" and total.weight:
        return (field.id, total.weight)
    if total.how == "ratio" and total.numerator and total.denominator:
        return (total.numerator, total.denominator)
    return (field.id,)
