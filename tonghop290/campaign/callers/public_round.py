"""A collection round for other programs: what the commands do, as values. Each call opens the round, does its deed
under the lock, renews the page of the round, and lets it go."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from tonghop290.campaign.callers.letter_drop import put_in_letter_box
from tonghop290.campaign.callers.opened_round import opened, renew_page
from tonghop290.campaign.folder import find_round
from tonghop290.campaign.in_turn import PartTold, Telling
from tonghop290.campaign.ledger.deeds import Ledger
from tonghop290.campaign.settings import Round, choose_units
from tonghop290.model import DEFAULT_FORM, Form, Office, Status, Unit
from tonghop290.pipeline.callers.given import Sources
from tonghop290.pipeline.callers.progress import Progress, must_take_three
from tonghop290.pipeline.report import Report

__all__ = [
    "ClosedRound",
    "OpenRound",
    "ReceivedFile",
    "ReceivedFiles",
    "UnitState",
    "UnitStatus",
    "new_round",
    "open_round",
]

UnitState = Literal["not_sent", "unusable", "errors", "waiting", "clean"]
"""Not sent; sent, but nothing of it can be used; errors are open; warnings are open; done."""
_log = logging.getLogger("tonghop290.campaign")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitStatus:
    """How one unit stands. ``errors``, ``warnings``: that are open; ``explained``, ``accepted``: points that are not.

    ``returns``: how many came; ``days_late``: past the deadline until the return that counts came, or until today; None
    without a deadline. ``points``: what is open, number (as :meth:`OpenRound.accept` wants it) and sentence.
    """

    unit: Unit
    state: UnitState
    errors: int
    warnings: int
    explained: int
    accepted: int
    returns: int
    days_late: int | None
    points: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedFile:
    """One file that came. ``what``: "first", "correction", "stale", "late", "identical", "strange", "unreadable",
    "report"; ``unit``: whose it is, None where nobody knows."""

    name: str
    what: str
    unit: Unit | None
    status: Status


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedFiles:
    """What one call took in. ``troubles``: files that cannot be read from the disk (name, why); ``answers``: the draft
    letters that were written. ``exit_code``: as of the command ``receive``."""

    files: tuple[ReceivedFile, ...]
    troubles: tuple[tuple[str, str], ...]
    answers: tuple[Path, ...]
    exit_code: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedRound:
    """``code``: of the figures, as it stands at the foot of every paper; ``folder``: what is to be handed over."""

    code: str
    folder: Path
    used: int
    expected: int
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRound:
    """A round in its folder. Nothing is held between two calls: other commands and programs may work in it too; a call
    waits up to a minute for one that is at work.

    ``who``: does it, as the ledger has it ("": the officer of the settings); ``now``: the moment it is done, None for
    the clock's. Errors of every call: RoundError (a sentence for the officer); FormError for settings that do not hold;
    OSError.
    """

    folder: Path
    who: str = ""
    now: dt.datetime | None = None

    @property
    def form(self) -> Form:
        with self._opened(read_only=True) as (round, _):
            return round.form

    @property
    def office(self) -> Office:
        with self._opened(read_only=True) as (round, _):
            return round.office

    @property
    def units(self) -> Mapping[str, Unit]:
        """By code, in the order of the list."""
        with self._opened(read_only=True) as (round, _):
            return dict(round.units)

    def status(self) -> tuple[UnitStatus, ...]:
        """How every unit stands, in the order of the list."""
        from tonghop290.campaign.standing import standings

        with self._opened(read_only=True) as (round, ledger):
            return tuple(
                UnitStatus(
                    unit=one.unit,
                    state=_state(one.state),
                    errors=one.errors,
                    warnings=one.warnings,
                    explained=one.explained,
                    accepted=one.accepted,
                    returns=one.rounds,
                    days_late=one.days_late,
                    points=tuple((point.number, point.text) for point in one.open_points),
                )
                for one in standings(round, ledger, today=self._moment().date())
            )

    def issue(
        self, units: Sequence[str] = (), *, again: bool = False, progress: Progress | None = None
    ) -> tuple[Path, ...]:
        """A workbook and a draft letter for each unit that has none; the workbooks.

        ``units``: codes or names, all where none is named; ``again``: anew for those that have one.
        """
        from tonghop290.campaign.closing.close import must_be_open
        from tonghop290.campaign.post.issuing import issue

        must_take_three(progress)
        with self._opened() as (round, ledger):
            must_be_open(ledger, "phát hành biểu")
            chosen = choose_units(round, units, say=_log.warning, slips=False)
            issued = [*issue(round, ledger, chosen, again=again, now=self._moment(), progress=progress)]
            _log.info("issue: %d workbooks, %s", sum(one.is_new for one in issued), round.folder.issued)
            return tuple(one.workbook for one in issued)

    def receive(self, sources: Sources = (), *, progress: Progress | None = None) -> ReceivedFiles:
        """Put ``sources`` into the letter box (as :func:`check` takes them), take in everything new in it, and write
        the answers. What was taken in before is not taken in again."""
        from tonghop290.campaign.post.answering import answer_all
        from tonghop290.campaign.receiving.receive import receive

        must_take_three(progress)
        telling = _telling(progress)
        with self._opened() as (round, ledger):
            put_in_letter_box(sources, round.folder)
            came = receive(round, ledger, telling=telling)
            answers = tuple(one.draft for one in answer_all(round, ledger, came.archive, telling))
            files = tuple(
                ReceivedFile(
                    name=one.name, what=one.what, unit=round.units.get(one.of.unit or ""), status=_status(one.of.status)
                )
                for one in came.taken
            )
            _log.info("receive: %d new files, %d answers in %s", len(files), len(answers), round.folder.answers)
            return ReceivedFiles(files=files, troubles=tuple(came.troubles), answers=answers, exit_code=came.exit_code)

    def accept(self, unit: str, points: Iterable[int], *, why: str) -> tuple[str, ...]:
        """Accept open points of the return of a unit (code or name) by their numbers; their sentences."""
        from tonghop290.campaign.closing.close import must_be_open
        from tonghop290.campaign.decide import accept_points

        with self._opened() as (round, ledger):
            must_be_open(ledger, "chấp nhận điểm, chọn lại biểu")
            (chosen,) = choose_units(round, [unit], slips=False)
            return tuple(point.text for point in accept_points(ledger, chosen, [*points], why))

    def report(self, *, progress: Progress | None = None) -> Report:
        """The returns that count, checked together, without what the office has accepted: for every ``th.write_…``."""
        from tonghop290.campaign.results import check_round

        must_take_three(progress)
        with self._opened(read_only=True) as (round, ledger):
            return check_round(round, ledger, progress=progress).report

    def reports(
        self, folder: str | Path, *, overwrite: bool = False, progress: Progress | None = None
    ) -> tuple[Path, ...]:
        """The documents of every unit whose return counts, and the office's own; the paths written."""
        from tonghop290.pipeline.documents import write_narratives, write_office_documents

        report = self.report(progress=progress)
        own = write_narratives(report, folder, overwrite=overwrite, progress=progress)
        return (*own, *write_office_documents(report, folder, overwrite=overwrite))

    def summary(self, path: str | Path) -> Path:
        """The district tables with the ledger's own list of what came and what was accepted; the path written."""
        from tonghop290.campaign.results import check_round

        with self._opened(read_only=True) as (round, ledger):
            return check_round(round, ledger).write_summary(Path(path))

    def close(self) -> ClosedRound:
        """Freeze the round under a code, and write what is to be handed over. Closed before: the same again."""
        from tonghop290.campaign.closing.close import close_round

        with self._opened() as (round, ledger):
            made = close_round(round, ledger)
            _log.info("close: code %s, %s", made.code, made.folder)
            return ClosedRound(
                code=made.code, folder=made.folder, used=made.used, expected=made.expected, missing=made.missing
            )

    def reopen(self, *, why: str) -> None:
        """Open a closed round again; what came since counts as if it had come in time."""
        from tonghop290.campaign.archive import Archive
        from tonghop290.campaign.closing.close import reopen_round
        from tonghop290.campaign.post.answering import answer_all
        from tonghop290.campaign.receiving.receive import compare_new

        with self._opened() as (round, ledger):
            reopen_round(round, ledger, why)
            archive = Archive(round.folder)
            compare_new(round, ledger, archive)
            _log.info("reopen: %d answers", sum(1 for _ in answer_all(round, ledger, archive)))

    @contextmanager
    def _opened(self, *, read_only: bool = False) -> Iterator[tuple[Round, Ledger]]:
        now = self._moment()
        with opened(
            self.folder, now=now, actor=self.who, named=bool(self.who), read_only=read_only, say=_log.warning
        ) as (round, ledger):
            yield round, ledger
            if not read_only:
                renew_page(round, ledger, now.date())

    def _moment(self) -> dt.datetime:
        return self.now or dt.datetime.now().astimezone().replace(microsecond=0)


def open_round(folder: str | Path, *, who: str = "", now: dt.datetime | None = None) -> OpenRound:
    """The round of a folder (see :class:`OpenRound`). Errors: RoundError where there is none."""
    return OpenRound(folder=find_round(Path(folder)).root, who=who, now=now)


def new_round(
    folder: str | Path,
    units: Mapping[str, Unit],
    *,
    form: str | Path = DEFAULT_FORM,
    who: str = "",
    now: dt.datetime | None = None,
) -> OpenRound:
    """A round in a new folder, with these units: what ``init`` makes, ``Đợt.xlsx`` with the office's settings in it.

    Errors: RoundError where there is a round already; FormError; OSError.
    """
    from tonghop290.campaign.new.first_settings import first_office
    from tonghop290.campaign.new.new_round import init_round
    from tonghop290.campaign.new.register import listed_area
    from tonghop290.pipeline.forms import load_form

    loaded, name = load_form(form), Path(form).resolve().as_posix() if Path(form).exists() else str(form)
    made = OpenRound(folder=Path(folder), who=who, now=now)
    moment = made._moment()
    area = listed_area([*units.values()], loaded.office, loaded.levels)
    init_round(
        Path(folder),
        area.units,
        form=name,
        office=first_office(loaded.office, loaded.levels, area, today=moment.date()),
        levels=loaded.levels,
        own=loaded.paper.settings,
        period="" if loaded.period.is_span else loaded.period.name,
        now=moment,
        actor=who,
    )
    return made


@dataclass(slots=True)
class _Part:
    """What a part of a call tells its caller."""

    progress: Progress

    def __call__(self, done: int, total: int, name: str, /) -> None:
        self.progress(done, total, name)

    def cleared(self) -> None:
        """Nothing is to be cleared."""


def _telling(progress: Progress | None) -> Telling:
    def telling(_done: str, _total: int) -> PartTold | None:
        return _Part(progress) if progress is not None else None

    return telling


def _state(state: str) -> UnitState:
    return next(known for known in get_args(UnitState) if known == state)


def _status(status: str) -> Status:
    return next((known for known in get_args(Status) if known == status), "unreadable")
