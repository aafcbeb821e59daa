"""A commune's report: every blank at its place, sentences that follow the data, the commune's own words."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import examples
from tests.samples.communes import FULL, LEVELS, a_unit
from tests.samples.reports import (
    MODELS,
    SUPERVISION,
    an_office,
    gathered_of,
    one_return,
    prefilled,
    text_of,
    the_form,
    the_sentence,
)
from tonghop290.model import Office, Period, Unit
from tonghop290.narrative.words.names import above_line, persons_of, place_name
from tonghop290.narrative.words.one_return import returns_of
from tonghop290.narrative.words.unit_words import unit_narrative

NO_DATA = "Không có số liệu"

# blank · the fields it rests on · how it stands when filled · how it stands when nobody answered
BLANKS = [
    ("B04", "huong", "nằm ở phía Tây Bắc của huyện", "nằm ở phía …… của huyện"),
    ("B05", "dien_tich", "có tổng diện tích tự nhiên 1.442,75 ha", "có tổng diện tích tự nhiên …… ha"),
    ("B06", "dan_so", "dân số 10.661 người", "dân số …… người"),
    ("B07", "dang_vien", "Đảng bộ xã có 393 đảng viên", "Đảng bộ xã có …… đảng viên"),
    ("B08", "chi_bo", "đang sinh hoạt ở 20 chi bộ", "đang sinh hoạt ở …… chi bộ"),
    ("B09", "chi_bo_nong_thon", "trong đó có 15 chi bộ nông thôn", "trong đó có …… chi bộ nông thôn"),
    ("B10", "chi_bo_truong_hoc", "nông thôn, 04 chi bộ trường học", "nông thôn, …… chi bộ trường học"),
    ("B11", "chi_bo_khac", "trường học, 01 chi bộ khác.", "trường học, …… chi bộ khác."),
    ("B12", "to_dan_van", "Khối dân vận xã có 15 Tổ dân vận", "Khối dân vận xã có …… Tổ dân vận"),
    ("B13", "thanh_vien_to_dan_van", "Tổ dân vận với 135 thành viên", "Tổ dân vận với …… thành viên"),
    ("B14", "quyet_dinh_so", "Ban hành Quyết định số 15-QĐ/ĐU, ngày", "Ban hành Quyết định số ……-QĐ/ĐU, ngày"),
    ("B15, B16", "quyet_dinh_ngay", "-QĐ/ĐU, ngày 05/6/2010 của Đảng uỷ", "-QĐ/ĐU, ngày …… của Đảng uỷ"),
    ("B17", "tiep_dan", "xã đã tổ chức tiếp 512 lượt người.", "xã đã tổ chức tiếp …… lượt người."),
    ("B18", "don_khieu_nai", "UBND xã tiếp nhận và xử lý 23 đơn khiếu nại",
     "UBND xã tiếp nhận và xử lý …… đơn khiếu nại"),
    ("B19", "don_to_cao", "đơn khiếu nại, 04 đơn tố cáo.", "đơn khiếu nại, …… đơn tố cáo."),
    ("B20", "thu_nhap_2009", "đã tăng từ 8,5 triệu đồng năm 2009",
     "đầu người năm 2009 là …… triệu đồng; năm 2019 là 38,2"),
    ("B21", "thu_nhap_2019", "lên 38,2 triệu đồng năm 2019.",
     "năm 2009 là 8,5 triệu đồng; năm 2019 là …… triệu đồng."),
    ("B22", "ty_le_ngheo_2019", "Tỷ lệ hộ nghèo năm 2019 giảm còn 3,99%",
     "Tỷ lệ hộ nghèo năm 2009 là 15%; năm 2019 là ……%."),
    ("B23", "ty_le_ngheo_2009", "giảm 11,01 điểm phần trăm so với năm 2009",
     "Tỷ lệ hộ nghèo năm 2009 là ……%; năm 2019 là 3,99%."),
    ("B24", "ngay_cong", "Ban Chỉ huy Quân sự xã đã đóng góp 640 ngày công",
     "Ban Chỉ huy Quân sự xã đã đóng góp …… ngày công"),
    ("B25", "dat_hien", "ngày công, hiến 1.500 mét vuông đất", "ngày công, hiến …… mét vuông đất"),
    ("B26", "tien_gop", "mét vuông đất, ủng hộ 85,5 triệu đồng để", "mét vuông đất, ủng hộ …… triệu đồng để"),
    ("B27", "nghi_quyet_che_do", "theo Nghị quyết số 99/2019/NQ-HĐND của HĐND tỉnh được thực hiện",
     "theo Nghị quyết số …… của HĐND tỉnh được thực hiện"),
    ("B28", "giam_sat", "đã tiến hành 24 cuộc giám sát", "đã tiến hành …… cuộc giám sát"),
    ("B29", "y_kien_gop_y", "có 230 lượt ý kiến góp ý với Đảng", "có …… lượt ý kiến góp ý với Đảng"),
    ("V1", "dang_vien_da_hoc", "viết bài thu hoạch đạt 97,89% (372/380 đảng viên)", "viết bài thu hoạch đạt ……%;"),
    ("V10", "kien_nghi_sau_giam_sat", "sau giám sát đã ban hành 11 kiến nghị", "sau giám sát đã ban hành …… kiến nghị"),
    ("V14", "nguoi_ky", "BÍ THƯ\nNguyễn Văn A", "BÍ THƯ\n……"),
]  # fmt: skip


@pytest.mark.parametrize(("blank", "field", "filled", "empty"), BLANKS, ids=[blank for blank, *_ in BLANKS])
def test_every_blank_of_the_template_is_filled_at_its_place(blank: str, field: str, filled: str, empty: str) -> None:
    assert text_of(one_return()).count(filled) == 1
    assert text_of(one_return(**{field: None})).count(empty) == 1


def test_the_letter_and_the_name_stand_at_the_first_three_blanks() -> None:
    text = text_of(one_return())
    assert "Thực hiện Công văn số 345-CV/HU, ngày 10/12/2019 của Huyện uỷ" in text  # B01
    assert "Ban Thường vụ Đảng uỷ xã Hoằng Xuân báo cáo kết quả" in text  # B02
    assert "\nHoằng Xuân là xã nằm ở phía" in text  # B03
    assert "Thực hiện Công văn số ……-CV/HU của Huyện uỷ" in text_of(one_return(), Office())
    nameless = text_of(one_return(unit=Unit(code="", name="", type="xã")))
    assert "Đảng uỷ xã …… báo cáo" in nameless and "……, ngày" in nameless


def test_the_table_above_walks_all_twenty_nine_blanks() -> None:
    walked = {"B01", "B02", "B03"} | {number for blank, *_ in BLANKS for number in blank.split(", ")}
    asked = {
        number.strip()
        for field in the_form().fields.values()
        for number in field.blank_number.split(",")
        if number.strip()
    }
    assert {f"B{number:02}" for number in range(1, 30)} <= walked
    assert asked <= walked


# about · changes · states · the sentence
SENTENCES = [
    ("no complaint, no denunciation", "khiếu nại, tố cáo.", {"don_khieu_nai": 0, "don_to_cao": 0}, {},
     "Trên địa bàn xã không phát sinh đơn khiếu nại, tố cáo."),
    ("no complaint", "đơn tố cáo;", {"don_khieu_nai": 0}, {},
     "UBND xã tiếp nhận và xử lý 04 đơn tố cáo; không phát sinh đơn khiếu nại."),
    ("no denunciation", "đơn khiếu nại;", {"don_to_cao": 0}, {},
     "UBND xã tiếp nhận và xử lý 23 đơn khiếu nại; không phát sinh đơn tố cáo."),
    ("no figures of letters", "đơn tố cáo đã", {"don_khieu_nai": None, "don_to_cao": None},
     {"don_khieu_nai": NO_DATA, "don_to_cao": NO_DATA},
     "UBND xã chưa thống kê được số đơn khiếu nại, đơn tố cáo đã tiếp nhận và xử lý."),
    ("nobody came", "nơi tiếp công dân", {"tiep_dan": 0}, {},
     "Trong 10 năm qua, xã không có công dân đến khiếu nại, tố cáo, kiến nghị tại nơi tiếp công dân."),
    ("visitors not counted", "lượt người được tiếp", {"tiep_dan": None}, {"tiep_dan": NO_DATA},
     "Trong 10 năm qua, xã chưa thống kê được số lượt người được tiếp tại nơi tiếp công dân."),
    ("income down", "thu nhập đầu người", {"thu_nhap_2019": 7}, {},
     "Bình quân thu nhập đầu người giảm từ 8,5 triệu đồng năm 2009 xuống 7 triệu đồng năm 2019."),
    ("income unchanged", "thu nhập đầu người", {"thu_nhap_2019": 8.5}, {},
     "Bình quân thu nhập đầu người giữ ở mức 8,5 triệu đồng năm 2009 và 8,5 triệu đồng năm 2019."),
    ("income of 2009 unknown", "thu nhập đầu người", {"thu_nhap_2009": None}, {"thu_nhap_2009": NO_DATA},
     "Bình quân thu nhập đầu người năm 2009 chưa thống kê được; năm 2019 là 38,2 triệu đồng."),
    ("income unknown", "thu nhập đầu người", {"thu_nhap_2009": None, "thu_nhap_2019": None},
     {"thu_nhap_2009": NO_DATA, "thu_nhap_2019": NO_DATA},
     "Chưa thống kê được bình quân thu nhập đầu người năm 2009 và năm 2019."),
    ("poverty up", "hộ nghèo", {"ty_le_ngheo_2019": 16.2}, {},
     ("Tỷ lệ hộ nghèo năm 2019 là 16,2%, tăng 1,2 điểm phần trăm so với năm 2009 (theo chuẩn nghèo của từng "
      "giai đoạn).")),
    ("poverty unchanged", "hộ nghèo", {"ty_le_ngheo_2019": 15}, {},
     "Tỷ lệ hộ nghèo năm 2019 là 15%, không thay đổi so với năm 2009 (theo chuẩn nghèo của từng giai đoạn)."),
    ("no poor left", "hộ nghèo", {"ty_le_ngheo_2019": 0}, {},
     ("Năm 2019, trên địa bàn xã không còn hộ nghèo (tỷ lệ 0%), giảm 15 điểm phần trăm so với năm 2009 (theo "
      "chuẩn nghèo của từng giai đoạn).")),
    ("never any poor", "hộ nghèo", {"ty_le_ngheo_2009": 0, "ty_le_ngheo_2019": 0}, {},
     "Năm 2009 và năm 2019, trên địa bàn xã đều không có hộ nghèo."),
    ("poverty of 2009 unknown", "hộ nghèo", {"ty_le_ngheo_2009": None}, {"ty_le_ngheo_2009": NO_DATA},
     "Tỷ lệ hộ nghèo năm 2009 chưa thống kê được; năm 2019 là 3,99%."),
    ("no land", "10 năm qua, Công an", {"dat_hien": 0}, {},
     ("10 năm qua, Công an xã, Ban Chỉ huy Quân sự xã đã đóng góp 640 ngày công, "
      "ủng hộ 85,5 triệu đồng để xây dựng các công trình hạ tầng trên địa bàn.")),
    ("nothing given", "10 năm qua, Công an", {"dat_hien": 0, "ngay_cong": 0, "tien_gop": 0}, {}, ""),
    ("money not recorded", "10 năm qua, Công an", {"tien_gop": None}, {"tien_gop": NO_DATA},
     ("10 năm qua, Công an xã, Ban Chỉ huy Quân sự xã đã đóng góp 640 ngày công, "
      "hiến 1.500 mét vuông đất để xây dựng các công trình hạ tầng trên địa bàn; "
      "chưa thống kê được số tiền ủng hộ.")),
    ("estimate", "10 năm qua, Công an", {}, {"dat_hien": "Ước tính"},
     ("10 năm qua, Công an xã, Ban Chỉ huy Quân sự xã đã đóng góp 640 ngày công, "
      "hiến khoảng 1.500 mét vuông đất, ủng hộ 85,5 triệu đồng để xây dựng các công trình hạ tầng trên địa bàn.")),
    ("no own decision", "Ban hành Quyết định số", {"quyet_dinh_so": None, "quyet_dinh_ngay": None}, {}, ""),
    ("no Tổ dân vận", "Khối dân vận xã c", {"to_dan_van": 0, "thanh_vien_to_dan_van": 0}, {},
     "Khối dân vận xã chưa có Tổ dân vận."),
    ("no school cell", "chi bộ, trong", {"chi_bo_truong_hoc": 0}, {},
     "Đảng bộ xã có 393 đảng viên, đang sinh hoạt ở 20 chi bộ, trong đó có 15 chi bộ nông thôn, 01 chi bộ khác."),
    ("no supervision, no opinion", "Quyết định 217, 218 của",
     {"giam_sat": 0, "kien_nghi_sau_giam_sat": 0, "y_kien_gop_y": 0}, {},
     ("MTTQ và các đoàn thể nhân dân đã triển khai Quyết định 217, 218 của Bộ Chính trị; tuy nhiên, "
      "từ năm 2014 đến nay chưa tiến hành giám sát, chưa có ý kiến góp ý với Đảng, chính quyền các cấp.")),
    ("no supervision", "Từ năm 2014", {"giam_sat": 0, "kien_nghi_sau_giam_sat": 0}, {},
     ("Từ năm 2014 đến nay, MTTQ và các đoàn thể chính trị - xã hội chưa tiến hành giám sát; "
      "có 230 lượt ý kiến góp ý với Đảng, chính quyền các cấp.")),
    ("few meetings with voters", "tiếp xúc cử tri để", {"tiep_xuc_cu_tri": 8, "y_kien_cu_tri": None}, {},
     ("HĐND xã chú trọng nâng cao chất lượng chương trình hoạt động, nội dung của các kỳ họp, "
      "chất vấn và trả lời chất vấn được chú trọng hơn; tăng cường công tác giám sát theo chức năng, nhiệm vụ; "
      "tổ chức 08 cuộc tiếp xúc cử tri để thông báo kết quả các kỳ họp, đồng thời, "
      "lắng nghe ý kiến của cử tri để kịp thời phản ánh, kiến nghị giải quyết những tâm tư, "
      "nguyện vọng chính đáng của nhân dân.")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("about", "changes", "states", "sentence"),
    [sentence[1:] for sentence in SENTENCES],
    ids=[sentence[0] for sentence in SENTENCES],
)
def test_sentences_follow_the_data(
    about: str, changes: dict[str, object], states: dict[str, str], sentence: str
) -> None:
    assert the_sentence(text_of(one_return(states=states, **changes)), about) == sentence


@settings(max_examples=examples(20), deadline=None)
@given(st.dictionaries(st.sampled_from(list(FULL)), st.sampled_from([None, 0, 1, "no data"]), max_size=30))
def test_no_answer_of_any_kind_leaves_a_trace_of_the_machine(changes: dict[str, object]) -> None:
    figures = {field.id for field in the_form().inputs if field.figure}
    states = {id: NO_DATA for id, value in changes.items() if value == "no data" and id in figures}
    values = {id: None if value == "no data" or id not in figures else value for id, value in changes.items()}
    text = text_of(one_return(states=states, **values))
    for trace in ("None", "nan", "NaT", "{{", "{%", "#", "..", " ,", " .", ";.", ",,", " 00"):
        assert trace not in text


# unit · its words
KINDS = [
    (a_unit(),
     ["Đảng uỷ xã Hoằng Xuân báo cáo", "15 chi bộ nông thôn", "HĐND xã tập hợp", "xây dựng nông thôn mới gắn",
      "ĐẢNG UỶ XÃ HOẰNG XUÂN"]),
    (a_unit("1", "Trường Thi", "phường"),
     ["Đảng uỷ phường Trường Thi báo cáo", "15 chi bộ tổ dân phố", "HĐND phường tập hợp",
      "xây dựng đô thị văn minh gắn", "cán bộ, đảng viên và nhân dân trong phường"]),
    (a_unit("2", "Bút Sơn", "thị trấn"),
     ["Đảng uỷ thị trấn Bút Sơn báo cáo", "Tổ dân vận ở các tổ dân phố", "Công an thị trấn",
      "xây dựng đô thị văn minh gắn", "xây dựng nông thôn mới, đô thị văn minh”", "ĐẢNG UỶ THỊ TRẤN BÚT SƠN"]),
    (a_unit("3", "Phú Quý", "đặc khu"),
     ["Đảng uỷ đặc khu Phú Quý báo cáo", "HĐND đặc khu tập hợp", "ĐẢNG UỶ ĐẶC KHU PHÚ QUÝ"]),
]  # fmt: skip


@pytest.mark.parametrize(("unit", "phrases"), KINDS, ids=[unit.type for unit, _ in KINDS])
def test_the_unit_word_is_the_units_own(unit: Unit, phrases: list[str]) -> None:
    text = text_of(one_return(unit=unit))
    assert [phrase for phrase in phrases if phrase not in text] == []


# name · type · parent · place before the date
PLACES = [
    ("Hoằng Xuân", "xã", "Huyện Hoằng Hóa", "Hoằng Xuân"),
    ("7", "phường", "Thành phố Vinh", "Phường 7"),
    ("Cam", "xã", "Huyện Mẫu", "Xã Cam"),
    ("Lê Lợi", "phường", "Thành phố Vinh", "Phường Lê Lợi"),
    ("Như Xuân", "thị trấn", "Huyện Như Xuân", "Thị trấn Như Xuân"),
    ("Hòa Bình", "xã", "Huyện Hoà Bình", "Xã Hòa Bình"),
]


@pytest.mark.parametrize(("name", "type", "parent", "place"), PLACES)
def test_the_place_before_the_date_follows_the_guidance(name: str, type: str, parent: str, place: str) -> None:
    assert (
        place_name(
            Unit(code="1", name=name, type=type, parent=parent), Office(), LEVELS, persons_of(the_form(), Office())
        )
        == place
    )


def test_an_officer_adds_the_names_of_persons_the_form_does_not_know() -> None:
    from dataclasses import replace

    unit = a_unit("1", "Lê Văn Tám")
    assert place_name(unit, Office(), LEVELS, persons_of(the_form(), Office())) == "Lê Văn Tám"
    office = Office(own={"person_names": "Nguyễn Viết Xuân, lê văn tám"})
    assert place_name(unit, office, LEVELS, persons_of(the_form(), office)) == "Xã Lê Văn Tám"
    form = replace(the_form(), texts={"ten_nguoi": ["Lê Văn Tám"]})
    assert place_name(unit, Office(), LEVELS, persons_of(form, Office())) == "Xã Lê Văn Tám"
    assert "Xã Lê Văn Tám, ngày" in text_of(one_return(unit=unit), an_office(person_names="Lê Văn Tám"))


@pytest.mark.parametrize(("type", "settings", "cells", "hamlets"), [
    ("xã", {}, "15 chi bộ nông thôn", "Tổ dân vận ở các thôn bảo đảm"),
    ("xã", {"hamlet_word": "xóm"}, "15 chi bộ nông thôn", "Tổ dân vận ở các xóm bảo đảm"),
    ("phường", {"hamlet_word": "xóm"}, "15 chi bộ tổ dân phố", "Tổ dân vận ở các tổ dân phố bảo đảm"),
    ("thị trấn", {"quarter_word": "khu phố"}, "15 chi bộ khu phố", "Tổ dân vận ở các khu phố bảo đảm"),
    ("đặc khu", {"hamlet_word": "ấp", "quarter_word": "khu phố"}, "15 chi bộ nông thôn",
     "Tổ dân vận ở các ấp, khu phố bảo đảm"),
])  # fmt: skip
def test_units_are_made_of_what_the_office_calls_it(
    type: str, settings: dict[str, str], cells: str, hamlets: str
) -> None:
    text = text_of(one_return(unit=a_unit(type=type)), an_office(**settings))
    assert cells in text and hamlets in text
    word = hamlets.removeprefix("Tổ dân vận ở các ").removesuffix(" bảo đảm")
    assert f"không chuyên trách ở cấp {type}, ở {word} còn hạn chế" in text  # a sentence of the form
    assert word == "thôn" or not [line for line in text.split("\n") if ", thôn " in line]


def test_the_districts_report_uses_the_offices_words_too() -> None:
    dataset, office = one_return(), an_office(hamlet_word="bản")
    returns = [(returns_of(dataset)["nhan_ve/001.xlsx"], a_unit())]
    kho_khan = gathered_of(returns, "kho_khan", office)
    assert "không chuyên trách ở cấp xã, ở bản còn hạn chế" in kho_khan[1]
    assert "địa bàn huyện ổn định" in gathered_of(returns, "thuan_loi", office)[1]


@pytest.mark.parametrize(("office", "line"), [
    (Office(party_body="Đảng bộ tỉnh Khánh Hoà"), "ĐẢNG BỘ TỈNH KHÁNH HOÀ"),
    (Office(name="Thanh Chương"), "ĐẢNG BỘ HUYỆN THANH CHƯƠNG"),
    (Office(name="Tỉnh Khánh Hòa", level="tỉnh"), "ĐẢNG BỘ TỈNH KHÁNH HÒA"),
    (Office(), "ĐẢNG BỘ HUYỆN HOẰNG HÓA"),
])  # fmt: skip
def test_the_body_above_is_named(office: Office, line: str) -> None:
    assert above_line(the_form().office_of(office), a_unit(), LEVELS) == line


def test_counts_of_what_is_missing_make_a_draft() -> None:
    assert "Dự thảo" not in text_of(one_return())
    text = text_of(one_return(dan_so=None, dan_so_2009=None), open_points=2)
    assert "\nDự thảo\n" in text
    left = "còn 02 chỗ chưa có thông tin, 02 lỗi chưa được xử lý; còn thiếu: Dân số năm 2009; Dân số năm 2019"
    assert f"(Bản dự thảo do máy lập: {left}.)" in text


@pytest.mark.parametrize(("dataset", "office", "gaps"), [
    (one_return(), an_office(), ()),
    (one_return(don_khieu_nai=None), an_office(), ("Số đơn khiếu nại đã tiếp nhận, xử lý",)),
    (one_return(don_khieu_nai=None, states={"don_khieu_nai": NO_DATA}), an_office(), ()),
    (one_return(quyet_dinh_ngay=None), an_office(), ("Quyết định của Đảng uỷ",)),
    (one_return(quyet_dinh_so=None, quyet_dinh_ngay=None), an_office(), ()),
    (one_return(tables=prefilled(kien_nghi=[])), an_office(), ("Kiến nghị, đề xuất",)),
    (one_return(), Office(), ("Số công văn",)),
])  # fmt: skip
def test_every_gap_is_counted_once(dataset: object, office: Office, gaps: tuple[str, ...]) -> None:
    assert unit_narrative(dataset, "nhan_ve/001.xlsx", office=office).gaps == gaps  # type: ignore[arg-type]


def test_the_communes_own_words_stay_as_they_are() -> None:
    typed = [
        {"noi_dung": "- Dân  trí  Hòa Bình chưa đều, địa bàn rộng;"},
        {"noi_dung": "1. Thiếu kinh phí\nThiếu cán bộ"},
        {"noi_dung": None},
    ]
    text = text_of(one_return(tables=prefilled(kho_khan=typed)), an_office(tone_style="uy_moi"))
    head, tail = text.index("* Khó khăn:"), text.index("II- KẾT QUẢ")
    assert text[head:tail].split("\n")[1:-1] == [
        "- Dân trí Hòa Bình chưa đều, địa bàn rộng.",
        "- Thiếu kinh phí.",
        "- Thiếu cán bộ.",
    ]


def test_an_empty_list_leaves_a_line_to_fill() -> None:
    assert "2. Kiến nghị, đề xuất\n- ……\nIV- PHƯƠNG HƯỚNG" in text_of(one_return(tables=prefilled(kien_nghi=[])))


def test_few_models_are_a_sentence_and_many_a_table() -> None:
    few = text_of(one_return(tables=prefilled(mo_hinh=MODELS)))
    assert ("cách làm mới như mô hình “Hố rác gia đình” của Hội Liên hiệp Phụ nữ xã (từ năm 2014, 420 hộ tham gia); "
            "mô hình “Tuyến đường tự quản” của Hội Cựu chiến binh xã (từ năm 2016).") in few  # fmt: skip
    many = text_of(one_return(tables=prefilled(mo_hinh=MODELS * 2)))
    assert "tiêu biểu có 04 mô hình ghi ở bảng dưới đây." in many
    assert "\n^4 | Tuyến đường tự quản | Hội Cựu chiến binh xã | ^2016 |" in many
    assert "mô hình, cách làm mới" not in text_of(one_return())  # no models given: none printed


def test_supervision_by_organisation_is_told_when_it_adds_up() -> None:
    part = (
        "(Uỷ ban MTTQ 10 cuộc, Hội Nông dân 05 cuộc, Hội Liên hiệp Phụ nữ 04 cuộc, Hội Cựu chiến binh 03 cuộc, "
        "Đoàn TNCS Hồ Chí Minh 02 cuộc)"
    )
    tables = prefilled(giam_sat_theo_to_chuc=SUPERVISION)
    assert f"24 cuộc giám sát {part}; sau" in text_of(one_return(tables=tables))
    assert "25 cuộc giám sát; sau" in text_of(one_return(tables=tables, giam_sat=25))


@pytest.mark.parametrize(("typed", "printed"), [
    ("5", "số 05-QĐ/ĐU,"), ("15", "số 15-QĐ/ĐU,"), ("15-QĐ/ĐU", "số 15-QĐ/ĐU,"),
    ("Quyết định số 15-QĐ/ĐU", "số 15-QĐ/ĐU,"), ("15-QĐ/ĐUX", "số 15-QĐ/ĐUX,"),
])  # fmt: skip
def test_the_number_of_the_decision_gets_its_symbol_once(typed: str, printed: str) -> None:
    assert f"Ban hành Quyết định {printed} ngày 05/6/2010" in text_of(one_return(quyet_dinh_so=typed))


@pytest.mark.parametrize(("date", "printed"), [
    (dt.date(2010, 2, 25), "25/02/2010"), (dt.date(2010, 3, 5), "05/3/2010"), (dt.date(2010, 12, 1), "01/12/2010"),
])  # fmt: skip
def test_dates_are_printed_the_partys_way(date: dt.date, printed: str) -> None:
    assert f"-QĐ/ĐU, ngày {printed} của" in text_of(one_return(quyet_dinh_ngay=date))


def test_another_period_needs_no_new_wording() -> None:
    from dataclasses import replace

    dataset = one_return()
    later = replace(dataset, form=replace(dataset.form, period=Period.of_years(2015, 2020)))
    text = text_of(later)
    assert "báo cáo kết quả 5 năm lãnh đạo" in text and "triệu đồng năm 2015 lên 38,2 triệu đồng năm 2020" in text


def test_the_code_that_matches_a_report_to_its_return_ends_a_draft_and_no_paper_to_sign() -> None:
    assert text_of(one_return(), open_points=1).endswith("\n15877-00000000")
    assert text_of(one_return()).endswith("Nguyễn Văn A") and "15877-00000000" not in text_of(one_return())


def test_a_return_is_given_in_plain_values() -> None:
    """None for what is missing, "" for no state, and nothing of the library's own."""
    dataset = one_return(states={"tien_gop": "Ước tính"}, dan_so=None, huong="")
    own = returns_of(dataset)["nhan_ve/001.xlsx"]
    assert {type(value) for value in own.values.values()} <= {float, str, type(None), dt.date}
    assert (own.values["dan_so"], own.values["huong"], own.values["chi_bo"]) == (None, None, 20.0)
    assert set(own.states.values()) == {"", "Ước tính"} and own.states["tien_gop"] == "Ước tính"
    assert {type(answered) for answered in own.answered.values()} == {bool} and not own.answered["dan_so"]
    assert own == returns_of(dataset, ["nhan_ve/001.xlsx"])["nhan_ve/001.xlsx"]
