"""A report that people have worked on gets today's figures and keeps every other byte."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

import tonghop290 as th
from tests.cli.test_commands import run
from tests.light_word import empty_document
from tests.samples.communes import FULL, a_unit
from tests.samples.forms import shipped_form
from tests.samples.libreoffice import missing, shared
from tests.samples.packages import packed
from tests.samples.reports import an_office, one_return, word_lines, write_narrative
from tonghop290.narrative import docx
from tonghop290.narrative.controls.refresh import Fresh, Refreshed, refreshed
from tonghop290.narrative.template.prepared import Prepared
from tonghop290.outputs import OutputRefused
from tonghop290.pipeline.edited_papers.refresh_documents import refresh_documents
from tonghop290.seals import state_of
from tonghop290.spreadsheet.content import Content

FORM = shipped_form()
BEFORE = {**FULL, "chi_bo": 20}
NOW = {**BEFORE, "dan_so": 10700, "dang_vien": 395, "tiep_dan": 600, "don_khieu_nai": 25, "y_kien_gop_y": 231,
       "kien_nghi_sau_giam_sat": 12}  # fmt: skip
BODY, MEMORY = "word/document.xml", "customXml/item1.xml"


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("in")
    return th.write_narratives(checked(folder, BEFORE), folder / "bao_cao")[0].read_bytes()


@pytest.fixture(scope="module")
def today(tmp_path_factory: pytest.TempPathFactory) -> th.Report:
    return checked(tmp_path_factory.mktemp("nay"), NOW)


def checked(folder: Path, values: Mapping[str, Any], **more: Any) -> th.Report:
    return th.check(
        [th.write_blank(FORM, folder / "a.xlsx", unit=a_unit(), values=values, overwrite=True, **more)], FORM
    )


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def edited(path: Path, whole: bytes, *changes: tuple[str, str]) -> dict[str, bytes]:
    """The document with these pieces of its body written otherwise, as a person's program saves it."""
    path.write_bytes(whole)
    content = parts(path)
    body = content[BODY].decode()
    for old, new in changes:
        assert body.count(old) >= 1, old
        body = body.replace(old, new, 1)
    content[BODY] = body.encode()
    path.write_bytes(packed(content))
    return content


def refresh(report: th.Report, path: Path) -> Refreshed:
    """A document with today's figures."""
    [(_, outcome)] = refresh_documents(report, [path])
    assert isinstance(outcome, Refreshed), outcome
    return outcome


def without_figures(body: bytes) -> bytes:
    return re.sub(rb"<w:sdtContent>.*?</w:sdtContent>", lambda one: re.sub(rb">[^<]+</w:t>", b"></w:t>", one[0]), body)


SENTENCE = ("Bám sát Quy chế công tác dân vận", "Luôn bám sát Quy chế công tác dân vận")
RESTYLED = ('<w:pStyle w:val="NoiDung"/>', '<w:pStyle w:val="NoiDung"/><w:jc w:val="left"/>')
TYPED = (">393</w:t>", ">400</w:t>")


def test_five_figures_are_updated_the_one_typed_over_is_named_all_else_is_the_same(
    printed: bytes, today: th.Report, tmp_path: Path
) -> None:
    path = tmp_path / "a.docx"
    before = edited(path, printed, SENTENCE, RESTYLED, TYPED)
    outcome = refresh(today, path)
    assert [(one.title, one.before, one.now) for one in outcome.updated] == [
        ("Dân số năm 2019 (người)", "10.661", "10.700"),
        ("Số lượt người được tiếp trong 10 năm", "512", "600"),
        ("Số đơn khiếu nại đã tiếp nhận, xử lý", "23", "25"),
        ("Số kiến nghị sau giám sát", "11", "12"),
        ("Số lượt ý kiến góp ý với Đảng, chính quyền các cấp", "230", "231"),
    ]
    assert [(one.title, one.before, one.now, one.fresh) for one in outcome.kept] == [
        ("Số đảng viên của Đảng bộ", "393", "400", "395")
    ]
    assert (outcome.sentences, outcome.deleted, outcome.new_cells) == ([], [], 0)
    after = parts(path)
    assert [name for name in before if before[name] != after[name]] == [BODY, MEMORY] and list(before) == list(after)
    assert without_figures(before[BODY]) == without_figures(after[BODY])
    assert "dân số 10.700 người" in "\n".join(word_lines(path)) and state_of(path) == "changed"


def test_what_a_refresh_wrote_is_not_taken_for_typed_by_hand(printed: bytes, today: th.Report, tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    edited(path, printed, SENTENCE)
    refresh(today, path)
    again = refresh(checked(tmp_path, {**NOW, "dan_so": 10900}), path)
    assert ([(one.before, one.now) for one in again.updated], again.kept) == ([("10.700", "10.900")], [])
    edited(path, path.read_bytes(), (">10.900</w:t>", ">11.000</w:t>"))
    third = refresh(checked(tmp_path, {**NOW, "dan_so": 10950}), path)
    assert ([one.now for one in third.kept], third.updated) == (["11.000"], [])


def test_a_report_nobody_has_changed_stays_one_and_is_written_anew_in_its_place(
    printed: bytes, today: th.Report, tmp_path: Path
) -> None:
    path = tmp_path / "15877 Xã Hoằng Xuân.docx"
    path.write_bytes(printed)
    assert len(refresh(today, path).updated) == 6 and state_of(path) == "own"
    assert th.write_narratives(today, tmp_path) == [path]
    whole = path.read_bytes()
    assert refresh(today, path).updated == [] and path.read_bytes() == whole


def only(*values: tuple[str, Any]) -> dict[str, Any]:
    return {**BEFORE, **dict(values)}


# what changed in the data · the sentence as it stands · what it would be now (their beginnings)
SENTENCES: dict[str, tuple[Mapping[str, Any], list[tuple[str, str]]]] = {
    "some to none": (only(("don_to_cao", 0)), [("UBND xã tiếp nhận", "UBND xã"), ("", "không phát sinh đơn tố")]),
    "more to less": (only(("thu_nhap_2019", 5)), [("Do đó, bình quân thu nhập", "Bình quân thu nhập")]),
    "a figure is gone": (only(("dan_so", None)), [("Hoằng Xuân là xã", "Hoằng Xuân là xã"), ("", "(Bản dự thảo")]),
}  # fmt: skip


@pytest.mark.parametrize("name", SENTENCES)
def test_a_sentence_that_would_be_another_one_is_told_and_left(name: str, printed: bytes, tmp_path: Path) -> None:
    values, wanted = SENTENCES[name]
    path = tmp_path / "a.docx"
    edited(path, printed, SENTENCE)
    whole = path.read_bytes()
    outcome = refresh(checked(tmp_path, values), path)
    found = [(one.now, one.fresh) for one in outcome.sentences]
    assert path.read_bytes() == whole and outcome.updated == []
    for now, fresh in wanted:
        assert [one for one in found if one[0].startswith(now) and one[1].startswith(fresh)], found


def test_a_blank_is_filled_and_what_was_deleted_is_told(printed: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    first = checked(tmp_path, {**BEFORE, "dan_so": None})
    edited(path, th.write_narratives(first, tmp_path / "b")[0].read_bytes(), SENTENCE)
    yellow = parts(path)[BODY].count(b'"yellow"')
    filled = refresh(checked(tmp_path, BEFORE), path)
    assert [(one.before, one.now) for one in filled.updated] == [("……", "10.661")]
    assert parts(path)[BODY].count(b'"yellow"') == yellow - 1
    body = printed_body(printed)
    control = re.findall(r"<w:sdt>.*?</w:sdt>", body)[1]
    edited(path, printed, SENTENCE, (control, ""))
    gone = refresh(checked(tmp_path, BEFORE), path)
    assert (gone.deleted, gone.updated, gone.sentences) == (["Dân số năm 2019 (người) (10.661)"], [], [])


def test_the_code_of_a_draft_is_told_where_none_would_be_printed_and_not_missed(tmp_path: Path) -> None:
    own = one_return(), "nhan_ve/001.xlsx"
    draft, final = (
        Content(write_narrative(*own, tmp_path / f"{left}.docx", office=an_office(), open_points=left).read_bytes())
        for left in (2, 0)
    )
    told = [[one.now or one.fresh for one in refreshed(*both).sentences]
            for both in ((draft, Fresh.of(final)), (final, Fresh.of(draft)), (draft, Fresh.of(draft)))]  # fmt: skip
    assert [[one for one in said if "15877-" in one] for said in told] == [["15877-00000000"], [], []]


def printed_body(whole: bytes) -> str:
    import io

    return zipfile.ZipFile(io.BytesIO(whole)).read(BODY).decode()


def test_a_copied_control_and_one_in_many_runs_are_updated_too(
    printed: bytes, today: th.Report, tmp_path: Path
) -> None:
    path = tmp_path / "a.docx"
    control = next(one for one in re.findall(r"<w:sdt>.*?</w:sdt>", printed_body(printed)) if ">512<" in one)
    copy = re.sub(r'<w:id w:val="\d+"/>', '<w:id w:val="-77"/>', control)
    split = control.replace(">512</w:t></w:r>", ">5</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>12</w:t></w:r>")
    edited(path, printed, (control, split + copy))
    assert [(one.before, one.now) for one in refresh(today, path).updated if one.now == "600"] == [("512", "600")] * 2
    assert "600600 lượt người" in "\n".join(word_lines(path))


def test_a_figure_replaced_under_tracked_changes_counts_as_typed(
    printed: bytes, today: th.Report, tmp_path: Path
) -> None:
    path = tmp_path / "a.docx"
    who = 'w:id="9" w:author="a" w:date="2026-01-01T00:00:00Z"'
    run = '<w:r><w:t xml:space="preserve">512</w:t></w:r>'
    gone = f"<w:del {who}><w:r><w:delText>512</w:delText></w:r></w:del><w:ins {who}><w:r><w:t>520</w:t></w:r></w:ins>"
    edited(path, printed, (run, gone))
    assert [(one.before, one.now, one.fresh) for one in refresh(today, path).kept] == [("512", "520", "600")]


def test_a_template_is_made_ready_once_for_many_documents(
    printed: bytes, today: th.Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Path] = []
    whole = Prepared.__init__
    monkeypatch.setattr(docx, "Prepared", Prepared)  # not one that was kept
    monkeypatch.setattr(Prepared, "__init__", lambda own, source, *more, **named: (
        made.append(source), whole(own, source, *more, **named))[1])  # fmt: skip
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.docx").write_bytes(printed)
    outcomes = [outcome for _, outcome in refresh_documents(today, [tmp_path])]
    assert [len(one.updated) for one in outcomes if isinstance(one, Refreshed)] == [6, 6, 6] and len(made) == 1


# what lies there · what is said of it
OTHERS: dict[str, tuple[Callable[[Path, bytes], None], str]] = {
    "a paper of somebody else": (lambda path, _: another(path), "không có ô số do chương trình ghi"),
    "no Word file": (lambda path, _: path.write_bytes(b"x") and None, "không có ô số do chương trình ghi"),
    "of another unit": (
        lambda path, whole: as_of(path, whole, 'unit="15877"', 'unit="99999"'), "chưa có biểu được tính"),
    "of another form": (
        lambda path, whole: as_of(path, whole, 'form="qd290-10-nam"', 'form="khac"'), "văn bản của biểu khác"),
    "signed": (lambda path, whole: path.write_bytes(packed({**of(whole), "_xmlsignatures/sig1.xml": b"<a/>"})) and None,
               "đã ký số"),
}  # fmt: skip


def of(whole: bytes) -> dict[str, bytes]:
    import io

    with zipfile.ZipFile(io.BytesIO(whole)) as package:
        return {name: package.read(name) for name in package.namelist()}


def as_of(path: Path, whole: bytes, old: str, new: str) -> None:
    content = of(whole)
    path.write_bytes(packed({name: data.replace(old.encode(), new.encode()) for name, data in content.items()}))


def another(path: Path) -> None:

    empty_document().save(str(path))


@pytest.mark.parametrize("name", OTHERS)
def test_what_cannot_be_refreshed_is_left_and_said(name: str, printed: bytes, today: th.Report, tmp_path: Path) -> None:
    write, said = OTHERS[name]
    path = tmp_path / "a.docx"
    write(path, printed)
    whole = path.read_bytes()
    [(_, outcome)] = refresh_documents(today, [tmp_path])
    assert isinstance(outcome, str) and said in outcome and path.read_bytes() == whole


def test_no_input_of_the_command_is_changed(printed: bytes, tmp_path: Path) -> None:
    report = checked(tmp_path, NOW)
    with pytest.raises(OutputRefused):
        [*refresh_documents(report, [tmp_path / "a.xlsx"])]


def test_the_office_s_own_report_is_refreshed_too(tmp_path: Path) -> None:
    path = tmp_path / "huyen.docx"
    th.write_district_narrative(checked(tmp_path, BEFORE), path)
    edited(path, path.read_bytes(), ("Bám sát Quy chế", "Luôn bám sát Quy chế"))
    outcome = refresh(checked(tmp_path, {**BEFORE, "dan_so": 10700}), path)
    assert [(one.before, one.now) for one in outcome.updated] == [
        ("10.661", "10.700"),
        ("8,8", "9,2"),  # how much more than in the first year
        ("10.661", "10.700"),  # in the unit's row, in the total
        ("10.661", "10.700"),
    ]
    assert outcome.sentences == []


@pytest.mark.libreoffice
@pytest.mark.skipif(bool(missing()), reason=missing())
def test_what_libreoffice_has_saved_is_refreshed_and_remembers(
    printed: bytes, today: th.Report, tmp_path: Path
) -> None:
    """It drops the tags and numbers the controls anew; titles and their order stay."""
    path = tmp_path / "a.docx"
    edited(path, printed, TYPED)
    with shared() as desk:
        desk.save_as(desk.open(path), tmp_path / "b.docx", "docx").replace(path)
    outcome = refresh(today, path)
    assert ([one.now for one in outcome.updated], [one.now for one in outcome.kept]) == (
        ["10.700", "600", "25", "12", "231"], ["400"])  # fmt: skip
    assert (outcome.deleted, outcome.sentences) == ([], [])
    again = refresh(checked(tmp_path, {**NOW, "dan_so": 10900}), path)
    assert [(one.before, one.now) for one in again.updated] == [("10.700", "10.900")]


@pytest.mark.libreoffice
@pytest.mark.skipif(bool(missing()), reason=missing())
def test_a_blank_libreoffice_has_saved_is_filled(tmp_path: Path) -> None:
    """Its control has lost its title too: what stands before and after tells which it is."""
    path = th.write_narratives(checked(tmp_path, {**BEFORE, "dan_so": None}), tmp_path / "b")[0]
    with shared() as desk:
        desk.save_as(desk.open(path), tmp_path / "b.docx", "docx").replace(path)
    assert b'"yellow"' in parts(path)[BODY]
    filled = refresh(checked(tmp_path, BEFORE), path)
    assert [(one.before, one.now) for one in filled.updated] == [("……", "10.661")]


def test_the_command_tells_what_it_did(printed: bytes, tmp_path: Path) -> None:
    (tmp_path / "bao_cao").mkdir()
    edited(tmp_path / "bao_cao" / "a.docx", printed, SENTENCE, TYPED)
    (tmp_path / "don_vi.csv").write_text("code,name,type,parent\n15877,Hoằng Xuân,xã,Huyện Hoằng Hóa\n", "utf-8")
    th.write_blank(FORM, tmp_path / "nhan" / "a.xlsx", unit=a_unit(), values={**BEFORE, "dan_so": 10700})
    done = run("report", "nhan", "--units", "don_vi.csv", "--refresh", "bao_cao", cwd=tmp_path)
    assert done[1].splitlines()[:3] == [
        "a.docx: cập nhật 1 ô số; 1 số gõ tay được giữ; 2 câu cần xem lại",
        "    Dân số năm 2019 (người): 10.661 → 10.700",
        "    giữ số gõ tay: Số đảng viên của Đảng bộ: văn bản ghi “400”, máy đã in “393”, nay là “393”",
    ]
    both = run("report", "nhan", "--refresh", "bao_cao", "-o", "khac", cwd=tmp_path)
    neither = run("report", "nhan", cwd=tmp_path)
    assert (done[0], both[0], neither[0]) == (0, 2, 2) and "--refresh" in neither[2]
