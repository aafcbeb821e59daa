"""Write the catalogue of all texts that a form may say otherwise: ``workbook_templates/languages/vi.toml``.

``python scripts/dev/write_words.py`` writes it; ``--check`` only says whether it has drifted (exit code 1);
``--missing LANGUAGE`` prints what that language does not say yet. The texts are found in the code itself: what is
marked by ``sayable``, given to ``told`` and ``say``, and the sentences of ``messages``.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from tonghop290.forms.toml.toml_written import literal
from tonghop290.messages import CATALOGUE
from tonghop290.text.periods import PERIOD_NAMES

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ROOT / "workbook_templates" / "languages"
ASKED = ("sayable", "told", "words.say", "contents.say", "board.say", "self.say", "_words.say")
"""What a text is given to."""
FLOORS = (
    "text",
    "model",
    "plugged",
    "messages",
    "forms",
    "workbook",
    "data",
    "narrative",
    "tables",
    "pipeline",
    "campaign",
    "cli",
)
HEAD = """\
# Mọi chữ in sẵn mà một biểu có thể thay ([words] trong form.toml, trang "Từ ngữ" trong biểu Excel).
# Tệp này do scripts/dev/write_words.py viết từ chính chương trình; đừng sửa tay.
"""


def calls(path: Path) -> Iterator[tuple[str, list[str]]]:
    """Every text a file marks, with its groups."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = ast.unparse(node.func)
        texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        if name.endswith(ASKED) and texts and isinstance(node.args[0], ast.Constant):
            yield texts[0], texts[1:] if name == "sayable" else []


def texts_of_code() -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Room → its texts, each in one room only; and group → texts."""
    rooms: dict[str, list[str]] = {}
    groups: dict[str, list[str]] = {}
    seen: set[str] = set()
    for room in FLOORS:
        found = [pair for path in sorted((ROOT / "tonghop290" / room).rglob("*.py")) for pair in calls(path)]
        if room == "model":
            found += [(text, []) for text in PERIOD_NAMES.values()]
        if room == "messages":
            found += [(text, []) for one in CATALOGUE.values() for text in (one.message, one.fix)]
        for text, of in found:
            for group in of:
                groups.setdefault(group, []).append(text)
            if text not in seen and any(map(str.isalpha, re.sub(r"\{\w+\}", "", text))):
                rooms.setdefault(room, []).append(text)
            seen.add(text)
    return rooms, {group: list(dict.fromkeys(texts)) for group, texts in sorted(groups.items())}


def catalogue() -> str:
    """The whole file."""
    rooms, groups = texts_of_code()
    lines = [HEAD, "[groups]", *(f"{literal(group)} = {literal(texts)}" for group, texts in groups.items()), ""]
    lines.append("[words]")
    for room, texts in rooms.items():
        lines += [f"# {room}", *(f"{literal(text)} = {literal(text)}" for text in texts)]
    return "\n".join(lines) + "\n"


def missing(language: str) -> list[str]:
    """The texts a language does not say."""
    said = tomllib.loads((LANGUAGES / f"{language}.toml").read_text(encoding="utf-8"))["words"]
    return [text for texts in texts_of_code()[0].values() for text in texts if text not in said]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--missing", metavar="LANGUAGE")
    asked = parser.parse_args()
    if asked.missing:
        print("\n".join(f"{literal(text)} = " for text in missing(asked.missing)))
        return 0
    path, made = LANGUAGES / "vi.toml", catalogue()
    if asked.check:
        return int(path.read_text(encoding="utf-8") != made)
    path.write_text(made, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
