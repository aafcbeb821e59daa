"""The definition of a form: listed, looked into, held against its own rules."""

from __future__ import annotations

from pathlib import Path

import click

from tonghop290.cli.exits import EXIT_USAGE, Stop
from tonghop290.cli.options import form_option
from tonghop290.cli.vietnamese import Group

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


@form.command("lint", short_help="Tìm lỗi trong định nghĩa biểu mẫu.")
@form_option
@click.option(
    "--template",
    type=click.Path(path_type=Path, exists=False),
    metavar="DOCX",
    help="Kiểm tra mẫu Word riêng này thay cho các mẫu của biểu.",
)
def form_lint(form_name: str, template: Path | None) -> None:
    """Tìm mọi lỗi trong định nghĩa biểu mẫu và các mẫu Word của nó."""
    from tonghop290.pipeline.documents import template_notes
    from tonghop290.pipeline.forms import lint_form, load_form

    for note in template_notes(template) if template is not None else ():
        click.echo(note, err=True)
    faults = lint_form(load_form(form_name), template=template)
    for fault in faults:
        click.echo(fault)
    click.echo(f"{len(faults)} điểm cần sửa." if faults else "Biểu mẫu không có lỗi.")
    raise Stop(EXIT_USAGE if faults else 0)


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
