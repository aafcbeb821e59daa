"""The officer fills in a unit's workbook on its behalf, from a scan or a call: who, why and when are kept."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tonghop290.campaign.folder import RoundError
from tonghop290.campaign.ledger.deeds import Ledger
from tonghop290.campaign.ledger.entries import CURRENT
from tonghop290.campaign.post.mail import addresses
from tonghop290.campaign.receiving.entering import Taken
from tonghop290.campaign.receiving.receive import Received, receive
from tonghop290.campaign.settings import Round
from tonghop290.campaign.standing import ENTERED
from tonghop290.model import Unit
from tonghop290.pipeline.check import check
from tonghop290.pipeline.issue import unit_file_name
from tonghop290.spreadsheet.content import Content
from tonghop290.spreadsheet.package import Unreadable
from tonghop290.text.normalize import clean_text

__all__ = ["enter_on_behalf", "whose_hand_is_open"]

_NAMED = 5


def enter_on_behalf(
    round: Round, ledger: Ledger, unit: Unit, file: Path, why: str, *, dry_run: bool = False
) -> Received | None:
    """Take in a workbook of this unit that the office has filled in itself; it counts until the unit sends its own.

    Under the lock. The file goes into the letter box, under a name made of its content, before anything is entered: a
    killed command is simply run again. One that was received as the unit's own and counts is from now on known as the
    office's, and answered again. None with ``dry_run``. Errors: RoundError with what must be put right; OSError.
    """
    why = clean_text(why, keep_lines=False, max_length=1000)
    if not why or not ledger.actor:
        raise RoundError("Nhập thay đơn vị cần ghi rõ ai nhập (--who) và vì sao (--why), ví dụ: theo bản quét có ký.")
    content = _content(file)
    _refuse_others(round, unit, file)
    known = ledger.return_with(content.sha256)
    new = ledger.on_behalf(content.sha256) is None
    if known is not None and new and (known.unit, known.standing) != (unit.code, CURRENT):
        raise RoundError(f"Tệp “{file.name}” đã được nhận từ trước (“{known.name}”), không phải là biểu mới nhập.")
    if dry_run:
        return None
    place = round.folder.entered / unit_file_name(unit, f" {content.sha256[:8]}{file.suffix.lower()}")
    if not place.is_file():
        round.folder.put(place, content.data)
    if new:
        with ledger.deed():
            if known is not None:
                ledger.void_answer(known)
            ledger.event(ENTERED, unit=unit.code, sha256=content.sha256, said=f"{file.name}: {why}")
    return receive(round, ledger, only=place.relative_to(round.folder.inbox).as_posix())


def whose_hand_is_open(round: Round, ledger: Ledger, taken: Sequence[Taken]) -> str:
    """What is said of returns that did not come from an address of their units, though the list has one: they count as
    the unit's own, and how the office's hand is noted. "" where there is none."""
    open_ones = [
        unit.title
        for one in taken
        if one.what in ("first", "correction")
        and one.of.sender
        and (unit := round.units.get(one.of.unit or "")) is not None
        and _is_anothers(round, unit, one.of.sender)
        and ledger.on_behalf(one.of.sha256) is None
    ]
    if not open_ones:
        return ""
    names = ", ".join(open_ones[:_NAMED]) + (", …" if len(open_ones) > _NAMED else "")
    return (
        f"{len(open_ones)} biểu đến từ địa chỉ của cơ quan hay không có trong danh sách ({names}): tính là biểu do đơn "
        "vị tự gửi. Biểu nào cơ quan điền giúp thì ghi là nhập thay: tonghop290 enter ĐƠN_VỊ TỆP --why "
        '"theo tài liệu nào"'
    )


def _is_anothers(round: Round, unit: Unit, sender: str) -> bool:
    """Whether this is not an address of a unit that has one, or is the office's own."""
    own = {address.casefold() for address in addresses(unit.email)}
    return round.is_ours(sender) or bool(own) and sender.casefold() not in own


def _content(file: Path) -> Content:
    try:
        return Content.read(file)
    except Unreadable as error:
        raise RoundError(f"Không đọc được tệp “{file.name}” ({error.code}).") from None


def _refuse_others(round: Round, unit: Unit, file: Path) -> None:
    """Errors: RoundError where it is not the form, or another unit's."""
    report = check([file], round.form, units=round.units, office=round.office, compare=False)
    own = report.files[0] if len(report.files) == 1 else None
    issued = f"biểu phát cho {unit.title} trong {round.folder.issued.name}"
    if own is None or own.status == "unreadable":
        told = f": {own.findings[0].message}" if own is not None and own.findings else "."
        raise RoundError(f"“{file.name}” không phải là biểu đọc được{told} Đề nghị chép {issued} ra rồi nhập vào đó.")
    if own.unit is None or own.unit.code != unit.code:
        of = f"của {own.unit.title}" if own.unit is not None else "chưa ghi của đơn vị nào"
        raise RoundError(f"“{file.name}” là biểu {of}, không phải của {unit.title}. Đề nghị nhập vào {issued}.")
