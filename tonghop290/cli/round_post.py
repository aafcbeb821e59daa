"""The commands of a round's post-room: ``fetch``, ``answer``."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tonghop290.cli.round_folder import dry_run_option, folder_option, moment, opened, remark, who_option
from tonghop290.cli.round_send import list_option, password_of, say_letters, send_letters, write_list, yes_option
from tonghop290.cli.vietnamese import Command

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tonghop290.campaign.ledger.deeds import Ledger
    from tonghop290.campaign.post.outgoing import Outgoing
    from tonghop290.campaign.settings import Round
    from tonghop290.campaign.standing import UnitStanding

__all__ = ["answer", "fetch"]


@click.command("answer", cls=Command)
@click.argument("names", nargs=-1, metavar="[ĐƠN_VỊ]...")
@folder_option
@click.option(
    "--send", is_flag=True, help="Gửi thư qua máy chủ thư của cơ quan. Không có tuỳ chọn này thì không gì rời khỏi máy."
)
@yes_option
@list_option
@click.option("--no-reports", is_flag=True, help="Không lập báo cáo cho đơn vị đã đạt.")
@click.option("--no-pdf", is_flag=True, help="Báo cáo chỉ có bản Word, không có bản PDF.")
@who_option
@dry_run_option
def answer(
    names: tuple[str, ...],
    folder: Path,
    send: bool,
    yes: bool,
    list_folder: Path | None,
    no_reports: bool,
    no_pdf: bool,
    who: str,
    dry_run: bool,
) -> None:
    """Trả lời các thư đã nhận: viết thư còn thiếu vào phan_hoi/, lập báo cáo “để in, ký” cho đơn vị đã đạt, liệt kê thư
    chưa gửi.

    Thư trả lời đi đúng luồng của thư đến (Re:), kèm biểu đã đánh dấu. --send gửi lần lượt sau khi hỏi; đang gửi bị ngắt
    thì chạy lại, thư đã gửi không gửi nữa. Không có máy chủ thư: mở tệp .eml rồi bấm Gửi, hoặc dùng --list.
    """
    from tonghop290.campaign.post.answering import answer_all
    from tonghop290.campaign.settings import choose_units
    from tonghop290.campaign.standing import standings

    with opened(folder, who, read_only=dry_run) as (round, ledger):
        chosen = {unit.code for unit in choose_units(round, names, say=remark)} if names else None
        made = 0 if dry_run else sum(1 for _ in answer_all(round, ledger))
        if made:
            click.echo(f"Đã viết {made} trả lời vào {round.folder.answers}.")
        units = standings(round, ledger, today=moment().date())
        asked = [own for own in units if chosen is None or own.unit.code in chosen]
        if not no_reports:
            _write_reports(round, ledger, asked, pdf=not no_pdf, dry_run=dry_run)
        letters = _to_send(round, ledger, chosen)
        if not send:
            _say_ready(letters)
        write_list(list_folder, round, letters, units, dry_run=dry_run)
        if send:
            send_letters(round, ledger, letters, yes=yes, dry_run=dry_run)


def _to_send(round: Round, ledger: Ledger, chosen: set[str] | None) -> list[Outgoing]:
    """The answers and reports that have not left, of these units or of all."""
    from tonghop290.campaign.post.outgoing import REPORTED, answers_to_send, letters_to_send

    return [
        letter
        for letter in (*answers_to_send(round, ledger), *letters_to_send(round, ledger, REPORTED))
        if letter.posted(ledger) != "sent"
        and (chosen is None or letter.unit is not None and letter.unit.code in chosen)
    ]


def _say_ready(letters: Sequence[Outgoing]) -> None:
    click.echo(f"{len(letters)} thư chưa gửi bằng chương trình{':' if letters else '.'}")
    say_letters(letters)


def _write_reports(round: Round, ledger: Ledger, units: Sequence[UnitStanding], *, pdf: bool, dry_run: bool) -> None:
    """The reports of the units that are done."""
    from tonghop290.campaign.unit_reports import report_to_units, units_to_report

    due = units_to_report(round, ledger, units)
    if dry_run:
        for standing in due:
            click.echo(f"Sẽ lập báo cáo: {standing.unit.title}")
        return
    for standing, draft in report_to_units(round, ledger, due, pdf=pdf):
        click.echo(f"Đã lập báo cáo: {standing.unit.title} ({draft.name})")


@click.command("fetch", cls=Command)
@folder_option
@who_option
@dry_run_option
def fetch(folder: Path, who: str, dry_run: bool) -> None:
    """Lấy thư mới từ hộp thư của cơ quan (IMAP, mục [inbox] của cấu hình) vào thu_den/thu/, mỗi thư một lần.

    Hộp thư chỉ được đọc: không xoá, không chuyển, không đánh dấu đã đọc. Chỉ lấy thư đến từ khi mở đợt. Đang lấy bị
    ngắt thì chạy lại, chương trình lấy tiếp. Lấy xong chạy: tonghop290 receive
    """
    from tonghop290.campaign.fetching.fetch import fetch_mails
    from tonghop290.campaign.fetching.mailbox import open_mailbox
    from tonghop290.campaign.folder import RoundError
    from tonghop290.campaign.settings import INBOX_PASSWORD_VARIABLE, PASSWORD_VARIABLE
    from tonghop290.messages.on_settings import setting_named
    from tonghop290.text.normalize import without_controls

    counts = Counter[str]()
    with opened(folder, who, read_only=dry_run) as (round, ledger):
        inbox = round.inbox
        if not inbox.host or not inbox.user:
            file = round.settings_name
            keys = ", ".join(setting_named(key, file) for key in ("inbox.host", "inbox.user"))
            raise RoundError(f"Chưa có máy chủ hoặc tên hộp thư ({keys}) trong {file}.")
        password = password_of(inbox.user, INBOX_PASSWORD_VARIABLE, PASSWORD_VARIABLE)
        with open_mailbox(inbox, password) as box:
            for mail in fetch_mails(round, ledger, box, dry_run=dry_run):
                counts[mail.what] += 1
                if mail.what == "too-large":
                    click.echo(
                        f"MỘT THƯ QUÁ LỚN ({mail.size / 2**20:.0f} MB): đề nghị tải tệp kèm về thu_den/ bằng tay."
                    )
                elif mail.what != "gone" and not dry_run:
                    done = _FETCHED[mail.what]
                    click.echo(without_controls(f"{done}: {mail.sender} – {mail.subject}"))
    taken, others = counts["taken"], counts["known"] + counts["own"]
    apart = f"; {others} thư khác không lấy lại" if others else ""
    click.echo(f"{'Sẽ lấy' if dry_run else 'Đã lấy'} {taken} thư mới{apart}.")


_FETCHED = {"taken": "Đã lấy", "known": "Đã có từ trước", "own": "Thư của cơ quan, không lấy"}
