"""No sentence of a commune's report outruns the data, and no two of them contradict each other, whatever was answered.

The sentences of every state are written out in ``docs/cau_theo_trang_thai.md``; here is what they may claim.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from functools import cache
from itertools import combinations
from typing import Any

import pytest

from tests import THOROUGH
from tests.samples.communes import a_unit
from tests.samples.reports import an_office, the_form
from tonghop290.data.search.in_states import answered_in_ways
from tonghop290.model import STATE_ESTIMATE, STATE_NO_DATA, STATE_NOT_APPLICABLE
from tonghop290.narrative.by_state.plain import PlainText
from tonghop290.narrative.by_state.states import Answer, Way, answers_of, printed_fields, way_of
from tonghop290.narrative.words.one_return import returns_of
from tonghop290.narrative.words.phrase_words import PhraseBook
from tonghop290.narrative.words.unit_words import narrative_of
from tonghop290.pipeline.demo import invented_return

WAYS = 250 if THOROUGH else 80


class Said:
    """What a return says of each figure."""

    def __init__(self, way: Way) -> None:
        self.way: Way = {**{id: (value, "") for id, value in usual()[0].items()}, **way}

    def so(self, id: str) -> float | None:
        value = self.way[id][0]
        return None if value is None else float(value)

    def some(self, *ids: str) -> bool:
        """There is some of one of them, or nobody has answered yet (a gap)."""
        return any(self.so(id) or self.gap(id) for id in ids)

    def none(self, id: str) -> bool:
        return self.so(id) == 0

    def gap(self, id: str) -> bool:
        return self.way[id] == (None, "")

    def unknown(self, id: str) -> bool:
        return self.way[id][1] == STATE_NO_DATA

    @property
    def council(self) -> bool:
        out = [self.way[id][1] == STATE_NOT_APPLICABLE for id in ("tiep_xuc_cu_tri", "y_kien_cu_tri")]
        return not (out[0] or out[1] and self.so("tiep_xuc_cu_tri") is None)

    def moved(self, first: str, last: str) -> float | None:
        ends = self.so(first), self.so(last)
        return None if None in ends else ends[1] - ends[0]  # type: ignore[operator]


def never(_: Said) -> bool:
    return False


# what the report claims · what the return must say
CLAIMS: list[tuple[str, Callable[[Said], object]]] = [
    ("Tổ dân vận ở |củng cố Tổ dân vận", lambda s: bool(s.so("to_dan_van"))),
    ("chưa có Tổ dân vận", lambda s: s.none("to_dan_van")),
    ("chưa thống kê được số Tổ dân vận", lambda s: s.unknown("to_dan_van")),
    ("không có dân cư", lambda s: s.none("dan_so")),
    ("tổ chức hội nghị toàn thể|làm chuyển biến tích cực|nghiêm túc quán triệt|thực hiện tốt công tác quán triệt",
     lambda s: s.some("dang_vien_da_hoc")),
    ("chưa có đảng viên nào tham gia học tập", lambda s: s.none("dang_vien_da_hoc")),
    ("đạt 0%|nhiều ý kiến|tham gia xây dựng các công trình|tổ chức các cuộc tiếp xúc|một số chi bộ|hành các kiến nghị",
     never),
    ("Xác định rõ trách nhiệm của cấp uỷ", lambda s: s.way["quyet_dinh_so"][0] or s.way["quyet_dinh_ngay"][0]),
    ("HĐND xã|HĐND với|HĐND, UBND|kỳ họp HĐND", lambda s: s.council),
    ("không tổ chức HĐND", lambda s: not s.council),
    ("cuộc tiếp xúc cử tri để", lambda s: bool(s.so("tiep_xuc_cu_tri"))),
    ("Qua các cuộc tiếp xúc", lambda s: (s.so("tiep_xuc_cu_tri") or 0) > 1),
    ("Qua cuộc tiếp xúc", lambda s: s.so("tiep_xuc_cu_tri") == 1),
    ("chưa tổ chức cuộc tiếp xúc cử tri nào", lambda s: s.none("tiep_xuc_cu_tri")),
    ("HĐND xã tập hợp được|theo dõi giải quyết kiến nghị của cử tri", lambda s: bool(s.so("y_kien_cu_tri"))),
    ("chưa tập hợp được ý kiến", lambda s: s.none("y_kien_cu_tri")),
    ("nhiều vấn đề bức xúc", lambda s: not s.none("y_kien_cu_tri")),
    ("đã tổ chức tiếp|Qua tiếp công dân", lambda s: s.some("tiep_dan")),
    ("không có công dân đến", lambda s: s.none("tiep_dan")),
    ("giải quyết đơn thư khiếu nại, tố cáo được|thụ lý giải quyết|tiếp nhận và xử lý [^.;]*đơn",
     lambda s: s.some("don_khieu_nai", "don_to_cao") or s.unknown("don_khieu_nai") or s.unknown("don_to_cao")),
    ("thụ lý giải quyết", lambda s: s.some("don_khieu_nai", "don_to_cao")),
    ("không phát sinh đơn khiếu nại", lambda s: s.none("don_khieu_nai")),
    ("không phát sinh (đơn khiếu nại, )?(đơn )?tố cáo", lambda s: s.none("don_to_cao")),
    ("việc làm, nâng cao thu nhập|đã tăng từ", lambda s: (s.moved("thu_nhap_2009", "thu_nhap_2019") or 0) > 0),
    ("đầu người giảm từ", lambda s: (s.moved("thu_nhap_2009", "thu_nhap_2019") or 0) < 0),
    ("giảm còn|không còn hộ nghèo \\(", lambda s: (s.moved("ty_le_ngheo_2009", "ty_le_ngheo_2019") or 0) < 0),
    ("%, tăng", lambda s: (s.moved("ty_le_ngheo_2009", "ty_le_ngheo_2019") or 0) > 0),
    ("không còn hộ nghèo|đều không có hộ nghèo", lambda s: s.none("ty_le_ngheo_2019")),
    ("Quân sự xã đã", lambda s: s.some("ngay_cong", "dat_hien", "tien_gop")),
    ("tổ chức thực hiện tốt Quyết định 217", lambda s: s.some("giam_sat") and s.some("y_kien_gop_y")),
    ("tham gia giám sát và phản biện|đã tiến hành", lambda s: s.some("giam_sat")),
    ("Bộ Chính trị, (tích cực )?tham gia [^.;]*góp ý xây dựng", lambda s: s.some("y_kien_gop_y")),
    ("chưa tiến hành giám sát", lambda s: s.none("giam_sat")),
    ("sau giám sát đã ban hành", lambda s: s.some("kien_nghi_sau_giam_sat") and not s.none("giam_sat")),
    ("chưa có ý kiến góp ý", lambda s: s.none("y_kien_gop_y")),
]  # fmt: skip
# what never stands in one report
APART = [
    ("chưa có Tổ dân vận", "Tổ dân vận ở |củng cố Tổ dân vận|Tổ dân vận với"),
    (
        "chưa có đảng viên nào tham gia",
        "hội nghị toàn thể|nghiêm túc quán triệt|tích cực nhận thức|tốt công tác quán triệt",
    ),
    ("chưa tổ chức cuộc tiếp xúc cử tri", "Qua (các )?cuộc tiếp xúc|cuộc tiếp xúc cử tri để"),
    ("chưa tập hợp được ý kiến", "tập hợp được [0-9k]|nhiều ý kiến|vấn đề bức xúc trong nhân dân"),
    ("không tổ chức HĐND", "HĐND xã|HĐND với|HĐND, UBND"),
    ("không có công dân đến", "Qua tiếp công dân|đã tổ chức tiếp"),
    (
        "không phát sinh đơn khiếu nại, tố cáo",
        "giải quyết đơn thư khiếu nại, tố cáo được|thụ lý giải quyết|xử lý [0-9k…]",
    ),
    ("đầu người giảm từ|đầu người giữ ở mức", "việc làm, nâng cao thu nhập|Do đó, bình quân"),
    ("chưa tiến hành giám sát", "tham gia giám sát|sau giám sát|đã tiến hành|thực hiện tốt Quyết định 217"),
    ("chưa thống kê được số cuộc giám sát", "tham gia giám sát|đã tiến hành|thực hiện tốt Quyết định 217"),
    ("chưa có ý kiến góp ý", "Bộ Chính trị, [^.;]*góp ý xây dựng|lượt ý kiến góp ý|thực hiện tốt Quyết định 217"),
]


@cache
def usual() -> tuple[dict[str, Any], dict[str, Any], PlainText]:
    values, tables = invented_return(a_unit(), the_form())
    return values, tables, PlainText(the_form().folder / "bao_cao_xa.docx")


@cache
def answers() -> dict[str, list[Answer]]:
    values, _, text = usual()
    return {field.id: answers_of(field, values.get(field.id)) for field in printed_fields(the_form(), text.names)}


def texts_of(ways: list[Way]) -> list[str]:
    values, tables, text = usual()
    dataset, form = answered_in_ways(the_form(), a_unit(), values, tables, ways), the_form()
    office, book = an_office(), PhraseBook(form, "unit", text.names)
    returns = returns_of(dataset).values()
    return ["\n".join(text.sentences(narrative_of(own, form, office=office, book=book).words)) for own in returns]


def alone() -> list[Way]:
    return [way_of([(the_form().fields[id], answer)]) for id, own in answers().items() for answer in own]


@cache
def reports() -> list[tuple[Said, str]]:
    """Of every answer alone, of all alike, and of many mixed at random."""
    chance, ways, form, values = random.Random(17), alone(), the_form(), usual()[0]
    for state in ("0", "1", "không có số liệu", "chưa trả lời", "ước tính", "không áp dụng"):
        ways.append({id: (one.value, one.said) for id, own in answers().items() for one in own if one.state == state})
    ways += [{"thu_nhap_2019": (value, "")} for value in (0.5 + chance.random(), values["thu_nhap_2009"])]
    for _ in range(WAYS):
        chosen = chance.sample(sorted(answers()), chance.randint(2, len(answers())))
        ways.append(way_of([(form.fields[id], chance.choice(answers()[id])) for id in chosen]))
    return [(Said(way), text) for way, text in zip(ways, texts_of(ways), strict=True)]


@pytest.mark.parametrize(("claim", "holds"), CLAIMS, ids=[claim for claim, _ in CLAIMS])
def test_nothing_is_claimed_that_the_data_do_not_say(claim: str, holds: Callable[[Said], object]) -> None:
    claimed = [(said, found[0]) for said, text in reports() if (found := re.search(claim, text))]
    assert [(words, said.way) for said, words in claimed if not holds(said)] == []
    assert claimed or holds is never, "no report says it: the row has lost its sentence"


@pytest.mark.parametrize(("one", "other"), APART, ids=[one for one, _ in APART])
def test_no_two_sentences_of_a_report_contradict_each_other(one: str, other: str) -> None:
    both = [(a[0], b[0]) for _, text in reports() if (a := re.search(one, text)) and (b := re.search(other, text))]
    assert both == []
    assert any(re.search(one, text) for _, text in reports()) or "(chưa thống kê" in one


NOT_PRINTED = {"thon"}
"""It only says whether there are several of them."""


def test_a_gap_is_marked_an_estimate_says_so_and_no_data_too() -> None:
    ways = [
        (id, answer)
        for id, own in answers().items()
        for answer in own
        if the_form().fields[id].figure and id not in NOT_PRINTED and answer.state not in ("nhiều", "1", "0")
    ]
    texts = texts_of([{id: (answer.value, answer.said)} for id, answer in ways])
    wrong = []
    for (id, answer), text in zip(ways, texts, strict=True):
        mark = {STATE_ESTIMATE: "khoảng ", STATE_NO_DATA: "chưa thống kê được"}.get(answer.said, "")
        if answer.said == STATE_NOT_APPLICABLE:
            continue
        if answer.said == "":
            mark = "……" if the_form().fields[id].required else ""
        if mark not in text or "(chưa có số liệu)" in text:
            wrong.append((id, answer.state))
    assert wrong == []


def test_any_two_states_leave_no_trace_of_the_machine() -> None:
    for first, second in combinations(range(0, len(reports()), 40), 2):
        assert reports()[first][1] != "" != reports()[second][1]
    traces = ("None", "nan", "{{", "{%", "#", " ,", " .", ";.", ",,", "..", "; ;", "()")
    assert [(trace, said.way) for said, text in reports() for trace in traces if trace in text] == []
