"""What plug-ins read, and what two of them cannot agree on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import tonghop290 as th
from tests.consumers.installed import as_listing
from tests.messages.examples.example import Example, drawn
from tests.messages.examples.small_form import good, returned, the_form

_EXAMPLE = "tests.consumers.plugin_package.tonghop290_vi_du"


def _plugin(
    kind: th.plugins.PluginKind, name: str, target: str, package: str = "tonghop290-vi-du"
) -> th.plugins.Plugin:
    place = str(Path(__file__).parents[3])
    return th.plugins.Plugin(kind=kind, name=name, package=package, version="1.0", target=target, place=place)


FILES, WORDS = (
    _plugin("file", "bang-ke", f"{_EXAMPLE}:TextFiles"),
    _plugin("reading", "chu-so", f"{_EXAMPLE}:NumbersInWords"),
)
ALSO_FILES = _plugin("file", "tsv", f"{_EXAMPLE}:TextFiles", "goi-khac")
ALSO_WORDS = _plugin("reading", "dem-chu", f"{__name__}:CountsWords", "goi-khac")


class CountsWords:
    """A reading that is no good: how many words there are."""

    def read(self, field: th.plugins.Field, typed: str) -> th.plugins.Read | None:
        return th.plugins.Read(value=len(typed.split())) if field.figure else None


def examples() -> Iterator[Example]:
    listing, words = as_listing(good()), returned(tiep_dan="ba trăm")
    for code, name, data, plugins, done in (
        ("plugin-kind", "biểu.tsv", listing, [FILES], "gửi bảng kê .tsv, máy có phần bổ sung đọc loại tệp này"),
        ("file-two-plugins", "biểu.tsv", listing, [FILES, ALSO_FILES], "máy có hai phần bổ sung nhận cùng loại tệp"),
        ("read-by-plugin", "a.xlsx", words, [WORDS], "ghi “ba trăm”, máy có phần bổ sung đọc số viết bằng chữ"),
        ("plugins-differ", "a.xlsx", words, [WORDS, ALSO_WORDS], "ghi “ba trăm”, hai phần bổ sung đọc khác nhau"),
    ):
        yield drawn(code, done, th.check((name, data), the_form(), plugins=plugins, compare=False).findings)
