"""A form in more than one language: printed in its own, a second one below, read back as it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import tonghop290 as th
from tests.looked_at import looked_at
from tests.samples.forms import HEAD, drawn, faults_of
from tonghop290.forms.faults import Faults
from tonghop290.forms.parts.languages import in_languages
from tonghop290.model import Form, Unit
from tonghop290.workbook.issue.blank import Filling, write_blank

BOTH = HEAD.replace('version = "1"', 'version = "1"\nsecond_language = "en"').replace(
    'title = "CHUNG"', 'title = "CHUNG", titles = { en = "GENERAL" }'
)
ONE = BOTH.replace('second_language = "en"', "")
DEFINITION = """
[lists.huyen]
entries = [{ label = "Bắc", labels = { en = "North" } }, "Nam"]
[lists.xa]
entries = [{ label = "Yên Lạc", parent = "Bắc" }, { label = "Khác", labels = { en = "Other" } }]
[fields.ten]
type = "text"
filled_by = "register"
[fields.ho]
label = "Số hộ"
help = "Đếm cả hộ tạm trú."
type = "integer"
labels = { en = "Households" }
helps = { en = "Temporary ones too." }
[fields.huyen]
type = "choice"
choices = "@huyen"
[fields.xa]
type = "choice"
choices = "@xa"
depends_on = "huyen"
[tables.bang]
label = "Theo nhóm"
labels = { en = "By group" }
rows = [{ id = "nam", code = "b1", label = "Nam", labels = { en = "Men" } }, { id = "nu", code = "b2", label = "Nữ" }]
columns.so = { label = "Số", labels = { en = "Number" }, type = "integer", unit = "người" }
"""
UNIT = Unit(code="00001", name="Mẫu")


def english(folder: Path) -> Form:
    """The same form in English, with Vietnamese below."""
    form = drawn(DEFINITION, folder, head=ONE)
    said = replace(form, words=replace(form.words, language="en"))
    return in_languages(said, {"form": {"second_language": "vi"}}, Faults())


def both(folder: Path) -> Form:
    return drawn(DEFINITION, folder, head=BOTH)


@pytest.mark.parametrize(
    ("made", "printed"),
    [
        (both, {"I. CHUNG\nGENERAL", "Số hộ (không bắt buộc)\nHouseholds", "Theo nhóm\nBy group", "Nam\nMen", "Nữ"}),
        (english, {"I. GENERAL\nCHUNG", "Households (không bắt buộc)\nSố hộ", "By group\nTheo nhóm", "Men\nNam", "Nữ"}),
    ],
    ids=["two", "the other way round"],
)
def test_labels_are_printed_in_both_and_read_back(
    made: Callable[[Path], Form], printed: set[str], tmp_path: Path
) -> None:
    form = made(tmp_path / "bieu")
    filling = Filling(
        values={"ho": 12, "huyen": "north", "xa": "Yên Lạc"},
        tables={"bang": [{"row": "nam", "so": 5}, {"row": "nu", "so": 7}]},
    )
    path = write_blank(form, tmp_path / "a.xlsx", unit=UNIT, filling=filling)
    shown = {cell.value for sheet in looked_at(path) for row in sheet.iter_rows() for cell in row}
    assert printed <= shown
    report = th.check([path], form, units={UNIT.code: UNIT})
    assert [str(one) for one in report.findings if one.severity != "note"] == []
    read = report.to_dict()["files"][0]
    north = "North" if form.words.language == "en" else "Bắc"
    assert (read["values"]["ho"], read["values"]["huyen"], read["values"]["xa"]) == (12, north, "Yên Lạc")
    assert [row["so"] for row in read["tables"]["bang"]] == [5, 7]


def test_the_printed_choices_and_pairs_are_those_of_the_language(tmp_path: Path) -> None:
    form = english(tmp_path)
    assert (form.fields["huyen"].choices, form.fields["huyen"].spellings) == (("North", "Nam"), (("Bắc", "North"),))
    assert form.fields["xa"].belongs == (("Yên Lạc", "North"), ("Other", "North"), ("Other", "Nam"))
    assert (form.fields["ho"].label, form.fields["ho"].short, form.fields["ho"].help) == (
        "Households",
        "Households",
        "Temporary ones too.",
    )


@pytest.mark.parametrize(
    ("head", "definition", "faults"),
    [
        (
            BOTH.replace('"en"', '"fr"', 1),
            DEFINITION,
            ["form.second_language: chưa mục nào có nhãn bằng ngôn ngữ 'fr' (ghi ở labels)"],
        ),
        (BOTH.replace('"en"', '"vi"', 1), DEFINITION, ["form.second_language: 'vi' đã là ngôn ngữ của biểu"]),
        (
            HEAD,
            '[fields.a]\ntype = "text"\nlabels = { english = "A" }\n',
            ["fields.a.labels.english: 'english' không phải là mã ngôn ngữ, ví dụ en"],
        ),
    ],
)
def test_what_cannot_be_printed_is_told(head: str, definition: str, faults: list[str], tmp_path: Path) -> None:
    assert faults_of(definition, tmp_path, head=head) == faults
