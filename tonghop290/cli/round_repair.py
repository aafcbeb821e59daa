"""The command that puts the ledger of a round right: ``repair``."""

from __future__ import annotations

from pathlib import Path

import click

from tonghop290.cli.round_folder import (
    actor,
    dry_run_option,
    folder_option,
    moment,
    said_of_round,
    tell_next,
    who_option,
)
from tonghop290.cli.vietnamese import Command

__all__ = ["repair"]


@click.command("repair", cls=Command)
@folder_option
@who_option
@dry_run_option
def repair(folder: Path, who: str, dry_run: bool) -> None:
    """Sửa sổ của đợt (so_lieu.sqlite) bị hỏng hoặc bị mất: lấy lại từ bản sao tốt gần nhất trong .so_luu, ghi lại các
    dòng hỏng từ bản gốc, chép lại vào thu_den/ những bản gốc mà sổ chưa có để receive nhận lại.

    Sổ hỏng không bị xoá mà được đổi tên, để bên cạnh. Sổ không hỏng thì không làm gì.
    """
    from tonghop290.campaign.folder import find_round
    from tonghop290.campaign.ledger.lock import locked
    from tonghop290.campaign.repair import repair as put_right
    from tonghop290.campaign.repair import repaired_lines
    from tonghop290.campaign.settings import load_round

    with said_of_round():
        place = find_round(folder, to_repair=True)
        with locked(place, say=lambda text: click.echo(text, err=True)):
            done = put_right(place, now=moment(), actor=actor(who), dry_run=dry_run)
            for line in done.remarks:
                click.echo(line, err=True)
            for line in repaired_lines(load_round(place), done, dry_run=dry_run):
                click.echo(line)
            if not dry_run:
                tell_next(place.root, write=True)
