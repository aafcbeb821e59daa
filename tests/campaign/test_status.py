"""Who stands where: on the screen, as a workbook, as a page for a telephone; reminders, comparisons, results."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import re
import shutil
from dataclasses import replace
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest

from tests.looked_at import looked_at
from tests.samples import browser
from tests.samples.rounds import (
    DOUBTFUL,
    NOON,
    SETTINGS,
    WRONG,
    a_return,
    a_round,
    dump,
    issue_all,
    opened,
    receive_all,
    some_units,
    standing,
    states,
    tree,
)
from tonghop290.campaign.decide import accept_points
from tonghop290.campaign.desk.after_step import page_of
from tonghop290.campaign.difference import compare_returns
from tonghop290.campaign.folder import RoundError, find_round
from tonghop290.campaign.ledger.entries import CURRENT, STRANGE, UNREADABLE
from tonghop290.campaign.post.reminding import remind
from tonghop290.campaign.results import check_round
from tonghop290.campaign.settings import Round, load_round
from tonghop290.campaign.standing import strangers
from tonghop290.campaign.status_page import status_lines, unit_lines, write_status_workbook

TODAY = dt.date(2020, 1, 20)
EVIL = "<img src=x onerror=alert(1)>\"&'.xlsx"


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six units: one of each state, and one accepted; a picture of nobody."""
    root = tmp_path_factory.mktemp("đợt") / "gốc"
    round = a_round(root, count=6)
    issue_all(round)
    a_return(round, "20001", when=1)
    a_return(round, "20002", when=2, **WRONG)
    a_return(round, "20003", when=3, **DOUBTFUL)
    a_return(round, "20004", when=4, dang_vien=4500, dan_so=4000)
    a_return(round, "20005", when=5, don_vi="Xã Mẫu 1")
    (round.folder.inbox / "lạ.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(60))
    receive_all(round)
    (point,) = standing(round)[3].open_points
    with opened(round) as ledger:
        accept_points(ledger, round.units["20004"], [point.number], "theo báo cáo đã ký")
    return root


@pytest.fixture
def round(original: Path, tmp_path: Path) -> Round:
    """The same, one's own."""
    return load_round(find_round(Path(shutil.copytree(original, tmp_path / "đợt"))))


def lines(round: Round, today: dt.date = TODAY) -> list[str]:
    with opened(round) as ledger:
        strange = strangers(round, ledger)
    return list(status_lines(round, standing(round, today=today), strange, today))


def test_the_screen_tells_each_unit_and_the_sums(round: Round) -> None:
    assert lines(round) == [
        "TÌNH HÌNH GỬI BIỂU – HUYỆN UỶ MẪU",
        "Hạn gửi: ngày 15/01/2020. Tính đến ngày 20/01/2020.",
        "",
        "[ĐẠT] 20001 Xã Mẫu 1",
        "[CÒN LỖI] 20002 Xã Mẫu 2 – 1 lỗi, trễ 5 ngày",
        "[CHỜ GIẢI TRÌNH] 20003 Xã Mẫu 3 – 1 điểm chờ giải trình, trễ 5 ngày",
        "[ĐẠT] 20004 Xã Mẫu 4 – 1 điểm được chấp nhận",
        "[ĐÃ GỬI, CHƯA DÙNG ĐƯỢC] 20005 Xã Mẫu 5 – trễ 5 ngày, 1 tệp không dùng được",
        "[CHƯA GỬI] 20006 Xã Mẫu 6 – trễ 5 ngày",
        "",
        "Cộng 6 đơn vị – chưa gửi: 1; đã gửi, chưa dùng được: 1; còn lỗi: 1; chờ giải trình: 1; đạt: 2.",
        "Tệp chưa rõ của đơn vị nào (2): 20005.xlsx; lạ.png.",
        'Giao tệp cho đơn vị của nó: tonghop290 assign "TỆP" ĐƠN_VỊ --why "lý do"',
    ]


def test_what_is_asked_of_all_is_what_is_asked_of_each(round: Round) -> None:
    with opened(round) as ledger:
        came, current = ledger.returns(), ledger.current()
        assert [one.points for one in standing(round) if one.current] == [
            tuple(ledger.points(current[code])) for code in round.units if code in current
        ]
        for units in (round.units, dict([*round.units.items()][:2]), {}):
            assert [own.id for own in strangers(replace(round, units=units), ledger)] == [
                own.id
                for own in came
                if own.standing == STRANGE
                or own.standing in (UNREADABLE, CURRENT)
                and (own.unit or own.guess) not in units
            ]


def test_nobody_is_late_before_the_deadline(round: Round) -> None:
    assert not [line for line in lines(round, dt.date(2020, 1, 15)) if "trễ" in line]


def test_one_unit_is_told_point_by_point(round: Round) -> None:
    told = list(unit_lines(standing(round)[3]))
    assert told[0] == "[ĐẠT] 20004 Xã Mẫu 4 – 1 điểm được chấp nhận"
    assert told[1] == "Biểu được tính: lần 1, nhận ngày 10/01/2020, tệp “20004.xlsx”."
    assert told[2].endswith("→ Nguyễn Thị Lan chấp nhận ngày 10/01/2020: theo báo cáo đã ký")


def test_the_workbook_says_the_same(round: Round, tmp_path: Path) -> None:
    path = write_status_workbook(tmp_path / "tình hình.xlsx", round, standing(round), TODAY)
    sheet = openpyxl.load_workbook(path).active
    rows = list(sheet.iter_rows(values_only=True))
    head = next(index for index, row in enumerate(rows) if row[0] == "STT")
    assert [(row[1], row[3], row[4], row[5], row[8], row[9], row[10]) for row in rows[head + 1 : head + 7]] == [
        ("20001", "đạt", 0, 0, 1, "10/01/2020", 0),
        ("20002", "còn lỗi", 1, 0, 1, "10/01/2020", 5),
        ("20003", "chờ giải trình", 0, 1, 1, "10/01/2020", 5),
        ("20004", "đạt", 0, 0, 1, "10/01/2020", 0),
        ("20005", "đã gửi, chưa dùng được", 0, 0, 0, None, 5),
        ("20006", "chưa gửi", 0, 0, 0, None, 5),
    ]
    again = write_status_workbook(tmp_path / "lần nữa.xlsx", round, standing(round), TODAY)
    assert again.read_bytes() == path.read_bytes()


# --- the page -----------------------------------------------------------------------------------------------------


class Page(HTMLParser):
    """The tags of a page, what they refer to, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.references: list[str] = []
        self.handlers: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.references += [
            f"{tag} {key}"
            for key, value in attrs
            if key in ("src", "href", "srcset", "action", "data", "poster")
            and not (value or "").startswith(("tel:", "mailto:"))
        ]
        self.handlers += [key for key, _ in attrs if key.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture
def page(tmp_path: Path) -> str:
    """A page of a round in which everything a stranger can write tries to be a tag."""
    units = [replace(unit, name=f"Mẫu {unit.code} <script>alert(1)</script>") for unit in some_units(2)]
    round = a_round(tmp_path / "r", units=units, settings=SETTINGS.replace('name = "Mẫu"', 'name = "<b>Mẫu</b>"'))
    a_return(round, "20001", "a.xlsx", dan_so="<script>alert(2)</script>")
    (round.folder.inbox / EVIL.replace("/", "")).write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(60))
    receive_all(round)
    with opened(round) as ledger:
        return page_of(round, ledger, standing(round), TODAY)


def test_the_page_needs_nothing_and_escapes_everything(page: str) -> None:
    read = Page(page)
    assert (read.references, read.handlers) == ([], [])
    assert read.tags.isdisjoint({"script", "img", "link", "iframe", "object", "form", "b>mẫu"})
    assert "<script>alert(2)</script>" in read.text and EVIL in read.text and "Mẫu 20001 <script>" in read.text
    assert not re.search(r"url\(|@import|https?:", page)
    assert "default-src 'none'" in page and 'name="viewport"' in page


@pytest.mark.skipif(bool(browser.missing()), reason=browser.missing())
def test_a_browser_shows_the_page_on_a_telephone_and_nothing_leaves_it(page: str) -> None:
    wide = page.replace("</h1>", '</h1><div style="width:900px">x</div>')
    leaky = re.sub("<meta http-equiv=[^>]*>", "", page).replace(
        "</h1>", '</h1><img src="/ro.png"><img src="http://ngoai.example/ro.png">'
    )
    held = page.replace("</h1>", '</h1><img src="/giu.png"><script>document.title = "!"</script>')
    seen = browser.look_at(
        {
            "telephone": (page, 360),
            "desk": (page, 1280),
            "only": (page.replace("id=f-a checked", "id=f-a").replace("id=f-e", "id=f-e checked"), 1280),
            "too wide": (wide, 360),
            "leaky": (leaky, 360),
            "held": (held, 360),
        }
    )
    telephone, desk, only = (seen.frames[name] for name in ("telephone", "desk", "only"))
    told = "sideways", "tiles", "columns", "cut", "loaded"
    assert [telephone[one] for one in told] == [0, 2, 1, [], []]
    assert [desk[one] for one in told] == [0, 2, 4, [], []]
    assert only["hidden"] == 1  # the button of one state leaves the tiles of that state
    assert (
        "alert(2)" in telephone["text"] and "alert(1)" in telephone["text"]
    )  # the open point is shown when it is tapped
    # the same measures do see a page that is too wide, and one that calls out; the page's own policy holds what would
    assert seen.frames["too wide"]["sideways"] > 500
    assert not seen.frames["held"]["scripts"]
    assert seen.requests == {("", path) for path in ("/", "/0", "/1", "/2", "/3", "/4", "/5", "/ro.png")} | {
        ("ngoai.example", "/ro.png")
    }


# --- reminders ----------------------------------------------------------------------------------------------------


def reminders(round: Round, *, dry_run: bool = False) -> dict[str, str]:
    late = [one for one in standing(round) if one.days_late]
    with opened(round, now=NOON + dt.timedelta(days=10)) as ledger:
        made = list(remind(round, ledger, late, now=NOON + dt.timedelta(days=10), dry_run=dry_run))
    return {one.of.unit.code: one.draft.name for one in made}


def test_the_late_are_reminded_of_what_is_missing(round: Round) -> None:
    assert reminders(round) == {
        code: f"2020-01-20 {code} Xã Mẫu {code[-1]}.eml" for code in ("20002", "20003", "20005", "20006")
    }
    said = {}
    for path in round.folder.reminders.iterdir():
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        assert isinstance(message, EmailMessage) and message["X-Unsent"] == "1"
        part = message.get_body(("plain",))
        assert part is not None
        said[path.name[11:16]] = (part.get_content(), [one.get_filename() for one in message.iter_attachments()])
    assert (
        "chưa nhận được biểu số liệu của xã Mẫu 6. Hạn gửi: chậm nhất là hết ngày 15/01/2020, đã quá 5 ngày."
        in said["20006"][0]
    )
    assert said["20006"][1] == ["20006 Xã Mẫu 6.xlsx"]
    assert "nhưng còn 1 điểm phải sửa." in said["20002"][0] and "“mười hai”, không phải là số" in said["20002"][0]
    assert said["20002"][1] == ["20002 Xã Mẫu 2 - lần 1.xlsx"]
    assert "chưa dùng được tệp xã Mẫu 5 đã gửi" in said["20005"][0]


def test_reminding_twice_a_day_is_once(round: Round) -> None:
    reminders(round)
    before = tree(round.folder), dump(round)
    reminders(round)
    assert (tree(round.folder), dump(round)) == before


def test_a_rehearsed_reminder_writes_nothing(round: Round) -> None:
    before = tree(round.folder), dump(round)
    assert len(reminders(round, dry_run=True)) == 4
    assert (tree(round.folder), dump(round)) == before


# --- two returns of one unit --------------------------------------------------------------------------------------


def test_a_comparison_tells_mended_left_new_and_unasked(round: Round) -> None:
    a_return(round, "20002", "sửa.xlsx", when=10, dan_so=25000, dang_vien=4500, chi_bo=12)
    receive_all(round)
    with opened(round) as ledger:
        found = compare_returns(round, ledger, round.units["20002"])
    assert [point.finding["code"] for point in found.corrected] == ["not-a-number"]
    assert [point.finding["code"] for point in found.new] == ["unusual-high"]
    assert found.still == ()
    assert [(one.label, one.before, one.after) for one in found.changed] == [
        ("Dân số", "6.000", "25.000"),
        ("Số chi bộ", "“mười hai”", "12"),
    ]
    assert [one.label for one in found.unasked] == ["Dân số"]


def test_a_broken_rule_asks_for_all_its_fields(tmp_path: Path) -> None:
    round = a_round(tmp_path / "r")
    a_return(round, "20001", when=1, dang_vien=4500, dan_so=4000)
    a_return(round, "20001", "b.xlsx", when=2, dang_vien=4500, dan_so=5000, chi_bo=13)
    receive_all(round)
    with opened(round) as ledger:
        found = compare_returns(round, ledger, round.units["20001"])
        assert [one.label for one in found.unasked] == ["Số chi bộ"]
        with pytest.raises(RoundError, match="không có lần gửi 7; có các lần: 1, 2"):
            compare_returns(round, ledger, round.units["20001"], after=7)
        with pytest.raises(RoundError, match="mới gửi 0 lần"):
            compare_returns(round, ledger, round.units["20002"])


# --- results ------------------------------------------------------------------------------------------------------


def test_results_rest_on_the_newest_usable_returns_and_list_what_was_accepted(round: Round) -> None:
    a_return(round, "20002", "sửa.xlsx", when=10)
    (round.folder.inbox / "hỏng.xlsx").write_bytes(b"")
    receive_all(round)
    with opened(round) as ledger:
        found = check_round(round, ledger)
    assert [(one.unit, one.version) for one in found.used] == [("20001", 1), ("20002", 2), ("20003", 1), ("20004", 1)]
    assert [file.status for file in found.report.files] == ["clean", "clean", "warnings", "clean"]
    assert [one.code for one in found.report.findings if one.severity == "error"] == []
    assert [(one["unit"], one["label"], one["by"], one["when"], one["reason"]) for one in found.accepted] == [
        ("Xã Mẫu 4", "Số đảng viên", "Nguyễn Thị Lan", "2020-01-10", "theo báo cáo đã ký")
    ]
    path = found.write_summary(round.folder.results / "tổng hợp.xlsx")
    texts = {
        str(cell.value)
        for sheet in looked_at(path)
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }
    assert {"theo báo cáo đã ký", "Nguyễn Thị Lan"} <= texts
    assert any("sửa.xlsx" in text for text in texts)


def test_an_original_that_was_touched_is_not_believed(round: Round) -> None:
    (path,) = round.folder.archive.rglob("20001.xlsx")
    path.write_bytes(b"x")
    with opened(round) as ledger, pytest.raises(RoundError, match="Không tìm thấy bản gốc “20001.xlsx”"):
        check_round(round, ledger)
    receive_all(round)
    assert states(round)["20001"] == "clean"
    with opened(round) as ledger:
        assert len(check_round(round, ledger).used) == 4
