"""One source or many, on disk or in memory; outputs into streams; a filling that does not fit is refused whole."""

from __future__ import annotations

import io
import pickle
import zipfile
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import tonghop290 as th
from tests.samples.mistakes import SMALL, a_small_return
from tests.samples.reports import the_form
from tonghop290.pipeline.callers.filled_in import FillingError
from tonghop290.pipeline.callers.given import all_given

UNIT = th.Unit(code="15877", name="Hoằng Xuân", type="xã")
NAME = "15877 Xã Hoằng Xuân.xlsx"


@pytest.fixture(scope="module")
def data() -> bytes:
    """A return with one impossible figure."""
    stream = io.BytesIO()
    th.write_blank(the_form(), stream, unit=UNIT, values={"dan_so": 10_000_000, "dang_vien": 270})
    return stream.getvalue()


@pytest.fixture(scope="module")
def on_disk(data: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("nhận về") / NAME
    path.write_bytes(data)
    return path


class Upload:
    """As FastAPI's ``UploadFile``: its own ``read`` is a coroutine."""

    def __init__(self, data: bytes, filename: str | None = NAME) -> None:
        self.filename, self.file = filename, io.BytesIO(data)

    async def read(self, size: int = -1) -> bytes:
        raise AssertionError("nobody awaits it")


def opened(path: Path) -> io.BytesIO:
    stream = io.BytesIO(path.read_bytes())
    stream.name = str(path)
    return stream


ONE: dict[str, Callable[[Path], Any]] = {
    "a string": str,
    "a path": lambda path: path,
    "a folder": lambda path: path.parent,
    "a list": lambda path: [path],
    "a generator": lambda path: (one for one in [str(path)]),
    "a name and its bytes": lambda path: (NAME, path.read_bytes()),
    "several of these": lambda path: [(NAME, path.read_bytes())],
    "an open file": opened,
    "an upload": lambda path: Upload(path.read_bytes()),
}


@pytest.mark.parametrize("how", ONE)
def test_one_return_is_the_same_however_it_is_given(how: str, on_disk: Path) -> None:
    report = th.check(ONE[how](on_disk), the_form(), units={UNIT.code: UNIT})
    [file] = report.files
    assert file.path.endswith(NAME)
    assert file.unit == UNIT
    assert [finding.code for finding in file.findings if finding.field == "dan_so"] == ["above-range"]
    assert report.dataset.frame["dang_vien"].tolist() == [270]


@pytest.mark.parametrize(
    "wrong", [3, None, [3], b"PK", [io.StringIO("a")], ("a", "b", 3)], ids=lambda wrong: type(wrong).__name__
)
def test_what_is_no_source_is_told_by_its_number(wrong: Any) -> None:
    with pytest.raises(TypeError, match="number [1-3]"):
        all_given(wrong)


def test_a_name_in_memory_is_never_a_path(on_disk: Path, data: bytes) -> None:
    report = th.check([(str(on_disk.parent), data), (f"../{NAME}", data), ("/dev/zero", data)], the_form())
    assert [file.status for file in report.files] == ["errors"] * 3
    assert report.paths == ()


def test_an_archive_in_memory_is_opened(data: bytes) -> None:
    parcel = io.BytesIO()
    with zipfile.ZipFile(parcel, "w") as archive:
        archive.writestr(NAME, data)
    report = th.check(("thư.zip", parcel.getvalue()), the_form())
    assert [file.path for file in report.files] == [f"thư.zip › {NAME}"]


def test_a_marked_copy_in_memory_is_the_one_on_disk(on_disk: Path, data: bytes, tmp_path: Path) -> None:
    report = th.check((NAME, data), the_form(), units={UNIT.code: UNIT})
    [written] = th.annotate(th.check(on_disk, the_form(), units={UNIT.code: UNIT}), tmp_path)
    assert th.annotated(report, report.files[0]) == th.annotated(report, NAME) == written.read_bytes()
    with pytest.raises(KeyError):
        th.annotated(report, "khác.xlsx")


def _into(write: Callable[[io.BytesIO], None]) -> bytes:
    stream = io.BytesIO()
    assert write(stream) is None
    return stream.getvalue()


def test_what_goes_into_a_stream_is_what_goes_to_a_path(tmp_path: Path) -> None:
    report = th.check((NAME, a_small_return(tmp_path / "a").read_bytes()), SMALL, units={UNIT.code: UNIT})
    assert _into(lambda to: th.write_summary(report, to)) == th.write_summary(report, tmp_path / "a.xlsx").read_bytes()
    office = th.write_district_narrative(report, tmp_path / "a.docx")
    assert _into(lambda to: th.write_district_narrative(report, to)) == office.read_bytes()
    with zipfile.ZipFile(io.BytesIO(_into(lambda to: th.write_narratives(report, to)))) as archive:
        [path] = th.write_narratives(report, tmp_path / "xã")
        assert {name: archive.read(name) for name in archive.namelist()} == {path.name: path.read_bytes()}


def test_a_summary_in_a_stream_links_to_no_file(on_disk: Path) -> None:
    report = th.check(on_disk, the_form(), units={UNIT.code: UNIT})
    with zipfile.ZipFile(io.BytesIO(_into(lambda to: th.write_summary(report, to)))) as book:
        assert not [name for name in book.namelist() if b'TargetMode="External"' in book.read(name)]


def test_what_does_not_fit_is_told_all_at_once() -> None:
    with pytest.raises(FillingError) as caught:
        th.write_blank(
            the_form(),
            io.BytesIO(),
            values={"dan_soo": 1, "dan_so": "7845", "dang_vien": True, "chi_bo": float("nan"), "mat_do": 1.0},
            states={"dan_so": "Ước", "dia_ly": "Ước tính"},
            notes={"khong": "x"},
            tables={"giam_sat_theo_to_chuc": [{"row": "mttqq", "nam_2014": 1, "nam": 2}, {}], "bang": []},
            filling={"value": {}},
        )
    told = caught.value.faults
    assert pickle.loads(pickle.dumps(caught.value)).faults == told
    places = [fault.split(":")[0] for fault in told]
    assert places[0] == "value"
    assert {"values.dan_soo", "values.dan_so", "values.dang_vien", "states.dan_so", "notes.khong"} <= {*places}
    assert {"tables.giam_sat_theo_to_chuc[1]", "tables.giam_sat_theo_to_chuc[2]", "tables.bang"} <= {*places}
    assert "ý đồng chí là 'dan_so'?" in str(caught.value)


def test_a_return_fills_a_workbook_that_reads_the_same(data: bytes) -> None:
    report = th.check((NAME, data), the_form())
    again = _into(lambda to: th.write_blank(the_form(), to, unit=UNIT, filling=report.as_filled(NAME)))
    assert th.check((NAME, again), the_form()).to_dict()["files"][0]["values"] == report.to_dict()["files"][0]["values"]
    exact = _into(lambda to: th.write_blank(the_form(), to, values={"dang_vien": Decimal(270)}))
    assert th.check((NAME, exact), the_form()).dataset.frame["dang_vien"].tolist() == [270]


def test_values_say_what_they_are_in_a_line(data: bytes) -> None:
    report = th.check((NAME, data), the_form())
    told: Iterable[object] = (report, report.dataset, report.form)
    assert all(len(repr(one)) < 120 for one in told)


def test_faults_travel_to_other_processes() -> None:
    fault = pickle.loads(pickle.dumps(th.FormError("form.toml", ["fields.a: x", "fields.b: y"])))
    assert (fault.source, fault.faults) == ("form.toml", ("fields.a: x", "fields.b: y"))
