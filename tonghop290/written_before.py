"""What the outputs of a folder were made of: one that would be made of the same again is left as it is.

In ``.da_ghi`` beside them stands for each file the key of all it was made of, and the hash of its bytes. A file is left
only where both are the same: one that a person has changed, one that is damaged, one that is gone is never taken for
ours. The list may be thrown away; what it does not know is made again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

from tonghop290.file_names import WRITTEN
from tonghop290.files import write_whole
from tonghop290.version import program

__all__ = ["WrittenBefore", "key_of"]


def key_of(*parts: object, within: Path | None = None) -> str:
    """One key of values, by all they hold (never by where they lie in memory), and of the program. Where ``within``
    lies is nothing to it."""
    made, place = hashlib.blake2b(digest_size=16), repr(str(within))[1:-1] if within is not None else None
    for part in (program(), *parts):
        whole = _whole(part)
        made.update((whole.replace(place, ".") if place else whole).encode("utf-8", "surrogatepass"))
        made.update(b"\0")
    return made.hexdigest()


_LEAVES = frozenset({str, int, float, bool, type(None), dt.date, dt.datetime})
"""What tells itself whole; a list or a mapping of nothing else does too."""
_HOLDERS = frozenset({list, tuple, dict})


def _whole(value: Any) -> str:
    """A value written out to its leaves, whatever it says of itself in short; of a path its name, wherever it lies."""
    kind: Any = type(value)
    if kind in _LEAVES or kind in _HOLDERS and _LEAVES.issuperset(map(type, _held(value))):
        return repr(value)
    if isinstance(value, Path):
        return value.name
    if names := _names_of(kind):
        own = (f"{name}={_whole(getattr(value, name))}" for name in names)
        return f"{kind.__qualname__}({', '.join(own)})"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{_whole(key)}: {_whole(part)}' for key, part in value.items())}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_whole, value))}]"
    if isinstance(value, set | frozenset):
        return f"{{{', '.join(sorted(map(_whole, value)))}}}"
    if getattr(value, "ndim", 0):
        raise TypeError(f"a {kind.__name__} tells itself in short: no key can be made of it")
    return repr(value)


def _held(holder: Any) -> Iterable[object]:
    return chain(holder, holder.values()) if type(holder) is dict else holder


@cache
def _names_of(kind: Any) -> tuple[str, ...]:
    """The fields of values of a dataclass that count; () for another kind."""
    return tuple(one.name for one in fields(kind) if one.repr) if is_dataclass(kind) else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Noted:
    key: str
    digest: str
    said: tuple[str, ...] | None = None


class WrittenBefore:
    """The lists of the folders a command writes into, each read when it is asked for."""

    def __init__(self) -> None:
        self._folders: dict[Path, dict[str, _Noted]] = {}
        self._digests: dict[Path, str | None] = {}
        self._changed: set[Path] = set()
        self.left: set[Path] = set()
        """The outputs of this command that were there to the byte."""

    def is_as_noted(self, path: Path) -> bool:
        """Whether the file is there to the byte as it was noted."""
        noted = self._noted(path)
        return noted is not None and noted.digest == self._digest(path)

    def leave(self, path: Path, key: str) -> bool:
        """Whether the file is there, as it was made of this key; then it is left."""
        noted = self._noted(path)
        if noted is None or noted.key != key or not self.is_as_noted(path):
            return False
        self.left.add(path)
        return True

    def leave_all(self, folder: Path, key: str) -> tuple[Path, ...]:
        """The files that were made together of this key, where all of them are there; then they are left."""
        own = {folder / name: noted.key for name, noted in self._list(folder).items() if noted.key.startswith(key)}
        whole = set(own.values()) == {_together(key, len(own))} and all(map(self.is_as_noted, own))
        self.left.update(own if whole else ())
        return tuple(own) if whole else ()

    def note_all(self, paths: Sequence[Path], key: str) -> None:
        """Note files as they stand there, made together of this key."""
        for path in paths:
            self._digests.pop(path, None)
            digest = self._digest(path)
            if digest is not None:
                self._list(path.parent)[path.name] = _Noted(key=_together(key, len(paths)), digest=digest)
                self._changed.add(path.parent)

    def write(self, path: Path, data: bytes, key: str, *, private: bool = False) -> None:
        """Put the bytes there, where they are not there already, and note their key. ``private``: for the user alone.
        Errors: OSError."""
        digest = _hash(data)
        if self._digest(path) == digest:
            self.left.add(path)
        else:
            write_whole(path, data, private=private)
            self._digests[path] = digest
        noted = _Noted(key=key, digest=digest)
        if self._noted(path) != noted:
            self._list(path.parent)[path.name] = noted
            self._changed.add(path.parent)

    def said_of(self, path: Path) -> tuple[str, ...] | None:
        """What was noted that is to be said of a file; None where nothing was, or of another file."""
        noted = self._noted(path)
        return noted.said if noted is not None and self.is_as_noted(path) else None

    def note_said(self, path: Path, said: Sequence[str]) -> None:
        """Note what is to be said of a file that was noted before."""
        noted = self._noted(path)
        if noted is not None and noted.said != tuple(said):
            self._list(path.parent)[path.name] = _Noted(key=noted.key, digest=noted.digest, said=tuple(said))
            self._changed.add(path.parent)

    def keep(self) -> None:
        """Keep the lists for the next time, as far as the disk lets us; files that are gone are forgotten."""
        for folder in self._changed:
            with suppress(OSError):
                there = {entry.name for entry in folder.iterdir()}
                files = {
                    name: [noted.key, noted.digest, noted.said]
                    for name, noted in sorted(self._list(folder).items())
                    if name in there
                }
                text = json.dumps({"files": files}, ensure_ascii=False, separators=(",", ":"))
                write_whole(folder / WRITTEN, text.encode("utf-8", "surrogatepass"))
        self._changed.clear()

    def _noted(self, path: Path) -> _Noted | None:
        return self._list(path.parent).get(path.name)

    def _list(self, folder: Path) -> dict[str, _Noted]:
        if folder not in self._folders:
            self._folders[folder] = _read(folder / WRITTEN)
        return self._folders[folder]

    def _digest(self, path: Path) -> str | None:
        """Of what stands there; None for nothing that can be read."""
        if path not in self._digests:
            self._digests[path] = None
            with suppress(OSError):
                self._digests[path] = _hash(path.read_bytes()) if path.is_file() else None
        return self._digests[path]


def _together(key: str, count: int) -> str:
    return f"{key}/{count}"


def _hash(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def _read(path: Path) -> dict[str, _Noted]:
    """A list as it was kept; empty where it is not there, or not as we write it."""
    try:
        content = json.loads(path.read_bytes().decode("utf-8", "surrogatepass"))
        return {str(name): _as_noted(*noted) for name, noted in content["files"].items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}


def _as_noted(key: Any, digest: Any, said: Any) -> _Noted:
    lines = None if said is None else tuple(str(line) for line in said)
    return _Noted(key=str(key), digest=str(digest), said=lines)
