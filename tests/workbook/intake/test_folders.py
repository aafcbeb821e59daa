"""What lies in a folder: nothing leads out of it, nothing is passed over in silence, however deep or many."""

from __future__ import annotations

import os
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import tonghop290 as th
from tests.samples.mistakes import FORM, a_return
from tonghop290.pipeline.arrivals import arrivals
from tonghop290.workbook.intake.folder_walk import walk
from tonghop290.workbook.intake.sources import find_sources

OUTSIDE, HIDDEN, NAME, EMPTY = "file-link-outside", "file-hidden", "file-name", "file-empty"
posix = pytest.mark.skipif(os.name == "nt", reason="names of bytes and links as on POSIX")


def codes(path: Path) -> dict[str, str]:
    """What is told and not opened: the name as people see it → the code."""
    return {
        os.path.relpath(file.path, path): file.findings[0].code
        for file in th.check([path], FORM).files
        if file.status == "unreadable"
    }


TOLD: dict[str, tuple[bytes, str | None]] = {
    "rỗng.xlsx": (b"", EMPTY),
    ".bieu.xlsx": (b"PK", HIDDEN),
    ".ghi chu": (b"x", HIDDEN),
    "   ": (b"x", NAME),
    "...": (b"x", NAME),
    "\x01\x02": (b"x", NAME),
    "\u00a0.\u00a0": (b"x", NAME),
    "desktop.ini": (b"PK\x03\x04", "file-truncated"),
    "Thumbs.db": (b"PK\x03\x04", "file-truncated"),
    "._mot.xlsx": (b"PK", HIDDEN),
    ".trống": (b"", None),
    ".DS_Store": (b"Bud1", None),
    "~$a.xlsx": (b"x", None),
    ".~lock.a.xlsx#": (b"x", None),
    "a.tmp": (b"x", None),
    "b.xlsx.crdownload": (b"x", None),
    "c.xlsx.part": (b"x", None),
    "._d.xlsx": (b"\x00\x05\x16\x07\x00\x02", None),
    "sub/desktop.ini": ("\ufeff[.ShellClassInfo]\r\n".encode("utf-16-le"), None),
    "sub/Thumbs.db": (b"\xd0\xcf\x11\xe0", None),
    "sub/._e.pdf": (b"x", None),
    "sub/e.pdf": (b"%PDF-1.7\n", "file-not-workbook"),
    ".Trash/x.txt": (b"x", None),
    ".giau/x.xlsx": (b"%PDF-1.7\n", "file-not-workbook"),
}


def expected() -> dict[str, str]:
    shown = {"\x01\x02": r"'\x01\x02'", "   ": "'   '", "...": "'...'", "\u00a0.\u00a0": r"'\xa0.\xa0'"}
    return {shown.get(name, name): code for name, (_, code) in TOLD.items() if code is not None}


@posix
def test_what_is_no_leftover_is_told_in_a_folder(tmp_path: Path) -> None:
    for name, (data, _) in TOLD.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    assert codes(tmp_path) == expected()


@posix
def test_and_the_same_in_an_archive(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for name, (data, _) in TOLD.items():
            archive.writestr(name, data)
        archive.writestr("__MACOSX/._e.pdf", b"x")
    told = {
        one.path.partition(" › ")[2]
        for source in find_sources([tmp_path / "a.zip"])
        for one in (source, *source.beside)
    }
    assert told >= {name for name in expected() if not name.startswith((".giau", "'\\x01"))}
    quiet = {name for name, (_, code) in TOLD.items() if code is None and not name.startswith(".Trash")}
    assert not told & quiet


@posix
def test_a_name_that_is_no_text_is_told_where_it_can_be(tmp_path: Path) -> None:
    try:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/bi\xeau.xlsx")).write_bytes(b"PK")
    except OSError:
        pytest.skip("this file system takes no such name")
    assert codes(tmp_path) == {"bi\ufffdu.xlsx": NAME}
    (arrival,) = arrivals(tmp_path)
    assert (arrival.name, arrival.content) == ("bi\ufffdu.xlsx", None)
    assert "Tên tệp không phải là chữ đọc được" in arrival.trouble


def links_out(folder: Path, outside: Path) -> set[str]:
    (folder / "tệp.xlsx").symlink_to(outside / "a.xlsx")
    (folder / "thư mục").symlink_to(outside, target_is_directory=True)
    (folder / "lên trên").symlink_to("..", target_is_directory=True)
    (folder / "mất.xlsx").symlink_to(outside / "không có")
    (folder / "bên cạnh").symlink_to(folder.with_name(folder.name + "2"))
    return {"tệp.xlsx", "thư mục", "lên trên", "mất.xlsx", "bên cạnh"}


@posix
def test_links_out_of_the_folder_are_told_and_not_opened(tmp_path: Path) -> None:
    folder, outside = tmp_path / "thu_den", tmp_path / "ngoài"
    for one in (folder, outside, tmp_path / "thu_den2"):
        one.mkdir()
    a_return(outside / "a.xlsx")
    names = links_out(folder, outside)
    assert codes(folder) == dict.fromkeys(names, OUTSIDE)
    assert {one.name: one.content for one in arrivals(folder)} == dict.fromkeys(names)
    assert all("liên kết không được mở" in one.trouble for one in arrivals(folder))
    assert [file.status for file in th.check([folder / "tệp.xlsx"], FORM).files] == ["errors"]  # named outright
    assert len(th.check([folder / "thư mục"], FORM).files) == 1


@posix
def test_links_within_the_folder_and_loops_give_each_file_once(tmp_path: Path) -> None:
    (tmp_path / "b" / "c").mkdir(parents=True)
    (tmp_path / "b" / "x.pdf").write_bytes(b"%PDF-1.7\n")
    (tmp_path / "a").symlink_to(tmp_path / "b", target_is_directory=True)
    (tmp_path / "b" / "c" / "vòng").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "a.pdf").symlink_to(tmp_path / "b" / "x.pdf")
    (tmp_path / "chính nó").symlink_to(tmp_path / "chính nó")
    assert codes(tmp_path) == {"b/x.pdf": "file-not-workbook", "chính nó": "file-unreachable"}


@pytest.fixture
def deep(tmp_path: Path) -> Iterator[Path]:
    """A folder with 2,600 folders in each other: its deepest path has over 5,000 characters."""
    here = os.getcwd()
    os.chdir(tmp_path)
    for _ in range(2600):
        os.mkdir("d")
        os.chdir("d")
    Path("x.pdf").write_bytes(b"%PDF-1.7\n")
    os.chdir(here)
    yield tmp_path
    subprocess.run(["rm", "-rf", str(tmp_path / "d")], check=True)  # Python's own way down is too deep for it


@posix
def test_folders_deeper_than_a_path_may_be_are_told(deep: Path) -> None:
    assert [one.trouble.code for one in find_sources([deep]) if one.trouble] == ["file-path-long"]


def test_folders_are_walked_in_the_order_of_names(tmp_path: Path) -> None:
    for name in ("b.x", "a/2.x", "a/1.x", "c/1.x", "a/b/1.x"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    names = [found.path.relative_to(tmp_path).as_posix() for found in walk(tmp_path)]
    assert names == ["a/1.x", "a/2.x", "a/b/1.x", "b.x", "c/1.x"]
