"""What the program needs around it before it begins: names of files in any letters, somewhere to speak to, time; and
what it is itself."""

from __future__ import annotations

import atexit
import gc
import os
import sys

import click

from tonghop290.version import __version__

__all__ = ["begin_in_utf8", "collect_seldom", "open_streams", "version_option"]


def begin_in_utf8() -> None:
    """Begin again in Python's UTF-8 mode where names of files would be ASCII (a bare container, ``LC_ALL=C``).

    There "Xã Hoằng Xuân.xlsx" can be neither opened nor written; the disk itself takes any bytes. Returns where nothing
    needs to be done, or can be.
    """
    try:
        "Hoằng".encode(sys.getfilesystemencoding())
    except UnicodeEncodeError:
        if os.name == "posix" and sys.executable and not sys.flags.utf8_mode:
            command = [sys.executable, "-X", "utf8", *sys.orig_argv[1:]]
            os.execve(sys.executable, command, {**os.environ, "PYTHONUTF8": "1"})


def collect_seldom() -> None:
    """Look for garbage after every 300,000 new objects, and not at the end: only in a process of our own, as
    a command has.

    A country's tables are a million cells that live until the workbook is written, and Python goes through them 700
    times, a third of the time, without finding anything. At the end it goes through all that the libraries loaded,
    a tenth of a second with pandera, to give back what the process gives back anyway.
    """
    gc.set_threshold(300_000)
    atexit.register(gc.freeze)


def open_streams() -> None:
    """Give the program the standard streams it was started without (pythonw, a service, ``>&-``): they lead nowhere.

    Else the first file that is opened would be taken for one of them.
    """
    if sys.stdin is not None and sys.stdout is not None and sys.stderr is not None:
        return
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free: this one
    nowhere = open(os.devnull, "r+", encoding="utf-8")  # noqa: SIM115 - it lives as long as the program
    sys.stdin, sys.stdout, sys.stderr = (stream or nowhere for stream in (sys.stdin, sys.stdout, sys.stderr))


def _say_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if not wanted or ctx.resilient_parsing:
        return
    from tonghop290.pipeline.plugged_in.find_plugins import active_plugins

    click.echo(f"tonghop290, version {__version__}")
    for plugin in active_plugins():
        click.echo(f"  phần bổ sung {plugin.told}")
    ctx.exit()


version_option = click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_say_version,
    help="In số phiên bản.",
)
"""The version, and a line for each active plug-in."""
