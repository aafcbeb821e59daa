"""What the template once said of every unit is asked, and said of those that answered so."""

from __future__ import annotations

import itertools
import random
import re

import pytest

from tests import THOROUGH
from tests.samples.reports import an_office, one_return, text_of, the_form
from tonghop290.narrative.words.phrases import BLANK
from tonghop290.narrative.words.unit_words import unit_narrative

YES, NO, UNKNOWN = "Có", "Không", "Chưa rõ"
# the question · what "yes" says · what "no" says ("": nothing) · what stands behind the mark of an open question
ASKED = [
    ("chuong_trinh_hanh_dong", "đã xây dựng và ban hành chương trình hành động",
     "Đảng uỷ chưa ban hành chương trình hành động riêng", "ban hành chương trình hành động"),
    ("thuong_truc_phu_trach", "phân công 01 đồng chí trong Thường trực Đảng uỷ", "", "phân công 01 đồng chí trong"),
    ("lam_viec_dinh_ky", "Định kỳ, Ban Thường vụ Đảng uỷ làm việc với Khối dân vận, nghe",
     "Ban Thường vụ Đảng uỷ chưa làm việc định kỳ với Khối dân vận.", "làm việc với Khối dân vận"),
    ("ban_chi_dao_dan_chu", "làm Trưởng Ban Chỉ đạo thực hiện Quy chế dân chủ ở cơ sở", "", "kiện toàn Ban Chỉ đạo"),
    ("quy_che_phoi_hop", ", như chỉ đạo xây dựng quy chế phối hợp giữa", "", "chỉ đạo xây dựng quy chế phối hợp"),
    ("so_ket_khen_thuong", "Việc sơ kết, tổng kết có nhiều đổi mới", "", "chỉ đạo sơ kết các nghị quyết"),
    ("pho_bien_chi_thi", "Lãnh đạo tổ chức triển khai, phổ biến đến toàn thể", "", "tổ chức triển khai, phổ biến"),
    ("ubnd_phu_trach", "Phân công đồng chí lãnh đạo phụ trách", "", "phân công đồng chí lãnh đạo phụ trách"),
    ("ky_voi_khoi_dan_van", "cũng đã ký kết Quy chế phối hợp với Khối dân vận",
     "UBND xã chưa ký kết Quy chế phối hợp", "ký kết Quy chế phối hợp với Khối dân vận"),
    ("tong_ket_phap_lenh", "Ban hành các văn bản chỉ đạo tổ chức sơ kết 05 năm", "", "ban hành các văn bản chỉ đạo"),
    ("cai_cach_hanh_chinh", "UBND xã đã ban hành kế hoạch cải cách hành chính",
     "UBND xã chưa ban hành đủ kế hoạch cải cách hành chính", "ban hành kế hoạch cải cách hành chính"),
    ("mot_cua", "việc tiếp nhận, giải quyết hồ sơ", "chưa theo cơ chế một cửa", "giải quyết hồ sơ, thủ tục"),
    ("tiep_dan_dinh_ky", "quy định về tổ chức tiếp công dân định kỳ hằng tháng",
     "UBND xã chưa tổ chức tiếp công dân định kỳ hằng tháng.", "tổ chức tiếp công dân định kỳ"),
    ("ke_hoach_phoi_hop", "đã kịp thời xây dựng kế hoạch phối hợp hoạt động", "", "xây dựng kế hoạch phối hợp"),
    ("gap_mat_dan_toc", "tổ chức các cuộc gặp mặt đồng bào dân tộc thiểu số", "", "gặp mặt đồng bào dân tộc thiểu số"),
    ("tham_ton_giao", "tặng quà chức sắc, chức việc họ giáo trên địa bàn", "", "thăm hỏi, tặng quà chức sắc"),
]  # fmt: skip


def test_every_question_is_of_the_table() -> None:
    asked = [field.id for field in the_form().inputs if field.since == "1.1"]
    assert asked == [id for id, *_ in ASKED]
    for id in asked:
        field = the_form().fields[id]
        assert (field.choices, field.required, field.total.how) == ((YES, NO, UNKNOWN), True, "count")


@pytest.mark.parametrize(("id", "yes", "no", "beside"), ASKED, ids=[id for id, *_ in ASKED])
def test_what_is_said_follows_the_answer(id: str, yes: str, no: str, beside: str) -> None:
    said = {answer: text_of(one_return(**{id: answer})) for answer in (YES, NO, UNKNOWN, None)}
    assert yes in said[YES] and not any(yes in said[other] for other in (NO, UNKNOWN))
    assert bool(no) == (no in said[NO] and bool(no)) and not (no and no in said[UNKNOWN])
    assert f"{BLANK} {beside}" in said[None] and not any(f"{BLANK} {beside}" in said[one] for one in (YES, NO, UNKNOWN))
    open_question = one_return(**{id: None})
    narrative = unit_narrative(open_question, open_question.frame.index[0], office=an_office())
    assert narrative.words["du_thao"] and the_form().fields[id].label in narrative.gaps


def test_any_answers_make_whole_sentences() -> None:
    """No comma, space or full stop is left of what is not said."""
    dice = random.Random(290)
    answers = (YES, NO, UNKNOWN, None)
    drawn = [{id: dice.choice(answers) for id, *_ in ASKED} for _ in range(40 if THOROUGH else 12)]
    for given in itertools.chain(drawn, ({id: one for id, *_ in ASKED} for one in answers)):
        text = text_of(one_return(**given))
        assert not re.findall(r" [.,;:](?! )|[,;.:]{2}|[,;] ?\.|\S {2,}", text), given
        assert not [found[0] for found in re.finditer(r"[.] (\w).{20}", text) if found[1].islower()], given


def test_no_model_is_invented() -> None:
    text = text_of(one_return())
    assert not any(word in text for word in ("hố rác", "ngày thứ bảy", "phát động các mô hình"))
