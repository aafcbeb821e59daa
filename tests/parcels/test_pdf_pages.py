"""A scan is told from a PDF with letters by what is drawn on its pages."""

from __future__ import annotations

import zlib

import pytest

from tonghop290.parcels.pdf_pages import pdf_pages

PAGE = b"3 0 obj << /Type /Page /Contents 4 0 R >> endobj\n"
IMAGE = b"5 0 obj << /Type /XObject /Subtype /Image /Width 8 /Height 8 /Length 3 >> stream\n\x00BT\nendstream endobj\n"


def stream(content: bytes, *, deflated: bool = True) -> bytes:
    data = zlib.compress(content) if deflated else content
    return b"4 0 obj << /Length %d >> stream\n" % len(data) + data + b"\nendstream endobj\n"


def pdf(*parts: bytes) -> bytes:
    return b"%PDF-1.7\n" + b"".join(parts) + b"trailer << >>\n%%EOF\n"


# what it is · the file · what is said
FILES = {
    "text, deflated": (pdf(PAGE, stream(b"BT /F1 12 Tf 0 0 Td [(B)-3(\xe1o)] TJ ET")), "text"),
    "text, plain": (pdf(PAGE, stream(b"BT (So 5) Tj ET", deflated=False)), "text"),
    "text in hexadecimal digits": (pdf(PAGE, stream(b"BT <0102> Tj ET")), "text"),
    "a scan": (pdf(PAGE, IMAGE, stream(b"q 595 0 0 842 0 0 cm /Im0 Do Q")), "scan"),
    "a scan with its pages in an object stream": (
        pdf(IMAGE, stream(b"3 0 << /Type /Page /Contents 4 0 R >>"), stream(b"q /Im0 Do Q")), "scan"),
    "letters over a scan": (pdf(PAGE, IMAGE, stream(b"q /Im0 Do Q BT 3 Tr (ky so) Tj ET")), "text"),
    "an empty page": (pdf(PAGE, stream(b"q Q")), ""),
    "encrypted": (pdf(PAGE, IMAGE, b"<< /Encrypt 9 0 R >>"), ""),
    "nothing but its head": (b"%PDF-1.7\n" + bytes(300), ""),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_what_the_pages_are_made_of(name: str) -> None:
    data, said = FILES[name]
    assert pdf_pages(data) == said
