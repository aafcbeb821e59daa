"""What is said of mails and archives, and of what comes in them beside a return."""

from __future__ import annotations

from tonghop290.messages.sentence import RESEND, Sentence

__all__ = ["ON_PARCELS"]

_ATTACH = "Đề nghị gửi kèm chính tệp biểu mẫu .xlsx."
_FETCH = "Đề nghị tải tệp biểu mẫu .xlsx về máy rồi gửi kèm thư."

ON_PARCELS = {
    "archive-kind": Sentence(
        "error",
        "file",
        "Đây là {kind}, không mở được.",
        "Đề nghị gửi thẳng tệp biểu mẫu .xlsx, hoặc nén lại thành .zip.",
    ),
    "archive-encrypted": Sentence(
        "error",
        "file",
        "Tệp nén được đặt mật khẩu nên không mở được.",
        "Đề nghị nén lại không đặt mật khẩu, hoặc gửi thẳng tệp biểu mẫu .xlsx.",
    ),
    "archive-split": Sentence(
        "error",
        "file",
        "Đây là một phần của tệp nén bị chia nhỏ, một phần thì không mở được.",
        "Đề nghị gửi thẳng tệp biểu mẫu .xlsx (tệp này nhỏ, không cần nén).",
    ),
    "archive-method": Sentence(
        "error",
        "file",
        "Tệp được nén bằng cách máy này không mở được.",
        "Đề nghị gửi thẳng tệp biểu mẫu .xlsx, hoặc nén lại thành .zip thông thường.",
    ),
    "archive-empty": Sentence("error", "file", "Tệp nén không chứa tệp nào.", RESEND),
    "archive-deep": Sentence(
        "error",
        "file",
        "Tệp nén lồng trong tệp nén quá nhiều lớp nên không mở.",
        "Đề nghị gửi thẳng tệp biểu mẫu .xlsx.",
    ),
    "mail-empty": Sentence("error", "file", "Thư không có tệp nào gửi kèm.", _ATTACH),
    "mail-link": Sentence(
        "error", "file", "Thư chỉ có liên kết tới tệp để trên mạng ({site}), không có tệp nào gửi kèm.", _FETCH
    ),
    "mail-encrypted": Sentence(
        "error",
        "file",
        "Thư hoặc tệp này được mã hoá cho người nhận khác nên không mở được.",
        "Đề nghị gửi lại tệp biểu mẫu .xlsx, không mã hoá.",
    ),
    "file-shortcut": Sentence(
        "error", "file", "Đây là lối tắt trỏ tới tệp trên máy người gửi, không phải chính tệp đó.", _ATTACH
    ),
    "file-web-link": Sentence(
        "error", "file", "Đây là liên kết tới tệp để trên mạng, không phải chính tệp đó.", _FETCH
    ),
    "parcel-no-return": Sentence(
        "error",
        "file",
        "Gửi {count} tệp nhưng không có tệp biểu mẫu .xlsx: {places}.",
        "Đề nghị nhập số liệu vào biểu mẫu .xlsx đã phát hành rồi gửi tệp đó.",
    ),
    "beside": Sentence("note", "file", "Gửi kèm: {places}. Đã giữ lại, không lấy số liệu từ đó."),
    "report-figure": Sentence(
        "warning",
        "compare",
        "Báo cáo “{report}”, đoạn {paragraph}: “{title}” ghi là {value}; số của biểu là {figure}.",
        "Đề nghị kiểm tra lại: sửa báo cáo, hoặc gửi lại biểu có số đúng.",
    ),
    "report-figure-page": Sentence(
        "warning",
        "compare",
        "Báo cáo “{report}”, trang {page}: “{title}” ghi là {value}; số của biểu là {figure}.",
        "Đề nghị kiểm tra lại: sửa báo cáo, hoặc gửi lại biểu có số đúng.",
    ),
    "report-figure-lost": Sentence(
        "warning",
        "compare",
        "Báo cáo “{report}”: chưa tìm thấy trong văn bản số của {places}.",
        "Đề nghị kiểm tra lại câu có số này trong báo cáo.",
    ),
    "beside-unopened": Sentence(
        "warning",
        "file",
        "Gửi kèm tệp không mở được: {places}.",
        "Nếu trong đó có biểu số liệu khác, đề nghị gửi thẳng tệp .xlsx; nếu không thì ghi rõ là tài liệu kèm theo.",
    ),
}
