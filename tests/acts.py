"""What tests have other processes do, light to load: a child that unpickles it loads its module."""

from __future__ import annotations

import dataclasses
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tonghop290.model import Form, Submission


class Trap:
    """Data that does something to the process it is unpacked in, as a hostile file might."""

    def __init__(self, act: Callable[..., Any], *words: Any) -> None:
        self.act, self.words = act, words

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return self.act, self.words


def dawdle(begun: str) -> None:
    Path(begun).touch()
    time.sleep(3600)


@dataclasses.dataclass(frozen=True)
class Unpicklable:
    path: str

    def __reduce__(self) -> tuple[Any, ...]:
        raise TypeError("this cannot travel")


def cannot_travel(form: Form, submission: Submission) -> Unpicklable:
    return Unpicklable(submission.path)


def file_name(form: Form, submission: Submission) -> str:
    return f"{form.id}: {Path(submission.path).name}"


def dies_or_dawdles(form: Form, submission: Submission) -> str:
    """What a hostile file may do to the process that reads it."""
    name = Path(submission.path).stem
    if name in ("02", "03"):
        os._exit(1)
    if name == "05":
        dawdle(str(Path(submission.path).with_suffix(".begun")))
    return name
