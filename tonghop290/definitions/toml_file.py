"""A TOML file read with suspicion: what nests or grows without end is named before any time is spent on it.

The limits count work (bytes, levels, entries), never seconds: what loads on one machine loads on every one.
Source: TOML 1.0; measured on tomllib of Python 3.11, which takes 20 s for one key of 100,000 parts.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tonghop290.definitions.file_bytes import bytes_of
from tonghop290.definitions.toml_words import toml_fault
from tonghop290.model import FormError
from tonghop290.spreadsheet.package import Unreadable

__all__ = ["merged", "read_toml"]

MOST_BYTES = 2**20
"""Of a definition or a settings file; the largest shipped one has 42,000."""
DEEPEST, LONGEST_NUMBER, LONGEST_TEXT, MOST_ENTRIES = 32, 100, 32_767, 2_000
"""Levels of brackets or of a dotted key; characters of a number or a key, of a text (Excel's cell); entries."""
_PART = r"""(?:[A-Za-z0-9_+:-]++|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+')"""
_TOKEN = re.compile(
    r'''(?P<text>"""(?:[^"\\]|\\.|"(?!""))*+(?:"""|$)|\'\'\'(?:[^\']|\'(?!\'\'))*+(?:\'\'\'|$)|#[^\n]*+)'''
    rf"|(?P<key>{_PART}(?:[ \t]*+\.[ \t]*+{_PART})*+)|(?P<open>[\[{{])|(?P<close>[\]}}])",
    re.DOTALL,
)


def read_toml(path: Path) -> tuple[dict[str, Any], bytes]:
    """The content of a TOML file, and its bytes.

    Errors: FileNotFoundError, PermissionError; :class:`FormError` for what is no TOML or goes beyond the limits, with
    its line or its place.
    """
    data = bytes_of(path, max_bytes=MOST_BYTES, told=_told)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        said = f"dòng {line}: có chữ không phải UTF-8; đề nghị lưu lại tệp với mã UTF-8"
        raise FormError(str(path), [f"{path.name}: không đọc được TOML ({said})"]) from None
    _refuse(path, _overgrown_lines(text))
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FormError(str(path), [f"{path.name}: không đọc được TOML ({toml_fault(str(error), text)})"]) from None
    except (ValueError, RecursionError):  # a number or a date that Python does not take
        raise FormError(str(path), [f"{path.name}: không đọc được TOML (có số, ngày hoặc ngoặc quá lớn)"]) from None
    _refuse(path, _overgrown_values(content, ""))
    return content, data


def merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """What a file says on top of the one it builds on: tables entry by entry, all else whole."""
    both = dict(below)
    for key, value in above.items():
        under = both.get(key)
        both[key] = merged(under, value) if isinstance(under, Mapping) and isinstance(value, Mapping) else value
    return both


def _told(error: Unreadable) -> str:
    size = int(error.details.get("size", 0))
    return (
        f"tệp lớn {size / 2**20:.1f} MB, nhiều nhất {MOST_BYTES // 2**20} MB"
        if size
        else "không phải là tệp văn bản TOML"
    )


def _refuse(path: Path, faults: Iterator[str]) -> None:
    first = next(faults, None)
    if first is not None:
        raise FormError(str(path), [f"{path.name}: {first}" if first.startswith("dòng") else first])


def _overgrown_lines(text: str) -> Iterator[str]:
    """What nests too deep or writes a number too long, by its line; looked at before it is read."""
    depth = 0
    for token in _TOKEN.finditer(text):
        key = token["key"]
        if key is not None:
            if key.count(".") >= DEEPEST and len(re.findall(_PART, key)) > DEEPEST:
                yield f"{_line(text, token)}: tên mục có quá {DEEPEST} phần nối bằng dấu chấm"
            elif len(key) > LONGEST_NUMBER and key[0] not in "\"'" and "." not in key[:LONGEST_NUMBER]:
                yield f"{_line(text, token)}: số (hoặc tên mục) dài {len(key)} ký tự, nhiều nhất {LONGEST_NUMBER}"
        elif token["open"]:
            depth += 1
            if depth > DEEPEST:
                yield f"{_line(text, token)}: ngoặc lồng nhau quá {DEEPEST} tầng"
        elif token["close"]:
            depth = max(depth - 1, 0)


def _line(text: str, token: re.Match[str]) -> str:
    return f"dòng {text.count(chr(10), 0, token.start()) + 1}"


def _overgrown_values(value: Any, place: str) -> Iterator[str]:
    """Texts and lists longer than any form can use, by their place."""
    if isinstance(value, str):
        if len(value) > LONGEST_TEXT:
            yield f"{place}: chữ dài {len(value)} ký tự, nhiều nhất {LONGEST_TEXT}"
    elif isinstance(value, dict | list):
        if len(value) > MOST_ENTRIES:
            yield f"{place or 'biểu'}: có {len(value)} mục, nhiều nhất {MOST_ENTRIES}"
        inner = value.items() if isinstance(value, dict) else ((f"[{n}]", one) for n, one in enumerate(value, 1))
        for key, one in inner:
            if len(key) > (LONGEST_TEXT if place == "words" else LONGEST_NUMBER):
                yield (
                    f"{place}.{key[:40]}…".lstrip(".") + f": tên mục dài {len(key)} ký tự, nhiều nhất {LONGEST_NUMBER}"
                )
            if isinstance(one, str | dict | list):
                yield from _overgrown_values(one, f"{place}{key}" if key[:1] == "[" else f"{place}.{key}".lstrip("."))
