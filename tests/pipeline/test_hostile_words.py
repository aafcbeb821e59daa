"""Nothing a sender writes acts in what we write: no formula, link or control sequence in any place of any output.

The marked copy is the sender's own workbook: their cells stay as they are there, and only what we add is looked at.
"""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import email
import email.policy
import io
import json
import re
import sqlite3
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest

import tonghop290 as th
from tests import THOROUGH
from tests.samples.communes import a_unit
from tests.samples.rounds import a_return, a_round, opened, receive_all, return_bytes, some_units, standing
from tests.workbook.intake.test_fuzz import ADDRESSES, form, unsafe, with_cells
from tonghop290.campaign.desk.after_step import page_of
from tonghop290.campaign.standing import strangers
from tonghop290.campaign.status_page import status_lines, unit_lines, write_status_workbook
from tonghop290.cli.main import main
from tonghop290.pipeline.documents import write_findings
from tonghop290.spreadsheet.book import read_book
from tonghop290.workbook.plan import plan_workbook

MARK = "ke-xau"
EVIL = [
    f"=cmd|' /C {MARK}'!A0",
    f'=HYPERLINK("http://{MARK}.example","bấm")',
    f"@SUM(1+1)*cmd|' /C {MARK}'!A0",
    f"+1+cmd|' /C {MARK}'!A0",
    f"-2+3+cmd|' /C {MARK}'!A0",
    f"\x1b[2J\x1b]0;{MARK}\x07",
    f"\u202e{MARK}.xslx\u202c=1",
    f"a\r={MARK}",
    f"a\n={MARK}",
    f"a;={MARK};b",
    f"a;\t={MARK}",
    f"\t={MARK}",
    f"＝{MARK}",
    f"http://{MARK}.example",
    f"_x001B_[31m {MARK}",
    f"_x003D_{MARK}",
    f"'={MARK}",
    f"{{={MARK}}}",
    f"<script>{MARK}</script>",
    "{{ ke_xau }}",
    "{% raw %}",
    f"mailto:{MARK}@x",
    f"file:///c:/{MARK}",
    f"\\\\{MARK}\\x",
    f"\x9b31m{MARK}",
    f"\u2028={MARK}",
    f"\u2066{MARK}\u2069",
    f"a\x85={MARK}",
    f"DDEAUTO c:\\{MARK}",
    f'"={MARK}',
    f'",={MARK},"',
    f"a\r\nBcc: {MARK}@x",
    "\ufffe\uffff\ud800x",
    "]]>&<!--",
]
NAMES = [
    f"=cmd_{MARK}!A0",
    f"+1 {MARK}",
    f"@SUM {MARK}",
    f"-2 {MARK}",
    f"a\x1b[2J{MARK}",
    f"b\u202e{MARK}",
    f"c\n={MARK}",
    f"d\r={MARK}",
    f"e;={MARK};",
]
SENT = 18 if THOROUGH else 9
"""Each name once, in the suite; every text stands in many cells."""
TODAY = dt.date(2020, 1, 20)


def hostile(number: int) -> bytes:
    """A filled form of a unit of its own: a hostile text in each cell a sender fills in and in the name of a sheet."""
    own = plan_workbook(form()).fields["don_vi"].row
    data = with_cells(
        {place: EVIL[(number + at) % len(EVIL)] for at, place in enumerate(ADDRESSES) if place != f"E{own}"}
    )
    changes = {
        "<t>15877</t>": f"<t>{20001 + number}</t>",
        "Xã Hoằng Xuân": f"Xã Mẫu {number + 1}",
        'name="Hướng dẫn"': f'name="=cmd|{MARK}&#10;_x001B_31m"',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in given.namelist():
            content = given.read(name)
            if name in ("xl/workbook.xml", "xl/sharedStrings.xml"):
                for old, new in changes.items():
                    content = content.replace(old.encode(), new.encode())
            copy.writestr(name, content)
    return out.getvalue()


def send(folder: Path, number: int, name: str, data: bytes) -> None:
    """Into the letter box: as a file, in an archive, or in a mail; beside it something whose name alone is hostile."""
    if number % 3 == 0:
        (folder / f"{number} {re.sub(chr(0), '', name)}.xlsx").write_bytes(data)
    elif number % 3 == 1:
        with zipfile.ZipFile(folder / f"{number}.zip", "w") as archive:
            archive.writestr(f"{name}.xlsx", data)
            archive.writestr(f'=HYPERLINK("http://{MARK}").txt', b"x")
            archive.writestr(f"\x1b[2J{MARK}.png", b"\x89PNG\r\n\x1a\n")
    else:
        message = EmailMessage()
        message["From"], message["Subject"] = "a@b", EVIL[0]
        message.set_content(EVIL[0])
        message.add_attachment(
            data, maintype="application", subtype="octet-stream", filename=re.sub(r"[\r\n]", "_", name) + ".xlsx"
        )
        (folder / f"{number}.eml").write_bytes(message.as_bytes())


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("nhận")
    for number in range(SENT):
        send(folder, number, NAMES[number % len(NAMES)], hostile(number * 2))
    return folder


@pytest.fixture(scope="module")
def report(box: Path) -> th.Report:
    units = {f"{20001 + number}": replace(a_unit(f"{20001 + number}", f"Mẫu {number + 1}")) for number in range(40)}
    made = th.check([box], form(), units=units)
    assert [len(made.files), sum(file.unit is not None for file in made.files)] == [SENT, SENT]
    told = [one.message for one in made.findings if one.code == "beside"]  # in the archives, under hostile names
    assert len(told) == SENT // 3 and all(f"{MARK}.png" in one and "=HYPERLINK" in one for one in told)
    return made


# --- what is looked for -------------------------------------------------------------------------------------------


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield str(key)
            yield from texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from texts(part)
    elif isinstance(value, str):
        yield value


def unsafe_of(values: Any) -> list[str]:
    return [ascii(text) for text in texts(values) if unsafe(text) or any(unicodedata.category(c) == "Cn" for c in text)]


def active(path: Path, *, known: frozenset[str] = frozenset(), files: Path | None = None) -> list[str]:
    """What acts in an Office document: formulas and fields with the mark, links that leave it, parts that are no XML.

    ``known``: formulas it may have. ``files``: a folder whose files it may link to, by a path without a scheme.
    """
    linked: set[str] = set() if files is None else {file.name for file in files.iterdir()}
    found = []
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            if not name.endswith((".xml", ".rels", ".vml")):
                continue
            xml = package.read(name).decode()
            ElementTree.fromstring(xml)
            if name.endswith(".rels"):
                for link in ElementTree.fromstring(xml):
                    target = unquote(link.attrib["Target"])
                    if link.attrib.get("TargetMode") == "External" and not (
                        re.fullmatch(r"[^:/]*", target) and target.rpartition("\\")[2] in linked
                    ):
                        found.append(f"{name}: {target}")
            found += [
                f"{name}: {element}"
                for element in re.findall(
                    r"<(?:f|definedName|formula1?|w:instrText|w:fldSimple|\w*:?hyperlink)\b[^>]*>[^<]*", xml
                )
                if MARK in element and element not in known
            ]
    return found


# --- one check and its documents ----------------------------------------------------------------------------------


def test_the_report_holds_nothing_that_acts(report: th.Report) -> None:
    assert unsafe_of([[str(finding), str(finding.value), finding.file] for finding in report.findings]) == []
    assert [str(finding) for finding in report.findings if str(finding)[0] in "=+-@"] == []
    assert unsafe_of(json.loads(report.to_json())) == []
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", report.to_json())


def test_the_terminal_shows_nothing_that_acts(box: Path) -> None:
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), pytest.raises(SystemExit):
        main(["check", str(box)])
    said = (out.buffer.getvalue() + err.buffer.getvalue()).decode()  # type: ignore[attr-defined]
    assert MARK in said
    assert [ascii(line) for line in said.split("\n") if unsafe(line)] == []


def test_no_document_holds_a_formula_or_a_link_of_a_sender(report: th.Report, box: Path, tmp_path: Path) -> None:
    made = [
        write_findings(report, tmp_path / "điểm.xlsx"),
        th.write_summary(report, tmp_path / "tổng hợp.xlsx"),
        th.write_district_narrative(report, tmp_path / "huyện.docx"),
        th.write_appendix(report, tmp_path / "phụ lục.docx"),
        *th.write_narratives(report, tmp_path / "báo cáo"),
    ]
    assert len(made) == 4 + SENT
    assert [
        danger for path in made for danger in active(path, files=box)
    ] == []  # the summary links to the files it was made from
    for path in made:
        if path.suffix == ".xlsx":
            book = read_book(path.read_bytes())
            assert (
                unsafe_of(
                    [
                        [cell.text for cell in sheet.cells.values()] + [sheet.name] + [*sheet.comments.values()]
                        for sheet in book.sheets
                    ]
                )
                == []
            ), path.name
        else:
            with zipfile.ZipFile(path) as package:
                assert unsafe_of(re.findall(r">([^<]+)<", package.read("word/document.xml").decode())) == [], path.name
        assert not unsafe(path.name)


def test_a_marked_copy_holds_no_formula_or_link_beyond_the_senders_own(
    report: th.Report, box: Path, tmp_path: Path
) -> None:
    source = next(path for path in sorted(box.iterdir()) if path.suffix == ".xlsx")
    with zipfile.ZipFile(source) as package:
        known = frozenset(
            formula
            for name in package.namelist()
            for formula in re.findall(r"<(?:f|definedName)\b[^>]*>[^<]*", package.read(name).decode("utf-8", "replace"))
        )
    copies = th.annotate(report, tmp_path)
    assert len(copies) == SENT
    assert [danger for path in copies for danger in active(path, known=known)] == []
    for path in copies:
        book = read_book(path.read_bytes())
        ours = book.sheets[0]
        assert ours.name == "Cần sửa"
        assert (
            unsafe_of(
                [[cell.text for cell in ours.cells.values()], *([*sheet.comments.values()] for sheet in book.sheets)]
            )
            == []
        )


@pytest.mark.parametrize("style", ["csv", "json", "sqlite"])
def test_no_table_for_other_tools_holds_anything_that_acts(report: th.Report, tmp_path: Path, style: str) -> None:
    for path in th.write_tables(report, tmp_path, format=style):  # type: ignore[arg-type]
        if path.suffix == ".json":
            assert unsafe_of(json.loads(path.read_text(encoding="utf-8"))) == []
        elif path.suffix == ".sqlite":
            with contextlib.closing(sqlite3.connect(path)) as database:
                names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
                assert (
                    unsafe_of([[*row] for name in names for row in database.execute(f'SELECT * FROM "{name}"')]) == []
                )
        else:
            text = path.read_bytes().decode("utf-8-sig")
            fields = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
            assert unsafe_of(fields) == []
            assert [
                ascii(cell)
                for cell in fields
                if re.match(r"\s*[=+\-@]", cell) and not re.fullmatch(r"-?[0-9.]+(?:e[+-]?[0-9]+)?", cell)
            ] == []


@pytest.mark.parametrize("between", [";", "\t"])
def test_a_csv_read_with_another_separator_holds_no_formula_either(
    report: th.Report, tmp_path: Path, between: str
) -> None:
    """Excel with Vietnamese settings splits at semicolons, and takes a quote in the middle of a line for a letter."""
    for path in th.write_tables(report, tmp_path, format="csv"):
        if path.suffix == ".csv":
            pieces = [
                piece
                for line in re.split(r"[\r\n]+", path.read_bytes().decode("utf-8-sig"))
                for piece in line.split(between)
            ]
            assert [
                ascii(piece)
                for piece in pieces
                if re.match(r"\s*[=@]", piece) or re.match(r"\s*[+-]\S", piece) and MARK in piece
            ] == [], path.name


# --- a round ------------------------------------------------------------------------------------------------------


class Tags(HTMLParser):
    """The tags, handlers and references of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "img", "link", "iframe", "object", "form", "base"):
            self.found.append(tag)
        self.found += [
            f"{key}={value}"
            for key, value in attrs
            if key.startswith("on")
            or key in ("src", "href", "action")
            and not re.fullmatch(r"(tel:[+\d]+|mailto:[\w.%+-]+@[\w.-]+)", value or "")
        ]


def test_a_round_shows_and_mails_nothing_that_acts(tmp_path: Path) -> None:
    units = [
        replace(unit, name=f"{unit.name} {EVIL[number]}", email=f"xa{number}@mau.example")
        for number, unit in enumerate(some_units(9))
    ]
    round = a_round(tmp_path / "r", units=units)
    for number, unit in enumerate(units):
        send(
            round.folder.inbox,
            number,
            NAMES[number],
            return_bytes(round, unit.code, dan_so=EVIL[number], chi_bo=EVIL[number + 9], dang_vien=EVIL[number + 18]),
        )
    a_return(round, units[0].code, "sau.xlsx", when=9, dan_so=EVIL[5])
    receive_all(round)
    with opened(round) as ledger:
        strange = strangers(round, ledger)
        page = page_of(round, ledger, standing(round), TODAY)
        lines = [
            *status_lines(round, standing(round), strange, TODAY),
            *(line for unit in standing(round) for line in unit_lines(unit)),
        ]
    assert [ascii(line) for line in lines if unsafe(line) or "\n" in line] == []
    assert Tags(page).found == []
    assert unsafe(page) == []
    assert active(write_status_workbook(tmp_path / "tình hình.xlsx", round, standing(round), TODAY)) == []
    drafts = [path for path in round.folder.root.rglob("*.eml") if round.folder.inbox not in path.parents]
    letters = [
        letter
        for path in drafts
        if (letter := email.message_from_bytes(path.read_bytes(), policy=email.policy.default))["X-Unsent"] == "1"
    ]
    assert len(letters) >= 6  # the others are mails that came in, kept as they were
    for letter in letters:
        assert {name.lower() for name, _ in letter.items()} <= {
            "x-unsent",
            "x-tonghop290",  # the seal of a draft; nothing that leaves carries it
            "from",
            "to",
            "subject",
            "date",
            "message-id",
            "mime-version",
            "content-type",
            "reply-to",
            "cc",
            "content-transfer-encoding",
        }
        assert (
            unsafe_of(
                [str(letter["Subject"]), str(letter["To"]), *(str(part.get_filename() or "") for part in letter.walk())]
            )
            == []
        )
        body = letter.get_body()
        assert body is None or unsafe(body.get_content().replace("\r\n", "\n")) == []
