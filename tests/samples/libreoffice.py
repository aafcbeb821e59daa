"""A hidden LibreOffice for tests, driven through its own interface (UNO) as a person would use it.

    with office() as desk:
        doc = desk.open(path)
        desk.type_in(doc, "Số liệu", "E12", "1442,75")
        desk.save_as(doc, target, "xlsx")

UNO belongs to the system's Python, so this file is two things: imported, the client; run by /usr/bin/python3, the
driver, which starts one soffice with a profile of its own and answers JSON lines. Rows count from 1.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

SYSTEM_PYTHON = "/usr/bin/python3"
SOFFICE = ("soffice", "--headless", "--invisible", "--norestore", "--nologo", "--nodefault")
FILTERS = {
    "xlsx": "Calc MS Excel 2007 XML", "xls": "MS Excel 97", "ods": "calc8", "xlsb": "",
    "pdf": "calc_pdf_Export", "csv": "Text - txt - csv (StarCalc)", "html": "HTML (StarCalc)",
    "docx": "MS Word 2007 XML", "docx-pdf": "writer_pdf_Export",
}  # fmt: skip
ALL_SHEETS_AS_SHOWN = "44,34,76,1,,0,false,false,true,false,false,-1"
"""How CSV is written: commas, quotes, UTF-8."""


# --- the client ---------------------------------------------------------------------------------------------------


@cache
def missing() -> str:
    """Why there is no LibreOffice here, or ""."""
    if shutil.which("soffice") is None:
        return "LibreOffice (soffice) is not on this machine"
    asked = [SYSTEM_PYTHON, "-c", "import uno"]
    if not Path(SYSTEM_PYTHON).exists() or subprocess.run(asked, capture_output=True, check=False).returncode:
        return "the system's Python has no uno module (python3-uno)"
    return ""


class OfficeError(RuntimeError):
    """What LibreOffice or the driver complained of."""


class OfficeDied(OfficeError):
    """LibreOffice itself has crashed; its desk is of no more use."""


class Desk:
    """One running LibreOffice. A document is a number; sheets by name, cells by their address."""

    def __init__(self, driver: subprocess.Popen[str]) -> None:
        self._driver = driver

    def _ask(self, what: str, *words: Any) -> Any:
        assert self._driver.stdin is not None and self._driver.stdout is not None
        self._driver.stdin.write(json.dumps([what, *words]) + "\n")
        self._driver.stdin.flush()
        line = self._driver.stdout.readline()
        if not line:
            raise OfficeError(f"the driver ended during {what}{words}")
        answer = json.loads(line)
        if "died" in answer:
            raise OfficeDied(f"{what}{words}: {answer['died']}")
        if "error" in answer:
            raise OfficeError(f"{what}{words}: {answer['error']}")
        return answer["ok"]

    def open(self, path: str | Path) -> int:
        return int(self._ask("open", str(path)))

    def close(self, doc: int) -> None:
        self._ask("close", doc)

    def documents(self) -> set[int]:
        return set(self._ask("open_documents"))

    def save_sheets(self, doc: int, folder: str | Path, name: str) -> None:
        """Write each sheet as shown, into ``NAME-SHEET.csv``."""
        self._ask("save_sheets", doc, str(Path(folder) / f"{name}.csv"))

    def save_as(self, doc: int, path: str | Path, kind: str) -> Path:
        """Save a copy; ``kind`` is a key of :data:`FILTERS`."""
        self._ask("save_as", doc, str(path), kind)
        return Path(path)

    def set(self, doc: int, sheet: str, a1: str, value: float | str) -> None:
        """Put a number or a text into a cell as it is; a text that begins with "=" is a formula in English."""
        self._ask("set", doc, sheet, a1, value)

    def type_in(self, doc: int, sheet: str, a1: str, text: str) -> None:
        """Type into a cell: LibreOffice decides by its locale (vi-VN) what it is."""
        self._ask("type_in", doc, sheet, a1, text)

    def type_all(self, doc: int, sheet: str, texts: Mapping[str, str]) -> None:
        """Type into many cells: address → text."""
        self._ask("type_all", doc, sheet, texts)

    def get(self, doc: int, sheet: str, a1: str) -> dict[str, Any]:
        """{"text": as shown, "value": number, "formula": as typed, "error": 0 or LibreOffice's number, "kind": …}."""
        return dict(self._ask("get", doc, sheet, a1))

    def sheets(self, doc: int) -> list[str]:
        return list(self._ask("sheets", doc))

    def insert_rows(self, doc: int, sheet: str, before: int, count: int) -> None:
        self._ask("insert_rows", doc, sheet, before, count)

    def delete_rows(self, doc: int, sheet: str, first: int, count: int) -> None:
        self._ask("delete_rows", doc, sheet, first, count)

    def insert_columns(self, doc: int, sheet: str, before: int, count: int) -> None:
        self._ask("insert_columns", doc, sheet, before, count)

    def sort_rows(self, doc: int, sheet: str, area: str, column: int, descending: bool = False) -> None:
        """Sort the rows of an area ("A7:H50") by its ``column``-th column (from 1)."""
        self._ask("sort_rows", doc, sheet, area, column, descending)

    def cut(self, doc: int, sheet: str, area: str, to: str) -> None:
        self._ask("cut", doc, sheet, area, to)

    def merge(self, doc: int, sheet: str, area: str) -> None:
        self._ask("merge", doc, sheet, area)

    def rename_sheet(self, doc: int, sheet: str, name: str) -> None:
        self._ask("rename_sheet", doc, sheet, name)

    def move_sheet(self, doc: int, sheet: str, position: int) -> None:
        """Move a sheet to a position (from 0)."""
        self._ask("move_sheet", doc, sheet, position)

    def copy_sheet(self, doc: int, sheet: str, name: str, position: int) -> None:
        self._ask("copy_sheet", doc, sheet, name, position)

    def delete_sheet(self, doc: int, sheet: str) -> None:
        self._ask("delete_sheet", doc, sheet)

    def copy_to_new_book(self, doc: int, sheet: str) -> int:
        """A new document that holds a copy of one sheet, as "Move or Copy… to new document" makes it."""
        return int(self._ask("copy_to_new_book", doc, sheet))

    def count_days_from_1904(self, doc: int) -> None:
        """Make the document count days as Excel for the Macintosh did; the dates it shows move by four years."""
        self._ask("count_days_from_1904", doc)

    def recalculate(self, doc: int) -> None:
        self._ask("recalculate", doc)

    def crash(self) -> None:
        """End LibreOffice as a crash ends it: nothing is closed, nothing tidied up."""
        self._ask("crash")


@contextmanager
def office(locale: str = "vi-VN") -> Iterator[Desk]:
    """A running LibreOffice of a locale, ended at the end."""
    with tempfile.TemporaryDirectory(prefix="tonghop290-office-") as profile:
        command, pipe = [SYSTEM_PYTHON, __file__, profile, locale], subprocess.PIPE
        driver = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, encoding="utf-8")
        try:
            yield Desk(driver)
        finally:
            assert driver.stdin is not None and driver.stdout is not None
            driver.stdin.close()
            driver.wait(timeout=300)
            driver.stdout.close()


KEPT = ExitStack()
"""Ends, at the end of the session, the LibreOffice that :func:`shared` has started."""


@cache
def _kept_desk() -> Desk:
    return KEPT.enter_context(office())


@contextmanager
def shared() -> Iterator[Desk]:
    """The one LibreOffice (vi-VN) of this process: started by the first that asks, ended with the session.

    What is opened in the block is closed at its end.
    """
    desk = _kept_desk()
    before = desk.documents()
    try:
        yield desk
    finally:
        for doc in desk.documents() - before:
            desk.close(doc)


# --- the driver ---------------------------------------------------------------------------------------------------

_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>LOCALE</value></prop></item>
</oor:items>"""


class _Driver:
    def __init__(self, profile: str, locale: str) -> None:
        import time

        import uno  # type: ignore[import-not-found]
        from com.sun.star.beans import PropertyValue  # type: ignore[import-not-found]
        from com.sun.star.connection import NoConnectException  # type: ignore[import-not-found]

        self.uno, self._property = uno, PropertyValue
        pipe = Path(profile).name
        settings = Path(profile) / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(_SETTINGS.replace("LOCALE", locale), encoding="utf-8")
        self.process = subprocess.Popen(
            [*SOFFICE, f"--accept=pipe,name={pipe};urp;", f"-env:UserInstallation={Path(profile).as_uri()}"],
            **dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL),
            start_new_session=True,  # what soffice starts ends with it
        )
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        for _ in range(3000):  # five minutes: on a busy machine a start takes its time
            try:
                context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
                break
            except NoConnectException:
                time.sleep(0.1)
        else:
            raise RuntimeError("soffice does not answer")
        self.desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        self.documents: dict[int, Any] = {}
        self.locks: set[Path] = set()

    def _properties(self, **values: Any) -> tuple[Any, ...]:
        made = []
        for name, value in values.items():
            one = self._property()
            one.Name, one.Value = name, value
            made.append(one)
        return tuple(made)

    def _sheet(self, doc: int, name: str) -> Any:
        return self.documents[doc].Sheets.getByName(name)

    def _open_sheet(self, doc: int, name: str) -> Any:
        """A sheet without its (password-less) protection, as people take it off before they insert and sort."""
        sheet = self._sheet(doc, name)
        if sheet.isProtected():
            sheet.unprotect("")
        return sheet

    def _keep(self, document: Any) -> int:
        number = max(self.documents, default=0) + 1
        self.documents[number] = document
        return number

    def open(self, path: str) -> int:
        self.locks.add(Path(path).with_name(f".~lock.{Path(path).name}#"))
        address, hidden = Path(path).resolve().as_uri(), self._properties(Hidden=True)
        document = self.desktop.loadComponentFromURL(address, "_blank", 0, hidden)
        if document is None:
            raise RuntimeError("LibreOffice cannot open it")
        return self._keep(document)

    def close(self, doc: int) -> None:
        self.documents.pop(doc).close(True)

    def save_as(self, doc: int, path: str, kind: str) -> None:
        self.documents[doc].storeToURL(Path(path).resolve().as_uri(), self._properties(FilterName=FILTERS[kind]))

    def open_documents(self) -> list[int]:
        return list(self.documents)

    def save_sheets(self, doc: int, path: str) -> None:
        shown = self._properties(FilterName=FILTERS["csv"], FilterOptions=ALL_SHEETS_AS_SHOWN)
        self.documents[doc].storeToURL(Path(path).resolve().as_uri(), shown)

    def set(self, doc: int, sheet: str, a1: str, value: float | str) -> None:
        cell = self._sheet(doc, sheet).getCellRangeByName(a1)
        if isinstance(value, str) and value.startswith("="):
            cell.setFormula(value)
        elif isinstance(value, str):
            cell.setString(value)
        else:
            cell.setValue(value)

    def type_in(self, doc: int, sheet: str, a1: str, text: str) -> None:
        self._sheet(doc, sheet).getCellRangeByName(a1).FormulaLocal = text

    def type_all(self, doc: int, sheet: str, texts: dict[str, str]) -> None:
        for a1, text in texts.items():
            self.type_in(doc, sheet, a1, text)

    def get(self, doc: int, sheet: str, a1: str) -> dict[str, Any]:
        cell = self._sheet(doc, sheet).getCellRangeByName(a1)
        said = {"text": cell.String, "value": cell.Value, "formula": cell.Formula}
        return said | {"error": cell.getError(), "kind": cell.Type.value}

    def sheets(self, doc: int) -> list[str]:
        return list(self.documents[doc].Sheets.ElementNames)

    def insert_rows(self, doc: int, sheet: str, before: int, count: int) -> None:
        self._open_sheet(doc, sheet).Rows.insertByIndex(before - 1, count)

    def delete_rows(self, doc: int, sheet: str, first: int, count: int) -> None:
        self._open_sheet(doc, sheet).Rows.removeByIndex(first - 1, count)

    def insert_columns(self, doc: int, sheet: str, before: int, count: int) -> None:
        self._open_sheet(doc, sheet).Columns.insertByIndex(before - 1, count)

    def sort_rows(self, doc: int, sheet: str, area: str, column: int, descending: bool) -> None:
        field = self.uno.createUnoStruct("com.sun.star.table.TableSortField")
        field.Field, field.IsAscending = column - 1, not descending
        fields = self.uno.Any("[]com.sun.star.table.TableSortField", (field,))
        self._open_sheet(doc, sheet).getCellRangeByName(area).sort(
            self._properties(SortFields=fields, ContainsHeader=False)
        )

    def cut(self, doc: int, sheet: str, area: str, to: str) -> None:
        page, area = self._sheet(doc, sheet), self._sheet(doc, sheet).getCellRangeByName(area).RangeAddress
        page.moveRange(page.getCellRangeByName(to).CellAddress, area)

    def merge(self, doc: int, sheet: str, area: str) -> None:
        self._open_sheet(doc, sheet).getCellRangeByName(area).merge(True)

    def rename_sheet(self, doc: int, sheet: str, name: str) -> None:
        self._sheet(doc, sheet).Name = name

    def move_sheet(self, doc: int, sheet: str, position: int) -> None:
        self.documents[doc].Sheets.moveByName(sheet, position)

    def copy_sheet(self, doc: int, sheet: str, name: str, position: int) -> None:
        self.documents[doc].Sheets.copyByName(sheet, name, position)

    def delete_sheet(self, doc: int, sheet: str) -> None:
        self.documents[doc].Sheets.removeByName(sheet)

    def copy_to_new_book(self, doc: int, sheet: str) -> int:
        book = self.desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, self._properties(Hidden=True))
        book.Sheets.importSheet(self.documents[doc], sheet, 0)
        return self._keep(book)

    def count_days_from_1904(self, doc: int) -> None:
        self.documents[doc].NullDate = self.uno.createUnoStruct("com.sun.star.util.Date", 1, 1, 1904)

    def recalculate(self, doc: int) -> None:
        self.documents[doc].calculateAll()

    def crash(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def died(self) -> bool:
        """Whether LibreOffice has ended; one that is crashing gets a moment to do so."""
        try:
            self.process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            return False
        return True

    def end(self) -> None:
        with suppress(Exception):  # the bridge may be gone before it can answer, or since a crash
            for document in list(self.documents.values()):
                document.close(True)
            self.desktop.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.crash()
        for lock in self.locks:  # left behind by a crash, they would keep the next LibreOffice from opening the file
            lock.unlink(missing_ok=True)


def _serve(profile: str, locale: str) -> None:
    driver = _Driver(profile, locale)
    try:
        for line in sys.stdin:
            what, *words = json.loads(line)
            try:
                answer = {"ok": getattr(driver, what)(*words)}
            except Exception as error:  # noqa: BLE001 - everything LibreOffice raises goes to the client as it is
                answer = {"died" if driver.died() else "error": f"{type(error).__name__}: {error}"}
            print(json.dumps(answer), flush=True)
    finally:
        driver.end()


if __name__ == "__main__":
    _serve(*sys.argv[1:])
