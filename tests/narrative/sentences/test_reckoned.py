"""A figure in a template reckons as the number it is, not as the text it prints."""

from __future__ import annotations

from typing import Any

import pytest

from tonghop290.narrative.words.phrases import BLANK, Words, a_figure, environment

WORDS: dict[str, Any] = {
    "dan_so": a_figure(8402.0, counted=True),
    "ho": a_figure(940.0, counted=True),
    "it": a_figure(4.0, counted=True),
    "uoc": a_figure(100.0, estimate=True),
    "chua": a_figure(None),
    "ten": Words("Xuân"),
}


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("{% if dan_so == 8402 %}đúng{% endif %}", "đúng"),
        ('{% if it == "04" %}đúng{% endif %}', "đúng"),
        ("{% if it in [4, 5] %}đúng{% endif %}", "đúng"),
        ("{% if dan_so != 8402 %}sai{% endif %}", ""),
        ("{% if dan_so > 8000 %}lớn{% endif %}", "lớn"),
        ("{% if 8000 < dan_so %}lớn{% endif %}", "lớn"),
        ("{% if ho > dan_so %}sai{% else %}đúng{% endif %}", "đúng"),  # as texts 940 stands behind 8.402
        ("{% if chua > 0 %}có{% endif %}{% if chua <= 0 %}không{% endif %}{% if chua == 0 %}0{% endif %}", ""),
        ("{{ dan_so + ho }}", "9.342"),
        ("{{ dan_so - ho + 1 }}", "7.463"),
        ("{{ 10000 - dan_so }}", "1.598"),
        ("{{ it * 2 }} {{ 2 * it }}", "8 8"),
        ("{{ ho / it }} {{ it / 0 }}", f"235 {BLANK}"),
        ("{{ dan_so + uoc }}", "khoảng 8.502"),
        ("{{ dan_so + chua }}", BLANK),
        ("{{ [dan_so, ho] | sum }}", "9.342"),
        ('{{ "Có " + it + " tổ" }}{{ it + " tổ" }}{{ it ~ ho }}', "Có 04 tổ04 tổ04940"),
    ],
)
def test_a_figure_reckons_as_a_number(written: str, printed: str) -> None:
    assert environment().from_string(written).render(WORDS) == printed


def test_a_figure_is_no_number_beside_a_text() -> None:
    with pytest.raises(TypeError):
        environment().from_string("{{ dan_so - ten }}").render(WORDS)
