"""What a field may be answered with: choices of its own, or ``choices = "@dan_toc"``, a list by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tonghop290.forms.faults import Part, shown
from tonghop290.forms.parts.lists import check_choice
from tonghop290.model import Codelist
from tonghop290.text.nearest import suggestion
from tonghop290.text.normalize import match_key

__all__ = ["LIST_MARK", "read_choices"]

LIST_MARK = "@"
"""Opens the name of a list."""
Spellings = tuple[tuple[str, str], ...]


def read_choices(part: Part, kind: str, lists: Mapping[str, Codelist]) -> dict[str, Any]:
    """``codelist``, ``choices``, ``spellings``, ``depends_on`` and ``other_allowed`` of a field."""
    name = ""
    if isinstance(part.raw("choices"), str):
        name, choices = _named(part, lists)
    else:
        choices = part.texts("choices")
        _check_own(part, choices)
    if kind == "choice" and not choices and not name:
        part.fault("choices", "còn thiếu danh sách lựa chọn")
    if kind != "choice" and part.content.get("choices"):
        part.fault("choices", f"chỉ dùng cho kiểu choice, không dùng cho kiểu {kind}")
    depends_on = part.text("depends_on")
    if depends_on and not name:
        part.fault("depends_on", "chỉ dùng cho danh sách có tên, mỗi mục ghi nó thuộc mục nào")
    entries = lists[name].entries if name in lists else ()
    others = tuple((other, entry.label) for entry in entries for other in entry.others)
    return {
        "codelist": name if name in lists else "",
        "choices": choices,
        "spellings": (*others, *_spellings(part, kind, choices, others)),
        "depends_on": depends_on,
        "other_allowed": part.truth("other_allowed"),
    }


def _named(part: Part, lists: Mapping[str, Codelist]) -> tuple[str, tuple[str, ...]]:
    """A list's id and the labels that stand in it, each once."""
    written = part.text("choices").strip()
    name = written.removeprefix(LIST_MARK).strip()
    if not written.startswith(LIST_MARK) or name not in lists:
        close = suggestion(name, lists)
        told = f"; ý đồng chí là '{LIST_MARK}{name}'?" if name in lists else close.replace("'", f"'{LIST_MARK}", 1)
        part.fault("choices", f"không có danh sách {shown(written)} trong [lists]{told}")
        return name, ()
    return name, tuple(dict.fromkeys(entry.label for entry in lists[name].entries))


def _check_own(part: Part, choices: tuple[str, ...]) -> None:
    for choice in choices:
        check_choice(part, "choices", choice)
    folded = [choice.casefold() for choice in choices]
    if len(set(folded)) < len(folded):
        part.fault("choices", "có lựa chọn ghi hai lần")


def _spellings(part: Part, kind: str, choices: tuple[str, ...], others: Spellings) -> Spellings:
    """ "Bí thư Đảng uỷ = BÍ THƯ": other ways of writing a choice; none may stand for two."""
    lines = part.texts("spellings")
    if lines and kind != "choice":
        part.fault("spellings", f"chỉ dùng cho kiểu choice, không dùng cho kiểu {kind}")
        return ()
    found = []
    taken = {match_key(choice) for choice in (*choices, *(other for other, _ in others))}
    for line in lines:
        spelling, _, choice = (piece.strip() for piece in line.rpartition("="))
        key = match_key(spelling)
        if not key or choice not in choices:
            meant = "" if choice in choices else suggestion(choice, choices)
            part.fault("spellings", f"{shown(line)} phải là 'cách ghi khác = lựa chọn'{meant}")
        elif key in taken:
            part.fault("spellings", f"{shown(line)}: cách ghi này đã có")
        taken.add(key)
        found.append((spelling, choice))
    return tuple(found)
