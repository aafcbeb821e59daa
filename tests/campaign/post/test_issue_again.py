"""A unit that has answered an earlier edition of the form gets its answers back in the workbook of the present one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.campaign.test_answers import explain
from tests.campaign.test_commands import run
from tests.campaign.test_editions import changed, earlier
from tests.looked_at import looked_at
from tests.samples.forms import HEAD, drawn
from tests.samples.rounds import (
    DOUBTFUL,
    FORM,
    GOOD,
    NOON,
    ONE,
    TWO,
    a_return,
    a_round,
    body,
    issue_all,
    receive_all,
    states,
    tree,
    zipped,
)
from tonghop290.campaign.settings import Round, load_round
from tonghop290.pipeline.check import check
from tonghop290.pipeline.issue import write_blank

LATER = {
    'version = "1"': 'version = "2"',
    'label = "Số đảng viên"\ntype = "integer"\nunit = "đảng viên"': (
        'label = "Số đảng viên"\ntype = "integer"\nunit = "người"'
    ),
    "[fields.chi_bo]\n": '[fields.thon]\nlabel = "Số thôn"\ntype = "integer"\nrequired = true\n[fields.chi_bo]\n',
}
"""Another unit for one field, one field more."""


@pytest.fixture
def round(tmp_path: Path) -> Round:
    """A round that has issued its form."""
    round = a_round(tmp_path / "đợt")
    issue_all(round)
    return round


def read_back(path: Path, round: Round) -> dict[str, Any]:
    report = check([path], round.form, units=round.units, compare=False)
    file = report.to_dict()["files"][0]
    return file["values"] | {"findings": [(told["code"], told["field"]) for told in file["findings"]]}


def test_issued_again_it_holds_what_was_answered_and_lists_the_rest(round: Round) -> None:
    a_return(round, ONE)
    receive_all(round)
    second = changed(round, LATER)
    root = second.folder.root
    before = tree(second.folder.inbox) | tree(second.folder.archive) | tree(second.folder.issued)
    rehearsed = run("issue", "--again", ONE, TWO, "--dry-run", cwd=root)[0].splitlines()
    said = run("issue", "--again", ONE, TWO, cwd=root)[0].splitlines()
    assert (
        said[1:5]
        == rehearsed[1:5]
        == [
            "Xã Mẫu 1: số liệu đã gửi được chuyển sang biểu mới.",
            "    Giữ nguyên 2 ô của biểu cũ (phiên bản 1).",
            "    Cần điền lại: Số đảng viên, biểu cũ ghi “300” "
            "(biểu mới hỏi số nguyên (người), biểu cũ là số nguyên (đảng viên))",
            "    Hỏi thêm: Số thôn",
        ]
    )
    made = second.folder.issued / "20001 Xã Mẫu 1 (lần 2).xlsx"
    assert read_back(made, second) == {
        "don_vi": "Xã Mẫu 1",
        "dan_so": 6000,
        "dang_vien": None,
        "thon": None,
        "chi_bo": 12,
        "findings": [("required", "dang_vien"), ("required", "thon")],
    }
    sheet = looked_at(made)["Từ biểu cũ"]
    assert [[cell.value for cell in row[1:]] for row in sheet.iter_rows(min_row=5) if row[2].value] == [
        ["TT", "Nội dung", "Biểu cũ đã ghi", "Lý do"],
        [1, "Số đảng viên", "300", "biểu mới hỏi số nguyên (người), biểu cũ là số nguyên (đảng viên)"],
        ["TT", "Nội dung", "Biểu cũ đã ghi", "Lý do"],
        [1, "Số thôn", "", ""],
    ]
    letter = body(second.folder.issued / "20001 Xã Mẫu 1 (lần 2).eml")
    assert "Số liệu đã gửi được chuyển sang biểu này" in letter and "- Cần điền lại: Số đảng viên" in letter
    other = body(second.folder.issued / "20002 Xã Mẫu 2 (lần 2).eml")
    assert "đề nghị xã điền biểu này" in other and "chuyển sang" not in other
    after = tree(second.folder.inbox) | tree(second.folder.archive) | tree(second.folder.issued)
    assert before.items() <= after.items()


def test_what_was_explained_is_kept_and_told(round: Round) -> None:
    a_return(round, ONE, **DOUBTFUL)
    receive_all(round)
    marked = round.folder.answers / "20001 Xã Mẫu 1 - lần 1.xlsx"
    explain(marked, round.folder.inbox / "b.xlsx", "Xã mới sáp nhập")
    receive_all(round)
    second = changed(round, {'version = "1"': 'version = "2"'})
    issue_all(second, ONE, again=True)
    made = second.folder.issued / "20001 Xã Mẫu 1 (lần 2).xlsx"
    sheet = looked_at(made)["Từ biểu cũ"]
    assert "Xã mới sáp nhập" in [cell.value for row in sheet.iter_rows() for cell in row]
    (second.folder.inbox / "c.xlsx").write_bytes(made.read_bytes())
    receive_all(second, now=NOON.replace(day=12))
    assert states(second)[ONE] == "clean"


def test_files_that_have_gone_are_made_again_with_the_answers(round: Round) -> None:
    a_return(round, ONE)
    receive_all(round)
    second = changed(round, LATER)
    issue_all(second, ONE, again=True)
    made = second.folder.issued / "20001 Xã Mẫu 1 (lần 2).xlsx"
    before = made.read_bytes()
    made.unlink()
    issue_all(second, ONE)
    assert made.read_bytes() == before


def test_a_new_draft_says_what_its_workbook_holds(round: Round) -> None:
    """Another address makes another draft; a return that came later is in no workbook of before."""
    second = changed(round, LATER)
    issue_all(second, ONE, again=True)
    old = earlier(second, round)
    for unit in (ONE, TWO):
        a_return(old, unit)
    receive_all(second, now=NOON.replace(day=11))
    issue_all(second, TWO, again=True, now=NOON.replace(day=12))
    units = second.folder.units
    units.write_text(units.read_text(encoding="utf-8-sig").replace("@mau.", "@moi."), encoding="utf-8-sig")
    third = load_round(second.folder)
    issue_all(third, ONE, TWO, now=NOON.replace(day=13))
    letters = [body(third.folder.issued / f"2000{n} Xã Mẫu {n} (lần 2).eml") for n in (1, 2)]
    assert ["chuyển sang biểu này" in letter for letter in letters] == [False, True]


def test_on_the_same_edition_it_is_a_blank_as_before(round: Round) -> None:
    a_return(round, ONE)
    receive_all(round)
    issue_all(round, ONE, again=True)
    assert read_back(round.folder.issued / "20001 Xã Mẫu 1 (lần 2).xlsx", round)["dan_so"] is None


def test_a_workbook_filled_in_at_the_place_is_not_overwritten(round: Round) -> None:
    a_return(round, ONE)
    receive_all(round)
    second = changed(round, LATER)
    place = second.folder.issued / "20001 Xã Mẫu 1 (lần 2).xlsx"
    place.write_bytes((second.folder.inbox / "20001.xlsx").read_bytes())
    before = place.read_bytes()
    issue_all(second, ONE, again=True)
    assert place.read_bytes() == before
    others = [one for one in second.folder.issued.glob("*.xlsx") if "(lần 2)" in one.name and one != place]
    assert [read_back(one, second)["dan_so"] for one in others] == [6000]


def test_outside_a_round_answers_are_carried_by_blank(tmp_path: Path) -> None:
    definition = FORM
    old = drawn(definition, tmp_path / "cũ")
    new = definition.replace('unit = "chi bộ"', 'unit = "tổ"')
    drawn(new, tmp_path / "mới", head=HEAD.replace('version = "1"', 'version = "2"'))
    given = write_blank(old, tmp_path / "về" / "a.xlsx", values=GOOD | {"don_vi": "Xã Mẫu 9"})
    before = given.read_bytes()
    arguments = ("blank", "--form", "mới", "--carry", "về", "-o", "ra")
    said = run(*arguments, "--old-form", "cũ", cwd=tmp_path)[0].splitlines()
    assert said == [
        "a.xlsx:",
        "    Giữ nguyên 3 ô của biểu cũ (phiên bản 1).",
        "    Cần điền lại: Số chi bộ, biểu cũ ghi “12” (biểu mới hỏi số nguyên (tổ), biểu cũ là số nguyên (chi bộ))",
        "Đã ghi 1 biểu vào ra",
    ]
    assert given.read_bytes() == before and (tmp_path / "ra" / "a.xlsx").is_file()
    other = write_blank(old, tmp_path / "khác.xlsx", values=GOOD | {"don_vi": "Xã Mẫu 8"}).read_bytes()
    (tmp_path / "về" / "nén.zip").write_bytes(zipped({"b/a.xlsx": other}))
    run(*arguments, "--old-form", "cũ", cwd=tmp_path)
    assert sorted(path.name for path in (tmp_path / "ra").iterdir()) == ["a (2).xlsx", "a.xlsx"]
    assert "cần dùng cùng nhau" in run(*arguments, cwd=tmp_path, expect=2)[1]
    refused = run(*arguments, "--old-form", "mới", cwd=tmp_path, expect=2)[1]
    assert "“a.xlsx” làm trên một bản khác của biểu mẫu (phiên bản 1)" in refused
