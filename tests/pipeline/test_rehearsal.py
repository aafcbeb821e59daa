"""A form tried on last round's figures: what each rule and range would have said, before anything is issued."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from tests.samples.forms import HEAD, drawn
from tonghop290.cli.main import main
from tonghop290.model import Form, Unit
from tonghop290.pipeline.authoring import rehearse
from tonghop290.pipeline.forms import load_form
from tonghop290.pipeline.report_text import rehearsal_lines
from tonghop290.workbook.issue.blank import Filling, write_blank

OLD = """
[fields.ten]
type = "text"
filled_by = "register"
[fields.dan_so]
type = "integer"
code = "D1"
label = "Dân số"
unit = "người"
hard = [0, 100000]
[fields.dat]
code = "D2"
type = "decimal"
unit = "ha"
decimals = 1
"""
NEW = """
[fields.dan_so]
type = "integer"
code = "D1"
label = "Dân số"
unit = "người"
hard = [0, 100000]
usual = [5000, 9000]
[fields.ho]
type = "integer"
unit = "hộ"
[fields.dat]
code = "D2"
type = "decimal"
unit = "km2"
decimals = 1
usual = [1, 9]
[tables.bang]
blank_rows = 2
columns.so = { label = "Số", type = "integer", unit = "cái", hard = [0, 5] }
[rules.R1]
label = "Ít người"
test = "dan_so <= 4000"
message = "{dan_so} người."
at = ["dan_so"]
[rules.R2]
label = "Người và hộ"
test = "dan_so >= ho"
message = "{dan_so} người, {ho} hộ."
at = ["dan_so"]
"""
PEOPLE = (1234, 2345, 3456, 4567, 5678)


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Form:
    return drawn(NEW, tmp_path_factory.mktemp("new"), head=HEAD.replace('version = "1"', 'version = "2"'))


@pytest.fixture(scope="module")
def returns(tmp_path_factory: pytest.TempPathFactory) -> tuple[Form, Path]:
    """Five returns of the edition before, and a file that is none."""
    folder = tmp_path_factory.mktemp("nhan_ve")
    old = drawn(OLD, tmp_path_factory.mktemp("old"))
    for number, people in enumerate(PEOPLE, 1):
        unit = Unit(code=f"0000{number}", name=f"Mẫu {number}", type="Xã")
        filling = Filling(values={"dan_so": people, "dat": 5.5})
        write_blank(old, folder / f"{unit.code}.xlsx", unit=unit, filling=filling)
    return old, folder


TOLD = """\
Thử biểu “Biểu nhỏ” (phiên bản 2) trên số liệu của 5 đơn vị.

QUY TẮC
  R1 Ít người: xét 5, sai 2 (40%); ví dụ Xã Mẫu 4, Xã Mẫu 5
      Đề nghị xem lại quy tắc này: quá một phần tư số đơn vị mắc.
  R2 Người và hộ: chưa có số liệu để xét, 5 đơn vị thiếu số nên không xét

KHOẢNG GIÁ TRỊ
  fields.dan_so.usual (Dân số; từ 5.000 đến 9.000): xét 5, ngoài mức thường gặp 4 (80%); \
ví dụ Xã Mẫu 1, Xã Mẫu 2, Xã Mẫu 3
      Đề nghị xem lại: quá một phần tư số đơn vị bị nhắc. \
Theo số liệu này nên từ 1.200 đến 5.700 (còn 0 đơn vị ở ngoài).
  1 khoảng khác: không đơn vị nào ở ngoài.

Khoảng chưa có số liệu để xét (2): fields.dat.usual, tables.bang.columns.so.hard

Số liệu cũ không có, không thử được (2): ho, bang.so

Số liệu cũ khác kiểu hoặc đơn vị tính, không dùng (1): dat

2 quy tắc, khoảng giá trị cần xem lại."""


def test_each_rule_and_range_is_tried_on_returns_of_an_older_edition(form: Form, returns: tuple[Form, Path]) -> None:
    old, folder = returns
    rehearsal = rehearse(form, folder, old_form=old)
    assert "\n".join(rehearsal_lines(rehearsal)) == TOLD
    assert rehearsal.exit_code == 1


def test_without_the_old_form_returns_are_read_by_their_ids(form: Form, returns: tuple[Form, Path]) -> None:
    rehearsal = rehearse(form, returns[1])
    assert [(one.rule.id, one.judged, one.hit) for one in rehearsal.rules] == [("R1", 5, 2), ("R2", 0, 0)]
    assert {one.place: one.judged for one in rehearsal.ranges}["fields.dan_so.usual"] == 5


def test_a_quarter_is_rehearsed_on_the_quarter_before(tmp_path: Path) -> None:
    """Its returns are read as those of their own period, and its rules judge them by that one's days."""
    quarter = HEAD.replace("first_year = 2015\nlast_year = 2020", 'name = "quý II/2026"')
    rule = '[rules.R]\ntest = "ngay <= ky_den_ngay"\nmessage = "{ngay}"\nat = ["ngay"]\n'
    form = drawn(f'[fields.ngay]\ntype = "date"\n{rule}', tmp_path / "bieu", head=quarter)
    before = load_form(form.folder, period="quý I/2026")
    (tmp_path / "nhan").mkdir()
    for number, day in enumerate((dt.date(2026, 3, 31), dt.date(2026, 4, 1)), 1):
        unit = Unit(code=f"0000{number}", name=f"Mẫu {number}", type="Xã")
        write_blank(before, tmp_path / "nhan" / f"{number}.xlsx", unit=unit, filling=Filling(values={"ngay": day}))
    (hits,) = rehearse(form, tmp_path / "nhan").rules
    assert (hits.judged, hits.hit, hits.units) == (2, 1, ("Xã Mẫu 2",))


def result_of(rows: list[dict[str, object]], tables: list[dict[str, object]]) -> str:
    return json.dumps({"totals": {}, "so_lieu_rong": rows, "bang": tables}, ensure_ascii=False)


def test_a_result_file_tells_the_same(form: Form, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows: list[dict[str, object]] = [
        {"unit_code": str(number), "unit_name": f"Xã {number}", "file": f"{number}.xlsx", "dan_so": people, "ho": 9}
        for number, people in enumerate(PEOPLE)
    ]
    tables: list[dict[str, object]] = [{"file": f"{number}.xlsx", "row": 1, "so": 4 + number} for number in range(5)]
    (tmp_path / "so_lieu.json").write_text(result_of(rows, tables), encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        main(["form", "rehearse", str(form.folder), "--on", str(tmp_path), "--format", "json"])
    told = json.loads(capsys.readouterr().out)
    assert ended.value.code == 1
    assert [(one["id"], one["judged"], one["hit"], one["not_evaluated"]) for one in told["rules"]] == [
        ("R1", 5, 2, 0),
        ("R2", 5, 0, 0),
    ]
    assert told["missing"] == ["dat"]
    assert next(one for one in told["ranges"] if one["place"] == "tables.bang.columns.so.hard") == {
        "place": "tables.bang.columns.so.hard",
        "range": [0, 5],
        "stops": True,
        "judged": 5,
        "below": 0,
        "above": 3,
        "units": ["Xã 2", "Xã 3", "Xã 4"],
        "too_many": True,
        "proposal": [4, 8],
        "proposal_hit": 0,
    }


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{}", "không có biểu nào đọc được"),
        ('{"totals": {}, "so_lieu_rong": []}', "tệp kết quả không có đơn vị nào"),
        ('{"totals": {}, "so_lieu_rong": 5}', "không phải là tệp kết quả của một đợt, hoặc tệp đã hỏng"),
    ],
)
def test_what_holds_no_figures_is_told(
    form: Form, tmp_path: Path, content: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "so_lieu.json").write_text(content, encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        main(["form", "rehearse", str(form.folder), "--on", str(tmp_path / "so_lieu.json")])
    assert (ended.value.code, said in capsys.readouterr().err) == (2, True)
