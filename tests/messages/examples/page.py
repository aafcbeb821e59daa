"""The page of all findings: each code with an example drawn from the program, and the way out."""

from __future__ import annotations

import html
from collections.abc import Iterable

from tests.messages.examples import BESIDE, NOTHING_TO_DO, files, places, plugged, rounds, seen, senders, typed
from tests.messages.examples.example import Example
from tonghop290.messages import CATALOGUE
from tonghop290.model import STAGES

__all__ = ["all_examples", "page"]

SEVERITY = {"error": "lỗi", "warning": "cần xem lại", "note": "ghi chú"}
HEADS = {
    "file": ("Tệp, thư, tệp nén", "Cái gửi đến không phải là biểu, hoặc không mở được."),
    "structure": ("Biểu và đơn vị gửi", "Dòng, cột, trang, bảng, phiên bản của biểu; biểu của ai."),
    "type": ("Cách ghi trong ô", "Điều ghi trong ô, và điều nhìn thấy mà tệp không lưu."),
    "range": ("Khoảng giá trị", "Mức thấp nhất, cao nhất và mức thường gặp ghi ở biểu."),
    "rule": (
        "Quy tắc của biểu",
        "Mỗi quy tắc của biểu có mã `rule-` và mã quy tắc, câu báo do biểu viết ([quy tắc của biểu 290](chi_tieu.md)).",
    ),
    "compare": ("So với nơi khác, lần khác", "So với các đơn vị khác, với kỳ trước, với báo cáo của chính đơn vị."),
}
INTRODUCTION = """# Các kết quả kiểm tra

Trang này do `scripts/dev/write_docs.py` viết. Mỗi mã có một ví dụ: một biểu thử nhỏ mắc đúng điểm ấy được đưa qua
chương trình, rồi chép nguyên câu chương trình nói và việc cần làm. Mã không đổi giữa các phiên bản. Năm mã về tệp
(`file-no-permission`, `file-path-long`, `file-timeout`, `file-crash`, `file-other-format`) tệp nhỏ không gợi ra được:
câu lấy thẳng ở chỗ nói ra nó.

- **lỗi**: phải sửa; số ở ô ấy chưa được cộng.
- **cần xem lại**: sửa, hoặc giải trình nếu số đúng.
- **ghi chú**: để biết, không phải làm gì.
"""


def all_examples() -> dict[str, Example]:
    """Code → its example, every code that can be said. Errors: AssertionError where one is not drawn any more."""
    made = [one for room in (typed, seen, places, files, senders, rounds, plugged) for one in room.examples()]
    return {one.code: one for one in made}


def page() -> str:
    """The page, in Markdown."""
    drawn = all_examples()
    stage_of = {code: sentence.stage for code, sentence in CATALOGUE.items()} | BESIDE
    parts = [INTRODUCTION]
    for stage in STAGES:
        title, about = HEADS[stage]
        rows = [_row(drawn[code]) for code, own in stage_of.items() if own == stage]
        parts.append("\n".join([f"## {title}\n", f"{about}\n", *_table(rows)]) + "\n")
    return "\n".join(parts)


def _table(rows: Iterable[str]) -> list[str]:
    return ["| Mã | Ví dụ | Chương trình nói | Việc cần làm |", "|---|---|---|---|", *rows]


def _row(one: Example) -> str:
    where = f"<small>{_cell(one.place)}</small> " if one.place else ""
    return (
        f'| <a id="{one.code}"></a>`{one.code}` <br>{SEVERITY[one.severity]} | {_cell(one.done)} | '
        f"{where}{_cell(one.message)} | {_cell(one.fix) or NOTHING_TO_DO} |"
    )


def _cell(text: str) -> str:
    """A text as it may stand in a cell of a table: no mark of Markdown or HTML acts in it."""
    shown = html.escape(" ".join(text.split()), quote=False)
    for mark in "\\|*_`[]":
        shown = shown.replace(mark, f"\\{mark}")
    return shown
