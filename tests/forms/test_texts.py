"""The office's texts of a form: lines, lists and tables of lines, as the documentation of the report shows them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.samples.forms import shipped_form
from tests.samples.paths import ROOT
from tonghop290.forms.load import load_form
from tonghop290.model import FormError

DOC = ROOT / "docs" / "sua_mau.md"


def changed(folder: Path, more: str) -> Path:
    """The shipped form with this in the place of what its part says now."""
    text = (shipped_form().folder / "form.toml").read_text(encoding="utf-8")
    own = re.sub(r"(?m)^\[texts\.van_ban\]\n(?:[^\[\n].*\n)*", "", text)
    (folder / "form.toml").write_text(f"{own}\n{more}\n", encoding="utf-8")
    return folder


def test_the_settings_the_documentation_shows_can_be_added_to_the_form(tmp_path: Path) -> None:
    shown = re.search(r"    \[texts\.van_ban\]\n(?:    .*\n)+", DOC.read_text(encoding="utf-8"))
    assert shown is not None
    texts = load_form(changed(tmp_path, re.sub("(?m)^    ", "", shown[0]))).texts["van_ban"]
    assert (texts["co_quan_kl43"], texts["ngay_kl62"]) == ("", "08/12/2009")


@pytest.mark.parametrize(("more", "fault"), [
    ("[texts.van_ban]\nngay_kl62 = 8", "texts.van_ban.ngay_kl62: 8 không phải là chữ (trong ngoặc kép)"),
    ("[texts.subtitle]\na = 'b'", "không đọc được TOML"),
    ("[texts.how_to]\na = 'b'", "không đọc được TOML"),
])  # fmt: skip
def test_a_wrong_text_is_told_with_its_place(tmp_path: Path, more: str, fault: str) -> None:
    with pytest.raises(FormError) as caught:
        load_form(changed(tmp_path, more))
    assert fault in str(caught.value)
