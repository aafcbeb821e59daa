"""The healthy files every case begins with: a small form, its returns, its templates, a round; the shipped form's own.

Made once a run (what LibreOffice must write is kept in the folder of the fuzzers). Everything in them is invented.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import importlib
import io
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import tonghop290 as th
from tests.samples.rounds import SETTINGS
from tonghop290.narrative.template.build import build_template
from tonghop290.pipeline.demo import invented_return

__all__ = ["SMALL_FORM", "SMALL_TEMPLATE", "Seeds", "run_command"]

SMALL_FORM = """[form]
id = "nho"
title = "Biểu nhỏ"
version = "1"
[period]
first_year = 2015
last_year = 2019
[parameters]
it_nhat = 3
[sections]
chung = { number = "I", title = "CHUNG" }
[fields.don_vi]
code = "M01"
section = "chung"
label = "Tên xã"
type = "text"
filled_by = "register"
required = true
[fields.ngay_chot]
code = "M02"
section = "chung"
label = "Số liệu tính đến ngày"
type = "date"
required = true
hard = [2010-02-25, 2030-12-31]
[fields.dan_so]
code = "M03"
section = "chung"
label = "Dân số"
type = "integer"
unit = "người"
required = true
hard = [100, 150000]
usual = [1000, 20000]
total = { how = "sum" }
[fields.dien_tich]
code = "M04"
section = "chung"
label = "Diện tích"
type = "decimal"
decimals = 2
unit = "ha"
required = true
hard = [1, 200000]
total = { how = "sum" }
[fields.dang_vien]
code = "M05"
section = "chung"
label = "Số đảng viên"
type = "integer"
unit = "đảng viên"
required = true
hard = [3, 5000]
total = { how = "sum" }
[fields.ty_le]
code = "M06"
section = "chung"
label = "Tỷ lệ đảng viên"
type = "percent"
decimals = 2
unit = "%"
formula = "dang_vien / dan_so * 100"
total = { how = "ratio", numerator = "dang_vien", denominator = "dan_so" }
[tables.mo_hinh]
code = "MH"
section = "chung"
sheet = "detail"
label = "Các mô hình"
blank_rows = 3
[tables.mo_hinh.columns]
ten = { label = "Tên mô hình", type = "text", required = true }
nam = { label = "Năm bắt đầu", unit = "năm", type = "integer", hard = [1990, 2030] }
[rules.R1]
label = "Đảng viên không nhiều hơn dân số"
test = "dang_vien <= dan_so"
severity = "error"
message = "Số đảng viên ({dang_vien}) lớn hơn dân số ({dan_so})."
fix = "Đề nghị kiểm tra lại."
at = ["dang_vien", "dan_so"]
[rules.R2]
label = "Ngày chốt đúng năm cuối"
test = "year(ngay_chot) >= 2019 or count(mo_hinh) > 0"
severity = "warning"
message = "Số liệu tính đến ngày {ngay_chot}."
fix = "Đề nghị kiểm tra lại."
at = ["ngay_chot"]
"""
SMALL_TEMPLATE = """[Tên loại] BÁO CÁO
[Trích yếu] của {{ xa }} {{ ten_don_vi }}

Dân số {{ dan_so.cau("# người", chua="chưa thống kê được") }}, diện tích {{ dien_tich }} ha, {{ dang_vien }} đảng viên.
{% if ty_le %}Tỷ lệ {{ ty_le }}%.{% endif %} Tính đến ngày {{ ngay_chot }}.
[Ý nhấn] * Mô hình:
{%p for m in mo_hinh %}
- {{ m.ten }} ({{ m.nam }})
{%p endfor %}
"""


def run_command(*arguments: str) -> int:
    """One command of the program here, in silence; its exit code."""
    from tonghop290.cli.main import main

    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        try:
            main(list(arguments))
        except SystemExit as end:
            return int(end.code or 0)


class Seeds:
    """The seeds, each made when it is first asked for. ``folder``: where what took long is kept."""

    def __init__(self, folder: Path, *, office: bool = True) -> None:
        self.folder, self.office = folder, office

    @cached_property
    def small(self) -> dict[str, bytes]:
        """The folder of the small form: definition, readable template, Word template."""
        with tempfile.TemporaryDirectory() as folder:
            made = Path(folder)
            (made / "form.toml").write_text(SMALL_FORM, encoding="utf-8")
            (made / "bao_cao_xa.txt").write_text(SMALL_TEMPLATE, encoding="utf-8")
            build_template(made / "bao_cao_xa.txt", made / "bao_cao_xa.docx")
            return {f"bieu/{path.name}": path.read_bytes() for path in sorted(made.iterdir())}

    @cached_property
    def small_returns(self) -> dict[str, tuple[bytes, dict[str, Any]]]:
        """Code of the unit → its workbook of the small form, and what ``check`` should read in it."""
        made = {}
        for number in range(1, 5):
            unit = th.Unit(code=f"2000{number}", name=f"Mẫu {number}", type="xã")
            values = {
                "ngay_chot": dt.date(2019, 12, number),
                "dan_so": 6000 + 7 * number,
                "dien_tich": 1234.5 + number,
                "dang_vien": 300 + number,
            }
            rows = {"mo_hinh": [{"ten": f"Mô hình {number}", "nam": 2010 + number}]}
            made[unit.code] = self._written("small", unit, values, rows), _as_json(values)
        return made

    @cached_property
    def whole(self) -> dict[str, tuple[bytes, dict[str, Any]]]:
        """The same of the form that is shipped, one unit."""
        unit, form = th.Unit(code="15877", name="Hoằng Xuân", type="xã"), th.load_form()
        values, tables = invented_return(unit, form)
        return {unit.code: (self._written("whole", unit, values, tables), _as_json(values))}

    def _written(self, which: str, unit: th.Unit, values: Mapping[str, Any], tables: Any) -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            if which == "small":
                (Path(folder) / "form.toml").write_text(SMALL_FORM, encoding="utf-8")
            form = th.load_form(folder) if which == "small" else th.load_form()
            return th.write_blank(form, Path(folder) / "a.xlsx", unit=unit, values=values, tables=tables).read_bytes()

    @cached_property
    def other_kinds(self) -> dict[str, bytes]:
        """The first small return as .xlsb, and as .ods and .xls where LibreOffice can write them."""
        from tonghop290.spreadsheet.book import read_book

        data = next(iter(self.small_returns.values()))[0]
        made: dict[str, bytes] = {"xlsb": importlib.import_module("tests.samples.xlsb").xlsb(read_book(data))}
        for kind in ("ods", "xls"):
            kept = self.folder / "seeds" / f"small.{kind}"
            if not kept.exists() and self.office and shutil.which("soffice"):
                kept.parent.mkdir(parents=True, exist_ok=True)
                (kept.parent / "small.xlsx").write_bytes(data)
                profile = f"-env:UserInstallation={(kept.parent / 'profile').resolve().as_uri()}"
                command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(kept.parent)]
                subprocess.run([*command, str(kept.parent / "small.xlsx")], capture_output=True, timeout=120)
            if kept.exists():
                made[kind] = kept.read_bytes()
        return made

    @cached_property
    def round(self) -> dict[str, bytes]:
        """The folder of a round: four units, three returned, one of them twice; a point accepted, all answered."""
        with tempfile.TemporaryDirectory() as folder:
            root, back = Path(folder) / "dot", os.getcwd()
            units = "".join(f"2000{n},Mẫu {n},xã,Huyện Mẫu,xa{n}@mau.example\n" for n in range(1, 5))
            own = {"tonghop290.toml": SETTINGS.encode(), "don_vi.csv": f"code,name,type,parent,email\n{units}".encode()}
            for name, data in (self.small | own).items():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_bytes(data)
            os.chdir(root)
            try:
                self._play(root)
            finally:
                os.chdir(back)
            return {
                path.relative_to(root).as_posix(): path.read_bytes()
                for path in sorted(root.rglob("*"))
                if path.is_file() and path.name != ".khoa"
            }

    def _play(self, root: Path) -> None:
        run_command("init", ".", "--district", "Huyện Hoằng Hóa", "--form", "bieu")
        run_command("issue")
        for code in ("20001", "20002"):
            (root / "thu_den" / f"{code}.xlsx").write_bytes(self.small_returns[code][0])
        unit = th.Unit(code="20003", name="Mẫu 3", type="xã")
        for people in (25_000, 6_021):
            values = {"ngay_chot": dt.date(2019, 12, 3), "dan_so": people, "dien_tich": 1237.5, "dang_vien": 303}
            (root / "thu_den" / f"ba {people}.xlsx").write_bytes(self._written("small", unit, values, {}))
            run_command("receive")
            run_command("accept", "Xã Mẫu 3", "1", "--why", "đã hỏi lại")


def _as_json(values: Mapping[str, Any]) -> dict[str, Any]:
    return {id: value.isoformat() if isinstance(value, dt.date) else value for id, value in values.items()}
