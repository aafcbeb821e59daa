"""Every sentence of the office's own template is still there, mended and nothing more."""

from __future__ import annotations

import re
import unicodedata

import pytest

from tests.samples.paths import GOLDEN, ROOT, SHARED
from tests.samples.reports import one_return, text_of
from tonghop290.text.format import tone_style

TEMPLATE = SHARED / "reference" / "commune_report_template.txt"


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", tone_style(unicodedata.normalize("NFC", text), "uy_moi").casefold())


# document · its date · times it is cited in the report
DOCUMENTS = [
    ("Quyết định số 290-QĐ/TW", "25/02/2010", 3), ("Nghị quyết số 25-NQ/TW", "03/6/2013", 2),
    ("Quyết định số 217-QĐ/TW", "12/12/2013", 2),
    ("Quyết định số 218-QĐ/TW", "12/12/2013", 2), ("Kết luận số 114-KL/TW", "14/7/2015", 1),
    ("Kết luận số 43-KL/TW", "07/01/2019", 1),
    ("Quy định số 11-QĐi/TW", "18/02/2019", 1), ("Chỉ thị số 18/2000/CT-TTg", "21/9/2000", 1),
    ("Chỉ thị số 16/CT-TTg", "16/5/2018", 1),
    ("Pháp lệnh số 34/2007/PL-UBTVQH11", "20/4/2007", 1), ("Chỉ thị số 05-CT/TW", "15/5/2016", 1),
]  # fmt: skip


@pytest.mark.parametrize(("document", "date", "times"), DOCUMENTS, ids=[document[0] for document in DOCUMENTS])
def test_documents_are_cited_with_their_right_dates(document: str, date: str, times: int) -> None:
    text = text_of(one_return())
    assert (text.count(document), text.count(f"{document}, ngày {date}")) == (times, times)


def test_what_one_source_alone_says_waits_for_the_officer() -> None:
    """Kết luận 62's date, 43's issuer, the number of Nghị quyết Trung ương 4: the form's [texts.van_ban] adds them."""
    from dataclasses import replace

    dataset = one_return()
    cautious = text_of(dataset)
    assert (
        "Kết luận số 62-KL/TW của Bộ Chính trị về" in cautious
        and "ngày 07/01/2019; Quy định" in cautious
        and "(khoá XII); Chỉ thị số 05" in cautious
    )
    sure = dataset.form.texts["van_ban"] | {
        "ngay_kl62": "08/12/2009",
        "co_quan_kl43": "Ban Bí thư",
        "so_nq_tw4": "04-NQ/TW, ngày 30/10/2016",
        "nam_giam_sat": 2013,
    }
    text = text_of(replace(dataset, form=replace(dataset.form, texts={**dataset.form.texts, "van_ban": sure})))
    assert (
        "Kết luận số 62-KL/TW, ngày 08/12/2009 của Bộ Chính trị về" in text
        and "ngày 07/01/2019 của Ban Bí thư; Quy định" in text
    )
    assert "(khoá XII) (số 04-NQ/TW, ngày 30/10/2016); Chỉ thị" in text and "Từ năm 2013 đến nay" in text


# what the template says wrongly
MISTAKES = (
    "25/2/2009", "20/9/2000", "16/2016", "tăng cường sự lãnh đạo", "các cơ quan Nhà nước", "ban Quy chế", "củng củng",
    "sơ kêt", "văn bàn", "Thủ tướng chính phủ",
    "quân đã hiến", "ngày vì ngày", "hố giác", "xắp xếp", "ứng ứng", "đo đó", "thôn tổ dân phố", "quan triển khai",
    "quyết định 217", "xây dựng đảng", "với đảng",
    "Bộ chính trị", "chính trị xã hội", "kinh tế xã hội", "Hàng năm", "hàng quý", "Hội phụ nữ", "218 -QĐ",
    "trên địa bàn huyện", "./.", "III. PHƯƠNG", "82%", "BTV ",
)  # fmt: skip


def test_no_mistake_of_the_template_is_left() -> None:
    text = text_of(one_return())
    assert [mistake for mistake in MISTAKES if mistake in text] == []
    assert text.count("III- ") == text.count("IV- ") == 1


DOMAIN = TEMPLATE.with_name("domain.md")
MENDS = ROOT / "docs" / "sua_mau.md"
KNOWN = GOLDEN / "sai_sot_cua_mau.txt"
"""The wrong wordings of the template, and what stands in their place, as the reference of the field has them."""
NOT_WORDING = ("points", "Three decomposed (NFD) syllables in line 55", "16/CT-TTg, 16/5/2018")
"""What the reference prints bold beside the template's words: a remark in English, a name apart from its date."""


def test_every_known_mistake_is_listed_for_the_leadership() -> None:
    told = " ".join(_words(MENDS.read_text(encoding="utf-8")))
    known = KNOWN.read_text(encoding="utf-8").splitlines()
    assert len(known) > 30
    assert [wording for wording in known if " ".join(_words(wording)) not in told] == []


@pytest.mark.skipif(not DOMAIN.is_file(), reason=f"the reference of the field is not here: {DOMAIN}")
def test_every_mistake_the_reference_knows_is_known_here() -> None:
    text = DOMAIN.read_text(encoding="utf-8")
    bold = re.findall(r"\*\*([^*]+)\*\*", text[text.index("### 2.1") : text.index("### 2.4")])
    known = KNOWN.read_text(encoding="utf-8").splitlines()
    assert [wording for wording in dict.fromkeys(bold) if wording not in NOT_WORDING] == known
