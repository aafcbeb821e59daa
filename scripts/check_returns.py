"""Check a folder of returned workbooks: one line a finding; exit code 1 for errors, 3 for unreadable files."""

from __future__ import annotations

import argparse
import sys

import tonghop290 as th


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="+", help="returned workbooks, folders, .zip or .eml")
    parser.add_argument("--form", default="qd290-10-nam", help="a shipped form or a form's folder")
    parser.add_argument("--units", help="don_vi.csv, to tell who has not sent")
    parser.add_argument("--marked", help="folder for copies with the mistakes marked")
    given = parser.parse_args()
    units = th.load_units(given.units) if given.units else None
    report = th.check(given.paths, th.load_form(given.form), units=units)
    for finding in report.findings:
        print(finding.severity, finding.file, finding, sep="\t")
    for unit in report.missing_units:
        print("missing", unit.code, unit.title, sep="\t")
    if given.marked:
        th.annotate(report, given.marked)
    return report.exit_code()


if __name__ == "__main__":
    sys.exit(main())
