"""The tables of a round that would be made of the same again are left; what goes into them makes them anew."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from tests.cli.test_commands import run
from tests.samples.rounds import DOUBTFUL, GOOD, a_return, a_round, receive_all
from tonghop290.campaign.folder import find_round
from tonghop290.campaign.settings import Round, load_round
from tonghop290.file_names import WRITTEN
from tonghop290.written_before import key_of

MADE = {"tong_hop.xlsx": ("xlsx", 1), "bang": ("csv", 4), "cho_tinh": ("json", 2)}
"""Where → in which format, how many files."""


def round_in(root: Path) -> Round:
    return load_round(find_round(root))


@pytest.fixture(scope="module")
def as_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A round of three units, two returns, and its tables."""
    round = a_round(tmp_path_factory.mktemp("đợt") / "r", count=3)
    for code, values in zip(round.units, (GOOD, DOUBTFUL), strict=False):
        a_return(round, code, **values)
    receive_all(round)
    root = round.folder.root
    assert all(said.startswith("Đã ghi") for said in summaries(root).values())
    return root


@pytest.fixture
def root(as_made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(as_made, tmp_path / "r"))


def summaries(root: Path, *more: str | Path) -> dict[str, str]:
    """What is said of each kind of tables."""
    said = {}
    for name, (style, _) in MADE.items():
        own = more if style == "xlsx" else ()
        code, out, err = run("summary", root, "--format", style, *own, "-o", root / "ket_qua" / name)
        assert code == 0, err
        said[name] = out.splitlines()[0]
    return said


def all_left(root: Path) -> dict[str, str]:
    return {
        name: f"Giữ nguyên {root / 'ket_qua' / name}"
        if style == "xlsx"
        else f"Giữ nguyên {count} tệp trong {root / 'ket_qua' / name}"
        for name, (style, count) in MADE.items()
    }


def times(root: Path) -> dict[str, int]:
    found = (path for path in (root / "ket_qua").rglob("*") if path.is_file() and path.name != WRITTEN)
    return {path.relative_to(root).as_posix(): path.stat().st_mtime_ns for path in found}


def edited(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8-sig")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def one_more(root: Path) -> None:
    round = round_in(root)
    a_return(round, [*round.units][2], **GOOD)
    receive_all(round)


CHANGES: dict[str, Callable[[Path], object]] = {
    "one more return": one_more,
    "a point accepted": lambda root: run("accept", "-C", root, "20002", "1", "--why", "đã hỏi lại"),
    "a unit's name in the register": lambda root: edited(root / "don_vi.csv", "Mẫu 2", "Mẫu Hai"),
    "a unit that need not report": lambda root: edited(root / "don_vi.csv", "20003", "20009"),
    "the settings": lambda root: edited(root / "tonghop290.toml", 'name = "Mẫu"', 'name = "Mẫu Mới"'),
    "the definition": lambda root: edited(root / "bieu" / "form.toml", "Dân số", "Số dân"),
}


def test_tables_that_would_be_the_same_are_left_and_said(root: Path) -> None:
    summaries(root)  # it was moved: links lead elsewhere
    before = times(root)
    assert summaries(root) == all_left(root)
    assert times(root) == before


def test_what_goes_into_tables_makes_them_anew(root: Path) -> None:
    summaries(root)
    for what, change in CHANGES.items():
        change(root)
        assert all(said.startswith("Đã ghi") for said in summaries(root).values()), what
    assert summaries(root) == all_left(root)


def test_an_earlier_round_and_another_program_make_them_anew(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    summaries(root)
    earlier = root / "ket_qua" / "cho_tinh" / "so_lieu.json"
    assert summaries(root, "--earlier", earlier) == {
        **all_left(root),
        "tong_hop.xlsx": f"Đã ghi {root / 'ket_qua' / 'tong_hop.xlsx'}",
    }
    assert summaries(root, "--earlier", earlier) == all_left(root)
    monkeypatch.setattr("tonghop290.written_before.program", lambda: ("0.3.0", ""))
    assert all(said.startswith("Đã ghi") for said in summaries(root, "--earlier", earlier).values())


def test_a_file_that_is_gone_is_made_again_and_one_changed_by_hand_is_left_and_told(root: Path) -> None:
    summaries(root)
    (root / "ket_qua" / "bang" / "tong_hop.csv").unlink()
    changed = root / "ket_qua" / "cho_tinh" / "so_lieu.json"
    edited(changed, "Mẫu 1", "Mẫu Một")
    whole = changed.read_bytes()
    for _ in range(2):
        said = summaries(root)
        assert said["cho_tinh"].startswith("Đã ghi") and changed.read_bytes() == whole
    assert (root / "ket_qua" / "bang" / "tong_hop.csv").is_file()
    assert {name for name, line in said.items() if line.startswith("Đã ghi")} == {"cho_tinh"}


def test_elsewhere_nothing_is_kept_beside_the_tables(root: Path, tmp_path: Path) -> None:
    for _ in range(2):
        assert run("summary", root, "-o", tmp_path / "th.xlsx")[1].startswith("Đã ghi")
    assert not (tmp_path / WRITTEN).exists()


def test_no_key_is_made_of_what_tells_itself_in_short() -> None:
    with pytest.raises(TypeError, match="no key"):
        key_of([pd.DataFrame({"a": range(1000)})])
