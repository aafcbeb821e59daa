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

if TYPE_CHECKING:
    from tonghop290.model import CellRef, Dataset, Finding, Form, FormError, Office, Submission, Totals, Unit
    from tonghop290.pipeline import (
        annotate,
        check,
        load_form,
        load_office,
        load_units,
        totals,
        verify_document,
        write_blank,
        write_blanks,
        write_district_narrative,
        write_narratives,
        write_pdfs,
        write_summary,
    )
    from tonghop290.results import FileReport, Report
    from tonghop290.summaries import (
        long_frame,
        read_earlier,
        read_results,
        wide_frame,
        write_appendix,
        write_roll_up,
        write_tables,
    )

__version__ = "0.1.0"

_HOMES = {
    **dict.fromkeys(
        ("CellRef", "Dataset", "Finding", "Form", "FormError", "Office", "Submission", "Totals", "Unit"),
        "tonghop290.model",
    ),
    **dict.fromkeys(("FileReport", "Report"), "tonghop290.results"),
    **dict.fromkeys(
        (
            "annotate",
            "check",
            "load_form",
            "load_office",
            "load_units",
            "verify_document",
            "write_blank",
            "write_blanks",
            "write_district_narrative",
            "write_narratives",
            "write_pdfs",
            "write_summary",
            "totals",
        ),
        "tonghop290.pipeline",
    ),
    **dict.fromkeys(
        (
            "long_frame",
            "read_earlier",
            "read_results",
            "wide_frame",
            "write_appendix",
            "write_roll_up",
            "write_tables",
        ),
        "tonghop290.summaries",
    ),
}

__all__ = sorted(_HOMES)

logging.getLogger("tonghop290").addHandler(logging.NullHandler())


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'tonghop290' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
