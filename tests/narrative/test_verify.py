"""The checker finds what a hand changed in a right report: one change, one finding."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.light_word import empty_document
from tests.samples.reports import an_office, one_return, short_template, write_narrative
from tonghop290.narrative.verify.differences import verify_docx
from tonghop290.narrative.verify.last_look import look_over


@pytest.fixture(scope="module")
def right(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A right report, short: head, first sentences and signature."""
    folder = tmp_path_factory.mktemp("v")
    template = short_template(folder / "mau.docx")
    path = write_narrative(one_return(), "nhan_ve/001.xlsx", folder / "a.docx", office=an_office(), template=template)
    assert verify_docx(path, "hd36-2018") == ()
    return path


def _paragraph(document: Any, style: str, last: bool = False) -> Any:
    from docx.text.paragraph import Paragraph

    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    found = [
        paragraph
        for paragraph in (Paragraph(element, document._body) for element in document.element.body.iter(f"{w}p"))
        if paragraph.style.name == style
    ]
    return found[-1 if last else 0]


def _mm(value: float) -> int:
    return int(value * 36000)


def _set(path: str, value: Any) -> Callable[[Any], None]:
    """Set "sections.0.left_margin" or "style:Nội dung.font.size" of the document."""

    def change(document: Any) -> None:
        first, *steps, last = path.split(".")
        target = (
            document.styles[first.removeprefix("style:")] if first.startswith("style:") else getattr(document, first)
        )
        for step in steps:
            target = target[int(step)] if step.isdigit() else getattr(target, step)
        setattr(target, last, value)

    return change


def _say(style: str, text: str, last: bool = False) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        runs = _paragraph(document, style, last).runs
        runs[0].text = text
        for run in runs[1:]:
            run.text = ""

    return change


# what was changed · how · what the checker says
CHANGES = [
    ("left margin", _set("sections.0.left_margin", _mm(25)), "Phần 1: lề trái 25 mm, cần 30 mm."),
    ("paper", _set("sections.0.page_height", _mm(279.4)), "Phần 1: khổ giấy không phải A4."),
    ("page number height", _set("sections.0.header_distance", _mm(12.5)),
     "Phần 1: số trang cách mép trên 12,5 mm, cần 10 mm."),
    ("number on page 1", _set("sections.0.different_first_page_header_footer", False),
     "Trang 1 phải không có số trang."),
    ("font", _set("style:Nội dung.font.name", "Arial"), "Nội dung: phông chữ Arial, cần Times New Roman."),
    ("size", _set("style:Nội dung.font.size", 13 * 12700), "Nội dung: cỡ chữ 13, cần 14."),
    ("title size", _set("style:Tiêu đề Đảng.font.size", 13 * 12700), "Tiêu đề Đảng: cỡ chữ 13, cần 15."),
    ("name not bold", _set("style:Cơ quan ban hành.font.bold", False), "Cơ quan ban hành: cần in đậm."),
    ("position bold", _set("style:Chức vụ.font.bold", True), "Chức vụ: không in đậm."),
    ("date upright", _set("style:Địa danh và ngày.font.italic", False), "Địa danh và ngày: cần in nghiêng."),
    ("left aligned", _set("style:Nội dung.paragraph_format.alignment", 0), "Nội dung: căn trái, cần căn đều hai bên."),
    ("first line", _set("style:Nội dung.paragraph_format.first_line_indent", _mm(12.7)),
     "Nội dung: thụt đầu dòng 12,7 mm, cần 10 mm."),
    ("gap", _set("style:Nội dung.paragraph_format.space_before", 0),
     "Nội dung: khoảng cách giữa hai đoạn 0 pt, cần ít nhất 6 pt."),
    ("line spacing", _set("style:Nội dung.paragraph_format.line_spacing", 1.5),
     "Nội dung: giãn dòng chưa đúng, cần Exactly 18 pt trở lên."),
    ("recipients' head", _set("style:Nơi nhận.font.underline", False), "Nơi nhận: cần gạch chân."),
    ("star", _say("Dấu sao", "***"), "Dưới tên cơ quan ban hành phải là dấu sao (*)."),
    ("number", _say("Số và ký hiệu", "Số: 5-BC/ĐU"),
     "Số và ký hiệu “Số: 5-BC/ĐU” chưa đúng mẫu “Số 05-BC/ĐU” (không có dấu hai chấm, số dưới 10 có số 0 phía trước)."),
    ("month", _say("Địa danh và ngày", "Hoằng Xuân, ngày 05 tháng 03 năm 2020"),
     ("Địa danh và ngày “Hoằng Xuân, ngày 05 tháng 03 năm 2020”: tháng 1, 2 viết 01, 02; "
      "các tháng khác không thêm số 0.")),
    ("no place", _say("Địa danh và ngày", "Ngày 05 tháng 02 năm 2020"),
     "Địa danh và ngày “Ngày 05 tháng 02 năm 2020” chưa đúng mẫu “Thanh Hà, ngày 05 tháng 02 năm 2020”."),
    ("separator", _say("Ngăn cách", "----------------"), "Dưới trích yếu phải là năm dấu gạch nối (-----)."),
    ("ending", _say("Lời kết", "Trân trọng báo cáo./."), "Kết thúc văn bản bằng dấu chấm, không dùng “./.”."),
    ("authority", _say("Quyền hạn ký", "TM. BAN THƯỜNG VỤ"),
     "Quyền hạn ký “TM. BAN THƯỜNG VỤ” phải viết T/M, K/T hoặc T/L."),
    ("recipient", _say("Danh sách nơi nhận", "- Huyện uỷ;"), "Nơi nhận “- Huyện uỷ;” phải kết thúc bằng dấu “,”."),
    ("last recipient", _say("Danh sách nơi nhận", "- Lưu Văn phòng", last=True),
     "Dòng cuối của Nơi nhận phải kết thúc bằng dấu chấm."),
    ("double space", _say("Nội dung", "Hai  dấu cách."), "Có hai dấu cách liền nhau: “Hai  dấu cách.”"),
    ("not NFC", _say("Nội dung", "To\u0309ng."), "Chữ chưa ở dạng dựng sẵn (NFC): “To\u0309ng.”"),
    ("bare tag", _say("Nội dung", "{{ dan_so }}"), "Còn thẻ hoặc chữ của máy: “{{ dan_so }}”"),
    ("nan", _say("Nội dung", "Có nan hộ."), "Còn thẻ hoặc chữ của máy: “Có nan hộ.”"),
    ("old letter", _say("Nội dung", "Xã Hoằng Lƣu."), "Có chữ tiếng Việt không có (ƣ): “Xã Hoằng Lƣu.”"),
    ("Cyrillic", _say("Nội dung", "Nхân dân."), "Có chữ tiếng Việt không có (х): “Nхân dân.”"),
    ("lost letter", _say("Nội dung", "Nguy\ufffdn."), "Có chữ tiếng Việt không có (\ufffd): “Nguy\ufffdn.”"),
    ("private letter", _say("Nội dung", "A\ue123."), "Có chữ tiếng Việt không có (U+E123): “A\ue123.”"),
    ("picture", _say("Nội dung", '=DISPIMG("ID",1)'), 'Còn công thức hoặc lỗi của bảng tính: “=DISPIMG("ID",1)”'),
    ("error", _say("Nội dung", "Có #REF! hộ."), "Còn công thức hoặc lỗi của bảng tính: “Có #REF! hộ.”"),
    ("no signer", _say("Họ tên", " "), "Thiếu thành phần “Họ tên” (không có đoạn nào mang kiểu này)."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "finding"), [change[1:] for change in CHANGES], ids=[change[0] for change in CHANGES]
)
def test_a_change_by_hand_is_found(right: Path, tmp_path: Path, change: Callable[[Any], None], finding: str) -> None:
    from docx import Document

    document = Document(str(right))
    change(document)
    document.save(str(tmp_path / "changed.docx"))
    assert finding in verify_docx(tmp_path / "changed.docx", "hd36-2018")


def test_a_last_look_sees_what_stands_anywhere_in_a_report(right: Path, tmp_path: Path) -> None:
    from docx import Document

    assert look_over(right) == ()
    document = Document(str(right))
    _say("Nội dung", "Hội nghị có " + "rất nhiều " * 9 + "đại biểu dự đông đủ, lƣợng người =IMAGE(1) tăng.")(document)
    document.sections[0].footer.paragraphs[0].add_run("{{ ten }}")
    document.save(str(tmp_path / "changed.docx"))
    assert look_over(tmp_path / "changed.docx") == (
        "Còn công thức hoặc lỗi của bảng tính: “…biểu dự đông đủ, lƣợng người =IMAGE(1) tăng.”",
        "Có chữ tiếng Việt không có (ƣ): “…t nhiều đại biểu dự đông đủ, lƣợng người =IMAGE(1) tăng.”",
        "Còn thẻ hoặc chữ của máy: “{{ ten }}”",
    )
    assert set(look_over(tmp_path / "changed.docx")) <= set(verify_docx(tmp_path / "changed.docx", "hd36-2018"))


def test_a_rule_of_another_length_is_found(right: Path, tmp_path: Path) -> None:
    from docx import Document
    from docx.shared import Mm

    document = Document(str(right))
    rule = _paragraph(document, "Kẻ dưới tiêu đề")
    rule.paragraph_format.left_indent = rule.paragraph_format.right_indent = Mm(0)
    document.save(str(tmp_path / "changed.docx"))
    assert verify_docx(tmp_path / "changed.docx", "hd36-2018") == (
        "Đường kẻ dưới tiêu đề dài 243,8 pt, tiêu đề dài 206,7 pt; hai độ dài phải bằng nhau.",
    )


def test_a_document_of_another_house_is_told_what_it_lacks(tmp_path: Path) -> None:

    document = empty_document()
    document.add_paragraph("Báo cáo.")
    document.save(str(tmp_path / "a.docx"))
    found = verify_docx(tmp_path / "a.docx", "hd05-2026")
    assert "Thiếu thành phần “Dấu sao” (không có đoạn nào mang kiểu này)." in found
    assert "Chưa có số trang ở đầu trang (từ trang 2)." in found
    assert "Kiểu “Normal” không có trong thể thức: “Báo cáo.”" in found
