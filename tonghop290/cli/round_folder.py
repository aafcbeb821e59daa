"""What the commands of a round share: their options, and the round opened in its folder."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from tonghop290.campaign.ledger.deeds import Ledger
    from tonghop290.campaign.results import RoundReport
    from tonghop290.campaign.settings import Round
    from tonghop290.campaign.standing import UnitStanding
    from tonghop290.pipeline.callers.progress import Progress

__all__ = [
    "actor",
    "as_a_step",
    "dry_run_option",
    "finish",
    "folder_option",
    "is_of_a_step",
    "moment",
    "opened",
    "remark",
    "round_report",
    "said_of_round",
    "tell_next",
    "used_option",
    "who_option",
]

folder_option = click.option(
    "--folder",
    "-C",
    type=click.Path(path_type=Path),
    default=Path("."),
    metavar="THƯ_MỤC",
    help="Thư mục của đợt.  [mặc định: thư mục hiện tại]",
)
dry_run_option = click.option("--dry-run", is_flag=True, help="Chỉ nói sẽ làm gì, không ghi và không gửi gì.")
who_option = click.option(
    "--who", default="", metavar="TÊN", help="Người thực hiện, ghi vào sổ.  [mặc định: tên đăng nhập máy]"
)


@contextmanager
def opened(folder: Path, who: str = "", *, read_only: bool, tell: bool = True) -> Iterator[tuple[Round, Ledger]]:
    """The round and its ledger; under the lock, or as a scratch copy that forgets everything.

    At its end a command that writes renews the page of the round. ``tell``: and it is said what comes next.
    """
    from tonghop290.campaign.callers.opened_round import opened as round_opened

    now, by = moment(), actor(who)
    with (
        said_of_round(),
        round_opened(folder, now=now, actor=by, named=bool(who), read_only=read_only, say=remark) as (round, ledger),
    ):
        yield round, ledger
        if not _is_rehearsal():
            finish(round, ledger, write=not read_only, tell=tell)


_STEP = "tonghop290.step"


def as_a_step() -> None:
    """From now on the commands called are parts of a step, which alone says which returns count and what comes next."""
    click.get_current_context().meta[_STEP] = True


def is_of_a_step() -> bool:
    context = click.get_current_context(silent=True)
    return bool(context and context.meta.get(_STEP))


def _is_rehearsal() -> bool:
    context = click.get_current_context(silent=True)
    return bool(context and context.params.get("dry_run"))


def finish(
    round: Round, ledger: Ledger, *, write: bool = False, tell: bool = True, units: Sequence[UnitStanding] | None = None
) -> None:
    """The page of the round anew, and what comes next as the command's last line. ``units``: who stands where, where
    that is known."""
    tell = tell and not is_of_a_step()
    if not (write or tell):
        return
    from tonghop290.campaign.desk.next_step import has_tables, next_step
    from tonghop290.campaign.standing import standings

    today = moment().date()
    if units is None:
        units = standings(round, ledger, today=today)
    step = next_step(round, ledger, units, today)
    if write:
        from tonghop290.campaign.desk.after_step import put_page

        put_page(round, ledger, units, today, step)
        round.folder.hide_own()
    if tell:
        after = next_step(round, ledger, units, today, made=True) if step.makes_tables else step
        _say_last(lambda: (after if has_tables(round) else step).line, err=_is_read_by_programs())


def tell_next(folder: Path, *, write: bool) -> None:
    """What comes next, of a round just made or put right; ``write``: and its page anew. Errors: as a command's."""
    from tonghop290.campaign.folder import find_round
    from tonghop290.campaign.ledger.opening import open_ledger
    from tonghop290.campaign.settings import load_round

    with said_of_round():
        place = find_round(folder)
        with open_ledger(place.ledger, now=moment(), actor="", scratch=True) as ledger:
            finish(load_round(place), ledger, write=write)


def _is_read_by_programs() -> bool:
    """Whether the command's own output is for other programs or a file: what comes next is then said beside it."""
    context = click.get_current_context(silent=True)
    return context is not None and "paths" in context.params


def _say_last(line: Callable[[], str], *, err: bool) -> None:
    """Say it when the command ends, unless it fails: what it has made by then is made."""
    from tonghop290.cli.exits import Stop

    def say() -> None:
        fault = sys.exc_info()[0]
        if fault is None or issubclass(fault, Stop):
            click.echo(line(), err=err)

    context = click.get_current_context(silent=True)
    if context is not None:
        context.call_on_close(say)
    else:
        say()


def remark(text: str) -> None:
    """Say something beside what was asked."""
    click.echo(text, err=True)


@contextmanager
def said_of_round() -> Iterator[None]:
    """What an officer must put right, as the command line says it."""
    from tonghop290.campaign.folder import RoundError

    try:
        yield
    except RoundError as error:
        raise click.ClickException(str(error)) from error


def moment() -> dt.datetime:
    """Now, in the time zone of the machine, without fractions of a second."""
    return dt.datetime.now().astimezone().replace(microsecond=0)


def actor(who: str) -> str:
    """Who gives the command: as it was said, else the account that is logged in, told as one, else ""."""
    import getpass

    from tonghop290.campaign.decide import account

    try:
        return who or account(getpass.getuser())
    except (OSError, KeyError, ImportError):  # nobody is logged in: a container, a service on Windows
        return ""


def round_report(paths: Sequence[Path], progress: Progress | None = None) -> RoundReport | None:
    """What other commands work on when their one path is the folder of a round; says which returns count.

    ``progress``: told of each return that is read.
    """
    from tonghop290.campaign.folder import RoundFolder, ledger_is_gone

    if len(paths) != 1 or not (RoundFolder(paths[0]).ledger.is_file() or ledger_is_gone(paths[0])):
        return None
    from tonghop290.campaign.results import check_round, used_lines

    with opened(paths[0], read_only=True) as (round, ledger):
        found = check_round(round, ledger, progress=progress)
    for line in () if is_of_a_step() else used_lines(round, found, all_of_them=_wants_the_list()):
        click.echo(line, err=True)
    if found.remark:
        click.echo(found.remark, err=True)
    return found


_LIST = "tonghop290.used"


def _note_wish(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    ctx.meta[_LIST] = wanted


def _wants_the_list() -> bool:
    context = click.get_current_context(silent=True)
    return bool(context and context.meta.get(_LIST))


used_option = click.option(
    "--used",
    is_flag=True,
    expose_value=False,
    callback=_note_wish,
    help="Khi ĐƯỜNG_DẪN là thư mục của một đợt: liệt kê biểu được tính của từng đơn vị.",
)
