"""What commands share that send letters: the list that is shown first, the question, the password, what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tonghop290.cli.exits import Stop

if TYPE_CHECKING:
    from tonghop290.campaign.ledger.deeds import Ledger
    from tonghop290.campaign.post.outgoing import Outgoing
    from tonghop290.campaign.post.sending import Sent
    from tonghop290.campaign.settings import Round
    from tonghop290.campaign.standing import UnitStanding

__all__ = ["list_option", "password_of", "say_letters", "say_sent", "send_letters", "write_list", "yes_option"]

yes_option = click.option("--yes", is_flag=True, help="Không hỏi lại trước khi gửi (dùng trong tệp lệnh).")
list_option = click.option(
    "--list",
    "list_folder",
    type=click.Path(path_type=Path),
    metavar="THƯ_MỤC",
    help="Ghi danh sách trộn thư (.xlsx) và tin nhắn Zalo (.html) của các thư này vào thư mục, để gửi bằng tay.",
)


def password_of(user: str, *variables: str) -> str:
    """The password of a mail box: of the first of these environment variables, else as it is typed; never kept."""
    import os

    found = next((said for name in variables if (said := os.environ.get(name))), "")
    return found or str(click.prompt(f"Mật khẩu thư của {user}", hide_input=True))


def say_letters(letters: Sequence[Outgoing]) -> None:
    """The letters one by one: of whom, to whom, under which subject, with what."""
    from tonghop290.text.normalize import without_controls

    for letter in letters:
        mail = letter.read()
        files = [name for part in mail.iter_attachments() if (name := part.get_filename())]
        to = f"<{', '.join(letter.recipients)}>" if letter.recipients else "CHƯA CÓ ĐỊA CHỈ"
        attached = f" [{', '.join(files)}]" if files else ""
        click.echo(without_controls(f"  {letter.title} {to}: {mail['Subject'] or ''}{attached}"))


def send_letters(round: Round, ledger: Ledger, letters: Sequence[Outgoing], *, yes: bool, dry_run: bool) -> None:
    """Show what is to be sent, ask, send. Errors: Stop(1) where some were refused."""
    from tonghop290.campaign.post.sending import send_drafts
    from tonghop290.campaign.settings import PASSWORD_VARIABLE

    left = [letter for letter in letters if letter.posted(ledger) != "sent"]
    if not left:
        click.echo("Không có thư nào phải gửi.")
        return
    click.echo(f"{'Sẽ gửi' if dry_run else 'Chuẩn bị gửi'} {len(left)} thư:")
    say_letters(left)
    if dry_run:
        return
    if not yes:
        click.confirm("Gửi các thư trên?", abort=True)
    password = password_of(round.mail.user, PASSWORD_VARIABLE) if round.mail.user else ""
    say_sent(send_drafts(ledger, left, round.mail, password=password))


def say_sent(results: Iterable[Sent], *, dry_run: bool = False) -> None:
    """What became of each letter. Errors: Stop(1) where some were refused."""
    refused = 0
    for sent in results:
        to = f"{sent.title} <{', '.join(sent.recipients)}>"
        match sent.state:
            case "sent":
                apart = f" – riêng {sent.said}" if sent.said else ""
                click.echo(f"{'Sẽ gửi' if dry_run else 'Đã gửi'}: {to}{apart}")
            case "refused":
                refused += 1
                click.echo(f"BỊ TỪ CHỐI: {to} – {sent.said}")
            case "no-address":
                click.echo(f"Chưa có địa chỉ: {sent.title}")
    if refused:
        click.echo(f"{refused} thư bị từ chối. Đề nghị kiểm tra địa chỉ trong danh sách đơn vị rồi chạy lại lệnh này.")
        raise Stop(1)


def write_list(
    folder: Path | None, round: Round, letters: Sequence[Outgoing], units: Sequence[UnitStanding], *, dry_run: bool
) -> None:
    """The letters for an office that has no mail server of its own, where that is asked for; else how to ask for it."""
    from tonghop290.campaign.post.mailing import write_mailing
    from tonghop290.messages.on_settings import setting_named

    if folder is None:
        if letters and not round.mail.host:
            file = round.settings_name
            click.echo(
                f"Chưa có máy chủ thư ({setting_named('mail.host', file)}) trong {file}: mở từng tệp .eml bằng phần "
                "mềm thư rồi bấm Gửi, hoặc thêm --list THƯ_MỤC để có danh sách trộn thư và tin nhắn Zalo."
            )
        return
    if dry_run:
        click.echo(f"Sẽ ghi danh sách {len(letters)} thư vào {folder}.")
        return
    written, texts = write_mailing(folder, round, letters, units)
    click.echo(f"Đã ghi danh sách {len(letters)} thư vào {written}; {texts} tin nhắn ở tệp bên cạnh.")
