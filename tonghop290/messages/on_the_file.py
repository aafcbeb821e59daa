"""What is said of a file that cannot be read."""

from __future__ import annotations

from tonghop290.messages.sentence import RESEND, WAY_OUT, Sentence

__all__ = ["ON_THE_FILE"]

ON_THE_FILE = {
    "file-empty": Sentence("error", "file", "Tệp rỗng (0 byte).", RESEND),
    "file-missing": Sentence("error", "file", "Không tìm thấy tệp.", "Đề nghị kiểm tra lại đường dẫn."),
    "file-is-folder": Sentence("error", "file", "Đây là thư mục, không phải tệp.", "Đề nghị kiểm tra lại tên."),
    "file-not-regular": Sentence("error", "file", "Đây không phải là tệp thông thường.", RESEND),
    "file-no-permission": Sentence(
        "error",
        "file",
        "Máy không cho phép đọc tệp này.",
        "Đề nghị kiểm tra quyền đọc, hoặc đóng chương trình đang mở tệp.",
    ),
    "file-unreachable": Sentence(
        "error", "file", "Không đọc được tệp từ ổ đĩa ({reason}).", "Đề nghị chép tệp về máy rồi thử lại."
    ),
    "file-link-outside": Sentence(
        "error",
        "file",
        "Đây là liên kết dẫn ra ngoài thư mục; liên kết không được mở.",
        "Đề nghị chép chính tệp vào thư mục rồi thử lại.",
    ),
    "file-hidden": Sentence(
        "error",
        "file",
        "Đây là tệp ẩn (tên bắt đầu bằng dấu chấm) nên không được đọc.",
        "Nếu là biểu mẫu, đề nghị đổi tên tệp, bỏ dấu chấm ở đầu.",
    ),
    "file-name": Sentence(
        "error",
        "file",
        "Tên tệp không phải là chữ đọc được nên tệp không được mở.",
        "Đề nghị đổi tên tệp bằng chữ thường rồi thử lại.",
    ),
    "file-path-long": Sentence(
        "error",
        "file",
        "Đường dẫn quá dài, máy không mở được.",
        "Đề nghị chuyển tệp lên thư mục ngoài rồi thử lại.",
    ),
    "file-too-large": Sentence(
        "error",
        "file",
        "Tệp lớn quá mức một biểu số liệu có thể có.",
        "Đề nghị xoá các trang, hình ảnh, dòng thừa rồi gửi lại.",
    ),
    "file-lock": Sentence(
        "error",
        "file",
        "Đây là tệp khoá tạm mà Excel tạo khi đang mở biểu, không có số liệu.",
        "Đề nghị đóng Excel rồi gửi lại chính tệp biểu mẫu .xlsx.",
    ),
    "file-truncated": Sentence(
        "error", "file", "Tệp bị đứt giữa chừng, chưa tải hết hoặc hỏng khi gửi.", "Đề nghị gửi lại tệp."
    ),
    "file-damaged": Sentence("error", "file", "Tệp bị hỏng, không mở được an toàn.", WAY_OUT),
    "file-duplicate-members": Sentence("error", "file", "Tệp có cấu tạo bất thường (hai phần trùng tên).", WAY_OUT),
    "file-dtd": Sentence("error", "file", "Tệp chứa khai báo không được phép trong bảng tính.", WAY_OUT),
    "file-bomb": Sentence("error", "file", "Tệp nén bất thường, mở ra sẽ quá lớn.", WAY_OUT),
    "file-encrypted": Sentence(
        "error",
        "file",
        "Tệp được đặt mật khẩu nên không đọc được.",
        "Đề nghị bỏ mật khẩu (File › Info › Protect Workbook) rồi gửi lại.",
    ),
    "file-old-format": Sentence("error", "file", "Tệp ở định dạng Excel cũ ({kind}).", WAY_OUT),
    "file-other-format": Sentence("error", "file", "Tệp ở định dạng bảng tính khác ({kind}).", WAY_OUT),
    "file-not-workbook": Sentence("error", "file", "Đây không phải là bảng tính Excel mà là {kind}.", RESEND),
    "file-is-result": Sentence(
        "error",
        "file",
        "Đây là tệp kết quả của cấp dưới, không phải biểu của một đơn vị.",
        "Đề nghị cộng các tệp này bằng lệnh tonghop290 summary (Tổng hợp).",
    ),
    "file-two-plugins": Sentence(
        "error",
        "file",
        "Hai phần bổ sung cùng nhận loại tệp này ({first}; {second}) nên tệp không được đọc.",
        "Cơ quan tổng hợp cần gỡ bớt một phần bổ sung.",
    ),
    "file-saved-as-text": Sentence(
        "error",
        "file",
        "Đây là {kind} lưu ra từ biểu mẫu, không còn là bảng tính.",
        "Đề nghị mở lại biểu mẫu .xlsx đã điền, chọn File › Save As › Excel Workbook (.xlsx) rồi gửi lại.",
    ),
    "file-not-our-form": Sentence("error", "file", "Bảng tính này không phải là biểu mẫu đã phát hành.", RESEND),
    "file-other-form": Sentence(
        "error",
        "file",
        "Đây là biểu mẫu khác ({other}), không phải {form}.",
        "Đề nghị gửi đúng biểu mẫu của đợt này.",
    ),
    "file-other-period": Sentence(
        "error",
        "file",
        "Biểu này lập cho {found}, không phải cho {current}.",
        "Đề nghị gửi biểu của {current}.",
    ),
    "file-timeout": Sentence("error", "file", "Đọc tệp quá lâu nên đã dừng.", WAY_OUT),
    "file-crash": Sentence("error", "file", "Tệp làm hỏng chương trình đọc nên đã bỏ qua.", WAY_OUT),
}
