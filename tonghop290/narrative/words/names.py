"""Names in the head of a document: the unit, the body above it, the place before the date; and what the period is
called."""

from __future__ import annotations

from collections.abc import Collection

from tonghop290.model import Form, Levels, Office, Unit, Value, filled
from tonghop290.narrative.words.phrases import BLANK, short_date
from tonghop290.text.normalize import match_key
from tonghop290.text.places import split_name

PERSONS_TEXT = "ten_nguoi"
"""The form's text with names of persons that units bear (``[texts]``)."""
PERIOD_WORDS = ("ky", "ky_truoc", "cung_ky", "ky_tu_ngay", "ky_den_ngay", "so_nam", "nam_dau", "nam_cuoi")
"""Period, the one before it, the same of the year before; its first and last day; how many years apart its first and
last year are, and those."""


def unit_of(unit: Unit | None, typed: Value, levels: Levels) -> Unit:
    """The unit of the register, or, for a return that belongs to none, what was typed on it."""
    if unit is not None:
        return unit
    word, name = split_name(str(typed or ""), levels.kind_words)
    return Unit(code="", name=name, type=word or levels.usual_word)


def above_line(office: Office, unit: Unit, levels: Levels) -> str:
    """The line of the body above, in capitals: "ĐẢNG BỘ HUYỆN HOẰNG HÓA"; "" where the level has none."""
    if office.party_body:
        return office.party_body.upper()
    level = levels.of(office)
    name = split_name(unit.parent, levels.office_words)[1] or BLANK
    return filled(level.said(office.day).get("party_body", ""), name=name, word=level.word).upper()


def persons_of(form: Form, office: Office) -> frozenset[str]:
    """Keys of the names of persons that units bear: the form's list and the office's additions."""
    return frozenset(match_key(name) for name in listed(form, office, PERSONS_TEXT) if name.strip())


def listed(form: Form, office: Office, text: str) -> tuple[str, ...]:
    """A list of the form's texts, with what the office's own settings add to it."""
    added = (office.own.get(id, one.default) for id, one in form.paper.settings.items() if one.adds_to == text)
    names = [name.strip() for more in added for name in more.split(",")]
    return (*form.texts.get(text, ()), *filter(None, names))


def place_name(unit: Unit, office: Office, levels: Levels, persons: Collection[str] = ()) -> str:
    """The place before the date: the bare name; with its unit word when it is a person's name (``persons``: their
    keys), one syllable, a number or the same as the unit above. Source: Hướng dẫn 36-HD/VPTW.

    >>> place_name(Unit(code="1", name="7", type="phường"), Office(), Levels())
    'Phường 7'
    """
    if not unit.name:
        return BLANK
    above = {match_key(split_name(name, levels.office_words)[1]) for name in (unit.parent, office.name) if name}
    alone = len(unit.name.split()) == 1 or any(c.isdigit() for c in unit.name)
    if alone or match_key(unit.name) in persons or match_key(unit.name) in above:
        return unit.title
    return unit.name


def period_words(form: Form) -> dict[str, str]:
    """:data:`PERIOD_WORDS` of a form; a field or table of that name stands for itself."""
    period = form.period
    named = {"ky": period, "ky_truoc": period.before, "cung_ky": period.year_before}
    words = {
        **{word: "" if one is None else form.named(one) for word, one in named.items()},
        "ky_tu_ngay": short_date(period.first, form.words),
        "ky_den_ngay": short_date(period.last, form.words),
        "so_nam": str(form.last_year - form.first_year),
        "nam_dau": str(form.first_year),
        "nam_cuoi": str(form.last_year),
    }
    return {word: text for word, text in words.items() if word not in form.fields and word not in form.tables}
