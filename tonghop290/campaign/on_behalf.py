"""The officer fills in a unit's workbook on its behalf, from a scan or a call: who, why and when are kept."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tonghop290.campaign.archive import Archive
from tonghop290.campaign.folder import RoundError
from tonghop290.campaign.ledger.deeds import Ledger
from tonghop290.campaign.ledger.entries import CURRENT
from tonghop290.campaign.post.addresses import addresses
from tonghop290.campaign.receiving.entering import Taken
from tonghop290.campaign.receiving.receive import Received, receive
from tonghop290.campaign.settings import Round
from tonghop290.campaign.standing import ENTERED
from tonghop290.model import DESK_FILE, Unit
from tonghop290.parcels.leftovers import LOCKS
from tonghop290.pipeline.check import check
from tonghop290.pipeline.issue import unit_file_name
from tonghop290.spreadsheet.content import Content
from tonghop290.spreadsheet.package import Unreadable
from tonghop290.text.normalize import clean_text, without_controls

__all__ = ["enter_on_behalf", "note_laid_down", "whose_hand_is_open"]

_NAMED = 5
_ANYBODY = frozenset({
    "", "admin", "administrator", "user", "users", "pc", "owner", "windows user", "microsoft office user", "openpyxl",
    "hp", "dell", "asus", "acer", "lenovo", "my pc", "mypc", "laptop", "computer", "windows", "microsoft", "win10",
})  # fmt: skip
"""What machines call themselves."""


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
        _note(ledger, unit, content.sha256, f"{file.name}: {why}")
    return receive(round, ledger, only=place.relative_to(round.folder.inbox).as_posix())


def note_laid_down(round: Round, ledger: Ledger) -> list[str]:
    """Workbooks of units that somebody has laid into the folder of what the office fills in (``thu_den/nhap_thay``)
    are the office's, whatever they are called; the titles of their units, of those not known as such before.

    Under the lock; they are then received as all that lies in the letter box. What is no workbook of a unit stays what
    it is. Errors: OSError.
    """
    folder, titles = round.folder.entered, []
    for file in sorted(folder.iterdir()) if folder.is_dir() and ledger.actor else ():
        if not file.is_file() or file.name.startswith(LOCKS):
            continue
        try:
            content = Content.read(file)
        except Unreadable:
            continue
        known = ledger.return_with(content.sha256)
        if ledger.on_behalf(content.sha256) is not None:
            continue
        own = check([file], round.form, units=round.units, office=round.office, compare=False).files
        unit = own[0].unit if len(own) == 1 else None
        if unit is not None and (known is None or (known.unit, known.standing) == (unit.code, CURRENT)):
            where = round.folder.relative(folder)
            _note(ledger, unit, content.sha256, f"{file.name}: đặt vào thư mục {where}")
            titles.append(unit.title)
    return titles


def _note(ledger: Ledger, unit: Unit, sha256: str, said: str) -> None:
    """That a content is the office's; received as the unit's own before, it is answered again."""
    known = ledger.return_with(sha256)
    with ledger.deed():
        if known is not None:
            ledger.void_answer(known)
        ledger.event(ENTERED, unit=unit.code, sha256=sha256, said=said)


def whose_hand_is_open(round: Round, ledger: Ledger, archive: Archive, taken: Sequence[Taken]) -> list[str]:
    """What is said of returns that may have been filled in by the office: they count as the unit's own, and how the
    office's hand is noted. They came from another address than their unit's, though the list has one, or by no mail
    and saved as who saved ``Đợt.xlsx``."""
    strange: list[str] = []
    alike: list[str] = []
    hand = _hand_of(round)
    for one in taken:
        unit = round.units.get(one.of.unit or "")
        if one.what not in ("first", "correction") or unit is None or ledger.on_behalf(one.of.sha256) is not None:
            continue
        if one.of.sender and _is_anothers(round, unit, one.of.sender):
            strange.append(unit.title)
        elif not one.of.sender and hand and _saved_by(archive.find(one.of.sha256)).casefold() == hand.casefold():
            alike.append(unit.title)
    return [
        f"{len(titles)} biểu {told} ({_listed(titles)}): tính là biểu do đơn vị tự gửi. Biểu nào cơ quan điền giúp thì "
        f"ghi là nhập thay: chuyển tệp vào {round.folder.relative(round.folder.entered)} rồi nhận lại, hoặc: "
        'tonghop290 enter ĐƠN_VỊ TỆP --why "theo tài liệu nào"'
        for titles, told in (
            (strange, "đến từ địa chỉ của cơ quan hay không có trong danh sách"),
            (alike, f"được lưu lần cuối dưới tên “{without_controls(hand)}”, như {DESK_FILE}"),
        )
        if titles
    ]


def _listed(titles: Sequence[str]) -> str:
    return ", ".join(titles[:_NAMED]) + (", …" if len(titles) > _NAMED else "")


def _hand_of(round: Round) -> str:
    """As whom the officer's spreadsheet program saves; "" where that says nothing of a person."""
    name = _saved_by(round.folder.desk if round.folder.desk.is_file() else None)
    return "" if name.casefold() in _ANYBODY else name


def _saved_by(file: Path | None) -> str:
    try:
        return Content.read(file).saved_by() if file is not None else ""
    except Unreadable:
        return ""


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
