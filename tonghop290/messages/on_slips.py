"""What is said of slips of the machine's language, and of what stands in a cell but is nobody's word."""

from __future__ import annotations

from tonghop290.messages.sentence import Sentence

__all__ = ["ON_SLIPS"]

_AS_TEXT = "Đề nghị đặt định dạng ô là Text rồi ghi lại."

ON_SLIPS = {
    "number-misread": Sentence(
        "error",
        "type",
        "{label}: ô đang lưu số {value}; có thể máy đã lấy dấu chấm phân cách hàng nghìn làm dấu thập phân.",
        "Có phải {hint} không? Đề nghị ghi lại số, không dùng dấu phân cách hàng nghìn.",
    ),
    "many-decimals": Sentence(
        "warning",
        "type",
        "{label} ghi {value}, nhiều chữ số thập phân hơn biểu lấy ({places}).",
        "Đề nghị kiểm tra lại: có phải {hint} không?",
    ),
    "read-by-range": Sentence(
        "warning",
        "type",
        "{label} ghi “{value}”, có hai cách đọc; đọc là {read} vì {other} nằm ngoài mức có thể có.",
        "Đề nghị kiểm tra lại; dùng dấu phẩy cho phần thập phân, không dùng dấu phân cách hàng nghìn.",
    ),
    "counted-less": Sentence(
        "warning",
        "type",
        "{label} ghi “{value}”, đọc là {read}; chữ “{word}” không có trong tên chỉ tiêu.",
        "Đề nghị kiểm tra lại số này có đúng là của chỉ tiêu không; nếu đúng thì chỉ ghi số.",
    ),
    "date-of-number": Sentence(
        "error",
        "type",
        "{label} đang hiện ngày {value}: đó là số {number} gõ vào ô có định dạng ngày tháng.",
        "Đề nghị ghi đủ ngày/tháng/năm, ví dụ {example}.",
    ),
    "calendar-1904": Sentence(
        "warning",
        "type",
        "Tệp đếm ngày theo lịch 1904 (Excel trên máy Mac cũ); {label} đọc là {value}.",
        "Đề nghị kiểm tra lại các ô ngày tháng: ngày chép từ tệp khác sang có thể lệch 4 năm 1 ngày.",
    ),
    "dates-month-first": Sentence(
        "warning",
        "type",
        "{label} ghi “{value}” còn là chữ: máy này viết tháng trước ngày, nên {other} ({date}) có thể đã bị đổi chỗ.",
        "Đề nghị kiểm tra lại {other}: có phải {hint} không?",
    ),
    "error-in-words": Sentence(
        "warning",
        "type",
        "{label} có chữ báo lỗi hoặc công thức của bảng tính: “{value}”.",
        "Đề nghị gõ lại đoạn này.",
    ),
    "digits-lost": Sentence(
        "error", "type", "{label}: máy đã rút gọn số dài thành {value}, mất các chữ số cuối.", _AS_TEXT
    ),
    "number-as-words": Sentence(
        "warning",
        "type",
        "{label} là ô chữ nhưng lại chứa số thập phân {value}.",
        "Đề nghị kiểm tra lại{hint}; nên đặt định dạng ô là Text rồi ghi lại.",
    ),
    "phone-odd": Sentence(
        "warning",
        "type",
        "{label} ghi “{value}”, không giống số điện thoại; máy có thể đã bỏ số 0 ở đầu.",
        "Đề nghị đặt định dạng ô là Text rồi ghi lại đủ các chữ số.",
    ),
    "picture-in-cell": Sentence(
        "error",
        "type",
        "{label}: trong ô là hình ảnh ({value}), không phải chữ hay số.",
        "Đề nghị xoá hình rồi gõ trực tiếp vào ô.",
    ),
    "formula-text": Sentence(
        "error",
        "type",
        "{label}: trong ô là chữ của một công thức ({value}), không phải nội dung.",
        "Đề nghị gõ trực tiếp nội dung vào ô.",
    ),
    "look-alike-letters": Sentence(
        "note", "type", "{label} có chữ mang mã khác chữ Việt (“{value}”), đã đọc là “{read}”.", ""
    ),
    "read-web": Sentence(
        "warning",
        "type",
        "{label} lấy số bằng công thức của Google Trang tính ({formula}); đã lấy kết quả lưu trong tệp là {read}.",
        "Đề nghị nhập trực tiếp số liệu.",
    ),
}
