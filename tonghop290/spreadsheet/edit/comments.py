"""Comments on cells: ours are added, the sender's stay, those of an earlier round are taken away.

A comment is a text in the comments part and a box in the sheet's legacy drawing (VML); both are edited in place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tonghop290.excel import column_letters
from tonghop290.spreadsheet.cell import locate
from tonghop290.spreadsheet.edit.fills import Geometry, SheetPart
from tonghop290.spreadsheet.edit.parts import Rewriting
from tonghop290.spreadsheet.edit.splice import CannotMark, Element, Splice, escape, find_elements

__all__ = ["Signature", "write_comments"]

_BETWEEN = "\n\n"
_LINE_FEED = re.compile(r"(?:\n|&#(?:10|x0*[aA]);)\Z")  # as it stands in XML
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_BOX_WIDTH, _LINE_HEIGHT, _LINE_LETTERS = 320, 17, 46
_FONT = '<sz val="10"/><color indexed="81"/><rFont val="Times New Roman"/><family val="1"/>'
_SHAPE = re.compile(r"<(?P<p>(?:\w+:)?)shape\b(?:(?!</(?P=p)shape>).)*</(?P=p)shape>", re.DOTALL)
_NOTE = re.compile(r"<(?:\w+:)?ClientData\b[^>]*ObjectType\s*=\s*[\"']Note[\"']")
_NOTE_ROW, _NOTE_COLUMN = (re.compile(rf"<(\w+:)?{name}>\s*(\d{{1,7}})\s*</") for name in ("Row", "Column"))
_ANCHOR = re.compile(r"(<(?:\w+:)?Anchor>)[^<]*(</)")
_SHAPE_NUMBER = re.compile(r"_x0000_s(\d{1,9})")
_BLOCKS = re.compile(r"<\w+:idmap\b[^>]*?\bdata\s*=\s*[\"']([0-9, ]*)[\"']")
_BLOCK = 1024
"""So many numbers of shapes belong to a drawing's block."""
_NO_COMMENTS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f'<comments xmlns="{_MAIN}"><authors></authors><commentList></commentList></comments>'
)
_NAMESPACES = (
    ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
_TEXT_BOX = (
    f'<v:shapetype{_NAMESPACES} id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)

Place = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """By what our own comments are known. ``heading``: the first line of what we write; by it our text is found again,
    whoever saved the file in between."""

    author: str
    heading: str


def write_comments(book: Rewriting, sheet: SheetPart, notes: Mapping[Place, str], ours: Signature) -> None:
    """Comment these cells of one sheet; a cell that has a comment keeps it, with ours below; one with a thread of
    comments gets none.

    ``notes``: (row, column) → text, which begins with the heading of ``ours``.

    The sheet part is edited too (its drawing is named), but not written. Errors: CannotMark.
    """
    part = _comments_part(book, sheet.part)
    if not notes and not part:
        return
    if not part:
        part = book.add_part("xl/comments{}.xml", _COMMENTS_TYPE, _NO_COMMENTS.encode())
        book.add_relation(sheet.part, "comments", part)
    texts, gone = _write_texts(book, part, notes, ours)
    if texts or gone:
        _write_boxes(book, _drawing(book, sheet), texts, gone, sheet.geometry)


def _comments_part(book: Rewriting, sheet: str) -> str:
    """The part that holds a sheet's comments, "" when there is none."""
    for relation in book.relations(sheet).values():
        if relation.kind == "comments" and not relation.external and relation.target in book:
            return relation.target
    return ""


def _drawing(book: Rewriting, sheet: SheetPart) -> str:
    """The part that holds the boxes of a sheet's comments, made where there is none."""
    drawing = book.relations(sheet.part).get(sheet.legacy_drawing)
    if drawing is not None and drawing.target in book:
        return drawing.target
    if sheet.legacy_drawing:
        raise CannotMark(f"{sheet.part}: its drawing is missing")
    target = _new_drawing(book)
    sheet.set_legacy_drawing(book.add_relation(sheet.part, "vmlDrawing", target))
    return target


@dataclass(frozen=True, slots=True, kw_only=True)
class _Comments:
    """A comments part: its two lists, the authors, and each comment with the elements inside it."""

    authors: Element
    list: Element
    names: tuple[str, ...]
    comments: tuple[tuple[Element, Sequence[Element]], ...]


def _find_comments(splice: Splice, part: str) -> _Comments:
    roots: dict[str, Element] = {}
    names: list[str] = []
    comments: list[tuple[Element, Sequence[Element]]] = []
    inside: list[Element] = []
    wanted = ("authors", "author", "commentList", "comment", "text", "r", "t", "rPh", "phoneticPr")
    for element in find_elements(splice.data, part, lambda path, _: path[-1] in wanted):
        if element.name in ("authors", "commentList"):
            roots[element.name] = element
        elif element.name == "author":
            names.append(splice.text(element.inner, element.close))
        elif element.name == "comment":
            comments.append((element, inside))
            inside = []
        else:
            inside.append(element)
    if set(roots) != {"authors", "commentList"}:
        raise CannotMark(f"{part}: not a comments part")
    return _Comments(authors=roots["authors"], list=roots["commentList"], names=tuple(names), comments=tuple(comments))


def _write_texts(
    book: Rewriting, part: str, notes: Mapping[Place, str], ours: Signature
) -> tuple[dict[Place, str], set[Place]]:
    """Edit the comments part. Gives the whole text of each comment that is ours or holds ours, and the places of those
    removed."""
    splice = Splice(book.read(part))
    found = _find_comments(splice, part)
    texts: dict[Place, str] = {}
    gone: set[Place] = set()
    left = dict(notes)
    for comment, parts in found.comments:
        place = locate(comment.attributes.get("ref", ""))
        if place is None:
            continue
        theirs, is_ours = _their_text(splice, parts, ours.heading)
        if is_ours and not theirs.strip():
            splice.replace(comment.start, comment.end, "")
            gone.add(place)
            continue
        if is_ours:
            _cut_ours(splice, parts, ours.heading)
        if _stands_for_a_thread(comment, found.names):
            left.pop(place, None)
        if place in left:
            texts[place] = theirs.rstrip() + _BETWEEN + left[place]
            _append_run(splice, parts, _BETWEEN + left.pop(place), part)
    if left:
        _add_comments(splice, found, left, ours.author)
    book.write(part, splice.done())
    return texts | left, gone


def _stands_for_a_thread(comment: Element, authors: Sequence[str]) -> bool:
    """Whether Excel 365 has put it in the place of a thread, for older programs: edits to it are lost there. The list
    of points says what is wrong with its cell."""
    number = comment.attributes.get("authorId", "")
    return number.isdecimal() and int(number) < len(authors) and authors[int(number)].startswith("tc=")


def _add_comments(splice: Splice, found: _Comments, notes: Mapping[Place, str], author: str) -> None:
    """Comments on cells that had none."""
    number = found.names.index(author) if author in found.names else len(found.names)
    if number == len(found.names):
        splice.append_to(found.authors, f"<author>{author}</author>")
    xml = (
        f'<comment ref="{_a1(place)}" authorId="{number}"><text>{_run(text)}</text></comment>'
        for place, text in sorted(notes.items())
    )
    splice.append_to(found.list, "".join(xml))


def _texts(splice: Splice, parts: Sequence[Element]) -> list[tuple[Element, str]]:
    """The pieces of text of a comment (XML escapes kept), without what says how to read them aloud."""
    return [
        (element, splice.text(element.inner, element.close))
        for element in parts
        if element.name == "t" and "rPh" not in element.path
    ]


def _their_text(splice: Splice, parts: Sequence[Element], heading: str) -> tuple[str, bool]:
    """What stands in a comment before our heading (XML escapes kept), and whether the heading is there."""
    before = ""
    for _, text in _texts(splice, parts):
        theirs, ours, _ = text.partition(heading)
        before += theirs
        if ours:
            return before, True
    return before, False


def _cut_ours(splice: Splice, parts: Sequence[Element], heading: str) -> None:
    """Take our text out of a comment that is also somebody else's: from the two line feeds before the heading to the
    end.

    Programs that save the file may split our one run or join it with the sender's.
    """
    texts = _texts(splice, parts)
    runs = [element for element in parts if element.name == "r"]
    for (element, text), left in zip(texts, _without_ours([text for _, text in texts], heading), strict=True):
        if left == text:
            continue
        run = next((run for run in runs if run.start < element.start < run.end), None)
        if left or run is None:
            splice.replace(element.inner, element.close, left)
        else:
            splice.replace(run.start, run.end, "")


def _without_ours(texts: Sequence[str], heading: str) -> list[str]:
    """What is left of each piece of text."""
    first = next(number for number, text in enumerate(texts) if heading in text)
    kept = [*texts[:first], texts[first][: texts[first].find(heading)], *[""] * (len(texts) - first - 1)]
    feeds = len(_BETWEEN)
    for number in range(first, -1, -1):
        while feeds and (ending := _LINE_FEED.search(kept[number])):
            kept[number] = kept[number][: ending.start()]
            feeds -= 1
        if kept[number]:
            break
    return kept


def _append_run(splice: Splice, parts: Sequence[Element], text: str, part: str) -> None:
    whole = next((element for element in parts if element.name == "text"), None)
    if whole is None:
        raise CannotMark(f"{part}: a comment without text")
    if any(element.name in ("rPh", "phoneticPr") for element in parts):
        raise CannotMark(f"{part}: a comment with phonetic text")
    splice.append_to(whole, _run(text))


def _run(text: str) -> str:
    return f'<r><rPr>{_FONT}</rPr><t xml:space="preserve">{escape(text)}</t></r>'


def _a1(place: Place) -> str:
    return f"{column_letters(place[1])}{place[0]}"


# --- boxes --------------------------------------------------------------------------------------------------------


def _new_drawing(book: Rewriting) -> str:
    drawings = _drawings(book)
    block = 1 + max(
        [0, *(block for drawing in drawings for block in _blocks(drawing)), *map(_block_of, _shapes(drawings))]
    )
    book.declare_extension("vml", _VML_TYPE)
    layout = f'<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{block}"/></o:shapelayout>'
    number = 1
    while f"xl/drawings/vmlDrawing{number}.vml" in book:
        number += 1
    part = f"xl/drawings/vmlDrawing{number}.vml"
    book.write(part, f"<xml{_NAMESPACES}>{layout}{_TEXT_BOX}</xml>".encode())
    return part


def _drawings(book: Rewriting) -> list[str]:
    return [book.read(name).decode("utf-8", "replace") for name in book.names if name.lower().endswith(".vml")]


def _blocks(drawing: str) -> list[int]:
    """The blocks whose numbers are a drawing's own."""
    return [int(number) for found in _BLOCKS.findall(drawing) for number in re.findall(r"\d+", found)]


def _shapes(drawings: Sequence[str]) -> list[int]:
    return [int(digits) for drawing in drawings for digits in _SHAPE_NUMBER.findall(drawing)]


def _block_of(shape: int) -> int:
    return shape // _BLOCK


def _write_boxes(book: Rewriting, part: str, texts: Mapping[Place, str], gone: set[Place], geometry: Geometry) -> None:
    data = book.read(part)
    try:
        xml = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CannotMark(f"{part}: not UTF-8") from None
    if "</xml>" not in xml:
        raise CannotMark(f"{part}: a drawing written in an unknown way")
    boxed: set[Place] = set()

    def place_of(shape: str) -> Place | None:
        row, column = _NOTE_ROW.search(shape), _NOTE_COLUMN.search(shape)
        return (int(row[2]) + 1, int(column[2]) + 1) if row and column and _NOTE.search(shape) else None

    def renew(found: re.Match[str]) -> str:
        place = place_of(found[0])
        if place in gone:
            return ""
        if place is not None and place in texts:
            boxed.add(place)
            return _resized(found[0], _anchor(place, texts[place], geometry))
        return found[0]

    xml = _SHAPE.sub(renew, xml)
    blocks = _blocks(xml) or [1]
    elsewhere = (shape for shape in _shapes(_drawings(book)) if _block_of(shape) in blocks)  # some share a block
    number = max([*_shapes([xml]), *elsewhere, max(blocks) * _BLOCK])
    shapes = "" if "_x0000_t202" in xml else _TEXT_BOX
    for place, text in sorted(texts.items()):
        if place not in boxed:
            number += 1
            shapes += _box(number, place, text, geometry)
    at = xml.rindex("</xml>")
    book.write(part, (xml[:at] + shapes + xml[at:]).encode())


def _resized(shape: str, anchor: str) -> str:
    if _ANCHOR.search(shape):
        return _ANCHOR.sub(rf"\g<1>{anchor}\g<2>", shape)
    return _NOTE_ROW.sub(lambda row: f"<{row[1] or ''}Anchor>{anchor}</{row[1] or ''}Anchor>{row[0]}", shape, count=1)


def _box(number: int, place: Place, text: str, geometry: Geometry) -> str:
    height = _height(text) * 0.75
    return (
        f'<v:shape{_NAMESPACES} id="_x0000_s{number}" type="#_x0000_t202" '
        f'style="position:absolute;margin-left:60pt;margin-top:1.5pt;width:{_BOX_WIDTH * 0.75:.0f}pt;'
        f'height:{height:.0f}pt;z-index:1;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
        '<v:fill color2="#ffffe1"/>'
        '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
        '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
        '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        f"<x:Anchor>{_anchor(place, text, geometry)}</x:Anchor><x:AutoFill>False</x:AutoFill>"
        f"<x:Row>{place[0] - 1}</x:Row><x:Column>{place[1] - 1}</x:Column></x:ClientData></v:shape>"
    )


def _height(text: str) -> int:
    lines = sum(1 + max(0, len(line) - 1) // _LINE_LETTERS for line in text.split("\n"))
    return lines * _LINE_HEIGHT + 12


def _anchor(place: Place, text: str, geometry: Geometry) -> str:
    """Left column, offset, top row, offset, right column, offset, bottom row, offset; columns and rows from 0, offsets
    in pixels."""
    left, top = place[1] + 1, max(1, place[0] - 1)  # from 1: the column to the right, the row above
    right, right_offset = _walk(left, 15 + _BOX_WIDTH, geometry.width)
    bottom, bottom_offset = _walk(top, 10 + _height(text), geometry.height)
    return f"{left - 1}, 15, {top - 1}, 10, {right - 1}, {right_offset}, {bottom - 1}, {bottom_offset}"


def _walk(start: int, distance: int, size: Callable[[int], int]) -> tuple[int, int]:
    at = start
    while distance >= (step := size(at)):
        distance -= step
        at += 1
        if at - start > 400:
            return at, 0
    return at, distance
