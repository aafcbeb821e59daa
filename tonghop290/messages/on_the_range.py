"""What is said of a figure outside its range, and of a choice outside what another answer leaves."""

from __future__ import annotations

from tonghop290.messages.sentence import Sentence

__all__ = ["CHANGED_SINCE", "ON_THE_RANGE"]

CHANGED_SINCE = "figure-changed"
"""Said of a figure held against its own of an earlier time, not against those of others."""

ON_THE_RANGE = {
    "below-range": Sentence(
        "error",
        "range",
        "{label} là {value}, nhỏ hơn mức thấp nhất có thể ({limit}).",
        "Đề nghị kiểm tra lại{hint}.",
    ),
    "above-range": Sentence(
        "error",
        "range",
        "{label} là {value}, lớn hơn mức cao nhất có thể ({limit}).",
        "Đề nghị kiểm tra lại{hint}.",
    ),
    "unusual-low": Sentence(
        "warning",
        "range",
        "{label} là {value}, thấp hơn mức thường gặp (từ {low} đến {high}).",
        "Đề nghị kiểm tra lại{hint}.",
    ),
    "unusual-high": Sentence(
        "warning",
        "range",
        "{label} là {value}, cao hơn mức thường gặp (từ {low} đến {high}).",
        "Đề nghị kiểm tra lại{hint}.",
    ),
    CHANGED_SINCE: Sentence(
        "warning",
        "compare",
        "{label} là {now}, kỳ trước{period} là {then}: {change}.",
        "Đề nghị kiểm tra lại; nếu đúng, đề nghị ghi lý do vào cột Ghi chú (hoặc cột Giải trình của trang Cần sửa).",
    ),
    "typed-over": Sentence(
        "warning",
        "rule",
        "{label} ghi {value}, nhưng tính từ các số liệu khác là {reckoned}; báo cáo lấy số tính được.",
        "Ô này tự tính, không nhập. Đề nghị kiểm tra lại các số liệu dùng để tính.",
    ),
    "choice-apart": Sentence(
        "error",
        "rule",
        "{label} ghi “{value}”, không thuộc {above} “{answer}”.",
        "Đề nghị kiểm tra lại cả hai ô {places}.",
    ),
}
