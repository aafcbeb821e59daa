"""The same results wherever the library is called from, and nothing of the process is changed by it."""

from __future__ import annotations

import asyncio
import gc
import io
import locale
import logging
import multiprocessing
import os
import pickle
import warnings
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import pytest

import tonghop290 as th
from tests.samples.forms import drawn

FORM = """
[fields.ten]
type = "text"
filled_by = "register"
required = true
[fields.nguoi]
type = "text"
[fields.dan_so]
type = "integer"
hard = [100, 9000]
total = { how = "sum" }
"""
PERSON, PHONE, FIGURE = "Lê Thị Riêng Tư", "0912345678", 12345


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("desk")
    form = drawn(FORM, folder / "biểu")
    for name, figure in (("a", 1000), ("b", FIGURE)):
        values = {"ten": f"Xã {name}", "nguoi": f"{PERSON} {PHONE}", "dan_so": figure}
        th.write_blank(form, folder / "nhận" / f"{name}.xlsx", values=values)
    return folder


def told(desk: Path) -> tuple[str, bytes]:
    """What is said of the returns, and their tables: the bytes."""
    report = th.check(desk / "nhận", th.load_form(desk / "biểu"), plugins=())
    tables = io.BytesIO()
    th.write_summary(report, tables)
    return report.to_json(), tables.getvalue()


def in_threads(desk: Path) -> list[tuple[str, bytes]]:
    with ThreadPoolExecutor(8) as pool:
        return [*pool.map(told, [desk] * 8)]


def in_tasks(desk: Path) -> list[tuple[str, bytes]]:
    async def all_of_them() -> list[tuple[str, bytes]]:
        return [*await asyncio.gather(*(asyncio.to_thread(told, desk) for _ in range(3)))]

    return asyncio.run(all_of_them())


def in_a_spawned_process(desk: Path) -> list[tuple[str, bytes]]:
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return [pool.submit(told, desk).result()]


def in_a_notebook(desk: Path) -> list[tuple[str, bytes]]:
    """As a kernel runs a cell: in a namespace of its own, with a loop that is running already."""

    async def cell() -> list[tuple[str, bytes]]:
        space: dict[str, object] = {"__name__": "__main__", "desk": desk}
        lines = (
            "import io",
            "import tonghop290 as th",
            "report = th.check(desk / 'nhận', th.load_form(desk / 'biểu'), plugins=())",
            "tables = io.BytesIO()",
            "th.write_summary(report, tables)",
            "made = (report.to_json(), tables.getvalue())",
        )
        for line in lines:
            exec(compile(line, "<cell>", "exec"), space)
        return [space["made"]]  # type: ignore[list-item]  # as the last line made it

    return asyncio.run(cell())


@pytest.mark.parametrize("way", [in_threads, in_tasks, in_a_spawned_process, in_a_notebook])
def test_the_same_to_the_byte(way: Callable[[Path], list[tuple[str, bytes]]], desk: Path) -> None:
    assert {*way(desk)} == {told(desk)}


def test_nothing_of_the_process_is_changed(desk: Path) -> None:
    def state() -> tuple[object, ...]:
        logger = logging.getLogger("tonghop290")
        return (
            os.getcwd(), dict(os.environ), locale.setlocale(locale.LC_ALL), gc.get_threshold(), gc.isenabled(),
            [*warnings.filters], [*logging.root.handlers], logging.root.level, logger.level, logger.propagate,
            [type(handler) for handler in logger.handlers],
        )  # fmt: skip

    before = state()
    told(desk)
    assert state() == before and before[-1] == [logging.NullHandler]


def test_the_log_says_what_was_done_and_nothing_of_a_person(
    desk: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="tonghop290")
    report = th.check(desk / "nhận", th.load_form(desk / "biểu"), plugins=())
    th.write_summary(report, tmp_path / "tổng hợp.xlsx")
    th.annotate(report, tmp_path / "trả lại")
    at_info = [record.getMessage() for record in caplog.records if record.levelno == logging.INFO]
    assert at_info == [
        "check: 2 files (1 clean, 1 errors), 1 findings",
        f"write_summary: {tmp_path / 'tổng hợp.xlsx'}",
        f"annotate: 1 files, {tmp_path / 'trả lại'}",
    ]
    whole = caplog.text
    assert "b.xlsx is errors, 1 findings" in whole
    assert [secret for secret in (PERSON, PHONE, str(FIGURE), "12.345", "Xã b") if secret in whole] == []


def test_values_and_errors_travel_and_tell_themselves_in_short(desk: Path) -> None:
    report = th.check(desk / "nhận", th.load_form(desk / "biểu"), plugins=())
    values = [report, report.files[1], report.dataset, report.form, th.totals(report), report.findings[0]]
    assert [type(pickle.loads(pickle.dumps(value))) for value in values] == [type(value) for value in values]
    assert [repr(value) for value in values[:5] if len(repr(value)) > 150] == []
    with pytest.raises(th.FillingError) as filling:
        th.write_blank(report.form, io.BytesIO(), values={"không": 1})
    errors = [th.FormError("a.toml", ["x: sai", "y: sai"]), filling.value, th.RoundError("Đợt đã chốt.")]
    for error in (*errors, th.plugins.PluginError("reading.a, gói b 1.0", "hỏng", "broken")):
        again = pickle.loads(pickle.dumps(error))
        assert (type(again), str(again)) == (type(error), str(error))
    assert pickle.loads(pickle.dumps(errors[0])).faults == ("x: sai", "y: sai")


def test_whatever_reads_or_writes_says_what_it_raises() -> None:
    verbs = ("write_", "read_", "load_", "check", "annotat", "open_", "new_", "lint_", "self_", "verify_", "active_")
    found = [(th, name) for name in th.__all__] + [(th.plugins, name) for name in th.plugins.__all__]
    asked = [getattr(where, name) for where, name in found if name.startswith(verbs)]
    assert len(asked) > 20
    assert [one.__name__ for one in asked if "Error" not in (one.__doc__ or "")] == []
