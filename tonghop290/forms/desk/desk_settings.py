"""The rows of the sheet of the office: what is asked, in which order, as what it is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from tonghop290.messages.on_settings import SETTING_LABELS, SETTING_TITLES
from tonghop290.model import OwnSetting
from tonghop290.text.normalize import match_key

__all__ = ["GROUPS", "HEAD", "OWN_GROUP", "SETTINGS", "Setting", "own_rows", "setting_of"]

HEAD = ("Mục", "Giá trị", "Xem lại", "Giải thích")
"""The titles of the sheet."""
Kind = Literal["text", "day", "year", "number", "texts", "one"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A row. ``key``: part and name ("office.deadline"); ``words``: what may be chosen → what it means."""

    key: str
    title: str
    kind: Kind = "text"
    hint: str = ""
    words: Mapping[str, str] = field(default_factory=dict)


_HINTS: Mapping[str, str] = {
    "round.officer": "họ và tên đồng chí trực tiếp làm; ghi vào sổ, in dưới biểu tổng hợp khi chấp nhận một điểm",
    "office.letter_number": "chỉ ghi số, ví dụ 512; ký hiệu ghi ở mục Ký hiệu công văn",
    "office.letter_date": "ngày ký công văn, ví dụ 31/12/2026",
    "office.deadline": "ngày cuối cùng các đơn vị phải gửi, ví dụ 31/12/2026",
    "office.figures_date": "ví dụ 31/12/2026; để trống nếu công văn không nói",
    "office.contact": "người hoặc ban nhận biểu, ghi trong biểu và thư",
    "office.phone": "của nơi nhận biểu; ô định dạng chữ nên giữ số 0 ở đầu",
    "office.email": "địa chỉ nhận biểu của cơ quan",
    "office.signer": "họ và tên người ký báo cáo chung",
    "office.tiers": "từ trên xuống, cách nhau bằng dấu chấm phẩy",
    "office.profile": "để trống thì theo ngày của đợt",
    "office.tone_style": "để trống thì giữ như trong biểu",
    "office.notice": "ví dụ SỐ LIỆU MINH HOẠ; thường để trống",
    "round.form": "tên biểu mẫu, thư mục hoặc tệp Excel của biểu mẫu",
    "round.period": "chỉ với biểu thu nhiều kỳ, ví dụ quý III/2026",
    "office.opened": "chương trình ghi khi mở đợt",
    "office.report_year": "để trống thì là năm của hạn gửi",
    "round.withdrawn": "mã các đơn vị đã phát biểu mà nay không phải gửi (sáp nhập, giải thể), cách nhau bằng dấu chấm "
    "phẩy",
    "mail.host": "chỉ khi muốn chương trình gửi thư giúp, ví dụ smtp.coquan.gov.vn",
    "mail.port": "để trống thì theo cách mã hoá (587, 465 hoặc 25)",
    "mail.security": "thường là starttls",
    "mail.user": "mật khẩu được hỏi khi gửi, không ghi vào đây",
    "mail.sender": "để trống thì là mục Thư điện tử ở trên",
    "mail.sender_name": "để trống thì là mục Nơi nhận biểu ở trên",
    "inbox.host": "chỉ khi muốn chương trình lấy thư về, ví dụ imap.coquan.gov.vn",
    "inbox.port": "để trống thì theo cách mã hoá (993 hoặc 143)",
    "inbox.security": "thường là ssl",
    "inbox.user": "mật khẩu được hỏi khi lấy, không ghi vào đây",
    "inbox.folder": "để trống thì là hộp thư đến (INBOX)",
}
_KINDS: Mapping[str, Kind] = {
    **dict.fromkeys(("office.letter_date", "office.deadline", "office.figures_date", "office.opened"), "day"),
    **dict.fromkeys(("office.tiers", "round.withdrawn"), "texts"),
    **dict.fromkeys(("mail.port", "inbox.port"), "number"),
    **dict.fromkeys(("mail.security", "inbox.security", "office.tone_style"), "one"),
    "office.report_year": "year",
}
_WORDS: Mapping[str, Mapping[str, str]] = {
    "office.tone_style": {"giữ nguyên": "giu_nguyen", "ủy": "uy_cu", "uỷ": "uy_moi"},
    "mail.security": {word: word for word in ("starttls", "ssl", "none")},
    "inbox.security": {word: word for word in ("ssl", "starttls")},
}
_NONE: Mapping[str, str] = MappingProxyType({})


def _setting(key: str, title: str) -> Setting:
    hint = _HINTS.get(key, SETTING_LABELS.get(key.partition(".")[2], ""))
    return Setting(key=key, title=title, kind=_KINDS.get(key, "text"), hint=hint, words=_WORDS.get(key, _NONE))


SETTINGS: Mapping[str, Setting] = MappingProxyType({key: _setting(key, SETTING_TITLES[key]) for key in SETTING_TITLES})
"""Key → its row, in the order of the rows."""
GROUPS: Mapping[str, str] = MappingProxyType(
    {
        "round.officer": "Cần điền cho đợt này",
        "office.level": "Cơ quan (đã ghi sẵn theo cấp; chỉ sửa chỗ sai)",
        "round.form": "Đợt",
        "mail.host": "Gửi thư qua máy chủ (không bắt buộc)",
        "inbox.host": "Lấy thư từ hộp thư của cơ quan (không bắt buộc)",
    }
)
"""The first row of a group → what stands above it."""
OWN_GROUP = "Riêng của biểu mẫu này"


def own_rows(own: Mapping[str, OwnSetting]) -> list[Setting]:
    """The rows of the settings only the form knows."""
    return [
        Setting(key=f"office.{id}", title=one.label[:1].upper() + one.label[1:], hint=_default(one))
        for id, one in own.items()
    ]


def _default(one: OwnSetting) -> str:
    return f"để trống thì là: {one.default}" if one.default else "để trống nếu không dùng"


def setting_of(title: str, rows: Sequence[Setting]) -> Setting | None:
    """The row people mean by a title: as it stands, or by its key."""
    said = match_key(title).rstrip(" :")
    return next((row for row in rows if said in (match_key(row.title), row.key, row.key.partition(".")[2])), None)
