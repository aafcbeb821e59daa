"""Documents printed by LibreOffice where it is installed, and measured on the page; within a limit of time."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tonghop290.narrative.pdf import PdfError, find_libreoffice, write_pdfs
from tonghop290.narrative.typeset.binding import Binding
from tonghop290.narrative.verify.page_lines import Page, pages_of
from tonghop290.narrative.verify.printed_page import page_faults

__all__ = ["SECONDS", "Measured", "measure_pages"]

SECONDS = 300.0
"""Nobody waits longer for his reports to be measured; what is left is said."""
_TOGETHER = 12
"""Documents printed by one start of LibreOffice."""
_NOT_INSTALLED = "Chưa đo trên trang in: máy này chưa cài LibreOffice."
_NO_FONT = "Chưa đo trên trang in: máy này không có phông Times New Roman hoặc phông cùng cỡ (Liberation Serif, Tinos)."


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """``found``: the documents that differ; ``count``: how many were measured; ``left``: why others were not, "" for
    none."""

    found: dict[Path, tuple[str, ...]] = field(default_factory=dict)
    count: int = 0
    left: str = ""


def measure_pages(
    paths: Sequence[Path],
    binding: Binding,
    *,
    seconds: float = SECONDS,
    libreoffice: Path | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Measured:
    """Print the documents into a folder of their own and look at their pages."""
    program = libreoffice or find_libreoffice()
    if program is None:
        return Measured(left=_NOT_INSTALLED)
    found: dict[Path, tuple[str, ...]] = {}
    end, done = clock() + seconds, 0
    for start in range(0, len(paths), _TOGETHER):
        if clock() > end:
            late = f"Chưa đo trên trang in {len(paths) - done} văn bản: quá {seconds / 60:.0f} phút."
            return Measured(found=found, count=done, left=late)
        group = paths[start : start + _TOGETHER]
        measured, as_meant = _group(group, binding, program)
        if not as_meant:
            return Measured(left=_NO_FONT)
        found |= {path: faults for path, faults in measured.items() if faults}
        done += len(measured)
    lost = len(paths) - done
    left = f"Chưa đo trên trang in {lost} văn bản: LibreOffice không in được." if lost else ""
    return Measured(found=found, count=done, left=left)


def _group(paths: Sequence[Path], binding: Binding, program: Path) -> tuple[dict[Path, tuple[str, ...]], bool]:
    """Of those that were printed what is wrong; and whether they were printed in a font one can measure by."""
    with tempfile.TemporaryDirectory(prefix="tonghop290-", ignore_cleanup_errors=True) as folder:
        places = {path: Path(folder, f"{number}.pdf") for number, path in enumerate(paths)}
        try:
            write_pdfs(paths, libreoffice=program, places=places)
        except PdfError as error:
            if not error.written:
                return {}, True
        measured = {}
        for path, place in places.items():
            pages = _pages(place)
            if not all(page.as_meant for page in pages):
                return {}, False
            if pages:
                measured[path] = page_faults(path, pages, binding)
        return measured, True


def _pages(place: Path) -> tuple[Page, ...]:
    try:
        return pages_of(place) if place.is_file() else ()
    except ValueError:
        return ()
