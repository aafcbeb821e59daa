"""Work of many pieces shared with other processes: this one does its part too, and what was made comes in order.

Each process has one piece in hand and a few waiting, so that none waits for another; one that is still starting is
given nothing yet.
"""

from __future__ import annotations

import queue
from collections import deque
from collections.abc import Callable, Generator, Sequence
from typing import Any

from tonghop290.spreadsheet.child_process import Fault, Worker

__all__ = ["shared_work"]

_IN_HAND = 3
_MOST_AHEAD = 64
"""Pieces made before one that comes earlier."""
_MEMORY = 2**30


def shared_work(
    pieces: Sequence[tuple[Any, ...]],
    here: Callable[..., Any],
    *,
    serving: str,
    setup: tuple[Any, ...],
    others: int,
) -> Generator[Any, None, None]:
    """What is made of each piece, in their order.

    ``here`` makes it in this process; ``serving`` names what makes the handler of another ("module:function"), which is
    given ``setup`` first and then pieces; ``others``: how many there are. What one of them leaves behind that ends, or
    has no memory for it, is made here. Errors: what ``here`` raises, where its turn comes; Fault, one in another
    process.
    """
    sharing = _Sharing(pieces, here)
    try:
        sharing.start(serving, setup, others)
        for number in range(len(pieces)):
            yield sharing.made(number)
    finally:
        sharing.close()


class _Sharing:
    def __init__(self, pieces: Sequence[tuple[Any, ...]], here: Callable[..., Any]) -> None:
        self._pieces, self._here = pieces, here
        self._left, self._back = deque(range(len(pieces))), deque[int]()
        self._made: dict[int, Any] = {}
        self._answers: queue.Queue[tuple[Worker, tuple[str, Any]]] = queue.Queue()
        self._hands: dict[Worker, deque[int] | None] = {}
        """What each has to do; None for one that is starting."""

    def start(self, serving: str, setup: tuple[Any, ...], others: int) -> None:
        for _ in range(others):
            worker = Worker(serving, self._answers, memory=_MEMORY)
            self._hands[worker] = None
            worker.send(setup)

    def close(self) -> None:
        for worker in self._hands:
            worker.close()

    def made(self, number: int) -> Any:
        """What was made of a piece, once it is."""
        while number not in self._made:
            self._hand_out(number + _MOST_AHEAD)
            if self._back or self._left and self._left[0] < number + _MOST_AHEAD:
                self._make_one((self._back or self._left).popleft())
                self._take_what_is_there()
            else:
                self._take(*self._answers.get())
        made = self._made.pop(number)
        if isinstance(made, _Raised):
            raise made.error
        return made

    def _hand_out(self, until: int) -> None:
        for worker, hand in self._hands.items():
            while hand is not None and len(hand) < _IN_HAND and self._left and self._left[0] < until:
                hand.append(self._left.popleft())
                worker.send(self._pieces[hand[-1]])

    def _make_one(self, number: int) -> None:
        try:
            self._made[number] = self._here(*self._pieces[number])
        except Exception as error:  # noqa: BLE001 - it is raised where its turn comes
            self._made[number] = _Raised(error)

    def _take_what_is_there(self) -> None:
        while not self._answers.empty():
            self._take(*self._answers.get())

    def _take(self, worker: Worker, answer: tuple[str, Any]) -> None:
        word, value = answer
        hand = self._hands[worker]
        if word == "died":
            self._back += hand or ()
            del self._hands[worker]
            worker.close()
        elif hand is None:
            if word == "fault":
                raise Fault(value)
            if word == "done":
                self._hands[worker] = deque()
        elif word == "unreadable":
            self._back.append(hand.popleft())
        else:
            self._made[hand.popleft()] = _Raised(Fault(value)) if word == "fault" else value


class _Raised:
    def __init__(self, error: Exception) -> None:
        self.error = error
