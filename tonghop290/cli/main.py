"""The outermost door. Commands are thin retellings of the library; nothing heavy is imported before it is needed."""

from __future__ import annotations

import sys
import traceback
from typing import NoReturn

import click

from tonghop290.cli.check_commands import blank, check, demo
from tonghop290.cli.document_commands import report, summary
from tonghop290.cli.exits import EXIT_FAULT, EXIT_USAGE, Stop
from tonghop290.cli.form_commands import form_group
from tonghop290.cli.round_in import accept, diff, receive, status
from tonghop290.cli.round_out import init, issue, remind
from tonghop290.cli.vietnamese import Group, said
from tonghop290.version import __version__

__all__ = ["cli", "main"]


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
            f"Đây là lỗi của chương trình tonghop290 {__version__}, không phải của người gửi. "
            "Đề nghị chuyển đoạn trên cho người phụ trách.",
            err=True,
        )
        return EXIT_FAULT


@click.group(cls=Group, context_settings={"help_option_names": ["--help", "-h"]})
@click.version_option(__version__, "--version", prog_name="tonghop290", help="In số phiên bản.")
def cli() -> None:
    """Thu thập số liệu tổng kết 10 năm Quyết định 290-QĐ/TW bằng Excel: phát biểu, kiểm tra, báo cáo, tổng hợp."""


for command in (
    blank,
    check,
    report,
    summary,
    form_group,
    demo,
    init,
    issue,
    receive,
    status,
    remind,
    diff,
    accept,
):
    cli.add_command(command)
