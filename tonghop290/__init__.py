"""tonghop290: collecting reports by Excel, from one form definition to signed reports and district tables.

    import tonghop290 as th
    form = th.load_form("qd290-10-nam")
    report = th.check(["nhan_ve/"], form)
    th.write_summary(report, "tong_hop.xlsx")

Importing the package opens no heavy library; each room is opened on first use.
"""

from __future__ import annotations

import importlib
import logging
from typing import TYPE_CHECKING, Any

from tonghop290.version import __version__ as __version__

if TYPE_CHECKING:
    from tonghop290.model import CellRef, Dataset, Finding, Form, FormError, Office, Submission, Totals, Unit
    from tonghop290.pipeline.answer import annotate, annotated
    from tonghop290.pipeline.check import check
    from tonghop290.pipeline.documents import (
        totals,
        verify_document,
        write_district_narrative,
        write_narratives,
        write_pdfs,
        write_summary,
    )
    from tonghop290.pipeline.exports import (
        long_frame,
        read_earlier,
        read_results,
        wide_frame,
        write_appendix,
        write_roll_up,
        write_tables,
    )
    from tonghop290.pipeline.forms import json_schema, load_form, load_office, load_units, schema
    from tonghop290.pipeline.issue import write_blank, write_blanks
    from tonghop290.pipeline.report import FileReport, Report

_HOMES = {
    name: f"tonghop290.{home}"
    for home, names in {
        "model": ("CellRef", "Dataset", "Finding", "Form", "FormError", "Office", "Submission", "Totals", "Unit"),
        "pipeline.answer": ("annotate", "annotated"),
        "pipeline.check": ("check",),
        "pipeline.documents": (
            "totals",
            "verify_document",
            "write_district_narrative",
            "write_narratives",
            "write_pdfs",
            "write_summary",
        ),
        "pipeline.exports": (
            "long_frame",
            "read_earlier",
            "read_results",
            "wide_frame",
            "write_appendix",
            "write_roll_up",
            "write_tables",
        ),
        "pipeline.forms": ("json_schema", "load_form", "load_office", "load_units", "schema"),
        "pipeline.issue": ("write_blank", "write_blanks"),
        "pipeline.report": ("FileReport", "Report"),
    }.items()
    for name in names
}
"""Where each public name is at home; the modules are opened on first use."""

__all__ = [
    "CellRef",
    "Dataset",
    "FileReport",
    "Finding",
    "Form",
    "FormError",
    "Office",
    "Report",
    "Submission",
    "Totals",
    "Unit",
    "annotate",
    "annotated",
    "check",
    "json_schema",
    "load_form",
    "load_office",
    "load_units",
    "long_frame",
    "read_earlier",
    "read_results",
    "schema",
    "totals",
    "verify_document",
    "wide_frame",
    "write_appendix",
    "write_blank",
    "write_blanks",
    "write_district_narrative",
    "write_narratives",
    "write_pdfs",
    "write_roll_up",
    "write_summary",
    "write_tables",
]

logging.getLogger("tonghop290").addHandler(logging.NullHandler())


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'tonghop290' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
