"""Every word a Word template may use, in one list: what it is, whose documents know it, how it is written.

Lint asks it, ``form words`` prints it, and the words of a report are held equal to it by a test.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from tonghop290.model import About, Field, Form, Table
from tonghop290.narrative.words.table_rows import LABEL_WORD, SUM_WORD, UNIT_WORD, adding_columns

__all__ = ["OTHER_SENTENCES", "Kind", "Word", "words_of"]

OTHER_SENTENCES = "cau_khac"
"""The place of a template for the sentences of the fields it does not print itself."""

Kind = Literal["figure", "text", "list", "table", "record", "flag"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """``inside``: what may stand after a dot – of a table in each of its rows – by name, with what it is."""

    name: str
    label: str
    kind: Kind
    inside: Mapping[str, str] = field(default_factory=dict)
    shared: bool = False
    """A phrase that is shipped for any form: known, and shown only where a template uses it."""

    @property
    def example(self) -> str:
        """How it is written in a template."""
        first = next(iter(self.inside), "…")
        match self.kind:
            case "table":
                columns = " | ".join(f"{{{{ d.{name} }}}}" for name in list(self.inside)[:3])
                return f"{{%tr for d in {self.name} %}} {columns} {{%tr endfor %}}"
            case "list":
                return f"{{%p for y in {self.name} %}} {{{{ y }}}} {{%p endfor %}}"
            case "record":
                return f"{{{{ {self.name}.{first} }}}}"
            case "flag":
                return f"{{%p if {self.name} %}} … {{%p endif %}}"
        return f"{{{{ {self.name} }}}}"


_BOTH = {
    "ten_co_quan": "Tên riêng của cơ quan tổng hợp",
    "co_quan": "Tên đầy đủ của cơ quan tổng hợp",
    "co_quan_tren": "Tên đầy đủ của cơ quan tổng hợp (như co_quan)",
    "co_quan_ban_hanh": "Cơ quan tổng hợp gọi theo chức năng, không có tên riêng",
    "cap": "Cấp của cơ quan tổng hợp",
    "cac_cap": "Các cấp từ trên xuống",
    "cac_cap_tren": "Các cấp ở trên",
    "cac_cap_chi_dao": "Các cấp trên cơ quan tổng hợp",
    "co_quan_tham_muu": "Cơ quan tham mưu của cơ quan tổng hợp",
    "gom_nong_thon": "Phần ngoài đô thị của đơn vị gọi là gì",
    "gom_do_thi": "Phần đô thị của đơn vị gọi là gì",
    "dong_cap_tren": "Dòng trên cùng bên trái: cơ quan cấp trên, chữ hoa",
    "dia_danh": "Địa danh trước ngày, tháng",
    "ngay_van_ban": "Ngày, tháng để trống và năm báo cáo",
    "nam_bao_cao": "Năm báo cáo",
    "ky": "Kỳ báo cáo",
    "ky_truoc": "Kỳ trước",
    "cung_ky": "Cùng kỳ năm trước",
    "ky_tu_ngay": "Ngày đầu kỳ",
    "ky_den_ngay": "Ngày cuối kỳ",
    "so_nam": "Số năm từ năm đầu đến năm cuối kỳ",
    "nam_dau": "Năm đầu kỳ",
    "nam_cuoi": "Năm cuối kỳ",
    "ky_hieu_cong_van": "Ký hiệu công văn của cơ quan tổng hợp",
    "luu_y": "Dòng lưu ý in trên mọi văn bản",
    "con_lai": "Còn bao nhiêu chỗ thiếu, bao nhiêu lỗi",
    "con_thieu": "Tên những chỗ còn thiếu, tối đa năm chỗ",
    "ma_doi_chieu": "Mã đối chiếu của bản dự thảo; văn bản để ký không có",
}
_OF_UNIT = {
    "loai_don_vi": "Loại đơn vị",
    "ten_don_vi": "Tên riêng của đơn vị",
    "so_cong_van": "Số công văn yêu cầu báo cáo",
    "ngay_cong_van": "Ngày của công văn ấy",
    "khu_vuc_don_vi": "Khu vực của loại đơn vị: nông thôn, đô thị",
    "goi_khu_vuc": "Chữ gọi theo khu vực; để trống thì gọi theo phần của đơn vị",
}
_OF_OFFICE = {
    "cac_don_vi": "Các loại đơn vị báo cáo",
    "so_don_vi": "Số đơn vị đã có báo cáo",
    "tong_don_vi": "Số đơn vị phải báo cáo",
    "pham_vi": "Các đơn vị báo cáo; còn thiếu thì “14 đơn vị có báo cáo”",
    "don_vi_thieu": "Tên các đơn vị chưa có báo cáo",
    "don_vi_thieu_gon": "Như trên, tối đa năm tên",
    "so_don_vi_thieu": "Số đơn vị chưa có báo cáo",
    "ky_hieu_bao_cao": "Ký hiệu báo cáo của cơ quan tổng hợp",
    "ten_nguoi_ky": "Người ký báo cáo của cơ quan tổng hợp",
    "chuc_vu_nguoi_ky": "Chức vụ của người ký ấy",
    "cap_tren": "Cấp trên nhận báo cáo",
    "noi_nhan_tren": "Nơi nhận báo cáo của cơ quan tổng hợp",
    "tham_muu_cap_tren": "Cơ quan tham mưu của cấp trên",
}
_DRAFT, _OTHERS = "Văn bản còn là dự thảo", "Câu trong báo cáo của các chỉ tiêu mà mẫu không in"


def words_of(form: Form, about: About) -> dict[str, Word]:
    """Name → word, of all that a document of that kind may use."""
    words: dict[str, Word] = {}
    for phrase in form.paper.phrases:
        if phrase.about in ("", about):
            words[phrase.id] = Word(name=phrase.id, label=phrase.label, kind="text", shared=phrase.shared)
    for id, setting in form.paper.settings.items():
        words.setdefault(id, Word(name=id, label=setting.label, kind="text"))
    for id, value in form.texts.items():
        words.setdefault(id, _of_text(id, value))
    given = [
        *(Word(name=name, label=label, kind="text") for name, label in (_BOTH | _own(about)).items()),
        Word(name="du_thao", label=_DRAFT, kind="flag"),
        Word(name=OTHER_SENTENCES, label=_OTHERS, kind="list"),
        *(_of_units(form) if about == "office" else ()),
    ]
    for word in given:
        words.setdefault(word.name, word)
    for one in form.fields.values():
        words[one.id] = _of_field(one, about)
    return words | {table.id: _of_table(table, about) for table in form.tables.values()}


def _own(about: About) -> dict[str, str]:
    return _OF_UNIT if about == "unit" else _OF_OFFICE


def _of_text(id: str, value: object) -> Word:
    if isinstance(value, Mapping):
        return Word(name=id, label=f"[texts.{id}]", kind="record", inside=dict.fromkeys(map(str, value), ""))
    return Word(name=id, label=f"[texts] {id}", kind="list" if isinstance(value, list) else "text")


def _of_field(one: Field, about: About) -> Word:
    counted = about == "office" and one.total.how == "count"
    return Word(name=one.id, label=one.label, kind="figure" if one.figure or counted else "text")


def _of_table(table: Table, about: About) -> Word:
    if table.sheet == "words":
        return Word(name=table.id, label=table.label, kind="list")
    inside = {LABEL_WORD: "Tên dòng"} if table.fixed else {}
    inside |= {column.id: column.label for column in table.columns}
    if adding_columns(table):
        inside.setdefault(SUM_WORD, "Cộng cả dòng")
    if about == "office":
        inside.setdefault(UNIT_WORD, "Đơn vị của dòng")
    return Word(name=table.id, label=table.label, kind="table", inside=inside)


def _of_units(form: Form) -> tuple[Word, ...]:
    fields = {id: one.label for id, one in form.fields.items()}
    return (
        Word(
            name="dong",
            label="Bảng các đơn vị, mỗi đơn vị một dòng",
            kind="table",
            inside={"tt": "Số thứ tự", "ten": "Tên đơn vị", **fields},
        ),
        Word(
            name="y_nhieu_don_vi",
            label="Các ý của nhiều đơn vị mà không kể hết tên tại chỗ",
            kind="table",
            inside={"muc": "Mục", "y": "Nội dung", "so_don_vi": "Số đơn vị", "don_vi": "Tên các đơn vị"},
        ),
        Word(name="cong", label="Dòng cộng của bảng các đơn vị", kind="record", inside=fields),
        Word(name="co_so", label="Số đơn vị có số liệu, khi còn thiếu", kind="record", inside=fields),
    )
