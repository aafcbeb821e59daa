"""Workbooks out, workbooks checked: ``blank``, ``check``, and all of it tried out by ``demo``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tonghop290.cli.exits import Stop
from tonghop290.cli.options import (
    as_file,
    as_folder,
    checked,
    earlier_figures,
    earlier_option,
    form_option,
    guard,
    loaded,
    output_option,
    overwrite_option,
    paths_argument,
    period_option,
    settings_option,
    units_option,
)
from tonghop290.cli.round_folder import used_option
from tonghop290.cli.vietnamese import Command
from tonghop290.model import RESULT_FILE

if TYPE_CHECKING:
    from tonghop290.model import Form, Office, Unit
    from tonghop290.pipeline.report import Report

__all__ = ["blank", "check", "demo"]

_SUFFIXES = {"xlsx": (".xlsx",), "json": (".json", ""), "text": (".txt", ".log", ".md", "")}


@click.command(cls=Command)
@form_option
@period_option
@units_option
@settings_option
@click.option(
    "--carry",
    type=click.Path(path_type=Path),
    metavar="ĐƯỜNG_DẪN",
    multiple=True,
    help="Chuyển số liệu của các biểu đã điền (tệp, thư mục) trên biểu mẫu cũ sang biểu này; cần --old-form.",
)
@click.option("--old-form", metavar="BIỂU", help="Biểu mẫu cũ mà các biểu ở --carry đã điền.")
@earlier_option(f"Ghi số kỳ trước và thay đổi bên cạnh từng ô: {RESULT_FILE}, thư mục kết quả, biểu hoặc đợt trước.")
@output_option("ĐÍCH", "Tệp .xlsx; hoặc thư mục khi có --units, --carry.", required=True)
@overwrite_option
def blank(
    form_name: str,
    period: str,
    units_file: Path | None,
    settings: Path | None,
    carry: tuple[Path, ...],
    old_form: str | None,
    earlier: Path | None,
    output: Path,
    overwrite: bool,
) -> None:
    """Tạo biểu trống: một biểu chung, hoặc mỗi đơn vị trong danh sách một biểu đã ghi sẵn tên."""
    from tonghop290.pipeline.issue import write_blank, write_blanks

    if bool(carry) != bool(old_form):
        raise click.UsageError("--carry và --old-form cần dùng cùng nhau.")
    if earlier is not None and (carry or units_file is None):
        raise click.UsageError("--earlier cần có --units, và không dùng cùng --carry.")
    own = guard(carry, units_file, settings, earlier, overwrite=overwrite)
    form, units, office = loaded(form_name, units_file, settings, period)
    if old_form:
        _carry(carry, old_form, form, units, office, as_folder(own, output), overwrite=overwrite)
        return
    if units is None:
        as_file(own, output, (".xlsx",))
        click.echo(f"Đã ghi {write_blank(form, output, office=office, overwrite=overwrite)}")
        return
    before = earlier_figures(earlier, form, units)
    place = as_folder(own, output)
    written = write_blanks(form, place, units, office=office, earlier=before, overwrite=overwrite)
    click.echo(f"Đã ghi {len(written)} biểu vào {output}")


def _carry(
    paths: Sequence[Path],
    old_form: str,
    form: Form,
    units: Mapping[str, Unit] | None,
    office: Office,
    output: Path,
    *,
    overwrite: bool,
) -> None:
    """Write the workbooks that hold the answers of returns of an earlier edition, and say what is not taken over."""
    from tonghop290.pipeline.editions import OtherEdition, carried_lines, write_carried
    from tonghop290.pipeline.forms import load_form
    from tonghop290.text.normalize import without_controls

    old = load_form(old_form)
    try:
        made = write_carried(paths, old, form, output, units=units, office=office, overwrite=overwrite)
    except OtherEdition as error:
        raise click.ClickException(without_controls(str(error))) from error
    for place, file, carried in made:
        if place is None or carried is None:
            click.echo(f"{file.path}: không chuyển (không đọc được, hoặc không phải biểu được tính của đơn vị).")
            continue
        click.echo(f"{place.name}:")
        for line in carried_lines(carried):
            click.echo(f"    {without_controls(line)}")
    click.echo(f"Đã ghi {sum(place is not None for place, _, _ in made)} biểu vào {output}")
    raise Stop(3 if any(file.status == "unreadable" for _, file, _ in made) else 0)


@click.command(cls=Command)
@paths_argument
@form_option
@period_option
@units_option
@settings_option
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "xlsx"]),
    default="text",
    help="Cách trình bày kết quả.  [mặc định: text]",
)
@output_option("TỆP", "Ghi kết quả vào tệp thay vì in ra màn hình.")
@click.option(
    "--annotate",
    "marked",
    type=click.Path(path_type=Path),
    metavar="THƯ_MỤC",
    help="Ghi bản sao đã đánh dấu chỗ sai của từng biểu vào thư mục này.",
)
@earlier_option("So với đợt trước: chỉ tiêu đổi nhiều hơn mức biểu cho phép thì đề nghị xem lại.")
@click.option("--require-all", is_flag=True, help="Kết thúc bằng mã 4 khi còn đơn vị chưa gửi.")
@used_option
@click.option("--notes", is_flag=True, help="In cả những chỗ máy tự đọc (ghi chú).")
@overwrite_option
def check(
    paths: tuple[Path, ...],
    form_name: str,
    period: str,
    units_file: Path | None,
    settings: Path | None,
    style: str,
    output: Path | None,
    marked: Path | None,
    earlier: Path | None,
    require_all: bool,
    notes: bool,
    overwrite: bool,
) -> None:
    """Đọc, làm sạch và kiểm tra các biểu; nói rõ từng chỗ sai: ô nào, đang ghi gì, cần gì.

    Mã kết thúc: 0 đạt hoặc chỉ có điểm cần xem lại; 1 có lỗi số liệu; 2 gọi sai; 3 có tệp không đọc được; 4 còn đơn vị
    chưa gửi (với --require-all).
    """
    if require_all and units_file is None:
        raise click.UsageError("--require-all cần có --units.")
    if style == "xlsx" and output is None:
        raise click.UsageError("--format xlsx cần có -o TỆP.")
    own = guard(paths, units_file, settings, earlier, overwrite=overwrite)
    if output is not None:
        as_file(own, output, _SUFFIXES[style])
    if marked is not None:
        as_folder(own, marked)
    report = checked(paths, form_name, units_file, settings, period, earlier)
    if style == "xlsx" and output is not None:
        _write_list(report, output, overwrite)
    else:
        _say(report, style, output and own.file(output, _SUFFIXES[style]), notes)
    if marked is not None:
        from tonghop290.pipeline.answer import write_copies

        written, left = write_copies(report, marked, overwrite=overwrite)
        told = f"Bản đánh dấu trong {marked}: {len(written) - left} mới, {left} giữ nguyên"
        click.echo(told if left else f"Đã ghi {len(written)} bản đánh dấu vào {marked}", err=True)
    raise Stop(report.exit_code(require_all=require_all))


def _write_list(report: Report, output: Path, overwrite: bool) -> None:
    """The findings as a workbook."""
    from tonghop290.pipeline.documents import write_findings

    click.echo(f"Đã ghi {write_findings(report, output, overwrite=overwrite)}")


def _say(report: Report, style: str, output: Path | None, notes: bool) -> None:
    """On the screen, or sealed in a file."""
    from tonghop290.files import write_whole
    from tonghop290.pipeline.report_text import report_lines
    from tonghop290.seals import sealed_lines

    if output is None:
        click.echo(report.to_json() if style == "json" else "\n".join(report_lines(report, notes=notes)))
        return
    if style == "json":
        data = (report.to_json(sealed=True) + "\n").encode()
    else:
        data = sealed_lines(("\n".join(report_lines(report, notes=notes)) + "\n").encode())
    click.echo(f"Đã ghi {write_whole(output, data, private=True)}")


@click.command(cls=Command)
@click.argument("folder", type=click.Path(path_type=Path), metavar="THƯ_MỤC")
@form_option
def demo(folder: Path, form_name: str) -> None:
    """Chạy thử một biểu với số liệu bịa: phát biểu, nhận về, kiểm tra, báo cáo, tổng hợp."""
    from tonghop290.pipeline.demo import run_demo

    for line in run_demo(folder, form_name):
        click.echo(line)
