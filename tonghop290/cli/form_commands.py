"""The definition of a form: listed, looked into, held against its own rules."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from tonghop290.cli.exits import EXIT_USAGE, Stop
from tonghop290.cli.options import form_option, output_option, overwrite_option
from tonghop290.cli.round_folder import round_report
from tonghop290.cli.vietnamese import Group
from tonghop290.model import RESULT_FILE, FormError

__all__ = ["form"]


@click.group(cls=Group)
def form() -> None:
    """Xem và kiểm tra định nghĩa biểu mẫu."""


@form.command("list", short_help="Các biểu mẫu có sẵn.")
def form_list() -> None:
    """In tên các biểu mẫu có sẵn."""
    from tonghop290.pipeline.forms import shipped_forms

    for name, title in shipped_forms():
        click.echo(f"{name}\t{title}")


@form.command("fields", short_help="Các chỉ tiêu của biểu mẫu.")
@form_option
def form_fields(form_name: str) -> None:
    """In các chỉ tiêu: mã, mã máy, tên, đơn vị tính, khoảng giá trị, cách cộng."""
    from tonghop290.pipeline.forms import field_lines, load_form

    for line in field_lines(load_form(form_name)):
        click.echo(line)


@form.command("rules", short_help="Các quy tắc, công thức như chương trình hiểu.")
@form_option
def form_rules(form_name: str) -> None:
    """In từng công thức, quy tắc như chương trình đã hiểu, theo cách viết của Excel."""
    from tonghop290.pipeline.forms import load_form, rule_lines

    for line in rule_lines(load_form(form_name)):
        click.echo(line)


@form.command("words", short_help="Các thẻ dùng được trong mẫu Word.")
@form_option
@click.option("--document", metavar="MÃ", help="Chỉ in các thẻ của văn bản này.")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", help="[mặc định: text]")
def form_words(form_name: str, document: str | None, style: str) -> None:
    """In mọi thẻ mà mẫu Word của biểu dùng được: nghĩa, loại, cách viết; cột của bảng, điều hỏi được sau dấu chấm."""
    import json

    from tonghop290.pipeline.forms import load_form, words_of_templates

    try:
        lines, told = words_of_templates(load_form(form_name), document)
    except KeyError as error:
        raise click.UsageError(f"Biểu không có văn bản “{document}”; có: {error.args[0]}.") from None
    if style == "json":
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for line in lines:
        click.echo(line)


@form.command("sentences", short_help="Câu in ra theo từng trạng thái của số liệu.")
@form_option
@click.option("--document", metavar="MÃ", help="Văn bản của đơn vị có mã này; mặc định: văn bản đầu tiên.")
def form_sentences(form_name: str, document: str | None) -> None:
    """In mỗi chỉ tiêu ở từng trạng thái (nhiều, 1, 0, ước tính, không có số liệu, chưa trả lời) thì báo cáo của đơn vị
    viết câu nào, và những chỉ tiêu cùng đổi một câu. Số liệu là bịa; câu lấy từ chính mẫu Word."""
    from tonghop290.pipeline.authoring import sentences_by_state
    from tonghop290.pipeline.forms import load_form

    try:
        click.echo(sentences_by_state(load_form(form_name), document), nl=False)
    except KeyError as error:
        has = f"có: {error.args[0]}" if error.args[0] else "biểu không có mẫu Word cho đơn vị"
        raise click.UsageError(f"Biểu không có văn bản “{document or ''}” của đơn vị; {has}.") from None


@form.command("lint", short_help="Tìm lỗi trong định nghĩa biểu mẫu.")
@form_option
@click.option(
    "--template",
    type=click.Path(path_type=Path, exists=False),
    metavar="DOCX",
    help="Kiểm tra mẫu Word riêng này thay cho các mẫu của biểu.",
)
@click.option("--mark", is_flag=True, help="Ghi các lỗi vào chính tệp Excel của biểu (cột Lỗi, trang Lỗi).")
def form_lint(form_name: str, template: Path | None, mark: bool) -> None:
    """Tìm mọi lỗi trong định nghĩa biểu mẫu và các mẫu Word của nó."""
    from tonghop290.pipeline.authoring import is_excel_form, lint_places
    from tonghop290.pipeline.documents import template_notes
    from tonghop290.pipeline.forms import lint_form, load_form

    for note in template_notes(template) if template is not None else ():
        click.echo(note, err=True)
    if mark and not is_excel_form(form_name):
        raise click.UsageError("--mark chỉ dùng cho biểu soạn trong tệp Excel (.xlsx).")
    try:
        loaded = load_form(form_name)
    except FormError as error:
        if mark:
            _mark(Path(form_name), error.faults)
        raise
    faults = lint_places(loaded, lint_form(loaded, template=template))
    if mark:
        _mark(loaded.folder / loaded.file, faults)
    for fault in faults:
        click.echo(fault)
    click.echo(f"{len(faults)} điểm cần sửa." if faults else "Biểu mẫu không có lỗi.")
    raise Stop(EXIT_USAGE if faults else 0)


def _mark(path: Path, faults: Sequence[str]) -> None:
    """Write the faults into the author's file; one that cannot be kept whole is left, and that is said."""
    from tonghop290.pipeline.authoring import mark_faults

    try:
        done = mark_faults(path, faults)
    except FormError as refused:
        click.echo(f"Chưa ghi các lỗi vào tệp: {refused.faults[0]}.", err=True)
        return
    if faults:
        click.echo(f"Đã ghi các lỗi vào {done}.")


@form.command("self-test", short_help="Thử từng quy tắc, khoảng giá trị trên chính biểu mẫu.")
@form_option
@click.option("--all", "show_all", is_flag=True, help="In cả những phép thử đạt.")
def form_self_test(form_name: str, show_all: bool) -> None:
    """Từ định nghĩa, tự làm một biểu đúng rồi từng biểu sai một chỗ, và xem chương trình có tìm ra đúng chỗ ấy
    không.
    """
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


@form.command("new", short_help="Soạn biểu mẫu mới trong Excel.")
@click.argument("path", type=click.Path(path_type=Path), metavar="TỆP.xlsx")
@click.option("--from", "source", metavar="BIỂU", help="Bắt đầu từ một biểu đã có (tên, thư mục hoặc tệp).")
@overwrite_option
def form_new(path: Path, source: str | None, overwrite: bool) -> None:
    """Tạo tệp Excel để soạn biểu mẫu: có sẵn danh sách chọn và lời nhắc ở từng cột."""
    from tonghop290.pipeline.authoring import begin_form, write_as_excel

    if source is None:
        click.echo(f"Đã ghi {begin_form(path, overwrite=overwrite)}.")
    else:
        _say_written(*write_as_excel(source, path, overwrite=overwrite))


def _say_written(path: Path, changed: int | None) -> None:
    """A workbook written; ``changed``: how many cells of the author's own, None for a new one."""
    if changed is None:
        click.echo(f"Đã ghi {path}.")
    elif changed:
        click.echo(f"Đã sửa {changed} ô trong {path}; cột, trang, ghi chú riêng của người soạn giữ nguyên.")
    else:
        click.echo(f"{path} đã đúng như biểu này, không sửa gì.")


@form.command("to-toml", short_help="Chuyển biểu mẫu từ Excel sang form.toml.")
@click.argument("path", type=click.Path(path_type=Path), metavar="TỆP.xlsx")
@output_option("THƯ_MỤC", "Thư mục của biểu mẫu.", required=True)
@overwrite_option
def form_to_toml(path: Path, output: Path, overwrite: bool) -> None:
    """Chuyển biểu mẫu soạn trong Excel thành thư mục có form.toml; các mẫu Word ở cạnh tệp đi theo."""
    from tonghop290.pipeline.authoring import write_as_toml
    from tonghop290.pipeline.forms import load_form

    click.echo(f"Đã ghi {write_as_toml(load_form(path), output, overwrite=overwrite)}.")


@form.command("from-toml", short_help="Chuyển biểu mẫu từ form.toml sang Excel.")
@click.argument("source", metavar="BIỂU")
@output_option("TỆP.xlsx", "Tệp Excel của biểu mẫu.", required=True)
@overwrite_option
def form_from_toml(source: str, output: Path, overwrite: bool) -> None:
    """Viết định nghĩa của một biểu mẫu (tên, thư mục hoặc form.toml) thành tệp Excel để sửa.

    Tệp Excel của biểu đã có (thêm --overwrite) chỉ được sửa những ô khác với định nghĩa: cột, trang, ghi chú, độ rộng
    riêng của người soạn giữ nguyên.
    """
    from tonghop290.pipeline.authoring import write_as_excel

    _say_written(*write_as_excel(source, output, overwrite=overwrite))


@form.command("preview", short_help="Xem trước biểu trắng và báo cáo của biểu mẫu.")
@click.argument("source", metavar="BIỂU")
@output_option("THƯ_MỤC", "Nơi ghi các tệp xem trước.", required=True)
@overwrite_option
def form_preview(source: str, output: Path, overwrite: bool) -> None:
    """Từ biểu mẫu (tệp Excel, thư mục hoặc tên): ghi biểu trắng và, từ cột “Câu trong báo cáo”, mẫu Word cùng hai bản
    báo cáo: một bản còn trống, một bản với số liệu bịa để xem câu chữ.
    """
    from tonghop290.pipeline.authoring import preview_form
    from tonghop290.pipeline.forms import load_form

    for path in preview_form(load_form(source), output, overwrite=overwrite):
        click.echo(f"Đã ghi {path}.")


@form.command("rehearse", short_help="Thử biểu mẫu trên số liệu đợt trước.")
@click.argument("source", metavar="BIỂU")
@click.option(
    "--on",
    "figures",
    required=True,
    type=click.Path(path_type=Path, exists=False),
    metavar="NƠI",
    help=f"Đợt trước: thư mục của đợt, thư mục biểu nhận về, hoặc tệp kết quả {RESULT_FILE}.",
)
@click.option("--old-form", metavar="BIỂU", help="Biểu mẫu của đợt trước, nếu biểu mới đã đổi nhiều chỉ tiêu.")
@click.option("--format", "output_format", type=click.Choice(["text", "json"]), default="text", help="Dạng in ra.")
def form_rehearse(source: str, figures: Path, old_form: str | None, output_format: str) -> None:
    """Trước khi phát hành: xem từng quy tắc, từng khoảng giá trị sẽ bắt bao nhiêu đơn vị, theo số liệu của đợt trước.

    Khoảng nào chặn hoặc nhắc quá một phần tư số đơn vị thì nêu tên, kèm đề nghị theo chính số liệu ấy. Kết thúc bằng 1
    nếu có điểm cần xem lại, 3 nếu có tệp không đọc được.
    """
    import json

    from tonghop290.pipeline.authoring import rehearse
    from tonghop290.pipeline.forms import load_form
    from tonghop290.pipeline.report_text import rehearsal_lines

    try:
        old = load_form(old_form) if old_form else None
        found = round_report((figures,))
        rehearsal = rehearse(load_form(source), figures, old_form=old, report=found.report if found else None)
    except ValueError as error:
        if isinstance(error, FormError):
            raise
        raise click.UsageError(f"{error}.") from None
    if output_format == "json":
        click.echo(json.dumps(rehearsal.to_dict(), ensure_ascii=False, indent=2))
    else:
        for line in rehearsal_lines(rehearsal):
            click.echo(line)
    raise Stop(rehearsal.exit_code)
