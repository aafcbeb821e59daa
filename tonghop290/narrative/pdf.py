"""PDF beside each Word report, printed by the LibreOffice of this computer.

LibreOffice runs without a window and with a profile of its own in a temporary folder: it neither disturbs nor waits for
one that is open, and leaves nothing behind.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from tonghop290.files import whole_file
from tonghop290.seals import sealed_lines

__all__ = ["PdfError", "find_libreoffice", "write_pdfs"]

_NAMES = ("soffice", "libreoffice")
_LINUX = (
    "/usr/bin/soffice",
    "/usr/lib/libreoffice/program/soffice",
    "/usr/lib64/libreoffice/program/soffice",
    "/snap/bin/libreoffice",
)
_MAC = ("/Applications/LibreOffice.app/Contents/MacOS/soffice", "~/Applications/LibreOffice.app/Contents/MacOS/soffice")
_WINDOWS = ("LibreOffice", "LibreOffice 7", "LibreOffice 6", "LibreOffice 5")
_START, _EACH = 120.0, 20.0
_AS_PDF = 'pdf:writer_pdf_Export:{"ExportFormFields":{"type":"boolean","value":"false"}}'
"""Words on paper, also where the figures stand in content controls: LibreOffice 7.5 makes fields to fill in of those,
7.3 and older take no such wish and know no such fields."""
_CALL_LENGTH = 24_000
"""Characters of one call's file names; Windows allows 32,767 for the whole command line."""

NO_LIBREOFFICE = (
    "Máy này chưa cài LibreOffice nên chưa tạo được bản PDF; các tệp .docx đã ghi đầy đủ. "
    "Có thể cài LibreOffice rồi chạy lại, hoặc mở tệp .docx bằng Word và chọn lưu kiểu PDF."
)


class PdfError(OSError):
    """PDF could not be made; the message is a sentence for the officer. ``written``: the PDFs that were made all the
    same."""

    def __init__(self, sentence: str, written: Sequence[Path] = ()) -> None:
        super().__init__(sentence)
        self.written = tuple(written)


def find_libreoffice(environment: Mapping[str, str] = os.environ, platform: str | None = None) -> Path | None:
    """The program that starts LibreOffice: on the PATH, else where installers of Windows, macOS and Linux put it; None
    without one."""
    platform = platform or sys.platform
    for name in _NAMES:
        found = shutil.which(name, path=environment.get("PATH", ""))
        if found:
            return Path(found)
    return next((place for place in _usual_places(environment, platform) if place.is_file()), None)


def _usual_places(environment: Mapping[str, str], platform: str) -> Iterator[Path]:
    if platform == "win32":
        for variable in ("ProgramFiles", "ProgramW6432", "ProgramFiles(x86)", "LOCALAPPDATA"):
            root = environment.get(variable)
            for folder in _WINDOWS if root else ():
                for program in ("soffice.com", "soffice.exe"):  # .com waits and speaks on a console
                    yield Path(str(root)) / folder / "program" / program
    else:
        home = environment.get("HOME", "")
        for place in _MAC if platform == "darwin" else _LINUX:
            yield Path(place.replace("~", home, 1) if place.startswith("~") else place)


def write_pdfs(
    documents: Sequence[Path], *, libreoffice: Path | None = None, places: Mapping[Path, Path] = MappingProxyType({})
) -> list[Path]:
    """Print each document to a PDF of the same name beside it, or to its place in ``places``; the paths of the PDFs, in
    the order of the documents.

    All documents of a folder go to LibreOffice in one call (a start takes seconds, a document a fraction of one). Each
    PDF is written whole or not at all. Errors: :class:`PdfError` (no LibreOffice, or documents it could not print,
    after all others).
    """
    documents = [Path(document) for document in documents]
    program = libreoffice or (find_libreoffice() if documents else None)
    if program is None and documents:
        raise PdfError(NO_LIBREOFFICE)
    written: dict[Path, Path] = {}
    for call in _calls(documents):
        to = {document: places.get(document, document.with_suffix(".pdf")) for document in call}
        written |= _print(to, Path(str(program)))
    missing = [document for document in documents if document not in written]
    if missing:
        names = ", ".join(document.name for document in missing)
        raise PdfError(
            f"LibreOffice không tạo được bản PDF của: {names}. Các tệp .docx vẫn dùng được; "
            "đề nghị thử lại, hoặc lưu kiểu PDF từ Word.",
            list(written.values()),
        )
    return [written[document] for document in documents]


def _calls(documents: Sequence[Path]) -> Iterator[list[Path]]:
    """The documents folder by folder (names are unique there), in groups that fit on a command line."""
    for folder in dict.fromkeys(document.parent for document in documents):
        group: list[Path] = []
        for document in dict.fromkeys(document for document in documents if document.parent == folder):
            if group and sum(len(str(path.resolve())) + 3 for path in (*group, document)) > _CALL_LENGTH:
                yield group
                group = []
            group.append(document)
        yield group


def _print(documents: Mapping[Path, Path], program: Path) -> dict[Path, Path]:
    """One call of LibreOffice: the PDFs that came out of it, by document."""
    import tempfile

    with tempfile.TemporaryDirectory(prefix="tonghop290-", ignore_cleanup_errors=True) as folder:
        own, out = Path(folder) / "profile", Path(folder) / "pdf"
        profile = f"-env:UserInstallation={own.resolve().as_uri()}"
        options = ["--headless", "--norestore", "--nolockcheck", "--convert-to", _AS_PDF, "--outdir", str(out)]
        command = [str(program), profile, *options, *(str(document.resolve()) for document in documents)]
        _run(command, _START + _EACH * len(documents))
        made = {document: out / f"{document.stem}.pdf" for document in documents}
        return {document: _put(pdf, documents[document]) for document, pdf in made.items() if pdf.is_file()}


def _run(command: Sequence[str], seconds: float) -> None:
    """Run it to its end, or end it with all it started when it takes too long; what it did not make is missed by the
    caller."""
    import signal
    import subprocess

    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        process.kill()
        process.wait()


def _put(made: Path, path: Path) -> Path:
    with whole_file(path) as draft:
        data = made.read_bytes()
        draft.write_bytes(sealed_lines(data, "%") if data.startswith(b"%PDF-") else data)
    return path
