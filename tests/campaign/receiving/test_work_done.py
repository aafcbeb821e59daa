"""What one more return costs does not hang on how many are in: the work is counted, not the time."""

from __future__ import annotations

import cProfile
import os
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

import pytest

from tests.samples.rounds import DOUBTFUL, NOON, a_return, a_round, opened, standing
from tonghop290.campaign.ledger.deeds import Ledger
from tonghop290.campaign.post.answering import answer_all
from tonghop290.campaign.post.issuing import issue
from tonghop290.campaign.receiving.receive import receive
from tonghop290.campaign.settings import Round

WORK = {
    "workbooks read": ("tonghop290.workbook.intake.one.read_book", "tonghop290.workbook.answer.marked.read_book"),
    "parts parsed": ("xml.parsers.expat.ParserCreate",),
    "mails and files opened down": ("tonghop290.workbook.intake.sources.leaves",),
    "returns taken out of frames": ("tonghop290.pipeline.report.Report._file_dict",),
    "verdicts taken up": ("tonghop290.campaign.ledger.questions.finding_of",),
    "flushes": ("os.fsync", "os.sync"),
}
"""What is counted → the functions that do it."""
FRAMES = ("core/frame.py", "core/indexing.py", "core/series.py")
"""Where pandas looks into frames."""
LATE = {
    "workbooks read": 3,  # for its verdict; as it is marked; what was changed of the copy
    "parts parsed": 77,
    "mails and files opened down": 2,
    "returns taken out of frames": 1,
    "verdicts taken up": 2,
    "flushes": 2,
    "statements": 47,
    "files opened": 10,
    "calls": 27_600,
}
"""What one more return of the small form costs with its marked copy and its letter. Lower it where it costs less."""
_opened: list[list[str]] = []


@pytest.fixture(scope="module", autouse=True)
def files_opened() -> None:
    """Every file that is opened, while somebody counts; an audit hook stays."""

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and _opened:
            _opened[-1].append(str(arguments[0]))

    sys.addaudithook(hook)


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch, round: Round, ledger: Ledger) -> Iterator[Counter[str]]:
    done: Counter[str] = Counter()
    _opened.append([])
    ledger._connection.set_trace_callback(lambda _: done.update(statements=1))
    watch = cProfile.Profile()
    with monkeypatch.context() as patch:
        for name, functions in WORK.items():
            for function in functions:
                place, _, own = function.rpartition(".")
                before = getattr(resolve_name(place), own)

                def counting(*given: Any, _name: str = name, _before: Any = before, **named: Any) -> Any:
                    done[_name] += 1
                    return _before(*given, **named)

                patch.setattr(function, counting)
        with watch:
            yield done
    ledger._connection.set_trace_callback(None)
    done["files opened"] = sum(path.startswith(str(round.folder.root)) for path in _opened.pop())
    for entry in watch.getstats():
        place = getattr(entry.code, "co_filename", "").replace(os.sep, "/")
        done["calls"] += entry.callcount * ("/tonghop290/" in place)
        done["frame lookups"] += entry.callcount * ("/pandas/" in place and place.endswith(FRAMES))


def of_many_and_of_one_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int) -> list[Counter[str]]:
    """The work of so many returns at once, one of them answered with a marked copy, and then of one more."""
    round = a_round(tmp_path / str(count), count=count + 1)
    *codes, last = round.units
    for number, code in enumerate(codes):
        a_return(round, code, dan_so=5000 + 10 * number, dang_vien=211 + 7 * number)
    with opened(round) as ledger, counted(monkeypatch, round, ledger) as many:
        received = receive(round, ledger)
        list(answer_all(round, ledger, received.archive))
    for path in filter(Path.is_file, round.folder.inbox.iterdir()):
        path.unlink()
    a_return(round, last, **DOUBTFUL)
    with opened(round) as ledger, counted(monkeypatch, round, ledger) as late:
        received = receive(round, ledger)
        assert [one.of.status for one in received.taken] == ["warnings"]
        assert len(list(answer_all(round, ledger, received.archive))) == 1
    return [many, late]


def test_a_return_costs_the_same_whatever_is_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    of_many_and_of_one_more(tmp_path / "first", monkeypatch, 1)  # what is imported and made once
    (six, first), (nine, _), (twelve, last) = (
        of_many_and_of_one_more(tmp_path, monkeypatch, count) for count in (6, 9, 12)
    )
    assert {name: number for name, number in first.items() if number > 1.15 * LATE.get(name, number)} == {}
    for of_all in ("calls", "frame lookups"):  # the units of the round are gone through as it is opened
        assert last.pop(of_all) <= 1.15 * first.pop(of_all)
    assert first == last
    grown = {name: (twelve[name] - nine[name], nine[name] - six[name]) for name in twelve}
    assert {name: more for name, more in grown.items() if more[0] > max(0, 1.15 * more[1])} == {}
    assert grown["frame lookups"] == (0, 0)  # a frame is looked through for all returns, not for each


def test_the_disk_is_waited_for_less_than_once_a_return_and_a_unit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    round = a_round(tmp_path, count=12)
    with opened(round) as ledger:
        commits: list[str] = []
        ledger._connection.set_trace_callback(lambda said: commits.append(said) if said == "COMMIT" else None)
        with counted_flushes(monkeypatch) as flushes:
            assert len(list(issue(round, ledger, list(round.units.values()), now=NOON))) == 12
        ledger._connection.set_trace_callback(None)
    assert len(flushes) <= 2 and len(commits) <= 1
    for number, code in enumerate(round.units):
        a_return(round, code, dan_so=5000 + 10 * number, dang_vien=211 + 7 * number)
    with opened(round) as ledger, counted_flushes(monkeypatch) as flushes:
        received = receive(round, ledger)
        list(answer_all(round, ledger, received.archive))
    assert len(flushes) <= 2
    assert {one.state for one in standing(round)} == {"clean"}


@contextmanager
def counted_flushes(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[None]]:
    found: list[None] = []
    with monkeypatch.context() as patch:
        for name in ("fsync", "sync"):
            before = getattr(os, name)
            patch.setattr(os, name, lambda *given, _before=before: (found.append(None), _before(*given))[1])
        yield found
