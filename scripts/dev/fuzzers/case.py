"""A case: files, the commands run over them, and what is known of the right figures; kept as one zip to replay."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

__all__ = ["Case", "Finding", "load_case", "save_case"]

Values = Mapping[str, Any]
_FACTS = "case.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """``files``: name → bytes; ``commands``: arguments of ``tonghop290``, run one after the other in the folder.

    ``known``: unit code → the sets of values that unit may have (JSON of ``check``): any other figure is a wrong one.
    ``told``: how many returns must each be read or be spoken of. ``ours``: files the program itself keeps and changes.
    """

    fuzzer: str
    files: Mapping[str, bytes]
    commands: tuple[tuple[str, ...], ...]
    known: Mapping[str, Sequence[Values]] = field(default_factory=dict)
    told: int = 0
    ours: tuple[str, ...] = ()
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was seen. ``key``: the same for findings of the same kind, so that each is kept once."""

    key: str
    text: str


def save_case(case: Case, path: Path) -> Path:
    facts = {
        "fuzzer": case.fuzzer,
        "commands": case.commands,
        "known": case.known,
        "told": case.told,
        "ours": case.ours,
        "label": case.label,
        "names": list(case.files),  # as they are, however hostile: members are numbered
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_FACTS, json.dumps(facts, ensure_ascii=True, indent=1))
        for number, data in enumerate(case.files.values()):
            archive.writestr(f"{number}", data)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(stream.getvalue())
    return path


def load_case(path: Path) -> Case:
    with zipfile.ZipFile(path) as archive:
        facts = json.loads(archive.read(_FACTS))
        files = {name: archive.read(str(number)) for number, name in enumerate(facts.pop("names"))}
    commands = tuple(tuple(command) for command in facts.pop("commands"))
    return Case(files=files, commands=commands, ours=tuple(facts.pop("ours")), **facts)
