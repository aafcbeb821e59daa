"""The commands of a round that take in and look at what came: ``receive``, ``enter``, ``assign``, ``status``,
``diff``, ``accept``."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tonghop290.cli.exits import Stop
from tonghop290.cli.options import guard, output_option, overwrite_option, progress
from tonghop290.cli.round_folder import (
    dry_run_option,
    finish,
    folder_option,
    is_of_a_step,
    moment,
    opened,
    remark,
    who_option,
)
from tonghop290.cli.vietnamese import Command

if TYPE_CHECKING:
    from tonghop290.campaign.assigning import Assigned
    from tonghop290.campaign.ledger.deeds import Ledger
    from tonghop290.campaign.ledger.entries import Return
    from tonghop290.campaign.receiving.entering import Taken
    from tonghop290.campaign.receiving.receive import Received
    from tonghop290.campaign.settings import Round
    from tonghop290.model import Unit

__all__ = ["accept", "assign", "diff", "enter", "receive", "status"]

_WHAT = {
    "first": "nhận lần đầu",
    "correction": "bản sửa, được tính",
    "stale": "BẢN CŨ hơn bản đã nhận, giữ lại nhưng không tính",
    "late": "ĐẾN SAU KHI ĐỢT ĐÃ CHỐT, giữ lại nhưng không tính",
    "report": "báo cáo của đơn vị, đã giữ cùng biểu và so số",
    "identical": "giống hệt tệp đã nhận, không tính lại",
    "strange": "CHƯA RÕ CỦA ĐƠN VỊ NÀO",
    "unreadable": "KHÔNG ĐỌC ĐƯỢC",
}
_RESULT = "kết quả của cấp dưới, không phải biểu: giữ lại; cộng bằng lệnh tonghop290 summary (Tổng hợp)"
_BELONGS = "gửi thêm sau biểu đã nhận, giữ lại, không phải trả lời"
_STANDS = {
    "current": "biểu này được tính",
    "stale": "cũ hơn biểu đã nhận nên chưa tính (cho tính bằng: tonghop290 accept --return)",
    "superseded": "đã có biểu khác được tính",
    "unreadable": "tệp không đọc được, đã viết thư đề nghị gửi lại",
}


@click.command("receive", cls=Command)
@folder_option
@who_option
@dry_run_option
def receive(folder: Path, who: str, dry_run: bool) -> None:
    """Nhận mọi tệp mới trong thu_den/ (biểu, .zip, .eml): lưu bản gốc, tìm đơn vị, kiểm tra, ghi sổ, viết trả lời vào
    phan_hoi/.

    Chạy lại bao nhiêu lần cũng được: tệp đã nhận không nhận lại. Bị ngắt giữa chừng thì chạy lại, không tệp nào mất
    hay tính hai lần. Mã kết thúc: 0 mọi tệp mới đạt hoặc chỉ có điểm cần xem lại; 1 có tệp mới còn lỗi; 3 có tệp
    không đọc được hoặc chưa rõ đơn vị.
    """
    from tonghop290.campaign.on_behalf import note_laid_down, whose_hand_is_open
    from tonghop290.campaign.post.answering import answer_all
    from tonghop290.campaign.receiving.receive import receive as take_in
    from tonghop290.pipeline.report_text import same_figures_line
    from tonghop290.text.normalize import without_controls

    with opened(folder, who, read_only=dry_run) as (round, ledger):
        telling = partial(progress, names_only=True)
        for title in () if dry_run else note_laid_down(round, ledger):
            click.echo(f"{title}: biểu trong {round.folder.relative(round.folder.entered)} là cơ quan nhập thay.")
        received = take_in(round, ledger, dry_run=dry_run, telling=telling)
        for taken in received.taken:
            for line in _taken_lines(round, taken, received):
                click.echo(line)
        for name, why in received.troubles:
            click.echo(f"{without_controls(name)}: {why}", err=True)
        if received.told:
            click.echo(f"{received.told} tệp đã báo từ lần trước vẫn chưa mở được (xem: tonghop290 status --history).")
        for line in whose_hand_is_open(round, ledger, received.archive, received.taken):
            (remark if is_of_a_step() else click.echo)(line)
        for titles in received.shared:
            click.echo(same_figures_line(titles))
        if dry_run:
            click.echo(f"Sẽ nhận {len(received.taken)} tệp mới.")
        else:
            answers = sum(1 for _ in answer_all(round, ledger, received.archive, telling))
            click.echo(f"Đã nhận {len(received.taken)} tệp mới; đã viết {answers} trả lời vào {round.folder.answers}.")
    raise Stop(received.exit_code)


def _taken_lines(round: Round, taken: Taken, received: Received | None = None) -> Iterator[str]:
    """What is said of one new file, and of what came with it."""
    from tonghop290.model import STATUS_IN_A_SENTENCE
    from tonghop290.text.normalize import without_controls

    unit = round.units.get(taken.of.unit or taken.of.guess or "")
    read = taken.of.status in ("clean", "warnings", "errors")
    judged = read and taken.what in ("first", "correction", "stale", "late")
    status = f"; {STATUS_IN_A_SENTENCE[taken.of.status]}" if judged else ""
    foreign = "; BIỂU KHÔNG DO ĐỢT NÀY PHÁT HÀNH cho đơn vị" if taken.foreign else ""
    title = unit.title if unit else "Chưa rõ"
    what = _WHAT[taken.what]
    if received is not None and taken.what == "unreadable" and taken.of.id in received.belonging:
        what = _RESULT if taken.of.id in received.results else _BELONGS
    yield f"{title} – {without_controls(taken.name)}: {what}{status}{foreign}"
    if taken.along:
        yield without_controls(f"    gửi kèm: {', '.join(taken.along)}")


@click.command("enter", cls=Command)
@click.argument("name", metavar="ĐƠN_VỊ")
@click.argument("file", type=click.Path(path_type=Path), metavar="TỆP")
@folder_option
@click.option("--why", default="", metavar="LÝ_DO", help="Vì sao, theo tài liệu nào (bắt buộc).")
@who_option
@dry_run_option
def enter(name: str, file: Path, folder: Path, why: str, who: str, dry_run: bool) -> None:
    """Nhập thay đơn vị: nhận biểu của ĐƠN_VỊ do cơ quan tự điền (đơn vị chỉ gửi bản quét, ảnh, hoặc báo qua điện
    thoại).

    Chép biểu phát cho đơn vị trong phat_hanh/ ra chỗ khác, điền, lưu, rồi chạy lệnh này. Người, lý do, ngày được ghi sổ
    và hiện trong status; đơn vị được báo để đối chiếu. Sau này đơn vị gửi biểu của mình thì biểu đó thay biểu nhập hộ.
    """
    from tonghop290.campaign.closing.close import must_be_open
    from tonghop290.campaign.on_behalf import enter_on_behalf
    from tonghop290.campaign.post.answering import answer_all
    from tonghop290.campaign.settings import choose_units

    with opened(folder, who, read_only=dry_run) as (round, ledger):
        must_be_open(ledger, "nhập thay đơn vị")
        (unit,) = choose_units(round, [name], say=remark, slips=False)
        received = enter_on_behalf(round, ledger, unit, file, why, dry_run=dry_run)
        if received is None:
            click.echo(f"Sẽ nhập thay {unit.title}: {file.name}")
            return
        for taken in received.taken:
            for line in _taken_lines(round, taken):
                also = "; biểu đó được ghi là cơ quan nhập thay" if taken.what == "identical" else ""
                click.echo(f"Nhập thay {line}{also}")
        if not received.taken:
            click.echo(f"{unit.title}: biểu này đã nhập thay từ trước.")
        answers = sum(1 for _ in answer_all(round, ledger, received.archive))
        click.echo(f"Đã viết {answers} trả lời vào {round.folder.answers}.")
    raise Stop(received.exit_code)


@click.command("assign", cls=Command)
@click.argument("file", metavar="TỆP")
@click.argument("name", metavar="ĐƠN_VỊ")
@folder_option
@click.option("--why", default="", metavar="LÝ_DO", help="Vì sao (bắt buộc).")
@who_option
@dry_run_option
def assign(file: str, name: str, folder: Path, why: str, who: str, dry_run: bool) -> None:
    """Giao một tệp đang chờ (chưa rõ của đơn vị nào) cho đơn vị của nó. TỆP là tên tệp như trong status, hoặc mã băm.

    Tệp được tính như vừa nhận từ đơn vị đó. Người, lý do, ngày được ghi sổ. Giao nhầm thì giao lại cho đơn vị khác,
    hoặc ghi ĐƠN_VỊ là dấu - để tệp lại chờ; đơn vị bị rút tệp được tính lại biểu trước đó.
    """
    from tonghop290.campaign.archive import Archive
    from tonghop290.campaign.assigning import NOBODY, find_file
    from tonghop290.campaign.closing.close import must_be_open
    from tonghop290.campaign.post.answering import answer_all
    from tonghop290.campaign.receiving.receive import compare_new
    from tonghop290.campaign.settings import choose_units
    from tonghop290.text.normalize import without_controls

    with opened(folder, who, read_only=dry_run) as (round, ledger):
        must_be_open(ledger, "giao tệp cho đơn vị")
        unit = None if name == NOBODY else choose_units(round, [name], say=remark, slips=False)[0]
        came = find_file(ledger, file)
        given, taken, left = _given(round, ledger, came, unit, why, dry_run=dry_run)
        title = unit.title if unit is not None else "chưa rõ đơn vị (tệp lại chờ)"
        done = "đã là của" if not given.done else "sẽ giao cho" if dry_run else "giao cho"
        counts = f", {_STANDS[given.of.standing]}" if not dry_run and unit is not None else ""
        click.echo(f"{without_controls(given.of.name)}: {done} {title}{counts}.")
        before = round.units.get(given.before or "")
        if before is not None:
            again = f", tính lại lần {given.restored.version}" if given.restored is not None else ""
            click.echo(f"{before.title}: {'sẽ rút' if dry_run else 'rút'} tệp này{again}.")
        for path in taken:
            click.echo(f"Đã rút {path}. Nếu đã gửi thư này, đề nghị báo lại người nhận.")
        for path in left:
            click.echo(f"{path} đã được sửa tay nên được giữ nguyên; thư này không còn đúng.")
        if not dry_run:
            archive = Archive(round.folder)
            compare_new(round, ledger, archive)
            answers = sum(1 for _ in answer_all(round, ledger, archive))
            click.echo(f"Đã viết {answers} trả lời vào {round.folder.answers}.")


def _given(
    round: Round, ledger: Ledger, came: Return, unit: Unit | None, why: str, *, dry_run: bool
) -> tuple[Assigned, list[Path], list[Path]]:
    """Give a file to a unit. What was written of it while it was another's, or nobody's, holds no more: what was taken
    away, what a person has changed and is left. It goes before the ledger forgets it, so that none stays behind."""
    from tonghop290.campaign.assigning import assign as give
    from tonghop290.campaign.post.answering import take_back

    if dry_run:
        return give(ledger, came, unit, why, dry_run=True), [], []
    with ledger.together():
        answered = ledger.answer_to(came)
        given = give(ledger, came, unit, why)
        void = answered is not None and ledger.answer_to(given.of) is None
        taken, left = take_back(round, answered) if answered is not None and void else ([], [])
    return given, taken, left


@click.command("status", cls=Command)
@click.argument("names", nargs=-1, metavar="[ĐƠN_VỊ]...")
@folder_option
@output_option("TỆP", "Ghi ra tệp .xlsx hoặc .html (dùng được nhiều lần).", name="outputs", multiple=True)
@overwrite_option
@click.option(
    "--history", is_flag=True, help="In mọi việc đã làm: lúc nào, ai, việc gì, mã băm của tệp và của biểu mẫu."
)
def status(names: tuple[str, ...], folder: Path, outputs: tuple[Path, ...], overwrite: bool, history: bool) -> None:
    """In tình hình gửi biểu; nêu tên đơn vị thì in từng điểm còn mở của đơn vị đó, có số thứ tự để dùng với accept."""
    from tonghop290.campaign import status_page
    from tonghop290.campaign.history import history_lines
    from tonghop290.campaign.remarks import lost_originals
    from tonghop290.campaign.settings import choose_units
    from tonghop290.campaign.standing import standings, strangers

    wrong = [output for output in outputs if output.suffix.casefold() not in (".xlsx", ".html")]
    if wrong:
        raise click.UsageError(f"{wrong[0]}: chỉ ghi được tệp .xlsx hoặc .html.")
    for output in outputs:
        guard(overwrite=overwrite).refuse(output)
    with opened(folder, read_only=True, tell=False) as (round, ledger):
        today = moment().date()
        units, strange = standings(round, ledger, today=today), strangers(round, ledger)
        chosen = {unit.code for unit in choose_units(round, names, say=remark)} if names else set()
        if history:
            lines = list(history_lines(ledger, round, chosen))
        elif names:
            own = [standing for standing in units if standing.unit.code in chosen]
            lines = [line for standing in own for line in status_page.unit_lines(standing)]
        else:
            lines = list(status_page.status_lines(round, units, strange, today))
        click.echo("\n".join(lines) if lines else "", nl=bool(lines))
        for line in lost_originals(round, [unit.current for unit in units if unit.current is not None]):
            click.echo(line, err=True)
        for output in outputs:
            if output.suffix.casefold() == ".xlsx":
                written = status_page.write_status_workbook(output, round, units, today, overwrite=overwrite)
            else:
                from tonghop290.campaign.desk.after_step import write_page

                written = write_page(output, round, ledger, units, today, overwrite=overwrite)
            click.echo(f"Đã ghi {written}")
        finish(round, ledger, units=units)


@click.command("diff", cls=Command)
@click.argument("name", metavar="ĐƠN_VỊ")
@folder_option
@click.option("--from", "before", type=int, metavar="LẦN", help="Lần gửi trước.  [mặc định: lần liền trước]")
@click.option("--to", "after", type=int, metavar="LẦN", help="Lần gửi sau.  [mặc định: lần cuối]")
def diff(name: str, folder: Path, before: int | None, after: int | None) -> None:
    """Nói rõ giữa hai lần gửi: điểm nào đã sửa, điểm nào còn sai, điểm nào mới sai, số nào đổi dù không được yêu
    cầu.
    """
    from tonghop290.campaign.difference import compare_returns, difference_lines
    from tonghop290.campaign.settings import choose_units

    with opened(folder, read_only=True) as (round, ledger):
        (unit,) = choose_units(round, [name], say=remark)
        found = compare_returns(round, ledger, unit, before=before, after=after)
        for line in difference_lines(unit, found):
            click.echo(line)


@click.command("accept", cls=Command)
@click.argument("name", metavar="ĐƠN_VỊ")
@click.argument("points", nargs=-1, type=int, metavar="[SỐ]...")
@folder_option
@click.option("--why", default="", metavar="LÝ_DO", help="Vì sao (bắt buộc).")
@click.option("--return", "version", type=int, metavar="LẦN", help="Cho lần gửi này là biểu được tính.")
@who_option
@dry_run_option
def accept(
    name: str, points: tuple[int, ...], folder: Path, why: str, version: int | None, who: str, dry_run: bool
) -> None:
    """Chấp nhận các điểm theo số thứ tự (xem bằng: tonghop290 status ĐƠN_VỊ). Người, lý do, ngày được
    ghi sổ và in dưới biểu tổng hợp.

    Điểm đã chấp nhận vẫn được chấp nhận ở lần gửi sau nếu ô đó vẫn ghi như cũ.
    """
    from tonghop290.campaign.closing.close import must_be_open
    from tonghop290.campaign.decide import accept_points, let_count
    from tonghop290.campaign.settings import choose_units
    from tonghop290.text.normalize import without_controls

    if bool(points) == (version is not None):
        raise click.UsageError("Cần ghi số thứ tự các điểm được chấp nhận, hoặc --return LẦN.")
    with opened(folder, who, read_only=dry_run) as (round, ledger):
        must_be_open(ledger, "chấp nhận điểm, chọn lại biểu")
        (unit,) = choose_units(round, [name], say=remark, slips=False)
        if version is not None:
            chosen = let_count(ledger, unit, version, why, dry_run=dry_run)
            counts = "sẽ tính" if dry_run else "biểu được tính là"
            click.echo(f"{unit.title}: {counts} lần {version} (tệp “{without_controls(chosen.name)}”).")
            return
        done = "Sẽ chấp nhận" if dry_run else "Đã chấp nhận"
        accepted = accept_points(ledger, unit, points, why, dry_run=dry_run)
        if not accepted:
            click.echo(f"{unit.title}: các điểm này đã được chấp nhận từ trước.")
        for point in accepted:
            click.echo(without_controls(f"{done}: {point.number}. {point.text}"))
            if point.still_missing:
                click.echo(
                    "    Chấp nhận điểm này không đem lại số: "
                    "chỉ tiêu vẫn là chưa có số liệu trong báo cáo, biểu tổng hợp."
                )
