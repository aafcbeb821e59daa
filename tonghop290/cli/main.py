"""The command line. Each command is a thin retelling of the library; nothing heavy is imported before it is needed."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from tonghop290.cli.exits import EXIT_FAULT, EXIT_USAGE, Stop
from tonghop290.cli.round import add_round_commands, round_report
from tonghop290.cli.vietnamese import Group, said
from tonghop290.model import PROFILES
from tonghop290.version import __version__

if TYPE_CHECKING:
    from tonghop290.model import Form, Office, Totals, Unit
    from tonghop290.pipeline.report import Report

TABLE_FORMATS = ("csv", "json", "sqlite", "parquet")


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line and leave with its exit code (contract: 0, 1, 2, 3, 4, 70)."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(_run(arguments))


def _run(arguments: list[str] | None) -> int:
    from tonghop290.model import FormError

    try:
        result = cli.main(args=arguments, prog_name="tonghop290", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except Stop as stop:
        return stop.code
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return EXIT_USAGE
    except click.ClickException as error:
        click.echo(f"Lỗi: {said(error)}", err=True)
        if isinstance(error, click.UsageError) and error.ctx is not None:
            click.echo(f"Xem: {error.ctx.command_path} --help", err=True)
        return EXIT_USAGE
    except (FormError, FileNotFoundError) as error:
        text = (
            f"Không tìm thấy {error.filename}."
            if isinstance(error, FileNotFoundError) and error.filename
            else str(error)
        )
        click.echo(f"Lỗi: {text}", err=True)
        return EXIT_USAGE
    except click.exceptions.Abort:
        click.echo("Đã dừng.", err=True)
        return 130
    except OSError as error:
        click.echo(f"Lỗi: không ghi hoặc không đọc được {error.filename or ''} ({error.strerror}).", err=True)
        return EXIT_USAGE
    except Exception:  # the outermost door: a fault of ours, shown whole and never blamed on the sender
        traceback.print_exc()
        click.echo(
            f"Đây là lỗi của chương trình tonghop290 {__version__}, không phải của người gửi. Đề nghị chuyển đoạn trên cho người phụ trách.",
            err=True,
        )
        return EXIT_FAULT


@click.group(cls=Group, context_settings={"help_option_names": ["--help", "-h"]})
@click.version_option(__version__, "--version", prog_name="tonghop290", help="In số phiên bản.")
def cli() -> None:
    """Thu thập số liệu tổng kết 10 năm Quyết định 290-QĐ/TW bằng Excel: phát biểu, kiểm tra, báo cáo, tổng hợp."""


_form = click.option(
    "--form",
    "form_name",
    default="qd290-10-nam",
    metavar="BIỂU",
    help="Tên biểu mẫu có sẵn hoặc thư mục biểu mẫu.  [mặc định: qd290-10-nam]",
)
_units = click.option(
    "--units", "units_file", type=click.Path(path_type=Path), metavar="CSV", help="Danh sách đơn vị (don_vi.csv)."
)
_settings = click.option(
    "--settings",
    type=click.Path(path_type=Path),
    metavar="TOML",
    help="Cấu hình của cơ quan (mặc định: tonghop290.toml cạnh danh sách đơn vị hoặc ở thư mục hiện tại).",
)
_paths = click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="ĐƯỜNG_DẪN...")


@cli.command(short_help="Tạo biểu trống để gửi các xã.")
@_form
@_units
@_settings
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path),
    metavar="ĐÍCH",
    help="Tệp .xlsx; hoặc thư mục khi có --units.",
)
def blank(form_name: str, units_file: Path | None, settings: Path | None, output: Path) -> None:
    """Tạo biểu trống: một biểu chung, hoặc mỗi đơn vị trong danh sách một biểu đã ghi sẵn tên."""
    from tonghop290.pipeline.issue import write_blank, write_blanks

    form, units, office = _load(form_name, units_file, settings)
    if units is None:
        click.echo(f"Đã ghi {write_blank(form, _as_file(output, '.xlsx'), office=office)}")
        return
    _as_folder(output)
    written = write_blanks(form, output, units, office=office)
    click.echo(f"Đã ghi {len(written)} biểu vào {output}")


@cli.command(short_help="Kiểm tra các biểu đã nhận về.")
@_paths
@_form
@_units
@_settings
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "xlsx"]),
    default="text",
    help="Cách trình bày kết quả.  [mặc định: text]",
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="TỆP", help="Ghi kết quả vào tệp thay vì in ra màn hình."
)
@click.option(
    "--annotate",
    type=click.Path(path_type=Path),
    metavar="THƯ_MỤC",
    help="Ghi bản sao đã đánh dấu chỗ sai của từng biểu vào thư mục này.",
)
@click.option("--require-all", is_flag=True, help="Kết thúc bằng mã 4 khi còn đơn vị chưa gửi.")
@click.option("--notes", is_flag=True, help="In cả những chỗ máy tự đọc (ghi chú).")
def check(
    paths: tuple[Path, ...],
    form_name: str,
    units_file: Path | None,
    settings: Path | None,
    style: str,
    output: Path | None,
    annotate: Path | None,
    require_all: bool,
    notes: bool,
) -> None:
    """Đọc, làm sạch và kiểm tra các biểu; nói rõ từng chỗ sai: ô nào, đang ghi gì, cần gì.

    Mã kết thúc: 0 đạt hoặc chỉ có điểm cần xem lại; 1 có lỗi số liệu; 2 gọi sai; 3 có tệp không đọc được; 4 còn đơn vị chưa gửi (với --require-all).
    """
    if require_all and units_file is None:
        raise click.UsageError("--require-all cần có --units.")
    if style == "xlsx" and output is None:
        raise click.UsageError("--format xlsx cần có -o TỆP.")
    report = _check(paths, form_name, units_file, settings, outputs=(output,))
    if style == "xlsx":
        from tonghop290.pipeline.answer import annotate as pipeline_annotate
        from tonghop290.pipeline.documents import write_findings

        assert output is not None
        click.echo(f"Đã ghi {write_findings(report, _as_file(output, '.xlsx'))}")
    else:
        _say(report, style, output, notes)
    if annotate is not None:
        from tonghop290.pipeline.answer import annotate as pipeline_annotate
        from tonghop290.pipeline.documents import write_findings

        written = pipeline_annotate(report, _as_folder(annotate))
        click.echo(f"Đã ghi {len(written)} bản đánh dấu vào {annotate}", err=True)
    raise Stop(report.exit_code(require_all=require_all))


def _say(report: Report, style: str, output: Path | None, notes: bool) -> None:
    from tonghop290.files import write_whole
    from tonghop290.pipeline.report_text import report_lines

    text = report.to_json() if style == "json" else "\n".join(report_lines(report, notes=notes))
    if output is None:
        click.echo(text)
    else:
        write_whole(output, (text + "\n").encode())
        click.echo(f"Đã ghi {output}")


@cli.command(short_help="Viết báo cáo của từng xã (.docx).")
@_paths
@_form
@_units
@_settings
@click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path), metavar="THƯ_MỤC", help="Nơi ghi các báo cáo."
)
@click.option("--profile", type=click.Choice(PROFILES), help="Thể thức văn bản của Đảng.  [mặc định: theo cấu hình]")
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
@click.option("--verify", is_flag=True, help="Đo lại từng báo cáo theo thể thức và in những chỗ khác.")
@click.option("--pdf", is_flag=True, help="Tạo thêm bản PDF bên cạnh mỗi báo cáo (máy cần có LibreOffice).")
def report(
    paths: tuple[Path, ...],
    form_name: str,
    units_file: Path | None,
    settings: Path | None,
    output: Path,
    profile: str | None,
    template: Path | None,
    district: bool,
    district_template: Path | None,
    verify: bool,
    pdf: bool,
) -> None:
    """Viết báo cáo lời văn của từng xã từ số liệu đã kiểm tra; chỗ còn thiếu để trống và tô nền."""
    from tonghop290.pipeline.documents import write_district_narrative, write_narratives

    for one in (template, district_template):
        if one is not None and not one.is_file():
            raise click.UsageError(f"Không tìm thấy mẫu {one}.")
    result = _check(paths, form_name, units_file, settings)
    _as_folder(output)
    written = write_narratives(result, output, profile=profile, template=template)
    click.echo(f"Đã ghi {len(written)} báo cáo vào {output}")
    if district or district_template is not None:
        written.append(
            write_district_narrative(
                result, output / "Báo cáo tổng hợp.docx", profile=profile, template=district_template
            )
        )
        click.echo(f"Đã ghi {written[-1]}")
    if verify:
        _say_differences(written, profile or result.office.profile)
    if pdf:
        _print_pdfs(written)
    _mention_unreadable(result)


def _say_differences(documents: list[Path], profile: str) -> None:
    from tonghop290.pipeline.documents import verify_document

    different = {path: found for path in documents if (found := verify_document(path, profile))}
    for path, found in different.items():
        for line in found:
            click.echo(f"{path.name}: {line}")
    click.echo(f"Thể thức {profile}: {len(documents) - len(different)}/{len(documents)} văn bản đúng.")


def _print_pdfs(documents: list[Path]) -> None:
    """The PDFs are an extra: without LibreOffice the reports are there all the same, and the exit code says so."""
    from tonghop290.narrative.pdf import PdfError
    from tonghop290.pipeline.documents import write_pdfs

    try:
        click.echo(f"Đã tạo {len(write_pdfs(documents))} bản PDF")
    except PdfError as error:
        click.echo(str(error), err=True)


@cli.command(short_help="Lập biểu tổng hợp (.xlsx), phụ lục (.docx), số liệu cho chương trình khác.")
@_paths
@_form
@_units
@_settings
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path),
    metavar="ĐÍCH",
    help="Tệp .xlsx hoặc .docx sẽ ghi; với các loại khác là thư mục.",
)
@click.option(
    "--format",
    "style",
    type=click.Choice(["xlsx", "docx", *TABLE_FORMATS]),
    default="xlsx",
    help="xlsx: các biểu tổng hợp; docx: phụ lục của báo cáo; csv, json, sqlite, parquet: số liệu cho chương trình khác.  [mặc định: xlsx]",
)
@click.option(
    "--earlier",
    type=click.Path(path_type=Path),
    metavar="ĐỢT_TRƯỚC",
    help="So sánh với đợt trước: tệp so_lieu.json hoặc thư mục của đợt.",
)
@click.option("--profile", type=click.Choice(PROFILES), help="Thể thức của phụ lục .docx.  [mặc định: theo cấu hình]")
def summary(
    paths: tuple[Path, ...],
    form_name: str,
    units_file: Path | None,
    settings: Path | None,
    output: Path,
    style: str,
    earlier: Path | None,
    profile: str | None,
) -> None:
    """Lập các biểu tổng hợp: chỉ tiêu theo xã, xã theo chỉ tiêu, tình hình nộp, nguồn của từng số.

    Đường dẫn là biểu của các xã, hoặc là tệp so_lieu.json của các huyện (ghi bằng --format json): khi đó cộng các huyện lên tỉnh, không cần biểu của xã.
    """
    from tonghop290.pipeline.documents import write_summary
    from tonghop290.pipeline.exports import MissingLibrary, require_library, write_appendix, write_tables

    if earlier is not None and style != "xlsx":
        raise click.UsageError("--earlier chỉ dùng với --format xlsx.")
    try:
        require_library(style)
    except MissingLibrary as error:
        raise click.UsageError(str(error)) from None
    _not_over((output,), paths)
    if style in TABLE_FORMATS:
        _as_folder(output)
    else:
        _as_file(output, f".{style}")
    before, before_units = _earlier(earlier, form_name) if earlier is not None else (None, None)
    own = round_report(paths)
    if own is None and _roll_up(paths, form_name, units_file, settings, output, style, before):
        return
    result = own.report if own is not None else _check(paths, form_name, units_file, settings)
    if style == "xlsx":
        received, accepted = (own.received, own.accepted) if own is not None else (None, ())
        written = write_summary(
            result, output, received=received, accepted=accepted, earlier=before, earlier_units=before_units
        )
        click.echo(f"Đã ghi {written}")
    elif style == "docx":
        click.echo(f"Đã ghi {write_appendix(result, output, profile=profile)}")
    else:
        files = write_tables(result, output, format=style)  # type: ignore[arg-type]
        click.echo(f"Đã ghi {len(files)} tệp vào {output}")
    _mention_unreadable(result)


def _earlier(path: Path, form_name: str) -> tuple[Totals, dict[str, dict[str, float]]]:
    """The totals and the units' figures of an earlier round: its folder, or its result file."""
    from tonghop290.pipeline.documents import totals
    from tonghop290.pipeline.exports import RESULT_FILE, read_earlier, unit_figures
    from tonghop290.pipeline.forms import load_form

    own = round_report((path,))
    if own is not None:
        return totals(own.report), unit_figures(own.report)
    if path.is_dir() and (path / RESULT_FILE).is_file():
        path = path / RESULT_FILE
    if not path.is_file():
        raise click.UsageError(f"Không tìm thấy kết quả đợt trước {path}.")
    try:
        return read_earlier(path, load_form(form_name))
    except ValueError as error:
        raise click.UsageError(str(error)) from None


def _roll_up(
    paths: tuple[Path, ...],
    form_name: str,
    units_file: Path | None,
    settings: Path | None,
    output: Path,
    style: str,
    earlier: Totals | None,
) -> bool:
    """Add up the result files of the offices below; False when there are none. Faulty files end the program with 3, and nothing is written."""
    from tonghop290.pipeline.exports import read_results, write_roll_up

    form, units, office = _load(form_name, units_file, settings)
    results = read_results(paths, form, units=units)
    if results is None:
        return False
    if style != "xlsx":
        raise click.UsageError("Từ tệp kết quả của các huyện chỉ lập được biểu tổng hợp .xlsx (--format xlsx).")
    for fault in results.faults:
        click.echo(fault, err=True)
    if results.faults:
        raise Stop(3)
    if results.passed_over:
        click.echo(
            f"Bỏ qua {len(results.passed_over)} tệp không phải tệp kết quả: {', '.join(path.name for path in results.passed_over[:5])}…",
            err=True,
        )
    click.echo(
        f"Cộng {len(results.files)} tệp kết quả: {', '.join(one.unit.title for one in results.files)}.", err=True
    )
    click.echo(f"Đã ghi {write_roll_up(results, output, office=office, earlier=earlier)}")
    return True


@cli.group(cls=Group, name="form", short_help="Xem và kiểm tra định nghĩa biểu mẫu.")
def form_group() -> None:
    """Xem và kiểm tra định nghĩa biểu mẫu."""


@form_group.command("list", short_help="Các biểu mẫu có sẵn.")
def form_list() -> None:
    """In tên các biểu mẫu có sẵn."""
    from tonghop290.pipeline.forms import shipped_forms

    for name, title in shipped_forms():
        click.echo(f"{name}\t{title}")


@form_group.command("fields", short_help="Các chỉ tiêu của biểu mẫu.")
@_form
def form_fields(form_name: str) -> None:
    """In các chỉ tiêu: mã, mã máy, tên, đơn vị tính, khoảng giá trị, cách cộng."""
    from tonghop290.pipeline.forms import field_lines, load_form

    for line in field_lines(load_form(form_name)):
        click.echo(line)


@form_group.command("lint", short_help="Tìm lỗi trong định nghĩa biểu mẫu.")
@_form
@click.option(
    "--template",
    type=click.Path(path_type=Path, exists=False),
    metavar="DOCX",
    help="Kiểm tra mẫu Word riêng này thay cho các mẫu của biểu.",
)
def form_lint(form_name: str, template: Path | None) -> None:
    """Tìm mọi lỗi trong định nghĩa biểu mẫu và các mẫu Word của nó."""
    from tonghop290.pipeline.forms import lint_form, load_form

    faults = lint_form(load_form(form_name), template=template)
    for fault in faults:
        click.echo(fault)
    click.echo(f"{len(faults)} điểm cần sửa." if faults else "Biểu mẫu không có lỗi.")
    raise Stop(EXIT_USAGE if faults else 0)


@form_group.command("self-test", short_help="Thử từng quy tắc, khoảng giá trị trên chính biểu mẫu.")
@_form
@click.option("--all", "show_all", is_flag=True, help="In cả những phép thử đạt.")
def form_self_test(form_name: str, show_all: bool) -> None:
    """Từ định nghĩa, tự làm một biểu đúng rồi từng biểu sai một chỗ, và xem chương trình có tìm ra đúng chỗ ấy không."""
    import tempfile

    from tonghop290.pipeline.forms import load_form
    from tonghop290.pipeline.self_test import self_test

    with tempfile.TemporaryDirectory() as folder:
        result = self_test(load_form(form_name), Path(folder))
    for line, trial in zip(result.lines, result.trials, strict=False):
        if show_all or not trial.ok:
            click.echo(line)
    for line in result.lines[len(result.trials) :]:
        click.echo(line)
    raise Stop(0 if result.ok else 1)


@cli.command(short_help="Chạy thử trọn vòng với một huyện mẫu.")
@click.argument("folder", type=click.Path(path_type=Path), metavar="THƯ_MỤC")
def demo(folder: Path) -> None:
    """Chạy thử: 36 xã của Huyện Hoằng Hóa với số liệu bịa; phát biểu, nhận về, kiểm tra, báo cáo, tổng hợp."""
    from tonghop290.pipeline.demo import run_demo

    for line in run_demo(folder):
        click.echo(line)


add_round_commands(cli)


# --- shared by the commands ---------------------------------------------------------------------------------------


def _load(
    form_name: str, units_file: Path | None, settings: Path | None
) -> tuple[Form, dict[str, Unit] | None, Office]:
    from tonghop290.pipeline.forms import SETTINGS_FILE, load_form, load_office, load_units

    form = load_form(form_name)
    units = load_units(units_file) if units_file is not None else None
    beside = [units_file.parent / SETTINGS_FILE] if units_file is not None else []
    found = settings or next((one for one in [*beside, Path(SETTINGS_FILE)] if one.is_file()), None)
    return form, units, load_office(found, form) if found is not None else form.office


def _check(
    paths: tuple[Path, ...],
    form_name: str,
    units_file: Path | None,
    settings: Path | None,
    outputs: tuple[Path | None, ...] = (),
) -> Report:
    from tonghop290.pipeline.check import check as pipeline_check

    _not_over(outputs, paths)
    own = round_report(paths)
    if own is not None:
        return own.report
    form, units, office = _load(form_name, units_file, settings)
    progress: Any = _progress if sys.stderr.isatty() else None
    result = pipeline_check(paths, form, units=units, office=office, progress=progress)
    if progress is not None:
        click.echo("\r\033[K", nl=False, err=True)
    return result


def _not_over(outputs: tuple[Path | None, ...], paths: tuple[Path, ...]) -> None:
    for output in outputs:
        if output is not None and output.exists() and any(path.exists() and path.samefile(output) for path in paths):
            what = "thư mục" if output.is_dir() else "tệp"
            raise click.UsageError(f"{output} là {what} nhận về; không ghi đè lên tệp của người gửi.")


def _progress(number: int, name: str) -> None:
    from tonghop290.text.normalize import without_controls

    click.echo(f"\r\033[K{number}: {without_controls(name)[-70:]}", nl=False, err=True)


def _mention_unreadable(result: Report) -> None:
    """``report`` and ``summary`` end with 0 once written, with 3 when some file could not be read."""
    from tonghop290.pipeline.report_text import finding_line

    unreadable = [file for file in result.files if file.status == "unreadable"]
    for file in unreadable:
        click.echo(f"Không đọc được {file.path}: {finding_line(file.findings[0])}", err=True)
    raise Stop(3 if unreadable else 0)


def _as_file(path: Path, suffix: str) -> Path:
    if path.is_dir():
        raise click.UsageError(f"{path} là thư mục; cần tên một tệp {suffix}.")
    return path


def _as_folder(path: Path) -> Path:
    if path.is_file():
        raise click.UsageError(f"{path} là tệp; cần tên một thư mục.")
    return path
