"""What is said where a person sees something else in a cell than the file stores."""

from __future__ import annotations

from tonghop290.messages.sentence import Sentence

__all__ = ["ON_WHAT_IS_SEEN"]

_TYPE_ANEW = "Đề nghị đặt lại định dạng ô là Number rồi nhập lại số."

ON_WHAT_IS_SEEN = {
    "seen-otherwise": Sentence(
        "error",
        "type",
        "{label}: ô đang hiện “{seen}” nhưng trong tệp lưu “{value}”, chưa rõ số nào là số đúng.",
        _TYPE_ANEW,
    ),
    "seen-nothing": Sentence(
        "error",
        "type",
        "{label}: ô không hiện gì ({why}) nhưng trong tệp lưu “{value}”.",
        "Đề nghị xoá hẳn nếu không dùng, hoặc đặt lại định dạng ô, màu chữ rồi nhập lại.",
    ),
    "seen-rounded": Sentence(
        "warning",
        "type",
        "{label}: ô đang hiện “{seen}” nhưng trong tệp lưu {value}; đã lấy {value}.",
        "Đề nghị kiểm tra lại và đặt định dạng ô hiện đủ phần thập phân.",
    ),
    "zero-unseen": Sentence(
        "warning",
        "type",
        "{label}: ô trông như để trống nhưng trong tệp lưu số 0; đã lấy 0.",
        "Đề nghị xoá số 0 nếu chưa có số liệu, hoặc đặt lại định dạng ô là Number.",
    ),
    "date-in-part": Sentence(
        "error",
        "type",
        "{label}: ô chỉ hiện “{seen}”, không đủ ngày, tháng, năm (trong tệp lưu {value}).",
        "Đề nghị ghi đủ ngày/tháng/năm, ví dụ {example}.",
    ),
    "date-in-words": Sentence(
        "error",
        "type",
        "{label}: máy đã đổi chữ gõ vào thành ngày tháng; ô đang hiện “{seen}”, trong tệp lưu {value}.",
        "Đề nghị đặt định dạng ô là Text rồi gõ lại.",
    ),
    "struck-out": Sentence(
        "error",
        "type",
        "{label}: nội dung “{value}” bị gạch ngang.",
        "Đề nghị xoá hẳn nếu bỏ, hoặc bỏ gạch ngang nếu vẫn dùng.",
    ),
    "struck-part": Sentence(
        "error",
        "type",
        "{label}: trong “{value}” có phần bị gạch ngang (“{struck}”), phần còn lại là “{seen}”.",
        "Đề nghị xoá hẳn phần gạch ngang, chỉ ghi một số.",
    ),
    "struck-words": Sentence(
        "warning",
        "type",
        "{label}: chữ bị gạch ngang “{value}” không được tính.",
        "Đề nghị xoá hẳn nếu bỏ, hoặc bỏ gạch ngang nếu vẫn dùng.",
    ),
    "unseen-words": Sentence(
        "warning",
        "type",
        "{label}: chữ “{value}” không nhìn thấy được ({why}) nên không được tính.",
        "Đề nghị xoá hẳn nếu bỏ, hoặc đặt lại màu chữ và định dạng ô nếu vẫn dùng.",
    ),
    "raised-mark": Sentence(
        "warning",
        "type",
        "{label}: “{value}” có “{mark}” viết nhỏ bên cạnh, coi là dấu chú thích; chỉ đọc “{seen}”.",
        "Đề nghị kiểm tra lại; lời chú thích thì ghi ở cột Ghi chú.",
    ),
    "covered-cell": Sentence(
        "error",
        "type",
        "{label}: ô bị ô gộp che, người xem thấy “{seen}” nhưng trong tệp còn lưu “{value}”.",
        "Đề nghị bỏ gộp ô rồi ghi lại một số.",
    ),
    "hidden-row": Sentence(
        "warning",
        "type",
        "{label} nằm ở dòng bị ẩn, người mở tệp không nhìn thấy; trong tệp lưu “{value}”, vẫn lấy số này.",
        "Đề nghị bỏ ẩn (Unhide), bỏ lọc (Filter) rồi kiểm tra lại.",
    ),
    "hidden-rows": Sentence(
        "warning",
        "type",
        "{count} dòng có số liệu đang bị ẩn ({rows}), người mở tệp không nhìn thấy; vẫn lấy các số đã lưu.",
        "Đề nghị bỏ ẩn (Unhide), bỏ lọc (Filter) rồi kiểm tra lại.",
    ),
    "hidden-column": Sentence(
        "warning",
        "type",
        "Cột {column} đang bị ẩn, người mở tệp không nhìn thấy; vẫn lấy {count} số liệu đã lưu ở cột này.",
        "Đề nghị bỏ ẩn (Unhide) rồi kiểm tra lại.",
    ),
    "hidden-zeros": Sentence(
        "warning",
        "type",
        "Trang này đặt chế độ không hiện số 0: {count} ô ghi số 0 trông như để trống; vẫn lấy số 0.",
        "Đề nghị kiểm tra lại; muốn hiện số 0: File › Options › Advanced › Show a zero.",
    ),
    "hidden-sheet": Sentence(
        "warning",
        "type",
        "Trang này đang bị ẩn, người mở tệp không nhìn thấy; vẫn lấy {count} số liệu đã lưu ở đó.",
        "Đề nghị bỏ ẩn (Unhide) rồi kiểm tra lại.",
    ),
}
