"""Documents of returns: ``report`` (.docx) and ``summary`` (.xlsx, .docx, tables for other programs)."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from tonghop290.cli.exits import Stop
from tonghop290.cli.options import (
    as_file,
    as_folder,
    checked,
    form_option,
    guard,
    loaded,
    mention_unreadable,
    output_option,
    overwrite_option,
    paths_argument,
    period_option,
    profile_option,
    progress,
    settings_found,
    settings_option,
    units_option,
)
from tonghop290.cli.plugged_options import TABLE_FORMATS, Formats, write_other, write_plugged_documents
from tonghop290.cli.refreshing import refresh_all, refresh_only
from tonghop290.cli.round_folder import round_report, used_option
from tonghop290.cli.vietnamese import Command
from tonghop290.model import RESULT_FILE, SETTINGS_FILE

if TYPE_CHECKING:
    from tonghop290.campaign.results import RoundReport
    from tonghop290.model import Form, Totals
    from tonghop290.outputs import Guard
    from tonghop290.pipeline.report import Report

__all__ = ["report", "summary"]


@click.command(cls=Command)
@paths_argument
@form_option
@period_option
@units_option
@settings_option
@output_option("THƯ_MỤC", "Nơi ghi các báo cáo.")
@profile_option("Thể thức văn bản.")
@click.option(
    "--template", type=click.Path(path_type=Path, exists=False), metavar="DOCX", help="Mẫu Word riêng của cơ quan."
)
@click.option("--district", is_flag=True, help="Viết thêm báo cáo chung của cơ quan tổng hợp.")
@click.option(
    "--district-template",
    type=click.Path(path_type=Path, exists=False),
    metavar="DOCX",
    help="Mẫu Word riêng của báo cáo chung.",
)
@click.option(
    "--refresh",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="TỆP|THƯ_MỤC",
    help="Cập nhật các ô số của báo cáo .docx đã sửa tay theo số liệu hiện nay; mọi chỗ khác giữ nguyên. Nêu được "
    "nhiều lần; không dùng cùng -o.",
)
@click.option(
    "--verify",
    is_flag=True,
    help="Đo lại từng báo cáo theo thể thức và trên trang in, nói những chỗ khác.",
)
@click.option("--pdf", is_flag=True, help="Tạo thêm bản PDF bên cạnh mỗi báo cáo (máy cần có LibreOffice).")
@used_option
@overwrite_option
def report(
    paths: tuple[Path, ...],
    form_name: str,
    period: str,
    units_file: Path | None,
    settings: Path | None,
    output: Path | None,
    profile: str | None,
    template: Path | None,
    district: bool,
    district_template: Path | None,
    refresh: tuple[Path, ...],
    verify: bool,
    pdf: bool,
    overwrite: bool,
) -> None:
    """Viết báo cáo lời văn của từng đơn vị từ số liệu đã kiểm tra; chỗ còn thiếu để trống và tô nền."""
    from tonghop290.narrative.papers import office_document_names

    _look_at_templates(template, district_template)
    if output is None or refresh:
        refresh_only(output, refresh)
        refresh_all(checked(paths, form_name, units_file, settings, period), refresh, template, district_template)
    own = guard(paths, units_file, settings, template, district_template, overwrite=overwrite)
    as_folder(own, output)
    result = checked(paths, form_name, units_file, settings, period)
    for_office = district or district_template is not None
    _say_settings_left(result, settings_found(paths, units_file, settings), own_report=for_office)
    for name in office_document_names(result.form) if for_office else ():
        own.refuse(output / name, (".docx",))
    if not result.current:
        _refuse_to_report_nothing(result, for_office=for_office)
    written = _written(result, output, profile, (template, district_template), for_office, overwrite)
    _say_of_each(written, result, verify=verify)
    _print_pdfs([*written] if pdf else [], overwrite)
    write_plugged_documents(result, output, overwrite)
    mention_unreadable(result)


def _written(
    result: Report,
    output: Path,
    profile: str | None,
    templates: tuple[Path | None, Path | None],
    for_office: bool,
    overwrite: bool,
) -> dict[Path, str]:
    """The reports of the units, and where that is asked the office's; each path → its format profile."""
    from tonghop290.pipeline.documents import write_office_documents, write_unit_documents

    own, of_office = templates
    say = progress("Viết báo cáo", names_only=True)
    written = write_unit_documents(result, output, profile=profile, template=own, overwrite=overwrite, progress=say)
    if say is not None:
        say.cleared()
    new = len(written) - len(written.left)
    click.echo(
        f"Báo cáo trong {output}: {new} mới, {len(written.left)} giữ nguyên"
        if written.left
        else f"Đã ghi {new} báo cáo vào {output}"
    )
    if for_office:
        more = write_office_documents(result, output, profile=profile, template=of_office, overwrite=overwrite)
        _say_of_office(more, left=more.left)
        written |= more
    return written


def _refuse_to_report_nothing(result: Report, *, for_office: bool) -> NoReturn:
    """Without a return there is nothing a report could say: none is written. Errors: always."""
    from tonghop290.narrative.papers import office_document_names

    if for_office and not office_document_names(result.form):
        _say_of_office({})
    due = f" của {result.expected} đơn vị phải gửi" if result.expected else ""
    said = f"Chưa có biểu nào{due} dùng được: không có báo cáo nào được ghi."
    if not any(file.status == "unreadable" for file in result.files):
        raise click.ClickException(said)
    click.echo(said, err=True)
    mention_unreadable(result)


def _say_of_office(documents: dict[Path, str], left: Collection[Path] = ()) -> None:
    for path in documents:
        click.echo(f"Giữ nguyên {path}" if path in left else f"Đã ghi {path}")
    if not documents:
        click.echo("Biểu không có văn bản nào của cơ quan tổng hợp (mục documents, trang Văn bản).")


def _look_at_templates(*templates: Path | None) -> None:
    """Whether they are there, and what of them does not go into the reports."""
    from tonghop290.pipeline.documents import template_notes

    for path in templates:
        if path is not None and not path.is_file():
            raise click.UsageError(f"Không tìm thấy mẫu {path}.")
        for note in template_notes(path) if path is not None else ():
            click.echo(note, err=True)


def _say_settings_left(result: Report, file: Path | None, *, own_report: bool) -> None:
    from tonghop290.messages.on_settings import settings_left

    for line in settings_left(result.office, result.form.levels, str(file or SETTINGS_FILE), own_report=own_report):
        click.echo(line, err=True)


def _say_of_each(documents: dict[Path, str], result: Report, *, verify: bool) -> None:
    """What differs from its profile and on its pages, where that is asked; else what no report should print."""
    if not verify:
        _say_strange([*documents], result.form)
        return
    for profile in dict.fromkeys(documents.values()):
        _say_differences([path for path, own in documents.items() if own == profile], profile, result)
    _say_of_pages([*documents], result.form)


def _say_differences(documents: list[Path], profile: str, result: Report) -> None:
    from tonghop290.pipeline.documents import verify_documents

    different = verify_documents(documents, profile, result.form, result)
    for path, found in different.items():
        for line in found:
            click.echo(f"{path.name}: {line}")
    click.echo(f"Thể thức {profile}: {len(documents) - len(different)}/{len(documents)} văn bản đúng.")


def _say_of_pages(documents: list[Path], form: Form) -> None:
    """What is seen on the printed page only; why not, where it could not be measured."""
    from tonghop290.pipeline.documents import measure_pages

    measured = measure_pages(documents, form) if documents else None
    for path, found in measured.found.items() if measured is not None else ():
        for line in found:
            click.echo(f"{path.name}: {line}")
    if measured is not None and measured.count:
        click.echo(f"Trang in: {measured.count - len(measured.found)}/{measured.count} văn bản đúng.")
    if measured is not None and measured.left:
        click.echo(measured.left)


def _say_strange(documents: list[Path], form: Form) -> None:
    """What should not be printed is told of every report; ``--verify`` says it among the rest."""
    from tonghop290.pipeline.documents import look_over_documents

    for path, lines in look_over_documents(documents, form).items():
        for line in lines:
            click.echo(f"{path.name}: {line}", err=True)


def _print_pdfs(documents: list[Path], overwrite: bool) -> None:
    """The PDFs are an extra: without LibreOffice the reports are there all the same, and the exit code says so."""
    from tonghop290.pipeline.documents import PdfError, write_pdfs

    if not documents:
        return
    try:
        click.echo(f"Đã tạo {len(write_pdfs(documents, overwrite=overwrite))} bản PDF")
    except PdfError as error:
        click.echo(str(error), err=True)


@click.command(cls=Command)
@paths_argument
@form_option
@period_option
@units_option
@settings_option
@output_option("ĐÍCH", "Tệp .xlsx hoặc .docx sẽ ghi; với các loại khác là thư mục.", required=True)
@click.option(
    "--format",
    "style",
    type=Formats(["xlsx", "docx", *TABLE_FORMATS]),
    default="xlsx",
    help="xlsx: các biểu tổng hợp; docx: phụ lục của báo cáo; "
    "csv, json, sqlite, parquet: số liệu cho chương trình khác.  [mặc định: xlsx]",
)
@click.option(
    "--earlier",
    type=click.Path(path_type=Path),
    metavar="ĐỢT_TRƯỚC",
    help=f"So sánh với đợt trước: tệp {RESULT_FILE} hoặc thư mục của đợt.",
)
@profile_option("Thể thức của phụ lục .docx.")
@used_option
@overwrite_option
def summary(
    paths: tuple[Path, ...],
    form_name: str,
    period: str,
    units_file: Path | None,
    settings: Path | None,
    output: Path,
    style: str,
    earlier: Path | None,
    profile: str | None,
    overwrite: bool,
) -> None:
    """Lập các biểu tổng hợp: chỉ tiêu theo đơn vị, đơn vị theo chỉ tiêu, tình hình nộp, nguồn của từng số.

    Đường dẫn là biểu của các đơn vị, hoặc là tệp so_lieu.json của các cơ quan cấp dưới (ghi bằng --format json): khi đó
    cộng số liệu của các cơ quan ấy, không cần biểu của đơn vị.
    """
    if earlier is not None and style != "xlsx":
        raise click.UsageError("--earlier chỉ dùng với --format xlsx.")
    _refuse_what_cannot_be_written(style, output, guard(paths, units_file, settings, earlier, overwrite=overwrite))
    own, before, before_units = round_report(paths), None, None
    if earlier is not None:
        form = own.report.form if own is not None else loaded(form_name, units_file, settings, period)[0]
        before, before_units = _earlier(earlier, form)
    if own is None and _roll_up(paths, form_name, period, units_file, settings, output, style, before, overwrite):
        return
    result = own.report if own is not None else checked(paths, form_name, units_file, settings, period)
    if style == "xlsx":
        _write_sheets(result, output, own, before, before_units, overwrite)
    else:
        write_other(result, output, style, profile, overwrite)
    mention_unreadable(result)


def _refuse_what_cannot_be_written(style: str, output: Path, own: Guard) -> None:
    from tonghop290.pipeline.exports import MissingLibrary, require_library

    try:
        require_library(style)
    except MissingLibrary as error:
        raise click.UsageError(str(error)) from None
    if style in ("xlsx", "docx"):
        as_file(own, output, (f".{style}",))
    else:
        as_folder(own, output, apart=True)


def _write_sheets(
    result: Report,
    output: Path,
    own: RoundReport | None,
    earlier: Totals | None,
    earlier_units: dict[str, dict[str, float]] | None,
    overwrite: bool,
) -> None:
    """The tables; of a round with its own list of what came and what was accepted."""
    from tonghop290.pipeline.documents import write_summary
    from tonghop290.pipeline.printed_papers.left_tables import left_or_written

    received, accepted = (own.received, own.accepted) if own is not None else (None, ())
    write = partial(
        write_summary,
        result,
        output,
        received=received,
        accepted=accepted,
        earlier=earlier,
        earlier_units=earlier_units,
        overwrite=overwrite,
    )
    asked = (output, received, accepted, earlier, earlier_units)
    [written], left = left_or_written(result, output.parent, asked, lambda: [write()])
    click.echo(f"Giữ nguyên {written}" if left else f"Đã ghi {written}")


def _earlier(path: Path, form: Form) -> tuple[Totals, dict[str, dict[str, float]]]:
    """The totals and the units' figures of an earlier round: its folder, or its result file."""
    from tonghop290.pipeline.documents import totals
    from tonghop290.pipeline.exports import read_earlier, unit_figures

    own = round_report((path,))
    if own is not None:
        return totals(own.report), unit_figures(own.report)
    if path.is_dir() and (path / RESULT_FILE).is_file():
        path = path / RESULT_FILE
    if not path.is_file():
        raise click.UsageError(f"Không tìm thấy kết quả đợt trước {path}.")
    try:
        return read_earlier(path, form)
    except ValueError as error:
        raise click.UsageError(str(error)) from None


def _roll_up(
    paths: tuple[Path, ...],
    form_name: str,
    period: str,
    units_file: Path | None,
    settings: Path | None,
    output: Path,
    style: str,
    earlier: Totals | None,
    overwrite: bool,
) -> bool:
    """Add up the result files of the offices below; False when there are none.

    Faulty files end the program with 3, and nothing is written.
    """
    from tonghop290.pipeline.exports import read_results, write_roll_up

    form, units, office = loaded(form_name, units_file, settings, period)
    results = read_results(paths, form, units=units)
    if results is None:
        return False
    if style != "xlsx":
        raise click.UsageError("Từ tệp kết quả của cấp dưới chỉ lập được biểu tổng hợp .xlsx (--format xlsx).")
    for fault in results.faults:
        click.echo(fault, err=True)
    if results.faults:
        raise Stop(3)
    if results.passed_over:
        first = ", ".join(path.name for path in results.passed_over[:5])
        click.echo(f"Bỏ qua {len(results.passed_over)} tệp không phải tệp kết quả: {first}…", err=True)
    offices = ", ".join(result.unit.title for result in results.files)
    click.echo(f"Cộng {len(results.files)} tệp kết quả: {offices}.", err=True)
    written = write_roll_up(results, output, office=office, earlier=earlier, overwrite=overwrite)
    click.echo(f"Đã ghi {written}")
    return True
