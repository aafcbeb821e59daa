"""The settings a round begins with: everything its level says, written out; what is not sure, as a question."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from tonghop290.campaign.new.register import Area
from tonghop290.messages.on_settings import SETTING_LABELS
from tonghop290.model import Levels, Office, OwnSetting, bare, settled
from tonghop290.shipped import profile_files

__all__ = ["OF_THE_LEVEL", "dated_settings", "first_office", "settings_text"]

OF_THE_LEVEL = (
    "level", "name", "committee", "party_body", "parent_level", "parent_body", "parent_committee", "reports_to",
    "department", "parent_department", "place", "letter_symbol", "report_symbol", "number_mark", "addressee", "speaker",
    "authority", "signer_title",
)  # fmt: skip
"""In the order in which they are written; those that say nothing are left out."""
_BY_DAY = "; không ghi thì theo ngày của đợt"
_NONE: Mapping[str, OwnSetting] = {}


def first_office(own: Office, levels: Levels, area: Area, *, today: dt.date) -> Office:
    """The office of a round that is opened today. ``own``: of the form, which goes before its level's words."""
    level = area.level if levels.offices else levels.level(area.level).word
    base = bare(own, levels)
    above, at = area.above
    body = settled(Office(level=above, name=at), levels).party_body if above else ""
    made = replace(
        base,
        level=level,
        name=area.place.replace("\\", "").replace('"', ""),
        parent_level=above,
        parent_body=body,
        place=base.place or area.place,
        opened=today,
        report_year=today.year,
    )
    return settled(made, levels)


def settings_text(
    *, form: str, office: Office, levels: Levels, own: Mapping[str, OwnSetting] = _NONE, period: str = ""
) -> str:
    """A fresh ``tonghop290.toml``, each line explained.

    ``office``: as :func:`first_office` gives it; ``own``: the settings only the form knows; ``period``: what the round
    is for, where it says so.
    """
    lines = [_HEAD.format(form=_clean(form))]
    if period:
        lines.append(_line(f'period = "{_clean(period)}"', "kỳ báo cáo của đợt này"))
    lines += ["", "[office]", *_of_the_level(office, levels), *_of_the_round(office)]
    lines += [_line(f'# {id} = "{_clean(one.default)}"', _clean(one.label)) for id, one in own.items()]
    return "\n".join([*lines, _LAST, _MAIL])


def dated_settings(office: Office, levels: Levels) -> set[str]:
    """The settings whose words change with the days of the round: nobody writes them, unless they are otherwise."""
    dated = {key for _, changed in levels.of(office).changes for key in changed}
    return dated | ({"parent_department"} if "department" in dated else set())


def _of_the_level(office: Office, levels: Levels) -> list[str]:
    level, lines = levels.of(office), []
    dated = dated_settings(office, levels)
    for key in OF_THE_LEVEL:
        if value := str(getattr(office, key)):
            mark, when = ("# ", _BY_DAY) if key in dated else ("", "")
            lines.append(_line(f'{mark}{key} = "{_clean(value)}"', SETTING_LABELS[key] + when))
        elif key in level.asks:
            may_be = " hay ".join(f"“{one}”" for one in level.asks[key])
            lines.append(
                f"# CẦN HỎI: {SETTING_LABELS[key]} chưa chắc, có thể là {may_be}; hỏi văn phòng rồi ghi ở dòng dưới."
            )
            lines.append(f'{key} = ""')
    if office.tiers:
        tiers = ", ".join(f'"{_clean(tier)}"' for tier in office.tiers)
        lines.append(_line(f"tiers = [{tiers}]", "văn bản của các cấp, từ trên xuống"))
    return [
        *lines,
        _line(f'# profile = "{_clean(office.profile)}"', f"thể thức: {', '.join(profile_files())}{_BY_DAY}"),
    ]


def _of_the_round(office: Office) -> list[str]:
    opened = office.opened or dt.date(office.report_year or 2000, 1, 1)
    deadline = opened + dt.timedelta(days=30)
    days = {"opened": opened, "year": deadline.year, "deadline": deadline, "last": dt.date(opened.year - 1, 12, 31)}
    return [_ROUND.format(**days)]


def _clean(text: str) -> str:
    return " ".join(text.replace("\\", "").replace('"', "").split())


def _line(entry: str, hint: str) -> str:
    return f"{entry:<40} # {hint}"


_HEAD = """# Cấu hình của một đợt thu thập. Mở bằng Notepad, sửa phần trong ngoặc kép, lưu lại (mã UTF-8).
# Dòng bắt đầu bằng dấu # là lời giải thích hoặc là mục chưa dùng; bỏ dấu # để dùng.
# Mục nào còn thiếu thì lệnh status và report kể ra.

[round]
form = "{form}"                  # biểu mẫu"""

_ROUND = """opened = {opened}                      # ngày mở đợt
letter_number = ""                       # số công văn
# letter_date = {opened}               # ngày công văn (năm-tháng-ngày, không có ngoặc kép)
# deadline = {deadline}                  # hạn gửi
# figures_date = {last}              # số liệu tính đến ngày
# report_year = {year}                     # năm ghi trên báo cáo; không ghi thì là năm của hạn gửi
contact = ""                             # người, ban nhận biểu
phone = ""
email = ""                               # địa chỉ nhận biểu
signer = ""                              # người ký báo cáo chung"""

_LAST = """# tone_style = "giu_nguyen"              # giu_nguyen, uy_cu (ủy) hoặc uy_moi (uỷ)
# notice = ""                            # dòng in trên mọi biểu, ví dụ "SỐ LIỆU MINH HOẠ"
"""

_MAIL = """[mail]
# Chỉ dùng khi gửi thư bằng lệnh: tonghop290 issue --send, answer --send, remind --send
# KHÔNG ghi mật khẩu ở đây: mật khẩu được hỏi khi gửi, hoặc lấy từ biến môi trường TONGHOP290_MAT_KHAU.
# sender = "coquan@example.vn"           # địa chỉ người gửi (mặc định: mục email ở trên)
# sender_name = "Văn phòng"
# host = "smtp.example.vn"
# port = 587
# security = "starttls"                  # starttls, ssl hoặc none
# user = "coquan@example.vn"

[inbox]
# Chỉ dùng khi lấy thư về bằng lệnh: tonghop290 fetch (IMAP, chỉ đọc: không xoá, không đánh dấu đã đọc).
# KHÔNG ghi mật khẩu ở đây: mật khẩu được hỏi, hoặc lấy từ biến TONGHOP290_MAT_KHAU_NHAN, TONGHOP290_MAT_KHAU.
# host = "imap.example.vn"
# port = 993
# security = "ssl"                       # ssl hoặc starttls; không có cách nào không mã hoá
# user = "coquan@example.vn"
# folder = "INBOX"                       # thư mục của hộp thư, ghi như trong phần mềm thư
"""
