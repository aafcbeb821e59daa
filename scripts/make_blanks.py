"""Make the blank workbooks of a list of units: one .xlsx per row of ``don_vi.csv``."""

from __future__ import annotations

import argparse

import tonghop290 as th


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("units", help="don_vi.csv: code,name,type,parent,email,phone,contact")
    parser.add_argument("folder", help="where the workbooks go")
    parser.add_argument("--form", default="qd290-10-nam", help="a shipped form or a form's folder")
    parser.add_argument("--settings", help="tonghop290.toml of the office: letter number, deadline, contact")
    given = parser.parse_args()
    form = th.load_form(given.form)
    office = th.load_office(given.settings, form) if given.settings else None
    for path in th.write_blanks(form, given.folder, th.load_units(given.units), office=office):
        print(path)


if __name__ == "__main__":
    main()
