"""The hallway's door to the tables: the figures for other tools, and a province over the results of its districts.

long_frame, wide_frame, write_tables      of a Report, for pandas and for other programs
read_results → write_roll_up              ``so_lieu.json`` files of districts → the province's workbook
read_earlier                              the totals of an earlier round
"""

from __future__ import annotations

import importlib.util
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from tonghop290.model import RESULT_FILE, Earlier, Form, Office, Period, ResultFile, TableFormat, Totals, Unit
from tonghop290.outputs import Guard, destination
from tonghop290.parcels.leftovers import shown_path
from tonghop290.pipeline.arrivals import identity_of
from tonghop290.pipeline.callers.to_stream import file_or_stream, folder_or_stream
from tonghop290.pipeline.documents import totals_of
from tonghop290.pipeline.report import Report
from tonghop290.spreadsheet.content import Content
from tonghop290.spreadsheet.package import Unreadable
from tonghop290.text.normalize import match_key

if TYPE_CHECKING:
    import pandas

__all__ = [
    "MissingLibrary",
    "Results",
    "appendix_by",
    "earlier_of",
    "earlier_of_report",
    "long_frame",
    "read_earlier",
    "read_results",
    "require_library",
    "unit_figures",
    "wide_frame",
    "write_appendix",
    "write_roll_up",
    "write_tables",
]

_OURS = ("datapackage.json",)


class MissingLibrary(ImportError):
    """A kind of file needs a library this machine does not have; the sentence says which."""


def require_library(format: str) -> None:
    """Errors: MissingLibrary when files of this kind cannot be written here."""
    if format == "parquet" and importlib.util.find_spec("pyarrow") is None:
        raise MissingLibrary(
            "Máy này chưa có thư viện pyarrow để ghi tệp Parquet. Đề nghị cài thêm (pip install pyarrow) hoặc chọn "
            "--format csv."
        )


# --- for other tools ----------------------------------------------------------------------------------------------


def long_frame(report: Report) -> pandas.DataFrame:
    """One row an answer of a return that counts: unit, field, year, value, text, measure, state, and where it stood."""
    from tonghop290.data.exports.export import long_frame as frame

    return frame(report.usable())


def wide_frame(report: Report) -> pandas.DataFrame:
    """One row a unit with a return that counts, one column a field."""
    from tonghop290.data.exports.export import wide_frame as frame

    return frame(report.usable())


@folder_or_stream
def write_tables(
    report: Report,
    folder: str | Path,
    *,
    format: TableFormat = "csv",
    below: Path | None = None,
    overwrite: bool = False,
) -> tuple[Path, ...]:
    """All frames in a folder as csv, json, sqlite or parquet, and ``datapackage.json`` that describes every column; the
    paths written.

    The json file can be added up again by the office above (:func:`read_results`). ``below``: a folder whose files are
    told without it. ``overwrite``: also over files that are not ours. Errors: OSError (:class:`OutputRefused` before
    anything is written); MissingLibrary.
    """
    from tonghop290.data.exports.export import write_tables as write

    require_library(format)
    usable = report.usable()
    return write(
        usable,
        totals_of(usable, report),
        Path(folder),
        format=format,
        office=report.office,
        missing=report.missing_units,
        never=report.paths,
        below=shown_path(below) if below is not None else "",
        overwrite=overwrite,
    )


@file_or_stream(".docx")
def write_appendix(
    report: Report,
    path: str | Path,
    *,
    profile: str | None = None,
    template: str | Path | None = None,
    office: Office | None = None,
    overwrite: bool = False,
) -> Path:
    """The appendices of the district's report alone (.docx, landscape), to go with a report written by hand; the path
    written.

    ``template``: the office's own template of the report. Errors: OSError; ValueError (no such profile, no appendix in
    the template).
    """
    guard = Guard((*report.paths, template), overwrite=overwrite)
    return appendix_by(guard, report, path, profile, template, office)


def appendix_by(
    guard: Guard, report: Report, path: str | Path, profile: str | None, template: str | Path | None, own: Office | None
) -> Path:
    """As :func:`write_appendix`, by a guard that knows whether it was left. Errors: as there."""
    from tonghop290.narrative.docx import write_office_narrative as write
    from tonghop290.narrative.papers import documents_of, profile_of_document, template_of

    path = guard.file(path, (".docx",))
    office, usable = report.form.office_of(own or report.office), report.usable()
    if not (documents := documents_of(report.form, "office")):
        raise ValueError("Biểu không có văn bản của cơ quan tổng hợp (mục documents).")
    title = documents[0].title
    with template_of(documents[0], report.form, Path(template) if template else None) as source:
        return write(
            usable,
            totals_of(usable, report),
            path,
            source,
            office=office,
            title=f"Phụ lục {title[:1].lower()}{title[1:]}",
            document=documents[0],
            profile=profile_of_document(documents[0], profile, office, template),
            missing_units=report.missing_units,
            appendix_only=True,
            before=guard.before,
        )


# --- over districts -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """The result files found. ``files``: one an office, in the order of ``units`` (the offices expected) or of the
    paths.

    ``faults``: sentences about files that cannot be added up; while there are any, nothing should be. ``passed_over``:
    files that are no results.
    """

    form: Form
    files: tuple[ResultFile, ...]
    units: Mapping[str, Unit] | None = None
    faults: tuple[str, ...] = ()
    passed_over: tuple[Path, ...] = ()


def read_results(paths: Iterable[str | Path], form: Form, *, units: Mapping[str, Unit] | None = None) -> Results | None:
    """The result files (``write_tables(…, format="json")``) under the paths; None when there are none.

    Recognised by content. The same file twice counts once; two files of one office, or a unit in two offices, are
    faults. ``units``: the offices that should send one. Errors: OSError.
    """
    from tonghop290.data.result_files import read_result
    from tonghop290.spreadsheet.kind import is_result

    found: dict[str, ResultFile] = {}
    faults: list[str] = []
    others: list[Path] = []
    for path, openable in _files(paths):
        results = [(name, content) for name, content in _contents(path) if is_result(content)] if openable else []
        if not results:
            others += [path] if path.name not in _OURS else []
        for name, content in results:
            try:
                result = read_result(content, name, form)
            except ValueError as error:
                faults.append(str(error))
                continue
            found.setdefault(result.sha256, result)
    if not found and not faults:
        return None
    returned = next((path for path in others if _is_return(path, form)), None)
    if returned is not None:
        faults.append(
            f"Có cả tệp kết quả của cơ quan cấp dưới và biểu của đơn vị ({returned.name}); không cộng lẫn hai loại. "
            f"Đề nghị chỉ nêu các tệp {RESULT_FILE}, hoặc chỉ nêu thư mục biểu nhận về."
        )
    files = [_registered(result, units) for result in found.values()]
    order = {code: number for number, code in enumerate(units or {})}
    files.sort(key=lambda result: order.get(result.unit.code, len(order)))
    return Results(
        form=form, files=tuple(files), units=units, faults=(*faults, *_doubles(files)), passed_over=tuple(others)
    )


def _files(paths: Iterable[str | Path]) -> Iterator[tuple[Path, bool]]:
    """Every file under the paths, and whether it may be opened (no link out of its folder)."""
    from tonghop290.workbook.intake.folder_walk import walk

    for path in map(Path, paths):
        if path.is_dir():
            yield from ((found.path, found.trouble is None) for found in walk(path))
        elif path.is_file():
            yield path, True


_DOCUMENTS = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".docx", ".doc", ".pdf", ".png", ".jpg", ".csv"})
"""How the names end of what is hardly a result and holds none: of these only the first bytes are looked at."""
_JSON = re.compile(rb"(?:\xef\xbb\xbf)?\s*\{|\xff\xfe\{|\xfe\xff\0\{")


def _contents(path: Path) -> Iterator[tuple[str, bytes]]:
    """What may be a result file: the file itself, or what lies in an archive or a mail; how it is called, its bytes."""
    from tonghop290.parcels.leaves import leaves

    try:
        if path.suffix.lower() in _DOCUMENTS:
            with path.open("rb") as stream:
                if not _JSON.match(stream.read(64)):
                    return
        for leaf in leaves(str(path), path.name, Content.read(path)):
            if leaf.content is not None:
                yield leaf.path, leaf.content.data
    except (Unreadable, OSError):
        return


def _is_return(path: Path, form: Form) -> bool:
    """Whether this is a workbook of a unit, by its hidden sheet."""
    if path.suffix.lower() not in (".xlsx", ".xlsm"):
        return False
    said = identity_of(Content(path.read_bytes()), form)
    return bool(said.version or said.form_hash or said.unit)


def _registered(result: ResultFile, units: Mapping[str, Unit] | None) -> ResultFile:
    """With the register's own unit, found by its name ("huyện Hoằng Hóa", or "Hoằng Hóa" where only one is called
    that)."""
    names: dict[str, list[Unit]] = defaultdict(list)
    for unit in (units or {}).values():
        names[match_key(unit.title)].append(unit)
        names[match_key(unit.name)].append(unit)
    for name in (result.unit.title, result.unit.name):
        if len(names[match_key(name)]) == 1:
            return replace(result, unit=names[match_key(name)][0])
    return result


def _doubles(files: Sequence[ResultFile]) -> list[str]:
    """Offices with two files, and units that stand in two offices."""
    faults: list[str] = []
    offices: dict[str, ResultFile] = {}
    members: dict[str, ResultFile] = {}
    for result in files:
        other = offices.setdefault(match_key(result.unit.title), result)
        if other is not result:
            faults.append(
                f"{result.unit.title} có hai tệp kết quả khác nhau: {other.path} và {result.path}. Đề nghị chỉ giữ "
                "tệp đúng."
            )
            continue
        twice = [member for member in result.members if members.setdefault(member, result) is not result]
        if twice:
            faults.append(
                f"{len(twice)} đơn vị có trong cả {members[twice[0]].path} và {result.path} "
                f"(mã {', '.join(twice[:5])}); cộng vào sẽ tính hai lần. Đề nghị kiểm tra lại hai tệp."
            )
    return faults


@file_or_stream(".xlsx")
def write_roll_up(
    results: Results,
    path: str | Path,
    *,
    office: Office | None = None,
    earlier: Totals | None = None,
    overwrite: bool = False,
) -> Path:
    """The workbook of the office above, from the results of the offices below; its path. Errors: OSError; ValueError
    while there are faults."""
    from tonghop290.data.aggregate import merge
    from tonghop290.data.compare import compare_units
    from tonghop290.data.result_files import results_dataset
    from tonghop290.tables.summary import write_roll_up as write

    if results.faults:
        raise ValueError("\n".join(results.faults))
    never = [result.path for result in results.files]
    path = destination(path, suffixes=(".xlsx",), never=never, overwrite=overwrite)
    dataset = results_dataset(results.files, results.form)
    return write(
        dataset,
        merge([result.totals for result in results.files], results.form),
        path,
        office=office or results.form.office,
        results={result.path: result for result in results.files},
        units=results.units,
        findings=compare_units(dataset),
        earlier=earlier,
    )


def read_earlier(path: str | Path, form: Form) -> tuple[Totals, dict[str, dict[str, float]]]:
    """The totals of an earlier round and its figures unit by unit, from its ``so_lieu.json``: for ``write_summary(…,
    earlier, earlier_units)``.

    Errors: OSError; ValueError with a sentence for the officer.
    """
    from tonghop290.data.result_files import read_figures, read_result
    from tonghop290.spreadsheet.kind import is_result

    content = Path(path).read_bytes()
    if not is_result(content):
        raise ValueError(f"{path}: không phải là tệp kết quả ({RESULT_FILE}) của một đợt trước.")
    return read_result(content, str(path), form, earlier=True).totals, read_figures(content, form)


def earlier_of_report(report: Report, form: Form) -> Earlier:
    """What the units of an earlier report answered, as far as the present form means the same by it. Errors: ValueError
    for a report of a period that is not earlier."""
    from tonghop290.data.editions.shared_meaning import means_alike

    then, now = report.form.period, form.period
    if not now.is_span and then.last >= now.last:
        raise ValueError(f"Số liệu nêu sau --earlier là của {then.name}, không phải của một kỳ trước {now.name}.")
    shared = {
        id
        for id, field in form.fields.items()
        if field.figure and id in report.form.fields and means_alike(report.form.fields[id], field)
    }
    figures = {
        unit: {id: value for id, value in own.items() if id in shared} for unit, own in unit_figures(report).items()
    }
    return Earlier(figures=figures, period="" if then.is_same(now) else form.named(then))


def earlier_of(path: Path, form: Form, *, units: Mapping[str, Unit] | None = None) -> Earlier:
    """The same of a result file (or of the folder it lies in), or of a folder of returns.

    Errors: OSError; ValueError with a sentence for the officer.
    """
    from tonghop290.data.result_files import read_earlier_figures

    result = path / RESULT_FILE if path.is_dir() else path
    if result.is_file() and result.suffix.lower() == ".json":
        return read_earlier_figures(result.read_bytes(), str(result), form)
    if not path.exists():
        raise ValueError(f"Không tìm thấy kết quả đợt trước {path}.")
    from tonghop290.pipeline.check import check

    report = check([path], _as_then(path, form), units=units, compare=False)
    if not report.current:
        raise ValueError(f"{path}: không có biểu nào của đợt trước đọc được.")
    return earlier_of_report(report, form)


def _as_then(path: Path, form: Form) -> Form:
    """The form, asked for in the period that the first return of a folder says it is of."""
    from tonghop290.pipeline.forms import load_form
    from tonghop290.workbook.intake.sources import find_sources

    for source in find_sources([path]):
        mark = identity_of(source.content, form).period if source.content is not None else ""
        period = Period.read(mark) if mark else None
        if period is not None:
            return load_form(form.folder / form.file, period=period)
    return form


def unit_figures(report: Report) -> dict[str, dict[str, float]]:
    """The figures of a report unit by unit: code or name → field id → figure."""
    from tonghop290.data.result_files import figures_of

    return figures_of(wide_frame(report), report.form)
