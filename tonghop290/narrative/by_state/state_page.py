"""The rows as a page an officer reads: the answers in the order of the form, then those that turn each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from tonghop290.model import Field
from tonghop290.narrative.by_state.table import Row

__all__ = ["page_of"]

_NOTHING, _SAME = "(không in câu nào)", "(như khi có nhiều)"
_HEAD_LENGTH = 90


def page_of(rows: Iterable[Row], title: str) -> str:
    """In Markdown."""
    lines = [
        f"# {title}\n",
        "Mỗi chỉ tiêu mà báo cáo in ra, ở từng trạng thái, in câu nào; các chỉ tiêu khác trả lời như một đơn vị bình "
        "thường (số liệu bịa).",
        "Câu nào không ghi ở đây thì in như khi có nhiều. “……” là chỗ trống tô vàng, báo cáo còn là dự thảo.\n",
    ]
    alone = [row for row in rows if len(row.answers) == 1]
    together = [row for row in rows if len(row.answers) > 1]
    for field, own in groupby(alone, key=lambda row: row.answers[0][0]):
        lines += [f"## {_name(field)}\n", "| Trạng thái | In ra |", "|---|---|"]
        lines += [f"| {row.answers[0][1].state} | {_cell(row)} |" for row in own]
        lines.append("")
    if together:
        lines += ["## Hai chỉ tiêu trở lên cùng đổi câu\n", "| Khi | In ra |", "|---|---|"]
        lines += [f"| {'<br>'.join(_when(row))} | {_cell(row)} |" for row in together]
    return "\n".join(lines).rstrip() + "\n"


def _name(field: Field) -> str:
    return " – ".join(filter(None, (field.code, field.label)))


def _when(row: Row) -> Iterator[str]:
    return (f"{field.code or field.short}: {answer.state}" for field, answer in row.answers)


def _cell(row: Row) -> str:
    said = [sentence.replace("|", "\\|") for sentence in row.sentences]
    said += [f"(không in: {_head(sentence)})" for sentence in row.left_out]
    return "<br>".join(said) or (_NOTHING if row.left_out else _SAME)


def _head(sentence: str) -> str:
    return sentence if len(sentence) <= _HEAD_LENGTH else sentence[:_HEAD_LENGTH].rsplit(" ", 1)[0] + " …"
