"""A long call tells how far it is: (done, total, name), and who cannot be told so is told at once."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

import tonghop290 as th
from tests.samples.forms import drawn
from tonghop290.campaign.in_turn import told_of
from tonghop290.model import Unit

FORM = '[fields.ten]\ntype = "text"\nrequired = true\n[fields.so]\ntype = "integer"\n'


def test_files_of_folders_and_archives_are_counted_as_they_are_found(tmp_path: Path) -> None:
    form = drawn(FORM, tmp_path / "biểu")
    stream = io.BytesIO()
    th.write_blank(form, stream, values={"so": 1})
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as parcel:
        parcel.writestr("1.xlsx", stream.getvalue())
        parcel.writestr("2.xlsx", stream.getvalue())
    (tmp_path / "nhận").mkdir()
    for name in ("b.xlsx", "c.txt"):
        (tmp_path / "nhận" / name).write_bytes(stream.getvalue())
    told: list[tuple[int, int, str]] = []
    th.check(
        [tmp_path / "a.zip", tmp_path / "nhận", ("d.xlsx", stream.getvalue())],
        form,
        progress=lambda *step: told.append(step),
        plugins=(),
    )
    assert [(done, name.rpartition("/")[2]) for done, _, name in told] == [
        (1, "a.zip › 1.xlsx"), (2, "a.zip › 2.xlsx"), (3, "b.xlsx"), (4, "c.txt"), (5, "d.xlsx"),
    ]  # fmt: skip
    assert {total for _, total, _ in told} == {5}


def old(number: int, name: str) -> None:
    """As progress was told before."""


@pytest.mark.parametrize("wrong", [old, lambda name: None, lambda: None])
def test_who_cannot_be_told_three_things_is_refused_at_once(wrong: Callable[..., None], tmp_path: Path) -> None:
    form = drawn(FORM, tmp_path / "biểu")
    with pytest.raises(TypeError, match=r"progress is told \(done, total, name\)"):
        th.check([tmp_path / "không có"], form, progress=wrong)
    report = th.check([], form, plugins=())
    with pytest.raises(TypeError, match=r"progress is told \(done, total, name\)"):
        th.write_narratives(report, tmp_path / "ra", progress=wrong)
    assert not (tmp_path / "ra").exists()


def test_a_part_of_a_round_is_told_the_same_way() -> None:
    told: list[tuple[object, ...]] = []

    class Part:
        def __call__(self, done: int, total: int, name: str, /) -> None:
            told.append((done, total, name))

        def cleared(self) -> None:
            told.append(())

    assert [unit.name for unit in told_of([Unit(code="1", name="A"), Unit(code="2", name="B")], Part())] == ["A", "B"]
    assert told == [(1, 2, "A"), (2, 2, "B"), ()]
