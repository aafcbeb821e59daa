"""A job at night: what is in the folder is checked, its JSON handed on, the exit code told to the scheduler."""

from __future__ import annotations

import json
import logging
from collections import Counter
from pathlib import Path
from typing import Any

import tonghop290 as th

log = logging.getLogger("night")


def said(done: int, total: int, name: str) -> None:
    log.debug("%d/%d %s", done, total, name)


def run(returns: Path, units_file: Path, out: Path) -> int:
    form = th.load_form()
    try:
        units = th.load_units(units_file, form)
    except th.FormError as error:
        for fault in error.faults:
            log.error(fault)
        return 2
    report = th.check([returns], form, units=units, progress=said)
    severities: Counter[th.Severity] = Counter(finding.severity for finding in report.findings)
    log.info("%s", dict(severities))
    content: dict[str, Any] = report.to_dict()
    out.mkdir(parents=True, exist_ok=True)
    (out / "ket_qua.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    written: Path = th.write_findings(report, out / "loi.xlsx", overwrite=True)
    files: tuple[Path, ...] = th.write_tables(report, out / "so_lieu", format="json", overwrite=True)
    log.info("%s and %d files", written.name, len(files))
    return report.exit_code(require_all=True)
