"""A fault of the database, in words an officer can act upon."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from tonghop290.campaign.folder import ARCHIVE, LEDGER, RoundError

__all__ = ["DamagedLedger", "database_fault", "ledger_faults"]

_FULL = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}
_HELD = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_CLOSED = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH}


class DamagedLedger(RoundError):
    """The ledger cannot be believed. ``why``: what is wrong with it, half a sentence."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(
            f"Sổ {LEDGER} của đợt bị hỏng ({why}), nên lệnh dừng lại. "
            f"Các biểu gốc vẫn còn trong {ARCHIVE}. Đề nghị chạy: tonghop290 repair "
            "(lấy lại sổ từ bản sao tốt gần nhất; thêm --dry-run để xem trước)."
        )


def database_fault(error: sqlite3.DatabaseError) -> RoundError | None:
    """What is to be said of a ledger that cannot be read or written; None for a fault of ours."""
    match getattr(error, "sqlite_errorcode", 0) & 0xFF:
        case code if code in _FULL:
            return RoundError(
                "Ổ đĩa đã đầy (hoặc không ghi được) nên chưa ghi được sổ của đợt. "
                "Không có gì bị mất: phần đã ghi vẫn còn, phần đang ghi dở đã được huỷ. "
                "Đề nghị dọn bớt chỗ trên ổ đĩa rồi chạy lại đúng lệnh này."
            )
        case code if code in _HELD:
            return RoundError(
                f"Sổ {LEDGER} đang bị một chương trình khác giữ (đã chờ mà chưa được). Đề nghị đóng chương trình "
                "đang mở tệp đó, hoặc chờ phần mềm đồng bộ chép xong, rồi chạy lại đúng lệnh này."
            )
        case code if code in _DAMAGED:
            return DamagedLedger(
                "tệp không phải là cơ sở dữ liệu SQLite" if code == sqlite3.SQLITE_NOTADB else "có trang không đọc được"
            )
        case code if code in _CLOSED:
            return RoundError(
                f"Không mở được sổ {LEDGER} để đọc và ghi. Đề nghị kiểm tra thư mục của đợt có ghi được không "
                "(không đặt chế độ chỉ đọc, không nằm trong tệp nén) rồi chạy lại đúng lệnh này."
            )
        case _:
            return None


@contextmanager
def ledger_faults() -> Iterator[None]:
    """Faults of the ledger's database in the block as :class:`RoundError`; those of ours stay as they are."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        fault = database_fault(error)
        if fault is None:
            raise
        raise fault from error
