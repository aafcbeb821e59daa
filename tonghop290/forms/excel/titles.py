"""The sheets, columns and settings of a form written in Excel: which key of the definition each one is.

Whatever a definition can say and no column here stands for has its home in the sheet "Khác", as TOML says it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from tonghop290.text.normalize import match_key

__all__ = [
    "COLUMNS",
    "DOCUMENTS",
    "ENTRIES",
    "ERRORS",
    "FIELDS",
    "HEAD",
    "LEVELS",
    "LISTS",
    "NAMED",
    "OTHERS",
    "OWN_SETTINGS",
    "PARAMETERS",
    "PHRASES",
    "ROWS",
    "RULES",
    "SECTION",
    "SETTINGS",
    "SHEETS",
    "TABLES",
    "TERMS",
    "UNIT_KINDS",
    "WORDS",
    "Column",
    "Kind",
    "by_title",
]

Kind = Literal[
    "text",
    "formula",
    "number",
    "date",
    "truth",
    "word",
    "texts",
    "choices",
    "labels",
    "low",
    "high",
    "ranges",
    "ref",
    "refs",
]
HEAD, FIELDS, TABLES, COLUMNS, ROWS = "Biểu", "Chỉ tiêu", "Bảng", "Cột", "Dòng"
LISTS, RULES, PARAMETERS, OTHERS, ERRORS = "Danh sách", "Quy tắc", "Tham số", "Khác", "Lỗi"
WORDS, TERMS = "Từ ngữ", "Giải thích"
DOCUMENTS, OWN_SETTINGS, PHRASES = "Văn bản", "Cài đặt riêng", "Cụm từ"
UNIT_KINDS, LEVELS = "Loại đơn vị", "Cấp"


@dataclass(frozen=True, slots=True)
class Column:
    """``key``: the path in the definition, "" for what places the row (its id, the table it belongs to)."""

    title: str
    key: str
    kind: Kind = "text"
    hint: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    """The word in the cell → the one in the definition."""
    width: int = 14

    @property
    def path(self) -> tuple[str, ...]:
        return tuple(self.key.split("."))


_TYPES = {
    "số nguyên": "integer",
    "số thập phân": "decimal",
    "phần trăm": "percent",
    "ngày": "date",
    "lựa chọn": "choice",
    "chữ": "text",
    "đoạn văn": "long text",
}
SECTION = "phần"
"""Of the column "Kiểu" in the sheet of indicators: the row opens a section."""
_ADD_UPS = {
    "cộng": "sum",
    "bình quân": "mean",
    "tỷ lệ": "ratio",
    "đếm": "count",
    "mới nhất": "latest",
    "không cộng": "none",
}
_TRUTH = {"có": "true", "không": "false"}
_ROLES = {"người ký": "signer", "chức vụ người ký": "signer title", "người lập": "preparer"}
_SENDERS = {"đơn vị": "sender", "cơ quan tổng hợp": "office", "danh sách đơn vị": "register"}

_CODE = Column(
    "Mã", "code", hint="Mã in ở đầu dòng, ví dụ CT01; không trùng nhau. Dòng của phần: số của phần (I, II.1)."
)
_ID = Column("Mã máy", "", hint="Chữ thường không dấu, số và dấu _; để trống thì máy đặt theo tên.", width=18)
_COMMON = (
    Column("Đơn vị tính", "unit", hint="Ví dụ: người, ha, %. Chỉ tiêu là số thì phải có."),
    Column("Kiểu", "type", "word", "Chọn trong danh sách; “phần” là dòng mở đầu một phần của biểu.", _TYPES),
    Column("Số lẻ", "decimals", "number", "Số chữ số sau dấu phẩy (0 đến 6), cho số thập phân và phần trăm.", width=7),
    Column("Bắt buộc", "required", "truth", "“có” nếu không được để trống.", _TRUTH, 9),
    Column("Thấp nhất", "hard", "low", "Nhỏ hơn số này là sai. Có thấp nhất thì phải có cao nhất.", width=11),
    Column("Cao nhất", "hard", "high", "Lớn hơn số này là sai.", width=11),
    Column("Thường từ", "usual", "low", "Nhỏ hơn số này thì đề nghị đơn vị kiểm tra lại.", width=11),
    Column("Thường đến", "usual", "high", "Lớn hơn số này thì đề nghị đơn vị kiểm tra lại.", width=11),
    Column(
        "Lựa chọn",
        "choices",
        "choices",
        "Các lựa chọn, cách nhau bằng dấu ;, hoặc tên ở trang Danh sách.",
        width=22,
    ),
    Column(
        "Công thức",
        "formula",
        "formula",
        "Máy tự tính, ví dụ: nam / tong * 100; không cần dấu =.",
        width=22,
    ),
    Column("Cách cộng", "total.how", "word", "Cộng các đơn vị thế nào.", _ADD_UPS, 11),
    Column("Trọng số", "total.weight", "ref", "Bình quân: mã của chỉ tiêu làm trọng số.", width=11),
    Column("Tử số", "total.numerator", "ref", "Tỷ lệ: mã của chỉ tiêu làm tử số.", width=11),
    Column("Mẫu số", "total.denominator", "ref", "Tỷ lệ: mã của chỉ tiêu làm mẫu số.", width=11),
    Column("Hệ số", "total.scale", "number", "Tỷ lệ: 100 nếu ghi theo %.", width=8),
    Column("Ai điền", "filled_by", "word", "Để trống: đơn vị điền.", _SENDERS),
    Column("Giải thích", "help", hint="Hiện bên cạnh ô khi đơn vị điền; nhiều nhất 255 ký tự.", width=36),
)
_OTHER_LABELS = Column(
    "Tiếng khác", "labels", "labels", "Tên bằng tiếng khác, ví dụ en: Household; fr: Ménage", width=30
)
_RARE = (
    Column("Tên ngắn", "short", hint="Dùng trong bảng tổng hợp và thông báo.", width=20),
    Column("Số thứ tự", "number", hint="Để trống: máy tự đánh số.", width=9),
    Column(
        "Thường, theo loại đơn vị",
        "usual_for",
        "ranges",
        "Ví dụ: loại một: 20 đến 100; loại hai: 5 đến 12",
        width=26,
    ),
    Column("Được ghi khác", "other_allowed", "truth", "“có”: được ghi ngoài danh sách lựa chọn.", _TRUTH, 10),
    Column("Cách ghi lựa chọn", "spellings", "texts", "Ví dụ: Nam giới = Nam; cách nhau bằng dấu ;", width=26),
    _OTHER_LABELS,
    Column("Phụ thuộc", "depends_on", "ref", "Mã của chỉ tiêu mà danh sách này đi theo.", width=12),
    Column("Ghi sẵn", "default", hint="Giá trị ghi sẵn trong biểu trắng."),
    Column("Lấy từ cấu hình", "office", hint="Mục trong cấu hình của cơ quan được ghi sẵn vào đây."),
    Column("Có “Không áp dụng”", "not_applicable", "truth", "“có”: đơn vị được trả lời “Không áp dụng”.", _TRUTH, 10),
    Column("Có “Không có số liệu”", "no_data", "truth", "“không”: chỉ tiêu đơn vị nào cũng phải có số.", _TRUTH, 10),
    Column("So với nơi khác", "compared", "truth", "“không”: mỗi nơi một khác, không so sánh.", _TRUTH, 10),
    Column("Số đếm", "counted", "truth", "“có”: đếm người, vật; trong báo cáo viết 01…09.", _TRUTH, 8),
    Column("Vai trò", "role", "word", "Người ký báo cáo, chức vụ, người lập biểu: in ở trang Bản ký.", _ROLES, 14),
    Column("Bỏ ở đầu", "drops", "texts", "Chữ người ta hay ghi trước câu trả lời, câu báo cáo đã có.", width=20),
    Column("Bỏ ở cuối", "drops_after", "texts", "Chữ hay ghi sau câu trả lời, câu báo cáo đã có.", width=20),
    Column("Chỗ trống trong mẫu", "blank", hint="Chỗ trống của mẫu báo cáo giấy mà chỉ tiêu này điền."),
)
_FIELD = (
    _CODE,
    _ID,
    Column("Chỉ tiêu", "label", hint="Tên chỉ tiêu (hoặc tên phần), trên một dòng.", width=46),
    *_COMMON,
    Column("Câu trong báo cáo", "sentence", hint="Số liệu đặt trong ngoặc nhọn: Có {tong} hộ.", width=40),
    Column(
        "So với chỉ tiêu", "compared_with", "ref", "Chỉ tiêu đứng trước trong bảng so sánh, ví dụ số của năm trước."
    ),
    Column("Thay đổi thường", "change_usual", "number", "Đổi quá số % này so với kỳ trước thì đề nghị kiểm tra lại."),
    *_RARE,
    Column("Có từ phiên bản", "since", hint="Phiên bản đầu tiên hỏi chỉ tiêu này; biểu phát trước đó vẫn đọc được."),
    Column("Thuộc phần", "section", hint="Để trống: phần ở phía trên."),
)
_TABLE = (
    _CODE,
    _ID,
    Column("Bảng", "label", hint="Tên bảng, trên một dòng.", width=46),
    Column("Thuộc phần", "section", hint="Mã máy của phần (trang Chỉ tiêu)."),
    Column("Trang", "sheet", "word", "Bảng số liệu hay các ý bằng lời.", {"bảng": "detail", "nội dung": "words"}, 10),
    Column("Dòng trống", "blank_rows", "number", "Bảng tự do: số dòng để trống cho đơn vị ghi.", width=9),
    Column("Có dòng tổng", "totals", "truth", "“có”: chỉ cho bảng có dòng cố định.", _TRUTH, 9),
    Column("Cột không cộng ngang", "columns_apart", "truth", "“có”: các cột là các năm của một số.", _TRUTH, 9),
    Column("Giải thích", "help", width=46),
    Column("Số thứ tự", "number", width=9),
    _OTHER_LABELS,
)
_OF_TABLE = Column("Bảng", "", hint="Mã máy, mã hoặc tên của bảng; để trống: như dòng trên.", width=22)
_COLUMN = (
    _OF_TABLE,
    _ID,
    Column("Tên cột", "label", hint="Chữ ở đầu cột.", width=30),
    *_COMMON,
    *_RARE,
    Column("Mã", "code"),
    Column("Thuộc phần", "section"),
)
MOST_PREFILLED = 6
"""Columns of a free table that can be filled in beforehand in the sheet; more have their home in "Khác"."""
_ROW = (
    _OF_TABLE,
    Column("Mã", "code", hint="Dòng cố định: mã in ở đầu dòng."),
    Column("Mã máy", "id", hint="Dòng cố định: chữ thường không dấu, số và dấu _; để trống thì máy đặt."),
    Column("Tên dòng", "label", hint="Dòng cố định: tên dòng. Bảng tự do: để trống, ghi ở các cột Ghi sẵn.", width=40),
    *(
        Column(f"Ghi sẵn {number}", str(number), hint=f"Bảng tự do: chữ có sẵn ở cột thứ {number}.", width=40)
        for number in range(1, MOST_PREFILLED + 1)
    ),
    Column(
        "Trước đây", "formerly", hint="Câu ghi sẵn của bản biểu trước; đơn vị gửi câu ấy thì đọc là câu này.", width=40
    ),
    _OTHER_LABELS,
)
_RULE = (
    Column("Mã", "", hint="Ví dụ R1; không trùng nhau.", width=8),
    Column("Tên quy tắc", "label", width=40),
    Column("Điều kiện", "test", "formula", "Điều phải đúng, ví dụ: tong == nam + nu", width=44),
    Column(
        "Mức",
        "severity",
        "word",
        "Phải sửa, hay đề nghị xem lại.",
        {"lỗi": "error", "cảnh báo": "warning"},
        10,
    ),
    Column("Thông báo", "message", hint="Lời với đơn vị; số liệu đặt trong ngoặc nhọn: {tong}.", width=50),
    Column("Việc cần làm", "fix", width=40),
    Column("Chỉ vào", "at", "refs", "Mã của các chỉ tiêu mà thông báo chỉ vào, cách nhau bằng dấu ;", width=18),
    Column("Khi thiếu số", "missing", "word", "Để trống: bỏ qua.", {"bỏ qua": "skip", "coi là 0": "zero"}, 11),
    Column("Chỉ cho loại đơn vị", "for", "texts", "Các loại đơn vị, cách nhau bằng dấu ;", width=18),
    Column("Căn cứ", "source", width=30),
)
_PARAMETER = (
    Column("Tên", "", hint="Tên dùng trong quy tắc: chữ thường không dấu, số và dấu _.", width=26),
    Column("Giá trị", "value", "number", width=14),
)
_OTHER = (
    Column("Mục", "", hint="Tên đầy đủ của mục trong tệp TOML, ví dụ fields.tong.compared", width=44),
    Column("Giá trị", "value", hint="Giá trị như trong tệp TOML.", width=60),
)
_WHOSE = {"đơn vị": "unit", "cơ quan tổng hợp": "office"}
_DOCUMENT = (
    _ID,
    Column("Tên văn bản", "title", hint="Ví dụ: Báo cáo kết quả rà soát.", width=46),
    Column("Của ai", "for", "word", "Mỗi đơn vị một bản, hay một bản của cơ quan tổng hợp.", _WHOSE, 18),
    Column("Tệp mẫu", "template", hint="Tệp Word (.docx) cùng thư mục; để trống: in bản đơn giản.", width=24),
    Column("Thể thức", "profile", hint="Để trống: theo cấu hình của cơ quan.", width=14),
    Column("Tên tệp in ra", "output", hint="Không ghi đuôi; {unit} là mã và tên đơn vị.", width=24),
    Column("Chỉ tiêu trong bảng", "table_fields", "refs", "Bảng các đơn vị: các mã, cách nhau bằng ;", width=40),
    Column("Không chú thích", "without_notes", "truth", "“có”: ghi chú của đơn vị không in ở chân trang.", _TRUTH, 12),
)
_OWN_SETTING = (
    _ID,
    Column("Tên cài đặt", "label", hint="Lời giải thích cạnh cài đặt trong cấu hình của đợt.", width=60),
    Column("Giá trị sẵn", "default", width=30),
    Column("Thêm vào danh sách", "adds_to", hint="Danh sách trong [texts] được thêm các tên ghi ở đây.", width=20),
)
_PHRASE = (
    _ID,
    Column("Cụm từ", "text", hint="Viết như trong mẫu Word: chữ và các thẻ {{ … }}.", width=70),
    Column("Trong văn bản của cơ quan", "office", hint="Để trống: viết như nhau.", width=50),
    Column("Của ai", "for", "word", "Để trống: dùng được trong mọi văn bản.", _WHOSE, 18),
    Column("Giải thích", "label", width=40),
)
_TERM = (
    Column("Từ ngữ", "", hint="Chữ mà người điền biểu hay hỏi.", width=30),
    Column("Nghĩa là", "meaning", hint="Giải thích; có một từ thì biểu có trang Giải thích từ ngữ.", width=90),
)
_UNIT_KIND = (
    Column("Loại đơn vị", "", hint="Chữ thường, như trong danh sách đơn vị.", width=24),
    Column("Viết tắt", "short", "texts", "Cách viết tắt trước tên, cách nhau bằng dấu ;"),
    Column("Tên là số", "numbered", "truth", "“có”: viết tắt liền với số, ví dụ P7.", _TRUTH, 9),
    Column("Ngoài đô thị gồm", "parts", hint="Phần của đơn vị gọi là gì.", width=20),
    Column("Đô thị gồm", "town_parts", hint="Phần của đơn vị ở đô thị gọi là gì.", width=20),
    Column("Khu vực", "area", width=16),
    Column("Gọi theo khu vực", "cells", hint="Để trống: gọi theo phần của đơn vị.", width=18),
    Column("Quyền hạn ký", "authority", hint="Dòng trên chữ ký của đơn vị, in ở trang Bản ký.", width=22),
    Column("Chức vụ ký", "signer_title", hint="Chức vụ người ký, khi biểu không hỏi.", width=16),
)
_LEVEL = (
    Column("Cấp", "", hint="Cấp của cơ quan tổng hợp, chữ thường.", width=28),
    Column("Chữ trước tên nơi", "word", hint="Để trống: như tên cấp.", width=18),
    Column("Viết tắt", "short", "texts", "Cách viết tắt trước tên, cách nhau bằng dấu ;"),
    Column("Tên là số", "numbered", "truth", "“có”: viết tắt liền với số.", _TRUTH, 9),
    Column("Ở dưới cấp", "under", "texts", "Các cấp có thể ở ngay trên, cách nhau bằng dấu ;", width=28),
    Column("Có từ ngày", "since", "date"),
    Column("Có đến ngày", "until", "date"),
    Column("Cơ quan ban hành", "committee", width=24),
    Column("Dòng trên tên đơn vị", "party_body", hint="{name} là tên nơi.", width=24),
    Column("Cơ quan cấp trên", "parent_committee", width=24),
    Column("Ký hiệu công văn", "letter_symbol"),
    Column("Ký hiệu báo cáo", "report_symbol"),
    Column("Dấu trước ký hiệu", "number_mark", hint="Để trống: dấu gạch nối."),
    Column("Nơi nhận báo cáo", "reports_to", width=30),
    Column("Cơ quan tham mưu", "department", width=24),
    Column("Tham mưu cấp trên", "parent_department", width=30),
    Column("Thư gửi", "addressee", hint="{unit} là đơn vị.", width=24),
    Column("Ai báo cáo", "speaker", hint="{committee}, {name}: cơ quan ban hành, tên nơi.", width=30),
    Column("Quyền hạn ký", "authority", width=24),
    Column("Chức vụ ký", "signer_title"),
    Column("Thể thức", "profile"),
    Column("Văn bản của các cấp", "tiers", "texts", "Từ trên xuống, cách nhau bằng dấu ;", width=30),
)
_HEAD = (
    Column("Cài đặt", "", hint="Tên cài đặt; để trống: thêm một dòng cho cài đặt ở trên.", width=34),
    Column("Giá trị", "value", width=90),
)
_LIST = (
    Column("Danh sách", "", hint="Tên danh sách, dùng ở cột Lựa chọn; để trống: như dòng trên.", width=24),
    Column("Mã máy", "", hint="Chữ thường không dấu, số và dấu _; để trống thì máy đặt theo tên.", width=18),
    Column("Mã", "code", hint="Mã của mục, nếu có; đơn vị gõ mã cũng được.", width=10),
    Column("Lựa chọn", "label", hint="Mục hiện trong danh sách thả xuống.", width=40),
    Column("Cách ghi khác", "spellings", "texts", "Các cách ghi khác của mục này, cách nhau bằng dấu ;", width=30),
    Column("Thuộc", "parent", hint="Danh sách phụ thuộc: mục này thuộc mục nào của danh sách trên.", width=24),
    _OTHER_LABELS,
)
_WORD = (
    Column(
        "Chữ in sẵn", "", hint="Chữ mà chương trình in ra, ví dụ: Số liệu; chỗ trong ngoặc nhọn giữ nguyên.", width=60
    ),
    Column("Chữ thay", "value", hint="Chữ của biểu này in thay vào đó.", width=60),
)
SHEETS: Mapping[str, tuple[Column, ...]] = {
    HEAD: _HEAD,
    FIELDS: _FIELD,
    TABLES: _TABLE,
    COLUMNS: _COLUMN,
    ROWS: _ROW,
    LISTS: _LIST,
    RULES: _RULE,
    PARAMETERS: _PARAMETER,
    WORDS: _WORD,
    TERMS: _TERM,
    DOCUMENTS: _DOCUMENT,
    OWN_SETTINGS: _OWN_SETTING,
    PHRASES: _PHRASE,
    UNIT_KINDS: _UNIT_KIND,
    LEVELS: _LEVEL,
    OTHERS: _OTHER,
}
NAMED: Mapping[str, str] = {UNIT_KINDS: "units", LEVELS: "levels", TERMS: "terms"}
"""Sheets one row of which is one entry of a part, with the entry's name, as it is, in the first column."""
ENTRIES: Mapping[str, str] = {DOCUMENTS: "documents", OWN_SETTINGS: "settings", PHRASES: "phrases"}
"""Sheets one row of which is one entry of a part, with the entry's id in "Mã máy"."""
SETTINGS = (
    Column("Mã biểu", "form.id", hint="Chữ thường không dấu, số, dấu gạch."),
    Column("Tên biểu", "form.title"),
    Column("Phiên bản", "form.version"),
    Column("Bảng các cấp", "form.levels", hint="Tên một bảng các cấp; để trống: không theo bảng nào."),
    Column("Ngôn ngữ", "form.language", hint="Ngôn ngữ của các chữ in sẵn: vi (để trống) hoặc en."),
    Column("Xưng hô", "form.salutation", hint="Gọi người nhận thư, người điền biểu; ví dụ: quý đơn vị."),
    Column("Ngôn ngữ thứ hai", "form.second_language", hint="In thêm dưới mỗi nhãn, ví dụ en; để trống: không in."),
    Column("Kỳ báo cáo", "period.name", hint="Ví dụ: quý III/2026, tháng 9/2026, 6 tháng đầu năm 2026, năm 2026."),
    Column("Năm đầu kỳ", "period.first_year", "number", "Chỉ cho kỳ nhiều năm: năm đầu và năm cuối."),
    Column("Năm cuối kỳ", "period.last_year", "number"),
    Column("Kỳ từ ngày", "period.from", "date", "Chỉ cho kỳ không tròn tháng: ngày đầu và ngày cuối."),
    Column("Kỳ đến ngày", "period.to", "date"),
    Column("Bảng so sánh, cột trước", "comparison.before", hint="Ví dụ: Kế hoạch, Cùng kỳ năm trước."),
    Column("Bảng so sánh, cột sau", "comparison.after", hint="Ví dụ: Thực hiện, Kỳ này."),
    Column("Tiêu đề in trên biểu", "texts.workbook_title"),
    Column("Dòng dưới tiêu đề", "texts.subtitle"),
    Column("Hướng dẫn điền", "texts.how_to", "texts", "Mỗi dòng một ý."),
    Column("Giới hạn của số liệu", "texts.known_limits", "texts", "Mỗi dòng một ý."),
    Column("Cấp của cơ quan tổng hợp", "office.level"),
    Column("Tên cơ quan tổng hợp", "office.name"),
    Column("Cơ quan ban hành", "office.committee"),
    Column("Cơ quan chủ quản", "office.party_body"),
    Column("Ký hiệu công văn", "office.letter_symbol"),
    Column("Ký hiệu báo cáo", "office.report_symbol"),
    Column("Năm báo cáo", "office.report_year", "number"),
    Column("Hạn gửi", "office.deadline", "date"),
    Column("Ngày chốt số liệu", "office.figures_date", "date"),
    Column("Thể thức văn bản", "office.profile"),
)


def by_title(columns: tuple[Column, ...]) -> dict[str, Column]:
    """Columns by the key of their title: spelling and spaces do not matter."""
    return {match_key(column.title): column for column in columns}
