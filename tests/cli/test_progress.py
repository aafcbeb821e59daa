"""What a terminal is told while a long part runs."""

from __future__ import annotations

import itertools
import sys

import pytest

from tonghop290.cli import options


def test_a_long_part_tells_how_much_is_left(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    seconds = itertools.chain((10.0, 10.05), itertools.count(12.0, 2.0))
    monkeypatch.setattr(options.time, "monotonic", lambda: next(seconds))
    say = options.Progress("Viết báo cáo", 168, names_only=True)
    for number in range(1, 5):
        say(number, 168, f"/x/{number}.docx")
    say.cleared()
    lines = capsys.readouterr().err.split("\r")
    assert lines == [
        "",
        "Viết báo cáo 1/168: 1.docx",
        "Viết báo cáo 3/168, còn khoảng 3 phút: 3.docx",
        "Viết báo cáo 4/168, còn khoảng 4 phút: 4.docx",
        "",
    ]


def test_the_next_part_begins_its_own_clock(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    seconds = iter((10.0, 70.0, 100.0, 103.0))
    monkeypatch.setattr(options.time, "monotonic", lambda: next(seconds))
    say = options.Progress("", 3, names_only=False)
    for number in (1, 2, 1, 2):
        say(number, 0, "a.xlsx")
    assert capsys.readouterr().err.split("\r")[-2:] == ["1/3: a.xlsx", "2/3, còn khoảng 6 giây: a.xlsx"]


def test_only_a_terminal_is_told(monkeypatch: pytest.MonkeyPatch):
    assert options.progress("Viết báo cáo", 3) is None
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert options.progress("Viết báo cáo", 3) is not None
