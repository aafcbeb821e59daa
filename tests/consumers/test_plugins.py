"""A package of plug-ins, installed: what it adds is read, said and written, and what is wrong with one is told."""

from __future__ import annotations

import datetime as dt
import functools
import importlib.metadata
import io
import json
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

import tonghop290 as th
from tests import THOROUGH
from tests.consumers.installed import EXAMPLE, as_installed, as_listing, install_example
from tests.samples.forms import drawn
from tests.samples.paths import ROOT
from tests.samples.rounds import ACTOR, NOON, ONE, a_round, return_bytes
from tonghop290.cli.main import main
from tonghop290.data.clean import CleanReturn, clean_and_let_go
from tonghop290.outputs import OutputRefused
from tonghop290.pipeline.report_text import report_lines
from tonghop290.plugged import FileKinds
from tonghop290.spreadsheet.content import Content
from tonghop290.workbook.intake.many import read_many
from tonghop290.workbook.intake.sources import find_sources

FORM = """
[fields.ten]
type = "text"
filled_by = "register"
required = true
[fields.ngay]
type = "date"
[fields.thon]
type = "integer"
hard = [0, 100]
[fields.dan_so]
type = "integer"
total = { how = "sum" }
[fields.dang_vien]
type = "integer"
[fields.ho]
type = "integer"
"""


@functools.cache
def the_form() -> th.Form:
    with tempfile.TemporaryDirectory() as folder:
        return drawn(FORM, Path(folder))


UNIT = th.Unit(code="15877", name="Hoằng Xuân", type="xã")
VALUES = {
    "ten": "Xã Hoằng Xuân", "ngay": dt.date(2019, 12, 31), "dan_so": 10661, "dang_vien": 3930, "ho": 2579,
    "thon": th.AsTyped("mười hai"),
}  # fmt: skip
BY = "gói tonghop290-vi-du 1.0"


@pytest.fixture(scope="module")
def workbook() -> bytes:
    stream = io.BytesIO()
    th.write_blank(the_form(), stream, unit=UNIT, values=VALUES)
    return stream.getvalue()


@pytest.fixture(scope="module")
def listing(workbook: bytes) -> bytes:
    return as_listing(workbook)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return install_example(tmp_path_factory.mktemp("installed"))


@pytest.fixture
def installed(place: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.syspath_prepend(str(place))
    monkeypatch.delenv("TONGHOP290_NO_PLUGINS", raising=False)
    return place


@pytest.fixture(scope="module")
def report(place: Path, listing: bytes) -> Iterator[th.Report]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(place))
        yield th.check(("hoằng xuân.tsv", listing), the_form())


def test_a_return_in_its_kind_of_file_is_read_and_its_words_are_figures(report: th.Report) -> None:
    values = report.to_dict()["files"][0]["values"]
    assert (values["thon"], values["dan_so"], values["ngay"]) == (
        12,
        10661,
        "2019-12-31",
    )
    told = {finding.code: finding.message for finding in report.findings if "plugin" in finding.code}
    assert told["plugin-kind"].startswith(f"Tệp là bảng kê .tsv, do phần bổ sung file.bang-ke, {BY} đọc")
    assert told["read-by-plugin"].endswith(
        f"ghi “mười hai”, đọc là 12 (số viết bằng chữ); do phần bổ sung reading.chu-so, {BY} đọc."
    )


def test_its_check_names_the_cell(report: th.Report) -> None:
    [said] = [finding for finding in report.findings if finding.code == "plugin-dang-vien"]
    assert (said.severity, said.stage, said.value, said.unit and said.unit.title) == (
        "warning",
        "compare",
        "3930",
        "Xã Hoằng Xuân",
    )
    assert str(said).startswith("Chỉ tiêu ") and said.place.startswith("Số liệu!")


def test_the_report_says_which_were_asked(report: th.Report) -> None:
    ids = [plugin["id"] for plugin in report.to_dict()["plugins"]]
    assert ids == ["file.bang-ke", "reading.chu-so", "check.dang-vien", "document.phieu", "export.bang"]


def test_its_document_and_its_export_are_written_and_known_as_ours(report: th.Report, tmp_path: Path) -> None:
    [paper] = th.plugins.write_documents(report, tmp_path)
    assert paper.name == "Xã Hoằng Xuân - phieu.txt" and "Đã nhận biểu của Xã Hoằng Xuân" in paper.read_text("utf-8")
    assert th.plugins.write_documents(report, tmp_path) == [paper]
    files = th.plugins.write_export(report, tmp_path / "ra", name="bang")
    assert [path.name for path in files] == ["tong.tsv", "don_vi.txt"] and "dan_so\t10661" in files[0].read_text(
        "utf-8"
    )
    stream = io.BytesIO()
    th.plugins.write_export(report, stream, name="bang")
    assert zipfile.ZipFile(stream).namelist() == ["don_vi.txt", "tong.tsv"]
    with pytest.raises(KeyError, match="xml: bang"):
        th.plugins.write_export(report, tmp_path, name="xml")
    (tmp_path / "của ai").mkdir()
    (tmp_path / "của ai" / "tong.tsv").write_bytes(b"a stranger's")
    with pytest.raises(OutputRefused):
        th.plugins.write_export(report, tmp_path / "của ai", name="bang")
    assert [path.name for path in (tmp_path / "của ai").iterdir()] == ["tong.tsv"]


def test_its_marked_copy_is_a_fresh_workbook_with_its_values(report: th.Report, installed: Path) -> None:
    again = th.check(("a.xlsx", th.annotated(report, report.files[0])), the_form(), plugins=())
    assert again.to_dict()["files"][0]["values"]["thon"] == 12


def test_children_of_the_pool_read_the_same(installed: Path, listing: bytes, report: th.Report) -> None:
    plugins = th.plugins.active_plugins()
    kinds = FileKinds(plugins)
    sources = find_sources([_held("hoằng xuân.tsv", listing)], known=kinds.find)
    then = functools.partial(clean_and_let_go, plugins=plugins)
    [(_, clean)] = read_many(sources, the_form(), then=then, workers=1, plugins=plugins)
    assert isinstance(clean, CleanReturn) and clean.values["thon"] == 12
    codes = {finding.code for finding in (*clean.submission.findings, *clean.findings)}
    assert codes >= {"plugin-kind", "read-by-plugin"}


def _held(name: str, data: bytes):  # type: ignore[no-untyped-def]  # noqa: ANN202 - as a caller's file is held
    from tonghop290.workbook.intake.sources import Held

    return Held(name, Content(data))


def test_without_plug_ins_nothing_of_them_is_seen(
    installed: Path, listing: bytes, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    off = th.check(("a.tsv", listing), the_form(), plugins=())
    monkeypatch.setenv("TONGHOP290_NO_PLUGINS", "1")
    also = th.check(("a.tsv", listing), the_form())
    assert off.to_json() == also.to_json() and off.files[0].status == "unreadable" and "plugins" not in off.to_dict()
    assert _run(capsys, "--version") == (0, f"tonghop290, version {th.__version__}\n", "")
    monkeypatch.setenv("TONGHOP290_NO_PLUGINS", "0")
    assert _run(capsys, "--version")[1].count(f", {BY}\n") == 5


def _run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main([*arguments])
    out, err = capsys.readouterr()
    return int(ended.value.code or 0), out, err


def test_the_commands_use_them(
    installed: Path, workbook: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str], report: th.Report
) -> None:
    ids = "file.bang-ke, reading.chu-so, check.dang-vien, document.phieu, export.bang"
    assert [*report_lines(report, notes=False)][-1] == f"Phần bổ sung đang dùng: {ids} ({BY})."
    (tmp_path / "nhận").mkdir()
    (tmp_path / "nhận" / "a.xlsx").write_bytes(workbook)
    given = (str(tmp_path / "nhận"), "--form", str(the_form_folder(tmp_path)))
    assert _run(capsys, "summary", *given, "--format", "bang", "-o", str(tmp_path / "ra"))[0] == 0
    assert sorted(path.name for path in (tmp_path / "ra").iterdir()) == [".da_ghi", "don_vi.txt", "tong.tsv"]
    code, _, err = _run(capsys, "summary", *given, "--format", "xml", "-o", str(tmp_path / "ra"))
    assert (code, "sqlite, parquet, bang." in err) == (2, True)


def the_form_folder(folder: Path) -> Path:
    drawn(FORM, folder / "biểu")
    return folder / "biểu"


BROKEN = {  # entry point → what is said of it; each names its package
    "reading.a = không_có:A": "không nạp được, ModuleNotFoundError",
    "reading.a = json:loads": "thiếu read",
    "export.a = json:không_có": "không nạp được, AttributeError",
    "document.a = broken_plugins:Bad": "không viết được, ZeroDivisionError",
    "check.a = broken_plugins:Bad": "a point of 'đâu đó', which is no return",
    "file.a = broken_plugins:Bad": "không đọc được tệp, KeyError",
    "reading.b = broken_plugins:Bad": "TypeError: 'nhiều' is no value of 'thon' (integer)",
    "thing.a = json:loads": "tên phải là LOẠI.TÊN",
    "reading.chu-so = json:loads": "hai gói cùng mang một tên",
}
BAD = """
import tonghop290 as th
class Bad:
    label, suffix, about = "x", ".txt", "office"
    def recognises(self, name, head): return {}["no"]
    def read(self, *given): return th.plugins.Read(value="nhiều")
    def check(self, form, dataset): yield th.plugins.Point(path="đâu đó", message="")
    def document(self, report, unit): return b"%d" % (1 // 0)
"""


@pytest.mark.parametrize("entry", BROKEN)
def test_a_broken_plug_in_is_one_error_with_its_package(
    entry: str, installed: Path, workbook: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, _, target = entry.partition(" = ")
    (tmp_path / "broken_plugins.py").write_text(BAD, "utf-8")
    monkeypatch.syspath_prepend(str(as_installed(tmp_path, "goi-hong", {name: target})))
    with pytest.raises(th.plugins.PluginError) as caught:
        report = th.check([("a.xlsx", workbook), ("b.txt", b"a text")], the_form())
        th.plugins.write_documents(report, tmp_path / "ra")
        th.plugins.write_export(report, tmp_path / "ra", name="a")
    assert BROKEN[entry] in str(caught.value) and "goi-hong 2.0" in str(caught.value)
    assert "of package goi-hong 2.0" in str(caught.value) or "two packages" in str(caught.value)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_a_damaged_file_and_one_that_two_know_are_told_to_the_office(
    installed: Path, listing: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [damaged] = th.check(("a.tsv", listing.replace("ố".encode(), b"\xff", 1)), the_form()).files
    assert (damaged.status, damaged.findings[0].code) == ("unreadable", "file-damaged")
    monkeypatch.syspath_prepend(str(as_installed(tmp_path, "goi-khac", {"file.khac": "tonghop290_vi_du:TextFiles"})))
    [both] = th.check(("a.tsv", listing), the_form()).files
    assert both.findings[0].code == "file-two-plugins"
    assert BY in both.findings[0].message and "gói goi-khac 2.0" in both.findings[0].message


def test_two_readings_that_differ_are_no_reading(
    installed: Path, workbook: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "import tonghop290 as th\nclass One:\n    def read(self, field, typed): return th.plugins.Read(value=1)\n"
    (tmp_path / "one_always.py").write_text(text, "utf-8")
    monkeypatch.syspath_prepend(str(as_installed(tmp_path, "goi-mot", {"reading.mot": "one_always:One"})))
    report = th.check(("a.xlsx", workbook), the_form())
    [said] = [finding for finding in report.findings if finding.code == "plugins-differ"]
    assert "12 (reading.chu-so" in said.message and "1 (reading.mot" in said.message and said.severity == "error"
    assert report.to_dict()["files"][0]["values"]["thon"] is None


def test_what_a_check_does_to_its_figures_is_its_own(
    installed: Path, workbook: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "class Bad:\n    def check(self, form, dataset):\n        dataset.frame['dan_so'] = 0.0\n        return ()\n"
    (tmp_path / "changes_all.py").write_text(text, "utf-8")
    monkeypatch.syspath_prepend(str(as_installed(tmp_path, "goi-doi", {"check.a": "changes_all:Bad"})))
    report = th.check(("a.xlsx", workbook), the_form())
    assert [plugin.id for plugin in report.plugins if plugin.kind == "check"] == ["check.a", "check.dang-vien"]
    assert "plugin-dang-vien" in {finding.code for finding in report.findings}  # it still saw the people there are
    assert report.to_dict()["files"][0]["values"]["dan_so"] == 10661


def test_pip_installs_it_as_it_is(tmp_path: Path) -> None:
    if not THOROUGH:
        pytest.skip("pip builds a wheel: in the thorough job only")
    pip = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation", "--target", str(tmp_path)]
    shutil.copytree(EXAMPLE, tmp_path / "source")
    subprocess.run([*pip, str(tmp_path / "source")], check=True)
    path = os.pathsep.join([str(tmp_path), str(ROOT)])
    told = subprocess.run(
        [sys.executable, "-m", "tonghop290", "--version"],
        env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, encoding="utf-8", check=True,
    )  # fmt: skip
    assert told.stdout.count(BY) == 5


def test_plug_ins_are_looked_for_again_only_where_packages_came_or_went_and_never_for_help(
    installed: Path,
    workbook: bytes,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked: list[str] = []
    found = importlib.metadata.entry_points

    def noted(group: str) -> importlib.metadata.EntryPoints:
        asked.append(group)
        return found(group=group)

    monkeypatch.setattr(importlib.metadata, "entry_points", noted)
    monkeypatch.syspath_prepend(tmp_path)
    assert (_run(capsys, "--help")[0], _run(capsys, "check", "--help")[0], asked) == (0, 0, [])
    for _ in range(2):
        th.check([("a.xlsx", workbook), ("b.xlsx", workbook)], the_form())
    assert asked == ["tonghop290.plugins"]
    (tmp_path / "goi_moi-1.0.dist-info").mkdir()
    th.check([("a.xlsx", workbook)], the_form())
    assert asked == ["tonghop290.plugins"] * 2


def test_every_name_of_the_face_is_documented() -> None:
    assert [name for name in th.plugins.__all__ if not getattr(th.plugins, name).__doc__] == ["PluginKind"]


def test_what_the_report_says_of_them_is_json(report: th.Report) -> None:
    assert json.loads(report.to_json())["plugins"][0] == {
        "id": "file.bang-ke", "package": "tonghop290-vi-du", "version": "1.0",
    }  # fmt: skip


def test_a_round_takes_its_kind_of_file_out_of_a_mail(installed: Path, tmp_path: Path) -> None:
    own = a_round(tmp_path / "đợt", count=2)
    round = th.open_round(own.folder.root, who=ACTOR, now=NOON)
    data = as_listing(return_bytes(own, ONE, dan_so=1000, dang_vien=900, chi_bo="mười hai"))
    letter = EmailMessage()
    letter["From"], letter["Subject"] = "xa1@mau.example", "Biểu"
    letter.set_content("Kính gửi.")
    letter.add_attachment(data, maintype="text", subtype="plain", filename="biểu.tsv")
    came = round.receive(("thư.eml", letter.as_bytes()))
    assert [(file.unit and file.unit.code, file.what, file.status) for file in came.files] == [
        (ONE, "first", "warnings")
    ]
    assert [sentence for _, sentence in round.status()[0].points if "một phần năm" in sentence]
    report = round.report()
    told = {finding.code for finding in report.findings if "plugin" in finding.code}
    assert told == {"plugin-kind", "read-by-plugin", "plugin-dang-vien"}
    assert report.to_dict()["files"][0]["values"]["chi_bo"] == 12
