"""For an office that writes by web mail and telephone: the letters as a list to merge, and short texts to copy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

from tonghop290.campaign.post.mail import on_one_line
from tonghop290.campaign.post.outgoing import Outgoing
from tonghop290.campaign.post.short_texts import short_text
from tonghop290.campaign.settings import Round
from tonghop290.campaign.standing import UnitStanding
from tonghop290.campaign.status_page import SAFE_PAGE
from tonghop290.files import write_whole
from tonghop290.outputs import Guard
from tonghop290.pipeline.documents import write_mailing_list
from tonghop290.seals import sealed_page
from tonghop290.text.normalize import without_controls

__all__ = ["LIST_FILE", "TEXTS_FILE", "write_mailing"]

LIST_FILE, TEXTS_FILE = "danh_sach_thu.xlsx", "tin_nhan.html"
_COLUMNS = (
    ("STT", 40),
    ("Mã", 60),
    ("Đơn vị", 190),
    ("Địa chỉ thư", 220),
    ("Đồng gửi", 160),
    ("Tiêu đề", 260),
    ("Nội dung", 480),
    ("Tệp kèm", 320),
    ("Điện thoại", 110),
    ("Tin nhắn", 320),
)


_STYLE = (
    "body{font:16px/1.45 sans-serif;margin:1rem auto;max-width:48rem;padding:0 1rem}h1{font-size:1.3rem}"
    "h2{font-size:1rem;margin:1rem 0 .2rem}p{margin:0;padding:.5rem;border:1px solid #999;user-select:all}"
    ".how{border:0;user-select:auto}"
)


def write_mailing(
    folder: Path,
    round: Round,
    letters: Sequence[Outgoing],
    units: Sequence[UnitStanding],
    *,
    overwrite: bool = False,
) -> tuple[Path, int]:
    """The list of these letters, and a text for each of the units they go to; where the list lies, how many texts.

    ``units``: as they stand. Errors: OSError (OutputRefused before anything is written).
    """
    guard = Guard(overwrite=overwrite)
    place = guard.folder(folder)
    page = guard.file(place / TEXTS_FILE, (".html",))
    standing = {own.unit.code: own for own in units}
    words, office = round.form.words, round.office
    short = {
        letter.unit.code: short_text(standing[letter.unit.code], office, words)
        for letter in letters
        if letter.unit is not None and letter.unit.code in standing
    }
    rows = [_row(round, number, letter, short) for number, letter in enumerate(letters, 1)]
    written = write_mailing_list(place / LIST_FILE, _COLUMNS, rows, overwrite=overwrite)
    write_whole(page, sealed_page(_page(round, short)).encode(), private=True)
    return written, len(short)


def _page(round: Round, short: Mapping[str, str]) -> str:
    """The short texts: a click selects one, to be copied; no script, no network."""
    parts = []
    for code, text in short.items():
        unit = round.units[code]
        heading = ", ".join(filter(None, (unit.title, on_one_line(unit.contact), on_one_line(unit.phone))))
        parts.append(f"<h2>{escape(without_controls(heading))}</h2>\n<p>{escape(without_controls(text))}</p>")
    inner = "\n".join(parts)
    return f"""<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
{SAFE_PAGE}
<title>Tin nhắn</title><style>{_STYLE}</style></head><body>
<h1>Tin nhắn gửi từng đơn vị</h1><p class="how">Bấm vào một tin để chọn cả tin, rồi chép (Ctrl+C).</p>
{inner}
</body></html>
"""


def _row(round: Round, number: int, letter: Outgoing, short: Mapping[str, str]) -> list[str | int]:
    mail, unit = letter.read(), letter.unit
    body = mail.get_body(("plain",))
    attached = [name for part in mail.iter_attachments() if (name := part.get_filename())]
    return [
        number,
        unit.code if unit is not None else "",
        letter.title,
        ", ".join(letter.to),
        ", ".join(letter.cc),
        on_one_line(str(mail["Subject"] or "")),
        str(body.get_content()).replace("\r\n", "\n").strip() if body is not None else "",
        "; ".join(_place(round, letter, name) for name in attached),
        on_one_line(unit.phone) if unit is not None else "",
        short.get(unit.code, "") if unit is not None else "",
    ]


def _place(round: Round, letter: Outgoing, name: str) -> str:
    """Where an attached file lies on this machine, to be attached by hand."""
    folders = (letter.draft.parent, round.folder.answers, round.folder.issued)
    return next((str(folder / name) for folder in folders if (folder / name).is_file()), name)
