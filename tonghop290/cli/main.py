"""The outermost door. Commands are thin retellings of the library; nothing is imported before it is needed."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import NoReturn

import click

from tonghop290.cli.exits import EXIT_FAULT, EXIT_PIPE, EXIT_STOPPED, EXIT_USAGE, Stop
from tonghop290.cli.surroundings import begin_in_utf8, collect_seldom, open_streams, version_option
from tonghop290.cli.vietnamese import Group, said
from tonghop290.outputs import OutputRefused
from tonghop290.version import __version__

__all__ = ["cli", "main"]


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line and leave with its exit code (contract: 0, 1, 2, 3, 4, 70)."""
    if arguments is None:
        begin_in_utf8()
        collect_seldom()
    open_streams()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(_run(arguments))


def _run(arguments: list[str] | None) -> int:
    with _words_of_the_library():
        return _ended(arguments)


@contextmanager
def _words_of_the_library() -> Iterator[None]:
    """What the library has to say beside its results (an output put elsewhere), on the screen."""
    log, on_screen = logging.getLogger("tonghop290"), _OnScreen(logging.WARNING)
    log.addHandler(on_screen)
    try:
        yield
    finally:
        log.removeHandler(on_screen)


class _OnScreen(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        click.echo(record.getMessage(), err=True)


def _ended(arguments: list[str] | None) -> int:
    """Run it; the exit code."""
    given = sys.stdout
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
    except OutputRefused as error:
        click.echo(f"Lỗi: {error}", err=True)
        return EXIT_USAGE
    except SystemExit:  # click's own end, after it has put something quiet in place of a broken output
        if sys.stdout is given:
            raise
        return EXIT_PIPE  # who read our output has gone: nothing to say, and nobody to say it to
    except click.exceptions.Abort:
        click.echo("Đã dừng.", err=True)
        return EXIT_STOPPED
    except OSError as error:
        return _exit_of_disk(error)
    except Exception as error:
        return _exit_of_fault(error)


def _exit_of_disk(error: OSError) -> int:
    """What a disk, a folder or the system refuses is the officer's to mend."""
    from tonghop290.messages.on_the_disk import disk_fault

    click.echo(f"Lỗi: {disk_fault(error)}", err=True)
    return EXIT_USAGE


def _exit_of_fault(error: Exception) -> int:
    """A faulty definition and a faulty plug-in are said; a fault of ours is shown whole and never blamed on the
    sender."""
    from tonghop290.model import FormError
    from tonghop290.plugged import PluginError

    if isinstance(error, FormError | PluginError):
        click.echo(f"Lỗi: {error}", err=True)
        return EXIT_USAGE
    traceback.print_exception(error)
    click.echo(
        f"Đây là lỗi của chương trình tonghop290 {__version__}, không phải của người gửi. "
        "Đề nghị chuyển đoạn trên cho người phụ trách.",
        err=True,
    )
    return EXIT_FAULT


# --- the commands, each opened when it is asked for ---------------------------------------------------------------


def _checking() -> Mapping[str, click.Command]:
    from tonghop290.cli.check_commands import blank, check, demo

    return {"blank": blank, "check": check, "demo": demo}


def _documents() -> Mapping[str, click.Command]:
    from tonghop290.cli.document_commands import report, summary

    return {"report": report, "summary": summary}


def _form() -> Mapping[str, click.Command]:
    from tonghop290.cli.form_commands import form

    return {"form": form}


def _going_out() -> Mapping[str, click.Command]:
    from tonghop290.cli.round_out import init, issue, remind

    return {"init": init, "issue": issue, "remind": remind}


def _coming_in() -> Mapping[str, click.Command]:
    from tonghop290.cli.round_in import accept, assign, diff, enter, receive, status

    return {"accept": accept, "assign": assign, "diff": diff, "enter": enter, "receive": receive, "status": status}


def _post_room() -> Mapping[str, click.Command]:
    from tonghop290.cli.round_post import answer, fetch

    return {"answer": answer, "fetch": fetch}


def _ending() -> Mapping[str, click.Command]:
    from tonghop290.cli.desk.round_close import close, reopen

    return {"close": close, "reopen": reopen}


def _starting() -> Mapping[str, click.Command]:
    from tonghop290.cli.desk.starter_commands import new, starters, step

    return {"new": new, "starters": starters, "step": step}


def _mending() -> Mapping[str, click.Command]:
    from tonghop290.cli.round_repair import repair

    return {"repair": repair}


_COMMANDS: Mapping[str, tuple[str, Callable[[], Mapping[str, click.Command]]]] = {
    "blank": ("Tạo biểu trống để gửi các đơn vị.", _checking),
    "check": ("Kiểm tra các biểu đã nhận về.", _checking),
    "report": ("Viết báo cáo của từng đơn vị (.docx).", _documents),
    "summary": ("Lập biểu tổng hợp (.xlsx), phụ lục (.docx), số liệu cho chương trình khác.", _documents),
    "form": ("Xem và kiểm tra định nghĩa biểu mẫu.", _form),
    "demo": ("Chạy thử trọn vòng với số liệu bịa.", _checking),
    "init": ("Mở một đợt thu thập trong một thư mục.", _going_out),
    "new": ("Mở đợt mới bằng hai câu hỏi.", _starting),
    "issue": ("Phát hành biểu và thư cho từng đơn vị.", _going_out),
    "fetch": ("Lấy thư mới từ hộp thư của cơ quan.", _post_room),
    "receive": ("Nhận các tệp trong thu_den/, kiểm tra, viết trả lời.", _coming_in),
    "answer": ("Trả lời các thư đã nhận; báo cáo để in, ký.", _post_room),
    "status": ("Đơn vị nào đã gửi, còn lỗi, chậm mấy ngày.", _coming_in),
    "remind": ("Thư nháp nhắc các đơn vị chậm.", _going_out),
    "diff": ("So sánh hai lần gửi của một đơn vị.", _coming_in),
    "enter": ("Nhập thay đơn vị: biểu do cơ quan tự điền.", _coming_in),
    "assign": ("Giao một tệp đang chờ cho đơn vị của nó.", _coming_in),
    "accept": ("Chấp nhận một điểm, hoặc chọn lại biểu được tính.", _coming_in),
    "close": ("Chốt đợt: một thư mục bàn giao, dưới một mã.", _ending),
    "reopen": ("Mở lại đợt đã chốt.", _ending),
    "step": ("Một việc của đợt, như khi bấm đúp.", _starting),
    "starters": ("Ghi lại các tệp khởi động của đợt.", _starting),
    "repair": ("Lấy lại sổ của đợt khi bị hỏng.", _mending),
}
"""Name → what it is for, as the list of commands says it, and where it stands."""


class _Commands(Group):
    """The commands, listed without being imported."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return _COMMANDS[cmd_name][1]()[cmd_name] if cmd_name in _COMMANDS else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, purpose) for name, (purpose, _) in _COMMANDS.items()])


@click.group(cls=_Commands, context_settings={"help_option_names": ["--help", "-h"]})
@version_option
def cli() -> None:
    """Thu thập số liệu tổng kết 10 năm Quyết định 290-QĐ/TW bằng Excel: phát biểu, kiểm tra, báo cáo, tổng hợp."""
