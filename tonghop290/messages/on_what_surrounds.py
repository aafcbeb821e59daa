"""What is said of the words around a figure, of notes beside it, and of what nobody reads."""

from __future__ import annotations

from tonghop290.messages.sentence import Sentence

__all__ = ["ON_WHAT_SURROUNDS"]

_WHICH = (
    "Đề nghị kiểm tra lại: số đã ghi có đúng là của chỉ tiêu “{printed}” không? Nếu đúng thì giữ nguyên chữ của biểu "
    "đã phát hành; nếu không thì ghi lại số."
)

ON_WHAT_SURROUNDS = {
    "label-year": Sentence(
        "warning",
        "structure",
        "Dòng của chỉ tiêu “{printed}” nay ghi là “{value}” (ô {where}): khác năm.",
        "Đề nghị kiểm tra lại: số đã ghi là của năm nào? Cần số của “{printed}”.",
    ),
    "label-other": Sentence(
        "warning",
        "structure",
        "Dòng của chỉ tiêu “{printed}” nay ghi là “{value}” (ô {where}), giống chỉ tiêu “{other}” hơn.",
        _WHICH,
    ),
    "label-differs": Sentence(
        "warning",
        "structure",
        "Dòng của chỉ tiêu “{printed}” nay ghi là “{value}” (ô {where}), khác với biểu đã phát hành.",
        _WHICH,
    ),
    "labels-differ": Sentence(
        "warning",
        "structure",
        "Tên của {count} chỉ tiêu nay khác với biểu đã phát hành (ví dụ “{printed}” nay ghi là “{value}”).",
        "Đề nghị kiểm tra lại: các số đã ghi có đúng là của biểu đã phát hành không? Nên điền lại trên biểu ấy.",
    ),
    "unit-differs": Sentence(
        "warning",
        "structure",
        "Đơn vị tính của “{label}” nay ghi là “{value}” (ô {where}), biểu đã phát hành là “{printed}”.",
        "Đề nghị ghi số theo đơn vị “{printed}” và giữ nguyên đơn vị tính của biểu.",
    ),
    "unit-converts": Sentence(
        "warning",
        "structure",
        "Đơn vị tính của “{label}” nay ghi là “{value}” (ô {where}), biểu đã phát hành là “{printed}”; số vẫn được đọc "
        "là {typed} {printed}.",
        "Nếu {typed} tính bằng {value} thì đề nghị ghi lại là {converted}; nếu không thì giữ nguyên đơn vị tính của "
        "biểu.",
    ),
    "heading-differs": Sentence(
        "warning",
        "structure",
        "Tiêu đề cột nay ghi là “{value}”, biểu đã phát hành là “{printed}”.",
        "Đề nghị kiểm tra lại: số liệu phải theo đúng năm và đơn vị tính ghi ở từng dòng của biểu đã phát hành.",
    ),
    "line-differs": Sentence(
        "warning",
        "structure",
        "Biểu có thêm dòng chữ “{value}”, nói khác với biểu đã phát hành.",
        "Đề nghị kiểm tra lại: số liệu phải theo đúng năm và đơn vị tính ghi ở từng dòng của biểu đã phát hành.",
    ),
    "sheet-name-differs": Sentence(
        "warning",
        "structure",
        "Tên trang “{value}” nói tới năm hoặc đơn vị tính khác với biểu đã phát hành.",
        "Đề nghị kiểm tra lại: số liệu phải theo đúng năm và đơn vị tính ghi ở từng dòng của biểu đã phát hành.",
    ),
    "table-words": Sentence(
        "warning",
        "structure",
        "Bảng “{label}”: “{printed}” nay ghi là “{value}” (ô {where}), khác với biểu đã phát hành.",
        "Đề nghị kiểm tra lại: số liệu của bảng có đúng với chữ của biểu đã phát hành không?",
    ),
    "note-number": Sentence(
        "warning",
        "structure",
        "Cạnh số của “{label}” có ghi “{value}” (ô {where}), là số khác với số trong ô ({typed}).",
        "Đề nghị kiểm tra lại và ghi số đúng vào ô số liệu.",
    ),
    "note-unit": Sentence(
        "warning",
        "structure",
        "Cạnh số của “{label}” có ghi “{value}” (ô {where}), biểu đã phát hành tính bằng “{printed}”.",
        "Đề nghị ghi số theo đơn vị “{printed}”{proposal}.",
    ),
    "note-year": Sentence(
        "warning",
        "structure",
        "Cạnh số của “{label}” có ghi “{value}” (ô {where}): khác năm.",
        "Đề nghị kiểm tra lại: số đã ghi là của năm nào?",
    ),
    "figures-unread": Sentence(
        "warning",
        "structure",
        "Tệp có số liệu ngoài các ô của biểu nên chưa được đọc: {places}.",
        "Đề nghị ghi vào đúng ô màu vàng hoặc cột Ghi chú, hoặc xoá đi nếu không cần gửi.",
    ),
    "form-word-typed": Sentence(
        "error",
        "structure",
        "Ô trả lời của “{label}” chứa chữ in sẵn của biểu (“{value}”), có thể do dòng bị xoá hoặc dồn ô.",
        "Đề nghị ghi lại câu trả lời, dùng biểu mẫu đã phát hành và không xoá dòng.",
    ),
    "file-lost-parts": Sentence(
        "warning",
        "structure",
        "Tệp có chỗ không đúng quy cách nên có thể chưa đọc hết: {what}{places}.",
        "Đề nghị đối chiếu số liệu đã đọc với bản gốc, hoặc mở tệp bằng Excel, lưu lại rồi gửi lại.",
    ),
    "value-dropped": Sentence(
        "error",
        "structure",
        "Trang “{sheet_name}” có số liệu nằm ở địa chỉ không có thật nên chưa được đọc: {places}.",
        "Đề nghị mở tệp bằng Excel, ghi lại các số ấy vào đúng ô, lưu và gửi lại.",
    ),
    "file-odd-parts": Sentence(
        "note", "structure", "Tệp có chỗ không đúng quy cách nhưng không ảnh hưởng số liệu: {what}{places}.", ""
    ),
}
