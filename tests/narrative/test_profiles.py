"""Format profiles are files: the shipped ones hold what guidances say, a form may bring its own, faults are told."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from tonghop290.model import FormError
from tonghop290.narrative.profile_file import profile_of
from tonghop290.narrative.template.build import build_template
from tonghop290.narrative.verify.differences import verify_docx
from tonghop290.shipped import profile_files

STATE_REPORT = """\
[trái | Cơ quan cấp trên] UỶ BAN NHÂN DÂN HUYỆN A
[trái | Cơ quan ban hành] UỶ BAN NHÂN DÂN XÃ B
[trái | Kẻ dưới cơ quan]
[trái | Số và ký hiệu] Số: 05/BC-UBND
[phải | Quốc hiệu] CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM
[phải | Tiêu ngữ] Độc lập - Tự do - Hạnh phúc
[phải | Kẻ dưới tiêu ngữ]
[phải | Địa danh và ngày] B, ngày 05 tháng 02 năm 2026
[Tên loại] BÁO CÁO
[Trích yếu] Kết quả rà soát hộ nghèo quý I năm 2026
[Kẻ dưới trích yếu]
Uỷ ban nhân dân xã báo cáo như sau./.
[trái | Nơi nhận] Nơi nhận:
[trái | Danh sách nơi nhận] - Sở NN&MT;
[trái | Danh sách nơi nhận] - Lưu: VT.
[phải | Quyền hạn ký] TM. UỶ BAN NHÂN DÂN
[phải | Chức vụ] CHỦ TỊCH
[phải | Họ tên] Trần Văn A
"""


def _written(text: str, folder: Path, *, profile: str, form: Path | None = None) -> Path:
    source = folder / "bao_cao.txt"
    source.write_text(text, encoding="utf-8")
    return build_template(source, folder / "bao_cao.docx", profile=profile, folder=form)


def test_the_shipped_profiles_are_found_by_name() -> None:
    assert sorted(profile_files()) == ["hd05-2026", "hd36-2018", "nd30-2020", "plain"]
    assert all(profile_of(name).id == name for name in profile_files())


def test_the_newer_guidance_of_the_party_is_the_older_one_but_for_what_it_says() -> None:
    older, newer = profile_of("hd36-2018"), profile_of("hd05-2026")
    told = {"id": "hd05-2026", "source": newer.source, "recipient_separator": ";", "line_range": (18, 22)}
    assert dataclasses.replace(older, **told) == newer


def test_a_state_report_is_laid_out_and_measured_by_its_own_profile(tmp_path: Path) -> None:
    assert verify_docx(_written(STATE_REPORT, tmp_path, profile="nd30-2020"), "nd30-2020") == ()


@pytest.mark.parametrize(
    ("there", "changed", "told"),
    [
        ("Số: 05/BC-UBND", "Số 05-BC/UBND", "Số và ký hiệu “Số 05-BC/UBND” chưa đúng mẫu"),
        ("CỘNG HOÀ XÃ HỘI", "CỘNG HÒA XÃ HỘI", "Quốc hiệu phải là CỘNG HOÀ"),
        ("TM. UỶ BAN", "T/M UỶ BAN", "phải viết TM., KT., TL."),
        ("Sở NN&MT;", "Sở NN&MT,", "phải kết thúc bằng dấu “;”"),
        ("[Kẻ dưới trích yếu]\n", "", "Thiếu thành phần “Kẻ dưới trích yếu”"),
        ("ngày 05 tháng 02", "ngày 05 tháng 2", "tháng 1, 2 viết 01, 02"),
    ],
)
def test_what_differs_from_the_decree_is_told(tmp_path: Path, there: str, changed: str, told: str) -> None:
    found = verify_docx(_written(STATE_REPORT.replace(there, changed), tmp_path, profile="nd30-2020"), "nd30-2020")
    assert len(found) == 1 and told in found[0]


def test_a_profile_that_asks_for_nothing_finds_nothing(tmp_path: Path) -> None:
    text = "[Tên loại] REPORT\nFirst paragraph./.\n[Danh sách nơi nhận] - the archive, and others\n"
    assert verify_docx(_written(text, tmp_path, profile="plain"), "plain") == ()


def test_a_form_brings_a_profile_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles" / "rieng.toml").write_text('extends = "plain"\n[page]\nleft = 40\n', encoding="utf-8")
    written = _written("[Tên loại] BÁO CÁO\nMột đoạn.\n", tmp_path, profile="rieng", form=tmp_path)
    assert verify_docx(written, "rieng", tmp_path) == ()
    assert verify_docx(written, "plain") == ("Phần 1: lề trái 40 mm, cần 25 mm.",)


def test_every_fault_of_a_profile_is_told_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles" / "hong.toml").write_text(
        'extends = "plain"\nfontt = "Arial"\n[page]\nleft = "30"\n[text]\nline_range = [20, 18]\n'
        '[looks."Nội dung"]\nalign = "middle"\nbold = 1\npattern = "("\n'
        '[[rules]]\nstyle = "Kẻ"\nunder = "Nội dung"\n',
        encoding="utf-8",
    )
    with pytest.raises(FormError) as caught:
        profile_of("hong", tmp_path)
    assert caught.value.faults == (
        "hong: fontt: không có mục này; ý đồng chí là 'font'?",
        "hong: page: left: '30' không dùng được, cần một số từ 0 trở lên",
        "hong: text: line_range: '[20, 18]' không dùng được, cần hai số, số nhỏ đứng trước",
        "hong: looks.Nội dung: align: 'middle' không dùng được, cần left, center, right hoặc both",
        "hong: looks.Nội dung: bold: '1' không dùng được, cần true hoặc false",
        "hong: looks.Nội dung: pattern: '(' không dùng được, cần một biểu thức chính quy",
        "hong: rules, mục 1: style: không có kiểu “Kẻ” trong looks",
    )


@pytest.mark.parametrize("base", ["vong", "khong-co"])
def test_a_profile_that_builds_on_itself_or_on_none_is_told(tmp_path: Path, base: str) -> None:
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles" / "vong.toml").write_text(f'extends = "{base}"\n', encoding="utf-8")
    with pytest.raises(FormError, match="không có thể thức"):
        profile_of("vong", tmp_path)


def test_an_unknown_profile_names_those_there_are() -> None:
    with pytest.raises(ValueError, match="hd05-2026, hd36-2018, nd30-2020, plain"):
        profile_of("hd99")


def test_a_profile_is_read_with_the_limits_of_a_definition(tmp_path: Path) -> None:
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles" / "sau.toml").write_text(f"a = {'[' * 40}{']' * 40}", encoding="utf-8")
    with pytest.raises(FormError) as caught:
        profile_of("sau", tmp_path)
    assert caught.value.faults == ("sau.toml: dòng 1: ngoặc lồng nhau quá 32 tầng",)
