"""A sender's points: one sentence a line, obvious slips tidied and told, nothing else touched."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.samples.communes import a_unit
from tests.samples.reports import the_form
from tonghop290.data.clean import clean_submission
from tonghop290.model import Cell, CellRef, Submission
from tonghop290.text.bullets import bullet_sentences, bullet_tidyings

# typed · the sentences of the report · what was tidied
TYPED = [
    ("Địa bàn rộng.", ["Địa bàn rộng."], ()),
    ("  Địa bàn rộng. ", ["Địa bàn rộng."], ()),
    ("Địa bàn rộng", ["Địa bàn rộng."], ("full stop",)),
    ("Địa bàn  rộng.", ["Địa bàn rộng."], ("spaces",)),
    ("Địa bàn\u00a0 rộng.", ["Địa bàn rộng."], ("spaces",)),
    ("Địa bàn rộng;", ["Địa bàn rộng."], ("end",)),
    ("- Địa bàn rộng;", ["Địa bàn rộng."], ("mark", "end")),
    ("1. Địa bàn rộng.", ["Địa bàn rộng."], ("mark",)),
    ("2020 là năm khó.", ["2020 là năm khó."], ()),
    ("-5 độ là thường.", ["-5 độ là thường."], ()),
    ("+ Một\n+ Hai.", ["Một.", "Hai."], ("mark", "full stop", "split")),
    ("Một.\n\n", ["Một."], ()),
    ("Vì sao?", ["Vì sao?"], ()),
    ("Gồm:", ["Gồm:"], ()),
    ("…", [], ()),
    ("......", [], ()),
    ("……", ["……"], ()),
    ("-", [], ()),
    ("- ", [], ()),
    ("***", [], ()),
    ("- Một\n-\n- Hai.", ["Một.", "Hai."], ("mark", "full stop", "split")),
    ("", [], ()),
]


@pytest.mark.parametrize(("typed", "sentences", "tidied"), TYPED, ids=[repr(typed) for typed, *_ in TYPED])
def test_points_are_tidied_and_it_is_said_how(typed: str, sentences: list[str], tidied: tuple[str, ...]) -> None:
    assert (bullet_sentences(typed), bullet_tidyings(typed)) == (sentences, tidied)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=" \n.;,-–1)aĐộ…\u00a0", max_size=40))
def test_what_is_tidied_needs_no_more_tidying(typed: str) -> None:
    for sentence in bullet_sentences(typed):
        assert "  " not in sentence and sentence == sentence.strip()
        assert "full stop" not in bullet_tidyings(sentence) and "spaces" not in bullet_tidyings(sentence)


def _notes(*typed: str) -> list[tuple[str, str, str, str]]:
    rows = tuple(
        {"noi_dung": Cell(ref=CellRef("Nội dung", row, 3), kind="text", text=text)} for row, text in enumerate(typed, 8)
    )
    submission = Submission(path="a.xlsx", unit=a_unit(), tables={"kho_khan": rows})
    clean = clean_submission(the_form(), submission)
    assert [row["noi_dung"] for row in clean.tables["kho_khan"]] == [" ".join(text.split()) or None for text in typed]
    return [(one.code, one.severity, one.place, str(one)) for one in clean.findings if one.code == "tidied-text"]


def test_a_tidied_point_is_a_note_at_its_cell_and_the_value_stays() -> None:
    assert _notes("Địa bàn rộng.", "- Thiếu kinh phí;") == [
        ("tidied-text", "note", "Nội dung!C9",
         "Khó khăn, ý 2 (trang “Nội dung”, ô C9) ghi “- Thiếu kinh phí;”: đã chỉnh khi đưa vào báo cáo "
         "(dấu đầu dòng, dấu cuối câu)."),
    ]  # fmt: skip


def test_the_forms_own_sentences_need_no_word() -> None:
    own = the_form().tables["kho_khan"].prefilled[0]["noi_dung"]
    assert _notes(own, f"- {own}", own.rstrip(".")) == []
