"""Reading many returns: one after the other, or where it pays by a pool of processes; the results are the same.

A file that takes too long or ends its process is one finding ("file-timeout", "file-crash") of that file.
"""

from __future__ import annotations

import dataclasses
import queue
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any, Self

from tonghop290.model import Form, Submission
from tonghop290.plugged import FileKinds, Plugin, PluginError
from tonghop290.spreadsheet.book import RawBook
from tonghop290.spreadsheet.child_process import MEMORY, SECONDS, Died, Fault, Worker, processes_at_once
from tonghop290.spreadsheet.content import Content
from tonghop290.spreadsheet.other.calamine import CALAMINE
from tonghop290.spreadsheet.package import Limits, Unreadable
from tonghop290.workbook.intake.child import PLUGGED, RETURNS
from tonghop290.workbook.intake.form_words import FormWords
from tonghop290.workbook.intake.names.unit_names import Register
from tonghop290.workbook.intake.one import RETURN_LIMITS, read_submission
from tonghop290.workbook.intake.refused import unreadable
from tonghop290.workbook.intake.sources import Source

__all__ = ["POOL_PAYS_FROM", "read_many"]

POOL_PAYS_FROM = 60
"""Files. Starting a process costs as much as reading about thirty returns."""
_MOST_HELD = 64 * 2**20
_SHORTEST_WAIT = 0.05
"""Seconds. So much later a file that takes too long may be noticed."""
Progress = Callable[[int, str], None]
Then = Callable[[Form, Submission], Any]
Known = Callable[[Source], Any]


def read_many(
    sources: Iterable[Source],
    form: Form,
    register: Register | None = None,
    *,
    then: Then | None = None,
    known: Known | None = None,
    workers: int | None = None,
    timeout: float = SECONDS,
    memory: int = MEMORY,
    progress: Progress | None = None,
    meanwhile: Callable[[], None] = lambda: None,
    plugins: Sequence[Plugin] = (),
) -> Iterator[tuple[Source, Any]]:
    """Every source with its Submission, in the order of the sources (their ``content`` already let go).

    ``then``: what is made of each readable Submission (form, submission), in the process that read it, and given
    instead of it; a function of a module, so that it can be named to another process. ``known``: what was made of a
    source before (None: nothing); it is given instead, and the source not read.

    ``workers``: how many processes; 0 reads in this one; None decides by the number of files and processors.
    ``timeout``: seconds a file; ``memory``: bytes of address space a process (POSIX). ``progress`` is called with the
    number (from 1) and name of each file when it is begun. ``meanwhile``: what may be done while other processes start.
    ``plugins``: those that read along. Errors: PluginError.
    """
    waiting = iter(sources) if known is None else _with_known(sources, known)
    if workers is None:
        held = list(_peek(waiting))
        waiting = chain(held, waiting)
        # A second walk through the sources is not possible: a few are taken in to see whether there are many.
        unknown = sum(not isinstance(source, _Made) for source in held)
        pays = unknown >= POOL_PAYS_FROM or _weight(held) > _MOST_HELD
        workers = processes_at_once() if pays else 0
        workers = 0 if workers == 1 else workers
    numbered = enumerate(waiting, 1)
    if workers:
        how = (form, register, then, tuple(plugins))
        yield from _Pool(how, workers, timeout, memory, progress).read(numbered, meanwhile)
    else:
        yield from _one_by_one(numbered, form, register, then, timeout, memory, progress, plugins)


def _with_known(sources: Iterable[Source], known: Known) -> Iterator[Source]:
    """The sources, those that are known with what was made of them in place of their data."""
    for source in sources:
        made = known(source) if source.trouble is None else None
        yield source if made is None else _made(source, made)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Made(Source):
    made: Any


def _refused(source: Source) -> Submission:
    """What is said of a file that is not read."""
    assert source.trouble is not None
    sha256 = source.content.sha256 if source.content is not None else ""
    return unreadable(source.path, source.trouble, sha256=sha256)


def _made(source: Source, made: Any) -> _Made:
    gone = source.let_go()
    return _Made(**{field.name: getattr(gone, field.name) for field in dataclasses.fields(gone)}, made=made)


def _peek(waiting: Iterator[Source]) -> Iterator[Source]:
    weight = 0
    for source in islice(waiting, POOL_PAYS_FROM):
        weight += _size(source)
        yield source
        if weight > _MOST_HELD:
            return


def _weight(held: list[Source]) -> int:
    return sum(map(_size, held))


def _size(source: Source) -> int:
    return len(source.content.data) if source.content is not None else 0


def _one_by_one(
    numbered: Iterable[tuple[int, Source]],
    form: Form,
    register: Register | None,
    then: Then | None,
    timeout: float,
    memory: int,
    progress: Progress | None,
    plugins: Sequence[Plugin],
) -> Iterator[tuple[Source, Any]]:
    words = FormWords(form)
    with _Apart(timeout, memory) as apart:
        kinds = FileKinds(plugins, apart.by_plugin) if plugins else None
        for number, source in numbered:
            if progress is not None:
                progress(number, source.path)
            if isinstance(source, _Made):
                yield source, source.made
            elif source.trouble is not None:
                yield source.let_go(), _refused(source)
            else:
                submission = read_submission(
                    source.path,
                    form,
                    register=register,
                    content=source.content,
                    by_calamine=apart.by_calamine,
                    kinds=kinds,
                    words=words,
                )
                yield (
                    source.let_go(),
                    then(form, submission) if then is not None and submission.readable else submission,
                )


class _Apart:
    """calamine and what plug-ins read, in a process of its own each, started when the first file needs it and again
    after one that ended it."""

    def __init__(self, timeout: float, memory: int) -> None:
        self._timeout, self._memory = timeout, memory
        self._workers: dict[str, Worker] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for serving in [*self._workers]:
            self._end(serving)

    def by_calamine(self, content: Content) -> RawBook:
        book: RawBook = self._ask(CALAMINE, content, RETURN_LIMITS)
        return book

    def by_plugin(self, plugin: Plugin, content: Content, limits: Limits) -> RawBook:
        book: RawBook | PluginError = self._ask(PLUGGED, plugin, content, limits)
        if isinstance(book, PluginError):
            raise book
        return book

    def _ask(self, serving: str, *request: Any) -> Any:
        worker = self._workers.get(serving)
        if worker is None:
            worker = self._workers[serving] = Worker(serving, memory=self._memory)
        try:
            return worker.ask(request, seconds=self._timeout)
        except Died:
            self._end(serving)
            raise Unreadable("file-crash") from None
        except Unreadable as error:
            if error.code == "file-timeout":
                self._end(serving)
            raise

    def _end(self, serving: str) -> None:
        self._workers.pop(serving).close()


class _Pool:
    """Workers that have one file in hand and the next one waiting; one that dies or dawdles is replaced.

    This process reads every file and opens its directory, to know an archive; the workers are sent the content with
    what is known of it. 700 returns of 40 kB: 7.5 s of processor time this way, 7.9 s when each worker read and opened
    the file again (two processors).
    """

    def __init__(
        self,
        how: tuple[Form, Register | None, Then | None, tuple[Plugin, ...]],
        workers: int,
        timeout: float,
        memory: int,
        progress: Progress | None,
    ) -> None:
        self._setup = ("form", *how)
        self._size, self._timeout, self._memory, self._progress = workers, timeout, memory, progress
        self._answers: queue.Queue[tuple[Worker, tuple[str, Any]]] = queue.Queue()
        self._hands: dict[Worker, _Hands] = {}
        self._given: dict[int, Source] = {}
        self._results: dict[int, Any] = {}
        self._next: tuple[int, Source] | None = None
        self._again: deque[int] = deque()

    def read(
        self, numbered: Iterator[tuple[int, Source]], meanwhile: Callable[[], None]
    ) -> Iterator[tuple[Source, Any]]:
        following = 1
        try:
            self._hand_out(numbered)
            meanwhile()
            while self._ahead(numbered) or self._given:
                self._hand_out(numbered)
                while following in self._results:
                    yield self._given.pop(following), self._results.pop(following)
                    following += 1
                if any(hands.files for hands in self._hands.values()):
                    self._take()
        finally:
            for worker in self._hands:
                worker.close()

    def _hand_out(self, numbered: Iterator[tuple[int, Source]]) -> None:
        while (self._again or self._ahead(numbered) and len(self._given) < 64 * self._size) and self._free():
            self._begin()

    def _ahead(self, numbered: Iterator[tuple[int, Source]]) -> bool:
        """Have the next file at hand before a worker asks for it; False when there is none."""
        if self._next is None:
            self._next = next(numbered, None)
        return self._next is not None

    def _free(self) -> bool:
        """Whether some worker can be given the file at hand."""
        return len(self._hands) < self._size or any(len(hands.files) < 2 for hands in self._hands.values())

    def _begin(self) -> None:
        """Begin the file at hand, or one that a worker left behind."""
        if self._again:
            number = self._again.popleft()
            self._send(number, self._given[number])
            return
        assert self._next is not None
        (number, source), self._next = self._next, None
        if self._progress is not None:
            self._progress(number, source.path)
        self._given[number] = source
        if isinstance(source, _Made):
            self._results[number] = source.made
        elif source.trouble is not None:
            self._given[number], self._results[number] = source.let_go(), _refused(source)
        else:
            self._send(number, source)

    def _send(self, number: int, source: Source) -> None:
        worker = min(self._hands, key=lambda running: len(self._hands[running].files), default=None)
        if worker is None or self._hands[worker].files and len(self._hands) < self._size:
            worker = self._start()
        worker.send(("return", source.path, source.content))
        hands = self._hands[worker]
        if not hands.files:
            hands.deadline = time.monotonic() + self._timeout + (0 if hands.ready else 60)
        hands.files.append(number)

    def _start(self) -> Worker:
        worker = Worker(RETURNS, self._answers, memory=self._memory)
        worker.send(self._setup)
        self._hands[worker] = _Hands()
        return worker

    def _take(self) -> None:
        """Wait for one answer, or for the first deadline."""
        soonest = min(hands.deadline for hands in self._hands.values() if hands.files)
        try:
            worker, (word, value) = self._answers.get(timeout=max(_SHORTEST_WAIT, soonest - time.monotonic()))
        except queue.Empty:
            for worker in self._overdue(time.monotonic()):
                self._finish(worker, Unreadable("file-timeout"))
                self._drop(worker)
            return
        if worker not in self._hands:
            return
        hands = self._hands[worker]
        if word == "fault":
            raise Fault(value)
        if isinstance(value, PluginError):
            raise value
        if not hands.ready:
            self._start_up(hands, word)
        elif word == "died":
            self._finish(worker, Unreadable("file-crash"))
            self._drop(worker)
        else:
            self._finish(worker, value if word == "done" else Unreadable(value[0], **value[1]))

    def _start_up(self, hands: _Hands, word: str) -> None:
        """A worker says that it has started, and then that it has the form: from then on its first file has its
        time."""
        if word == "done":
            hands.ready = True
            hands.deadline = time.monotonic() + self._timeout
        elif word != "ready":
            raise Fault("the process that reads files does not start")

    def _overdue(self, now: float) -> list[Worker]:
        """The workers whose file has taken too long."""
        return [worker for worker, hands in self._hands.items() if hands.files and hands.deadline <= now]

    def _finish(self, worker: Worker, value: Any) -> None:
        """Take a result for the file in hand; the time of the one that waited begins."""
        hands = self._hands[worker]
        if hands.files:
            number = hands.files.popleft()
            self._given[number] = self._given[number].let_go()
            hands.deadline = time.monotonic() + self._timeout
            self._results[number] = (
                unreadable(self._given[number].path, value) if isinstance(value, Unreadable) else value
            )

    def _drop(self, worker: Worker) -> None:
        """Let a worker go; what waited for it goes to another."""
        self._again.extend(self._hands.pop(worker).files)
        worker.close()


@dataclasses.dataclass(slots=True)
class _Hands:
    """What a worker has to do: the file it is at first, then the one that waits. ``ready``: it has started and has the
    form."""

    files: deque[int] = dataclasses.field(default_factory=deque)
    deadline: float = 0.0
    ready: bool = False
