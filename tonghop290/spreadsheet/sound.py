"""Whether what was taken out of a part by pattern is well-formed beyond doubt, so that expat need not see it again.

Never a yes where expat would say no; a no only says that it is expat's to say. What is asked here is what a pattern that knows every
tag leaves open: the characters and references of the text, and the attributes a tag may have in any number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from tonghop290.spreadsheet.xml import UTF8_HEAD

__all__ = ["root_attributes", "sound_attributes", "sound_text"]

_FORBIDDEN = bytes({*range(32)} - {9, 10, 13})
_OTHER_REFERENCE = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)").search
_ROOT = re.compile(UTF8_HEAD.pattern + rb'<(?-i:worksheet)((?:\s+[A-Za-z0-9:]+="[^"<>]*")*)\s*>', re.IGNORECASE).match
_ATTRIBUTE = re.compile(r'\s([A-Za-z0-9:]+)="([^"]*)"').findall
_NAME = re.compile(r"(?:([A-Za-z][A-Za-z0-9]*):)?[A-Za-z][A-Za-z0-9]*").fullmatch


def sound_text(content: bytes) -> bool:
    """Whether bytes in UTF-8 (which is not asked here) hold allowed characters, the five known references and no ``]]>`` alone.

    Also no for what only expat can tell: numbered characters, and the last ones of the first plane.
    """
    return (
        len(content.translate(None, _FORBIDDEN)) == len(content)
        and b"]]>" not in content
        and b"\xef\xbf" not in content
        and _OTHER_REFERENCE(content) is None
    )


def root_attributes(head: bytes) -> dict[str, str] | None:
    """The attributes of the ``worksheet`` a part in UTF-8 begins with, as written; None where it begins otherwise."""
    root = _ROOT(head)
    return dict(_ATTRIBUTE(root[1].decode("latin-1"))) if root is not None else None


def sound_attributes(tags: Iterable[str], head: bytes) -> bool:
    """Whether the attributes of each tag have names, each its own, with prefixes that the root declares.

    ``tags``: the attributes of each, a blank and name="value" (without ``<`` and ``&``) one after the other. ``head``: how the part begins.
    """
    prefixes: set[str] = set()
    for one in tags:
        found = _prefixes(one)
        if found is None:
            return False
        prefixes |= found
    if not prefixes:
        return True
    declared = root_attributes(head) or {}
    return all(declared.get("xmlns:" + prefix) for prefix in prefixes)


@lru_cache(maxsize=4096)
def _prefixes(tag: str) -> frozenset[str] | None:
    """The prefix among the names of a tag, if any; None where a name is none, stands twice (``r`` may stand before), or two have prefixes."""
    names = [name for name, _ in _ATTRIBUTE(tag)]
    read = [_NAME(name) for name in names]
    prefixes = [one[1] for one in read if one is not None and one[1] is not None]
    return None if None in read or len({"r", *names}) <= len(names) or len(prefixes) > 1 else frozenset(prefixes)
