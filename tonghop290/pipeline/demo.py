"""The demonstration of a form: invented figures, from the blank workbooks to the papers.

A form says in its folder ``demo`` how its figures are invented (``demo.toml``), for which units and which office; one
that says nothing gets a few units and plausible figures. All of it is marked as invented.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from tonghop290.definitions.toml_file import read_toml
from tonghop290.files import write_whole
from tonghop290.model import (
    ANSWERS_FOLDER,
    DEFAULT_FORM,
    ISSUED_FOLDER,
    SETTINGS_FILE,
    STATES_WITHOUT_FIGURE,
    UNITS_FILE,
    AsTyped,
    Form,
    Office,
    Unit,
)
from tonghop290.pipeline.answer import annotate
from tonghop290.pipeline.check import check
from tonghop290.pipeline.documents import write_district_narrative, write_narratives, write_summary
from tonghop290.pipeline.forms import load_form, load_office, load_units
from tonghop290.pipeline.issue import unit_file_name, write_blank, write_blanks
from tonghop290.pipeline.report import Report

__all__ = ["invented_return", "run_demo"]

_FOLDER, _DESCRIPTION = "demo", "demo.toml"
_NOTICE = "SỐ LIỆU MINH HOẠ, TỰ BỊA ĐỂ CHẠY THỬ – KHÔNG PHẢI SỐ LIỆU THẬT"
_PAPERS = {"units": "5. Báo cáo đơn vị:   ", "office": "6. Báo cáo chung:    "}
_UNITS = 5
"""How many units are invented for a form that names none."""
Returned = tuple[dict[str, Any], dict[str, list[dict[str, Any]]]]
"""Values and tables of a return."""


@dataclass(frozen=True, slots=True)
class _Demo:
    """What a form says of its demonstration."""

    form: Form
    content: Mapping[str, Any] = field(default_factory=dict)

    @property
    def source(self) -> Path:
        return self.form.folder / _FOLDER / _DESCRIPTION

    @property
    def described(self) -> bool:
        """Whether its figures are drawn as the form says, each unit its own; else all answer alike."""
        return "draw" in self.content

    def said(self, key: str, usual: str) -> str:
        return str(self.content.get("said", {}).get(key, usual))

    def states(self, position: int) -> dict[str, str]:
        """Field id → state, of the unit at that position."""
        given = self.content.get("states", ())
        return {one["field"]: one["state"] for one in given if position % one["every"] == one["from"]}

    def drawn(self, unit: Unit, position: int | None = None) -> tuple[Returned, dict[str, Any]]:
        """What a unit answers; and what it gets wrong, where it is one that does."""
        if not self.described:
            from tonghop290.data.search.sample_figures import sample_figures

            values, tables = sample_figures(self.form)
            asked = self.form.unit_field
            return ({id: value for id, value in values.items() if asked is None or id != asked.id}, tables), {}
        from tonghop290.data.search.invented import Drawing

        made = Drawing(self.form, self.content, unit.code, str(self.source))
        slips = self.content.get("mistakes", {}).get(str(position), {})
        wrong = {id: made.calculated(f"mistakes.{position}.{id}", text) for id, text in slips.items()}
        typed = {id: AsTyped(value) if isinstance(value, str) else value for id, value in wrong.items()}
        return (made.values, made.tables), typed


def _demo_of(form: Form) -> _Demo:
    path = form.folder / _FOLDER / _DESCRIPTION
    return _Demo(form, read_toml(path)[0] if path.is_file() else {})


def invented_return(unit: Unit, form: Form) -> Returned:
    """Believable invented values and tables of one unit, the same at each call; they keep every rule of the form."""
    return _demo_of(form).drawn(unit)[0]


def run_demo(folder: Path, form: str | Path = DEFAULT_FORM) -> Iterator[str]:
    """Make the demonstration of a form in a new or empty folder; yields lines that say what was done and where to look.

    Errors: OSError; FileExistsError when the folder already holds something; FormError.
    """
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(17, "thư mục đã có tệp; đề nghị chọn thư mục mới", str(folder))
    demo = _demo_of(load_form(form))
    folder.mkdir(parents=True, exist_ok=True)
    units, office = _units_and_office(demo, folder)
    yield demo.said("opening", f"{demo.form.title}: {len(units)} đơn vị mẫu. MỌI SỐ LIỆU LÀ BỊA.")
    yield ""
    issued = write_blanks(demo.form, folder / ISSUED_FOLDER, units, office=office)
    yield f"1. Biểu gửi đi:      {folder / ISSUED_FOLDER} ({len(issued)} biểu)"
    returned = _write_returns(demo, office, units, folder / "nhan_ve")
    what = demo.said("returned", "")
    yield f"2. Biểu nhận về:     {folder / 'nhan_ve'} ({returned} tệp{': ' if what else ''}{what})"
    report = check([folder / "nhan_ve"], demo.form, units=units, office=office, compare=demo.described)
    yield from _write_results(demo, report, folder)
    yield ""
    yield _result_line(report)
    yield "Đề nghị mở trước: ket_qua/Kiểm tra.txt, rồi ket_qua/Tổng hợp.xlsx và một báo cáo trong ket_qua/bao_cao."


def _units_and_office(demo: _Demo, folder: Path) -> tuple[dict[str, Unit], Office]:
    """Those the form brings, copied into the folder; or invented ones."""
    beside = demo.source.parent
    if all((beside / name).is_file() for name in (UNITS_FILE, SETTINGS_FILE)):
        for name in (UNITS_FILE, SETTINGS_FILE):
            write_whole(folder / name, (beside / name).read_bytes())
        return load_units(folder / UNITS_FILE), load_office(folder / SETTINGS_FILE, demo.form)
    rows = [f"{number:05},Mẫu {number}" for number in range(1, _UNITS + 1)]
    write_whole(folder / UNITS_FILE, ("\n".join(["code,name", *rows]) + "\n").encode("utf-8-sig"))
    return load_units(folder / UNITS_FILE), replace(demo.form.office, notice=_NOTICE)


def _result_line(report: Report) -> str:
    counts, missing = report.counts(), ", ".join(unit.title for unit in report.missing_units)
    return (
        f"Kết quả: {counts['files']} tệp – {counts['clean']} đạt, {counts['warnings']} cần xem lại, "
        f"{counts['errors']} có lỗi; đã có {counts['units']}/{counts['units_expected']} đơn vị"
        f"{f', chưa có: {missing}' if missing else ''}."
    )


def _write_returns(demo: _Demo, office: Office, units: Mapping[str, Unit], folder: Path) -> int:
    written = 0
    for position, unit in enumerate(units.values()):
        if position in demo.content.get("missing", ()):
            continue
        (values, tables), wrong = demo.drawn(unit, position)
        states = demo.states(position)
        values |= {id: None for id, state in states.items() if state in STATES_WITHOUT_FIGURE}
        first, again = (folder / unit_file_name(unit, end, demo.form) for end in (".xlsx", " (sửa).xlsx"))
        write = partial(write_blank, demo.form, unit=unit, office=office, tables=tables, states=states)
        write(first, values={**values, **wrong})
        written += 1
        moments = demo.content.get("again", {}).get(str(position))
        if moments:
            write(again, values=values)
            for path, moment in zip((first, again), moments, strict=True):
                _save(path, moment)
            written += 1
    return written


def _save(path: Path, moment: str) -> None:
    """As if a spreadsheet program had saved it then: that tells which of two returns is the newer one."""
    from tonghop290.spreadsheet.edit.parts import Rewriting

    book, part = Rewriting(path.read_bytes()), "docProps/core.xml"
    book.write(part, re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + moment.encode(), book.read(part)))
    write_whole(path, book.done())


def _write_results(demo: _Demo, report: Report, folder: Path) -> Iterator[str]:
    from tonghop290.narrative.papers import office_document_names
    from tonghop290.pipeline.report_text import report_lines

    results = folder / "ket_qua"
    text = "\n".join(report_lines(report, notes=True)) + "\n"
    write_whole(results / "Kiểm tra.txt", text.encode("utf-8-sig"))
    write_whole(results / "Kiểm tra.json", (report.to_json() + "\n").encode())
    yield f"3. Kết quả kiểm tra: {results / 'Kiểm tra.txt'}"
    marked = annotate(report, folder / ANSWERS_FOLDER)
    yield f"4. Bản trả lại:      {folder / ANSWERS_FOLDER} ({len(marked)} biểu đã đánh dấu chỗ sai)"
    narratives = write_narratives(report, results / "bao_cao")
    units, office = (demo.said(key, usual) for key, usual in _PAPERS.items())
    yield f"{units}{results / 'bao_cao'} ({len(narratives)} báo cáo)"
    if office_document_names(demo.form):
        yield f"{office}{write_district_narrative(report, results / 'Báo cáo tổng hợp.docx')}"
    number = 7 if office_document_names(demo.form) else 6
    yield f"{number}. Biểu tổng hợp:    {write_summary(report, results / 'Tổng hợp.xlsx')}"
