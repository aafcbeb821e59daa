"""What the settings of an office are called, and what is said of those that are still to be filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from tonghop290.model import Levels, Office

__all__ = ["SETTING_LABELS", "settings_left"]

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


def settings_left(office: Office, levels: Levels, file: str, *, own_report: bool = True) -> list[str]:
    """What of the settings still has to be filled in before the reports are whole, and where: a sentence each.

    ``own_report``: with what only the office's own report needs; ``file``: where they stand.
    """
    keys = levels.lacking(office, own_report=own_report)
    lines = [f"Cấu hình còn thiếu, đề nghị ghi ở mục [office] của tệp {file}: {_listed(keys)}."] if keys else []
    alike = levels.called(office.level, office.day)
    if len(alike) > 1:
        names = ", ".join(f"“{level.name}”" for level in alike)
        lines.append(f"Cấp “{office.level}” có nhiều nghĩa; đề nghị ghi level = một trong: {names}, ở tệp {file}.")
    day, level = office.day, levels.of(office)
    if day is not None and not level.there(day):
        until = f" sau ngày {level.until:%d/%m/%Y}" if level.until and day > level.until else ""
        lines.append(f"Cấp {level.name} không còn{until}; đề nghị kiểm tra lại level và các ngày ở tệp {file}.")
    return lines


def _listed(keys: Sequence[str]) -> str:
    return "; ".join(f"{key} ({SETTING_LABELS.get(key, key)})" for key in keys)
