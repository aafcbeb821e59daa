"""What commands share that take returns: their options, what is loaded of them, where they may write."""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from tonghop290.cli.exits import Stop
from tonghop290.cli.round_folder import round_report
from tonghop290.files import sweep_drafts
from tonghop290.model import DEFAULT_FORM, DESK_FILE, SETTINGS_FILE, UNITS_FILE
from tonghop290.shipped import profile_files

if TYPE_CHECKING:
    from tonghop290.model import Earlier, Form, Office, Period, Unit
    from tonghop290.outputs import Guard
    from tonghop290.pipeline.report import Report

__all__ = [
    "as_file",
    "as_folder",
    "as_period",
    "checked",
    "earlier_figures",
    "earlier_option",
    "form_option",
    "guard",
    "loaded",
    "mention_unreadable",
    "output_option",
    "overwrite_option",
    "paths_argument",
    "period_option",
    "profile_option",
    "progress",
    "settings_option",
    "units_option",
]

Decorated = TypeVar("Decorated", bound=Callable[..., Any])
_TELL_EVERY, _UNSURE, _MINUTE = 0.1, 2.0, 60
"""Seconds between two lines of progress; before a guess of the time left; of a minute."""

form_option = click.option(
    "--form",
    "form_name",
    default=DEFAULT_FORM,
    metavar="BIỂU",
    help=f"Tên biểu mẫu có sẵn, thư mục hoặc tệp Excel của biểu mẫu.  [mặc định: {DEFAULT_FORM}]",
)
period_option = click.option(
    "--period",
    default="",
    metavar="KỲ",
    help="Kỳ báo cáo, ví dụ “quý III/2026”, “tháng 9/2026”, “6 tháng đầu năm 2026”.  [mặc định: kỳ ghi trong biểu]",
)
units_option = click.option(
    "--units",
    "units_file",
    type=click.Path(path_type=Path),
    metavar="TỆP",
    help=f"Danh sách đơn vị ({UNITS_FILE}, {DESK_FILE}, .xlsx).",
)
settings_option = click.option(
    "--settings",
    type=click.Path(path_type=Path),
    metavar="TỆP",
    help=f"Cấu hình của cơ quan (mặc định: {DESK_FILE} hoặc {SETTINGS_FILE} cạnh danh sách đơn vị hoặc ở thư mục hiện "
    "tại).",
)
overwrite_option = click.option(
    "--overwrite", is_flag=True, help="Ghi đè cả tệp đã có mà không phải do chương trình ghi."
)


def earlier_option(help: str) -> Callable[[Decorated], Decorated]:
    """``--earlier``: an earlier round, its results or its returns."""
    return click.option("--earlier", type=click.Path(path_type=Path), metavar="ĐỢT_TRƯỚC", help=help)


def earlier_figures(path: Path | None, form: Form, units: Mapping[str, Unit] | None) -> Earlier | None:
    """What the units answered in the round that ``--earlier`` names; None where it is not given."""
    from tonghop290.pipeline.exports import earlier_of, earlier_of_report

    if path is None:
        return None
    own = round_report((path,))
    try:
        return earlier_of(path, form, units=units) if own is None else earlier_of_report(own.report, form)
    except ValueError as error:
        raise click.UsageError(str(error)) from None


def output_option(metavar: str, help: str, **more: Any) -> Callable[[Decorated], Decorated]:
    """Where a command writes: ``-o``. ``more``: as click has it (``required``, ``multiple``, ``name``)."""
    names = ("-o", "--output", *([more.pop("name")] if "name" in more else []))
    return click.option(*names, type=click.Path(path_type=Path), metavar=metavar, help=help, **more)


paths_argument = click.argument(
    "paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="ĐƯỜNG_DẪN..."
)


def profile_option(what: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """``--profile``. ``what``: what is laid out by it."""
    names = "|".join(profile_files())
    return click.option(
        "--profile",
        metavar=f"[{names}]",
        help=f"{what} Biểu mẫu có thể mang thể thức riêng.  [mặc định: theo cấu hình]",
    )


def as_period(name: str) -> Period | None:
    """The period that ``--period`` names; None where it is not given."""
    from tonghop290.pipeline.forms import period_of

    try:
        return period_of(name) if name else None
    except ValueError as error:
        raise click.UsageError(f"--period: {error}.") from None


def settings_found(paths: Sequence[Path], units_file: Path | None, settings: Path | None) -> Path | None:
    """The settings named; else those in a round's folder among the paths, beside the units, in the current folder."""
    folders = [*paths, *([units_file.parent] if units_file is not None else []), Path()]
    return settings or next(filter(None, map(_settings_in, folders)), None)


def _settings_in(folder: Path) -> Path | None:
    from tonghop290.campaign.folder import desk_of

    place = folder / SETTINGS_FILE
    return desk_of(folder) or (place if place.is_file() else None)


def loaded(
    form_name: str, units_file: Path | None, settings: Path | None, period: str = ""
) -> tuple[Form, dict[str, Unit] | None, Office]:
    """Form, units and office as the options name them; settings also from beside the units or the current folder."""
    from tonghop290.pipeline.forms import load_form, load_office, load_units, period_in_settings

    asked = as_period(period)
    found = settings_found((), units_file, settings)
    if asked is None and found is not None and found.is_file():
        asked = period_in_settings(found)
    form = load_form(form_name, period=asked)
    units = load_units(units_file, form) if units_file is not None else None
    return form, units, load_office(found, form) if found is not None else form.office


def checked(
    paths: Sequence[Path],
    form_name: str,
    units_file: Path | None,
    settings: Path | None,
    period: str = "",
    earlier: Path | None = None,
) -> Report:
    """What is known of the returns under the paths, or of those that count in a round's folder."""
    from tonghop290.pipeline.check import check

    say = progress("Đọc biểu", names_only=True)
    own = round_report(paths, say)
    if say is not None:
        say.cleared()
    if own is not None:
        if period:
            raise click.UsageError("Kỳ của một đợt ghi trong cấu hình của đợt; không dùng --period.")
        if earlier is not None:
            raise click.UsageError("Kỳ trước của một đợt ghi khi phát hành (issue --earlier); không dùng --earlier.")
        return own.report
    form, units, office = loaded(form_name, units_file, settings, period)
    say, before = progress(), earlier_figures(earlier, form, units)
    result = check(paths, form, units=units, office=office, progress=say, earlier=before)
    if say is not None:
        say.cleared()
    return result


class Progress:
    """Progress on standard error, one line that is written over: what is done, how much of it, how long it may take.

    Told of each thing as (done, total, name);
    ``cleared`` when the work is done.
    """

    def __init__(self, done: str, total: int, *, names_only: bool) -> None:
        self._done, self._total, self._names_only = f"{done} " if done else "", total, names_only
        self._begun = self._told = 0.0

    def __call__(self, done: int, total: int, name: str) -> None:
        from tonghop290.text.normalize import without_controls

        now = time.monotonic()
        self._begun = now if done == 1 else self._begun or now
        if now - self._told < _TELL_EVERY:
            return
        self._told = now
        file = without_controls(Path(name).name if self._names_only else name)
        total = self._total or total
        of = f"/{total}" if total else ""
        left = f", {_time_left(now - self._begun, done - 1, total)}".removesuffix(", ")
        click.echo(f"\r\033[K{self._done}{done}{of}{left}: {file[-70:]}", nl=False, err=True)

    def cleared(self) -> None:
        """Leave the line empty."""
        if self._told:
            click.echo("\r\033[K", nl=False, err=True)


def _time_left(seconds: float, done: int, total: int) -> str:
    """ "còn khoảng 2 phút"; "" as long as that cannot be told."""
    if not done or total < done or seconds < _UNSURE:
        return ""
    left = math.ceil(seconds / done * (total - done))
    return f"còn khoảng {left} giây" if left < _MINUTE else f"còn khoảng {math.ceil(left / _MINUTE)} phút"


def progress(done: str = "", total: int = 0, *, names_only: bool = False) -> Progress | None:
    """What tells how far a long part is, on a terminal only. ``done``: what is done ("Viết báo cáo"); ``total``: how
    many there are, 0 where nobody knows; ``names_only``: without the folders the files lie in."""
    return Progress(done, total, names_only=names_only) if sys.stderr.isatty() else None


def guard(*inputs: Path | Sequence[Path] | None, overwrite: bool) -> Guard:
    """What decides where a command with these inputs may write; asked before the work, for the writers ask at its
    end."""
    from tonghop290.outputs import Guard

    given = [path for named in inputs for path in ([named] if isinstance(named, Path) else named or ())]
    return Guard(given, overwrite=overwrite)


def as_file(own: Guard, path: Path, suffixes: Sequence[str]) -> Path:
    """A place for a file; drafts left beside it long ago go."""
    own.refuse(path, suffixes)
    sweep_drafts(path.parent)
    return path


def as_folder(own: Guard, path: Path, *, apart: bool = False) -> Path:
    """A place for a folder; drafts left in it long ago go. ``apart``: no folder of inputs."""
    own.folder(path, apart=apart)
    sweep_drafts(path)
    return path


def mention_unreadable(result: Report) -> NoReturn:
    """``report`` and ``summary`` end with 0 once written, with 3 when some file could not be read."""
    from tonghop290.pipeline.report_text import finding_line

    unreadable = [file for file in result.files if file.status == "unreadable"]
    for file in unreadable:
        click.echo(f"Không đọc được {file.path}: {finding_line(file.findings[0])}", err=True)
    raise Stop(3 if unreadable else 0)
