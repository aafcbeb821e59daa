"""The demonstration: a real district's communes with invented figures, from the blank form to the signed papers.

Every figure is made by a seeded generator and marked as invented on each workbook, report and table.
"""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tonghop290.files import write_whole
from tonghop290.model import ANSWERS_FOLDER, ISSUED_FOLDER, SETTINGS_FILE, UNITS_FILE, Form, Office, Unit
from tonghop290.pipeline.answer import annotate
from tonghop290.pipeline.check import check
from tonghop290.pipeline.documents import write_district_narrative, write_narratives, write_summary
from tonghop290.pipeline.forms import load_form, load_office, load_units
from tonghop290.pipeline.issue import unit_file_name, write_blank, write_blanks
from tonghop290.pipeline.report import Report

__all__ = ["invented_return", "run_demo"]

MISSING_UNITS = (7, 29)
"""Positions (from 0) of the two communes that send nothing."""
RESENT_UNIT = 4

_MODELS = (
    ("Hố rác gia đình", "Hội Liên hiệp Phụ nữ xã", "Hầu hết các hộ có hố rác hợp vệ sinh"),
    ("Ngày thứ bảy vệ sinh đường làng ngõ xóm", "Hội Liên hiệp Phụ nữ xã", "Duy trì hằng tuần ở các thôn"),
    ("Con đường hoa", "Đoàn TNCS Hồ Chí Minh xã", "Trồng và chăm sóc các tuyến đường hoa"),
    ("Camera an ninh", "Công an xã", "Lắp đặt ở các trục đường chính"),
    ("Hiến đất làm đường giao thông", "Hội Nông dân xã", "Mở rộng các tuyến đường thôn"),
    ("Tiếng loa an ninh", "Hội Cựu chiến binh xã", "Tuyên truyền pháp luật hằng tuần"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Commune:
    """What one commune's other figures follow from; ``supervision``: row and column of its detailed table."""

    people: int
    people_earlier: int
    homes: int
    homes_earlier: int
    poor: int
    poor_earlier: int
    villages: int
    members: int
    cells: tuple[int, int, int]
    due: int
    decided: bool
    supervision: Mapping[str, Mapping[str, int]]


def invented_return(unit: Unit, form: Form) -> tuple[dict[str, Any], dict[str, list[dict[str, Any]]]]:
    """Believable invented values and tables of one commune, the same at each call; they keep every rule of the form."""
    rng = random.Random(f"290-{unit.code}")
    commune = _drawn(rng, form)
    values: dict[str, Any] = {
        "nguoi_lap": "Người lập biểu (bịa)",
        "dien_thoai": "0900 000 000",
        "ngay_chot": dt.date(2019, 12, 31),
        "nguoi_ky": "Nguyễn Văn Mẫu",
        "chuc_vu_ky": rng.choice(("BÍ THƯ", "PHÓ BÍ THƯ")),
        "huong": rng.choice(form.fields["huong"].choices),
        "dien_tich": round(rng.uniform(320, 1480), 2),
    }
    values |= _people(commune) | _party(rng, commune) | _work(rng) | _economy(rng, commune)
    values |= {
        "giam_sat": sum(sum(row.values()) for row in commune.supervision.values()),
        "kien_nghi_sau_giam_sat": rng.randint(6, 18),
        "y_kien_gop_y": rng.randint(100, 380),
    }
    return values, _tables(rng, commune)


def _drawn(rng: random.Random, form: Form) -> _Commune:
    people = rng.randint(3800, 9500)
    earlier = round(people * rng.uniform(0.92, 1.02))
    homes, homes_earlier = round(people / rng.uniform(3.4, 4.0)), round(earlier / rng.uniform(3.7, 4.3))
    poor, poor_earlier = round(homes * rng.uniform(0.01, 0.04)), round(homes_earlier * rng.uniform(0.12, 0.24))
    villages, members = rng.randint(6, 14), rng.randint(180, 480)
    table = form.tables["giam_sat_theo_to_chuc"]
    return _Commune(
        people=people,
        people_earlier=earlier,
        homes=homes,
        homes_earlier=homes_earlier,
        poor=poor,
        poor_earlier=poor_earlier,
        villages=villages,
        members=members,
        cells=(villages, rng.randint(2, 4), rng.randint(1, 2)),
        due=members - rng.randint(5, 30),
        decided=rng.random() < 0.85,
        supervision={row.id: {column.id: rng.randint(0, 2) for column in table.columns} for row in table.rows},
    )


def _people(commune: _Commune) -> dict[str, Any]:
    return {
        "dan_so": commune.people,
        "dan_so_2009": commune.people_earlier,
        "ho_2009": commune.homes_earlier,
        "ho_2019": commune.homes,
        "thon": commune.villages,
    }


def _party(rng: random.Random, commune: _Commune) -> dict[str, Any]:
    return {
        "dang_vien": commune.members,
        "chi_bo": sum(commune.cells),
        "chi_bo_nong_thon": commune.cells[0],
        "chi_bo_truong_hoc": commune.cells[1],
        "chi_bo_khac": commune.cells[2],
        "to_dan_van": commune.villages,
        "thanh_vien_to_dan_van": commune.villages * rng.randint(6, 11),
        "dang_vien_phai_hoc": commune.due,
        "dang_vien_da_hoc": round(commune.due * rng.uniform(0.93, 0.995)),
        "quyet_dinh_so": str(rng.randint(8, 60)) if commune.decided else None,
        "quyet_dinh_ngay": dt.date(2010, rng.randint(4, 12), rng.randint(1, 28)) if commune.decided else None,
    }


def _work(rng: random.Random) -> dict[str, Any]:
    """Meetings with voters and citizens, complaints and denunciations."""
    return {
        "tiep_xuc_cu_tri": rng.randint(40, 90),
        "y_kien_cu_tri": rng.randint(200, 700),
        "tiep_dan": rng.randint(150, 700),
        "don_khieu_nai": rng.randint(6, 40),
        "don_to_cao": rng.randint(0, 8),
    }


def _economy(rng: random.Random, commune: _Commune) -> dict[str, Any]:
    """Income, poverty, and what people gave to works of the armed forces."""
    return {
        "thu_nhap_2009": round(rng.uniform(6.5, 10.5), 1),
        "thu_nhap_2019": round(rng.uniform(34, 46), 1),
        "ho_ngheo_2009": commune.poor_earlier,
        "ho_ngheo_2019": commune.poor,
        "ty_le_ngheo_2009": round(commune.poor_earlier / commune.homes_earlier * 100, 2),
        "ty_le_ngheo_2019": round(commune.poor / commune.homes * 100, 2),
        "ngay_cong": rng.randint(300, 1200),
        "dat_hien": rng.choice((0, rng.randint(300, 1400))),
        "tien_gop": round(rng.uniform(20, 90), 1),
    }


def _tables(rng: random.Random, commune: _Commune) -> dict[str, list[dict[str, Any]]]:
    tables: dict[str, list[dict[str, Any]]] = {}
    if rng.random() < 0.7:
        tables["giam_sat_theo_to_chuc"] = [{"row": id, **row} for id, row in commune.supervision.items()]
    tables["mo_hinh"] = [
        {"ten": name, "don_vi_thuc_hien": who, "nam": rng.randint(2012, 2018), "ket_qua": result}
        for name, who, result in rng.sample(_MODELS, rng.randint(0, 4))
    ]
    return tables


def _mistakes() -> Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]]:
    """Typical mistakes, by the position of the commune that makes them: about a fifth of the returns."""
    return {
        1: lambda values: {
            "dien_tich": f"{values['dien_tich']:.2f}".replace(".", ",") + " ha",
            "dan_so": f"{values['dan_so']:,}".replace(",", ".") + " người",
        },
        4: lambda values: {"chi_bo": values["chi_bo"] + 1},
        9: lambda values: {"dien_tich": round(values["dien_tich"] / 100, 2), "tiep_dan": "trên 300"},
        13: lambda values: {
            "thu_nhap_2019": round(values["thu_nhap_2019"] * 1_000_000),
            "don_to_cao": "không phát sinh",
        },
        18: lambda values: {"ty_le_ngheo_2019": values["ty_le_ngheo_2019"] + 3, "ngay_cong": None},
        22: lambda values: {"quyet_dinh_so": "12", "quyet_dinh_ngay": dt.date(2009, 3, 20), "dang_vien_da_hoc": "mười"},
        26: lambda values: {"tien_gop": "1.250", "y_kien_gop_y": "198/221", "don_khieu_nai": -5},
        31: lambda values: {"thanh_vien_to_dan_van": values["to_dan_van"] - 2, "huong": None},
    }


def run_demo(folder: Path) -> Iterator[str]:
    """Make the demonstration in a new or empty folder; yields lines that say what was done and where to look.

    Errors: OSError; FileExistsError when the folder already holds something.
    """
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(17, "thư mục đã có tệp; đề nghị chọn thư mục mới", str(folder))
    form = load_form()
    folder.mkdir(parents=True, exist_ok=True)
    for name in (UNITS_FILE, SETTINGS_FILE):
        write_whole(folder / name, (form.folder / "demo" / name).read_bytes())
    units = load_units(folder / UNITS_FILE)
    office = load_office(folder / SETTINGS_FILE, form)
    yield "Huyện mẫu: Hoằng Hóa, 36 xã, thị trấn. Tên đơn vị là thật, MỌI SỐ LIỆU LÀ BỊA."
    yield ""
    issued = write_blanks(form, folder / ISSUED_FOLDER, units, office=office)
    yield f"1. Biểu gửi đi:      {folder / ISSUED_FOLDER} ({len(issued)} biểu)"
    returned = _write_returns(form, office, units, folder / "nhan_ve")
    what = "2 xã chưa gửi, 1 xã gửi hai lần, 8 biểu có sai sót"
    yield f"2. Biểu nhận về:     {folder / 'nhan_ve'} ({returned} tệp: {what})"
    report = check([folder / "nhan_ve"], form, units=units, office=office)
    yield from _write_results(report, folder)
    yield ""
    yield _result_line(report)
    yield "Đề nghị mở trước: ket_qua/Kiểm tra.txt, rồi ket_qua/Tổng hợp.xlsx và một báo cáo trong ket_qua/bao_cao."


def _result_line(report: Report) -> str:
    counts, missing = report.counts(), ", ".join(unit.title for unit in report.missing_units)
    return (
        f"Kết quả: {counts['files']} tệp – {counts['clean']} đạt, {counts['warnings']} cần xem lại, "
        f"{counts['errors']} có lỗi; đã có {counts['units']}/{counts['units_expected']} đơn vị, chưa có: {missing}."
    )


def _write_returns(form: Form, office: Office, units: Mapping[str, Unit], folder: Path) -> int:
    mistakes, written = _mistakes(), 0
    for position, unit in enumerate(units.values()):
        if position in MISSING_UNITS:
            continue
        values, tables = invented_return(unit, form)
        states: dict[str, str] = {}
        if position % 11 == 3:
            states["dat_hien"], values["dat_hien"] = "Không có số liệu", None
        if position % 9 == 5:
            states["tiep_dan"] = "Ước tính"
        wrong = mistakes[position](values) if position in mistakes else {}
        write_blank(
            form,
            folder / unit_file_name(unit, ".xlsx"),
            unit=unit,
            office=office,
            values={**values, **wrong},
            tables=tables,
            states=states,
        )
        written += 1
        if position == RESENT_UNIT:
            first, again = (folder / unit_file_name(unit, end) for end in (".xlsx", " (sửa).xlsx"))
            write_blank(form, again, unit=unit, office=office, values=values, tables=tables, states=states)
            _save(first, "2020-01-08T03:00:00Z")
            _save(again, "2020-01-09T03:00:00Z")
            written += 1
    return written


def _save(path: Path, moment: str) -> None:
    """As if a spreadsheet program had saved it then: that tells which of two returns is the newer one."""
    from tonghop290.spreadsheet.edit.parts import Rewriting

    book, part = Rewriting(path.read_bytes()), "docProps/core.xml"
    book.write(part, re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + moment.encode(), book.read(part)))
    write_whole(path, book.done())


def _write_results(report: Report, folder: Path) -> Iterator[str]:
    from tonghop290.pipeline.report_text import report_lines

    results = folder / "ket_qua"
    text = "\n".join(report_lines(report, notes=True)) + "\n"
    write_whole(results / "Kiểm tra.txt", text.encode("utf-8-sig"))
    write_whole(results / "Kiểm tra.json", (report.to_json() + "\n").encode())
    yield f"3. Kết quả kiểm tra: {results / 'Kiểm tra.txt'}"
    marked = annotate(report, folder / ANSWERS_FOLDER)
    yield f"4. Bản trả lại:      {folder / ANSWERS_FOLDER} ({len(marked)} biểu đã đánh dấu chỗ sai)"
    narratives = write_narratives(report, results / "bao_cao")
    yield f"5. Báo cáo các xã:   {results / 'bao_cao'} ({len(narratives)} báo cáo)"
    yield f"6. Báo cáo huyện:    {write_district_narrative(report, results / 'Báo cáo tổng hợp.docx')}"
    yield f"7. Biểu tổng hợp:    {write_summary(report, results / 'Tổng hợp.xlsx')}"
