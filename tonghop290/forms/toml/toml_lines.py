"""On which line of a TOML file each of its keys stands."""

from __future__ import annotations

import re
from collections import defaultdict

from tonghop290.forms.faults import Faults

__all__ = ["LineFaults", "lines_of"]

_KEY = r"""(?:[A-Za-z0-9_-]++|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+')"""
_DOTTED = rf"{_KEY}(?:[ \t]*+\.[ \t]*+{_KEY})*+"
_TOKEN = re.compile(
    rf"""(?P<skip>\"\"\"(?:[^"\\]|\\.|"(?!""))*+(?:\"\"\"|$)|'''(?:[^']|'(?!''))*+(?:'''|$)|\#[^\n]*+)
    |(?P<key>{_DOTTED})[ \t]*+=(?!=)
    |(?P<text>"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+')
    |(?P<head>(?m:^)[ \t]*+\[\[?[ \t]*+(?P<of>{_DOTTED})[ \t]*+\]\]?)
    |(?P<open>[\[{{])|(?P<close>[\]}}])""",
    re.VERBOSE | re.DOTALL,
)
_PARTS = re.compile(_KEY)


def lines_of(text: str) -> dict[str, int]:
    """The place of every key ("fields.a.total.how", "tables.b.rows[2].id") → its line, from 1."""
    lines: dict[str, int] = {}
    counted: dict[str, int] = defaultdict(int)
    head = key = ""
    around: list[tuple[str, str]] = []
    line, before = 1, 0
    for token in _TOKEN.finditer(text):
        start = token.start("of") if token["head"] else token.start()
        line, before = line + text.count("\n", before, start), start
        if token["head"] and not around:
            head = _place("", token["of"])
            if token["head"].lstrip().startswith("[["):
                counted[head] += 1
                head = f"{head}[{counted[head]}]"
            lines.setdefault(head, line)
        elif token["key"]:
            key = _place(around[-1][1] if around else head, token["key"])
            lines.setdefault(key, line)
        elif token["open"]:
            inside = key
            if around and around[-1][0] == "[":
                counted[around[-1][1]] += 1
                inside = f"{around[-1][1]}[{counted[around[-1][1]]}]"
                lines.setdefault(inside, line)
            around.append((token["open"], inside))
        elif token["close"] and around:
            around.pop()
    return lines


def _place(before: str, key: str) -> str:
    parts = (part[1:-1] if part[0] in "\"'" else part for part in _PARTS.findall(key))
    return ".".join(part for part in (before, *parts) if part)


class LineFaults(Faults):
    """Faults told with the line they stand on."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self._text = data.decode("utf-8-sig", errors="replace")
        self._lines: dict[str, int] | None = None

    def add(self, place: str, reason: str) -> None:
        if self._lines is None:
            self._lines = lines_of(self._text)
        at = place
        while at and at not in self._lines:
            at = at[: max(at.rfind("."), at.rfind("["), 0)]
        super().add(f"dòng {self._lines[at]}: {place}" if at else place, reason)
