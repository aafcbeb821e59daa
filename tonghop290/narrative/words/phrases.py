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
from tonghop290.narrative.controls.marks import wrap
from tonghop290.narrative.controls.told import BLANK as BLANK
from tonghop290.narrative.controls.told import Told, marked
from tonghop290.narrative.controls.told import Words as Words
from tonghop290.text.format import VIETNAMESE, format_count, rounded

NO_DATA, NOT_APPLICABLE = sayable("(chưa có số liệu)"), sayable("(không áp dụng)")
ABOUT, RESTS_ON = sayable("khoảng {figure}"), sayable("tổng hợp từ {units}/{all} đơn vị")
OWN_WORDS = Said()
"""Those of a form that says nothing otherwise."""

_AROUND = " ,;.:"
"""What stands around words without belonging to them."""

Standing = Literal["given", "zero", "no data", "not applicable", "unanswered"]


_STATES: Mapping[Standing, str] = MappingProxyType(
    {"zero": "khong", "no data": "chua", "unanswered": "trong", "not applicable": "khong_ap_dung"}
)
"""What stands for a figure where none is printed: how the figure's name goes on."""


class Figure(str):
    """A figure as it is printed, with the number behind it and how it was answered."""

    __slots__ = ("so", "standing", "so_don_vi", "so_bao_cao", "tong_don_vi", "tu_so", "mau_so", "_said", "_origin")
    _said: Said
    _origin: str
    so: float | None
    standing: Standing
    so_don_vi: int
    so_bao_cao: int
    tong_don_vi: int
    tu_so: str
    mau_so: str

    @property
    def _marked(self) -> str:
        """What it prints, with its name."""
        state = _STATES.get(self.standing, "") if self.standing != "zero" else ""
        return wrap(str(self), f"{self._origin}?{state}" if state else self._origin)

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
        """Of a total: " (tổng hợp từ 14/17 đơn vị)" when it rests on fewer units than reported, otherwise nothing."""
        return Told.of(f" ({marked(self.dua_tren)})") if self.dua_tren else ""

    @property
    def dua_tren(self) -> str:
        """The same without brackets, to stand inside of others."""
        if self.so_don_vi >= self.so_bao_cao:
            return ""
        units, all = (
            wrap(str(count), f"{self._origin}.{name}" if self._origin else "")
            for name, count in (("so_don_vi", self.so_don_vi), ("tong_don_vi", self.tong_don_vi))
        )
        return Told.of(self._said.say(RESTS_ON, units=units, all=all))

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
    said: Said = OWN_WORDS,
) -> Figure:
    """The figure as a Party document prints it: counts 01…09, ``1.234,5``, an estimate after "khoảng".

    Of a total: on how many ``units`` it rests, how many ``returned`` a workbook, how many are ``expected`` to; of a
    ratio of sums also the two sums (``tu_so``, ``mau_so``), which rest on the same units. ``year``: "2019", without
    the dot of thousands; ``said``: the words and the numbers of the form.
    """
    standing: Standing
    if value is None:
        standing, text = ("no data", said.say(NO_DATA)) if no_data else ("unanswered", BLANK)
        if not_applicable:
            standing, text = "not applicable", said.say(NOT_APPLICABLE)
    else:
        value = rounded(value, decimals)
        standing = "given" if value else "zero"
        number = f"{value:.0f}" if year else count_text(value, said) if counted else said.number(value)
        text = said.say(ABOUT, figure=number) if estimate else number
    figure = Figure(text)
    figure.so, figure.standing, figure.so_don_vi, figure.tong_don_vi = value, standing, units, expected
    figure.so_bao_cao = returned
    figure.tu_so, figure.mau_so = ("" if part is None else said.number(part) for part in (top, bottom))
    figure._said, figure._origin = said, ""
    return figure


def no_figure() -> Figure:
    """What nobody filled in where nobody had to: it prints as nothing."""
    figure = Figure("")
    figure.so, figure.standing, figure.so_don_vi, figure.so_bao_cao, figure.tong_don_vi = None, "unanswered", 0, 0, 0
    figure.tu_so, figure.mau_so, figure._said, figure._origin = "", "", OWN_WORDS, ""
    return figure


def count_text(value: float, said: Said) -> str:
    """A count in prose: "04", as a Party document writes it; in another language as any number."""
    return format_count(value) if said.writing == VIETNAMESE else said.number(value)


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


def so_duong(figure: Figure) -> str:
    """The figure without its minus sign ("tăng 1,2 điểm phần trăm")."""
    return str(figure).replace("-", "", 1)


def ky_hieu(number: str, symbol: str) -> str:
    """The number of a document with its symbol: ("5", "QĐ/ĐU") → "05-QĐ/ĐU"; a symbol that was typed stays as it is."""
    number = bo_dau(number, "Quyết định số", "Quyết định", "QĐ số", "số") or BLANK
    if any(c.isalpha() for c in number):
        return number
    number = number.strip(" -/")
    return f"{number.zfill(2) if number.isdigit() else number}-{symbol}"


def bo_dau(text: str, *beginnings: str) -> str:
    """The text without the first of these words at its beginning ("Nghị quyết số 99/…" → "99/…")."""
    text = str(text).strip()
    for beginning in beginnings:
        if text.casefold().startswith(beginning.casefold() + " "):
            return text[len(beginning) :].strip(" :")
    return text


def dem(count: float | Figure) -> str:
    """A count of things in prose: 4 → "04"."""
    number = count.so if isinstance(count, Figure) else count
    return BLANK if number is None else format_count(number)


def gon(text: str) -> str:
    """A text to stand inside a sentence: without the marks and spaces around it."""
    return str(text).strip(" .,;")


def trong_ngoac(text: str) -> str:
    """A name in quotation marks, unless it stands in some already."""
    text = str(text)
    return text if text.startswith(("“", '"')) else f"“{text}”"


def thuong_dau(text: str) -> str:
    """The text with a small letter in front, unless its first word is in capitals."""
    text = str(text)
    first, _, rest = text.partition(" ")
    if not first or len(first) > 1 and first.isupper():
        return text
    return f"{first[0].lower()}{first[1:]}{' ' if rest else ''}{rest}"


FUNCTIONS: Mapping[str, Any] = MappingProxyType(
    {"liet_ke": liet_ke, "so_sanh": so_sanh, "so_duong": so_duong, "cho_trong": BLANK}
)
FILTERS: Mapping[str, Callable[..., str]] = MappingProxyType(
    {
        "ky_hieu": ky_hieu,
        "bo_dau": bo_dau,
        "dem": dem,
        "gon": gon,
        "trong_ngoac": trong_ngoac,
        "thuong_dau": thuong_dau,
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
