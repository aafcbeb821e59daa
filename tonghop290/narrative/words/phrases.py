"""The values a Word template sees: text that knows whether it was answered, and the few functions that join it to
sentences.

Their names are Vietnamese without marks, because an officer reads and types them in Word:

    {{ dan_so }}                                      10.661, or …… when nobody answered
    {{ dan_so.cau("# người", chua="chưa rõ") }}       the sentence with the figure in place of "#", or another one
    {% if don_to_cao.bang_khong %} … {% endif %}      0 · khong_so_lieu: there is no figure · chua_tra_loi: not answered
    {{ liet_ke(…, …) }}  so_sanh(a, b)  so_duong(a)   a list with commas; up, down, unchanged; without the minus
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Literal

from tonghop290.model import Words as Said
from tonghop290.model import sayable
from tonghop290.narrative.controls.marks import BLANK_STATE, wrap
from tonghop290.narrative.controls.told import BLANK as BLANK
from tonghop290.narrative.controls.told import Told, marked
from tonghop290.narrative.controls.told import Words as Words
from tonghop290.narrative.sandbox.reckoned import Reckoned
from tonghop290.narrative.words.over_units import OverUnits, count_of, joined, some_names
from tonghop290.narrative.words.text_filters import bo_dau, gon, hoa_dau, ky_hieu, thuong_dau, trong_ngoac
from tonghop290.text.format import VIETNAMESE, as_told, format_count

NO_DATA, NOT_APPLICABLE = sayable("(chưa có số liệu)"), sayable("(không áp dụng)")
ABOUT, RESTS_ON = sayable("khoảng {figure}"), sayable("tổng hợp từ {units}/{all} đơn vị")
RESTS_ON_SOME = sayable("tổng hợp từ {units}/{all} đơn vị có báo cáo")
OWN_WORDS = Said()
"""Those of a form that says nothing otherwise."""

_AROUND = " ,;.:"
"""What stands around words without belonging to them."""

Standing = Literal["given", "zero", "no data", "not applicable", "unanswered"]


_STATES: Mapping[Standing, str] = MappingProxyType(
    {"zero": "zero", "no data": "no-data", "unanswered": BLANK_STATE, "not applicable": "not-applicable"}
)
"""What stands for a figure where none is printed: how the figure's name goes on."""


class Figure(Reckoned):
    """A figure as it is printed, with the number behind it and how it was answered."""

    __slots__ = (
        "so",
        "standing",
        "uoc_tinh",
        "so_don_vi",
        "so_bao_cao",
        "tong_don_vi",
        "tu_so",
        "mau_so",
        "_said",
        "_origin",
        "_over",
        "_pair",
    )
    _said: Said
    _origin: str
    _over: OverUnits | None
    _pair: tuple[Figure, Figure] | None
    so: float | None
    standing: Standing
    uoc_tinh: bool
    so_don_vi: int
    so_bao_cao: int
    tong_don_vi: int
    tu_so: str
    mau_so: str

    def _made(self, value: float | None, other: Any) -> Figure:
        """The result of a sum with another: as it is printed, a blank where a part of it is not known."""
        about = self.uoc_tinh or isinstance(other, Figure) and other.uoc_tinh
        return a_figure(value, decimals=6, estimate=about, said=self._said)

    @property
    def _marked(self) -> str:
        """What it prints, with its name."""
        state = _STATES.get(self.standing, "") if self.standing != "zero" else ""
        return wrap(str(self), f"{self._origin}?{state}" if state else self._origin)

    @property
    def _units(self) -> OverUnits:
        """Those behind a total; nobody behind another figure."""
        return self._over or OverUnits(said=self._said)

    @property
    def bang_khong(self) -> bool:
        """The figure is 0."""
        return self.standing == "zero"

    @property
    def khong_so_lieu(self) -> bool:
        """The sender said that there is no figure."""
        return self.standing == "no data"

    @property
    def khong_ap_dung(self) -> bool:
        """There is nothing it could count at this unit."""
        return self.standing == "not applicable"

    @property
    def chua_tra_loi(self) -> bool:
        """Nobody answered."""
        return self.standing == "unanswered"

    @property
    def nguon(self) -> str:
        """Of a total: " (tổng hợp từ 13/14 đơn vị)" when it rests on fewer units than reported, otherwise nothing."""
        return Told.of(f" ({marked(self.dua_tren)})") if self.dua_tren else ""

    @property
    def dua_tren(self) -> str:
        """The same without brackets, to stand inside of others; nothing where no unit has it and no figure is told."""
        if self.so_don_vi >= self.so_bao_cao or not self.so_don_vi:
            return ""
        pattern = RESTS_ON if self.so_bao_cao >= self.tong_don_vi else RESTS_ON_SOME
        units, all = (
            wrap(str(count), f"{self._origin}.{name}" if self._origin else "")
            for name, count in (("so_don_vi", self.so_don_vi), ("so_bao_cao", self.so_bao_cao))
        )
        return Told.of(self._said.say(pattern, units=units, all=all))

    @property
    def truoc(self) -> Figure:
        """Of a total that is compared with an earlier one: the earlier, over the units that have both."""
        return self._pair[0] if self._pair else no_figure()

    @property
    def nay(self) -> Figure:
        """The total itself, over the units that have both."""
        return self._pair[1] if self._pair else self

    @property
    def cao_nhat(self) -> str:
        """The up to three units with the highest figures; "" where none stands out."""
        return Told.of(self._units.best())

    @property
    def thap_nhat(self) -> str:
        """The same of the lowest."""
        return Told.of(self._units.best(lowest=True))

    @property
    def noi_co(self) -> str:
        """Where it is: "12/14 xã", or all units ("các xã", "14 xã có báo cáo"); "" where it is nowhere."""
        return Told.of(marked(self._units.where(self.so_bao_cao, self._origin)))

    def chon(self, answer: str) -> Figure:
        """Of a choice: how many units gave this answer; the others are those that gave another."""
        over = self._units.who_chose(answer)
        chosen = a_figure(
            float(len(over.having)),
            counted=True,
            units=self.so_don_vi,
            returned=self.so_bao_cao,
            expected=self.tong_don_vi,
            said=self._said,
            over=over,
        )
        chosen._origin = f"{self._origin}.chon({answer})" if self._origin else ""
        return chosen

    @property
    def don_vi_co(self) -> str:
        """The units that have it, at most five by name."""
        return some_names(self._units.having, self._said)

    @property
    def don_vi_khong(self) -> str:
        """The units that say they have none, at most five by name."""
        return some_names(self._units.lacking, self._said)

    @property
    def ten_don_vi_khong(self) -> str:
        """All of them by name, for an appendix."""
        return joined(self._units.lacking, self._said)

    def cau(
        self,
        mau: str,
        *,
        khong: str | None = None,
        chua: str | None = None,
        trong: str | None = None,
        khac: str | None = None,
    ) -> str:
        """``mau`` with the figure for "#"; or ``khong`` when it is 0, ``chua`` when there is none, ``trong`` when
        nobody answered, ``khac`` for any of these that has no text of its own (and where it does not apply)."""
        own = {"zero": khong, "no data": chua, "unanswered": trong}.get(self.standing)
        chosen = own if own is not None else khac if self.standing != "given" else None
        if chosen is None or "#" in chosen:
            return Told.of(marked(mau if chosen is None else chosen).replace("#", marked(self)))
        core = marked(chosen).strip(_AROUND)
        state = f"{self._origin}?{_STATES.get(self.standing, '')}" if self._origin and core else ""
        return Told.of(marked(chosen).replace(core, wrap(core, state), 1))


def named(value: Any, name: str) -> Any:
    """The value; a figure knows its name from now on."""
    if isinstance(value, Figure):
        value._origin = name
    return value


def a_figure(
    value: float | None,
    *,
    decimals: int = 0,
    counted: bool = False,
    no_data: bool = False,
    not_applicable: bool = False,
    estimate: bool = False,
    units: int = 0,
    returned: int = 0,
    expected: int = 0,
    top: float | None = None,
    bottom: float | None = None,
    year: bool = False,
    share: bool = False,
    places: int | None = None,
    said: Said = OWN_WORDS,
    over: OverUnits | None = None,
    pair: tuple[Figure, Figure] | None = None,
) -> Figure:
    """The figure as a Party document prints it: counts 01…09, ``1.234,5``, an estimate after "khoảng".

    Of a total: on how many ``units`` it rests, how many ``returned`` a workbook, how many are ``expected`` to; of a
    ratio of sums also the two sums (``tu_so``, ``mau_so``), over the same units. ``year``: "2019", without the dot;
    ``share``: in per cent of a whole; ``places``: decimals printed, by default those it has; ``said``: the words and
    numbers of the form; ``over``: the units behind a total; ``pair``: what it is compared with, and itself, over the
    units that have both.
    """
    standing, text = _none(said, no_data, not_applicable)
    if value is not None:
        value = as_told(value, decimals, share=share)
        standing = "given" if value else "zero"
        number = f"{value:.0f}" if year else count_text(value, said) if counted else said.number(value, places)
        text = said.say(ABOUT, figure=number) if estimate else number
    figure = Figure(text)
    figure.so, figure.standing, figure.uoc_tinh = value, standing, estimate and value is not None
    figure.so_don_vi, figure.so_bao_cao, figure.tong_don_vi = units, returned, expected
    figure.tu_so, figure.mau_so = _part(top, said), _part(bottom, said)
    figure._said, figure._origin, figure._over, figure._pair = said, "", over, pair
    return figure


def _part(value: float | None, said: Said) -> str:
    return "" if value is None else said.number(value)


def _none(said: Said, no_data: bool, not_applicable: bool) -> tuple[Standing, str]:
    if not_applicable:
        return "not applicable", said.say(NOT_APPLICABLE)
    return ("no data", said.say(NO_DATA)) if no_data else ("unanswered", BLANK)


def no_figure() -> Figure:
    """What nobody filled in where nobody had to: it prints as nothing."""
    figure = Figure("")
    figure.so, figure.standing, figure.uoc_tinh = None, "unanswered", False
    figure.so_don_vi, figure.so_bao_cao, figure.tong_don_vi = 0, 0, 0
    figure.tu_so, figure.mau_so, figure._said, figure._origin = "", "", OWN_WORDS, ""
    figure._over, figure._pair = None, None
    return figure


def count_text(value: float, said: Said) -> str:
    """A count in prose: "04", as a Party document writes it; in another language as any number."""
    return count_of(value, said)


def short_date(date: dt.date, said: Said = OWN_WORDS) -> str:
    """ "05/6/2010", "25/02/2010": a zero before days 1–9 and months 1–2 only. Source: Hướng dẫn 36-HD/VPTW. In another
    language as it writes days."""
    if said.writing != VIETNAMESE:
        return said.date(date)
    month = f"{date.month:02}" if date.month <= 2 else str(date.month)
    return f"{date.day:02}/{month}/{date.year}"


def liet_ke(*parts: str) -> str:
    """The parts that say something, with commas between."""
    return ", ".join(str(part) for part in parts if part)


def so_sanh(first: Figure, last: Figure) -> str:
    """How a figure moved, as it is printed: "tăng", "giảm", "không đổi"; or why that cannot be said."""
    none = [figure.khong_so_lieu or figure.khong_ap_dung for figure in (first, last)]
    if any(none):
        return "thiếu cả hai" if all(none) else "thiếu một năm"
    if first.so is None or last.so is None:
        return "chưa trả lời"
    return "tăng" if last.so > first.so else "giảm" if last.so < first.so else "không đổi"


def hieu(first: Figure, last: Figure) -> Figure:
    """What is left of the first as it is printed when the last is taken from it."""
    if first.so is None or last.so is None:
        return no_figure()
    return a_figure(first.so - last.so, decimals=6, estimate=first.uoc_tinh or last.uoc_tinh, said=first._said)


def cong_lai(*figures: Figure) -> Figure:
    """The sum of what is known of them."""
    known = [figure for figure in figures if figure.so is not None]
    if not known:
        return no_figure()
    total = sum(figure.so or 0.0 for figure in known)
    return a_figure(total, decimals=6, counted=True, estimate=any(one.uoc_tinh for one in known), said=known[0]._said)


def so_lan(first: Figure, last: Figure) -> Figure:
    """How many times the first the last is, one decimal."""
    if not first.so or last.so is None:
        return no_figure()
    return a_figure(last.so / first.so, decimals=1, said=first._said)


def phan_tram(first: Figure, last: Figure) -> Figure:
    """How much more the last is than the first, in per cent of the first, one decimal."""
    if not first.so or last.so is None:
        return no_figure()
    return a_figure((last.so - first.so) / abs(first.so) * 100, decimals=1, said=first._said)


def so_duong(figure: Figure) -> str:
    """The figure without its minus sign ("tăng 1,2 điểm phần trăm")."""
    return str(figure).replace("-", "", 1)


def dem(count: float | Figure) -> str:
    """A count of things in prose: 4 → "04"."""
    number = count.so if isinstance(count, Figure) else count
    return BLANK if number is None else format_count(number)


FUNCTIONS: Mapping[str, Any] = MappingProxyType(
    {
        "liet_ke": liet_ke,
        "so_sanh": so_sanh,
        "so_duong": so_duong,
        "hieu": hieu,
        "cong_lai": cong_lai,
        "so_lan": so_lan,
        "phan_tram": phan_tram,
        "cho_trong": BLANK,
    }
)
FILTERS: Mapping[str, Callable[..., str]] = MappingProxyType(
    {
        "ky_hieu": ky_hieu,
        "bo_dau": bo_dau,
        "dem": dem,
        "gon": gon,
        "trong_ngoac": trong_ngoac,
        "thuong_dau": thuong_dau,
        "hoa_dau": hoa_dau,
    }
)


def environment(*, marking: bool = False) -> Any:
    """Jinja as templates may use it: sandboxed, escaping, its work counted, strict about names it does not know.

    ``marking``: what it prints has its figures marked (``controls.marks``).
    """
    from tonghop290.narrative.sandbox.jinja import Sandbox

    if not marking:
        return Sandbox(FUNCTIONS, FILTERS)
    from tonghop290.narrative.sandbox.marking import Marking

    return Marking(FUNCTIONS, FILTERS)
