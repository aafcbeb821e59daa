"""XlsxWriter's worksheet, its bytes sooner and fewer where ours need less than it can do, or something it cannot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from xlsxwriter.utility import xl_rowcol_to_cell_fast  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from tonghop290.excel import NOT_AVAILABLE

__all__ = ["PlainSheet", "SharedFormula"]


@dataclass(frozen=True, slots=True)
class SharedFormula:
    """A cell of those that share a formula (ECMA-376 part 1, 18.3.1.40). ``text`` and ``area`` (all of their cells
    lie in it): of the first of them only. ``format``: XlsxWriter asks for it."""

    number: int
    text: str
    area: str
    result: str | float
    format: Any = None

    @property
    def tag(self) -> str:
        if not self.text:
            return f'<f t="shared" si="{self.number}"/>'
        return f'<f t="shared" ref="{self.area}" si="{self.number}">{escape(self.text)}</f>'


class PlainSheet(Worksheet):  # type: ignore[misc]
    """It looks through every formula for the 29 functions newer than Excel 2010; ours have none, and there are 60,000.
    It makes a list of attributes for every cell; ours all have a format and no other attribute, and a country has
    900,000. Of a formula whose result is the empty text it does not say that it is a text."""

    growing: frozenset[int] = frozenset()
    """Rows (from 1) that grow with what is typed into them."""

    def _prepare_formula(self, formula: str, *_: Any, **__: Any) -> str:
        return formula.removeprefix("=")

    def _xml_start_tag_unencoded(self, tag: str, attributes: Any = ()) -> None:
        if tag == "row" and dict(attributes)["r"] in self.growing:
            attributes = [one for one in attributes if one[0] != "customHeight"]
        super()._xml_start_tag_unencoded(tag, attributes)

    def write_shared(self, row: int, col: int, cell: SharedFormula) -> None:
        """Put a cell, counted from 0, of those that share a formula."""
        self._check_dimensions(row, col)
        self.table[row][col] = cell

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        kind = cell.__class__.__name__
        style = f' s="{cell.format._get_xf_index()}"' if cell.format else ""
        begin = f'<c r="{xl_rowcol_to_cell_fast(row, col)}"{style}'
        if kind == "SharedFormula":
            self.fh.write(_formula_cell(begin, cell.tag, cell.result))
        elif kind == "Formula" and isinstance(cell.value, str):
            self.fh.write(_formula_cell(begin, f"<f>{escape(cell.formula)}</f>", cell.value))
        elif not style or kind not in ("Number", "String", "Blank"):
            super()._write_cell(row, col, cell)
        elif kind == "Number":
            self.fh.write(f"{begin}><v>{cell.number:.16G}</v></c>")
        elif kind == "String":
            self.fh.write(f'{begin} t="s"><v>{cell.string}</v></c>')
        else:
            self.fh.write(f"{begin}/>")


def _formula_cell(begin: str, formula: str, result: str | float) -> str:
    if result == NOT_AVAILABLE:
        return f'{begin} t="e">{formula}<v>{result}</v></c>'
    if isinstance(result, str):
        return f'{begin} t="str">{formula}<v>{escape(result)}</v></c>'
    return f"{begin}>{formula}<v>{result:.16G}</v></c>"
