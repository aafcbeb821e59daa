"""The commands that end a round: ``close``, ``reopen``."""

from __future__ import annotations

from pathlib import Path

import click

from tonghop290.cli.round_folder import dry_run_option, folder_option, opened, who_option
from tonghop290.cli.vietnamese import Command

__all__ = ["close", "reopen"]


@click.command("close", cls=Command)
@folder_option
@who_option
@dry_run_option
def close(folder: Path, who: str, dry_run: bool) -> None:
    """Chốt đợt: ghi báo cáo, biểu tổng hợp, số liệu, bản sao sổ và mục lục vào một thư mục bàn giao, dưới một mã số
    liệu in ở chân mọi văn bản.

    Từ đó biểu gửi đến vẫn được nhận và giữ nhưng không tính. Cần sửa thì mở lại đợt: tonghop290 reopen
    """
    from tonghop290.campaign.closing.close import close_round

    with opened(folder, who, read_only=dry_run) as (round, ledger):
        made = close_round(round, ledger, dry_run=dry_run)
        done = "Đợt đã chốt từ trước" if made.again else "Sẽ chốt đợt" if dry_run else "Đã chốt đợt"
        click.echo(f"{done}: biểu của {made.used}/{made.expected} đơn vị, mã số liệu {made.code}.")
        if made.missing:
            click.echo(f"Chốt khi chưa có ({len(made.missing)}): {', '.join(made.missing)}.")
        if not dry_run:
            click.echo(f"Thư mục bàn giao: {made.folder} ({made.reports} báo cáo; mở trước: {made.index.name}).")


@click.command("reopen", cls=Command)
@folder_option
@click.option("--why", default="", metavar="LÝ_DO", help="Vì sao (bắt buộc).")
@who_option
@dry_run_option
def reopen(folder: Path, why: str, who: str, dry_run: bool) -> None:
    """Mở lại đợt đã chốt. Biểu đến sau khi chốt được tính như đến kịp. Người, lý do, ngày được ghi sổ; thư mục bàn giao
    đã có vẫn giữ, lần chốt sau là một thư mục mới.
    """
    from tonghop290.campaign.archive import Archive
    from tonghop290.campaign.closing.close import reopen_round
    from tonghop290.campaign.post.answering import answer_all
    from tonghop290.campaign.receiving.receive import compare_new
    from tonghop290.text.normalize import without_controls

    with opened(folder, who, read_only=dry_run) as (round, ledger):
        closed, counted = reopen_round(round, ledger, why, dry_run=dry_run)
        click.echo(f"{'Sẽ mở' if dry_run else 'Đã mở'} lại đợt; mã {closed.said} không còn là mã của số liệu hiện nay.")
        for own in counted:
            unit, counts = round.units.get(own.unit or ""), "sẽ tính" if dry_run else "tính"
            title = unit.title if unit is not None else own.unit
            click.echo(without_controls(f"{title}: {counts} lần {own.version} (“{own.name}”)."))
        if not dry_run:
            archive = Archive(round.folder)
            compare_new(round, ledger, archive)
            answers = sum(1 for _ in answer_all(round, ledger, archive))
            click.echo(f"Đã viết {answers} trả lời vào {round.folder.answers}.")
