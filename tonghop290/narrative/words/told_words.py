"""Every word of a form's templates, told to who writes them: with its label, its kind, and how it is written."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from tonghop290.model import Document, Form
from tonghop290.narrative.words.word_list import Kind, Word, words_of

__all__ = ["AFTER_THE_DOT", "WAYS_OF_WRITING", "told_words", "word_lines"]

KINDS: Mapping[Kind, str] = MappingProxyType(
    {
        "figure": "số",
        "text": "chữ",
        "list": "các ý",
        "table": "bảng",
        "record": "nhóm",
        "flag": "có hay không",
    }
)
AFTER_THE_DOT: Mapping[Kind, Mapping[str, str]] = MappingProxyType(
    {
        "figure": {
            "cau": 'cả câu, dấu # là số: cau("có # hộ", khong="không có hộ nào", chua="chưa thống kê được")',
            "so": "giá trị, để so sánh",
            "bang_khong": "bằng 0",
            "khong_so_lieu": "đơn vị trả lời không có số liệu",
            "khong_ap_dung": "không áp dụng ở đơn vị",
            "chua_tra_loi": "chưa ai trả lời",
            "standing": "trả lời thế nào (tiếng Anh)",
            "uoc_tinh": "là số ước tính, hoặc có số ước tính trong đó",
            "nguon": "của số cộng: (tổng hợp từ 13/14 đơn vị), khi có đơn vị đã gửi biểu mà chưa có số này",
            "dua_tren": "như nguon, không có ngoặc",
            "truoc": "của số cộng so với năm trước, kỳ trước (compared_with): số trước, tính trên các đơn vị có cả hai",
            "nay": "chính số cộng ấy, tính trên các đơn vị có cả hai",
            "cao_nhat": "của số cộng: tối đa ba đơn vị cao nhất, kèm số; không có ai nổi trội thì trống",
            "thap_nhat": "tối đa ba đơn vị thấp nhất",
            "noi_co": "nơi có: “12/14 đơn vị”, hoặc như pham_vi khi nơi nào cũng có",
            "chon": 'của mục chọn: số đơn vị chọn mục ấy, ví dụ chon("Có")',
            "don_vi_co": "của số cộng, số đếm: tên các đơn vị có, tối đa năm tên",
            "don_vi_khong": "tên các đơn vị trả lời là không có, tối đa năm tên",
            "ten_don_vi_khong": "đủ tên các đơn vị ấy, để in ở phụ lục",
            "so_don_vi": "số đơn vị có số này",
            "so_bao_cao": "số đơn vị đã gửi biểu",
            "tong_don_vi": "số đơn vị phải gửi",
            "tu_so": "tử số của tỷ lệ",
            "mau_so": "mẫu số của tỷ lệ",
        },
        "text": {"thuong": "chữ thường, để so sánh", "trong": "chưa có gì"},
        "table": {
            "tong_hop": "các dòng cố định, mỗi dòng một lần; ở văn bản của cơ quan là số cộng của các đơn vị",
            "cong": "số cộng của từng cột: bang.cong.cot",
            "tong": "số cộng của cả bảng",
        },
    }
)
"""What may stand after a word's dot; of a table: after the table's own name, its columns after a row's."""
WAYS_OF_WRITING: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "liet_ke": ("liet_ke(mot, hai)", "các phần có chữ, cách nhau bằng dấu phẩy"),
        "so_sanh": ("so_sanh(truoc, sau)", "“tăng”, “giảm”, “không đổi”, hoặc vì sao chưa so được"),
        "so_duong": ("so_duong(so)", "số không có dấu trừ"),
        "hieu": ("hieu(truoc, sau)", "hiệu của hai số như in ra"),
        "cong_lai": ("cong_lai(mot, hai)", "tổng của các số"),
        "so_lan": ("so_lan(truoc, sau)", "số sau gấp mấy lần số trước, một chữ số thập phân"),
        "phan_tram": ("phan_tram(truoc, sau)", "số sau tăng (giảm: số âm) bao nhiêu % so với số trước"),
        "cho_trong": ("cho_trong", "chỗ trống ……"),
        "ky_hieu": ('so_van_ban | ky_hieu("QĐ")', "số văn bản kèm ký hiệu: 05-QĐ"),
        "bo_dau": ('ten | bo_dau("số")', "bỏ chữ ấy ở đầu"),
        "dem": ("so | dem", "số đếm trong câu: 04"),
        "gon": ("ten | gon", "bỏ dấu câu, dấu cách ở hai đầu"),
        "trong_ngoac": ("ten | trong_ngoac", "đặt trong ngoặc kép, nếu chưa có"),
        "hoa_dau": ("ten | hoa_dau", "chữ đầu viết hoa"),
        "thuong_dau": ("ten | thuong_dau", "chữ đầu viết thường, trừ chữ viết tắt"),
    }
)
"""Functions and filters of our own: how they are written, and what they give. Jinja's usual ones work as well."""


def told_words(form: Form, documents: Mapping[Document, frozenset[str]]) -> dict[str, Any]:
    """All of it as one value. ``documents``: each with the words its template uses, whose shared ones are told too."""
    return {
        "form": form.id,
        "documents": [
            {
                "id": one.id,
                "title": one.title,
                "for": one.about,
                "template": one.template or None,
                "words": [_told(word) for word in _shown(form, one, used)],
            }
            for one, used in documents.items()
        ],
        "after_the_dot": {kind: dict(inside) for kind, inside in AFTER_THE_DOT.items()},
        "ways_of_writing": [
            {"name": name, "example": example, "label": label} for name, (example, label) in WAYS_OF_WRITING.items()
        ],
    }


def word_lines(form: Form, documents: Mapping[Document, frozenset[str]]) -> list[str]:
    """The same as lines with tabs: word, kind, label, how it is written; columns below their table."""
    lines = []
    for one, used in documents.items():
        whose = "mỗi đơn vị một bản" if one.about == "unit" else "của cơ quan tổng hợp"
        lines += [f"# {one.id} – {one.template or 'bản đơn giản'}, {whose}: {one.title}", "Thẻ\tLoại\tNghĩa\tCách viết"]
        for word in _shown(form, one, used):
            lines.append(f"{word.name}\t{KINDS[word.kind]}\t{word.label}\t{word.example}")
            lines += [f"  .{name}\t\t{label}\t" for name, label in word.inside.items()]
        lines.append("")
    for kind, inside in AFTER_THE_DOT.items():
        lines.append(f"# Sau dấu chấm của thẻ loại {KINDS[kind]}")
        lines += [f".{name}\t\t{label}\t" for name, label in inside.items()]
        lines.append("")
    lines.append("# Cách viết")
    return lines + [f"{name}\t\t{label}\t{{{{ {example} }}}}" for name, (example, label) in WAYS_OF_WRITING.items()]


def _shown(form: Form, document: Document, used: frozenset[str]) -> list[Word]:
    return [word for word in words_of(form, document.about).values() if not word.shared or word.name in used]


def _told(word: Word) -> dict[str, Any]:
    return {
        "name": word.name,
        "kind": word.kind,
        "label": word.label,
        "inside": dict(word.inside),
        "example": word.example,
    }
