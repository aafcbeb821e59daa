"""Labels, units and headings a sender has retyped: the same words draw no word, others are asked at their value."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

import pytest

from tests.samples.communes import FULL, a_unit
from tests.samples.forms import shipped_form
from tests.samples.raw_books import Desk
from tonghop290.model import Finding, Form
from tonghop290.spreadsheet.book import RawBook, read_book
from tonghop290.workbook.intake.form_words import FormWords
from tonghop290.workbook.intake.one import read_return
from tonghop290.workbook.issue.blank import Filling, write_blank
from tonghop290.workbook.plan import DETAIL, FIGURES, HEADER_ROW, LABEL, UNIT, VALUE, plan_workbook

COUNTED = [{"row": "mttq", "nam_2014": 4, "nam_2019": 3}]


@cache
def form() -> Form:
    return shipped_form()


@cache
def words() -> FormWords:
    return FormWords(form())


@cache
def filled() -> RawBook:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        filling = Filling(values=FULL, tables={"giam_sat_theo_to_chuc": COUNTED})
        return read_book(write_blank(form(), Path(folder) / "a.xlsx", unit=a_unit(), filling=filling).read_bytes())


def row_of(id: str) -> int:
    return plan_workbook(form()).fields[id].row


def said(desk: Desk) -> list[Finding]:
    return list(read_return("a.xlsx", desk.book(), form(), words=words()).findings)


def retyped(id: str, text: str, *, column: int = LABEL) -> list[Finding]:
    desk = Desk.of(filled())
    desk.page(FIGURES).put(row_of(id), column, text)
    return said(desk)


SAME = {
    "dan_so": [
        "DÂN SỐ NĂM 2019",
        "  Dân  số\nnăm 2019 ",
        unicodedata.normalize("NFD", "Dân số năm 2019"),
        "Dan so nam 2019",
        "Dân số năm 2019:",
        "9. Dân số năm 2019",
        "- Dân số năm 2019",
        "Dân số 2019",
        "Năm 2019 dân số",
        "dân số",
        "Tổng dân số năm 2019",
        "Dân số toàn xã năm 2019",
        "Dân số đến 31/12/2019",
        "Dân số năm 2019 (1)",
        "Dânsố năm 2019",
        "Dân số năm 2019*",
        "Dân sô năm 2019",
        "Dân số năm 2019 (người)",
        "Dân số năm 2019, ĐVT: người",
        "D©n sè n¨m 2019",
    ],
    "dang_vien": [
        "Số ĐV của Đảng bộ",
        "Số ĐV của ĐB",
        "Số đ.viên của Đảng bộ",
        "Số đảng viên",
        "Số Đảng viên của đảng bô",
        "Tổng số đảng viên của Đảng bộ xã",
        "Sè ®¶ng viªn cña §¶ng bé",
        "Số đảng viên của Ðảng bộ",
        "Đảng viên",
    ],
    "thon": ["Số thôn, TDP", "Số thôn + tổ dân phố", "Thôn, tổ dân phố", "Số thôn/tổ dân phố"],
    "thu_nhap_2019": ["Thu nhập BQ đầu người năm 2019", "TNBQ đầu người năm 2019", "Thu nhập bình quân đầu người 2019"],
    "giam_sat": [
        "Số cuộc giám sát của Mặt trận Tổ quốc và các đoàn thể (2014-2019)",
        "Số cuộc giám sát của MTTQ và các đoàn thể",
        "Số cuộc giám sát của MTTQ, các đoàn thể, 2014 - 2019",
    ],
    "don_khieu_nai": ["Số đơn KN đã tiếp nhận, xử lý", "Số đơn khiếu nại đã tiếp nhận, xử lí", "Đơn khiếu nại"],
    "ngay_cong": ["Số ngày công do CA xã, BCH QS xã đóng góp", "Ngày công (LLVT)"],
    "dien_tich": ["Tổng DT tự nhiên", "Diện tích tự nhiên (ha)", "Tổng diện tích tự nhiêm", "Tæng diÖn tÝch tù nhiªn"],
    "ho_2009": ["Tổng số hộ dân năm 2009", "Số hộ gia đình năm 2009"],
    "tiep_dan": ["Số lượt người được tiếp trong 10 năm.", "Số lượt người tiếp trong 10 năm"],
    "chi_bo_nong_thon": ["chi bộ nông thôn", "Trong đó: CB nông thôn"],
    "nguoi_ky": ["Họ tên người ký báo cáo"[7:], "NGƯỜI KÝ BÁO CÁO"],
}
SAME_UNITS = {
    "dien_tich": ["HA", "héc-ta", "Hecta", "(ha)", "đvt: ha"],
    "dan_so": ["Người", "nhân khẩu", "NGƯỜI", "nguời"],
    "dang_vien": ["ĐV", "đồng chí", "đ/c"],
    "thu_nhap_2019": ["triệu đồng/ng/năm", "tr.đ/người/năm", "triệu đồng / người / năm", "Trđ/người/năm"],
    "dat_hien": ["m2", "M²", "mét vuông"],
    "tien_gop": ["trđ", "Tr. đồng", "triệu"],
    "ty_le_ngheo_2019": ["phần trăm", "(%)"],
    "ho_2019": ["hộ gia đình", "Hộ dân"],
    "thon": ["thôn, xóm", "bản"],
}

OTHER = {
    "dan_so": {
        "label-year": [
            "Dân số năm 2018",
            "Dân số năm 2020",
            "Dân số 2018-2019",
            "Dân số (2018)",
            "Dân số đến 30/6/2018",
            "Dân số năm 18",
        ],
        "label-other": ["Số hộ dân năm 2019"],
        "label-differs": [
            "Dân số nam năm 2019",
            "Dân số nam 2019",
            "Dân số nữ năm 2019",
            "Dân số thường trú năm 2019",
            "Dân số quý I năm 2019",
            "Dân số 6 tháng năm 2019",
            "Dân số toàn tỉnh năm 2019",
            "Dân số huyện năm 2019",
            "Dân số trung bình năm 2019",
            "Dân số từ 15 tuổi trở lên năm 2019",
            "Dân số dự kiến năm 2019",
            "Dân số dân tộc thiểu số năm 2019",
            "Dân số DTTS năm 2019",
            "Dân số đầu năm 2019",
            "Dân số tăng thêm năm 2019",
            "Mục tiêu dân số năm 2019",
            "Dân số không tính tạm trú năm 2019",
            "Dân số nông thôn năm 2019",
            "Kế hoạch dân số năm 2019",
            "Dân số năm ngoái",
        ],
        "unit-converts": [
            "Dân số năm 2019 (nghìn)",
            "Dân số năm 2019, ĐVT: nghìn người",
            "Dân số năm 2019 (1.000 người)",
        ],
        "unit-differs": ["Dân số năm 2019 (hộ)"],
    },
    "dang_vien": {
        "label-year": ["Số đảng viên của Đảng bộ năm 2018"],
        "label-differs": [
            "Số đảng viên nữ của Đảng bộ",
            "Số đảng viên nam của Đảng bộ",
            "Số đảng viên dự bị của Đảng bộ",
            "Trong đó nữ",
            "Số đảng viên chính thức",
            "Số đảng viên mới kết nạp",
            "Số đảng viên không sinh hoạt",
            "Trong đó: đảng viên nữ",
            "Số đảng viên của Chi bộ",
            "Số đảng viên dân tộc thiểu số",
            "Số đảng viên kết nạp từ đầu năm",
            "So dang vien nu",
            "Luỹ kế số đảng viên",
            "Số đảng viên được khen thưởng",
            "Số đảng viên ra khỏi Đảng",
            "So dang vien nam",
        ],
    },
    "tiep_dan": {
        "label-year": ["Số lượt người được tiếp năm 2019"],
        "label-differs": [
            "Số lượt người được tiếp trong 5 năm",
            "Số lượt người chưa được tiếp trong 10 năm",
            "Số lượt người được tiếp trong năm",
            "Số vụ được tiếp trong 10 năm",
            "Số lượt người được tiếp trong quý",
        ],
    },
    "don_khieu_nai": {
        "label-year": ["Số đơn khiếu nại năm 2019"],
        "label-differs": [
            "Số đơn đã tiếp nhận, xử lý",
            "Số đơn khiếu nại tồn đọng",
            "Số đơn khiếu nại chưa tiếp nhận, xử lý",
            "Số đơn khiếu nại, tố cáo đã tiếp nhận, xử lý",
        ],
    },
    "ho_ngheo_2019": {
        "label-differs": [
            "Số hộ cận nghèo năm 2019",
            "Số hộ thoát nghèo năm 2019",
            "Số khẩu nghèo năm 2019",
            "Số hộ nghèo phát sinh năm 2019",
            "Tỷ lệ nghèo năm 2019",
        ],
        "label-other": ["Số hộ năm 2019"],
    },
    "thu_nhap_2019": {
        "label-differs": [
            "Thu nhập bình quân hộ năm 2019",
            "Thu nhập bình quân lao động năm 2019",
            "Thu nhập năm 2019",
            "Chi tiêu bình quân đầu người năm 2019",
            "Thu nhập bình quân đầu người tháng 12 năm 2019",
        ],
    },
    "giam_sat": {
        "label-year": [
            "Số cuộc giám sát của MTTQ và các đoàn thể (2010 – 2019)",
            "Số cuộc giám sát của MTTQ và các đoàn thể năm 2019",
        ],
        "label-differs": [
            "Số cuộc giám sát của MTTQ (2014 – 2019)",
            "Số cuộc phản biện của MTTQ và các đoàn thể (2014 – 2019)",
        ],
    },
    "dien_tich": {
        "label-differs": ["Tổng diện tích đất nông nghiệp", "Diện tích tự nhiên chưa sử dụng"],
        "unit-converts": ["Tổng diện tích tự nhiên (km2)", "Tổng diện tích tự nhiên - km²"],
    },
    "ngay_cong": {"label-differs": ["Số ngày công đóng góp", "Số ngày công do Đoàn xã đóng góp"]},
}
OTHER_UNITS = {
    "dien_tich": {"km²": "144.275 ha", "m2": "0,144275 ha", "sào": "", "nghìn ha": "1.442.750 ha"},
    "dan_so": {
        "nghìn người": "10.661.000 người",
        "1000 người": "10.661.000 người",
        "(nghìn)": "10.661.000 người",
        "hộ": "",
    },
    "ho_2019": {"người": ""},
    "dang_vien": {"chi bộ": ""},
    "thu_nhap_2019": {
        "triệu đồng/người/tháng": "458,4 triệu đồng/người/năm",
        "nghìn đồng/người/năm": "0,0382 triệu đồng/người/năm",
        "triệu đồng/hộ/năm": "",
        "USD/người/năm": "",
    },
    "tien_gop": {"nghìn đồng": "0,0855 triệu đồng", "tỷ đồng": "85.500 triệu đồng", "đồng": "0,000085 triệu đồng"},
    "ty_le_ngheo_2019": {"‰": "0,399 %"},
    "giam_sat": {"cuộc/năm": ""},
    "ngay_cong": {"giờ": ""},
}


@pytest.mark.parametrize("id", SAME)
def test_a_label_retyped_in_the_same_words_draws_no_word(id: str) -> None:
    assert {text: [one.message for one in retyped(id, text)] for text in SAME[id]} == dict.fromkeys(SAME[id], [])


@pytest.mark.parametrize("id", SAME_UNITS)
def test_a_unit_written_another_way_draws_no_word(id: str) -> None:
    texts = SAME_UNITS[id]
    assert {text: [one.message for one in retyped(id, text, column=UNIT)] for text in texts} == dict.fromkeys(texts, [])


def test_the_lists_are_long_enough_to_mean_something() -> None:
    assert sum(map(len, (*SAME.values(), *SAME_UNITS.values()))) >= 40
    assert sum(len(texts) for kinds in OTHER.values() for texts in kinds.values()) >= 60


@pytest.mark.parametrize("id", OTHER)
def test_a_label_that_says_something_else_is_asked_at_its_value(id: str) -> None:
    wanted = {text: [(code, id, f"E{row_of(id)}")] for code, texts in OTHER[id].items() for text in texts}
    found = {text: [(one.code, one.field, one.cell) for one in retyped(id, text)] for text in wanted}
    assert found == wanted


@pytest.mark.parametrize("id", OTHER_UNITS)
def test_another_unit_is_asked_and_what_it_converts_to_is_proposed_never_taken(id: str) -> None:
    for unit, converted in OTHER_UNITS[id].items():
        (one,) = retyped(id, unit, column=UNIT)
        assert (one.code, one.cell) == ("unit-converts" if converted else "unit-differs", f"E{row_of(id)}"), unit
        assert not converted or f"ghi lại là {converted};" in one.fix


def test_the_words_of_both_are_quoted() -> None:
    (year,) = retyped("dan_so", "Dân số năm 2018")
    assert year.message == "Dòng của chỉ tiêu “Dân số năm 2019” nay ghi là “Dân số năm 2018” (ô C17): khác năm."
    (unit,) = retyped("dien_tich", "km²", column=UNIT)
    assert unit.message == (
        "Đơn vị tính của “Diện tích tự nhiên” nay ghi là “km²” (ô D15), biểu đã phát hành là “ha”; số vẫn được đọc là "
        "1.442,75 ha."
    )
    assert unit.fix == (
        "Nếu 1.442,75 tính bằng km² thì đề nghị ghi lại là 144.275 ha; nếu không thì giữ nguyên đơn vị tính của biểu."
    )


@pytest.mark.parametrize("text", ["SỐ LIỆU", "Số liệu ", "so lieu", "Số liệu:", "SỐ\nLIỆU"])
def test_a_heading_retyped_draws_no_word(text: str) -> None:
    desk = Desk.of(filled())
    desk.page(FIGURES).put(HEADER_ROW, VALUE, text)
    assert said(desk) == []


@pytest.mark.parametrize(
    ("column", "text"),
    [
        (VALUE, "Số liệu (nghìn)"),
        (VALUE, "Số liệu năm 2018"),
        (VALUE, "Số liệu luỹ kế"),
        (VALUE, "Kế hoạch"),
        (VALUE, "Số liệu 6 tháng"),
        (UNIT, "Đơn vị tính: nghìn"),
        (UNIT, "Đơn vị tính (triệu đồng)"),
        (LABEL, "Chỉ tiêu năm 2018"),
        (LABEL, "Chỉ tiêu (nữ)"),
    ],
)
def test_a_heading_that_says_something_else_is_asked_once_at_its_cell(column: int, text: str) -> None:
    desk = Desk.of(filled())
    desk.page(FIGURES).put(HEADER_ROW, column, text)
    assert [(one.code, one.cell, one.value) for one in said(desk)] == [
        ("heading-differs", f"{' ABCDEFGH'[column]}{HEADER_ROW}", text)
    ]


def test_labels_of_two_rows_exchanged_are_asked_at_both() -> None:
    desk = Desk.of(filled())
    page = desk.page(FIGURES)
    page.put(row_of("ho_2009"), LABEL, "Tổng số hộ dân năm 2019")
    page.put(row_of("ho_2019"), LABEL, "Tổng số hộ dân năm 2009")
    assert {(one.code, one.field) for one in said(desk)} == {("label-year", "ho_2009"), ("label-year", "ho_2019")}


@pytest.mark.parametrize(
    ("row", "text", "asked"),
    [
        (0, "Hội nông dân xã", False),
        (1, "HỘI NÔNG DÂN", False),
        (1, "Hội ND", False),
        (2, "Hội LHPN", False),
        (1, "Hội Nông dân (nữ)", True),
        (1, "Hội Người cao tuổi", True),
        (1, "Hội Nông dân năm 2018", True),
        (-3 + 1, "Số cuộc giám sát theo tổ chức và theo năm", False),
        (-3 + 1, "SỐ CUỘC GIÁM SÁT THEO TỔ CHỨC VÀ THEO NĂM", False),
        (-3 + 1, "Số cuộc phản biện theo tổ chức và theo năm", True),
        (-3 + 1, "Số cuộc giám sát theo tổ chức và theo năm (luỹ kế)", True),
    ],
)
def test_words_of_a_table(row: int, text: str, asked: bool) -> None:
    place = plan_workbook(form()).tables["giam_sat_theo_to_chuc"]
    desk = Desk.of(filled())
    at = place.first_row + row if row >= 0 else place.title_row
    desk.page(DETAIL).put(at, 3 if row >= 0 else 2, text)
    if row == 0:
        desk.page(DETAIL).put(place.first_row + 1, 3, text)
    found = [(one.code, one.cell) for one in said(desk) if one.code != "table-row-uncertain" or not row]
    if row == 0:
        assert ("table-words", f"C{place.first_row}") in found
    else:
        assert found == ([("table-words", f"{'C' if row >= 0 else 'B'}{at}")] if asked else [])


@pytest.mark.parametrize("text", ["Năm 2014", "năm 2014", "2014 ", "(2014)", "N. 2014", "Năm\n2014"])
def test_a_column_of_a_table_headed_in_other_letters_is_read(text: str) -> None:
    place = plan_workbook(form()).tables["giam_sat_theo_to_chuc"]
    desk = Desk.of(filled())
    desk.page(DETAIL).put(place.header_row, place.columns["nam_2014"], text)
    made = read_return("a.xlsx", desk.book(), form(), words=words())
    assert [one.message for one in made.findings] == []
    assert made.tables["giam_sat_theo_to_chuc"][0]["nam_2014"].text == "4"


@pytest.mark.parametrize("text", ["2013", "Năm 2018", "6 tháng 2014", "2014 (nữ)", "2014-2015", "Kế hoạch 2014"])
def test_a_column_headed_otherwise_is_not_read(text: str) -> None:
    place = plan_workbook(form()).tables["giam_sat_theo_to_chuc"]
    desk = Desk.of(filled())
    desk.page(DETAIL).put(place.header_row, place.columns["nam_2014"], text)
    assert "table-column-missing" in {one.code for one in said(desk)}


def test_a_label_made_by_a_formula_is_read_like_a_typed_one() -> None:
    desk = Desk.of(filled())
    cells = desk.page(FIGURES).cells
    place = row_of("dan_so"), LABEL
    cells[place] = cells[place]._replace(text="Dân số năm 2018", formula='"Dân số năm "&2018')
    assert [one.code for one in said(desk)] == ["label-year"]
