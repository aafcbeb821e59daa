"""What is said of a workbook whose sheets, rows, tables, edition or sender are not as issued."""

from __future__ import annotations

from tonghop290.messages.sentence import Sentence

__all__ = ["ABOUT_THE_SENDER", "ON_THE_STRUCTURE"]

ON_THE_STRUCTURE = {
    "form-version": Sentence(
        "warning",
        "structure",
        "Biểu mẫu là phiên bản {found}, phiên bản hiện hành là {current}.",
        "Đề nghị dùng biểu mẫu mới nhất cho lần gửi sau.",
    ),
    "form-earlier": Sentence(
        "note",
        "structure",
        "Biểu làm trên {found}, phiên bản hiện hành là {current}; đã đọc và kiểm tra theo đúng bản mà đơn vị đã điền.",
        "",
    ),
    "form-lacks": Sentence(
        "warning",
        "structure",
        "Biểu mẫu hiện hành có thêm {count} nội dung mà biểu này chưa có: {names}.",
        "Đề nghị bổ sung trên biểu mẫu mới nhất.",
    ),
    "form-dropped": Sentence(
        "note",
        "structure",
        "Biểu mẫu hiện hành không còn {count} nội dung của biểu này nên không đưa vào tổng hợp: {names}.",
        "",
    ),
    "form-meaning": Sentence(
        "warning",
        "structure",
        "{label} ở biểu này là {found}, ở biểu mẫu hiện hành là {current}; “{read}” chưa được đưa vào tổng hợp.",
        "Đề nghị ghi lại trên biểu mẫu mới nhất.",
    ),
    "form-choice": Sentence(
        "warning",
        "structure",
        "{label}: “{value}” không có trong danh sách của biểu mẫu hiện hành ({choices}) nên chưa được đưa vào tổng "
        "hợp.",
        "Đề nghị ghi lại trên biểu mẫu mới nhất.",
    ),
    "form-range": Sentence(
        "warning",
        "structure",
        "{label} là {read}, nằm ngoài khoảng của biểu mẫu hiện hành (từ {low} đến {high}) nên chưa được đưa vào tổng "
        "hợp.",
        "Đề nghị kiểm tra lại.",
    ),
    "form-period": Sentence(
        "error",
        "structure",
        "Biểu này lập cho {found}, biểu mẫu hiện hành cho {current}; số liệu chưa được đưa vào tổng hợp.",
        "Đề nghị điền biểu mẫu mới nhất.",
    ),
    "form-unknown": Sentence(
        "warning",
        "structure",
        "Biểu làm trên một bản khác của biểu mẫu (cùng phiên bản {current}) mà đợt thu thập không giữ; đã đọc theo "
        "bản hiện hành.",
        "Đề nghị kiểm tra lại số liệu, hoặc gửi lại trên biểu mẫu mới nhất.",
    ),
    "form-unidentified": Sentence(
        "warning",
        "structure",
        "Biểu không còn trang nhận dạng nên không biết làm trên bản nào của biểu mẫu; đã đọc theo bản hiện hành "
        "(phiên bản {current}).",
        "Đề nghị kiểm tra lại số liệu, hoặc gửi lại trên biểu mẫu mới nhất.",
    ),
    "macros": Sentence("note", "structure", "Tệp có macro; macro không được chạy.", ""),
    "external-links": Sentence(
        "warning",
        "structure",
        "Tệp có liên kết sang tệp khác; số lấy từ tệp khác có thể đã cũ.",
        "Đề nghị kiểm tra lại các ô có công thức.",
    ),
    "left-links": Sentence(
        "note", "structure", "Tệp có liên kết đến trang mạng hoặc tệp khác; bản trả lời không mang theo liên kết.", ""
    ),
    "left-references": Sentence(
        "note",
        "structure",
        "Tệp có công thức hoặc kết nối lấy dữ liệu từ nơi khác; bản trả lời chỉ giữ số liệu đã có.",
        "",
    ),
    "left-programs": Sentence(
        "note",
        "structure",
        "Tệp thuộc loại có macro, hoặc có đối tượng nhúng, phần có thể tự chạy; bản trả lời chỉ giữ số liệu.",
        "",
    ),
    "form-blank": Sentence(
        "error",
        "structure",
        "Biểu chưa được điền: không ô số liệu nào có nội dung.",
        "Đề nghị điền biểu rồi gửi lại (có thể đã gửi nhầm tệp trống).",
    ),
    "sheet-missing": Sentence(
        "error",
        "structure",
        "Không tìm thấy trang có các chỉ tiêu của biểu.",
        "Đề nghị dùng lại biểu mẫu đã phát hành, không xoá trang.",
    ),
    "row-missing": Sentence(
        "error",
        "structure",
        "Không tìm thấy dòng của chỉ tiêu “{label}”.",
        "Đề nghị dùng lại biểu mẫu đã phát hành, không xoá dòng.",
    ),
    "row-uncertain": Sentence(
        "error",
        "structure",
        "Không xác định được chắc chắn dòng của chỉ tiêu “{label}” (mã, tên và nhãn chỉ vào các dòng khác nhau: "
        "{places}).",
        "Đề nghị dùng lại biểu mẫu đã phát hành.",
    ),
    "column-uncertain": Sentence(
        "error",
        "structure",
        "Không xác định được chắc chắn cột “Số liệu” của {count} chỉ tiêu (ví dụ “{label}”): dòng tiêu đề đã bị xoá, "
        "sửa hoặc có nhiều cột như nhau.",
        "Đề nghị dùng lại biểu mẫu đã phát hành, giữ nguyên dòng tiêu đề.",
    ),
    "rows-moved": Sentence(
        "note",
        "structure",
        "Các dòng đã được sắp xếp lại hoặc dán sang chỗ khác ({count} chỉ tiêu); đã tìm lại theo mã và nhãn.",
        "",
    ),
    "form-twice": Sentence(
        "error",
        "structure",
        "Biểu có hai lần và số liệu hai lần khác nhau ở {count} chỉ tiêu (ví dụ “{label}”).",
        "Đề nghị chỉ giữ lại một biểu đúng trong tệp.",
    ),
    "form-copied": Sentence("note", "structure", "Biểu có hai lần trong tệp, số liệu giống nhau; đã đọc một lần.", ""),
    "form-copy-empty": Sentence(
        "note", "structure", "Biểu có hai lần trong tệp, một lần chưa điền hết; đã đọc lần điền đủ hơn.", ""
    ),
    "merged-cells": Sentence(
        "error",
        "structure",
        "Ô số liệu của “{label}” bị trộn với ô của dòng khác.",
        "Đề nghị bỏ trộn ô (Unmerge Cells) và ghi từng số vào từng dòng.",
    ),
    "table-missing": Sentence(
        "warning",
        "structure",
        "Không tìm thấy bảng “{label}”.",
        "Đề nghị dùng lại biểu mẫu đã phát hành nếu bảng này có số liệu.",
    ),
    "table-column-missing": Sentence(
        "error", "structure", "Bảng “{label}” thiếu cột “{column}”.", "Đề nghị dùng lại biểu mẫu đã phát hành."
    ),
    "table-open": Sentence(
        "note", "structure", "Bảng “{label}” không còn dòng “Hết bảng”; đã đọc đến hết phần có nội dung.", ""
    ),
    "table-uncertain": Sentence(
        "error",
        "structure",
        "Không xác định được bảng “{label}” kết thúc ở dòng nào nên chưa đọc bảng này.",
        "Đề nghị dùng lại biểu mẫu đã phát hành, giữ nguyên dòng “Hết bảng”.",
    ),
    "table-twice": Sentence(
        "error",
        "structure",
        "Bảng “{label}” có hai lần trong tệp và nội dung hai lần khác nhau.",
        "Đề nghị chỉ giữ lại một bảng đúng.",
    ),
    "table-column-twice": Sentence(
        "error", "structure", "Bảng “{label}” có hai cột cùng tên “{column}”.", "Đề nghị chỉ giữ lại một cột đúng."
    ),
    "table-row-uncertain": Sentence(
        "error",
        "structure",
        "Bảng “{label}”: dòng “{row}” có mã và tên không khớp nhau, hoặc có hai lần.",
        "Đề nghị dùng lại biểu mẫu đã phát hành.",
    ),
    "table-stray": Sentence(
        "warning",
        "structure",
        "Bảng “{label}” có nội dung nằm ngoài các ô của bảng nên chưa được đọc: “{value}”.",
        "Đề nghị đưa nội dung này vào đúng ô màu vàng của bảng (cần thêm dòng thì chèn phía trên dòng “Hết bảng”).",
    ),
    "table-too-long": Sentence(
        "error", "structure", "Bảng “{label}” dài quá mức; chỉ đọc {count} dòng đầu.", "Đề nghị rút gọn bảng."
    ),
    "plugin-kind": Sentence(
        "note",
        "structure",
        "Tệp là {kind}, do phần bổ sung {by} đọc; cách trình bày của ô, công thức không nhận biết được.",
        "",
    ),
    "other-kind": Sentence(
        "note",
        "structure",
        "Tệp được đọc từ định dạng khác ({kind}); công thức (ở tệp quá cũ cả ô phần trăm) không nhận biết được như ở "
        "tệp .xlsx.",
        "",
    ),
    "unit-code": Sentence(
        "warning",
        "structure",
        "Mã đơn vị {value} trong tệp không có trong danh sách; đã nhận theo tên {unit_title}.",
        "Đề nghị kiểm tra lại: có phải biểu của đợt khác hoặc nơi khác không?",
    ),
    "unit-list-zeros": Sentence(
        "note",
        "structure",
        "Danh sách đơn vị ghi mã {listed} cho {unit_title}, biểu ghi {value}: danh sách đã mất các số 0 ở đầu mã "
        "(thường do mở và lưu bằng Excel). Biểu vẫn được tính cho {unit_title}.",
        "",
    ),
    "unit-unknown": Sentence(
        "warning", "structure", "Không nhận ra đơn vị gửi (tệp ghi “{name}”).", "Đề nghị kiểm tra lại tên đơn vị."
    ),
    "unit-missing": Sentence(
        "error",
        "structure",
        "Tệp không cho biết là của đơn vị nào.",
        "Đề nghị ghi {asked} ở dòng đầu trang “Số liệu”.",
    ),
    "unit-disagrees": Sentence(
        "error",
        "structure",
        "Biểu phát hành cho {hidden} nhưng lại ghi tên {name}.",
        "Đề nghị kiểm tra lại: có phải đã dùng nhầm biểu của đơn vị khác không?",
    ),
    "unit-file-name": Sentence(
        "warning",
        "structure",
        "Biểu là của {unit_title} nhưng tên tệp lại là của {other}.",
        "Đề nghị kiểm tra lại: có phải đã gửi nhầm tệp không?",
    ),
    "unit-mail": Sentence(
        "warning",
        "structure",
        "Biểu ghi là của {unit_title} nhưng thư gửi đến là của {other} ({address}).",
        "Đề nghị cho biết biểu này là của đơn vị nào: có phải đã điền nhầm biểu của đơn vị khác, hay gửi giúp đơn vị "
        "đó?",
    ),
    "unit-subject": Sentence(
        "warning",
        "structure",
        "Biểu ghi là của {unit_title} nhưng tiêu đề thư ghi {other} (“{subject}”).",
        "Đề nghị cho biết biểu này là của đơn vị nào.",
    ),
    "unit-changed": Sentence(
        "warning",
        "structure",
        "Biểu ghi là của {unit_title} nhưng {count} trong {among} số liệu khác với biểu đã nhận của đơn vị "
        "(lần {version}).",
        "Đề nghị cho biết biểu này có đúng là của {unit_title} không; nếu đúng, vì sao số liệu thay đổi nhiều.",
    ),
    "figures-repeated": Sentence(
        "warning",
        "compare",
        "Có {equal} trong {asked} số liệu của {unit_title} giống hệt số liệu của {other}.",
        "Đề nghị kiểm tra lại: có phải đã chép nhầm số liệu của đơn vị khác không; nếu đúng là trùng nhau, đề nghị ghi "
        "lý do vào cột Giải trình của trang Cần sửa.",
    ),
    "unit-twice": Sentence(
        "warning",
        "structure",
        "{unit_title} gửi nhiều tệp; tệp này không phải là tệp mới nhất nên không được tính (tệp được tính: "
        "{current}).",
        "Đề nghị kiểm tra lại nếu chọn chưa đúng.",
    ),
    "unit-same-time": Sentence(
        "warning",
        "structure",
        "{unit_title} gửi {count} biểu khác nhau mà không rõ biểu nào mới hơn (lưu cùng một lúc, hoặc tệp không ghi "
        "lúc lưu); tạm tính tệp {current}.",
        "Đề nghị cho biết biểu nào là biểu đúng.",
    ),
    "unit-same-file": Sentence("note", "structure", "Tệp này giống hệt tệp {current}; chỉ tính một lần.", ""),
}

ABOUT_THE_SENDER = frozenset(
    ("unit-code", "unit-list-zeros", "unit-unknown", "unit-missing", "unit-disagrees", "unit-file-name")
    + ("unit-mail", "unit-subject", "unit-changed")
)
"""The codes of findings about who sent a return."""
