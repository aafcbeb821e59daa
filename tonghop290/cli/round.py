"""The commands of a collection round: thin retellings of ``campaign``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tonghop290.cli.vietnamese import Group

if TYPE_CHECKING:
    from tonghop290.campaign.issuing import Issued
    from tonghop290.campaign.ledger import Ledger
    from tonghop290.campaign.results import RoundReport
    from tonghop290.campaign.settings import Round

__all__ = ["add_round_commands", "round_report"]

_WHAT = {
    "first": "nhận lần đầu",
    "correction": "bản sửa, được tính",
    "stale": "BẢN CŨ hơn bản đã nhận, giữ lại nhưng không tính",
    "identical": "giống hệt tệp đã nhận, không tính lại",
    "strange": "CHƯA RÕ CỦA ĐƠN VỊ NÀO",
    "unreadable": "KHÔNG ĐỌC ĐƯỢC",
}
_STATUS = {"clean": "đạt", "warnings": "có điểm cần xem lại", "errors": "có lỗi", "unreadable": ""}

_folder = click.option(
    "--folder",
    "-C",
    type=click.Path(path_type=Path),
    default=Path("."),
    metavar="THƯ_MỤC",
    help="Thư mục của đợt.  [mặc định: thư mục hiện tại]",
)
_dry_run = click.option("--dry-run", is_flag=True, help="Chỉ nói sẽ làm gì, không ghi và không gửi gì.")
_who = click.option(
    "--who", default="", metavar="TÊN", help="Người thực hiện, ghi vào sổ.  [mặc định: tên đăng nhập máy]"
)


def add_round_commands(group: Group) -> None:
    """Put the commands of a round into the command line."""
    for command in (init, issue, receive, status, remind, diff, accept):
        group.add_command(command)


def _command(name: str, short: str) -> Callable[[Callable[..., Any]], click.Command]:
    from tonghop290.cli.vietnamese import Command

    return click.command(name, cls=Command, short_help=short)


@_command("init", "Mở một đợt thu thập trong một thư mục.")
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
    type=click.Choice(["2025-03", "2025-07"]),
    help="Danh mục đơn vị hành chính.  [mặc định: 2025-03 nếu có --district, nếu không 2025-07]",
)
@click.option("--form", "form_name", default="qd290-10-nam", metavar="BIỂU", help="Biểu mẫu.  [mặc định: qd290-10-nam]")
@_who
@_dry_run
def init(
    folder: Path, district: str, province: str, register: str | None, form_name: str, who: str, dry_run: bool
) -> None:
    """Mở một đợt: tạo thư mục có cấu hình (tonghop290.toml), danh sách đơn vị (don_vi.csv) và chỗ cho biểu đi, biểu về."""
    from tonghop290.pipeline.forms import load_form, registers_folder

    with _said():
        from tonghop290.campaign.issuing import init_round
        from tonghop290.campaign.register import find_units

        if not (district or province):
            raise click.UsageError("Cần --district hoặc --province để lập danh sách đơn vị.")
        load_form(form_name)
        units = find_units(registers_folder(), district=district, province=province, register=register or "")
        level, place = _level_and_place(units[0].parent)
        made = init_round(
            folder, units, form=form_name, place=place, level=level, now=_now(), actor=_actor(who), dry_run=dry_run
        )
    click.echo(
        f"{'Sẽ tạo' if dry_run else 'Đã tạo'} đợt thu thập ở {folder} với {len(units)} đơn vị của {units[0].parent}: {', '.join(made)}."
    )
    if not dry_run:
        click.echo(
            "Việc tiếp theo: ghi số công văn, hạn gửi vào tonghop290.toml; ghi thư điện tử của các xã vào don_vi.csv; rồi chạy: tonghop290 issue"
        )


def _level_and_place(parent: str) -> tuple[str, str]:
    """ "Huyện Hoằng Hóa" → ("huyện", "Hoằng Hóa")."""
    for word, level in (
        ("huyện", "huyện"),
        ("quận", "quận"),
        ("thị xã", "thị xã"),
        ("tỉnh", "tỉnh"),
        ("thành phố", "thành phố"),
        ("tp", "thành phố"),
    ):
        if parent.casefold().startswith(word + " "):
            return level, parent[len(word) :].strip()
    return "huyện", parent


@_command("issue", "Phát hành biểu và thư cho từng đơn vị.")
@click.argument("names", nargs=-1, metavar="[ĐƠN_VỊ]...")
@_folder
@click.option(
    "--again", is_flag=True, help="Phát hành lại (biểu đã gửi trước vẫn dùng được); cần nêu tên đơn vị, hoặc --all."
)
@click.option("--all", "everyone", is_flag=True, help="Cùng với --again: phát hành lại cho mọi đơn vị.")
@click.option(
    "--send", is_flag=True, help="Gửi thư qua máy chủ thư của cơ quan. Không có tuỳ chọn này thì không gì rời khỏi máy."
)
@_who
@_dry_run
def issue(
    names: tuple[str, ...], folder: Path, again: bool, everyone: bool, send: bool, who: str, dry_run: bool
) -> None:
    """Tạo cho mỗi đơn vị một biểu và một thư nháp (.eml) kèm biểu trong phat_hanh/. Đơn vị đã có thì giữ nguyên.

    Mở tệp .eml bằng phần mềm thư, xem lại rồi bấm gửi; hoặc dùng --send để chương trình gửi lần lượt. Đang gửi bị ngắt thì chạy lại, thư đã gửi không gửi nữa.
    """
    from tonghop290.campaign.issuing import choose_units
    from tonghop290.campaign.issuing import issue as make

    if again and bool(names) == everyone:
        raise click.UsageError("--again cần nêu tên hoặc mã đơn vị cần phát hành lại, hoặc --all.")
    with _said(), _opened(folder, who, dry_run) as (round, ledger):
        issues = list(make(round, ledger, choose_units(round, names), again=again, now=_now(), dry_run=dry_run))
        new = [one for one in issues if one.is_new]
        click.echo(
            f"{'Sẽ phát hành' if dry_run else 'Đã phát hành'} {len(new)} biểu vào {round.folder.issued}"
            + (f"; {len(issues) - len(new)} đơn vị đã có biểu từ trước." if len(issues) > len(new) else ".")
        )
        redrafted = sum(one.is_redrafted for one in issues)
        if redrafted:
            click.echo(f"{'Sẽ ghi' if dry_run else 'Đã ghi'} lại địa chỉ trong {redrafted} thư nháp theo don_vi.csv.")
        missing = [one.unit.title for one in issues if not one.addressed]
        if missing:
            click.echo(f"{len(missing)} đơn vị chưa có địa chỉ thư trong don_vi.csv: {_listed(missing)}.")
        for column, now, said in (
            ()
            if dry_run
            else (
                ("settings_hash", round.hash, "tonghop290.toml được sửa. Nếu hạn gửi, số công văn đã đổi"),
                (
                    "form_hash",
                    round.form.hash,
                    "biểu mẫu được sửa. Biểu đã phát vẫn nhận được và được đọc theo đúng bản đã phát; nếu cần số liệu của bản mới",
                ),
            )
        ):
            old = {
                row["unit"]
                for row in ledger.rows(f"SELECT unit FROM issues GROUP BY unit HAVING max({column} = ?) = 0", now)
            } & {one.unit.code for one in issues}
            if old:
                click.echo(
                    f"{len(old)} đơn vị có biểu phát hành trước khi {said}, đề nghị phát hành lại bằng --again (nêu tên đơn vị, hoặc --all)."
                )
        if send:
            _send(ledger, issues, round, dry_run)


def _send(ledger: Ledger, issues: Sequence[Issued], round: Round, dry_run: bool) -> None:
    import os

    from tonghop290.campaign.post.sending import PASSWORD_VARIABLE, send_issues
    from tonghop290.cli.exits import Stop

    password = ""
    if round.mail.user and not dry_run:
        password = os.environ.get(PASSWORD_VARIABLE) or click.prompt(
            f"Mật khẩu thư của {round.mail.user}", hide_input=True
        )
    refused = 0
    for one in send_issues(ledger, issues, round.mail, password=password, dry_run=dry_run):
        to = ", ".join(one.recipients)
        match one.state:
            case "sent":
                click.echo(
                    f"{'Sẽ gửi' if dry_run else 'Đã gửi'}: {one.unit.title} <{to}>"
                    + (f" – riêng {one.said}" if one.said else "")
                )
            case "refused":
                refused += 1
                click.echo(f"BỊ TỪ CHỐI: {one.unit.title} <{to}> – {one.said}")
            case "no-address":
                click.echo(f"Chưa có địa chỉ: {one.unit.title}")
    if refused:
        click.echo(f"{refused} thư bị từ chối. Đề nghị kiểm tra địa chỉ trong don_vi.csv rồi chạy lại lệnh này.")
        raise Stop(1)


@_command("receive", "Nhận các tệp trong thu_den/, kiểm tra, viết trả lời.")
@_folder
@_who
@_dry_run
def receive(folder: Path, who: str, dry_run: bool) -> None:
    """Nhận mọi tệp mới trong thu_den/ (biểu, .zip, .eml): lưu bản gốc, tìm đơn vị, kiểm tra, ghi sổ, viết trả lời vào phan_hoi/.

    Chạy lại bao nhiêu lần cũng được: tệp đã nhận không nhận lại. Bị ngắt giữa chừng thì chạy lại, không tệp nào mất hay tính hai lần.
    Mã kết thúc: 0 mọi tệp mới đạt hoặc chỉ có điểm cần xem lại; 1 có tệp mới còn lỗi; 3 có tệp không đọc được hoặc chưa rõ đơn vị.
    """
    from tonghop290.campaign.answering import answer_all
    from tonghop290.campaign.receive import receive as take
    from tonghop290.cli.exits import Stop
    from tonghop290.text.normalize import without_controls

    with _said(), _opened(folder, who, dry_run) as (round, ledger):
        got = take(round, ledger, dry_run=dry_run, progress=_progress())
        for one in got.taken:
            unit = round.units.get(one.of.unit or one.of.guess or "")
            status = _STATUS[one.of.status] if one.what in ("first", "correction", "stale") else ""
            foreign = "; BIỂU KHÔNG DO ĐỢT NÀY PHÁT HÀNH cho đơn vị" if one.foreign else ""
            click.echo(
                f"{unit.title if unit else 'Chưa rõ'} – {without_controls(one.name)}: {_WHAT[one.what]}"
                + (f"; {status}" if status else "")
                + foreign
            )
        for name, why in got.troubles:
            click.echo(f"{without_controls(name)}: {why}", err=True)
        answers = 0 if dry_run else sum(1 for _ in answer_all(round, ledger))
        if dry_run:
            click.echo(f"Sẽ nhận {len(got.taken)} tệp mới.")
        else:
            click.echo(f"Đã nhận {len(got.taken)} tệp mới; đã viết {answers} trả lời vào {round.folder.answers}.")
        if got.troubles or any(one.what in ("strange", "unreadable") for one in got.taken):
            raise Stop(3)
        if any(one.of.status == "errors" for one in got.taken if one.what in ("first", "correction")):
            raise Stop(1)


@_command("status", "Đơn vị nào đã gửi, còn lỗi, chậm mấy ngày.")
@click.argument("names", nargs=-1, metavar="[ĐƠN_VỊ]...")
@_folder
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="TỆP",
    help="Ghi ra tệp .xlsx hoặc .html (dùng được nhiều lần).",
)
@click.option(
    "--history", is_flag=True, help="In mọi việc đã làm: lúc nào, ai, việc gì, mã băm của tệp và của biểu mẫu."
)
def status(names: tuple[str, ...], folder: Path, outputs: tuple[Path, ...], history: bool) -> None:
    """In tình hình gửi biểu; nêu tên đơn vị thì in từng điểm còn mở của đơn vị đó, có số thứ tự để dùng với accept."""
    from tonghop290.campaign import status_page
    from tonghop290.campaign.history import history_lines
    from tonghop290.campaign.issuing import choose_units
    from tonghop290.campaign.standing import standings, strangers

    wrong = [one for one in outputs if one.suffix.casefold() not in (".xlsx", ".html")]
    if wrong:
        raise click.UsageError(f"{wrong[0]}: chỉ ghi được tệp .xlsx hoặc .html.")
    with _said(), _opened(folder, "", True) as (round, ledger):
        today = _now().date()
        units, strange = standings(round, ledger, today=today), strangers(round, ledger)
        chosen = {unit.code for unit in choose_units(round, names)} if names else set()
        if history:
            lines = list(history_lines(ledger, round, chosen))
        elif names:
            lines = [line for one in units if one.unit.code in chosen for line in status_page.unit_lines(one)]
        else:
            lines = list(status_page.status_lines(round, units, strange, today))
        for line in lines:
            click.echo(line)
        for output in outputs:
            if output.suffix.casefold() == ".xlsx":
                status_page.write_status_workbook(output, round, units, today)
            else:
                output.parent.mkdir(parents=True, exist_ok=True)
                output.write_text(status_page.status_page(round, units, strange, today), encoding="utf-8", newline="\n")
            click.echo(f"Đã ghi {output}")


@_command("remind", "Thư nháp nhắc các đơn vị chậm.")
@click.argument("names", nargs=-1, metavar="[ĐƠN_VỊ]...")
@_folder
@click.option("--all", "everyone", is_flag=True, help="Nhắc cả khi chưa đến hạn.")
@_who
@_dry_run
def remind(names: tuple[str, ...], folder: Path, everyone: bool, who: str, dry_run: bool) -> None:
    """Viết thư nháp nhắc những đơn vị quá hạn mà chưa gửi hoặc còn điểm chưa xong, vào phat_hanh/don_doc/. Không gửi gì."""
    from tonghop290.campaign.issuing import choose_units
    from tonghop290.campaign.post.remind import remind as make
    from tonghop290.campaign.standing import STATES, standings

    with _said(), _opened(folder, who, dry_run) as (round, ledger):
        now = _now()
        chosen = {unit.code for unit in choose_units(round, names)}
        late = [
            one
            for one in standings(round, ledger, today=now.date())
            if one.unit.code in chosen and (everyone or names or one.days_late)
        ]
        made = list(make(round, ledger, late, now=now, dry_run=dry_run))
        for one in made:
            click.echo(
                f"{one.of.unit.title}: {STATES[one.of.state]}"
                + (f", trễ {one.of.days_late} ngày" if one.of.days_late else "")
            )
        if round.office.deadline is None and not (everyone or names):
            click.echo(
                "Chưa có hạn gửi (office.deadline) trong tonghop290.toml; dùng --all để nhắc tất cả đơn vị chưa xong."
            )
        click.echo(
            f"{'Sẽ viết' if dry_run else 'Đã viết'} {len(made)} thư nhắc"
            + ("." if dry_run else f" vào {round.folder.reminders}.")
        )


@_command("diff", "So sánh hai lần gửi của một đơn vị.")
@click.argument("name", metavar="ĐƠN_VỊ")
@_folder
@click.option("--from", "before", type=int, metavar="LẦN", help="Lần gửi trước.  [mặc định: lần liền trước]")
@click.option("--to", "after", type=int, metavar="LẦN", help="Lần gửi sau.  [mặc định: lần cuối]")
def diff(name: str, folder: Path, before: int | None, after: int | None) -> None:
    """Nói rõ giữa hai lần gửi: điểm nào đã sửa, điểm nào còn sai, điểm nào mới sai, số nào đổi dù không được yêu cầu."""
    from tonghop290.campaign.difference import compare_returns
    from tonghop290.campaign.issuing import choose_units
    from tonghop290.text.normalize import without_controls

    with _said(), _opened(folder, "", True) as (round, ledger):
        (unit,) = choose_units(round, [name])
        found = compare_returns(round, ledger, unit, before=before, after=after)
        click.echo(f"{unit.code} {unit.title}: lần {found.before.version} → lần {found.after.version}")
        for title, points in (("Đã sửa", found.corrected), ("Còn nguyên", found.still), ("Mới phát sinh", found.new)):
            click.echo(f"{title}: {len(points)}")
            for point in points:
                click.echo(without_controls(f"    {'LỖI' if point.severity == 'error' else 'XEM LẠI'} {point.text}"))
        for title, changes in (
            ("Số liệu đã đổi", found.changed),
            ("Trong đó đổi dù không được yêu cầu", found.unasked),
        ):
            click.echo(f"{title}: {len(changes)}")
            for one in changes:
                click.echo(without_controls(f"    {one.label}: {one.before or '(trống)'} → {one.after or '(trống)'}"))


@_command("accept", "Chấp nhận một điểm, hoặc chọn lại biểu được tính.")
@click.argument("name", metavar="ĐƠN_VỊ")
@click.argument("points", nargs=-1, type=int, metavar="[SỐ]...")
@_folder
@click.option("--why", default="", metavar="LÝ_DO", help="Vì sao (bắt buộc).")
@click.option("--return", "version", type=int, metavar="LẦN", help="Cho lần gửi này là biểu được tính.")
@_who
@_dry_run
def accept(
    name: str, points: tuple[int, ...], folder: Path, why: str, version: int | None, who: str, dry_run: bool
) -> None:
    """Chấp nhận các điểm theo số thứ tự (xem bằng: tonghop290 status ĐƠN_VỊ). Người, lý do, ngày được ghi sổ và in dưới biểu tổng hợp.

    Điểm đã chấp nhận vẫn được chấp nhận ở lần gửi sau nếu ô đó vẫn ghi như cũ.
    """
    from tonghop290.campaign.decide import accept_points, let_count
    from tonghop290.campaign.issuing import choose_units
    from tonghop290.text.normalize import without_controls

    if bool(points) == (version is not None):
        raise click.UsageError("Cần ghi số thứ tự các điểm được chấp nhận, hoặc --return LẦN.")
    with _said(), _opened(folder, who, dry_run) as (round, ledger):
        (unit,) = choose_units(round, [name])
        if version is not None:
            chosen = let_count(ledger, unit, version, why, dry_run=dry_run)
            click.echo(
                f"{unit.title}: {'sẽ tính' if dry_run else 'biểu được tính là'} lần {version} (tệp “{without_controls(chosen.name)}”)."
            )
            return
        for point in accept_points(ledger, unit, points, why, dry_run=dry_run):
            click.echo(
                without_controls(f"{'Sẽ chấp nhận' if dry_run else 'Đã chấp nhận'}: {point.number}. {point.text}")
            )
            if point.still_missing:
                click.echo(
                    "    Chấp nhận điểm này không đem lại số: chỉ tiêu vẫn là chưa có số liệu trong báo cáo, biểu tổng hợp."
                )


# --- the other commands in a round's folder -----------------------------------------------------------------------


def round_report(paths: Sequence[Path]) -> RoundReport | None:
    """What ``check``, ``report`` and ``summary`` work on when their one path is the folder of a round; says which returns count."""
    if len(paths) != 1 or not (paths[0] / "so_lieu.sqlite").is_file():
        return None
    from tonghop290.campaign.results import check_round
    from tonghop290.text.format import format_date
    from tonghop290.text.normalize import without_controls

    with _said(), _opened(paths[0], "", True) as (round, ledger):
        found = check_round(round, ledger)
    click.echo(f"Dùng biểu mới nhất dùng được của {len(found.used)}/{len(round.units)} đơn vị:", err=True)
    for one in found.used:
        day = format_date(dt.datetime.fromisoformat(one.received).date())
        edition = round.editions.judging(one.verdict)
        old = f", biểu mẫu cũ (phiên bản {edition.version})" if edition.hash != round.form.hash else ""
        click.echo(
            without_controls(
                f"    {round.units[one.unit or ''].title}: lần {one.version}, nhận ngày {day}, tệp “{one.name}”{old}"
            ),
            err=True,
        )
    return found


# --- shared -------------------------------------------------------------------------------------------------------


@contextmanager
def _opened(folder: Path, who: str, read_only: bool) -> Iterator[tuple[Round, Ledger]]:
    """The round and its ledger; under the lock, or as a scratch copy that forgets everything."""
    from contextlib import ExitStack

    from tonghop290.campaign.folder import find_round
    from tonghop290.campaign.ledger import open_ledger
    from tonghop290.campaign.lock import locked
    from tonghop290.campaign.settings import load_round

    place = find_round(folder)
    with ExitStack() as stack:
        if not read_only:
            stack.enter_context(locked(place, say=lambda text: click.echo(text, err=True)))
        ledger = stack.enter_context(open_ledger(place.ledger, now=_now(), actor=_actor(who), scratch=read_only))
        yield load_round(place), ledger


@contextmanager
def _said() -> Iterator[None]:
    """What an officer must put right, as the command line says it."""
    from tonghop290.campaign.folder import RoundError

    try:
        yield
    except RoundError as error:
        raise click.ClickException(str(error)) from error


def _progress() -> Callable[[int, str], None] | None:
    """Progress on standard error, only on a terminal."""
    import sys

    from tonghop290.text.normalize import without_controls

    if not sys.stderr.isatty():
        return None
    return lambda number, name: click.echo(
        f"\r\033[K{number}: {without_controls(Path(name).name)[-70:]}", nl=False, err=True
    )


def _now() -> dt.datetime:
    return dt.datetime.now().astimezone().replace(microsecond=0)


def _actor(who: str) -> str:
    import getpass

    try:
        return who or getpass.getuser()
    except (OSError, KeyError):
        return ""


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:8]) + (f" và {len(names) - 8} đơn vị khác" if len(names) > 8 else "")
