"""The live check of a figure and of an answer in words: one formula for all rows of a form, told apart by what stands
in them.

So many inputs differ in their limits, their decimals, their choices and what may be said instead of them, that formulas
of their own would be half of the workbook. What no input of the form has is left out of the formula.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping

from tonghop290.messages import VALUE_SHOWN, unit_beside
from tonghop290.model import STATE_ESTIMATE, STATE_NO_DATA, STATE_NOT_APPLICABLE, Field, Range, sayable
from tonghop290.workbook.issue.checks.live_cell import (
    ASIDE,
    BESIDE,
    CONFLICT,
    CONFLICT_OF_EITHER,
    DECIMALS,
    ERROR_VALUE,
    FLAGS,
    FORMAT,
    GIVEN,
    HIGH,
    IN_WORDS,
    KIND,
    LABEL,
    LISTED,
    LOW,
    NOT_A_NUMBER,
    NOT_TEXT,
    NUMBER_AS_TEXT,
    PARTED,
    PRINTED,
    RULES,
    SENTENCE,
    STATED,
    TICK,
    TICKED,
    TO_OFFICE,
    UNASKED,
    UNITS,
    USUAL_HIGH,
    USUAL_LOW,
    VERDICT,
    InputCheck,
    as_printed,
    cut,
    in_words,
    verdict_of_words,
    with_rules,
)
from tonghop290.workbook.issue.formulas import TEXT, USABLE, WHOLE_TOLERANCE, number_text, quoted, reference
from tonghop290.workbook.plan import CODE, STATE, VALUE, Plan

__all__ = ["ROW", "facts_of", "facts_of_words", "fetched", "formulas_of_rows"]

ROW, _ANY_ROW = "\0", 1_048_573
"""A row that no form has, and what stands for it."""
_TORN = "t"
_WHOLE = -1
"""Instead of a number of decimals."""
_OPTIONAL = "o"
_FLAGS: Mapping[str, Callable[[Field], bool]] = {
    _OPTIONAL: lambda field: not field.required,
    "k": lambda field: not field.no_data,
    "a": lambda field: STATE_NOT_APPLICABLE in field.states,
    "p": lambda field: field.type == "percent",
    "y": lambda field: field.is_year,
    "b": lambda field: any(map(_excludes_nothing, (field.hard, field.usual))) and _says_its_unit(field),
}
"""Optional; known to every unit; may not apply; a percent; a year; a 0 that is wrong or doubtful is told bare."""
_MOST_DECIMALS = 6

TEXT_NUMBER = sayable("ô này là chữ, máy chưa tính được. Nếu được, đồng chí chỉ ghi số.")
ODD_FORMAT = sayable("ô có định dạng phần trăm hoặc ngày tháng.")
UNKNOWN_STATE = sayable("trạng thái không có trong danh sách.")
TORN = sayable("ô này đã bị cắt, kéo đi; xin ghi lại vào đúng dòng.")
_FINE = sayable("số có nhiều hơn {decimals} chữ số thập phân.")


def facts_of(field: Field) -> dict[int, str | float]:
    """What the row of a figure is told."""
    flags = "".join(letter for letter, has in _FLAGS.items() if has(field))
    facts: dict[int, str | float] = {LABEL: field.short, DECIMALS: _decimals(field)}
    facts |= {UNITS: field.unit} if field.unit else {}
    for limits, columns in ((field.hard, (LOW, HIGH)), (field.usual, (USUAL_LOW, USUAL_HIGH))):
        for column, limit in zip(columns, (limits.low, limits.high) if limits is not None else (), strict=False):
            assert limit is not None and not isinstance(limit, dt.date)
            facts[column] = limit
    return {**facts, **({FLAGS: flags} if flags else {})}


def _excludes_nothing(limits: Range | None) -> bool:
    """Whether 0 lies outside of them."""
    return limits is not None and not limits.numbers[0] <= 0 <= limits.numbers[1]


def _says_its_unit(field: Field) -> bool:
    return bool(field.unit) and not field.is_year and not unit_beside(0, field)


def facts_of_words(field: Field) -> dict[int, str | float]:
    """What the row of an answer in words is told."""
    listed = field.type == "choice" and not field.other_allowed
    facts: dict[int, str | float] = {DECIMALS: IN_WORDS}
    return {
        **facts,
        **({LISTED: PARTED.join(field.choices)} if listed else {}),
        **({} if field.required else {FLAGS: _OPTIONAL}),
    }


def fetched(field: Field, plan: Plan) -> dict[int, str]:
    """The formulas that fetch what stands in the row of an input, each a row's own.

    Whether the answer or its state was cut and pasted, or dragged, into another row is told in place of the letter of
    its format: a formula goes with a cell that is cut, and loses (in Excel) one that is pasted over. Codes are locked,
    and stay with their row.
    """
    place = plan.fields[field.id]
    value, state, told = (reference(place.at(column)) for column in (VALUE, STATE, CODE))
    torn = f"IFERROR(ROW({value})+ROW({state})<>2*ROW({told}),TRUE)"
    return {
        **({GIVEN: f'IF(LEN({value})=0,"",{value})'} if field.filled_by != "register" else {}),
        FORMAT: f'IF({torn},{quoted(_TORN)},IFERROR(LEFT(CELL("format",{value}),1),"-"))',
        **({STATED: f'{state}&""'} if field.figure else {}),
    }


def formulas_of_rows(plan: Plan) -> Mapping[int, str]:
    """What stands in every row down to the last input, one answers in it or not, by column; :data:`ROW` stands for the
    row. Nothing in a form without figures."""
    if not any(field.figure for field in plan.form.inputs):
        return {}
    formulas = _AnyCheck(plan).formulas
    return {column: formula.replace(f"${_ANY_ROW}", ROW) for column, formula in formulas.items()}


class _AnyCheck(InputCheck):
    """The formulas of any row of ``Số liệu``; where neither a figure nor free words are asked they take what stands
    beside (``ASIDE``)."""

    def __init__(self, plan: Plan) -> None:
        self.figures = [field for field in plan.form.inputs if field.figure]
        self.in_words = [field for field in plan.form.inputs if in_words(field, plan)]
        super().__init__(self.figures[0], plan)
        self.place = dataclasses.replace(self.place, row=_ANY_ROW)
        self.value, self.state, self.unit = map(self.own, (GIVEN, STATED, UNITS))
        self.read, self.text = self.own(KIND), self.own(TEXT)
        self.number = f"ISNUMBER({self.read})"
        flags = (self._flag(one) for one in "kapyb")
        self.known_to_all, self.may_not_apply, self.percent, self.year, self.bare = flags
        self.said_state = self._state()
        everybody = [not other.required for other in (*self.figures, *self.in_words)]
        self.optional = self._if_all(everybody, self._has_flag(_OPTIONAL))
        self.whole = self._if_all([_decimals(other) < 0 for other in self.figures], f"{self.own(DECIMALS)}<0")
        self.hard = self._bounded([other.hard is not None for other in self.figures], LOW, HIGH)
        self.usual = self._bounded([other.usual is not None for other in self.figures], USUAL_LOW, USUAL_HIGH)
        self.words_here = f"{self.own(DECIMALS)}={quoted(IN_WORDS)}" if self.in_words else "FALSE"
        figure_here, torn = f"ISNUMBER({self.own(DECIMALS)})", f"{self.own(FORMAT)}={quoted(_TORN)}"
        usable = f"IF({figure_here},{self.usable(self.read, self.number)},{self.own(ASIDE[USABLE])})"
        verdict = self._beside(VERDICT, _if(self.words_here, self._verdict_of_words(), self._verdict()))
        self.formulas = {
            USABLE: f"IF({torn},NA(),{usable})",
            VERDICT: f'IF({torn},"office",{verdict})',
            KIND: self._kind(),
            TEXT: f'IF({figure_here},IFERROR({self._as_text()},""),{self.own(ASIDE[TEXT])}&"")',
            PRINTED: as_printed(self.value, self.state, self.own(VERDICT), self.text, self.words),
        }
        self.say(
            {
                "error": _if(self.words_here, self._why_words_wrong(), self._why_wrong()),
                **({"warning": self._why_doubtful()} if self._doubts() else {}),
                "office": _if(self.words_here, self._why_words_left(), self._why_left()),
                "missing": "",
            },
            _if(self.words_here, self._fine_words(), self._fine()),
        )
        moved = f"{self.said(TO_OFFICE)}&{self.said(TORN)}"
        sentence = f"IF({torn},{moved},{self._beside(SENTENCE, self.formulas[SENTENCE])})"
        with_them = with_rules(sentence, self.own(VERDICT), self.own(RULES))
        self.formulas[SENTENCE] = with_them if plan.form.rules else sentence

    def _beside(self, column: int, formula: str) -> str:
        return f'IF({self.own(DECIMALS)}="",{self.own(ASIDE[column])}&"",{formula})'

    # --- what the row is told -------------------------------------------------------------------------------------

    def _flag(self, letter: str) -> str:
        return self._if_all(list(map(_FLAGS[letter], self.figures)), self._has_flag(letter))

    def _has_flag(self, letter: str) -> str:
        return f'ISNUMBER(FIND("{letter}",{self.own(FLAGS)}))'

    def _bounded(self, known: list[bool], low: int, high: int) -> str:
        return self._if_all(known, f"COUNT({self.own(low)},{self.own(high)})=2")

    @staticmethod
    def _if_all(known: list[bool], test: str) -> str:
        """A test of the row, "TRUE" or "FALSE" where it is the same for all figures."""
        return "TRUE" if all(known) else test if any(known) else "FALSE"

    # --- what stands in the cell ----------------------------------------------------------------------------------

    def _kind(self) -> str:
        """A number as it is read: a whole one rounded, a percent under a format of percents as it is shown."""
        odd = f"ISNUMBER(FIND({self.own(FORMAT)},{_if(self.percent, _D, _PD)}))"
        shown = f'{self.own(FORMAT)}="P"'
        percent = _if(self.percent, f"IF({shown},ROUND({self.value}*100,10),{self.value})", self.value)
        read = _if(self.whole, f"ROUND({self.value},0)", percent)
        return self.kind_of(f'IF({odd},"o",{read})')

    def _state(self) -> str:
        """0 known, 1 no figure, 2 typed otherwise, 3 no figure where every unit has one."""
        typed = f"TRIM({self.state})"
        other = _if(self.may_not_apply, f"IF({typed}={self.said(STATE_NOT_APPLICABLE)},1,2)", "2")
        none = f"IF({typed}={self.said(STATE_NO_DATA)},{_if(self.known_to_all, '3', '1')},{other})"
        return f'IFERROR(IF(OR({typed}="",{typed}={self.said(STATE_ESTIMATE)}),0,{none}),2)'

    def _as_text(self) -> str:
        raw = self.value if self.percent == "FALSE" else _if(self.whole, self.value, self.read)
        return _if(self.year, f'{raw}&""', number_text(raw, _MOST_DECIMALS, self.words.writing))

    # --- answers in words ----------------------------------------------------------------------------------------

    def _verdict_of_words(self) -> str:
        unknown, listed = f"ISNUMBER({self.value})", self.own(LISTED)
        if self._choosing:
            typed = f"UPPER(TRIM({self.value}))"
            one = f'FIND("{PARTED}"&{typed}&"{PARTED}","{PARTED}"&UPPER({listed})&"{PARTED}")'
            none = f'OR(ISNUMBER(FIND("{PARTED}",{typed})),ISERROR({one}))'
            unknown = f'IF({listed}="",{unknown},{none})'
        return verdict_of_words(self.value, unknown, missing=_if(self.optional, _NOTHING, _MISSING))

    @property
    def _choosing(self) -> bool:
        return any(field.type == "choice" and not field.other_allowed for field in self.in_words)

    def _why_words_left(self) -> str:
        why, listed = self.said(NUMBER_AS_TEXT), self.own(LISTED)
        return f'IF({listed}="",{why},{self.not_listed(listed)})' if self._choosing else why

    def _why_words_wrong(self) -> str:
        return f"IF(ISERROR({self.value}),{self.said(ERROR_VALUE)},{self.said(NOT_TEXT)})"

    def _fine_words(self) -> str:
        return f"IF(LEN(TRIM({self.value}))=0,{_if(self.optional, self.said(UNASKED), _NOTHING)},{quoted(TICK)})"

    # --- what is said of it ---------------------------------------------------------------------------------------

    def _verdict(self) -> str:
        kind, state, value, read = self.read, self.said_state, self.value, self.read
        is_whole = f"ABS({value}-{read})<{WHOLE_TOLERANCE}*MAX(1,ABS({value}))"
        fits = [_if(self.whole, is_whole, "TRUE")]
        fits.append(_if(self.hard, f"AND({read}>={self.own(LOW)},{read}<={self.own(HIGH)})", "TRUE"))
        finer = f"ROUND({read},{self.own(DECIMALS)})<>ROUND({read},9)"
        left = f"OR({state}=2,{_if(self.whole, 'FALSE', finer)})"
        doubts = self._doubts()
        doubt = f'IF(OR({",".join(test for test, _ in doubts)}),"warning","")' if doubts else '""'
        number = f'IF(AND({",".join(fits)}),IF({left},"office",{doubt}),"error")'
        number = f'IF({self.number},{number},IF({kind}="x","error","office"))'
        empty = f'IF({state}=2,"office",{_if(self.optional, _NOTHING, _MISSING)})'
        conflict = f'IF({kind}="",IF({state}=1,"","error"),IF({kind}="t","office","error"))'
        return f'IF(MOD({state},2)=1,{conflict},IF({kind}="",{empty},{number}))'

    def _fine(self) -> str:
        """Of a number how it is understood, with its state; the state that stands for it; that none is asked."""
        beside = f'IF({self.state}="","",{quoted(BESIDE)}&{self.state})'
        none = _if(self.optional, self.said(UNASKED), '""')
        none = f"IF({self.said_state}=1,{TICKED}&{self.state},{none})"
        return f"IF({self.number},{TICKED}&{self._measured()}&{beside},{none})"

    def _doubts(self) -> list[tuple[str, str]]:
        """(test, sentence) of everything that is only unusual, of a number that is read."""
        doubts, read = [], self.read
        if self.percent != "FALSE":
            test = f"{read}>0,{read}<1,{read}={self.value}"  # unlike under a format of percents
            doubts.append((f"AND({self.percent},{test})", self.sentence("percent-fraction", self.text)))
        if self.usual != "FALSE":
            low, high = self.own(USUAL_LOW), self.own(USUAL_HIGH)
            ends = {"low": self._limit(USUAL_LOW), "high": self._limit(USUAL_HIGH)}
            for code, test in (("unusual-low", f"{read}<{low}"), ("unusual-high", f"{read}>{high}")):
                doubts.append((_if(self.usual, test, "FALSE"), self.sentence(code, self._beside_label(), **ends)))
        return doubts

    def _why_doubtful(self) -> str:
        doubts = '&" "&'.join(f'IF({test},{sentence},"")' for test, sentence in self._doubts())
        return f"TRIM({doubts})"

    def _why_left(self) -> str:
        before, after = self.words.say(_FINE).split("{decimals}")
        decimals = _if(self.whole, '"0"', self.own(DECIMALS))
        fine = f"{quoted(before)}&{decimals}&{quoted(after)}"
        why = f'IF({self.read}="t",{self.said(TEXT_NUMBER)},IF({self.read}="o",{self.said(ODD_FORMAT)},{fine}))'
        return f"IF({self.said_state}=2,{self.said(UNKNOWN_STATE)},{why})"

    def _why_wrong(self) -> str:
        value, state = self.value, self.said_state
        low = self.sentence("below-range", self._beside_label(), limit=self._limit(LOW))
        high = self.sentence("above-range", self._beside_label(), limit=self._limit(HIGH))
        misfit = _if(self.hard, f"IF({self.read}<{self.own(LOW)},{low},{high})", self.said(NOT_A_NUMBER))
        measure = cut(self.unit) if any(len(one.unit) > VALUE_SHOWN for one in self.figures) else self.unit
        named = [bool(one.unit) for one in self.figures]
        measure = _if(self._if_all(named, f'{self.unit}<>""'), measure, self.said("số nguyên"))
        fraction = f"AND({self.whole},ROUND({value},0)<>ROUND({value},9))"
        if self.whole != "FALSE":
            misfit = f"IF({fraction},{self.sentence('not-whole', self.text, measure=measure)},{misfit})"
        cell = f"IF(ISERROR({value}),{self.said(ERROR_VALUE)},{self.said(NOT_A_NUMBER)})"
        cell = f"IF({self.number},{misfit},{cell})"
        conflict = _if(self.may_not_apply, self.said(CONFLICT_OF_EITHER), self.said(CONFLICT))
        known = self.sentence("no-data-not-allowed", self.said(STATE_NO_DATA))
        known = f'IF({self.read}="",{known},{self.said(CONFLICT)})'
        cell = f"IF({state}=1,{conflict},{cell})"
        return cell if self.known_to_all == "FALSE" else f"IF({state}=3,{known},{cell})"

    def _limit(self, column: int) -> str:
        cell = self.own(column)
        return _if(self.year, f'{cell}&""', number_text(cell, _MOST_DECIMALS, self.words.writing))

    def _beside_label(self) -> str:
        """The text of the number and what it counts, where the label has not said that (:func:`unit_beside`)."""
        if self.bare == "FALSE":
            return self._measured()
        return f"IF(AND({self.bare},{self.read}=0),{self.text},{self._measured()})"

    def _measured(self) -> str:
        """The text of the number and what it counts."""
        bare = [not one.unit or one.is_year for one in self.figures]
        if all(bare):
            return self.text
        measured = f'{self.text}&" "&{self.unit}'
        return f'IF(OR({self.year},{self.unit}=""),{self.text},{measured})' if any(bare) else measured


_D, _PD, _NOTHING, _MISSING = '"D"', '"PD"', '""', '"missing"'


def _if(test: str, then: str, otherwise: str) -> str:
    return then if test == "TRUE" else otherwise if test == "FALSE" else f"IF({test},{then},{otherwise})"


def _decimals(field: Field) -> int:
    return _WHOLE if field.type == "integer" else field.decimals
