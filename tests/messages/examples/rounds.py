"""What only a round knows: whose mail it was, what came beside, what the unit's own report says."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import openpyxl

from tests.messages.examples.example import Example, drawn
from tests.messages.examples.small_form import FIELDS, HEAD, form_of, returned, saved
from tests.narrative.returned.pdfs import a_pdf, pages_of_text
from tests.samples.forms import completed
from tests.samples.packages import packed
from tests.samples.reports import word_lines
from tests.samples.rounds import ACTOR, NOON, SETTINGS, an_office, receive_all, some_units
from tests.samples.rounds import opened as ledger_of
from tonghop290.campaign.folder import find_round
from tonghop290.campaign.new.new_round import init_round
from tonghop290.campaign.settings import Round, load_round
from tonghop290.pipeline.check import check
from tonghop290.pipeline.documents import write_narratives
from tonghop290.workbook.plan import HIDDEN

RAR = b"Rar!\x1a\x07\x01\x00" + bytes(60)
BODY = "word/document.xml"
ONE, TWO = "20001", "20002"


def a_round(root: Path) -> Round:
    """A fresh round of the small form, of two communes."""
    (root / "bieu").mkdir(parents=True)
    (root / "bieu" / "form.toml").write_text(HEAD + completed(FIELDS), encoding="utf-8")
    (root / "tonghop290.toml").write_text(SETTINGS, encoding="utf-8")
    init_round(root, some_units(2), form="bieu", office=an_office("Mẫu"), now=NOON, actor=ACTOR)
    return load_round(find_round(root))


def post(round: Round, name: str, sender: str, files: Mapping[str, bytes], subject: str = "Nộp biểu") -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = sender, subject
    message.set_content("Kính gửi")
    for file, data in files.items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=file)
    (round.folder.inbox / name).write_bytes(message.as_bytes())


def received(round: Round) -> list[Mapping[str, Any]]:
    """What the new files draw."""
    taken = receive_all(round).taken
    with ledger_of(round) as ledger:
        return [told for one in taken for _, told in ledger.findings(one.of)]


def examples() -> Iterator[Example]:
    with tempfile.TemporaryDirectory() as folder:
        yield from of_mails(a_round(Path(folder) / "đợt"), Path(folder))


def of_mails(round: Round, folder: Path) -> Iterator[Example]:
    own = {code: returned(round.form, unit=unit) for code, unit in round.units.items()}
    post(round, "1.eml", "xa1@mau.example", {"a.xlsx": own[ONE], "phu luc.rar": RAR})
    yield drawn("beside-unopened", "thư có biểu và một tệp .rar", received(round))
    post(round, "2.eml", "xa1@mau.example", {"b.xlsx": own[TWO]})
    yield drawn("unit-mail", "biểu của Xã Mẫu 2 đến từ địa chỉ của Xã Mẫu 1", received(round))
    post(
        round,
        "3.eml",
        "lan@thu.example",
        {"c.xlsx": returned(round.form, unit=round.units[TWO], chi_bo=24)},
        "Biểu của xã Mẫu 1",
    )
    yield drawn("unit-subject", "tiêu đề thư ghi xã khác", received(round))
    other = {"dien_tich": 1500.5, "dan_so": 8123, "ho": 2000, "thu_nhap": 33.3, "dang_vien": 456, "tiep_dan": 99}
    (round.folder.inbox / "d.xlsx").write_bytes(returned(round.form, unit=round.units[ONE], **other))
    yield drawn("unit-changed", "biểu mới khác gần hết số của biểu đã nhận", received(round))
    yield from of_reports(round, folder, returned(round.form, unit=round.units[TWO], don_to_cao=5))
    yield from of_definitions(round, own[ONE])


def of_reports(round: Round, folder: Path, own: bytes) -> Iterator[Example]:
    """The report the office prints, sent back with other figures: in Word, and printed to PDF."""
    report = check([("b.xlsx", own)], round.form, units=round.units, office=round.office)
    [paper] = write_narratives(report, folder / "bao_cao")
    text = "\n".join(word_lines(paper))
    printed = a_pdf(pages_of_text(text.replace("512 lượt", "612 lượt").replace("2.579 hộ", "hơn hai nghìn hộ")))
    with zipfile.ZipFile(paper) as package:
        parts: dict[str, str | bytes] = {name: package.read(name) for name in package.namelist()}
    parts[BODY] = str(parts[BODY], "utf-8").replace("10.661", "10.666", 1)
    files = {"b.xlsx": own, "bao cao.docx": packed(parts), "ky.pdf": printed}
    post(round, "4.eml", "xa2@mau.example", files)
    said = received(round)
    yield drawn("report-figure", "sửa tay một số trong báo cáo Word", said)
    yield drawn("report-figure-page", "bản in PDF của báo cáo có số khác", said)
    yield drawn("report-figure-lost", "bản in PDF viết chữ thay cho con số", said)


def of_definitions(round: Round, own: bytes) -> Iterator[Example]:
    """Returns of definitions the round has not kept, or that do not say of which they are."""
    unit = round.units[ONE]
    strange = returned(form_of(('label = "Khó khăn"', 'label = "Khó khăn, vướng mắc"')), unit=unit)
    (round.folder.inbox / "e.xlsx").write_bytes(strange)
    yield drawn("form-unknown", "biểu làm trên bản nháp của biểu mẫu, chưa từng phát hành trong đợt", received(round))
    book = openpyxl.load_workbook(io.BytesIO(own))
    book.remove(book[HIDDEN])
    for name in [name for name, one in book.defined_names.items() if HIDDEN in (one.attr_text or "")]:
        del book.defined_names[name]
    definition = round.form.folder / "form.toml"
    definition.write_text(definition.read_text("utf-8").replace('version = "2"', 'version = "3"'), encoding="utf-8")
    round = load_round(round.folder)
    (round.folder.inbox / "g.xlsx").write_bytes(saved(book))
    yield drawn("form-unidentified", "biểu mẫu đã sửa giữa đợt, biểu gửi về mất trang nhận dạng", received(round))
