"""Every remark of the reader ends in a finding here, or has its own elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType

from tonghop290.messages import finding
from tonghop290.model import Finding, sayable, told
from tonghop290.spreadsheet.book import RawBook
from tonghop290.spreadsheet.cell import locate
from tonghop290.text.normalize import without_controls

__all__ = ["TOLD_ELSEWHERE", "what_the_reader_says"]

LOST: Mapping[str, str] = MappingProxyType({
    "bad-cell": sayable("có ô ghi sai quy cách"),
    "duplicate-cell": sayable("có ô ghi hai lần"),
    "misplaced-cell": sayable("có ô nằm sai dòng"),
    "bad-row": sayable("có dòng mang số thứ tự sai"),
    "long-text": sayable("có ô quá dài, phần cuối bị cắt"),
    "bad-style": sayable("có ô mất định dạng, không rõ hiển thị thế nào"),
    "missing-sheet": sayable("có trang tính nằm trong danh sách nhưng không còn nội dung"),
    "duplicate-sheet": sayable("có hai trang tính cùng tên"),
    "no-rows": sayable("có trang tính không có dòng nào"),
    "missing-part": sayable("thiếu một phần của tệp"),
    "too-many-arrays": sayable("có quá nhiều công thức mảng"),
    "bad-comment": sayable("có ghi chú không rõ của ô nào"),
    "bad-drawing": sayable("có hình vẽ bị hỏng"),
})  # fmt: skip
"""Remark → what may have been lost with it."""
ODD: Mapping[str, str] = MappingProxyType({
    "long-sheet-name": sayable("tên trang tính quá dài"),
    "bad-sheet-state": sayable("trạng thái ẩn, hiện của trang tính không rõ"),
    "bad-merge": sayable("có vùng trộn ô ghi sai"),
    "not-a-worksheet": sayable("có trang không phải là trang tính"),
    "workbook-part-guessed": sayable("mục lục của tệp bị thiếu"),
    "odd-member": sayable("có phần mang tên lạ"),
    "unknown-namespace": sayable("có phần không theo chuẩn của Excel"),
    "duplicate-name": sayable("có tên vùng ghi hai lần"),
})  # fmt: skip
"""Remark → what is odd in the file and takes nothing away."""
TOLD_ELSEWHERE: Mapping[str, str] = MappingProxyType({
    "macros": "the finding macros",
    "external-links": "the finding external-links",
})  # fmt: skip
"""Remark → where it is told."""
_AT_A_CELL = frozenset({"bad-cell", "duplicate-cell", "misplaced-cell"})
_MOST_PLACES = 5


def what_the_reader_says(book: RawBook, told_cells: Collection[tuple[str, int, int]], file: str) -> Iterator[Finding]:
    """The values that stand nowhere, and a finding for each code of remarks with its places. ``told_cells``: sheet, row
    and column of the values that the reader's remark makes a broken cell of, which is said there."""
    dropped = {f"{sheet.name}!{one.reference}" for sheet in book.sheets for one in sheet.dropped}
    for sheet in book.sheets:
        if sheet.dropped:
            values = [f"“{one.reference}” = {one.text[:40]}" for one in sheet.dropped[:_MOST_PLACES]]
            more = "…" * (len(sheet.dropped) > _MOST_PLACES)
            name = without_controls(sheet.name)
            facts = {"sheet_name": name, "places": "; ".join(values) + more}
            yield finding("value-dropped", file=file, sheet=name, facts=facts)
    places: dict[str, list[str]] = {}
    for remark in book.remarks:
        code, _, place = remark.partition(": ")
        if code in _AT_A_CELL and (_cell(place) in told_cells or place in dropped):
            continue
        places.setdefault(code, []).append(place)
    for code, found in places.items():
        if code in TOLD_ELSEWHERE:
            continue
        shown = [without_controls(place) for place in found if place]
        listed = ", ".join(shown[:_MOST_PLACES]) + ("…" if len(shown) > _MOST_PLACES else "")
        yield finding(
            "file-odd-parts" if code in ODD else "file-lost-parts",
            file=file,
            what=told(ODD.get(code) or LOST.get(code, code)),
            places=f" ({listed})" if listed else "",
        )


def _cell(place: str) -> tuple[str, int, int] | None:
    sheet, _, reference = place.rpartition("!")
    found = locate(reference)
    return (sheet, *found) if found is not None else None
