"""The seal of our outputs: what we wrote is told from what a person has changed since, and from what is not ours."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.samples.districts import a_district
from tonghop290.data.aggregate import add_up
from tonghop290.data.exports.export import write_tables
from tonghop290.seals import is_sealed, sealed_json

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text(), JSON, max_size=6))
def test_sealed_json_is_known_however_it_is_laid_out(content: dict[str, Any]) -> None:
    sealed = sealed_json(content)
    assert list(sealed)[-1] == "seal"
    for again in (json.dumps(sealed), json.dumps(sealed, indent=4, ensure_ascii=False, sort_keys=True)):
        assert is_sealed(json.loads(again)) is True
    assert is_sealed({key: value for key, value in content.items() if key != "seal"}) is None


@given(st.dictionaries(st.text(), JSON, max_size=6), st.text(), JSON)
def test_any_other_content_breaks_the_seal(content: dict[str, Any], key: str, value: Any) -> None:
    sealed = sealed_json(content)
    if key != "seal" and (key not in sealed or json.dumps(sealed[key]) != json.dumps(value)):
        assert is_sealed({**sealed, key: value}) is False


def test_the_result_file_is_sealed_and_one_figure_breaks_it(tmp_path: Path) -> None:
    dataset, _ = a_district(3)
    write_tables(dataset, add_up(dataset), tmp_path, format="json")
    result = json.loads((tmp_path / "so_lieu.json").read_text(encoding="utf-8"))
    assert is_sealed(result) is True
    result["so_lieu_rong"][0]["chi_bo"] = (result["so_lieu_rong"][0]["chi_bo"] or 0) + 1
    assert is_sealed(result) is False
