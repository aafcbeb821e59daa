"""The form changes while a round runs: each return is read and judged by the edition it was filled in under."""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.campaign.test_commands import run
from tests.looked_at import looked_at
from tests.samples.communes import FULL
from tests.samples.forms import completed, shipped_form
from tests.samples.reports import word_lines
from tests.samples.rounds import (
    ACTOR,
    FORM,
    GOOD,
    NOON,
    OF_THE_PARTY,
    SETTINGS,
    a_return,
    a_round,
    an_office,
    answers,
    body,
    dump,
    issue_all,
    opened,
    receive_all,
    return_bytes,
    some_units,
    standing,
    states,
    tree,
    what,
)
from tonghop290.campaign.decide import accept_points
from tonghop290.campaign.difference import compare_returns
from tonghop290.campaign.folder import find_round
from tonghop290.campaign.new.new_round import init_round
from tonghop290.campaign.results import check_round
from tonghop290.campaign.settings import Round, load_round
from tonghop290.pipeline.issue import write_blank

ONE, TWO, THREE = "20001", "20002", "20003"
V2 = {
    'version = "1"': 'version = "2"',
    (
        '[fields.chi_bo]\nlabel = "Số chi bộ"\ntype = "integer"\nunit = "chi bộ"\nrequired = true\nhard = [1, 150]\n'
    ): '[fields.thon]\nlabel = "Số thôn"\ntype = "integer"\nunit = "thôn"\nrequired = true\nhard = [1, 60]\n',
    'label = "Dân số"': 'label = "Dân số cuối năm"',
    "hard = [100, 150000]": "hard = [100, 40000]",
    FORM[FORM.index("[rules.R2]") :]: "",
}
"""One field less (and the rule that needs it), one more, one with another label and range."""


def changed(round: Round, changes: Mapping[str, str]) -> Round:
    """The round after its form was changed."""
    definition = OF_THE_PARTY + FORM
    for old, new in changes.items():
        assert old in definition
        definition = definition.replace(old, new)
    (round.folder.root / "bieu" / "form.toml").write_text(completed(definition), encoding="utf-8")
    return load_round(round.folder)


def earlier(round: Round, of: Round) -> Round:
    """The round as it was under an edition that is kept: what its communes still have at hand."""
    form = round.editions.find(of.form.hash)
    assert form is not None and form.hash == of.form.hash
    return replace(round, form=form)


def codes(round: Round, unit: str) -> list[tuple[str, str]]:
    own = next(one for one in standing(round) if one.unit.code == unit)
    return [(point.severity, point.finding["code"]) for point in own.points]


def figures(round: Round, *fields: str) -> dict[str, list[Any]]:
    """What is added up, unit by unit."""
    with opened(round) as ledger:
        frame = check_round(round, ledger).report.usable().frame
    return {field: [None if value != value else value for value in frame[field]] for field in fields}


@pytest.fixture
def first(tmp_path: Path) -> Round:
    """A round that has issued its form."""
    round = a_round(tmp_path / "đợt")
    issue_all(round)
    return round


def test_returns_of_two_editions_come_in(first: Round) -> None:
    second = changed(first, V2)
    root = second.folder.root
    assert "3 đơn vị có biểu phát hành trước khi biểu mẫu được sửa." in run("issue", cwd=root)[0]
    run("issue", THREE, "--again", cwd=root)
    assert "có thay đổi về nội dung, đề nghị xã điền biểu này" in body(
        second.folder.issued / "20003 Xã Mẫu 3 (lần 2).eml"
    )
    old = earlier(second, first)
    a_return(old, ONE, when=1)
    a_return(old, TWO, when=2, chi_bo="mười hai", dan_so=45_000)
    a_return(second, THREE, when=3, thon=12)
    assert what(receive_all(second)) == [
        ("20001.xlsx", "first", "warnings"),
        ("20002.xlsx", "first", "errors"),
        ("20003.xlsx", "first", "clean"),
    ]
    assert states(second) == {ONE: "waiting", TWO: "errors", THREE: "clean"}

    # judged by their own edition, and what the present one makes of it is said
    assert codes(second, ONE) == [("warning", "form-lacks"), ("note", "form-earlier"), ("note", "form-dropped")]
    assert codes(second, TWO) == [
        ("error", "not-a-number"),
        ("warning", "form-lacks"),
        ("warning", "form-range"),
        ("warning", "unusual-high"),
        ("note", "form-earlier"),
        ("note", "form-dropped"),
    ]
    own = {point.finding["code"]: point.text for point in standing(second)[1].points}
    assert (
        own["form-earlier"]
        == "Biểu làm trên phiên bản 1, phiên bản hiện hành là 2; đã đọc và kiểm tra theo đúng bản mà đơn vị đã điền."
    )
    assert (
        own["form-lacks"]
        == "Biểu mẫu hiện hành có thêm 1 nội dung mà biểu này chưa có: Số thôn. Đề nghị bổ sung trên biểu mẫu mới nhất."
    )
    assert (
        own["form-dropped"]
        == "Biểu mẫu hiện hành không còn 1 nội dung của biểu này nên không đưa vào tổng hợp: Số chi bộ."
    )
    assert own["form-range"].endswith(
        ") là 45.000, nằm ngoài khoảng của biểu mẫu hiện hành (từ 100 đến 40.000) nên chưa "
        "được đưa vào tổng hợp. Đề nghị kiểm tra lại."
    )
    assert own["form-range"].startswith("Chỉ tiêu 2 – Dân số cuối năm (trang “Số liệu”, ô E")

    # the answer is the sender's own workbook, marked
    assert "20002 Xã Mẫu 2 - lần 1.xlsx" in answers(second)
    sent = looked_at(second.folder.inbox / "20002.xlsx")
    book = looked_at(second.folder.answers / "20002 Xã Mẫu 2 - lần 1.xlsx")
    assert book.sheetnames == ["Cần sửa", *sent.sheetnames]
    marked = {cell.value for row in book["Số liệu"].iter_rows() for cell in row if cell.comment is not None}
    assert marked == {45_000, "mười hai"}
    assert "“mười hai”, không phải là số" in body(second.folder.answers / "20002 Xã Mẫu 2 - lần 1.eml")

    # what both share is added up; the rest is missing and said
    assert figures(second, "dan_so", "dang_vien", "thon") == {
        "dan_so": [6000, None, 6000],
        "dang_vien": [300, 300, 300],
        "thon": [None, None, 12],
    }
    out, err = run("summary", ".", "--used", "-o", "ket_qua/tổng hợp.xlsx", cwd=root)
    assert "Xã Mẫu 1: lần 1, nhận ngày 10/01/2020, tệp “20001.xlsx”, biểu mẫu cũ (phiên bản 1)" in err
    assert "“20003.xlsx”\n" in err
    sources = looked_at(second.folder.results / "tổng hợp.xlsx")["Nguồn số liệu"]
    rows = [[value for value in row if value is not None] for row in sources.iter_rows(values_only=True)]
    assert [row[:3] for row in rows if row and row[0] in ("Dân số cuối năm", "Số thôn", "Số chi bộ")] == [
        ["Dân số cuối năm", "Xã Mẫu 1", 6000],
        ["Dân số cuối năm", "Xã Mẫu 3", 6000],
        ["Số thôn", "Xã Mẫu 3", 12],
    ]
    shown = [line for line in run("status", cwd=root)[0].splitlines() if line.startswith("[")]
    assert ["biểu mẫu cũ (phiên bản 1)" in line for line in shown] == [True, True, False]
    with opened(second) as ledger:
        assert [one.verdict["form"] == second.form.hash for one in ledger.returns()] == [False, False, True]
        judged = [event.form_hash for event in ledger.events() if event.kind in ("checked", "answered")]
    assert judged == [first.form.hash, first.form.hash, second.form.hash] * 2


def test_a_return_that_came_before_the_form_changed_is_still_read_by_its_own(first: Round) -> None:
    a_return(first, ONE)
    receive_all(first)
    second = changed(first, {'version = "1"': 'version = "2"', 'unit = "người"': 'unit = "nghìn người"'})
    before = tree(second.folder), dump(second)
    assert receive_all(second).taken == []
    added = set(tree(second.folder)) - set(before[0])
    assert added == {f"luu_tru/bieu_mau/{second.form.hash[:16]}/form.toml"} and dump(second) == before[1]
    assert figures(second, "dan_so", "dang_vien") == {"dan_so": [None], "dang_vien": [300]}
    out, _ = run("check", ".", cwd=second.folder.root)
    assert (
        ") ở biểu này là số nguyên (người), ở biểu mẫu hiện hành là số nguyên (nghìn người); "
        "“6.000” chưa được đưa vào tổng hợp."
    ) in out
    assert states(second)[ONE] == "clean"


def test_accepting_what_the_present_form_cannot_take_brings_no_figure_and_the_officer_is_told(first: Round) -> None:
    second = changed(first, {'version = "1"': 'version = "2"', 'unit = "người"': 'unit = "nghìn người"'})
    a_return(earlier(second, first), ONE)
    receive_all(second)
    (point,) = standing(second)[0].open_points
    assert "không đem lại số" in run("accept", ONE, str(point.number), "--why", "sẽ hỏi lại", cwd=second.folder.root)[0]
    assert (states(second)[ONE], figures(second, "dan_so")) == ("clean", {"dan_so": [None]})


def test_a_correction_on_the_new_form_takes_the_place_of_the_old_return(first: Round) -> None:
    second = changed(first, V2)
    a_return(earlier(second, first), ONE, saved="2020-01-08T03:00:00Z", dan_so=7000)
    a_return(second, ONE, "mới.xlsx", saved="2020-01-09T03:00:00Z", thon=12)
    assert [kind for _, kind, _ in what(receive_all(second))] == ["first", "correction"]
    assert states(second)[ONE] == "clean"
    with opened(second) as ledger:
        found = compare_returns(second, ledger, second.units[ONE])
    assert [(one.label, one.before, one.after) for one in found.changed] == [
        ("Dân số cuối năm", "7.000", "6.000"),
        ("Số thôn", "", "12"),
        ("Số chi bộ", "12", ""),
    ]
    assert [one.label for one in found.unasked] == ["Dân số cuối năm"]
    assert [point.finding["code"] for point in found.corrected] == ["form-lacks"]


def test_a_comparison_shows_both_units_where_they_differ(first: Round) -> None:
    second = changed(first, {'version = "1"': 'version = "2"', 'unit = "người"': 'unit = "nghìn người"'})
    a_return(earlier(second, first), ONE, when=1)
    a_return(second, ONE, "mới.xlsx", when=2)
    receive_all(second)
    with opened(second) as ledger:
        found = compare_returns(second, ledger, second.units[ONE])
    assert [(one.label, one.before, one.after) for one in found.changed] == [
        ("Dân số", "6.000 người", "6.000 nghìn người")
    ]


@pytest.mark.parametrize("present_first", [True, False])
def test_of_two_editions_in_one_run_it_is_asked_too_and_the_present_one_counts(
    first: Round, present_first: bool
) -> None:
    now = changed(first, {'unit = "người"': 'unit = "nhân khẩu"'})
    old = earlier(now, first)
    for when, own in enumerate((now, old) if present_first else (old, now)):
        a_return(own, ONE, "mới.xlsx" if own is now else "z cũ.xlsx", when=when, dan_so=5000 + when)
    receive_all(now)
    own = standing(now)[0]
    assert own.current is not None and own.current.name == "mới.xlsx"
    (point,) = own.open_points
    assert (point.finding["code"], point.finding["value"]) == ("unit-same-time", "z cũ.xlsx")


def test_an_accepted_value_outside_the_present_range_is_added_up(first: Round) -> None:
    second = changed(first, V2)
    a_return(earlier(second, first), ONE, dan_so=45_000)
    receive_all(second)
    (number,) = [point.number for point in standing(second)[0].open_points if point.finding["code"] == "form-range"]
    with opened(second) as ledger:
        accept_points(ledger, second.units[ONE], [number], "theo niên giám")
    assert figures(second, "dan_so") == {"dan_so": [45_000]}


def test_what_its_own_edition_called_impossible_stays_out_though_the_present_one_would_take_it(first: Round) -> None:
    second = changed(first, {'version = "1"': 'version = "2"', "hard = [100, 150000]": "hard = [100, 900000]"})
    a_return(earlier(second, first), ONE, dan_so=160_000)
    receive_all(second)
    assert codes(second, ONE) == [("error", "above-range"), ("note", "form-earlier")]
    assert figures(second, "dan_so") == {"dan_so": [None]}
    (point,) = standing(second)[0].open_points
    with opened(second) as ledger:
        accept_points(ledger, second.units[ONE], [point.number], "theo niên giám")
    assert figures(second, "dan_so") == {"dan_so": [160_000]}


def test_outliers_are_looked_for_among_all_editions(tmp_path: Path) -> None:
    summed = {'label = "Số đảng viên"\n': 'label = "Số đảng viên"\ntotal = { how = "sum" }\n'}
    first = changed(a_round(tmp_path / "đợt", count=8), summed)
    issue_all(first, ONE)
    second = changed(first, summed | {'version = "1"': 'version = "2"'})
    for number, code in enumerate(second.units):
        a_return(
            earlier(second, first) if number % 2 else second,
            code,
            when=number,
            dang_vien=4800 if number == 3 else 300 + number,
        )
    receive_all(second)
    assert {
        one.unit.code: found
        for one in standing(second)
        if (found := [point.finding["code"] for point in one.open_points])
    } == {"20004": ["R15"]}
    with opened(second) as ledger:
        report = check_round(second, ledger).report
    assert [file.unit.code for file in report.files if file.unit] == list(second.units)
    assert [one.code for one in report.findings if one.severity != "note"] == ["R15"]


def test_reports_leave_blank_what_they_cannot_take_from_an_earlier_edition(tmp_path: Path) -> None:
    root = tmp_path / "đợt"
    shipped = shipped_form().folder
    shutil.copytree(shipped, root / "bieu")
    (root / "tonghop290.toml").write_text(SETTINGS, encoding="utf-8")
    init_round(root, some_units(1), form="bieu", office=an_office("Mẫu"), now=NOON, actor=ACTOR)
    first = load_round(find_round(root))
    issue_all(first)
    returned = write_blank(first.form, tmp_path / "a.xlsx", unit=first.units[ONE], values=FULL | {"don_vi": "Xã Mẫu 1"})
    returned.rename(first.folder.inbox / "a.xlsx")
    definition = root / "bieu" / "form.toml"
    text = definition.read_text(encoding="utf-8")
    place = text.index('unit = "triệu đồng"', text.index("[fields.tien_gop]"))
    definition.write_text(
        text[:place] + 'unit = "nghìn đồng"' + text[place + len('unit = "triệu đồng"') :], encoding="utf-8"
    )
    second = load_round(first.folder)
    assert codes_of_next(second) == [("warning", "form-meaning"), ("note", "form-earlier")]
    run("report", ".", "-o", "ket_qua/bao_cao", cwd=root)
    said = "\n".join(word_lines(second.folder.results / "bao_cao" / "20001 Xã Mẫu 1.docx"))
    assert "10.661" in said and "85,5" not in said and "……" in said


# --- when the edition is not known --------------------------------------------------------------------------------


def test_an_edition_that_is_not_kept_is_said(tmp_path: Path) -> None:
    round = a_round(tmp_path / "đợt")
    first = load_round(round.folder)
    data = return_bytes(first, ONE)  # of a definition under which nothing was issued or received
    second = changed(round, {'unit = "đảng viên"': 'unit = "người"'})
    (second.folder.inbox / "a.xlsx").write_bytes(data)
    receive_all(second)
    edition, unit = standing(second)[0].open_points
    assert edition.text == (
        "Biểu làm trên một bản khác của biểu mẫu (cùng phiên bản 1) mà đợt thu thập không giữ; "
        "đã đọc theo bản hiện hành. "
        "Đề nghị kiểm tra lại số liệu, hoặc gửi lại trên biểu mẫu mới nhất."
    )
    assert "nay ghi là “đảng viên” (ô D9), biểu đã phát hành là “người”" in unit.text
    with opened(second) as ledger:
        assert [one.code for one in check_round(second, ledger).report.findings] == ["form-unknown", "unit-differs"]


def test_a_definition_that_was_touched_is_not_believed(first: Round) -> None:
    old = earlier(first, first)
    data = return_bytes(old, ONE)
    second = changed(first, V2)
    kept = second.folder.forms / first.form.hash[:16] / "form.toml"
    kept.write_text(kept.read_text(encoding="utf-8").replace("người", "nghìn người"), encoding="utf-8")
    (second.folder.inbox / "a.xlsx").write_bytes(data)
    receive_all(second)
    assert ("warning", "form-version") in codes(second, ONE)


def test_a_workbook_without_its_sheet_of_identity_is_doubted_once_there_are_editions(first: Round) -> None:
    book = openpyxl.load_workbook(io.BytesIO(return_bytes(first, ONE)))
    hidden = next(sheet for sheet in book if sheet.sheet_state == "veryHidden")
    for name in [name for name, one in book.defined_names.items() if hidden.title in (one.attr_text or "")]:
        del book.defined_names[name]
    book.remove(hidden)
    book.save(first.folder.inbox / "a.xlsx")
    os.utime(first.folder.inbox / "a.xlsx", (1_578_000_000,) * 2)
    assert "form-unidentified" not in [code for _, code in codes_of_next(first)]
    second = changed(first, {'version = "1"': 'version = "2"'})
    book.properties.title = "lần nữa"
    book.save(second.folder.inbox / "b.xlsx")
    assert ("warning", "form-unidentified") in codes_of_next(second)


def codes_of_next(round: Round) -> list[tuple[str, str]]:
    receive_all(round)
    return codes(round, ONE)


def test_a_rehearsal_keeps_no_definition(tmp_path: Path) -> None:
    round = a_round(tmp_path / "đợt")
    a_return(round, ONE, **GOOD)
    for command in ("issue", "receive"):
        run(command, "--dry-run", cwd=round.folder.root)
    assert not round.folder.forms.exists()


@pytest.mark.parametrize("hash", ["../../bieu", "", "0" * 16, "x", "..", "/etc"])
def test_only_what_is_kept_is_found(first: Round, hash: str) -> None:
    assert first.editions.find(hash) is None
