"""What the settings of an office are called, and what is said of those that are still to be filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from tonghop290.model import OFFICE_SHEET, Levels, Office

__all__ = ["SETTING_LABELS", "SETTING_TITLES", "setting_named", "settings_left", "settings_place"]

SETTING_LABELS: Mapping[str, str] = MappingProxyType({
    "level": "cấp của cơ quan tổng hợp",
    "name": "tên nơi, không ghi chữ chỉ cấp",
    "committee": "cơ quan ban hành",
    "party_body": "dòng trên tên cơ quan của đơn vị, trong báo cáo của đơn vị",
    "parent_level": "cấp ngay trên",
    "parent_body": "dòng đầu trong báo cáo của chính cơ quan này",
    "parent_committee": "cơ quan cấp trên",
    "reports_to": "nơi nhận báo cáo của chính cơ quan này",
    "department": "cơ quan tham mưu",
    "parent_department": "cơ quan tham mưu của cấp trên",
    "place": "địa danh ghi ở chỗ ngày tháng",
    "letter_number": "số công văn",
    "letter_symbol": "ký hiệu công văn yêu cầu báo cáo",
    "report_symbol": "ký hiệu báo cáo",
    "number_mark": "dấu giữa số và ký hiệu văn bản",
    "speaker": "ai báo cáo",
    "authority": "quyền hạn ký",
    "signer": "người ký báo cáo chung",
    "signer_title": "chức vụ người ký",
    "addressee": "thư gửi ai; {unit} là đơn vị",
})  # fmt: skip
"""Setting → what it is, for whoever fills it in."""

SETTING_TITLES: Mapping[str, str] = MappingProxyType({
    "round.officer": "Người phụ trách đợt",
    "office.letter_number": "Số công văn",
    "office.letter_date": "Ngày công văn",
    "office.deadline": "Hạn gửi biểu",
    "office.figures_date": "Số liệu tính đến ngày",
    "office.contact": "Nơi nhận biểu",
    "office.phone": "Điện thoại",
    "office.email": "Thư điện tử",
    "office.signer": "Người ký báo cáo chung",
    "office.level": "Cấp",
    "office.name": "Tên nơi",
    "office.committee": "Cơ quan ban hành",
    "office.party_body": "Dòng trên tên cơ quan của đơn vị",
    "office.parent_level": "Cấp ngay trên",
    "office.parent_body": "Dòng đầu báo cáo của cơ quan",
    "office.parent_committee": "Cơ quan cấp trên",
    "office.reports_to": "Nơi nhận báo cáo của cơ quan",
    "office.department": "Cơ quan tham mưu",
    "office.parent_department": "Cơ quan tham mưu cấp trên",
    "office.place": "Địa danh",
    "office.letter_symbol": "Ký hiệu công văn",
    "office.report_symbol": "Ký hiệu báo cáo",
    "office.number_mark": "Dấu giữa số và ký hiệu",
    "office.addressee": "Thư gửi",
    "office.speaker": "Ai báo cáo",
    "office.authority": "Quyền hạn ký",
    "office.signer_title": "Chức vụ người ký",
    "office.tiers": "Văn bản của các cấp",
    "office.profile": "Thể thức",
    "office.tone_style": "Cách đặt dấu thanh",
    "office.notice": "Dòng in trên mọi biểu",
    "round.form": "Biểu mẫu",
    "round.period": "Kỳ báo cáo",
    "office.opened": "Ngày mở đợt",
    "office.report_year": "Năm ghi trên báo cáo",
    "round.withdrawn": "Đơn vị không phải gửi nữa",
    "mail.host": "Máy chủ gửi thư",
    "mail.port": "Cổng gửi thư",
    "mail.security": "Mã hoá khi gửi",
    "mail.user": "Tên đăng nhập gửi thư",
    "mail.sender": "Địa chỉ người gửi",
    "mail.sender_name": "Tên người gửi",
    "inbox.host": "Máy chủ lấy thư",
    "inbox.port": "Cổng lấy thư",
    "inbox.security": "Mã hoá khi lấy",
    "inbox.user": "Tên hộp thư",
    "inbox.folder": "Thư mục của hộp thư",
})  # fmt: skip
"""Setting, with its part → what its row is called where settings are written in Excel; in the order of its rows."""


def settings_place(file: str) -> str:
    """Where in a file of settings those of the office stand: "mục [office] của tệp tonghop290.toml"."""
    part = f"trang “{OFFICE_SHEET}”" if file.casefold().endswith(".xlsx") else "mục [office]"
    return f"{part} của tệp {file}"


def setting_named(key: str, file: str) -> str:
    """What a setting is called in a file of settings: "office.deadline", "Hạn gửi biểu"."""
    return SETTING_TITLES.get(key, key) if file.casefold().endswith(".xlsx") else key


def settings_left(office: Office, levels: Levels, file: str, *, own_report: bool = True) -> list[str]:
    """What of the settings still has to be filled in before the reports are whole, and where: a sentence each.

    ``own_report``: with what only the office's own report needs; ``file``: where they stand.
    """
    titled = file.casefold().endswith(".xlsx")
    keys = levels.lacking(office, own_report=own_report)
    lines = [f"Cấu hình còn thiếu, đề nghị ghi ở {settings_place(file)}: {_listed(keys, titled)}."] if keys else []
    alike = levels.called(office.level, office.day)
    named = SETTING_TITLES["office.level"] if titled else "level"
    if len(alike) > 1:
        names = ", ".join(f"“{level.name}”" for level in alike)
        lines.append(f"Cấp “{office.level}” có nhiều nghĩa; đề nghị ghi {named} = một trong: {names}, ở tệp {file}.")
    day, level = office.day, levels.of(office)
    if day is not None and not level.there(day):
        until = f" sau ngày {level.until:%d/%m/%Y}" if level.until and day > level.until else ""
        lines.append(f"Cấp {level.name} không còn{until}; đề nghị kiểm tra lại {named} và các ngày ở tệp {file}.")
    return lines


def _listed(keys: Sequence[str], titled: bool) -> str:
    if titled:
        return "; ".join(SETTING_TITLES.get(f"office.{key}", key) for key in keys)
    return "; ".join(f"{key} ({SETTING_LABELS.get(key, key)})" for key in keys)
