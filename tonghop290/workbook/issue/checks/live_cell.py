"""The live check of one cell: what its type, range and state ask, in the sentences the office's check uses.

A number or a date of the machine's own is judged here as the office judges it, to the letter. What only a reader can
take – text in the cell of a number ("352 đ/c", "7.845"), a state or a choice typed otherwise, a number under a format
of percents or dates – is left to the office, and said to be: never an error here, never silence (``docs/live.md``).
Figures: ``live_figure.py``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from tonghop290.messages import CATALOGUE, VALUE_SHOWN, choices_of
from tonghop290.model import LIVE_OPENINGS, STATE_ESTIMATE, STATES_WITHOUT_FIGURE, CellRef, Field, Words, sayable
from tonghop290.text.dates import LAST_YEAR
from tonghop290.workbook.issue.formulas import (
    TEXT,
    USABLE,
    date_text,
    filled_in,
    party_date_text,
    quoted,
    reference,
)
from tonghop290.workbook.plan import HIDDEN, Plan
from tonghop290.workbook.plan_lists import place_of

__all__ = [
    "ASIDE",
    "IN_WORDS",
    "KIND",
    "MISSING",
    "OPENINGS",
    "PRINTED",
    "RULES",
    "SENTENCE",
    "TICK",
    "TO_OFFICE",
    "UNANSWERED",
    "UNASKED",
    "VERDICT",
    "DateCheck",
    "InputCheck",
    "WordsCheck",
    "as_printed",
    "cut",
    "echo_now",
    "in_words",
    "limit_in_words",
    "verdict_of_words",
    "with_rules",
]

VERDICT, SENTENCE, KIND = 4, 5, 6
LABEL, LOW, HIGH, USUAL_LOW, USUAL_HIGH, DECIMALS, FLAGS = range(8, 15)
"""Columns of an input's row of the very hidden sheet (``live.py``); the last seven hold what the formulas are told."""
LISTED = LOW
"""Of an answer in words the choices, as a sentence names them."""
IN_WORDS = "w"
"""Instead of a number of decimals: an answer in words."""
ASIDE = {VERDICT: 15, SENTENCE: 16, USABLE: 17, TEXT: 18, KIND: 19}
"""Where an input with a check of its own has it, from where the formulas of all rows take it: what LibreOffice is to
move as one when rows are inserted has to stand in one piece."""
RULES = 20
"""What the rules say beside an input."""
PRINTED = 25
"""An answer as ``Bản ký`` prints it."""
GIVEN, FORMAT, STATED, UNITS = range(21, 25)
"""What stands on ``Số liệu``, fetched: the value ("" for an empty cell), the letter of its format, the state; and what
the figure counts. The formulas of all rows may not name another sheet (``shared_formulas.py``)."""
PARTED = ", "
"""Between choices."""

_LAST_DAY = f"DATE({LAST_YEAR},12,31)"
_MOST_DAYS = 2_958_465
"""The last day Excel counts; a greater number may be digits typed without separators (31122019)."""
_SERIALS = (30_000, 60_000)
"""Between these (1982 to 2064) a number in the cell of a date is the day it counts, with or without a format of dates;
elsewhere it may be a year, or digits, that the cell shows as a day."""
_MARK = "\0"

UNANSWERED = "……"
TICK = "✓"
"""Opens what is said of an answer that has no fault."""
TICKED = quoted(f"{TICK} ")
BESIDE = " · "
"""Between a figure and its state."""
UNASKED = sayable("không bắt buộc")
MISSING = sayable("Chưa điền.")
TO_OFFICE = sayable("Để cơ quan đọc: ")
OPENINGS = {"error": LIVE_OPENINGS["error"], "warning": LIVE_OPENINGS["warning"], "office": TO_OFFICE}
NOT_A_NUMBER = sayable("Ô này cần một số, không kèm chữ.")
NOT_A_DATE = sayable("Ô này cần một ngày, ví dụ 31/12/2019.")
ERROR_VALUE = sayable("Công thức trong ô báo lỗi.")
NOT_TEXT = sayable("Ô chứa giá trị đúng/sai, không phải nội dung.")
CONFLICT = sayable("Đã chọn “Không có số liệu” thì ô số liệu để trống.")
CONFLICT_OF_EITHER = sayable("Đã chọn “Không có số liệu” hoặc “Không áp dụng” thì ô số liệu để trống.")
TEXT_DATE = sayable("ô này là chữ, máy chưa nhận ra ngày. Cách ghi máy nào cũng hiểu: 2019-12-31.")
BARE_DATE = sayable("ô này là một số, máy chưa nhận ra ngày. Cách ghi máy nào cũng hiểu: 2019-12-31.")
NUMBER_AS_TEXT = sayable("ô này cần chữ nhưng máy đang giữ một số.")
NOT_LISTED = sayable(" không có trong danh sách ({listed}).")


class InputCheck:
    """Formula texts of the row of one input, by column; what is said of this input alone stands in ``facts``, so that
    inputs of one kind have one formula (``shared_formulas.py``).

    KIND is what stands in the cell of a number or a date: "" / "n" a number to judge (of a figure that number, as it is
    read) / "o" one under a format of percents or dates / "t" a text / "x" an error or TRUE. TEXT: the text of the
    number. VERDICT is "" / "missing" / "error" / "warning" / "office" (left to the office); USABLE the value that takes
    part in rules, or an error value; SENTENCE what is said, and of what has no fault, how it has been read.
    """

    def __init__(self, field: Field, plan: Plan, columns: Mapping[int, int] | None = None) -> None:
        """``columns``: where what usually stands in a column stands in this row."""
        self.field, self.plan, self.words = field, plan, plan.form.words
        self.columns = columns or {}
        self.place = plan.fields[field.id]
        self.value = reference(self.place.value)
        self.formulas: dict[int, str] = {}
        self.facts: dict[int, str | float] = {}

    def own(self, column: int) -> str:
        return reference(CellRef(HIDDEN, self.place.row, self.columns.get(column, column)))

    @property
    def unasked(self) -> str:
        """What is said of an empty cell that has no fault."""
        return '""' if self.field.required else self.said(UNASKED)

    def said(self, text: str) -> str:
        return quoted(self.words.say(text))

    def kind_of(self, number: str) -> str:
        value = self.value
        full = f'IF(ISTEXT({value}),"t",IF(ISLOGICAL({value}),"x",{number}))'
        return f'IFERROR(IF(LEN(TRIM({value}))=0,"",{full}),"x")'

    def usable(self, read: str, known: str = "") -> str:
        decided, known = self.own(VERDICT), known or f'{self.own(KIND)}="n"'
        return f'IF(AND({known},OR({decided}="",{decided}="warning")),{read},NA())'

    def say(self, sentences: Mapping[str, str], fine: str) -> None:
        """The sentence of each verdict; ``fine``: of none."""
        verdict, sentence = self.own(VERDICT), fine
        for one, said in sentences.items():
            opening = self.said(OPENINGS.get(one, MISSING))
            sentence = f"IF({verdict}={quoted(one)},{'&'.join(filter(None, (opening, said)))},{sentence})"
        self.formulas[SENTENCE] = sentence

    def not_listed(self, listed: str) -> str:
        """What is said of words that are none of the choices; ``listed``: formula text of those."""
        return f"{cut(f'TRIM({self.value})')}&{filled_in(self.words.say(NOT_LISTED), listed=listed)}"

    def sentence(self, code: str, value: str, **facts: str) -> str:
        """The catalogue's sentence with formulas in the places of its value and facts."""
        return filled_in(self.words.say(CATALOGUE[code].message), label=self.own(LABEL), value=value, **facts)


class DateCheck(InputCheck):
    def __init__(self, field: Field, plan: Plan, columns: Mapping[int, int] | None = None) -> None:
        super().__init__(field, plan, columns)
        kind, read, writing = self.own(KIND), f"INT({self.value})", self.words.writing
        self.facts = {LABEL: field.short}
        self.formulas = {
            USABLE: self.usable(read),
            VERDICT: self._verdict(read),
            KIND: self.kind_of('"n"'),
            TEXT: f'IFERROR({date_text(read, writing)},IFERROR({read}&"",""))',
        }
        wrong = f"IF(ISERROR({self.value}),{self.said(ERROR_VALUE)},{self.said(NOT_A_DATE)})"
        self.say(
            {
                "error": f'IF({kind}="n",{self._misfit(read)},{wrong})',
                **({"warning": self._unusual(read)} if field.usual is not None else {}),
                "office": f'IF({kind}="t",{self.said(TEXT_DATE)},{self.said(BARE_DATE)})',
                **({"missing": ""} if field.required else {}),
            },
            f'IF({kind}="n",{TICKED}&{party_date_text(read, writing)},{self.unasked})',
        )

    def _verdict(self, read: str) -> str:
        field, kind, (first, last) = self.field, self.own(KIND), _SERIALS
        hard = [_day(field.hard.low), _day(field.hard.high)] if field.hard is not None else []
        within = [
            f"{read}<={_LAST_DAY}",
            *(f"{read}{sign}{end}" for sign, end in zip((">=", "<="), hard, strict=False)),
        ]
        doubt = '""'
        if field.usual is not None:
            doubt = f'IF(OR({read}<{_day(field.usual.low)},{read}>{_day(field.usual.high)}),"warning","")'
        sure = f"AND({read}>={first},{read}<{last})"
        judged = f'IF({read}>{_MOST_DAYS},"office",IF(AND({",".join(within)}),IF({sure},{doubt},"office"),"error"))'
        missing = quoted("missing" if field.required else "")
        return f'IF({kind}="",{missing},IF({kind}="n",{judged},IF({kind}="t","office","error")))'

    def _misfit(self, read: str) -> str:
        hard, text = self.field.hard, self.own(TEXT)
        if hard is None:
            return self.said(NOT_A_DATE)
        low, high = (
            self.sentence(code, text, limit=self._in_words(limit))
            for code, limit in (("below-range", hard.low), ("above-range", hard.high))
        )
        return f"IF({read}<{_day(hard.low)},{low},{high})"

    def _unusual(self, read: str) -> str:
        usual, text = self.field.usual, self.own(TEXT)
        assert usual is not None
        ends = {"low": self._in_words(usual.low), "high": self._in_words(usual.high)}
        low, high = (self.sentence(code, text, **ends) for code in ("unusual-low", "unusual-high"))
        return f"IF({read}<{_day(usual.low)},{low},{high})"

    def _in_words(self, limit: object) -> str:
        assert isinstance(limit, dt.date)
        return quoted(self.words.date(limit))


def in_words(field: Field, plan: Plan) -> bool:
    """Whether the formulas of all rows can tell an answer in words: one that is free, or one of its own few choices."""
    if field.figure or field.type == "date" or field.filled_by == "register":
        return False  # the workbooks of a series differ in the name of a unit, and the very hidden sheet does not
    if field.type != "choice" or field.other_allowed:
        return True
    return place_of(field, plan.lists) is None and not any(PARTED in choice for choice in field.choices)


def verdict_of_words(value: str, unknown: str, *, missing: str, known: str = '""') -> str:
    full = f'IF(ISLOGICAL({value}),"error",IF({unknown},"office",{known}))'
    return f'IFERROR(IF(LEN(TRIM({value}))=0,{missing},{full}),"error")'


class WordsCheck(InputCheck):
    """Of an answer in words that has a formula of its own."""

    def __init__(self, field: Field, plan: Plan, columns: Mapping[int, int] | None = None) -> None:
        super().__init__(field, plan, columns)
        value, missing = self.value, quoted("missing" if field.required else "")
        unknown, why, apart = f"ISNUMBER({value})", self.said(NUMBER_AS_TEXT), ""
        if field.type == "choice" and not field.other_allowed:
            unknown, apart = self._unknown(), self._apart()
            why = self.not_listed(quoted(self.words.retell(choices_of(field))))
        known = f'IFERROR(IF({apart},"error",""),"")' if apart else '""'
        self.formulas[VERDICT] = verdict_of_words(value, unknown, missing=missing, known=known)
        error = self.said(NOT_TEXT)
        if apart:
            error = f"IF(ISLOGICAL({value}),{error},{self._apart_sentence()})"
        error = f"IF(ISERROR({value}),{self.said(ERROR_VALUE)},{error})"
        fine = f"IF(LEN(TRIM({value}))=0,{self.unasked},{quoted(TICK)})"
        self.say({"error": error, "office": why, **({"missing": ""} if field.required else {})}, fine)

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
        given = cut(f"TRIM({self.value})"), cut(f"TRIM({above.id})")
        text = self.words.say(CATALOGUE["choice-apart"].message).format(
            label=self.field.short, value=f"{_MARK}0{_MARK}", above=above.short, answer=f"{_MARK}1{_MARK}"
        )
        parts = [part if n % 2 == 0 else given[int(part)] for n, part in enumerate(text.split(_MARK))]
        return "&".join(quoted(part) if n % 2 == 0 else part for n, part in enumerate(parts))


def as_printed(value: str, state: str, verdict: str, text: str, words: Words) -> str:
    """The formula text of an answer as it is printed: of a number or a day its text in the form's own writing; with a
    star for an estimate, or the state where there is no figure; a text as it was typed, which only a reader takes for a
    number or a day; dots for an error and where an answer is missing."""
    estimate, dots = quoted(words.say(STATE_ESTIMATE)), quoted(UNANSWERED)
    said = f'IF(AND(ISNUMBER({value}),{text}<>""),{text},{value})&SUBSTITUTE({state},{estimate},"*")'
    return f'IFERROR(IF(LEN(TRIM({value}&{state})),{said},IF({verdict}="missing",{dots},"")),{dots})'


def with_rules(sentence: str, verdict: str, rules: str) -> str:
    """What is said of a cell and what its rules say, as formula text: a tick is not shown beside a doubt."""
    return f'TRIM(IF(AND({verdict}="",{rules}<>""),"",{sentence})&" "&{rules})'


def echo_now(field: Field, value: object, state: str, words: Words) -> str:
    """What is shown beside an answer that has no fault, and beside what may be left out."""
    stated = words.say(state) if state else ""
    if field.derived:
        return ""
    if value is None or value == "":
        without = state in STATES_WITHOUT_FIGURE
        return f"{TICK} {stated}" if without else "" if field.required else words.say(UNASKED)
    if isinstance(value, dt.date):
        return f"{TICK} {words.long_date(value)}"
    if not field.figure or not isinstance(value, int | float):
        return TICK
    unit = f" {field.unit}" if field.unit and not field.is_year else ""
    return f"{TICK} {limit_in_words(float(value), field, words)}{unit}{BESIDE + stated if stated else ''}"


def limit_in_words(limit: float | dt.date | None, field: Field, words: Words) -> str:
    """An end of a field's range as a sentence says it: 31/12/2019, 1.234,5, a year without its point."""
    if isinstance(limit, dt.date):
        return words.date(limit)
    assert limit is not None
    return str(int(limit)) if field.is_year and float(limit).is_integer() else words.number(limit)


def cut(text: str) -> str:
    """A text as messages show it, cut where they cut it."""
    return f"IF(LEN({text})>{VALUE_SHOWN},LEFT({text},{VALUE_SHOWN - 1})&{quoted('…')},{text})"


def _day(limit: object) -> str:
    assert isinstance(limit, dt.date)
    return f"DATE({limit.year},{limit.month},{limit.day})"
