"""What a user would write instead of ``check``: each way reads every return of a folder, cells by their places, and
judges all with one pandera call.

    python scripts/dev/rivals.py WAY FOLDER

None of them finds fields again that were moved, reads "10.661 người", knows whose a return is, or says anything a
sender could act upon. Measured as whole processes by ``rounds.py --steps rivals``.
"""

from __future__ import annotations

import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.parsers import expat

SHEET, CODE, VALUE = "Số liệu", 0, 4
"""The sheet with the figures; its columns, from 0."""
Found = Iterator[dict[Any, Any]]


def openpyxl(paths: list[Path], *, read_only: bool = False) -> Found:
    from openpyxl import load_workbook

    for path in paths:
        book = load_workbook(path, data_only=True, read_only=read_only)
        yield {row[CODE]: row[VALUE] for row in book[SHEET].iter_rows(values_only=True) if len(row) > VALUE}


def openpyxl_read_only(paths: list[Path]) -> Found:
    return openpyxl(paths, read_only=True)


def pandas_calamine(paths: list[Path]) -> Found:
    import pandas

    for path in paths:
        frame = pandas.read_excel(path, sheet_name=SHEET, header=None, engine="calamine")
        yield dict(zip(frame[CODE], frame[VALUE], strict=True))


def calamine(paths: list[Path]) -> Found:
    from python_calamine import CalamineWorkbook

    for path in paths:
        rows = CalamineWorkbook.from_path(path).get_sheet_by_name(SHEET).to_python(skip_empty_area=False)
        yield {row[CODE]: row[VALUE] for row in rows}


def imports(_paths: list[Path]) -> None:
    """Loading pandas and pandera, and nothing else."""
    import pandas  # noqa: F401
    import pandera.pandas  # noqa: F401


def floor(paths: list[Path]) -> None:
    """Inflating every part and parsing it without looking at anything."""
    for path in paths:
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if name.endswith((".xml", ".rels")):
                    expat.ParserCreate().Parse(archive.read(name), True)


def frictionless(paths: list[Path]) -> None:
    """Its own reading and its own checks of a table; no pandera."""
    from frictionless import Dialect, formats, resources, system

    with system.use_context(trusted=True):
        for path in paths:
            dialect = Dialect(controls=[formats.ExcelControl(sheet=SHEET)])
            resources.TableResource(path=str(path), dialect=dialect).validate()


def docxtpl(paths: list[Path]) -> None:
    """A report each by docxtpl, of the words ``check`` gives: what ``report`` does."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    from dev.benchmark import plain_report

    import tonghop290 as th

    form, work = th.load_form(), paths[0].parent.parent
    plain_report(form, dict(th.load_units(work / "units.csv", form)), work)


READERS: dict[str, Callable[[list[Path]], Found]] = {
    "openpyxl": openpyxl,
    "openpyxl read_only": openpyxl_read_only,
    "pandas, calamine": pandas_calamine,
    "python-calamine": calamine,
}
OTHERS: dict[str, Callable[[list[Path]], None]] = {
    "imports": imports,
    "floor": floor,
    "docxtpl": docxtpl,
    "frictionless": frictionless,
}


def judged(found: Found) -> int:
    """One pandera call over all; how many cases it reports."""
    import pandas
    from pandera.errors import SchemaErrors

    import tonghop290 as th

    form = th.load_form()
    returns = list(found)
    frame = pandas.DataFrame({field.id: [own.get(field.code) for own in returns] for field in form.fields.values()})
    for field in form.fields.values():
        if field.figure:
            frame[field.id] = pandas.to_numeric(frame[field.id], errors="coerce").astype("float64")
        elif field.type == "date":
            frame[field.id] = pandas.to_datetime(frame[field.id], errors="coerce").astype("datetime64[ns]")
    try:
        th.schema(form).validate(frame, lazy=True)
    except SchemaErrors as errors:
        return len(errors.failure_cases)
    return 0


def main(way: str, folder: Path) -> int:
    paths = sorted(folder.iterdir())
    if way in OTHERS:
        OTHERS[way](paths)
    else:
        print(judged(READERS[way](paths)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
