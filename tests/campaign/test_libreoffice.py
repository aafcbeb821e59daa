"""A commune with LibreOffice through a whole round: workbook, .ods back, answer, explanation, correction."""

from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.looked_at import looked_at
from tests.samples.libreoffice import missing, shared
from tests.samples.rounds import (
    a_round,
    issue_all,
    receive_all,
    standing,
    states,
    what,
)

pytestmark = pytest.mark.libreoffice


def cell_of(path: Path, sheet: str, label: str, column: int) -> str:
    """The address in that column of the row where a label stands."""
    for row in looked_at(path)[sheet].iter_rows():
        for cell in row:
            if cell.value == label:
                return str(row[column - 1].coordinate)
    raise LookupError(label)


def attached(draft: Path, folder: Path) -> Path:
    """The workbook of a draft, as the commune saves it from its mail."""
    message = email.message_from_bytes(draft.read_bytes(), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    (part,) = message.iter_attachments()
    path = folder / str(part.get_filename())
    path.write_bytes(part.get_payload(decode=True))  # type: ignore[arg-type]
    return path


def test_a_commune_with_libreoffice_comes_through(tmp_path: Path) -> None:
    if missing():
        pytest.skip(missing())
    round = a_round(tmp_path / "đợt", count=1)
    (issued,) = issue_all(round)
    blank = attached(round.folder.issued / "20001 Xã Mẫu 1.eml", tmp_path)
    with shared() as desk:
        doc = desk.open(blank)
        for label, typed in (("Dân số", "25000"), ("Số đảng viên", "300"), ("Số chi bộ", "mười hai")):
            desk.set(doc, "Số liệu", cell_of(blank, "Số liệu", label, 5), typed if typed[0] == "m" else float(typed))
        desk.save_as(doc, round.folder.inbox / "xã mẫu 1.ods", "ods")
        desk.close(doc)
        assert what(receive_all(round)) == [("xã mẫu 1.ods", "first", "errors")]
        assert [point.finding["code"] for point in standing(round)[0].open_points] == ["not-a-number", "unusual-high"]
        current = standing(round)[0].current
        assert current is not None and current.form_hash == round.form.hash[:16]  # the edition is known of an .ods too
        answer = attached(round.folder.answers / "20001 Xã Mẫu 1 - lần 1.eml", tmp_path)
        doc = desk.open(answer)
        assert desk.sheets(doc)[0] == "Cần sửa"
        desk.set(doc, "Số liệu", cell_of(answer, "Số liệu", "Số chi bộ", 5), 12.0)
        desk.set(doc, "Cần sửa", cell_of(answer, "Cần sửa", "Xem lại", 9), "Xã mới sáp nhập")
        desk.save_as(doc, round.folder.inbox / "đã sửa.xlsx", "xlsx")
        desk.close(doc)
    (taken,) = receive_all(round).taken
    assert (taken.what, taken.foreign, taken.of.issue) == ("correction", False, issued)
    assert states(round) == {"20001": "clean"}
    assert [point.explained for point in standing(round)[0].points if point.severity == "warning"] == [
        "Xã mới sáp nhập"
    ]
