"""Every deed of a round in words: when, who, what, about which content and which edition of the form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping

from tonghop290.campaign.ledger.deeds import Ledger
from tonghop290.campaign.ledger.entries import Event
from tonghop290.campaign.settings import Round
from tonghop290.model import STATUS_IN_A_SENTENCE, Form, split_key
from tonghop290.text.format import format_date
from tonghop290.text.normalize import without_controls

__all__ = ["KINDS", "event_lines", "history_lines"]

KINDS: Mapping[str, str] = {
    "init": "mở đợt",
    "earlier": "ghi số liệu kỳ trước",
    "issued": "phát hành biểu",
    "redrafted": "ghi lại địa chỉ thư nháp",
    "sent": "gửi thư",
    "refused": "thư bị từ chối",
    "fetched": "lấy thư về",
    "entered": "nhập thay đơn vị",
    "received": "nhận tệp",
    "untaken": "không mở được tệp",
    "identical": "nhận lại tệp đã có",
    "along": "giữ tệp gửi kèm",
    "foreign": "biểu không do đợt này phát hành cho đơn vị",
    "checked": "kiểm tra",
    "explained": "đơn vị giải trình",
    "answered": "viết trả lời",
    "accepted": "chấp nhận",
    "assigned": "giao tệp cho đơn vị",
    "withdrawn": "rút tệp khỏi đơn vị",
    "chosen": "chọn biểu được tính",
    "reminded": "viết thư nhắc",
    "reported": "lập báo cáo của đơn vị",
    "repaired": "sửa sổ hỏng",
    "mended": "ghi lại dòng hỏng từ bản gốc",
    "altered": "thấy dòng nhật ký không như đã ghi",
    "closed": "chốt đợt",
    "reopened": "mở lại đợt đã chốt",
    "late": "nhận sau khi chốt, không tính",
}
"""Kind of event → as it is shown."""
_SAID = {
    "first": "lần đầu",
    "correction": "bản sửa",
    "stale": "bản cũ",
    "late": "sau khi chốt",
    "strange": "chưa rõ của đơn vị nào",
    **STATUS_IN_A_SENTENCE,
}


def history_lines(ledger: Ledger, round: Round, codes: Collection[str] = ()) -> Iterator[str]:
    """The events in their order, of these units or of all.

    "10/01/2020 12:00  Lan  nhận tệp  Xã Mẫu 1 – a.xlsx: lần đầu (tệp 0f3a…, biểu mẫu f1ce…)".
    """
    altered, events = ledger.look_at_the_chain(), ledger.events()
    yield from event_lines(events, round, codes, altered)
    gone = sorted(altered - {event.id for event in events})
    if gone:
        yield f"[Nhật ký thiếu dòng đã ghi: {', '.join(map(str, gone))}]"


def event_lines(
    events: Iterable[Event], round: Round, codes: Collection[str] = (), altered: Collection[int] = ()
) -> Iterator[str]:
    """These events, of these units or of all; with a remark one that is older than the one before it, and one that is
    not what was written (``altered``)."""
    before: dt.datetime | None = None
    for event in events:
        at = dt.datetime.fromisoformat(event.at)
        behind = before is not None and at < before
        remark = f" [đồng hồ máy chạy lùi: việc trước ghi lúc {_moment(before)}]" if before and behind else ""
        remark += f" [DÒNG {event.id} KHÔNG NHƯ ĐÃ GHI]" if event.id in altered else ""
        before = at
        if not codes or event.unit in codes:
            yield without_controls(_line(event, at, round) + remark)


def _line(event: Event, at: dt.datetime, round: Round) -> str:
    unit = round.units.get(event.unit or "")
    said = _in_words(event.kind, event.said, round.form)
    hashes = (("tệp", event.sha256), ("biểu mẫu", event.form_hash))
    marks = ", ".join(f"{word} {hash[:8]}" for word, hash in hashes if hash)
    about = " – ".join(filter(None, (unit.title if unit else event.unit or "", said)))
    line = f"{_moment(at)}  {event.actor}  {KINDS.get(event.kind, event.kind)}  {about}"
    return f"{line} ({marks})" if marks else line


def _moment(at: dt.datetime) -> str:
    return f"{format_date(at.date())} {at:%H:%M}"


def _in_words(kind: str, said: str, form: Form) -> str:
    head, _, last = said.rpartition(": ")
    if kind in ("received", "checked") and last in _SAID:
        return f"{head}: {_SAID[last]}" if head else _SAID[last]
    key, _, why = said.partition(": ")
    if kind in ("accepted", "explained"):
        name = _name_of(form, split_key(key)[1])
        return f"{name}: {why}" if name else why
    return said


def _name_of(form: Form, field: str) -> str:
    """What a field, or the table of a cell, is called; "" for what the present form does not know."""
    if field in form.fields:
        return form.fields[field].short
    table = form.tables.get(field.split(".")[0])
    return table.label if table is not None else ""
