"""Jinja's complaints in the words of who writes the template."""

from __future__ import annotations

import re

__all__ = ["jinja_words"]

_WORDS = tuple(
    (re.compile(pattern, re.DOTALL), said)
    for pattern, said in (
        (r"Unexpected end of template\..*needs to be closed is '(\w+)'\.?", r"mở {% \1 %} mà không có {% end\1 %}"),
        (r"Encountered unknown tag '(end\w+|else|elif)'.*", r"{% \1 %} không có thẻ mở ở trước"),
        (r"Encountered unknown tag '(.+?)'.*", r"không có lệnh {% \1 %}"),
        (r"(?i:Expected an expression), got '(.+?)'", r"thiếu tên hoặc số trước “\1”"),
        (r"expected token '(.+?)', got '(.+?)'", r"cần “\1” ở chỗ của “\2”"),
        (r"unexpected char (?:'(.+?)'|\"'\") at \d+", r"nháy không đóng hoặc ký tự không dùng được trong thẻ \1"),
        (r"unexpected '(.+?)'(?:, expected '(.+?)')?", r"thừa “\1”"),
        (r"expected name or number", "thiếu tên sau dấu chấm"),
        (r"tag name expected", "thiếu tên lệnh sau {%"),
        (r"Missing end of (?:raw directive|comment tag)", "mở mà không đóng"),
    )
)  # fmt: skip
_TOKENS = {
    "end of statement block": "%}",
    "end of print statement": "}}",
    "begin of statement block": "{%",
    "begin of print statement": "{{",
    "end of template": "hết mẫu",
    "“name”": "tên",
}


def jinja_words(message: str | None) -> str:
    """The complaint in Vietnamese; one that nobody has met yet stays as it is.

    >>> jinja_words("expected token 'end of print statement', got 'so'")
    'cần “}}” ở chỗ của “so”'
    """
    text = message or ""
    for pattern, said in _WORDS:
        if found := pattern.fullmatch(text):
            text = found.expand(said)
            break
    for token, sign in _TOKENS.items():
        text = text.replace(token, sign)
    return text
