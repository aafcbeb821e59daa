"""Plug-ins on the command line: the formats they add, and what they make, written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, cast, get_args

import click

from tonghop290.model import TableFormat

if TYPE_CHECKING:
    from tonghop290.pipeline.report import Report

__all__ = ["TABLE_FORMATS", "Formats", "write_other", "write_plugged_documents"]

TABLE_FORMATS: tuple[str, ...] = get_args(TableFormat)


class Formats(click.Choice[str]):
    """Formats we write, and those that plug-ins add, which are looked for only where another one is asked."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value in self.choices:
            return str(value)
        from tonghop290.pipeline.plugged_in.find_plugins import active_plugins

        known = [*self.choices, *(plugin.name for plugin in active_plugins() if plugin.kind == "export")]
        if value not in known:
            name = param.get_error_hint(ctx) if param is not None and ctx is not None else "'--format'"
            raise click.UsageError(f"{name} phải là một trong: {', '.join(known)}.", ctx)
        return str(value)


def write_plugged_documents(result: Report, output: Path, overwrite: bool) -> None:
    """The documents that plug-ins add to a report."""
    if any(plugin.kind == "document" for plugin in result.plugins):
        from tonghop290.pipeline.plugged_in.plugged_outputs import write_documents

        for path in write_documents(result, output, overwrite=overwrite):
            click.echo(f"Đã ghi {path} (phần bổ sung)")


def write_other(result: Report, output: Path, style: str, profile: str | None, overwrite: bool) -> None:
    """The appendix, or the figures for other programs."""
    from tonghop290.outputs import Guard, round_around
    from tonghop290.pipeline.exports import appendix_by, write_tables
    from tonghop290.pipeline.printed_papers.left_tables import left_or_written

    if style == "docx":
        own = Guard(result.paths, overwrite=overwrite)
        file = appendix_by(own, result, output, profile, None, None)
        if round_around(output.parent) is not None:
            own.before.keep()
        click.echo(f"Giữ nguyên {file}" if file in own.before.left else f"Đã ghi {file}")
    elif style in TABLE_FORMATS:
        format = cast("TableFormat", style)
        files, left = left_or_written(
            result, output, (style,), lambda: write_tables(result, output, format=format, overwrite=overwrite)
        )
        click.echo(f"Giữ nguyên {len(files)} tệp trong {output}" if left else f"Đã ghi {len(files)} tệp vào {output}")
    else:
        from tonghop290.pipeline.plugged_in.plugged_outputs import write_export

        made = write_export(result, output, name=style, overwrite=overwrite)
        click.echo(f"Đã ghi {len(made)} tệp vào {output} (phần bổ sung)")
