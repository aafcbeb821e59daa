"""What an officer is told beside what was asked: that something about the round's folder is not as it should be."""

from __future__ import annotations

import datetime as dt
import os
import re
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

from tonghop290.campaign.folder import ARCHIVE, LEDGER, RoundFolder
from tonghop290.campaign.ledger.deeds import Ledger
from tonghop290.campaign.ledger.entries import Return
from tonghop290.campaign.ledger.questions import Questions
from tonghop290.campaign.settings import Round
from tonghop290.text.format import format_date
from tonghop290.text.normalize import without_controls

__all__ = ["conflict_copies", "lost_originals", "remarks_after", "remarks_before", "returns_named"]

_OWN = re.compile(rf"{re.escape(LEDGER)}(-journal|-wal|-shm|\.hong-.*)?")
_LIKE = re.compile(r"(?<!bang_)so_lieu.*\.sqlite")
_AT_MOST = 8


def remarks_before(folder: RoundFolder, writing: Ledger | None) -> Iterator[str]:
    """Conflict copies of the ledger; a clock that went back since the last deed.

    ``writing``: the ledger of a command that writes.
    """
    for name in conflict_copies(folder.root):
        yield (
            f"Chú ý: cạnh sổ {LEDGER} có tệp “{without_controls(name)}”, giống bản xung đột do phần mềm đồng bộ tạo ra "
            f"khi hai máy cùng ghi. Chương trình chỉ dùng {LEDGER}. Đề nghị so hai bản (tonghop290 status --history), "
            "giữ bản đủ hơn với đúng tên đó, chuyển bản kia ra khỏi thư mục rồi chạy: tonghop290 receive"
        )
    last = writing.last_event() if writing is not None else None
    if writing is not None and last is not None:
        before, now = dt.datetime.fromisoformat(last.at), dt.datetime.fromisoformat(writing.at)
        if now < before:
            yield (
                f"Chú ý: đồng hồ máy đang chỉ {_moment(now)}, sớm hơn việc cuối cùng đã ghi sổ ({_moment(before)}). "
                "Việc làm lần này được ghi kèm chú ý đó. Đề nghị chỉnh lại đồng hồ."
            )


def _moment(at: dt.datetime) -> str:
    return f"{at:%H:%M} ngày {format_date(at.date())}"


def conflict_copies(root: Path) -> list[str]:
    """Files beside the ledger that are named like it: what OneDrive, Dropbox, Google Drive, Syncthing and hands make
    of it ("so_lieu (1).sqlite", "so_lieu-PC2.sqlite", "so_lieu (bản xung đột của Lan).sqlite").
    """
    found = []
    for entry in os.scandir(root):
        name = unicodedata.normalize("NFC", entry.name).casefold()
        if _LIKE.search(name) and not _OWN.fullmatch(name) and entry.is_file():
            found.append(entry.name)
    return sorted(found)


def remarks_after(round: Round, ledger: Questions) -> Iterator[str]:
    """What was understood of the settings otherwise than it is written; a list of units that lost its zeros; damaged
    rows a command met with; deeds of the journal that were changed."""
    for note in round.notes:
        yield without_controls(f"Chú ý: {round.settings_name}, {note}.")
    if ledger.altered:
        yield (
            f"Chú ý: {len(ledger.altered)} dòng nhật ký của sổ {LEDGER} không còn như chương trình đã ghi (bị sửa, xoá "
            "hoặc thêm bằng chương trình khác). Đề nghị xem những dòng đó: tonghop290 status --history"
        )
    if round.lost_zeros:
        listed, known = next(iter(round.lost_zeros.items()))
        yield (
            f"Chú ý: {round.units_name} đã mất các số 0 ở đầu mã của {len(round.lost_zeros)} đơn vị (ví dụ {known} "
            f"thành {listed}), thường do mở và lưu bằng Excel. Chương trình vẫn dùng mã đã phát hành. Đề nghị ghi lại "
            "đủ số 0 của mã và số điện thoại trong danh sách."
        )
    if ledger.damaged:
        which = returns_named(round, list(ledger.damaged.values()))
        yield (
            f"Chú ý: trong sổ có {len(ledger.damaged)} dòng bị hỏng, của biểu {which}. "
            "Các đơn vị khác không ảnh hưởng. Đề nghị chạy: tonghop290 repair (ghi lại từ bản gốc)."
        )


def lost_originals(round: Round, returns: Sequence[Return]) -> Iterator[str]:
    """That originals of these returns are no longer in the archive. What is kept of their readings is not used."""
    archive = str(round.folder.archive)
    gone = [own for own in returns if not _has_files(os.path.join(archive, own.sha256[:16]))]
    if gone:
        yield (
            f"Chú ý: bản gốc không còn trong {ARCHIVE}: {returns_named(round, gone)}. Đề nghị lấy lại từ bản sao lưu, "
            f"hoặc bỏ lại tệp đó vào {round.folder.inbox.name} rồi chạy: tonghop290 receive"
        )


def _has_files(folder: str) -> bool:
    try:
        with os.scandir(folder) as entries:
            return any(True for _ in entries)
    except FileNotFoundError:
        return False


def returns_named(round: Round, returns: Sequence[Return]) -> str:
    """The first of them by unit, number and file."""
    more = f" và {len(returns) - _AT_MOST} biểu khác" if len(returns) > _AT_MOST else ""
    return "; ".join(_return_named(round, own) for own in returns[:_AT_MOST]) + more


def _return_named(round: Round, own: Return) -> str:
    """ "“a.xlsx” của Xã Mẫu 1 (lần 1)"."""
    unit = round.units.get(own.unit or own.guess or "")
    number = f" (lần {own.version})" if own.version else ""
    return without_controls(f"“{own.name}” của {unit.title if unit else 'đơn vị chưa rõ'}{number}")
