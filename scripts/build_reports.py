"""Build the communes' reports (.docx), the district's report and tables (.xlsx) from returned workbooks."""

from __future__ import annotations

import argparse
from pathlib import Path

import tonghop290 as th


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="+", help="returned workbooks, folders, .zip or .eml")
    parser.add_argument("folder", type=Path, help="where the documents go")
    parser.add_argument("--form", default="qd290-10-nam", help="a shipped form or a form's folder")
    parser.add_argument("--units", help="don_vi.csv, so that partial totals say what they lack")
    parser.add_argument("--settings", help="tonghop290.toml of the office")
    parser.add_argument("--profile", choices=["hd36-2018", "hd05-2026"], help="the Party's document format")
    given = parser.parse_args()
    form = th.load_form(given.form)
    report = th.check(
        given.paths,
        form,
        units=th.load_units(given.units) if given.units else None,
        office=th.load_office(given.settings, form) if given.settings else None,
    )
    print(*th.write_narratives(report, given.folder / "bao_cao", profile=given.profile), sep="\n")
    print(th.write_district_narrative(report, given.folder / "bao_cao_chung.docx", profile=given.profile))
    print(th.write_summary(report, given.folder / "tong_hop.xlsx"))


if __name__ == "__main__":
    main()
