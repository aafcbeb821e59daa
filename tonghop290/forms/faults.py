"""Reading a definition and collecting every fault, each with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from tonghop290.expressions.parse import ExpressionFault
from tonghop290.text.nearest import meant, nearest, suggestion
from tonghop290.text.normalize import without_controls

__all__ = ["Faults", "Part", "TooManyFaults", "is_number", "parsed", "shown"]

T = TypeVar("T")
MOST_FAULTS = 500
_SHOWN = 60
_NO_WORDS: Mapping[str, str] = MappingProxyType({})


def is_number(value: object) -> bool:
    """A finite TOML number (``inf``, ``nan`` and booleans are none)."""
    return type(value) in (int, float) and abs(value) < 1e15  # type: ignore[arg-type]


def shown(value: Any) -> str:
    """A value as a fault shows it: as TOML's reader gave it, and no longer than a line."""
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


class TooManyFaults(Exception):
    """A definition has so many faults that nobody reads on; the list says so."""


def _hidden_in(text: str) -> str:
    """The first character that would act on a screen instead of showing there, as "U+202E"; ""."""
    shown = text.replace("\n", " ").replace("\t", " ")
    if shown.isprintable():
        return ""
    hidden = next((one for one in shown if not one.isprintable() and without_controls(one) != one), "")
    return f"U+{ord(hidden):04X}" if hidden else ""


class Faults:
    """A growing list of faults; from the 500th on nothing more is looked for."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def add(self, place: str, reason: str) -> None:
        self.lines.append(f"{place}: {reason}")
        if len(self.lines) == MOST_FAULTS:
            self.lines.append(f"…: còn nữa; đề nghị sửa {MOST_FAULTS} lỗi trên rồi chạy lại")
            raise TooManyFaults


class Part:
    """One table of the definition: typed getters that add their own place to the fault and go on."""

    def __init__(self, place: str, content: Any, faults: Faults) -> None:
        self.place, self.faults = place, faults
        self.known: set[str] = set()
        self.content: Mapping[str, Any] = content if isinstance(content, Mapping) else {}
        if not isinstance(content, Mapping):
            faults.add(place, "phải là một bảng (bảng TOML)")

    def fault(self, key: str, reason: str) -> None:
        self.faults.add(self._at(key), reason)

    def _at(self, key: str) -> str:
        return ".".join(part for part in (self.place, key) if part)

    def _get(self, key: str, default: Any, test: Callable[[Any], bool], kind: str, required: bool) -> Any:
        self.known.add(key)
        if key not in self.content:
            if required:
                self.fault(key, "còn thiếu")
            return default
        value = self.content[key]
        if not test(value):
            self.fault(key, f"{shown(value)} không phải là {kind}")
            return default
        return value

    def line(self, key: str, default: str = "", *, required: bool = False) -> str:
        """A text on one line, without spaces around it; a required one is not empty."""
        value = self.text(key, default, required=required)
        if value != " ".join(value.split()):
            self.fault(key, "có dấu cách thừa hoặc xuống dòng")
        if required and key in self.content and not value.strip():
            self.fault(key, "để trống")
        return value

    def text(self, key: str, default: str = "", *, required: bool = False) -> str:
        value = str(self._get(key, default, lambda value: isinstance(value, str), "chữ (trong ngoặc kép)", required))
        if hidden := _hidden_in(value):
            self.fault(key, f"có ký tự không nhìn thấy ({hidden}); đề nghị xoá, gõ lại")
            return default
        return value

    def one_of(
        self,
        key: str,
        allowed: Iterable[str],
        default: str,
        *,
        required: bool = False,
        words: Mapping[str, str] = _NO_WORDS,
    ) -> Any:
        """``words``: what people call the allowed ones, in small letters, for a suggestion."""
        value = self.text(key, default, required=required)
        allowed = tuple(allowed)
        if value not in allowed:
            named = words.get(value.casefold().strip(), "")
            close = meant(named or nearest(value, allowed))
            self.fault(key, f"{shown(value)} không có trong: {', '.join(allowed)}{close}")
            return default
        return value

    def whole(self, key: str, default: int = 0, *, required: bool = False) -> int:
        return int(
            self._get(key, default, lambda value: type(value) is int and is_number(value), "số nguyên", required)
        )

    def number(self, key: str, default: float = 0.0) -> float:
        return float(self._get(key, default, is_number, "số", False))

    def truth(self, key: str, default: bool = False) -> bool:
        return bool(self._get(key, default, lambda value: isinstance(value, bool), "true hoặc false", False))

    def texts(self, key: str) -> tuple[str, ...]:
        test = lambda value: isinstance(value, list) and all(isinstance(text, str) for text in value)  # noqa: E731
        return tuple(self._get(key, [], test, "danh sách chữ", False))

    def parts(self, key: str) -> list[Part]:
        """A list of tables."""
        rows = self._get(key, [], lambda value: isinstance(value, list), "danh sách bảng", False)
        return [Part(f"{self._at(key)}[{index}]", row, self.faults) for index, row in enumerate(rows, 1)]

    def part(self, key: str) -> Part:
        self.known.add(key)
        return Part(self._at(key), self.content.get(key, {}), self.faults)

    def inside(self, key: str) -> Part:
        """The place of one entry, without its content (for faults that belong to its name)."""
        return Part(self._at(key), {}, self.faults)

    def raw(self, key: str, default: Any = None) -> Any:
        self.known.add(key)
        return self.content.get(key, default)

    def unheard(self) -> Part:
        """The same part, whose faults nobody hears: they follow from one that is told already."""
        made = Part(self.place, self.content, Faults())
        made.known = self.known
        return made

    def no_more(self) -> None:
        """Every key that nobody asked for is a fault."""
        for key in self.content:
            if key not in self.known:
                self.fault(key, f"không có mục này{suggestion(key, self.known)}")


def parsed(part: Part, key: str, parse: Callable[[], T]) -> T | None:
    """What ``parse`` gives of the expression at ``key``; None where it cannot be understood, and the faults say why."""
    try:
        return parse()
    except ExpressionFault as error:
        for fault in error.faults:
            part.fault(key, fault)
        return None
