"""Measure issue, check, report and summary for a district, a province or the whole country, on this machine.

    python scripts/dev/benchmark.py --units 36|700|10035 [--sample 30] [--saved-by libreoffice] [--json FILE]

Each step runs in a process of its own, in turn with a plain baseline (openpyxl and one pandera call a workbook;
XlsxWriter from scratch a unit; docxtpl a report) over ``--sample`` units, and with the floor (issue: writing the same
bytes; check: inflating and parsing the parts with expat without handlers; report: deflating the one changed part and
writing). Importing the libraries is left out of all three and told by itself. Ratios per unit are printed first,
seconds after. Names come from the shipped register; every figure is invented. What was measured, and how, stands in
docs/speed.md.
"""

from __future__ import annotations

import argparse
import csv
import dataclasses
import gzip
import importlib
import io
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.parsers import expat
from xml.sax.saxutils import escape

import tonghop290 as th
from tonghop290.cli.surroundings import collect_seldom
from tonghop290.pipeline.demo import invented_return
from tonghop290.text.places import split_name
from tonghop290.workbook.issue.blank import Filling
from tonghop290.workbook.issue.series import BlankSeries

VARIANTS, MESSY = 60, 0.2
"""How many different sets of figures there are, and the share of returns with a mistake in them."""


def register(form: th.Form, count: int) -> dict[str, th.Unit]:
    """The first communes of the register of March 2025, by code."""
    path = form.folder.parent / "registers" / "administrative_units_2025-03.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8-sig") as stream:
        rows = list(csv.DictReader(stream))[:count]
    units = {}
    for row in rows:
        word, name = split_name(row["commune_name"], form.levels.kind_words)
        units[row["commune_code"]] = th.Unit(
            code=row["commune_code"], name=name, type=word or form.levels.usual_word, parent=row["district_name"]
        )
    return units


def office_of(form: th.Form) -> th.Office:
    return dataclasses.replace(form.office, name="Thử", letter_number="1", notice="SỐ LIỆU TỰ BỊA ĐỂ ĐO TỐC ĐỘ")


def make_returns(
    form: th.Form, units: dict[str, th.Unit], folder: Path, *, saved_by: str = "", variants: int = VARIANTS
) -> None:
    """A filled workbook for each unit: invented figures in some sets, a fifth of the sets with typical mistakes.

    ``saved_by``: "libreoffice" has each set opened and saved by it, as a commune would, and then put under each unit's
    name.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rng = random.Random(290)
    mistakes: list[dict[str, Any]] = [
        {"chi_bo": 99},
        {"dan_so": "10.661 người"},
        {"tiep_dan": "trên 300"},
        {"don_to_cao": None},
        {"dien_tich": 14.4},
    ]
    series = []
    for number in range(min(variants, len(units))):
        values, tables = invented_return(th.Unit(code=str(number), name=""), form)
        wrong = mistakes[number % len(mistakes)] if rng.random() < MESSY else {}
        series.append(BlankSeries(form, office_of(form), filling=Filling(values={**values, **wrong}, tables=tables)))
    if saved_by:
        originals = saved_by_libreoffice(series, folder.parent / "sets")
        for number, unit in enumerate(units.values()):
            (folder / f"{unit.code}.xlsx").write_bytes(renamed(originals[number % len(originals)], unit))
    else:
        for number, unit in enumerate(units.values()):
            series[number % len(series)].write(folder / f"{unit.code}.xlsx", unit)


NOBODY = th.Unit(code="99999", name="Nguyên Bản", type="xã")


def saved_by_libreoffice(series: list[BlankSeries], folder: Path) -> list[bytes]:
    """Each set as LibreOffice saves it."""
    paths = [blanks.write(folder / f"{number}.xlsx", NOBODY) for number, blanks in enumerate(series)]
    subprocess.run(
        ["soffice", "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", folder / "saved", *paths],
        check=True,
        capture_output=True,
    )
    return [(folder / "saved" / path.name).read_bytes() for path in paths]


def renamed(data: bytes, unit: th.Unit) -> bytes:
    """A set under a unit's name: only the texts with the name and the code differ."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as copy:
        for info in given.infolist():
            content = given.read(info)
            if info.filename == "xl/sharedStrings.xml":
                for old, new in ((NOBODY.code, unit.code), (NOBODY.title, unit.title), (NOBODY.name, unit.name)):
                    content = content.replace(f">{old}<".encode(), f">{escape(new)}<".encode())
            copy.writestr(info.filename, content)
    return stream.getvalue()


# --- the steps, each run in its own process -----------------------------------------------------------------------


def ours_issue(form: th.Form, units: dict[str, th.Unit], work: Path) -> int:
    return len(th.write_blanks(form, work / "issue", units, office=office_of(form)))


def plain_issue(form: th.Form, units: dict[str, th.Unit], work: Path) -> int:
    for unit in units.values():
        th.write_blank(form, work / "issue_plain" / f"{unit.code}.xlsx", unit=unit, office=office_of(form))
    return len(units)


def floor_issue(form: th.Form, units: dict[str, th.Unit], work: Path) -> int:
    (work / "issue_floor").mkdir(exist_ok=True)
    data = next((work / "returns").iterdir()).read_bytes()
    for code in units:
        (work / "issue_floor" / code).write_bytes(data)
    return len(units)


def ours_check(form: th.Form, units: dict[str, th.Unit], work: Path) -> int:
    return len(th.check([work / "returns"], form, units=units).files)


def plain_check(form: th.Form, units: dict[str, th.Unit], work: Path) -> int:
    """What a first version would do: openpyxl, the cells by their places, one pandera call a workbook."""
    import openpyxl
    import pandas
    from pandera.errors import SchemaErrors

    schema = th.schema(form)
    for code in units:
        book = openpyxl.load_workbook(work / "returns" / f"{code}.xlsx", data_only=True)
        sheet = book["Số liệu"]
        found = {row[0]: row[4] for row in sheet.iter_rows(values_only=True)}
        frame = pandas.DataFrame({field.id: [found.get(field.code)] for field in form.fields.values()})
        for field in form.fields.values():
            if field.figure:
                frame[field.id] = pandas.to_numeric(frame[field.id], errors="coerce").astype("float64")
            elif field.type == "date":
                frame[field.id] = pandas.to_datetime(frame[field.id], errors="coerce").astype("datetime64[ns]")
        try:
            schema.validate(frame, lazy=True)
        except SchemaErrors as errors:
            len(errors.failure_cases)
    return len(units)


def floor_check(form: th.Form, units: dict[str, th.Unit], work: Path) -> int:
    for code in units:
        with zipfile.ZipFile(work / "returns" / f"{code}.xlsx") as archive:
            for name in archive.namelist():
                if name.endswith((".xml", ".rels")):
                    expat.ParserCreate().Parse(archive.read(name), True)
    return len(units)


def ours_report(form: th.Form, units: dict[str, th.Unit], work: Path) -> int:
    report = th.check([work / "returns" / f"{code}.xlsx" for code in units], form, units=units, compare=False)
    start = time.perf_counter(), time.process_time()
    shutil.rmtree(work / "reports", ignore_errors=True)  # what would be made of the same again is left
    written = th.write_narratives(report, work / "reports", office=office_of(form))
    _measured.update(wall=time.perf_counter() - start[0], cpu=time.process_time() - start[1])
    return len(written)


def plain_report(form: th.Form, units: dict[str, th.Unit], work: Path) -> int:
    """docxtpl for each report: open the template, render, save."""
    from docxtpl import DocxTemplate  # type: ignore[import-untyped]  # it ships no types

    from tonghop290.narrative.words.phrases import environment
    from tonghop290.narrative.words.unit_words import unit_narrative

    report = th.check([work / "returns" / f"{code}.xlsx" for code in units], form, units=units, compare=False)
    dataset = report.usable()
    (work / "reports_plain").mkdir(exist_ok=True)
    start = time.perf_counter(), time.process_time()
    for number, path in enumerate(report.current):
        template = DocxTemplate(form.folder / "bao_cao_xa.docx")
        template.render(dict(unit_narrative(dataset, path, office=office_of(form)).words), environment())
        template.save(work / "reports_plain" / f"{number}.docx")
    _measured.update(wall=time.perf_counter() - start[0], cpu=time.process_time() - start[1])
    return len(report.current)


def floor_report(form: th.Form, units: dict[str, th.Unit], work: Path) -> int:
    with zipfile.ZipFile(form.folder / "bao_cao_xa.docx") as archive:
        text = archive.read("word/document.xml")
    rest = (form.folder / "bao_cao_xa.docx").read_bytes()
    (work / "reports_floor").mkdir(exist_ok=True)
    for code in units:
        (work / "reports_floor" / code).write_bytes(zlib.compress(text, 6) + rest)
    return len(units)


def ours_summary(form: th.Form, units: dict[str, th.Unit], work: Path) -> int:
    report = th.check([work / "returns"], form, units=units)
    start = time.perf_counter(), time.process_time()
    th.write_summary(report, work / "summary.xlsx", office=office_of(form))
    _measured.update(wall=time.perf_counter() - start[0], cpu=time.process_time() - start[1])
    return len(report.current)


STEPS: dict[str, Callable[[th.Form, dict[str, th.Unit], Path], int]] = {
    name: step
    for name, step in globals().items()
    if name.split("_")[0] in ("ours", "plain", "floor") and callable(step)
}
_measured: dict[str, float] = {}
LIBRARIES = {
    "issue": ["xlsxwriter", "tonghop290.workbook.issue.series"],
    "check": ["openpyxl", "pandas", "pandera.pandas", "tonghop290.data.validate", "tonghop290.workbook.intake.many"],
    "report": [
        "docx",
        "docxtpl",
        "jinja2.sandbox",
        "lxml.etree",
        "pandas",
        "pandera.pandas",
        "tonghop290.narrative.docx",
    ],
    "summary": ["xlsxwriter", "pandas", "pandera.pandas", "tonghop290.tables.summary"],
}
"""What a step imports before the clock starts."""


def run_step(name: str, count: int, work: Path) -> dict[str, float]:
    """One step in this process, set up as a command's; wall and processor seconds, peak memory in MB, files."""
    collect_seldom()
    form = th.load_form()
    units = register(form, count)
    imports = 0.0
    if "floor" not in name:
        begun = time.perf_counter()
        for library in LIBRARIES[name.split("_")[1]]:
            importlib.import_module(library)
        imports = time.perf_counter() - begun
    start, spent = time.perf_counter(), processor_seconds()
    files = STEPS[name](form, units, work)
    wall, cpu = time.perf_counter() - start, processor_seconds() - spent
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
    return {"files": files, "wall": wall, "cpu": cpu, "peak_mb": peak, "imports": imports, **_measured}


def processor_seconds() -> float:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def in_its_own_process(name: str, count: int, work: Path) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-X", "utf8", __file__, "--step", name, "--units", str(count), "--work", str(work)],
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    if done.returncode:
        sys.exit(f"{name}: {done.stderr}")
    measured: dict[str, float] = json.loads(done.stdout)
    return measured


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--units", type=int, default=36, help="how many communes (36 a district, 700 a province, 10035 the country)"
    )
    parser.add_argument(
        "--sample", type=int, default=30, help="over how many units the baseline and the floor are measured"
    )
    parser.add_argument(
        "--rounds", type=int, default=3, help="how often each is measured, in turn; medians are printed"
    )
    parser.add_argument(
        "--saved-by", choices=["libreoffice"], default="", help="have the returns saved by this program, as communes do"
    )
    parser.add_argument("--json", type=Path, help="write the results here too")
    parser.add_argument("--step", choices=sorted(STEPS), help=argparse.SUPPRESS)
    parser.add_argument("--work", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.step:
        print(json.dumps(run_step(given.step, given.units, given.work)))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        results = measure(given.units, min(given.sample, given.units), Path(folder), given.saved_by, given.rounds)
    tell(results)
    if given.json:
        given.json.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    return 0


def measure(count: int, sample: int, work: Path, saved_by: str, rounds: int) -> dict[str, Any]:
    form = th.load_form()
    make_returns(form, register(form, count), work / "returns", saved_by=saved_by)
    results: dict[str, Any] = {
        "units": count,
        "sample": sample,
        "saved_by": saved_by or "tonghop290",
        "cores": os.cpu_count(),
        "rounds": rounds,
        "steps": {},
        "ratios": {},
    }
    for kind in ("issue", "check", "report"):
        taken = {f"{who}_{kind}": units for who, units in (("plain", sample), ("ours", count), ("floor", sample))}
        found: dict[str, list[dict[str, float]]] = {name: [] for name in taken}
        for _ in range(rounds):  # in turn, so that a machine that slows down slows all three
            for name, units in taken.items():
                found[name].append(in_its_own_process(name, units, work))
        results["steps"] |= {name: sorted(runs, key=seconds_a_file)[len(runs) // 2] for name, runs in found.items()}
        results["ratios"][kind] = {
            other: sorted(
                seconds_a_file(ours) / seconds_a_file(theirs)
                for ours, theirs in zip(found[f"ours_{kind}"], found[f"{other}_{kind}"], strict=True)
            )
            for other in ("plain", "floor")
        }
    results["steps"]["ours_summary"] = in_its_own_process("ours_summary", count, work)
    return results


def seconds_a_file(step: dict[str, float]) -> float:
    """By the clock on the wall."""
    return step["wall"] / max(step["files"], 1)


def spread(values: list[float]) -> str:
    """ "17.3x (16.0–20.1)": the median, the smallest and the largest."""
    return f"{values[len(values) // 2]:.1f}x ({values[0]:.1f}–{values[-1]:.1f})"


def tell(results: dict[str, Any]) -> None:
    steps = results["steps"]
    print(
        f"{results['units']} units saved by {results['saved_by']}, baseline and floor over "
        f"{results['sample']}, {results['cores']} cores; {results['rounds']} rounds; wall time per unit"
    )
    print(f"{'':8} {'faster than plain':>30} {'times the floor':>26}")
    for kind, ratios in results["ratios"].items():
        faster, slower = [1 / ratio for ratio in reversed(ratios["plain"])], ratios["floor"]
        print(f"{kind:8} {spread(faster):>30} {spread(slower):>26}")
    print(f"\n{'step':14} {'files':>6} {'wall s':>8} {'cpu s':>8} {'files/s':>8} {'peak MB':>8} {'imports s':>10}")
    for name, step in steps.items():
        print(
            f"{name:14} {step['files']:>6} {step['wall']:>8.2f} {step['cpu']:>8.2f} "
            f"{step['files'] / step['wall']:>8.1f} {step['peak_mb']:>8.0f} {step['imports']:>10.2f}"
        )


if __name__ == "__main__":
    sys.exit(main())
