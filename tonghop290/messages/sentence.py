"""One entry of the catalogue, and what several entries say to do."""

from __future__ import annotations

from dataclasses import dataclass

from tonghop290.model import Severity, Stage

__all__ = ["RESEND", "Sentence", "WAY_OUT"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """What a finding says: what stands there – what was expected; ``fix``: what to do."""

    severity: Severity
    stage: Stage
    message: str
    fix: str = ""


WAY_OUT = "Đề nghị mở tệp bằng Excel, chọn File › Save As › Excel Workbook (.xlsx) rồi gửi lại."
RESEND = "Đề nghị gửi lại tệp biểu mẫu .xlsx."
