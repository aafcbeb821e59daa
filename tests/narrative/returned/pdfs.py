"""PDF files for tests, without a program that prints: lines of text at their places, letters as Unicode has them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

__all__ = ["LARGE", "a_pdf", "pages_of_text"]

LARGE = 14.0
_TOP, _LEFT, _STEP = 780.0, 85.0, 18.0
_UNICODE = """/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def
1 begincodespacerange <0000> <FFFF> endcodespacerange
{ranges}
endcmap end end"""
_FONT = (
    b"<</Type/Font/Subtype/Type0/BaseFont/Times/Encoding/Identity-H/ToUnicode 4 0 R/DescendantFonts[<</Type/Font"
    b"/Subtype/CIDFontType2/BaseFont/Times/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
    b"/DW 500>>]>>"
)


def pages_of_text(text: str, *, width: int = 60, lines: int = 40) -> list[list[tuple[float, float, float, str]]]:
    """A text set in lines, its paragraphs one after the other, each page with its number from the second on."""
    set_in_lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split():
            if line and len(line) + len(word) >= width:
                set_in_lines.append(line)
                line = ""
            line = f"{line} {word}".strip()
        set_in_lines.append(line)
    pages = []
    for number, start in enumerate(range(0, len(set_in_lines), lines), 1):
        page = [(_LEFT, _TOP + 30, LARGE, str(number))] if number > 1 else []
        own = set_in_lines[start : start + lines]
        pages.append(page + [(_LEFT, _TOP - _STEP * row, LARGE, line) for row, line in enumerate(own)])
    return pages


def a_pdf(
    pages: Iterable[Sequence[tuple[float, float, float, str]]], *, invisible: bool = False, subject: str = ""
) -> bytes:
    """Pages of (x, y, size, text) in the order they are drawn. ``invisible``: as under the picture of a scan;
    ``subject``: what its properties say it is about."""
    pages = [*pages]
    letters = sorted({f"{ord(letter):04x}" for page in pages for *_, text in page for letter in text})
    ranges = "\n".join(f"1 beginbfrange <{code}> <{code}> <{code}> endbfrange" for code in letters)
    drawn = ["\n".join(_drawn(*one, 3 if invisible else 0) for one in page) for page in pages]
    kids = " ".join(f"{5 + 2 * number} 0 R" for number in range(len(drawn)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(drawn)}/Kids[{kids}]>>".encode(),
        _FONT,
        _stream(_UNICODE.format(ranges=ranges).encode()),
    ]
    for number, content in enumerate(drawn):
        place = f"/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents {6 + 2 * number} 0 R"
        objects += [f"<</Type/Page{place}>>".encode(), _stream(content.encode())]
    objects += [f"<</Subject({subject})>>".encode()] if subject else []
    made, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(made))
        made += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    about = f"/Info {len(objects)} 0 R" if subject else ""
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    head = (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer<</Size {len(objects) + 1}/Root 1 0 R{about}>>"
    )
    return made + f"{head}\nstartxref\n{len(made)}\n%%EOF".encode()


def _drawn(x: float, y: float, size: float, text: str, mode: int) -> str:
    return f"BT {mode} Tr /F1 {size} Tf 1 0 0 1 {x} {y} Tm <{text.encode('utf-16-be').hex()}> Tj ET"


def _stream(content: bytes) -> bytes:
    return f"<</Length {len(content)}>>stream\n".encode() + content + b"\nendstream"
