"""A program of somebody else, over the public names alone: what it may rely on, types included (``py.typed``).

python tests/house/user_program.py FORM UNITS RETURNS RESULTS
"""

from __future__ import annotations

import sys
from pathlib import Path

import tonghop290 as th


def problems(report: th.Report) -> dict[str, list[str]]:
    """Unit code → its errors, each with its place."""
    found: dict[str, list[str]] = {}
    for finding in report.findings:
        if finding.severity == "error":
            sentence = f"{finding.place}: {finding.message} {finding.fix}"
            found.setdefault(finding.unit.code if finding.unit else "", []).append(sentence)
    return found


def main(form_name: str, units_file: str, returns: str, results: str) -> int:
    try:
        form: th.Form = th.load_form(form_name)
    except th.FormError as error:
        print(error)
        return 2
    units: dict[str, th.Unit] = th.load_units(units_file)
    folder = Path(results)
    blanks: list[Path] = th.write_blanks(form, folder / "blanks", units)
    report: th.Report = th.check([returns], form, units=units)
    marked: list[Path] = th.annotate(report, folder / "marked")
    reports: list[Path] = th.write_narratives(report, folder / "reports")
    tables: Path = th.write_summary(report, folder / "tables.xlsx")
    sums: th.Totals = th.totals(report)
    rows, columns = report.dataset.frame.shape
    assert report.to_frame()["code"].tolist() == [finding.code for finding in report.findings]
    required = [name for name, column in th.schema(form).columns.items() if not column.nullable]
    print(len(blanks), len(marked), len(reports), tables.name, rows, columns > rows, len(required), len(sums.fields))
    print(*problems(report), *(file.unit.title for file in report.files if file.unit), sep="\n")
    print(*sorted(th.json_schema(form)), sep=" ")
    return report.exit_code()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
