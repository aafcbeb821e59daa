"""A district's result file taken back by the province: whole, or refused with a sentence."""

from __future__ import annotations

import functools
import io
import json
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import examples
from tests.samples.communes import FULL, a_dataset
from tests.samples.districts import FORM, OFFICE, a_district, a_register
from tonghop290.data.aggregate import add_up, merge
from tonghop290.data.exports.export import write_tables
from tonghop290.data.result_files import read_result, results_dataset
from tonghop290.model import STATE_ESTIMATE, Dataset, Totals, settled
from tonghop290.pipeline.exports import read_results
from tonghop290.seals import SEAL_KEY
from tonghop290.spreadsheet.kind import is_result


def result_of(
    dataset: Dataset, folder: Path, *, expected: int | None = None, name: str = "Hoằng Hóa", **extra: Any
) -> bytes:
    write_tables(
        dataset, add_up(dataset, expected=expected), folder, format="json", office=replace(OFFICE, name=name), **extra
    )
    return (folder / "so_lieu.json").read_bytes()


@functools.cache
def of_two_units() -> bytes:
    """The result of an office whose two units have answered everything: made once."""
    with tempfile.TemporaryDirectory() as folder:
        return result_of(a_dataset(FORM, [FULL, FULL]), Path(folder))


def close(totals: Totals) -> dict[str, tuple[Any, ...]]:
    """Everything a total says, its numbers to twelve digits."""

    def digits(value: Any) -> Any:
        return float(f"{value:.12g}") if isinstance(value, float) else value

    whole = {**totals.fields, **{".".join(key): one for key, one in totals.cells.items()}}
    return {
        id: (digits(one.value), digits(one.top), digits(one.bottom), one.units, one.expected, dict(one.choices))
        for id, one in whole.items()
    }


def test_the_totals_come_back_as_they_were(tmp_path: Path) -> None:
    dataset, units = a_district(7, gaps=0.3, states=0.2, absent=0.3)
    missing = [unit for code, unit in units.items() if code not in {one.code for one in dataset.units.values() if one}]
    result = read_result(result_of(dataset, tmp_path, expected=7, missing=missing), "huyen/so_lieu.json", FORM)
    assert result.totals == add_up(dataset, expected=7)
    assert (result.unit.title, result.unit_words, result.missing) == (
        "Huyện Hoằng Hóa",
        "xã",
        tuple(unit.title for unit in missing),
    )
    assert result.members == tuple(unit.code for unit in dataset.units.values() if unit)
    assert result.estimated == {
        id for id in dataset.states if (dataset.states[id] == STATE_ESTIMATE).any() and dataset.frame[id].notna().any()
    }
    assert [row["ket_qua"] for row in result.words["mo_hinh"]] == ["+ 120 hộ tham gia"] * len(dataset.tables["mo_hinh"])


def test_what_is_compared_rests_on_the_units_that_have_both_in_files_of_any_version(tmp_path: Path) -> None:
    """The rows beside the totals tell it, so files written before know it too; a number typed over is still refused."""
    dataset, _ = a_district(7, gaps=0.3)
    content = result_of(dataset, tmp_path)
    pairs = read_result(content, "huyen/so_lieu.json", FORM).totals.pairs
    assert pairs == add_up(dataset).pairs and list(pairs) == [last.id for _, last in FORM.pairs]
    assert any(both[0].units < len(dataset.frame) for both in pairs.values())
    broken = json.loads(content)
    broken["so_lieu_rong"][0]["ho_ngheo_2009"] = "nhiều"
    with pytest.raises(ValueError, match="không đọc được các số"):
        read_result(json.dumps(broken).encode(), "huyen/so_lieu.json", FORM)


@pytest.mark.parametrize("name", ["Hoằng Hóa", "Huyện Hoằng Hóa", "huyện Hoằng Hóa"])
def test_the_word_before_an_office_stands_once(tmp_path: Path, name: str) -> None:
    content = result_of(a_dataset(FORM, [FULL]), tmp_path, name=name)
    assert read_result(content, "huyen/so_lieu.json", FORM).unit.title == "Huyện Hoằng Hóa"
    assert settled(replace(OFFICE, level="huyện", name=name), FORM.levels).name == "Hoằng Hóa"


@settings(max_examples=examples(5), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.integers(1, 4), st.integers(0, 10**6), st.sampled_from([0.0, 0.4, 1.0]), st.integers(0, 3)),
        min_size=1,
        max_size=4,
    )
)
def test_communes_to_files_to_province_is_communes_to_province(
    tmp_path: Path, districts: list[tuple[int, int, float, int]]
) -> None:
    parts, rows, expected = [], [], 0
    for number, (count, seed, gaps, absent) in enumerate(districts):
        dataset, _ = a_district(count, seed=seed, gaps=gaps, zeros=gaps / 2, states=0.2)
        parts.append(
            read_result(result_of(dataset, tmp_path / str(number), expected=count + absent), str(number), FORM).totals
        )
        rows.append(dataset)
        expected += count + absent
    assert close(merge(parts, FORM)) == close(add_up(joined(rows), expected=expected))


def joined(districts: list[Dataset]) -> Dataset:
    """All communes of these districts as one dataset."""
    import pandas as pd

    def moved(frame: pd.DataFrame, number: int) -> pd.DataFrame:
        return frame.rename(index=lambda path: f"{number}/{path}")

    tables = {
        id: pd.concat(
            [one.tables[id].assign(file=f"{number}/" + one.tables[id]["file"]) for number, one in enumerate(districts)]
        )
        for id in FORM.tables
    }
    frame = pd.concat([moved(one.frame, number) for number, one in enumerate(districts)])
    return replace(districts[0], frame=frame, tables=tables)


def test_districts_as_a_dataset_hold_their_totals(tmp_path: Path) -> None:
    datasets = [a_district(count, seed=count)[0] for count in (2, 3)]
    results = [
        read_result(result_of(one, tmp_path / str(number), name=f"H{number}"), f"{number}.json", FORM)
        for number, one in enumerate(datasets)
    ]
    dataset = results_dataset(results, FORM)
    assert dataset.frame["dan_so"].tolist() == [one.frame["dan_so"].sum() for one in datasets]
    assert dataset.frame["quyet_dinh_so"].tolist() == [2.0, 3.0]
    assert [unit.title for unit in dataset.units.values() if unit] == ["Huyện H0", "Huyện H1"]
    assert dataset.frame["ngay_chot"].dtype.kind == "M"


def test_a_result_of_an_earlier_version_of_the_form_is_read(tmp_path: Path) -> None:
    """What came into the form later was asked of nobody there; what is missing otherwise is a damage."""
    dataset, _ = a_district(3)
    later, before = "dan_so", json.loads(result_of(dataset, tmp_path))
    form = replace(FORM, version="1.1", fields=dict(FORM.fields) | {later: replace(FORM.fields[later], since="1.1")})
    del before["totals"]["fields"][later], before[SEAL_KEY]
    before["ket_qua"]["form"]["version"] = "1.0"
    for row in before["so_lieu_rong"]:
        del row[later]
    result = read_result(json.dumps(before).encode(), "huyen/so_lieu.json", form)
    assert (result.totals.fields[later].value, result.totals.fields[later].units) == (None, 0)
    with pytest.raises(ValueError, match="không phải là tệp kết quả của biểu này"):
        read_result(json.dumps(before).encode(), "huyen/so_lieu.json", FORM)


def test_no_results_at_all_are_a_dataset_too() -> None:
    assert len(results_dataset([], FORM).frame) == 0


# --- refused ------------------------------------------------------------------------------------------------------

BROKEN = "huyen.json: không phải là tệp kết quả của biểu này, hoặc tệp đã hỏng."
EDITED = "Tệp đã bị sửa hoặc hỏng; đề nghị cơ quan gửi xuất lại tệp."


def put(*keys: Any, value: Any) -> Callable[[Any], None]:
    def change(content: Any) -> None:
        for key in keys[:-1]:
            content = content[key]
        content[keys[-1]] = value

    return change


SEALED = f"huyen.json: nội dung không còn như khi xuất ra. {EDITED}"
CHANGES: dict[str, tuple[Callable[[Any], None], str]] = {
    "a total raised": (
        put("totals", "fields", "dan_so", "top", value=99999.0),
        f"huyen.json: tổng “Dân số năm 2019” không bằng tổng các đơn vị trong tệp. {EDITED}",
    ),
    "a row edited": (
        put("so_lieu_rong", 0, "don_to_cao", value=5),
        f"huyen.json: tổng “Số đơn tố cáo đã tiếp nhận, xử lý” không bằng tổng các đơn vị trong tệp. {EDITED}",
    ),
    "a row that is words": (
        put("so_lieu_rong", 0, "don_to_cao", value="4"),
        f"huyen.json: không đọc được các số “Số đơn tố cáo đã tiếp nhận, xử lý”. {EDITED}",
    ),
    "a unit more": (
        put("totals", "units", value=9),
        f"huyen.json: tệp ghi 9 đơn vị nhưng có số liệu của 2 đơn vị. {EDITED}",
    ),
    "a mean of one unit": (put("so_lieu_rong", 0, "thu_nhap_2019", value=31.0), SEALED),
    "a cell of a table": (put("giam_sat_theo_to_chuc", value=[{"x": 77.0}]), SEALED),
    "a word": (put("so_lieu_rong", 0, "unit_name", value="Xã Khác"), SEALED),
    "a state": (put("so_lieu_dai", 0, "state", value="Ước tính"), SEALED),
    "another form": (
        put("ket_qua", "form", "id", value="khac"),
        "huyen.json: là kết quả của biểu “khac”, không phải của biểu “qd290-10-nam”.",
    ),
    "not a number": (put("totals", "fields", "dan_so", "top", value=float("nan")), BROKEN),
    "endless": (put("totals", "fields", "thu_nhap_2019", "bottom", value=float("inf")), BROKEN),
    "true for one": (put("totals", "fields", "dan_so", "units", value=True), BROKEN),
    "half a unit": (put("totals", "fields", "dan_so", "units", value=1.5), BROKEN),
    "fewer than none": (put("totals", "expected", value=-1), BROKEN),
    "no day": (put("totals", "fields", "ngay_chot", "value", value={"date": "2019-13-01"}), BROKEN),
    "a list for a name": (put("ket_qua", "office", "name", value=["x"]), BROKEN),
    "no totals": (put("totals", value={}), BROKEN),
    "rows that are no rows": (put("so_lieu_rong", value=[1, 2]), BROKEN),
    "a model that is a list": (
        put("mo_hinh", value=[{"unit_name": "A", "ten": [], "don_vi_thuc_hien": "", "nam": 1, "ket_qua": ""}]),
        BROKEN,
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_was_edited_or_broken_is_refused_with_a_sentence(name: str) -> None:
    change, sentence = CHANGES[name]
    content = json.loads(of_two_units())
    change(content)
    with pytest.raises(ValueError) as refused:
        read_result(json.dumps(content).encode(), "huyen.json", FORM)
    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[1]", b"\xff\xfe", b"[" * 100_000, b'{"totals": ' + b"9" * 5000 + b"}", b"null"],
    ids=["nothing", "cut off", "a list", "no text", "nested without end", "a number without end", "null"],
)
def test_what_is_no_result_at_all_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError) as refused:
        read_result(content, "huyen.json", FORM)
    assert str(refused.value) == BROKEN


def again(content: bytes) -> bytes:
    return json.dumps(json.loads(content), ensure_ascii=False).encode()


LAID_OUT: dict[str, Callable[[bytes], bytes]] = {
    "BOM and CRLF": lambda content: b"\xef\xbb\xbf" + content.replace(b"\n", b"\r\n"),
    "one line": again,
    "UTF-16": lambda content: content.decode().encode("utf-16"),
    "without a seal": lambda content: again(json.dumps({**json.loads(content), "seal": None}).encode()).replace(
        b', "seal": null', b""
    ),
}


@pytest.mark.parametrize("how", LAID_OUT)
def test_the_same_content_laid_out_otherwise_is_read_the_same(how: str) -> None:
    content = LAID_OUT[how](of_two_units())
    assert is_result(content)
    assert read_result(content, "a", FORM).totals == add_up(a_dataset(FORM, [FULL, FULL]))


TEXTS: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "a key twice": (lambda text: text.replace(b'"totals": {', b'"totals": {}, "totals": {', 1), BROKEN),
    "a row's key twice": (lambda text: text.replace(b'"dan_so":', b'"dan_so": 1, "dan_so":', 1), BROKEN),
    "not a number in a row": (lambda text: text.replace(b'"dan_so": ', b'"dan_so": NaN, "x": ', 1), BROKEN),
    "too large for a number": (lambda text: text.replace(b'"dan_so": ', b'"dan_so": 1e999, "x": ', 1), BROKEN),
    "cp1258": (
        lambda text: "Tổng".join(text.decode().split("Tổng")).encode("cp1258", "replace"),
        "huyen.json: tệp không còn ở bảng mã UTF-8, có lẽ đã được lưu lại bằng chương trình khác. "
        "Đề nghị cơ quan gửi xuất lại tệp.",
    ),
}


@pytest.mark.parametrize("how", TEXTS)
def test_text_that_says_two_things_or_nothing_is_refused(how: str) -> None:
    change, sentence = TEXTS[how]
    with pytest.raises(ValueError) as refused:
        read_result(change(of_two_units()), "huyen.json", FORM)
    assert str(refused.value) == sentence


def a_mail_with(result: bytes) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.vn", "b@example.vn", "Số liệu"
    message.add_attachment(result, maintype="application", subtype="json", filename="so_lieu.json")
    return message.as_bytes()


def an_archive_of(result: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("so_lieu.json", result)
    return made.getvalue()


ARRIVED: dict[str, Callable[[bytes], bytes]] = {
    "hoang hoa.zip": an_archive_of,
    "thu.eml": a_mail_with,
    "thư đã lưu.txt": a_mail_with,
    "a.mht": a_mail_with,
    **dict.fromkeys(("so_lieu.json.bin", "so_lieu.xlsx", "so_lieu.download", "so_lieu"), lambda result: result),
}


@pytest.mark.parametrize("name", ARRIVED)
def test_a_result_is_taken_whatever_it_comes_in_and_is_called(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(ARRIVED[name](of_two_units()))
    results = read_results([tmp_path], FORM)
    assert results is not None
    assert ([len(results.files), *results.faults], results.passed_over) == ([1], ())
    assert results.files[0].path.endswith(" › so_lieu.json" if name in list(ARRIVED)[:4] else name)


def test_a_mean_is_computed_again_and_never_believed(tmp_path: Path) -> None:
    dataset = a_dataset(FORM, [FULL, FULL | {"thu_nhap_2019": 50, "dan_so": 1000}])
    content = json.loads(result_of(dataset, tmp_path))
    del content["seal"]  # as files of earlier versions
    content["totals"]["fields"]["thu_nhap_2019"]["value"] = content["totals"]["fields"]["giam_ngheo"]["value"] = 1.0
    assert read_result(json.dumps(content).encode(), "a", FORM).totals == add_up(dataset)


def test_a_result_is_known_by_its_content(tmp_path: Path) -> None:
    content = result_of(a_dataset(FORM, [FULL]), tmp_path)
    package = (tmp_path / "datapackage.json").read_bytes()
    assert [
        is_result(one)
        for one in (content, b"\xef\xbb\xbf\n" + content, content[:90], package, b"", b"PK\x03\x04", b'{"counts": 1}')
    ] == [True, True, True, False, False, False, False]


def test_a_result_that_was_cut_short_is_refused_as_one(tmp_path: Path) -> None:
    (tmp_path / "so_lieu.json").write_bytes(of_two_units()[:5000])
    results = read_results([tmp_path / "so_lieu.json"], FORM)
    assert results is not None and not results.files and "hoặc tệp đã hỏng" in results.faults[0]


def test_a_file_of_an_office_without_a_name_is_called_after_its_folder(tmp_path: Path) -> None:
    dataset = a_dataset(FORM, [FULL], units=list(a_register(1).values()))
    write_tables(dataset, add_up(dataset), tmp_path, format="json")
    assert (
        read_result((tmp_path / "so_lieu.json").read_bytes(), "nhan/Huyện A/so_lieu.json", FORM).unit.title == "Huyện A"
    )
