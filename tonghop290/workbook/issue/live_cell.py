"""The live check of one cell: what its type, range and state ask, in the sentences the office's check uses.

A number or a date of the machine's own is judged here as the office judges it, to the letter. What only a reader can
take – text in the cell of a number ("352 đ/c", "7.845"), a state or a choice typed otherwise, a number under a format
of percents or dates – is left to the office, and said to be: never an error here, never silence (``docs/live.md``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

from tonghop290.messages import CATALOGUE, VALUE_SHOWN, choices_of, clip_value
from tonghop290.model import STATE_ESTIMATE, STATE_NO_DATA, STATES_WITHOUT_FIGURE, Field, Range, Words, sayable
from tonghop290.text.dates import LAST_YEAR
from tonghop290.workbook.issue.formulas import (
    WHOLE_TOLERANCE,
    constant,
    date_text,
    number_text,
    party_date_text,
    quoted,
)
from tonghop290.workbook.plan import Plan
from tonghop290.workbook.plan_lists import place_of

__all__ = ["FIRST_SLOT", "KIND", "TO_OFFICE", "VERDICT", "CellCheck", "echo_now", "limit_in_words", "slots_now"]

VERDICT, KIND, FIRST_SLOT = 4, 6, 7
"""Columns of a row of the very hidden sheet (``live.py``)."""

_MOST_DECIMALS = 6
_LAST_DAY = f"DATE({LAST_YEAR},12,31)"
_MOST_DAYS = 2_958_465
"""The last day Excel counts; a greater number may be digits typed without separators (31122019)."""
_SERIALS = (30_000, 60_000)
"""Between these (1982 to 2064) a number in the cell of a date is the day it counts, with or without a format of dates;
elsewhere it may be a year, or digits, that the cell shows as a day."""
_MARK = "\0"

TO_OFFICE = sayable("Để cơ quan đọc: ")
NOT_A_NUMBER = sayable("Ô này cần một số, không kèm chữ.")
NOT_A_DATE = sayable("Ô này cần một ngày, ví dụ 31/12/2019.")
ERROR_VALUE = sayable("Công thức trong ô báo lỗi.")
NOT_TEXT = sayable("Ô chứa giá trị đúng/sai, không phải nội dung.")
CONFLICT = sayable("Đã chọn “Không có số liệu” thì ô số liệu để trống.")
CONFLICT_OF_EITHER = sayable("Đã chọn “Không có số liệu” hoặc “Không áp dụng” thì ô số liệu để trống.")
TEXT_NUMBER = sayable("ô này là chữ, máy chưa tính được. Nếu được, đồng chí chỉ ghi số.")
TEXT_DATE = sayable("ô này là chữ, máy chưa nhận ra ngày. Cách ghi máy nào cũng hiểu: 2019-12-31.")
BARE_DATE = sayable("ô này là một số, máy chưa nhận ra ngày. Cách ghi máy nào cũng hiểu: 2019-12-31.")
ODD_FORMAT = sayable("ô có định dạng phần trăm hoặc ngày tháng.")
NUMBER_AS_TEXT = sayable("ô này cần chữ nhưng máy đang giữ một số.")
UNKNOWN_STATE = sayable("trạng thái không có trong danh sách.")
_FINE = sayable("số có nhiều hơn {decimals} chữ số thập phân.")
_NOT_LISTED = sayable(" không có trong danh sách ({listed}).")


class CellCheck:
    """Formula texts of the row of one input; each refers to the row's own cells that stand before it.

    ``kind`` is what stands in the cell: "" / "n" a number to judge / "o" one under a format of percents or dates / "t"
    a text / "x" an error or TRUE. ``slots``: the text of the number; of a figure, its state (0 known, 1 no data, 2
    typed otherwise, 3 no data where every unit has it); of a percent, the number as it is read. ``verdict`` is "" /
    "missing" / "error" / "warning" / "office" (left to the office); ``usable`` the value that takes part in rules, or
    ""; ``sentences`` what is said
    in the last three cases, ``echo`` where nothing is. ``own``: the cell of a column of the row.
    """

    def __init__(self, field: Field, value: str, state: str, own: Callable[[int], str], plan: Plan) -> None:
        self.field, self.value, self.state, self.plan = field, value, state, plan
        self.words = plan.form.words
        self.decided, self.is_kind = own(VERDICT), own(KIND)
        self.text, self.stated, self.read = own(FIRST_SLOT), own(FIRST_SLOT + 1), value
        self.missing = '"missing"' if field.required else '""'
        self.slots: tuple[str, ...] = ()
        self.usable = self.echo = '""'
        if field.type == "percent":
            self.read = own(FIRST_SLOT + 2)
        if field.figure:
            self._figure()
        elif field.type == "date":
            self.read = f"INT({value})"
            self._date()
        else:
            self._words()

    # --- numbers and dates ----------------------------------------------------------------------------------------

    def _figure(self) -> None:
        field, value, kind, state = self.field, self.value, self.is_kind, self.stated
        self.kind = self._kind(f'IF({self._has_format("D" if field.type == "percent" else "PD")},"o","n")')
        number = f'IF({self._fits()},IF({self._left()},"office",{self._doubt()}),"error")'
        number = f'IF({kind}="n",{number},IF({kind}="x","error","office"))'
        conflict = f'IF({kind}="","",IF({kind}="t","office","error"))'
        verdict = f'IF({state}=1,{conflict},IF({kind}="",IF({state}=2,"office",{self.missing}),{number}))'
        self.verdict = verdict if field.no_data else f'IF({state}=3,IF({kind}="t","office","error"),{verdict})'
        fine = quoted(self.words.say(_FINE, decimals=str(field.decimals)))
        why = f'IF({kind}="o",{self._said(ODD_FORMAT)},{fine})'
        wrong = f"IF({state}=1,{self._said(CONFLICT_OF_EITHER if field.not_applicable else CONFLICT)},{{}})"
        if not field.no_data:
            known_to_all = self._sentence("no-data-not-allowed", self._said(STATE_NO_DATA))
            wrong = f'IF({state}=3,IF({kind}="",{known_to_all},{self._said(CONFLICT)}),{wrong})'
        self._say(
            wrong,
            f'IF({state}=2,{self._said(UNKNOWN_STATE)},IF({kind}="t",{self._said(TEXT_NUMBER)},{why}))',
        )
        unit = f"&{quoted(' ' + field.unit)}" if field.unit else ""
        self._keep(
            f'{self.read}&""' if field.is_year else number_text(self.read, _MOST_DECIMALS, self.words.writing),
            self.text + unit if field.type != "integer" else "",
        )
        typed = f"TRIM({self.state})"
        empty = [f"{typed}={self._said(state)}" for state in STATES_WITHOUT_FIGURE if state in field.states]
        none = empty[0] if len(empty) == 1 else f"OR({','.join(empty)})" if empty else "FALSE"
        other = "2" if field.no_data else f"IF({typed}={self._said(STATE_NO_DATA)},3,2)"
        known = f'IF(OR({typed}="",{typed}={self._said(STATE_ESTIMATE)}),0,IF({none},1,{other}))'
        self.slots = (*self.slots, f"IFERROR({known},2)")
        if field.type == "percent":
            as_shown = f"IF({self._has_format('P')},ROUND({value}*100,10),{value})"
            self.slots = (*self.slots, f'IF({kind}="n",{as_shown},"")')

    def _date(self) -> None:
        kind, read = self.is_kind, self.read
        low, high = _SERIALS
        self.kind = self._kind('"n"')
        sure = f"AND({read}>={low},{read}<{high})"
        within = f"AND({','.join([f'{read}<={_LAST_DAY}', *self._within(self.field.hard)])})"
        judged = f'IF({read}>{_MOST_DAYS},"office",IF({within},IF({sure},{self._doubt()},"office"),"error"))'
        judged = f'IF({kind}="n",{judged},IF({kind}="t","office","error"))'
        self.verdict = f'IF({kind}="",{self.missing},{judged})'
        self._say("{}", f'IF({kind}="t",{self._said(TEXT_DATE)},{self._said(BARE_DATE)})')
        writing = self.words.writing
        self._keep(f'IFERROR({date_text(read, writing)},{read}&"")', party_date_text(read, writing))

    def _said(self, text: str) -> str:
        return quoted(self.words.say(text))

    def _kind(self, number: str) -> str:
        value = self.value
        full = f'IF(ISTEXT({value}),"t",IF(ISLOGICAL({value}),"x",{number}))'
        return f'IFERROR(IF(LEN(TRIM({value}))=0,"",{full}),"x")'

    def _keep(self, text: str, words: str) -> None:
        """The text of the number, what is shown of it where nothing is said, and the value that takes part in rules."""
        self.slots = (f'IFERROR({text},"")',)
        if words:
            self.echo = f'IF({self.is_kind}="n",{words},"")'
        taken = f'AND({self.is_kind}="n",OR({self.decided}="",{self.decided}="warning"))'
        self.usable = f'IF({taken},{self._whole()},"")'

    def _say(self, wrong: str, to_office: str) -> None:
        """``wrong``: the sentence of an error, {} for that of the cell alone."""
        doubts = '&" "&'.join(f'IF({test},{sentence},"")' for test, sentence in self._doubts())
        no_number = self._said(NOT_A_DATE if self.field.type == "date" else NOT_A_NUMBER)
        no_number = f"IF(ISERROR({self.value}),{self._said(ERROR_VALUE)},{no_number})"
        self.sentences = {
            "error": wrong.format(f'IF({self.is_kind}="n",{self._misfit()},{no_number})'),
            "warning": f"TRIM({doubts})" if doubts else '""',
            "office": to_office,
        }

    def _has_format(self, kinds: str) -> str:
        """Whether the cell's own number format is one of percents (P) or dates (D); a client that cannot say says
        no."""
        return f'ISNUMBER(FIND(LEFT(CELL("format",{self.value}),1),"{kinds}"))'

    def _left(self) -> str:
        """Whether a number within its limits is left to the office: more decimals than the form takes, or its state."""
        if self.field.type == "integer":
            return f"{self.stated}=2"
        return f"OR({self.stated}=2,ROUND({self.read},{self.field.decimals})<>ROUND({self.read},9))"

    def _fits(self) -> str:
        """Whether a number is of the field's type and within its hard range."""
        tests = [self._is_whole()] * (self.field.type == "integer") + self._within(self.field.hard)
        return f"AND({','.join(tests)})" if tests else "TRUE"

    def _is_whole(self) -> str:
        return f"ABS({self.read}-ROUND({self.read},0))<{WHOLE_TOLERANCE}*MAX(1,ABS({self.read}))"

    def _whole(self) -> str:
        return f"ROUND({self.read},0)" if self.field.type == "integer" else self.read

    def _within(self, limits: Range | None) -> list[str]:
        if limits is None:
            return []
        return [f"{self._whole()}>={_limit(limits.low)}", f"{self._whole()}<={_limit(limits.high)}"]

    def _misfit(self) -> str:
        """The sentence of a number that does not fit."""
        sentence = self._said(NOT_A_DATE if self.field.type == "date" else NOT_A_NUMBER)
        hard = self.field.hard
        if hard is not None:
            low, high = (
                self._range_sentence("below-range", limit=limit_in_words(hard.low, self.field, self.words)),
                self._range_sentence("above-range", limit=limit_in_words(hard.high, self.field, self.words)),
            )
            sentence = f"IF({self._whole()}<{_limit(hard.low)},{low},{high})"
        if self.field.type == "integer":
            fraction = self._sentence("not-whole", self.text, measure=self.field.unit or self.words.say("số nguyên"))
            sentence = f"IF(ROUND({self.read},0)=ROUND({self.read},9),{sentence},{fraction})"
        return sentence

    def _doubt(self) -> str:
        doubts = [test for test, _ in self._doubts()]
        return f'IF(OR({",".join(doubts)}),"warning","")' if doubts else '""'

    def _doubts(self) -> Iterator[tuple[str, str]]:
        """(test, sentence) of everything that is only unusual, of a number that is read."""
        field, usual = self.field, self.field.usual
        if field.type == "percent":
            test = f"AND({self.read}>0,{self.read}<1,{self.read}={self.value})"  # unlike under a format of percents
            yield test, self._sentence("percent-fraction", self.text)
        if usual is not None:
            low, high = (limit_in_words(limit, field, self.words) for limit in (usual.low, usual.high))
            facts = {"low": low, "high": high}
            yield f"{self._whole()}<{_limit(usual.low)}", self._range_sentence("unusual-low", **facts)
            yield f"{self._whole()}>{_limit(usual.high)}", self._range_sentence("unusual-high", **facts)

    def _range_sentence(self, code: str, **facts: str) -> str:
        field = self.field
        unit = f"&{quoted(' ' + field.unit)}" if field.unit and not field.is_year and field.type != "date" else ""
        return self._sentence(code, self.text + unit, **facts)

    def _sentence(self, code: str, value: str, **facts: str) -> str:
        """The catalogue's sentence with the formula ``value`` in the place of its value."""
        given = {key: clip_value(fact) for key, fact in facts.items()}
        text = self.words.say(CATALOGUE[code].message).format(label=self.field.short, value=_MARK, **given)
        before, _, after = text.partition(_MARK)
        return "&".join(
            part for part in (quoted(before) if before else "", value, quoted(after) if after else "") if part
        )

    # --- words ----------------------------------------------------------------------------------------------------

    def _words(self) -> None:
        field, value = self.field, self.value
        unknown, why, apart = f"ISNUMBER({value})", self._said(NUMBER_AS_TEXT), ""
        if field.type == "choice" and not field.other_allowed:
            unknown, apart = self._unknown(), self._apart()
            listed = self.words.retell(choices_of(field))
            why = f"{_cut(f'TRIM({value})')}&{quoted(self.words.say(_NOT_LISTED, listed=listed))}"
        full = f'IF(ISLOGICAL({value}),"x",IF(OR({unknown}),"t","n"))'
        self.kind = f'IFERROR(IF(LEN(TRIM({value}))=0,"",{full}),"x")'
        kind, error = self.is_kind, f"IF(ISERROR({value}),{self._said(ERROR_VALUE)},{self._said(NOT_TEXT)})"
        known = f'IFERROR(IF({apart},"error",""),"")' if apart else '""'
        self.verdict = f'IF({kind}="",{self.missing},IF({kind}="n",{known},IF({kind}="t","office","error")))'
        self.sentences = {
            "error": f'IF({kind}="n",{self._apart_sentence()},{error})' if apart else error,
            "office": why,
        }

    def _unknown(self) -> str:
        """Whether the answer is none of the choices, nor a code of one; where their sheet is gone, nobody knows."""
        place = place_of(self.field, self.plan.lists)
        if place is None:
            return self._is_none(self.field, self.value)
        names = (place.name, f"{place.name}_ma") if place.codes else (place.name,)
        found = "+".join(f"SUMPRODUCT(--({name}=TRIM({self.value})))" for name in names)
        return f"IFERROR({found}=0,TRUE)"

    @staticmethod
    def _is_none(field: Field, cell: str) -> str:
        return f"AND({','.join(f'TRIM({cell})<>{quoted(choice)}' for choice in field.choices)})"

    def _is_one(self, field: Field, cell: str) -> str:
        """Whether a cell holds one of the choices to the letter."""
        place = place_of(field, self.plan.lists)
        listed = f"SUMPRODUCT(--({place.name}=TRIM({cell})))>0" if place is not None else ""
        return listed or f"NOT({self._is_none(field, cell)})"

    def _apart(self) -> str:
        """Whether the choice does not belong to the answer it depends on, both to the letter; "" for what depends on
        none."""
        place, above = place_of(self.field, self.plan.lists), self.plan.form.above(self.field)
        if place is None or above is None or not place.parents:
            return ""
        pairs = f"SUMPRODUCT(({place.name}_thuoc=TRIM({above.id}))*({place.name}=TRIM({self.value})))=0"
        return f"AND({self._is_one(self.field, self.value)},{self._is_one(above, above.id)},{pairs})"

    def _apart_sentence(self) -> str:
        above = self.plan.form.fields[self.field.depends_on]
        given = _cut(f"TRIM({self.value})"), _cut(f"TRIM({above.id})")
        text = self.words.say(CATALOGUE["choice-apart"].message).format(
            label=self.field.short, value=f"{_MARK}0{_MARK}", above=above.short, answer=f"{_MARK}1{_MARK}"
        )
        parts = [part if n % 2 == 0 else given[int(part)] for n, part in enumerate(text.split(_MARK))]
        return "&".join(quoted(part) if n % 2 == 0 else part for n, part in enumerate(parts))


def echo_now(field: Field, value: object, words: Words) -> str:
    """What is shown beside a value that has no fault."""
    if isinstance(value, dt.date):
        return words.long_date(value)
    if field.type not in ("decimal", "percent") or not isinstance(value, int | float):
        return ""
    return f"{limit_in_words(float(value), field, words)} {field.unit}".rstrip()


def slots_now(field: Field, value: object, state: str, words: Words) -> tuple[float | str, ...]:
    """What the further cells of a row give for a value that has no fault."""
    if field.type == "date":
        return (words.date(value) if isinstance(value, dt.date) else "",)
    if not field.figure:
        return ()
    number = float(value) if isinstance(value, int | float) else 0.0
    known = isinstance(value, int | float)
    text = "" if field.is_year and not known else limit_in_words(number, field, words)
    return (text, int(state in STATES_WITHOUT_FIGURE), *[number if known else ""] * (field.type == "percent"))


def limit_in_words(limit: float | dt.date | None, field: Field, words: Words) -> str:
    """An end of a field's range as a sentence says it: 31/12/2019, 1.234,5, a year without its point."""
    if isinstance(limit, dt.date):
        return words.date(limit)
    assert limit is not None
    return str(int(limit)) if field.is_year and float(limit).is_integer() else words.number(limit)


def _cut(text: str) -> str:
    """A text as messages show it, cut where they cut it."""
    return f"IF(LEN({text})>{VALUE_SHOWN},LEFT({text},{VALUE_SHOWN - 1})&{quoted('…')},{text})"


def _limit(limit: object) -> str:
    if isinstance(limit, dt.date):
        return f"DATE({limit.year},{limit.month},{limit.day})"
    assert isinstance(limit, float)
    return constant(limit)
