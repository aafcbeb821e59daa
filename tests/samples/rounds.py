"""A small collection round for tests: a form of four figures, invented communes, returns in a line."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import functools
import hashlib
import io
import json
import os
import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from tests.samples.communes import LEVELS
from tests.samples.forms import HEAD, completed
from tonghop290.campaign.folder import RoundFolder, find_round
from tonghop290.campaign.ledger.deeds import Ledger
from tonghop290.campaign.ledger.lock import locked
from tonghop290.campaign.ledger.opening import open_ledger
from tonghop290.campaign.new.first_settings import first_office
from tonghop290.campaign.new.new_round import init_round
from tonghop290.campaign.new.register import Area
from tonghop290.campaign.post.answering import answer_all
from tonghop290.campaign.post.issuing import issue
from tonghop290.campaign.receiving.receive import Received, receive
from tonghop290.campaign.settings import Round, choose_units, load_round
from tonghop290.campaign.standing import UnitStanding, standings
from tonghop290.model import AsTyped, Office, Unit
from tonghop290.pipeline.forms import load_form
from tonghop290.pipeline.issue import write_blank

ONE, TWO, THREE = "20001", "20002", "20003"
"""Codes of the first units."""
HANOI = dt.timezone(dt.timedelta(hours=7))
NOON = dt.datetime(2020, 1, 10, 12, tzinfo=HANOI)
TODAY = NOON.date()
ACTOR = "Nguyễn Thị Lan"

FORM = """
[fields.don_vi]
label = "Tên xã"
type = "text"
filled_by = "register"
required = true
[fields.dan_so]
label = "Dân số"
type = "integer"
unit = "người"
required = true
hard = [100, 150000]
usual = [1000, 20000]
[fields.dang_vien]
label = "Số đảng viên"
type = "integer"
unit = "đảng viên"
required = true
hard = [3, 5000]
[fields.chi_bo]
label = "Số chi bộ"
type = "integer"
unit = "chi bộ"
required = true
hard = [1, 150]
[rules.R1]
test = "dang_vien <= dan_so"
message = "Số đảng viên ({dang_vien}) lớn hơn dân số ({dan_so})."
severity = "error"
at = ["dang_vien", "dan_so"]
label = "Đảng viên không nhiều hơn dân số"
fix = "Đề nghị kiểm tra lại."
[rules.R2]
test = "dang_vien >= 3 * chi_bo"
message = "{chi_bo} chi bộ mà chỉ có {dang_vien} đảng viên."
severity = "warning"
at = ["chi_bo", "dang_vien"]
label = "Mỗi chi bộ có ít nhất 3 đảng viên"
fix = "Đề nghị kiểm tra lại hoặc giải trình."
"""
GOOD: dict[str, Any] = {"dan_so": 6000, "dang_vien": 300, "chi_bo": 12}
WRONG: dict[str, Any] = {"dan_so": 6000, "dang_vien": 7000 - 2500, "chi_bo": "mười hai"}
DOUBTFUL: dict[str, Any] = {"dan_so": 25000, "dang_vien": 300, "chi_bo": 12}

OF_THE_PARTY = HEAD.replace('version = "1"', 'version = "1"\nlevels = "dang"')
SETTINGS = """
[round]
form = "bieu"
[office]
name = "Mẫu"
committee = "Huyện uỷ"
letter_symbol = "CV/HU"
contact = "Ban Dân vận Huyện uỷ Mẫu"
email = "danvan@mau.example"
phone = "0237 000 000"
letter_number = "345"
letter_date = 2019-12-10
deadline = 2020-01-15
"""


def some_units(count: int) -> list[Unit]:
    return [
        Unit(
            code=f"{20001 + number}",
            name=f"Mẫu {number + 1}",
            type="xã",
            parent="Huyện Mẫu",
            email=f"xa{number + 1}@mau.example",
        )
        for number in range(count)
    ]


def an_office(place: str, level: str = "huyện", today: dt.date = TODAY) -> Office:
    """The office of a round that is opened today."""
    return first_office(Office(), LEVELS, Area(units=[], name="", level=level, place=place), today=today)


def a_round(root: Path, *, count: int = 3, settings: str = SETTINGS, units: Sequence[Unit] | None = None) -> Round:
    """A fresh round of the small form."""
    definition = OF_THE_PARTY + completed(FORM)
    if units is not None or root.exists():
        return _made(root, units or some_units(count), settings, definition)
    shutil.copytree(_made_once(count, settings, definition), root)
    return load_round(find_round(root))


def _made(root: Path, units: Sequence[Unit], settings: str, definition: str) -> Round:
    (root / "bieu").mkdir(parents=True)
    (root / "bieu" / "form.toml").write_text(definition, encoding="utf-8")
    (root / "tonghop290.toml").write_text(settings, encoding="utf-8")
    init_round(root, units, form="bieu", office=an_office("Mẫu"), now=NOON, actor=ACTOR)
    return load_round(find_round(root))


_ROUNDS = tempfile.TemporaryDirectory()


@functools.cache
def _made_once(count: int, settings: str, definition: str) -> Path:
    """A round to be copied: to make one takes three times as long."""
    root = Path(_ROUNDS.name) / f"{_made_once.cache_info().misses}"
    return _made(root, some_units(count), settings, definition).folder.root


@contextmanager
def opened(round: Round, *, now: dt.datetime = NOON, actor: str = ACTOR) -> Iterator[Ledger]:
    with locked(round.folder), open_ledger(round.folder.ledger, now=now, actor=actor) as ledger:
        yield ledger


def issue_all(round: Round, *names: str, again: bool = False, now: dt.datetime = NOON) -> list[str]:
    """Issue; the issue ids."""
    with opened(round, now=now) as ledger:
        return [one.id for one in issue(round, ledger, choose_units(round, names), again=again, now=now)]


def a_return(
    round: Round, unit: str, name: str = "", *, saved: str = "", issue: str = "", when: int = 0, **values: Any
) -> Path:
    """Put a unit's filled workbook into the letter box.

    ``saved``: ISO time of its document properties; ``when``: its file time in minutes.
    """
    path = round.folder.inbox / (name or f"{unit}.xlsx")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(return_bytes(round, unit, saved=saved, issue=issue, **values))
    os.utime(path, (1_578_000_000 + 60 * when,) * 2)
    return path


def return_bytes(round: Round, unit: str, *, saved: str = "", issue: str = "", **values: Any) -> bytes:
    data = _workbook((round.form.folder / "form.toml").read_text(encoding="utf-8"), tuple((GOOD | values).items()))
    own = round.units[unit]
    texts = {"99999": own.code, "Xã Nguyên Bản": own.title, "so-phat-hanh": issue}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
        for info in given.infolist():
            content = given.read(info)
            if info.filename == "xl/sharedStrings.xml":
                for old, new in texts.items():
                    content = content.replace(f">{old}<".encode(), f">{escape(new)}<".encode())
            if info.filename == "docProps/core.xml" and saved:
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + saved.encode(), content)
            copy.writestr(zipfile.ZipInfo(info.filename), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def as_typed(values: dict[str, Any]) -> dict[str, Any]:
    """With words as a sender may type them into any cell."""
    return {id: AsTyped(value) if isinstance(value, str) else value for id, value in values.items()}


@functools.cache
def _workbook(definition: str, values: tuple[tuple[str, Any], ...]) -> bytes:
    """A filled workbook of an invented unit, whose name and code are then put in: 20 times faster than writing each."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "form.toml").write_text(definition, encoding="utf-8")
        unit = Unit(code="99999", name="Nguyên Bản", type="xã")
        form = load_form(folder)
        filled = as_typed({id: value for id, value in values if id in form.fields or id not in GOOD})
        return write_blank(form, Path(folder) / "a.xlsx", unit=unit, values=filled, issue="so-phat-hanh").read_bytes()


def receive_all(round: Round, *, now: dt.datetime = NOON) -> Received:
    """One whole ``receive``: take in, enter, answer."""
    with opened(round, now=now) as ledger:
        received = receive(round, ledger)
        list(answer_all(round, ledger, received.archive))
    return received


def what(received: Received) -> list[tuple[str, str, str]]:
    """Name, what it was, status: as a table."""
    return [(one.name, one.what, one.of.status) for one in received.taken]


def standing(round: Round, *, today: dt.date = dt.date(2020, 1, 20)) -> list[UnitStanding]:
    with open_ledger(round.folder.ledger, now=NOON, actor=ACTOR, scratch=True) as ledger:
        return standings(round, ledger, today=today)


def states(round: Round) -> dict[str, str]:
    return {one.unit.code: one.state for one in standing(round)}


def dump(round: Round) -> list[str]:
    with open_ledger(round.folder.ledger, now=NOON, actor=ACTOR, scratch=True) as ledger:
        return ledger.dump()


def tree(folder: Path | RoundFolder) -> dict[str, str]:
    """Every file below a folder and the hash of its content.

    The ledger is compared by what it says, not by its bytes; what was read of the originals not at all.
    """
    root = folder.root if isinstance(folder, RoundFolder) else folder
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file() and path.name not in ("so_lieu.sqlite", ".khoa", ".da_doc") and path.parent.name != ".so_luu"
    }


def answers(round: Round) -> list[str]:
    return sorted(path.name for path in round.folder.answers.iterdir())


def originals(round: Round) -> list[Path]:
    return sorted(
        path for path in round.folder.archive.rglob("*") if path.is_file() and round.folder.forms not in path.parents
    )


def mail(path: Path) -> EmailMessage:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def kept_names(round: Round) -> list[str]:
    """What the archive holds, by name: by itself, or in a mail."""
    return sorted(
        json.loads(path.read_bytes())["name"] if path.name == "trong-thu.json" else path.name
        for path in originals(round)
    )


def body(path: Path) -> str:
    part = mail(path).get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def a_mail(sender: str, files: dict[str, bytes]) -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = sender, "Nộp biểu"
    message.set_content("Kính gửi")
    for name, data in files.items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()
