"""The workbook part under edit: its sheets in their order, the names bound to them by number, and which sheet is
open."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from tonghop290.spreadsheet.edit.parts import RELATIONS, Rewriting
from tonghop290.spreadsheet.edit.splice import CannotMark, Element, Splice, attribute, find_elements, retag
from tonghop290.spreadsheet.xml import decode_text

__all__ = ["SheetEntry", "WorkbookPart"]

_STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_LONGEST_NAME = 255
"""Of a sheet's name the reader keeps so many characters."""

_WANTED = (
    ["sheets"],
    ["sheets", "sheet"],
    ["bookViews", "workbookView"],
    ["definedNames"],
    ["definedNames", "definedName"],
    ["functionGroups"],
    ["externalReferences"],
)
_BEFORE_NAMES = ("sheets", "functionGroups", "externalReferences")


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetEntry:
    """A sheet as the workbook lists it; ``part`` and ``kind`` are "" where the package has no such part."""

    name: str
    part: str
    kind: str


class WorkbookPart:
    """The list of sheets of a workbook. Errors: CannotMark for a workbook that must not be edited."""

    def __init__(self, book: Rewriting) -> None:
        self._book, self._part = book, book.workbook
        relations = book.relations(self._part).values()
        if _STRICT in book.read(self._part)[:4096]:
            raise CannotMark("Strict Open XML")
        if any(relation.kind.startswith("revision") for relation in relations):
            raise CannotMark("shared, with a history of changes")
        styles = [relation.target for relation in relations if relation.kind == "styles" and relation.target in book]
        if not styles:
            raise CannotMark("no style sheet")
        self.styles = styles[0]
        self.sheets = tuple(map(self._entry, self._find(["sheets", "sheet"])))
        if len({sheet.name.casefold() for sheet in self.sheets}) < len(self.sheets):
            raise CannotMark("two sheets of one name")

    def _find(self, *wanted: Sequence[str]) -> list[Element]:
        """The elements of these paths below the root, in the order of their ends."""
        return find_elements(self._book.read(self._part), self._part, lambda path, _: list(path[1:]) in wanted)

    def _entry(self, element: Element) -> SheetEntry:
        id = next((value for name, value in element.attributes.items() if name.endswith(" id")), "")
        relation = self._book.relations(self._part).get(id)
        name = decode_text(element.attributes.get("name", ""))[:_LONGEST_NAME]  # as the reader knows it
        if relation is None or relation.external or relation.target not in self._book:
            return SheetEntry(name=name, part="", kind="")
        return SheetEntry(name=name, part=relation.target, kind=relation.kind)

    def show(self, names: Collection[str]) -> None:
        """Bring these sheets back in sight."""
        splice = Splice(self._book.read(self._part))
        for number, sheet in enumerate(self._find(["sheets", "sheet"])):
            if self.sheets[number].name in names:
                splice.replace(sheet.start, sheet.inner, retag(splice.tag(sheet), state=None))
        self._book.write(self._part, splice.done())

    def replace_sheet(self, name: str, xml: bytes) -> str:
        """Write a sheet anew where it stands; the workbook opens on it. Its part."""
        number = next(number for number, sheet in enumerate(self.sheets) if sheet.name == name)
        self._book.write(self.sheets[number].part, xml)
        splice = Splice(self._book.read(self._part))
        _open_sheet(splice, self._find(*_WANTED), number)
        self._book.write(self._part, splice.done())
        return self.sheets[number].part

    def insert_first(self, name: str, xml: bytes, *, titles_row: int) -> str:
        """Put a new sheet before all others; the workbook opens on it. Its part. ``titles_row`` is printed on each of
        its pages."""
        target = self._book.add_part("xl/worksheets/sheetTh{}.xml", _SHEET_TYPE, xml)
        relation = self._book.add_relation(self._part, "worksheet", target)
        splice, elements = Splice(self._book.read(self._part)), self._find(*_WANTED)
        _open_sheet(splice, elements, 0)
        _count_on(splice, elements)
        _list_first(splice, elements, name, relation)
        _print_titles(splice, elements, f"'{name}'!${titles_row}:${titles_row}")
        self._book.write(self._part, splice.done())
        return target


def _open_sheet(splice: Splice, elements: Sequence[Element], number: int) -> None:
    for view in elements:
        if view.name == "workbookView":
            splice.replace(view.start, view.inner, retag(splice.tag(view), activeTab=str(number), firstSheet=None))


def _count_on(splice: Splice, elements: Sequence[Element]) -> None:
    """Names bound to a sheet by its number stay bound to it behind a new first sheet."""
    for name in elements:
        number = name.attributes.get("localSheetId", "") if name.name == "definedName" else ""
        if number.isdigit():
            splice.replace(name.start, name.inner, retag(splice.tag(name), localSheetId=str(int(number) + 1)))


def _list_first(splice: Splice, elements: Sequence[Element], name: str, relation: str) -> None:
    number = 1 + max(int(sheet.attributes.get("sheetId", "0")) for sheet in elements if sheet.name == "sheet")
    sheets = next(element for element in elements if element.name == "sheets")
    splice.insert(
        sheets.inner,
        f'<{sheets.prefix}sheet name="{attribute(name)}" sheetId="{number}" '
        f'xmlns:rth="{RELATIONS}" rth:id="{relation}"/>',
    )


def _print_titles(splice: Splice, elements: Sequence[Element], rows: str) -> None:
    """The rows of the first sheet that every page of it repeats."""
    by_name = {element.name: element for element in elements if len(element.path) == 2}
    name = f'<definedName name="_xlnm.Print_Titles" localSheetId="0">{rows}</definedName>'
    if "definedNames" in by_name:
        splice.append_to(by_name["definedNames"], name)
        return
    after = max(by_name[before].end for before in _BEFORE_NAMES if before in by_name)
    prefix = by_name["sheets"].prefix
    splice.insert(after, re.sub(r"<(/?)(?=d)", rf"<\1{prefix}", f"<definedNames>{name}</definedNames>"))
