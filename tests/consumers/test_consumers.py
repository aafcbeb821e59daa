"""The programs of this folder and the recipes of ``docs/cookbook.md`` run, and say what they should."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import io
import re
from pathlib import Path

import pandas as pd
import pytest

import tonghop290 as th
from tests.consumers import another_tool, notebook_joins, pandera_user, scheduled_job, web_upload
from tests.samples.communes import FULL

COOKBOOK = Path(__file__).parents[2] / "docs" / "cookbook.md"
the_form = functools.cache(th.load_form)
UNIT = th.Unit(code="15877", name="Hoằng Xuân", type="xã")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two units in ``don_vi.csv``, the return of one of them in ``nhan_ve/``, with one error."""
    folder = tmp_path_factory.mktemp("bàn làm việc")
    (folder / "don_vi.csv").write_text("code,name\n15877,Xã Hoằng Xuân\n15880,Xã Hoằng Giang\n", encoding="utf-8")
    values = FULL | {"chi_bo": 21}
    th.write_blank(the_form(), folder / "nhan_ve" / "15877.xlsx", unit=UNIT, values=values)
    return folder


def _recipes() -> dict[str, str]:
    parts = re.findall(r"^## (\d+)\. .*?```python\n(.*?)```", COOKBOOK.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return dict(parts)


SAID = {
    "1": "2 workbooks, the first: 15877 Xã Hoằng Xuân.xlsx",
    "2": "not in yet: ['Xã Hoằng Giang']",
    "3": "409 True",
    "4": "Xã Hoằng Xuân 10661.0   120.0",
    "5": "Xã Hoằng Xuân – errors",
    "6": "dan_so",
    "7": "[('Xã Hoằng Xuân', 10661)]",
    "8": ".docx']",
    "9": "values.dan_soo: biểu không có chỉ tiêu này; ý đồng chí là 'dan_so'?",
    "10": "True",
}


def test_the_cookbook_has_ten_recipes() -> None:
    assert [*_recipes()] == [*SAID]


@pytest.mark.parametrize("number", SAID)
def test_a_recipe_runs_and_says(number: str, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(desk)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(_recipes()[number], f"cookbook-{number}.py", "exec"), {"__name__": "__main__"})
    assert SAID[number] in out.getvalue()


def test_an_upload_is_answered_with_its_marked_copy(desk: Path) -> None:
    data = (desk / "nhan_ve" / "15877.xlsx").read_bytes()
    answer = asyncio.run(web_upload.take(web_upload.UploadFile("biểu.xlsx", io.BytesIO(data))))
    assert (answer.status, answer.body[:2], len(answer.told)) == (409, b"PK", 1)
    broken = asyncio.run(web_upload.take(web_upload.UploadFile(None, io.BytesIO(b"no workbook"))))
    assert (broken.status, broken.body) == (422, b"")
    assert web_upload.tables([web_upload.UploadFile("biểu.xlsx", io.BytesIO(data))])[:2] == b"PK"


def test_figures_join_with_those_of_the_user(desk: Path) -> None:
    own = pd.DataFrame({"unit_code": ["15877"], "budget": [10661.0]})
    joined = notebook_joins.by_head(desk / "nhan_ve", desk / "don_vi.csv", own)
    assert joined.to_dict("records")[0] | {"unit_name": ""} == {
        "unit_code": "15877", "unit_name": "", "dan_so": 10661, "budget": 10661.0, "a_head": 1.0,
    }  # fmt: skip
    assert [*notebook_joins.where(th.check(desk / "nhan_ve", the_form()), "dan_so").values()][0].startswith("Số liệu!")


def test_the_schema_takes_a_check_of_the_user(desk: Path) -> None:
    frame = th.check(desk / "nhan_ve", the_form()).dataset.frame
    assert [name for name in pandera_user.broken(the_form(), frame) if not name.startswith("rule.")] == ["dan_so"]
    assert "dan_so" not in pandera_user.broken(the_form(), frame.assign(dan_so=8_000.0))


def test_a_job_hands_on_json_tables_and_an_exit_code(desk: Path, tmp_path: Path) -> None:
    assert scheduled_job.run(desk / "nhan_ve", desk / "don_vi.csv", tmp_path) == 4
    assert {path.name for path in tmp_path.iterdir()} == {"ket_qua.json", "loi.xlsx", "so_lieu"}
    (tmp_path / "hỏng.csv").write_text("code,name\n,\n", encoding="utf-8")
    assert scheduled_job.run(desk / "nhan_ve", tmp_path / "hỏng.csv", tmp_path) == 2


def test_another_tool_fills_and_takes_back() -> None:
    data = another_tool.filled(the_form(), UNIT, {"dan_so": 10661, "chi_bo": 20}, guessed=["dan_so"])
    answers = {answer.field: answer.value for answer in another_tool.taken(the_form(), "a.xlsx", data)}
    assert (answers["dan_so"], answers["chi_bo"], answers["dang_vien"]) == (10661, 20, None)
    with pytest.raises(ValueError, match="."):
        another_tool.taken(the_form(), "a.xlsx", b"")
