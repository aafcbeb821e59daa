"""What fits into a message of a telephone (Zalo): who is asked for what, by when, and whom to ring."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tonghop290.campaign.post.letter_frame import called, counted, office_name, until
from tonghop290.campaign.post.mail import on_one_line
from tonghop290.campaign.standing import UnitStanding
from tonghop290.model import Office, Words, sayable

__all__ = ["MOST_LETTERS", "short_text"]

MOST_LETTERS = 500
_MOST_NAME, _MOST_POINT = 70, 60
_ASKED = {
    "not_sent": sayable("{office} chưa nhận được biểu số liệu của {unit}. Đề nghị {addressee} gửi biểu sớm."),
    "unusable": sayable(
        "{office} chưa dùng được tệp {unit} đã gửi. Đề nghị {addressee} điền biểu Excel (.xlsx) đã phát hành và gửi "
        "lại."
    ),
    "clean": sayable("{office} đã nhận biểu số liệu của {unit}: đạt. Xin cảm ơn {addressee}."),
}
_OPEN = sayable("{office} đã nhận biểu số liệu của {unit}, còn {counted}: {names}. Chi tiết ở thư trả lời.")


def short_text(standing: UnitStanding, office: Office, words: Words) -> str:
    """At most :data:`MOST_LETTERS` letters: points by the names of their indicators, the deadline, the telephone."""
    unit = standing.unit
    facts = {
        "office": _whole_words(office_name(office, words), _MOST_NAME),
        "unit": _whole_words(on_one_line(unit.full_name), _MOST_NAME),
        "addressee": _whole_words(called(unit, office, words), _MOST_NAME),
    }
    phone = on_one_line(office.phone)[:40]
    due = until(office, words).strip() if standing.state != "clean" else ""
    end = [due, words.say("Điện thoại: {phone}.", phone=phone) if phone else ""]
    if standing.state in _ASKED or not standing.open_points:
        asked = words.say(_ASKED.get(standing.state, _ASKED["unusable"]), **facts)
        return " ".join(filter(None, [asked, *end]))
    facts = {name: facts[name] for name in ("office", "unit")} | {"counted": counted(standing.open_points, words)}
    names = list(dict.fromkeys(_names(standing)))
    for shown in range(len(names), -1, -1):
        said = words.say(_OPEN, names=_told(names, shown, words), **facts).replace("….", "…")
        text = " ".join(filter(None, [said, *end]))
        if len(text) <= MOST_LETTERS:
            return text
    return f"{_whole_words(said, MOST_LETTERS - len(' '.join(end)) - 2)} {' '.join(filter(None, end))}"


def _whole_words(text: str, most: int) -> str:
    """A text of at most so many letters, cut between words; only a word that is longer itself is cut."""
    if len(text) <= most:
        return text
    begun = text[: most - 1]
    return f"{begun if text[most - 1].isspace() else begun.rpartition(' ')[0] or begun}…"


def _told(names: Sequence[str], shown: int, words: Words) -> str:
    left = len(names) - shown
    more = [words.say("và {count} điểm khác", count=left)] if left and shown else []
    return "; ".join([*names[:shown], *more]) if shown else words.say("xem thư trả lời")


def _names(standing: UnitStanding) -> Iterator[str]:
    """What each open point is about: its indicator, else the beginning of its sentence."""
    for point in standing.open_points:
        label = on_one_line(point.finding["label"] or point.finding["message"])
        yield _begun(label)


def _begun(text: str) -> str:
    """A text that fits: whole, else up to the last sign or word before it does not, never within a figure or a word.

    >>> _begun("Dân số"), len(_begun("một hai ba " * 9)) <= _MOST_POINT
    ('Dân số', True)
    """
    if len(text) <= _MOST_POINT:
        return text
    begun = text[: _MOST_POINT - 1]
    signs = [begun.rfind(sign) for sign in (", ", "; ", ". ", " (", ": ", " – ")]
    return begun[: max(signs)] if max(signs) > _MOST_POINT // 3 else _whole_words(text, _MOST_POINT)
