"""What a starter runs: ``step``, one step of the round in three lines; ``new``, a round opened by two questions."""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import get_args

import click

from tonghop290.campaign.desk.starters import Step
from tonghop290.cli.desk.open_place import open_place
from tonghop290.cli.exits import Stop
from tonghop290.cli.round_folder import as_a_step, folder_option, moment, opened, said_of_round
from tonghop290.cli.vietnamese import Command

__all__ = ["new", "starters", "step"]


@click.command("step", cls=Command)
@click.argument("name", type=click.Choice(get_args(Step)), metavar="VIỆC")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[TỆP]...")
@folder_option
def step(name: Step, files: tuple[Path, ...], folder: Path) -> None:
    """Một việc của đợt như khi bấm đúp tệp khởi động: làm, nói ba dòng (đã làm gì, tình hình, việc tiếp theo), mở thư
    mục hoặc trang cần xem. VIỆC: issue, receive, status, remind, report, close.

    Tệp, thư mục kéo thả vào “2 Nhận biểu” được chép vào thu_den/ rồi nhận.
    """
    from tonghop290.campaign.callers.letter_drop import put_path_in_letter_box
    from tonghop290.campaign.folder import RoundFolder, find_round

    with said_of_round():
        root = find_round(folder).root
    if name == "receive":
        with said_of_round():
            for path in [*_dragged()] or files:
                put_path_in_letter_box(path, RoundFolder(root))
    if name == "close" and not _agreed():
        click.echo("Chưa chốt.")
        return
    as_a_step()
    code, said = _run(name, root)
    _tell(name, root, said)
    raise Stop(code)


def _tell(name: Step, root: Path, said: Sequence[str]) -> None:
    """What was done, how the round stands, what comes next; the page anew, and what matters now opened."""
    from tonghop290.campaign.desk.after_step import put_page
    from tonghop290.campaign.desk.next_step import next_step
    from tonghop290.campaign.standing import standings
    from tonghop290.campaign.status_page import counted, heading_of

    with opened(root, read_only=True, tell=False) as (round, ledger):
        today = moment().date()
        units = standings(round, ledger, today=today)
        done = [line for line in said if line.startswith("Đã ")] or said
        done = heading_of(round, today)[1:2] if name == "status" else done
        click.echo("; ".join(line.rstrip(".") for line in done[-2:]) + ".")
        coming = next_step(round, ledger, units, today)
        page = put_page(round, ledger, units, today, coming)
        click.echo(counted(units))
        click.echo(coming.line)
        places = {
            "issue": round.folder.issued,
            "remind": round.folder.reminders,
            "report": round.folder.results,
            "close": round.folder.handed_over / f"lan_{ledger.times_closed()}",
        }
    open_place(places.get(name, page))


def _run(name: Step, root: Path) -> tuple[int, list[str]]:
    """The command or commands of a step: the exit code, and what they said. Errors: what they raise."""
    from tonghop290.campaign.desk.next_step import TABLES
    from tonghop290.cli.desk.round_close import close
    from tonghop290.cli.document_commands import report, summary
    from tonghop290.cli.round_in import receive, status
    from tonghop290.cli.round_out import issue, remind

    results = root / "ket_qua"
    calls: dict[str, list[tuple[click.Command, dict[str, object]]]] = {
        "issue": [(issue, {"folder": root})],
        "receive": [(receive, {"folder": root})],
        "status": [(status, {"folder": root})],
        "remind": [(remind, {"folder": root})],
        "report": [
            (report, {"paths": (root,), "output": results / "bao_cao", "district": True}),
            (summary, {"paths": (root,), "output": results / TABLES}),
        ],
        "close": [(close, {"folder": root})],
    }
    code, heard = 0, io.StringIO()
    for command, arguments in calls[name]:
        with contextlib.redirect_stdout(heard):
            try:
                click.get_current_context().invoke(command, **arguments)
            except Stop as stop:
                code = max(code, stop.code)
    return code, [line for line in heard.getvalue().splitlines() if line.strip()]


def _agreed() -> bool:
    click.echo("Chốt đợt: số liệu được ghi vào thư mục bàn giao; biểu đến sau được giữ nhưng không tính.")
    return click.prompt("Gõ CHOT rồi Enter để chốt", default="", show_default=False).strip().casefold() == "chot"


def _dragged() -> Iterator[Path]:
    """What Windows handed to the starter, from its whole line, which then counts alone: a ``&`` in a name splits the
    arguments."""
    if os.name == "nt":  # nothing else sets it
        yield from dragged_paths(os.environ.get("TONGHOP290_LINE", ""), os.environ.get("TONGHOP290_STARTER", ""))


def dragged_paths(line: str, starter: str) -> Iterator[Path]:
    """The paths behind the starter's name in ``cmd /c ""…\\2 Nhận biểu.cmd" D:\\a&b.xlsx "D:\\c d.xlsx""``."""
    _, found, rest = line.partition(starter) if starter else ("", "", "")
    for number, part in enumerate(rest.removesuffix('"').removeprefix('"').split('"') if found else ()):
        yield from (Path(name) for name in ([part] if number % 2 else part.split()) if name)


@click.command("starters", cls=Command)
@folder_option
def starters(folder: Path) -> None:
    """Ghi lại các tệp khởi động (1 Phát biểu, 2 Nhận biểu…) vào thư mục của đợt, khi đã dời chương trình hay đợt."""
    from tonghop290.campaign.desk.starters import write_starters
    from tonghop290.campaign.folder import find_round

    with said_of_round():
        made = write_starters(find_round(folder).root)
    click.echo(f"Đã ghi {', '.join(made)}.")


@click.command("new", cls=Command)
@click.argument("place", required=False, type=click.Path(path_type=Path), metavar="[NƠI]")
def new(place: Path | None) -> None:
    """Mở đợt mới bằng hai câu hỏi: nơi nào (gõ một phần tên), thư mục nào. NƠI: thư mục chứa các đợt."""
    from tonghop290.campaign.desk.choosing import areas_like
    from tonghop290.cli.round_out import init
    from tonghop290.pipeline.forms import registers_folder

    place = place or Path.home() / "Documents"
    typed = _asked("1. Cơ quan ở đâu (gõ một phần tên, không cần dấu)")
    found = areas_like(registers_folder(), typed)
    while len(found) != 1:
        for number, area in enumerate(found, 1):
            click.echo(f"   {number}. {area.title}")
        said = _asked("   Gõ số, hoặc gõ lại tên" if found else "   Không thấy nơi nào tên như vậy. Gõ lại tên")
        chosen = found[int(said) - 1 : int(said)] if said.isdigit() else []
        typed, found = (chosen[0].name, chosen) if chosen else (said, areas_like(registers_folder(), said))
    (area,) = found
    click.echo(f"   {area.title}" if area.has(typed) else f"   Hiểu “{typed}” là {area.title}.")
    folder = place / f"Đợt {area.name}"
    said = click.prompt(f"2. Thư mục của đợt (Enter: {folder})", default="", show_default=False).strip().strip('"')
    folder = (Path(said) if Path(said).is_absolute() else place / said) if said else folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    click.get_current_context().invoke(init, folder=folder, district=area.district, province=area.province)
    open_place(folder)


def _asked(question: str) -> str:
    """Errors: Abort where nobody answers any more."""
    return str(click.prompt(question)).strip()
