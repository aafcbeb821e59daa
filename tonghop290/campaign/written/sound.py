"""Whether what the office wrote can be: days in their order, numbers without their symbol, no unit that vanished."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping

from tonghop290.model import Office, Unit
from tonghop290.pipeline.forms import wrong_address
from tonghop290.text.format import format_date
from tonghop290.text.normalize import match_key

__all__ = ["office_faults", "vanished_units"]

_NUMBER_AND_SYMBOL = re.compile(r"\s*(\d+[A-Za-z]?)\s*[-/–].*")
_EARLIEST, _LATEST = dt.timedelta(days=366), dt.timedelta(days=3 * 366)
"""How long before and after the day a round is opened its days may lie."""
_DAYS = {"letter_date": "ngày công văn", "deadline": "hạn gửi"}


def office_faults(office: Office, places: Mapping[str, str]) -> Iterator[str]:
    """What of the office's settings contradicts itself. ``places``: key → where it stands."""

    def at(name: str) -> str:
        return places.get(f"office.{name}", name)

    number = _NUMBER_AND_SYMBOL.fullmatch(office.letter_number)
    if number is not None and office.letter_symbol:
        yield (
            f"{at('letter_number')}: số công văn “{office.letter_number}” có cả ký hiệu; chỉ ghi {number[1]}, ký hiệu "
            f"“{office.letter_symbol}” đã có ở {at('letter_symbol')}"
        )
    if office.deadline and office.letter_date and office.deadline < office.letter_date:
        yield (
            f"{at('deadline')}: hạn gửi {format_date(office.deadline)} trước ngày công văn "
            f"{format_date(office.letter_date)} ({at('letter_date')}); đề nghị sửa một trong hai ngày"
        )
    for name, what in _DAYS.items():
        day, opened = getattr(office, name), office.opened
        if day is not None and opened is not None and not opened - _EARLIEST <= day <= opened + _LATEST:
            yield (
                f"{at(name)}: {what} {format_date(day)} cách ngày mở đợt {format_date(opened)} quá xa; đề nghị xem lại "
                "năm"
            )
    if office.email and (wrong := wrong_address(office.email)) is not None:
        yield f"{at('email')}: thư điện tử {wrong}"


def vanished_units(
    issued: Mapping[str, str], units: Mapping[str, Unit], places: Mapping[str, str], end: str, withdrawn: Iterable[str]
) -> Iterator[str]:
    """The units that have a workbook and stand no more in the list. ``issued``: code → title; ``places``: code → where
    a unit stands; ``end``: the place below the list."""
    gone = {code: title for code, title in issued.items() if code not in units and code not in set(withdrawn)}
    by_title = {match_key(unit.title): unit for unit in units.values()}
    for code, title in gone.items():
        same = by_title.get(match_key(title))
        if same is not None and same.code not in issued:
            yield (
                f"{places.get(same.code, end)}: {title} đã được phát biểu với mã {code}, nay ghi mã {same.code}; "
                f"đề nghị ghi lại mã {code}"
            )
        else:
            yield (
                f"{end}: không còn {title} (mã {code}), đơn vị đã được phát biểu; đề nghị ghi lại mã và tên, hoặc ghi "
                "mã đó vào mục “Đơn vị không phải gửi nữa”"
            )
