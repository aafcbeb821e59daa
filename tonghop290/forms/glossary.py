"""What a definition's conditions may call its fields, tables and columns by: ids, codes, labels.

Made of the raw definition, before anything in it is read: a formula may name what stands further down.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from tonghop290.text.normalize import match_key

__all__ = ["Glossary"]


class Glossary:
    """Names → ids. The same name for two things is a fault where it is used, never a guess."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        fields, tables = _entries(content.get("fields")), _entries(content.get("tables"))
        parameters = content.get("parameters")
        self._ids = {*fields, *tables, *(parameters if isinstance(parameters, Mapping) else ())}
        self._exact: dict[str, set[str]] = defaultdict(set)
        self._folded: dict[str, set[str]] = defaultdict(set)
        for id, entry in (*fields.items(), *tables.items()):
            for name in _names(entry):
                self._exact[name].add(id)
                self._folded[match_key(name)].add(id)
        self._percent = {id for id, entry in fields.items() if entry.get("type") == "percent"}
        self._columns = {
            table: {
                match_key(name): id
                for id, column in reversed(_entries(entry.get("columns")).items())
                for name in (*_names(column), id)
            }
            for table, entry in tables.items()
        }
        choices = (entry.get("choices") for entry in fields.values())
        self._choices = {str(one) for listed in choices if isinstance(listed, list) for one in listed}
        self._choices |= {label for entry in _entries(content.get("lists")).values() for label in _listed(entry)}

    @property
    def known(self) -> tuple[str, ...]:
        """Every code and label."""
        return tuple(self._exact)

    def find(self, written: str, *, marked: bool) -> str:
        """The id of what is called so, as written where nothing is; see :class:`expressions.parse.Names`."""
        called = set(self._exact.get(written, ()))
        if written in self._ids:
            if marked and called - {written}:
                raise LookupError(_two(written, (written, *sorted(called - {written}))))
            return written
        called = called or self._folded.get(match_key(written), set())
        if len(called) > 1:
            raise LookupError(_two(written, sorted(called)))
        if not called and marked and written in self._choices:
            raise LookupError(f"'{written}' là một lựa chọn; quy tắc chỉ tính với số và ngày, chưa so được với chữ")
        return next(iter(called), written)

    def id_of(self, written: str) -> str:
        """As :meth:`find`, of a name that stands alone, in square brackets or not; as written where it is doubtful."""
        bare = written.strip()
        bare = bare[1:-1].strip() if bare[:1] == "[" and bare[-1:] == "]" else bare
        try:
            return self.find(bare, marked=False)
        except LookupError:
            return bare

    def find_column(self, table: str, written: str) -> str:
        return self._columns.get(table, {}).get(match_key(written), written)

    def in_percent(self, id: str) -> bool:
        return id in self._percent


def _entries(part: Any) -> dict[str, Mapping[str, Any]]:
    if not isinstance(part, Mapping):
        return {}
    return {str(id): entry for id, entry in part.items() if isinstance(entry, Mapping)}


def _names(entry: Mapping[str, Any]) -> Iterator[str]:
    yield from (" ".join(name.split()) for key in ("code", "label", "short") if isinstance(name := entry.get(key), str))


def _listed(entry: Mapping[str, Any]) -> Iterator[str]:
    """The labels of a list by name."""
    written = entry.get("entries")
    for one in written if isinstance(written, list) else ():
        yield str(one.get("label", "")) if isinstance(one, Mapping) else str(one)


def _two(written: str, ids: Any) -> str:
    return f"'{written}' là tên của hơn một mục ({', '.join(ids)}); ghi mã máy, không ghi trong ngoặc"
