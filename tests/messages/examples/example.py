"""One example: what was done to a good return, and what the program says of it."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tonghop290 as th
from tests.messages.examples.small_form import good, the_form
from tests.samples.packages import packed
from tonghop290.pipeline.report import finding_as_dict

__all__ = ["Example", "checked", "drawn", "repacked"]


@dataclass(frozen=True, slots=True)
class Example:
    """``done``: in words, Vietnamese; the rest as the program says it."""

    code: str
    done: str
    severity: str
    place: str
    message: str
    fix: str


def drawn(
    code: str, done: str, findings: Iterable[th.Finding | Mapping[str, Any]], field: str | None = None
) -> Example:
    """The example of a code among the findings of one return. Errors: AssertionError where nothing like it is said."""
    said = [finding_as_dict(one) if isinstance(one, th.Finding) else one for one in findings]
    for one in said:
        if one["code"] == code and field in (None, one["field"]):
            place = "!".join(filter(None, (one["sheet"], one["cell"])))
            return Example(code, done, one["severity"], place, one["message"], one["fix"] or "")
    raise AssertionError(f"{code} ({done}): {[(one['code'], one['message']) for one in said]}")


def checked(files: Mapping[str, bytes], **how: Any) -> dict[str, tuple[th.Finding, ...]]:
    """What is said of each file of a folder: its name (within archives too) → findings."""
    with tempfile.TemporaryDirectory() as folder:
        for name, data in files.items():
            (Path(folder) / name).write_bytes(data)
        report = th.check([folder], how.pop("form", the_form()), **{"compare": False, **how})
        return {file.path.removeprefix(f"{folder}/"): file.findings for file in report.files}


def repacked(change: Callable[[dict[str, bytes]], Mapping[str, str | bytes]], data: bytes | None = None) -> bytes:
    """A return whose parts were changed: what ``change`` gives is put in, beside or instead."""
    with zipfile.ZipFile(io.BytesIO(data or good())) as package:
        parts: dict[str, str | bytes] = {name: package.read(name) for name in package.namelist()}
    return packed({**parts, **change({name: part for name, part in parts.items() if isinstance(part, bytes)})})
