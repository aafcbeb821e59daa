"""What the total of a field rests on, and what a derived figure is computed from."""

from __future__ import annotations

from tonghop290.expressions.tree import Binary, Call, Name, Node, Number, Unary, names_of
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


def printed_formula(form: Form, field: Field) -> Node | None:
    """How a derived figure is computed: a sum or a difference from its operands as they are printed, so that a reader
    who subtracts one printed rate from the other finds the third; anything else as the form writes it."""
    node = field.formula
    return _of_printed(form, node) if node is not None and _adds_only(node) else node


def _adds_only(node: Node) -> bool:
    match node:
        case Binary("+" | "-", left, right):
            return _adds_only(left) and _adds_only(right)
        case Unary("-", operand):
            return _adds_only(operand)
    return isinstance(node, Name | Number)


def _of_printed(form: Form, node: Node) -> Node:
    match node:
        case Binary(operator, left, right):
            return Binary(operator, _of_printed(form, left), _of_printed(form, right))
        case Unary(operator, operand):
            return Unary(operator, _of_printed(form, operand))
        case Name(id) if id in form.fields:
            field = form.fields[id]
            if field.decimals or field.total.how in ("mean", "ratio"):
                return Call("round", (node, Number(float(field.decimals))))
    return node
