"""A fault of the database, in words an officer can act upon."""

from __future__ import annotations

import sqlite3

from tonghop290.campaign.folder import LEDGER, RoundError

__all__ = ["database_fault"]

_FULL = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}


def database_fault(error: sqlite3.OperationalError) -> RoundError:
    """What is to be said of a ledger that cannot be written."""
    if error.sqlite_errorcode & 0xFF in _FULL:
        return RoundError(
            "Ổ đĩa đã đầy (hoặc không ghi được) nên chưa ghi được sổ của đợt. "
            "Không có gì bị mất: phần đã ghi vẫn còn, phần đang ghi dở đã được huỷ. "
            "Đề nghị dọn bớt chỗ trên ổ đĩa rồi chạy lại đúng lệnh này."
        )
    return RoundError(
        f"Không ghi được sổ của đợt ({error}). Đề nghị đóng các chương trình đang mở {LEDGER} rồi chạy lại."
    )
