"""What a disk, a folder or the system refuses, in words an officer can act upon: a sentence a fault, for all rooms."""

from __future__ import annotations

import errno
import os
from dataclasses import dataclass

__all__ = ["DiskFault", "disk_fault"]

_AGAIN = "rồi chạy lại đúng lệnh này."


@dataclass(frozen=True, slots=True)
class DiskFault:
    """``what``: what happened to which file; ``fix``: what to do."""

    what: str
    fix: str

    def __str__(self) -> str:
        return f"{self.what} {self.fix}".rstrip()


_FULL = (
    "Ổ đĩa đã đầy nên chưa ghi được {name}.",
    f"Đề nghị dọn bớt chỗ trên ổ đĩa {_AGAIN}",
)
_QUOTA = (
    "Đã dùng hết phần ổ đĩa được cấp nên chưa ghi được {name}.",
    f"Đề nghị xoá bớt tệp của mình hoặc xin thêm chỗ, {_AGAIN}",
)
_READ_ONLY = (
    "Ổ đĩa hoặc thư mục chỉ cho đọc nên chưa ghi được {name}.",
    "Đề nghị chọn nơi ghi khác, hoặc mở khoá chống ghi, rồi chạy lại.",
)
_NO_RIGHT = (
    "Không có quyền mở hoặc ghi {name}.",
    "Nếu tệp đang mở trong Excel hoặc Word, đề nghị đóng lại; nếu không, đề nghị chọn nơi khác hoặc nhờ người quản trị "
    f"máy cấp quyền, {_AGAIN}",
)
_IN_USE = (
    "{name} đang mở trong chương trình khác (Excel, Word…) nên chưa đọc hoặc chưa ghi được.",
    f"Đề nghị đóng tệp đó {_AGAIN}",
)
_TOO_LONG = (
    "Tên hoặc đường dẫn {name} quá dài.",
    "Đề nghị đặt tên ngắn hơn, hoặc chọn thư mục ngắn hơn (ví dụ D:\\290), rồi chạy lại.",
)
_BAD_NAME = (
    "Ổ đĩa này không nhận tên {name}.",
    'Đề nghị đặt tên không có các ký tự \\ / : * ? " < > |, rồi chạy lại.',
)
_A_FOLDER = ("{name} là thư mục, cần tên một tệp.", "Đề nghị ghi tên tệp khác.")
_NOT_A_FOLDER = ("Một phần của đường dẫn {name} là tệp, cần thư mục.", "Đề nghị chọn thư mục khác.")
_THERE = ("Đã có tệp hoặc thư mục khác ở chỗ {name}.", "Đề nghị chọn tên khác.")
_NOT_FOUND = ("Không tìm thấy {bare}.", "")
_BROKEN = (
    "Ổ đĩa báo lỗi khi đọc hoặc ghi {name}.",
    f"Ổ này có thể sắp hỏng: đề nghị sao dữ liệu sang ổ khác {_AGAIN}",
)
_GONE = (
    "Ổ mạng hoặc ổ rời có {name} đã mất kết nối.",
    f"Đề nghị nối lại ổ đĩa {_AGAIN}",
)
_TOO_MANY = (
    "Máy đang mở quá nhiều tệp nên chưa mở được {name}.",
    f"Đề nghị đóng bớt chương trình {_AGAIN}",
)
_A_CIRCLE = ("{name} là liên kết vòng, không dẫn tới tệp nào.", "Đề nghị ghi đường dẫn thật của tệp.")
_NO_MEMORY = ("Máy không đủ bộ nhớ để đọc hoặc ghi {name}.", f"Đề nghị đóng bớt chương trình {_AGAIN}")
_NO_DRAFTS = (
    "Không có thư mục tạm nào ghi được.",
    "Đề nghị dọn bớt chỗ trên ổ đĩa, hoặc đặt biến môi trường TEMP (Linux: TMPDIR) là một thư mục ghi được, "
    "rồi chạy lại.",
)
_NO_FOLDER = (
    "Thư mục hiện tại không còn nữa (đã bị xoá, hoặc ổ đĩa đã rút).",
    "Đề nghị chuyển sang thư mục khác rồi chạy lại.",
)
_OTHER = (
    "Chưa đọc hoặc chưa ghi được {name} ({system}).",
    "Đề nghị kiểm tra ổ đĩa và quyền của thư mục, rồi chạy lại.",
)

_BY_ERRNO = {
    getattr(errno, name, 0): sentences
    for names, sentences in (
        (("ENOSPC", "EFBIG"), _FULL),
        (("EDQUOT",), _QUOTA),
        (("EROFS",), _READ_ONLY),
        (("EACCES", "EPERM"), _NO_RIGHT),
        (("EBUSY", "ETXTBSY", "EDEADLK"), _IN_USE),
        (("ENAMETOOLONG",), _TOO_LONG),
        (("EILSEQ", "EINVAL"), _BAD_NAME),
        (("EISDIR",), _A_FOLDER),
        (("ENOTDIR",), _NOT_A_FOLDER),
        (("EEXIST", "ENOTEMPTY"), _THERE),
        (("ENOENT",), _NOT_FOUND),
        (("EIO", "EUCLEAN"), _BROKEN),
        (
            ("ENODEV", "ENXIO", "ESTALE", "ENOTCONN", "EHOSTDOWN", "EHOSTUNREACH", "ENETDOWN", "ENETUNREACH")
            + ("ENETRESET", "ETIMEDOUT", "EREMOTEIO", "ENOLINK", "ECONNRESET", "ECONNABORTED"),
            _GONE,
        ),
        (("EMFILE", "ENFILE"), _TOO_MANY),
        (("ELOOP",), _A_CIRCLE),
        (("ENOMEM",), _NO_MEMORY),
    )
    for name in names
}
"""By the names of errno(3); those a system does not have are 0, which no error is."""
_BY_WINERROR = {
    number: sentences
    for numbers, sentences in (
        ((39, 112), _FULL),
        ((1295,), _QUOTA),
        ((19,), _READ_ONLY),
        ((32, 33), _IN_USE),
        ((111, 206), _TOO_LONG),
        ((123, 161), _BAD_NAME),
        ((23, 27, 483, 1117, 1392), _BROKEN),
        ((21, 51, 53, 55, 59, 64, 67, 121, 1167, 1231, 1232, 1236), _GONE),
        ((4,), _TOO_MANY),
        ((8, 14, 1450), _NO_MEMORY),
    )
    for number in numbers
}
"""By the system error codes of Windows (learn.microsoft.com, System Error Codes), which say more than their errno."""


def disk_fault(error: OSError, name: str | os.PathLike[str] | None = None) -> DiskFault:
    """What is to be said of an error. ``name``: of the file, where people know it by another than the error's own."""
    told = os.fspath(name) if name is not None else _named(error)
    windows: int = getattr(error, "winerror", None) or 0
    if error.errno is None:
        return DiskFault(str(error), "")
    if not windows and told and error.strerror not in (None, os.strerror(error.errno)):
        return DiskFault(f"{told}: {error.strerror}.", "")  # raised by us, with a sentence of its own
    what, fix = _BY_WINERROR.get(windows) or _BY_ERRNO.get(error.errno, _OTHER)
    if what == _NOT_FOUND[0] and not told:
        what, fix = _NO_DRAFTS if "temporary" in str(error.strerror) else _NO_FOLDER  # tempfile's own sentence
    return DiskFault(what.format(name=f"“{told}”" if told else "tệp", bare=told, system=error.strerror), fix)


def _named(error: OSError) -> str:
    """The file an error is about; "" where the system did not say."""
    found = error.filename
    return os.fsdecode(found) if isinstance(found, str | bytes | os.PathLike) else ""
