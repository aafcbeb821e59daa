"""The commands of a round that send out: ``init``, ``issue``, ``remind``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tonghop290.campaign.new.register import REGISTERS
from tonghop290.cli.options import as_period, earlier_figures, earlier_option, period_option, progress
from tonghop290.cli.round_folder import (
    actor,
    dry_run_option,
    folder_option,
    moment,
    opened,
    remark,
    said_of_round,
    tell_next,
    who_option,
)
from tonghop290.cli.round_send import list_option, password_of, say_sent, send_letters, write_list, yes_option
from tonghop290.cli.vietnamese import Command
from tonghop290.model import (
    DEFAULT_FORM,
    DEFINITION_FILE,
    DESK_FILE,
    RESULT_FILE,
    SETTINGS_FILE,
    UNITS_FILE,
    FormError,
)

if TYPE_CHECKING:
    from tonghop290.campaign.ledger.deeds import Ledger
    from tonghop290.campaign.new.register import Area
    from tonghop290.campaign.post.issuing import Issued
    from tonghop290.campaign.post.reminding import Reminded
    from tonghop290.campaign.settings import Round
    from tonghop290.model import Form

__all__ = ["init", "issue", "remind"]


@click.command("init", cls=Command)
@click.argument("folder", type=click.Path(path_type=Path), metavar="THƯ_MỤC")
@click.option("--district", default="", metavar="HUYỆN", help="Lấy danh sách xã của huyện này (danh mục tháng 3/2025).")
@click.option(
    "--province",
    default="",
    metavar="TỈNH",
    help="Lấy danh sách xã của tỉnh này (danh mục tháng 7/2025), hoặc tỉnh của huyện trên.",
)
@click.option(
    "--register",
    type=click.Choice(REGISTERS),
    help="Danh mục đơn vị hành chính.  [mặc định: 2025-03 nếu có --district, nếu không 2025-07]",
)
@click.option(
    "--units",
    "units_file",
    type=click.Path(path_type=Path),
    metavar="DANH_SÁCH",
    help="Lấy danh sách đơn vị có sẵn này (.xlsx hoặc .csv), không theo danh mục.",
)
@click.option(
    "--form", "form_name", default=DEFAULT_FORM, metavar="BIỂU", help=f"Biểu mẫu.  [mặc định: {DEFAULT_FORM}]"
)
@period_option
@click.option("--texts", is_flag=True, help=f"Ghi cấu hình thành {SETTINGS_FILE} và {UNITS_FILE} thay cho {DESK_FILE}.")
@who_option
@dry_run_option
def init(
    folder: Path,
    district: str,
    province: str,
    register: str | None,
    units_file: Path | None,
    form_name: str,
    period: str,
    texts: bool,
    who: str,
    dry_run: bool,
) -> None:
    """Mở một đợt: tạo thư mục có Đợt.xlsx (trang Cơ quan, trang Đơn vị, đã điền sẵn) và chỗ cho biểu đi, biểu về."""
    from tonghop290.campaign.new.first_settings import first_office
    from tonghop290.campaign.new.new_round import init_round
    from tonghop290.pipeline.forms import load_form

    if bool(district or province) == bool(units_file):
        raise click.UsageError(
            "Cần --district hoặc --province để lập danh sách đơn vị, hoặc --units cho danh sách có sẵn."
        )
    with said_of_round():
        own = load_form(form_name, period=as_period(period))
        now = moment()
        area = _area(own, units_file, district=district, province=province, register=register or "")
        office = first_office(own.office, own.levels, area, today=now.date())
        made = init_round(
            folder,
            area.units,
            form=_reachable(form_name),
            office=office,
            levels=own.levels,
            own=own.paper.settings,
            period="" if own.period.is_span and not period else own.period.name,
            now=now,
            actor=actor(who),
            as_texts=texts,
            dry_run=dry_run,
        )
    _say_made(folder, len(area.units), area.name, made, dry_run)


def _area(form: Form, units_file: Path | None, *, district: str, province: str, register: str) -> Area:
    """The units of the list that was given, otherwise those of the register."""
    from tonghop290.campaign.new.register import coded_by_register, find_area, listed_area
    from tonghop290.pipeline.forms import read_units, register_words, registers_folder

    if units_file is not None:
        listed = read_units(units_file, form)
        units = [*listed.units.values()]
        if listed.numbered:
            units, place = coded_by_register(registers_folder(), units)
            told = (
                f"mã lấy theo tên trong danh mục đơn vị hành chính, {place}"
                if place
                else "danh mục đơn vị hành chính không có đủ, hoặc có nhiều mã cho các tên này, nên số thứ tự được "
                "dùng làm mã; có mã riêng thì ghi vào cột Mã trước khi phát biểu"
            )
            remark(f"{units_file.name}: không có cột mã đơn vị; {told}.")
        return listed_area(units, form.office, form.levels)
    words = register_words()
    return find_area(registers_folder(), words, district=district, province=province, register=register)


def _say_made(folder: Path, units: int, parent: str, made: Sequence[str], dry_run: bool) -> None:
    from tonghop290.campaign.desk.starters import write_starters

    done = "Sẽ tạo" if dry_run else "Đã tạo"
    click.echo(
        f"{done} đợt thu thập ở {folder} với {units} đơn vị{f' của {parent}' * bool(parent)}: {', '.join(made)}."
    )
    if not dry_run:
        click.echo(f"Các tệp để bấm đúp: {', '.join(write_starters(folder))}.")
        try:
            tell_next(folder, write=False)
        except (click.ClickException, FormError):  # of settings or a list that lay there before
            click.echo("Việc tiếp theo: xem chỗ ghi sai trong cấu hình, danh sách đã có ở thư mục: tonghop290 status")


def _reachable(form_name: str) -> str:
    """A form's name as the settings keep it: that of a folder or a file must be found from anywhere."""
    path = Path(form_name)
    given = path.is_file() or (path / DEFINITION_FILE).is_file()
    return path.resolve().as_posix() if given else form_name


@click.command("issue", cls=Command)
@click.argument("names", nargs=-1, metavar="[ĐƠN_VỊ]...")
@folder_option
@click.option(
    "--again",
    is_flag=True,
    help="Phát hành lại (biểu đã gửi trước vẫn dùng được); cần nêu tên đơn vị, hoặc --all. "
    "Số liệu đã gửi trên biểu mẫu cũ được chuyển sang biểu mới.",
)
@click.option("--all", "everyone", is_flag=True, help="Cùng với --again: phát hành lại cho mọi đơn vị.")
@click.option(
    "--send", is_flag=True, help="Gửi thư qua máy chủ thư của cơ quan. Không có tuỳ chọn này thì không gì rời khỏi máy."
)
@earlier_option(f"Ghi số kỳ trước và thay đổi bên cạnh từng ô: {RESULT_FILE}, thư mục kết quả, biểu hoặc đợt trước.")
@who_option
@dry_run_option
def issue(
    names: tuple[str, ...],
    folder: Path,
    again: bool,
    everyone: bool,
    send: bool,
    earlier: Path | None,
    who: str,
    dry_run: bool,
) -> None:
    """Tạo cho mỗi đơn vị một biểu và một thư nháp (.eml) kèm biểu trong phat_hanh/. Đơn vị đã có thì giữ nguyên.

    Mở tệp .eml bằng phần mềm thư, xem lại rồi bấm gửi; hoặc dùng --send để chương trình gửi lần lượt. Đang gửi bị ngắt
    thì chạy lại, thư đã gửi không gửi nữa.
    """
    from tonghop290.campaign.closing.close import must_be_open
    from tonghop290.campaign.post import issuing
    from tonghop290.campaign.settings import choose_units

    if again and bool(names) == everyone:
        raise click.UsageError("--again cần nêu tên hoặc mã đơn vị cần phát hành lại, hoặc --all.")
    with opened(folder, who, read_only=dry_run) as (round, ledger):
        must_be_open(ledger, "phát hành biểu")
        units = choose_units(round, names, say=remark)
        before, now = earlier_figures(earlier, round.form, round.units), moment()
        say = progress("Phát hành", len(units))
        issues = list(
            issuing.issue(round, ledger, units, again=again, earlier=before, now=now, dry_run=dry_run, progress=say)
        )
        if say is not None:
            say.cleared()
        _say_issued(round, issues, dry_run)
        if not dry_run:
            _say_outdated(round, ledger, issues)
        if send:
            _send(round, ledger, issues, dry_run)


def _say_issued(round: Round, issues: Sequence[Issued], dry_run: bool) -> None:
    """What was made, and who has no address."""
    new = sum(issued.is_new for issued in issues)
    before = f"; {len(issues) - new} đơn vị đã có biểu từ trước." if len(issues) > new else "."
    click.echo(f"{'Sẽ phát hành' if dry_run else 'Đã phát hành'} {new} biểu vào {round.folder.issued}{before}")
    redrafted = sum(issued.is_redrafted for issued in issues)
    if redrafted:
        click.echo(
            f"{'Sẽ ghi' if dry_run else 'Đã ghi'} lại địa chỉ trong {redrafted} thư nháp theo {round.units_name}."
        )
    _say_carried(issues)
    missing = [issued.unit.title for issued in issues if not issued.addressed]
    if missing:
        more = f" và {len(missing) - 8} đơn vị khác" if len(missing) > 8 else ""
        click.echo(
            f"{len(missing)} đơn vị chưa có địa chỉ thư trong {round.units_name}: {', '.join(missing[:8])}{more}."
        )


def _say_carried(issues: Sequence[Issued]) -> None:
    """What of the returns of an earlier edition of the form the new workbooks hold."""
    from tonghop290.pipeline.editions import carried_lines

    for issued in issues:
        if issued.carried is not None:
            click.echo(f"{issued.unit.title}: số liệu đã gửi được chuyển sang biểu mới.")
            for line in carried_lines(issued.carried):
                click.echo(f"    {line}")


def _say_outdated(round: Round, ledger: Ledger, issues: Sequence[Issued]) -> None:
    """How many units have only a workbook of earlier settings, or of an earlier edition of the form."""
    codes = {issued.unit.code for issued in issues}
    for outdated, changed in (
        (
            ledger.units_issued_before_settings(round.hash),
            f"{round.settings_name} được sửa. Nếu hạn gửi, số công văn đã đổi",
        ),
        (
            ledger.units_issued_before_form(round.form.hash),
            "biểu mẫu được sửa. Biểu đã phát vẫn nhận được và được đọc theo đúng bản đã phát; "
            "nếu cần số liệu của bản mới",
        ),
    ):
        if outdated & codes:
            click.echo(
                f"{len(outdated & codes)} đơn vị có biểu phát hành trước khi {changed}, "
                "đề nghị phát hành lại bằng --again (nêu tên đơn vị, hoặc --all)."
            )


def _send(round: Round, ledger: Ledger, issues: Sequence[Issued], dry_run: bool) -> None:
    from tonghop290.campaign.post.sending import outgoing_issues, send_drafts
    from tonghop290.campaign.settings import PASSWORD_VARIABLE

    password = password_of(round.mail.user, PASSWORD_VARIABLE) if round.mail.user and not dry_run else ""
    letters = outgoing_issues(issues)
    say_sent(send_drafts(ledger, letters, round.mail, password=password, dry_run=dry_run), dry_run=dry_run)


@click.command("remind", cls=Command)
@click.argument("names", nargs=-1, metavar="[ĐƠN_VỊ]...")
@folder_option
@click.option("--all", "everyone", is_flag=True, help="Nhắc cả khi chưa đến hạn.")
@click.option(
    "--send", is_flag=True, help="Gửi thư qua máy chủ thư của cơ quan. Không có tuỳ chọn này thì không gì rời khỏi máy."
)
@yes_option
@list_option
@who_option
@dry_run_option
def remind(
    names: tuple[str, ...],
    folder: Path,
    everyone: bool,
    send: bool,
    yes: bool,
    list_folder: Path | None,
    who: str,
    dry_run: bool,
) -> None:
    """Viết thư nháp nhắc những đơn vị quá hạn mà chưa gửi hoặc còn điểm chưa xong, vào phat_hanh/don_doc/.

    --send gửi lần lượt sau khi liệt kê và hỏi; mỗi thư nhắc chỉ gửi một lần.
    """
    from tonghop290.campaign.closing.close import must_be_open
    from tonghop290.campaign.post import reminding
    from tonghop290.campaign.settings import choose_units
    from tonghop290.campaign.standing import STATES
    from tonghop290.messages.on_settings import setting_named

    named = bool(everyone or names)
    with opened(folder, who, read_only=dry_run) as (round, ledger):
        must_be_open(ledger, "nhắc đơn vị")
        now = moment()
        late = reminding.to_remind(round, ledger, choose_units(round, names, say=remark), today=now.date(), named=named)
        made = list(reminding.remind(round, ledger, late, now=now, dry_run=dry_run))
        for reminded in made:
            late_by = f", trễ {reminded.of.days_late} ngày" if reminded.of.days_late else ""
            click.echo(f"{reminded.of.unit.title}: {STATES[reminded.of.state]}{late_by}")
        if round.office.deadline is None and not named:
            file = round.settings_name
            click.echo(
                f"Chưa có hạn gửi ({setting_named('office.deadline', file)}) trong {file}; dùng --all để nhắc tất cả "
                "đơn vị chưa xong."
            )
        where = "." if dry_run else f" vào {round.folder.reminders}."
        click.echo(f"{'Sẽ viết' if dry_run else 'Đã viết'} {len(made)} thư nhắc{where}")
        if list_folder is not None or send:
            _hand_on(round, ledger, made, list_folder, send=send, yes=yes, dry_run=dry_run)


def _hand_on(
    round: Round,
    ledger: Ledger,
    made: Sequence[Reminded],
    list_folder: Path | None,
    *,
    send: bool,
    yes: bool,
    dry_run: bool,
) -> None:
    """The reminders of this run as a list, and sent, as far as that is asked for."""
    from tonghop290.campaign.post.outgoing import REMINDED, letters_to_send
    from tonghop290.campaign.standing import standings

    drafts = {reminded.draft for reminded in made}
    letters = [letter for letter in letters_to_send(round, ledger, REMINDED) if letter.draft in drafts]
    if list_folder is not None:
        units = standings(round, ledger, today=moment().date())
        write_list(list_folder, round, letters, units, dry_run=dry_run)
    if send and dry_run:
        for reminded in made:
            click.echo(f"Sẽ gửi: {reminded.of.unit.title} <{reminded.of.unit.email}>")
    elif send:
        send_letters(round, ledger, letters, yes=yes, dry_run=False)
