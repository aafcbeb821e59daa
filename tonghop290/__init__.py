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
    from tonghop290 import plugins as plugins
    from tonghop290.campaign.callers.public_round import (
        ClosedRound,
        OpenRound,
        ReceivedFile,
        ReceivedFiles,
        UnitState,
        UnitStatus,
        new_round,
        open_round,
    )
    from tonghop290.campaign.folder import RoundError
    from tonghop290.model import (
        AsTyped,
        CellRef,
        Dataset,
        Finding,
        Form,
        FormError,
        Office,
        SchemaFailure,
        Severity,
        Stage,
        State,
        Status,
        Submission,
        Totals,
        Unit,
    )
    from tonghop290.pipeline.answer import annotate, annotated
    from tonghop290.pipeline.callers.filled_in import FillingError
    from tonghop290.pipeline.callers.progress import Progress
    from tonghop290.pipeline.check import check
    from tonghop290.pipeline.documents import (
        totals,
        verify_document,
        write_district_narrative,
        write_findings,
        write_narratives,
        write_office_documents,
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
    from tonghop290.pipeline.forms import (
        json_schema,
        lint_form,
        load_form,
        load_office,
        load_units,
        schema,
        schema_failures,
        shipped_forms,
    )
    from tonghop290.pipeline.issue import write_blank, write_blanks
    from tonghop290.pipeline.report import FileReport, Report
    from tonghop290.pipeline.self_test import self_test

_HOMES = {
    name: f"tonghop290.{home}"
    for home, names in {
        "model": (
            "AsTyped",
            "CellRef",
            "Dataset",
            "Finding",
            "Form",
            "FormError",
            "Office",
            "SchemaFailure",
            "Severity",
            "Stage",
            "State",
            "Status",
            "Submission",
            "Totals",
            "Unit",
        ),
        "campaign.callers.public_round": (
            "ClosedRound",
            "OpenRound",
            "ReceivedFile",
            "ReceivedFiles",
            "UnitState",
            "UnitStatus",
            "new_round",
            "open_round",
        ),
        "campaign.folder": ("RoundError",),
        "pipeline.callers.filled_in": ("FillingError",),
        "pipeline.callers.progress": ("Progress",),
        "pipeline.answer": ("annotate", "annotated"),
        "pipeline.check": ("check",),
        "pipeline.documents": (
            "totals",
            "verify_document",
            "write_district_narrative",
            "write_findings",
            "write_narratives",
            "write_office_documents",
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
        "pipeline.forms": (
            "json_schema",
            "lint_form",
            "load_form",
            "load_office",
            "load_units",
            "schema",
            "schema_failures",
            "shipped_forms",
        ),
        "pipeline.issue": ("write_blank", "write_blanks"),
        "pipeline.report": ("FileReport", "Report"),
        "pipeline.self_test": ("self_test",),
    }.items()
    for name in names
}
"""Where each public name is at home; the modules are opened on first use."""

__all__ = [
    "AsTyped",
    "CellRef",
    "ClosedRound",
    "Dataset",
    "FileReport",
    "FillingError",
    "Finding",
    "Form",
    "FormError",
    "Office",
    "OpenRound",
    "Progress",
    "ReceivedFile",
    "ReceivedFiles",
    "Report",
    "RoundError",
    "SchemaFailure",
    "Severity",
    "Stage",
    "State",
    "Status",
    "Submission",
    "Totals",
    "Unit",
    "UnitState",
    "UnitStatus",
    "annotate",
    "annotated",
    "check",
    "json_schema",
    "lint_form",
    "load_form",
    "load_office",
    "load_units",
    "long_frame",
    "new_round",
    "open_round",
    "plugins",
    "read_earlier",
    "read_results",
    "schema",
    "schema_failures",
    "self_test",
    "shipped_forms",
    "totals",
    "verify_document",
    "wide_frame",
    "write_appendix",
    "write_blank",
    "write_blanks",
    "write_district_narrative",
    "write_findings",
    "write_narratives",
    "write_office_documents",
    "write_pdfs",
    "write_roll_up",
    "write_summary",
    "write_tables",
]

logging.getLogger("tonghop290").addHandler(logging.NullHandler())


def __getattr__(name: str) -> Any:
    if name == "plugins":
        return importlib.import_module("tonghop290.plugins")
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'tonghop290' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
