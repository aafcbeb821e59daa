"""Names in the head of a Party document: the unit, the body above it, the place before the date; and what the period is
called."""

from __future__ import annotations

from collections.abc import Collection

from tonghop290.model import Form, Office, Unit, Value
from tonghop290.narrative.phrases import BLANK, short_date
from tonghop290.text.normalize import match_key
from tonghop290.text.places import ABOVE_WORDS, TOWN_WORDS, split_name

PERSONS_TEXT = "ten_nguoi"
"""The form's text with names of persons that units bear (``[texts]``)."""
HAMLET, QUARTER = "thôn", "tổ dân phố"
PERIOD_WORDS = ("ky", "ky_truoc", "cung_ky", "ky_tu_ngay", "ky_den_ngay", "so_nam", "nam_dau", "nam_cuoi")
"""Period, the one before it, the same of the year before; its first and last day; how many years apart its first and
last year are, and those."""


def unit_of(unit: Unit | None, typed: Value) -> Unit:
    """The unit of the register, or, for a return that belongs to none, what was typed on it."""
    if unit is not None:
        return unit
    word, name = split_name(str(typed or ""))
    return Unit(code="", name=name, type=word or "xã")


def above_line(office: Office, unit: Unit) -> str:
    """The line of the body above, in capitals: "ĐẢNG BỘ HUYỆN HOẰNG HÓA"."""
    if office.party_body:
        return office.party_body.upper()
    if office.name:
        return f"Đảng bộ {office.level} {split_name(office.name, ABOVE_WORDS)[1]}".upper()
    return f"Đảng bộ {unit.parent or f'{office.level} {BLANK}'}".upper()


def persons_of(form: Form, office: Office) -> frozenset[str]:
    """Keys of the names of persons that units bear: the form's list and the office's additions."""
    listed = form.texts.get(PERSONS_TEXT, ())
    return frozenset(match_key(name) for name in (*listed, *office.person_names.split(",")) if name.strip())


def place_name(unit: Unit, office: Office, persons: Collection[str] = ()) -> str:
    """The place before the date: the bare name; with its unit word when it is a person's name (``persons``: their
    keys), one syllable, a number or the same as the unit above. Source: Hướng dẫn 36-HD/VPTW.

    >>> place_name(Unit(code="1", name="7", type="phường"), Office())
    'Phường 7'
    """
    if not unit.name:
        return BLANK
    above = {match_key(split_name(name, ABOVE_WORDS)[1]) for name in (unit.parent, office.name) if name}
    alone = len(unit.name.split()) == 1 or any(c.isdigit() for c in unit.name)
    if alone or match_key(unit.name) in persons or match_key(unit.name) in above:
        return unit.title
    return unit.name


def parts_word(type: str, office: Office) -> str:
    """What a unit of that type is made of: "thôn", "tổ dân phố", or the office's own word.

    >>> parts_word("xã", Office(hamlet_word="xóm")), parts_word("phường", Office()), parts_word("đặc khu", Office())
    ('xóm', 'tổ dân phố', 'thôn, tổ dân phố')
    """
    hamlet, quarter = office.hamlet_word or HAMLET, office.quarter_word or QUARTER
    return quarter if type in TOWN_WORDS else f"{hamlet}, {quarter}" if type == "đặc khu" else hamlet


def cells_word(type: str, office: Office) -> str:
    """What its cells are called that are neither of a school nor others: "nông thôn", in towns after what it is made
    of."""
    return parts_word(type, office) if type in TOWN_WORDS else "nông thôn"


def period_words(form: Form) -> dict[str, str]:
    """:data:`PERIOD_WORDS` of a form; a field or table of that name stands for itself."""
    period = form.period
    named = {"ky": period, "ky_truoc": period.before, "cung_ky": period.year_before}
    words = {
        **{word: "" if one is None else form.named(one) for word, one in named.items()},
        "ky_tu_ngay": short_date(period.first),
        "ky_den_ngay": short_date(period.last),
        "so_nam": str(form.last_year - form.first_year),
        "nam_dau": str(form.first_year),
        "nam_cuoi": str(form.last_year),
    }
    return {word: text for word, text in words.items() if word not in form.fields and word not in form.tables}
