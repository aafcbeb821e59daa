"""What is said of the content of one cell: missing, of the wrong kind, or read in a certain way."""

from __future__ import annotations

from tonghop290.messages.sentence import Sentence

__all__ = ["ON_WHAT_IS_TYPED"]

ON_WHAT_IS_TYPED = {
    "required": Sentence(
        "error",
        "type",
        "{label} chưa có số liệu.",
        "Đề nghị ghi số (không phát sinh thì ghi 0), hoặc chọn “Không có số liệu” ở cột Trạng thái.",
    ),
    "required-text": Sentence("error", "type", "{label} chưa được điền.", "Đề nghị bổ sung."),
    "not-a-number": Sentence(
        "error", "type", "{label} ghi “{value}”, không phải là số.", "Đề nghị nhập chữ số, ví dụ {example}."
    ),
    "not-whole": Sentence(
        "error",
        "type",
        "{label} ghi {value}, không phải là số nguyên (tính theo {measure}).",
        "Đề nghị nhập số nguyên{hint}.",
    ),
    "ambiguous-number": Sentence(
        "error",
        "type",
        "{label} ghi “{value}”, có thể là {first} hoặc {second}.",
        "Đề nghị ghi lại cho rõ: dùng dấu phẩy cho phần thập phân, không dùng dấu chấm phân cách hàng nghìn.",
    ),
    "bound-word": Sentence(
        "error",
        "type",
        "{label} ghi “{value}”, không phải là một số chính xác (có từ “{word}”).",
        "Đề nghị chỉ ghi số; nếu là số ước tính thì chọn “Ước tính” ở cột Trạng thái.",
    ),
    "pair": Sentence(
        "error",
        "type",
        "{label} ghi “{value}”, có nhiều số; mỗi ô chỉ ghi một số.",
        "Đề nghị chỉ ghi một số, phần còn lại ghi ở cột Ghi chú.",
    ),
    "unit-refused": Sentence(
        "error",
        "type",
        "{label} ghi “{value}”, dùng đơn vị “{word}” mà mỗi nơi quy đổi một khác.",
        "Đề nghị đổi sang {measure} rồi ghi lại.",
    ),
    "unit-mismatch": Sentence(
        "error",
        "type",
        "{label} ghi “{value}”, khác đơn vị tính của chỉ tiêu ({measure}).",
        "Đề nghị ghi lại theo {measure}{hint}.",
    ),
    "date-in-number": Sentence(
        "error",
        "type",
        "{label} ghi ngày tháng ({value}), cần một số.",
        "Đề nghị đặt lại định dạng ô là Number rồi nhập số, ví dụ {example}{hint}.",
    ),
    "day-in-words": Sentence(
        "warning",
        "type",
        "{label} là ngày {value}: có thể máy đã đổi chữ gõ vào (như “15/6”) thành ngày.",
        "Đề nghị kiểm tra lại; nếu không phải ngày, đặt lại định dạng ô là Text rồi gõ lại.",
    ),
    "percent-format": Sentence(
        "error",
        "type",
        "{label} ở ô có định dạng phần trăm ({value}), nhưng chỉ tiêu tính theo {measure}.",
        "Đề nghị đặt lại định dạng ô là Number rồi nhập số, ví dụ {example}.",
    ),
    "percent-fraction": Sentence(
        "warning", "type", "{label} ghi {value}, nhỏ hơn 1%.", "Đề nghị kiểm tra lại: có phải {hint}% không?"
    ),
    "bool-cell": Sentence(
        "error", "type", "{label} ghi giá trị đúng/sai ({value}), không phải là nội dung của ô.", "Đề nghị nhập lại."
    ),
    "error-cell": Sentence("error", "type", "{label} có công thức báo lỗi {value}.", "Đề nghị nhập trực tiếp số liệu."),
    "uncalculated": Sentence(
        "error",
        "type",
        "{label} có công thức chưa được tính ({value}).",
        "Đề nghị mở tệp bằng Excel, lưu lại, hoặc nhập trực tiếp số liệu.",
    ),
    "broken-cell": Sentence(
        "error", "type", "{label} có nội dung bị hỏng ({value}), không đọc được.", "Đề nghị nhập lại."
    ),
    "not-a-date": Sentence(
        "error",
        "type",
        "{label} ghi “{value}”, không phải là ngày tháng.",
        "Đề nghị ghi ngày/tháng/năm, ví dụ {example}.",
    ),
    "month-only": Sentence(
        "error",
        "type",
        "{label} ghi “{value}”, mới có tháng và năm.",
        "Đề nghị ghi đủ ngày/tháng/năm, ví dụ {example}.",
    ),
    "ambiguous-date": Sentence(
        "error",
        "type",
        "{label} ghi “{value}”, có thể là {first} hoặc {second}.",
        "Đề nghị ghi đủ ngày/tháng/năm bốn chữ số.",
    ),
    "date-swap": Sentence(
        "warning",
        "type",
        "{label} là {value}, ở ô có định dạng tháng đứng trước ngày.",
        "Đề nghị kiểm tra lại: có phải {hint} không?",
    ),
    "not-a-choice": Sentence(
        "error",
        "type",
        "{label} ghi “{value}”, không có trong danh sách: {choices}.",
        "Đề nghị chọn một mục trong danh sách.",
    ),
    "state-unknown": Sentence(
        "warning",
        "type",
        "{label} có trạng thái “{value}”, không có trong danh sách nên không được tính.",
        "Đề nghị chọn “Ước tính” hoặc “Không có số liệu”, hoặc để trống.",
    ),
    "state-not-allowed": Sentence(
        "warning",
        "type",
        "{label} có trạng thái “{value}”, biểu không dùng trạng thái này cho chỉ tiêu này nên không được tính.",
        "Đề nghị ghi số (không phát sinh thì ghi 0), hoặc chọn “Không có số liệu”.",
    ),
    "no-data-not-allowed": Sentence(
        "error",
        "type",
        "{label} trả lời “{value}”, nhưng chỉ tiêu này đơn vị nào cũng có số liệu.",
        "Đề nghị ghi số (ước tính thì ghi số và chọn “Ước tính”).",
    ),
    "state-conflict": Sentence(
        "error",
        "type",
        "{label} đã chọn “{state}” nhưng ô số liệu vẫn ghi “{value}”.",
        "Đề nghị xoá số, hoặc xoá trạng thái.",
    ),
    "text-too-long": Sentence(
        "warning", "type", "{label} dài {length} ký tự, quá dài để đưa vào báo cáo.", "Đề nghị rút gọn."
    ),
    "misconverted-text": Sentence(
        "warning",
        "type",
        "{label} có chữ dường như bị chuyển mã sai: “{value}”.",
        "Đề nghị gõ lại đoạn này bằng bộ gõ Unicode.",
    ),
    "row-incomplete": Sentence(
        "warning",
        "type",
        "Dòng {row} của bảng “{table}” có nội dung nhưng chưa ghi “{label}”.",
        "Đề nghị bổ sung, hoặc xoá dòng này.",
    ),
    # --- automatic readings ---
    "read-as": Sentence("note", "type", "{label} ghi “{value}”, đọc là {read}{why}.", ""),
    "read-by-plugin": Sentence(
        "note", "type", "{label} ghi “{value}”, đọc là {read}{why}; do phần bổ sung {by} đọc.", ""
    ),
    "plugins-differ": Sentence(
        "error",
        "type",
        "{label} ghi “{value}”, hai phần bổ sung đọc khác nhau: {first} ({by}), {second} ({other}).",
        "Đề nghị ghi lại cho rõ, ví dụ {example}.",
    ),
    "read-formula": Sentence("note", "type", "{label} có công thức ({formula}); đã lấy kết quả {read}.", ""),
    "read-link": Sentence(
        "warning",
        "type",
        "{label} lấy số từ tệp khác hoặc từ mạng ({formula}); đã lấy kết quả lưu trong tệp là {read}.",
        "Đề nghị nhập trực tiếp số liệu.",
    ),
    "other-choice": Sentence(
        "note", "type", "{label} ghi “{value}”, không có trong danh sách; giữ nguyên chữ của đơn vị.", ""
    ),
    "legacy-text": Sentence(
        "note", "type", "{label} gõ bằng bảng mã {encoding}, đã chuyển sang Unicode: “{read}”.", ""
    ),
    "tidied-text": Sentence("note", "type", "{label} ghi “{value}”: đã chỉnh khi đưa vào báo cáo ({what}).", ""),
}
