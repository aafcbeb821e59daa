"""Comments of a definition somebody wrote by hand stay with what they speak of when it is written anew."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.campaign.test_commands import run
from tests.forms.excel.test_round_trip import definitions
from tests.samples.forms import HEAD, completed
from tests.samples.rounds import FORM
from tonghop290.forms.folders import find_form
from tonghop290.forms.toml.kept_comments import with_comments
from tonghop290.forms.toml.toml_written import toml_text

BY_HAND = """\
# Biểu của phòng tôi
# sửa lần cuối: Lan

# phần đầu
[form]
id = "nho"   # đừng đổi
title = "Biểu # nhỏ"
[rules.R1]
# điều kiện này
# phòng hỏi nhiều
test = "a <= b"
at = [
  "a",  # đứng trước
  # rồi đến
  "b",
]
[fields.gone] # bỏ năm 2020
label = "Cũ"
# hết
"""


def test_comments_stay_with_what_they_speak_of() -> None:
    content = tomllib.loads(BY_HAND)
    del content["fields"]
    content["form"]["title"] = "Biểu lớn"
    assert (
        with_comments(toml_text(content, ["viết bởi máy"]), BY_HAND)
        == """\
# Biểu của phòng tôi
# sửa lần cuối: Lan

# phần đầu
[form]
id = "nho"  # đừng đổi
title = "Biểu lớn"


[rules.R1]
# điều kiện này
# phòng hỏi nhiều
test = "a <= b"
# đứng trước
# rồi đến
at = ["a", "b"]

# hết

# Ghi chú của những mục không còn:
# bỏ năm 2020
"""
    )


@settings(max_examples=settings.default.max_examples // 3)
@given(definitions(), definitions(), st.data())
def test_comments_never_change_what_is_said_and_none_is_lost(
    before: dict[str, Any], after: dict[str, Any], data: st.DataObject
) -> None:
    lines = toml_text(before).split("\n")
    places = data.draw(st.lists(st.integers(0, len(lines) - 1), unique=True, max_size=6))
    for place in places:
        behind = data.draw(st.booleans()) and lines[place] and not lines[place].startswith("#")
        lines[place] = f"{lines[place]} # ghi {place}." if behind else f"# ghi {place}.\n{lines[place]}"
    old = "\n".join(lines)
    assert tomllib.loads(old) == before
    for wanted in (before, after):
        made = with_comments(toml_text(wanted), old)
        assert tomllib.loads(made) == wanted
        assert [place for place in places if f"# ghi {place}." not in made] == []
        again = with_comments(toml_text(wanted), made)
        assert sorted(filter(None, again.split("\n"))) == sorted(filter(None, made.split("\n")))


def test_the_shipped_definition_keeps_its_comments() -> None:
    old = find_form("qd290-10-nam").read_text(encoding="utf-8")
    made = with_comments(toml_text(tomllib.loads(old)), old)
    assert tomllib.loads(made) == tomllib.loads(old)
    said = [line.strip() for line in old.split("\n") if line.strip().startswith("#")]
    assert [line for line in said if line not in made] == [] and "không còn" not in made


def test_a_definition_written_by_hand_is_kept_where_it_says_the_same(tmp_path: Path) -> None:
    toml = tmp_path / "bieu" / "form.toml"
    toml.parent.mkdir()
    by_hand = (HEAD + completed(FORM)).replace("[rules.R1]", "# phòng hỏi nhiều\n[rules.R1]")
    toml.write_text(by_hand, encoding="utf-8")
    run("form", "from-toml", "bieu", "-o", "a.xlsx", cwd=tmp_path)
    assert "không ghi đè" in run("form", "to-toml", "a.xlsx", "-o", "bieu", cwd=tmp_path, expect=2)[1]
    run("form", "to-toml", "a.xlsx", "-o", "bieu", "--overwrite", cwd=tmp_path)
    assert toml.read_text(encoding="utf-8") == by_hand
    toml.write_text(by_hand.replace("Số chi bộ", "Chi bộ"), encoding="utf-8")
    run("form", "to-toml", "a.xlsx", "-o", "bieu", "--overwrite", cwd=tmp_path)
    made = toml.read_text(encoding="utf-8")
    assert "# phòng hỏi nhiều\n[rules.R1]" in made and "Số chi bộ" in made
