"""Tables of a round that would be made of the same again are left; elsewhere nothing is kept beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from tonghop290.outputs import is_beside, round_around
from tonghop290.pipeline.report import Report
from tonghop290.written_before import WrittenBefore, key_of

__all__ = ["left_or_written"]


def left_or_written(
    report: Report, folder: Path, asked: tuple[object, ...], write: Callable[[], Iterable[Path]]
) -> tuple[tuple[Path, ...], bool]:
    """What ``write`` puts into a folder of a round, and whether it was there already, made of the same.

    ``asked``: all that decides about it beside the report. Where a person has changed a file of ours it is made anew,
    and told, every time. Errors: those of ``write``.
    """
    round = round_around(folder)
    if round is None:
        return tuple(write()), False
    before, key = WrittenBefore(), key_of(*_what_goes_in(report), asked, within=round)
    there = before.leave_all(folder, key)
    if there:
        return there, True
    made = tuple(write())
    if not any(map(is_beside, made)):
        before.note_all(made, key)
        before.keep()
    return made, False


def _what_goes_in(report: Report) -> Iterable[object]:
    """All that tables show of a report. Where a figure stood and how it was typed follows from the hash of its file and
    from the edition that it was read by."""
    dataset = report.dataset
    frames = (dataset.frame, dataset.states, *dataset.tables.values())
    yield from (report.form, report.units, report.office, report.files, report.current, report.accepted)
    yield from (dataset.units, dataset.hashes, dict(dataset.notes), report.identities, report.shared)
    yield [plugin.told for plugin in report.plugins]
    yield from (frame.to_dict("split") for frame in frames)
