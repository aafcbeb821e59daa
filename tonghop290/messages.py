"""The catalogue of findings: every stable code with its severity, stage and sentences.

A sentence says: what stands there – what was expected; ``fix`` says what to do. Names in braces are facts given by the
caller (already text). Rules of a form bring their own sentences (code "rule-<id>").
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from tonghop290.model import CellRef, Finding, Severity, Stage, Unit
from tonghop290.text.normalize import without_controls

__all__ = ["CATALOGUE", "Sentence", "VALUE_SHOWN", "finding", "shown"]

VALUE_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Sentence:
    severity: Severity
    stage: Stage
    message: str
    fix: str = ""


_WAY_OUT = "Đề nghị mở tệp bằng Excel, chọn File › Save As › Excel Workbook (.xlsx) rồi gửi lại."
_RESEND = "Đề nghị gửi lại tệp biểu mẫu .xlsx."

CATALOGUE: Mapping[str, Sentence] = MappingProxyType(
    {
        # --- the file ---
        "file-empty": Sentence("error", "file", "Tệp rỗng (0 byte).", _RESEND),
        "file-missing": Sentence("error", "file", "Không tìm thấy tệp.", "Đề nghị kiểm tra lại đường dẫn."),
        "file-is-folder": Sentence("error", "file", "Đây là thư mục, không phải tệp.", "Đề nghị kiểm tra lại tên."),
        "file-not-regular": Sentence("error", "file", "Đây không phải là tệp thông thường.", _RESEND),
        "file-no-permission": Sentence(
            "error",
            "file",
            "Máy không cho phép đọc tệp này.",
            "Đề nghị kiểm tra quyền đọc, hoặc đóng chương trình đang mở tệp.",
        ),
        "file-unreachable": Sentence(
            "error", "file", "Không đọc được tệp từ ổ đĩa ({reason}).", "Đề nghị chép tệp về máy rồi thử lại."
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
        "file-damaged": Sentence("error", "file", "Tệp bị hỏng, không mở được an toàn.", _WAY_OUT),
        "file-duplicate-members": Sentence(
            "error", "file", "Tệp có cấu tạo bất thường (hai phần trùng tên).", _WAY_OUT
        ),
        "file-dtd": Sentence("error", "file", "Tệp chứa khai báo không được phép trong bảng tính.", _WAY_OUT),
        "file-bomb": Sentence("error", "file", "Tệp nén bất thường, mở ra sẽ quá lớn.", _WAY_OUT),
        "file-encrypted": Sentence(
            "error",
            "file",
            "Tệp được đặt mật khẩu nên không đọc được.",
            "Đề nghị bỏ mật khẩu (File › Info › Protect Workbook) rồi gửi lại.",
        ),
        "file-old-format": Sentence("error", "file", "Tệp ở định dạng Excel cũ ({kind}).", _WAY_OUT),
        "file-other-format": Sentence("error", "file", "Tệp ở định dạng bảng tính khác ({kind}).", _WAY_OUT),
        "file-not-workbook": Sentence("error", "file", "Đây không phải là bảng tính Excel mà là {kind}.", _RESEND),
        "file-saved-as-text": Sentence(
            "error",
            "file",
            "Đây là {kind} lưu ra từ biểu mẫu, không còn là bảng tính.",
            "Đề nghị mở lại biểu mẫu .xlsx đã điền, chọn File › Save As › Excel Workbook (.xlsx) rồi gửi lại.",
        ),
        "file-not-our-form": Sentence("error", "file", "Bảng tính này không phải là biểu mẫu đã phát hành.", _RESEND),
        "file-other-form": Sentence(
            "error",
            "file",
            "Đây là biểu mẫu khác ({other}), không phải {form}.",
            "Đề nghị gửi đúng biểu mẫu của đợt này.",
        ),
        "file-timeout": Sentence("error", "file", "Đọc tệp quá lâu nên đã dừng.", _WAY_OUT),
        "file-crash": Sentence("error", "file", "Tệp làm hỏng chương trình đọc nên đã bỏ qua.", _WAY_OUT),
        # --- the structure ---
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
            "{label}: “{value}” không có trong danh sách của biểu mẫu hiện hành ({choices}) nên chưa được đưa vào tổng hợp.",
            "Đề nghị ghi lại trên biểu mẫu mới nhất.",
        ),
        "form-range": Sentence(
            "warning",
            "structure",
            "{label} là {read}, nằm ngoài khoảng của biểu mẫu hiện hành (từ {low} đến {high}) nên chưa được đưa vào tổng hợp.",
            "Đề nghị kiểm tra lại.",
        ),
        "form-period": Sentence(
            "error",
            "structure",
            "Biểu này lập cho giai đoạn {found}, biểu mẫu hiện hành cho giai đoạn {current}; số liệu chưa được đưa vào tổng hợp.",
            "Đề nghị điền biểu mẫu mới nhất.",
        ),
        "form-unknown": Sentence(
            "warning",
            "structure",
            "Biểu làm trên một bản khác của biểu mẫu (cùng phiên bản {current}) mà đợt thu thập không giữ; đã đọc theo bản hiện hành.",
            "Đề nghị kiểm tra lại số liệu, hoặc gửi lại trên biểu mẫu mới nhất.",
        ),
        "form-unidentified": Sentence(
            "warning",
            "structure",
            "Biểu không còn trang nhận dạng nên không biết làm trên bản nào của biểu mẫu; đã đọc theo bản hiện hành (phiên bản {current}).",
            "Đề nghị kiểm tra lại số liệu, hoặc gửi lại trên biểu mẫu mới nhất.",
        ),
        "macros": Sentence("note", "structure", "Tệp có macro; macro không được chạy.", ""),
        "external-links": Sentence(
            "warning",
            "structure",
            "Tệp có liên kết sang tệp khác; số lấy từ tệp khác có thể đã cũ.",
            "Đề nghị kiểm tra lại các ô có công thức.",
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
            "Không xác định được chắc chắn dòng của chỉ tiêu “{label}” (mã, tên và nhãn chỉ vào các dòng khác nhau: {places}).",
            "Đề nghị dùng lại biểu mẫu đã phát hành.",
        ),
        "column-uncertain": Sentence(
            "error",
            "structure",
            "Không xác định được chắc chắn cột “Số liệu” của {count} chỉ tiêu (ví dụ “{label}”): dòng tiêu đề đã bị xoá, sửa hoặc có nhiều cột như nhau.",
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
        "form-copied": Sentence(
            "note", "structure", "Biểu có hai lần trong tệp, số liệu giống nhau; đã đọc một lần.", ""
        ),
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
        "other-kind": Sentence(
            "note",
            "structure",
            "Tệp được đọc từ định dạng khác ({kind}); công thức (ở tệp quá cũ cả ô phần trăm) không nhận biết được như ở tệp .xlsx.",
            "",
        ),
        "unit-code": Sentence(
            "warning",
            "structure",
            "Mã đơn vị {value} trong tệp không có trong danh sách; đã nhận theo tên {unit_title}.",
            "Đề nghị kiểm tra lại: có phải biểu của đợt khác hoặc huyện khác không?",
        ),
        "unit-unknown": Sentence(
            "warning", "structure", "Không nhận ra đơn vị gửi (tệp ghi “{name}”).", "Đề nghị kiểm tra lại tên đơn vị."
        ),
        "unit-missing": Sentence(
            "error",
            "structure",
            "Tệp không cho biết là của đơn vị nào.",
            "Đề nghị ghi tên xã, phường, thị trấn ở dòng đầu trang Số liệu.",
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
        "unit-twice": Sentence(
            "warning",
            "structure",
            "{unit_title} gửi nhiều tệp; tệp này không phải là tệp mới nhất nên không được tính (tệp được tính: {current}).",
            "Đề nghị kiểm tra lại nếu chọn chưa đúng.",
        ),
        "unit-same-file": Sentence("note", "structure", "Tệp này giống hệt tệp {current}; chỉ tính một lần.", ""),
        # --- the type ---
        "required": Sentence(
            "error",
            "type",
            "{label} chưa có số liệu.",
            "Đề nghị ghi số (không phát sinh thì ghi 0), hoặc chọn “Không có số liệu” ở cột Trạng thái.",
        ),
        "required-text": Sentence("error", "type", "{label} chưa được điền.", "Đề nghị bổ sung."),
        "not-a-number": Sentence("error", "type", "“{value}” không phải là số.", "Đề nghị nhập chữ số, ví dụ 1250."),
        "not-whole": Sentence(
            "error",
            "type",
            "{value} không phải là số nguyên ({label} tính theo {measure}).",
            "Đề nghị nhập số nguyên{hint}.",
        ),
        "ambiguous-number": Sentence(
            "error",
            "type",
            "“{value}” có thể là {first} hoặc {second}.",
            "Đề nghị ghi lại cho rõ: dùng dấu phẩy cho phần thập phân, không dùng dấu chấm phân cách hàng nghìn.",
        ),
        "bound-word": Sentence(
            "error",
            "type",
            "“{value}” không phải là một số chính xác (có từ “{word}”).",
            "Đề nghị chỉ ghi số; nếu là số ước tính thì chọn “Ước tính” ở cột Trạng thái.",
        ),
        "pair": Sentence(
            "error",
            "type",
            "“{value}” có nhiều số; mỗi ô chỉ ghi một số.",
            "Đề nghị chỉ ghi một số, phần còn lại ghi ở cột Ghi chú.",
        ),
        "unit-refused": Sentence(
            "error",
            "type",
            "“{value}” dùng đơn vị “{word}”, mỗi nơi quy đổi một khác.",
            "Đề nghị đổi sang {measure} rồi ghi lại.",
        ),
        "unit-mismatch": Sentence(
            "error",
            "type",
            "“{value}” ghi đơn vị khác với đơn vị của chỉ tiêu ({measure}).",
            "Đề nghị ghi lại theo {measure}.",
        ),
        "date-in-number": Sentence(
            "error",
            "type",
            "Ô số liệu lại chứa ngày tháng ({value}).",
            "Đề nghị đặt lại định dạng ô là Number rồi nhập số.",
        ),
        "percent-format": Sentence(
            "error",
            "type",
            "Ô có định dạng phần trăm ({value}) nhưng chỉ tiêu tính theo {measure}.",
            "Đề nghị đặt lại định dạng ô là Number rồi nhập số.",
        ),
        "percent-fraction": Sentence(
            "warning", "type", "{label} ghi {value}, nhỏ hơn 1%.", "Đề nghị kiểm tra lại: có phải {hint}% không?"
        ),
        "bool-cell": Sentence(
            "error", "type", "Ô chứa giá trị đúng/sai ({value}), không phải số liệu.", "Đề nghị nhập lại."
        ),
        "error-cell": Sentence(
            "error", "type", "Công thức trong ô báo lỗi {value}.", "Đề nghị nhập trực tiếp số liệu."
        ),
        "uncalculated": Sentence(
            "error",
            "type",
            "Công thức trong ô chưa được tính ({value}).",
            "Đề nghị mở tệp bằng Excel, lưu lại, hoặc nhập trực tiếp số liệu.",
        ),
        "broken-cell": Sentence("error", "type", "Nội dung ô bị hỏng ({value}), không đọc được.", "Đề nghị nhập lại."),
        "not-a-date": Sentence(
            "error", "type", "“{value}” không phải là ngày tháng.", "Đề nghị ghi ngày/tháng/năm, ví dụ 25/02/2010."
        ),
        "month-only": Sentence(
            "error", "type", "“{value}” mới có tháng và năm.", "Đề nghị ghi đủ ngày/tháng/năm, ví dụ 25/02/2010."
        ),
        "ambiguous-date": Sentence(
            "error", "type", "“{value}” có thể là {first} hoặc {second}.", "Đề nghị ghi đủ ngày/tháng/năm bốn chữ số."
        ),
        "date-swap": Sentence(
            "warning",
            "type",
            "Ngày {value} nằm trong ô có định dạng tháng đứng trước ngày.",
            "Đề nghị kiểm tra lại: có phải {hint} không?",
        ),
        "not-a-choice": Sentence(
            "error", "type", "“{value}” không có trong danh sách: {choices}.", "Đề nghị chọn một mục trong danh sách."
        ),
        "state-unknown": Sentence(
            "warning",
            "type",
            "Trạng thái “{value}” không có trong danh sách nên không được tính.",
            "Đề nghị chọn “Ước tính” hoặc “Không có số liệu”, hoặc để trống.",
        ),
        "state-conflict": Sentence(
            "error",
            "type",
            "Đã chọn “Không có số liệu” nhưng ô số liệu vẫn ghi “{value}”.",
            "Đề nghị xoá số, hoặc xoá trạng thái.",
        ),
        "text-too-long": Sentence(
            "warning", "type", "Nội dung dài {length} ký tự, quá dài để đưa vào báo cáo.", "Đề nghị rút gọn."
        ),
        "misconverted-text": Sentence(
            "warning",
            "type",
            "Chữ có dấu hiệu bị chuyển mã sai: “{value}”.",
            "Đề nghị gõ lại đoạn này bằng bộ gõ Unicode.",
        ),
        "row-incomplete": Sentence(
            "warning",
            "type",
            "Dòng {row} của bảng “{table}” có nội dung nhưng chưa ghi “{label}”.",
            "Đề nghị bổ sung, hoặc xoá dòng này.",
        ),
        # --- automatic readings ---
        "read-as": Sentence("note", "type", "“{value}” đọc là {read}{why}.", ""),
        "read-formula": Sentence("note", "type", "Ô có công thức ({formula}); đã lấy kết quả {read}.", ""),
        "read-link": Sentence(
            "warning",
            "type",
            "Ô lấy số từ tệp khác ({formula}); đã lấy kết quả lưu trong tệp là {read}.",
            "Đề nghị nhập trực tiếp số liệu.",
        ),
        "other-choice": Sentence("note", "type", "“{value}” không có trong danh sách; giữ nguyên chữ của đơn vị.", ""),
        "legacy-text": Sentence(
            "note", "type", "Chữ gõ bằng bảng mã {encoding}, đã chuyển sang Unicode: “{read}”.", ""
        ),
        "tidied-text": Sentence("note", "type", "“{value}”: đã chỉnh khi đưa vào báo cáo ({what}).", ""),
        # --- the range ---
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
    }
)


def shown(text: str) -> str:
    """A value as it may stand in a message: one line, no control characters, cut at :data:`VALUE_SHOWN`."""
    one_line = " ".join(without_controls(text).split())
    return one_line if len(one_line) <= VALUE_SHOWN else one_line[: VALUE_SHOWN - 1] + "…"


def finding(
    code: str,
    *,
    file: str,
    unit: Unit | None = None,
    at: CellRef | None = None,
    sheet: str | None = None,
    field: str | None = None,
    label: str | None = None,
    value: str | float | None = None,
    expected: str | float | None = None,
    severity: Severity | None = None,
    **facts: str,
) -> Finding:
    """A finding of the catalogue. ``facts`` fill the braces of its sentences; ``label`` and ``value`` may stand there too.

    Errors: KeyError for an unknown code or a missing fact (a fault of ours).
    """
    sentence = CATALOGUE[code]
    given = {
        "label": label or "",
        "value": shown(str(value)) if value is not None else "",
        **{key: " " * fact.startswith(" ") + shown(fact) for key, fact in facts.items()},
    }
    return Finding(
        code=code,
        severity=severity or sentence.severity,
        stage=sentence.stage,
        message=sentence.message.format(**given),
        fix=sentence.fix.format(**given),
        file=file,
        unit=unit,
        field=field,
        label=label,
        sheet=at.sheet if at else sheet,
        cell=at.a1 if at else None,
        value=without_controls(value)[:2000] if isinstance(value, str) else value,
        expected=expected,
    )
