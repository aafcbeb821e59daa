"""Totals as Excel formulas: the same arithmetic the library did, live in the sheet.

Only functions of Excel 2007. Ranges may hold empty cells and texts ("…"): none of them counts. What nobody answered
shows nothing rather than 0.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from tonghop290.expressions.operators import FUNCTIONS, OPERATORS
from tonghop290.expressions.tree import Binary, Call, Name, Node, Number, Unary, names_of
from tonghop290.model import Field, Form, parts_of, printed_formula

__all__ = ["Cells", "counted_formula", "derived_formula", "paired_formula", "total_formula"]

Cells = Callable[[str], str]
"""Field id → the range of its figures over the units, or the one cell of its figure."""


def paired_formula(form: Form, field: Field, other: Field, over: Cells) -> str | None:
    """The formula of a field's total over the units that have the other figure as well; None where it is no sum, mean
    or ratio."""
    own = [over(part) for part in parts_of(form, field.id)]
    both = _all_numbers([*own, *(over(part) for part in parts_of(form, other.id))])
    match field.total.how:
        case "sum":
            return f'IF(SUMPRODUCT({both})=0,"",SUMPRODUCT({both},{own[0]}))'
        case "mean":
            return _over(f"SUMPRODUCT({both},{own[0]},{own[1]})", f"SUMPRODUCT({both},{own[1]})")
        case "ratio":
            scale = "" if field.total.scale == 1 else f"{field.total.scale:g}*"
            return _over(f"{scale}SUMPRODUCT({both},{own[0]})", f"SUMPRODUCT({both},{own[1]})")
    return None


def total_formula(form: Form, field: Field, over: Cells, total_of: Cells) -> str | None:
    """The formula of a field's total, without ``=``; None where there is none to write.

    ``over``: field id → the range of the units' figures. ``total_of``: field id → the cell of its total.
    """
    parts = [over(part) for part in parts_of(form, field.id)]
    match field.total.how:
        case "sum":
            return f'IF(COUNT({parts[0]})=0,"",SUM({parts[0]}))'
        case "latest":
            return f'IF(COUNT({parts[0]})=0,"",MAX({parts[0]}))'
        case "count":
            return f"COUNTA({parts[0]})"
        case "mean":
            values, weights = parts
            both = _all_numbers(parts)
            return _over(f"SUMPRODUCT({both},{values},{weights})", f"SUMPRODUCT({both},{weights})")
        case "ratio":
            top, bottom = parts
            both = _all_numbers(parts)
            scale = "" if field.total.scale == 1 else f"{field.total.scale:g}*"
            return _over(f"{scale}SUMPRODUCT({both},{top})", f"SUMPRODUCT({both},{bottom})")
    return derived_formula(form, field, total_of) if field.figure else None


def counted_formula(form: Form, field: Field, over: Cells) -> str:
    """How many units the total rests on."""
    parts = [over(part) for part in parts_of(form, field.id)]
    if field.type not in ("integer", "decimal", "percent", "date"):
        return f"COUNTA({parts[0]})"
    return f"COUNT({parts[0]})" if len(parts) == 1 else f"SUMPRODUCT({_all_numbers(parts)})"


def derived_formula(form: Form, field: Field, cell_of: Cells) -> str | None:
    """A derived figure from the cells of its operands, empty while one of them is; None when it needs more than
    arithmetic, and for any other field."""
    node, parameters = printed_formula(form, field), form.parameters
    if node is None:
        return None
    operands = [cell_of(name) for name in names_of(node) if name not in parameters]
    written = _arithmetic(node, cell_of, parameters)
    if written is None or not operands:
        return None
    return f'IF(COUNT({",".join(operands)})<{len(operands)},"",IFERROR({written},""))'


def _arithmetic(node: Node, cell_of: Cells, parameters: Mapping[str, float]) -> str | None:
    match node:
        case Number(value):
            return f"{value:.15g}"
        case Name(id):
            return f"{parameters[id]:.15g}" if id in parameters else cell_of(id)
        case Unary("-", operand):
            inside = _arithmetic(operand, cell_of, parameters)
            return None if inside is None else f"(-({inside}))"
        case Binary(operator, left, right):
            sides = _all_of([left, right], cell_of, parameters)
            return None if sides is None else OPERATORS[operator].excel(*sides)
        case Call(("abs" | "round") as function, arguments):
            written = _all_of(arguments, cell_of, parameters)
            return None if written is None else FUNCTIONS[function].excel(written)
    return None


def _all_of(nodes: Sequence[Node], cell_of: Cells, parameters: Mapping[str, float]) -> list[str] | None:
    """Each written as arithmetic; None when one of them is more."""
    written = [_arithmetic(node, cell_of, parameters) for node in nodes]
    known = [part for part in written if part is not None]
    return known if len(known) == len(written) else None


def _all_numbers(ranges: list[str]) -> str:
    """1 for each unit that has a number in every range, else 0."""
    tests = [f"ISNUMBER({cells})" for cells in dict.fromkeys(ranges)]
    return "*".join(tests) if len(tests) > 1 else f"--{tests[0]}"


def _over(top: str, bottom: str) -> str:
    return f'IF({bottom}=0,"",{top}/{bottom})'
